// Lines that somebody else's voice speaks, a speech server's: what is asked of it, and how its sound becomes a take.
#pragma once

#include <string>
#include <vector>

#include "auteur/acting/recording.h"

namespace auteur::acting {

// What a line asks of a speaker, in numbers and words; what a speaker cannot do, its connector says.
struct Wish {
  std::string text;              // without marks
  double pitch = 1, range = 1, pace = 1;  // factors, as directed by manner and mood
  double whisper = 0;            // 0..1
  bool shouted = false;
  std::string manner, feeling;   // in words: "quietly, not sad"; "tense, unhappy"
  std::vector<std::string> stressed;  // words that stand out, by marks, stars or capitals
  struct Stretch { std::string words, how; };
  std::vector<Stretch> stretches;     // said in another way than the rest: "slowly", "louder"
};
// Errors: kInvalidInput for marks that cannot be read.
Result<Wish> wish_of(const LineRequest& request);

// What came back, as a take of the line: checked and cut like a recording, brought to the level of the other lines, with
// phones: inside the speaker's own `words` (his times, in his sound) where he gave them, by sound alone where he did not,
// against whichever of our speakers is nearest. Pauses of the director's marks are put in. backend "outside".
// Errors: kInvalidInput (empty, silent, no speech, not these words' length); those of speak().
Result<RecordedLine> outside_line(std::span<const float> mono, int rate, const LineRequest& request, std::span<const Word> words);

}  // namespace auteur::acting
