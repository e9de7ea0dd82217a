// Baking the light of a stage. Samples are laid over the surfaces, sorted by the cache entry they fall into, and summed
// entry by entry: the result depends on neither threads nor timing.
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>

#include "stage.h"

namespace auteur::render {
namespace {

constexpr int kRaysPerSample = 4;
constexpr int kBounces = 5;
constexpr int kProbeRays = 192;

struct Sample {
  Vec3 position{0.f};  // lifted off the surface
  Vec3 normal{0, 1, 0};
  Vec3 direct{0.f};    // irradiance
  Vec3 bounced{0.f};
  std::int32_t entry = -1;
  bool open = false;
};

// What a gather ray met: a cache entry (or -1) and the share of its light that comes back.
struct Met {
  std::int32_t entry = -1;
  Vec3 weight{0.f};  // of entry's irradiance / of the constant when entry < 0
};

struct Baker {
  Stage& stage;
  const Arrangement arrangement;
  std::uint64_t seed;

  Baker(Stage& s, std::uint64_t random) : stage(s), arrangement(s, {}), seed(random) {}

  // Triangles of every instance with their running area.
  std::vector<double> running;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> triangles;  // instance, triangle
  std::vector<const Placed*> instances;

  void collect() {
    for (const Placed& p : stage.flat) instances.push_back(&p);
    for (const Placed& p : stage.repeated) instances.push_back(&p);
    double area = 0;
    for (std::uint32_t k = 0; k < instances.size(); ++k) {
      const Placed& p = *instances[k];
      const auto& mesh = *p.mesh;
      for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t) {
        const glm::uvec3 i = mesh.triangles[t];
        if (i.x >= mesh.positions.size() || i.y >= mesh.positions.size() || i.z >= mesh.positions.size()) continue;
        Vec3 c[3];
        bool good = true;
        for (int v = 0; v < 3; ++v) {
          c[v] = Vec3(p.world_from_object * Vec4(mesh.positions[i[v]], 1.f));
          good = good && finite(c[v]) && glm::dot(c[v], c[v]) < 1e12f;
        }
        if (!good) continue;
        for (const Vec3& v : c) stage.bounds.add(v);
        // Very large triangles (ground planes, backdrops) must not eat the whole budget.
        area += std::min(0.5 * static_cast<double>(glm::length(glm::cross(c[1] - c[0], c[2] - c[0]))), 400.0);
        running.push_back(area);
        triangles.emplace_back(k, t);
      }
    }
  }

  HitPoint point_on(std::size_t which, float u, float v, bool back) const {
    const Placed& p = *instances[triangles[which].first];
    const std::uint32_t t = triangles[which].second;
    const glm::uvec3 i = p.mesh->triangles[t];
    const Vec3 a = p.mesh->positions[i.x], b = p.mesh->positions[i.y], c = p.mesh->positions[i.z];
    const float s = std::sqrt(u), bu = s * (1.f - v), bv = s * v;
    const Vec3 world = Vec3(p.world_from_object * Vec4(a * (1.f - bu - bv) + b * bu + c * bv, 1.f));
    Vec3 n = unit_or(p.normal_from_object * glm::cross(b - a, c - a), Vec3(0, 1, 0));
    if (back) n = -n;
    return resolve(p, t, bu, bv, 0.f, world, -n);
  }

  std::size_t node_count() const { return static_cast<std::size_t>(stage.cache.size.x) * static_cast<std::size_t>(stage.cache.size.y) * static_cast<std::size_t>(stage.cache.size.z); }
};

float spacing_for(double area, const Box& bounds) {
  const Vec3 s = glm::max(bounds.size(), Vec3(0.1f));
  float h = std::max(0.11f, static_cast<float>(std::sqrt(area / 45000.0)));
  const double volume = static_cast<double>(s.x) * static_cast<double>(s.y) * static_cast<double>(s.z);
  h = std::max(h, static_cast<float>(std::cbrt(volume / 5e6)));
  return std::max(h, std::max({s.x, s.y, s.z}) / 2000.f);
}

}  // namespace

Status bake_light(Stage& stage, Progress& progress) {
  const float effort = stage.effort;
  const std::uint64_t seed = stage.seed;
  stage.cache = {};
  Baker baker(stage, seed);
  baker.collect();
  LightCache& cache = stage.cache;
  if (baker.running.empty()) return {};
  const double area = baker.running.back();
  const Box& bounds = stage.bounds;
  cache.spacing = spacing_for(area, bounds);
  cache.origin = bounds.low - Vec3(1.37f * cache.spacing);
  cache.size = glm::ivec3(glm::ceil((bounds.size() + Vec3(3.f * cache.spacing)) * (1.f / cache.spacing))) + glm::ivec3(1);
  cache.index.assign(baker.node_count(), -1);

  // 1. Samples over the surfaces, a random side each.
  const double per_cell = 14.0 * static_cast<double>(effort);
  const auto count = static_cast<std::size_t>(std::clamp(area / static_cast<double>(cache.spacing * cache.spacing) * per_cell, std::min(20'000.0, 20'000.0 * static_cast<double>(effort)), 400'000.0 * static_cast<double>(effort)));
  std::vector<Sample> samples(count);
  std::vector<std::int64_t> key(count);  // node * 6 + face
  const RTCScene world = baker.arrangement.scene();
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, 512), [&](const tbb::blocked_range<std::size_t>& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      Random random(mix(seed, 1, i));
      const double at = (static_cast<double>(i) + random.unit()) / static_cast<double>(count) * area;
      const auto which = std::min<std::size_t>(static_cast<std::size_t>(std::lower_bound(baker.running.begin(), baker.running.end(), at) - baker.running.begin()), baker.running.size() - 1);
      const float u = static_cast<float>(random.unit()), v = static_cast<float>(random.unit());
      const HitPoint hit = baker.point_on(which, u, v, random.unit() < 0.5);
      Sample& s = samples[i];
      s.normal = hit.normal;
      s.position = hit.lifted + hit.geometric * 2e-3f;
      const Vec3 q = (hit.position - cache.origin) * (1.f / cache.spacing);
      glm::ivec3 c;
      for (int a = 0; a < 3; ++a) {
        const float base = std::floor(q[a]);
        c[a] = static_cast<int>(base) + (random.unit() < static_cast<double>(q[a] - base) ? 1 : 0);
        c[a] = std::clamp(c[a], 0, cache.size[a] - 1);
      }
      const Vec3 n2 = s.normal * s.normal;
      const float pick = static_cast<float>(random.unit()) * (n2.x + n2.y + n2.z);
      const int axis = pick < n2.x ? 0 : pick < n2.x + n2.y ? 1 : 2;
      const std::int64_t node = (static_cast<std::int64_t>(c.z) * cache.size.y + c.y) * cache.size.x + c.x;
      key[i] = node * 6 + face_of(axis, s.normal[axis]);
      // Inside walls and closed furniture there is nothing to see; mixed into the cache, such samples would darken the
      // room's side of a thin wall or carry the outside's light through it.
      int free = 0;
      for (std::uint32_t k = 0; k < 8 && free < 3; ++k) {
        const Vec2 r = r2(k, u, v);
        if (!blocked(world, s.position, cosine_direction(s.normal, r.x, r.y), 0.45f)) ++free;
      }
      s.open = free >= 3;
      if (!s.open) continue;
      for (const Emitter& e : stage.lighting.emitters) {
        const Arrival a = arrive(e, s.position, s.normal, 0.f);
        if (luminance(a.irradiance) < 1e-6f) continue;
        const float ru = static_cast<float>(random.unit()), rv = static_cast<float>(random.unit());
        float distance = 0;
        const Vec3 d = aim(e, s.position, {ru, rv}, distance);
        if (!blocked(world, s.position, d, distance)) s.direct += a.irradiance;
      }
    }
  });
  if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Preparing the light was stopped.");
  progress.advance(0.35, "light");

  // 2. Number the nodes in the order of the grid; sort samples by entry.
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) {
    order[i] = i;
    cache.index[static_cast<std::size_t>(key[i] / 6)] = 0;
  }
  std::int32_t nodes = 0;
  for (std::int32_t& i : cache.index)
    if (i == 0) i = nodes++;
  cache.nodes.resize(static_cast<std::size_t>(nodes));
  for (std::size_t i = 0; i < count; ++i) samples[i].entry = cache.index[static_cast<std::size_t>(key[i] / 6)] * 6 + static_cast<std::int32_t>(key[i] % 6);
  const std::size_t entries = static_cast<std::size_t>(nodes) * 6;
  std::vector<std::uint32_t> begin(entries + 1, 0), sorted(count);
  for (const Sample& s : samples) ++begin[static_cast<std::size_t>(s.entry) + 1];
  for (std::size_t e = 0; e < entries; ++e) begin[e + 1] += begin[e];
  {
    std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
    for (std::size_t i = 0; i < count; ++i) sorted[next[static_cast<std::size_t>(samples[i].entry)]++] = static_cast<std::uint32_t>(i);
  }
  // Neighbours of a node along the axes; used to spread few samples over a smooth field.
  std::vector<std::int32_t> neighbour(static_cast<std::size_t>(nodes) * 26, -1);
  std::vector<glm::ivec3> where(static_cast<std::size_t>(nodes));
  for (int z = 0; z < cache.size.z; ++z)
    for (int y = 0; y < cache.size.y; ++y)
      for (int x = 0; x < cache.size.x; ++x) {
        const std::int32_t id = cache.index[(static_cast<std::size_t>(z) * static_cast<std::size_t>(cache.size.y) + static_cast<std::size_t>(y)) * static_cast<std::size_t>(cache.size.x) + static_cast<std::size_t>(x)];
        if (id >= 0) where[static_cast<std::size_t>(id)] = {x, y, z};
      }
  tbb::parallel_for(std::int32_t{0}, nodes, [&](std::int32_t id) {
    int k = 0;
    for (int dz = -1; dz <= 1; ++dz)
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          if (dx == 0 && dy == 0 && dz == 0) continue;
          const glm::ivec3 c = where[static_cast<std::size_t>(id)] + glm::ivec3(dx, dy, dz);
          if (c.x >= 0 && c.y >= 0 && c.z >= 0 && c.x < cache.size.x && c.y < cache.size.y && c.z < cache.size.z)
            neighbour[static_cast<std::size_t>(id) * 26 + static_cast<std::size_t>(k)] =
                cache.index[(static_cast<std::size_t>(c.z) * static_cast<std::size_t>(cache.size.y) + static_cast<std::size_t>(c.y)) * static_cast<std::size_t>(cache.size.x) + static_cast<std::size_t>(c.x)];
          ++k;
        }
  });
  std::vector<F4> raw(entries), direct(entries), spread(entries);
  const auto gather_samples = [&](bool want_direct) {
    tbb::parallel_for(std::size_t{0}, entries, [&](std::size_t e) {
      Vec3 sum(0.f);
      float known = 0;
      for (std::uint32_t i = begin[e]; i < begin[e + 1]; ++i) {
        const Sample& s = samples[sorted[i]];
        if (!s.open) continue;
        sum += want_direct ? s.direct : s.bounced;
        known += 1.f;
      }
      raw[e] = f4(sum, known);
    });
    // Weighted by sample counts, so poor entries lean on their neighbours of the same face.
    tbb::parallel_for(std::int32_t{0}, nodes, [&](std::int32_t id) {
      for (std::size_t f = 0; f < 6; ++f) {
        const std::size_t e = static_cast<std::size_t>(id) * 6 + f;
        F4 sum = raw[e];
        // An entry without samples takes all it has from its neighbours.
        const float share = sum[3] <= 0.f ? 1.f : want_direct ? 0.05f : 0.35f;
        for (std::size_t k = 0; k < 26; ++k) {
          const std::int32_t other = neighbour[static_cast<std::size_t>(id) * 26 + k];
          if (other >= 0) sum += raw[static_cast<std::size_t>(other) * 6 + f] * share;
        }
        if (sum[3] <= 0.f) {
          spread[e] = f4(0.f);
          continue;
        }
        spread[e] = sum * (1.f / sum[3]);
        spread[e][3] = 1.f;
      }
    });
  };
  gather_samples(true);
  direct = spread;
  for (std::size_t e = 0; e < entries; ++e) {
    cache.nodes[e / 6].total[e % 6] = direct[e];
    cache.nodes[e / 6].bounced[e % 6] = F4{0, 0, 0, direct[e][3]};
  }
  progress.advance(0.45, "light");

  // 3. What each sample and each air probe sees: traced once, lit again for every bounce.
  const auto look = [&](Vec3 origin, Vec3 direction) {
    Met met;
    const SingleHit h = trace(world, origin, direction, 5e-4f, 1e6f);
    if (!h.hit) {
      if (!stage.lighting.through_portal(origin, direction)) met.weight = stage.lighting.sky.radiance(direction) * kPi;
      return met;
    }
    const HitPoint p = resolve(baker.arrangement.placed(h.instance, h.geometry), h.triangle, h.u, h.v, h.t, origin, direction);
    const scene::Material& m = material_of(*p.placed->mesh, h.triangle);
    if (m.opacity < 0.5f) {  // look through one pane
      const Vec3 behind = p.position + direction * 1e-3f;
      const SingleHit h2 = trace(world, behind, direction, 5e-4f, 1e6f);
      if (!h2.hit) {
        if (!stage.lighting.through_portal(origin, direction)) met.weight = stage.lighting.sky.radiance(direction) * kPi;
        return met;
      }
      const HitPoint p2 = resolve(baker.arrangement.placed(h2.instance, h2.geometry), h2.triangle, h2.u, h2.v, h2.t, behind, direction);
      met.entry = cache.nearest(p2.position, p2.normal);
      if (met.entry >= 0) met.weight = surface_at(p2, 0.1f).diffuse();
      return met;
    }
    met.entry = cache.nearest(p.position, p.normal);
    const Surface s = surface_at(p, 0.1f);
    if (met.entry >= 0) met.weight = s.diffuse() + s.f0() * 0.5f;
    return met;
  };
  std::vector<Met> met(count * kRaysPerSample);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, 256), [&](const tbb::blocked_range<std::size_t>& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      if (!samples[i].open) continue;
      const std::uint32_t h = static_cast<std::uint32_t>(mix(seed, 2, i));
      for (int k = 0; k < kRaysPerSample; ++k) {
        const Vec2 r = r2(static_cast<std::uint32_t>(k), unit_float(h), unit_float(hash32(h)));
        met[i * kRaysPerSample + static_cast<std::size_t>(k)] = look(samples[i].position, cosine_direction(samples[i].normal, r.x, r.y));
      }
    }
  });
  if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Preparing the light was stopped.");
  progress.advance(0.75, "light");

  // 4. Bounces.
  for (int bounce = 0; bounce < kBounces; ++bounce) {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, 1024), [&](const tbb::blocked_range<std::size_t>& range) {
      for (std::size_t i = range.begin(); i != range.end(); ++i) {
        Vec3 sum(0.f);
        for (std::size_t k = 0; k < kRaysPerSample; ++k) {
          const Met& m = met[i * kRaysPerSample + k];
          sum += m.entry < 0 ? m.weight : m.weight * vec3(cache.nodes[static_cast<std::size_t>(m.entry) / 6].total[static_cast<std::size_t>(m.entry) % 6]);
        }
        samples[i].bounced = glm::min(sum * (1.f / kRaysPerSample), Vec3(1e4f));
      }
    });
    gather_samples(false);
    for (std::size_t e = 0; e < entries; ++e) {
      cache.nodes[e / 6].bounced[e % 6] = spread[e];
      F4 sum = spread[e] + direct[e];
      sum[3] = spread[e][3];
      cache.nodes[e / 6].total[e % 6] = sum;
    }
  }
  progress.advance(0.85, "light");

  // 5. The air.
  const Vec3 extent = glm::max(bounds.size(), Vec3(0.1f));
  const double volume = static_cast<double>(extent.x) * static_cast<double>(extent.y) * static_cast<double>(extent.z);
  cache.air_spacing = std::max(0.35f, static_cast<float>(std::cbrt(volume / 4000.0)));
  cache.air_spacing = std::max(cache.air_spacing, std::max({extent.x, extent.y, extent.z}) / 200.f);
  cache.air_size = glm::max(glm::ivec3(glm::ceil(extent * (1.f / cache.air_spacing))) + glm::ivec3(0), glm::ivec3(1)) + glm::ivec3(1);
  // The outermost probes sit a little inside the set, not in its walls.
  const Vec3 span = Vec3(cache.air_size - glm::ivec3(1)) * cache.air_spacing;
  cache.air_origin = bounds.centre() - span * 0.5f;
  const auto probe_count = static_cast<std::size_t>(cache.air_size.x) * static_cast<std::size_t>(cache.air_size.y) * static_cast<std::size_t>(cache.air_size.z);
  cache.probes.assign(probe_count, AirProbe{});
  tbb::parallel_for(std::size_t{0}, probe_count, [&](std::size_t i) {
    const auto sx = static_cast<std::size_t>(cache.air_size.x), sy = static_cast<std::size_t>(cache.air_size.y);
    Vec3 p = cache.air_origin + Vec3(static_cast<float>(i % sx), static_cast<float>(i / sx % sy), static_cast<float>(i / (sx * sy))) * cache.air_spacing;
    const Vec3 inset = glm::min(Vec3(0.12f), extent * 0.25f);
    p = glm::clamp(p, bounds.low + inset, bounds.high - inset);
    AirProbe& probe = cache.probes[i];
    F4 sum[6] = {};
    int close = 0;
    const float shift = unit_float(static_cast<std::uint32_t>(mix(seed, 3, i)));
    for (int k = 0; k < kProbeRays; ++k) {
      const float y = 1.f - 2.f * (static_cast<float>(k) + 0.5f) / kProbeRays, r = std::sqrt(std::max(0.f, 1.f - y * y));
      const float phi = 2.f * kPi * fract(static_cast<float>(k) * 0.61803399f + shift);
      const Vec3 d(r * std::cos(phi), y, r * std::sin(phi));
      const SingleHit h = trace(world, p, d, 0.f, cache.air_spacing * 0.4f);
      if (h.hit) ++close;
      const Met m = look(p, d);
      const Vec3 light = m.entry < 0 ? m.weight : m.weight * vec3(cache.nodes[static_cast<std::size_t>(m.entry) / 6].total[static_cast<std::size_t>(m.entry) % 6]);
      for (int a = 0; a < 3; ++a) {
        const float c = std::fabs(d[a]);
        sum[face_of(a, d[a])] += f4(light * c, c);
      }
    }
    // A probe inside a cupboard or a wall sees only near things: it counts little.
    const float open = 1.f - static_cast<float>(close) / kProbeRays;
    const float weight = open < 0.35f ? 1e-3f : open;
    for (int f = 0; f < 6; ++f) probe.face[f] = sum[f][3] > 0.f ? f4(vec3(sum[f]) * (weight / sum[f][3]), weight) : f4(0.f);
  });
  // Between walls the air glows with the light that goes about the room.
  if (stage.air.bounded) {
    F4 sum = f4(0.f);
    for (std::size_t i = 0; i < probe_count; ++i) {
      const auto sx = static_cast<std::size_t>(cache.air_size.x), sy = static_cast<std::size_t>(cache.air_size.y);
      const Vec3 p = cache.air_origin + Vec3(static_cast<float>(i % sx), static_cast<float>(i / sx % sy), static_cast<float>(i / (sx * sy))) * cache.air_spacing;
      if (glm::all(glm::greaterThanEqual(p, stage.air.within.low)) && glm::all(glm::lessThanEqual(p, stage.air.within.high)))
        for (const F4& face : cache.probes[i].face) sum += face;
    }
    stage.air.ambient = sum[3] > 0.f ? vec3(sum) * (1.f / (sum[3] * kPi)) : Vec3(0.f);
  }
  return {};
}

}  // namespace auteur::render
