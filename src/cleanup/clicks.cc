#include <algorithm>
#include <cmath>

#include "prediction.h"
#include "steps.h"

namespace auteur::cleanup {
namespace {

constexpr double kAboveNoise = 12, kAboveRing = 4.2;  // times the usual residual; times the greatest residual round about

struct Residual { std::size_t from = 0; std::vector<double> values, predictor; double usual = 0; };

Residual residual_at(std::span<const float> x, std::size_t from, std::size_t to, int rate) {
  Residual r;
  r.from = from;
  const std::vector<double> piece(x.begin() + static_cast<std::ptrdiff_t>(from), x.begin() + static_cast<std::ptrdiff_t>(to));
  r.predictor = predictor_of(piece, order_for(rate, 28));
  r.values.assign(piece.size(), 0);
  for (std::size_t i = r.predictor.size(); i < piece.size(); ++i)
    for (std::size_t k = 0; k < r.predictor.size(); ++k) r.values[i] += r.predictor[k] * piece[i - k];
  std::vector<double> sizes;
  for (double v : r.values) sizes.push_back(std::abs(v));
  std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2), sizes.end());
  r.usual = 1.4826 * sizes[sizes.size() / 2] + 1e-7;
  return r;
}

}  // namespace

std::vector<Click> find_clicks(std::span<const float> x, int rate) {
  std::vector<Click> out;
  const std::size_t block = static_cast<std::size_t>(rate) / 12, step = block / 2;
  const auto ms = [&](double t) { return static_cast<std::size_t>(t * rate / 1000) + 1; };
  std::size_t searched = 0;
  for (std::size_t from = 0; searched < x.size() && block <= x.size(); from = std::min(from + step, x.size() - block)) {
    const Residual r = residual_at(x, from, from + block, rate);
    const std::size_t first = searched - from, last = from + block == x.size() ? block : block - block / 4;  // the middle half: the other blocks have the rest
    searched = from + last;
    for (std::size_t i = first; i < last; ++i) {
      const double here = std::abs(r.values[i]);
      if (here < kAboveNoise * r.usual || here < 2e-4) continue;
      std::size_t peak = i, end = i;
      for (std::size_t k = i; k < std::min(r.values.size(), i + ms(0.6)); ++k)
        if (std::abs(r.values[k]) > std::abs(r.values[peak])) peak = k;
      const double size = std::abs(r.values[peak]);
      for (std::size_t k = peak; k < std::min(r.values.size(), peak + ms(1.2)); ++k)
        if (std::abs(r.values[k]) > 0.12 * size) end = k;
      // The pulses of a voice come in rows and the burst of a consonant goes on; a click stands alone.
      double ring = 0;
      const std::size_t gap = ms(0.9), reach = ms(20);
      for (std::size_t k = i > reach ? i - reach : 0; k + gap / 2 < i; ++k) ring = std::max(ring, std::abs(r.values[k]));
      for (std::size_t k = end + gap / 2; k < std::min(r.values.size(), end + reach); ++k) ring = std::max(ring, std::abs(r.values[k]));
      if (size > kAboveRing * ring) {
        std::size_t begin = i;
        while (begin > 0 && i - begin < ms(0.3) && std::abs(r.values[begin - 1]) > 0.08 * size) --begin;
        const Click c{from + (begin > 2 ? begin - 2 : 0), std::min(x.size(), from + end + 3)};
        if (out.empty() || c.begin > out.back().end) out.push_back(c);
        else out.back().end = std::max(out.back().end, c.end);
      }
      i = end + 1;
    }
  }
  return out;
}

void mend_clicks(std::vector<float>& samples, int rate, const std::vector<Click>& clicks) {
  const std::size_t around = static_cast<std::size_t>(rate) / 50;
  for (const Click& c : clicks) {
    const std::size_t from = c.begin > around ? c.begin - around : 0, to = std::min(samples.size(), c.end + around);
    std::vector<double> piece(samples.begin() + static_cast<std::ptrdiff_t>(from), samples.begin() + static_cast<std::ptrdiff_t>(to));
    std::vector<std::size_t> unknown;
    for (std::size_t i = c.begin; i < c.end; ++i) unknown.push_back(i - from);
    const double a = c.begin > from ? piece[c.begin - from - 1] : 0, b = c.end < to ? piece[c.end - from] : 0;
    for (std::size_t i = 0; i < unknown.size(); ++i) piece[unknown[i]] = a + (b - a) * static_cast<double>(i + 1) / static_cast<double>(unknown.size() + 1);
    for (int round = 0; round < 3; ++round) interpolate(piece, unknown, predictor_of(piece, order_for(rate, 40)));
    for (const auto i : unknown) samples[from + i] = static_cast<float>(piece[i]);
  }
}

}  // namespace auteur::cleanup
