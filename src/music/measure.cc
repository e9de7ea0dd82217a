#include "auteur/music/measure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "auteur/music/themes.h"
#include "composing.h"

namespace auteur::music {
namespace {

constexpr double kFps = 24;

int degree_of(int pitch, int tonic, int mode) {
  int best = 0, away = 99;
  for (int d = -40; d <= 40; ++d) {
    const int a = std::abs(pitch_of(tonic, mode, d) - pitch);
    if (a < away) { away = a; best = d; }
  }
  return best;
}

}  // namespace

double recognisable(const Cue& cue, const ThemeUse& use, const Theme& theme) {
  std::vector<int> degrees;
  for (const auto& n : cue.notes)
    if (n.part == use.part && n.start.value >= use.start.value - 0.03 && n.start.value < use.end.value - 0.03) degrees.push_back(degree_of(n.pitch, cue.tonic, cue.mode));
  return similarity(degrees, theme.degrees);
}

CueMeasures measure(const Cue& cue, const std::vector<std::pair<Seconds, Seconds>>& speech) {
  CueMeasures m;
  m.hits = static_cast<int>(cue.hits.size());
  m.worst_change = cue.worst_change;
  for (const auto& h : cue.hits) {
    double note = 1e9, beat = 1e9;
    for (const auto& n : cue.notes) note = std::min(note, std::abs((n.start - h.at).value));
    for (int b : cue.bars) beat = std::min(beat, std::abs((cue.beats[static_cast<std::size_t>(b)] - h.at).value));
    m.worst_hit_frames = std::max(m.worst_hit_frames, note * kFps);
    m.worst_beat_frames = std::max(m.worst_beat_frames, beat * kFps);
  }
  const double length = std::max(0.1, cue.length.value);
  m.notes_a_second = static_cast<double>(cue.notes.size()) / length;
  double talk = 0, under = 0;
  for (const auto& [a, b] : speech) {
    const double from = std::max(0.0, a.value), to = std::min(length, b.value);
    if (to <= from) continue;
    talk += to - from;
    for (const auto& n : cue.notes) under += n.start.value >= from && n.start.value < to;
  }
  m.notes_a_second_talk = talk > 0 ? under / talk : 0;

  std::vector<double> levels;
  std::vector<std::vector<std::pair<double, int>>> swells(cue.parts.size());
  for (const auto& s : cue.swells) swells[static_cast<std::size_t>(s.part)].push_back({s.at.value, s.value});
  for (const auto& n : cue.notes) {
    const auto& points = swells[static_cast<std::size_t>(n.part)];
    const auto it = std::upper_bound(points.begin(), points.end(), n.start.value + 0.1, [](double t, const auto& p) { return t < p.first; });
    const int expression = it == points.begin() ? 100 : (it - 1)->second;
    levels.push_back(40 * std::log10(std::max(1, n.velocity) / 127.0) + 40 * std::log10(std::max(1, expression) / 127.0));
  }
  if (!levels.empty()) {
    std::sort(levels.begin(), levels.end());
    m.soft = levels[levels.size() / 10];
    m.loud = levels[levels.size() * 9 / 10];
  }
  const std::size_t bars = cue.bars.empty() ? 0 : cue.bars.size() - 1;
  if (bars == 0) return m;

  std::vector<std::array<bool, 16>> onsets(bars);
  std::vector<std::array<double, 12>> classes(bars);
  int on_beat = 0, fitting = 0;
  for (const auto& n : cue.notes) {
    for (std::size_t b = 0; b < bars; ++b) {
      const double from = cue.beats[static_cast<std::size_t>(cue.bars[b])].value, to = cue.beats[static_cast<std::size_t>(cue.bars[b + 1])].value, middle = n.start.value + 0.03;
      if (middle < from || middle >= to) continue;
      const double x = (middle - from) / (to - from);
      onsets[b][static_cast<std::size_t>(std::clamp(static_cast<int>(x * 16), 0, 15))] = true;
      classes[b][static_cast<std::size_t>(n.pitch % 12)] += n.length.value;
      if (b < cue.chords.size()) {
        const int beats = std::max(1, cue.bars[b + 1] - cue.bars[b]);
        const double at = x * beats;
        if (at - std::floor(at) < 0.12) {
          ++on_beat;
          const auto tones = tones_of(cue.chords[b]);
          fitting += std::find(tones.begin(), tones.end(), (((n.pitch - cue.tonic) % 12) + 12) % 12) != tones.end();
        }
      }
      break;
    }
  }
  m.chord_tones = on_beat > 0 ? static_cast<double>(fitting) / on_beat : 0;
  double groove = 0;
  for (std::size_t b = 0; b + 1 < bars; ++b) {
    int differ = 0;
    for (std::size_t i = 0; i < 16; ++i) differ += onsets[b][i] != onsets[b + 1][i];
    groove += 1 - differ / 16.0;
  }
  m.groove = bars > 1 ? groove / static_cast<double>(bars - 1) : 1;
  double entropy = 0;
  int windows = 0;
  for (std::size_t b = 0; b < bars; b += 4, ++windows) {
    std::array<double, 12> sum{};
    double all = 0;
    for (std::size_t k = b; k < std::min(bars, b + 4); ++k) for (std::size_t c = 0; c < 12; ++c) sum[c] += classes[k][c], all += classes[k][c];
    for (double s : sum) if (s > 0) entropy -= s / all * std::log2(s / all);
  }
  m.entropy = windows > 0 ? entropy / windows : 0;
  return m;
}

double seam_of(std::span<const float> stereo, std::size_t frame) {
  const std::size_t frames = stereo.size() / 2;
  if (frame == 0 || frame >= frames) return 0;
  double here = 0, around = 1e-6;
  const std::size_t from = frame > 4800 ? frame - 4800 : 1, to = std::min(frames, frame + 4800);
  for (std::size_t n = from; n < to; ++n)
    for (std::size_t c = 0; c < 2; ++c) {
      const double step = std::abs(static_cast<double>(stereo[2 * n + c]) - static_cast<double>(stereo[2 * n - 2 + c]));
      if (n + 48 >= frame && n <= frame + 48) here = std::max(here, step);
      else around = std::max(around, step);
    }
  return here / around;
}

}  // namespace auteur::music
