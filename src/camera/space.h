// What stands in a place, as small cubes: where rays of sight end. Table legs, chair backs and lamp shades count with
// their own shape, not with their boxes; walls do not count, they are taken away for a camera behind them.
#pragma once

#include <cstdint>
#include <vector>

#include "auteur/world/set.h"

namespace auteur::camera {

class Space {
 public:
  // A piece without geometry counts as its box, a seat only up to where one sits.
  explicit Space(const world::Set* set);

  // Share of the way from a to b until something solid, 1 when there is nothing. A start inside something is let out.
  float free_way(Vec3 a, Vec3 b) const;
  float cell() const { return cell_; }

 private:
  void mark(Vec3 p);
  void mark_triangle(Vec3 a, Vec3 b, Vec3 c);
  void mark_box(const Box& box);
  void measure();
  std::size_t index(int x, int y, int z) const { return (static_cast<std::size_t>(y) * static_cast<std::size_t>(count_.z) + static_cast<std::size_t>(z)) * static_cast<std::size_t>(count_.x) + static_cast<std::size_t>(x); }

  Box region_;
  float cell_ = 0.05f;
  glm::ivec3 count_{0};
  std::vector<std::uint8_t> away_;  // a cell: how many cells the nearest solid one is away along the longest axis, 0: it is solid
};

}  // namespace auteur::camera
