#include "relation_check.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "tables.h"

namespace auteur::world {
namespace {

constexpr float kNextTo = 0.5f, kFaces = 0.866f /* cos 30° */, kSupport = 0.01f;

Vec3 facing(float yaw) { return {std::sin(yaw), 0, std::cos(yaw)}; }

// Gap between two boxes on the floor plan.
float gap(const Box& a, const Box& b) {
  const float dx = std::max({a.low.x - b.high.x, b.low.x - a.high.x, 0.f}), dz = std::max({a.low.z - b.high.z, b.low.z - a.high.z, 0.f});
  return std::hypot(dx, dz);
}

// Does `a` look at the box of `b`: the nearest point of it, or its middle?
bool faces(const Piece& a, float yaw, const Box& b) {
  const Vec3 c = a.bounds.centre();
  for (const Vec3 p : {b.centre(), Vec3(std::clamp(c.x, b.low.x, b.high.x), 0, std::clamp(c.z, b.low.z, b.high.z))}) {
    const Vec3 to(p.x - c.x, 0, p.z - c.z);
    if (glm::length(to) > 1e-3f && glm::dot(glm::normalize(to), facing(yaw)) >= kFaces) return true;
  }
  return false;
}

class Asker {
 public:
  Asker(const Set& s, RelationFigures& f) : set(s), figures(f) {}
  void item(const Json& item);
  void expect(bool met, const std::string& what) {
    ++figures.asked;
    if (!met) figures.unmet.push_back(what);
  }
  std::vector<const Piece*> all(const std::string& word) const {
    const FurnitureEntry* e = find_furniture(word);
    std::vector<const Piece*> out;
    for (const Piece& p : set.pieces)
      if (p.word == (e ? e->word : word)) out.push_back(&p);
    return out;
  }

 private:
  const Set& set;
  RelationFigures& figures;

  // Distances of the four sides of a piece to the rims of the playing area: west, east, north, south.
  std::array<float, 4> rims(const Piece& p) const { return {p.bounds.low.x + set.size.x / 2, set.size.x / 2 - p.bounds.high.x, p.bounds.low.z + set.size.z / 2, set.size.z / 2 - p.bounds.high.z}; }
  bool back_to_wall(const Piece& p) const {
    const auto r = rims(p);
    const Vec3 f = facing(p.yaw);
    return (f.x > kFaces && r[0] < 0.2f) || (f.x < -kFaces && r[1] < 0.2f) || (f.z > kFaces && r[2] < 0.2f) || (f.z < -kFaces && r[3] < 0.2f);
  }
  bool in_corner(const Piece& p) const {
    const auto r = rims(p);
    return std::min(r[0], r[1]) < 0.3f && std::min(r[2], r[3]) < 0.3f;
  }
  // How many sit at it: seats within reach that look at it.
  int sitters(const Piece& table, const std::string& chair) const {
    int n = 0;
    for (const Piece* c : all(chair)) n += gap(c->bounds, table.bounds) < kNextTo && faces(*c, c->yaw, table.bounds);
    return n;
  }
  float lowest_over(const Piece& small, const Piece& under) const;
  void on_top(const std::string& word, const std::vector<const Piece*>& bearers);
};

// Gap between the small thing's base and the highest point of the bearer's mesh under its middle.
float Asker::lowest_over(const Piece& small, const Piece& under) const {
  const auto at = std::find_if(set.instances.begin(), set.instances.end(), [&](const auto& i) { return i.name == under.id; });
  if (at == set.instances.end()) return 1e9f;
  const Vec3 c = small.bounds.centre();
  float top = -1e9f;
  const float half_x = small.bounds.size().x / 2, half_z = small.bounds.size().z / 2;
  for (const auto& t : at->mesh->triangles) {
    const Vec3 p = Vec3(at->world_from_object * Vec4(at->mesh->positions[t.x], 1)), q = Vec3(at->world_from_object * Vec4(at->mesh->positions[t.y], 1)), r = Vec3(at->world_from_object * Vec4(at->mesh->positions[t.z], 1));
    const float d = (q.z - r.z) * (p.x - r.x) + (r.x - q.x) * (p.z - r.z);
    if (std::abs(d) < 1e-12f) continue;
    for (const Vec2 o : {Vec2(0, 0), Vec2(0.25f, 0), Vec2(-0.25f, 0), Vec2(0, 0.25f), Vec2(0, -0.25f)}) {
      const float x = c.x + o.x * half_x, z = c.z + o.y * half_z;
      const float u = ((q.z - r.z) * (x - r.x) + (r.x - q.x) * (z - r.z)) / d, v = ((r.z - p.z) * (x - r.x) + (p.x - r.x) * (z - r.z)) / d;
      if (u < 0 || v < 0 || u + v > 1) continue;
      const float y = u * p.y + v * q.y + (1 - u - v) * r.y;
      if (y < small.bounds.low.y + 0.03f) top = std::max(top, y);
    }
  }
  return std::abs(small.bounds.low.y - top);
}

void Asker::on_top(const std::string& word, const std::vector<const Piece*>& bearers) {
  bool met = false;
  float best = 1e9f;
  for (const Piece* small : all(word))
    for (const Piece* under : bearers) {
      if (gap(small->bounds, under->bounds) > 0) continue;
      best = std::min(best, lowest_over(*small, *under));
      met = met || best <= kSupport;
    }
  expect(met, best > 1e8f ? fmt::format("no {} on the {}", word, bearers.front()->word) : fmt::format("the {} is {:.0f} mm off the {}", word, static_cast<double>(best * 1000), bearers.front()->word));
}

void Asker::item(const Json& item) {
  const std::string word = text_in(item, "w", ""), at = text_in(item, "at", "wall");
  if (number_in(item, "p", 1) < 1 && !item.contains("must")) return;
  if (!find_furniture(word)) return expect(false, "nobody knows a " + word);
  const auto found = all(word);
  if (at.starts_with("on:")) {
    const auto bearers = all(at.substr(3));
    if (!bearers.empty()) on_top(word, bearers);
    return;
  }
  int wanted = static_cast<int>(number_in(item, "n", 1));
  if (at == "rows") wanted = static_cast<int>(number_in(item, "rows", 2) * number_in(item, "cols", 2));
  if (at == "pairs" || at == "busrows") wanted = 4 * static_cast<int>(number_in(item, "n", 3));
  expect(static_cast<int>(found.size()) >= wanted, fmt::format("{} {} of {}", word, found.size(), wanted));
  if (found.empty()) return;
  const auto count = [&](auto law) { return static_cast<int>(std::count_if(found.begin(), found.end(), [&](const Piece* p) { return law(*p); })); };
  if (at == "wall") expect(count([&](const Piece& p) { return back_to_wall(p); }) >= wanted, word + " not with its back to a wall");
  if (at == "run") {
    expect(count([&](const Piece& p) { return back_to_wall(p); }) >= wanted, word + " not in the run along a wall");
    expect(count([&](const Piece& p) { return std::any_of(set.pieces.begin(), set.pieces.end(), [&](const Piece& q) { return &q != &p && q.blocks_walking && gap(p.bounds, q.bounds) < kNextTo && std::abs(p.yaw - q.yaw) < 0.01f; }); }) >= 1, word + " stands alone, not in a run");
  }
  if (at == "corner") expect(count([&](const Piece& p) { return in_corner(p); }) >= wanted, word + " not in a corner");
  if (at == "edge") expect(count([&](const Piece& p) { const auto r = rims(p); return std::min({r[0], r[1], r[2], r[3]}) < 0.6f; }) >= wanted, word + " not at the rim");
  if (at == "front") expect(count([&](const Piece& p) { return p.bounds.centre().z < -set.size.z / 6; }) >= 1, word + " not in front");
  if (at == "hang") expect(count([&](const Piece& p) { return std::abs(p.bounds.high.y - set.size.y) < kSupport; }) >= wanted, word + " does not hang from the ceiling");
  if (at == "centre" || at == "centre-fixed") expect(count([&](const Piece& p) { const Vec3 c = p.bounds.centre() / set.size; return std::abs(c.x) < 0.25f && std::abs(c.z) < 0.25f; }) >= 1, word + " not in the middle");
  if (at == "centre" || at == "tables") {
    const int chairs = static_cast<int>(number_in(item, "chairs", 2));
    const std::string chair = text_in(item, "chair", "chair");
    expect(count([&](const Piece& p) { return sitters(p, chair) >= std::min(2, chairs); }) >= wanted, fmt::format("too few {}s look at the {}", chair, word));
  }
  if (at == "lounge") {
    const auto low = all("coffee-table"), chair = all("armchair");
    expect(!low.empty() && count([&](const Piece& p) { return gap(p.bounds, low[0]->bounds) < kNextTo && faces(p, p.yaw, low[0]->bounds); }) >= 1, "no coffee table before the " + word);
    expect(!low.empty() && std::any_of(chair.begin(), chair.end(), [&](const Piece* c) { return gap(c->bounds, low[0]->bounds) < 1.f && faces(*c, c->yaw, low[0]->bounds); }), "no armchair looks at the coffee table");
    expect(count([&](const Piece& p) { return back_to_wall(p); }) >= 1, word + " not with its back to a wall");
  }
  if (at == "desk" || (at == "front" && item.contains("chair"))) {
    expect(count([&](const Piece& p) { return sitters(p, text_in(item, "chair", "office-chair")) >= 1; }) >= 1, "nobody can sit at the " + word);
    if (item.contains("visitor")) expect(count([&](const Piece& p) { return sitters(p, text_in(item, "visitor", "chair")) >= 1; }) >= 1, "no visitor's chair at the " + word);
  }
  if (at == "rows" && item.contains("chair")) expect(count([&](const Piece& p) { return sitters(p, text_in(item, "chair", "chair")) >= 1; }) >= wanted, "too few chairs behind the " + word + "s");
  if (item.contains("stools")) {
    int n = 0;
    for (const Piece* s : all("bar-stool")) n += gap(s->bounds, found[0]->bounds) < kNextTo;
    expect(n >= static_cast<int>(number_in(item, "stools", 3)), fmt::format("{} bar stools at the {}", n, word));
  }
  if (item.contains("beside")) {
    const auto other = all(text_in(item, "beside", ""));
    expect(std::any_of(other.begin(), other.end(), [&](const Piece* o) { return gap(o->bounds, found[0]->bounds) < kNextTo; }), fmt::format("no {} beside the {}", text_in(item, "beside", ""), word));
  }
  const auto bearers = at == "lounge" ? all("coffee-table") : found;
  if (item.contains("on") && item["on"].is_array() && !bearers.empty())
    for (const auto& small : item["on"])
      if (small.is_string()) on_top(small.get<std::string>(), bearers);
}

}  // namespace

RelationFigures check_relations(const Set& set, const Json& program, const std::vector<std::string>& words) {
  RelationFigures out;
  Asker ask(set, out);
  if (program.contains("items") && program["items"].is_array())
    for (const Json& item : program["items"])
      if (item.is_object()) ask.item(item);
  for (const std::string& word : words)
    if (find_furniture(word)) ask.expect(!ask.all(word).empty(), "the script's " + word + " is missing");
  return out;
}

}  // namespace auteur::world
