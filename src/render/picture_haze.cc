// The air in a picture: which lights glow in it, and how much of them comes towards the camera at every pixel.
#include <algorithm>
#include <array>

#include "picture.h"

namespace auteur::render {
namespace {

constexpr std::size_t kMostHazeLights = 6;
constexpr float kVisible = 0.004f, kVisibleInFinals = 0.0004f;  // of the picture's white, in the mean: less is not drawn
constexpr int kSamples = 1;         // points of a ray, per light

}  // namespace

float Picture::reach_of(std::size_t pixel, Vec3 direction) const { return depth_[pixel] / std::max(glm::dot(direction, lens_.forward), 0.05f); }

// By rays of a fixed reach, so that who stands in the picture does not change the choice.
void Picture::choose_haze_lights() {
  haze_lights_.clear();
  const Air& air = stage_.air;
  if (air.density <= 0.f) return;
  const auto& emitters = stage_.lighting.emitters;
  constexpr int kX = 12, kY = 7, kU = 4;
  std::vector<std::pair<float, std::size_t>> found;
  for (std::size_t i = 0; i < emitters.size(); ++i) {
    if (!emitters[i].in_air) continue;
    if (!gather_ && emitters[i].kind != scene::LightKind::kSphere) continue;  // beams need shadows
    float sum = 0, most = 0;
    for (int y = 0; y < kY; ++y)
      for (int x = 0; x < kX; ++x) {
        const Ray ray = ray_at((static_cast<float>(x) + 0.5f) / kX * static_cast<float>(lens_.width), (static_cast<float>(y) + 0.5f) / kY * static_cast<float>(lens_.height), {});
        float here = 0;
        for (int u = 0; u < kU; ++u) {
          Scatter s;
          if (scatter(emitters[i], air, ray.origin, ray.direction, air.span(ray.origin, ray.direction, 25.f), (static_cast<float>(u) + 0.5f) / kU, {0.5f, 0.5f}, s)) here += luminance(s.light) / kU;
        }
        sum += std::min(here * stage_.exposure, 1.f) / (kX * kY);
        most = std::max(most, here * stage_.exposure);
      }
    if (std::max(sum, 0.1f * most) > (gather_ ? kVisibleInFinals : kVisible)) found.emplace_back(sum, i);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  if (found.size() > kMostHazeLights) found.resize(kMostHazeLights);
  for (const auto& [strength, i] : found) haze_lights_.push_back(i);
}

Vec3 Picture::through_air(Vec3 light, const Ray& ray, float distance, int x, int y) const {
  const Air& air = stage_.air;
  const float t = air.transmittance(air.span(ray.origin, ray.direction, distance));
  light = light * t + air.ambient * (1.f - t);
  if (scattered_.empty()) return light;
  const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(lens_.width) + static_cast<std::size_t>(x);
  const Ray own = ray_at(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f, {});
  const float own_t = air.transmittance(air.span(own.origin, own.direction, reach_of(i, own.direction)));
  return light + scattered_[i] * std::clamp((1.f - t) / std::max(1.f - own_t, 1e-4f), 0.f, 1.f);
}

void Picture::scatter_light() {
  if (haze_lights_.empty()) {
    scattered_.clear();
    return;
  }
  scattered_.resize(colour_.size());
  if (gather_) return scatter_with_shadows();
  for_runs([&](int y, int begin, int end) {
    constexpr int kRun = 64;
    float dx[kRun], dy[kRun], dz[kRun], from[kRun], to[kRun], factor[kRun];
    for (int x0 = begin; x0 < end; x0 += kRun) {
      const int n = std::min(kRun, end - x0);
      const std::size_t first = static_cast<std::size_t>(y) * static_cast<std::size_t>(lens_.width) + static_cast<std::size_t>(x0);
      for (int k = 0; k < n; ++k) {
        const Ray ray = ray_at(static_cast<float>(x0 + k) + 0.5f, static_cast<float>(y) + 0.5f, {});
        const Span span = stage_.air.span(ray.origin, ray.direction, reach_of(first + static_cast<std::size_t>(k), ray.direction));
        dx[k] = ray.direction.x, dy[k] = ray.direction.y, dz[k] = ray.direction.z;
        from[k] = span.from, to[k] = span.to;
        scattered_[first + static_cast<std::size_t>(k)] = Vec3(0.f);
      }
      for (const std::size_t l : haze_lights_) {
        const Emitter& light = stage_.lighting.emitters[l];
        glow_run(light, stage_.air, lens_.eye, dx, dy, dz, from, to, factor, n);
        for (int k = 0; k < n; ++k) scattered_[first + static_cast<std::size_t>(k)] += light.radiance * factor[k];
      }
    }
  });
}

// Every other pixel of every other line asks for itself, at its own points of the ray and of the lights; each pixel then
// takes the mean of those about it that look equally far.
void Picture::scatter_with_shadows() {
  const int w = lens_.width, h = lens_.height, hw = (w + 1) / 2, hh = (h + 1) / 2;
  const auto at = [w](int x, int y) { return static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x); };
  const auto half_at = [hw](int x, int y) { return static_cast<std::size_t>(y) * static_cast<std::size_t>(hw) + static_cast<std::size_t>(x); };
  const Air& air = stage_.air;
  std::vector<Vec3> sampled(half_at(0, hh), Vec3(0.f));
  std::vector<float> hidden(sampled.size());  // share that the air swallows of what lies behind: like is like in haze
  const auto swallowed = [&](float z) { return 1.f - std::exp(-air.density * std::min(z, kFarthestHaze)); };
  tbb::parallel_for(tbb::blocked_range<int>(0, hh, 2), [&](const tbb::blocked_range<int>& rows) {
    RTCIntersectContext loose;
    rtcInitIntersectContext(&loose);
    alignas(64) RTCRay16 way;
    alignas(64) int valid[16];
    std::array<std::size_t, 16> of{};
    std::array<Vec3, 16> light;
    int filled = 0;
    const auto flush = [&] {
      if (filled == 0) return;
      for (int k = 0; k < 16; ++k) {
        valid[k] = k < filled ? -1 : 0;
        if (k >= filled) set_ray(way, k, Vec3(0.f), Vec3(0, 1, 0), 1.f, 0.f);
      }
      rtcOccluded16(valid, arrangement_->scene(), &loose, &way);
      for (int k = 0; k < filled; ++k)
        if (way.tfar[k] >= 0.f) sampled[of[static_cast<std::size_t>(k)]] += light[static_cast<std::size_t>(k)];
      filled = 0;
    };
    for (int y = rows.begin(); y != rows.end(); ++y)
      for (int x = 0; x < hw; ++x) {
        const int px = std::min(x * 2, w - 1), py = std::min(y * 2, h - 1);
        const Ray ray = ray_at(static_cast<float>(px) + 0.5f, static_cast<float>(py) + 0.5f, {});
        hidden[half_at(x, y)] = swallowed(depth_[at(px, py)]);
        const Span span = air.span(ray.origin, ray.direction, reach_of(at(px, py), ray.direction));
        const std::uint32_t block = hash32(static_cast<std::uint32_t>(x >> 2) * 9781u + static_cast<std::uint32_t>(y >> 2) * 6271u);
        const auto stratum = static_cast<std::uint32_t>(kBayer[y & 3][x & 3]);
        for (std::size_t l = 0; l < haze_lights_.size(); ++l)
          for (std::uint32_t s = 0; s < kSamples; ++s) {
            const std::uint32_t number = stratum * kSamples + s;
            const float u = (static_cast<float>(number) + unit_float(hash32(block + static_cast<std::uint32_t>(l) * 7919u))) / (16.f * kSamples);
            Scatter point;
            if (!scatter(stage_.lighting.emitters[haze_lights_[l]], air, ray.origin, ray.direction, span, std::min(u, 0.9999f), r2(number, unit_float(block), 0.37f), point)) continue;
            const auto k = static_cast<std::size_t>(filled);
            of[k] = half_at(x, y);
            light[k] = point.light * (1.f / kSamples);
            set_ray(way, filled, point.point, point.towards, 1e-3f, point.distance);
            if (++filled == 16) flush();
          }
      }
    flush();
  });
  tbb::parallel_for(tbb::blocked_range<int>(0, h, 8), [&](const tbb::blocked_range<int>& rows) {
    // Eight by eight of every other pixel: each of the sixteen strata four times.
    constexpr int kReach = 4;
    for (int y = rows.begin(); y != rows.end(); ++y)
      for (int x = 0; x < w; ++x) {
        const float z = swallowed(depth_[at(x, y)]), scale = 1.f / (0.12f * z + 5e-4f);
        Vec3 sum(0.f);
        float total = 1e-6f;
        const int cx = x / 2, cy = y / 2;
        for (int j = std::max(cy - kReach + 1, 0); j <= std::min(cy + kReach, hh - 1); ++j)
          for (int i = std::max(cx - kReach + 1, 0); i <= std::min(cx + kReach, hw - 1); ++i) {
            const float off = (hidden[half_at(i, j)] - z) * scale, weight = 1.f / (1.f + off * off * off * off);
            sum += sampled[half_at(i, j)] * weight;
            total += weight;
          }
        scattered_[at(x, y)] = sum * (1.f / total);
      }
  });
}

}  // namespace auteur::render
