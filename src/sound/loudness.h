// Loudness after ITU-R BS.1770 in the forms the mix needs. Private to the room.
#pragma once

#include <array>
#include <span>
#include <utility>
#include <vector>

#include "auteur/base/units.h"
#include "dsp.h"

namespace auteur::sound {

// K-weighted mean squares of the 100 ms blocks of a stream, its channels summed as BS.1770-4, table 3, weighs them: the LFE
// is not measured. Channels: 2 or 6.
class EnergyMeter {
 public:
  explicit EnergyMeter(std::size_t channels);
  void add(std::span<const float> frames);  // whole frames
  const std::vector<double>& energies() const { return energies_; }

 private:
  struct Filter { Pair z[4]{}, sum{}; };  // of two channels: what the shelf and the high-pass remember, squares of the block
  template <std::size_t kPairs> void weigh(const float* frames, std::size_t count);
  std::size_t pairs_, frames_ = 0;  // frames_: of the block that is not full yet
  std::array<Filter, 3> filters_;
  bool rests_ = true;  // nothing rings on in the filters
  std::vector<double> energies_;
};

// Gated loudness of 100 ms mean squares (both channels summed); -70 when nothing passes the gate.
double gated_loudness(std::span<const double> energies);

// How far soft and loud passages lie apart (EBU Tech 3342), in LU; 0 for less than three seconds.
double loudness_range(std::span<const double> energies);

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
  // The largest of `count` pushes, or `floor`.
  float most(const float* x, std::size_t stride, std::size_t count, float floor);
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
