#include "auteur/render/drawn.h"

#include <gtest/gtest.h>

#include <cmath>

namespace auteur::render {
namespace {

constexpr std::uint32_t kWall = 1, kBox = 2, kHead = 3, kHair = 4;

// A wall 4 m away, straight before the camera, in an even light; a test puts things before it.
struct Paper {
  Frame frame;
  scene::Camera camera;
  std::map<std::uint32_t, DrawnThing> things;
  explicit Paper(float light = 0.8f, int w = 640, int h = 268) {
    frame.width = w, frame.height = h;
    const auto n = static_cast<std::size_t>(w) * static_cast<std::size_t>(h);
    frame.colour.assign(n, Vec3(light));
    frame.depth.assign(n, 4.f);
    frame.normal.assign(n, Vec3(0, 0, 1));
    frame.albedo.assign(n, Vec3(0.6f));
    frame.object_id.assign(n, kWall);
    camera.focus_distance = 4;
    things[kHead] = {DrawnAs::kPerson, 7, false};
    things[kHair] = {DrawnAs::kPerson, 7, true};
  }
  void put(int x0, int y0, int x1, int y1, std::uint32_t id, float depth, float albedo = 0.6f, float light = -1, Vec3 normal = {0, 0, 1}) {
    for (int y = y0; y < y1; ++y)
      for (int x = x0; x < x1; ++x) {
        const auto i = static_cast<std::size_t>(y) * static_cast<std::size_t>(frame.width) + static_cast<std::size_t>(x);
        frame.depth[i] = depth, frame.object_id[i] = id, frame.albedo[i] = Vec3(albedo), frame.normal[i] = normal;
        if (light >= 0) frame.colour[i] = Vec3(light);
      }
  }
  std::vector<std::uint8_t> draw(DrawnStyle style = {}) const {
    style.wobble = 0, style.follow = 0;  // positions and tones as they are
    return draw_by_hand(frame, camera, things, style, frame.width, frame.height);
  }
  // Mean darkness (0 paper .. 1 ink) of a part of the drawing.
  double ink(const std::vector<std::uint8_t>& rgb, int x0, int y0, int x1, int y1) const {
    double sum = 0;
    for (int y = y0; y < y1; ++y)
      for (int x = x0; x < x1; ++x) sum += 1 - rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(frame.width) + static_cast<std::size_t>(x)) * 3] / 255.0;
    return sum / ((x1 - x0) * (y1 - y0));
  }
};

TEST(Drawn, ABareLitWallIsWhitePaper) {
  const Paper p;
  for (const auto byte : p.draw()) ASSERT_EQ(byte, 255);
}

TEST(Drawn, AThingBeforeTheWallGetsAnOutlineAndNothingElse) {
  Paper p;
  p.put(200, 80, 300, 180, kBox, 2);
  const auto rgb = p.draw();
  EXPECT_GT(p.ink(rgb, 198, 100, 203, 160), 0.15);
  EXPECT_LT(p.ink(rgb, 210, 90, 290, 170), 0.001);
  EXPECT_LT(p.ink(rgb, 10, 10, 180, 250), 0.001);
}

TEST(Drawn, LinesAreHeavierTheFurtherAThingStandsBeforeAnother) {
  Paper close, far;
  close.put(200, 80, 300, 180, kBox, 3.9f);
  far.put(200, 80, 300, 180, kBox, 2);
  EXPECT_GT(far.ink(far.draw(), 194, 100, 206, 160), 1.3 * close.ink(close.draw(), 194, 100, 206, 160));
}

TEST(Drawn, PeopleAreOutlinedMoreHeavilyThanFurniture) {
  Paper thing, person;
  thing.put(200, 80, 300, 180, kBox, 3);
  person.put(200, 80, 300, 180, kHead, 3);
  EXPECT_GT(person.ink(person.draw(), 194, 100, 206, 160), 1.25 * thing.ink(thing.draw(), 194, 100, 206, 160));
}

TEST(Drawn, ACreaseIsALineAndASlopingFloorIsNone) {
  Paper p;
  // A floor that runs away: straight in 1/z, so no step anywhere.
  for (int y = 0; y < p.frame.height; ++y)
    for (int x = 0; x < p.frame.width; ++x) {
      const auto i = static_cast<std::size_t>(y) * static_cast<std::size_t>(p.frame.width) + static_cast<std::size_t>(x);
      p.frame.depth[i] = 1.f / (0.02f + 0.002f * static_cast<float>(y));
      p.frame.normal[i] = {0, 1, 0};
    }
  EXPECT_LT(p.ink(p.draw(), 0, 0, 640, 268), 0.001);
  for (int y = 0; y < p.frame.height; ++y)
    for (int x = 320; x < p.frame.width; ++x) p.frame.normal[static_cast<std::size_t>(y) * static_cast<std::size_t>(p.frame.width) + static_cast<std::size_t>(x)] = {1, 0, 0};
  const auto rgb = p.draw();
  EXPECT_GT(p.ink(rgb, 317, 20, 323, 250), 0.05);
  EXPECT_LT(p.ink(rgb, 20, 20, 300, 250), 0.001);
}

TEST(Drawn, FourTonesEachDarkerThanTheOneBefore) {
  double before = 0;
  for (const float light : {0.8f, 0.14f, 0.055f, 0.012f, 0.0015f}) {
    const Paper p(light);
    const double ink = p.ink(p.draw(), 20, 20, 620, 250);
    if (light < 0.5f) {
      EXPECT_GT(ink, before + 0.03) << light;
    }
    before = ink;
  }
}

TEST(Drawn, HatchingIsStrokesNotNoise) {
  // A dark wall is crossed by even strokes: along a row, ink comes and goes at the spacing of the style.
  const Paper p(0.03f);
  const auto rgb = p.draw();
  int changes = 0;
  const auto dark = [&](int x, int y) { return rgb[(static_cast<std::size_t>(y) * 640 + static_cast<std::size_t>(x)) * 3] < 205; };
  for (int x = 1; x < 640; ++x) changes += dark(x, 100) != dark(x - 1, 100);
  EXPECT_GT(changes, 40);
  EXPECT_LT(changes, 400);
  // Lone pixels are what noise looks like.
  int lone = 0;
  for (int y = 1; y < 267; ++y)
    for (int x = 1; x < 639; ++x) {
      int same = 0;
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) same += dark(x + dx, y + dy) == dark(x, y);
      lone += same == 1;
    }
  EXPECT_LT(lone, 30);
}

TEST(Drawn, EyesAreFilledInAndSpecksAreNot) {
  constexpr std::uint32_t kEye = 5;
  Paper p;
  p.things[kEye] = {DrawnAs::kPerson, 7, false};
  p.put(200, 60, 320, 220, kHead, 2, 0.5f);
  p.put(240, 105, 274, 129, kEye, 2, 0.7f);
  p.put(250, 110, 264, 124, kEye, 2, 0.001f);
  p.put(290, 70, 302, 78, kHead, 2, 0.001f);  // too small a part of a head to be more than a blemish
  p.put(200, 60, 240, 90, kHair, 2, 0.5f);
  p.put(210, 70, 220, 78, kHair, 2, 0.001f);
  const auto rgb = p.draw();
  EXPECT_GT(p.ink(rgb, 254, 114, 260, 120), 0.9);
  EXPECT_LT(p.ink(rgb, 294, 73, 298, 75), 0.8);
  EXPECT_LT(p.ink(rgb, 214, 73, 216, 75), 0.8);
}

TEST(Drawn, GrainOfAPicturesColoursLeavesNoMark) {
  Paper p;
  std::uint32_t seed = 1;
  for (auto& a : p.frame.albedo) seed = seed * 1664525u + 1013904223u, a = Vec3(0.55f + 0.1f * static_cast<float>(seed >> 24) / 255.f);
  for (auto& c : p.frame.colour) seed = seed * 1664525u + 1013904223u, c = Vec3(0.6f + 0.2f * static_cast<float>(seed >> 24) / 255.f);
  EXPECT_LT(p.ink(p.draw(), 0, 0, 640, 268), 0.001);
}

TEST(Drawn, TheSameFrameGivesTheSameDrawing) {
  Paper p(0.1f);
  p.put(100, 50, 400, 200, kHead, 2, 0.4f, 0.3f);
  EXPECT_EQ(p.draw(), p.draw());
}

TEST(Drawn, AFrameWithoutAuxiliaryOutputsIsRefused) {
  Paper p;
  p.frame.normal.clear();
  EXPECT_TRUE(p.draw().empty());
  const Paper whole;
  EXPECT_TRUE(draw_by_hand(whole.frame, whole.camera, {}, {}, 1280, 536).empty());
}

TEST(Drawn, WildNumbersInTheStyleAreHeldWithinReason) {
  const auto s = drawn_style({{"outline", 1e9}, {"spacing", -4}, {"tones", {"a", 2, -3}}, {"crease", "wide"}});
  EXPECT_LE(s.outline, 20);
  EXPECT_GE(s.spacing, 2);
  EXPECT_EQ(s.tones[0], DrawnStyle{}.tones[0]);
  EXPECT_EQ(s.tones[1], 1);
  EXPECT_EQ(s.tones[2], 0);
  EXPECT_EQ(s.crease, DrawnStyle{}.crease);
}

}  // namespace
}  // namespace auteur::render
