// Ground, water, rows of houses and fences, and the ring of trees, rocks and hills behind a playing area.
#include <algorithm>

#include "set_maker.h"

namespace auteur::world {
namespace {

constexpr float kReach = 70.f;

scene::Material ground_material(const Tones& tones, const std::string& kind) {
  const auto make = [&](const char* hex, float rough, float strength) {
    scene::Material m = tones.stone;
    m.name = "ground-" + kind;
    m.albedo = linear_of_hex(hex);
    m.pattern = pattern_of(kind);
    m.roughness = rough;
    m.pattern_strength = strength;
    return m;
  };
  if (kind == "grass") return make("#6b7a46", 0.95f, 0.7f);
  if (kind == "sand") return make("#b59b6f", 0.95f, 0.6f);
  if (kind == "asphalt") return make("#5b5955", 0.85f, 0.5f);
  if (kind == "planks") return make("#8a6a4a", 0.65f, 0.6f);
  if (kind == "tiles") return make("#8d7a66", 0.5f, 0.5f);
  if (kind == "snow") return make("#d5dadd", 0.8f, 0.4f);
  return make("#857d70", 0.85f, 0.6f);
}

float noise(float x, float z) {
  return std::sin(x * 0.31f + 1.3f) * std::cos(z * 0.27f - 0.4f) * 0.6f + std::sin(x * 0.11f - z * 0.13f) * 0.9f + std::sin(x * 0.9f + z * 0.7f) * 0.12f;
}

// Ground that is flat where people act and rolls gently beyond.
scene::MeshPtr rolling_ground(const Set& set, const scene::Material& material, float roll, float z_from, float z_to, float edge_drop) {
  auto mesh = std::make_shared<scene::Mesh>();
  mesh->materials = {material};
  std::vector<float> xs, zs;
  for (const float v : {-70.f, -52.f, -40.f, -30.f, -24.f, -19.f, -15.f, -12.f, -9.5f, -7.5f, -5.5f, -3.f, 0.f, 3.f, 5.5f, 7.5f, 9.5f, 12.f, 15.f, 19.f, 24.f, 30.f, 40.f, 52.f, 70.f}) {
    xs.push_back(v);
    zs.push_back(std::clamp(v, z_from, z_to));
  }
  zs.erase(std::unique(zs.begin(), zs.end()), zs.end());
  const float flat = 0.6f * std::max(set.size.x, set.size.z) + 1.5f;
  for (const float z : zs)
    for (const float x : xs) {
      const float r = std::sqrt(x * x + z * z), away = std::clamp((r - flat) / 18.f, 0.f, 1.f);
      float y = roll * away * noise(x, z) - 0.001f;
      if (edge_drop > 0 && (std::abs(z - z_from) < 0.01f) && z_from > -kReach) y = -edge_drop;
      mesh->positions.push_back({x, y, z});
    }
  const auto columns = static_cast<std::uint32_t>(xs.size());
  for (std::uint32_t j = 0; j + 1 < zs.size(); ++j)
    for (std::uint32_t i = 0; i + 1 < columns; ++i) {
      const std::uint32_t a = j * columns + i;
      mesh->triangles.emplace_back(a, a + columns, a + columns + 1);
      mesh->triangles.emplace_back(a, a + columns + 1, a + 1);
      mesh->triangle_material.insert(mesh->triangle_material.end(), 2, 0);
    }
  return std::make_shared<scene::Mesh>(repaired(*mesh, 80, false));
}

}  // namespace

void build_ground(SetMaker& k, const Json& program) {
  const float w = k.set.size.x, d = k.set.size.z;
  k.walls = {WallPlan{"north", w, 0, {0, 0, -d / 2}, {}, {}}, WallPlan{"east", d, -kPi / 2, {w / 2, 0, 0}, {}, {}}, WallPlan{"south", w, kPi, {0, 0, d / 2}, {}, {}}, WallPlan{"west", d, kPi / 2, {-w / 2, 0, 0}, {}, {}}};
  const std::string kind = text_in(program, "ground", "grass");
  const scene::Material ground = ground_material(k.tones, kind);
  const float water_z = number_in(program, "water", -1000), flat = number_in(program, "platform", 0);
  MeshBuilder b;
  if (flat > 0) {
    // A deck, roof or bridge: the ground ends at the rim of the playing area, the world lies below.
    const bool bridge = text_in(program, "sound", "") == "river";
    const float px = bridge ? 2 * kReach : w + 1.4f, pz = d + 1.4f;
    b.block(0, -0.5f, 0.1f, px, 0.5f, pz, b.material(ground), 0.02f);
    b.block(0, -0.75f, 0.1f, px - 0.3f, 0.3f, pz - 0.3f, b.material(k.tones.wall_second), 0.05f);
    k.add_instance(b.finish(), Mat4(1.f), "ground");
    if (number_in(program, "water_all", 0) > 0) {
      b.quad({-kReach, -2.2f, kReach}, {kReach, -2.2f, kReach}, {kReach, -2.2f, -kReach}, {-kReach, -2.2f, -kReach}, b.material(k.tones.water));
      k.add_instance(b.finish(), Mat4(1.f), "water");
    } else {
      b.quad({-kReach, -7.f, kReach}, {kReach, -7.f, kReach}, {kReach, -7.f, -kReach}, {-kReach, -7.f, -kReach}, b.material(ground_material(k.tones, "asphalt")));
      k.add_instance(b.finish(), Mat4(1.f), "street-below");
    }
    return;
  }
  const bool natural = kind == "grass" || kind == "sand" || text_in(program, "sound", "") == "wind" || number_in(program, "cliff", 0) > 0;
  const bool quay = number_in(program, "quay", 0) > 0;
  const float z_from = water_z > -900 ? (quay ? water_z : water_z - 2.5f) : -kReach;
  k.add_instance(rolling_ground(k.set, ground, natural ? 0.55f : 0.f, z_from, kReach, quay ? 0.f : 0.9f), Mat4(1.f), "ground");
  if (water_z > -900) {
    const float y = quay ? -0.9f : -0.28f, z = quay ? water_z : water_z + 1.2f;
    b.quad({-kReach, y, z}, {kReach, y, z}, {kReach, y, -kReach - 40}, {-kReach, y, -kReach - 40}, b.material(k.tones.water));
    k.add_instance(b.finish(), Mat4(1.f), "water");
    if (quay) {
      b.quad({-kReach, -1.6f, water_z}, {kReach, -1.6f, water_z}, {kReach, 0.02f, water_z}, {-kReach, 0.02f, water_z}, b.material(k.tones.stone));
      for (int i = 0; i < 40; ++i) b.block(-30.f + 1.5f * static_cast<float>(i), -0.14f, water_z + 0.2f, 1.48f, 0.16f, 0.5f, b.material(k.tones.stone), 0.03f);
      k.add_instance(b.finish(), Mat4(1.f), "quay");
    }
  }
  if (number_in(program, "pavement", 0) > 0 || number_in(program, "road", 0) > 0) {
    const auto kerb = b.material(k.tones.stone), line = b.material(tinted(k.tones.paper, Vec3(0.75f), "road-paint"));
    const bool street = number_in(program, "pavement", 0) > 0;
    if (street) {
      const scene::Material slabs = [&] { auto m = ground_material(k.tones, "tiles"); m.name = "pavement"; m.albedo = linear_of_hex("#8b8478"); m.roughness = 0.85f; return m; }();
      for (const float z : {-d / 2 - 1.55f, d / 2 + 2.6f}) {
        const float depth = z < 0 ? 2.9f : 4.6f;
        b.block(0, -0.3f, z, 2 * kReach, 0.3f + 0.1f * static_cast<float>(z < 0 ? 0 : 1), depth, b.material(slabs), 0.02f);
        b.block(0, -0.2f, z < 0 ? -d / 2 - 0.1f : d / 2 + 0.25f, 2 * kReach, z < 0 ? 0.203f : 0.31f, 0.16f, kerb, 0.02f);
      }
    }
    for (int i = -9; i <= 9; ++i) b.block(static_cast<float>(i) * 3.f, -0.02f, 0.6f, 1.3f, 0.0235f, 0.1f, line, 0);
    k.add_instance(b.finish(), Mat4(1.f), "road");
  }
  if (number_in(program, "path", 0) > 0) {
    scene::Material gravel = ground_material(k.tones, "sand");
    gravel.name = "gravel";
    gravel.albedo = linear_of_hex("#a08d6d");
    const auto m = b.material(gravel);
    Vec3 before_l(0.f), before_r(0.f);
    for (int i = 0; i <= 40; ++i) {
      const float x = -24.f + 1.2f * static_cast<float>(i), z = 0.6f + 0.5f * std::sin(x * 0.35f), half = 0.85f + 0.08f * std::sin(x * 1.7f);
      const Vec3 l(x, 0.012f, z - half), r(x, 0.012f, z + half);
      if (i > 0 && std::abs(x) < 9) b.quad(before_r, r, l, before_l, m);
      before_l = l;
      before_r = r;
    }
    k.add_instance(b.finish(80), Mat4(1.f), "path");
  }
  if (const float track = number_in(program, "track", 0); track < 0) {
    const auto iron = b.material(k.tones.metal), sleeper = b.material(k.tones.wood_dark), bed = b.material(tinted(k.tones.stone, Vec3(0.6f), "ballast"));
    b.block(0, -0.3f, track, 2 * kReach, 0.34f, 3.0f, bed, 0.05f);
    for (int i = 0; i < 50; ++i) b.block(-30.f + 1.2f * static_cast<float>(i), 0.02f, track, 0.24f, 0.06f, 2.0f, sleeper, 0.01f);
    for (const float z : {-0.65f, 0.65f}) b.block(0, 0.08f, track + z, 2 * kReach, 0.09f, 0.07f, iron, 0.01f);
    k.add_instance(b.finish(), Mat4(1.f), "track");
  }
}

void build_surroundings(SetMaker& k, const Json& program) {
  const float w = k.set.size.x, d = k.set.size.z;
  const auto background = [&](const FurnitureEntry& e, const Model& m, Vec3 at, float yaw, float scale, int& n) {
    const std::string name = "behind/" + e.word + "-" + std::to_string(++n);
    k.add_instance(m.mesh, moved(at, yaw, Vec3(scale)), name);
    if (m.lamp_radius > 0) {
      Practical p;
      p.id = name;
      p.kind = e.word;
      p.position = at + m.lamp * scale;
      p.radius = m.lamp_radius;
      p.colour = {1.3f, 0.95f, 0.6f};
      p.strength = e.make == "lighthouse" ? 14.f : 4.f;
      k.set.practicals.push_back(p);
    }
  };
  int n = 0;
  if (program.contains("rows") && program["rows"].is_array())
    for (const auto& row : program["rows"]) {
      if (!row.contains("w") || !row["w"].is_array() || row["w"].empty()) continue;
      const std::string face = text_in(row, "face", "south");
      const float yaw = face == "south" ? 0 : face == "north" ? kPi : face == "east" ? kPi / 2 : -kPi / 2;
      const Vec3 f = heading(yaw), along(f.z, 0, -f.x);
      const float offset = row.contains("z") ? number_in(row, "z", -8) : 0, x = number_in(row, "x", 0), gap = number_in(row, "gap", 0), y = number_in(row, "y", 0);
      const int count = static_cast<int>(number_in(row, "count", 0));
      const bool ns = face == "south" || face == "north";
      const float limit = count > 0 ? 1e9f : 26.f;
      std::vector<std::pair<float, std::pair<const FurnitureEntry*, Model>>> placed;
      float length = 0;
      for (int i = 0; i < (count > 0 ? std::min(count, 40) : 16) && length < 2 * limit; ++i) {
        const auto& words = row["w"];
        const FurnitureEntry* e = find_furniture(words[static_cast<std::size_t>(k.random.below(static_cast<int>(words.size())))].get<std::string>());
        if (!e) continue;
        const Model m = k.model_of(*e);
        placed.push_back({length + m.size.x / 2, {e, m}});
        length += m.size.x + gap;
      }
      const float x0 = number_in(row, "x0", 0);
      for (const auto& [at, what] : placed) {
        const float u = at - length / 2 + (count == 1 ? x0 : 0.f) + (count != 1 ? x0 : 0.f);
        const Vec3 p = (ns ? Vec3(x, y, offset) : Vec3(x, y, 0)) + along * u;
        background(*what.first, what.second, p, yaw, 1.f, n);
        if ((what.first->make == "house" || what.first->make == "cottage" || what.first->make == "tall-house" || what.first->make == "shop-house") && std::abs(u) < 16) {  // lit windows by night
          const bool shop = what.first->make == "shop-house";
          const int upper = 2 + k.random.below(3), panes = upper + (shop ? 3 : 0);
          for (int i = 0; i < panes; ++i) {
            Practical lit;
            lit.id = "lit-" + std::to_string(n) + "-" + std::to_string(i);
            lit.kind = "lit-window";
            // The same grid of panes as the house model has: columns of about 1.5 m, storeys of equal height.
            const std::string& make = what.first->make;
            const int storeys = make == "cottage" ? 1 : make == "house" ? 2 : 3;
            const float width = make == "cottage" ? 4.6f : make == "house" ? 6.f : make == "shop-house" ? 5.6f : 5.f, height = make == "cottage" ? 2.3f : make == "house" ? 4.6f : make == "shop-house" ? 6.8f : 7.2f;
            const int columns = static_cast<int>(width / 1.5f);
            const float every = width / static_cast<float>(columns), fh = height / static_cast<float>(storeys);
            const bool display = i >= upper;  // a shop window, where the shop has no door
            const int column = display ? i - upper : k.random.below(columns), storey = display || storeys == 1 ? 0 : 1 + k.random.below(storeys - 1);
            if (storey == 0 && column == what.second.door_column) continue;
            const float ux = -width / 2 + every * (static_cast<float>(column) + 0.5f), uy = display ? 0.55f + fh * 0.25f : fh * static_cast<float>(storey) + fh * 0.57f;
            lit.position = p + along * ux + f * 0.064f + Vec3(0, uy, 0);
            lit.half_u = along * (display ? every * 0.43f : std::min(0.8f, every * 0.55f) / 2);
            lit.half_v = {0, fh * (display ? 0.25f : 0.23f), 0};
            lit.normal = f;
            lit.colour = {1.4f, 0.92f, 0.45f};
            lit.strength = 0.8f;
            lit.radius = 0.3f;
            k.set.practicals.push_back(lit);
          }
        }
      }
    }
  if (program.contains("ring") && program["ring"].is_array())
    for (const auto& ring : program["ring"]) {
      const FurnitureEntry* e = find_furniture(text_in(ring, "w", ""));
      if (!e || !ring.contains("r") || !ring["r"].is_array() || ring["r"].size() != 2) continue;
      const float near = ring["r"][0].get<float>(), far = ring["r"][1].get<float>();
      const int count = std::clamp(static_cast<int>(number_in(ring, "n", 8)), 0, 200);
      const std::string side = text_in(ring, "side", "");
      const bool facing = number_in(ring, "facing", 0) > 0;
      for (int i = 0; i < count; ++i) {
        const float a = 2.39996f * static_cast<float>(i) + static_cast<float>(k.random.range(-0.4, 0.4));
        const float r = near + (far - near) * std::sqrt((static_cast<float>(i) + 0.5f) / static_cast<float>(count));
        const float s = static_cast<float>(k.random.range(0.8, 1.25)) * number_in(ring, "scale", 1);
        Vec3 p(r * std::sin(a), 0, r * std::cos(a));
        const Model m = k.model_of(*e);
        if (side == "south" && p.z < 3) continue;
        if (side == "north" && p.z > -3) continue;
        const float margin = 0.4f + 0.5f * std::min(2.4f, std::max(m.size.x, m.size.z) * s);
        if (std::abs(p.x) < w / 2 + margin && std::abs(p.z) < d / 2 + margin) continue;
        if (p.z > d / 2 && std::abs(p.x) < 5 && p.z < d / 2 + 7 && m.size.y > 1.0f) continue;  // the camera stands there
        const float roll = text_in(program, "ground", "grass") == "grass" || text_in(program, "ground", "") == "sand" ? 0.55f : 0.f;
        const float flat = 0.6f * std::max(w, d) + 1.5f, away = std::clamp((std::sqrt(p.x * p.x + p.z * p.z) - flat) / 18.f, 0.f, 1.f);
        p.y = roll * away * noise(p.x, p.z) - 0.03f - (e->make == "hill" ? 0.4f : 0);
        const float water = number_in(program, "water", -1000);
        if (water > -900 && p.z < water + 0.5f) {  // only rock stands in water, and most of it below
          if ((e->make != "boulder" && e->make != "rock") || p.z < water - 9) continue;
          p.y = -0.28f - 0.38f * m.size.y * s;
        }
        background(*e, m, p, e->make == "hill" ? std::atan2(p.x, p.z) : facing ? static_cast<float>(k.random.range(-0.15, 0.15)) : static_cast<float>(k.random.range(0, 6.28)), s, n);
      }
    }
}

}  // namespace auteur::world
