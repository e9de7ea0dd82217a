#include "speech.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "auteur/base/text.h"
#include "auteur/media/media.h"

namespace auteur::models {
namespace {

std::uint32_t little(std::string_view bytes, std::size_t at) {
  std::uint32_t v = 0;
  for (std::size_t i = 0; i < 4; ++i) v |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return v;
}

// Whether a WAV ends before the end that its header names. A header written before its end was known says 0 or the most
// there is (streaming servers): then the connection alone tells.
bool is_half_wav(std::string_view bytes) {
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::uint32_t size = little(bytes, at + 4);
    if (bytes.substr(at, 4) == "data") return size != 0 && size < 0x7FFFF000u && at + 8 + size > bytes.size();
    at += 8 + static_cast<std::size_t>(size) + (size & 1);
  }
  return true;
}

Error no_sound(const Service& service, const std::string& what) { return {ErrorCode::kInvalidInput, where_of(service) + " " + what, {}, {}}; }

}  // namespace

std::string where_of(const Service& service) { return fmt::format("{} ({})", service.name, origin_of(service.url)); }

HttpRequest request_to(const Service& service, const std::string& path) {
  HttpRequest r;
  r.server = service.name;
  r.url = service.url + path;
  r.plain_http = service.plain_http;
  return r;
}

HttpRequest post_to(const Service& service, const std::string& path, const Json& body) {
  HttpRequest r = request_to(service, path);
  r.method = "POST";
  r.headers = {{"Content-Type", "application/json"}};
  r.body = canonical_json(body);
  return r;
}

Error refused_by(const Service& service, const HttpAnswer& answer, const std::string& key) {
  const std::string says = words_of_server(answer.body, key);
  std::string message = fmt::format("{} refuses ({}){}.", where_of(service), answer.status, says.empty() ? "" : fmt::format(": \"{}\"", says));
  const std::string file = (own_folder() / "keys.toml").string();
  switch (answer.status) {
    case 401: case 403:
      message += key.empty() && !may_have_key(service) ? fmt::format(" It wants a key, and keys go only to servers that you name yourself: write [{}] and its url into {}, and the key into keys.toml beside it.", service.name, (own_folder() / "services.toml").string())
                 : key.empty()                         ? fmt::format(" It wants a key: write {} = \"...\" into {} (chmod 600).", service.name, file)
                                                       : fmt::format(" Check the key in {}, and what your account allows.", file);
      break;
    case 402: message += " Your account has no credit left there."; break;
    case 404: message += " Check the url, the model and the voice: auteur voices --service " + service.name; break;
    case 413: message += " The line is too long for it."; break;
    default: message += " Check the voice and the model: auteur voices --service " + service.name; break;
  }
  const bool ours = answer.status == 401 || answer.status == 402 || answer.status == 403 || answer.status >= 500;
  return {ours ? ErrorCode::kUnavailable : ErrorCode::kInvalidInput, message, {}, {}};
}

Result<Speech> sound_of(const Service& service, const HttpAnswer& answer, const std::string& key) {
  const std::string_view body = answer.body;
  if (body.empty()) return std::unexpected(no_sound(service, "sends nothing at all instead of sound. Look into its log."));
  // By the bytes: Piper itself calls its WAV text/html.
  if (!body.starts_with("RIFF") || body.size() < 12 || body.substr(8, 4) != "WAVE") {
    if (!body.starts_with("fLaC")) {
      const std::string says = answer.type.starts_with("audio/") ? "" : words_of_server(body, key);
      return std::unexpected(no_sound(service, fmt::format("sends no WAV but {}{}. Check its url, and that it can give WAV.", answer.type.empty() ? "something else" : answer.type.substr(0, 60), says.empty() ? "" : fmt::format(": \"{}\"", says))));
    }
  } else if (is_half_wav(body)) {
    return std::unexpected(no_sound(service, "sends half a sound: the file ends before its end. Look into its log, and try again."));
  }
  auto sound = media::read_wav(std::span(reinterpret_cast<const std::uint8_t*>(body.data()), body.size()));
  if (!sound) return std::unexpected(no_sound(service, "sends a sound that cannot be read: " + sound.error().message));
  if (sound->channels < 1 || sound->channels > 16 || sound->rate < 8000 || sound->rate > 384000) return std::unexpected(no_sound(service, fmt::format("sends sound of {} channels at {} Hz. 8,000 Hz and one channel is the least.", sound->channels, sound->rate)));
  Speech out;
  out.rate = sound->rate;
  const auto channels = static_cast<std::size_t>(sound->channels);
  out.samples.resize(sound->samples.size() / channels);
  for (std::size_t i = 0; i < out.samples.size(); ++i) {
    double v = 0;
    for (std::size_t c = 0; c < channels; ++c) v += sound->samples[i * channels + c];
    out.samples[i] = static_cast<float>(v / static_cast<double>(channels));
  }
  if (const double seconds = static_cast<double>(out.samples.size()) / out.rate; seconds > kLongestSpeech) return std::unexpected(no_sound(service, fmt::format("sends {:.0f} s of sound for one line; {:.0f} s are taken. Break the line with an action.", seconds, kLongestSpeech)));
  return out;
}

Result<Speech> pcm_of(const Service& service, std::string_view bytes, int rate) {
  if (bytes.size() < 2) return std::unexpected(no_sound(service, "sends no sound. Look into its log."));
  if (bytes.starts_with("RIFF") || bytes.starts_with("ID3") || bytes.starts_with("OggS")) return std::unexpected(no_sound(service, "was asked for plain samples (pcm) and sends a file. Write format = \"wav\" for this service."));
  if (bytes.size() % 2 != 0) return std::unexpected(no_sound(service, "sends half a sound: a sample is broken off. Try again."));
  if (const double seconds = static_cast<double>(bytes.size() / 2) / rate; seconds > kLongestSpeech) return std::unexpected(no_sound(service, fmt::format("sends {:.0f} s of sound for one line; {:.0f} s are taken. Break the line with an action.", seconds, kLongestSpeech)));
  Speech out;
  out.rate = rate;
  out.samples.resize(bytes.size() / 2);
  for (std::size_t i = 0; i < out.samples.size(); ++i) {
    const int v = static_cast<unsigned char>(bytes[2 * i]) | static_cast<signed char>(bytes[2 * i + 1]) << 8;
    out.samples[i] = static_cast<float>(v) / 32768.f;
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;
  std::size_t letters = 0, padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == ' ' || c == '\t') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const int v = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : c >= '0' && c <= '9' ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1;
    if (v < 0 || padding > 0) return std::nullopt;
    ++letters;
    bits = bits << 6 | static_cast<std::uint32_t>(v);
    if ((count += 6) < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  if (letters % 4 == 1 || padding > 2 || (padding > 0 && (letters + padding) % 4 != 0)) return std::nullopt;
  return out;
}

std::size_t characters_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string quoted(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size() && i < 3; ++i) out += (i ? ", \"" : "\"") + words[i].substr(0, 40) + "\"";
  return out + (words.size() > 3 ? " ..." : "");
}

Result<Speech> speak(const Service& service, const std::string& key, const SpeechRequest& request, Progress& progress) {
  if (trim(request.wish.text).empty()) return fail(ErrorCode::kInvalidInput, "There is nothing to be said in this line.");
  auto speech = service.kind == Kind::kPiper ? speak_piper(service, request, progress) : service.kind == Kind::kOpenAi ? speak_openai(service, key, request, progress) : speak_elevenlabs(service, key, request, progress);
  if (speech) speech->characters = static_cast<int>(characters_of(request.wish.text));
  return speech;
}

Result<std::vector<OfferedVoice>> voices_of(const Service& service, const std::string& key, Progress& progress) {
  auto voices = service.kind == Kind::kPiper ? voices_of_piper(service, progress) : service.kind == Kind::kOpenAi ? voices_of_openai(service, key, progress) : voices_of_elevenlabs(service, key, progress);
  if (voices) std::sort(voices->begin(), voices->end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return voices;
}

}  // namespace auteur::models
