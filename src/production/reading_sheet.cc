#include "reading_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "auteur/base/letters.h"
#include "auteur/base/text.h"
#include "auteur/media/fitted.h"
#include "auteur/media/marks.h"

namespace auteur::production {
namespace {

using media::Anchor;
using media::Ink;

constexpr double kWidth = 1190.55, kHeight = 841.89, kMargin = 36;  // A3 landscape
constexpr double kNames = 172, kBetween = 20;                       // the column of names; from there to the panels
constexpr double kName = 18, kSays = 10.6, kFigure = 11.6;          // heights of its lines
constexpr double kTop = 96, kRowGap = 18;
constexpr double kBar = 13, kUnderBar = 8, kLabel = 10.5, kLineGap = 5, kPanelGap = 5;
constexpr int kFewestColumns = 4, kMostColumns = 12;                // panels beside each other
constexpr int kMostPages = 40;
const Ink kInk{24, 23, 26, 1}, kGrey{110, 108, 112, 1}, kPale{206, 204, 206, 1}, kAccent{186, 84, 34, 1}, kWrong{176, 32, 44, 1};

// From dark (a face fills the frame) to light (the whole place).
Ink tone_of(camera::Size size) {
  static constexpr std::array<std::uint8_t, 7> kTones = {34, 62, 96, 132, 168, 200, 226};
  const std::uint8_t g = kTones[static_cast<std::size_t>(std::clamp(static_cast<int>(size), 0, 6))];
  return {g, g, g, 1};
}

class Sheet {
 public:
  explicit Sheet(const ReadingSheet& sheet) : s_(sheet) { measure_.font = kFont; }

  std::vector<ReadingPage> pages() {
    int parts = 1;
    while (parts < kMostPages && !fits(parts, kMostColumns)) ++parts;
    columns_ = kMostColumns;
    for (int c = kMostColumns; c >= kFewestColumns && fits(parts, c); --c) columns_ = c;
    std::vector<ReadingPage> out;
    for (int part = 0; part < parts; ++part) out.push_back(page(part, parts));
    return out;
  }

 private:
  static constexpr const char* kFont = "TeX Gyre Heros, DejaVu Sans, Noto Sans, sans-serif";

  double room() const { return kWidth - 2 * kMargin - kNames - kBetween; }
  double left() const { return kMargin + kNames + kBetween; }
  double panel_width(int columns) const { return (room() - (columns - 1) * kPanelGap) / columns; }
  double line_height(int columns) const { return panel_width(columns) / s_.aspect + kLabel + kLineGap; }

  // The panels of a part of the scene: those whose shot begins in it.
  std::vector<const ReadingPanel*> panels_of(const ReadingRow& row, int part, int parts) const {
    std::vector<const ReadingPanel*> out;
    for (const ReadingPanel& p : row.panels) {
      const auto shot = std::find_if(row.shots.begin(), row.shots.end(), [&](const ReadingShot& s) { return s.name == p.shot; });
      const double start = shot == row.shots.end() ? 0 : shot->start;
      const int in = s_.seconds > 0 ? std::clamp(static_cast<int>(start / s_.seconds * parts + 1e-9), 0, parts - 1) : 0;
      if (in == part) out.push_back(&p);
    }
    return out;
  }

  std::vector<std::string> wrapped(const std::string& text, double size, double width) const {
    std::vector<std::string> lines;
    std::string line;
    for (const auto word : split(text, ' ')) {
      if (word.empty()) continue;
      const std::string longer = line.empty() ? std::string(word) : line + " " + std::string(word);
      if (!line.empty() && media::width_of(measure_, longer, size) > width) lines.push_back(std::exchange(line, std::string(word)));
      else line = longer;
    }
    if (!line.empty()) lines.push_back(line);
    return lines;
  }
  double names_height(const ReadingRow& row, int part) const {
    return kName + (part == 0 ? kSays * static_cast<double>(std::min<std::size_t>(5, wrapped(row.says, 8.8, kNames - 10).size())) + 4 : 0) + kFigure * static_cast<double>(row.figures.size());
  }
  double row_height(const ReadingRow& row, int part, int parts, int columns) const {
    const auto lines = (panels_of(row, part, parts).size() + static_cast<std::size_t>(columns) - 1) / static_cast<std::size_t>(columns);
    return std::max(names_height(row, part), kBar + kUnderBar + static_cast<double>(lines) * line_height(columns) - kLineGap);
  }
  double height_of(int part, int parts, int columns) const {
    double all = 0;
    for (const ReadingRow& row : s_.rows) all += row_height(row, part, parts, columns);
    return all + kRowGap * static_cast<double>(std::max<std::size_t>(1, s_.rows.size()) - 1);
  }
  bool fits(int parts, int columns) const {
    for (int part = 0; part < parts; ++part)
      if (height_of(part, parts, columns) > kHeight - kMargin - kTop) return false;
    return true;
  }

  std::string short_enough(std::string words, double width, double size, bool bold = false) const {
    constexpr std::size_t kMost = 240;  // bytes: longer than any line here
    words.resize(first_bytes(words, kMost).size());
    return media::fitted(words, width, [&](const std::string& w) { return media::width_of(measure_, w, size, bold); });
  }

  ReadingPage page(int part, int parts) const {
    ReadingPage out;
    media::Drawing& d = out.drawing;
    d.width = kWidth, d.height = kHeight, d.font = kFont;
    d.title = s_.title + ": " + s_.heading;
    const double from = s_.seconds * part / parts, to = s_.seconds * (part + 1) / parts;
    head(d, part, parts, from, to);
    // What is left of the page is given to the spaces between the rows.
    const double spare = kHeight - kMargin - kTop - height_of(part, parts, columns_);
    const double gap = kRowGap + std::clamp(spare / static_cast<double>(s_.rows.size() + 1), 0.0, 26.0);
    double y = kTop;
    for (const ReadingRow& row : s_.rows) {
      if (&row != &s_.rows.front()) media::add_line(d, {{kMargin, y - 0.5 * gap - 3}, {kWidth - kMargin, y - 0.5 * gap - 3}}, kPale, 0.6);
      names(d, row, part, y);
      bar(d, row, part, parts, y);
      panels(out, panels_of(row, part, parts), y + kBar + kUnderBar);
      y += row_height(row, part, parts, columns_) + gap;
    }
    return out;
  }

  void head(media::Drawing& d, int part, int parts, double from, double to) const {
    media::add_words(d, s_.title, {kMargin, kMargin + 12}, 15, kInk, Anchor::kStart, true);
    media::add_words(d, short_enough(s_.heading, 560, 15), {0.5 * kWidth, kMargin + 12}, 15, kInk, Anchor::kMiddle);
    const std::string right = parts == 1 ? fmt::format("{} readings, {:.0f} s", s_.rows.size(), s_.seconds) : fmt::format("{:.0f} to {:.0f} s of {:.0f}, page {} of {}", from, to, s_.seconds, part + 1, parts);
    media::add_words(d, right, {kWidth - kMargin, kMargin + 12}, 11, kInk, Anchor::kEnd);
    media::add_line(d, {{kMargin, kMargin + 21}, {kWidth - kMargin, kMargin + 21}}, kInk, 0.9);
    // What the bars say.
    double x = kMargin;
    const double y = kTop - 15;
    media::add_words(d, "near", {x, y}, 8, kGrey);
    x += 22;
    for (int size = 0; size <= 6; ++size, x += 12) box(d, x, y - 6.5, 12, 8, tone_of(static_cast<camera::Size>(size)));
    media::add_words(d, "wide", {x + 4, y}, 8, kGrey);
    x += 30;
    media::add_line(d, {{x, y - 2}, {x + 12, y - 2}}, kAccent, 2.2);
    media::add_words(d, "moves", {x + 17, y}, 8, kGrey);
    // The clock of the scene over the bars.
    const double length = to - from;
    static constexpr double kSteps[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600};
    double step = kSteps[9];
    for (const double s : kSteps)
      if (length / s <= 14) {
        step = s;
        break;
      }
    for (double t = std::abs(std::ceil(from / step - 1e-9)) * step; length > 0 && t <= to + 1e-9; t += step) {
      const double at = left() + (t - from) / length * room();
      media::add_line(d, {{at, y + 2}, {at, y + 6}}, kGrey, 0.7);
      media::add_words(d, fmt::format("{:.0f} s", std::max(0.0, t)), {at, y - 1}, 8, kGrey, at > kWidth - kMargin - 8 ? Anchor::kEnd : at < left() + 4 ? Anchor::kStart : Anchor::kMiddle);
    }
  }

  static void box(media::Drawing& d, double x, double y, double w, double h, Ink fill) { media::add_area(d, {{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, fill); }

  void names(media::Drawing& d, const ReadingRow& row, int part, double y) const {
    media::add_words(d, short_enough(row.name, kNames - 60, 16, true), {kMargin, y + 12}, 16, kInk, Anchor::kStart, true);
    if (!row.tag.empty()) media::add_words(d, row.tag, {kMargin + kNames, y + 12}, 9, kAccent, Anchor::kEnd);
    y += kName + 8;
    if (part == 0) {
      auto lines = wrapped(row.says, 8.8, kNames - 10);
      if (lines.size() > 5) lines.resize(5), lines.back() += " …";
      for (const auto& line : lines) media::add_words(d, line, {kMargin, y}, 8.8, kGrey), y += kSays;
      y += 4;
    }
    for (const auto& line : row.figures) media::add_words(d, short_enough(line, kNames, 9.2), {kMargin, y}, 9.2, kInk), y += kFigure;
  }

  // The scene from left to right: a part for each shot, dark where it is near, with a line under it where the camera moves.
  void bar(media::Drawing& d, const ReadingRow& row, int part, int parts, double y) const {
    const double from = s_.seconds * part / parts, to = s_.seconds * (part + 1) / parts;
    if (!(to > from)) return;
    const auto at = [&](double t) { return left() + std::clamp((t - from) / (to - from), 0.0, 1.0) * room(); };
    for (const ReadingShot& s : row.shots) {
      const double a = at(s.start), b = at(s.start + s.seconds);
      if (b - a < 0.2) continue;
      const Ink tone = tone_of(s.size);
      box(d, a, y, std::max(0.4, b - a - 0.8), kBar - 2.5, tone);
      if (s.moves) box(d, a, y + kBar - 1.7, std::max(0.4, b - a - 0.8), 2.2, kAccent);
      const auto letter = s.name.find_first_not_of("0123456789");
      const std::string words = letter == s.name.npos ? s.name : s.name.substr(letter);
      if (media::width_of(measure_, words, 7, true) < b - a - 3) media::add_words(d, words, {0.5 * (a + b) - 0.4, y + kBar - 5}, 7, tone.r < 140 ? Ink{255, 255, 255, 1} : kInk, Anchor::kMiddle, true);
      if (s.breaks_rule && s.start > from) media::add_area(d, {{a - 0.4, y - 0.5}, {a - 4, y - 6.5}, {a + 3.2, y - 6.5}}, kWrong);
    }
  }

  void panels(ReadingPage& out, const std::vector<const ReadingPanel*>& panels, double y) const {
    const double w = panel_width(columns_), h = w / s_.aspect, size = std::clamp(0.062 * w, 5.5, 8.5);
    for (std::size_t i = 0; i < panels.size(); ++i) {
      const ReadingPanel& p = *panels[i];
      const auto column = static_cast<double>(i % static_cast<std::size_t>(columns_)), line = static_cast<double>(i / static_cast<std::size_t>(columns_));
      const double x = left() + column * (w + kPanelGap), top = y + line * line_height(columns_);
      if (p.picture.width > 0) out.pictures.push_back({&p.picture, x, top, w, h});
      media::add_line(out.drawing, {{x, top}, {x + w, top}, {x + w, top + h}, {x, top + h}, {x, top}}, kInk, 0.7);
      media::add_words(out.drawing, p.name, {x, top + h + size + 0.5}, size, kInk, Anchor::kStart, true);
      const double used = media::width_of(measure_, p.name, size, true) + 4;
      media::add_words(out.drawing, short_enough(p.label, w - used, size), {x + used, top + h + size + 0.5}, size, kGrey);
    }
  }

  const ReadingSheet& s_;
  media::Drawing measure_;
  int columns_ = kMostColumns;
};

}  // namespace

std::vector<ReadingPage> reading_pages(const ReadingSheet& sheet) {
  if (sheet.rows.empty() || !(sheet.aspect >= 0.2 && sheet.aspect <= 10)) return {};
  return Sheet(sheet).pages();
}

}  // namespace auteur::production
