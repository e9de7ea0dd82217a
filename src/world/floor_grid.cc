#include "floor_grid.h"

#include <queue>

namespace auteur::world {
namespace {
constexpr float kCell = 0.1f;
}

FloorGrid::FloorGrid(const Set& set, float radius) {
  const float w = std::clamp(set.size.x, 0.5f, 60.f), d = std::clamp(set.size.z, 0.5f, 60.f);
  const float margin = set.walls.empty() ? 0.f : std::min(radius, 0.2f);
  x0_ = -w / 2;
  z0_ = -d / 2;
  width_ = std::max(1, static_cast<int>(w / kCell));
  depth_ = std::max(1, static_cast<int>(d / kCell));
  free_.assign(static_cast<std::size_t>(cells()), 1);
  for (int c = 0; c < cells(); ++c) {
    const Vec3 p = centre_of(c);
    bool ok = p.x >= x0_ + margin && p.x <= -x0_ - margin && p.z >= z0_ + margin && p.z <= -z0_ - margin;
    for (std::size_t i = 0; ok && i < set.pieces.size(); ++i) {
      const Piece& piece = set.pieces[i];
      if (!piece.blocks_walking) continue;
      const float dx = std::max({piece.bounds.low.x - p.x, 0.f, p.x - piece.bounds.high.x}), dz = std::max({piece.bounds.low.z - p.z, 0.f, p.z - piece.bounds.high.z});
      if (dx * dx + dz * dz < radius * radius) ok = false;
    }
    free_[static_cast<std::size_t>(c)] = ok;
  }
}

int FloorGrid::cell_of(Vec3 p) const {
  const int x = static_cast<int>(std::floor((p.x - x0_) / kCell)), z = static_cast<int>(std::floor((p.z - z0_) / kCell));
  return x < 0 || z < 0 || x >= width_ || z >= depth_ ? -1 : z * width_ + x;
}
Vec3 FloorGrid::centre_of(int cell) const {
  return {x0_ + (static_cast<float>(cell % width_) + 0.5f) * kCell, 0, z0_ + (static_cast<float>(cell / width_) + 0.5f) * kCell};
}
bool FloorGrid::free(Vec3 p) const {
  const int c = cell_of(p);
  return c >= 0 && free_[static_cast<std::size_t>(c)];
}

int FloorGrid::nearest(Vec3 p, const std::vector<std::uint8_t>& allowed, float at_least) const {
  int best = -1;
  float best_d = 1e30f;
  for (int c = 0; c < cells(); ++c) {
    if (!allowed[static_cast<std::size_t>(c)]) continue;
    const Vec3 q = centre_of(c) - p;
    const float d = q.x * q.x + q.z * q.z;
    if (d < best_d && d >= at_least * at_least) { best_d = d; best = c; }
  }
  return best;
}
int FloorGrid::nearest_free(Vec3 p) const {
  const int c = cell_of(p);
  return c >= 0 && free_[static_cast<std::size_t>(c)] ? c : nearest(p, free_, 0);
}

std::vector<std::uint8_t> FloorGrid::reached_from(Vec3 from) const {
  std::vector<std::uint8_t> seen(free_.size(), 0);
  const int start = nearest_free(from);
  if (start < 0) return seen;
  std::vector<int> open{start};
  seen[static_cast<std::size_t>(start)] = 1;
  while (!open.empty()) {
    const int c = open.back();
    open.pop_back();
    const int x = c % width_, z = c / width_;
    const int next[4] = {x > 0 ? c - 1 : -1, x + 1 < width_ ? c + 1 : -1, z > 0 ? c - width_ : -1, z + 1 < depth_ ? c + width_ : -1};
    for (const int n : next)
      if (n >= 0 && free_[static_cast<std::size_t>(n)] && !seen[static_cast<std::size_t>(n)]) {
        seen[static_cast<std::size_t>(n)] = 1;
        open.push_back(n);
      }
  }
  return seen;
}

bool FloorGrid::clear_line(Vec3 a, Vec3 b) const {
  const int steps = std::max(1, static_cast<int>(glm::length(b - a) / (kCell * 0.45f)));
  for (int i = 0; i <= steps; ++i)
    if (!free(glm::mix(a, b, static_cast<float>(i) / static_cast<float>(steps)))) return false;
  return true;
}

std::vector<Vec3> FloorGrid::way(Vec3 from, Vec3 to) const {
  const int start = nearest_free(from), goal = nearest_free(to);
  if (start < 0 || goal < 0) return {};
  std::vector<float> cost(free_.size(), 1e30f);
  std::vector<int> before(free_.size(), -1);
  using Node = std::pair<float, int>;
  std::priority_queue<Node, std::vector<Node>, std::greater<>> open;
  const Vec3 goal_at = centre_of(goal);
  cost[static_cast<std::size_t>(start)] = 0;
  open.push({glm::length(centre_of(start) - goal_at), start});
  while (!open.empty()) {
    const auto [estimate, c] = open.top();
    open.pop();
    if (c == goal) break;
    const float here = cost[static_cast<std::size_t>(c)];
    if (estimate > here + glm::length(centre_of(c) - goal_at) + 1e-4f) continue;
    const int x = c % width_, z = c / width_;
    for (int dz = -1; dz <= 1; ++dz)
      for (int dx = -1; dx <= 1; ++dx) {
        if ((dx == 0 && dz == 0) || x + dx < 0 || x + dx >= width_ || z + dz < 0 || z + dz >= depth_) continue;
        const int n = c + dz * width_ + dx;
        if (!free_[static_cast<std::size_t>(n)]) continue;
        if (dx != 0 && dz != 0 && (!free_[static_cast<std::size_t>(c + dx)] || !free_[static_cast<std::size_t>(c + dz * width_)])) continue;
        const float g = here + kCell * (dx != 0 && dz != 0 ? 1.41421356f : 1.f);
        if (g + 1e-6f < cost[static_cast<std::size_t>(n)]) {
          cost[static_cast<std::size_t>(n)] = g;
          before[static_cast<std::size_t>(n)] = c;
          open.push({g + glm::length(centre_of(n) - goal_at), n});
        }
      }
  }
  if (start != goal && before[static_cast<std::size_t>(goal)] < 0) return {};
  std::vector<Vec3> path;
  for (int c = goal; c >= 0; c = before[static_cast<std::size_t>(c)]) path.push_back(centre_of(c));
  std::reverse(path.begin(), path.end());
  std::vector<Vec3> taut{path.front()};  // pull the string tight
  for (std::size_t i = 0; i + 1 < path.size();) {
    std::size_t j = path.size() - 1;
    while (j > i + 1 && !clear_line(path[i], path[j])) --j;
    taut.push_back(path[j]);
    i = j;
  }
  return taut;
}

std::vector<Vec3> walk_path(const Set& set, Vec3 from, Vec3 to) {
  from.y = to.y = 0;
  const FloorGrid grid(set, kPersonRadius);
  std::vector<Vec3> path{from};
  if (grid.free(from) && grid.free(to) && grid.clear_line(from, to)) {
    path.push_back(to);
    return path;
  }
  const auto between = grid.way(from, to);
  for (std::size_t i = 0; i < between.size(); ++i) {
    const bool end = i == 0 || i + 1 == between.size();
    if (end && (glm::length(between[i] - from) < 0.12f || glm::length(between[i] - to) < 0.12f)) continue;  // the exact ends are added anyway
    path.push_back(between[i]);
  }
  path.push_back(to);
  return path;
}

bool is_free(const Set& set, Vec3 p, float radius) {
  const float margin = set.walls.empty() ? 0.f : radius;
  if (std::abs(p.x) > set.size.x / 2 - margin || std::abs(p.z) > set.size.z / 2 - margin) return false;
  for (const Piece& piece : set.pieces) {
    if (!piece.blocks_walking) continue;
    const float dx = std::max({piece.bounds.low.x - p.x, 0.f, p.x - piece.bounds.high.x}), dz = std::max({piece.bounds.low.z - p.z, 0.f, p.z - piece.bounds.high.z});
    if (dx * dx + dz * dz < radius * radius) return false;
  }
  return true;
}

}  // namespace auteur::world
