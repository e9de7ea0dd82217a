// One element as Fountain text, without the lines around it.
#pragma once

#include <string>
#include <string_view>

#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

// `e` as the reader wants to see it: line ends are \n, other control characters spaces; where e.kind has one line only,
// one line; trimmed where the reader trims. Spans follow. A character's text, name and extension agree.
Element as_fountain_holds(Element e);

// Lines separated by \n, no line end at the end. `force`: with the mark that forces the kind, even if it is not needed.
// Requires: e comes from as_fountain_holds; no empty line in action. Empty when there is nothing to write.
std::string render(const Element& e, bool force);

// What separates a note from the text before it on the same line: nothing after an unforced transition, which must end
// in "TO:" exactly.
std::string_view note_gap(std::string_view rendered);

}  // namespace auteur::screenplay
