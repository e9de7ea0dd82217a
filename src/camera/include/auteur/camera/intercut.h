// A telephone call filmed at both ends: when the picture is at which. The rules are data/camera/situations.json, "intercut".
#pragma once

#include <utility>
#include <vector>

#include "auteur/camera/shot_list.h"

namespace auteur::camera {

using Windows = std::vector<std::pair<Seconds, Seconds>>;
struct Ends { Windows near, far; };  // together they tile the scene's clock; on the 1/24 s grid

// `near`: the call as it is staged at the near end, which has the clock. `scene`: the near end's. Pure.
Ends intercut(const staging::Staging& near, const screenplay::Scene& scene);

}  // namespace auteur::camera
