// Any bytes as Open Screenplay: read, the laws of ranges, and written as Final Draft it can be read again.
#include <cstdint>
#include <string_view>

#include "auteur/screenplay/fdx.h"
#include "auteur/screenplay/open_screenplay.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur;
  const auto parsed = screenplay::parse_open_screenplay({reinterpret_cast<const char*>(data), size}, "fuzz.osf");
  if (!parsed) {
    AUTEUR_CHECK(!parsed.error().message.empty());
    return 0;
  }
  for (const auto& e : parsed->script.elements) {
    AUTEUR_CHECK(e.bytes.begin <= e.bytes.end && e.bytes.end <= parsed->source.size() && e.line > 0 && e.column > 0);
    for (const auto& s : e.spans) AUTEUR_CHECK(s.begin < s.end && s.end <= e.text.size());
  }
  AUTEUR_CHECK(screenplay::parse_fdx(screenplay::write_fdx(parsed->script), "again.fdx").has_value());
  return 0;
}
