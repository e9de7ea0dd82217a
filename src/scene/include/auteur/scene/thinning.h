#pragma once

#include <cstddef>

#include "auteur/scene/scene.h"

namespace auteur::scene {

// Fewer triangles: about `most` over all materials, each keeping its share and at least twelve. Seams in uv stay where that
// leaves no more than `slack` times as many; what cannot be thinned so is thinned roughly, with loss of small shapes.
// Vertices stay as they are, used or not.
void thin(Mesh& mesh, std::size_t most, double slack);

}  // namespace auteur::scene
