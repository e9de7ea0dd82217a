#include "page_wrap.h"

#include <algorithm>
#include <array>

namespace auteur::screenplay {
namespace {

struct CodePoint { char32_t value; std::size_t length; };

CodePoint decode(std::string_view s, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(s[k]); };
  const unsigned char c = byte(i);
  if (c < 0x80) return {c, 1};
  const std::size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
  if (length == 1 || i + length > s.size()) return {0xFFFD, 1};
  char32_t value = c & (0xFFu >> (length + 1));
  for (std::size_t k = 1; k < length; ++k) value = (value << 6) | (byte(i + k) & 0x3Fu);
  return {value, length};
}

// Unicode 15, East Asian Width W and F by block; combining marks by block.
int cells_of(char32_t c) {
  if (c < 0x300) return 1;
  if (c <= 0x36F || (c >= 0x483 && c <= 0x489) || (c >= 0x591 && c <= 0x5BD) || (c >= 0x64B && c <= 0x65F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
      (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x200B && c <= 0x200F) || (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFE20 && c <= 0xFE2F))
    return 0;
  if ((c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
      (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) ||
      (c >= 0x1F300 && c <= 0x1F64F) || (c >= 0x1F900 && c <= 0x1F9FF) || (c >= 0x20000 && c <= 0x3FFFD))
    return 2;
  return 1;
}

bool closes(std::string_view s, std::size_t i, std::size_t& length) {
  if (s[i] == '"' || s[i] == '\'' || s[i] == ')' || s[i] == ']') { length = 1; return true; }
  for (std::string_view mark : {"\u201D", "\u2019", "\u00BB"})
    if (s.substr(i).starts_with(mark)) { length = mark.size(); return true; }
  return false;
}

// "Mr.", "Dr." and initials end no sentence.
bool abbreviation(std::string_view s, std::size_t from, std::size_t dot) {
  std::size_t begin = dot;
  while (begin > from && s[begin - 1] != ' ' && s[begin - 1] != '\n') --begin;
  const auto word = s.substr(begin, dot - begin);
  if (word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z' && word[0] != 'I') return true;
  static constexpr std::array<std::string_view, 9> kShort = {"Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Sgt", "Lt", "Capt"};
  return std::find(kShort.begin(), kShort.end(), word) != kShort.end();
}

}  // namespace

int cells(std::string_view text) {
  int n = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = decode(text, i);
    n += cells_of(c.value);
    i += c.length;
  }
  return n;
}

std::vector<ByteRange> wrap(std::string_view text, std::size_t from, std::size_t to, int width) {
  std::vector<ByteRange> lines;
  width = std::max(1, width);
  std::size_t begin = from, solid = from;  // of this line; behind its last character that is no space
  std::size_t turn = from;                 // where it may be broken: behind a space or hyphen
  std::size_t turn_solid = from;
  int column = 0, turn_column = 0;
  const auto flush = [&](std::size_t end, std::size_t next) {
    lines.push_back({begin, end});
    begin = solid = turn = turn_solid = next;
  };
  for (std::size_t i = from; i < to;) {
    const auto c = decode(text.substr(0, to), i);
    const std::size_t next = i + c.length;
    if (c.value == '\n') {
      flush(solid, next);
      column = turn_column = 0;
      i = next;
      continue;
    }
    const int w = cells_of(c.value);
    if (c.value == ' ') {
      column += w;
      turn = next;
      turn_solid = solid;
      turn_column = column;
      i = next;
      continue;
    }
    if (column + w > width && solid == begin) {  // an indent as wide as the line: dropped
      begin = solid = turn = turn_solid = i;
      column = turn_column = 0;
    } else if (column + w > width) {
      if (turn > begin && turn_solid > begin) {
        const int kept = column - turn_column;
        lines.push_back({begin, turn_solid});
        begin = turn;
        solid = std::max(solid, begin);
        column = kept;
        turn_solid = begin;
        turn_column = 0;
        // What is left may still be wider than a line: looked at again.
        if (column + w > width && solid == begin) {  // an indent as wide as the line: dropped
      begin = solid = turn = turn_solid = i;
      column = turn_column = 0;
    } else if (column + w > width) { flush(i, i); column = turn_column = 0; }
      } else {
        flush(i, i);
        column = turn_column = 0;
      }
    }
    column += w;
    solid = next;
    const bool hyphen = c.value == '-' && i > begin && next < to && text[next] != '-' && text[next] != ' ' && text[i - 1] != ' ';
    if (hyphen || c.value == 0x2014) { turn = next; turn_solid = next; turn_column = column; }
    i = next;
  }
  lines.push_back({begin, std::max(solid, begin)});
  return lines;
}

std::vector<std::size_t> sentence_ends(std::string_view text, std::size_t from, std::size_t to) {
  std::vector<std::size_t> ends;
  const auto s = text.substr(0, to);
  for (std::size_t i = from; i < to; ++i) {
    const bool ellipsis = s.substr(i).starts_with("\u2026");
    if (s[i] != '.' && s[i] != '!' && s[i] != '?' && s[i] != '\n' && !ellipsis) continue;
    std::size_t k = i + (ellipsis ? 3 : 1), length = 0;
    if (s[i] != '\n') {
      if (s[i] == '.' && abbreviation(s, from, i)) continue;
      while (k < to && closes(s, k, length)) k += length;
      if (k >= to || (s[k] != ' ' && s[k] != '\n')) continue;
    }
    while (k < to && (s[k] == ' ' || s[k] == '\n')) ++k;
    if (k < to && (ends.empty() || ends.back() < k)) ends.push_back(k);
    i = k - 1;
  }
  return ends;
}

bool ends_sentence(std::string_view text) {
  while (!text.empty()) {
    if (text.back() == ' ' || text.back() == '\n' || text.back() == '"' || text.back() == '\'' || text.back() == ')') { text.remove_suffix(1); continue; }
    if (text.ends_with("\u201D") || text.ends_with("\u2019")) { text.remove_suffix(3); continue; }
    break;
  }
  return text.ends_with('.') || text.ends_with('!') || text.ends_with('?') || text.ends_with("\u2026") || text.ends_with("--") || text.ends_with(':');
}

}  // namespace auteur::screenplay
