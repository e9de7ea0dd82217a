#include <gtest/gtest.h>

#include "auteur/base/random.h"
#include "auteur/production/film.h"
#include "expand.h"

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
