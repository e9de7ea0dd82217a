#include "auteur/base/csv.h"

#include <algorithm>

#include "auteur/base/text.h"

namespace auteur {
namespace {

constexpr std::string_view kFormula = "=+-@\t";
constexpr std::size_t kMostBytes = 16 << 20, kMostRows = 100'000, kMostColumns = 256;

std::string field(std::string text) {
  // Spreadsheets run what starts like a formula; an apostrophe keeps it text.
  if (!text.empty() && kFormula.find(text[0]) != kFormula.npos) text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) { if (c == '"') out += '"'; out += c; }
  return out + "\"";
}

}  // namespace

std::string csv_row(const std::vector<std::string>& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) out += (i ? "," : "") + field(cells[i]);
  return out + "\r\n";
}

Result<CsvTable> read_csv(std::string_view text, const std::string& file) {
  const auto wrong = [&](const std::string& what, int line) { return fail(ErrorCode::kInvalidInput, what, {file, line, line > 0 ? 1 : 0}); };
  if (text.size() > kMostBytes) return wrong("This table is larger than 16 MiB. A shot list is much smaller: is it the right file?", 0);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") || !is_valid_utf8(text) || text.find('\0') != text.npos) return wrong("This table is no UTF-8 text. Save it from the spreadsheet as \"CSV UTF-8\".", 0);
  CsvTable table;
  bool quoted = false;
  std::size_t counts[3] = {0, 0, 0};
  constexpr std::string_view kSeparators = ",;\t";
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    else if (!quoted && (c == '\n' || c == '\r')) break;
    else if (const auto which = kSeparators.find(c); !quoted && which != kSeparators.npos) ++counts[which];
  }
  table.separator = kSeparators[static_cast<std::size_t>(std::max_element(counts, counts + 3) - counts)];
  std::vector<std::string> row;
  std::string cell;
  bool was_quoted = false;
  int line = 1, begun = 1, opened = 1;
  quoted = false;
  const auto end_cell = [&] {
    if (!was_quoted) cell = std::string(trim(cell));
    if (cell.size() > 1 && cell[0] == '\'' && kFormula.find(cell[1]) != kFormula.npos) cell.erase(0, 1);
    row.push_back(std::move(cell));
    cell.clear();
    was_quoted = false;
  };
  const auto end_row = [&] {
    end_cell();
    if (row.size() > 1 || !row[0].empty()) {
      table.rows.push_back(std::move(row));
      table.lines.push_back(begun);
    }
    row.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\n') ++line;
      if (c != '"') cell += c;
      else if (i + 1 < text.size() && text[i + 1] == '"') cell += '"', ++i;
      else quoted = false;
      continue;
    }
    if (c == '"' && trim(cell).empty() && !was_quoted) {
      cell.clear();
      quoted = was_quoted = true, opened = line;
    } else if (c == table.separator) {
      end_cell();
      if (row.size() >= kMostColumns) return wrong("This table has more than 256 columns. Is it the right file?", begun);
    } else if (c == '\n' || c == '\r') {
      if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      end_row();
      begun = ++line;
      if (table.rows.size() > kMostRows) return wrong("This table has more than 100,000 rows. Is it the right file?", begun);
    } else if (!was_quoted || (c != ' ' && c != '\t')) {
      cell += c;
    }
  }
  if (quoted) return wrong("A quotation mark is opened here and never closed.", opened);
  if (!cell.empty() || !row.empty() || was_quoted) end_row();
  return table;
}

}  // namespace auteur
