// Dubbing: a line in another language fitted into the time of the original, and the lips of what was drawn redrawn to it.
//
//   original   |--Somebody-had--|     |----to, once----|          phrases, from its phones
//   natural    |--Jemand musste es--|  |--eben tun, damals-|      as it is spoken in the other language
//   fitted     |--Jemand musste es|   |eben tun, damals|          vowels and pauses give, stops do not
//
// Limits are data (data/acting/dubbing.json): no phone is ever made longer or shorter than they say. What still does not fit
// is said, not squeezed. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "auteur/acting/performance.h"
#include "auteur/acting/voice.h"

namespace auteur::acting {

struct DubWish {
  bool mouth_seen = false;  // then each phrase lies where the mouth moves; else only the whole does
  Seconds room = {};        // silence after the original in which a line may run on
  Seconds breaks = {};      // when somebody cuts in, from the take's beginning: at most its last word may be broken off; 0: nobody
};
struct DubFigures {
  Seconds available, natural, fitted;  // how long is spoken, from the first phone to the last
  double slowest = 1, fastest = 1;     // the most and the least that a phone was stretched
  double stretch = 1;                  // of the whole speech: fitted over natural, without pauses
  double overlap = 1;                  // of speech with the original's speech, 0 .. 1
  double too_long = 0, too_short = 0;  // seconds that no allowed stretch takes away or fills
  int syllables = 0;                   // so many fewer (more, below 0) would fit
  int closures = 0, matched = 0;       // P, B and M of the dub; those near one of the original
  bool interrupted = false;            // somebody cuts in
  bool comfortable = true;             // nothing beyond the soft limits
};
struct DubbedTake { LineTake take; DubFigures figures; };
// `dub` is moved and stretched (its pitch stays); `original` needs no samples. The take is as long as the original's, or longer
// where the line runs on. Errors: kUnavailable (the table of limits is damaged).
Result<DubbedTake> fit_dub(const LineTake& dub, const LineTake& original, const DubWish& wish);
Json to_json(const DubFigures& figures);
// "too long by 0.6 s: shorten it by about 4 syllables"; empty when it fits.
std::string advice(const DubFigures& figures);
// Where the dub reaches what dubbing asks for: it fits, and overlaps enough where the mouth is seen.
bool fits(const DubFigures& figures, bool mouth_seen);

// Whether phones of other languages have their true times here: the companion program auteur-espeak is installed (docs/voices.md).
bool speaks_with_times();

// Stretches of speech between pauses that count.
std::vector<std::pair<Seconds, Seconds>> phrases_of(std::span<const Phone> phones);

// The lines during which the speaker's mouth can be seen in a shot: in the frame and not turned away.
std::set<std::string> mouths_seen(const staging::Staging& staging, const camera::Shot& shot, const std::map<std::string, puppets::Measures>& people, double aspect);
// Those whose speaker is in the frame at all.
std::set<std::string> speakers_seen(const staging::Staging& staging, const camera::Shot& shot, const std::map<std::string, puppets::Measures>& people, double aspect);

// The performance of `shot` with the mouths of `redrawn` lines moved by `dubbed` instead of `original`; everything else of it
// stays as it is, to the last bit.
Performance with_dubbed_lips(Performance performed, const camera::Shot& shot, const staging::Staging& staging, const std::map<std::string, LineTake>& original, const std::map<std::string, LineTake>& dubbed, const std::set<std::string>& redrawn);

// Sound on another clock: `from` and `to` are seconds of the same instants in the sound as it is and as it is wanted, both
// rising; between them pace is even. Pitch and timbre stay (waveform similarity overlap-add; Verhelst and Roelands 1993). The
// result is as long as the last of `to` says, to the sample.
struct TimePair { double from = 0, to = 0; };
std::vector<float> retimed(std::span<const float> samples, int rate, std::span<const TimePair> clock);

}  // namespace auteur::acting
