// Fountain: https://fountain.io/syntax. One pass cuts the bytes into lines, a second classifies whole lines with one
// line of look-ahead. No regular expressions, no back-tracking: the cost is linear in the bytes, hostile input included.
#include <algorithm>
#include <array>
#include <cstring>

#include "auteur/base/text.h"
#include "auteur/screenplay/screenplay.h"
#include "fountain_lines.h"

namespace auteur::screenplay {
namespace {

constexpr std::size_t kMaxBytes = 20u << 20;

bool ascii_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
char ascii_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
bool is_ascii(std::string_view s) { return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }); }

// Capitals only, and at least one. Letters without case count as neither.
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

std::string_view trim_right(std::string_view s) {
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\f' || s.back() == '\v')) s.remove_suffix(1);
  return s;
}

// Length of INT., EXT, I/E ... at the start, the dot or space included; 0 when it is no heading prefix.
std::size_t heading_prefix(std::string_view s) {
  static constexpr std::array<std::string_view, 11> kPrefixes = {"INT./EXT", "EXT./INT", "INT/EXT", "EXT/INT", "I./E", "E./I", "I/E", "E/I", "INT", "EXT", "EST"};
  if (s.size() < 4 || std::strchr("IEie", s[0]) == nullptr) return 0;
  for (const auto prefix : kPrefixes) {
    if (s.size() <= prefix.size()) continue;
    std::size_t k = 0;
    while (k < prefix.size() && ascii_upper(s[k]) == prefix[k]) ++k;
    if (k == prefix.size() && (s[k] == '.' || s[k] == ' ')) return k + 1;
  }
  return 0;
}

// "#12A#" at the very end: returns the number and shortens the line.
std::string_view take_scene_number(std::string_view& line) {
  if (line.size() < 3 || line.back() != '#') return {};
  const auto open = line.rfind('#', line.size() - 2);
  if (open == std::string_view::npos || open + 2 >= line.size()) return {};
  const auto number = line.substr(open + 1, line.size() - open - 2);
  for (char c : number)
    if (!ascii_alnum(c) && c != '-' && c != '.') return {};
  line = trim_right(line.substr(0, open));
  return number;
}

struct Cue { std::string_view name; std::string extension; bool dual = false; };

bool is_continued(std::string_view s) {
  const std::string u = upper(s);
  return u == "CONT'D" || u == "CONT\u2019D" || u == "CONTD" || u == "CONT" || u == "CONT." || u == "CONTINUED" || u == "CONTINUING";
}

Cue read_cue(std::string_view line) {
  Cue cue;
  line = trim(line);
  if (!line.empty() && line.back() == '^') { cue.dual = true; line = trim(line.substr(0, line.size() - 1)); }
  const auto open = line.find('(');
  cue.name = trim(line.substr(0, open));
  while (open != std::string_view::npos) {
    const auto from = line.find('(');
    if (from == std::string_view::npos) break;
    auto to = line.find(')', from);
    const auto inside = trim(line.substr(from + 1, to == std::string_view::npos ? to : to - from - 1));
    if (!inside.empty() && !is_continued(inside)) {
      if (!cue.extension.empty()) cue.extension += ", ";
      cue.extension += inside;
    }
    if (to == std::string_view::npos) break;
    line = line.substr(to + 1);
  }
  return cue;
}

bool known_title_key(std::string_view key) {
  static constexpr std::array<std::string_view, 16> kKeys = {"title", "credit", "author", "authors", "source", "draft date", "contact", "copyright", "notes", "revision", "date", "format", "episode", "language", "contact info", "written by"};
  const std::string k = lower(trim(key));
  return std::find(kKeys.begin(), kKeys.end(), k) != kKeys.end();
}

class Classifier {
 public:
  Classifier(LineTable& table, Parsed& out) : t_(table), out_(out) {}

  void run() {
    out_.script.elements.reserve(t_.lines.size());
    title_page();
    while (i_ < t_.lines.size()) element();
  }

 private:
  std::vector<Element>& elements() { return out_.script.elements; }
  const SourceLine& line(std::size_t k) const { return t_.lines[k]; }
  bool text_at(std::size_t k) const { return k < t_.lines.size() && (line(k).kind == LineKind::kText || line(k).kind == LineKind::kSpaces); }
  // The next line that the classifier can see.
  std::size_t next_visible(std::size_t k) const {
    while (k < t_.lines.size() && line(k).kind == LineKind::kCut) ++k;
    return k;
  }
  void warn(std::string message, const SourceLine& where, int column = 1) {
    if (out_.warnings.size() < 200) out_.warnings.push_back({std::move(message), where.number, column});
  }

  Element& add(ElementKind kind, std::size_t first, std::size_t last) {
    Element& e = elements().emplace_back();
    e.kind = kind;
    e.bytes = {line(first).begin, line(last).end};
    e.line = line(first).number;
    e.column = 1;
    return e;
  }
  void add_text(Element& e, std::string_view text, bool marked) {
    if (marked) append_emphasised(text, e.text, e.spans);
    else e.text += text;
  }
  // Notes and boneyard of the lines, after the element that holds them.
  void add_cuts(std::size_t first, std::size_t last) {
    for (std::size_t k = first; k <= last; ++k) {
      for (int c = 0; c < line(k).cuts; ++c) {
        const Cut& cut = t_.cuts[static_cast<std::size_t>(line(k).first_cut + c)];
        Element& e = elements().emplace_back();
        e.kind = cut.boneyard ? ElementKind::kBoneyard : ElementKind::kNote;
        e.bytes = cut.bytes;
        e.line = cut.line;
        e.column = cut.column;
        auto inside = std::string_view(out_.source).substr(cut.bytes.begin + 2, cut.bytes.end - cut.bytes.begin - 4);
        e.text = std::string(trim(inside));
      }
    }
  }
  Element& finish(std::size_t first, std::size_t last) {
    const std::size_t index = elements().size() - 1;
    add_cuts(first, last);
    i_ = last + 1;
    return elements()[index];
  }

  void title_page() {
    std::size_t k = 0;
    while (k < t_.lines.size() && line(k).kind != LineKind::kText) ++k;
    const std::size_t first = k;
    bool known = false;
    std::vector<TitleField> fields;
    for (; k < t_.lines.size() && line(k).kind == LineKind::kText; ++k) {
      const auto text = line(k).text;
      const bool indented = text[0] == '\t' || text.substr(0, 3) == "   ";
      if (indented) {
        if (fields.empty()) break;
        auto& value = fields.back().value;
        if (!value.empty()) value += '\n';
        std::vector<Span> spans;
        append_emphasised(trim(text), value, spans);
        continue;
      }
      const auto colon = text.find(':');
      if (colon == std::string_view::npos || colon == 0 || text[0] == ' ') break;
      TitleField field{std::string(trim(text.substr(0, colon))), {}};
      std::vector<Span> spans;
      append_emphasised(trim(text.substr(colon + 1)), field.value, spans);
      known |= known_title_key(field.key);
      fields.push_back(std::move(field));
    }
    if (!known) return;
    Element& e = add(ElementKind::kTitlePage, first, k - 1);
    for (const auto& f : fields) e.text += (e.text.empty() ? "" : "\n") + f.key + ": " + f.value;
    out_.script.title_page = std::move(fields);
    finish(first, k - 1);
    blank_before_ = true;
  }

  void element() {
    const SourceLine& l = line(i_);
    if (l.kind == LineKind::kBlank || l.kind == LineKind::kSpaces) {
      blank_before_ = true;
      if (l.kind == LineKind::kBlank) last_block_is_dialogue_ = last_block_is_dialogue_ && true;
      ++i_;
      return;
    }
    if (l.kind == LineKind::kCut) { add_cuts(i_, i_); ++i_; return; }
    const bool was_dialogue = last_block_is_dialogue_, was_dual = last_block_is_dual_;
    last_block_is_dialogue_ = last_block_is_dual_ = false;
    const bool after_blank = blank_before_;
    blank_before_ = false;
    const auto trimmed = trim(l.text);
    switch (trimmed[0]) {
      case '.':
        if (trimmed.size() > 1 && (ascii_alnum(trimmed[1]) || static_cast<unsigned char>(trimmed[1]) >= 0xC3)) return heading(trimmed.substr(1), true);
        break;
      case '@':
        if (trimmed.size() > 1 && !is_blank_after()) return dialogue(trimmed.substr(1), true, was_dialogue, was_dual);
        break;
      case '!':
        if (trimmed.starts_with("!!")) return simple(ElementKind::kShot, trimmed.substr(2), true);
        return action(true);
      case '>':
        if (trimmed.size() > 1 && trimmed.back() == '<') return simple(ElementKind::kCentred, trimmed.substr(1, trimmed.size() - 2), false);
        return simple(ElementKind::kTransition, trimmed.substr(1), true);
      case '~':
        return simple(ElementKind::kLyrics, trimmed.substr(1), true);
      case '#':
        if (l.text[0] == '#') return section();
        break;
      case '=':
        if (is_page_break(trimmed)) { simple(ElementKind::kPageBreak, {}, false); return; }
        if (l.text[0] == '=' && (trimmed.size() == 1 || trimmed[1] != '=')) return simple(ElementKind::kSynopsis, trimmed.substr(1), false);
        break;
      default: break;
    }
    if (after_blank) {
      if (heading_prefix(trimmed) > 0) {
        if (is_blank_after()) return heading(trimmed, false);
        // Text right below would make a cue of it, and "INT. HOUSE" is nobody's name.
        if (all_capitals(trimmed)) {
          warn("A scene heading wants an empty line below it; it was read as a heading all the same.", l);
          return heading(trimmed, false);
        }
      }
      if (is_blank_after()) {
        if (l.text.ends_with("TO:") && all_capitals(l.text)) return simple(ElementKind::kTransition, trimmed, false);
      } else if (is_cue(trimmed)) {
        return dialogue(trimmed, false, was_dialogue, was_dual);
      }
    }
    action(false);
  }

  bool is_blank_after() const {
    const std::size_t k = next_visible(i_ + 1);
    return k >= t_.lines.size() || line(k).kind == LineKind::kBlank;
  }
  static bool is_page_break(std::string_view s) {
    return s.size() >= 3 && s.find_first_not_of('=') == std::string_view::npos;
  }
  static bool is_cue(std::string_view s) {
    auto name = s.substr(0, s.find('('));
    return all_capitals(name);
  }

  // One-line elements that end a block, so that what follows needs no blank line.
  void simple(ElementKind kind, std::string_view text, bool forced) {
    Element& e = add(kind, i_, i_);
    e.forced = forced;
    add_text(e, trim(text), line(i_).marked);
    blank_before_ = true;
    finish(i_, i_);
  }

  void section() {
    auto text = trim(line(i_).text);
    int depth = 0;
    while (!text.empty() && text[0] == '#') { ++depth; text.remove_prefix(1); }
    Element& e = add(ElementKind::kSection, i_, i_);
    e.depth = depth;
    add_text(e, trim(text), line(i_).marked);
    blank_before_ = true;
    finish(i_, i_);
  }

  void heading(std::string_view text, bool forced) {
    Element& e = add(ElementKind::kSceneHeading, i_, i_);
    e.forced = forced;
    e.scene_number = std::string(take_scene_number(text));
    add_text(e, text, line(i_).marked);
    const std::size_t prefix = forced ? 0 : heading_prefix(text);
    if (!forced && trim(text.substr(prefix)).find_first_not_of("-. ") == std::string_view::npos)
      warn("This scene heading names no place; a neutral place is used. Write for example INT. KITCHEN - DAY.", line(i_));
    blank_before_ = true;
    finish(i_, i_);
  }

  void action(bool forced) {
    const std::size_t first = i_;
    std::size_t last = i_;
    Element& e = add(ElementKind::kAction, i_, i_);
    e.forced = forced;
    for (std::size_t k = i_; k < t_.lines.size(); ++k) {
      const SourceLine& l = line(k);
      if (l.kind == LineKind::kCut) continue;
      if (l.kind != LineKind::kText || (k > first && ends_action(l.text))) break;
      last = k;
      if (k > first) e.text += '\n';
      std::string_view text = trim_right(l.text);
      if (forced && k == first) text.remove_prefix(text.find('!') + 1);
      if (text.find('\t') == std::string_view::npos) {
        add_text(e, text, l.marked);
      } else {
        std::string spaced;  // a tab counts as four spaces
        for (char c : text) {
          if (c == '\t') spaced += "    ";
          else spaced += c;
        }
        add_text(e, spaced, l.marked);
      }
    }
    e.bytes.end = line(last).end;
    finish(first, last);
  }
  // Marks that stand for themselves in the middle of a paragraph too.
  static bool ends_action(std::string_view text) {
    if (text[0] == '#' || is_page_break(trim(text))) return true;
    const auto t = trim(text);
    return t[0] == '!' || t[0] == '~' || (t[0] == '>' && t.size() > 1) ||
           (t[0] == '=' && text[0] == '=' && (t.size() == 1 || t[1] != '='));
  }

  void dialogue(std::string_view cue_line, bool forced, bool was_dialogue, bool was_dual) {
    const Cue cue = read_cue(cue_line);
    Element& e = add(ElementKind::kCharacter, i_, i_);
    e.forced = forced;
    add_text(e, cue_line.back() == '^' ? trim_right(cue_line.substr(0, cue_line.size() - 1)) : cue_line, line(i_).marked);
    std::vector<Span> ignored;
    append_emphasised(cue.name, e.name, ignored);
    e.extension = cue.extension;
    e.dual = cue.dual && was_dialogue && !was_dual;
    const bool dual = e.dual;
    finish(i_, i_);

    while (i_ < t_.lines.size() && line(i_).kind != LineKind::kBlank) {
      const SourceLine& l = line(i_);
      if (l.kind == LineKind::kCut) { add_cuts(i_, i_); ++i_; continue; }
      const auto text = trim(l.text);
      if (is_page_break(text)) break;
      if (!text.empty() && text[0] == '(' && parenthetical()) continue;
      if (!text.empty() && text[0] == '~') {
        Element& lyric = add(ElementKind::kLyrics, i_, i_);
        lyric.forced = true;
        add_text(lyric, trim(text.substr(1)), l.marked);
        finish(i_, i_);
        continue;
      }
      speech();
    }
    last_block_is_dialogue_ = true;
    last_block_is_dual_ = dual;
  }

  bool parenthetical() {
    std::size_t last = i_;
    while (last < t_.lines.size() && last < i_ + 4 && line(last).kind == LineKind::kText && !trim(line(last).text).ends_with(')')) ++last;
    if (last >= t_.lines.size() || last >= i_ + 4 || line(last).kind != LineKind::kText) return false;
    Element& e = add(ElementKind::kParenthetical, i_, last);
    for (std::size_t k = i_; k <= last; ++k) {
      if (k > i_) e.text += ' ';
      auto text = trim(line(k).text);
      if (k == last) text.remove_suffix(1);
      if (k == i_) text.remove_prefix(std::min<std::size_t>(1, text.size()));
      add_text(e, trim(text), line(k).marked);
    }
    finish(i_, last);
    return true;
  }

  void speech() {
    const std::size_t first = i_;
    std::size_t last = i_;
    Element& e = add(ElementKind::kDialogue, i_, i_);
    for (std::size_t k = i_; k < t_.lines.size(); ++k) {
      const SourceLine& l = line(k);
      if (l.kind == LineKind::kBlank) break;
      if (l.kind == LineKind::kCut) continue;
      const auto text = trim(l.text);
      if (k > first && !text.empty() && (text[0] == '~' || is_page_break(text) || (text[0] == '(' && text.ends_with(')')))) break;
      if (k > first) e.text += '\n';
      add_text(e, text, l.marked);
      last = k;
    }
    e.bytes.end = line(last).end;
    finish(first, last);
  }

  LineTable& t_;
  Parsed& out_;
  std::size_t i_ = 0;
  bool blank_before_ = true, last_block_is_dialogue_ = false, last_block_is_dual_ = false;
};

std::unexpected<Error> refuse(std::string message, const std::string& file) {
  return fail(ErrorCode::kInvalidInput, std::move(message), {file});
}

// Why these bytes are no text, or empty.
std::string binary_reason(std::string_view bytes) {
  if (bytes.starts_with("%PDF")) return "This is a PDF, not a Fountain screenplay. Export it as Fountain (.fountain) from your writing program.";
  if (bytes.starts_with("PK\x03\x04")) return "This is a zip archive (perhaps a .highland or .fadein file), not a Fountain screenplay. Export it as Fountain.";
  if (bytes.size() >= 2 && (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) && bytes.find('\0') != std::string_view::npos)
    return "This text is UTF-16. Save it as UTF-8 and try again.";
  if (std::memchr(bytes.data(), 0, bytes.size()) != nullptr) return "This is a binary file, not a screenplay. A Fountain screenplay is plain text.";
  std::size_t control = 0;
  for (char c : bytes) control += static_cast<unsigned char>(c) < 0x20 && !(c >= '\t' && c <= '\r') && c != '\x1b';
  if (control * 50 > bytes.size()) return "This is a binary file, not a screenplay. A Fountain screenplay is plain text.";
  return {};
}

}  // namespace

Result<Parsed> parse_fountain(std::string_view bytes, const std::string& file) {
  if (bytes.size() > kMaxBytes)
    return refuse("This file has " + std::to_string(bytes.size() >> 20) + " MiB; a screenplay has at most 20. A feature film has about 0.2 MiB, so this is probably another file.", file);
  if (const auto reason = binary_reason(bytes); !reason.empty()) return refuse(reason, file);
  const std::size_t bom = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  if (bytes.find_first_not_of(" \t\r\n\f\v", bom) == std::string_view::npos)
    return refuse("This screenplay is empty. Write at least one line, for example INT. KITCHEN - DAY.", file);

  Parsed out;
  if (is_ascii(bytes) || is_valid_utf8(bytes)) {
    out.source = std::string(bytes);
  } else {
    out.source = utf8_from_latin1(bytes);
    std::size_t bad = 0;  // the first byte that is no ASCII is where to look
    while (bad < bytes.size() && static_cast<unsigned char>(bytes[bad]) < 0x80) ++bad;
    out.warnings.push_back({"This file is not UTF-8; it was read as Latin-1. Save it as UTF-8 if accents look wrong.", line_of(bytes, bad), column_of(bytes, bad)});
  }
  LineTable table = read_lines(out.source, bom);
  if (table.too_many) return refuse("This file has over a million lines; it is not a screenplay.", file);
  Classifier(table, out).run();
  return out;
}

std::string Screenplay::title() const {
  for (const auto& f : title_page)
    if (lower(f.key) == "title") return f.value;
  return {};
}

std::string Screenplay::author() const {
  for (const auto& f : title_page)
    if (const auto key = lower(f.key); key == "author" || key == "authors" || key == "written by") return f.value;
  return {};
}

}  // namespace auteur::screenplay
