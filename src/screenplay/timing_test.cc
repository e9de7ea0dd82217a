#include "auteur/screenplay/timing.h"

#include <gtest/gtest.h>

namespace auteur::screenplay {
namespace {

// 50 characters of action in 10 words; 25 characters of dialogue in 5 words.
const char* kText =
    "INT. A - DAY\n\nabcd abcd abcd abcd abcd abcd abcd abcd abcd abcde\n\nBEN\n(low)\nabcd abcd abcd abcd abcde\n\nCUT TO:\n\nEXT. B - DAY\n\nabcd.\n";

TEST(TimingModels, FollowsEachModelsRule) {
  const auto p = parse_fountain(kText, "t");
  ASSERT_TRUE(p);
  const auto b = break_down(p->script);
  const auto t = time_script(p->script, b);
  ASSERT_EQ(t.scenes.size(), 2u);
  const auto& s = t.scenes[0];
  EXPECT_NEAR(s.of(TimingModel::kPage).value, 60.0 * b.scenes[0].eighths / 8, 0.01);
  EXPECT_NEAR(s.of(TimingModel::kSophocles).value, 2 + (1 + 1.5) + (2 + 2.4 * 24.0 / 50), 0.06);
  EXPECT_NEAR(s.of(TimingModel::kStoryboarder).value, (0.5 + 0.2 * 10) + (1 + 0.3 * 1) + (1 + 0.3 * 5) + 1, 0.01);
  // heading, action, cue, parenthetical, dialogue, transition
  EXPECT_NEAR(s.of(TimingModel::kWords).value, (4 + 10 + 1 + 1 + 5 + 2) * 60.0 / 140, 0.01);
  EXPECT_EQ(t.total.of(TimingModel::kPage).value, t.scenes[0].of(TimingModel::kPage).value + t.scenes[1].of(TimingModel::kPage).value);
}

TEST(TimingModels, RealVoicesReplaceTheGuess) {
  const auto p = parse_fountain(kText, "t");
  ASSERT_TRUE(p);
  const auto b = break_down(p->script);
  const auto plain = time_script(p->script, b);
  const auto voiced = time_script(p->script, b, {{"1-1", Seconds(9.5)}, {"7-7", Seconds(100)}});
  EXPECT_EQ(plain.total.spoken, 0);
  EXPECT_EQ(plain.total.voiced.value, plain.total.of(TimingModel::kActing).value);
  EXPECT_EQ(voiced.total.spoken, 1);
  double guess = 0;
  for (const auto& beat : b.scenes[0].beats) if (beat.kind == BeatKind::kLine) guess = beat.estimate.value;
  EXPECT_NEAR(voiced.scenes[0].voiced.value, b.scenes[0].estimate.value - guess + 9.5, 0.01);
  EXPECT_EQ(voiced.scenes[1].voiced.value, plain.scenes[1].voiced.value);
}

}  // namespace
}  // namespace auteur::screenplay
