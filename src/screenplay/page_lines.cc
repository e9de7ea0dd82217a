#include "page_lines.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "page_wrap.h"

namespace auteur::screenplay {
namespace {

constexpr double kCell = 7.2, kRow = 12;           // points
constexpr double kLeft = 62, kRight = 556;         // where lines may stand
constexpr double kStep = 6, kApart = 15;           // between two places; between two lines that run side by side
constexpr double kNameSize = 8, kSaysSize = 5.6;   // letters
constexpr double kMarginLine = 104;                // beyond it words begin
constexpr std::size_t kMostSays = 60;

struct Row { std::size_t page; int row; };

// The printed lines of every element.
std::map<int, std::vector<Row>> printed(const Pages& pages) {
  std::map<int, std::vector<Row>> out;
  for (std::size_t p = 0; p < pages.pages.size(); ++p)
    for (const PageLine& line : pages.pages[p].lines)
      if (line.kind == PageLineKind::kBody && line.element >= 0) out[line.element].push_back({p, line.row});
  return out;
}

// The cue and remarks that stand over a speech belong to it.
int head_of(const Screenplay& script, int element) {
  const auto at = [&](int i) { return script.elements[static_cast<std::size_t>(i)].kind; };
  if (element <= 0 || at(element) != ElementKind::kDialogue) return element;
  int first = element;
  while (first > 0 && (at(first - 1) == ElementKind::kParenthetical || at(first - 1) == ElementKind::kDialogue)) --first;
  return first > 0 && at(first - 1) == ElementKind::kCharacter ? first - 1 : element;
}

std::string says_of(const LinedShot& shot) {
  std::string says = shot.says.substr(0, kMostSays);
  while (says.size() < shot.says.size() && !says.empty() && (static_cast<unsigned char>(shot.says[says.size()]) & 0xC0) == 0x80) says.pop_back();
  return says;
}

// "MLS ANA", "40 mm", "follow shot": one under the other in the margin.
std::vector<std::string> parts_of(const LinedShot& shot) {
  std::vector<std::string> out;
  const std::string says = says_of(shot);
  for (std::size_t at = 0; at < says.size() && out.size() < 4;) {
    const auto end = says.find(", ", at);
    out.push_back(says.substr(at, end == says.npos ? end : end - at));
    if (end == says.npos) break;
    at = end + 2;
  }
  return out;
}
double side_width(const LinedShot& shot) {
  double wide = 5.2 * cells(shot.name);
  for (const auto& part : parts_of(shot)) wide = std::max(wide, 3.1 * cells(part));
  return wide + 8;
}

// What speaks against a place: words that the name would hide or the line cross, other lines and their names.
double price(const Pages& pages, const std::vector<PlacedLine>& lines, std::size_t i, double x, double above, double beside) {
  const PlacedLine& line = lines[i];
  double cost = beside > 0 ? 4 : 0;
  for (const PageLine& words : pages.pages[line.page].lines) {
    const double a = words.column * kCell, b = a + static_cast<double>(cells(words.text)) * kCell;
    if (above > 0 && words.row == line.first - 1 && x + above > a && x - 4 < b) cost += 60;
    if (beside > 0 && words.row >= line.first && words.row <= line.first + 1 && x > a && x - beside < b) cost += 60;
    if (words.row == line.first && x + 3 > a && x - 3 < b) cost += 2;
    if (words.row > line.first && words.row <= line.last && x + 3 > a && x - 3 < b) cost += 0.6;
  }
  for (std::size_t k = 0; k < i; ++k) {
    const PlacedLine& other = lines[k];
    if (other.page != line.page || other.last < line.first - 2 || other.first > line.last + 2) continue;
    const double apart = std::abs(other.x - x);
    if (apart < kApart) cost += 60 * (kApart - apart) / kApart;
    // The name of one does not stand on the line or the name of another.
    if (x < other.x && x + above > other.x && other.last >= line.first - 1) cost += 25;
    if (x > other.x && x - beside < other.x && other.last >= line.first) cost += 25;
    if (!other.label_left && other.x < x && other.x + other.name_width > x && other.first >= line.first && other.first <= line.last + 1) cost += 25;
    if (other.label_left && other.x > x && other.x - other.name_width < x && other.first + 1 >= line.first && other.first <= line.last) cost += 25;
    const double a = other.label_left ? other.x - other.name_width : other.x, b = other.label_left ? other.x : other.x + other.name_width;
    if (std::abs(other.first - line.first) <= 1 && other.label_left == (beside > 0) && a < x + above + 4 && b > x - beside - 4) cost += 25;
  }
  if (x + above > kRight + 30) cost += 40;
  if (x - beside < 14) cost += 40;
  if (i > 0 && lines[i - 1].page == line.page && beside <= 0) cost += 0.004 * std::abs(x - (lines[i - 1].x + 60 > kRight - 60 ? kLeft + 60 : lines[i - 1].x + 60));
  return cost;
}

}  // namespace

std::vector<PlacedLine> place_lines(const Screenplay& script, const Pages& pages, const std::vector<LinedShot>& shots) {
  const auto rows_of = printed(pages);
  std::vector<PlacedLine> out;
  for (std::size_t s = 0; s < shots.size(); ++s) {
    std::map<std::size_t, std::map<int, bool>> seen;  // page -> row -> seen
    for (const LinedShot::Stretch& stretch : shots[s].stretches) {
      if (stretch.element < 0 || static_cast<std::size_t>(stretch.element) >= script.elements.size()) continue;
      if (!std::isfinite(stretch.from) || !std::isfinite(stretch.to)) continue;
      const double from = std::clamp(stretch.from, 0.0, 1.0), to = std::clamp(stretch.to, from, 1.0);
      const auto add = [&](int element, double a, double b) {
        const auto rows = rows_of.find(element);
        if (rows == rows_of.end()) return;
        const auto n = static_cast<double>(rows->second.size());
        const auto first = static_cast<std::size_t>(std::min(n - 1, std::floor(a * n + 1e-9))), last = static_cast<std::size_t>(std::clamp(std::ceil(b * n - 1e-9) - 1, static_cast<double>(first), n - 1));
        for (std::size_t i = first; i <= last; ++i) seen[rows->second[i].page].emplace(rows->second[i].row, stretch.seen);
      };
      if (from < 1e-6)
        for (int head = head_of(script, stretch.element); head < stretch.element; ++head) add(head, 0, 1);
      add(stretch.element, from, to);
    }
    const std::size_t begun = out.size();
    for (const auto& [page, rows] : seen) {
      PlacedLine line;
      line.shot = s, line.page = page;
      line.first = rows.begin()->first, line.last = rows.rbegin()->first;
      line.begins = out.size() == begun;
      line.rows.assign(rows.begin(), rows.end());
      out.push_back(std::move(line));
    }
    for (std::size_t i = begun; i + 1 < out.size(); ++i) out[i].ends = false;
  }
  // Where each stands: where its name hides no words, apart from the others, and to the right of the shot before.
  for (std::size_t i = 0; i < out.size(); ++i) {
    PlacedLine& line = out[i];
    const double label = 4 + 5.2 * cells(shots[line.shot].name) + (line.begins ? 4 + 2.9 * cells(says_of(shots[line.shot])) : 22);
    double best = 1e18;
    for (double x = kLeft; x <= kRight; x += kStep)
      for (const bool left : {false, true}) {
        if (left && (x > kMarginLine || !line.begins)) continue;
        const double cost = price(pages, out, i, x, left ? 0 : label, left ? side_width(shots[line.shot]) : 0);
        if (cost < best) best = cost, line.x = x, line.label_left = left, line.name_width = left ? side_width(shots[line.shot]) : label;
      }
  }
  return out;
}

void draw_lines(media::Paper& paper, const Pages& pages, std::size_t page, const std::vector<PlacedLine>& lines, const std::vector<LinedShot>& shots) {
  const double top = pages.layout.top * 72;
  for (const PlacedLine& line : lines) {
    if (line.page != page) continue;
    const double from = top + line.first * kRow + 1, to = top + (line.last + 1) * kRow - 1;
    const LinedShot& shot = shots[line.shot];
    // Straight, or wavy over the rows whose person is not seen; between two rows as over the one above.
    bool seen = line.rows.empty() || line.rows.front().second;
    std::size_t next = 0;
    for (int row = line.first; row <= line.last; ++row) {
      while (next < line.rows.size() && line.rows[next].first <= row) seen = line.rows[next++].second;
      const double y = top + row * kRow, a = std::max(from, y), b = std::min(to, y + kRow);
      if (seen) {
        paper.rule(line.x, a, line.x, b, 1.1, 0.25);
        continue;
      }
      double x0 = line.x, y0 = a;
      for (int k = 1; k <= 8; ++k) {
        const double y1 = a + (b - a) * k / 8, x1 = line.x + (k == 8 ? 0 : 2.6 * std::sin(k * 3.14159265358979 / 2));
        paper.rule(x0, y0, x1, y1, 1.1, 0.25);
        x0 = x1, y0 = y1;
      }
    }
    paper.rule(line.x - 4, from, line.x + 4, from, 1.1, 0.25);
    if (line.ends) paper.rule(line.x - 4, to, line.x + 4, to, 1.1, 0.25);
    media::Type name, says;
    name.font = says.font = "TeX Gyre Heros, DejaVu Sans";
    name.size = kNameSize, name.bold = true;
    says.size = kSaysSize, says.grey = 0.2;
    const std::string words = line.begins ? shot.name : shot.name + " cont.";
    if (line.label_left) {
      paper.words(line.x - 6 - paper.width_of(shot.name, name), from + 7, shot.name, name);
      double down = from + 7;
      for (const auto& part : parts_of(shot)) paper.words(line.x - 6 - paper.width_of(part, says), down += 6.2, part, says);
      continue;
    }
    const double y = from - 2;
    // What it is stands after the name, on one line.
    const std::string about = line.begins ? says_of(shot) : "";
    const double wide = paper.width_of(words, name), all = wide + (about.empty() ? 0 : 4 + paper.width_of(about, says));
    paper.box(line.x - 4, y - 7.5, all + 6, 9, {255, 255, 255});
    paper.words(line.x - 3, y, words, name);
    if (!about.empty()) paper.words(line.x + 1 + wide, y, about, says);
  }
}

}  // namespace auteur::screenplay
