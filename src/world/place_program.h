// Which program of data/world/places.json a place follows, and the seed of what is its own.
#pragma once

#include <cstdint>
#include <string>

#include "auteur/base/json.h"
#include "auteur/world/set.h"

namespace auteur::world {

std::string kind_of_place(const PlaceRequest& request);
// `exterior` is set to whether the program is one of open ground.
const Json& program_of(const std::string& kind, bool interior, bool& exterior);
std::uint64_t seed_of_place(const PlaceRequest& request);

}  // namespace auteur::world
