// From a sound that was brought to a take of its line: for recordings and for speech servers. Private to the room.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "align.h"
#include "auteur/acting/voice.h"

namespace auteur::acting {

// Whose sound it is: what its faults are called, and what is done about them.
enum class Source { kPerson, kService };

// A sound at 48 kHz that begins and ends with its speech (and the silence around every line).
struct Speech {
  std::vector<float> samples;
  double from = 0;                 // seconds into the sound where its speech begins
  std::vector<float> dry;          // the same with its room mostly taken out, to find sounds in; empty: it has none
  Room room;                       // what of that is left in `dry`
  std::vector<std::string> notes;
};
// As it is, not cleaned.
Result<Speech> cut_to_speech(std::span<const float> interleaved, int channels, int rate, Source source);

// Errors: kInvalidInput (so much sound and so many words that laying one over the other would take gigabytes). Seconds.
Status check_size(double sound, double words, Source source);
// Errors: those of check_size; kInvalidInput (far too long or short for the words that the reference says).
Status check_length(const Speech& speech, const LineTake& reference, const std::string& text, Source source);
// The take: phones where `places` has the reference's, words with them.
LineTake take_laid(Speech speech, const LineTake& reference, const std::vector<double>& places, const LineRequest& request);
std::string strange_words_note(const std::string& text, Source source);

}  // namespace auteur::acting
