// The ink lines of a drawing (drawn.h).
#pragma once

#include <vector>

#include "drawn_view.h"

namespace auteur::render {

// How much ink lies on each pixel, 0 .. 1. `unit`: pixels to one of the style's.
std::vector<float> ink_lines(const DrawnView& view, const DrawnStyle& style, float unit);

}  // namespace auteur::render
