// Mastering: one gain for the film, a look-ahead true-peak limiter, and stems that follow the very same gain curve.
//
// Pass 1 keeps 100 ms K-weighted energies and 10 ms true peaks. decide() plays the limiter over those to learn how much
// loudness it will cost, and finds the gain with which the film arrives at the target after limiting.
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
  EnergyMeter raw, raw_dialogue;
  std::vector<PeakMeter> peak_of;
  float peak = 0;
  std::size_t frames_measured = 0;
  std::vector<float> peaks;
  std::vector<char> spoken;  // per energy block: somebody talks
  double gain = 1, wanted = -23;
  bool decided = false, on_dialogue = false;
  // pass 2: stems wait until the limiter has looked ahead
  GainCurve curve;
  std::vector<PeakMeter> watch, heard;
  float heard_peak = 0;
  std::array<std::vector<float>, 3> waiting;  // kDelay frames of each stem, and room for a block behind them
  std::size_t written = 0;
  EnergyMeter mastered;

  static constexpr std::size_t kDelay = kLook - 1 + static_cast<std::size_t>(PeakMeter::delay());
  static constexpr std::size_t kBlock = 512;
  State(const Target& t, int c) : target(t), channels(static_cast<std::size_t>(c)), raw(channels), raw_dialogue(channels), peak_of(channels), wanted(t.lufs), watch(channels), heard(channels), mastered(channels) {
    waiting.fill(std::vector<float>((kDelay + kBlock) * channels));
  }

  double limit() const { return from_db(target.true_peak_dbtp - kMargin); }
  double loudness_at(double g) const;
  void find_speech();
  // Those of the blocks in which somebody talks.
  std::vector<double> spoken_of(const std::vector<double>& all) const;
  void push(std::size_t frames, Chunk& out);
  void hear(const Chunk& out);
};

namespace {
float sane(float s) { return std::isfinite(s) ? std::clamp(s, -64.f, 64.f) : 0.f; }
// What `x` has from `first` on, and silence behind it.
void copy_sane(std::span<const float> x, std::size_t first, std::span<float> to) {
  const std::size_t some = std::min(to.size(), x.size() - std::min(x.size(), first));
  for (std::size_t i = 0; i < some; ++i) to[i] = sane(x[first + i]);
  std::fill(to.begin() + static_cast<std::ptrdiff_t>(some), to.end(), 0.f);
}
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
  const auto& energies = raw.energies();
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
  const auto& energies = raw_dialogue.energies();
  spoken.assign(energies.size(), 0);
  std::vector<double> raised = energies;
  for (auto& e : raised) e *= 1e4;
  const double loud = gated_loudness(raised) - 40;
  if (loud <= -109.9) return;
  const double least = std::pow(10, (loud - 20 + 0.691) / 10);
  std::size_t last = energies.size();
  for (std::size_t i = 0; i < energies.size(); ++i) {
    if (energies[i] < least) continue;
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

std::vector<double> Master::State::spoken_of(const std::vector<double>& all) const {
  std::vector<double> out;
  for (std::size_t i = 0; i < std::min(all.size(), spoken.size()); ++i) if (spoken[i]) out.push_back(all[i]);
  return out;
}

void Master::State::hear(const Chunk& out) {
  mastered.add(out.mix);
  const std::size_t frames = out.mix.size() / channels;
  for (std::size_t n = 0; n < frames; n += kBlock) {
    const auto block = std::span(out.mix).subspan(n * channels, std::min(kBlock, frames - n) * channels);
    if (sleep(heard, block, heard_peak)) continue;
    for (std::size_t c = 0; c < channels; ++c) heard_peak = heard[c].most(block.data() + c, channels, block.size() / channels, heard_peak);
  }
}

Master::Master(const Target& target, int channels) : state_(std::make_unique<State>(target, channels == 6 ? 6 : 2)) {}
Master::~Master() = default;
Master::Master(Master&&) noexcept = default;
Master& Master::operator=(Master&&) noexcept = default;

void Master::measure(std::span<const float> dialogue, std::span<const float> music, std::span<const float> effects) {
  State& s = *state_;
  std::array<float, kPeakBlock * 6> spoken, sum;
  for (std::size_t n = 0, all = frames_of(s.channels, dialogue, music, effects); n < all;) {
    const std::size_t frames = std::min(all - n, kPeakBlock - s.frames_measured), samples = frames * s.channels, first = n * s.channels;
    copy_sane(dialogue, first, std::span(spoken).first(samples));
    std::copy_n(spoken.begin(), samples, sum.begin());
    for (const auto& stem : {music, effects})
      for (std::size_t i = 0; i < samples && first + i < stem.size(); ++i) sum[i] += sane(stem[first + i]);
    s.raw_dialogue.add(std::span(spoken).first(samples));
    s.raw.add(std::span(sum).first(samples));
    // A peak is at least what its samples are: most other samples cannot be above that.
    const std::size_t sooner = frames - std::min<std::size_t>(frames, PeakMeter::delay());
    s.peak = std::max(s.peak, static_cast<float>(peak_of(std::span(sum).first(sooner * s.channels))));
    for (std::size_t c = 0; c < s.channels; ++c) s.peak = s.peak_of[c].most(&sum[c], s.channels, frames, s.peak);
    n += frames;
    s.frames_measured += frames;
    if (s.frames_measured < kPeakBlock) continue;
    s.peaks.push_back(s.peak);
    s.peak = 0, s.frames_measured = 0;
    for (auto& meter : s.peak_of) meter.wake();
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
  std::vector<double> raised = s.on_dialogue ? s.spoken_of(s.raw.energies()) : s.raw.energies();
  for (auto& e : raised) e *= 1e4;
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
    for (std::size_t k = 0; k < 3; ++k) copy_sane(stems[k], at * s.channels, std::span(s.waiting[k]).subspan(State::kDelay * s.channels, now * s.channels));
    s.push(now, out);
  }
  s.hear(out);
  return out;
}

Master::Chunk Master::flush() {
  State& s = *state_;
  AUTEUR_CHECK(s.decided);
  Chunk out;
  static_assert(State::kDelay <= State::kBlock);
  for (auto& w : s.waiting) std::fill(w.begin() + static_cast<std::ptrdiff_t>(State::kDelay * s.channels), w.end(), 0.f);
  s.push(State::kDelay, out);
  s.hear(out);
  return out;
}

double Master::loudness_lufs() const { return gated_loudness(state_->mastered.energies()); }
double Master::dialogue_lufs() const { return gated_loudness(state_->spoken_of(state_->mastered.energies())); }
double Master::range_lu() const { return loudness_range(state_->mastered.energies()); }
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
