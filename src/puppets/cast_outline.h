// How alike two people are in outline: head and shoulders projected from the front and from the side.
#pragma once

#include <algorithm>
#include <bitset>
#include <cmath>

#include "auteur/puppets/puppet.h"

namespace auteur::puppets {

constexpr int kOutlineCells = 96;
using OutlineMask = std::bitset<static_cast<std::size_t>(2 * kOutlineCells * kOutlineCells)>;

// From `from` metres up, `across` metres wide: by itself head and shoulders, the chin's height of an average person at the
// lower third, taller people reach higher.
inline OutlineMask outline_of(const Puppet& puppet, const Pose& pose = {}, float from = 0.80f, float across = 0.84f) {
  OutlineMask mask;
  const float cell = across / kOutlineCells;
  for (const auto& in : pose_puppet(puppet, pose))
    for (const glm::uvec3 t : in.mesh->triangles) {
      std::array<Vec3, 3> p;
      for (int k = 0; k < 3; ++k) p[static_cast<std::size_t>(k)] = Vec3(in.world_from_object * Vec4(in.mesh->positions[t[k]], 1));
      for (int view = 0; view < 2; ++view) {
        std::array<Vec2, 3> q;
        for (std::size_t k = 0; k < 3; ++k) q[k] = Vec2((view == 0 ? p[k].x : p[k].z) / cell + 0.5f * kOutlineCells, (p[k].y - from) / cell);
        const float area = (q[1].x - q[0].x) * (q[2].y - q[0].y) - (q[2].x - q[0].x) * (q[1].y - q[0].y);
        if (std::fabs(area) < 1e-9f) continue;
        const auto low = [&](auto of) { return std::max(0, static_cast<int>(std::floor(std::min({of(q[0]), of(q[1]), of(q[2])})))); };
        const auto high = [&](auto of) { return std::min(kOutlineCells - 1, static_cast<int>(std::ceil(std::max({of(q[0]), of(q[1]), of(q[2])})))); };
        const auto x_of = [](Vec2 v) { return v.x; };
        const auto y_of = [](Vec2 v) { return v.y; };
        for (int y = low(y_of); y <= high(y_of); ++y)
          for (int x = low(x_of); x <= high(x_of); ++x) {
            const Vec2 c(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f);
            bool inside = true;
            for (std::size_t k = 0; k < 3 && inside; ++k) {
              const Vec2 a = q[k], b = q[(k + 1) % 3];
              inside = ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)) * (area > 0 ? 1.f : -1.f) >= -1e-4f;
            }
            if (inside) mask.set(static_cast<std::size_t>((view * kOutlineCells + y) * kOutlineCells + x));
          }
      }
    }
  return mask;
}

// Shared cells over covered cells: 1 for the same outline.
inline double likeness_of_outlines(const OutlineMask& a, const OutlineMask& b) {
  const auto either = (a | b).count();
  return either == 0 ? 1 : static_cast<double>((a & b).count()) / static_cast<double>(either);
}

}  // namespace auteur::puppets
