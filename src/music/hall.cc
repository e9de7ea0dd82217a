#include "hall.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace auteur::music {
namespace {

using Four = float __attribute__((vector_size(16)));
constexpr std::size_t kLines = 8;
constexpr std::array<std::size_t, kLines> kDelay{1427, 1663, 1913, 2143, 2467, 2713, 3011, 3347};  // primes: 30..70 ms
constexpr double kDecaySeconds = 1.7;
constexpr float kWet = 0.30f;
constexpr std::size_t kPreDelay = 960;  // 20 ms
struct Tap { std::size_t delay; float gain; };
constexpr std::array<Tap, 6> kLeft{{{521, 0.30f}, {877, 0.24f}, {1279, -0.20f}, {1831, 0.16f}, {2417, -0.12f}, {3167, 0.09f}}};
constexpr std::array<Tap, 6> kRight{{{577, 0.30f}, {941, -0.24f}, {1361, 0.20f}, {1747, 0.16f}, {2531, 0.12f}, {3049, -0.09f}}};

}  // namespace

void add_hall(std::vector<float>& stereo) {
  constexpr std::size_t kSize = 4096, kMask = kSize - 1, kBlock = 512;
  // What comes out of all lines at one time lies side by side: a line's echo is written where it will be read.
  std::vector<std::array<Four, 2>> echo(kSize);
  std::array<Four, 2> gain{}, out{};
  for (std::size_t i = 0; i < kLines; ++i) gain[i / 4][i % 4] = static_cast<float>(std::pow(10.0, -3.0 * static_cast<double>(kDelay[i]) / (kDecaySeconds * kRate)));
  // What goes into the room: a block, and what went before it.
  std::array<std::vector<float>, 2> in{std::vector<float>(kSize + kBlock), std::vector<float>(kSize + kBlock)};
  std::array<std::array<float, kBlock>, 2> early;
  std::array<float, 2> low{};
  const std::size_t frames = stereo.size() / 2;
  for (std::size_t begin = 0; begin < frames; begin += kBlock) {
    const std::size_t count = std::min(kBlock, frames - begin);
    float* block = stereo.data() + 2 * begin;
    for (std::size_t c = 0; c < 2; ++c) {
      for (std::size_t n = 0; n < count; ++n) {
        low[c] += 0.022f * (block[2 * n + c] - low[c]);  // no deep bass: low strings stay clear
        in[c][kSize + n] = block[2 * n + c] - low[c];
      }
      early[c].fill(0);
      for (const auto& tap : c == 0 ? kLeft : kRight) {
        const float* from = in[c].data() + kSize - tap.delay;
        for (std::size_t n = 0; n < kBlock; ++n) early[c][n] += tap.gain * from[n];
      }
    }
    for (std::size_t n = 0; n < count; ++n) {
      const float left = in[0][kSize + n - kPreDelay], right = in[1][kSize + n - kPreDelay];
      const auto& heard = echo[(begin + n) & kMask];
      for (std::size_t k = 0; k < 2; ++k) out[k] += 0.45f * (heard[k] * gain[k] - out[k]);  // air and cloth take the highs
      const Four a = out[0], b = out[1], feed{left, right, left, right};
      const float mixed = (a[0] + a[1] + a[2] + a[3] + b[0] + b[1] + b[2] + b[3]) * (2.0f / kLines);
      for (std::size_t k = 0; k < 2; ++k) {
        const Four back = out[k] - mixed + feed;
        for (std::size_t i = 0; i < 4; ++i) echo[(begin + n + kDelay[4 * k + i]) & kMask][k][i] = back[i];
      }
      block[2 * n] += kWet * (early[0][n] + 0.55f * (a[0] - a[2] + b[0] - b[2] + 0.4f * (a[1] - b[1])));
      block[2 * n + 1] += kWet * (early[1][n] + 0.55f * (a[1] - a[3] + b[1] - b[3] + 0.4f * (a[2] - b[2])));
    }
    for (auto& i : in) std::copy_n(i.begin() + static_cast<std::ptrdiff_t>(kBlock), kSize, i.begin());
  }
}

void finish_edges(std::vector<float>& stereo, double seconds) {
  const std::size_t frames = stereo.size() / 2;
  if (frames == 0) return;
  const double pole = std::exp(-2 * 3.14159265358979 * 18 / kRate);
  double in[2] = {0, 0}, out[2] = {0, 0};
  for (std::size_t n = 0; n < frames; ++n)
    for (std::size_t c = 0; c < 2; ++c) {
      const double x = static_cast<double>(stereo[2 * n + c]);
      out[c] = x - in[c] + pole * out[c];
      in[c] = x;
      stereo[2 * n + c] = kMakeUp * static_cast<float>(out[c]);
    }
  const auto ramp = [&](std::size_t count, bool closing) {
    count = std::min(count, frames);
    for (std::size_t i = 0; i < count; ++i) {
      const auto g = static_cast<float>(0.5 - 0.5 * std::cos(3.14159265358979 * static_cast<double>(i) / static_cast<double>(count)));
      const std::size_t n = closing ? frames - 1 - i : i;
      stereo[2 * n] *= g;
      stereo[2 * n + 1] *= g;
    }
  };
  ramp(kRate / 200, false);
  ramp(static_cast<std::size_t>(seconds * kRate), true);
}

}  // namespace auteur::music
