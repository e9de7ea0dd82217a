#include "light_cache.h"

namespace auteur::render {

F4 LightCache::read(Vec3 p, Vec3 n, bool want_total) const {
  F4 sum = f4(0.f);
  if (nodes.empty()) return sum;
  const Vec3 q = (p - origin) * (1.f / spacing);
  const Vec3 base = glm::floor(q), f = q - base;
  const int x = static_cast<int>(base.x), y = static_cast<int>(base.y), z = static_cast<int>(base.z);
  if (x < 0 || y < 0 || z < 0 || x + 1 >= size.x || y + 1 >= size.y || z + 1 >= size.z) return sum;
  const Vec3 n2 = n * n;
  const int fx = face_of(0, n.x), fy = face_of(1, n.y), fz = face_of(2, n.z);
  const std::size_t row = static_cast<std::size_t>(size.x), plane = row * static_cast<std::size_t>(size.y);
  const std::size_t i0 = static_cast<std::size_t>(z) * plane + static_cast<std::size_t>(y) * row + static_cast<std::size_t>(x);
  for (int k = 0; k < 8; ++k) {
    const std::int32_t id = index[i0 + static_cast<std::size_t>(k & 1) + ((k & 2) ? row : 0) + ((k & 4) ? plane : 0)];
    if (id < 0) continue;
    const float w = ((k & 1) ? f.x : 1.f - f.x) * ((k & 2) ? f.y : 1.f - f.y) * ((k & 4) ? f.z : 1.f - f.z);
    const LightNode& node = nodes[static_cast<std::size_t>(id)];
    const F4* e = want_total ? node.total : node.bounced;
    sum += e[fx] * (w * n2.x) + e[fy] * (w * n2.y) + e[fz] * (w * n2.z);
  }
  if (sum[3] > 1e-5f) {
    const float confidence = sum[3];
    sum = sum * (1.f / confidence);
    sum[3] = confidence;
  }
  return sum;
}

Vec3 LightCache::air(Vec3 p, Vec3 n) const {
  if (probes.empty()) return Vec3(0.f);
  const Vec3 limit = Vec3(air_size) - Vec3(1.001f);
  const Vec3 q = glm::clamp((p - air_origin) * (1.f / air_spacing), Vec3(0.f), glm::max(limit, Vec3(0.f)));
  const Vec3 base = glm::floor(q), f = q - base;
  const auto x = static_cast<std::size_t>(base.x), y = static_cast<std::size_t>(base.y), z = static_cast<std::size_t>(base.z);
  const std::size_t row = static_cast<std::size_t>(air_size.x), plane = row * static_cast<std::size_t>(air_size.y);
  const std::size_t i0 = z * plane + y * row + x;
  const Vec3 n2 = n * n;
  const int fx = face_of(0, n.x), fy = face_of(1, n.y), fz = face_of(2, n.z);
  F4 sum = f4(0.f);
  for (int k = 0; k < 8; ++k) {
    const AirProbe& probe = probes[i0 + static_cast<std::size_t>(k & 1) + ((k & 2) ? row : 0) + ((k & 4) ? plane : 0)];
    const float w = ((k & 1) ? f.x : 1.f - f.x) * ((k & 2) ? f.y : 1.f - f.y) * ((k & 4) ? f.z : 1.f - f.z);
    sum += probe.face[fx] * (w * n2.x) + probe.face[fy] * (w * n2.y) + probe.face[fz] * (w * n2.z);
  }
  return vec3(sum) * (1.f / std::max(sum[3], 1e-4f));
}

Vec3 LightCache::bounced(Vec3 p, Vec3 n) const {
  const F4 e = read(p, n, false);
  if (e[3] > 0.02f) return vec3(e);
  const float k = e[3] * 50.f;
  return k > 1e-4f ? glm::mix(air(p, n), vec3(e), k) : air(p, n);
}

Vec3 LightCache::total(Vec3 p, Vec3 n) const {
  const F4 e = read(p, n, true);
  return e[3] > 1e-3f ? vec3(e) : air(p, n);
}

std::int32_t LightCache::nearest(Vec3 p, Vec3 n) const {
  const Vec3 q = (p - origin) * (1.f / spacing);
  const int x = static_cast<int>(std::floor(q.x)), y = static_cast<int>(std::floor(q.y)), z = static_cast<int>(std::floor(q.z));
  if (x < 0 || y < 0 || z < 0 || x + 1 >= size.x || y + 1 >= size.y || z + 1 >= size.z) return -1;
  const Vec3 a = glm::abs(n);
  const int axis = a.x > a.y ? (a.x > a.z ? 0 : 2) : (a.y > a.z ? 1 : 2);
  const int face = face_of(axis, axis == 0 ? n.x : axis == 1 ? n.y : n.z);
  std::int32_t best = -1;
  float best_distance = 1e9f;
  for (int k = 0; k < 8; ++k) {
    const glm::ivec3 c(x + (k & 1), y + ((k >> 1) & 1), z + ((k >> 2) & 1));
    const std::int32_t id = index[(static_cast<std::size_t>(c.z) * static_cast<std::size_t>(size.y) + static_cast<std::size_t>(c.y)) * static_cast<std::size_t>(size.x) + static_cast<std::size_t>(c.x)];
    if (id < 0 || nodes[static_cast<std::size_t>(id)].bounced[face][3] <= 0.f) continue;
    const Vec3 d = q - Vec3(c);
    const float distance = glm::dot(d, d);
    if (distance < best_distance) {
      best_distance = distance;
      best = id * 6 + face;
    }
  }
  return best;
}

}  // namespace auteur::render
