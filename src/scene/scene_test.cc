#include "auteur/scene/scene.h"

#include <gtest/gtest.h>

#include "auteur/base/random.h"

namespace auteur::scene {
namespace {

void expect_axes(const CameraAxes& a) {
  EXPECT_NEAR(glm::length(a.forward), 1, 1e-5);
  EXPECT_NEAR(glm::length(a.right), 1, 1e-5);
  EXPECT_NEAR(glm::length(glm::cross(a.right, a.up) + a.forward), 0, 1e-5);  // right-handed, looking along minus z
}

TEST(CameraAxes, AreLevelWithoutRollWhereverTheCameraLooks) {
  Random random(3);
  for (int i = 0; i < 500; ++i) {
    Camera c;
    for (int k = 0; k < 3; ++k) c.position[k] = static_cast<float>(random.range(-5, 5)), c.target[k] = static_cast<float>(random.range(-5, 5));
    const CameraAxes a = axes_of(c);
    expect_axes(a);
    EXPECT_NEAR(a.right.y, 0, 1e-5);
    EXPECT_GE(a.up.y, 0);
    EXPECT_GT(glm::dot(a.forward, c.target - c.position), 0);
  }
}

TEST(CameraAxes, KeepTheirSidesStraightDownAndNearlySo) {
  Camera c;
  c.position = {0, 3, 0}, c.target = {0, 0, 0};
  const CameraAxes down = axes_of(c);
  expect_axes(down);
  EXPECT_EQ(down.right, Vec3(1, 0, 0));
  c.target = {0, 0, -0.02f};
  const CameraAxes nearly = axes_of(c);
  expect_axes(nearly);
  EXPECT_NEAR(glm::length(nearly.right - down.right), 0, 1e-4);
}

TEST(CameraAxes, RollTurnsThemAndNonsenseIsNoRoll) {
  Camera c;
  c.roll = kPi / 2;
  const CameraAxes a = axes_of(c);
  expect_axes(a);
  EXPECT_NEAR(a.right.y, 1, 1e-5);
  c.roll = NAN;
  expect_axes(axes_of(c));
  c.target = c.position;
  expect_axes(axes_of(c));
}

}  // namespace
}  // namespace auteur::scene
