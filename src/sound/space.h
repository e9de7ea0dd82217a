// Places in a room: distance, side, and the first reflections of its six walls. Private to the room.
#pragma once

#include <vector>

#include "auteur/base/geometry.h"

namespace auteur::sound {

struct Reflection { int delay = 0; float left = 0, right = 0, azimuth = 0; };  // samples after the direct sound; degrees, right of the listener's nose
struct Placement { float left = 0.7f, right = 0.7f, azimuth = 0, low_pass_hz = 20000; std::vector<Reflection> reflections; double tail_seconds = 0, tail_gain = 0; };

// Listener: in the middle of the open (south) side, looking north, ears at 1.5 m.
Placement place(Vec3 source, Vec3 room, bool interior);
// Adds `mono` at `first` (frame) to `out`, placed.
// The same in 5.1 (L R C LFE Ls Rs): between the two nearest of the five loudspeakers of ITU-R BS.775, with equal power.
void add_surround(std::vector<float>& out, const std::vector<float>& mono, std::size_t first, const Placement& placement);
void add_placed(std::vector<float>& out, const std::vector<float>& mono, std::size_t first, const Placement& placement);

}  // namespace auteur::sound
