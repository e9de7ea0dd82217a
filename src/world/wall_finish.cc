// How walls are finished: paper, a painted dado, panelling; and curtains.
#include "wall_finish.h"

#include <algorithm>

namespace auteur::world {
namespace {

bool in_hole(const WallPlan& plan, float x, float y, float margin) {
  return std::any_of(plan.holes.begin(), plan.holes.end(), [&](const Hole& h) { return std::abs(x - h.x) < h.w / 2 + margin && y > h.y - margin && y < h.y + h.h + margin; });
}

}  // namespace

void wallpaper(MeshBuilder& b, const WallPlan& plan, const std::string& pattern, float low, float high, const scene::Material& wall, const scene::Material& second) {
  constexpr float kProud = 0.0015f;
  scene::Material print = wall;
  print.name = "wallpaper-" + pattern + "-" + plan.side;
  const bool stripes = pattern == "stripes";
  print.albedo = glm::mix(wall.albedo, second.albedo, stripes ? 0.5f : 0.75f) * (stripes ? 1.12f : 1.f);
  print.albedo = glm::min(print.albedo, Vec3(0.8f));
  const auto ink = b.material(print);
  const float half = plan.length / 2;
  if (stripes) {
    constexpr float kPitch = 0.26f, kWide = 0.13f;
    const int n = static_cast<int>(plan.length / kPitch);
    for (int i = 0; i < n; ++i) {
      const float x = (static_cast<float>(i) - static_cast<float>(n - 1) / 2) * kPitch, x0 = std::max(-half, x - kWide / 2), x1 = std::min(half, x + kWide / 2);
      // Between the holes above one another: a stripe ends at a frame and goes on beyond it.
      std::vector<std::array<float, 2>> cut;
      for (const Hole& h : plan.holes)
        if (x1 > h.x - h.w / 2 && x0 < h.x + h.w / 2) cut.push_back({h.y, h.y + h.h});
      std::sort(cut.begin(), cut.end());
      float y = low;
      for (std::size_t j = 0; j <= cut.size(); ++j) {
        const float end = j < cut.size() ? std::min(cut[j][0], high) : high;
        if (end - y > 0.01f) b.quad({x0, y, kProud}, {x1, y, kProud}, {x1, end, kProud}, {x0, end, kProud}, ink);
        if (j < cut.size()) y = std::max(y, cut[j][1]);
      }
    }
    return;
  }
  const bool sprigs = pattern == "sprigs";
  const float pitch = sprigs ? 0.25f : 0.2f;
  const auto lozenge = [&](float x, float y, float w, float h) { b.quad({x - w, y, kProud}, {x, y - h, kProud}, {x + w, y, kProud}, {x, y + h, kProud}, ink); };
  int row = 0;
  for (float y = low + pitch * 0.6f; y < high - pitch * 0.4f; y += pitch * 0.8f, ++row)
    for (float x = -half + (row % 2 ? pitch : pitch / 2); x < half - pitch * 0.3f; x += pitch) {
      if (in_hole(plan, x, y, 0.05f)) continue;
      if (sprigs) {
        lozenge(x, y + 0.03f, 0.02f, 0.028f);
        lozenge(x - 0.024f, y - 0.012f, 0.02f, 0.009f);
        lozenge(x + 0.024f, y - 0.012f, 0.02f, 0.009f);
        lozenge(x, y - 0.03f, 0.004f, 0.035f);
      } else {
        lozenge(x, y, 0.034f, 0.055f);
      }
    }
}

void panelling(MeshBuilder& b, const WallPlan& plan, float high, float deep, const scene::Material& wood) {
  const auto board = b.material(tinted(wood, Vec3(0.82f), "panel-ground")), raised = b.material(tinted(wood, Vec3(1.f), "panel")), rail = b.material(tinted(wood, Vec3(0.7f), "panel-rail"));
  std::vector<std::array<float, 2>> cut;
  for (const Hole& h : plan.holes)
    if (h.y < high) cut.push_back({h.x - h.w / 2 - 0.07f, h.x + h.w / 2 + 0.07f});
  std::sort(cut.begin(), cut.end());
  const auto stretch = [&](float x0, float x1, float y0, float y1) {
    if (x1 - x0 < 0.02f || y1 - y0 < 0.1f) return;
    b.block((x0 + x1) / 2, y0, deep * 0.2f, x1 - x0, y1 - y0, deep * 0.4f, board, 0.002f);
    const int n = std::max(1, static_cast<int>((x1 - x0) / 0.42f));
    const float each = (x1 - x0) / static_cast<float>(n);
    for (int i = 0; i < n; ++i)
      if (each > 0.16f && y1 - y0 > 0.24f) b.block(x0 + each * (static_cast<float>(i) + 0.5f), y0 + 0.07f, deep * 0.4f, each - 0.09f, y1 - y0 - 0.12f, deep * 0.55f, raised, 0.009f);
    b.block((x0 + x1) / 2, y1, deep / 2, x1 - x0, 0.045f, deep, rail, 0.008f);
  };
  float x = -plan.length / 2;
  for (std::size_t i = 0; i <= cut.size(); ++i) {
    const float end = i < cut.size() ? cut[i][0] : plan.length / 2;
    stretch(x, end, 0.1f, high);
    if (i < cut.size()) x = std::max(x, cut[i][1]);
  }
  for (const Hole& h : plan.holes)  // under a window
    if (!h.door && h.y > 0.4f && h.y < high) stretch(h.x - h.w / 2 - 0.07f, h.x + h.w / 2 + 0.07f, 0.1f, h.y - 0.09f);
}

void hang_curtains(MeshBuilder& b, const Hole& h, const Tones& tones, std::uint64_t seed) {
  Random random(seed);
  scene::Material cloth = tones.fabric_second;
  cloth.name = "curtain";
  cloth.translucency = 0.35f;
  const auto m = b.material(cloth), rod = b.material(tones.brass), band = b.material(tinted(tones.accent, Vec3(0.9f), "curtain-band"));
  const float top = h.y + h.h + 0.13f, low = h.y + 0.014f, fall = top - low;  // down to the sill, over whatever stands below it
  const Vec3 pole[] = {{h.x - h.w / 2 - 0.26f, top, 0.09f}, {h.x + h.w / 2 + 0.26f, top, 0.09f}};
  b.tube(pole, 0.012f, 0.012f, rod, 8);
  const bool tied = random.unit() < 0.62;
  for (const float s : {-1.f, 1.f}) {
    b.lump({h.x + s * (h.w / 2 + 0.27f), top, 0.09f}, Vec3(0.025f), rod, 6, 0, 1);
    // Folds of a real cloth: no two as wide or as deep, and they spread where it is free to.
    constexpr int kFolds = 9, kAcross = kFolds * 8, kRows = 22;
    std::array<float, kFolds + 1> edge{}, deep{};
    float sum = 0;
    for (int i = 1; i <= kFolds; ++i) edge[static_cast<std::size_t>(i)] = sum += static_cast<float>(random.range(0.65, 1.35));
    for (float& e : edge) e /= sum;
    for (float& d : deep) d = static_cast<float>(random.range(0.55, 1.15));
    const float wide = h.w * static_cast<float>(tied ? random.range(0.36, 0.44) : random.range(0.24, 0.4)), lean = static_cast<float>(random.range(-0.5, 0.5));
    const float knot = static_cast<float>(random.range(0.5, 0.62)), waist = 0.34f;
    const auto narrow = [&](float v) {  // how much of its width it keeps that far down
      if (!tied) return 1.f - 0.1f * std::sin(kPi * v) + 0.05f * lean * v;
      const float d = v < knot ? (knot - v) / knot : (v - knot) / (1 - knot), opens = v < knot ? d * d * (3 - 2 * d) : std::sqrt(std::min(1.f, d));
      return glm::mix(waist, v < knot ? 1.f : 0.62f, opens);
    };
    const auto at = [&](int i, int row) {
      const float v = static_cast<float>(row) / kRows, drift = 0.012f * lean * std::sin(5 * v + s), share = std::clamp(static_cast<float>(i) / kAcross, 0.f, 1.f);
      std::size_t fold = 0;
      while (fold + 1 < kFolds && share > edge[fold + 1]) ++fold;
      const float in = (share - edge[fold]) / (edge[fold + 1] - edge[fold]);
      const float depth = (0.014f + 0.02f * std::min(1.f, v * 2.5f)) * deep[fold] * (tied ? std::clamp(narrow(v) * 1.25f, 0.55f, 1.f) : 1.f);
      const float hem = row == kRows ? 0.02f * std::sin(9 * share + lean * 4) : 0.f;
      const float x = h.x + s * (h.w / 2 + 0.19f - share * wide * narrow(v)) + drift * share;
      return Vec3(x, top - v * fall + std::max(0.f, hem), 0.082f + depth * std::sin(2 * kPi * in) + 0.008f * lean * std::sin(3 * v));
    };
    for (int i = 0; i < kAcross; ++i)
      for (int row = 0; row < kRows; ++row) b.quad(at(i, row), at(i, row + 1), at(i + 1, row + 1), at(i + 1, row), m);
    for (int i = 0; i < 7; ++i) {  // rings
      const float x = h.x + s * (h.w / 2 + 0.19f - wide * static_cast<float>(i) / 6);
      b.lump({x, top - 0.002f, 0.09f}, {0.008f, 0.022f, 0.022f}, rod, 6, 0, 1);
    }
    if (tied) {
      const float y = top - knot * fall, outer = h.x + s * (h.w / 2 + 0.2f), inner = h.x + s * (h.w / 2 + 0.18f - wide * waist);
      const Vec3 sash[] = {{outer, y + 0.03f, 0.03f}, {outer, y + 0.02f, 0.115f}, {(outer + inner) / 2, y - 0.005f, 0.128f}, {inner, y + 0.01f, 0.11f}, {inner, y + 0.015f, 0.06f}};
      b.tube(sash, 0.017f, 0.017f, band, 8);
    }
  }
}

}  // namespace auteur::world
