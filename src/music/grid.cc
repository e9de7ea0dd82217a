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

namespace {

constexpr double kSteady = 0.04;     // no gap's pace is farther from the base than this
constexpr double kLeastGap = 1.4;    // seconds between two hits, and before the first one
constexpr double kBeforeFinal = 1.6;

// The frame of a cue: where its first beat and its final chord may be.
struct Frame { double start_low, start_high, final_low, final_high; bool ritardando; };

Frame frame_of(const CueRequest& request, double beat) {
  const double length = request.length.value;
  Frame f{};
  f.ritardando = !request.flows_out;
  if (request.flows_in) f.start_low = f.start_high = 0;
  else {
    f.start_low = request.opening ? 0.1 : std::min(0.3, 0.02 * length);
    f.start_high = f.start_low + std::min(beat, 0.06 * length);
  }
  const double final_chord = request.flows_out ? std::clamp(2 * beat, 1.0, 0.28 * length) : std::clamp(0.28 * length, 1.2, request.closing ? 5.0 : 3.6);
  const double play = std::min(0.5 * beat + 0.1, 0.3 * final_chord);
  f.final_low = length - final_chord - play;
  f.final_high = length - final_chord + play;
  return f;
}

struct Fit { std::vector<double> marks; std::vector<int> counts; double worst = 0; };

// Marks (first beat, hits, final chord) and the beats of each gap at about `tempo`. The outer marks give way first.
Fit fit_marks(const Frame& frame, const std::vector<HitPoint>& hits, double tempo) {
  const double beat = 60 / tempo;
  Fit fit;
  const auto outer = [&](double from, double low, double high, bool last, bool start) {
    // A mark in [low, high] at a whole number of beats from `from`; else the nearest bound, and the pace has to give.
    const double middle = 0.5 * (low + high);
    int n = std::max(1, static_cast<int>(std::lround(std::abs(middle - from) / beat)));
    double best = middle, cost = 1e9;
    for (int k = std::max(1, n - 3); k <= n + 3; ++k) {
      const double at = start ? from - k * beat : from + beat * sum(weights(k, last));
      const double bound = std::clamp(at, low, high), c = std::abs(at - bound) * 100 + std::abs(bound - middle);
      if (c < cost) { cost = c; best = bound; }
    }
    return best;
  };
  if (hits.empty()) {
    fit.marks = {frame.start_low, outer(frame.start_low, frame.final_low, frame.final_high, frame.ritardando, false)};
  } else {
    fit.marks.push_back(outer(hits.front().at.value, frame.start_low, frame.start_high, false, true));
    for (const auto& h : hits) fit.marks.push_back(h.at.value);
    fit.marks.push_back(outer(hits.back().at.value, frame.final_low, frame.final_high, frame.ritardando, false));
  }
  for (std::size_t g = 0; g + 1 < fit.marks.size(); ++g) {
    double change = 0;
    fit.counts.push_back(fit_gap(fit.marks[g + 1] - fit.marks[g], tempo, frame.ritardando && g + 2 == fit.marks.size(), change));
    fit.worst = std::max(fit.worst, change);
  }
  return fit;
}

Fit best_fit(const CueRequest& request, const std::vector<HitPoint>& hits, double wanted, double& tempo) {
  Fit best;
  double best_cost = 1e9;
  const int steps = hits.size() > 60 ? 12 : 48;
  for (int i = -steps; i <= steps; ++i) {
    const double here = wanted * (1 + 0.15 * i / steps);
    Fit fit = fit_marks(frame_of(request, 60 / here), hits, here);
    const double cost = fit.worst + std::max(0.0, fit.worst - kSteady) * 20 + 0.12 * std::abs(here / wanted - 1);
    if (cost < best_cost) { best_cost = cost; best = std::move(fit); tempo = here; }
  }
  return best;
}

// Those that lie where a hit can be: not outside, not on top of another; the heavier of two neighbours stays.
std::vector<HitPoint> possible_hits(const CueRequest& request, double tempo, std::vector<HitPoint>& missed) {
  auto hits = request.hits;
  std::stable_sort(hits.begin(), hits.end(), [](const HitPoint& a, const HitPoint& b) { return a.at < b.at; });
  const Frame frame = frame_of(request, 60 / tempo);
  std::vector<HitPoint> out;
  for (auto& h : hits) {
    if (!std::isfinite(h.at.value) || !std::isfinite(h.weight) || h.at.value - frame.start_low < kLeastGap || frame.final_low - h.at.value < kBeforeFinal) { missed.push_back(h); continue; }
    if (!out.empty() && h.at.value - out.back().at.value < kLeastGap) {
      const bool heavier = std::pair(h.must, h.weight) > std::pair(out.back().must, out.back().weight);
      missed.push_back(heavier ? out.back() : h);
      if (heavier) out.back() = h;
      continue;
    }
    out.push_back(std::move(h));
  }
  return out;
}

}  // namespace

Grid lay_grid(const CueRequest& request, const Character& character, int metre) {
  Grid grid;
  grid.end = request.length.value;
  grid.metre = metre;
  const double length = grid.end;
  grid.hits = possible_hits(request, character.tempo, grid.missed);
  if (grid.hits.size() > 400) {
    grid.missed.insert(grid.missed.end(), grid.hits.begin() + 400, grid.hits.end());
    grid.hits.resize(400);
  }
  Fit fit = best_fit(request, grid.hits, character.tempo, grid.tempo);
  while (fit.worst > kSteady && !grid.hits.empty()) {
    // Of the hits beside the worst gap the lightest gives way; what somebody asked for stays.
    auto worst = grid.hits.end();
    double most = -1;
    for (std::size_t g = 0; g + 1 < fit.marks.size(); ++g) {
      const bool last = request.flows_out ? false : g + 2 == fit.marks.size();
      const double change = std::abs(60 * sum(weights(fit.counts[g], last)) / (fit.marks[g + 1] - fit.marks[g]) / grid.tempo - 1);
      if (change <= kSteady) continue;
      for (const std::size_t h : {g, g + 1}) {  // mark h is hit h - 1
        if (h == 0 || h > grid.hits.size() || grid.hits[h - 1].must) continue;
        const double lightness = change - grid.hits[h - 1].weight;
        if (worst == grid.hits.end() || lightness > most) { most = lightness; worst = grid.hits.begin() + static_cast<std::ptrdiff_t>(h - 1); }
      }
    }
    if (worst == grid.hits.end()) break;
    grid.missed.push_back(*worst);
    grid.hits.erase(worst);
    fit = best_fit(request, grid.hits, character.tempo, grid.tempo);
  }
  std::stable_sort(grid.missed.begin(), grid.missed.end(), [](const HitPoint& a, const HitPoint& b) { return a.at < b.at; });
  grid.worst_change = fit.worst;
  for (std::size_t g = 0; g + 1 < fit.marks.size(); ++g) {
    const bool last = !request.flows_out && g + 2 == fit.marks.size();
    const double span = fit.marks[g + 1] - fit.marks[g];
    const auto w = weights(fit.counts[g], last);
    const double unit = span / sum(w);
    const int first = static_cast<int>(grid.beats.size());
    if (g > 0) grid.hit_beats.push_back(first);
    lay_bars(grid, first, fit.counts[g], metre);
    double t = fit.marks[g];
    for (double x : w) { grid.beats.push_back(t); t += unit * x; }
  }
  grid.bars.push_back(static_cast<int>(grid.beats.size()));
  grid.beats.push_back(fit.marks.back());

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
