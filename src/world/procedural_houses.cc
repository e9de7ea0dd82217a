// Houses: each front in a plaster, doors and shutters of its own. The front looks to +z, its foot at y = 0.
#include <algorithm>

#include "procedural.h"
#include "tables.h"

namespace auteur::world {
namespace {

using M = Maker;

// A plaster of data/world/places.json.
Vec3 facade(Random& random) {
  const Json& table = places_table();
  if (!table.contains("facades") || !table["facades"].is_array() || table["facades"].empty()) return linear_of_hex("#b1a583");
  const Json& list = table["facades"];
  const Json& hex = list[static_cast<std::size_t>(random.below(static_cast<int>(list.size())))];
  return linear_of_hex(hex.is_string() ? hex.get<std::string>() : "#b1a583");
}
void house_of(M& k, float w, float h, float d, int floors, bool shop) {
  const int number = k.random.below(100);
  const auto plaster = [&] {  // a colour of its own, near the place's
    scene::Material m = k.tones.wall_second;
    m.name = "house" + std::to_string(number);
    m.albedo = glm::mix(m.albedo, facade(k.random), 0.75f);
    return m;
  }();
  const Vec3 doors[] = {linear_of_hex("#3f5f5c"), linear_of_hex("#7a3a30"), linear_of_hex("#35506b"), linear_of_hex("#8a6a34"), linear_of_hex("#4f5c3a")};
  const auto painted = [&](const char* name, Vec3 colour) { scene::Material m = k.tones.white; m.name = name; m.albedo = colour; m.roughness = 0.6f; return m; };
  const int ink = k.random.below(5);
  scene::Material tiles = k.tones.roof;
  tiles.name = "roof" + std::to_string(number);
  tiles.albedo *= Vec3(static_cast<float>(k.random.range(0.75, 1.3)), static_cast<float>(k.random.range(0.85, 1.15)), static_cast<float>(k.random.range(0.85, 1.3)));
  const auto wall = k(plaster), trim = k(k.tones.trim), roof = k(tiles), door = k(painted("door", doors[ink])), shutter = k(painted("shutter", doors[(ink + 2) % 5])), dark = k(tinted(k.tones.dark, Vec3(1.f, 1.15f, 1.4f), "pane"));
  k.b.block(0, 0, -d / 2, w, h, d, wall, 0.02f);
  k.b.block(0, 0, -d / 2 + 0.03f, w + 0.06f, 0.35f, d, k(k.tones.stone), 0.02f);
  k.b.block(0, h - 0.12f, -d / 2, w + 0.2f, 0.14f, d + 0.2f, trim, 0.03f);
  // a pitched roof, ridge along x
  const float ridge = std::min(1.8f, d * 0.35f);
  const Vec3 a(-w / 2 - 0.15f, h, 0.18f), b(w / 2 + 0.15f, h, 0.18f), c(w / 2 + 0.15f, h + ridge, -d / 2), e(-w / 2 - 0.15f, h + ridge, -d / 2), f(w / 2 + 0.15f, h, -d - 0.18f), g(-w / 2 - 0.15f, h, -d - 0.18f);
  k.b.quad(a, b, c, e, roof);
  k.b.quad(e, c, f, g, roof);
  k.b.triangle({-w / 2, h, 0}, {-w / 2, h + ridge, -d / 2}, {-w / 2, h, -d}, wall);
  k.b.triangle({w / 2, h, 0}, {w / 2, h, -d}, {w / 2, h + ridge, -d / 2}, wall);
  k.b.block(w * 0.28f, h + 0.2f, -d * 0.5f, 0.4f, ridge + 0.4f, 0.4f, k(k.tones.roof), 0.02f);
  const int columns = std::max(2, static_cast<int>(w / 1.5f)), door_at = k.random.below(columns);
  const bool shutters = k.random.unit() < 0.55, boxes = k.random.unit() < 0.5;
  k.model.door_column = door_at;
  const float each = w / static_cast<float>(columns), fh = h / static_cast<float>(floors);
  for (int i = 0; i < floors; ++i)
    for (int j = 0; j < columns; ++j) {
      const float x = -w / 2 + each * (static_cast<float>(j) + 0.5f), y = fh * static_cast<float>(i) + fh * 0.34f;
      if (i == 0 && j == door_at) {
        k.b.block(x, 0.1f, 0.02f, 0.86f, 1.8f, 0.06f, trim, 0.012f);
        k.b.block(x, 0.1f, 0.05f, 0.7f, 1.7f, 0.05f, door, 0.012f);
        k.b.block(x, 0, 0.2f, 1.0f, 0.12f, 0.4f, k(k.tones.stone), 0.015f);
        k.b.lump({x + 0.26f, 0.95f, 0.09f}, Vec3(0.03f), k(k.tones.brass), 6, 0, 1);
        continue;
      }
      const bool big = shop && i == 0;
      const float ww = big ? each * 0.86f : std::min(0.8f, each * 0.55f), wh = big ? fh * 0.5f : fh * 0.46f, wy = big ? 0.55f : y;
      k.b.block(x, wy - 0.05f, 0.015f, ww + 0.14f, wh + 0.1f, 0.05f, trim, 0.012f);
      k.b.block(x, wy, 0.03f, ww, wh, 0.03f, dark, 0);
      k.b.block(x, wy, 0.065f, 0.035f, wh, 0.03f, trim, 0.004f);
      k.b.block(x, wy + wh * 0.55f, 0.065f, ww, 0.035f, 0.03f, trim, 0.004f);
      k.b.block(x, wy - 0.09f, 0.06f, ww + 0.22f, 0.05f, 0.12f, trim, 0.012f);
      if (big) continue;
      if (shutters && each > ww + 0.62f)
        for (const float s : {-1.f, 1.f}) {
          k.b.block(x + s * (ww / 2 + 0.2f), wy - 0.02f, 0.03f, 0.26f, wh + 0.04f, 0.04f, shutter, 0.008f);
          for (int slat = 0; slat < 5; ++slat) k.b.block(x + s * (ww / 2 + 0.2f), wy + wh * (0.08f + 0.19f * static_cast<float>(slat)), 0.048f, 0.19f, 0.03f, 0.02f, shutter, 0.004f);
        }
      if (boxes && i > 0 && k.random.unit() < 0.6) {
        k.b.block(x, wy - 0.2f, 0.13f, ww * 0.9f, 0.13f, 0.16f, k(k.tones.wood_dark), 0.01f);
        for (int n = 0; n < 5; ++n) {
          const float u = x + ww * (-0.36f + 0.18f * static_cast<float>(n));
          k.b.lump({u, wy - 0.03f, 0.14f}, {0.09f, 0.08f, 0.08f}, k(k.tones.leaf), 6, 0.2f, static_cast<std::uint64_t>(n + number));
          k.b.lump({u + 0.02f, wy + 0.03f, 0.18f}, {0.045f, 0.04f, 0.04f}, n % 2 ? k(k.tones.accent) : k(painted("petals", linear_of_hex("#b0483c"))), 5, 0.1f, static_cast<std::uint64_t>(n));
        }
      }
    }
  if (shop) {
    k.b.block(0, fh * 0.84f, 0.08f, w * 0.96f, 0.32f, 0.08f, k(k.tones.wood_dark), 0.015f);
    const auto stripe = k(k.tones.fabric), stripe2 = k(k.tones.paper);
    for (int i = 0; i < 10; ++i) {
      const float x0 = -w * 0.46f + w * 0.092f * static_cast<float>(i), x1 = x0 + w * 0.092f;
      k.b.quad({x0, fh * 0.72f, 0.75f}, {x1, fh * 0.72f, 0.75f}, {x1, fh * 0.84f, 0.1f}, {x0, fh * 0.84f, 0.1f}, i % 2 ? stripe : stripe2);
    }
  }
}

MakerTable make() {
  MakerTable t;
  t["house"] = [](M& k) { house_of(k, 6.f, 4.6f, 4.5f, 2, false); };
  t["tall-house"] = [](M& k) { house_of(k, 5.f, 7.2f, 4.5f, 3, false); };
  t["shop-house"] = [](M& k) { house_of(k, 5.6f, 6.8f, 4.5f, 3, true); };
  t["cottage"] = [](M& k) { house_of(k, 4.6f, 2.3f, 3.6f, 1, false); };
  return t;
}

}  // namespace

const MakerTable& house_makers() {
  static const MakerTable table = make();
  return table;
}

}  // namespace auteur::world
