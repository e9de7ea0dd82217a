#include "dsp.h"

namespace auteur::sound {

double rms_of(const std::vector<float>& samples) {
  double sum = 0;
  for (float x : samples) sum += static_cast<double>(x) * static_cast<double>(x);
  return samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

double peak_of(const std::vector<float>& samples) {
  float peak = 0;
  for (float x : samples) peak = std::max(peak, std::abs(x));
  return static_cast<double>(peak);
}

void remove_offset(std::vector<float>& samples, int channels) {
  const auto step = static_cast<std::size_t>(channels);
  if (step == 2) {  // side by side: each waits on itself, not on the other
    Biquad left, right;
    left.high_pass(22);
    right.high_pass(22);
    for (std::size_t i = 0; i + 1 < samples.size(); i += 2) {
      samples[i] = left(samples[i]);
      samples[i + 1] = right(samples[i + 1]);
    }
    return;
  }
  for (std::size_t c = 0; c < step; ++c) {
    Biquad high;
    high.high_pass(22);
    for (std::size_t i = c; i < samples.size(); i += step) samples[i] = high(samples[i]);
  }
}

}  // namespace auteur::sound
