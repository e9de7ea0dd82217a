// Text in too little room.
#pragma once

#include <functional>
#include <string>

namespace auteur::media {

// As much of a text as is at most `room` wide, cut at a letter, with an ellipsis for what is left out. `width_of`: of a text
// as it will be drawn, in the unit of `room`.
std::string fitted(std::string text, double room, const std::function<double(const std::string&)>& width_of);

}  // namespace auteur::media
