#include "auteur/acting/behaviour.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/screenplay/formats.h"
#include "behaviour_tables.h"
#include "carriage.h"

namespace auteur::acting {
namespace {

using ::testing::HasSubstr;

screenplay::Breakdown broken_down(const std::string& fountain) {
  const auto parsed = screenplay::read_screenplay(fountain, "film.fountain");
  return screenplay::break_down(parsed->script);
}

// A quarrel, the morning after it, a week later, and how it was before: told out of order.
const std::string kQuarrel =
    "INT. KITCHEN - NIGHT\n\nANA (40s) and BEN (40s) stand at the table.\n\nBEN\nYou are pathetic, Ana.\n\nBen slams the door on Ana.\n\n"
    "INT. CAR - DAY (FLASHBACK)\n\nAna and Ben sit in the car.\n\nBEN\nLook at the road.\n\n"
    "INT. KITCHEN - MORNING\n\nAna sits at the table. Ben stands at the stove.\n\nBEN\nThere is bread.\n\n";

Behaviour behave_in(const screenplay::Breakdown& b, std::vector<StoryMoment> order, std::map<std::string, Persona> personas = {}, std::vector<MoodWish> wishes = {}) {
  auto made = behave({&b, std::move(order), std::move(personas), std::move(wishes)});
  EXPECT_TRUE(made) << (made ? "" : made.error().message);
  return made ? *made : Behaviour{};
}

double liking(const Behaviour& b, const std::string& who, const std::string& whom, const std::string& scene) {
  const auto& towards = b.people.at(who).scenes.at(scene).towards;
  return towards.contains(whom) ? towards.at(whom).liking : 0;
}
double begins(const Behaviour& b, const std::string& who, const std::string& scene) { return b.people.at(who).scenes.at(scene).keys.front().mood.pleasure; }
const MoodStep* step_in(const Behaviour& b, const std::string& who, const std::string& scene, const std::string& cause) {
  for (const auto& s : b.people.at(who).steps)
    if (s.scene == scene && s.cause.find(cause) != std::string::npos) return &s;
  return nullptr;
}

TEST(Behaviour, TheTablesAreWhole) {
  const auto& t = behaviour_tables();
  ASSERT_GE(t.acts.size(), 20u);
  EXPECT_EQ(t.emotions.size(), 23u);
  for (const auto& act : t.acts) {
    for (const Felt* f : {&act.agent, &act.patient, &act.meek, &act.witness}) EXPECT_TRUE(f->emotion.empty() || t.emotions.contains(f->emotion)) << act.name << " " << f->emotion;
    EXPECT_FALSE(act.verb.empty()) << act.name;
  }
  for (const auto& [word, emotion] : t.feelings) EXPECT_TRUE(t.emotions.contains(emotion)) << word;
  for (const auto& sign : t.own) EXPECT_TRUE(t.emotions.contains(sign.felt.emotion)) << sign.says;
}

TEST(Behaviour, PhrasesAreFoundWordByWordAndNotWhenDenied) {
  EXPECT_EQ(find_phrase(tokens_of("You are a LIAR, Ben!"), phrase_of("liar")), 3);
  EXPECT_EQ(find_phrase(tokens_of("She slammed it."), phrase_of("slam*")), 1);
  EXPECT_EQ(find_phrase(tokens_of("You are not a liar."), phrase_of("liar")), -1);
  EXPECT_EQ(find_phrase(tokens_of("I do not know, liar."), phrase_of("liar")), 4);  // another clause
  EXPECT_EQ(find_phrase(tokens_of("It’s all right."), phrase_of("it's all right")), 0);
}

TEST(Behaviour, ASlammedDoorIsFeltAndItsCauseIsNamed) {
  const auto b = broken_down(kQuarrel);
  const auto made = behave_in(b, {{"1", 0}});
  const MoodStep* slam = step_in(made, "ANA", "1", "slams the door on Ana");
  ASSERT_NE(slam, nullptr);
  EXPECT_EQ(slam->by, "BEN");
  EXPECT_LT(slam->after.pleasure, slam->before.pleasure - 0.05);
  EXPECT_LT(liking(made, "ANA", "BEN", "1"), -0.5);
  EXPECT_NE(step_in(made, "ANA", "1", "insults"), nullptr);
}

TEST(Behaviour, AGrudgeLastsIntoTheNextSceneOfTheStoryAndNotIntoTheFlashback) {
  const auto b = broken_down(kQuarrel);
  ASSERT_EQ(b.scenes.size(), 3u);
  const auto made = behave_in(b, {{"2", 0}, {"1", 9}, {"3", 9}});  // as it happened: the flashback first
  EXPECT_NEAR(begins(made, "ANA", "2"), made.people.at("ANA").nature.pleasure, 1e-9);
  EXPECT_EQ(liking(made, "ANA", "BEN", "2"), 0);
  const MoodStep* again = step_in(made, "ANA", "3", "Ben is there, who");
  ASSERT_NE(again, nullptr);
  EXPECT_THAT(again->cause, HasSubstr("slammed the door on Ana in sc. 1"));
  EXPECT_LT(begins(made, "ANA", "3"), made.people.at("ANA").nature.pleasure - 0.1);
  // On the screen the flashback comes after the quarrel; told in the script's order it would be spoilt by it.
  const auto told = behave_in(b, {{"1", 0}, {"2", 9}, {"3", 9}});
  EXPECT_LT(begins(told, "ANA", "2"), begins(made, "ANA", "2") - 0.05);
}

TEST(Behaviour, AGrudgeDecaysOverDays) {
  const auto b = broken_down(kQuarrel);
  double before = -2;
  for (const double days : {0.4, 3.0, 8.0, 30.0}) {
    const double now = liking(behave_in(b, {{"1", 0}, {"3", 24 * days}}), "ANA", "BEN", "3");
    EXPECT_GT(now, before) << days;
    before = now;
  }
  EXPECT_GT(before, -0.02);
  EXPECT_EQ(step_in(behave_in(b, {{"1", 0}, {"3", 24 * 30}}), "ANA", "3", "who slammed"), nullptr);
}

TEST(Behaviour, ForgivingTakesTheGrudgeAway) {
  const auto b = broken_down(kQuarrel + "INT. GARDEN - DAY\n\nAna and Ben stand at the wall.\n\nANA\nI forgive you, Ben.\n\nINT. HALL - NIGHT\n\nAna and Ben stand in the hall.\n\nBEN\nIt is late.\n\n");
  const auto made = behave_in(b, {{"1", 0}, {"4", 12}, {"5", 8}});
  EXPECT_NE(step_in(made, "ANA", "4", "who slammed"), nullptr);
  EXPECT_GE(liking(made, "ANA", "BEN", "4"), 0);
  EXPECT_EQ(step_in(made, "ANA", "5", "who"), nullptr);
  EXPECT_NE(step_in(made, "BEN", "4", "forgives"), nullptr);
}

TEST(Behaviour, WhatPeopleHearOfCounts) {
  const auto b = broken_down("INT. HALL - DAY\n\nANA (30s) and CARA (30s) stand in the hall. BEN (30s) enters. Ben leaves.\n\nCARA\nBen betrayed you, Ana.\n\n");
  const auto made = behave_in(b, {{"1", 0}});
  const MoodStep* heard = step_in(made, "ANA", "1", "Cara says that Ben betrayed Ana");
  ASSERT_NE(heard, nullptr);
  EXPECT_LT(liking(made, "ANA", "BEN", "1"), -0.2);
  ASSERT_FALSE(made.people.at("ANA").memories.empty());
  EXPECT_EQ(made.people.at("ANA").memories.back().how, "heard of");
  EXPECT_EQ(made.people.at("ANA").memories.back().told_by, "CARA");
}

TEST(Behaviour, OneAccusationCountsOnce) {
  const auto b = broken_down("INT. HALL - DAY\n\nANA (30s) and BEN (30s) stand in the hall.\n\nANA\nYou lied to me, Ben.\n\nBEN\nYou cheated me, you deceived me, Ana.\n\n");
  const auto made = behave_in(b, {{"1", 0}});
  for (const char* who : {"ANA", "BEN"}) {
    const auto& memories = made.people.at(who).memories;
    EXPECT_EQ(std::count_if(memories.begin(), memories.end(), [](const Memory& m) { return m.act == "accuse" && m.how == "did"; }), 1) << who;
  }
}

TEST(Behaviour, TraitsComeFromWordsAndAreDecidedInTheBible) {
  const auto b = broken_down("INT. HALL - DAY\n\nANA (40s, shy, nervous) and BEN (40s, cheerful, kind) stand.\n\nBEN\nYou coward.\n\n");
  auto made = behave_in(b, {{"1", 0}});
  EXPECT_GT(made.people.at("ANA").traits.neuroticism, 0.4);
  EXPECT_LT(made.people.at("ANA").traits.extraversion, -0.3);
  EXPECT_GT(made.people.at("BEN").nature.pleasure, 0.1);
  EXPECT_EQ(step_in(made, "ANA", "1", "insults")->emotion, "shame");  // who gives way is ashamed, not angry
  made = behave_in(b, {{"1", 0}}, {{"ANA", {{{"extraversion", 0.9}, {"agreeableness", -0.8}}, {}, {}}}});
  EXPECT_EQ(made.people.at("ANA").traits.extraversion, 0.9);
  EXPECT_EQ(step_in(made, "ANA", "1", "insults")->emotion, "anger");
}

TEST(Behaviour, GoalsMakeOthersDeedsMatter) {
  const auto b = broken_down("INT. HALL - DAY\n\nANA (40s) and BEN (40s) stand at the table. A letter lies on the table.\n\nBen picks up the letter.\n\nBEN\nWhose letter is it?\n\n");
  EXPECT_EQ(step_in(behave_in(b, {{"1", 0}}), "ANA", "1", "goal"), nullptr);
  const auto made = behave_in(b, {{"1", 0}}, {{"ANA", {{}, {"keep the letter hidden"}, {}}}});
  const MoodStep* fear = step_in(made, "ANA", "1", "comes near the letter (goal: keep the letter hidden)");
  ASSERT_NE(fear, nullptr);
  EXPECT_EQ(fear->emotion, "fear");
  EXPECT_NE(step_in(made, "ANA", "1", "speaks of the letter"), nullptr);
}

TEST(Behaviour, AttitudesAreThereBeforeAnythingHappens) {
  const auto b = broken_down(kQuarrel);
  const auto made = behave_in(b, {{"2", 0}}, {{"ANA", {{}, {}, {{"BEN", -0.6}}}}});
  EXPECT_NE(step_in(made, "ANA", "2", "whom Ana dislikes"), nullptr);
  EXPECT_LT(begins(made, "ANA", "2"), -0.05);
}

TEST(Behaviour, TheDirectorsWordWins) {
  const auto b = broken_down(kQuarrel);
  const auto made = behave_in(b, {{"1", 0}}, {}, {{"ANA", "1", 3, "", "relieved", 1}});
  EXPECT_GT(made.people.at("ANA").scenes.at("1").keys.back().mood.pleasure, 0.2);
  EXPECT_NE(step_in(made, "ANA", "1", "decided by the director: relieved"), nullptr);
  const auto refused = [&](MoodWish w) { return behave({&b, {}, {}, {std::move(w)}}).error().message; };
  EXPECT_THAT(refused({"ANA", "9", 0, "", "sad", 1}), HasSubstr("no scene '9'"));
  EXPECT_THAT(refused({"ANA", "1", 99, "", "sad", 1}), HasSubstr("no beat 99"));
  EXPECT_THAT(refused({"ANA", "1", 0, "", "releived", 1}), HasSubstr("Did you mean 'relieved'?"));
  EXPECT_THAT(refused({"EVE", "1", 0, "", "sad", 1}), HasSubstr("'EVE' is nobody"));
}

TEST(Behaviour, AChangeInALaterSceneLeavesEarlierDocumentsAsTheyAre) {
  const auto before = broken_down(kQuarrel), after = broken_down(kQuarrel + "INT. HALL - NIGHT\n\nAna and Ben stand.\n\nANA\nYou bastard, I hate you!\n\n");
  const std::vector<StoryMoment> order{{"2", 0}, {"1", 9}, {"3", 9}};
  auto longer = order;
  longer.push_back({"4", 5});
  for (const char* scene : {"1", "2", "3"}) EXPECT_EQ(canonical_json(scene_mood_json(behave_in(before, order), scene)), canonical_json(scene_mood_json(behave_in(after, longer), scene)));
}

TEST(Behaviour, IsTheSameEveryTimeAndItsDocumentComesBack) {
  const auto b = broken_down(kQuarrel);
  const auto one = behave_in(b, {}), two = behave_in(b, {});
  EXPECT_EQ(canonical_json(to_json(one, b)), canonical_json(to_json(two, b)));
  const auto document = scene_mood_json(one, "1");
  const auto read = scene_mood_from_json(document);
  ASSERT_TRUE(read.contains("ANA"));
  EXPECT_NEAR(mood_at(read.at("ANA"), 99).pleasure, one.people.at("ANA").scenes.at("1").keys.back().mood.pleasure, 0.051);
  EXPECT_TRUE(scene_mood_from_json(Json::array()).empty());
  EXPECT_TRUE(scene_mood_from_json({{"people", {{"ANA", {{"keys", {1, "x", {{"beat", "no"}}}}}}}}}).at("ANA").keys.empty());
}

TEST(Behaviour, MoodsStayWithinTheirBoundsWhateverHappens) {
  std::string script = "INT. HALL - DAY\n\nANA (40s, nervous) and BEN (40s, cruel) stand.\n\n";
  for (int i = 0; i < 80; ++i) script += "BEN\nYou liar, you coward, I hate you, you will regret this!\n\nBen slaps Ana. Ana weeps.\n\n";
  const auto b = broken_down(script);
  const auto made = behave_in(b, {{"1", 0}});
  for (const auto& [id, course] : made.people)
    for (const auto& s : course.steps)
      for (const double v : {s.after.pleasure, s.after.arousal, s.after.dominance}) EXPECT_LE(std::abs(v), 1) << id;
  EXPECT_LT(made.people.at("ANA").scenes.at("1").keys.back().mood.pleasure, -0.4);
}

TEST(Felt, WhatIsDirectedAndWhatIsStrongWinsOverAMood) {
  const MoodPoint low{-0.8, -0.2, -0.6};
  const screenplay::Mood even, glad{0.9, 0.5, 0, ""};
  const double free = felt(even, low).valence, directed = felt(even, low, true).valence, strong = felt(glad, low).valence - glad.valence;
  EXPECT_LT(free, -0.2);
  EXPECT_GE(free, -0.351);
  EXPECT_NEAR(directed, free / 3, 1e-9);
  EXPECT_GT(strong, free);
  EXPECT_GT(felt(glad, low).valence, 0.6);
  EXPECT_EQ(felt(even, {}).valence, 0);
  EXPECT_GT(felt(even, {-0.6, 0.6, -0.5}).tension, 0.05);
}

TEST(Carriage, AnEvenMoodChangesNothingMuchAndTheOctantsDiffer) {
  const Carriage even = carriage_of({});
  EXPECT_NEAR(even.slump, 0, 0.12);
  EXPECT_NEAR(even.pace, 1, 0.03);
  const Carriage low = carriage_of({-0.4, -0.3, -0.35}), proud = carriage_of({0.4, 0.1, 0.55}), anxious = carriage_of({-0.45, 0.45, -0.35}), hostile = carriage_of({-0.45, 0.45, 0.25});
  EXPECT_GT(low.slump, proud.slump + 0.4);
  EXPECT_GT(proud.chin, low.chin + 0.25);
  EXPECT_GT(anxious.near, hostile.near + 0.4);
  EXPECT_GT(hostile.open, anxious.open + 0.25);
  EXPECT_LT(gait_of({-0.4, -0.3, -0.35}), 0.95);
  EXPECT_GE(gait_of({0.45, 0.4, 0.3}), 1.0);
}

TEST(Carriage, FacesComeBackToTheMoodAfterABeat) {
  staging::Staging s;
  s.length = Seconds(20);
  s.people.push_back({"ANA", true, {}, {}, {}, {{Seconds(0), {}}, {Seconds(4), {0.9, 0.4, 0, ""}}}, {}});
  s.beats = {{0, Seconds(4), Seconds(5)}};
  std::map<std::string, MoodTrack> tracks{{"ANA", {{0, {-0.6, -0.2, -0.4}}}}};
  colour_feelings(s, tracks);
  const auto at = [&](double t) {
    screenplay::Mood m;
    for (const auto& k : s.people[0].mood)
      if (k.at.value <= t) m = k.mood;
    return m.valence;
  };
  EXPECT_LT(at(1), -0.15);
  EXPECT_GT(at(5), 0.6);
  EXPECT_LT(at(12), at(5) - 0.3);
}

TEST(Carriage, AMoodTrackIsEasedAndKnowsWhoSpoke) {
  staging::Staging s;
  s.beats = {{2, Seconds(5), Seconds(8)}};
  s.lines.push_back({"1-1", "BEN", "No.", "", "", Seconds(5), Seconds(8), "ANA", false, {}});
  SceneCourse course{{{-1, {0, 0, 0}}, {2, {-0.6, 0, 0}}}, {}};
  EXPECT_EQ(mood_track(course, "BEN", s).back().at, 5);
  EXPECT_EQ(mood_track(course, "ANA", s).back().at, 6);
  const auto track = mood_track(course, "BEN", s);
  EXPECT_EQ(mood_on(track, 5 - 1e-6).pleasure, 0);
  EXPECT_NEAR(mood_on(track, 5.6).pleasure, -0.3, 1e-9);
  EXPECT_NEAR(mood_on(track, 6.3).pleasure, -0.6, 1e-9);
}

TEST(MoodCurve, HasAPanelForEachAndASparklineAScene) {
  const auto b = broken_down(kQuarrel);
  const auto made = behave_in(b, {{"2", 0}, {"1", 9}, {"3", 9}});
  const auto drawing = mood_curves(made, b, {"ANA", "BEN"});
  const std::string svg = media::svg_of(drawing);
  EXPECT_THAT(svg, HasSubstr("ANA"));
  EXPECT_THAT(svg, HasSubstr("slams the door on Ana"));
  EXPECT_EQ(sparkline(made.people.at("ANA"), made.order).size(), 9u);  // three bars of three bytes
}

}  // namespace
}  // namespace auteur::acting
