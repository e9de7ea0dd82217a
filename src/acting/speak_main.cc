// Speaks a line from the command line into a WAV, and measures it: for listening and for the intelligibility script.
//   acting_speak_main OUT.wav TEXT [MANNER] [LANGUAGE] [BASE PITCH RANGE FORMANT PACE BREATH TILT]
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "auteur/acting/voice.h"
#include "voice_finish.h"

int main(int argc, char** argv) {
  if (argc < 3) { std::fprintf(stderr, "usage: speak OUT.wav TEXT [MANNER] [LANGUAGE] [BASE PITCH RANGE FORMANT PACE BREATH TILT]\n"); return 2; }
  auteur::acting::LineRequest request;
  request.text = argv[2];
  if (argc > 3) request.manner = argv[3];
  if (argc > 4) request.language = argv[4];
  request.voice.base = argc > 5 ? argv[5] : "rms";
  double* numbers[] = {&request.voice.pitch, &request.voice.range, &request.voice.formant, &request.voice.pace, &request.voice.breath, &request.voice.tilt};
  for (int i = 6; i < argc && i < 12; ++i) *numbers[i - 6] = std::atof(argv[i]);
  const auto take = auteur::acting::speak(request);
  if (!take) { std::fprintf(stderr, "%s\n", take.error().text().c_str()); return 1; }
  std::ofstream out(argv[1], std::ios::binary);
  const auto put = [&](std::uint32_t v, int bytes) { for (int i = 0; i < bytes; ++i) out.put(static_cast<char>(v >> (8 * i))); };
  const auto size = static_cast<std::uint32_t>(take->samples.size() * 2);
  out << "RIFF"; put(36 + size, 4); out << "WAVEfmt "; put(16, 4); put(1, 2); put(1, 2); put(48000, 4); put(96000, 4); put(2, 2); put(16, 2); out << "data"; put(size, 4);
  for (float s : take->samples) put(static_cast<std::uint32_t>(static_cast<int>(s * 32767.f)) & 0xFFFF, 2);
  std::printf("%s %.2f s, level %.1f dB\n", take->backend.c_str(), take->length().value, auteur::acting::speech_level(take->samples));
  if (std::getenv("PHONES")) for (const auto& p : take->phones) std::printf("%.3f %.3f %s %.2f\n", p.start.value, p.end.value, p.name.c_str(), p.stress);
  if (std::getenv("PHONES")) for (const auto& w : take->words) std::printf("%.3f %.3f %s\n", w.start.value, w.end.value, w.text.c_str());
}
