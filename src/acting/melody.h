// The melody of a recording.
#pragma once

#include <span>
#include <vector>

namespace auteur::acting {

// Hertz every 5 ms, 0 where nothing is voiced: normalised cross-correlation, the path of least leaps through its peaks (Talkin's
// RAPT in short). 55 to 450 Hz. Cost: 100 times faster than it sounds.
std::vector<float> melody_of(std::span<const float> at_48k);

}  // namespace auteur::acting
