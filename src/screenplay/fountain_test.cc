#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "auteur/base/random.h"
#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {
namespace {

using K = ElementKind;

Parsed parse(std::string_view text) {
  auto p = parse_fountain(text, "test.fountain");
  EXPECT_TRUE(p.has_value()) << (p ? "" : p.error().text());
  return p ? std::move(*p) : Parsed{};
}
std::vector<K> kinds(const Parsed& p) {
  std::vector<K> out;
  for (const auto& e : p.script.elements) out.push_back(e.kind);
  return out;
}
const Element& only(const Parsed& p, K kind) {
  static const Element kNone;
  for (const auto& e : p.script.elements)
    if (e.kind == kind) return e;
  ADD_FAILURE() << "no element of the kind";
  return kNone;
}
std::string source_of(const Parsed& p, const Element& e) { return p.source.substr(e.bytes.begin, e.bytes.end - e.bytes.begin); }

void expect_range_laws(const Parsed& p) {
  std::size_t covered = 0, begin = 0;
  std::string outside;
  for (const auto& e : p.script.elements) {
    ASSERT_LE(e.bytes.begin, e.bytes.end);
    ASSERT_LE(e.bytes.end, p.source.size());
    EXPECT_GE(e.bytes.begin, begin) << "elements are in the order of the file";
    EXPECT_TRUE(e.bytes.begin >= covered || e.bytes.end <= covered) << "an element lies beside or inside another, never across";
    if (e.bytes.begin > covered) outside += p.source.substr(covered, e.bytes.begin - covered);
    begin = e.bytes.begin;
    covered = std::max(covered, e.bytes.end);
    for (const auto& s : e.spans) {
      EXPECT_LT(s.begin, s.end);
      EXPECT_LE(s.end, e.text.size());
    }
    EXPECT_GE(e.line, 1);
    EXPECT_GE(e.column, 1);
  }
  outside += p.source.substr(covered);
  if (outside.starts_with("\xEF\xBB\xBF")) outside.erase(0, 3);
  EXPECT_EQ(outside.find_first_not_of(" \t\r\n\f\v"), std::string::npos) << "only white space lies outside: '" << outside << "'";
}

TEST(Fountain, HeadingsTakeADotOrASpaceAndAnyCase) {
  for (const char* h : {"INT. HOUSE", "int house", "EXT. HOUSE", "EST. HOUSE", "INT./EXT. CAR", "INT/EXT CAR", "I/E CAR", "E/I. CAR", "I./E. CAR", "Ext Somewhere"})
    EXPECT_EQ(kinds(parse(std::string(h) + " - DAY\n\nx")), (std::vector{K::kSceneHeading, K::kAction})) << h;
}
TEST(Fountain, WordsThatBeginLikeAHeadingAreNone) {
  for (const char* h : {"INTERIOR HOUSE", "Extra people", "ESTATE SALE", "INTO THE WOODS", "exterminate"})
    EXPECT_EQ(kinds(parse(std::string(h) + "\n\nx"))[0], K::kAction) << h;
}
TEST(Fountain, AHeadingNeedsABlankLineBefore) { EXPECT_EQ(kinds(parse("He says\nINT. HOUSE - DAY\n\n")), (std::vector{K::kAction})); }
TEST(Fountain, AHeadingWithTextRightBelowIsReadAndWarnedAbout) {
  const auto p = parse("INT. HOUSE - DAY\nHe walks.\n");
  EXPECT_EQ(kinds(p), (std::vector{K::kSceneHeading, K::kAction}));
  ASSERT_EQ(p.warnings.size(), 1u);
  EXPECT_EQ(p.warnings[0].line, 1);
}
TEST(Fountain, AForcedHeadingWantsALetterOrDigitAfterTheDot) {
  EXPECT_TRUE(only(parse(".BINOCULARS\n\nx"), K::kSceneHeading).forced);
  EXPECT_EQ(kinds(parse("... and then\n\nx"))[0], K::kAction);
  EXPECT_EQ(kinds(parse(". dot\n\nx"))[0], K::kAction);
  EXPECT_EQ(only(parse(".\xC3\x9C" "BER UNS\n\nx"), K::kSceneHeading).text, "\xC3\x9C" "BER UNS");
}
TEST(Fountain, SceneNumbersStandAtTheEndOnly) {
  const auto a = only(parse("INT. HOUSE - DAY #12A-1.#\n\n"), K::kSceneHeading);
  EXPECT_EQ(a.scene_number, "12A-1.");
  EXPECT_EQ(a.text, "INT. HOUSE - DAY");
  const auto b = only(parse("INT. SUITE #12 - NIGHT\n\n"), K::kSceneHeading);
  EXPECT_EQ(b.scene_number, "");
  EXPECT_EQ(b.text, "INT. SUITE #12 - NIGHT");
}
TEST(Fountain, AHeadingWithNoPlaceIsReadWithAWarning) {
  const auto p = parse("INT. - NIGHT\n\nx\n\nINT. \n\nx");
  ASSERT_FALSE(p.warnings.empty());
  const auto q = parse("INT.\n\nx");
  ASSERT_EQ(q.warnings.size(), 1u);
  EXPECT_EQ(kinds(q)[0], K::kSceneHeading);
}
TEST(Fountain, TransitionsEndInToColonExactly) {
  EXPECT_EQ(kinds(parse("x\n\nCUT TO:\n\ny"))[1], K::kTransition);
  EXPECT_EQ(kinds(parse("x\n\nCUT TO: \n\ny"))[1], K::kAction) << "a trailing space takes the transition back";
  EXPECT_EQ(kinds(parse("x\n\nFADE OUT.\n\ny"))[1], K::kAction);
  const auto forced = only(parse("> Burn to White.\n\n"), K::kTransition);
  EXPECT_TRUE(forced.forced);
  EXPECT_EQ(forced.text, "Burn to White.");
}
TEST(Fountain, ATransitionWithTextBelowIsACue) { EXPECT_EQ(kinds(parse("CUT TO:\nNo.\n")), (std::vector{K::kCharacter, K::kDialogue})); }
TEST(Fountain, CuesHaveCapitalsALetterAndTextBelow) {
  EXPECT_EQ(kinds(parse("HANS\nHi.\n")), (std::vector{K::kCharacter, K::kDialogue}));
  EXPECT_EQ(kinds(parse("23\nHi.\n")), (std::vector{K::kAction}));
  EXPECT_EQ(kinds(parse("HANS\n\nHi.\n")), (std::vector{K::kAction, K::kAction}));
  EXPECT_EQ(kinds(parse("Hans\nHi.\n")), (std::vector{K::kAction}));
  EXPECT_EQ(only(parse("\xC3\x96ZGE\nHi.\n"), K::kCharacter).name, "\xC3\x96ZGE");
  EXPECT_EQ(kinds(parse("\xC3\x96zge\nHi.\n"))[0], K::kAction);
  EXPECT_EQ(only(parse("      R2D2\nBeep.\n"), K::kCharacter).name, "R2D2");
}
TEST(Fountain, ExtensionsMayBeLowerCaseAndContinuedIsNoPartOfAName) {
  auto e = only(parse("HANS (on the radio)\nHi.\n"), K::kCharacter);
  EXPECT_EQ(e.name, "HANS");
  EXPECT_EQ(e.extension, "on the radio");
  e = only(parse("HANS (V.O.) (CONT'D)\nHi.\n"), K::kCharacter);
  EXPECT_EQ(e.name, "HANS");
  EXPECT_EQ(e.extension, "V.O.");
  e = only(parse("HANS (CONT\xE2\x80\x99" "D)\nHi.\n"), K::kCharacter);
  EXPECT_EQ(e.extension, "");
}
TEST(Fountain, ForcedCuesAndForcedAction) {
  const auto e = only(parse("@McCLANE\nYippie.\n"), K::kCharacter);
  EXPECT_EQ(e.name, "McCLANE");
  EXPECT_TRUE(e.forced);
  const auto p = parse("!HANS\nis here.\n");
  EXPECT_EQ(kinds(p), (std::vector{K::kAction}));
  EXPECT_EQ(p.script.elements[0].text, "HANS\nis here.");
}
TEST(Fountain, ParentheticalsAndDialogueAlternate) {
  const auto p = parse("HANS\n(low)\nOne.\n(beat)\nTwo.\nThree.\n\nAfter.");
  EXPECT_EQ(kinds(p), (std::vector{K::kCharacter, K::kParenthetical, K::kDialogue, K::kParenthetical, K::kDialogue, K::kAction}));
  EXPECT_EQ(p.script.elements[1].text, "low");
  EXPECT_EQ(p.script.elements[4].text, "Two.\nThree.");
}
TEST(Fountain, TwoSpacesKeepDialogueOpenAndAnEmptyLineClosesIt) {
  EXPECT_EQ(kinds(parse("HANS\nOne.\n  \nTwo.\n")), (std::vector{K::kCharacter, K::kDialogue}));
  EXPECT_EQ(kinds(parse("HANS\nOne.\n\nTwo.\n")), (std::vector{K::kCharacter, K::kDialogue, K::kAction}));
}
TEST(Fountain, ANoteAfterDialogueDoesNotGlueTheNextActionToIt) {
  EXPECT_EQ(kinds(parse("HANS\nOne. [[check]]\n\nTwo.\n")), (std::vector{K::kCharacter, K::kDialogue, K::kNote, K::kAction}));
}
TEST(Fountain, DualDialogueComesInPairs) {
  const auto p = parse("A\nx\n\nB ^\ny\n\nC^\nz\n");
  std::vector<bool> dual;
  for (const auto& e : p.script.elements) if (e.kind == K::kCharacter) dual.push_back(e.dual);
  EXPECT_EQ(dual, (std::vector{false, true, false}));
  EXPECT_FALSE(only(parse("B ^\ny\n"), K::kCharacter).dual) << "nobody spoke before";
  EXPECT_EQ(only(parse("BOB (V.O.) ^\ny\n"), K::kCharacter).extension, "V.O.");
  EXPECT_EQ(only(parse("BOB^\ny\n"), K::kCharacter).name, "BOB");
}
TEST(Fountain, LyricsMayStandInDialogue) {
  EXPECT_EQ(kinds(parse("HANS\nListen.\n~La la\n~Lo\nEnd.\n")), (std::vector{K::kCharacter, K::kDialogue, K::kLyrics, K::kLyrics, K::kDialogue}));
  EXPECT_EQ(only(parse("~Alone\n"), K::kLyrics).text, "Alone");
}
TEST(Fountain, NotesSpanLinesButNotEmptyOnes) {
  const auto p = parse("He [[a\nb]] goes.\n");
  EXPECT_EQ(p.script.elements[0].text, "He goes.");
  EXPECT_EQ(only(p, K::kNote).text, "a\nb");
  EXPECT_EQ(kinds(parse("He [[a\n\nb]] goes.\n")), (std::vector{K::kAction, K::kAction})) << "literal brackets";
  EXPECT_EQ(kinds(parse("He [[a\n  \nb]] goes.\n")), (std::vector{K::kAction, K::kNote}));
}
TEST(Fountain, BoneyardLeavesNoBlankLineBehind) {
  EXPECT_EQ(kinds(parse("HANS\n/* cut */\nHello.\n")), (std::vector{K::kCharacter, K::kBoneyard, K::kDialogue}));
  const auto p = parse("One /* INT. X\n\nY */ two.\n\nThree.\n");
  EXPECT_EQ(p.script.elements[0].text, "One two.");
  EXPECT_EQ(p.script.elements.back().line, 5) << "lines inside a boneyard count";
  EXPECT_EQ(kinds(parse("a /* never closed\n\nb"))[0], K::kAction);
}
TEST(Fountain, SectionsSynopsesPageBreaksAndCentredText) {
  EXPECT_EQ(only(parse("####### Deep\n"), K::kSection).depth, 7);
  EXPECT_EQ(kinds(parse("A # in the middle\n"))[0], K::kAction);
  EXPECT_EQ(only(parse("= What happens\n"), K::kSynopsis).text, "What happens");
  EXPECT_EQ(kinds(parse("==\n"))[0], K::kAction);
  EXPECT_EQ(kinds(parse("====\n"))[0], K::kPageBreak);
  EXPECT_EQ(only(parse(">  THE END  <\n"), K::kCentred).text, "THE END");
  EXPECT_EQ(only(parse("!!CLOSE ON THE KEY\n"), K::kShot).text, "CLOSE ON THE KEY");
}
TEST(Fountain, EmphasisNestsEscapesAndStaysOnItsLine) {
  const auto e = only(parse("A **bold *and italic* text** _under_.\n"), K::kAction);
  EXPECT_EQ(e.text, "A bold and italic text under.");
  ASSERT_EQ(e.spans.size(), 4u);
  const auto words = [&](std::size_t k) { return e.text.substr(e.spans[k].begin, e.spans[k].end - e.spans[k].begin); };
  EXPECT_EQ(words(0), "bold ");
  EXPECT_TRUE(e.spans[0].bold && !e.spans[0].italic);
  EXPECT_EQ(words(1), "and italic");
  EXPECT_TRUE(e.spans[1].italic && e.spans[1].bold);
  EXPECT_EQ(words(2), " text");
  EXPECT_EQ(words(3), "under");
  EXPECT_TRUE(e.spans[3].underline && !e.spans[3].bold);
  const auto three = only(parse("***both***\n"), K::kAction);
  EXPECT_EQ(three.text, "both");
  EXPECT_EQ(only(parse("He dialled *69 and then *23.\n"), K::kAction).text, "He dialled *69 and then *23.");
  EXPECT_EQ(only(parse("\\*not\\* \\_at all\n"), K::kAction).text, "*not* _at all");
  EXPECT_EQ(only(parse("*open\nclose*\n"), K::kAction).text, "*open\nclose*");
}
TEST(Fountain, TheTitlePageHoldsKeysAndIndentedValues) {
  const auto p = parse("Title:\n    _**BRICK**_\n\tand Steel\nAuthor: Stu\nWeird key: x\n\nINT. A - DAY\n\n");
  EXPECT_EQ(p.script.title(), "BRICK\nand Steel");
  EXPECT_EQ(p.script.author(), "Stu");
  EXPECT_EQ(p.script.title_page.size(), 3u);
  EXPECT_EQ(kinds(p), (std::vector{K::kTitlePage, K::kSceneHeading}));
}
TEST(Fountain, AFirstLineWithAColonIsNoTitlePage) {
  EXPECT_EQ(kinds(parse("FADE IN:\n\nINT. A - DAY\n\n")), (std::vector{K::kAction, K::kSceneHeading}));
  EXPECT_EQ(kinds(parse("One thing is clear: he lies.\n"))[0], K::kAction);
}
TEST(Fountain, TabsInActionCountAsFourSpaces) { EXPECT_EQ(only(parse("x\n\n\tHe waits.\n"), K::kAction).kind, K::kAction); EXPECT_EQ(parse("x\n\n\tHe waits.\n").script.elements[1].text, "    He waits."); }
TEST(Fountain, ByteOrderMarksAndEveryLineEndingMeanTheSame) {
  const std::string lf = "Title: T\n\nINT. A - DAY\n\nHANS\n(low)\nHi.\n\nCUT TO:\n\n";
  const auto expected = kinds(parse(lf));
  for (const std::string_view end : {"\r\n", "\r"}) {
    std::string other = "\xEF\xBB\xBF";
    for (char c : lf) c == '\n' ? other += end : other += c;
    const auto p = parse(other);
    EXPECT_EQ(kinds(p), expected);
    EXPECT_EQ(p.script.elements.back().line, 9);
    expect_range_laws(p);
  }
}
TEST(Fountain, EditingOneElementRewritesItsBytesOnly) {
  const auto p = parse("INT. A - DAY\n\nHe waits.\n\nHANS\nHi.\n");
  EXPECT_EQ(source_of(p, p.script.elements[1]), "He waits.");
  EXPECT_EQ(source_of(p, p.script.elements[3]), "Hi.");
}
TEST(Fountain, Latin1IsReadWithAWarning) {
  const auto p = parse("INT. K\xDC" "CHE - TAG\n\nM\xFCller w\xE4scht.\n");
  ASSERT_EQ(p.warnings.size(), 1u);
  EXPECT_EQ(p.warnings[0].line, 1);
  EXPECT_EQ(p.script.elements[0].text, "INT. K\xC3\x9C" "CHE - TAG");
}
TEST(Fountain, Latin1BehindAByteOrderMarkIsRead) {
  const auto p = parse("\xEF\xBB\xBFINT. K\xDC" "CHE - TAG\n\nx\n");
  EXPECT_EQ(p.script.elements[0].text, "INT. K\xC3\x9C" "CHE - TAG");
  expect_range_laws(p);
}
TEST(Fountain, NotesAboveTheTitlePageAreElements) {
  const auto p = parse("/* draft */\n\nTitle: T\n\nx\n");
  EXPECT_EQ(kinds(p), (std::vector{K::kBoneyard, K::kTitlePage, K::kAction}));
  expect_range_laws(p);
}
TEST(Fountain, AParentheticalOverLinesIsOne) {
  const auto p = parse("HANS\n(very\nlow)\nHi.\n");
  EXPECT_EQ(kinds(p), (std::vector{K::kCharacter, K::kParenthetical, K::kDialogue}));
  EXPECT_EQ(p.script.elements[1].text, "very low");
  EXPECT_EQ(kinds(parse("HANS\n(never\nclosed\n")), (std::vector{K::kCharacter, K::kDialogue}));
  EXPECT_EQ(kinds(parse("HANS\n(never\n(low)\nHi.\n")), (std::vector{K::kCharacter, K::kDialogue, K::kParenthetical, K::kDialogue}));
}
TEST(Fountain, AForcedCueWithTwoSpacesBelowSpeaksNoWord) { EXPECT_EQ(kinds(parse("@Hans\n  \n\nHe waits.\n")), (std::vector{K::kCharacter, K::kAction})); }
TEST(Fountain, AHeadingMayBeBold) {
  const auto p = parse("**INT. HOUSE - DAY** #4#\n\n.**BRIDGE**\n\nx\n");
  EXPECT_EQ(kinds(p), (std::vector{K::kSceneHeading, K::kSceneHeading, K::kAction}));
  EXPECT_EQ(p.script.elements[0].text, "INT. HOUSE - DAY");
  EXPECT_EQ(p.script.elements[0].scene_number, "4");
  EXPECT_TRUE(p.script.elements[1].spans.at(0).bold);
}
TEST(Fountain, RefusesWhatIsNoText) {
  for (const std::string& bad : {std::string("\x89PNG\r\n\x1a\n\0\0\0", 11), std::string("%PDF-1.4 x"), std::string("PK\x03\x04zz"), std::string(), std::string(" \n\r\n\t"), std::string("\xEF\xBB\xBF\n"), std::string("\xFF\xFEI\0N\0T\0", 8), std::string(50u << 20, 'x')}) {
    const auto p = parse_fountain(bad, "film/bad.fountain");
    ASSERT_FALSE(p.has_value());
    EXPECT_EQ(p.error().code, ErrorCode::kInvalidInput);
    EXPECT_EQ(p.error().place.file, "film/bad.fountain");
    EXPECT_FALSE(p.error().message.empty());
  }
}
TEST(Fountain, ManyMarksCostNoMoreThanTheirBytes) {
  // Quadratic readers need minutes for these.
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "[[ /* ";
  EXPECT_EQ(kinds(parse(text))[0], K::kAction);
  text.clear();
  for (int i = 0; i < 200000; ++i) text += "*a **b _c ";
  EXPECT_EQ(kinds(parse(text))[0], K::kAction);
}
TEST(Fountain, RandomTextNeverBreaksTheLawsOfRanges) {
  const std::string_view bits[] = {"\n", "\n\n", "INT. A - DAY", "HANS", "(x)", "/*", "*/", "[[", "]]", "*", "**", "_", "\\", "#", "=", "===", ">", "<", "~", "!", "@", ".", " ", "  ", "\t", "word", "TO:", "^", "\r\n", "\r", "Title: x", "#1#", "\xC3\x9C"};
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Random r(seed);
    std::string text = "x";
    const int n = r.below(40);
    for (int i = 0; i < n; ++i) text += bits[static_cast<std::size_t>(r.below(static_cast<int>(std::size(bits))))];
    const auto p = parse(text);
    expect_range_laws(p);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}
TEST(Fountain, JsonRoundTripIsExact) {
  const auto p = parse("Title: T\n\nINT. A - DAY #4#\n\nHe **goes** [[why]].\n\nHANS (V.O.)\n(low)\nHi.\n\nB ^\nHo.\n\n## S\n");
  const Json j = to_json(p.script);
  const auto back = screenplay_from_json(*parse_json(canonical_json(j), "x"));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(canonical_json(to_json(*back)), canonical_json(j));
  EXPECT_FALSE(screenplay_from_json(Json{{"kind", "auteur.screenplay"}, {"version", 1}, {"elements", Json::array({{{"kind", "nonsense"}}})}}).has_value());
  EXPECT_FALSE(screenplay_from_json(Json{{"kind", "auteur.screenplay"}, {"version", 2}}).has_value());
  EXPECT_FALSE(screenplay_from_json(Json::array()).has_value());
}

}  // namespace
}  // namespace auteur::screenplay
