#include "key_places.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace auteur::production {
namespace {

TEST(KeyPlaces, AKeyIsFoundBelowItsHeadingInTablesOfEveryKind) {
  const Path file = Path(::testing::TempDir()) / ("auteur-keys-" + std::to_string(::getpid()) + ".toml");
  std::ofstream(file) << "id = \"top\"\n\n[[line]]\nid = \"4-1\"\n  reading = \"no id = here\"\n\n[[line]]\ntraits = { openness = 2, \"warm one\" = 1 }\ncleanup.noise = 3\n";
  const Json first{{"@line", 3}, {"@column", 1}}, second{{"@line", 7}, {"@column", 1}};
  const auto is = [](const SourcePlace& p, int line, int column) { return p.line == line && p.column == column; };
  EXPECT_TRUE(is(place_of_key(file, "id"), 1, 1));
  EXPECT_TRUE(is(place_of_key(file, "id", first), 4, 1));
  EXPECT_TRUE(is(place_of_value(file, "reading", first), 5, 14));
  EXPECT_TRUE(is(place_of_key(file, "id", second), 7, 1));  // it has none: the heading
  EXPECT_TRUE(is(place_of_key(file, "openness", second), 8, 12));
  EXPECT_TRUE(is(place_of_key(file, "warm one", second), 8, 26));
  EXPECT_TRUE(is(place_of_key(file, "noise", second), 9, 9));
  EXPECT_TRUE(is(place_of_key(file, "nobody"), 0, 0));
  std::filesystem::remove(file);
  EXPECT_TRUE(is(place_of_key(file, "id", second), 7, 1));
}

}  // namespace
}  // namespace auteur::production
