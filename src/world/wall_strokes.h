// Small strokes that everything hung on walls is made with.
#pragma once

#include <string>

#include "procedural.h"

namespace auteur::world {

inline float between(Maker& k, double low, double high) { return static_cast<float>(k.random.range(low, high)); }

// Paint of a colour; the name keeps paints of one mesh apart.
inline std::uint16_t paint(Maker& k, const char* hex, const char* name) {
  scene::Material m = k.tones.paper;
  m.name = std::string("paint-") + name;
  m.albedo = linear_of_hex(hex);
  return k(m);
}

inline void disc(Maker& k, Vec3 at, float radius, float depth, std::uint16_t m) { k.b.lump(at, {radius, radius, depth}, m, 8, 0, 1); }

}  // namespace auteur::world
