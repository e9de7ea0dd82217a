#include "auteur/screenplay/pages.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "page_blocks.h"
#include "page_wrap.h"

namespace auteur::screenplay {
namespace {

constexpr int kLeastSplit = 3;  // printed lines of a part that may be split
constexpr int kLeastAbove = 2;  // of them that stay above

struct Split { std::size_t part = 0, offset = 0; int above = 0; };  // offset == to: between two parts

class Paginator {
 public:
  Paginator(const Screenplay& s, const PageOptions& o) : s_(s) {
    out_.layout = o.layout ? *o.layout : s.layout;
    PageLayout& l = out_.layout;
    const double height = l.paper == Paper::kA4 ? 297 / 25.4 : 11;
    if (!(l.top >= 0 && l.bottom >= 0 && l.top + l.bottom < height - 1)) l.top = l.bottom = 1;
    out_.rows = std::max(4, static_cast<int>(std::floor((height - l.top - l.bottom) * 6 + 1e-6)));
    blocks_ = cut_into_blocks(s, l, o.locks, headings_);
    for (int h : headings_) {
      ScenePages& scene = out_.scenes.emplace_back();
      scene.element = h;
      scene.number = s.elements[static_cast<std::size_t>(h)].scene_number;
    }
    open_page("1", -1);
    locked_ = !o.locks.empty();
  }

  Pages run(int* opening_rows) {
    for (std::size_t i = 0; i < blocks_.size();) {
      std::size_t last = i;  // headings and the block that they must not be parted from
      while (last + 1 < blocks_.size() && blocks_[last].keep_with_next && !blocks_[last + 1].new_page && last - i < 4) ++last;
      place(i, last);
      i = last + 1;
    }
    finish();
    if (opening_rows) *opening_rows = opening_rows_;
    return std::move(out_);
  }

 private:
  Page& page() { return out_.pages.back(); }

  void open_page(std::string label, int scene) {
    out_.pages.push_back({std::move(label), {}});
    row_ = 0;
    fresh_ = true;
    if (scene >= 0 && out_.layout.scene_continueds) {
      const auto& n = out_.scenes[static_cast<std::size_t>(scene)].number;
      furniture(PageLineKind::kSceneContinued, 0, 15, "CONTINUED:", headings_[static_cast<std::size_t>(scene)]);
      number(n, 0, headings_[static_cast<std::size_t>(scene)]);
      row_ = 2;
    }
  }

  std::string next_label() {
    const std::string& now = page().label;
    if (!locked_) return std::to_string(out_.pages.size() + 1);
    // 11 -> 11A -> 11B ... 11Z -> 11AA
    std::size_t digits = now.size();
    while (digits > 0 && now[digits - 1] >= 'A' && now[digits - 1] <= 'Z') --digits;
    std::string letters = now.substr(digits);
    std::size_t k = letters.size();
    while (k > 0 && letters[k - 1] == 'Z') letters[--k] = 'A';
    if (k > 0) ++letters[k - 1];
    else letters.insert(0, "A");
    return now.substr(0, digits) + letters;
  }

  // `inside`: the scene that goes on over the break, -1 = none.
  void turn_page(int inside, std::string label = {}) {
    if (inside >= 0 && out_.layout.scene_continueds)
      furniture(PageLineKind::kSceneContinues, out_.rows + 1, 75 - 11, "(CONTINUED)", headings_[static_cast<std::size_t>(inside)]);
    open_page(label.empty() ? next_label() : std::move(label), inside);
  }

  void furniture(PageLineKind kind, int row, int column, std::string text, int element) {
    PageLine line;
    line.kind = kind;
    line.row = row;
    line.column = column;
    line.text = std::move(text);
    line.element = element;
    page().lines.push_back(std::move(line));
  }
  void number(const std::string& n, int row, int element) {
    if (n.empty()) return;
    if (out_.layout.scene_numbers_left) furniture(PageLineKind::kSceneNumber, row, std::max(1, 11 - cells(n) + 1), n, element);
    if (out_.layout.scene_numbers_right) furniture(PageLineKind::kSceneNumber, row, 76, n, element);
  }

  int space_above(const Block& b) const { return fresh_ ? 0 : b.space; }

  void place(std::size_t first, std::size_t last) {
    if (blocks_[first].new_page) {
      if (!page().lines.empty() || row_ > 0 || !blocks_[first].label.empty()) {
        if (page().lines.empty() && out_.pages.size() == 1) page().label = blocks_[first].label.empty() ? page().label : blocks_[first].label;
        else turn_page(first > 0 && blocks_[first].scene == blocks_[first - 1].scene && !blocks_[first].keep_with_next ? blocks_[first].scene : -1, blocks_[first].label);
      }
    }
    if (!fits_above(first, last)) {
      if (!fresh_) turn_page(blocks_[first].keep_with_next && !blocks_[first].parts.empty() && blocks_[first].parts[0].kind == ElementKind::kSceneHeading ? -1 : blocks_[first].scene);
    }
    for (std::size_t k = first; k <= last; ++k) put(blocks_[k], k == last);
  }

  // Whether blocks [first, last] can begin on this page: all but the last whole, the last whole or in two.
  bool fits_above(std::size_t first, std::size_t last) const {
    int row = row_;
    bool fresh = fresh_;
    for (std::size_t k = first; k <= last; ++k) {
      const Block& b = blocks_[k];
      row += fresh ? 0 : b.space;
      fresh = false;
      if (k < last) { row += b.rows(); continue; }
      return row + b.rows() <= out_.rows || best_split(b, out_.rows - row).has_value();
    }
    return true;
  }

  // The best place to cut a block so that at most `room` rows stay above.
  std::optional<Split> best_split(const Block& b, int room) const {
    if (!b.beside.empty() || b.keep_with_next || room < kLeastAbove) return std::nullopt;
    if (!b.speech && static_cast<int>(b.parts[0].lines.size()) < kLeastSplit) return std::nullopt;
    const std::size_t begin = b.speech ? 1 : 0;
    const int cue = begin ? static_cast<int>(b.parts[0].lines.size()) : 0;
    int total = 0;
    for (std::size_t k = begin; k < b.parts.size(); ++k) total += static_cast<int>(b.parts[k].lines.size());
    std::optional<Split> best;
    int best_score = -1;
    int above = 0;
    const auto consider = [&](std::size_t part, std::size_t offset, int lines, int below, bool sentence) {
      if (lines < kLeastAbove || cue + lines > room || below < 1) return;
      const int score = (sentence ? 1000000 : 0) + (below >= 2 ? 10000 : 0) + lines * 10;
      if (score > best_score) { best_score = score; best = Split{part, offset, cue + lines}; }
    };
    for (std::size_t k = begin; k < b.parts.size() && cue + above < room; ++k) {
      const Part& p = b.parts[k];
      const auto& text = s_.elements[static_cast<std::size_t>(p.element)].text;
      const int n = static_cast<int>(p.lines.size());
      if (n >= kLeastSplit && p.kind != ElementKind::kParenthetical) {
        std::size_t line = 0;
        for (const std::size_t end : sentence_ends(text, p.from, p.to)) {
          while (line + 1 < p.lines.size() && p.lines[line + 1].begin < end) ++line;
          const int top = static_cast<int>(line) + 1;
          if (cue + above + top > room) break;
          int rest_lines = n - top;
          if (rest_lines < 3) {  // the rest is set anew and may need a line more
            Part rest = p;
            rest.from = end;
            wrap_part(s_, rest);
            rest_lines = static_cast<int>(rest.lines.size());
          }
          consider(k, end, above + top, total - above - n + rest_lines, true);
        }
      }
      above += n;
      // A direction in parentheses stays with the words that it directs.
      if (k + 1 < b.parts.size() && p.kind != ElementKind::kParenthetical)
        consider(k, p.to, above, total - above, ends_sentence(std::string_view(text).substr(p.from, p.to - p.from)));
    }
    return best;
  }

  void put(Block b, bool may_split) {
    for (;;) {
      const int space = space_above(b);
      const int room = out_.rows - row_ - space;
      if (b.rows() <= room) { draw(b, space); return; }
      std::optional<Split> cut = may_split ? best_split(b, room) : std::nullopt;
      if (!cut && !fresh_) { turn_page(b.scene); continue; }
      if (!cut) cut = force_split(b, room);
      Block rest = split(b, *cut);
      draw(b, space);
      if (b.speech && out_.layout.mores) furniture(PageLineKind::kMore, out_.rows, b.parts[0].left, "(MORE)", b.parts[0].element);
      turn_page(b.scene);
      rest.space = 0;
      b = std::move(rest);
    }
  }

  // On an empty page: cut between lines, wherever. A pair of speeches loses its place beside each other.
  std::optional<Split> force_split(Block& b, int room) const {
    if (!b.beside.empty()) {
      b.parts.insert(b.parts.end(), b.beside.begin(), b.beside.end());
      b.beside.clear();
    }
    int above = 0;
    for (std::size_t k = 0; k < b.parts.size(); ++k) {
      const Part& p = b.parts[k];
      const int n = static_cast<int>(p.lines.size());
      if (above + n < room) { above += n; continue; }
      if (above + n == room) return Split{k, p.to, room};
      return Split{k, p.lines[static_cast<std::size_t>(std::max(1, room - above))].begin, room};
    }
    return Split{b.parts.size() - 1, b.parts.back().to, room};
  }

  // `b` keeps what is above the cut.
  Block split(Block& b, const Split& cut) const {
    Block rest = b;
    rest.parts.erase(rest.parts.begin(), rest.parts.begin() + static_cast<std::ptrdiff_t>(cut.part) + (cut.offset >= b.parts[cut.part].to ? 1 : 0));
    b.parts.resize(cut.part + 1);
    if (cut.offset < b.parts.back().to) {
      b.parts.back().to = cut.offset;
      wrap_part(s_, b.parts.back());
      rest.parts[0].from = cut.offset;
      wrap_part(s_, rest.parts[0]);
    }
    if (b.speech && !rest.parts.empty() && rest.parts[0].kind != ElementKind::kCharacter) {
      Part cue = b.parts[0];
      cue.from = cue.to;
      rest.parts.insert(rest.parts.begin(), cue);
    } else if (b.speech) {
      rest.speech = !rest.parts.empty() && rest.parts[0].kind == ElementKind::kCharacter;
    }
    return rest;
  }

  void draw(const Block& b, int space) {
    row_ += space;
    for (const auto* side : {&b.parts, &b.beside}) {
      int row = row_;
      for (const Part& p : *side) row = draw_part(p, row);
    }
    const int rows = b.rows();
    count(b, space + rows);
    row_ += rows;
    fresh_ = false;
  }

  int draw_part(const Part& p, int row) {
    const Element& e = s_.elements[static_cast<std::size_t>(p.element)];
    if (p.kind == ElementKind::kCharacter && p.from == p.to && !e.text.empty()) {
      furniture(PageLineKind::kContinuedCue, row, p.left, upper(e.name.empty() ? std::string(trim(e.text.substr(0, e.text.find('(')))) : e.name) +
                (e.extension.empty() ? "" : " (" + e.extension + ")") + (out_.layout.mores ? " (CONT'D)" : ""), p.element);
      return row + 1;
    }
    if (p.kind == ElementKind::kSceneHeading) number(e.scene_number, row, p.element);
    for (std::size_t k = 0; k < p.lines.size(); ++k) {
      PageLine line;
      line.row = row++;
      line.column = p.left;
      line.element = p.element;
      line.range = p.lines[k];
      line.text = e.text.substr(line.range.begin, line.range.end - line.range.begin);
      if (p.upper_case) {
        const auto open = p.kind == ElementKind::kCharacter ? line.text.find('(') : std::string::npos;
        line.text = upper(std::string_view(line.text).substr(0, open)) + (open == std::string::npos ? "" : line.text.substr(open));
      }
      if (p.parenthesise) {
        if (k == 0 && p.from == 0) { line.text.insert(0, "("); line.lead = 1; }
        else ++line.column;
        if (k + 1 == p.lines.size() && p.to == e.text.size()) line.text += ')';
      }
      if (p.right_aligned) line.column += std::max(0, p.width - cells(line.text));
      if (p.centred) line.column += std::max(0, (p.width - cells(line.text)) / 2);
      line.revised = std::any_of(e.spans.begin(), e.spans.end(), [&](const Span& s) { return s.revision != 0 && s.begin < line.range.end && s.end > line.range.begin; });
      page().lines.push_back(std::move(line));
    }
    return row;
  }

  void count(const Block& b, int rows) {
    if (b.scene < 0) { opening_rows_ += rows; return; }
    ScenePages& scene = out_.scenes[static_cast<std::size_t>(b.scene)];
    if (scene.rows == 0) scene.first_page = out_.pages.size() - 1;
    scene.last_page = out_.pages.size() - 1;
    scene.rows += rows;
  }

  void finish() {
    for (auto& scene : out_.scenes) {
      scene.counted = eighths_of(scene.rows, out_.rows);
      scene.eighths = scene.counted;
      scene.page = out_.pages[scene.first_page].label;
      const int x = s_.elements[static_cast<std::size_t>(scene.element)].extras;
      if (x >= 0 && static_cast<std::size_t>(x) < s_.extras.size() && s_.extras[static_cast<std::size_t>(x)].scene) {
        const auto& own = *s_.extras[static_cast<std::size_t>(x)].scene;
        if (own.eighths > 0) scene.eighths = own.eighths;
        if (!own.page.empty()) scene.page = own.page;
      }
      out_.eighths += scene.eighths;
    }
    PageLayout& l = out_.layout;
    std::vector<ElementLayout> all;
    for (int k = 0; k <= static_cast<int>(ElementKind::kActEnd); ++k)
      if (const auto kind = static_cast<ElementKind>(k); kind != ElementKind::kTitlePage) all.push_back(edges(l, kind));
    l.elements = std::move(all);
  }

 public:
  static int eighths_of(int rows, int page_rows) { return std::max(1, (rows * 8 + page_rows - 1) / page_rows); }

 private:
  const Screenplay& s_;
  Pages out_;
  std::vector<Block> blocks_;
  std::vector<int> headings_;
  int row_ = 0, opening_rows_ = 0;
  bool fresh_ = true;  // nothing on this page yet
  bool locked_ = false;
};

}  // namespace

Pages paginate(const Screenplay& script, const PageOptions& options) { return Paginator(script, options).run(nullptr); }

std::vector<PageLock> lock_pages(const Pages& pages) {
  std::vector<PageLock> locks;
  for (const auto& page : pages.pages)
    for (const auto& line : page.lines)
      if (line.kind == PageLineKind::kBody) {
        locks.push_back({page.label, line.element, line.range.begin});
        break;
      }
  return locks;
}

std::string eighths_text(int eighths) {
  if (eighths <= 0) return "0";
  const int whole = eighths / 8, rest = eighths % 8;
  if (rest == 0) return std::to_string(whole);
  return (whole ? std::to_string(whole) + " " : "") + std::to_string(rest) + "/8";
}

std::vector<SceneLength> scene_lengths(const Screenplay& script) {
  int opening = 0;
  const Pages pages = Paginator(script, {}).run(&opening);
  std::vector<SceneLength> out;
  if (opening > 0) out.push_back({-1, Paginator::eighths_of(opening, pages.rows)});
  for (const auto& scene : pages.scenes) out.push_back({scene.element, scene.eighths});
  return out;
}

}  // namespace auteur::screenplay
