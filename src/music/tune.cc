// Where themes sound, in which guise, and where they keep silent because people talk.
#include <numeric>

#include "composing.h"

namespace auteur::music {
namespace {

constexpr double kOpen = 0.75;       // share of a statement's beats in which nobody talks
constexpr double kHint = 0.25, kWhole = 0.75;  // development below which a theme is hinted at, above which it is grown up

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

// Cuts what would run into `end`.
void trim(std::vector<TuneNote>& notes, double end) {
  std::erase_if(notes, [&](const TuneNote& n) { return n.beat > end - 0.45; });
  for (auto& n : notes) n.length = std::min(n.length, end - n.beat);
}

double open_part(const Grid& grid, double from, double length) {
  int open = 0, all = 0;
  for (int b = static_cast<int>(from); b < static_cast<int>(from + length) && b < grid.final_beat(); ++b, ++all) open += !grid.thin[static_cast<std::size_t>(b)];
  return all == 0 ? 0 : static_cast<double>(open) / all;
}

double beats_of(const std::vector<TuneNote>& notes, double start) { return notes.empty() ? 0 : notes.back().beat + notes.back().length - start; }

// As much of the head as lets one know it: at least three fifths of its steps.
std::vector<TuneNote> first_notes(const Theme& theme, double start) {
  auto notes = head_notes(theme, start, 1);
  const std::size_t steps = notes.size() - 1, keep = 1 + (3 * steps + 4) / 5;
  notes.resize(std::min(notes.size(), std::max<std::size_t>(keep, 3)));
  return notes;
}

Statement answer(const Theme& theme, double start, int kind, bool close, Random& random) {
  Statement s;
  auto notes = head_notes(theme, start, 1);
  if (kind == 0) {
    // The first figure, twice, the second time a step away: it asks and does not conclude.
    s.how = "fragment";
    const std::size_t half = std::clamp<std::size_t>(notes.size() / 2, 3, 4);
    notes.resize(std::min(notes.size(), half));
    const double span = beats_of(notes, start), second = std::ceil(span / 2) * 2;
    auto again = notes;
    const int step = random.unit() < 0.5 ? 1 : -1;
    for (auto& n : again) { n.beat += second; n.degree += step; }
    notes.insert(notes.end(), again.begin(), again.end());
  } else if (kind == 1) {
    s.how = "inverted";
    const int axis = 2 * notes.front().degree;
    for (auto& n : notes) n.degree = axis - n.degree;
    shift(notes, notes.back().degree < -3 ? 7 : 0);
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

// How much two lines rub where both sound: share of common time at seconds, sevenths and tritones.
double rub(const std::vector<TuneNote>& a, const std::vector<TuneNote>& b, int mode) {
  double bad = 0, all = 0;
  for (const auto& x : a)
    for (const auto& y : b) {
      const double common = std::min(x.beat + x.length, y.beat + y.length) - std::max(x.beat, y.beat);
      if (common <= 0.05) continue;
      const int gap = std::abs(pitch_of(0, mode, x.degree) - pitch_of(0, mode, y.degree)) % 12;
      all += common;
      if (gap == 1 || gap == 2 || gap == 6 || gap == 10 || gap == 11) bad += common;
    }
  return all > 0 ? bad / all : 0;
}

class Planner {
 public:
  Planner(const CueRequest& request, const Grid& grid, int mode, Random& random) : request_(request), grid_(grid), mode_(mode), random_(random), end_(grid.final_beat()) {}

  std::vector<Statement> run() {
    for (double b : request_.theme.beats) unit_ += b;
    if (request_.theme.degrees.empty() || unit_ <= 0) return {};
    state_wishes();
    fill();
    if (std::none_of(out_.begin(), out_.end(), [](const Statement& s) { return s.whole_head || s.wish >= 0; })) hide();
    std::sort(out_.begin(), out_.end(), [](const Statement& a, const Statement& b) { return a.start < b.start; });
    join_two();
    return std::move(out_);
  }

 private:
  const Theme& theme_of(int wish) const { return wish < 0 ? request_.theme : request_.wishes[static_cast<std::size_t>(wish)].theme; }
  bool free(double from, double length) const {
    return std::none_of(out_.begin(), out_.end(), [&](const Statement& s) { return s.start < from + length - 0.01 && from < s.start + s.length - 0.01; });
  }
  int next_bar(double beat) const {
    for (int b : grid_.bars) if (b >= beat - 0.01) return b;
    return end_;
  }
  bool add(Statement s, double start, double length) {
    s.start = start;
    s.length = length;
    trim(s.notes, end_);
    if (s.notes.empty()) return false;
    out_.push_back(std::move(s));
    return true;
  }

  // What the scene is about, once each, where it is seen and where least is said.
  void state_wishes() {
    std::vector<int> order(request_.wishes.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return request_.wishes[static_cast<std::size_t>(a)].weight > request_.wishes[static_cast<std::size_t>(b)].weight; });
    for (const int w : order) {
      const ThemeWish& wish = request_.wishes[static_cast<std::size_t>(w)];
      if (wish.theme.degrees.size() < 3) continue;
      Statement s;
      s.wish = w;
      const auto whole = head_notes(wish.theme, 0, 1);
      const double full = beats_of(whole, 0);
      const bool slow = request_.mood.arousal < -0.1 && wish.development >= kWhole;
      struct Guise { const char* how; std::vector<TuneNote> notes; bool head; };
      std::vector<Guise> guises;
      if (wish.development < kHint) guises.push_back({"first notes", first_notes(wish.theme, 0), false});
      if (slow) guises.push_back({"augmented", head_notes(wish.theme, 0, 2), true});
      guises.push_back({"head", whole, true});
      guises.push_back({"first notes", first_notes(wish.theme, 0), false});
      guises.push_back({"diminished", head_notes(wish.theme, 0, 0.5), true});
      bool done = false;
      for (std::size_t g = 0; g < guises.size() && !done; ++g) {
        const double length = beats_of(guises[g].notes, 0);
        double best = 1e9;
        int where = -1;
        for (int b : grid_.bars) {
          if (b + length > end_ + 0.01 || !free(b, length)) continue;
          const double talk = 1 - open_part(grid_, b, length);
          if (guises[g].notes.size() > 3 && length > full + 0.1 && talk > 0.1) continue;  // nothing slow under talk
          const double away = wish.at.value >= 0 ? std::abs(grid_.at(b) - wish.at.value) / 8 : 0.002 * b;
          const double cost = 3 * talk + std::min(away, 4.0);
          if (cost < best) { best = cost; where = b; }
        }
        if (where < 0) continue;
        const double talk = 1 - open_part(grid_, where, length);
        s.how = guises[g].how;
        s.whole_head = guises[g].head;
        s.softness = talk > 0.25 ? 0.4 : 0;
        if (talk > 0.25) s.how += ", under the talk";
        s.notes = std::move(guises[g].notes);
        for (auto& n : s.notes) n.beat += where;
        done = add(std::move(s), where, length);
      }
      if (!done) join(w);
    }
  }

  // No room of its own: over another theme, where the two agree.
  bool join(int wish) {
    double best = 0.35;
    Statement chosen;
    for (const auto& base : out_) {
      if (base.notes.size() < 3 || base.wish == wish) continue;
      for (const double stretch : {1.0, 0.5})
        for (const int steps : {0, 2, -2, 4, -3, 5, -7}) {
          auto notes = head_notes(theme_of(wish), base.start, stretch);
          shift(notes, steps);
          const std::size_t all = notes.size();
          trim(notes, end_);
          const double length = beats_of(notes, base.start), r = rub(base.notes, notes, mode_) + (stretch < 1 ? 0.1 : 0);
          if (notes.size() < all || r >= best) continue;
          if (std::any_of(out_.begin(), out_.end(), [&](const Statement& o) { return &o != &base && o.start < base.start + length && base.start < o.start + o.length; })) continue;
          best = r;
          chosen.notes = std::move(notes);
          chosen.start = base.start;
          chosen.length = length;
        }
    }
    if (chosen.notes.empty()) return false;
    chosen.wish = wish;
    chosen.how = "in counterpoint";
    chosen.softness = 0.15;
    chosen.whole_head = true;
    out_.push_back(std::move(chosen));
    return true;
  }

  // The rest of the time: the film's theme and the scene's by turns, with breaths between.
  void fill() {
    const bool slow = request_.mood.arousal < -0.3, tense = request_.mood.tension > 0.55;
    double at = !request_.opening && !request_.flows_in && end_ >= 4 * unit_ ? next_bar(unit_ / 2) : 0;
    int step = 0, turn = 0;
    const bool alone = request_.wishes.empty();
    while (at + 0.7 * unit_ <= end_ && out_.size() < 4000) {
      if (open_part(grid_, at, unit_) < kOpen || !free(at, std::min(unit_, end_ - at))) { at = next_bar(at + 1); continue; }
      const int kind = step++ % 6;
      const double breath = slow ? unit_ : unit_ / 2;
      const bool rest = kind == 2 || kind == 5 || (!alone && kind == 0 && step > 1) || (request_.steering.themes < 0 && random_.unit() < -request_.steering.themes);
      if (rest && !(request_.steering.themes > 0 && random_.unit() < request_.steering.themes)) {  // the ensemble goes on alone
        at = next_bar(at + breath);
        continue;
      }
      int wish = -1;
      if (!alone && (turn++ % 3 != 2)) wish = random_.below(static_cast<int>(request_.wishes.size()));
      if (wish >= 0 && theme_of(wish).degrees.size() < 3) wish = -1;
      const double development = wish < 0 ? 1 : request_.wishes[static_cast<std::size_t>(wish)].development;
      Statement s;
      double length = unit_;
      if (kind == 0 || kind == 3) {
        const double stretch = slow && step > 1 && random_.unit() < 0.5 && at + 2 * unit_ <= end_ && free(at, 2 * unit_) && open_part(grid_, at, 2 * unit_) > 0.9 ? 2 : 1;
        s.how = stretch == 2 ? "augmented" : step == 1 ? "head" : "head, other voice";
        s.answer_voice = kind == 3;
        length = unit_ * stretch;
        s.whole_head = at + length <= end_ + 0.01;
        s.notes = head_notes(theme_of(wish), at, stretch);
      } else {
        const int how = tense || development < kHint ? 0 : development > 0.5 && random_.unit() < 0.25 ? 1 : 2;
        s = answer(theme_of(wish), at, how, kind == 4 || at + 2 * unit_ > end_, random_);
        s.answer_voice = kind == 4;
      }
      s.wish = wish;
      add(std::move(s), at, length);
      at = next_bar(at + length);
    }
  }

  // Talk fills the scene: the theme is there all the same, low and soft, where it disturbs least.
  void hide() {
    double best = -1, where = 0;
    for (int b : grid_.bars) {
      if (b + unit_ > end_ + 0.01) break;
      const double open = open_part(grid_, b, unit_) + 1e-3 * b;
      if (open > best) { best = open; where = b; }
    }
    const double room = end_ - where;
    if (room < 2) return;
    Statement s;
    s.how = room >= unit_ ? "hidden under the talk" : "beginning only";
    s.answer_voice = true;
    s.softness = best < 0.5 ? 0.4 : 0.1;
    s.whole_head = room >= unit_;
    s.notes = head_notes(request_.theme, where, 1);
    const double length = std::min(unit_, room);
    std::erase_if(out_, [&](const Statement& o) { return o.start < where + length && where < o.start + o.length; });
    add(std::move(s), where, length);
  }

  // Late in the film two themes sound at once, where they agree.
  void join_two() {
    const std::size_t count = out_.size();
    int joined = 0;
    for (std::size_t i = 0; i < count && joined < 2; ++i) {
      const Statement base = out_[i];
      if (base.wish < 0 || !base.whole_head || base.softness > 0 || request_.wishes[static_cast<std::size_t>(base.wish)].development < kWhole) continue;
      double best = 0.3;
      Statement chosen;
      for (int w = -1; w < static_cast<int>(request_.wishes.size()); ++w) {
        if (w == base.wish || theme_of(w).degrees.size() < 3) continue;
        if (w >= 0 && request_.wishes[static_cast<std::size_t>(w)].development < 0.5) continue;
        for (const int steps : {0, 2, -2, 4, -3, -7}) {
          auto notes = head_notes(theme_of(w), base.start, 1);
          shift(notes, steps);
          trim(notes, base.start + base.length);
          const double r = rub(base.notes, notes, mode_);
          if (r >= best || notes.size() < theme_of(w).degrees.size()) continue;
          best = r;
          chosen.wish = w;
          chosen.notes = std::move(notes);
        }
      }
      if (chosen.notes.empty()) continue;
      chosen.how = "in counterpoint";
      chosen.answer_voice = chosen.whole_head = true;
      chosen.softness = 0.15;
      chosen.start = base.start;
      chosen.length = beats_of(chosen.notes, base.start);
      out_.push_back(std::move(chosen));
      ++joined;
    }
  }

  const CueRequest& request_;
  const Grid& grid_;
  const int mode_;
  Random& random_;
  const int end_;
  double unit_ = 0;
  std::vector<Statement> out_;
};

}  // namespace

std::vector<Statement> plan_tune(const CueRequest& request, const Grid& grid, int mode, Random& random) { return Planner(request, grid, mode, random).run(); }

}  // namespace auteur::music
