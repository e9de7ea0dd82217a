#include "fountain_syntax.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "auteur/base/text.h"

namespace auteur::screenplay {
namespace {

bool ascii_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
char ascii_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

// A heading may be bold as a whole: "**INT. HOUSE - DAY**".
std::size_t emphasis_before(std::string_view s) {
  std::size_t k = 0;
  while (k < s.size() && (s[k] == '*' || s[k] == '_')) ++k;
  return k;
}

}  // namespace

std::string_view trim_right(std::string_view s) {
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\f' || s.back() == '\v')) s.remove_suffix(1);
  return s;
}

bool all_capitals(std::string_view s) {
  bool capital = false, plain = true;
  for (char c : s) {
    if (c >= 'a' && c <= 'z') return false;
    capital |= c >= 'A' && c <= 'Z';
    plain &= static_cast<unsigned char>(c) < 0x80;
  }
  if (plain) return capital;
  return upper(s) == s && (capital || lower(s) != s);
}

bool ends_with_mark(std::string_view s, char c) {
  if (s.empty() || s.back() != c) return false;
  std::size_t backslashes = 0;
  while (backslashes + 1 < s.size() && s[s.size() - 2 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 0;
}

std::size_t heading_prefix(std::string_view whole) {
  static constexpr std::array<std::string_view, 11> kPrefixes = {"INT./EXT", "EXT./INT", "INT/EXT", "EXT/INT", "I./E", "E./I", "I/E", "E/I", "INT", "EXT", "EST"};
  const std::size_t marks = emphasis_before(whole);
  const auto s = whole.substr(marks);
  if (s.size() < 4 || std::strchr("IEie", s[0]) == nullptr) return 0;
  for (const auto prefix : kPrefixes) {
    if (s.size() <= prefix.size()) continue;
    std::size_t k = 0;
    while (k < prefix.size() && ascii_upper(s[k]) == prefix[k]) ++k;
    if (k == prefix.size() && (s[k] == '.' || s[k] == ' ')) return marks + k + 1;
  }
  return 0;
}

bool is_forced_heading(std::string_view s) {
  if (s.size() < 2 || s[0] != '.') return false;
  if (const auto marks = emphasis_before(s.substr(1)); marks > 0) return s.size() > marks + 1 && s[marks + 1] != ' ' && s[marks + 1] != '\t';
  if (s[1] == '\\') return s.size() > 2;
  if (static_cast<unsigned char>(s[1]) < 0x80) return ascii_alnum(s[1]);
  const auto rest = s.substr(1);
  return !rest.starts_with("\u2026") && !rest.starts_with("\u00A0");
}

bool is_scene_number(std::string_view number) {
  return !number.empty() && std::all_of(number.begin(), number.end(), [](char c) { return ascii_alnum(c) || c == '-' || c == '.'; });
}

std::string_view take_scene_number(std::string_view& line) {
  if (line.size() < 3 || line.back() != '#') return {};
  const auto open = line.rfind('#', line.size() - 2);
  if (open == std::string_view::npos || open + 2 >= line.size()) return {};
  const auto number = line.substr(open + 1, line.size() - open - 2);
  if (!is_scene_number(number)) return {};
  line = trim_right(line.substr(0, open));
  return number;
}

bool is_page_break(std::string_view s) { return s.size() >= 3 && s.find_first_not_of('=') == std::string_view::npos; }

bool is_synopsis(std::string_view raw) { return !raw.empty() && raw[0] == '=' && (raw.size() == 1 || raw[1] != '='); }

bool is_transition(std::string_view raw) { return raw.ends_with("TO:") && all_capitals(raw); }

bool is_cue(std::string_view s) { return all_capitals(s.substr(0, s.find('('))); }

bool ends_action(std::string_view raw) {
  const auto t = trim(raw);
  if (t.empty()) return false;
  return raw[0] == '#' || t[0] == '!' || t[0] == '~' || (t[0] == '>' && t.size() > 1) || is_page_break(t) || is_synopsis(raw);
}

bool ends_speech(std::string_view t) {
  return !t.empty() && (t[0] == '~' || t[0] == '!' || is_page_break(t) || (t[0] == '(' && t.ends_with(')')));
}

bool take_dual(std::string_view& line) {
  line = trim(line);
  if (!ends_with_mark(line, '^')) return false;
  line = trim(line.substr(0, line.size() - 1));
  return true;
}

bool is_known_title_key(std::string_view key) {
  static constexpr std::array<std::string_view, 16> kKeys = {"title", "credit", "author", "authors", "source", "draft date", "contact", "copyright", "notes", "revision", "date", "format", "episode", "language", "contact info", "written by"};
  if (key.size() > 12) return false;
  const std::string k = lower(trim(key));
  return std::find(kKeys.begin(), kKeys.end(), k) != kKeys.end();
}

bool is_title_continuation(std::string_view raw) { return raw[0] == '\t' || raw.substr(0, 3) == "   "; }

std::size_t title_colon(std::string_view raw) {
  if (raw.empty() || raw[0] == ' ') return std::string_view::npos;
  const auto colon = raw.find(':');
  if (colon == std::string_view::npos || trim(raw.substr(0, colon)).empty()) return std::string_view::npos;
  const auto key = raw.substr(0, colon);
  // Brackets that open nothing here could open something elsewhere: no key.
  return key.find("[[") == std::string_view::npos && key.find("/*") == std::string_view::npos ? colon : std::string_view::npos;
}

LineSpan title_page_lines(const std::vector<SourceLine>& lines) {
  std::size_t k = 0;
  while (k < lines.size() && lines[k].kind != LineKind::kText) ++k;
  const std::size_t first = k;
  bool known = false;
  for (; k < lines.size() && lines[k].kind == LineKind::kText; ++k) {
    const auto raw = lines[k].text;
    if (is_title_continuation(raw)) {
      if (k == first) break;
      continue;
    }
    const auto colon = title_colon(raw);
    if (colon == std::string_view::npos) break;
    known |= is_known_title_key(raw.substr(0, colon));
  }
  return {first, known ? k : first};
}

std::string title_page_text(const std::vector<TitleField>& fields) {
  std::string text;
  for (const auto& f : fields) {
    if (!text.empty()) text += '\n';
    text += f.key + ':';
    const bool lines = f.value.find('\n') != std::string::npos;
    if (!lines && !f.value.empty()) text += ' ' + f.value;
    for (std::size_t at = 0; lines && at <= f.value.size();) {
      const auto end = std::min(f.value.find('\n', at), f.value.size());
      text.append("\n    ").append(f.value, at, end - at);
      at = end + 1;
    }
  }
  return text;
}

}  // namespace auteur::screenplay
