// Our skeletons as a motion that other programs read.
#include <algorithm>
#include <cmath>

#include "auteur/puppets/motion.h"
#include "limbs.h"

namespace auteur::puppets {
namespace {

using scene::MotionChannel;

constexpr float kCentimetres = 100, kMoves = 3e-4f;  // metres a joint may move against its parent without being written

struct Out { const char* name; int bone; int parent; };  // parents by place in this table
// The order of BVH files: the root, the back, the arms, the legs.
constexpr Out kJoints[] = {{"Hips", 0, -1}, {"Spine", 1, 0}, {"Chest", 2, 1}, {"Neck", 3, 2}, {"Head", 4, 3},
                           {"LeftArm", 5, 2}, {"LeftForeArm", 7, 5}, {"LeftHand", 9, 6}, {"RightArm", 6, 2}, {"RightForeArm", 8, 8}, {"RightHand", 10, 9},
                           {"LeftUpLeg", 11, 0}, {"LeftLeg", 13, 11}, {"LeftFoot", 15, 12}, {"RightUpLeg", 12, 0}, {"RightLeg", 14, 14}, {"RightFoot", 16, 15}};

// Turns from the T-pose's bones to our rest's: arms come down from the sides.
Mat3 rest_from_t(int bone) {
  if (bone < 5 || bone > 10) return Mat3(1.f);
  const float sign = bone % 2 == 1 ? 1.f : -1.f;
  return shortest_turn({sign, 0, 0}, {sign * 0.5f, -0.8660254f, 0});
}

// Degrees about z, x, y, applied in that order from the outside: turn = Rz * Rx * Ry.
Vec3 degrees_zxy(const Mat3& m) {
  const float x = std::asin(std::clamp(m[1][2], -1.f, 1.f));
  float y = 0, z = 0;
  if (std::abs(m[1][2]) < 0.999999f) {
    z = std::atan2(-m[1][0], m[1][1]);
    y = std::atan2(-m[0][2], m[2][2]);
  } else {
    z = std::atan2(m[0][1], m[0][0]);
  }
  return Vec3(z, x, y) * (180 / kPi);
}

}  // namespace

scene::Motion motion_of(const std::vector<Skeleton>& frames, double frames_per_second) {
  scene::Motion out;
  out.frames_per_second = frames_per_second > 0 ? frames_per_second : 24;
  if (frames.empty()) return out;
  constexpr std::size_t n = std::size(kJoints);
  const Skeleton& rest = frames.front();
  // The T-pose: arms straight to the sides from where they begin.
  std::array<Vec3, n> t_place;
  for (std::size_t j = 0; j < n; ++j) {
    const auto b = static_cast<std::size_t>(kJoints[j].bone);
    const int parent = kJoints[j].parent;
    if (parent < 0) { t_place[j] = rest.rest[b]; continue; }
    const auto p = static_cast<std::size_t>(kJoints[static_cast<std::size_t>(parent)].bone);
    t_place[j] = t_place[static_cast<std::size_t>(parent)] + glm::transpose(rest_from_t(kJoints[static_cast<std::size_t>(parent)].bone)) * (rest.rest[b] - rest.rest[p]);
  }
  // Places and turns in the world of every joint, frame by frame.
  const auto turn_of = [](const Skeleton& s, std::size_t j) { return glm::mat3_cast(s.turn[static_cast<std::size_t>(kJoints[j].bone)]) * rest_from_t(kJoints[j].bone); };
  const auto at = [](const Skeleton& s, std::size_t j) { return s.at[static_cast<std::size_t>(kJoints[j].bone)]; };
  std::array<bool, n> moves{};
  for (const Skeleton& s : frames)
    for (std::size_t j = 1; j < n; ++j) {
      const auto p = static_cast<std::size_t>(kJoints[j].parent);
      const Vec3 place = glm::transpose(turn_of(s, p)) * (at(s, j) - at(s, p));
      moves[j] = moves[j] || glm::distance(place, t_place[j] - t_place[p]) > kMoves;
    }
  const auto limb_end = [&](std::size_t j) -> Vec3 {
    const int bone = kJoints[j].bone;
    const float head = 0.5f * rest.rest[4].y - 0.5f * rest.rest[3].y + 0.1f;
    if (bone == 4) return {0, std::max(0.05f, 2.5f * head), 0};
    if (bone == 9 || bone == 10) return {bone == 9 ? 0.08f : -0.08f, 0, 0};
    return {0, -rest.rest[static_cast<std::size_t>(bone)].y, 0.1f};
  };
  std::array<std::size_t, n> index{};
  for (std::size_t j = 0; j < n; ++j) {
    scene::MotionJoint joint;
    joint.name = kJoints[j].name;
    joint.parent = kJoints[j].parent < 0 ? -1 : static_cast<int>(index[static_cast<std::size_t>(kJoints[j].parent)]);
    joint.offset = (j == 0 ? t_place[0] : t_place[j] - t_place[static_cast<std::size_t>(kJoints[j].parent)]) * kCentimetres;
    if (j == 0 || moves[j]) joint.channels = {MotionChannel::kX, MotionChannel::kY, MotionChannel::kZ};
    joint.channels.insert(joint.channels.end(), {MotionChannel::kTurnZ, MotionChannel::kTurnX, MotionChannel::kTurnY});
    index[j] = out.joints.size();
    out.joints.push_back(std::move(joint));
    const int bone = kJoints[j].bone;
    if (bone == 4 || bone == 9 || bone == 10 || bone >= 15) {
      scene::MotionJoint end;
      end.name = std::string(kJoints[j].name) + " End";
      end.parent = static_cast<int>(index[j]);
      end.offset = limb_end(j) * kCentimetres;
      end.end = true;
      out.joints.push_back(std::move(end));
    }
  }
  for (const Skeleton& s : frames) {
    for (std::size_t j = 0; j < n; ++j) {
      const Mat3 turn = turn_of(s, j);
      Vec3 place = at(s, j), angles = degrees_zxy(turn);
      if (j > 0) {
        const auto p = static_cast<std::size_t>(kJoints[j].parent);
        const Mat3 above = glm::transpose(turn_of(s, p));
        place = above * (at(s, j) - at(s, p));
        angles = degrees_zxy(above * turn);
      }
      if (j == 0 || moves[j])
        for (int k = 0; k < 3; ++k) out.values.push_back(place[k] * kCentimetres);
      for (int k = 0; k < 3; ++k) out.values.push_back(angles[k]);
    }
    ++out.frames;
  }
  return out;
}

}  // namespace auteur::puppets
