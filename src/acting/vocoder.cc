#include "vocoder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "auteur/base/random.h"

namespace auteur::acting {
namespace {

using Four = float __attribute__((vector_size(16)));
constexpr std::size_t kFrame = static_cast<std::size_t>(kFliteRate * kFrameSeconds), kImpulse = 64;
// Of exp(x), for |x| up to 6; the even terms of the denominator have the other sign.
constexpr std::array<float, 5> kPade{0.4999391f, 0.1107098f, 0.01369984f, 0.0009564853f, 0.00003041721f};

Four load(const float* x) {
  Four out;
  std::memcpy(&out, x, sizeof out);
  return out;
}

using Coefficients = std::array<double, kMaxCepstra>;

// Mel-cepstra as the filter wants them, formants sharpened.
class Sharpener {
 public:
  explicit Sharpener(const Speaker& s) : alpha_(s.alpha), sharpen_(s.sharpen) {
    // The cepstrum of each coefficient: all-pass sections in series, unwarped.
    std::array<double, kImpulse> g{};
    g[0] = 1;
    for (std::size_t k = 0; k < kMaxCepstra; ++k) {
      std::array<double, kImpulse> next;
      next[0] = -alpha_ * g[0];
      next[1] = (1 - alpha_ * alpha_) * g[0] - alpha_ * g[1];
      for (std::size_t j = 2; j < kImpulse; ++j) next[j] = g[j - 1] - alpha_ * (g[j] - next[j - 1]);
      for (std::size_t j = 0; j < kImpulse; ++j) {
        cepstra_[k][j] += static_cast<float>(g[j]);
        if (k + 1 < kMaxCepstra) cepstra_[k + 1][j] = static_cast<float>(alpha_ * g[j]);
      }
      g = next;
    }
  }
  Coefficients operator()(const std::array<float, kMaxCepstra>& mel) const {
    Coefficients c;
    double above = 0;
    for (std::size_t k = kMaxCepstra; k-- > 0;) above = c[k] = static_cast<double>(mel[k]) - alpha_ * above;
    if (sharpen_ <= 0) return c;
    std::array<float, kImpulse> rest{};
    for (std::size_t k = 2; k < kMaxCepstra; ++k)
      for (std::size_t j = 0; j < kImpulse; ++j) rest[j] += static_cast<float>(c[k]) * cepstra_[k][j];
    const double tilt = c[1] - sharpen_ * alpha_ * static_cast<double>(mel[2]);
    std::array<std::array<float, kImpulse>, 2> cepstrum;
    for (std::size_t j = 0; j < kImpulse; ++j) {
      cepstrum[0][j] = static_cast<float>(c[1]) * cepstra_[1][j] + rest[j];
      cepstrum[1][j] = static_cast<float>(tilt) * cepstra_[1][j] + static_cast<float>(1 + sharpen_) * rest[j];
    }
    c[1] = tilt;
    for (std::size_t k = 2; k < kMaxCepstra; ++k) c[k] *= 1 + sharpen_;
    c[0] += louder(cepstrum);
    return c;
  }

 private:
  // By how much, in nepers, the first of two minimum-phase sounds is louder than the second.
  static double louder(const std::array<std::array<float, kImpulse>, 2>& cepstrum) {
    std::array<std::array<float, kImpulse + 4>, 2> slope{}, response{};  // response: backwards, silence behind its beginning
    std::array<double, 2> energy{1, 1};
    for (std::size_t i = 0; i < 2; ++i) {
      for (std::size_t k = 1; k < kImpulse; ++k) slope[i][k] = static_cast<float>(k) * cepstrum[i][k];
      response[i][kImpulse - 1] = 1;
    }
    for (std::size_t n = 1; n < kImpulse; ++n)
      for (std::size_t i = 0; i < 2; ++i) {
        Four sum{};
        for (std::size_t k = 1; k <= n; k += 4) sum += load(&slope[i][k]) * load(&response[i][kImpulse - 1 - n + k]);
        const float h = (sum[0] + sum[1] + sum[2] + sum[3]) / static_cast<float>(n);
        response[i][kImpulse - 1 - n] = h;
        energy[i] += static_cast<double>(h * h);
      }
    return static_cast<double>(cepstrum[0][0] - cepstrum[1][0]) + std::log(energy[0] / energy[1]) / 2;
  }

  double alpha_, sharpen_;
  std::array<std::array<float, kImpulse>, kMaxCepstra> cepstra_{};
};

// Pulses and noise, a frame at a time.
class Excitation {
 public:
  explicit Excitation(const Speaker& s) : speaker_(s) {}
  void begin(float f0) { period_ = since_ = period_of(f0); }
  void add(const VoiceFrame& frame, std::array<float, kFrame>& out) {
    std::array<float, kBandTaps> pulse{}, noise{};
    for (std::size_t b = 0; b < kBands; ++b)
      for (std::size_t k = 0; k < kBandTaps; ++k) pulse[k] += frame.strength[b] * speaker_.bands[b][k], noise[k] += (1 - frame.strength[b]) * speaker_.bands[b][k];
    draw_noise();
    constexpr std::size_t kTile = 16;
    for (std::size_t n = 0; n < kFrame; n += kTile) {
      std::array<Four, kTile / 4> sum{};
      for (std::size_t k = 0; k < kBandTaps; ++k)
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += noise[k] * load(&noise_[kBandTaps + n + 4 * i - k]);
      std::memcpy(&out[n], &sum, sizeof sum);
    }
    place_pulses(period_of(frame.f0));
    for (const auto& [at, loud] : pulses_)
      for (int n = std::max(at, 0); n < std::min(at + static_cast<int>(kBandTaps), static_cast<int>(kFrame)); ++n) out[static_cast<std::size_t>(n)] += loud * pulse[static_cast<std::size_t>(n - at)];
  }

 private:
  struct Pulse { int at; float loud; };  // samples from the frame's beginning
  static double period_of(float f0) { return f0 != 0 ? kFliteRate / static_cast<double>(f0) : 0; }
  void draw_noise() {
    std::copy(noise_.end() - kBandTaps, noise_.end(), noise_.begin());
    for (std::size_t n = 0; n < kFrame; ++n) {
      state_ = mix(state_);
      noise_[kBandTaps + n] = state_ >> 63 ? 1.f : -1.f;
    }
  }
  // Their distance glides from one frame to the next; there are none where one of the two has no voice.
  void place_pulses(double period) {
    for (auto& p : pulses_) p.at -= static_cast<int>(kFrame);
    std::erase_if(pulses_, [](const Pulse& p) { return p.at + static_cast<int>(kBandTaps) <= 0; });
    if (period_ != 0 && period != 0) {
      const double step = (period - period_) / kFrame;
      for (std::size_t n = 0; n < kFrame; ++n, period_ += step)
        if ((since_ += 1) >= period_) pulses_.push_back({static_cast<int>(n), static_cast<float>(std::sqrt(period_))}), since_ -= period_;
    } else {
      since_ = period;
    }
    period_ = period;
  }

  const Speaker& speaker_;
  std::uint64_t state_ = 1;
  std::array<float, kBandTaps + kFrame> noise_{};  // of the frame, behind the last of the one before
  std::vector<Pulse> pulses_;
  double period_ = 0, since_ = 0;  // samples
};

// A lane for each stage of an approximant; each has the last sample's value of the stage before it.
struct Stages { Four first, last; };
float odd(const Stages& s) { return s.first[0] + s.first[2] + s.last[0]; }
float even(const Stages& s) { return s.first[1] + s.first[3]; }
Stages after(float x, const Stages& s) { return {Four{x, s.first[0], s.first[1], s.first[2]}, Four{s.first[3], 0, 0, 0}}; }
constexpr Stages kWeights{Four{kPade[0], kPade[1], kPade[2], kPade[3]}, Four{kPade[4], 0, 0, 0}};

// exp of the mel-cepstrum but for its first coefficient: one approximant for the second, one for all others.
class Filter {
 public:
  explicit Filter(double alpha) : alpha_(static_cast<float>(alpha)), rest_(static_cast<float>(1 - alpha * alpha)) {}
  float operator()(float x, const float* c) {
    Stages one{rest_ * tilt_in_.first + alpha_ * tilt_.first, rest_ * tilt_in_.last + alpha_ * tilt_.last};
    tilt_ = one;
    one.first *= c[1], one.last *= c[1];
    x = feed(x, one, tilt_in_);
    Stages now{rest_ * in_.first + alpha_ * line_[1].first, rest_ * in_.last + alpha_ * line_[1].last}, before = line_[1], sum{};
    line_[1] = now;
    for (std::size_t k = 2; k < kMaxCepstra; ++k) {
      const Stages old = line_[k];
      now.first = before.first + alpha_ * old.first - alpha_ * now.first;
      now.last = before.last + alpha_ * old.last - alpha_ * now.last;
      sum.first += c[k] * now.first;
      sum.last += c[k] * now.last;
      before = old;
      line_[k] = now;
    }
    return feed(x, sum, in_);
  }

 private:
  static float feed(float x, const Stages& stages, Stages& in) {
    const Stages v{stages.first * kWeights.first, stages.last * kWeights.last};
    const float up = odd(v);
    in = after(x + up - even(v), stages);
    return x + 2 * up;
  }
  float alpha_, rest_;
  Stages tilt_{}, tilt_in_{}, in_{};
  std::array<Stages, kMaxCepstra> line_{};
};

}  // namespace

std::vector<float> vocode(const std::vector<VoiceFrame>& frames, const Speaker& speaker) {
  if (frames.size() < 2) return {};
  const Sharpener sharpen(speaker);
  Excitation excitation(speaker);
  Filter filter(speaker.alpha);
  excitation.begin(frames[0].f0);
  Coefficients from = sharpen(frames[0].cepstrum);
  std::vector<float> out;
  out.reserve((frames.size() - 1) * kFrame);
  for (std::size_t t = 1; t < frames.size(); ++t) {
    const Coefficients to = sharpen(frames[t].cepstrum);
    alignas(16) std::array<float, kMaxCepstra> c, step;
    for (std::size_t k = 0; k < kMaxCepstra; ++k) c[k] = static_cast<float>(from[k]), step[k] = static_cast<float>((to[k] - from[k]) / kFrame);
    double loud = std::exp(from[0]) * speaker.gain / 32768;
    const double louder = std::exp((to[0] - from[0]) / kFrame);
    std::array<float, kFrame> x;
    excitation.add(frames[t], x);
    for (std::size_t n = 0; n < kFrame; ++n, loud *= louder) {
      out.push_back(filter(x[n] * static_cast<float>(loud), c.data()));
      for (std::size_t k = 0; k < kMaxCepstra; ++k) c[k] += step[k];
    }
    from = to;
  }
  return out;
}

}  // namespace auteur::acting
