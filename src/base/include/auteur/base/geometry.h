// Vectors, rotations and boxes. World space everywhere: metres, right-handed, +y up, floor at y = 0.
// Headings ("yaw") are radians about +y; yaw 0 faces +z, positive turns towards +x.
#pragma once

#include <algorithm>
#include <cmath>
#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>

namespace auteur {

using Vec2 = glm::vec2;
using Vec3 = glm::vec3;
using Vec4 = glm::vec4;
using Mat3 = glm::mat3;
using Mat4 = glm::mat4;  // column-major, world_from_local * column vector
using Quat = glm::quat;

inline constexpr float kPi = 3.14159265358979f;

struct Box {
  Vec3 low{1e30f}, high{-1e30f};
  void add(Vec3 p) { low = glm::min(low, p); high = glm::max(high, p); }
  bool empty() const { return low.x > high.x; }
  Vec3 centre() const { return (low + high) * 0.5f; }
  Vec3 size() const { return high - low; }
};

inline Vec3 heading(float yaw) { return {std::sin(yaw), 0.f, std::cos(yaw)}; }
inline float yaw_of(Vec3 direction) { return std::atan2(direction.x, direction.z); }

}  // namespace auteur
