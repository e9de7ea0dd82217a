// A film in other languages as a person asks for it: tables out and in, captions, the dubbed film.
#include "auteur/base/file_system.h"
#include "auteur/edit/line_table.h"
#include "auteur/media/media.h"
#include "film_program.h"

#include <set>

namespace auteur {
namespace {

constexpr const char* kTwo = "INT. KITCHEN - EVENING\n\nANA (70s) sits at the table. BEN (20s) stands by the window.\n\nBEN\nYou kept the blue cup, after everything that happened.\n\nANA\n(quietly)\nSomebody had to.\n\nBEN (O.S.)\nBring it.\n\nAna picks up the cup.\n";

class DubFilm : public FilmProgram {
 protected:
  void SetUp() override {
    FilmProgram::SetUp();
    write_shortest_film(kTwo);
    write("film.toml", "script = \"s.fountain\"\nlanguage = \"en\"\n[look]\nmean_shot = 4\n");
  }
  std::string contents(const std::string& name) const { return read_text(folder / name).value_or(""); }
  std::string path(const std::string& name) const { return (folder / name).string(); }
  edit::LineTable table(const std::string& name) const {
    const auto t = edit::read_line_table(contents(name), name);
    EXPECT_TRUE(t) << (t ? "" : t.error().text());
    return t ? *t : edit::LineTable{};
  }
  void translate(const std::string& language, const std::vector<std::string>& words) {
    std::string csv = "id,translation\r\n";
    for (std::size_t i = 0; i < words.size(); ++i) csv += "1-" + std::to_string(i + 1) + ",\"" + words[i] + "\"\r\n";
    write("back.csv", csv);
    const auto taken = auteur({"dub", folder.string(), "--language", language, path("back.csv"), "--quiet"});
    ASSERT_EQ(taken.exit_code, 0) << text(taken);
  }
  const std::vector<std::string> german = {"Du hast die blaue Tasse behalten, nach allem, was war.", "Einer musste ja.", "Bring sie her."};
};

TEST_F(DubFilm, LinesGoOutAndComeBackInEveryFormat) {
  for (const auto& [file, version] : {std::pair{"t.csv", ""}, {"t.xliff", "1.2"}, {"t.xliff", "2.0"}, {"t.xliff", "2.1"}}) {
    std::filesystem::remove_all(folder / "bible/dub");
    std::vector<std::string> wish{"lines", folder.string(), "--out", path(file), "--language", "de", "--quiet"};
    if (*version) wish.insert(wish.end(), {"--xliff", version});
    const auto out = auteur(wish);
    ASSERT_EQ(out.exit_code, 0) << text(out);
    EXPECT_TRUE(says(out, "3 lines, 3 to translate"));
    auto lines = table(file);
    ASSERT_EQ(lines.lines.size(), 3u);
    EXPECT_EQ(lines.lines[1].character, "Ana");
    EXPECT_EQ(lines.lines[1].manner, "quietly");
    EXPECT_GT(lines.lines[0].available.value, 1.5);
    EXPECT_FALSE(lines.lines[2].on_screen);
    for (std::size_t i = 0; i < 3; ++i) lines.lines[i].translation = german[i], lines.lines[i].state = "reviewed";
    write(file, edit::to_text(lines, !*version ? edit::LineFormat::kCsv : std::string(version) == "1.2" ? edit::LineFormat::kXliff12 : edit::LineFormat::kXliff21));
    const auto in = auteur({"dub", folder.string(), "--language", "de", path(file), "--strict", "--quiet"});
    ASSERT_EQ(in.exit_code, 0) << text(in);
    EXPECT_TRUE(says(in, "3 new, 0 changed, 0 as they were")) << text(in);
    EXPECT_NE(contents("bible/dub/de.toml").find("text = \"Einer musste ja.\""), std::string::npos);
    EXPECT_TRUE(says(auteur({"dub", folder.string(), "--language", "de", path(file), "--quiet"}), "0 new, 0 changed, 3 as they were"));
  }
}
TEST_F(DubFilm, WhatDoesNotFitTheFilmIsSaidWithItsLine) {
  write("t.csv", "id,source,translation\n1-1,You kept the RED cup.,Die rote Tasse.\n1-9,Never said.,Nie.\n1-3,Somebody had to.,Einer musste ja.\n");
  const auto in = auteur({"dub", folder.string(), "--language", "de", path("t.csv"), "--strict", "--quiet"});
  EXPECT_EQ(in.exit_code, 9) << text(in);
  EXPECT_TRUE(says(in, "t.csv:2: line 1-1 was changed since this table was written")) << text(in);
  EXPECT_TRUE(says(in, "t.csv:3: the film has no line 1-9")) << text(in);
  EXPECT_TRUE(says(in, "t.csv:4: line 1-3 of the table is 1-2 in the film now")) << text(in);
  EXPECT_TRUE(says(in, "not in this table: 1-3")) << text(in);
  write("twice.csv", "id,translation\n1-1,a\n1-1,b\n");
  const auto twice = auteur({"dub", folder.string(), "--language", "de", path("twice.csv")});
  EXPECT_EQ(twice.exit_code, 3);
  EXPECT_TRUE(says(twice, "twice.csv:3")) << text(twice);
  EXPECT_EQ(auteur({"make", folder.string(), "--language", "fr", "--quiet"}).exit_code, 4);  // nobody has translated it
  EXPECT_EQ(auteur({"dub", folder.string(), "--language", "../de", path("t.csv")}).exit_code, 3);
  write("bible/dub/de.toml", "[[line]]\nid = \"1-1\"\ntext = \"Ja.\"\nrecording = \"media/a.wav\"\nvoice_of = \"Maria\"\n");
  write("media/a.wav", "RIFF");
  EXPECT_EQ(auteur({"make", folder.string(), "--language", "de", "--quiet"}).exit_code, 9);  // nobody is heard without consent
}
TEST_F(DubFilm, WhatPeopleWroteStaysWhenATableIsTakenIn) {
  write("bible/dub/de.toml", "# ours\n[[line]]  # the first\nid = \"1-1\"\nnote = \"ask Ana\"\nby = \"Jo\"\ntext = \"alt\"   # old\n\n[[line]]\nid = \"1-2\"\ntext = \"\"\"so\nso\"\"\"\n");
  translate("de", german);
  const std::string now = contents("bible/dub/de.toml");
  for (const char* kept : {"# ours", "# the first", "by = \"Jo\"", "# old", "text = \"Einer musste ja.\""}) EXPECT_NE(now.find(kept), std::string::npos) << kept << "\n" << now;
  EXPECT_EQ(now.find("\"\"\""), std::string::npos);
}
TEST_F(DubFilm, CaptionsComeInEachLanguageAndKeepTheRules) {
  translate("de", german);
  translate("ja", {"あの青いカップを、ずっと持っていたんだね。", "誰かがやらないと。", "持ってきて。"});
  translate("ar", {"لقد احتفظت بالكوب الأزرق بعد كل ما حدث.", "كان على أحد أن يفعل.", "أحضره."});
  for (const auto& [language, words] : {std::pair{"de", "blaue"}, {"ja", "青い"}, {"ar", "الأزرق"}}) {
    const auto made = auteur({"captions", folder.string(), "--language", language, "--strict", "--quiet"});
    EXPECT_EQ(made.exit_code, 0) << text(made);
    for (const char* ending : {".srt", ".vtt", ".ttml", "-sdh.srt", "-sdh.vtt", "-sdh.ttml"}) EXPECT_NE(contents(std::string("out/film.") + language + ending).find(words), std::string::npos) << language << ending;
    EXPECT_NE(contents(std::string("out/film.") + language + ".ttml").find(std::string("xml:lang=\"") + language + "\""), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "out/film.de.mp4"));
  EXPECT_EQ(auteur({"captions", folder.string(), "--language", "fr", "--quiet"}).exit_code, 4);
}
TEST_F(DubFilm, AnActorsRecordingIsFittedToo) {
  if (!find_program("espeak-ng")) GTEST_SKIP() << "espeak-ng is not installed";
  write("media/lopez.pdf", "signed");
  write("bible/consents.toml", "[[consent]]\nperson = \"Maria Lopez\"\nuses = [\"voice\"]\nrecord = \"media/lopez.pdf\"\n");
  write("bible/dub/de.toml", "[[line]]\nid = \"1-1\"\nsource = \"You kept the blue cup, after everything that happened.\"\ntext = \"Du hast die blaue Tasse behalten, nach allem, was war.\"\nrecording = \"media/ana.wav\"\nvoice_of = \"Maria Lopez\"\n");
  run({"espeak-ng", "-v", "de+klatt5", "-s", "140", "-w", path("media/ana.wav"), german[0]});
  const auto checked = auteur({"dub", folder.string(), "--language", "de", "--check", "--json", "--quiet"});
  ASSERT_EQ(checked.exit_code, 0) << text(checked);
  const auto report = parse_json(text(checked), "report");
  ASSERT_TRUE(report);
  ASSERT_EQ((*report)["lines"].size(), 1u);
  EXPECT_EQ((*report)["lines"][0].value("backend", ""), "recording");
  EXPECT_LE((*report)["lines"][0]["figures"].value("slowest", 9.0), 1.2 + 1e-3);
  EXPECT_EQ((*report)["missing"], Json::array({"1-2", "1-3"}));
}
TEST_F(DubFilm, OnlyWhatSpeaksIsMadeAgain) {
  translate("de", german);
  translate("es", {"Guardaste la taza azul, después de todo.", "Alguien tenía que hacerlo.", "Tráela."});
  ASSERT_EQ(make_boards().exit_code, 0);
  const auto in_german = [&](std::vector<std::string> more) {
    std::vector<std::string> call{"make", folder.string(), "--level", "boards", "--no-boards", "--language", "de", "--json", "--quiet"};
    call.insert(call.end(), more.begin(), more.end());
    const auto made = auteur(call);
    EXPECT_EQ(made.exit_code, 0) << text(made);
    const auto j = parse_json(text(made), "made");
    EXPECT_TRUE(j) << text(made);
    return j ? *j : Json(Json::object());
  };
  const Json made = in_german({});
  std::set<std::string> passes;
  for (const auto& r : made["runs"]["runs"]) {
    passes.insert(r.value("pass", ""));
    EXPECT_TRUE(r.value("node", "").starts_with("dub/de/")) << r.dump();  // nothing of the original is touched
  }
  for (const char* pass : {"line.dub", "scene.lips", "shot.picture", "film.join"}) EXPECT_TRUE(passes.contains(pass)) << pass;
  for (const char* pass : {"scene.score", "scene.staging", "scene.coverage", "scene.performance", "film.cut"}) EXPECT_FALSE(passes.contains(pass)) << pass;
  EXPECT_EQ(in_german({}).value("made", 9), 0);
  const auto picture = [&](const char* file) { return text(run({"ffmpeg", "-v", "error", "-i", path(file), "-map", "0:v", "-c", "copy", "-f", "md5", "-"})); };
  EXPECT_NE(picture("out/boards.mp4"), picture("out/boards.de.mp4"));  // other lips
  EXPECT_EQ(media::probe(folder / "out/boards.de.mp4")->frames, media::probe(folder / "out/boards.mp4")->frames);  // the same cut
  in_german({"--subtitles"});
  EXPECT_EQ(picture("out/boards.mp4"), picture("out/boards.de-subtitles.mp4"));
  EXPECT_EQ(media::probe(folder / "out/boards.de-subtitles.mp4")->subtitles, 2);

  write("film.toml", contents("film.toml") + "[dubbing]\nlanguages = [\"de\"]\n");
  ASSERT_EQ(make_boards().exit_code, 0);
  const auto streams = [&](const char* kind) { return text(run({"ffprobe", "-v", "error", "-select_streams", kind, "-show_entries", "stream_tags=language", "-of", "csv=p=0", path("out/boards-languages.mp4")})); };
  EXPECT_EQ(streams("a"), "eng\ndeu\n");
  EXPECT_EQ(streams("s"), "eng\ndeu\n");

  for (const char* language : {"de", "es"}) {
    const auto checked = auteur({"dub", folder.string(), "--language", language, "--check", "--json", "--quiet"});
    ASSERT_EQ(checked.exit_code, 0) << text(checked);
    const auto report = parse_json(text(checked), "report");
    ASSERT_TRUE(report);
    ASSERT_EQ((*report)["lines"].size(), 3u);
    for (const auto& l : (*report)["lines"]) {
      const Json& f = l["figures"];
      EXPECT_GE(f.value("fastest", 0.0), 0.85 - 1e-3);
      EXPECT_LE(f.value("slowest", 9.0), 1.2 + 1e-3);
      EXPECT_TRUE(l.value("fits", false) || !l.value("advice", "").empty() || f.value("overlap", 1.0) < 0.9) << l.dump();
    }
  }
}

}  // namespace
}  // namespace auteur
