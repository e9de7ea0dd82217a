#include "optics.h"

namespace auteur::camera {
namespace {

// Frame height in heads of the subject: between two borders lies one class.
constexpr float kBorder[] = {1.15f, 1.8f, 2.45f, 3.3f, 4.3f, 7.5f};
constexpr float kIdeal[] = {0.9f, 1.5f, 2.1f, 2.85f, 3.8f, 5.4f, 9.f};

double min_jerk(double x) { return x * x * x * (x * (6 * x - 15) + 10); }

// Minimum-jerk motion through values: at rest at both ends, inner keys passed at a steady rate without stopping.
struct Through {
  double p0, p1, v0, v1, h;
  double at(double s) const {  // quintic with zero acceleration at the keys
    const double s2 = s * s, s3 = s2 * s, s4 = s3 * s, s5 = s4 * s;
    const double b = 10 * s3 - 15 * s4 + 6 * s5;
    const double c0 = s - 6 * s3 + 8 * s4 - 3 * s5, c1 = -4 * s3 + 7 * s4 - 3 * s5;
    return p0 + (p1 - p0) * b + h * (v0 * c0 + v1 * c1);
  }
};

}  // namespace

float gate_height(double aspect) { return kGateWidth / static_cast<float>(aspect > 0.2 ? aspect : 2.39); }
float distance_for(float visible, float focal_mm, double aspect) { return visible * focal_mm / gate_height(aspect); }
float visible_height_at(float distance, float focal_mm, double aspect) { return distance * gate_height(aspect) / focal_mm; }

Vec3 aim(Vec3 position, Vec3 point, float x, float y, float focal_mm, double aspect) {
  const float tan_x = kGateWidth / (2 * focal_mm), tan_y = gate_height(aspect) / (2 * focal_mm);
  const Vec3 d = point - position;
  const float distance = std::max(0.05f, glm::length(d));
  float yaw = yaw_of(d), pitch = std::asin(std::clamp(d.y / distance, -1.f, 1.f));
  scene::Camera camera;
  camera.position = position;
  camera.focal_mm = focal_mm;
  for (int i = 0; i < 6; ++i) {
    camera.target = position + (heading(yaw) * std::cos(pitch) + Vec3(0, std::sin(pitch), 0)) * distance;
    const Vec3 now = project(camera, aspect, point);
    if (now.z <= 0) break;
    // Facing +yaw turns the camera to its left, which moves the point to the right.
    yaw += std::atan(x * tan_x) - std::atan(now.x * tan_x);
    pitch = std::clamp(pitch - (std::atan(y * tan_y) - std::atan(now.y * tan_y)), -1.4f, 1.4f);
  }
  return position + (heading(yaw) * std::cos(pitch) + Vec3(0, std::sin(pitch), 0)) * distance;
}

float heads_for(Size size) { return kIdeal[static_cast<int>(size)]; }
Size size_of_heads(float heads) {
  int i = 0;
  while (i < 6 && heads > kBorder[i]) ++i;
  return static_cast<Size>(i);
}

Vec3 project(const scene::Camera& camera, double aspect, Vec3 world) {
  const scene::CameraAxes b = scene::axes_of(camera);
  const Vec3 d = world - camera.position;
  const float z = glm::dot(d, b.forward);
  if (z <= 1e-6f) return {0, 0, std::min(z, 0.f)};
  const float gate = camera.gate_width_mm > 0 ? camera.gate_width_mm : kGateWidth;
  const float tan_x = gate / (2 * std::max(1.f, camera.focal_mm));
  const float tan_y = tan_x / static_cast<float>(aspect > 0.2 ? aspect : 2.39);
  return {glm::dot(d, b.right) / (z * tan_x), glm::dot(d, b.up) / (z * tan_y), z};
}

Vec3 ray(const scene::Camera& camera, double aspect, float x, float y) {
  const scene::CameraAxes b = scene::axes_of(camera);
  const float gate = camera.gate_width_mm > 0 ? camera.gate_width_mm : kGateWidth;
  const float tan_x = gate / (2 * std::max(1.f, camera.focal_mm)), tan_y = tan_x / static_cast<float>(aspect > 0.2 ? aspect : 2.39);
  return b.forward + b.right * (x * tan_x) + b.up * (y * tan_y);
}

float enters(const Box& box, Vec3 origin, Vec3 direction) {
  float from = 0, to = 1e9f;
  for (int k = 0; k < 3; ++k) {
    if (std::abs(direction[k]) < 1e-7f) {
      if (origin[k] < box.low[k] || origin[k] > box.high[k]) return -1;
      continue;
    }
    const float a = (box.low[k] - origin[k]) / direction[k], b = (box.high[k] - origin[k]) / direction[k];
    from = std::max(from, std::min(a, b)), to = std::min(to, std::max(a, b));
  }
  return from < to ? from : -1;
}

Size measured_size(const scene::Camera& camera, double aspect, Vec3 subject, float head_height) {
  const float z = glm::dot(subject - camera.position, scene::axes_of(camera).forward);
  return size_of_heads(visible_height_at(std::max(0.01f, z), std::max(1.f, camera.focal_mm), aspect) / std::max(0.05f, head_height));
}

scene::Camera camera_at(const Shot& shot, Seconds time) {
  const auto& keys = shot.keys;
  if (keys.empty()) return {};
  const double t = time.value;
  if (keys.size() == 1 || t <= keys.front().at.value) return keys.front().camera;
  if (t >= keys.back().at.value) return keys.back().camera;
  std::size_t i = 0;
  while (i + 2 < keys.size() && keys[i + 1].at.value <= t) ++i;
  const CameraKey& a = keys[i];
  const CameraKey& b = keys[i + 1];
  const double h = std::max(1e-6, (b.at - a.at).value), s = std::clamp((t - a.at.value) / h, 0.0, 1.0);
  scene::Camera out = a.camera;
  const auto speed = [&](std::size_t k, auto value) {
    if (k == 0 || k + 1 == keys.size()) return 0.0;
    return (value(keys[k + 1].camera) - value(keys[k - 1].camera)) / std::max(1e-6, (keys[k + 1].at - keys[k - 1].at).value);
  };
  const auto blend = [&](auto value) {
    if (keys.size() == 2) return static_cast<float>(value(a.camera) + (value(b.camera) - value(a.camera)) * min_jerk(s));
    return static_cast<float>(Through{value(a.camera), value(b.camera), speed(i, value), speed(i + 1, value), h}.at(s));
  };
  using C = const scene::Camera&;
  for (int k = 0; k < 3; ++k) {
    out.position[k] = blend([k](C c) { return static_cast<double>(c.position[k]); });
    out.target[k] = blend([k](C c) { return static_cast<double>(c.target[k]); });
  }
  out.roll = blend([](C c) { return static_cast<double>(c.roll); });
  out.focal_mm = blend([](C c) { return static_cast<double>(c.focal_mm); });
  out.f_stop = blend([](C c) { return static_cast<double>(c.f_stop); });
  out.focus_distance = std::max(0.1f, blend([](C c) { return static_cast<double>(c.focus_distance); }));
  return out;
}

}  // namespace auteur::camera
