#include <algorithm>
#include <cmath>

#include "steps.h"

namespace auteur::cleanup {

double third_hz(std::size_t i) { return 80 * std::pow(2, static_cast<double>(i) / 3); }

void colour(Spectrum& s, const Colour& gain_db) {
  std::vector<float> gains(s.bins);
  for (std::size_t b = 0; b < s.bins; ++b) {
    const double at = std::clamp(3 * std::log2(std::max(s.hz(b), 1.0) / 80), 0.0, static_cast<double>(kThirds - 1));
    const auto i = static_cast<std::size_t>(at), j = std::min(i + 1, kThirds - 1);
    gains[b] = static_cast<float>(std::pow(10, ((1 - (at - std::floor(at))) * gain_db[i] + (at - std::floor(at)) * gain_db[j]) / 20));
  }
  for (std::size_t f = 0; f < s.frames; ++f)
    for (std::size_t b = 0; b < s.bins; ++b) s.at(f)[b] *= gains[b];
}

std::vector<double> hiss_levels(const Spectrum& s) {
  std::vector<double> out(s.frames, -120);
  const std::size_t low = s.bin(4500), high = s.bin(11000);
  if (low + 4 > high) return out;
  for (std::size_t f = 0; f < s.frames; ++f) {
    double e = 0, below = 0;
    for (std::size_t b = low; b < high; ++b) e += std::norm(s.at(f)[b]);
    for (std::size_t b = s.bin(150); b < low; ++b) below += std::norm(s.at(f)[b]);
    if (e > below) out[f] = to_db(4 * e / (static_cast<double>(s.size) * s.size));  // half the bins, half the window's power
  }
  return out;
}

void soften_hiss(Spectrum& s, double limit_db, double strength) {
  constexpr double kMost = 12;
  const auto levels = hiss_levels(s);
  const std::size_t low = s.bin(4000), high = s.bin(4700);
  double gain = 0;
  for (std::size_t f = 0; f < s.frames; ++f) {
    double over = 0;
    for (std::size_t k = f > 1 ? f - 1 : 0; k <= std::min(s.frames - 1, f + 1); ++k) over = std::max(over, levels[k] - limit_db);
    const double wanted = -std::clamp(0.85 * over * strength, 0.0, kMost);
    gain = std::min(wanted, gain + 2.5);  // down at once, up within a few frames
    if (gain > -0.05) continue;
    for (std::size_t b = low; b < s.bins; ++b) {
      const double part = std::clamp(static_cast<double>(b - low) / static_cast<double>(std::max<std::size_t>(1, high - low)), 0.0, 1.0);
      s.at(f)[b] *= static_cast<float>(std::pow(10, gain * part / 20));
    }
  }
}

}  // namespace auteur::cleanup
