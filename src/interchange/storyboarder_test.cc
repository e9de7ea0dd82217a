#include "auteur/interchange/storyboarder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "auteur/base/json.h"

namespace auteur::interchange {
namespace {

namespace fs = std::filesystem;

class Storyboards : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(::testing::TempDir()) / ("auteur-storyboarder-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder);
    fs::create_directories(folder / "images");
  }
  void TearDown() override { fs::remove_all(folder); }
  void put(const std::string& name, std::uint8_t grey, int w = 40, int h = 20) {
    const Bytes png = media::write_png({w, h, std::vector<std::uint8_t>(static_cast<std::size_t>(w * h * 3), grey)});
    std::ofstream(folder / name, std::ios::binary).write(reinterpret_cast<const char*>(png.data()), static_cast<std::streamsize>(png.size()));
  }
  fs::path folder;
};

const char* kTwo = R"({"version":"1.20.0","aspectRatio":1.85,"fps":24,"defaultBoardTiming":1500,"boards":[
  {"uid":"AB12C","url":"board-1-AB12C.png","newShot":true,"number":1,"shot":"7C","duration":3250,"dialogue":"ANA: Hé.","action":"She sits.","notes":"warm",
   "layers":{"ink":{"url":"board-1-AB12C-ink.png","opacity":0.5},"reference":{"url":"board-1-AB12C-reference.png"},"onion":{"url":"x.png"}}},
  {"uid":"ZZ99Z","url":"board-2-ZZ99Z.png","newShot":false}]})";

TEST_F(Storyboards, AreReadWithTheirTextsTimesAndLayersInOrder) {
  const auto b = read_storyboarder(kTwo, "two");
  ASSERT_TRUE(b);
  ASSERT_EQ(b->panels.size(), 2u);
  EXPECT_DOUBLE_EQ(b->aspect, 1.85);
  const auto& p = b->panels[0];
  EXPECT_EQ(p.uid, "AB12C");
  EXPECT_EQ(p.shot, "7C");
  EXPECT_DOUBLE_EQ(p.duration.value, 3.25);
  EXPECT_EQ(p.dialogue, "ANA: Hé.");
  EXPECT_EQ(p.action, "She sits.");
  EXPECT_EQ(p.notes, "warm");
  ASSERT_EQ(p.layers.size(), 2u);
  EXPECT_EQ(p.layers[0].name, "reference");
  EXPECT_EQ(p.layers[1].name, "ink");
  EXPECT_DOUBLE_EQ(p.layers[1].opacity, 0.5);
  EXPECT_DOUBLE_EQ(b->panels[1].duration.value, 1.5);  // the file's usual time
  EXPECT_EQ(b->panels[1].shot, "1B");                  // no name: counted from newShot
}

TEST_F(Storyboards, WhatIsWrittenReadsBackAsItWas) {
  const auto b = read_storyboarder(kTwo, "two");
  ASSERT_TRUE(b);
  const auto again = read_storyboarder(write_storyboarder(*b), "again");
  ASSERT_TRUE(again);
  EXPECT_EQ(write_storyboarder(*again), write_storyboarder(*b));
  // Times add up in milliseconds and boards are numbered, as the program expects.
  const Json j = Json::parse(write_storyboarder(*b));
  EXPECT_EQ(j["boards"][0]["time"], 0.0);
  EXPECT_EQ(j["boards"][1]["time"], 3250.0);
  EXPECT_EQ(j["boards"][1]["number"], 2);
  EXPECT_EQ(j["boards"][0]["layers"]["ink"]["url"], "board-1-AB12C-ink.png");
}

TEST_F(Storyboards, PicturesThatLeadElsewhereAreLeftOutAndSaid) {
  const auto b = read_storyboarder(R"({"boards":[{"uid":"A","url":"../../secret.png","layers":{"ink":{"url":"/etc/passwd.png"},"fill":{"url":"a\\b.png"},"pencil":{"url":"script.sh"}}}]})", "hostile");
  ASSERT_TRUE(b);
  EXPECT_TRUE(b->panels[0].file.empty());
  EXPECT_TRUE(b->panels[0].layers.empty());
  EXPECT_EQ(b->findings.size(), 4u);
  // A link in the folder that points out of it is refused when it is followed.
  put("outside.png", 10);
  fs::create_symlink(folder / "outside.png", folder / "images/board-1-A.png");
  StoryboardPanel panel;
  panel.file = "board-1-A.png";
  EXPECT_FALSE(picture_of(panel, folder));
}

TEST_F(Storyboards, NumbersAndTextsAreBounded) {
  Json j{{"boards", Json::array()}, {"defaultBoardTiming", -5}};
  for (int i = 0; i < 10'050; ++i) j["boards"].push_back({{"duration", 1e300}});
  j["boards"][0]["action"] = std::string(100'000, 'x');
  const auto b = read_storyboarder(j.dump(), "many");
  ASSERT_TRUE(b);
  EXPECT_EQ(b->panels.size(), 10'000u);
  EXPECT_EQ(b->panels[0].action.size(), 20'000u);
  EXPECT_LE(b->panels[0].duration.value, 3600);
  EXPECT_FALSE(b->findings.empty());
  EXPECT_FALSE(read_storyboarder("{}", "empty"));
  EXPECT_FALSE(read_storyboarder("not json", "words"));
}

TEST_F(Storyboards, LayersLieOverEachOtherWithTheirOpacity) {
  put("images/low.png", 200);
  put("images/high.png", 0);
  StoryboardPanel panel;
  panel.layers = {{"reference", "low.png", 1}, {"ink", "high.png", 0.25}};
  const auto p = picture_of(panel, folder);
  ASSERT_TRUE(p);
  EXPECT_EQ(p->width, 40);
  EXPECT_NEAR(p->rgb[0], 150, 1);
}

TEST_F(Storyboards, ABoardWithoutLayersShowsItsFlatPicture) {
  put("images/board-1-A.png", 77);
  StoryboardPanel panel;
  panel.file = "board-1-A.png";
  panel.layers = {{"ink", "gone.png", 1}};
  const auto p = picture_of(panel, folder);
  ASSERT_TRUE(p);
  EXPECT_EQ(p->rgb[0], 77);
  panel.file.clear();
  const auto none = picture_of(panel, folder);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("gone.png"), std::string::npos);
}

TEST_F(Storyboards, UidsAreFiveSignsAndTheSameForTheSamePanel) {
  EXPECT_EQ(storyboard_uid("12A-1"), storyboard_uid("12A-1"));
  EXPECT_NE(storyboard_uid("12A-1"), storyboard_uid("12A-2"));
  EXPECT_EQ(storyboard_uid("12A").size(), 5u);
}

}  // namespace
}  // namespace auteur::interchange
