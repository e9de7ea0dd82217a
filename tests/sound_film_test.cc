// Captions and sound of a film as a person asks for them, without a picture drawn.
#include "auteur/base/file_system.h"
#include "film_program.h"

namespace auteur {
namespace {

class SoundFilm : public FilmProgram {
 protected:
  std::string contents(const std::string& name) const { return read_text(folder / name).value_or(""); }
};

constexpr const char* kScript = "INT. KITCHEN - EVENING\n\nAna (70s) waits. A knock at the door.\n\nANA\nWho is there, at this hour, and in this weather? Nobody has come up here since the autumn.\n";

TEST_F(SoundFilm, CaptionsComeWithoutPicturesAndKeepTheRules) {
  write_shortest_film(kScript);
  const auto made = auteur({"captions", folder.string(), "--strict", "--quiet"});
  ASSERT_EQ(made.exit_code, 0) << text(made);
  for (const char* ending : {".srt", ".vtt", ".ttml", "-sdh.srt", "-sdh.vtt", "-sdh.ttml"}) EXPECT_FALSE(contents(std::string("out/film") + ending).empty()) << ending;
  EXPECT_NE(contents("out/film-sdh.srt").find("[knocking]"), std::string::npos);
  EXPECT_EQ(contents("out/film.srt").find("[knocking]"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder / "out/film.mp4"));
  for (const char* file : {"out/film.srt", "out/film.vtt"}) EXPECT_EQ(run({"ffmpeg", "-v", "error", "-i", (folder / file).string(), "-f", "srt", "-"}).err, "") << file;
}
TEST_F(SoundFilm, AnybodysCaptionsAreCheckedWithNumberAndTime) {
  write("a.srt", "1\n00:00:01,000 --> 00:00:01,200\nToo short.\n");
  const auto found = auteur({"captions", (folder / "a.srt").string(), "--strict"});
  EXPECT_EQ(found.exit_code, 9);
  EXPECT_TRUE(says(found, "a.srt:2: number 1 at 00:00:01.000: 5 frames on the screen; at least 20. (short)")) << text(found);
  EXPECT_EQ(auteur({"captions", (folder / "a.srt").string()}).exit_code, 0);
  write("b.srt", "Dear Sir,\n");
  EXPECT_EQ(auteur({"captions", (folder / "b.srt").string()}).exit_code, 3);
  EXPECT_EQ(auteur({"captions", (folder / "none.srt").string()}).exit_code, 4);
}
TEST_F(SoundFilm, SoundComesAtItsTargetInStereoAndInFive) {
  write_shortest_film(kScript);
  write("film.toml", "script = \"s.fountain\"\n[look]\nmean_shot = 30\n[targets]\nloudness = \"web\"\nsound = \"5.1\"\n");
  const auto made = auteur({"sound", folder.string(), "--quiet"});
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_TRUE(says(made, "stereo   web: -14.0 LUFS") || says(made, "stereo   web: -13.9 LUFS") || says(made, "stereo   web: -14.1 LUFS")) << text(made);
  for (const char* file : {"film-mix.wav", "film-dialogue.wav", "film-music.wav", "film-effects.wav", "film-me.wav", "film-5.1.wav", "film-adm.wav", "film-ardour/film.ardour", "film-ardour/interchange/film/audiofiles/music-R.wav"})
    EXPECT_TRUE(std::filesystem::exists(folder / "out" / file)) << file;
  EXPECT_EQ(contents("out/film-adm.wav").substr(0, 4), "BW64");
  write("film.toml", "script = \"s.fountain\"\n[targets]\nloudness = \"cinema\"\n");
  const auto wrong = auteur({"sound", folder.string(), "--quiet"});
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_TRUE(says(wrong, "film.toml:3")) << text(wrong);
}

}  // namespace
}  // namespace auteur
