// How people carry themselves: on the floor, within their joints, and to be told apart.
#include <gtest/gtest.h>

#include "cast_outline.h"
#include "puppet_impl.h"
#include "sheet_cast.h"
#include "sheet_postures.h"

namespace auteur::puppets {
namespace {

using Clay = std::shared_ptr<const ClayPuppet>;
const Clay& person(std::size_t i) {
  static std::map<std::size_t, Clay> built;
  Clay& p = built[i];
  if (!p) p = std::make_shared<const ClayPuppet>(recipe_of(sheet_cast()[i], 1, 0.2f));
  return p;
}
constexpr std::size_t kPeople[] = {0, 2, 4, 5, 9, 11, 12, 13};  // with children, old, large and thin people

Vec3 at(const Posed& s, Bone bone, Vec3 rest) { return Vec3(s.world_from_rest[bone] * Vec4(rest, 1)); }
// Every way to stand that acting may ask for, and a bit beyond.
std::vector<Pose> stands() {
  std::vector<Pose> out;
  for (const float weight : {-1.f, -0.5f, 0.f, 1.f})
    for (const float out_by : {-0.1f, 0.f, 0.15f, 0.3f})
      for (const float turn : {-0.3f, 0.f, 0.5f}) {
        Pose p;
        p.bearing.weight = weight;
        p.feet[0] = {out_by, 0.06f, turn, 0};
        p.feet[1] = {out_by, -0.06f, turn, 0};
        out.push_back(p);
      }
  return out;
}

TEST(Posture, BothSolesAreOnTheFloorAndAnklesAboveThemWhereverTheWeightIs) {
  for (const std::size_t who : kPeople) {
    const ClayPuppet& p = *person(who);
    const Plan& plan = p.recipe.plan;
    for (const Pose& pose : stands()) {
      const Posed s = solve(p, pose);
      const auto drawn = pose_puppet(p, pose);
      for (std::size_t u = 0; u < 2; ++u) {
        const float sign = u == 0 ? 1.f : -1.f, leg = plan.thigh + plan.shin;
        const float x = std::max(plan.hip_half + pose.feet[u].out * leg, std::min(plan.hip_half * 0.72f, 0.047f * plan.unit));
        EXPECT_NEAR(s.ankle[u].x, sign * x, 1e-4f) << who;
        EXPECT_NEAR(s.ankle[u].y, plan.ankle_y, 1e-4f) << who;
        EXPECT_NEAR(s.ankle[u].z, pose.feet[u].ahead * leg, 1e-4f) << who;
        float low = 1;
        for (const auto& in : drawn)
          if (in.name.ends_with(u == 0 ? "shoe-left" : "shoe-right"))
            for (const Vec3& q : in.mesh->positions) low = std::min(low, Vec3(in.world_from_object * Vec4(q, 1)).y);
        EXPECT_NEAR(low, 0.f, 1e-3f) << who;
      }
    }
  }
}

TEST(Posture, KneesBendForwardsTheFreeOneMoreAndLegsKeepTheirLength) {
  for (const std::size_t who : kPeople) {
    const ClayPuppet& p = *person(who);
    const Plan& plan = p.recipe.plan;
    for (const Pose& pose : stands()) {
      const Posed s = solve(p, pose);
      std::array<float, 2> bent{};
      for (std::size_t u = 0; u < 2; ++u) {
        const int side = static_cast<int>(u);
        const Vec3 hip = at(s, static_cast<Bone>(kThighL + u), plan.hip(side)), knee = s.knee[u];
        const float straight = plan.thigh + plan.shin, has = glm::distance(hip, knee) + glm::distance(knee, s.ankle[u]);
        EXPECT_NEAR(has, straight, 0.002f * straight) << who << " weight " << pose.bearing.weight << " out " << pose.feet[u].out;
        bent[u] = (knee - glm::mix(hip, s.ankle[u], plan.thigh / straight)).z;
        EXPECT_GT(bent[u], -1e-4f) << who;
      }
      if (pose.bearing.weight != 0 && pose.feet[0].out < 0.2f) { EXPECT_GT(bent[pose.bearing.weight > 0], bent[pose.bearing.weight < 0] + 0.012f * plan.unit) << who; }
    }
  }
}

TEST(Posture, OnOneLegTheHipGoesOverItAndTheShouldersGoAgainstIt) {
  for (const std::size_t who : kPeople) {
    const ClayPuppet& p = *person(who);
    const Plan& plan = p.recipe.plan;
    Pose pose;
    pose.bearing.weight = 1;
    const Posed s = solve(p, pose);
    EXPECT_GT(s.pelvis.x, 0.03f * plan.unit);
    EXPECT_GT(at(s, kPelvis, plan.hip(0)).y, at(s, kPelvis, plan.hip(1)).y + 0.012f * plan.unit);
    EXPECT_LT(at(s, kUpperArmL, plan.shoulder(0)).y, at(s, kUpperArmR, plan.shoulder(1)).y - 0.012f * plan.unit);
    EXPECT_NEAR(glm::normalize(Vec3(s.head * Vec4(0, 1, 0, 0))).x, 0.f, 0.07f) << "the head stays upright";
    pose.bearing.weight = -1;
    EXPECT_LT(solve(p, pose).pelvis.x, -0.03f * plan.unit);
  }
}

TEST(Posture, ShouldersRiseAndNeverSwallowTheFace) {
  for (const std::size_t who : kPeople) {
    const ClayPuppet& p = *person(who);
    const Plan& plan = p.recipe.plan;
    Pose up, down;
    up.bearing.shoulders = 1;
    down.bearing.shoulders = -1;
    const Posed a = solve(p, up), b = solve(p, down);
    for (int i = 0; i < 2; ++i) {
      const auto bone = static_cast<Bone>(kUpperArmL + i);
      EXPECT_GT(at(a, bone, plan.shoulder(i)).y, at(b, bone, plan.shoulder(i)).y + 0.07f * plan.unit) << who;
      EXPECT_LT(at(a, bone, plan.shoulder(i)).y, landmarks_of(p, up).mouth.y) << who;
    }
    EXPECT_GT(landmarks_of(p, up).chin.y, landmarks_of(p, {}).chin.y - 0.02f * plan.unit);
  }
}

TEST(Posture, HandsReachTheirTargetsHoweverOneStands) {
  for (const std::size_t who : kPeople) {
    const ClayPuppet& p = *person(who);
    const Measures m = measures_of(sheet_cast()[who]);
    for (const Pose& carried_as : carried("standing")) {
      Pose pose = carried_as;
      pose.position = {0.5f, 0, 1};
      pose.yaw = 0.7f;
      for (std::size_t u = 0; u < 2; ++u) {
        const Posed s = solve(p, pose);
        const Vec3 shoulder = at(s, static_cast<Bone>(kUpperArmL + u), p.recipe.plan.shoulder(static_cast<int>(u)));
        const Mat3 turn = glm::mat3_cast(glm::angleAxis(pose.yaw, Vec3(0, 1, 0)));
        pose.arms[u].reach = true;
        pose.arms[u].target = shoulder + turn * glm::normalize(Vec3(u == 0 ? 0.3f : -0.3f, -0.2f, 0.8f)) * (0.85f * m.arm_length);
        EXPECT_LT(glm::distance(landmarks_of(p, pose).hands[u], pose.arms[u].target), 0.005f) << who;
      }
    }
  }
}

TEST(Posture, TheSeatedKeepTheirFeetOnTheFloorAndTheirWeightOnTheSeat) {
  for (const std::size_t who : kPeople) {
    const ClayPuppet& p = *person(who);
    Pose plain;
    plain.seated = 1;
    plain.seat_height = 0.40f;
    const Vec3 sits = landmarks_of(p, plain).pelvis;
    for (const float ahead : {-0.3f, -0.1f, 0.f, 0.3f})
      for (const float out : {-0.1f, 0.f, 0.2f}) {
        Pose pose = plain;
        pose.bearing = {1, 0, 1, 0, 0};
        for (auto& foot : pose.feet) foot = {out, ahead, 0.1f, 0};
        const auto drawn = pose_puppet(p, pose);
        EXPECT_LT(glm::distance(landmarks_of(p, pose).pelvis, sits), 1e-4f) << who;
        for (const auto& in : drawn) {
          if (in.name.find("/shoe") == std::string::npos) continue;
          float low = 1;
          for (const Vec3& q : in.mesh->positions) low = std::min(low, Vec3(in.world_from_object * Vec4(q, 1)).y);
          EXPECT_GT(low, -0.004f) << who << " " << ahead;
          EXPECT_LT(low, 0.02f) << who << " " << ahead;
        }
      }
  }
}

TEST(Posture, AWalkFromStandingToStandingNeverSlides) {
  for (const std::size_t who : {0u, 2u, 4u, 9u}) {
    const ClayPuppet& p = *person(who);
    const Measures m = measures_of(sheet_cast()[who]);
    for (const float way : {0.3f, 2.1f}) {
      const Steps steps = steps_of(m, way);
      std::array<std::optional<Vec3>, 2> before;
      for (int i = 0; i <= 400; ++i) {
        const float share = static_cast<float>(i) / 400, done = way * share * share * (3 - 2 * share);
        Pose pose;
        pose.walk = i == 0 || i == 400 ? 0.f : std::min(1.f, 6 * share * (1 - share));
        pose.stride = steps.stride;
        pose.walk_phase = kStandingPhase + done / steps.stride;
        pose.position.z = done;
        const Landmarks l = landmarks_of(p, pose);
        for (std::size_t u = 0; u < 2; ++u) {
          const float phase = std::fmod(pose.walk_phase + 0.5f * static_cast<float>(u), 1.f);
          if (phase < 0.1f || phase > 0.33f) before[u].reset();
          else if (before[u]) { EXPECT_LT(glm::distance(l.feet[u], *before[u]), 0.0012f) << who << " at " << done; }
          if (phase >= 0.1f && phase <= 0.33f && !before[u]) before[u] = l.feet[u];
        }
      }
      EXPECT_NEAR(2 * way / steps.stride, std::round(2 * way / steps.stride), 1e-3f) << "whole steps";
    }
  }
}

TEST(Posture, BounceRaisesAndLowersTheBodyAndHeavinessSwaysIt) {
  const ClayPuppet& p = *person(2);
  const auto range = [&](float bounce, float heavy, int axis) {
    float low = 9, high = -9;
    for (int i = 0; i < 32; ++i) {
      Pose pose;
      pose.walk = 1;
      pose.walk_phase = static_cast<float>(i) / 32;
      pose.bearing.bounce = bounce, pose.bearing.heavy = heavy;
      const float at = landmarks_of(p, pose).chest[axis];
      low = std::min(low, at), high = std::max(high, at);
    }
    return high - low;
  };
  EXPECT_GT(range(1, 0, 1), range(0, 0, 1) + 0.008f);
  EXPECT_GT(range(0, 1, 0), range(0, 0, 0) + 0.02f);
}

TEST(Posture, TheNineAreToldApartByTheirOutlinesAlone) {
  // A cell is what a full shot's pixel is to two of 360 lines.
  for (const char* how : {"standing", "seated"}) {
    const auto poses = carried(how);
    ASSERT_EQ(poses.size(), 9u);
    std::vector<OutlineMask> outlines;
    for (const Pose& pose : poses) outlines.push_back(outline_of(*person(2), pose, 0, 1.7f));
    double worst = 0;
    std::size_t a = 0, b = 0;
    for (std::size_t i = 0; i < outlines.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (const double same = likeness_of_outlines(outlines[i], outlines[j]); same > worst) worst = same, a = i, b = j;
    std::printf("%s: most alike are postures %zu and %zu, %.3f\n", how, a, b, worst);
    EXPECT_LT(worst, 0.92) << how;
  }
}

// The lowest ring of a coat or skirt: its vertices by the bones they hang from.
std::vector<std::size_t> hem_of(const ClayPuppet& p) {
  std::vector<std::size_t> out;
  const auto hangs = [&](std::size_t i) {
    float w = 0;
    for (std::size_t j = 0; j < 4; ++j) w += p.body.hung_bones[i][j] >= kHemFrontL && p.body.hung_bones[i][j] <= kHemBackR ? p.body.hung_weights[i][j] : 0.f;
    return w > 0.9f;
  };
  float low = 9;
  for (std::size_t i = 0; i < p.body.rest.positions.size(); ++i)
    if (hangs(i)) low = std::min(low, p.body.rest.positions[i].y);
  for (std::size_t i = 0; i < p.body.rest.positions.size(); ++i)
    if (hangs(i) && p.body.rest.positions[i].y < low + 0.03f * p.recipe.plan.unit) out.push_back(i);
  return out;
}
constexpr std::size_t kInCoats[] = {0, 14}, kInSkirts[] = {0, 3, 12, 14};

TEST(Posture, HemsHangWhicheverLegIsFree) {
  for (const std::size_t who : kInSkirts) {
    const ClayPuppet& p = *person(who);
    const auto hem = hem_of(p);
    ASSERT_GT(hem.size(), 20u) << who;
    float share = 0;
    for (const float weight : {-1.f, 1.f})
      for (const float out : {-0.03f, 0.03f, 0.1f}) {
        Pose pose;
        pose.bearing.weight = weight;
        pose.feet[0] = {out, 0.05f, 0.1f, 0}, pose.feet[1] = {out, -0.05f, 0.1f, 0};
        const Posed s = solve(p, pose);
        const scene::MeshPtr body = pose_puppet(p, pose).front().mesh;
        float moved = 0, pulled = 0;  // pulled: were it the thighs' cloth
        for (const std::size_t i : hem) {
          const Vec3 rest = p.body.rest.positions[i];
          const auto off = [&](Vec3 now) { return glm::length((now - s.pelvis - rest) * Vec3(1, 0, 1)); };
          moved = std::max(moved, off(body->positions[i]));
          pulled = std::max(pulled, off(at(s, rest.x > 0 ? kThighL : kThighR, rest)));
        }
        EXPECT_LT(moved, 0.68f * pulled) << who << " weight " << weight << " out " << out;
        share += moved / pulled / 6;
      }
    EXPECT_LT(share, 0.53f) << who;
  }
}

TEST(Posture, ACoatGoesWithTheLegsOfAWalkAsFarAsItMust) {
  for (const std::size_t who : kInCoats) {
    const ClayPuppet& p = *person(who);
    const auto hem = hem_of(p);
    const float share = (p.recipe.plan.hip_y - p.body.rest.positions[hem.front()].y) / p.recipe.plan.thigh;
    for (int i = 0; i < 16; ++i) {
      Pose pose;
      pose.walk = 1;
      pose.walk_phase = static_cast<float>(i) / 16;
      const Posed s = solve(p, pose);
      const scene::MeshPtr body = pose_puppet(p, pose).front().mesh;
      const auto& drawn = body->positions;
      float front = -9, back = 9;
      for (const std::size_t v : hem) front = std::max(front, drawn[v].z), back = std::min(back, drawn[v].z);
      for (std::size_t u = 0; u < 2; ++u) {
        const float leg = glm::mix(at(s, static_cast<Bone>(kThighL + u), p.recipe.plan.hip(static_cast<int>(u))), s.knee[u], share).z, thick = 0.75f * p.recipe.plan.leg_r;
        EXPECT_GT(front, leg + thick) << who << " phase " << i;
        EXPECT_LT(back, leg - thick) << who << " phase " << i;
      }
    }
  }
}

TEST(Posture, ProudAndExuberantAreTwoOutlines) {
  const auto poses = carried("standing");  // in the table's order
  EXPECT_LT(likeness_of_outlines(outline_of(*person(2), poses[1], 0, 1.7f), outline_of(*person(2), poses[3], 0, 1.7f)), 0.72);
}

TEST(Posture, NonsenseIsClamped) {
  Pose pose;
  pose.bearing = {NAN, 1e30f, -INFINITY, NAN, 99};
  pose.feet[0] = {NAN, INFINITY, NAN, -5};
  pose.feet[1] = {-9, 9, 9, NAN, 1e9f, NAN, -INFINITY};
  pose.stride = NAN;
  pose.walk = 0.5f;
  for (const auto& in : pose_puppet(*person(0), pose))
    for (const Vec3& v : in.mesh->positions) ASSERT_TRUE(std::isfinite(v.x + v.y + v.z)) << in.name;
}

}  // namespace
}  // namespace auteur::puppets
