// bible/cut.toml written by the program: other keys, comments and order stay as they are.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/camera/shot_edits.h"
#include "auteur/graph/resolve.h"
#include "auteur/production/film.h"

namespace auteur::production {

// `text` with these wishes: a shot's [[shot]] is changed where there is one, else added at the end. `seconds` takes the place of
// `until` and the other way round; `remove` that of everything else asked of the shot.
// Errors: kInvalidInput with a place in `file` (the document is wrong already; its shots are written as a list in one line).
Result<std::string> cut_with_edits(const std::string& text, const std::string& file, const std::vector<camera::ShotEdit>& edits);

// Scenes whose coverage somebody chose before bible/cut.toml changed it: the choice stays, and the change is not in it. In words.
std::vector<std::string> edits_left_out(const Film& film, const Graph& graph, Resolver& resolver);

}  // namespace auteur::production
