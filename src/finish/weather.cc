#include "auteur/finish/weather.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"

namespace auteur::finish {
namespace {

struct Fall { int drops; float speed, streak, width, drift, opacity; };

Fall fall_of(Precipitation kind) {
  switch (kind) {
    case Precipitation::kRain: return {900, 7.5f, 0.020f, 0.0022f, 0.5f, 0.34f};
    case Precipitation::kStorm: return {1700, 9.0f, 0.024f, 0.0024f, 2.4f, 0.40f};
    case Precipitation::kSnow: return {1100, 1.0f, 0.0f, 0.007f, 0.35f, 0.8f};
    case Precipitation::kNone: break;
  }
  return {0, 0, 0, 0, 0, 0};
}

}  // namespace

void add_precipitation(render::Frame& frame, const scene::Camera& camera, double aspect, Precipitation kind, double t, std::uint64_t seed) {
  const Fall fall = fall_of(kind);
  if (fall.drops == 0 || frame.width <= 0) return;
  // Drops live in a box of 12 x 6 x 12 m that repeats; the camera is in its middle, so that each drop keeps its path.
  const Vec3 box{12, 6, 12};
  const Vec3 forward = glm::normalize(camera.target - camera.position);
  const Vec3 right = glm::normalize(glm::cross(forward, Vec3{0, 1, 0}));
  const Vec3 up = glm::cross(right, forward);
  const scene::Field field = scene::field_of(camera, static_cast<float>(aspect));
  const float fx = field.half_width, fy = field.half_height;
  // Light on the drops: the brightness round about, so that rain at night is dark and rain by a lamp glows.
  double mean = 0;
  for (std::size_t i = 0; i < frame.colour.size(); i += 97) mean += std::min(2.f, 0.2126f * frame.colour[i].x + 0.7152f * frame.colour[i].y + 0.0722f * frame.colour[i].z);
  mean /= std::max<double>(1, static_cast<double>(frame.colour.size()) / 97);
  const Vec3 light = Vec3{0.86f, 0.93f, 1.f} * static_cast<float>(mean * (kind == Precipitation::kSnow ? 3.2 : 2.2) + 0.004);
  for (int i = 0; i < fall.drops; ++i) {
    Random r(mix(seed, static_cast<std::uint64_t>(i)));
    Vec3 p;
    p.x = static_cast<float>(r.unit());
    p.y = static_cast<float>(r.unit());
    p.z = static_cast<float>(r.unit());
    const float pace = static_cast<float>(r.range(0.8, 1.2));
    p = p * box - box * 0.5f;
    p.y -= fall.speed * pace * static_cast<float>(t);
    p.x += fall.drift * static_cast<float>(t);
    if (kind == Precipitation::kSnow) p.x += 0.25f * std::sin(static_cast<float>(t) * 1.3f + static_cast<float>(i));
    Vec3 d = p - camera.position;
    d -= box * glm::round(d / box);
    const float z = glm::dot(d, forward);
    if (z < 0.5f || z > 6.f) continue;
    const float sx = glm::dot(d, right) / (z * fx), sy = glm::dot(d, up) / (z * fy);
    if (std::abs(sx) > 1.05f || std::abs(sy) > 1.1f) continue;
    const float px = (sx * 0.5f + 0.5f) * static_cast<float>(frame.width), py = (0.5f - sy * 0.5f) * static_cast<float>(frame.height);
    const float scale = static_cast<float>(frame.width) / (2 * z * fx);  // pixels a metre
    const float half = std::max(0.35f, fall.width * scale * 0.5f), length = std::max(1.f, fall.speed * fall.streak * scale);
    const float alpha = fall.opacity * std::min(1.f, fall.width * scale / 0.7f) * std::min(1.f, (z - 0.5f) / 0.8f);
    const float slant = kind == Precipitation::kSnow ? 0.f : fall.drift / fall.speed;
    const int y0 = static_cast<int>(py - (kind == Precipitation::kSnow ? half : length)), y1 = static_cast<int>(py + half);
    for (int y = std::max(0, y0); y <= std::min(frame.height - 1, y1); ++y) {
      const float cx = px + (py - static_cast<float>(y)) * slant * -1.f;
      for (int x = std::max(0, static_cast<int>(cx - half - 1)); x <= std::min(frame.width - 1, static_cast<int>(cx + half + 1)); ++x) {
        const std::size_t k = static_cast<std::size_t>(y) * static_cast<std::size_t>(frame.width) + static_cast<std::size_t>(x);
        if (!frame.depth.empty() && frame.depth[k] < z) continue;
        const float across = std::abs(static_cast<float>(x) + 0.5f - cx);
        float a = alpha * std::clamp(half + 0.5f - across, 0.f, 1.f);
        if (kind != Precipitation::kSnow) a *= 1.f - std::abs((py - static_cast<float>(y)) / length - 0.5f);
        frame.colour[k] = frame.colour[k] * (1 - a) + light * a;
      }
    }
  }
}

}  // namespace auteur::finish
