// From a track of parameters to sound: pulses and noise, each through its share of five bands, then through a filter
// that follows the mel-cepstrum.
//
//   pulses at F0 -- strength of the bands -----+
//                                              +-- exp(c0) -- MLSA filter --> 16 kHz
//   noise -------- 1 - strength of the bands --+
//
// The filter approximates the mel log spectrum (Imai, Sumita, Furuichi 1983) by Pade approximants of the fifth order;
// the excitation is mixed after Yoshimura et al. (2001), formants are sharpened in the mel-cepstrum at equal energy
// (Koishida et al. 1995). The result is that of flite's own resynthesis before it is cut to 16 bits, in a seventh of the
// time: the five stages of an approximant run side by side, and five filters of bands are added up to two a frame.
#pragma once

#include <array>
#include <vector>

#include "flite_voice.h"

namespace auteur::acting {

inline constexpr std::size_t kBandTaps = 49;

struct Speaker {
  double alpha = 0.42;   // of the mel scale
  double sharpen = 0.4;  // of the formants
  double gain = 1;
  std::array<std::array<float, kBandTaps>, kBands> bands{};  // filters that add up to a delay
};

// 80 samples from each frame to the next: none for the first. Noise is drawn from the same seed each time.
std::vector<float> vocode(const std::vector<VoiceFrame>& frames, const Speaker& speaker);

}  // namespace auteur::acting
