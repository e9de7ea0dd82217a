// The embedded English speakers: flite's clustergen voices, opened up at their parameter track.
//
//   text --front end--> segments (exact to the frame) + frames (F0, 25 mel-cepstra, 5 excitation bands at 5 ms)
//   edited frames --vocoder.h--> 16 kHz samples
//
// The track interface is in flite's public headers but undocumented (version 2.2). Thread-safe: the front end runs
// under one lock, resynthesis runs beside it.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "auteur/base/result.h"

namespace auteur::acting {

inline constexpr int kFliteRate = 16000;
inline constexpr double kFrameSeconds = 0.005;
inline constexpr int kMaxCepstra = 25;
inline constexpr int kBands = 5;

struct VoiceFrame {
  float f0 = 0;                             // hertz, 0 where unvoiced
  std::array<float, kMaxCepstra> cepstrum{};  // [0] is log energy, [1] mostly tilt
  std::array<float, kBands> strength{};     // 0 noise .. 1 pulse, low to high band
};

struct VoiceSegment {
  std::string phone;      // ARPAbet, lower case; "pau" is silence
  int begin = 0, end = 0; // frames
  int token = -1;         // index of the white-space separated token, -1 for silence
  int syllable = -1;      // running number, -1 for silence
  bool stressed = false, accented = false;
};

struct VoiceTrack {
  std::vector<VoiceFrame> frames;
  std::vector<VoiceSegment> segments;
};

bool is_flite_voice(const std::string& base);

// `text` must be printable ASCII words. Errors: kUnavailable when the voice gives nothing.
Result<VoiceTrack> flite_track(const std::string& base, const std::string& text);

// `alpha_shift` moves the formants: negative = shorter throat; clamped to what stays intelligible.
std::vector<float> flite_render(const std::string& base, const std::vector<VoiceFrame>& frames, double alpha_shift);

}  // namespace auteur::acting
