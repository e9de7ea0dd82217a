// Where the sun stands. Angles in degrees: azimuth clockwise from north, elevation above the horizon.
#pragma once

#include <optional>
#include <string>

#include "auteur/base/result.h"
#include "auteur/base/units.h"

namespace auteur::world {

struct SunPosition { Degrees azimuth, elevation; };

// `hour`: local solar time, 0..24. Good to about half a degree: Cooper's declination, no equation of time, no refraction.
SunPosition sun_position(Degrees latitude, int day_of_year, double hour);

// "2024-06-21" -> 173. Errors: kInvalidInput (no such day).
Result<int> day_of_year(const std::string& date);
// The date so many days on. Requires: `date` is one.
std::string date_after(const std::string& date, int days);
// Days from `from` to `to`. Requires: both are dates.
int days_between(const std::string& from, const std::string& to);

}  // namespace auteur::world
