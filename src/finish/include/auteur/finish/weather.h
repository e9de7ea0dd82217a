// Rain and snow in front of the lens: drawn into the linear frame, hidden by what stands nearer.
#pragma once

#include <cstdint>

#include "auteur/render/renderer.h"
#include "auteur/scene/scene.h"

namespace auteur::finish {

enum class Precipitation { kNone, kRain, kStorm, kSnow };

// `t`: seconds since the shot began; the same seed gives the same drops. Requires frame.depth for hiding (may be empty).
void add_precipitation(render::Frame& frame, const scene::Camera& camera, double aspect, Precipitation kind, double t, std::uint64_t seed);

}  // namespace auteur::finish
