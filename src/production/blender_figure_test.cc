// Somebody made and rigged in Blender plays a part: what is drawn lies where the landmarks say, and hands get where they
// should. Skipped where no Blender is installed.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <sstream>

#include "auteur/base/process.h"
#include "auteur/camera/shot_list.h"
#include "auteur/interchange/bvh.h"
#include "auteur/interchange/model.h"
#include "auteur/puppets/model.h"
#include "auteur/puppets/motion.h"
#include "auteur/render/renderer.h"

namespace auteur::production {
namespace {

constexpr int kWidth = 320, kHeight = 240;

Result<render::Frame> photograph(const std::vector<scene::Instance>& things, const scene::Camera& camera) {
  Progress progress;
  render::StageRequest stage;
  stage.quality = render::Quality::kPreviz;
  stage.light_effort = 0.1f;
  scene::Light sky;
  sky.kind = scene::LightKind::kSky;
  sky.radiance = sky.horizon = sky.ground = Vec3(0.5f);
  stage.set.lights = {sky};
  const auto ready = TRY(render::prepare_stage(stage, progress));
  render::FrameRequest request;
  request.width = kWidth, request.height = kHeight;
  request.camera = camera;
  request.auxiliary = true;
  return render::draw(*ready, things, request, progress);
}

// The middle of what has this colour, in pixels; and how many there are.
struct Patch { double x = 0, y = 0; int n = 0; };
Patch patch_of(const render::Frame& frame, Vec3 colour) {
  Patch p;
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x)
      if (glm::distance(frame.albedo[static_cast<std::size_t>(y * frame.width + x)], colour) < 0.03f) p.x += x + 0.5, p.y += y + 0.5, ++p.n;
  if (p.n > 0) p.x /= p.n, p.y /= p.n;
  return p;
}

TEST(BlenderFigure, IsSeenWhereItsLandmarksAreAndReachesWithItsHands) {
  const auto there = run_process({"blender", "--version"});
  if (!there || there->exit_code != 0) GTEST_SKIP() << "no Blender is installed";
  const Path folder = std::filesystem::temp_directory_path() / ("auteur-figure-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  for (const char* armature : {"1", "0.01"}) {
    const Path file = folder / (std::string("ana-") + armature + ".glb");
    const auto run = run_process({"blender", "-b", "--factory-startup", "-noaudio", "-P", std::string(AUTEUR_SOURCE_DIR) + "/src/production/blender_figure.py", "--", file.string(), armature});
    ASSERT_TRUE(run);
    const auto bytes = read_text(file, 1 << 28);
    ASSERT_TRUE(bytes) << run->err;
    const auto figure = interchange::read_character(std::span(reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()), "ana.glb");
    ASSERT_TRUE(figure) << figure.error().message;
    const auto part = puppets::build_model(*figure, "ANA");
    ASSERT_TRUE(part) << part.error().message;
    EXPECT_TRUE(part->report.walks);
    EXPECT_EQ(part->report.visemes.size(), puppets::viseme_names().size());
    EXPECT_EQ(part->report.bones.size(), puppets::bone_names().size() - 1);  // it has no jaw

    puppets::Pose pose;
    pose.position = {2, 0, 1};
    pose.yaw = 0.4f;
    pose.lean = 0.3f;
    pose.head_yaw = 0.25f;
    pose.face.viseme = puppets::Viseme::kAA;
    const auto marks = part->puppet->landmarks(pose);
    scene::Camera camera;
    camera.target = 0.5f * (marks.eyes + marks.chin);
    camera.position = camera.target + 1.6f * marks.facing;
    camera.focal_mm = 60, camera.f_stop = 0;
    const auto frame = photograph(part->puppet->posed(pose), camera);
    ASSERT_TRUE(frame) << frame.error().message;
    const double head = [&] {
      const Vec3 a = camera::project(camera, static_cast<double>(kWidth) / kHeight, marks.head_top), b = camera::project(camera, static_cast<double>(kWidth) / kHeight, marks.chin);
      return std::abs(static_cast<double>(a.y - b.y)) / 2 * kHeight;
    }();
    ASSERT_GT(head, 40);
    for (const auto& [what, colour, mark] : {std::tuple{"mouth", Vec3(0.35f, 0.09f, 0.08f), marks.mouth}, std::tuple{"eyes", Vec3(0.05f, 0.12f, 0.10f), marks.eyes}}) {
      const Patch seen = patch_of(*frame, colour);
      ASSERT_GT(seen.n, 8) << what << " armature " << armature;
      const Vec3 at = camera::project(camera, static_cast<double>(kWidth) / kHeight, mark);
      EXPECT_NEAR(seen.x, (static_cast<double>(at.x) / 2 + 0.5) * kWidth, 0.06 * head) << what << " armature " << armature;
      EXPECT_NEAR(seen.y, (0.5 - static_cast<double>(at.y) / 2) * kHeight, 0.08 * head) << what << " armature " << armature;
    }
    // A hand on a table in front: the surface of the hand is there, not only its bones.
    puppets::Pose reach;
    reach.arms[1].reach = true;
    reach.arms[1].target = Vec3(-0.15f, 0.62f * part->measures.height, 0.28f * part->measures.height);
    EXPECT_LT(glm::distance(part->puppet->landmarks(reach).hands[1], reach.arms[1].target), 0.003f);
    float nearest = 1e9f;
    for (const auto& thing : part->puppet->posed(reach))
      for (const Vec3 p : thing.mesh->positions) nearest = std::min(nearest, glm::distance(Vec3(thing.world_from_object * Vec4(p, 1)), reach.arms[1].target));
    EXPECT_LT(nearest, 0.03f);
    // And the soles on the floor, walking and sitting.
    for (const bool sits : {false, true}) {
      puppets::Pose p;
      if (sits) p.seated = 1, p.seat_height = 0.42f;
      else p.walk = 1, p.walk_phase = 0.2f;
      float low = 1e9f;
      for (const auto& thing : part->puppet->posed(p))
        for (const Vec3 v : thing.mesh->positions) low = std::min(low, Vec3(thing.world_from_object * Vec4(v, 1)).y);
      EXPECT_NEAR(low, 0, 0.008f) << sits;
    }
  }
  std::filesystem::remove_all(folder);
}

TEST(BlenderMotion, ReadsOurBodiesWhereTheyAre) {
  const auto there = run_process({"blender", "--version"});
  if (!there || there->exit_code != 0) GTEST_SKIP() << "no Blender is installed";
  const auto puppet = puppets::build_puppet({}, 1, 0.1f);
  std::vector<puppets::Skeleton> frames;
  for (int i = 0; i < 30; ++i) {
    puppets::Pose p;
    const float t = static_cast<float>(i) / 24;
    p.walk = 1, p.walk_phase = 0.9f * t, p.position = Vec3(1, 0, t), p.yaw = 0.5f + t, p.lean = 0.2f * t, p.twist = 0.3f, p.head_yaw = 0.4f, p.slump = 0.3f * t;
    p.arms[0].raise = t, p.arms[0].bend = 0.6f, p.arms[1].spread = 0.5f;
    frames.push_back(*puppet->skeleton(p));
  }
  const Path file = std::filesystem::temp_directory_path() / ("auteur-motion-" + std::to_string(::getpid()) + ".bvh");
  ASSERT_TRUE(write_atomically(file, interchange::write_bvh(puppets::motion_of(frames, 24))));
  const auto run = run_process({"blender", "-b", "--factory-startup", "-noaudio", "-P", std::string(AUTEUR_SOURCE_DIR) + "/src/production/blender_motion.py", "--", file.string(), "25"});
  ASSERT_TRUE(run);
  const std::map<std::string, puppets::MotionBone> names = {{"Hips", puppets::MotionBone::kPelvis}, {"Spine", puppets::MotionBone::kSpine}, {"Chest", puppets::MotionBone::kChest}, {"Neck", puppets::MotionBone::kNeck}, {"Head", puppets::MotionBone::kHead}, {"LeftArm", puppets::MotionBone::kUpperArmL}, {"RightArm", puppets::MotionBone::kUpperArmR}, {"LeftForeArm", puppets::MotionBone::kForeArmL}, {"RightForeArm", puppets::MotionBone::kForeArmR}, {"LeftHand", puppets::MotionBone::kHandL}, {"RightHand", puppets::MotionBone::kHandR}, {"LeftUpLeg", puppets::MotionBone::kThighL}, {"RightUpLeg", puppets::MotionBone::kThighR}, {"LeftLeg", puppets::MotionBone::kShinL}, {"RightLeg", puppets::MotionBone::kShinR}, {"LeftFoot", puppets::MotionBone::kFootL}, {"RightFoot", puppets::MotionBone::kFootR}};
  std::istringstream lines(std::string(run->out.begin(), run->out.end()));
  std::size_t seen = 0;
  for (std::string word, name; lines >> word;) {
    if (word != "JOINT") continue;
    Vec3 at(0.f);
    lines >> name >> at.x >> at.y >> at.z;
    ASSERT_TRUE(names.contains(name)) << name;
    ++seen;
    EXPECT_LT(glm::distance(at, frames[25].at[static_cast<std::size_t>(names.at(name))]), 0.001f) << name;
  }
  EXPECT_EQ(seen, names.size()) << run->err;
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace auteur::production
