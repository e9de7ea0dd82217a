#include "floor.h"

#include "auteur/base/text.h"
#include "tables.h"

namespace auteur::staging {
namespace {

std::string pattern_floor(scene::Pattern pattern) {
  using enum scene::Pattern;
  switch (pattern) {
    case kWood: case kBark: return "wood";
    case kTiles: return "tiles";
    case kStone: case kBrick: return "stone";
    case kGrass: case kLeaf: return "grass";
    case kSand: return "sand";
    case kAsphalt: return "asphalt";
    case kFabric: return "carpet";
    case kSnow: return "snow";
    case kMetal: return "metal";
    case kWater: return "water";
    default: return "";
  }
}

std::string floor_of(const world::Set& set) {
  for (const scene::Instance& instance : set.instances) {
    const std::string name = lower(instance.name);
    if ((name.find("floor") == std::string::npos && name.find("ground") == std::string::npos) || !instance.mesh) continue;
    if (instance.mesh->materials.empty()) continue;
    const std::string found = pattern_floor(instance.mesh->materials.front().pattern);
    if (!found.empty()) return found;
  }
  const std::string words = lower(set.kind + " " + set.place_id + " " + set.name);
  for (const auto& [part, material] : tables().floors)
    if (words.find(part) != std::string::npos) return material;
  return set.setting == screenplay::Setting::kInterior ? "wood" : "gravel";
}

}  // namespace

float wrap_angle(float a) {
  if (!std::isfinite(a)) return 0;
  a = std::fmod(a + kPi, 2 * kPi);
  if (a < 0) a += 2 * kPi;
  return a - kPi;
}

bool same_word(const std::string& furniture, const std::string& word) {
  if (furniture.empty() || word.empty()) return false;
  const std::string a = lower(furniture), b = lower(word);
  if (a == b) return true;
  const auto ends_with_word = [](const std::string& text, const std::string& end) {
    return text.size() > end.size() && text.ends_with(end) && (text[text.size() - end.size() - 1] == ' ' || text[text.size() - end.size() - 1] == '-');
  };
  return ends_with_word(a, b) || ends_with_word(b, a) || b == a + "s";
}

Floor::Floor(const world::Set& set) {
  interior_ = set.setting == screenplay::Setting::kInterior;
  const auto sane = [](float v, float fallback) { return std::isfinite(v) && v > 1.f ? std::min(v, 200.f) : fallback; };
  width_ = sane(set.size.x, 5.f);
  depth_ = sane(set.size.z, 4.f);
  for (const world::Anchor& anchor : set.anchors) {
    if (!finite(anchor.position) || glm::length(anchor.position) > 500.f) continue;
    world::Anchor clean = anchor;
    clean.yaw = wrap_angle(anchor.yaw);
    if (!finite(clean.approach)) clean.approach = clean.position;
    clean.approach = inside(flat(clean.approach), 0.2f);
    anchors_.push_back(std::move(clean));
    if (anchors_.size() >= 2000) break;
  }
  for (const world::Piece& piece : set.pieces) {
    if (piece.bounds.empty() || !finite(piece.bounds.low) || !finite(piece.bounds.high)) continue;
    pieces_.push_back(piece);
    if (pieces_.size() >= 2000) break;
  }
  for (const world::Anchor& anchor : anchors_)
    if (anchor.kind == world::AnchorKind::kDoor && !door_) door_ = &anchor;
  material_ = floor_of(set);
}

Vec3 Floor::inside(Vec3 p, float margin) const {
  const float x = std::max(0.f, width_ / 2 - margin), z = std::max(0.f, depth_ / 2 - margin);
  return {std::clamp(p.x, -x, x), 0.f, std::clamp(p.z, -z, z)};
}

bool Floor::free(Vec3 p, float radius) const {
  if (std::abs(p.x) > width_ / 2 - radius || std::abs(p.z) > depth_ / 2 - radius) return false;
  for (const world::Piece& piece : pieces_) {
    if (!piece.blocks_walking || piece.bounds.low.y > 1.5f || piece.bounds.high.y < 0.06f) continue;
    const float dx = std::max({piece.bounds.low.x - p.x, 0.f, p.x - piece.bounds.high.x});
    const float dz = std::max({piece.bounds.low.z - p.z, 0.f, p.z - piece.bounds.high.z});
    if (dx * dx + dz * dz < radius * radius) return false;
  }
  return true;
}

Vec3 Floor::nearest_free(Vec3 wanted, float radius, std::span<const Vec3> taken, float gap) const {
  wanted = inside(wanted, radius);
  const auto good = [&](Vec3 p) {
    if (!free(p, radius)) return false;
    for (const Vec3 other : taken)
      if (flat_distance(p, other) < gap) return false;
    return true;
  };
  if (good(wanted)) return wanted;
  const float reach = std::hypot(width_, depth_);
  for (float r = 0.1f; r < reach; r += 0.1f) {
    const int steps = std::clamp(static_cast<int>(r * 40), 8, 72);
    for (int i = 0; i < steps; ++i) {
      const Vec3 p = wanted + heading(2 * kPi * static_cast<float>(i) / static_cast<float>(steps)) * r;
      if (good(p)) return p;
    }
  }
  return wanted;
}

const world::Anchor* Floor::anchor(const std::string& id) const {
  for (const world::Anchor& a : anchors_)
    if (a.id == id) return &a;
  return nullptr;
}

const world::Anchor* Floor::nearest(const std::string& word, Vec3 from) const {
  const world::Anchor* best = nullptr;
  float best_distance = 1e30f;
  for (const world::Anchor& a : anchors_) {
    if (a.id != word && !same_word(a.furniture, word)) continue;
    const float d = flat_distance(a.position, from);
    if (d < best_distance) best = &a, best_distance = d;
  }
  return best;
}

const world::Piece* Floor::nearest_piece(const std::string& word, Vec3 from) const {
  const world::Piece* best = nullptr;
  float best_distance = 1e30f;
  for (const world::Piece& piece : pieces_) {
    if (piece.id != word && !same_word(piece.word, word)) continue;
    const float d = flat_distance(piece.bounds.centre(), from);
    if (d < best_distance) best = &piece, best_distance = d;
  }
  return best;
}

Spot seat_spot(const world::Anchor& anchor) {
  Spot spot;
  spot.position = flat(anchor.position);
  spot.yaw = anchor.yaw;
  spot.seated = true;
  spot.seat_height = std::clamp(anchor.position.y, 0.2f, 0.9f);
  spot.anchor = anchor.id;
  return spot;
}

Vec3 before_seat(const Floor& floor, const world::Anchor& seat) {
  const float d = flat_distance(seat.approach, seat.position);
  if (d > 0.15f && d < 1.3f && floor.free(seat.approach, 0.12f)) return seat.approach;
  return floor.nearest_free(flat(seat.position) + heading(seat.yaw) * 0.5f, 0.2f, {}, 0);
}

}  // namespace auteur::staging
