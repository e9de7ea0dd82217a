// The planner at work on one scene: set-ups are solved and kept, keys follow people, and every shot is proved before it is
// used. cover.cc goes through the plan, cover_ways.cc films a shot in one way or the next, cover_continuity.cc keeps the rules.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "auteur/base/random.h"
#include "auteur/camera/continuity.h"
#include "observe.h"
#include "operate.h"
#include "plan.h"
#include "solve.h"

namespace auteur::camera {

// A B .. H J .. N P .. Z AA AB ..
std::string letters(std::size_t n);

class Coverer {
 public:
  // Both outlive it.
  Coverer(const CoverageRequest& request, const View& view)
      : request_(request), staging_(*request.staging), view_(view), observer_(request, view_), solver_(request, view_), idioms_(idioms_for(request.look)), operator_(request.look, idioms_, view_, solver_, mix(seed_of(staging_.scene), 9001)) {}
  ShotList run();

 private:
  static std::vector<double> times(double start, double end, int n) {
    std::vector<double> t;
    t.reserve(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) t.push_back(start + (end - start) * (i + 0.5) / n);
    return t;
  }
  const Option& option(const Draft& d) const { return plan_.options[static_cast<std::size_t>(d.option)]; }

  // Which side of the main line of talk has the better places for a camera.
  void choose_side();
  std::string place_key(const Draft& d, Way way, int a, int b, Size size) const;
  const Idiom& idiom(Way way) const { return idioms_[static_cast<std::size_t>(way)]; }
  Size size_for(Way way, int level) const { return only_size_ ? *only_size_ : idiom(way).sizes[static_cast<std::size_t>(level)]; }

  // Of the plan, what lies in the windows of the request.
  void keep_to_windows();
  // No time passes between the shot before and this one.
  bool follows_on(const Draft& d) const;
  // Films it, keeps the continuity and adds it; a cut to the same picture is no cut.
  void add(Draft d);
  // Two shots where none shows whom it is about for all of it. True: both are added.
  bool add_in_two(const Draft& d);
  double seen(const Draft& d) const;

  // Film the draft as planned, else by the idiom's fallback, at last from anywhere.
  void film(Draft& d);
  // Does the frame show whom it is meant to show, and long enough?
  bool as_meant(Draft& d) const;
  bool seen_enough(Draft& d) const;
  // Faces turned to us and whole heads, while such a frame can be had.
  bool tidy(Draft& d) const;
  // A frame of whoever is there gets its name and its subjects from what it shows: who is seen best first.
  void name_as_seen(Draft& d) const;

  // What the script supervisor would say to this one after those before it.
  std::vector<ContinuityFinding> objections(const Draft& d) const;
  // A shot that breaks the continuity is filmed another way, as near to the plan as keeps it: with the lens of the shot
  // before, one size wider, both of them, all of them.
  void keep_continuity(Draft& d);
  // From close to wide is far: the close one gives way, if nothing speaks against it then.
  bool widen_the_one_before(Draft& d);
  void film_again(Draft& d);
  bool try_way(Draft& d, Way way);

  int partner_of(int who, double t) const;
  // The same set-up again whenever the same people are filmed the same way from where they still are.
  template <class Solve>
  Setup recall(const std::string& key, Solve solve) {
    const auto found = setups_.find(key);
    if (found != setups_.end()) return found->second;
    Setup s = solve();
    setups_[key] = s;
    return s;
  }
  bool try_single(Draft& d, Way way);
  bool try_over(Draft& d);
  // Shot and reverse with one lens: the one that serves both best.
  template <class Solve>
  Setup matched(Draft& d, Way way, int who, int partner, Size size, Solve solve) {
    const std::string key = place_key(d, way, who, partner, size);
    if (only_lens_ > 0) return solve(who, partner, only_lens_);
    return recall(key, [&] {
      if (partner < 0) return solve(who, partner, 0.f);
      Setup best_mine, best_theirs;
      double best = -1e9;
      for (const float lens : idiom(way).lenses) {
        Setup mine = solve(who, partner, lens), theirs = solve(partner, who, lens);
        double score = (mine.found ? mine.score : -8) + (theirs.found ? theirs.score : -5);
        if (mine.found && theirs.found) score -= 12 * std::max(0.0, std::abs(std::log(static_cast<double>(mine.position.y / theirs.position.y))) - 0.08);
        if (mine.found && score > best) best = score, best_mine = std::move(mine), best_theirs = std::move(theirs);
      }
      if (best_theirs.found) setups_[place_key(d, way, partner, who, size)] = best_theirs;
      return best_mine;
    });
  }
  bool try_two(Draft& d);
  // The other one of a shot of two: as planned, else whom one deals with, else who stands next to them.
  int other_of(const Draft& d) const;
  bool try_group(Draft& d);
  bool try_point_of_view(Draft& d);
  bool try_insert(Draft& d);
  bool try_follow(Draft& d);

  std::vector<int> everybody(const Draft& d) const;
  double interest(int who, double t) const;
  bool try_wide(Draft& d, Way way);
  // Who sees all of them says on which side of every line the camera is from here on.
  void draw_lines(const Draft& d);
  bool same_picture(const Draft& a, const Draft& b) const;
  std::string words(const Draft& d) const;
  void finish(Draft& d, std::size_t index, ShotList& list);

  static constexpr double kSeen = 0.95;  // share of its frames in which one sees whom a shot is about
  const CoverageRequest& request_;
  const staging::Staging& staging_;
  const View& view_;
  Observer observer_;
  Solver solver_;
  Idioms idioms_;
  Operator operator_;
  Plan plan_;
  std::vector<Draft> drafts_;
  std::vector<Setup> wides_;
  std::map<std::string, Setup> setups_;
  float only_lens_ = 0;  // mm; 0: any of the idiom's
  std::optional<Size> only_size_;
  bool untidy_ = false;  // nothing else served: backs and half heads will do
};

}  // namespace auteur::camera
