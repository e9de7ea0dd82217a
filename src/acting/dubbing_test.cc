#include "auteur/acting/dubbing.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "auteur/acting/visemes.h"
#include "auteur/base/process.h"
#include "auteur/base/random.h"
#include "espeak_helper.h"
#include "heard.h"
#include "voice_edit.h"

namespace auteur::acting {
namespace {

LineTake spoken(const std::string& text, const std::string& language = "en", const char* voice = "clear") {
  LineRequest r;
  r.text = text, r.language = language, r.voice = find_voice(voice)->casting;
  const auto take = speak(r);
  EXPECT_TRUE(take);
  return take ? *take : LineTake{};
}
#define NEEDS_ESPEAK() if (!find_program("espeak-ng") || !speaks_with_times()) GTEST_SKIP() << "libespeak-ng is not installed"

TEST(Dubbing, AHelperThatAnswersWithSomethingElseIsNamed) {
  const Path helper = std::filesystem::temp_directory_path() / ("auteur-no-espeak-" + std::to_string(::getpid()));
  for (const char* answer : {R"({"rate": "fast"})", R"({"phones": [1, 2]})", R"({"words": {"a": 5}})", "[]", "no JSON"}) {
    std::ofstream(helper) << "#!/bin/sh\ncat > /dev/null\nprintf '%s\\n0000' '" << answer << "'\n";
    std::filesystem::permissions(helper, std::filesystem::perms::owner_all);
    EspeakWish wish;
    wish.text = "Hello.";
    const auto said = speak_with_times(helper, wish);
    ASSERT_FALSE(said) << answer;
    EXPECT_NE(said.error().message.find("AUTEUR_ESPEAK=none"), std::string::npos) << said.error().message;
  }
  std::filesystem::remove(helper);
}

// A take of given phones: a name and milliseconds each.
LineTake take_of(const std::vector<std::pair<std::string, int>>& phones) {
  LineTake t;
  double at = 0;
  for (const auto& [name, ms] : phones) {
    t.phones.push_back({name, Seconds(at), Seconds(at + ms / 1000.0), 0.2});
    if (name != "pau" && (t.phones.size() < 2 || t.phones[t.phones.size() - 2].name == "pau")) t.words.push_back({name, Seconds(at), Seconds(at + ms / 1000.0)});
    at += ms / 1000.0;
  }
  t.samples.assign(static_cast<std::size_t>(std::lround(at * t.rate)), 0.f);
  for (std::size_t i = 0; i < t.samples.size(); ++i) t.samples[i] = 0.1f * static_cast<float>(std::sin(static_cast<double>(i) * 0.02));
  return t;
}
std::vector<std::pair<std::string, int>> syllables(int n, int vowel = 120, int stop = 60) {
  std::vector<std::pair<std::string, int>> out{{"pau", 80}};
  for (int i = 0; i < n; ++i) out.insert(out.end(), {{"t", stop}, {"aa", vowel}});
  out.push_back({"pau", 110});
  return out;
}
void expect_within_limits(const LineTake& before, const LineTake& after) {
  std::vector<const Phone*> a, b;
  for (const auto& p : before.phones) if (p.name != "pau") a.push_back(&p);
  for (const auto& p : after.phones) if (p.name != "pau") b.push_back(&p);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double ratio = (b[i]->end - b[i]->start).value / (a[i]->end - a[i]->start).value;
    EXPECT_GE(ratio, 0.85 - 1e-6) << a[i]->name;
    EXPECT_LE(ratio, 1.20 + 1e-6) << a[i]->name;
    if (class_of(a[i]->name) == PhoneClass::kStop) {
      EXPECT_NEAR(ratio, 1, 1e-6) << a[i]->name;
    }
    if (i > 0) {
      EXPECT_GE(b[i]->start.value, b[i - 1]->end.value - 1e-9);
    }
  }
}

TEST(TimeScale, KeepsPitchAndIsAsLongAsAsked) {
  for (const double hz : {90.0, 140.0, 220.0}) {
    std::vector<float> voice(48000 * 2);
    for (std::size_t i = 0; i < voice.size(); ++i)
      for (int h = 1; h < 12; ++h) voice[i] += 0.1f / static_cast<float>(h) * static_cast<float>(std::sin(6.283185307179586 * hz * h * static_cast<double>(i) / 48000 + h));
    for (const double stretch : {0.85, 0.93, 1.07, 1.2}) {
      const auto out = retimed(voice, 48000, std::vector<TimePair>{{0, 0}, {2, 2 * stretch}});
      EXPECT_EQ(out.size(), static_cast<std::size_t>(std::llround(2 * stretch * 48000)));
      EXPECT_NEAR(heard::voicing_of(std::span<const float>(out)).median_hz / heard::voicing_of(std::span<const float>(voice)).median_hz, 1, 0.02) << hz << " " << stretch;
      EXPECT_NEAR(heard::level_of(out), heard::level_of(voice), 0.5);
    }
  }
}
TEST(TimeScale, LeavesSoundAloneWhereItsClockDoes) {
  const auto take = spoken("Take the boat back to the pier.");
  EXPECT_EQ(retimed(take.samples, take.rate, std::vector<TimePair>{{0, 0}, {take.length().value, take.length().value}}), take.samples);
}
TEST(TimeScale, KeepsTheVoiceOfASpokenLine) {
  NEEDS_ESPEAK();
  const auto take = spoken("Wir haben den ganzen Abend auf dich gewartet.", "de");
  for (const double stretch : {0.85, 1.2}) {
    const auto out = retimed(take.samples, take.rate, std::vector<TimePair>{{0, 0}, {take.length().value, stretch * take.length().value}});
    EXPECT_NEAR(heard::voicing_of(std::span<const float>(out)).median_hz / heard::voicing_of(take).median_hz, 1, 0.02) << stretch;
    EXPECT_NEAR(heard::brightness_of(out), heard::brightness_of(take.samples), 0.5) << stretch;
  }
}
TEST(Espeak, PhonesLieWhereTheySound) {
  NEEDS_ESPEAK();
  for (const auto& [language, text] : {std::pair{"de", "Papa packt die Koffer, aber Tante Petra kommt nicht mit."}, {"es", "Papá come pan con tomate y no para de hablar."}, {"fr", "Papa a pris le bateau pour Cannes, et toi?"}}) {
    const auto take = spoken(text, language);
    ASSERT_EQ(take.backend, "espeak-ng");
    EXPECT_DOUBLE_EQ(take.phones.front().start.value, 0);
    EXPECT_NEAR(take.phones.back().end.value, take.length().value, 1e-6);
    double vowels = 0, closures = 0;
    int v = 0, c = 0;
    for (std::size_t i = 0; i < take.phones.size(); ++i) {
      const auto& p = take.phones[i];
      if (i > 0) {
        EXPECT_NEAR(p.start.value, take.phones[i - 1].end.value, 1e-9);
      }
      const double from = p.start.value, to = p.end.value, middle = 0.5 * (from + to);
      if (class_of(p.name) == PhoneClass::kVowel && to - from > 0.05) vowels += heard::level_of(heard::part(take, middle - 0.015, middle + 0.015)), ++v;
      if (i > 1 && (p.name == "p" || p.name == "t" || p.name == "k") && to - from > 0.05) closures += heard::level_of(heard::part(take, from + 0.005, from + 0.025)), ++c;
    }
    ASSERT_GT(c, 2);
    EXPECT_GT(vowels / v - closures / c, 20) << language;  // closed lips let nothing out
  }
}
TEST(Espeak, WithoutTheCompanionTheStockProgramSpeaks) {
  if (!find_program("espeak-ng")) GTEST_SKIP() << "espeak-ng is not installed";
  ::setenv("AUTEUR_ESPEAK", "none", 1);
  const auto take = spoken("Guten Abend.", "de");
  ::unsetenv("AUTEUR_ESPEAK");
  EXPECT_EQ(take.backend, "espeak-ng");
  EXPECT_GT(take.phones.size(), 6u);
}
TEST(Espeak, SymbolsOfTwoSoundsBecomeTwo) {
  EXPECT_EQ(phones_of_ipa("aɪ"), (std::vector<std::pair<std::string, double>>{{"ay", 1}}));
  EXPECT_EQ(phones_of_ipa("pf"), (std::vector<std::pair<std::string, double>>{{"p", 0.5}, {"f", 0.5}}));
  EXPECT_EQ(phones_of_ipa("ˈɑ̃ː"), (std::vector<std::pair<std::string, double>>{{"aa", 1}}));
  EXPECT_TRUE(phones_of_ipa("ː").empty());
  EXPECT_TRUE(phones_of_ipa("").empty());
}
TEST(Espeak, CharactersStayApartInOtherLanguages) {
  NEEDS_ESPEAK();
  const auto man = spoken("Ich weiß nicht, wohin er gegangen ist.", "de", "deep"), woman = spoken("Ich weiß nicht, wohin er gegangen ist.", "de", "warm"), girl = spoken("Ich weiß nicht, wohin er gegangen ist.", "de", "girl");
  const double a = heard::voicing_of(man).median_hz, b = heard::voicing_of(woman).median_hz, c = heard::voicing_of(girl).median_hz;
  EXPECT_GT(b, 1.4 * a);
  EXPECT_GT(c, 1.05 * b);
  EXPECT_GT(heard::brightness_of(girl.samples), heard::brightness_of(man.samples));
}

TEST(DubFit, FillsThePhraseAndStretchesVowelsOnly) {
  for (const int vowel : {110, 118, 125, 135}) {
    const auto original = take_of(syllables(8)), dub = take_of(syllables(8, vowel));
    const auto fitted = fit_dub(dub, original, {true, Seconds(0)});
    ASSERT_TRUE(fitted);
    EXPECT_GE(fitted->figures.overlap, 0.97) << vowel;
    EXPECT_EQ(advice(fitted->figures), "") << vowel;
    EXPECT_TRUE(fits(fitted->figures, true));
    expect_within_limits(dub, fitted->take);
    EXPECT_NEAR(fitted->take.length().value, original.length().value, 0.0051);
  }
}
TEST(DubFit, WhatDoesNotFitIsSaidAndNotSqueezed) {
  const auto original = take_of(syllables(8)), dub = take_of(syllables(14));
  const auto fitted = fit_dub(dub, original, {true, Seconds(0)});
  ASSERT_TRUE(fitted);
  expect_within_limits(dub, fitted->take);
  EXPECT_NEAR(fitted->figures.fastest, 0.85, 0.005);
  EXPECT_NEAR(fitted->figures.too_long, 14 * (0.06 + 0.85 * 0.12) - 8 * 0.18, 0.02);
  EXPECT_NE(advice(fitted->figures).find("too long by 0.8 s: shorten it by about 6 syllables"), std::string::npos) << advice(fitted->figures);
  EXPECT_FALSE(fits(fitted->figures, true));
  EXPECT_GT(fitted->take.length().value, original.length().value);  // every word is still said
  const auto off = fit_dub(dub, original, {false, Seconds(2)});
  EXPECT_TRUE(fits(off->figures, false));  // nobody sees when it ends, and nobody else speaks
  EXPECT_NEAR(off->figures.stretch, 1, 1e-6);
}
// Eight syllables, cut short in the sixth: what follows need not be said, but something has to be cut.
TEST(DubFit, ALineThatIsCutShortMayLoseItsLastWordOnly) {
  const auto original = take_of(syllables(8));
  const double breaks = original.phones[1].start.value + 5.5 * 0.18;
  const auto fit = [&](int count) {
    auto dub = take_of(syllables(count));
    dub.words.clear();
    for (const auto& p : dub.phones)
      if (p.name == "t") dub.words.push_back({"ta", p.start, p.end + Seconds(0.12)});
    return fit_dub(dub, original, {false, Seconds(0), Seconds(breaks)})->figures;
  };
  EXPECT_EQ(advice(fit(6)), "");
  EXPECT_EQ(advice(fit(9)).rfind("cut short before its last word: shorten it by about", 0), 0u) << advice(fit(9));
  EXPECT_EQ(advice(fit(4)).rfind("over 0.3 s before somebody cuts in: add about 2 syllables", 0), 0u) << advice(fit(4));
}
TEST(DubFit, PhrasesLieWhereTheMouthMoved) {
  auto phones = syllables(6);
  phones.pop_back();
  phones.push_back({"pau", 500});
  const auto more = syllables(5);
  phones.insert(phones.end(), more.begin() + 1, more.end());
  const auto original = take_of(phones);
  auto said = syllables(6, 128);
  said.pop_back();
  said.push_back({"pau", 250});
  const auto rest = syllables(5, 112);
  said.insert(said.end(), rest.begin() + 1, rest.end());
  const auto fitted = fit_dub(take_of(said), original, {true, Seconds(0)});
  ASSERT_TRUE(fitted);
  const auto wanted = phrases_of(original.phones), got = phrases_of(fitted->take.phones);
  ASSERT_EQ(got.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(got[i].first.value, wanted[i].first.value, 0.03);
    EXPECT_NEAR(got[i].second.value, wanted[i].second.value, 0.05);
  }
  EXPECT_GE(fitted->figures.overlap, 0.93);
}
TEST(DubFit, SpokenLinesKeepLimitsWhateverTheirLength) {
  NEEDS_ESPEAK();
  Random random(3);
  const std::vector<std::string> words = {"Boot", "gestern", "niemand", "Papa", "aber", "wir", "kommen", "Mutter", "bald", "ab,", "und", "Pferde"};
  const auto original = spoken("Nobody came back, and the boat was gone by morning.");
  for (int n = 1; n < 16; n += 2) {
    std::string text;
    for (int i = 0; i < n; ++i) text += words[static_cast<std::size_t>(random.below(static_cast<int>(words.size())))] + " ";
    const auto dub = spoken(text, "de");
    for (const bool seen : {true, false}) {
      const auto fitted = fit_dub(dub, original, {seen, Seconds(0.5)});
      ASSERT_TRUE(fitted);
      expect_within_limits(dub, fitted->take);
      EXPECT_EQ(fitted->take.samples.size(), static_cast<std::size_t>(std::llround(fitted->take.phones.back().end.value * 48000))) << text;
      if (heard::voicing_of(dub).share > 0.5) {
        EXPECT_NEAR(heard::voicing_of(fitted->take).median_hz / heard::voicing_of(dub).median_hz, 1, 0.04) << text;
      }
    }
  }
}
TEST(DubFit, LipsOfADubbedLineCloseAtItsOwnClosures) {
  NEEDS_ESPEAK();
  const auto original = spoken("Nobody came back, and the boat was gone by morning."), dub = spoken("Niemand kam zurück, und am Morgen war das Boot weg.", "de");
  const auto fitted = fit_dub(dub, original, {true, Seconds(0)});
  ASSERT_TRUE(fitted);
  const auto lips = measure_lips(fitted->take.phones, fitted->take.length(), 12);
  ASSERT_GT(lips.closures, 3);
  EXPECT_EQ(lips.closed, lips.closures);
  EXPECT_EQ(lips.false_closures, 0);
  EXPECT_EQ(fitted->figures.closures, lips.closures);
}

TEST(DubbedLips, OnlyMouthsOfTheirLinesMove) {
  staging::Staging stage;
  stage.scene = "1", stage.length = Seconds(4);
  staging::Line line;
  line.id = "1-1", line.who = "ANA", line.start = Seconds(1), line.end = Seconds(2.5);
  stage.lines.push_back(line);
  camera::Shot shot;
  shot.id = "1A", shot.start = Seconds(0), shot.end = Seconds(4);
  Performance played;
  played.shot = "1A";
  played.drawings.resize(48);
  for (std::size_t k = 0; k < played.drawings.size(); ++k) {
    puppets::Pose pose;
    pose.yaw = 0.01f * static_cast<float>(k);
    played.drawings[k].people = {{"ANA", pose}, {"BEN", pose}};
  }
  const std::map<std::string, LineTake> silent{{"1-1", take_of({{"pau", 1500}})}}, dubbed{{"1-1", take_of({{"pau", 80}, {"aa", 300}, {"m", 150}, {"aa", 300}, {"pau", 110}})}};
  const auto moved = with_dubbed_lips(played, shot, stage, silent, dubbed, {"1-1"});
  int open = 0, closed = 0;
  for (std::size_t k = 0; k < moved.drawings.size(); ++k) {
    EXPECT_EQ(moved.drawings[k].people[1].pose.face.open, 0);
    EXPECT_EQ(moved.drawings[k].people[0].pose.yaw, played.drawings[k].people[0].pose.yaw);
    open += moved.drawings[k].people[0].pose.face.open > 0.2f;
    closed += moved.drawings[k].people[0].pose.face.viseme == puppets::Viseme::kPP;
  }
  EXPECT_GT(open, 3);
  EXPECT_GE(closed, 1);
  EXPECT_EQ(canonical_json(to_json(with_dubbed_lips(played, shot, stage, silent, dubbed, {}))), canonical_json(to_json(played)));
  EXPECT_EQ(canonical_json(to_json(with_dubbed_lips(moved, shot, stage, dubbed, dubbed, {"1-1"}))), canonical_json(to_json(moved)));
}

}  // namespace
}  // namespace auteur::acting
