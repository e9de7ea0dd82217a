#include "behaviour_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>

#include "auteur/screenplay/formats.h"

namespace auteur::production {
namespace {

using ::testing::HasSubstr;

struct Folder {
  Path at = Path(::testing::TempDir()) / ("auteur-behaviour-" + std::to_string(::getpid()) + "-" + ::testing::UnitTest::GetInstance()->current_test_info()->name());
  Folder() {
    std::filesystem::create_directories(at / "bible/cast");
    std::filesystem::create_directories(at / "media");
    write("film.fountain", "INT. KITCHEN - NIGHT\n\nANA (40s) and BEN (40s) stand.\n\nBEN\nYou liar.\n\nINT. CAR - DAY (FLASHBACK)\n\nAna and Ben sit.\n\nBEN\nLook.\n\nINT. KITCHEN - MORNING\n\nAna waits.\n");
    write("media/face.csv", "Timecode,JawOpen\n0,0.5\n1,0.6\n");
  }
  ~Folder() { std::filesystem::remove_all(at); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(at / name) << text; }

  Result<Json> params() const {
    const Film film = TRY(open_film(at));
    const auto parsed = TRY(screenplay::read_screenplay(film.script_bytes, film.script_name));
    const auto b = screenplay::break_down(parsed.script);
    const Story story = TRY(story_of(film, b));
    return behaviour_params(film, b, story);
  }
  std::string said(const std::string& toml) const {
    write("bible/cast/ana.toml", toml);
    const auto made = params();
    return made ? "made" : std::to_string(made.error().place.line) + " " + made.error().message;
  }
};

TEST(BehaviourPlan, ScenesStandInTheOrderOfTheStoryWithTheHoursBetween) {
  const Folder folder;
  const auto made = folder.params();
  ASSERT_TRUE(made) << made.error().message;
  const Json order = (*made)["order"];
  ASSERT_EQ(order.size(), 3u);
  EXPECT_EQ(order[0]["scene"], "2");  // the flashback
  EXPECT_EQ(order[1]["scene"], "1");
  EXPECT_EQ(order[2]["scene"], "3");
  EXPECT_GT(order[2]["hours"].get<double>(), 0.4);
}

TEST(BehaviourPlan, WhatThePeopleOfTheBibleAreLikeIsRead) {
  const Folder folder;
  folder.write("bible/cast/ana.toml", "[persona]\ntraits = { neuroticism = 0.6 }\ngoals = [\"find the key\"]\nattitude = { ben = -0.4 }\n\n[[mood]]\nscene = \"1\"\nbeat = 1\nfeeling = \"relieved\"\nstrength = 0.8\n");
  const auto made = folder.params();
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ((*made)["personas"]["ANA"]["attitude"]["BEN"], -0.4);
  EXPECT_EQ((*made)["personas"]["ANA"]["goals"][0], "find the key");
  EXPECT_EQ((*made)["moods"][0]["feeling"], "relieved");
}

TEST(BehaviourPlan, WhatDoesNotFitIsRefusedWithItsLine) {
  const Folder folder;
  EXPECT_THAT(folder.said("[persona]\ntraits = { neurotcism = 0.6 }\n"), HasSubstr("2 There is no trait 'neurotcism'. Did you mean 'neuroticism'?"));
  EXPECT_THAT(folder.said("[persona]\ntraits = { openness = 3 }\n"), HasSubstr("must be between -1 and 1"));
  EXPECT_THAT(folder.said("[persona]\nattitude = { EVE = 0.5 }\n"), HasSubstr("nobody in this film is called so"));
  EXPECT_THAT(folder.said("\n[[mood]]\nscene = \"9\"\nfeeling = \"sad\"\n"), HasSubstr("3 There is no scene '9'"));
  EXPECT_THAT(folder.said("[[mood]]\nscene = \"1\"\n"), HasSubstr("needs 'feeling'"));
  EXPECT_THAT(folder.said("[[mood]]\nscene = \"1\"\nfeeling = \"releived\"\n"), HasSubstr("Did you mean 'relieved'?"));
}

TEST(CapturedFace, IsNamedInTheBibleAndCheckedWithItsLine) {
  const Folder folder;
  folder.write("bible/cast/ben.toml", "[[motion]]\nface = \"media/face.csv\"\nline = \"1-1\"\nlips = \"capture\"\n");
  const auto film = open_film(folder.at);
  ASSERT_TRUE(film) << film.error().message;
  ASSERT_EQ(film->motions.size(), 1u);
  EXPECT_EQ(film->motions[0].cue["line"], "1-1");
  EXPECT_THAT(folder.said("[[motion]]\nface = \"media/none.csv\"\nline = \"1-1\"\n"), HasSubstr("is not in the film folder"));
  EXPECT_THAT(folder.said("[[motion]]\nface = \"media/face.csv\"\nfile = \"a.bvh\"\nscene = \"1\"\n"), HasSubstr("of the body (file) or of the face (face)"));
  EXPECT_THAT(folder.said("[[motion]]\nface = \"media/face.csv\"\n"), HasSubstr("needs 'scene'"));
  EXPECT_THAT(folder.said("[[motion]]\nface = \"media/face.csv\"\nline = \"1-1\"\nat = 2\n"), HasSubstr("Take 'line' or 'at' out"));
  EXPECT_THAT(folder.said("[[motion]]\nscene = \"1\"\nlips = \"capture\"\nfile = \"a.bvh\"\n"), HasSubstr("belongs to a captured face"));
  EXPECT_THAT(folder.said("[[motion]]\nscene = \"1\"\n"), HasSubstr("needs 'file'"));
}

}  // namespace
}  // namespace auteur::production
