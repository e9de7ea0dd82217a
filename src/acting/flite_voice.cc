#include "flite_voice.h"

#include <dlfcn.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "flite_features.h"
#include "vocoder.h"

extern "C" {
#include <flite/cst_cg.h>
#include <flite/flite.h>
cst_voice* register_cmu_us_rms(const char*);
cst_voice* register_cmu_us_slt(const char*);
cst_voice* register_cmu_us_awb(const char*);
}

namespace {
struct DeleteUtterance { void operator()(cst_utterance* u) const { delete_utterance(u); } };
struct DeleteTrack { void operator()(cst_track* t) const { delete_track(t); } };
using UtterancePtr = std::unique_ptr<cst_utterance, DeleteUtterance>;
using TrackPtr = std::unique_ptr<cst_track, DeleteTrack>;

// Where flite leaves the smoothed parameters it would make its own waveform of; that waveform is not wanted.
thread_local TrackPtr* smoothed_for_us = nullptr;

using Resynthesis = decltype(&mlsa_resynthesis);
Resynthesis resynthesis() {
  static const auto own = reinterpret_cast<Resynthesis>(dlsym(RTLD_NEXT, "mlsa_resynthesis"));
  return own;
}
}

// Comes before the library's, which it calls unless only the parameters are asked for.
extern "C" cst_wave* mlsa_resynthesis(const cst_track* track, const cst_track* strengths, cst_cg_db* db, cst_audio_streaming_info* streaming, int speed) {
  if (smoothed_for_us == nullptr) return resynthesis()(track, strengths, db, streaming, speed);
  smoothed_for_us->reset(cst_track_copy(track));
  return new_wave();
}

namespace auteur::acting {
namespace {

struct Registered {
  cst_voice* rms = nullptr;
  cst_voice* slt = nullptr;
  cst_voice* awb = nullptr;
  const cst_cg_db* db(const std::string& base) const { return val_cg_db(feat_val(voice(base)->features, "cg_db")); }
  cst_voice* voice(const std::string& base) const { return base == "slt" ? slt : base == "awb" ? awb : rms; }
};

// flite keeps its voices in process-wide tables: they are entered once and live as long as the process.
const Registered& registered() {
  static const Registered voices = [] {
    flite_init();
    return Registered{register_cmu_us_rms(nullptr), register_cmu_us_slt(nullptr), register_cmu_us_awb(nullptr)};
  }();
  return voices;
}

std::mutex& front_end_lock() {
  static std::mutex lock;
  return lock;
}

std::vector<VoiceSegment> read_segments(cst_utterance* utterance, int frames) {
  std::vector<VoiceSegment> segments;
  const cst_item* last_token = nullptr;
  const cst_item* last_syllable = nullptr;
  int syllable = -1, begin = 0;
  std::vector<const cst_item*> tokens;
  for (const cst_item* t = relation_head(utt_relation(utterance, "Token")); t; t = item_next(t)) tokens.push_back(t);
  std::size_t token = 0;
  for (const cst_item* s = relation_head(utt_relation(utterance, "Segment")); s; s = item_next(s)) {
    VoiceSegment segment;
    segment.phone = item_feat_string(s, "name");
    segment.begin = begin;
    segment.end = std::clamp(static_cast<int>(std::lround(item_feat_float(s, "end") / kFrameSeconds)), begin, frames);
    begin = segment.end;
    const cst_item* in_structure = item_as(s, "SylStructure");
    const cst_item* parent = in_structure ? item_parent(in_structure) : nullptr;
    if (parent) {
      if (parent != last_syllable) ++syllable;
      last_syllable = parent;
      segment.syllable = syllable;
      segment.stressed = std::string(ffeature_string(parent, "stress")) == "1";
      const std::string accent = ffeature_string(parent, "accent");
      segment.accented = !accent.empty() && accent != "0" && accent != "NONE";
      const cst_item* word = item_parent(parent);
      const cst_item* as_token = word ? item_as(word, "Token") : nullptr;
      const cst_item* owner = as_token ? item_parent(as_token) : nullptr;
      if (owner && owner != last_token) {
        while (token < tokens.size() && !item_equal(tokens[token], owner)) ++token;
        last_token = owner;
      }
      segment.token = token < tokens.size() ? static_cast<int>(token) : -1;
    }
    segments.push_back(std::move(segment));
  }
  if (!segments.empty()) segments.back().end = frames;
  return segments;
}

}  // namespace

bool is_flite_voice(const std::string& base) { return base == "rms" || base == "slt" || base == "awb"; }

Result<VoiceTrack> flite_track(const std::string& base, const std::string& text) {
  const std::lock_guard guard(front_end_lock());
  const Registered& voices = registered();
  cst_voice* voice = voices.voice(base);
  if (!voice) return fail(ErrorCode::kUnavailable, "The voice '" + base + "' could not be loaded. Install flite1-dev.");
  cst_utterance* fresh = new_utterance();
  utt_set_input_text(fresh, text.c_str());
  utt_init(fresh, voice);
  TrackPtr smooth;
  smoothed_for_us = &smooth;
  UtterancePtr utterance;
  {
    const FeatureCache cache;
    utterance.reset(utt_synth(fresh));
  }
  smoothed_for_us = nullptr;
  if (!utterance || !smooth)
    return fail(ErrorCode::kUnavailable, "The voice '" + base + "' could not speak \"" + text.substr(0, 60) + "\".");
  const cst_track* strengths = feat_present(utterance->features, "str_track") ? val_track(utt_feat_val(utterance.get(), "str_track")) : nullptr;
  VoiceTrack track;
  track.frames.resize(static_cast<std::size_t>(std::max(smooth->num_frames, 0)));
  for (int i = 0; i < smooth->num_frames; ++i) {
    VoiceFrame& frame = track.frames[static_cast<std::size_t>(i)];
    frame.f0 = smooth->frames[i][0];
    for (int c = 0; c < std::min(smooth->num_channels - 1, kMaxCepstra); ++c) frame.cepstrum[static_cast<std::size_t>(c)] = smooth->frames[i][c + 1];
    for (int b = 0; strengths && i < strengths->num_frames && b < std::min(strengths->num_channels, kBands); ++b)
      frame.strength[static_cast<std::size_t>(b)] = strengths->frames[i][b];
  }
  track.segments = read_segments(utterance.get(), smooth->num_frames);
  if (track.frames.empty() || track.segments.empty())
    return fail(ErrorCode::kUnavailable, "The voice '" + base + "' had nothing to say for \"" + text.substr(0, 60) + "\".");
  return track;
}

std::vector<float> flite_render(const std::string& base, const std::vector<VoiceFrame>& frames, double alpha_shift) {
  const cst_cg_db* db = nullptr;
  {
    const std::lock_guard guard(front_end_lock());
    db = registered().db(base);
  }
  Speaker speaker;
  speaker.alpha = static_cast<double>(db->mlsa_alpha) + std::clamp(alpha_shift, -0.08, 0.05);
  speaker.sharpen = static_cast<double>(db->mlsa_beta);
  speaker.gain = db->gain != 0 ? static_cast<double>(db->gain) : 1;
  // flite plays all but the first tap a sample late.
  for (std::size_t b = 0; b < std::min<std::size_t>(static_cast<std::size_t>(db->ME_num), kBands); ++b)
    for (std::size_t k = 0; k < std::min<std::size_t>(static_cast<std::size_t>(db->ME_order), kBandTaps - 1); ++k) speaker.bands[b][k == 0 ? 0 : k + 1] = static_cast<float>(db->me_h[b][k]);
  return vocode(frames, speaker);
}

}  // namespace auteur::acting
