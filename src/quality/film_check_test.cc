#include "auteur/quality/film_check.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace auteur::quality {
namespace {

class FilmChecks : public testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::temp_directory_path() / ("auteur-quality-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  // A moving picture with a tone; black and silent where asked.
  Path make(const std::string& video, const std::string& audio, double seconds) {
    const Path file = folder / "film.mp4";
    const auto out = run_process({"ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", video, "-f", "lavfi", "-i", audio, "-t", std::to_string(seconds), "-r", "24", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", file.string()});
    EXPECT_TRUE(out && out->exit_code == 0) << (out ? out->err : out.error().text());
    return file;
  }
  static FilmCheck check(std::int64_t frames) {
    FilmCheck c;
    c.timeline.clips.push_back({edit::ClipKind::kShot, "1A", "1", 0, frames, ""});
    return c;
  }
  static bool has(const FilmReport& r, const std::string& rule) {
    for (const auto& f : r.findings) if (f.rule == rule) return true;
    return false;
  }
  Path folder;
};

TEST_F(FilmChecks, FindBlackSilenceAndWrongLoudness) {
  const Path film = make("testsrc=s=160x90:r=24,drawbox=enable='between(t,2,5)':color=black:t=fill", "sine=f=440:r=48000,volume='if(between(t,1,6),0,1)':eval=frame", 8);
  const auto r = check_film(film, check(192));
  ASSERT_TRUE(r) << r.error().text();
  EXPECT_TRUE(has(*r, "black"));
  EXPECT_TRUE(has(*r, "silence"));
  EXPECT_FALSE(has(*r, "duration"));
}

TEST_F(FilmChecks, FindFrozenPicturesButNotInBoards) {
  const Path film = make("color=c=gray:s=160x90:r=24", "sine=f=440:r=48000,volume=-5dB", 8);
  auto c = check(192);
  EXPECT_TRUE(has(*check_film(film, c), "frozen"));
  c.stills = true;
  EXPECT_FALSE(has(*check_film(film, c), "frozen"));
}

TEST_F(FilmChecks, BlackRunsOnFromClipToClip) {
  const Path film = make("testsrc=s=160x90:r=24", "sine=f=440:r=48000,volume=-5dB", 4);
  auto c = check(48);
  c.timeline.clips.push_back({edit::ClipKind::kShot, "1B", "1", 48, 48, ""});
  c.clips = {{"1A", {{{1.3, kToTheEnd}}, {}}}, {"1B", {{{0, 0.7}}, {{0.2, kToTheEnd}}}}};
  const auto r = check_film(film, c);
  ASSERT_TRUE(r) << r.error().text();
  ASSERT_TRUE(has(*r, "black") && has(*r, "frozen"));
  for (const auto& f : r->findings) {
    if (f.rule == "black") { EXPECT_NEAR(f.at.value, 1.3, 1e-6); EXPECT_NEAR(f.length.value, 1.4, 1e-6); }
    if (f.rule == "frozen") { EXPECT_NEAR(f.at.value, 2.2, 1e-6); EXPECT_NEAR(f.length.value, 1.8, 1e-6); }
  }
  c.clips = {{"1A", {{{1.3, 0.5}}, {}}}, {"1B", {{{0, 0.7}}, {}}}};  // two short ones with light between
  EXPECT_FALSE(has(*check_film(film, c), "black"));
  const auto again = clip_check_from_json(to_json(ClipCheck{{{1, 2}}, {{3, kToTheEnd}}}));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->frozen[0].length, kToTheEnd);
}

TEST_F(FilmChecks, AFilmOfAnotherLengthThanItsCutIsAnError) {
  const Path film = make("testsrc=s=160x90:r=24", "sine=f=440:r=48000,volume=-5dB", 2);
  const auto r = check_film(film, check(60));
  ASSERT_TRUE(r);
  EXPECT_TRUE(has(*r, "duration"));
  EXPECT_GT(r->errors(), 0);
}

TEST(TimeCode, CountsFrames) { EXPECT_EQ(time_code(Seconds(3600 + 61.5)), "01:01:01:12"); }

}  // namespace
}  // namespace auteur::quality
