// Any screenplay: break it down and write the document; reading it back gives the same.
#include <cstdint>
#include <string_view>

#include "auteur/screenplay/breakdown.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur;
  const auto parsed = screenplay::parse_fountain({reinterpret_cast<const char*>(data), size}, "fuzz.fountain");
  if (!parsed) return 0;
  const auto breakdown = screenplay::break_down(parsed->script);
  const auto again = screenplay::breakdown_from_json(screenplay::to_json(breakdown));
  AUTEUR_CHECK(again && canonical_json(screenplay::to_json(*again)) == canonical_json(screenplay::to_json(breakdown)));
  return 0;
}
