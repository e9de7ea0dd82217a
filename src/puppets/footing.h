// Where the feet are and what stands on them: the first half of a pose. Everything before the pose's place and facing.
#pragma once

#include "follow.h"
#include "puppet_impl.h"

namespace auteur::puppets {

struct Footing {
  float phase = 0, walk = 0, seated = 0;  // 0..1, sound numbers; whoever sits does not walk
  std::array<Mat4, 2> shoe{Mat4(1.f), Mat4(1.f)};
  std::array<Vec3, 2> ankle{Vec3(0.f), Vec3(0.f)};
  std::array<float, 2> turn{};            // radians, toes outwards
  std::array<float, 2> around{};          // radians, to the body's left
  std::array<float, 2> knee_out{};        // seated: how far the knees go apart
  Mat3 pelvis_turn{1.f};
  Vec3 pelvis{0.f};                       // between the hip joints
  float tilt = 0;                         // radians: the left hip is higher by as much; the back undoes it
  float shin = 1;                         // stretch of the shins, to reach the floor from a seat
};
Footing footing_of(const Figure& figure, const Pose& pose, const Follow& follow);

float sane(float x, float low, float high);  // clamped; the middle for what is no number
Vec3 sane(Vec3 v);
Mat3 about(float angle, Vec3 axis);

}  // namespace auteur::puppets
