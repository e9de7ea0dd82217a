#include "surround.h"

#include "auteur/sound/sound.h"
#include "dsp.h"

namespace auteur::sound {

std::vector<float> in_six(const std::vector<float>& stereo, double front, double back, double late, double low_pass_hz) {
  const std::size_t frames = stereo.size() / 2, delay = static_cast<std::size_t>(late * kRate), fade = std::min<std::size_t>(frames, kRate / 100);
  std::vector<float> out(frames * 6);
  const auto f = static_cast<float>(front), b = static_cast<float>(back);
  for (std::size_t c = 0; c < 2; ++c) {
    Biquad dull;
    dull.low_pass(low_pass_hz);
    // The two sides come a little apart, so that nothing hangs in the middle of the back wall.
    const std::size_t wait = delay + c * kRate / 230;
    for (std::size_t n = 0; n < frames; ++n) {
      out[6 * n + c] = f * stereo[2 * n + c];
      if (n < wait) continue;
      const float end = frames - n < fade ? static_cast<float>(frames - n) / static_cast<float>(fade) : 1.f;
      out[6 * n + 4 + c] = b * end * dull(stereo[2 * (n - wait) + c]);
    }
  }
  return out;
}

void add_to(std::vector<float>& six, const std::vector<float>& from) {
  for (std::size_t i = 0; i < std::min(six.size(), from.size()); ++i) six[i] += from[i];
}

std::vector<float> music_in_surround(const std::vector<float>& stereo) { return in_six(stereo, 0.95, 0.32, 0.014, 7000); }

}  // namespace auteur::sound
