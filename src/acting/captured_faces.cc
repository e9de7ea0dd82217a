#include "captured_faces.h"

#include <algorithm>
#include <cmath>

#include "performer.h"

namespace auteur::acting {
namespace {

constexpr double kEaseIn = 0.2, kEaseOut = 0.3;
constexpr float kHeadShare = 0.8f;

}  // namespace

void CapturedFaces::follow(const std::string& who, puppets::Pose& pose, double t) const {
  for (const Cue& c : cues_) {
    if (c.what->who != who || t < c.at || t > c.at + c.length + kEaseOut) continue;
    const double in = std::min(kEaseIn, 0.4 * c.length + 1e-3);
    const float w = smooth_step((t - c.at) / in) * (1 - smooth_step((t - c.at - c.length) / kEaseOut));
    const FaceFrame now = c.what->capture->at(c.from + std::min(t - c.at, c.length), 1.0 / kDrawingsPerSecond);
    puppets::Face face = pose.face;
    wear(face, now, c.what->lips);
    const auto mixed = [w](float& to, float captured) { to += w * (captured - to); };
    mixed(pose.face.smile, face.smile), mixed(pose.face.brow_raise, face.brow_raise), mixed(pose.face.brow_worry, face.brow_worry);
    // A captured blink is a whole one.
    if (w > 0.5f) pose.face.lids = face.lids;
    mixed(pose.face.gaze_yaw, face.gaze_yaw), mixed(pose.face.gaze_pitch, face.gaze_pitch);
    if (c.what->lips && w > 0.5f) pose.face.viseme = face.viseme, pose.face.open = face.open;
    if (c.what->head && c.what->capture->has_head()) {
      pose.head_yaw = std::clamp(pose.head_yaw + w * kHeadShare * now.head_yaw, -1.2f, 1.2f);
      pose.head_pitch = std::clamp(pose.head_pitch + w * kHeadShare * now.head_pitch, -0.8f, 0.7f);
      pose.head_roll = std::clamp(pose.head_roll + w * kHeadShare * now.head_roll, -0.6f, 0.6f);
    }
    return;
  }
}

}  // namespace auteur::acting
