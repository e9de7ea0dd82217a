// What speech does to the body: nods and arm strokes on stressed words, and how a listener answers.
#pragma once

#include <cstdint>
#include <vector>

#include "auteur/acting/voice.h"
#include "direction.h"

namespace auteur::acting {

// One bodily accent, in seconds of the line.
struct Stress { double at = 0; float strength = 0; };
std::vector<Stress> stresses_of(const LineTake& take);   // strong vowels, at least 0.25 s apart
std::vector<double> phrase_ends_of(const LineTake& take); // where a listener nods

enum class GestureShape { kNone, kOpenHand, kChop, kBothHands, kHandToChest };
struct Stroke { double at = 0; int hand = 1; float size = 0; GestureShape shape = GestureShape::kNone; };
// Arm strokes on the strongest stresses; lively people make more. Seeded by line and person, not by shot.
std::vector<Stroke> strokes_of(const LineTake& take, double temper, const Direction& direction, int free_hand, std::uint64_t seed);

// 0..1: preparation 0.35 s, a short hold at the stroke, 0.5 s back.
float stroke_envelope(double since_stroke);
// A quick rise and fall around an accent, 0..1.
float accent_envelope(double since, double before, double after);

}  // namespace auteur::acting
