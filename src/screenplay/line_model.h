// What every line of a script in columns is: a hidden Markov model over the order of elements.
#pragma once

#include <vector>

#include "column_lines.h"

namespace auteur::screenplay {

enum class LineLabel { kHeading, kAction, kCue, kParenthetical, kDialogue, kTransition, kCentred };

struct LabelledLine { LineLabel label = LineLabel::kAction; double confidence = 1; /* 0..1 */ };

// As many as lines. Linear in the lines.
std::vector<LabelledLine> label_lines(const ColumnScript& script);

// "CUT TO:", "FADE OUT."
bool transition_words(std::string_view text);

}  // namespace auteur::screenplay
