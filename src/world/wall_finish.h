// How walls are finished. All in the wall's own coordinates: x along it seen from inside, y up, z into the room.
#pragma once

#include "set_maker.h"

namespace auteur::world {

// Print on the wall between two heights, open at its holes: "stripes", "sprigs" or "lozenges".
void wallpaper(MeshBuilder& b, const WallPlan& plan, const std::string& pattern, float low, float high, const scene::Material& wall, const scene::Material& second);

// Boards with raised fields from the skirting up to `high`, standing at most `deep` out of the wall.
void panelling(MeshBuilder& b, const WallPlan& plan, float high, float deep, const scene::Material& wood);

// A pair on a rod, down to the sill; tied back or hanging free.
void hang_curtains(MeshBuilder& b, const Hole& h, const Tones& tones, std::uint64_t seed);

// A pointed arch with its leads; the glass between them belongs to the light (stained_glass).
void church_window(MeshBuilder& b, const Hole& h, std::uint16_t wall, const Tones& tones);

// The coloured panes of an opening, as bright as what stands behind them: `glow` is its radiance.
scene::MeshPtr stained_glass(const Opening& opening, Vec3 glow, std::uint64_t seed);

}  // namespace auteur::world
