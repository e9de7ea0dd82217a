#include "tail.h"

#include <array>

#include "dsp.h"

namespace auteur::sound {

void add_tail(std::vector<float>& stereo, double seconds, double gain) {
  if (peak_of(stereo) == 0) return;
  constexpr std::size_t kLines = 6, kSize = 2048, kMask = kSize - 1;
  constexpr std::array<std::size_t, kLines> kDelay{601, 773, 929, 1151, 1381, 1693};
  // What comes out of all lines at one time lies side by side: a line's echo is written where it will be read.
  std::vector<std::array<Four, 2>> echo(kSize);
  std::array<Four, 2> keep{}, out{};
  for (std::size_t i = 0; i < kLines; ++i) keep[i / 4][i % 4] = static_cast<float>(std::pow(10.0, -3.0 * static_cast<double>(kDelay[i]) / (seconds * kRate)));
  const auto wet = static_cast<float>(gain);
  float low_left = 0, low_right = 0;
  for (std::size_t n = 0; n < stereo.size() / 2; ++n) {
    const float left = stereo[2 * n], right = stereo[2 * n + 1];
    low_left += 0.02f * (left - low_left);
    low_right += 0.02f * (right - low_right);
    const auto& heard = echo[n & kMask];
    for (std::size_t k = 0; k < 2; ++k) out[k] += 0.5f * (heard[k] * keep[k] - out[k]);
    const float share = (out[0][0] + out[0][1] + out[0][2] + out[0][3] + out[1][0] + out[1][1]) * (2.0f / kLines);
    const Four fresh{left - low_left, right - low_right, left - low_left, right - low_right};
    for (std::size_t k = 0; k < 2; ++k) {
      const Four back = out[k] - share + fresh + 1e-18f;  // keeps denormal numbers away
      for (std::size_t i = 4 * k; i < std::min(kLines, 4 * k + 4); ++i) echo[(n + kDelay[i]) & kMask][k][i % 4] = back[i % 4];
    }
    stereo[2 * n] = left + wet * (out[0][0] - out[0][2] + out[1][0] + 0.5f * (out[0][1] - out[0][3]));
    stereo[2 * n + 1] = right + wet * (out[0][1] - out[0][3] + out[1][1] + 0.5f * (out[0][0] - out[1][0]));
  }
}

}  // namespace auteur::sound
