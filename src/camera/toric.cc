#include "toric.h"

#include <algorithm>
#include <cmath>

#include "optics.h"

namespace auteur::camera {
namespace {

Vec3 seen(float x, float y, float focal, double aspect) {  // x right, y up, z forward
  return glm::normalize(Vec3(x * kGateWidth / (2 * focal), y * gate_height(aspect) / (2 * focal), 1));
}

}  // namespace

float TwoOnScreen::angle() const { return std::acos(std::clamp(glm::dot(seen(ax, ay, focal_mm, aspect), seen(bx, by, focal_mm, aspect)), -1.f, 1.f)); }

std::optional<float> toric_beta(const TwoOnScreen& wanted, float distance) {
  const float alpha = wanted.angle(), apart = glm::length(wanted.b - wanted.a);
  if (alpha < 1e-3f || apart < 0.05f) return std::nullopt;
  const float sine = distance * std::sin(alpha) / apart;
  if (sine > 1 || sine <= 0) return std::nullopt;
  const float beta = std::asin(sine) - alpha;  // the obtuse angle at b: beyond it
  return beta > 0.01f && beta < kPi - alpha - 0.01f ? std::optional(beta) : std::nullopt;
}

std::optional<Vec3> toric_place(const TwoOnScreen& wanted, float beta, int side) {
  const float alpha = wanted.angle(), apart = glm::length(wanted.b - wanted.a);
  if (alpha < 1e-3f || apart < 0.05f || beta <= 0 || beta >= kPi - alpha) return std::nullopt;
  const Vec3 along = (wanted.b - wanted.a) / apart;
  Vec3 out = glm::cross(along, Vec3(0, 1, 0));
  if (glm::length(out) < 0.2f) return std::nullopt;  // one above the other
  out = glm::normalize(out) * (side >= 0 ? -1.f : 1.f);
  const Vec3 over = glm::normalize(glm::cross(out, along)) * (glm::cross(out, along).y >= 0 ? 1.f : -1.f);
  const float far = apart * std::sin(alpha + beta) / std::sin(alpha);
  const auto place = [&](float turn) { return wanted.a + (along * std::cos(beta) + (out * std::cos(turn) + over * std::sin(turn)) * std::sin(beta)) * far; };
  // A level camera aimed so that a is right: how far b is from where it should be, up or down.
  const auto miss = [&](float turn, Vec3* landed) {
    scene::Camera c;
    c.position = place(turn);
    c.focal_mm = wanted.focal_mm;
    c.gate_width_mm = kGateWidth;
    c.target = aim(c.position, wanted.a, wanted.ax, wanted.ay, wanted.focal_mm, wanted.aspect);
    *landed = project(c, wanted.aspect, wanted.b);
    return landed->y - wanted.by;
  };
  float low = -1.2f, high = 1.2f;
  Vec3 landed;
  const float at_low = miss(low, &landed), at_high = miss(high, &landed);
  if (!std::isfinite(at_low) || !std::isfinite(at_high) || at_low * at_high > 0) return std::nullopt;
  for (int i = 0; i < 24; ++i) {
    const float middle = 0.5f * (low + high);
    (miss(middle, &landed) * at_low > 0 ? low : high) = middle;
  }
  const float turn = 0.5f * (low + high);
  if (std::abs(miss(turn, &landed)) > 0.01f || std::abs(landed.x - wanted.bx) > 0.02f || landed.z <= 0.05f) return std::nullopt;
  return place(turn);
}

}  // namespace auteur::camera
