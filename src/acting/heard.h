// For tests: what an ear would say about a take, from its samples alone.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "auteur/acting/voice.h"
#include "voice_finish.h"

namespace auteur::acting::heard {

// Normalised autocorrelation of 40 ms windows: the strongest lag between 55 and 450 Hz, and how strong it is.
struct Voicing { double median_hz = 0, share = 0; };
inline Voicing voicing_of(std::span<const float> samples) {
  std::vector<float> s = resample(samples, 48000, 8000);
  std::vector<double> pitches;
  int loud = 0;
  const double level = std::pow(10, speech_level(s) / 20);
  for (std::size_t at = 0; at + 480 < s.size(); at += 80) {
    double energy = 0;
    for (std::size_t i = 0; i < 320; ++i) energy += static_cast<double>(s[at + i]) * s[at + i];
    if (std::sqrt(energy / 320) < 0.5 * level) continue;
    ++loud;
    double best = 0;
    int best_lag = 0;
    std::vector<double> r(160, 0);
    for (int lag = 18; lag < 145; ++lag) {
      double xy = 0, yy = 0;
      for (std::size_t i = 0; i < 320; ++i) {
        const double y = s[at + i + static_cast<std::size_t>(lag)];
        xy += s[at + i] * y;
        yy += y * y;
      }
      r[static_cast<std::size_t>(lag)] = xy / std::sqrt(energy * yy + 1e-12);
      if (r[static_cast<std::size_t>(lag)] > best) { best = r[static_cast<std::size_t>(lag)]; best_lag = lag; }
    }
    if (best < 0.6) continue;
    for (int lag = 18; lag < best_lag - 2; ++lag)  // the first nearly as good peak: no octave errors
      if (r[static_cast<std::size_t>(lag)] > 0.9 * best && r[static_cast<std::size_t>(lag)] >= r[static_cast<std::size_t>(lag - 1)] && r[static_cast<std::size_t>(lag)] >= r[static_cast<std::size_t>(lag + 1)]) { best_lag = lag; break; }
    pitches.push_back(8000.0 / best_lag);
  }
  Voicing v;
  if (loud > 0) v.share = static_cast<double>(pitches.size()) / loud;
  if (!pitches.empty()) {
    std::nth_element(pitches.begin(), pitches.begin() + static_cast<std::ptrdiff_t>(pitches.size() / 2), pitches.end());
    v.median_hz = pitches[pitches.size() / 2];
  }
  return v;
}

inline Voicing voicing_of(const LineTake& take) { return voicing_of(std::span<const float>(take.samples)); }

inline std::span<const float> part(const LineTake& take, double from, double to) {
  const auto at = [&](double t) { return std::min(take.samples.size(), static_cast<std::size_t>(std::max(0.0, t) * take.rate)); };
  return std::span<const float>(take.samples).subspan(at(from), at(to) - at(from));
}
inline std::span<const float> word(const LineTake& take, std::size_t i) { return part(take, take.words.at(i).start.value, take.words.at(i).end.value); }
inline double seconds(const LineTake& take, std::size_t i) { return (take.words.at(i).end - take.words.at(i).start).value; }

// Root mean square of all of it, in decibels.
inline double level_of(std::span<const float> s) {
  double e = 1e-12;
  for (float x : s) e += static_cast<double>(x) * x;
  return 10 * std::log10(e / static_cast<double>(std::max<std::size_t>(1, s.size())));
}
// How bright: the level of the slope against the level of the sound, in decibels.
inline double brightness_of(std::span<const float> s) {
  double slope = 1e-12, level = 1e-12;
  for (std::size_t i = 1; i < s.size(); ++i) {
    const double d = static_cast<double>(s[i]) - s[i - 1];
    slope += d * d;
    level += static_cast<double>(s[i]) * s[i];
  }
  return 10 * std::log10(slope / level);
}
// Silences inside the line, in seconds, from the phones.
inline std::vector<double> pauses_of(const LineTake& take) {
  std::vector<double> out;
  for (std::size_t i = 1; i + 1 < take.phones.size(); ++i) if (take.phones[i].name == "pau") out.push_back((take.phones[i].end - take.phones[i].start).value);
  return out;
}

}  // namespace auteur::acting::heard
