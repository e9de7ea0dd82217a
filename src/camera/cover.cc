// From plan to shots: set-ups are solved and kept, keys follow people, and every shot is proved before it is used.
#include <algorithm>
#include <fmt/format.h>

#include "auteur/base/random.h"
#include "auteur/camera/continuity.h"
#include "auteur/camera/rig.h"
#include "observe.h"
#include "operate.h"
#include "optics.h"
#include "plan.h"
#include "solve.h"
#include "strike.h"

namespace auteur::camera {
namespace {

std::string letters(std::size_t n) {  // A B .. H J .. N P .. Z AA AB ..
  static const std::string kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  std::string text;
  for (++n; n > 0; n = (n - 1) / kLetters.size()) text.insert(text.begin(), kLetters[(n - 1) % kLetters.size()]);
  return text;
}

class Coverer {
 public:
  explicit Coverer(const CoverageRequest& request)
      : request_(request), staging_(*request.staging), view_(request), observer_(request, view_), solver_(request, view_), idioms_(idioms_for(request.look)), operator_(request.look, idioms_, view_, solver_, mix(seed_of(staging_.scene), 9001)) {}

  ShotList run() {
    ShotList list;
    list.scene = staging_.scene;
    const double length = view_.length();
    if (!std::isfinite(length) || length <= 0) {
      Draft d;
      d.end = 1.0 / 24;
      d.setup = solver_.last_resort();
      d.shot.size = Size::kLong;
      operator_.hold(d, {});
      list.findings.push_back("The scene has no length; one wide frame stands for it.");
      finish(d, 0, list);
      return list;
    }
    plan_ = plan_scene(request_, view_);
    choose_side();
    for (const Planned& planned : plan_.shots) {
      Draft d;
      d.start = planned.start, d.end = planned.end, d.option = planned.option, d.level = planned.level;
      film(d);
      keep_continuity(d);
      while (!drafts_.empty() && same_picture(drafts_.back(), d)) {
        // A cut to the same picture is no cut.
        Draft longer = drafts_.back();
        longer.end = d.end;
        film_again(longer);
        drafts_.pop_back();
        keep_continuity(longer);
        d = std::move(longer);
      }
      drafts_.push_back(std::move(d));
      draw_lines(drafts_.back());
    }
    for (std::size_t i = 0; i < drafts_.size(); ++i) finish(drafts_[i], i, list);
    return list;
  }

 private:
  static constexpr double kSeen = 0.95;  // share of its frames in which one sees whom a shot is about

  static std::vector<double> times(double start, double end, int n) {
    std::vector<double> t;
    t.reserve(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) t.push_back(start + (end - start) * (i + 0.5) / n);
    return t;
  }
  const Option& option(const Draft& d) const { return plan_.options[static_cast<std::size_t>(d.option)]; }

  // Which side of the main line of talk has the better places for a camera.
  void choose_side() {
    int a = -1, b = -1, most = 0;
    std::map<std::pair<int, int>, std::pair<int, double>> talk;
    for (const staging::Line& line : staging_.lines) {
      const int x = view_.index_of(line.who), y = view_.index_of(line.to_whom);
      if (x < 0 || y < 0 || x == y) continue;
      auto& [count, when] = talk[{std::min(x, y), std::max(x, y)}];
      if (count++ == 0) when = line.start.value;
      if (count > most) most = count, a = std::min(x, y), b = std::max(x, y);
    }
    if (a < 0) return;
    const double t = talk[{a, b}].second;
    const double at[] = {t};
    if (!view_.body(a, t).present || !view_.body(b, t).present) return;
    double best = -1e9;
    int chosen = 1;
    for (const int sign : {1, -1}) {
      solver_.set_side(a, b, sign);
      double score = 0;
      for (const auto& [who, other] : {std::pair(a, b), std::pair(b, a)}) {
        const Setup over = solver_.over_shoulder(who, other, idiom(Way::kOverShoulder), Size::kMediumCloseUp, t, at);
        const Setup one = solver_.single(who, other, idiom(Way::kSingle), Size::kMediumCloseUp, t, at);
        score += (over.found ? over.score : -2) + (one.found ? one.score : -4);
      }
      const Setup two = solver_.two_shot(a, b, idiom(Way::kTwoShot), Size::kMedium, t, at);
      const Setup all = solver_.wide(idiom(Way::kMaster), Size::kLong, at, a, b, sign);
      score += (two.found ? two.score : -2) + 0.5 * (all.found ? all.score : -4);
      if (score > best) best = score, chosen = sign;
    }
    solver_.set_side(a, b, chosen);
  }

  std::string place_key(const Draft& d, Way way, int a, int b, Size size) const {
    const double t = 0.5 * (d.start + d.end);
    std::string key = fmt::format("{}/{}/{}/{}/{}", static_cast<int>(way), a, b, static_cast<int>(size), a >= 0 && b >= 0 ? solver_.side(a, b) : 0);
    for (const int p : {a, b})
      if (p >= 0) {
        const Body& body = view_.body(p, t);
        key += fmt::format("/{:.0f},{:.0f},{:.0f}", std::round(body.eyes.x * 5), std::round(body.eyes.y * 5), std::round(body.eyes.z * 5));
      }
    return key;
  }

  const Idiom& idiom(Way way) const { return idioms_[static_cast<std::size_t>(way)]; }
  Size size_for(Way way, int level) const { return only_size_ ? *only_size_ : idiom(way).sizes[static_cast<std::size_t>(level)]; }

  // Film the draft as planned, else by the idiom's fallback, at last from anywhere.
  void film(Draft& d) {
    const Option o = option(d);
    Way way = o.way;
    if (way == Way::kMaster && d.start <= 0) way = Way::kEstablishing;
    std::vector<Way> ways{way};
    ways.insert(ways.end(), idiom(way).fallback.begin(), idiom(way).fallback.end());
    ways.push_back(Way::kMaster);
    for (const Way next : ways) {
      d.way = next;
      if (try_way(d, next) && (next == Way::kEstablishing || seen_enough(d))) return;
      d.fell_back = true;
    }
    // A wide frame hides the one it is about: somebody who can be seen.
    const Option planned = o;
    for (const int p : everybody(d)) {
      Option one;
      one.way = Way::kSingle, one.a = p, one.why = planned.why;
      plan_.options.push_back(one);
      const int before = d.option;
      d.option = static_cast<int>(plan_.options.size()) - 1;
      for (const Way next : {Way::kSingle, Way::kFollow}) {
        d.way = next;
        if (try_way(d, next)) return;
      }
      d.option = before;
    }
    d.way = Way::kMaster;
    if (try_way(d, Way::kMaster)) return;
    d.way = Way::kMaster;
    if (!drafts_.empty() && drafts_.back().way == Way::kMaster) d.setup = drafts_.back().setup;
    else d.setup = solver_.last_resort();
    d.shot = {};
    operator_.hold(d, everybody(d));
    name_as_seen(d);
  }

  // Does the frame show whom it is meant to show, and long enough?
  bool as_meant(Draft& d) const {
    d.shot.start = Seconds(d.start), d.shot.end = Seconds(d.end);
    if (d.shot.framing != Framing::kInsert) d.shot.size = observer_.size(d.shot);
    return observer_.framing(d.shot) == d.shot.framing && observer_.visible(d.shot) >= kSeen;
  }

  bool seen_enough(Draft& d) const {
    if (d.shot.subjects.empty()) return true;
    Draft named = d;
    named.shot.framing = Framing::kGroup;
    name_as_seen(named);
    return named.shot.subjects.empty() || observer_.visible(named.shot) >= kSeen;
  }

  // A frame of whoever is there gets its name and its subjects from what it shows: who is seen best first.
  void name_as_seen(Draft& d) const {
    Shot& s = d.shot;
    s.start = Seconds(d.start), s.end = Seconds(d.end);
    std::vector<std::string> people = s.subjects;
    double best = -1;
    for (std::size_t i = 0; i < people.size() && i < 8; ++i) {
      Shot of = s;
      of.framing = Framing::kSingle;
      of.subjects = {people[i]};
      const double seen = observer_.visible(of), worth = std::min(seen, kSeen) - 0.01 * static_cast<double>(i);
      if (worth > best) {
        best = worth;
        s.subjects = people;
        std::rotate(s.subjects.begin(), s.subjects.begin() + static_cast<std::ptrdiff_t>(i), s.subjects.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      }
    }
    const bool opening = s.framing == Framing::kEstablishing;
    s.framing = Framing::kGroup;
    s.framing = observer_.framing(s);
    s.size = observer_.size(s);
    if (opening && s.size >= Size::kMediumLong) s.framing = Framing::kEstablishing;
    if (s.framing == Framing::kEmpty) s.subjects.clear();
    s.size = observer_.size(s);
  }

  // What the script supervisor would say to this one after those before it.
  std::vector<ContinuityFinding> objections(const Draft& d) const {
    constexpr std::size_t kBack = 12;
    ShotList last;
    last.scene = staging_.scene;
    const std::size_t from = drafts_.size() > kBack ? drafts_.size() - kBack : 0;
    const auto add = [&](const Draft& draft, std::size_t i) {
      last.shots.push_back(draft.shot);
      auto& s = last.shots.back();
      s.id = staging_.scene + letters(i);
      s.start = Seconds(draft.start), s.end = Seconds(draft.end);
      if (!s.support.rig.empty()) s.support = support_of(s.support.rig, s.id);
    };
    for (std::size_t i = from; i < drafts_.size(); ++i) add(drafts_[i], i);
    add(d, drafts_.size());
    auto found = check_continuity(request_, last);
    std::erase_if(found, [&](const ContinuityFinding& f) { return f.second != last.shots.back().id; });
    return found;
  }

  // A shot that breaks the continuity is filmed another way, as near to the plan as keeps it: with the lens of the shot
  // before, one size wider, both of them, all of them.
  void keep_continuity(Draft& d) {
    if (drafts_.empty()) return;
    auto against = objections(d);
    if (against.empty()) return;
    const std::string why = against.front().message;
    const Option planned = option(d);
    const Draft bare = [&] {
      Draft b;
      b.start = d.start, b.end = d.end, b.level = d.level, b.option = d.option;
      return b;
    }();
    Draft best = d;
    std::size_t least = against.size();
    const double t = 0.5 * (d.start + d.end);
    const Shot& before = drafts_.back().shot;
    int who = planned.a >= 0 || before.subjects.empty() ? planned.a : view_.index_of(before.subjects.front()), other = planned.b >= 0 ? planned.b : who >= 0 ? partner_of(who, t) : -1;
    const auto attempt = [&](Way way, float lens, int level) {
      if (least == 0 || (who >= 0 && way != Way::kMaster && !view_.body(who, t).present) || ((way == Way::kOverShoulder || way == Way::kTwoShot) && other < 0) || (way != Way::kMaster && way != Way::kEstablishing && who < 0)) return;
      Option o;
      o.way = way, o.a = who, o.b = other, o.why = planned.why;
      plan_.options.push_back(o);
      Draft draft = bare;
      draft.option = static_cast<int>(plan_.options.size()) - 1;
      draft.level = level;
      draft.way = way;
      only_lens_ = lens;
      const bool filmed = try_way(draft, way);
      only_lens_ = 0;
      if (!filmed || same_picture(drafts_.back(), draft)) return;
      const std::size_t now = objections(draft).size();
      if (now >= least) return;
      least = now, best = std::move(draft);
      best.instead = why;
    };
    const float lens = before.keys.empty() ? 0.f : before.keys.back().camera.focal_mm / before.keys.back().camera.squeeze;
    const bool face = d.way == Way::kSingle || d.way == Way::kClose || d.way == Way::kOverShoulder;
    const auto all_faces = [&] {
      attempt(d.way, lens, d.level);
      for (const int level : {drafts_.back().level, 0, 1, 2})
        if (level != d.level) attempt(d.way, lens, level), attempt(d.way, 0, level);
      for (const Way way : {Way::kSingle, Way::kOverShoulder, Way::kClose})
        for (const int level : {d.level, 0, 1})
          if (way != d.way) attempt(way, lens, level), attempt(way, 0, level);
    };
    if (face) all_faces();
    if (const int side = face && other >= 0 ? solver_.side(who, other) : 0; side != 0 && least > 0) {  // they walked, and the line turned
      solver_.set_side(who, other, -side);
      all_faces();
      attempt(Way::kTwoShot, 0, d.level);
      solver_.set_side(who, other, side);
    }
    for (const int level : {d.level, 0, 1, 2}) attempt(Way::kTwoShot, 0, level);
    for (const int level : {d.level, 2, 0}) attempt(Way::kMaster, 0, level);
    // Between near and far: in the sizes that lie there.
    for (const Size size : {Size::kMedium, Size::kMediumLong}) {
      only_size_ = size;
      for (const Way way : {Way::kSingle, Way::kTwoShot, Way::kMaster}) attempt(way, 0, d.level);
    }
    only_size_.reset();
    // Or somebody else, who is there as well.
    for (const int p : everybody(d)) {
      if (p == planned.a || least == 0) continue;
      who = p, other = partner_of(p, t);
      attempt(Way::kSingle, 0, d.level);
      attempt(Way::kClose, 0, d.level);
      attempt(Way::kFollow, 0, d.level);
    }
    d = std::move(best);
    if (least == 0) return;
    if (widen_the_one_before(d)) return;
    // Nothing helps: the shot before goes on.
    const double kLongest = std::max(14.0, 3.2 * wanted_mean(request_.look).value);
    Draft longer = drafts_.back();
    if (d.end - longer.start > kLongest) return;
    longer.end = d.end;
    const Draft last = drafts_.back();
    drafts_.pop_back();
    film_again(longer);
    const bool better = objections(longer).size() < least;
    drafts_.push_back(better ? longer : last);
    if (better) d = std::move(longer);  // the same picture: the join of run() makes them one
  }

  // From close to wide is far: the close one gives way, if nothing speaks against it then.
  bool widen_the_one_before(Draft& d) {
    Draft& close = drafts_.back();
    if (close.way != Way::kClose && close.way != Way::kSingle && close.way != Way::kOverShoulder) return false;
    const Draft as_it_was = close;
    const auto against = objections(d);
    const std::string why = against.empty() ? "" : against.front().message;
    for (const auto& [way, level] : {std::pair{Way::kSingle, 0}, std::pair{Way::kSingle, 1}, std::pair{Way::kTwoShot, 0}, std::pair{Way::kTwoShot, 1}}) {
      Draft other;
      other.start = close.start, other.end = close.end, other.option = as_it_was.option, other.level = level, other.way = way;
      if (way == Way::kTwoShot) {
        Option both = option(as_it_was);
        if (both.b < 0) both.b = partner_of(both.a, 0.5 * (other.start + other.end));
        if (both.a < 0 || both.b < 0) continue;
        both.way = way;
        plan_.options.push_back(both);
        other.option = static_cast<int>(plan_.options.size()) - 1;
      }
      if (!try_way(other, way)) continue;
      other.instead = why;
      drafts_.pop_back();
      const bool fits = objections(other).empty() && (drafts_.empty() || !same_picture(drafts_.back(), other));
      drafts_.push_back(fits ? other : as_it_was);
      if (fits && objections(d).empty()) return true;
      drafts_.back() = as_it_was;
    }
    return false;
  }

  void film_again(Draft& d) {
    const Way way = d.way;
    d.shot = {};
    if (try_way(d, way)) return;
    film(d);
  }

  bool try_way(Draft& d, Way way) {
    const Option& o = option(d);
    d.shot = {};
    switch (way) {
      case Way::kSingle:
      case Way::kClose: return try_single(d, way);
      case Way::kOverShoulder: return try_over(d);
      case Way::kTwoShot: return try_two(d);
      case Way::kInsert: return !o.prop.empty() && try_insert(d);
      case Way::kFollow: return try_follow(d);
      case Way::kGroup: return try_group(d);
      case Way::kPointOfView: return try_point_of_view(d);
      default: return try_wide(d, way);
    }
  }

  int partner_of(int who, double t) const {
    const Body& b = view_.body(who, t);
    if (b.gaze >= 0 && view_.body(b.gaze, t).present && b.gaze != who) return b.gaze;
    for (const staging::Line& line : staging_.lines) {  // whom one talks with around now
      if (std::abs(0.5 * (line.start + line.end).value - t) > 6) continue;
      const int x = view_.index_of(line.who), y = view_.index_of(line.to_whom);
      if (x == who && y >= 0 && view_.body(y, t).present) return y;
      if (y == who && x >= 0 && view_.body(x, t).present) return x;
    }
    return -1;
  }

  // The same set-up again whenever the same people are filmed the same way from where they still are.
  template <class Solve>
  Setup recall(const std::string& key, Solve solve) {
    const auto found = setups_.find(key);
    if (found != setups_.end()) return found->second;
    Setup s = solve();
    setups_[key] = s;
    return s;
  }

  bool try_single(Draft& d, Way way) {
    const int who = option(d).a;
    const double t = 0.5 * (d.start + d.end);
    if (!view_.body(who, t).present) return false;
    const int partner = partner_of(who, t);
    const Size size = size_for(way, d.level);
    const auto at = times(d.start, d.end, 4);
    // Somebody else beside them: nearer, until they are alone in the frame.
    for (const int nearer : {0, 1, 2}) {
      const Size here = static_cast<Size>(std::max(static_cast<int>(Size::kCloseUp), static_cast<int>(size) - nearer));
      if (nearer > 0 && static_cast<int>(here) != static_cast<int>(size) - nearer) break;
      const auto solve = [&](int p, int q, float lens) { return solver_.single(p, q, idiom(way), here, t, at, lens); };
      d.setup = matched(d, way, who, partner, here, solve);
      if (!d.setup.found) continue;
      d.shot = {};
      d.shot.framing = Framing::kSingle;
      operator_.frame(d, {who}, way);
      if (operator_.proved(d, {who}) && as_meant(d)) return true;
    }
    return false;
  }

  bool try_over(Draft& d) {
    struct { int a, b; } const o{option(d).a, other_of(d)};
    if (o.a < 0 || o.b < 0) return false;
    const double t = 0.5 * (d.start + d.end);
    const Size size = size_for(Way::kOverShoulder, d.level);
    const auto at = times(d.start, d.end, 4);
    d.setup = matched(d, Way::kOverShoulder, o.a, o.b, size, [&](int p, int q, float lens) { return solver_.over_shoulder(p, q, idiom(Way::kOverShoulder), size, t, at, lens); });
    if (!d.setup.found) return false;
    d.shot.framing = Framing::kOverTheShoulder;
    operator_.frame(d, {o.a, o.b}, Way::kOverShoulder);
    return operator_.proved(d, {o.a}) && as_meant(d);
  }

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

  bool try_two(Draft& d) {
    const double t = 0.5 * (d.start + d.end);
    const int a = option(d).a, b = other_of(d);
    if (a < 0 || b < 0) return false;
    const Size size = size_for(Way::kTwoShot, d.level);
    const auto at = times(d.start, d.end, 4);
    d.setup = recall(place_key(d, Way::kTwoShot, a, b, size), [&] { return solver_.two_shot(a, b, idiom(Way::kTwoShot), size, t, at); });
    if (!d.setup.found) return false;
    d.shot.framing = Framing::kTwoShot;
    std::vector<int> subjects{a, b};
    if (interest(b, t) > interest(a, t)) std::swap(subjects[0], subjects[1]);
    operator_.frame(d, subjects, Way::kTwoShot);
    return operator_.proved(d, subjects) && as_meant(d);
  }

  // The other one of a shot of two: as planned, else whom one deals with, else who stands next to them.
  int other_of(const Draft& d) const {
    const Option& o = option(d);
    const double t = 0.5 * (d.start + d.end);
    if (o.b >= 0 || o.a < 0) return o.b;
    if (const int partner = partner_of(o.a, t); partner >= 0) return partner;
    const Body& a = view_.body(o.a, t);
    int nearest = -1;
    float best = 2.2f;
    for (std::size_t i = 0; i < view_.count(); ++i) {
      const Body& b = view_.body(static_cast<int>(i), t);
      if (static_cast<int>(i) == o.a || !b.present || !b.indoors || !a.present) continue;
      if (const float away = glm::length(b.eyes - a.eyes); away < best) best = away, nearest = static_cast<int>(i);
    }
    return nearest;
  }

  bool try_group(Draft& d) {
    std::vector<int> people = option(d).people;
    const double t = 0.5 * (d.start + d.end);
    if (people.empty()) return false;
    std::erase_if(people, [&](int p) { return !view_.body(p, t).present || !view_.body(p, t).indoors; });
    if (people.size() < 3) return false;
    const auto at = times(d.start, d.end, 4);
    std::string key;
    for (const int p : people) key += place_key(d, Way::kGroup, p, -1, size_for(Way::kGroup, d.level)) + "+";
    d.setup = recall(key, [&] { return solver_.wide(idiom(Way::kGroup), size_for(Way::kGroup, d.level), at, -1, -1, 0, people); });
    if (!d.setup.found) return false;
    std::stable_sort(people.begin(), people.end(), [&](int a, int b) { return interest(a, t) > interest(b, t); });
    d.shot.framing = Framing::kGroup;
    operator_.frame(d, people, Way::kGroup);
    return operator_.proved(d, {people.front()}) && as_meant(d);
  }

  bool try_point_of_view(Draft& d) {
    const Option& o = option(d);
    if (o.a < 0 || o.b < 0) return false;
    d.setup = solver_.point_of_view(o.a, o.b, idiom(Way::kPointOfView), size_for(Way::kPointOfView, d.level), 0.5 * (d.start + d.end), times(d.start, d.end, 4));
    if (!d.setup.found) return false;
    d.shot.framing = Framing::kPointOfView;
    operator_.frame(d, {o.b}, Way::kPointOfView);
    d.shot.framing = Framing::kPointOfView;
    return operator_.proved(d, {o.b}) && as_meant(d);
  }

  bool try_insert(Draft& d) {
    const Option& o = option(d);
    const staging::PropTrack* track = nullptr;
    for (const staging::PropTrack& prop : staging_.props)
      if (prop.id == o.prop) track = &prop;
    if (!track) return false;
    // The moment that tells: the thing changes hands, else the middle.
    double moment = 0.5 * (d.start + d.end);
    for (const staging::PropKey& key : track->keys)
      if (key.at.value > d.start + 0.05 && key.at.value < d.end - 0.05 && o.why != "seen") { moment = key.at.value; break; }
    std::vector<double> at = times(d.start, d.end, 5);
    at.push_back(std::clamp(moment + 0.1, d.start, d.end));
    std::sort(at.begin(), at.end());
    const auto main = static_cast<std::size_t>(std::find_if(at.begin(), at.end(), [&](double t) { return t >= moment + 0.1 - 1e-9 || t == at.back(); }) - at.begin());
    std::vector<Vec3> places;
    for (const double t : at) {
      const auto place = staging::prop_place(staging_, o.prop, Seconds(t), request_.people);
      if (!place || !std::isfinite(place->x + place->y + place->z)) return false;
      places.push_back(*place);
    }
    Vec3 size(0.12f);
    if (request_.set)
      if (const auto model = request_.set->props.find(o.prop); model != request_.set->props.end() && model->second.size.y > 0.001f && glm::length(model->second.size) < 4) size = model->second.size;
    d.setup = solver_.insert(places, main, size, o.a, idiom(Way::kInsert), at);
    if (!d.setup.found) return false;
    d.shot.framing = Framing::kInsert;
    d.shot.prop = o.prop;
    operator_.hold(d, {});
    if (o.a >= 0) d.shot.subjects.push_back(view_.person(o.a).id);
    const CameraKey still = d.shot.keys.front();
    d.shot.size = measured_size(still.camera, view_.aspect(), d.setup.point, 0.36f);
    const auto place_at = [&](double into) { return staging::prop_place(staging_, o.prop, Seconds(d.start + std::clamp(into, 0.0, d.end - d.start)), request_.people); };
    // A thing that stays needs no move; else the camera goes with it, as calmly as keeps it in the picture.
    const auto in_picture = [&] {
      for (double into = 0.05; into < d.end - d.start; into += 1.0 / 12) {
        const auto place = place_at(into);
        if (!place) return false;
        const Vec3 on_screen = project(camera_at(d.shot, Seconds(into)), view_.aspect(), *place);
        if (!(on_screen.z > 0.2f && std::abs(on_screen.x) < 0.55f && std::abs(on_screen.y) < 0.75f)) return false;
      }
      return true;
    };
    d.shot.keys.front().camera.focus_distance = std::max(0.2f, project(still.camera, view_.aspect(), d.setup.point).z);
    if (in_picture() && as_meant(d)) return true;
    if (!request_.look.allows(Movement::kPan)) return false;
    for (const double calm : {0.3, 0.15, 0.0}) {
      const int n = std::clamp(static_cast<int>((d.end - d.start) / (calm > 0.2 ? 0.25 : 0.125)) + 1, 2, 60);
      std::vector<CameraKey> keys;
      for (int i = 0; i < n; ++i) {
        CameraKey key = still;
        const double into = (d.end - d.start) * i / (n - 1);
        key.at = Seconds(into);
        Vec3 sum(0.f);
        float count = 0;
        for (const double step : {-1.0, -0.5, 0.0, 0.5, 1.0})
          if (const auto place = place_at(into + step * calm)) sum += *place, count += 1;
        const Vec3 place = count > 0 ? sum / count : d.setup.point;
        key.camera.target = aim(key.camera.position, place + Vec3(0, 0.4f * size.y, 0), 0, d.setup.y, key.camera.focal_mm / key.camera.squeeze, view_.aspect());
        key.camera.focus_distance = std::max(0.2f, project(key.camera, view_.aspect(), place).z);
        keys.push_back(key);
      }
      d.shot.keys = std::move(keys);
      d.shot.movement = Movement::kPan;
      if (in_picture() && as_meant(d)) return true;
    }
    return false;
  }

  bool try_follow(Draft& d) {
    const int who = option(d).a;
    const Size size = size_for(Way::kFollow, d.level);
    d.setup = solver_.follow(who, idiom(Way::kFollow), size, times(d.start, d.end, 7));
    if (!d.setup.found) return false;
    d.shot.framing = Framing::kSingle;
    operator_.frame(d, {who}, Way::kFollow);
    if (!operator_.proved(d, {who})) return false;
    d.shot.start = Seconds(d.start), d.shot.end = Seconds(d.end);
    if (observer_.visible(d.shot) < kSeen) return false;
    name_as_seen(d);
    return true;
  }

  std::vector<int> everybody(const Draft& d) const {
    std::vector<int> people;
    for (std::size_t i = 0; i < view_.count(); ++i)
      for (const double t : times(d.start, d.end, 5))
        if (const Body& b = view_.body(static_cast<int>(i), t); b.present && b.indoors) { people.push_back(static_cast<int>(i)); break; }
    const double t = 0.5 * (d.start + d.end);
    std::stable_sort(people.begin(), people.end(), [&](int a, int b) { return interest(a, t) > interest(b, t); });
    return people;
  }

  double interest(int who, double t) const {
    const std::string& id = view_.person(who).id;
    double value = view_.body(who, t).present ? 0.1 : 0;
    for (const staging::Line& line : staging_.lines)
      if (!line.off_screen && line.start.value - 0.3 <= t && t <= line.end.value + 0.3) value += line.who == id ? 1.0 : line.to_whom == id ? 0.4 : 0;
    return value + 0.5 * std::min(1.f, view_.body(who, t).speed);
  }

  bool try_wide(Draft& d, Way way) {
    const auto people = everybody(d);
    const Size size = size_for(way, d.level);
    const auto at = times(d.start, d.end, 4);
    std::vector<int> faces = people;
    if (faces.size() > 6) faces.resize(1);
    // First from where the wide shot was before, if everybody is still in it.
    bool done = false;
    for (const Setup& old : wides_) {
      if (way == Way::kEstablishing) break;
      d.setup = old;
      std::vector<std::string> hidden;
      if (!view_.can_stand(old.position, at, &hidden)) continue;
      if (view_.head_in_the_way(solver_.camera(old), kFar, at[at.size() / 2]) > 0.3f) continue;
      if (std::abs(view_.middle_of(solver_.camera(old), people, at[at.size() / 2])) > 0.45f) continue;  // gathered in a corner they want another one
      operator_.frame(d, people, way);
      if (operator_.proved(d, faces, 1.0) && seen_enough(d)) { done = true; break; }
      d.shot = {};
    }
    if (!done) {
      d.setup = solver_.wide(idiom(way), size, at);
      if (!d.setup.found) return false;
      operator_.frame(d, people, way);
    }
    if (!people.empty() && !operator_.proved(d, {people.front()})) {
      // Somebody walks out of the frame: follow the one who matters.
      d.setup.anchor = people.front();
      const Body& b = view_.body(people.front(), 0.5 * (d.start + d.end));
      if (b.present) {
        const Vec3 at_screen = project(solver_.camera(d.setup), view_.aspect(), b.eyes);
        d.setup.x = std::clamp(at_screen.x, -0.5f, 0.5f), d.setup.y = std::clamp(at_screen.y, 0.f, 0.4f);
      }
      d.shot = {};
      operator_.frame(d, people, way);
      if (!operator_.proved(d, {people.front()}) && way == Way::kEstablishing) return false;
    }
    d.shot.framing = !people.empty() && way == Way::kEstablishing ? Framing::kEstablishing : Framing::kGroup;
    name_as_seen(d);
    if (std::find_if(wides_.begin(), wides_.end(), [&](const Setup& s) { return glm::length(s.position - d.setup.position) < 0.05f; }) == wides_.end()) wides_.push_back(d.setup);
    return true;
  }

  // Who sees all of them says on which side of every line the camera is from here on.
  void draw_lines(const Draft& d) {
    if (d.shot.keys.empty()) return;
    const Vec3 camera = d.shot.keys.back().camera.position;
    const double t = d.end - 0.04;
    if (d.way == Way::kMaster || d.way == Way::kEstablishing) return solver_.draw_lines(camera, t);
    // Who walked in a shot may end it on the other side of their line: there the film goes on.
    const int who = d.shot.subjects.empty() || d.shot.framing == Framing::kInsert ? -1 : view_.index_of(d.shot.subjects.front());
    if (const int other = who >= 0 ? partner_of(who, t) : -1; other >= 0) solver_.draw_line(who, other, camera, t);
  }

  bool same_picture(const Draft& a, const Draft& b) const {
    if (a.shot.keys.empty() || b.shot.keys.empty()) return true;
    const scene::Camera &x = a.shot.keys.back().camera, &y = b.shot.keys.front().camera;
    if (a.shot.framing == Framing::kInsert || b.shot.framing == Framing::kInsert) return false;
    const bool same_subject = !a.shot.subjects.empty() && !b.shot.subjects.empty() && a.shot.subjects.front() == b.shot.subjects.front();
    const float apart = glm::length(x.position - y.position);
    const float angle = std::acos(std::clamp(glm::dot(glm::normalize(x.target - x.position), glm::normalize(y.target - y.position)), -1.f, 1.f));
    if (apart < 0.25f && angle < 0.3f && std::abs(x.focal_mm / y.focal_mm - 1) < 0.25f) return true;
    if (a.way == b.way && (a.way == Way::kMaster || a.way == Way::kEstablishing) && a.shot.subjects.size() == b.shot.subjects.size() && angle < 0.5f) return true;
    if (!same_subject || a.shot.size != b.shot.size) return false;
    // Less than thirty degrees and no change of size: a jump cut.
    const Body& body = view_.body(view_.index_of(a.shot.subjects.front()), b.start);
    const Vec3 da = glm::normalize(x.position - body.eyes + Vec3(1e-5f)), db = glm::normalize(y.position - body.eyes + Vec3(1e-5f));
    return glm::dot(da, db) > 0.866f;
  }

  std::string words(const Draft& d) const {
    const Option& o = option(d);
    const double t = 0.5 * (d.start + d.end);
    const Idiom& way = idiom(d.way);
    const std::string who = d.shot.subjects.empty() ? "" : d.shot.subjects.front();
    const std::string other = d.shot.subjects.size() > 1 ? d.shot.subjects[1] : "";
    std::string key = "speaks";
    bool speaks = false, moving = false;
    const int index = view_.index_of(who);
    for (const staging::Line& line : staging_.lines) speaks = speaks || (line.who == who && line.start.value < t + 0.3 && line.end.value > t - 0.3);
    for (double s = d.start; s < d.end - 1e-6; s += 0.25) moving = moving || (index >= 0 && view_.body(index, s).speed > 0.4f);
    switch (d.way) {
      case Way::kEstablishing: key = d.shot.subjects.empty() ? "empty" : d.start <= 0 ? "opening" : "again"; break;
      case Way::kMaster: key = d.end >= view_.length() - 1e-6 && d.start > 0 ? "end" : moving ? "moving" : d.shot.subjects.size() > 2 ? "many" : d.shot.subjects.size() == 1 ? "alone" : "again"; break;
      case Way::kTwoShot: key = speaks ? "talk" : "act"; break;
      case Way::kInsert: key = o.why; return reason(way, key, o.a >= 0 ? view_.person(o.a).id : "", o.b >= 0 ? view_.person(o.b).id : "", o.prop);
      case Way::kGroup: key = speaks ? "speaks" : "listens"; break;
      case Way::kPointOfView: return reason(way, "person", who, o.a >= 0 ? view_.person(o.a).id : "", o.prop);
      case Way::kFollow: key = way.reasons.contains(o.why) ? o.why : "walk"; break;
      default: key = speaks ? "speaks" : view_.count() == 1 ? "alone" : moving ? "acts" : "listens";
    }
    return reason(way, key, who, other, o.prop);
  }

  void finish(Draft& d, std::size_t index, ShotList& list) {
    Shot s = d.shot;
    s.id = staging_.scene + letters(index);
    s.scene = staging_.scene;
    s.start = Seconds(d.start);
    s.end = Seconds(d.end);
    s.struck = struck_for(request_, view_, s);
    if (!s.support.rig.empty()) s.support = support_of(s.support.rig, s.id);
    if (s.reason.empty()) s.reason = plan_.options.empty() ? "a wide frame" : words(d);
    const auto r = [](float& v) { v = std::isfinite(v) ? static_cast<float>(std::round(static_cast<double>(v) * 1e4) / 1e4) : 0.f; };
    for (CameraKey& key : s.keys) {
      for (int k = 0; k < 3; ++k) r(key.camera.position[k]), r(key.camera.target[k]);
      r(key.camera.focal_mm), r(key.camera.f_stop), r(key.camera.focus_distance);
      key.at = Seconds(std::round(key.at.value * 1e4) / 1e4);
    }
    if (!d.instead.empty()) list.findings.push_back(fmt::format("{}: filmed as {}, because else: {}", s.id, idiom(d.way).name, d.instead));
    if (d.fell_back) list.findings.push_back(fmt::format("{}: planned as {}, filmed as {}: no camera place served", s.id, idiom(option(d).way).name, idiom(d.way).name));
    list.shots.push_back(std::move(s));
  }

  const CoverageRequest& request_;
  const staging::Staging& staging_;
  View view_;
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
};

}  // namespace

ShotList cover_scene(const CoverageRequest& request) {
  static const staging::Staging kNothing;
  CoverageRequest complete = request;
  if (!complete.staging) complete.staging = &kNothing;
  return Coverer(complete).run();
}

}  // namespace auteur::camera
