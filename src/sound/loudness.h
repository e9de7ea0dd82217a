// Loudness after ITU-R BS.1770 in the forms the mix needs. Private to the room.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "auteur/base/units.h"
#include "dsp.h"

namespace auteur::sound {

// K weighting at 48 kHz (BS.1770-4, tables 1 and 2).
struct KWeighting {
  Biquad shelf, high;
  KWeighting() {
    shelf.set(1.53512485958697, -2.69169618940638, 1.19839281085285, 1, -1.69065929318241, 0.73248077421585);
    high.set(1, -2, 1, 1, -1.99004745483398, 0.99007225036621);
  }
  float operator()(float x) { return high(shelf(x)); }
};

struct KWeightingPair {
  BiquadPair shelf{KWeighting().shelf}, high{KWeighting().high};
  Pair operator()(Pair x) { return high(shelf(x)); }
};

// Gated loudness of 100 ms mean squares (both channels summed); -70 when nothing passes the gate.
double gated_loudness(std::span<const double> energies);

// 100 ms K-weighted mean squares of stereo.
std::vector<double> energies_of(const std::vector<float>& stereo);

// Loudness of those 100 ms blocks that lie in the intervals (all = ungated mean); -120 when there are none.
double loudness_within(const std::vector<double>& energies, const std::vector<std::pair<Seconds, Seconds>>& intervals);

// Finds the true peak of a stream, four times oversampled (windowed sinc, 24 taps a phase; the four phases are the lanes
// of one vector).
class PeakMeter {
 public:
  PeakMeter();
  // Largest magnitude of the signal between the samples `delay()` and `delay()` - 1 ago; 0 where that cannot be above `floor`.
  float push(float x, float floor = -1) {
    past_[at_] = past_[at_ + kTaps] = x;
    if (++at_ == kTaps) at_ = 0;
    if (std::abs(x) * most_ > floor) loud_ = kTaps;
    if (loud_ == 0) return 0;
    --loud_;
    return measure();
  }
  // Whether nothing of `most` or less, pushed next, can bring the peak above `floor`; then pass() does for push().
  bool sleeps(float most, float floor) const { return loud_ == 0 && most * most_ <= floor; }
  void pass(const float* x, std::size_t stride, std::size_t count) {
    for (std::size_t i = count - std::min<std::size_t>(count, kTaps); i < count; ++i) push(x[i * stride], INFINITY);
  }
  // For a floor that has fallen: what was pushed before counts again.
  void wake() { loud_ = kTaps; }
  static constexpr int delay() { return kTaps / 2; }

 private:
  static constexpr int kTaps = 24;
  using Phases = float __attribute__((vector_size(16)));
  float measure() const;
  Phases taps_[kTaps];
  float past_[2 * kTaps] = {};
  int at_ = 0, loud_ = 0;  // loud_: for how many samples something loud is still within the taps
  float most_ = 0;         // what the taps can make of a sample of 1
};

}  // namespace auteur::sound
