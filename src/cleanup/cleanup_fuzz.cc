// Any samples at any rate: analysed, planned and mended without harm, as many come out as went in.
#include <cmath>
#include <cstdlib>

#include "auteur/cleanup/cleanup.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace auteur::cleanup;
  if (size < 4) return 0;
  const int rate = 8000 + 700 * data[0];
  std::vector<float> x;
  for (std::size_t i = 2; i + 1 < size && x.size() < 20000; i += 2) x.push_back(static_cast<float>(static_cast<std::int16_t>(data[i] | (data[i + 1] << 8))) / 16384.f);
  Wish wish;
  if (data[1] & 1) wish.reference = Colour{};
  Plan plan = plan_for(analyse(x, rate), wish, colour_of(x, rate));
  if (data[1] & 2) plan.strength.fill(2), plan.found.reverb_seconds = 0.1 * (data[1] >> 4), plan.noise_down_db = 30;
  const auto y = apply(x, rate, plan);
  if (y.size() != x.size()) std::abort();
  for (float v : y)
    if (!std::isfinite(v)) std::abort();
  (void)told(plan, analyse(y, rate));
  return 0;
}
