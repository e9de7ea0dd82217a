#include "loudness.h"

#include <ebur128.h>

#include "auteur/sound/sound.h"

namespace auteur::sound {
namespace {
double lufs(double energy) { return energy > 0 ? -0.691 + 10 * std::log10(energy) : -120; }
}  // namespace

double gated_loudness(std::span<const double> energies) {
  // Blocks of 400 ms with 75 % overlap are four neighbouring 100 ms pieces.
  std::vector<double> blocks;
  for (std::size_t i = 0; i + 4 <= energies.size(); ++i) blocks.push_back((energies[i] + energies[i + 1] + energies[i + 2] + energies[i + 3]) / 4);
  const auto mean_above = [&](double gate) {
    double sum = 0;
    std::size_t count = 0;
    for (double e : blocks) if (lufs(e) >= gate) { sum += e; ++count; }
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
  };
  const double absolute = mean_above(-70);
  if (absolute <= 0) return -70;
  return lufs(mean_above(std::max(-70.0, lufs(absolute) - 10)));
}

std::vector<double> energies_of(const std::vector<float>& stereo) {
  constexpr std::size_t kBlock = kRate / 10;
  KWeightingPair weigh;
  std::vector<double> out;
  double sum = 0;
  for (std::size_t n = 0; n < stereo.size() / 2; ++n) {
    const Pair k = weigh(pair_at(&stereo[2 * n])), square = k * k;
    sum += square[0] + square[1];
    if ((n + 1) % kBlock == 0) { out.push_back(sum / kBlock); sum = 0; }
  }
  return out;
}

double loudness_within(const std::vector<double>& energies, const std::vector<std::pair<Seconds, Seconds>>& intervals) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < energies.size(); ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * 0.1;
    const bool inside = std::any_of(intervals.begin(), intervals.end(), [&](const auto& s) { return s.first.value <= middle && middle < s.second.value; });
    if (inside) { sum += energies[i]; ++count; }
  }
  return count == 0 ? -120 : lufs(sum / static_cast<double>(count));
}

PeakMeter::PeakMeter() {
  for (int phase = 0; phase < 4; ++phase)
    for (int k = 0; k < kTaps; ++k) {
      const double t = k - (kTaps / 2 - 1) - 0.25 * phase, x = kTau / 2 * t;
      const double window = 0.5 + 0.5 * std::cos(kTau / 2 * std::clamp(t / (kTaps / 2), -1.0, 1.0));
      taps_[kTaps - 1 - k][phase] = static_cast<float>(std::abs(t) < 1e-9 ? 1 : std::sin(x) / x * window);
    }
  for (int phase = 0; phase < 4; ++phase) {
    float sum = 0;
    for (const auto& tap : taps_) sum += std::abs(tap[phase]);
    most_ = std::max(most_, 1.001f * sum);
  }
}

float PeakMeter::measure() const {
  const float* window = past_ + at_;  // oldest first
  Phases a{}, b{};
  for (int k = 0; k < kTaps; k += 2) {
    a += taps_[k] * window[k];
    b += taps_[k + 1] * window[k + 1];
  }
  a += b;
  return std::max(std::max(std::abs(a[0]), std::abs(a[1])), std::max(std::abs(a[2]), std::abs(a[3])));
}

Loudness measure_loudness(const std::vector<float>& stereo) {
  Loudness out{-70, -120, 0};
  ebur128_state* meter = ebur128_init(2, kRate, EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK);
  if (meter == nullptr) return out;
  ebur128_add_frames_float(meter, stereo.data(), stereo.size() / 2);
  double value = 0, left = 0, right = 0;
  if (ebur128_loudness_global(meter, &value) == EBUR128_SUCCESS && std::isfinite(value)) out.integrated_lufs = value;
  if (ebur128_loudness_range(meter, &value) == EBUR128_SUCCESS && std::isfinite(value)) out.range_lu = value;
  if (ebur128_true_peak(meter, 0, &left) == EBUR128_SUCCESS && ebur128_true_peak(meter, 1, &right) == EBUR128_SUCCESS) out.true_peak_dbtp = std::max(-120.0, to_db(std::max(left, right)));
  ebur128_destroy(&meter);
  return out;
}

}  // namespace auteur::sound
