#include "dsp.h"

#include <array>
#include <utility>

#include "auteur/base/result.h"

namespace auteur::sound {

double rms_of(const std::vector<float>& samples) {
  double sum = 0;
  for (float x : samples) sum += static_cast<double>(x) * static_cast<double>(x);
  return samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

double peak_of(const std::vector<float>& samples) {
  float peak = 0;
  for (float x : samples) peak = std::max(peak, std::abs(x));
  return static_cast<double>(peak);
}

namespace {
// All channels of a frame together: each waits on itself, not on the others.
template <std::size_t kPairs>
void filter_pairs(std::vector<float>& samples, const Biquad& f) {
  const auto pairs_of = [&]<std::size_t... I>(std::index_sequence<I...>) { return std::array{(static_cast<void>(I), BiquadPair(f))...}; };
  auto pairs = pairs_of(std::make_index_sequence<kPairs>());
  for (std::size_t i = 0; i + 2 * kPairs <= samples.size(); i += 2 * kPairs)
    for (std::size_t k = 0; k < kPairs; ++k) put(&samples[i + 2 * k], pairs[k](pair_at(&samples[i + 2 * k])));
}
}  // namespace

void filter(std::vector<float>& samples, std::size_t channels, const Biquad& f) {
  if (channels == 1) {
    Biquad one = f;
    for (auto& x : samples) x = one(x);
    return;
  }
  if (channels == 2) return filter_pairs<1>(samples, f);
  AUTEUR_CHECK(channels == 6);
  filter_pairs<3>(samples, f);
}

void remove_offset(std::vector<float>& samples, std::size_t channels) {
  Biquad high;
  high.high_pass(22);
  filter(samples, channels, high);
}

}  // namespace auteur::sound
