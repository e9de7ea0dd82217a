#include "hall.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace auteur::music {
namespace {

constexpr std::size_t kLines = 8;
constexpr std::array<int, kLines> kDelay{1427, 1663, 1913, 2143, 2467, 2713, 3011, 3347};  // primes: 30..70 ms
constexpr double kDecaySeconds = 1.7;
constexpr float kWet = 0.30f;
constexpr int kPreDelay = 960;  // 20 ms
struct Tap { int delay; float gain; };
constexpr std::array<Tap, 6> kLeft{{{521, 0.30f}, {877, 0.24f}, {1279, -0.20f}, {1831, 0.16f}, {2417, -0.12f}, {3167, 0.09f}}};
constexpr std::array<Tap, 6> kRight{{{577, 0.30f}, {941, -0.24f}, {1361, 0.20f}, {1747, 0.16f}, {2531, 0.12f}, {3049, -0.09f}}};

}  // namespace

void add_hall(std::vector<float>& stereo) {
  constexpr std::size_t kSize = 4096, kMask = kSize - 1;
  std::array<std::vector<float>, kLines> line;
  for (auto& l : line) l.assign(kSize, 0);
  std::vector<float> in_left(kSize), in_right(kSize);
  std::array<float, kLines> gain{}, damp{};
  for (std::size_t i = 0; i < kLines; ++i) gain[i] = static_cast<float>(std::pow(10.0, -3.0 * kDelay[i] / (kDecaySeconds * kRate)));
  float low_left = 0, low_right = 0;
  const std::size_t frames = stereo.size() / 2;
  for (std::size_t n = 0; n < frames; ++n) {
    const float left = stereo[2 * n], right = stereo[2 * n + 1];
    // What goes into the room has no deep bass: low strings stay clear.
    low_left += 0.022f * (left - low_left);
    low_right += 0.022f * (right - low_right);
    in_left[n & kMask] = left - low_left;
    in_right[n & kMask] = right - low_right;
    float early_left = 0, early_right = 0;
    for (std::size_t t = 0; t < kLeft.size(); ++t) {
      early_left += kLeft[t].gain * in_left[(n - static_cast<std::size_t>(kLeft[t].delay)) & kMask];
      early_right += kRight[t].gain * in_right[(n - static_cast<std::size_t>(kRight[t].delay)) & kMask];
    }
    const float feed_left = in_left[(n - kPreDelay) & kMask], feed_right = in_right[(n - kPreDelay) & kMask];
    std::array<float, kLines> out{};
    float sum = 0;
    for (std::size_t i = 0; i < kLines; ++i) {
      const float x = line[i][(n - static_cast<std::size_t>(kDelay[i])) & kMask] * gain[i];
      damp[i] += 0.45f * (x - damp[i]);  // air and cloth take the highs
      out[i] = damp[i];
      sum += out[i];
    }
    const float mixed = sum * (2.0f / kLines);
    for (std::size_t i = 0; i < kLines; ++i) line[i][n & kMask] = out[i] - mixed + (i % 2 == 0 ? feed_left : feed_right);
    const float wet_left = out[0] - out[2] + out[4] - out[6] + 0.4f * (out[1] - out[5]), wet_right = out[1] - out[3] + out[5] - out[7] + 0.4f * (out[2] - out[6]);
    stereo[2 * n] = left + kWet * (early_left + 0.55f * wet_left);
    stereo[2 * n + 1] = right + kWet * (early_right + 0.55f * wet_right);
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
