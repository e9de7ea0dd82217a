// Windows of coloured glass.
#include <array>

#include "wall_finish.h"

namespace auteur::world {
namespace {

constexpr float kBack = 0.087f;  // the glass lies that far behind the wall's face
constexpr float kSpring = 0.62f; // of the height: where the arch begins
constexpr int kColumns = 4, kRows = 9;

// Half the width of a pointed arch of half width 1 at a share of its rise.
float arch(float rise) { return std::max(0.f, 1.f - 0.35f * rise - 0.65f * rise * rise); }

}  // namespace

void church_window(MeshBuilder& b, const Hole& h, std::uint16_t wall, const Tones& tones) {
  scene::Material lead = tones.dark;
  lead.name = "lead";
  const auto dark = b.material(lead), stone = b.material(tones.trim);
  const float z = -kBack, half = h.w / 2, spring = h.y + h.h * kSpring, rise = h.h * (1 - kSpring);
  b.block(h.x, h.y - 0.04f, 0.02f, h.w + 0.24f, 0.06f, 0.2f, stone, 0.012f);
  constexpr int kSteps = 10;
  for (const float s : {-1.f, 1.f}) {
    for (int i = 0; i < kSteps; ++i) {  // masonry over the arch, its soffit, and a moulding that stands out round it
      const float u0 = static_cast<float>(i) / kSteps, u1 = static_cast<float>(i + 1) / kSteps, y0 = spring + rise * u0, y1 = spring + rise * u1, x0 = h.x + s * half * arch(u0), x1 = h.x + s * half * arch(u1), out = h.x + s * half;
      if (s > 0) b.quad({x0, y0, -0.012f}, {out, y0, -0.012f}, {out, y1, -0.012f}, {x1, y1, -0.012f}, wall);
      else b.quad({out, y0, -0.012f}, {x0, y0, -0.012f}, {x1, y1, -0.012f}, {out, y1, -0.012f}, wall);
      b.quad({x0, y0, -0.012f}, {x1, y1, -0.012f}, {x1, y1, z - 0.02f}, {x0, y0, z - 0.02f}, wall);
      const Vec3 edge[] = {{x0, y0, 0.012f}, {x1, y1, 0.012f}};
      b.tube(edge, 0.032f, 0.032f, stone, 8);
    }
    const Vec3 jamb[] = {{h.x + s * half, h.y, 0.012f}, {h.x + s * half, spring, 0.012f}};
    b.tube(jamb, 0.032f, 0.032f, stone, 8);
  }
  for (int i = 1; i < kColumns; ++i) {
    const float x = h.x - half + h.w * static_cast<float>(i) / kColumns;
    b.block(x, h.y, z + 0.006f, i == kColumns / 2 ? 0.035f : 0.012f, h.h * (i == kColumns / 2 ? 0.94f : 0.86f), i == kColumns / 2 ? 0.05f : 0.012f, i == kColumns / 2 ? stone : dark, 0.003f);
  }
  for (int j = 1; j < kRows; ++j) b.block(h.x, h.y + h.h * static_cast<float>(j) / kRows, z + 0.006f, h.w, 0.012f, 0.012f, dark, 0.002f);
}

scene::MeshPtr stained_glass(const Opening& o, Vec3 glow, std::uint64_t seed) {
  constexpr std::array<const char*, 6> kInks{"#2c5c9a", "#b3352f", "#e0a63a", "#3f7f4a", "#7a4a8f", "#d9cfae"};
  MeshBuilder b;
  Random random(seed);
  const auto pane = [&](std::size_t ink) {
    scene::Material m;
    m.name = "stained-" + std::to_string(ink);
    m.albedo = linear_of_hex(kInks[ink]) * 0.25f;
    m.roughness = 0.15f;
    m.specular = 0.05f;
    m.emission = linear_of_hex(kInks[ink]) * glow;
    return b.material(m);
  };
  const Vec3 centre = o.centre - o.inward * kBack;
  const auto at = [&](float u, float v) { return centre + o.half_u * (2 * u - 1) + o.half_v * (2 * v - 1); };
  const std::size_t border = random.unit() < 0.5 ? 0 : 4, field = random.unit() < 0.5 ? 2 : 5, figure = random.unit() < 0.5 ? 1 : 3;
  for (int i = 0; i < kColumns; ++i)
    for (int j = 0; j < kRows; ++j) {
      const float u0 = static_cast<float>(i) / kColumns, u1 = static_cast<float>(i + 1) / kColumns, v0 = static_cast<float>(j) / kRows, v1 = static_cast<float>(j + 1) / kRows;
      const bool rim = i == 0 || i == kColumns - 1 || j == 0;
      const std::size_t ground = rim ? ((i + j) % 2 ? border : 1) : j < 5 ? (j % 2 ? figure : 4) : j < 7 ? field : static_cast<std::size_t>(random.below(6));
      const std::size_t stone = (ground + 2 + static_cast<std::size_t>(random.below(3))) % kInks.size();
      const Vec3 a = at(u0, v0), c = at(u1, v0), d = at(u1, v1), e = at(u0, v1), m = at((u0 + u1) / 2, (v0 + v1) / 2);
      const auto g = pane(ground), s = pane(stone);
      // A lozenge of another glass in each light.
      const Vec3 south = glm::mix(m, (a + c) * 0.5f, 0.72f), east = glm::mix(m, (c + d) * 0.5f, 0.72f), north = glm::mix(m, (d + e) * 0.5f, 0.72f), west = glm::mix(m, (e + a) * 0.5f, 0.72f);
      b.quad(south, east, north, west, s);
      b.quad(a, c, east, south, g);
      b.quad(c, d, north, east, g);
      b.quad(d, e, west, north, g);
      b.quad(e, a, south, west, g);
    }
  return b.finish(20);
}

}  // namespace auteur::world
