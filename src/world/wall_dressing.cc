// What hangs where: first what the place is known by, then whatever belongs there, until no wall is bare.
#include <algorithm>
#include <array>

#include "set_maker.h"

namespace auteur::world {
namespace {

constexpr float kEye = 1.5f;      // pictures hang with their middle here
constexpr float kAside = 0.16f;   // between two things on one wall
constexpr float kCorner = 0.12f;
constexpr int kMost = 16;         // things on the walls of one place
constexpr int kLamps = 2;
constexpr float kDeep = 0.1f, kWay = 0.55f;  // people pass in front of things deeper than that

struct Span { float x0, x1, y0, y1; };  // of a wall, in its own coordinates

struct Spot { int wall = -1; float x = 0; };

class Hanger {
 public:
  explicit Hanger(SetMaker& maker) : k(maker) {
    for (std::size_t i = 0; i < 4; ++i)
      for (const Hole& h : k.walls[i].holes) {
        const float aside = h.door ? 0.1f : k.curtains ? 0.34f : 0.12f, above = h.door ? 0.08f : k.curtains ? 0.2f : 0.1f;
        used_[i].push_back({h.x - h.w / 2 - aside, h.x + h.w / 2 + aside, h.y - 0.1f, h.y + h.h + above});
      }
  }

  bool full() const { return count_ >= kMost; }

  // `spare`: how much wider than the thing the stretch must be.
  bool hang(const FurnitureEntry& entry, float spare) {
    if (k.removed(entry)) return false;
    const int version = k.hung[entry.word];
    const Model model = k.model_of(entry, false, version);
    if (model.lamp_radius > 0 && lamps_ >= kLamps) return false;
    float y = entry.hang > 0 ? entry.hang : kEye - model.size.y / 2;
    y = std::min(y, k.set.size.y - model.mesh->bounds().high.y - 0.12f);
    const Spot spot = emptiest(model, y, spare);
    if (spot.wall < 0) return false;
    put(entry, model, spot, y);
    return true;
  }

 private:
  SetMaker& k;
  std::array<std::vector<Span>, 4> used_;
  int count_ = 0, lamps_ = 0;

  // The middle of the widest stretch left at that height; the wall most seen first.
  Spot emptiest(const Model& model, float y, float spare) const {
    const Box own = model.mesh->bounds();
    const float low = y + own.low.y, high = y + own.high.y;
    Spot best;
    float best_gap = 0;
    for (int i = 0; i < 4; ++i) {
      const WallPlan& plan = k.walls[static_cast<std::size_t>(i)];
      std::vector<std::array<float, 2>> spans;
      for (const Span& u : used_[static_cast<std::size_t>(i)])
        if (u.y0 < high && u.y1 > low) spans.push_back({u.x0, u.x1});
      const Mat4 own_from_world = glm::inverse(moved(plan.middle, plan.yaw));
      for (const Piece& piece : k.set.pieces) {  // what stands before the stretch and reaches up to it
        const bool below = piece.bounds.high.y <= low - 0.06f;
        if ((below && !(model.size.z > kDeep && piece.blocks_walking)) || piece.bounds.low.y >= high + 0.02f) continue;
        const Vec3 a = Vec3(own_from_world * Vec4(piece.bounds.low, 1)), b = Vec3(own_from_world * Vec4(piece.bounds.high, 1));
        if (below && std::min(a.z, b.z) <= kDeep) continue;  // it stands under the thing, at the wall
        // What stands out of the wall leaves a way between itself and what stands in the room.
        const float way = model.size.z > kDeep && piece.blocks_walking && std::min(a.z, b.z) > kDeep ? kWay : 0.04f;
        if (std::min(a.z, b.z) < model.size.z + way) spans.push_back({std::min(a.x, b.x) - 0.04f, std::max(a.x, b.x) + 0.04f});
      }
      const float half = plan.length / 2;
      spans.push_back({-half - 1, -half + kCorner});
      spans.push_back({half - kCorner, half + 1});
      std::sort(spans.begin(), spans.end());
      float end = -half;
      for (const auto& span : spans) {
        const float wide = span[0] - end, gap = wide * (i == 0 ? 1.25f : i == 2 ? 0.7f : 1.f);
        if (wide > model.size.x + spare && gap > best_gap) {
          best_gap = gap;
          best = {i, (span[0] + end) / 2};
        }
        end = std::max(end, span[1]);
      }
    }
    return best;
  }

  void put(const FurnitureEntry& entry, const Model& model, Spot spot, float y) {
    const WallPlan& plan = k.walls[static_cast<std::size_t>(spot.wall)];
    const Box own = model.mesh->bounds();
    used_[static_cast<std::size_t>(spot.wall)].push_back({spot.x - model.size.x / 2 - kAside, spot.x + model.size.x / 2 + kAside, y + own.low.y - 0.05f, y + own.high.y + 0.05f});
    // The piece is named although its mesh lives in the wall.
    const Mat4 world = moved(plan.middle, plan.yaw);
    const Vec3 at = Vec3(world * Vec4(spot.x - own.centre().x, y, -own.low.z, 1));
    Piece piece;
    piece.id = k.fresh_id(entry.word);
    piece.word = entry.word;
    piece.model = model.id;
    piece.yaw = plan.yaw;
    piece.blocks_walking = false;
    const Rect r = SetMaker::footprint(model, at, plan.yaw);
    piece.bounds.low = {r.x0, at.y + own.low.y, r.z0};
    piece.bounds.high = {r.x1, at.y + own.high.y, r.z1};
    if (model.lamp_radius > 0) {
      k.light(entry, model, moved(at, plan.yaw), piece.id);
      ++lamps_;
    }
    k.set.pieces.push_back(piece);
    ++k.hung[entry.word];
    ++count_;
  }
};

}  // namespace

void hang_on_walls(SetMaker& k, const Json& known_by, const Json& belongs) {
  Hanger hanger(k);
  if (known_by.is_array())
    for (const auto& word : known_by)
      if (const FurnitureEntry* entry = word.is_string() ? find_furniture(word.get<std::string>()) : nullptr) hanger.hang(*entry, 0.2f);
  if (!belongs.is_array()) return;
  std::vector<const FurnitureEntry*> pool;
  for (const auto& word : belongs)
    if (const FurnitureEntry* entry = word.is_string() ? find_furniture(word.get<std::string>()) : nullptr) pool.push_back(entry);
  if (pool.empty()) return;
  Random order(mix(k.place_seed, 0x3a11, static_cast<std::uint64_t>(k.candidate)));
  for (std::size_t i = pool.size() - 1; i > 0; --i) std::swap(pool[i], pool[static_cast<std::size_t>(order.below(static_cast<int>(i) + 1))]);
  for (const FurnitureEntry* entry : pool)  // a word hangs as often as it is written
    if (!hanger.full()) hanger.hang(*entry, 0.34f);
}

}  // namespace auteur::world
