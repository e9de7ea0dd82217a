#include "auteur/edit/line_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "auteur/base/csv.h"
#include "auteur/base/text.h"
#include "line_xliff.h"

namespace auteur::edit {
namespace {

constexpr std::size_t kMostLines = 20'000;
constexpr const char* kColumns[] = {"id", "scene", "character", "source", "manner", "time", "seconds", "screen", "mouth", "translation", "state", "note"};

std::string one_kind_of_break(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      out += '\n';
      i += i + 1 < text.size() && text[i + 1] == '\n';
    } else {
      out += text[i];
    }
  }
  return std::string(trim(out));
}

std::string to_csv(const LineTable& table) {
  std::string out = "\xEF\xBB\xBF" + csv_row({std::begin(kColumns), std::end(kColumns)});  // the mark: else spreadsheets take it for another encoding
  for (const auto& l : table.lines)
    out += csv_row({l.id, l.scene, l.character, l.source, l.manner, clock_text(l.at), fmt::format("{:.2f}", l.available.value), l.on_screen ? "on" : "off", l.mouth_seen ? "seen" : "not seen", l.translation, l.state, l.note});
  return out;
}

Result<LineTable> from_csv(std::string_view bytes, const std::string& file) {
  const CsvTable rows = TRY(read_csv(bytes, file));
  LineTable out;
  if (rows.rows.empty()) return fail(ErrorCode::kInvalidInput, "This table is empty. Its first line names the columns: id, translation, and those of the line table (auteur lines FILM --out lines.csv).", {file});
  std::map<std::string, std::size_t> columns;
  for (std::size_t i = 0; i < rows.rows[0].size(); ++i) {
    const std::string name = lower(trim(rows.rows[0][i]));
    if (!name.empty() && !columns.emplace(name == "target" ? "translation" : name, i).second) return fail(ErrorCode::kInvalidInput, fmt::format("There are two columns '{}'. Take one of them out.", name), {file, rows.lines[0], 1});
  }
  for (const char* needed : {"id", "translation"})
    if (!columns.contains(needed)) return fail(ErrorCode::kInvalidInput, fmt::format("There is no column '{}' in the first line. A line table has at least id and translation; a fresh one: auteur lines FILM --out lines.csv", needed), {file, rows.lines[0], 1});
  out.with_source = columns.contains("source");
  out.with_manner = columns.contains("manner");
  for (std::size_t i = 1; i < rows.rows.size(); ++i) {
    const auto cell = [&](const char* name) {
      const auto at = columns.find(name);
      return at == columns.end() || at->second >= rows.rows[i].size() ? std::string() : one_kind_of_break(rows.rows[i][at->second]);
    };
    TableLine l;
    l.row = rows.lines[i];
    l.id = cell("id"), l.scene = cell("scene"), l.character = cell("character"), l.source = cell("source"), l.manner = cell("manner");
    l.translation = cell("translation"), l.state = lower(cell("state")), l.note = cell("note");
    l.on_screen = cell("screen") != "off", l.mouth_seen = cell("mouth") == "seen";
    l.at = clock_of(cell("time"));
    l.available = seconds_of(cell("seconds"));
    out.lines.push_back(std::move(l));
  }
  return out;
}

constexpr double kLatest = 360000;  // seconds: a hundred hours

}  // namespace

std::string clock_text(Seconds at) {
  const auto ms = static_cast<long long>(std::clamp(at.value, 0.0, kLatest) * 1000 + 0.5);
  return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
}
Seconds seconds_of(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  double whole = 0, part = 0, scale = 1;
  bool fraction = false;
  for (const char c : text) {
    if (c == '.' && !fraction) { fraction = true; continue; }
    if (c < '0' || c > '9' || text.size() > 16) return {};
    if (fraction) part = part * 10 + (c - '0'), scale *= 10;
    else whole = whole * 10 + (c - '0');
  }
  return Seconds(whole + part / scale);
}
Seconds clock_of(const std::string& text) {
  const auto parts = split(text, ':');
  if (parts.size() != 3) return {};
  const double at = 3600 * seconds_of(std::string(parts[0])).value + 60 * seconds_of(std::string(parts[1])).value + seconds_of(std::string(parts[2])).value;
  return at <= kLatest ? Seconds(at) : Seconds();
}

std::string to_text(const LineTable& table, LineFormat format) { return format == LineFormat::kCsv ? to_csv(table) : to_xliff(table, format); }

Result<LineTable> read_line_table(std::string_view bytes, const std::string& file) {
  if (bytes.size() > kMostTableBytes) return fail(ErrorCode::kInvalidInput, "This table is larger than 16 MiB. The lines of a film are much less: is it the right file?", {file});
  const bool wide = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");  // XML says itself how it is written
  const auto head = trim(bytes.substr(bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0, 4096));
  LineTable out = TRY(wide || head.starts_with("<") ? from_xliff(bytes, file) : from_csv(bytes, file));
  if (out.lines.size() > kMostLines) return fail(ErrorCode::kInvalidInput, fmt::format("This table has {} lines; a film has at most {}. Is it the right file?", out.lines.size(), kMostLines), {file});
  std::map<std::string, int> seen;
  for (auto& l : out.lines) {
    l.source = one_kind_of_break(l.source), l.translation = one_kind_of_break(l.translation), l.note = one_kind_of_break(l.note);
    if (l.id.empty()) return fail(ErrorCode::kInvalidInput, "This line has no id, so that nobody knows which line of the film it translates.", {file, l.row, 1});
    if (const auto [at, fresh] = seen.emplace(upper(l.id), l.row); !fresh) return fail(ErrorCode::kInvalidInput, fmt::format("Line {} is here twice, first in line {} of this file. Keep one of them.", l.id, at->second), {file, l.row, 1});
  }
  return out;
}

}  // namespace auteur::edit
