// The light that comes from all about in a finished picture: one ray a pixel, followed to where the baked light holds.
#include <algorithm>

#include "picture.h"

namespace auteur::render {

// Follows the gathered rays to where the baked light can be trusted. It is averaged over a node's width, so within a few
// of them (a corner, a gap behind a cupboard) it would carry light past what stands in its way: there the path goes on,
// and direct light is asked for.
void Picture::gather_light(int (&need)[16], RTCRayHit16& q, std::uint32_t tile_hash, int x0, int y0, const float (&reach)[16]) {
  constexpr int kLongest = 4;
  const RTCScene scene = arrangement_->scene();
  const auto& emitters = stage_.lighting.emitters;
  const float near = 2.f * stage_.cache.spacing;
  RTCIntersectContext loose;
  rtcInitIntersectContext(&loose);
  Vec3 through[16], sum[16];
  float nearness[16] = {};
  alignas(64) RTCRay16 way;
  alignas(64) int ask[16];
  Vec3 direct[16];
  for (int k = 0; k < 16; ++k) {
    through[k] = Vec3(1.f);
    sum[k] = Vec3(0.f);
  }
  alignas(64) int going[16];
  std::copy(need, need + 16, going);
  for (int step = 0; step < kLongest; ++step) {
    rtcIntersect16(going, scene, &loose, &q);
    prefetch_hits(*arrangement_, going, q);
    bool more = false, asks = false;
    for (int k = 0; k < 16; ++k) {
      ask[k] = 0;
      if (going[k] == 0) continue;
      going[k] = 0;
      const Vec3 o(q.ray.org_x[k], q.ray.org_y[k], q.ray.org_z[k]), d(q.ray.dir_x[k], q.ray.dir_y[k], q.ray.dir_z[k]);
      const auto sky = [&] { return stage_.lighting.through_portal(o, d) ? Vec3(0.f) : stage_.lighting.sky.radiance(d) * kPi; };
      if (q.hit.geomID[k] == RTC_INVALID_GEOMETRY_ID) {
        sum[k] += through[k] * sky();
        continue;
      }
      if (step == 0) nearness[k] = reach[k] / (reach[k] + q.ray.tfar[k]);
      const HitPoint h = resolve(arrangement_->placed(q.hit.instID[0][k], q.hit.geomID[k]), q.hit.primID[k], q.hit.u[k], q.hit.v[k], q.ray.tfar[k], o, d);
      const Surface s = surface_at(h, 0.1f);
      if (s.opacity < 0.5f) {
        sum[k] += through[k] * sky();
        continue;
      }
      through[k] *= s.diffuse() + mirrored_share(s.f0(), s.roughness, std::max(-glm::dot(d, h.normal), 0.f));
      if (h.t > near) {
        sum[k] += through[k] * (h.placed->dynamic ? stage_.cache.air(h.position, h.normal) * 1.1f : stage_.cache.total(h.position, h.normal));
        continue;
      }
      if (step + 1 == kLongest || luminance(through[k]) < 0.02f) continue;  // lost in a gap
      // One light, chosen by what it would give.
      const Vec3 from = h.lifted + h.geometric * 1.5e-3f;
      const std::uint32_t lane = hash32(tile_hash + static_cast<std::uint32_t>(step) * 8191u + static_cast<std::uint32_t>(k) * 131u);
      float total = 0;
      std::size_t pick = 0;
      Vec3 given(0.f);
      std::uint32_t ticket = lane;
      for (std::size_t i = 0; i < emitters.size(); ++i) {
        const Vec3 e = arrive(emitters[i], h.position, h.normal, 0.f).irradiance;
        const float l = luminance(e);
        if (l <= 0.f) continue;
        total += l;
        ticket = hash32(ticket + 1u);
        if (unit_float(ticket) * total < l) pick = i, given = e;
      }
      const Vec2 r = r2(lane & 1023u, unit_float(lane), unit_float(hash32(lane + 3u)));
      if (total > 0.f) {
        float distance = 0;
        const Vec3 to = aim(emitters[pick], from, r, distance);
        direct[k] = through[k] * given * (total / std::max(luminance(given), 1e-9f));
        set_ray(way, k, from, to, 5e-4f, std::max(distance, 1e-3f));
        ask[k] = -1;
        asks = true;
      }
      const Vec2 r_on = r2((lane >> 10) & 1023u, unit_float(hash32(lane + 5u)), unit_float(hash32(lane + 7u)));
      Vec3 onward = cosine_direction(h.normal, r_on.x, r_on.y);
      const float under = glm::dot(onward, h.geometric);
      if (under < 0.01f) onward = unit_or(onward + h.geometric * (0.02f - under), h.geometric);
      set_ray(q.ray, k, from, onward, 1e-3f, 1e6f);
      q.hit.geomID[k] = q.hit.instID[0][k] = RTC_INVALID_GEOMETRY_ID;
      going[k] = -1;
      more = true;
    }
    if (asks) {
      for (int k = 0; k < 16; ++k)
        if (ask[k] == 0) set_ray(way, k, Vec3(0.f), Vec3(0, 1, 0), 1.f, 0.f);
      rtcOccluded16(ask, scene, &loose, &way);
      for (int k = 0; k < 16; ++k)
        if (ask[k] != 0 && way.tfar[k] >= 0.f) sum[k] += direct[k];
    }
    if (!more) break;
  }
  const float brightest = 6.f * kPi / std::max(stage_.exposure, 1e-3f);
  for (int k = 0; k < 16; ++k) {
    if (need[k] == 0) continue;
    const float l = luminance(sum[k]);
    const Vec3 e = l > brightest ? sum[k] * (brightest / l) : sum[k];
    for (int c = 0; c < 3; ++c) light_.row(openness_ + c, y0 + (k >> 2))[x0 + (k & 3)] = e[c];
    light_.row(openness_ + 3, y0 + (k >> 2))[x0 + (k & 3)] = nearness[k];
  }
}

}  // namespace auteur::render
