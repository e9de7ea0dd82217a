#include "drawn_tone.h"


#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/geometry.h"

namespace auteur::render {
namespace {

float middle_of(std::vector<float> some, double share) {
  if (some.empty()) return 0.5f;
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(some.size() - 1));
  std::nth_element(some.begin(), some.begin() + at, some.end());
  return some[static_cast<std::size_t>(at)];
}

// Which things are flat: most of what is seen of them looks into a few directions.
std::map<std::uint32_t, bool> flat_things(const DrawnView& v) {
  std::map<std::uint32_t, std::map<int, int>> seen;
  for (std::size_t i = 0; i < v.id.size(); i += 7) {
    const Vec3 n = v.normal[i];
    seen[v.id[i]][static_cast<int>(std::lround(n.x * 6)) * 169 + static_cast<int>(std::lround(n.y * 6)) * 13 + static_cast<int>(std::lround(n.z * 6))] += 1;
  }
  std::map<std::uint32_t, bool> flat;
  for (const auto& [id, directions] : seen) {
    std::vector<int> counts;
    int all = 0;
    for (const auto& [direction, count] : directions) counts.push_back(count), all += count;
    std::sort(counts.rbegin(), counts.rend());
    int most = 0;
    for (std::size_t k = 0; k < 3 && k < counts.size(); ++k) most += counts[k];
    flat[id] = most * 10 >= all * 7;
  }
  return flat;
}

// Planes that cut a surface leave the strokes: chosen so that they are never near parallel to it.
struct Cuts { Vec3 first, second; };
Cuts cuts_for(const DrawnView& v, std::size_t i, bool flat) {
  if (!flat)  // around the form, as an artist turns it
    return {glm::normalize(v.axes.up * 0.75f + v.axes.right * 0.62f + v.axes.forward * 0.25f), glm::normalize(v.axes.up * 0.75f - v.axes.right * 0.62f + v.axes.forward * 0.25f)};
  const Vec3 n = v.normal[i], size = glm::abs(n);
  if (size.y >= size.x && size.y >= size.z) return {glm::normalize(Vec3(1, 0, 0.35f)), glm::normalize(Vec3(0.35f, 0, -1))};
  const Vec3 along = glm::normalize(Vec3(n.z, 0, -n.x) + Vec3(1e-5f, 0, 0));
  return {glm::normalize(Vec3(0, 0.72f, 0) + along * 0.70f), glm::normalize(Vec3(0, 0.72f, 0) - along * 0.70f)};
}

// How much of this pixel a family of strokes covers. The strokes lie at whole numbers of `cut` . point / spacing; the spacing
// is a power of two of a millimetre-like grid, so that every second stroke goes on where the next coarser one begins.
float strokes(const DrawnView& v, int x, int y, std::size_t i, Vec3 cut, float spacing, float width) {
  if (v.inverse[i] <= 0.f) {  // the sky: straight strokes across the paper
    const float f = (static_cast<float>(x) * 0.35f + static_cast<float>(y)) / spacing, d = std::abs(f - std::round(f)) * spacing;
    return std::clamp(0.5f * width + 0.5f - d, 0.f, 1.f);
  }
  const Vec3 q = v.way(x, y), n = v.normal[i];
  const float z = 1.f / v.inverse[i];
  const Vec3 point = v.eye + q * z;
  const float fall = glm::dot(n, q);
  const float steep = std::abs(fall) < 0.12f ? std::copysign(0.12f, fall) : fall;
  const float dx = z * (glm::dot(cut, v.axes.right) - glm::dot(cut, q) * glm::dot(n, v.axes.right) / steep) * 2.f * v.half_width / static_cast<float>(v.w);
  const float dy = z * (glm::dot(cut, v.axes.up) - glm::dot(cut, q) * glm::dot(n, v.axes.up) / steep) * 2.f * v.half_height / static_cast<float>(v.h);
  const float metres_a_pixel = std::max(std::sqrt(dx * dx + dy * dy), 1e-6f);
  const float level = std::floor(std::log2(metres_a_pixel * spacing));
  const float gap = std::exp2(level + 1.f);  // metres between strokes: `spacing` to twice that many pixels
  const float f = glm::dot(cut, point) / gap, nearest = std::round(f);
  const float d = std::abs(f - nearest) * gap / metres_a_pixel;
  // Every second stroke thins out towards where it ends.
  const float apart = gap / metres_a_pixel / spacing;  // 1 .. 2
  float here = width;
  if (std::fmod(std::abs(nearest), 2.f) > 0.5f) here *= std::clamp((apart - 1.f) * 4.f, 0.f, 1.f);
  return here <= 0.05f ? 0.f : std::clamp(0.5f * here + 0.5f - d, 0.f, 1.f) * std::min(1.f, here);
}

// Where a person's own colour is all but black: filled in, as far as it is no speck on what it belongs to.
std::vector<std::uint8_t> black_of(const DrawnView& v, float black, float least) {
  std::vector<std::uint8_t> fill(v.id.size(), 0), seen(v.id.size(), 0);
  for (std::size_t i = 0; i < fill.size(); ++i) fill[i] = v.thing[i].as == DrawnAs::kPerson && !v.thing[i].hair && v.paint[i] < black;
  std::map<std::uint32_t, std::size_t> area;
  for (std::size_t i = 0; i < fill.size(); ++i)
    if (v.thing[i].as == DrawnAs::kPerson) ++area[v.id[i]];
  std::vector<std::int32_t> patch;
  for (int y = 0; y < v.h; ++y)
    for (int x = 0; x < v.w; ++x) {
      const std::size_t i = v.at(x, y);
      if (!fill[i] || seen[i]) continue;
      patch.assign(1, static_cast<std::int32_t>(i));
      seen[i] = 1;
      for (std::size_t k = 0; k < patch.size(); ++k) {
        const int px = patch[k] % v.w, py = patch[k] / v.w;
        for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
          if (px + dx < 0 || py + dy < 0 || px + dx >= v.w || py + dy >= v.h) continue;
          const std::size_t q = v.at(px + dx, py + dy);
          if (fill[q] && !seen[q] && v.id[q] == v.id[i]) seen[q] = 1, patch.push_back(static_cast<std::int32_t>(q));
        }
      }
      if (static_cast<float>(patch.size()) < least || patch.size() * 50 < area[v.id[i]])
        for (const auto k : patch) fill[static_cast<std::size_t>(k)] = 0;
    }
  return fill;
}

}  // namespace

std::vector<float> hatching(const DrawnView& v, const DrawnStyle& style, float unit) {
  const std::size_t n = v.inverse.size();
  const int step = std::max(1, static_cast<int>(std::lround(1.6f * unit)));
  auto light = v.smooth(v.smooth(v.light, 6, step, 0.25f), 6, 2 * step, 0.25f);
  std::vector<float> some;
  for (std::size_t i = 0; i < n; i += 97) some.push_back(light[i]);
  const float middle = std::clamp(middle_of(some, 0.55), 0.02f, 0.97f);
  const auto open = static_cast<float>(style.open_faces);
  const float power = std::log(static_cast<float>(style.middle)) / std::log(middle);
  const float bend = std::lerp(1.f, std::clamp(power, 0.3f, 2.f), static_cast<float>(style.follow));
  const float spacing = static_cast<float>(style.spacing) * unit;
  const auto flat = flat_things(v);
  const auto black = black_of(v, lightness(static_cast<float>(style.black)), 30.f * unit * unit);
  const auto tone_at = [&](std::size_t k) { return static_cast<float>(style.tones[k]); };
  std::vector<float> out(n);
  tbb::parallel_for(0, v.h, [&](int y) {
    std::uint32_t last = 0;
    bool lies_flat = false;
    for (int x = 0; x < v.w; ++x) {
      const std::size_t i = v.at(x, y);
      if (black[i]) {
        out[i] = 0.f;
        continue;
      }
      float tone = std::pow(std::clamp(light[i], 0.f, 1.f), bend);
      const bool person = v.thing[i].as == DrawnAs::kPerson;
      if (person) tone += open * (1.f - tone) * std::clamp(v.paint[i] * 1.4f, 0.f, 1.f);
      if (v.thing[i].hair) tone = std::min(tone, 0.06f + 0.9f * v.paint[i]);
      float paper = 1.f;
      for (std::size_t k = 0; k < 4; ++k)
        if (tone < tone_at(k)) paper = std::lerp(paper, static_cast<float>(style.wash[k]), std::clamp((tone_at(k) - tone) / 0.015f, 0.f, 1.f));
      // The first tone is wash alone; then strokes one way, both ways, and both ways close together.
      if (tone < tone_at(1)) {
        if (v.id[i] != last || x == 0) {
          last = v.id[i];
          const auto found = flat.find(last);
          lies_flat = !person && found != flat.end() && found->second;
        }
        const Cuts cuts = cuts_for(v, i, lies_flat);
        const auto weight = [&](std::size_t k) { return std::clamp((tone_at(k) - tone) / 0.08f, 0.f, 1.f); };
        std::size_t deepest = 1;
        for (std::size_t k = 2; k < 4; ++k)
          if (tone < tone_at(k)) deepest = k;
        const float width = static_cast<float>(style.strokes[deepest]) * unit * (deepest == 1 ? std::lerp(0.4f, 1.f, weight(1)) : 1.f);
        const float gap = deepest == 3 ? 0.6f * spacing : spacing;
        float ink = strokes(v, x, y, i, cuts.first, gap, width);
        if (deepest >= 2) ink = std::max(ink, strokes(v, x, y, i, cuts.second, gap, width * std::lerp(0.4f, 1.f, weight(2))));
        paper *= 1.f - static_cast<float>(style.stroke_ink) * ink;
      }
      out[i] = paper;
    }
  });
  return out;
}

}  // namespace auteur::render
