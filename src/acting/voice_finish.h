// The last steps of a take: 16 or 22 kHz speech to 48 kHz with its missing top, at the level its direction asks for.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "auteur/acting/voice.h"

namespace auteur::acting {

inline constexpr int kTakeRate = 48000;
inline constexpr double kSpeechLevelDb = -23;  // RMS of the speaking parts, full scale

std::vector<float> resample(std::span<const float> samples, int from_rate, int to_rate);
// Adds noise above `cutoff_hz` where the phones hiss or breathe, following the speech's own highest octave.
void restore_top(std::vector<float>& samples, double cutoff_hz, std::span<const Phone> phones, double breath, std::uint64_t seed);
void high_pass(std::vector<float>& samples, double hz);
// RMS over the 20 ms windows within 25 dB of the loudest. Decibels full scale; -120 for silence.
double speech_level(std::span<const float> samples);
// Brings the speech to `level_db`; peaks are held below -1 dBFS by a look-ahead gain.
void set_level(std::vector<float>& samples, double level_db);

}  // namespace auteur::acting
