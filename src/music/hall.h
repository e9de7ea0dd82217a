// One small concert room for all cues, and the fade that ends each of them. Private to the room.
#pragma once

#include <vector>

namespace auteur::music {

inline constexpr int kRate = 48000;
// Brings the synthesisers' cautious gain to a working level; the loudest cues still peak below -6 dBFS.
inline constexpr float kMakeUp = 4.2f;

// Adds the room to `stereo` (interleaved) in place: early reflections and an eight-line feedback delay network, 1.7 s.
void add_hall(std::vector<float>& stereo);
// Removes offset below 20 Hz, makes up the level, opens with 5 ms and closes with `seconds` of raised cosine, so that edges are silent.
void finish_edges(std::vector<float>& stereo, double seconds);

}  // namespace auteur::music
