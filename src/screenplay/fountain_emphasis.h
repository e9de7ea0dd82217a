// Emphasis, both ways: marks to spans and spans to marks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

// Takes * ** *** _ and escapes out of one line, appending to `text` and `spans`. A backslash before ASCII punctuation
// makes it plain, as in Markdown; before anything else it is itself. Bold, italic and underline are independent:
// "*a **b* c**" is "a " italic, "b" both, " c" bold. A mark without a partner is plain text.
void append_emphasised(std::string_view line, std::string& text, std::vector<Span>& spans);

// The same without spans, for what has none of its own.
std::string without_marks(std::string_view line);

// The inverse for bytes [begin, end) of `text`, which hold no line end: append_emphasised gives them and their bold,
// italic and underline back. White space at the ends of a run is left unmarked, because a mark cannot stand beside it.
std::string with_marks(std::string_view text, std::size_t begin, std::size_t end, const std::vector<Span>& spans);

}  // namespace auteur::screenplay
