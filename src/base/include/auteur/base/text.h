// UTF-8 text: what every department needs of it. Offsets are bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace auteur {

bool is_valid_utf8(std::string_view text);
std::string utf8_from_latin1(std::string_view text);
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string lower(std::string_view utf8);  // Latin, Greek and Cyrillic letters; others are kept
std::string upper(std::string_view utf8);
bool starts_with_word(std::string_view text, std::string_view word);  // ASCII case is ignored
std::string slug(std::string_view utf8);   // "Maya's Flat" -> "mayas-flat": a-z 0-9 -; other letters are kept lower-case
// Nearest candidate by edit distance (at most a third of the length), or empty: for "did you mean ...".
std::string closest(std::string_view word, const std::vector<std::string>& candidates);
int line_of(std::string_view text, std::size_t offset);    // from 1
int column_of(std::string_view text, std::size_t offset);  // from 1, in code points

}  // namespace auteur
