#include "loudness.h"

#include <ebur128.h>

#include <numeric>

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

EnergyMeter::EnergyMeter(std::size_t channels) : pairs_(channels / 2) {}

template <std::size_t kPairs>
void EnergyMeter::weigh(const float* frames, std::size_t count) {
  // BS.1770-4, tables 1 and 2, at 48 kHz.
  static constexpr double kShelf[] = {1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585}, kHigh[] = {-1.99004745483398, 0.99007225036621};
  std::array<Filter, kPairs> filters;
  std::copy_n(filters_.begin(), kPairs, filters.begin());
  for (std::size_t n = 0; n < count; ++n)
    for (std::size_t k = 0; k < kPairs; ++k) {
      auto& [z, sum] = filters[k];
      const Pair x = pair_at(frames + 2 * (n * kPairs + k)) + 1e-30, y = kShelf[0] * x + z[0];  // -600 dB keep denormal numbers away
      z[0] = kShelf[1] * x - kShelf[3] * y + z[1];
      z[1] = kShelf[2] * x - kShelf[4] * y;
      const Pair out = y + z[2];
      z[2] = z[3] - 2 * y - kHigh[0] * out;
      z[3] = y - kHigh[1] * out;
      sum += out * out;
    }
  rests_ = true;
  for (const auto& f : filters)
    for (const Pair z : f.z) rests_ = rests_ && std::max(std::abs(z[0]), std::abs(z[1])) < 1e-15;
  std::copy_n(filters.begin(), kPairs, filters_.begin());
}

void EnergyMeter::add(std::span<const float> frames) {
  constexpr std::size_t kBlock = kRate / 10;
  for (std::size_t n = 0, all = frames.size() / (2 * pairs_); n < all;) {
    const std::size_t count = std::min(all - n, kBlock - frames_);
    const auto part = frames.subspan(n * 2 * pairs_, count * 2 * pairs_);
    if (!rests_ || peak_of(part) > 0) pairs_ == 1 ? weigh<1>(part.data(), count) : weigh<3>(part.data(), count);
    n += count;
    frames_ += count;
    if (frames_ < kBlock) continue;
    const auto& [front, middle, back] = filters_;
    energies_.push_back((front.sum[0] + front.sum[1] + middle.sum[0] + 1.41 * (back.sum[0] + back.sum[1])) / kBlock);
    for (auto& f : filters_) f.sum = Pair{};
    frames_ = 0;
  }
}

std::vector<double> energies_of(const std::vector<float>& stereo) {
  EnergyMeter meter(2);
  meter.add(stereo);
  return meter.energies();
}

double loudness_range(std::span<const double> energies) {
  std::vector<double> all;  // three seconds each, one second apart
  for (std::size_t i = 0; i + 30 <= energies.size(); i += 10) all.push_back(std::accumulate(energies.begin() + static_cast<std::ptrdiff_t>(i), energies.begin() + static_cast<std::ptrdiff_t>(i) + 30, 0.0) / 30);
  const auto drop_below = [&](double gate) { std::erase_if(all, [&](double e) { return lufs(e) < gate; }); };
  drop_below(-70);
  if (all.empty()) return 0;
  drop_below(lufs(std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size())) - 20);
  std::sort(all.begin(), all.end());
  const auto at = [&](double part) { return lufs(all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1) + 0.5)]); };
  return at(0.95) - at(0.1);
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

float PeakMeter::most(const float* x, std::size_t stride, std::size_t count, float floor) {
  for (std::size_t i = 0; i < count; ++i) floor = std::max(floor, push(x[i * stride], floor));
  return floor;
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
