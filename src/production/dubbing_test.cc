#include "auteur/production/dubbing.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace auteur::production {
namespace {

edit::TableLine line(const std::string& id, const std::string& source, const std::string& translation = "") {
  edit::TableLine l;
  l.id = id, l.scene = "1", l.source = source, l.translation = translation;
  if (!translation.empty()) l.state = "translated";
  return l;
}

class Dubbing : public testing::Test {
 protected:
  void SetUp() override {
    film_.folder = std::filesystem::path(testing::TempDir()) / ("dubbing-" + std::to_string(::getpid()) + "-" + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(film_.folder / "bible/dub");
  }
  void TearDown() override { std::filesystem::remove_all(film_.folder); }
  Path file() const { return film_.folder / "bible/dub/de.toml"; }
  void write(const std::string& text) {
    ASSERT_TRUE(write_atomically(file(), text));
    auto document = read_document(text, file().string(), "dub");
    ASSERT_TRUE(document) << document.error().text();
    film_.dubs["de"] = *document;
  }
  std::map<std::string, std::string> said() {
    std::map<std::string, std::string> out;
    const auto document = read_document(*read_text(file()), file().string(), "dub");
    EXPECT_TRUE(document) << document.error().text();
    const Json lines = document ? document->value("line", Json::array()) : Json::array();
    for (const auto& l : lines) EXPECT_TRUE(out.emplace(l.value("id", ""), l.value("text", "") + l.value("reading", "")).second) << l.value("id", "");
    return out;
  }
  Film film_;
};

TEST_F(Dubbing, LinesThatMovedInTheScriptKeepWhatWasWrittenForThem) {
  write("# mine\n[[line]]\nid = \"1-1\"\nsource = \"One.\"\ntext = \"Eins.\"\nreading = \"*Eins*.\"\n\n[[line]]\nid = \"1-2\"\nsource = \"Two.\"\ntext = \"Zwei.\"\n\n[[line]]\nid = \"1-3\"\nsource = \"Three.\"\ntext = \"Drei.\"\n");
  edit::LineTable now, table;
  now.language = table.language = "de";
  now.lines = {line("1-1", "None."), line("1-2", "One.", "Eins."), line("1-3", "Two.", "Zwei."), line("1-4", "Three.", "Drei.")};
  table.lines = now.lines;
  table.lines[0].translation = "Keins.", table.lines[0].state = "translated";
  const auto taken = take_lines(film_, "de", now, table, "t.csv");
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_EQ(taken->fresh, 1u);
  EXPECT_EQ(said(), (std::map<std::string, std::string>{{"1-1", "Keins."}, {"1-2", "Eins.*Eins*."}, {"1-3", "Zwei."}, {"1-4", "Drei."}}));
  EXPECT_TRUE(read_text(file())->starts_with("# mine\n"));
}

TEST_F(Dubbing, WhatIsSaidOfALineThatIsGoneIsKept) {
  write("[[line]]\nid = \"1-1\"\nsource = \"Gone.\"\ntext = \"Fort.\"\n\n[[line]]\nid = \"1-2\"\nsource = \"Two.\"\ntext = \"Zwei.\"\n");
  edit::LineTable now, table;
  now.language = table.language = "de";
  now.lines = {line("1-1", "Two.", "Zwei.")};
  table.lines = {line("1-1", "Two.", "Die Zwei.")};
  ASSERT_TRUE(take_lines(film_, "de", now, table, "t.csv"));
  EXPECT_EQ(said(), (std::map<std::string, std::string>{{"1-1", "Die Zwei."}, {"1-1-gone", "Fort."}}));
}

}  // namespace
}  // namespace auteur::production
