// What people and scripts write about a place: any text is read or refused, and what is read says the same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "auteur/world/place_words.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur::world;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto relation = read_relation(text)) {
    if (relation_from_json(to_json(*relation)) != *relation) std::abort();
    if (!contradictions({*relation, *relation}).empty()) std::abort();
  }
  (void)relations_in(text);
  (void)place_colour(std::string(text));
  (void)place_kind(std::string(text));
  return 0;
}
