// Cues come back from the store and from people's edits: any JSON must be read or refused, and what is read must play.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "auteur/music/score.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = auteur::parse_json(std::string_view(reinterpret_cast<const char*>(data), size), "cue.json", 1 << 20);
  if (!json) return 0;
  const auto cue = auteur::music::cue_from_json(*json);
  if (!cue) return 0;
  const auto again = auteur::music::cue_from_json(auteur::music::to_json(*cue));
  if (!again) __builtin_trap();
  if (cue->length.value < 3 && cue->notes.size() < 50) auteur::music::synthesise_plain(*cue);
  return 0;
}
