// Who the people are: an identity in layers, each drawn for itself from name, description, bible and the film's seed.
//
//   brief ──> face     body and face: the identity vector, locked by its digest
//         ──> makeup   hair, beard, glasses
//         ──> wardrobe clothes by story day
//         ──> voice    how deep, quick and strong
//   face + makeup + wardrobe ──> Identity, which puppets are built from
//
// Casting briefs everybody together, so that the first takes of any two people are apart by kLikenessFloor at least;
// further takes of a layer change nobody else and no other layer.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auteur/base/geometry.h"
#include "auteur/base/json.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::world {

enum class HairStyle { kBald, kFringe, kShort, kBob, kLong, kBun, kCurly, kPonytail, kCap, kHood };
enum class Garment { kCoat, kJacket, kJumper, kShirt, kDress, kUniform, kApron, kCardigan };

// `gear`: what an animal wears: "", "collar", "bandana", "saddle".
struct Outfit { Garment garment = Garment::kJumper; Vec3 outer{0.3f}, inner{0.5f}, trousers{0.2f}, shoes{0.1f}; bool scarf = false; Vec3 accent{0.5f}; std::string gear = {}; };

// Somebody's own figure that plays the part instead of a clay person (a GLB): what was said about it, and its sizes in
// metres by name ("eye_height"), so that nobody has to open the file who does not draw it.
struct BroughtModel { std::string digest; Json wishes = Json::object(); std::map<std::string, float> measures; };

// About 40 numbers, each 0..1 with 0.5 the average, unless a unit is given.
struct Identity {
  std::string id;
  float height_m = 1.45f;    // puppets are 4 heads tall; children less
  float age = 35;            // years
  float femininity = 0.5f;
  std::map<std::string, float> shape;  // skull_width, skull_height, jaw_width, chin, cheek, nose_length, nose_width, ear_size, brow_thickness, eye_size, eye_spacing, neck, shoulder, girth, belly, leg_length, hand_size, lip_fullness, hair_volume, hair_strands, freckles (0 = none), blush ...
  HairStyle hair = HairStyle::kShort;
  bool beard = false, moustache = false, glasses = false;
  Vec3 skin{0.5f}, hair_colour{0.2f}, eye_colour{0.2f};
  std::map<int, Outfit> outfit_by_day;  // story day; a missing day uses the nearest earlier one
  // voice traits, read by acting
  float voice_depth = 0.5f;  // 0 deep .. 1 high
  float voice_pace = 0.5f, voice_energy = 0.5f;
  float temper = 0.5f;       // calm .. lively: gestures and blinks
  std::optional<BroughtModel> model;
  // An animal (world/animals.h): its kind, "" = a person. Then height_m is the shoulder's, `skin` the coat, `hair_colour`
  // the coat's second colour laid on by `pattern`, `dark` nose, hooves and beak; the shape holds traits of its plan.
  std::string species, breed, pattern;
  Vec3 dark{0.05f}, mane{0.1f};
};

// What each layer of one person is drawn from (documents "auteur.casting_brief"), what was asked for and cannot be shown
// ("a wheelchair"), and the person as first cast.
struct Casting {
  std::string id;
  Json face, makeup, wardrobe, voice;
  std::vector<std::string> cannot;
  Identity identity;
};

// Casts everybody together. `bible` maps cast id to cast/NAME.toml as JSON. Deterministic; adding a later character does
// not change an earlier one. Cost: below a millisecond a person.
std::vector<Casting> cast_people(const screenplay::Breakdown& breakdown, const std::map<std::string, Json>& bible, std::uint64_t film_seed);
std::vector<Identity> cast_identities(const screenplay::Breakdown& breakdown, const std::map<std::string, Json>& bible, std::uint64_t film_seed);

// A take (from 1; the first is the one that was cast) of a layer, as its document: "auteur.face", "auteur.makeup",
// "auteur.wardrobe", "auteur.voice_traits". Requires: a brief of cast_people(). Pure.
Json face_take(const Json& brief, std::uint32_t take);
Json makeup_take(const Json& brief, std::uint32_t take);
Json wardrobe_take(const Json& brief, std::uint32_t take);
Json voice_take(const Json& brief, std::uint32_t take);

// The person made of chosen takes. Errors: kInvalidInput (a document of another kind, or broken).
Result<Identity> compose_identity(const Json& face, const Json& makeup, const Json& wardrobe);

// SHA-256 of the identity vector (body and face without hair, make-up and clothes), in hex.
std::string face_digest(const Identity& identity);

// Somebody in the background: `word` is what the script calls them ("customers"), `id` tells them apart ("CUSTOMERS#2").
// A face of their own from `seed`; nobody casts them. Pure.
Identity extra_identity(const std::string& id, const std::string& word, std::uint64_t seed);
// How many of the background are seen where the script calls them `words` and says `text` of the scene; `square_metres`
// of floor bound a crowd (0 = not known). Data: extras.json, "crowds".
int crowd_size(const std::vector<std::string>& words, const std::string& text, double square_metres);

// How far apart two people look: outline first, then face, hair and complexion; clothes do not count. A law of distances
// but for the triangle: 0 for the same person, the same both ways.
double identity_distance(const Identity& a, const Identity& b);
inline constexpr double kLikenessFloor = 0.42;  // below it two people of one cast are too alike

Json to_json(const Identity& identity);
Result<Identity> identity_from_json(const Json& document);

}  // namespace auteur::world
