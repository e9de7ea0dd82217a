// The three connectors, and what they share.
#pragma once

#include <optional>

#include "auteur/models/speech.h"

namespace auteur::models {

inline constexpr double kLongestSpeech = 120;  // seconds of sound that are taken in

// Piper (piper1-gpl, and the older one of its kind).
Result<Speech> speak_piper(const Service& service, const SpeechRequest& request, Progress& progress);
Result<std::vector<OfferedVoice>> voices_of_piper(const Service& service, Progress& progress);
// POST /v1/audio/speech.
Result<Speech> speak_openai(const Service& service, const std::string& key, const SpeechRequest& request, Progress& progress);
Result<std::vector<OfferedVoice>> voices_of_openai(const Service& service, const std::string& key, Progress& progress);
// POST /v1/text-to-speech/VOICE/with-timestamps.
Result<Speech> speak_elevenlabs(const Service& service, const std::string& key, const SpeechRequest& request, Progress& progress);
Result<std::vector<OfferedVoice>> voices_of_elevenlabs(const Service& service, const std::string& key, Progress& progress);
// Its answer: sound and the times of its characters. Errors: kInvalidInput.
Result<Speech> read_timed_reply(std::string_view body, int rate, const Service& service);

HttpRequest request_to(const Service& service, const std::string& path);
HttpRequest post_to(const Service& service, const std::string& path, const Json& body);
// An answer that is none: by its status, in the words that belong to it. Requires: status is not 200.
Error refused_by(const Service& service, const HttpAnswer& answer, const std::string& key);
std::string where_of(const Service& service);  // "piper (http://127.0.0.1:5000)"

// A sound file that a server sent, whole and not longer than kLongestSpeech. Errors: kInvalidInput (a page instead of sound,
// half a file, too long, empty).
Result<Speech> sound_of(const Service& service, const HttpAnswer& answer, const std::string& key);
// 16-bit little-endian mono. Errors: kInvalidInput.
Result<Speech> pcm_of(const Service& service, std::string_view bytes, int rate);

std::optional<std::string> from_base64(std::string_view text);  // standard alphabet, padded or not; blanks are skipped
std::size_t characters_of(std::string_view utf8);
// Of a word or a stretch for a note: at most three, in quotes.
std::string quoted(const std::vector<std::string>& words);

}  // namespace auteur::models
