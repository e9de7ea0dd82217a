// How far a solver follows a captured instant, bone by bone.
#pragma once

#include "limbs.h"
#include "auteur/puppets/puppet.h"

namespace auteur::puppets {

// Requires nothing: a motion with numbers that are none is not followed.
struct Follow {
  const BodyMotion* motion = nullptr;
  float weight = 0;
  float leg = 1;  // metres

  Follow(const Pose& pose, float leg_length) : leg(leg_length) {
    if (!pose.motion || !std::isfinite(pose.motion->weight) || !(pose.motion->weight > 0)) return;
    const BodyMotion& m = *pose.motion;
    const auto sound = [](Vec3 v) { return std::isfinite(v.x + v.y + v.z) && glm::length(v) < 1e3f; };
    bool all = sound(m.hips) && sound(m.feet[0]) && sound(m.feet[1]);
    for (const Quat& q : m.turn) all = all && std::isfinite(q.w + q.x + q.y + q.z) && std::abs(glm::dot(q, q) - 1) < 0.5f;
    if (!all) return;
    motion = &m;
    weight = std::min(m.weight, 1.f);
  }
  explicit operator bool() const { return motion != nullptr; }
  Mat3 turn(MotionBone bone) const { return glm::mat3_cast(glm::normalize(motion->turn[static_cast<std::size_t>(bone)])); }
  Mat3 turn(MotionBone left, std::size_t side) const { return turn(static_cast<MotionBone>(static_cast<std::size_t>(left) + side)); }
  // The body's own turn, drawn towards the captured one.
  Mat3 towards(const Mat3& own, const Mat3& captured) const { return weight >= 1 ? captured : Mat3(glm::mat3_cast(glm::slerp(glm::quat_cast(own), glm::quat_cast(captured), weight))); }
  Vec3 towards(Vec3 own, Vec3 captured) const { return glm::mix(own, captured, weight); }
};

}  // namespace auteur::puppets
