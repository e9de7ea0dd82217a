// What people write about a place, and what it means to the art department: colours of walls and floors, pieces of
// furniture, and where things stand ("the table by the window").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/world/relation.h"

namespace auteur::world {

// #rrggbb of a colour of walls and floors, by name (data/world/places.json) or as it is. Nothing: nobody knows it.
std::optional<std::string> place_colour(const std::string& words);
// What a floor may be besides a colour: wood, tiles, stone ...
bool is_floor_pattern(const std::string& words);
std::vector<std::string> place_colours();
// The furniture table's own word for what people say; nothing where nobody can build it.
std::optional<std::string> furniture_word(const std::string& words);
// A window, a door, a wall: every room has them, and nobody brings them.
bool is_part_of_a_room(const std::string& words);
std::vector<std::string> furniture_words();
// "flat": the kind of place that data/world/places.json has for it; nothing where it has none.
std::optional<std::string> place_kind(const std::string& words);

// Phrases are data/world/relations.json. Errors: kInvalidInput, which word is not understood and what is near it.
Result<Relation> read_relation(std::string_view words);
// What an action line says of the furniture, as far as it is that plain: "A bed in the corner."
std::vector<Relation> relations_in(std::string_view action);

// Two that cannot both be; `why` is a clause: "a thing is not in the corner and in the middle".
struct Contradiction { Relation first, second; std::string why; };
std::vector<Contradiction> contradictions(const std::vector<Relation>& relations);

}  // namespace auteur::world
