// Films whose lines a speech server speaks, as a person makes them: with servers of the test's own on this machine.
#include <sys/stat.h>

#include <cstdlib>

#include "../src/models/speech_server.h"
#include "auteur/base/file_system.h"
#include "auteur/base/text.h"
#include "film_program.h"

namespace auteur {
namespace {

using models::Fault;
using models::Kind;
using models::SpeechServer;

constexpr const char* kTwo = "INT. KITCHEN - EVENING\n\nAna (70s) and BEN (20s) sit.\n\nANA\nSomebody had to keep the lamp, and it was me.\n\nBEN\nYou kept the cup.\n";
constexpr const char* kRachel = "21m00Tcm4TlvDq8ikWAM";

class OutsideFilm : public FilmProgram {
 protected:
  void SetUp() override {
    FilmProgram::SetUp();
    home_ = folder.string() + ".home";
    std::filesystem::create_directories(home_ + "/auteur");
    ::setenv("XDG_CONFIG_HOME", home_.c_str(), 1);
    for (const char* name : {"ELEVENLABS_API_KEY", "OPENAI_API_KEY"}) ::unsetenv(name);
  }
  void TearDown() override {
    std::filesystem::remove_all(home_);
    FilmProgram::TearDown();
  }
  void write_film(const SpeechServer& server, const char* kind, const std::string& voice, const std::string& script = kTwo, int answer_s = 30) {
    write_shortest_film(script);
    write("film.toml", std::string("script = \"s.fountain\"\n[look]\nmean_shot = 30\n[services.house]\nkind = \"") + kind + "\"\nurl = \"" + server.url() + "\"\nanswer_s = " + std::to_string(answer_s) + "\ntries = 2\n");
    write("bible/cast/ana.toml", "voice = { service = \"house\"" + voice + " }\n");
  }
  // The person's own server, which may have a key.
  void write_home(const SpeechServer& server, const char* kind) {
    own("services.toml", std::string("[studio]\nkind = \"") + kind + "\"\nurl = \"" + server.url() + "\"\nanswer_s = 30\n");
    own("keys.toml", std::string("studio = \"") + SpeechServer::kKey + "\"\n");
  }
  void own(const std::string& name, const std::string& text) {
    std::ofstream(home_ + "/auteur/" + name) << text;
    ::chmod((home_ + "/auteur/" + name).c_str(), 0600);
  }
  // Everything up to who says what when, without a picture drawn.
  ProcessOutput caption() { return auteur({"captions", folder.string(), "--quiet"}); }
  std::string contents(const std::string& name) const { return read_text(folder / name).value_or(""); }
  Json report() const { return Json::parse(contents("out/boards-report.json"), nullptr, false); }
  bool anywhere_in_film(const std::string& what) const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && read_text(entry.path()).value_or("").find(what) != std::string::npos) return true;
    return false;
  }
  std::string home_;
};

TEST_F(OutsideFilm, ALineIsSpokenByAServerOnceAndLipsAndCaptionsFollowIt) {
  auto server = std::make_unique<SpeechServer>(Kind::kPiper);
  write_film(*server, "piper", ", id = \"en_GB-vctk-medium\"");
  const auto made = make_boards();
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_EQ(server->lines(), 1);
  EXPECT_EQ(server->last()["text"], "Somebody had to keep the lamp, and it was me.");
  const Json spoken = report()["outside_voices"]["spoken"];
  ASSERT_EQ(spoken.size(), 1u) << report()["outside_voices"];
  EXPECT_EQ(spoken[0]["line"], "lines/1-1/voice");
  EXPECT_EQ(spoken[0]["times"], "native");
  EXPECT_NE(contents("out/boards-report.txt").find("lines/1-1/voice: house, voice en_GB-vctk-medium"), std::string::npos);
  EXPECT_NE(contents("out/boards.srt").find("Somebody had to keep the lamp"), std::string::npos);

  // Lips close where the server's own words have their P, B and M, and the line is as long as its sound.
  const auto lips = auteur({"lips", folder.string(), "--level", "boards", "--measure", "--json"});
  ASSERT_EQ(lips.exit_code, 0) << text(lips);
  const Json rows = Json::parse(std::string(lips.out.begin(), lips.out.end()))["lines"];
  EXPECT_NEAR(rows[0]["seconds"].get<double>(), server->last_take().length().value, 0.25);
  EXPECT_GE(rows[0]["closures"].get<int>(), 4);
  EXPECT_EQ(rows[0]["closed"], rows[0]["closures"]);

  // What is spoken is kept: neither another make nor a dead server changes it, and nobody is called.
  const int requests = server->requests();
  EXPECT_TRUE(says(make_boards(), "Nothing has changed."));
  EXPECT_EQ(server->requests(), requests);
  server.reset();
  EXPECT_TRUE(says(make_boards(), "Nothing has changed."));
}

// Who has a voice of a server in another language is dubbed by it, fitted; where it fails the house speaks and the report says so.
TEST_F(OutsideFilm, ADubIsSpokenByTheServerThatItsLanguageNames) {
  if (!find_program("espeak-ng")) GTEST_SKIP() << "espeak-ng is not installed";
  SpeechServer server(Kind::kPiper);
  write_film(server, "piper", "");
  write("bible/cast/ana.toml", "[dubbed.de]\nservice = \"house\"\nid = \"de_DE-kerstin-low\"\nstock = true\n");
  write("bible/dub/de.toml", "[[line]]\nid = \"1-1\"\ntext = \"Jemand musste die Lampe bewahren.\"\n[[line]]\nid = \"1-2\"\ntext = \"Du hast die Tasse.\"\n");
  const auto check = [&] { return auteur({"dub", folder.string(), "--language", "de", "--check"}); };
  const auto fitted = check();
  ASSERT_EQ(fitted.exit_code, 0) << text(fitted);
  EXPECT_EQ(server.lines(), 1);
  EXPECT_EQ(server.last()["text"], "Jemand musste die Lampe bewahren.");
  EXPECT_EQ(server.last()["voice"], "de_DE-kerstin-low");
  EXPECT_TRUE(says(fitted, "1-2"));
  EXPECT_EQ(check().exit_code, 0);
  EXPECT_EQ(server.lines(), 1);

  server.be(Fault::kBroken);
  write("bible/dub/de.toml", "[[line]]\nid = \"1-1\"\ntext = \"Jemand hat sie bewahrt.\"\n");
  const auto broken = check();
  ASSERT_EQ(broken.exit_code, 0) << text(broken);
  EXPECT_TRUE(says(broken, "dub/de/lines/1-1/spoken is spoken by a voice of the house instead")) << text(broken);

  write("bible/cast/ana.toml", "[dubbed.de]\nid = \"x\"\n");
  EXPECT_TRUE(says(check(), "'dubbed.de.id' of ANA is about a voice of a speech service, but none is named"));
  write("bible/cast/ana.toml", "[dubbed.german]\nservice = \"house\"\n");
  EXPECT_TRUE(says(check(), "'german' is no language"));
}

TEST_F(OutsideFilm, AServerThatHangsCostsOneDeadlineTheFilmIsMadeAndTheNextMakeAsksAgain) {
  SpeechServer server(Kind::kPiper, false);
  server.be(Fault::kHang);
  write_film(server, "piper", ", name = \"alto\"", "INT. KITCHEN - EVENING\n\nAna (70s) waits.\n\nANA\nSomebody had to.\n\nShe turns.\n\nANA\nAnd it was me.\n", 2);
  const auto made = make_boards();
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_EQ(server.lines(), 1);
  EXPECT_TRUE(says(made, "spoken by a voice of the house instead. house (" + server.url() + ") does not answer within 2 s")) << text(made);
  EXPECT_TRUE(says(made, "The next make asks again."));
  const Json by_house = report()["outside_voices"]["by_the_house"];
  ASSERT_EQ(by_house.size(), 2u) << report()["outside_voices"];
  EXPECT_NE(by_house[1]["why"].get<std::string>().find("does not answer"), std::string::npos);
  EXPECT_NE(contents("out/boards-report.txt").find("lines/1-2/voice: a voice of the house instead. house ("), std::string::npos);
  // What is there is there for every other command.
  const auto status = auteur({"status", folder.string(), "--level", "boards"});
  EXPECT_FALSE(says(status, "missing")) << text(status);

  EXPECT_TRUE(says(auteur({"lines", folder.string()}), "note: 2 lines (lines/1-1/voice ...) are spoken by a voice of the house instead")) << "lines does not say who speaks";

  server.be(Fault::kNone);
  const auto again = caption();
  ASSERT_EQ(again.exit_code, 0) << text(again);
  EXPECT_FALSE(says(again, "instead")) << text(again);
  EXPECT_EQ(server.lines(), 4);
}

TEST_F(OutsideFilm, EveryFaultOfAServerEndsInAFilmThatSaysSo) {
  SpeechServer server(Kind::kPiper);
  write_film(server, "piper", "");
  for (const auto& [fault, words] : {std::pair{Fault::kBusy, "(429, 2 times)"}, {Fault::kBroken, "(500, 2 times)"}, {Fault::kHalf, "broke off"}, {Fault::kPage, "Welcome to the router"}, {Fault::kSilence, "nothing to hear"}, {Fault::kNothing, "nothing at all"}}) {
    server.be(fault);
    const auto made = caption();
    ASSERT_EQ(made.exit_code, 0) << text(made);
    EXPECT_TRUE(says(made, words) && says(made, "lines/1-1/voice is spoken by a voice of the house instead")) << text(made);
  }
}

TEST_F(OutsideFilm, NobodyRealIsHeardWithoutConsentAndTheKeyStaysAtHome) {
  SpeechServer server(Kind::kElevenLabs);
  write_home(server, "elevenlabs");
  write_shortest_film(kTwo);
  const auto voice = [&](const std::string& more) { write("bible/cast/ana.toml", std::string("voice = { service = \"studio\", id = \"") + kRachel + "\"" + more + " }\n"); };
  voice("");
  auto made = caption();
  EXPECT_EQ(made.exit_code, 9) << text(made);
  EXPECT_TRUE(says(made, "ana.toml:1:") && says(made, "Whose voice is '21m00Tcm4TlvDq8ikWAM' of studio") && says(made, "stock = true")) << text(made);
  voice(", voice_of = \"Maria Lopez\"");
  made = caption();
  EXPECT_EQ(made.exit_code, 9) << text(made);
  EXPECT_TRUE(says(made, "There is no consent of Maria Lopez")) << text(made);
  EXPECT_EQ(server.requests(), 0);

  write("media/consents/lopez.pdf", "signed");
  write("bible/consents.toml", "[[consent]]\nperson = \"Maria Lopez\"\nuses = [\"voice\"]\nrecord = \"media/consents/lopez.pdf\"\n");
  made = make_boards();
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_EQ(server.lines(), 1);
  EXPECT_EQ(server.last_header("xi-api-key"), SpeechServer::kKey);
  EXPECT_TRUE(contents("out/boards-report.txt").find("1 line by a speech service (voice of Maria Lopez, with consent)") != std::string::npos) << contents("out/boards-report.txt");
  EXPECT_FALSE(anywhere_in_film(SpeechServer::kKey));
  EXPECT_EQ(report()["outside_voices"]["spoken"][0]["voice_of"], "Maria Lopez");

  // Another reading is asked for by itself, with the seed of its take.
  const auto tried = auteur({"try", folder.string(), "lines/1-1/voice", "--takes", "2", "--level", "boards"});
  ASSERT_EQ(tried.exit_code, 0) << text(tried);
  EXPECT_EQ(server.lines(), 2);

  // A key that the server gives back is not told on.
  server.be(Fault::kEchoesKey);
  voice(", voice_of = \"Maria Lopez\", stability = 0.1");
  made = caption();
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_TRUE(says(made, "[key]") && !says(made, SpeechServer::kKey)) << text(made);
  EXPECT_FALSE(anywhere_in_film(SpeechServer::kKey));
}

TEST_F(OutsideFilm, AKeyInTheFilmIsRefusedAndAFilmGetsNoKeyForItsOwnServer) {
  SpeechServer server(Kind::kOpenAi);
  write_film(server, "openai", "");
  write("film.toml", contents("film.toml") + "api_key = \"hush-hush\"\n");
  auto made = caption();
  EXPECT_EQ(made.exit_code, 9) << text(made);
  EXPECT_TRUE(says(made, "film.toml:4:") && says(made, "keys.toml") && !says(made, "hush-hush")) << text(made);
  EXPECT_EQ(server.requests(), 0);

  ::setenv("OPENAI_API_KEY", SpeechServer::kKey, 1);
  write_film(server, "openai", "");
  made = caption();
  ::unsetenv("OPENAI_API_KEY");
  ASSERT_EQ(made.exit_code, 0) << text(made);
  EXPECT_TRUE(says(made, "refuses (401)") && says(made, "keys go only to servers that you name yourself") && !says(made, SpeechServer::kKey)) << text(made);
}

TEST_F(OutsideFilm, WhatAServiceOffersIsListed) {
  auto server = std::make_unique<SpeechServer>(Kind::kPiper);
  write_film(*server, "piper", "");
  const auto voices = auteur({"voices", "--service", "house", "--film", folder.string()});
  EXPECT_EQ(voices.exit_code, 0) << text(voices);
  EXPECT_TRUE(says(voices, "en_US-lessac-medium") && says(voices, "answers; it has 3 voices")) << text(voices);
  server.reset();
  const auto gone = auteur({"voices", "--service", "house", "--film", folder.string()});
  EXPECT_EQ(gone.exit_code, 5) << text(gone);
  EXPECT_TRUE(says(gone, "nothing listens there")) << text(gone);
  EXPECT_EQ(auteur({"voices", "--service", "hous", "--film", folder.string()}).exit_code, 4);
  write("bible/cast/ana.toml", "voice = { service = \"hose\" }\n");
  const auto typo = caption();
  EXPECT_EQ(typo.exit_code, 4) << text(typo);
  EXPECT_TRUE(says(typo, "ana.toml:1:") && says(typo, "Did you mean 'house'?")) << text(typo);
}

}  // namespace
}  // namespace auteur
