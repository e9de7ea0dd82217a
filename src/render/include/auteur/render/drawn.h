// A storyboard artist's drawing of a frame: ink lines and hatching on white paper, made from what the renderer knows of it.
//
//   depth, ids  -> outlines: heavy where a near thing stands before a far one, light where two things touch
//   normals     -> creases; colours -> what is painted on a thing (eyes, lips, a collar)
//   light       -> four tones of hatching whose strokes lie on the surface, finer far away only as fast as they are seen to be
//
// People are drawn with more weight than furniture, their faces stay open, and small things far away lose their inner
// lines before they turn to mud. Pure, without noise: the same frame gives the same drawing on any number of threads.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/render/renderer.h"

namespace auteur::render {

enum class DrawnAs { kSet, kProp, kPerson };
// `group`: the parts of one person or thing share it; their own borders are inner lines. `hair` is toned by its colour.
struct DrawnThing { DrawnAs as = DrawnAs::kSet; std::uint32_t group = 0; bool hair = false; };

// Lengths are pixels of a picture 1280 wide; tones are 0 black .. 1 white. The defaults are those of data/camera/boards.json.
struct DrawnStyle {
  double outline = 2.6, contact = 1.3, crease = 1.0, detail = 0.75;  // line widths
  double person = 1.45;                // how much heavier the outline of people is
  double far_line = 0.55;              // the least that distance leaves of a width
  double crease_degrees = 32;
  double step = 0.006;                 // how much nearer, as a share, makes an inner line
  double paint = 0.16;                 // difference of lightness that is a painted border
  double shortest = 10;                // a line shorter than this is left out
  double crowded = 0.42;               // share of ink beyond which lines become thinner, and inner ones give way
  double wobble = 0.7;                 // how far a hand strays
  double spacing = 6.5;                // between strokes of the first tone
  std::array<double, 4> tones{0.50, 0.34, 0.20, 0.10};  // lightness below which each begins: wash, strokes, crossed, close
  std::array<double, 4> strokes{0, 1.0, 1.1, 1.3};      // widths
  std::array<double, 4> wash{0.93, 0.86, 0.76, 0.58};   // the grey under them
  double stroke_ink = 0.62;            // how black strokes are
  double middle = 0.60;                // lightness that the middle of the picture is brought to
  double follow = 0.18;                // 0: as dark as the picture is .. 1: always as light as `middle`
  double open_faces = 0.35;            // how much of their shade people lose
  double black = 0.035;                // a person's colours darker than this are filled in
};
// Numbers of a data file over the defaults, each held within its sensible range. Unknown keys are ignored.
DrawnStyle drawn_style(const Json& json);

// `frame` has its auxiliary outputs (depth, normal, albedo, object ids) and was drawn with `camera`; a drawing of 2/3 its size
// has smooth lines. `things`: by object id; what is not named belongs to the set.
// The drawing: height x width x 3, sRGB. Empty when the auxiliary outputs are missing or the drawing is larger than the frame.
std::vector<std::uint8_t> draw_by_hand(const Frame& frame, const scene::Camera& camera, const std::map<std::uint32_t, DrawnThing>& things, const DrawnStyle& style, int width, int height);

}  // namespace auteur::render
