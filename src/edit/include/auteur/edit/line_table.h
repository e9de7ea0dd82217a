// The lines of a film as a table that translators work on: CSV (RFC 4180) for spreadsheets, XLIFF 1.2, 2.0 and 2.1 for their
// own programs; one table a language.
//
// Read and written again a table is the same. Line breaks are \n; blanks at the ends of a text do not count. What programs of
// translators add (inline codes, segments, alternatives) is read for its words. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/base/units.h"

namespace auteur::edit {

struct TableLine {
  std::string id;                  // "4-17"
  std::string scene, character, source, manner;
  Seconds at, available;           // on the film's clock; how long the original speaks
  bool on_screen = true;           // the speaker is in the picture
  bool mouth_seen = false;         // and so is their mouth
  std::string translation, state;  // "new", "translated", "reviewed", "final"
  std::string note;                // between people
  int row = 0;                     // line of the file it was read from, from 1
};
struct LineTable { std::string title, source_language, language; std::vector<TableLine> lines; bool with_source = true, with_manner = true; /* the file has these columns */ };

enum class LineFormat { kCsv, kXliff12, kXliff20, kXliff21 };
std::string to_text(const LineTable& table, LineFormat format);

inline constexpr std::size_t kMostTableBytes = 16 << 20;
// By its content: XML is XLIFF, all else CSV (comma, semicolon or tab; a byte order mark).
// Errors: kInvalidInput with file and line: no such format, no columns "id" and "translation", an empty or doubled id, more than
// 20,000 lines or 16 MiB.
Result<LineTable> read_line_table(std::string_view bytes, const std::string& file);

}  // namespace auteur::edit
