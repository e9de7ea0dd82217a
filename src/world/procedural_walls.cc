// Shelves, racks, lamps, hooks and other things that hang on a wall. The back is at z = 0, the base at y = 0 or a little
// above it.
#include <array>

#include "wall_strokes.h"

namespace auteur::world {
namespace {

using M = Maker;

void book_row(M& k, float x0, float x1, float y, float z, float most) {
  constexpr std::array<const char*, 9> kCovers{"#7d3b30", "#3f5a5a", "#a2793c", "#56623e", "#c4b48c", "#3d4258", "#8f5a34", "#5c3742", "#6c6a5c"};
  for (float x = x0; x < x1 - 0.05f;) {
    if (k.random.unit() < 0.08) { x += between(k, 0.03, 0.09); continue; }
    const float w = between(k, 0.02, 0.045), h = between(k, 0.66, 0.97) * most, d = between(k, 0.1, 0.14);
    scene::Material cover = k.tones.fabric;
    const auto c = static_cast<std::size_t>(k.random.below(static_cast<int>(kCovers.size())));
    cover.name = "spine-" + std::to_string(c);
    cover.albedo = linear_of_hex(kCovers[c]);
    cover.pattern_strength = 0.2f;
    cover.sheen = 0;
    k.b.block(x + w / 2, y, z, w - 0.003f, h, d, k(cover), 0.003f);
    x += w;
  }
}

void brackets(M& k, float reach, float y, float depth) {
  for (const float s : {-reach, reach}) k.b.block(s, y, depth / 2, 0.02f, 0.1f, depth, k(k.tones.wood_dark), 0.004f);
}

void jar(M& k, Vec3 at, float r, float h, const scene::Material& m) {
  const Vec2 profile[] = {{0, 0}, {r * 0.9f, 0}, {r, h * 0.15f}, {r, h * 0.7f}, {r * 0.7f, h * 0.86f}, {r * 0.72f, h * 0.98f}, {0, h}};
  k.b.turn(profile, at, k(m), 14);
}

void bottle(M& k, Vec3 at, float h, const scene::Material& m) {
  const float r = h * 0.15f;
  const Vec2 profile[] = {{0, 0}, {r, 0}, {r, h * 0.58f}, {r * 0.4f, h * 0.74f}, {r * 0.36f, h * 0.97f}, {r * 0.46f, h}, {0, h}};
  k.b.turn(profile, at, k(m), 10);
}

scene::Material glassy(M& k, const char* hex, const char* name) {
  scene::Material m = k.tones.white;
  m.name = std::string("bottle-") + name;
  m.albedo = linear_of_hex(hex);
  m.roughness = 0.12f;
  m.translucency = 0.4f;
  return m;
}

void shade_of_wall(M& k, Vec3 at, float r, float h) {
  scene::Material cloth = k.tones.paper;
  cloth.name = "lampshade";
  cloth.albedo = linear_of_hex("#d9bf8c");
  cloth.translucency = 0.6f;
  cloth.emission = Vec3(0.5f, 0.32f, 0.15f) * 0.25f;
  const Vec2 cone[] = {{r, 0}, {r * 0.62f, h}};
  k.b.turn(cone, at, k(cloth), 18);
  k.model.lamp = at + Vec3(0, h / 2, 0);
  k.model.lamp_radius = std::max(r, h / 2) * 1.06f;
}

void hang_tool(M& k, int kind, float x, float y) {
  const auto steel = k(k.tones.metal), wood = k(k.tones.wood);
  const float z = 0.04f;
  switch (kind % 5) {
    case 0:  // hammer
      k.b.block(x, y - 0.26f, z, 0.024f, 0.24f, 0.024f, wood, 0.006f);
      k.b.block(x, y - 0.05f, z, 0.12f, 0.045f, 0.035f, steel, 0.008f);
      break;
    case 1: {  // saw
      const Vec2 blade[] = {{x - 0.2f, y - 0.02f}, {x - 0.2f, y - 0.05f}, {x + 0.12f, y - 0.14f}, {x + 0.12f, y - 0.02f}};
      k.b.slab(blade, z - 0.004f, z, steel);
      k.b.block(x + 0.17f, y - 0.15f, z, 0.09f, 0.14f, 0.024f, wood, 0.02f);
      break;
    }
    case 2:  // spanner
      k.b.block(x, y - 0.2f, z, 0.026f, 0.18f, 0.012f, steel, 0.004f);
      disc(k, {x, y - 0.02f, z}, 0.035f, 0.01f, steel);
      disc(k, {x, y - 0.21f, z}, 0.028f, 0.01f, steel);
      break;
    case 3: {  // screwdriver
      const Vec3 rod[] = {{x, y - 0.24f, z}, {x, y - 0.1f, z}};
      k.b.tube(rod, 0.006f, 0.006f, steel, 6);
      k.b.block(x, y - 0.11f, z, 0.032f, 0.1f, 0.032f, k(k.tones.fabric), 0.01f);
      break;
    }
    default: {  // a coil of wire
      Vec3 coil[17];
      for (int i = 0; i < 17; ++i) coil[i] = {x + 0.09f * std::sin(2 * kPi * static_cast<float>(i) / 16), y - 0.12f + 0.09f * std::cos(2 * kPi * static_cast<float>(i) / 16), z};
      k.b.tube(coil, 0.014f, 0.014f, k(k.tones.accent), 6);
      break;
    }
  }
}

// Clothes and bags on a row of pegs.
void hung_cloth(M& k, float x, float top, float length, const scene::Material& m, std::uint64_t seed) {
  const auto cloth = k(m);
  k.b.lump({x, top - length * 0.52f, 0.075f}, {0.11f, length * 0.5f, 0.055f}, cloth, 10, 0.14f, seed);
  k.b.lump({x, top - length * 0.8f, 0.08f}, {0.13f, length * 0.22f, 0.06f}, cloth, 8, 0.16f, seed + 1);
}

MakerTable make() {
  MakerTable t;
  t["wall-books"] = [](M& k) {
    for (const float y : {0.f, 0.34f}) {
      k.b.block(0, y, 0.095f, 1.0f, 0.024f, 0.19f, k(k.tones.wood), 0.005f);
      brackets(k, 0.4f, y - (y > 0 ? 0.08f : 0.f), 0.14f);
      book_row(k, -0.48f, y > 0 ? 0.2f : 0.46f, y + 0.024f, 0.09f, 0.27f);
    }
    jar(k, {0.34f, 0.364f, 0.1f}, 0.07f, 0.2f, k.tones.fabric_second);
  };
  t["bottle-shelf"] = [](M& k) {
    const scene::Material inks[] = {glassy(k, "#5d7a42", "green"), glassy(k, "#9a5b24", "amber"), glassy(k, "#c9c2a6", "clear"), glassy(k, "#7c2f2a", "red"), glassy(k, "#3f5f78", "blue")};
    k.b.block(0, 0, 0.012f, 1.56f, 0.92f, 0.02f, k(tinted(k.tones.wood_dark, Vec3(0.8f), "back")), 0.004f);
    for (int row = 0; row < 3; ++row) {
      const float y = 0.02f + 0.31f * static_cast<float>(row);
      k.b.block(0, y, 0.09f, 1.5f, 0.022f, 0.16f, k(k.tones.wood_dark), 0.004f);
      for (float x = -0.68f; x < 0.7f; x += between(k, 0.085, 0.13))
        if (k.random.unit() < 0.9) bottle(k, {x, y + 0.022f, 0.09f}, between(k, 0.19, 0.265), inks[k.random.below(5)]);
    }
    k.b.block(0, 0.92f, 0.09f, 1.62f, 0.04f, 0.2f, k(k.tones.wood), 0.01f);
  };
  t["plate-rack"] = [](M& k) {
    k.b.block(0, 0, 0.07f, 0.9f, 0.022f, 0.13f, k(k.tones.wood), 0.005f);
    k.b.block(0, 0.3f, 0.06f, 0.9f, 0.02f, 0.1f, k(k.tones.wood), 0.005f);
    for (const float s : {-0.44f, 0.44f}) k.b.block(s, -0.06f, 0.06f, 0.022f, 0.44f, 0.12f, k(k.tones.wood), 0.006f);
    for (int i = 0; i < 4; ++i) {
      const float x = -0.31f + 0.205f * static_cast<float>(i);
      disc(k, {x, 0.13f, 0.045f}, 0.095f, 0.012f, k(k.tones.white));
      disc(k, {x, 0.13f, 0.055f}, 0.062f, 0.006f, k(i % 2 ? k.tones.fabric_second : k.tones.accent));
    }
    for (int i = 0; i < 5; ++i) {
      const Vec3 hook[] = {{-0.34f + 0.17f * static_cast<float>(i), 0, 0.07f}, {-0.34f + 0.17f * static_cast<float>(i), -0.03f, 0.08f}};
      k.b.tube(hook, 0.004f, 0.004f, k(k.tones.brass), 5);
      k.b.cylinder({-0.34f + 0.17f * static_cast<float>(i), -0.11f, 0.08f}, 0.038f, 0.075f, k(i % 2 ? k.tones.white : k.tones.fabric), 12, 0.006f);
    }
    for (int i = 0; i < 3; ++i) jar(k, {-0.25f + 0.25f * static_cast<float>(i), 0.32f, 0.06f}, 0.045f, between(k, 0.1, 0.16), i == 1 ? k.tones.accent : k.tones.fabric_second);
  };
  t["pan-rail"] = [](M& k) {
    const auto brass = k(k.tones.brass), iron = k(k.tones.dark);
    const Vec3 rail[] = {{-0.48f, 0.4f, 0.05f}, {0.48f, 0.4f, 0.05f}};
    k.b.tube(rail, 0.01f, 0.01f, brass, 8);
    for (const float s : {-0.46f, 0.46f}) k.b.block(s, 0.38f, 0.025f, 0.03f, 0.04f, 0.05f, brass, 0.006f);
    for (int i = 0; i < 4; ++i) {
      const float x = -0.36f + 0.24f * static_cast<float>(i), r = i % 2 ? 0.075f : 0.1f;
      k.b.block(x, 0.17f, 0.055f, 0.018f, 0.22f, 0.012f, i == 1 ? k(k.tones.wood) : iron, 0.004f);
      disc(k, {x, 0.17f - r * 0.6f, 0.055f}, r, 0.03f, i % 3 ? iron : brass);
    }
  };
  t["utensils"] = [](M& k) {
    const auto steel = k(k.tones.metal), wood = k(k.tones.wood);
    const Vec3 rail[] = {{-0.3f, 0.32f, 0.04f}, {0.3f, 0.32f, 0.04f}};
    k.b.tube(rail, 0.008f, 0.008f, steel, 6);
    for (int i = 0; i < 5; ++i) {
      const float x = -0.24f + 0.12f * static_cast<float>(i);
      k.b.block(x, 0.1f, 0.045f, 0.014f, 0.21f, 0.01f, i % 2 ? wood : steel, 0.003f);
      if (i == 2) k.b.lump({x, 0.06f, 0.055f}, {0.05f, 0.14f, 0.02f}, k(k.tones.fabric), 7, 0.1f, 7);
      else disc(k, {x, 0.08f, 0.045f}, 0.036f, 0.014f, i % 2 ? wood : steel);
    }
  };
  t["coat-hooks"] = [](M& k) {
    k.b.block(0, 0.78f, 0.012f, 1.1f, 0.09f, 0.022f, k(k.tones.wood), 0.006f);
    for (int i = 0; i < 6; ++i) {
      const float x = -0.44f + 0.176f * static_cast<float>(i);
      const Vec3 peg[] = {{x, 0.82f, 0.02f}, {x, 0.81f, 0.07f}, {x, 0.84f, 0.09f}};
      k.b.tube(peg, 0.009f, 0.011f, k(k.tones.brass), 6);
    }
    hung_cloth(k, -0.44f, 0.8f, 0.62f, k.tones.fabric, 3);
    hung_cloth(k, -0.088f, 0.8f, 0.5f, k.tones.fabric_second, 5);
    k.b.lump({0.264f, 0.6f, 0.07f}, {0.11f, 0.14f, 0.055f}, k(tinted(k.tones.accent, Vec3(0.8f), "bag")), 8, 0.06f, 6);
    const Vec3 strap[] = {{0.2f, 0.68f, 0.05f}, {0.264f, 0.82f, 0.06f}, {0.33f, 0.68f, 0.05f}};
    k.b.tube(strap, 0.008f, 0.008f, k(k.tones.wood_dark), 5);
  };
  t["sconce"] = [](M& k) {
    const auto brass = k(k.tones.brass);
    k.b.block(0, 0.02f, 0.008f, 0.07f, 0.16f, 0.016f, brass, 0.01f);
    const Vec3 arm[] = {{0, 0.08f, 0.01f}, {0, 0.05f, 0.09f}, {0, 0.12f, 0.12f}};
    k.b.tube(arm, 0.009f, 0.008f, brass, 7);
    shade_of_wall(k, {0, 0.14f, 0.12f}, 0.085f, 0.12f);
  };
  t["candle-sconce"] = [](M& k) {
    const auto brass = k(k.tones.brass), wax = k(k.tones.paper);
    scene::Material flame = k.tones.accent;
    flame.name = "flame";
    flame.emission = Vec3(6.f, 3.2f, 1.f);
    k.b.block(0, 0, 0.008f, 0.09f, 0.26f, 0.016f, brass, 0.02f);
    for (const float s : {-1.f, 1.f}) {
      const Vec3 arm[] = {{0, 0.08f, 0.01f}, {s * 0.06f, 0.03f, 0.08f}, {s * 0.1f, 0.09f, 0.1f}};
      k.b.tube(arm, 0.008f, 0.007f, brass, 7);
      k.b.cylinder({s * 0.1f, 0.085f, 0.1f}, 0.032f, 0.012f, brass, 14, 0.004f);
      k.b.cylinder({s * 0.1f, 0.095f, 0.1f}, 0.014f, 0.13f, wax, 10);
      const Vec2 f[] = {{0, 0}, {0.009f, 0.013f}, {0.005f, 0.03f}, {0, 0.044f}};
      k.b.turn(f, {s * 0.1f, 0.228f, 0.1f}, k(flame), 8);
    }
    k.model.lamp = {0, 0.27f, 0.13f};
    k.model.lamp_radius = 0.025f;
  };
  t["banner"] = [](M& k) {
    const Vec3 rod[] = {{-0.34f, 1.34f, 0.04f}, {0.34f, 1.34f, 0.04f}};
    k.b.tube(rod, 0.013f, 0.013f, k(k.tones.brass), 8);
    const auto cloth = k(k.tones.fabric), band = k(k.tones.accent);
    constexpr int kFolds = 14;
    const auto at = [&](int i, float y) { const float u = static_cast<float>(i) / kFolds; return Vec3(-0.29f + 0.58f * u, y, 0.04f + 0.012f * std::sin(u * 11.f) * (1.4f - y)); };
    for (int i = 0; i < kFolds; ++i) {
      const float low_a = 0.12f * std::abs(static_cast<float>(i) / kFolds - 0.5f) * 2, low_b = 0.12f * std::abs(static_cast<float>(i + 1) / kFolds - 0.5f) * 2;
      k.b.quad(at(i, 0.14f - low_a + 0.12f), at(i + 1, 0.14f - low_b + 0.12f), at(i + 1, 1.33f), at(i, 1.33f), cloth);
      k.b.quad(at(i, 0.14f - low_a), at(i + 1, 0.14f - low_b), at(i + 1, 0.14f - low_b + 0.12f), at(i, 0.14f - low_a + 0.12f), band);
    }
    k.b.block(0, 0.62f, 0.062f, 0.05f, 0.4f, 0.004f, band, 0);
    k.b.block(0, 0.84f, 0.062f, 0.26f, 0.05f, 0.004f, band, 0);
  };
  t["tool-board"] = [](M& k) {
    k.b.block(0, 0, 0.012f, 1.5f, 0.8f, 0.024f, k(tinted(k.tones.wood, Vec3(1.15f), "board")), 0.006f);
    const int first = k.random.below(5);
    for (int i = 0; i < 9; ++i) {
      const float x = -0.6f + 0.3f * static_cast<float>(i % 5), y = i < 5 ? 0.72f : 0.36f;
      hang_tool(k, first + i, x + (i < 5 ? 0.f : 0.15f), y);
    }
  };
  t["life-ring"] = [](M& k) {
    Vec3 ring[25];
    for (int i = 0; i < 25; ++i) ring[i] = {0.24f * std::sin(2 * kPi * static_cast<float>(i) / 24), 0.3f + 0.24f * std::cos(2 * kPi * static_cast<float>(i) / 24), 0.055f};
    k.b.tube(ring, 0.05f, 0.05f, k(k.tones.white), 10);
    const auto red = paint(k, "#b0452f", "ring");
    for (int q = 0; q < 4; ++q) {
      Vec3 part[5];
      for (int i = 0; i < 5; ++i) {
        const float a = kPi / 2 * static_cast<float>(q) + kPi / 4 + 0.11f * static_cast<float>(i - 2);
        part[i] = {0.24f * std::sin(a), 0.3f + 0.24f * std::cos(a), 0.055f};
      }
      k.b.tube(part, 0.053f, 0.053f, red, 10);
    }
  };
  t["sea-things"] = [](M& k) {  // an oar, a net with its floats
    const auto wood = k(k.tones.wood), rope = k(tinted(k.tones.accent, Vec3(0.55f), "net"));
    const Vec3 oar[] = {{-0.75f, 0.12f, 0.04f}, {0.55f, 0.5f, 0.04f}};
    k.b.tube(oar, 0.018f, 0.018f, wood, 8);
    k.b.place(moved({0.66f, 0.53f, 0.04f}) * glm::mat4_cast(glm::angleAxis(0.284f, Vec3(0, 0, 1))));
    k.b.block(0, -0.055f, 0, 0.3f, 0.11f, 0.018f, k(k.tones.fabric), 0.008f);
    k.b.reset();
    for (int i = 0; i < 7; ++i) {
      const float u = static_cast<float>(i) / 6, x = -0.6f + u, sag = 0.3f * (1 - 4 * (u - 0.5f) * (u - 0.5f));
      const Vec3 mesh[] = {{x, 0.62f, 0.03f}, {x + 0.06f, 0.46f - sag * 0.4f, 0.06f}, {x, 0.34f - sag, 0.04f}};
      k.b.tube(mesh, 0.006f, 0.006f, rope, 5);
      if (i % 2 == 0) disc(k, {x, 0.62f, 0.06f}, 0.045f, 0.045f, i % 4 ? k(k.tones.fabric_second) : k(k.tones.fabric));
    }
    for (int row = 0; row < 4; ++row) {
      Vec3 line[9];
      for (int i = 0; i < 9; ++i) {
        const float u = static_cast<float>(i) / 8, sag = 0.3f * (1 - 4 * (u - 0.5f) * (u - 0.5f)) * static_cast<float>(row) / 3;
        line[i] = {-0.6f + u, 0.62f - 0.09f * static_cast<float>(row) - sag * 0.6f, 0.045f};
      }
      k.b.tube(line, 0.006f, 0.006f, rope, 5);
    }
  };
  t["wall-plant"] = [](M& k) {
    k.b.block(0, 0.3f, 0.09f, 0.4f, 0.02f, 0.18f, k(k.tones.wood), 0.005f);
    jar(k, {0, 0.32f, 0.09f}, 0.08f, 0.13f, tinted(k.tones.skin_clay, Vec3(0.9f, 0.7f, 0.6f), "pot"));
    const auto leaf = k(k.tones.leaf), pale = k(tinted(k.tones.leaf, Vec3(1.25f, 1.2f, 1.1f), "pale"));
    for (int i = 0; i < 26; ++i) {
      const float a = 2.4f * static_cast<float>(i), out = between(k, 0.06, 0.17), drop = i < 10 ? between(k, -0.14, 0.0) : between(k, 0.05, 0.42);
      const Vec3 at{out * std::sin(a), 0.46f - drop, std::max(0.03f, 0.1f + 0.5f * out * std::cos(a))};
      k.b.lump(at, {0.034f, 0.026f, 0.012f}, i % 3 ? leaf : pale, 6, 0.15f, static_cast<std::uint64_t>(i));
      if (i % 3 == 0) {
        const Vec3 stem[] = {{0, 0.44f, 0.09f}, {at.x * 0.8f, 0.44f - drop * 0.2f, at.z}, at};
        k.b.tube(stem, 0.004f, 0.003f, leaf, 5);
      }
    }
  };
  t["plates"] = [](M& k) {
    constexpr std::array<std::array<float, 3>, 5> kAt{{{-0.3f, 0.22f, 0.13f}, {0.02f, 0.32f, 0.11f}, {0.3f, 0.2f, 0.14f}, {-0.06f, 0.08f, 0.09f}, {0.04f, 0.56f, 0.08f}}};
    for (std::size_t i = 0; i < kAt.size(); ++i) {
      const auto& [x, y, r] = kAt[i];
      disc(k, {x, y, 0.012f}, r, 0.016f, k(k.tones.white));
      const scene::Material& glaze = i % 2 ? k.tones.fabric_second : k.tones.accent;
      disc(k, {x, y, 0.022f}, r * 0.94f, 0.008f, k(tinted(glaze, Vec3(1.1f), "glaze")));
      disc(k, {x, y, 0.027f}, r * 0.86f, 0.005f, k(k.tones.white));
      for (int petal = 0; petal < 5; ++petal) {  // a flower in the middle
        const float a = 2 * kPi * static_cast<float>(petal) / 5;
        disc(k, {x + r * 0.26f * std::sin(a), y + r * 0.26f * std::cos(a), 0.031f}, r * 0.15f, 0.004f, k(tinted(glaze, Vec3(1.1f), "glaze")));
      }
    }
  };
  t["towel-rail"] = [](M& k) {
    const Vec3 rail[] = {{-0.32f, 0.5f, 0.06f}, {0.32f, 0.5f, 0.06f}};
    k.b.tube(rail, 0.011f, 0.011f, k(k.tones.metal), 8);
    for (const float s : {-0.31f, 0.31f}) k.b.block(s, 0.485f, 0.03f, 0.025f, 0.03f, 0.06f, k(k.tones.metal), 0.005f);
    k.b.block(-0.1f, 0.06f, 0.072f, 0.28f, 0.455f, 0.02f, k(k.tones.fabric), 0.009f);
    k.b.block(-0.1f, 0.13f, 0.078f, 0.282f, 0.05f, 0.014f, k(k.tones.paper), 0.004f);
    k.b.block(0.2f, 0.2f, 0.072f, 0.18f, 0.315f, 0.02f, k(k.tones.fabric_second), 0.009f);
  };
  t["fuse-box"] = [](M& k) {  // a cable runs up from it and along
    const auto metal = k(k.tones.metal), cable = k(tinted(k.tones.dark, Vec3(1.4f), "cable"));
    k.b.block(0, 0, 0.05f, 0.3f, 0.4f, 0.1f, metal, 0.01f);
    k.b.block(0.1f, 0.17f, 0.105f, 0.02f, 0.06f, 0.014f, k(k.tones.dark), 0.003f);
    const Vec3 up[] = {{-0.06f, 0.4f, 0.03f}, {-0.06f, 0.62f, 0.02f}, {-0.05f, 0.68f, 0.02f}, {0.55f, 0.69f, 0.02f}};
    k.b.tube(up, 0.011f, 0.011f, cable, 6);
    const Vec3 other[] = {{0.05f, 0.4f, 0.03f}, {0.05f, 0.58f, 0.02f}, {0.05f, 0.64f, 0.02f}, {0.55f, 0.65f, 0.02f}};
    k.b.tube(other, 0.011f, 0.011f, cable, 6);
  };
  t["string-lights"] = [](M& k) {
    scene::Material bulb = k.tones.paper;
    bulb.name = "bulb";
    bulb.emission = Vec3(2.6f, 1.6f, 0.7f);
    const auto glow = k(bulb), wire = k(k.tones.dark);
    Vec3 line[17];
    for (int i = 0; i < 17; ++i) {
      const float u = static_cast<float>(i) / 16, swing = 4 * std::fmod(u * 2, 1.f) * (1 - std::fmod(u * 2, 1.f));
      line[i] = {-1.05f + 2.1f * u, 0.24f - 0.2f * swing, 0.03f};
    }
    k.b.tube(line, 0.005f, 0.005f, wire, 5);
    for (int i = 1; i < 16; ++i) k.b.lump(line[i] - Vec3(0, 0.035f, 0), {0.02f, 0.027f, 0.02f}, glow, 6, 0, 1);
  };
  t["luggage-rack"] = [](M& k) {
    const auto brass = k(k.tones.brass), net = k(k.tones.wood);
    for (const float z : {0.05f, 0.13f, 0.21f}) {
      const Vec3 bar[] = {{-0.85f, 0, z}, {0.85f, 0, z}};
      k.b.tube(bar, 0.011f, 0.011f, brass, 7);
    }
    for (const float x : {-0.7f, 0.f, 0.7f}) {
      const Vec3 arm[] = {{x, -0.12f, 0.005f}, {x, -0.02f, 0.12f}, {x, 0.03f, 0.22f}};
      k.b.tube(arm, 0.011f, 0.009f, brass, 7);
    }
    const auto leather = k(tinted(k.tones.wood, Vec3(0.9f, 0.7f, 0.55f), "leather")), strap = k(k.tones.wood_dark);
    k.b.block(-0.48f, 0.012f, 0.12f, 0.46f, 0.2f, 0.2f, leather, 0.02f);
    for (const float s : {-0.6f, -0.36f}) k.b.block(s, 0.008f, 0.12f, 0.03f, 0.208f, 0.206f, strap, 0.006f);
    k.b.lump({0.42f, 0.11f, 0.12f}, {0.21f, 0.11f, 0.1f}, k(k.tones.fabric_second), 9, 0.1f, 4);
    (void)net;
  };
  t["hay-tools"] = [](M& k) {  // a fork, a rake and a harness
    const auto wood = k(k.tones.wood), iron = k(k.tones.dark), leather = k(tinted(k.tones.wood_dark, Vec3(1.2f, 0.9f, 0.7f), "leather"));
    for (const float x : {-0.42f, -0.18f}) {
      const Vec3 staff[] = {{x, 0, 0.045f}, {x + 0.04f, 1.0f, 0.045f}};
      k.b.tube(staff, 0.016f, 0.014f, wood, 7);
      for (int i = 0; i < 4; ++i) k.b.block(x - 0.02f + 0.034f * static_cast<float>(i), 0.98f, 0.045f, 0.01f, 0.2f, 0.012f, iron, 0.002f);
      k.b.block(x + 0.034f, 0.96f, 0.045f, 0.13f, 0.02f, 0.016f, iron, 0.004f);
    }
    Vec3 collar[17];
    for (int i = 0; i < 17; ++i) collar[i] = {0.26f + 0.16f * std::sin(2 * kPi * static_cast<float>(i) / 16), 0.82f + 0.24f * std::cos(2 * kPi * static_cast<float>(i) / 16), 0.05f};
    k.b.tube(collar, 0.036f, 0.036f, leather, 8);
    const Vec3 rein[] = {{0.1f, 0.8f, 0.05f}, {0.04f, 0.4f, 0.05f}, {0.26f, 0.24f, 0.05f}, {0.46f, 0.44f, 0.05f}, {0.42f, 0.8f, 0.05f}};
    k.b.tube(rein, 0.012f, 0.012f, leather, 6);
  };
  t["neon"] = [](M& k) {  // the outline of a cup that glows
    scene::Material tube = k.tones.paper;
    tube.name = "neon";
    tube.emission = Vec3(4.2f, 0.9f, 0.6f);
    scene::Material second = tube;
    second.name = "neon-second";
    second.emission = Vec3(0.5f, 2.2f, 2.6f);
    const Vec3 cup[] = {{-0.2f, 0.36f, 0.04f}, {-0.15f, 0.1f, 0.04f}, {-0.08f, 0.04f, 0.04f}, {0.08f, 0.04f, 0.04f}, {0.15f, 0.1f, 0.04f}, {0.2f, 0.36f, 0.04f}, {-0.2f, 0.36f, 0.04f}};
    k.b.tube(cup, 0.012f, 0.012f, k(tube), 7);
    const Vec3 ear[] = {{0.18f, 0.3f, 0.04f}, {0.29f, 0.27f, 0.04f}, {0.27f, 0.17f, 0.04f}, {0.16f, 0.15f, 0.04f}};
    k.b.tube(ear, 0.012f, 0.012f, k(tube), 7);
    for (const float x : {-0.08f, 0.04f}) {
      const Vec3 steam[] = {{x, 0.42f, 0.04f}, {x + 0.03f, 0.47f, 0.04f}, {x, 0.52f, 0.04f}, {x + 0.03f, 0.57f, 0.04f}};
      k.b.tube(steam, 0.009f, 0.009f, k(second), 7);
    }
    k.b.block(0, 0.2f, 0.01f, 0.5f, 0.02f, 0.02f, k(k.tones.dark), 0.004f);
  };
  return t;
}

}  // namespace

const MakerTable& wall_makers() {
  static const MakerTable table = make();
  return table;
}

}  // namespace auteur::world
