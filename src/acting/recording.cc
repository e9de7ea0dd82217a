#include "recording.h"

#include <fmt/format.h>
#include <kissfft/kiss_fftr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "direction.h"
#include "spoken_text.h"
#include "voice_edit.h"
#include "voice_finish.h"

namespace auteur::acting {
namespace {

constexpr int kHearRate = 16000, kWindow = 400, kHop = 160, kFft = 512, kBandsHeard = 26, kCepstra = 13;
constexpr double kHopSeconds = static_cast<double>(kHop) / kHearRate;
constexpr double kLongestLine = 90, kSilentDb = -62;

using Frame = std::array<float, 2 * kCepstra>;  // mel-cepstra and their slopes, each of unit spread over the line

double mel(double hz) { return 1127 * std::log(1 + hz / 700); }

// Frames every 10 ms. Energy counts as the zeroth coefficient.
std::vector<Frame> heard_frames(std::span<const float> at_48k) {
  std::vector<float> s = resample(at_48k, kTakeRate, kHearRate);
  // A trace of noise keeps digital silence from being a world of its own.
  const double floor = std::pow(10.0, (speech_level(s) - 50) / 10);
  const std::unique_ptr<kiss_fftr_state, decltype(&std::free)> plan(kiss_fftr_alloc(kFft, 0, nullptr, nullptr), &std::free);
  std::array<float, kWindow> window{};
  for (int i = 0; i < kWindow; ++i) window[static_cast<std::size_t>(i)] = static_cast<float>(0.54 - 0.46 * std::cos(6.283185307179586 * i / (kWindow - 1)));
  std::array<double, kBandsHeard + 2> edges{};
  for (std::size_t b = 0; b < edges.size(); ++b) edges[b] = 700 * (std::exp((mel(80) + (mel(7600) - mel(80)) * static_cast<double>(b) / (kBandsHeard + 1)) / 1127) - 1) * kFft / kHearRate;
  std::vector<Frame> out;
  std::array<kiss_fft_scalar, kFft> in{};
  std::array<kiss_fft_cpx, kFft / 2 + 1> spectrum{};
  for (std::size_t at = 0; at + kWindow <= s.size(); at += kHop) {
    in.fill(0);
    for (std::size_t i = 0; i < kWindow; ++i) in[i] = (s[at + i] - (i > 0 || at > 0 ? 0.97f * s[at + i - (at + i > 0 ? 1 : 0)] : 0.f)) * window[i];
    kiss_fftr(plan.get(), in.data(), spectrum.data());
    std::array<double, kBandsHeard> bands{};
    for (std::size_t b = 0; b < kBandsHeard; ++b) {
      double e = 0;
      for (int k = static_cast<int>(edges[b]); k <= static_cast<int>(edges[b + 2]) + 1 && k <= kFft / 2; ++k) {
        const double w = k < edges[b + 1] ? (k - edges[b]) / (edges[b + 1] - edges[b]) : (edges[b + 2] - k) / (edges[b + 2] - edges[b + 1]);
        const auto& x = spectrum[static_cast<std::size_t>(k)];
        if (w > 0) e += w * (static_cast<double>(x.r) * x.r + static_cast<double>(x.i) * x.i);
      }
      bands[b] = std::log(e / kWindow + floor);
    }
    Frame f{};
    for (std::size_t c = 0; c < kCepstra; ++c) {
      double sum = 0;
      for (std::size_t b = 0; b < kBandsHeard; ++b) sum += bands[b] * std::cos(3.141592653589793 * static_cast<double>(c) * (static_cast<double>(b) + 0.5) / kBandsHeard);
      f[c] = static_cast<float>(sum);
    }
    out.push_back(f);
  }
  const int n = static_cast<int>(out.size());
  for (int i = 0; i < n; ++i)
    for (std::size_t c = 0; c < kCepstra; ++c) {
      const auto at = [&](int k) { return out[static_cast<std::size_t>(std::clamp(k, 0, n - 1))][c]; };
      out[static_cast<std::size_t>(i)][kCepstra + c] = (at(i + 1) - at(i - 1)) + 2 * (at(i + 2) - at(i - 2));
    }
  for (std::size_t c = 0; c < 2 * kCepstra; ++c) {  // another microphone, another throat: mean and spread of the line are taken out
    double mean = 0, square = 0;
    for (const auto& f : out) mean += f[c];
    mean /= std::max(1, n);
    for (const auto& f : out) square += (f[c] - mean) * (f[c] - mean);
    const double scale = (c == 0 ? 2.0 : c < kCepstra ? 1.0 : 0.5) / std::sqrt(square / std::max(1, n) + 1e-9);
    for (auto& f : out) f[c] = static_cast<float>((f[c] - mean) * scale);
  }
  return out;
}

double apart(const Frame& a, const Frame& b) {
  double d = 0;
  for (std::size_t c = 0; c < a.size(); ++c) d += (static_cast<double>(a[c]) - b[c]) * (static_cast<double>(a[c]) - b[c]);
  return std::sqrt(d);
}

// Where speech begins and ends, in samples: the first and last 10 ms above a floor between noise and speech.
std::pair<std::size_t, std::size_t> speech_ends(std::span<const float> s, double& noise_db) {
  constexpr std::size_t kBlock = 480;
  std::vector<double> levels;
  for (std::size_t at = 0; at + kBlock <= s.size(); at += kBlock) {
    double e = 1e-12;
    for (std::size_t i = 0; i < kBlock; ++i) e += static_cast<double>(s[at + i]) * s[at + i];
    levels.push_back(10 * std::log10(e / kBlock));
  }
  const double speech = speech_level(s);
  std::vector<double> sorted = levels;
  std::sort(sorted.begin(), sorted.end());
  noise_db = sorted.empty() ? -120 : sorted[sorted.size() / 20];
  const double floor = std::max(speech - 32, std::min(noise_db + 8, speech - 12));
  std::size_t begin = 0, end = levels.size();
  const auto loud = [&](std::size_t i) { return levels[i] > floor && (i + 1 >= levels.size() || levels[i + 1] > floor - 6 || (i > 0 && levels[i - 1] > floor)); };
  while (begin < end && !loud(begin)) ++begin;
  while (end > begin && !loud(end - 1)) --end;
  // Soft consonants at the ends lie below the floor.
  begin = begin > 3 ? begin - 3 : 0;
  end = std::min(end + 5, levels.size());
  return {begin * kBlock, end * kBlock};
}

std::string at_most_bytes(const std::string& s, std::size_t n) { return s.size() <= n ? s : s.substr(0, n) + "..."; }

// Pauses that the synthesis does not have: the boundary nearest to a silence is opened.
void open_pauses(std::vector<Phone>& phones, std::span<const float> s) {
  constexpr std::size_t kBlock = 480;
  const double floor = speech_level(s) - 30;
  std::size_t run = 0;
  for (std::size_t b = 0; b * kBlock < s.size() + kBlock; ++b) {
    double e = 1;
    if ((b + 1) * kBlock <= s.size()) {
      e = 1e-12;
      for (std::size_t i = 0; i < kBlock; ++i) e += static_cast<double>(s[b * kBlock + i]) * s[b * kBlock + i] / kBlock;
    }
    if (10 * std::log10(e) < floor) { ++run; continue; }
    const double from = static_cast<double>(b - run) * 0.01, to = static_cast<double>(b) * 0.01;
    run = 0;
    if (to - from < 0.15 || from < kPadBefore + 0.03 || to > phones.back().start.value - 0.03) continue;
    std::size_t best = 0;
    double least = 0.12;
    for (std::size_t i = 1; i < phones.size(); ++i)
      if (const double far = std::abs(phones[i].start.value - 0.5 * (from + to)) - 0.5 * (to - from); far < least) least = far, best = i;
    if (best == 0 || phones[best].name == "pau" || phones[best - 1].name == "pau") continue;
    if (from <= phones[best - 1].start.value + 0.01 || to >= phones[best].end.value - 0.01) continue;
    phones[best - 1].end = Seconds(from);
    phones[best].start = Seconds(to);
    phones.insert(phones.begin() + static_cast<std::ptrdiff_t>(best), {"pau", Seconds(from), Seconds(to), 0});
  }
}

}  // namespace

std::vector<double> align_to(std::span<const float> samples, const LineTake& reference, double& distance) {
  const auto heard = heard_frames(samples), known = heard_frames(reference.samples);
  const std::size_t n = known.size(), m = heard.size();
  std::vector<double> out;
  distance = 99;
  if (n == 0 || m == 0) return out;
  // Each step costs the distance of its frames, a step in both twice; going slower or faster than the reference costs a little.
  constexpr float kUneven = 0.15f;
  const std::size_t band = std::max<std::size_t>(60, std::max(n, m) / 3);
  std::vector<float> cost(n * m, 1e30f);
  std::vector<std::uint8_t> from(n * m, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t middle = i * m / n, low = middle > band ? middle - band : 0, high = std::min(m, middle + band + 1);
    for (std::size_t j = low; j < high; ++j) {
      const float here = static_cast<float>(apart(known[i], heard[j]));
      float best = i == 0 && j == 0 ? here : 1e30f;
      std::uint8_t step = 0;
      if (i > 0 && j > 0 && cost[(i - 1) * m + j - 1] + 2 * here < best) best = cost[(i - 1) * m + j - 1] + 2 * here, step = 0;
      if (i > 0 && cost[(i - 1) * m + j] + here + kUneven < best) best = cost[(i - 1) * m + j] + here + kUneven, step = 1;
      if (j > 0 && cost[i * m + j - 1] + here + kUneven < best) best = cost[i * m + j - 1] + here + kUneven, step = 2;
      cost[i * m + j] = best;
      from[i * m + j] = step;
    }
  }
  std::vector<double> sum(n, 0);
  std::vector<int> count(n, 0);
  std::size_t i = n - 1, j = m - 1, steps = 0;
  for (;; ++steps) {
    sum[i] += static_cast<double>(j);
    ++count[i];
    if (i == 0 && j == 0) break;
    const auto step = from[i * m + j];
    if ((step == 0 || step == 1) && i > 0) --i;
    if ((step == 0 || step == 2) && j > 0) --j;
    if (steps > n + m) break;
  }
  distance = cost[n * m - 1] / static_cast<double>(n + m);
  const auto place = [&](double t) {  // a window stands for its middle
    const double f = std::clamp(t / kHopSeconds - 0.5 * kWindow / kHop, 0.0, static_cast<double>(n - 1));
    const auto a = static_cast<std::size_t>(f), b = std::min(a + 1, n - 1);
    const double x = sum[a] / std::max(1, count[a]), y = sum[b] / std::max(1, count[b]);
    return (x + (f - std::floor(f)) * (y - x) + 0.5 * kWindow / kHop) * kHopSeconds;
  };
  for (const auto& p : reference.phones) out.push_back(place(p.start.value));
  return out;
}

Result<Speech> cut_to_speech(std::span<const float> interleaved, int channels, int rate, Source source) {
  const bool person = source == Source::kPerson;
  const std::string what = person ? "This recording" : "The sound it sends";
  const auto refused = [&](const std::string& fault, const std::string& way_out) { return fail(ErrorCode::kInvalidInput, fault + (person ? " " + way_out : "")); };
  if (channels < 1 || channels > 16) return refused(fmt::format("{} has {} channels.", what, channels), "Save it with one or two.");
  if (rate < 8000) return refused(fmt::format("{} is sampled at {} Hz: above {} Hz there is nothing, and words cannot be understood.", what, rate, rate / 2), "Record at 48,000 Hz (8,000 at least).");
  if (rate > 384000) return refused(fmt::format("{} is sampled at {} Hz.", what, rate), "Save it at 48,000 Hz.");
  const std::size_t frames = interleaved.size() / static_cast<std::size_t>(channels);
  const double seconds = static_cast<double>(frames) / rate;
  if (frames == 0) return refused(what + " is empty.", "Record the line again, or take 'recording' out.");
  if (seconds > kLongestLine) return refused(fmt::format("{} lasts {:.0f} s; a line lasts {:.0f} s at most.", what, seconds, kLongestLine), "Cut the line out of it and save that.");
  std::vector<float> mono(frames);
  double mean = 0;
  for (std::size_t i = 0; i < frames; ++i) {
    double v = 0;
    for (int c = 0; c < channels; ++c) {
      const float x = interleaved[i * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)];
      v += std::isfinite(x) ? std::clamp(x, -8.f, 8.f) : 0.f;
    }
    mono[i] = static_cast<float>(v / channels);
    mean += mono[i];
  }
  mean /= static_cast<double>(frames);
  Speech out;
  double peak = 0;
  for (auto& x : mono) {
    x -= static_cast<float>(mean);
    peak = std::max(peak, std::abs(static_cast<double>(x)));
  }
  if (peak < 1e-6 || speech_level(resample(mono, rate, kTakeRate)) < kSilentDb) return refused(person ? "There is nothing to hear in this recording." : "There is nothing to hear in the sound it sends.", "Check the microphone's input and record the line again.");
  std::size_t flat = 0, clips = 0;
  for (std::size_t i = 0; i < frames; ++i) {  // three samples and more at the very top
    const bool top = std::abs(static_cast<double>(mono[i])) > 0.985 * peak;
    flat = top ? flat + 1 : 0;
    clips += flat == 3;
  }
  const std::string its = person ? "The recording" : "Its sound";
  if (clips > 3 && static_cast<double>(clips) > 2 * seconds) out.notes.push_back(fmt::format("{} is clipped in {} places: it was too loud{}, and that stays to be heard.", its, clips, person ? " for the recorder" : ""));
  std::vector<float> sound = resample(mono, rate, kTakeRate);
  high_pass(sound, 60);
  double noise = -120;
  const auto [begin, end] = speech_ends(sound, noise);
  if (end <= begin || end - begin < kTakeRate / 10) return refused(person ? "There is no speech in this recording, only a click or noise." : "There is no speech in the sound it sends, only a click or noise.", "Record the line again.");
  std::vector<float>& speech = out.samples;
  const std::size_t first = static_cast<std::size_t>(std::lround(kPadBefore * kTakeRate)), ramp = kTakeRate / 200;
  speech.assign(first, 0.f);
  speech.insert(speech.end(), sound.begin() + static_cast<std::ptrdiff_t>(begin), sound.begin() + static_cast<std::ptrdiff_t>(end));
  out.from = static_cast<double>(begin) / kTakeRate;
  const std::size_t last = speech.size();
  for (std::size_t i = 0; i < ramp && first + i < last; ++i) {
    const float g = static_cast<float>(i) / static_cast<float>(ramp);
    speech[first + i] *= g;
    speech[last - 1 - i] *= g;
  }
  speech.insert(speech.end(), static_cast<std::size_t>(std::lround(kPadAfter * kTakeRate)), 0.f);
  speech.resize((speech.size() + 239) / 240 * 240, 0.f);  // whole frames of 5 ms
  if (const double over = speech_level(speech) - noise; over < 18) out.notes.push_back(fmt::format("{}{} noise is only {:.0f} dB below the voice; it will be heard between the words.", its, person ? "'s" : " has noise; this", over));
  if (rate < 16000) out.notes.push_back(fmt::format("{} is sampled at {} Hz and sounds like a telephone: nothing is above {} Hz.", its, rate, rate / 2));
  return out;
}

Status check_length(const Speech& speech, const LineTake& reference, const std::string& text, Source source) {
  const double said = reference.length().value - kPadBefore - kPadAfter, spoken = static_cast<double>(speech.samples.size()) / kTakeRate - kPadBefore - kPadAfter;
  if (said <= 0.08 || (spoken <= 4 * said + 2 && spoken >= 0.25 * said)) return {};
  const bool person = source == Source::kPerson;
  return fail(ErrorCode::kInvalidInput, fmt::format("{} has {:.1f} s of speech, but \"{}\" takes about {:.1f} s.{}", person ? "This recording" : "The sound it sends", spoken, at_most_bytes(text, 60), said, person ? " Is it the right recording, cut to this line?" : ""));
}

LineTake take_laid(Speech given, const LineTake& reference, const std::vector<double>& places, const LineRequest& request) {
  std::vector<float>& speech = given.samples;
  LineTake take;
  take.rate = kTakeRate;
  const double length = static_cast<double>(speech.size()) / kTakeRate, to = length - kPadAfter;
  // A little silence is kept before the first phone, so that a soft beginning is not cut off.
  double at = places.size() > 1 ? std::clamp(places[1], kPadBefore, std::max(kPadBefore, std::min(kPadBefore + 0.08, to - 0.02 * static_cast<double>(reference.phones.size())))) : kPadBefore;
  take.phones.push_back({"pau", Seconds(0), Seconds(at), 0});
  for (std::size_t i = 1; i + 1 < reference.phones.size() && i + 1 < places.size(); ++i) {
    const double left = static_cast<double>(reference.phones.size() - 2 - i);  // phones still to come need room
    const double next = i + 2 == reference.phones.size() ? to : std::clamp(places[i + 1], at + 0.01, std::max(at + 0.01, to - 0.01 * left));
    take.phones.push_back({reference.phones[i].name, Seconds(at), Seconds(next), reference.phones[i].stress});
    at = next;
  }
  take.phones.push_back({"pau", Seconds(at), Seconds(length), 0});
  // Words lie where their phones do.
  const auto moved = [&](double t) {
    for (std::size_t i = 0; i + 1 < reference.phones.size() && i < take.phones.size(); ++i) {
      const auto& p = reference.phones[i];
      if (t > p.end.value + 1e-9) continue;
      const double x = (t - p.start.value) / std::max(1e-9, (p.end - p.start).value);
      return take.phones[i].start.value + std::clamp(x, 0.0, 1.0) * (take.phones[i].end - take.phones[i].start).value;
    }
    return at;
  };
  for (const auto& w : reference.words) take.words.push_back({w.text, Seconds(moved(w.start.value)), Seconds(moved(w.end.value))});
  // A pause that the voice made and the speaker did not is closed.
  for (std::size_t i = take.phones.size(); i-- > 1;)
    if (take.phones[i].name == "pau" && i + 1 < take.phones.size() && (take.phones[i].end - take.phones[i].start).value < 0.05) {
      take.phones[i - 1].end = take.phones[i].end;
      take.phones.erase(take.phones.begin() + static_cast<std::ptrdiff_t>(i));
    }
  open_pauses(take.phones, speech);
  take.samples = std::move(speech);
  set_level(take.samples, kSpeechLevelDb + direct(request.manner, request.mood).energy);
  take.manner = request.manner;
  take.reading = request.reading;
  take.figures.level = speech_level(take.samples);
  return take;
}

std::string strange_words_note(const std::string& text, Source source) {
  return source == Source::kPerson ? fmt::format("The recording does not sound like the words of its line; lips follow it as well as they can. Are they \"{}\"?", at_most_bytes(text, 60))
                                   : fmt::format("What is heard does not sound like the words of the line, \"{}\"; lips follow it as well as they can.", at_most_bytes(text, 60));
}

Result<RecordedLine> recorded_line(std::span<const float> interleaved, int channels, int rate, const LineRequest& request) {
  Speech speech = TRY(cut_to_speech(interleaved, channels, rate, Source::kPerson));
  const LineTake reference = TRY(speak(request));
  TRY(check_length(speech, reference, request.text, Source::kPerson));
  RecordedLine out;
  const auto places = align_to(speech.samples, reference, out.distance);
  out.notes = std::move(speech.notes);
  out.take = take_laid(std::move(speech), reference, places, request);
  out.take.backend = "recording";
  if (out.distance > kStrangeWords) out.notes.push_back(strange_words_note(request.text, Source::kPerson));
  return out;
}

}  // namespace auteur::acting
