#include "words.h"

#include <algorithm>
#include <array>

#include "auteur/base/text.h"

namespace auteur::screenplay {
namespace {

bool letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80; }
bool apostrophe(std::string_view s, std::size_t i, std::size_t& length) {
  if (s[i] == '\'') { length = 1; return true; }
  if (s.substr(i, 3) == "\u2019") { length = 3; return true; }
  return false;
}
// Dashes, quotes and the ellipsis of the General Punctuation block: E2 80 xx.
bool punctuation(std::string_view s, std::size_t i) { return s.substr(i, 2) == "\xE2\x80"; }

bool abbreviation(std::string_view word) {
  static constexpr std::array<std::string_view, 14> kShort = {"mr", "mrs", "ms", "dr", "st", "prof", "sgt", "capt", "lt", "col", "gen", "jr", "sr", "vs"};
  const std::string low = lower(word);
  return std::find(kShort.begin(), kShort.end(), low) != kShort.end() || word.size() == 1;
}

}  // namespace

std::vector<Sentence> sentences(std::string_view s) {
  std::vector<Sentence> out;
  std::size_t from = 0;
  auto close = [&](std::size_t end) {
    while (from < end && (s[from] == ' ' || s[from] == '\n' || s[from] == '\t')) ++from;
    std::size_t to = end;
    while (to > from && (s[to - 1] == ' ' || s[to - 1] == '\n' || s[to - 1] == '\t')) --to;
    if (std::any_of(s.begin() + static_cast<std::ptrdiff_t>(from), s.begin() + static_cast<std::ptrdiff_t>(to), [](char c) { return letter(static_cast<unsigned char>(c)); }))
      out.push_back({from, to});
    from = end;
  };
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '\n') { close(i); continue; }
    if (s[i] != '.' && s[i] != '!' && s[i] != '?') continue;
    std::size_t k = i + 1;
    bool dots = false;
    while (k < s.size() && (s[k] == '.' || s[k] == '!' || s[k] == '?')) { dots |= s[k] == '.' && s[i] == '.'; ++k; }
    while (k < s.size() && (s[k] == '"' || s[k] == '\'' || s[k] == ')')) ++k;
    if (k < s.size() && s[k] != ' ' && s[k] != '\n' && s[k] != '\t') { i = k - 1; continue; }
    if (s[i] == '.' && !dots) {
      std::size_t b = i;
      while (b > from && letter(static_cast<unsigned char>(s[b - 1]))) --b;
      if (b < i && abbreviation(s.substr(b, i - b)) && k < s.size() && s[k] == ' ') { continue; }
    }
    if (dots) {  // "He waits... and goes" is one sentence
      std::size_t n = k;
      while (n < s.size() && s[n] == ' ') ++n;
      if (n < s.size() && s[n] >= 'a' && s[n] <= 'z') { i = k - 1; continue; }
    }
    close(k);
    i = k - 1;
  }
  close(s.size());
  return out;
}

std::vector<Word> words(std::string_view s, std::size_t begin, std::size_t end) {
  std::vector<Word> out;
  out.reserve((end - begin) / 5 + 1);
  char mark = 0;
  bool inside = false;
  for (std::size_t i = begin; i < end;) {
    const auto c = static_cast<unsigned char>(s[i]);
    if (punctuation(s, i)) { if (mark == 0) mark = '-'; i += 3; continue; }
    if (!letter(c)) {
      if (c == '(' || c == ')') inside = c == '(';
      if (c == ',' || c == ';' || c == '(' || c == ')' || c == ':' || c == '"') mark = static_cast<char>(c);
      else if (c == '-' && i + 1 < end && (s[i + 1] == '-' || s[i + 1] == ' ')) mark = '-';
      ++i;
      continue;
    }
    Word w;
    w.begin = i;
    w.before = mark;
    w.inside = inside;
    mark = 0;
    std::size_t stem_end = 0, n = 0;
    int capitals = 0, others = 0;
    while (i < end) {
      const auto b = static_cast<unsigned char>(s[i]);
      if (punctuation(s, i) && s.substr(i, 3) != "\u2019") break;
      if (letter(b) && !(b == 0xE2 && s.substr(i, 3) == "\u2019")) {
        if (b >= 'A' && b <= 'Z') ++capitals;
        else if (b >= 'a' && b <= 'z') ++others;
        else if (b == 0xC3 && i + 1 < end) { static_cast<unsigned char>(s[i + 1]) < 0x9F ? ++capitals : ++others; }
        ++i;
      } else if (apostrophe(s, i, n) && i + n < end && letter(static_cast<unsigned char>(s[i + n]))) {
        if (stem_end == 0) stem_end = i;
        i += n;
      } else if (b == '-' && i + 1 < end && letter(static_cast<unsigned char>(s[i + 1])) && i > w.begin) {
        ++i;
      } else {
        break;
      }
    }
    w.end = i;
    std::string_view body = s.substr(w.begin, w.end - w.begin);
    if (stem_end > 0) {
      const auto tail = s.substr(stem_end, w.end - stem_end);
      if (tail == "'s" || tail == "'S" || tail == "\u2019s" || tail == "\u2019S") { w.possessive = true; body = s.substr(w.begin, stem_end - w.begin); }
    }
    w.low = lower(body);
    w.capital = !body.empty() && ((body[0] >= 'A' && body[0] <= 'Z') || (static_cast<unsigned char>(body[0]) == 0xC3 && body.size() > 1 && static_cast<unsigned char>(body[1]) < 0x9F));
    w.capitals = others == 0 && capitals >= 2;
    if (w.possessive && others == 1 && capitals >= 2) w.capitals = true;  // ANA's
    if (!out.empty()) out.back().after = w.before;
    out.push_back(std::move(w));
  }
  if (!out.empty()) out.back().after = mark != 0 ? mark : '.';
  return out;
}

int count_words(std::string_view s) {
  int n = 0;
  bool in = false;
  for (char c : s) {
    const bool now = c != ' ' && c != '\n' && c != '\t';
    n += now && !in;
    in = now;
  }
  return n;
}

}  // namespace auteur::screenplay
