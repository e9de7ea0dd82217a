#pragma once

#include <string>
#include <vector>

namespace auteur {

// One line of a comma-separated table, quoted as RFC 4180 says, with its line end. What a spreadsheet would take for a formula
// is set off by an apostrophe.
std::string csv_row(const std::vector<std::string>& cells);

}  // namespace auteur
