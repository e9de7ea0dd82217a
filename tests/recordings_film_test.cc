// Films with recordings of people's own, as a person makes them: what is heard, in time, and what is refused.
#include <cmath>
#include <functional>

#include "auteur/base/file_system.h"
#include "auteur/media/media.h"
#include "film_program.h"

namespace auteur {
namespace {

class RecordingsFilm : public FilmProgram {
 protected:
  void SetUp() override {
    FilmProgram::SetUp();
    write_shortest_film("INT. KITCHEN - EVENING\n\nAna (70s) waits. BEN (20s) sits.\n\nANA\nMaybe Bob will bring the boat back by morning.\n\nBEN\nPerhaps.\n");
    write("bible/consents.toml", "[[consent]]\nperson = \"Maria Lopez\"\nuses = [\"voice\"]\nrecord = \"media/consent.pdf\"\n");
    write("media/consent.pdf", "signed");
  }
  void save(const std::string& name, const std::vector<float>& x, int rate, int channels = 1, bool floats = false) {
    const Bytes wav = media::write_wav(x, channels, rate, floats);
    write(name, std::string(wav.begin(), wav.end()));
  }
  // Ana's line in a synthetic voice, as what somebody recorded.
  std::vector<float> said() {
    if (const auto spoken = auteur({"voices", "--play", "northern", "--say", "Maybe Bob will bring the boat back by morning.", "--out", (folder / "said.wav").string()}); spoken.exit_code != 0) ADD_FAILURE() << text(spoken);
    const auto wav = *read_text(folder / "said.wav", 1 << 26);
    return media::read_wav({reinterpret_cast<const std::uint8_t*>(wav.data()), wav.size()})->samples;
  }
  ProcessOutput with_line(const std::string& toml) {
    write("bible/lines.toml", "[[line]]\nid = \"1-1\"\n" + toml);
    return auteur({"lines", folder.string()});
  }
  static constexpr const char* kRecorded = "recording = \"media/ana.wav\"\nvoice_of = \"Maria Lopez\"\n";
};

TEST_F(RecordingsFilm, SoundAndPictureOfTheFinishedFileAreInStep) {
  write("film.toml", "script = \"s.fountain\"\n[look]\nmean_shot = 30\n[picture]\nwidth = 320\nheight = 180\n");
  save("media/ana.wav", said(), 48000);
  write("bible/lines.toml", std::string("[[line]]\nid = \"1-1\"\n") + kRecorded);
  const auto made = auteur({"make", folder.string(), "--level", "boards", "--no-boards", "--quiet"});
  ASSERT_EQ(made.exit_code, 0) << text(made);
  const auto sync = run({AUTEUR_SYNC, folder.string(), "boards"});
  EXPECT_EQ(sync.exit_code, 0) << text(sync);
  EXPECT_TRUE(says(sync, "2 lines, at most ")) << text(sync);
}

TEST_F(RecordingsFilm, WhatIsWrongIsMendedAndTold) {
  auto bad = said();
  for (std::size_t i = 0; i < bad.size(); ++i) bad[i] += 0.01f * static_cast<float>(std::sin(6.283185307 * 50 * static_cast<double>(i) / 48000) + std::sin(6.283185307 * 150 * static_cast<double>(i) / 48000));
  save("media/ana.wav", bad, 48000);
  const auto made = with_line(kRecorded);
  ASSERT_EQ(made.exit_code, 0) << text(made);
  const auto heard = auteur({"listen", folder.string(), "lines/1-1/voice", "--out", (folder / "heard.wav").string()});
  EXPECT_TRUE(says(heard, "Hum: 50.0 Hz")) << text(heard);
  EXPECT_EQ(with_line(std::string(kRecorded) + "clean = false\n").exit_code, 0);
  EXPECT_FALSE(says(auteur({"listen", folder.string(), "lines/1-1/voice", "--out", (folder / "heard.wav").string()}), "Hum: 50.0 Hz"));
  const auto wrong = with_line(std::string(kRecorded) + "cleanup.noise = 3\n");
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_TRUE(says(wrong, "lines.toml:5")) << text(wrong);
}

// A line recorded elsewhere takes over the colour of the take it stands beside.
TEST_F(RecordingsFilm, ARecordingIsMatchedToAnotherTake) {
  const auto bright = said();
  auto dull = bright;
  for (std::size_t i = 1; i < dull.size(); ++i) dull[i] = 0.3f * bright[i] + 0.7f * dull[i - 1];
  save("media/ana.wav", dull, 48000);
  save("media/like.wav", bright, 48000);
  const auto high_part = [&](const std::string& toml) {
    const auto made = with_line(kRecorded + toml);
    EXPECT_EQ(made.exit_code, 0) << text(made);
    EXPECT_EQ(auteur({"listen", folder.string(), "lines/1-1/voice", "--out", (folder / "heard.wav").string()}).exit_code, 0);
    const auto wav = *read_text(folder / "heard.wav", 1 << 26);
    const auto x = media::read_wav({reinterpret_cast<const std::uint8_t*>(wav.data()), wav.size()})->samples;
    double all = 0, steps = 0;
    for (std::size_t i = 1; i < x.size(); ++i) all += x[i] * x[i], steps += (x[i] - x[i - 1]) * (x[i] - x[i - 1]);
    return 10 * std::log10(steps / all);
  };
  const double as_it_was = high_part(""), matched = high_part("cleanup.match = \"media/like.wav\"\n");
  EXPECT_GT(matched, as_it_was + 1);  // the slate, which stays as it is, is heard with it
  const auto gone = with_line(std::string(kRecorded) + "cleanup.match = \"media/none.wav\"\n");
  EXPECT_EQ(gone.exit_code, 4) << text(gone);
  EXPECT_TRUE(says(gone, "'media/none.wav' that line 1-1 should sound like")) << text(gone);
  EXPECT_EQ(with_line(std::string(kRecorded) + "clean = false\ncleanup.match = \"media/like.wav\"\n").exit_code, 3);
}

TEST_F(RecordingsFilm, BadRecordingsAreRefusedOrToldWithTheWayOut) {
  const std::vector<float> good = said();
  struct Case { const char* what; std::function<void()> save; int code; const char* says; };
  const std::vector<Case> cases = {
      {"silence", [&] { save("media/ana.wav", std::vector<float>(48000, 0.f), 48000); }, 3, "nothing to hear"},
      {"3 kHz", [&] { save("media/ana.wav", std::vector<float>(6000, 0.1f), 3000); }, 3, "8,000 at least"},
      {"empty", [&] { write("media/ana.wav", ""); }, 3, "empty"},
      {"no sound", [&] { write("media/ana.wav", "This is a letter."); }, 3, "Save it as WAV"},
      {"two hours", [&] { save("media/ana.wav", std::vector<float>(8000 * 7200, 0.1f), 8000); }, 3, "Cut the line out of it"},
      {"96 kHz, 24 bits, stereo", [&] {
         std::vector<float> wide;
         for (float v : good) for (int i = 0; i < 4; ++i) wide.push_back(v);
         save("media/ana.wav", wide, 96000, 2);
       }, 0, ""},
      {"clipped", [&] {
         auto loud = good;
         for (float& v : loud) v = std::clamp(8 * v, -0.9f, 0.9f);
         save("media/ana.wav", loud, 48000);
       }, 0, "Clipping"},
  };
  for (const auto& [what, save_it, code, words] : cases) {
    save_it();
    for (const bool scratch : {false, true}) {
      const auto done = with_line(scratch ? "scratch = \"media/ana.wav\"\n" : kRecorded);
      EXPECT_EQ(done.exit_code, code) << what << text(done);
      if (code != 0) { EXPECT_TRUE(says(done, words)) << what << text(done); }
      if (code == 0 && !scratch && *words) { EXPECT_TRUE(says(auteur({"listen", folder.string(), "lines/1-1/voice", "--out", (folder / "heard.wav").string()}), words)) << what; }
    }
    if (std::string(what) == "two hours") continue;  // too long for a line, and cleaned like any other (cleanup_tests)
    const auto cleaned = auteur({"cleanup", (folder / "media/ana.wav").string(), "--out", (folder / "clean.wav").string()});
    EXPECT_EQ(cleaned.exit_code, code) << what << text(cleaned);
    if (code != 0) { EXPECT_FALSE(std::filesystem::exists(folder / "clean.wav")) << what; }
    std::filesystem::remove(folder / "clean.wav");
  }
}

TEST_F(RecordingsFilm, OtherWordsOfAnotherLanguageAreTold) {
  const auto spoken = auteur({"voices", "--play", "northern", "--say", "Guten Tag meine Damen und Herren wie geht es Ihnen", "--out", (folder / "said.wav").string()});
  ASSERT_EQ(spoken.exit_code, 0);
  const auto wav = *read_text(folder / "said.wav", 1 << 26);
  save("media/ana.wav", media::read_wav({reinterpret_cast<const std::uint8_t*>(wav.data()), wav.size()})->samples, 48000);
  ASSERT_EQ(with_line(kRecorded).exit_code, 0);
  EXPECT_TRUE(says(auteur({"listen", folder.string(), "lines/1-1/voice", "--out", (folder / "heard.wav").string()}), "does not sound like the words"));
}

TEST_F(RecordingsFilm, AScratchNeedsNoConsentAndIsNotHeardItself) {
  save("media/scratch.wav", said(), 48000);
  std::filesystem::remove(folder / "bible/consents.toml");
  const auto made = with_line("scratch = \"media/scratch.wav\"\n");
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_TRUE(says(auteur({"listen", folder.string(), "lines/1-1/voice", "--out", (folder / "heard.wav").string()}), "after a scratch recording"));
  const auto both = with_line(std::string(kRecorded) + "scratch = \"media/scratch.wav\"\n");
  EXPECT_EQ(both.exit_code, 3);
  EXPECT_TRUE(says(both, "Take one out")) << text(both);
  const auto about_nothing = with_line("scratch = \"media/scratch.wav\"\nclean = false\n");
  EXPECT_EQ(about_nothing.exit_code, 3);
}

}  // namespace
}  // namespace auteur
