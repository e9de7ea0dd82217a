// What can be measured of a score: whether a theme can be known again, whether hits are met, how it is made, how it joins.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "auteur/music/score.h"

namespace auteur::music {

// The notes that were written where a theme is said to sound, against the theme: 1 - edit distance of the steps over the
// longer's count. An inverted, sequenced or broken-off theme scores less than a whole one; 0.6 counts as known again.
double recognisable(const Cue& cue, const ThemeUse& use, const Theme& theme);
inline constexpr double kKnownAgain = 0.6;

struct CueMeasures {
  int hits = 0;
  double worst_hit_frames = 0;       // from a hit to the nearest attack, in frames of 24 a second
  double worst_beat_frames = 0;      // from a hit to its downbeat
  double worst_change = 0;           // of the pace against the base, relative; without the closing ritardando
  double entropy = 0;                // of pitch classes, bits, mean over windows of four bars (0 one tone .. 3.58 all alike)
  double groove = 0;                 // 0..1: how alike the onsets of neighbouring bars are
  double chord_tones = 0;            // share of tones on beats that belong to their bar's chord
  double notes_a_second = 0;
  double soft = 0, loud = 0;         // tenth and ninetieth percentile of velocity x expression, dB
  double notes_a_second_talk = 0;    // where somebody speaks
};
CueMeasures measure(const Cue& cue, const std::vector<std::pair<Seconds, Seconds>>& speech = {});

// How far the sample step at `frame` stands out: the largest step within 1 ms of it over the largest within 100 ms around.
// At most 1 when nothing stands out. `stereo`: interleaved.
double seam_of(std::span<const float> stereo, std::size_t frame);

}  // namespace auteur::music
