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

namespace {
// How much farther than at infinity the picture stands behind the lens.
float extension(float focal_mm, const Camera& camera) {
  if (!(camera.breathing > 0)) return 1;
  const float f = focal_mm * 0.001f, s = std::max(std::isfinite(camera.focus_distance) ? camera.focus_distance : 1e5f, 2 * f);
  return 1 + std::min(camera.breathing, 1.f) * f / (s - f);
}
}  // namespace

Field field_of(const Camera& camera, float aspect) {
  const float squeeze = camera.squeeze >= 1 ? std::min(camera.squeeze, 4.f) : 1.f;
  const float focal = std::isfinite(camera.focal_mm) ? std::max(1.f, camera.focal_mm) : 35.f, gate = camera.gate_width_mm > 0 ? camera.gate_width_mm : 24.89f;
  const float across = focal / squeeze, wide = extension(across, camera), high = extension(focal, camera);
  const float half = gate / (2 * across);
  return {half / wide, half / (aspect > 0.2f ? aspect : 2.39f) / high};
}

std::string group_of(const Light& light) {
  if (!light.group.empty()) return light.group;
  return light.kind == LightKind::kSun ? "sun" : light.kind == LightKind::kSky ? "sky" : "practicals";
}

}  // namespace auteur::scene
