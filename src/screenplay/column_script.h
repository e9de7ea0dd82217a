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

// What pdftotext -bbox wrote, as a script. Errors: kInvalidInput: no words at all, or far too many.
Result<Parsed> script_from_word_boxes(std::string_view xml, const std::string& file);

}  // namespace auteur::screenplay
