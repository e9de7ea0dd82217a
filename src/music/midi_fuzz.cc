// MIDI files come from other programs: any bytes must be read or refused.
#include <cstddef>
#include <cstdint>

#include "auteur/music/notation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = auteur::music::read_midi({data, size}, "fuzz.mid");
  if (!file) return 0;
  for (const auto& n : file->notes)
    if (!(n.start.value >= 0 && n.length.value >= 0)) __builtin_trap();
  return 0;
}
