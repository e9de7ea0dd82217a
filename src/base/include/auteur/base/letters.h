// Cutting UTF-8 between letters.
#pragma once

#include <string_view>

namespace auteur {

// The beginning of a text, at most so many bytes, and no letter in halves.
inline std::string_view first_bytes(std::string_view utf8, std::size_t most) {
  if (utf8.size() <= most) return utf8;
  while (most > 0 && (static_cast<unsigned char>(utf8[most]) & 0xC0) == 0x80) --most;
  return utf8.substr(0, most);
}

}  // namespace auteur
