#include <algorithm>
#include <cmath>

#include "auteur/acting/dubbing.h"

namespace auteur::acting {
namespace {

constexpr double kWindow = 0.030, kSearch = 0.010;  // seconds: three periods of a low voice; one to either side

// Where the sound at `t` of the wanted clock is found in the given one.
class Clock {
 public:
  explicit Clock(std::span<const TimePair> pairs) : pairs_(pairs) {}
  double operator()(double t) {
    while (at_ + 2 < pairs_.size() && pairs_[at_ + 1].to <= t) ++at_;
    if (pairs_.size() < 2) return t;
    const auto &a = pairs_[at_], &b = pairs_[at_ + 1];
    return b.to > a.to ? a.from + (t - a.to) * (b.from - a.from) / (b.to - a.to) : b.from;
  }

 private:
  std::span<const TimePair> pairs_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<float> retimed(std::span<const float> samples, int rate, std::span<const TimePair> clock) {
  if (clock.size() < 2 || rate <= 0) return {samples.begin(), samples.end()};
  const auto length = static_cast<std::size_t>(std::max(0.0, std::round(clock.back().to * rate)));
  const auto half = static_cast<std::ptrdiff_t>(kWindow / 2 * rate), reach = static_cast<std::ptrdiff_t>(kSearch * rate);
  const auto n = static_cast<std::ptrdiff_t>(samples.size());
  const auto at = [&](std::ptrdiff_t i) { return i >= 0 && i < n ? samples[static_cast<std::size_t>(i)] : 0.f; };
  std::vector<float> fade(static_cast<std::size_t>(half));  // rises; with its mirror it sums to one
  for (std::ptrdiff_t i = 0; i < half; ++i) fade[static_cast<std::size_t>(i)] = static_cast<float>(0.5 - 0.5 * std::cos(3.14159265358979 * (static_cast<double>(i) + 0.5) / static_cast<double>(half)));
  std::vector<float> out(length, 0.f);
  Clock given(clock);
  // Each step takes half a window from where the clock says, moved to where it continues best what was written before.
  std::ptrdiff_t before = static_cast<std::ptrdiff_t>(std::llround(given(0) * rate));
  for (std::ptrdiff_t i = 0; i < half && i < static_cast<std::ptrdiff_t>(length); ++i) out[static_cast<std::size_t>(i)] = at(before + i);
  for (std::ptrdiff_t to = half; to < static_cast<std::ptrdiff_t>(length); to += half) {
    const auto ideal = static_cast<std::ptrdiff_t>(std::llround(given(static_cast<double>(to) / rate) * rate)), natural = before + half;
    std::ptrdiff_t best = ideal;
    if (std::abs(natural - ideal) <= 2) best = natural;
    else {
      const auto similar = [&](std::ptrdiff_t from, std::ptrdiff_t step) {
        double xy = 0, yy = 1e-9;
        for (std::ptrdiff_t i = 0; i < half; i += step) {
          const double x = static_cast<double>(at(natural + i)), y = static_cast<double>(at(from + i));
          xy += x * y, yy += y * y;
        }
        return xy / std::sqrt(yy);
      };
      double most = -1e30;
      for (std::ptrdiff_t d = -reach; d <= reach; d += 3)
        if (const double s = similar(ideal + d, 3) * (1 - 0.05 * std::abs(static_cast<double>(d)) / static_cast<double>(reach)); s > most) most = s, best = ideal + d;
      const std::ptrdiff_t coarse = best;
      most = -1e30;
      for (std::ptrdiff_t d = -3; d <= 3; ++d)
        if (const double s = similar(coarse + d, 1); s > most) most = s, best = coarse + d;
    }
    for (std::ptrdiff_t i = 0; i < half && to + i < static_cast<std::ptrdiff_t>(length); ++i) {
      const float was = at(before + half + i);
      out[static_cast<std::size_t>(to + i)] = was + fade[static_cast<std::size_t>(i)] * (at(best + i) - was);
    }
    before = best;
  }
  return out;
}

}  // namespace auteur::acting
