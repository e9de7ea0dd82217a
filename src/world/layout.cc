// Where things stand: seeded search over poses with hard constraints (in bounds, nothing through anything, doors and
// required stretches open). What is optional is left out when it does not fit; what is required makes the attempt fail.
#include <algorithm>
#include <optional>

#include "set_maker.h"

namespace auteur::world {
namespace {

struct Pose2 { Vec3 at{0.f}; float yaw = 0; float score = 0; };

Rect front_of(const Model& model, Vec3 p, float yaw, float depth) {  // the floor one needs to use it
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

class Layout {
 public:
  explicit Layout(SetMaker& maker) : k(maker) {}
  bool item(const Json& item);  // what it cannot place is in the maker's `missed`

 private:
  SetMaker& k;

  std::vector<Pose2> wall_poses(const Model& model, bool corners, float gap);
  std::optional<Pose2> best(const FurnitureEntry& e, const Model& model, std::vector<Pose2> poses, float clearance, float front);
  bool as_asked(const FurnitureEntry& e, const Model& m, const Json& item);
  bool against_wall(const FurnitureEntry& e, const Model& m, bool corner, const Json& item, float front);
  bool edge(const FurnitureEntry& e, const Model& m, const Json& item);
  bool somewhere(const FurnitureEntry& e, const Model& m, const Json& item);
  bool table_group(const FurnitureEntry& e, const Model& m, const Json& item, int wanted, bool must);
  bool run(const FurnitureEntry& e, const Model& m, const Json& item);
  bool lounge(const FurnitureEntry& e, const Model& m, const Json& item);
  bool desk(const FurnitureEntry& e, const Model& m, const Json& item, bool front);
  bool rows(const FurnitureEntry& e, const Model& m, const Json& item);
  bool carriage(const FurnitureEntry& e, const Model& m, const Json& item, bool facing);
  int chairs_around(const Model& table, Vec3 at, float yaw, const FurnitureEntry& chair, int wanted, std::vector<Pose2>& out, const Model& chair_model);
  void extras(int piece, const Json& item, const FurnitureEntry& e);
  void mark_wall(const Rect& r, float height);
  std::optional<Rect> run_end_;
  int run_wall_ = -1;
  float run_at_ = 0, run_dir_ = 1;
};

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

int Layout::chairs_around(const Model& table, Vec3 at, float yaw, const FurnitureEntry&, int wanted, std::vector<Pose2>& out, const Model& chair) {
  const Box t = table.mesh->bounds(), c = chair.mesh->bounds();
  const float gap = 0.03f;
  const bool round = std::abs(t.size().x - t.size().z) < 0.05f && t.size().x < 1.2f;
  struct Slot { float x, z, yaw; };
  std::vector<Slot> slots;
  const float north = -t.size().z / 2 - gap - c.high.z, east = t.size().x / 2 + gap + c.high.z;
  if (t.size().x > 1.6f) {
    for (const float x : {-0.24f, 0.24f}) { slots.push_back({x * t.size().x, north, 0}); slots.push_back({x * t.size().x, -north, kPi}); }
    slots.push_back({east, 0, -kPi / 2});
    slots.push_back({-east, 0, kPi / 2});
  } else if (round) {
    slots = {{-east, 0, kPi / 2}, {east, 0, -kPi / 2}, {0, north, 0}, {0, -north, kPi}};
  } else {
    slots = {{-east, 0, kPi / 2}, {east, 0, -kPi / 2}, {0, north, 0}, {0, -north, kPi}};
    if (wanted > 4) slots = {{-east, 0, kPi / 2}, {east, 0, -kPi / 2}, {-0.26f * t.size().x, north, 0}, {0.26f * t.size().x, north, 0}, {-0.26f * t.size().x, -north, kPi}, {0.26f * t.size().x, -north, kPi}};
  }
  const Mat4 world = moved(at, yaw);
  std::vector<Rect> placed{SetMaker::footprint(table, at, yaw)};
  const Vec3 table_centre = Vec3(world * Vec4(t.centre().x, 0, t.centre().z, 1));
  (void)table_centre;
  int n = 0;
  for (const Slot& s : slots) {
    if (n == wanted) break;
    Pose2 p;
    p.at = Vec3(world * Vec4(s.x + t.centre().x, 0, s.z + t.centre().z, 1));
    p.yaw = yaw + s.yaw;
    if (!k.fits(chair, p.at, p.yaw, 0.0f)) continue;
    const Rect r = SetMaker::footprint(chair, p.at, p.yaw);
    bool clear = true;
    for (const Rect& q : placed) clear = clear && !overlap(r, q);
    if (!clear) continue;
    // Room behind for sitting down: the chair's back must not stand at a wall or another piece.
    const Vec3 back = p.at - heading(p.yaw) * (0.42f + chair.size.z / 2);
    const Rect room = k.floor(), behind = grown({back.x, back.z, back.x, back.z}, 0.12f);
    bool space = behind.x0 > room.x0 && behind.x1 < room.x1 && behind.z0 > room.z0 && behind.z1 < room.z1;
    for (const Rect& q : k.taken) space = space && !overlap(behind, q);
    if (!space) continue;
    placed.push_back(r);
    out.push_back(p);
    ++n;
  }
  return n;
}

bool Layout::table_group(const FurnitureEntry& e, const Model& m, const Json& item, int wanted, bool must) {
  const FurnitureEntry* chair = find_furniture(text_in(item, "chair", "chair"));
  if (!chair) return false;
  const Model cm = k.model_of(*chair);
  std::vector<Pose2> poses;
  const bool several = text_in(item, "at", "") == "tables";
  const float spread = several ? 0.42f : k.indoors ? 0.14f : 0.2f;
  for (int i = 0; i < 90; ++i) {
    Pose2 p;
    const float u = static_cast<float>(k.random.range(-spread, spread)), v = static_cast<float>(k.random.range(-spread, spread));
    p.at = {u * k.set.size.x, 0, v * k.set.size.z};
    p.yaw = 0;
    if (!several && m.size.x < 1.5f && k.random.unit() < 0.25) p.yaw = kPi / 2;
    p.score = several ? static_cast<float>(k.random.unit()) : 0.3f * static_cast<float>(k.random.unit()) - u * u - v * v;
    poses.push_back(p);
  }
  std::stable_sort(poses.begin(), poses.end(), [](const Pose2& a, const Pose2& b) { return a.score > b.score; });
  std::vector<Pose2> best_chairs;
  Pose2 best_pose;
  for (const Pose2& p : poses) {
    if (!k.fits(m, p.at, p.yaw, several ? 0.55f : 0.5f) || !k.agrees(e, m, p.at, p.yaw)) continue;
    std::vector<Pose2> chairs;
    const int n = chairs_around(m, p.at, p.yaw, *chair, wanted, chairs, cm);
    if (n > static_cast<int>(best_chairs.size())) {
      best_chairs = chairs;
      best_pose = p;
      if (n == wanted) break;
    }
  }
  if (static_cast<int>(best_chairs.size()) < std::min(2, wanted)) return false;
  (void)must;
  const int piece = k.put(e, m, best_pose.at, best_pose.yaw);
  extras(piece, item, e);
  for (const Pose2& c : best_chairs) k.put(*chair, cm, c.at, c.yaw);
  return true;
}

bool Layout::run(const FurnitureEntry& e, const Model& m, const Json& item) {
  // The first piece of the run chooses the wall (the sink under the window), the others stand on in line.
  const Box box = m.mesh->bounds();
  if (run_wall_ < 0) {
    std::vector<std::pair<std::size_t, float>> starts;
    for (std::size_t i = 0; i < 4; ++i)
      for (const Hole& h : k.walls[i].holes)
        if (!h.door && item.value("window", 0) != 0) starts.emplace_back(i, h.x);
    starts.emplace_back(0, -0.5f);
    starts.emplace_back(3, 0.f);
    for (const auto& [wall, x] : starts) {
      const WallPlan& plan = k.walls[wall];
      const Vec3 p = Vec3(moved(plan.middle, plan.yaw) * Vec4(x - box.centre().x, 0, -box.low.z + k.rim + 0.001f, 1));
      if (!k.fits(m, p, plan.yaw, 0) || !k.agrees(e, m, p, plan.yaw)) continue;
      run_wall_ = static_cast<int>(wall);
      run_at_ = x + box.size().x / 2;
      run_dir_ = -(x - box.size().x / 2);  // the left end, kept for turning round
      run_end_ = Rect{x - box.size().x / 2, 0, x + box.size().x / 2, 0};
      extras(k.put(e, m, p, plan.yaw), item, e);
      k.kept.push_back(front_of(m, p, plan.yaw, 0.5f));
      return true;
    }
    return against_wall(e, m, false, item, 0.5f);
  }
  const WallPlan& plan = k.walls[static_cast<std::size_t>(run_wall_)];
  for (int turn = 0; turn < 2; ++turn) {
    const bool right = (turn == 0) == (run_end_->x1 + run_end_->x0 < 0.f);  // towards the roomier side first
    const float x = right ? run_end_->x1 + box.size().x / 2 + 0.008f : run_end_->x0 - box.size().x / 2 - 0.008f;
    const Vec3 p = Vec3(moved(plan.middle, plan.yaw) * Vec4(x - box.centre().x, 0, -box.low.z + k.rim + 0.001f, 1));
    if (!k.fits(m, p, plan.yaw, 0) || !k.agrees(e, m, p, plan.yaw)) continue;
    bool window_free = true;
    for (const Hole& h : plan.holes)
      if (!h.door && box.high.y > h.y - 0.03f && std::abs(x - h.x) < (box.size().x + h.w) / 2 + (k.curtains ? 0.31f : 0.11f)) window_free = false;
    if (!window_free) continue;
    if (right) run_end_->x1 = x + box.size().x / 2;
    else run_end_->x0 = x - box.size().x / 2;
    extras(k.put(e, m, p, plan.yaw), item, e);
    k.kept.push_back(front_of(m, p, plan.yaw, 0.5f));
    return true;
  }
  return against_wall(e, m, false, item, 0.5f);
}

bool Layout::lounge(const FurnitureEntry& e, const Model& m, const Json& item) {
  const FurnitureEntry* low = find_furniture("coffee-table");
  const FurnitureEntry* chair = find_furniture("armchair");
  const FurnitureEntry* rug = find_furniture("rug");
  if (!low || !chair) return false;
  const Model lm = k.model_of(*low), cm = k.model_of(*chair);
  auto poses = wall_poses(m, false, 0.03f);
  for (Pose2& p : poses) {
    const WallPlan& plan = k.walls[0];
    if (std::abs(p.yaw - plan.yaw) < 0.01f) p.score += 0.6f;  // facing the camera's side
    p.score -= 0.25f * std::abs(p.at.x) / k.set.size.x + 0.1f * std::abs(p.at.z) / k.set.size.z;
  }
  std::stable_sort(poses.begin(), poses.end(), [](const Pose2& a, const Pose2& b) { return a.score > b.score; });
  for (const Pose2& p : poses) {
    if (!k.fits(m, p.at, p.yaw, 0.05f) || !k.agrees(e, m, p.at, p.yaw)) continue;
    const Vec3 f = heading(p.yaw), side(f.z, 0, -f.x);
    const Vec3 table = p.at + f * (m.mesh->bounds().high.z + 0.42f + lm.size.z / 2);
    if (!k.fits(lm, table, p.yaw, 0.02f)) continue;
    // Across the table stands an armchair, turned to the sofa; else at the table's end.
    struct Try { Vec3 at; float yaw; };
    const Try tries[] = {{table + f * (lm.size.z / 2 + 0.42f + cm.size.z / 2) + side * 0.25f, p.yaw + kPi}, {table + f * (lm.size.z / 2 + 0.3f + cm.size.z / 2), p.yaw + kPi}, {table + side * (lm.size.x / 2 + 0.4f + cm.size.z / 2), p.yaw - kPi / 2}, {table - side * (lm.size.x / 2 + 0.4f + cm.size.z / 2), p.yaw + kPi / 2}};
    const std::vector<Rect> own{SetMaker::footprint(m, p.at, p.yaw), SetMaker::footprint(lm, table, p.yaw)};
    for (const Try& t : tries) {
      if (!k.fits(cm, t.at, t.yaw, 0.05f, &own)) continue;
      extras(k.put(e, m, p.at, p.yaw), Json::object(), e);
      const int piece = k.put(*low, lm, table, p.yaw);
      k.put(*chair, cm, t.at, t.yaw);
      if (item.contains("on")) k.dress(piece, item["on"]);
      k.dress(piece, Json::array({"cup", "book"}));
      if (rug) {
        const Model rm = k.model_of(*rug);
        const Rect r = SetMaker::footprint(rm, table, p.yaw), room = k.floor();
        if (r.x0 > room.x0 + 0.03f && r.x1 < room.x1 - 0.03f && r.z0 > room.z0 + 0.03f && r.z1 < room.z1 - 0.03f) k.put(*rug, rm, table, p.yaw, false);
      }
      return true;
    }
  }
  return false;
}

bool Layout::desk(const FurnitureEntry& e, const Model& m, const Json& item, bool front) {
  // The desk stands free; who sits behind it has the wall at the back and looks at the visitor.
  const FurnitureEntry* chair = find_furniture(text_in(item, "chair", "office-chair"));
  const FurnitureEntry* visitor = item.contains("visitor") ? find_furniture(text_in(item, "visitor", "chair")) : nullptr;
  // The worker's side of a procedural desk is its front: it is turned so that it looks to the wall.
  const bool turned = e.make == "desk";
  const Box body = m.mesh->bounds();
  const float behind = turned ? body.high.z : -body.low.z, before = turned ? -body.low.z : body.high.z;
  std::vector<Pose2> poses;
  for (int i = 0; i < 60; ++i) {
    Pose2 p;
    const double which = front ? 0 : k.random.unit();
    const float u = static_cast<float>(k.random.range(-0.16, 0.16));
    const float back = (front ? 0.95f : 1.05f) + behind;
    if (which < 0.5) p = {{u * k.set.size.x, 0, -k.set.size.z / 2 + back}, 0, 0};
    else if (which < 0.8) p = {{-k.set.size.x / 2 + back, 0, u * k.set.size.z}, kPi / 2, 0};
    else p = {{k.set.size.x / 2 - back, 0, u * k.set.size.z}, -kPi / 2, 0};
    p.score = static_cast<float>(k.random.unit()) - std::abs(u);
    poses.push_back(p);
  }
  for (const Pose2& p : poses) {
    const float yaw = p.yaw + (turned ? kPi : 0.f);
    if (!k.fits(m, p.at, yaw, 0.05f) || !k.agrees(e, m, p.at, yaw)) continue;
    const Vec3 f = heading(p.yaw);
    const std::vector<Rect> own{SetMaker::footprint(m, p.at, yaw)};
    if (chair) {
      const Model cm = k.model_of(*chair);
      const Vec3 c = p.at - f * (behind + 0.04f + cm.mesh->bounds().high.z);
      if (!k.fits(cm, c, p.yaw, 0.0f, &own)) continue;
      Vec3 v(0.f);
      const Model vm = visitor ? k.model_of(*visitor) : Model{};
      if (visitor) {
        v = p.at + f * (before + 0.12f + vm.mesh->bounds().high.z);
        if (!k.fits(vm, v, p.yaw + kPi, 0.0f, &own)) continue;
      }
      const int piece = k.put(e, m, p.at, yaw);
      k.put(*chair, cm, c, p.yaw);
      if (visitor) k.put(*visitor, vm, v, p.yaw + kPi);
      extras(piece, item, e);
      return true;
    }
    extras(k.put(e, m, p.at, yaw), item, e);
    return true;
  }
  return false;
}

bool Layout::rows(const FurnitureEntry& e, const Model& m, const Json& item) {
  const int rows = std::clamp(static_cast<int>(number_in(item, "rows", 2)), 1, 6), cols = std::clamp(static_cast<int>(number_in(item, "cols", 2)), 1, 6);
  const FurnitureEntry* chair = item.contains("chair") ? find_furniture(text_in(item, "chair", "chair")) : nullptr;
  const Model cm = chair ? k.model_of(*chair) : Model{};
  const float dz = m.size.z + (chair ? cm.size.z + 0.5f : 0.55f), dx = m.size.x + (cols == 2 && !chair ? 0.9f : 0.6f);
  const float z0 = k.set.size.z / 2 - 0.75f - (dz * static_cast<float>(rows - 1)) - (chair ? 0.5f : 0.25f);
  int placed = 0;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < cols; ++c) {
      const Vec3 p((static_cast<float>(c) - static_cast<float>(cols - 1) / 2) * dx, 0, z0 + static_cast<float>(r) * dz);
      if (!k.fits(m, p, kPi, 0.02f)) continue;
      if (chair) {
        const Vec3 q = p + Vec3(0, 0, m.size.z / 2 + 0.03f + cm.mesh->bounds().high.z);
        if (!k.fits(cm, q, kPi, 0)) continue;
        k.put(e, m, p, kPi);
        k.put(*chair, cm, q, kPi);
      } else {
        k.put(e, m, p, kPi);
      }
      ++placed;
    }
  if (placed < rows * cols) k.missed.push_back("room for " + std::to_string(placed) + " of " + std::to_string(rows * cols) + " " + e.word + "s in rows");
  return placed >= 2;
}

bool Layout::carriage(const FurnitureEntry& e, const Model& m, const Json& item, bool facing) {
  const int n = std::clamp(static_cast<int>(number_in(item, "n", 3)), 1, 6);
  const float w = k.set.size.x - 1.2f, each = w / static_cast<float>(n), zn = -k.set.size.z / 2 + m.size.x / 2 + 0.04f;
  int placed = 0;
  const FurnitureEntry* table = find_furniture("bedside-table");
  (void)table;
  for (int i = 0; i < n; ++i)
    for (const float side : {-1.f, 1.f}) {
      const float x = -w / 2 + each * (static_cast<float>(i) + 0.5f), z = side < 0 ? zn : -zn;
      if (facing) {
        for (const float s : {-1.f, 1.f}) {
          const Vec3 p(x + s * (0.42f + m.size.z / 2), 0, z);
          const float yaw = -s * kPi / 2;
          if (k.fits(m, p, yaw, 0)) { k.put(e, m, p, yaw); ++placed; }
        }
      } else {
        // The middle bay is one where people sit face to face; the others look ahead.
        const bool bay = i == n / 2;
        for (const float s : {-0.55f, 0.55f}) {
          const Vec3 p(x + (bay ? 1.15f * s : s), 0, z);
          const float yaw = bay && s > 0 ? -kPi / 2 : kPi / 2;
          if (k.fits(m, p, yaw, 0)) { k.put(e, m, p, yaw); ++placed; }
        }
      }
    }
  return placed >= 4;
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
    bool ok = true;
    if (at == "wall") {
      const float front = !m.seats.empty() ? 0.5f : e->kind == "counter" || e->kind == "plain" ? 0.45f : 0.3f;
      ok = against_wall(*e, m, false, item, front);
      if (ok && item.contains("stools")) {
        const FurnitureEntry* stool = find_furniture("bar-stool");
        const Piece bar = k.set.pieces.back().word == e->word ? k.set.pieces.back() : *std::find_if(k.set.pieces.rbegin(), k.set.pieces.rend(), [&](const Piece& p) { return p.word == e->word; });
        const int stools = static_cast<int>(number_in(item, "stools", 3));
        const Vec3 f = heading(bar.yaw), side(f.z, 0, -f.x), c = bar.bounds.centre();
        int placed = 0;
        if (stool)
          for (int s = 0; s < stools; ++s) {
            const Model sm = k.model_of(*stool);
            Vec3 p = c + side * ((static_cast<float>(s) - static_cast<float>(stools - 1) / 2) * 0.62f) + f * (m.size.z / 2 + sm.size.z / 2 + 0.05f);
            p.y = 0;
            auto kept = std::move(k.kept);  // stools may stand where the bar is used
            k.kept.clear();
            if (k.fits(sm, p, bar.yaw + kPi, 0)) {
              k.put(*stool, sm, p, bar.yaw + kPi);
              ++placed;
            }
            k.kept = std::move(kept);
          }
        if (placed < stools) k.missed.push_back("room for " + std::to_string(placed) + " of " + std::to_string(stools) + " stools at the " + e->word);
      }
    } else if (at == "corner") ok = against_wall(*e, m, true, item, 0);
    else if (at == "run") ok = run(*e, m, item);
    else if (at == "lounge") ok = lounge(*e, m, item);
    else if (at == "desk" || (at == "front" && item.contains("chair"))) ok = desk(*e, m, item, at == "front");
    else if (at == "front") {
      const Vec3 p(0, 0, -k.set.size.z / 2 + m.size.z / 2 + 0.55f - m.mesh->bounds().centre().z);
      ok = k.fits(m, p, 0, 0.05f) && k.agrees(*e, m, p, 0);
      if (ok) extras(k.put(*e, m, p, 0), item, *e);
    } else if (at == "centre" || at == "tables") {
      const int people = std::max(static_cast<int>(number_in(item, "chairs", 2)), at == "centre" ? std::min(k.request.people, 6) : 0);
      ok = table_group(*e, m, item, people, true);
    } else if (at == "centre-fixed") {
      const Vec3 p = Vec3(0.f) - Vec3(m.mesh->bounds().centre().x, 0, m.mesh->bounds().centre().z);
      ok = k.fits(m, p, 0, 0) && k.agrees(*e, m, p, 0);
      if (ok) extras(k.put(*e, m, p, 0), item, *e);
    } else if (at == "corner-fixed") {
      ok = false;
      for (const float s : {-1.f, 1.f}) {
        const Vec3 p(s * (k.set.size.x / 2 - m.size.x / 2 - 0.35f), 0, -k.set.size.z / 2 + m.size.z / 2 + 0.3f);
        if (!k.fits(m, p, 0, 0.1f) || !k.agrees(*e, m, p, 0)) continue;
        extras(k.put(*e, m, p, 0), item, *e);
        ok = true;
        break;
      }
    } else if (at == "bedside") {
      ok = false;
      for (const Piece& bed : std::vector<Piece>(k.set.pieces)) {
        if (bed.word.find("bed") == std::string::npos || bed.word == "bedside-table") continue;
        const Vec3 f = heading(bed.yaw), side(f.z, 0, -f.x);
        for (const float s : {1.f, -1.f}) {
          Vec3 p = bed.bounds.centre() + side * (s * (0.41f + 0.16f + m.size.z / 2)) + f * 0.1f;
          p.y = 0;
          const float yaw = yaw_of(side * -s);
          if (!k.fits(m, p, yaw, 0.02f)) continue;
          k.put(*e, m, p, yaw);
          ok = true;
          break;
        }
        break;
      }
      if (!ok) ok = against_wall(*e, m, false, item, 0.5f);
    } else if (at == "rug") {
      Vec3 p(0.f);
      for (const Piece& piece : k.set.pieces)
        if (piece.word == "table" || piece.word == "bed") p = {piece.bounds.centre().x, 0, piece.bounds.centre().z + (piece.word == "bed" ? 0.4f : 0.f)};
      const Rect room = k.floor();
      p.x = std::clamp(p.x, room.x0 + m.size.x / 2 + 0.05f, room.x1 - m.size.x / 2 - 0.05f);
      p.z = std::clamp(p.z, room.z0 + m.size.z / 2 + 0.05f, room.z1 - m.size.z / 2 - 0.05f);
      k.put(*e, m, p, 0, false);
    } else if (at == "hang") {
      Vec3 p((static_cast<float>(i) - static_cast<float>(n - 1) / 2) * k.set.size.x / static_cast<float>(std::max(2, n)), 0, 0);
      int table = -1;
      for (std::size_t j = 0; j < k.set.pieces.size() && n == 1; ++j)
        if (k.set.pieces[j].word.find("table") != std::string::npos && k.set.pieces[j].word.find("side") == std::string::npos) table = static_cast<int>(j);
      if (table >= 0) p = k.set.pieces[static_cast<std::size_t>(table)].bounds.centre();
      const Rect room = k.floor();  // over a table at a wall it hangs as near as it can
      p.x = std::clamp(p.x, room.x0 + m.size.x / 2 + 0.1f, room.x1 - m.size.x / 2 - 0.1f);
      p.z = std::clamp(p.z, room.z0 + m.size.z / 2 + 0.1f, room.z1 - m.size.z / 2 - 0.1f);
      p.y = k.set.size.y - m.mesh->bounds().high.y;
      k.put(*e, m, p, 0, false);
    } else if (at == "edge") ok = edge(*e, m, item);
    else ok = somewhere(*e, m, item);
    if (!ok && k.is_asked_for(*e)) ok = as_asked(*e, m, item);
    all = all && ok;
    if (!ok && !optional) k.missed.push_back("no room for the " + e->word + " (" + (at == "wall" ? "with its back to a wall" : at == "edge" ? "at the rim" : at == "corner" ? "in a corner" : at == "run" ? "in the run along the wall" : at == "centre" || at == "tables" ? "with seats round it" : at) + ")");
  }
  return all;
}

}  // namespace

void furnish(SetMaker& maker, const Json& items) {
  Layout layout(maker);
  if (!items.is_array()) return;
  for (const auto& item : items)
    if (item.is_object()) layout.item(item);
}

}  // namespace auteur::world
