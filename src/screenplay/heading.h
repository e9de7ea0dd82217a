// What a scene heading says: where, when, and whether a new story day begins.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auteur/screenplay/breakdown.h"

namespace auteur::screenplay {

struct HeadingFacts {
  PlaceUse place;
  std::optional<TimeOfDay> time;   // empty: as the scene before
  bool continues = false;          // CONTINUOUS, LATER, SAME: the same day
  bool next_day = false;           // NEXT MORNING, TWO DAYS LATER
  int named_day = 0;               // DAY 3
  Weather weather = Weather::kNone;
};

HeadingFacts read_heading(std::string_view heading);

// A car, a bus, a train, a boat: one gets out of it into what lies around.
bool is_vehicle_place(const PlaceUse& place);

// Whether a scene at `now` after one at `before` must lie on a later day.
bool is_new_day(TimeOfDay before, TimeOfDay now);

}  // namespace auteur::screenplay
