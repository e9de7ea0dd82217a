#include "vocoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "auteur/base/random.h"

extern "C" {
#include <flite/cst_cg.h>
#include <flite/flite.h>
cst_voice* register_cmu_us_rms(const char*);
}

namespace {
thread_local std::uint64_t drawn = 1;
}
// flite draws its noise from the C library; this comes before it and draws what vocode() does.
extern "C" int rand() noexcept {
  drawn = auteur::mix(drawn);
  return static_cast<int>(drawn >> 33);
}

namespace auteur::acting {
namespace {

std::vector<float> by_flite(const std::vector<VoiceFrame>& frames, double shift) {
  flite_init();
  cst_cg_db db = *val_cg_db(feat_val(register_cmu_us_rms(nullptr)->features, "cg_db"));
  db.mlsa_alpha += static_cast<float>(shift);
  const std::unique_ptr<cst_track, void (*)(cst_track*)> track(new_track(), delete_track), strengths(new_track(), delete_track);
  cst_track_resize(track.get(), static_cast<int>(frames.size()), kMaxCepstra + 1);
  cst_track_resize(strengths.get(), static_cast<int>(frames.size()), kBands);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    track->times[i] = static_cast<float>(static_cast<double>(i) * kFrameSeconds);
    track->frames[i][0] = frames[i].f0;
    std::copy(frames[i].cepstrum.begin(), frames[i].cepstrum.end(), track->frames[i] + 1);
    std::copy(frames[i].strength.begin(), frames[i].strength.end(), strengths->frames[i]);
  }
  drawn = 1;
  const std::unique_ptr<cst_wave, void (*)(cst_wave*)> wave(mlsa_resynthesis(track.get(), strengths.get(), &db, nullptr, 0), delete_wave);
  std::vector<float> out;
  for (int i = 0; i < wave->num_samples; ++i) out.push_back(static_cast<float>(wave->samples[i]) / 32768.f);
  return out;
}

TEST(Vocoder, SoundsAsFlitesOwnResynthesis) {
  for (const double shift : {0.0, 0.04, -0.06}) {
    const auto track = flite_track("rms", "She had your dark suit in greasy wash water all year, and nobody asked who shut the door.");
    ASSERT_TRUE(track);
    auto frames = track->frames;
    for (std::size_t i = 0; i < frames.size(); ++i)  // without a voice in between, and gliding
      if (frames[i].f0 > 0) frames[i].f0 = i % 100 < 12 ? 0 : frames[i].f0 * (1 + 0.2f * std::sin(0.02f * static_cast<float>(i)));
    const auto flite = by_flite(frames, shift), ours = flite_render("rms", frames, shift);
    ASSERT_EQ(flite.size(), ours.size());
    double error = 0, all = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const double e = static_cast<double>(ours[i]) - static_cast<double>(flite[i]);
      error += e * e, all += static_cast<double>(flite[i]) * static_cast<double>(flite[i]);
    }
    EXPECT_LT(10 * std::log10(error / all), -60) << shift;
    EXPECT_GT(all / static_cast<double>(flite.size()), 1e-4) << shift;
  }
}
// The parameters are flite's own, though much that its trees ask is answered from memory.
TEST(FliteVoice, SpeaksWithTheParametersThatFliteGives) {
  const char* text = "The lamp went out an hour ago, and nobody on this island has noticed but you and me.";
  const auto track = flite_track("rms", text);
  ASSERT_TRUE(track);
  const std::unique_ptr<cst_utterance, void (*)(cst_utterance*)> spoken(flite_synth_text(text, register_cmu_us_rms(nullptr)), delete_utterance);
  const cst_track *pitch = val_track(utt_feat_val(spoken.get(), "param_track")), *strengths = val_track(utt_feat_val(spoken.get(), "str_track"));
  ASSERT_EQ(static_cast<std::size_t>(pitch->num_frames), track->frames.size());
  for (std::size_t i = 0; i < track->frames.size(); ++i) {
    EXPECT_EQ(track->frames[i].f0, pitch->frames[i][0]) << i;
    for (std::size_t b = 0; b < kBands; ++b) EXPECT_EQ(track->frames[i].strength[b], strengths->frames[i][b]) << i;
  }
}
TEST(Vocoder, OfOneFrameOrNoneIsSilent) {
  EXPECT_THAT(vocode({}, {}), testing::IsEmpty());
  EXPECT_THAT(vocode({VoiceFrame{}}, {}), testing::IsEmpty());
}

}  // namespace
}  // namespace auteur::acting
