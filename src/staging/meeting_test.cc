#include "auteur/staging/meeting.h"

#include <gtest/gtest.h>

#include "auteur/staging/blocking.h"
#include "auteur/staging/testing.h"

namespace auteur::staging {
namespace {

using testing::line;

screenplay::Scene talk(const std::string& first, const std::string& second, const std::string& manner = "", bool dual = false) {
  screenplay::Scene s = testing::kitchen_scene();
  s.beats = {testing::beat(screenplay::BeatKind::kSit, "ANA", "", "table"), line("BEN", "You are here.", "4-1"), line("ANA", first, "4-2"), line("BEN", second, "4-3"), line("ANA", "Very well.", "4-4")};
  s.beats[3].manner = manner;
  s.beats[3].dual = dual;
  return s;
}

struct Staged { world::Set set; screenplay::Scene scene; Staging out; };
Staged staged(screenplay::Scene scene, double breaks = 1.7) {
  Staged s{testing::room(), std::move(scene), {}};
  StagingRequest request;
  request.scene = &s.scene, request.set = &s.set, request.people = testing::measures_for(s.scene);
  for (const char* id : {"4-1", "4-2", "4-3", "4-4"}) request.line_lengths[id] = Seconds(2);
  Blocking blocking;
  blocking.line_breaks["4-2"] = Seconds(breaks);
  s.out = stage_scene(request, blocking);
  return s;
}
const Line& said(const Staging& s, const std::string& id) {
  for (const Line& l : s.lines)
    if (l.id == id) return l;
  static const Line none;
  return none;
}

TEST(Meeting, IsReadFromDashesParentheticalsAndDualDialogue) {
  EXPECT_EQ(meeting_of(talk("I never meant to--", "I know."), 3), Meeting::kInterrupts);
  EXPECT_EQ(meeting_of(talk("I never meant to\xE2\x80\x94", "I know."), 3), Meeting::kInterrupts);
  EXPECT_EQ(meeting_of(talk("I never meant to...", "I know."), 3), Meeting::kAfter);
  EXPECT_EQ(meeting_of(talk("Self-made -- you know.", "I know."), 3), Meeting::kAfter);
  EXPECT_EQ(meeting_of(talk("I never meant it.", "I know.", "interrupting"), 3), Meeting::kInterrupts);
  EXPECT_EQ(meeting_of(talk("I never meant it.", "I know.", "talking over her"), 3), Meeting::kOverlaps);
  EXPECT_EQ(meeting_of(talk("I never meant to--", "I know.", "overlapping"), 3), Meeting::kOverlaps);
  EXPECT_EQ(meeting_of(talk("Yes!", "No!", "", true), 3), Meeting::kTogether);
  auto between = talk("I never meant to--", "I know.");
  between.beats.insert(between.beats.begin() + 3, testing::beat(screenplay::BeatKind::kPause, "", ""));
  EXPECT_EQ(meeting_of(between, 4), Meeting::kAfter);
  auto narrator = talk("I never meant to--", "I know.");
  narrator.beats[3].extension = "V.O.";
  EXPECT_EQ(meeting_of(narrator, 3), Meeting::kAfter);
  auto alone = talk("I never meant to--", "I know.");
  alone.beats[3].who = "ANA";
  EXPECT_EQ(meeting_of(alone, 3), Meeting::kAfter);
}

TEST(Meeting, WhoInterruptsBeginsBeforeTheOtherBreaksOff) {
  const auto s = staged(talk("I never meant to--", "I know."));
  const Line &ana = said(s.out, "4-2"), &ben = said(s.out, "4-3");
  const auto cut = cut_of(s.out, ana);
  ASSERT_TRUE(cut);
  EXPECT_NEAR((*cut - ana.start).value, 1.7, 1e-6);
  EXPECT_NEAR((ana.end - *cut).value, kRelease, 1e-6);
  const double together = (ana.end - ben.start).value;
  EXPECT_GT(together, 0.1);
  EXPECT_LT(together, 0.45);
  Meeting how = Meeting::kAfter;
  ASSERT_NE(spoken_over(s.out, ben, &how), nullptr);
  EXPECT_EQ(how, Meeting::kInterrupts);
  EXPECT_FALSE(cut_of(s.out, ben));
  // The one after waits its turn again.
  EXPECT_GT(said(s.out, "4-4").start.value, ben.end.value);
  EXPECT_EQ(spoken_over(s.out, said(s.out, "4-4")), nullptr);
}

TEST(Meeting, WhoTalksOverSomebodyCutsNobodyShort) {
  const auto s = staged(talk("I never meant it.", "I know.", "talking over her"));
  const Line &ana = said(s.out, "4-2"), &ben = said(s.out, "4-3");
  EXPECT_FALSE(cut_of(s.out, ana));
  EXPECT_NEAR((ana.end - ana.start).value, 2, 1e-6);
  EXPECT_GT((ana.end - ben.start).value, 0.5);
  EXPECT_NEAR(std::round(ben.start.value * 12), ben.start.value * 12, 1e-6);  // on a drawing
}

TEST(Meeting, AShortWordIsCutToo) {
  const auto s = staged(talk("I--", "I know."), 0.15);
  const auto cut = cut_of(s.out, said(s.out, "4-2"));
  ASSERT_TRUE(cut);
  EXPECT_GT(*cut, said(s.out, "4-3").start);
}

TEST(Meeting, TheInterruptedLooksAtWhoDidIt) {
  const auto s = staged(talk("I never meant to--", "I know."));
  const Line& ben = said(s.out, "4-3");
  for (const auto& person : s.out.people)
    if (person.id == "ANA") {
      std::string at;
      for (const auto& g : person.gaze)
        if (g.at.value <= ben.start.value + 0.15) at = g.at_whom;
      EXPECT_EQ(at, "BEN");
    }
}

TEST(Meeting, WithoutDashesNothingMoves) {
  const auto plain = staged(talk("I never meant it.", "I know."));
  EXPECT_GT(said(plain.out, "4-3").start.value, said(plain.out, "4-2").end.value);
  EXPECT_FALSE(cut_of(plain.out, said(plain.out, "4-2")));
}

TEST(Meeting, SurvivesAnyOrderOfBeats) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    auto scene = testing::random_scene(seed, 4, 30, true);
    for (std::size_t i = 0; i < scene.beats.size(); i += 2)
      if (scene.beats[i].kind == screenplay::BeatKind::kLine) scene.beats[i].text += "--";
    const auto set = testing::room();
    StagingRequest request;
    request.scene = &scene, request.set = &set, request.people = testing::measures_for(scene);
    const Staging s = stage_scene(request);
    for (const Line& l : s.lines) {
      EXPECT_LT(l.start.value, l.end.value) << seed;
      EXPECT_LE(l.end.value, s.length.value) << seed;
      EXPECT_GT(cut_of(s, l).value_or(l.end).value, l.start.value) << seed;
    }
    const Json document = to_json(s);
    const auto again = staging_from_json(document);
    ASSERT_TRUE(again);
    EXPECT_EQ(canonical_json(to_json(*again)), canonical_json(document));
  }
}

TEST(Gait, ASlowMoodTakesLongerAndHurryInTheWordsWins) {
  auto scene = testing::kitchen_scene();
  scene.beats = {testing::beat(screenplay::BeatKind::kWalkTo, "ANA", "", "window", "Ana walks to the window.")};
  const auto set = testing::room();
  const auto walk = [&](double gait) {
    StagingRequest request;
    request.scene = &scene, request.set = &set, request.people = testing::measures_for(scene);
    Blocking blocking;
    blocking.gait["ANA"] = gait;
    for (const auto& person : stage_scene(request, blocking).people)
      for (const Move& m : person.moves)
        if (person.id == "ANA" && !m.path.empty()) return (m.end - m.start).value;
    return 0.0;
  };
  EXPECT_GT(walk(0.85), walk(1) * 1.05);
  scene.beats[0].text = "Ana runs to the window.";
  EXPECT_EQ(walk(0.85), walk(1));
}

}  // namespace
}  // namespace auteur::staging
