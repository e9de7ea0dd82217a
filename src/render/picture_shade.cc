// The inner loop: sixteen pixels at a time through primary, shadow and openness rays.
#include <algorithm>
#include <array>

#include "lights_wide.h"
#include "picture.h"

namespace auteur::render {
namespace {

// The pixels beside each pixel of a 4 x 4 tile, as a mask.
constexpr auto kBeside = [] {
  std::array<std::uint16_t, 16> m{};
  for (unsigned k = 0; k < 16; ++k) {
    unsigned v = 0;
    if ((k & 3) > 0) v |= 1u << (k - 1);
    if ((k & 3) < 3) v |= 1u << (k + 1);
    if (k >= 4) v |= 1u << (k - 4);
    if (k < 12) v |= 1u << (k + 4);
    m[k] = static_cast<std::uint16_t>(v);
  }
  return m;
}();

constexpr float kFilterReach = 8.f;  // pixels: what stands nearer than this shades in more detail than the filter keeps

struct Lane {
  bool hit = false;
  HitPoint point;
  Surface surface;
  Vec3 direction{0.f};
  Vec3 reflect{0.f}, through{0.f}, f0{0.f};
  bool shiny = false;
  float dull = 0;  // share of what the gathered light is multiplied by that mirrors
};

// A direction that a rough surface mirrors the viewer's ray into: a microfacet of the GGX distribution.
Vec3 mirrored_by_facet(Vec3 normal, Vec3 direction, float roughness, float u, float v) {
  const float alpha = roughness * roughness, cosine = std::sqrt((1.f - u) / (1.f + (alpha * alpha - 1.f) * u)), sine = std::sqrt(std::max(0.f, 1.f - cosine * cosine));
  Vec3 t, b;
  basis(normal, t, b);
  return glm::reflect(direction, t * (sine * std::cos(2.f * kPi * v)) + b * (sine * std::sin(2.f * kPi * v)) + normal * cosine);
}

// Of the wanted pixels of a tile those on the checker, and those that have no such neighbour.
std::uint16_t half_of(std::uint16_t wanted, std::uint16_t checker) {
  std::uint16_t half = wanted & checker;
  for (int k = 0; k < 16; ++k)
    if ((wanted >> k & 1u) != 0 && (kBeside[static_cast<std::size_t>(k)] & half) == 0) half = static_cast<std::uint16_t>(half | (1u << k));
  return half;
}

}  // namespace

// The pixels of a tile that did not ask take the mean of their neighbours that did.
void Picture::fill_between(Planes& planes, int tx, int ty, int channel, std::uint16_t traced, std::uint16_t filled) const {
  for (int k = 0; k < 16; ++k) {
    if ((filled >> k & 1u) == 0) continue;
    float sum = 0, count = 0;
    for (int o = 0; o < 16; ++o)
      if ((kBeside[static_cast<std::size_t>(k)] & traced) >> o & 1u) {
        sum += planes.row(channel, ty * 4 + (o >> 2))[tx * 4 + (o & 3)];
        count += 1.f;
      }
    planes.row(channel, ty * 4 + (k >> 2))[tx * 4 + (k & 3)] = count > 0.f ? sum / count : 1.f;
  }
}

void Picture::shade_tile(int tx, int ty, const Sibling& sibling) {
  const RTCScene scene = arrangement_->scene();
  alignas(64) RTCRayHit16 q;
  alignas(64) int valid[16];
  Ray rays[16];
  const int x0 = tx * 4, y0 = ty * 4;
  for (int k = 0; k < 16; ++k) {
    const int x = x0 + (k & 3), y = y0 + (k >> 2);
    rays[k] = ray_at(static_cast<float>(x) + sibling.jitter.x, static_cast<float>(y) + sibling.jitter.y, sibling);
    set_ray(q.ray, k, rays[k].origin, rays[k].direction, 1e-4f, 1e6f);
    q.ray.mask[k] = seen_;
    q.hit.geomID[k] = q.hit.instID[0][k] = RTC_INVALID_GEOMETRY_ID;
    valid[k] = x < lens_.width && y < lens_.height ? -1 : 0;
  }
  RTCIntersectContext coherent, loose;
  rtcInitIntersectContext(&coherent);
  coherent.flags = RTC_INTERSECT_CONTEXT_FLAG_COHERENT;
  rtcInitIntersectContext(&loose);
  rtcIntersect16(valid, scene, &coherent, &q);

  prefetch_hits(*arrangement_, valid, q);

  Lane lanes[16];
  std::vector<MirrorRay>* const mirrors = book_ ? &book_->mirrors[static_cast<std::size_t>(ty)] : nullptr;
  const std::size_t first_mirror = mirrors != nullptr ? mirrors->size() : 0;
  Pixel* pixels[16];
  std::uint32_t tile_ids[16] = {};
  const std::uint32_t tile_hash = hash32(static_cast<std::uint32_t>(tx) * 9781u + static_cast<std::uint32_t>(ty) * 6271u + sibling.scramble);
  const auto& emitters = stage_.lighting.emitters;
  std::size_t rest_light[16] = {};
  WidePoints wide{};
  bool any_hit = false, any_shiny = false;
  for (int k = 0; k < 16; ++k) {
    if (valid[k] == 0) continue;
    const int x = x0 + (k & 3), y = y0 + (k >> 2);
    const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(lens_.width) + static_cast<std::size_t>(x);
    Pixel& pixel = pixels_[i];
    pixel = Pixel{};
    pixels[k] = &pixel;
    Lane& lane = lanes[k];
    lane.direction = rays[k].direction;
    SingleHit hit{q.hit.geomID[k] != RTC_INVALID_GEOMETRY_ID, q.hit.instID[0][k], q.hit.geomID[k], q.hit.primID[k], q.hit.u[k], q.hit.v[k], q.ray.tfar[k]};
    Layer layer;
    lane.hit = hit.hit && walk(rays[k], hit, lane.point, lane.surface, layer, true, mirrors);
    if (book_) book_->reach[i] = lane.hit ? lane.point.t : 1e6f;
    pixel.behind_tint = layer.tint;
    pixel.front = layer.added;
    features_.row(kNx, y)[x] = features_.row(kNy, y)[x] = features_.row(kNz, y)[x] = 0.f;
    features_.row(kScale, y)[x] = 0.f;
    features_.row(kPx, y)[x] = features_.row(kPy, y)[x] = features_.row(kPz, y)[x] = 1e6f;
    if (!lane.hit) {
      pixel.base = stage_.lighting.sky.seen(lane.direction);
      depth_[i] = 1e9f;
      ids_[i] = kNothing;
      continue;
    }
    const HitPoint& p = lane.point;
    const Surface& s = lane.surface;
    depth_[i] = glm::dot(p.position - lens_.eye, lens_.forward);
    tile_ids[k] = ids_[i] = hit.instance * 65599u + hit.geometry;
    pixel.object_id = p.placed->object_id;
    pixel.dynamic = p.placed->dynamic;
    pixel.albedo = s.albedo;
    features_.row(kPx, y)[x] = p.position.x;
    features_.row(kPy, y)[x] = p.position.y;
    features_.row(kPz, y)[x] = p.position.z;
    features_.row(kNx, y)[x] = p.normal.x;
    features_.row(kNy, y)[x] = p.normal.y;
    features_.row(kNz, y)[x] = p.normal.z;
    features_.row(kScale, y)[x] = 1.f / (p.t * lens_.pixel_angle() * 1.5f + 1.5e-3f);

    const Vec3 view = -lane.direction;
    const float nv = std::max(glm::dot(s.normal, view), 0.f), graze = 1.f - nv;
    const float g3 = graze * graze * graze;
    const Vec3 f0 = s.f0();
    Vec3 reflect = s.diffuse();
    if (s.sheen > 0.f) reflect = glm::min(reflect + glm::mix(s.albedo, Vec3(1.f), 0.25f) * (s.sheen * 0.4f * g3), Vec3(0.98f));
    const Vec3 through = s.albedo * s.translucency;
    reflect *= 1.f - s.translucency;
    pixel.reflect = reflect + through;
    // Bounced light: baked, unless it is gathered.
    const Vec3 e = gather_ ? Vec3(0.f) : irradiance(p, s.normal);
    Vec3 diffuse_in = reflect * e;
    if (!gather_ && s.translucency > 0.f) diffuse_in += through * irradiance(p, -s.normal);
    const float shine = std::max({f0.x, f0.y, f0.z});
    Vec3 mirror(0.f);
    if (shine > 0.002f) {
      const Vec3 f = f0 + (glm::max(Vec3(1.f - s.roughness), f0) - f0) * (g3 * graze * graze);
      const float sharp = shine > 0.015f ? 1.f - smooth(0.12f, 0.36f, s.roughness) : 0.f;
      const Vec3 strength = gather_ ? mirrored_share(f0, s.roughness, nv) : f * (1.f - 0.45f * s.roughness);
      if (sharp > 0.f) mirror = mirrored(p, s.normal, lane.direction, mirrors) * strength * sharp;
      pixel.mirrors = sharp > 0.5f;
      // A dull mirror shows the light about it: where that is gathered, a share of the rays goes where it mirrors.
      if (gather_) {
        const Vec3 dull = strength * (1.f - sharp);
        pixel.reflect += dull;
        lane.dull = luminance(dull) / std::max(luminance(pixel.reflect), 1e-6f);
      } else {
        mirror += e * (1.f / kPi) * strength * (1.f - sharp);
      }
    }
    pixel.base = stage_.emits ? s.emission : Vec3(0.f);
    if (gather_) {
      pixel.base += mirror;
    } else {
      pixel.bounced = diffuse_in * (1.f / kPi) + mirror;
    }
    wide.px[k] = p.position.x; wide.py[k] = p.position.y; wide.pz[k] = p.position.z;
    wide.nx[k] = s.normal.x; wide.ny[k] = s.normal.y; wide.nz[k] = s.normal.z;
    wide.vx[k] = view.x; wide.vy[k] = view.y; wide.vz[k] = view.z;
    wide.wrap[k] = s.wrap * 0.5f;
    wide.roughness[k] = s.roughness;
    lane.reflect = reflect;
    lane.through = through;
    lane.f0 = f0;
    lane.shiny = shine > 0.002f;
    any_shiny = any_shiny || lane.shiny;
    any_hit = true;
  }

  // Direct light, unshadowed.
  alignas(64) float factor[16], strength[16], fresnel[16];
  Vec3 lit[16];
  const auto shine_on = [&](const Emitter& light) {
    arrive_wide(light, wide, factor);
    if (any_shiny) glint_wide(light, wide, strength, fresnel);
    for (int k = 0; k < 16; ++k) {
      const Lane& lane = lanes[k];
      if (!lane.hit) continue;
      Vec3 c = lane.reflect * (factor[k] * (1.f / kPi));
      if (lane.shiny && factor[k] > 0.f) c += (lane.f0 + (Vec3(1.f) - lane.f0) * fresnel[k]) * strength[k];
      c *= light.radiance;
      if (lane.surface.translucency > 0.f) c += lane.through * arrive(light, lane.point.position, -lane.surface.normal, 0.f).irradiance * (1.f / kPi);
      lit[k] = c;
    }
  };
  if (any_hit) {
    for (int c = 0; c < keys_; ++c) {
      shine_on(emitters[key_lights_[static_cast<std::size_t>(c)]]);
      for (int k = 0; k < 16; ++k)
        if (lanes[k].hit) pixels[k]->key[c] = lit[k];
    }
    float picked[16] = {};
    for (const std::size_t r : rest_lights_) {
      shine_on(emitters[r]);
      for (int k = 0; k < 16; ++k) {
        if (!lanes[k].hit) continue;
        const float l = luminance(lit[k]);
        if (l <= 0.f) continue;
        picked[k] += l;
        pixels[k]->key[keys_] += lit[k];
        // A reservoir of one: the ticket is stretched anew at every step, deterministic and nearly unbiased.
        const float ticket = fract(unit_float(tile_hash) + static_cast<float>(kBayer[k >> 2][k & 3]) * (1.f / 16.f));
        if (fract(ticket * 7.31f + static_cast<float>(r) * 0.618034f) < l / picked[k]) rest_light[k] = r;
      }
    }
  }

  if (mirrors != nullptr)
    for (std::size_t m = first_mirror; m < mirrors->size(); ++m) (*mirrors)[m].tile_x = tx;

  // Who is in the way of the light. Where a tile shows one smooth surface, half of its pixels ask and the others take
  // their neighbours' answers: the filter would mix them anyway. In finals they do so only where all answers are the same.
  constexpr std::uint16_t kChecker = 0xA5A5;
  bool one_surface = true;
  for (int k = 0; k < 16 && one_surface; ++k)
    one_surface = lanes[k].hit && tile_ids[k] == tile_ids[0] && glm::dot(lanes[k].point.normal, lanes[0].point.normal) > 0.85f && lanes[k].surface.opacity > 0.985f;
  const bool even = one_surface && !gather_;
  ShadowWay queries[16 * (kMaxKeyLights + 2)];
  int asked = 0;
  std::uint16_t filled[kMaxKeyLights + 2] = {}, traced[kMaxKeyLights + 2] = {};
  const auto add_query = [&](int c, int k) {
    const float su = unit_float(hash32(tile_hash + static_cast<std::uint32_t>(c) * 101u)) * 0.25f + static_cast<float>(c) * 0.381966f;
    const float sv = unit_float(hash32(tile_hash + static_cast<std::uint32_t>(c) * 211u + 7u)) * 0.25f + static_cast<float>(c) * 0.276393f;
    const Lane& lane = lanes[k];
    const Emitter& light = emitters[c < keys_ ? key_lights_[static_cast<std::size_t>(c)] : rest_light[k]];
    const Vec2 r = r2(sibling.number * 16u + kBayer[k >> 2][k & 3], su, sv);
    Vec3 o = lane.point.lifted + lane.point.geometric * 1.5e-3f;
    float distance = 0;
    const Vec3 d = aim(light, o, r, distance);
    if (glm::dot(d, lane.point.geometric) < 0.f) {
      if (lane.surface.translucency > 0.f) o = lane.point.position - lane.point.geometric * 1.5e-3f;
      else if (lane.surface.wrap > 0.f && glm::dot(d, lane.point.geometric) > -0.5f * lane.surface.wrap) o += lane.point.geometric * 0.02f;
    }
    float sharp = 0;
    if (gather_ && c < keys_) {
      // Up to where a shadow's edge is narrower than a few pixels.
      const float edge = 3.f * lane.point.t * lens_.pixel_angle(), l = std::max(distance, 1e-3f);
      const float across = light.kind == scene::LightKind::kRect ? std::sqrt(light.area) : 2.f * light.radius;
      sharp = light.kind == scene::LightKind::kSun ? edge / across : l * edge / (across + edge);
    }
    queries[asked++] = {k, c, o, d, 5e-4f, std::max(distance, 1e-3f), sharp, false};
  };
  for (int c = 0; c < openness_; ++c) {
    std::uint16_t wanted = 0;
    for (int k = 0; k < 16; ++k) {
      if (valid[k] == 0) continue;
      const bool lit_at_all = lanes[k].hit && luminance(pixels[k]->key[c]) > 1e-5f;
      light_.row(c, y0 + (k >> 2))[x0 + (k & 3)] = lit_at_all ? 1.f : 0.f;
      if (gather_ && c < keys_) near_.row(c, y0 + (k >> 2))[x0 + (k & 3)] = 1.f;
      if (lit_at_all) wanted = static_cast<std::uint16_t>(wanted | (1u << k));
    }
    traced[c] = one_surface ? half_of(wanted, kChecker) : wanted;
    filled[c] = static_cast<std::uint16_t>(wanted & ~traced[c]);
    for (int k = 0; k < 16; ++k)
      if ((traced[c] >> k & 1u) != 0) add_query(c, k);
  }

  // Openness (how much of the near hemisphere is free), or one gathered ray for finals.
  const float su = unit_float(hash32(tile_hash + 31u)) * 0.25f, sv = unit_float(hash32(tile_hash + 37u)) * 0.25f;
  alignas(64) int need[16];
  float reach_of_filter[16] = {};
  for (int k = 0; k < 16; ++k) {
    need[k] = 0;
    if (valid[k] == 0) continue;
    const int x = x0 + (k & 3), y = y0 + (k >> 2);
    for (int c = openness_; c < channels_; ++c) light_.row(c, y)[x] = gather_ ? 0.f : 1.f;
    if (!lanes[k].hit) continue;
    if (even && (kChecker >> k & 1u) == 0) {
      filled[openness_] = static_cast<std::uint16_t>(filled[openness_] | (1u << k));
      continue;
    }
    const HitPoint& p = lanes[k].point;
    const Vec2 r = r2(sibling.number * 16u + kBayer[y & 3][x & 3], su, sv);
    Vec3 n = lanes[k].surface.normal;
    Vec3 side = p.geometric;
    Vec3 from = p.lifted;
    if (gather_ && lanes[k].surface.translucency > 0.f && fract(r.x * 16.f + r.y) < lanes[k].surface.translucency) {
      n = -n;
      side = -side;
      from = p.position;
    }
    Vec3 d = cosine_direction(n, r.x, r.y);
    if (gather_ && side == p.geometric && fract(r.y * 16.f + r.x) < lanes[k].dull) {
      const Vec3 m = mirrored_by_facet(n, lanes[k].direction, lanes[k].surface.roughness, r.x, r.y);
      if (glm::dot(m, n) > 0.f) d = m;
    }
    const float under = glm::dot(d, side);
    if (under < 0.01f) d = unit_or(d + side * (0.02f - under), side);
    // Static corners are already dark in the cache: only their near detail is added.
    const float reach = gather_ ? 1e6f : p.placed->dynamic ? 0.45f : 0.30f;
    if (!gather_) {
      queries[asked++] = {k, openness_, from + side * 1.5e-3f, d, 1e-3f, reach, 0.f, false};
      traced[openness_] = static_cast<std::uint16_t>(traced[openness_] | (1u << k));
      continue;
    }
    reach_of_filter[k] = kFilterReach * p.t * lens_.pixel_angle();
    set_ray(q.ray, k, from + side * 1.5e-3f, d, 1e-3f, reach);
    q.hit.geomID[k] = q.hit.instID[0][k] = RTC_INVALID_GEOMETRY_ID;
    need[k] = -1;
  }
  std::uint16_t blocked[kMaxKeyLights + 2] = {};
  alignas(64) RTCRay16 way;
  const auto ask_from = [&](int begin) {
    for (int first = begin; first < asked; first += 16) {
      alignas(64) int ask[16];
      for (int k = 0; k < 16; ++k) {
        const ShadowWay& query = queries[std::min(first + k, asked - 1)];  // idle lanes must be sane, too
        ask[k] = first + k < asked ? -1 : 0;
        set_ray(way, k, query.origin, query.direction, query.near_t, query.reach);
      }
      rtcOccluded16(ask, scene, &loose, &way);
      for (int k = 0; k < 16; ++k)
        if (ask[k] != 0 && way.tfar[k] < 0.f) {
          ShadowWay& query = queries[first + k];
          query.blocked = true;
          blocked[query.channel] = static_cast<std::uint16_t>(blocked[query.channel] | (1u << query.lane));
          light_.row(query.channel, y0 + (query.lane >> 2))[x0 + (query.lane & 3)] = 0.f;
        }
    }
  };
  ask_from(0);
  for (int c = 0; c <= openness_ && even; ++c) fill_between(light_, tx, ty, c, traced[c], filled[c]);
  if (book_) {
    for (int i = 0; i < asked; ++i) keep_ray(tile(tx, ty), queries[i].channel, queries[i].lane, queries[i].origin, queries[i].direction, queries[i].reach);
    for (int c = 0; c <= openness_; ++c) book_->tiles[tile(tx, ty) * static_cast<std::size_t>(openness_ + 1) + static_cast<std::size_t>(c)].filled = filled[c];
  }
  if (!gather_) return;
  for (int c = 0, first = asked; c < openness_; ++c) {
    if (blocked[c] != 0 && blocked[c] != traced[c]) {
      for (int k = 0; k < 16; ++k)
        if ((filled[c] >> k & 1u) != 0) add_query(c, k);
      filled[c] = 0;
    }
    if (c + 1 == openness_) ask_from(first);
  }
  part_shadows(queries, asked, x0, y0);
  for (int c = 0; c < openness_; ++c) {
    if (filled[c] == 0 || blocked[c] == 0) continue;
    fill_between(light_, tx, ty, c, traced[c], filled[c]);
    if (c < keys_) fill_between(near_, tx, ty, c, traced[c], filled[c]);
  }
  gather_light(need, q, tile_hash, x0, y0, reach_of_filter);
}

// A shadow is what a near thing leaves times what a far one does. The first has sharp edges and hardly any grain, the
// second is soft and filtered widely.
void Picture::part_shadows(const ShadowWay* ways, int count, int x0, int y0) {
  RTCIntersectContext loose;
  rtcInitIntersectContext(&loose);
  alignas(64) RTCRay16 way;
  alignas(64) int ask[16];
  const ShadowWay* of[16];
  const auto put = [&](Planes& planes, const ShadowWay& w, float value) { planes.row(w.channel, y0 + (w.lane >> 2))[x0 + (w.lane & 3)] = value; };
  const auto flush = [&](int& filled, bool far, const ShadowWay** again, int& more) {
    if (filled == 0) return;
    for (int k = 0; k < 16; ++k) {
      ask[k] = k < filled ? -1 : 0;
      if (k >= filled) set_ray(way, k, Vec3(0.f), Vec3(0, 1, 0), 1.f, 0.f);
    }
    rtcOccluded16(ask, arrangement_->scene(), &loose, &way);
    for (int k = 0; k < filled; ++k) {
      const bool blocked = way.tfar[k] < 0.f;
      if (far) {
        if (!blocked) put(light_, *of[k], 1.f);
      } else if (blocked) {
        put(near_, *of[k], 0.f);
        again[more++] = of[k];
      }
    }
    filled = 0;
  };
  const ShadowWay* again[16 * kMaxKeyLights];
  int more = 0, filled = 0;
  for (int i = 0; i < count; ++i) {
    const ShadowWay& w = ways[i];
    if (!w.blocked || w.channel >= keys_) continue;
    set_ray(way, filled, w.origin, w.direction, w.near_t, std::min(w.sharp, w.reach));
    of[filled] = &w;
    if (++filled == 16) flush(filled, false, again, more);
  }
  flush(filled, false, again, more);
  // What stands far beyond a near thing: asked apart, or the far shadow would have a hole there.
  for (int i = 0, all = more; i < all; ++i) {
    const ShadowWay& w = *again[i];
    if (w.sharp >= w.reach) {
      put(light_, w, 1.f);
      continue;
    }
    set_ray(way, filled, w.origin, w.direction, w.sharp, w.reach);
    of[filled] = &w;
    if (++filled == 16) flush(filled, true, nullptr, more);
  }
  flush(filled, true, nullptr, more);
}

}  // namespace auteur::render
