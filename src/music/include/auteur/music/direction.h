// What a director says about the music, in words, and what it means (data/music/direction.json; docs/music.md has it as a table).
//
//   "warmer, fewer strings, hold back until she sits"
//    quality  family: less  entry: a beat of the scene in which a woman sits down
//
// A note is read clause by clause (commas, semicolons, "and", "but", full stops). Pure, thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/music/score.h"

namespace auteur::music {

// Something that shall happen when the scene does: "until she sits", "stop when he leaves", "hit the slap".
enum class CallKind { kEnter, kLeave, kHit };
struct Call { CallKind kind = CallKind::kEnter; std::string words; /* "she sits" */ };

struct Direction {
  // "tempo" -> 0.15, "strings" -> -5 ... : the dimensions of the table, summed over the clauses.
  std::map<std::string, double> amounts;
  bool silent = false;             // no music at all
  std::vector<Call> calls;
  std::vector<std::string> heard;  // each clause and what it was taken for: "fewer strings: strings -5 dB"
  double coverage() const;         // -1..1: less or more of the scene has music
  Steering steering() const;
};

// `place`: where the note stands, for messages. Errors: kInvalidInput (a word that nobody knows, with the nearest; two
// clauses that contradict each other).
Result<Direction> read_direction(std::string_view words, const SourcePlace& place = {});
// The film's word and the scene's: where both speak of one dimension, the scene's counts.
Direction join(const Direction& film, const Direction& scene);

// The table as people read it: word, what it does.
struct DirectionWord { std::string words, effect; };
std::vector<DirectionWord> direction_words();

}  // namespace auteur::music
