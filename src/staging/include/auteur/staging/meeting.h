// How a line of dialogue meets the one before it: after it, into its last word, on top of it.
#pragma once

#include <optional>

#include "auteur/screenplay/breakdown.h"
#include "auteur/staging/staging.h"

namespace auteur::staging {

enum class Meeting {
  kAfter,       // when the other has spoken
  kInterrupts,  // the line before ends in a dash, or this one is "(interrupting)": the other breaks off
  kOverlaps,    // "(talking over him)": both go on
  kTogether,    // dual dialogue
};
// Of beat `index`, a line; kAfter for anything else, for narrators (V.O.) and where somebody acts in between. Words are
// data/staging/staging.json.
Meeting meeting_of(const screenplay::Scene& scene, std::size_t index);
// In a staged scene: the line that `line` begins on top of, and how; null where it waits its turn.
const Line* spoken_over(const Staging& staging, const Line& line, Meeting* how = nullptr);
// When the sound of a line that somebody interrupts breaks off, on the clock of the staging; its `end` is kRelease later.
inline constexpr double kRelease = 0.06;  // seconds
std::optional<Seconds> cut_of(const Staging& staging, const Line& line);

// "interrupts", "over", "with"; empty for kAfter.
const char* name_of(Meeting meeting);

}  // namespace auteur::staging
