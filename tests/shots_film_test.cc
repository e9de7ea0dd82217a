// The shot list as a person uses it: written, changed in a spreadsheet, read back, changed by hand, compared.
#include "auteur/base/csv.h"
#include "auteur/base/file_system.h"
#include "film_program.h"

namespace auteur {
namespace {

class ShotsFilm : public FilmProgram {
 protected:
  void SetUp() override {
    FilmProgram::SetUp();
    write("film.toml", "title = \"Two Cups\"\nscript = \"s.fountain\"\n[people]\ndirector = \"D. Rector\"\n");
    write("s.fountain", kScript);
  }
  ProcessOutput shots(std::vector<std::string> more) {
    more.insert(more.begin(), {"shots", folder.string()});
    return auteur(std::move(more));
  }
  std::string path(const std::string& name) const { return (folder / name).string(); }
  std::string contents(const std::string& name) const { return read_text(folder / name).value_or(""); }
};

TEST_F(ShotsFilm, ATableChangedInASpreadsheetComesBackAsDecisions) {
  ASSERT_EQ(shots({"--csv", path("a.csv")}).exit_code, 0);
  auto table = read_csv(contents("a.csv"), "a.csv");
  ASSERT_TRUE(table);
  ASSERT_GE(table->rows.size(), 3u);
  const auto column = [&](const std::string& name) { return static_cast<std::size_t>(std::find(table->rows[0].begin(), table->rows[0].end(), name) - table->rows[0].begin()); };
  const std::string first = table->rows[1][column("shot")];
  table->rows[1][column("movement")] = "static";
  table->rows[1][column("note")] = "steam, \"please\"";
  table->rows[1][column("rig")] = "crane";
  const std::string gone = table->rows.back()[column("shot")];
  table->rows.pop_back();
  std::string text;
  for (const auto& row : table->rows) text += csv_row(row);
  write("b.csv", text);
  write("bible/cut.toml", "# mine\ntitles.seconds = 2  # short\n");
  const auto read = shots({"--read", path("b.csv"), "--by", "E. Ditor"});
  ASSERT_EQ(read.exit_code, 0) << FilmProgram::text(read);
  EXPECT_TRUE(says(read, "rig 'tripod' cannot become 'crane'") || says(read, "cannot become 'crane'")) << FilmProgram::text(read);
  const std::string cut = contents("bible/cut.toml");
  EXPECT_TRUE(cut.starts_with("# mine\ntitles.seconds = 2  # short\n")) << cut;
  EXPECT_NE(cut.find("note = \"steam, \\\"please\\\"\""), std::string::npos) << cut;
  EXPECT_NE(cut.find("by = \"E. Ditor\""), std::string::npos) << cut;
  const auto now = shots({});
  EXPECT_TRUE(says(now, "note: steam, \"please\"")) << FilmProgram::text(now);
  EXPECT_TRUE(says(now, "E. Ditor removed " + gone)) << FilmProgram::text(now);
  // What cannot be done is told at once.
  ASSERT_EQ(shots({"--csv", path("d.csv")}).exit_code, 0);
  table->rows = read_csv(contents("d.csv"), "d.csv")->rows;
  table->rows[1][column("mm")] = "590";
  text.clear();
  for (const auto& row : table->rows) text += csv_row(row);
  write("e.csv", text);
  const auto far = shots({"--read", path("e.csv")});
  EXPECT_EQ(far.exit_code, 3) << FilmProgram::text(far);
  EXPECT_TRUE(says(far, "cannot stand")) << FilmProgram::text(far);
  write("bible/cut.toml", cut);
  // A table of the plan as it is changes nothing.
  ASSERT_EQ(shots({"--csv", path("c.csv")}).exit_code, 0);
  EXPECT_TRUE(says(shots({"--read", path("c.csv")}), "changes nothing"));
}

TEST_F(ShotsFilm, ANewRowIsAShotPutInAndNoOtherIsRenamed) {
  ASSERT_EQ(shots({"--csv", path("a.csv")}).exit_code, 0);
  auto table = read_csv(contents("a.csv"), "a.csv");
  ASSERT_TRUE(table);
  const auto column = [&](const std::string& name) { return static_cast<std::size_t>(std::find(table->rows[0].begin(), table->rows[0].end(), name) - table->rows[0].begin()); };
  std::size_t after = 1;
  while (after + 2 < table->rows.size() && std::stod(table->rows[after + 1][column("seconds")]) < 2) ++after;
  const std::string before = table->rows[after][column("shot")];
  std::vector<std::string> added(table->rows[0].size());
  added[column("shot")] = before + "A", added[column("subject")] = "ANA", added[column("seconds")] = "1", added[column("note")] = "her hands";
  const std::vector<std::vector<std::string>> old = table->rows;
  table->rows.insert(table->rows.begin() + static_cast<std::ptrdiff_t>(after) + 1, added);
  std::string text;
  for (const auto& row : table->rows) text += csv_row(row);
  write("b.csv", text);
  const auto read = shots({"--read", path("b.csv")});
  ASSERT_EQ(read.exit_code, 0) << FilmProgram::text(read);
  EXPECT_TRUE(says(read, before + "A: a new shot behind " + before)) << FilmProgram::text(read);
  EXPECT_NE(contents("bible/cut.toml").find("after = \"" + before + "\""), std::string::npos);
  ASSERT_EQ(shots({"--csv", path("c.csv"), "--lined", path("lined.pdf")}).exit_code, 0);
  const auto now = read_csv(contents("c.csv"), "c.csv");
  ASSERT_EQ(now->rows.size(), old.size() + 1);
  EXPECT_EQ(now->rows[after + 1][column("shot")], before + "A");
  EXPECT_EQ(now->rows[after + 1][column("note")], "her hands");
  for (std::size_t i = 1; i < old.size(); ++i) EXPECT_EQ(now->rows[i <= after ? i : i + 1][column("shot")], old[i][column("shot")]);
  EXPECT_TRUE(says(shots({"--read", path("c.csv")}), "changes nothing"));
}

TEST_F(ShotsFilm, AWrongChangeNamesItsLineAndTheWayOut) {
  ASSERT_EQ(shots({}).exit_code, 0);
  const auto wrong = [&](const std::string& cut, const std::string& place, const std::string& words) {
    write("bible/cut.toml", cut);
    const auto said = shots({});
    EXPECT_EQ(said.exit_code, 3) << cut;
    EXPECT_TRUE(says(said, "cut.toml:" + place)) << FilmProgram::text(said);
    EXPECT_TRUE(says(said, words)) << FilmProgram::text(said);
  };
  wrong("[[shot]]\nid = \"1QQ\"\nlens = 40\n", "2:1", "no shot '1QQ'");
  wrong("[[shot]]\nid = \"9A\"\nlens = 40\n", "2:1", "no scene of that number");
  wrong("[[shot]]\nlens = 40\n", "1:1", "needs the name of the shot");
  wrong("[[shot]]\nafter = \"1QQ\"\n", "2:1", "no shot '1QQ'");
  wrong("[[shot]]\nsplit = \"1A\"\n", "2:1", "Say where shot 1A is divided");
  wrong("[[shot]]\nsplit = \"1A\"\nat = \"the moon\"\n", "3:1", "no moment of shot 1A");
  wrong("[[shot]]\nid = \"1AI\"\nafter = \"1A\"\n", "2:1", "without I and O");
  wrong("[[shot]]\nafter = \"1A\"\nsubject = \"Zorro\"\n", "3:1", "nobody and nothing called");
  wrong("[[shot]]\nid = \"1A\"\nat = 3\n", "3:1", "new shot");
  wrong("[[shot]]\nid = \"1A\"\n\n  until = 3000\n", "4:3", "between");
  wrong("[[shot]]\nid = \"1A\"\nlens = 4000\n", "3:8", "between 8 and 600");
  wrong("[[shot]]\nid = \"1A\"\nlens = 40\nremove = true\n", "4:1", "removed and changed at once");
  wrong("[[shot]]\nid = \"1A\"\nnote = \"a\"\n[[shot]]\nid = \"1A\"\nlens = 40\n", "5:1", "changed twice");
  write("bible/cut.toml", "");
  EXPECT_EQ(shots({}).exit_code, 0);
  const auto none = shots({"--read", path("none.csv")});
  EXPECT_EQ(none.exit_code, 4) << FilmProgram::text(none);
  write("x.csv", "shot,mm\n1A,\"5\n");
  EXPECT_EQ(shots({"--read", path("x.csv")}).exit_code, 3);
}

TEST_F(ShotsFilm, TheListAndTheLinedScriptComeOnPaperAndTakesAreCompared) {
  ASSERT_EQ(shots({"--pdf", path("a.pdf"), "--a4", "--lined", path("b.pdf")}).exit_code, 0);
  EXPECT_TRUE(contents("a.pdf").starts_with("%PDF"));
  EXPECT_TRUE(contents("b.pdf").starts_with("%PDF"));
  const auto compared = auteur({"compare", folder.string(), "1", "1", "3", "--json"});
  ASSERT_EQ(compared.exit_code, 0) << FilmProgram::text(compared);
  const auto j = parse_json({reinterpret_cast<const char*>(compared.out.data()), compared.out.size()}, "compare");
  ASSERT_TRUE(j) << FilmProgram::text(compared);
  EXPECT_GT((*j)["stretches"].size(), 1u);
  EXPECT_EQ((*j)["second"]["name"], "take 3, tense");
  EXPECT_EQ(auteur({"compare", folder.string(), "1", "2", "2"}).exit_code, 3);
  EXPECT_EQ(auteur({"compare", folder.string(), "cast/ANA/face", "1", "2"}).exit_code, 3);
}

}  // namespace
}  // namespace auteur
