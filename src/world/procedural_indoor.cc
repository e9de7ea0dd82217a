// Furniture. Seats are 0.40 m high and tables 0.66 m, for puppets of 1.45 m.
#include "procedural.h"

namespace auteur::world {
namespace {

using M = Maker;

void four_legs(M& k, float w, float d, float h, float thick, std::uint16_t m, float inset = 0.03f) {
  for (int i = 0; i < 4; ++i) {
    const float x = (i & 1 ? 1.f : -1.f) * (w / 2 - inset - thick / 2), z = (i & 2 ? 1.f : -1.f) * (d / 2 - inset - thick / 2);
    const Vec2 leg[] = {{0, 0}, {thick * 0.36f, 0}, {thick * 0.42f, 0.01f}, {thick * 0.58f, h * 0.8f}, {thick * 0.6f, h}, {0, h}};
    k.b.turn(leg, {x, 0, z}, m, 10);
  }
}
void table_of(M& k, float w, float d, float h) {
  const auto wood = k(k.tones.wood), dark = k(tinted(k.tones.wood, Vec3(0.8f), "leg"));
  const int planks = std::max(3, static_cast<int>(d / 0.16f));
  for (int i = 0; i < planks; ++i) {
    const float pd = d / static_cast<float>(planks);
    k.b.block(0, h - 0.035f, -d / 2 + pd * (static_cast<float>(i) + 0.5f), w, 0.035f, pd - 0.002f, wood, 0.006f);
  }
  const float a = 0.06f;
  k.b.block(0, h - 0.105f, d / 2 - a, w - 2 * a, 0.07f, 0.022f, dark);
  k.b.block(0, h - 0.105f, -d / 2 + a, w - 2 * a, 0.07f, 0.022f, dark);
  k.b.block(w / 2 - a, h - 0.105f, 0, 0.022f, 0.07f, d - 2 * a, dark);
  k.b.block(-w / 2 + a, h - 0.105f, 0, 0.022f, 0.07f, d - 2 * a, dark);
  four_legs(k, w, d, h - 0.035f, 0.065f, dark);
}
void round_table(M& k, float r, float h) {
  const auto wood = k(k.tones.wood), dark = k(k.tones.wood_dark);
  const Vec2 top[] = {{0, h - 0.03f}, {r - 0.02f, h - 0.03f}, {r, h - 0.02f}, {r, h - 0.008f}, {r - 0.008f, h}, {0, h}};
  k.b.turn(top, {0, 0, 0}, wood, 32);
  const Vec2 foot[] = {{0, 0}, {0.22f, 0}, {0.22f, 0.015f}, {0.06f, 0.06f}, {0.03f, 0.1f}, {0.028f, h * 0.6f}, {0.05f, h - 0.06f}, {0.1f, h - 0.03f}, {0, h - 0.03f}};
  k.b.turn(foot, {0, 0, 0}, dark, 18);
}
void chair_of(M& k, float w, float d, bool arms, bool cushion) {
  const auto wood = k(k.tones.wood_dark), cloth = k(k.tones.fabric);
  const float seat = 0.40f, back = 0.82f, leg = 0.036f;
  const float sy = cushion ? seat - 0.045f : seat;
  four_legs(k, w, d, sy - 0.02f, 0.042f, wood, 0.012f);
  k.b.block(0, sy - 0.035f, 0, w, 0.035f, d, wood, 0.01f);
  if (cushion) k.b.block(0, sy - 0.003f, 0.01f, w - 0.03f, 0.048f, d - 0.05f, cloth, 0.02f);
  for (const float s : {-1.f, 1.f}) {
    const Vec3 post[] = {{s * (w / 2 - leg), sy - 0.02f, -d / 2 + 0.025f}, {s * (w / 2 - leg), 0.62f, -d / 2 - 0.005f}, {s * (w / 2 - leg * 1.05f), back, -d / 2 - 0.045f}};
    k.b.tube(post, 0.019f, 0.016f, wood, 8);
    k.b.block(s * (w / 2 - 0.03f), 0.15f, 0, 0.018f, 0.022f, d - 0.1f, wood);
    if (arms) {
      k.b.block(s * (w / 2 - 0.02f), sy + 0.19f, 0.0f, 0.045f, 0.025f, d - 0.02f, wood, 0.01f);
      k.b.block(s * (w / 2 - 0.02f), sy, d / 2 - 0.06f, 0.03f, 0.19f, 0.03f, wood);
    }
  }
  for (int i = 0; i < 3; ++i) {
    const float y = 0.53f + 0.1f * static_cast<float>(i);
    k.b.block(0, y, -d / 2 - 0.005f - 0.014f * static_cast<float>(i), w - 2 * leg, i == 2 ? 0.075f : 0.045f, 0.016f, wood, 0.006f);
  }
  k.model.seats = {{0, seat, 0.03f}};
}
void soft_seat(M& k, float w, int places) {
  const auto cloth = k(k.tones.fabric), second = k(tinted(k.tones.fabric, Vec3(1.12f), "cushion")), pillow = k(k.tones.fabric_second), wood = k(k.tones.wood_dark);
  const float d = 0.78f;
  four_legs(k, w - 0.05f, d - 0.05f, 0.09f, 0.06f, wood);
  k.b.block(0, 0.08f, 0, w - 0.06f, 0.18f, d - 0.04f, cloth, 0.03f);
  for (const float s : {-1.f, 1.f}) {
    k.b.block(s * (w / 2 - 0.075f), 0.08f, 0.01f, 0.15f, 0.42f, d - 0.03f, cloth, 0.045f);
    const Vec3 roll[] = {{s * (w / 2 - 0.075f), 0.5f, -d / 2 + 0.04f}, {s * (w / 2 - 0.075f), 0.5f, d / 2 - 0.01f}};
    k.b.tube(roll, 0.085f, 0.085f, cloth, 14);
  }
  k.b.block(0, 0.2f, -d / 2 + 0.11f, w - 0.24f, 0.54f, 0.2f, cloth, 0.06f);
  const float inner = w - 0.3f, each = inner / static_cast<float>(places);
  for (int i = 0; i < places; ++i) {
    const float x = -inner / 2 + each * (static_cast<float>(i) + 0.5f);
    k.b.block(x, 0.255f, 0.07f, each - 0.008f, 0.14f, d - 0.26f, second, 0.04f);
    k.b.block(x, 0.40f, -d / 2 + 0.245f, each - 0.02f, 0.32f, 0.12f, second, 0.05f);
    k.model.seats.push_back({x, 0.395f, 0.13f});
  }
  if (places > 1) k.b.lump({inner / 2 - 0.12f, 0.53f, 0.02f}, {0.15f, 0.14f, 0.07f}, pillow, 8, 0.04f, 3);
}
void bed_of(M& k, float w, float d) {
  const auto wood = k(k.tones.wood), sheet = k(k.tones.paper), blanket = k(k.tones.fabric_second), second = k(k.tones.fabric);
  k.b.block(0, 0.12f, 0, w, 0.12f, d, wood, 0.015f);
  four_legs(k, w, d, 0.13f, 0.08f, wood, 0);
  k.b.block(0, 0, -d / 2 + 0.025f, w, 0.85f, 0.05f, wood, 0.015f);
  k.b.block(0, 0, d / 2 - 0.02f, w, 0.42f, 0.04f, wood, 0.015f);
  k.b.block(0, 0.22f, 0, w - 0.06f, 0.15f, d - 0.1f, sheet, 0.04f);
  k.b.block(0, 0.30f, 0.2f, w - 0.02f, 0.105f, d - 0.52f, blanket, 0.035f);
  k.b.block(0, 0.375f, -d / 2 + 0.62f, w - 0.015f, 0.045f, 0.2f, second, 0.018f);
  const int pillows = w > 1.1f ? 2 : 1;
  for (int i = 0; i < pillows; ++i) k.b.lump({(static_cast<float>(i) - static_cast<float>(pillows - 1) / 2) * w * 0.46f, 0.42f, -d / 2 + 0.3f}, {std::min(0.26f, w * 0.36f), 0.08f, 0.16f}, sheet, 9, 0.05f, static_cast<std::uint64_t>(i) + 4);
  k.model.seats = {{w / 2 - 0.2f, 0.40f, 0.15f}};
}
void books(M& k, float x0, float x1, float y, float z, float room) {
  const Vec3 covers[] = {{0.23f, 0.05f, 0.04f}, {0.05f, 0.12f, 0.13f}, {0.32f, 0.2f, 0.07f}, {0.09f, 0.12f, 0.06f}, {0.38f, 0.32f, 0.22f}, {0.06f, 0.06f, 0.09f}, {0.3f, 0.12f, 0.06f}};
  float x = x0;
  while (x < x1 - 0.05f) {
    if (k.random.unit() < 0.07) { x += static_cast<float>(k.random.range(0.03, 0.1)); continue; }
    const float w = static_cast<float>(k.random.range(0.018, 0.042)), h = static_cast<float>(k.random.range(0.62, 0.92)) * room, d = static_cast<float>(k.random.range(0.11, 0.15));
    scene::Material cover = k.tones.fabric;
    const int c = k.random.below(7);
    cover.name = "book-" + std::to_string(c);
    cover.albedo = covers[c];
    cover.pattern_strength = 0.2f;
    cover.sheen = 0;
    k.b.block(x + w / 2, y, z - 0.02f + (0.15f - d) / 2, w - 0.002f, h, d, k(cover), 0.003f);
    x += w;
  }
}
void bookcase_of(M& k, float w, float h, int shelves, bool with_books) {
  const auto wood = k(k.tones.wood), back = k(tinted(k.tones.wood, Vec3(0.7f), "back"));
  const float d = 0.27f, t = 0.022f;
  k.b.block(-w / 2 + t / 2, 0, 0, t, h, d, wood);
  k.b.block(w / 2 - t / 2, 0, 0, t, h, d, wood);
  k.b.block(0, 0.04f, -d / 2 + 0.006f, w - 0.01f, h - 0.05f, 0.012f, back, 0);
  k.b.block(0, 0, d / 2 - 0.03f, w - 2 * t, 0.06f, 0.02f, wood);
  const float gap = (h - 0.06f - t) / static_cast<float>(shelves);
  for (int i = 0; i <= shelves; ++i) {
    const float y = 0.06f + gap * static_cast<float>(i);
    k.b.block(0, y, 0, i == shelves ? w + 0.03f : w - 2 * t, t, i == shelves ? d + 0.02f : d - 0.01f, wood);
    if (with_books && i < shelves) books(k, -w / 2 + t + 0.01f, w / 2 - t - 0.01f, y + t, 0.02f, gap - t - 0.01f);
  }
}
void cupboard(M& k, float w, float h, float d, int doors, int drawers, const scene::Material& body, bool top) {
  const auto wood = k(body), panel = k(tinted(body, Vec3(1.1f), "panel")), knob = k(k.tones.brass), dark = k(k.tones.dark);
  k.b.block(0, 0.03f, 0, w - 0.02f, h - 0.03f, d - 0.02f, wood, 0.006f);
  k.b.block(0, 0, -0.02f, w - 0.08f, 0.05f, d - 0.08f, dark, 0);
  if (top) k.b.block(0, h - 0.025f, 0, w + 0.02f, 0.03f, d + 0.02f, k(k.tones.wood_dark), 0.008f);
  const float y0 = 0.06f, y1 = h - 0.05f, dh = drawers > 0 ? (doors > 0 ? 0.15f : (y1 - y0) / static_cast<float>(drawers)) : 0, z = d / 2 - 0.008f;
  const float doors_top = y1 - dh * static_cast<float>(drawers);
  for (int i = 0; i < drawers; ++i) {
    const float y = y1 - dh * static_cast<float>(i + 1);
    k.b.block(0, y + 0.006f, z, w - 0.05f, dh - 0.012f, 0.02f, panel, 0.006f);
    for (const float s : {-0.22f, 0.22f}) k.b.lump({s * w, y + dh / 2, z + 0.02f}, Vec3(0.014f), knob, 5, 0, 1);
  }
  for (int i = 0; i < doors; ++i) {
    const float dw = (w - 0.04f) / static_cast<float>(doors), x = -(w - 0.04f) / 2 + dw * (static_cast<float>(i) + 0.5f), hh = doors_top - y0;
    k.b.block(x, y0, z, dw - 0.01f, hh, 0.018f, wood, 0.005f);
    k.b.block(x, y0 + 0.05f, z + 0.006f, dw - 0.1f, hh - 0.1f, 0.016f, panel, 0.008f);
    k.b.lump({x + (i % 2 ? -1.f : 1.f) * (dw / 2 - 0.035f), y0 + hh * (h > 1.2f ? 0.5f : 0.75f), z + 0.025f}, Vec3(0.013f), knob, 5, 0, 1);
  }
}
void shade(M& k, float y, float r, float h) {
  scene::Material cloth = k.tones.paper;
  cloth.name = "lampshade";
  cloth.albedo = linear_of_hex("#d9bf8c");
  cloth.translucency = 0.6f;
  cloth.emission = Vec3(0.5f, 0.32f, 0.15f) * 0.25f;
  const auto m = k(cloth);
  const Vec2 cone[] = {{r, y}, {r * 0.62f, y + h}};
  k.b.turn(cone, {0, 0, 0}, m, 24);
  const auto brass = k(k.tones.brass);
  for (const auto& [yy, rr] : {std::pair{y, r}, std::pair{y + h, r * 0.62f}}) {
    const Vec2 ring[] = {{rr - 0.002f, yy - 0.004f}, {rr + 0.004f, yy - 0.004f}, {rr + 0.004f, yy + 0.004f}, {rr - 0.002f, yy + 0.004f}};
    k.b.turn(ring, {0, 0, 0}, brass, 24);
  }
  k.model.lamp = {0, y + h / 2, 0};
  k.model.lamp_radius = std::max(r, h / 2) * 1.06f;
}
void bench_of(M& k, float w, bool back) {
  const auto wood = k(k.tones.wood), leg = k(k.tones.wood_dark);
  for (int i = 0; i < 3; ++i) k.b.block(0, 0.37f, -0.12f + 0.12f * static_cast<float>(i), w, 0.03f, 0.105f, wood, 0.008f);
  for (const float s : {-1.f, 1.f}) {
    k.b.block(s * (w / 2 - 0.12f), 0, 0, 0.05f, 0.37f, 0.34f, leg, 0.01f);
    if (back) k.b.block(s * (w / 2 - 0.12f), 0.37f, -0.19f, 0.045f, 0.42f, 0.04f, leg, 0.01f);
  }
  if (back)
    for (int i = 0; i < 3; ++i) k.b.block(0, 0.5f + 0.1f * static_cast<float>(i), -0.165f, w, 0.085f, 0.022f, wood, 0.008f);
  const int places = std::max(2, static_cast<int>(w / 0.55f));
  for (int i = 0; i < places; ++i) k.model.seats.push_back({-w / 2 + w * (static_cast<float>(i) + 0.5f) / static_cast<float>(places), 0.40f, 0.03f});
}
void stool_of(M& k, float h) {
  const auto wood = k(k.tones.wood);
  const Vec2 seat[] = {{0, h - 0.035f}, {0.15f, h - 0.035f}, {0.165f, h - 0.02f}, {0.16f, h - 0.004f}, {0, h}};
  k.b.turn(seat, {0, 0, 0}, wood, 20);
  for (int i = 0; i < 4; ++i) {
    const float a = kPi / 4 + kPi / 2 * static_cast<float>(i);
    const Vec3 leg[] = {{0.16f * std::sin(a), 0, 0.16f * std::cos(a)}, {0.1f * std::sin(a), h - 0.03f, 0.1f * std::cos(a)}};
    k.b.tube(leg, 0.018f, 0.016f, k(k.tones.wood_dark), 8);
  }
  k.model.seats = {{0, h, 0}};
}
void leaves(M& k, Vec3 at, int n, float length, float width, float droop) {
  const auto leaf = k(k.tones.leaf), pale = k(tinted(k.tones.leaf, Vec3(1.25f, 1.2f, 1.1f), "pale"));
  for (int i = 0; i < n; ++i) {
    const float a = 2.4f * static_cast<float>(i) + static_cast<float>(k.random.range(-0.3, 0.3)), rise = static_cast<float>(k.random.range(0.3, 1.2));
    const Vec3 out(std::sin(a), 0, std::cos(a)), side(std::cos(a), 0, -std::sin(a));
    const float l = length * static_cast<float>(k.random.range(0.7, 1.1));
    Vec3 previous = at, before_side = side * 0.004f;
    for (int s = 1; s <= 6; ++s) {
      const float t = static_cast<float>(s) / 6;
      const Vec3 p = at + out * (l * t * 0.75f) + Vec3(0, l * (rise * t - droop * t * t), 0);
      const Vec3 w = side * (width * std::sin(kPi * std::min(1.f, t * 0.94f + 0.03f)) + 0.002f);
      k.b.quad(previous - before_side, p - w, p + Vec3(0, 0.006f, 0), previous + Vec3(0, 0.006f, 0), i % 3 ? leaf : pale);
      k.b.quad(previous + Vec3(0, 0.006f, 0), p + Vec3(0, 0.006f, 0), p + w, previous + before_side, i % 3 ? leaf : pale);
      previous = p;
      before_side = w;
    }
  }
}
void pot(M& k, float r, float h) {
  const auto clay = k(tinted(k.tones.skin_clay, Vec3(0.9f, 0.7f, 0.6f), "pot")), soil = k(k.tones.dark);
  const Vec2 p[] = {{0, 0}, {r * 0.7f, 0}, {r * 0.95f, h * 0.8f}, {r * 1.05f, h * 0.8f}, {r * 1.05f, h}, {r * 0.9f, h}, {r * 0.88f, h * 0.9f}};
  k.b.turn(p, {0, 0, 0}, clay, 20);
  k.b.cylinder({0, h * 0.82f, 0}, r * 0.88f, h * 0.08f, soil, 16);
}

MakerTable make() {
  MakerTable t;
  t["table"] = [](M& k) { table_of(k, 1.25f, 0.76f, 0.66f); };
  t["long-table"] = [](M& k) { table_of(k, 2.2f, 0.8f, 0.66f); };
  t["round-table"] = [](M& k) { round_table(k, 0.46f, 0.66f); };
  t["cafe-table"] = [](M& k) { round_table(k, 0.33f, 0.66f); };
  t["coffee-table"] = [](M& k) { table_of(k, 0.9f, 0.48f, 0.36f); };
  t["side-table"] = [](M& k) { round_table(k, 0.22f, 0.5f); };
  t["bedside-table"] = [](M& k) { cupboard(k, 0.4f, 0.46f, 0.36f, 0, 2, k.tones.wood, true); };
  t["desk"] = [](M& k) {
    const auto wood = k(k.tones.wood);
    k.b.block(0, 0.625f, 0, 1.25f, 0.035f, 0.62f, wood, 0.01f);
    k.b.block(-0.58f, 0, 0, 0.03f, 0.625f, 0.56f, wood);
    k.b.block(0, 0.25f, -0.27f, 1.15f, 0.36f, 0.02f, wood);
    k.b.place(moved({0.4f, 0, 0}) * k.b.transform());
    cupboard(k, 0.4f, 0.625f, 0.56f, 0, 4, k.tones.wood, false);
    k.b.reset();
  };
  t["school-desk"] = [](M& k) { table_of(k, 0.62f, 0.44f, 0.6f); };
  t["chair"] = [](M& k) { chair_of(k, 0.4f, 0.4f, false, true); };
  t["wooden-chair"] = [](M& k) { chair_of(k, 0.39f, 0.39f, false, false); };
  t["arm-chair-wood"] = [](M& k) { chair_of(k, 0.5f, 0.46f, true, true); };
  t["armchair"] = [](M& k) { soft_seat(k, 0.82f, 1); };
  t["sofa"] = [](M& k) { soft_seat(k, 1.85f, 3); };
  t["stool"] = [](M& k) { stool_of(k, 0.42f); };
  t["bar-stool"] = [](M& k) { stool_of(k, 0.62f); };
  t["bench"] = [](M& k) { bench_of(k, 1.3f, true); };
  t["plain-bench"] = [](M& k) { bench_of(k, 1.2f, false); };
  t["pew"] = [](M& k) {
    const auto wood = k(k.tones.wood_dark);
    const float w = 1.7f;
    k.b.block(0, 0.36f, 0.02f, w, 0.04f, 0.38f, wood, 0.01f);
    k.b.block(0, 0.0f, -0.18f, w, 0.82f, 0.035f, wood, 0.008f);
    for (const float s : {-1.f, 1.f}) k.b.block(s * w / 2, 0, 0, 0.05f, 0.9f, 0.44f, wood, 0.015f);
    for (int i = 0; i < 3; ++i) k.model.seats.push_back({-0.55f + 0.55f * static_cast<float>(i), 0.40f, 0.05f});
  };
  t["train-seat"] = [](M& k) {
    const auto cloth = k(k.tones.fabric), metal = k(k.tones.metal), head = k(k.tones.paper);
    k.b.block(0, 0.26f, 0.02f, 0.96f, 0.14f, 0.44f, cloth, 0.04f);
    k.b.block(0, 0.34f, -0.22f, 0.96f, 0.66f, 0.13f, cloth, 0.05f);
    k.b.block(0, 0, 0, 0.7f, 0.27f, 0.25f, metal, 0.01f);
    for (const float s : {-1.f, 1.f}) k.b.block(s * 0.23f, 0.8f, -0.2f, 0.36f, 0.14f, 0.14f, head, 0.03f);
    k.b.block(0, 0.45f, 0, 0.05f, 0.1f, 0.4f, metal, 0.015f);
    k.model.seats = {{-0.24f, 0.40f, 0.05f}, {0.24f, 0.40f, 0.05f}};
  };
  t["bed"] = [](M& k) { bed_of(k, 1.25f, 1.8f); };
  t["single-bed"] = [](M& k) { bed_of(k, 0.82f, 1.75f); };
  t["hospital-bed"] = [](M& k) {
    bed_of(k, 0.82f, 1.75f);
    const auto metal = k(k.tones.metal);
    for (const float s : {-1.f, 1.f}) {
      const Vec3 rail[] = {{s * 0.44f, 0.32f, -0.5f}, {s * 0.44f, 0.58f, -0.5f}, {s * 0.44f, 0.58f, 0.1f}, {s * 0.44f, 0.32f, 0.1f}};
      k.b.tube(rail, 0.012f, 0.012f, metal);
    }
  };
  t["bookcase"] = [](M& k) { bookcase_of(k, 0.85f, 1.65f, 5, true); };
  t["low-shelf"] = [](M& k) { bookcase_of(k, 0.9f, 0.8f, 2, true); };
  t["shop-shelf"] = [](M& k) {
    bookcase_of(k, 1.1f, 1.5f, 4, false);
    for (int row = 0; row < 4; ++row)
      for (float x = -0.46f; x < 0.46f; x += static_cast<float>(k.random.range(0.09, 0.14))) {
        const scene::Material* tones[] = {&k.tones.accent, &k.tones.fabric, &k.tones.fabric_second, &k.tones.paper, &k.tones.leaf};
        const auto m = k(tinted(*tones[k.random.below(5)], Vec3(0.9f), "goods"));
        const float y = 0.085f + 0.355f * static_cast<float>(row), h = static_cast<float>(k.random.range(0.1, 0.24));
        if (k.random.unit() < 0.5) k.b.cylinder({x, y, 0.03f}, 0.038f, h, m, 10);
        else k.b.block(x, y, 0.03f, 0.08f, h, 0.1f, m);
      }
  };
  t["wardrobe"] = [](M& k) { cupboard(k, 1.05f, 1.78f, 0.5f, 2, 1, k.tones.wood, true); };
  t["cupboard"] = [](M& k) { cupboard(k, 0.9f, 1.5f, 0.4f, 2, 0, k.tones.wood, true); };
  t["dresser"] = [](M& k) { cupboard(k, 1.1f, 0.76f, 0.42f, 0, 3, k.tones.wood, true); };
  t["sideboard"] = [](M& k) { cupboard(k, 1.3f, 0.72f, 0.4f, 3, 1, k.tones.wood, true); };
  t["filing-cabinet"] = [](M& k) { cupboard(k, 0.42f, 1.05f, 0.5f, 0, 4, k.tones.metal, false); };
  t["locker"] = [](M& k) { cupboard(k, 0.9f, 1.6f, 0.4f, 3, 0, k.tones.metal, false); };
  t["counter"] = [](M& k) { cupboard(k, 0.9f, 0.78f, 0.54f, 2, 1, k.tones.white, true); };
  t["sink"] = [](M& k) {
    cupboard(k, 0.9f, 0.75f, 0.54f, 2, 0, k.tones.white, false);
    const auto steel = k(k.tones.metal), wood = k(k.tones.wood_dark);
    k.b.block(-0.33f, 0.75f, 0, 0.26f, 0.03f, 0.56f, wood, 0.006f);
    k.b.block(0.33f, 0.75f, 0, 0.26f, 0.03f, 0.56f, wood, 0.006f);
    k.b.block(0, 0.75f, 0.25f, 0.4f, 0.03f, 0.07f, wood, 0.006f);
    k.b.block(0, 0.75f, -0.22f, 0.4f, 0.03f, 0.12f, wood, 0.006f);
    k.b.block(0, 0.74f, 0.03f, 0.4f, 0.006f, 0.38f, steel, 0);
    const Vec3 tap[] = {{0, 0.77f, -0.2f}, {0, 1.0f, -0.2f}, {0, 1.05f, -0.14f}, {0, 1.02f, -0.06f}, {0, 0.98f, -0.05f}};
    k.b.tube(tap, 0.014f, 0.012f, steel, 8);
  };
  t["stove"] = [](M& k) {
    const auto enamel = k(k.tones.white), iron = k(k.tones.dark), steel = k(k.tones.metal);
    k.b.block(0, 0.04f, 0, 0.58f, 0.73f, 0.54f, enamel, 0.012f);
    k.b.block(0, 0.76f, 0, 0.6f, 0.025f, 0.56f, iron, 0.006f);
    k.b.block(0, 0.785f, -0.26f, 0.6f, 0.14f, 0.03f, enamel, 0.008f);
    for (int i = 0; i < 4; ++i) {
      const Vec2 ring[] = {{0.05f, 0}, {0.09f, 0}, {0.09f, 0.016f}, {0.05f, 0.016f}};
      k.b.turn(ring, {(i & 1 ? 0.14f : -0.14f), 0.785f, (i & 2 ? 0.12f : -0.1f)}, steel, 16);
      k.b.lump({-0.2f + 0.13f * static_cast<float>(i), 0.68f, 0.285f}, {0.02f, 0.02f, 0.014f}, iron, 5, 0, 1);
    }
    k.b.block(0, 0.14f, 0.265f, 0.46f, 0.42f, 0.02f, enamel, 0.01f);
    k.b.block(0, 0.22f, 0.272f, 0.32f, 0.2f, 0.012f, iron, 0.01f);
    const Vec3 bar[] = {{-0.2f, 0.6f, 0.3f}, {0.2f, 0.6f, 0.3f}};
    k.b.tube(bar, 0.011f, 0.011f, steel, 8);
    const Vec2 kettle[] = {{0, 0}, {0.09f, 0}, {0.1f, 0.03f}, {0.085f, 0.1f}, {0.04f, 0.13f}, {0.012f, 0.135f}, {0.014f, 0.15f}, {0, 0.155f}};
    k.b.turn(kettle, {-0.14f, 0.8f, -0.1f}, k(k.tones.fabric_second), 18);
  };
  t["fridge"] = [](M& k) {
    const auto body = k(k.tones.white), steel = k(k.tones.metal);
    k.b.block(0, 0.03f, -0.01f, 0.58f, 1.42f, 0.52f, body, 0.03f);
    k.b.block(0, 0.98f, 0.26f, 0.57f, 0.46f, 0.04f, body, 0.018f);
    k.b.block(0, 0.06f, 0.26f, 0.57f, 0.9f, 0.04f, body, 0.018f);
    k.b.block(-0.23f, 1.02f, 0.295f, 0.025f, 0.2f, 0.03f, steel, 0.01f);
    k.b.block(-0.23f, 0.68f, 0.295f, 0.025f, 0.24f, 0.03f, steel, 0.01f);
  };
  t["bar-counter"] = [](M& k) {
    const auto wood = k(k.tones.wood_dark), panel = k(k.tones.wood), brass = k(k.tones.brass);
    k.b.block(0, 0.95f, 0.05f, 2.3f, 0.04f, 0.6f, wood, 0.012f);
    k.b.block(0, 0, -0.03f, 2.2f, 0.95f, 0.44f, wood, 0.008f);
    for (int i = 0; i < 5; ++i) k.b.block(-0.88f + 0.44f * static_cast<float>(i), 0.12f, 0.19f, 0.36f, 0.72f, 0.025f, panel, 0.01f);
    const Vec3 rail[] = {{-1.1f, 0.14f, 0.32f}, {1.1f, 0.14f, 0.32f}};
    k.b.tube(rail, 0.018f, 0.018f, brass, 8);
  };
  t["shop-counter"] = [](M& k) { cupboard(k, 1.6f, 0.85f, 0.52f, 4, 0, k.tones.wood, true); };
  t["table-lamp"] = [](M& k) {
    const auto base = k(k.tones.fabric_second);
    const Vec2 p[] = {{0, 0}, {0.07f, 0}, {0.07f, 0.012f}, {0.03f, 0.03f}, {0.055f, 0.1f}, {0.04f, 0.16f}, {0.012f, 0.19f}, {0.01f, 0.24f}, {0, 0.24f}};
    k.b.turn(p, {0, 0, 0}, base, 18);
    shade(k, 0.2f, 0.13f, 0.17f);
  };
  t["floor-lamp"] = [](M& k) {
    const auto metal = k(k.tones.brass);
    const Vec2 foot[] = {{0, 0}, {0.14f, 0}, {0.14f, 0.015f}, {0.02f, 0.03f}, {0.012f, 0.05f}, {0.011f, 1.12f}, {0, 1.12f}};
    k.b.turn(foot, {0, 0, 0}, metal, 18);
    shade(k, 1.06f, 0.2f, 0.24f);
  };
  t["pendant"] = [](M& k) {  // hangs: the base of the model is its lowest point, the top is the ceiling rose
    const auto metal = k(k.tones.dark), enamel = k(k.tones.fabric_second);
    const Vec2 dome[] = {{0.2f, 0}, {0.195f, 0.03f}, {0.14f, 0.1f}, {0.04f, 0.14f}, {0.02f, 0.17f}, {0, 0.17f}};
    k.b.turn(dome, {0, 0, 0}, enamel, 24);
    const Vec3 cord[] = {{0, 0.16f, 0}, {0, 0.78f, 0}};
    k.b.tube(cord, 0.006f, 0.006f, metal, 6);
    k.model.lamp = {0, -0.02f, 0};
    k.model.lamp_radius = 0.07f;
  };
  t["ceiling-lamp"] = [](M& k) {
    scene::Material glow = k.tones.white;
    glow.name = "lamp-glass";
    glow.emission = Vec3(0.4f, 0.38f, 0.32f);
    k.b.block(0, 0, 0, 0.9f, 0.07f, 0.16f, k(glow), 0.02f);
    k.model.lamp = {0, -0.04f, 0};
    k.model.lamp_radius = 0.1f;
  };
  t["candle"] = [](M& k) {
    const auto wax = k(k.tones.paper), brass = k(k.tones.brass);
    const Vec2 dish[] = {{0, 0}, {0.05f, 0}, {0.055f, 0.012f}, {0.02f, 0.016f}, {0, 0.016f}};
    k.b.turn(dish, {0, 0, 0}, brass, 16);
    k.b.cylinder({0, 0.014f, 0}, 0.014f, 0.12f, wax, 10);
    scene::Material flame = k.tones.accent;
    flame.name = "flame";
    flame.emission = Vec3(6.f, 3.2f, 1.f);
    const Vec2 f[] = {{0, 0.137f}, {0.007f, 0.147f}, {0.004f, 0.16f}, {0, 0.17f}};
    k.b.turn(f, {0, 0, 0}, k(flame), 8);
    k.model.lamp = {0, 0.19f, 0};
    k.model.lamp_radius = 0.025f;
  };
  t["rug"] = [](M& k) {
    const auto field = k(k.tones.fabric), band = k(k.tones.accent), inner = k(k.tones.fabric_second);
    k.b.block(0, 0, 0, 2.0f, 0.008f, 1.35f, field, 0.003f);
    k.b.block(0, 0.004f, 0, 1.84f, 0.0055f, 1.19f, band, 0);
    k.b.block(0, 0.005f, 0, 1.78f, 0.006f, 1.13f, field, 0);
    k.b.block(0, 0.006f, 0, 1.3f, 0.0065f, 0.7f, inner, 0);
    k.b.block(0, 0.007f, 0, 1.22f, 0.007f, 0.62f, field, 0);
  };
  t["clock"] = [](M& k) {
    k.b.place(moved({0, 0.15f, 0}) * glm::mat4_cast(glm::angleAxis(kPi / 2, Vec3(1, 0, 0))));
    k.b.cylinder({0, 0, 0}, 0.15f, 0.04f, k(k.tones.wood_dark), 28, 0.01f);
    k.b.cylinder({0, 0.03f, 0}, 0.125f, 0.014f, k(k.tones.paper), 28, 0.002f);
    k.b.reset();
    const auto ink = k(k.tones.dark);
    for (int i = 0; i < 12; ++i) {
      const float a = kPi / 6 * static_cast<float>(i);
      k.b.block(0.105f * std::sin(a), 0.15f + 0.105f * std::cos(a) - 0.008f, 0.046f, 0.006f, 0.016f, 0.003f, ink, 0);
    }
    k.b.block(0.02f, 0.145f, 0.047f, 0.06f, 0.01f, 0.003f, ink, 0);
    k.b.block(0, 0.15f, 0.049f, 0.007f, 0.095f, 0.003f, ink, 0);
  };
  t["mirror"] = [](M& k) {
    scene::Material silver = k.tones.metal;
    silver.name = "mirror";
    silver.albedo = Vec3(0.8f);
    silver.roughness = 0.04f;
    silver.metallic = 1;
    silver.pattern = scene::Pattern::kPlain;
    k.b.block(0, 0, 0, 0.48f, 0.66f, 0.025f, k(k.tones.wood_dark), 0.008f);
    k.b.block(0, 0.04f, 0.008f, 0.4f, 0.58f, 0.02f, k(silver), 0.001f);
  };
  t["cross"] = [](M& k) {
    k.b.block(0, 0, 0, 0.07f, 0.8f, 0.04f, k(k.tones.wood_dark), 0.008f);
    k.b.block(0, 0.5f, 0, 0.46f, 0.07f, 0.04f, k(k.tones.wood_dark), 0.008f);
  };
  t["wall-shelf"] = [](M& k) {
    k.b.block(0, 0, 0.1f, 0.8f, 0.025f, 0.2f, k(k.tones.wood), 0.005f);
    for (const float s : {-0.3f, 0.3f}) k.b.block(s, -0.1f, 0.06f, 0.02f, 0.1f, 0.12f, k(k.tones.wood_dark));
    for (int i = 0; i < 5; ++i) {
      const float x = -0.3f + 0.15f * static_cast<float>(i);
      const scene::Material* tones[] = {&k.tones.fabric, &k.tones.accent, &k.tones.fabric_second, &k.tones.white};
      const Vec2 jar[] = {{0, 0}, {0.045f, 0}, {0.05f, 0.02f}, {0.05f, 0.1f}, {0.035f, 0.125f}, {0.035f, 0.14f}, {0, 0.145f}};
      k.b.turn(jar, {x, 0.025f, 0.1f}, k(*tones[k.random.below(4)]), 14);
    }
  };
  t["upper-cabinet"] = [](M& k) { cupboard(k, 0.9f, 0.55f, 0.3f, 2, 0, k.tones.white, false); };
  t["blackboard"] = [](M& k) {
    scene::Material slate = k.tones.dark;
    slate.name = "slate";
    slate.albedo = linear_of_hex("#3b4a44");
    slate.roughness = 0.95f;
    k.b.block(0, 0, 0, 2.0f, 1.0f, 0.04f, k(k.tones.wood), 0.008f);
    k.b.block(0, 0.05f, 0.01f, 1.9f, 0.9f, 0.04f, k(slate), 0.002f);
    k.b.block(0, -0.02f, 0.06f, 1.9f, 0.02f, 0.09f, k(k.tones.wood), 0.004f);
    for (int i = 0; i < 3; ++i) k.b.block(-0.4f + 0.15f * static_cast<float>(i), 0.7f - 0.15f * static_cast<float>(i), 0.031f, static_cast<float>(k.random.range(0.5, 0.8)), 0.012f, 0.002f, k(k.tones.paper), 0);
  };
  t["tv"] = [](M& k) {
    const auto body = k(k.tones.wood_dark), dark = k(k.tones.dark);
    k.b.block(0, 0.04f, 0, 0.62f, 0.44f, 0.3f, body, 0.02f);
    scene::Material screen = k.tones.glass;
    screen.name = "screen";
    screen.albedo = Vec3(0.03f, 0.035f, 0.04f);
    screen.opacity = 1;
    k.b.block(-0.07f, 0.09f, 0.145f, 0.42f, 0.33f, 0.02f, k(screen), 0.02f);
    for (int i = 0; i < 2; ++i) k.b.lump({0.24f, 0.36f - 0.1f * static_cast<float>(i), 0.155f}, {0.025f, 0.025f, 0.012f}, dark, 6, 0, 1);
    for (const float s : {-0.2f, 0.2f}) k.b.block(s, 0, 0, 0.04f, 0.05f, 0.2f, dark);
  };
  t["piano"] = [](M& k) {
    const auto wood = k(tinted(k.tones.wood_dark, Vec3(0.7f), "lacquer")), keys = k(k.tones.paper), dark = k(k.tones.dark);
    k.b.block(0, 0, -0.12f, 1.3f, 1.08f, 0.24f, wood, 0.015f);
    k.b.block(0, 0.52f, 0.12f, 1.3f, 0.08f, 0.28f, wood, 0.01f);
    k.b.block(0, 0.6f, 0.13f, 1.18f, 0.015f, 0.13f, keys, 0.002f);
    for (int i = 0; i < 33; ++i)
      if (i % 7 != 2 && i % 7 != 6) k.b.block(-0.56f + 0.034f * static_cast<float>(i), 0.612f, 0.1f, 0.016f, 0.014f, 0.075f, dark, 0.002f);
    for (const float s : {-1.f, 1.f}) k.b.block(s * 0.61f, 0, 0.2f, 0.08f, 0.56f, 0.1f, wood, 0.01f);
    k.b.block(0, 0.72f, 0.01f, 0.5f, 0.2f, 0.015f, k(k.tones.paper), 0.002f);
  };
  t["plant"] = [](M& k) {
    pot(k, 0.17f, 0.26f);
    leaves(k, {0, 0.24f, 0}, 22, 0.62f, 0.045f, 0.65f);
  };
  t["small-plant"] = [](M& k) {
    pot(k, 0.075f, 0.11f);
    leaves(k, {0, 0.1f, 0}, 14, 0.22f, 0.024f, 0.7f);
  };
  t["fireplace"] = [](M& k) {
    const auto stone = k(k.tones.stone), dark = k(k.tones.dark), wood = k(k.tones.wood_dark);
    for (const float s : {-1.f, 1.f}) k.b.block(s * 0.47f, 0, 0, 0.22f, 0.86f, 0.32f, stone, 0.015f);
    k.b.block(0, 0.66f, 0, 0.74f, 0.2f, 0.32f, stone, 0.015f);
    k.b.block(0, 0.86f, 0.02f, 1.28f, 0.05f, 0.4f, wood, 0.012f);
    k.b.block(0, 0, -0.12f, 0.74f, 0.68f, 0.06f, dark, 0);
    k.b.block(0, 0, 0.12f, 1.1f, 0.03f, 0.3f, stone, 0.01f);
    for (int i = 0; i < 3; ++i) {
      const Vec3 log[] = {{-0.2f, 0.07f + 0.05f * static_cast<float>(i == 2), -0.04f + 0.08f * static_cast<float>(i % 2)}, {0.2f, 0.08f + 0.05f * static_cast<float>(i == 2), 0.01f + 0.05f * static_cast<float>(i)}};
      k.b.tube(log, 0.04f, 0.035f, wood, 8);
    }
    scene::Material ember = k.tones.accent;
    ember.name = "flame";
    ember.emission = Vec3(2.6f, 0.9f, 0.2f);
    for (int i = 0; i < 6; ++i) {
      const float x = -0.16f + 0.065f * static_cast<float>(i), h = static_cast<float>(k.random.range(0.1, 0.24));
      const Vec2 f[] = {{0, 0}, {0.035f, h * 0.25f}, {0.02f, h * 0.6f}, {0, h}};
      k.b.turn(f, {x, 0.1f, static_cast<float>(k.random.range(-0.03, 0.05))}, k(ember), 7);
    }
    k.model.lamp = {0, 0.26f, 0.2f};
    k.model.lamp_radius = 0.12f;
  };
  t["bathtub"] = [](M& k) {
    const auto enamel = k(k.tones.white);
    const float w = 1.45f, d = 0.66f, h = 0.5f;
    k.b.block(0, 0.06f, d / 2 - 0.03f, w, h, 0.06f, enamel, 0.025f);
    k.b.block(0, 0.06f, -d / 2 + 0.03f, w, h, 0.06f, enamel, 0.025f);
    k.b.block(w / 2 - 0.035f, 0.06f, 0, 0.07f, h, d, enamel, 0.025f);
    k.b.block(-w / 2 + 0.035f, 0.06f, 0, 0.07f, h, d, enamel, 0.025f);
    k.b.block(0, 0.1f, 0, w - 0.1f, 0.05f, d - 0.08f, enamel, 0);
    for (int i = 0; i < 4; ++i) k.b.lump({(i & 1 ? 0.6f : -0.6f), 0.04f, (i & 2 ? 0.24f : -0.24f)}, Vec3(0.05f), k(k.tones.brass), 6, 0, 1);
  };
  t["toilet"] = [](M& k) {
    const auto enamel = k(k.tones.white);
    const Vec2 bowl[] = {{0, 0}, {0.12f, 0}, {0.1f, 0.12f}, {0.17f, 0.3f}, {0.185f, 0.35f}, {0.17f, 0.37f}, {0, 0.375f}};
    k.b.turn(bowl, {0, 0, 0.08f}, enamel, 20);
    k.b.block(0, 0.36f, -0.2f, 0.38f, 0.34f, 0.17f, enamel, 0.03f);
    k.b.cylinder({0, 0.37f, 0.08f}, 0.185f, 0.025f, k(k.tones.wood), 20, 0.01f);
    k.model.seats = {{0, 0.395f, 0.1f}};
  };
  t["basin"] = [](M& k) {
    const auto enamel = k(k.tones.white), steel = k(k.tones.metal);
    const Vec2 p[] = {{0, 0}, {0.1f, 0}, {0.06f, 0.1f}, {0.06f, 0.5f}, {0.12f, 0.58f}, {0.24f, 0.68f}, {0.26f, 0.73f}, {0.23f, 0.73f}, {0.18f, 0.66f}, {0, 0.63f}};
    k.b.turn(p, {0, 0, 0.02f}, enamel, 24);
    const Vec3 tap[] = {{0, 0.72f, -0.2f}, {0, 0.83f, -0.19f}, {0, 0.85f, -0.12f}, {0, 0.82f, -0.08f}};
    k.b.tube(tap, 0.014f, 0.011f, steel, 8);
  };
  t["radiator"] = [](M& k) {
    const auto m = k(k.tones.white);
    for (int i = 0; i < 10; ++i) k.b.block(-0.36f + 0.08f * static_cast<float>(i), 0.08f, 0, 0.06f, 0.5f, 0.1f, m, 0.02f);
  };
  t["altar"] = [](M& k) {
    k.b.block(0, 0, 0, 1.6f, 0.1f, 0.9f, k(k.tones.stone), 0.01f);
    k.b.block(0, 0.1f, 0, 1.3f, 0.7f, 0.55f, k(k.tones.stone), 0.015f);
    k.b.block(0, 0.79f, 0, 1.36f, 0.03f, 0.6f, k(k.tones.paper), 0.01f);
    k.b.block(0, 0.45f, 0.29f, 0.8f, 0.35f, 0.012f, k(k.tones.fabric), 0.002f);
  };
  t["judge-bench"] = [](M& k) {
    const auto wood = k(k.tones.wood_dark), panel = k(k.tones.wood);
    k.b.block(0, 0, 0.08f, 2.1f, 0.08f, 0.62f, wood, 0.01f);       // the plinth
    k.b.block(0, 0.08f, 0.2f, 2.0f, 0.72f, 0.2f, wood, 0.012f);    // the front, and a board in which the panels lie
    for (const float s : {-1.f, 1.f}) k.b.block(s * 0.96f, 0.08f, -0.04f, 0.08f, 0.6f, 0.36f, wood, 0.01f);
    k.b.block(0, 0.66f, -0.03f, 2.0f, 0.035f, 0.44f, panel, 0.01f);  // where one writes
    k.b.block(0, 0.8f, 0.2f, 2.1f, 0.035f, 0.28f, wood, 0.01f);      // the ledge towards the court
    for (int i = 0; i < 4; ++i) k.b.block(-0.72f + 0.48f * static_cast<float>(i), 0.16f, 0.305f, 0.38f, 0.56f, 0.03f, panel, 0.012f);
  };
  t["bars"] = [](M& k) {
    const auto iron = k(k.tones.metal);
    for (int i = 0; i < 10; ++i) {
      const Vec3 bar[] = {{-0.9f + 0.2f * static_cast<float>(i), 0, 0}, {-0.9f + 0.2f * static_cast<float>(i), 2.2f, 0}};
      k.b.tube(bar, 0.016f, 0.016f, iron, 8);
    }
    for (const float y : {0.06f, 1.1f, 2.12f}) k.b.block(0, y, 0, 1.96f, 0.04f, 0.025f, iron, 0.004f);
  };
  t["workbench"] = [](M& k) {
    table_of(k, 1.5f, 0.6f, 0.74f);
    k.b.block(0, 0.2f, 0, 1.3f, 0.025f, 0.5f, k(k.tones.wood));
    k.b.block(-0.5f, 0.74f, 0.2f, 0.16f, 0.14f, 0.14f, k(k.tones.metal), 0.012f);
    k.b.block(0.3f, 0.22f, 0, 0.4f, 0.18f, 0.3f, k(k.tones.fabric), 0.01f);
  };
  t["ladder"] = [](M& k) {
    const auto wood = k(k.tones.wood);
    for (const float s : {-1.f, 1.f}) {
      const Vec3 rail[] = {{s * 0.2f, 0, 0.22f}, {s * 0.17f, 1.9f, -0.2f}};
      k.b.tube(rail, 0.022f, 0.02f, wood, 8);
    }
    for (int i = 0; i < 7; ++i) {
      const float t2 = 0.1f + 0.125f * static_cast<float>(i);
      const Vec3 rung[] = {{-0.2f, 1.9f * t2, 0.22f - 0.42f * t2}, {0.2f, 1.9f * t2, 0.22f - 0.42f * t2}};
      k.b.tube(rung, 0.014f, 0.014f, wood, 6);
    }
  };
  t["stairs"] = [](M& k) {
    for (int i = 0; i < 8; ++i) {
      const float y = 0.16f * static_cast<float>(i), z = 0.7f - 0.2f * static_cast<float>(i);
      k.b.block(0, 0, z, 0.9f, y + 0.16f, 0.2f, k(k.tones.wall_second), 0);
      k.b.block(0, y + 0.14f, z + 0.01f, 0.94f, 0.03f, 0.23f, k(k.tones.wood), 0.006f);
    }
  };
  t["coat-rack"] = [](M& k) {
    const auto wood = k(k.tones.wood_dark);
    const Vec3 pole[] = {{0, 0, 0}, {0, 1.5f, 0}};
    k.b.tube(pole, 0.022f, 0.018f, wood, 10);
    k.b.cylinder({0, 0, 0}, 0.2f, 0.03f, wood, 20, 0.01f);
    for (int i = 0; i < 5; ++i) {
      const float a = 1.256f * static_cast<float>(i);
      const Vec3 hook[] = {{0, 1.38f, 0}, {0.1f * std::sin(a), 1.42f, 0.1f * std::cos(a)}, {0.14f * std::sin(a), 1.5f, 0.14f * std::cos(a)}};
      k.b.tube(hook, 0.012f, 0.009f, wood, 6);
    }
    k.b.lump({0.1f, 1.05f, 0.06f}, {0.13f, 0.36f, 0.1f}, k(k.tones.fabric_second), 8, 0.1f, 5);
  };
  t["lectern"] = [](M& k) {
    k.b.block(0, 0, 0, 0.42f, 0.04f, 0.36f, k(k.tones.wood_dark), 0.01f);
    k.b.block(0, 0.04f, 0, 0.34f, 0.85f, 0.26f, k(k.tones.wood), 0.012f);
    k.b.block(0, 0.89f, 0.02f, 0.5f, 0.05f, 0.4f, k(k.tones.wood_dark), 0.012f);
  };
  t["screen-divider"] = [](M& k) {
    for (int i = 0; i < 3; ++i) {
      k.b.place(moved({-0.55f + 0.55f * static_cast<float>(i), 0, 0.05f * static_cast<float>(i % 2)}, i % 2 ? 0.3f : -0.3f));
      k.b.block(0, 0.04f, 0, 0.55f, 1.4f, 0.025f, k(k.tones.paper), 0.004f);
      k.b.block(0, 0.02f, 0, 0.56f, 0.05f, 0.035f, k(k.tones.metal), 0.006f);
      k.b.block(0, 1.42f, 0, 0.56f, 0.04f, 0.035f, k(k.tones.metal), 0.006f);
    }
    k.b.reset();
  };
  return t;
}

}  // namespace

const MakerTable& indoor_makers() {
  static const MakerTable table = make();
  return table;
}

}  // namespace auteur::world
