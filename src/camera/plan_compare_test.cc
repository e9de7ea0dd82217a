#include "auteur/camera/plan_compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing.h"

namespace auteur::camera {
namespace {

using namespace staging::testing;
using camera::testing::Case;
using camera::testing::stage;

std::vector<ShotRow> rows_of(const std::string& style) {
  Case c = stage(kitchen_scene(), room());
  c.look.style = style;
  return shot_rows(c.request(), c.cover());
}

TEST(PlanCompare, APlanIsLikeItself) {
  const auto rows = rows_of("classical");
  const auto c = compare_plans({"a", rows, {}}, {"b", rows, {}});
  EXPECT_DOUBLE_EQ(c.alike, 1);
  EXPECT_EQ(c.stretches.size(), rows.size());
  for (const auto& p : c.points) EXPECT_EQ(p.first, p.second) << p.what;
  for (const auto& s : c.stretches) EXPECT_TRUE(s.differ.empty());
}

TEST(PlanCompare, TheStretchesTileTheClockAndNameBothShots) {
  const auto first = rows_of("classical"), second = rows_of("tense");
  const auto c = compare_plans({"classical", first, {}}, {"tense", second, {"the line is crossed"}});
  double at = 0;
  for (const auto& s : c.stretches) {
    EXPECT_NEAR(s.from, at, 1e-9);
    EXPECT_FALSE(s.first.empty());
    EXPECT_FALSE(s.second.empty());
    at = s.to;
  }
  EXPECT_NEAR(at, first.back().start + first.back().seconds, 1e-9);
  EXPECT_LT(c.alike, 0.9);
  EXPECT_GE(c.alike, 0);
  const auto point = [&](const std::string& what) { return *std::find_if(c.points.begin(), c.points.end(), [&](const auto& p) { return p.what == what; }); };
  EXPECT_EQ(point("shots").a, static_cast<double>(first.size()));
  EXPECT_EQ(point("against the rules").b, 1);
  const std::string words = readable(c);
  EXPECT_THAT(words, ::testing::HasSubstr("tense: the line is crossed"));
  EXPECT_EQ(to_json(c)["stretches"].size(), c.stretches.size());
}

TEST(PlanCompare, PlansOfDifferentLengthSayWhereOneEnds) {
  ShotRow a, b;
  a.shot = "1A", a.seconds = 2, a.size = b.size = "close-up";
  b.shot = "1A", b.seconds = 3;
  const auto c = compare_plans({"a", {a}, {}}, {"b", {b}, {}});
  ASSERT_EQ(c.stretches.size(), 2u);
  EXPECT_EQ(c.stretches[1].first, "");
  EXPECT_FALSE(c.stretches[1].differ.empty());
  EXPECT_NO_FATAL_FAILURE(compare_plans({"a", {}, {}}, {"b", {}, {}}));
}

}  // namespace
}  // namespace auteur::camera
