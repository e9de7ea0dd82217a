#include "haze.h"

#include <algorithm>

namespace auteur::render {
namespace {

constexpr float kForward = 0.3f;

// Within 0.005.
inline float fast_atan(float x) {
  const float a = std::fabs(x), inverse = 1.f / std::max(a, 1.f), z = a > 1.f ? inverse : a;
  const float small = z * (kPi / 4.f + (1.f - z) * (0.2447f + 0.0663f * z));
  return std::copysign(a > 1.f ? kPi / 2.f - small : small, x);
}

// Where a ray passes a point: how far along, and how near.
struct Passing { float along, near; };
Passing passing(Vec3 centre, Vec3 origin, Vec3 direction, float least) {
  const Vec3 d = centre - origin;
  const float along = glm::dot(d, direction);
  return {along, std::max(std::sqrt(std::max(glm::dot(d, d) - along * along, 0.f)), least)};
}

}  // namespace

float phase(float cosine) {
  const float d = 1.f + kForward * kForward - 2.f * kForward * cosine;
  return (1.f - kForward * kForward) / (4.f * kPi * d * std::sqrt(d));
}

Span Air::span(Vec3 origin, Vec3 direction, float reach) const {
  Span s{0.f, std::min(reach, kFarthestHaze)};
  if (!bounded) {  // outdoors it lies over the ground: above it is sky
    const float top = kHazeLayer + density * kHazeSwell;
    if (direction.y > 0.f && top < origin.y + direction.y * s.to) s.to = std::max(top - origin.y, 0.f) / direction.y;
    return s;
  }
  for (int a = 0; a < 3; ++a) {
    const float inverse = 1.f / (std::fabs(direction[a]) > 1e-9f ? direction[a] : std::copysign(1e-9f, direction[a]));
    const float t0 = (within.low[a] - origin[a]) * inverse, t1 = (within.high[a] - origin[a]) * inverse;
    s.from = std::max(s.from, std::min(t0, t1));
    s.to = std::min(s.to, std::max(t0, t1));
  }
  s.to = std::max(s.to, s.from);
  return s;
}

Air air_of(const scene::Fog& fog) {
  Air air;
  if (!finite(fog.colour) || !std::isfinite(fog.density) || fog.density <= 0.f) return air;
  air.density = fog.density;
  air.ambient = fog.colour;
  air.thrown = fog.low == fog.high ? 0.4f : 1.f;  // out of doors lamps stand for themselves and for what the sky of a town gives back
  air.within = {fog.low, fog.high};
  air.bounded = fog.low.x < fog.high.x && fog.low.y < fog.high.y && fog.low.z < fog.high.z;
  return air;
}

bool scatter(const Emitter& light, const Air& air, Vec3 origin, Vec3 direction, const Span& whole, float u, Vec2 on_light, Scatter& out) {
  const Span span{whole.from, std::min(whole.to, whole.from + kFarthestGlow)};
  if (air.density <= 0.f || span.to - span.from < 1e-4f) return false;
  if (light.kind == scene::LightKind::kSun) {
    const float share = 1.f - std::exp(-air.density * (span.to - span.from));
    const float t = span.from - std::log(1.f - u * share) / air.density;
    out.point = origin + direction * t;
    out.towards = aim(light, out.point, on_light, out.distance);
    out.light = light.radiance * (phase(glm::dot(light.to_light, direction)) * share * air.thrown);
    return true;
  }
  const bool rect = light.kind == scene::LightKind::kRect;
  const Passing pass = passing(light.position, origin, direction, rect ? 0.25f * std::sqrt(light.area) : light.radius);
  const float a = std::atan((span.from - pass.along) / pass.near), b = std::atan((span.to - pass.along) / pass.near);
  const float s = pass.near * std::tan(a + (b - a) * u), t = std::clamp(pass.along + s, span.from, span.to);
  out.point = origin + direction * t;
  out.towards = aim(light, out.point, on_light, out.distance);
  const float from_light = std::max(out.distance, 1e-3f), swallowed = std::exp(-air.density * (t - span.from + from_light));
  const float one = air.thrown * air.density * phase(glm::dot(out.towards, direction)) * swallowed * (b - a) / pass.near;  // over the chance of this point, times near^2 + s^2
  if (rect) {
    const float facing = -glm::dot(out.towards, light.normal);
    if (facing <= 0.f) return false;
    out.light = light.radiance * (one * light.area * facing * (pass.near * pass.near + s * s) / std::max(from_light * from_light, 0.02f * light.area));
  } else {
    out.light = light.radiance * (one * kPi * light.radius * light.radius);
  }
  return true;
}

void glow_run(const Emitter& light, const Air& air, Vec3 origin, const float* dx, const float* dy, const float* dz, const float* from, const float* to, float* factor, int count) {
  const Vec3 d = light.position - origin;
  const float d2 = glm::dot(d, d), least = light.radius, strength = air.thrown * air.density * kPi * light.radius * light.radius * 0.0796f;
  for (int k = 0; k < count; ++k) {
    const float along = d.x * dx[k] + d.y * dy[k] + d.z * dz[k];
    const float near = std::max(std::sqrt(std::max(d2 - along * along, 0.f)), least), inverse = 1.f / near;
    const float end = std::min(to[k], from[k] + kFarthestGlow);
    const float angle = fast_atan((end - along) * inverse) - fast_atan((from[k] - along) * inverse);
    // What is swallowed on the way: as for the point of the ray nearest to the light.
    const float t = std::min(std::max(along, from[k]), end) - from[k];
    const float x = air.density * (t + near);
    factor[k] = strength * angle * inverse / (1.f + x + 0.5f * x * x);
  }
}

}  // namespace auteur::render
