// Captured motion in a scene: the body follows it, on twos or ones, from where somebody stands; what they say and look at
// stays theirs.
#include <gtest/gtest.h>

#include <cmath>

#include "auteur/acting/performance.h"

namespace auteur::acting {
namespace {

using staging::Move;
using staging::MoveKind;

// ANA stands for ten seconds, then walks away; a capture of somebody who walked two seconds.
struct Stage {
  staging::Staging staging;
  world::Set set;
  camera::Shot shot;
  PerformanceRequest request;
  puppets::Measures measures;

  Stage() {
    staging.scene = "4";
    staging.length = Seconds(20);
    staging::PersonTrack ana, ben;
    ana.id = "ANA", ben.id = "BEN";
    ana.start.position = {1, 0, -2};
    ana.start.yaw = 0.8f;
    ben.start.position = {4, 0, 0};
    Move walk;
    walk.kind = MoveKind::kWalk;
    walk.start = Seconds(10), walk.end = Seconds(12);
    walk.path = {{1, 0, -2}, {1, 0, 0}};
    walk.to.position = {1, 0, 0};
    ana.moves = {walk};
    ana.gaze.push_back({Seconds(0), "BEN", {}});
    staging.people = {ana, ben};
    for (const char* id : {"ANA", "BEN"}) request.cast[id].id = id;
    measures = puppets::measures_of(request.cast["ANA"]);
    shot.id = "4A";
    shot.start = Seconds(1);
    shot.end = Seconds(14);
    request.seed = 5;
    MotionCue cue;
    cue.who = "ANA";
    cue.capture = captured();
    cue.at = Seconds(3);
    request.motion = {cue};
  }
  std::shared_ptr<const puppets::Capture> captured() const {
    const auto puppet = puppets::build_puppet(request.cast.at("ANA"), 1, 0.1f);
    std::vector<puppets::Skeleton> frames;
    for (int i = 0; i <= 60; ++i) {
      puppets::Pose p;
      p.walk = 1;
      p.walk_phase = static_cast<float>(i) / 30;
      p.yaw = -2;
      p.position = Vec3(7, 0, 7) + heading(-2) * (puppets::stride_of(measures) * p.walk_phase);
      p.arms[0].raise = 0.9f;
      frames.push_back(*puppet->skeleton(p));
    }
    return std::make_shared<const puppets::Capture>(puppets::Capture::of(puppets::motion_of(frames, 30)).value());
  }
  Performance act() {
    request.staging = &staging;
    request.set = &set;
    request.shot = &shot;
    return perform(request);
  }
  static const puppets::Pose& ana(const Drawing& d) { return d.people.front().pose; }
};

std::size_t drawing(double scene_time, int per_second = 12) { return static_cast<std::size_t>(std::lround((scene_time - 1) * per_second)); }

TEST(Motion, TakesOverTheBodyAndGivesItBack) {
  Stage s;
  const Performance p = s.act();
  EXPECT_EQ(p.drawings_per_second, 12);
  EXPECT_FALSE(Stage::ana(p.drawings[drawing(2.5)]).motion);
  EXPECT_FLOAT_EQ(Stage::ana(p.drawings[drawing(4)]).motion->weight, 1);
  EXPECT_FALSE(Stage::ana(p.drawings[drawing(6)]).motion);
  EXPECT_FALSE(p.drawings[drawing(4)].people[1].pose.motion);
  // The face goes on with its own, and the eyes look where they were to look, whatever the head does.
  Stage without;
  without.request.motion.clear();
  const Performance own = without.act();
  for (const double t : {2.0, 3.5, 4.0, 4.9}) {
    const auto &captured = Stage::ana(p.drawings[drawing(t)]), &free = Stage::ana(own.drawings[drawing(t)]);
    EXPECT_FLOAT_EQ(captured.face.lids, free.face.lids);
    const float wanted = free.yaw + free.twist + free.head_yaw + free.face.gaze_yaw;
    float head = captured.yaw + captured.twist + captured.head_yaw;
    if (captured.motion) head = yaw_of(glm::angleAxis(captured.yaw, Vec3(0, 1, 0)) * captured.motion->turn[static_cast<std::size_t>(puppets::MotionBone::kHead)] * Vec3(0, 0, 1));
    EXPECT_NEAR(head + captured.face.gaze_yaw, wanted, std::abs(wanted - head) > 0.45f ? std::abs(wanted - head) - 0.44f : 0.02f) << t;
  }
}

TEST(Motion, BeginsWhereTheyStandGoesTheirWayAndStaysUntilTheNextWay) {
  Stage s;
  const Performance p = s.act();
  const Vec3 mark{1, 0, -2}, went = heading(0.8f) * (2 * puppets::stride_of(s.measures));
  EXPECT_LT(glm::distance(Stage::ana(p.drawings[drawing(2.9)]).position, mark), 0.01f);
  EXPECT_LT(glm::distance(Stage::ana(p.drawings[drawing(5)]).position, mark + went), 0.05f);
  EXPECT_LT(glm::distance(Stage::ana(p.drawings[drawing(9)]).position, mark + went), 0.05f);
  EXPECT_LT(glm::distance(Stage::ana(p.drawings[drawing(13)]).position, Vec3(1, 0, 0)), 0.05f);
  // Nowhere a jump.
  for (std::size_t i = 1; i < p.drawings.size(); ++i) EXPECT_LT(glm::distance(Stage::ana(p.drawings[i]).position, Stage::ana(p.drawings[i - 1]).position), 0.35f) << i;
  s.request.motion[0].travel = false;
  const Performance there = s.act();
  for (std::size_t i = drawing(3); i < drawing(6); ++i) EXPECT_LT(glm::distance(Stage::ana(there.drawings[i]).position, mark), 0.12f) << i;
}

TEST(Motion, PlantedFeetStandStillInTheRoom) {
  Stage s;
  const auto puppet = puppets::build_puppet(s.request.cast["ANA"], 1, 0.1f);
  for (const bool ones : {false, true}) {
    s.request.motion[0].ones = ones;
    const Performance p = s.act();
    const int rate = p.drawings_per_second;
    EXPECT_EQ(rate, ones ? 24 : 12);
    double worst = 0;
    int stood = 0;
    for (std::size_t u = 0; u < 2; ++u) {
      std::optional<Vec3> before;
      for (std::size_t i = drawing(3.4, rate); i < drawing(4.9, rate); ++i) {
        const double t = 1 + static_cast<double>(i) / rate - 3, phase = std::fmod(t + 0.5 * static_cast<double>(u), 1.0);
        if (phase < 0.14 || phase > 0.36) { before.reset(); continue; }
        const Vec3 at = puppet->skeleton(Stage::ana(p.drawings[i]))->at[static_cast<std::size_t>(puppets::MotionBone::kFootL) + u];
        if (before) worst = std::max(worst, static_cast<double>(glm::length((at - *before) * Vec3(1, 0, 1)))), ++stood;
        before = at;
      }
    }
    EXPECT_GT(stood, 2);
    EXPECT_LT(worst, 0.005) << ones;
  }
}

TEST(Motion, OnOnesEverybodyElseStaysOnTwos) {
  Stage s;
  s.request.motion[0].ones = true;
  const Performance p = s.act();
  ASSERT_EQ(p.drawings_per_second, 24);
  int moved = 0, held = 0;
  for (std::size_t i = drawing(3.5, 24) / 2 * 2; i + 1 < drawing(4.8, 24); i += 2) {
    const Json a = to_json(Performance{"", 24, {p.drawings[i]}, {}}), b = to_json(Performance{"", 24, {p.drawings[i + 1]}, {}});
    moved += a["drawings"][0]["people"][0] != b["drawings"][0]["people"][0];
    held += a["drawings"][0]["people"][1] == b["drawings"][0]["people"][1];
  }
  EXPECT_GT(moved, 12);
  EXPECT_EQ(held, moved);
  for (std::size_t i = drawing(7, 24) / 2 * 2; i + 1 < drawing(9, 24); i += 2) EXPECT_EQ(canonical_json(to_json(Performance{"", 24, {p.drawings[i]}, {}})), canonical_json(to_json(Performance{"", 24, {p.drawings[i + 1]}, {}})));
}

TEST(Motion, IsTheSameWhereverTheShotLiesAndSurvivesItsDocument) {
  Stage s;
  const Json before = to_json(s.act());
  s.shot.start = Seconds(1 + 1.0 / 3), s.shot.end = Seconds(14 + 1.0 / 3), s.request.motion[0].at = Seconds(3 + 1.0 / 3);
  for (auto& person : s.staging.people)
    for (auto& m : person.moves) m.start += Seconds(1.0 / 3), m.end += Seconds(1.0 / 3);
  EXPECT_EQ(canonical_json(to_json(s.act())), canonical_json(before));
  EXPECT_EQ(canonical_json(to_json(performance_from_json(before).value())), canonical_json(before));
}

}  // namespace
}  // namespace auteur::acting
