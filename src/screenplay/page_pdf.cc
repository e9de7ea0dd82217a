#include "auteur/screenplay/page_pdf.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "auteur/base/text.h"
#include "auteur/media/paper.h"
#include "page_lines.h"
#include "page_wrap.h"

namespace auteur::screenplay {
namespace {

constexpr double kCell = 7.2, kRow = 12;   // points
constexpr double kBaseline = 9.4;          // of a row, from its top

struct Note { int element; std::string text; };

// Notes in the order of the script: those that stand in the text point at the printed element before them.
std::vector<Note> notes_of(const Screenplay& s) {
  std::vector<Note> notes;
  int before = -1;
  for (std::size_t i = 0; i < s.elements.size(); ++i) {
    const auto& e = s.elements[i];
    if (e.kind == ElementKind::kNote) notes.push_back({before, e.text});
    else if (e.kind != ElementKind::kBoneyard && e.kind != ElementKind::kSection && e.kind != ElementKind::kSynopsis) before = static_cast<int>(i);
  }
  for (const auto& n : s.notes) notes.push_back({n.element, (n.author.empty() ? "" : n.author + ": ") + (n.name.empty() ? "" : n.name + ": ") + n.text});
  std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) { return a.element < b.element; });
  return notes;
}

class Printer {
 public:
  Printer(const Screenplay& s, const PdfOptions& o, media::Paper& paper, const Pages& pages, double width, double height)
      : s_(s), o_(o), paper_(paper), pages_(pages), width_(width), height_(height) {}

  void run() {
    if (o_.title_page && !s_.title_page.empty()) title_page();
    if (o_.notes) notes_ = notes_of(s_);
    const auto lines = place_lines(s_, pages_, o_.shots);
    for (std::size_t k = 0; k < pages_.pages.size(); ++k) {
      body(pages_.pages[k], k == 0);
      if (!o_.shots.empty()) draw_lines(paper_, pages_, k, lines, o_.shots);
    }
    if (!notes_.empty()) note_pages();
  }

 private:
  std::string field(std::initializer_list<std::string_view> keys) const {
    for (const auto key : keys)
      for (const auto& f : s_.title_page)
        if (lower(f.key) == key && !f.value.empty()) return f.value;
    return {};
  }

  void watermark() {
    if (o_.watermark.empty()) return;
    media::Type type;
    type.font = "DejaVu Sans";
    type.grey = 0.9;
    type.turned = -55;
    const double whole = paper_.width_of(o_.watermark, type);
    type.size = std::clamp(12 * 560 / std::max(whole, 1.0), 10.0, 60.0);
    const double w = paper_.width_of(o_.watermark, type), a = 55 * 3.14159265358979 / 180;
    paper_.words(width_ / 2 - w / 2 * std::cos(a) + type.size * 0.3, height_ / 2 + w / 2 * std::sin(a), o_.watermark, type);
  }

  double centred(double y, const std::string& line, const media::Type& type = {}) {
    paper_.words(54 + (width_ - 54 - paper_.width_of(line, type)) / 2, y, line, type);
    return y + kRow;
  }

  // Long lines of a title page are wrapped, not cut.
  std::vector<std::string> lines_of(const std::string& text, int cells_wide) const {
    std::vector<std::string> out;
    for (const auto& l : wrap(text, 0, text.size(), cells_wide)) out.push_back(text.substr(l.begin, l.end - l.begin));
    if (out.size() > 40) out.resize(40);
    return out;
  }

  void title_page() {
    paper_.page("Title");
    watermark();
    double y = height_ * 0.32;
    media::Type bold;
    bold.bold = true;
    for (const auto& l : lines_of(upper(field({"title"})), 50)) y = centred(y, l, bold);
    y += kRow * 2;
    const std::string author = field({"author", "authors", "written by"}), credit = field({"credit"});
    if (!credit.empty() || !author.empty())
      for (const auto& l : lines_of(credit.empty() ? "written by" : credit, 50)) y = centred(y, l);
    y += kRow;
    for (const auto& l : lines_of(author, 50)) y = centred(y, l);
    if (const auto source = field({"source"}); !source.empty()) {
      y += kRow * 2;
      for (const auto& l : lines_of(source, 50)) y = centred(y, l);
    }
    // At the foot: whom to ask on the left, which draft on the right.
    const auto foot = [&](const std::vector<std::string>& lines, bool right) {
      double at = height_ - 72 - kRow * static_cast<double>(lines.size());
      for (const auto& l : lines) {
        at += kRow;
        paper_.words(right ? width_ - 72 - paper_.width_of(l) : 108, at, l);
      }
    };
    std::vector<std::string> left = lines_of(field({"contact", "contact info"}), 28), right;
    for (const auto key : {"draft date", "date", "revision", "copyright"})
      if (const auto value = field({key}); !value.empty())
        for (auto& l : lines_of(value, 26)) right.push_back(std::move(l));
    if (left.size() == 1 && left[0].empty()) left.clear();
    foot(left, false);
    foot(right, true);
    static constexpr std::array<std::string_view, 12> kPlaced = {"title", "author", "authors", "written by", "credit", "source", "contact", "contact info", "draft date", "date", "revision", "copyright"};
    double at = height_ - 72 - kRow * (static_cast<double>(std::max(left.size(), right.size())) + 2);
    for (auto f = s_.title_page.rbegin(); f != s_.title_page.rend() && at > height_ * 0.6; ++f) {
      const auto key = lower(f->key);
      if (std::find(kPlaced.begin(), kPlaced.end(), key) != kPlaced.end() || key == "format" || key == "language") continue;
      const auto lines = lines_of(f->value, 60);
      for (auto l = lines.rbegin(); l != lines.rend(); ++l, at -= kRow) paper_.words(108, at, *l);
    }
  }

  void body(const Page& page, bool first) {
    paper_.page(page.label);
    watermark();
    // The first page has no number.
    if (!first) {
      const std::string label = page.label + ".";
      paper_.words(75 * kCell - kCell * cells(label), 36 + kBaseline, label);
    }
    const double top = pages_.layout.top * 72;
    int noted = -1;
    for (const auto& line : page.lines) {
      const double y = top + line.row * kRow + kBaseline;
      paper_.words(line.column * kCell, y, line.text, type_of(line));
      if (line.kind != PageLineKind::kBody) continue;
      const auto& e = s_.elements[static_cast<std::size_t>(line.element)];
      if (e.kind == ElementKind::kSceneHeading && line.range.begin == 0) paper_.mark((e.scene_number.empty() ? "" : e.scene_number + "  ") + line.text, std::max(0.0, y - 24));
      if (o_.revision_marks && line.revised) paper_.words(78 * kCell, y, mark_of(e, line));
      if (line.element != noted && !notes_.empty()) margin_notes(noted = line.element, y);
    }
  }

  std::string mark_of(const Element& e, const PageLine& line) const {
    for (const auto& span : e.spans)
      if (span.revision != 0 && span.begin < line.range.end && span.end > line.range.begin)
        for (const auto& r : s_.revisions)
          if (r.id == span.revision && !r.mark.empty()) return r.mark;
    return "*";
  }

  media::Type type_of(const PageLine& line) const {
    media::Type type;
    if (line.kind != PageLineKind::kBody) return type;
    const auto& e = s_.elements[static_cast<std::size_t>(line.element)];
    if (e.kind == ElementKind::kLyrics) type.runs.push_back({0, line.text.size(), false, true, false, false});
    if (line.text.size() < line.lead + line.range.end - line.range.begin) return type;  // capitals of another length
    for (const auto& span : e.spans) {
      if (span.end <= line.range.begin || span.begin >= line.range.end || !(span.bold || span.italic || span.underline || span.strikeout)) continue;
      const std::size_t begin = std::max(span.begin, line.range.begin) - line.range.begin + line.lead;
      const std::size_t end = std::min(span.end, line.range.end) - line.range.begin + line.lead;
      type.runs.push_back({begin, end, span.bold, span.italic, span.underline, span.strikeout});
    }
    return type;
  }

  void margin_notes(int element, double y) {
    std::string numbers;
    // Those of elements that are not printed stand at the next one that is.
    for (; next_note_ < notes_.size() && notes_[next_note_].element <= element; ++next_note_) numbers += (numbers.empty() ? "" : ",") + std::to_string(next_note_ + 1);
    media::Type small;
    small.size = 8;
    if (!numbers.empty()) paper_.words(79 * kCell, y - 3, numbers, small);
  }

  void note_pages() {
    const int rows = pages_.rows;
    int row = rows;
    const double top = pages_.layout.top * 72;
    const auto line = [&](int column, const std::string& text, bool bold) {
      if (row >= rows) {
        paper_.page("Notes");
        row = 0;
      }
      media::Type type;
      type.bold = bold;
      paper_.words(column * kCell, top + row++ * kRow + kBaseline, text, type);
    };
    line(15, "NOTES", true);
    for (std::size_t k = 0; k < notes_.size(); ++k) {
      ++row;
      const std::string number = std::to_string(k + 1) + ".";
      bool first = true;
      for (const auto& l : wrap(notes_[k].text, 0, notes_[k].text.size(), 55)) {
        const auto words = notes_[k].text.substr(l.begin, l.end - l.begin);
        line(first ? 15 : 20, first ? number + std::string(number.size() < 5 ? 5 - number.size() : 1, ' ') + words : words, false);
        first = false;
      }
    }
  }

  const Screenplay& s_;
  const PdfOptions& o_;
  media::Paper& paper_;
  const Pages& pages_;
  std::vector<Note> notes_;
  std::size_t next_note_ = 0;
  double width_, height_;
};

}  // namespace

Result<std::string> write_pdf(const Screenplay& script, const PdfOptions& options) {
  Screenplay numbered;
  const Screenplay* s = &script;
  if (options.number_scenes) {
    numbered = script;
    int n = 0;
    for (auto& e : numbered.elements)
      if (e.kind == ElementKind::kSceneHeading) {
        ++n;
        if (e.scene_number.empty()) e.scene_number = std::to_string(n);
      }
    s = &numbered;
  }
  PageOptions how;
  how.locks = options.locks;
  PageLayout layout = options.layout ? *options.layout : script.layout;
  if (options.paper) layout.paper = *options.paper;
  switch (options.scene_numbers) {
    case SceneNumbers::kAsInScript:
      if (!layout.given) layout.scene_numbers_left = layout.scene_numbers_right = true;
      break;
    case SceneNumbers::kNone: layout.scene_numbers_left = layout.scene_numbers_right = false; break;
    case SceneNumbers::kLeft: layout.scene_numbers_left = true; layout.scene_numbers_right = false; break;
    case SceneNumbers::kRight: layout.scene_numbers_left = false; layout.scene_numbers_right = true; break;
    case SceneNumbers::kBoth: layout.scene_numbers_left = layout.scene_numbers_right = true; break;
  }
  how.layout = layout;
  const Pages pages = paginate(*s, how);
  const bool a4 = layout.paper == Paper::kA4;
  const double width = a4 ? 210 / 25.4 * 72 : 612, height = a4 ? 297 / 25.4 * 72 : 792;
  auto paper = TRY(media::Paper::start(width, height, {script.title(), script.author(), "Screenplay"}));
  Printer(*s, options, paper, pages, width, height).run();
  return paper.finish();
}

}  // namespace auteur::screenplay
