#include "auteur/camera/board.h"

#include <gtest/gtest.h>

namespace auteur::camera {
namespace {

scene::Camera camera_at_z(float z, float target_x = 0) {
  scene::Camera c;
  c.position = {0, 1.3f, z};
  c.target = {target_x, 1.2f, 0};
  c.focal_mm = 35;
  c.focus_distance = z;
  return c;
}

Shot shot_of(double length, const scene::Camera& first, const scene::Camera& last) {
  Shot s;
  s.id = "4B";
  s.start = Seconds(2), s.end = Seconds(2 + length);
  s.subjects = {"ANA"};
  s.keys = {{Seconds(0), first}, {Seconds(length), last}};
  return s;
}

// Ana stands at `from` and walks to `to` from the scene's second `start` on, two seconds long.
staging::Staging walk(Vec3 from, Vec3 to, double start) {
  staging::Staging s;
  s.length = Seconds(20);
  staging::PersonTrack ana;
  ana.id = "ANA";
  ana.start.position = from;
  staging::Move m;
  m.kind = staging::MoveKind::kWalk;
  m.start = Seconds(start), m.end = Seconds(start + 2);
  m.path = {from, to};
  m.to.position = to;
  if (start > 0) ana.moves.push_back(m);
  s.people.push_back(ana);
  return s;
}

TEST(Board, AShotInWhichNothingMovesIsOnePanelAtItsTellingMoment) {
  const auto staged = walk({0, 0, 0}, {0, 0, 0}, 0);
  BoardRequest r;
  r.staging = &staged;
  r.telling = Seconds(2.5);
  const auto panels = board_panels(shot_of(4, camera_at_z(4), camera_at_z(4)), r);
  ASSERT_EQ(panels.size(), 1u);
  EXPECT_DOUBLE_EQ(panels[0].at.value, 2.5);
  EXPECT_TRUE(panels[0].moves.empty());
  EXPECT_TRUE(panels[0].walks.empty());
}

TEST(Board, APushInIsTwoPanelsThatCoverTheShotWithoutGap) {
  const auto staged = walk({0, 0, 0}, {0, 0, 0}, 0);
  BoardRequest r;
  r.staging = &staged;
  const auto panels = board_panels(shot_of(4, camera_at_z(4), camera_at_z(2)), r);
  ASSERT_EQ(panels.size(), 2u);
  EXPECT_DOUBLE_EQ(panels[0].from.value, 0);
  EXPECT_DOUBLE_EQ(panels[0].to.value, panels[1].from.value);
  EXPECT_DOUBLE_EQ(panels[1].to.value, 4);
  EXPECT_LT(panels[0].at.value, panels[1].at.value);
  ASSERT_FALSE(panels[0].moves.empty());
  EXPECT_EQ(panels[0].moves[0], BoardMove::kPushIn);
}

TEST(Board, MovesAreNamedAsSeenThroughTheCamera) {
  const auto named = [](scene::Camera to) {
    const auto staged = walk({0, 0, 0}, {0, 0, 0}, 0);
    BoardRequest r;
    r.staging = &staged;
    const auto panels = board_panels(shot_of(4, camera_at_z(4), to), r);
    return panels[0].moves.empty() ? BoardMove::kNone : panels[0].moves[0];
  };
  EXPECT_EQ(named(camera_at_z(6)), BoardMove::kPullOut);
  EXPECT_EQ(named(camera_at_z(4, 2)), BoardMove::kPanRight);  // the camera looks along -z: +x is to its right
  EXPECT_EQ(named(camera_at_z(4, -2)), BoardMove::kPanLeft);
  auto c = camera_at_z(4);
  c.position.x += 2, c.target.x += 2;
  EXPECT_EQ(named(c), BoardMove::kTrackRight);
  c = camera_at_z(4);
  c.position.y += 1.5f, c.target.y += 1.5f;
  EXPECT_EQ(named(c), BoardMove::kBoomUp);
  c = camera_at_z(4);
  c.target.y += 1.5f;
  EXPECT_EQ(named(c), BoardMove::kTiltUp);
  c = camera_at_z(4);
  c.focal_mm = 70;
  EXPECT_EQ(named(c), BoardMove::kZoomIn);
}

TEST(Board, WhoWalksHasAnArrowFromWhereTheyStandToWhereTheyGo) {
  const auto staged = walk({-1.2f, 0, 0}, {1.2f, 0, 0}, 3);
  BoardRequest r;
  r.staging = &staged;
  const auto panels = board_panels(shot_of(4, camera_at_z(5), camera_at_z(5)), r);
  ASSERT_EQ(panels.size(), 2u);
  ASSERT_EQ(panels[0].walks.size(), 1u);
  const auto& w = panels[0].walks[0];
  EXPECT_EQ(w.who, "ANA");
  EXPECT_NEAR(w.path.front().x, -1.2f, 0.2f);
  EXPECT_NEAR(w.path.back().x, 1.2f, 0.2f);
  EXPECT_FALSE(w.leaves);
}

TEST(Board, WhoWalksOutOfThePictureLeavesIt) {
  const auto staged = walk({0, 0, 0}, {9, 0, 0}, 3);
  BoardRequest r;
  r.staging = &staged;
  const auto panels = board_panels(shot_of(4, camera_at_z(5), camera_at_z(5)), r);
  ASSERT_EQ(panels.size(), 2u);
  ASSERT_FALSE(panels[1].walks.empty());
  EXPECT_TRUE(panels[1].walks[0].leaves);
  EXPECT_FALSE(panels[1].walks[0].enters);
  // The last panel still shows her.
  const auto seen = project(panels.back().camera, r.aspect, staging::person_at(staged, "ANA", Seconds(2) + panels.back().at, {}).position + Vec3(0, 1, 0));
  EXPECT_LT(std::abs(seen.x), 1.05f);
}

TEST(Board, NeverMoreThanThreePanelsAndNeverNoneWhateverTheShot) {
  const auto staged = walk({-8, 0, 0}, {8, 0, 0}, 2.2);
  BoardRequest r;
  r.staging = &staged;
  for (const double length : {-1.0, 0.0, 0.04, 1.0, 6.0, 15.0, 4000.0}) {
    const auto panels = board_panels(shot_of(length, camera_at_z(6), camera_at_z(2, 3)), r);
    EXPECT_GE(panels.size(), 1u) << length;
    EXPECT_LE(panels.size(), 3u) << length;
  }
  EXPECT_EQ(board_panels(shot_of(4, camera_at_z(4), camera_at_z(4)), {}).size(), 1u);
}

TEST(Board, PanelsSurviveJson) {
  const auto staged = walk({-1.2f, 0, 0}, {1.2f, 0, 0}, 3);
  BoardRequest r;
  r.staging = &staged;
  const auto panels = board_panels(shot_of(4, camera_at_z(5), camera_at_z(3)), r);
  const Json once = to_json(panels);
  const auto back = board_panels_from_json(once);
  ASSERT_TRUE(back);
  EXPECT_EQ(to_json(*back), once);
  EXPECT_FALSE(board_panels_from_json({{"kind", "something"}}));
  EXPECT_FALSE(board_panels_from_json({{"kind", "auteur.board_panels"}, {"panels", {1, 2}}}));
}

}  // namespace
}  // namespace auteur::camera
