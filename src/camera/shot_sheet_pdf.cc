#include "auteur/camera/shot_sheet_pdf.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/camera/plan_figures.h"
#include "auteur/media/fitted.h"
#include "auteur/media/paper.h"

namespace auteur::camera {
namespace {

constexpr double kMargin = 34, kLine = 10, kPad = 4, kHead = 16;

struct Column { const char* head; double share; };
constexpr Column kColumns[] = {{"SHOT", 0.05}, {"SIZE, FRAMING", 0.13}, {"ANGLE, LEVEL", 0.10}, {"LENS, FOCUS", 0.085}, {"HEIGHT", 0.05}, {"MOVEMENT, RIG", 0.115}, {"LENGTH", 0.055}, {"SUBJECT, IN PICTURE", 0.135}, {"LINES", 0.07}, {"DESCRIPTION", 0.21}};
constexpr std::size_t kCount = std::size(kColumns);

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& s : list) out += (out.empty() ? "" : ", ") + s;
  return out;
}
std::string minutes_text(double minutes) {
  const long m = std::lround(minutes);
  return m < 60 ? fmt::format("{} min", m) : fmt::format("{} h {:02} min", m / 60, m % 60);
}
std::string seconds_text(double seconds) {
  const long s = std::lround(seconds);
  return fmt::format("{}:{:02}", s / 60, s % 60);
}

media::Type type(double size, bool bold = false, double grey = 0) {
  media::Type t;
  t.font = "TeX Gyre Heros, DejaVu Sans";
  t.size = size, t.bold = bold, t.grey = grey;
  return t;
}

class Writer {
 public:
  Writer(const std::vector<ShotRow>& rows, const ShotListFacts& facts, media::Paper paper)
      : rows_(rows), facts_(facts), width_(facts.a4 ? 841.89 : 792), height_(facts.a4 ? 595.28 : 612), paper_(std::move(paper)) {}

  Result<std::string> write() {
    new_page();
    for (std::size_t from = 0; from < rows_.size();) {
      std::size_t to = from;
      while (to < rows_.size() && rows_[to].scene == rows_[from].scene) ++to;
      scene({rows_.begin() + static_cast<std::ptrdiff_t>(from), rows_.begin() + static_cast<std::ptrdiff_t>(to)});
      from = to;
    }
    if (rows_.empty()) paper_.words(kMargin, y_ + 14, "There are no shots.", type(10));
    else totals();
    return paper_.finish();
  }

 private:
  double inner() const { return width_ - 2 * kMargin; }
  double x_of(std::size_t column) const {
    double share = 0;
    for (std::size_t i = 0; i < column; ++i) share += kColumns[i].share;
    return kMargin + inner() * share;
  }

  // Words in lines of at most `room`; a word that is wider is broken.
  std::vector<std::string> wrap(const std::string& text, double room, const media::Type& t) {
    std::vector<std::string> lines;
    std::string line;
    const auto push = [&] { if (!line.empty()) lines.push_back(std::move(line)), line.clear(); };
    for (std::size_t at = 0; at < text.size() && lines.size() < 60;) {
      std::size_t end = text.find(' ', at);
      if (end == text.npos) end = text.size();
      std::string word = text.substr(at, end - at);
      at = end + 1;
      if (word.empty()) continue;
      if (!line.empty() && paper_.width_of(line + " " + word, t) > room) push();
      while (paper_.width_of(word, t) > room && word.size() > 1) {
        std::size_t n = word.size();
        while (n > 1 && ((static_cast<unsigned char>(word[n]) & 0xC0) == 0x80 || paper_.width_of(word.substr(0, n), t) > room)) --n;
        while (n < word.size() && (static_cast<unsigned char>(word[n]) & 0xC0) == 0x80) ++n;
        push();
        lines.push_back(word.substr(0, n));
        word.erase(0, n);
      }
      line += (line.empty() ? "" : " ") + word;
    }
    push();
    return lines;
  }
  std::string fit(std::string text, double room, const media::Type& t) { return media::fitted(std::move(text), room, [&](const std::string& part) { return paper_.width_of(part, t); }); }

  void new_page() {
    paper_.page(std::to_string(++page_));
    y_ = kMargin;
    const auto bold = type(11, true);
    const std::string title = facts_.title.empty() ? "Untitled" : facts_.title;
    paper_.words(kMargin, y_ + 8, fit(title, inner() * 0.6, bold), bold);
    const std::string right = facts_.author.empty() ? "SHOT LIST" : "SHOT LIST   " + facts_.author;
    paper_.words(width_ - kMargin - paper_.width_of(right, type(8, false, 0.35)), y_ + 8, right, type(8, false, 0.35));
    const std::string number = std::to_string(page_);
    paper_.words(width_ - kMargin - paper_.width_of(number, type(8, false, 0.35)), height_ - 18, number, type(8, false, 0.35));
    y_ += 18;
  }
  double left() const { return height_ - kMargin - y_; }

  void column_heads() {
    paper_.box(kMargin, y_, inner(), kHead, {70, 74, 82});
    for (std::size_t i = 0; i < kCount; ++i) paper_.words(x_of(i) + kPad, y_ + 10.5, kColumns[i].head, type(6.5, true, 1));
    y_ += kHead;
  }

  void scene_head(const std::vector<ShotRow>& rows, bool again) {
    const std::string number = rows.front().scene;
    const auto heading = facts_.headings.find(number), reading = facts_.readings.find(number);
    paper_.box(kMargin, y_, inner(), 20, {222, 226, 232});
    const std::string words = fmt::format("{}   {}{}", number, heading == facts_.headings.end() ? "" : heading->second, again ? "  (continued)" : "");
    const PlanFigures f = figures_of(rows);
    const std::string figures = fmt::format("{} {}, {} {} in {}, {}{}", f.shots, f.shots == 1 ? "shot" : "shots", f.setups, f.setups == 1 ? "set-up" : "set-ups", minutes_text(f.minutes), seconds_text(f.seconds), reading == facts_.readings.end() || reading->second.empty() ? "" : ", " + reading->second);
    const double figures_width = paper_.width_of(figures, type(8));
    paper_.words(kMargin + 6, y_ + 13.5, fit(words, inner() - figures_width - 30, type(10, true)), type(10, true));
    paper_.words(width_ - kMargin - 6 - figures_width, y_ + 13.5, figures, type(8));
    if (!again) paper_.mark("Scene " + words, std::max(0.0, y_ - 10));
    y_ += 20;
    column_heads();
  }

  struct Cell { std::vector<std::string> strong, plain; };
  std::vector<Cell> cells(const ShotRow& r) {
    const auto room = [&](std::size_t i) { return inner() * kColumns[i].share - 2 * kPad; };
    const auto cell = [&](std::size_t i, const std::string& strong, const std::string& plain) { return Cell{wrap(strong, room(i), type(8, true)), wrap(plain, room(i), type(8, false, 0.15))}; };
    std::string others;
    for (const auto& c : r.cast)
      if (std::find(r.subjects.begin(), r.subjects.end(), c) == r.subjects.end()) others += (others.empty() ? "" : ", ") + c;
    std::string subject = joined(r.subjects);
    if (!r.prop.empty()) subject = r.prop + (subject.empty() ? "" : " (" + subject + ")");
    const std::string lines = r.first_line.empty() ? "" : r.first_line == r.last_line ? r.first_line : r.first_line + " to " + r.last_line;
    std::string rig = r.rig.empty() ? r.rig_why : r.rig;
    if (r.crew > 0) rig += fmt::format(", crew {}", r.crew);
    return {cell(0, r.shot, ""), cell(1, r.size, r.framing), cell(2, "", r.angle == r.level ? r.angle : r.angle + (r.level.empty() ? "" : ", " + r.level)),
            cell(3, fmt::format("{:.0f} mm", r.focal_mm), fmt::format("f/{:.1f}, {:.1f} m", r.f_stop, r.focus_m)), cell(4, "", fmt::format("{:.2f} m", r.height_m)), cell(5, r.movement, rig),
            cell(6, fmt::format("{:.1f} s", r.seconds), fmt::format("at {}", seconds_text(r.start))), cell(7, subject, others.empty() ? "" : "also " + others), cell(8, lines, r.sync ? "sync" : "MOS"), cell(9, r.note, r.description)};
  }

  void row(const std::vector<ShotRow>& of_scene, const ShotRow& r, bool shaded) {
    const auto c = cells(r);
    std::size_t lines = 1;
    for (const Cell& cell : c) lines = std::max(lines, cell.strong.size() + cell.plain.size());
    std::size_t done = 0;
    while (done < lines) {
      const std::size_t fits = left() < kLine + 2 * kPad ? 0 : static_cast<std::size_t>((left() - 2 * kPad) / kLine);
      if (fits == 0 || (done == 0 && fits < lines && y_ > kMargin + 80)) {
        new_page();
        scene_head(of_scene, true);
        continue;
      }
      const std::size_t now = std::min(fits, lines - done);
      const double h = static_cast<double>(now) * kLine + 2 * kPad;
      if (shaded) paper_.box(kMargin, y_, inner(), h, {246, 247, 249});
      for (std::size_t i = 0; i < kCount; ++i)
        for (std::size_t k = done; k < done + now; ++k) {
          const bool strong = k < c[i].strong.size();
          const std::size_t plain = k - std::min(k, c[i].strong.size());
          if (!strong && plain >= c[i].plain.size()) continue;
          paper_.words(x_of(i) + kPad, y_ + kPad + 7.5 + kLine * static_cast<double>(k - done), strong ? c[i].strong[k] : c[i].plain[plain], strong ? type(8, true) : type(8, false, 0.15));
        }
      y_ += h;
      done += now;
      paper_.rule(kMargin, y_, width_ - kMargin, y_, 0.35, 0.7);
    }
  }

  // Shots of one set-up stand together, set-ups in the order in which the scene first needs them.
  void scene(std::vector<ShotRow> rows) {
    if (left() < 130) new_page();
    else if (y_ > kMargin + 40) y_ += 14;
    scene_head(rows, false);
    const std::vector<ShotRow> all = rows;
    std::stable_sort(rows.begin(), rows.end(), [](const ShotRow& a, const ShotRow& b) { return a.setup < b.setup; });
    int setup = -1;
    bool shaded = false;
    for (const ShotRow& r : rows) {
      if (r.setup != setup) {
        setup = r.setup;
        shaded = false;
        if (left() < 46) {
          new_page();
          scene_head(all, true);
        }
        double minutes = 0;
        int shots = 0;
        for (const ShotRow& other : rows)
          if (other.setup == setup) minutes += other.minutes, ++shots;
        const std::string words = fmt::format("Set-up {}: {:.0f} mm, {}, {:.2f} m high, {} to set up{}", setup, r.focal_mm, r.rig.empty() ? "no rig" : r.rig, r.height_m, minutes_text(minutes), shots > 1 ? fmt::format(", {} shots", shots) : "");
        paper_.words(kMargin + kPad, y_ + 10.5, words, type(7.5, true, 0.3));
        y_ += 14;
        paper_.rule(kMargin, y_, width_ - kMargin, y_, 0.35, 0.7);
      }
      row(all, r, shaded);
      shaded = !shaded;
    }
  }

  void totals() {
    const PlanFigures f = figures_of(rows_);
    if (left() < 60) new_page();
    y_ += 14;
    paper_.rule(kMargin, y_, width_ - kMargin, y_, 1, 0.2);
    std::size_t scenes = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) scenes += i == 0 || rows_[i].scene != rows_[i - 1].scene;
    const std::string words = fmt::format("In all {} {}, {} {}, {} {} in {}, {} of film, {:.1f} s a shot, {:.0f} % with a moving camera.", scenes, scenes == 1 ? "scene" : "scenes", f.shots, f.shots == 1 ? "shot" : "shots", f.setups, f.setups == 1 ? "set-up" : "set-ups", minutes_text(f.minutes), seconds_text(f.seconds), f.mean, 100 * f.moving);
    for (const auto& l : wrap(words, inner(), type(9, true))) paper_.words(kMargin, y_ += 14, l, type(9, true));
    std::string sizes;
    std::vector<std::pair<double, std::string>> shares;
    for (const auto& [size, share] : f.sizes) shares.emplace_back(-share, size);
    std::sort(shares.begin(), shares.end());
    for (const auto& [share, size] : shares) sizes += fmt::format("{}{} {:.0f} %", sizes.empty() ? "" : ", ", size, -100 * share);
    for (const auto& l : wrap("Sizes: " + sizes + ".", inner(), type(8))) paper_.words(kMargin, y_ += 12, l, type(8));
  }

  const std::vector<ShotRow>& rows_;
  const ShotListFacts& facts_;
  double width_, height_, y_ = 0;
  int page_ = 0;
  media::Paper paper_;
};

}  // namespace

Result<std::string> write_shot_list_pdf(const std::vector<ShotRow>& rows, const ShotListFacts& facts) {
  auto paper = TRY(media::Paper::start(facts.a4 ? 841.89 : 792, facts.a4 ? 595.28 : 612, {facts.title, facts.author, "Shot list"}));
  return Writer(rows, facts, std::move(paper)).write();
}

}  // namespace auteur::camera
