#include "auteur/camera/shot_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "auteur/camera/plan_figures.h"
#include "auteur/camera/rig.h"
#include "auteur/camera/vocabulary.h"
#include "testing.h"

namespace auteur::camera {
namespace {

using namespace staging::testing;
using namespace camera::testing;
using ::testing::HasSubstr;

Shot moving(std::initializer_list<std::pair<double, Vec3>> way) {
  Shot s;
  s.id = "1A";
  for (const auto& [t, p] : way) {
    CameraKey k;
    k.at = Seconds(t);
    k.camera.position = p;
    k.camera.target = p + Vec3(0, 0, -2);
    s.keys.push_back(k);
    s.end = Seconds(std::max(s.end.value, t));
  }
  if (s.end.value <= 0) s.end = Seconds(3);
  return s;
}

TEST(Rigs, TheCheapestThatCanDoItIsTaken) {
  EXPECT_EQ(rig_for(moving({{0, {0, 1, 0}}}), false).name, "tripod");
  EXPECT_EQ(rig_for(moving({{0, {0, 1, 0}}, {4, {0.5f, 1, 0}}}), false).name, "slider");
  EXPECT_EQ(rig_for(moving({{0, {0, 1, 0}}, {6, {4, 1, 0}}}), false).name, "dolly");
  EXPECT_EQ(rig_for(moving({{0, {0, 1, 0}}, {8, {0, 4.5f, 0}}}), false).name, "crane");
  EXPECT_EQ(rig_for(moving({{0, {0, 1, 0}}, {12, {40, 12, 0}}}), true).name, "drone");
}

TEST(Rigs, WhatNoneCanDoIsRefusedWithTheReason) {
  const RigChoice fast = rig_for(moving({{0, {0, 1, 0}}, {1, {9, 1, 0}}}), false);
  EXPECT_EQ(fast.name, "");
  EXPECT_THAT(fast.why, HasSubstr("no rig can do it"));
  const RigChoice inside = rig_for(moving({{0, {0, 1, 0}}, {12, {40, 12, 0}}}), false);
  EXPECT_EQ(inside.name, "");
}

TEST(Rigs, AMoveIsMeasuredAsItIs) {
  const MoveFigures m = measure_move(moving({{0, {0, 1, 0}}, {4, {2, 1.5f, 0}}}));
  EXPECT_NEAR(m.travel, std::hypot(2, 0.5), 0.01);
  EXPECT_NEAR(m.rise, 0.5, 0.001);
  EXPECT_NEAR(m.speed, 1.875 * std::hypot(2, 0.5) / 4, 0.03);  // minimum jerk: 15/8 of the mean
}

// No planned shot asks for more than a rig can do; every label is a word of the vocabulary, and the measured ones are true.
TEST(ShotSheet, EveryPlannedShotHasARigAndWordsThatAreMeasured) {
  const auto words = Vocabulary::open();
  ASSERT_TRUE(words);
  std::size_t shots = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Case c = stage(random_scene(seed, 2 + static_cast<int>(seed % 4), 20, false), seed % 3 == 2 ? open_ground() : room(5.4f, 4.6f));
    const ShotList list = c.cover();
    const auto rows = shot_rows(c.request(), list);
    ASSERT_EQ(rows.size(), list.shots.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const ShotRow& row = rows[i];
      ++shots;
      EXPECT_FALSE(row.rig.empty()) << row.shot << ": " << row.rig_why;
      for (const auto& word : {row.size, row.framing, row.angle, row.level, row.lens, row.movement, row.rig}) EXPECT_NE(words->find(word), nullptr) << row.shot << " '" << word << "'";
      EXPECT_GE(row.setup, 1);
      if (row.framing == "single" && !row.subjects.empty()) { EXPECT_THAT(row.cast, ::testing::Contains(row.subjects.front())) << row.shot; }
    }
    const std::string csv = to_csv(rows);
    EXPECT_EQ(static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n')), rows.size() + 1);
    const PlanFigures f = figures_of(rows);
    EXPECT_EQ(f.shots, rows.size());
    EXPECT_NEAR(f.seconds, c.staging.length.value, 0.1);
    double shares = 0;
    for (const auto& [size, share] : f.sizes) shares += share;
    EXPECT_NEAR(shares, 1, 1e-9);
    EXPECT_LE(f.setups, f.shots);
    EXPECT_THAT(in_words(f), HasSubstr(std::to_string(f.shots) + " shots"));
    const auto again = shot_rows_from_json(to_json(rows));
    ASSERT_TRUE(again);
    EXPECT_EQ(to_csv(*again), csv);
  }
  EXPECT_GT(shots, 60u);
}

}  // namespace
}  // namespace auteur::camera
