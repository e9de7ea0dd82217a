// One shot, filmed in one way or in the next that serves.
#include "coverer.h"

#include <fmt/format.h>

#include "auteur/camera/rig.h"
#include "optics.h"

namespace auteur::camera {

std::string Coverer::place_key(const Draft& d, Way way, int a, int b, Size size) const {
  const double t = 0.5 * (d.start + d.end);
  std::string key = fmt::format("{}/{}/{}/{}/{}", static_cast<int>(way), a, b, static_cast<int>(size), a >= 0 && b >= 0 ? solver_.side(a, b) : 0);
  for (const int p : {a, b})
    if (p >= 0) {
      const Body& body = view_.body(p, t);
      key += fmt::format("/{:.0f},{:.0f},{:.0f}", std::round(body.eyes.x * 5), std::round(body.eyes.y * 5), std::round(body.eyes.z * 5));
    }
  return key;
}

void Coverer::film(Draft& d) {
  const Option o = option(d);
  Way way = o.way;
  if (way == Way::kMaster && drafts_.empty()) way = Way::kEstablishing;
  std::vector<Way> ways{way};
  ways.insert(ways.end(), idiom(way).fallback.begin(), idiom(way).fallback.end());
  ways.push_back(Way::kMaster);
  for (const bool untidy : {false, true}) {
    untidy_ = untidy;
    const bool plain = std::any_of(ways.begin(), ways.end(), [&](Way next) {
      d.way = next;
      d.fell_back = d.fell_back || next != way;
      // A frame of people is held against who is in it; a thing, a look and a place are proved already.
      return try_way(d, next) && (next == Way::kEstablishing || next == Way::kInsert || next == Way::kPointOfView || seen_enough(d));
    });
    untidy_ = false;
    if (plain) return;
  }
  // A wide frame hides the one it is about: somebody who can be seen.
  const Option planned = o;
  for (const int p : everybody(d)) {
    Option one;
    one.way = Way::kSingle, one.a = p, one.why = planned.why;
    plan_.options.push_back(one);
    const int before = d.option;
    d.option = static_cast<int>(plan_.options.size()) - 1;
    for (const bool untidy : {false, true})
      for (const Way next : {Way::kSingle, Way::kFollow}) {
        d.way = next;
        untidy_ = untidy;
        const bool filmed = try_way(d, next);
        untidy_ = false;
        if (filmed) return;
      }
    d.option = before;
  }
  d.way = Way::kMaster;
  untidy_ = true;
  const bool filmed = try_way(d, Way::kMaster);
  untidy_ = false;
  if (filmed) return;
  if (!drafts_.empty() && drafts_.back().way == Way::kMaster) d.setup = drafts_.back().setup;
  else d.setup = solver_.last_resort();
  d.shot = {};
  operator_.hold(d, everybody(d));
  name_as_seen(d);
}

bool Coverer::as_meant(Draft& d) const {
  d.shot.start = Seconds(d.start), d.shot.end = Seconds(d.end);
  if (d.shot.framing != Framing::kInsert) d.shot.size = observer_.size(d.shot);
  return observer_.framing(d.shot) == d.shot.framing && observer_.visible(d.shot) >= kSeen && tidy(d);
}

bool Coverer::tidy(Draft& d) const {
  d.shot.start = Seconds(d.start), d.shot.end = Seconds(d.end);
  return untidy_ || !(observer_.shows_backs(d.shot) || observer_.crops_heads(d.shot) || observer_.shows_half_heads(d.shot));
}

bool Coverer::seen_enough(Draft& d) const {
  if (d.shot.subjects.empty()) return true;
  Draft named = d;
  named.shot.framing = Framing::kGroup;
  name_as_seen(named);
  return named.shot.subjects.empty() || observer_.visible(named.shot) >= kSeen;
}

void Coverer::name_as_seen(Draft& d) const {
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

void Coverer::film_again(Draft& d) {
  const Way way = d.way;
  d.shot = {};
  if (try_way(d, way)) return;
  film(d);
}

bool Coverer::try_way(Draft& d, Way way) {
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

int Coverer::partner_of(int who, double t) const {
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

bool Coverer::try_single(Draft& d, Way way) {
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

bool Coverer::try_over(Draft& d) {
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

bool Coverer::try_two(Draft& d) {
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

int Coverer::other_of(const Draft& d) const {
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

bool Coverer::try_group(Draft& d) {
  std::vector<int> people = option(d).people;
  const double t = 0.5 * (d.start + d.end);
  if (people.empty()) return false;
  std::erase_if(people, [&](int p) { return !view_.body(p, t).present || !view_.body(p, t).indoors; });
  if (static_cast<int>(people.size()) < idiom(Way::kGroup).fewest) return false;
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

bool Coverer::try_point_of_view(Draft& d) {
  const Option& o = option(d);
  if (o.a < 0 || o.b < 0) return false;
  d.setup = solver_.point_of_view(o.a, o.b, idiom(Way::kPointOfView), size_for(Way::kPointOfView, d.level), 0.5 * (d.start + d.end), times(d.start, d.end, 4));
  if (!d.setup.found) return false;
  d.shot.framing = Framing::kPointOfView;
  operator_.frame(d, {o.b}, Way::kPointOfView);
  d.shot.framing = Framing::kPointOfView;
  return operator_.proved(d, {o.b}) && as_meant(d);
}

bool Coverer::try_insert(Draft& d) {
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

bool Coverer::try_follow(Draft& d) {
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
  return tidy(d);
}

std::vector<int> Coverer::everybody(const Draft& d) const {
  std::vector<int> people;
  for (std::size_t i = 0; i < view_.count(); ++i)
    for (const double t : times(d.start, d.end, 5))
      if (const Body& b = view_.body(static_cast<int>(i), t); b.present && b.indoors) { people.push_back(static_cast<int>(i)); break; }
  const double t = 0.5 * (d.start + d.end);
  std::stable_sort(people.begin(), people.end(), [&](int a, int b) { return interest(a, t) > interest(b, t); });
  return people;
}

double Coverer::interest(int who, double t) const {
  const std::string& id = view_.person(who).id;
  double value = view_.body(who, t).present ? 0.1 : 0;
  for (const staging::Line& line : staging_.lines)
    if (!line.off_screen && line.start.value - 0.3 <= t && t <= line.end.value + 0.3) value += line.who == id ? 1.0 : line.to_whom == id ? 0.4 : 0;
  return value + 0.5 * std::min(1.f, view_.body(who, t).speed);
}

bool Coverer::try_wide(Draft& d, Way way) {
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
    if (operator_.proved(d, faces, 1.0) && seen_enough(d) && tidy(d)) { done = true; break; }
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
  if (!tidy(d)) return false;
  if (std::find_if(wides_.begin(), wides_.end(), [&](const Setup& s) { return glm::length(s.position - d.setup.position) < 0.05f; }) == wides_.end()) wides_.push_back(d.setup);
  return true;
}

}  // namespace auteur::camera
