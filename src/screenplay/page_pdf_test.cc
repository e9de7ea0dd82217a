#include "auteur/screenplay/page_pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "auteur/base/process.h"
#include "auteur/base/text.h"
#include "word_boxes.h"

namespace auteur::screenplay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Screenplay fountain(const std::string& text) {
  auto parsed = parse_fountain(text, "test.fountain");
  EXPECT_TRUE(parsed.has_value());
  return parsed->script;
}

const char* kScript =
    "Title: Rain & Sea\nAuthor: Ana Keeper\n\nINT. KITCHEN - DAY #5A#\n\nA **round** table. [[find a blue cup]]\n\nANA\n(low)\nNo.\n\nCUT TO:\n";

// Words of a PDF by text, with their places.
std::vector<WordPage> words_of(const std::string& pdf) {
  const auto path = std::filesystem::temp_directory_path() / ("auteur-page-pdf-" + std::to_string(::getpid()) + ".pdf");
  EXPECT_TRUE(write_atomically(path, pdf).has_value());
  const auto ran = run_process({"pdftotext", "-q", "-bbox", "-enc", "UTF-8", path.string(), "-"});
  std::filesystem::remove(path);
  EXPECT_TRUE(ran.has_value());
  auto pages = read_word_boxes({reinterpret_cast<const char*>(ran->out.data()), ran->out.size()});
  EXPECT_TRUE(pages.has_value());
  return std::move(*pages);
}

TEST(PagePdf, TheSameScriptGivesTheSameBytes) {
  const Screenplay s = fountain(kScript);
  EXPECT_EQ(*write_pdf(s), *write_pdf(s));
  EXPECT_THAT(*write_pdf(s), HasSubstr("/Title"));
}

TEST(PagePdf, EveryWordStandsWhereTheIndustryHasIt) {
  const auto pages = words_of(*write_pdf(fountain(kScript)));
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_NEAR(pages[1].width, 612, 0.1);
  std::map<std::string, std::pair<double, double>> at;  // inches
  for (const auto& w : pages[1].words) at[w.text] = {w.x0 / 72, w.x1 / 72};
  EXPECT_NEAR(at["INT."].first, 1.5, 0.03);
  EXPECT_NEAR(at["A"].first, 1.5, 0.03);
  EXPECT_NEAR(at["ANA"].first, 3.5, 0.03);
  EXPECT_NEAR(at["(low)"].first, 3.0, 0.03);
  EXPECT_NEAR(at["No."].first, 2.5, 0.03);
  EXPECT_NEAR(at["TO:"].second, 7.1, 0.05);
  std::size_t numbers = 0;
  for (const auto& w : pages[1].words) numbers += w.text == "5A";
  EXPECT_EQ(numbers, 2u);
  // Ten characters an inch, six lines an inch.
  for (const auto& w : pages[1].words)
    if (w.text == "KITCHEN") { EXPECT_NEAR((w.x1 - w.x0) / 7, 7.2, 0.05); }
}

TEST(PagePdf, OptionsAreKept) {
  const Screenplay s = fountain(kScript);
  PdfOptions o;
  o.title_page = false;
  o.scene_numbers = SceneNumbers::kLeft;
  o.paper = Paper::kA4;
  o.notes = true;
  const auto pages = words_of(*write_pdf(s, o));
  ASSERT_EQ(pages.size(), 2u);  // the script and its notes
  EXPECT_NEAR(pages[0].width, 595.3, 0.2);
  EXPECT_NEAR(pages[0].height, 841.9, 0.2);
  std::size_t numbers = 0, cup = 0;
  for (const auto& w : pages[0].words) numbers += w.text == "5A";
  for (const auto& w : pages[1].words) cup += w.text == "cup";
  EXPECT_EQ(numbers, 1u);
  EXPECT_EQ(cup, 1u);
  const auto again = words_of(*write_pdf(s));
  for (const auto& w : again[1].words) EXPECT_NE(w.text, "cup");
}

TEST(PagePdf, OtherScriptsAreDrawnWithOtherFonts) {
  const auto pages = words_of(*write_pdf(fountain("INT. \u041A\u0423\u0425\u041D\u042F - DAY\n\n\u0414\u043E\u0436\u0434\u044C. \u03B2\u03C1\u03BF\u03C7\u03AE.\n")));
  std::string all;
  for (const auto& w : pages[0].words) all += w.text + " ";
  EXPECT_THAT(all, HasSubstr("\u0414\u043E\u0436\u0434\u044C."));
  EXPECT_THAT(all, HasSubstr("\u03B2\u03C1\u03BF\u03C7\u03AE."));
}

TEST(PagePdf, UnnumberedScenesAreNumberedOnRequest) {
  PdfOptions o;
  o.number_scenes = true;
  o.title_page = false;
  const auto pages = words_of(*write_pdf(fountain("INT. A - DAY\n\nRain.\n\nINT. B - DAY #7#\n\nRain.\n\nINT. C - DAY\n\nRain.\n"), o));
  std::string numbers;
  for (const auto& w : pages[0].words)
    if (w.x0 < 100) numbers += w.text + " ";
  EXPECT_EQ(numbers, "1 7 3 ");
}

TEST(PagePdf, ControlCharactersAndBrokenBytesAreNoTrouble) {
  Screenplay s;
  Element e;
  e.text = std::string("a\x01\xFF\xC3 b\0c", 9);
  s.elements.push_back(e);
  s.title_page = {{"Title", "\xFE"}};
  const auto pdf = write_pdf(s);
  ASSERT_TRUE(pdf.has_value());
  EXPECT_THAT(*pdf, ::testing::StartsWith("%PDF-1.5"));
  (void)write_html(s);
}

TEST(PageHtml, EverythingOfTheScriptIsEscaped) {
  Screenplay s = fountain("Title: <script>alert(1)</script>\nAuthor: \"A\" & 'B'\n\n.<b>x #<1#\n\n<img src=x onerror=alert(1)> & \"quotes\"\n\nANA <i>\nNo.\n");
  s.elements[1].scene_number = "\"><script>";
  const std::string html = write_html(s);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
  EXPECT_THAT(html, HasSubstr("&lt;img"));
}

TEST(PageHtml, ScenesAreSectionsWithAnchorsAndPageBreaks) {
  std::string text = "Title: Rain\n\nINT. A - DAY #1A#\n\nA *wet* coat.\n\nANA\nNo.\n\nJONAS ^\nYes.\n\n";
  for (int i = 0; i < 40; ++i) text += "Line.\n\n";
  text += "EXT. B - NIGHT\n\nRain.\n";
  const std::string html = write_html(fountain(text));
  EXPECT_THAT(html, HasSubstr("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_THAT(html, HasSubstr("<h2 id=\"scene-1A\">"));
  EXPECT_THAT(html, HasSubstr("<a href=\"#scene-2\">"));
  EXPECT_THAT(html, HasSubstr("<em>wet</em>"));
  EXPECT_THAT(html, HasSubstr("aria-label=\"Page 2\""));
  EXPECT_THAT(html, HasSubstr("<div class=\"pair\">"));
  const auto count = [&](const std::string& s) {
    std::size_t n = 0;
    for (auto at = html.find(s); at != std::string::npos; at = html.find(s, at + 1)) ++n;
    return n;
  };
  EXPECT_EQ(count("<div"), count("</div>"));
  EXPECT_EQ(count("<section"), count("</section>"));
  EXPECT_EQ(count("<p"), count("</p>"));
}

}  // namespace
}  // namespace auteur::screenplay
