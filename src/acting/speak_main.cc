// Speaks lines from the command line into WAV files, for listening and for what is measured outside (voice_measures.py).
//   acting_speak_main OUT.wav TEXT [KEY=VALUE]...
//   acting_speak_main --list FILE     one call a line, its words separated by tabs
// Keys: voice (a name of data/acting/voices.json), manner, reading, language, seed, and the numbers of a casting (base, pitch,
// range, formant, pace, breath, tilt, second, blend, second_formant, clarity, rasp, tremor), which change the voice.
// OUT.phones beside each WAV: start, end, name, stress.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "auteur/acting/voice.h"
#include "auteur/base/text.h"
#include "voice_finish.h"

namespace {

using namespace auteur::acting;

int speak_one(const std::vector<std::string>& words) {
  if (words.size() < 2) return 2;
  LineRequest request;
  request.text = words[1];
  request.voice.base = "rms";
  auteur::Json changes = auteur::Json::object();
  for (std::size_t i = 2; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    if (equals == std::string::npos) { std::fprintf(stderr, "'%s' is no KEY=VALUE\n", words[i].c_str()); return 2; }
    const std::string key = words[i].substr(0, equals), value = words[i].substr(equals + 1);
    if (key == "manner") request.manner = value;
    else if (key == "reading") request.reading = value;
    else if (key == "language") request.language = value;
    else if (key == "seed") request.seed = static_cast<std::uint64_t>(std::atoll(value.c_str()));
    else if (key == "voice") {
      const CastVoice* v = find_voice(value);
      if (!v) { std::fprintf(stderr, "there is no voice '%s'\n", value.c_str()); return 2; }
      request.voice = v->casting;
    } else if (key == "base" || key == "second") changes[key] = value;
    else changes[key] = std::atof(value.c_str());
  }
  auteur::Json casting = to_json(request.voice);
  casting.update(changes);
  request.voice = voice_from_json(casting);
  const auto take = speak(request);
  if (!take) { std::fprintf(stderr, "%s\n", take.error().text().c_str()); return 1; }
  std::ofstream out(words[0], std::ios::binary);
  const auto put = [&](std::uint32_t v, int bytes) { for (int i = 0; i < bytes; ++i) out.put(static_cast<char>(v >> (8 * i))); };
  const auto size = static_cast<std::uint32_t>(take->samples.size() * 2);
  out << "RIFF"; put(36 + size, 4); out << "WAVEfmt "; put(16, 4); put(1, 2); put(1, 2); put(48000, 4); put(96000, 4); put(2, 2); put(16, 2); out << "data"; put(size, 4);
  for (float s : take->samples) put(static_cast<std::uint32_t>(static_cast<int>(s * 32767.f)) & 0xFFFF, 2);
  std::ofstream phones(words[0] + ".phones");
  for (const auto& p : take->phones) phones << p.start.value << ' ' << p.end.value << ' ' << p.name << ' ' << p.stress << '\n';
  std::printf("%s %.2f s, level %.1f dB\n", take->backend.c_str(), take->length().value, speech_level(take->samples));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) { std::fprintf(stderr, "usage: acting_speak_main OUT.wav TEXT [KEY=VALUE]... | --list FILE\n"); return 2; }
  if (std::string(argv[1]) != "--list") return speak_one({argv + 1, argv + argc});
  std::ifstream list(argv[2]);
  for (std::string line; std::getline(list, line);) {
    std::vector<std::string> words;
    for (auto w : auteur::split(line, '\t')) words.emplace_back(w);
    if (const int code = speak_one(words)) return code;
  }
}
