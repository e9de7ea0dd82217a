#include "auteur/acting/outside.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/base/random.h"
#include "heard.h"

namespace auteur::acting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kLine = "The lamp went out an hour ago, and nobody here has noticed it.";

LineRequest line(const std::string& text = kLine, const std::string& reading = "") {
  LineRequest r;
  r.text = text;
  r.reading = reading;
  r.voice.base = "awb";
  r.seed = 5;
  return r;
}

// What a server would send: a voice of ours that is none of those it is laid over, at another rate, and its words' times.
struct Sent { LineTake truth; std::vector<float> sound; int rate = 22050; };
Sent sent_by(const char* voice, const std::string& text = kLine) {
  LineRequest r = line(text);
  r.voice = find_voice(voice)->casting;
  Sent s;
  s.truth = *speak(r);
  s.sound = resample(s.truth.samples, 48000, s.rate);
  return s;
}

// How far the phones lie from where they are, in seconds: median and nine in ten.
std::pair<double, double> off(const LineTake& truth, const LineTake& take) {
  std::vector<double> d;
  std::vector<Phone> a, b;
  for (const auto& p : truth.phones) if (p.name != "pau") a.push_back(p);
  for (const auto& p : take.phones) if (p.name != "pau") b.push_back(p);
  EXPECT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) d.push_back(a[i].start.value - b[i].start.value);
  std::sort(d.begin(), d.end());
  const double shift = d[d.size() / 2];  // it was cut at its own ends
  for (auto& x : d) x = std::abs(x - shift);
  std::sort(d.begin(), d.end());
  return {d[d.size() / 2], d[d.size() * 9 / 10]};
}

void tiles(const LineTake& take) {
  for (std::size_t i = 1; i < take.phones.size(); ++i) EXPECT_NEAR(take.phones[i].start.value, take.phones[i - 1].end.value, 1e-9) << i;
  EXPECT_NEAR(take.phones.back().end.value, take.length().value, 0.006);
}

TEST(Outside, TheSpeakersOwnTimesOfWordsAreKeptAndHelpThePhones) {
  double by_ear = 0, by_times = 0;
  for (const char* voice : {"headmistress", "girl"}) {
    const Sent s = sent_by(voice);
    const auto ear = outside_line(s.sound, s.rate, line(), {}), timed = outside_line(s.sound, s.rate, line(), s.truth.words);
    ASSERT_TRUE(ear && timed);
    tiles(timed->take);
    by_ear = std::max(by_ear, off(s.truth, ear->take).second);
    by_times = std::max(by_times, off(s.truth, timed->take).second);
    if (std::getenv("SHOW")) std::printf("%s: by ear %.0f / %.0f ms, by words %.0f / %.0f ms, distance %.2f\n", voice, 1e3 * off(s.truth, ear->take).first, 1e3 * off(s.truth, ear->take).second, 1e3 * off(s.truth, timed->take).first, 1e3 * off(s.truth, timed->take).second, ear->distance);
    ASSERT_EQ(timed->take.words.size(), s.truth.words.size());
    const double shift = timed->take.words[5].start.value - s.truth.words[5].start.value;
    for (std::size_t i = 1; i < s.truth.words.size(); ++i) EXPECT_NEAR(timed->take.words[i].start.value - shift, s.truth.words[i].start.value, 0.02) << voice << " " << s.truth.words[i].text;
    EXPECT_NEAR(speech_level(timed->take.samples), kSpeechLevelDb, 0.6);
    EXPECT_EQ(timed->take.backend, "outside");
  }
  EXPECT_LT(by_times, 0.05);
  EXPECT_LT(by_ear, 0.12);
}

TEST(Outside, TimesOfOtherWordsDoNoHarm) {
  const Sent s = sent_by("warm");
  std::vector<Word> wrong = s.truth.words;
  for (auto& w : wrong) w.text = "zzz";
  wrong[3] = {"out", Seconds(-5), Seconds(900)};
  const auto r = outside_line(s.sound, s.rate, line(), wrong);
  ASSERT_TRUE(r);
  tiles(r->take);
  for (std::size_t i = 0; i < wrong.size(); ++i) wrong[i] = {s.truth.words[i].text, Seconds(1), Seconds(1.001)};
  const auto same = outside_line(s.sound, s.rate, line(), wrong);
  ASSERT_TRUE(same);
  tiles(same->take);
}

TEST(Outside, PausesOfTheDirectorsAreMade) {
  const Sent s = sent_by("clear");
  const auto plain = outside_line(s.sound, s.rate, line(), s.truth.words);
  const auto r = outside_line(s.sound, s.rate, line(kLine, "The lamp went /1.5/ out an hour ago, // and nobody here has noticed it."), s.truth.words);
  ASSERT_TRUE(plain && r);
  tiles(r->take);
  std::vector<double> pauses;
  for (std::size_t i = 1; i + 1 < r->take.phones.size(); ++i)
    if (r->take.phones[i].name == "pau") pauses.push_back((r->take.phones[i].end - r->take.phones[i].start).value);
  ASSERT_EQ(pauses.size(), 2u);
  EXPECT_NEAR(pauses[0], 1.5, 0.03);
  EXPECT_NEAR(pauses[1], 0.8, 0.03);
  EXPECT_NEAR((r->take.words[3].start - r->take.words[2].end).value, 1.5, 0.03);
  // And it is silent there.
  const auto middle = static_cast<std::size_t>((r->take.words[2].end.value + 0.75) * 48000);
  for (std::size_t i = middle - 20000; i < middle + 20000; ++i) ASSERT_EQ(r->take.samples[i], 0.f);
  EXPECT_GT(r->take.length().value, plain->take.length().value + 1.9);
}

TEST(Outside, WhatIsNoSpeechIsRefusedWithoutTalkOfMicrophones) {
  const auto why = [](const std::vector<float>& s) {
    const auto r = outside_line(s, 24000, line(), {});
    return r ? std::string() : r.error().text();
  };
  EXPECT_THAT(why({}), HasSubstr("is empty"));
  EXPECT_THAT(why(std::vector<float>(24000, 0.f)), HasSubstr("nothing to hear"));
  EXPECT_THAT(why(std::vector<float>(24000 * 91, 0.1f)), HasSubstr("at most"));
  std::vector<float> click(24000, 0.f);
  click[9000] = 1;
  EXPECT_THAT(why(click), testing::AnyOf(HasSubstr("no speech"), HasSubstr("takes about")));
  for (const std::string& text : {why({}), why(std::vector<float>(24000, 0.f)), why(click)}) EXPECT_THAT(text, testing::Not(HasSubstr("ecord")));
}

TEST(Wish, SaysInWordsAndNumbersWhatMarksAndMannerDo) {
  LineRequest r = line("I never said that. Not once.", "I *never* said / that. <slow>Not once.</slow>");
  r.manner = "whispering";
  r.mood = {-0.6, 0.6, 0.8, ""};
  const auto w = wish_of(r);
  ASSERT_TRUE(w);
  EXPECT_EQ(w->text, "I never said that. Not once.");
  EXPECT_THAT(w->stressed, ElementsAre("never"));
  ASSERT_EQ(w->stretches.size(), 1u);
  EXPECT_EQ(w->stretches[0].words, "Not once");
  EXPECT_EQ(w->stretches[0].how, "slowly");
  EXPECT_GT(w->whisper, 0.5);
  EXPECT_EQ(w->feeling, "tense, angry");
  EXPECT_EQ(w->manner, "whispering");
  const auto fast = wish_of(line("Run to the door, now.", "<fast>Run to the door, now.</fast>"));
  ASSERT_TRUE(fast);
  EXPECT_GT(fast->pace, 1.25);
  EXPECT_TRUE(fast->stretches.empty());
  EXPECT_FALSE(wish_of(line("Run.", "<nonsense>Run.")));
}

}  // namespace
}  // namespace auteur::acting
