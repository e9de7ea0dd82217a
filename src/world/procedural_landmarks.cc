// What makes a place known at a glance: the curtain of a theatre, the peak behind a mountain path, a desert's cactus.
#include "procedural.h"

namespace auteur::world {
namespace {

using M = Maker;

// A drape of `folds` folds between two uprights; nothing of it is flat, so that light reads it as cloth.
void drape(M& k, float x0, float x1, float low, float high, float z, int folds, std::uint16_t cloth) {
  const int steps = folds * 6;
  const auto at = [&](int i, float y) {
    const float u = static_cast<float>(i) / static_cast<float>(steps);
    return Vec3(glm::mix(x0, x1, u), y, z + 0.05f * std::sin(u * static_cast<float>(folds) * 2 * kPi));
  };
  for (int i = 0; i < steps; ++i) {
    k.b.quad(at(i, low), at(i + 1, low), at(i + 1, high), at(i, high), cloth);
    k.b.quad(at(i + 1, low) - Vec3(0, 0, 0.008f), at(i, low) - Vec3(0, 0, 0.008f), at(i, high) - Vec3(0, 0, 0.008f), at(i + 1, high) - Vec3(0, 0, 0.008f), cloth);
  }
}

MakerTable make() {
  MakerTable t;
  t["stage-curtain"] = [](M& k) {
    scene::Material velvet = k.tones.fabric;
    velvet.name = "stage-curtain";
    velvet.albedo = Vec3(0.34f, 0.018f, 0.022f);
    scene::Material behind = k.tones.dark;
    behind.name = "stage-dark";
    const auto red = k(velvet), gold = k(k.tones.brass), dark = k(behind), wood = k(k.tones.wood_dark);
    const float w = 3.4f, h = 2.75f;
    k.b.block(0, 0, -0.13f, w, h, 0.03f, dark, 0);                  // the dark of the stage
    k.b.block(0, 0, 0.02f, w + 0.2f, 0.12f, 0.36f, wood, 0.01f);    // its lip
    for (const float s : {-1.f, 1.f}) {
      drape(k, s * w / 2, s * 0.42f, 0.13f, h - 0.3f, 0, 7, red);
      k.b.block(s * (w / 2 + 0.07f), 0.12f, 0, 0.16f, h - 0.1f, 0.2f, gold, 0.02f);
    }
    drape(k, -w / 2, w / 2, h - 0.5f, h - 0.05f, 0.1f, 13, red);    // the valance
    k.b.block(0, h - 0.08f, 0, w + 0.32f, 0.16f, 0.24f, gold, 0.02f);
    for (int i = 0; i < 7; ++i) k.b.block(-1.2f + 0.4f * static_cast<float>(i), 0.12f, 0.16f, 0.14f, 0.05f, 0.06f, gold, 0.01f);
  };
  t["peak"] = [](M& k) {
    scene::Material rock = k.tones.stone, snow = k.tones.paper;
    rock.name = "peak-rock";
    rock.albedo = Vec3(0.15f, 0.16f, 0.19f);
    snow.name = "peak-snow";
    const auto grey = k(rock), white = k(snow);
    const auto high = static_cast<float>(k.random.range(13, 21)), wide = static_cast<float>(k.random.range(11, 16));
    // A ridge of facets: every ring has as many corners as the one below, pushed in and out.
    constexpr int kSides = 9, kRings = 5;
    const float radius[kRings] = {1.f, 0.66f, 0.4f, 0.2f, 0.02f}, height[kRings] = {-0.1f, 0.3f, 0.58f, 0.8f, 1.f};
    Vec3 p[kRings][kSides];
    for (int r = 0; r < kRings; ++r)
      for (int s = 0; s < kSides; ++s) {
        const auto out = static_cast<float>(k.random.range(0.72, 1.2)), up = r == kRings - 1 || r == 0 ? 0.f : static_cast<float>(k.random.range(-0.05, 0.06));
        const float a = 2 * kPi * (static_cast<float>(s) + 0.5f * static_cast<float>(r % 2)) / kSides;
        p[r][s] = {std::sin(a) * wide * radius[r] * out, high * (height[r] + up), std::cos(a) * wide * radius[r] * out * 0.7f};
      }
    for (int r = 0; r + 1 < kRings; ++r)
      for (int s = 0; s < kSides; ++s) {
        const int n = (s + 1) % kSides;
        const auto m = r >= 2 ? white : grey;
        if (r % 2) {
          k.b.triangle(p[r][s], p[r][n], p[r + 1][n], m);
          k.b.triangle(p[r][s], p[r + 1][n], p[r + 1][s], m);
        } else {
          k.b.triangle(p[r][s], p[r][n], p[r + 1][s], m);
          k.b.triangle(p[r][n], p[r + 1][n], p[r + 1][s], r == 0 && s % 3 == 0 ? grey : m);
        }
      }
  };
  t["cactus"] = [](M& k) {
    scene::Material flesh = k.tones.leaf;
    flesh.name = "cactus";
    flesh.albedo = Vec3(0.07f, 0.17f, 0.075f);
    const auto green = k(flesh);
    const auto h = static_cast<float>(k.random.range(1.6, 2.4));
    const Vec3 trunk[] = {{0, -0.05f, 0}, {0.02f, h * 0.5f, 0}, {0, h, 0}};
    k.b.tube(trunk, 0.17f, 0.13f, green, 10);
    k.b.lump({0, h, 0}, Vec3(0.13f), green, 7, 0.02f, 3);
    for (const float s : {-1.f, 1.f}) {
      const auto from = h * static_cast<float>(k.random.range(0.32, 0.5)), up = h * static_cast<float>(k.random.range(0.25, 0.4));
      const Vec3 arm[] = {{s * 0.08f, from, 0}, {s * 0.36f, from + 0.04f, 0}, {s * 0.44f, from + 0.16f, 0}, {s * 0.45f, from + up, 0}};
      k.b.tube(arm, 0.1f, 0.085f, green, 9);
      k.b.lump({s * 0.45f, from + up, 0}, Vec3(0.086f), green, 6, 0.02f, 5);
    }
  };
  t["deck-chair"] = [](M& k) {
    const auto wood = k(k.tones.wood), a = k(k.tones.fabric), c = k(k.tones.paper);
    const float w = 0.52f;
    for (const float s : {-1.f, 1.f}) {
      const float x = s * w / 2;
      const Vec3 back[] = {{x, 0.02f, 0.36f}, {x, 0.84f, -0.42f}}, leg[] = {{x * 0.9f, 0.02f, -0.34f}, {x * 0.9f, 0.42f, 0.4f}};
      k.b.tube(back, 0.02f, 0.02f, wood, 8);
      k.b.tube(leg, 0.02f, 0.02f, wood, 8);
    }
    for (const auto& [y, z] : {std::pair{0.84f, -0.42f}, std::pair{0.42f, 0.4f}, std::pair{0.03f, 0.35f}, std::pair{0.03f, -0.33f}}) {
      const Vec3 bar[] = {{-w / 2, y, z}, {w / 2, y, z}};
      k.b.tube(bar, 0.018f, 0.018f, wood, 8);
    }
    // Striped canvas that sags between the top of the back and the front bar.
    const Vec2 line[] = {{-0.42f, 0.84f}, {-0.3f, 0.6f}, {-0.16f, 0.42f}, {0.f, 0.34f}, {0.2f, 0.35f}, {0.4f, 0.42f}};
    for (int i = 0; i < 6; ++i)
      for (int j = 0; j < 5; ++j) {
        const float x0 = -0.23f + 0.46f * static_cast<float>(i) / 6, x1 = x0 + 0.46f / 6;
        const Vec3 p(x0, line[j].y, line[j].x), q(x1, line[j].y, line[j].x), r(x1, line[j + 1].y, line[j + 1].x), s(x0, line[j + 1].y, line[j + 1].x), under(0, -0.008f, 0);
        k.b.quad(p, s, r, q, i % 2 ? a : c);
        k.b.quad(p + under, q + under, r + under, s + under, i % 2 ? a : c);
      }
    k.model.seats = {{0, 0.36f, 0.08f}};
  };
  t["runner"] = [](M& k) {
    k.b.block(0, 0, 0, 0.78f, 0.008f, 4.4f, k(k.tones.accent), 0.003f);
    k.b.block(0, 0.001f, 0, 0.68f, 0.008f, 4.3f, k(k.tones.fabric), 0.003f);
  };
  t["festoon"] = [](M& k) {  // two posts with a string of bulbs between them
    const auto wood = k(k.tones.wood_dark), wire = k(k.tones.dark);
    scene::Material bulb = k.tones.paper;
    bulb.name = "bulb";
    bulb.emission = Vec3(2.8f, 1.7f, 0.75f);
    const auto glow = k(bulb);
    for (const float s : {-1.9f, 1.9f}) {
      const Vec3 post[] = {{s, 0, 0}, {s, 2.5f, 0}};
      k.b.tube(post, 0.035f, 0.028f, wood, 8);
      k.b.block(s, 0, 0, 0.24f, 0.12f, 0.24f, k(k.tones.stone), 0.02f);
    }
    for (int line = 0; line < 2; ++line) {
      Vec3 p[17];
      for (int i = 0; i < 17; ++i) {
        const float u = static_cast<float>(i) / 16, sag = 4 * u * (1 - u);
        p[i] = {-1.9f + 3.8f * u, 2.44f - 0.22f * static_cast<float>(line) - (0.34f + 0.14f * static_cast<float>(line)) * sag, 0.03f * static_cast<float>(line)};
      }
      k.b.tube(p, 0.007f, 0.007f, wire, 5);
      for (int i = 1; i < 16; ++i) k.b.lump(p[i] - Vec3(0, 0.05f, 0), {0.03f, 0.042f, 0.03f}, glow, 7, 0, 1);
    }
    k.model.lamp = {0, 2.02f, 0.06f};
    k.model.lamp_radius = 0.09f;
  };
  return t;
}

}  // namespace

const MakerTable& landmark_makers() {
  static const MakerTable table = make();
  return table;
}

}  // namespace auteur::world
