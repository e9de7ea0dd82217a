#include <gtest/gtest.h>

#include "auteur/base/random.h"
#include "auteur/production/film.h"
#include "expand.h"
#include "own_readings.h"

namespace auteur::production {
namespace {

TEST(Documents, AnUnknownKeyNamesItsPlaceAndTheLikelyOne) {
  const auto r = read_document("title = \"x\"\n\n[look]\nsaturaton = 1.0\n", "film.toml", "film");
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().place.line, 4);
  EXPECT_NE(r.error().message.find("look.saturation"), std::string::npos) << r.error().message;
}

TEST(Documents, TypesAndRangesAreChecked) {
  EXPECT_FALSE(read_document("title = 3\n", "f", "film"));
  EXPECT_FALSE(read_document("[picture]\naspect = 12\n", "f", "film"));
  EXPECT_FALSE(read_document("[picture]\naspect = \"wide\"\n", "f", "film"));
  EXPECT_FALSE(read_document("[look]\npreset = \"sepia\"\n", "f", "film"));
  EXPECT_FALSE(read_document("age = 300\n", "ana.toml", "cast"));
  const auto good = read_document("title = \"x\"\n[picture]\naspect = 1.85\n[people]\ndirector = \"D\"\n", "f", "film");
  ASSERT_TRUE(good) << good.error().text();
  EXPECT_EQ((*good)["picture"]["aspect"], 1.85);
}

TEST(Documents, NamedAndListedTablesKnowTheirKeysAndTheirPlaces) {
  const auto world = read_document("latitude = 55\n[scenes.3]\nhour = 22.5\n[travel]\n\"a to b\" = 4\n", "world.toml", "world");
  ASSERT_TRUE(world) << world.error().text();
  EXPECT_EQ((*world)["scenes"]["3"]["@line"], 2);
  EXPECT_EQ((*world)["travel"]["@line"], 4);
  const auto wrong = read_document("[scenes.3]\nhuor = 22.5\n", "world.toml", "world");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().place.line, 2);
  EXPECT_NE(wrong.error().message.find("hour"), std::string::npos) << wrong.error().message;
  EXPECT_FALSE(read_document("scenes = 3\n", "world.toml", "world"));
  EXPECT_FALSE(read_document("scenes.3 = 3\n", "world.toml", "world"));
  const auto ledger = read_document("[[event]]\nkind = \"open\"\n[[event]]\nkind = \"opne\"\n", "ledger.toml", "ledger");
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().place.line, 4);
  EXPECT_FALSE(read_document("event = 3\n", "ledger.toml", "ledger"));
}

TEST(Documents, BrokenTomlNamesLineAndColumn) {
  const auto r = read_document("title = \"x\"\nscript = = 3\n", "film.toml", "film");
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().place.line, 2);
}

TEST(Documents, NoBytesMakeTheReaderFall) {
  Random r(3);
  const std::string seed = "title = \"x\"\n[look]\npreset = \"warm\"\ngrain = 0.02\n[people]\nwriter = \"w\"\n";
  for (int i = 0; i < 4000; ++i) {
    std::string s = seed;
    for (int k = 1 + r.below(6); k > 0; --k) s[static_cast<std::size_t>(r.below(static_cast<int>(s.size())))] = static_cast<char>(r.below(256));
    const auto j = read_document(s, "f", "film");
    if (!j) {
      EXPECT_FALSE(j.error().message.empty());
    }
  }
}

// --- readings of the film's own

Result<std::vector<Json>> readings_in(const std::string& text) {
  const Json look = TRY(read_document(text, "look.toml", "look"));
  return own_readings(look, "look.toml", text);
}

TEST(OwnReadings, AreReadFromTheLookAndMayBeItsStyle) {
  const auto r = readings_in("style = \"cold\"\n\n[[reading]]\nname = \"patient\"\nlike = \"intimate\"\npace = 1.6\n[reading.ways.close]\nlenses = [100, 85]\n\n[[reading]]\nname = \"cold\"\nlike = \"patient\"\n");
  ASSERT_TRUE(r) << r.error().text();
  ASSERT_EQ(r->size(), 2u);
  EXPECT_EQ((*r)[0]["pace"], 1.6);
  EXPECT_EQ((*r)[1]["pace"], 1.6);
  for (const Json& one : *r) EXPECT_EQ(canonical_json(one).find('@'), std::string::npos) << "a line more above it plans nothing anew";
}

TEST(OwnReadings, ThatAreWrongNameTheirLineAndTheLikelyWord) {
  const auto at = [](const std::string& text) {
    const auto r = readings_in(text);
    EXPECT_FALSE(r) << text;
    return r ? SourcePlace{} : r.error().place;
  };
  const std::string head = "mean_shot = 4\n[[reading]]\nname = \"far\"\n";
  EXPECT_EQ(at(head + "pase = 2\n").line, 4);
  EXPECT_EQ(at(head + "like = \"tence\"\n").line, 4);
  EXPECT_EQ(at(head + "[reading.ways.colse]\nappeal = 1\n").line, 4);
  EXPECT_EQ(at(head + "[reading.ways.close]\nappeal = 1\nlenses = [1000]\n").line, 6);
  EXPECT_EQ(at(head + "[reading.ways.close]\napeal = 1\n").line, 5);
  EXPECT_EQ(at(head + "[[reading]]\npace = 1\nname = \"far\"\n").line, 6) << "a name twice";
  EXPECT_EQ(at(head + "[[reading]]\npace = 1\n").line, 4) << "no name: where it begins";
  EXPECT_EQ(at("style = \"fra\"\n[[reading]]\nname = \"far\"\n").line, 1);
  EXPECT_NE(readings_in("style = \"fra\"\n[[reading]]\nname = \"far\"\n").error().message.find("Did you mean 'far'?"), std::string::npos);
  std::string many;
  for (int i = 0; i < 9; ++i) many += "[[reading]]\nname = \"r" + std::to_string(i) + "\"\n";
  EXPECT_EQ(at(many).line, 17);
}

TEST(SelectScenes, RangesListsAndUnknownNumbers) {
  screenplay::Breakdown b;
  for (const char* n : {"1", "2", "2A", "3", "4-B", "5"}) {
    screenplay::Scene s;
    s.number = n;
    b.scenes.push_back(s);
  }
  EXPECT_EQ(select_scenes(b, "")->size(), 6u);
  EXPECT_EQ(select_scenes(b, "2-3")->size(), 3u);
  EXPECT_EQ(select_scenes(b, "1, 5")->size(), 2u);
  EXPECT_EQ(select_scenes(b, "4-B")->size(), 1u);
  auto revised = b;
  revised.scenes[1].heading = "OMITTED";
  revised.scenes[1].beats.clear();
  EXPECT_EQ(select_scenes(revised, "")->size(), 5u) << "an omitted scene is not filmed";
  const auto r = select_scenes(b, "9");
  ASSERT_FALSE(r);
  EXPECT_NE(r.error().message.find("6 scenes"), std::string::npos);
}

}  // namespace
}  // namespace auteur::production
