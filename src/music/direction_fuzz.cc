// Directions are written by people: any text must be understood or refused with words.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "auteur/music/direction.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto said = auteur::music::read_direction(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!said) return said.error().message.empty() ? (__builtin_trap(), 0) : 0;
  for (const auto& [d, v] : said->amounts)
    if (!std::isfinite(v)) __builtin_trap();
  return 0;
}
