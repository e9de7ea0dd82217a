// Screenplays that are only there as PDF or as plain text: what every line is, is guessed from where it stands.
//
// The indents of this script are measured, and a hidden Markov model over the order of elements (a cue is followed by
// speech, a heading by action) finds the most likely reading of all lines together. Page numbers, (MORE), (CONT'D) at the
// top of a page, CONTINUED, watermarks and everything else that stands on every page are taken out; scene numbers in
// either margin and revision marks are kept as such; front matter becomes the title page or is left out with a warning.
//
// Positions point into Parsed::source: the text as it stood on the pages, one page after the other, with a form feed
// between them. Warnings name the pages that were hard to read and how sure the reading is.
#pragma once

#include <string>
#include <string_view>

#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

struct PdfReading {
  std::string program = "pdftotext";  // of poppler; a name on PATH or a path
  double seconds = 60;                // after which it is stopped
};

// Errors: kInvalidInput for what is no PDF, is encrypted, damaged, holds no text (scanned pages), takes too long, or has
// more than 1,500 pages; kUnavailable when pdftotext is not installed; kIo when no temporary file can be written.
Result<Parsed> parse_pdf(std::string_view bytes, const std::string& file, const PdfReading& how = {});

// Text in columns, as printed by a writing program or copied out of one. Text without any indents is read as Fountain.
// Errors: as parse_fountain.
Result<Parsed> parse_plain_text(std::string_view bytes, const std::string& file);

// The page (from 1, front matter counted) on which an element of a script read by either begins, and the line on it.
struct PagePlace { int page = 1, line = 1; };
PagePlace page_place(const Parsed& parsed, const Element& element);

}  // namespace auteur::screenplay
