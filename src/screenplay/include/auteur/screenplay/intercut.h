// The other end of a telephone call that the script cuts to (INTERCUT): the same beats on the same clock, seen from there.
#pragma once

#include <optional>

#include "auteur/screenplay/breakdown.h"

namespace auteur::screenplay {

// A scene "7" gets "7.1" (or the next free part), told "far": its place is the far place, its cast who is there, and whatever
// happens at the near end is `away`. Nothing when nobody says where the far end is, or when nothing happens there.
std::optional<Scene> far_end_of(const Breakdown& script, const Scene& scene);
bool is_far_end(const Scene& scene);
// Each after the scene it belongs to.
void add_far_ends(Breakdown& script);

}  // namespace auteur::screenplay
