// Places that belong to one thing: stools at a bar, a table at a bed, a lamp over a table.
#include <algorithm>

#include "layout.h"

namespace auteur::world {

void Layout::stools_at(const FurnitureEntry& e, const Model& m, int wanted) {
  const FurnitureEntry* stool = find_furniture("bar-stool");
  const Piece bar = k.set.pieces.back().word == e.word ? k.set.pieces.back() : *std::find_if(k.set.pieces.rbegin(), k.set.pieces.rend(), [&](const Piece& p) { return p.word == e.word; });
  const Vec3 f = heading(bar.yaw), side(f.z, 0, -f.x), c = bar.bounds.centre();
  int placed = 0;
  for (int s = 0; stool && s < wanted; ++s) {
    const Model sm = k.model_of(*stool);
    Vec3 p = c + side * ((static_cast<float>(s) - static_cast<float>(wanted - 1) / 2) * 0.62f) + f * (m.size.z / 2 + sm.size.z / 2 + 0.05f);
    p.y = 0;
    auto kept = std::move(k.kept);  // stools may stand where the bar is used
    k.kept.clear();
    if (k.fits(sm, p, bar.yaw + kPi, 0)) {
      k.put(*stool, sm, p, bar.yaw + kPi);
      ++placed;
    }
    k.kept = std::move(kept);
  }
  if (placed < wanted) k.missed.push_back("room for " + std::to_string(placed) + " of " + std::to_string(wanted) + " stools at the " + e.word);
}

bool Layout::put_if_free(const FurnitureEntry& e, const Model& m, const Json& item, Vec3 p, float clearance) {
  if (!k.fits(m, p, 0, clearance) || !k.agrees(e, m, p, 0)) return false;
  extras(k.put(e, m, p, 0), item, e);
  return true;
}

bool Layout::corner_fixed(const FurnitureEntry& e, const Model& m, const Json& item) {
  for (const float s : {-1.f, 1.f})
    if (put_if_free(e, m, item, Vec3(s * (k.set.size.x / 2 - m.size.x / 2 - 0.35f), 0, -k.set.size.z / 2 + m.size.z / 2 + 0.3f), 0.1f)) return true;
  return false;
}

bool Layout::bedside(const FurnitureEntry& e, const Model& m, const Json& item) {
  const auto bed = std::find_if(k.set.pieces.begin(), k.set.pieces.end(), [](const Piece& p) { return p.word.find("bed") != std::string::npos && p.word != "bedside-table"; });
  if (bed != k.set.pieces.end()) {
    const Vec3 f = heading(bed->yaw), side(f.z, 0, -f.x), middle = bed->bounds.centre();
    for (const float s : {1.f, -1.f}) {
      Vec3 p = middle + side * (s * (0.41f + 0.16f + m.size.z / 2)) + f * 0.1f;
      p.y = 0;
      const float yaw = yaw_of(side * -s);
      if (!k.fits(m, p, yaw, 0.02f)) continue;
      k.put(e, m, p, yaw);
      return true;
    }
  }
  return against_wall(e, m, false, item, 0.5f);
}

bool Layout::rug(const FurnitureEntry& e, const Model& m) {
  Vec3 p(0.f);
  for (const Piece& piece : k.set.pieces)
    if (piece.word == "table" || piece.word == "bed") p = {piece.bounds.centre().x, 0, piece.bounds.centre().z + (piece.word == "bed" ? 0.4f : 0.f)};
  put_flat(e, m, p, 0.05f);
  return true;
}

// Over a table, if there is one; at a wall as near to it as it can. One of several: in a row.
bool Layout::hang(const FurnitureEntry& e, const Model& m, int i, int n) {
  Vec3 p((static_cast<float>(i) - static_cast<float>(n - 1) / 2) * k.set.size.x / static_cast<float>(std::max(2, n)), 0, 0);
  if (n == 1)
    for (const Piece& piece : k.set.pieces)
      if (piece.word.find("table") != std::string::npos && piece.word.find("side") == std::string::npos) p = piece.bounds.centre();
  p.y = k.set.size.y - m.mesh->bounds().high.y;
  put_flat(e, m, p, 0.1f);
  return true;
}

// Nothing stands in its way: it lies on the floor, or hangs.
void Layout::put_flat(const FurnitureEntry& e, const Model& m, Vec3 p, float gap) {
  const Rect room = k.floor();
  p.x = std::clamp(p.x, room.x0 + m.size.x / 2 + gap, room.x1 - m.size.x / 2 - gap);
  p.z = std::clamp(p.z, room.z0 + m.size.z / 2 + gap, room.z1 - m.size.z / 2 - gap);
  k.put(e, m, p, 0, false);
}

}  // namespace auteur::world
