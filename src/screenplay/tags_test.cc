#include "auteur/screenplay/tags.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "auteur/screenplay/sheets.h"
#include "tag_score.h"

namespace auteur::screenplay {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Read {
  Screenplay script;
  Breakdown breakdown;
  std::vector<Tag> tags;
};

Read read(const std::string& text, const Dictionary& dictionary = {}) {
  Read r;
  auto parsed = parse_fountain(text, "test");
  EXPECT_TRUE(parsed.has_value());
  r.script = parsed->script;
  r.breakdown = break_down(r.script);
  r.tags = tag(r.script, r.breakdown, dictionary);
  return r;
}

std::vector<std::string> ids(const Read& r, const std::string& category, int scene = 0, Tier tier = Tier::kOnSet) {
  std::vector<std::string> out;
  for (const auto& e : elements_of_scene(r.tags, scene, tier)) if (e.category == category) out.push_back(e.id);
  return out;
}

std::string action(const std::string& text) { return "INT. KITCHEN - DAY\n\n" + text + "\n\nANA\nYes.\n\nTOM\nNo.\n"; }

TEST(Tags, OfTheMarketAndThePoliceStationBringNoWrongThings) {
  const auto r = read("EXT. MARKET - DAY\n\nANA (70s), a white bun, stands. A poster about bicycles hangs there. Strong white light falls on all of them. Ana holds the case lower down. A drip falls into the bucket. The note goes up.\n\nANA\nYes.\n");
  EXPECT_THAT(ids(r, "vehicles"), IsEmpty());
  EXPECT_THAT(ids(r, "stunts"), IsEmpty());
  EXPECT_THAT(ids(r, "props"), testing::UnorderedElementsAre("case", "bucket"));
}
TEST(Tags, OfAPartBelongToThePart) {
  const auto r = read("INT. CAFE - DAY\n\nANA (70s) sits. TOM (30s) stands.\n\nANA\nYes.\n\nTOM\nNo.\n\nMONTAGE\n\nA) INT. SHOP - DAY - Tom buys a hammer.\n\nEND MONTAGE\n\nINT. BARN - DAY\n\nAna lifts a lantern.\n");
  ASSERT_EQ(r.breakdown.scenes.size(), 3u);
  EXPECT_THAT(ids(r, "props", 1), Contains("hammer"));
  EXPECT_THAT(ids(r, "props", 0), Not(Contains("hammer")));
  EXPECT_THAT(ids(r, "props", 2), Not(Contains("hammer")));
}
TEST(Categories, HaveAnIdAColourAndADepartmentAndAreFoundByFinalDraftsIdFirst) {
  ASSERT_GE(categories().size(), 22u);
  std::set<std::string> seen;
  for (const auto& c : categories()) {
    EXPECT_TRUE(seen.insert(c.id).second) << c.id;
    EXPECT_EQ(c.final_draft.size(), 36u) << c.id;
    EXPECT_EQ(c.colour.size(), 7u) << c.id;
    EXPECT_FALSE(c.department.empty()) << c.id;
  }
  EXPECT_EQ(find_final_draft_category("05c556eb-6bc1-4a3a-b09f-f8b5ba1b6afa", "Something renamed")->id, "props");
  EXPECT_EQ(find_final_draft_category("05C556EB-0000-0000-0000-000000000000", "")->id, "props");
  EXPECT_EQ(find_final_draft_category("unknown", "Extras")->id, "background");
  EXPECT_EQ(find_final_draft_category("unknown", "Nobody's"), nullptr);
}

// The bar of the labelled set. The half that rules were not tuned on has floors of its own; both may only rise.
TEST(TagScore, DoesNotSink) {
  const auto scripts = read_labelled(AUTEUR_SOURCE_DIR "/tests/breakdown");
  ASSERT_TRUE(scripts.has_value()) << scripts.error().message;
  TagScore s;
  int labels = 0;
  for (const auto& script : *scripts) {
    score(script, s);
    labels += static_cast<int>(script.labels.size());
  }
  EXPECT_GE(scripts->size(), 4u);
  EXPECT_GE(labels, 400);
  struct Floor { const char* half; const char* category; double precision, recall; };
  for (const Floor& f : {Floor{"tune", "props", 0.93, 0.98}, {"tune", "vehicles", 0.98, 0.98}, {"tune", "wardrobe", 0.98, 0.98}, {"tune", "animals", 0.98, 0.98}, {"tune", "cast", 0.98, 0.98},
                         {"score", "props", 0.92, 0.92}, {"score", "vehicles", 0.99, 0.99}, {"score", "wardrobe", 0.95, 0.91}, {"score", "animals", 0.92, 0.99}, {"score", "cast", 0.98, 0.99}}) {
    const auto& c = s.by_half[f.half][f.category];
    EXPECT_GE(c.precision(), f.precision) << f.half << " " << f.category;
    EXPECT_GE(c.recall(), f.recall) << f.half << " " << f.category;
  }
}

TEST(Tags, StandOnTheWordsThatCausedThem) {
  const auto r = read(action("Ana picks up a brass compass. Tom wears a grey coat."));
  const std::string text = action("Ana picks up a brass compass. Tom wears a grey coat.");
  for (const auto& t : r.tags)
    if (t.element >= 0 && r.script.elements[static_cast<std::size_t>(t.element)].kind == ElementKind::kAction) {
      EXPECT_EQ(text.substr(t.bytes.begin, t.bytes.end - t.bytes.begin), t.words);
    }
  EXPECT_THAT(ids(r, "props"), ElementsAre("compass"));
  EXPECT_THAT(ids(r, "wardrobe"), ElementsAre("coat"));
  EXPECT_THAT(ids(r, "cast"), ElementsAre("ANA", "TOM"));
}

TEST(Tags, NothingIsThereThatIsOnlyComparedDeniedOrDepicted) {
  const auto r = read(action("Ana fights like a lion. Tom is as quiet as a mouse. She studies a photograph of a horse. There is no dog. He is larger than an elephant."));
  EXPECT_THAT(ids(r, "animals"), IsEmpty());
  EXPECT_THAT(ids(r, "props"), Contains("photograph"));
}

TEST(Tags, APossessorIsNotBroughtAlong) {
  const auto r = read("EXT. ROAD - DAY\n\nTom washes his uncle's truck with a sponge.\n\nTOM\nDone.\n");
  EXPECT_THAT(ids(r, "vehicles"), ElementsAre("truck"));
  EXPECT_THAT(ids(r, "cast"), ElementsAre("TOM"));
}

TEST(Tags, ASurnameThatIsAnAnimalStaysAName) {
  const auto r = read("EXT. ROAD - DAY\n\nINSPECTOR FOX (50) lights a cigar. Fox spits. Crane does not.\n\nFOX\nWell.\n\nCRANE\nWell what.\n");
  EXPECT_THAT(ids(r, "animals"), IsEmpty());
  EXPECT_THAT(ids(r, "cast"), testing::UnorderedElementsAre("FOX", "CRANE"));
}

TEST(Tags, WhatIsSpokenOfIsKeptApart) {
  const auto r = read("INT. ROOM - DAY\n\nAna sits.\n\nANA\nBring me the revolver, and the horse.\n");
  EXPECT_THAT(ids(r, "props"), IsEmpty());
  EXPECT_THAT(ids(r, "animals"), IsEmpty());
  EXPECT_THAT(ids(r, "props", 0, Tier::kMentioned), ElementsAre("revolver"));
  EXPECT_THAT(ids(r, "animals", 0, Tier::kMentioned), ElementsAre("horse"));
}

TEST(Tags, ANamedAnimalIsOneAnimal) {
  const auto r = read(action("A dog sleeps by the stove. Bramble, a dog, growls at Ana. Bramble barks."));
  EXPECT_THAT(ids(r, "animals"), ElementsAre("bramble"));
}

TEST(Tags, NoElementIsListedTwiceUnderAGeneralName) {
  const auto r = read(action("Ana feeds a terrier. The dog barks. Tom opens a carpet bag. The bag is empty."));
  EXPECT_THAT(ids(r, "animals"), ElementsAre("terrier"));
  EXPECT_THAT(ids(r, "props"), ElementsAre("carpet-bag"));
}

TEST(Tags, OneFamilyNameDoesNotMakeTwoPeopleOne) {
  const auto r = read("EXT. ROAD - DAY\n\nJOE CRANE (60) waves. MARGARET CRANE (34), called MAGGIE, waves back.\n\nCRANE\nWell.\n\nMAGGIE\nWell.\n");
  ASSERT_EQ(r.breakdown.cast.size(), 2u);
  EXPECT_THAT(r.breakdown.cast[0].aliases, Contains("JOE CRANE"));
  EXPECT_THAT(r.breakdown.cast[1].aliases, Contains("MARGARET CRANE"));
}

TEST(Dictionary, RejectsAcceptsAndTagsAllAndTheLaterDecisionWins) {
  const std::string text = action("Ana picks up a compass. The astrolabe hums on the shelf. Tom winds the astrolabe.");
  EXPECT_THAT(ids(read(text, {{{false, "props", "compass", "person:mia", ""}}}), "props"), Not(Contains("compass")));
  EXPECT_THAT(ids(read(text, {{{false, "", "Compass", "person:mia", ""}}}), "props"), Not(Contains("compass")));
  const auto all = read(text, {{{true, "special-effects", "astrolabe", "person:mia", ""}}});
  EXPECT_THAT(ids(all, "special-effects"), Contains("astrolabe"));
  EXPECT_EQ(std::count_if(all.tags.begin(), all.tags.end(), [](const Tag& t) { return t.by == "person:mia" && t.category == "special-effects"; }), 2);
  EXPECT_THAT(ids(read(text, {{{false, "props", "compass", "person:mia", ""}, {true, "props", "compass", "person:leo", ""}}}), "props"), Contains("compass"));
}

TEST(Dictionary, GoesThroughJsonUnchangedAndNamesWhatIsWrong) {
  const Dictionary d{{{true, "props", "brass compass", "person:mia", "hero prop"}, {false, "", "bear", "", ""}}};
  EXPECT_EQ(dictionary_from_json(to_json(d)).value(), d);
  EXPECT_EQ(dictionary_node(d.entries[0]), "script/tags/props/brass-compass");
  Json wrong = to_json(d.entries[0]);
  wrong["category"] = "probs";
  EXPECT_THAT(dictionary_entry_from_json(wrong).error().message, HasSubstr("Did you mean 'props'?"));
  wrong["category"] = 3;
  EXPECT_FALSE(dictionary_entry_from_json(wrong).has_value());
}

TEST(FinalDraftTags, StandAsAPersonsAndReplaceTheRulesOwn) {
  auto r = read(action("Ana picks up a brass compass."));
  for (auto& e : r.script.elements)
    if (e.kind == ElementKind::kAction) {
      Span s;
      s.begin = e.text.find("brass compass");
      s.end = s.begin + 13;
      s.tag = 7;
      e.spans.push_back(s);
    }
  TagCategory category;
  category.id = "0ff5cda4-4d43-4cfe-940f-91380c46fdad";
  category.name = "Special Equipment";
  r.script.tag_categories.push_back(category);
  TagDefinition definition;
  definition.id = "d1";
  definition.category_id = category.id;
  definition.label = "Hero compass";
  r.script.tag_definitions.push_back(definition);
  TagMark mark;
  mark.number = 7;
  mark.definition_ids = {"d1"};
  r.script.tags.push_back(mark);
  r.tags = tag(r.script, r.breakdown);
  EXPECT_THAT(ids(r, "special-equipment"), ElementsAre("hero-compass"));
  EXPECT_THAT(ids(r, "props"), IsEmpty());
}

TEST(Tags, GoThroughJsonUnchanged) {
  const auto r = read(action("Ana picks up a compass. Rain."));
  const auto back = tags_from_json(tags_to_json(r.tags));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(tags_to_json(*back), tags_to_json(r.tags));
}

TEST(Sheets, NameEverythingOnceASceneAndCountEighths) {
  const auto r = read("INT. KITCHEN - DAY\n\nAna picks up a compass. She drops the compass.\n\nANA\nOh.\n\nEXT. PIER - NIGHT\n\nTom throws the compass into the sea.\n\nTOM\n(V.O.)\nGone.\n");
  const auto p = paperwork(r.script, r.breakdown, r.tags);
  ASSERT_EQ(p.scenes.size(), 2u);
  int eighths = 0;
  for (const auto& s : p.scenes) eighths += s.eighths;
  EXPECT_EQ(p.eighths, eighths);
  const auto compass = std::find_if(p.elements.begin(), p.elements.end(), [](const ElementRow& e) { return e.id == "compass"; });
  ASSERT_NE(compass, p.elements.end());
  EXPECT_THAT(compass->scenes, ElementsAre("1", "2"));
  EXPECT_EQ(eighths_text(11), "1 3/8");
  EXPECT_EQ(eighths_text(8), "1");
  EXPECT_NE(strip_colour(Setting::kInterior, TimeOfDay::kDay), strip_colour(Setting::kExterior, TimeOfDay::kDay));
}

TEST(Sheets, CsvIsQuotedAndRunsNoFormula) {
  Paperwork p;
  SceneSheet s;
  s.number = "1";
  s.heading = "=cmd|' /C calc'!A0";
  s.synopsis = "She says \"no\", twice";
  p.scenes.push_back(s);
  const auto files = to_csv(p);
  ASSERT_EQ(files[0].name, "scenes.csv");
  EXPECT_THAT(files[0].text, HasSubstr("'=cmd"));
  EXPECT_THAT(files[0].text, HasSubstr("\"She says \"\"no\"\", twice\""));
  for (const auto& f : files) EXPECT_TRUE(f.text.ends_with("\r\n")) << f.name;
}

TEST(Sheets, ThePdfIsTheSameTwiceAndHoldsManyElements) {
  std::string text = "INT. STORE - DAY\n\nAna waits.\n\nANA\nNow.\n";
  for (const char* thing : {"a hammer", "a saw", "a kettle", "a lantern", "a revolver", "a map", "a bottle"})
    for (int i = 0; i < 12; ++i) text += fmt::format("\nAna picks up {} number {}.\n", thing, i);
  const auto r = read(text);
  auto p = paperwork(r.script, r.breakdown, r.tags);
  for (int i = 0; i < 300; ++i) p.scenes[0].elements.push_back({"props", fmt::format("thing-{}", i), fmt::format("A thing with a rather long name that has to be broken {}", i), 1, "handled", "policy:breakdown", 0.9});
  const auto a = sheets_pdf(p), b = sheets_pdf(p), other = sheets_pdf(p, SheetPaper::kA4);
  ASSERT_TRUE(a.has_value());
  ASSERT_TRUE(other.has_value());
  EXPECT_TRUE(a->starts_with("%PDF"));
  EXPECT_EQ(*a, *b);
  EXPECT_NE(*a, *other);
}

TEST(Dictionary, DecidesWhatPropsTheFilmBrings) {
  const auto parsed = parse_fountain("INT. KITCHEN - DAY\n\nMia lifts a compass. A wickerwork stands by the door.\n\nMIA\nA bear?\n", "t.fountain").value();
  const auto names = [&](const Dictionary& d) {
    auto b = break_down(parsed.script);
    decide_props(b, parsed.script, d);
    std::vector<std::string> out;
    for (const auto& p : b.scenes.at(0).props) out.push_back(p.name);
    return out;
  };
  EXPECT_THAT(names({}), testing::Contains("compass"));
  EXPECT_THAT(names({{{false, "props", "compass", "", ""}}}), testing::Not(testing::Contains("compass")));
  EXPECT_THAT(names({{{false, "props", "compass", "", ""}, {true, "props", "compass", "", ""}}}), testing::Contains("compass"));
  EXPECT_THAT(names({}), testing::Not(testing::Contains("wickerwork")));
  EXPECT_THAT(names({{{true, "props", "wickerwork", "", ""}}}), testing::Contains("wickerwork"));
}

}  // namespace
}  // namespace auteur::screenplay
