// Any bytes as film.toml and as bible files: an error or a document, never a crash.
#include <cstdint>
#include <string>
#include <string_view>

#include "auteur/production/film.h"
#include "own_readings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* kind : {"film", "cast", "place", "cut", "lines", "dub", "consents", "world", "ledger", "music"}) (void)auteur::production::read_document(text, "fuzz", kind);
  if (const auto look = auteur::production::read_document(text, "fuzz", "look")) (void)auteur::production::own_readings(*look, "fuzz", std::string(text));
  return 0;
}
