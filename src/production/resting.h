// Things that move in a film but stand still in a shot.
#pragma once

#include <vector>

#include "auteur/acting/performance.h"
#include "auteur/scene/scene.h"

namespace auteur::production {

// Marks the props and door leaves (as posed() names them) that have one pose in all drawings of the shot. They are drawn
// with the bare set while the camera rests, and come out the same.
void mark_resting(std::vector<scene::Instance>& instances, const acting::Performance& performance);

}  // namespace auteur::production
