#include "surround.h"

#include "auteur/sound/sound.h"

namespace auteur::sound {

void add_in_six(std::vector<float>& six, const std::vector<float>& stereo, const Spread& how) {
  spread(stereo, how, [&](std::size_t n, Pair front, Pair back) {
    float* to = &six[6 * n];
    put(to, pair_at(to) + front);
    put(to + 4, pair_at(to + 4) + back);
  });
}

std::vector<float> music_in_surround(const std::vector<float>& stereo) {
  std::vector<float> out(stereo.size() / 2 * 6);
  add_in_six(out, stereo, kMusicSpread);
  return out;
}

}  // namespace auteur::sound
