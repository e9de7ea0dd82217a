// End to end: the program as a person uses it, on a film small enough for every test run.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

#include "auteur/base/process.h"
#include "auteur/base/sha256.h"
#include "auteur/media/media.h"

namespace auteur {
namespace {

const char* kScript =
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
    std::filesystem::remove_all(folder);
  }
  void write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder / name).parent_path());
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  ProcessOutput auteur(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), AUTEUR_PROGRAM);
    auto out = run_process(arguments);
    EXPECT_TRUE(out);
    return out ? *out : ProcessOutput{};
  }
  static std::string text(const ProcessOutput& o) { return std::string(o.out.begin(), o.out.end()) + o.err; }
  Path folder;
};

TEST_F(FilmProgram, AScreenplayBecomesAFilmWithPictureSoundCaptionsAndChapters) {
  write("film.toml", "title = \"Two Cups\"\nscript = \"s.fountain\"\n[people]\ndirector = \"Somebody\"\n");
  write("s.fountain", kScript);
  const auto made = auteur({"make", folder.string(), "--level", "boards", "--quiet"});
  ASSERT_EQ(made.exit_code, 0) << text(made);
  const auto p = media::probe(folder / "out/boards.mp4");
  ASSERT_TRUE(p) << p.error().text();
  EXPECT_EQ(p->video_codec, "h264");
  EXPECT_EQ(p->audio_codec, "aac");
  EXPECT_EQ(p->width, 640);
  EXPECT_GT(p->seconds, 10);
  EXPECT_EQ(p->subtitles, 1);
  EXPECT_EQ(p->chapters, 1);
  EXPECT_NEAR(p->seconds, static_cast<double>(p->frames) / 24, 0.1);
  for (const char* name : {"boards.srt", "boards.vtt", "boards.otio", "boards.edl", "boards-report.json", "boards-report.txt", "boards-contact-sheet.jpg"})
    EXPECT_TRUE(std::filesystem::exists(folder / "out" / name)) << name;
  const auto report = parse_json(*read_text(folder / "out/boards-report.json"), "report");
  ASSERT_TRUE(report);
  EXPECT_NEAR((*report)["film"]["loudness_lufs"].get<double>(), -23, 0.6);
  EXPECT_LE((*report)["film"]["true_peak_dbtp"].get<double>(), -0.9);
  EXPECT_GT((*report)["rights"]["assets"].size(), 0u);

  const auto first = read_text(folder / "out/boards.mp4");
  const auto again = auteur({"make", folder.string(), "--level", "boards", "--quiet"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_NE(text(again).find("Nothing has changed"), std::string::npos) << text(again);

  // Made anew from nothing, the film has the same bytes.
  std::filesystem::remove_all(folder / ".auteur");
  std::filesystem::remove_all(folder / "out");
  ASSERT_EQ(auteur({"make", folder.string(), "--level", "boards", "--quiet"}).exit_code, 0);
  EXPECT_EQ(sha256(std::string_view(*first)), sha256(std::string_view(*read_text(folder / "out/boards.mp4"))));

  // One line changed: the other line keeps its voice.
  std::string changed = kScript;
  changed.replace(changed.find("Somebody had to."), 16, "Somebody had to!");
  write("s.fountain", changed);
  const auto why = auteur({"make", folder.string(), "--level", "boards", "--quiet", "--why"});
  ASSERT_EQ(why.exit_code, 0) << text(why);
  EXPECT_NE(text(why).find("lines/1-2/voice"), std::string::npos);
  EXPECT_EQ(text(why).find("lines/1-1/voice"), std::string::npos) << text(why);
}

TEST_F(FilmProgram, BadInputGivesOneClearErrorAndADocumentedCode) {
  struct Case { const char* name; std::string toml, script; int code; std::string says; };
  const std::string good = "script = \"s.fountain\"\n";
  const std::vector<Case> cases = {
      {"unknown key", "titel = \"x\"\n" + good, kScript, 3, "title"},
      {"wrong type", "title = 3\n" + good, kScript, 3, "film.toml:1"},
      {"broken toml", "title = \"x\nscript", kScript, 3, "film.toml:1"},
      {"missing script", "script = \"gone.fountain\"\n", kScript, 4, "gone.fountain"},
      {"empty script", good, "", 3, "s.fountain"},
      {"binary script", good, std::string("\x7f" "ELF\0\0\0\1\2\3", 10) + std::string(500, '\0'), 3, "s.fountain"},
      {"escape", "script = \"../../etc/passwd\"\n", kScript, 3, "inside the film folder"},
  };
  for (const auto& c : cases) {
    write("film.toml", c.toml);
    write("s.fountain", c.script);
    const auto out = auteur({"make", folder.string(), "--level", "boards", "--quiet"});
    EXPECT_EQ(out.exit_code, c.code) << c.name << ": " << text(out);
    EXPECT_NE(out.err.find(c.says), std::string::npos) << c.name << ": " << out.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "out/boards.mp4")) << c.name;
  }
  EXPECT_EQ(auteur({"make", (folder / "nowhere").string()}).exit_code, 4);
  EXPECT_EQ(auteur({"frobnicate"}).exit_code, 2);
  EXPECT_EQ(auteur({"make", folder.string(), "--level", "imax"}).exit_code, 3);
}

TEST_F(FilmProgram, AStoreOfANewerFormatIsLeftAlone) {
  write("film.toml", "script = \"s.fountain\"\n");
  write("s.fountain", kScript);
  write(".auteur/format", "auteur store 99\n");
  const auto out = auteur({"make", folder.string(), "--quiet"});
  EXPECT_EQ(out.exit_code, 10) << text(out);
  EXPECT_EQ(*read_text(folder / ".auteur/format"), "auteur store 99\n");
}

}  // namespace
}  // namespace auteur
