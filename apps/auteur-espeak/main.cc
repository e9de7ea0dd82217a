// auteur-espeak: speech in many languages with the true times of its phones. A program of its own because libespeak-ng is under
// the GNU General Public License 3, and so is this file when it is linked with it (docs/licences.md); Auteur talks to it by pipes.
//
//   standard input    {"text": "Guten Tag.", "voice": "de+klatt5", "rate": 160, "pitch": 50, "range": 50, "ssml": false}
//   standard output   {"rate": 22050, "samples": 21504, "phones": [{"ipa": "ɡ", "start": 0.012}, ...], "words": [{"start": 0.01,
//                     "at": 0, "length": 5}, ...]}\n, then so many samples, 16 bits, little endian
//
// A phone lasts until the next one; a pause is one without a name. Words count in characters of the text. One text a process:
// the library's state is global. Exit codes: 0; 2 wrong input; 3 no such voice; 5 the library does not start.
#include <espeak-ng/speak_lib.h>

#include <cstdio>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

struct Heard { std::vector<short> samples; nlohmann::json phones = nlohmann::json::array(), words = nlohmann::json::array(); };
Heard heard;
constexpr std::size_t kMostText = 64 << 10, kMostSamples = 22050u * 600;

int listen(short* wave, int count, espeak_EVENT* events) {
  for (const espeak_EVENT* e = events; e != nullptr && e->type != espeakEVENT_LIST_TERMINATED; ++e) {
    const double at = e->audio_position / 1000.0;
    if (e->type == espeakEVENT_PHONEME) heard.phones.push_back({{"ipa", std::string(e->id.string, strnlen(e->id.string, sizeof e->id.string))}, {"start", at}});
    if (e->type == espeakEVENT_WORD) heard.words.push_back({{"start", at}, {"at", e->text_position - 1}, {"length", e->length}});
  }
  if (wave != nullptr && count > 0) heard.samples.insert(heard.samples.end(), wave, wave + count);
  return heard.samples.size() > kMostSamples;
}

int failed(int code, const std::string& what) {
  std::fprintf(stderr, "auteur-espeak: %s\n", what.c_str());
  return code;
}

}  // namespace

int main() {
  std::string input;
  char piece[4096];
  for (std::size_t n; (n = std::fread(piece, 1, sizeof piece, stdin)) > 0 && input.size() <= 4 * kMostText;) input.append(piece, n);
  const auto j = nlohmann::json::parse(input, nullptr, false);
  if (!j.is_object() || !j.contains("text") || !j["text"].is_string() || input.size() > 4 * kMostText) return failed(2, "a JSON object with a text is wanted on standard input");
  const std::string text = j["text"].get<std::string>();
  const auto number = [&](const char* key, int otherwise) { return j.contains(key) && j[key].is_number_integer() ? j[key].get<int>() : otherwise; };
  if (text.size() > kMostText) return failed(2, "the text is longer than 64 KiB");
  const int rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, espeakINITIALIZE_PHONEME_EVENTS | espeakINITIALIZE_PHONEME_IPA | espeakINITIALIZE_DONT_EXIT);
  if (rate <= 0) return failed(5, "libespeak-ng does not start; its data may be missing (espeak-ng-data)");
  const std::string voice = j.contains("voice") && j["voice"].is_string() ? j["voice"].get<std::string>() : "en";
  if (espeak_SetVoiceByName(voice.c_str()) != EE_OK) return failed(3, "there is no voice '" + voice + "'");
  espeak_SetSynthCallback(listen);
  espeak_SetParameter(espeakRATE, number("rate", 165), 0);
  espeak_SetParameter(espeakPITCH, number("pitch", 50), 0);
  espeak_SetParameter(espeakRANGE, number("range", 50), 0);
  const unsigned flags = espeakCHARS_UTF8 | espeakENDPAUSE | (j.contains("ssml") && j["ssml"].is_boolean() && j["ssml"].get<bool>() ? static_cast<unsigned>(espeakSSML) : 0u);
  if (espeak_Synth(text.c_str(), text.size() + 1, 0, POS_CHARACTER, 0, flags, nullptr, nullptr) != EE_OK) return failed(5, "the text could not be spoken");
  espeak_Synchronize();
  const nlohmann::json said{{"rate", rate}, {"samples", heard.samples.size()}, {"phones", heard.phones}, {"words", heard.words}};
  const std::string head = said.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  std::fwrite(head.data(), 1, head.size(), stdout);
  std::vector<unsigned char> bytes;
  bytes.reserve(heard.samples.size() * 2);
  for (const short s : heard.samples) bytes.push_back(static_cast<unsigned char>(s & 0xFF)), bytes.push_back(static_cast<unsigned char>((s >> 8) & 0xFF));
  std::fwrite(bytes.data(), 1, bytes.size(), stdout);
  espeak_Terminate();
  return std::fflush(stdout) == 0 ? 0 : 5;
}
