// Ends what nobody hears any more. Private to the room.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "synth.h"

namespace auteur::music {

// A string that is let go falls by 96 dB, a harp's takes ten seconds for that, and the last of it costs as much as the
// first. A note is faded within a block and then ended after two thirds, 64 dB down, or where it is kUnder softer than
// what all play: it cannot be louder than its family was when it began, less what such a note falls by itself and since
// it was let go.
class Damper {
 public:
  // `programs`: of each channel.
  Damper(FontLoan& font, std::vector<int> programs) : font_(font), programs_(std::move(programs)) {}
  void damp(fluid_synth_t* synth, std::int64_t now);
  // What was just played: left and right of each family.
  void hear(const std::array<float*, 2 * kFamilies>& outputs, std::size_t frames);

 private:
  struct Note { std::int64_t began, released = -1; float loudest = 0; };
  bool is_covered(fluid_voice_t* voice, const Note& note, std::int64_t now, double release);
  FontLoan& font_;
  std::vector<int> programs_;
  std::map<unsigned, Note> notes_;  // by number
  std::array<float, kFamilies> peaks_{};
  double energy_ = 0;  // of all, falling as the hall does
};

}  // namespace auteur::music
