// Depth of field from one view: a half-resolution gather in two layers. The foreground spreads over what lies behind it;
// the background never bleeds over something sharp in front.
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <vector>

#include "picture.h"

namespace auteur::render {
namespace {

// Golden-angle discs; a small blur needs fewer taps.
struct Disc {
  std::vector<Vec2> at;
  explicit Disc(int taps) {
    for (int k = 0; k < taps; ++k) {
      const float r = std::sqrt((static_cast<float>(k) + 0.5f) / static_cast<float>(taps)), a = 2.39996323f * static_cast<float>(k);
      at.emplace_back(r * std::cos(a), r * std::sin(a));
    }
  }
};
const std::vector<Vec2>& disc_for(float radius) {
  static const Disc few(12), some(24), many(44);
  return radius <= 1.2f ? few.at : radius <= 2.6f ? some.at : many.at;
}

constexpr int kTile = 8;

struct Half {
  F4 colour;  // rgb, w = signed blur radius in half pixels
};

}  // namespace

void blur_by_depth(std::vector<Vec3>& colour, const std::vector<float>& depth, const Lens& lens, float aperture_share) {
  const int w = lens.width, h = lens.height;
  if (lens.aperture <= 0.f || w < 8 || h < 8) return;
  const float limit = static_cast<float>(w) * 0.028f;
  std::vector<float> radius(depth.size());
  const int hw = (w + 1) / 2, hh = (h + 1) / 2, tw = (hw + kTile - 1) / kTile, th = (hh + kTile - 1) / kTile;
  std::vector<F4> half(static_cast<std::size_t>(hw) * static_cast<std::size_t>(hh));
  std::vector<float> tile_near(static_cast<std::size_t>(tw) * static_cast<std::size_t>(th), 0.f), tile_far(tile_near);
  const auto full = [w](int x, int y) { return static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x); };
  const auto small = [hw](int x, int y) { return static_cast<std::size_t>(y) * static_cast<std::size_t>(hw) + static_cast<std::size_t>(x); };
  tbb::parallel_for(tbb::blocked_range<int>(0, th), [&](const tbb::blocked_range<int>& rows) {
    const std::size_t first = full(0, rows.begin() * kTile * 2), last = std::min(full(0, rows.end() * kTile * 2), depth.size());
    for (std::size_t i = first; i < last; ++i) radius[i] = std::clamp(lens.blur(depth[i]) * aperture_share, -limit, limit);
    for (int ty = rows.begin(); ty != rows.end(); ++ty)
      for (int y = ty * kTile; y < std::min(hh, (ty + 1) * kTile); ++y)
        for (int x = 0; x < hw; ++x) {
          const std::array<std::size_t, 4> p{full(x * 2, y * 2), full(std::min(x * 2 + 1, w - 1), y * 2), full(x * 2, std::min(y * 2 + 1, h - 1)), full(std::min(x * 2 + 1, w - 1), std::min(y * 2 + 1, h - 1))};
          float nearest = 1e9f;
          std::array<float, 4> r{};
          for (std::size_t k = 0; k < 4; ++k) nearest = std::min(nearest, r[k] = radius[p[k]]);
          Vec3 sum(0.f);
          float weight = 0;
          for (std::size_t k = 0; k < 4; ++k) {  // do not mix the layers of an edge
            const float k_weight = 1.f / (0.05f + std::fabs(r[k] - nearest));
            sum += glm::min(colour[p[k]], Vec3(60.f)) * k_weight;
            weight += k_weight;
          }
          half[small(x, y)] = f4(sum * (1.f / weight), nearest * 0.5f);
          const std::size_t t = static_cast<std::size_t>(ty) * static_cast<std::size_t>(tw) + static_cast<std::size_t>(x / kTile);
          tile_near[t] = std::max(tile_near[t], -nearest * 0.5f);
          tile_far[t] = std::max(tile_far[t], nearest * 0.5f);
        }
  });
  // A foreground reaches into neighbouring tiles as far as it blurs.
  std::vector<float> reach(tile_near.size(), 0.f);
  const int spread = static_cast<int>(std::ceil(limit * 0.5f / kTile));
  for (int y = 0; y < th; ++y)
    for (int x = 0; x < tw; ++x)
      for (int j = -spread; j <= spread; ++j)
        for (int i = -spread; i <= spread; ++i) {
          if (x + i < 0 || y + j < 0 || x + i >= tw || y + j >= th) continue;
          const float r = tile_near[static_cast<std::size_t>(y + j) * static_cast<std::size_t>(tw) + static_cast<std::size_t>(x + i)];
          const float gap = static_cast<float>((std::max(std::abs(i), std::abs(j)) - 1) * kTile);
          float& here = reach[static_cast<std::size_t>(y) * static_cast<std::size_t>(tw) + static_cast<std::size_t>(x)];
          if (r > gap) here = std::max(here, r);
        }
  std::vector<F4> far_layer(half.size(), f4(0.f)), near_layer(half.size(), f4(0.f));  // w: 1 where blurred / coverage
  tbb::parallel_for(tbb::blocked_range<int>(0, hh, 4), [&](const tbb::blocked_range<int>& rows) {
    for (int y = rows.begin(); y != rows.end(); ++y)
      for (int x = 0; x < hw; ++x) {
        const std::size_t i = small(x, y), t = static_cast<std::size_t>(y / kTile) * static_cast<std::size_t>(tw) + static_cast<std::size_t>(x / kTile);
        const F4 centre = half[i];
        const float own = centre[3];
        F4 back = centre;
        back[3] = 1.f;
        if (own > 0.25f) {
          F4 sum = centre;
          sum[3] = 1.f;
          for (const Vec2& d : disc_for(own)) {
            const float dx = d.x * own, dy = d.y * own;
            const int sx = std::clamp(x + static_cast<int>(std::lrint(dx * lens.oval)), 0, hw - 1), sy = std::clamp(y + static_cast<int>(std::lrint(dy)), 0, hh - 1);
            F4 s = half[small(sx, sy)];
            const float distance = std::sqrt(dx * dx + dy * dy);
            const float weight = saturate(std::min(s[3], own * 1.5f) - distance + 1.f);
            s[3] = 1.f;
            sum += s * weight;
          }
          back = sum * (1.f / sum[3]);
        }
        far_layer[i] = back;
        const float r = reach[t];
        if (r <= 0.25f) continue;
        F4 sum = f4(0.f);
        float cover = 0;
        const auto& disc = disc_for(r);
        for (const Vec2& d : disc) {
          const float dx = d.x * r, dy = d.y * r;
          const int sx = std::clamp(x + static_cast<int>(std::lrint(dx * lens.oval)), 0, hw - 1), sy = std::clamp(y + static_cast<int>(std::lrint(dy)), 0, hh - 1);
          F4 s = half[small(sx, sy)];
          const float front = -s[3];
          if (front <= 0.f) continue;
          const float distance = std::sqrt(dx * dx + dy * dy);
          const float weight = saturate(front - distance + 1.f) / std::max(front * front, 0.36f);
          cover += weight;
          s[3] = 1.f;
          sum += s * weight;
        }
        if (sum[3] <= 0.f) continue;
        F4 front = sum * (1.f / sum[3]);
        front[3] = saturate(cover * r * r / static_cast<float>(disc.size()) * 1.15f);
        near_layer[i] = front;
      }
  });
  // Back to full size.
  tbb::parallel_for(tbb::blocked_range<int>(0, h, 8), [&](const tbb::blocked_range<int>& rows) {
    for (int y = rows.begin(); y != rows.end(); ++y)
      for (int x = 0; x < w; ++x) {
        const float hx = std::max((static_cast<float>(x) + 0.5f) * 0.5f - 0.5f, 0.f), hy = std::max((static_cast<float>(y) + 0.5f) * 0.5f - 0.5f, 0.f);
        const int x0 = static_cast<int>(hx), y0 = static_cast<int>(hy), x1 = std::min(x0 + 1, hw - 1), y1 = std::min(y0 + 1, hh - 1);
        const float fx = hx - static_cast<float>(x0), fy = hy - static_cast<float>(y0);
        const std::size_t a = small(x0, y0), b = small(x1, y0), c = small(x0, y1), d = small(x1, y1), i = full(x, y);
        const float own = radius[i];
        Vec3 out = colour[i];
        const float blend = smooth(0.4f, 1.1f, own);
        if (blend > 0.f) {
          // Only neighbours that are themselves behind the focus.
          F4 sum = f4(0.f);
          const std::array<std::pair<std::size_t, float>, 4> taps{{{a, (1.f - fx) * (1.f - fy)}, {b, fx * (1.f - fy)}, {c, (1.f - fx) * fy}, {d, fx * fy}}};
          for (const auto& [k, weight] : taps) sum += far_layer[k] * (weight * (half[k][3] > own * 0.25f ? 1.f : 1e-3f));
          out = glm::mix(out, vec3(sum) * (1.f / std::max(sum[3], 1e-6f)), blend);
        }
        if (near_layer[a][3] > 0.f || near_layer[b][3] > 0.f || near_layer[c][3] > 0.f || near_layer[d][3] > 0.f) {
          F4 sum = f4(0.f);
          float cover = 0;
          const std::array<std::pair<std::size_t, float>, 4> taps{{{a, (1.f - fx) * (1.f - fy)}, {b, fx * (1.f - fy)}, {c, (1.f - fx) * fy}, {d, fx * fy}}};
          for (const auto& [k, weight] : taps) {
            F4 s = near_layer[k];
            const float wk = s[3] * weight;
            cover += wk;
            s[3] = 1.f;
            sum += s * wk;
          }
          if (cover > 1e-4f) out = glm::mix(out, vec3(sum) * (1.f / sum[3]), cover);
        }
        colour[i] = out;
      }
  });
}

}  // namespace auteur::render
