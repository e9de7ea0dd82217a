// A director's marks: never crash, and what is read has bounded numbers and comes back as a reading of its own words.
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "auteur/acting/voice.h"
#include "marks.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace auteur::acting;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto runs = read_marks(text);
  if (!runs) return 0;
  for (const auto& r : *runs)
    if (!(std::abs(r.local.pitch) <= 12 && r.local.pace >= 0.4 && r.local.pace <= 2.5 && r.pause >= 0 && r.pause <= 10)) std::abort();
  const SpokenText spoken = read_runs(*runs);
  for (const auto& s : spoken.sentences)
    for (const auto& t : s.tokens)
      if (t.local < 0 || t.local >= static_cast<int>(spoken.locals.size()) || t.word >= static_cast<int>(spoken.words.size())) std::abort();
  const std::string plain = without_marks(*runs);
  if (plain.find_first_of("<>/") == plain.npos && !check_reading(text, plain)) std::abort();
  return 0;
}
