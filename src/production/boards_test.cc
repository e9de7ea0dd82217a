// Storyboards: words, arrows, pages, and what people drew themselves.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "auteur/interchange/storyboarder.h"
#include "auteur/production/board_exchange.h"
#include "board_marks.h"
#include "board_pages.h"
#include "board_text.h"
#include "board_weather.h"
#include "own_boards.h"

namespace auteur::production {
namespace {

namespace fs = std::filesystem;

Bytes grey_png(std::uint8_t grey, int w = 64, int h = 27) { return media::write_png({w, h, std::vector<std::uint8_t>(static_cast<std::size_t>(w * h * 3), grey)}); }

// --- words

struct Spoken {
  camera::Shot shot;
  staging::Staging staging;
  screenplay::Breakdown scene;
  std::vector<camera::BoardPanel> panels;
  Spoken() {
    shot.start = Seconds(10), shot.end = Seconds(14);
    screenplay::Scene s;
    screenplay::Beat sits, speaks;
    sits.kind = screenplay::BeatKind::kSit, sits.text = "She sits.";
    speaks.kind = screenplay::BeatKind::kLine, speaks.text = "never shown as action";
    s.beats = {sits, speaks};
    scene.scenes = {s};
    screenplay::CastMember ana;
    ana.id = "ANA", ana.name = "Ana";
    scene.cast = {ana};
    staging.beats = {{0, Seconds(10.5), Seconds(11)}, {1, Seconds(11), Seconds(13)}};
    staging::Line line;
    line.who = "ANA", line.text = "one two three four five six seven eight nine ten", line.start = Seconds(11), line.end = Seconds(15);
    staging.lines = {line};
    panels.resize(2);
    panels[0].from = Seconds(0), panels[0].to = panels[1].from = Seconds(2), panels[1].to = Seconds(4);
  }
  std::vector<BoardText> text() const { return board_text(shot, panels, staging, scene); }
};

std::string without_dots(std::string s) {
  for (auto at = s.find("…"); at != s.npos; at = s.find("…")) s.erase(at, std::string("…").size());
  return s;
}

TEST(BoardText, ALineOverACutIsDividedAtWordsAndNothingIsLostOrSaidTwice) {
  const Spoken s;
  const auto text = s.text();
  ASSERT_EQ(text.size(), 2u);
  EXPECT_EQ(text[0].action, "She sits.");
  EXPECT_TRUE(text[1].action.empty());
  ASSERT_EQ(text[0].dialogue.size(), 1u);
  ASSERT_EQ(text[1].dialogue.size(), 1u);
  EXPECT_EQ(text[0].dialogue[0].first, "ANA");
  // The line runs from 11 to 15 s, the panels part at 12 and the shot ends at 14: a quarter, two quarters, the rest elsewhere.
  const std::string first = text[0].dialogue[0].second, second = text[1].dialogue[0].second;
  EXPECT_TRUE(first.starts_with("one") && first.ends_with("…")) << first;
  EXPECT_TRUE(second.starts_with("…") && second.ends_with("…")) << second;
  std::string all = without_dots(first) + without_dots(second);
  all.erase(std::remove(all.begin(), all.end(), ' '), all.end());
  EXPECT_TRUE(std::string("onetwothreefourfivesixseveneightnineten").starts_with(all)) << all;
  EXPECT_GT(all.size(), 20u);
}

TEST(BoardText, APauseWithinASpeechStandsInBrackets) {
  Spoken s;
  s.scene.scenes[0].beats[0].text = "beat";
  EXPECT_EQ(s.text()[0].action, "(beat)");
  s.scene.scenes[0].beats[0].text = "and pauses";
  EXPECT_EQ(s.text()[0].action, "and pauses");
}

TEST(BoardText, ALanguageWithoutSpacesIsDividedAtItsLetters) {
  Spoken s;
  s.staging.lines[0].text = "我不知道你在说什么请你再说一遍好吗谢谢";
  const auto text = s.text();
  ASSERT_EQ(text[1].dialogue.size(), 1u);
  for (const auto& t : text)
    for (const auto& [who, what] : t.dialogue) EXPECT_LT(what.size(), s.staging.lines[0].text.size());
}

TEST(BoardText, PanelsAreNamedAfterTheirShot) {
  EXPECT_EQ(panel_name("12A", 0, 1), "12A");
  EXPECT_EQ(panel_name("12A", 1, 2), "12A-2");
}

// --- arrows

camera::BoardPanel panel_with_walk(Vec3 from, Vec3 to) {
  camera::BoardPanel p;
  p.camera.position = {0, 2.2f, 5}, p.camera.target = {0, 0.8f, 0}, p.camera.focal_mm = 28, p.camera.focus_distance = 5;
  p.camera_to = p.camera;
  p.walks = {{"ANA", {from, 0.5f * (from + to), to}, 1.5f, false, false}};
  return p;
}

const media::Area& first_area(const std::vector<media::Mark>& marks) {
  for (const auto& m : marks)
    if (const auto* a = std::get_if<media::Area>(&m)) return *a;
  static const media::Area none;
  return none;
}

TEST(BoardMarks, AWalkIsAnArrowWhoseTipLiesWhereSheGoes) {
  const auto p = panel_with_walk({-1, 0, 0}, {1, 0, 0});
  const auto marks = board_marks(p, 1280, 536, {});
  const auto& outline = first_area(marks).outline;
  ASSERT_GT(outline.size(), 10u);
  const Vec3 end = camera::project(p.camera, 1280.0 / 536, {1, 0, 0});
  double right = 0, left = 1e9;
  for (const auto& s : outline) right = std::max(right, s.x), left = std::min(left, s.x);
  EXPECT_NEAR(right, (static_cast<double>(end.x) * 0.5 + 0.5) * 1280, 25);
  EXPECT_LT(left, 640);
}

TEST(BoardMarks, WhoLeavesPointsAtTheBorderAndNoArrowLeavesThePicture) {
  for (const Vec3 to : {Vec3(9, 0, 0), Vec3(-9, 0, 1), Vec3(0, 0, 9), Vec3(2, 0, -30)}) {
    const auto marks = board_marks(panel_with_walk({0, 0, 0}, to), 1280, 536, {});
    for (const auto& m : marks)
      if (const auto* a = std::get_if<media::Area>(&m))
        for (const auto& s : a->outline) {
          EXPECT_GT(s.x, -30);
          EXPECT_LT(s.x, 1310);
          EXPECT_TRUE(std::isfinite(s.y) && s.y > -30 && s.y < 566) << s.y;
        }
  }
}

TEST(BoardMarks, APushInIsAFrameInTheFrameWithFourArrowsAndItsName) {
  auto p = panel_with_walk({0, 0, 0}, {0, 0, 0});
  p.walks.clear();
  p.camera_to.position = {0, 1.6f, 2.5f};
  p.camera_to.focus_distance = 2.5f;
  p.moves = {camera::BoardMove::kPushIn};
  const auto marks = board_marks(p, 1280, 536, {});
  int areas = 0;
  bool named = false;
  for (const auto& m : marks) {
    areas += std::holds_alternative<media::Area>(m);
    if (const auto* w = std::get_if<media::Words>(&m)) named = named || w->text == "PUSH IN";
  }
  EXPECT_EQ(areas, 5);  // four arrows, the name's ground
  EXPECT_TRUE(named);
}

// --- rain and snow

render::Frame frame_of(int width, int height, float left, float right) {
  render::Frame frame;
  frame.width = width, frame.height = height;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) frame.depth.push_back(x < width / 2 ? left : right);
  return frame;
}

TEST(BoardWeather, RainIsStrokesAStormMoreAndMoreSlantedSnowIsFlakes) {
  using finish::Precipitation;
  const auto far = frame_of(64, 27, 100, 100);
  const auto fall = [&](Precipitation kind) { return weather_marks(kind, far, 1280, 536, 7, {}); };
  EXPECT_TRUE(fall(Precipitation::kNone).empty());
  const auto rain = fall(Precipitation::kRain), storm = fall(Precipitation::kStorm), snow = fall(Precipitation::kSnow);
  EXPECT_GT(rain.size(), 60u);
  EXPECT_GT(storm.size(), 1.3 * static_cast<double>(rain.size()));
  const auto slant = [](const std::vector<media::Mark>& marks) {
    double across = 0, down = 0;
    for (const auto& m : marks) {
      const auto& points = std::get<media::Line>(m).points;
      across += points.front().x - points.back().x, down += points.back().y - points.front().y;
    }
    return across / down;
  };
  EXPECT_NEAR(slant(rain), BoardWeatherStyle{}.slant, 0.01);
  EXPECT_NEAR(slant(storm), BoardWeatherStyle{}.storm_slant, 0.01);
  for (const auto& m : snow) EXPECT_TRUE(std::holds_alternative<media::Dot>(m));
}

TEST(BoardWeather, WhatStandsNearerHidesItAndTheSameSeedIsTheSameRain) {
  const auto half = frame_of(64, 27, 0.5f, 100);
  const auto marks = weather_marks(finish::Precipitation::kRain, half, 1280, 536, 7, {});
  EXPECT_GT(marks.size(), 30u);
  for (const auto& m : marks)
    for (const auto& p : std::get<media::Line>(m).points) {
      EXPECT_GE(p.x, 639);
      EXPECT_TRUE(p.x <= 1280 && p.y >= 0 && p.y <= 536);
    }
  const auto again = weather_marks(finish::Precipitation::kRain, half, 1280, 536, 7, {}), other = weather_marks(finish::Precipitation::kRain, half, 1280, 536, 8, {});
  ASSERT_EQ(again.size(), marks.size());
  EXPECT_EQ(std::get<media::Line>(again[3]).points[0].x, std::get<media::Line>(marks[3]).points[0].x);
  EXPECT_NE(std::get<media::Line>(other[3]).points[0].x, std::get<media::Line>(marks[3]).points[0].x);
}

TEST(BoardMarks, EveryMoveOfTheCameraSaysItsName) {
  for (int m = 1; m <= 12; ++m) {
    auto p = panel_with_walk({0, 0, 0}, {0, 0, 0});
    p.walks.clear();
    p.moves = {static_cast<camera::BoardMove>(m)};
    bool named = false;
    for (const auto& mark : board_marks(p, 640, 268, {}))
      if (const auto* w = std::get_if<media::Words>(&mark)) named = named || w->text == camera::board_move_name(p.moves[0]);
    EXPECT_TRUE(named) << m;
  }
}

// --- pages

BoardBook book_of(int panels, int per_page, const std::string& words) {
  BoardBook b{"A Film", "Somebody", per_page, 2.39, {{"1", "INT. KITCHEN - NIGHT", {}}, {"2", "EXT. STREET - DAY", {}}}};
  for (int i = 0; i < panels; ++i) b.scenes[static_cast<std::size_t>(i * 2 / panels)].cells.push_back({"1A-" + std::to_string(i), "medium shot, 50 mm", 2.5, words, {{"ANA", words}}, "", grey_png(200)});
  return b;
}

TEST(BoardPages, ShortWordsTakeTheNumberOfPanelsThatWasAskedFor) {
  for (const auto& [per_page, pages] : {std::pair{1, 36}, {4, 10}, {6, 6}, {9, 4}}) {
    const auto pdf = board_pages(book_of(36, per_page, "She sits."), {});
    ASSERT_TRUE(pdf);
    EXPECT_EQ(pdf->pages, pages) << per_page;
    EXPECT_EQ(pdf->missing_letters, 0);
  }
}

TEST(BoardPages, LongWordsTakeMorePagesInsteadOfBeingCutOff) {
  std::string some, many;
  for (int i = 0; i < 120; ++i) some += "word ";
  for (int i = 0; i < 3500; ++i) many += "word ";
  const auto few = board_pages(book_of(9, 9, "She sits."), {}), longer = board_pages(book_of(9, 9, some), {}), endless = board_pages(book_of(2, 9, many), {});
  ASSERT_TRUE(few && longer && endless);
  EXPECT_GT(longer->pages, few->pages);
  EXPECT_GT(endless->pages, 5);  // goes on in cells of its own
}

TEST(BoardPages, TheSameBookGivesTheSameBytes) {
  const auto a = board_pages(book_of(7, 6, "Où est-elle ? 我不知道。 שלום"), {}), b = board_pages(book_of(7, 6, "Où est-elle ? 我不知道。 שלום"), {});
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->bytes, b->bytes);
}

TEST(BoardPages, APictureThatIsNoneIsRefused) {
  auto book = book_of(2, 6, "x");
  book.scenes[0].cells[0].picture = {1, 2, 3};
  EXPECT_FALSE(board_pages(book, {}));
}

// --- what people drew

class Drawn : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(::testing::TempDir()) / ("auteur-boards-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder);
    fs::create_directories(folder / "film/media/boards");
    fs::create_directories(folder / "project/images");
  }
  void TearDown() override { fs::remove_all(folder); }
  void put(const fs::path& name, const Bytes& bytes) { std::ofstream(folder / name, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())); }
  void put(const fs::path& name, const std::string& text) { std::ofstream(folder / name) << text; }
  fs::path folder;
};

TEST_F(Drawn, PicturesInMediaBoardsBelongToTheShotTheyAreCalledAfter) {
  put("film/media/boards/12a-1.png", grey_png(1));
  put("film/media/boards/12A-1.txt", std::string("not this one"));
  put("film/media/boards/12a-1.txt", std::string("rain on the glass\n"));
  put("film/media/boards/3B.jpg", media::write_jpeg({8, 8, std::vector<std::uint8_t>(192, 9)}));
  put("film/media/boards/readme.md", std::string("x"));
  const auto own = read_own_boards(folder / "film");
  ASSERT_TRUE(own);
  ASSERT_EQ(own->size(), 2u);
  EXPECT_EQ(own->at("12A-1").shot, "12A");
  EXPECT_EQ(own->at("12A-1").note, "rain on the glass");
  EXPECT_EQ(own->at("3B").shot, "3B");
  EXPECT_TRUE(read_own_boards(folder / "elsewhere")->empty());
  put("film/media/boards/4C.png", std::string("no picture"));
  const auto bad = read_own_boards(folder / "film");
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().message.find("4C.png"), std::string::npos);
}

TEST_F(Drawn, AnImportedProjectGivesItsPanelsToTheShotsItNamesAndSaysWhatItCouldNot) {
  put("film/media/boards/1A.png", grey_png(5));  // from before
  for (const char* name : {"a.png", "b.png", "c.png"}) put(fs::path("project/images") / name, grey_png(99));
  put("project/day.storyboarder", std::string(R"({"boards":[
    {"uid":"1","shot":"1A","duration":1000,"notes":"slow","layers":{"ink":{"url":"a.png"}}},
    {"uid":"2","shot":"1a","duration":1000,"layers":{"ink":{"url":"b.png"}}},
    {"uid":"3","shot":"1C","duration":1000,"layers":{"ink":{"url":"gone.png"}}},
    {"uid":"4","shot":"77Z","duration":1000,"layers":{"ink":{"url":"c.png"}}}]})"));
  const auto in = import_boards(folder / "project/day.storyboarder", {{"1A", 2.0}, {"1B", 3.0}, {"1C", 1.0}}, folder / "film");
  ASSERT_TRUE(in);
  EXPECT_EQ(in->kept, (std::vector<std::string>{"1A-1", "1A-2"}));
  EXPECT_FALSE(fs::exists(folder / "film/media/boards/1A.png"));
  EXPECT_TRUE(fs::exists(folder / "film/media/boards/1A-2.png"));
  EXPECT_TRUE(fs::exists(folder / "film/media/boards/1A-1.txt"));
  ASSERT_EQ(in->notes.size(), 2u);
  EXPECT_NE(in->notes[0].find("77Z"), std::string::npos);
  EXPECT_NE(in->notes[1].find("gone.png"), std::string::npos);
}

TEST_F(Drawn, AProjectOfOursFindsItsShotsAgainWhateverTheProgramCallsThem) {
  fs::create_directories(folder / "out/boards");
  put("out/boards/2A-1.png", grey_png(50));
  put("out/boards/2A-2.png", grey_png(60));
  put("out/boards/2B.png", grey_png(70));
  Json boards{{"aspect", 2.39}, {"panels", Json::array()}};
  for (const auto& [name, shot] : {std::pair{"2A-1", "2A"}, {"2A-2", "2A"}, {"2B", "2B"}})
    boards["panels"].push_back({{"name", name}, {"shot", shot}, {"seconds", 1.5}, {"action", "x"}, {"about", "close-up"}, {"file", std::string("boards/") + name + ".png"}, {"dialogue", {{{"who", "ANA"}, {"text", "Hm."}}}}});
  const auto file = export_boards(boards, folder / "out", folder / "project", "film");
  ASSERT_TRUE(file);
  // The program counts anew and somebody adds a board between two of ours.
  std::ifstream in_file(*file);
  Json project = Json::parse(in_file);
  ASSERT_EQ(project["boards"].size(), 3u);
  EXPECT_EQ(project["boards"][0]["dialogue"], "ANA: Hm.");
  EXPECT_TRUE(project["boards"][0]["newShot"]);
  EXPECT_FALSE(project["boards"][1]["newShot"]);
  for (std::size_t i = 0; i < 3; ++i) project["boards"][i]["shot"] = "1" + std::string(1, static_cast<char>('A' + i));
  Json added = project["boards"][2];
  added["uid"] = "NEW00", added["newShot"] = false, added["shot"] = "2B";
  project["boards"].push_back(added);
  put("project/film.storyboarder", project.dump());
  const auto in = import_boards(*file, {{"1A", 1}, {"1B", 1}, {"2A", 3}, {"2B", 3}}, folder / "film");
  ASSERT_TRUE(in);
  EXPECT_EQ(in->kept, (std::vector<std::string>{"2A-1", "2A-2", "2B-1", "2B-2"}));
  EXPECT_TRUE(in->notes.empty());
}

}  // namespace
}  // namespace auteur::production
