// Trees, houses, street furniture, boats, vehicles: what stands around a playing area outdoors.
#include "procedural.h"

namespace auteur::world {
namespace {

using M = Maker;

void tree_of(M& k, float height, float crown, int lumps) {
  scene::Material bark = k.tones.wood_dark;
  bark.name = "bark";
  bark.pattern = scene::Pattern::kBark;
  bark.roughness = 0.95f;
  const auto trunk = k(bark), leaf = k(k.tones.leaf), pale = k(tinted(k.tones.leaf, Vec3(1.3f, 1.2f, 1.0f), "pale")), deep = k(tinted(k.tones.leaf, Vec3(0.7f, 0.75f, 0.8f), "deep"));
  const float lean = static_cast<float>(k.random.range(-0.2, 0.2));
  const Vec3 stem[] = {{0, -0.1f, 0}, {lean * 0.2f, height * 0.2f, 0}, {lean * 0.6f, height * 0.42f, lean * 0.3f}, {lean, height * 0.7f, 0}};
  k.b.tube(stem, height * 0.045f, height * 0.014f, trunk, 9);
  for (int i = 0; i < 4; ++i) {
    const float a = 1.7f * static_cast<float>(i) + static_cast<float>(k.random.range(0, 1)), y = height * (0.36f + 0.06f * static_cast<float>(i));
    const Vec3 branch[] = {{lean * 0.5f, y, 0}, {lean * 0.5f + std::sin(a) * crown * 0.35f, y + height * 0.12f, std::cos(a) * crown * 0.35f}, {lean * 0.5f + std::sin(a) * crown * 0.6f, y + height * 0.24f, std::cos(a) * crown * 0.6f}};
    k.b.tube(branch, height * 0.018f, height * 0.008f, trunk, 6);
  }
  for (int i = 0; i < lumps; ++i) {
    const float a = 2.4f * static_cast<float>(i), r = crown * std::sqrt(static_cast<float>(i) / static_cast<float>(lumps)) * 0.72f;
    const float y = height * (0.62f + 0.26f * (1 - r / crown)) + static_cast<float>(k.random.range(-0.06, 0.06)) * height;
    const float s = crown * static_cast<float>(k.random.range(0.3, 0.46));
    k.b.lump({lean + r * std::sin(a), y, r * std::cos(a)}, {s, s * 0.78f, s}, i % 3 == 0 ? pale : i % 3 == 1 ? leaf : deep, 9, 0.13f, k.random.next());
  }
}
void pine_of(M& k, float height, bool snow) {
  scene::Material bark = k.tones.wood_dark;
  bark.name = "bark";
  bark.pattern = scene::Pattern::kBark;
  const auto trunk = k(bark), needle = k(tinted(k.tones.leaf, Vec3(0.55f, 0.7f, 0.75f), "needle"));
  scene::Material white = k.tones.paper;
  white.name = "snow";
  white.pattern = scene::Pattern::kSnow;
  const Vec3 stem[] = {{0, -0.1f, 0}, {0, height * 0.9f, 0}};
  k.b.tube(stem, height * 0.03f, height * 0.008f, trunk, 8);
  for (int i = 0; i < 6; ++i) {
    const float t = static_cast<float>(i) / 6, y = height * (0.16f + 0.82f * t * 0.9f), r = height * 0.26f * (1 - t * 0.86f), h = height * 0.24f * (1 - 0.4f * t);
    const int segments = 16;
    for (int s = 0; s < segments; ++s) {
      const auto at = [&](int j) {
        const float a = 2 * kPi * static_cast<float>(j % segments) / static_cast<float>(segments) + static_cast<float>(i), rr = r * (j % 2 ? 1.f : 0.8f);
        return Vec3(rr * std::sin(a), y - (j % 2 ? 0.05f * height * (1 - t) : 0), rr * std::cos(a));
      };
      k.b.triangle(at(s), at(s + 1), {0, y + h, 0}, needle);
      k.b.triangle(at(s + 1), at(s), {0, y + h * 0.25f, 0}, needle);
      if (snow) {
        const Vec3 up(0, 0.012f * height, 0), tip(0, y + h, 0);
        k.b.triangle(glm::mix(at(s), tip, 0.25f) + up, glm::mix(at(s + 1), tip, 0.25f) + up, tip + up, k(white));
      }
    }
  }
}
void car_body(M& k, bool open) {
  const auto paint = k(tinted(k.tones.fabric_second, Vec3(0.9f), "paint")), dark = k(k.tones.dark), chrome = k(k.tones.metal), cloth = k(k.tones.fabric), glass = k(k.tones.glass);
  const float w = 1.55f;
  // x is the width, +z the front
  k.b.block(0, 0.3f, 1.25f, w, 0.42f, 1.0f, paint, 0.12f);
  k.b.block(0, 0.3f, -1.35f, w, 0.46f, 0.8f, paint, 0.14f);
  k.b.block(0, 0.24f, 0, w - 0.05f, 0.12f, 3.3f, paint, 0.05f);
  for (const float s : {-1.f, 1.f}) {
    k.b.block(s * (w / 2 - 0.04f), 0.3f, -0.1f, 0.08f, 0.42f, 1.9f, paint, 0.03f);
    const Vec3 front[] = {{s * (w / 2 - 0.06f), 0.7f, 0.82f}, {s * (w / 2 - 0.16f), 1.26f, 0.35f}};
    const Vec3 middle[] = {{s * (w / 2 - 0.06f), 0.7f, -0.12f}, {s * (w / 2 - 0.16f), 1.28f, -0.16f}};
    const Vec3 rear[] = {{s * (w / 2 - 0.06f), 0.72f, -1.15f}, {s * (w / 2 - 0.16f), 1.26f, -0.78f}};
    k.b.tube(front, 0.03f, 0.028f, paint, 8);
    k.b.tube(middle, 0.026f, 0.024f, paint, 8);
    k.b.tube(rear, 0.045f, 0.04f, paint, 8);
    k.b.lump({s * 0.52f, 0.56f, 1.73f}, {0.12f, 0.12f, 0.06f}, k(k.tones.paper), 9, 0, 1);
    for (const float z : {1.12f, -1.15f}) {
      k.b.place(moved({s * (w / 2 - 0.1f), 0.28f, z}) * glm::mat4_cast(glm::angleAxis(kPi / 2, Vec3(0, 0, 1))));
      k.b.cylinder({0, -0.09f, 0}, 0.28f, 0.18f, dark, 22, 0.04f);
      k.b.cylinder({0, -0.1f, 0}, 0.15f, 0.2f, chrome, 16, 0.02f);
      k.b.reset();
    }
  }
  k.b.block(0, 1.25f, -0.2f, w - 0.28f, 0.06f, 1.25f, paint, 0.03f);
  k.b.block(0, 0.3f, 1.76f, w - 0.1f, 0.09f, 0.08f, chrome, 0.03f);
  k.b.block(0, 0.3f, -1.76f, w - 0.1f, 0.09f, 0.08f, chrome, 0.03f);
  // seats in two rows
  for (const float z : {0.12f, -0.72f}) {
    k.b.block(0, 0.34f, z + 0.05f, w - 0.3f, 0.14f, 0.46f, cloth, 0.05f);
    k.b.block(0, 0.42f, z - 0.2f, w - 0.3f, 0.45f, 0.13f, cloth, 0.05f);
    for (const float s : {-0.34f, 0.34f}) k.model.seats.push_back({s, 0.47f, z + 0.08f});
  }
  k.b.block(0, 0.6f, 0.72f, w - 0.2f, 0.17f, 0.22f, dark, 0.06f);
  const Vec3 column[] = {{-0.34f, 0.68f, 0.62f}, {-0.34f, 0.72f, 0.5f}};
  k.b.tube(column, 0.02f, 0.02f, dark, 8);
  Vec3 rim[17];
  for (int i = 0; i < 17; ++i) {
    const float a = 2 * kPi * static_cast<float>(i) / 16;
    rim[i] = {-0.34f + 0.15f * std::cos(a), 0.74f + 0.14f * std::sin(a), 0.5f - 0.05f * std::sin(a)};
  }
  k.b.tube(rim, 0.013f, 0.013f, k(k.tones.wood_dark), 6);
  if (!open) {
    k.b.quad({-w / 2 + 0.1f, 0.72f, 0.8f}, {w / 2 - 0.1f, 0.72f, 0.8f}, {w / 2 - 0.18f, 1.25f, 0.36f}, {-w / 2 + 0.18f, 1.25f, 0.36f}, glass);
    k.b.quad({-w / 2 + 0.1f, 0.74f, -1.14f}, {w / 2 - 0.1f, 0.74f, -1.14f}, {w / 2 - 0.18f, 1.25f, -0.78f}, {-w / 2 + 0.18f, 1.25f, -0.78f}, glass);
  }
}

MakerTable make() {
  MakerTable t;
  t["tree"] = [](M& k) { tree_of(k, static_cast<float>(k.random.range(4.2, 5.6)), 1.7f, 13); };
  t["small-tree"] = [](M& k) { tree_of(k, 2.6f, 0.95f, 9); };
  t["pine"] = [](M& k) { pine_of(k, static_cast<float>(k.random.range(4.5, 6.5)), false); };
  t["snow-pine"] = [](M& k) { pine_of(k, static_cast<float>(k.random.range(4.5, 6.5)), true); };
  t["bare-tree"] = [](M& k) {
    scene::Material bark = k.tones.wood_dark;
    bark.name = "bark";
    bark.pattern = scene::Pattern::kBark;
    const auto m = k(bark);
    const Vec3 stem[] = {{0, -0.1f, 0}, {0.1f, 1.2f, 0}, {0, 2.4f, 0.1f}, {0.2f, 3.9f, 0}};
    k.b.tube(stem, 0.2f, 0.04f, m, 9);
    for (int i = 0; i < 9; ++i) {
      const float a = 2.4f * static_cast<float>(i), y = 1.3f + 0.27f * static_cast<float>(i), l = 1.7f - 0.13f * static_cast<float>(i);
      const Vec3 branch[] = {{0.07f, y, 0}, {std::sin(a) * l * 0.4f, y + 0.35f, std::cos(a) * l * 0.4f}, {std::sin(a) * l * 0.75f, y + 0.6f, std::cos(a + 0.3f) * l * 0.75f}, {std::sin(a + 0.2f) * l, y + 1.1f, std::cos(a + 0.3f) * l}};
      k.b.tube(branch, 0.07f - 0.004f * static_cast<float>(i), 0.01f, m, 6);
      const Vec3 twig[] = {branch[1], branch[1] + Vec3(std::sin(a + 1.2f) * 0.4f, 0.4f, std::cos(a + 1.2f) * 0.4f), branch[1] + Vec3(std::sin(a + 1.f) * 0.6f, 0.9f, std::cos(a + 1.f) * 0.6f)};
      k.b.tube(twig, 0.028f, 0.006f, m, 5);
    }
  };
  t["bush"] = [](M& k) {
    const auto leaf = k(k.tones.leaf), pale = k(tinted(k.tones.leaf, Vec3(1.25f, 1.2f, 1.f), "pale"));
    for (int i = 0; i < 7; ++i) {
      const float a = 2.4f * static_cast<float>(i), r = i == 0 ? 0 : 0.34f, s = static_cast<float>(k.random.range(0.24, 0.38));
      k.b.lump({r * std::sin(a), s * 0.72f + (i == 0 ? 0.2f : 0), r * std::cos(a)}, {s, s * 0.85f, s}, i % 2 ? leaf : pale, 8, 0.14f, k.random.next());
    }
  };
  t["washing-line"] = [](M& k) {
    const auto wood = k(k.tones.wood_dark), cord = k(k.tones.paper);
    for (const float x : {-1.2f, 1.2f}) {
      k.b.cylinder({x, 0, 0}, 0.035f, 1.62f, wood);
      k.b.block(x, 1.52f, 0, 0.05f, 0.05f, 0.5f, wood);
    }
    std::vector<Vec3> line;
    for (int i = 0; i <= 10; ++i) {
      const float u = 0.1f * static_cast<float>(i);
      line.push_back({-1.2f + 2.4f * u, 1.55f - 0.30f * u * (1 - u), 0});
    }
    k.b.tube(line, 0.006f, 0.006f, cord, 5);
    const scene::Material* cloths[] = {&k.tones.fabric, &k.tones.fabric_second, &k.tones.white, &k.tones.accent};
    float x = -1.0f;
    for (int piece = 0; x < 0.85f; ++piece) {
      const float wide = static_cast<float>(k.random.range(0.28, 0.52)), tall = static_cast<float>(k.random.range(0.42, 0.78));
      scene::Material cloth = *cloths[(piece + k.random.below(2)) % 4];
      cloth.name += " washing";
      cloth.pattern = scene::Pattern::kFabric;
      const auto m = k(cloth);
      constexpr int kColumns = 6, kRows = 8;
      const auto at = [&](int i, int j, float z) {
        const float px = std::min(x + wide * static_cast<float>(i) / kColumns, 1.05f), u = (px + 1.2f) / 2.4f, down = static_cast<float>(j) / kRows;
        const float fold = 0.022f * down * std::sin(9.f * px / wide + static_cast<float>(piece));
        return Vec3(px, 1.55f - 0.30f * u * (1 - u) - tall * down, fold + z);
      };
      for (int j = 0; j < kRows; ++j)
        for (int i = 0; i < kColumns; ++i) {
          k.b.quad(at(i, j + 1, 0.004f), at(i + 1, j + 1, 0.004f), at(i + 1, j, 0.004f), at(i, j, 0.004f), m);
          k.b.quad(at(i, j, -0.004f), at(i + 1, j, -0.004f), at(i + 1, j + 1, -0.004f), at(i, j + 1, -0.004f), m);
        }
      x += wide + static_cast<float>(k.random.range(0.05, 0.16));
    }
  };
  t["hedge"] = [](M& k) {
    for (int i = 0; i < 9; ++i) {
      const auto z = static_cast<float>(k.random.range(-0.05, 0.05));
      const auto shape = k.random.next();
      k.b.lump({-1.f + 0.25f * static_cast<float>(i), 0.42f, z}, {0.27f, 0.46f, 0.3f}, k(k.tones.leaf), 8, 0.12f, shape);
    }
  };
  t["grass-tuft"] = [](M& k) {
    const auto leaf = k(k.tones.leaf), dry = k(tinted(k.tones.leaf, Vec3(1.8f, 1.4f, 0.9f), "dry"));
    for (int i = 0; i < 26; ++i) {
      const float a = 2.4f * static_cast<float>(i), r = 0.16f * std::sqrt(static_cast<float>(i) / 26), h = static_cast<float>(k.random.range(0.12, 0.3)), out = r + static_cast<float>(k.random.range(0.02, 0.1));
      const Vec3 base(r * std::sin(a), 0, r * std::cos(a)), side(std::cos(a) * 0.012f, 0, -std::sin(a) * 0.012f), tip(out * std::sin(a), h, out * std::cos(a));
      k.b.triangle(base - side, base + side, tip, i % 3 ? leaf : dry);
    }
  };
  t["flowers-bed"] = [](M& k) {
    const scene::Material* petals[] = {&k.tones.accent, &k.tones.fabric, &k.tones.paper};
    for (int i = 0; i < 24; ++i) {
      const float x = static_cast<float>(k.random.range(-0.5, 0.5)), z = static_cast<float>(k.random.range(-0.25, 0.25)), h = static_cast<float>(k.random.range(0.16, 0.34));
      const Vec3 stem[] = {{x, 0, z}, {x + 0.02f, h, z}};
      k.b.tube(stem, 0.006f, 0.004f, k(k.tones.leaf), 5);
      const int petal = k.random.below(3);
      const auto shape = k.random.next();
      k.b.lump({x + 0.02f, h, z}, {0.045f, 0.026f, 0.045f}, k(*petals[petal]), 5, 0.25f, shape);
      k.b.lump({x, 0.05f, z}, {0.07f, 0.06f, 0.07f}, k(k.tones.leaf), 5, 0.3f, k.random.next());
    }
  };
  t["rock"] = [](M& k) { k.b.lump({0, 0.2f, 0}, {0.5f, 0.36f, 0.42f}, k(k.tones.stone), 11, 0.16f, k.random.next()); };
  t["boulder"] = [](M& k) {
    k.b.lump({0, 0.5f, 0}, {1.2f, 0.95f, 1.0f}, k(k.tones.stone), 13, 0.15f, k.random.next());
    k.b.lump({0.9f, 0.2f, 0.5f}, {0.5f, 0.4f, 0.45f}, k(k.tones.stone), 10, 0.16f, k.random.next());
  };
  t["fence"] = [](M& k) {
    const auto wood = k(tinted(k.tones.wood, Vec3(1.1f, 1.15f, 1.25f), "weathered"));
    for (int i = 0; i < 9; ++i) k.b.block(-0.96f + 0.24f * static_cast<float>(i), 0.03f, 0, 0.1f, 0.85f + 0.04f * static_cast<float>(k.random.below(3)), 0.025f, wood, 0.008f);
    for (const float y : {0.22f, 0.65f}) k.b.block(0, y, -0.03f, 2.1f, 0.07f, 0.03f, wood, 0.008f);
  };
  t["stone-wall"] = [](M& k) {
    const auto stone = k(k.tones.stone), other = k(tinted(k.tones.stone, Vec3(0.85f), "b"));
    for (int row = 0; row < 4; ++row)
      for (int i = 0; i < 6; ++i) k.b.block(-0.95f + 0.36f * static_cast<float>(i) + (row % 2 ? 0.12f : 0), 0.19f * static_cast<float>(row), static_cast<float>(k.random.range(-0.02, 0.02)), 0.35f, 0.185f, 0.3f, (row + i) % 3 ? stone : other, 0.03f);
  };
  t["railing"] = [](M& k) {
    const auto iron = k(k.tones.dark);
    for (int i = 0; i < 9; ++i) {
      const Vec3 bar[] = {{-0.96f + 0.24f * static_cast<float>(i), 0, 0}, {-0.96f + 0.24f * static_cast<float>(i), 0.86f, 0}};
      k.b.tube(bar, 0.012f, 0.012f, iron, 6);
    }
    for (const float y : {0.1f, 0.86f}) k.b.block(0, y, 0, 2.04f, 0.035f, 0.05f, iron, 0.01f);
  };
  t["streetlamp"] = [](M& k) {
    const auto iron = k(tinted(k.tones.dark, Vec3(0.9f, 1.1f, 1.05f), "iron"));
    const Vec2 p[] = {{0, 0}, {0.14f, 0}, {0.14f, 0.12f}, {0.09f, 0.2f}, {0.05f, 0.5f}, {0.035f, 0.7f}, {0.03f, 2.5f}, {0.05f, 2.54f}, {0.03f, 2.58f}, {0.09f, 2.62f}, {0, 2.62f}};
    k.b.turn(p, {0, 0, 0}, iron, 14);
    scene::Material glow = k.tones.paper;
    glow.name = "lantern-glass";
    glow.albedo = linear_of_hex("#e0cfa0");
    glow.translucency = 0.6f;
    const Vec2 g[] = {{0, 2.62f}, {0.08f, 2.62f}, {0.13f, 2.86f}, {0, 2.86f}};
    k.b.turn(g, {0, 0, 0}, k(glow), 6);
    const Vec2 hat[] = {{0.17f, 2.86f}, {0.12f, 2.93f}, {0.03f, 2.98f}, {0.02f, 3.04f}, {0, 3.06f}};
    k.b.turn(hat, {0, 0, 0}, iron, 12);
    k.model.lamp = {0, 2.74f, 0};
    k.model.lamp_radius = 0.15f;
  };
  t["bollard"] = [](M& k) {
    const Vec2 p[] = {{0, 0}, {0.13f, 0}, {0.11f, 0.05f}, {0.09f, 0.3f}, {0.14f, 0.36f}, {0.14f, 0.42f}, {0.08f, 0.46f}, {0, 0.47f}};
    k.b.turn(p, {0, 0, 0}, k(k.tones.dark), 16);
  };
  t["barrel"] = [](M& k) {
    const Vec2 p[] = {{0, 0}, {0.22f, 0}, {0.27f, 0.2f}, {0.285f, 0.35f}, {0.27f, 0.5f}, {0.22f, 0.7f}, {0.2f, 0.7f}, {0.2f, 0.67f}, {0, 0.67f}};
    k.b.turn(p, {0, 0, 0}, k(k.tones.wood), 20);
    for (const float y : {0.12f, 0.26f, 0.44f, 0.58f}) {
      const float r = 0.285f - 0.5f * (y - 0.35f) * (y - 0.35f) * 1.1f;
      const Vec2 hoop[] = {{r - 0.005f, y - 0.016f}, {r + 0.006f, y - 0.016f}, {r + 0.006f, y + 0.016f}, {r - 0.005f, y + 0.016f}};
      k.b.turn(hoop, {0, 0, 0}, k(k.tones.metal), 20);
    }
  };
  t["crate"] = [](M& k) {
    const auto wood = k(k.tones.wood), frame = k(tinted(k.tones.wood, Vec3(0.8f), "frame"));
    k.b.block(0, 0.015f, 0, 0.5f, 0.44f, 0.5f, wood, 0.004f);
    for (int i = 0; i < 2; ++i)
      for (const float s : {-1.f, 1.f}) {
        for (const float y : {0.f, 0.41f}) {
          if (i) k.b.block(0, y, s * 0.25f, 0.54f, 0.06f, 0.03f, frame, 0.006f);
          else k.b.block(s * 0.25f, y, 0, 0.03f, 0.06f, 0.52f, frame, 0.006f);
        }
        for (const float q : {-1.f, 1.f})
          if (i) k.b.block(q * 0.24f, 0, s * 0.255f, 0.06f, 0.47f, 0.03f, frame, 0.006f);
      }
  };
  t["crates"] = [](M& k) {
    const auto wood = k(k.tones.wood), other = k(tinted(k.tones.wood, Vec3(0.8f, 0.85f, 0.9f), "grey"));
    k.b.block(-0.3f, 0, 0, 0.55f, 0.48f, 0.5f, wood, 0.012f);
    k.b.block(0.3f, 0, 0.05f, 0.5f, 0.42f, 0.5f, other, 0.012f);
    k.b.place(moved({-0.1f, 0.48f, 0}, 0.35f));
    k.b.block(0, 0, 0, 0.44f, 0.36f, 0.42f, wood, 0.012f);
    k.b.reset();
  };
  t["sack"] = [](M& k) {
    k.b.lump({0, 0.22f, 0}, {0.22f, 0.26f, 0.18f}, k(tinted(k.tones.paper, Vec3(0.55f, 0.45f, 0.3f), "sack")), 10, 0.06f, 4);
    k.b.lump({0, 0.48f, 0}, {0.08f, 0.07f, 0.07f}, k(tinted(k.tones.paper, Vec3(0.55f, 0.45f, 0.3f), "sack")), 6, 0.15f, 5);
  };
  t["hay"] = [](M& k) { k.b.block(0, 0, 0, 0.9f, 0.42f, 0.5f, k(tinted(k.tones.accent, Vec3(0.9f, 0.95f, 0.8f), "hay")), 0.06f); };
  t["trough"] = [](M& k) {
    const auto wood = k(k.tones.wood_dark);
    for (const float s : {-1.f, 1.f}) k.b.block(0, 0.12f, s * 0.18f, 1.2f, 0.3f, 0.04f, wood);
    for (const float s : {-1.f, 1.f}) k.b.block(s * 0.58f, 0, 0, 0.05f, 0.42f, 0.4f, wood);
    k.b.block(0, 0.12f, 0, 1.2f, 0.05f, 0.36f, wood);
    k.b.block(0, 0.3f, 0, 1.1f, 0.02f, 0.32f, k(k.tones.water), 0);
  };
  t["gravestone"] = [](M& k) {
    const auto stone = k(tinted(k.tones.stone, Vec3(static_cast<float>(k.random.range(0.75, 1.05))), "grave"));
    Vec2 outline[12];
    outline[0] = {-0.24f, 0};
    outline[1] = {0.24f, 0};
    for (int i = 0; i < 10; ++i) {
      const float a = kPi * static_cast<float>(i) / 9;
      outline[i + 2] = {0.24f * std::cos(a), 0.5f + 0.2f * std::sin(a)};
    }
    k.b.slab(outline, -0.05f, 0.05f, stone);
    k.b.block(0, 0, 0, 0.6f, 0.08f, 0.2f, stone, 0.015f);
    k.b.block(0, 0, 0.6f, 0.5f, 0.05f, 0.9f, stone, 0.02f);
  };
  t["rowboat"] = [](M& k) {
    const auto hull = k(k.tones.fabric_second), wood = k(k.tones.wood);
    Vec3 before[7];
    for (int i = 0; i <= 12; ++i) {
      const float u = static_cast<float>(i) / 12, z = -1.35f + 2.7f * u, w = 0.55f * std::sqrt(std::max(0.02f, 1 - std::pow(std::abs(u - 0.42f) / 0.6f, 2.6f))), lift = 0.3f * std::pow(std::abs(u - 0.45f) / 0.55f, 2.f);
      Vec3 ring[7];
      for (int j = 0; j < 7; ++j) {
        const float a = kPi * static_cast<float>(j) / 6;
        ring[j] = {-w * std::cos(a), 0.44f + lift * 0.7f - (0.42f - lift * 0.3f) * std::sin(a), z};
      }
      if (i > 0)
        for (int j = 0; j < 6; ++j) {
          k.b.quad(before[j], ring[j], ring[j + 1], before[j + 1], hull);
          k.b.quad(before[j] * Vec3(0.95f, 1, 1) + Vec3(0, 0.03f, 0), before[j + 1] * Vec3(0.95f, 1, 1) + Vec3(0, 0.03f, 0), ring[j + 1] * Vec3(0.95f, 1, 1) + Vec3(0, 0.03f, 0), ring[j] * Vec3(0.95f, 1, 1) + Vec3(0, 0.03f, 0), wood);
        }
      if (i > 0)
        for (const int j : {0, 6}) {
          const Vec3 rail[] = {before[j], ring[j]};
          k.b.tube(rail, 0.03f, 0.03f, wood, 6);
        }
      std::copy(std::begin(ring), std::end(ring), std::begin(before));
    }
    for (const float z : {-0.7f, 0.f, 0.6f}) {
      k.b.block(0, 0.3f, z, 0.94f, 0.03f, 0.2f, wood, 0.008f);
      k.model.seats.push_back({0, 0.33f, z});
    }
  };
  t["fishing-boat"] = [](M& k) {
    const auto hull = k(tinted(k.tones.fabric, Vec3(0.9f), "hull")), wood = k(k.tones.wood), white = k(k.tones.white);
    const Vec2 deck[] = {{-2.4f, 0.f}, {1.6f, 0.f}, {2.6f, 0.9f}, {-2.6f, 0.8f}};
    k.b.slab(deck, -0.8f, 0.8f, hull);
    k.b.block(0, 0.8f, 0, 4.8f, 0.1f, 1.7f, wood, 0.03f);
    k.b.block(-0.9f, 0.9f, 0, 1.3f, 1.1f, 1.1f, white, 0.04f);
    k.b.block(-0.9f, 2.0f, 0, 1.5f, 0.1f, 1.3f, wood, 0.03f);
    for (const float s : {-1.f, 1.f}) k.b.block(-0.9f, 1.35f, s * 0.55f, 0.8f, 0.4f, 0.03f, k(k.tones.dark), 0);
    const Vec3 mast[] = {{0.7f, 0.9f, 0}, {0.7f, 4.0f, 0}};
    k.b.tube(mast, 0.07f, 0.04f, wood, 8);
    const Vec3 boom[] = {{0.7f, 1.7f, 0}, {2.3f, 2.6f, 0}};
    k.b.tube(boom, 0.045f, 0.03f, wood, 8);
    const Vec3 rope[] = {{0.7f, 3.9f, 0}, {2.5f, 1.0f, 0}};
    k.b.tube(rope, 0.012f, 0.012f, k(k.tones.dark), 5);
  };
  t["lighthouse"] = [](M& k) {
    const auto white = k(k.tones.white), red = k(k.tones.fabric), dark = k(k.tones.dark);
    const Vec2 tower[] = {{0, 0}, {1.5f, 0}, {1.4f, 0.3f}, {1.1f, 6.2f}, {1.35f, 6.4f}, {1.35f, 6.55f}, {0, 6.55f}};
    k.b.turn(tower, {0, 0, 0}, white, 28);
    for (const float y : {1.6f, 3.9f}) {
      const float r = 1.42f - (y - 0.3f) * 0.051f;
      const Vec2 band[] = {{r, y}, {r - 0.05f, y + 0.95f}};
      k.b.turn(band, {0, 0, 0}, red, 28);
    }
    scene::Material glow = k.tones.paper;
    glow.name = "lantern-glass";
    glow.emission = Vec3(1.6f, 1.3f, 0.8f);
    k.b.cylinder({0, 6.55f, 0}, 0.6f, 0.9f, k(glow), 16);
    const Vec2 hat[] = {{0.85f, 7.45f}, {0.8f, 7.55f}, {0.1f, 8.1f}, {0.03f, 8.5f}, {0, 8.5f}};
    k.b.turn(hat, {0, 0, 0}, red, 20);
    k.b.block(0, 0, 1.42f, 0.8f, 1.7f, 0.12f, dark, 0.02f);
    k.b.block(0, 3.2f, 1.24f, 0.4f, 0.6f, 0.1f, dark, 0.02f);
    k.model.lamp = {0, 7.0f, 0};
    k.model.lamp_radius = 0.65f;
  };
  t["barn-house"] = [](M& k) {
    const auto board = k(tinted(k.tones.fabric, Vec3(0.8f), "board")), trim = k(k.tones.trim), roof = k(k.tones.roof);
    k.b.block(0, 0, -2.f, 5.f, 2.6f, 4.f, board, 0.02f);
    k.b.quad({-2.7f, 2.6f, 0.2f}, {0, 4.3f, 0.2f}, {0, 4.3f, -4.2f}, {-2.7f, 2.6f, -4.2f}, roof);
    k.b.quad({0, 4.3f, 0.2f}, {2.7f, 2.6f, 0.2f}, {2.7f, 2.6f, -4.2f}, {0, 4.3f, -4.2f}, roof);
    k.b.triangle({-2.5f, 2.6f, 0}, {2.5f, 2.6f, 0}, {0, 4.2f, 0}, board);
    k.b.block(0, 0, 0.03f, 1.8f, 2.1f, 0.08f, trim, 0.01f);
    k.b.block(0, 0.05f, 0.06f, 1.66f, 1.98f, 0.08f, board, 0.01f);
  };
  t["car"] = [](M& k) { car_body(k, false); k.model.seats.clear(); };
  t["open-car"] = [](M& k) { car_body(k, true); };
  t["cart"] = [](M& k) {
    const auto wood = k(k.tones.wood), dark = k(k.tones.wood_dark);
    k.b.block(0, 0.5f, 0, 0.9f, 0.06f, 1.5f, wood, 0.01f);
    for (const float s : {-1.f, 1.f}) {
      k.b.block(s * 0.44f, 0.56f, 0, 0.04f, 0.24f, 1.5f, wood, 0.01f);
      k.b.place(moved({s * 0.54f, 0.42f, -0.1f}) * glm::mat4_cast(glm::angleAxis(kPi / 2, Vec3(0, 0, 1))));
      const Vec2 rim[] = {{0.36f, -0.03f}, {0.42f, -0.03f}, {0.42f, 0.03f}, {0.36f, 0.03f}, {0.36f, -0.03f}};
      k.b.turn(rim, {0, 0, 0}, dark, 24);
      for (int i = 0; i < 4; ++i) {
        const float a = kPi / 4 * static_cast<float>(i);
        const Vec3 spoke[] = {{0.38f * std::cos(a), 0, 0.38f * std::sin(a)}, {-0.38f * std::cos(a), 0, -0.38f * std::sin(a)}};
        k.b.tube(spoke, 0.018f, 0.018f, dark, 6);
      }
      k.b.reset();
      const Vec3 shaft[] = {{s * 0.3f, 0.5f, 0.7f}, {s * 0.26f, 0.44f, 1.6f}};
      k.b.tube(shaft, 0.025f, 0.02f, dark, 6);
    }
  };
  t["market-stall"] = [](M& k) {
    const auto wood = k(k.tones.wood), a = k(k.tones.fabric), c = k(k.tones.paper);
    k.b.block(0, 0.62f, 0, 1.6f, 0.05f, 0.7f, wood, 0.01f);
    k.b.block(0, 0.1f, 0.3f, 1.55f, 0.52f, 0.03f, wood, 0.006f);
    for (int i = 0; i < 4; ++i) k.b.block((i & 1 ? 0.77f : -0.77f), 0, (i & 2 ? 0.32f : -0.32f), 0.05f, i & 2 ? 1.6f : 1.85f, 0.05f, wood, 0.01f);
    for (int i = 0; i < 8; ++i) {
      const float x0 = -0.85f + 0.2125f * static_cast<float>(i);
      k.b.quad({x0, 1.55f, 0.55f}, {x0 + 0.2125f, 1.55f, 0.55f}, {x0 + 0.2125f, 1.88f, -0.4f}, {x0, 1.88f, -0.4f}, i % 2 ? a : c);
    }
    const scene::Material* fruit[] = {&k.tones.accent, &k.tones.fabric, &k.tones.leaf};
    for (int i = 0; i < 45; ++i) k.b.lump({-0.68f + 0.16f * static_cast<float>(i % 9) + static_cast<float>(k.random.range(-0.02, 0.02)), 0.7f, -0.22f + 0.11f * static_cast<float>(i / 9)}, Vec3(0.05f), k(*fruit[(i % 9) / 3]), 5, 0.05f, k.random.next());
  };
  t["campfire"] = [](M& k) {
    scene::Material ember = k.tones.accent;
    ember.name = "flame";
    ember.emission = Vec3(5.f, 1.9f, 0.4f);
    for (int i = 0; i < 9; ++i) {
      const float a = 0.7f * static_cast<float>(i);
      k.b.lump({0.34f * std::sin(a), 0.06f, 0.34f * std::cos(a)}, {0.1f, 0.08f, 0.09f}, k(k.tones.stone), 6, 0.15f, k.random.next());
      const float h = static_cast<float>(k.random.range(0.16, 0.4));
      const Vec2 f[] = {{0, 0}, {0.06f, h * 0.25f}, {0.03f, h * 0.6f}, {0, h}};
      k.b.turn(f, {0.1f * std::sin(a * 2), 0.06f, 0.1f * std::cos(a * 2)}, k(ember), 7);
      const Vec3 log[] = {{0.3f * std::sin(a), 0.04f, 0.3f * std::cos(a)}, {0, 0.18f, 0}};
      if (i % 2) k.b.tube(log, 0.035f, 0.03f, k(k.tones.wood_dark), 7);
    }
    k.model.lamp = {0, 0.5f, 0};
    k.model.lamp_radius = 0.16f;
  };
  t["log"] = [](M& k) {
    scene::Material bark = k.tones.wood_dark;
    bark.name = "bark";
    bark.pattern = scene::Pattern::kBark;
    const Vec3 log[] = {{-0.7f, 0.2f, 0}, {0, 0.21f, 0.02f}, {0.7f, 0.2f, 0}};
    k.b.tube(log, 0.21f, 0.19f, k(bark), 14);
    k.model.seats = {{-0.35f, 0.40f, 0}, {0.35f, 0.40f, 0}};
  };
  t["signpost"] = [](M& k) {
    k.b.block(0, 0, 0, 0.08f, 1.7f, 0.08f, k(k.tones.wood), 0.012f);
    k.b.block(0.2f, 1.35f, 0.05f, 0.7f, 0.18f, 0.03f, k(k.tones.paper), 0.008f);
    k.b.block(-0.15f, 1.12f, 0.05f, 0.6f, 0.16f, 0.03f, k(k.tones.paper), 0.008f);
  };
  t["mast"] = [](M& k) {
    const Vec3 mast[] = {{0, 0, 0}, {0, 7, 0}};
    k.b.tube(mast, 0.15f, 0.09f, k(k.tones.wood), 12);
    const Vec3 yard[] = {{-2, 4.4f, 0.1f}, {2, 4.4f, 0.1f}};
    k.b.tube(yard, 0.07f, 0.05f, k(k.tones.wood_dark), 8);
    const auto sail = k(k.tones.paper);
    for (int i = 0; i < 8; ++i) {
      const float x0 = -1.8f + 0.45f * static_cast<float>(i), x1 = x0 + 0.45f;
      const auto bulge = [](float x) { return 0.35f * (1 - x * x / 3.4f); };
      k.b.quad({x0, 2.3f, 0.1f}, {x1, 2.3f, 0.1f}, {x1, 3.4f, 0.12f + bulge(x1)}, {x0, 3.4f, 0.12f + bulge(x0)}, sail);
      k.b.quad({x0, 3.4f, 0.12f + bulge(x0)}, {x1, 3.4f, 0.12f + bulge(x1)}, {x1, 4.35f, 0.12f}, {x0, 4.35f, 0.12f}, sail);
    }
  };
  t["train"] = [](M& k) {
    const auto paint = k(tinted(k.tones.fabric_second, Vec3(0.7f), "paint")), cream = k(k.tones.paper), dark = k(k.tones.dark), pane = k(tinted(k.tones.dark, Vec3(1, 1.2f, 1.5f), "pane"));
    for (int c = 0; c < 2; ++c) {
      const float x = -5.3f + 10.6f * static_cast<float>(c);
      k.b.block(x, 0.5f, 0, 10.2f, 1.0f, 2.2f, paint, 0.06f);
      k.b.block(x, 1.5f, 0, 10.2f, 0.9f, 2.2f, cream, 0.04f);
      k.b.block(x, 2.4f, 0, 10.2f, 0.3f, 2.1f, dark, 0.14f);
      for (int i = 0; i < 7; ++i) k.b.block(x - 4.1f + 1.36f * static_cast<float>(i), 1.6f, 1.1f, 0.95f, 0.65f, 0.04f, pane, 0.01f);
      for (int i = 0; i < 4; ++i) k.b.block(x - 3.8f + 2.5f * static_cast<float>(i), 0.1f, 0.7f, 0.9f, 0.5f, 0.2f, dark, 0.1f);
    }
  };
  t["wheelbarrow"] = [](M& k) {
    k.b.block(0, 0.28f, 0, 0.5f, 0.24f, 0.6f, k(k.tones.metal), 0.05f);
    for (const float s : {-1.f, 1.f}) {
      const Vec3 arm[] = {{s * 0.1f, 0.18f, 0.5f}, {s * 0.24f, 0.5f, -0.85f}};
      k.b.tube(arm, 0.022f, 0.022f, k(k.tones.wood), 7);
    }
    k.b.lump({0, 0.16f, 0.5f}, {0.04f, 0.16f, 0.16f}, k(k.tones.dark), 8, 0, 1);
  };
  t["chimney"] = [](M& k) {
    scene::Material brick = k.tones.roof;
    brick.name = "brick";
    brick.pattern = scene::Pattern::kBrick;
    k.b.block(0, 0, 0, 0.8f, 1.5f, 0.6f, k(brick), 0.02f);
    k.b.block(0, 1.5f, 0, 0.95f, 0.12f, 0.72f, k(k.tones.stone), 0.02f);
    for (const float x : {-0.2f, 0.2f}) k.b.cylinder({x, 1.6f, 0}, 0.11f, 0.4f, k(k.tones.skin_clay), 12, 0.01f);
  };
  t["hill"] = [](M& k) {
    const auto high = static_cast<float>(k.random.range(3.0, 5.0));
    const auto shape = k.random.next();
    k.b.lump({0, -1.0f, 0}, {14.f, high, 7.f}, k(tinted(k.tones.leaf, Vec3(0.8f, 0.85f, 1.1f), "hill")), 12, 0.05f, shape);
  };
  t["columns"] = [](M& k) {
    const Vec2 p[] = {{0, 0}, {0.26f, 0}, {0.26f, 0.15f}, {0.19f, 0.22f}, {0.17f, 2.3f}, {0.26f, 2.42f}, {0.26f, 2.55f}, {0, 2.55f}};
    k.b.turn(p, {0, 0, 0}, k(k.tones.stone), 20);
  };
  t["stalagmite"] = [](M& k) {
    for (int i = 0; i < 3; ++i) {
      const float h = static_cast<float>(k.random.range(0.5, 1.5)), x = 0.4f * static_cast<float>(i) - 0.4f;
      const Vec2 p[] = {{0, 0}, {0.24f, 0}, {0.16f, h * 0.3f}, {0.08f, h * 0.7f}, {0, h}};
      k.b.turn(p, {x, 0, static_cast<float>(k.random.range(-0.2, 0.2))}, k(k.tones.stone), 11);
    }
  };
  return t;
}

}  // namespace

const MakerTable& outdoor_makers() {
  static const MakerTable table = make();
  return table;
}

}  // namespace auteur::world
