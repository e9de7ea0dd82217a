// The story world of a film: when its scenes happen, what changes in them, and what a shot is drawn with.
#pragma once

#include <map>
#include <string>

#include "auteur/production/film.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/staging/staging.h"
#include "auteur/camera/shot_list.h"
#include "auteur/world/calendar.h"
#include "auteur/world/ledger.h"

namespace auteur::production {

struct Story {
  world::Calendar calendar;
  world::Ledger ledger;
};

// Script, rules of places, and what people decided in bible/world.toml and bible/ledger.toml. `breakdown` as it was read;
// use world::apply_calendar on it for the days, hours and skies that were decided.
// Errors: kInvalidInput with file, line and column of the decision that does not fit.
Result<Story> story_of(const Film& film, const screenplay::Breakdown& breakdown);

// What somebody decided about a place that changes nothing of its set: rules, mood, history, names.
const std::vector<std::string>& words_about_a_place();

// The state before the scene's first beat, and after every beat that changes what can be seen:
// [{"beat": -1, "state": {...}}, {"beat": 7, "state": {...}}].
Json seen_in_scene(const Story& story, const screenplay::Breakdown& breakdown, const screenplay::Scene& scene);

// The state a shot begins in: what happened in beats that are over when it starts. `seen` as above.
Json state_of_shot(const Json& seen, const staging::Staging& staging, const camera::Shot& shot);

// Where the story has props, over where earlier staging left them in this place.
void take_props(staging::StagingRequest& request, const Json& state, bool goes_on);

// The mark of a set as it would be built; a place's `hot` names the one it must keep.
std::string set_mark(const Json& request);
// Refuses a place whose set would not be the one its bible file declares hot. Errors: kRefused.
Status keep_hot(const Film& film, const std::string& place_id, const Json& request);

}  // namespace auteur::production
