// Lines as a typewriter breaks them: every character one cell, wide ones two, marks none.
#pragma once

#include <string_view>
#include <vector>

#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

// Cells of the UTF-8 text.
int cells(std::string_view text);

// The lines of text[from, to): broken after spaces and hyphens, and in the middle of a word that is wider than the
// line; spaces at the end of a line hang. '\n' ends a line. An empty text is one empty line.
std::vector<ByteRange> wrap(std::string_view text, std::size_t from, std::size_t to, int width);

// Offsets in text[from, to) right after a sentence and the spaces that follow it; never `to` itself.
std::vector<std::size_t> sentence_ends(std::string_view text, std::size_t from, std::size_t to);
bool ends_sentence(std::string_view text);

}  // namespace auteur::screenplay
