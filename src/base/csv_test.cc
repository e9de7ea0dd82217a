#include "auteur/base/csv.h"

#include <gtest/gtest.h>

#include "auteur/base/random.h"

namespace auteur {
namespace {

TEST(Csv, WhatIsWrittenIsReadBackWhateverItHolds) {
  Random r(5);
  const std::string letters[] = {"a", "é", "\"", ",", ";", "\n", "\r\n", "=", "-", "@", " ", "'", "灯", "\t"};
  for (int round = 0; round < 400; ++round) {
    std::vector<std::vector<std::string>> rows;
    std::string text = round % 2 ? "\xEF\xBB\xBF" : "";
    for (int i = 0; i < 5; ++i) {
      std::vector<std::string> row = {"shot" + std::to_string(i)};
      for (int k = 0; k < 3; ++k) {
        std::string cell = "x";
        for (int n = 0; i > 0 && n < static_cast<int>(r.below(6)); ++n) cell.insert(r.below(2) ? 0 : cell.size(), letters[r.below(std::size(letters))]);
        // A lone apostrophe before a formula and blanks round an unquoted cell are not kept.
        while (!cell.empty() && (cell[0] == '\'' || cell[0] == ' ' || cell[0] == '\t')) cell.erase(0, 1);
        while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t')) cell.pop_back();
        row.push_back(cell);
      }
      text += csv_row(row);
      rows.push_back(row);
    }
    const auto table = read_csv(text, "t.csv");
    ASSERT_TRUE(table) << table.error().text();
    EXPECT_EQ(table->rows, rows) << text;
  }
}

TEST(Csv, SemicolonsAndTabsOfOtherCountriesAreRead) {
  const auto a = read_csv("shot;mm;description\r4B;35;\"a; b\"\r\r4C;50,5;x\r", "t.csv");
  ASSERT_TRUE(a);
  EXPECT_EQ(a->separator, ';');
  ASSERT_EQ(a->rows.size(), 3u);
  EXPECT_EQ(a->rows[1], (std::vector<std::string>{"4B", "35", "a; b"}));
  EXPECT_EQ(a->rows[2][1], "50,5");
  EXPECT_EQ(a->lines[2], 4);
  const auto b = read_csv("shot\tmm\n4B\t'=1\n", "t.csv");
  ASSERT_TRUE(b);
  EXPECT_EQ(b->rows[1][1], "=1");
}

TEST(Csv, WhatIsNoTableSaysWhereAndWhy) {
  const auto open = read_csv("shot,mm\n4B,35\n4C,\"fifty\n4D,20\n", "t.csv");
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().place.line, 3);
  EXPECT_FALSE(read_csv(std::string_view("\xFF\xFEs\0h\0", 6), "t.csv"));
  EXPECT_FALSE(read_csv("caf\xE9,1\n", "t.csv"));
  EXPECT_FALSE(read_csv(std::string(17 << 20, 'a'), "t.csv"));
  EXPECT_FALSE(read_csv(std::string(300, ','), "t.csv"));
  EXPECT_FALSE(read_csv([] { std::string s; for (int i = 0; i < 100'005; ++i) s += "a,b\n"; return s; }(), "t.csv"));
  EXPECT_TRUE(read_csv("", "t.csv")->rows.empty());
}

}  // namespace
}  // namespace auteur
