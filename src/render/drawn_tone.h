// The tones of a drawing (drawn.h): hatching that lies on the surface, over a light wash.
#pragma once

#include <vector>

#include "drawn_view.h"

namespace auteur::render {

// How light the paper is left at each pixel, 0 .. 1. `unit`: pixels to one of the style's.
std::vector<float> hatching(const DrawnView& view, const DrawnStyle& style, float unit);

}  // namespace auteur::render
