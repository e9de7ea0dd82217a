// Any bytes: parse, break down, and write both documents; the laws of ranges must hold.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "auteur/screenplay/breakdown.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur;
  const auto parsed = screenplay::parse_fountain({reinterpret_cast<const char*>(data), size}, "fuzz.fountain");
  if (!parsed) return 0;
  std::size_t covered = 0, begin = 0;
  for (const auto& e : parsed->script.elements) {
    AUTEUR_CHECK(e.bytes.begin <= e.bytes.end && e.bytes.end <= parsed->source.size());
    AUTEUR_CHECK(e.bytes.begin >= begin);
    AUTEUR_CHECK(e.bytes.begin >= covered || e.bytes.end <= covered);
    begin = e.bytes.begin;
    covered = std::max(covered, e.bytes.end);
    for (const auto& s : e.spans) AUTEUR_CHECK(s.begin < s.end && s.end <= e.text.size());
  }
  const auto breakdown = screenplay::break_down(parsed->script);
  const auto again = screenplay::breakdown_from_json(screenplay::to_json(breakdown));
  AUTEUR_CHECK(again && canonical_json(screenplay::to_json(*again)) == canonical_json(screenplay::to_json(breakdown)));
  return 0;
}
