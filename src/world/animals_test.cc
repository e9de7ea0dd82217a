#include "auteur/world/animals.h"

#include <gtest/gtest.h>

#include <set>

namespace auteur::world {
namespace {

screenplay::Breakdown script(const std::vector<std::array<std::string, 3>>& animals) {
  screenplay::Breakdown b;
  for (const auto& [id, species, description] : animals) {
    screenplay::CastMember m;
    m.id = m.name = id;
    m.species = species;
    m.description = description;
    b.cast.push_back(m);
  }
  return b;
}
float light(Vec3 c) { return glm::dot(c, Vec3(0.21f, 0.72f, 0.07f)); }

TEST(Animals, WordsOfAScriptMeanKindsAndBreeds) {
  EXPECT_EQ(animal_for("terrier")->kind->id, "dog");
  EXPECT_EQ(animal_for("terrier")->breed, "terrier");
  EXPECT_EQ(animal_for("mare")->kind->id, "horse");
  EXPECT_EQ(animal_for("seagull")->kind->id, "gull");
  EXPECT_EQ(animal_for("geese")->kind->id, "goose");
  EXPECT_EQ(animal_for("bay mare")->kind->id, "horse");
  EXPECT_EQ(animal_for("black retriever")->breed, "retriever");
  EXPECT_FALSE(animal_for("goldfish"));
  EXPECT_FALSE(animal_for("fly"));
  const auto wombat = animal_for("wombat");
  ASSERT_TRUE(wombat);
  EXPECT_TRUE(wombat->stand_in);
  EXPECT_TRUE(animal_for("okapi")->stand_in);  // nobody ever heard of it: the general stand-in
}

TEST(Animals, EveryKindOfTheTableIsComplete) {
  std::set<std::string> ids;
  for (const char* id : {"dog", "cat", "horse", "bird", "sheep", "goat", "cow", "rabbit", "fox", "rat", "pig", "gull", "hen", "duck", "crow", "owl"}) {
    const AnimalKind* k = animal_kind(id);
    ASSERT_TRUE(k) << id;
    EXPECT_FALSE(k->coats.empty()) << id;
    EXPECT_FALSE(k->says.empty()) << id;
    EXPECT_FALSE(k->sound.empty()) << id;
    EXPECT_LT(k->least, k->most) << id;
    EXPECT_GT(k->numbers.at("stride"), 0) << id;
  }
}

TEST(Animals, DescriptionsAreObeyed) {
  const auto cast = cast_identities(script({{"REX", "dog", "a huge black dog"}, {"MINNIE", "dog", "a small white terrier"}, {"TOM", "cat", "a fat ginger tomcat"}, {"STAR", "horse", "a white mare, saddled"}, {"STRAY", "dog", "a stray"}}), {}, 11);
  EXPECT_LT(light(cast[0].skin), 0.05f);
  EXPECT_GT(light(cast[1].skin), 0.4f);
  EXPECT_EQ(cast[1].breed, "terrier");
  EXPECT_GT(cast[0].height_m, 1.4f * cast[1].height_m);
  EXPECT_GT(cast[2].shape.at("girth"), 0.9f);
  EXPECT_GT(cast[2].skin.x, 1.6f * cast[2].skin.z);
  EXPECT_EQ(cast[3].outfit_by_day.begin()->second.gear, "saddle");
  EXPECT_EQ(cast[4].outfit_by_day.begin()->second.gear, "");
  EXPECT_LT(animal_pitch(cast[0]), animal_pitch(cast[1]));  // the big one barks lower
  EXPECT_NE(describe_animal(cast[2]).find("ginger cat"), std::string::npos);
}

TEST(Animals, TwoOfAKindAreToldApartUnderEverySeed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto cast = cast_identities(script({{"A", "dog", ""}, {"B", "dog", ""}, {"C", "dog", ""}, {"D", "cat", ""}, {"E", "cat", ""}, {"F", "horse", ""}, {"G", "horse", ""}}), {}, seed);
    for (std::size_t i = 0; i < cast.size(); ++i) {
      EXPECT_EQ(identity_distance(cast[i], cast[i]), 0);
      for (std::size_t j = 0; j < i; ++j) {
        EXPECT_GE(identity_distance(cast[i], cast[j]), kLikenessFloor) << seed << " " << i << " " << j;
        EXPECT_DOUBLE_EQ(identity_distance(cast[i], cast[j]), identity_distance(cast[j], cast[i]));
      }
    }
  }
}

TEST(Animals, LayersComposeToWhatWasCast) {
  for (const Casting& c : cast_people(script({{"REX", "dog", "a black dog"}, {"GULL", "gull", ""}, {"BO", "wombat", ""}}), {}, 5)) {
    const auto whole = compose_identity(face_take(c.face, 1), makeup_take(c.makeup, 1), wardrobe_take(c.wardrobe, 1));
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_EQ(whole->species, c.identity.species);
    EXPECT_EQ(whole->pattern, c.identity.pattern);
    EXPECT_EQ(whole->skin, c.identity.skin);
    EXPECT_EQ(identity_distance(*whole, c.identity), 0);
    const auto again = identity_from_json(to_json(*whole));
    ASSERT_TRUE(again);
    EXPECT_EQ(canonical_json(to_json(*again)), canonical_json(to_json(*whole)));
    EXPECT_NE(canonical_json(face_take(c.face, 2)), canonical_json(face_take(c.face, 1)));  // another take is another animal
    EXPECT_EQ(c.cannot.size(), c.id == "BO" ? 1u : 0u);                                      // and a wombat is said to be played
  }
}

TEST(Animals, PeopleAreCastAsBefore) {
  screenplay::Breakdown b = script({{"ANA", "", "70s, grey"}});
  const Identity alone = cast_identities(b, {}, 9).front();
  EXPECT_TRUE(alone.species.empty());
  EXPECT_FALSE(to_json(alone).contains("species"));
  EXPECT_TRUE(animal_numbers(alone).empty());
}

TEST(Animals, ExtrasMayBeAFlock) {
  EXPECT_EQ(extra_identity("GULLS#1", "gulls", 4).species, "gull");
  EXPECT_EQ(extra_identity("CUSTOMERS#1", "customers", 4).species, "");
  EXPECT_EQ(extra_identity("STUDENTS#1", "students", 4).species, "");
}

}  // namespace
}  // namespace auteur::world
