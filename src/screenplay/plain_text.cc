// Plain text in columns: the same reading as of a PDF, with spaces for inches.
#include <algorithm>
#include <cstring>

#include "auteur/base/text.h"
#include "auteur/screenplay/pdf_reader.h"
#include "column_script.h"
#include "page_wrap.h"

namespace auteur::screenplay {
namespace {

constexpr std::size_t kMostLines = 300'000;

// The line with tabs as spaces up to the next eighth column, as terminals have it.
std::string untabbed(std::string_view line) {
  std::string out;
  for (char c : line) {
    if (c == '\t') out.append(8 - out.size() % 8, ' ');
    else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) out += c;
  }
  return out;
}

Row row_of(const std::string& line, int number) {
  Row row;
  row.number = number;
  row.y = number;
  std::size_t i = 0;
  while ((i = line.find_first_not_of(' ', i)) != std::string::npos) {
    std::size_t end = i;
    end = row.segments.size() + 1 < kMostSegments ? line.find("    ", end) : std::string::npos;  // four spaces part columns
    if (end == std::string::npos) end = line.size();
    const auto text = trim(std::string_view(line).substr(i, end - i));
    const double x = cells(std::string_view(line).substr(0, i));
    row.segments.push_back({x, x + cells(text), std::string(text)});
    i = end;
  }
  return row;
}

}  // namespace

Result<Parsed> parse_plain_text(std::string_view bytes, const std::string& file) {
  // The checks of Fountain hold for every text: size, binary files, emptiness, encoding.
  auto fountain = TRY(parse_fountain(bytes, file));
  const std::string& source = fountain.source;
  std::vector<ColumnPage> pages(1);
  std::vector<std::vector<SourceRow>> texts(1);
  std::size_t indented = 0, all = 0;
  int number = 0;
  std::size_t lines = 0;
  for (std::size_t i = source.starts_with("\xEF\xBB\xBF") ? 3 : 0; i <= source.size();) {
    std::size_t end = source.find_first_of("\r\n\f", i);
    if (end == std::string::npos) end = source.size();
    const auto raw = std::string_view(source).substr(i, end - i);
    const std::string line = untabbed(raw);
    ++number;
    if (++lines > kMostLines) return fail(ErrorCode::kInvalidInput, "This text has over 300,000 lines; it is not a screenplay.", {file});
    Row row = row_of(line, number);
    if (!row.segments.empty()) {
      ++all;
      indented += row.segments.front().x >= 4;
      pages.back().rows.push_back(std::move(row));
    }
    // A form feed at the beginning of a line, and the end of the file behind its last line, are no lines.
    const bool stray = raw.empty() && (end >= source.size() || source[end] == '\f');
    if (!stray) texts.back().push_back({number, std::string(raw)});
    if (end >= source.size()) break;
    if (source[end] == '\f') {
      pages.emplace_back();
      texts.emplace_back();
      number = 0;
      i = end + 1;
    } else {
      i = end + (source[end] == '\r' && end + 1 < source.size() && source[end + 1] == '\n' ? 2 : 1);
    }
  }
  if (indented * 10 < all) {
    fountain.script.format = Format::kPlainText;
    fountain.warnings.insert(fountain.warnings.begin(), {"This text has no indents; it was read by the rules of Fountain.", 1, 1});
    return fountain;
  }
  for (auto& p : pages) {
    double right = 60;
    for (const auto& r : p.rows) right = std::max(right, r.segments.back().right);
    p.width = right + 5;
    p.height = p.rows.empty() ? 1 : p.rows.back().y + 1;
  }
  Parsed out = script_from_columns(column_lines(std::move(pages)), texts, {Format::kPlainText, file});
  out.warnings.insert(out.warnings.begin(), fountain.warnings.begin(), std::find_if(fountain.warnings.begin(), fountain.warnings.end(), [](const Warning& w) { return w.message.find("UTF-8") == std::string::npos; }));
  return out;
}

}  // namespace auteur::screenplay
