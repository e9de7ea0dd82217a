#include "auteur/camera/continuity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "auteur/base/random.h"
#include "testing.h"

namespace auteur::camera {
namespace {

using namespace staging::testing;
using namespace camera::testing;
using ::testing::Contains;
using ::testing::Field;
using ::testing::IsEmpty;

// ANA and BEN stand a metre and a half apart and talk; cameras are put where a test wants them.
//
//        z
//        |      BEN (1.5, 0)
//   ANA (0, 0)      cameras on +z are on one side of the line, on -z on the other
struct Talk {
  staging::Staging staging;
  screenplay::Scene scene;
  world::Set set = room(6, 5);
  std::map<std::string, puppets::Measures> people;
  ShotList list;

  Talk() {
    staging.scene = "4";
    staging.length = Seconds(60);
    for (const auto& [id, x, yaw] : {std::tuple{"ANA", -0.75f, kPi / 2}, std::tuple{"BEN", 0.75f, -kPi / 2}}) {
      staging::PersonTrack track;
      track.id = id;
      track.start.position = {x, 0, 0};
      track.start.yaw = yaw;
      track.gaze.push_back({Seconds(0), track.id == "ANA" ? "BEN" : "ANA", {}});
      staging.people.push_back(track);
      people[id] = {};
    }
    for (int i = 0; i < 20; ++i) {
      staging::Line line;
      line.id = "4-" + std::to_string(i + 1);
      line.who = i % 2 ? "BEN" : "ANA";
      line.to_whom = i % 2 ? "ANA" : "BEN";
      line.start = Seconds(3 * i), line.end = Seconds(3 * i + 2.5);
      staging.lines.push_back(line);
    }
  }
  Vec3 eyes(const std::string& id) const { return staging::eyes_of(staging::person_at(staging, id, Seconds(0), people), people.at(id)); }
  Shot& add(Framing framing, const std::vector<std::string>& who, Vec3 from, float lens = 50, Size size = Size::kMediumCloseUp) {
    Shot s;
    s.id = std::string("4") + static_cast<char>('A' + list.shots.size());
    s.start = Seconds(3.0 * static_cast<double>(list.shots.size()));
    s.end = Seconds(s.start.value + 3);
    s.size = size;
    s.framing = framing;
    s.subjects = who;
    CameraKey key;
    key.camera.position = from;
    key.camera.target = who.empty() ? Vec3(0, 1, 0) : eyes(who[0]);
    key.camera.focal_mm = lens;
    s.keys = {key};
    list.shots.push_back(s);
    return list.shots.back();
  }
  std::vector<ContinuityFinding> check() const {
    CoverageRequest r;
    r.staging = &staging;
    r.scene = &scene;
    r.set = &set;
    r.people = people;
    return check_continuity(r, list);
  }
};

auto rule(const char* name) { return Field(&ContinuityFinding::rule, name); }

TEST(Continuity, MatchingShotAndReverseAreClean) {
  Talk t;
  t.add(Framing::kSingle, {"ANA"}, {0.8f, 1.2f, 1.6f});
  t.add(Framing::kSingle, {"BEN"}, {-0.8f, 1.2f, 1.6f});
  EXPECT_THAT(t.check(), IsEmpty());
}

TEST(Continuity, CrossingTheLineNamesBothShotsAndTheAngle) {
  Talk t;
  t.add(Framing::kSingle, {"ANA"}, {0.8f, 1.2f, 1.6f});
  t.add(Framing::kSingle, {"BEN"}, {-0.8f, 1.2f, -1.6f});
  const auto found = t.check();
  ASSERT_THAT(found, Contains(rule("line")));
  ASSERT_THAT(found, Contains(rule("eyeline")));
  EXPECT_EQ(found.back().key(), "line/4A/4B");
  EXPECT_NEAR(found.back().measured, 63.4, 1);  // atan(1.6 / 0.8)
}

TEST(Continuity, ANeutralOrAWideShotInBetweenMakesItLegal) {
  Talk neutral;
  neutral.add(Framing::kSingle, {"ANA"}, {0.8f, 1.2f, 1.6f});
  neutral.add(Framing::kSingle, {"BEN"}, {-2.2f, 1.3f, 0.1f});
  neutral.add(Framing::kSingle, {"ANA"}, {0.8f, 1.2f, -1.6f});
  EXPECT_THAT(neutral.check(), ::testing::Not(Contains(rule("line"))));
  Talk wide;
  wide.add(Framing::kSingle, {"ANA"}, {0.8f, 1.2f, 1.6f});
  wide.add(Framing::kGroup, {"ANA", "BEN"}, {0, 1.5f, -4}, 28, Size::kLong);
  wide.add(Framing::kSingle, {"BEN"}, {-0.8f, 1.2f, -1.6f});
  EXPECT_THAT(wide.check(), ::testing::Not(Contains(rule("line"))));
}

TEST(Continuity, AVisibleMoveOverTheLineMakesItLegal) {
  Talk t;
  t.add(Framing::kSingle, {"ANA"}, {0.8f, 1.2f, 1.6f});
  Shot& moving = t.add(Framing::kTwoShot, {"ANA", "BEN"}, {0, 1.4f, 3}, 28, Size::kMedium);
  CameraKey end = moving.keys[0];
  end.at = Seconds(3);
  end.camera.position = {0, 1.4f, -3};
  moving.keys.push_back(end);
  t.add(Framing::kSingle, {"BEN"}, {-0.8f, 1.2f, -1.6f});
  EXPECT_THAT(t.check(), ::testing::Not(Contains(rule("line"))));
}

TEST(Continuity, NearlyTheSameShotTwiceIsAJumpCut) {
  Talk t;
  t.add(Framing::kSingle, {"ANA"}, {0.8f, 1.2f, 1.6f});
  t.add(Framing::kSingle, {"ANA"}, {0.9f, 1.2f, 1.4f});
  const auto found = t.check();
  ASSERT_THAT(found, Contains(rule("thirty-degrees")));
  EXPECT_LT(found[0].measured, 10);
  t.list.shots[1].size = Size::kCloseUp;
  EXPECT_THAT(t.check(), Contains(rule("thirty-degrees"))) << "another name is no other size";
  t.list.shots[1].keys[0].camera.focal_mm *= 1.5f;
  EXPECT_THAT(t.check(), IsEmpty());
}

TEST(Continuity, UnequalReversesAndJumpsInSizeAreFound) {
  Talk t;
  t.add(Framing::kSingle, {"ANA"}, {0.8f, 1.2f, 1.6f}, 50);
  t.add(Framing::kSingle, {"BEN"}, {-0.8f, 1.2f, 1.6f}, 85);
  EXPECT_THAT(t.check(), Contains(rule("reverse")));
  t.list.shots[1].keys[0].camera.focal_mm = 50;
  t.list.shots[1].keys[0].camera.position.y = 0.4f;
  EXPECT_THAT(t.check(), Contains(rule("reverse")));
  Talk jump;
  jump.add(Framing::kGroup, {"ANA", "BEN"}, {0, 1.5f, 4}, 24, Size::kExtremeLong);
  jump.add(Framing::kSingle, {"ANA"}, {0.8f, 1.2f, 1.6f}, 85, Size::kCloseUp);
  const auto found = jump.check();
  ASSERT_THAT(found, Contains(rule("size-jump")));
  EXPECT_EQ(found[0].measured, 5);
}

TEST(Continuity, WhoWalksOnGoesOnTheSameWay) {
  Talk t;
  staging::Move walk;
  walk.kind = staging::MoveKind::kWalk;
  walk.start = Seconds(0), walk.end = Seconds(6);
  walk.path = {{-0.75f, 0, 0}, {-0.75f, 0, 2}, {2, 0, 2}, {2, 0, -2}};
  walk.to.position = {2, 0, -2};
  t.staging.people[0].moves = {walk};
  const auto at = staging::person_at(t.staging, "ANA", Seconds(3), t.people).position;
  t.add(Framing::kSingle, {"ANA"}, at + Vec3(0, 1.2f, 3), 28, Size::kLong).keys[0].camera.target = at + Vec3(0, 1, 0);
  t.add(Framing::kSingle, {"ANA"}, at + Vec3(0, 1.2f, -3), 28, Size::kLong).keys[0].camera.target = at + Vec3(0, 1, 0);
  for (Shot& s : t.list.shots) s.keys[0].camera.position += Vec3(0.8f, 0, 0);
  EXPECT_THAT(t.check(), Contains(rule("screen-direction")));
  t.list.shots[1].keys[0].camera = t.list.shots[0].keys[0].camera;
  EXPECT_THAT(t.check(), ::testing::Not(Contains(rule("screen-direction"))));
}

TEST(Continuity, ManyCloseShotsWantAWideOne) {
  Talk t;
  for (int i = 0; i < 12; ++i) t.add(Framing::kSingle, {i % 2 ? "BEN" : "ANA"}, {i % 2 ? -0.8f : 0.8f, 1.2f, 1.6f});
  const auto found = t.check();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].rule, "re-establish");
  EXPECT_EQ(found[0].second, "4K");
}

// Whatever is planned obeys the rules: 30 made-up scenes of two to five people, indoors and out.
TEST(Continuity, AnActionThatIsBegunIsSeenToItsEnd) {
  Talk t;
  staging::Move sits;
  sits.kind = staging::MoveKind::kSit;
  sits.start = Seconds(2), sits.end = Seconds(4);
  sits.to = t.staging.people[0].start;
  t.staging.people[0].moves.push_back(sits);
  t.add(Framing::kSingle, {"ANA"}, t.eyes("ANA") + Vec3(1.0f, 0, 1.2f));
  t.add(Framing::kSingle, {"BEN"}, t.eyes("BEN") + Vec3(-1.0f, 0, 1.2f));  // from 3 s: she is half down
  EXPECT_THAT(t.check(), Contains(rule("match-on-action")));
  t.staging.people[0].moves[0].start = Seconds(0.2), t.staging.people[0].moves[0].end = Seconds(2.2);  // now she has sat down before
  EXPECT_THAT(t.check(), ::testing::Not(Contains(rule("match-on-action"))));
}

TEST(Continuity, PlannedScenesObeyEveryRule) {
  std::size_t cuts = 0;
  std::vector<std::string> broken;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Case c = stage(random_scene(seed, 2 + static_cast<int>(seed % 4), 22, false), seed % 3 == 2 ? open_ground() : room(5.4f, 4.6f));
    const ShotList list = c.cover();
    cuts += list.shots.size() - 1;
    for (const auto& f : check_continuity(c.request(), list)) broken.push_back(std::to_string(seed) + ": " + f.rule + ": " + f.message);
  }
  EXPECT_GT(cuts, 300u);
  EXPECT_THAT(broken, IsEmpty());
}

}  // namespace
}  // namespace auteur::camera
