// Directing a line inside the parameter track: timing per phone, tune, stress, energy, breath.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "auteur/acting/voice.h"
#include "direction.h"
#include "flite_voice.h"
#include "spoken_text.h"

namespace auteur::acting {

inline constexpr double kPadBefore = 0.080, kPadAfter = 0.110;  // silence around every line

enum class PhoneClass { kVowel, kLiquid, kNasal, kFricative, kStop, kPause };
PhoneClass class_of(const std::string& phone);
inline bool closes(std::string_view phone) { return phone == "p" || phone == "b" || phone == "m"; }  // the lips

struct EditedLine {
  std::vector<VoiceFrame> frames;  // 5 ms each
  std::vector<Phone> phones;       // tile [0, frames]
  std::vector<Word> words;
  double energy = 0;               // dB that the marks add to the whole, on average
};

// Errors: those of flite_track.
Result<EditedLine> edit_line(const SpokenText& text, const VoiceCasting& voice, const Direction& direction, std::uint64_t seed);

// The sound of it, in the voice of `request`. Never fails: a voice that is not there is rms.
LineTake rendered(EditedLine line, const LineRequest& request, const Direction& direction);

// The factors after clamping, shared with the other back ends.
double total_pitch(const VoiceCasting& voice, const Direction& direction);
double total_pace(const VoiceCasting& voice, const Direction& direction);

}  // namespace auteur::acting
