#include <ebur128.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auteur/sound/sound.h"
#include "dsp.h"
#include "loudness.h"

namespace auteur::sound {
namespace {

// Something like speech: a buzz through formants in syllables, silent outside the intervals.
std::vector<float> talk(double length, const std::vector<std::pair<Seconds, Seconds>>& speech, double level, std::uint64_t seed = 1) {
  Random random(seed);
  std::vector<float> out(static_cast<std::size_t>(length * kRate));
  Biquad a, b;
  a.band_pass(600, 3);
  b.band_pass(1500, 4);
  double phase = 0, loud = 0;
  for (std::size_t n = 0; n < out.size(); ++n) {
    const double t = static_cast<double>(n) / kRate;
    bool on = false;
    for (const auto& s : speech) on = on || (t >= s.first.value && t < s.second.value);
    if (n % 9000 == 0) loud = random.range(0.4, 1.0);
    phase += 130.0 / kRate;
    phase -= std::floor(phase);
    const auto x = static_cast<float>(1 - 2 * phase);
    out[n] = on ? static_cast<float>(level * loud) * (a(x) + 0.6f * b(x)) : 0.f;
  }
  return out;
}
std::vector<float> hiss(double length, double level, double low, double high, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> out(static_cast<std::size_t>(length * kRate) * 2);
  for (std::size_t c = 0; c < 2; ++c) {
    Biquad h, l;
    h.high_pass(low);
    l.low_pass(high);
    for (std::size_t i = c; i < out.size(); i += 2) out[i] = static_cast<float>(level) * l(h(noise(random)));
  }
  return out;
}
double db_between(const std::vector<float>& stereo, double from, double to) {
  double sum = 0;
  std::size_t count = 0;
  for (auto i = static_cast<std::size_t>(from * kRate) * 2; i < static_cast<std::size_t>(to * kRate) * 2 && i < stereo.size(); ++i, ++count) sum += static_cast<double>(stereo[i]) * static_cast<double>(stereo[i]);
  return count == 0 ? -200 : 10 * std::log10(sum / static_cast<double>(count) + 1e-20);
}
SceneSound scene_with(double music_level, double ambience_level) {
  SceneSound s;
  s.speech = {{Seconds(4), Seconds(9)}, {Seconds(9.4), Seconds(12)}};
  s.dialogue_mono = talk(20, s.speech, 0.1);
  s.music = hiss(20, music_level, 100, 5000, 2);
  s.ambience = hiss(20, ambience_level, 60, 2000, 3);
  s.effects.assign(s.music.size(), 0.f);
  return s;
}

TEST(Telephone, KeepsTheBandOfSpeechAndLittleElse) {
  const auto level_at = [](double hz) {
    std::vector<float> tone(kRate);
    for (std::size_t n = 0; n < tone.size(); ++n) tone[n] = 0.2f * static_cast<float>(std::sin(kTau * hz * static_cast<double>(n) / kRate));
    // With a tone inside the band beside it, so that the level is not brought back to what it was.
    std::vector<float> both = tone;
    for (std::size_t n = 0; n < both.size(); ++n) both[n] += 0.2f * static_cast<float>(std::sin(kTau * 1200 * static_cast<double>(n) / kRate));
    through_telephone(both);
    double in_phase = 0, quadrature = 0;
    for (std::size_t n = kRate / 4; n < both.size(); ++n) {
      in_phase += static_cast<double>(both[n]) * std::sin(kTau * hz * static_cast<double>(n) / kRate);
      quadrature += static_cast<double>(both[n]) * std::cos(kTau * hz * static_cast<double>(n) / kRate);
    }
    return to_db(std::hypot(in_phase, quadrature));
  };
  const double voice = level_at(900);
  EXPECT_LT(level_at(90), voice - 30);
  EXPECT_LT(level_at(9000), voice - 30);
  std::vector<float> silence(4800, 0.f);
  through_telephone(silence);
  EXPECT_LT(peak_of(silence), 1e-6);
}

TEST(MixScene, LowersMusicByNineDecibelsAndAmbienceBySixUnderSpeech) {
  auto scene = scene_with(0.02, 0.002);
  const auto stems = mix_scene(scene);
  const double music = db_between(stems[1], 5, 11.5) - db_between(stems[1], 15, 19), ambience = db_between(stems[2], 5, 11.5) - db_between(stems[2], 15, 19);
  EXPECT_LT(music, -8.5);
  EXPECT_NEAR(ambience, -6, 0.7);
}
TEST(MixScene, ALoudBedIsSofterThroughoutInsteadOfComingAndGoing) {
  const auto loud = scene_with(0, 0.3);
  Balance balance;
  const auto stems = mix_scene(loud, balance);
  EXPECT_LT(balance.ambience_db, -3);
  EXPECT_GT(balance.speech_lufs - balance.background_lufs, 11.4);
  EXPECT_NEAR(db_between(stems[2], 5, 11.5) - db_between(stems[2], 15, 19), balance.duck_ambience_db, 0.7);
  EXPECT_NEAR(db_between(stems[2], 15, 19) - db_between(loud.ambience, 15, 19), balance.ambience_db, 0.1);
}
TEST(MixScene, IsDownWhenSpeechStartsAndBackWithinTheRelease) {
  const auto stems = mix_scene(scene_with(0.02, 0.01));
  const double free = db_between(stems[2], 15, 19);
  EXPECT_NEAR(db_between(stems[2], 3.0, 3.8), free, 0.7);    // before the look-ahead
  EXPECT_LT(db_between(stems[2], 4.0, 4.1), free - 4.5);      // at the first word
  EXPECT_LT(db_between(stems[2], 9.1, 9.3), free - 4.5);      // no pumping in a breath
  EXPECT_NEAR(db_between(stems[2], 12.45, 13.5), free, 0.7);  // after the release
}
TEST(MixScene, KeepsSpeechTenLoudnessUnitsAboveAnyBackground) {
  for (double music : {0.003, 0.5})
    for (double ambience : {0.001, 0.2}) {
      const auto scene = scene_with(music, ambience);
      auto stems = mix_scene(scene);
      for (std::size_t i = 0; i < stems[1].size(); ++i) stems[1][i] += stems[2][i];
      const double gap = loudness_within(energies_of(stems[0]), scene.speech) - loudness_within(energies_of(stems[1]), scene.speech);
      EXPECT_GE(gap, 10) << music << " " << ambience;
    }
}
TEST(MixScene, DipsTheSpeechBandOfMusicMoreThanTheRest) {
  auto scene = scene_with(0.02, 0.001);
  const auto band = [&](double hz) {
    scene.music = hiss(20, 0.02, hz / 1.2, hz * 1.2, 5);
    const auto stems = mix_scene(scene);
    return db_between(stems[1], 5, 11.5) - db_between(stems[1], 15, 19);
  };
  EXPECT_LT(band(2800), band(250) - 2.5);
}
TEST(MixScene, AddsMoreRoomInAHallThanInAKitchenAndNoneOutdoors) {
  SceneSound scene;
  scene.speech = {{Seconds(0.5), Seconds(2)}};
  scene.dialogue_mono = talk(4, scene.speech, 0.1);
  const auto after = [&](Vec3 room, bool interior) {
    scene.room = room;
    scene.interior = interior;
    const auto stems = mix_scene(scene);
    return db_between(stems[0], 2.1, 2.6) - db_between(stems[0], 0.6, 1.9);
  };
  const double outdoors = after({30, 10, 30}, false), kitchen = after({4, 2.6f, 3.5f}, true), hall = after({22, 12, 35}, true);
  EXPECT_LT(outdoors, -100);
  EXPECT_LT(kitchen, -30);
  EXPECT_GT(hall, kitchen + 6);
  EXPECT_LT(hall, -12);
}
TEST(MixScene, GivesEqualLengthsAndSilenceForSilence) {
  SceneSound scene;
  scene.music.assign(48000, 0.f);
  scene.dialogue_mono.assign(70000, 0.f);
  scene.speech = {{Seconds(0), Seconds(1)}};
  const auto stems = mix_scene(scene);
  ASSERT_EQ(stems.size(), 3u);
  for (const auto& s : stems) {
    EXPECT_EQ(s.size(), 140000u);
    EXPECT_EQ(peak_of(s), 0);
  }
  EXPECT_EQ(mix_scene(SceneSound{})[0].size(), 0u);
}
TEST(MixScene, SurvivesSamplesThatAreNotNumbers) {
  SceneSound scene = scene_with(0.01, 0.01);
  scene.music[100] = NAN;
  scene.dialogue_mono[200000] = INFINITY;
  for (const auto& s : mix_scene(scene))
    for (float x : s) ASSERT_TRUE(std::isfinite(x));
}

struct Material { const char* name; std::vector<float> d, m, e; };
std::vector<Material> materials() {
  std::vector<Material> all;
  const std::vector<std::pair<Seconds, Seconds>> speech{{Seconds(2), Seconds(9)}, {Seconds(12), Seconds(17)}};
  const auto mono = talk(24, speech, 0.2);
  std::vector<float> d;
  for (float x : mono) { d.push_back(x); d.push_back(x); }
  const std::vector<float> none(d.size());
  all.push_back({"speech and music", d, hiss(24, 0.02, 80, 4000, 7), none});
  auto soft = d;
  for (auto& x : soft) x *= 0.006f;
  all.push_back({"far too soft", soft, none, none});
  auto loud = d;
  for (auto& x : loud) x *= 8;
  all.push_back({"far too loud", loud, hiss(24, 1.0, 80, 4000, 7), none});
  auto bangs = none;
  Random random(9);
  for (std::size_t at = 48000; at + 20000 < bangs.size() / 2; at += 140000)
    for (std::size_t n = 0; n < 12000; ++n) bangs[2 * (at + n)] = bangs[2 * (at + n) + 1] = noise(random) * static_cast<float>(std::exp(-static_cast<double>(n) / 2500));
  all.push_back({"bangs over soft speech", [&] { auto q = d; for (auto& x : q) x *= 0.2f; return q; }(), none, bangs});
  all.push_back({"a silent film: music alone", none, hiss(24, 0.003, 80, 6000, 8), none});
  std::vector<float> square = none;
  for (std::size_t n = 0; n < square.size() / 2; ++n) square[2 * n] = (n / 60) % 2 == 0 ? 0.9f : -0.9f;
  all.push_back({"square wave on one side", none, square, none});
  return all;
}
TEST(MasterFilm, ReachesTheLoudnessAndKeepsTheTruePeakOnVariedMaterial) {
  for (auto& m : materials()) {
    const auto mix = master(m.d, m.m, m.e);
    const auto heard = measure_loudness(mix.stereo);
    EXPECT_NEAR(heard.integrated_lufs, -23, 0.5) << m.name;
    EXPECT_LE(heard.true_peak_dbtp, -1.0) << m.name;
    EXPECT_NEAR(mix.loudness_lufs, heard.integrated_lufs, 0.05) << m.name;
    EXPECT_EQ(mix.stereo.size(), m.d.size());
  }
}
TEST(MasterFilm, MeasuresLoudnessAndRangeAsLibebur128Does) {
  for (const std::size_t channels : {2u, 6u}) {
    auto sound = hiss(60, 0.1, 60, 9000, channels);
    sound.resize(sound.size() / (2 * channels) * 2 * channels);
    const std::size_t frames = sound.size() / channels;
    for (std::size_t i = 0; i < sound.size(); ++i) sound[i] *= 0.2f + 0.8f * std::abs(std::sin(static_cast<float>(i / channels) * 3e-6f)) + (i / channels > frames / 2 ? 0.5f : 0.f);
    Master m({}, static_cast<int>(channels));
    m.measure(sound, {}, {});
    m.decide();
    const auto chunk = m.apply(sound, {}, {});
    ebur128_state* meter = ebur128_init(static_cast<unsigned>(channels), 48000, EBUR128_MODE_I | EBUR128_MODE_LRA);
    ebur128_add_frames_float(meter, chunk.mix.data(), chunk.mix.size() / channels);
    double loudness = 0, range = 0;
    ebur128_loudness_global(meter, &loudness);
    ebur128_loudness_range(meter, &range);
    ebur128_destroy(&meter);
    EXPECT_NEAR(m.loudness_lufs(), loudness, 0.001) << channels;
    EXPECT_GT(range, 3) << channels;
    EXPECT_NEAR(m.range_lu(), range, 0.02) << channels;
  }
}
TEST(MasterFilm, StemsAddUpToTheMix) {
  for (auto& m : materials()) {
    const auto mix = master(m.d, m.m, m.e);
    double rest = 0, all = 0;
    for (std::size_t i = 0; i < mix.stereo.size(); ++i) {
      const double x = static_cast<double>(mix.stereo[i]), r = x - static_cast<double>(mix.dialogue[i]) - static_cast<double>(mix.music[i]) - static_cast<double>(mix.effects[i]);
      rest += r * r;
      all += x * x;
    }
    EXPECT_LT(10 * std::log10((rest + 1e-30) / all), -100) << m.name;
  }
}
TEST(MasterFilm, KeepsTimeExactly) {
  std::vector<float> d(96000 * 2), none(d.size());
  for (std::size_t n = 0; n < 96000; ++n) d[2 * n] = d[2 * n + 1] = static_cast<float>(0.05 * std::sin(kTau * 440 * static_cast<double>(n) / kRate));
  const auto mix = master(d, none, none);
  std::size_t worst = 0;
  double error = 0;
  const double g = static_cast<double>(mix.stereo[2 * 5027]) / static_cast<double>(d[2 * 5027]);
  for (std::size_t i = 0; i < d.size(); ++i) {
    const double e = std::abs(static_cast<double>(mix.stereo[i]) - g * static_cast<double>(d[i]));
    if (e > error) { error = e; worst = i; }
  }
  EXPECT_LT(error, 1e-5) << "at " << worst;
}
TEST(MasterFilm, InChunksGivesTheSameSamplesAsInOne) {
  auto m = materials()[3];
  const auto whole = master(m.d, m.m, m.e);
  Master pieces;
  Random random(4);
  std::vector<std::size_t> cuts{0};
  while (cuts.back() < m.d.size()) cuts.push_back(std::min(m.d.size(), cuts.back() + 2 * static_cast<std::size_t>(1 + random.below(70000))));
  const auto part = [](const std::vector<float>& v, std::size_t a, std::size_t b) { return std::span<const float>(v).subspan(a, b - a); };
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) pieces.measure(part(m.d, cuts[i], cuts[i + 1]), part(m.m, cuts[i], cuts[i + 1]), part(m.e, cuts[i], cuts[i + 1]));
  pieces.decide();
  std::vector<float> out;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const auto c = pieces.apply(part(m.d, cuts[i], cuts[i + 1]), part(m.m, cuts[i], cuts[i + 1]), part(m.e, cuts[i], cuts[i + 1]));
    out.insert(out.end(), c.mix.begin(), c.mix.end());
  }
  const auto c = pieces.flush();
  out.insert(out.end(), c.mix.begin(), c.mix.end());
  EXPECT_EQ(out, whole.stereo);
}
TEST(MasterFilm, LeavesSilenceAlone) {
  const std::vector<float> none(200000);
  const auto mix = master(none, none, none);
  EXPECT_EQ(mix.stereo, none);
  EXPECT_EQ(master({}, {}, {}).stereo.size(), 0u);
  const std::vector<float> tiny(10, 0.5f);
  EXPECT_EQ(master(tiny, {}, {}).stereo.size(), 10u);
}
TEST(MeasureLoudness, ReadsTheReferenceTone) {
  // EBU Tech 3341, case 1: a 1 kHz stereo sine at -23 dBFS reads -23 LUFS.
  std::vector<float> tone(kRate * 2 * 20);
  for (std::size_t n = 0; n < tone.size() / 2; ++n) tone[2 * n] = tone[2 * n + 1] = static_cast<float>(from_db(-23) * std::sin(kTau * 1000 * static_cast<double>(n) / kRate));
  EXPECT_NEAR(measure_loudness(tone).integrated_lufs, -23, 0.1);
  EXPECT_NEAR(gated_loudness(energies_of(tone)), -23, 0.1);
  EXPECT_NEAR(measure_loudness(tone).true_peak_dbtp, -23, 0.2);
}


std::vector<float> only_while(const std::vector<float>& stereo, const std::vector<std::pair<double, double>>& when) {
  std::vector<float> out;
  for (const auto& [from, to] : when) out.insert(out.end(), stereo.begin() + static_cast<std::ptrdiff_t>(from * kRate) * 2, stereo.begin() + static_cast<std::ptrdiff_t>(to * kRate) * 2);
  return out;
}
TEST(MasterTargets, ArriveWithinHalfALoudnessUnitAndUnderTheirPeak) {
  const std::vector<std::pair<Seconds, Seconds>> speech{{Seconds(6), Seconds(16)}};
  auto mono = talk(40, speech, 0.1);
  std::vector<float> dialogue(mono.size() * 2);
  for (std::size_t n = 0; n < mono.size(); ++n) dialogue[2 * n] = dialogue[2 * n + 1] = mono[n];
  auto music = hiss(40, 0.03, 100, 5000, 2), effects = hiss(40, 0.002, 60, 2000, 3);
  for (std::size_t n = 0; n < 600; ++n) effects[2 * (25 * kRate + n)] += 0.9f * static_cast<float>(std::sin(0.2 * static_cast<double>(n)));  // a bang
  for (const char* name : {"ebu-r128", "atsc-a85", "netflix", "web"}) {
    const auto target = target_named(name);
    ASSERT_TRUE(target) << name;
    const auto mix = master(dialogue, music, effects, *target);
    const auto heard = target->dialogue_gated ? measure_loudness(only_while(mix.stereo, {{6, 16}})) : measure_loudness(mix.stereo);
    EXPECT_NEAR(heard.integrated_lufs, target->lufs, 0.5) << name;
    EXPECT_LE(measure_loudness(mix.stereo).true_peak_dbtp, target->true_peak_dbtp) << name;
  }
  EXPECT_FALSE(target_named("cinema"));
}
TEST(MasterTargets, OfDialogueTakeTheProgrammeWhereHardlyAnybodyTalks) {
  auto mono = talk(40, {{Seconds(6), Seconds(8)}}, 0.1);
  std::vector<float> dialogue(mono.size() * 2);
  for (std::size_t n = 0; n < mono.size(); ++n) dialogue[2 * n] = dialogue[2 * n + 1] = mono[n];
  const auto music = hiss(40, 0.03, 100, 5000, 2);
  EXPECT_NEAR(measure_loudness(master(dialogue, music, {}, *target_named("netflix")).stereo).integrated_lufs, -24, 0.5);
}

TEST(Surround, StandsVoicesInTheMiddleAndIsAsLoudAsStereo) {
  auto scene = scene_with(0, 0);
  scene.interior = false;
  Balance balance;
  std::vector<std::vector<float>> six;
  const auto stereo = mix_scene(scene, balance, &six);
  ASSERT_EQ(six.size(), 3u);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(six[k].size(), 3 * stereo[k].size());
  std::vector<double> power(6);
  double two = 0;
  for (std::size_t n = 0; n < six[0].size() / 6; ++n)
    for (std::size_t c = 0; c < 6; ++c) power[c] += static_cast<double>(six[0][6 * n + c]) * static_cast<double>(six[0][6 * n + c]);
  for (float x : stereo[0]) two += static_cast<double>(x) * static_cast<double>(x);
  EXPECT_NEAR(10 * std::log10(power[2] / two), 0, 0.1);
  for (const std::size_t c : {0u, 1u, 3u, 4u, 5u}) EXPECT_LT(power[c], 1e-6 * power[2]) << c;
}
TEST(Surround, DucksLikeStereo) {
  auto scene = scene_with(0.02, 0.004);
  Balance balance;
  std::vector<std::vector<float>> six;
  mix_scene(scene, balance, &six);
  const auto front = [](const std::vector<float>& x, std::size_t c) { std::vector<float> out; for (std::size_t n = 0; n < x.size() / 6; ++n) out.push_back(x[6 * n + c]), out.push_back(x[6 * n + c]); return out; };
  for (const std::size_t c : {0u, 1u, 4u, 5u}) EXPECT_LT(db_between(front(six[1], c), 5, 11.5) - db_between(front(six[1], c), 15, 19), -8) << c;
}
TEST(Surround, MasteredMixIsTheSumOfItsStemsAndOnTarget) {
  auto scene = scene_with(0.02, 0.004);
  Balance balance;
  std::vector<std::vector<float>> six;
  mix_scene(scene, balance, &six);
  Master m({}, 6);
  m.measure(six[0], six[1], six[2]);
  m.decide();
  auto chunk = m.apply(six[0], six[1], six[2]);
  const auto rest = m.flush();
  EXPECT_EQ(chunk.mix.size() + rest.mix.size(), six[0].size());
  double residue = 0, all = 0;
  for (std::size_t i = 0; i < chunk.mix.size(); ++i) {
    const double x = static_cast<double>(chunk.mix[i]), r = x - static_cast<double>(chunk.dialogue[i]) - static_cast<double>(chunk.music[i]) - static_cast<double>(chunk.effects[i]);
    residue += r * r, all += x * x;
  }
  EXPECT_LT(10 * std::log10(residue / all + 1e-30), -60);
  EXPECT_NEAR(m.loudness_lufs(), -23, 0.5);
  EXPECT_LE(m.true_peak_dbtp(), -1);
}

}  // namespace
}  // namespace auteur::sound
