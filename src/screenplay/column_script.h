// From labelled lines to a screenplay.
#pragma once

#include "auteur/screenplay/screenplay.h"
#include "column_lines.h"
#include "line_model.h"

namespace auteur::screenplay {

struct ColumnSource {
  Format format = Format::kPdf;
  std::string file;
  std::string page_word = "Page";
};

// Front matter, elements, warnings and the text that positions point into. `texts` has, by page, the rows as text with
// their numbers, in order: what Parsed::source is made of.
struct SourceRow { int number = 0; std::string text; };
Parsed script_from_columns(ColumnScript columns, const std::vector<std::vector<SourceRow>>& texts, const ColumnSource& from);

}  // namespace auteur::screenplay
