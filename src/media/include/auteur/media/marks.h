// Marks put on a drawing (drawing.h), one call each.
#pragma once

#include <string>
#include <vector>

#include "auteur/media/drawing.h"

namespace auteur::media {

void add_area(Drawing& to, std::vector<Spot> outline, Ink fill);
void add_line(Drawing& to, std::vector<Spot> points, Ink ink, double width, std::vector<double> dashes = {});
void add_dot(Drawing& to, Spot centre, double radius, Ink fill);
void add_words(Drawing& to, std::string text, Spot at, double size, Ink ink, Anchor anchor = Anchor::kStart, bool bold = false, double turned = 0);
double width_of(const Drawing& d, const std::string& text, double size, bool bold = false);

}  // namespace auteur::media
