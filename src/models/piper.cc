// Piper over HTTP. Two of its servers are about: the one speaks at POST /, the newer one at POST /synthesize and tells at
// GET /info how long each phoneme of its last utterance was. GET /voices lists what lies beside it. An unknown voice is
// replaced by its default without a word, so the list is looked at before.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "speech.h"

namespace auteur::models {
namespace {

constexpr double kNoise = 0.667, kWidthNoise = 0.8;  // Piper's own defaults

Json body_for(const SpeechRequest& request, std::vector<std::string>& notes) {
  const auto& w = request.wish;
  Json body{{"text", w.text}};
  if (!request.voice.empty()) body["voice"] = request.voice;
  if (const Json speaker = request.settings.value("speaker", Json()); speaker.is_string()) body["speaker"] = speaker;
  else if (speaker.is_number_integer()) body["speaker_id"] = speaker;
  const auto rounded = [](double v) { return std::round(v * 1000) / 1000; };
  body["length_scale"] = rounded(1 / std::clamp(w.pace, 0.5, 2.0));
  body["noise_scale"] = rounded(kNoise * std::clamp(w.range, 0.4, 1.5));
  body["noise_w_scale"] = kWidthNoise;
  if (w.whisper > 0.5) notes.push_back("Piper cannot whisper: the line is spoken softly at most.");
  if (std::abs(w.pitch - 1) > 0.1) notes.push_back("Piper cannot speak higher or lower than its voice does.");
  if (!w.stressed.empty()) notes.push_back(fmt::format("Piper cannot stress single words: {}.", quoted(w.stressed)));
  std::vector<std::string> stretches;
  for (const auto& s : w.stretches) stretches.push_back(s.words);
  if (!stretches.empty()) notes.push_back(fmt::format("Piper cannot say a part of a line in another way: {}.", quoted(stretches)));
  return body;
}

// The phonemes of the last utterance, cut into words at its blanks: Piper's own times.
std::vector<acting::Word> timed_words(const Json& info, const std::string& text, double seconds) {
  std::vector<acting::Word> out;
  const Json last = info.is_object() ? info.value("last", Json()) : Json();
  if (!last.is_object() || !last.contains("text") || !last["text"].is_string() || trim(last["text"].get<std::string>()) != trim(text)) return out;
  const Json alignments = last.value("alignments", Json());
  if (!alignments.is_array() || alignments.size() > 20000) return out;
  double at = 0;
  bool inside = false;
  for (const Json& a : alignments) {
    if (!a.is_object() || !a.contains("phoneme") || !a["phoneme"].is_string() || !a.contains("seconds") || !a["seconds"].is_number()) return {};
    const double length = a["seconds"].get<double>();
    if (!(length >= 0 && length <= seconds)) return {};
    const std::string p = a["phoneme"].get<std::string>();
    const bool letter = p != " " && p != "^" && p != "$" && p != "_" && p.find_first_of(",.;:!?\"()") == p.npos;
    if (letter && !inside) out.push_back({"", Seconds(at), Seconds(at)});
    if (letter) out.back().end = Seconds(at + length);
    if (p != "_") inside = letter;  // padding lies between all phonemes
    at += length;
  }
  if (std::abs(at - seconds) > 0.25 + 0.05 * seconds) return {};
  std::vector<std::string> words;
  for (const auto w : split(text, ' '))
    if (std::any_of(w.begin(), w.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80; })) words.emplace_back(w);
  if (words.size() != out.size()) return {};  // it runs words together
  for (std::size_t i = 0; i < words.size(); ++i) out[i].text = words[i];
  return out;
}

}  // namespace

Result<std::vector<OfferedVoice>> voices_of_piper(const Service& service, Progress& progress) {
  std::vector<OfferedVoice> out;
  const HttpAnswer listed = TRY(ask(request_to(service, "/voices"), service.limits, progress));
  if (listed.status == 200) {
    const auto j = parse_json(listed.body, "voices", 16u << 20);
    if (j && j->is_object()) {
      for (const auto& [id, about] : j->items()) {
        std::string words;
        const Json language = about.is_object() ? about.value("language", Json()) : Json();
        for (const char* key : {"code", "name_english"})
          if (language.is_object() && language.contains(key) && language[key].is_string()) words = language[key].get<std::string>();
        out.push_back({id, words});
        if (out.size() >= 5000) break;
      }
      return out;
    }
  }
  const HttpAnswer info = TRY(ask(request_to(service, "/info"), service.limits, progress));
  if (info.status != 200) return std::unexpected(refused_by(service, listed, ""));
  const auto j = parse_json(info.body, "info", 4u << 20);
  if (!j || !j->is_object() || !j->contains("voice") || !(*j)["voice"].is_object()) return fail(ErrorCode::kUnavailable, fmt::format("{} is no Piper: it answers /voices and /info otherwise. Correct its url or its kind.", where_of(service)));
  const Json& voice = (*j)["voice"];
  const auto text = [&](const char* key) { return voice.contains(key) && voice[key].is_string() ? voice[key].get<std::string>() : std::string(); };
  out.push_back({text("name"), text("language")});
  return out;
}

Result<Speech> speak_piper(const Service& service, const SpeechRequest& request, Progress& progress) {
  if (!request.voice.empty()) {
    const auto voices = voices_of_piper(service, progress);
    if (!voices && voices.error().code == ErrorCode::kCancelled) return std::unexpected(voices.error());
    std::vector<std::string> ids;
    if (voices) for (const auto& v : *voices) ids.push_back(v.id);
    if (!ids.empty() && std::find(ids.begin(), ids.end(), request.voice) == ids.end()) {
      const std::string near = closest(request.voice, ids);
      return fail(ErrorCode::kInvalidInput, fmt::format("{} has no voice '{}'.{} All of them: auteur voices --service {}", where_of(service), request.voice, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), service.name));
    }
  }
  std::vector<std::string> notes;
  const Json body = body_for(request, notes);
  HttpAnswer answer = TRY(ask(post_to(service, "/synthesize", body), service.limits, progress));
  const bool newer = answer.status == 200;
  if (answer.status == 404 || answer.status == 405) answer = TRY(ask(post_to(service, "/", body), service.limits, progress));
  if (answer.status != 200) return std::unexpected(refused_by(service, answer, ""));
  Speech speech = TRY(sound_of(service, answer, ""));
  speech.notes = std::move(notes);
  if (!newer) return speech;
  HttpLimits short_limits = service.limits;
  short_limits.tries = 1;
  const auto info = ask(request_to(service, "/info"), short_limits, progress);
  if (!info && info.error().code == ErrorCode::kCancelled) return std::unexpected(info.error());
  if (!info || info->status != 200) return speech;
  if (const auto j = parse_json(info->body, "info", 4u << 20)) speech.words = timed_words(*j, request.wish.text, static_cast<double>(speech.samples.size()) / speech.rate);
  return speech;
}

}  // namespace auteur::models
