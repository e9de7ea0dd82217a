#include <algorithm>
#include <cmath>

#include "prediction.h"
#include "steps.h"

namespace auteur::cleanup {
namespace {

// Speech comes near its highest sample seldom; where a recorder cut it off, samples pile up there. `sign` 1 or -1.
double pile_at_the_top(std::span<const float> x, float sign) {
  float top = 0;
  for (float v : x) top = std::max(top, sign * v);
  if (top < 1e-3f) return 0;
  double piled = 0, below = 0;
  int places = 0;
  bool inside = false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const float v = sign * x[i];
    const bool high = v >= 0.985f * top;
    const bool flat = high && ((i > 0 && std::abs(x[i] - x[i - 1]) < 0.006f * top) || (i + 1 < x.size() && std::abs(x[i] - x[i + 1]) < 0.006f * top));
    piled += flat;
    places += flat && !inside;
    inside = flat;
    below += v >= 0.8f * top && !high;
  }
  constexpr double kBands = (0.985 - 0.8) / 0.015;
  return places >= 3 && piled >= 8 && piled > 2.5 * below / kBands ? top : 0;
}

}  // namespace

Clipping find_clipping(std::span<const float> x) {
  Clipping c;
  c.top = pile_at_the_top(x, 1), c.bottom = pile_at_the_top(x, -1);
  if (c.top == 0 && c.bottom == 0) return c;
  c.cut.assign(x.size(), 0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool cut = (c.top > 0 && x[i] >= 0.985 * c.top) || (c.bottom > 0 && -x[i] >= 0.985 * c.bottom);
    c.cut[i] = cut;
    c.samples += cut;
    c.places += cut && (i == 0 || !c.cut[i - 1]);
  }
  return c;
}

void mend_clipping(std::vector<float>& samples, int rate, const Clipping& c) {
  if (c.samples == 0) return;
  const std::size_t block = static_cast<std::size_t>(rate) / 25, half = block / 2, n = samples.size();
  const int order = order_for(rate, 40);
  std::vector<double> x(samples.begin(), samples.end());
  for (std::size_t middle = 0; middle < n; middle += half) {
    // What is mended is the middle half; a quarter on either side is its context.
    const std::size_t from = middle > half / 2 ? middle - half / 2 : 0, to = std::min(n, middle + half + half / 2);
    std::vector<std::size_t> cut;
    for (std::size_t i = from; i < to; ++i)
      if (c.cut[i]) cut.push_back(i - from);
    if (cut.empty() || std::none_of(cut.begin(), cut.end(), [&](std::size_t i) { return from + i >= middle && from + i < middle + half; })) continue;
    const std::size_t margin = static_cast<std::size_t>(order), low = from > margin ? from - margin : 0, high = std::min(n, to + margin);
    std::vector<double> piece(x.begin() + static_cast<std::ptrdiff_t>(low), x.begin() + static_cast<std::ptrdiff_t>(high));
    for (auto& i : cut) i += from - low;
    const auto limit = [&](std::size_t i) { return samples[low + i] > 0 ? c.top : -c.bottom; };
    for (int round = 0; round < 4; ++round) {
      const auto predictor = predictor_of(piece, order);
      std::vector<std::size_t> unknown = cut;
      for (int again = 0; again < 3 && !unknown.empty(); ++again) {
        interpolate(piece, unknown, predictor);
        std::vector<std::size_t> free;  // what came out below the cut is held there and the rest asked again
        for (const std::size_t i : unknown) {
          const double l = limit(i), sign = l > 0 ? 1 : -1;
          if (sign * piece[i] < sign * l) piece[i] = l;
          else free.push_back(i);
        }
        if (free.size() == unknown.size()) break;
        unknown.swap(free);
      }
    }
    for (const std::size_t i : cut)
      if (low + i >= middle && low + i < middle + half) x[low + i] = std::clamp(piece[i], -4.0, 4.0);
  }
  for (std::size_t i = 0; i < n; ++i)
    if (c.cut[i]) samples[i] = static_cast<float>(x[i]);
}

}  // namespace auteur::cleanup
