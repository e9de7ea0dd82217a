#include "shot_lines.h"

#include <algorithm>

#include "auteur/base/text.h"
#include "heading.h"
#include "lexicon.h"
#include "noun_tables.h"
#include "words.h"

namespace auteur::screenplay {
namespace {

constexpr std::size_t kLongest = 160;  // bytes of such a line

std::string_view after(std::string_view s, std::string_view begin) { return s.starts_with(begin) ? s.substr(begin.size()) : std::string_view(); }

// Without blanks, dashes, colons and full stops at the ends.
std::string_view bare(std::string_view s) {
  const auto mark = [](char c) { return c == ' ' || c == '-' || c == ':' || c == '.' || c == '\t' || c == '>' || c == '/' || c == ','; };
  while (!s.empty() && (mark(s.front()) || s.starts_with("\u2013") || s.starts_with("\u2014"))) s.remove_prefix(mark(s.front()) ? 1 : 3);
  while (!s.empty() && (mark(s.back()) || s.ends_with("\u2013") || s.ends_with("\u2014"))) s.remove_suffix(mark(s.back()) ? 1 : 3);
  return s;
}

bool is_word_at(std::string_view s, std::size_t at, std::string_view word) {
  const auto letter = [&](std::size_t i) { return i < s.size() && ((s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= 'a' && s[i] <= 'z')); };
  return s.substr(at, word.size()) == word && (at == 0 || !letter(at - 1)) && !letter(at + word.size());
}
std::size_t find_word(std::string_view s, std::string_view word) {
  for (std::size_t at = s.find(word); at != std::string_view::npos; at = s.find(word, at + 1))
    if (is_word_at(s, at, word)) return at;
  return std::string_view::npos;
}

// The length of a heading's INT., EXT. ... at the start; 0 when there is none.
std::size_t prefix(std::string_view s, Setting& setting) {
  const std::string u = upper(s.substr(0, 12));
  for (const auto& [text, what] : {std::pair("INT./EXT.", Setting::kBoth), std::pair("EXT./INT.", Setting::kBoth), std::pair("INT/EXT.", Setting::kBoth), std::pair("I/E.", Setting::kBoth), std::pair("INT.", Setting::kInterior), std::pair("EXT.", Setting::kExterior), std::pair("INT ", Setting::kInterior), std::pair("EXT ", Setting::kExterior)})
    if (u.starts_with(text)) { setting = what; return std::string_view(text).size(); }
  return 0;
}

bool names_a_place(std::string_view words) {
  if (words.empty() || words.size() > 60) return false;
  // A kind that the list knows; the fallbacks are a room and open ground.
  const auto w = screenplay::words(words, 0, words.size());
  for (std::size_t i = w.size(); i-- > 0;)
    for (std::size_t n = std::min<std::size_t>(3, i + 1); n > 0; --n) {
      std::string phrase;
      for (std::size_t k = i + 1 - n; k <= i; ++k) phrase += (phrase.empty() ? "" : " ") + w[k].low;
      if (find(lexicon().places, phrase) || find(lexicon().places, singular(phrase))) return i + 1 == w.size();
    }
  return false;
}

std::string without_article(std::string_view s) {
  for (const std::string_view a : {"the ", "The ", "THE ", "a ", "A ", "an ", "An "})
    if (s.starts_with(a)) return std::string(s.substr(a.size()));
  return std::string(s);
}

}  // namespace

ShotLine read_shot_line(std::string_view text) {
  using Kind = ShotLine::Kind;
  ShotLine line;
  const std::string_view t = bare(trim(text));
  if (t.empty() || t.size() > kLongest || t.find('\n') != std::string_view::npos) return line;
  const auto is = [&](Kind kind, std::string_view rest) {
    line.kind = kind;
    line.rest = std::string(bare(rest));
    return line;
  };
  if (find_word(t, "INTERCUT") != std::string_view::npos || find_word(t, "INTERCUTTING") != std::string_view::npos) {
    if (t.starts_with("END") || t.ends_with("ENDS")) return is(Kind::kEndIntercut, "");
    if (!t.starts_with("INTERCUT") && !t.starts_with("BEGIN INTERCUT")) return line;
    std::string_view rest = t.substr(t.find("INTERCUT") + 8);
    if (rest.starts_with("TING")) rest.remove_prefix(4);
    rest = bare(rest);
    for (const std::string_view w : {"WITH", "BETWEEN", "TELEPHONE CONVERSATION", "PHONE CONVERSATION", "PHONE CALL", "CONVERSATION"})
      if (rest.starts_with(w)) rest = bare(rest.substr(w.size()));
    return is(Kind::kIntercut, rest);
  }
  for (const std::string_view series : {"SERIES OF SHOTS", "MONTAGE", "A SERIES OF SHOTS", "SERIES OF SCENES"}) {
    const auto at = find_word(t, series);
    if (at == std::string_view::npos) continue;
    if (t.starts_with("END") || t.ends_with("ENDS") || t.ends_with("END")) return is(Kind::kEndSeries, "");
    if (at == 0 || t.starts_with("BEGIN") || t.starts_with("START")) return is(Kind::kSeries, t.substr(at + series.size()));
  }
  if (t.starts_with("BACK TO ") || t.starts_with("RESUME ") || t == "BACK TO") {
    // "BACK TO SCENE", "BACK TO NELL"; a sentence has small letters.
    if (std::none_of(t.begin(), t.end(), [](char c) { return c >= 'a' && c <= 'z'; })) return is(Kind::kBack, after(t, "BACK TO "));
    return line;
  }
  if (const auto at = find_word(t, "POV"); at != std::string_view::npos || find_word(t, "P.O.V") != std::string_view::npos) {
    if (std::count_if(t.begin(), t.end(), [](char c) { return c >= 'a' && c <= 'z'; }) > 1) return line;
    if (t.starts_with("END")) return is(Kind::kBack, "");
    line = is(Kind::kPov, t);
    for (const std::string_view pane : {"WINDOW", "WINDSCREEN", "WINDSHIELD", "GLASS", "WINDOWS", "KEYHOLE", "PORTHOLE"}) line.through_a_pane |= find_word(t, pane) != std::string_view::npos;
  }
  return line;
}

std::optional<IntercutHeading> read_intercut_heading(std::string_view heading) {
  const auto at = find_word(heading, "INTERCUT");
  if (at == std::string_view::npos) return std::nullopt;
  std::string s = std::string(bare(heading.substr(0, at)));
  std::string_view tail = bare(heading.substr(at + 8));
  for (const std::string_view w : {"WITH", "BETWEEN"})
    if (tail.starts_with(w)) tail = bare(tail.substr(w.size()));
  if (s.ends_with(" -")) s.resize(s.size() - 2);
  if (!tail.empty()) s += (s.empty() ? "" : " - ") + std::string(tail);
  // At a slash that is not the one of INT./EXT., or at "AND" between two names of places.
  IntercutHeading out;
  Setting setting = Setting::kInterior;
  const std::size_t from = prefix(s, setting);
  std::size_t cut = s.find('/', from), width = 1;
  if (cut == std::string::npos) { cut = s.find(" AND ", from); width = 5; }
  out.near = s;
  if (cut == std::string::npos) return out;
  out.near = std::string(bare(s.substr(0, cut)));
  out.far = std::string(bare(std::string_view(s).substr(cut + width)));
  // The hour at the end is of both ends.
  if (const auto dash = out.far.rfind(" - "); dash != std::string::npos && out.near.find(" - ") == std::string::npos) out.near += out.far.substr(dash);
  if (from > 0 && prefix(out.far, setting) == 0) out.far = s.substr(0, from) + " " + out.far;
  return out;
}

SeriesItem read_series_item(std::string_view line) {
  SeriesItem item;
  std::size_t i = 0;
  const auto blank = [&] { while (i < line.size() && (line[i] == ' ' || line[i] == '\t')) ++i; };
  blank();
  // The bullet: -, --, *, a dot, "A)", "12.".
  std::size_t k = i;
  while (k < line.size() && (line[k] == '-' || line[k] == '*')) ++k;
  if (line.substr(k, 3) == "\u2022" || line.substr(k, 3) == "\u2013" || line.substr(k, 3) == "\u2014") k += 3;
  if (k == i && k < line.size() && line[k] != '(') {
    while (k < line.size() && k < i + 2 && ((line[k] >= '0' && line[k] <= '9') || (k == i && line[k] >= 'A' && line[k] <= 'Z'))) ++k;
    k = k > i && k < line.size() && (line[k] == ')' || line[k] == '.') && k + 1 < line.size() && line[k + 1] == ' ' ? k + 1 : i;
  }
  item.bullet = k > i;
  i = k;
  blank();
  item.begin = i;
  const std::string_view rest = line.substr(i);
  Setting setting = Setting::kInterior;
  if (const std::size_t n = prefix(rest, setting); n > 0) {
    item.setting = setting;
    // "INT. CAFE - DAY - Gus sweeps.": parts in capitals are the heading's.
    std::size_t end = std::min(rest.find(" - ", n), rest.find(". ", n));
    if (const auto colon = rest.find(": ", n); colon < end) end = colon;
    if (end == std::string_view::npos) end = rest.size();
    item.place = std::string(trim(rest.substr(n, end - n)));
    std::size_t at = std::min(rest.size(), end + (end < rest.size() && rest[end] == ' ' ? 3 : 2));
    for (std::size_t next; (next = rest.find(" - ", at)) != std::string_view::npos; at = next + 3) {
      const auto part = rest.substr(at, next - at);
      if (part.size() > 24 || std::any_of(part.begin(), part.end(), [](char c) { return c >= 'a' && c <= 'z'; })) break;
      item.time = std::string(part);
    }
    if (at < rest.size() && rest.find(" - ", at) == std::string_view::npos) {
      const auto part = trim(rest.substr(at));
      if (part.size() < 20 && time_of(lower(part))) { item.time = std::string(part); at = rest.size(); }
    }
    item.begin = i + at;
    return item;
  }
  // "In the cafe, Gus sweeps.", "At the harbour: ..."
  for (const std::string_view in : {"In ", "At ", "Inside ", "Outside ", "On "}) {
    if (!rest.starts_with(in)) continue;
    const std::size_t end = std::min(rest.find(','), rest.find(':'));
    if (end == std::string_view::npos) break;
    const std::string place = without_article(rest.substr(in.size(), end - in.size()));
    if (!names_a_place(place)) break;
    item.place = place;
    if (in == "Outside ") item.setting = Setting::kExterior;
    std::size_t at = end + 1;
    while (at < rest.size() && rest[at] == ' ') ++at;
    item.begin = i + at;
    return item;
  }
  // "CAFE - Gus sweeps.", "The kitchen: Ana ..."
  std::size_t end = rest.find(" - "), width = 3;
  if (const auto colon = rest.find(": "); colon < end) { end = colon; width = 2; }
  if (end != std::string_view::npos && end < 50) {
    const std::string place = without_article(rest.substr(0, end));
    if (names_a_place(place)) {
      item.place = place;
      item.begin = i + end + width;
    }
  }
  return item;
}

const PlaceUse* place_meant(std::string_view said, const std::vector<PlaceUse>& known) {
  const std::string name = without_article(trim(said)), id = slug(name);
  if (id.empty()) return nullptr;
  for (const PlaceUse& p : known)
    if (p.id == id) return &p;
  for (auto p = known.rbegin(); p != known.rend(); ++p) {  // "office" of "victors-office"
    const std::string& of = p->id;
    if (of.size() > id.size() && of.ends_with(id) && of[of.size() - id.size() - 1] == '-') return &*p;
  }
  return nullptr;
}

}  // namespace auteur::screenplay
