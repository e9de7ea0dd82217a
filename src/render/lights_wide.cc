#include "lights_wide.h"

#include <algorithm>

namespace auteur::render {
namespace {

struct V { float x, y, z; };
inline V operator+(V a, V b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline V operator-(V a, V b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline V operator*(V a, float s) { return {a.x * s, a.y * s, a.z * s}; }
inline float dot(V a, V b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline V cross(V a, V b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
inline V unit(V a) { return a * (1.f / std::sqrt(dot(a, a) + 1e-30f)); }
inline V v(Vec3 a) { return {a.x, a.y, a.z}; }
inline float most(float a, float b) { return a > b ? a : b; }
inline float least(float a, float b) { return a < b ? a : b; }

inline V edge(V a, V b) {
  const float x = dot(a, b), y = std::fabs(x);
  const float w = (0.8543985f + (0.4965155f + 0.0145206f * y) * y) / (3.4175940f + (4.1616724f + y) * y);
  const float other = 0.5f / std::sqrt(most(1.f - x * x, 1e-7f)) - w;
  return cross(a, b) * (x > 0.f ? w : other);
}
inline float horizon(float cosine, float sine2) {
  const float s = std::sqrt(most(sine2, 1e-8f));
  const float t = most(least((cosine + s) / (2.f * s), 1.f), 0.f);
  const float partly = s * t * t * 0.999f;
  return cosine * cosine > sine2 ? most(cosine, 0.f) : partly;
}
inline float lit_share(float cosine, float sine2, float wrap) {
  const float soft = most((cosine + wrap) / ((1.f + wrap) * (1.f + wrap)), 0.f), hard = horizon(cosine, sine2);
  return wrap > 0.f ? soft : hard;
}

inline V position(const WidePoints& p, int k) { return {p.px[k], p.py[k], p.pz[k]}; }
inline V normal(const WidePoints& p, int k) { return {p.nx[k], p.ny[k], p.nz[k]}; }

}  // namespace

void arrive_wide(const Emitter& light, const WidePoints& p, float (&factor)[16]) {
  switch (light.kind) {
    case scene::LightKind::kSun: {
      const V l = v(light.to_light);
      for (int k = 0; k < 16; ++k) {
        const float c = dot(normal(p, k), l), w = p.wrap[k];
        const float soft = most((c + w) / ((1.f + w) * (1.f + w)), 0.f);
        factor[k] = w > 0.f ? soft : most(c, 0.f);
      }
      break;
    }
    case scene::LightKind::kSphere: {
      const V at = v(light.position);
      const float r2 = light.radius * light.radius;
      for (int k = 0; k < 16; ++k) {
        const V d = at - position(p, k);
        const float d2 = most(dot(d, d), r2 * 1.0001f), sine2 = r2 / d2;
        const float c = dot(normal(p, k), d) / std::sqrt(d2);
        factor[k] = kPi * sine2 * lit_share(c, sine2, p.wrap[k]) * (d2 / (d2 + light.spread2));
      }
      break;
    }
    case scene::LightKind::kRect: {
      const V at = v(light.position), n = v(light.normal), a = v(light.u + light.v), b = v(light.u - light.v);
      for (int k = 0; k < 16; ++k) {
        const V d = at - position(p, k);
        const V c0 = unit(d - a), c1 = unit(d + b), c2 = unit(d + a), c3 = unit(d - b);
        V f = edge(c0, c1) + edge(c1, c2) + edge(c2, c3) + edge(c3, c0);
        f = f * (dot(f, d) < 0.f ? -1.f : 1.f);
        const float length = std::sqrt(dot(f, f));
        const float c = dot(normal(p, k), f) / most(length, 1e-9f);
        const float out = kPi * length * lit_share(c, least(length, 1.f), p.wrap[k]);
        factor[k] = dot(n, d) < -1e-4f && length > 1e-9f ? out : 0.f;
      }
      break;
    }
    case scene::LightKind::kSky: std::fill(std::begin(factor), std::end(factor), 0.f); break;
  }
}

void glint_wide(const Emitter& light, const WidePoints& p, float (&strength)[16], float (&fresnel)[16]) {
  alignas(64) float lx[16], ly[16], lz[16], widen[16], arriving[16];
  const V at = v(light.position);
  if (light.kind == scene::LightKind::kSun) {
    for (int k = 0; k < 16; ++k) {
      lx[k] = light.to_light.x;
      ly[k] = light.to_light.y;
      lz[k] = light.to_light.z;
      widen[k] = light.radius * 0.5f;
      arriving[k] = 1.f;
    }
  } else if (light.kind == scene::LightKind::kSphere) {
    const float r = light.radius;
    for (int k = 0; k < 16; ++k) {
      const V n = normal(p, k), view{p.vx[k], p.vy[k], p.vz[k]}, mirrored = n * (2.f * dot(n, view)) - view, d = at - position(p, k);
      const float d2 = most(dot(d, d), r * r * 1.0001f);
      const V to_ray = mirrored * dot(d, mirrored) - d;
      const V l = unit(d + to_ray * least(1.f, r / most(std::sqrt(dot(to_ray, to_ray)), 1e-6f)));
      lx[k] = l.x;
      ly[k] = l.y;
      lz[k] = l.z;
      widen[k] = r / (2.f * std::sqrt(d2));
      arriving[k] = kPi * r * r / (d2 + light.spread2);
    }
  } else {
    const V ln = v(light.normal), lu = v(light.u), lv = v(light.v);
    const float uu = 1.f / most(dot(lu, lu), 1e-9f), vv = 1.f / most(dot(lv, lv), 1e-9f), area = light.area;
    for (int k = 0; k < 16; ++k) {
      const V n = normal(p, k), view{p.vx[k], p.vy[k], p.vz[k]}, mirrored = n * (2.f * dot(n, view)) - view, d = at - position(p, k);
      const float facing = dot(mirrored, ln), reach = dot(d, ln) / least(facing, -1e-4f);
      const V hit{facing < -1e-4f ? mirrored.x * reach : d.x, facing < -1e-4f ? mirrored.y * reach : d.y, facing < -1e-4f ? mirrored.z * reach : d.z};
      const V offset = hit - d;
      const V nearest = d + lu * most(least(dot(offset, lu) * uu, 1.f), -1.f) + lv * most(least(dot(offset, lv) * vv, 1.f), -1.f);
      const float d2 = most(dot(nearest, nearest), 1e-4f);
      const V l = nearest * (1.f / std::sqrt(d2));
      const float solid = area * most(-dot(l, ln), 0.f) / (d2 + area * 0.3f);
      lx[k] = l.x;
      ly[k] = l.y;
      lz[k] = l.z;
      widen[k] = std::sqrt(solid) * 0.28f;
      arriving[k] = dot(ln, d) < 0.f ? solid : 0.f;
    }
  }
  for (int k = 0; k < 16; ++k) {
    const V n = normal(p, k), view{p.vx[k], p.vy[k], p.vz[k]}, l{lx[k], ly[k], lz[k]};
    const float nl = dot(n, l), nv = most(dot(n, view), 0.02f);
    const V h = unit(l + view);
    const float nh = most(least(dot(n, h), 1.f), 0.f), vh = most(least(dot(view, h), 1.f), 0.f);
    const float alpha = most(p.roughness[k] * p.roughness[k], 0.002f), wide = least(alpha + widen[k], 1.f);
    const float a2 = alpha * alpha, below = nh * nh * (a2 - 1.f) + 1.f;
    const float lobe = a2 / (kPi * below * below) * (alpha / wide) * (alpha / wide);
    const float s = alpha * 0.5f, visible = 1.f / ((nl * (1.f - s) + s) * (nv * (1.f - s) + s) * 4.f);
    const float m = 1.f - vh;
    fresnel[k] = m * m * m * m * m;
    strength[k] = nl > 0.f ? arriving[k] * lobe * visible * nl : 0.f;
  }
}

}  // namespace auteur::render
