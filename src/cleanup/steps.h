// The single steps. Private to the room; each is pure, mono, at the recording's own rate.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "auteur/cleanup/cleanup.h"
#include "stft.h"

namespace auteur::cleanup {

inline double to_db(double power) { return 10 * std::log10(power + 1e-12); }

// Samples that were cut off at the top, at the bottom, or both; `level`: where. Empty: none were.
struct Clipping { double top = 0, bottom = 0; std::vector<std::uint8_t> cut; int places = 0, samples = 0; };
Clipping find_clipping(std::span<const float> samples);
void mend_clipping(std::vector<float>& samples, int rate, const Clipping& clipping);

struct Click { std::size_t begin = 0, end = 0; };
std::vector<Click> find_clicks(std::span<const float> samples, int rate);
void mend_clicks(std::vector<float>& samples, int rate, const std::vector<Click>& clicks);

struct Hum { double hz = 0, level_db = -120; std::vector<int> harmonics; };
Hum find_hum(std::span<const float> samples, int rate);
void take_out_hum(std::vector<float>& samples, int rate, const Hum& hum);

// Brings noise down by at most `down_db`, and, with `reverb_seconds` above 0, the tail of a room that rings for so long.
void suppress(Spectrum& spectrum, double down_db, double reverb_seconds);
// Weighted prediction error: what can be foretold from `taps` frames that lie at least 24 ms back is the room's.
void predict_reverb(Spectrum& spectrum, int taps);
// RT60 in seconds, as far as falls of speech tell it; 0: too few.
double reverb_of(std::span<const float> samples, int rate);

// The level of what hisses, frame by frame, dB full scale; and that band brought down where it is above `limit_db`.
std::vector<double> hiss_levels(const Spectrum& spectrum);
void soften_hiss(Spectrum& spectrum, double limit_db, double strength);

void colour(Spectrum& spectrum, const Colour& gain_db);
double third_hz(std::size_t i);  // the middle of the i-th third of an octave

}  // namespace auteur::cleanup
