// Filters and levels for the sound room. Private to the room.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "auteur/base/random.h"

namespace auteur::sound {

inline constexpr int kRate = 48000;
inline constexpr double kTau = 6.283185307179586;

inline double from_db(double db) { return std::pow(10.0, db / 20); }
inline double to_db(double x) { return 20 * std::log10(std::max(x, 1e-12)); }
inline float noise(Random& random) { return static_cast<float>(random.unit() * 2 - 1); }

// Second-order section (RBJ cookbook), transposed direct form II.
struct Biquad {
  double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0, z1 = 0, z2 = 0;
  float operator()(float in) {
    // Silence decays into numbers too small to compute with at speed; -600 dB is added and taken for nothing.
    const double x = static_cast<double>(in) + 1e-30, y = b0 * x + z1;
    z1 = b1 * x - a1 * y + z2;
    z2 = b2 * x - a2 * y;
    return static_cast<float>(std::abs(y) < 1e-28 ? 0.0 : y);
  }
  void set(double n0, double n1, double n2, double d0, double d1, double d2) { b0 = n0 / d0; b1 = n1 / d0; b2 = n2 / d0; a1 = d1 / d0; a2 = d2 / d0; }
  static double bound(double hz) { return kTau * std::clamp(hz, 5.0, 0.45 * kRate) / kRate; }
  void low_pass(double hz, double q = 0.7071) {
    const double w = bound(hz), c = std::cos(w), a = std::sin(w) / (2 * q);
    set((1 - c) / 2, 1 - c, (1 - c) / 2, 1 + a, -2 * c, 1 - a);
  }
  void high_pass(double hz, double q = 0.7071) {
    const double w = bound(hz), c = std::cos(w), a = std::sin(w) / (2 * q);
    set((1 + c) / 2, -1 - c, (1 + c) / 2, 1 + a, -2 * c, 1 - a);
  }
  void band_pass(double hz, double q) {  // peak gain 1
    const double w = bound(hz), c = std::cos(w), a = std::sin(w) / (2 * q);
    set(a, 0, -a, 1 + a, -2 * c, 1 - a);
  }
  void peak(double hz, double q, double db) {
    const double w = bound(hz), c = std::cos(w), g = std::pow(10.0, db / 40), a = std::sin(w) / (2 * q);
    set(1 + a * g, -2 * c, 1 - a * g, 1 + a / g, -2 * c, 1 - a / g);
  }
};
// Two numbers worked on at once, a channel each.
using Pair = double __attribute__((vector_size(16)));
using FloatPair = float __attribute__((vector_size(8)));
inline Pair as_floats(Pair x) { return __builtin_convertvector(__builtin_convertvector(x, FloatPair), Pair); }

// Two Biquads side by side: the same numbers in half the time.
struct BiquadPair {
  explicit BiquadPair(const Biquad& f) : b0(both(f.b0)), b1(both(f.b1)), b2(both(f.b2)), a1(both(f.a1)), a2(both(f.a2)) {}
  Pair operator()(Pair in) {
    const Pair x = in + both(1e-30), y = b0 * x + z1;
    z1 = b1 * x - a1 * y + z2;
    z2 = b2 * x - a2 * y;
    const auto quiet = (y < both(1e-28)) & (y > both(-1e-28));
    return as_floats(quiet ? both(0) : y);
  }

 private:
  static Pair both(double x) { return Pair{x, x}; }
  Pair b0, b1, b2, a1, a2, z1{}, z2{};
};
inline Pair pair_at(const float* x) { return Pair{static_cast<double>(x[0]), static_cast<double>(x[1])}; }
inline void put(float* to, Pair x) { to[0] = static_cast<float>(x[0]), to[1] = static_cast<float>(x[1]); }

using Four = float __attribute__((vector_size(16)));

inline double q_of_octaves(double width) { return 1 / (2 * std::sinh(0.34657 * std::clamp(width, 0.1, 6.0))); }

// 1/f noise after Kellet's economy filter.
struct Pink {
  float a = 0, b = 0, c = 0;
  float operator()(Random& random) {
    const float w = noise(random);
    a = 0.99765f * a + w * 0.0990460f;
    b = 0.96300f * b + w * 0.2965164f;
    c = 0.57000f * c + w * 1.0526913f;
    return (a + b + c + w * 0.1848f) * 0.25f;
  }
};

// A value that wanders smoothly between 0 and 1, with about one turn in `seconds`.
class Wander {
 public:
  Wander(double seconds, Random& random) : step_(1 / (seconds * kRate)), random_(random.next()) { from_ = random_.unit(); to_ = random_.unit(); }
  double next(int samples = 1) {
    at_ += step_ * samples;
    while (at_ >= 1) { at_ -= 1; from_ = to_; to_ = random_.unit(); }
    const double s = at_ * at_ * (3 - 2 * at_);
    return from_ + (to_ - from_) * s;
  }

 private:
  double step_, at_ = 0, from_ = 0, to_ = 0;
  Random random_;
};

double rms_of(const std::vector<float>& samples);
double peak_of(std::span<const float> samples);
// All channels of a frame together, each through its own copy of `f`: each waits on itself, not on the others.
// `use(frame, where, filtered)`: two of its samples.
template <std::size_t kPairs, class Use>
void filter_pairs(std::vector<float>& samples, const Biquad& f, Use use) {
  const auto pairs_of = [&]<std::size_t... I>(std::index_sequence<I...>) { return std::array{(static_cast<void>(I), BiquadPair(f))...}; };
  auto pairs = pairs_of(std::make_index_sequence<kPairs>());
  for (std::size_t n = 0; n < samples.size() / (2 * kPairs); ++n)
    for (std::size_t k = 0; k < kPairs; ++k) {
      float* at = &samples[2 * (n * kPairs + k)];
      use(n, at, pairs[k](pair_at(at)));
    }
}
template <class Use>
void filter(std::vector<float>& samples, std::size_t channels, const Biquad& f, Use use) {
  if (channels == 2) filter_pairs<1>(samples, f, use);
  else filter_pairs<3>(samples, f, use);
}
// Each channel through its own copy of `f`, in place. Channels: 1, 2 or 6.
void filter(std::vector<float>& samples, std::size_t channels, const Biquad& f);
void remove_offset(std::vector<float>& samples, std::size_t channels);  // high-pass at 22 Hz

}  // namespace auteur::sound
