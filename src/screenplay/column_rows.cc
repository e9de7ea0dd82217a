// From word boxes to rows of a typewriter.
#include <algorithm>
#include <cmath>

#include "column_lines.h"
#include "page_wrap.h"

namespace auteur::screenplay {
namespace {

double median(std::vector<double> v, double otherwise) {
  if (v.empty()) return otherwise;
  const auto mid = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), mid, v.end());
  return *mid;
}

struct Measure { double cell = 7.2, height = 12, pitch = 12; bool typewriter = true; };

Measure measure(const std::vector<WordPage>& pages) {
  Measure m;
  std::vector<double> cell, height;
  for (const auto& page : pages)
    for (const auto& w : page.words) {
      const int n = cells(w.text);
      if (n >= 3) cell.push_back((w.x1 - w.x0) / n);
      height.push_back(w.y1 - w.y0);
    }
  m.cell = std::clamp(median(cell, 7.2), 2.0, 40.0);
  m.height = std::clamp(median(height, 12), 3.0, 80.0);
  std::size_t same = 0;
  for (double c : cell) same += std::abs(c - m.cell) < 0.06 * m.cell;
  m.typewriter = same * 10 >= cell.size() * 8;
  return m;
}

}  // namespace

std::vector<ColumnPage> rows_of(const std::vector<WordPage>& pages) {
  Measure m = measure(pages);
  struct Placed { double base; std::vector<const WordBox*> words; };
  std::vector<std::vector<Placed>> all(pages.size());
  std::vector<double> steps;
  for (std::size_t p = 0; p < pages.size(); ++p) {
    std::vector<const WordBox*> words;
    for (const auto& w : pages[p].words) {
      const double height = w.y1 - w.y0;
      // A word that is turned has a box much higher than a line.
      if (height > 1.9 * m.height || height < 0.3 * m.height) continue;
      if (w.x1 < 0 || w.y1 < 0 || w.x0 > pages[p].width || w.y0 > pages[p].height) continue;
      words.push_back(&w);
    }
    std::stable_sort(words.begin(), words.end(), [](const WordBox* a, const WordBox* b) { return a->y1 + a->y0 < b->y1 + b->y0; });
    for (const auto* w : words) {
      const double base = (w->y0 + w->y1) / 2;
      if (all[p].empty() || base - all[p].back().base > 0.4 * m.height) all[p].push_back({base, {}});
      all[p].back().words.push_back(w);
    }
    for (std::size_t k = 1; k < all[p].size(); ++k) steps.push_back(all[p][k].base - all[p][k - 1].base);
  }
  // The step between lines of a paragraph is the smallest common one.
  std::sort(steps.begin(), steps.end());
  m.pitch = steps.empty() ? 12 : std::clamp(steps[steps.size() / 5], 0.6 * m.height, 3 * m.height);
  std::vector<ColumnPage> out(pages.size());
  for (std::size_t p = 0; p < pages.size(); ++p) {
    ColumnPage& page = out[p];
    page.width = pages[p].width / m.cell;
    page.height = pages[p].height / m.pitch;
    int number = 0;
    for (auto& line : all[p]) {
      std::stable_sort(line.words.begin(), line.words.end(), [](const WordBox* a, const WordBox* b) { return a->x0 < b->x0; });
      Row& row = page.rows.emplace_back();
      row.number = ++number;
      row.y = line.base / m.pitch;
      for (const auto* w : line.words) {
        const double x = w->x0 / m.cell, right = w->x1 / m.cell;
        if (!row.segments.empty()) {
          Segment& last = row.segments.back();
          const double gap = x - last.right;
          if (gap < 3.5 || row.segments.size() >= kMostSegments) {
            if (gap > 0.3) last.text.append(m.typewriter ? static_cast<std::size_t>(std::clamp(std::lround(gap), 1L, 4L)) : 1, ' ');
            last.text += w->text;
            last.right = std::max(last.right, right);
            continue;
          }
        }
        row.segments.push_back({x, right, w->text});
      }
    }
  }
  return out;
}

}  // namespace auteur::screenplay
