#include "auteur/scene/thinning.h"

#include <gtest/gtest.h>

#include <cmath>

namespace auteur::scene {
namespace {

// A sphere of two materials: the upper half is 0, the lower 1.
Mesh sphere(int rings) {
  Mesh m;
  const int around = 2 * rings;
  for (int i = 0; i <= rings; ++i)
    for (int k = 0; k < around; ++k) {
      const double a = M_PI * i / rings, b = 2 * M_PI * k / around;
      m.positions.emplace_back(std::sin(a) * std::cos(b), std::cos(a), std::sin(a) * std::sin(b));
    }
  for (int i = 0; i < rings; ++i)
    for (int k = 0; k < around; ++k) {
      const auto at = [&](int r, int c) { return static_cast<std::uint32_t>(r * around + c % around); };
      for (const glm::uvec3 t : {glm::uvec3{at(i, k), at(i + 1, k), at(i + 1, k + 1)}, glm::uvec3{at(i, k), at(i + 1, k + 1), at(i, k + 1)}}) {
        m.triangles.push_back(t);
        m.triangle_material.push_back(i < rings / 2 ? 0 : 1);
      }
    }
  m.materials.resize(2);
  return m;
}

TEST(Thinning, LeavesAFewerTrianglesOfEachMaterialAndTheSameShape) {
  Mesh m = sphere(60);
  const std::size_t vertices = m.positions.size();
  thin(m, 1000, 1.25);
  EXPECT_LE(m.triangles.size(), 1250u);
  EXPECT_GE(m.triangles.size(), 500u);
  EXPECT_EQ(m.triangles.size(), m.triangle_material.size());
  EXPECT_EQ(m.positions.size(), vertices);
  double lowest[2] = {9, 9}, highest[2] = {-9, -9};
  for (std::size_t i = 0; i < m.triangles.size(); ++i) {
    Vec3 middle(0.f);
    for (int k = 0; k < 3; ++k) middle += m.positions[m.triangles[i][k]] / 3.f;
    EXPECT_GT(glm::length(middle), 0.9f) << "the surface caved in at triangle " << i;
    auto& low = lowest[m.triangle_material[i]];
    auto& high = highest[m.triangle_material[i]];
    low = std::min(low, static_cast<double>(middle.y)), high = std::max(high, static_cast<double>(middle.y));
  }
  EXPECT_GT(highest[0], 0.9);
  EXPECT_LT(lowest[1], -0.9);
  EXPECT_GT(lowest[0], -0.1);
  EXPECT_LT(highest[1], 0.1);
}

TEST(Thinning, WhatIsSmallEnoughStaysAsItIs) {
  Mesh m = sphere(6), same = m;
  thin(m, m.triangles.size(), 1.25);
  EXPECT_EQ(m.triangles, same.triangles);
}

}  // namespace
}  // namespace auteur::scene
