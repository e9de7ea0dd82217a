// Any bytes as the answer of ElevenLabs, as base64, as the words of a server: an error or bounded speech, never a crash, and
// never a key.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "speech.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auteur::models;
  static const Service service = [] {
    Service s;
    s.name = "elevenlabs", s.url = "https://api.elevenlabs.io";
    return s;
  }();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto speech = read_timed_reply(text, 24000, service)) {
    const double seconds = static_cast<double>(speech->samples.size()) / speech->rate;
    if (seconds > kLongestSpeech) std::abort();
    double last = -1;
    for (const auto& w : speech->words) {
      if (!(w.start.value >= 0 && w.end >= w.start && w.end.value <= seconds + 0.25 && w.start.value >= last - 0.06)) std::abort();
      last = w.start.value;
    }
    for (const float s : speech->samples) if (!(std::abs(s) <= 1)) std::abort();
  }
  if (const auto bytes = from_base64(text); bytes && bytes->size() > size) std::abort();
  static const std::string key = "the-key-of-somebody";
  const std::string words = words_of_server(text, key);
  if (words.size() > 203 || words.find(key) != words.npos) std::abort();
  HttpAnswer answer{200, "audio/wav", std::string(text), 1};
  (void)sound_of(service, answer, "");
  return 0;
}
