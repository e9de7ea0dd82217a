// The look of the embedded picture: what a lens, a stock and a print do to light. Display-referred 8-bit at the end; the way
// from light to display values is display.h.
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>

#include "auteur/render/display.h"
#include "auteur/render/renderer.h"
#include "numbers.h"

namespace auteur::render {
namespace {

constexpr int kGrainTile = 256;

struct Plane4 {
  int width = 0, height = 0;
  std::vector<F4> at;
};

// Three box blurs are a good Gaussian; running sums make the cost independent of the radius.
void box_line(const F4* from, F4* to, int n, std::ptrdiff_t step, int radius) {
  F4 sum = f4(0.f);
  const auto value = [&](int i) { return from[std::clamp(i, 0, n - 1) * step]; };
  for (int i = -radius; i <= radius; ++i) sum += value(i);
  const float scale = 1.f / static_cast<float>(2 * radius + 1);
  for (int i = 0; i < n; ++i) {
    to[i * step] = sum * scale;
    sum += value(i + radius + 1) - value(i - radius);
  }
}
void blur(Plane4& p, float sigma) {
  const int radius = std::max(1, static_cast<int>(std::lround((std::sqrt(4.f * sigma * sigma + 1.f) - 1.f) * 0.5f)));
  std::vector<F4> other(p.at.size());
  for (int pass = 0; pass < 3; ++pass) {
    for (int y = 0; y < p.height; ++y) box_line(&p.at[static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width)], &other[static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width)], p.width, 1, radius);
    for (int x = 0; x < p.width; ++x) box_line(&other[static_cast<std::size_t>(x)], &p.at[static_cast<std::size_t>(x)], p.height, p.width, radius);
  }
}

// A tile of soft noise with unit deviation; two shifted copies are added for every drawing.
const std::vector<float>& grain_tile() {
  static const std::vector<float> tile = [] {
    Random random(seed_of("auteur grain"));
    constexpr int n = kGrainTile;
    std::vector<float> white(n * n), soft(n * n);
    for (float& v : white) v = static_cast<float>(random.normal());
    double sum2 = 0;
    for (int y = 0; y < n; ++y)
      for (int x = 0; x < n; ++x) {
        float s = 0;
        for (int j = -1; j <= 1; ++j)
          for (int i = -1; i <= 1; ++i) s += white[static_cast<std::size_t>(((y + j) & (n - 1)) * n + ((x + i) & (n - 1)))] * (i == 0 ? 1.f : 0.42f) * (j == 0 ? 1.f : 0.42f);
        soft[static_cast<std::size_t>(y * n + x)] = s;
        sum2 += static_cast<double>(s) * static_cast<double>(s);
      }
    const float scale = static_cast<float>(1.0 / std::sqrt(sum2 / (n * n)) / std::sqrt(2.0));
    for (float& v : soft) v *= scale;
    return soft;
  }();
  return tile;
}

}  // namespace

std::vector<std::uint8_t> develop(const Frame& frame, const Look& look, std::uint64_t grain_seed) {
  // The embedded configuration knows its own default view.
  return develop(frame, look, grain_seed, *DisplayTransform::make(look).value());
}

std::vector<std::uint8_t> develop(const Frame& frame, const Look& look, std::uint64_t grain_seed, const DisplayTransform& display) {
  const int w = frame.width, h = frame.height;
  std::vector<std::uint8_t> out(static_cast<std::size_t>(std::max(w, 0)) * static_cast<std::size_t>(std::max(h, 0)) * 3, 0);
  if (out.empty() || frame.colour.size() < out.size() / 3) return out;
  const float gain = static_cast<float>(std::exp2(std::clamp(look.exposure, -20.0, 20.0)));
  const float size = static_cast<float>(w) / 1280.f;

  // Letterbox: the picture area between the bars.
  int top = 0, bottom = h;
  if (look.aspect > 0.1 && static_cast<double>(w) / h < look.aspect * 0.995) {
    const int inside = std::clamp(static_cast<int>(std::lround(static_cast<double>(w) / look.aspect)), 1, h);
    top = (h - inside) / 2;
    bottom = top + inside;
  }

  // Light that spreads in the emulsion and the lens, at quarter size.
  const int factor = w >= 160 ? 4 : 1;
  Plane4 halo{(w + factor - 1) / factor, (h + factor - 1) / factor, {}};
  halo.at.assign(static_cast<std::size_t>(halo.width) * static_cast<std::size_t>(halo.height), f4(0.f));
  Plane4 bloom = halo;
  const auto clean = [gain](Vec3 c) { return finite(c) ? glm::clamp(c * gain, Vec3(0.f), Vec3(64.f)) : Vec3(0.f); };
  const bool glow = look.halation > 0;
  if (glow) {
    tbb::parallel_for(tbb::blocked_range<int>(0, halo.height, 8), [&](const tbb::blocked_range<int>& rows) {
      for (int y = rows.begin(); y != rows.end(); ++y)
        for (int x = 0; x < halo.width; ++x) {
          Vec3 high(0.f), all(0.f);
          float count = 0;
          for (int j = 0; j < factor && y * factor + j < h; ++j)
            for (int i = 0; i < factor && x * factor + i < w; ++i) {
              const Vec3 c = clean(frame.colour[static_cast<std::size_t>(y * factor + j) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x * factor + i)]);
              high += glm::min(glm::max(c - Vec3(1.f), Vec3(0.f)), Vec3(12.f));
              all += glm::min(c, Vec3(3.f));
              count += 1.f;
            }
          const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(halo.width) + static_cast<std::size_t>(x);
          halo.at[i] = f4(high * (1.f / count), 0.f);
          bloom.at[i] = f4(all * (1.f / count), 0.f);
        }
    });
    blur(halo, std::max(14.f * size / static_cast<float>(factor), 0.5f));
    blur(bloom, std::max(40.f * size / static_cast<float>(factor), 0.5f));
    const F4 red = F4{0.35f, 0.20f, 0.13f, 0.f} * static_cast<float>(look.halation);
    const float wide = 0.05f * static_cast<float>(look.halation);
    for (std::size_t i = 0; i < halo.at.size(); ++i) halo.at[i] = halo.at[i] * red + bloom.at[i] * wide;
  }

  const auto& tile = grain_tile();
  const std::uint64_t s = mix(grain_seed, 0x6772);
  const int ox = static_cast<int>(s & 255), oy = static_cast<int>(s >> 8 & 255), px = static_cast<int>(s >> 16 & 255), py = static_cast<int>(s >> 24 & 255);
  const auto salt = static_cast<std::uint32_t>(s >> 32);
  const float grain = static_cast<float>(std::clamp(look.grain, 0.0, 1.0)) * 255.f, vignette = static_cast<float>(std::clamp(look.vignette, 0.0, 1.0));
  tbb::parallel_for(tbb::blocked_range<int>(top, bottom, 8), [&](const tbb::blocked_range<int>& rows) {
    // One run of pixels at a time, channel by channel, so that the compiler works on eight at once.
    constexpr int kRun = 64;
    alignas(32) float rgb[3][kRun], level[kRun], noise[kRun], dither[kRun];
    std::vector<float> light(static_cast<std::size_t>(w) * 4, 1.f);
    std::vector<F4> glow_row(static_cast<std::size_t>(halo.width));
    for (int y = rows.begin(); y != rows.end(); ++y) {
      const float vy = 2.f * (static_cast<float>(y - top) + 0.5f) / static_cast<float>(bottom - top) - 1.f;
      if (glow) {
        const float gy = std::clamp((static_cast<float>(y) + 0.5f) / static_cast<float>(factor) - 0.5f, 0.f, static_cast<float>(halo.height - 1));
        const int g0 = static_cast<int>(gy), g1 = std::min(g0 + 1, halo.height - 1);
        const float gf = gy - static_cast<float>(g0);
        const F4* above = &halo.at[static_cast<std::size_t>(g0) * static_cast<std::size_t>(halo.width)];
        const F4* below = &halo.at[static_cast<std::size_t>(g1) * static_cast<std::size_t>(halo.width)];
        for (std::size_t x = 0; x < glow_row.size(); ++x) glow_row[x] = above[x] * (1.f - gf) + below[x] * gf;
      }
      const std::size_t row_begin = static_cast<std::size_t>(y) * static_cast<std::size_t>(w);
      for (int x = 0; x < w; ++x) {
        Vec3 c = clean(frame.colour[row_begin + static_cast<std::size_t>(x)]);
        if (glow) {
          const float gx = std::clamp((static_cast<float>(x) + 0.5f) / static_cast<float>(factor) - 0.5f, 0.f, static_cast<float>(halo.width - 1));
          const int h0 = static_cast<int>(gx), h1 = std::min(h0 + 1, halo.width - 1);
          const float hf = gx - static_cast<float>(h0);
          c += vec3(glow_row[static_cast<std::size_t>(h0)] * (1.f - hf) + glow_row[static_cast<std::size_t>(h1)] * hf);
        }
        float* to = &light[static_cast<std::size_t>(x) * 4];
        to[0] = c.x;
        to[1] = c.y;
        to[2] = c.z;
      }
      display.apply(light);
      for (int x0 = 0; x0 < w; x0 += kRun) {
        const int n = std::min(kRun, w - x0);
        const std::size_t first = row_begin + static_cast<std::size_t>(x0);
        for (int k = 0; k < n; ++k)
          for (std::size_t c = 0; c < 3; ++c) rgb[c][k] = light[static_cast<std::size_t>(x0 + k) * 4 + c] * 255.f;
        const float* row = &tile[static_cast<std::size_t>(((y + oy) & 255) * kGrainTile)];
        for (int k = 0; k < n; ++k) {
          const int x = x0 + k;
          const float vx = 2.f * (static_cast<float>(x) + 0.5f) / static_cast<float>(w) - 1.f;
          const float shade = 1.f - vignette * (vx * vx * 0.8f + vy * vy * 0.6f);
          for (auto& channel : rgb) channel[k] *= shade;
          level[k] = (rgb[0][k] + rgb[1][k] + rgb[2][k]) * (1.f / 765.f);
          noise[k] = row[(x + ox) & 255] + tile[static_cast<std::size_t>(((x + py) & 255) * kGrainTile + ((y + px) & 255))];
          dither[k] = unit_float(hash32((static_cast<std::uint32_t>(first) + static_cast<std::uint32_t>(k)) ^ salt));
        }
        for (int k = 0; k < n; ++k) noise[k] = noise[k] * grain * std::max(1.f - std::fabs(2.f * level[k] - 0.8f), 0.f) * smooth(0.f, 0.12f, level[k]) + dither[k];
        std::uint8_t* to = &out[first * 3];
        for (int k = 0; k < n; ++k)
          for (int c = 0; c < 3; ++c) to[k * 3 + c] = static_cast<std::uint8_t>(static_cast<int>(std::clamp(rgb[c][k] + noise[k], 0.f, 255.f)));
      }
    }
  });
  return out;
}

}  // namespace auteur::render
