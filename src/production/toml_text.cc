#include "toml_text.h"

#include <fmt/format.h>

namespace auteur::production {

std::string toml_quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\', out += c;
    else if (c == '\n') out += "\\n";
    else if (u < 0x20 || u == 0x7F) out += fmt::format("\\u{:04X}", u);
    else out += c;
  }
  return out + "\"";
}

std::size_t toml_offset(const std::string& text, toml::source_position at) {
  std::size_t i = 0;
  for (toml::source_index line = 1; line < at.line && i < text.size(); ++line) {
    const auto end = text.find('\n', i);
    i = end == text.npos ? text.size() : end + 1;
  }
  for (toml::source_index column = 1; column < at.column && i < text.size() && text[i] != '\n'; ++column)
    do ++i;
    while (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80);
  return i;
}

}  // namespace auteur::production
