#include <algorithm>
#include <cmath>
#include <complex>

#include "steps.h"

namespace auteur::cleanup {
namespace {

using Complex = std::complex<double>;

// Solves A g = r for a Hermitian, positive A (n x n, row by row), in place; false where it is none.
bool solve(std::vector<Complex>& a, std::vector<Complex>& r, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      Complex sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * std::conj(a[j * n + k]);
      if (i == j) {
        if (!(sum.real() > 0)) return false;
        a[i * n + i] = std::sqrt(sum.real());
      } else {
        a[i * n + j] = sum / a[j * n + j].real();
      }
    }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) r[i] -= a[i * n + k] * r[k];
    r[i] /= a[i * n + i].real();
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) r[i] -= std::conj(a[k * n + i]) * r[k];
    r[i] /= a[i * n + i].real();
  }
  return true;
}

void predict(std::vector<Complex>& x, std::size_t taps, std::size_t delay) {
  const std::size_t frames = x.size();
  std::vector<Complex> dry = x, a(taps * taps), r(taps);
  double mean = 0;
  for (const auto& v : x) mean += std::norm(v) / static_cast<double>(frames);
  if (!(mean > 1e-16)) return;
  for (int round = 0; round < 3; ++round) {
    std::fill(a.begin(), a.end(), Complex());
    std::fill(r.begin(), r.end(), Complex());
    for (std::size_t t = delay + taps; t < frames; ++t) {
      double power = 0;
      for (std::size_t k = t - 1; k <= std::min(frames - 1, t + 1); ++k) power += std::norm(dry[k]) / 3;
      const double weight = 1 / std::max(power, 1e-3 * mean);
      for (std::size_t i = 0; i < taps; ++i) {
        const Complex w = weight * x[t - delay - i];
        for (std::size_t j = 0; j <= i; ++j) a[i * taps + j] += w * std::conj(x[t - delay - j]);
        r[i] += w * std::conj(x[t]);
      }
    }
    double trace = 0;
    for (std::size_t i = 0; i < taps; ++i) trace += a[i * taps + i].real();
    for (std::size_t i = 0; i < taps; ++i) a[i * taps + i] += 1e-3 * trace / static_cast<double>(taps) + 1e-12;
    if (!solve(a, r, taps)) return;
    for (std::size_t t = 0; t < frames; ++t) {
      Complex foretold = 0;
      for (std::size_t i = 0; i < taps && i + delay <= t; ++i) foretold += std::conj(r[i]) * x[t - delay - i];
      dry[t] = x[t] - foretold;
    }
  }
  x = std::move(dry);
}

}  // namespace

void predict_reverb(Spectrum& s, int taps) {
  const auto delay = static_cast<std::size_t>(std::max(2L, std::lround(0.024 * s.rate / s.hop)));
  std::vector<Complex> band(s.frames);
  for (std::size_t b = s.bin(80); b < s.bins; ++b) {
    for (std::size_t f = 0; f < s.frames; ++f) band[f] = s.at(f)[b];
    predict(band, static_cast<std::size_t>(taps), delay);
    for (std::size_t f = 0; f < s.frames; ++f) s.at(f)[b] = std::complex<float>(band[f]);
  }
}

// Speech stops faster than rooms do: the steepest of its falls are the room's own.
double reverb_of(std::span<const float> x, int rate) {
  const Spectrum s = spectrum_of(x, rate, 0.02);
  const double hop = static_cast<double>(s.hop) / s.rate;
  std::vector<double> times;
  for (double low = 300; low < 0.35 * rate && low < 5000; low *= 1.5) {
    std::vector<double> level(s.frames);
    for (std::size_t f = 0; f < s.frames; ++f) {
      double e = 0;
      for (std::size_t b = s.bin(low); b <= s.bin(1.5 * low); ++b) e += std::norm(s.at(f)[b]);
      level[f] = e;
    }
    std::vector<double> db(s.frames);
    for (std::size_t f = 0; f < s.frames; ++f) {  // over 45 ms
      double e = 0;
      for (std::size_t k = f > 4 ? f - 4 : 0; k <= std::min(s.frames - 1, f + 4); ++k) e += level[k];
      db[f] = to_db(e);
    }
    std::vector<double> sorted = db;
    std::sort(sorted.begin(), sorted.end());
    const double floor = std::max(sorted[sorted.size() / 20] + 6, sorted.back() - 55);
    for (std::size_t f = 0; f + 1 < s.frames;) {
      std::size_t end = f;
      while (end + 1 < s.frames && db[end + 1] < db[end] + 0.8 && db[end + 1] > floor) ++end;
      if (const double seconds = static_cast<double>(end - f) * hop; seconds > 0.06 && db[f] - db[end] > 14) {
        // The later part: in the first the sound itself still stops.
        const std::size_t from = f + 2 * (end - f) / 5;
        double n = 0, st = 0, sd = 0, stt = 0, sdt = 0;
        for (std::size_t k = from; k <= end; ++k) {
          const double t = static_cast<double>(k - from) * hop;
          n += 1, st += t, sd += db[k], stt += t * t, sdt += t * db[k];
        }
        const double slope = (n * sdt - st * sd) / std::max(1e-12, n * stt - st * st);
        if (slope < -10) times.push_back(-60 / slope);
      }
      f = end + 1;
    }
  }
  if (times.size() < 4) return 0;
  std::sort(times.begin(), times.end());
  return times[times.size() / 5];
}

}  // namespace auteur::cleanup
