// Tables as spreadsheets read and write them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/result.h"

namespace auteur {

// One line of a comma-separated table, quoted as RFC 4180 says, with its line end. What a spreadsheet would take for a formula
// is set off by an apostrophe.
std::string csv_row(const std::vector<std::string>& cells);

struct CsvTable {
  char separator = ',';
  std::vector<std::vector<std::string>> rows;  // empty lines are left out
  std::vector<int> lines;                      // where each row begins, from 1
};
// What csv_row() wrote and a spreadsheet saved: commas, semicolons or tabs (the first line says which), a byte order mark, line
// breaks of any kind, quoted cells; the apostrophe before a formula is taken off.
// Errors: kInvalidInput with a place: no text in UTF-8, a quotation mark that is not closed, more than 16 MiB, 100,000 rows or
// 256 columns.
Result<CsvTable> read_csv(std::string_view text, const std::string& file);

}  // namespace auteur
