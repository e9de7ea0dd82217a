// The closed word classes of English that the sentence rules lean on.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "words.h"

namespace auteur::screenplay {

inline bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}
bool is_determiner(std::string_view low);
bool is_preposition(std::string_view low);
bool is_particle(std::string_view low);
bool is_adverb(std::string_view low);
bool is_subject_pronoun(std::string_view low);
// Words that are a thing elsewhere and none here: a bun of hair, a drip of water, a note of music.
bool is_no_thing(const std::vector<Word>& w, std::size_t i, std::string_view place_kind);
// Whether a word that is both noun and verb stands as a verb: "she lights the lamp", not "the lights".
bool is_verb_here(const std::vector<Word>& w, std::size_t i);

}  // namespace auteur::screenplay
