#include "new_shots.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "auteur/base/text.h"
#include "observe.h"
#include "operate.h"
#include "optics.h"
#include "solve.h"
#include "support.h"

namespace auteur::camera {
namespace {

constexpr double kUsual = 2;        // seconds of a new shot that asks for none
constexpr double kSeen = 0.95;      // share of its frames in which one sees whom it is of
constexpr const char* kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";

double on_grid(double seconds) { return std::round(seconds * 24) / 24; }

std::vector<double> times(double start, double end, int n) {
  std::vector<double> t;
  for (int i = 0; i < n; ++i) t.push_back(start + (end - start) * (i + 0.5) / n);
  return t;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& there) {
  const std::string near = closest(word, there);
  return near.empty() ? "" : fmt::format(" Did you mean '{}'?", near);
}

std::string first_words(const std::string& text) {
  constexpr std::size_t kMost = 28;
  if (text.size() <= kMost) return text;
  const auto end = text.rfind(' ', kMost);
  return text.substr(0, end == text.npos || end < 8 ? text.find(' ') : end) + " ...";
}

}  // namespace

void retime(Shot& s, double start, double end) {
  const Shot old = s;
  const double shift = start - old.start.value, length = end - start;
  s.start = Seconds(start), s.end = Seconds(end);
  if (s.keys.size() < 2) return;
  s.keys.clear();
  for (const CameraKey& key : old.keys) {
    const double at = key.at.value - shift;
    if (at > 1e-6 && at < length - 1e-6) s.keys.push_back({Seconds(at), key.camera});
  }
  const bool begun = old.keys.front().at.value - shift <= 1e-6, goes_on = old.keys.back().at.value - shift >= length - 1e-6;
  if (begun) s.keys.insert(s.keys.begin(), {Seconds(0), camera_at(old, Seconds(std::clamp(shift, old.keys.front().at.value, old.keys.back().at.value)))});
  if (goes_on) s.keys.push_back({Seconds(length), camera_at(old, Seconds(shift + length))});
  if (s.keys.empty()) s.keys.push_back({Seconds(0), camera_at(old, Seconds(shift + 0.5 * length))});
}

std::size_t NewShots::index_of(const std::string& id) const {
  return static_cast<std::size_t>(std::find_if(list_.shots.begin(), list_.shots.end(), [&](const Shot& s) { return s.id == id; }) - list_.shots.begin());
}

// The name it asks for, else that of the shot before with one more letter: 4B -> 4BA. A name that the plan has is passed over.
std::string NewShots::name_after(const ShotEdit& e, const std::string& of, std::string& wrong) const {
  const auto taken = [&](const std::string& name) { return index_of(name) < list_.shots.size(); };
  std::string free;
  for (const char a : std::string(kLetters)) {
    if (free.empty() && !taken(of + a)) free = of + a;
  }
  for (const char a : std::string(kLetters))
    for (const char b : std::string(kLetters))
      if (free.empty() && !taken(of + a + b)) free = of + a + b;
  if (e.id.empty()) return free;
  const bool letters = std::all_of(e.id.begin() + static_cast<std::ptrdiff_t>(std::min(of.size(), e.id.size())), e.id.end(), [](char c) { return std::string(kLetters).find(c) != std::string::npos; });
  if (!e.id.starts_with(of) || e.id.size() == of.size() || !letters || e.id.size() > of.size() + 4)
    wrong = fmt::format("A shot after {0} is called {0} and a letter or two, without I and O, so that no other shot is renamed: '{1}' is no such name. Call it {2}.", of, e.id, free);
  else if (taken(e.id)) wrong = fmt::format("Scene {} has a shot {} already. Call the new one {}.", list_.scene, e.id, free);
  return e.id;
}

std::string NewShots::what_begins_in(const Shot& s) const {
  std::vector<std::string> out;
  const auto in = [&](double t) { return t > s.start.value + kShortestShot && t < s.end.value - kShortestShot; };
  for (const staging::Line& line : request_.staging->lines)
    if (in(line.start.value)) out.push_back(fmt::format("line {} at {:.2f} s (\"{}\")", line.id, line.start.value, first_words(line.text)));
  for (const staging::TimedBeat& timed : request_.staging->beats)
    if (request_.scene && timed.beat >= 0 && static_cast<std::size_t>(timed.beat) < request_.scene->beats.size() && in(timed.start.value))
      if (const auto& beat = request_.scene->beats[static_cast<std::size_t>(timed.beat)]; beat.kind != screenplay::BeatKind::kLine && !beat.text.empty()) out.push_back(fmt::format("\"{}\" at {:.2f} s", first_words(beat.text), timed.start.value));
  if (out.size() > 5) out.resize(5);
  return out.empty() ? "" : fmt::format(" In it begin {}.", fmt::join(out, ", "));
}

// A second of the scene's clock, the beginning of a line by its number, or of what the words are found in.
NewShots::Moment NewShots::moment(const ShotEdit& e, const Shot& in) const {
  if (e.at) return {on_grid(*e.at), ""};
  const std::string words = lower(trim(e.at_words));
  std::vector<double> found, elsewhere;
  const auto note = [&](double t) { (t > in.start.value - 1e-6 && t < in.end.value ? found : elsewhere).push_back(t); };
  for (const staging::Line& line : request_.staging->lines)
    if (lower(line.id) == words || (words.size() > 2 && lower(line.text).find(words) != std::string::npos)) note(line.start.value);
  for (const staging::TimedBeat& timed : request_.staging->beats)
    if (request_.scene && words.size() > 2 && timed.beat >= 0 && static_cast<std::size_t>(timed.beat) < request_.scene->beats.size())
      if (const auto& beat = request_.scene->beats[static_cast<std::size_t>(timed.beat)]; beat.kind != screenplay::BeatKind::kLine && lower(beat.text).find(words) != std::string::npos) note(timed.start.value);
  if (!found.empty()) return {on_grid(*std::min_element(found.begin(), found.end())), ""};
  const std::string where = elsewhere.empty() ? fmt::format("Nothing in scene {} is called or says so", list_.scene) : fmt::format("That begins at {:.2f} s, and {} lasts from {:.2f} to {:.2f} s", elsewhere.front(), in.id, in.start.value, in.end.value);
  return {0, fmt::format("'{}' is no moment of shot {}. {}. Give a second of the scene's clock, the number of a line, or words of what is done or said.{}", e.at_words, in.id, where, what_begins_in(in))};
}

PutIn NewShots::put_in(const ShotEdit& e) {
  const bool splits = !e.split.empty();
  const std::string& of = splits ? e.split : e.after;
  const auto refuse = [&](const char* key, const std::string& message) { return PutIn{"", RefusedEdit{e.asked_as(), key, message}, {}}; };
  const char* named = splits ? "split" : "after";
  const std::size_t i = index_of(of);
  if (list_.shots.empty()) return refuse(named, fmt::format("Scene {} has no shots to put one beside: it is never seen.", list_.scene));
  if (i == list_.shots.size()) {
    std::vector<std::string> names;
    for (const Shot& s : list_.shots) names.push_back(s.id);
    return refuse(named, fmt::format("Scene {} has no shot '{}'.{} It has {} to {}.", list_.scene, of, did_you_mean(of, names), names.front(), names.back()));
  }
  std::string wrong;
  const std::string name = name_after(e, of, wrong);
  if (!wrong.empty()) return refuse("id", wrong);
  const Shot before = list_.shots[i];
  const bool timed = e.at || !e.at_words.empty();
  double begin = before.end.value;
  if (timed) {
    const Moment m = moment(e, before);
    if (!m.wrong.empty()) return refuse("at", m.wrong);
    begin = m.at;
    const double low = before.start.value + kShortestShot, high = before.end.value - (splits ? kShortestShot : 0);
    if (begin < low - 1e-6 || begin > high + 1e-6)
      return refuse("at", high < low ? fmt::format("Shot {} lasts {:.2f} s: too short to be divided.", of, (before.end - before.start).value)
                                     : fmt::format("{:.2f} s does not divide shot {}: between {:.2f} and {:.2f} s of the scene is possible.{}", begin, of, std::ceil(low * 100 - 1e-6) / 100, std::floor(high * 100 + 1e-6) / 100, what_begins_in(before)));
  } else if (splits) {
    return refuse("split", fmt::format("Say where shot {} is divided: at = {:.2f}, or the number of a line, or words of what is done.{}", of, on_grid(0.5 * (before.start + before.end).value), what_begins_in(before)));
  }
  const bool last = i + 1 == list_.shots.size();
  if (!splits && !timed && last) begin = on_grid(before.end.value - e.seconds.value_or(kUsual));  // nothing follows that could give
  const double wish = on_grid(begin + e.seconds.value_or(splits ? before.end.value - begin : kUsual));
  const double end = splits ? before.end.value : wish > before.end.value - kShortestShot && (wish < before.end.value || last) ? before.end.value : wish;
  if (splits && e.seconds) return refuse("seconds", fmt::format("Where {} is divided says how long its parts are. Take 'seconds' out.", of));
  if (!splits && end < before.end.value - 1e-6)
    return refuse("seconds", fmt::format("Shot {} would go on for {:.2f} s after a new shot of {:.2f} s at {:.2f} s. Give it {:.2f} s, or divide {} behind it first: split = \"{}\", at = {:.2f}.", of, before.end.value - end, end - begin, begin, before.end.value - begin, of, of, end));
  if (end - begin < kShortestShot - 1e-6 || begin < before.start.value + kShortestShot - 1e-6) return refuse(e.seconds ? "seconds" : named, fmt::format("There is no room for a shot of {:.2f} s after {}: each keeps half a second.", end - begin, of));
  if (!last && end > list_.shots[i + 1].end.value - kShortestShot + 1e-6)
    return refuse(e.seconds ? "seconds" : named, fmt::format("A new shot after {} can last {:.2f} s at most, or {} has less than half a second left. To give it all of {}, remove that one.", of, std::floor((list_.shots[i + 1].end.value - kShortestShot - begin) * 100 + 1e-6) / 100, list_.shots[i + 1].id, list_.shots[i + 1].id));

  Shot added = before;
  added.id = name;
  added.note.clear();
  added.struck.clear();
  if (splits && e.subject.empty()) {
    retime(added, begin, end);
  } else {
    added.start = Seconds(begin), added.end = Seconds(end);
    if (const std::string why = film(added, e, before); !why.empty()) return refuse(e.subject.empty() ? e.size.empty() ? named : "size" : "subject", why);
  }
  added.reason = e.description.empty() ? fmt::format("put in after {}", of) : e.description;
  if (splits && e.description.empty() && e.subject.empty()) added.reason = without_requests(before.reason);
  PutIn out{name, std::nullopt, {}};
  if (begin < before.end.value - 1e-6) retime(list_.shots[i], before.start.value, begin), out.shortened.push_back(of);
  if (!last && end > list_.shots[i + 1].start.value + 1e-6) retime(list_.shots[i + 1], end, list_.shots[i + 1].end.value), out.shortened.push_back(list_.shots[i + 1].id);
  list_.shots.insert(list_.shots.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(added));
  return out;
}

// --- its picture

std::string NewShots::film(Shot& s, const ShotEdit& e, const Shot& like) const {
  if (!e.size.empty() && !size_from(e.size)) return fmt::format("'{}' is no size of a shot. Use extreme close-up, close-up, medium close-up, medium shot, medium long shot, long shot or extreme long shot.", e.size);
  const std::string asked = lower(trim(e.subject));
  if (asked == "all" || asked == "everybody") return film_people(s, e, {}, true);
  if (asked.empty()) {
    if (!like.prop.empty() && like.framing == Framing::kInsert) return film_thing(s, e, like.prop);
    const int who = like.subjects.empty() ? -1 : view_.index_of(like.subjects.front());
    return who < 0 ? film_people(s, e, {}, true) : film_people(s, e, {who}, false);
  }
  for (const staging::PropTrack& prop : request_.staging->props)
    if (slug(asked.starts_with("the ") ? asked.substr(4) : asked) == slug(prop.id)) return film_thing(s, e, prop.id);
  std::vector<std::string> there;
  for (std::size_t i = 0; i < view_.count(); ++i) there.push_back(view_.person(static_cast<int>(i)).id);
  std::vector<int> people;
  std::string list = upper(trim(e.subject));
  std::replace(list.begin(), list.end(), ';', ',');
  for (std::size_t at = list.find(" AND "); at != std::string::npos; at = list.find(" AND ")) list = list.substr(0, at) + "," + list.substr(at + 5);
  for (const auto name : split(list, ',')) {
    const std::string who(trim(name));
    const int index = view_.index_of(who);
    if (index < 0) {
      std::vector<std::string> all = there;
      for (const staging::PropTrack& prop : request_.staging->props) all.push_back(upper(prop.id));
      std::vector<std::string> things;
      for (const staging::PropTrack& prop : request_.staging->props) things.push_back(prop.id);
      return fmt::format("Scene {} has nobody and nothing called '{}'.{} There are {}{}{}; or all.", list_.scene, who, did_you_mean(who, all), fmt::join(there, ", "), things.empty() ? "" : " and ", fmt::join(things, ", "));
    }
    people.push_back(index);
  }
  for (const int p : people)
    if (!view_.body(p, 0.5 * (s.start + s.end).value).present) return fmt::format("{} is not there between {:.2f} and {:.2f} s of the scene. Put the shot in elsewhere, or of somebody else.", view_.person(p).id, s.start.value, s.end.value);
  return film_people(s, e, people, people.size() > 2);
}

std::string NewShots::film_people(Shot& s, const ShotEdit& e, const std::vector<int>& people, bool everybody) const {
  const Idioms idioms = idioms_for(request_.look);
  const Size size = e.size.empty() ? everybody ? Size::kLong : people.size() == 2 ? Size::kMedium : Size::kMediumCloseUp : *size_from(e.size);
  const Way way = everybody ? Way::kMaster : people.size() == 2 ? Way::kTwoShot : size <= Size::kCloseUp ? Way::kClose : Way::kSingle;
  Solver solver(request_, view_);
  for (const Shot& other : list_.shots)  // on the side of the line on which the shots before it are
    if (other.start < s.end && other.framing != Framing::kInsert && !other.keys.empty()) solver.draw_lines(camera_at(other, Seconds(0.5 * (other.end - other.start).value)).position, 0.5 * (other.start + other.end).value);
  Operator hand(request_.look, idioms, view_, solver, mix(seed_of(s.id), 9001));
  const Observer observer(request_, view_);
  const double t = 0.5 * (s.start + s.end).value;
  const auto at = times(s.start.value, s.end.value, 4);
  Idiom idiom = idioms[static_cast<std::size_t>(way)];
  if (e.lens) idiom.lenses = {static_cast<float>(*e.lens)};
  const auto solve = [&](Size wanted) {
    if (everybody) return solver.wide(idiom, wanted, at);
    if (people.size() == 2) return solver.two_shot(people[0], people[1], idiom, wanted, t, at);
    const Body& body = view_.body(people[0], t);
    return solver.single(people[0], body.gaze >= 0 && body.gaze != people[0] && view_.body(body.gaze, t).present ? body.gaze : -1, idiom, wanted, t, at, e.lens ? static_cast<float>(*e.lens) : 0.f);
  };
  std::vector<int> faces = people;
  if (everybody)
    for (std::size_t i = 0; i < view_.count(); ++i)
      if (const Body& b = view_.body(static_cast<int>(i), t); b.present && b.indoors) faces.push_back(static_cast<int>(i));
  const auto filmed = [&](Size wanted) -> std::optional<Shot> {
    Draft d;
    d.start = s.start.value, d.end = s.end.value, d.way = way;
    d.setup = solve(wanted);
    if (!d.setup.found) return std::nullopt;
    d.shot.framing = everybody ? Framing::kGroup : people.size() == 2 ? Framing::kTwoShot : Framing::kSingle;
    hand.hold(d, faces);
    d.shot.start = s.start, d.shot.end = s.end, d.shot.id = s.id, d.shot.scene = s.scene;
    if (!everybody && !hand.proved(d, people, kSeen)) return std::nullopt;
    d.shot.size = observer.size(d.shot);
    if (!everybody && (observer.visible(d.shot) < kSeen || d.shot.size != wanted)) return std::nullopt;
    d.shot.framing = observer.framing(d.shot);
    return d.shot;
  };
  if (auto shot = filmed(size)) {
    shot->reason = s.reason;
    s = std::move(*shot);
    return "";
  }
  std::vector<std::string> possible;
  for (int other = static_cast<int>(Size::kCloseUp); other <= static_cast<int>(Size::kLong); ++other)
    if (const Size wanted = static_cast<Size>(other); wanted != size && filmed(wanted)) possible.push_back(size_term(wanted));
  std::vector<std::string> names;
  for (const int p : people) names.push_back(view_.person(p).id);
  return fmt::format("A {} of {}{} between {:.2f} and {:.2f} s: no place was found from which that is seen. {}", size_term(size), everybody ? "everybody" : fmt::format("{}", fmt::join(names, " and ")), e.lens ? fmt::format(" with {:.0f} mm", *e.lens) : "", s.start.value, s.end.value,
                     possible.empty() ? "Try another moment or somebody else." : fmt::format("Possible: {}.", fmt::join(possible, ", ")));
}

std::string NewShots::film_thing(Shot& s, const ShotEdit& e, const std::string& prop) const {
  const Idioms idioms = idioms_for(request_.look);
  Solver solver(request_, view_);
  Operator hand(request_.look, idioms, view_, solver, mix(seed_of(s.id), 9001));
  const double t = 0.5 * (s.start + s.end).value;
  const auto at = times(s.start.value, s.end.value, 5);
  std::vector<Vec3> places;
  for (const double moment : at) {
    const auto place = staging::prop_place(*request_.staging, prop, Seconds(moment), request_.people);
    if (!place || !std::isfinite(place->x + place->y + place->z)) return fmt::format("The {} is not to be seen between {:.2f} and {:.2f} s of the scene. Put the shot in elsewhere.", prop, s.start.value, s.end.value);
    places.push_back(*place);
  }
  Vec3 size(0.12f);
  if (request_.set)
    if (const auto model = request_.set->props.find(prop); model != request_.set->props.end() && model->second.size.y > 0.001f && glm::length(model->second.size) < 4) size = model->second.size;
  const staging::PropKey* key = staging::prop_at(*request_.staging, prop, Seconds(t));
  const int holder = key && !key->holder.empty() ? view_.index_of(key->holder) : -1;
  Idiom idiom = idioms[static_cast<std::size_t>(Way::kInsert)];
  if (e.lens) idiom.lenses = {static_cast<float>(*e.lens)};
  const std::string nowhere = fmt::format("There is no place for the camera from which the {} is seen between {:.2f} and {:.2f} s. Try another moment, or a shorter shot.", prop, s.start.value, s.end.value);
  // From where it is in the middle of the shot, else from where it is at another moment.
  bool found = false;
  for (const std::size_t main : {2u, 3u, 1u, 4u, 0u}) {
    Draft d;
    d.start = s.start.value, d.end = s.end.value, d.way = Way::kInsert;
    d.setup = solver.insert(places, main, size, holder, idiom, at);
    if (!d.setup.found) continue;
    found = true;
    if (!hold_on(d, hand, prop, size, holder)) continue;
    d.shot.start = s.start, d.shot.end = s.end, d.shot.id = s.id, d.shot.scene = s.scene, d.shot.reason = s.reason;
    s = std::move(d.shot);
    return "";
  }
  return !found ? nowhere : fmt::format("The {} is moved out of the picture between {:.2f} and {:.2f} s. Make the shot shorter, or begin it elsewhere.", prop, s.start.value, s.end.value);
}

// Holds a set-up of a thing, or turns with it; false: it leaves the picture.
bool NewShots::hold_on(Draft& d, Operator& hand, const std::string& prop, Vec3 size, int holder) const {
  d.shot.framing = Framing::kInsert;
  d.shot.prop = prop;
  hand.hold(d, {});
  if (holder >= 0) d.shot.subjects.push_back(view_.person(holder).id);
  const scene::Camera camera = d.shot.keys.front().camera;
  d.shot.size = measured_size(camera, view_.aspect(), d.setup.point, 0.36f);
  d.shot.keys.front().camera.focus_distance = std::max(0.2f, project(camera, view_.aspect(), d.setup.point).z);
  // A thing that stays needs no move; else the camera turns with it, as calmly as keeps it in the picture.
  const double length = d.end - d.start;
  const auto place_at = [&](double into) { return staging::prop_place(*request_.staging, prop, Seconds(d.start + std::clamp(into, 0.0, length)), request_.people); };
  const auto in_picture = [&] {
    for (double into = 0.04; into < length; into += 1.0 / 12) {
      const auto place = place_at(into);
      if (!place) return false;
      const Vec3 seen = project(camera_at(d.shot, Seconds(into)), view_.aspect(), *place);
      if (!(seen.z > 0.2f && std::abs(seen.x) < 0.75f && std::abs(seen.y) < 0.8f)) return false;
    }
    return true;
  };
  bool shown = in_picture();
  for (const double calm : {0.3, 0.15, 0.0}) {
    if (shown || !request_.look.allows(Movement::kPan)) break;
    const int n = std::clamp(static_cast<int>(length / (calm > 0.2 ? 0.25 : 0.125)) + 1, 2, 60);
    d.shot.keys.clear();
    for (int i = 0; i < n; ++i) {
      CameraKey turned{Seconds(length * i / (n - 1)), camera};
      Vec3 sum(0.f);
      float count = 0;
      for (const double step : {-1.0, -0.5, 0.0, 0.5, 1.0})
        if (const auto place = place_at(turned.at.value + step * calm)) sum += *place, count += 1;
      const Vec3 place = count > 0 ? sum / count : d.setup.point;
      turned.camera.target = aim(camera.position, place + Vec3(0, 0.4f * size.y, 0), 0, d.setup.y, camera.focal_mm / camera.squeeze, view_.aspect());
      turned.camera.focus_distance = std::max(0.2f, project(turned.camera, view_.aspect(), place).z);
      d.shot.keys.push_back(turned);
    }
    d.shot.movement = Movement::kPan;
    shown = in_picture();
  }
  return shown;
}

}  // namespace auteur::camera
