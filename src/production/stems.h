// How passes hand sound to each other.
#pragma once

#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/media/media.h"

namespace auteur::production {

constexpr int kStemRate = 48000;
constexpr float kStemHeadroom = 0.25f;  // stored 12 dB down: fixed point must not clip before the master

inline Bytes pack_stem(std::vector<float> samples, int channels = 2) {
  for (float& v : samples) v *= kStemHeadroom;
  return media::write_flac(samples, channels, kStemRate);
}

}  // namespace auteur::production
