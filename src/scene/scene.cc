#include "auteur/scene/scene.h"

#include <cmath>

#include "auteur/base/random.h"

namespace auteur::scene {

Box Mesh::bounds() const {
  Box box;
  for (const Vec3 p : positions) box.add(p);
  return box;
}

std::uint32_t object_id_of(const std::string& name) { return static_cast<std::uint32_t>(seed_of(name) & 0xFFFFFF); }

namespace {
Vec3 unit_or(Vec3 v, Vec3 otherwise) {
  const float l = glm::dot(v, v);
  return l > 1e-20f && std::isfinite(l) ? v * (1.f / std::sqrt(l)) : otherwise;
}
}  // namespace

CameraAxes axes_of(const Camera& camera) {
  CameraAxes a;
  a.forward = unit_or(camera.target - camera.position, Vec3(0, 0, -1));
  const Vec3 right = unit_or(glm::cross(a.forward, Vec3(0, 1, 0)), Vec3(1, 0, 0)), up = glm::cross(right, a.forward);
  const float roll = std::isfinite(camera.roll) ? camera.roll : 0.f;
  a.right = right * std::cos(roll) + up * std::sin(roll);
  a.up = up * std::cos(roll) - right * std::sin(roll);
  return a;
}

std::string group_of(const Light& light) {
  if (!light.group.empty()) return light.group;
  return light.kind == LightKind::kSun ? "sun" : light.kind == LightKind::kSky ? "sky" : "practicals";
}

}  // namespace auteur::scene
