// The colour script of a film: which palette each of its places is painted in.
#pragma once

#include <map>
#include <span>
#include <string>

#include "auteur/world/set.h"

namespace auteur::world {

// By place id. Places are taken in the order given, that of the story; each takes, of the palettes its kind knows, the one
// whose hue and then whose name the places before it use least, and not the hue of the place just before. A place written
// after all others leaves every one before it as it was. A palette in a place's bible file is that place's, and counts.
// Interiors and exteriors are spread apart from each other. Pure.
std::map<std::string, std::string> spread_palettes(std::span<const PlaceRequest> places);

}  // namespace auteur::world
