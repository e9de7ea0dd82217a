// The diffuse end of a room's sound. Private to the room.
#pragma once

#include <vector>

namespace auteur::sound {

// Adds a feedback-delay tail of `seconds` (to -60 dB) to stereo, in place. Silence stays silence.
void add_tail(std::vector<float>& stereo, double seconds, double gain);

}  // namespace auteur::sound
