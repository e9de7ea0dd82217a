#include "auteur/cleanup/cleanup.h"

#include <flite/flite.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "auteur/base/random.h"
#include "auteur/cleanup/file.h"
#include "steps.h"

extern "C" cst_voice* register_cmu_us_rms(const char* folder);

namespace auteur::cleanup {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr int kRate = 16000;

// Two sentences with pauses, and silence round them.
const std::vector<float>& speech() {
  static const std::vector<float> said = [] {
    flite_init();
    cst_voice* voice = register_cmu_us_rms(nullptr);
    std::vector<float> out(kRate / 2, 0.f);
    for (const char* words : {"The lamp went out an hour ago, and nobody here has noticed it.", "She sells fish and soup by the harbour, six days a week."}) {
      cst_wave* wave = flite_text_to_wave(words, voice);
      for (int i = 0; i < wave->num_samples; ++i) out.push_back(static_cast<float>(wave->samples[i]) / 40000.f);
      delete_wave(wave);
      out.insert(out.end(), kRate / 2, 0.f);
    }
    return out;
  }();
  return said;
}
double power_of(std::span<const float> x) {
  double e = 0;
  for (float v : x) e += static_cast<double>(v) * v;
  return e / static_cast<double>(x.size());
}
std::vector<float> plus(const std::vector<float>& a, const std::vector<float>& b) {
  std::vector<float> out = a;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += b[i];
  return out;
}
std::vector<float> white(std::size_t n, double db_below_speech) {
  Random random(5);
  const double gain = std::sqrt(power_of(speech()) * 3) * std::pow(10, -db_below_speech / 20);
  std::vector<float> out(n);
  for (float& v : out) v = static_cast<float>(gain * random.range(-1, 1));
  return out;
}
double sdr(const std::vector<float>& heard, const std::vector<float>& truth) {
  double wrong = 1e-20;
  for (std::size_t i = 0; i < truth.size(); ++i) wrong += std::pow(static_cast<double>(heard[i]) - truth[i], 2);
  return 10 * std::log10(power_of(truth) * static_cast<double>(truth.size()) / wrong);
}
// The voice beside a microphone that is never quite still.
const std::vector<float>& good() {
  static const std::vector<float> clear = plus(speech(), white(speech().size(), 60));
  return clear;
}
Wish only(Step step) {
  Wish w;
  w.strength.fill(0);
  w.of(step) = 1;
  return w;
}

TEST(Cleanup, NothingWrongComesBackAsItWas) {
  const auto fine = good();
  const auto cleaned = clean(fine, kRate);
  EXPECT_TRUE(cleaned.plan.nothing());
  EXPECT_EQ(cleaned.samples, fine);
  EXPECT_THAT(told(cleaned.plan, cleaned.after), testing::IsEmpty());
}

TEST(Cleanup, HumIsFoundNotAssumedAndTakenOut) {
  for (const double hz : {50.0, 59.97}) {
    std::vector<float> hum(speech().size());
    for (std::size_t i = 0; i < hum.size(); ++i)
      for (int k = 1; k <= 8; ++k) hum[i] += static_cast<float>(0.004 / k * std::sin(6.283185307 * k * hz * static_cast<double>(i) / kRate + k));
    const auto bad = plus(good(), hum);
    const auto cleaned = clean(bad, kRate, only(Step::kHum));
    EXPECT_NEAR(cleaned.plan.found.hum_hz, hz, 0.05);
    std::vector<float> left = cleaned.samples;
    for (std::size_t i = 0; i < left.size(); ++i) left[i] -= good()[i];
    EXPECT_GT(10 * std::log10(power_of(hum) / power_of(left)), 25);
    EXPECT_GT(sdr(cleaned.samples, good()), 35);
    EXPECT_THAT(told(cleaned.plan, cleaned.after), Contains(HasSubstr("Hum: ")));
  }
}

TEST(Cleanup, ClicksAreMendedAndSpeechHasNone) {
  auto bad = good();
  Random random(8);
  for (int i = 0; i < 12; ++i) {
    const auto at = static_cast<std::size_t>(kRate / 4 + i * 5203);
    for (std::size_t k = 0; k < 4; ++k) bad[at + k] += static_cast<float>(random.unit() < 0.5 ? -0.5 : 0.5);
  }
  const auto cleaned = clean(bad, kRate, only(Step::kClicks));
  EXPECT_NEAR(cleaned.plan.found.clicks, 12, 2);
  EXPECT_GT(sdr(cleaned.samples, good()), sdr(bad, good()) + 10);
  EXPECT_EQ(analyse(good(), kRate).clicks, 0);
}

TEST(Cleanup, TopsThatWereCutOffAreDrawnInAgain) {
  auto bad = good();
  float top = 0;
  for (float v : bad) top = std::max(top, std::abs(v));
  for (float& v : bad) v = std::clamp(v, -0.4f * top, 0.4f * top);
  const auto cleaned = clean(bad, kRate, only(Step::kClipping));
  EXPECT_GT(cleaned.plan.found.clipped_places, 10);
  EXPECT_NEAR(cleaned.plan.found.clip_top, 0.4 * static_cast<double>(top), 0.01);
  EXPECT_GT(sdr(cleaned.samples, good()), sdr(bad, good()) + 6);
  EXPECT_EQ(analyse(good(), kRate).clipped_places, 0);
}

TEST(Cleanup, NoiseGoesDownAndTheVoiceStays) {
  const auto bad = plus(speech(), white(speech().size(), 10));
  const auto cleaned = clean(bad, kRate, only(Step::kNoise));
  EXPECT_GT(sdr(cleaned.samples, speech()), sdr(bad, speech()) + 4);
  EXPECT_GT(cleaned.after.snr_db, cleaned.plan.found.snr_db + 10);
  Wish gently = only(Step::kNoise);
  gently.of(Step::kNoise) = 0.3;
  EXPECT_LT(clean(bad, kRate, gently).after.snr_db, cleaned.after.snr_db - 5);
  Wish off;
  off.strength.fill(0);
  EXPECT_EQ(clean(bad, kRate, off).samples, bad);
}

TEST(Cleanup, ARoomIsHeardAndMadeShorter) {
  const double seconds = 0.9;
  Random random(4);
  std::vector<float> room(static_cast<std::size_t>(0.45 * seconds * kRate)), wet = good();
  for (std::size_t i = 0; i < room.size(); ++i) room[i] = static_cast<float>(0.03 * 1.7 * random.range(-1, 1) * std::pow(10, -3 * static_cast<double>(i) / kRate / seconds));
  for (std::size_t i = 0; i < wet.size(); ++i)
    for (std::size_t k = 40; k < room.size() && k <= i; k += 2) wet[i] += room[k] * speech()[i - k];
  const auto cleaned = clean(wet, kRate, only(Step::kReverb));
  EXPECT_NEAR(cleaned.plan.found.reverb_seconds, seconds, 0.4);
  EXPECT_LT(cleaned.after.reverb_seconds, 0.75 * cleaned.plan.found.reverb_seconds);
  EXPECT_LT(analyse(good(), kRate).reverb_seconds, 0.4);
}

TEST(Cleanup, ATakeGetsTheColourOfAnother) {
  Spectrum s = spectrum_of(good(), kRate, 0.032);
  Colour dull{};
  for (std::size_t i = 0; i < kThirds; ++i) dull[i] = third_hz(i) > 1500 ? -7 : 0;
  colour(s, dull);
  const auto bad = samples_of(s, good().size());
  Wish w = only(Step::kMatch);
  w.reference = colour_of(good(), kRate);
  const auto cleaned = clean(bad, kRate, w);
  const auto far = [&](const std::vector<float>& x) {
    const auto c = colour_of(x, kRate);
    double sum = 0;
    for (std::size_t i = 5; i < 18; ++i) sum += std::abs(c[i] - (*w.reference)[i]) / 13;
    return sum;
  };
  EXPECT_LT(far(cleaned.samples), 0.5 * far(bad));
  for (double g : cleaned.plan.gain) EXPECT_LE(std::abs(g), 9);
}

TEST(Cleanup, WhatCannotBeHelpedIsSaid) {
  auto holed = good();
  for (std::size_t at = kRate; at + kRate / 20 < holed.size(); at += kRate / 3) std::fill_n(holed.begin() + static_cast<std::ptrdiff_t>(at), kRate / 50, 0.f);
  EXPECT_THAT(clean(holed, kRate).plan.cannot, Contains(HasSubstr("cannot be brought back")));
  EXPECT_THAT(clean(plus(speech(), white(speech().size(), 2)), kRate).plan.cannot, Contains(HasSubstr("covered")));
  std::vector<float> telephone;
  for (std::size_t i = 0; i + 1 < good().size(); i += 2) telephone.push_back(0.5f * (good()[i] + good()[i + 1]));
  EXPECT_THAT(clean(telephone, kRate / 2).plan.cannot, Contains(HasSubstr("telephone")));
}

TEST(Cleanup, DigitalSilenceDoesNotHideTheNoise) {
  auto cut = plus(speech(), white(speech().size(), 15));
  cut.insert(cut.begin(), static_cast<std::size_t>(2 * kRate), 0.f);
  std::vector<float> hum = plus(speech(), white(speech().size(), 60));
  for (std::size_t i = 0; i < hum.size(); ++i)
    for (int k = 1; k <= 8; ++k) hum[i] += static_cast<float>(0.004 / k * std::sin(6.283185307 * k * 50 * static_cast<double>(i) / kRate + k));
  hum.insert(hum.begin(), hum.size(), 0.f);
  EXPECT_LT(analyse(cut, kRate).snr_db, 25);
  EXPECT_GT(analyse(speech(), kRate).snr_db, 40) << "speech with blanked pauses has no noise";
  EXPECT_NEAR(analyse(hum, kRate).hum_hz, 50, 0.1);
}

TEST(Cleanup, APieceWhereNobodySpeaksSaysNothingAboutTheSpeech) {
  Analysis talk, pause;
  talk.length = pause.length = Seconds(60);
  talk.speech_db = -20, pause.speech_db = -65, talk.noise_db = pause.noise_db = -70;
  talk.sibilance_db = -5, pause.sibilance_db = 4, talk.band_hz = 6000, pause.band_hz = 20000;
  for (const auto& both : {together(talk, pause), together(pause, talk)}) {
    EXPECT_EQ(both.speech_db, -20);
    EXPECT_EQ(both.sibilance_db, -5);
    EXPECT_EQ(both.band_hz, 6000);
  }
}

TEST(Cleanup, HalfAStepIsHalfOfWhatItDoes) {
  auto bad = good();
  for (const std::size_t at : {std::size_t{100}, bad.size() / 2, bad.size() - 200}) bad[at] += 0.6f, bad[at + 1] -= 0.5f;  // at the edges too
  Wish half = only(Step::kClicks);
  half.of(Step::kClicks) = 0.5;
  const auto whole = clean(bad, kRate, only(Step::kClicks)), part = clean(bad, kRate, half);
  EXPECT_EQ(whole.plan.found.clicks, 3);
  for (const std::size_t at : {std::size_t{100}, bad.size() / 2, bad.size() - 200}) {
    EXPECT_LT(std::abs(whole.samples[at] - good()[at]), 0.1f);
    EXPECT_NEAR(part.samples[at], 0.5f * (bad[at] + whole.samples[at]), 1e-5);
  }
}

TEST(Cleanup, OddSoundsComeThroughWhole) {
  Random random(1);
  for (const int rate : {8000, 11025, 48000, 96000})
    for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{700}, std::size_t{20000}})
      for (const double gain : {0.0, 1e-6, 1.0}) {
        std::vector<float> x(n);
        for (float& v : x) v = static_cast<float>(gain * (random.unit() < 0.5 ? -1 : random.unit()));
        Wish strong;
        strong.strength.fill(2);
        Plan all = clean(x, rate, strong).plan;
        all.strength.fill(2), all.noise_down_db = 30, all.found.reverb_seconds = 1;
        const auto y = apply(x, rate, all);
        ASSERT_EQ(y.size(), n);
        for (float v : y) ASSERT_TRUE(std::isfinite(v));
      }
}

class CleanFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder); }
  void TearDown() override { std::filesystem::remove_all(folder); }
  Path save(const std::string& name, const std::vector<float>& x, int rate, int channels = 1, int format = SF_FORMAT_WAV | SF_FORMAT_PCM_24) {
    SF_INFO info{};
    info.samplerate = rate, info.channels = channels, info.format = format;
    SNDFILE* f = sf_open((folder / name).c_str(), SFM_WRITE, &info);
    sf_writef_float(f, x.data(), static_cast<sf_count_t>(x.size()) / channels);
    sf_close(f);
    return folder / name;
  }
  std::string refused(const Path& file) {
    const auto done = clean_file(file, to(), progress);
    EXPECT_FALSE(std::filesystem::exists(folder / "out.wav"));
    return done ? "" : done.error().text();
  }
  FileWish to(const Wish& wish = {}) const {
    FileWish w;
    w.wish = wish, w.out = folder / "out.wav";
    return w;
  }
  Path folder = std::filesystem::temp_directory_path() / ("auteur-cleanup-" + std::to_string(::getpid()));
  Progress progress;
};

TEST_F(CleanFile, NothingToMendIsTheSameFileByteByByte) {
  const Path in = save("fine.wav", good(), kRate);
  const auto done = clean_file(in, to(), progress);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_FALSE(done->changed);
  EXPECT_EQ(*read_text(in, 1 << 24), *read_text(folder / "out.wav", 1 << 24));
}

TEST_F(CleanFile, LongFilesGoThroughInPiecesWithoutASeam) {
  std::vector<float> x;
  while (x.size() < 63u * kRate) x.insert(x.end(), speech().begin(), speech().end());
  const auto bad = plus(x, white(x.size(), 15));
  const auto done = clean_file(save("long.wav", bad, kRate), to(only(Step::kNoise)), progress);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_TRUE(done->changed);
  SF_INFO info{};
  SNDFILE* f = sf_open((folder / "out.wav").c_str(), SFM_READ, &info);
  ASSERT_NE(f, nullptr);
  EXPECT_EQ(info.frames, static_cast<sf_count_t>(x.size()));
  std::vector<float> y(x.size());
  sf_readf_float(f, y.data(), info.frames);
  sf_close(f);
  const std::size_t seam = 60 * kRate, about = kRate / 2;
  const auto part = [&](const std::vector<float>& v) { return std::vector<float>(v.begin() + static_cast<std::ptrdiff_t>(seam - about), v.begin() + static_cast<std::ptrdiff_t>(seam + about)); };
  EXPECT_GT(sdr(part(y), part(x)), sdr(part(bad), part(x)) + 2);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 2) << "nothing else is left lying";
}

TEST_F(CleanFile, WhatIsNoWavBecomesOneAndAReportWritesNothing) {
  const Path in = save("fine.flac", good(), kRate, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  const auto done = clean_file(in, to(), progress);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_FALSE(done->changed);
  EXPECT_TRUE(read_text(folder / "out.wav", 1 << 24)->starts_with("RIFF"));
  std::filesystem::remove(folder / "out.wav");
  FileWish only_report;
  const auto told = clean_file(save("noisy.wav", plus(speech(), white(speech().size(), 10)), kRate), only_report, progress);
  ASSERT_TRUE(told) << told.error().text();
  EXPECT_TRUE(told->changed);
  EXPECT_GT(told->channels[0]["after"]["snr_db"], told->channels[0]["before"]["snr_db"].get<double>() + 10);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 2);
}

TEST_F(CleanFile, AFileThatBreaksOffIsNotCleanedShort) {
  const Path in = save("whole.flac", good(), kRate, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  std::filesystem::resize_file(in, std::filesystem::file_size(in) / 2);
  EXPECT_THAT(refused(in), HasSubstr("breaks off after"));
}

TEST_F(CleanFile, WhatIsNoRecordingIsRefusedWithTheWayOut) {
  std::ofstream(folder / "empty.wav").close();
  EXPECT_THAT(refused(folder / "empty.wav"), HasSubstr("is empty"));
  std::ofstream(folder / "text.wav") << "This is a letter.";
  EXPECT_THAT(refused(folder / "text.wav"), HasSubstr("Save it as WAV"));
  EXPECT_THAT(refused(folder / "none.wav"), HasSubstr("There is no file"));
  EXPECT_THAT(refused(save("low.wav", std::vector<float>(9000, 0.1f), 3000)), HasSubstr("8,000 at least"));
  EXPECT_THAT(refused(save("silence.wav", std::vector<float>(kRate, 0.f), kRate)), HasSubstr("nothing to hear"));
  EXPECT_THAT(refused(save("none-in-it.wav", {}, kRate)), HasSubstr("no sound in this file"));
}

}  // namespace
}  // namespace auteur::cleanup
