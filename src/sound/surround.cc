#include "surround.h"

#include "auteur/sound/sound.h"
#include "dsp.h"

namespace auteur::sound {

void add_in_six(std::vector<float>& six, const std::vector<float>& stereo, double front, double back, double late, double low_pass_hz) {
  const std::size_t frames = stereo.size() / 2, delay = static_cast<std::size_t>(late * kRate), fade = std::min<std::size_t>(frames, kRate / 100);
  const auto f = static_cast<float>(front), b = static_cast<float>(back);
  // The two sides come a little apart, so that nothing hangs in the middle of the back wall.
  const std::size_t wait_left = delay, wait_right = delay + kRate / 230;
  Biquad low;
  low.low_pass(low_pass_hz);
  BiquadPair dull(low);
  for (std::size_t n = 0; n < frames; ++n) {
    float* to = &six[6 * n];
    to[0] += f * stereo[2 * n], to[1] += f * stereo[2 * n + 1];
    if (n < wait_left) continue;
    const float g = frames - n < fade ? b * (static_cast<float>(frames - n) / static_cast<float>(fade)) : b;
    const Pair behind = dull(Pair{static_cast<double>(stereo[2 * (n - wait_left)]), n < wait_right ? 0.0 : static_cast<double>(stereo[2 * (n - wait_right) + 1])});
    to[4] += g * static_cast<float>(behind[0]), to[5] += g * static_cast<float>(behind[1]);
  }
}

std::vector<float> in_six(const std::vector<float>& stereo, double front, double back, double late, double low_pass_hz) {
  std::vector<float> out(stereo.size() / 2 * 6);
  add_in_six(out, stereo, front, back, late, low_pass_hz);
  return out;
}

std::vector<float> music_in_surround(const std::vector<float>& stereo) { return in_six(stereo, 0.95, 0.32, 0.014, 7000); }

}  // namespace auteur::sound
