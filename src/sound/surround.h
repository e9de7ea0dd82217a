// From two channels to six. Private to the room.
#pragma once

#include <vector>

#include "dsp.h"

namespace auteur::sound {

// How two channels fill six: L and R in front; Ls and Rs behind, `late` seconds later and without their heights.
struct Spread { double front = 1, back = 0, late = 0, low_pass_hz = 9000; };
inline constexpr Spread kMusicSpread{0.95, 0.32, 0.014, 7000};

// `use(frame, L and R, Ls and Rs)`.
template <class Use>
void spread(const std::vector<float>& stereo, const Spread& how, Use use) {
  const std::size_t frames = stereo.size() / 2, fade = std::min<std::size_t>(frames, kRate / 100);
  // The two sides come a little apart, so that nothing hangs in the middle of the back wall.
  const std::size_t wait_left = static_cast<std::size_t>(how.late * kRate), wait_right = wait_left + kRate / 230;
  Biquad low;
  low.low_pass(how.low_pass_hz);
  BiquadPair dull(low);
  for (std::size_t n = 0; n < frames; ++n) {
    const double left = n < wait_left ? 0 : static_cast<double>(stereo[2 * (n - wait_left)]), right = n < wait_right ? 0 : static_cast<double>(stereo[2 * (n - wait_right) + 1]);
    const double gain = frames - n < fade ? how.back * static_cast<double>(frames - n) / static_cast<double>(fade) : how.back;
    use(n, how.front * pair_at(&stereo[2 * n]), gain * dull(Pair{left, right}));
  }
}

// Added to what `six` has already; of equal length.
void add_in_six(std::vector<float>& six, const std::vector<float>& stereo, const Spread& how);

}  // namespace auteur::sound
