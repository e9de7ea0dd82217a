// Breakdown sheets as a first assistant director files them: a page a scene with a box for every department, then cast
// with day-out-of-days, locations, story days, and a list for every department.
#include <cmath>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "auteur/media/fitted.h"
#include "auteur/media/paper.h"
#include "auteur/screenplay/sheets.h"

namespace auteur::screenplay {
namespace {

constexpr double kMargin = 36, kLine = 12, kHead = 15, kGap = 6;
constexpr std::string_view kBoxes[] = {"cast", "background", "stunts", "props", "set-dressing", "wardrobe", "vehicles", "animals", "makeup-hair", "special-effects", "visual-effects", "sound", "music", "greenery", "special-equipment"};

media::Fill fill_of(std::string_view hex) {
  const auto part = [&](std::size_t at) { return static_cast<std::uint8_t>(hex.size() >= at + 2 ? std::strtoul(std::string(hex.substr(at, 2)).c_str(), nullptr, 16) : 0x80); };
  return {part(1), part(3), part(5)};
}
// Print on the colour is white where the colour is dark.
bool dark(const media::Fill& f) { return 0.299 * f.r + 0.587 * f.g + 0.114 * f.b < 150; }

std::string joined(const std::vector<std::string>& list, std::string_view glue) {
  std::string out;
  for (const auto& s : list) out += (out.empty() ? "" : std::string(glue)) + s;
  return out;
}

class Sheets {
 public:
  Sheets(const Paperwork& work, SheetPaper kind, media::Paper paper)
      : work_(work), width_(kind == SheetPaper::kA4 ? 595.28 : 612), height_(kind == SheetPaper::kA4 ? 841.89 : 792), paper_(std::move(paper)) {
    for (const auto& c : work.cast) numbers_[c.id] = c.number;
  }

  Result<std::string> run() {
    for (const auto& s : work_.scenes) scene(s);
    cast_list();
    locations();
    story_days();
    departments();
    return paper_.finish();
  }

 private:
  static media::Type type(double size, bool bold = false, double grey = 0) {
    media::Type t;
    t.font = "TeX Gyre Heros, DejaVu Sans";
    t.size = size;
    t.bold = bold;
    t.grey = grey;
    return t;
  }
  double inner() const { return width_ - 2 * kMargin; }

  // Cut at a letter, with an ellipsis, so that it fits.
  std::string fit(std::string text, double room, const media::Type& t) { return media::fitted(std::move(text), room, [&](const std::string& part) { return paper_.width_of(part, t); }); }
  std::vector<std::string> wrap(const std::string& text, double room, const media::Type& t, std::size_t most = 40) {
    std::vector<std::string> lines;
    std::string line;
    std::size_t at = 0;
    while (at < text.size() && lines.size() < most) {
      const std::size_t space = text.find(' ', at);
      const std::string word = text.substr(at, space == std::string::npos ? space : space - at);
      at = space == std::string::npos ? text.size() : space + 1;
      if (word.empty()) continue;
      const std::string longer = line.empty() ? word : line + " " + word;
      if (!line.empty() && paper_.width_of(longer, t) > room) { lines.push_back(line); line = fit(word, room, t); }
      else line = line.empty() ? fit(word, room, t) : longer;
    }
    if (!line.empty() && lines.size() < most) lines.push_back(line);
    return lines;
  }

  void new_page(const std::string& label) {
    paper_.page(label);
    y_ = kMargin;
    const auto small = type(7.5, false, 0.4);
    const std::string left = work_.author.empty() ? work_.title : work_.title + ", " + work_.author;
    paper_.words(kMargin, height_ - 20, fit(left, inner() - 120, small), small);
    paper_.words(width_ - kMargin - paper_.width_of(label, small), height_ - 20, label, small);
  }

  // --- a scene

  void fact(double x, double width, const std::string& head, const std::string& value) {
    paper_.words(x + 4, y_ + 9, head, type(6.5, false, 0.4));
    const auto t = type(10, true);
    paper_.words(x + 4, y_ + 22, fit(value, width - 8, t), t);
    paper_.rule(x + width, y_, x + width, y_ + 28, 0.5, 0.6);
  }

  void scene_head(const SceneSheet& s, bool again) {
    const auto strip = fill_of(strip_colour(s.setting, s.time));
    paper_.box(kMargin, y_, inner(), 34, strip);
    frame(kMargin, y_, inner(), 34);
    paper_.words(kMargin + 8, y_ + 23, s.number, type(18, true));
    const double from = kMargin + std::max(44.0, paper_.width_of(s.number, type(18, true)) + 20);
    const auto t = type(13, true);
    paper_.words(from, y_ + 22, fit(s.heading + (again ? " (continued)" : ""), width_ - kMargin - 8 - from - 110, t), t);
    const std::string what = "BREAKDOWN SHEET";
    paper_.words(width_ - kMargin - 8 - paper_.width_of(what, type(8, true)), y_ + 21, what, type(8, true));
    y_ += 34;
    if (again) { y_ += kGap; return; }
    frame(kMargin, y_, inner(), 28);
    const double shares[] = {0.11, 0.37, 0.14, 0.12, 0.12, 0.14};
    const int seconds = static_cast<int>(std::lround(s.estimate.value));
    const std::string values[] = {setting_text(s.setting), s.set, time_text(s.time), std::to_string(s.story_day), eighths_text(s.eighths), fmt::format("{}:{:02}", seconds / 60, seconds % 60)};
    const char* heads[] = {"INT/EXT", "SET", "TIME OF DAY", "STORY DAY", "PAGES", "EST. TIME"};
    double x = kMargin;
    for (std::size_t i = 0; i < 6; ++i) { fact(x, inner() * shares[i], heads[i], values[i]); x += inner() * shares[i]; }
    y_ += 28;
    const auto body = type(9.5);
    const auto lines = wrap(s.synopsis, inner() - 12, body, 3);
    if (!lines.empty()) {
      const double h = 8 + kLine * static_cast<double>(lines.size());
      frame(kMargin, y_, inner(), h);
      for (std::size_t i = 0; i < lines.size(); ++i) paper_.words(kMargin + 6, y_ + 12 + kLine * static_cast<double>(i), lines[i], body);
      y_ += h;
    }
    y_ += kGap;
  }

  void frame(double x, double y, double w, double h) {
    paper_.rule(x, y, x + w, y, 0.6, 0.25);
    paper_.rule(x, y + h, x + w, y + h, 0.6, 0.25);
    paper_.rule(x, y, x, y + h, 0.6, 0.25);
    paper_.rule(x + w, y, x + w, y + h, 0.6, 0.25);
  }

  void category_head(double x, double width, const Category& c) {
    const auto fill = fill_of(c.colour);
    paper_.box(x, y_, width, kHead, fill);
    auto t = type(8.5, true, dark(fill) ? 1.0 : 0.0);
    paper_.words(x + 5, y_ + 11, c.head, t);
  }

  void scene(SceneSheet s) {
    // Cast in the order of their numbers, as call sheets have them.
    const auto cast_end = std::find_if(s.elements.begin(), s.elements.end(), [](const SheetElement& e) { return e.category != "cast"; });
    const auto number = [&](const SheetElement& e) { const auto n = numbers_.find(e.id); return n != numbers_.end() ? n->second : 0; };
    std::stable_sort(s.elements.begin(), cast_end, [&](const SheetElement& x, const SheetElement& y) { return number(x) < number(y); });
    const std::string label = "Scene " + s.number;
    new_page(label);
    paper_.mark(label + "  " + s.heading, y_);
    scene_head(s, false);
    std::vector<std::string> order(std::begin(kBoxes), std::end(kBoxes));
    for (const auto& e : s.elements)
      if (std::find(order.begin(), order.end(), e.category) == order.end()) order.push_back(e.category);
    const double column = (inner() - 2 * kGap) / 3;
    const auto body = type(9);
    for (std::size_t from = 0; from < order.size(); from += 3) {
      std::vector<std::vector<std::string>> cells;
      std::size_t most = 2;
      for (std::size_t k = from; k < std::min(order.size(), from + 3); ++k) {
        std::vector<std::string> lines;
        for (const auto& e : s.elements) {
          if (e.category != order[k]) continue;
          std::string text = e.name;
          if (e.category == "cast") {
            const auto n = numbers_.find(e.id);
            text = fmt::format("{}.  {}", n == numbers_.end() ? 0 : n->second, e.name);
            if (std::find(s.voice_only.begin(), s.voice_only.end(), e.id) != s.voice_only.end()) text += " (voice)";
          } else if (e.by.starts_with("policy:") && e.confidence < 0.65) {
            text += " ?";  // for a person to look at
          }
          for (auto& l : wrap(text, column - 12, body, 2)) lines.push_back(l);
        }
        most = std::max(most, lines.size());
        cells.push_back(std::move(lines));
      }
      // A row that is taller than the page goes on overleaf.
      std::size_t done = 0;
      while (done < most) {
        const double left = height_ - kMargin - 14 - y_ - kHead - 8;
        std::size_t fits = left < kLine * 2 ? 0 : static_cast<std::size_t>(left / kLine);
        if (fits == 0 || (done == 0 && fits < most && most <= 30)) {
          if (y_ > kMargin + 60) { new_page(label); scene_head(s, true); continue; }
          fits = std::max<std::size_t>(fits, 1);
        }
        const std::size_t now = std::min(most - done, fits);
        const double h = kHead + 6 + kLine * static_cast<double>(now);
        for (std::size_t k = 0; k < cells.size(); ++k) {
          const double x = kMargin + static_cast<double>(k) * (column + kGap);
          if (const auto* c = find_category(order[from + k])) category_head(x, column, *c);
          frame(x, y_, column, h);
          for (std::size_t i = 0; i < now && done + i < cells[k].size(); ++i)
            paper_.words(x + 6, y_ + kHead + 11 + kLine * static_cast<double>(i), cells[k][done + i], body);
        }
        y_ += h + kGap;
        done += now;
      }
    }
    if (s.mentioned.empty()) return;
    std::vector<std::string> names;
    for (const auto& e : s.mentioned) if (std::find(names.begin(), names.end(), e.name) == names.end()) names.push_back(e.name);
    const auto small = type(8, false, 0.35);
    const auto lines = wrap("Only spoken of: " + joined(names, ", "), inner(), small, 4);
    if (y_ + 10 * static_cast<double>(lines.size()) + 16 > height_ - kMargin) { new_page(label); scene_head(s, true); }
    for (const auto& l : lines) { paper_.words(kMargin, y_ + 10, l, small); y_ += 10; }
  }

  // --- tables

  struct Column { std::string head; double share = 0; bool right = false; };
  void table_head(const std::string& title, const std::vector<Column>& columns, bool again) {
    // Short lists share a page; a list begins where a few rows of it still fit.
    if (again || !lists_ || y_ + 130 > height_ - kMargin) new_page(lists_ && again ? title : "Lists");
    else y_ += 22;
    lists_ = true;
    if (!again) paper_.mark(title, y_);
    paper_.words(kMargin, y_ + 14, title + (again ? " (continued)" : ""), type(15, true));
    y_ += 26;
    row(columns, {}, true);
  }
  void row(const std::vector<Column>& columns, const std::vector<std::string>& cells, bool head) {
    double x = kMargin;
    const auto t = head ? type(7.5, true, 0.3) : type(9);
    std::size_t tallest = 1;
    std::vector<std::vector<std::string>> texts;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      texts.push_back(wrap(head ? columns[i].head : i < cells.size() ? cells[i] : "", inner() * columns[i].share - 8, t, 12));
      tallest = std::max(tallest, texts.back().size());
    }
    const double h = 5 + kLine * static_cast<double>(tallest);
    if (!head && y_ + h > height_ - kMargin - 10) table_head(title_, columns, true);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const double w = inner() * columns[i].share;
      for (std::size_t k = 0; k < texts[i].size(); ++k) {
        const double at = columns[i].right ? x + w - 6 - paper_.width_of(texts[i][k], t) : x + 3;
        paper_.words(at, y_ + 11 + kLine * static_cast<double>(k), texts[i][k], t);
      }
      x += w;
    }
    y_ += h;
    paper_.rule(kMargin, y_, width_ - kMargin, y_, head ? 1.0 : 0.4, head ? 0.2 : 0.75);
  }
  void table(const std::string& title, const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows) {
    if (rows.empty()) return;
    title_ = title;
    table_head(title, columns, false);
    for (const auto& r : rows) row(columns, r, false);
  }

  void cast_list() {
    std::vector<std::vector<std::string>> rows;
    for (const auto& c : work_.cast) rows.push_back({std::to_string(c.number), c.name, c.age > 0 ? std::to_string(c.age) : "", joined(c.scenes, ", "), std::to_string(c.lines), eighths_text(c.eighths)});
    table("Cast", {{"NO.", 0.07}, {"NAME", 0.27}, {"AGE", 0.07}, {"SCENES", 0.41}, {"LINES", 0.08, true}, {"PAGES", 0.10, true}}, rows);
    // As many story days as a page holds side by side.
    constexpr std::size_t kDays = 10;
    for (std::size_t from = 0; from < work_.days.size(); from += kDays) {
      const std::size_t to = std::min(work_.days.size(), from + kDays);
      std::vector<Column> columns = {{"NO.", 0.07}, {"NAME", 0.25}};
      for (std::size_t d = from; d < to; ++d) columns.push_back({fmt::format("D{}", work_.days[d].story_day), 0.68 / kDays});
      std::vector<std::vector<std::string>> marks;
      for (const auto& c : work_.cast) {
        std::vector<std::string> cells = {std::to_string(c.number), c.name};
        for (std::size_t d = from; d < to && d < c.days.size(); ++d) cells.push_back(c.days[d].mark);
        marks.push_back(std::move(cells));
      }
      table("Day out of days, by story day", columns, marks);
      if (to == work_.days.size() && !marks.empty()) paper_.words(kMargin, y_ + 14, "S start   W work   H hold   F finish. Story days, until shooting days are scheduled.", type(8, false, 0.35)), y_ += 14;
    }
  }
  void locations() {
    std::vector<std::vector<std::string>> rows;
    for (const auto& l : work_.locations) rows.push_back({l.name, l.setting, joined(l.scenes, ", "), std::to_string(l.day_scenes), std::to_string(l.night_scenes), eighths_text(l.eighths)});
    table("Locations", {{"SET", 0.36}, {"INT/EXT", 0.11}, {"SCENES", 0.27}, {"DAY", 0.08, true}, {"NIGHT", 0.08, true}, {"PAGES", 0.10, true}}, rows);
  }
  void story_days() {
    std::vector<std::vector<std::string>> rows;
    for (const auto& d : work_.days) {
      std::vector<std::string> scenes;
      for (std::size_t i = 0; i < d.scenes.size(); ++i) scenes.push_back(d.scenes[i] + " " + d.times[i]);
      rows.push_back({fmt::format("Day {}", d.story_day), joined(scenes, ", "), eighths_text(d.eighths)});
    }
    table("Story days", {{"STORY DAY", 0.15}, {"SCENES, WITH THE TIME OF DAY", 0.75}, {"PAGES", 0.10, true}}, rows);
  }
  void departments() {
    for (const auto& c : categories()) {
      std::vector<std::vector<std::string>> rows;
      for (const auto& e : work_.elements)
        if (e.category == c.id) rows.push_back({e.name, joined(e.scenes, ", "), std::to_string(e.mentions), fmt::format("{:.0f} %", 100 * e.confidence)});
      table(c.head, {{"ELEMENT", 0.42}, {"SCENES", 0.34}, {"MENTIONS", 0.12, true}, {"SURE", 0.12, true}}, rows);
    }
  }

  const Paperwork& work_;
  double width_, height_, y_ = kMargin;
  media::Paper paper_;
  std::map<std::string, int> numbers_;
  std::string title_;
  bool lists_ = false;  // a page of lists is open
};

}  // namespace

Result<std::string> sheets_pdf(const Paperwork& work, SheetPaper kind) {
  const double width = kind == SheetPaper::kA4 ? 595.28 : 612, height = kind == SheetPaper::kA4 ? 841.89 : 792;
  auto paper = TRY(media::Paper::start(width, height, {work.title + ": breakdown", work.author, "Breakdown sheets"}));
  if (work.scenes.empty()) return fail(ErrorCode::kInvalidInput, "There are no scenes to break down.");
  return Sheets(work, kind, std::move(paper)).run();
}

}  // namespace auteur::screenplay
