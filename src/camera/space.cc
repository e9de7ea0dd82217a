#include "space.h"

#include <algorithm>
#include <set>

namespace auteur::camera {
namespace {

constexpr float kFinest = 0.05f, kMostCells = 2e6f, kFloor = 0.05f;
constexpr int kFarthest = 40;

bool finite(Vec3 p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); }

// What shapes the place itself is not in the way.
bool shell(const std::string& name) {
  for (const char* part : {"wall/", "floor", "ceiling", "ground", "road", "pavement", "sky"})
    if (name.starts_with(part)) return true;
  return false;
}

}  // namespace

Space::Space(const world::Set* set) {
  if (!set) return;
  const bool inside = set->setting == screenplay::Setting::kInterior;
  const auto sane = [](float v, float fallback, float most) { return std::isfinite(v) && v > 1.f ? std::min(v, most) : fallback; };
  const float reach = inside ? 0.3f : 5.f, w = sane(set->size.x, 5, 60) / 2 + reach, d = sane(set->size.z, 4, 60) / 2 + reach, h = std::min(sane(set->size.y, 2.8f, 30), 4.f);
  region_.add({-w, kFloor, -d});
  region_.add({w, h, d});
  const Vec3 size = region_.size();
  cell_ = std::max(kFinest, std::cbrt(size.x * size.y * size.z / kMostCells));
  count_ = glm::ivec3(glm::ceil(size / cell_));
  away_.assign(static_cast<std::size_t>(count_.x) * static_cast<std::size_t>(count_.y) * static_cast<std::size_t>(count_.z), kFarthest);
  std::set<std::string> shaped;
  for (const scene::Instance& instance : set->instances) {
    if (!instance.mesh || shell(instance.name)) continue;
    shaped.insert(instance.name);
    const scene::Mesh& mesh = *instance.mesh;
    std::vector<Vec3> world(mesh.positions.size());
    for (std::size_t i = 0; i < world.size(); ++i) world[i] = Vec3(instance.world_from_object * Vec4(mesh.positions[i], 1));
    for (std::size_t k = 0; k < mesh.triangles.size(); ++k) {
      const glm::uvec3 t = mesh.triangles[k];
      if (std::max({t.x, t.y, t.z}) >= world.size()) continue;
      if (k < mesh.triangle_material.size() && mesh.triangle_material[k] < mesh.materials.size() && mesh.materials[mesh.triangle_material[k]].opacity < 0.9f) continue;  // glass
      mark_triangle(world[t.x], world[t.y], world[t.z]);
    }
  }
  for (const world::Piece& piece : set->pieces) {
    Box box = piece.bounds;
    if (shaped.contains(piece.id) || box.empty() || !finite(box.low) || !finite(box.high) || box.high.y < 0.06f) continue;
    if (box.size().x > 0.9f * set->size.x && box.size().z > 0.9f * set->size.z) continue;
    // Small dressing may be part of another piece's geometry: only what would block a walk is worth a guess.
    if (!piece.blocks_walking) continue;
    for (const world::Anchor& a : set->anchors)
      if ((a.kind == world::AnchorKind::kSeat || a.kind == world::AnchorKind::kBed) && a.id.starts_with(piece.id)) box.high.y = std::min(box.high.y, a.position.y);
    mark_box(box);
  }
  measure();
}

// Chessboard distance in two sweeps: every cell is one more than the nearest of its neighbours already swept.
void Space::measure() {
  const auto sweep = [&](int sign) {
    const int nx = count_.x, ny = count_.y, nz = count_.z;
    for (int v = 0; v < ny; ++v)
      for (int w = 0; w < nz; ++w)
        for (int u = 0; u < nx; ++u) {
          const int x = sign > 0 ? u : nx - 1 - u, y = sign > 0 ? v : ny - 1 - v, z = sign > 0 ? w : nz - 1 - w;
          std::uint8_t& here = away_[index(x, y, z)];
          int best = here;
          const auto ask = [&](int dx, int dy, int dz) {
            const int i = x - sign * dx, j = y - sign * dy, k = z - sign * dz;
            if (i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz) best = std::min(best, away_[index(i, j, k)] + 1);
          };
          if (best > 0) {
            for (int dz = -1; dz <= 1; ++dz)
              for (int dx = -1; dx <= 1; ++dx) ask(dx, 1, dz);
            for (int dx = -1; dx <= 1; ++dx) ask(dx, 0, 1);
            ask(1, 0, 0);
          }
          here = static_cast<std::uint8_t>(best);
        }
  };
  sweep(1);
  sweep(-1);
}

void Space::mark(Vec3 p) {
  const glm::ivec3 i = glm::ivec3(glm::floor((p - region_.low) / cell_));
  if (i.x < 0 || i.y < 0 || i.z < 0 || i.x >= count_.x || i.y >= count_.y || i.z >= count_.z) return;
  away_[index(i.x, i.y, i.z)] = 0;
}

void Space::mark_triangle(Vec3 a, Vec3 b, Vec3 c) {
  if (!finite(a) || !finite(b) || !finite(c)) return;
  const Vec3 low = glm::min(a, glm::min(b, c)), high = glm::max(a, glm::max(b, c));
  for (int k = 0; k < 3; ++k)
    if (high[k] < region_.low[k] || low[k] > region_.high[k]) return;
  const float longest = std::max({glm::length(b - a), glm::length(c - a), glm::length(c - b)});
  const int n = std::clamp(static_cast<int>(longest / (0.7f * cell_)) + 1, 1, 600);
  for (int i = 0; i <= n; ++i)
    for (int j = 0; i + j <= n; ++j) mark(a + (b - a) * (static_cast<float>(i) / static_cast<float>(n)) + (c - a) * (static_cast<float>(j) / static_cast<float>(n)));
}

void Space::mark_box(const Box& box) {
  const Vec3 low = glm::max(box.low, region_.low), high = glm::min(box.high, region_.high);
  for (float y = low.y; y <= high.y + 0.5f * cell_; y += cell_)
    for (float z = low.z; z <= high.z + 0.5f * cell_; z += cell_)
      for (float x = low.x; x <= high.x + 0.5f * cell_; x += cell_) mark(glm::min({x, y, z}, high));
}

float Space::free_way(Vec3 a, Vec3 b) const {
  if (away_.empty()) return 1;
  const Vec3 d = b - a;
  const float length = glm::length(d);
  if (!(length > 1e-4f)) return 1;
  // The part of the way that lies in the region.
  float from = 0, to = 1;
  for (int k = 0; k < 3; ++k) {
    if (std::abs(d[k]) < 1e-7f) {
      if (a[k] <= region_.low[k] || a[k] >= region_.high[k]) return 1;
      continue;
    }
    float t0 = (region_.low[k] - a[k]) / d[k], t1 = (region_.high[k] - a[k]) / d[k];
    if (t0 > t1) std::swap(t0, t1);
    from = std::max(from, t0), to = std::min(to, t1);
  }
  if (from >= to) return 1;
  // As many cells at a time as are known to be empty, half a cell where something is near.
  const float longest = std::max({std::abs(d.x), std::abs(d.y), std::abs(d.z)});
  const Vec3 start = (a - region_.low) / cell_, per = d / cell_;
  bool out_of_start = from > 0;
  for (float at = from + 1e-5f; at < to;) {
    const glm::ivec3 i = glm::clamp(glm::ivec3(start + per * at), glm::ivec3(0), count_ - 1);
    const int away = away_[index(i.x, i.y, i.z)];
    if (away == 0 && out_of_start) return at;
    out_of_start = out_of_start || away > 0;
    at += std::max(static_cast<float>(away) - 1.f, 0.5f) * cell_ / longest;
  }
  return 1;
}

}  // namespace auteur::camera
