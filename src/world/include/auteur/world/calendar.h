// When and where on earth the scenes happen: what the script says, under what people decided in bible/world.toml.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auteur/world/ledger.h"
#include "auteur/world/sun.h"

namespace auteur::world {

// How a scene follows the one before it in the script.
enum class Follows { kLater, kMoments, kAtOnce, kMeanwhile };

struct SceneTime {
  std::string scene;
  int story_day = 1;
  std::string date;               // "1998-10-01", empty when no first date is decided
  std::optional<double> hour;     // decided
  screenplay::TimeOfDay time = screenplay::TimeOfDay::kDay;
  screenplay::Weather weather = screenplay::Weather::kNone;
  Follows follows = Follows::kLater;
  SourcePlace decided;            // in world.toml; no file: nobody decided
};

struct Travel { std::string from, to; double minutes = 0; std::string why; bool decided = false; };  // place ids; both ways

struct Calendar {
  std::optional<Degrees> latitude;
  Degrees north{0};               // compass bearing of a set's north wall
  std::vector<SceneTime> scenes;  // in script order, omitted ones left out
  std::vector<Travel> travel;     // decided ones first, then what the script tells
  StoryDays days() const;         // decided ones only
  const SceneTime* at(const std::string& scene) const;
};

// `world`: bible/world.toml as JSON, checked against its keys; "@line" and "@column" beside a scene's keys say where they
// stand in `file`. Errors: kInvalidInput with the place in `file` (no such scene, place or date).
Result<Calendar> make_calendar(const screenplay::Breakdown& breakdown, const Json& world, const std::string& file = "bible/world.toml");

// The scenes' days, times of day and weather as decided.
void apply_calendar(screenplay::Breakdown& breakdown, const Calendar& calendar);

// Earliest and latest hour that a time of day can mean, generously; night runs past 24.
std::pair<double, double> hours_of(screenplay::TimeOfDay time);
// The sun of a scene, where latitude and date are decided; the hour is the decided one or the middle of its time of day.
std::optional<SunPosition> sun_of(const Calendar& calendar, const SceneTime& scene);

}  // namespace auteur::world
