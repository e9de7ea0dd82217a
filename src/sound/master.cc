// Mastering: one gain for the film, a look-ahead true-peak limiter, and stems that follow the very same gain curve.
//
// Pass 1 keeps 100 ms K-weighted energies and 10 ms true peaks. decide() plays the limiter over those to learn how much
// loudness it will cost, and finds the gain with which the film arrives at the target after limiting.
#include <ebur128.h>

#include <array>
#include <deque>

#include "auteur/base/data_folder.h"
#include "auteur/sound/sound.h"
#include "dsp.h"
#include "loudness.h"
#include "recipes.h"

namespace auteur::sound {
namespace {

constexpr std::size_t kEnergyBlock = kRate / 10, kPeakBlock = kRate / 100;
constexpr std::size_t kLook = kRate / 200;  // 5 ms
constexpr double kRelease = 0.12, kMargin = 0.15, kMostGain = 60;

// Smallest of the last `window` values, in amortised constant time.
class RunningMinimum {
 public:
  explicit RunningMinimum(std::size_t window) : window_(window) {}
  float push(float x) {
    while (!kept_.empty() && kept_.back().second >= x) kept_.pop_back();
    kept_.push_back({now_, x});
    if (kept_.front().first + window_ <= now_) kept_.pop_front();
    ++now_;
    return kept_.front().second;
  }

 private:
  std::size_t window_, now_ = 0;
  std::deque<std::pair<std::size_t, float>> kept_;
};

// Turns "the gain this sample needs" into a smooth curve that is never above it, kLook samples later.
class GainCurve {
 public:
  GainCurve() : minimum_(kLook + 1), box_(kLook, 1.0f), sum_(static_cast<double>(kLook)) {}
  bool is_flat() const { return flat_; }
  float push(float needed) {
    if (flat_ && needed >= 1) return 1;
    flat_ = false;
    const float low = minimum_.push(needed);
    // Release first, then the box: the mean of kLook values, each at most what the sample needs.
    released_ = low < released_ ? low : released_ + static_cast<float>(kReleaseStep) * (low - released_);
    sum_ += static_cast<double>(released_ - box_[at_]);
    box_[at_] = released_;
    at_ = (at_ + 1) % kLook;
    if (released_ >= 0.999999f && ++calm_ > 2 * kLook) { sum_ = static_cast<double>(kLook); std::fill(box_.begin(), box_.end(), 1.0f); released_ = 1; calm_ = 0; flat_ = low >= 1; }
    else if (released_ < 0.999999f) calm_ = 0;
    return std::min(1.0f, static_cast<float>(sum_ / static_cast<double>(kLook)));
  }

 private:
  static constexpr double kReleaseStep = 1.0 / (kRelease * kRate);
  RunningMinimum minimum_;
  std::vector<float> box_;
  double sum_;
  std::size_t at_ = 0, calm_ = 0;
  float released_ = 1;
  bool flat_ = true;  // nothing that is kept is below 1
};

}  // namespace

struct Master::State {
  Target target;
  std::size_t channels;
  // pass 1
  std::vector<KWeightingPair> weigh;  // of each channel: the mix, the dialogue
  std::vector<PeakMeter> peak_of;
  double energy = 0, spoken_energy = 0;
  float peak = 0;
  std::size_t frames_measured = 0;
  std::vector<double> energies, dialogue_energies;
  std::vector<float> peaks;
  std::vector<char> spoken;  // per energy block: somebody talks
  double gain = 1, wanted = -23;
  bool decided = false, on_dialogue = false;
  // pass 2: stems wait until the limiter has looked ahead
  GainCurve curve;
  std::vector<PeakMeter> watch, heard;
  float heard_peak = 0;
  std::array<std::vector<float>, 3> waiting;  // kDelay frames of each stem, and room for a block behind them
  std::size_t written = 0, given = 0;
  ebur128_state *meter = nullptr, *dialogue_meter = nullptr;

  static constexpr std::size_t kDelay = kLook - 1 + static_cast<std::size_t>(PeakMeter::delay());
  static constexpr std::size_t kBlock = 512;
  State(const Target& t, int c) : target(t), channels(static_cast<std::size_t>(c)), weigh(channels), peak_of(channels), wanted(t.lufs), watch(channels), heard(channels) {
    waiting.fill(std::vector<float>((kDelay + kBlock) * channels));
    const auto n = static_cast<unsigned>(channels);
    meter = ebur128_init(n, kRate, EBUR128_MODE_I | EBUR128_MODE_LRA);
    dialogue_meter = ebur128_init(n, kRate, EBUR128_MODE_I);
  }
  ~State() {
    if (meter != nullptr) ebur128_destroy(&meter);
    if (dialogue_meter != nullptr) ebur128_destroy(&dialogue_meter);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  double limit() const { return from_db(target.true_peak_dbtp - kMargin); }
  // BS.1770-4, table 3; the LFE is not measured.
  double weight(std::size_t c) const { return channels < 6 || c < 3 ? 1.0 : c == 3 ? 0.0 : 1.41; }
  double loudness_at(double g) const;
  void find_speech();
  void push(std::size_t frames, Chunk& out);
  void hear(const Chunk& out, std::size_t first);
};

namespace {
float sane(float s) { return std::isfinite(s) ? std::clamp(s, -64.f, 64.f) : 0.f; }
float sane(std::span<const float> x, std::size_t i) { return i < x.size() ? sane(x[i]) : 0.f; }
// Lets the meters pass over whole frames that cannot bring a peak above `floor`; false when some might.
bool sleep(std::vector<PeakMeter>& meters, std::span<const float> frames, float floor) {
  const auto most = static_cast<float>(peak_of(frames));
  if (!std::all_of(meters.begin(), meters.end(), [&](const PeakMeter& m) { return m.sleeps(most, floor); })) return false;
  for (std::size_t c = 0; c < meters.size(); ++c) meters[c].pass(frames.data() + c, meters.size(), frames.size() / meters.size());
  return true;
}
std::size_t frames_of(std::size_t channels, std::span<const float> a, std::span<const float> b, std::span<const float> c) { return (std::max({a.size(), b.size(), c.size()}) + channels - 1) / channels; }
}  // namespace

// What the target measures when `g` is applied and the limiter has done its work, from the blocks alone.
double Master::State::loudness_at(double g) const {
  std::vector<double> limited;
  limited.reserve(energies.size());
  const double top = limit();
  double held = 1;
  constexpr std::size_t kPer = kEnergyBlock / kPeakBlock;
  for (std::size_t b = 0; b < energies.size(); ++b) {
    double square = 0;
    for (std::size_t k = 0; k < kPer; ++k) {
      const std::size_t i = b * kPer + k;
      const double p = i < peaks.size() ? g * static_cast<double>(peaks[i]) : 0;
      const double need = p > top ? top / p : 1;
      held = need < held ? need : held + (need - held) * (1 - std::exp(-0.01 / kRelease));
      square += held * held;
    }
    if (!on_dialogue || spoken[b]) limited.push_back(energies[b] * g * g * square / kPer);
  }
  return gated_loudness(limited);
}

// Somebody talks where the dialogue stem is within 20 dB of its own loudness; pauses of less than half a second belong to it.
void Master::State::find_speech() {
  spoken.assign(energies.size(), 0);
  std::vector<double> raised = dialogue_energies;
  for (auto& e : raised) e *= 1e4;
  const double loud = gated_loudness(raised) - 40;
  if (loud <= -109.9) return;
  const double least = std::pow(10, (loud - 20 + 0.691) / 10);
  std::size_t last = energies.size();
  for (std::size_t i = 0; i < energies.size(); ++i) {
    if (dialogue_energies[i] < least) continue;
    if (last < i && i - last <= 5) std::fill(spoken.begin() + static_cast<std::ptrdiff_t>(last), spoken.begin() + static_cast<std::ptrdiff_t>(i), 1);
    spoken[i] = 1;
    last = i;
  }
}

// Limits the next frames, which lie in `waiting` behind the delay; what comes out is kDelay frames older.
void Master::State::push(std::size_t frames, Chunk& out) {
  const std::size_t n = channels, fresh = kDelay * n;
  const auto g = static_cast<float>(gain), top = static_cast<float>(limit());
  const float *d = waiting[0].data(), *m = waiting[1].data(), *e = waiting[2].data();
  std::array<float, kBlock> gains;
  std::array<float, kBlock * 6> sum;
  for (std::size_t i = 0; i < frames * n; ++i) sum[i] = (d[fresh + i] + m[fresh + i] + e[fresh + i]) * g;
  if (curve.is_flat() && sleep(watch, std::span(sum).first(frames * n), top)) std::fill_n(gains.begin(), frames, g);
  else
    for (std::size_t f = 0; f < frames; ++f) {
      float p = 0;
      for (std::size_t c = 0; c < n; ++c) p = std::max(p, watch[c].push(sum[f * n + c], top));
      gains[f] = curve.push(p > top ? top / p : 1.0f) * g;
    }
  const std::size_t first = std::min(frames, kDelay - std::min(kDelay, written)), samples = n * (frames - first);
  written += frames;
  std::array<std::array<float, kBlock * 6>, 4> made;
  for (std::size_t f = first, i = 0; f < frames; ++f)
    for (std::size_t at = f * n; at < (f + 1) * n; ++at, ++i) {
      made[0][i] = d[at] * gains[f], made[1][i] = m[at] * gains[f], made[2][i] = e[at] * gains[f];
      made[3][i] = made[0][i] + made[1][i] + made[2][i];
    }
  std::size_t k = 0;
  for (auto* v : {&out.dialogue, &out.music, &out.effects, &out.mix}) v->insert(v->end(), made[k].begin(), made[k].begin() + static_cast<std::ptrdiff_t>(samples)), ++k;
  for (auto& w : waiting) std::copy_n(w.begin() + static_cast<std::ptrdiff_t>(frames * n), fresh, w.begin());
}

// `first`: the frame of the film that `out` begins with.
void Master::State::hear(const Chunk& out, std::size_t first) {
  const std::size_t frames = out.mix.size() / channels;
  ebur128_add_frames_float(meter, out.mix.data(), frames);
  for (std::size_t n = 0; n < frames;) {
    const std::size_t block = (first + n) / kEnergyBlock, end = std::min(frames, (block + 1) * kEnergyBlock - first);
    if (block < spoken.size() && spoken[block]) ebur128_add_frames_float(dialogue_meter, out.mix.data() + n * channels, end - n);
    n = end;
  }
  for (std::size_t n = 0; n < frames; n += kBlock) {
    const auto block = std::span(out.mix).subspan(n * channels, std::min(kBlock, frames - n) * channels);
    if (sleep(heard, block, heard_peak)) continue;
    for (std::size_t i = 0; i < block.size(); ++i) heard_peak = std::max(heard_peak, heard[i % channels].push(block[i], heard_peak));
  }
}

Master::Master(const Target& target, int channels) : state_(std::make_unique<State>(target, channels == 6 ? 6 : 2)) {}
Master::~Master() = default;
Master::Master(Master&&) noexcept = default;
Master& Master::operator=(Master&&) noexcept = default;

void Master::measure(std::span<const float> dialogue, std::span<const float> music, std::span<const float> effects) {
  State& s = *state_;
  const std::size_t frames = frames_of(s.channels, dialogue, music, effects);
  std::array<double, 6> weight{};
  for (std::size_t c = 0; c < s.channels; ++c) weight[c] = s.weight(c);
  for (std::size_t n = 0; n < frames; ++n) {
    for (std::size_t c = 0; c < s.channels; ++c) {
      const std::size_t i = n * s.channels + c;
      const float d = sane(dialogue, i), x = d + sane(music, i) + sane(effects, i);
      s.peak = std::max(s.peak, s.peak_of[c].push(x, s.peak));
      if (weight[c] <= 0) continue;
      const Pair k = s.weigh[c](Pair{static_cast<double>(x), static_cast<double>(d)});
      s.energy += weight[c] * k[0] * k[0];
      s.spoken_energy += weight[c] * k[1] * k[1];
    }
    ++s.frames_measured;
    if (s.frames_measured % kPeakBlock == 0) {
      s.peaks.push_back(s.peak);
      s.peak = 0;
      for (auto& meter : s.peak_of) meter.wake();
    }
    if (s.frames_measured % kEnergyBlock == 0) {
      s.energies.push_back(s.energy / kEnergyBlock);
      s.dialogue_energies.push_back(s.spoken_energy / kEnergyBlock);
      s.energy = s.spoken_energy = 0;
    }
  }
}

void Master::decide() {
  State& s = *state_;
  s.decided = true;
  s.gain = 1;
  s.find_speech();
  s.on_dialogue = s.target.dialogue_gated && dialogue_share() > s.target.least_dialogue;
  s.wanted = s.target.dialogue_gated && !s.on_dialogue ? s.target.otherwise_lufs : s.target.lufs;
  // Measured as if 40 dB louder, so that the absolute gate does not hide a very soft film.
  std::vector<double> raised;
  for (std::size_t i = 0; i < s.energies.size(); ++i)
    if (!s.on_dialogue || s.spoken[i]) raised.push_back(s.energies[i] * 1e4);
  const double raw = gated_loudness(raised) - 40;
  if (raw <= -109.9) return;  // silence, or less than a block: nothing to raise
  double db = std::clamp(s.wanted - raw, -kMostGain, kMostGain);
  for (int i = 0; i < 12; ++i) {
    const double miss = s.wanted - s.loudness_at(from_db(db));
    if (std::abs(miss) < 0.01) break;
    db = std::clamp(db + miss, -kMostGain, kMostGain);
  }
  s.gain = from_db(db);
}

double Master::gain_db() const { return to_db(state_->gain); }
double Master::dialogue_share() const { return state_->spoken.empty() ? 0 : static_cast<double>(std::count(state_->spoken.begin(), state_->spoken.end(), 1)) / static_cast<double>(state_->spoken.size()); }
bool Master::on_dialogue() const { return state_->on_dialogue; }
double Master::wanted_lufs() const { return state_->wanted; }

Master::Chunk Master::apply(std::span<const float> dialogue, std::span<const float> music, std::span<const float> effects) {
  State& s = *state_;
  AUTEUR_CHECK(s.decided);
  Chunk out;
  const std::size_t frames = frames_of(s.channels, dialogue, music, effects);
  for (auto* v : {&out.mix, &out.dialogue, &out.music, &out.effects}) v->reserve(s.channels * frames);
  const std::array<std::span<const float>, 3> stems{dialogue, music, effects};
  for (std::size_t at = 0; at < frames; at += State::kBlock) {
    const std::size_t now = std::min(State::kBlock, frames - at);
    for (std::size_t k = 0; k < 3; ++k) {
      const auto part = stems[k].subspan(std::min(stems[k].size(), at * s.channels));
      const auto fresh = std::span(s.waiting[k]).subspan(State::kDelay * s.channels, now * s.channels);
      const std::size_t some = std::min(part.size(), fresh.size());
      for (std::size_t i = 0; i < some; ++i) fresh[i] = sane(part[i]);
      std::fill(fresh.begin() + static_cast<std::ptrdiff_t>(some), fresh.end(), 0.f);
    }
    s.push(now, out);
  }
  s.hear(out, s.given);
  s.given += out.mix.size() / s.channels;
  return out;
}

Master::Chunk Master::flush() {
  State& s = *state_;
  AUTEUR_CHECK(s.decided);
  Chunk out;
  static_assert(State::kDelay <= State::kBlock);
  const std::size_t total = s.written;
  for (auto& w : s.waiting) std::fill(w.begin() + static_cast<std::ptrdiff_t>(State::kDelay * s.channels), w.end(), 0.f);
  s.push(State::kDelay, out);
  s.hear(out, s.given);
  s.given = total;
  return out;
}

namespace {
double integrated(ebur128_state* meter) {
  double value = 0;
  return ebur128_loudness_global(meter, &value) == EBUR128_SUCCESS && std::isfinite(value) ? value : -70;
}
}  // namespace

double Master::loudness_lufs() const { return integrated(state_->meter); }
double Master::dialogue_lufs() const { return integrated(state_->dialogue_meter); }
double Master::range_lu() const {
  double value = 0;
  return ebur128_loudness_range(state_->meter, &value) == EBUR128_SUCCESS && std::isfinite(value) ? value : 0;
}

double Master::true_peak_dbtp() const { return std::max(-120.0, to_db(static_cast<double>(state_->heard_peak))); }

Result<Target> target_named(const std::string& name) {
  const Json data = read_data("sound/targets.json"), targets = data.value("targets", Json::object());
  const auto it = targets.find(name);
  if (it == targets.end() || !it->is_object()) {
    std::string known;
    for (const auto& [n, j] : targets.items()) known += (known.empty() ? "" : ", ") + n;
    return fail(ErrorCode::kInvalidInput, "There is no loudness target '" + name + "'. Use one of: " + known + " (data/sound/targets.json).");
  }
  Target t;
  t.name = name;
  t.lufs = std::clamp(it->value("lufs", t.lufs), -60.0, -5.0);
  t.true_peak_dbtp = std::clamp(it->value("true_peak", t.true_peak_dbtp), -20.0, 0.0);
  t.dialogue_gated = it->value("gate", "programme") == "dialogue";
  t.least_dialogue = it->value("least_dialogue", t.least_dialogue);
  t.otherwise_lufs = it->value("otherwise_lufs", t.lufs);
  return t;
}

Mix master(std::vector<float> dialogue, std::vector<float> music, std::vector<float> effects, const Target& target) {
  Master master(target);
  master.measure(dialogue, music, effects);
  master.decide();
  auto chunk = master.apply(dialogue, music, effects);
  const auto rest = master.flush();
  const auto append = [](std::vector<float>& to, const std::vector<float>& from) { to.insert(to.end(), from.begin(), from.end()); };
  append(chunk.mix, rest.mix);
  append(chunk.dialogue, rest.dialogue);
  append(chunk.music, rest.music);
  append(chunk.effects, rest.effects);
  Mix out{std::move(chunk.mix), std::move(chunk.dialogue), std::move(chunk.music), std::move(chunk.effects), master.loudness_lufs(), master.true_peak_dbtp()};
  return out;
}

}  // namespace auteur::sound
