#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "auteur/base/random.h"
#include "auteur/base/text.h"
#include "auteur/screenplay/fountain.h"

namespace auteur::screenplay {
namespace {

using K = ElementKind;

Parsed parse(std::string_view text) {
  auto p = parse_fountain(text, "test.fountain");
  EXPECT_TRUE(p.has_value()) << (p ? "" : p.error().text());
  return p ? std::move(*p) : Parsed{};
}
Element element(K kind, std::string text) {
  Element e;
  e.kind = kind;
  e.text = std::move(text);
  return e;
}
Screenplay script(std::vector<Element> elements) {
  Screenplay s;
  s.elements = std::move(elements);
  return s;
}
std::string pick(Random& r, const std::vector<std::string>& from) { return from[static_cast<std::size_t>(r.below(static_cast<int>(from.size())))]; }

// What Fountain gives meaning to, in every order.
std::string random_fountain(std::uint64_t seed) {
  static const std::vector<std::string> bits = {"\n", "\n", "\n\n", "\n\n", "\n  \n", "INT. A - DAY", "**EXT. B**", "HANS", "@Hans", "(x)", "(CONT'D)", "/*", "*/", "[[", "]]", "]", "*", "**", "***", "_", "\\", "#", "=", "===", ">", "<", "~", "!", "!!", "@", ".", "..", " ", "  ", "    ", "\t", "word", "CUT TO:", "^", "\r\n", "\r", "Title: x", "Author:", ":", "#1#", "#12A#", "\xC3\x9C", "\xE2\x80\xA6", "\xC2\xA0", "/", "(", ")", "a\nb", "~la", "\n~la\n"};
  Random r(seed);
  std::string text = r.below(3) == 0 ? "x" : "";
  const int n = 1 + r.below(40);
  for (int i = 0; i < n; ++i) text += pick(r, bits);
  return text + "x";
}

std::vector<std::string> real_files() {
  std::vector<std::string> out;
  for (const char* folder : {"/examples", "/src/screenplay/corpus/fountain_fuzz"})
    for (const auto& f : std::filesystem::recursive_directory_iterator(std::string(AUTEUR_SOURCE_DIR) + folder)) {
      if (f.path().extension() != ".fountain") continue;
      std::ostringstream text;
      text << std::ifstream(f.path(), std::ios::binary).rdbuf();
      out.push_back(std::move(text).str());
    }
  EXPECT_GE(out.size(), 6u);
  return out;
}

TEST(FountainWriter, AParsedFileIsWrittenByteForByte) {
  for (const auto& text : real_files()) {
    const auto p = parse(text);
    EXPECT_EQ(write_fountain(p), p.source);
    if (is_valid_utf8(text)) { EXPECT_EQ(p.source, text); }
  }
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const auto text = random_fountain(seed);
    const auto p = parse(text);
    ASSERT_EQ(write_fountain(p), text) << "seed " << seed;
    std::string gaps;
    std::size_t done = 0;
    for (const auto& e : p.script.elements) {
      if (e.bytes.begin < done) { ASSERT_LE(e.bytes.end, done); continue; }
      gaps += text.substr(done, e.bytes.begin - done);
      done = e.bytes.end;
    }
    gaps += text.substr(done);
    ASSERT_EQ(gaps.find_first_not_of(" \t\r\n"), std::string::npos) << "seed " << seed << ": every word belongs to an element";
  }
}
TEST(FountainWriter, Latin1ComesBackAsUtf8) { EXPECT_EQ(write_fountain(parse("M\xFCller geht.\n")), "M\xC3\xBCller geht.\n"); }

TEST(FountainWriter, AnyModelReadFromFountainIsReadBackTheSameWhenComposedAnew) {
  for (const auto& text : real_files()) {
    const auto p = parse(text);
    EXPECT_EQ(fountain_difference(p.script, parse(write_fountain(p.script)).script), "") << text;
  }
  for (std::uint64_t seed = 0; seed < 20000; ++seed) {
    const auto text = random_fountain(seed);
    const auto p = parse(text);
    const std::string fresh = write_fountain(p.script);
    if (fresh.empty()) continue;
    const auto again = parse_fountain(fresh, "again");
    ASSERT_TRUE(again.has_value()) << "seed " << seed << "\n" << text;
    ASSERT_EQ(fountain_difference(p.script, again->script), "") << "seed " << seed << "\n--- file\n" << text << "\n--- written\n" << fresh;
  }
}

// Words that look like something else, with emphasis over any of them. Lines are trimmed; `lines` > 1 gives some.
Element random_text(Random& r, K kind, int lines) {
  static const std::vector<std::string> words = {"word", "She", "HANS", "INT. HOUSE", "CUT TO:", "TO:", "Title:", "date: x", "*", "**", "_", "__", "\\", "[[", "]]", "/*", "*/", "/", "#", "##", "#1#", "===", "=", ">", "<", "~", "!", "!!", "@x", ".", "...", ".x", "(", ")", "(x)", "^", "\xC3\x96ZGE", "\xE2\x80\xA6", "\xC2\xA0", "23", "a*b", "c_d", "  ", "\xE2\x80\x9C"};
  Element e = element(kind, "");
  const int n = 1 + r.below(lines);
  for (int k = 0; k < n; ++k) {
    if (k > 0) e.text += '\n';
    const int count = 1 + r.below(5);
    for (int w = 0; w < count; ++w) {
      const std::string word = pick(r, words);
      if (word == "  " && (w + 1 == count || e.text.empty() || e.text.ends_with('\n'))) continue;
      const std::size_t begin = e.text.size();
      const bool glued = r.below(3) == 0 || e.text.empty() || e.text.ends_with(' ') || e.text.ends_with('\n');
      if (!glued) e.text += ' ';
      e.text += word;
      if (word == "  " || r.below(3) > 0) continue;
      Span s;
      s.begin = begin + (glued ? 0u : 1u);
      s.end = e.text.size();
      s.bold = r.below(2) == 0;
      s.italic = r.below(2) == 0;
      s.underline = r.below(2) == 0;
      e.spans.push_back(s);
    }
    if (e.text.empty() || e.text.back() == '\n' || e.text.back() == ' ') e.text += "end";
  }
  if (kind == K::kNote || kind == K::kBoneyard) {
    e.spans.clear();
    for (const char* mark : {"]]", "*/"})
      for (auto at = e.text.find(mark); at != std::string::npos; at = e.text.find(mark)) e.text.replace(at, 2, "..");
  }
  return e;
}

std::vector<Element> random_model(std::uint64_t seed) {
  Random r(seed);
  std::vector<Element> out;
  bool spoke = false, dual = false;  // the block before
  const int n = 1 + r.below(8);
  for (int i = 0; i < n; ++i) {
    static const K kinds[] = {K::kSceneHeading, K::kAction, K::kAction, K::kCharacter, K::kCharacter, K::kTransition, K::kCentred, K::kPageBreak, K::kSection, K::kSynopsis, K::kNote, K::kBoneyard, K::kShot, K::kLyrics};
    const K kind = kinds[r.below(static_cast<int>(std::size(kinds)))];
    Element e = kind == K::kPageBreak ? element(kind, "") : random_text(r, kind, kind == K::kAction || kind == K::kNote ? 3 : 1);
    if (kind == K::kSection) e.depth = 1 + r.below(8);
    if (kind == K::kSceneHeading && r.below(2) == 0) e.scene_number = pick(r, {"1", "12A", "7-B.", "110A"});
    if (kind != K::kCharacter) {
      out.push_back(e);
      if (kind != K::kNote && kind != K::kBoneyard) spoke = dual = false;
      continue;
    }
    e.spans.clear();
    e.text.clear();
    e.name = pick(r, {"HANS", "Hans", "INT", "\xC3\x96ZGE", "23", "R2-D2", "INT. ANA", "X^", "@HOME", "A*B", ".COM", "MR. #1"});
    e.extension = pick(r, {"", "", "V.O.", "on the radio", "O.S., _low_"});
    e.dual = spoke && !dual && r.below(2) == 0;
    e.text = e.name + (e.extension.empty() ? "" : " (" + e.extension + ")");
    spoke = true;
    dual = e.dual;
    out.push_back(e);
    const int parts = r.below(4);
    for (int k = 0; k < parts; ++k) {
      const K part = out.back().kind == K::kDialogue || r.below(2) == 0 ? (r.below(2) == 0 ? K::kParenthetical : K::kLyrics) : K::kDialogue;
      out.push_back(random_text(r, part, part == K::kDialogue ? 3 : 1));
    }
  }
  return out;
}

TEST(FountainWriter, AnyModelComposedAndReadHasTheSameElements) {
  int forced = 0;
  for (std::uint64_t seed = 0; seed < 20000; ++seed) {
    const auto model = script(random_model(seed));
    const auto text = write_fountain(model);
    const auto p = parse(text);
    ASSERT_EQ(fountain_difference(model, p.script), "") << "seed " << seed << "\n--- written\n" << text;
    for (const auto& e : p.script.elements) forced += e.forced;
    ASSERT_EQ(write_fountain(p.script), text) << "seed " << seed << ": a second writing changes nothing";
  }
  EXPECT_GT(forced, 1000) << "the texts are hard enough";
}

TEST(FountainWriter, MarksStandOnlyWhereTheyAreNeeded) {
  Element cue = element(K::kCharacter, "ANA (V.O.)"), second = element(K::kCharacter, "BO");
  second.dual = true;
  Element action = element(K::kAction, "She runs. Fast!");
  action.spans.push_back({4, 9, true});
  Element heading = element(K::kSceneHeading, "INT. KITCHEN - DAY");
  heading.scene_number = "12A";
  Screenplay s = script({heading, action, cue, element(K::kParenthetical, "low"), element(K::kDialogue, "No.\nNever."), second, element(K::kDialogue, "Yes."), element(K::kTransition, "CUT TO:"), element(K::kSceneHeading, "BINOCULARS"), element(K::kTransition, "Burn to white."), element(K::kCentred, "THE END")});
  s.title_page = {{"Title", "Two\nLines"}, {"Author", "A. B."}};
  EXPECT_EQ(write_fountain(s),
            "Title:\n    Two\n    Lines\nAuthor: A. B.\n\nINT. KITCHEN - DAY #12A#\n\nShe **runs.** Fast!\n\nANA (V.O.)\n(low)\nNo.\nNever.\n\nBO ^\nYes.\n\n"
            "CUT TO:\n\n.BINOCULARS\n\n> Burn to white.\n\n> THE END <\n");
}
TEST(FountainWriter, AFirstLineThatLooksLikeATitlePageIsNone) {
  for (auto model : {script({element(K::kAction, "Title: he says\nAuthor: she says")}), script({element(K::kAction, "date: now")}), script({element(K::kNote, "n"), element(K::kAction, "abc: x\nDate: y")}), script({element(K::kCharacter, "SOURCE: X"), element(K::kDialogue, "Title: y")})}) {
    const auto text = write_fountain(model);
    EXPECT_EQ(fountain_difference(script(parse(text).script.elements), parse(write_fountain(parse(text).script)).script), "");
    const auto p = parse(text);
    EXPECT_TRUE(p.script.title_page.empty()) << text;
    EXPECT_EQ(p.script.elements.size(), model.elements.size()) << text;
    EXPECT_EQ(p.script.elements.back().text, model.elements.back().text);
  }
}
TEST(FountainWriter, FirstWordsThatLookLikeAnotherFormatAreWords) {
  for (const char* words : {"%PDF is a format.", "\xEF\xBB\xBF" "A mark."})
    EXPECT_EQ(parse(write_fountain(script({element(K::kAction, words)}))).script.elements.at(0).text, words);
}
TEST(FountainWriter, TitlePagesKeepTheirFieldsWhateverTheyHold) {
  Screenplay s = script({element(K::kAction, "x")});
  s.title_page = {{"Title", "_**BRICK**_ [[x]] /* y"}, {"Contact", "Tel: 5\n1 Road\n\nTown"}, {"Odd: key", "v"}, {"Empty", ""}};
  const auto p = parse(write_fountain(s));
  ASSERT_EQ(p.script.title_page.size(), 4u);
  EXPECT_EQ(p.script.title_page[0].value, "_**BRICK**_ [[x]] /* y");
  EXPECT_EQ(p.script.title_page[1].value, "Tel: 5\n1 Road\nTown");
  EXPECT_EQ(p.script.title_page[2].key, "Odd- key");
  EXPECT_EQ(p.script.title_page[3].value, "");
  s.title_page = {{"Nobody knows", "this key"}};
  EXPECT_EQ(parse(write_fountain(s)).script.title_page.back().value, "this key");
  const auto q = parse("Title: _**BRICK**_\nContact:\n    *Ann*\n    Road\n\nx\n");
  const auto& page = q.script.elements[0];
  ASSERT_EQ(page.spans.size(), 2u);
  EXPECT_EQ(page.text.substr(page.spans[0].begin, page.spans[0].end - page.spans[0].begin), "BRICK");
  EXPECT_EQ(page.text.substr(page.spans[1].begin, page.spans[1].end - page.spans[1].begin), "Ann");
}
TEST(FountainWriter, WhatHasNoFormInFountainBecomesTheNearest) {
  Screenplay s = script({element(K::kDialogue, "Nobody's speech."), element(K::kParenthetical, "aside"), element(K::kCharacter, "ANA"), element(K::kGeneral, "One.\n\nTwo.  "), element(K::kActStart, "ACT ONE"), element(K::kSceneHeading, "INT. A\nB")});
  ScriptNote on_action, on_all;
  on_action.element = 3;
  on_action.text = "why two?";
  on_action.name = "Bo";
  on_all.text = "third draft";
  s.notes = {on_action, on_all};
  const auto p = parse(write_fountain(s));
  std::vector<std::pair<K, std::string>> got;
  for (const auto& e : p.script.elements) got.emplace_back(e.kind, e.text);
  EXPECT_EQ(got, (std::vector<std::pair<K, std::string>>{{K::kNote, "third draft"}, {K::kAction, "Nobody's speech."}, {K::kAction, "(aside)"}, {K::kCharacter, "ANA"}, {K::kAction, "One."}, {K::kAction, "Two."}, {K::kNote, "Bo: why two?"}, {K::kCentred, "ACT ONE"}, {K::kSceneHeading, "INT. A B"}}));
}

// Every other byte is the same, and the file read again has the new element and all the others.
void expect_replaced(const std::string& text, int index, const Element& with) {
  const auto p = parse(text);
  const auto made = replace_element(p, index, with);
  ASSERT_TRUE(made.has_value()) << made.error().text();
  const auto& bytes = p.script.elements[static_cast<std::size_t>(index)].bytes;
  EXPECT_TRUE(made->starts_with(text.substr(0, bytes.begin))) << *made;
  EXPECT_TRUE(made->ends_with(text.substr(bytes.end))) << *made;
  auto want = p.script;
  want.elements[static_cast<std::size_t>(index)] = with;
  EXPECT_EQ(fountain_difference(script(want.elements), script(parse(*made).script.elements)), "") << *made;
}
TEST(FountainEdit, OneElementRewritesItsBytesOnly) {
  const std::string text = "Title: T\r\n\r\nINT. A - DAY #3#\r\n\r\n  She   waits. [[why\r\nso]]  \r\n\r\n\r\n\r\n      HANS\r\n   (low)\r\nHi.\r\n  \r\nHo.\r\n\r\nCUT TO:\r\n\r\n/* old */\r\n";
  const auto all = parse(text).script.elements;
  const auto find = [&](K kind) { return static_cast<int>(std::find_if(all.begin(), all.end(), [&](const Element& e) { return e.kind == kind; }) - all.begin()); };
  Element e = element(K::kSceneHeading, "EXT. B - NIGHT");
  e.scene_number = "3";
  expect_replaced(text, find(K::kSceneHeading), e);
  expect_replaced(text, find(K::kSceneHeading), element(K::kSceneHeading, "SOMEWHERE"));
  expect_replaced(text, find(K::kAction), element(K::kAction, "CUT TO:"));
  expect_replaced(text, find(K::kAction), element(K::kAction, "Two\nlines."));
  Element section = element(K::kSection, "A section");
  section.depth = 1;
  expect_replaced(text, find(K::kAction), section);
  e = element(K::kCharacter, "Hansi (V.O.)");
  e.name = "Hansi";
  e.extension = "V.O.";
  expect_replaced(text, find(K::kCharacter), e);
  expect_replaced(text, find(K::kParenthetical), element(K::kParenthetical, "loud"));
  expect_replaced(text, find(K::kDialogue), element(K::kDialogue, "(No)\n~So\n\nEnd."));
  expect_replaced(text, find(K::kTransition), element(K::kTransition, "FADE OUT."));
  expect_replaced(text, find(K::kNote), element(K::kNote, "because"));
  expect_replaced(text, find(K::kBoneyard), element(K::kBoneyard, "older"));
}
TEST(FountainEdit, NotesInsideStayAndIndentsToo) {
  const auto p = parse("She waits [[how long?]] here.\n\n\t\tHANS\n\tHi.\n");
  EXPECT_EQ(*replace_element(p, 0, element(K::kAction, "She goes.")), "She goes. [[how long?]]\n\n\t\tHANS\n\tHi.\n");
  Element cue;
  cue.kind = K::kCharacter;
  cue.name = "BO";
  EXPECT_EQ(*replace_element(p, 2, cue), "She waits [[how long?]] here.\n\n\t\tBO\n\tHi.\n");
  EXPECT_EQ(*replace_element(p, 2, p.script.elements[2]), p.source) << "no change, no new bytes";
}
TEST(FountainEdit, BlankLinesComeWhereTheNewKindNeedsThem) {
  const auto p = parse("# Act\nShe waits.\n");
  const auto made = replace_element(p, 1, element(K::kSceneHeading, "INT. A"));
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(parse(*made).script.elements[1].kind, K::kSceneHeading);
  const auto q = parse("x\n\n> Over\nShe waits.\n");
  const auto cut = replace_element(q, 1, element(K::kTransition, "CUT TO:"));
  ASSERT_TRUE(cut.has_value());
  EXPECT_EQ(parse(*cut).script.elements[1].text, "CUT TO:");
}
TEST(FountainEdit, SaysWhyItRefuses) {
  const auto p = parse("x\n\nHANS\nHi.\n");
  for (const int index : {-1, 3, 1 << 30}) {
    const auto none = replace_element(p, index, element(K::kAction, "y"));
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().code, ErrorCode::kInvalidInput);
    EXPECT_NE(none.error().message.find("3 elements"), std::string::npos);
  }
  const auto orphan = replace_element(p, 1, element(K::kAction, "Hans stands."));
  ASSERT_FALSE(orphan.has_value()) << "the speech below would be action";
  EXPECT_NE(orphan.error().message.find("line 3"), std::string::npos);
  EXPECT_FALSE(replace_element(p, 0, element(K::kAction, "one\n\ntwo")).has_value()) << "two elements";
  EXPECT_FALSE(replace_element(p, 0, element(K::kDialogue, "y")).has_value()) << "nobody speaks";
}
TEST(FountainEdit, RandomEditsChangeOnlyWhatTheyShould) {
  int done = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    const auto p = parse(random_fountain(seed));
    if (p.script.elements.empty()) continue;
    Random r(seed);
    const int index = r.below(static_cast<int>(p.script.elements.size()));
    const auto& old = p.script.elements[static_cast<std::size_t>(index)];
    if (old.kind == K::kTitlePage || old.kind == K::kPageBreak || old.kind == K::kCharacter) continue;
    Element with = random_text(r, old.kind, 1);
    with.depth = old.depth;
    const auto made = replace_element(p, index, with);
    if (!made) continue;
    ++done;
    ASSERT_TRUE(made->starts_with(p.source.substr(0, old.bytes.begin)) && made->ends_with(p.source.substr(old.bytes.end))) << "seed " << seed;
    const auto again = parse(*made).script.elements;
    ASSERT_EQ(again.size(), p.script.elements.size());
    ASSERT_EQ(again[static_cast<std::size_t>(index)].text, with.text) << "seed " << seed;
  }
  EXPECT_GT(done, 1000) << "hardly any edit is refused";
}

}  // namespace
}  // namespace auteur::screenplay
