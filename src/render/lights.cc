#include "lights.h"

namespace auteur::render {
namespace {

constexpr float kLampSpread = 0.45f;  // metres

// acos(x)/sin(acos(x)) by a rational fit (Heitz, Hill: real-time area lighting), error below 0.4 %.
float edge_weight(float x) {
  const float y = std::fabs(x);
  const float v = (0.8543985f + (0.4965155f + 0.0145206f * y) * y) / (3.4175940f + (4.1616724f + y) * y);
  return x > 0.f ? v : 0.5f / std::sqrt(std::max(1.f - x * x, 1e-7f)) - v;
}
Vec3 edge(Vec3 a, Vec3 b) { return glm::cross(a, b) * edge_weight(glm::dot(a, b)); }

// Share of a sphere's form factor above the horizon (fit of the clipped cosine lobe).
float horizon(float cosine, float sine2) {
  if (cosine * cosine > sine2) return std::max(cosine, 0.f);
  const float s = std::sqrt(std::max(sine2, 1e-8f));
  const float t = saturate((cosine + s) / (2.f * s));
  return s * t * t * 0.999f;  // C1 at both ends: 0 below the horizon, s when fully risen
}

float ggx_visibility(float nl, float nv, float a) {
  const float k = a * 0.5f;
  return 1.f / ((nl * (1.f - k) + k) * (nv * (1.f - k) + k) * 4.f);
}

}  // namespace

Arrival arrive(const Emitter& light, Vec3 p, Vec3 n, float wrap) {
  Arrival a;
  const auto wrapped = [wrap](float c) { return wrap > 0.f ? std::max((c + wrap) / ((1.f + wrap) * (1.f + wrap)), 0.f) : std::max(c, 0.f); };
  switch (light.kind) {
    case scene::LightKind::kSun:
      a.direction = light.to_light;
      a.irradiance = light.radiance * wrapped(glm::dot(n, light.to_light));
      break;
    case scene::LightKind::kSphere: {
      const Vec3 d = light.position - p;
      const float d2 = std::max(glm::dot(d, d), light.radius * light.radius * 1.0001f);
      a.direction = d * (1.f / std::sqrt(d2));
      const float sine2 = light.radius * light.radius / d2, c = glm::dot(n, a.direction);
      const float geometry = wrap > 0.f ? wrapped(c) * sine2 : horizon(c, sine2) * sine2;
      a.irradiance = light.radiance * (kPi * geometry * spread(light, d2));
      break;
    }
    case scene::LightKind::kRect: {
      const Vec3 d = light.position - p;
      const float front = -glm::dot(light.normal, d);
      if (front <= 1e-4f) break;
      const Vec3 c0 = glm::normalize(d - light.u - light.v), c1 = glm::normalize(d + light.u - light.v);
      const Vec3 c2 = glm::normalize(d + light.u + light.v), c3 = glm::normalize(d - light.u + light.v);
      Vec3 f = edge(c0, c1) + edge(c1, c2) + edge(c2, c3) + edge(c3, c0);
      const float length = glm::length(f);
      if (length < 1e-9f) break;
      if (glm::dot(f, d) < 0.f) f = -f;
      a.direction = f * (1.f / length);
      // `length` is the form factor of a facing element; a sphere of the same factor stands in for the horizon.
      const float c = glm::dot(n, a.direction);
      const float share = wrap > 0.f ? wrapped(c) : horizon(c, std::min(length, 1.f));
      a.irradiance = light.radiance * (kPi * length * share);
      break;
    }
    case scene::LightKind::kSky: break;
  }
  return a;
}

Vec3 aim(const Emitter& light, Vec3 p, Vec2 random, float& distance) {
  const float r = std::sqrt(random.x), phi = 2.f * kPi * random.y;
  if (light.kind == scene::LightKind::kSun) {
    distance = 1e6f;
    const float s = r * light.radius;
    return glm::normalize(light.to_light + light.axis_t * (s * std::cos(phi)) + light.axis_b * (s * std::sin(phi)));
  }
  if (light.kind == scene::LightKind::kRect) {
    const Vec3 d = light.position + light.u * (2.f * random.x - 1.f) + light.v * (2.f * random.y - 1.f) - p;
    const float l = std::max(glm::length(d), 1e-5f);
    distance = std::max(l * 0.999f - 0.004f, 0.f);
    return d * (1.f / l);
  }
  const Vec3 axis = light.position - p;
  const float l = std::max(glm::length(axis), 1e-5f);
  Vec3 t, b;
  basis(axis * (1.f / l), t, b);
  const Vec3 d = axis + (t * (r * std::cos(phi)) + b * (r * std::sin(phi))) * light.radius;
  distance = std::max(l - light.radius, 0.f);
  return glm::normalize(d);
}

Vec3 glint(const Emitter& light, Vec3 p, Vec3 n, Vec3 view, float roughness, Vec3 f0) {
  const float alpha = std::max(roughness * roughness, 0.002f);
  const Vec3 reflected = n * (2.f * glm::dot(n, view)) - view;
  Vec3 l;
  float widen = 0.f;
  Vec3 arriving;  // irradiance on a facing element
  if (light.kind == scene::LightKind::kSun) {
    l = light.to_light;
    widen = light.radius * 0.5f;
    arriving = light.radiance;
  } else if (light.kind == scene::LightKind::kSphere) {
    const Vec3 d = light.position - p;
    const float d2 = std::max(glm::dot(d, d), light.radius * light.radius * 1.0001f), dist = std::sqrt(d2);
    const Vec3 to_ray = reflected * glm::dot(d, reflected) - d;
    const Vec3 nearest = d + to_ray * std::min(1.f, light.radius / std::max(glm::length(to_ray), 1e-6f));
    l = glm::normalize(nearest);
    widen = light.radius / (2.f * dist);
    arriving = light.radiance * (kPi * light.radius * light.radius / d2 * spread(light, d2));
  } else {
    const Vec3 d = light.position - p;
    if (glm::dot(light.normal, d) >= 0.f) return Vec3(0.f);
    const float facing = glm::dot(reflected, light.normal);
    Vec3 target = d;
    if (facing < -1e-4f) target = reflected * (glm::dot(d, light.normal) / facing);
    const Vec3 offset = target - d;
    const float uu = glm::dot(light.u, light.u), vv = glm::dot(light.v, light.v);
    const float a = std::clamp(glm::dot(offset, light.u) / std::max(uu, 1e-9f), -1.f, 1.f);
    const float b = std::clamp(glm::dot(offset, light.v) / std::max(vv, 1e-9f), -1.f, 1.f);
    const Vec3 nearest = d + light.u * a + light.v * b;
    const float d2 = std::max(glm::dot(nearest, nearest), 1e-4f);
    l = nearest * (1.f / std::sqrt(d2));
    const float cosine = std::max(-glm::dot(l, light.normal), 0.f);
    const float solid = light.area * cosine / (d2 + light.area * 0.3f);
    widen = std::sqrt(std::max(solid, 0.f)) * 0.28f;
    arriving = light.radiance * solid;
  }
  const float nl = glm::dot(n, l), nv = std::max(glm::dot(n, view), 0.02f);
  if (nl <= 0.f) return Vec3(0.f);
  const Vec3 h = glm::normalize(l + view);
  const float nh = saturate(glm::dot(n, h)), vh = saturate(glm::dot(view, h));
  const float wide = std::min(alpha + widen, 1.f);
  const float a2 = alpha * alpha, denominator = nh * nh * (a2 - 1.f) + 1.f;
  float d = a2 / (kPi * denominator * denominator);
  d *= (alpha / wide) * (alpha / wide);  // energy of the widened lobe
  const float m = 1.f - vh, fresnel = m * m * m * m * m;
  const Vec3 f = f0 + (Vec3(1.f) - f0) * fresnel;
  return arriving * f * (d * ggx_visibility(nl, nv, alpha) * nl);
}

bool Lighting::through_portal(Vec3 origin, Vec3 direction) const {
  for (const Emitter& e : portals) {
    const float facing = glm::dot(direction, e.normal);
    if (facing >= -1e-5f) continue;
    const float t = glm::dot(e.position - origin, e.normal) / facing;
    if (t <= 0.f) continue;
    const Vec3 q = origin + direction * t - e.position;
    if (std::fabs(glm::dot(q, e.u)) <= glm::dot(e.u, e.u) && std::fabs(glm::dot(q, e.v)) <= glm::dot(e.v, e.v)) return true;
  }
  return false;
}

Lighting prepare_lighting(const std::vector<scene::Light>& lights) {
  Lighting out;
  for (const scene::Light& l : lights) {
    if (!finite(l.position) || !finite(l.direction) || !finite(l.radiance)) continue;
    if (l.kind == scene::LightKind::kSky) {
      out.sky.present = true;
      if (std::isfinite(l.clouds)) out.sky.clouds = std::clamp(l.clouds, 0.f, 1.f);
      if (std::isfinite(l.stars)) out.sky.stars = std::clamp(l.stars, 0.f, 10.f);
      out.sky.seed = l.seed;
      out.sky.zenith += glm::max(l.radiance, Vec3(0.f));
      out.sky.horizon += glm::max(finite(l.horizon) ? l.horizon : Vec3(0.f), Vec3(0.f));
      out.sky.ground += glm::max(finite(l.ground) ? l.ground : Vec3(0.f), Vec3(0.f));
      continue;
    }
    Emitter e;
    e.kind = l.kind;
    e.position = l.position;
    e.radiance = glm::max(l.radiance, Vec3(0.f));
    if (luminance(e.radiance) <= 0.f) continue;
    e.to_light = unit_or(-l.direction, Vec3(0, 1, 0));
    e.radius = std::isfinite(l.radius) ? std::clamp(l.radius, 1e-3f, 1e3f) : 0.05f;
    basis(e.to_light, e.axis_t, e.axis_b);
    if (l.kind == scene::LightKind::kSphere && l.group == "practicals") e.spread2 = kLampSpread * kLampSpread;
    if (l.kind == scene::LightKind::kRect) {
      if (!finite(l.edge_u) || !finite(l.edge_v)) continue;
      e.u = l.edge_u;
      e.v = l.edge_v;
      e.area = 4.f * glm::length(glm::cross(e.u, e.v));
      if (e.area < 1e-8f) continue;
      e.normal = unit_or(glm::cross(e.u, e.v), Vec3(0, -1, 0));
      if (glm::dot(e.normal, l.direction) < 0.f) e.normal = -e.normal;
    }
    if (l.kind == scene::LightKind::kSun) {
      e.radius = std::min(e.radius, 0.3f);
      out.sky.sun_direction = e.to_light;
      out.sky.sun_glow = e.radiance;
    }
    out.emitters.push_back(e);
    if (e.kind == scene::LightKind::kRect) out.portals.push_back(e);
  }
  return out;
}

}  // namespace auteur::render
