// The word lists of tagging: what nouns may be things of which class, and what verbs do to them. Read once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lexicon.h"

namespace auteur::screenplay {

enum class NounClass : unsigned char {
  kNone, kVehicle, kGarment, kAccessory, kProp, kLoose, kDressing, kFixed, kAnimal, kGreenery, kMakeup, kSfx, kVfx, kSound, kMusic,
  kEquipment, kCrowd, kPerson, kPortable /* WordNet knows it as something one can hold */,
};

struct NounEntry {
  NounClass what = NounClass::kNone;
  bool by_hand = false;  // film_terms.txt, else ranked from WordNet
  int share = 100;       // per cent of the word's uses as a noun that are of this class
  int verb_share = 0;    // per cent of its uses as a verb
};

struct TagLexicon {
  WordMap<NounEntry> nouns;  // singular and as written
  WordSet verbs;             // dictionary forms
  WordSet untouched, moved, worn, consumed, performed, thrown, heard, played, made_on_set, made_afterwards, held, depicting, material;
  WordMap<WordSet> generic;  // "dog" -> collie, pug ...
};
const TagLexicon& tag_lexicon();

// The dictionary form of a noun the lists know: "geese" -> "goose", "boots" -> "boots" when the list has the plural.
std::string noun_lemma(std::string_view word);
const NounEntry* find_noun(std::string_view phrase);  // as written, then singular

// "carries" -> "carry"; empty when the word is no third person of a verb that is known.
std::string verb_of_third(std::string_view low);
std::string verb_of_ing(std::string_view low);

}  // namespace auteur::screenplay
