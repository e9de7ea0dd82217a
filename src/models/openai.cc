// OpenAI's speech, and the many servers that speak alike: POST /v1/audio/speech. They give no times.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "speech.h"

namespace auteur::models {
namespace {

constexpr std::size_t kMostCharacters = 4096;

bool follows_instructions(const std::string& model) { return model != "tts-1" && model != "tts-1-hd"; }

// What an actor would be told.
std::string instructions_for(const acting::Wish& w) {
  std::string out = "Speak as an actor in a film, exactly these words.";
  if (!w.manner.empty()) out += fmt::format(" How: {}.", w.manner);
  if (!w.feeling.empty()) out += fmt::format(" Feeling: {}.", w.feeling);
  if (w.whisper > 0.5) out += " Whisper.";
  if (w.shouted) out += " Shout.";
  for (const auto& s : w.stressed) out += fmt::format(" Stress \"{}\".", s);
  for (const auto& s : w.stretches) out += fmt::format(" Say \"{}\" {}.", s.words, s.how);
  return out.substr(0, kMostCharacters);
}

}  // namespace

Result<Speech> speak_openai(const Service& service, const std::string& key, const SpeechRequest& request, Progress& progress) {
  const auto& w = request.wish;
  if (const std::size_t n = characters_of(w.text); n > kMostCharacters) return fail(ErrorCode::kInvalidInput, fmt::format("This line has {} characters; {} takes {} at once. Break it with an action.", n, service.name, kMostCharacters));
  const double speed = std::round(std::clamp(w.pace, 0.25, 4.0) * 100) / 100;
  Json body{{"model", service.model}, {"input", w.text}, {"response_format", service.format}, {"speed", speed}};
  // A voice that somebody made there is asked for by its id.
  if (request.voice.starts_with("voice_")) body["voice"] = {{"id", request.voice}};
  else body["voice"] = request.voice.empty() ? "alloy" : request.voice;
  std::vector<std::string> notes;
  const bool directed = follows_instructions(service.model);
  if (directed) body["instructions"] = instructions_for(w);
  else if (!w.manner.empty() || !w.stressed.empty() || !w.stretches.empty() || w.whisper > 0.5) notes.push_back(fmt::format("The model {} takes no direction but its pace.", service.model));
  HttpRequest post = post_to(service, "/v1/audio/speech", body);
  post.key = key;
  if (!key.empty()) post.headers.push_back({"Authorization", "Bearer " + key});
  const HttpAnswer answer = TRY(ask(post, service.limits, progress));
  if (answer.status != 200) return std::unexpected(refused_by(service, answer, key));
  if (service.format == "pcm" && (answer.type.starts_with("text/") || answer.type == "application/json"))
    return fail(ErrorCode::kInvalidInput, fmt::format("{} sends {} instead of sound: \"{}\". Correct its url.", where_of(service), answer.type, words_of_server(answer.body, key)));
  Speech speech = TRY(service.format == "pcm" ? pcm_of(service, answer.body, service.rate) : sound_of(service, answer, key));
  speech.notes = std::move(notes);
  return speech;
}

// There is no list in OpenAI's own interface; some servers have one at /v1/audio/voices.
Result<std::vector<OfferedVoice>> voices_of_openai(const Service& service, const std::string& key, Progress& progress) {
  HttpRequest get = request_to(service, "/v1/audio/voices");
  get.key = key;
  if (!key.empty()) get.headers.push_back({"Authorization", "Bearer " + key});
  HttpAnswer answer = TRY(ask(get, service.limits, progress));
  std::vector<OfferedVoice> out;
  if (answer.status == 200)
    if (const auto j = parse_json(answer.body, "voices", 16u << 20); j && j->is_object() && j->contains("voices") && (*j)["voices"].is_array()) {
      for (const Json& v : (*j)["voices"]) {
        if (v.is_string()) out.push_back({v.get<std::string>(), ""});
        else if (v.is_object() && v.contains("id") && v["id"].is_string()) out.push_back({v["id"].get<std::string>(), v.contains("name") && v["name"].is_string() ? v["name"].get<std::string>() : ""});
        if (out.size() >= 5000) break;
      }
      return out;
    }
  get.url = service.url + "/v1/models";
  answer = TRY(ask(get, service.limits, progress));
  if (answer.status == 401 || answer.status == 403) return std::unexpected(refused_by(service, answer, key));
  return out;
}

}  // namespace auteur::models
