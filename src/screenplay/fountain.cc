// Fountain: https://fountain.io/syntax. One pass cuts the bytes into lines, a second classifies whole lines with one
// line of look-ahead. No regular expressions, no back-tracking: the cost is linear in the bytes, hostile input included.
#include <algorithm>
#include <cstring>

#include "auteur/base/text.h"
#include "auteur/screenplay/screenplay.h"
#include "cue.h"
#include "fountain_emphasis.h"
#include "fountain_lines.h"
#include "fountain_syntax.h"

namespace auteur::screenplay {
namespace {

constexpr std::size_t kMaxBytes = 20u << 20;

bool is_ascii(std::string_view s) { return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }); }

// What stands in a note or boneyard: line ends as "\n", and in notes no white space before them.
std::string inside_of(std::string_view cut, bool note) {
  cut = trim(cut.substr(2, cut.size() - 4));
  if (cut.find_first_of("\r\n") == std::string_view::npos) return std::string(cut);
  std::string out;
  std::size_t line = 0;  // where the current one begins in `out`
  for (std::size_t k = 0; k < cut.size(); ++k) {
    if (cut[k] != '\r' && cut[k] != '\n') { out += cut[k]; continue; }
    if (cut[k] == '\r' && k + 1 < cut.size() && cut[k + 1] == '\n') ++k;
    if (note) out.resize(std::max(line, trim_right(out).size()));
    out += '\n';
    line = out.size();
  }
  return out;
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
        e.text = inside_of(std::string_view(out_.source).substr(cut.bytes.begin, cut.bytes.end - cut.bytes.begin), !cut.boneyard);
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
    const LineSpan page = title_page_lines(t_.lines);
    if (page.first == page.end) return;
    std::vector<TitleField> fields;
    std::vector<std::vector<Span>> spans;  // of each value
    for (std::size_t k = page.first; k < page.end; ++k) {
      const auto text = line(k).text;
      if (is_title_continuation(text)) {
        auto& value = fields.back().value;
        if (!value.empty()) value += '\n';
        append_emphasised(trim(text), value, spans.back());
        continue;
      }
      const auto colon = title_colon(text);
      fields.push_back({std::string(trim(text.substr(0, colon))), {}});
      append_emphasised(trim(text.substr(colon + 1)), fields.back().value, spans.emplace_back());
    }
    for (std::size_t k = 0; k < page.first; ++k) add_cuts(k, k);
    Element& e = add(ElementKind::kTitlePage, page.first, page.end - 1);
    e.text = title_page_text(fields);
    std::size_t at = 0;  // of the field in the text
    for (std::size_t f = 0; f < fields.size(); ++f) {
      const std::string_view value = fields[f].value;
      const bool several = value.find('\n') != std::string_view::npos;
      const std::size_t base = at + fields[f].key.size() + (several ? 1 : 2);
      for (Span span : spans[f]) {
        const auto lines = std::count(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(span.begin), '\n');
        const std::size_t moved = base + (several ? 5 + 4 * static_cast<std::size_t>(lines) : 0);
        span.begin += moved;
        span.end += moved;
        e.spans.push_back(span);
      }
      at += title_page_text({fields[f]}).size() + 1;
    }
    out_.script.title_page = std::move(fields);
    finish(page.first, page.end - 1);
    blank_before_ = true;
  }

  void element() {
    const SourceLine& l = line(i_);
    if (l.kind == LineKind::kBlank || l.kind == LineKind::kSpaces) {
      blank_before_ = true;
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
        if (is_forced_heading(trimmed)) return heading(trimmed.substr(1), true);
        break;
      case '@':
        if (trimmed.size() > 1 && !is_blank_after()) return dialogue(trimmed.substr(1), true, was_dialogue, was_dual);
        break;
      case '!':
        if (trimmed.starts_with("!!")) return simple(ElementKind::kShot, trimmed.substr(2), true);
        return action(true);
      case '>':
        if (trimmed.size() > 1 && ends_with_mark(trimmed, '<')) return simple(ElementKind::kCentred, trimmed.substr(1, trimmed.size() - 2), false);
        return simple(ElementKind::kTransition, trimmed.substr(1), true);
      case '~':
        return simple(ElementKind::kLyrics, trimmed.substr(1), true);
      case '#':
        if (l.text[0] == '#') return section();
        break;
      case '=':
        if (is_page_break(trimmed)) { simple(ElementKind::kPageBreak, {}, false); return; }
        if (is_synopsis(l.text)) return simple(ElementKind::kSynopsis, trimmed.substr(1), false);
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
        if (is_transition(l.text)) return simple(ElementKind::kTransition, trimmed, false);
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
    if (text.size() > 1 && text[0] == '\\' && static_cast<unsigned char>(text[1]) >= 0x80) text.remove_prefix(1);
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
      if (!e.text.empty()) e.text += '\n';
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
  void dialogue(std::string_view cue_line, bool forced, bool was_dialogue, bool was_dual) {
    Element& e = add(ElementKind::kCharacter, i_, i_);
    e.forced = forced;
    const bool dual = e.dual = take_dual(cue_line) && was_dialogue && !was_dual;
    add_text(e, cue_line, line(i_).marked);
    CueWords cue = split_cue(e.text);
    e.name = std::move(cue.name);
    e.extension = std::move(cue.extension);
    finish(i_, i_);

    while (i_ < t_.lines.size() && line(i_).kind != LineKind::kBlank) {
      const SourceLine& l = line(i_);
      if (l.kind == LineKind::kCut) { add_cuts(i_, i_); ++i_; continue; }
      if (l.kind == LineKind::kSpaces) { ++i_; continue; }
      const auto text = trim(l.text);
      if (is_page_break(text) || text[0] == '!') break;
      if (text[0] == '(' && parenthetical()) continue;
      if (text[0] == '~') {
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

  // "(" to ")", on up to four lines. False when it is not closed there.
  bool parenthetical() {
    std::size_t last = i_;
    for (;; ++last) {
      if (last >= t_.lines.size() || last >= i_ + 4 || line(last).kind != LineKind::kText) return false;
      const auto text = trim(line(last).text);
      if (last > i_ && (text[0] == '(' || ends_speech(text))) return false;
      if (text.ends_with(')')) break;
    }
    Element& e = add(ElementKind::kParenthetical, i_, last);
    for (std::size_t k = i_; k <= last; ++k) {
      auto text = trim(line(k).text);
      if (k == last) text.remove_suffix(1);
      if (k == i_) text.remove_prefix(std::min<std::size_t>(1, text.size()));
      text = trim(text);
      if (!e.text.empty() && !text.empty()) e.text += ' ';
      add_text(e, text, line(k).marked);
    }
    finish(i_, last);
    return true;
  }

  void speech() {
    const std::size_t first = i_;
    std::size_t last = i_, empty = 0;
    Element& e = add(ElementKind::kDialogue, i_, i_);
    for (std::size_t k = i_; k < t_.lines.size(); ++k) {
      const SourceLine& l = line(k);
      if (l.kind == LineKind::kBlank) break;
      if (l.kind == LineKind::kCut) continue;
      if (l.kind == LineKind::kSpaces) { ++empty; continue; }
      const auto text = trim(l.text);
      if (k > first && ends_speech(text)) break;
      if (k > first) e.text.append(empty + 1, '\n');
      empty = 0;
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
    out.source = std::string(bytes.substr(0, bom)) + utf8_from_latin1(bytes.substr(bom));
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
