#include "page_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "auteur/base/process.h"

namespace auteur::screenplay {
namespace {

using ::testing::HasSubstr;

Screenplay script_of(int speeches) {
  std::string text = "INT. KITCHEN - DAY\n\nAna waits at the table. She looks at the door, and then at the window, and then at nothing at all for a very long while.\n\n";
  for (int i = 0; i < speeches; ++i) text += std::string(i % 2 ? "BEN" : "ANA") + "\nYou kept the cup, and I kept the plate that belongs to it. Number " + std::to_string(i) + ".\n\n";
  return parse_fountain(text, "t.fountain")->script;
}
// One shot for every element that is printed, each with its cue.
std::vector<LinedShot> shots_of(const Screenplay& s) {
  std::vector<LinedShot> out;
  for (std::size_t i = 0; i < s.elements.size(); ++i)
    if (s.elements[i].kind == ElementKind::kDialogue || s.elements[i].kind == ElementKind::kAction)
      out.push_back({"1" + std::string(1, static_cast<char>('A' + out.size() % 24)), "MCU ANA, 50 mm", {{static_cast<int>(i), 0, 1, out.size() % 3 != 0}}});
  return out;
}

TEST(LinedScript, EveryLineRunsOverTheRowsOfItsWords) {
  const Screenplay s = script_of(40);
  const Pages pages = paginate(s);
  ASSERT_GT(pages.pages.size(), 2u);
  const auto shots = shots_of(s);
  const auto lines = place_lines(s, pages, shots);
  std::vector<int> begun(shots.size()), ended(shots.size());
  for (const PlacedLine& line : lines) {
    EXPECT_LE(line.first, line.last);
    EXPECT_GT(line.x, 50);
    EXPECT_LT(line.x, 560);
    begun[line.shot] += line.begins, ended[line.shot] += line.ends;
    const int element = shots[line.shot].stretches[0].element;
    for (const PageLine& words : pages.pages[line.page].lines) {
      if (words.kind == PageLineKind::kBody && words.element == element) {
        EXPECT_GE(words.row, line.first);
        EXPECT_LE(words.row, line.last);
      }
      // A speech has its cue with it.
      if (words.kind == PageLineKind::kBody && words.element == element - 1 && s.elements[static_cast<std::size_t>(element - 1)].kind == ElementKind::kCharacter && line.begins) {
        EXPECT_GE(words.row, line.first);
      }
    }
  }
  for (std::size_t i = 0; i < shots.size(); ++i) {
    EXPECT_EQ(begun[i], 1);
    EXPECT_EQ(ended[i], 1);
  }
}

TEST(LinedScript, LinesBesideEachOtherStandApart) {
  const Screenplay s = script_of(6);
  const Pages pages = paginate(s);
  auto shots = shots_of(s);
  for (int k = 0; k < 5; ++k) shots.push_back({"1X", "LS", {{2, 0, 1, true}, {8, 0, 1, true}}});
  const auto lines = place_lines(s, pages, shots);
  for (const PlacedLine& a : lines)
    for (const PlacedLine& b : lines)
      if (&a < &b && a.page == b.page && a.first <= b.last && b.first <= a.last) {
        EXPECT_GT(std::abs(a.x - b.x), 5);
      }
}

TEST(LinedScript, APartOfASpeechIsAPartOfItsRows) {
  const Screenplay s = script_of(1);
  const Pages pages = paginate(s);
  const auto whole = place_lines(s, pages, {{"1A", "", {{1, 0, 1, true}}}}), half = place_lines(s, pages, {{"1A", "", {{1, 0.5, 1, true}}}});
  ASSERT_EQ(whole.size(), 1u);
  ASSERT_EQ(half.size(), 1u);
  EXPECT_GT(half[0].first, whole[0].first);
  EXPECT_EQ(half[0].last, whole[0].last);
}

TEST(LinedScript, WhatIsNotThereIsLeftOut) {
  const Screenplay s = script_of(2);
  const Pages pages = paginate(s);
  EXPECT_TRUE(place_lines(s, pages, {{"1A", "", {{-1, 0, 1, true}, {9999, 0, 1, true}}}, {"1B", "", {}}}).empty());
  for (const double odd : {-3.0, 7.0, std::nan("")}) (void)place_lines(s, pages, {{"1A", "", {{1, odd, odd, true}}}});
}

TEST(LinedScript, TheNamesAreWordsOfThePdf) {
  const Screenplay s = script_of(12);
  PdfOptions options;
  options.shots = shots_of(s);
  const auto pdf = write_pdf(s, options);
  ASSERT_TRUE(pdf);
  const auto path = std::filesystem::temp_directory_path() / ("auteur-lined-" + std::to_string(::getpid()) + ".pdf");
  ASSERT_TRUE(write_atomically(path, *pdf));
  const auto ran = run_process({"pdftotext", "-q", path.string(), "-"});
  std::filesystem::remove(path);
  ASSERT_TRUE(ran);
  const std::string words(ran->out.begin(), ran->out.end());
  for (const auto& shot : options.shots) EXPECT_THAT(words, HasSubstr(shot.name));
  EXPECT_THAT(words, HasSubstr("MCU ANA, 50 mm"));
  EXPECT_THAT(words, HasSubstr("You kept the cup"));
}

}  // namespace
}  // namespace auteur::screenplay
