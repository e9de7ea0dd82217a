// The small involuntary things: blinks, wandering eyes, breath, sway. Seeded; time counts from the shot's start.
#pragma once

#include <cstdint>
#include <vector>

namespace auteur::acting {

// Smooth noise, -1..1, changing about `hz` times a second.
double smooth_noise(std::uint64_t seed, double t, double hz);

struct EyeDart { float yaw = 0, pitch = 0; };  // radians off the target
// Fixations of 0.4 to 1.8 s with darts between them, one per drawing.
std::vector<EyeDart> eye_darts(std::uint64_t seed, int drawings, int per_second, double spread);

// How far the lids are shut by blinking, 0..1 per drawing. `turn` is how much the head turns at each drawing (radians):
// big turns blink too. `per_minute` about 12 to 20.
std::vector<float> blinks(std::uint64_t seed, const std::vector<float>& turn, int per_second, double per_minute);

}  // namespace auteur::acting
