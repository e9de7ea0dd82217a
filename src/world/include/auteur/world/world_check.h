// What does not hold together in the story world. Each finding names scene, words, what is wrong and the way out.
//
//   unmotivated   a thing is otherwise than it was left, and no event says why
//   two-places    one prop in the hands of somebody who cannot have it
//   impossible    a person in two places, or a way that takes longer than the story leaves
//   cut           door, lamp, level or holder differ on both sides of a cut
//   wardrobe      a costume of another story day
//   light         day or night against hour, date and latitude
//   dimension     the size of an approved place was changed     (found by production, which knows what was approved)
//   hot-set       a place that must stay as it is was changed   (likewise)
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/world/calendar.h"
#include "auteur/world/ledger.h"

namespace auteur::world {

struct Finding {
  std::string rule, scene;
  screenplay::ByteRange bytes;  // in the script; empty: see `at`
  SourcePlace at;               // in a bible file
  std::string what, way_out;
};

// Rules "unmotivated", "two-places", "impossible", "wardrobe" and "light", in story order within each. `cast_bible`:
// upper-case name -> bible/cast/NAME.toml as JSON. Pure.
std::vector<Finding> check_story(const screenplay::Breakdown& breakdown, const Ledger& ledger, const Calendar& calendar, const std::map<std::string, Json>& cast_bible = {});

// A shot as it was drawn: what its first and its last drawing show, and the state it should have been drawn with.
struct DrawnShot {
  std::string shot, scene, place;
  bool continues = false;                   // story time does not stand between this shot and the one before
  std::map<std::string, std::string> first, last;  // "door-1" -> "open", "key" -> "in ANA's hand", "lamp" -> "lit"
  std::set<std::string> changed;            // what an event changes between the shot before and this one
};
// Rule "cut". In the order of the film.
std::vector<Finding> check_cuts(const std::vector<DrawnShot>& shots);

Json to_json(const Finding& finding);

}  // namespace auteur::world
