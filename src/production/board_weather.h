// Rain and snow over a drawn panel, as a storyboard artist puts them: few strokes, evenly strewn, behind what is near.
#pragma once

#include <cstdint>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/finish/weather.h"
#include "auteur/media/drawing.h"
#include "auteur/render/renderer.h"

namespace auteur::production {

// Lengths are pixels of a picture 1280 wide (data/camera/boards.json, "weather").
struct BoardWeatherStyle {
  double apart = 74;       // between two strokes of rain
  double length = 128;     // of a stroke one metre away
  double width = 2.1;
  double slant = 0.10, storm_slant = 0.42;  // sideways for each length down
  double flake = 5.5;      // radius of a flake of snow one metre away ... those far off keep a third
  media::Ink ink{70, 70, 74, 0.72};
};
BoardWeatherStyle board_weather_style(const Json& json);

// Marks on a picture of this size. A stroke lies somewhere within nine metres of the lens, and what `frame` has nearer than it
// hides it. The same seed gives the same strokes. Nothing for kNone.
std::vector<media::Mark> weather_marks(finish::Precipitation kind, const render::Frame& frame, int width, int height, std::uint64_t seed, const BoardWeatherStyle& style);

}  // namespace auteur::production
