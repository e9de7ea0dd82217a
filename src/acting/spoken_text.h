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

// How one stretch of a line differs from the rest of it. pitch in semitones; range and pace are factors; energy and tilt in dB.
struct Local {
  double pitch = 0, range = 1, pace = 1, energy = 0, tilt = 0;
  double breath = 0, whisper = 0, tremor = 0, laugh = 0, rasp = 0;  // 0..1
  bool operator==(const Local&) const = default;
};

struct Token {
  std::string say;       // printable ASCII, no white space
  char mark = 0;         // punctuation for the speaker's phrasing: 0 , . ? !
  double pause = 0;      // seconds of silence wished after it
  double exact_pause = 0;  // seconds asked for by a mark; 0 none
  double emphasis = 0;   // 0 .. 1; marked strongly 1.6
  int local = 0;         // index in SpokenText::locals
  double stretch = 1;    // "sooo"
  int word = -1;         // index in SpokenText::words
};
struct Sentence { std::vector<Token> tokens; Tune tune = Tune::kStatement; };
struct SpokenText {
  std::vector<std::string> words;   // as written, without the marks around them
  std::vector<Sentence> sentences;
  std::vector<Local> locals = {Local{}};
  double lead = 0;                  // seconds of silence asked for before the first word
  bool all_capitals = false;        // the whole line is shouted
  int foreign_letters = 0, latin_letters = 0;
  std::string foreign_language;     // guessed from the script of the foreign letters: "ru", "ja" ... or empty
};

// Bounded: at most 24,000 bytes are read. Any bytes are allowed.
SpokenText read_dialogue(std::string_view text);

}  // namespace auteur::acting
