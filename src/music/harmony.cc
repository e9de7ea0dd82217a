// Chords by dynamic programming (tune, progression and root motion vote), then voices by least motion.
#include "composing.h"

namespace auteur::music {
namespace {

int pc(int x) { return ((x % 12) + 12) % 12; }

// How natural a root motion sounds; lower is better. Index: semitones up.
constexpr double kMotion[12] = {0.55, 0.5, 0.3, 0.35, 0.4, 0.0, 1.2, 0.25, 0.25, 0.15, 0.25, 0.6};

std::vector<Chord> candidates(int mode, const Progression& progression, double tension) {
  std::vector<Chord> out;
  const auto& scale = scale_of(mode);
  for (std::size_t d = 0; d < 7; ++d) {
    const int third = pc(scale[(d + 2) % 7] - scale[d]), fifth = pc(scale[(d + 4) % 7] - scale[d]);
    if (fifth == 6 && tension < 0.5) continue;
    out.push_back({scale[d], fifth == 6 ? 'd' : third == 4 ? 'M' : 'm'});
  }
  if (!is_bright(mode)) out.push_back({7, 'M'});
  for (const auto& c : progression.chords) if (std::find(out.begin(), out.end(), c) == out.end()) out.push_back(c);
  return out;
}

struct Weight { int tone; double amount; };

std::vector<Weight> tones_in(const std::vector<Statement>& tune, int mode, double from, double to) {
  std::vector<Weight> out;
  for (const auto& s : tune)
    for (const auto& n : s.notes) {
      const double overlap = std::min(to, n.beat + n.length) - std::max(from, n.beat);
      if (overlap <= 0.01) continue;
      const bool strong = n.beat <= from + 0.01 || std::fmod(n.beat - from, 2.0) < 0.01 || n.length >= 1.5;
      out.push_back({pc(pitch_of(0, mode, n.degree)), overlap * (strong ? 1.0 : 0.45)});
    }
  return out;
}

double clash(const Chord& chord, const std::vector<Weight>& tones) {
  const auto chord_tones = tones_of(chord);
  double cost = 0;
  for (const auto& w : tones) {
    if (std::find(chord_tones.begin(), chord_tones.end(), w.tone) != chord_tones.end()) continue;
    double bad = 0.7;
    for (int c : chord_tones) if (pc(w.tone - c) == 1 || pc(w.tone - c) == 11) bad = 1.25;  // a semitone rubs
    cost += bad * w.amount;
  }
  return cost;
}

}  // namespace

std::vector<Chord> harmonise(const CueRequest& request, const Character& character, const Grid& grid, const std::vector<Statement>& tune, const Progression& progression) {
  const auto states = candidates(character.mode, progression, character.dissonance);
  const std::size_t bars = grid.bars.size() - 1, count = states.size();
  const Chord tonic{0, is_bright(character.mode) || (request.closing && request.mood.valence > 0.1) ? 'M' : 'm'};
  std::vector<std::vector<double>> cost(bars, std::vector<double>(count));
  std::vector<std::vector<std::size_t>> from(bars, std::vector<std::size_t>(count, 0));
  for (std::size_t b = 0; b < bars; ++b) {
    const auto tones = tones_in(tune, character.mode, grid.bars[b], grid.bars[b + 1]);
    const Chord& formula = progression.chords[b % progression.chords.size()];
    for (std::size_t s = 0; s < count; ++s) {
      double here = clash(states[s], tones) + (states[s] == formula ? 0 : 0.9);
      if (states[s].quality == 'd') here += 0.6;
      if (b == 0 && states[s].root != 0) here += 1.5;
      if (b + 1 == bars) {  // what leads home: V, bVII, iv, II
        const int r = states[s].root;
        here += r == 7 ? -0.6 : r == 10 || r == 5 ? -0.2 : r == 0 ? 1.5 : 0.5;
      }
      if (b == 0) { cost[b][s] = here; continue; }
      double best = 1e18;
      for (std::size_t p = 0; p < count; ++p) {
        const double c = cost[b - 1][p] + kMotion[static_cast<std::size_t>(pc(states[s].root - states[p].root))];
        if (c < best) { best = c; from[b][s] = p; }
      }
      cost[b][s] = here + best;
    }
  }
  std::vector<Chord> out(bars + 1, tonic);
  if (bars == 0) return out;
  std::size_t s = static_cast<std::size_t>(std::min_element(cost.back().begin(), cost.back().end()) - cost.back().begin());
  for (std::size_t b = bars; b-- > 0;) {
    out[b] = states[s];
    s = from[b][s];
  }
  return out;
}

std::array<int, 3> voice_chord(const Chord& chord, int tonic, int colour, const std::array<int, 3>* before, int bass_before, int bass, int low, int high, int ceiling) {
  auto tones = tones_of(chord);
  if (colour > 0) tones[0] = pc(chord.root + colour);  // the bass has the root; the voices may take a ninth or seventh
  high = std::max(low + 14, std::min(high, ceiling));
  std::vector<int> free;
  for (int p = low; p <= high; ++p)
    for (int t : tones) if (pc(p - tonic) == t) free.push_back(p);
  std::array<int, 3> best{low + 4, low + 9, low + 14};
  double best_cost = 1e18;
  const int centre = (low + high) / 2;
  for (std::size_t i = 0; i < free.size(); ++i)
    for (std::size_t j = i + 1; j < free.size(); ++j)
      for (std::size_t k = j + 1; k < free.size(); ++k) {
        const std::array<int, 3> v{free[i], free[j], free[k]};
        if (pc(v[0]) == pc(v[1]) || pc(v[1]) == pc(v[2]) || pc(v[0]) == pc(v[2])) continue;
        double cost = 0.08 * std::abs(v[1] - centre);
        if (v[1] - v[0] > 12 || v[2] - v[1] > 10) cost += 3;
        if (v[1] - v[0] < 2 || v[2] - v[1] < 2) cost += 1.5;
        if (v[0] < 53 && v[1] - v[0] < 4) cost += 3;  // thirds low down are mud
        if (before != nullptr)
          for (std::size_t n = 0; n < 3; ++n) {
            const int move = v[n] - (*before)[n], bass_move = bass - bass_before;
            cost += std::abs(move) + (std::abs(move) > 5 ? 2 : 0);
            const int was = pc((*before)[n] - bass_before), is = pc(v[n] - bass);
            if (move != 0 && move * bass_move > 0 && was == is && (is == 0 || is == 7)) cost += 5;  // parallels
            for (std::size_t m = 0; m < n; ++m) {
              const int gap_was = pc((*before)[n] - (*before)[m]), gap_is = pc(v[n] - v[m]);
              if (move != 0 && gap_was == gap_is && (gap_is == 0 || gap_is == 7) && v[m] != (*before)[m]) cost += 2;
            }
          }
        if (cost < best_cost) { best_cost = cost; best = v; }
      }
  return best;
}

}  // namespace auteur::music
