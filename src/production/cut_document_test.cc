#include "auteur/production/cut_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/base/random.h"
#include "auteur/production/film.h"

namespace auteur::production {
namespace {

using ::testing::HasSubstr;

camera::ShotEdit wish(const std::string& id) {
  camera::ShotEdit e;
  e.id = id, e.by = "D. Rector";
  return e;
}

TEST(CutDocument, AShotIsAddedToWhateverStandsThere) {
  auto e = wish("4B");
  e.lens = 50, e.description = "she \"knows\" \\ now", e.size = "close-up";
  for (const std::string before : {"", "# mine\n[titles]\nseconds = 3  # short", "[titles]\r\nseconds = 3\r\n"}) {
    const auto after = cut_with_edits(before, "cut.toml", {e});
    ASSERT_TRUE(after) << after.error().text();
    EXPECT_TRUE(after->starts_with(before)) << *after;
    const auto j = read_document(*after, "cut.toml", "cut");
    ASSERT_TRUE(j) << *after;
    EXPECT_EQ((*j)["shot"][0]["lens"], 50);
    EXPECT_EQ((*j)["shot"][0]["description"], "she \"knows\" \\ now");
    EXPECT_EQ((*j)["shot"][0]["by"], "D. Rector");
  }
}

TEST(CutDocument, CommentsOrderAndOtherKeysStay) {
  const std::string text =
      "# the cut\n[[shot]]   # the kiss\nid = \"4B\"  # é here\n  lens = 35   # was 50\nuntil = 3.5 # on the word\nnote = \"\"\"two\nlines\"\"\" # kept\n\n[[shot]]\nnote = \"x\"\nid = \"4C\"\n\n[titles]\ncredits = [\"a\", # one\n \"b\"]\n";
  auto b = wish("4B");
  b.lens = 40.5, b.seconds = 2.25, b.note = "one line";
  auto c = wish("4C");
  c.remove = true;
  auto d = wish("9A");
  d.movement = "static";
  const auto after = cut_with_edits(text, "cut.toml", {b, c, d});
  ASSERT_TRUE(after) << after.error().text();
  EXPECT_THAT(*after, HasSubstr("# the cut\n[[shot]]   # the kiss\nid = \"4B\"  # é here\n"));
  EXPECT_THAT(*after, HasSubstr("  lens = 40.5   # was 50\n"));
  EXPECT_THAT(*after, HasSubstr("note = \"one line\" # kept\n"));
  EXPECT_THAT(*after, HasSubstr("[titles]\ncredits = [\"a\", # one\n \"b\"]\n\n[[shot]]\nid = \"9A\"\n"));
  EXPECT_THAT(*after, ::testing::Not(HasSubstr("until")));
  const auto j = read_document(*after, "cut.toml", "cut");
  ASSERT_TRUE(j);
  EXPECT_EQ((*j)["shot"].size(), 3u);
  EXPECT_EQ((*j)["shot"][0]["seconds"], 2.25);
  EXPECT_EQ((*j)["shot"][1]["remove"], true);
  EXPECT_EQ((*j)["shot"][1]["note"], "x");
}

TEST(CutDocument, TheSameWishTwiceWritesTheSameFile) {
  Random r(8);
  std::string text = "titles.seconds = 2\n";
  for (int round = 0; round < 60; ++round) {
    auto e = wish(std::string("1") + static_cast<char>('A' + r.below(6)));
    if (r.below(2)) e.lens = std::round(r.range(10.0, 100.0));
    if (r.below(2)) e.height = r.range(0.2, 3.0);
    if (r.below(3) == 0) e.seconds = r.range(1.0, 9.0);
    else if (r.below(2)) e.until = r.range(1.0, 9.0);
    if (r.below(3) == 0) e.note = "灯 \"" + std::to_string(round) + "\" \t\x01";
    const auto once = cut_with_edits(text, "cut.toml", {e});
    ASSERT_TRUE(once) << once.error().text() << text;
    EXPECT_EQ(*cut_with_edits(*once, "cut.toml", {e}), *once);
    text = *once;
  }
  EXPECT_LE(read_document(text, "cut.toml", "cut")->at("shot").size(), 6u);
}

TEST(CutDocument, AFileThatCannotBeChangedSaysWhy) {
  auto e = wish("4B");
  e.lens = 50;
  EXPECT_FALSE(cut_with_edits("[[shot]\n", "cut.toml", {e}));
  EXPECT_FALSE(cut_with_edits("titels.seconds = 3\n", "cut.toml", {e}));
  const auto listed = cut_with_edits("shot = [{id = \"4B\", lens = 20}]\n", "cut.toml", {e});
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().place.line, 1);
  EXPECT_THAT(listed.error().message, HasSubstr("[[shot]]"));
}

}  // namespace
}  // namespace auteur::production
