#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>

#include "steps.h"

namespace auteur::cleanup {
namespace {

constexpr double kTau = 6.283185307179586;
constexpr int kMostHarmonics = 32;
constexpr double kLoose = 1, kReach = 6;  // seconds: how soon what is near counts more than what is soft; how far is looked

// Power by frequency that is there nearly all the time: the lower quarter over the frames with any sound. Speech moves on, hum stays.
std::vector<double> steady(const Spectrum& s) {
  std::vector<std::size_t> alive;
  for (std::size_t f = 0; f < s.frames; ++f)
    if (std::any_of(s.at(f), s.at(f) + s.bins, [](std::complex<float> v) { return std::norm(v) > 0; })) alive.push_back(f);
  std::vector<double> out(s.bins, 1e-16), column(alive.size());
  if (alive.empty()) return out;
  for (std::size_t b = 0; b < s.bins; ++b) {
    for (std::size_t i = 0; i < alive.size(); ++i) column[i] = std::norm(s.at(alive[i])[b]);
    const auto quarter = column.begin() + static_cast<std::ptrdiff_t>(alive.size() / 4);
    std::nth_element(column.begin(), quarter, column.end());
    out[b] = *quarter + 1e-16;
  }
  return out;
}

// How far the line nearest to `hz` stands above what lies beside it, dB.
double stands_out(const std::vector<double>& power, const Spectrum& s, double hz) {
  const double at = hz * s.size / s.rate;
  const auto middle = static_cast<std::ptrdiff_t>(std::lround(at)), n = static_cast<std::ptrdiff_t>(power.size());
  const std::ptrdiff_t wide = std::max<std::ptrdiff_t>(6, static_cast<std::ptrdiff_t>(14.0 * s.size / s.rate)), near = std::max<std::ptrdiff_t>(3, static_cast<std::ptrdiff_t>(4.0 * s.size / s.rate));
  if (middle + 1 >= n || middle < 1) return 0;
  double line = 0;
  for (std::ptrdiff_t k = middle - 1; k <= middle + 1; ++k)
    if (std::abs(static_cast<double>(k) - at) <= 1) line = std::max(line, power[static_cast<std::size_t>(k)]);
  std::vector<double> beside;
  for (std::ptrdiff_t k = std::max<std::ptrdiff_t>(1, middle - wide); k <= std::min(n - 1, middle + wide); ++k)
    if (std::abs(k - middle) >= near) beside.push_back(power[static_cast<std::size_t>(k)]);
  if (beside.empty()) return 0;
  std::nth_element(beside.begin(), beside.begin() + static_cast<std::ptrdiff_t>(beside.size() / 2), beside.end());
  return to_db(line) - to_db(beside[beside.size() / 2]);
}

struct Blocks { std::size_t size = 0, count = 0; std::vector<double> weight; };
// Two periods each; soft ones count more, because hum is what is left when speech is not.
Blocks blocks_of(std::span<const float> x, int rate, double hz) {
  Blocks b;
  b.size = static_cast<std::size_t>(std::lround(2 * rate / hz));
  b.count = x.size() / b.size;
  for (std::size_t i = 0; i < b.count; ++i) {
    double e = 1e-12;
    for (std::size_t k = 0; k < b.size; ++k) e += static_cast<double>(x[i * b.size + k]) * x[i * b.size + k];
    b.weight.push_back(1 / (e * e));
  }
  return b;
}

// The mains' own clock: exp(i k (tau hz t + drift)) is the k-th harmonic; drift in radians, block by block, linear between their middles.
struct Clock {
  double hz = 0;
  int rate = 0;
  std::vector<double> drift;
  std::complex<double> at(int k, std::size_t block) const { return std::polar(1.0, k * drift[block]); }
};

// Walks over the samples with the k-th harmonic's wave (not its drift): `each(n, wave)`.
template <class Each>
void with_wave(std::size_t samples, int rate, double hz, Each each) {
  const std::complex<double> turn = std::polar(1.0, kTau * hz / rate);
  std::complex<double> wave = 1;
  for (std::size_t n = 0; n < samples; ++n, wave *= turn) {
    if (n % 4096 == 0) wave = std::polar(1.0, kTau * std::fmod(hz / rate * static_cast<double>(n), 1.0));
    each(n, wave);
  }
}

std::vector<std::complex<double>> sums_of(std::span<const float> x, int rate, double hz, const Blocks& b) {
  std::vector<std::complex<double>> sums(b.count);
  with_wave(b.count * b.size, rate, hz, [&](std::size_t n, std::complex<double> wave) { sums[n / b.size] += static_cast<double>(x[n]) * std::conj(wave); });
  return sums;
}

// The frequency near `hz` at which the first harmonics add up best over stretches of eight seconds.
double nearest_frequency(std::span<const float> x, int rate, double hz) {
  constexpr int kFirst = 10;
  const Blocks b = blocks_of(x, rate, hz);
  const double seconds = static_cast<double>(b.size) / rate;
  const auto stretch = static_cast<std::size_t>(8 / seconds);
  std::vector<std::vector<std::complex<double>>> sums;
  for (int k = 1; k <= kFirst && k * hz < 0.45 * rate; ++k) sums.push_back(sums_of(x, rate, k * hz, b));
  double best = -1, found = hz;
  for (int step = -40; step <= 40; ++step) {
    const double off = 0.01 * step;
    double score = 0;
    for (std::size_t k = 0; k < sums.size(); ++k)
      for (std::size_t from = 0; from < b.count; from += stretch) {
        std::complex<double> sum = 0;
        double weight = 1e-300;
        for (std::size_t i = from; i < std::min(b.count, from + stretch); ++i) {
          sum += b.weight[i] * sums[k][i] * std::polar(1.0, -kTau * off * static_cast<double>(k + 1) * static_cast<double>(i) * seconds);
          weight += b.weight[i];
        }
        score += std::norm(sum / weight);
      }
    if (score > best) best = score, found = hz + off;
  }
  return found;
}

// The k-th harmonic's strength and phase against the clock, block by block.
std::vector<std::complex<double>> follow(std::span<const float> x, const Clock& clock, int k, const Blocks& b) {
  auto sums = sums_of(x, clock.rate, k * clock.hz, b);
  for (std::size_t i = 0; i < b.count; ++i) sums[i] *= std::conj(clock.at(k, i));
  const int rate = clock.rate;
  std::vector<std::complex<double>> out(b.count);
  const double per_second = static_cast<double>(rate) / static_cast<double>(b.size);
  const auto reach = static_cast<std::size_t>(kReach * per_second);
  std::vector<double> nearness(reach + 1);
  for (std::size_t d = 0; d <= reach; ++d) nearness[d] = 1 / (1 + std::pow(static_cast<double>(d) / (kLoose * per_second), 2));
  for (std::size_t i = 0; i < b.count; ++i) {
    std::complex<double> sum = 0;
    double weight = 1e-300;
    for (std::size_t j = i > reach ? i - reach : 0; j < std::min(b.count, i + reach + 1); ++j) {
      const double w = b.weight[j] * nearness[j > i ? j - i : i - j];
      sum += w * sums[j], weight += w;
    }
    out[i] = 2.0 * sum / (weight * static_cast<double>(b.size));
  }
  return out;
}

double power_of(const std::vector<std::complex<double>>& z) {
  std::vector<double> p;
  for (const auto& v : z) p.push_back(0.5 * std::norm(v));
  if (p.empty()) return 0;
  std::nth_element(p.begin(), p.begin() + static_cast<std::ptrdiff_t>(p.size() / 2), p.end());
  return p[p.size() / 2];
}

// The mains drift a little: what their first harmonics drift together is the clock's, harmonic by harmonic more exactly.
Clock clock_of(std::span<const float> x, int rate, double hz, const std::vector<int>& harmonics, const Blocks& b) {
  Clock clock{hz, rate, std::vector<double>(b.count, 0)};
  for (const int most : {2, 4, 8, 14}) {
    std::vector<std::complex<double>> step(b.count, 0);
    for (const int k : harmonics) {
      if (k > most) continue;
      const auto z = follow(x, clock, k, b);
      for (std::size_t i = 1; i < b.count; ++i) step[i] += std::polar(std::abs(z[i] * z[i - 1]) * k, std::arg(z[i] * std::conj(z[i - 1])) / k);
    }
    double sum = 0;
    for (std::size_t i = 1; i < b.count; ++i) clock.drift[i] += sum += std::arg(step[i]);
  }
  return clock;
}

}  // namespace

Hum find_hum(std::span<const float> x, int rate) {
  Hum hum;
  if (x.size() < static_cast<std::size_t>(rate) / 2) return hum;
  const Spectrum s = spectrum_of(x, rate, std::min(1.0, 0.5 * static_cast<double>(x.size()) / rate));
  const auto power = steady(s);
  double best = 0;
  for (double hz = 45; hz <= 65; hz += 0.1) {
    double score = 0;
    for (int k = 1; k <= 12; ++k) score += std::clamp(stands_out(power, s, k * hz) - 4, 0.0, 16.0);
    if (score > best) best = score, hum.hz = hz;
  }
  int clear = 0;
  const auto lines_at = [&](double hz) {  // all up to a little above the last that is seen: speech covers some
    int last = 0;
    clear = 0;
    for (int k = 1; k <= kMostHarmonics && k * hz < 0.45 * rate; ++k)
      if (const double out = stands_out(power, s, k * hz); out > 6) last = k, clear += out > 11;
    std::vector<int> lines(static_cast<std::size_t>(last > 1 ? last + 3 : last));
    std::iota(lines.begin(), lines.end(), 1);
    std::erase_if(lines, [&](int k) { return k * hz > 0.45 * rate; });
    return lines;
  };
  hum.harmonics = lines_at(hum.hz);
  const bool mains = std::abs(hum.hz - 50) < 1 || std::abs(hum.hz - 60) < 1.2;
  if (clear < (mains ? 2 : 4) && !(mains && stands_out(power, s, hum.hz) > 18)) return {};
  hum.hz = nearest_frequency(x, rate, hum.hz);
  const Blocks b = blocks_of(x, rate, hum.hz);
  const Clock clock = clock_of(x, rate, hum.hz, hum.harmonics, b);
  if (b.count > 1) hum.hz += clock.drift.back() * rate / (kTau * static_cast<double>(b.size) * static_cast<double>(b.count - 1));
  double sum = 0;
  for (const int k : hum.harmonics) sum += power_of(follow(x, clock, k, b));
  hum.level_db = to_db(sum);
  return hum;
}

void take_out_hum(std::vector<float>& x, int rate, const Hum& hum) {
  if (hum.hz <= 0) return;
  const Blocks b = blocks_of(x, rate, hum.hz);
  if (b.count == 0) return;
  const Clock clock = clock_of(x, rate, hum.hz, hum.harmonics, b);
  for (int round = 0; round < 2; ++round)  // what one harmonic's estimate had of the others goes in the second
    for (const int k : hum.harmonics) {
      const auto z = follow(x, clock, k, b);
      with_wave(x.size(), rate, k * hum.hz, [&](std::size_t n, std::complex<double> wave) {
        const double at = std::clamp((static_cast<double>(n) + 0.5) / static_cast<double>(b.size) - 0.5, 0.0, static_cast<double>(b.count - 1));
        const auto i = static_cast<std::size_t>(at), j = std::min(i + 1, b.count - 1);
        const double part = at - static_cast<double>(i);
        const auto strength_here = (1 - part) * z[i] * clock.at(k, i) + part * z[j] * clock.at(k, j);
        x[n] -= static_cast<float>((strength_here * wave).real());
      });
    }
}

}  // namespace auteur::cleanup
