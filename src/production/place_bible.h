// What people wrote about places (bible/places/NAME.toml), beyond its keys: words that the art department must know.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/production/film.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/world/place_words.h"

namespace auteur::production {

// Colours, kinds and relations that can be understood, and no two relations that contradict each other. `files`: where each
// place was written. Errors: kInvalidInput with the place in the file.
Status check_places(const Film& film, const std::map<std::string, Path>& files);

// Where things stand in a place: what its bible says, then what the scenes there say as far as that leaves them free.
// `notes` says which words of the script were not followed, and which furniture nobody can build.
std::vector<world::Relation> relations_of(const Json& bible, const screenplay::Breakdown& breakdown, const std::string& place_id, std::vector<std::string>& notes);

}  // namespace auteur::production
