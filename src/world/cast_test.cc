#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "auteur/world/cast.h"
#include "mesh_builder.h"
#include "person_words.h"

namespace auteur::world {
namespace {

Identity cast_one(const std::string& description, const std::string& name = "SAM", const std::string& gender = "", std::uint64_t seed = 5) {
  screenplay::Breakdown b;
  screenplay::CastMember m;
  m.id = m.name = name;
  m.description = description;
  m.gender = gender;
  b.cast.push_back(m);
  return cast_identities(b, {}, seed).front();
}

float shape(const Identity& p, const char* name) { return p.shape.at(name); }
bool near(Vec3 linear, const char* hex) { return glm::length(linear - linear_of_hex(hex)) < 1e-4f; }
float light(Vec3 c) { return 0.2126f * c.x + 0.7152f * c.y + 0.0722f * c.z; }
Garment worn(const Identity& p) { return p.outfit_by_day.at(1).garment; }
bool grey(Vec3 c) { return std::abs(c.x - c.z) < 0.12f && light(c) > 0.2f; }

struct Said { const char* words; bool (*holds)(const Identity&); const char* expected; };
const Said kSaid[] = {
    {"70s, grey, a fisherman's hands", [](const Identity& p) { return p.age == 75 && grey(p.hair_colour) && shape(p, "hand_size") > 0.85f; }, "75, grey, big hands"},
    {"a girl of eight", [](const Identity& p) { return p.age == 8 && p.femininity > 0.6f && p.height_m < 1.25f && !p.beard; }, "a child of 8"},
    {"heavy-set", [](const Identity& p) { return shape(p, "girth") > 0.8f && shape(p, "belly") > 0.7f; }, "girth"},
    {"tall, black, shaved head", [](const Identity& p) { return p.height_m > 1.52f && light(p.skin) < 0.09f && p.hair == HairStyle::kBald && shape(p, "hair_volume") < 0.2f; }, "tall, black, no hair at all"},
    {"red hair in a bun", [](const Identity& p) { return near(p.hair_colour, "#9a4a26") && p.hair == HairStyle::kBun; }, "a red bun"},
    {"30s, thin, careful, a good coat", [](const Identity& p) { return p.age == 35 && shape(p, "girth") < 0.16f && worn(p) == Garment::kCoat && p.temper < 0.55f; }, "35, thin, calm, a coat"},
    {"elderly woman with white hair and glasses", [](const Identity& p) { return p.age > 70 && p.femininity > 0.6f && p.glasses && near(p.hair_colour, "#d8d3c8"); }, "old, white hair, glasses"},
    {"an old coat", [](const Identity& p) { return p.age < 69 && worn(p) == Garment::kCoat; }, "the coat is old, not the person"},
    {"a black coat", [](const Identity& p) { return near(p.outfit_by_day.at(1).outer, "#2e2b2c") && worn(p) == Garment::kCoat; }, "the coat is black"},
    {"young man, long black hair, bearded", [](const Identity& p) { return p.age == 23 && p.femininity < 0.4f && p.hair == HairStyle::kLong && p.beard && light(p.hair_colour) < 0.03f; }, "23, long black hair, beard"},
    {"clean-shaven, square jaw", [](const Identity& p) { return !p.beard && !p.moustache && shape(p, "jaw_width") > 0.85f; }, "no beard, a jaw"},
    {"a man with a moustache", [](const Identity& p) { return p.moustache && !p.beard; }, "a moustache only"},
    {"no beard, no glasses", [](const Identity& p) { return !p.beard && !p.glasses; }, "neither"},
    {"without glasses, bald", [](const Identity& p) { return !p.glasses && p.hair == HairStyle::kBald; }, "bald, no glasses"},
    {"not tall", [](const Identity& p) { return p.height_m < 1.56f; }, "not tall"},
    {"short and stout, 50", [](const Identity& p) { return p.age == 50 && p.height_m < 1.33f && shape(p, "girth") > 0.8f; }, "50, short, stout"},
    {"lanky teenager with freckles", [](const Identity& p) { return p.age >= 13 && p.age < 18 && shape(p, "girth") < 0.16f && p.height_m > 1.38f && shape(p, "freckles") > 0.8f; }, "lanky, freckled"},
    {"mid-40s, Indian, elegant in a green sari", [](const Identity& p) { return p.age == 45 && light(p.skin) < 0.20f && worn(p) == Garment::kDress && near(p.outfit_by_day.at(1).outer, "#56683f"); }, "45, brown, green"},
    {"a Japanese businessman in his fifties", [](const Identity& p) { return p.age == 55 && worn(p) == Garment::kJacket && p.femininity < 0.4f; }, "55, a suit"},
    {"pale, blue eyes, blonde ponytail", [](const Identity& p) { return light(p.skin) > 0.45f && near(p.eye_colour, "#4f6b80") && p.hair == HairStyle::kPonytail && near(p.hair_colour, "#c9a362"); }, "pale, blue, blonde"},
    {"big nose, big ears", [](const Identity& p) { return shape(p, "nose_length") > 0.85f && shape(p, "ear_size") > 0.85f; }, "nose and ears"},
    {"button nose", [](const Identity& p) { return shape(p, "nose_length") < 0.2f; }, "a small nose"},
    {"gaunt, hollow-cheeked, stooped", [](const Identity& p) { return shape(p, "girth") < 0.12f && shape(p, "cheek") < 0.15f && shape(p, "posture") > 0.85f; }, "gaunt"},
    {"round-faced", [](const Identity& p) { return shape(p, "cheek") > 0.8f && shape(p, "skull_width") > 0.7f; }, "a round face"},
    {"round glasses", [](const Identity& p) { return p.glasses && (shape(p, "girth") < 0.86f); }, "the glasses are round"},
    {"eight years old", [](const Identity& p) { return p.age == 8; }, "8"},
    {"seventy-two-year-old", [](const Identity& p) { return p.age == 72; }, "72"},
    {"a mother of three", [](const Identity& p) { return p.age >= 18 && p.femininity > 0.6f; }, "grown up"},
    {"in her late sixties", [](const Identity& p) { return p.age == 68 && p.femininity > 0.6f; }, "68"},
    {"early 20s, athletic", [](const Identity& p) { return p.age == 22 && shape(p, "shoulder") > 0.82f; }, "22, athletic"},
    {"a bear of a man, grey beard", [](const Identity& p) { return p.beard && shape(p, "shoulder") > 0.82f && near(p.hair_colour, "#a8a49c"); }, "broad, grey beard"},
    {"policewoman, 40", [](const Identity& p) { return worn(p) == Garment::kUniform && p.femininity > 0.6f && p.age == 40; }, "a uniform"},
    {"nurse in uniform", [](const Identity& p) { return worn(p) == Garment::kUniform && near(p.outfit_by_day.at(1).outer, "#b9c2bd"); }, "a pale uniform"},
    {"a baker, flour on the apron", [](const Identity& p) { return worn(p) == Garment::kApron; }, "an apron"},
    {"Nigerian, tight curls, a yellow dress", [](const Identity& p) { return light(p.skin) < 0.09f && p.hair == HairStyle::kCurly && worn(p) == Garment::kDress && near(p.outfit_by_day.at(1).outer, "#b9923f"); }, "deep skin, curls, yellow"},
    {"weathered, wrinkled, tanned", [](const Identity& p) { return shape(p, "wrinkles") > 0.85f && light(p.skin) < 0.34f; }, "weathered"},
    {"tired eyes", [](const Identity& p) { return shape(p, "bag") > 0.8f && shape(p, "lid_weight") > 0.7f; }, "bags"},
    {"bushy eyebrows, thin lips", [](const Identity& p) { return shape(p, "brow_thickness") > 0.85f && shape(p, "lip_fullness") < 0.15f; }, "brows and lips"},
    {"a nun", [](const Identity& p) { return p.femininity > 0.6f && p.hair == HairStyle::kHood; }, "a veil"},
    {"a boy of six in a cap", [](const Identity& p) { return p.age == 6 && p.hair == HairStyle::kCap && p.femininity < 0.4f; }, "6, a cap"},
    {"curvy, full lips, high cheekbones", [](const Identity& p) { return shape(p, "hip") > 0.85f && shape(p, "lip_fullness") > 0.85f && shape(p, "cheekbone") > 0.85f; }, "curves"},
    {"a person with dwarfism, 34", [](const Identity& p) { return p.age == 34 && p.height_m < 1.2f; }, "short stature, grown up"},
    {"non-binary, 28, buzz cut, pierced", [](const Identity& p) { return p.femininity > 0.4f && p.femininity < 0.6f && p.hair == HairStyle::kShort && shape(p, "hair_volume") < 0.2f; }, "neither"},
    {"deep voice, slow", [](const Identity& p) { return p.voice_depth < 0.6f && p.voice_pace < 0.45f; }, "deep and slow"},
    {"dark-haired, green eyes, a red scarf", [](const Identity& p) { return light(p.hair_colour) < 0.03f && near(p.eye_colour, "#5d7048") && p.outfit_by_day.at(1).scarf && near(p.outfit_by_day.at(1).accent, "#7d3530"); }, "dark, green, scarf"},
    {"jeans, a white shirt, black boots", [](const Identity& p) { return worn(p) == Garment::kShirt && near(p.outfit_by_day.at(1).outer, "#d2cab8") && near(p.outfit_by_day.at(1).shoes, "#2e2b2c"); }, "shirt and boots"},
    {"hair grey, cropped", [](const Identity& p) { return grey(p.hair_colour) && p.hair == HairStyle::kShort; }, "grey and short"},
    {"his wife, 50", [](const Identity& p) { return p.age == 50 && p.femininity > 0.6f; }, "the wife, not him"},
    {"short grey hair, big brown eyes", [](const Identity& p) { return p.hair == HairStyle::kShort && grey(p.hair_colour) && near(p.eye_colour, "#4a3322") && shape(p, "eye_size") > 0.85f; }, "colours between the words"},
    {"40s, red beard", [](const Identity& p) { return p.beard && light(p.skin) > 0.36f; }, "light skin with red hair"},
    {"Nigerian, blond hair", [](const Identity& p) { return light(p.skin) < 0.09f && near(p.hair_colour, "#c9a362"); }, "the complexion that was said"},
    {"with a heavy suitcase", [](const Identity& p) { return shape(p, "girth") < 0.87f; }, "the suitcase is heavy"},
};

TEST(Words, OfADescriptionAreObeyedUnderAnySeed) {
  ASSERT_GE(std::size(kSaid), 40u);
  for (const auto& said : kSaid)
    for (std::uint64_t seed = 1; seed <= 12; ++seed) EXPECT_TRUE(said.holds(cast_one(said.words, "SAM", "", seed))) << "'" << said.words << "' should give " << said.expected << ", seed " << seed;
}

TEST(Words, ThatCannotBeShownAreSaid) {
  const auto cannot = [](const char* words) { return read_person(words).value("cannot", std::vector<std::string>{}); };
  EXPECT_EQ(cannot("60s, in a wheelchair"), std::vector<std::string>{"a wheelchair"});
  EXPECT_EQ(cannot("a scar on the cheek, one arm, walks with a cane").size(), 3u);
  EXPECT_TRUE(cannot("tall, grey").empty());
  EXPECT_TRUE(cannot("no tattoo").empty());
}

TEST(Words, OfAnyKindAreRead) {
  for (const char* words : {"", ",,,;;", "and and and", "of of of 8", "999999999999999999999 years old", "0", "-", "'s", "\xff\xfe", "with without with no", "late- mid- early-", "70s70s-year-old"}) EXPECT_NO_THROW(cast_one(words)) << words;
  EXPECT_NO_THROW(cast_one(std::string(100000, 'a') + std::string(100000, ',')));
}

screenplay::Breakdown company(int n) {
  screenplay::Breakdown b;
  const char* said[] = {"", "40s", "a man of sixty", "young woman", "30s", "fisherman, 50s", "", "woman, 40s", "old man", "a girl of ten"};
  for (int i = 0; i < n; ++i) {
    screenplay::CastMember m;
    m.id = m.name = "PERSON " + std::to_string(i);
    m.description = said[i % 10];
    m.scenes = {0};
    b.cast.push_back(m);
  }
  b.scenes.resize(2);
  b.scenes[0].story_day = 1;
  b.scenes[1].story_day = 3;
  return b;
}

TEST(Casting, KeepsEveryPairOfALargeCastApart) {
  for (const int n : {30, 60})
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      const auto people = cast_identities(company(n), {}, seed);
      for (std::size_t i = 0; i < people.size(); ++i)
        for (std::size_t j = i + 1; j < people.size(); ++j) ASSERT_GE(identity_distance(people[i], people[j]), kLikenessFloor) << n << " people, seed " << seed << ": " << people[i].id << " and " << people[j].id;
    }
}

TEST(Casting, TellsDistancesTheSameBothWays) {
  const auto people = cast_identities(company(12), {}, 3);
  for (const auto& a : people) {
    EXPECT_EQ(identity_distance(a, a), 0);
    for (const auto& b : people) EXPECT_EQ(identity_distance(a, b), identity_distance(b, a));
  }
}

TEST(Casting, FirstTakesOfTheLayersAreThePersonThatWasCast) {
  for (const auto& c : cast_people(company(12), {}, 8)) {
    auto whole = compose_identity(face_take(c.face, 1), makeup_take(c.makeup, 1), wardrobe_take(c.wardrobe, 1));
    ASSERT_TRUE(whole) << whole.error().text();
    Identity cast = c.identity;
    cast.voice_depth = cast.voice_pace = cast.voice_energy = 0.5f;
    EXPECT_EQ(to_json(*whole), to_json(cast)) << c.id;
    EXPECT_EQ(face_digest(*whole), face_take(c.face, 1).value("digest", ""));
  }
}

TEST(Casting, ATakeOfOneLayerLeavesTheOthersAndKeepsWhatTheScriptSays) {
  screenplay::Breakdown b;
  screenplay::CastMember m;
  m.id = m.name = "ANA";
  m.description = "70s, grey, thin, a red coat";
  b.cast.push_back(m);
  const auto c = cast_people(b, {}, 2).front();
  std::set<std::string> digests;
  for (std::uint32_t take = 1; take <= 8; ++take) {
    const Identity p = *compose_identity(face_take(c.face, take), makeup_take(c.makeup, 1), wardrobe_take(c.wardrobe, 1));
    digests.insert(face_digest(p));
    EXPECT_EQ(p.age, 75);
    EXPECT_LT(shape(p, "girth"), 0.16f);
    EXPECT_EQ(p.hair, c.identity.hair);
    EXPECT_EQ(p.outfit_by_day.at(1).outer, c.identity.outfit_by_day.at(1).outer);
    const Identity q = *compose_identity(face_take(c.face, 1), makeup_take(c.makeup, take), wardrobe_take(c.wardrobe, take));
    EXPECT_EQ(face_digest(q), face_digest(c.identity));
    EXPECT_TRUE(grey(q.hair_colour));
    EXPECT_TRUE(near(q.outfit_by_day.at(1).outer, "#7d3530"));
  }
  EXPECT_EQ(digests.size(), 8u);
}

TEST(Casting, AWordAboutTheCoatDoesNotTouchTheFace) {
  auto with = [](const char* said) {
    screenplay::Breakdown b = company(3);
    b.cast[1].description = said;
    return cast_people(b, {}, 4);
  };
  const auto plain = with("40s"), dressed = with("40s, in a blue raincoat");
  EXPECT_EQ(plain[1].face, dressed[1].face);
  EXPECT_EQ(plain[1].makeup, dressed[1].makeup);
  EXPECT_NE(plain[1].wardrobe, dressed[1].wardrobe);
  EXPECT_EQ(plain[0].face, dressed[0].face);
}

TEST(Casting, TheBibleDecidesTheWardrobeByStoryDay) {
  screenplay::Breakdown b = company(1);
  b.cast[0].scenes = {0, 1};
  const std::map<std::string, Json> bible = {{"PERSON 0", {{"wardrobe_by_day", {{"1", "a red dress"}, {"3", "a black coat"}}}, {"height", 1.6}}}};
  const auto p = cast_identities(b, bible, 4).front();
  EXPECT_EQ(p.outfit_by_day.at(1).garment, Garment::kDress);
  EXPECT_TRUE(near(p.outfit_by_day.at(1).outer, "#7d3530"));
  EXPECT_EQ(p.outfit_by_day.at(3).garment, Garment::kCoat);
  EXPECT_TRUE(near(p.outfit_by_day.at(3).outer, "#2e2b2c"));
  EXPECT_FLOAT_EQ(p.height_m, 1.6f);
}

TEST(Casting, RefusesDocumentsOfAnotherKind) {
  const auto c = cast_people(company(1), {}, 1).front();
  const Json face = face_take(c.face, 1), makeup = makeup_take(c.makeup, 1), wardrobe = wardrobe_take(c.wardrobe, 1);
  EXPECT_FALSE(compose_identity(makeup, face, wardrobe));
  EXPECT_FALSE(compose_identity(face, makeup, Json::object()));
  Json broken = face;
  broken["shape"] = 3;
  EXPECT_FALSE(compose_identity(broken, makeup, wardrobe));
}

}  // namespace
}  // namespace auteur::world
