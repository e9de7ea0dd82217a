#include "auteur/base/data_folder.h"
#include "auteur/camera/continuity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "idioms.h"

namespace auteur::camera {
namespace {

const Json& rules() {
  static const Json kRules = read_data("camera/continuity.json").value("rules", Json::object());
  return kRules;
}
double limit(const char* rule, const char* key, double otherwise) {
  const auto at = rules().find(rule);
  return at != rules().end() && at->contains(key) && (*at)[key].is_number() ? (*at)[key].get<double>() : otherwise;
}
bool is_off(const char* rule) {
  const auto at = rules().find(rule);
  return at != rules().end() && at->value("off", false);
}

double degrees(double radians) { return radians * 180 / M_PI; }
Vec3 flat(Vec3 v) { return {v.x, 0, v.z}; }
double angle_between(Vec3 a, Vec3 b) {
  const float la = glm::length(a), lb = glm::length(b);
  return la < 1e-5f || lb < 1e-5f ? 0 : degrees(std::acos(std::clamp(static_cast<double>(glm::dot(a, b) / (la * lb)), -1.0, 1.0)));
}

struct Seen { bool there = false; Vec3 eyes{0.f}, velocity{0.f}; std::string gaze; };

class Checker {
 public:
  Checker(const CoverageRequest& request, const ShotList& list) : request_(request), staging_(*request.staging), list_(list) {}

  std::vector<ContinuityFinding> run() {
    for (std::size_t i = 0; i + 1 < list_.shots.size(); ++i) {
      const Shot &a = list_.shots[i], &b = list_.shots[i + 1];
      if (b.start > a.end + Seconds(0.01)) continue;  // the picture was elsewhere
      thirty_degrees(a, b);
      screen_direction(a, b);
      size_jump(a, b);
      reverse(a, b);
      action(a, b);
    }
    line();
    re_establish();
    entrances();
    return std::move(found_);
  }

 private:
  Seen at(const std::string& id, double t) const {
    Seen s;
    const auto measures = request_.people.find(id);
    if (measures == request_.people.end()) return s;
    constexpr double kStep = 0.08;
    const double length = staging_.length.value, before = std::clamp(t - kStep, 0.0, length), after = std::clamp(t + kStep, 0.0, length);
    const auto now = staging::person_at(staging_, id, Seconds(std::clamp(t, 0.0, length)), request_.people);
    if (!now.present) return s;
    s.there = true;
    s.eyes = staging::eyes_of(now, measures->second);
    s.gaze = now.gaze_at;
    const auto one = staging::person_at(staging_, id, Seconds(before), request_.people), two = staging::person_at(staging_, id, Seconds(after), request_.people);
    if (after > before) s.velocity = flat(two.position - one.position) / static_cast<float>(after - before);
    return s;
  }
  bool shows(const scene::Camera& camera, Vec3 eyes) const {
    const Vec3 p = project(camera, request_.look.aspect, eyes);
    return p.z > 0.15f && std::abs(p.x) < 1 && std::abs(p.y) < 1;
  }
  static scene::Camera first_camera(const Shot& s) { return camera_at(s, Seconds(0)); }
  static scene::Camera last_camera(const Shot& s) { return camera_at(s, s.end - s.start); }
  static bool of_people(const Shot& s) { return s.framing == Framing::kSingle || s.framing == Framing::kTwoShot || s.framing == Framing::kOverTheShoulder || s.framing == Framing::kGroup; }
  static bool is_wide(const Shot& s) { return s.framing == Framing::kEstablishing || s.framing == Framing::kEmpty || (s.framing == Framing::kGroup && s.size >= Size::kMediumLong) || s.size >= Size::kLong; }
  static std::string who(const std::string& id) { return spoken_name(id); }
  void report(ContinuityFinding f) {
    if (!is_off(f.rule.c_str())) found_.push_back(std::move(f));
  }

  // Whom somebody deals with around t: whom they talk with, else whom they look at.
  std::string partner(const std::string& id, double t) const {
    const staging::Line* nearest = nullptr;
    double best = 3;
    for (const auto& l : staging_.lines) {
      if (l.off_screen || l.to_whom.empty() || (l.who != id && l.to_whom != id)) continue;
      const double away = t < l.start.value ? l.start.value - t : t > l.end.value ? t - l.end.value : 0;
      if (away < best) best = away, nearest = &l;
    }
    if (nearest) return nearest->who == id ? nearest->to_whom : nearest->who;
    const Seen s = at(id, t);
    return s.gaze == id ? "" : s.gaze;
  }

  // --- the line of action

  struct Side { int sign = 0; double off = 0; };  // off the line, degrees; sign 0: on it
  Side side_of(Vec3 p, Vec3 q, Vec3 camera) const {
    const Vec3 along = flat(q - p), to = flat(camera - 0.5f * (p + q));
    const float cross = along.x * to.z - along.z * to.x;
    double off = angle_between(along, to);
    off = std::min(off, 180 - off);
    return {off < limit("line", "neutral_degrees", 12) ? 0 : cross > 0 ? 1 : -1, off};
  }

  void line() {
    struct Known { int sign = 0; std::string shot; Vec3 p{0.f}, q{0.f}; };
    std::map<std::pair<std::string, std::string>, Known> known;
    for (const Shot& s : list_.shots) {
      const double t = s.start.value + 0.04;
      const scene::Camera begins = first_camera(s), ends = last_camera(s);
      if (is_wide(s)) {  // one sees where everybody is: every line is drawn anew
        for (auto& [pair, k] : known) k = {};
      }
      if (!of_people(s) || s.subjects.empty()) continue;
      const std::string one = s.subjects[0], two = s.framing == Framing::kTwoShot || s.framing == Framing::kOverTheShoulder ? (s.subjects.size() > 1 ? s.subjects[1] : "") : partner(one, t);
      if (two.empty() || two == one) continue;
      const auto pair = std::minmax(one, two);
      const Seen p = at(pair.first, t), q = at(pair.second, t);
      if (!p.there || !q.there || glm::length(flat(p.eyes - q.eyes)) < 0.25f) continue;
      Known& k = known[{pair.first, pair.second}];
      const Side now = side_of(p.eyes, q.eyes, begins.position);
      // Who walked drew a new line.
      const bool moved = k.sign != 0 && (glm::length(flat(p.eyes - k.p)) > 0.5f || glm::length(flat(q.eyes - k.q)) > 0.5f);
      if (k.sign != 0 && !moved && now.sign != 0 && now.sign != k.sign)
        report({"line", k.shot, s.id, now.off, limit("line", "neutral_degrees", 12), "degrees", fmt::format("From {} to {} the camera crosses the line between {} and {}: it is {:.0f} degrees on the other side. Show both from the line or wide in between.", k.shot, s.id, who(one), who(two), now.off)});
      const Seen p2 = at(pair.first, s.end.value - 0.04), q2 = at(pair.second, s.end.value - 0.04);
      const Side last = p2.there && q2.there ? side_of(p2.eyes, q2.eyes, ends.position) : now;
      k = {last.sign, s.id, p2.there ? p2.eyes : p.eyes, q2.there ? q2.eyes : q.eyes};  // on the line: free to choose a side
    }
  }

  // --- pairs of shots

  void thirty_degrees(const Shot& a, const Shot& b) {
    if (!of_people(a) || !of_people(b) || a.subjects.empty() || b.subjects.empty() || a.subjects[0] != b.subjects[0] || a.framing == Framing::kGroup || b.framing == Framing::kGroup) return;
    const Seen s = at(b.subjects[0], b.start.value);
    if (!s.there) return;
    const double turn = angle_between(last_camera(a).position - s.eyes, first_camera(b).position - s.eyes), least = limit("thirty-degrees", "degrees", 30);
    const int step = std::abs(static_cast<int>(a.size) - static_cast<int>(b.size));
    const auto others = [](const Shot& x) { return x.subjects.size(); };
    // Two neighbouring sizes may be nearly one: it must be seen that somebody is larger.
    const auto width = [&](const scene::Camera& c) { return static_cast<double>(std::max(0.1f, project(c, request_.look.aspect, s.eyes).z) * scene::field_of(c, static_cast<float>(request_.look.aspect)).half_height); };
    const double ratio = std::abs(std::log(width(last_camera(a)) / width(first_camera(b)))), seen = std::log(limit("thirty-degrees", "ratio", 1.25));
    if (turn >= least || (step >= static_cast<int>(limit("thirty-degrees", "sizes", 1)) && ratio >= seen) || others(a) != others(b)) return;
    report({"thirty-degrees", a.id, b.id, turn, least, "degrees", fmt::format("{} and {} show {} from places only {:.0f} degrees apart and in {} size; it takes {:.0f} degrees or another size.", a.id, b.id, who(b.subjects[0]), turn, step == 0 ? "the same" : "nearly the same", least)});
  }

  void screen_direction(const Shot& a, const Shot& b) {
    const scene::Camera ca = last_camera(a), cb = first_camera(b);
    const Vec3 ra = scene::axes_of(ca).right, rb = scene::axes_of(cb).right;
    for (const auto& track : staging_.people) {
      const Seen s = at(track.id, b.start.value);
      if (!s.there || !shows(ca, s.eyes) || !shows(cb, s.eyes)) continue;
      const double speed = static_cast<double>(glm::length(s.velocity)), x = static_cast<double>(glm::dot(s.velocity, ra)), y = static_cast<double>(glm::dot(s.velocity, rb));
      const double least = limit("screen-direction", "speed", 0.45), share = limit("screen-direction", "share", 0.35);
      if (speed < least || std::abs(x) < share * speed || std::abs(y) < share * speed || x * y > 0) continue;
      report({"screen-direction", a.id, b.id, std::abs(y), share * speed, "metres a second", fmt::format("{} walks to the {} in {} and to the {} in {}.", who(track.id), x > 0 ? "right" : "left", a.id, y > 0 ? "right" : "left", b.id)});
    }
  }

  void size_jump(const Shot& a, const Shot& b) {
    if (!of_people(a) || !of_people(b)) return;
    const int step = std::abs(static_cast<int>(a.size) - static_cast<int>(b.size)), most = static_cast<int>(limit("size-jump", "sizes", 3));
    if (step <= most) return;
    report({"size-jump", a.id, b.id, static_cast<double>(step), static_cast<double>(most), "sizes", fmt::format("From {} ({}) to {} ({}) is a jump of {} sizes; more than {} needs a shot in between.", a.id, size_name(a.size), b.id, size_name(b.size), step, most)});
  }

  // Shot and reverse: two who deal with each other, one after the other, framed the same way.
  void reverse(const Shot& a, const Shot& b) {
    const bool singles = a.framing == Framing::kSingle && b.framing == Framing::kSingle, shoulders = a.framing == Framing::kOverTheShoulder && b.framing == Framing::kOverTheShoulder;
    if ((!singles && !shoulders) || a.subjects.empty() || b.subjects.empty() || a.subjects[0] == b.subjects[0]) return;
    const std::string &p = a.subjects[0], &q = b.subjects[0];
    const double t = b.start.value;
    if (partner(p, t) != q && partner(q, t) != p) return;
    const Seen one = at(p, t), two = at(q, t);
    if (!one.there || !two.there) return;
    const scene::Camera ca = last_camera(a), cb = first_camera(b);
    const Vec3 look = two.eyes - one.eyes;
    const auto ax = scene::axes_of(ca), bx = scene::axes_of(cb);
    const double xa = static_cast<double>(glm::dot(look, ax.right)), xb = static_cast<double>(-glm::dot(look, bx.right));
    const double length = static_cast<double>(glm::length(look));
    if (length > 0.2 && std::abs(xa) > 0.12 * length && std::abs(xb) > 0.12 * length && xa * xb > 0)
      report({"eyeline", a.id, b.id, degrees(std::atan2(std::abs(xb), length)), 0, "degrees", fmt::format("{} in {} and {} in {} both look to the {}: their looks do not meet.", who(p), a.id, who(q), b.id, xa > 0 ? "right" : "left")});
    const auto lift = [&](const scene::CameraAxes& axes, Vec3 d) { return degrees(std::atan2(static_cast<double>(glm::dot(d, axes.up)), std::hypot(static_cast<double>(glm::dot(d, axes.right)), static_cast<double>(glm::dot(d, axes.forward))))); };
    const double off = std::abs(lift(ax, look) + lift(bx, -look)), most = limit("eyeline", "vertical_degrees", 10);
    if (off > most) report({"eyeline", a.id, b.id, off, most, "degrees", fmt::format("The looks of {} in {} and {} in {} miss each other by {:.0f} degrees up or down; {:.0f} pass.", who(p), a.id, who(q), b.id, off, most)});
    if (a.size != b.size) return;  // a change of size says that something changed
    const double ratio = limit("reverse", "ratio", 1.1);
    const auto apart = [](double x, double y) { return std::max(x, y) / std::max(1e-6, std::min(x, y)); };
    const double lens = apart(static_cast<double>(ca.focal_mm), static_cast<double>(cb.focal_mm));
    if (lens > ratio) report({"reverse", a.id, b.id, lens, ratio, "ratio", fmt::format("{} has {:.0f} mm and its reverse {} has {:.0f} mm; they should match within {:.0f} %.", a.id, static_cast<double>(ca.focal_mm), b.id, static_cast<double>(cb.focal_mm), 100 * (ratio - 1))});
    const double height = apart(static_cast<double>(ca.position.y / std::max(0.2f, one.eyes.y)), static_cast<double>(cb.position.y / std::max(0.2f, two.eyes.y)));
    if (height > 1 + 2 * (ratio - 1)) report({"reverse", a.id, b.id, height, 1 + 2 * (ratio - 1), "ratio", fmt::format("The cameras of {} and its reverse {} are at different heights for the eyes before them, by {:.0f} %.", a.id, b.id, 100 * (height - 1))});
  }

  // Somebody we look at sits down, rises, takes or puts down something: a cut in the middle of it shows how it ends.
  void action(const Shot& a, const Shot& b) {
    const double t = b.start.value, least = limit("match-on-action", "share", 0.2);
    const scene::Camera ca = last_camera(a), cb = first_camera(b);
    for (const auto& track : staging_.people) {
      if (a.subjects.empty() || a.subjects[0] != track.id) continue;
      for (const auto& m : track.moves) {
        using enum staging::MoveKind;
        if (m.kind != kSit && m.kind != kStand && m.kind != kReach && m.kind != kPutDown) continue;
        const double length = (m.end - m.start).value, done = (t - m.start.value) / std::max(1e-6, length);
        if (length < limit("match-on-action", "seconds", 0.4) || done < least || done > 1 - least) continue;
        const Seen s = at(track.id, t);
        const bool hands = b.framing == Framing::kInsert && (b.prop == m.object || (!b.subjects.empty() && b.subjects[0] == track.id));
        if (!s.there || !shows(ca, s.eyes) || shows(cb, s.eyes) || hands) continue;
        const char* what = m.kind == kSit ? "sits down" : m.kind == kStand ? "rises" : m.kind == kReach ? "reaches for something" : "puts something down";
        report({"match-on-action", a.id, b.id, 100 * done, 100 * (1 - least), "%", fmt::format("{} {} in {}, and {} cuts away when it is {:.0f} % done: cut before it, after it, or to where it goes on.", who(track.id), what, a.id, b.id, 100 * done)});
      }
    }
  }

  // --- over several shots

  void re_establish() {
    const auto most = static_cast<int>(limit("re-establish", "shots", 10));
    if (static_cast<double>(staging_.people.size()) < limit("re-establish", "people", 2)) return;
    int since = 0;
    std::string from;
    for (const Shot& s : list_.shots) {
      const bool together = is_wide(s) || s.framing == Framing::kTwoShot || s.framing == Framing::kGroup || s.framing == Framing::kOverTheShoulder;
      if (together) since = 0, from = s.id;
      else if (++since == most + 1) report({"re-establish", from.empty() ? list_.shots.front().id : from, s.id, static_cast<double>(since), static_cast<double>(most), "shots", fmt::format("No shot since {} shows people together: {} is the {}th in a row; {} pass.", from.empty() ? "the beginning" : from, s.id, since, most)});
    }
  }

  void entrances() {
    const auto within = static_cast<std::size_t>(limit("entrance", "shots", 3));
    for (const auto& track : staging_.people)
      for (const auto& m : track.moves) {
        if (m.kind != staging::MoveKind::kEnter || track.id.find('#') != std::string::npos) continue;
        bool others = false;
        for (const auto& other : staging_.people) others = others || (other.id != track.id && at(other.id, m.end.value).there);
        std::size_t first = list_.shots.size(), shots = 0;
        bool shown = false;
        for (std::size_t i = 0; i < list_.shots.size() && shots < within; ++i) {
          const Shot& s = list_.shots[i];
          if (s.end.value <= m.start.value + 0.1) continue;
          first = std::min(first, i);
          ++shots;
          for (double t = std::max(s.start.value, m.start.value); t < s.end.value && !shown; t += 0.25) {
            const Seen in = at(track.id, t);
            shown = in.there && shows(camera_at(s, Seconds(t - s.start.value)), in.eyes);
          }
        }
        if (others && !shown && first < list_.shots.size() && shots == within)
          report({"entrance", list_.shots[first].id, list_.shots[std::min(first + within, list_.shots.size()) - 1].id, static_cast<double>(within), static_cast<double>(within), "shots", fmt::format("{} comes in at {:.1f} s and is in none of the {} shots from {} on.", who(track.id), m.start.value, within, list_.shots[first].id)});
      }
  }

  const CoverageRequest& request_;
  const staging::Staging& staging_;
  const ShotList& list_;
  std::vector<ContinuityFinding> found_;
};

}  // namespace

std::vector<ContinuityFinding> check_continuity(const CoverageRequest& request, const ShotList& list) {
  static const staging::Staging kNothing;
  CoverageRequest complete = request;
  if (!complete.staging) complete.staging = &kNothing;
  return Checker(complete, list).run();
}

}  // namespace auteur::camera
