// Lights at a point: the unshadowed irradiance in closed form, and points to aim shadow rays at.
//
// Splitting "how much would arrive" (exact) from "what share of it is visible" (sampled, then filtered) is what keeps the
// previz picture free of grain: only penumbrae are ever noisy.
#pragma once

#include <vector>

#include "auteur/scene/scene.h"
#include "numbers.h"

namespace auteur::render {

struct Sky {
  bool present = false;
  Vec3 zenith{0.f}, horizon{0.f}, ground{0.f};
  Vec3 sun_direction{0, 1, 0};  // towards the sun
  Vec3 sun_glow{0.f};
  float clouds = 0, stars = 0;
  std::uint32_t seed = 0;

  Vec3 radiance(Vec3 d) const;         // what lights the scene
  Vec3 seen(Vec3 d) const;             // what the camera and mirrors see: with clouds, stars and the glow round the sun
};

// A light prepared for shading: everything except the sky.
struct Emitter {
  scene::LightKind kind = scene::LightKind::kSphere;
  Vec3 position{0.f};
  Vec3 to_light{0, 1, 0};   // sun
  Vec3 normal{0, -1, 0};    // rect
  Vec3 u{0.f}, v{0.f};
  Vec3 axis_t{1, 0, 0}, axis_b{0, 0, 1};
  float radius = 0.05f;
  float area = 0;
  float spread2 = 0;        // sphere: what is near it is lit as from this much farther away, metres squared
  Vec3 radiance{0.f};
  bool in_air = true;  // whether haze shows it; what lights a face for the camera alone does not
};

// Lamps stand beside walls and inside shades, and a room is exposed for faces far from them: taken at their word, they burn
// out whatever is near. As on a film set, part of what they give comes from lights out of the picture.
inline float spread(const Emitter& light, float distance2) { return distance2 / (distance2 + light.spread2); }

struct Arrival {
  Vec3 irradiance{0.f};  // on the surface facing n, nothing in between
  Vec3 direction{0.f};   // towards the light's middle
};

// Irradiance on a surface element at p with normal n. `wrap` softens the terminator (wax, skin).
Arrival arrive(const Emitter& light, Vec3 p, Vec3 n, float wrap);
// A point of the light as seen from p: unit direction and the distance up to which the way must be free.
Vec3 aim(const Emitter& light, Vec3 p, Vec2 random, float& distance);
// Specular radiance towards `view` for a GGX surface; area lights by their most representative point (Karis 2013).
Vec3 glint(const Emitter& light, Vec3 p, Vec3 n, Vec3 view, float roughness, Vec3 f0);

struct Lighting {
  std::vector<Emitter> emitters;
  std::vector<Emitter> portals;  // all rectangular lights of the stage, also those of other groups
  Sky sky;
  // True when a ray that leaves the scene does so through a rectangular light from behind: the light stands for that sky.
  bool through_portal(Vec3 origin, Vec3 direction) const;
};
Lighting prepare_lighting(const std::vector<scene::Light>& lights);

}  // namespace auteur::render
