#include "line_notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "auteur/acting/voice.h"
#include "auteur/base/file_system.h"

namespace auteur::production {
namespace {

using testing::HasSubstr;

class LineNotes : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("auteur-lines-" + std::to_string(::getpid()) + "-" + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "bible/cast");
    write("a.fountain", "INT. KITCHEN - DAY\n\nANA\n(quietly)\nI never said that.\n\nBEN\nYes, you did!\n");
    scene_.number = "1";
    for (const auto& [id, text] : {std::pair{"1-1", "I never said that."}, {"1-2", "Yes, you did!"}, {"1-2-a", "I did."}}) {
      screenplay::Beat b;
      b.kind = screenplay::BeatKind::kLine;
      b.line_id = id, b.text = text;
      scene_.beats.push_back(b);
    }
    breakdown_.scenes.push_back(scene_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) { ASSERT_TRUE(write_atomically(folder_ / name, text)); }
  Result<std::map<std::string, LineNote>> notes(const std::string& toml) {
    write("bible/lines.toml", toml);
    const auto film = open_film(folder_);
    if (!film) return std::unexpected(film.error());
    return notes_by_line(*film, breakdown_);
  }
  void refuses(const std::string& toml, const std::string& words, int line, int column) {
    const auto r = notes(toml);
    ASSERT_FALSE(r) << toml;
    EXPECT_THAT(r.error().message, HasSubstr(words));
    EXPECT_THAT(r.error().place.file, HasSubstr("lines.toml"));
    EXPECT_EQ(r.error().place.line, line) << r.error().text();
    EXPECT_EQ(r.error().place.column, column) << r.error().text();
  }

  Path folder_;
  screenplay::Scene scene_;
  screenplay::Breakdown breakdown_;
};

TEST_F(LineNotes, SayHowALineIsSaid) {
  const auto n = notes("[[line]]\nid = \"1-1\"\nmanner = \"coldly\"\nreading = \"I *never* / said that?\"\nnote = \"look at scene 9\"\n\n[[line]]\nid = \" 1-2 \"\nmanner = \"laughing\"\n[[line]]\nid = \"1-2-a\"\nmanner = \"coldly\"\n");
  ASSERT_TRUE(n) << n.error().text();
  ASSERT_EQ(n->size(), 3u);
  EXPECT_EQ(n->at("1-2-a").manner, "coldly");  // a line that an action breaks has parts
  EXPECT_EQ(n->at("1-1").manner, "coldly");
  EXPECT_EQ(n->at("1-1").reading, "I *never* / said that?");
  EXPECT_EQ(n->at("1-2").reading, "");
}

TEST_F(LineNotes, ErrorsNameThePlace) {
  refuses("[[line]]\nmanner = \"x\"\n", "needs the line it is about", 1, 1);
  refuses("[[line]]\nid = \"1-9\"\nmanner = \"x\"\n", "scene 1 has 3", 2, 7);
  refuses("[[line]]\nid = \"7-1\"\nmanner = \"x\"\n", "nobody speaks in a scene '7'", 2, 7);
  refuses("[[line]]\nid = \"1-1\"\n", "says how it is said", 1, 1);
  refuses("[[line]]\nid = \"1-1\"\nmanner = \"x\"\n[[line]]\nid = \"1-1\"\nmanner = \"y\"\n", "two notes", 5, 7);
  refuses("[[line]]\nid = \"1-1\"\nreading = \"I <slwo>never said that.\"\n", "Did you mean <slow>?", 3, 14);
  refuses("[[line]]\nid = \"1-1\"\nreading = \"I always said that.\"\n", "the script says 'never'", 3, 14);
  refuses("[[line]]\nid = \"1-1\"\nraeding = \"I never said that.\"\n", "Did you mean 'line[].reading'", 3, 1);
}

TEST_F(LineNotes, AVoiceThatIsAskedForByNameIsThere) {
  write("bible/cast/ana.toml", "age = 40\n[voice]\nname = \"gravle\"\n");
  const auto film = open_film(folder_);
  ASSERT_FALSE(film);
  EXPECT_THAT(film.error().message, HasSubstr("Did you mean 'gravel'?"));
  EXPECT_EQ(film.error().place.line, 3);
  write("bible/cast/ana.toml", "age = 40\n[voice]\nname = \"Gravel\"\n");
  EXPECT_TRUE(open_film(folder_));
}

TEST_F(LineNotes, NobodyIsHeardWithoutConsent) {
  write("bible/lines.toml", "[[line]]\nid = \"1-1\"\nrecording = \"media/one.wav\"\n");
  const auto error = [&] {
    const auto film = open_film(folder_);
    return film ? Error{ErrorCode::kInternal, "no error", {}, {}} : film.error();
  };
  EXPECT_EQ(error().code, ErrorCode::kNotFound);
  std::filesystem::create_directories(folder_ / "media");
  write("media/one.wav", "not read yet");
  EXPECT_THAT(error().message, HasSubstr("Say whose"));
  write("bible/lines.toml", "[[line]]\nid = \"1-1\"\nrecording = \"media/one.wav\"\nvoice_of = \"Maria Lopez\"\n");
  EXPECT_EQ(error().code, ErrorCode::kRefused);
  EXPECT_THAT(error().message, HasSubstr("[[consent]] person = \"Maria Lopez\""));
  EXPECT_EQ(error().place.line, 1);
  write("bible/consents.toml", "[[consent]]\nperson = \"Maria Lopez\"\nuses = [\"likeness\"]\nrecord = \"media/lopez.pdf\"\n");
  EXPECT_EQ(error().code, ErrorCode::kRefused);  // for something else
  write("bible/consents.toml", "[[consent]]\nperson = \"maria lopez\"\nuses = [\"voice\"]\n");
  EXPECT_THAT(error().message, HasSubstr("names no record"));
  write("bible/consents.toml", "[[consent]]\nperson = \"maria lopez\"\nuses = [\"voice\"]\nrecord = \"media/lopez.pdf\"\n");
  EXPECT_EQ(error().code, ErrorCode::kNotFound);
  write("media/lopez.pdf", "signed");
  const auto film = open_film(folder_);
  ASSERT_TRUE(film) << film.error().text();
  EXPECT_EQ(film->recordings.at("1-1").voice_of, "Maria Lopez");
  write("bible/lines.toml", "[[line]]\nid = \"1-1\"\nrecording = \"../one.wav\"\nvoice_of = \"Maria Lopez\"\n");
  EXPECT_THAT(error().message, HasSubstr("inside the film folder"));
}

}  // namespace
}  // namespace auteur::production
