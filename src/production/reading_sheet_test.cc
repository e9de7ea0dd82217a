// The readings of a scene on one sheet.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "reading_sheet.h"

namespace auteur::production {
namespace {

// A scene of `shots` shots of two seconds in each of `readings` readings.
ReadingSheet sheet_of(int readings, int shots) {
  ReadingSheet sheet{"A film", "4. INT. KITCHEN - NIGHT", 2.39, 2.0 * shots, {}};
  for (int r = 0; r < readings; ++r) {
    ReadingRow row{"reading-" + std::to_string(r), "Near and patient: long lenses, faces, a camera that leans in. The room is only felt, and nobody says so.", r == 0 ? "the film's" : "", {"12 shots, 2.0 s on average", "40 % near, 20 % move"}, {}, {}};
    for (int i = 0; i < shots; ++i) {
      const std::string name = "4-" + std::to_string(i);
      row.shots.push_back({name, 2.0 * i, 2.0, camera::Size::kMedium, i % 3 == 0, i == 2});
      row.panels.push_back({name, name, "MS, 50 mm", {64, 27, std::vector<std::uint8_t>(64 * 27 * 3, 200)}});
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

struct Seen { std::multiset<std::string> words; double lowest = 0, rightmost = 0; std::size_t pictures = 0; };
Seen seen(const std::vector<ReadingPage>& pages) {
  Seen s;
  for (const auto& page : pages) {
    for (const auto& m : page.drawing.marks)
      if (const auto* w = std::get_if<media::Words>(&m)) s.words.insert(w->text), s.lowest = std::max(s.lowest, w->at.y / page.drawing.height);
    for (const auto& p : page.pictures) {
      s.lowest = std::max(s.lowest, (p.y + p.height) / page.drawing.height);
      s.rightmost = std::max(s.rightmost, (p.x + p.width) / page.drawing.width);
      EXPECT_NEAR(p.width / p.height, 2.39, 0.01);
    }
    s.pictures += page.pictures.size();
  }
  return s;
}

TEST(ReadingSheet, EveryReadingAndEveryPanelIsOnOnePageInStoryOrder) {
  const auto sheet = sheet_of(5, 14);
  const auto pages = reading_pages(sheet);
  ASSERT_EQ(pages.size(), 1u);
  const Seen s = seen(pages);
  EXPECT_EQ(s.pictures, 70u);
  for (const auto& row : sheet.rows) EXPECT_EQ(s.words.count(row.name), 1u);
  EXPECT_EQ(s.words.count("4-3"), 5u);
  EXPECT_LT(s.lowest, 1);
  EXPECT_LT(s.rightmost, 0.98);
  // Row by row from above, left to right within one.
  double last = -1;
  for (const auto& p : pages[0].pictures) {
    EXPECT_GT(p.y * 10000 + p.x, last);
    last = p.y * 10000 + p.x;
  }
}

TEST(ReadingSheet, FewPanelsAreLargeAndManyGoOverPagesOfTheSamePartOfTheScene) {
  const auto few = sheet_of(4, 4), many = sheet_of(5, 120);
  const auto large = reading_pages(few), small = reading_pages(many);
  ASSERT_EQ(large.size(), 1u);
  EXPECT_GT(large[0].pictures[0].width, 160);
  ASSERT_GT(small.size(), 1u);
  const Seen s = seen(small);
  EXPECT_EQ(s.pictures, 600u);
  EXPECT_LT(s.lowest, 1);
  for (const auto& page : small) {
    EXPECT_GT(page.pictures[0].width, 60) << "large enough to be read";
    std::set<double> rows;
    for (const auto& p : page.pictures) rows.insert(p.y);
    EXPECT_GE(rows.size(), 5u) << "every reading is on every page";
  }
  const auto first = std::count_if(small[0].drawing.marks.begin(), small[0].drawing.marks.end(), [](const media::Mark& m) { const auto* w = std::get_if<media::Words>(&m); return w && w->text == "4-0"; });
  EXPECT_EQ(first, 5);
}

TEST(ReadingSheet, OddScenesMakeASheetToo) {
  EXPECT_TRUE(reading_pages({}).empty());
  EXPECT_EQ(reading_pages(sheet_of(4, 0)).size(), 1u);
  EXPECT_EQ(reading_pages(sheet_of(1, 1)).size(), 1u);
  auto strange = sheet_of(2, 3);
  strange.rows[0].panels[1].picture = {};
  strange.rows[1].panels[0].shot = "9Z";
  strange.rows[1].name = std::string(400, 'x');
  strange.heading = std::string(3000, 'y');
  const auto pages = reading_pages(strange);
  ASSERT_EQ(pages.size(), 1u);
  EXPECT_EQ(pages[0].pictures.size(), 5u);
}

}  // namespace
}  // namespace auteur::production
