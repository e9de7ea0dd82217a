// The sky: what lights the scene, and what is seen of it. Clouds and stars are painted on what is seen only; the light of
// an hour and a weather already counts them in.
#include <algorithm>
#include <cmath>

#include "lights.h"
#include "surface.h"

namespace auteur::render {
namespace {

// How thick the clouds are over a point of their layer, 0 .. 1. `p`: in layer heights.
float cloud(Vec2 p, float cover, float offset) {
  const Vec3 at(0.55f * p.x + offset, 0.37f * offset, 0.9f * p.y);
  const float large = noise(at * 0.8f), middle = noise(at * 1.9f + Vec3(3.1f, 0, 7.7f)), fine = noise(at * 4.3f + Vec3(1.7f, 5, 2.3f)), finest = noise(at * 9.1f);
  const float heap = 0.58f * large + 0.30f * middle + 0.14f * fine + 0.06f * finest;  // about -0.7 .. 0.7
  const float edge = 0.34f - 0.85f * cover;
  return smooth(edge, edge + 0.30f, heap);
}

// Stars in cells of a cube's faces round the viewer.
Vec3 star(Vec3 d, std::uint32_t seed) {
  const Vec3 a = glm::abs(d);
  const int axis = a.x > a.y && a.x > a.z ? 0 : a.y > a.z ? 1 : 2;
  const Vec2 face = axis == 0 ? Vec2(d.y, d.z) / a.x : axis == 1 ? Vec2(d.x, d.z) / a.y : Vec2(d.x, d.y) / a.z;
  constexpr float kCells = 34;
  const Vec2 q = (face + 1.f) * (0.5f * kCells), cell = glm::floor(q);
  std::uint32_t h = (static_cast<std::uint32_t>(cell.x) * 73856093u) ^ (static_cast<std::uint32_t>(cell.y) * 19349663u) ^ (static_cast<std::uint32_t>(axis * 2 + (d[axis] > 0)) * 83492791u) ^ seed;
  const auto next = [&h] {
    h ^= h >> 16, h *= 0x7feb352du, h ^= h >> 15, h *= 0x846ca68bu, h ^= h >> 16;
    return static_cast<float>(h >> 8) / 16777216.f;
  };
  if (next() > 0.42f) return Vec3(0.f);
  const Vec2 at = cell + Vec2(0.1f + 0.8f * next(), 0.1f + 0.8f * next());
  const float bright = std::pow(next(), 5.f), warm = next(), size = 0.018f + 0.022f * bright, away = glm::length(q - at);
  return Vec3(0.85f + 0.3f * warm, 0.95f, 1.2f - 0.3f * warm) * ((0.10f + 0.9f * bright) * smooth(size, 0.35f * size, away));
}

}  // namespace

Vec3 Sky::radiance(Vec3 d) const {
  if (!present) return Vec3(0.f);
  if (d.y >= 0.f) return glm::mix(horizon, zenith, std::sqrt(std::min(d.y, 1.f)));
  return glm::mix(horizon, ground, smooth(0.f, 0.12f, -d.y));
}

Vec3 Sky::seen(Vec3 d) const {
  if (!present) return Vec3(0.f);
  const float c = std::max(glm::dot(d, sun_direction), 0.f);
  const float c8 = c * c * c * c * c * c * c * c;
  const float c64 = c8 * c8 * c8 * c8 * c8 * c8 * c8 * c8;
  Vec3 out = radiance(d);
  if (clouds <= 0 && stars <= 0) return out + sun_glow * (0.03f * c8 + 0.12f * c64 + 0.8f * smooth(0.99965f, 0.99985f, c));
  const float up = std::max(d.y, 0.f), clear = 1 - smooth(0.6f, 1.f, clouds);
  const auto light = [](Vec3 v) { return glm::dot(v, Vec3(0.2126f, 0.7152f, 0.0722f)); };
  // Between clouds the sky is deeper than the mean that lights the scene, which counts the bright clouds in; a camera that
  // is set for faces would show that mean as plain white.
  out = glm::mix(out, glm::mix(horizon * Vec3(0.58f, 0.64f, 0.70f), zenith * Vec3(0.20f, 0.34f, 0.56f), std::pow(smooth(0.f, 0.5f, up), 0.55f)), clear);
  if (stars > 0) out += star(d, seed) * (stars * smooth(0.02f, 0.25f, up));
  float thick = 0;
  if (clouds > 0 && up > 0.015f) {
    const Vec2 p = Vec2(d.x, d.z) * (3.2f / (up + 0.32f));  // heaps: they stand, so that far ones are not drawn out as a flat layer's are
    const float offset = static_cast<float>(seed % 61), in_haze = smooth(0.015f, 0.10f, up);
    thick = cloud(p, clouds, offset) * in_haze;
    if (thick > 0) {
      // The side towards the sun is bright, the other and the thick of it are shaded.
      Vec2 to_sun(sun_direction.x, sun_direction.z);
      const float level = glm::length(to_sun);
      to_sun = level > 1e-4f ? to_sun / level : Vec2(0.f);
      const float shade = std::clamp(0.35f * thick + 0.9f * (cloud(p + to_sun * 0.3f, clouds, offset) - 0.55f * thick), 0.f, 1.f);
      const Vec3 white = horizon * 0.62f + Vec3(0.42f * light(horizon)) + sun_glow * (0.03f + 0.10f * c8), grey = glm::mix(horizon, zenith, 0.4f) * glm::mix(0.70f, 0.60f, clear);
      out = glm::mix(out, glm::mix(white, grey, shade), 0.92f * thick);
    }
  }
  return out + sun_glow * ((0.03f * c8 + 0.12f * c64 + 0.8f * smooth(0.99965f, 0.99985f, c)) * (1 - 0.85f * thick));
}

}  // namespace auteur::render
