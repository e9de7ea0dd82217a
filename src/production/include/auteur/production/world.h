// The story world of a film for those who look at it: the world bible, the ledger, what does not hold together, and which
// shots a place is in.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "auteur/production/make.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/world/calendar.h"
#include "auteur/world/ledger.h"
#include "auteur/world/set.h"
#include "auteur/world/world_check.h"

namespace auteur::production {

struct Survey {
  screenplay::Breakdown breakdown;      // days, hours and skies as decided
  world::Calendar calendar;
  world::Ledger ledger;
  Graph graph;                          // as far as it is known
  std::map<std::string, Json> requests; // place id -> what its set is built from
  std::map<std::string, std::shared_ptr<const world::Set>> sets;  // by place id, when asked for
};

// Reads the script and, with `sets`, builds the places (a second or so each the first time; both are kept in the store
// for the next make). The decision log is not touched. Errors: those of open_film and of the passes.
Result<Survey> survey_world(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, bool sets);

// The world bible: what departments propose under what people decided. Kind "auteur.world".
Json world_bible(const Film& film, const Survey& survey);

// All rules of world_check.h. Cuts, sizes and hot sets are checked as far as the film has been made.
Result<std::vector<world::Finding>> check_world(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Survey& survey);

// The shots that would be drawn again if this place changed, in the order of the film. Exact: every shot of its scenes reads
// its set, and no other shot does. Errors: kNotFound (no such place; shots not planned yet).
struct PlaceShot { std::string shot, scene; bool made = false; };
Result<std::vector<PlaceShot>> shots_of_place(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Survey& survey, const std::string& place);

// A place by id or name, in any case. Errors: kNotFound with a suggestion.
Result<std::string> find_place(const Survey& survey, const std::string& name);

}  // namespace auteur::production
