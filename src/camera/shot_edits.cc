#include "auteur/camera/shot_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <set>

#include "auteur/base/text.h"
#include "auteur/camera/rig.h"
#include "new_shots.h"
#include "optics.h"
#include "strike.h"
#include "support.h"
#include "view.h"

namespace auteur::camera {
namespace {

constexpr double kShortest = kShortestShot;
constexpr float kPush = 0.16f;     // of the distance: how far a move goes in or out, as the planner's do
constexpr double kShown = 0.95;    // of a shot its subject must be in the picture
// How a reason says what a person asked for; without_requests() knows it by these.
constexpr const char* kAskedFor = " asked for ";
constexpr const char* kMovedCut = " moved its cut with ";
constexpr const char* kRemoved = " removed ";

double on_grid(double seconds) { return std::round(seconds * 24) / 24; }
std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) out += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return out;
}
std::string who_asks(const ShotEdit& e) { return e.by.empty() ? "somebody" : e.by; }

class Editor {
 public:
  Editor(const CoverageRequest& request, ShotList&& list) : request_(free_of_look(request)), look_(request.look), view_(request_), list_(std::move(list)) {}

  EditedShots run(const std::vector<ShotEdit>& edits) {
    for (const ShotEdit& e : edits)
      if (e.is_new()) put_in(e);
    std::set<std::string> seen;
    for (const ShotEdit& e : edits) {
      if (e.is_new()) continue;
      if (!seen.insert(e.id).second) refuse(e, "id", fmt::format("Shot {} is changed twice. Write all that should change of it in one place.", e.id));
      else if (index_of(e.id) == list_.shots.size()) refuse(e, "id", no_such_shot(e.id));
      else if (consistent(e)) wanted_.push_back(&e);
    }
    // In the order of the scene, so that the same wishes do the same wherever they are written.
    std::stable_sort(wanted_.begin(), wanted_.end(), [&](const ShotEdit* a, const ShotEdit* b) { return index_of(a->id) < index_of(b->id); });
    for (const ShotEdit* e : wanted_) cut(*e);
    for (const ShotEdit* e : wanted_)
      if (e->remove) take_out(*e);
    for (const ShotEdit* e : wanted_)
      if (!e->remove) film(*e);
    for (std::size_t i = 0; i < list_.shots.size(); ++i) finish(list_.shots[i]);
    return {std::move(list_), std::move(refused_)};
  }

 private:
  // A person's wish is not bound by the heights and lenses that the look asks of the planner; the check of the look tells of it.
  static CoverageRequest free_of_look(CoverageRequest request) {
    static const staging::Staging kNothing;
    if (!request.staging) request.staging = &kNothing;
    request.look.lowest = 0, request.look.highest = 1e9;
    return request;
  }
  void refuse(const ShotEdit& e, const std::string& key, const std::string& message) { refused_.push_back({e.asked_as(), key, message}); }
  std::size_t index_of(const std::string& id) const {
    return static_cast<std::size_t>(std::find_if(list_.shots.begin(), list_.shots.end(), [&](const Shot& s) { return s.id == id; }) - list_.shots.begin());
  }
  std::string no_such_shot(const std::string& id) const {
    std::vector<std::string> names;
    for (const Shot& s : list_.shots) names.push_back(s.id);
    const std::string near = closest(id, names);
    return fmt::format("Scene {} has no shot '{}'.{} It has {} to {}.", list_.scene, id, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), names.empty() ? "" : names.front(), names.empty() ? "" : names.back());
  }

  // One more shot, or one divided in two; what else is asked of it is then done like any other change.
  void put_in(const ShotEdit& e) {
    if (e.remove) return;
    if (!e.after.empty() && !e.split.empty()) return refuse(e, "split", "A new shot comes after one, or one is split: keep 'after' or 'split'.");
    if (e.until) return refuse(e, "until", "A new shot says how long it lasts: give it 'seconds' instead of 'until'.");
    const ShotList before = list_;
    const PutIn put = NewShots(request_, view_, list_).put_in(e);
    if (put.refused) return refused_.push_back(*put.refused);
    ShotEdit& own = own_.emplace_back(e);
    own.id = put.name, own.seconds.reset();
    const std::size_t refused = refused_.size();
    if (!own.subject.empty() || !e.after.empty()) own.size.clear(), own.lens.reset();  // it was filmed so
    film(own);
    if (refused_.size() > refused) {
      refused_.back().id = e.asked_as();
      list_ = before;
      return;
    }
    changed_.insert(put.name);
    own_asked_[put.name] = fmt::format("{}{}{}", who_asks(e), kAskedFor, e.after.empty() ? "a cut in " + e.split : "it");
    for (const std::string& id : put.shortened) moved_.insert(id), beside_[id] = who_asks(e) + kMovedCut + put.name;
  }

  bool consistent(const ShotEdit& e) {
    if (e.seconds && e.until) return refuse(e, "until", fmt::format("Shot {} has both 'seconds' and 'until': each says where it ends. Keep one of them.", e.id)), false;
    const bool other = e.lens || !e.size.empty() || e.height || !e.movement.empty() || e.seconds || e.until || !e.description.empty();
    if (e.remove && other) return refuse(e, "remove", fmt::format("Shot {} is to be removed and changed at once. Take out 'remove' or the rest.", e.id)), false;
    return true;
  }

  // --- where the cuts lie

  void cut(const ShotEdit& e) {
    if (!e.seconds && !e.until) return;
    const char* key = e.seconds ? "seconds" : "until";
    const std::size_t i = index_of(e.id);
    Shot& s = list_.shots[i];
    const bool last = i + 1 == list_.shots.size();
    if (last && (e.until || list_.shots.size() == 1))
      return refuse(e, key, fmt::format("Shot {} ends with its scene, at {:.2f} s: its end cannot be moved.{}", e.id, s.end.value, list_.shots.size() > 1 ? " Give it 'seconds', and it begins earlier or later." : ""));
    Shot& other = list_.shots[last ? i - 1 : i + 1];
    const double now = last ? s.start.value : s.end.value, low = (last ? other.start.value : s.start.value) + kShortest, high = (last ? s.end.value : other.end.value) - kShortest;
    const double wish = on_grid(e.until ? *e.until : last ? s.end.value - *e.seconds : s.start.value + *e.seconds);
    if (wish < low - 1e-6 || wish > high + 1e-6) {
      const double least = e.until ? low : last ? s.end.value - high : low - s.start.value, most = e.until ? high : last ? s.end.value - low : high - s.start.value;
      return refuse(e, key, fmt::format("Shot {} cannot {} {:.2f} s: between {:.2f} and {:.2f} is possible, or {} has less than half a second left. To give it all of {}, remove that one.", e.id, e.until ? "end at" : "last", e.until ? *e.until : *e.seconds,
                                        std::ceil(least * 100 - 1e-6) / 100, std::floor(most * 100 + 1e-6) / 100, other.id, other.id));
    }
    if (std::abs(wish - now) < 1e-6) return;
    if (last) retime(other, other.start.value, wish), retime(s, wish, s.end.value);
    else retime(s, s.start.value, wish), retime(other, wish, other.end.value);
    asked_[e.id].push_back(e.until ? fmt::format("a cut at {:.2f} s", wish) : fmt::format("{:.2f} s", (s.end - s.start).value));
    told_[e.id] = who_asks(e);
    if (!asked_.contains(other.id)) beside_[other.id] = who_asks(e) + kMovedCut + e.id;
    moved_.insert({s.id, other.id});
  }

  void take_out(const ShotEdit& e) {
    if (list_.shots.size() == 1) return refuse(e, "remove", fmt::format("Shot {} is the only one left of scene {}: it cannot be removed.", e.id, list_.scene));
    const std::size_t i = index_of(e.id);
    const Shot gone = list_.shots[i];
    Shot& other = list_.shots[i == 0 ? 1 : i - 1];
    if (i == 0) retime(other, gone.start.value, other.end.value);
    else retime(other, other.start.value, gone.end.value);
    beside_[other.id] = (beside_.contains(other.id) ? beside_[other.id] + "; " : "") + who_asks(e) + kRemoved + e.id + (e.note.empty() ? "" : " (" + e.note + ")");
    moved_.insert(other.id);
    list_.shots.erase(list_.shots.begin() + static_cast<std::ptrdiff_t>(i));
  }

  // --- what the camera does

  int subject_of(const Shot& s) const { return s.subjects.empty() || s.framing == Framing::kInsert ? -1 : view_.index_of(s.subjects.front()); }
  // What the picture hangs on: the subject's eyes, else what the lens is focused on.
  Vec3 point_of(const Shot& s, const scene::Camera& c, double t) const {
    const int who = subject_of(s);
    if (who >= 0)
      if (const Body& b = view_.body(who, t); b.present && project(c, view_.aspect(), b.eyes).z > 0.1f) return b.eyes;
    return c.position + scene::axes_of(c).forward * c.focus_distance;
  }
  static double middle(const Shot& s) { return 0.5 * (s.end - s.start).value; }

  void film(const ShotEdit& e) {
    Shot& s = list_.shots[index_of(e.id)];
    if (!e.description.empty()) s.reason = e.description;
    if (!e.note.empty()) s.note = e.note;
    const std::optional<Size> asked_size = e.size.empty() ? s.size : size_from(e.size);
    if (!asked_size) return refuse(e, "size", fmt::format("'{}' is no size of a shot. Use extreme close-up, close-up, medium close-up, medium shot, medium long shot, long shot or extreme long shot.", e.size));
    const Size size = *asked_size;
    const bool sized = !e.size.empty(), smaller = lower(e.movement) == "smaller", moves = !e.movement.empty();
    const std::optional<Movement> asked_movement = !moves || smaller ? s.movement : movement_from(e.movement);
    if (!asked_movement) return refuse(e, "movement", fmt::format("'{}' is no movement. Use static, smaller, push-in or pull-out.", e.movement));
    const Movement movement = *asked_movement;
    if (s.keys.empty()) return;
    Shot t = s;
    std::vector<std::string> asked;
    const auto stage = [&](Shot& into, double lens, std::optional<double> height) {
      if (lens > 0) change_lens(into, lens);
      if (sized) change_size(into, size);
      if (height) change_height(into, *height);
    };
    const double lens = e.lens ? *e.lens : 0, old_lens = static_cast<double>(camera_at(s, Seconds(middle(s))).focal_mm), old_height = static_cast<double>(camera_at(s, Seconds(middle(s))).position.y);
    if (sized && subject_of(s) < 0) return refuse(e, "size", fmt::format("Shot {} shows {}, nobody whose size could be set. Use 'lens' or 'height'.", e.id, s.prop.empty() ? "no person" : "the " + s.prop));
    if (sized && !view_.body(subject_of(s), s.start.value + middle(s)).present) return refuse(e, "size", fmt::format("{} is not there in the middle of shot {}, so its size has no measure.", s.subjects.front(), e.id));
    stage(t, lens, e.height);
    const bool new_place = e.lens || sized || e.height;
    if (new_place && !stands(t)) {
      // How far one may go instead.
      const auto reaches = [&](double share) {
        Shot nearer = s;
        stage(nearer, lens > 0 ? old_lens * std::pow(lens / old_lens, share) : 0, e.height ? std::optional(old_height + (*e.height - old_height) * share) : std::nullopt);
        return stands(nearer);
      };
      double most = 0;
      if (!sized)
        for (int k = 1; k < 24 && reaches(k / 24.0); ++k) most = k / 24.0;
      const std::string key = sized ? "size" : e.lens ? "lens" : "height";
      std::string way_out = "Try another lens, size or height.";
      if (!sized && most > 0) way_out = key == "lens" ? fmt::format("As far as {:.0f} mm there is room.", lens > old_lens ? std::floor(old_lens * std::pow(lens / old_lens, most)) : std::ceil(old_lens * std::pow(lens / old_lens, most))) : fmt::format("As far as {:.2f} m there is room.", old_height + (*e.height - old_height) * most);
      const Vec3 at = camera_at(t, Seconds(middle(t))).position;
      const double away = static_cast<double>(glm::length(at - point_of(t, camera_at(t, Seconds(middle(t))), t.start.value + middle(t))));
      return refuse(e, key, fmt::format("Shot {} with {}: the camera would have to be {:.1f} m away at a height of {:.1f} m, where it cannot stand (a wall too far behind, furniture, somebody). {}", e.id, wish_in_words(e), away, static_cast<double>(at.y), way_out));
    }
    if (moves) {
      const std::string wrong = change_movement(t, smaller, movement);
      if (!wrong.empty()) return refuse(e, "movement", wrong);
      if (!stands(t)) return refuse(e, "movement", fmt::format("There is no room for a {} in shot {}: the camera would run into something. 'static' is possible.", e.movement, e.id));
    }
    if (const RigChoice rig = rig_for(t, !view_.interior()); rig.name.empty()) return refuse(e, moves ? "movement" : "lens", fmt::format("Shot {} cannot be filmed so: {}", e.id, rig.why));
    if (sized) t.size = measured(t);
    if (sized && t.size != size) return refuse(e, "size", fmt::format("Shot {} cannot be a {}: its subject moves too much towards the camera or away from it.", e.id, size_term(size)));
    if (!sized && new_place && subject_of(t) >= 0) t.size = measured(t);
    if (e.lens && std::abs(*e.lens - old_lens) > 0.05) asked.push_back(fmt::format("{:.0f} mm", *e.lens));
    if (sized && t.size != s.size) asked.push_back("a " + size_term(t.size));
    if (e.height && std::abs(*e.height - old_height) > 0.005) asked.push_back(fmt::format("the camera at {:.2f} m", *e.height));
    if (smaller) asked.push_back("a smaller move");
    else if (t.movement != s.movement) asked.push_back("a " + movement_term(t.movement));
    s = std::move(t);
    if (asked.empty()) return;
    told_[e.id] = who_asks(e);
    auto& all = asked_[e.id];
    all.insert(all.begin(), asked.begin(), asked.end());
    changed_.insert(e.id);
  }
  static std::string wish_in_words(const ShotEdit& e) {
    std::vector<std::string> words;
    if (e.lens) words.push_back(fmt::format("{:.0f} mm", *e.lens));
    if (!e.size.empty()) words.push_back("a " + e.size);
    if (e.height) words.push_back(fmt::format("the camera at {:.2f} m", *e.height));
    return joined(words);
  }

  // As large as before, through another lens: everything at the distance of focus lands where it did. What stood still goes on
  // standing still: the way along the axis is that of the middle of the shot.
  void change_lens(Shot& s, double mm) const {
    const scene::Camera mid = camera_at(s, Seconds(middle(s)));
    const float ratio = static_cast<float>(mm) / mid.focal_mm;
    const Vec3 centre = mid.position + scene::axes_of(mid).forward * mid.focus_distance;
    for (CameraKey& key : s.keys) {
      scene::Camera& c = key.camera;
      const Vec3 point = c.position + scene::axes_of(c).forward * c.focus_distance;
      c.focal_mm *= ratio;
      c.position = centre + (c.position - centre) * ratio;
      c.target = point;
      c.focus_distance = std::max(0.25f, glm::length(point - c.position));
    }
  }

  void change_size(Shot& s, Size size) const {
    const int who = subject_of(s);
    const double mid = s.start.value + middle(s);
    const Body& b = view_.body(who, mid);
    const scene::Camera now = camera_at(s, Seconds(middle(s)));
    const float visible = heads_for(size) * b.head_height, depth = project(now, view_.aspect(), b.eyes).z;
    if (depth <= 0.05f) return;
    const float ratio = distance_for(visible, now.focal_mm, view_.aspect()) / depth;
    for (CameraKey& key : s.keys) {
      scene::Camera& c = key.camera;
      const Vec3 eyes = point_of(s, c, s.start.value + key.at.value), seen = project(c, view_.aspect(), eyes);
      c.position = b.eyes + (c.position - b.eyes) * ratio;
      // Eyes on the upper third, with the headroom of the size.
      const float heads = heads_for(size), headroom = heads < 1.8f ? -0.05f : heads < 2.45f ? 0.05f : 0.09f;
      const float y = std::clamp(1 - 2 * headroom - (b.top - b.eyes.y) / (visible / 2), 0.08f, 0.36f);
      c.target = aim(c.position, eyes, std::clamp(seen.x, -0.45f, 0.45f), y, c.focal_mm, view_.aspect());
      c.focus_distance = std::max(0.25f, project(c, view_.aspect(), eyes).z);
    }
  }

  // Up or down on a circle about the subject: it stays as large and where it is in the frame.
  void change_height(Shot& s, double height) const {
    const scene::Camera mid = camera_at(s, Seconds(middle(s)));
    const Vec3 centre = point_of(s, mid, s.start.value + middle(s)), off = mid.position - centre;
    const float away = glm::length(off), up = off.y + static_cast<float>(height) - mid.position.y, flat = std::hypot(off.x, off.z), across = std::sqrt(std::max(0.04f * away * away, away * away - up * up));
    const Vec3 way = centre + Vec3(off.x * across / std::max(1e-3f, flat), up, off.z * across / std::max(1e-3f, flat)) - mid.position;
    for (CameraKey& key : s.keys) {
      scene::Camera& c = key.camera;
      const Vec3 point = point_of(s, c, s.start.value + key.at.value), seen = project(c, view_.aspect(), point);
      c.position += way;
      c.target = aim(c.position, point, seen.x, seen.y, c.focal_mm, view_.aspect());
      c.focus_distance = std::max(0.25f, project(c, view_.aspect(), point).z);
    }
  }

  // Empty, or why not.
  std::string change_movement(Shot& s, bool smaller, Movement movement) const {
    const scene::Camera mid = camera_at(s, Seconds(middle(s)));
    if (!smaller && movement == s.movement) return "";
    if (smaller) {
      if (s.keys.size() < 2) return fmt::format("The camera of shot {} does not move, so its move cannot be smaller. Use push-in or pull-out.", s.id);
      for (CameraKey& key : s.keys) {
        scene::Camera& c = key.camera;
        c.position = mid.position + (c.position - mid.position) * 0.5f, c.target = mid.target + (c.target - mid.target) * 0.5f;
        c.focal_mm = mid.focal_mm + (c.focal_mm - mid.focal_mm) * 0.5f, c.roll = mid.roll + (c.roll - mid.roll) * 0.5f;
      }
      return "";
    }
    if (movement == Movement::kStatic) {
      s.keys = {{Seconds(0), mid}};
      s.movement = movement;
      return "";
    }
    if (movement != Movement::kPushIn && movement != Movement::kPullOut)
      return fmt::format("A {} follows somebody's way, so it is planned and not asked for. Use static, smaller, push-in or pull-out for shot {}.", movement_term(movement), s.id);
    if (!look_.allows(movement)) return fmt::format("The look of the film allows no {} ('movement' in bible/look.toml), and shot {} asks for one. Change one of the two.", movement_term(movement), s.id);
    const double length = (s.end - s.start).value;
    const Vec3 point = point_of(s, mid, s.start.value + middle(s)), seen = project(mid, view_.aspect(), point);
    s.keys.clear();
    for (const float end : {0.5f, -0.5f}) {
      CameraKey key{Seconds(end > 0 ? 0 : length), mid};
      key.camera.position = point + (mid.position - point) * (1 + (movement == Movement::kPushIn ? end : -end) * kPush);
      key.camera.target = aim(key.camera.position, point, seen.x, seen.y, mid.focal_mm, view_.aspect());
      key.camera.focus_distance = std::max(0.25f, project(key.camera, view_.aspect(), point).z);
      s.keys.push_back(key);
    }
    s.movement = movement;
    return "";
  }

  // Everywhere on its way; fills the walls to take away.
  bool stands(Shot& s) const {
    const double length = (s.end - s.start).value;
    std::set<std::string> hidden;
    const int steps = s.keys.size() < 2 ? 1 : 7;
    for (int k = 0; k < steps; ++k) {
      const double into = steps == 1 ? 0.5 * length : length * k / (steps - 1);
      std::vector<double> times = {s.start.value + into};
      if (steps == 1) times = {s.start.value, s.start.value + into, s.end.value};
      std::vector<std::string> walls;
      if (!view_.can_stand(camera_at(s, Seconds(into)).position, times, &walls)) return false;
      hidden.insert(walls.begin(), walls.end());
    }
    s.hidden_walls.assign(hidden.begin(), hidden.end());
    return true;
  }

  // As the planner labels: a wide shot is as wide as its people on average.
  Size measured(const Shot& s) const {
    const double t = s.start.value + middle(s);
    const scene::Camera c = camera_at(s, Seconds(middle(s)));
    const Body& b = view_.body(subject_of(s), t);
    return b.present ? measured_size(c, view_.aspect(), b.eyes, b.head_height) : s.size;
  }

  void finish(Shot& s) {
    if (changed_.contains(s.id) || moved_.contains(s.id)) {
      s.struck = struck_for(request_, view_, s);
      if (own_asked_.contains(s.id) && !s.support.rig.empty()) s.support = support_of(s.support.rig, s.id);
      check_shown(s);
    }
    if (own_asked_.contains(s.id)) s.reason += "; " + own_asked_[s.id];
    if (asked_.contains(s.id) && !asked_[s.id].empty()) s.reason += "; " + told_[s.id] + kAskedFor + joined(asked_[s.id]);
    if (beside_.contains(s.id)) s.reason += "; " + beside_[s.id];
  }

  void check_shown(const Shot& s) {
    const int who = subject_of(s);
    int there = 0, shown = 0, seen = 0;
    for (double t = s.start.value + 1.0 / 48; who >= 0 && t < s.end.value; t += 1.0 / 12) {
      const Body& b = view_.body(who, t);
      if (!b.present || !b.indoors) continue;
      const scene::Camera c = camera_at(s, Seconds(t - s.start.value));
      const Vec3 at = project(c, view_.aspect(), b.eyes);
      const bool in = at.z > 0.2f && std::abs(at.x) < 0.97f && std::abs(at.y) < 0.98f;
      ++there, shown += in, seen += in && view_.face_seen(c.position, who, t) >= 0.5f;
    }
    if (there == 0) return;
    if (shown < kShown * there) list_.findings.push_back(fmt::format("{}: as it was changed, {} is out of the picture for {:.0f} % of it", s.id, s.subjects.front(), 100.0 * (there - shown) / there));
    else if (seen < 0.7 * shown) list_.findings.push_back(fmt::format("{}: as it was changed, something stands between the camera and {} for {:.0f} % of it", s.id, s.subjects.front(), 100.0 * (shown - seen) / there));
  }

  CoverageRequest request_;
  Look look_;
  View view_;
  ShotList list_;
  std::vector<const ShotEdit*> wanted_;
  std::vector<RefusedEdit> refused_;
  std::map<std::string, std::vector<std::string>> asked_;  // shot -> what was asked of it
  std::map<std::string, std::string> told_, beside_;       // shot -> who asked; what happened to it because of its neighbour
  std::map<std::string, std::string> own_asked_;           // a new shot -> who put it in
  std::deque<ShotEdit> own_;                               // what is asked of new shots, by their names
  std::set<std::string> changed_, moved_;
};

}  // namespace

EditedShots edit_shots(const CoverageRequest& request, ShotList list, const std::vector<ShotEdit>& edits) {
  if (edits.empty() || list.shots.empty()) return {std::move(list), {}};
  return Editor(request, std::move(list)).run(edits);
}

std::string without_requests(const std::string& reason) {
  for (std::size_t at = reason.find("; "); at != std::string::npos; at = reason.find("; ", at + 2)) {
    const std::string_view part = std::string_view(reason).substr(at + 2, reason.find("; ", at + 2) == std::string::npos ? std::string::npos : reason.find("; ", at + 2) - at - 2);
    for (const char* words : {kAskedFor, kMovedCut, kRemoved})
      if (part.find(words) != part.npos) return reason.substr(0, at);
  }
  return reason;
}

Json to_json(const std::vector<ShotEdit>& edits) {
  Json out = Json::array();
  for (const ShotEdit& e : edits) {
    Json j{{"id", e.id}};
    const auto text = [&](const char* key, const std::string& value) { if (!value.empty()) j[key] = value; };
    const auto number = [&](const char* key, const std::optional<double>& value) { if (value) j[key] = *value; };
    number("lens", e.lens), number("height", e.height), number("seconds", e.seconds), number("until", e.until);
    text("size", e.size), text("movement", e.movement), text("description", e.description), text("note", e.note), text("by", e.by);
    text("after", e.after), text("split", e.split), text("at", e.at_words), text("subject", e.subject), number("at", e.at);
    if (e.id.empty()) j.erase("id");
    if (e.remove) j["remove"] = true;
    out.push_back(std::move(j));
  }
  return out;
}

Result<std::vector<ShotEdit>> shot_edits_from_json(const Json& edits) {
  std::vector<ShotEdit> out;
  try {
    for (const Json& j : edits) {
      ShotEdit e;
      e.id = j.value("id", ""), e.after = j.value("after", ""), e.split = j.value("split", "");
      if (e.id.empty() && !e.is_new()) return fail(ErrorCode::kInvalidInput, "A change to a shot does not name it.");
      const auto text = [&](const char* key, std::string& to) { to = j.value(key, ""); };
      const auto number = [&](const char* key, std::optional<double>& to) { if (j.contains(key)) to = j[key].get<double>(); };
      number("lens", e.lens), number("height", e.height), number("seconds", e.seconds), number("until", e.until);
      text("size", e.size), text("movement", e.movement), text("description", e.description), text("note", e.note), text("by", e.by);
      text("subject", e.subject);
      if (j.contains("at") && j["at"].is_number()) e.at = j["at"].get<double>();
      else text("at", e.at_words);
      e.remove = j.value("remove", false);
      out.push_back(std::move(e));
    }
  } catch (const nlohmann::json::exception& e) {
    return fail(ErrorCode::kInvalidInput, std::string("Changes to shots cannot be read: ") + e.what());
  }
  return out;
}

}  // namespace auteur::camera
