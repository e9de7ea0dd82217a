// Writing into a TOML document that people edit too: values as text, and where in the text they stand.
#pragma once

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

#include <string>

namespace auteur::production {

// A basic string of one line, in its quotes.
std::string toml_quoted(const std::string& text);
// Offset in `text` of a line and column (from 1, in code points).
std::size_t toml_offset(const std::string& text, toml::source_position at);

}  // namespace auteur::production
