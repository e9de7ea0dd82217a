#include "auteur/acting/interruption.h"

#include <gtest/gtest.h>

#include "heard.h"

namespace auteur::acting {
namespace {

LineTake spoken(const std::string& text) {
  LineRequest line;
  line.text = text;
  line.voice = voice_table().front().casting;
  auto take = speak(line);
  EXPECT_TRUE(take);
  return take ? *take : LineTake{};
}

TEST(Interruption, ALineBreaksOffInTheLastVowelOfItsLastWord) {
  for (const char* text : {"I never meant to--", "You cannot leave me alone with the letter--", "No--"}) {
    const LineTake take = spoken(text);
    ASSERT_FALSE(take.words.empty());
    const double at = breaks_off(take).value;
    EXPECT_GT(at, take.words.back().start.value) << text;
    EXPECT_LT(at, take.words.back().end.value) << text;
    bool in_vowel = false;
    for (const Phone& p : take.phones) in_vowel = in_vowel || (p.start.value < at && at < p.end.value && p.stress >= 0 && p.name != "pau");
    EXPECT_TRUE(in_vowel) << text;
  }
}

TEST(Interruption, TheThroatClosesWithoutAClickAndThenThereIsSilence) {
  LineTake take = spoken("You cannot leave me alone with the letter--");
  const LineTake whole = take;
  const Seconds at = breaks_off(take);
  break_off(take, at);
  const auto first = static_cast<std::size_t>(at.value * take.rate);
  ASSERT_EQ(take.samples.size(), whole.samples.size());
  for (std::size_t i = 0; i + 1 < first; ++i) ASSERT_EQ(take.samples[i], whole.samples[i]);
  float step = 0, before = 0;
  for (std::size_t i = first; i + 1 < take.samples.size(); ++i) step = std::max(step, std::abs(take.samples[i + 1] - take.samples[i]));
  for (std::size_t i = 1; i < whole.samples.size(); ++i) before = std::max(before, std::abs(whole.samples[i] - whole.samples[i - 1]));
  EXPECT_LE(step, before);  // no steeper than speech itself
  for (std::size_t i = first + static_cast<std::size_t>(0.046 * take.rate); i < take.samples.size(); ++i) ASSERT_EQ(take.samples[i], 0.f);
  // Well audible until just before: the last 60 ms are within 12 dB of the line.
  EXPECT_GT(heard::level_of(heard::part(take, at.value - 0.06, at.value)), heard::level_of(take.samples) - 12);
  for (const Phone& p : take.phones) EXPECT_LE(p.end.value, at.value + 1e-9);
}

TEST(Interruption, NothingToBreakOffIsLeftAlone) {
  LineTake empty;
  EXPECT_EQ(breaks_off(empty).value, 0);
  break_off(empty, Seconds(0));
  LineTake take = spoken("Yes.");
  const auto samples = take.samples;
  break_off(take, Seconds(99));
  EXPECT_EQ(take.samples, samples);
}

}  // namespace
}  // namespace auteur::acting
