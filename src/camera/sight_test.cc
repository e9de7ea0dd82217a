// What no film shows: the backs of cupboards, what lies beside a taken-away wall, a head that fills the middle of a wide shot.
#include <gtest/gtest.h>

#include "auteur/camera/shot_list.h"
#include "optics.h"
#include "strike.h"
#include "testing.h"
#include "view.h"

namespace auteur::camera {
namespace {

using namespace staging::testing;
using namespace camera::testing;

// A fitted kitchen: cupboards and counters along three walls; only the north wall is free.
world::Set fitted_kitchen() {
  world::Set set = room(5.2f, 4.4f);
  std::erase_if(set.pieces, [](const world::Piece& p) { return p.id == "cupboard-1" || p.id == "stove-1"; });
  const float w = 2.6f, d = 2.2f;
  set.pieces.push_back({"fridge-1", "fridge", "procedural/cupboard", box({-1.6f, 0, d - 0.62f}, {-0.9f, 1.6f, d - 0.02f}), kPi, true});
  set.pieces.push_back({"counter-1", "counter", "procedural/cupboard", box({-0.9f, 0, d - 0.62f}, {1.2f, 0.86f, d - 0.02f}), kPi, true});
  set.pieces.push_back({"cupboard-1", "cupboard", "procedural/cupboard", box({-w + 0.02f, 0, -1.2f}, {-w + 0.5f, 1.8f, 0.6f}), kPi / 2, true});
  set.pieces.push_back({"shelf-1", "shelf", "procedural/cupboard", box({w - 0.4f, 0, -1.f}, {w - 0.02f, 1.7f, 0.8f}), -kPi / 2, true});
  std::erase_if(set.anchors, [&](const world::Anchor& a) {
    if (a.kind != world::AnchorKind::kStand) return a.id.starts_with("stove-1");
    for (const world::Piece& p : set.pieces)
      if (p.bounds.low.x - 0.25f < a.position.x && a.position.x < p.bounds.high.x + 0.25f && p.bounds.low.z - 0.25f < a.position.z && a.position.z < p.bounds.high.z + 0.25f) return true;
    return false;
  });
  return set;
}

scene::Camera looking(Vec3 from, Vec3 at, float mm) {
  scene::Camera c;
  c.position = from;
  c.target = at;
  c.focal_mm = mm;
  c.gate_width_mm = kGateWidth;
  return c;
}

TEST(View, WhatLiesBesideATakenAwayWallIsBackstage) {
  const Case scene = stage(kitchen_scene(), room());
  const CoverageRequest request = scene.request();
  const View view(request);
  const std::string south[] = {"wall/south"};
  EXPECT_EQ(view.backstage(looking({0, 1.2f, 1.5f}, {0, 1, -1}, 28), {}), 0) << "inside, with all walls there";
  EXPECT_EQ(view.backstage(looking({0, 1.3f, 2.4f}, {0, 1.2f, -1}, 35), south), 0) << "close behind the wall, into the room";
  EXPECT_GT(view.backstage(looking({0, 1.3f, 1.7f}, {2, 1.2f, 2.2f}, 28), south), 0.4f) << "from inside, at the hole";
  EXPECT_EQ(view.backstage(looking({0, 1.3f, 1.7f}, {0, 1.2f, -1}, 28), south), 0) << "from inside, away from it";
  const float aside = view.backstage(looking({-2, 1.3f, 4.2f}, {-3, 1.2f, 0}, 21), south);
  EXPECT_GT(aside, 0.3f) << "past the corner";
  EXPECT_GT(view.backstage(looking({0, 1.3f, 4.4f}, {0, 1.2f, 9}, 35), south), 0.99f) << "away from the room";
}

TEST(View, CupboardsAlongATakenAwayWallShowTheirBacks) {
  const Case scene = stage(kitchen_scene(), fitted_kitchen());
  const CoverageRequest request = scene.request();
  const View view(request);
  const std::string south[] = {"wall/south"}, north[] = {"wall/north"};
  const Case bare = stage(kitchen_scene(), room(5.2f, 4.4f));
  const CoverageRequest plain = bare.request();
  const scene::Camera camera = looking({0, 1.2f, 4.f}, {0, 1, 0}, 28);
  EXPECT_GT(view.backstage(camera, south), View(plain).backstage(camera, south) + 0.2f);
  EXPECT_LT(view.backstage(looking({0, 1.2f, -3.f}, {0, 1, 0}, 35), north), 0.1f) << "the same things from their front";
}

TEST(Camera, AFittedKitchenIsNotFilmedFromBehindItsCupboards) {
  double sum = 0, worst = 0;
  int shots = 0, bad = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Case scene = stage(random_scene(seed, 2 + static_cast<int>(seed % 2), 14, false), fitted_kitchen());
    const CoverageRequest request = scene.request();
    const View view(request);
    for (const Shot& s : cover_scene(request).shots) {
      double share = 0;
      for (const CameraKey& key : s.keys) share = std::max(share, static_cast<double>(view.backstage(key.camera, s.hidden_walls)));
      sum += share, ++shots, bad += share > 0.2;
      if (s.framing == Framing::kEstablishing) worst = std::max(worst, share);
    }
  }
  std::printf("%d shots: %.3f of the frame on average, %d with more than a fifth, establishing at most %.2f\n", shots, sum / shots, bad, worst);
  EXPECT_LT(sum / shots, 0.04);
  EXPECT_LE(bad, shots / 20);
  EXPECT_LT(worst, 0.2);
}

TEST(Camera, NoHeadFillsTheMiddleOfAWideShot) {
  int wides = 0, covered = 0;
  for (std::uint64_t seed = 40; seed < 76; ++seed) {
    const Case scene = stage(random_scene(seed, 1 + static_cast<int>(seed % 3), 10, false), seed % 2 ? open_ground() : room(6.f, 5.f));
    const CoverageRequest request = scene.request();
    const View view(request);
    for (const Shot& s : cover_scene(request).shots) {
      if (s.framing != Framing::kEstablishing && s.framing != Framing::kGroup) continue;
      ++wides;
      const double t = 0.5 * (s.start + s.end).value;
      covered += view.head_in_the_way(camera_at(s, Seconds(t - s.start.value)), 30, t) > 0.35f;
    }
  }
  std::printf("%d of %d\n", covered, wides);
  EXPECT_GT(wides, 20);
  EXPECT_LE(20 * covered, wides) << "people walk";
}

TEST(Camera, PeopleFarApartAreAllInTheEstablishingShot) {
  for (const float apart : {4.f, 7.f, 10.f}) {
    Case scene = stage(kitchen_scene(), open_ground(14, 9));
    scene.set.pieces.clear();
    scene.staging = {};
    scene.staging.scene = "1";
    scene.staging.length = Seconds(4);
    for (const auto& [id, at] : {std::pair("ANA", Vec3(-apart / 2, 0, 1)), std::pair("BEN", Vec3(apart / 2, 0, -1))}) {
      staging::PersonTrack track;
      track.id = id;
      track.start.position = at;
      scene.staging.people.push_back(track);
    }
    const CoverageRequest request = scene.request();
    const View view(request);
    ASSERT_EQ(view.count(), 2u);
    const ShotList list = cover_scene(request);
    const scene::Camera c = camera_at(list.shots.front(), Seconds(0));
    for (int who = 0; who < 2; ++who) {
      const Vec3 at = project(c, view.aspect(), view.body(who, 0).head);
      EXPECT_TRUE(at.z > 0 && std::abs(at.x) < 1 && std::abs(at.y) < 1) << apart << " m: " << view.person(who).id << " at " << at.x << " " << at.y;
    }
  }
}

TEST(View, TheMiddleOfAGroupFollowsTheCameraAsItTurnsAway) {
  const Case scene = stage(kitchen_scene(), room());
  const CoverageRequest request = scene.request();
  const View view(request);
  std::vector<int> people;
  for (std::size_t i = 0; i < view.count(); ++i) people.push_back(static_cast<int>(i));
  const double t = 0.5 * scene.staging.length.value;
  ASSERT_TRUE(view.body(people[0], t).present);
  float last = -10;
  const Vec3 head = view.body(people[0], t).head;
  const int one[] = {people[0]};
  EXPECT_NEAR(view.middle_of(looking({0, 1.2f, 6}, head, 28), one, t), 0, 1e-3);
  for (float aside = 1.5f; aside > -1.6f; aside -= 0.5f) {
    const float now = view.middle_of(looking({0, 1.2f, 6}, head + Vec3(aside, 0, 0), 28), people, t);
    EXPECT_GT(now, last);
    last = now;
  }
  EXPECT_GT(last, 0.3f);
}

// An empty chair between the lens and a face is taken out; one somebody sits on, or behind the subject, stays.
TEST(Strike, TakesOutTheEmptyChairInFrontOfTheLens) {
  Case scene = stage(kitchen_scene(), room());
  CoverageRequest request = scene.request();
  const View view(request);
  const int who = 0;
  const double t = 0.5 * view.length();
  const Body& body = view.body(who, t);
  ASSERT_TRUE(body.present);
  Shot shot;
  shot.start = Seconds(t - 0.25), shot.end = Seconds(t + 0.25);
  const Vec3 from = body.eyes + body.face * 2.2f;
  shot.keys.push_back({Seconds(0), looking(from, body.eyes, 50)});
  shot.keys.front().camera.focus_distance = 2.2f;
  std::erase_if(scene.set.pieces, [](const world::Piece& p) { return p.word.find("chair") != std::string::npos; });
  EXPECT_TRUE(struck_for(request, view, shot).empty());
  const Vec3 near = body.eyes + body.face * 1.4f, behind = body.eyes - body.face * 1.f;
  scene.set.pieces.push_back({"chair-8", "chair", "procedural/chair", box({near.x - 0.22f, 0, near.z - 0.22f}, {near.x + 0.22f, 1.3f, near.z + 0.22f}), 0, true});
  scene.set.pieces.push_back({"chair-9", "chair", "procedural/chair", box({behind.x - 0.22f, 0, behind.z - 0.22f}, {behind.x + 0.22f, 1.3f, behind.z + 0.22f}), 0, true});
  EXPECT_EQ(struck_for(request, view, shot), std::vector<std::string>{"chair-8"});
  shot.hidden_walls = {"wall/south"}, shot.struck = {"chair-8"};
  EXPECT_EQ(unseen_by(shot), (std::vector<std::string>{"wall/south", "chair-8"}));
  scene.set.pieces[scene.set.pieces.size() - 2].word = "armoire";
  EXPECT_TRUE(struck_for(request, view, shot).empty()) << "only what a crew carries out";
}

}  // namespace
}  // namespace auteur::camera
