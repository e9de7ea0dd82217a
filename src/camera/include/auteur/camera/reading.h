// How a director may read a scene: near and patient, short and from below, from across the room ... Data:
// data/camera/readings.json. A reading changes what the idioms of coverage prefer, never the rules of continuity.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/result.h"

namespace auteur::camera {

struct ReadingAbout { std::string name, says; };

// All that are there, the one that films have who ask for none first.
const std::vector<ReadingAbout>& readings();
// Errors: kInvalidInput, with the nearest name and all of them.
Status check_reading(const std::string& name);
// The nth of them for a film that asks for `own`: its own first (0), then the others in order; beyond the last from the front.
std::string reading_of_take(const std::string& own, std::size_t n);

}  // namespace auteur::camera
