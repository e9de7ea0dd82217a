#include "layout_check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "relation_check.h"
#include "tables.h"

namespace auteur::world {
namespace {

using Triangle = std::array<Vec3, 3>;

enum class Part { kPiece, kProp, kShell, kBehind };
struct Body {
  std::string name;
  Part part = Part::kPiece;
  const Piece* piece = nullptr;
  std::vector<Triangle> triangles;
  Box box;
};

Box empty_box() { return {Vec3(1e9f), Vec3(-1e9f)}; }

void add_box(Body& b, const Box& x) {
  const auto corner = [&](int i) { return Vec3(i & 1 ? x.high.x : x.low.x, i & 2 ? x.high.y : x.low.y, i & 4 ? x.high.z : x.low.z); };
  constexpr int sides[6][4] = {{0, 1, 3, 2}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 3, 7, 6}, {0, 2, 6, 4}, {1, 3, 7, 5}};
  for (const auto& s : sides) {
    b.triangles.push_back({corner(s[0]), corner(s[1]), corner(s[2])});
    b.triangles.push_back({corner(s[0]), corner(s[2]), corner(s[3])});
  }
}

void add_mesh(Body& b, const scene::Mesh& mesh, const Mat4& world) {
  const auto at = [&](std::uint32_t i) { return Vec3(world * Vec4(mesh.positions[i], 1)); };
  for (const auto& t : mesh.triangles) b.triangles.push_back({at(t.x), at(t.y), at(t.z)});
}

void close(Body& b) {
  b.box = empty_box();
  for (const Triangle& t : b.triangles)
    for (const Vec3 p : t) {
      b.box.low = glm::min(b.box.low, p);
      b.box.high = glm::max(b.box.high, p);
    }
}

bool ground_like(const std::string& name) {
  for (const char* word : {"floor", "ground", "path", "road", "track", "water", "quay", "street-below", "pavement"})
    if (name == word || name.starts_with(std::string(word) + "/")) return true;
  return false;
}

bool rug(const Body& x) { return x.piece && (x.piece->word == "rug" || x.piece->word == "runner"); }

std::vector<Body> bodies_of(const Set& set) {
  std::vector<Body> out;
  for (const scene::Instance& i : set.instances) {
    if (!i.mesh || ground_like(i.name)) continue;
    Body b;
    b.name = i.name;
    for (const Piece& p : set.pieces)
      if (p.id == i.name) b.piece = &p;
    b.part = b.piece ? Part::kPiece : i.name.starts_with("wall/") || i.name.starts_with("ceiling") ? Part::kShell : Part::kBehind;
    add_mesh(b, *i.mesh, i.world_from_object);
    close(b);
    out.push_back(std::move(b));
  }
  for (const Piece& p : set.pieces) {  // what hangs on a wall is part of the wall's mesh: its box stands for it
    if (std::any_of(out.begin(), out.end(), [&](const Body& b) { return b.piece == &p; })) continue;
    Body b;
    b.name = p.id;
    b.piece = &p;
    add_box(b, p.bounds);
    close(b);
    out.push_back(std::move(b));
  }
  for (const auto& [id, prop] : set.props) {
    const auto rest = set.prop_rest.find(id);
    if (rest == set.prop_rest.end() || rest->second.id == "hand" || !prop.mesh) continue;
    Body b;
    b.name = "prop/" + id;
    b.part = Part::kProp;
    const float c = std::cos(rest->second.yaw), s = std::sin(rest->second.yaw);
    Mat4 world(1.f);
    world[0] = {c, 0, -s, 0};
    world[2] = {s, 0, c, 0};
    world[3] = Vec4(rest->second.position, 1);
    add_mesh(b, *prop.mesh, world);
    close(b);
    out.push_back(std::move(b));
  }
  return out;
}

bool boxes_meet(const Box& a, const Box& b, float slack) {
  for (int k = 0; k < 3; ++k)
    if (a.low[k] > b.high[k] - slack || b.low[k] > a.high[k] - slack) return false;
  return true;
}

// Does the segment pass through the triangle? (Möller and Trumbore, 1997.)
bool crosses(Vec3 from, Vec3 to, const Triangle& t) {
  const Vec3 d = to - from, e1 = t[1] - t[0], e2 = t[2] - t[0], p = glm::cross(d, e2);
  const float det = glm::dot(e1, p);
  if (std::abs(det) < 1e-12f) return false;
  const Vec3 s = from - t[0];
  const float u = glm::dot(s, p) / det;
  if (u < 0 || u > 1) return false;
  const Vec3 q = glm::cross(s, e1);
  const float v = glm::dot(d, q) / det;
  if (v < 0 || u + v > 1) return false;
  const float at = glm::dot(e2, q) / det;
  return at >= 0 && at <= 1;
}

bool meet(const Triangle& a, const Triangle& b) {
  for (int k = 0; k < 3; ++k) {
    const float al = std::min({a[0][k], a[1][k], a[2][k]}), ah = std::max({a[0][k], a[1][k], a[2][k]});
    const float bl = std::min({b[0][k], b[1][k], b[2][k]}), bh = std::max({b[0][k], b[1][k], b[2][k]});
    if (al > bh || bl > ah) return false;
  }
  for (std::size_t k = 0; k < 3; ++k)
    if (crosses(a[k], a[(k + 1) % 3], b) || crosses(b[k], b[(k + 1) % 3], a)) return true;
  return false;
}

std::vector<Triangle> within(const std::vector<Triangle>& all, const Box& box) {
  std::vector<Triangle> out;
  for (const Triangle& t : all) {
    Box own = empty_box();
    for (const Vec3 p : t) own = {glm::min(own.low, p), glm::max(own.high, p)};
    if (boxes_meet(own, box, -1e-6f)) out.push_back(t);
  }
  return out;
}

bool surfaces_meet(const std::vector<Triangle>& a, const std::vector<Triangle>& b, Vec3 by) {
  for (Triangle t : a) {
    for (Vec3& p : t) p += by;
    for (const Triangle& u : b)
      if (meet(t, u)) return true;
  }
  return false;
}

// Is the point inside the closed surface? Odd numbers of crossings along three rays.
bool inside(Vec3 p, const std::vector<Triangle>& surface) {
  for (const Vec3 way : {Vec3(0.013f, 1, 0.007f), Vec3(1, 0.011f, 0.017f), Vec3(0.019f, 0.023f, 1)}) {
    int n = 0;
    for (const Triangle& t : surface) n += crosses(p, p + way * 50.f, t);
    if (n % 2 == 0) return false;
  }
  return true;
}

constexpr float kMove = 0.005f;

bool collide(const Body& a, const Body& b) {
  if (!boxes_meet(a.box, b.box, kMove)) return false;
  const Box shared{glm::max(a.box.low, b.box.low) - Vec3(2 * kMove), glm::min(a.box.high, b.box.high) + Vec3(2 * kMove)};
  const auto ta = within(a.triangles, shared), tb = within(b.triangles, shared);
  bool all = true;
  for (const Vec3 by : {Vec3(0, 1, 0), Vec3(0, -1, 0), Vec3(1, 0, 0), Vec3(-1, 0, 0), Vec3(0, 0, 1), Vec3(0, 0, -1)}) all = all && surfaces_meet(ta, tb, by * kMove);
  if (all) return true;
  // A thing wholly within another meets none of its surfaces; its middle tells, since its foot may lie in a surface.
  const auto holds = [](const Body& out, const Body& in) { return glm::all(glm::lessThan(out.box.low, in.box.low)) && glm::all(glm::greaterThan(out.box.high, in.box.high)) && inside(in.box.centre(), out.triangles); };
  return a.part != Part::kShell && b.part != Part::kShell && (holds(a, b) || holds(b, a));
}

void measure_collisions(const std::vector<Body>& bodies, LayoutFigures& out) {
  for (std::size_t i = 0; i < bodies.size(); ++i)
    for (std::size_t j = i + 1; j < bodies.size(); ++j) {
      const Body &a = bodies[i], &b = bodies[j];
      const auto movable = [](const Body& x) { return x.part == Part::kPiece || x.part == Part::kProp; };
      if (!movable(a) && !movable(b)) continue;
      if (rug(a) || rug(b)) continue;
      const auto hung = [](const Body& x) { return x.piece && x.triangles.size() == 12 && !x.piece->blocks_walking; };
      if ((hung(a) && b.part == Part::kShell) || (hung(b) && a.part == Part::kShell)) continue;  // its mesh is the wall's
      if (collide(a, b)) out.collisions.push_back(a.name + " and " + b.name);
    }
}

// 512 points spread over the surface by area, the same every time.
std::vector<Vec3> samples(const std::vector<Triangle>& triangles) {
  const auto area = [](const Triangle& t) { return glm::length(glm::cross(t[1] - t[0], t[2] - t[0])) / 2; };
  double whole = 0;
  for (const Triangle& t : triangles) whole += static_cast<double>(area(t));
  std::vector<Vec3> out;
  double before = 0;
  constexpr int kCount = 512;
  for (const Triangle& t : triangles) {
    const double after = before + static_cast<double>(area(t));
    for (int i = static_cast<int>(before / whole * kCount); i < static_cast<int>(after / whole * kCount); ++i) {
      const float u = std::fmod(0.7548777f * static_cast<float>(i + 1), 1.f), v = std::fmod(0.5698403f * static_cast<float>(i + 1), 1.f);
      const float r = std::sqrt(u);
      out.push_back(t[0] * (1 - r) + t[1] * (r * (1 - v)) + t[2] * (r * v));
    }
    before = after;
  }
  return out;
}

void measure_bounds(const Set& set, const std::vector<Body>& bodies, LayoutFigures& out) {
  for (const Body& b : bodies) {
    if (!b.piece) continue;
    int in = 0, all = 0;
    for (const Vec3 p : samples(b.triangles)) {
      ++all;
      in += std::abs(p.x) <= set.size.x / 2 + 1e-3f && std::abs(p.z) <= set.size.z / 2 + 1e-3f && (set.walls.empty() || p.y <= set.size.y + 1e-3f);
    }
    if (static_cast<double>(in) < 0.99 * static_cast<double>(all)) out.out_of_bounds.push_back(fmt::format("{} ({} of {} points inside)", b.name, in, all));
  }
}

void measure_openings(const Set& set, const std::vector<Body>& bodies, LayoutFigures& out) {
  for (const Opening& o : set.openings) {
    ++out.openings;
    const float depth = o.glazed ? 0.3f : 0.75f;
    Body zone;
    zone.box = empty_box();
    for (const float u : {-1.f, 1.f})
      for (const float v : {-1.f, 1.f})
        for (const float z : {0.02f, depth}) {
          const Vec3 p = o.centre + o.half_u * u + o.half_v * v + o.inward * z;
          zone.box = {glm::min(zone.box.low, p), glm::max(zone.box.high, p)};
        }
    zone.box.low += Vec3(0.01f);
    zone.box.high -= Vec3(0.01f);
    add_box(zone, zone.box);
    for (const Body& b : bodies) {
      if (b.part == Part::kShell || rug(b) || !boxes_meet(b.box, zone.box, 0)) continue;
      const auto near = within(b.triangles, zone.box);
      const bool in = surfaces_meet(near, zone.triangles, Vec3(0.f)) || std::any_of(near.begin(), near.end(), [&](const Triangle& t) { return glm::all(glm::greaterThan(t[0], zone.box.low)) && glm::all(glm::lessThan(t[0], zone.box.high)); });
      if (in) out.blocked_openings.push_back(o.id + " by " + b.name);
    }
  }
}

// Largest connected free part / free part of the floor, for a round robot.
double navigability(const Set& set, const std::vector<Body>& bodies, float radius) {
  constexpr int kSide = 256;
  const float cell_x = set.size.x / kSide, cell_z = set.size.z / kSide;
  std::vector<std::uint8_t> solid(kSide * kSide, 0);
  for (const Body& b : bodies) {
    if (b.part == Part::kShell && b.name == "ceiling") continue;
    for (const Triangle& t : b.triangles) {
      Box box = empty_box();
      for (const Vec3 p : t) box = {glm::min(box.low, p), glm::max(box.high, p)};
      if (box.low.y > 2.f || box.high.y < 0.05f) continue;  // over heads; rugs and thresholds are walked on
      if (b.part == Part::kShell && box.low.y <= 0.12f && box.high.y < 0.2f) continue;
      const auto column = [&](float x, float cell, float side) { return std::clamp(static_cast<int>(std::floor((x + side / 2) / cell)), -1, kSide); };
      for (int z = std::max(0, column(box.low.z, cell_z, set.size.z)); z <= std::min(kSide - 1, column(box.high.z, cell_z, set.size.z)); ++z)
        for (int x = std::max(0, column(box.low.x, cell_x, set.size.x)); x <= std::min(kSide - 1, column(box.high.x, cell_x, set.size.x)); ++x) {
          // The pixel's square and the triangle seen from above: separated along an edge of the triangle, or they meet.
          const Vec2 c((static_cast<float>(x) + 0.5f) * cell_x - set.size.x / 2, (static_cast<float>(z) + 0.5f) * cell_z - set.size.z / 2), half(cell_x / 2, cell_z / 2);
          bool apart = false;
          for (std::size_t k = 0; k < 3 && !apart; ++k) {
            const Vec2 p(t[k].x, t[k].z), q(t[(k + 1) % 3].x, t[(k + 1) % 3].z), r(t[(k + 2) % 3].x, t[(k + 2) % 3].z);
            const Vec2 n(q.y - p.y, p.x - q.x);
            const float own = glm::dot(r - p, n), middle = glm::dot(c - p, n), reach = std::abs(n.x) * half.x + std::abs(n.y) * half.y;
            apart = own >= 0 ? middle + reach < 0 : middle - reach > 0;
          }
          if (!apart) solid[static_cast<std::size_t>(z * kSide + x)] = 1;
        }
    }
  }
  std::vector<std::uint8_t> open(kSide * kSide, 1);
  const int rx = static_cast<int>(std::ceil(radius / cell_x)), rz = static_cast<int>(std::ceil(radius / cell_z));
  for (int z = 0; z < kSide; ++z)
    for (int x = 0; x < kSide; ++x) {
      if (!set.walls.empty()) {
        const float px = (static_cast<float>(x) + 0.5f) * cell_x, pz = (static_cast<float>(z) + 0.5f) * cell_z;
        if (std::min({px, pz, set.size.x - px, set.size.z - pz}) < radius) open[static_cast<std::size_t>(z * kSide + x)] = 0;
      }
      if (!solid[static_cast<std::size_t>(z * kSide + x)]) continue;
      for (int v = std::max(0, z - rz); v <= std::min(kSide - 1, z + rz); ++v)
        for (int u = std::max(0, x - rx); u <= std::min(kSide - 1, x + rx); ++u)
          if (const float dx = static_cast<float>(u - x) * cell_x, dz = static_cast<float>(v - z) * cell_z; dx * dx + dz * dz <= radius * radius) open[static_cast<std::size_t>(v * kSide + u)] = 0;
    }
  int whole = 0, largest = 0;
  std::vector<int> stack;
  for (int start = 0; start < kSide * kSide; ++start) {
    if (open[static_cast<std::size_t>(start)] != 1) continue;
    int part = 0;
    stack.assign(1, start);
    open[static_cast<std::size_t>(start)] = 2;
    while (!stack.empty()) {
      const int c = stack.back(), x = c % kSide, z = c / kSide;
      stack.pop_back();
      ++part;
      for (const int next : {x > 0 ? c - 1 : -1, x + 1 < kSide ? c + 1 : -1, z > 0 ? c - kSide : -1, z + 1 < kSide ? c + kSide : -1})
        if (next >= 0 && open[static_cast<std::size_t>(next)] == 1) {
          open[static_cast<std::size_t>(next)] = 2;
          stack.push_back(next);
        }
    }
    whole += part;
    largest = std::max(largest, part);
  }
  return whole ? static_cast<double>(largest) / whole : 0;
}

const Json& program_of_set(const Set& set) {
  static const Json none = Json::object();
  const Json& table = places_table();
  if (!table.contains("places")) return none;
  const bool outside = set.walls.empty();
  for (const std::string& kind : {set.kind, std::string(outside ? "open-ground" : "room")}) {
    if (!table["places"].contains(kind)) continue;
    for (const char* half : outside ? std::array{"exterior", "interior"} : std::array{"interior", "exterior"})
      if (table["places"][kind].contains(half) && table["places"][kind][half].contains("ground") == outside) return table["places"][kind][half];
  }
  return none;
}

}  // namespace

LayoutFigures measure_layout(const Set& set, const Json& program, const std::vector<std::string>& words) {
  LayoutFigures out;
  const auto bodies = bodies_of(set);
  out.pieces = static_cast<int>(set.pieces.size());
  measure_collisions(bodies, out);
  measure_bounds(set, bodies, out);
  measure_openings(set, bodies, out);
  out.navigability = std::min(navigability(set, bodies, 0.1f), navigability(set, bodies, 0.2f));
  const auto relations = check_relations(set, program, words);
  out.relations = relations.asked;
  out.unmet = relations.unmet;
  return out;
}

LayoutFigures measure_layout(const Set& set) { return measure_layout(set, program_of_set(set), {}); }

double arrangement_distance(const Set& a, const Set& b) {
  double sum = 0;
  int n = 0;
  const auto towards = [&](const Set& from, const Set& to) {
    for (const Piece& p : from.pieces) {
      if (!p.blocks_walking) continue;
      double nearest = 1;
      for (const Piece& q : to.pieces) {
        if (q.word != p.word) continue;
        const Vec3 d = p.bounds.centre() / from.size - q.bounds.centre() / to.size;
        const Vec3 size = 0.5f * (from.size + to.size);
        nearest = std::min(nearest, static_cast<double>(std::hypot(d.x * size.x, d.z * size.z)));
      }
      sum += nearest;
      ++n;
    }
  };
  towards(a, b);
  towards(b, a);
  return n ? sum / n : 0;
}

}  // namespace auteur::world
