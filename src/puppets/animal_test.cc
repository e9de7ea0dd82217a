#include "animal.h"

#include <gtest/gtest.h>

#include <map>

#include "sheet_cast.h"

namespace auteur::puppets {
namespace {

world::Identity one(const std::string& what, const std::string& description = "", std::uint64_t seed = 3) {
  screenplay::Breakdown script;
  screenplay::CastMember member;
  member.id = "X";
  member.name = member.species = what;
  member.description = description;
  script.cast.push_back(member);
  return world::cast_identities(script, {}, seed).front();
}

std::shared_ptr<const AnimalPuppet> puppet_of(const world::Identity& who, float detail = 0.25f) { return std::dynamic_pointer_cast<const AnimalPuppet>(build_puppet(who, 1, detail)); }

// Every edge has as many faces that run along it one way as the other: no holes.
int open_edges(const scene::Mesh& m) {
  std::map<std::tuple<float, float, float>, std::uint32_t> at;  // points that coincide are one
  std::vector<std::uint32_t> id;
  for (const Vec3& p : m.positions) id.push_back(at.try_emplace({p.x, p.y, p.z}, static_cast<std::uint32_t>(at.size())).first->second);
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> edges;
  for (const glm::uvec3 t : m.triangles)
    for (int k = 0; k < 3; ++k) {
      const std::uint32_t a = id[t[k]], b = id[t[(k + 1) % 3]];
      if (a == b) continue;
      edges[{std::min(a, b), std::max(a, b)}] += a < b ? 1 : -1;
    }
  int open = 0;
  for (const auto& [edge, sum] : edges) {
    open += sum != 0;
  }
  return open;
}

float lowest(const std::vector<scene::Instance>& parts) {
  float y = 1e9f;
  for (const auto& in : parts)
    for (const Vec3& p : in.mesh->positions) y = std::min(y, (in.world_from_object * Vec4(p, 1)).y);
  return y;
}

TEST(Animal, EveryKindHasClosedMeshesOfASaneSizeAndEyesThatLookOut) {
  for (const world::Identity& who : sheet_animals()) {
    const auto puppet = puppet_of(who);
    ASSERT_TRUE(puppet) << who.id;
    const float s = puppet->recipe.plan.unit;
    for (const auto& mesh : {puppet->head.skull, puppet->head.jaw, puppet->head.ear}) {
      if (!mesh) continue;
      EXPECT_GT(mesh->triangles.size(), 60u) << who.id;
      EXPECT_EQ(open_edges(*mesh), 0) << who.id;
    }
    if (who.outfit_by_day.begin()->second.gear.empty()) { EXPECT_EQ(open_edges(puppet->body.rest), 0) << who.id; }
    for (const auto& w : puppet->body.weights) EXPECT_NEAR(w[0] + w[1] + w[2] + w[3], 1, 1e-4f) << who.id;
    const auto parts = puppet->posed({});
    Box box;
    for (const auto& in : parts)
      for (const Vec3& p : in.mesh->positions) {
        ASSERT_TRUE(std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z)) << who.id << in.name;
        box.add(Vec3(in.world_from_object * Vec4(p, 1)));
      }
    EXPECT_LT(box.size().y, 3.2f * s) << who.id;
    EXPECT_LT(box.size().z, 6.0f * s) << who.id;
    EXPECT_GT(box.size().x, 0.2f * s) << who.id;
    // A ray from the pupil forward meets no skull: the eye is not sunk in the head.
    const Landmarks l = puppet->landmarks({});
    EXPECT_GT(l.eyes.y, l.chin.y) << who.id;
    EXPECT_LT(l.eyes.y, l.head_top.y) << who.id;
    const Measures m = measures_of(who);
    EXPECT_NEAR(m.eye_height, l.eyes.y, 0.12f * s + 0.02f) << who.id;
    EXPECT_NEAR(m.height, box.high.y, 0.35f * s) << who.id;
    EXPECT_GT(m.head_height, 0.1f * s) << who.id;
  }
}

TEST(Animal, IsTheSameBytesEveryTime) {
  const world::Identity who = one("cat", "a tabby");
  const auto a = puppet_of(who), b = puppet_of(who);
  EXPECT_EQ(a->body.rest.positions, b->body.rest.positions);
  EXPECT_EQ(a->body.weights, b->body.weights);
  EXPECT_EQ(a->head.skull->positions, b->head.skull->positions);
}

TEST(Animal, StepsStandStillOnTheFloorAndBeginAndEndSquare) {
  for (const float whole : {0.07f, 0.4f, 1.0f, 3.3f, 9.0f})
    for (const float duty : {0.5f, 0.62f, 0.66f})
      for (float phase = 0; phase < 1; phase += 0.13f) {
        Step before = step_of(0, whole, 0.5f, phase, duty);
        EXPECT_NEAR(before.ahead, 0, 1e-4f);
        EXPECT_NEAR(step_of(whole, 0, 0.5f, phase, duty).ahead, 0, 1e-4f);
        float was = 0;
        for (int i = 1; i <= 400; ++i) {
          const float at = whole * static_cast<float>(i) / 400.f;
          const Step now = step_of(at, whole - at, 0.5f, phase, duty);
          EXPECT_GE(now.lift, 0);
          EXPECT_LE(now.lift, 1.0001f);
          if (now.planted && before.planted) { EXPECT_NEAR(now.ahead + at, before.ahead + was, 2e-4f) << whole << " " << phase << " " << at; }
          EXPECT_LT(std::fabs(now.ahead), 0.46f);  // no leg is asked for more than it has
          before = now;
          was = at;
        }
      }
}

TEST(Animal, PlantedFeetDoNotSlideAndNothingGoesThroughTheFloor) {
  for (const char* what : {"dog", "cat", "horse", "cow", "rat", "rabbit", "pigeon", "hen", "fox"}) {
    const world::Identity who = one(what);
    const auto puppet = puppet_of(who, 0.1f);
    const Measures m = measures_of(who);
    const AnimalPlan& plan = puppet->recipe.plan;
    for (const float trot : {0.f, 1.f}) {
      const float whole = 3.4f * m.stride;
      std::array<Vec3, 4> was{};
      std::array<bool, 4> stood{};
      int planted = 0;
      for (int i = 0; i <= 120; ++i) {
        Pose pose;
        pose.walk = 1;
        pose.beast.trot = trot;
        pose.beast.walked = whole * static_cast<float>(i) / 120.f;
        pose.beast.to_go = whole - pose.beast.walked;
        pose.position = {0.3f, 0, 1 + pose.beast.walked};
        const AnimalPosed at = solve(*puppet, pose);
        for (std::size_t f = plan.has_fore ? 0 : 2; f < 4; ++f) {
          const Vec3 foot(at.world_from_rest[kLegFoot0 + f] * Vec4(plan.legs[f].foot, 1));
          EXPECT_GT(foot.y, -0.012f * m.back_height) << what;
          if (stood[f] && at.planted[f]) { EXPECT_LT(glm::distance(foot, was[f]), 0.004f + 0.006f * plan.unit) << what << " foot " << f << " trot " << trot << " at " << i; }
          planted += at.planted[f];
          was[f] = foot;
          stood[f] = at.planted[f];
        }
        if (i % 20 == 0) { EXPECT_GT(lowest(puppet->posed(pose)), -0.03f * plan.unit - 0.002f) << what << i; }
      }
      EXPECT_GT(planted, 120) << what;
    }
    for (const float sit : {0.3f, 1.f}) {
      Pose pose;
      pose.seated = sit, pose.seat_height = 0;
      if (!plan.hoof) { EXPECT_GT(lowest(puppet->posed(pose)), -0.07f * plan.unit - 0.002f) << what << " sits"; }
      pose = {};
      pose.beast.lie = sit;
      EXPECT_GT(lowest(puppet->posed(pose)), -0.09f * plan.unit - 0.002f) << what << " lies";
    }
  }
}

TEST(Animal, SitsLowerBehindLiesLowAndTurnsItsHeadWhereItLooks) {
  const auto dog = puppet_of(one("dog"));
  Pose sit, lie, look;
  sit.seated = 1, sit.seat_height = 0;
  lie.beast.lie = 1;
  look.head_yaw = 0.8f;
  const Landmarks up = dog->landmarks({}), seated = dog->landmarks(sit), lying = dog->landmarks(lie), turned = dog->landmarks(look);
  EXPECT_LT(seated.pelvis.y, 0.55f * up.pelvis.y);
  EXPECT_GT(seated.eyes.y, 0.85f * up.eyes.y);
  EXPECT_LT(lying.chest.y, 0.6f * up.chest.y);
  EXPECT_GT(turned.facing.x, 0.5f);
  EXPECT_NEAR(seated.facing.y, up.facing.y, 0.05f);  // the head stays level when the back does not
}

TEST(Animal, OpensItsJawForASoundAndABirdHasSpreadWingsInTheAir) {
  const auto dog = puppet_of(one("dog"));
  Pose bark;
  bark.face.open = 1;
  const auto jaw = [](const std::vector<scene::Instance>& parts) {
    for (const auto& in : parts)
      if (in.name.ends_with("/jaw")) return in.world_from_object;
    return Mat4(0.f);
  };
  EXPECT_NE(jaw(dog->posed({})), jaw(dog->posed(bark)));
  const auto gull = puppet_of(one("gull"));
  Pose fly;
  fly.beast.fly = 1, fly.beast.wings = 1, fly.position.y = 2;
  Box standing, flying;
  for (const auto& [pose, box] : {std::pair{Pose{}, &standing}, std::pair{fly, &flying}})
    for (const auto& in : gull->posed(pose))
      for (const Vec3& p : in.mesh->positions) box->add(Vec3(in.world_from_object * Vec4(p, 1)));
  EXPECT_GT(flying.size().x, 2 * standing.size().x);
  EXPECT_GT(flying.low.y, 1.5f);
}

TEST(Animal, MarksFollowTheCoat) {
  const auto share = [](const AnimalPuppet& p) {
    std::size_t second = 0;
    for (const auto m : p.body.rest.triangle_material) second += p.body.rest.materials[m].name == "marks";
    return static_cast<double>(second) / static_cast<double>(p.body.rest.triangle_material.size());
  };
  EXPECT_EQ(share(*puppet_of(one("cat", "a black cat"))), 0);
  const double stripes = share(*puppet_of(one("cat", "a tabby cat")));
  EXPECT_GT(stripes, 0.1);
  EXPECT_LT(stripes, 0.7);
}

TEST(Animal, AnyPoseGivesFiniteMeshes) {
  for (const char* what : {"dog", "gull"}) {
    const auto p = puppet_of(one(what), 0.1f);
    Pose wild;
    wild.position = {std::nanf(""), 1e30f, 0};
    wild.yaw = std::nanf("");
    wild.walk = 1;
    wild.beast = {9, -9, 9, 9, -9, 9, 9, 9, 9, std::nanf(""), -4, 9};
    wild.face.open = std::nanf("");
    for (const auto& in : p->posed(wild))
      for (const Vec3& q : in.mesh->positions) ASSERT_TRUE(std::isfinite(q.x) && std::isfinite(q.y) && std::isfinite(q.z)) << what << in.name;
  }
}

}  // namespace
}  // namespace auteur::puppets
