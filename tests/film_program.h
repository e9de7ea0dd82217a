// The program as a person uses it, on a film folder of the test's own.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/process.h"

namespace auteur {

inline const char* kScript =
    "Title: Two Cups\nAuthor: Nobody\n\nINT. KITCHEN - EVENING\n\nANA (70s), grey, sits at the table. BEN (20s) enters.\n\n"
    "BEN\nYou kept the cup.\n\nANA\n(quietly)\nSomebody had to.\n\nAna picks up the cup and puts it down by the window.\n\n";

class FilmProgram : public testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::temp_directory_path() / ("auteur-film-" + std::to_string(::getpid()) + "-" + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder);
  }
  void TearDown() override {
    std::error_code ec;
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, std::filesystem::perm_options::add, ec);
    std::filesystem::remove_all(folder, ec);
  }
  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder / name).parent_path());
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  ProcessOutput run(std::vector<std::string> arguments) {
    auto out = run_process(arguments);
    EXPECT_TRUE(out);
    return out ? *out : ProcessOutput{};
  }
  ProcessOutput auteur(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), AUTEUR_PROGRAM);
    return run(std::move(arguments));
  }
  // The quickest film there is: one shot, no cards.
  void write_shortest_film(const std::string& script = "INT. KITCHEN - EVENING\n\nAna (70s) waits.\n") {
    write("film.toml", "script = \"s.fountain\"\n[look]\nmean_shot = 30\n");
    write("bible/cut.toml", "titles.seconds = 0\n");
    write("s.fountain", script);
  }
  ProcessOutput make_boards() { return auteur({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet"}); }
  static std::string text(const ProcessOutput& o) { return std::string(o.out.begin(), o.out.end()) + o.err; }
  static bool says(const ProcessOutput& o, const std::string& what) { return text(o).find(what) != std::string::npos; }
  Path folder;
};

}  // namespace auteur
