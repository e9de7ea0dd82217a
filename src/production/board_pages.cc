#include "board_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/media/paper.h"

namespace auteur::production {
namespace {

using media::Paper;
using media::Type;
using media::Wrapped;

// One cell as it is set: its lines with their type, under a picture or going on from the cell before.
struct SetLine { media::TypeLine line; Type type; double height = 0; };
struct SetCell { const BoardCell* cell = nullptr; bool goes_on = false; std::string name; std::vector<SetLine> lines; double text = 0; };
struct SetRow { std::vector<SetCell> cells; double height = 0; };
struct SetPage { const BoardScene* scene = nullptr; std::vector<SetRow> rows; };

class Setter {
 public:
  Setter(Paper& paper, const BoardBook& book, const BoardPageStyle& style) : paper_(paper), book_(book), s_(style) {
    columns_ = book.per_page == 1 ? 1 : book.per_page == 4 ? 2 : 3;
    rows_ = book.per_page == 1 ? 1 : book.per_page == 9 ? 3 : 2;
    top_ = s_.margin + 26;
    room_ = s_.height - s_.margin - 8 - top_;
    const double across = (s_.width - 2 * s_.margin - (columns_ - 1) * s_.gap) / columns_;
    // A tall picture is made smaller, so that words find room under it.
    const double share = book.per_page == 1 ? 0.76 : book.per_page == 9 ? 0.58 : 0.68;
    picture_h_ = std::min(across / book.aspect, share * (room_ - (rows_ - 1) * s_.gap) / rows_);
    picture_w_ = picture_h_ * book.aspect;
  }

  std::vector<SetPage> pages() {
    std::vector<SetPage> out;
    for (const BoardScene& scene : book_.scenes) {
      if (scene.cells.empty()) continue;
      std::vector<SetCell> cells;
      for (const BoardCell& cell : scene.cells)
        for (SetCell& part : set(cell)) cells.push_back(std::move(part));
      out.push_back({&scene, {}});
      double used = 0;
      for (std::size_t at = 0; at < cells.size();) {
        SetRow row;
        for (int c = 0; c < columns_ && at < cells.size(); ++c, ++at) row.cells.push_back(std::move(cells[at]));
        for (const SetCell& cell : row.cells) row.height = std::max(row.height, height_of(cell));
        const double more = row.height + (out.back().rows.empty() ? 0 : s_.gap);
        if (!out.back().rows.empty() && (used + more > room_ + 0.01 || static_cast<int>(out.back().rows.size()) >= rows_)) {
          out.push_back({&scene, {}});
          used = 0;
        }
        used += row.height + (out.back().rows.empty() ? 0 : s_.gap);
        out.back().rows.push_back(std::move(row));
      }
    }
    return out;
  }

  Status draw(const std::vector<SetPage>& pages) {
    std::string marked;
    for (std::size_t n = 0; n < pages.size(); ++n) {
      const SetPage& page = pages[n];
      paper_.page(std::to_string(n + 1));
      const std::string heading = page.scene->number.empty() ? page.scene->heading : page.scene->number + ". " + page.scene->heading;
      if (heading != marked) paper_.mark(marked = heading, 0);
      head(heading, fmt::format("page {} of {}", n + 1, pages.size()));
      // Rows stand in even parts of the page where they fit them, so that pages look alike; else close together.
      const double slot = (room_ - (rows_ - 1) * s_.gap) / rows_ + s_.gap;
      const bool even = std::all_of(page.rows.begin(), page.rows.end(), [&](const SetRow& r) { return r.height <= slot - s_.gap + 0.01; });
      double y = top_;
      for (const SetRow& row : page.rows) {
        for (std::size_t c = 0; c < row.cells.size(); ++c) TRY(cell(row.cells[c], left_of(c), y));
        y += even ? slot : row.height + s_.gap;
      }
    }
    return {};
  }

 private:
  Type type(double size, bool bold = false) const {
    Type t;
    t.font = s_.font;
    t.size = size;
    t.bold = bold;
    return t;
  }

  double height_of(const SetCell& cell) const { return (cell.goes_on ? 0 : picture_h_ + 4) + cell.text; }

  void add(std::vector<SetLine>& to, const std::string& words, const Type& t, double after) {
    if (words.empty()) return;
    Wrapped w = paper_.wrap(words, picture_w_, t);
    for (auto& line : w.lines) to.push_back({std::move(line), t, std::max(w.line_height, 1.15 * t.size)});
    if (!to.empty()) to.back().height += after;
  }

  std::vector<SetLine> lines_of(const BoardCell& cell, double size) {
    std::vector<SetLine> lines;
    Type about = type(0.92 * size);
    about.grey = 0.35;
    add(lines, cell.about, about, 0.25 * size);
    add(lines, cell.action, type(size), 0.2 * size);
    for (const auto& [who, what] : cell.dialogue) {
      Type t = type(size);
      if (!who.empty()) t.runs = {{0, who.size() + 1, true}};
      add(lines, who.empty() ? what : who + ": " + what, t, 0.15 * size);
    }
    Type note = type(0.92 * size);
    note.grey = 0.25;
    note.runs = {{0, cell.note.size(), false, true}};
    add(lines, cell.note, note, 0);
    return lines;
  }

  // The cell, and cells that go on with its words where they are more than a page takes.
  std::vector<SetCell> set(const BoardCell& cell) {
    const double name = 1.35 * s_.words + 3;
    const double even = (room_ - (rows_ - 1) * s_.gap) / rows_ - picture_h_ - 4 - name;  // what its share of the page leaves
    const double most = room_ - picture_h_ - 4 - name;
    std::vector<SetLine> lines;
    for (double size = s_.words;; size = std::max(s_.fewest, size - 0.5)) {
      lines = lines_of(cell, size);
      double all = 0;
      for (const auto& l : lines) all += l.height;
      if (all <= even || size <= s_.fewest) break;
    }
    std::vector<SetCell> out{{&cell, false, cell.name, {}, name}};
    double left = most;
    for (SetLine& line : lines) {
      if (line.height > left) {
        out.push_back({&cell, true, cell.name + " (continued)", {}, name});
        left = room_ - name;
      }
      left -= line.height;
      out.back().text += line.height;
      out.back().lines.push_back(std::move(line));
    }
    return out;
  }

  void head(const std::string& heading, const std::string& number) {
    const double y = s_.margin + 6, right = paper_.width_of(number, type(9));
    const double half = 0.5 * (s_.width - 2 * s_.margin);
    paper_.words(s_.margin, y, fitted(book_.title, 0.6 * half, type(10, true)), type(10, true));
    const std::string middle = fitted(heading, 1.05 * half, type(10));
    paper_.words(0.5 * s_.width - 0.5 * paper_.width_of(middle, type(10)), y, middle, type(10));
    paper_.words(s_.width - s_.margin - right, y, number, type(9));
    paper_.rule(s_.margin, y + 6, s_.width - s_.margin, y + 6, 0.6);
  }
  // A heading longer than its place says that it goes on.
  std::string fitted(std::string words, double width, const Type& t) {
    if (paper_.width_of(words, t) <= width) return words;
    while (!words.empty() && paper_.width_of(words + " …", t) > width) {
      do words.pop_back();
      while (!words.empty() && (static_cast<unsigned char>(words.back()) & 0xC0) == 0x80);
      if (!words.empty() && static_cast<unsigned char>(words.back()) >= 0xC0) words.pop_back();
    }
    return words + " …";
  }

  // Flush with both margins where the pictures are as wide as that; else together in the middle.
  double left_of(std::size_t column) const {
    constexpr double kApart = 46;
    const double all = s_.width - 2 * s_.margin, free = all - columns_ * picture_w_;
    const double apart = columns_ == 1 ? 0 : std::clamp(free / (columns_ - 1), 0.0, kApart);
    return s_.margin + 0.5 * (free - (columns_ - 1) * apart) + static_cast<double>(column) * (picture_w_ + apart);
  }

  Status cell(const SetCell& c, double x, double y) {
    if (!c.goes_on) {
      if (!c.cell->picture.empty()) TRY(paper_.picture(x, y, picture_w_, picture_h_, c.cell->picture));
      frame(x, y, picture_w_, picture_h_);
      y += picture_h_ + 4;
    }
    y += 1.05 * s_.words;
    paper_.words(x, y, c.name, type(1.1 * s_.words, true));
    if (!c.goes_on) {
      const std::string time = fmt::format("{:.1f} s", c.cell->seconds);
      paper_.words(x + picture_w_ - paper_.width_of(time, type(s_.words)), y, time, type(s_.words));
    }
    y += 0.3 * s_.words + 3;
    for (const SetLine& l : c.lines) {
      Type t = l.type;
      t.runs = l.line.runs;
      paper_.words(l.line.right_to_left ? x + picture_w_ - l.line.width : x, y + 0.80 * l.type.size, l.line.text, t);
      y += l.height;
    }
    return {};
  }
  void frame(double x, double y, double w, double h) {
    paper_.rule(x, y, x + w, y, 0.9), paper_.rule(x, y + h, x + w, y + h, 0.9);
    paper_.rule(x, y, x, y + h, 0.9), paper_.rule(x + w, y, x + w, y + h, 0.9);
  }

  Paper& paper_;
  const BoardBook& book_;
  const BoardPageStyle& s_;
  int columns_ = 3, rows_ = 2;
  double top_ = 0, room_ = 0, picture_w_ = 0, picture_h_ = 0;
};

}  // namespace

BoardPageStyle board_page_style(const Json& j) {
  BoardPageStyle s;
  if (!j.is_object()) return s;
  const auto number = [&](const char* key, double fallback, double low, double high) { return j.contains(key) && j[key].is_number() ? std::clamp(j[key].get<double>(), low, high) : fallback; };
  s.width = number("width", s.width, 300, 4000), s.height = number("height", s.height, 300, 4000);
  s.margin = number("margin", s.margin, 0, 90), s.gap = number("gap", s.gap, 0, 60);
  s.words = number("words", s.words, 4, 30), s.fewest = std::min(s.words, number("fewest", s.fewest, 3, 30));
  s.font = j.value("font", s.font);
  return s;
}

Result<BoardPdf> board_pages(const BoardBook& book, const BoardPageStyle& style) {
  if (!(book.aspect >= 0.2 && book.aspect <= 10)) return fail(ErrorCode::kInternal, "Board pages need the picture's aspect ratio.");
  Paper paper = TRY(Paper::start(style.width, style.height, {book.title.empty() ? "Storyboard" : book.title + ": storyboard", book.author, "Storyboard"}));
  Setter setter(paper, book, style);
  const auto pages = setter.pages();
  TRY(setter.draw(pages));
  BoardPdf out;
  out.pages = static_cast<int>(pages.size());
  out.missing_letters = paper.missing_letters();
  out.bytes = TRY(paper.finish());
  return out;
}

}  // namespace auteur::production
