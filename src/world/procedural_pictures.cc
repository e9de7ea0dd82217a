// Pictures, posters, maps and boards: what is painted, printed or written and hangs on a wall. The back is at z = 0, the
// base at y = 0.
#include <array>

#include "wall_strokes.h"

namespace auteur::world {
namespace {

using M = Maker;

// One painting within [x - w/2, x + w/2] x [y, y + h], on the plane z.
void painting(M& k, float x, float y, float w, float h, float z, int motif) {
  constexpr float kThin = 0.003f;
  const auto band = [&](float low, float high, std::uint16_t m, int layer) { k.b.block(x, y + h * low, z + 0.001f * static_cast<float>(layer), w, h * (high - low), kThin, m, 0); };
  const auto patch = [&](float u, float v, float pw, float ph, std::uint16_t m, int layer) { k.b.block(x + w * u, y + h * v, z + 0.001f * static_cast<float>(layer), w * pw, h * ph, kThin, m, 0); };
  const auto round = [&](float u, float v, float r, std::uint16_t m, int layer) { disc(k, {x + w * u, y + h * v, z + 0.001f * static_cast<float>(layer)}, std::min(w, h) * r, 0.003f, m); };
  const auto accent = k(k.tones.accent), cloth = k(k.tones.fabric), second = k(k.tones.fabric_second);
  switch (motif % 8) {
    case 0:  // fields under a low sun, a house
      band(0.42f, 1, paint(k, "#a9b3a4", "haze"), 0);
      band(0.2f, 0.44f, paint(k, "#5d7a78", "distance"), 1);
      band(0, 0.22f, paint(k, "#98894a", "field"), 2);
      round(between(k, -0.3, 0.3), 0.72f, 0.1f, accent, 1);
      patch(between(k, -0.3, 0.3), 0.2f, 0.12f, 0.16f, cloth, 3);
      break;
    case 1: {  // a sail on the sea
      band(0.36f, 1, paint(k, "#c9c0a4", "air"), 0);
      band(0, 0.38f, paint(k, "#33586a", "sea"), 1);
      const float u = between(k, -0.15, 0.2);
      const Vec2 sail[] = {{x + w * u, y + h * 0.36f}, {x + w * (u + 0.2f), y + h * 0.36f}, {x + w * u, y + h * 0.8f}};
      k.b.slab(sail, z + 0.001f, z + 0.005f, paint(k, "#e9e2cd", "sail"));
      patch(u + 0.02f, 0.3f, 0.26f, 0.06f, cloth, 3);
      break;
    }
    case 2:  // flowers in a vase before a dark ground
      band(0.22f, 1, paint(k, "#3d4a45", "ground"), 0);
      band(0, 0.24f, paint(k, "#7d5a3a", "table"), 1);
      patch(0, 0.16f, 0.16f, 0.3f, paint(k, "#c8bda0", "vase"), 2);
      for (int i = 0; i < 7; ++i) round(between(k, -0.24, 0.24), between(k, 0.52, 0.82), 0.085f, i % 3 == 0 ? accent : i % 3 == 1 ? cloth : paint(k, "#dccfae", "petal"), 2 + i % 3);
      break;
    case 3:  // somebody's grandmother
      band(0, 1, paint(k, "#4a4238", "brown"), 0);
      patch(0, 0, 0.62f, 0.34f, second, 1);
      patch(0, 0.3f, 0.16f, 0.16f, k(k.tones.skin_clay), 2);
      round(0, 0.58f, 0.2f, k(k.tones.skin_clay), 2);
      round(0, 0.7f, 0.17f, k(k.tones.dark), 2);
      break;
    case 4:  // night, moon, hills
      band(0.3f, 1, paint(k, "#2c3d58", "night"), 0);
      round(between(k, -0.25, 0.25), 0.74f, 0.11f, paint(k, "#ead9a2", "moon"), 1);
      band(0, 0.32f, paint(k, "#22303a", "hills"), 1);
      patch(-0.2f, 0.3f, 0.36f, 0.1f, paint(k, "#22303a", "hills"), 1);
      patch(0.12f, 0.16f, 0.05f, 0.05f, accent, 3);
      break;
    case 5: {  // shapes
      band(0, 1, paint(k, "#d9cdb0", "canvas"), 0);
      patch(-0.2f, 0.12f, 0.34f, 0.62f, cloth, 1);
      patch(0.2f, 0.3f, 0.4f, 0.2f, second, 2);
      round(0.18f, 0.68f, 0.17f, accent, 2);
      break;
    }
    case 6:  // birches
      band(0.2f, 1, paint(k, "#b7b48a", "light"), 0);
      band(0, 0.24f, paint(k, "#6c7040", "moss"), 1);
      for (int i = 0; i < 5; ++i) patch(-0.4f + 0.2f * static_cast<float>(i) + between(k, -0.05, 0.05), 0.08f, between(k, 0.03, 0.06), 0.92f, paint(k, i % 2 ? "#e4dcc6" : "#8d8268", "bark"), 2);
      break;
    default:  // a red mountain and its lake
      band(0.35f, 1, paint(k, "#d7b98a", "dawn"), 0);
      for (const float u : {-0.22f, 0.14f}) {
        const Vec2 peak[] = {{x + w * (u - 0.26f), y + h * 0.34f}, {x + w * (u + 0.26f), y + h * 0.34f}, {x + w * u, y + h * (0.74f + 0.3f * u)}};
        k.b.slab(peak, z + 0.001f, z + 0.003f + 0.002f * (u > 0 ? 1.f : 0.f), paint(k, u > 0 ? "#8e4b3c" : "#6d5560", "peak"));
      }
      band(0, 0.36f, paint(k, "#4f6f76", "lake"), 2);
      break;
  }
}

void framed(M& k, float x, float y, float w, float h, int motif, bool mount = true) {
  const int kind = k.random.below(4);
  const auto frame = kind == 0 ? k(k.tones.brass) : kind == 1 ? k(k.tones.wood) : kind == 2 ? k(k.tones.wood_dark) : k(tinted(k.tones.dark, Vec3(1.1f), "frame"));
  const float t = kind == 0 ? 0.045f : 0.03f;
  k.b.block(x, y, 0.012f, w, h, 0.024f, frame, 0.007f);
  if (mount) k.b.block(x, y + t, 0.019f, w - 2 * t, h - 2 * t, 0.014f, k(k.tones.paper), 0.001f);
  const float in = t + (mount ? 0.035f : 0.002f);
  painting(k, x, y + in, w - 2 * in, h - 2 * in, mount ? 0.027f : 0.025f, motif);
}

void sheet(M& k, float x, float y, float w, float h, float z, const char* hex) {
  k.b.block(x, y, z, w, h, 0.002f, paint(k, hex, hex + 1), 0);
}

// Lines of writing nobody reads at this distance.
void writing(M& k, float x, float y, float w, float h, float z, int lines, const char* hex = "#55504a") {
  const auto ink = paint(k, hex, "ink");
  for (int i = 0; i < lines; ++i) {
    const float length = w * between(k, 0.55, 0.95);
    k.b.block(x - (w - length) / 2, y + h * (static_cast<float>(i) + 0.5f) / static_cast<float>(lines), z, length, std::min(0.012f, 0.4f * h / static_cast<float>(lines)), 0.0015f, ink, 0);
  }
}

void poster(M& k, float x, float y, float w, float h, int kind) {
  constexpr std::array<std::array<const char*, 3>, 5> kInks{{{"#d8c69a", "#a8452f", "#2f4a52"}, {"#2f5a60", "#e0cf9f", "#c7742f"}, {"#b9502f", "#ead9b0", "#33302f"}, {"#e2d8bc", "#4f6c48", "#c9932f"}, {"#3a3f5c", "#d9a24a", "#e7dcc0"}}};
  const auto& ink = kInks[static_cast<std::size_t>(kind) % kInks.size()];
  const float z = 0.003f;
  sheet(k, x, y, w, h, z, "#e6dcc2");
  k.b.block(x, y + 0.02f, z + 0.002f, w - 0.04f, h - 0.04f, 0.002f, paint(k, ink[0], ink[0] + 1), 0);
  const auto one = paint(k, ink[1], ink[1] + 1), two = paint(k, ink[2], ink[2] + 1);
  disc(k, {x + w * between(k, -0.12, 0.12), y + h * 0.62f, z + 0.003f}, w * 0.26f, 0.003f, one);
  k.b.block(x, y + h * 0.3f, z + 0.003f, w * 0.7f, h * 0.1f, 0.002f, two, 0);
  k.b.block(x, y + h * 0.18f, z + 0.003f, w * 0.5f, h * 0.05f, 0.002f, one, 0);
  k.b.block(x + w * between(k, -0.15, 0.15), y + h * 0.42f, z + 0.005f, w * 0.16f, h * 0.3f, 0.002f, two, 0);
}

// The motif of a place's next picture: one after the other, beginning anywhere, so that no two neighbours are the same.
int motif_of(const M& k) { return static_cast<int>(997 * (k.tones.wall.albedo.x + k.tones.fabric.albedo.y + k.tones.wood.albedo.z)) + 3 * k.version; }

MakerTable make() {
  MakerTable t;
  t["picture"] = [](M& k) { framed(k, 0, 0, between(k, 0.58, 0.78), between(k, 0.44, 0.56), motif_of(k)); };
  t["portrait"] = [](M& k) { framed(k, 0, 0, between(k, 0.4, 0.5), between(k, 0.54, 0.66), k.random.unit() < 0.5 ? 3 : motif_of(k) + 2, false); };
  t["pictures"] = [](M& k) {  // several, hung by eye
    const int first = motif_of(k) + 1;
    framed(k, -0.31f, 0.16f, 0.5f, 0.4f, first);
    framed(k, 0.16f, 0.3f, 0.3f, 0.38f, first + 3, false);
    framed(k, 0.14f, 0, 0.26f, 0.24f, first + 5, false);
    framed(k, 0.5f, 0.1f, 0.26f, 0.34f, first + 6);
    framed(k, -0.18f, 0, 0.2f, 0.13f, first + 1, false);
  };
  t["poster"] = [](M& k) { poster(k, 0, 0, 0.46f, 0.66f, motif_of(k)); };
  t["posters"] = [](M& k) {
    const int first = motif_of(k) + 1;
    for (int i = 0; i < 3; ++i) poster(k, -0.46f + 0.46f * static_cast<float>(i), i == 1 ? 0.06f : between(k, 0, 0.04), 0.4f, 0.58f, first + i);
  };
  t["calendar"] = [](M& k) {
    sheet(k, 0, 0, 0.3f, 0.44f, 0.004f, "#e7dfc9");
    painting(k, 0, 0.22f, 0.27f, 0.2f, 0.006f, k.random.below(8));
    const auto ink = paint(k, "#6b645a", "ink"), today = k(k.tones.fabric);
    const int marked = k.random.below(28);
    for (int i = 0; i < 28; ++i) k.b.block(-0.114f + 0.038f * static_cast<float>(i % 7), 0.03f + 0.042f * static_cast<float>(i / 7), 0.006f, 0.02f, 0.018f, 0.002f, i == marked ? today : ink, 0);
  };
  t["notice-board"] = [](M& k) {
    scene::Material cork = k.tones.wood;
    cork.name = "cork";
    cork.albedo = linear_of_hex("#a5794c");
    cork.pattern = scene::Pattern::kPlaster;
    k.b.block(0, 0, 0.012f, 1.1f, 0.74f, 0.024f, k(k.tones.wood), 0.006f);
    k.b.block(0, 0.03f, 0.016f, 1.04f, 0.68f, 0.022f, k(cork), 0.001f);
    constexpr std::array<const char*, 5> kSheets{"#e9e2cd", "#d9c383", "#a9bfb5", "#d8a58a", "#e3dcc4"};
    for (int i = 0; i < 9; ++i) {
      const float x = -0.42f + 0.21f * static_cast<float>(i % 5) + between(k, -0.03, 0.03), y = 0.08f + 0.3f * static_cast<float>(i / 5) + between(k, -0.02, 0.06), w = between(k, 0.12, 0.19), h = between(k, 0.14, 0.24);
      k.b.place(moved({x, y, 0}) * glm::mat4_cast(glm::angleAxis(between(k, -0.09, 0.09), Vec3(0, 0, 1))));
      sheet(k, 0, 0, w, h, 0.029f + 0.001f * static_cast<float>(i % 3), kSheets[static_cast<std::size_t>(k.random.below(5))]);
      writing(k, 0, 0.02f, w * 0.8f, h * 0.7f, 0.033f, 4);
      disc(k, {0, h - 0.015f, 0.036f}, 0.011f, 0.009f, i % 2 ? k(k.tones.fabric) : k(k.tones.accent));
      k.b.reset();
    }
  };
  t["drawings"] = [](M& k) {  // children's, on a string
    const Vec3 string[] = {{-0.95f, 0.4f, 0.01f}, {-0.4f, 0.37f, 0.02f}, {0.4f, 0.37f, 0.02f}, {0.95f, 0.4f, 0.01f}};
    k.b.tube(string, 0.003f, 0.003f, k(k.tones.dark), 5);
    constexpr std::array<const char*, 6> kInks{"#c6552f", "#3f6f8a", "#e0b23f", "#5f8a4c", "#8a4f7a", "#d98a3f"};
    for (int i = 0; i < 6; ++i) {
      const float x = -0.78f + 0.31f * static_cast<float>(i) + between(k, -0.02, 0.02);
      k.b.place(moved({x, 0.03f, 0.012f}) * glm::mat4_cast(glm::angleAxis(between(k, -0.06, 0.06), Vec3(0, 0, 1))));
      sheet(k, 0, 0, 0.25f, 0.34f, 0.004f, "#eee6d2");
      const auto ink = [&](int n) { const char* hex = kInks[static_cast<std::size_t>(i + n) % kInks.size()]; return paint(k, hex, hex + 1); };
      k.b.block(0, 0.03f, 0.006f, 0.2f, 0.05f, 0.002f, ink(0), 0);
      disc(k, {between(k, -0.06, 0.06), 0.25f, 0.006f}, 0.035f, 0.003f, ink(2));
      if (i % 2) k.b.block(0.02f, 0.08f, 0.006f, 0.09f, 0.09f, 0.002f, ink(1), 0);
      else disc(k, {-0.02f, 0.13f, 0.006f}, 0.05f, 0.003f, ink(1));
      k.b.reset();
    }
  };
  t["wall-map"] = [](M& k) {
    const auto rod = k(k.tones.wood_dark);
    sheet(k, 0, 0.02f, 1.15f, 0.8f, 0.01f, "#7fa0a2");
    const auto land = paint(k, "#cdb987", "land"), other = paint(k, "#a9a86c", "land-second"), third = paint(k, "#c08d62", "land-third");
    for (int i = 0; i < 9; ++i) k.b.lump({between(k, -0.4, 0.4), between(k, 0.2, 0.66), 0.011f}, {between(k, 0.07, 0.2), between(k, 0.05, 0.14), 0.003f}, i % 3 == 0 ? land : i % 3 == 1 ? other : third, 9, 0.35f, static_cast<std::uint64_t>(i) + k.random.next() % 97);
    for (const float y : {0.f, 0.82f}) {
      const Vec3 bar[] = {{-0.6f, y + 0.012f, 0.014f}, {0.6f, y + 0.012f, 0.014f}};
      k.b.tube(bar, 0.014f, 0.014f, rod, 8);
    }
  };
  t["icon"] = [](M& k) {  // gilded, with an arched top
    const auto gold = k(k.tones.brass);
    k.b.block(0, 0, 0.014f, 0.62f, 0.86f, 0.028f, k(k.tones.wood_dark), 0.008f);
    k.b.block(0, 0.05f, 0.022f, 0.52f, 0.76f, 0.024f, gold, 0.004f);
    k.b.block(0, 0.05f, 0.034f, 0.34f, 0.3f, 0.006f, paint(k, "#7c2f2c", "robe"), 0);
    k.b.block(0, 0.3f, 0.035f, 0.22f, 0.14f, 0.006f, paint(k, "#2f4763", "mantle"), 0);
    disc(k, {0, 0.54f, 0.034f}, 0.16f, 0.004f, paint(k, "#e0b75a", "halo"));
    disc(k, {0, 0.52f, 0.037f}, 0.09f, 0.006f, k(k.tones.skin_clay));
  };
  t["timetable"] = [](M& k) {
    k.b.block(0, 0, 0.02f, 1.5f, 0.72f, 0.04f, k(k.tones.dark), 0.008f);
    for (int i = 0; i < 7; ++i) {
      const float y = 0.08f + 0.085f * static_cast<float>(i);
      k.b.block(-0.52f, y, 0.042f, 0.22f, 0.035f, 0.003f, paint(k, "#e0b75a", "amber"), 0);
      k.b.block(-0.1f + 0.04f * static_cast<float>(i % 3), y, 0.042f, 0.4f + 0.04f * static_cast<float>(i % 4), 0.035f, 0.003f, paint(k, "#e4dcc6", "letters"), 0);
      k.b.block(0.56f, y, 0.042f, 0.14f, 0.035f, 0.003f, paint(k, i == 3 ? "#c6552f" : "#e4dcc6", i == 3 ? "late" : "letters"), 0);
    }
  };
  t["eye-chart"] = [](M& k) {
    sheet(k, 0, 0, 0.4f, 0.62f, 0.004f, "#eee9da");
    const auto ink = paint(k, "#3a3836", "ink");
    for (int row = 0; row < 5; ++row) {
      const float size = 0.08f - 0.014f * static_cast<float>(row);
      for (int i = 0; i <= row; ++i) k.b.block((static_cast<float>(i) - static_cast<float>(row) / 2) * size * 1.4f, 0.5f - 0.105f * static_cast<float>(row), 0.006f, size * 0.8f, size, 0.002f, ink, 0);
    }
  };
  t["chalk-menu"] = [](M& k) {
    scene::Material slate = k.tones.dark;
    slate.name = "slate";
    slate.albedo = linear_of_hex("#333a37");
    slate.roughness = 0.95f;
    k.b.block(0, 0, 0.014f, 0.9f, 0.7f, 0.028f, k(k.tones.wood), 0.008f);
    k.b.block(0, 0.04f, 0.02f, 0.82f, 0.62f, 0.022f, k(slate), 0.001f);
    k.b.block(0, 0.56f, 0.033f, 0.44f, 0.04f, 0.002f, paint(k, "#e0c98f", "chalk-second"), 0);
    for (int i = 0; i < 6; ++i) {
      k.b.block(-0.14f, 0.1f + 0.07f * static_cast<float>(i), 0.033f, between(k, 0.3, 0.44), 0.016f, 0.002f, paint(k, "#d9d6c8", "chalk"), 0);
      k.b.block(0.3f, 0.1f + 0.07f * static_cast<float>(i), 0.033f, 0.08f, 0.016f, 0.002f, paint(k, "#d9d6c8", "chalk"), 0);
    }
  };
  t["tallies"] = [](M& k) {  // days scratched into a wall
    const auto scratch = paint(k, "#c9c0ac", "scratch");
    for (int g = 0; g < 8; ++g)
      for (int i = 0; i < 5; ++i) {
        const float x = -0.34f + 0.19f * static_cast<float>(g % 4) + 0.026f * static_cast<float>(i), y = g < 4 ? 0.18f : 0.f;
        k.b.place(moved({i == 4 ? x - 0.06f : x, y, 0}) * glm::mat4_cast(glm::angleAxis(i == 4 ? 0.9f : between(k, -0.08, 0.08), Vec3(0, 0, 1))));
        k.b.block(0, 0, 0.0015f, 0.007f, 0.12f, 0.002f, scratch, 0);
        k.b.reset();
      }
  };
  return t;
}

}  // namespace

const MakerTable& picture_makers() {
  static const MakerTable table = make();
  return table;
}

}  // namespace auteur::world
