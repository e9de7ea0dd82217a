#include "auteur/camera/composition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing.h"

namespace auteur::camera {
namespace {

using namespace staging::testing;
using namespace camera::testing;
using ::testing::ElementsAre;

// ANA (-0.75, 0) and BEN (0.75, 0) face each other in an empty room; a camera is put where a test wants it.
struct Pair {
  staging::Staging staging;
  world::Set set = room(8, 8);
  std::map<std::string, puppets::Measures> people;

  Pair() {
    set.pieces.clear();
    staging.scene = "1";
    staging.length = Seconds(10);
    for (const auto& [id, x, yaw] : {std::tuple{"ANA", -0.75f, kPi / 2}, std::tuple{"BEN", 0.75f, -kPi / 2}}) {
      staging::PersonTrack track;
      track.id = id;
      track.start.position = {x, 0, 0};
      track.start.yaw = yaw;
      staging.people.push_back(track);
      people[id] = {};
    }
  }
  Vec3 eyes(const std::string& id) const { return staging::eyes_of(staging::person_at(staging, id, Seconds(0), people), people.at(id)); }
  ShotMeasure measure(Framing framing, const std::vector<std::string>& who, Vec3 from, Vec3 at, float lens) const {
    Shot s;
    s.id = "1A";
    s.end = Seconds(3);
    s.framing = framing;
    s.subjects = who;
    CameraKey key;
    key.camera.position = from, key.camera.target = at, key.camera.focal_mm = lens;
    s.keys = {key};
    ShotList list;
    list.shots = {s};
    CoverageRequest r;
    r.staging = &staging;
    r.set = &set;
    r.people = people;
    const auto measured = measure_shots(r, list);
    return measured.at(0);
  }
};

TEST(Composition, AFrameIsNamedByWhoIsInIt) {
  const Pair p;
  const Vec3 ana = p.eyes("ANA"), ben = p.eyes("BEN"), middle = 0.5f * (ana + ben);
  // Both from the side: whatever it is said to be.
  const ShotMeasure both = p.measure(Framing::kSingle, {"ANA"}, middle + Vec3(0, 0, 3), middle, 50);
  EXPECT_EQ(both.framing, Framing::kTwoShot);
  EXPECT_EQ(both.people.size(), 2u);
  // Ana from beside Ben, Ben behind the camera.
  const ShotMeasure alone = p.measure(Framing::kTwoShot, {"ANA"}, ana + Vec3(1.2f, 0, 0.5f), ana, 65);
  EXPECT_EQ(alone.framing, Framing::kSingle);
  EXPECT_THAT(alone.people, ElementsAre("ANA"));
  // From behind Ben.
  const ShotMeasure past = p.measure(Framing::kSingle, {"ANA"}, ben + Vec3(0.9f, 0.1f, 0.45f), ana + Vec3(0.1f, 0, 0), 40);
  EXPECT_EQ(past.framing, Framing::kOverTheShoulder);
  // Away from everybody.
  EXPECT_EQ(p.measure(Framing::kGroup, {}, middle + Vec3(0, 0, 2), middle + Vec3(0, 0, 4), 50).framing, Framing::kEmpty);
}

TEST(Composition, WhoLeavesTheFrameIsNotSeen) {
  Pair p;
  const Vec3 ana = p.eyes("ANA");
  EXPECT_DOUBLE_EQ(p.measure(Framing::kSingle, {"ANA"}, ana + Vec3(1.2f, 0, 0.5f), ana, 65).visible, 1);
  EXPECT_DOUBLE_EQ(p.measure(Framing::kSingle, {"ANA"}, ana + Vec3(1.2f, 0, 0.5f), ana + Vec3(3, 0, 0), 65).visible, 0);
  // Somebody between the camera and her.
  EXPECT_LT(p.measure(Framing::kSingle, {"ANA"}, p.eyes("BEN") + Vec3(1.5f, 0, 0), ana, 65).visible, 0.5);
}

TEST(Composition, PraisesRoomBeforeTheFaceAndBlamesCutHeads) {
  const Pair p;
  const Vec3 ana = p.eyes("ANA"), from = ana + Vec3(0.4f, 0, 2.2f);
  // She looks to the right (+x): aimed right of her there is room, aimed left there is none.
  const ShotMeasure room = p.measure(Framing::kSingle, {"ANA"}, from, ana + Vec3(0.25f, -0.12f, 0), 28), none = p.measure(Framing::kSingle, {"ANA"}, from, ana + Vec3(-0.3f, -0.12f, 0), 28);
  EXPECT_GT(room.composition.lead, none.composition.lead + 0.2);
  const ShotMeasure cut = p.measure(Framing::kSingle, {"ANA"}, from, ana + Vec3(0.25f, -0.36f, 0), 28);
  EXPECT_LT(cut.composition.headroom, room.composition.headroom);
  EXPECT_LT(cut.composition.score, room.composition.score);
  EXPECT_EQ(p.measure(Framing::kSingle, {"ANA"}, from, ana + Vec3(9, 0, 0), 28).composition.score, 0);  // she is not in it
}

TEST(Composition, BacksCutHeadsAndHalfHeadsAreCounted) {
  const Pair p;
  const Vec3 ana = p.eyes("ANA"), ben = p.eyes("BEN");
  // Ana looks to +x: from before her there is a face, from behind her there is none.
  const ShotMeasure face = p.measure(Framing::kSingle, {"ANA"}, ana + Vec3(1.2f, 0, 0.5f), ana, 40), back = p.measure(Framing::kSingle, {"ANA"}, ana + Vec3(-1.4f, 0, 0.6f), ana, 40);
  EXPECT_EQ(face.faceless, 0);
  EXPECT_FALSE(face.backs);
  EXPECT_EQ(back.faceless, 1);
  EXPECT_TRUE(back.backs);
  // Aimed at her chest the frame cuts the top of her head.
  const Vec3 from = ana + Vec3(0.4f, 0, 2.2f);
  EXPECT_FALSE(p.measure(Framing::kSingle, {"ANA"}, from, ana + Vec3(0.25f, -0.12f, 0), 28).crops);
  EXPECT_TRUE(p.measure(Framing::kSingle, {"ANA"}, from, ana + Vec3(0.25f, -0.6f, 0), 28).crops);
  // From the side, panned until the edge goes through Ben's face.
  bool half = false, whole = false;
  for (float x = 0; x < 1.6f; x += 0.05f) {
    const ShotMeasure m = p.measure(Framing::kSingle, {"ANA"}, 0.5f * (ana + ben) + Vec3(0, 0, 3), ana + Vec3(0.75f - x, 0, 0), 65);
    half = half || m.half_heads;
    whole = whole || !m.half_heads;
  }
  EXPECT_TRUE(half);
  EXPECT_TRUE(whole);
}

TEST(Composition, PlannedShotsShowFacesAndWholeHeads) {
  std::size_t shots = 0, backs = 0, halves = 0, crops = 0;
  for (std::uint64_t seed = 21; seed <= 26; ++seed) {
    const Case c = stage(random_scene(seed, 2 + static_cast<int>(seed % 3), 22, false), room(5.4f, 4.6f));
    for (const ShotMeasure& m : measure_shots(c.request(), c.cover())) ++shots, backs += m.backs, halves += m.half_heads, crops += m.crops;
  }
  EXPECT_GT(shots, 60u);
  EXPECT_LE(backs, shots / 40);
  EXPECT_LE(halves, shots / 40);
  EXPECT_LE(crops, shots / 40);
}

TEST(Composition, PlannedShotsShowWhatTheirLabelsSay) {
  std::size_t shots = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Case c = stage(random_scene(seed, 2 + static_cast<int>(seed % 4), 22, false), seed % 3 == 2 ? open_ground() : room(5.4f, 4.6f));
    const ShotList list = c.cover();
    const auto measures = measure_shots(c.request(), list);
    ASSERT_EQ(measures.size(), list.shots.size());
    std::size_t hidden = 0;
    for (std::size_t i = 0; i < measures.size(); ++i) {
      ++shots;
      EXPECT_STREQ(framing_name(measures[i].framing), framing_name(list.shots[i].framing)) << seed << list.shots[i].id;
      EXPECT_STREQ(size_name(measures[i].size), size_name(list.shots[i].size)) << seed << list.shots[i].id;
      hidden += measures[i].visible < 0.95;
    }
    EXPECT_LE(hidden, 1u) << seed;
  }
  EXPECT_GT(shots, 80u);
}

}  // namespace
}  // namespace auteur::camera
