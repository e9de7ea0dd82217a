#include "auteur/base/text.h"

#include <algorithm>
#include <cctype>

namespace auteur {
namespace {

// Decodes one code point at `i` and advances; 0xFFFD for a fault.
char32_t decode(std::string_view s, std::size_t& i) {
  const auto b = static_cast<unsigned char>(s[i]);
  int n = b < 0x80 ? 0 : (b >> 5) == 6 ? 1 : (b >> 4) == 14 ? 2 : (b >> 3) == 30 ? 3 : -1;
  if (n < 0 || i + static_cast<std::size_t>(n) >= s.size()) { ++i; return n == 0 ? b : 0xFFFD; }
  char32_t c = n == 0 ? b : b & (0x3Fu >> n);
  for (int k = 1; k <= n; ++k) {
    const auto x = static_cast<unsigned char>(s[i + static_cast<std::size_t>(k)]);
    if ((x & 0xC0) != 0x80) { ++i; return 0xFFFD; }
    c = c << 6 | (x & 0x3Fu);
  }
  i += static_cast<std::size_t>(n) + 1;
  return c;
}

void encode(char32_t c, std::string& out) {
  if (c < 0x80) out += static_cast<char>(c);
  else if (c < 0x800) { out += static_cast<char>(0xC0 | c >> 6); out += static_cast<char>(0x80 | (c & 63)); }
  else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 63));
    out += static_cast<char>(0x80 | (c & 63));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 63));
    out += static_cast<char>(0x80 | (c >> 6 & 63));
    out += static_cast<char>(0x80 | (c & 63));
  }
}

char32_t lower_letter(char32_t c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
      (c >= 0x410 && c <= 0x42F)) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  if (c == 0x178) return 0xFF;
  if (c == 0x130) return 'i';
  if (c >= 0x100 && c <= 0x17F) {
    const bool odd_is_lower = c < 0x139 || (c > 0x149 && c < 0x178);
    if (odd_is_lower ? c % 2 == 0 : c % 2 == 1) return c + 1;
  }
  return c;
}
char32_t upper_letter(char32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7) || (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) ||
      (c >= 0x430 && c <= 0x44F)) return c - 32;
  if (c >= 0x450 && c <= 0x45F) return c - 80;
  if (c == 0xFF) return 0x178;
  if (c == 0x131) return 'I';
  if (c >= 0x100 && c <= 0x17F) {
    const bool odd_is_lower = c < 0x139 || (c > 0x149 && c < 0x178);
    if (odd_is_lower ? c % 2 == 1 : c % 2 == 0) return c - 1;
  }
  return c;
}
template <class F>
std::string map_letters(std::string_view s, F f) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size();) encode(f(decode(s, i)), out);
  return out;
}

}  // namespace

bool is_valid_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const auto b = static_cast<unsigned char>(s[i]);
    std::size_t n;
    if (b < 0x80) n = 1;
    else if (b >= 0xC2 && b <= 0xDF) n = 2;
    else if (b >= 0xE0 && b <= 0xEF) n = 3;
    else if (b >= 0xF0 && b <= 0xF4) n = 4;
    else return false;
    if (i + n > s.size()) return false;
    for (std::size_t k = 1; k < n; ++k)
      if ((static_cast<unsigned char>(s[i + k]) & 0xC0) != 0x80) return false;
    if (n > 1) {
      const auto second = static_cast<unsigned char>(s[i + 1]);
      if ((b == 0xE0 && second < 0xA0) || (b == 0xED && second > 0x9F) || (b == 0xF0 && second < 0x90) ||
          (b == 0xF4 && second > 0x8F)) return false;
    }
    i += n;
  }
  return true;
}

std::string utf8_from_latin1(std::string_view s) {
  std::string out;
  for (char c : s) encode(static_cast<unsigned char>(c), out);
  return out;
}

std::string_view trim(std::string_view s) {
  const char* white = " \t\r\n\f\v";
  const auto a = s.find_first_not_of(white);
  if (a == std::string_view::npos) return {};
  return s.substr(a, s.find_last_not_of(white) - a + 1);
}

std::vector<std::string_view> split(std::string_view s, char separator) {
  std::vector<std::string_view> out;
  std::size_t from = 0;
  for (;;) {
    const auto at = s.find(separator, from);
    out.push_back(s.substr(from, at == std::string_view::npos ? at : at - from));
    if (at == std::string_view::npos) return out;
    from = at + 1;
  }
}

std::string lower(std::string_view s) { return map_letters(s, lower_letter); }
std::string upper(std::string_view s) { return map_letters(s, upper_letter); }

bool starts_with_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (std::tolower(static_cast<unsigned char>(text[i])) != std::tolower(static_cast<unsigned char>(word[i]))) return false;
  return text.size() == word.size() || !std::isalnum(static_cast<unsigned char>(text[word.size()]));
}

std::string slug(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    const char32_t c = lower_letter(decode(s, i));
    if (c == '\'' || c == 0x2019) continue;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 0xC0 && c != 0xFFFD && !(c >= 0x2000 && c <= 0x206F))) encode(c, out);
    else if (!out.empty() && out.back() != '-') out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "unnamed" : out;
}

std::string closest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const auto& c : candidates) {
    std::vector<std::size_t> row(c.size() + 1);
    for (std::size_t j = 0; j <= c.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= c.size(); ++j) {
        const std::size_t old = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (word[i - 1] == c[j - 1] ? 0u : 1u)});
        diagonal = old;
      }
    }
    if (row[c.size()] < best_distance) { best_distance = row[c.size()]; best = c; }
  }
  return best;
}

int line_of(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}
int column_of(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const auto nl = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const std::size_t start = nl == std::string_view::npos ? 0 : nl + 1;
  int column = 1;
  for (std::size_t i = start; i < offset; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) ++column;
  return column;
}

}  // namespace auteur
