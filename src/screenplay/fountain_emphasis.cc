#include "fountain_emphasis.h"

#include <algorithm>
#include <array>

namespace auteur::screenplay {
namespace {

enum Style : unsigned { kItalic = 1, kBold = 2, kUnderline = 4 };

struct Mark {
  std::size_t at = 0, length = 1;  // in the line
  std::size_t content = 0;         // bytes before it that are no marks
  Style style = kItalic;
  bool can_open = false, can_close = false, paired = false;
};

bool white(char c) { return c == ' ' || c == '\t'; }
bool punctuation(char c) { return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~'); }
bool escapes(std::string_view line, std::size_t i) { return line[i] == '\\' && i + 1 < line.size() && punctuation(line[i + 1]); }

std::vector<Mark> find_marks(std::string_view line) {
  std::vector<Mark> marks;
  std::size_t content = 0;
  for (std::size_t i = 0; i < line.size();) {
    const char c = line[i];
    if (escapes(line, i)) { i += 2; ++content; continue; }
    if (c != '*' && c != '_') { ++i; ++content; continue; }
    std::size_t n = 1;
    while (i + n < line.size() && line[i + n] == c) ++n;
    const bool opens = i + n < line.size() && !white(line[i + n]);
    const bool closes = i > 0 && !white(line[i - 1]);
    if (n > (c == '_' ? 1u : 3u)) {  // "____" is a blank to fill in
      content += n;
    } else if (c == '_') {
      marks.push_back({i, 1, content, kUnderline, opens, closes});
    } else {
      if (n >= 2) marks.push_back({i, 2, content, kBold, opens, closes});
      if (n != 2) marks.push_back({i + n - 1, 1, content, kItalic, opens, closes});
    }
    i += n;
  }
  return marks;
}

void pair_marks(std::vector<Mark>& marks) {
  std::array<int, 5> open{-1, -1, -1, -1, -1};
  for (std::size_t k = 0; k < marks.size(); ++k) {
    Mark& m = marks[k];
    int& waiting = open[m.style];
    if (waiting >= 0 && m.can_close && m.content > marks[static_cast<std::size_t>(waiting)].content) {
      m.paired = marks[static_cast<std::size_t>(waiting)].paired = true;
      waiting = -1;
    } else if (m.can_open && (waiting < 0 || !m.can_close)) {
      waiting = static_cast<int>(k);  // the nearest one before: "*69 and then *23*" is about 23
    }
  }
}

void add_span(std::vector<Span>& spans, std::size_t begin, std::size_t end, unsigned style) {
  if (style == 0 || begin == end) return;
  Span s;
  s.begin = begin;
  s.end = end;
  s.bold = (style & kBold) != 0;
  s.italic = (style & kItalic) != 0;
  s.underline = (style & kUnderline) != 0;
  if (!spans.empty() && spans.back().end == begin && spans.back().bold == s.bold && spans.back().italic == s.italic && spans.back().underline == s.underline)
    spans.back().end = end;
  else
    spans.push_back(s);
}

}  // namespace

void append_emphasised(std::string_view line, std::string& text, std::vector<Span>& spans) {
  std::vector<Mark> marks = find_marks(line);
  pair_marks(marks);
  unsigned style = 0;
  std::size_t run = text.size(), i = 0;
  const auto copy_to = [&](std::size_t to) {
    while (i < to) {
      if (escapes(line, i)) ++i;
      text += line[i++];
    }
  };
  for (const Mark& m : marks) {
    if (!m.paired) continue;
    copy_to(m.at);
    add_span(spans, run, text.size(), style);
    run = text.size();
    style ^= m.style;
    i = m.at + m.length;
  }
  copy_to(line.size());
}

std::string without_marks(std::string_view line) {
  std::string text;
  std::vector<Span> spans;
  append_emphasised(line, text, spans);
  return text;
}

std::string with_marks(std::string_view text, std::size_t begin, std::size_t end, const std::vector<Span>& spans) {
  std::vector<unsigned char> styles(end - begin, 0);
  for (const Span& s : spans) {
    const unsigned style = (s.bold ? kBold : 0u) | (s.italic ? kItalic : 0u) | (s.underline ? kUnderline : 0u);
    for (std::size_t k = std::max(s.begin, begin); k < std::min(s.end, end); ++k) styles[k - begin] |= static_cast<unsigned char>(style);
  }
  // No mark may stand beside white space on the wrong side: a run of it has what all of it and both neighbours have.
  for (std::size_t k = 0; k < styles.size();) {
    if (!white(text[begin + k])) { ++k; continue; }
    std::size_t to = k;
    unsigned all = ~0u;
    for (; to < styles.size() && white(text[begin + to]); ++to) all &= styles[to];
    all &= k == 0 || to == styles.size() ? 0u : styles[k - 1] & styles[to];
    for (; k < to; ++k) styles[k] = static_cast<unsigned char>(all);
  }
  std::string out;
  unsigned style = 0;
  const auto turn = [&](unsigned to) {
    const unsigned change = style ^ to;
    if ((change & kUnderline) != 0 && (style & kUnderline) != 0) out += '_';
    out.append((change & kItalic ? 1u : 0u) + (change & kBold ? 2u : 0u), '*');
    if ((change & kUnderline) != 0 && (to & kUnderline) != 0) out += '_';
    style = to;
  };
  for (std::size_t k = begin; k < end; ++k) {
    turn(styles[k - begin]);
    const char c = text[k];
    const char next = k + 1 < end ? text[k + 1] : '\0';
    const bool mark_follows = k + 1 < end ? styles[k + 1 - begin] != style : style != 0;
    const bool opens_cut = (c == '[' && next == '[') || (c == '/' && mark_follows);
    if (c == '*' || c == '_' || opens_cut || (c == '\\' && (next == '\0' || mark_follows || punctuation(next)))) out += '\\';
    out += c;
  }
  turn(0);
  return out;
}

}  // namespace auteur::screenplay
