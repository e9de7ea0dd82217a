// Drawings of lines, areas and words: charts for reports. One description, two outputs with the same look: SVG (small,
// sharp, its text can be searched) and a picture.
//
// Units are points of a page that is `width` x `height`, from the top left. Values; thread-safe. The same drawing gives
// the same bytes. Colours are sRGB, not premultiplied.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "auteur/media/media.h"

namespace auteur::media {

struct Ink { std::uint8_t r = 0, g = 0, b = 0; double opacity = 1; };
struct Spot { double x = 0, y = 0; };

struct Area { std::vector<Spot> outline; Ink fill; };                                      // closed by itself
struct Line { std::vector<Spot> points; Ink ink; double width = 1; std::vector<double> dashes = {}; };  // round joints
struct Dot { Spot centre; double radius = 3; Ink fill; };
enum class Anchor { kStart, kMiddle, kEnd };
struct Words {
  std::string text;      // one line, UTF-8
  Spot at;               // on the base line
  double size = 11;      // height of the font
  Ink ink = {};
  Anchor anchor = Anchor::kStart;
  bool bold = false;
  double turned = 0;     // degrees, clockwise, about `at`
};
using Mark = std::variant<Area, Line, Dot, Words>;  // drawn in order

struct Drawing {
  double width = 800, height = 400;
  Ink paper{255, 255, 255, 1};
  std::string title;        // what a screen reader says, and the SVG's <title>
  std::string font = "DejaVu Sans";
  std::vector<Mark> marks;
};

std::string svg_of(const Drawing& drawing);
// At most 16,000 pixels a side; `scale` is lowered to keep to that.
Picture picture_of(const Drawing& drawing, double scale = 2);
// A picture on a page: its place in the page's units.
struct Placed { const Picture* picture = nullptr; double x = 0, y = 0, width = 0, height = 0; };
// The same with pictures under the marks.
Picture page_picture(const Drawing& drawing, const std::vector<Placed>& pictures, double scale = 2);
// One page of PDF whose words can be searched; a unit is a point. Errors: kIo (the page cannot be written).
Result<Bytes> pdf_of(const Drawing& drawing, const std::vector<Placed>& pictures = {});
// Many pages, each of its own size; the first one's title is the document's. `pictures`: a list for each page, or none at all.
Result<Bytes> pdf_of_pages(const std::vector<Drawing>& pages, const std::vector<std::vector<Placed>>& pictures = {});
// How wide words are drawn, in the drawing's units.
double width_of(const Drawing& drawing, const Words& words);

}  // namespace auteur::media
