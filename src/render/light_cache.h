// Baked light of a stage: irradiance on its surfaces (many bounces) and in the air for whatever moves through it.
//
// Surfaces: a sparse grid of nodes, six faces each (the dominant directions of a normal). Reading blends the eight nodes
// round a point and the up to three faces its normal looks at, so light is smooth without noise; faces nobody sampled
// carry no weight, which keeps the two sides of a wall apart. Air: a coarse dense grid of ambient cubes.
#pragma once

#include <cstdint>
#include <vector>

#include "numbers.h"

namespace auteur::render {

struct LightNode {
  F4 bounced[6];  // irradiance without the direct part; w = 1 where known
  F4 total[6];    // with the direct part
};
struct AirProbe { F4 face[6]; };

inline int face_of(int axis, float n) { return axis * 2 + (n < 0.f ? 1 : 0); }

class LightCache {
 public:
  // Irradiance; w is the confidence 0 .. 1.
  F4 read(Vec3 p, Vec3 n, bool total) const;
  Vec3 air(Vec3 p, Vec3 n) const;
  // Surface light where the cache knows it, air light elsewhere.
  Vec3 bounced(Vec3 p, Vec3 n) const;
  Vec3 total(Vec3 p, Vec3 n) const;

  Vec3 origin{0.f};
  float spacing = 0.12f;
  glm::ivec3 size{0};
  std::vector<std::int32_t> index;  // -1 or a number into nodes
  std::vector<LightNode> nodes;

  Vec3 air_origin{0.f};
  float air_spacing = 0.5f;
  glm::ivec3 air_size{0};
  std::vector<AirProbe> probes;

  // The node nearest to a point that knows the normal's face; -1 when there is none. node * 6 + face.
  std::int32_t nearest(Vec3 p, Vec3 n) const;
};

}  // namespace auteur::render
