#include "fountain_render.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "auteur/base/text.h"
#include "cue.h"
#include "fountain_emphasis.h"
#include "fountain_syntax.h"

namespace auteur::screenplay {
namespace {

bool has_lines(ElementKind kind) {
  return kind == ElementKind::kAction || kind == ElementKind::kDialogue || kind == ElementKind::kNote || kind == ElementKind::kBoneyard ||
         kind == ElementKind::kTitlePage || kind == ElementKind::kGeneral || kind == ElementKind::kCastList;
}

// Takes bytes [begin, end) out of the text.
void erase(Element& e, std::size_t begin, std::size_t end) {
  e.text.erase(begin, end - begin);
  const auto moved = [&](std::size_t at) { return at <= begin ? at : at < end ? begin : at - (end - begin); };
  for (auto& s : e.spans) { s.begin = moved(s.begin); s.end = moved(s.end); }
  std::erase_if(e.spans, [](const Span& s) { return s.begin >= s.end; });
}

// White space at the ends of every line; `left` too.
void trim_lines(Element& e, bool left) {
  for (std::size_t end = e.text.size() + 1; end > 0;) {
    const std::size_t stop = end - 1;
    const std::size_t before = stop == 0 ? std::string::npos : e.text.rfind('\n', stop - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    const auto line = std::string_view(e.text).substr(begin, stop - begin);
    const std::size_t last = line.find_last_not_of(" \t");
    const std::size_t keep = last == std::string_view::npos ? begin : begin + last + 1;
    if (keep < stop) erase(e, keep, stop);
    const std::size_t first = std::string_view(e.text).substr(begin, keep - begin).find_first_not_of(" \t");
    if (left && first != std::string_view::npos && first > 0) erase(e, begin, begin + first);
    end = begin;
  }
}

void replace_all(std::string& s, std::string_view from, std::string_view to) {
  for (std::size_t at = s.find(from); at != std::string::npos; at = s.find(from, at + 1)) s.replace(at, from.size(), to);
}

std::string whole(const Element& e) { return with_marks(e.text, 0, e.text.size(), e.spans); }
void escape_first(std::string& raw) { raw.insert(std::min(raw.find_first_not_of(' '), raw.size()), "\\"); }
void escape_last(std::string& raw) { raw.insert(raw.size() - 1, "\\"); }

std::string cue_line(const Element& e) {
  std::string raw = whole(e);
  if (ends_with_mark(raw, '^')) escape_last(raw);
  return raw;
}

// The text says the cue unless name and extension say another.
void settle_cue(Element& e) {
  CueWords said = split_cue(e.text);
  if ((!e.name.empty() || !e.extension.empty()) && (said.name != e.name || said.extension != e.extension)) {
    Element named;
    named.kind = ElementKind::kLyrics;  // any kind of one line
    named.text = e.name + (e.extension.empty() ? "" : " (" + e.extension + ")");
    e.text = as_fountain_holds(std::move(named)).text;
    e.spans.clear();
    said = split_cue(e.text);
  }
  e.name = said.name;
  e.extension = said.extension;
}

std::vector<std::string> lines_of(const Element& e) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at <= e.text.size();) {
    const std::size_t end = std::min(e.text.find('\n', at), e.text.size());
    lines.push_back(with_marks(e.text, at, end, e.spans));
    at = end + 1;
  }
  return lines;
}
std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (std::size_t k = 0; k < lines.size(); ++k) out += (k > 0 ? "\n" : "") + lines[k];
  return out;
}

bool begins_with_a_mark(std::string_view raw) { return !raw.empty() && std::strchr(".@!>~#=", raw[0]) != nullptr; }

std::string heading(const Element& e, bool force) {
  std::string raw = whole(e);
  if (raw.empty()) return {};
  if (e.scene_number.empty()) {
    std::string_view rest = raw;
    if (!take_scene_number(rest).empty()) escape_last(raw);
  } else {
    raw += " #" + e.scene_number + '#';
  }
  if (!force && !e.forced && heading_prefix(raw) > 0) return raw;
  const bool backslash_before_letter = raw.size() > 1 && raw[0] == '\\' && static_cast<unsigned char>(raw[1]) >= 0x80;
  return (backslash_before_letter || !is_forced_heading('.' + raw) ? ".\\" : ".") + raw;
}

// Whether these lines, with empty ones around them, would be read as something else than action.
bool needs_force(const std::vector<std::string>& lines) {
  const std::string& raw = lines[0];
  const auto t = trim(raw);
  if (t.empty()) return true;
  const bool more = lines.size() > 1;
  switch (t[0]) {
    case '.': if (is_forced_heading(t)) return true; break;
    case '@': if (more) return true; break;
    case '!': case '>': case '~': return true;
    case '#': if (raw[0] == '#') return true; break;
    case '=': if (is_page_break(t) || is_synopsis(raw)) return true; break;
    default: break;
  }
  if (heading_prefix(t) > 0 && (!more || all_capitals(t))) return true;
  return more ? is_cue(t) : is_transition(raw);
}

std::string action(const Element& e, bool force) {
  auto lines = lines_of(e);
  if (force || e.forced || needs_force(lines)) lines[0] = (lines[0].starts_with('!') ? "!\\" : "!") + lines[0];
  for (std::size_t k = 1; k < lines.size(); ++k)
    if (ends_action(lines[k])) escape_first(lines[k]);
  return joined(lines);
}

std::string cue(const Element& e, bool force) {
  std::string raw = cue_line(e);
  if (raw.empty()) return {};
  const std::string mark = e.dual ? " ^" : "";  // "INT ^" would be a heading where "INT" is a name
  if (force || e.forced || !is_cue(raw) || begins_with_a_mark(raw) || heading_prefix(raw + mark) > 0) raw.insert(0, "@");
  return raw + mark;
}

std::string speech(const Element& e) {
  auto lines = lines_of(e);
  bool closed_early = false;
  for (std::size_t k = 0; k < std::min<std::size_t>(lines.size(), 4); ++k) closed_early |= lines[k].ends_with(')');
  for (std::size_t k = 0; k < lines.size(); ++k) {
    if (lines[k].empty()) lines[k] = "  ";
    else if (ends_speech(lines[k]) || (k == 0 && lines[k][0] == '(' && closed_early)) escape_first(lines[k]);
  }
  return joined(lines);
}

std::string transition(const Element& e, bool force) {
  std::string raw = whole(e);
  if (!force && !e.forced && is_transition(raw) && heading_prefix(raw) == 0 && !begins_with_a_mark(raw)) return raw;
  if (ends_with_mark(raw, '<')) escape_last(raw);
  return raw.empty() ? ">" : "> " + raw;
}

// Keys and indents are kept as they are, marks are put into values.
std::string title_page(const Element& e) {
  std::string out;
  for (std::size_t at = 0; at <= e.text.size();) {
    const std::size_t end = std::min(e.text.find('\n', at), e.text.size());
    const auto line = std::string_view(e.text).substr(at, end - at);
    const bool more = !line.empty() && is_title_continuation(line);
    const auto colon = more ? std::string_view::npos : title_colon(line);
    const std::size_t value = std::min(line.find_first_not_of(" \t", colon == std::string_view::npos ? 0 : colon + 1), line.size());
    if (at > 0) out += '\n';
    out += line.substr(0, value);
    out += with_marks(e.text, at + value, end, e.spans);
    at = end + 1;
  }
  return out;
}

}  // namespace

Element as_fountain_holds(Element e) {
  if (e.kind == ElementKind::kGeneral || e.kind == ElementKind::kCastList) e.kind = ElementKind::kAction;
  if (e.kind == ElementKind::kActStart || e.kind == ElementKind::kActEnd) e.kind = ElementKind::kCentred;
  for (std::size_t k = 0; k < e.text.size(); ++k) {
    char& c = e.text[k];
    if (c == '\r') c = k + 1 < e.text.size() && e.text[k + 1] == '\n' ? ' ' : '\n';
    if (c == '\n' ? !has_lines(e.kind) : static_cast<unsigned char>(c) < 0x20 && c != '\t') c = ' ';
  }
  if (e.kind == ElementKind::kNote || e.kind == ElementKind::kBoneyard) {
    if (e.kind == ElementKind::kNote) {
      trim_lines(e, false);
      while (e.text.find("]]") < e.text.find_last_not_of(']') + 1) e.text.insert(e.text.find("]]") + 1, " ");
    } else {
      replace_all(e.text, "*/", "* /");
    }
    e.text = std::string(trim(e.text));
    e.spans.clear();
    return e;
  }
  if (e.kind == ElementKind::kTitlePage) { trim_lines(e, false); return e; }
  if (e.kind == ElementKind::kAction) {
    for (auto at = e.text.find('\t'); at != std::string::npos; at = e.text.find('\t', at)) {
      e.text.replace(at, 1, "    ");
      for (auto& s : e.spans) { s.begin += s.begin > at ? 3 : 0; s.end += s.end > at ? 3 : 0; }
    }
  }
  trim_lines(e, e.kind != ElementKind::kAction);
  if (e.kind == ElementKind::kAction || e.kind == ElementKind::kDialogue) {
    while (e.text.starts_with('\n')) erase(e, 0, 1);
    while (e.text.ends_with('\n')) erase(e, e.text.size() - 1, e.text.size());
  }
  if (e.kind == ElementKind::kCharacter) settle_cue(e);
  else { e.name.clear(); e.extension.clear(); e.dual = false; }
  if (e.kind == ElementKind::kSceneHeading) std::erase_if(e.scene_number, [](char c) { return !is_scene_number({&c, 1}); });
  else e.scene_number.clear();
  e.depth = e.kind == ElementKind::kSection ? std::max(1, e.depth) : 0;
  if (e.kind == ElementKind::kPageBreak) { e.text.clear(); e.spans.clear(); }
  return e;
}

std::string render(const Element& e, bool force) {
  switch (e.kind) {
    case ElementKind::kTitlePage: return title_page(e);
    case ElementKind::kSceneHeading: return heading(e, force);
    case ElementKind::kCharacter: return cue(e, force);
    case ElementKind::kParenthetical: return '(' + whole(e) + ')';
    case ElementKind::kDialogue: return speech(e);
    case ElementKind::kLyrics: return '~' + whole(e);
    case ElementKind::kTransition: return transition(e, force);
    case ElementKind::kCentred: case ElementKind::kActStart: case ElementKind::kActEnd: return "> " + whole(e) + " <";
    case ElementKind::kPageBreak: return "===";
    case ElementKind::kSection: return std::string(static_cast<std::size_t>(std::min(e.depth, 4096)), '#') + (e.text.empty() ? "" : " ") + whole(e);
    case ElementKind::kSynopsis: return (e.text.empty() ? "=" : "= ") + whole(e);
    case ElementKind::kShot: return "!!" + whole(e);
    case ElementKind::kNote: {
      std::string text = "[[" + e.text + "]]";
      replace_all(text, "\n\n", "\n  \n");
      return text;
    }
    case ElementKind::kBoneyard: return "/* " + e.text + (e.text.empty() ? "*/" : " */");
    case ElementKind::kAction: case ElementKind::kGeneral: case ElementKind::kCastList: return action(e, force);
  }
  return {};
}

std::string_view note_gap(std::string_view rendered) {
  return is_transition(rendered.substr(rendered.rfind('\n') + 1)) ? "" : " ";
}

}  // namespace auteur::screenplay
