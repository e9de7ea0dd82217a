#include "stft.h"

#include <kissfft/kiss_fftr.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>

namespace auteur::cleanup {
namespace {

using Transform = std::unique_ptr<kiss_fftr_state, decltype(&std::free)>;
Transform transform(int size, bool back) { return Transform(kiss_fftr_alloc(size, back, nullptr, nullptr), &std::free); }

std::vector<float> window_of(int size) {
  std::vector<float> w(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i) w[static_cast<std::size_t>(i)] = static_cast<float>(std::sqrt(0.5 - 0.5 * std::cos(6.283185307179586 * (i + 0.5) / size)));
  return w;
}

}  // namespace

std::size_t Spectrum::bin(double hz) const { return static_cast<std::size_t>(std::clamp(std::llround(hz * size / rate), 0LL, static_cast<long long>(bins) - 1)); }

Spectrum spectrum_of(std::span<const float> samples, int rate, double seconds) {
  Spectrum s;
  s.rate = rate;
  s.size = 4 * kiss_fft_next_fast_size(std::max(8, static_cast<int>(std::lround(seconds * rate / 4))));
  s.hop = s.size / 4;
  s.bins = static_cast<std::size_t>(s.size / 2 + 1);
  s.frames = samples.size() / static_cast<std::size_t>(s.hop) + 4;
  s.values.resize(s.frames * s.bins);
  const auto plan = transform(s.size, false);
  const auto window = window_of(s.size);
  std::vector<float> piece(static_cast<std::size_t>(s.size));
  const auto n = static_cast<std::int64_t>(samples.size());
  for (std::size_t f = 0; f < s.frames; ++f) {
    const std::int64_t first = (static_cast<std::int64_t>(f) - 3) * s.hop;
    for (std::size_t i = 0; i < piece.size(); ++i) {
      const std::int64_t k = first + static_cast<std::int64_t>(i);
      piece[i] = k >= 0 && k < n ? samples[static_cast<std::size_t>(k)] * window[i] : 0.f;
    }
    kiss_fftr(plan.get(), piece.data(), reinterpret_cast<kiss_fft_cpx*>(s.at(f)));
  }
  return s;
}

std::vector<float> samples_of(const Spectrum& s, std::size_t count) {
  std::vector<float> out(count, 0.f);
  const auto plan = transform(s.size, true);
  auto window = window_of(s.size);
  for (float& w : window) w *= 0.5f / static_cast<float>(s.size);  // four squared windows add up to two
  std::vector<float> piece(static_cast<std::size_t>(s.size));
  const auto n = static_cast<std::int64_t>(count);
  for (std::size_t f = 0; f < s.frames; ++f) {
    kiss_fftri(plan.get(), reinterpret_cast<const kiss_fft_cpx*>(s.at(f)), piece.data());
    const std::int64_t first = (static_cast<std::int64_t>(f) - 3) * s.hop;
    for (std::size_t i = 0; i < piece.size(); ++i) {
      const std::int64_t k = first + static_cast<std::int64_t>(i);
      if (k >= 0 && k < n) out[static_cast<std::size_t>(k)] += piece[i] * window[i];
    }
  }
  return out;
}

}  // namespace auteur::cleanup
