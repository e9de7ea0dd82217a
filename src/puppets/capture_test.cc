// Captured motion: ours comes back as it went, anybody's fits anybody, and planted feet stand still.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <glm/gtc/matrix_transform.hpp>

#include "auteur/base/random.h"
#include "auteur/puppets/model.h"
#include "auteur/puppets/motion.h"
#include "model_figure.h"
#include "sheet_cast.h"

namespace auteur::puppets {
namespace {

using scene::MotionChannel;
using testing::Contains;
using testing::HasSubstr;

PuppetPtr clay(int who) {
  static std::map<int, PuppetPtr> built;
  auto& p = built[who];
  if (!p) p = build_puppet(sheet_cast()[static_cast<std::size_t>(who)], 1, 0.1f);
  return p;
}
Measures sizes(int who) { return measures_of(sheet_cast()[static_cast<std::size_t>(who)]); }

// What a scene's people do in a few seconds: walk, stop, gesture, turn, sit.
std::vector<Pose> busy(const Measures& m, bool sits) {
  std::vector<Pose> out;
  for (int i = 0; i < 96; ++i) {
    const float t = static_cast<float>(i) / 24;
    Pose p;
    const float walked = std::min(t, 2.f);
    p.walk = t < 2 ? 1.f : std::max(0.f, 1 - 3 * (t - 2));
    p.walk_phase = walked * 0.9f;
    p.yaw = 0.7f + (t > 2 ? 0.6f * (t - 2) : 0.f);
    p.position = Vec3(1, 0, -2) + heading(0.7f) * (stride_of(m) * p.walk_phase);
    p.lean = 0.1f * std::sin(t);
    p.twist = 0.3f * std::sin(1.7f * t);
    p.head_yaw = 0.5f * std::sin(2 * t);
    p.breath = std::sin(3 * t);
    p.slump = 0.15f;
    p.arms[0].raise = t > 2 ? 0.6f : 0.f;
    p.arms[0].bend = 0.5f + 0.3f * std::sin(4 * t);
    p.arms[1].spread = 0.2f;
    if (sits && t > 3) p.seated = std::min(1.f, 2 * (t - 3)), p.seat_height = 0.8f * (m.hip_height - 0.05f);
    out.push_back(p);
  }
  return out;
}

Pose followed(const Capture& capture, double t, float leg) {
  const Capture::Instant i = capture.at(t);
  Pose p;
  p.position = i.place * leg;
  p.yaw = i.yaw;
  p.motion = i.body;
  return p;
}

struct Apart { double body = 0, legs = 0; };  // metres, at worst

Apart round_trip(const Puppet& puppet, const Measures& m, const std::vector<Pose>& poses) {
  std::vector<Skeleton> before;
  for (const Pose& p : poses) before.push_back(*puppet.skeleton(p));
  const auto capture = Capture::of(motion_of(before, 24));
  if (!capture) throw std::runtime_error(capture.error().message);
  Apart worst;
  for (std::size_t f = 0; f < poses.size(); ++f) {
    Pose again = followed(*capture, static_cast<double>(f) / 24, m.leg_length);
    again.slump = poses[f].slump, again.breath = poses[f].breath;  // shoulders and chest are acting's
    again.seated = poses[f].seated, again.seat_height = poses[f].seat_height;
    const Skeleton after = *puppet.skeleton(again);
    for (std::size_t b = 0; b < kMotionBones; ++b) {
      double& most = b >= static_cast<std::size_t>(MotionBone::kShinL) ? worst.legs : worst.body;
      most = std::max(most, static_cast<double>(glm::distance(before[f].at[b], after.at[b])));
    }
  }
  return worst;
}

TEST(Capture, OursComesBackAsItWent) {
  for (const int who : {0, 3, 5}) {
    const Apart apart = round_trip(*clay(who), sizes(who), busy(sizes(who), who == 0));
    EXPECT_LT(apart.body, 0.001) << who;
    EXPECT_LT(apart.legs, 0.005) << who;  // planted feet are held still, which ours were not quite
  }
}

TEST(Capture, AModelsMotionComesBackToo) {
  const auto part = build_model(std::make_shared<const scene::Character>(figure({.names = mixamo_names(), .arms = 0.3f})), "ANA");
  ASSERT_TRUE(part);
  const Apart apart = round_trip(*part->puppet, part->measures, busy(part->measures, false));
  EXPECT_LT(apart.body, 0.001);
  EXPECT_LT(apart.legs, 0.008);
}

// Planted feet of anybody who follows: the distance a sole drifts in the room while the captured foot stands.
double drift(const Puppet& puppet, float leg, const Capture& capture, const std::vector<std::array<bool, 2>>& planted) {
  double worst = 0;
  std::array<std::optional<Vec3>, 2> stood;
  for (std::size_t f = 0; f < planted.size(); ++f) {
    const Skeleton s = *puppet.skeleton(followed(capture, static_cast<double>(f) / 24, leg));
    for (std::size_t u = 0; u < 2; ++u) {
      const Vec3 at = s.at[static_cast<std::size_t>(MotionBone::kFootL) + u] * Vec3(1, 0, 1);
      if (!planted[f][u]) { stood[u].reset(); continue; }
      if (stood[u]) worst = std::max(worst, static_cast<double>(glm::distance(*stood[u], at)));
      else stood[u] = at;
    }
  }
  return worst;
}

TEST(Capture, PlantedFeetStandStillOnEveryBodyAlsoWhenTheCaptureShakes) {
  const Measures m = sizes(0);
  const auto poses = busy(m, false);
  Random random(8);
  std::vector<Skeleton> frames;
  std::vector<std::array<bool, 2>> planted;
  for (const Pose& p : poses) {
    frames.push_back(*clay(0)->skeleton(p));
    std::array<bool, 2> still{};
    for (std::size_t u = 0; u < 2; ++u) {
      const float phase = std::fmod(p.walk_phase + 0.5f * static_cast<float>(u), 1.f);
      still[u] = p.walk > 0.99f && phase > 0.16f && phase < 0.34f;
    }
    planted.push_back(still);
  }
  // A suit's sensors are never quiet.
  for (auto& s : frames)
    for (std::size_t b = static_cast<std::size_t>(MotionBone::kFootL); b < kMotionBones; ++b) s.at[b] += Vec3(static_cast<float>(random.range(-0.0015, 0.0015)), 0, static_cast<float>(random.range(-0.0015, 0.0015)));
  const auto capture = Capture::of(motion_of(frames, 24));
  ASSERT_TRUE(capture);
  for (const int who : {0, 1, 2, 4, 6}) EXPECT_LT(drift(*clay(who), sizes(who).leg_length, *capture, planted), 0.005) << who;
  const auto model = build_model(std::make_shared<const scene::Character>(figure({.names = mixamo_names(), .leg = 0.62f})), "ANA");
  EXPECT_LT(drift(*model->puppet, model->measures.leg_length, *capture, planted), 0.005);
}

// A skeleton as libraries have it: named, posed and turned in their way.
scene::Motion library(const std::map<std::string, std::string>& names, bool z_up, float unit, float knee) {
  scene::Motion m;
  m.frames_per_second = 120;
  m.frames = 60;
  const auto joint = [&](const char* ours, int parent, Vec3 offset) {
    scene::MotionJoint j;
    j.name = names.contains(ours) ? names.at(ours) : ours;
    j.parent = parent;
    j.offset = (z_up ? Vec3(offset.x, -offset.z, offset.y) : offset) * unit;
    if (parent < 0) j.channels = {MotionChannel::kX, MotionChannel::kY, MotionChannel::kZ};
    j.channels.insert(j.channels.end(), {MotionChannel::kTurnX, MotionChannel::kTurnY, MotionChannel::kTurnZ});
    m.joints.push_back(j);
    return static_cast<int>(m.joints.size()) - 1;
  };
  const int hips = joint("hips", -1, {0, 0, 0}), spine = joint("spine", hips, {0, 0.12f, 0}), chest = joint("chest", spine, {0, 0.25f, 0}), neck = joint("neck", chest, {0, 0.25f, 0});
  const int head = joint("head", neck, {0, 0.1f, 0});
  joint("hat feather", head, {0, 0.2f, 0});
  std::array<int, 2> shin{};
  for (int s = 0; s < 2; ++s) {
    const float x = s == 0 ? 1.f : -1.f;
    const std::string side = s == 0 ? "left_" : "right_";
    const auto on = [&](const std::string& bone, int parent, Vec3 offset) { return joint((side + bone).c_str(), parent, offset * Vec3(x, 1, 1)); };
    on("hand", on("lower_arm", on("upper_arm", chest, {0.18f, 0.2f, 0}), {0.28f, 0, 0}), {0.25f, 0, 0});
    const int thigh = on("upper_leg", hips, {0.09f, -0.05f, 0});
    shin[static_cast<std::size_t>(s)] = on("lower_leg", thigh, {0, -0.42f, 0});
    on("toes", on("foot", shin[static_cast<std::size_t>(s)], {0, -0.42f, 0}), {0, -0.06f, 0.14f});
  }
  for (std::size_t f = 0; f < m.frames; ++f)
    for (std::size_t j = 0; j < m.joints.size(); ++j) {
      if (j == 0) {
        const Vec3 at = Vec3(0, 0.95f, 0.01f * static_cast<float>(f)) * unit;
        for (const float v : {at.x, z_up ? -at.z : at.y, z_up ? at.y : at.z}) m.values.push_back(v);
      }
      const bool bends = static_cast<int>(j) == shin[0];
      for (const float v : {bends ? knee : 0.f, 0.f, 0.f}) m.values.push_back(v);
    }
  return m;
}

TEST(Capture, AnybodysSkeletonFitsWhateverItsNamesUnitAndAxes) {
  auto plain = mixamo_names();
  for (auto& [ours, name] : plain) name = name.substr(10);
  std::map<std::string, std::string> silent;
  int n = 0;
  for (const auto& [ours, name] : plain) silent[ours] = "J" + std::to_string(++n);
  for (const auto& [names, what] : {std::pair{plain, "named"}, std::pair{silent, "nameless"}})
    for (const bool z_up : {false, true})
      for (const float unit : {1.f, 100.f, 0.0254f}) {
        if (z_up && names == silent) continue;  // what lies and has no names is nobody
        const auto capture = Capture::of(library(names, z_up, unit, 60));
        ASSERT_TRUE(capture) << what << z_up << unit << capture.error().message;
        const auto i = capture->at(0.25);
        EXPECT_NEAR(i.yaw, 0, 1e-3) << what << z_up;
        EXPECT_NEAR(glm::length(i.place), 0.3f / 0.84f, 0.01f) << what << z_up << unit;
        EXPECT_GT(i.place.z, 0.3f);
        const Skeleton s = *clay(0)->skeleton(followed(*capture, 0.25, sizes(0).leg_length));
        const auto at = [&](MotionBone b) { return s.at[static_cast<std::size_t>(b)]; };
        // The left foot is behind and up, the right one stands, the arms are out.
        EXPECT_LT(at(MotionBone::kFootL).z, at(MotionBone::kFootR).z - 0.05f) << what << z_up << unit;
        EXPECT_GT(at(MotionBone::kFootL).y, at(MotionBone::kFootR).y + 0.05f);
        EXPECT_GT(at(MotionBone::kHandL).x, 0.9f * sizes(0).arm_length * 0.7f);
        EXPECT_NEAR(at(MotionBone::kHandL).y, at(MotionBone::kUpperArmL).y, 0.03f);
        EXPECT_THAT(capture->findings(), Contains(HasSubstr("hat feather"))) << what;
      }
}

TEST(Capture, WithoutLegsNobodyFollows) {
  scene::Motion m;
  m.joints = {{"Hips", -1, {0, 0, 0}, {MotionChannel::kTurnX}, false}};
  m.frames = 1;
  m.values = {3};
  const auto capture = Capture::of(m);
  ASSERT_FALSE(capture);
  EXPECT_THAT(capture.error().message, HasSubstr("no hips with two legs"));
}

TEST(Capture, WeightBlendsFromOwnToCaptured) {
  const auto capture = Capture::of(library(mixamo_names(), false, 1, 0));
  ASSERT_TRUE(capture);
  Pose own, half = followed(*capture, 0, sizes(0).leg_length), full = half;
  half.motion->weight = 0.5f;
  const auto hand = [&](const Pose& p) { return clay(0)->landmarks(p).hands[0].y; };
  EXPECT_GT(hand(full), hand(half) + 0.02f);
  EXPECT_GT(hand(half), hand(own) + 0.02f);
  Pose reaching = full;
  reaching.arms[0].reach = true;
  reaching.arms[0].target = clay(0)->landmarks(own).chest + Vec3(0.12f, -0.1f, 0.2f);
  EXPECT_LT(glm::distance(clay(0)->landmarks(reaching).hands[0], reaching.arms[0].target), 0.01f);  // things are still taken
  Pose broken = full;
  broken.motion->turn[3] = Quat(NAN, 0, 0, 0);
  EXPECT_TRUE(std::isfinite(hand(broken)));
}

}  // namespace
}  // namespace auteur::puppets
