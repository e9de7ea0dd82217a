// Figures that somebody brought: bones found by any spelling or by form, and poses that land where they should.
#include "auteur/puppets/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <glm/gtc/matrix_transform.hpp>

#include "auteur/base/random.h"
#include "model_figure.h"
#include "model_puppet.h"

namespace auteur::puppets {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

scene::CharacterPtr shared(scene::Character c) { return std::make_shared<const scene::Character>(std::move(c)); }
ModelPart built(const FigureWish& wish, const ModelWishes& wishes = {}) {
  auto part = build_model(shared(figure(wish)), "ANA", wishes);
  if (!part) throw std::runtime_error(part.error().message);
  return std::move(*part);
}
const ModelPuppet& inside(const ModelPart& part) { return dynamic_cast<const ModelPuppet&>(*part.puppet); }

struct Naming { const char* program; std::map<std::string, std::string> names; };
std::vector<Naming> namings() {
  return {
      {"Mixamo", mixamo_names()},
      {"Blender", names_like({{"hips", "hips"}, {"spine", "spine"}, {"chest", "chest"}, {"neck", "neck"}, {"head", "head"}, {"jaw", "jaw"}}, {{"shoulder", "shoulder.*"}, {"upper_arm", "upper_arm.*"}, {"lower_arm", "forearm.*"}, {"hand", "hand.*"}, {"upper_leg", "thigh.*"}, {"lower_leg", "shin.*"}, {"foot", "foot.*"}, {"toes", "toe.*"}, {"eye", "eye.*"}}, "L", "R")},
      {"Rigify deform", names_like({{"hips", "DEF-spine"}, {"spine", "DEF-spine.001"}, {"chest", "DEF-spine.003"}, {"neck", "DEF-spine.004"}, {"head", "DEF-spine.006"}}, {{"shoulder", "DEF-shoulder.*"}, {"upper_arm", "DEF-upper_arm.*"}, {"lower_arm", "DEF-forearm.*"}, {"hand", "DEF-hand.*"}, {"upper_leg", "DEF-thigh.*"}, {"lower_leg", "DEF-shin.*"}, {"foot", "DEF-foot.*"}, {"toes", "DEF-toe.*"}}, "L", "R")},
      {"Unreal", names_like({{"hips", "pelvis"}, {"spine", "spine_01"}, {"chest", "spine_03"}, {"neck", "neck_01"}, {"head", "head"}}, {{"shoulder", "clavicle_*"}, {"upper_arm", "upperarm_*"}, {"lower_arm", "lowerarm_*"}, {"hand", "hand_*"}, {"upper_leg", "thigh_*"}, {"lower_leg", "calf_*"}, {"foot", "foot_*"}, {"toes", "ball_*"}}, "l", "r")},
      {"3ds Max Biped", names_like({{"hips", "Bip01 Pelvis"}, {"spine", "Bip01 Spine"}, {"chest", "Bip01 Spine1"}, {"neck", "Bip01 Neck"}, {"head", "Bip01 Head"}}, {{"shoulder", "Bip01 * Clavicle"}, {"upper_arm", "Bip01 * UpperArm"}, {"lower_arm", "Bip01 * Forearm"}, {"hand", "Bip01 * Hand"}, {"upper_leg", "Bip01 * Thigh"}, {"lower_leg", "Bip01 * Calf"}, {"foot", "Bip01 * Foot"}, {"toes", "Bip01 * Toe0"}}, "L", "R")},
      {"Unity", names_like({{"hips", "Hips"}, {"spine", "Spine"}, {"chest", "Chest"}, {"neck", "Neck"}, {"head", "Head"}}, {{"shoulder", "*Shoulder"}, {"upper_arm", "*UpperArm"}, {"lower_arm", "*LowerArm"}, {"hand", "*Hand"}, {"upper_leg", "*UpperLeg"}, {"lower_leg", "*LowerLeg"}, {"foot", "*Foot"}, {"toes", "*Toes"}, {"eye", "*Eye"}}, "Left", "Right")},
      {"plain words", names_like({{"hips", "hip"}, {"spine", "back"}, {"chest", "back2"}, {"neck", "neck"}, {"head", "head"}}, {{"upper_arm", "* arm"}, {"lower_arm", "* elbow"}, {"hand", "* wrist"}, {"upper_leg", "* leg"}, {"lower_leg", "* knee"}, {"foot", "* ankle"}, {"toes", "* toe"}}, "left", "right")},
      {"Daz", names_like({{"hips", "pelvis"}, {"spine", "abdomenLower"}, {"chest", "chestUpper"}, {"neck", "neckLower"}, {"head", "head"}}, {{"shoulder", "*Collar"}, {"upper_arm", "*ShldrBend"}, {"lower_arm", "*ForearmBend"}, {"hand", "*Hand"}, {"upper_leg", "*ThighBend"}, {"lower_leg", "*Shin"}, {"foot", "*Foot"}, {"toes", "*Toe"}}, "l", "r")},
      {"VRoid", names_like({{"hips", "J_Bip_C_Hips"}, {"spine", "J_Bip_C_Spine"}, {"chest", "J_Bip_C_UpperChest"}, {"neck", "J_Bip_C_Neck"}, {"head", "J_Bip_C_Head"}}, {{"shoulder", "J_Bip_*_Shoulder"}, {"upper_arm", "J_Bip_*_UpperArm"}, {"lower_arm", "J_Bip_*_LowerArm"}, {"hand", "J_Bip_*_Hand"}, {"upper_leg", "J_Bip_*_UpperLeg"}, {"lower_leg", "J_Bip_*_LowerLeg"}, {"foot", "J_Bip_*_Foot"}, {"toes", "J_Bip_*_ToeBase"}}, "L", "R")},
      {"Japanese", names_like({{"hips", "下半身"}, {"spine", "上半身"}, {"chest", "上半身2"}, {"neck", "首"}, {"head", "頭"}}, {{"shoulder", "*肩"}, {"upper_arm", "*腕"}, {"lower_arm", "*ひじ"}, {"hand", "*手首"}, {"upper_leg", "*足"}, {"lower_leg", "*ひざ"}, {"foot", "*足首"}, {"toes", "*つま先"}}, "左", "右")},
  };
}

TEST(Rig, FindsBonesBySpellingsOfEveryProgram) {
  for (const Naming& n : namings()) {
    const auto part = built({.names = n.names});
    for (const auto& [ours, theirs] : n.names) {
      if (ours == "spine" || ours == "chest") continue;
      EXPECT_EQ(part.report.bones.contains(ours) ? part.report.bones.at(ours) : "nothing", theirs) << n.program << ": " << ours;
    }
    EXPECT_TRUE(part.report.walks) << n.program;
    EXPECT_EQ(inside(part).rig().spine.size(), 2u) << n.program;
  }
}

TEST(Rig, FindsBonesByFormWhereNamesSayNothing) {
  auto names = mixamo_names();
  int n = 0;
  for (auto& [ours, theirs] : names) theirs = "Bone." + std::to_string(++n);
  for (const float arms : {0.f, 0.7f}) {
    const auto part = built({.names = names, .arms = arms});
    for (const auto& [ours, theirs] : names) {
      if (ours == "spine" || ours == "chest" || ours.ends_with("eye") || ours.ends_with("toes") || ours.ends_with("shoulder") || ours == "neck") continue;
      EXPECT_EQ(part.report.bones.contains(ours) ? part.report.bones.at(ours) : "nothing", theirs) << ours << " with arms at " << arms;
    }
    EXPECT_THAT(part.report.findings, Contains(HasSubstr("found by their place")));
    EXPECT_TRUE(part.report.walks);
  }
}

TEST(Rig, APersonsWordBeatsTheName) {
  const auto part = built({.names = mixamo_names()}, {.bones = {{"left_toes", ""}, {"jaw", "mixamorig:Head"}}});
  EXPECT_FALSE(part.report.bones.contains("left_toes"));
  const auto wrong = build_model(shared(figure({.names = mixamo_names()})), "ANA", {.bones = {{"left_hand", "mixamorig:LeftHnd"}}});
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("Did you mean \"mixamorig:LeftHand\"?"));
  const auto bone = build_model(shared(figure({.names = mixamo_names()})), "ANA", {.bones = {{"left_hnd", "mixamorig:LeftHand"}}});
  ASSERT_FALSE(bone);
  EXPECT_THAT(bone.error().message, HasSubstr("Did you mean 'left_hand'?"));
}

TEST(Model, StandsOnTheFloorFacingUsAtAPuppetsHeight) {
  std::vector<std::pair<std::string, Mat4>> ways = {
      {"as it should be", Mat4(1.f)},
      {"centimetres", glm::scale(Mat4(1.f), Vec3(100.f))},
      {"scaled by its armature", glm::scale(Mat4(1.f), Vec3(0.01f * 100))},
      {"facing away", glm::rotate(Mat4(1.f), kPi, Vec3(0, 1, 0))},
      {"facing aside", glm::rotate(Mat4(1.f), kPi / 2, Vec3(0, 1, 0))},
      {"lying down", glm::rotate(Mat4(1.f), -kPi / 2, Vec3(1, 0, 0))},
      {"far away", glm::translate(Mat4(1.f), Vec3(5, -3, 2))}};
  for (const auto& [how, armature] : ways) {
    const auto part = built({.names = mixamo_names(), .armature = armature});
    const auto things = part.puppet->posed({});
    Box box;
    for (const auto& t : things)
      for (const Vec3 p : t.mesh->positions) box.add(Vec3(t.world_from_object * Vec4(p, 1)));
    EXPECT_NEAR(box.low.y, 0, 0.004f) << how;
    EXPECT_NEAR(box.high.y, 1.8f * 1.45f / 1.72f, 0.02f) << how;
    const auto marks = part.puppet->landmarks({});
    EXPECT_GT(marks.facing.z, 0.99f) << how;
    EXPECT_GT(marks.hands[0].x, 0.1f) << how;
    EXPECT_GT(marks.eyes.z, 0.02f) << how;
    EXPECT_LT(marks.hands[0].y, 0.55f * box.high.y) << how;  // arms hang
  }
  EXPECT_NEAR(built({.names = mixamo_names()}, {.height = 1.2}).measures.height, 1.2f, 1e-3f);
}

TEST(Model, HandsReachWhatTheyReachFor) {
  Random random(5);
  for (const float leg : {0.5f, 0.3f, 0.6f}) {
    const auto part = built({.names = mixamo_names(), .arms = 0.4f, .leg = leg});
    const Measures& m = part.measures;
    const auto shoulders = part.puppet->landmarks({});
    for (int i = 0; i < 100; ++i) {
      Pose pose;
      pose.position = Vec3(1, 0, -2);
      pose.yaw = static_cast<float>(random.range(-3, 3));
      pose.lean = static_cast<float>(random.range(0, 0.4));
      for (std::size_t u = 0; u < 2; ++u) {
        const float sign = u == 0 ? 1.f : -1.f;
        const Vec3 local(sign * static_cast<float>(random.range(0.0, 0.35)) * m.height, static_cast<float>(random.range(0.55, 0.85)) * m.height, static_cast<float>(random.range(0.12, 0.2)) * m.height);
        pose.arms[u].reach = true;
        pose.arms[u].target = pose.position + glm::angleAxis(pose.yaw, Vec3(0, 1, 0)) * local;
      }
      const auto marks = part.puppet->landmarks(pose);
      for (std::size_t u = 0; u < 2; ++u) {
        const float apart = glm::distance(marks.hands[u], pose.arms[u].target);
        const Vec3 shoulder = marks.chest;
        if (glm::distance(shoulder, pose.arms[u].target) < 0.7f * m.arm_length) { EXPECT_LT(apart, 0.005f) << leg << " " << i; }
        // The hand's own surface is there too.
        const auto& puppet = inside(part);
        const auto s = puppet.stance(pose);
        const int hand = puppet.rig()[sided(Role::kHandL, u)];
        const Vec3 wrist = Vec3(s.root * s.move[static_cast<std::size_t>(hand)] * Vec4(puppet.body().joint[static_cast<std::size_t>(hand)], 1));
        EXPECT_NEAR(glm::distance(wrist, marks.hands[u]), puppet.body().plan.hand, 0.004f);
      }
    }
    (void)shoulders;
  }
}

TEST(Model, FeetStandStillWhileItWalks) {
  const auto part = built({.names = mixamo_names()});
  const float stride = stride_of(part.measures);
  float slid = 0, sunk = 0;
  for (int foot = 0; foot < 2; ++foot) {
    std::optional<Vec3> before;
    for (int i = 0; i <= 48; ++i) {
      Pose pose;
      pose.walk = 1;
      pose.walk_phase = static_cast<float>(i) / 48;
      pose.position = Vec3(0, 0, stride * pose.walk_phase);
      const float phase = std::fmod(pose.walk_phase + 0.5f * static_cast<float>(foot), 1.f);
      const Vec3 at = part.puppet->landmarks(pose).feet[static_cast<std::size_t>(foot)];
      if (phase > 0.12f && phase < 0.33f) {  // flat on the floor
        if (before) slid = std::max(slid, glm::length((at - *before) * Vec3(1, 0, 1)));
        before = at;
      } else {
        before.reset();
      }
      for (const auto& t : part.puppet->posed(pose))
        for (const Vec3 p : t.mesh->positions) sunk = std::min(sunk, Vec3(t.world_from_object * Vec4(p, 1)).y);
    }
  }
  EXPECT_LT(slid, 0.005f);
  EXPECT_GT(sunk, -0.006f);
}

TEST(Model, StandsOnOneLegAndDrawsUpItsShouldersAsPeopleDo) {
  for (const bool collar_bones : {true, false}) {
    auto names = mixamo_names();
    if (!collar_bones) std::erase_if(names, [](const auto& n) { return n.first.ends_with("shoulder"); });
    const auto part = built({.names = names});
    ASSERT_EQ(inside(part).rig().has(Role::kShoulderL), collar_bones);
    const auto plain = *part.puppet->skeleton({});
    Pose pose;
    pose.bearing.shoulders = 1;
    pose.bearing.weight = 1;
    const auto on_one = *part.puppet->skeleton(pose);
    pose.arms[0].reach = true;
    pose.arms[0].target = on_one.at[static_cast<std::size_t>(MotionBone::kUpperArmL)] + Vec3(0.05f, -0.05f, 0.7f * part.measures.arm_length);
    const auto bone = [](const Skeleton& s, MotionBone b) { return s.at[static_cast<std::size_t>(b)]; };
    const float h = part.measures.height;
    EXPECT_GT(bone(on_one, MotionBone::kUpperArmR).y, bone(plain, MotionBone::kUpperArmR).y + 0.02f * h) << collar_bones;
    EXPECT_GT(bone(on_one, MotionBone::kPelvis).x, 0.015f * h);
    for (const MotionBone foot : {MotionBone::kFootL, MotionBone::kFootR}) EXPECT_LT(glm::distance(bone(on_one, foot), bone(plain, foot)), 1e-4f) << collar_bones;
    EXPECT_GT(bone(on_one, MotionBone::kShinR).z, bone(plain, MotionBone::kShinR).z + 0.01f * h);
    EXPECT_LT(glm::distance(part.puppet->landmarks(pose).hands[0], pose.arms[0].target), 0.005f);
  }
}

TEST(Model, BonesKeepTheirLengths) {
  const auto part = built({.names = mixamo_names(), .arms = 0.5f});
  const auto& puppet = inside(part);
  Random random(9);
  for (int i = 0; i < 60; ++i) {
    Pose pose;
    pose.seated = i % 3 == 0 ? 1.f : 0.f;
    pose.seat_height = static_cast<float>(random.range(0.25, 0.6));
    pose.walk = i % 3 == 1 ? 1.f : 0.f;
    pose.walk_phase = static_cast<float>(random.unit());
    pose.twist = static_cast<float>(random.range(-0.6, 0.6));
    pose.slump = static_cast<float>(random.unit());
    for (auto& arm : pose.arms) arm.raise = static_cast<float>(random.unit()), arm.bend = static_cast<float>(random.unit()), arm.spread = static_cast<float>(random.unit());
    const auto s = puppet.stance(pose);
    const auto at = [&](Role r) { const auto j = static_cast<std::size_t>(puppet.rig()[r]); return Vec3(s.move[j] * Vec4(puppet.body().joint[j], 1)); };
    const auto rest = [&](Role r) { return puppet.body().joint[static_cast<std::size_t>(puppet.rig()[r])]; };
    for (std::size_t u = 0; u < 2; ++u)
      for (const auto& [a, b] : {std::pair{Role::kUpperArmL, Role::kLowerArmL}, std::pair{Role::kLowerArmL, Role::kHandL}, std::pair{Role::kUpperLegL, Role::kLowerLegL}, std::pair{Role::kLowerLegL, Role::kFootL}})
        EXPECT_NEAR(glm::distance(at(sided(a, u)), at(sided(b, u))), glm::distance(rest(sided(a, u)), rest(sided(b, u))), 2e-3f) << i << " " << name_of(sided(a, u));
    for (const auto& m : s.move)
      for (int c = 0; c < 4; ++c) ASSERT_TRUE(std::isfinite(m[c].x + m[c].y + m[c].z));
  }
}

TEST(Model, SpeaksBlinksAndSmilesWithTheShapesItHas) {
  struct Case { const char* what; std::vector<std::string> shapes; std::vector<std::string> visemes, face; };
  for (const Case& c : {Case{"Oculus", {"viseme_sil", "viseme_PP", "viseme_FF", "viseme_TH", "viseme_DD", "viseme_kk", "viseme_CH", "viseme_SS", "viseme_nn", "viseme_RR", "viseme_aa", "viseme_E", "viseme_I", "viseme_O", "viseme_U"}, viseme_names(), {}},
                        Case{"ARKit", {"jawOpen", "mouthFunnel", "mouthPucker", "mouthSmile_L", "mouthSmile_R", "mouthRollLower", "mouthPressLeft", "mouthPressRight", "mouthStretchLeft", "mouthStretchRight", "eyeBlink_L", "eyeBlink_R", "browInnerUp", "browDown_L", "browDown_R"}, {"PP", "FF", "AA", "E", "OH", "OU"}, {"smile", "blink_left", "blink_right", "brow_up", "brow_down", "jaw_open"}},
                        Case{"vowels", {"A", "I", "U", "E", "O", "Blink"}, viseme_names(), {"blink"}},
                        Case{"VRoid", {"Fcl_MTH_A", "Fcl_MTH_I", "Fcl_MTH_U", "Fcl_MTH_E", "Fcl_MTH_O", "Fcl_EYE_Close", "Fcl_BRW_Angry"}, viseme_names(), {"blink", "brow_anger"}},
                        Case{"Preston Blair", {"AI", "E", "O", "U", "MBP", "FV", "L", "WQ", "etc", "rest"}, viseme_names(), {}},
                        Case{"Maya", {"blendShape1.jawOpen", "blendShape1.mouthSmile_Left", "blendShape1.mouthSmile_Right"}, {"AA"}, {"smile", "jaw_open"}}}) {
    const auto part = built({.names = mixamo_names(), .shapes = c.shapes});
    for (const auto& v : c.visemes) EXPECT_TRUE(part.report.visemes.contains(v)) << c.what << " " << v;
    for (const auto& f : c.face) EXPECT_TRUE(part.report.face.contains(f)) << c.what << " " << f;
    Pose quiet, open;
    open.face.viseme = Viseme::kAA;
    float moved = 0;
    const auto a = part.puppet->posed(quiet), b = part.puppet->posed(open);
    for (std::size_t i = 0; i < a[0].mesh->positions.size(); ++i) moved = std::max(moved, glm::distance(a[0].mesh->positions[i], b[0].mesh->positions[i]));
    EXPECT_GT(moved, 0.002f) << c.what;
  }
}

TEST(Model, WhatIsMissingIsSaidAndCostsOnlyItself) {
  auto names = mixamo_names();
  const auto silent = built({.names = names});
  EXPECT_THAT(silent.report.findings, Contains(HasSubstr("only nods")));
  Pose speak;
  speak.face.viseme = Viseme::kAA;
  EXPECT_GT(glm::distance(silent.puppet->landmarks(speak).chin, silent.puppet->landmarks({}).chin), 0.001f);
  names["jaw"] = "mixamorig:Jaw";
  const auto jawed = build_model(shared(figure({.names = names})), "ANA");
  ASSERT_TRUE(jawed);
  EXPECT_THAT(jawed->report.findings, Contains(HasSubstr("the jaw bone speaks")));
  EXPECT_EQ(jawed->report.visemes.at("AA"), "jaw bone");
  // One joint, or none to speak of: carried as it stands.
  const auto stone = built({.names = {{"hips", "Bone"}}});
  EXPECT_FALSE(stone.report.walks);
  EXPECT_THAT(stone.report.findings, Contains(HasSubstr("carried as it stands")));
  Pose there;
  there.position = Vec3(3, 0, 4), there.walk = 1, there.walk_phase = 0.3f, there.arms[0].reach = true;
  Box box;
  for (const auto& t : stone.puppet->posed(there))
    for (const Vec3 p : t.mesh->positions) box.add(Vec3(t.world_from_object * Vec4(p, 1)));
  EXPECT_NEAR(box.centre().x, 3, 0.05f);
  EXPECT_NEAR(box.low.y, 0, 0.01f);
}

TEST(Model, LandmarksLieOnTheFigure) {
  const auto part = built({.names = mixamo_names(), .shapes = {"jawOpen", "eyeBlinkLeft", "eyeBlinkRight", "mouthSmileLeft", "mouthSmileRight"}});
  const auto l = part.puppet->landmarks({});
  const float k = 1.45f / 1.72f, h = 1.8f * k, face = (0.5f + 0.32f + 0.05f) * h;
  EXPECT_NEAR(l.head_top.y, h, 0.01f);
  EXPECT_NEAR(l.chin.y, face, 0.02f);
  EXPECT_NEAR(l.eyes.y, face + 0.07f * h, 0.02f);
  EXPECT_NEAR(l.mouth.y, face + 0.03f * h, 0.015f);
  EXPECT_NEAR(part.measures.eye_height, l.eyes.y, 0.02f);
  Pose turned;
  turned.head_yaw = 1;
  EXPECT_GT(part.puppet->landmarks(turned).facing.x, 0.6f);
}

TEST(Model, BrokenFiguresNeverHarm) {
  Random random(77);
  for (int i = 0; i < 300; ++i) {
    auto c = figure({.names = mixamo_names(), .shapes = {"jawOpen", "A"}});
    const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random.unit() * static_cast<double>(n)) % n; };
    for (int k = 0; k < 4; ++k) {
      auto& joint = c.joints[pick(c.joints.size())];
      switch (pick(6)) {
        case 0: joint.world_from_joint = Mat4(0.f); break;
        case 1: joint.world_from_joint[3] = Vec4(0, 0, 0, 1); break;
        case 2: joint.name = i % 2 ? "head" : "LeftArm"; break;
        case 3: joint.parent = -1; break;
        case 4: for (auto& p : c.parts[0].mesh.positions) p *= 1e4f; break;
        default: for (auto& j : c.parts[0].joints) j[0] = static_cast<std::uint16_t>(pick(c.joints.size())); break;
      }
    }
    const auto part = build_model(shared(std::move(c)), "ANA");
    if (!part) continue;
    Pose pose;
    pose.walk = 0.5f, pose.walk_phase = 0.3f, pose.arms[1].reach = true, pose.arms[1].target = Vec3(0, 1, 0), pose.face.viseme = Viseme::kAA;
    for (const auto& t : part->puppet->posed(pose))
      for (const Vec3 p : t.mesh->positions) ASSERT_TRUE(std::isfinite(p.x + p.y + p.z)) << i;
    const auto l = part->puppet->landmarks(pose);
    ASSERT_TRUE(std::isfinite(l.eyes.x + l.eyes.y + l.hands[0].x + l.feet[1].y + l.facing.x)) << i;
  }
}

}  // namespace
}  // namespace auteur::puppets
