#include "column_script.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "auteur/base/text.h"
#include "page_wrap.h"

namespace auteur::screenplay {
namespace {

bool says_continued(std::string_view inside) {
  std::string b;
  for (char c : upper(inside))
    if (c >= 'A' && c <= 'Z') b += c;
  return b == "CONTD" || b == "CONT" || b == "CONTINUED" || b == "CONTINUING";
}

void read_cue(Element& e) {
  const auto open = e.text.find('(');
  e.name = std::string(trim(std::string_view(e.text).substr(0, open)));
  for (auto from = open; from != std::string::npos;) {
    const auto to = e.text.find(')', from);
    const auto inside = trim(std::string_view(e.text).substr(from + 1, to == std::string::npos ? to : to - from - 1));
    if (!inside.empty() && !says_continued(inside)) e.extension += (e.extension.empty() ? "" : ", ") + std::string(inside);
    from = to == std::string::npos ? to : e.text.find('(', to);
  }
}

bool contact_like(std::string_view s) {
  return s.find('@') != std::string_view::npos || std::count_if(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }) >= 6 || lower(s).find("www.") != std::string::npos;
}

class Builder {
 public:
  Builder(ColumnScript c, const std::vector<std::vector<SourceRow>>& texts, const ColumnSource& from) : c_(std::move(c)), from_(from) {
    out_.script.format = from.format;
    int line = 1;
    for (const auto& page : texts) {
      if (!lines_.empty()) out_.source += '\f';
      auto& at = lines_.emplace_back();
      first_line_.push_back(line);
      for (const auto& row : page) {
        at[row.number] = {{out_.source.size(), out_.source.size() + row.text.size()}, line++};
        out_.source += row.text + '\n';
      }
    }
  }

  Parsed run() {
    front_matter();
    const auto labels = label_lines(c_);
    widths(labels);
    for (std::size_t i = 0; i < c_.lines.size(); ++i) line(i, labels[i].label);
    finish();
    doubts(labels);
    return std::move(out_);
  }

 private:
  struct Where { ByteRange bytes; int line = 0; };

  Where where(const ColumnLine& l) const {
    const auto& page = lines_[static_cast<std::size_t>(l.page)];
    const auto it = page.find(l.row);
    return it == page.end() ? Where{} : it->second;
  }

  void warn(int page, const std::string& message) {
    if (out_.warnings.size() >= 200) return;
    const int line = static_cast<std::size_t>(page) < first_line_.size() ? first_line_[static_cast<std::size_t>(page)] : 1;
    out_.warnings.push_back({from_.page_word + " " + std::to_string(page + 1) + ": " + message, line, 1});
  }

  // Pages before the one where the story begins.
  void front_matter() {
    std::map<int, std::vector<std::size_t>> pages;
    for (std::size_t i = 0; i < c_.lines.size(); ++i) pages[c_.lines[i].page].push_back(i);
    int story = -1;
    for (const auto& [page, lines] : pages) {
      bool begins = false;
      std::size_t wide = 0;
      for (std::size_t i : lines) {
        const auto& l = c_.lines[i];
        begins |= heading_prefix_of(l.text) || upper(trim(l.text)).starts_with("FADE IN") || (!l.number.empty() && capitals(l.text));
        wide += cells(l.text) > 45 && std::abs(l.x - c_.action_x) < 1.5;
      }
      if (begins || wide >= 4) { story = page; break; }
    }
    if (story <= 0 && !(pages.size() > 1 && story == -1 && looks_like_title(pages.begin()->second))) return;
    if (story < 0) story = std::next(pages.begin())->first;
    bool first = true;
    int from = -1, to = -1;
    for (const auto& [page, lines] : pages) {
      if (page >= story) break;
      if (first && looks_like_title(lines)) title_page(lines);
      else { if (from < 0) from = page; to = page; }
      first = false;
    }
    if (from >= 0)
      warn(from, (from == to ? "this page stands" : "the pages to " + std::to_string(to + 1) + " stand") + std::string(" before the first scene and hold no scene; they were left out of the script."));
    std::erase_if(c_.lines, [&](const ColumnLine& l) { return l.page < story; });
  }

  bool looks_like_title(const std::vector<std::size_t>& lines) const {
    std::size_t centred = 0;
    for (std::size_t i : lines) {
      const auto& l = c_.lines[i];
      centred += l.x > c_.action_x + 4;
    }
    return lines.size() <= 40 && centred * 3 >= lines.size();
  }

  void title_page(const std::vector<std::size_t>& lines) {
    std::vector<std::string> blocks[3];  // title, credit and author, source
    std::vector<std::string> left, right, notes;
    const double middle = c_.action_x + 30;
    const auto& first = c_.lines[lines.front()];
    int block = 0;
    bool foot = false;
    for (std::size_t n = 0; n < lines.size(); ++n) {
      const auto& l = c_.lines[lines[n]];
      const double centre = (l.x + l.right) / 2;
      if (n > 0 && (l.gap >= 6 || (l.gap >= 2 && std::abs(centre - middle) > 8))) foot = true;
      // Two addresses beside each other: parted by wide spaces.
      const auto wide = l.text.find("    ");
      if (foot || std::abs(centre - middle) > 12) {
        foot = true;
        if (wide != std::string::npos) {
          left.push_back(std::string(trim(std::string_view(l.text).substr(0, wide))));
          right.push_back(std::string(trim(std::string_view(l.text).substr(wide))));
        } else {
          (l.x < middle - 6 ? left : right).push_back(l.text);
        }
        continue;
      }
      if (n > 0 && l.gap >= 1 && block == 0) block = 1;
      if (block == 1 && n > 0 && (lower(l.text).starts_with("based on") || lower(l.text).starts_with("adapted") || lower(l.text).starts_with("story by"))) block = 2;
      blocks[block].push_back(l.text);
    }
    (void)first;
    auto& fields = out_.script.title_page;
    const auto add = [&](const std::string& key, const std::vector<std::string>& values) {
      std::string all;
      for (const auto& v : values) all += (all.empty() ? "" : "\n") + v;
      if (!all.empty()) fields.push_back({key, all});
    };
    const auto joined = [](const std::vector<std::string>& v) {
      std::string all;
      for (const auto& s : v) all += (all.empty() ? "" : " ") + s;
      return all;
    };
    add("Title", blocks[0].empty() ? blocks[0] : std::vector<std::string>{joined(blocks[0])});
    auto& who = blocks[1];
    std::vector<std::string> credit, author;
    for (const auto& w : who) {
      const std::string low = lower(w);
      const bool is_credit = low == "by" || low.ends_with(" by") || low.starts_with("written") || low == "screenplay";
      (is_credit && author.empty() ? credit : author).push_back(w);
    }
    if (credit.empty() && author.size() > 1) { credit = {author.front()}; author.erase(author.begin()); }
    add("Credit", credit);
    add("Author", author);
    add("Source", blocks[2]);
    std::vector<std::string> draft, copyright;
    for (const auto& r : right) {
      if (contact_like(r) && lower(r).find("draft") == std::string::npos && r.find('/') == std::string::npos) left.push_back(r);
      else if (lower(r).find("copyright") != std::string::npos || r.find("\u00A9") != std::string::npos) copyright.push_back(r);
      else draft.push_back(r);
    }
    add("Contact", left);
    add("Draft date", draft);
    add("Copyright", copyright);
    if (fields.empty()) return;
    Element e;
    e.kind = ElementKind::kTitlePage;
    for (const auto& f : fields) e.text += (e.text.empty() ? "" : "\n") + f.key + ": " + f.value;
    const Where a = where(c_.lines[lines.front()]), b = where(c_.lines[lines.back()]);
    e.bytes = {a.bytes.begin, std::max(a.bytes.end, b.bytes.end)};
    e.line = a.line;
    e.column = 1;
    out_.script.elements.push_back(std::move(e));
  }

  // How wide the lines of each kind get: tells a broken line from a line that was ended.
  void widths(const std::vector<LabelledLine>& labels) {
    std::vector<int> all[7];
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (!c_.lines[i].dual && c_.lines[i].hint == LineHint::kNone) all[static_cast<std::size_t>(labels[i].label)].push_back(cells(c_.lines[i].text));
    static constexpr int kLeast[7] = {60, 60, 37, 25, 35, 16, 60};
    for (std::size_t k = 0; k < 7; ++k) {
      width_[k] = kLeast[k];
      if (all[k].size() < 30) continue;
      std::sort(all[k].begin(), all[k].end());
      width_[k] = all[k][all[k].size() - 1 - all[k].size() / 200];
    }
    for (const auto& l : c_.lines) last_row_ = std::max(last_row_, l.row);
  }

  bool goes_on(const ColumnLine& l, LineLabel label) const {
    if (open_.kind == ElementKind::kTitlePage || !has_open_ || label != label_) return false;
    if (label == LineLabel::kCue || label == LineLabel::kTransition) return false;
    if (l.dual != dual_) return false;
    if (label == LineLabel::kParenthetical && open_.text.ends_with(')')) return false;
    if (l.continues) return true;
    if (l.gap == 0) return !(label == LineLabel::kHeading && (heading_prefix_of(l.text) || !l.number.empty()));
    if (l.gap > 0) return false;
    // At the top of a page: the paragraph goes on when its sentence does.
    if (label == LineLabel::kHeading || label == LineLabel::kCentred) return false;
    return !ends_sentence(open_.text) && label != LineLabel::kParenthetical;
  }

  void line(std::size_t i, LineLabel label) {
    const auto& l = c_.lines[i];
    if (goes_on(l, label)) {
      const bool hyphen = previous_.ends_with('-') && previous_.size() > 1 && previous_[previous_.size() - 2] != '-' && previous_[previous_.size() - 2] != ' ';
      const int room = width_[static_cast<std::size_t>(label)] - previous_cells_;
      const auto space = l.text.find(' ');
      const int word = cells(std::string_view(l.text).substr(0, space)) + 1;
      // The next word would have fitted: the writer ended the line. Not where a page ended it, nor in narrow columns.
      const bool ended = l.gap == 0 && l.hint == LineHint::kNone && word <= room && !l.continues && label != LineLabel::kParenthetical && label != LineLabel::kHeading && !hyphen;
      open_.text += ended ? "\n" : hyphen && l.gap == 0 ? "" : " ";
      const std::size_t begin = open_.text.size();
      open_.text += l.text;
      mark(l, begin);
    } else {
      finish();
      open_ = Element{};
      open_.kind = kind_of(label);
      open_.text = l.text;
      const Where w = where(l);
      open_.bytes = w.bytes;
      open_.line = w.line;
      open_.column = static_cast<int>(std::lround(std::max(0.0, l.x))) + 1;
      open_.scene_number = label == LineLabel::kHeading ? l.number : "";
      open_.dual = l.dual && label == LineLabel::kCue;
      has_open_ = true;
      label_ = label;
      dual_ = l.dual;
      mark(l, 0);
    }
    const Where w = where(l);
    open_.bytes.end = std::max(open_.bytes.end, w.bytes.end);
    previous_ = l.text;
    previous_cells_ = cells(l.text);
  }

  void mark(const ColumnLine& l, std::size_t begin) {
    if (!l.revised || begin >= open_.text.size()) return;
    Span span;
    span.begin = begin;
    span.end = open_.text.size();
    span.revision = 1;
    open_.spans.push_back(span);
    revised_ = true;
  }

  static ElementKind kind_of(LineLabel label) {
    switch (label) {
      case LineLabel::kHeading: return ElementKind::kSceneHeading;
      case LineLabel::kAction: return ElementKind::kAction;
      case LineLabel::kCue: return ElementKind::kCharacter;
      case LineLabel::kParenthetical: return ElementKind::kParenthetical;
      case LineLabel::kDialogue: return ElementKind::kDialogue;
      case LineLabel::kTransition: return ElementKind::kTransition;
      case LineLabel::kCentred: return ElementKind::kCentred;
    }
    return ElementKind::kAction;
  }

  void finish() {
    if (!has_open_) {
      if (revised_ && out_.script.revisions.empty()) out_.script.revisions.push_back({1, "Revision", "", "*", ""});
      return;
    }
    has_open_ = false;
    Element e = std::move(open_);
    if (e.kind == ElementKind::kCharacter) read_cue(e);
    if (e.kind == ElementKind::kParenthetical) {
      std::size_t front = e.text.starts_with('(') ? 1 : 0;
      if (e.text.ends_with(')')) e.text.pop_back();
      e.text.erase(0, std::min(front, e.text.size()));
      for (auto& s : e.spans) {
        s.begin = s.begin >= front ? s.begin - front : 0;
        s.end = std::min(e.text.size(), s.end >= front ? s.end - front : 0);
      }
      std::erase_if(e.spans, [](const Span& s) { return s.begin >= s.end; });
    }
    // What Fountain would not take for a heading or a transition by itself is forced.
    if (e.kind == ElementKind::kSceneHeading) e.forced = !heading_prefix_of(e.text);
    if (e.kind == ElementKind::kTransition) e.forced = !e.text.ends_with("TO:");
    out_.script.elements.push_back(std::move(e));
    if (revised_ && out_.script.revisions.empty()) out_.script.revisions.push_back({1, "Revision", "", "*", ""});
  }

  void doubts(const std::vector<LabelledLine>& labels) {
    std::map<int, std::pair<double, int>> pages;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      auto& [sum, n] = pages[c_.lines[i].page];
      sum += labels[i].confidence;
      ++n;
    }
    for (std::size_t p = 0; p < c_.has_text.size(); ++p)
      if (!c_.has_text[p]) warn(static_cast<int>(p), "no text was found here (a picture or an empty page?); nothing of this page is in the script.");
    for (const auto& [page, sum] : pages) {
      const int percent = static_cast<int>(std::floor(100 * sum.first / sum.second));
      if (percent < 50) warn(page, std::to_string(percent) + " % sure: this page could not be read as a screenplay. Compare it with the original.");
      else if (percent < 90) warn(page, std::to_string(percent) + " % sure which lines are action and which are dialogue. Compare it with the original.");
    }
    std::stable_sort(out_.warnings.begin(), out_.warnings.end(), [](const Warning& a, const Warning& b) { return a.line < b.line; });
  }

  ColumnScript c_;
  const ColumnSource& from_;
  Parsed out_;
  std::vector<std::map<int, Where>> lines_;  // by page, by row number
  std::vector<int> first_line_;
  int width_[7] = {60, 60, 37, 25, 35, 16, 60};
  int last_row_ = 0, previous_cells_ = 0;
  std::string previous_;
  Element open_;
  LineLabel label_ = LineLabel::kAction;
  bool has_open_ = false, dual_ = false, revised_ = false;
};

}  // namespace

Parsed script_from_columns(ColumnScript columns, const std::vector<std::vector<SourceRow>>& texts, const ColumnSource& from) {
  return Builder(std::move(columns), texts, from).run();
}

}  // namespace auteur::screenplay
