// The words of a PDF with their places, as `pdftotext -bbox` writes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/result.h"

namespace auteur::screenplay {

struct WordBox { double x0 = 0, y0 = 0, x1 = 0, y1 = 0; std::string text; };  // points from the top left
struct WordPage { double width = 612, height = 792; std::vector<WordBox> words; };

constexpr std::size_t kMostPdfPages = 1500;

// Reads what it understands and skips the rest; boxes that are no boxes are left out.
// Errors: kInvalidInput: more than kMostPdfPages pages or 600,000 words.
Result<std::vector<WordPage>> read_word_boxes(std::string_view xml);

}  // namespace auteur::screenplay
