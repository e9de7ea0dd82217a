// Where the theme sounds, in which guise, and where it keeps silent because people talk.
#include "composing.h"

namespace auteur::music {
namespace {

std::vector<TuneNote> head_notes(const Theme& theme, double start, double stretch) {
  std::vector<TuneNote> out;
  double at = start;
  for (std::size_t i = 0; i < theme.degrees.size() && i < theme.beats.size(); ++i) {
    const double length = theme.beats[i] * stretch;
    out.push_back({at, length, theme.degrees[i]});
    at += length;
  }
  return out;
}

int nearest_of(int degree, std::initializer_list<int> classes) {
  int best = degree, distance = 99;
  for (int d = degree - 4; d <= degree + 4; ++d)
    for (int c : classes)
      if (((d % 7) + 7) % 7 == c && std::abs(d - degree) < distance) { distance = std::abs(d - degree); best = d; }
  return best;
}

void shift(std::vector<TuneNote>& notes, int steps) { for (auto& n : notes) n.degree += steps; }

// Cuts what would run into `end`, and what lies in speech when `thin` is given.
void trim(std::vector<TuneNote>& notes, double end) {
  std::erase_if(notes, [&](const TuneNote& n) { return n.beat > end - 0.45; });
  for (auto& n : notes) n.length = std::min(n.length, end - n.beat);
}

double open_part(const Grid& grid, double from, double length) {
  int open = 0, all = 0;
  for (int b = static_cast<int>(from); b < static_cast<int>(from + length) && b < grid.final_beat(); ++b, ++all) open += !grid.thin[static_cast<std::size_t>(b)];
  return all == 0 ? 0 : static_cast<double>(open) / all;
}

Statement answer(const Theme& theme, double start, bool fragment, bool close, Random& random) {
  Statement s;
  auto notes = head_notes(theme, start, 1);
  if (fragment) {
    // The first figure, twice, the second time a step away: it asks and does not conclude.
    s.how = "fragment";
    const std::size_t half = std::clamp<std::size_t>(notes.size() / 2, 3, 4);
    notes.resize(std::min(notes.size(), half));
    const double span = notes.back().beat + notes.back().length - start, second = std::ceil(span / 2) * 2;
    auto again = notes;
    const int step = random.unit() < 0.5 ? 1 : -1;
    for (auto& n : again) { n.beat += second; n.degree += step; }
    notes.insert(notes.end(), again.begin(), again.end());
  } else {
    static constexpr int kShift[] = {-1, 1, 2, -2};
    s.how = close ? "closing sequence" : "sequence";
    shift(notes, kShift[random.below(4)]);
    if (close) {
      notes.back().degree = nearest_of(notes.back().degree, {0});
      if (notes.size() > 2) notes[notes.size() - 2].degree = notes.back().degree + (random.unit() < 0.6 ? 1 : -1);
    } else {
      notes.back().degree = nearest_of(notes.back().degree, {1, 4});
    }
  }
  s.notes = std::move(notes);
  return s;
}

}  // namespace

std::vector<Statement> plan_tune(const CueRequest& request, const Grid& grid, Random& random) {
  std::vector<Statement> out;
  const Theme& theme = request.theme;
  double unit = 0;
  for (double b : theme.beats) unit += b;
  if (theme.degrees.empty() || unit <= 0) return out;
  const int end = grid.final_beat();
  const auto next_bar = [&](double beat) {
    for (int b : grid.bars) if (b >= beat - 0.01) return b;
    return end;
  };
  const bool slow = request.mood.arousal < -0.3, tense = request.mood.tension > 0.55;
  double at = !request.opening && end >= 4 * unit ? next_bar(unit / 2) : 0;
  int step = 0;
  const auto add = [&](Statement s, double length) {
    s.start = at;
    s.length = length;
    trim(s.notes, end);
    if (!s.notes.empty()) out.push_back(std::move(s));
    at = next_bar(at + length);
  };
  while (at + 0.7 * unit <= end && out.size() < 4000) {
    if (open_part(grid, at, unit) < 0.75) { at = next_bar(at + 1); continue; }
    const int kind = step++ % 6;
    if (kind == 2 || kind == 5) {  // a breath: the ensemble goes on alone
      at = next_bar(at + (slow ? unit : unit / 2));
    } else if (kind == 0 || kind == 3) {
      const double stretch = slow && step > 1 && random.unit() < 0.5 && at + 2 * unit <= end && open_part(grid, at, 2 * unit) > 0.9 ? 2 : 1;
      Statement s;
      s.how = stretch == 2 ? "augmented" : step == 1 ? "head" : "head, other voice";
      s.answer_voice = kind == 3;
      s.whole_head = at + unit * stretch <= end + 0.01;
      s.notes = head_notes(theme, at, stretch);
      add(std::move(s), unit * stretch);
    } else {
      auto s = answer(theme, at, tense, kind == 4 || at + 2 * unit > end, random);
      s.answer_voice = kind == 4;
      add(std::move(s), unit);
    }
  }
  if (std::none_of(out.begin(), out.end(), [](const Statement& s) { return s.whole_head; })) {
    // Talk fills the scene: the theme is there all the same, low and soft, where it disturbs least.
    double best = -1, where = 0;
    for (int b : grid.bars) {
      if (b + unit > end + 0.01) break;
      const double open = open_part(grid, b, unit) + 1e-3 * b;
      if (open > best) { best = open; where = b; }
    }
    const double room = end - where;
    if (room >= 2) {
      Statement s;
      s.how = room >= unit ? "hidden under the talk" : "beginning only";
      s.answer_voice = true;
      s.softness = best < 0.5 ? 0.4 : 0.1;
      s.start = where;
      s.length = std::min(unit, room);
      s.whole_head = room >= unit;
      s.notes = head_notes(theme, where, 1);
      trim(s.notes, end);
      std::erase_if(out, [&](const Statement& o) { return o.start < s.start + s.length && s.start < o.start + o.length; });
      out.push_back(std::move(s));
      std::sort(out.begin(), out.end(), [](const Statement& a, const Statement& b) { return a.start < b.start; });
    }
  }
  return out;
}

}  // namespace auteur::music
