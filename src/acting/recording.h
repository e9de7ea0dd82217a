// A person's own recording of a line, or a speech server's sound: checked, cleaned at its ends, laid over the words, brought
// to the level of the others.
//
//   sound ──> 48 kHz mono ──> what is wrong with it ──> trimmed ──> phones, by dynamic time warping of its mel-cepstra onto
//   those of our own synthesis of the same words (whose phones are known) ──> level
#pragma once

#include <span>
#include <string>
#include <vector>

#include "auteur/acting/voice.h"

namespace auteur::acting {

// Where the reference's frames lie in the recording: for each boundary of `reference`'s phones the second in `samples` (48 kHz).
// Cost: about 0.02 s for a line of 4 s.
std::vector<double> align_to(std::span<const float> samples, const LineTake& reference, double& distance);

// Whose sound it is: what its faults are called, and what is done about them.
enum class Source { kPerson, kService };

// A sound at 48 kHz that begins and ends with its speech (and the silence around every line).
struct Speech {
  std::vector<float> samples;
  double from = 0;                 // seconds into the sound where its speech begins
  std::vector<std::string> notes;
};
Result<Speech> cut_to_speech(std::span<const float> interleaved, int channels, int rate, Source source);

// Errors: kInvalidInput (far too long or short for the words that the reference says).
Status check_length(const Speech& speech, const LineTake& reference, const std::string& text, Source source);
// The take: phones where `places` has the reference's, words with them.
LineTake take_laid(Speech speech, const LineTake& reference, const std::vector<double>& places, const LineRequest& request);
std::string strange_words_note(const std::string& text, Source source);

}  // namespace auteur::acting
