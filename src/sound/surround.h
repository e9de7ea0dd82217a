// From two channels to six. Private to the room.
#pragma once

#include <vector>

namespace auteur::sound {

// `front` and `back` of L and R into L R and Ls Rs; what stands behind comes `late` seconds later and without its heights.
std::vector<float> in_six(const std::vector<float>& stereo, double front, double back, double late, double low_pass_hz);
// The same, added to what `six` has already; of equal length.
void add_in_six(std::vector<float>& six, const std::vector<float>& stereo, double front, double back, double late, double low_pass_hz);

}  // namespace auteur::sound
