// From plan to shots: set-ups are solved and kept, keys follow people, and every shot is proved before it is used.
#include <algorithm>
#include <fmt/format.h>

#include "auteur/base/random.h"
#include "auteur/camera/continuity.h"
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
      : request_(request), staging_(*request.staging), view_(request), solver_(request, view_), idioms_(idioms_for(request.look)), operator_(request.look, idioms_, view_, solver_, mix(seed_of(staging_.scene), 9001)) {}

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
      if (!drafts_.empty() && same_picture(drafts_.back(), d)) {
        // A cut to the same picture is no cut.
        Draft longer = drafts_.back();
        longer.end = d.end;
        film_again(longer);
        drafts_.back() = std::move(longer);
        draw_lines(drafts_.back());
        continue;
      }
      drafts_.push_back(std::move(d));
      draw_lines(drafts_.back());
    }
    for (std::size_t i = 0; i < drafts_.size(); ++i) finish(drafts_[i], i, list);
    return list;
  }

 private:
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
  Size size_for(Way way, int level) const { return idiom(way).sizes[static_cast<std::size_t>(level)]; }

  // Film the draft as planned, else by the idiom's fallback, at last from anywhere.
  void film(Draft& d) {
    const Option& o = option(d);
    Way way = o.way;
    if (way == Way::kMaster && d.start <= 0) way = Way::kEstablishing;
    for (int attempt = 0; attempt < 4; ++attempt) {
      d.way = way;
      if (try_way(d, way)) return;
      d.fell_back = true;
      const Way next = way == Way::kEstablishing ? Way::kMaster : idiom(way).fallback;
      if (next == way) break;
      way = next;
    }
    d.way = Way::kMaster;
    if (!drafts_.empty() && drafts_.back().way == Way::kMaster) d.setup = drafts_.back().setup;
    else d.setup = solver_.last_resort();
    d.shot = {};
    operator_.hold(d, everybody(d));
    d.shot.framing = d.shot.subjects.empty() ? Framing::kEmpty : Framing::kGroup;
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
    const int who = planned.a, other = planned.b >= 0 ? planned.b : who >= 0 ? partner_of(who, t) : -1;
    const Shot& before = drafts_.back().shot;
    const auto attempt = [&](Way way, float lens, int level) {
      if (least == 0 || ((way == Way::kOverShoulder || way == Way::kTwoShot) && other < 0) || (way != Way::kMaster && way != Way::kEstablishing && who < 0)) return;
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
    const float lens = before.keys.empty() ? 0.f : before.keys.back().camera.focal_mm;
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
    d = std::move(best);
    if (least == 0) return;
    if (widen_the_one_before(d)) return;
    // Nothing helps: the shot before goes on.
    constexpr double kLongest = 14;
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
      case Way::kOverShoulder: return o.b >= 0 && try_over(d);
      case Way::kTwoShot: return o.b >= 0 && try_two(d);
      case Way::kInsert: return !o.prop.empty() && try_insert(d);
      case Way::kFollow: return try_follow(d);
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
    const auto solve = [&](int p, int q, float lens) { return solver_.single(p, q, idiom(way), size, t, at, lens); };
    d.setup = matched(d, way, who, partner, size, solve);
    if (!d.setup.found) return false;
    d.shot.framing = Framing::kSingle;
    operator_.frame(d, {who}, way);
    return operator_.proved(d, {who});
  }

  bool try_over(Draft& d) {
    const Option& o = option(d);
    const double t = 0.5 * (d.start + d.end);
    const Size size = size_for(Way::kOverShoulder, d.level);
    const auto at = times(d.start, d.end, 4);
    d.setup = matched(d, Way::kOverShoulder, o.a, o.b, size, [&](int p, int q, float lens) { return solver_.over_shoulder(p, q, idiom(Way::kOverShoulder), size, t, at, lens); });
    if (!d.setup.found) return false;
    d.shot.framing = Framing::kOverTheShoulder;
    operator_.frame(d, {o.a, o.b}, Way::kOverShoulder);
    return operator_.proved(d, {o.a});
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
    const Option& o = option(d);
    const double t = 0.5 * (d.start + d.end);
    const Size size = size_for(Way::kTwoShot, d.level);
    const auto at = times(d.start, d.end, 4);
    d.setup = recall(place_key(d, Way::kTwoShot, o.a, o.b, size), [&] { return solver_.two_shot(o.a, o.b, idiom(Way::kTwoShot), size, t, at); });
    if (!d.setup.found) return false;
    d.shot.framing = Framing::kTwoShot;
    std::vector<int> subjects{o.a, o.b};
    if (interest(o.b, t) > interest(o.a, t)) std::swap(subjects[0], subjects[1]);
    operator_.frame(d, subjects, Way::kTwoShot);
    return operator_.proved(d, subjects);
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
    if (in_picture()) return true;
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
        key.camera.target = aim(key.camera.position, place + Vec3(0, 0.4f * size.y, 0), 0, d.setup.y, key.camera.focal_mm, view_.aspect());
        key.camera.focus_distance = std::max(0.2f, project(key.camera, view_.aspect(), place).z);
        keys.push_back(key);
      }
      d.shot.keys = std::move(keys);
      d.shot.movement = Movement::kPan;
      if (in_picture()) return true;
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
    return operator_.proved(d, {who});
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
      if (operator_.proved(d, faces, 1.0)) { done = true; break; }
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
    d.shot.framing = people.empty() ? Framing::kEmpty : way == Way::kEstablishing ? Framing::kEstablishing : people.size() == 1 ? Framing::kSingle : people.size() == 2 ? Framing::kTwoShot : Framing::kGroup;
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
      case Way::kFollow: key = o.way == Way::kFollow ? o.why : "walk"; break;
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
  Solver solver_;
  Idioms idioms_;
  Operator operator_;
  Plan plan_;
  std::vector<Draft> drafts_;
  std::vector<Setup> wides_;
  std::map<std::string, Setup> setups_;
  float only_lens_ = 0;  // mm; 0: any of the idiom's
};

}  // namespace

ShotList cover_scene(const CoverageRequest& request) {
  static const staging::Staging kNothing;
  CoverageRequest complete = request;
  if (!complete.staging) complete.staging = &kNothing;
  return Coverer(complete).run();
}

}  // namespace auteur::camera
