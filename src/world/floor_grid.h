// Where one may stand and walk: a raster of the floor in 10 cm cells, every blocking piece grown by a person's radius.
#pragma once

#include <vector>

#include "auteur/world/set.h"

namespace auteur::world {

inline constexpr float kPersonRadius = 0.2f;

class FloorGrid {
 public:
  FloorGrid(const Set& set, float radius);
  bool free(Vec3 p) const;
  // Shortest way on free cells between the free cells nearest to the two points; empty when there is none.
  std::vector<Vec3> way(Vec3 from, Vec3 to) const;
  // Marks all cells that can be walked to from the free cell nearest to `from`.
  std::vector<std::uint8_t> reached_from(Vec3 from) const;
  int cell_of(Vec3 p) const;       // -1 outside
  Vec3 centre_of(int cell) const;
  int nearest_free(Vec3 p) const;  // -1 when nothing is free
  int nearest(Vec3 p, const std::vector<std::uint8_t>& allowed, float at_least) const;
  int cells() const { return width_ * depth_; }
  bool clear_line(Vec3 a, Vec3 b) const;

 private:
  float x0_ = 0, z0_ = 0;
  int width_ = 0, depth_ = 0;
  std::vector<std::uint8_t> free_;
};

}  // namespace auteur::world
