#include "prediction.h"

#include <algorithm>
#include <cmath>

namespace auteur::cleanup {

int order_for(int rate, int most) { return std::clamp(rate / 1000, 10, most); }

std::vector<double> predictor_of(std::span<const double> x, int order) {
  const auto p = static_cast<std::size_t>(order);
  std::vector<double> w(x.begin(), x.end()), r(p + 1, 0), a(p + 1, 0), next;
  for (std::size_t i = 0; i < w.size(); ++i) w[i] *= 0.5 - 0.5 * std::cos(6.283185307179586 * (static_cast<double>(i) + 0.5) / static_cast<double>(w.size()));
  for (std::size_t k = 0; k <= p && k < w.size(); ++k)
    for (std::size_t i = k; i < w.size(); ++i) r[k] += w[i] * w[i - k];
  a[0] = 1;
  double error = r[0] * (1 + 1e-9) + 1e-14;
  for (std::size_t i = 1; i <= p; ++i) {
    double sum = r[i];
    for (std::size_t k = 1; k < i; ++k) sum += a[k] * r[i - k];
    const double reflection = -sum / error;
    next = a;
    for (std::size_t k = 1; k < i; ++k) next[k] += reflection * a[i - k];
    next[i] = reflection;
    a.swap(next);
    error *= 1 - reflection * reflection;
    if (!(error > 1e-18)) break;
  }
  return a;
}

void interpolate(std::span<double> x, const std::vector<std::size_t>& unknown, const std::vector<double>& a) {
  const std::size_t m = unknown.size(), p = a.size() - 1;
  if (m == 0) return;
  std::vector<double> b(p + 1, 0);
  for (std::size_t l = 0; l <= p; ++l)
    for (std::size_t k = 0; k + l <= p; ++k) b[l] += a[k] * a[k + l];
  b[0] *= 1 + 1e-9;
  std::vector<double> right(m, 0), band(m * (p + 1), 0);  // band[i][d]: row i, column i - d
  std::vector<char> is_unknown(x.size(), 0);
  for (const auto u : unknown) is_unknown[u] = 1;
  for (std::size_t i = 0; i < m; ++i) {
    const std::size_t u = unknown[i], low = u > p ? u - p : 0, high = std::min(x.size() - 1, u + p);
    for (std::size_t j = low; j <= high; ++j)
      if (!is_unknown[j]) right[i] -= b[j > u ? j - u : u - j] * x[j];
    for (std::size_t d = 0; d <= std::min(i, p); ++d)
      if (const std::size_t apart = u - unknown[i - d]; apart <= p) band[i * (p + 1) + d] = b[apart];
  }
  const auto at = [&](std::size_t row, std::size_t column) -> double& { return band[row * (p + 1) + (row - column)]; };
  for (std::size_t i = 0; i < m; ++i) {  // Cholesky within the band
    const std::size_t low = i > p ? i - p : 0;
    for (std::size_t j = low; j <= i; ++j) {
      double sum = at(i, j);
      for (std::size_t k = std::max(low, j > p ? j - p : 0); k < j; ++k) sum -= at(i, k) * at(j, k);
      at(i, j) = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / at(j, j);
    }
  }
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t k = i > p ? i - p : 0; k < i; ++k) right[i] -= at(i, k) * right[k];
    right[i] /= at(i, i);
  }
  for (std::size_t i = m; i-- > 0;) {
    for (std::size_t k = i + 1; k < std::min(m, i + p + 1); ++k) right[i] -= at(k, i) * right[k];
    right[i] /= at(i, i);
  }
  for (std::size_t i = 0; i < m; ++i)
    if (std::isfinite(right[i])) x[unknown[i]] = right[i];
}

}  // namespace auteur::cleanup
