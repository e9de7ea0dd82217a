#include "voice_finish.h"

#include <soxr.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "voice_edit.h"

namespace auteur::acting {
namespace {

constexpr double kTau = 6.283185307179586;
constexpr float kCeiling = 0.88f;

// Second-order sections after the Audio EQ Cookbook.
struct Biquad {
  double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0, x1 = 0, x2 = 0, y1 = 0, y2 = 0;
  double run(double x) {
    const double y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1; x1 = x; y2 = y1; y1 = y;
    return y;
  }
  static Biquad make(double hz, double q, bool high) {
    const double w = kTau * hz / kTakeRate, c = std::cos(w), alpha = std::sin(w) / (2 * q), a0 = 1 + alpha;
    Biquad f;
    f.b0 = (high ? 1 + c : 1 - c) / 2 / a0;
    f.b1 = (high ? -(1 + c) : 1 - c) / a0;
    f.b2 = f.b0;
    f.a1 = -2 * c / a0;
    f.a2 = (1 - alpha) / a0;
    return f;
  }
};

// How much air above 8 kHz a phone has against its own octave below.
double hiss(const std::string& p, double breath) {
  if (p == "s" || p == "z") return 1.0;
  if (p == "sh" || p == "zh" || p == "ch" || p == "jh") return 0.55;
  if (p == "f" || p == "v" || p == "th" || p == "dh") return 0.6;
  if (p == "t" || p == "d" || p == "k" || p == "g" || p == "p" || p == "b") return 0.6;
  if (p == "hh") return 0.5;
  if (p == "pau") return 0.1;
  return 0.2 + 0.3 * breath;
}

}  // namespace

std::vector<float> resample(std::span<const float> samples, int from_rate, int to_rate) {
  if (samples.empty() || from_rate <= 0 || to_rate <= 0) return {};
  std::vector<float> out(samples.size() * static_cast<std::size_t>(to_rate) / static_cast<std::size_t>(from_rate) + 16);
  std::size_t used = 0, made = 0;
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
  if (soxr_oneshot(from_rate, to_rate, 1, samples.data(), samples.size(), &used, out.data(), out.size(), &made, nullptr, &quality, &runtime)) return {};
  out.resize(made);
  return out;
}

void high_pass(std::vector<float>& samples, double hz) {
  Biquad f = Biquad::make(hz, 0.707, true);
  for (auto& s : samples) s = static_cast<float>(f.run(s));
}

void restore_top(std::vector<float>& samples, double cutoff_hz, std::span<const Phone> phones, double breath, std::uint64_t seed) {
  Random random(mix(seed, seed_of("top")));
  const double top = cutoff_hz * 0.94;
  Biquad band_high = Biquad::make(cutoff_hz * 0.62, 0.707, true);
  Biquad noise_high1 = Biquad::make(top, 0.54, true), noise_high2 = Biquad::make(top, 1.31, true), noise_low = Biquad::make(12500, 0.6, false);
  const auto wanted_in = [&](std::size_t phone) { return phone < phones.size() ? hiss(phones[phone].name, breath) : 0.2; };
  double envelope = 0, gain = 0, wanted = wanted_in(0);
  std::size_t phone = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / kTakeRate;
    while (phone + 1 < phones.size() && phones[phone].end.value <= t) wanted = wanted_in(++phone);
    gain += (wanted - gain) * 0.003;
    const double e = std::abs(band_high.run(samples[i]));
    envelope += (e - envelope) * (e > envelope ? 0.02 : 0.006);
    const double noise = noise_low.run(noise_high2.run(noise_high1.run(2 * random.unit() - 1)));
    samples[i] += static_cast<float>(noise * envelope * gain * 1.6);
  }
}

double speech_level(std::span<const float> samples) {
  constexpr std::size_t kWindow = 960;
  std::vector<double> energies;
  for (std::size_t at = 0; at < samples.size(); at += kWindow) {
    double e = 0;
    const std::size_t end = std::min(at + kWindow, samples.size());
    for (std::size_t i = at; i < end; ++i) e += static_cast<double>(samples[i]) * samples[i];
    energies.push_back(e / static_cast<double>(end - at));
  }
  const double loudest = energies.empty() ? 0 : *std::max_element(energies.begin(), energies.end());
  double sum = 0;
  int n = 0;
  for (double e : energies) if (e > 0 && e >= loudest * 0.00316) { sum += e; ++n; }
  return n > 0 ? std::max(-120.0, 10 * std::log10(sum / n)) : -120;
}

void set_level(std::vector<float>& samples, double level_db) {
  const double now = speech_level(samples);
  if (now <= -110) return;
  const float gain = static_cast<float>(std::pow(10.0, (level_db - now) / 20));
  for (auto& s : samples) s *= gain;
  // Look-ahead limiter on 1 ms blocks: a block's gain is the least of its neighbours', so ramps end before the peak.
  constexpr std::size_t kBlock = 48;
  const std::size_t blocks = samples.size() / kBlock + 1;
  std::vector<float> need(blocks, 1.f);
  for (std::size_t i = 0; i < samples.size(); ++i)
    if (const float a = std::abs(samples[i]); a > kCeiling) need[i / kBlock] = std::min(need[i / kBlock], kCeiling / a);
  std::vector<float> held(blocks, 1.f), smooth(blocks, 1.f);
  constexpr std::ptrdiff_t kReach = 6;
  const auto count = static_cast<std::ptrdiff_t>(blocks);
  for (std::ptrdiff_t b = 0; b < count; ++b)
    for (std::ptrdiff_t k = std::max<std::ptrdiff_t>(0, b - kReach); k <= std::min(count - 1, b + kReach); ++k)
      held[static_cast<std::size_t>(b)] = std::min(held[static_cast<std::size_t>(b)], need[static_cast<std::size_t>(k)]);
  for (std::ptrdiff_t b = 0; b < count; ++b) {
    float sum = 0;
    int n = 0;
    for (std::ptrdiff_t k = std::max<std::ptrdiff_t>(0, b - kReach + 1); k <= std::min(count - 1, b + kReach - 1); ++k, ++n) sum += held[static_cast<std::size_t>(k)];
    smooth[static_cast<std::size_t>(b)] = sum / static_cast<float>(n);
  }
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::size_t b = i / kBlock;
    const float x = static_cast<float>(i % kBlock) / kBlock;
    const float g = b + 1 < blocks ? smooth[b] + x * (smooth[b + 1] - smooth[b]) : smooth[b];
    samples[i] = std::clamp(samples[i] * g, -0.98f, 0.98f);
  }
}

}  // namespace auteur::acting
