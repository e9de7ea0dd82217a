#include "auteur/music/score.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "auteur/base/random.h"
#include "composing.h"
#include "hall.h"
#include "synth.h"

namespace auteur::music {
namespace {

screenplay::Mood mood(double v, double a, double t) {
  screenplay::Mood m;
  m.valence = v;
  m.arousal = a;
  m.tension = t;
  return m;
}
Theme theme(std::uint64_t seed, double valence = 0) {
  screenplay::Breakdown film;
  film.title = "A film";
  film.scenes.resize(1);
  film.scenes[0].mood = mood(valence, 0, 0);
  film.scenes[0].estimate = Seconds(60);
  return compose_theme(film, seed);
}
CueRequest request(double length, screenplay::Mood m, std::uint64_t seed = 1) {
  CueRequest r;
  r.theme = theme(7);
  r.scene = "4";
  r.mood = m;
  r.length = Seconds(length);
  r.seed = seed;
  return r;
}
CueRequest drawn(Random& random, double shortest = 0.1, double longest = 150) {
  auto r = request(random.range(shortest, longest), mood(random.range(-1, 1), random.range(-1, 1), random.unit()), random.next());
  r.theme = theme(random.next(), random.range(-1, 1));
  r.opening = random.unit() < 0.2;
  r.closing = random.unit() < 0.2;
  for (double t = random.range(0, 10); t < r.length.value; t += random.range(4, 20)) {
    const double end = t + random.range(0.5, 8);
    r.speech.push_back({Seconds(t), Seconds(end)});
    t = end;
  }
  for (double t = random.range(2, 15); t < r.length.value; t += random.range(3, 30)) r.hits.push_back(HitPoint(Seconds(t)));
  return r;
}

int edit_distance(const std::vector<int>& a, const std::vector<int>& b) {
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j)
      d[i][j] = i == 0 ? static_cast<int>(j) : j == 0 ? static_cast<int>(i) : std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
  return d[a.size()][b.size()];
}
// Steps between scale degrees, so that mode and transposition do not matter.
std::vector<int> steps_of_notes(const Cue& cue, const ThemeUse& use) {
  std::vector<int> degrees;
  for (const auto& n : cue.notes) {
    if (n.part != use.part || n.start.value < use.start.value - 0.02 || n.start.value >= use.end.value - 0.02) continue;
    for (int d = -40; d <= 40; ++d) if (pitch_of(cue.tonic, cue.mode, d) == n.pitch) degrees.push_back(d);
  }
  std::vector<int> steps;
  for (std::size_t i = 1; i < degrees.size(); ++i) steps.push_back(degrees[i] - degrees[i - 1]);
  return steps;
}

TEST(Theme, HasFiveToNineNotesInWholeBarsAndSings) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto t = theme(seed, -1 + 0.01 * static_cast<double>(seed));
    ASSERT_EQ(t.degrees.size(), t.beats.size());
    EXPECT_THAT(t.degrees.size(), testing::AllOf(testing::Ge(5u), testing::Le(9u)));
    double beats = 0;
    for (double b : t.beats) beats += b;
    EXPECT_THAT(beats, testing::AnyOf(6, 8));
    const auto [low, high] = std::minmax_element(t.degrees.begin(), t.degrees.end());
    EXPECT_THAT(*high - *low, testing::AllOf(testing::Ge(2), testing::Le(9)));
  }
}
TEST(Theme, DiffersBetweenFilmsAndIsTheSameForTheSameFilm) {
  EXPECT_EQ(theme(3).degrees, theme(3).degrees);
  int different = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) different += theme(seed).degrees != theme(seed + 1).degrees;
  EXPECT_GT(different, 34);
}
TEST(Theme, IsInABrighterModeForAHappierFilm) {
  int before = 0;
  for (double v = -1; v <= 1; v += 0.1) {
    const int rank = brightness_rank(theme(5, v).mode);
    EXPECT_GE(rank, before);
    before = rank;
  }
  EXPECT_EQ(before, 5);
}

TEST(Character, FollowsFeelingMonotonously) {
  for (double t = 0; t <= 1; t += 0.25)
    for (double v = -1; v <= 1; v += 0.25)
      for (double a = -1; a < 0.9; a += 0.25) {
        const auto here = character_of(mood(v, a, t)), up = character_of(mood(v, a + 0.1, t));
        EXPECT_GE(up.tempo, here.tempo);
        EXPECT_GE(up.velocity, here.velocity);
        EXPECT_GE(up.register_centre, here.register_centre);
        const auto happy = character_of(mood(std::min(1.0, v + 0.1), a, t));
        EXPECT_GE(brightness_rank(happy.mode), brightness_rank(here.mode));
        EXPECT_GE(happy.register_centre, here.register_centre);
        const auto tense = character_of(mood(v, a, std::min(1.0, t + 0.1)));
        EXPECT_GE(tense.dissonance, here.dissonance);
        EXPECT_LE(brightness_rank(tense.mode), brightness_rank(here.mode));
      }
}
TEST(Character, ShowsInTheWrittenNotes) {
  const auto loudness = [](const Cue& c) { double s = 0; for (const auto& n : c.notes) s += n.velocity; return s / static_cast<double>(c.notes.size()); };
  const auto calm = compose_cue(request(60, mood(0.3, -0.8, 0))), wild = compose_cue(request(60, mood(0.3, 0.9, 0)));
  EXPECT_GT(wild.notes.size(), calm.notes.size() * 3 / 2);
  EXPECT_GT(loudness(wild), loudness(calm) + 12);
  EXPECT_GT(wild.tempo, calm.tempo + 25);
}

TEST(Cue, EndsExactlyAtItsLengthAndStaysInsideIt) {
  Random random(1);
  for (int i = 0; i < 300; ++i) {
    const auto r = drawn(random);
    const auto cue = compose_cue(r);
    ASSERT_FALSE(cue.notes.empty());
    EXPECT_EQ(cue.length, r.length);
    double last = 0;
    for (const auto& n : cue.notes) {
      EXPECT_GE(n.start.value, 0);
      EXPECT_GT(n.length.value, 0);
      EXPECT_THAT(n.velocity, testing::AllOf(testing::Ge(1), testing::Le(127)));
      EXPECT_THAT(n.pitch, testing::AllOf(testing::Ge(21), testing::Le(108)));
      ASSERT_LT(n.part, static_cast<int>(cue.parts.size()));
      last = std::max(last, n.start.value + n.length.value);
    }
    EXPECT_NEAR(last, r.length.value, 1e-9);
    EXPECT_TRUE(std::is_sorted(cue.notes.begin(), cue.notes.end(), [](const Note& a, const Note& b) { return a.start < b.start; }));
  }
}
TEST(Cue, IsTheSameForTheSameRequest) {
  Random random(2);
  for (int i = 0; i < 20; ++i) {
    const auto r = drawn(random);
    EXPECT_EQ(canonical_json(to_json(compose_cue(r))), canonical_json(to_json(compose_cue(r))));
  }
}
TEST(Cue, PutsHitsOnDownbeatsWithANoteAtATempoNobodyNotices) {
  Random random(3);
  std::size_t asked = 0, met = 0;
  for (int i = 0; i < 150; ++i) {
    auto r = request(random.range(45, 120), mood(random.range(-1, 1), random.range(-1, 1), random.unit()), random.next());
    for (double t = random.range(4, 9); t < r.length.value - 7; t += random.range(5, 16)) r.hits.push_back(HitPoint(Seconds(std::round(t * 24) / 24), random.unit(), "what"));
    r.flows_in = random.unit() < 0.3;
    r.flows_out = random.unit() < 0.3;
    const auto cue = compose_cue(r);
    asked += r.hits.size();
    met += cue.hits.size();
    EXPECT_EQ(cue.hits.size() + cue.missed.size(), r.hits.size());
    for (const auto& hit : cue.hits) {
      double beat = 9, note = 9;
      for (int b : cue.bars) beat = std::min(beat, std::abs(cue.beats[static_cast<std::size_t>(b)].value - hit.at.value));
      for (const auto& n : cue.notes) note = std::min(note, std::abs((n.start - hit.at).value));
      EXPECT_LT(beat, 1e-9);
      EXPECT_LT(note, 1.0 / 24);
    }
    EXPECT_LE(cue.worst_change, 0.04 + 1e-9) << cue.why;
    for (std::size_t b = 1; b + 6 < cue.beats.size(); ++b) {
      const double pace = 60 / (cue.beats[b] - cue.beats[b - 1]).value;
      EXPECT_NEAR(pace / cue.tempo, 1, 0.041);
    }
  }
  EXPECT_GT(static_cast<double>(met) / static_cast<double>(asked), 0.85);
}
TEST(Cue, NeverGivesUpAHitThatSomebodyAskedFor) {
  Random random(31);
  for (int i = 0; i < 60; ++i) {
    auto r = request(random.range(40, 80), mood(random.range(-1, 1), random.range(-1, 1), random.unit()), random.next());
    const double asked = random.range(10, 30);
    r.hits.push_back(HitPoint(Seconds(asked), 1, "asked", true));
    for (double t = 4; t < r.length.value - 5; t += random.range(2, 5)) r.hits.push_back(HitPoint(Seconds(t), random.unit(), "other"));
    const auto cue = compose_cue(r);
    EXPECT_TRUE(std::any_of(cue.hits.begin(), cue.hits.end(), [](const HitPoint& h) { return h.must; }));
  }
}
TEST(Cue, SlowsDownIntoItsFinalChord) {
  const auto cue = compose_cue(request(60, mood(0.2, 0.1, 0.1)));
  const auto beat = [&](std::size_t from_end) { return (cue.beats[cue.beats.size() - from_end] - cue.beats[cue.beats.size() - from_end - 1]).value; };
  EXPECT_GT(beat(1), beat(2));
  EXPECT_GT(beat(2), beat(3));
  EXPECT_GT(beat(1), 1.2 * beat(8));
}
TEST(Cue, CarriesTheThemeOfTheFilm) {
  Random random(4);
  for (int i = 0; i < 100; ++i) {
    const auto r = drawn(random, 25, 120);
    const auto cue = compose_cue(r);
    std::vector<int> wanted;
    for (std::size_t k = 1; k < r.theme.degrees.size(); ++k) wanted.push_back(r.theme.degrees[k] - r.theme.degrees[k - 1]);
    double best = 0;
    for (const auto& use : cue.theme_uses) {
      const auto steps = steps_of_notes(cue, use);
      best = std::max(best, 1 - static_cast<double>(edit_distance(wanted, steps)) / static_cast<double>(std::max(wanted.size(), steps.size())));
    }
    EXPECT_GE(best, 0.6) << cue.why;
  }
}
TEST(Cue, ThinsOutUnderSpeech) {
  Random random(5);
  int fewer = 0, all = 0;
  for (int i = 0; i < 40; ++i) {
    auto r = request(80, mood(random.range(-1, 1), random.range(-1, 1), random.unit()), random.next());
    r.speech = {{Seconds(30), Seconds(50)}};
    const auto cue = compose_cue(r);
    int talk = 0, open = 0, high = 0;
    for (const auto& n : cue.notes) {
      talk += n.start.value > 31 && n.start.value < 49;
      open += n.start.value > 52 && n.start.value < 70;
      high += n.start.value > 31 && n.start.value < 49 && n.pitch > 84;
    }
    fewer += talk < open * 0.7;
    ++all;
    EXPECT_EQ(high, 0);
  }
  EXPECT_GE(fewer, all * 9 / 10);
}
TEST(Cue, AgreesWithItsHarmonyMostly) {
  // Long tune notes sit on pitches that some other sounding part has too, an octave apart or not, or a third or fifth away.
  Random random(6);
  int good = 0, all = 0;
  for (int i = 0; i < 60; ++i) {
    auto r = request(60, mood(random.range(-1, 1), random.range(-0.8, 0.8), 0.2), random.next());
    const auto cue = compose_cue(r);
    for (const auto& use : cue.theme_uses)
      for (const auto& n : cue.notes) {
        if (n.part != use.part || n.length.value < 1 || n.start < use.start || n.start.value > use.end.value) continue;
        bool rubs = false;
        for (const auto& o : cue.notes) {
          const double middle = n.start.value + 0.5 * n.length.value;
          if (o.part == n.part || o.start.value > middle || o.start.value + o.length.value < middle) continue;
          const int gap = std::abs(o.pitch - n.pitch) % 12;
          rubs = rubs || gap == 1 || gap == 11;
        }
        good += !rubs;
        ++all;
      }
  }
  ASSERT_GT(all, 200);
  EXPECT_GT(static_cast<double>(good) / all, 0.9);
}
TEST(Cue, BelowSixSecondsIsASwell) {
  for (double length : {0.1, 0.6, 1.5, 3.2, 5.9}) {
    const auto cue = compose_cue(request(length, mood(0, 0, 0)));
    EXPECT_LT(cue.notes.size(), 18u);
    EXPECT_TRUE(cue.beats.empty());
  }
}
TEST(Cue, OfNoLengthHasNoNotes) {
  for (double length : {0.0, -1.0, static_cast<double>(NAN), -1e300}) EXPECT_TRUE(compose_cue(request(length, mood(0, 0, 0))).notes.empty());
}
TEST(Cue, SurvivesForeignRequests) {
  auto r = request(30, mood(NAN, 1e9, -INFINITY));
  r.theme.degrees = {1000000, -1000000, 3};
  r.theme.beats = {NAN, -4};
  r.theme.mode = 77;
  r.theme.tonic = -5000;
  for (int i = 0; i < 3000; ++i) { r.hits.push_back(HitPoint(Seconds(i % 2 ? NAN : 0.01 * i))); r.speech.push_back({Seconds(0.01 * i), Seconds(-3)}); }
  EXPECT_FALSE(compose_cue(r).notes.empty());
  r.theme = {};
  EXPECT_FALSE(compose_cue(r).notes.empty());
}
TEST(CueJson, ReadsBackWhatItWrote) {
  Random random(8);
  for (int i = 0; i < 20; ++i) {
    const auto json = to_json(compose_cue(drawn(random)));
    const auto back = cue_from_json(json);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(canonical_json(to_json(*back)), canonical_json(json));
  }
}
TEST(CueJson, RefusesNotesOutsideTheirParts) {
  auto json = to_json(compose_cue(request(20, mood(0, 0, 0))));
  json["notes"][0]["part"] = 99;
  EXPECT_FALSE(cue_from_json(json));
  EXPECT_FALSE(cue_from_json(Json::object()));
}

double rms(const std::vector<float>& x, std::size_t from, std::size_t to) {
  double sum = 0;
  for (std::size_t i = from; i < to && i < x.size(); ++i) sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, to - from)));
}
void expect_sound(const std::vector<float>& s, double length) {
  ASSERT_EQ(s.size(), 2 * static_cast<std::size_t>(std::llround(length * 48000)));
  double sum = 0;
  for (float x : s) { ASSERT_TRUE(std::isfinite(x)); ASSERT_LT(std::abs(x), 1.f); sum += static_cast<double>(x); }
  EXPECT_GT(rms(s, 0, s.size()), 0.0008);
  EXPECT_LT(std::abs(sum / static_cast<double>(s.size())), 1e-4);
  EXPECT_LT(rms(s, s.size() - 960, s.size()), 1e-4);  // the last ten milliseconds are silent
}
TEST(Play, GivesExactlyTheLengthAndTheSameBytesEachTime) {
  const auto font = find_soundfont();
  if (font.empty()) GTEST_SKIP() << "no soundfont";
  Progress progress;
  for (double length : {2.0, 11.337}) {
    const auto cue = compose_cue(request(length, mood(0.2, 0.3, 0.2)));
    const auto once = play_cue(cue, font, progress), twice = play_cue(cue, font, progress);
    ASSERT_TRUE(once && twice);
    expect_sound(*once, length);
    EXPECT_EQ(*once, *twice);
  }
}
TEST(Play, GivesTheSameBytesOnTwoThreadsAtOnce) {
  const auto font = find_soundfont();
  if (font.empty()) GTEST_SKIP() << "no soundfont";
  Progress progress;
  const auto calm = compose_cue(request(6, mood(0.4, -0.5, 0))), wild = compose_cue(request(6, mood(-0.4, 0.8, 0.9)));
  const auto alone = play_cue(calm, font, progress);
  std::vector<float> together, other;
  std::thread first([&] { together = *play_cue(calm, font, progress); }), second([&] { other = *play_cue(wild, font, progress); });
  first.join();
  second.join();
  EXPECT_EQ(*alone, together);
  EXPECT_NE(other, together);
}
TEST(Play, FamiliesAddUpToTheWholeAndWhatRingsOnIsKept) {
  const auto font = find_soundfont();
  if (font.empty()) GTEST_SKIP() << "no soundfont";
  Progress progress;
  for (const auto& m : {mood(0.4, -0.5, 0), mood(-0.4, 0.8, 0.9)}) {
    auto r = request(9, m);
    r.flows_out = true;
    const std::vector<PlacedCue> cues{{Seconds(1), compose_cue(r)}};
    const auto whole = play_scene(cues, Seconds(10), font, progress);
    ASSERT_TRUE(whole);
    ASSERT_EQ(whole->body.size(), 960000u);
    ASSERT_EQ(whole->tail.size(), static_cast<std::size_t>(2 * 48000 * kTailSeconds));
    EXPECT_GT(rms(whole->tail, 0, 9600), 1e-4);
    EXPECT_LT(rms(whole->tail, whole->tail.size() - 960, whole->tail.size()), 1e-4);
    std::vector<double> sum(whole->body.size());
    int heard = 0;
    for (int f = 0; f < static_cast<int>(families().size()); ++f) {
      const auto stem = play_scene(cues, Seconds(10), font, progress, f);
      ASSERT_TRUE(stem);
      heard += rms(stem->body, 0, stem->body.size()) > 1e-5;
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(stem->body[i]);
    }
    EXPECT_GE(heard, 2);
    double worst = 0, peak = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
      worst = std::max(worst, std::abs(sum[i] - static_cast<double>(whole->body[i])));
      peak = std::max(peak, std::abs(static_cast<double>(whole->body[i])));
    }
    EXPECT_LT(20 * std::log10(worst / peak), -60);
  }
}
// What is ended early under louder music was not heard: together they are what they are one by one, where a harp rings
// until it is too soft beside itself.
TEST(Play, EndsOnlyWhatIsCovered) {
  const std::string font = find_soundfont();
  if (font.empty()) GTEST_SKIP() << "no soundfont is installed";
  Cue strings;
  strings.length = Seconds(14);
  strings.parts.resize(1);
  strings.parts[0].program = 48;
  Cue harp = strings;
  harp.parts[0].program = 46;
  for (int i = 0; i < 3; ++i) strings.notes.push_back({0, 60 + 4 * i, 100, Seconds(0.2), Seconds(13)});
  for (int i = 0; i < 30; ++i) harp.notes.push_back({0, 48 + 2 * (i % 12), 70, Seconds(0.2 + 0.3 * i), Seconds(0.5)});
  Cue both = strings;
  both.parts.push_back(harp.parts[0]);
  for (auto note : harp.notes) note.part = 1, both.notes.push_back(note);
  Progress progress;
  const auto a = play_cue(strings, font, progress), b = play_cue(harp, font, progress), c = play_cue(both, font, progress);
  ASSERT_TRUE(a && b && c);
  double error = 0, all = 0;
  for (std::size_t i = 0; i < c->size(); ++i) {
    const double whole = static_cast<double>((*c)[i]), e = whole - static_cast<double>((*a)[i]) - static_cast<double>((*b)[i]);
    error += e * e, all += whole * whole;
  }
  EXPECT_LT(10 * std::log10(error / all + 1e-30), -60);
}
TEST(Fall, AHarpDiesAwayWhileItIsHeldAndStringsDoNot) {
  const std::string path = find_soundfont();
  if (path.empty()) GTEST_SKIP() << "no soundfont is installed";
  FontLoan font(path);
  ASSERT_TRUE(font);
  EXPECT_GT(font.fall(46, 60).at(kRate), 12);
  EXPECT_LE(font.fall(48, 60).at(kRate), 0);
}
TEST(Play, SaysWhatToDoWithoutASoundfont) {
  Progress progress;
  const auto cue = compose_cue(request(2, mood(0, 0, 0)));
  for (const char* path : {"", "/nowhere.sf2", "/etc/passwd"}) {
    const auto result = play_cue(cue, path, progress);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  }
}
TEST(Play, StopsWhenToldTo) {
  struct Stop : Progress { bool cancelled() const override { return true; } } stop;
  if (find_soundfont().empty()) GTEST_SKIP() << "no soundfont";
  const auto result = play_cue(compose_cue(request(20, mood(0, 0, 0))), find_soundfont(), stop);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kCancelled);
}
TEST(PlainInstruments, GiveExactlyTheLengthWithoutASoundfont) {
  for (const auto& m : {mood(0.5, -0.5, 0), mood(-0.5, 0.8, 0.9)}) {
    const auto cue = compose_cue(request(8.4, m));
    const auto sound = synthesise_plain(cue);
    expect_sound(sound, 8.4);
    EXPECT_EQ(sound, synthesise_plain(cue));
  }
}
// A soundfont of the right form in which no instrument is.
std::string empty_font() {
  const auto chunk = [](const std::string& name, const std::string& body) {
    std::string out = name;
    for (int i = 0; i < 4; ++i) out += static_cast<char>(body.size() >> (8 * i));
    return out + body + (body.size() % 2 ? std::string(1, '\0') : "");
  };
  const auto zeros = [](std::size_t n) { return std::string(n, '\0'); };
  const std::string info = chunk("LIST", "INFO" + chunk("ifil", std::string("\2\0\1\0", 4)) + chunk("isng", std::string("EMU8000\0", 8)) + chunk("INAM", std::string("none\0\0", 6)));
  const std::string samples = chunk("LIST", "sdta" + chunk("smpl", zeros(200)));
  const std::string presets = chunk("LIST", "pdta" + chunk("phdr", "EOP" + zeros(35)) + chunk("pbag", zeros(4)) + chunk("pmod", zeros(10)) + chunk("pgen", zeros(4)) + chunk("inst", "EOI" + zeros(19)) + chunk("ibag", zeros(4)) + chunk("imod", zeros(10)) + chunk("igen", zeros(4)) + chunk("shdr", "EOS" + zeros(43)));
  return chunk("RIFF", "sfbk" + info + samples + presets);
}
TEST(Play, ASoundfontThatCannotBePlayedIsNamedWithTheWayOut) {
  const auto path = std::filesystem::temp_directory_path() / ("auteur-font-" + std::to_string(::getpid()) + ".sf2");
  const std::string whole = empty_font();
  Progress progress;
  for (const std::string& content : {std::string(), std::string("This is a letter."), whole, whole.substr(0, whole.size() / 2), whole.substr(0, 16)}) {
    std::ofstream(path, std::ios::binary) << content;
    const auto result = play_cue(compose_cue(request(5, mood(0, 0, 0))), path.string(), progress);
    ASSERT_FALSE(result) << content.size();
    EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
    EXPECT_NE(result.error().text().find(path.string()), std::string::npos);
    EXPECT_NE(result.error().text().find("fluid-soundfont-gm"), std::string::npos);
  }
  std::filesystem::remove(path);
}
TEST(FindSoundfont, TakesTheOneTheEnvironmentNames) {
  setenv("AUTEUR_SOUNDFONT", "/etc/hostname", 1);
  EXPECT_EQ(find_soundfont(), "/etc/hostname");
  setenv("AUTEUR_SOUNDFONT", "/nowhere", 1);
  EXPECT_EQ(find_soundfont(), "");
  unsetenv("AUTEUR_SOUNDFONT");
}

}  // namespace
}  // namespace auteur::music
