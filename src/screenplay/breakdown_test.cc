#include "auteur/screenplay/breakdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <set>

#include "auteur/base/file_system.h"
#include "auteur/base/random.h"
#include "heading.h"

namespace auteur::screenplay {
namespace {

using ::testing::ElementsAre;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using B = BeatKind;

Breakdown of(const std::string& text) {
  auto p = parse_fountain(text, "test.fountain");
  EXPECT_TRUE(p.has_value());
  return p ? break_down(p->script) : Breakdown{};
}
// One scene with ANA and TOM introduced, then `action`; returns the beats after the introduction.
std::vector<Beat> beats_of(const std::string& action) {
  const auto b = of("INT. KITCHEN - DAY\n\nANA (70s) stands at the table. TOM (30s) sits on a chair.\n\n" + action + "\n");
  EXPECT_EQ(b.scenes.size(), 1u);
  if (b.scenes.empty() || b.scenes[0].beats.size() < 2) return {};
  return {b.scenes[0].beats.begin() + 2, b.scenes[0].beats.end()};
}
std::string word(const Beat& b) {
  static const char* kNames[] = {"line", "enter", "exit", "sit", "stand", "walk", "turn", "look", "pick", "put", "give", "use", "open", "close", "gesture", "emotion", "pause", "describe", "effect", "move"};
  return std::string(kNames[static_cast<int>(b.kind)]) + " " + b.who + " " + b.object + ">" + b.target;
}
std::vector<std::string> told(const std::string& action) {
  std::vector<std::string> out;
  for (const auto& b : beats_of(action)) out.push_back(word(b));
  return out;
}
const CastMember& member(const Breakdown& b, const std::string& id) {
  static const CastMember kNobody;
  for (const auto& m : b.cast) if (m.id == id) return m;
  ADD_FAILURE() << id << " is not in the cast";
  return kNobody;
}
std::vector<std::string> handled(const Breakdown& b) {
  std::vector<std::string> out;
  for (const auto& s : b.scenes) for (const auto& p : s.props) if (p.handled) out.push_back(p.id);
  return out;
}
std::string read_example(const std::string& name) { return *read_text(Path(AUTEUR_SOURCE_DIR) / "examples" / name / (name + ".fountain")); }
std::string feature() {
  std::string out;
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(AUTEUR_feature_main, "r"), pclose);
  char buffer[65536];
  while (const std::size_t n = fread(buffer, 1, sizeof buffer, pipe.get())) out.append(buffer, n);
  return out;
}

TEST(Heading, NamesThePlaceItsKindAndTheTime) {
  const auto f = read_heading("INT. LIGHTHOUSE - KITCHEN - EVENING");
  EXPECT_EQ(f.place.id, "lighthouse-kitchen");
  EXPECT_EQ(f.place.kind, "kitchen");
  EXPECT_EQ(f.place.setting, Setting::kInterior);
  EXPECT_EQ(f.time, TimeOfDay::kEvening);
}
TEST(Heading, KindsComeFromTheLastWordsInFiveLanguages) {
  const std::pair<const char*, const char*> cases[] = {
      {"INT. HOSPITAL CORRIDOR - DAY", "hallway"}, {"INT. POLICE STATION - NIGHT", "police-station"}, {"INT. TRAIN STATION - DAY", "station"},
      {"EXT. BUS STOP - NIGHT", "bus-stop"}, {"INT. KITCHEN OF THE LIGHTHOUSE - DAY", "kitchen"}, {"INT. CUISINE DU PHARE - JOUR", "kitchen"},
      {"INT. K\xC3\x9C" "CHE - NACHT", "kitchen"}, {"INT. LEUCHTTURMK\xC3\x9C" "CHE - NACHT", "kitchen"}, {"EXT. CALLE - NOCHE", "street"}, {"INT. CUCINA - NOTTE", "kitchen"},
      {"INT. THE WHATSIT - DAY", "room"}, {"EXT. THE WHATSIT - DAY", "open-ground"}, {"INT. MAYA'S FLAT - BEDROOM - DAY", "bedroom"},
      {"EXT. WOODS - DAY", "forest"}, {"INT. CAR (MOVING) - NIGHT", "car"}, {"EXT. CLIFF TOP - DAWN", "coast"}};
  for (const auto& [heading, kind] : cases) EXPECT_EQ(read_heading(heading).place.kind, kind) << heading;
}
TEST(Heading, TheOutsideOfAHouseIsAnotherSet) {
  EXPECT_NE(read_heading("EXT. LIGHTHOUSE - DAY").place.id, read_heading("INT. LIGHTHOUSE - DAY").place.id);
  EXPECT_EQ(read_heading("EXT. LIGHTHOUSE - DAY").place.kind, "coast");
}
TEST(Heading, ReadsTimesHoweverTheyAreSetApart) {
  for (const char* h : {"INT. KITCHEN - NIGHT", "INT. KITCHEN -- NIGHT", "INT. KITCHEN \xE2\x80\x94 NIGHT", "INT. KITCHEN. NIGHT", "INT. KITCHEN, NIGHT", "INT. KITCHEN NIGHT", "int. kitchen - later that night"}) {
    EXPECT_EQ(read_heading(h).time, TimeOfDay::kNight) << h;
    EXPECT_EQ(read_heading(h).place.id, "kitchen") << h;
  }
  EXPECT_FALSE(read_heading("INT. KITCHEN").time.has_value());
  EXPECT_EQ(read_heading("INT. NIGHT CLUB - DAY").place.id, "night-club");
}
TEST(StoryDays, MorningAfterNightAndNextDayBeginANewDay) {
  const auto b = of("INT. A - NIGHT\n\nx\n\nINT. B - CONTINUOUS\n\nx\n\nINT. A - MORNING\n\nx\n\nINT. A - DAY\n\nx\n\nINT. A - LATER\n\nx\n\nINT. A - THE NEXT DAY\n\nx\n\nINT. A - TWO WEEKS LATER\n\nx\n\nINT. A - DAY 9\n\nx\n");
  std::vector<int> days;
  for (const auto& s : b.scenes) days.push_back(s.story_day);
  EXPECT_THAT(days, ElementsAre(1, 1, 2, 2, 2, 3, 4, 9));
  EXPECT_EQ(b.scenes[1].time, TimeOfDay::kNight);
  EXPECT_EQ(b.scenes[4].time, TimeOfDay::kDay);
}
TEST(Scenes, NumbersAreTheScriptsOwnAndAlwaysUnique) {
  const auto b = of("INT. A - DAY #7#\n\nx\n\nINT. B - DAY\n\nx\n\nINT. C - DAY #7#\n\nx\n");
  EXPECT_EQ(b.scenes[0].number, "7");
  EXPECT_EQ(b.scenes[1].number, "2");
  EXPECT_EQ(b.scenes[2].number, "7a");
}
TEST(Scenes, AScriptWithoutHeadingsIsOneSceneInANeutralPlace) {
  const auto b = of("ANA (70s) enters.\n\nANA\nHello.\n");
  ASSERT_EQ(b.scenes.size(), 1u);
  EXPECT_EQ(b.scenes[0].place.kind, "room");
  EXPECT_EQ(b.scenes[0].beats.size(), 2u);
}
TEST(Scenes, AHeadingWithoutAPlaceGetsANeutralOne) {
  EXPECT_EQ(of("INT. - NIGHT\n\nx\n").scenes[0].place.kind, "room");
  EXPECT_EQ(of("EXT.\n\nx\n").scenes[0].place.kind, "open-ground");
  EXPECT_FALSE(of("EXT.\n\nx\n").scenes[0].place.id.empty());
}
TEST(Scenes, TextBeforeTheFirstHeadingBelongsToTheFirstScene) {
  const auto b = of("FADE IN:\n\nThunder.\n\nINT. A - DAY\n\nANA (30s) sits.\n");
  ASSERT_EQ(b.scenes.size(), 1u);
  ASSERT_EQ(b.scenes[0].beats.size(), 2u);
  EXPECT_EQ(b.scenes[0].beats[0].kind, B::kEffect);
}
TEST(Weather, ComesFromActionAndLastsThroughContinuousScenes) {
  const auto b = of("EXT. STREET - NIGHT\n\nRain. Thunder.\n\nEXT. PARK - CONTINUOUS\n\nx\n\nEXT. PARK - DAY\n\nThe rain has stopped.\n\nINT. A - DAY\n\nNo rain here, like snow.\n");
  EXPECT_EQ(b.scenes[0].weather, Weather::kStorm);
  EXPECT_EQ(b.scenes[1].weather, Weather::kStorm);
  EXPECT_EQ(b.scenes[2].weather, Weather::kClear);
  EXPECT_EQ(b.scenes[3].weather, Weather::kNone);
}

TEST(Cast, IntroductionsGiveDescriptionAgeAndGender) {
  const auto b = of("INT. A - DAY\n\nANA (70s), grey, a fisherman's hands, stands at the stove. She coughs.\n\nTOM, mid-30s, thin, enters.\n\nA YOUNG GUARD (24) sits.\n\nANA\nHello.\n");
  EXPECT_EQ(member(b, "ANA").description, "70s, grey, a fisherman's hands");
  EXPECT_EQ(member(b, "ANA").age, 75);
  EXPECT_EQ(member(b, "ANA").gender, "female") << "a fisherman's hands are no man";
  EXPECT_EQ(member(b, "ANA").name, "Ana");
  EXPECT_EQ(member(b, "TOM").description, "mid-30s, thin");
  EXPECT_EQ(member(b, "TOM").age, 35);
  EXPECT_EQ(member(b, "YOUNG GUARD").age, 24);
}
TEST(Cast, AnObjectPronounTellsOfSomebodyElse) {
  const auto b = of("INT. HALL - DAY\n\nRUNVEL, 34, sits. HOLMAR, 60, stands by the window.\n\nHolmar turns away from her. Runvel looks at him.\n");
  ASSERT_EQ(b.cast.size(), 2u);
  EXPECT_EQ(b.cast[0].gender, "female");
  EXPECT_EQ(b.cast[1].gender, "male");
}

TEST(Cast, OnePersonHasOneEntryHoweverCued) {
  const auto b = of("INT. A - DAY\n\nANA MARQUES (40s) waits.\n\nANA\na\n\nANA (V.O.)\nb\n\nANA (CONT'D)\nc\n\nANA'S VOICE\nd\n\nYOUNG ANA\ne\n\nDR. WU\nf\n\nWU\ng\n");
  std::vector<std::string> ids;
  for (const auto& m : b.cast) ids.push_back(m.id);
  EXPECT_THAT(ids, UnorderedElementsAre("ANA", "WU"));
  EXPECT_EQ(member(b, "ANA").lines, 5);
  EXPECT_THAT(member(b, "ANA").aliases, UnorderedElementsAre("ANA MARQUES", "YOUNG ANA"));
}
TEST(Cast, TwoPersonsStayTwo) {
  const auto b = of("INT. A - DAY\n\nMR. SMITH\na\n\nMRS. SMITH\nb\n\nMAN\nc\n\nOLD MAN\nd\n\nSMITH\ne\n");
  EXPECT_EQ(b.cast.size(), 5u);
  EXPECT_EQ(member(b, "MRS SMITH").gender, "female");
}
TEST(Cast, WhoNeverSpeaksIsThereAndWhoIsOnlyHeardIsNotSeen) {
  const auto b = of("INT. A - DAY\n\nLEO (50s), a cook, stirs a pot. A waiter brings the soup.\n\nANA (V.O.)\nHello.\n\nTOM\n(to Leo)\nYes?\n\nZOE (on the phone)\nNo.\n");
  EXPECT_THAT(b.scenes[0].cast, ElementsAre("LEO", "WAITER", "TOM"));
  EXPECT_EQ(member(b, "LEO").lines, 0);
  EXPECT_THAT(member(b, "ANA").scenes, ElementsAre(0));
}
TEST(Cast, PossessorsPicturesAndAbsentPeopleAreNotSeen) {
  const auto b = of("INT. A - DAY\n\nANA (30s) sits. Tom's coat hangs on the door. A photograph of Tom. No Tom.\n\nINT. B - DAY\n\nTOM\nHello.\n");
  EXPECT_THAT(b.scenes[0].cast, ElementsAre("ANA"));
}
TEST(Cast, FortyPeopleInOneRoom) {
  std::string text = "INT. HALL - DAY\n\n";
  for (int i = 0; i < 40; ++i) text += "GUEST " + std::to_string(i + 1) + "\nHello.\n\n";
  const auto b = of(text);
  EXPECT_EQ(b.cast.size(), 40u);
  EXPECT_EQ(b.scenes[0].cast.size(), 40u);
}
TEST(Cast, SoundsAndThingsInCapitalsAreNobody) {
  const auto b = of("INT. A - DAY\n\nThe PHONE rings. BANG. A KEY falls. Her uncle's TRUCK stands in the yard. SOLDIERS wait.\n\nANA\nNo.\n");
  EXPECT_EQ(b.cast.size(), 1u);
  EXPECT_THAT(b.scenes[0].background, Contains("soldiers"));
}

TEST(Beats, ActsWithThings) {
  EXPECT_THAT(told("Ana picks up the cup."), ElementsAre("pick ANA cup>"));
  EXPECT_THAT(told("Ana takes a letter out of the drawer and reads it."), ElementsAre("pick ANA letter>drawer", "use ANA letter>"));
  EXPECT_THAT(told("She puts the cup down on the table."), ElementsAre("put ANA cup>table"));
  EXPECT_THAT(told("She puts the key on the table."), ElementsAre("put ANA key>table"));
  EXPECT_THAT(told("Ana gives Tom the cup."), ElementsAre("give ANA cup>TOM"));
  EXPECT_THAT(told("Ana hands the cup to him."), ElementsAre("give ANA cup>TOM"));
  EXPECT_THAT(told("Ana slides the cup across the table to Tom."), ElementsAre("give ANA cup>TOM"));
  EXPECT_THAT(told("Tom pushes the cup towards the window."), ElementsAre("move TOM cup>window"));
  EXPECT_THAT(told("Tom opens the door and closes the window."), ElementsAre("open TOM door>", "close TOM window>"));
  EXPECT_THAT(told("Tom switches the lamp off."), ElementsAre("use TOM lamp>"));
  EXPECT_THAT(told("Ana picks up the cup. She drinks."), ElementsAre("pick ANA cup>", "use ANA cup>"));
  EXPECT_THAT(told("Tom leaves the key on the table."), ElementsAre("put TOM key>table"));
}
TEST(Beats, ActsWithTheBody) {
  EXPECT_THAT(told("Ana walks to the window."), ElementsAre("walk ANA >window"));
  EXPECT_THAT(told("Tom stands up."), ElementsAre("stand TOM >"));
  EXPECT_THAT(told("Ana sits down across from him."), ElementsAre("sit ANA TOM>TOM"));
  EXPECT_THAT(told("Tom enters."), ElementsAre("enter TOM >"));
  EXPECT_THAT(told("Tom leaves."), ElementsAre("exit TOM >"));
  EXPECT_THAT(told("Ana turns to Tom."), ElementsAre("turn ANA TOM>TOM"));
  EXPECT_THAT(told("Ana looks out of the window."), ElementsAre("look ANA window>window"));
  EXPECT_THAT(told("Tom takes a seat at the table."), ElementsAre("sit TOM >table"));
  EXPECT_THAT(told("Tom nods. Ana smiles."), ElementsAre("gesture TOM nod>", "emotion ANA smile>"));
  EXPECT_THAT(told("A long silence."), ElementsAre("pause  >"));
  EXPECT_THAT(told("Tom waits."), ElementsAre("pause TOM >"));
  EXPECT_THAT(told("The door opens."), ElementsAre("open  door>"));
  EXPECT_THAT(told("A knock at the door."), ElementsAre("effect  knock>door"));
}
TEST(Beats, OneSentenceTellsSeveralActs) {
  EXPECT_THAT(told("She picks up the cup, drinks, puts it down and walks to the window."),
              ElementsAre("pick ANA cup>", "use ANA cup>", "put ANA cup>", "walk ANA >window"));
  EXPECT_THAT(told("Ana watches Tom walk to the door."), ElementsAre("look ANA TOM>TOM", "walk TOM >door"));
  EXPECT_THAT(told("Tom looks up as Ana enters."), ElementsAre("look TOM up>up", "enter ANA >"));
  EXPECT_THAT(told("Ana and Tom sit at the table."), ElementsAre("sit ANA >table", "sit TOM >table"));
  EXPECT_THAT(told("They look at each other."), Contains("look ANA TOM>TOM"));
}
TEST(Beats, NounsThatLookLikeVerbsAreNone) {
  for (const char* s : {"The steps are wet.", "Her hands are cold.", "Two glasses, a lamp, books.", "He has kind looks."})
    for (const auto& b : beats_of(s)) EXPECT_EQ(b.kind, B::kDescribe) << s << " -> " << word(b);
}
TEST(Beats, WhatIsNotDoneIsNoAct) {
  for (const char* s : {"Ana does not pick up the cup.", "Tom never sits.", "He cannot walk."})
    for (const auto& b : beats_of(s)) EXPECT_EQ(b.kind, B::kDescribe) << s << " -> " << word(b);
}
TEST(Beats, PartsOfTheBodyAndSpansOfTimeAreNoProps) {
  const auto b = of("INT. A - DAY\n\nANA (70s) takes a deep breath. She takes his hand. She takes a step back. She gives him a nod. She holds her head. She takes a moment.\n");
  EXPECT_THAT(handled(b), IsEmpty());
}
TEST(Props, UnknownThingsBecomePropsWhenHandled) {
  EXPECT_THAT(handled(of("INT. A - DAY\n\nANA (70s) picks up the small brass astrolabe from the table.\n")), ElementsAre("astrolabe"));
}
TEST(Props, WordsInDialogueAndComparisonsPutNothingOnTheSet) {
  const auto b = of("INT. A - DAY\n\nANA (70s) stands like a statue with a knife.\n\nANA\nHe is a snake with a gun. Bring the piano.\n");
  EXPECT_THAT(b.scenes[0].props, IsEmpty());
  EXPECT_THAT(b.scenes[0].dressing, IsEmpty());
}
TEST(Props, FurnitureIsDressing) {
  const auto b = of("INT. A - DAY\n\nA round table, two chairs, an iron stove.\n\nANA (70s) sits at the table.\n");
  EXPECT_THAT(b.scenes[0].dressing, ElementsAre("table", "chair", "stove"));
  EXPECT_THAT(handled(b), IsEmpty());
}
TEST(Lines, HaveStableNamesMannersAndSplitAtAParenthetical) {
  const auto b = of("INT. A - DAY #4#\n\nANA\n(whispering)\nOne.\nTwo.\n(beat)\nThree.\n\nTOM (O.S.)\nFour.\n");
  const auto& beats = b.scenes[0].beats;
  ASSERT_EQ(beats.size(), 4u);
  EXPECT_EQ(beats[0].line_id, "4-1-a");
  EXPECT_EQ(beats[0].manner, "whispering");
  EXPECT_EQ(beats[0].text, "One. Two.");
  EXPECT_EQ(beats[1].kind, B::kPause);
  EXPECT_EQ(beats[2].line_id, "4-1-b");
  EXPECT_EQ(beats[3].line_id, "4-2");
  EXPECT_EQ(beats[3].extension, "O.S.");
  EXPECT_THAT(b.scenes[0].cast, ElementsAre("ANA"));
}
TEST(Lines, NamesStayWhenAnotherSceneChanges) {
  const auto a = of("INT. A - DAY #1#\n\nANA\nx\n\nINT. B - DAY #2#\n\nTOM\ny\n");
  const auto b = of("INT. A - DAY #1#\n\nANA\nx\n\nTOM\nmore\n\nINT. B - DAY #2#\n\nTOM\ny\n");
  EXPECT_EQ(a.scenes[1].beats[0].line_id, b.scenes[1].beats[0].line_id);
}
TEST(Lines, DualAndJointCuesSpeakTogether) {
  const auto b = of("INT. A - DAY\n\nANA\nYes.\n\nTOM ^\nNo.\n\nANA AND TOM\nMaybe.\n");
  const auto& beats = b.scenes[0].beats;
  ASSERT_EQ(beats.size(), 4u);
  EXPECT_TRUE(beats[1].dual);
  EXPECT_FALSE(beats[2].dual);
  EXPECT_TRUE(beats[3].dual);
  EXPECT_NE(beats[2].line_id, beats[3].line_id);
}
TEST(Mood, WordsDecideAndAreNamed) {
  const auto b = of("INT. A - DAY\n\nANA (70s) weeps at the grave. Everybody mourns.\n\nINT. B - DAY\n\nThey laugh and dance. A wonderful party.\n\nINT. C - NIGHT\n\nA scream. A gun. She runs in terror. Footsteps.\n");
  EXPECT_LT(b.scenes[0].mood.valence, -0.3);
  EXPECT_GT(b.scenes[1].mood.valence, 0.3);
  EXPECT_GT(b.scenes[2].mood.tension, b.scenes[1].mood.tension + 0.3);
  EXPECT_NE(b.scenes[0].mood.why.find("weep"), std::string::npos);
}
TEST(Timing, LongerTalkTakesLonger) {
  const auto b = of("INT. A - DAY\n\nANA\nYes.\n\nTOM\nThis line has a good many more words than the other one, as you can hear.\n");
  EXPECT_LT(b.scenes[0].beats[0].estimate, b.scenes[0].beats[1].estimate);
  EXPECT_GE(b.scenes[0].eighths, 1);
}
TEST(Language, IsGuessedFromSmallWords) {
  EXPECT_EQ(of("INT. K\xC3\x9C" "CHE - TAG\n\nDie Frau steht am Fenster und sieht auf das Meer. Es ist kalt. Sie wartet nicht auf ihn.\n").language, "de");
  EXPECT_EQ(of("INT. CUISINE - JOUR\n\nLa femme est dans la cuisine avec une tasse. Elle ne regarde pas la mer.\n").language, "fr");
  EXPECT_EQ(of("INT. KITCHEN - DAY\n\nThe woman stands at the window.\n").language, "en");
  EXPECT_EQ(of("x").language, "en");
}

void expect_sound(const Breakdown& b, std::size_t source_size) {
  std::set<std::string> ids, lines, numbers;
  for (const auto& m : b.cast) EXPECT_TRUE(ids.insert(m.id).second) << m.id;
  for (std::size_t i = 0; i < b.scenes.size(); ++i) {
    const auto& s = b.scenes[i];
    EXPECT_EQ(s.index, static_cast<int>(i));
    EXPECT_TRUE(numbers.insert(s.number).second);
    EXPECT_GE(s.eighths, 1);
    EXPECT_GT(s.estimate.value, 0);
    EXPECT_GE(s.story_day, 1);
    EXPECT_FALSE(s.place.id.empty());
    for (const auto& id : s.cast) EXPECT_TRUE(ids.contains(id)) << id;
    for (const auto& m : {s.mood}) { EXPECT_LE(std::abs(m.valence), 1); EXPECT_LE(std::abs(m.arousal), 1); EXPECT_GE(m.tension, 0); EXPECT_LE(m.tension, 1); }
    for (const auto& x : s.beats) {
      EXPECT_TRUE(x.who.empty() || ids.contains(x.who)) << x.who;
      EXPECT_GT(x.estimate.value, 0);
      EXPECT_LE(x.bytes.begin, x.bytes.end);
      EXPECT_LE(x.bytes.end, source_size);
      EXPECT_EQ(x.kind == B::kLine, !x.line_id.empty());
      EXPECT_TRUE(x.kind != B::kLine || lines.insert(x.line_id).second) << x.line_id;
    }
  }
}
TEST(Breakdown, ExamplesAreReadWhole) {
  const auto keeper = of(read_example("the-keeper"));
  EXPECT_EQ(keeper.title, "The Keeper");
  EXPECT_EQ(keeper.scenes.size(), 1u);
  EXPECT_THAT(keeper.scenes[0].cast, ElementsAre("ANA", "JONAS"));
  EXPECT_THAT(handled(keeper), UnorderedElementsAre("cup", "key"));
  const auto bus = of(read_example("last-bus"));
  EXPECT_THAT(bus.scenes[0].cast, ElementsAre("MIRA", "BRUNO", "LIV"));
  EXPECT_EQ(bus.scenes[0].weather, Weather::kStorm);
  EXPECT_EQ(bus.scenes[0].time, TimeOfDay::kNight);
  const auto sender = of(read_example("return-to-sender"));
  EXPECT_EQ(sender.scenes.size(), 10u);
  EXPECT_EQ(sender.scenes.front().story_day, 1);
  EXPECT_EQ(sender.scenes.back().story_day, 2);
  EXPECT_THAT(sender.scenes[4].cast, ElementsAre("ELI")) << "no Clara in the park";
  for (const char* name : {"the-keeper", "last-bus", "return-to-sender"}) {
    const auto text = read_example(name);
    expect_sound(of(text), text.size());
  }
}
TEST(Breakdown, AFeatureBreaksDownSoundly) {
  const std::string text = feature();
  const auto b = of(text);
  EXPECT_EQ(b.scenes.size(), 190u);
  std::size_t speaking = 0;
  for (const auto& m : b.cast) speaking += m.lines > 0;
  EXPECT_EQ(speaking, 60u);
  int eighths = 0;
  for (const auto& s : b.scenes) eighths += s.eighths;
  EXPECT_GT(eighths, 100 * 8);
  EXPECT_LT(eighths, 160 * 8);
  expect_sound(b, text.size());
}
TEST(Breakdown, IsDeterministicAndSurvivesJson) {
  const std::string text = feature();
  const auto a = of(text);
  const std::string bytes = canonical_json(to_json(a));
  EXPECT_EQ(bytes, canonical_json(to_json(of(text))));
  const auto back = breakdown_from_json(*parse_json(bytes, "x"));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(canonical_json(to_json(*back)), bytes);
}
TEST(Breakdown, DamagedDocumentsAreRefused) {
  Json j = to_json(of("INT. A - DAY\n\nANA\nHello.\n"));
  Json wrong = j;
  wrong["scenes"][0]["time"] = "teatime";
  EXPECT_EQ(breakdown_from_json(wrong).error().code, ErrorCode::kDamaged);
  wrong = j;
  wrong["scenes"][0]["beats"] = 3;
  EXPECT_EQ(breakdown_from_json(wrong).error().code, ErrorCode::kDamaged);
  wrong = j;
  wrong["version"] = 2;
  EXPECT_EQ(breakdown_from_json(wrong).error().code, ErrorCode::kUnsupported);
}
TEST(Breakdown, RandomWordsAreBrokenDownSoundly) {
  const char* bits[] = {"INT. KITCHEN - DAY", "ANA", "TOM (V.O.)", "\n", "\n\n", "\n\n", "Ana ", "she ", "picks up ", "the ", "cup ", "her ", "and ", "who ", "looks ", "at ", "it ", "them ", "each other ", ", ", ". ", "(", ")", "sits ", "hands ", "to ", "gives ", "like ", "'s ", "A ", "waiter ", "rain ", "each ", "of ", "what ", "takes ", "down "};
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Random r(seed);
    std::string text = "INT. A - DAY\n\nANA (30s) sits.\n\n";
    const int n = r.below(60);
    for (int i = 0; i < n; ++i) text += bits[r.below(static_cast<int>(std::size(bits)))];
    expect_sound(of(text), text.size());
    if (HasFailure()) FAIL() << "seed " << seed << "\n" << text;
  }
}

}  // namespace
}  // namespace auteur::screenplay
