#include "auteur/camera/moves.h"

#include <algorithm>
#include <cmath>

namespace auteur::camera {
namespace {

constexpr float kDegree = static_cast<float>(M_PI / 180);

double usual(Movement kind) {
  switch (kind) {
    case Movement::kPushIn: case Movement::kPullOut: return 0.25;
    case Movement::kZoomIn: case Movement::kZoomOut: return 0.4;
    case Movement::kDollyZoom: return 0.4;
    case Movement::kPan: return 25;
    case Movement::kTilt: return 18;
    case Movement::kArc: return 40;
    case Movement::kRoll: return 15;
    case Movement::kDolly: case Movement::kFollow: return 1.5;
    case Movement::kBoom: return 1.2;
    default: return 0;
  }
}

Vec3 turned(Vec3 v, Vec3 axis, float angle) { return v * std::cos(angle) + glm::cross(axis, v) * std::sin(angle) + axis * (glm::dot(axis, v) * (1 - std::cos(angle))); }

}  // namespace

std::vector<CameraKey> keys_of_move(const MoveOrder& order) {
  const double amount = order.amount != 0 ? order.amount : usual(order.kind);
  const auto by = static_cast<float>(amount);
  const scene::CameraAxes a = scene::axes_of(order.from);
  const Vec3 up(0, 1, 0), level = glm::normalize(glm::cross(a.forward, up) + Vec3(1e-9f, 0, 0));
  CameraKey first{Seconds(0), order.from}, last{Seconds(order.seconds), order.from};
  scene::Camera& c = last.camera;
  const auto shift = [&](Vec3 v) { c.position += v, c.target += v; };
  const auto closer = [&](float share) {  // the direction stays, so that the subject stays where it is in the frame
    const Vec3 way = order.subject - c.position;
    shift(way * share);
    c.focus_distance = std::max(0.1f, c.focus_distance - glm::dot(way, a.forward) * share);
  };
  switch (order.kind) {
    case Movement::kPushIn: closer(std::min(by, 0.9f)); break;
    case Movement::kPullOut: closer(-by); break;
    case Movement::kZoomIn: c.focal_mm *= 1 + by; break;
    case Movement::kZoomOut: c.focal_mm /= 1 + by; break;
    case Movement::kDollyZoom: {  // along the axis: then the subject stays where it is in the frame, too
      const float share = std::min(by, 0.9f), depth = glm::dot(order.subject - c.position, a.forward);
      shift(a.forward * (depth * share));
      c.focus_distance = std::max(0.1f, c.focus_distance - depth * share), c.focal_mm *= 1 - share;
      break;
    }
    case Movement::kPan: c.target = c.position + turned(c.target - c.position, up, -by * kDegree); break;
    case Movement::kTilt: c.target = c.position + turned(c.target - c.position, level, by * kDegree); break;
    case Movement::kRoll: c.roll += by * kDegree; break;
    case Movement::kDolly: case Movement::kFollow: shift(level * by); break;
    case Movement::kBoom: c.position.y += by; break;
    case Movement::kArc: {
      // As many keys as keep it on its circle.
      const int n = std::max(2, static_cast<int>(std::ceil(std::abs(by) / 10)));
      std::vector<CameraKey> keys;
      for (int i = 0; i <= n; ++i) {
        CameraKey key = first;
        const double s = static_cast<double>(i) / n;
        const float angle = by * kDegree * static_cast<float>(s);
        key.at = Seconds(order.seconds * s);
        key.camera.position = order.subject + turned(order.from.position - order.subject, up, angle);
        key.camera.target = order.subject + turned(order.from.target - order.subject, up, angle);
        keys.push_back(key);
      }
      return keys;
    }
    default: return {first};
  }
  return {first, last};
}

Movement measured_movement(const Shot& shot) {
  constexpr double kMoved = 0.03, kTurned = 0.6, kZoomed = 0.03;  // m, degrees, share
  const double length = (shot.end - shot.start).value;
  const scene::Camera a = planned_camera_at(shot, Seconds(0)), b = planned_camera_at(shot, Seconds(length));
  const scene::CameraAxes x = scene::axes_of(a), y = scene::axes_of(b);
  const Vec3 way = b.position - a.position;
  const double travel = static_cast<double>(glm::length(way)), forward = static_cast<double>(glm::dot(way, x.forward)), side = static_cast<double>(glm::dot(way, x.right)), rise = static_cast<double>(way.y);
  const double zoom = std::log(static_cast<double>(b.focal_mm) / std::max(1.0, static_cast<double>(a.focal_mm)));
  const double pan = std::abs(static_cast<double>(std::atan2(glm::cross(x.forward, y.forward).y, glm::dot(x.forward, y.forward)))) * 180 / M_PI;
  const double tilt = std::abs(std::asin(std::clamp(static_cast<double>(y.forward.y), -1.0, 1.0)) - std::asin(std::clamp(static_cast<double>(x.forward.y), -1.0, 1.0))) * 180 / M_PI;
  if (std::abs(zoom) > kZoomed) {
    if (std::abs(forward) > std::max(kMoved, 0.5 * travel) && (forward > 0) == (zoom < 0)) return Movement::kDollyZoom;
    if (travel < kMoved || std::abs(zoom) > 0.15) return zoom > 0 ? Movement::kZoomIn : Movement::kZoomOut;
  }
  if (travel > kMoved) {
    if (std::abs(rise) > 0.7 * travel) return Movement::kBoom;
    if (std::abs(forward) > 0.7 * travel) return forward > 0 ? Movement::kPushIn : Movement::kPullOut;
    // Round something: the way goes across what the camera keeps looking at.
    const scene::Camera m = planned_camera_at(shot, Seconds(length / 2));
    const double bend = static_cast<double>(glm::length(m.position - 0.5f * (a.position + b.position)));
    if (pan > 8 && std::abs(side) > 0.4 * travel && bend > 0.03 * travel) return Movement::kArc;
    return Movement::kDolly;
  }
  if (std::abs(static_cast<double>(b.roll - a.roll)) * 180 / M_PI > kTurned) return Movement::kRoll;
  if (std::max(pan, tilt) > kTurned) return pan >= tilt ? Movement::kPan : Movement::kTilt;
  // Forth and back again: by what it does on the way.
  double turned_most = 0;
  for (double t = 0; t <= length; t += 0.25) turned_most = std::max(turned_most, static_cast<double>(std::acos(std::clamp(glm::dot(scene::axes_of(planned_camera_at(shot, Seconds(t))).forward, x.forward), -1.f, 1.f))) * 180 / M_PI);
  if (turned_most > 2 * kTurned) return Movement::kPan;
  return shot.support.rig == "handheld" ? Movement::kHandheld : Movement::kStatic;
}

void pull_focus(Shot& shot, Seconds at, float distance, Seconds seconds) {
  constexpr float kTooFar = 0.04f;  // of the way
  constexpr double kComesBack = 0.22;
  if (shot.keys.empty()) return;
  CameraKey begin = shot.keys.back(), over = begin, end = begin;
  const float from = begin.camera.focus_distance;
  if (!(distance > 0.05f) || std::abs(distance - from) < 1e-3f) return;
  begin.at = std::max(at, begin.at);
  over.at = begin.at + std::max(Seconds(0.1), seconds);
  end.at = over.at + Seconds(kComesBack);
  over.camera.focus_distance = std::max(0.1f, distance + kTooFar * (distance - from));
  end.camera.focus_distance = distance;
  if (begin.at > shot.keys.back().at) shot.keys.push_back(begin);
  shot.keys.push_back(over);
  shot.keys.push_back(end);
}

}  // namespace auteur::camera
