#include "auteur/media/drawing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "auteur/media/paper.h"

namespace auteur::media {
namespace {

std::array<int, 3> at(const Picture& p, int x, int y) {
  const auto* c = &p.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width) + static_cast<std::size_t>(x)) * 3];
  return {c[0], c[1], c[2]};
}

TEST(Drawing, IsTheSameInBothForms) {
  Drawing d;
  d.width = 100;
  d.height = 60;
  d.paper = {10, 20, 30, 1};
  d.title = "A <b> & c";
  d.marks = {Area{{{10, 10}, {50, 10}, {50, 50}, {10, 50}}, {255, 0, 0, 1}}, Line{{{60, 30}, {90, 30}}, {0, 255, 0, 1}, 6}, Dot{{75, 12}, 5, {0, 0, 255, 1}}};
  const auto p = picture_of(d, 2);
  EXPECT_EQ(p.width, 200);
  EXPECT_EQ(p.height, 120);
  EXPECT_EQ(at(p, 2, 2), (std::array{10, 20, 30}));
  EXPECT_EQ(at(p, 60, 60), (std::array{255, 0, 0}));
  EXPECT_EQ(at(p, 150, 60), (std::array{0, 255, 0}));
  EXPECT_EQ(at(p, 150, 24), (std::array{0, 0, 255}));
  const auto svg = svg_of(d);
  EXPECT_NE(svg.find("<title>A &lt;b&gt; &amp; c</title>"), std::string::npos);
  EXPECT_NE(svg.find("points=\"10,10 50,10 50,50 10,50\" fill=\"#ff0000\""), std::string::npos) << svg;
}

TEST(Drawing, WordsEndWhereTheyShould) {
  Drawing d;
  d.width = 200;
  d.height = 40;
  Words w{"Wahrheit", {150, 25}, 16, {0, 0, 0, 1}, Anchor::kEnd};
  const double width = width_of(d, w);
  EXPECT_GT(width, 40);
  d.marks = {w};
  const auto p = picture_of(d, 1);
  int first = p.width, last = 0;
  for (int y = 0; y < p.height; ++y)
    for (int x = 0; x < p.width; ++x)
      if (at(p, x, y)[0] < 128) first = std::min(first, x), last = std::max(last, x);
  EXPECT_NEAR(last, 150, 3);
  EXPECT_NEAR(first, 150 - width, 4);
}

TEST(Drawing, HugeAndBrokenNumbersStayWithinBounds) {
  Drawing d;
  d.width = 1e9;
  d.height = 10;
  d.marks = {Line{{{0, 0}, {std::nan(""), 5}}, {}, 1}};
  const auto p = picture_of(d, 4);
  EXPECT_LE(p.width, 16000);
  EXPECT_EQ(svg_of(d).find("nan"), std::string::npos);
}

TEST(Paper, WrappedWordsFitTheWidthAndNoneIsLost) {
  auto paper = Paper::start(400, 400, {"t", "", ""});
  ASSERT_TRUE(paper);
  Type type;
  type.font = "DejaVu Sans";
  type.size = 10;
  type.runs = {{0, 4, true}};
  const std::string text = "ANA: Were you ever at the sea, in Zürich or in Ljubljana?\nנהרות ‎ואגמים\nAnunbreakablewordthatislongerthanthewholelineandthensome";
  const auto w = paper->wrap(text, 90, type);
  ASSERT_GT(w.lines.size(), 5u);
  std::string all, wanted = text;
  bool right_to_left = false;
  for (const auto& line : w.lines) {
    EXPECT_LE(line.width, 90.5) << line.text;
    EXPECT_LE(line.text.size() > 0 ? paper->width_of(line.text, {.font = "DejaVu Sans", .size = 10, .runs = line.runs}) : 0, 91) << line.text;
    for (const auto& run : line.runs) EXPECT_LE(run.end, line.text.size());
    all += line.text;
    right_to_left = right_to_left || line.right_to_left;
  }
  for (std::string* s : {&all, &wanted}) s->erase(std::remove_if(s->begin(), s->end(), [](char c) { return c == ' ' || c == '\n'; }), s->end());
  EXPECT_EQ(all, wanted);
  EXPECT_TRUE(right_to_left);
  EXPECT_EQ(w.lines.front().runs.size(), 1u);
  EXPECT_GE(w.line_height, 10);
}

TEST(Paper, APictureLiesOnThePageAndAJpegIsKeptAsItIs) {
  const Picture p{32, 16, std::vector<std::uint8_t>(32 * 16 * 3, 120)};
  const Bytes jpeg = write_jpeg(p);
  const auto bytes_with = [&](const Bytes& file) {
    auto paper = Paper::start(100, 100, {"t", "", ""});
    paper->page();
    EXPECT_TRUE(paper->picture(10, 10, 80, 40, file));
    return *paper->finish();
  };
  EXPECT_NE(bytes_with(jpeg).find(std::string(jpeg.begin(), jpeg.end())), std::string::npos);
  EXPECT_NE(bytes_with(write_png(p)).find("/Subtype /Image"), std::string::npos);
  auto paper = Paper::start(100, 100, {"t", "", ""});
  paper->page();
  EXPECT_FALSE(paper->picture(0, 0, 10, 10, Bytes{1, 2, 3}));
}

}  // namespace
}  // namespace auteur::media
