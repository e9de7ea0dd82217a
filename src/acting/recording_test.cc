#include "auteur/acting/recording.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/base/letters.h"
#include "auteur/base/random.h"
#include "heard.h"
#include "melody.h"
#include "speech_take.h"

namespace auteur::acting {
namespace {

using testing::HasSubstr;

constexpr const char* kLine = "The lamp went out an hour ago, and nobody here has noticed it.";

LineRequest request(const std::string& base, const std::string& text = kLine) {
  LineRequest r;
  r.text = text;
  r.voice.base = base;
  r.seed = 3;
  return r;
}
// What somebody brings: speech somewhere in a longer, quieter and noisier file.
std::vector<float> brought(const LineTake& take, double before, double after, float gain, float noise) {
  Random random(9);
  std::vector<float> out(static_cast<std::size_t>(before * 48000), 0.f);
  for (float s : take.samples) out.push_back(s * gain);
  out.resize(out.size() + static_cast<std::size_t>(after * 48000), 0.f);
  for (auto& s : out) s += noise * static_cast<float>(2 * random.unit() - 1);
  return out;
}
std::string why_not(std::span<const float> sound, int channels = 1, int rate = 48000) {
  const auto r = recorded_line(sound, channels, rate, request("rms"));
  return r ? std::string() : r.error().text();
}

TEST(Recording, PhonesLieWhereAnotherSpeakerSaysThem) {
  for (const auto& [speaker, manner] : {std::pair{"awb", ""}, {"awb", "very slowly"}, {"rms", "urgently"}}) {
    auto said = request(speaker);
    said.manner = manner;
    said.seed = 11;
    const LineTake truth = *speak(said);
    const auto line = recorded_line(brought(truth, 0.7, 1.1, 0.5f, 0.0005f), 1, 48000, request(std::string(speaker) == "awb" ? "rms" : "awb"));
    ASSERT_TRUE(line) << line.error().text();
    const LineTake& take = line->take;
    EXPECT_EQ(take.backend, "recording");
    EXPECT_THAT(line->notes, testing::IsEmpty());
    // The same phones in the same order, pauses apart; they tile the line.
    std::vector<Phone> a, b;
    for (const auto& p : truth.phones) if (p.name != "pau") a.push_back(p);
    for (const auto& p : take.phones) if (p.name != "pau") b.push_back(p);
    ASSERT_EQ(a.size(), b.size());
    std::vector<double> off;
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].name, b[i].name);
      off.push_back(a[i].start.value - b[i].start.value);
    }
    std::sort(off.begin(), off.end());
    const double shift = off[off.size() / 2];  // trimmed at its own ends
    for (auto& o : off) o = std::abs(o - shift);
    std::sort(off.begin(), off.end());
    EXPECT_NEAR(a.front().start.value - b.front().start.value, shift, 0.06) << speaker << manner;
    if (std::getenv("SHOW")) std::printf("median %.0f ms, 90 %% %.0f ms, distance %.2f\n", 1000 * off[off.size() / 2], 1000 * off[off.size() * 9 / 10], line->distance);
    EXPECT_LT(off[off.size() / 2], 0.025) << speaker << manner;
    EXPECT_LT(off[off.size() * 9 / 10], 0.08) << speaker << manner;
    for (std::size_t i = 1; i < take.phones.size(); ++i) EXPECT_NEAR(take.phones[i].start.value, take.phones[i - 1].end.value, 1e-9);
    EXPECT_NEAR(take.phones.back().end.value, take.length().value, 1e-6);
    EXPECT_NEAR(take.length().value, truth.length().value, 0.2);
    EXPECT_EQ(take.words.size(), truth.words.size());
    EXPECT_NEAR(speech_level(take.samples), kSpeechLevelDb, 0.6);
  }
}

TEST(Recording, APauseOfTheSpeakersIsFound) {
  auto said = request("awb");
  said.reading = "The lamp went out /0.7/ an hour ago, and nobody here has noticed it.";
  const auto line = recorded_line(brought(*speak(said), 0.3, 0.3, 0.5f, 0.0003f), 1, 48000, request("rms"));
  ASSERT_TRUE(line);
  double longest = 0;
  for (double p : heard::pauses_of(line->take)) longest = std::max(longest, p);
  EXPECT_NEAR(longest, 0.7, 0.15);
}

TEST(Recording, RatesChannelsAndDepthsMakeNoOther) {
  const LineTake truth = *speak(request("awb"));
  const auto mono = brought(truth, 0.4, 0.4, 0.5f, 0.0003f);
  const auto plain = recorded_line(mono, 1, 48000, request("rms"));
  ASSERT_TRUE(plain);
  std::vector<float> stereo, fast = resample(mono, 48000, 96000);
  for (float s : mono) stereo.push_back(s), stereo.push_back(s);
  for (const auto& other : {recorded_line(stereo, 2, 48000, request("rms")), recorded_line(fast, 1, 96000, request("rms"))}) {
    ASSERT_TRUE(other);
    ASSERT_EQ(other->take.phones.size(), plain->take.phones.size());
    for (std::size_t i = 0; i < plain->take.phones.size(); ++i) EXPECT_NEAR(other->take.phones[i].start.value, plain->take.phones[i].start.value, 0.03);
  }
  const auto narrow = recorded_line(resample(mono, 48000, 8000), 1, 8000, request("rms"));
  ASSERT_TRUE(narrow);
  EXPECT_THAT(narrow->notes, testing::Contains(HasSubstr("like a telephone")));
}

TEST(Recording, WhatIsWrongIsSaid) {
  const LineTake truth = *speak(request("awb"));
  auto clipped = brought(truth, 0.3, 0.3, 6.f, 0);
  for (auto& s : clipped) s = std::clamp(s, -1.f, 1.f);
  const auto loud = recorded_line(clipped, 1, 48000, request("rms"));
  ASSERT_TRUE(loud);
  EXPECT_THAT(loud->notes, testing::Contains(HasSubstr("Clipping: ")));
  RecordingWish as_it_is;
  as_it_is.clean = false;
  EXPECT_THAT(recorded_line(clipped, 1, 48000, request("rms"), as_it_is)->notes, testing::Contains(HasSubstr("stays so")));
  const auto hiss = brought(truth, 0.6, 0.6, 0.3f, 0.02f);
  const auto noisy = recorded_line(hiss, 1, 48000, request("rms"));
  ASSERT_TRUE(noisy);
  EXPECT_THAT(noisy->notes, testing::Contains(HasSubstr("Noise: ")));
  EXPECT_THAT(recorded_line(hiss, 1, 48000, request("rms"), as_it_is)->notes, testing::Contains(HasSubstr("noise is only")));
}

TEST(Recording, WhatCannotBeUsedIsRefusedWithTheWayOut) {
  EXPECT_THAT(why_not({}), HasSubstr("is empty"));
  EXPECT_THAT(why_not(std::vector<float>(48000, 0.f)), HasSubstr("nothing to hear"));
  EXPECT_THAT(why_not(std::vector<float>(48000, 0.25f)), HasSubstr("nothing to hear"));  // a constant
  EXPECT_THAT(why_not(std::vector<float>(48000, NAN)), HasSubstr("nothing to hear"));
  EXPECT_THAT(why_not(std::vector<float>(3000, 0.1f), 1, 3000), HasSubstr("8,000 at least"));
  EXPECT_THAT(why_not(std::vector<float>(8000 * 91, 0.1f), 1, 8000), HasSubstr("90 s at most"));
  std::vector<float> click(48000, 0.f);
  click[20000] = 0.9f;
  EXPECT_THAT(why_not(click), testing::AnyOf(HasSubstr("no speech"), HasSubstr("Is it the right recording")));
  const auto monologue = *speak(request("awb", "The lamp went out an hour ago and nobody on this island has noticed it but you and me and the old woman at the harbour who sees everything."));
  const auto r = recorded_line(monologue.samples, 1, 48000, request("rms", "No."));
  ASSERT_FALSE(r);
  EXPECT_THAT(r.error().text(), HasSubstr("Is it the right recording"));
}

TEST(Recording, WhatWouldTakeGigabytesIsRefused) {
  EXPECT_TRUE(check_size(90, 60, Source::kPerson));
  const auto r = check_size(90, 120, Source::kPerson);
  ASSERT_FALSE(r);
  EXPECT_THAT(r.error().text(), HasSubstr("Cut the line out of it"));
}

TEST(Recording, LettersAreNeverCutInTwo) {
  EXPECT_EQ(first_bytes("caf\xC3\xA9", 4), "caf");
  EXPECT_EQ(first_bytes("caf\xC3\xA9", 5), "caf\xC3\xA9");
  EXPECT_EQ(first_bytes("\xE2\x80\x94", 2), "");
}

TEST(Recording, OtherWordsAreFartherThanTheRightOnes) {
  const auto sound = brought(*speak(request("awb")), 0.3, 0.3, 0.5f, 0.0003f);
  const auto right = recorded_line(sound, 1, 48000, request("rms"));
  const auto wrong = recorded_line(sound, 1, 48000, request("rms", "Seven fishermen sold us cheap soup on Tuesday evening by the sea."));
  ASSERT_TRUE(right);
  ASSERT_TRUE(wrong);
  if (std::getenv("SHOW")) std::printf("right %.2f, wrong %.2f\n", right->distance, wrong->distance);
  EXPECT_LT(right->distance, kStrangeWords);
  EXPECT_GT(wrong->distance, kStrangeWords);
  EXPECT_THAT(wrong->notes, testing::Contains(HasSubstr("does not sound like the words")));
}

// How much of what closes in `truth` closes in `line`, whose clock begins at `from` of the recording; the recording has `before` more.
double closed_together(const LineTake& truth, const RecordedLine& line, double before) {
  double shared = 0, all = 0;
  for (const auto& p : truth.phones) {
    if (p.name != "p" && p.name != "b" && p.name != "m") continue;
    const double a = p.start.value + before, b = a + 0.7 * (p.end - p.start).value;
    all += b - a;
    for (const auto& q : line.take.phones)
      if (q.name == "p" || q.name == "b" || q.name == "m") shared += std::max(0.0, std::min(b, line.from.value + q.end.value) - std::max(a, line.from.value + q.start.value));
  }
  return shared / all;
}
constexpr const char* kLips = "Maybe Bob will bring my boat back up by morning, Mum.";

TEST(Recording, LipsCloseWhereAnotherSpeakersDo) {
  const LineTake truth = *speak(request("awb", kLips));
  const auto line = recorded_line(brought(truth, 0.4, 0.4, 0.5f, 0.002f), 1, 48000, request("slt", kLips));
  ASSERT_TRUE(line);
  EXPECT_GT(closed_together(truth, *line, 0.4), 0.8);
}

// Said in a room that rings for `seconds`; `direct`: decibels above what comes from its walls.
std::vector<float> in_a_room(const std::vector<float>& dry, double seconds, double direct) {
  constexpr int kRate = 16000;
  Random random(4);
  const auto s = resample(dry, kTakeRate, kRate);
  std::vector<float> echo(static_cast<std::size_t>(seconds * kRate), 0.f);
  double power = 0;
  for (std::size_t i = kRate / 500; i < echo.size(); ++i) {
    echo[i] = static_cast<float>(random.range(-1, 1) * std::pow(10, -3 * static_cast<double>(i) / kRate / seconds));
    power += static_cast<double>(echo[i]) * echo[i];
  }
  const auto gain = static_cast<float>(std::pow(10, -direct / 20) / std::sqrt(power));
  std::vector<float> out(s.size() + echo.size(), 0.f);
  for (std::size_t i = 0; i < s.size(); ++i) {
    out[i] += s[i];
    const float x = gain * s[i];
    for (std::size_t k = 0; k < echo.size(); ++k) out[i + k] += x * echo[k];
  }
  return resample(out, kRate, kTakeRate);
}

TEST(Recording, LipsCloseInAHardRoomToo) {
  const LineTake truth = *speak(request("awb", kLips));
  const auto sound = brought(truth, 0.4, 0.4, 0.5f, 0.0003f);
  for (const auto& [seconds, direct] : {std::pair{0.4, 5.0}, {0.9, 1.5}}) {
    const auto line = recorded_line(in_a_room(sound, seconds, direct), 1, 48000, request("slt", kLips));
    ASSERT_TRUE(line) << line.error().text();
    const double closed = closed_together(truth, *line, 0.4);
    if (std::getenv("SHOW")) std::printf("room of %.1f s: %.0f %%\n", seconds, 100 * closed);
    EXPECT_GT(closed, 0.8) << seconds;
  }
}

TEST(Recording, TheLineIsFoundBetweenOtherTalk) {
  const LineTake truth = *speak(request("awb", kLips)), other = *speak(request("slt", "No, wait a second, who said that?"));
  std::vector<float> all = brought(other, 0.3, 0.6, 0.5f, 0.0003f);
  const double before = static_cast<double>(all.size()) / 48000;
  for (const auto& part : {brought(truth, 0, 0.6, 0.5f, 0.0003f), brought(other, 0, 0.3, 0.5f, 0.0003f)}) all.insert(all.end(), part.begin(), part.end());
  const auto line = recorded_line(all, 1, 48000, request("rms", kLips));
  ASSERT_TRUE(line) << line.error().text();
  EXPECT_THAT(line->notes, testing::Contains(HasSubstr("left out")));
  EXPECT_NEAR(line->take.length().value, truth.length().value, 0.3);
  EXPECT_GT(closed_together(truth, *line, before), 0.75);
}

TEST(Scratch, LeadsTheVoiceInTimingAndMelody) {
  auto said = request("awb");
  said.reading = "<slow>The lamp</slow> went <high>out</high> /0.5/ an hour ago, and *nobody* here has noticed it.";
  const LineTake guide = *speak(said);
  auto asked = request("slt");
  const auto led = line_from_scratch(brought(guide, 0.4, 0.4, 0.5f, 0.0005f), 1, 48000, asked);
  ASSERT_TRUE(led) << led.error().text();
  EXPECT_EQ(led->take.backend, "flite");
  const double shift = led->from.value - 0.4;
  std::vector<double> off;
  std::vector<Phone> a, b;
  for (const auto& p : guide.phones) if (p.name != "pau") a.push_back(p);
  for (const auto& p : led->take.phones) if (p.name != "pau") b.push_back(p);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) off.push_back(std::abs(a[i].start.value - b[i].start.value - shift));
  std::sort(off.begin(), off.end());
  // The melodies, where both are voiced, on the guide's clock: correlation of the logarithms.
  const auto heard = melody_of(led->take.samples), wanted = melody_of(guide.samples);
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    const auto k = static_cast<std::ptrdiff_t>(i) + std::lround(shift / 0.005);
    if (k < 0 || k >= static_cast<std::ptrdiff_t>(wanted.size()) || heard[i] <= 0 || wanted[static_cast<std::size_t>(k)] <= 0) continue;
    const double p = std::log2(heard[i]), q = std::log2(wanted[static_cast<std::size_t>(k)]);
    ++n, x += p, y += q, xx += p * p, yy += q * q, xy += p * q;
  }
  const double like = (n * xy - x * y) / std::sqrt((n * xx - x * x) * (n * yy - y * y));
  if (std::getenv("SHOW")) std::printf("boundaries: median %.0f ms, 90 %% %.0f ms; melody: correlation %.2f over %.0f frames\n", 1000 * off[off.size() / 2], 1000 * off[off.size() * 9 / 10], like, n);
  EXPECT_LT(off[off.size() / 2], 0.025);
  EXPECT_LT(off[off.size() * 9 / 10], 0.08);
  EXPECT_GT(like, 0.75);
  // It is slt's voice in her own range, not the guide's.
  EXPECT_NEAR(heard::voicing_of(led->take).median_hz / heard::voicing_of(*speak(asked)).median_hz, 1, 0.1);
}

TEST(Recording, NoiseOfAnyKindNeverBreaks) {
  Random random(17);
  for (int i = 0; i < 12; ++i) {
    std::vector<float> s(static_cast<std::size_t>(2000 + random.below(60000)));
    for (auto& x : s) x = static_cast<float>(random.range(-1, 1) * (random.unit() < 0.01 ? 30 : 0.3));
    const auto r = recorded_line(s, 1 + random.below(3), 8000 + random.below(100000), request("rms", i % 3 ? "Stop it." : ""));
    if (!r) continue;
    for (std::size_t k = 1; k < r->take.phones.size(); ++k) EXPECT_LE(r->take.phones[k - 1].start.value, r->take.phones[k].start.value);
    for (float x : r->take.samples) ASSERT_TRUE(std::isfinite(x));
  }
}

}  // namespace
}  // namespace auteur::acting
