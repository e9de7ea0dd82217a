// From dialogue as written to dialogue as said: sentences of plain tokens with pauses, stress and tune.
//
//   "Wait -- I... I have 3 *good* reasons, NO?"
//    tokens: wait | i | i have 3 good(emphasis) reasons no(emphasis)      pauses: dash, ellipsis, comma; tune: question
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auteur::acting {

enum class Tune { kStatement, kYesNoQuestion, kWhQuestion, kExclamation, kTrailing, kInterrupted };

struct Token {
  std::string say;       // printable ASCII, no white space
  char mark = 0;         // punctuation for the speaker's phrasing: 0 , . ? !
  double pause = 0;      // seconds of silence wished after it
  double emphasis = 0;   // 0 .. 1
  double stretch = 1;    // "sooo"
  int word = -1;         // index in SpokenText::words
};
struct Sentence { std::vector<Token> tokens; Tune tune = Tune::kStatement; };
struct SpokenText {
  std::vector<std::string> words;   // as written, without the marks around them
  std::vector<Sentence> sentences;
  bool all_capitals = false;        // the whole line is shouted
  int foreign_letters = 0, latin_letters = 0;
  std::string foreign_language;     // guessed from the script of the foreign letters: "ru", "ja" ... or empty
};

// Bounded: at most 24,000 bytes are read. Any bytes are allowed.
SpokenText read_dialogue(std::string_view text);

}  // namespace auteur::acting
