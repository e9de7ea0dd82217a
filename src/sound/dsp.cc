#include "dsp.h"

namespace auteur::sound {

double rms_of(const std::vector<float>& samples) {
  double sum = 0;
  for (float x : samples) sum += static_cast<double>(x) * static_cast<double>(x);
  return samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

double peak_of(std::span<const float> samples) {
  std::array<float, 16> most{};
  const std::size_t whole = samples.size() / most.size() * most.size();
  for (std::size_t i = 0; i < whole; i += most.size())
    for (std::size_t k = 0; k < most.size(); ++k) most[k] = std::max(most[k], std::abs(samples[i + k]));
  for (std::size_t i = whole; i < samples.size(); ++i) most[0] = std::max(most[0], std::abs(samples[i]));
  return static_cast<double>(*std::max_element(most.begin(), most.end()));
}

void filter(std::vector<float>& samples, std::size_t channels, const Biquad& f) {
  if (channels == 1) {
    Biquad one = f;
    for (auto& x : samples) x = one(x);
    return;
  }
  filter(samples, channels, f, [](std::size_t, float* to, Pair x) { put(to, x); });
}

void remove_offset(std::vector<float>& samples, std::size_t channels) {
  Biquad high;
  high.high_pass(22);
  filter(samples, channels, high);
}

}  // namespace auteur::sound
