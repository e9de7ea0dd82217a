// Voices: a line of dialogue and its direction become sound with known phone times.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/base/units.h"
#include "auteur/world/cast.h"

namespace auteur::acting {

struct Phone { std::string name; /* ARPAbet, lower case; "pau" */ Seconds start, end; double stress = 0; };
struct Word { std::string text; Seconds start, end; };

// One take of one line. 48 kHz mono, -1..1.
struct LineTake {
  std::vector<float> samples;
  int rate = 48000;
  std::vector<Phone> phones;
  std::vector<Word> words;
  Seconds length() const { return Seconds(rate > 0 ? static_cast<double>(samples.size()) / rate : 0); }
  std::string backend;  // "flite", "espeak-ng", "silence" (nothing else was there; the report says so)
};

// How a character sounds; chosen for a whole cast at once so that no two share a voice while voices last.
struct VoiceCasting { std::string base; /* rms, slt, awb */ double pitch = 1, range = 1, formant = 0, pace = 1, breath = 0, tilt = 0; };
Json to_json(const VoiceCasting& voice);
VoiceCasting voice_from_json(const Json& document);  // what is missing keeps its default
std::vector<VoiceCasting> cast_voices(const std::vector<world::Identity>& cast);

struct LineRequest { std::string text, manner, language = "en"; screenplay::Mood mood; VoiceCasting voice; std::uint64_t seed = 0; };
// Pure (seeded). Errors: none for missing voices: falls back and says so in `backend`.
Result<LineTake> speak(const LineRequest& request);

Json phones_json(const LineTake& take);                       // facts apart from the sound: phones, words, length
Result<LineTake> phones_from_json(const Json& document);      // samples stay empty

}  // namespace auteur::acting
