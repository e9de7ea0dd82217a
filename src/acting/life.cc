#include "life.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"

namespace auteur::acting {

double smooth_noise(std::uint64_t seed, double t, double hz) {
  const double x = t * hz;
  const auto cell = static_cast<std::int64_t>(std::floor(x));
  const double f = x - std::floor(x), s = f * f * (3 - 2 * f);
  const auto at = [&](std::int64_t i) { return Random(mix(seed, static_cast<std::uint64_t>(i))).unit() * 2 - 1; };
  return at(cell) * (1 - s) + at(cell + 1) * s;
}

std::vector<EyeDart> eye_darts(std::uint64_t seed, int drawings, int per_second, double spread) {
  std::vector<EyeDart> out(static_cast<std::size_t>(std::max(drawings, 0)));
  Random random(mix(seed, std::uint64_t{11}));
  EyeDart now;
  double until = random.range(0.2, 1.2);
  for (std::size_t k = 0; k < out.size(); ++k) {
    const double t = static_cast<double>(k) / per_second;
    if (t >= until) {
      now.yaw = static_cast<float>(random.range(-1, 1) * spread);
      now.pitch = static_cast<float>(random.range(-1, 0.6) * spread * 0.6);
      until = t + random.range(0.4, 1.8);
    }
    out[k] = now;
  }
  return out;
}

std::vector<float> blinks(std::uint64_t seed, const std::vector<float>& turn, int per_second, double per_minute) {
  std::vector<float> lids(turn.size(), 0.f);
  Random random(mix(seed, std::uint64_t{23}));
  const double mean = 60.0 / std::clamp(per_minute, 4.0, 40.0);
  const auto blink = [&](std::size_t k) {
    lids[k] = 1;
    if (k + 1 < lids.size()) lids[k + 1] = 0.55f;
  };
  double next = random.range(0.15, 1.0) * mean;
  double last = -10;
  for (std::size_t k = 0; k < turn.size(); ++k) {
    const double t = static_cast<double>(k) / per_second;
    const bool turning = turn[k] > 0.09f && t - last > 1.2;
    if (t < next && !turning) continue;
    blink(k);
    last = t;
    next = t + mean * random.range(0.6, 1.4);
  }
  return lids;
}

}  // namespace auteur::acting
