// ElevenLabs with the times of its characters: POST /v1/text-to-speech/VOICE/with-timestamps.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/letters.h"
#include "auteur/base/text.h"
#include "speech.h"

namespace auteur::models {
namespace {

constexpr std::size_t kMostCharacters = 10000, kMostContext = 500;
constexpr double kSlowest = 0.7, kFastest = 1.2;

bool is_id(const std::string& voice) { return !voice.empty() && voice.size() <= 64 && std::all_of(voice.begin(), voice.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; }); }

// Whole characters of the end of a text.
std::string last_of(const std::string& text) {
  std::size_t from = text.size() > kMostContext ? text.size() - kMostContext : 0;
  while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
  return text.substr(from);
}

Json settings_for(const SpeechRequest& request, std::vector<std::string>& notes) {
  const auto& w = request.wish;
  const auto rounded = [](double v) { return std::round(v * 100) / 100; };
  const auto given = [&](const char* key, double otherwise) {
    const Json v = request.settings.value(key, Json());
    return v.is_number() ? std::clamp(v.get<double>(), 0.0, 1.0) : otherwise;
  };
  const double speed = std::clamp(w.pace, kSlowest, kFastest);
  if (std::abs(speed - w.pace) > 0.05) notes.push_back(fmt::format("ElevenLabs speaks at 0.7 to 1.2 of its pace; {:.2f} was wished.", w.pace));
  // Steadier is flatter.
  return {{"stability", rounded(std::clamp(given("stability", 0.5) - 0.35 * (w.range - 1), 0.0, 1.0))}, {"similarity_boost", rounded(given("similarity", 0.75))}, {"style", rounded(given("style", std::clamp(0.3 * (w.range - 1), 0.0, 0.4)))}, {"use_speaker_boost", true}, {"speed", rounded(speed)}};
}

std::vector<acting::Word> words_of(const Json& alignment) {
  std::vector<acting::Word> out;
  if (!alignment.is_object()) return out;
  const Json characters = alignment.value("characters", Json()), starts = alignment.value("character_start_times_seconds", Json()), ends = alignment.value("character_end_times_seconds", Json());
  if (!characters.is_array() || !starts.is_array() || !ends.is_array() || characters.size() != starts.size() || starts.size() != ends.size() || characters.size() > 50000) return out;
  bool inside = false, tag = false;
  double last = 0;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    if (!characters[i].is_string() || !starts[i].is_number() || !ends[i].is_number()) return {};
    const std::string c = characters[i].get<std::string>();
    const double from = starts[i].get<double>(), to = ends[i].get<double>();
    if (!(from >= 0 && to >= from && to < 3600) || from < last - 0.05 || c.size() > 16) return {};
    last = from;
    if (c == "<" || c == "[") tag = true;
    const bool blank = trim(c).empty();
    if (!blank && !tag) {
      if (!inside) out.push_back({"", Seconds(from), Seconds(to)});
      out.back().text += c;
      out.back().end = std::max(out.back().end, Seconds(to));
    }
    inside = !blank && !tag;
    if (c == ">" || c == "]") tag = false;
  }
  return out;
}

}  // namespace

Result<Speech> read_timed_reply(std::string_view body, int rate, const Service& service) {
  const auto j = parse_json(body, "answer", 96u << 20);
  if (!j || !j->is_object() || !j->contains("audio_base64") || !(*j)["audio_base64"].is_string())
    return fail(ErrorCode::kInvalidInput, fmt::format("{} sends no sound: its answer has no audio_base64. Check its url, and that it is an ElevenLabs.", where_of(service)));
  const auto bytes = from_base64((*j)["audio_base64"].get_ref<const std::string&>());
  if (!bytes) return fail(ErrorCode::kInvalidInput, fmt::format("{} sends a damaged sound (its base64 is wrong). Try again.", where_of(service)));
  Speech speech = TRY(pcm_of(service, *bytes, rate));
  // `alignment` has the characters as they were sent; the normalised ones spell numbers out.
  speech.words = words_of(j->value("alignment", Json()));
  const double seconds = static_cast<double>(speech.samples.size()) / rate;
  if (std::any_of(speech.words.begin(), speech.words.end(), [&](const auto& w) { return w.end.value > seconds + 0.25; })) speech.words.clear();  // times of another sound
  return speech;
}

Result<Speech> speak_elevenlabs(const Service& service, const std::string& key, const SpeechRequest& request, Progress& progress) {
  const auto& w = request.wish;
  if (!is_id(request.voice)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no voice of ElevenLabs: they are called like 21m00Tcm4TlvDq8ikWAM. All of yours: auteur voices --service {}", request.voice.substr(0, 60), service.name));
  if (const std::size_t n = characters_of(w.text); n > kMostCharacters) return fail(ErrorCode::kInvalidInput, fmt::format("This line has {} characters; {} takes {} at once. Break it with an action.", n, service.name, kMostCharacters));
  std::vector<std::string> notes;
  Json body{{"text", w.text}, {"model_id", service.model}, {"voice_settings", settings_for(request, notes)}, {"seed", request.seed}};
  if (!request.previous.empty()) body["previous_text"] = last_of(request.previous);
  if (!request.next.empty()) body["next_text"] = std::string(first_bytes(request.next, kMostContext));
  // The multilingual model finds the language itself and refuses to be told.
  if (!request.language.empty() && service.model != "eleven_multilingual_v2") body["language_code"] = request.language.substr(0, 2);
  if (w.whisper > 0.5) notes.push_back("ElevenLabs cannot be told to whisper: choose a voice or write a context that does.");
  if (!w.stressed.empty()) notes.push_back(fmt::format("ElevenLabs cannot be told to stress single words: {}.", quoted(w.stressed)));
  std::vector<std::string> stretches;
  for (const auto& s : w.stretches) stretches.push_back(s.words);
  if (!stretches.empty()) notes.push_back(fmt::format("ElevenLabs cannot say a part of a line in another way: {}.", quoted(stretches)));
  HttpRequest post = post_to(service, fmt::format("/v1/text-to-speech/{}/with-timestamps?output_format={}", request.voice, service.format), body);
  post.key = key;
  if (!key.empty()) post.headers.push_back({"xi-api-key", key});
  const HttpAnswer answer = TRY(ask(post, service.limits, progress));
  if (answer.status != 200) return std::unexpected(refused_by(service, answer, key));
  Speech speech = TRY(read_timed_reply(answer.body, service.rate, service));
  if (speech.words.empty()) notes.push_back("ElevenLabs gave no times with this line: lips are laid by ear.");
  speech.notes = std::move(notes);
  return speech;
}

Result<std::vector<OfferedVoice>> voices_of_elevenlabs(const Service& service, const std::string& key, Progress& progress) {
  HttpRequest get = request_to(service, "/v1/voices");
  get.key = key;
  if (!key.empty()) get.headers.push_back({"xi-api-key", key});
  const HttpAnswer answer = TRY(ask(get, service.limits, progress));
  if (answer.status != 200) return std::unexpected(refused_by(service, answer, key));
  const auto j = parse_json(answer.body, "voices", 32u << 20);
  if (!j || !j->is_object() || !j->contains("voices") || !(*j)["voices"].is_array()) return fail(ErrorCode::kUnavailable, fmt::format("{} sends no list of voices. Check its url, and that it is an ElevenLabs.", where_of(service)));
  std::vector<OfferedVoice> out;
  for (const Json& v : (*j)["voices"]) {
    if (!v.is_object()) continue;
    const auto text = [&](const char* k) { return v.contains(k) && v[k].is_string() ? v[k].get<std::string>() : std::string(); };
    if (text("voice_id").empty()) continue;
    const std::string category = text("category");
    out.push_back({text("voice_id"), text("name") + (category.empty() ? "" : ", " + category)});
    if (out.size() >= 5000) break;
  }
  return out;
}

}  // namespace auteur::models
