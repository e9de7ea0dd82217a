#include "auteur/media/marks.h"

#include <utility>

namespace auteur::media {

void add_area(Drawing& to, std::vector<Spot> outline, Ink fill) {
  Area a;
  a.outline = std::move(outline), a.fill = fill;
  to.marks.emplace_back(std::move(a));
}

void add_line(Drawing& to, std::vector<Spot> points, Ink ink, double width, std::vector<double> dashes) {
  Line l;
  l.points = std::move(points), l.ink = ink, l.width = width, l.dashes = std::move(dashes);
  to.marks.emplace_back(std::move(l));
}

void add_dot(Drawing& to, Spot centre, double radius, Ink fill) {
  Dot d;
  d.centre = centre, d.radius = radius, d.fill = fill;
  to.marks.emplace_back(d);
}

void add_words(Drawing& to, std::string text, Spot at, double size, Ink ink, Anchor anchor, bool bold, double turned) {
  Words w;
  w.text = std::move(text), w.at = at, w.size = size, w.ink = ink, w.anchor = anchor, w.bold = bold, w.turned = turned;
  to.marks.emplace_back(std::move(w));
}

double width_of(const Drawing& d, const std::string& text, double size, bool bold) {
  Words w;
  w.text = text, w.size = size, w.bold = bold;
  return width_of(d, w);
}

}  // namespace auteur::media
