// Two steps. First every caption is given room to be read, two frames apart, with the least sum of squared shifts: with
// x = start - room taken by those before, "not too near" becomes "not descending", which pools of neighbours solve exactly
// (isotonic regression). Then a shortest path over the frames near those starts looks for in and out points that are clear
// of cuts.
#include "caption_timing.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace auteur::edit {
namespace {

constexpr double kFlash = 400;  // of an in or out point too near a cut: more than any shift within the window
constexpr double kWorst = 1e15;

std::vector<std::int64_t> with_room(const std::vector<WantedTime>& wanted, std::int64_t frames, int gap) {
  struct Pool { double sum = 0; std::size_t count = 0; double mean() const { return sum / static_cast<double>(count); } };
  std::vector<Pool> pools;
  std::int64_t taken = 0;
  for (const auto& w : wanted) {
    pools.push_back({static_cast<double>(w.from - taken), 1});
    taken += w.least + gap;
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      pools[pools.size() - 2].sum += pools.back().sum;
      pools[pools.size() - 2].count += pools.back().count;
      pools.pop_back();
    }
  }
  std::vector<std::int64_t> out;
  const std::int64_t highest = std::max<std::int64_t>(0, frames - (taken - gap));
  taken = 0;
  for (const auto& p : pools)
    for (std::size_t i = 0; i < p.count; ++i) {
      out.push_back(std::clamp<std::int64_t>(std::llround(p.mean()), 0, highest) + taken);
      taken += wanted[out.size() - 1].least + gap;
    }
  return out;
}

class Path {
 public:
  Path(const std::vector<WantedTime>& wanted, const std::vector<std::int64_t>& cuts, std::int64_t frames, const CaptionRules& rules) : wanted_(wanted), frames_(frames), rules_(rules), longest_(static_cast<std::int64_t>(rules.longest * 24)), cuts_(cuts) {}

  bool find(const std::vector<std::int64_t>& roomy, std::int64_t window, std::vector<GivenTime>& out, double& cost) const {
    const std::size_t n = wanted_.size();
    struct State { std::int64_t start; double cost = kWorst; std::size_t from = 0; std::int64_t end_before = 0; };
    std::vector<std::vector<State>> layers(n);
    for (std::size_t i = 0; i < n; ++i) {
      const std::int64_t low = std::max<std::int64_t>(0, std::min(roomy[i], wanted_[i].from) - window / 2), high = std::max(roomy[i], std::min(wanted_[i].from, roomy[i]) + window);
      for (std::int64_t s = low; s <= high; ++s) layers[i].push_back({s});
    }
    for (auto& s : layers[0]) s.cost = in_cost(0, s.start);
    for (std::size_t i = 0; i + 1 < n; ++i) {
      auto& next = layers[i + 1];
      for (std::size_t k = 0; k < layers[i].size(); ++k) {
        const State& s = layers[i][k];
        if (s.cost >= kWorst) continue;
        // The best out point up to each limit, found as the limits rise with the next caption's starts.
        double best = kWorst;
        std::int64_t best_end = 0, e = s.start + wanted_[i].least;
        for (State& t : next) {
          for (; e <= std::min(t.start - rules_.gap, s.start + longest_); ++e)
            if (const double c = out_cost(i, s.start, e); c <= best) best = c, best_end = e;
          if (best >= kWorst) continue;
          const std::int64_t apart = t.start - best_end;
          const double total = s.cost + best + (apart > rules_.gap && apart < 12 ? 2 : 0) + in_cost(i + 1, t.start);
          if (total < t.cost) t.cost = total, t.from = k, t.end_before = best_end;
        }
      }
    }
    cost = kWorst;
    std::size_t at = 0;
    std::int64_t last_end = 0;
    for (std::size_t k = 0; k < layers[n - 1].size(); ++k) {
      const State& s = layers[n - 1][k];
      if (s.cost >= kWorst) continue;
      for (std::int64_t e = s.start + wanted_[n - 1].least; e <= std::min(frames_, s.start + longest_); ++e)
        if (const double c = s.cost + out_cost(n - 1, s.start, e); c <= cost) cost = c, at = k, last_end = e;
    }
    if (cost >= kWorst) return false;
    out.assign(n, {});
    for (std::size_t i = n; i-- > 0;) {
      const State& s = layers[i][at];
      out[i] = {s.start, last_end};
      last_end = s.end_before;
      at = s.from;
    }
    return true;
  }

 private:
  double in_cost(std::size_t i, std::int64_t s) const {
    const std::int64_t off = s - wanted_[i].from;
    double cost = off < 0 ? 0.9 * static_cast<double>(-off) : 0.6 * static_cast<double>(off);
    if (std::abs(off) > 12) cost += 0.05 * static_cast<double>(off) * static_cast<double>(off) - 7.2;
    const std::int64_t after = s - at_or_before(s), before = first_after(s) - s;
    if (after == 0 && std::abs(off) <= 12) cost *= 0.3;  // a cut carries the eye
    if ((after >= 1 && after <= rules_.cut.in_after) || (before >= 1 && before <= rules_.cut.in_before)) cost += kFlash;
    return cost;
  }
  double out_cost(std::size_t i, std::int64_t s, std::int64_t e) const {
    const std::int64_t spoken = std::max(wanted_[i].to, s + wanted_[i].least), wish = spoken + 6;
    double cost = 0;
    if (e < spoken) cost += 0.5 * static_cast<double>(spoken - e);
    else if (e > spoken + rules_.after_speech) cost += 1.0 + 0.25 * static_cast<double>(e - spoken - rules_.after_speech);
    else cost += 0.02 * static_cast<double>(std::abs(e - wish));
    const std::int64_t cut = at_or_before(e), after = e - cut, before = first_after(e) - e;
    if (after <= rules_.cut.out_after || (before >= 1 && before <= rules_.cut.out_before && before != rules_.cut.out_at)) cost += kFlash;
    if (cut > wanted_[i].to && cut > s) cost += 5;  // hangs over into the next picture
    return cost;
  }
  // Very far away where there is none.
  std::int64_t at_or_before(std::int64_t f) const {
    const auto it = std::upper_bound(cuts_.begin(), cuts_.end(), f);
    return it == cuts_.begin() ? -1'000'000'000 : *(it - 1);
  }
  std::int64_t first_after(std::int64_t f) const {
    const auto it = std::upper_bound(cuts_.begin(), cuts_.end(), f);
    return it == cuts_.end() ? 4'000'000'000 : *it;
  }
  const std::vector<WantedTime>& wanted_;
  std::int64_t frames_;
  const CaptionRules& rules_;
  std::int64_t longest_;
  const std::vector<std::int64_t>& cuts_;
};

}  // namespace

std::vector<GivenTime> place_in_time(const std::vector<WantedTime>& wanted, const std::vector<std::int64_t>& cuts, std::int64_t frames, const CaptionRules& rules) {
  std::vector<GivenTime> out;
  if (wanted.empty()) return out;
  const auto roomy = with_room(wanted, frames, rules.gap);
  const Path path(wanted, cuts, std::max(frames, roomy.back() + wanted.back().least), rules);
  double best = kWorst;
  for (const std::int64_t window : {24, 60, 144}) {
    std::vector<GivenTime> found;
    double cost = 0;
    if (!path.find(roomy, window, found, cost)) continue;
    if (cost < best) best = cost, out = std::move(found);
    if (best < kFlash) break;
  }
  if (out.empty())
    for (std::size_t i = 0; i < wanted.size(); ++i) out.push_back({roomy[i], roomy[i] + wanted[i].least});
  return out;
}

}  // namespace auteur::edit
