// Who the people are: an identity that is stable for ever, seeded from name, description and bible.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/base/geometry.h"
#include "auteur/base/json.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::world {

enum class HairStyle { kBald, kFringe, kShort, kBob, kLong, kBun, kCurly, kPonytail, kCap, kHood };
enum class Garment { kCoat, kJacket, kJumper, kShirt, kDress, kUniform, kApron, kCardigan };

struct Outfit { Garment garment = Garment::kJumper; Vec3 outer{0.3f}, inner{0.5f}, trousers{0.2f}, shoes{0.1f}; bool scarf = false; Vec3 accent{0.5f}; };

// About 40 numbers, each 0..1 with 0.5 the average, unless a unit is given.
struct Identity {
  std::string id;
  float height_m = 1.45f;    // puppets are 4 heads tall; children less
  float age = 35;            // years
  float femininity = 0.5f;
  std::map<std::string, float> shape;  // skull_width, skull_height, jaw_width, chin, cheek, nose_length, nose_width, ear_size, brow_thickness, eye_size, eye_spacing, neck, shoulder, girth, belly, leg_length, hand_size, lip_fullness, hair_volume, hair_strands ...
  HairStyle hair = HairStyle::kShort;
  bool beard = false, moustache = false, glasses = false;
  Vec3 skin{0.5f}, hair_colour{0.2f}, eye_colour{0.2f};
  std::map<int, Outfit> outfit_by_day;  // story day; a missing day uses the nearest earlier one
  // voice traits, read by acting
  float voice_depth = 0.5f;  // 0 deep .. 1 high
  float voice_pace = 0.5f, voice_energy = 0.5f;
  float temper = 0.5f;       // calm .. lively: gestures and blinks
};

// Casts everybody together so that no two look alike (a measured distance above a floor). `bible` maps cast id to
// cast/NAME.toml as JSON. Deterministic; adding a later character does not change an earlier one.
std::vector<Identity> cast_identities(const screenplay::Breakdown& breakdown, const std::map<std::string, Json>& bible, std::uint64_t film_seed);

// Somebody in the background: `word` is what the script calls them ("customers"), `id` tells them apart ("CUSTOMERS#2").
// A face of their own from `seed`; nobody casts them. Pure.
Identity extra_identity(const std::string& id, const std::string& word, std::uint64_t seed);

double identity_distance(const Identity& a, const Identity& b);

Json to_json(const Identity& identity);
Result<Identity> identity_from_json(const Json& document);

}  // namespace auteur::world
