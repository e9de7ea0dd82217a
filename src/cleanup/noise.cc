#include <algorithm>
#include <cmath>
#include <numeric>

#include "steps.h"

namespace auteur::cleanup {
namespace {

// The exponential integral, to about 2 % (Martin): fine enough for a gain.
double exponential_integral(double v) {
  if (v < 0.1) return -2.31 * std::log10(std::max(v, 1e-10)) - 0.6;
  if (v <= 1) return -1.544 * std::log10(v) + 0.166;
  return std::pow(10, -0.52 * v - 0.26);
}

// Ephraim and Malah 1985: the gain that is right on average for the logarithm of the spectrum.
double log_spectral_gain(double prior, double posterior) {
  const double part = prior / (1 + prior), v = std::max(1e-6, part * posterior);
  return std::min(1.0, part * std::exp(0.5 * exponential_integral(v)));
}

// The mean power of the softest tenth of the frames, by frequency: where tracking begins.
std::vector<double> softest(const Spectrum& s) {
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t f = 2; f + 2 < s.frames; ++f) {
    double e = 0;
    for (std::size_t b = 1; b < s.bins; ++b) e += std::norm(s.at(f)[b]);
    if (e > 0) order.emplace_back(e, f);
  }
  std::vector<double> out(s.bins, 1e-14);
  std::sort(order.begin(), order.end());
  const std::size_t n = std::max<std::size_t>(1, std::min(order.size(), std::max<std::size_t>(order.size() / 10, 8)));
  for (std::size_t i = 0; i < std::min(n, order.size()); ++i)
    for (std::size_t b = 0; b < s.bins; ++b) out[b] += std::norm(s.at(order[i].second)[b]) / static_cast<double>(n);
  return out;
}

// Gerkmann and Hendriks 2012: the noise's power where speech is unlikely, held where it is likely.
class Tracker {
 public:
  Tracker(std::vector<double> start, double hop_seconds) : power_(std::move(start)), likely_(power_.size(), 0.5), keep_(std::pow(0.8, hop_seconds / 0.016)), keep_likely_(std::pow(0.9, hop_seconds / 0.016)) {}
  const std::vector<double>& next(const std::complex<float>* frame) {
    constexpr double kPrior = 31.6;  // 15 dB: how strong speech is where it is
    for (std::size_t b = 0; b < power_.size(); ++b) {
      const double here = std::norm(frame[b]), ratio = std::min(200.0, here / power_[b]);
      double speech = 1 / (1 + (1 + kPrior) * std::exp(-ratio * kPrior / (1 + kPrior)));
      likely_[b] = keep_likely_ * likely_[b] + (1 - keep_likely_) * speech;
      if (likely_[b] > 0.99) speech = std::min(speech, 0.99);
      power_[b] = std::max(1e-16, keep_ * power_[b] + (1 - keep_) * (speech * power_[b] + (1 - speech) * here));
    }
    return power_;
  }
  std::vector<double> power() const { return power_; }

 private:
  std::vector<double> power_, likely_;
  double keep_, keep_likely_;
};

}  // namespace

void suppress(Spectrum& s, double down_db, double reverb_seconds) {
  const double hop = static_cast<double>(s.hop) / s.rate, floor = std::pow(10, -down_db / 20);
  Tracker backwards(softest(s), hop);
  for (std::size_t f = std::min(s.frames, static_cast<std::size_t>(3 / hop)); f-- > 0;) backwards.next(s.at(f));
  Tracker noise(backwards.power(), hop);
  // The room: what was there a twentieth of a second ago, fallen by its decay since.
  const auto late = static_cast<std::size_t>(std::max(1L, std::lround(0.048 / hop)));
  const double fallen = reverb_seconds > 0 ? std::pow(10, -6 * static_cast<double>(late) * hop / reverb_seconds) : 0;
  std::vector<std::vector<double>> past(late, std::vector<double>(s.bins, 0));
  std::vector<double> clean(s.bins, 0), room(s.bins, 0), gains(s.bins);
  const double keep = std::pow(0.98, hop / 0.008);
  for (std::size_t f = 0; f < s.frames; ++f) {
    auto* x = s.at(f);
    const auto& power = noise.next(x);
    auto& old = past[f % late];
    for (std::size_t b = 0; b < s.bins; ++b) {
      const double here = std::norm(x[b]);
      if (reverb_seconds > 0) room[b] = fallen * old[b];
      const double against = power[b] + room[b], posterior = std::min(here / against, 1000.0);
      const double prior = std::max(keep * clean[b] / against + (1 - keep) * std::max(posterior - 1, 0.0), 0.0032);
      gains[b] = std::max(floor, log_spectral_gain(prior, posterior));
      clean[b] = gains[b] * gains[b] * here;
      if (reverb_seconds > 0) old[b] = 0.6 * old[b] * std::pow(10, -6 * hop * static_cast<double>(late) / reverb_seconds) + 0.4 * std::max(0.0, here - power[b]);
    }
    for (std::size_t b = 0; b < s.bins; ++b) x[b] *= static_cast<float>(gains[b]);
  }
}

}  // namespace auteur::cleanup
