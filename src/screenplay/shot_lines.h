// Lines in capitals that say how a scene is told, and are themselves not seen: INTERCUT WITH:, SERIES OF SHOTS, LEO'S POV,
// BACK TO SCENE. And the items of a series of shots: "- In the cafe, Gus sweeps.", "B) INT. CAFE - Gus sweeps."
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/breakdown.h"

namespace auteur::screenplay {

struct ShotLine {
  enum class Kind { kNone, kIntercut, kEndIntercut, kSeries, kEndSeries, kPov, kBack };
  Kind kind = Kind::kNone;
  std::string rest;              // what the line says besides: "NELL IN THE OFFICE, IDA IN THE HALLWAY"
  bool through_a_pane = false;   // POV: through a window or windscreen
};
ShotLine read_shot_line(std::string_view text);

// "INTERCUT - OFFICE / HALLWAY - DAY", "INT. OFFICE/INT. HALLWAY - DAY - INTERCUT": the heading of each end.
struct IntercutHeading { std::string near, far; };
std::optional<IntercutHeading> read_intercut_heading(std::string_view heading);

// One line of a series: `text` from byte `begin` of the line on; `place` as written ("CAFE", "Ida's kitchen"), "" = none.
struct SeriesItem { std::string place; std::optional<Setting> setting; std::string time; std::size_t begin = 0; bool bullet = false; };
SeriesItem read_series_item(std::string_view line);

// The place meant by a few words among those known: the one of that name, else the last in the list whose name ends so, "the
// office" -> "VICTOR'S OFFICE". Null when none fits.
const PlaceUse* place_meant(std::string_view words, const std::vector<PlaceUse>& known);

}  // namespace auteur::screenplay
