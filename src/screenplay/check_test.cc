#include "auteur/screenplay/check.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "advice.h"
#include "auteur/base/file_system.h"
#include "auteur/base/text.h"

namespace auteur::screenplay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Finding> check(const std::string& text) {
  const auto p = parse_fountain(text, "t");
  EXPECT_TRUE(p);
  return p ? check_script(*p, break_down(p->script)) : std::vector<Finding>{};
}
std::vector<std::string> rules(const std::string& text) {
  std::vector<std::string> out;
  for (const auto& f : check(text)) out.push_back(f.rule + " " + f.key);
  return out;
}
const std::string kTalk = "INT. CAFE - DAY\n\nMIRA (40s) and JON (20s) sit at a table.\n\nMIRA\nOne.\n\nJON\nTwo.\n\nMIRA\nThree.\n\nJON\nFour.\n\n";

TEST(Advice, AMistypedCueIsFoundWithTheNameMeant) {
  const auto f = check(kTalk + "MIRRA\nFive.\n\n");
  ASSERT_EQ(f.size(), 1u);
  EXPECT_EQ(f[0].rule, "unknown-cue");
  EXPECT_EQ(f[0].suggestion, "MIRA");
  EXPECT_EQ(f[0].line, 17);
  EXPECT_EQ(f[0].column, 1);
  EXPECT_EQ(f[0].words, "MIRRA");
  EXPECT_THAT(rules(kTalk + "JNO\nFive.\n\n"), IsEmpty()) << "too short to be sure";
}
TEST(Advice, SomebodyWhoIsIntroducedIsNoTypo) {
  EXPECT_THAT(rules(kTalk + "MIRO (50s) comes in.\n\nMIRO\nFive.\n\nMIRO\nSix.\n\n"), IsEmpty());
  EXPECT_THAT(rules(kTalk + "WAITER\nFive.\n\n"), IsEmpty());
  EXPECT_THAT(rules("INT. A - DAY\n\nGUARD 1\nOne.\n\nGUARD 1\nThree.\n\nGUARD 2\nTwo.\n\nMAN\nWho?\n\nMAN\nWhere?\n\nMEN\nHere.\n"), IsEmpty());
}
TEST(Advice, OneLineCharactersWithNearNames) {
  EXPECT_THAT(rules(kTalk + "MIRO (50s) comes in.\n\nMIRO\nFive.\n\n"), ElementsAre("near-names MIRO/MIRA"));
  EXPECT_THAT(rules(kTalk + "OTTO (50s) comes in.\n\nOTTO\nFive.\n\n"), IsEmpty());
}
TEST(Advice, ACueWithNothingUnderIt) {
  auto p = parse_fountain(kTalk, "t");  // as other formats may have it
  ASSERT_TRUE(p);
  p->script.elements.pop_back();
  const auto f = check_script(*p, break_down(p->script));
  ASSERT_EQ(f.size(), 1u);
  EXPECT_EQ(f[0].rule + " " + f[0].key, "cue-without-dialogue JON/1");
  EXPECT_THAT(rules(kTalk + "MIRA\n(sings, badly)\n\nShe waits.\n"), IsEmpty());
  EXPECT_THAT(rules(kTalk + "JON\n\nI never said that.\n"), ElementsAre("cue-without-dialogue JON/1"));
  EXPECT_THAT(rules(kTalk + "JON\n(softly)\nI never said that.\n"), IsEmpty());
}
TEST(Advice, SomebodyEntersWhoIsThere) {
  EXPECT_THAT(rules(kTalk + "Jon enters.\n"), ElementsAre("enters-twice 1/JON"));
  EXPECT_THAT(rules(kTalk + "Jon leaves.\n\nMira waits.\n\nJon enters.\n"), IsEmpty());
  EXPECT_THAT(rules("INT. CAFE - DAY\n\nMIRA (40s) sits. JON (20s) enters.\n\nJON\nHello.\n"), IsEmpty());
}
TEST(Advice, SomebodyLeavesTwice) {
  EXPECT_THAT(rules(kTalk + "Jon leaves.\n\nMira drinks.\n\nJon leaves.\n"), ElementsAre("exits-twice 1/JON"));
  EXPECT_THAT(rules(kTalk + "Jon leaves the key on the table. Then Jon leaves.\n"), IsEmpty());
}
TEST(Advice, SomebodySpeaksAfterLeaving) {
  EXPECT_THAT(rules(kTalk + "Jon leaves.\n\nJON\nAnother thing.\n"), ElementsAre("speaks-after-exit 1/JON"));
  EXPECT_THAT(rules(kTalk + "Jon leaves.\n\nJON (O.S.)\nAnother thing.\n"), IsEmpty());
  EXPECT_THAT(rules(kTalk + "Jon leaves. He comes back with a cup.\n\nJON\nAnother thing.\n"), IsEmpty());
}
TEST(Advice, DaysThatGoBackwards) {
  EXPECT_THAT(rules("INT. A - DAY 3\n\nx\n\nINT. B - DAY 2\n\nx\n"), ElementsAre("story-day 2"));
  EXPECT_THAT(rules("INT. A - DAY 3\n\nx\n\nINT. B - DAY 2 (FLASHBACK)\n\nx\n\nINT. A - DAY 3\n\nx\n"), IsEmpty());
  EXPECT_THAT(rules("INT. A - NIGHT\n\nx\n\nINT. B - SAME DAY - MORNING\n\nx\n"), ElementsAre("story-day 2"));
  EXPECT_THAT(rules("INT. A - MORNING\n\nx\n\nINT. B - SAME DAY - NIGHT\n\nx\n"), IsEmpty());
}
TEST(Advice, ContinuousFromAnotherTimeOfDay) {
  EXPECT_THAT(rules("INT. A - DAY\n\nx\n\nINT. B - NIGHT - CONTINUOUS\n\nx\n"), ElementsAre("continuous 2"));
  EXPECT_THAT(rules("INT. A - CONTINUOUS\n\nx\n"), ElementsAre("continuous 1"));
  EXPECT_THAT(rules("INT. A - NIGHT\n\nx\n\nINT. B - NIGHT - CONTINUOUS\n\nx\n\nEXT. C - CONTINUOUS\n\nx\n"), IsEmpty());
}
TEST(Advice, SunAtNightAndMoonByDay) {
  EXPECT_THAT(rules("INT. A - NIGHT\n\nSunlight falls through the blinds.\n"), ElementsAre("light 1/sunlight"));
  EXPECT_THAT(rules("EXT. A - DAY\n\nThe pier, silver in the moonlight.\n"), ElementsAre("light 1/moonlight"));
  EXPECT_THAT(rules("INT. A - NIGHT\n\nThe lamp burns like sunlight.\n\nEXT. B - NIGHT\n\nMoonlight on the pier.\n\nINT. C - DAY\n\nA painting of a pier in moonlight.\n"), IsEmpty());
}
TEST(Advice, ScenesOverThreePages) {
  std::string text = "INT. A - DAY\n\n";
  for (int i = 0; i < 90; ++i) text += "BEN\nAgain and again, number " + std::to_string(i) + ".\n\n";
  EXPECT_THAT(rules(text), ElementsAre("long-scene 1"));
  EXPECT_THAT(rules(text.substr(0, text.size() / 3)), IsEmpty());
}
TEST(Advice, AThingSetUpAndNeverUsed) {
  const std::string later = "INT. B - DAY\n\nA room with a window. They talk about the weather and about the price of bread, and about nothing else.\n\nANA (30s) waits.\n\nANA\nIs it late?\n\nShe sits down and hums a song from long ago, the whole of it, with all the verses.\n\n";
  EXPECT_THAT(rules("INT. A - DAY\n\nOn the desk lies a revolver.\n\n" + later), ElementsAre("prop-unused revolver"));
  EXPECT_THAT(rules("INT. A - DAY\n\nOn the desk lies a revolver.\n\n" + later + "Ana takes the revolver.\n"), IsEmpty());
  EXPECT_THAT(rules("INT. A - DAY\n\nA desk, a lamp, a newspaper, a cup.\n\n" + later), IsEmpty());
}
TEST(Advice, AThingUsedOutOfNowhere) {
  EXPECT_THAT(rules("INT. A - DAY\n\nANA (30s) sits.\n\nShe picks up the revolver and leaves.\n"), ElementsAre("prop-unplaced revolver"));
  EXPECT_THAT(rules("INT. A - DAY\n\nANA (30s) sits. A revolver on the desk.\n\nShe picks up the revolver and leaves.\n"), IsEmpty());
  EXPECT_THAT(rules("INT. A - DAY\n\nANA (30s) sits.\n\nBEN\nWhere is the revolver?\n\nShe picks up the revolver.\n"), IsEmpty());
  EXPECT_THAT(rules("INT. A - DAY\n\nANA (30s) sits.\n\nShe picks up the cup and her revolver.\n"), IsEmpty());
}
TEST(Advice, OnePlaceUnderTwoNames) {
  EXPECT_THAT(rules("INT. KITCHEN - DAY\n\nx\n\nINT. THE KITCHEN - DAY\n\nx\n"), ElementsAre("place-variants the-kitchen"));
  EXPECT_THAT(rules("INT. LIGHTHOUSE - DAY\n\nx\n\nINT. LIGHTHOSUE - DAY\n\nx\n\nINT. LIGHTHOUSE - DAY\n\nx\n"), ElementsAre("place-variants lighthosue"));
  EXPECT_THAT(rules("INT. KITCHEN - DAY\n\nx\n\nEXT. KITCHEN GARDEN - DAY\n\nx\n\nINT. ROOM 12 - DAY\n\nx\n\nINT. ROOM 13 - DAY\n\nx\n\nINT. ROOM 12 - DAY\n\nx\n"), IsEmpty());
}

TEST(Advice, IsSilentOnTheExampleFilms) {
  for (const char* name : {"the-keeper", "last-bus", "return-to-sender"}) {
    const auto text = read_text(Path(AUTEUR_SOURCE_DIR) / "examples" / name / (std::string(name) + ".fountain"));
    ASSERT_TRUE(text);
    for (const auto& f : check(*text)) {
      const bool fair = f.rule == "long-scene";  // both one-scene films are
      EXPECT_TRUE(fair) << name << ":" << f.line << " " << f.rule << ": " << f.message << " [" << f.words << "]";
    }
  }
}

TEST(Advice, EveryFindingHasAPlaceARuleAndANodeOfItsOwn) {
  std::set<std::string> ids;
  for (const auto& r : advice_rules()) EXPECT_TRUE(ids.insert(std::string(r.id)).second);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(Path(AUTEUR_SOURCE_DIR) / "tests")) {
    if (entry.path().extension() != ".fountain") continue;
    const auto text = read_text(entry.path());
    ASSERT_TRUE(text);
    std::set<std::string> nodes;
    for (const auto& f : check(*text)) {
      EXPECT_TRUE(ids.contains(f.rule)) << f.rule;
      EXPECT_TRUE(nodes.insert(f.node()).second) << f.node();
      EXPECT_GT(f.line, 0);
      EXPECT_FALSE(f.message.empty());
      EXPECT_EQ(text->substr(f.bytes.begin, f.bytes.end - f.bytes.begin), f.words) << f.node();
      if (std::getenv("AUTEUR_SCORES")) fmt::print("{}:{}:{} {} {} [{}]\n", entry.path().filename().string(), f.line, f.column, f.rule, f.message, f.words);
    }
  }
}

TEST(Advice, DistanceCountsSwappedNeighboursOnce) {
  EXPECT_EQ(edit_distance("MIRA", "MRIA"), 1);
  EXPECT_EQ(edit_distance("\xC3\x96ZGE", "OZGE"), 1);
  EXPECT_EQ(edit_distance("", "ABC"), 3);
}

}  // namespace
}  // namespace auteur::screenplay
