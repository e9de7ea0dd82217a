// Where things were asked to stand, while a set is under construction.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "set_maker.h"

namespace auteur::world {
namespace {

constexpr float kNextTo = 0.5f, kNearOpening = 0.9f, kAtWall = 0.2f, kCorner = 0.45f, kFaces = 0.866f /* cos 30 degrees */;

float gap(const Rect& a, const Rect& b) { return std::hypot(std::max({a.x0 - b.x1, b.x0 - a.x1, 0.f}), std::max({a.z0 - b.z1, b.z0 - a.z1, 0.f})); }
Rect rect_of(const Box& b) { return {b.low.x, b.low.z, b.high.x, b.high.z}; }

// The stretches of the floor's rim that an object without a piece of its own takes.
std::vector<Rect> spots(const SetMaker& k, const std::string& object) {
  std::vector<Rect> out;
  const Rect room = k.floor();
  if (object.ends_with("wall")) {
    if (!k.indoors) return out;
    if (object != "east wall" && object != "south wall" && object != "west wall") out.push_back({room.x0, room.z0, room.x1, room.z0});
    if (object == "wall" || object == "east wall") out.push_back({room.x1, room.z0, room.x1, room.z1});
    if (object == "wall" || object == "south wall") out.push_back({room.x0, room.z1, room.x1, room.z1});
    if (object == "wall" || object == "west wall") out.push_back({room.x0, room.z0, room.x0, room.z1});
    return out;
  }
  if (!k.indoors) return out;
  for (const WallPlan& plan : k.walls)
    for (const Hole& h : plan.holes) {
      if (h.door != (object == "door")) continue;
      const Mat4 world = moved(plan.middle, plan.yaw);
      const Vec3 a = Vec3(world * Vec4(h.x - h.w / 2, 0, 0, 1)), b = Vec3(world * Vec4(h.x + h.w / 2, 0, 0, 1));
      out.push_back({std::min(a.x, b.x), std::min(a.z, b.z), std::max(a.x, b.x), std::max(a.z, b.z)});
    }
  return out;
}

bool is_spot(const Relation& r) { return r.object == "window" || r.object == "door" || r.object == "corner" || r.object == "middle" || r.object.ends_with("wall"); }

// A street has no window to stand by.
bool spot_exists(const SetMaker& k, const std::string& object) { return object == "middle" || (object == "corner" ? k.indoors : !spots(k, object).empty()); }

bool holds_towards(RelationKind kind, const Rect& a, float yaw, const Rect& other, float near) {
  if (kind != RelationKind::kFacing) return gap(a, other) <= near;
  const float x = (a.x0 + a.x1) / 2, z = (a.z0 + a.z1) / 2;
  const Vec3 to((other.x0 + other.x1) / 2 - x, 0, (other.z0 + other.z1) / 2 - z);
  return glm::length(to) > 1e-3f && glm::dot(glm::normalize(to), heading(yaw)) >= kFaces;
}

// Of a relation whose object is a spot of the room.
bool holds_at_spot(const SetMaker& k, const Relation& r, const Rect& a, float yaw) {
  const Rect room = k.floor();
  const float west = a.x0 - room.x0, east = room.x1 - a.x1, north = a.z0 - room.z0, south = room.z1 - a.z1;
  if (r.object == "corner") return std::max(std::min(west, east), std::min(north, south)) <= kCorner;
  if (r.object == "middle") {
    const float x = (a.x0 + a.x1) / 2, z = (a.z0 + a.z1) / 2;
    return std::abs(x) <= k.set.size.x / 4 && std::abs(z) <= k.set.size.z / 4 && std::min({west, east, north, south}) > kAtWall;
  }
  const float near = r.kind == RelationKind::kAgainst ? kAtWall : kNearOpening;
  const auto where = spots(k, r.object);
  return std::any_of(where.begin(), where.end(), [&](const Rect& s) { return holds_towards(r.kind, a, yaw, s, near); });
}

// Between the pieces at two places.
bool holds_between(const Relation& r, const Rect& a, float yaw, const Rect& b) { return holds_towards(r.kind, a, yaw, b, kNextTo); }

}  // namespace

bool SetMaker::is_asked_for(const FurnitureEntry& entry) const {
  return std::any_of(relations.begin(), relations.end(), [&](const Relation& r) { return r.kind != RelationKind::kOn && (r.subject == entry.word || r.object == entry.word); });
}

bool SetMaker::agrees(const FurnitureEntry& entry, const Model& model, Vec3 position, float yaw) const {
  if (relations.empty()) return true;
  const Rect here = footprint(model, position, yaw);
  // Does any piece of the subject's word have it already, towards a spot or any piece of the object's word?
  const auto had = [&](const Relation& r) {
    for (const Piece& s : set.pieces) {
      if (s.word != r.subject) continue;
      if (is_spot(r) && holds_at_spot(*this, r, rect_of(s.bounds), s.yaw)) return true;
      for (const Piece& o : set.pieces)
        if (o.word == r.object && holds_between(r, rect_of(s.bounds), s.yaw, rect_of(o.bounds))) return true;
    }
    return false;
  };
  for (const Relation& r : relations) {
    if (r.kind == RelationKind::kOn) continue;
    bool now = false, asked = false;
    if (r.subject == entry.word) {
      asked = is_spot(r) && spot_exists(*this, r.object);
      now = is_spot(r) && holds_at_spot(*this, r, here, yaw);
      for (const Piece& o : set.pieces)
        if (o.word == r.object) asked = true, now = now || holds_between(r, here, yaw, rect_of(o.bounds));
    } else if (r.object == entry.word) {
      for (const Piece& s : set.pieces)
        if (s.word == r.subject) asked = true, now = now || holds_between(r, rect_of(s.bounds), s.yaw, here);
    }
    if (asked && now != r.holds && (!r.holds || !had(r))) return false;
  }
  return true;
}

std::vector<std::string> SetMaker::unmet_relations() const {
  std::vector<std::string> out;
  for (const Relation& r : relations) {
    bool there = false, met = false;
    for (const Piece& s : set.pieces) {
      if (s.word != r.subject) continue;
      there = true;
      if (is_spot(r)) met = met || holds_at_spot(*this, r, rect_of(s.bounds), s.yaw);
      for (const Piece& o : set.pieces) {
        if (o.word != r.object) continue;
        const bool on = r.kind == RelationKind::kOn;
        met = met || (on ? gap(rect_of(s.bounds), rect_of(o.bounds)) <= 0 && s.bounds.low.y > 0.2f && s.bounds.low.y <= o.bounds.high.y + 0.02f : holds_between(r, rect_of(s.bounds), s.yaw, rect_of(o.bounds)));
      }
    }
    if (r.holds && is_spot(r) && !spot_exists(*this, r.object)) out.push_back(fmt::format("no {} for '{}'", r.object, r.words));
    else if (r.holds && !there) out.push_back(fmt::format("nothing for '{}'", r.words));
    else if (met != r.holds && there) out.push_back(fmt::format("no room for '{}'", r.words));
  }
  return out;
}

}  // namespace auteur::world
