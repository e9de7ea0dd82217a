// What the story's wind moves of a set: trees, bushes, flowers, washing. A still day moves nothing, and what does not move
// stays in the set that is looked at once.
#pragma once

#include <vector>

#include "auteur/screenplay/breakdown.h"
#include "auteur/world/set.h"

namespace auteur::world {

struct Sway {
  std::size_t instance = 0;                         // index in Set::instances
  float bend = 0, flutter = 0, hz = 0.5f, phase = 0;  // metres at the top, metres, a second, radians
  float base = 0, height = 1;                       // object space: where it stands and how high it is
  bool hangs = false;                               // fixed above, free below
};

// By the table data/world/wind.json; empty indoors and where the weather is still. Pure.
std::vector<Sway> swaying(const Set& set, screenplay::Weather weather);
// The piece as the wind has it at `at`: a pure function of time; at any time within `bend` and `flutter` of where it stands.
scene::Instance swayed(const Set& set, const Sway& sway, Seconds at);

}  // namespace auteur::world
