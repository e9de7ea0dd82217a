// Furniture that stands together: tables with their seats, kitchen runs, sofas, desks, rows.
#include <algorithm>

#include "layout.h"

namespace auteur::world {

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

}  // namespace auteur::world
