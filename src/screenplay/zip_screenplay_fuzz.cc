// Any bytes as an archive: neither reader falls over, and what they refuse they refuse in words.
#include <cstdint>
#include <string_view>

#include "auteur/screenplay/open_screenplay.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto& parsed : {screenplay::parse_fade_in(bytes, "fuzz.fadein"), screenplay::parse_highland(bytes, "fuzz.highland")}) {
    if (!parsed) AUTEUR_CHECK(!parsed.error().message.empty());
    else
      for (const auto& e : parsed->script.elements) AUTEUR_CHECK(e.bytes.end <= parsed->source.size());
  }
  return 0;
}
