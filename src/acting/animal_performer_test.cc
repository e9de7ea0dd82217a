#include <gtest/gtest.h>

#include <algorithm>

#include "auteur/acting/performance.h"
#include "auteur/world/animals.h"

namespace auteur::acting {
namespace {

using staging::Move;
using staging::MoveKind;

world::Identity animal(const std::string& id, const std::string& species) {
  screenplay::Breakdown script;
  screenplay::CastMember member;
  member.id = member.name = id;
  member.species = species;
  script.cast.push_back(member);
  return world::cast_identities(script, {}, 3).front();
}

// A dog that stands, barks at 2 s and walks two metres from 4 s; a cat in Ana's arms; a gull that flies.
struct Yard {
  staging::Staging staging;
  world::Set set;
  camera::Shot shot;
  PerformanceRequest request;
  Yard() {
    staging.scene = "1";
    staging.length = Seconds(10);
    staging::PersonTrack dog, cat, gull, ana;
    dog.id = "DOG";
    Move call;
    call.kind = MoveKind::kCall;
    call.start = Seconds(2), call.end = Seconds(3.1);
    call.object = "bark";
    Move walk;
    walk.kind = MoveKind::kWalk;
    walk.start = Seconds(4), walk.end = Seconds(7);
    walk.path = {{0, 0, 0}, {0, 0, 2}};
    walk.to.position = {0, 0, 2};
    dog.moves = {call, walk};
    cat.id = "CAT";
    cat.carried = {{Seconds(0), "ANA", false}};
    ana.id = "ANA";
    ana.start.position = {2, 0, 0};
    gull.id = "GULL";
    Move fly;
    fly.kind = MoveKind::kFly;
    fly.fly = true;
    fly.start = Seconds(1), fly.end = Seconds(5);
    fly.path = {{-3, 0, 0}, {-1, 1.5f, 2}, {2, 0, 4}};
    fly.to.position = {2, 0, 4};
    gull.start.position = {-3, 0, 0};
    gull.moves = {fly};
    staging.people = {dog, cat, gull, ana};
    request.cast = {{"DOG", animal("DOG", "dog")}, {"CAT", animal("CAT", "cat")}, {"GULL", animal("GULL", "gull")}};
    request.cast["ANA"].id = "ANA";
    shot.id = "1A";
    shot.start = Seconds(0), shot.end = Seconds(9);
    request.staging = &staging, request.set = &set, request.shot = &shot, request.seed = 4;
  }
};
const puppets::Pose& pose(const Performance& p, std::size_t k, const std::string& id) {
  for (const auto& person : p.drawings[k].people)
    if (person.id == id) return person.pose;
  static const puppets::Pose none;
  return none;
}

TEST(AnimalActing, TheJawOpensWithTheBarkAndIsShutOtherwise) {
  const Yard y;
  const Performance p = perform(y.request);
  float barking = 0, before = 0;
  for (std::size_t k = 0; k < 20; ++k) before = std::max(before, pose(p, k, "DOG").face.open);
  for (std::size_t k = 24; k < 36; ++k) barking = std::max(barking, pose(p, k, "DOG").face.open);
  EXPECT_GT(barking, 0.6f);
  EXPECT_LT(before, 0.1f);
}

TEST(AnimalActing, WalkingCarriesItsMetresAndBlinksAndTailLive) {
  const Yard y;
  const Performance p = perform(y.request);
  float wag = 0, lids = 0, ears = 0;
  for (std::size_t k = 0; k < p.drawings.size(); ++k) {
    const auto& d = pose(p, k, "DOG");
    if (d.walk > 0) { EXPECT_NEAR(d.beast.walked + d.beast.to_go, 2, 1e-2f); }
    wag = std::max(wag, std::abs(d.beast.wag));
    lids = std::max(lids, d.face.lids);
    ears = std::max(ears, std::abs(d.beast.ears));
  }
  EXPECT_GT(wag, 0.1f);
  EXPECT_GT(lids, 0.9f);
  EXPECT_GT(ears, 0.05f);
}

TEST(AnimalActing, ABirdBeatsItsWingsInTheAirAndFoldsThemOnTheGround) {
  const Yard y;
  const Performance p = perform(y.request);
  EXPECT_EQ(pose(p, 2, "GULL").beast.wings, 0);
  float up = -2, down = 2;
  for (std::size_t k = 20; k < 50; ++k) {
    EXPECT_EQ(pose(p, k, "GULL").beast.wings, 1);
    up = std::max(up, pose(p, k, "GULL").beast.flap);
    down = std::min(down, pose(p, k, "GULL").beast.flap);
  }
  EXPECT_GT(up - down, 0.5f);
  EXPECT_EQ(pose(p, 70, "GULL").beast.wings, 0);
}

TEST(AnimalActing, TheArmsOfWhoCarriesAreUnderTheAnimal) {
  const Yard y;
  const Performance p = perform(y.request);
  const auto &ana = pose(p, 10, "ANA"), &cat = pose(p, 10, "CAT");
  EXPECT_EQ(cat.beast.held, 1);
  for (const auto& arm : ana.arms) {
    EXPECT_TRUE(arm.reach);
    EXPECT_LT(glm::distance(arm.target, cat.position + Vec3(0, 0.12f, 0)), 0.35f);
  }
}

TEST(AnimalActing, SurvivesTheDocumentAndPeopleHaveNoBeastInIt) {
  const Yard y;
  const Performance p = perform(y.request);
  const Json j = to_json(p);
  const auto again = performance_from_json(j);
  ASSERT_TRUE(again);
  EXPECT_EQ(canonical_json(to_json(*again)), canonical_json(j));
  for (const auto& person : j["drawings"][10]["people"]) EXPECT_EQ(person["pose"].contains("beast"), person["id"] != "ANA") << person["id"];
}

}  // namespace
}  // namespace auteur::acting
