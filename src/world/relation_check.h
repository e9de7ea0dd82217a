// Does a set show what its program asks for? Thresholds of SceneEval: faces within 30 degrees, next to within 0.5 m,
// supported within 1 cm.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/world/set.h"

namespace auteur::world {

struct RelationFigures {
  int asked = 0;
  std::vector<std::string> unmet;
};

// `program` is half a place of data/world/places.json: items with "p" below 1 and without "must" are left to chance and
// not asked for. `words` are what the script names.
RelationFigures check_relations(const Set& set, const Json& program, const std::vector<std::string>& words);

}  // namespace auteur::world
