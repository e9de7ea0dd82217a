#include "marks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/acting/voice.h"
#include "auteur/base/random.h"
#include "heard.h"

namespace auteur::acting {
namespace {

LineTake read(const std::string& reading, const std::string& manner = "") {
  LineRequest request;
  request.text = reading;
  request.reading = reading;
  request.manner = manner;
  request.voice.base = "rms";
  request.seed = 7;
  auto take = speak(request);
  EXPECT_TRUE(take.has_value()) << reading;
  return take ? *take : LineTake{};
}

double pitch_of(std::span<const float> s) { return heard::voicing_of(s).median_hz; }

TEST(Marks, AStressedWordIsHigherLouderAndLonger) {
  for (const auto& [words, at] : {std::pair{"We were away a whole year.", 3}, {"Nobody knew where you were going then.", 3}, {"Leave all of it on the long table now.", 6}}) {
    std::string marked;
    int i = 0;
    for (std::size_t from = 0, text = std::string(words).size(); from < text; ++i) {
      const std::string line = words;
      const std::size_t end = std::min(line.find(' ', from), text);
      const std::string word = line.substr(from, end - from);
      marked += (i ? " " : "") + (i == at ? "*" + word + "*" : word);
      from = end + 1;
    }
    const auto k = static_cast<std::size_t>(at);
    const LineTake plain = read(words), stressed = read(marked);
    EXPECT_GT(heard::seconds(stressed, k), 1.12 * heard::seconds(plain, k)) << marked;
    // Against the words before it: the level of the whole line is the same.
    const auto before = [&](const LineTake& t) { return heard::part(t, t.words[0].start.value, t.words[k - 1].start.value); };
    EXPECT_GT(heard::level_of(heard::word(stressed, k)) - heard::level_of(before(stressed)), heard::level_of(heard::word(plain, k)) - heard::level_of(before(plain)) + 1) << marked;
    EXPECT_GT(pitch_of(heard::word(stressed, k)), 1.08 * pitch_of(heard::word(plain, k))) << marked;
    const LineTake strongly = read(marked.replace(marked.find('*'), 1, "**").replace(marked.rfind('*'), 1, "**"));
    EXPECT_GT(heard::seconds(strongly, k), heard::seconds(stressed, k));
    EXPECT_GT(pitch_of(heard::word(strongly, k)), pitch_of(heard::word(stressed, k)));
  }
}

TEST(Marks, PausesLastAsLongAsTheySay) {
  for (const auto& [mark, seconds] : {std::pair{"/", 0.3}, {"//", 0.8}, {"///", 1.6}, {"/1.25/", 1.25}, {"/0.1/", 0.1}}) {
    const auto pauses = heard::pauses_of(read(std::string("I never ") + mark + " said that"));
    ASSERT_EQ(pauses.size(), 1u) << mark;
    EXPECT_NEAR(pauses[0], seconds, 0.0051) << mark;
    const LineTake take = read(std::string("I never ") + mark + " said that", "very slowly, sadly");
    EXPECT_NEAR(heard::pauses_of(take).at(0), seconds, 0.0051) << mark;
    // It is silent there, too.
    const double middle = 0.5 * (take.words[1].end.value + take.words[2].start.value);
    EXPECT_LT(heard::level_of(heard::part(take, middle - 0.02, middle + 0.02)), heard::level_of(take.samples) - 25) << mark;
  }
  EXPECT_NEAR(read("// I know").phones.front().end.value, 0.88, 0.0051);
  const LineTake last = read("I know //");
  EXPECT_NEAR((last.phones.back().end - last.phones.back().start).value, 0.91, 0.0051);
  EXPECT_NEAR(heard::pauses_of(read("I know. // So do you.")).at(0), 0.8, 0.0051);
}

TEST(Marks, PaceOfAStretchIsExactAndLeavesTheRest) {
  const LineTake plain = read("We were away a year and nobody knew.");
  for (const auto& [mark, pace] : {std::pair{"slow", 0.72}, {"fast", 1.35}, {"pace 0.5", 0.5}, {"pace 1.2", 1.2}}) {
    const LineTake said = read("We were <" + std::string(mark) + ">away a year</> and nobody knew.");
    double before = 0, after = 0;
    for (std::size_t i : {2u, 3u, 4u}) before += heard::seconds(plain, i), after += heard::seconds(said, i);
    EXPECT_NEAR(after * pace / before, 1, 0.08) << mark;
    for (std::size_t i : {0u, 1u, 5u, 6u, 7u}) EXPECT_NEAR(heard::seconds(said, i), heard::seconds(plain, i), 0.0251) << mark << i;
  }
}

TEST(Marks, PitchOfAStretchMovesBySemitones) {
  const LineTake plain = read("We were away and nobody knew where you were.");
  for (const double semitones : {-4.0, 3.0, 6.0}) {
    const LineTake said = read("We were away and <pitch " + std::to_string(static_cast<int>(semitones)) + ">nobody knew where you were.</>");
    const auto ratio = [&](const LineTake& t) { return pitch_of(heard::part(t, t.words[4].start.value + 0.03, t.words[8].end.value)) / pitch_of(heard::part(t, t.words[0].start.value, t.words[3].start.value)); };
    EXPECT_NEAR(12 * std::log2(ratio(said) / ratio(plain)), semitones, 0.5);
  }
}

TEST(Marks, AWhisperedWordHasNoVoiceAndIsSofter) {
  const LineTake said = read("We were away <whisper>a year and a half</> and nobody knew.");
  EXPECT_LT(heard::voicing_of(heard::part(said, said.words[3].start.value + 0.02, said.words[7].end.value - 0.02)).share, 0.15);
  EXPECT_GT(heard::voicing_of(heard::part(said, said.words[0].start.value, said.words[3].start.value)).share, 0.7);
  EXPECT_LT(heard::level_of(heard::word(said, 5)), heard::level_of(heard::word(said, 2)) - 4);
}

TEST(Marks, AShoutIsLouderHigherAndBrighter) {
  const LineTake plain = read("We were away and nobody knew you."), said = read("We were away and <shout>nobody knew you.</>");
  const auto end = [](const LineTake& t) { return heard::part(t, t.words[4].start.value, t.words[6].end.value); };
  const auto start = [](const LineTake& t) { return heard::part(t, t.words[0].start.value, t.words[3].start.value); };
  EXPECT_GT(heard::level_of(end(said)) - heard::level_of(start(said)), heard::level_of(end(plain)) - heard::level_of(start(plain)) + 4);
  EXPECT_GT(pitch_of(end(said)), 1.15 * pitch_of(end(plain)));
  EXPECT_GT(heard::brightness_of(end(said)), heard::brightness_of(end(plain)) + 1.5);
  // All of it shouted is louder than all of it said, too.
  EXPECT_GT(speech_level(read("<shout>We were away and nobody knew you.").samples), speech_level(plain.samples) + 4);
}

TEST(Marks, TunesTurnTheEnd) {
  const auto turn = [](const std::string& reading) {
    const LineTake t = read(reading);
    const double from = t.words[0].start.value, to = t.words.back().end.value;
    return pitch_of(heard::part(t, to - 0.13, to)) / pitch_of(heard::part(t, from, 0.5 * (from + to)));
  };
  EXPECT_GT(turn("You were away all year <rise>"), 1.2 * turn("You were away all year <fall>"));
  EXPECT_GT(turn("Were you away all year? <rise>"), 1.2 * turn("Were you away all year? <fall>"));
}

TEST(Marks, FlatAndLivelyAreNarrowAndWide) {
  const std::string words = "We were away a whole year, and nobody knew where you were going then.";
  const double plain = read(words).figures.range;
  EXPECT_LT(read("<flat>" + words).figures.range, 0.7 * plain);
  EXPECT_GT(read("<lively>" + words).figures.range, 1.35 * plain);
}

TEST(Marks, NestAndAddUp) {
  const auto runs = read_marks("<slow>a <pitch +2>b <pitch 3>c</> d</slow> e</pitch> f");
  ASSERT_TRUE(runs.has_value());
  ASSERT_EQ(runs->size(), 6u);
  EXPECT_EQ((*runs)[2].local.pitch, 5);
  EXPECT_EQ((*runs)[3].local.pitch, 2);
  EXPECT_EQ((*runs)[3].local.pace, 0.72);
  EXPECT_EQ((*runs)[4].local.pace, 1);
  EXPECT_EQ((*runs)[4].local.pitch, 2);
  EXPECT_EQ((*runs)[5].local, Local{});
}

TEST(Marks, ErrorsSayWhatWhereAndWhatToDo) {
  const auto error = [](const char* text) { return read_marks(text).error(); };
  EXPECT_THAT(error("I <sloow>know").text(), testing::HasSubstr("Did you mean <slow>?"));
  EXPECT_EQ(error("Où <sloow>know").place.column, 4);  // characters, not bytes
  EXPECT_THAT(error("I know</slow>").text(), testing::HasSubstr("no <slow> is open"));
  EXPECT_THAT(error("I know</>").text(), testing::HasSubstr("no mark is open"));
  EXPECT_THAT(error("I <know").text(), testing::HasSubstr("no '>'"));
  EXPECT_THAT(error("I <pitch 99>know").text(), testing::HasSubstr("from -12 to 12"));
  EXPECT_THAT(error("I <pitch>know").text(), testing::HasSubstr("wants a number"));
  EXPECT_THAT(error("I <slow 3>know").text(), testing::HasSubstr("takes no number"));
  EXPECT_THAT(error("I //// know").text(), testing::HasSubstr("is no pause"));
  EXPECT_THAT(error("I /99/ know").text(), testing::HasSubstr("0.05 to 10"));
  std::string deep, many;
  for (int i = 0; i < 20; ++i) deep += "<slow>";
  for (int i = 0; i < 500; ++i) many += "/ a ";
  EXPECT_FALSE(read_marks(deep).has_value());
  EXPECT_FALSE(read_marks(many).has_value());
  EXPECT_FALSE(read_marks(std::string(30000, 'a')).has_value());
  LineRequest request;
  request.reading = "I <sloow>know";
  EXPECT_FALSE(speak(request).has_value());
}

TEST(Marks, AReadingHasTheWordsOfItsLine) {
  const std::string line = "I never said that \xE2\x80\x94 it\xE2\x80\x99s not true!";
  EXPECT_TRUE(check_reading("// I *never* <slow>said</slow> THAT. It's / not true?", line).has_value());
  const auto other = check_reading("I *always* said that, it's not true", line);
  ASSERT_FALSE(other.has_value());
  EXPECT_THAT(other.error().text(), testing::HasSubstr("'always' where the script says 'never'"));
  EXPECT_EQ(other.error().place.column, 4);
  EXPECT_THAT(check_reading("I never said that", line).error().text(), testing::HasSubstr("'its' comes next"));
  EXPECT_THAT(check_reading("I never said that it's not true at all", line).error().text(), testing::HasSubstr("goes on with 'at'"));
  EXPECT_FALSE(check_reading("", line).has_value());
}

TEST(Readings, TakesDifferInWordsMarksAndSound) {
  LineRequest line;
  line.text = "You came back. After all these years you came back to this house.";
  line.voice.base = "rms";
  std::vector<std::string> seen;
  std::vector<LineTake> takes;
  for (std::uint32_t n = 1; n <= 5; ++n) {
    const auto way = reading_of_line(line, n);
    ASSERT_TRUE(way.has_value());
    EXPECT_THAT(seen, testing::Not(testing::Contains(way->name)));
    EXPECT_FALSE(way->words.empty());
    EXPECT_TRUE(check_reading(way->marked, line.text).has_value()) << way->marked;
    seen.push_back(way->name);
    LineRequest said = line;
    said.manner = way->manner;
    said.reading = way->marked;
    takes.push_back(*speak(said));
  }
  const auto far = [](const LineTake& a, const LineTake& b) {
    const auto &f = a.figures, &g = b.figures;
    return std::abs(12 * std::log2(f.pitch / g.pitch)) / 1.0 + std::abs(f.range - g.range) / 1.5 + std::abs(f.level - g.level) / 2 + std::abs(f.pace - g.pace) / 0.4 + std::abs(f.pauses - g.pauses) / 0.3;
  };
  for (std::size_t i = 0; i < takes.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      if (takes[i].figures.pitch <= 0 || takes[j].figures.pitch <= 0) continue;  // a whisper
      EXPECT_GT(far(takes[i], takes[j]), 1) << seen[i] << " and " << seen[j];
    }
}

TEST(Readings, FollowTheMoodAndNeverRepeatTheDirection) {
  LineRequest line;
  line.text = "You came back to this house.";
  line.mood.valence = -0.8, line.mood.arousal = 0.8, line.mood.tension = 0.9;
  const std::string angry = reading_of_line(line, 1)->name;
  line.mood.valence = 0.7, line.mood.arousal = 0.3, line.mood.tension = 0;
  EXPECT_NE(reading_of_line(line, 1)->name, angry);
  line.manner = "whispering";
  for (std::uint32_t n = 1; n < 20; ++n)
    if (const auto way = reading_of_line(line, n)) {
      EXPECT_NE(way->name, "whispered");
    }
  EXPECT_FALSE(reading_of_line(line, 60).has_value());
}

TEST(Readings, NeverBreakOnHostileLines) {
  Random random(5);
  for (int i = 0; i < 60; ++i) {
    LineRequest line;
    for (int k = 0; k < 40; ++k) line.text += "ab <>/*_-.,?!\xC3\xA9"[random.below(17)];
    for (std::uint32_t n = 1; n < 20; ++n)
      if (const auto way = reading_of_line(line, n)) {
        EXPECT_TRUE(read_marks(way->marked).has_value()) << way->marked;
      }
  }
}

}  // namespace
}  // namespace auteur::acting
