#include "auteur/music/direction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace auteur::music {
namespace {

using testing::HasSubstr;

Direction read(const std::string& words) {
  const auto d = read_direction(words);
  EXPECT_TRUE(d) << (d ? "" : d.error().message);
  return d ? *d : Direction{};
}

TEST(Direction, UnderstandsTheDirectorsSentence) {
  const auto d = read("Warmer, fewer strings, hold back until she sits.");
  EXPECT_GT(d.steering().feeling, 0.1);
  EXPECT_LT(d.steering().family_db.at("strings"), -3);
  ASSERT_EQ(d.calls.size(), 1u);
  EXPECT_EQ(d.calls[0].kind, CallKind::kEnter);
  EXPECT_EQ(d.calls[0].words, "she sits");
  EXPECT_EQ(d.heard.size(), 3u);
}
TEST(Direction, HearsDegreesAndTurns) {
  const double slower = read("slower").steering().tempo, little = read("a little slower").steering().tempo, much = read("much slower").steering().tempo;
  EXPECT_LT(much, slower);
  EXPECT_LT(slower, little);
  EXPECT_LT(little, 0);
  EXPECT_LT(read("not so loud").steering().level_db, 0);
  EXPECT_GT(read("less sad").steering().feeling, 0);
  EXPECT_LT(read("less tension").steering().tension, 0);
  EXPECT_LT(read("less music please").coverage(), 0);
  EXPECT_GT(read("more melody").steering().themes, 0);
  EXPECT_EQ(read("make it warmer and slower").steering().tempo, slower);
}
TEST(Direction, TakesFamiliesAwayOrLeavesThemAlone) {
  EXPECT_EQ(read("no brass").steering().family_db.at("brass"), -60);
  EXPECT_GT(read("more woodwinds").steering().family_db.at("woodwinds"), 0);
  EXPECT_LT(read("strings softer").steering().family_db.at("strings"), 0);
  const auto only = read("only piano").steering().family_db;
  EXPECT_EQ(only.at("strings"), -60);
  EXPECT_FALSE(only.contains("keys"));
  EXPECT_TRUE(read("no music").silent);
}
TEST(Direction, HearsCalls) {
  EXPECT_EQ(read("stop when he leaves").calls.at(0).kind, CallKind::kLeave);
  EXPECT_EQ(read("hit the knock").calls.at(0).kind, CallKind::kHit);
  EXPECT_EQ(read("wait until Jonas and Ana sit down").calls.at(0).words, "jonas and ana sit down");
}
TEST(Direction, SaysWhichWordItDoesNotKnow) {
  const auto d = read_direction("warmer, fewer stings", {"bible/music.toml", 3, 1});
  ASSERT_FALSE(d);
  EXPECT_EQ(d.error().code, ErrorCode::kInvalidInput);
  EXPECT_THAT(d.error().message, HasSubstr("strings"));
  EXPECT_EQ(d.error().place.line, 3);
}
TEST(Direction, RefusesWhatContradictsItself) {
  for (const char* words : {"faster, slower", "louder and softer", "more strings, no strings", "tense but calm"}) {
    const auto d = read_direction(words);
    ASSERT_FALSE(d) << words;
    EXPECT_THAT(d.error().message, HasSubstr("contradict"));
  }
  EXPECT_TRUE(read_direction("warmer, higher"));
}
TEST(Direction, OfTheSceneOverrulesThatOfTheFilm) {
  const auto both = join(read("slower, fewer strings"), read("faster"));
  EXPECT_GT(both.steering().tempo, 0);
  EXPECT_LT(both.steering().family_db.at("strings"), 0);
}
TEST(Direction, KnowsEveryWordOfItsTable) {
  ASSERT_GT(direction_words().size(), 30u);
  for (const auto& w : direction_words()) {
    EXPECT_FALSE(w.effect.empty()) << w.words;
    if (!w.words.starts_with("more, fewer")) {
      EXPECT_TRUE(read_direction(w.words.substr(0, w.words.find(',')))) << w.words;
    }
  }
}

}  // namespace
}  // namespace auteur::music
