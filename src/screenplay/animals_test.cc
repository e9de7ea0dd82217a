#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/fountain.h"

namespace auteur::screenplay {
namespace {

Breakdown read(const std::string& action) {
  auto parsed = parse_fountain("INT. KITCHEN - DAY\n\n" + action + "\n", "test.fountain");
  return parsed ? break_down(parsed->script) : Breakdown{};
}
const CastMember* find(const Breakdown& b, const std::string& id) {
  const auto at = std::find_if(b.cast.begin(), b.cast.end(), [&](const CastMember& m) { return m.id == id; });
  return at == b.cast.end() ? nullptr : &*at;
}
std::string species(const Breakdown& b, const std::string& id) {
  const auto* m = find(b, id);
  return m ? m->species : "nobody";
}
const Beat* beat_of(const Breakdown& b, const std::string& who, BeatKind kind) {
  for (const Beat& beat : b.scenes[0].beats)
    if (beat.who == who && beat.kind == kind) return &beat;
  return nullptr;
}

TEST(AnimalsOfAScript, ANameWithAKindBehindItIsAnAnimal) {
  const Breakdown b = read("ANA (40s) sits. BISCUIT, a small white terrier, lies at her feet.\n\nBiscuit barks.");
  EXPECT_EQ(species(b, "BISCUIT"), "terrier");
  EXPECT_NE(find(b, "BISCUIT")->description.find("white"), std::string::npos);
  EXPECT_EQ(species(b, "ANA"), "");
  ASSERT_TRUE(beat_of(b, "BISCUIT", BeatKind::kGesture));
  EXPECT_EQ(beat_of(b, "BISCUIT", BeatKind::kGesture)->object, "bark");
}

TEST(AnimalsOfAScript, AnAnimalWithoutANameIsCalledByItsKind) {
  const Breakdown b = read("ANA (40s) sits at the table. A black dog with one ear trots in. The dog looks at Ana. It wags its tail.");
  EXPECT_EQ(species(b, "DOG"), "dog");
  EXPECT_EQ(find(b, "DOG")->description, "A black dog with one ear");
  EXPECT_TRUE(beat_of(b, "DOG", BeatKind::kEnter));
  ASSERT_TRUE(beat_of(b, "DOG", BeatKind::kLookAt));
  EXPECT_EQ(beat_of(b, "DOG", BeatKind::kLookAt)->target, "ANA");
  ASSERT_TRUE(beat_of(b, "DOG", BeatKind::kGesture));  // "It wags"
  EXPECT_EQ(b.cast.size(), 2u);
}

TEST(AnimalsOfAScript, TwoOfAKindAreToldApartByTheirCoat) {
  const Breakdown b = read("A black dog sleeps. A white dog comes in. The white dog barks. The black dog looks at the white dog.");
  EXPECT_EQ(b.cast.size(), 2u);
  EXPECT_EQ(species(b, "DOG"), "dog");
  EXPECT_EQ(species(b, "WHITE DOG"), "dog");
  ASSERT_TRUE(beat_of(b, "DOG", BeatKind::kLookAt));
  EXPECT_EQ(beat_of(b, "DOG", BeatKind::kLookAt)->target, "WHITE DOG");
}

TEST(AnimalsOfAScript, AGeneralWordMeansTheNamedOne) {
  const Breakdown b = read("REX, an old collie, lies on the rug. The dog gets up and walks to the door.");
  ASSERT_EQ(b.cast.size(), 1u);
  EXPECT_EQ(b.cast[0].id, "REX");
  EXPECT_TRUE(beat_of(b, "REX", BeatKind::kWalkTo));
}

TEST(AnimalsOfAScript, WhatIsNoAnimalIsLeftAlone) {
  for (const char* action : {"ANA fills the dog bowl.", "A picture of a horse hangs on the wall. ANA sits.", "ANA runs like a horse.", "ANA eats a chicken.", "TOM rocks the rocking horse.", "Somewhere a dog barks. ANA stands.",
                             "There is no cat. ANA sits.", "A fly buzzes. ANA sits.", "TOM, a dog walker, comes in.", "ANA hugs a toy rabbit.", "ANA closes the cat flap."}) {
    const Breakdown b = read(action);
    for (const auto& m : b.cast) EXPECT_EQ(m.species, "") << action << " " << m.id;
  }
}

TEST(AnimalsOfAScript, AVerbIsNoFlock) {
  const auto b = read("ANA (30s) sits. BRUNO (60s) stands. He does not move. Nobody bears it. Ana ducks. Bruno flies past her.\n\nANA\nNo.\n\nEXT. B - DAY\n\nAna waits. The gulls wait. Two dogs and some cats sleep.\n\nANA\nNo.\n");
  EXPECT_TRUE(b.scenes[0].background.empty()) << b.scenes[0].background.front();
  EXPECT_THAT(b.scenes[1].background, testing::UnorderedElementsAre("gulls", "cats"));
}
TEST(AnimalsOfAScript, PeopleMayHaveAnimalsNames) {
  const Breakdown b = read("FOX (50s), a lawyer, comes in. He sits.\n\nFOX\nGood morning.");
  EXPECT_EQ(species(b, "FOX"), "");
}

TEST(AnimalsOfAScript, AKindNobodyKnowsIsStillAnAnimal) {
  const Breakdown b = read("A wombat walks in. It looks at ANA.");
  EXPECT_EQ(species(b, "WOMBAT"), "wombat");
}

TEST(AnimalsOfAScript, WhatPeopleDoToThemIsAboutThem) {
  const Breakdown b = read("ANA (40s) stands. A cat sleeps on the chair. Ana picks up the cat. She strokes it.");
  bool picks = false, strokes = false;
  for (const Beat& beat : b.scenes[0].beats) {
    picks = picks || (beat.who == "ANA" && beat.target == "CAT" && beat.text.find("picks") != std::string::npos);
    strokes = strokes || (beat.who == "ANA" && beat.target == "CAT" && beat.text.find("strokes") != std::string::npos);
  }
  EXPECT_TRUE(picks);
  EXPECT_TRUE(strokes);
}

TEST(AnimalsOfAScript, SurviveTheDocument) {
  const Breakdown b = read("A black dog sleeps.");
  const auto again = breakdown_from_json(to_json(b));
  ASSERT_TRUE(again);
  EXPECT_EQ(species(*again, "DOG"), "dog");
}

}  // namespace
}  // namespace auteur::screenplay
