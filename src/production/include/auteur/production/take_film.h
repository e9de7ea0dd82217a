// A take of a scene's coverage as an animatic, without choosing it.
#pragma once

#include <map>
#include <string>

#include "auteur/production/make.h"

namespace auteur::production {

// The scene of `coverage` ("scenes/4/coverage") alone, without cards, at options.level, planned as `outputs` (of a take that is
// made) say, with options.label burnt in. The film is kept in the store like any other; nothing is delivered and nothing
// decided. Errors: those of make_film(), kNotFound (the take's outputs are gone).
Result<Path> animatic_of_take(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const NodeId& coverage, const std::map<Port, Ref>& outputs, Progress& progress);

}  // namespace auteur::production
