#include "toric.h"

#include <gtest/gtest.h>

#include "auteur/base/random.h"
#include "optics.h"
#include "solve.h"

namespace auteur::camera {
namespace {

TEST(Toric, BothLandWhereTheyShouldWithALevelHorizon) {
  int found = 0;
  Random random(5);
  for (int i = 0; i < 300; ++i) {
    TwoOnScreen w;
    w.a = {static_cast<float>(random.unit()) * 2 - 1, 1.1f + 0.3f * static_cast<float>(random.unit()), 0};
    w.b = w.a + Vec3(0.7f + static_cast<float>(random.unit()), 0.2f * static_cast<float>(random.unit()) - 0.1f, static_cast<float>(random.unit()) - 0.5f);
    w.focal_mm = 28 + 60 * static_cast<float>(random.unit());
    const float sign = i % 2 ? 1.f : -1.f;
    w.ax = -sign * 0.4f, w.bx = sign * 0.5f;
    w.ay = 0.25f, w.by = 0.1f + 0.2f * static_cast<float>(random.unit());
    for (const int side : {1, -1}) {
      const auto p = toric_place(w, 0.3f + 1.5f * static_cast<float>(random.unit()), side);
      if (!p) continue;
      ++found;
      scene::Camera c;
      c.position = *p;
      c.focal_mm = w.focal_mm;
      c.gate_width_mm = kGateWidth;
      c.target = aim(*p, w.a, w.ax, w.ay, w.focal_mm, w.aspect);
      const Vec3 a = project(c, w.aspect, w.a), b = project(c, w.aspect, w.b);
      EXPECT_NEAR(a.x, w.ax, 0.02f);
      EXPECT_NEAR(a.y, w.ay, 0.01f);
      EXPECT_NEAR(b.x, w.bx, 0.02f);
      EXPECT_NEAR(b.y, w.by, 0.01f);
      EXPECT_NEAR(scene::axes_of(c).right.y, 0, 1e-3f);
      EXPECT_EQ(side_sign(w.a, w.b, *p), side);
    }
  }
  EXPECT_GT(found, 100);
}

TEST(Toric, StandsAsFarAwayAsItIsAsked) {
  TwoOnScreen w;
  w.a = {0, 1.2f, 0}, w.b = {1.2f, 1.2f, 0};
  w.ax = -0.25f, w.bx = 0.7f, w.ay = w.by = 0.25f;
  w.focal_mm = 40;
  const auto beta = toric_beta(w, 2.0f);
  ASSERT_TRUE(beta);
  bool placed = false;
  for (const int side : {1, -1})
    if (const auto p = toric_place(w, *beta, side)) {
      placed = true;
      EXPECT_NEAR(glm::length(*p - w.a), 2.0f, 0.02f);
      EXPECT_LT(glm::length(*p - w.b), 2.0f);  // beyond b
    }
  EXPECT_TRUE(placed);
  EXPECT_FALSE(toric_beta(w, 50));
}

}  // namespace
}  // namespace auteur::camera
