// A diverse cast written by hand, for the sheets and the tests.
#pragma once

#include <vector>

#include "auteur/world/cast.h"

namespace auteur::puppets {

inline std::vector<world::Identity> sheet_cast() {
  using world::Garment;
  using world::HairStyle;
  struct Row {
    const char* id; float height, age, fem; HairStyle hair; bool beard, moustache, glasses; Vec3 skin, hair_colour, eyes; Garment garment; Vec3 outer, inner, trousers, shoes, accent; bool scarf; std::map<std::string, float> shape;
  };
  const std::vector<Row> rows = {
      {"ANA", 1.42f, 34, 1, HairStyle::kBob, false, false, false, {0.62f, 0.36f, 0.24f}, {0.10f, 0.030f, 0.015f}, {0.06f, 0.10f, 0.05f}, Garment::kCoat, {0.05f, 0.13f, 0.15f}, {0.72f, 0.66f, 0.52f}, {0.10f, 0.10f, 0.12f}, {0.12f, 0.05f, 0.03f}, {0.45f, 0.10f, 0.06f}, true, {{"eye_size", 0.7f}, {"jaw_width", 0.35f}, {"lip_fullness", 0.7f}, {"nose_length", 0.4f}}},
      {"VIKTOR", 1.46f, 70, 0, HairStyle::kShort, false, false, false, {0.55f, 0.31f, 0.21f}, {0.50f, 0.48f, 0.44f}, {0.10f, 0.06f, 0.03f}, Garment::kCardigan, {0.36f, 0.20f, 0.08f}, {0.20f, 0.07f, 0.06f}, {0.12f, 0.10f, 0.08f}, {0.08f, 0.04f, 0.02f}, {0.30f, 0.25f, 0.12f}, false, {{"nose_length", 0.75f}, {"nose_width", 0.8f}, {"ear_size", 0.8f}, {"girth", 0.65f}, {"belly", 0.6f}}},
      {"KOFI", 1.56f, 41, 0, HairStyle::kCurly, true, false, false, {0.105f, 0.047f, 0.027f}, {0.012f, 0.010f, 0.009f}, {0.045f, 0.022f, 0.012f}, Garment::kJacket, {0.07f, 0.09f, 0.20f}, {0.60f, 0.56f, 0.50f}, {0.06f, 0.06f, 0.07f}, {0.05f, 0.03f, 0.02f}, {0.55f, 0.33f, 0.06f}, false, {{"skull_height", 0.6f}, {"jaw_width", 0.7f}, {"nose_width", 0.8f}, {"lip_fullness", 0.8f}, {"shoulder", 0.8f}, {"leg_length", 0.7f}, {"hair_volume", 0.35f}}},
      {"MEI", 1.36f, 27, 1, HairStyle::kBun, false, false, true, {0.66f, 0.43f, 0.29f}, {0.016f, 0.013f, 0.014f}, {0.04f, 0.022f, 0.012f}, Garment::kDress, {0.40f, 0.07f, 0.09f}, {0.7f, 0.65f, 0.6f}, {0.1f, 0.1f, 0.1f}, {0.15f, 0.03f, 0.04f}, {0.60f, 0.45f, 0.10f}, false, {{"skull_width", 0.65f}, {"nose_length", 0.2f}, {"cheek", 0.8f}, {"chin", 0.3f}, {"eye_spacing", 0.6f}}},
      {"TOM", 1.05f, 8, 0.2f, HairStyle::kFringe, false, false, false, {0.70f, 0.45f, 0.34f}, {0.45f, 0.18f, 0.05f}, {0.05f, 0.12f, 0.20f}, Garment::kJumper, {0.55f, 0.35f, 0.05f}, {0.5f, 0.5f, 0.5f}, {0.08f, 0.11f, 0.18f}, {0.30f, 0.05f, 0.04f}, {0.2f, 0.4f, 0.3f}, false, {{"ear_size", 0.8f}, {"eye_size", 0.6f}}},
      {"ROSA", 1.34f, 63, 0.95f, HairStyle::kCurly, false, false, true, {0.36f, 0.19f, 0.115f}, {0.20f, 0.18f, 0.17f}, {0.06f, 0.035f, 0.02f}, Garment::kApron, {0.25f, 0.30f, 0.36f}, {0.6f, 0.6f, 0.55f}, {0.20f, 0.13f, 0.10f}, {0.06f, 0.04f, 0.03f}, {0.62f, 0.55f, 0.42f}, false, {{"girth", 0.85f}, {"belly", 0.7f}, {"cheek", 0.8f}, {"skull_width", 0.6f}, {"neck", 0.2f}}},
      {"SGT BOYLE", 1.55f, 52, 0, HairStyle::kBald, false, true, false, {0.64f, 0.36f, 0.27f}, {0.28f, 0.13f, 0.05f}, {0.10f, 0.16f, 0.20f}, Garment::kUniform, {0.035f, 0.05f, 0.09f}, {0.5f, 0.5f, 0.55f}, {0.03f, 0.04f, 0.07f}, {0.02f, 0.02f, 0.02f}, {0.60f, 0.45f, 0.12f}, false, {{"jaw_width", 0.95f}, {"chin", 0.9f}, {"skull_width", 0.35f}, {"brow_thickness", 0.9f}, {"neck", 0.8f}, {"girth", 0.75f}, {"shoulder", 0.9f}, {"hair_volume", 0.6f}}},
      {"LEILA", 1.48f, 22, 1, HairStyle::kLong, false, false, false, {0.45f, 0.25f, 0.15f}, {0.035f, 0.018f, 0.010f}, {0.08f, 0.05f, 0.02f}, Garment::kShirt, {0.50f, 0.46f, 0.36f}, {0.5f, 0.5f, 0.5f}, {0.10f, 0.14f, 0.26f}, {0.35f, 0.30f, 0.24f}, {0.15f, 0.3f, 0.3f}, false, {{"skull_height", 0.7f}, {"nose_length", 0.65f}, {"skull_width", 0.35f}, {"jaw_width", 0.3f}, {"leg_length", 0.8f}, {"girth", 0.3f}}},
      {"PIP", 1.30f, 15, 0.5f, HairStyle::kHood, false, false, false, {0.74f, 0.50f, 0.39f}, {0.30f, 0.16f, 0.06f}, {0.08f, 0.14f, 0.08f}, Garment::kJumper, {0.10f, 0.24f, 0.15f}, {0.5f, 0.5f, 0.5f}, {0.13f, 0.12f, 0.12f}, {0.55f, 0.52f, 0.48f}, {0.6f, 0.2f, 0.1f}, false, {{"girth", 0.25f}, {"nose_length", 0.6f}}},
      {"OTTO", 1.40f, 45, 0.1f, HairStyle::kCap, true, true, false, {0.58f, 0.32f, 0.22f}, {0.20f, 0.09f, 0.035f}, {0.10f, 0.12f, 0.06f}, Garment::kJacket, {0.16f, 0.13f, 0.06f}, {0.45f, 0.30f, 0.18f}, {0.09f, 0.09f, 0.08f}, {0.10f, 0.06f, 0.03f}, {0.20f, 0.06f, 0.05f}, false, {{"nose_width", 0.9f}, {"nose_length", 0.55f}, {"girth", 0.9f}, {"belly", 1.f}, {"eye_size", 0.3f}, {"jaw_width", 0.7f}}},
      {"INES", 1.50f, 38, 0.9f, HairStyle::kPonytail, false, false, false, {0.20f, 0.095f, 0.055f}, {0.020f, 0.013f, 0.010f}, {0.05f, 0.028f, 0.014f}, Garment::kJumper, {0.48f, 0.16f, 0.05f}, {0.5f, 0.5f, 0.5f}, {0.06f, 0.08f, 0.12f}, {0.12f, 0.07f, 0.04f}, {0.7f, 0.5f, 0.1f}, false, {{"skull_height", 0.75f}, {"chin", 0.7f}, {"lip_fullness", 0.85f}, {"eye_spacing", 0.7f}, {"nose_width", 0.65f}}},
      {"WILL", 1.60f, 30, 0, HairStyle::kShort, false, false, true, {0.68f, 0.42f, 0.31f}, {0.50f, 0.30f, 0.09f}, {0.06f, 0.14f, 0.22f}, Garment::kShirt, {0.14f, 0.25f, 0.36f}, {0.5f, 0.5f, 0.5f}, {0.22f, 0.17f, 0.10f}, {0.12f, 0.06f, 0.03f}, {0.5f, 0.1f, 0.1f}, false, {{"skull_width", 0.1f}, {"skull_height", 0.95f}, {"jaw_width", 0.3f}, {"nose_length", 0.95f}, {"nose_width", 0.3f}, {"neck", 0.95f}, {"girth", 0.15f}, {"leg_length", 0.9f}, {"ear_size", 0.9f}, {"chin", 0.7f}}},
      {"BEA", 1.00f, 6, 0.95f, HairStyle::kPonytail, false, false, false, {0.30f, 0.15f, 0.09f}, {0.02f, 0.012f, 0.008f}, {0.05f, 0.03f, 0.015f}, Garment::kDress, {0.60f, 0.42f, 0.08f}, {0.7f, 0.65f, 0.6f}, {0.1f, 0.1f, 0.1f}, {0.45f, 0.10f, 0.15f}, {0.70f, 0.20f, 0.15f}, false, {{"cheek", 0.8f}, {"eye_size", 0.7f}}},
      {"GRETA", 1.33f, 82, 1, HairStyle::kBun, false, false, false, {0.68f, 0.44f, 0.34f}, {0.62f, 0.60f, 0.58f}, {0.10f, 0.15f, 0.18f}, Garment::kCardigan, {0.28f, 0.20f, 0.34f}, {0.65f, 0.60f, 0.55f}, {0.13f, 0.10f, 0.13f}, {0.05f, 0.03f, 0.03f}, {0.5f, 0.4f, 0.3f}, true, {{"girth", 0.4f}, {"nose_length", 0.7f}, {"jaw_width", 0.3f}, {"chin", 0.7f}, {"skull_width", 0.4f}}},
      {"RAJ", 1.44f, 29, 0.05f, HairStyle::kShort, true, false, false, {0.30f, 0.165f, 0.095f}, {0.015f, 0.011f, 0.010f}, {0.05f, 0.028f, 0.015f}, Garment::kCoat, {0.20f, 0.17f, 0.13f}, {0.10f, 0.22f, 0.20f}, {0.05f, 0.05f, 0.06f}, {0.08f, 0.05f, 0.03f}, {0.5f, 0.25f, 0.1f}, false, {{"brow_thickness", 0.85f}, {"nose_length", 0.6f}, {"eye_size", 0.55f}, {"hair_volume", 0.9f}}}};
  std::vector<world::Identity> out;
  for (const Row& r : rows) {
    world::Identity id;
    id.id = r.id;
    id.height_m = r.height;
    id.age = r.age;
    id.femininity = r.fem;
    id.hair = r.hair;
    id.beard = r.beard;
    id.moustache = r.moustache;
    id.glasses = r.glasses;
    id.skin = r.skin;
    id.hair_colour = r.hair_colour;
    id.eye_colour = r.eyes;
    id.shape = r.shape;
    id.outfit_by_day[1] = {r.garment, r.outer, r.inner, r.trousers, r.shoes, r.scarf, r.accent};
    out.push_back(id);
  }
  return out;
}

// One animal of each kind and of a few breeds, cast as from a script.
inline std::vector<world::Identity> sheet_animals() {
  screenplay::Breakdown script;
  for (const char* what : {"dog", "cat", "horse", "gull", "terrier", "puppy", "fox", "cow", "sheep", "goat", "pig", "rabbit", "rat", "pony", "pigeon", "crow", "hen", "duck", "robin", "owl", "parrot", "goose", "shepherd", "dachshund", "wolf", "donkey", "bear", "kitten", "poodle", "calf"}) {
    screenplay::CastMember member;
    member.id = std::string("THE ") + what;
    member.name = member.species = what;
    if (member.species == "horse") member.description = "a chestnut horse, saddled";
    script.cast.push_back(member);
  }
  return world::cast_identities(script, {}, 3);
}

}  // namespace auteur::puppets
