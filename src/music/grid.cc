// Tempo and bars: piecewise constant tempo puts every hit on a downbeat; a ritardando leads to the final chord.
#include "composing.h"

namespace auteur::music {
namespace {

// Stretch of the last beats before the final chord.
constexpr double kRitardando[4] = {1.05, 1.12, 1.22, 1.36};

std::vector<double> weights(int beats, bool last) {
  std::vector<double> w(static_cast<std::size_t>(beats), 1.0);
  if (last) {
    const int n = std::min(4, beats / 2);
    for (int i = 0; i < n; ++i) w[w.size() - static_cast<std::size_t>(n - i)] = kRitardando[4 - n + i];
  }
  return w;
}

double sum(const std::vector<double>& w) {
  double s = 0;
  for (double x : w) s += x;
  return s;
}

// Beats of a gap whose pace comes nearest to `tempo`, and the relative change that is left.
int fit_gap(double seconds, double tempo, bool last, double& change) {
  const int guess = std::max(1, static_cast<int>(std::lround(seconds * tempo / 60)));
  int best = guess;
  change = 1e9;
  for (int n = std::max(1, guess - 2); n <= guess + 1; ++n) {
    const double c = std::abs(60 * sum(weights(n, last)) / seconds / tempo - 1);
    if (c < change) { change = c; best = n; }
  }
  return best;
}

void lay_bars(Grid& grid, int first, int count, int metre) {
  int at = first, left = count;
  while (left > 0) {
    int bar = std::min(metre, left);
    if (left == metre + 1) bar = metre + 1 <= 5 ? metre + 1 : metre;  // never a bar of one beat
    grid.bars.push_back(at);
    at += bar;
    left -= bar;
  }
}

}  // namespace

double Grid::at(double beat) const {
  if (beats.empty()) return 0;
  if (beat <= 0) return beats.front() + beat * 60 / tempo;
  const auto i = static_cast<std::size_t>(beat);
  if (i + 1 >= beats.size()) return std::min(end, beats.back() + (beat - static_cast<double>(beats.size() - 1)) * 60 / tempo);
  return beats[i] + (beat - static_cast<double>(i)) * (beats[i + 1] - beats[i]);
}

Grid lay_grid(const CueRequest& request, const Character& character, int metre) {
  Grid grid;
  grid.end = request.length.value;
  const double length = grid.end;
  const double final_chord = std::clamp(0.28 * length, 1.2, request.closing ? 5.0 : 3.6);
  const double start = request.opening ? 0.1 : std::min(0.6, 0.04 * length);
  const double final_at = length - final_chord;

  std::vector<double> marks{start};
  auto hits = request.hits;
  std::sort(hits.begin(), hits.end());
  for (Seconds hit : hits) {
    if (!std::isfinite(hit.value) || hit.value < 0 || hit.value > length) { ++grid.dropped_hits; continue; }
    if (hit.value - marks.back() < 1.4 || final_at - hit.value < 1.6) { ++grid.dropped_hits; continue; }
    marks.push_back(hit.value);
  }
  marks.push_back(final_at);

  double best_cost = 1e9;
  grid.tempo = character.tempo;
  const int steps = marks.size() > 400 ? 8 : 32;
  for (int i = -steps; i <= steps; ++i) {
    const double tempo = character.tempo * (1 + 0.12 * i / steps);
    double worst = 0, change = 0;
    for (std::size_t g = 0; g + 1 < marks.size(); ++g) {
      fit_gap(marks[g + 1] - marks[g], tempo, g + 2 == marks.size(), change);
      worst = std::max(worst, change);
    }
    const double cost = worst + 0.25 * std::abs(tempo / character.tempo - 1);
    if (cost < best_cost) { best_cost = cost; grid.tempo = tempo; grid.worst_change = worst; }
  }
  for (std::size_t g = 0; g + 1 < marks.size(); ++g) {
    double change = 0;
    const bool last = g + 2 == marks.size();
    const double span = marks[g + 1] - marks[g];
    const int n = fit_gap(span, grid.tempo, last, change);
    const auto w = weights(n, last);
    const double unit = span / sum(w);
    const int first = static_cast<int>(grid.beats.size());
    if (g > 0) grid.hit_beats.push_back(first);
    lay_bars(grid, first, n, metre);
    double t = marks[g];
    for (double x : w) { grid.beats.push_back(t); t += unit * x; }
  }
  grid.bars.push_back(static_cast<int>(grid.beats.size()));
  grid.beats.push_back(final_at);

  std::size_t k = 0;
  auto speech = request.speech;
  std::sort(speech.begin(), speech.end());
  for (std::size_t i = 0; i < grid.beats.size(); ++i) {
    const double from = grid.beats[i], to = i + 1 < grid.beats.size() ? grid.beats[i + 1] : length;
    double covered = 0;
    while (k < speech.size() && speech[k].second.value < from - 60) ++k;
    for (std::size_t j = k; j < speech.size() && speech[j].first.value < to; ++j)
      covered += std::max(0.0, std::min(to, speech[j].second.value) - std::max(from, speech[j].first.value));
    grid.thin.push_back(covered > 0.2 * (to - from));
  }
  return grid;
}

}  // namespace auteur::music
