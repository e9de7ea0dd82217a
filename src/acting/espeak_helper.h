// The companion program auteur-espeak: espeak-ng's speech with the true times of its phones.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auteur/acting/voice.h"
#include "auteur/base/file_system.h"

namespace auteur::acting {

// Beside the program that runs, where it was built, or on PATH; AUTEUR_ESPEAK names another one ("none": the stock program).
std::optional<Path> espeak_helper();

struct EspeakWish { std::string voice, text; int rate = 165, pitch = 50, range = 50; bool ssml = false; };
struct TimedSpeech {
  int rate = 22050;
  std::vector<float> samples;
  std::vector<Phone> phones;  // ARPAbet; "pau" where it pauses, first and last too
  std::vector<double> words;  // seconds in which each spoken word begins
};
// Errors: kUnavailable (no such voice, or the program fails).
Result<TimedSpeech> speak_with_times(const Path& helper, const EspeakWish& wish);

// "aɪ", "pf", "ɑ̃ː" as one or two phones of ours, with their shares of its time.
std::vector<std::pair<std::string, double>> phones_of_ipa(const std::string& ipa);

// How a voice of the house speaks there (data/acting/espeak_voices.json).
struct EspeakVoice { std::string variant; double throat = 1; };
EspeakVoice espeak_voice_of(const VoiceCasting& voice, double hertz);

}  // namespace auteur::acting
