// Mastering: one gain for the film, a look-ahead true-peak limiter, and stems that follow the very same gain curve.
//
// Pass 1 keeps 100 ms K-weighted energies and 10 ms true peaks. decide() plays the limiter over those to learn how much
// loudness it will cost, and finds the gain with which the film arrives at the target after limiting.
#include <ebur128.h>

#include <deque>

#include "auteur/sound/sound.h"
#include "dsp.h"
#include "loudness.h"

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
  float push(float needed) {
    const float low = minimum_.push(needed);
    // Release first, then the box: the mean of kLook values, each at most what the sample needs.
    released_ = low < released_ ? low : released_ + static_cast<float>(kReleaseStep) * (low - released_);
    sum_ += static_cast<double>(released_ - box_[at_]);
    box_[at_] = released_;
    at_ = (at_ + 1) % kLook;
    if (released_ >= 0.999999f && ++calm_ > 2 * kLook) { sum_ = static_cast<double>(kLook); std::fill(box_.begin(), box_.end(), 1.0f); released_ = 1; calm_ = 0; }
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
};

}  // namespace

struct Master::State {
  double target, ceiling;
  // pass 1
  KWeighting left, right;
  PeakMeter peak_left, peak_right;
  double energy = 0;
  float peak = 0;
  std::size_t frames_measured = 0;
  std::vector<double> energies;
  std::vector<float> peaks;
  double gain = 1;
  bool decided = false;
  // pass 2: stems wait in a ring until the limiter has looked ahead
  GainCurve curve;
  PeakMeter watch_left, watch_right;
  std::vector<float> ring;  // six floats a frame
  std::size_t written = 0, given = 0;
  ebur128_state* meter = nullptr;

  static constexpr std::size_t kDelay = kLook - 1 + static_cast<std::size_t>(PeakMeter::delay());
  static constexpr std::size_t kRing = 1024;
  State(double t, double c) : target(t), ceiling(c), ring(kRing * 6) { meter = ebur128_init(2, kRate, EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK); }
  ~State() { if (meter != nullptr) ebur128_destroy(&meter); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  double limit() const { return from_db(ceiling - kMargin); }
  double loudness_at(double g) const;
  void push(const float* six, Chunk& out);
};

namespace {
float sane(std::span<const float> x, std::size_t i) {
  const float s = i < x.size() ? x[i] : 0.f;
  return std::isfinite(s) ? std::clamp(s, -64.f, 64.f) : 0.f;
}
}  // namespace

// What the film measures when `g` is applied and the limiter has done its work, from the blocks alone.
double Master::State::loudness_at(double g) const {
  std::vector<double> limited(energies.size());
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
    limited[b] = energies[b] * g * g * square / kPer;
  }
  return gated_loudness(limited);
}

void Master::State::push(const float* six, Chunk& out) {
  float* slot = ring.data() + 6 * (written % kRing);
  std::copy(six, six + 6, slot);
  const auto g = static_cast<float>(gain);
  const float left_in = (six[0] + six[2] + six[4]) * g, right_in = (six[1] + six[3] + six[5]) * g;
  const float p = std::max(watch_left.push(left_in), watch_right.push(right_in));
  const auto top = static_cast<float>(limit());
  const float curve_now = curve.push(p > top ? top / p : 1.0f) * g;
  ++written;
  if (written <= kDelay) return;
  const float* old = ring.data() + 6 * ((written - 1 - kDelay) % kRing);
  const float d0 = old[0] * curve_now, d1 = old[1] * curve_now, m0 = old[2] * curve_now, m1 = old[3] * curve_now, e0 = old[4] * curve_now, e1 = old[5] * curve_now;
  out.dialogue.push_back(d0);
  out.dialogue.push_back(d1);
  out.music.push_back(m0);
  out.music.push_back(m1);
  out.effects.push_back(e0);
  out.effects.push_back(e1);
  out.stereo.push_back(d0 + m0 + e0);
  out.stereo.push_back(d1 + m1 + e1);
}

Master::Master(double target_lufs, double ceiling_dbtp) : state_(std::make_unique<State>(target_lufs, ceiling_dbtp)) {}
Master::~Master() = default;
Master::Master(Master&&) noexcept = default;
Master& Master::operator=(Master&&) noexcept = default;

void Master::measure(std::span<const float> dialogue, std::span<const float> music, std::span<const float> effects) {
  State& s = *state_;
  const std::size_t frames = (std::max({dialogue.size(), music.size(), effects.size()}) + 1) / 2;
  for (std::size_t n = 0; n < frames; ++n) {
    const float l = sane(dialogue, 2 * n) + sane(music, 2 * n) + sane(effects, 2 * n), r = sane(dialogue, 2 * n + 1) + sane(music, 2 * n + 1) + sane(effects, 2 * n + 1);
    const double kl = static_cast<double>(s.left(l)), kr = static_cast<double>(s.right(r));
    s.energy += kl * kl + kr * kr;
    s.peak = std::max({s.peak, s.peak_left.push(l), s.peak_right.push(r)});
    ++s.frames_measured;
    if (s.frames_measured % kPeakBlock == 0) { s.peaks.push_back(s.peak); s.peak = 0; }
    if (s.frames_measured % kEnergyBlock == 0) { s.energies.push_back(s.energy / kEnergyBlock); s.energy = 0; }
  }
}

void Master::decide() {
  State& s = *state_;
  s.decided = true;
  s.gain = 1;
  // Measured as if 40 dB louder, so that the absolute gate does not hide a very soft film.
  std::vector<double> raised = s.energies;
  for (auto& e : raised) e *= 1e4;
  const double raw = gated_loudness(raised) - 40;
  if (raw <= -109.9) return;  // silence, or less than a block: nothing to raise
  double db = std::clamp(s.target - raw, -kMostGain, kMostGain);
  for (int i = 0; i < 12; ++i) {
    const double miss = s.target - s.loudness_at(from_db(db));
    if (std::abs(miss) < 0.01) break;
    db = std::clamp(db + miss, -kMostGain, kMostGain);
  }
  s.gain = from_db(db);
}

double Master::gain_db() const { return to_db(state_->gain); }

Master::Chunk Master::apply(std::span<const float> dialogue, std::span<const float> music, std::span<const float> effects) {
  State& s = *state_;
  AUTEUR_CHECK(s.decided);
  Chunk out;
  const std::size_t frames = (std::max({dialogue.size(), music.size(), effects.size()}) + 1) / 2;
  for (auto* v : {&out.stereo, &out.dialogue, &out.music, &out.effects}) v->reserve(2 * frames);
  for (std::size_t n = 0; n < frames; ++n) {
    const float six[6] = {sane(dialogue, 2 * n), sane(dialogue, 2 * n + 1), sane(music, 2 * n), sane(music, 2 * n + 1), sane(effects, 2 * n), sane(effects, 2 * n + 1)};
    s.push(six, out);
  }
  s.given += out.stereo.size() / 2;
  ebur128_add_frames_float(s.meter, out.stereo.data(), out.stereo.size() / 2);
  return out;
}

Master::Chunk Master::flush() {
  State& s = *state_;
  AUTEUR_CHECK(s.decided);
  Chunk out;
  const float nothing[6] = {};
  const std::size_t total = s.written;
  while (s.given + out.stereo.size() / 2 < total) s.push(nothing, out);
  s.given = total;
  ebur128_add_frames_float(s.meter, out.stereo.data(), out.stereo.size() / 2);
  return out;
}

double Master::loudness_lufs() const {
  double value = 0;
  return ebur128_loudness_global(state_->meter, &value) == EBUR128_SUCCESS && std::isfinite(value) ? value : -70;
}

double Master::true_peak_dbtp() const {
  double left = 0, right = 0;
  ebur128_true_peak(state_->meter, 0, &left);
  ebur128_true_peak(state_->meter, 1, &right);
  return std::max(-120.0, to_db(std::max(left, right)));
}

Mix master(std::vector<float> dialogue, std::vector<float> music, std::vector<float> effects) {
  Master master;
  master.measure(dialogue, music, effects);
  master.decide();
  auto chunk = master.apply(dialogue, music, effects);
  const auto rest = master.flush();
  const auto append = [](std::vector<float>& to, const std::vector<float>& from) { to.insert(to.end(), from.begin(), from.end()); };
  append(chunk.stereo, rest.stereo);
  append(chunk.dialogue, rest.dialogue);
  append(chunk.music, rest.music);
  append(chunk.effects, rest.effects);
  Mix out{std::move(chunk.stereo), std::move(chunk.dialogue), std::move(chunk.music), std::move(chunk.effects), master.loudness_lufs(), master.true_peak_dbtp()};
  return out;
}

}  // namespace auteur::sound
