#include "procedural.h"

#include <array>

namespace auteur::world {
namespace {

scene::Material make(const std::string& name, const std::string& hex, float roughness, scene::Pattern pattern, float strength = 0.5f, float scale = 1) {
  scene::Material m;
  m.name = name;
  m.albedo = linear_of_hex(hex);
  m.roughness = roughness;
  m.pattern = pattern;
  m.pattern_strength = strength;
  m.pattern_scale = scale;
  return m;
}

std::array<const MakerTable*, 7> all_makers() { return {&indoor_makers(), &outdoor_makers(), &house_makers(), &prop_makers(), &landmark_makers(), &picture_makers(), &wall_makers()}; }

}  // namespace

scene::Material tinted(const scene::Material& m, Vec3 factor, const std::string& suffix) {
  scene::Material out = m;
  out.albedo = glm::clamp(m.albedo * factor, Vec3(0.005f), Vec3(0.85f));
  out.name += "-" + suffix;
  return out;
}

Tones default_tones() {
  using enum scene::Pattern;
  Tones t;
  t.wood = make("wood", "#8a6140", 0.55f, kWood);
  t.wood_dark = make("wood-dark", "#553823", 0.5f, kWood);
  t.fabric = make("fabric", "#8a4336", 0.95f, kFabric);
  t.fabric.sheen = 0.3f;
  t.fabric_second = make("fabric-second", "#5f7470", 0.95f, kFabric);
  t.fabric_second.sheen = 0.3f;
  t.accent = make("accent", "#c19550", 0.7f, kClay, 0.3f);
  t.metal = make("metal", "#6e7276", 0.4f, kMetal, 0.3f);
  t.metal.metallic = 0.7f;
  t.metal.specular = 0.3f;
  t.brass = make("brass", "#b08a4a", 0.35f, kMetal, 0.3f);
  t.brass.metallic = 0.7f;
  t.brass.specular = 0.3f;
  t.white = make("enamel", "#d9d3c4", 0.35f, kPlain, 0.2f);
  t.dark = make("dark", "#2c2a2b", 0.6f, kClay, 0.2f);
  t.leaf = make("leaf", "#5c7340", 0.6f, kLeaf);
  t.leaf.translucency = 0.3f;
  t.glass = make("glass", "#c8d6d4", 0.05f, kPlain, 0);
  t.glass.opacity = 0.12f;
  t.glass.specular = 0.06f;
  t.paper = make("paper", "#e4dcc6", 0.9f, kPaper, 0.3f);
  t.stone = make("stone", "#8d877c", 0.9f, kStone);
  t.wall = make("wall", "#82827d", 0.92f, kPlaster, 0.5f);
  t.wall_second = make("wall-second", "#807b68", 0.92f, kPlaster, 0.5f);
  t.floor = make("floor", "#6b4a32", 0.5f, kWood);
  t.trim = make("trim", "#cfc6b2", 0.5f, kPlain, 0.2f);
  t.skin_clay = make("clay", "#b07a56", 0.8f, kClay);
  t.water = make("water", "#35585f", 0.14f, kWater);
  t.water.specular = 0.03f;
  t.roof = make("roof", "#6b4438", 0.85f, kTiles);
  return t;
}

bool has_procedural(std::string_view name) {
  for (const MakerTable* table : all_makers())
    if (table->contains(name)) return true;
  return false;
}

Model make_procedural(std::string_view name, const Tones& tones, std::uint64_t seed, int version) {
  Model model;
  model.id = "procedural/" + std::string(name);
  MeshBuilder b;
  Maker maker{b, tones, Random(mix(seed, seed_of(name))), model, version};
  bool made = false;
  for (const auto* table : all_makers())
    if (const auto at = table->find(name); !made && at != table->end()) {
      at->second(maker);
      made = true;
    }
  if (!made) b.block(0, 0, 0, 0.3f, 0.3f, 0.3f, b.material(tones.wood));
  model.mesh = b.finish();
  const Box box = model.mesh->bounds();
  model.size = box.size();
  return model;
}

}  // namespace auteur::world
