// Models made of nothing: furniture, props and outdoor things in the clay-and-wood hand of the film. Metres at puppet
// scale; origin at the middle of the base; the front looks to +z.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/random.h"
#include "auteur/scene/scene.h"
#include "mesh_builder.h"

namespace auteur::world {

// The materials a place is made of; every model of a place draws on the same few, so that a set has a palette.
struct Tones {
  scene::Material wood, wood_dark, fabric, fabric_second, accent, metal, brass, white, dark, leaf, glass, paper, stone, wall, wall_second, floor, trim, skin_clay, water, roof;
};
Tones default_tones();

struct Model {
  scene::MeshPtr mesh;
  std::string id;              // catalogue id or "procedural/NAME"
  Vec3 size{0.1f};
  std::vector<Vec3> seats;     // where one sits, own space
  Vec3 lamp{0.f};              // middle of the glowing part
  float lamp_radius = 0;       // 0 = no light
  int door_column = -1;        // of a house: which column of its front the door takes, from the left
};

struct Maker {
  MeshBuilder& b;
  const Tones& tones;
  Random random;
  Model& model;
  int version = 0;  // of several of a kind in one place
  std::uint16_t operator()(const scene::Material& m) { return b.material(m); }
};
using MakerTable = std::map<std::string, std::function<void(Maker&)>, std::less<>>;
const MakerTable& indoor_makers();
const MakerTable& outdoor_makers();
const MakerTable& house_makers();
const MakerTable& prop_makers();
const MakerTable& landmark_makers();
const MakerTable& picture_makers();
const MakerTable& wall_makers();

bool has_procedural(std::string_view name);
// An unknown name gives a plain crate.
Model make_procedural(std::string_view name, const Tones& tones, std::uint64_t seed, int version = 0);

scene::Material tinted(const scene::Material& m, Vec3 factor, const std::string& suffix);

}  // namespace auteur::world
