// What people write about a place, and what it means to the art department: colours of walls and floors, pieces of
// furniture, and where things stand ("the table by the window").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"

namespace auteur::world {

// #rrggbb of a colour of walls and floors, by name (data/world/places.json) or as it is. Nothing: nobody knows it.
std::optional<std::string> place_colour(const std::string& words);
// What a floor may be besides a colour: wood, tiles, stone ...
bool is_floor_pattern(const std::string& words);
std::vector<std::string> place_colours();
// The furniture table's own word for what people say; nothing where nobody can build it.
std::optional<std::string> furniture_word(const std::string& words);
std::vector<std::string> furniture_words();
// "flat": the kind of place that data/world/places.json has for it; nothing where it has none.
std::optional<std::string> place_kind(const std::string& words);

// by:      within half a metre of a thing, 0.9 m of a window or door
// against: a side within 0.2 m of a wall
// in:      the corner, within 0.45 m of two walls; the middle, within the middle half of the room and off the walls
// on:      carried by the thing
// facing:  turned to it, within 30 degrees
enum class RelationKind { kBy, kAgainst, kIn, kOn, kFacing };
struct Relation {
  std::string subject;  // a word of the furniture table
  RelationKind kind = RelationKind::kBy;
  std::string object;   // such a word, or "window", "door", "wall", "north wall" .., "corner", "middle"
  bool holds = true;    // false: it must not be so, for any piece of this word
  std::string words;    // as they were written
  bool decided = true;  // by a person; false: read from the script
  bool operator==(const Relation&) const = default;
};

// Phrases are data/world/relations.json. Errors: kInvalidInput, which word is not understood and what is near it.
Result<Relation> read_relation(std::string_view words);
// What an action line says of the furniture, as far as it is that plain: "A bed in the corner."
std::vector<Relation> relations_in(std::string_view action);

// Two that cannot both be; `why` is a clause: "a thing is not in the corner and in the middle".
struct Contradiction { Relation first, second; std::string why; };
std::vector<Contradiction> contradictions(const std::vector<Relation>& relations);

Json to_json(const Relation& relation);
Relation relation_from_json(const Json& j);

}  // namespace auteur::world
