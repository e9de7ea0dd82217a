#include "auteur/world/wind.h"

#include <gtest/gtest.h>

#include <set>

namespace auteur::world {
namespace {

using screenplay::Weather;

Set garden() {
  Set set;
  set.place_id = "garden";
  set.setting = screenplay::Setting::kExterior;
  auto mesh = std::make_shared<scene::Mesh>();
  for (int i = 0; i <= 20; ++i) mesh->positions.push_back({0.1f * static_cast<float>(i % 3), 0.1f * static_cast<float>(i), 0});
  for (std::uint32_t i = 0; i + 2 < 21; ++i) mesh->triangles.emplace_back(i, i + 1, i + 2);
  for (const char* name : {"tree-1", "bush-1", "bench-1", "washing-line-1", "wall/north"}) {
    scene::Instance in;
    in.mesh = mesh;
    in.name = name;
    in.world_from_object[3] = Vec4(static_cast<float>(set.instances.size()), 0, 0, 1);
    set.instances.push_back(in);
  }
  return set;
}

TEST(Wind, MovesNothingOnAStillDayAndNothingIndoors) {
  Set set = garden();
  for (const Weather w : {Weather::kNone, Weather::kClear, Weather::kFog}) EXPECT_TRUE(swaying(set, w).empty());
  set.setting = screenplay::Setting::kInterior;
  EXPECT_TRUE(swaying(set, Weather::kStorm).empty());
}

TEST(Wind, MovesWhatBendsAndLeavesTheRest) {
  const Set set = garden();
  std::set<std::string> moving;
  for (const Sway& s : swaying(set, Weather::kWind)) moving.insert(set.instances[s.instance].name);
  EXPECT_EQ(moving, (std::set<std::string>{"tree-1", "bush-1", "washing-line-1"}));
}

TEST(Wind, IsAPureFunctionOfTimeThatStaysRootedAndWithinItsReach) {
  const Set set = garden();
  for (const Sway& s : swaying(set, Weather::kStorm)) {
    const auto& rest = *set.instances[s.instance].mesh;
    float moved = 0;
    for (double t = 0; t < 12; t += 1.0 / 12) {
      const scene::Instance a = swayed(set, s, Seconds(t)), b = swayed(set, s, Seconds(t));
      EXPECT_TRUE(a.dynamic);
      EXPECT_EQ(a.object_id, set.instances[s.instance].object_id);
      EXPECT_EQ(a.mesh->positions, b.mesh->positions);
      for (std::size_t i = 0; i < rest.positions.size(); ++i) {
        const float d = glm::distance(a.mesh->positions[i], rest.positions[i]);
        EXPECT_LE(d, 1.05f * (s.bend + s.flutter));
        moved = std::max(moved, d);
      }
      const std::size_t fixed = s.hangs ? rest.positions.size() - 1 : 0;
      EXPECT_NEAR(glm::distance(a.mesh->positions[fixed], rest.positions[fixed]), 0, 1e-6f);
    }
    EXPECT_GT(moved, 0.2f * (s.bend + s.flutter));
  }
}

TEST(Wind, BlowsHarderInAStormThanInRain) {
  const Set set = garden();
  EXPECT_GT(swaying(set, Weather::kStorm)[0].bend, 2 * swaying(set, Weather::kRain)[0].bend);
}

}  // namespace
}  // namespace auteur::world
