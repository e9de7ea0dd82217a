#include "fountain_lines.h"

#include <array>
#include <cstring>

namespace auteur::screenplay {
namespace {

constexpr std::array<unsigned char, 256> make_interesting() {
  std::array<unsigned char, 256> t{};
  t[static_cast<unsigned char>('\n')] = 1;
  t[static_cast<unsigned char>('\r')] = 1;
  t[static_cast<unsigned char>('[')] = 2;
  t[static_cast<unsigned char>('/')] = 2;
  t[static_cast<unsigned char>('*')] = 3;
  t[static_cast<unsigned char>('_')] = 3;
  t[static_cast<unsigned char>('\\')] = 3;
  return t;
}
constexpr auto kInteresting = make_interesting();

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

class LineReader {
 public:
  LineReader(std::string_view source, std::size_t from) : s_(source), at_(from) {}

  LineTable run() {
    table_.lines.reserve(s_.size() / 24 + 8);
    while (at_ < s_.size()) {
      if (table_.lines.size() >= kMaxLines) { table_.too_many = true; break; }
      read_one();
    }
    return std::move(table_);
  }

 private:
  void read_one() {
    SourceLine line;
    line.begin = at_;
    line.number = number_;
    line.first_cut = static_cast<int>(table_.cuts.size());
    std::size_t i = at_, kept_from = at_;
    std::string* cleaned = nullptr;
    while (i < s_.size()) {
      const unsigned char what = kInteresting[static_cast<unsigned char>(s_[i])];
      if (what == 0) { ++i; continue; }
      if (what == 1) break;
      if (what == 3) {
        line.marked = true;
        // An escaped mark opens nothing: "\\[[" and "\\/*" are plain text.
        i += s_[i] == '\\' && i + 1 < s_.size() && !is_line_end(s_[i + 1]) ? 2 : 1;
        continue;
      }
      const std::size_t close = cut_end(i);
      if (close == 0) { ++i; continue; }
      if (!cleaned) cleaned = &table_.cleaned.emplace_back();
      cleaned->append(s_.substr(kept_from, i - kept_from));
      table_.cuts.push_back({{i, close}, number_, column_of_byte(line_start_, i), s_[i] == '/'});
      count_lines(i, close);
      // One space is enough where a note stood between two.
      if ((cleaned->empty() || cleaned->back() == ' ') && close < s_.size() && s_[close] == ' ') ++i, kept_from = close + 1;
      else kept_from = close;
      i = kept_from;
    }
    line.end = i;
    line.cuts = static_cast<int>(table_.cuts.size()) - line.first_cut;
    if (cleaned) {
      cleaned->append(s_.substr(kept_from, i - kept_from));
      line.text = *cleaned;
    } else {
      line.text = s_.substr(line.begin, i - line.begin);
    }
    classify_white(line);
    step_over_line_end(i);
    if (line.kind == LineKind::kBlank && !table_.lines.empty() && table_.lines.back().kind == LineKind::kBlank) return;
    table_.lines.push_back(line);
  }

  // The byte after a note or boneyard that opens at i; 0 when nothing opens or it is never closed.
  std::size_t cut_end(std::size_t i) {
    if (i + 1 >= s_.size()) return 0;
    if (s_[i] == '/' && s_[i + 1] == '*') {
      if (no_boneyard_end_) return 0;
      const auto close = s_.find("*/", i + 2);
      if (close == std::string_view::npos) { no_boneyard_end_ = true; return 0; }
      return close + 2;
    }
    if (s_[i] == '[' && s_[i + 1] == '[') {
      if (i < no_note_end_before_) return 0;
      std::size_t k = i + 2;
      for (; k + 1 < s_.size(); ++k) {
        if (s_[k] == ']' && s_[k + 1] == ']') {
          k += 2;
          while (k < s_.size() && s_[k] == ']') ++k;  // [[see [1]]]
          return k;
        }
        if (is_line_end(s_[k])) {
          std::size_t next = k + (s_[k] == '\r' && s_[k + 1] == '\n' ? 2 : 1);
          if (next >= s_.size() || is_line_end(s_[next])) break;  // an empty line: the brackets are plain text
          if (next == k + 2) ++k;
        }
      }
      no_note_end_before_ = k;
      return 0;
    }
    return 0;
  }

  void count_lines(std::size_t from, std::size_t to) {
    for (std::size_t k = from; k < to; ++k) {
      if (!is_line_end(s_[k])) continue;
      if (s_[k] == '\r' && k + 1 < s_.size() && s_[k + 1] == '\n') ++k;
      ++number_;
      line_start_ = k + 1;
    }
  }

  int column_of_byte(std::size_t start, std::size_t at) const {
    int column = 1;
    for (std::size_t k = start; k < at; ++k)
      if ((static_cast<unsigned char>(s_[k]) & 0xC0) != 0x80) ++column;
    return column;
  }

  static void classify_white(SourceLine& line) {
    if (line.text.find_first_not_of(" \t\v\f") != std::string_view::npos) return;
    if (line.cuts > 0) line.kind = LineKind::kCut;
    else line.kind = line.text.size() >= 2 ? LineKind::kSpaces : LineKind::kBlank;
  }

  void step_over_line_end(std::size_t i) {
    if (i < s_.size()) {
      if (s_[i] == '\r' && i + 1 < s_.size() && s_[i + 1] == '\n') ++i;
      ++i;
      ++number_;
    }
    at_ = line_start_ = i;
  }

  std::string_view s_;
  std::size_t at_ = 0, line_start_ = 0, no_note_end_before_ = 0;
  int number_ = 1;
  bool no_boneyard_end_ = false;
  LineTable table_;
};

}  // namespace

LineTable read_lines(std::string_view source, std::size_t from) { return LineReader(source, from).run(); }

}  // namespace auteur::screenplay
