// When captions stand. Private to the room.
#pragma once

#include <cstdint>
#include <vector>

#include "auteur/edit/captions.h"

namespace auteur::edit {

struct WantedTime { std::int64_t from = 0, to = 0; /* spoken, frames */ std::int64_t least = 20; /* to be read */ };
struct GivenTime { std::int64_t first = 0, end = 0; };
// In order of `from`. `cuts` ascending; nothing stands outside [0, frames) as long as there is room at all.
std::vector<GivenTime> place_in_time(const std::vector<WantedTime>& wanted, const std::vector<std::int64_t>& cuts, std::int64_t frames, const CaptionRules& rules);

}  // namespace auteur::edit
