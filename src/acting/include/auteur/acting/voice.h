// Voices: a line of dialogue and its direction become sound with known phone times.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/base/units.h"
#include "auteur/world/cast.h"

namespace auteur::acting {

struct Phone { std::string name; /* ARPAbet, lower case; "pau" */ Seconds start, end; double stress = 0; };
struct Word { std::string text; Seconds start, end; };

// What a take is like, in numbers: from the track it was made of, not from the sound. Zeros where it is not known.
struct TakeFigures { double pitch = 0; /* median, hertz */ double range = 0; /* semitones from the 5th to the 95th percentile */ double level = 0; /* dB full scale */ double pace = 0; /* syllables a second of speech */ double pauses = 0; /* seconds inside the line */ };

// One take of one line. 48 kHz mono, -1..1.
struct LineTake {
  std::vector<float> samples;
  int rate = 48000;
  std::vector<Phone> phones;
  std::vector<Word> words;
  Seconds length() const { return Seconds(rate > 0 ? static_cast<double>(samples.size()) / rate : 0); }
  std::string manner;    // what it was directed by
  std::string reading;   // the words with the marks they were said by; empty: none
  TakeFigures figures;
  std::string backend;  // "flite", "espeak-ng", "silence" (nothing else was there; the report says so)
};

// How a character sounds; chosen for a whole cast at once so that no two share a voice while voices last.
// pitch, range and pace multiply (1 = as the speaker); formant is a change of frequency warp, negative = a shorter throat;
// tilt in dB towards bright; breath, rasp, tremor and blend 0..1; clarity 0..1 sharpens formants.
struct VoiceCasting {
  std::string base;  // the speaker: rms, slt, awb
  double pitch = 1, range = 1, formant = 0, pace = 1, breath = 0, tilt = 0;
  std::string second;  // a speaker mixed in by `blend`, phone by phone; his throat changed by `second_formant` first
  double blend = 0, second_formant = 0, clarity = 0, rasp = 0, tremor = 0;
  std::string name;  // of the voice in data/acting/voices.json that this is made from
};
Json to_json(const VoiceCasting& voice);
VoiceCasting voice_from_json(const Json& document);  // what is missing keeps its default

// A voice of the house, from data/acting/voices.json: whom it suits, and what it is made from. Measured: docs/voices.md.
struct CastVoice {
  std::string name, words;
  bool female = false;
  double age = 40;                   // years it suits best
  double depth = 0.5, energy = 0.5;  // 0 deep .. 1 high within its sex; 0 calm .. 1 lively
  VoiceCasting casting;
};
const std::vector<CastVoice>& voice_table();           // never empty
const CastVoice* find_voice(std::string_view name);    // null: there is none of that name

// One voice for each, by age, sex, build and temper; `names` (by place in the cast, may be shorter) asks for voices by
// name, which are taken as they stand. Adding a later character changes no earlier one, unless it asks for a name.
std::vector<VoiceCasting> cast_voices(const std::vector<world::Identity>& cast, const std::vector<std::string>& names = {});

// `reading`: the words with the director's marks (docs/voices.md); empty: as they are written.
struct LineRequest { std::string text, manner, language = "en"; screenplay::Mood mood; VoiceCasting voice; std::uint64_t seed = 0; std::string reading = {}; };
// Pure (seeded). Errors: kInvalidInput for marks that cannot be read; none for missing voices: falls back and says so in `backend`.
Result<LineTake> speak(const LineRequest& request);

// Whether `reading` can be spoken in place of `text`: its marks are right and its words are the script's (punctuation is free).
// Errors: kInvalidInput with the column in the reading.
Status check_reading(const std::string& reading, const std::string& text);

// One way to say a line: takes of lines/4-17/voice after the first. The reading is the director's marks, to be kept and changed.
struct Reading { std::string name, words, manner, marked; };
// The n-th (from 1) of the ways in data/acting/readings.json that fit this line, those that suit its mood and differ from its
// direction first. Pure. Nothing: there are no more.
std::optional<Reading> reading_of_line(const LineRequest& line, std::uint32_t n);

Json phones_json(const LineTake& take);                       // facts apart from the sound: phones, words, length
Result<LineTake> phones_from_json(const Json& document);      // samples stay empty

}  // namespace auteur::acting
