// What is taken out of the set for one camera, as a crew would: an empty chair whose back blackens the foreground.
#pragma once

#include <string>
#include <vector>

#include "view.h"

namespace auteur::camera {

// Ids of pieces to take out for this shot: of a kind that data/camera/idioms.json names under "strike", nobody sits there
// and nothing lies there during the shot, and it fills more of the foreground than it should. Sorted.
std::vector<std::string> struck_for(const CoverageRequest& request, const View& view, const Shot& shot);

}  // namespace auteur::camera
