#include "auteur/screenplay/pdf_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>

#include "auteur/base/file_system.h"
#include "auteur/base/text.h"
#include "auteur/media/paper.h"
#include "auteur/screenplay/page_pdf.h"
#include "word_boxes.h"

namespace auteur::screenplay {
namespace {

using ::testing::HasSubstr;

Screenplay fountain(const std::string& text) {
  auto parsed = parse_fountain(text, "test.fountain");
  EXPECT_TRUE(parsed.has_value());
  return parsed->script;
}

Screenplay example(const std::string& name) {
  const auto text = read_text(Path(AUTEUR_SOURCE_DIR) / "examples" / name / (name + ".fountain"));
  EXPECT_TRUE(text.has_value());
  return fountain(*text);
}

// What a page shows of an element: kind, words with single spaces, capitals where pages print capitals.
std::vector<std::string> shown(const Screenplay& s) {
  std::vector<std::string> out;
  for (const auto& e : s.elements) {
    switch (e.kind) {
      case ElementKind::kNote: case ElementKind::kBoneyard: case ElementKind::kSection: case ElementKind::kSynopsis: case ElementKind::kPageBreak: case ElementKind::kTitlePage: continue;
      default: break;
    }
    std::string words;
    for (char c : e.text) {
      if (c != ' ') words += c;
      else if (!words.empty() && words.back() != ' ') words += ' ';
    }
    const bool loud = e.kind == ElementKind::kSceneHeading || e.kind == ElementKind::kTransition || e.kind == ElementKind::kShot || e.kind == ElementKind::kCharacter;
    out.push_back(std::to_string(static_cast<int>(e.kind)) + "|" + e.scene_number + "|" + (e.dual ? "dual|" : "|") + (loud ? upper(trim(words)) : std::string(trim(words))));
  }
  return out;
}

// Share of elements of `a` found in `b` in order (longest common subsequence), over the longer of both.
double equal_share(const Screenplay& a, const Screenplay& b, std::string* first_difference = nullptr) {
  const auto x = shown(a), y = shown(b);
  std::vector<std::vector<int>> t(x.size() + 1, std::vector<int>(y.size() + 1));
  for (std::size_t i = x.size(); i-- > 0;)
    for (std::size_t j = y.size(); j-- > 0;) t[i][j] = x[i] == y[j] ? t[i + 1][j + 1] + 1 : std::max(t[i + 1][j], t[i][j + 1]);
  if (first_difference) {
    for (std::size_t i = 0, j = 0, n = 0; (i < x.size() || j < y.size()) && n < 30;) {
      if (i < x.size() && j < y.size() && x[i] == y[j]) { ++i; ++j; continue; }
      ++n;
      if (j >= y.size() || (i < x.size() && t[i + 1][j] >= t[i][j + 1])) *first_difference += "\n  - " + x[i++];
      else *first_difference += "\n  + " + y[j++];
    }
  }
  return static_cast<double>(t[0][0]) / static_cast<double>(std::max<std::size_t>({1, x.size(), y.size()}));
}

Parsed read(const std::string& pdf) {
  auto parsed = parse_pdf(pdf, "test.pdf");
  EXPECT_TRUE(parsed.has_value()) << (parsed ? "" : parsed.error().text());
  return parsed ? std::move(*parsed) : Parsed{};
}

class Example : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Films, Example, ::testing::Values("the-keeper", "return-to-sender", "last-bus"));

TEST_P(Example, ComesBackFromOurOwnPdf) {
  const Screenplay script = example(GetParam());
  const Parsed back = read(*write_pdf(script));
  std::string difference;
  EXPECT_GE(equal_share(script, back.script, &difference), 0.99) << difference;
  EXPECT_EQ(back.script.title(), upper(script.title()));
  EXPECT_EQ(back.script.author(), script.author());
  EXPECT_TRUE(back.warnings.empty()) << back.warnings[0].message;
}

TEST_P(Example, ComesBackFromA4AndOtherMarginsWithAReadersName) {
  const Screenplay script = example(GetParam());
  PdfOptions o;
  o.watermark = "READER SEVENTEEN";
  o.paper = Paper::kA4;
  PageLayout layout;
  layout.given = true;
  layout.elements = {{ElementKind::kSceneHeading, 1.25, 7.0, 1}, {ElementKind::kAction, 1.25, 7.0, 1}, {ElementKind::kCharacter, 3.0, 6.5, 1},
                     {ElementKind::kParenthetical, 2.6, 5.0, 0}, {ElementKind::kDialogue, 2.0, 5.5, 0}, {ElementKind::kTransition, 5.0, 7.0, 1}};
  o.layout = layout;
  const Parsed back = read(*write_pdf(script, o));
  std::string difference;
  EXPECT_GE(equal_share(script, back.script, &difference), 0.99) << difference;
  for (const auto& e : back.script.elements) EXPECT_THAT(e.text, ::testing::Not(HasSubstr("SEVENTEEN")));
}

// The pages of another program: its own type, steps between lines and margins, a running title with the date and page, a
// line at the foot, no numbers at scenes.
std::string foreign_pdf(const Screenplay& script, const std::string& font, double size, double step, double left) {
  auto paper = media::Paper::start(595, 842, {});
  media::Type type;
  type.font = font;
  type.size = size;
  int n = 0;
  for (const auto& page : paginate(script).pages) {
    paper->page();
    paper->words(left + 60, 40, "RAIN - Second draft - 12/03/2024", type);
    paper->words(520, 40, std::to_string(++n), type);
    paper->words(200, 825, "Confidential: property of Rain Films " + std::to_string(n), type);
    for (const auto& line : page.lines)
      if (line.kind != PageLineKind::kSceneNumber) paper->words(left + (line.column - 15) * 7.2, 75 + line.row * step, line.text, type);
  }
  return *paper->finish();
}

TEST_P(Example, ComesBackFromThePagesOfOtherPrograms) {
  const Screenplay script = example(GetParam());
  for (const auto& [font, size, step, left] : {std::tuple("TeX Gyre Cursor", 12.0, 13.2, 90.0), std::tuple("DejaVu Sans", 10.0, 12.8, 72.0), std::tuple("EB Garamond", 13.0, 13.0, 120.0)}) {
    const Parsed back = read(foreign_pdf(script, font, size, step, left));
    std::string difference;
    EXPECT_GE(equal_share(script, back.script, &difference), 0.99) << font << difference;
  }
}

TEST(PdfReader, AFeatureComesBackWithItsSceneNumbers) {
  FILE* pipe = ::popen((std::string(AUTEUR_feature_main) + " 7 60 20").c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string text(1 << 20, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), pipe));
  ::pclose(pipe);
  Screenplay script = fountain(text);
  int n = 0;
  for (auto& e : script.elements)
    if (e.kind == ElementKind::kSceneHeading) {
      ++n;
      e.scene_number = std::to_string(n) + (n % 5 == 0 ? "A" : "");
    }
  const Parsed back = read(*write_pdf(script));
  std::string difference;
  EXPECT_GE(equal_share(script, back.script, &difference), 0.99) << difference;
}

TEST(PdfReader, EverythingOfThePageIsTakenOut) {
  std::string text = "Title: Rain\n\nINT. KITCHEN - DAY #12A#\n\n";
  for (int i = 0; i < 30; ++i) text += "ANA (V.O.)\n(low)\nI counted every one of them, twice. They will come back, and they will bring the others. Then we shall see who was right.\n\nRain.\n\n";
  Screenplay script = fountain(text);
  script.layout.scene_continueds = script.layout.scene_numbers_left = script.layout.scene_numbers_right = script.layout.given = true;
  const Parsed back = read(*write_pdf(script));
  std::string difference;
  EXPECT_GE(equal_share(script, back.script, &difference), 0.99) << difference;
  for (const auto& e : back.script.elements) {
    EXPECT_THAT(e.text, ::testing::Not(HasSubstr("CONT")));
    EXPECT_THAT(e.text, ::testing::Not(HasSubstr("MORE")));
  }
  ASSERT_GE(back.script.elements.size(), 2u);
  const auto& heading = back.script.elements[1];
  EXPECT_EQ(heading.scene_number, "12A");
  EXPECT_EQ(page_place(back, heading).page, 2);
  EXPECT_EQ(page_place(back, heading).line, 1);
}

TEST(PdfReader, RevisionMarksAndPairsOfSpeechesAreKept) {
  Screenplay script = fountain("INT. KITCHEN - DAY\n\nRain on the window, and a lamp that nobody has lit tonight, by the old green door.\n\nANA\nStop. Stop it now, before it is too late for all of us.\n\nJONAS ^\n(loud)\nGo on.\n\nRain.\n");
  for (auto& e : script.elements)
    if (e.text == "Rain.") { Span s; s.end = 5; s.revision = 1; e.spans = {s}; }
  script.revisions = {{1, "Blue", "", "*", ""}};
  const Parsed back = read(*write_pdf(script));
  std::string difference;
  EXPECT_EQ(equal_share(script, back.script, &difference), 1) << difference;
  const auto& last = back.script.elements.back();
  EXPECT_EQ(last.text, "Rain.");
  ASSERT_EQ(last.spans.size(), 1u);
  EXPECT_EQ(last.spans[0].revision, 1);
  ASSERT_EQ(back.script.revisions.size(), 1u);
}

TEST(PdfReader, FrontMatterBecomesTheTitlePageOrIsLeftOut) {
  auto paper = media::Paper::start(612, 792, {});
  ASSERT_TRUE(paper.has_value());
  const auto centred = [&](double y, const std::string& s) { paper->words((612 + 54 - 7.2 * static_cast<double>(s.size())) / 2, y, s); };
  paper->page();
  centred(250, "THE LONG ROAD");
  centred(290, "Written by");
  centred(315, "Ana Keeper");
  paper->words(108, 700, "12 Harbour Road");
  paper->words(400, 700, "Second draft");
  paper->words(108, 712, "ana@example.com");
  paper->page();
  centred(100, "CAST");
  for (int i = 0; i < 8; ++i) paper->words(200, 150 + 24 * i, "A sailor, forty");
  paper->page();
  paper->words(108, 80, "INT. KITCHEN - DAY");
  paper->words(108, 104, "Rain on the window.");
  paper->words(252, 128, "ANA");
  paper->words(180, 140, "No.");
  const Parsed back = read(*paper->finish());
  EXPECT_EQ(back.script.title(), "THE LONG ROAD");
  EXPECT_EQ(back.script.author(), "Ana Keeper");
  std::string contact, draft;
  for (const auto& f : back.script.title_page) {
    if (f.key == "Contact") contact = f.value;
    if (f.key == "Draft date") draft = f.value;
  }
  EXPECT_EQ(contact, "12 Harbour Road\nana@example.com");
  EXPECT_EQ(draft, "Second draft");
  ASSERT_EQ(shown(back.script).size(), 4u);
  ASSERT_FALSE(back.warnings.empty());
  EXPECT_THAT(back.warnings[0].message, HasSubstr("Page 2: "));
}

TEST(PdfReader, APageWithoutTextIsSaid) {
  auto paper = media::Paper::start(612, 792, {});
  ASSERT_TRUE(paper.has_value());
  paper->page();
  paper->words(108, 80, "INT. KITCHEN - DAY");
  paper->words(108, 104, "Rain on the window.");
  paper->page();
  paper->rule(10, 10, 500, 500);
  const Parsed back = read(*paper->finish());
  ASSERT_EQ(back.warnings.size(), 1u);
  EXPECT_THAT(back.warnings[0].message, HasSubstr("Page 2: no text"));
}

TEST(PdfReader, APageThatIsNoScriptIsDoubted) {
  auto paper = media::Paper::start(612, 792, {});
  ASSERT_TRUE(paper.has_value());
  for (int p = 0; p < 2; ++p) {
    paper->page();
    for (int i = 0; i < 40; ++i) {
      if (p == 0) paper->words(108, 80 + 24 * i, i == 0 ? "INT. KITCHEN - DAY" : "Rain on the window and on the sea.");
      else paper->words(60 + (i * 37) % 290, 80 + 13 * i, "number " + std::to_string(i * 7919 % 1000) + " of Rows " + std::to_string(i));
    }
  }
  const Parsed back = read(*paper->finish());
  const bool doubted = std::any_of(back.warnings.begin(), back.warnings.end(), [](const Warning& w) { return w.message.find("Page 2: ") != std::string::npos && w.message.find("% sure") != std::string::npos; });
  EXPECT_TRUE(doubted);
}

TEST(PdfReader, WhatCannotBeReadIsSaidPlainly) {
  const auto message = [](const std::string& bytes) {
    const auto r = parse_pdf(bytes, "odd.pdf");
    return r ? std::string("read") : r.error().text();
  };
  EXPECT_THAT(message("INT. KITCHEN"), HasSubstr("not a PDF"));
  EXPECT_THAT(message("%PDF-1.5\nrubbish"), HasSubstr("damaged"));
  auto paper = media::Paper::start(612, 792, {});
  paper->page();
  paper->rule(10, 10, 500, 500);
  const std::string empty = *paper->finish();
  EXPECT_THAT(message(empty), HasSubstr("pictures of pages"));
  // The least encrypted PDF there is: its user key fits no empty password.
  std::string locked = "%PDF-1.4\n";
  std::vector<std::size_t> at;
  for (const std::string& object : {std::string("<</Type/Catalog/Pages 2 0 R>>"), std::string("<</Type/Pages/Kids[3 0 R]/Count 1>>"), std::string("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"),
                                    "<</Filter/Standard/V 1/R 2/P -4/O<" + std::string(64, '1') + ">/U<" + std::string(64, '2') + ">>>"}) {
    at.push_back(locked.size());
    locked += std::to_string(at.size()) + " 0 obj" + object + "endobj\n";
  }
  const std::size_t table = locked.size();
  locked += "xref\n0 5\n0000000000 65535 f \n";
  for (std::size_t a : at) locked += std::string(10 - std::to_string(a).size(), '0') + std::to_string(a) + " 00000 n \n";
  locked += "trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
  EXPECT_THAT(message(locked), HasSubstr("encrypted"));
  const std::string whole = *write_pdf(example("the-keeper"));
  EXPECT_THAT(message(whole.substr(0, whole.size() / 3)), ::testing::AnyOf(HasSubstr("damaged"), HasSubstr("pictures")));
}

TEST(PdfReader, AHangingOrFloodingProgramIsStopped) {
  const auto folder = std::filesystem::temp_directory_path() / ("auteur-hang-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto program = [&](const std::string& name, const std::string& body) {
    const auto path = (folder / name).string();
    std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
    ::chmod(path.c_str(), 0755);
    return path;
  };
  const std::string pdf = *write_pdf(example("the-keeper"));
  PdfReading how;
  how.seconds = 0.3;
  for (const auto& body : {"sleep 60", "exec >&- 2>&-; sleep 60"}) {
    how.program = program("hang", body);
    const auto r = parse_pdf(pdf, "a.pdf", how);
    ASSERT_FALSE(r.has_value());
    EXPECT_THAT(r.error().message, HasSubstr("was stopped"));
  }
  how.seconds = 60;
  how.program = program("flood", "exec yes '<word xMin=\"1\" yMin=\"1\" xMax=\"2\" yMax=\"2\">flood</word>'");
  const auto flood = parse_pdf(pdf, "a.pdf", how);
  ASSERT_FALSE(flood.has_value());
  EXPECT_THAT(flood.error().message, HasSubstr("far more text"));
  how.program = (folder / "missing").string();
  EXPECT_FALSE(parse_pdf(pdf, "a.pdf", how).has_value());
  std::filesystem::remove_all(folder);
}

TEST(PdfReader, FiveThousandPagesAreRefused) {
  std::string xml;
  for (int i = 0; i < 5000; ++i) xml += "<page width=\"612\" height=\"792\"></page>";
  const auto r = read_word_boxes(xml);
  ASSERT_FALSE(r.has_value());
  EXPECT_THAT(r.error().message, HasSubstr("1500 pages"));
}

TEST(PdfReader, WordsAreReadWithTheirEntities) {
  const auto pages = read_word_boxes("<page width=\"612.0\" height=\"792.0\">\n<word xMin=\"1.5\" yMin=\"2\" xMax=\"3\" yMax=\"4\">R&amp;B &#8212; &lt;&#xE9;&gt; \xEF\xAC\x81sh</word><word xMin=\"x\">lost</word></page>");
  ASSERT_TRUE(pages.has_value());
  ASSERT_EQ(pages->size(), 1u);
  ASSERT_EQ((*pages)[0].words.size(), 1u);
  EXPECT_EQ((*pages)[0].words[0].text, "R&B \u2014 <\u00E9> fish");
  EXPECT_EQ((*pages)[0].words[0].x0, 1.5);
}

std::string as_text(const Screenplay& s, const std::string& between) {
  std::string out;
  for (const auto& page : paginate(s).pages) {
    if (!out.empty()) out += between;
    int row = 0;
    std::string line;
    for (const auto& l : page.lines) {
      for (; row < l.row; ++row) { out += line + "\n"; line.clear(); }
      line.append(static_cast<std::size_t>(l.column) > line.size() ? static_cast<std::size_t>(l.column) - line.size() : 0, ' ');
      line += l.text;
    }
    out += line + "\n";
  }
  return out;
}

TEST_P(Example, ComesBackFromPlainText) {
  const Screenplay script = example(GetParam());
  for (const char* between : {"\f", "\n"}) {
    const auto back = parse_plain_text(as_text(script, between), "film.txt");
    ASSERT_TRUE(back.has_value());
    std::string difference;
    EXPECT_GE(equal_share(script, back->script, &difference), between[0] == '\f' ? 0.99 : 0.95) << difference;
    EXPECT_EQ(back->script.format, Format::kPlainText);
  }
}

TEST(PlainText, PositionsPointIntoTheFile) {
  const std::string text = "               INT. KITCHEN - DAY\n\n               Rain on the window.\n\n                                   ANA\n                         No.\n";
  const auto back = parse_plain_text(text, "film.txt");
  ASSERT_TRUE(back.has_value());
  ASSERT_EQ(back->script.elements.size(), 4u);
  EXPECT_EQ(back->source, text);
  const auto& cue = back->script.elements[2];
  EXPECT_EQ(cue.kind, ElementKind::kCharacter);
  EXPECT_EQ(cue.line, 5);
  EXPECT_EQ(cue.column, 36);
  EXPECT_EQ(trim(std::string_view(text).substr(cue.bytes.begin, cue.bytes.end - cue.bytes.begin)), "ANA");
}

TEST(PlainText, WhoSaysMoreIsNotContinued) {
  const auto back = parse_plain_text("               INT. KITCHEN - DAY\n\n               Rain on the window.\n\n                                   ANA\n                         I want\n                         more.\n\n                                   TOM\n                         More.\n                                   (MORE)\n", "film.txt");
  ASSERT_TRUE(back.has_value());
  std::vector<std::string> said;
  for (const auto& e : back->script.elements) if (e.kind == ElementKind::kDialogue) said.push_back(e.text);
  EXPECT_THAT(said, ::testing::ElementsAre("I want\nmore.", "More."));
}

TEST(PlainText, TextWithoutIndentsIsReadAsFountain) {
  const auto back = parse_plain_text("INT. KITCHEN - DAY\n\nRain.\n\nANA\nNo.\n", "film.txt");
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->script.elements.size(), 4u);
  ASSERT_FALSE(back->warnings.empty());
  EXPECT_THAT(back->warnings[0].message, HasSubstr("Fountain"));
}

}  // namespace
}  // namespace auteur::screenplay
