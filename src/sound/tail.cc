#include "tail.h"

#include <array>

#include "dsp.h"

namespace auteur::sound {

void add_tail(std::vector<float>& stereo, double seconds, double gain) {
  if (peak_of(stereo) == 0) return;
  constexpr std::size_t kLines = 6, kSize = 2048, kMask = kSize - 1;
  constexpr std::array<std::size_t, kLines> kDelay{601, 773, 929, 1151, 1381, 1693};
  std::array<std::array<float, kSize>, kLines> line{};
  std::array<float, kLines> keep{}, soft{};
  for (std::size_t i = 0; i < kLines; ++i) keep[i] = static_cast<float>(std::pow(10.0, -3.0 * static_cast<double>(kDelay[i]) / (seconds * kRate)));
  const auto wet = static_cast<float>(gain);
  float low_left = 0, low_right = 0;
  for (std::size_t n = 0; n < stereo.size() / 2; ++n) {
    const float left = stereo[2 * n], right = stereo[2 * n + 1];
    low_left += 0.02f * (left - low_left);
    low_right += 0.02f * (right - low_right);
    std::array<float, kLines> out{};
    float sum = 0;
    for (std::size_t i = 0; i < kLines; ++i) {
      soft[i] += 0.5f * (line[i][(n - kDelay[i]) & kMask] * keep[i] - soft[i]);
      out[i] = soft[i];
      sum += out[i];
    }
    const float share = sum * (2.0f / kLines);
    for (std::size_t i = 0; i < kLines; ++i) line[i][n & kMask] = out[i] - share + (i % 2 == 0 ? left - low_left : right - low_right) + 1e-18f;  // keeps denormal numbers away
    stereo[2 * n] = left + wet * (out[0] - out[2] + out[4] + 0.5f * (out[1] - out[3]));
    stereo[2 * n + 1] = right + wet * (out[1] - out[3] + out[5] + 0.5f * (out[0] - out[4]));
  }
}

}  // namespace auteur::sound
