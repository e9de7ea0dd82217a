// Short-time spectra that add up to what they came from: square-root Hann windows, four of them over every sample.
#pragma once

#include <complex>
#include <span>
#include <vector>

namespace auteur::cleanup {

struct Spectrum {
  int rate = 48000, size = 0, hop = 0;
  std::size_t bins = 0, frames = 0;
  std::vector<std::complex<float>> values;  // frame by frame
  std::complex<float>* at(std::size_t frame) { return values.data() + frame * bins; }
  const std::complex<float>* at(std::size_t frame) const { return values.data() + frame * bins; }
  double hz(std::size_t bin) const { return static_cast<double>(bin) * rate / size; }
  std::size_t bin(double hz) const;  // nearest, at most the last
};

// Windows of about `seconds`. The first is centred before the first sample, the last after the last.
Spectrum spectrum_of(std::span<const float> samples, int rate, double seconds);
std::vector<float> samples_of(const Spectrum& spectrum, std::size_t count);

}  // namespace auteur::cleanup
