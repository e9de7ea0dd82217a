// Small tools of pose solvers.
#pragma once

#include <cmath>

#include "auteur/base/geometry.h"

namespace auteur::puppets {

// Turns by `turn`, taking the rest point `from` to `to`.
inline Mat4 placed(const Mat3& turn, Vec3 from, Vec3 to) {
  Mat4 m(turn);
  m[3] = Vec4(to - turn * from, 1);
  return m;
}

inline Vec3 unit_or(Vec3 v, Vec3 otherwise) {
  const float l = glm::length(v);
  return l > 1e-9f && std::isfinite(l) ? v / l : otherwise;
}

// A frame whose first axis is `along` (down when that is nothing) and whose second leans to `side`.
inline Mat3 frame(Vec3 along, Vec3 side) {
  const float length = glm::length(along);
  const Vec3 a = length > 1e-12f ? along / length : Vec3(0, -1, 0);
  Vec3 b = side - a * glm::dot(a, side);
  if (glm::dot(b, b) < 1e-8f) b = std::fabs(a.y) < 0.9f ? glm::cross(a, Vec3(0, 1, 0)) : glm::cross(a, Vec3(1, 0, 0));
  b = glm::normalize(b);
  return {a, b, glm::cross(a, b)};
}

// The middle joint of two bones from a to `target`, bent towards `pole`; the target is pulled within reach.
inline Vec3 two_bones(Vec3 a, Vec3& target, float l1, float l2, Vec3 pole) {
  Vec3 along = target - a;
  float d = glm::length(along);
  along = d > 1e-6f ? along / d : Vec3(0, -1, 0);
  const float reach = std::clamp(d, std::fabs(l1 - l2) + 1e-4f, std::max(l1 + l2 - 1e-5f, std::fabs(l1 - l2) + 1e-4f));
  if (reach != d) target = a + along * reach;
  d = reach;
  const float x = (l1 * l1 - l2 * l2 + d * d) / (2 * d), y = std::sqrt(std::max(0.f, l1 * l1 - x * x));
  return a + along * x + frame(along, pole)[1] * y;
}

// The shortest turn that takes the direction `from` to `to`.
inline Mat3 shortest_turn(Vec3 from, Vec3 to) {
  const float a = glm::length(from), b = glm::length(to);
  if (!(a > 1e-9f) || !(b > 1e-9f)) return Mat3(1.f);
  from /= a, to /= b;
  const float c = glm::dot(from, to);
  if (c < -0.99999f) {
    const Vec3 axis = glm::normalize(std::fabs(from.z) < 0.9f ? glm::cross(from, Vec3(0, 0, 1)) : glm::cross(from, Vec3(1, 0, 0)));
    return glm::mat3_cast(glm::angleAxis(kPi, axis));
  }
  const Vec3 v = glm::cross(from, to);
  return glm::mat3_cast(glm::normalize(Quat(1 + c, v)));
}

}  // namespace auteur::puppets
