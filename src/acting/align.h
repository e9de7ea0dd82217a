// Laying a recording over words: dynamic time warping of its mel-cepstra onto those of our own synthesis, whose phones are known.
#pragma once

#include <span>
#include <vector>

#include "auteur/acting/voice.h"

namespace auteur::acting {

// The room that a recording was made in: how long it rings (RT60, seconds; 0: not to be heard) and its energy against the direct sound.
struct Room { double rings = 0, wet = 0; };

// Where the reference's frames lie in the recording: for each boundary of `reference`'s phones the second in `samples` (48 kHz).
// Cost: about 0.02 s for a line of 4 s; a byte for every 10 ms of the one by every 10 ms of the other (check_size).
// The reference is compared as it would sound there: with the noise of the recording, and in `room`.
std::vector<double> align_to(std::span<const float> samples, const LineTake& reference, double& distance, Room room = {});

// Moves each P, B and M to where the sound closes: the stretch near it whose level between 500 and 4000 Hz lies farthest below
// what is beside it, `room`'s ringing taken off. The phones tile as before.
void find_closures(std::vector<Phone>& phones, std::span<const float> samples, Room room = {});

}  // namespace auteur::acting
