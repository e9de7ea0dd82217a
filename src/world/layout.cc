#include "layout.h"

#include <algorithm>

namespace auteur::world {

Rect front_of(const Model& model, Vec3 p, float yaw, float depth) {
  const Box box = model.mesh->bounds();
  const Vec3 f = heading(yaw), side(f.z, 0, -f.x), base = p + f * box.high.z;
  Rect r{1e9f, 1e9f, -1e9f, -1e9f};
  for (const float u : {-0.4f, 0.4f})
    for (const float v : {0.01f, depth}) {
      const Vec3 q = base + side * (u * box.size().x) + f * v;
      r = {std::min(r.x0, q.x), std::min(r.z0, q.z), std::max(r.x1, q.x), std::max(r.z1, q.z)};
    }
  return r;
}

void Layout::mark_wall(const Rect& r, float height) {
  if (!k.indoors || height < 1.0f) return;
  for (WallPlan& plan : k.walls) {
    const Mat4 own = glm::inverse(moved(plan.middle, plan.yaw));
    const Vec3 a = Vec3(own * Vec4(r.x0, 0, r.z0, 1)), b = Vec3(own * Vec4(r.x1, 0, r.z1, 1));
    if (std::min(a.z, b.z) < 0.5f) plan.tall.push_back({std::min(a.x, b.x) - 0.05f, std::max(a.x, b.x) + 0.05f});
  }
}

void Layout::extras(int piece, const Json& item, const FurnitureEntry& e) {
  const Box b = k.set.pieces[static_cast<std::size_t>(piece)].bounds;
  mark_wall({b.low.x, b.low.z, b.high.x, b.high.z}, b.high.y);
  if (item.contains("on")) k.dress(piece, item["on"]);
  (void)e;
}

std::vector<Pose2> Layout::wall_poses(const Model& model, bool corners, float gap) {
  std::vector<Pose2> out;
  const Box box = model.mesh->bounds();
  for (std::size_t i = 0; i < 4; ++i) {
    const WallPlan& plan = k.walls[i];
    const Mat4 world = moved(plan.middle, plan.yaw);
    const float half = plan.length / 2 - box.size().x / 2 - k.rim - 0.001f;
    if (half < 0) continue;
    const int steps = corners ? 2 : 15;
    for (int s = 0; s < steps; ++s) {
      float x = corners ? (s ? half - 0.03f : -half + 0.03f) : -half + 2 * half * static_cast<float>(s) / static_cast<float>(steps - 1);
      if (!corners) x = std::clamp(x + static_cast<float>(k.random.range(-0.08, 0.08)), -half, half);
      bool clear = true;
      for (const Hole& h : plan.holes)
        if (!h.door && std::abs(x - h.x) < box.size().x / 2 + h.w / 2 + (k.curtains ? 0.31f : 0.11f) && box.high.y > h.y - 0.03f) clear = false;
      if (!clear) continue;
      Pose2 p;
      p.yaw = plan.yaw;
      p.at = Vec3(world * Vec4(x - box.centre().x, 0, -box.low.z + std::max(gap, k.rim + 0.001f), 1));
      p.score = static_cast<float>(k.random.unit());
      if (plan.side == "south") p.score -= 0.35f;  // the camera's side stays emptier
      out.push_back(p);
    }
  }
  return out;
}

std::optional<Pose2> Layout::best(const FurnitureEntry& e, const Model& model, std::vector<Pose2> poses, float clearance, float front) {
  std::stable_sort(poses.begin(), poses.end(), [](const Pose2& a, const Pose2& b) { return a.score > b.score; });
  for (const Pose2& p : poses) {
    if (!k.fits(model, p.at, p.yaw, clearance) || !k.agrees(e, model, p.at, p.yaw)) continue;
    if (front > 0) {
      const Rect r = front_of(model, p.at, p.yaw, front);
      bool open = true;
      for (const Rect& t : k.taken) open = open && !overlap(r, t);
      const Rect room = k.floor();
      if (!open || r.x0 < room.x0 || r.x1 > room.x1 || r.z0 < room.z0 || r.z1 > room.z1) continue;
    }
    return p;
  }
  return std::nullopt;
}

bool Layout::against_wall(const FurnitureEntry& e, const Model& m, bool corner, const Json& item, float front) {
  auto poses = wall_poses(m, corner, 0.025f);
  const auto at = best(e, m, poses, corner ? 0.05f : 0.06f, front);
  if (!at) return false;
  const int piece = k.put(e, m, at->at, at->yaw);
  if (front > 0.3f) k.kept.push_back(front_of(m, at->at, at->yaw, front * 0.85f));
  extras(piece, item, e);
  if (item.contains("beside")) {
    const FurnitureEntry* other = find_furniture(item["beside"].get<std::string>());
    if (other) {
      const Model model = k.model_of(*other);
      const Vec3 f = heading(at->yaw), side(f.z, 0, -f.x);
      bool beside = false;
      for (const float s : {1.f, -1.f}) {
        const Vec3 p = at->at + side * (s * (m.size.x / 2 + model.size.x / 2 + 0.05f)) + f * (m.mesh->bounds().low.z - model.mesh->bounds().low.z);
        if (!k.fits(model, p, at->yaw, 0.01f) || k.before_window(SetMaker::footprint(model, p, at->yaw), 0, model.size.y + 0.45f)) continue;  // a lamp stands on it
        const int n = k.put(*other, model, p, at->yaw);
        k.dress(n, beside ? Json::array({"book"}) : Json::array({"lamp"}));
        beside = true;
        mark_wall(SetMaker::footprint(model, p, at->yaw), model.size.y);
        if (s < 0 || k.random.unit() < 0.5) break;
      }
      if (!beside) k.missed.push_back("no room for a " + other->word + " beside the " + e.word);
    }
  }
  return true;
}

bool Layout::edge(const FurnitureEntry& e, const Model& m, const Json& item) {
  // Outdoors: along the rim of the playing area, looking in; mostly behind, rarely on the camera's side.
  std::vector<Pose2> poses;
  const float w = k.set.size.x, d = k.set.size.z;
  const bool large = std::max(m.size.x, m.size.z) > 2.2f;
  for (int i = 0; i < 60; ++i) {
    Pose2 p;
    const double side = k.random.unit();
    const float u = static_cast<float>(k.random.range(-0.46, 0.46)), inset = static_cast<float>(k.random.range(0.02, 0.35));
    const float hx = m.size.x / 2, hz = m.size.z / 2;
    if (side < (large ? 0.9 : 0.6)) { p.at = {u * (w - m.size.x), 0, -d / 2 + hz + inset}; p.yaw = 0; }
    else if (side < 0.8) { p.at = {-w / 2 + hz + inset, 0, u * (d - m.size.x)}; p.yaw = kPi / 2; }
    else { p.at = {w / 2 - hz - inset, 0, u * (d - m.size.x)}; p.yaw = -kPi / 2; }
    if (large && e.word == "car") { p.yaw = kPi / 2; p.at = {u * std::max(0.f, w - m.size.z - 0.2f), 0, -d / 2 + hx + 0.1f}; }
    const Box box = m.mesh->bounds();
    p.at -= Vec3(moved(Vec3(0.f), p.yaw) * Vec4(box.centre().x, 0, box.centre().z, 0));
    p.score = static_cast<float>(k.random.unit());
    poses.push_back(p);
  }
  const auto at = best(e, m, poses, 0.25f, m.seats.empty() ? 0.f : 0.55f);
  if (!at) return false;
  extras(k.put(e, m, at->at, at->yaw), item, e);
  return true;
}

bool Layout::somewhere(const FurnitureEntry& e, const Model& m, const Json& item) {
  std::vector<Pose2> poses;
  const float rim = k.indoors ? 0.5f : 0.44f;
  for (int i = 0; i < 80; ++i) {
    Pose2 p;
    const float u = static_cast<float>(k.random.range(-rim, rim)), v = static_cast<float>(k.random.range(-rim, rim));
    p.at = {u * k.set.size.x, 0, v * k.set.size.z};
    p.yaw = static_cast<float>(k.random.below(4)) * kPi / 2;
    p.score = std::max(std::abs(u), std::abs(v)) + 0.2f * static_cast<float>(k.random.unit());  // the middle stays free
    poses.push_back(p);
  }
  const auto at = best(e, m, poses, 0.15f, m.seats.empty() ? 0.f : 0.5f);
  if (!at) return false;
  extras(k.put(e, m, at->at, at->yaw), item, e);
  return true;
}

// Where somebody asked for it, whatever the kind of place does with such a piece; with as many of its seats as fit.
bool Layout::as_asked(const FurnitureEntry& e, const Model& m, const Json& item) {
  constexpr int kTries = 240;
  std::vector<Pose2> poses = k.indoors ? wall_poses(m, false, 0.025f) : std::vector<Pose2>();
  if (k.indoors)
    for (const Pose2& p : wall_poses(m, true, 0.025f)) poses.push_back(p);
  for (int i = 0; i < kTries; ++i) {
    Pose2 p;
    p.at = {static_cast<float>(k.random.range(-0.5, 0.5)) * k.set.size.x, 0, static_cast<float>(k.random.range(-0.5, 0.5)) * k.set.size.z};
    p.yaw = static_cast<float>(k.random.below(4)) * kPi / 2;
    p.score = static_cast<float>(k.random.unit()) - 0.5f;  // at a wall it stands straight
    poses.push_back(p);
  }
  const FurnitureEntry* chair = item.contains("chairs") ? find_furniture(text_in(item, "chair", "chair")) : nullptr;
  if (!chair) {
    const auto at = best(e, m, poses, 0.04f, m.seats.empty() ? 0.f : 0.5f);
    if (at) extras(k.put(e, m, at->at, at->yaw), item, e);
    return at.has_value();
  }
  const Model cm = k.model_of(*chair);
  const int wanted = static_cast<int>(number_in(item, "chairs", 2));
  std::stable_sort(poses.begin(), poses.end(), [](const Pose2& a, const Pose2& b) { return a.score > b.score; });
  std::vector<Pose2> most;
  std::optional<Pose2> here;
  for (const Pose2& p : poses) {
    if (!k.fits(m, p.at, p.yaw, 0.04f) || !k.agrees(e, m, p.at, p.yaw)) continue;
    std::vector<Pose2> chairs;
    const int n = chairs_around(m, p.at, p.yaw, *chair, wanted, chairs, cm);
    if (!here || n > static_cast<int>(most.size())) here = p, most = chairs;
    if (n == wanted) break;
  }
  if (!here || (wanted > 0 && most.empty())) return false;
  extras(k.put(e, m, here->at, here->yaw), item, e);
  for (const Pose2& c : most) k.put(*chair, cm, c.at, c.yaw);
  return true;
}

bool Layout::place(const std::string& at, const FurnitureEntry& e, const Model& m, const Json& item, int i, int n) {
  if (at == "wall") {
    const float front = !m.seats.empty() ? 0.5f : e.kind == "counter" || e.kind == "plain" ? 0.45f : 0.3f;
    if (!against_wall(e, m, false, item, front)) return false;
    if (item.contains("stools")) stools_at(e, m, static_cast<int>(number_in(item, "stools", 3)));
    return true;
  }
  if (at == "corner") return against_wall(e, m, true, item, 0);
  if (at == "run") return run(e, m, item);
  if (at == "lounge") return lounge(e, m, item);
  if (at == "desk" || (at == "front" && item.contains("chair"))) return desk(e, m, item, at == "front");
  if (at == "front") return put_if_free(e, m, item, Vec3(0, 0, -k.set.size.z / 2 + m.size.z / 2 + 0.55f - m.mesh->bounds().centre().z), 0.05f);
  if (at == "centre" || at == "tables") return table_group(e, m, item, std::max(static_cast<int>(number_in(item, "chairs", 2)), at == "centre" ? std::min(k.request.people, 6) : 0), true);
  if (at == "centre-fixed") return put_if_free(e, m, item, Vec3(-m.mesh->bounds().centre().x, 0, -m.mesh->bounds().centre().z), 0);
  if (at == "corner-fixed") return corner_fixed(e, m, item);
  if (at == "bedside") return bedside(e, m, item);
  if (at == "rug") return rug(e, m);
  if (at == "hang") return hang(e, m, i, n);
  if (at == "edge") return edge(e, m, item);
  return somewhere(e, m, item);
}

bool Layout::item(const Json& item) {
  const std::string word = text_in(item, "w", ""), at = text_in(item, "at", "wall");
  const FurnitureEntry* e = find_furniture(word);
  if (!e || k.removed(*e)) return true;
  const float chance = number_in(item, "p", 1);
  const bool optional = chance < 1 && !item.contains("must");
  if (optional && k.random.unit() > static_cast<double>(chance)) return true;
  const Model m = k.model_of(*e);
  if (at.starts_with("on:")) {
    const std::string where = at.substr(3);
    for (std::size_t i = 0; i < k.set.pieces.size(); ++i)
      if (k.set.pieces[i].word == where) {
        const auto before = k.missed.size();
        k.dress(static_cast<int>(i), Json::array({word}));
        if (optional) k.missed.resize(before);
        break;
      }
    return true;
  }
  if (at == "rows") return rows(*e, m, item);
  if (at == "pairs") return carriage(*e, m, item, true);
  if (at == "busrows") return carriage(*e, m, item, false);
  const int n = std::clamp(static_cast<int>(number_in(item, "n", 1)), 0, 8);
  bool all = true;
  for (int i = 0; i < n; ++i) {
    const bool ok = place(at, *e, m, item, i, n) || (k.is_asked_for(*e) && as_asked(*e, m, item));
    all = all && ok;
    if (!ok && !optional) k.missed.push_back("no room for the " + e->word + " (" + (at == "wall" ? "with its back to a wall" : at == "edge" ? "at the rim" : at == "corner" ? "in a corner" : at == "run" ? "in the run along the wall" : at == "centre" || at == "tables" ? "with seats round it" : at) + ")");
  }
  return all;
}

void furnish(SetMaker& maker, const Json& items) {
  Layout layout(maker);
  if (!items.is_array()) return;
  for (const auto& item : items)
    if (item.is_object()) layout.item(item);
}

}  // namespace auteur::world
