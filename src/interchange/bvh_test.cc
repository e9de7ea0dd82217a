// BVH read and written: what is there comes in, what is broken is put right and said, or refused with its place.
#include "auteur/interchange/bvh.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "auteur/base/file_system.h"
#include "auteur/base/random.h"

namespace auteur::interchange {
namespace {

using scene::MotionChannel;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kHead = "HIERARCHY\nROOT Hips\n{\n OFFSET 0 0 0\n CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation\n JOINT Left Leg\n {\n  OFFSET 9 -2 0\n  CHANNELS 3 Xrotation Yrotation Zrotation\n  End Site\n  {\n   OFFSET 0 -80 0\n  }\n }\n}\n";

scene::Motion read(const std::string& text) {
  auto m = read_bvh(text, "walk.bvh");
  if (!m) throw std::runtime_error(m.error().message);
  return std::move(*m);
}

TEST(Bvh, JointsChannelsAndFramesComeIn) {
  const auto m = read(kHead + "MOTION\nFrames: 2\nFrame Time: 0.02\n1 2 3 4 5 6 7 8 9\n11 12 13 14 15 16 17 18 19\n");
  ASSERT_EQ(m.joints.size(), 3u);
  EXPECT_EQ(m.joints[1].name, "Left Leg");
  EXPECT_EQ(m.joints[1].parent, 0);
  EXPECT_EQ(m.joints[1].offset, Vec3(9, -2, 0));
  EXPECT_TRUE(m.joints[2].end);
  EXPECT_THAT(m.joints[1].channels, ElementsAre(MotionChannel::kTurnX, MotionChannel::kTurnY, MotionChannel::kTurnZ));
  EXPECT_EQ(m.frames, 2u);
  EXPECT_NEAR(m.frames_per_second, 50, 1e-9);
  EXPECT_FLOAT_EQ(m.values[9 + 6], 17);
  EXPECT_TRUE(m.notes.empty());
}

TEST(Bvh, WhatIsWrittenReadsBackTheSame) {
  const auto m = read(kHead + "MOTION\nFrames: 2\nFrame Time: 0.0416667\n1 2 3 4 5 6 7 8 9\n-11.5 12 13 1e-3 15 16 17 18 19\n");
  const auto again = read(write_bvh(m));
  EXPECT_EQ(again.joints.size(), m.joints.size());
  for (std::size_t j = 0; j < m.joints.size(); ++j) {
    EXPECT_EQ(again.joints[j].name, m.joints[j].name);
    EXPECT_EQ(again.joints[j].offset, m.joints[j].offset);
    EXPECT_EQ(again.joints[j].channels, m.joints[j].channels);
  }
  EXPECT_EQ(again.values, m.values);
  EXPECT_NEAR(again.frames_per_second, 24, 1e-3);
}

TEST(Bvh, WhatCanBePutRightIsAndIsSaid) {
  const auto m = read(kHead + "MOTION\nFrames: 5\nFrame Time: 0\n1 2 3 4 5 6 7 8 9\n1 nan 3 4 inf 6 7 1e99 9\n1 2 3");
  EXPECT_EQ(m.frames, 2u);
  EXPECT_NEAR(m.frames_per_second, 30, 1e-9);
  EXPECT_FLOAT_EQ(m.values[9 + 1], 2);
  for (const float v : m.values) EXPECT_TRUE(std::isfinite(v));
  EXPECT_THAT(m.notes, Contains(HasSubstr("30 frames a second")));
  EXPECT_THAT(m.notes, Contains(HasSubstr("says 5 frames and has 2")));
  EXPECT_THAT(m.notes, Contains(HasSubstr("frame before")));
  const auto odd = read("HIERARCHY ROOT A{OFFSET 0 0 0 CHANNELS 2 Xrotation Xscale} ROOT B{OFFSET 1 0 0 CHANNELS 0} MOTION Frames: 1 Frame Time: .1 5 6 end");
  EXPECT_THAT(odd.notes, Contains(HasSubstr("several roots")));
  EXPECT_THAT(odd.notes, Contains(HasSubstr("'Xscale' is not known")));
  EXPECT_THAT(odd.notes, Contains(HasSubstr("words after its numbers")));
}

TEST(Bvh, WhatIsNoMotionIsRefusedWithItsPlace) {
  struct Case { std::string text; const char* says; int line; };
  for (const Case& c : {Case{"", "HIERARCHY", 1}, Case{"glTF", "HIERARCHY", 1}, Case{"HIERARCHY\nROOT A\n{\nOFFSET 0 x 0", "'x' where a number", 4}, Case{"HIERARCHY\nROOT A\n{\n", "'}' is missing", 4}, Case{"HIERARCHY\nROOT A\n{\nCHANNELS 99 A", "impossible number of channels", 4},
                        Case{"HIERARCHY\nROOT A\n{\nBONE 3", "'BONE' inside a joint", 4}, Case{"HIERARCHY\nMOTION\n", "no joints", 2}, Case{kHead + "MOTION\nFrames: 1\nFrame Time: 0.1\n1 2 3", "no whole frame", 19}, Case{kHead, "ends before MOTION", 16}, Case{kHead + "MOTION\nFrame Time: 3", "lacks 'Frames:'", 17}}) {
    const auto m = read_bvh(c.text, "walk.bvh");
    ASSERT_FALSE(m) << c.text;
    EXPECT_THAT(m.error().message, HasSubstr(c.says));
    EXPECT_EQ(m.error().place.line, c.line) << c.says;
  }
  std::string deep = "HIERARCHY\nROOT A {";
  for (int i = 0; i < 400; ++i) deep += "JOINT B {";
  EXPECT_FALSE(read_bvh(deep, "deep"));
  std::string many = "HIERARCHY\n";
  for (int i = 0; i < 1100; ++i) many += "ROOT A { OFFSET 0 0 0 }";
  const auto m = read_bvh(many, "many");
  ASSERT_FALSE(m);
  EXPECT_THAT(m.error().message, HasSubstr("1,024"));
}

TEST(Bvh, SpoiltTextNeverHarms) {
  const std::string whole = kHead + "MOTION\nFrames: 2\nFrame Time: 0.02\n1 2 3 4 5 6 7 8 9\n11 12 13 14 15 16 17 18 19\n";
  Random random(4);
  int well = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string spoilt = whole;
    for (int k = 0; k < 1 + i % 4; ++k) spoilt[static_cast<std::size_t>(random.unit() * static_cast<double>(spoilt.size() - 1))] = static_cast<char>(random.unit() * 255);
    if (i % 5 == 0) spoilt.resize(static_cast<std::size_t>(random.unit() * static_cast<double>(spoilt.size())));
    if (const auto m = read_bvh(spoilt, "spoilt")) {
      ++well;
      EXPECT_EQ(read_bvh(write_bvh(*m), "again").has_value(), true);
    }
  }
  EXPECT_GT(well, 100);
}

}  // namespace
}  // namespace auteur::interchange
