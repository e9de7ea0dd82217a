// A voice through a telephone: the band of the line, the small loudspeaker's ring, a little of its strain.
#include <cmath>

#include "auteur/sound/sound.h"
#include "dsp.h"

namespace auteur::sound {

void through_telephone(std::span<float> mono) {
  constexpr double kLow = 320, kHigh = 3300;  // Hz
  Biquad high[2], low[2], ring;
  for (auto& f : high) f.high_pass(kLow);
  for (auto& f : low) f.low_pass(kHigh);
  ring.peak(1700, 1.2, 5);
  double before = 0, after = 0;
  for (float& x : mono) {
    before += static_cast<double>(x) * static_cast<double>(x);
    float y = ring(low[0](high[0](x)));
    y = std::tanh(2.2f * y) / 2.2f;  // overtones of the strain stay within the band, too
    y = low[1](high[1](y));
    after += static_cast<double>(y) * static_cast<double>(y);
    x = y;
  }
  // As loud as before by energy, less 3 dB: it is a small thing at an ear.
  if (after <= 1e-12) return;
  const auto gain = static_cast<float>(std::min(4.0, std::sqrt(before / after) * from_db(-3)));
  for (float& x : mono) x *= gain;
}

}  // namespace auteur::sound
