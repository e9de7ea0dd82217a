// Any bytes as a JSON document: what is accepted reads back from its canonical form.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "auteur/base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto j = auteur::parse_json({reinterpret_cast<const char*>(data), size}, "fuzz", 1 << 20);
  if (j) {
    const std::string text = auteur::canonical_json(*j);
    const auto back = auteur::parse_json(text, "fuzz");
    if (!back || auteur::canonical_json(*back) != text) std::abort();
  }
  return 0;
}
