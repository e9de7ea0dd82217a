// Seeded randomness only. The same seed gives the same numbers on every machine and thread count.
#pragma once

#include <cstdint>
#include <string_view>

namespace auteur {

// A well-mixed 64-bit hash; use it for counter-based numbers: mix(seed, pixel, sample, dimension).
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}
template <class... Rest>
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b, Rest... rest) {
  return mix(mix(a) ^ b, static_cast<std::uint64_t>(rest)...);
}
// FNV-1a of a text, mixed: a seed from a name.
constexpr std::uint64_t seed_of(std::string_view text) {
  std::uint64_t h = 0xcbf29ce484222325ull;
  for (char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return mix(h);
}

// A sequential stream. Never draw two numbers as arguments of one call: their order is unspecified.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}
  constexpr std::uint64_t next() { return mix(state_++); }
  constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  // [0, 1)
  constexpr double range(double low, double high) { return low + (high - low) * unit(); }
  constexpr int below(int n) { return static_cast<int>(unit() * n); }  // 0 .. n-1
  double normal();  // mean 0, deviation 1

 private:
  std::uint64_t state_;
};

}  // namespace auteur
