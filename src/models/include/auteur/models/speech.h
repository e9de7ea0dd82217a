// Lines spoken by a speech server: what is asked of Piper, an OpenAI-compatible server or ElevenLabs, and what comes back,
// in one form for all of them. Every byte that comes back is a stranger's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "auteur/acting/outside.h"
#include "auteur/models/service.h"

namespace auteur::models {

struct SpeechRequest {
  acting::Wish wish;             // what is said and how (acting::wish_of)
  std::string voice;             // the server's own name for it
  std::string language;          // of the line: "en", "de"; empty: not known
  std::string previous, next;    // what the same person says right before and after, in one breath
  std::uint32_t seed = 0;        // where the server takes one
  Json settings = Json::object();  // of the voice (cast/NAME.toml): speaker, stability, similarity, style
};

struct Speech {
  std::vector<float> samples;    // mono, -1..1
  int rate = 0;
  std::vector<acting::Word> words;  // with the server's own times; empty: it gives none
  std::vector<std::string> notes;   // what was wished and this server cannot do
  int characters = 0;               // that were sent: what such services count
};

// One line. Blocks. Errors: those of ask(); kUnavailable (the server takes nothing from us: no key, no credit, its own
// fault); kInvalidInput (it takes not this: the voice, the length, and when what it sends is no whole sound). No message has
// a piece of the key in it.
Result<Speech> speak(const Service& service, const std::string& key, const SpeechRequest& request, Progress& progress);

struct OfferedVoice { std::string id, words; };
// What the server offers, sorted by id; empty: it answers and has no list (OpenAI-compatible servers need none).
// Errors: as speak().
Result<std::vector<OfferedVoice>> voices_of(const Service& service, const std::string& key, Progress& progress);

}  // namespace auteur::models
