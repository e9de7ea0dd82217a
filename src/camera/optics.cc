#include "optics.h"

#include "support.h"

namespace auteur::camera {
namespace {

// Frame height in heads of the subject: between two borders lies one class.
constexpr float kBorder[] = {1.15f, 1.8f, 2.45f, 3.3f, 4.3f, 7.5f};
constexpr float kIdeal[] = {0.9f, 1.5f, 2.1f, 2.85f, 3.8f, 5.4f, 9.f};

double min_jerk(double x) { return x * x * x * (x * (6 * x - 15) + 10); }

// Minimum-jerk motion through values: at rest at both ends, inner keys passed at a steady rate without stopping.
struct Through {
  double p0, p1, v0, v1, h;
  // Never beyond the values: a focus does not search.
  static double steady(double before, double after) { return before * after <= 0 ? 0 : 2 * before * after / (before + after); }
  double at(double s) const {  // quintic with zero acceleration at the keys
    const double s2 = s * s, s3 = s2 * s, s4 = s3 * s, s5 = s4 * s;
    const double b = 10 * s3 - 15 * s4 + 6 * s5;
    const double c0 = s - 6 * s3 + 8 * s4 - 3 * s5, c1 = -4 * s3 + 7 * s4 - 3 * s5;
    return p0 + (p1 - p0) * b + h * (v0 * c0 + v1 * c1);
  }
};

}  // namespace

std::vector<double> spherical_lenses(const Look& look) {
  std::vector<double> lenses = look.lenses;
  for (double& mm : lenses) mm /= std::clamp(look.squeeze, 1.0, 4.0);
  return lenses;
}

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
  const scene::Field field = scene::field_of(camera, static_cast<float>(aspect));
  return {glm::dot(d, b.right) / (z * field.half_width), glm::dot(d, b.up) / (z * field.half_height), z};
}

Vec3 ray(const scene::Camera& camera, double aspect, float x, float y) {
  const scene::CameraAxes b = scene::axes_of(camera);
  const scene::Field field = scene::field_of(camera, static_cast<float>(aspect));
  return b.forward + b.right * (x * field.half_width) + b.up * (y * field.half_height);
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
  return size_of_heads(2 * std::max(0.01f, z) * scene::field_of(camera, static_cast<float>(aspect)).half_height / std::max(0.05f, head_height));
}

scene::Camera planned_camera_at(const Shot& shot, Seconds time) {
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
  if (shot.support.arm > 0 && keys.size() == 2) out.position = on_arc(a.camera.position, b.camera.position, 0.5f * (a.camera.target + b.camera.target), shot.support.arm, min_jerk(s));
  out.roll = blend([](C c) { return static_cast<double>(c.roll); });
  out.focal_mm = blend([](C c) { return static_cast<double>(c.focal_mm); });
  out.f_stop = blend([](C c) { return static_cast<double>(c.f_stop); });
  const auto focus = [&](std::size_t k) { return static_cast<double>(keys[k].camera.focus_distance); };
  const auto pull = [&](std::size_t k) {
    if (k == 0 || k + 1 == keys.size()) return 0.0;
    const auto slope = [&](std::size_t from) { return (focus(from + 1) - focus(from)) / std::max(1e-6, (keys[from + 1].at - keys[from].at).value); };
    return Through::steady(slope(k - 1), slope(k));
  };
  out.focus_distance = std::max(0.1f, keys.size() == 2 ? blend([](C c) { return static_cast<double>(c.focus_distance); }) : static_cast<float>(Through{focus(i), focus(i + 1), pull(i), pull(i + 1), h}.at(s)));
  return out;
}

namespace {

// What floats on a body goes the operator's way, anticipated, through a second-order low-pass: it starts softly, swings a
// little past the end, and stands still where nothing moves.
scene::Camera afloat(const Shot& shot, double t) {
  constexpr double kDamping = 0.7, kStep = 1.0 / 24;
  const double own = 2 * M_PI * shot.support.float_hz, swing = own * std::sqrt(1 - kDamping * kDamping), lag = 2 * kDamping / own;
  scene::Camera out = planned_camera_at(shot, Seconds(t));
  glm::dvec3 position(0), target(0);
  double all = 0;
  for (double back = 0.5 * kStep; back < 5.5 / (kDamping * own); back += kStep) {
    const double share = std::exp(-kDamping * own * back) * std::sin(swing * back);
    const scene::Camera c = planned_camera_at(shot, Seconds(t + lag - back));
    position += share * glm::dvec3(c.position), target += share * glm::dvec3(c.target), all += share;
  }
  out.position = Vec3(position / all), out.target = Vec3(target / all);
  return out;
}

}  // namespace

scene::Camera camera_at(const Shot& shot, Seconds time) {
  const Support& support = shot.support;
  const bool floats = support.float_hz > 0 && shot.keys.size() > 1;
  scene::Camera c = floats ? afloat(shot, time.value) : planned_camera_at(shot, time);
  if (support.sway.empty() || shot.keys.empty()) return c;
  double pace = 0;
  if (shot.keys.size() > 1) {
    constexpr double kSpan = 0.3, kWalk = 1.4;  // s; m/s
    const Vec3 way = planned_camera_at(shot, time + Seconds(kSpan)).position - planned_camera_at(shot, time - Seconds(kSpan)).position;
    pace = std::min(1.0, static_cast<double>(glm::length(way)) / (2 * kSpan) / kWalk);
  }
  return swayed(c, support, time.value, pace);
}

}  // namespace auteur::camera
