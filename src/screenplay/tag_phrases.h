// A sentence of action as noun phrases, each with what the sentence does to it.
//
//   "Dell takes an envelope from his jacket and tucks it under Crane's arm."
//    -> envelope: object of take, by a person    jacket: after from, his
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cast.h"
#include "tag_lexicon.h"
#include "words.h"

namespace auteur::screenplay {

enum class Part : unsigned char { kOther, kNoun, kVerb, kParticiple, kAuxiliary, kDeterminer, kPreposition, kPronoun, kAdverb, kConjunction, kPerson };

struct Token {
  Part part = Part::kOther;
  std::string lemma;       // of verbs and nouns
  int person = -1;         // of kPerson: index in Cast
  bool quoted = false;
  bool part_of_name = false;
};

enum class Agent : unsigned char { kUnknown, kPerson, kAnimal, kThing };

struct NounPhrase {
  std::size_t first = 0, head_first = 0, last = 0;  // words: modifiers, the term, its last word
  std::string term;                 // the term in its dictionary form: "carpet bag"
  std::string modifier;             // words between determiner and term
  NounEntry noun;
  std::string determiner;           // "a", "the", "his", "no", "" for none
  std::string verb, preposition, particle;   // what governs it; verb in its dictionary form
  Agent agent = Agent::kUnknown;    // who does the verb
  int owner = -1;                   // the person in whose description it stands
  bool object = false, subject = false;
  bool subject_of_heard = false;
  bool compared = false, negated = false, possessive = false, depicted = false, complement = false /* of "a crate of X" */;
  bool held = false;                // "across her knees", "in his fist"
  bool listed = false;              // a comma stands before it and no verb of its own governs it
  bool name = false;                // a proper name with a capital
  bool at_rest = false;             // hangs, stands, "on the wall"
};

struct Clause {
  std::size_t verb = 0;             // word
  std::string lemma;
  Agent agent = Agent::kUnknown;
  int person = -1;
  std::size_t subject_first = 0, subject_last = 0;
  bool has_subject = false, passive = false;
};

struct SentenceReading {
  std::vector<Word> words;
  std::vector<Token> tokens;
  std::vector<NounPhrase> phrases;
  std::vector<Clause> clauses;
};

SentenceReading read_phrases(std::string_view text, Sentence s, const Cast& cast);

}  // namespace auteur::screenplay
