// Storyboard panels that people drew themselves: media/boards/ of a film folder.
#pragma once

#include <map>
#include <string>

#include "auteur/production/film.h"

namespace auteur::production {

// Every PNG and JPEG whose name is a shot's ("12A") or a panel's ("12A-1"), at most 64 MiB each. No folder, no boards.
// Errors: kInvalidInput (no picture, a name twice), naming the file.
Result<std::map<std::string, OwnBoard>> read_own_boards(const Path& film_folder);

}  // namespace auteur::production
