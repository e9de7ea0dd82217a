// End to end: the program as a person uses it, on a film small enough for every test run.
#include <fstream>

#include "auteur/base/json.h"
#include "auteur/base/sha256.h"
#include "auteur/media/media.h"
#include "film_program.h"

namespace auteur {
namespace {

TEST_F(FilmProgram, AScreenplayBecomesAFilmWithPictureSoundCaptionsAndChapters) {
  write("film.toml", "title = \"Two Cups\"\nscript = \"s.fountain\"\n[people]\ndirector = \"Somebody\"\n");
  write("s.fountain", kScript);
  const auto made = auteur({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet"});
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
  for (const char* name : {"boards.srt", "boards.vtt", "boards.otio", "boards.edl", "boards.xml", "boards.fcpxml", "boards-report.json", "boards-report.txt", "boards-contact-sheet.jpg"})
    EXPECT_TRUE(std::filesystem::exists(folder / "out" / name)) << name;
  const auto animatic = media::probe(folder / "out/boards-animatic.mp4");
  ASSERT_TRUE(animatic) << animatic.error().text();
  EXPECT_EQ(animatic->frames, p->frames);
  EXPECT_EQ(animatic->height, 400);
  EXPECT_EQ(animatic->audio_codec, "aac");
  const auto report = parse_json(*read_text(folder / "out/boards-report.json"), "report");
  ASSERT_TRUE(report);
  EXPECT_NEAR((*report)["film"]["loudness_lufs"].get<double>(), -23, 0.6);
  EXPECT_LE((*report)["film"]["true_peak_dbtp"].get<double>(), -0.9);
  EXPECT_GT((*report)["rights"]["assets"].size(), 0u);

  const auto first = read_text(folder / "out/boards.mp4");
  const auto again = auteur({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_NE(text(again).find("Nothing has changed"), std::string::npos) << text(again);

  // Made anew from nothing, the film has the same bytes.
  std::filesystem::remove_all(folder / ".auteur");
  std::filesystem::remove_all(folder / "out");
  ASSERT_EQ(auteur({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet"}).exit_code, 0);
  EXPECT_EQ(sha256(std::string_view(*first)), sha256(std::string_view(*read_text(folder / "out/boards.mp4"))));

  // One line changed: the other line keeps its voice.
  std::string changed = kScript;
  changed.replace(changed.find("Somebody had to."), 16, "Somebody had to!");
  write("s.fountain", changed);
  const auto why = auteur({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet", "--why"});
  ASSERT_EQ(why.exit_code, 0) << text(why);
  EXPECT_NE(text(why).find("lines/1-2/voice"), std::string::npos);
  EXPECT_EQ(text(why).find("lines/1-1/voice"), std::string::npos) << text(why);
}

}  // namespace
}  // namespace auteur
