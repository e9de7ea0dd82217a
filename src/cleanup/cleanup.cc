#include "auteur/cleanup/cleanup.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "steps.h"

namespace auteur::cleanup {
namespace {

constexpr double kWindow = 0.032;  // seconds of a short-time spectrum
constexpr std::size_t kSteps = static_cast<std::size_t>(Step::kCount);
constexpr std::array<std::string_view, kSteps> kNames{"clipping", "clicks", "hum", "noise", "reverb", "sibilance", "match"};

// When something is bad enough to be mended; docs/clean-up.md says why.
constexpr double kQuietEnough = 40;     // dB of noise below the voice that nobody hears in a mix
constexpr double kLeastDown = 6, kMostDown = 20;
constexpr double kHumBelow = 55;        // dB below the voice
constexpr double kDryEnough = 0.45, kHardRoom = 1.1;  // seconds
constexpr double kSharp = 0;          // dB of hisses against the voice
constexpr double kMostColour = 9;       // dB

std::vector<double> levels_of(std::span<const float> x, std::size_t block) {
  std::vector<double> out;
  for (std::size_t at = 0; at + block <= x.size(); at += block) {
    double e = 0;
    for (std::size_t i = 0; i < block; ++i) e += static_cast<double>(x[at + i]) * x[at + i];
    out.push_back(to_db(e / static_cast<double>(block)));
  }
  return out;
}

double quantile(std::vector<double> v, double q) {
  if (v.empty()) return -120;
  const auto at = v.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(v.size() - 1));
  std::nth_element(v.begin(), at, v.end());
  return *at;
}

double mean_of(const std::vector<double>& db, double low, double high) {
  double e = 0, n = 0;
  for (double v : db)
    if (v >= low && v <= high) e += std::pow(10, v / 10), ++n;
  return n > 0 ? to_db(e / n) : -120;
}

// Speech that breaks off into digital silence and comes back as suddenly: something was lost.
void find_gaps(std::span<const float> x, int rate, double speech_db, Analysis& a) {
  const auto ms = [&](double t) { return static_cast<std::size_t>(t * rate / 1000); };
  const double edge = 0.25 * std::pow(10, speech_db / 20);
  std::size_t run = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::abs(x[i]) < 1e-7f) { ++run; continue; }
    if (run >= ms(4) && run < ms(600) && i > run) {
      double before = 0, after = 0;
      for (std::size_t k = 1; k <= ms(0.7) + 1 && k + run <= i; ++k) before = std::max(before, std::abs(static_cast<double>(x[i - run - k])));
      for (std::size_t k = 0; k <= ms(0.7) && i + k < x.size(); ++k) after = std::max(after, std::abs(static_cast<double>(x[i + k])));
      if (before > edge && after > edge) ++a.gaps, a.gap_seconds += static_cast<double>(run) / rate;
    }
    run = 0;
  }
}

double band_of(const Spectrum& s, double speech_db) {
  std::vector<double> mean(s.bins, 0);
  for (std::size_t f = 0; f < s.frames; ++f)
    for (std::size_t b = 0; b < s.bins; ++b) mean[b] += std::norm(s.at(f)[b]);
  for (double& m : mean) m = to_db(4 * m / static_cast<double>(s.frames) / (static_cast<double>(s.size) * s.size));
  std::size_t top = s.bins - 1;
  while (top > 0 && mean[top] < speech_db - 78) --top;
  return s.hz(top);
}

std::string hz_words(double hz) { return hz >= 1000 ? fmt::format("{:.1f} kHz", hz / 1000) : fmt::format("{:.0f} Hz", hz); }

}  // namespace

std::string_view name_of(Step step) { return kNames.at(static_cast<std::size_t>(step)); }
std::optional<Step> step_named(std::string_view name) {
  for (std::size_t i = 0; i < kSteps; ++i)
    if (kNames[i] == name) return static_cast<Step>(i);
  return std::nullopt;
}

Analysis analyse(std::span<const float> x, int rate) {
  Analysis a;
  a.rate = rate;
  a.length = Seconds(static_cast<double>(x.size()) / std::max(1, rate));
  if (x.size() < static_cast<std::size_t>(rate) / 10) return a;
  const auto fine = levels_of(x, static_cast<std::size_t>(rate) / 50), coarse = levels_of(x, static_cast<std::size_t>(rate) / 5);
  const double loudest = *std::max_element(fine.begin(), fine.end());
  if (loudest < -100) return a;
  a.speech_db = mean_of(fine, loudest - 25, loudest);
  auto alive = fine;  // digital silence says nothing about the room
  std::erase_if(alive, [](double v) { return v <= -119; });
  // Where pauses are blanked out, little but speech is left, and it falls away without ever coming to rest on a floor.
  constexpr double kFloor = 5;  // dB
  const bool blanked = 10 * (fine.size() - alive.size()) >= fine.size(), floor = quantile(alive, 0.05) - quantile(alive, 0.01) < kFloor;
  a.noise_db = blanked && !floor ? -120 : mean_of(fine, -119, quantile(alive, blanked ? 0.05 : 0.1));
  a.snr_db = a.speech_db - a.noise_db;
  std::vector<double> quiet;  // among what is nearer to the noise than to the speech
  for (double v : coarse)
    if (v < a.noise_db + 0.5 * a.snr_db && v > -119) quiet.push_back(v);
  if (quiet.size() >= 4) a.noise_sway_db = quantile(quiet, 0.8) - quantile(quiet, 0.2);
  const Clipping clipping = find_clipping(x);
  a.clipped_places = clipping.places, a.clipped_samples = clipping.samples, a.clip_top = std::max(clipping.top, clipping.bottom);
  a.clicks = static_cast<int>(find_clicks(x, rate).size());
  const Hum hum = find_hum(x, rate);
  a.hum_hz = hum.hz, a.hum_db = hum.level_db, a.hum_harmonics = static_cast<int>(hum.harmonics.size());
  a.reverb_seconds = reverb_of(x, rate);
  const Spectrum s = spectrum_of(x, rate, kWindow);
  auto hisses = hiss_levels(s);
  std::erase_if(hisses, [&](double v) { return v < a.speech_db - 30; });
  if (!hisses.empty()) a.sibilance_db = quantile(hisses, 0.9) - a.speech_db;
  a.band_hz = band_of(s, a.speech_db);
  find_gaps(x, rate, a.speech_db, a);
  return a;
}

Analysis together(const Analysis& a, const Analysis& b) {
  if (a.length.value <= 0 || a.speech_db < -119) { Analysis out = b; out.length = Seconds(a.length.value + b.length.value); return out; }
  if (b.speech_db < -119) { Analysis out = a; out.length = Seconds(a.length.value + b.length.value); return out; }
  const double w = b.length.value / (a.length.value + b.length.value);
  const auto blend = [&](double x, double y) { return (1 - w) * x + w * y; };
  const auto known = [&](double x, double y) { return x <= 0 ? y : y <= 0 ? x : blend(x, y); };
  constexpr double kNobodySpeaks = 20;  // dB below the other
  const double softer = b.speech_db - a.speech_db;
  const bool a_speaks = softer <= kNobodySpeaks, b_speaks = softer >= -kNobodySpeaks;
  const auto spoken = [&](double x, double y) { return !a_speaks ? y : !b_speaks ? x : std::max(x, y); };
  Analysis out;
  out.length = Seconds(a.length.value + b.length.value);
  out.rate = a.rate;
  out.speech_db = a_speaks && b_speaks ? blend(a.speech_db, b.speech_db) : std::max(a.speech_db, b.speech_db);
  out.noise_db = blend(a.noise_db, b.noise_db), out.snr_db = out.speech_db - out.noise_db;
  out.noise_sway_db = std::max(blend(a.noise_sway_db, b.noise_sway_db), std::abs(a.noise_db - b.noise_db));
  const Analysis& hums = b.hum_db > a.hum_db ? b : a;
  out.hum_hz = hums.hum_hz, out.hum_db = hums.hum_db, out.hum_harmonics = hums.hum_harmonics;
  out.clicks = a.clicks + b.clicks;
  out.clipped_places = a.clipped_places + b.clipped_places, out.clipped_samples = a.clipped_samples + b.clipped_samples, out.clip_top = std::max(a.clip_top, b.clip_top);
  out.reverb_seconds = known(a.reverb_seconds, b.reverb_seconds);
  out.sibilance_db = spoken(a.sibilance_db, b.sibilance_db);
  out.band_hz = spoken(a.band_hz, b.band_hz);
  out.gaps = a.gaps + b.gaps, out.gap_seconds = a.gap_seconds + b.gap_seconds;
  return out;
}

int clipped_places(std::span<const float> x) { return find_clipping(x).places; }

Colour colour_of(std::span<const float> x, int rate) {
  const Spectrum s = spectrum_of(x, rate, kWindow);
  std::vector<double> energy(s.frames, 0);
  double most = 0;
  for (std::size_t f = 0; f < s.frames; ++f) {
    for (std::size_t b = s.bin(80); b < s.bins; ++b) energy[f] += std::norm(s.at(f)[b]);
    most = std::max(most, energy[f]);
  }
  Colour out{};
  double whole = 1e-20;
  for (std::size_t f = 0; f < s.frames; ++f)
    if (energy[f] > 0.003 * most)  // while somebody speaks
      for (std::size_t b = s.bin(80); b < s.bins; ++b) {
        const auto third = std::lround(3 * std::log2(std::max(s.hz(b), 1.0) / 80));
        if (third >= 0 && third < static_cast<long>(kThirds)) out[static_cast<std::size_t>(third)] += std::norm(s.at(f)[b]);
        whole += std::norm(s.at(f)[b]);
      }
  for (double& v : out) v = v > 0 ? std::max(-90.0, to_db(v / whole)) : -90;
  return out;
}

bool Plan::nothing() const { return std::all_of(strength.begin(), strength.end(), [](double s) { return s <= 0; }); }

Plan plan_for(const Analysis& a, const Wish& wish, const Colour& own) {
  Plan p;
  p.found = a;
  const auto want = [&](Step s, bool needed) { p.strength[static_cast<std::size_t>(s)] = needed ? std::clamp(wish.of(s), 0.0, 2.0) : 0; };
  want(Step::kClipping, a.clipped_places >= kLeastClips);
  want(Step::kClicks, a.clicks > 0);
  want(Step::kHum, a.hum_hz > 0 && a.hum_db > a.speech_db - kHumBelow);
  want(Step::kNoise, a.speech_db > -119 && a.snr_db < kQuietEnough);
  want(Step::kReverb, a.reverb_seconds > kDryEnough);
  want(Step::kSibilance, a.sibilance_db > kSharp);
  want(Step::kMatch, wish.reference.has_value());
  p.noise_down_db = std::min(30.0, std::clamp(kQuietEnough + 3 - a.snr_db, kLeastDown, kMostDown) * std::max(wish.of(Step::kNoise), 0.0));
  if (wish.reference) {
    double mean = 0;
    for (std::size_t i = 0; i < kThirds; ++i)
      if (own[i] > -55 && (*wish.reference)[i] > -55) p.gain[i] = (*wish.reference)[i] - own[i];
    Colour smooth{};
    for (std::size_t i = 0; i < kThirds; ++i)
      for (int k = -1; k <= 1; ++k) smooth[i] += p.gain[static_cast<std::size_t>(std::clamp(static_cast<int>(i) + k, 0, static_cast<int>(kThirds) - 1))] * (k == 0 ? 0.5 : 0.25);
    for (std::size_t i = 0; i < kThirds; ++i) mean += std::pow(10, (own[i] + smooth[i]) / 10);  // as loud as before
    for (std::size_t i = 0; i < kThirds; ++i) p.gain[i] = std::clamp((smooth[i] - to_db(mean)) * wish.of(Step::kMatch), -kMostColour, third_hz(i) > 0.8 * a.band_hz ? 0.0 : kMostColour);
  }
  if (a.speech_db > -119 && a.snr_db < 12 && a.noise_sway_db > 4.5) p.cannot.push_back(fmt::format("What is beside the voice goes up and down by {:.0f} dB, like other people or cars: it cannot be told from the voice and stays. Record the line again, or cut round it.", a.noise_sway_db));
  else if (a.speech_db > -119 && a.snr_db < 6) p.cannot.push_back(fmt::format("The noise is only {:.0f} dB below the voice: it can be made softer, but words that it covers stay covered.", a.snr_db));
  if (a.reverb_seconds > kHardRoom) p.cannot.push_back(fmt::format("The room rings for {:.1f} s: it can be made shorter, not taken away. Record nearer to the microphone.", a.reverb_seconds));
  if (a.gaps > 0) p.cannot.push_back(fmt::format("{} in the speech {} of sound at all ({:.2f} s together): what was not recorded cannot be brought back.", a.gaps == 1 ? "A place" : fmt::format("{} places", a.gaps), a.gaps == 1 ? "has nothing" : "have nothing", a.gap_seconds));
  if (a.speech_db > -119 && a.band_hz < 7000) p.cannot.push_back(fmt::format("There is nothing above {}: it sounds like a telephone, and what is missing cannot be made.", hz_words(a.band_hz)));
  if (a.clipped_samples > 0.03 * a.length.value * a.rate) p.cannot.push_back("A great part of the recording is cut off at the top: its tops are guessed, and it stays harsh.");
  return p;
}

std::vector<float> apply(std::span<const float> in, int rate, const Plan& p) {
  std::vector<float> x(in.begin(), in.end());
  if (x.empty() || p.nothing()) return x;
  const auto part_of = [&](Step step) { return static_cast<float>(std::min(1.0, p.strength[static_cast<std::size_t>(step)])); };
  const auto in_part = [&](Step step, const auto& mend) {
    if (!p.does(step)) return;
    const auto before = x;
    mend();
    for (std::size_t i = 0; i < x.size() && part_of(step) < 1; ++i) x[i] = before[i] + part_of(step) * (x[i] - before[i]);
  };
  in_part(Step::kClipping, [&] { mend_clipping(x, rate, find_clipping(x)); });
  in_part(Step::kClicks, [&] {
    for (int round = 0; round < 2; ++round) mend_clicks(x, rate, find_clicks(x, rate));  // a second near a first is seen when that is gone
  });
  in_part(Step::kHum, [&] { take_out_hum(x, rate, find_hum(x, rate)); });
  const bool spectral = p.does(Step::kNoise) || p.does(Step::kReverb) || p.does(Step::kSibilance) || p.does(Step::kMatch);
  if (!spectral) return x;
  Spectrum s = spectrum_of(x, rate, kWindow);
  const double reverb = p.strength[static_cast<std::size_t>(Step::kReverb)];
  if (p.does(Step::kReverb)) {
    const auto before = s.values;
    predict_reverb(s, std::clamp(static_cast<int>(0.35 * p.found.reverb_seconds * s.rate / s.hop), 8, 22));
    for (std::size_t i = 0; i < before.size() && part_of(Step::kReverb) < 1; ++i) s.values[i] = before[i] + part_of(Step::kReverb) * (s.values[i] - before[i]);
  }
  if (p.does(Step::kNoise) || p.does(Step::kReverb)) suppress(s, p.does(Step::kNoise) ? p.noise_down_db : 10 * reverb, p.does(Step::kReverb) ? p.found.reverb_seconds * std::min(1.0, reverb) : 0);
  if (p.does(Step::kSibilance)) soften_hiss(s, p.found.speech_db + kSharp - 4, p.strength[static_cast<std::size_t>(Step::kSibilance)]);
  if (p.does(Step::kMatch)) colour(s, p.gain);
  return samples_of(s, x.size());
}

std::vector<std::string> told(const Plan& p, const Analysis& after) {
  const Analysis& a = p.found;
  std::vector<std::string> out;
  if (p.does(Step::kClipping)) out.push_back(fmt::format("Clipping: cut off in {} places; their tops are drawn in again.", a.clipped_places));
  if (p.does(Step::kClicks)) out.push_back(fmt::format("Clicks: {}; now {}.", a.clicks, after.clicks));
  if (p.does(Step::kHum)) out.push_back(fmt::format("Hum: {:.1f} Hz with {} harmonics, {:.0f} dB below the voice; {}.", a.hum_hz, a.hum_harmonics, a.speech_db - a.hum_db, after.hum_hz > 0 ? fmt::format("now {:.0f}", after.speech_db - after.hum_db) : "now none is found"));
  if (p.does(Step::kNoise)) out.push_back(fmt::format("Noise: {:.0f} dB below the voice, now {:.0f}.", a.snr_db, after.snr_db));
  if (p.does(Step::kReverb)) out.push_back(fmt::format("Reverb: the room rings for {:.1f} s, now {}.", a.reverb_seconds, after.reverb_seconds > 0 ? fmt::format("for {:.1f} s", after.reverb_seconds) : "too short to tell"));
  if (p.does(Step::kSibilance)) out.push_back(fmt::format("Sibilance: hisses {:+.0f} dB against the voice, now {:+.0f}.", a.sibilance_db, after.sibilance_db));
  if (p.does(Step::kMatch)) out.push_back(fmt::format("Matched to the reference: at most {:.0f} dB up or down.", std::abs(*std::max_element(p.gain.begin(), p.gain.end(), [](double x, double y) { return std::abs(x) < std::abs(y); }))));
  return out;
}

Json to_json(const Analysis& a) {
  const auto r = [](double v, double unit) { return std::round(v / unit) * unit; };
  return {{"seconds", r(a.length.value, 0.001)}, {"speech_db", r(a.speech_db, 0.1)}, {"noise_db", r(a.noise_db, 0.1)}, {"snr_db", r(a.snr_db, 0.1)}, {"noise_sway_db", r(a.noise_sway_db, 0.1)}, {"hum_hz", r(a.hum_hz, 0.01)}, {"hum_db", r(a.hum_db, 0.1)}, {"hum_harmonics", a.hum_harmonics},
          {"clicks", a.clicks}, {"clipped_places", a.clipped_places}, {"clipped_samples", a.clipped_samples}, {"reverb_seconds", r(a.reverb_seconds, 0.01)}, {"sibilance_db", r(a.sibilance_db, 0.1)}, {"band_hz", r(a.band_hz, 1)}, {"gaps", a.gaps}, {"gap_seconds", r(a.gap_seconds, 0.001)}};
}

Json report(const Plan& p, const Analysis& after) {
  Json steps = Json::object();
  for (std::size_t i = 0; i < kSteps; ++i)
    if (p.strength[i] > 0) steps[std::string(kNames[i])] = p.strength[i];
  return {{"kind", "auteur.cleanup"}, {"version", 1}, {"before", to_json(p.found)}, {"after", to_json(after)}, {"steps", steps}, {"done", told(p, after)}, {"cannot", p.cannot}};
}

Cleaned clean(std::span<const float> samples, int rate, const Wish& wish) {
  Cleaned out;
  out.plan = plan_for(analyse(samples, rate), wish, wish.reference ? colour_of(samples, rate) : Colour{});
  out.samples = apply(samples, rate, out.plan);
  out.after = out.plan.nothing() ? out.plan.found : analyse(out.samples, rate);
  return out;
}

}  // namespace auteur::cleanup
