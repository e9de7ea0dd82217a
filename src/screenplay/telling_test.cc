// How a scene is told: phone calls, series of shots, points of view; who gets out of a car, and who moves with whom.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/fountain.h"
#include "shot_lines.h"

namespace auteur::screenplay {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using B = BeatKind;

Breakdown of(const std::string& text) {
  auto p = parse_fountain(text, "test.fountain");
  EXPECT_TRUE(p.has_value());
  if (!p) return {};
  auto b = break_down(p->script);
  const auto again = breakdown_from_json(to_json(b));
  EXPECT_TRUE(again && to_json(*again) == to_json(b));
  return b;
}
const Scene& scene(const Breakdown& b, const std::string& number) {
  static const Scene kNone;
  for (const auto& s : b.scenes) if (s.number == number) return s;
  ADD_FAILURE() << "no scene " << number;
  return kNone;
}
std::vector<std::string> numbers(const Breakdown& b) {
  std::vector<std::string> out;
  for (const auto& s : b.scenes) out.push_back(s.number);
  return out;
}
std::vector<std::string> who_does(const Scene& s, B kind) {
  std::vector<std::string> out;
  for (const auto& b : s.beats) if (b.kind == kind) out.push_back(b.who);
  return out;
}
const Beat& line_of(const Scene& s, const std::string& who) {
  static const Beat kNone;
  for (const auto& b : s.beats) if (b.kind == B::kLine && b.who == who) return b;
  ADD_FAILURE() << who << " says nothing";
  return kNone;
}
const std::string kMet = "INT. HOUSE - DAY\n\nANA (70s) sits. TOM (30s) stands. ROSE (20s) waits.\n\nANA\nYes.\n\nTOM\nNo.\n\nROSE\nWell.\n\n";

TEST(GettingOut, OutOfDoorsIsAnEntranceAndInTheCarAnExit) {
  const auto b = of(kMet + "EXT. HARBOUR - DAY\n\nThe van stops. Tom gets out with a bag. Rose and Ana get out.\n\nEXT. STREET - DAY\n\nA car stands there. Tom steps out of the car.\n\nINT. CAR - DAY\n\nTom sits at the wheel. He gets out.\n");
  EXPECT_THAT(who_does(scene(b, "2"), B::kEnter), UnorderedElementsAre("TOM", "ROSE", "ANA"));
  EXPECT_THAT(who_does(scene(b, "2"), B::kExit), IsEmpty());
  EXPECT_EQ(scene(b, "2").beats[1].object, "car");
  EXPECT_THAT(who_does(scene(b, "3"), B::kEnter), ElementsAre("TOM"));
  EXPECT_THAT(who_does(scene(b, "4"), B::kExit), ElementsAre("TOM"));
}
TEST(GettingOut, ComingOutIsComingAndGettingInIsGoing) {
  const auto b = of(kMet + "EXT. STREET - DAY\n\nRose waits. Tom walks out of the house. Ana comes out. Rose gets into the car. Tom walks out.\n");
  EXPECT_THAT(who_does(scene(b, "2"), B::kEnter), ElementsAre("TOM", "ANA"));
  EXPECT_THAT(who_does(scene(b, "2"), B::kExit), ElementsAre("ROSE", "TOM"));
}
TEST(Intercut, TheOtherEndIsHeardAndNotHere) {
  const auto b = of("INT. VAN - DAY\n\nBENNY (45) sits at the wheel. His phone rings.\n\nBENNY\nHello?\n\n> INTERCUT WITH:\n\nINT. OFFICE - DAY\n\nVICTOR (52) stands at the window.\n\nVICTOR\n(into the phone)\nBenny.\n\nBENNY\n(into the phone)\nYes?\n\nBenny writes on a newspaper with the pencil.\n\nVICTOR\nGood.\n");
  const Scene& s = scene(b, "2");
  EXPECT_THAT(s.cast, ElementsAre("VICTOR"));
  EXPECT_THAT(s.far_end, ElementsAre("BENNY"));
  EXPECT_EQ(s.far_place, "van");
  EXPECT_EQ(line_of(s, "BENNY").away, "van");
  EXPECT_EQ(line_of(s, "BENNY").extension, "FILTERED");
  EXPECT_EQ(line_of(s, "VICTOR").away, "");
  for (const auto& p : s.props) EXPECT_NE(p.id, "pencil") << "it is in the van";
}
TEST(Intercut, ALineNamesWhoIsWhere) {
  const auto b = of("INT. LAWYER'S OFFICE - DAY\n\nGUS (60) sits.\n\nGUS\nHm.\n\nINT. LOST PROPERTY OFFICE - DAY\n\nNELL (58) stands. DEV (20) sits.\n\nDEV\nHello.\n\nNELL\nLost property.\n\nINT. IDA'S HALLWAY - DAY\n\nIDA (78) sits on the stairs. LEO (11) stands.\n\nIDA\nThis is Ida Quill.\n\nINTERCUT - NELL IN THE OFFICE, IDA IN THE HALLWAY\n\nNELL\nYes.\n\nLEO\nIt's in pen.\n\nNell takes a pencil. She looks at Dev.\n\nEND INTERCUT\n\nIda stands.\n");
  const Scene& s = scene(b, "3");
  EXPECT_THAT(s.cast, ElementsAre("IDA", "LEO"));
  EXPECT_THAT(s.far_end, ElementsAre("NELL"));
  EXPECT_EQ(s.far_place, "lost-property-office");
}
TEST(Intercut, AHeadingMayNameBothEnds) {
  const auto b = of("INT. IDA'S HALLWAY - DAY\n\nIDA (78) sits.\n\nIDA\nHello.\n\nINT. OFFICE - DAY\n\nNELL (58) stands.\n\nNELL\nHello.\n\n.INTERCUT - OFFICE / HALLWAY - NIGHT\n\nNELL\nYes.\n\nIDA\nNo.\n");
  const Scene& s = scene(b, "3");
  EXPECT_EQ(s.place.id, "office");
  EXPECT_EQ(s.time, TimeOfDay::kNight);
  EXPECT_THAT(s.cast, ElementsAre("NELL"));
  EXPECT_THAT(s.far_end, ElementsAre("IDA"));
  EXPECT_EQ(s.far_place, "idas-hallway");
}
TEST(People, TheFirstOfAListIsNotForgotten) {
  const auto b = of(kMet + "EXT. YARD - DAY\n\nTom, Rose and Ana run across the yard. After lunch, Tom and Rose sit down.\n");
  EXPECT_THAT(scene(b, "2").cast, ElementsAre("TOM", "ROSE", "ANA"));
  EXPECT_THAT(who_does(scene(b, "2"), B::kSit), ElementsAre("TOM", "ROSE"));
  EXPECT_TRUE(scene(b, "2").beats[1].dual) << "they run at the same time";
}
TEST(People, APairMovesAsTwo) {
  const auto b = of("INT. HOUSE - DAY\n\nANA (70s) sits. ROSE (20s) stands.\n\nANA\nCome.\n\nROSE\nYes.\n\nMother and daughter walk out.\n\nINT. CAFE - DAY\n\nThey come in together. The two women sit down.\n");
  EXPECT_THAT(who_does(scene(b, "1"), B::kExit), UnorderedElementsAre("ANA", "ROSE"));
  EXPECT_THAT(who_does(scene(b, "2"), B::kEnter), UnorderedElementsAre("ANA", "ROSE"));
  EXPECT_THAT(who_does(scene(b, "2"), B::kSit), UnorderedElementsAre("ANA", "ROSE"));
}
TEST(Things, ItIsWhatWasTakenAndNotWhereItWas) {
  const auto b = of(kMet + "INT. ROOM - DAY\n\nTom takes a small spray from his raincoat and gives it to Ana. A phone rings in Rose's coat. Tom holds it.\n");
  std::vector<std::string> given, held;
  for (const auto& x : scene(b, "2").beats) {
    if (x.kind == B::kGive) given.push_back(x.object);
    if (x.kind == B::kPickUp && x.manner == "holding") held.push_back(x.object);
  }
  EXPECT_THAT(given, ElementsAre("spray"));
  EXPECT_THAT(held, ElementsAre("phone"));
}
TEST(Series, EveryItemThatNamesAPlaceIsASceneThere) {
  const auto b = of("INT. CAFE - DAY\n\nGUS (60) sits.\n\nGUS\nHm.\n\nINT. NELL'S OFFICE - DAY\n\nNELL (58) stands.\n\nNELL\nNow.\n\nSERIES OF SHOTS:\n\n- In the cafe, Gus sweeps the floor.\n- Gus sits down.\n- At the harbour, a boat leaves.\n\nB) INT. NELL'S OFFICE - NIGHT - Nell sleeps.\n\nEND SERIES OF SHOTS\n\nNell wakes up.\n\nINT. CAFE - DAY\n\nGus waits.\n");
  EXPECT_THAT(numbers(b), ElementsAre("1", "2", "2.1", "2.2", "2.3", "2.4", "2.5", "3"));
  EXPECT_EQ(scene(b, "2.1").place.id, "cafe");
  EXPECT_EQ(scene(b, "2.1").told, "montage");
  EXPECT_EQ(scene(b, "2.1").part_of, "2");
  EXPECT_THAT(scene(b, "2.1").cast, ElementsAre("GUS"));
  EXPECT_EQ(scene(b, "2.3").place.kind, "harbour");
  EXPECT_EQ(scene(b, "2.4").place.id, "nells-office");
  EXPECT_EQ(scene(b, "2.4").time, TimeOfDay::kNight);
  EXPECT_EQ(scene(b, "2.5").place.id, "nells-office");
  EXPECT_EQ(scene(b, "2.5").told, "");
  EXPECT_THAT(scene(b, "2").cast, ElementsAre("NELL"));
}
TEST(Series, ScenesWithHeadingsAreMarkedToo) {
  const auto b = of("INT. CAFE - DAY\n\nGUS (60) sits.\n\nGUS\nHm.\n\nBEGIN SERIES OF SHOTS:\n\nINT. SHOP - DAY\n\nGus buys bread.\n\nEXT. PARK - DAY\n\nGus walks.\n\nEND SERIES OF SHOTS.\n\nINT. CAFE - DAY\n\nGus sits.\n");
  EXPECT_THAT(numbers(b), ElementsAre("1", "2", "3", "4"));
  EXPECT_EQ(scene(b, "2").told, "montage");
  EXPECT_EQ(scene(b, "3").told, "montage");
  EXPECT_EQ(scene(b, "4").told, "");
}
TEST(PointOfView, WhatIsSeenFromACarIsOutside) {
  const auto b = of("INT. CAR - NIGHT\n\nNELL (58) sits at the wheel. DEV (20) sits beside her.\n\nNELL'S POV - THROUGH THE WET WINDSCREEN\n\nBENNY (45) comes out with a case. He runs.\n\nBACK TO SCENE\n\nNELL\nWell.\n\nDEV\nWell.\n\nEXT. STREET - NIGHT\n\nBENNY\nHa!\n\nBenny laughs.\n");
  EXPECT_THAT(numbers(b), ElementsAre("1", "1.1", "1.2", "2"));
  EXPECT_THAT(scene(b, "1").cast, ElementsAre("NELL", "DEV"));
  const Scene& seen = scene(b, "1.1");
  EXPECT_THAT(seen.cast, ElementsAre("BENNY"));
  EXPECT_EQ(seen.place.id, "street");
  EXPECT_EQ(seen.told, "pov");
  ASSERT_FALSE(seen.beats.empty());
  EXPECT_EQ(seen.beats[0].kind, B::kEnter);
  EXPECT_EQ(seen.beats[0].pov, "NELL");
  EXPECT_EQ(scene(b, "1.2").place.id, "car");
  EXPECT_THAT(scene(b, "1.2").cast, ElementsAre("NELL", "DEV"));
}
TEST(PointOfView, InTheOpenTheBeatsSayWhoLooks) {
  const auto b = of(kMet + "EXT. STREET - DAY\n\nAna sits on a bench.\n\nANA'S POV\n\nTom walks to a shop.\n\nBACK TO SCENE\n\nAna stands.\n");
  EXPECT_THAT(numbers(b), ElementsAre("1", "2"));
  const auto& beats = scene(b, "2").beats;
  ASSERT_EQ(beats.size(), 3u);
  EXPECT_EQ(beats[0].pov, "");
  EXPECT_EQ(beats[1].pov, "ANA");
  EXPECT_EQ(beats[2].pov, "");
}
TEST(PointOfView, PeopleSeenOutsideAreNotInTheCar) {
  const auto b = of(kMet + "INT. CAR - NIGHT\n\nAna and Tom wait.\n\nAhead, Rose puts a bag in the van. She locks it.\n\nINT. CAR - DAY\n\nAna waits. Outside, Tom pours petrol into a can. Tom gets in.\n");
  EXPECT_THAT(scene(b, "2").cast, UnorderedElementsAre("ANA", "TOM"));
  EXPECT_EQ(scene(b, "2").beats.back().away, kOutside);
  EXPECT_THAT(scene(b, "3").cast, ElementsAre("ANA", "TOM"));
}
TEST(Voices, WhoIsOnlyHeardIsNotThere) {
  const auto b = of(kMet + "INT. CAR - DAY\n\nTom sits at the wheel. He starts a tape.\n\nANA (V.O.)\nHow do I turn the ...\n\nAna speaks to somebody else.\n\nANA (V.O.)\nLeave it.\n\nINT. ROOM - DAY\n\nROSE (V.O.)\nI stayed.\n\nRose stands at the window.\n");
  EXPECT_THAT(scene(b, "2").cast, ElementsAre("TOM"));
  EXPECT_THAT(scene(b, "3").cast, ElementsAre("ROSE"));
}
TEST(Words, AreReadForWhatTheyAreHere) {
  const auto b = of("EXT. ROAD BY THE SEA - DAY\n\nIDA (78), a white bun, walks. Potatoes roll over the ground. A bus drives past, lit up.\n\nIDA\nWell.\n\nINT. ROOM - DAY\n\nA drip falls. Ida plays. The note goes up into the roof. She writes a note. She holds a bun.\n\nINT. CHAMBRE - JOUR\n\nIda wakes. Un lit.\n");
  EXPECT_EQ(b.scenes[0].place.kind, "road");
  std::vector<std::string> first, second;
  for (const auto& p : b.scenes[0].props) first.push_back(p.id);
  for (const auto& p : b.scenes[1].props) second.push_back(p.id);
  EXPECT_THAT(first, ElementsAre("potato"));
  EXPECT_THAT(b.scenes[0].dressing, Not(Contains("bed")));
  EXPECT_THAT(second, UnorderedElementsAre("note", "bun"));
  EXPECT_THAT(b.scenes[2].dressing, Contains("bed"));
}
TEST(Animals, ADogNextDoorIsHeard) {
  const auto b = of("INT. HOUSE - DAY\n\nANA (70s) sits. MOSES, a brown dog, sleeps.\n\nANA\nYes.\n\nINT. CAFE - DAY\n\nAna sits. A dog barks next door.\n");
  EXPECT_THAT(b.scenes[0].cast, ElementsAre("ANA", "MOSES"));
  EXPECT_THAT(b.scenes[1].cast, ElementsAre("ANA"));
}
TEST(ShotLines, AreInCapitals) {
  using K = ShotLine::Kind;
  EXPECT_EQ(read_shot_line("INTERCUT - PHONE CONVERSATION").kind, K::kIntercut);
  EXPECT_EQ(read_shot_line("END INTERCUT").kind, K::kEndIntercut);
  EXPECT_EQ(read_shot_line("MONTAGE - ANA AT WORK").kind, K::kSeries);
  EXPECT_EQ(read_shot_line("END OF MONTAGE").kind, K::kEndSeries);
  EXPECT_EQ(read_shot_line("BACK TO SCENE").kind, K::kBack);
  EXPECT_TRUE(read_shot_line("ANA'S POV - THROUGH THE WINDOW").through_a_pane);
  for (const char* prose : {"Back to the wall, she waits.", "A montage hangs on the wall.", "They intercut the film.", "He goes back to scene one.", ""}) EXPECT_EQ(read_shot_line(prose).kind, K::kNone) << prose;
}

}  // namespace
}  // namespace auteur::screenplay
