// Signed distance shapes and the smooth joins between them: how the clay is modelled. Negative inside, metres.
//
// Ellipsoids are bounds, not exact distances; the mesher allows for that (see nets.h). Everything here is a pure
// function of its arguments with cheap polynomial sines, so that a field costs tens of nanoseconds a sample.
#pragma once

#include <cmath>

#include "auteur/base/geometry.h"

namespace auteur::puppets {

inline float clamp01(float x) { return x < 0 ? 0.f : x > 1 ? 1.f : x; }
inline float mix1(float a, float b, float t) { return a + (b - a) * t; }
// Falls from 0 to 1 between a and b; a may be above b.
inline float step01(float a, float b, float x) {
  const float t = clamp01((x - a) / (b - a));
  return t * t * (3 - 2 * t);
}
inline float gauss(float x) { return x > 4 || x < -4 ? 0.f : std::exp(-x * x); }

// A parabola sine with one correction: largest error 0.001, no library call.
inline float quick_sin(float x) {
  x *= 0.15915494f;
  x -= std::floor(x + 0.5f);
  const float y = 8 * x * (1 - 2 * std::fabs(x));
  return y * (0.775f + 0.225f * std::fabs(y));
}

inline float ball(Vec3 p, Vec3 c, float r) { return glm::length(p - c) - r; }
inline float ellipsoid(Vec3 p, Vec3 c, Vec3 r) {
  const Vec3 q = (p - c) / r;
  const float k0 = glm::length(q), k1 = glm::length(q / r);
  return k1 < 1e-6f ? -std::min(r.x, std::min(r.y, r.z)) : k0 * (k0 - 1) / k1;
}
inline float round_cone(Vec3 p, Vec3 a, Vec3 b, float ra, float rb) {
  const Vec3 ba = b - a;
  const float t = clamp01(glm::dot(p - a, ba) / std::max(glm::dot(ba, ba), 1e-9f));
  return glm::length(p - a - ba * t) - mix1(ra, rb, t);
}
inline float smin(float a, float b, float k) {
  const float h = std::max(k - std::fabs(a - b), 0.f) / k;
  return std::min(a, b) - h * h * k * 0.25f;
}
inline float smax(float a, float b, float k) { return -smin(-a, -b, k); }

// Smooth pseudo-noise in -1..1 at s radians a metre: the thumb prints in the clay.
inline float lumps(Vec3 p, float s) {
  p *= s;
  return quick_sin(p.x + 1.3f * quick_sin(p.y * 0.7f)) * quick_sin(p.y * 1.1f + 1.7f * quick_sin(p.z * 0.6f)) *
         quick_sin(p.z * 0.9f + 1.1f * quick_sin(p.x * 0.8f));
}
// Displacement only matters close to the surface; far away the plain distance will do.
inline float clay(float d, Vec3 p, float amount) {
  if (std::fabs(d) > 0.012f) return d;
  return d + amount * (0.0011f * lumps(p, 95) + 0.0005f * lumps(p + Vec3(0.3f), 230));
}
inline Vec3 mirrored(Vec3 p) { return {std::fabs(p.x), p.y, p.z}; }

}  // namespace auteur::puppets
