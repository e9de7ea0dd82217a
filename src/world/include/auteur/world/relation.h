// Where a thing must stand, without coordinates.
#pragma once

#include <string>

#include "auteur/base/json.h"

namespace auteur::world {

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

Json to_json(const Relation& relation);
Relation relation_from_json(const Json& j);

}  // namespace auteur::world
