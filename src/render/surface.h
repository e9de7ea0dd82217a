// What a surface looks like at one point: a scene::Material with its procedural pattern evaluated.
#pragma once

#include "auteur/scene/scene.h"
#include "numbers.h"

namespace auteur::render {

struct Surface {
  Vec3 albedo{0.6f};      // diffuse + metallic base
  Vec3 normal{0, 1, 0};   // shading normal with the pattern's relief, towards the viewer
  float roughness = 0.8f;
  float specular = 0.04f;
  float metallic = 0;
  float sheen = 0;
  float translucency = 0;
  float wrap = 0;         // subsurface softening of the terminator (solid clay and skin)
  float opacity = 1;
  Vec3 emission{0.f};

  // Diffuse reflectance; together with the mirror part at most 1.
  Vec3 diffuse() const { return albedo * ((1.f - metallic) * (1.f - specular)); }
  Vec3 f0() const { return glm::mix(Vec3(specular), albedo, metallic); }
};

// `object` is the point in object space scaled to metres, `object_normal` the smooth normal there, `normal` the world
// normal; relief is turned into world space by `world_from_object` (rotation only). `footprint` is a pixel's width in
// metres at the point: detail finer than that fades out instead of aliasing.
Surface evaluate(const scene::Material& material, Vec3 object, Vec3 object_normal, Vec3 normal, const Mat3& world_from_object, Vec2 uv, float footprint);

// Share of the light from all about that a rough surface mirrors to a viewer at this cosine (a fit: Karis 2014).
Vec3 mirrored_share(Vec3 f0, float roughness, float cosine);

// Smooth periodic noise in -1 .. 1 (period 64 in each axis), the raw material of the patterns.
float noise(Vec3 p);

}  // namespace auteur::render
