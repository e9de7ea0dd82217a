// The director's marks inside a line: a plain text form that says how single words are said. The words stay the script's.
//
//   I *never* said **that**. / <slow>Not once.</slow> // Did I <rise>
//     *word*              stressed; **word** strongly; either may hold several words
//     /  //  ///  /1.5/   a pause: short, long, very long, so many seconds (blanks around it)
//     <slow> ... </slow>  said so, until its end or the line's; </> ends the innermost
//     <pitch +3> ... </>  by a number: pitch (semitones), range and pace (factors), energy and tilt (dB), breath, tremor, rasp (0..1)
//     <rise> <fall> <open>  the melody of the sentence it stands in
//
// Names and amounts are in data/acting/marks.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/result.h"
#include "spoken_text.h"

namespace auteur::acting {

struct Mark { std::string name; Local change; char tune = 0; /* r, f, o */ };
struct MarkTable {
  std::vector<Mark> marks;
  double pauses[3] = {0.3, 0.8, 1.6};
};
// The table of this process; a missing or broken file gives an empty one (numbers and pauses still work).
const MarkTable& mark_table();

// One stretch between two marks.
struct MarkedRun {
  std::string text;
  Local local;
  double pause = 0;  // seconds after the text; 0 none
  char tune = 0;     // of the sentence that goes on where the text ends
};

inline constexpr std::size_t kMostMarkedBytes = 24000, kMostMarks = 400, kMostMarkDepth = 16;

// Errors: kInvalidInput; the place's column counts characters of `text` from 1, line and file are the caller's.
Result<std::vector<MarkedRun>> read_marks(std::string_view text);

SpokenText read_runs(const std::vector<MarkedRun>& runs);
// The text with its marks taken out, stars too.
std::string without_marks(const std::vector<MarkedRun>& runs);

}  // namespace auteur::acting
