#include "caption_text.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/text.h"

namespace auteur::edit {
namespace {

constexpr double kNever = 60, kWorst = 1e12;
constexpr std::size_t kMostUnits = 20000;

char32_t next_sign(std::string_view s, std::size_t& i) {
  const auto c = static_cast<unsigned char>(s[i]);
  const std::size_t n = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
  char32_t out = n == 1 ? c : c & (0xFFu >> (n + 1));
  for (std::size_t k = 1; k < n && i + k < s.size(); ++k) out = (out << 6) | (static_cast<unsigned char>(s[i + k]) & 0x3F);
  i = std::min(s.size(), i + n);
  return out;
}

bool is_mark(char32_t c) {  // stands above, below or within another sign, or is not seen at all
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x591 && c <= 0x5BD) || (c >= 0x610 && c <= 0x61A) || (c >= 0x64B && c <= 0x65F) || c == 0x670 || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x0E34 && c <= 0x0E3A) || c == 0x0E31 || (c >= 0x0E47 && c <= 0x0E4E) || (c >= 0x93C && c <= 0x94D && c != 0x93D && c != 0x93E && c != 0x93F && c != 0x940);
}
bool is_wide(char32_t c) { return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFF60) || (c >= 0x20000 && c <= 0x3FFFD); }

struct WordLists { std::set<std::string> begin_well, begin, hold_next; };
const WordLists& lists_of(const std::string& language) {
  static const std::map<std::string, WordLists> kLists = [] {
    std::map<std::string, WordLists> out;
    const Json words = read_data("edit/captions.json").value("words", Json::object());
    for (const auto& [code, j] : words.items()) {
      WordLists& l = out[code];
      for (const auto& [key, set] : {std::pair{"begin_well", &l.begin_well}, std::pair{"begin", &l.begin}, std::pair{"hold_next", &l.hold_next}})
        for (const auto& w : j.value(key, Json::array())) set->insert(w.get<std::string>());
    }
    return out;
  }();
  static const WordLists kNone;
  const auto it = kLists.find(language.substr(0, 2));
  return it == kLists.end() ? kNone : it->second;
}
std::set<char32_t> signs_of(const char* key) {
  std::set<char32_t> out;
  const std::string text = read_data("edit/captions.json").value(key, "");
  for (std::size_t i = 0; i < text.size();) out.insert(next_sign(text, i));
  return out;
}

struct Unit { std::string text; bool blank = false; /* before it */ double cost = 5; /* of a break before it */ };

bool ends_with_any(std::string_view word, std::initializer_list<const char*> ends) {
  while (!word.empty() && (word.ends_with("\"") || word.ends_with("'") || word.ends_with(")") || word.ends_with("]"))) word.remove_suffix(1);
  for (const char* curl : {"”", "’", "»"}) if (word.ends_with(curl)) word.remove_suffix(std::string_view(curl).size());
  return std::any_of(ends.begin(), ends.end(), [&](const char* e) { return word.ends_with(e); });
}
bool begins_upper(const std::string& word) { return !word.empty() && (lower(word.substr(0, word.size() > 1 && (static_cast<unsigned char>(word[0]) & 0x80) ? 2 : 1)) != word.substr(0, word.size() > 1 && (static_cast<unsigned char>(word[0]) & 0x80) ? 2 : 1)); }

std::vector<Unit> words_of(const std::string& text, const CaptionRules& rules, const std::string& language) {
  const WordLists& lists = lists_of(language);
  std::vector<Unit> out;
  for (const auto part : split(text, ' ')) {
    std::string word(trim(part));
    while (columns(word, rules) > rules.line - 4 && word.size() > 8) {  // one endless word
      std::size_t i = 0;
      double width = 0;
      while (i < word.size() && width < rules.line - 4) { std::size_t j = i; next_sign(word, j); width += columns(word.substr(i, j - i), rules); i = j; }
      if (i >= word.size()) break;
      out.push_back({word.substr(0, i), !out.empty() && out.size() < kMostUnits, 5});
      word.erase(0, i);
    }
    if (!word.empty() && out.size() < kMostUnits) out.push_back({word, true, 5});
  }
  for (std::size_t i = 1; i < out.size(); ++i) {
    const std::string &before = out[i - 1].text, low = lower(out[i].text), low_before = lower(before);
    double& cost = out[i].cost;
    const bool held = lists.hold_next.contains(low_before);
    if (!held && ends_with_any(before, {".", "!", "?", "…", "؟", "。"})) cost = 0;
    else if (ends_with_any(before, {",", ";", ":", "—", "–", "--", "،", "؛"}) || low == "-" || low == "—" || low == "–") cost = 1;
    else if (held) cost = kNever;
    else if (lists.begin_well.contains(low)) cost = 2;
    else if (lists.begin.contains(low)) cost = 3;
    else if (begins_upper(before) && begins_upper(out[i].text) && i > 1 && out[i - 1].cost > 0.5) cost = 20;  // a first and a last name
    if (out[i].text == "-" || out[i].text == "—" || out[i].text == "–") cost = kNever;  // a dash stays with what it ends
  }
  return out;
}

std::vector<Unit> signs_in(const std::string& text) {
  static const std::set<char32_t> kNotFirst = signs_of("never_begins_a_line"), kNotLast = signs_of("never_ends_a_line");
  std::vector<Unit> out;
  char32_t before = 0;
  for (std::size_t i = 0; i < text.size() && out.size() < kMostUnits;) {
    const std::size_t from = i;
    const char32_t c = next_sign(text, i);
    if (c == ' ') { before = c; continue; }
    const bool latin = c < 0x2000 && before < 0x2000 && before != 0 && before != ' ';
    if ((latin || is_mark(c)) && !out.empty()) { out.back().text += text.substr(from, i - from); before = c; continue; }
    Unit u{text.substr(from, i - from), before == ' ', 5};
    if (kNotFirst.contains(c) || kNotLast.contains(before)) u.cost = kNever;
    else if (before == U'。' || before == U'！' || before == U'？' || before == U'…') u.cost = 0;
    else if (before == U'、' || before == U'，' || before == U'；') u.cost = 1;
    // A particle is hiragana after kanji; a new phrase likes to begin with kanji after hiragana.
    else if (before >= 0x3040 && before <= 0x309F && (c >= 0x4E00 || (c >= 0x30A0 && c <= 0x30FF))) u.cost = 3;
    else if (c >= 0x3040 && c <= 0x309F) u.cost = 9;
    out.push_back(std::move(u));
    before = c;
  }
  return out;
}

std::string joined(const std::vector<Unit>& units, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += (i > from && units[i].blank ? " " : "") + units[i].text;
  return out;
}

}  // namespace

double columns(std::string_view text, const CaptionRules& rules) {
  double out = 0;
  bool in_tag = false;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = next_sign(text, i);
    if (c == '<') in_tag = true;
    if (!in_tag && !is_mark(c)) out += rules.full_width && !is_wide(c) ? 0.5 : 1;
    if (c == '>') in_tag = false;
  }
  return out;
}

std::string Piece::text() const {
  std::string out;
  for (const auto& l : lines) out += (out.empty() ? "" : " ") + l;
  return out;
}

std::vector<Piece> in_pieces(const std::string& text, const std::string& name, double seconds, const CaptionRules& rules, const std::string& language) {
  std::vector<Unit> units = rules.blanks ? words_of(text, rules, language) : signs_in(text);
  if (units.empty()) return {};
  if (!name.empty()) {
    units.front().cost = kNever, units.front().blank = true;
    units.insert(units.begin(), {name, false, 0});
  }
  const std::size_t n = units.size();
  std::vector<double> width(n + 1);  // of everything before unit i, blanks counted
  for (std::size_t i = 0; i < n; ++i) width[i + 1] = width[i] + columns(units[i].text, rules) + (i > 0 && units[i].blank ? columns(" ", rules) : 0);
  const auto wide = [&](std::size_t a, std::size_t b) { return width[b] - width[a] - (a > 0 && units[a].blank ? columns(" ", rules) : 0); };
  struct Best { double cost = kWorst; std::size_t from = 0, line = 0; };
  std::vector<Best> best(n + 1);
  best[0].cost = 0;
  for (std::size_t j = 1; j <= n; ++j)
    for (std::size_t i = j; i-- > 0;) {
      const double all = wide(i, j);
      if (all > rules.lines * rules.line + 1) break;
      if (best[i].cost >= kWorst) continue;
      double cost = kWorst;
      std::size_t line = 0;
      if (all <= rules.line) cost = 0;
      for (std::size_t k = i + 1; k < j && cost > 0; ++k) {
        const double a = wide(i, k), b = wide(k, j);
        if (a > rules.line || b > rules.line) continue;
        const double c = units[k].cost + 4 * std::abs(a - b) / rules.line + (a > b + 0.35 * rules.line ? 1.5 : 0);
        if (c < cost) cost = c, line = k;
      }
      if (cost >= kWorst) continue;
      // Every piece costs; one that ends a sentence costs least, a word or two alone most.
      cost += best[i].cost + 5 + (j < n ? 3 * units[j].cost : 0) + (n > 3 && all < 0.3 * rules.line ? 6 : 0);
      if (seconds * all / std::max(1.0, width[n]) > rules.longest && j - i > 1) cost += 200;
      if (cost < best[j].cost) best[j] = {cost, i, line};
    }
  std::vector<Piece> out;
  for (std::size_t j = n; j > 0 && best[j].cost < kWorst; j = best[j].from) {
    Piece p;
    if (best[j].line > 0) p.lines = {joined(units, best[j].from, best[j].line), joined(units, best[j].line, j)};
    else p.lines = {joined(units, best[j].from, j)};
    out.push_back(std::move(p));
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace auteur::edit
