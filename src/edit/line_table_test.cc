#include "auteur/edit/line_table.h"

#include <gtest/gtest.h>

#include "auteur/base/random.h"

namespace auteur::edit {
namespace {

const LineFormat kAll[] = {LineFormat::kCsv, LineFormat::kXliff12, LineFormat::kXliff20, LineFormat::kXliff21};

TableLine line(const std::string& id, const std::string& source, const std::string& translation) {
  TableLine l;
  l.id = id, l.scene = id.substr(0, id.find('-')), l.character = "ANA", l.source = source, l.translation = translation;
  if (!translation.empty()) l.state = "translated";
  return l;
}
LineTable table_of(std::vector<TableLine> lines) {
  LineTable t;
  t.title = "Two Cups & a <spoon>", t.source_language = "en", t.language = "de", t.lines = std::move(lines);
  return t;
}
void expect_same(const LineTable& a, const LineTable& b, LineFormat format) {
  ASSERT_EQ(a.lines.size(), b.lines.size());
  for (std::size_t i = 0; i < a.lines.size(); ++i) {
    const auto &x = a.lines[i], &y = b.lines[i];
    EXPECT_EQ(x.id, y.id);
    EXPECT_EQ(x.scene, y.scene);
    EXPECT_EQ(x.character, y.character);
    EXPECT_EQ(x.source, y.source) << static_cast<int>(format);
    EXPECT_EQ(x.translation, y.translation) << static_cast<int>(format);
    EXPECT_EQ(x.state, y.state);
    EXPECT_EQ(x.manner, y.manner);
    EXPECT_EQ(x.note, y.note);
    EXPECT_EQ(x.on_screen, y.on_screen);
    EXPECT_EQ(x.mouth_seen, y.mouth_seen);
    EXPECT_NEAR(x.at.value, y.at.value, 0.0006);
    EXPECT_NEAR(x.available.value, y.available.value, 0.0051);
  }
}

TEST(LineTable, ComesBackTheSameInEveryFormatAndScript) {
  auto table = table_of({line("1-1", "He said \"no\", then; left.\tOK <b> & 'so'", "Er sagte \"nein\"; ging."), line("1-2", "Wait --\nI...\nno.", "-- Warte\n\n=jetzt"), line("2-1-a", "Where?", "どこですか。「ここ」"),
                         line("2-2", "Peace", "\u200Fשָׁלוֹם, مرحبا\u200E!"), line("2-3", "Noe\u0308l e\u0301te\u0301", "\U0001F468\u200D\U0001F469 ẹ̀kọ́"), line("3-1", "Not yet.", "")});
  table.lines[0].manner = "quietly, not sad: at all", table.lines[0].note = "she means: the cup", table.lines[0].at = Seconds(3723.456), table.lines[0].available = Seconds(2.34), table.lines[0].mouth_seen = true;
  table.lines[1].on_screen = false, table.lines[1].state = "final";
  table.lines[2].state = "reviewed";
  for (const auto format : kAll) {
    const std::string text = to_text(table, format);
    const auto back = read_line_table(text, "t");
    ASSERT_TRUE(back) << back.error().text();
    expect_same(table, *back, format);
    EXPECT_EQ(to_text(*back, format), text);
    if (format != LineFormat::kCsv) {
      EXPECT_EQ(back->language, "de");
    }
  }
}
TEST(LineTable, ComesBackTheSameWhateverIsWritten) {
  Random random(7);
  const std::vector<std::string> pieces = {"a", "\"", ",", ";", "\n", " ", "'", "=", "-", "<", "&amp;", "]]>", "ä", "語", "ש", "\u0301", "\t", "😀", "+", "@"};
  for (int round = 0; round < 200; ++round) {
    std::vector<TableLine> lines;
    for (int i = 0; i < 5; ++i) {
      const auto some = [&] {
        std::string s = "x";  // blanks at the ends and what looks like a formula after an apostrophe are not kept
        for (int n = static_cast<int>(random.unit() * 12); n > 0; --n) s += pieces[static_cast<std::size_t>(random.unit() * static_cast<double>(pieces.size()))];
        return s + "x";
      };
      lines.push_back(line("1-" + std::to_string(i), some(), some()));
    }
    const auto table = table_of(lines);
    for (const auto format : kAll) {
      const auto back = read_line_table(to_text(table, format), "t");
      ASSERT_TRUE(back) << back.error().text();
      expect_same(table, *back, format);
    }
  }
}
TEST(LineTable, IsReadAsSpreadsheetsSaveIt) {
  const auto table = read_line_table("\xEF\xBB\xBFID;Source;Target\r\n1-1;\"Say \"\"no\"\";\r\nnow\";'=Nein\r\n;;\r\n", "t.csv");
  EXPECT_FALSE(table);  // the last row has no id
  const auto good = read_line_table("\xEF\xBB\xBFID;Source;Target\r\n1-1;\"Say \"\"no\"\";\r\nnow\";'=Nein\r\n", "t.csv");
  ASSERT_TRUE(good) << good.error().text();
  EXPECT_EQ(good->lines[0].source, "Say \"no\";\nnow");
  EXPECT_EQ(good->lines[0].translation, "=Nein");
}
TEST(LineTable, TimesBeyondAnyFilmAreNone) {
  const auto read = read_line_table("id,source,translation,time\n1-1,No,Nein,9999999999:00:00\n1-2,Yes,Ja,00:01:02.500\n", "t.csv");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->lines[0].at.value, 0);
  EXPECT_EQ(read->lines[1].at.value, 62.5);
  auto table = table_of({line("1-1", "No", "")});
  table.lines[0].at = Seconds(1e30);
  EXPECT_NE(to_text(table, LineFormat::kCsv).find("100:00:00.000"), std::string::npos);
}
TEST(LineTable, WordsAreReadThroughWhatTranslatorsProgramsAdd) {
  const auto two = read_line_table(
      "<xliff version=\"2.0\" srcLang=\"en\" trgLang=\"de\"><file id=\"f\"><unit id=\"4-17\"><segment state=\"final\"><source>You came. </source><target>Du bist <pc id=\"1\">da</pc>. </target></segment><ignorable><source> </source></ignorable>"
      "<segment state=\"translated\"><source>Back.</source><target>Wieder.</target></segment></unit></file></xliff>", "t.xlf");
  ASSERT_TRUE(two) << two.error().text();
  EXPECT_EQ(two->lines[0].translation, "Du bist da.  Wieder.");
  EXPECT_EQ(two->lines[0].id, "4-17");
  const auto one = read_line_table(
      "<xliff version=\"1.2\"><file source-language=\"en\" target-language=\"fr\" original=\"x\"><body><trans-unit id=\"1-1\"><source>No <g id=\"1\">way</g>.</source><seg-source/>"
      "<target state=\"needs-review-translation\"><mrk mtype=\"seg\">Pas <g id=\"1\">question</g>.</mrk></target><alt-trans><target>Non.</target></alt-trans></trans-unit></body></file></xliff>", "t.xlf");
  ASSERT_TRUE(one) << one.error().text();
  EXPECT_EQ(one->lines[0].translation, "Pas question.");
  EXPECT_EQ(one->lines[0].state, "translated");
  EXPECT_EQ(one->language, "fr");
}
TEST(LineTable, WhatIsWrongIsNamedWithItsLine) {
  const auto wrong = [](const std::string& text) {
    const auto table = read_line_table(text, "t");
    return table ? std::string("read") : table.error().text();
  };
  EXPECT_NE(wrong("id,translation\n1-1,a\n1-2,b\n1-1,c\n").find("t:4:1"), std::string::npos);
  EXPECT_NE(wrong("id,text\n1-1,a\n").find("no column 'translation'"), std::string::npos);
  EXPECT_NE(wrong("<xliff version=\"1.2\">\n<file>\n<body></file></xliff>").find("t:3"), std::string::npos);
  EXPECT_NE(wrong("<tmx version=\"1.4\"/>").find("<tmx> of version 1.4"), std::string::npos);
  EXPECT_NE(wrong("<xliff version=\"1.2\"><file><body>\n<trans-unit id=\"1-1\"/>\n<trans-unit id=\"1-1\"/></body></file></xliff>").find("t:3:1: Line 1-1 is here twice, first in line 2"), std::string::npos) << wrong("<xliff version=\"1.2\"><file><body>\n<trans-unit id=\"1-1\"/>\n<trans-unit id=\"1-1\"/></body></file></xliff>");
  EXPECT_EQ(wrong(""), wrong(""));
  EXPECT_NE(wrong(""), "read");
}

}  // namespace
}  // namespace auteur::edit
