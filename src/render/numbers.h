// Small numeric helpers of the renderer: vectors of four floats, luminance, orthonormal bases, low-discrepancy numbers.
#pragma once

#include <cmath>
#include <cstdint>

#include "auteur/base/geometry.h"
#include "auteur/base/random.h"

namespace auteur::render {

// Four floats in one register (a GCC/Clang vector extension); used for colour + weight.
using F4 = float __attribute__((vector_size(16)));

inline F4 f4(Vec3 v, float w) { return F4{v.x, v.y, v.z, w}; }
inline F4 f4(float s) { return F4{s, s, s, s}; }
inline Vec3 vec3(F4 v) { return {v[0], v[1], v[2]}; }

inline float luminance(Vec3 c) { return 0.2126f * c.x + 0.7152f * c.y + 0.0722f * c.z; }
inline float saturate(float v) { return v < 0.f ? 0.f : (v > 1.f ? 1.f : v); }
inline float smooth(float low, float high, float v) {
  const float t = saturate((v - low) / (high - low));
  return t * t * (3.f - 2.f * t);
}
inline bool finite(Vec3 v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }
inline Vec3 unit_or(Vec3 v, Vec3 otherwise) {
  const float l = glm::dot(v, v);
  return l > 1e-20f && std::isfinite(l) ? v * (1.f / std::sqrt(l)) : otherwise;
}
inline float fract(float v) { return v - std::floor(v); }

// Branch-free orthonormal basis (Duff et al. 2017).
inline void basis(Vec3 n, Vec3& t, Vec3& b) {
  const float s = std::copysign(1.f, n.z), a = -1.f / (s + n.z), c = n.x * n.y * a;
  t = {1.f + s * n.x * n.x * a, s * c, -s * n.x};
  b = {c, s + n.y * n.y * a, -n.y};
}
inline Vec3 cosine_direction(Vec3 n, float u, float v) {
  Vec3 t, b;
  basis(n, t, b);
  const float r = std::sqrt(u), p = 2.f * kPi * v;
  return t * (r * std::cos(p)) + b * (r * std::sin(p)) + n * std::sqrt(std::max(0.f, 1.f - u));
}

inline std::uint32_t hash32(std::uint32_t a) {
  a ^= a >> 16;
  a *= 0x7feb352du;
  a ^= a >> 15;
  a *= 0x846ca68bu;
  return a ^ (a >> 16);
}
inline float unit_float(std::uint32_t h) { return static_cast<float>(h >> 8) * 0x1.0p-24f; }

// A point of the R2 sequence (Roberts 2018), shifted: any run of consecutive indices covers the square evenly.
inline Vec2 r2(std::uint32_t index, float shift_u, float shift_v) {
  const std::uint32_t u = index * 3242174889u, v = index * 2447445414u;  // 2^32 / g, 2^32 / g^2
  return {fract(unit_float(u) + shift_u), fract(unit_float(v) + shift_v)};
}

// The order in which a 4x4 block of pixels walks through sixteen strata (a Bayer matrix).
inline constexpr std::uint8_t kBayer[4][4] = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};

}  // namespace auteur::render
