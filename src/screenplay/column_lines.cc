#include "column_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "auteur/base/text.h"
#include "page_wrap.h"

namespace auteur::screenplay {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool capital(char c) { return c >= 'A' && c <= 'Z'; }

// "12", "A12", "12A", "12.", "3-5": at most three letters on each side.
bool is_number(std::string_view s) {
  if (s.ends_with('.')) s.remove_suffix(1);
  if (s.empty() || s.size() > 9) return false;
  std::size_t i = 0, digits = 0, letters = 0;
  for (; i < s.size(); ++i) {
    if (digit(s[i])) ++digits;
    else if (capital(s[i])) ++letters;
    else if (s[i] != '-' || i == 0) return false;
  }
  return digits >= 1 && digits <= 6 && letters <= 3;
}

bool is_page_number(std::string s) {
  s = lower(trim(s));
  if (s.starts_with("page ")) s = s.substr(5);
  if (const auto of = s.find(" of "); of != std::string::npos) s = s.substr(0, of);
  if (const auto slash = s.find('/'); slash != std::string::npos) s = s.substr(0, slash);
  while (!s.empty() && (s.front() == '-' || s.front() == ' ' || s.front() == '\xE2')) s.erase(0, 1);
  while (!s.empty() && (s.back() == '-' || s.back() == ' ' || s.back() == '.')) s.pop_back();
  return is_number(upper(s));
}

bool is_stars(std::string_view s) { return !s.empty() && s.size() <= 4 && s.find_first_not_of('*') == std::string_view::npos; }

std::string bare(std::string_view text) {  // capitals and digits only
  std::string out;
  for (char c : upper(text))
    if (capital(c) || digit(c)) out += c;
  return out;
}

// "(MORE)", "- MORE -", "MORE": somebody who says "more." goes on speaking.
bool is_more(std::string_view s) {
  s = trim(s);
  const bool marked = s.starts_with('(') || s.starts_with('-') || s.starts_with('[');
  return bare(s) == "MORE" && (marked || s == "MORE" || s == "MORE...");
}
bool is_continued(std::string_view s) {
  std::string b = bare(s);
  while (!b.empty() && digit(b.back())) b.pop_back();
  while (!b.empty() && digit(b.front())) b.erase(0, 1);
  return b == "CONTINUED" || b == "CONTD" || b == "CONTINUES";
}
bool says_continued(std::string_view s) {
  const auto open = s.find('(');
  return open != std::string_view::npos && bare(s.substr(open)).find("CONT") != std::string::npos;
}

// What stands in the same place on most pages: headers, readers' names.
void drop_repeated(std::vector<ColumnPage>& pages) {
  std::size_t used = 0;
  for (const auto& p : pages) used += !p.rows.empty();
  if (used < 3) return;
  using Place = std::tuple<std::string, long, long>;
  std::map<Place, std::size_t> seen;
  std::map<std::string, std::size_t> anywhere;
  // Digits count as one: a header with the page's number or a date.
  const auto key = [](const Segment& s) {
    std::string k;
    for (char c : s.text) k += digit(c) ? '0' : c;
    return k;
  };
  const auto place = [&](const Row& r, const Segment& s, long dx, long dy) { return Place{key(s), std::lround(s.x / 2) + dx, std::lround(r.y) + dy}; };
  for (const auto& p : pages) {
    std::set<Place> here;
    for (const auto& r : p.rows)
      for (const auto& s : r.segments) {
        here.insert(place(r, s, 0, 0));
        ++anywhere[key(s)];
      }
    for (const auto& h : here) ++seen[h];
  }
  for (auto& p : pages)
    for (auto& r : p.rows)
      std::erase_if(r.segments, [&](const Segment& s) {
        std::size_t n = 0;
        for (long dx = -1; dx <= 1; ++dx)
          for (long dy = -1; dy <= 1; ++dy)
            if (const auto it = seen.find(place(r, s, dx, dy)); it != seen.end()) n += it->second;
        // Furniture of the script itself is looked at later.
        if (is_more(s.text) || is_continued(s.text) || is_stars(s.text)) return false;
        // A cue may often stand in the same place, but then it stands in others too.
        return n * 10 >= used * 6 && anywhere[key(s)] * 2 <= n * 3;
      });
}

// Page numbers and running titles: alone in the first or last rows of the page, away from the body.
void drop_page_numbers(ColumnPage& p) {
  const auto clean = [&](Row& r) {
    bool found = false;
    for (const auto& s : r.segments) found |= is_page_number(s.text);
    if (!found) return;
    bool heading = false;
    for (const auto& s : r.segments) heading |= heading_prefix_of(s.text);
    if (!heading) r.segments.clear();
  };
  if (p.rows.empty()) return;
  // A number beside nothing else, or beside a running title, with space between it and the words.
  Row& first = p.rows.front();
  if (first.y < p.height * 0.12 && (p.rows.size() == 1 || p.rows[1].y - first.y > 1.5)) clean(first);
  Row& last = p.rows.back();
  if (last.y > p.height * 0.86 && p.rows.size() > 1 && last.y - p.rows[p.rows.size() - 2].y > 1.5) clean(last);
}

double find_action(const std::vector<ColumnPage>& pages) {
  std::map<long, std::size_t> starts;  // half cells
  std::size_t all = 0;
  for (const auto& p : pages)
    for (const auto& r : p.rows) {
      if (r.segments.empty()) continue;
      std::size_t k = 0;
      if (r.segments.size() > 1 && is_number(r.segments[0].text)) k = 1;
      double x = r.segments[k].x;
      const auto& text = r.segments[k].text;
      const auto space = text.find(' ');
      if (k == 0 && space != std::string::npos && is_number(text.substr(0, space)) && heading_prefix_of(trim(std::string_view(text).substr(space)))) continue;
      ++starts[std::lround(x * 2)];
      ++all;
    }
  if (all == 0) return 15;
  // The leftmost indent that many lines share.
  const std::size_t enough = std::max<std::size_t>(2, all / 14);
  for (auto it = starts.begin(); it != starts.end(); ++it) {
    std::size_t n = it->second;
    if (const auto next = starts.find(it->first + 1); next != starts.end()) n += next->second;
    if (n >= enough) return static_cast<double>(it->first) / 2;
  }
  return static_cast<double>(starts.begin()->first) / 2;
}

// Takes scene numbers and revision marks out of the margins.
void margins(Row& r, double action, ColumnLine& line) {
  auto& s = r.segments;
  while (!s.empty()) {
    Segment& last = s.back();
    if (is_stars(last.text) && (s.size() > 1 || last.x > action + 50) && last.x > action + 30) { line.revised = true; s.pop_back(); continue; }
    const auto space = last.text.rfind(' ');
    if (space != std::string::npos && is_stars(std::string_view(last.text).substr(space + 1)) && last.right > action + 58) {
      line.revised = true;
      last.text = std::string(trim(std::string_view(last.text).substr(0, space)));
      last.right = last.x + cells(last.text);
      continue;
    }
    break;
  }
  std::string left, right;
  if (s.size() > 1 && is_number(s.front().text) && s.front().right <= action + 0.6) {
    left = s.front().text;
    s.erase(s.begin());
  } else if (!s.empty() && s.front().x < action - 1) {
    const auto& text = s.front().text;
    const auto space = text.find(' ');
    const auto next = space == std::string::npos ? space : text.find_first_not_of(' ', space);
    if (next != std::string::npos && is_number(text.substr(0, space)) && std::abs(s.front().x + static_cast<double>(next) - action) < 2.5) {
      left = text.substr(0, space);
      s.front().x += static_cast<double>(next);
      s.front().text = text.substr(next);
    }
  }
  if (s.size() > 1 && is_number(s.back().text) && (s.back().text == left || s.back().x > action + 52)) {
    right = s.back().text;
    s.pop_back();
  } else if (!s.empty() && heading_prefix_of(s.back().text)) {
    const auto& text = s.back().text;
    const auto space = text.rfind(' ');
    if (space != std::string::npos && space > 0 && text[space - 1] == ' ' && is_number(text.substr(space + 1))) {
      right = text.substr(space + 1);
      s.back().text = std::string(trim(text.substr(0, space)));
      s.back().right = s.back().x + cells(s.back().text);
    }
  }
  line.number = left.empty() ? right : left;
  if (line.number.ends_with('.')) line.number.pop_back();
}

bool cue_like(std::string_view text) {
  const auto name = trim(text.substr(0, text.find('(')));
  return !name.empty() && name.size() < 40 && capitals(name) && !heading_prefix_of(text);
}

class Assembler {
 public:
  explicit Assembler(std::vector<ColumnPage>& pages) : pages_(pages) {}

  ColumnScript run() {
    out_.action_x = find_action(pages_);
    if (!pages_.empty()) out_.paper_width = pages_.front().width;
    for (std::size_t p = 0; p < pages_.size(); ++p) page(static_cast<int>(p));
    return std::move(out_);
  }

 private:
  void page(int index) {
    auto& rows = pages_[static_cast<std::size_t>(index)].rows;
    bool any = false;
    for (const auto& r : rows) any |= !r.segments.empty();
    out_.has_text.push_back(any);
    bool top = true, said_more = std::exchange(more_, false);
    double before = 0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
      Row& r = rows[k];
      ColumnLine line;
      line.page = index;
      line.row = r.number;
      margins(r, out_.action_x, line);
      if (r.segments.empty()) continue;
      const std::string whole = joined(r);
      if (is_continued(whole)) continue;
      if (is_more(whole)) { more_ = true; continue; }
      line.gap = top ? -1 : std::max(0, static_cast<int>(std::lround(r.y - before)) - 1);
      before = r.y;
      // The cue once more after (MORE).
      if (top && said_more && says_continued(whole)) {
        said_more = false;
        carry_ = true;
        top = false;
        continue;
      }
      if (r.segments.size() >= 2 && line.number.empty() && dual(rows, k, line)) {
        top = false;
        before = rows[k].y;
        continue;
      }
      line.continues = std::exchange(carry_, false);
      top = false;
      line.x = r.segments.front().x;
      line.right = r.segments.back().right;
      line.text = whole;
      out_.lines.push_back(std::move(line));
    }
  }

  static std::string joined(const Row& r) {
    std::string out;
    for (const auto& s : r.segments) {
      if (!out.empty()) out.append(static_cast<std::size_t>(std::clamp(std::lround(s.x - (r.segments.front().x + cells(out))), 1L, 40L)), ' ');
      out += s.text;
    }
    return out;
  }

  // Two speeches beside each other: a row of two cues, and all rows right below it. `k` ends at the last of them.
  bool dual(std::vector<Row>& rows, std::size_t& k, const ColumnLine& first) {
    const Row& cues = rows[k];
    if (cues.segments.size() != 2 || !cue_like(cues.segments[0].text) || !cue_like(cues.segments[1].text)) return false;
    if (k + 1 >= rows.size() || rows[k + 1].y - cues.y > 1.5) return false;
    const double edge = cues.segments[1].x - 11;
    if (edge < out_.action_x + 8 || cues.segments[0].right > edge + 10) return false;
    std::vector<ColumnLine> left, right;
    std::size_t last = k;
    for (std::size_t i = k; i < rows.size() && (i == k || rows[i].y - rows[i - 1].y < 1.5); ++i) {
      ColumnLine base = first;
      base.row = rows[i].number;
      base.gap = i == k ? first.gap : 0;
      if (i > k) margins(rows[i], out_.action_x, base);
      base.number.clear();
      for (const auto& s : rows[i].segments) {
        ColumnLine line = base;
        line.dual = s.x >= edge;
        line.x = s.x;
        line.right = s.right;
        line.text = s.text;
        auto& side = line.dual ? right : left;
        line.hint = side.empty() ? LineHint::kCue : LineHint::kDialogue;
        const bool open = !side.empty() && side.back().hint == LineHint::kParenthetical && side.back().text.find(')') == std::string::npos;
        if (!side.empty() && (s.text.starts_with('(') || open)) line.hint = LineHint::kParenthetical;
        side.push_back(std::move(line));
      }
      last = i;
    }
    if (left.size() < 2 || right.size() < 2) return false;
    right.front().gap = 1;
    for (auto* side : {&left, &right})
      for (auto& l : *side) out_.lines.push_back(std::move(l));
    k = last;
    return true;
  }

  std::vector<ColumnPage>& pages_;
  ColumnScript out_;
  bool more_ = false, carry_ = false;
};

}  // namespace

bool capitals(std::string_view s) {
  bool any = false;
  for (char c : s) {
    if (c >= 'a' && c <= 'z') return false;
    any |= capital(c);
  }
  return upper(s) == s && (any || lower(s) != s);
}

bool heading_prefix_of(std::string_view s) {
  static constexpr std::array<std::string_view, 11> kPrefixes = {"INT./EXT", "EXT./INT", "INT/EXT", "EXT/INT", "I./E", "E./I", "I/E", "E/I", "INT", "EXT", "EST"};
  const std::string u = upper(s.substr(0, 12));
  for (const auto p : kPrefixes)
    if (u.starts_with(p) && u.size() > p.size() && (u[p.size()] == '.' || u[p.size()] == ' ')) return true;
  return false;
}

ColumnScript column_lines(std::vector<ColumnPage> pages) {
  drop_repeated(pages);
  for (auto& p : pages) {
    std::erase_if(p.rows, [](const Row& r) { return r.segments.empty(); });
    drop_page_numbers(p);
    std::erase_if(p.rows, [](const Row& r) { return r.segments.empty(); });
  }
  return Assembler(pages).run();
}

}  // namespace auteur::screenplay
