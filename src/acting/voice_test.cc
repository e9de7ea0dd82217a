#include "auteur/acting/voice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <thread>

#include "auteur/base/random.h"
#include "direction.h"
#include "heard.h"
#include "spoken_text.h"
#include "voice_finish.h"

namespace auteur::acting {
namespace {

LineTake said(const std::string& text, const std::string& manner = "", double pitch = 1, double pace = 1, const std::string& base = "rms") {
  LineRequest request;
  request.text = text;
  request.manner = manner;
  request.voice.base = base;
  request.voice.pitch = pitch;
  request.voice.pace = pace;
  request.seed = 7;
  auto take = speak(request);
  EXPECT_TRUE(take.has_value());
  return take ? *take : LineTake{};
}

constexpr const char* kLine = "We were away a whole year, and nobody knew where you are now.";

TEST(Voice, PhonesTileTheLineAndWordsLieInside) {
  for (const char* text : {"Hello.", "Wait -- I... I have 3 *good* reasons, NO?", "Mr. Smith paid $25 at 10:30, didn't he? Well-known fact!", "Noooo!"}) {
    const LineTake take = said(text);
    ASSERT_FALSE(take.phones.empty()) << text;
    EXPECT_EQ(take.backend, "flite");
    EXPECT_EQ(take.rate, 48000);
    EXPECT_DOUBLE_EQ(take.phones.front().start.value, 0);
    for (std::size_t i = 1; i < take.phones.size(); ++i) {
      EXPECT_DOUBLE_EQ(take.phones[i].start.value, take.phones[i - 1].end.value);
      EXPECT_GT(take.phones[i].end.value, take.phones[i].start.value);
    }
    EXPECT_NEAR(take.phones.back().end.value, take.length().value, 1e-9);
    EXPECT_EQ(take.phones.front().name, "pau");
    EXPECT_EQ(take.phones.back().name, "pau");
    EXPECT_NEAR((take.phones.front().end - take.phones.front().start).value, 0.08, 1e-9);
    ASSERT_FALSE(take.words.empty());
    for (const auto& w : take.words) {
      EXPECT_LE(w.start.value, w.end.value) << w.text;
      EXPECT_GE(w.start.value, 0.08 - 1e-9);
      EXPECT_LE(w.end.value, take.length().value);
    }
  }
}

TEST(Voice, PitchFollowsTheCastingWithinFourPercent) {
  const double plain = heard::voicing_of(said(kLine)).median_hz;
  ASSERT_GT(plain, 70);
  for (double factor : {0.85, 1.2, 1.45}) EXPECT_NEAR(heard::voicing_of(said(kLine, "", factor)).median_hz / plain, factor, 0.04 * factor);
}

TEST(Voice, PitchAndRangeOfTheTrackAreThoseAskedFor) {
  for (const char* base : {"rms", "slt", "awb"}) {
    LineRequest request;
    request.text = kLine;
    request.voice.base = base;
    const TakeFigures plain = speak(request)->figures;
    for (const double factor : {0.85, 1.2, 1.5}) {
      request.voice.pitch = factor;
      EXPECT_NEAR(speak(request)->figures.pitch / plain.pitch / factor, 1, 0.02) << base;
    }
    request.voice.pitch = 1;
    for (const double factor : {0.6, 1.4}) {
      request.voice.range = factor;
      EXPECT_NEAR(speak(request)->figures.range / plain.range / factor, 1, 0.1) << base;
    }
  }
}

TEST(Voice, LengthIsInverseToPace) {
  const double plain = said(kLine).length().value - 0.19;
  for (double pace : {0.8, 1.25, 1.5}) {
    const double length = said(kLine, "", 1, pace).length().value - 0.19;
    EXPECT_NEAR(length * pace / plain, 1.0, 0.06) << pace;
  }
}

TEST(Voice, AWhisperHasNoVoice) {
  EXPECT_GT(heard::voicing_of(said(kLine)).share, 0.7);
  EXPECT_LT(heard::voicing_of(said(kLine, "whispering")).share, 0.12);
}

TEST(Voice, LevelsFollowTheDirection) {
  const double plain = speech_level(said(kLine).samples), shout = speech_level(said(kLine, "shouting").samples), whisper = speech_level(said(kLine, "whispering").samples);
  EXPECT_NEAR(plain, -23, 0.6);
  EXPECT_NEAR(shout, -18, 1.2);
  EXPECT_NEAR(whisper, -30, 0.8);
}

TEST(Voice, NothingClips) {
  for (const char* manner : {"", "shouting, angry", "screaming", "laughing", "crying"})
    for (float s : said("STOP! Get away from the table right NOW!", manner).samples) ASSERT_LT(std::abs(s), 0.99f);
}

TEST(Voice, TheSameRequestGivesTheSameSamplesOnAnyThread) {
  const LineTake first = said(kLine, "angry");
  LineTake a, b;
  std::thread one([&] { a = said(kLine, "angry"); }), two([&] { said("Something else entirely.", "sad", 1, 1, "slt"); b = said(kLine, "angry"); });
  one.join();
  two.join();
  EXPECT_EQ(first.samples, a.samples);
  EXPECT_EQ(first.samples, b.samples);
}

TEST(Voice, DirectionChangesHowALineSounds) {
  const auto excited = said(kLine, "excited"), sad = said(kLine, "sadly");
  EXPECT_GT(heard::voicing_of(excited).median_hz, 1.1 * heard::voicing_of(sad).median_hz);
  EXPECT_LT(excited.length().value, 0.9 * sad.length().value);
}

TEST(Voice, EllipsesAndDashesAreHeardAsPauses) {
  const auto longest_pause = [](const LineTake& take) {
    double longest = 0;
    for (std::size_t i = 1; i + 1 < take.phones.size(); ++i)
      if (take.phones[i].name == "pau") longest = std::max(longest, (take.phones[i].end - take.phones[i].start).value);
    return longest;
  };
  const double none = longest_pause(said("I know what you mean")), comma = longest_pause(said("I know, what you mean")), dots = longest_pause(said("I know... what you mean"));
  EXPECT_EQ(none, 0);
  EXPECT_GT(comma, 0.1);
  EXPECT_GT(dots, comma + 0.2);
}

TEST(Voice, StressedWordsInCapitalsAreLongerAndMarked) {
  const auto word = [](const LineTake& take, std::size_t i) { return (take.words.at(i).end - take.words.at(i).start).value; };
  const LineTake plain = said("I never said that"), loud = said("I NEVER said that");
  EXPECT_GT(word(loud, 1), 1.08 * word(plain, 1));
  double strongest = 0;
  for (const auto& p : loud.phones) strongest = std::max(strongest, p.stress);
  EXPECT_EQ(strongest, 1);
}

TEST(Voice, HostileTextIsSpokenOrSilentButNeverBreaks) {
  std::vector<std::string> texts = {"", " ", "...", "?!?!", "--", "\xff\xfe\x80garbage\xc3", "🙂🙂🙂", "*", "***", "_ _", "a", "'", "''''", "$", "$$$ 5", "1e400 0x7f 99999999999999999999999999999999",
                                    "((((", "<xml>&amp;</xml>", "%s%n%d", std::string("a\0b", 3), "http://x.y/z?q=1#w", "A.B.C.D.", "x-y-z--w---v", std::string(3000, 'q'), std::string(500, '.'), std::string(200, '-')};
  Random random(3);
  for (int i = 0; i < 12; ++i) {
    std::string noise;
    for (int k = 0; k < 60; ++k) noise += static_cast<char>(random.below(256));
    texts.push_back(noise);
  }
  for (const auto& text : texts) {
    LineRequest request;
    request.text = text;
    request.manner = text.substr(0, 30);
 
    const auto take = speak(request);
    ASSERT_TRUE(take.has_value());
    ASSERT_FALSE(take->phones.empty());
    EXPECT_NEAR(take->phones.back().end.value, take->length().value, 1e-6);
    for (float s : take->samples) ASSERT_TRUE(std::isfinite(s));
  }
}

TEST(Voice, VeryLongTextIsReadInFull) {
  std::string text;
  for (int i = 0; i < 900; ++i) text += "hello there my old friend ";
  const SpokenText read = read_dialogue(text);
  EXPECT_GT(read.words.size(), 4000u);
  for (const auto& s : read.sentences) EXPECT_LE(s.tokens.size(), 40u);
}

TEST(Voice, OtherLanguagesComeFromAnotherProgramOrFallBack) {
  LineRequest request;
  request.text = "Guten Morgen, mein Freund.";
  request.language = "de";
  const auto take = speak(request);
  ASSERT_TRUE(take.has_value());
  EXPECT_THAT(take->backend, testing::AnyOf("espeak-ng", "flite"));
  EXPECT_GT(take->length().value, 0.8);
  for (std::size_t i = 1; i < take->phones.size(); ++i) EXPECT_NEAR(take->phones[i].start.value, take->phones[i - 1].end.value, 1e-9);
  EXPECT_NEAR(take->phones.back().end.value, take->length().value, 1e-6);
  EXPECT_EQ(take->words.size(), 4u);
  if (take->backend != "espeak-ng") return;
  // Marks reach the other program too.
  request.reading = "/ Guten *Morgen*, /1.2/ <slow>mein Freund.</slow>";
  const auto marked = speak(request);
  ASSERT_TRUE(marked.has_value());
  EXPECT_NEAR(marked->phones.front().end.value, 0.38, 0.01);
  double longest = 0;
  for (double p : heard::pauses_of(*marked)) longest = std::max(longest, p);
  EXPECT_NEAR(longest, 1.2, 0.35);
  EXPECT_GT(marked->length().value, take->length().value + 1.2);
  EXPECT_EQ(marked->words.size(), 4u);
}

TEST(Voice, PhonesSurviveJson) {
  const LineTake take = said("Put the paper by my bed.");
  const Json json = phones_json(take);
  const auto back = phones_from_json(json);
  ASSERT_TRUE(back.has_value());
  ASSERT_EQ(back->phones.size(), take.phones.size());
  for (std::size_t i = 0; i < take.phones.size(); ++i) EXPECT_NEAR(back->phones[i].start.value, take.phones[i].start.value, 1e-4);
  EXPECT_EQ(canonical_json(phones_json(*back)["phones"]), canonical_json(json["phones"]));
  EXPECT_EQ(back->backend, take.backend);
  EXPECT_FALSE(phones_from_json(Json{{"kind", "auteur.phones"}, {"version", 1}, {"phones", 3}}).has_value());
  EXPECT_FALSE(phones_from_json(Json::array()).has_value());
}

TEST(SpokenText, TellsTunesApart) {
  const auto tune = [](const char* text) { return read_dialogue(text).sentences.back().tune; };
  EXPECT_EQ(tune("Are you sure?"), Tune::kYesNoQuestion);
  EXPECT_EQ(tune("Where are you?"), Tune::kWhQuestion);
  EXPECT_EQ(tune("Stop it!"), Tune::kExclamation);
  EXPECT_EQ(tune("I thought that..."), Tune::kTrailing);
  EXPECT_EQ(tune("I thought that --"), Tune::kInterrupted);
  EXPECT_EQ(tune("So did I."), Tune::kStatement);
  EXPECT_EQ(read_dialogue("No. So did I. Mr. Smith left.").sentences.size(), 3u);
}

TEST(Direction, WordsNegationsAndDegrees) {
  EXPECT_EQ(direction_of_manner("whispering").whisper, 1);
  EXPECT_GT(direction_of_manner("very angry").range, direction_of_manner("angry").range);
  EXPECT_LT(direction_of_manner("slightly angry").range, direction_of_manner("angry").range);
  EXPECT_EQ(direction_of_manner("not angry").range, 1);
  EXPECT_EQ(direction_of_manner("xyzzy").pitch, 1);
  EXPECT_GT(direction_of_manner("shouting").energy, 4);
}

world::Identity person(const std::string& id, float age, float femininity) {
  world::Identity who;
  who.id = id;
  who.age = age;
  who.femininity = femininity;
  return who;
}

TEST(Casting, NoTwoShareAVoiceAndSexesFit) {
  std::vector<world::Identity> cast;
  for (int i = 0; i < 14; ++i) cast.push_back(person("P" + std::to_string(i), 20.f + 4.f * static_cast<float>(i), i % 2 ? 0.9f : 0.1f));
  const auto voices = cast_voices(cast);
  ASSERT_EQ(voices.size(), cast.size());
  for (std::size_t i = 0; i < voices.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double apart = std::abs(std::log(voices[i].pitch / voices[j].pitch)) / 0.06 + std::abs(voices[i].formant - voices[j].formant) / 0.012 + std::abs(std::log(voices[i].pace / voices[j].pace)) / 0.05;
      EXPECT_TRUE(voices[i].name != voices[j].name || apart > 1) << i << " " << j;
    }
  for (std::size_t i = 0; i < voices.size(); ++i) EXPECT_EQ(find_voice(voices[i].name)->female, i % 2 == 1) << i;
}

TEST(Casting, TheHouseHasManyVoicesOfEverySort) {
  const auto& table = voice_table();
  EXPECT_GE(table.size(), 12u);
  std::set<std::string> names;
  int women = 0, young = 0, old = 0;
  for (const auto& v : table) {
    EXPECT_TRUE(names.insert(v.name).second) << v.name;
    EXPECT_FALSE(v.words.empty());
    EXPECT_EQ(v.casting.name, v.name);
    women += v.female, young += v.age < 18, old += v.age > 65;
    const VoiceCasting back = voice_from_json(to_json(v.casting));
    EXPECT_EQ(canonical_json(to_json(back)), canonical_json(to_json(v.casting)));
  }
  EXPECT_GE(women, 5);
  EXPECT_GE(static_cast<int>(table.size()) - women, 5);
  EXPECT_GE(young, 2);
  EXPECT_GE(old, 3);
}

TEST(Casting, AgeSexBuildAndTemperChooseTheVoice) {
  const auto cast_alone = [](world::Identity who) { return cast_voices({who}).front(); };
  world::Identity he = person("A", 48, 0.1f), she = person("B", 75, 0.9f), child = person("C", 9, 0.8f);
  EXPECT_FALSE(find_voice(cast_alone(he).name)->female);
  EXPECT_GT(find_voice(cast_alone(she).name)->age, 60);
  EXPECT_TRUE(find_voice(cast_alone(she).name)->female);
  EXPECT_LT(find_voice(cast_alone(child).name)->age, 16);
  // Traits as casting draws them from build and temper.
  he.voice_depth = 0.05f, he.voice_energy = 0.3f, he.voice_pace = 0.2f;
  const auto big = cast_alone(he);
  he.voice_depth = 0.8f, he.voice_energy = 0.9f, he.voice_pace = 0.9f;
  const auto small = cast_alone(he);
  EXPECT_LT(big.pitch, 0.92 * small.pitch);
  EXPECT_LT(big.pace, small.pace);
  EXPECT_LT(big.range, small.range);
}

TEST(Casting, AVoiceAskedForByNameIsGivenAndTakenFromTheOthers) {
  const std::vector<world::Identity> cast = {person("A", 52, 0.1f), person("B", 52, 0.1f), person("C", 52, 0.1f)};
  const std::string usual = cast_voices(cast).front().name;
  const auto voices = cast_voices(cast, {"", "", usual});
  EXPECT_EQ(voices[2].name, usual);
  EXPECT_NE(voices[0].name, usual);
  EXPECT_NE(voices[1].name, usual);
  EXPECT_EQ(canonical_json(to_json(voices[2])), canonical_json(to_json(find_voice(usual)->casting)));
  EXPECT_EQ(cast_voices(cast, {"nobody of that name"}).front().name, usual);
}

TEST(Voice, TwoSpeakersMixIntoAThird) {
  LineRequest request;
  request.text = kLine;
  request.voice.base = "slt";
  request.voice.second = "rms";
  std::vector<double> bright;
  for (const double blend : {0.0, 0.5, 1.0}) {
    request.voice.blend = blend;
    const auto take = speak(request);
    ASSERT_TRUE(take);
    bright.push_back(heard::brightness_of(take->samples));
    EXPECT_NEAR(heard::voicing_of(*take).median_hz, 170, 14);  // melody and timing stay the first one's
  }
  EXPECT_GT(std::abs(bright[1] - bright[0]), 0.3);
  EXPECT_GT(std::abs(bright[2] - bright[1]), 0.3);
}

TEST(Voice, SibilantsReachAboveEightKilohertzAndVowelsDoNot) {
  for (const char* base : {"rms", "slt", "awb"}) {
    const LineTake take = said("She says the sea is so far away from us.", "", 1, 1, base);
    std::vector<float> top = take.samples;
    for (int i = 0; i < 4; ++i) high_pass(top, 9000);
    LineTake above = take;
    above.samples = top;
    double hiss = 0, vowel = 0;
    for (const auto& p : take.phones) {
      const double power = std::pow(10, heard::level_of(heard::part(above, p.start.value, p.end.value)) / 10) * (p.end - p.start).value;
      if (p.name == "s" || p.name == "sh" || p.name == "z") hiss += power;
      if (p.name == "ey" || p.name == "aa" || p.name == "ow" || p.name == "ah" || p.name == "ax") vowel += power;
    }
    EXPECT_GT(10 * std::log10(hiss / vowel), 8) << base;
    EXPECT_GT(10 * std::log10(hiss), -75) << base;
  }
}

TEST(Casting, ALaterCharacterNeverChangesAnEarlierOne) {
  std::vector<world::Identity> cast = {person("A", 30, 0.2f), person("B", 60, 0.9f), person("C", 10, 0.5f)};
  const auto before = cast_voices(cast);
  cast.push_back(person("D", 31, 0.2f));
  const auto after = cast_voices(cast);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i].base, after[i].base);
    EXPECT_EQ(before[i].pitch, after[i].pitch);
  }
}

}  // namespace
}  // namespace auteur::acting
