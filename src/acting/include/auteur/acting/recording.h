// A person's own recording of a line: checked, laid over the words, brought to the level of the others.
//
//   sound ──> mono ──> cleaned (cleanup.h) ──> 48 kHz ──> the line found in it, trimmed ──> phones, by dynamic time warping of its mel-cepstra onto
//   those of our own synthesis of the same words (whose phones are known) ──> closures, by its own sound ──> level
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "auteur/acting/voice.h"

namespace auteur::acting {

struct RecordedLine {
  LineTake take;                   // backend "recording"; of a scratch recording that of the voice
  std::vector<std::string> notes;  // what was mended, with figures before and after; what is wrong and cannot be helped
  std::vector<std::string> fit;    // those of them that say whether it is this line: strange words, the part that was taken
  double distance = 0;             // how far its sound is from the words, per step; above kStrangeWords there is a note
  Seconds from;                    // where in the file the take begins
};
inline constexpr double kStrangeWords = 4.2;

struct RecordingWish {
  bool clean = true;               // false: it stays as it is
  std::map<std::string, double> steps = {};  // of cleanup.h by name, how strongly: 1 as found fit, 0 not at all
  std::vector<float> like = {};    // a take that it should sound like, interleaved: its colour is taken over; empty: none
  int like_channels = 1, like_rate = 48000;
};
// `interleaved`: -1..1. Errors: kInvalidInput with what to do (empty, silent, no speech, below 8 kHz, longer than 90 s,
// far too long or short for its words); those of speak().
Result<RecordedLine> recorded_line(std::span<const float> interleaved, int channels, int rate, const LineRequest& request, const RecordingWish& wish = {});

// The line in the voice of `request`, with the timing and the melody of a scratch recording: each phone as long, each voiced
// sound as far above or below the voice's own middle, within an octave of it. Of the scratch nothing is heard.
// Errors: those of recorded_line; kInvalidInput where the line's language has no voice that can be led (English alone has).
Result<RecordedLine> line_from_scratch(std::span<const float> interleaved, int channels, int rate, const LineRequest& request);

}  // namespace auteur::acting
