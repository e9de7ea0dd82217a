#include "operate.h"

#include <algorithm>
#include <cmath>

#include "auteur/camera/moves.h"
#include "auteur/camera/rig.h"
#include "optics.h"

namespace auteur::camera {
namespace {

constexpr float kNearest = 0.55f;    // of the distance in the middle of a turn
constexpr float kBackstage = 0.06f;  // of the frame: what a move may show of the world outside the set

}  // namespace

float Operator::f_stop(Way way) const {
  const float look = std::isfinite(look_.f_stop) && look_.f_stop >= 0 ? static_cast<float>(std::min(look_.f_stop, 22.0)) : 2.8f;
  return way == Way::kMaster || way == Way::kEstablishing ? look * 1.4f : way == Way::kInsert ? look * 1.2f : look;
}

// Distance along the axis to the near eye of the first subject.
void Operator::focus(scene::Camera& c, int who, double t) const {
  const Body& b = view_.body(who, t);
  if (!b.present) return;
  const Vec3 right = glm::normalize(glm::cross(b.face, Vec3(0, 1, 0)) + Vec3(1e-6f, 0, 0));
  const Vec3 eye = b.eyes + right * (glm::dot(right, c.position - b.eyes) > 0 ? 0.17f * b.head_height : -0.17f * b.head_height);
  c.focus_distance = std::max(0.25f, project(c, view_.aspect(), eye).z);
}

Vec3 Operator::smooth_eyes(int who, double t, double from, double to) const {
  Vec3 sum(0.f);
  float n = 0;
  for (double s = t - 0.5; s <= t + 0.501; s += 0.125) {
    const Body& b = view_.body(who, std::clamp(s, from, to));
    if (!b.present) continue;
    sum += b.eyes;
    n += 1;
  }
  if (n > 0) return sum / n;
  // Gone already, or not yet there: where they were last or will be first.
  for (double away = 0.5; away < to - from + 0.5; away += 0.125)
    for (const double s : {t - away, t + away})
      if (s >= from && s <= to)
        if (const Body& b = view_.body(who, s); b.present) return b.eyes;
  return view_.body(who, t).eyes;
}

void Operator::hold(Draft& d, const std::vector<int>& subjects) {
  CameraKey key;
  key.camera = solver_.camera(d.setup);
  key.camera.f_stop = f_stop(d.way);
  if (look_.squeeze > 1) key.camera.squeeze = static_cast<float>(std::min(look_.squeeze, 4.0)), key.camera.focal_mm *= key.camera.squeeze;
  key.camera.breathing = static_cast<float>(std::clamp(look_.breathing, 0.0, 1.0));
  key.camera.focus_distance = std::max(0.3f, glm::length(d.setup.point - d.setup.position));
  const double t = 0.5 * (d.start + d.end);
  if (!subjects.empty()) focus(key.camera, subjects.front(), t);
  d.shot.keys = {key};
  d.shot.hidden_walls = d.setup.hidden;
  d.shot.movement = Movement::kStatic;
  name_subjects(d, subjects);
}

void Operator::name_subjects(Draft& d, const std::vector<int>& subjects) {
  d.shot.subjects.clear();
  for (const int p : subjects) d.shot.subjects.push_back(view_.person(p).id);
  label(d, subjects);
}

void Operator::label(Draft& d, const std::vector<int>& subjects) {
  const double t = 0.5 * (d.start + d.end);
  const scene::Camera c = camera_at(d.shot, Seconds(t - d.start));
  const Body* b = subjects.empty() ? nullptr : &view_.body(subjects.front(), t);
  if (b && !b->present) b = nullptr;
  if (b && (d.way == Way::kMaster || d.way == Way::kEstablishing)) {  // a wide shot is as wide as its people on average
    Vec3 eyes(0.f);
    float head = 0, n = 0;
    for (const int p : subjects)
      if (const Body& one = view_.body(p, t); one.present && one.indoors) eyes += one.eyes, head += one.head_height, n += 1;
    if (n > 0) {
      d.shot.size = measured_size(c, view_.aspect(), eyes / n, head / n);
      return;
    }
  }
  d.shot.size = b ? measured_size(c, view_.aspect(), b->eyes, b->head_height) : measured_size(c, view_.aspect(), d.setup.point, 0.36f);
}

void Operator::frame(Draft& d, const std::vector<int>& subjects, Way way) {
  hold(d, subjects);
  const int main = subjects.empty() ? -1 : subjects.front();
  const double length = d.end - d.start;
  // Does the one the aim hangs on move?
  if (d.setup.anchor >= 0) {
    const int who = d.setup.anchor;
    Vec3 low(1e9f), high(-1e9f);
    for (double t = d.start; t <= d.end + 1e-6; t += 0.125)
      if (const Body& b = view_.body(who, t); b.present) low = glm::min(low, b.eyes), high = glm::max(high, b.eyes);
    const float moved = low.x > high.x ? 0.f : glm::length(high - low);
    if (moved > 0.09f) {
      track(d, who, way, moved);
      support(d, subjects);
      label(d, subjects);
      return;
    }
    // The set-up may come from another moment: aim at where the person is now.
    const double t = 0.5 * (d.start + d.end);
    scene::Camera& c = d.shot.keys.front().camera;
    if (const Body& b = view_.body(who, t); b.present) c.target = aim(c.position, b.eyes, d.setup.x, d.setup.y, c.focal_mm / c.squeeze, view_.aspect());
    if (main >= 0) focus(c, main, t);
  }
  // A slow move now and then: in on a face that opens, in on the place at the start, out at the end.
  const Idiom& idiom = idioms_[static_cast<std::size_t>(way)];
  const double dice = random_.unit() / std::max(1e-3, idiom.often);
  const bool at_start = d.start <= 0, at_end = d.end >= view_.length() - 1e-6;
  float in = 0;
  if ((way == Way::kSingle || way == Way::kClose || way == Way::kOverShoulder) && length > 3.2 && dice < 0.25 + 0.2 * d.level) in = 0.16f;
  if (way == Way::kTwoShot && length > 4.5 && dice < 0.35) in = 0.12f;
  if (way == Way::kEstablishing && length > 2.6 && dice < 0.6) in = 0.12f;
  if (way == Way::kMaster && at_end && !at_start && length > 2.8 && dice < 0.4) in = -0.14f;
  if (way == Way::kMaster && length > 6 && in == 0 && dice < 1) in = 0.12f;
  in *= static_cast<float>(idiom.push);
  // The ground gives way once, when it is worst.
  constexpr float kGround = 0.42f;
  const Reading& reading = reading_for(look_);
  const bool face = way == Way::kSingle || way == Way::kClose;
  if (look_.turning_point && reading.dolly_zoom && face && d.level == 2 && length > 2.4 && (dolly_zoom_at_ < 0 || dolly_zoom_at_ == d.start)) {
    move(d, subjects, Movement::kDollyZoom, kGround);
    if (d.shot.movement == Movement::kDollyZoom) dolly_zoom_at_ = d.start;
  }
  const bool zoom = reading.zooms && look_.lenses.empty();  // who has a set of lenses has no zoom
  // Round two people, over a place, down on it: as often as the reading likes. Their chance hangs on the shot, not on the dice of
  // the others.
  if (in != 0 && d.shot.movement == Movement::kStatic) {
    Random chance(mix(seed_, static_cast<std::uint64_t>(std::llround(d.start * 24))));
    const double here = chance.unit(), side = chance.unit() < 0.5 ? 1 : -1, push = idiom.push;
    const bool place = way == Way::kEstablishing || way == Way::kMaster;
    const double room = std::clamp(static_cast<double>((view_.interior() ? std::min(view_.within_heights(1e6f), view_.height() - 0.35f) : view_.within_heights(1e6f)) - d.setup.position.y), 0.0, 1.2 * push);
    if (way == Way::kTwoShot && here < reading.arcs)
      for (const double degrees : {14 * side, -14 * side, 9 * side, -9 * side})
        if (d.shot.movement == Movement::kStatic) other_move(d, subjects, Movement::kArc, degrees * push, false);
    if (place && !view_.interior() && at_start && here < reading.tilts) other_move(d, subjects, Movement::kTilt, 14, true);
    if (place && d.shot.movement == Movement::kStatic && here < reading.booms)
      for (const double up : {room, 0.5 * room})
        if (d.shot.movement == Movement::kStatic && up > 0.25) other_move(d, subjects, Movement::kBoom, up, in > 0);
  }
  if (in != 0 && d.shot.movement == Movement::kStatic) move(d, subjects, in > 0 ? zoom ? Movement::kZoomIn : Movement::kPushIn : zoom ? Movement::kZoomOut : Movement::kPullOut, in);
  if (d.shot.movement == Movement::kStatic && way != Way::kOverShoulder) rack(d, subjects);
  support(d, subjects);
  label(d, subjects);
}

// Two who talk at different depths: the focus goes to who speaks, when the other would be seen to be soft.
void Operator::rack(Draft& d, const std::vector<int>& subjects) {
  constexpr double kLegible = 0.063 / 36;  // ISO 20954-1: share of the frame's width at which blur is seen
  constexpr double kPull = 0.55, kBefore = 0.15, kRest = 1.4;  // s: a pull, its lead on the word, the least between two
  if (subjects.size() != 2 || d.shot.keys.size() != 1) return;
  const double length = d.end - d.start, middle = 0.5 * (d.start + d.end);
  scene::Camera near = d.shot.keys.front().camera, far = near;
  focus(near, subjects[0], middle), focus(far, subjects[1], middle);
  const double f = 0.001 * static_cast<double>(near.focal_mm), z0 = static_cast<double>(near.focus_distance), z1 = static_cast<double>(far.focus_distance);
  const auto blur = [&](double at, double other) { return f / static_cast<double>(std::max(1.f, near.f_stop)) * std::abs(other - at) / other * f / std::max(0.05, at - f) / (0.001 * static_cast<double>(near.gate_width_mm)); };
  if (std::min(blur(z0, z1), blur(z1, z0)) < kLegible) return;
  struct Turn { double at; int who; };
  std::vector<Turn> turns;
  for (const staging::Line& line : view_.lines()) {
    const int who = view_.index_of(line.who);
    if (line.off_screen || (who != subjects[0] && who != subjects[1]) || line.end.value < d.start + 0.4 || line.start.value > d.end - 1.0) continue;
    if (turns.empty() || turns.back().who != who) turns.push_back({line.start.value - d.start, who});
  }
  if (turns.size() < 2) return;
  const auto distance = [&](int who) { return who == subjects[0] ? near.focus_distance : far.focus_distance; };
  d.shot.keys.front().camera.focus_distance = distance(turns.front().who);
  double free = 0.3;
  for (std::size_t i = 1; i < turns.size(); ++i) {
    const double at = turns[i].at - kBefore;
    if (at < free || at + kPull + 0.5 > length) continue;
    pull_focus(d.shot, Seconds(at), distance(turns[i].who), Seconds(kPull));
    free = at + kRest;
  }
  if (d.shot.keys.size() > 1) {
    CameraKey last = d.shot.keys.back();
    last.at = Seconds(length);
    d.shot.keys.push_back(last);
  }
}

// What the shot is held with, where one sees it: on the shoulder as the reading asks, afloat where only that can do the move.
void Operator::support(Draft& d, const std::vector<int>& subjects) {
  std::vector<int> faces = subjects;
  if (faces.size() > 4 || d.way == Way::kOverShoulder) faces.resize(std::min<std::size_t>(faces.size(), 1));
  const auto on = [&](const char* rig) {
    d.shot.support = support_of(rig, "");
    Shot move = d.shot;
    move.start = Seconds(0), move.end = Seconds(d.end - d.start);
    if (d.shot.support.rig.empty() || rig_for(move, !view_.interior()).name.empty() || !sways_within(d, faces)) d.shot.support = {};
    return !d.shot.support.rig.empty();
  };
  const bool moves = d.shot.movement != Movement::kStatic;
  if (d.level >= reading_for(look_).handheld_from && !faces.empty() && d.way != Way::kEstablishing && d.shot.movement != Movement::kDollyZoom && look_.allows(Movement::kHandheld) && on("handheld")) {
    if (!moves) d.shot.movement = Movement::kHandheld;
    return;
  }
  if (!moves) return;
  Shot move = d.shot;
  move.start = Seconds(0), move.end = Seconds(d.end - d.start);
  const std::string rig = rig_for(move, !view_.interior()).name;
  if (rig == "steadicam" || rig == "drone" || rig == "crane") on(rig.c_str());
}

// Whatever the hand does, the faces stay in the picture, and the size stays the one that is said.
bool Operator::sways_within(const Draft& d, const std::vector<int>& faces) const {
  Shot calm = d.shot;
  calm.support.sway.clear();
  int there = 0, inside = 0;
  for (double t = d.start + 1.0 / 48; t < d.end - 1e-6; t += 1.0 / 12) {
    const scene::Camera c = camera_at(calm, Seconds(t - d.start));
    const auto aspect = static_cast<float>(view_.aspect());
    const SwayBounds most = sway_bounds(d.shot.support, static_cast<double>(c.focal_mm / std::max(1.f, c.squeeze)));
    const scene::Field field = scene::field_of(c, aspect);
    const auto tangent = [](double degrees) { return static_cast<float>(std::tan(degrees * M_PI / 180)); };
    for (const int who : faces) {
      const Body& b = view_.body(who, t);
      if (!b.present || !b.indoors) continue;
      ++there;
      bool in = true;
      for (const Vec3 p : {b.eyes, b.head, b.head - Vec3(0, 0.45f * b.head_height, 0)}) {
        const Vec3 at = project(c, view_.aspect(), p);
        const float x = std::abs(at.x) + (tangent(most.pan) + static_cast<float>(most.side) / std::max(0.2f, at.z)) / field.half_width + tangent(most.roll) * std::abs(at.y) / aspect;
        const float y = std::abs(at.y) + (tangent(most.tilt) + static_cast<float>(most.up) / std::max(0.2f, at.z)) / field.half_height + tangent(most.roll) * std::abs(at.x) * aspect;
        in = in && at.z > 0.2f && x < 0.97f && y < 0.98f;
        if (p == b.eyes) {  // turning the camera moves its plane: a size must not hang on that
          const float share = std::abs(at.x) * field.half_width * tangent(most.pan) + std::abs(at.y) * field.half_height * tangent(most.tilt) + 0.002f;
          const auto size = [&](float by) { return size_of_heads(2 * at.z * (1 + by) * field.half_height / std::max(0.05f, b.head_height)); };
          in = in && (who != faces.front() || size(-share) == size(share));
        }
      }
      inside += in;
    }
  }
  return there == 0 || inside >= 0.97 * there;
}

// In or out, by going or by the lens; a dolly zoom goes in while the lens gets shorter, so that who it is about stays as large.
void Operator::move(Draft& d, const std::vector<int>& subjects, Movement kind, float in) {
  const bool zooms = kind == Movement::kZoomIn || kind == Movement::kZoomOut, both = kind == Movement::kDollyZoom;
  if (!look_.allows(kind) || (both && !look_.lenses.empty() && look_.movements.empty())) return;
  const double t0 = d.start, t1 = d.end;
  const Vec3 centre = d.setup.anchor >= 0 ? view_.body(d.setup.anchor, 0.5 * (t0 + t1)).eyes : d.setup.point;
  const Shot still = d.shot;
  std::vector<CameraKey> keys;
  std::vector<std::string> hidden = d.setup.hidden;
  for (const float share : {0.5f * in, -0.5f * in}) {
    CameraKey key = d.shot.keys.front();
    key.at = Seconds(share == 0.5f * in ? 0 : t1 - t0);
    if (!zooms) key.camera.position = centre + (d.setup.position - centre) * (1 + share);
    if (zooms) key.camera.focal_mm /= 1 + share;
    if (both) key.camera.focal_mm *= 1 + share;
    const double at[] = {t0, 0.5 * (t0 + t1), t1};
    std::vector<std::string> walls;
    if (!view_.can_stand(key.camera.position, at, &walls)) return;
    for (const std::string& wall : walls)
      if (std::find(hidden.begin(), hidden.end(), wall) == hidden.end()) hidden.push_back(wall);
    key.camera.target = aim(key.camera.position, centre, d.setup.x, d.setup.y, key.camera.focal_mm / key.camera.squeeze, view_.aspect());
    if (!subjects.empty()) focus(key.camera, subjects.front(), share > 0 ? t0 : t1);
    keys.push_back(key);
  }
  for (const CameraKey& key : keys)
    if (view_.backstage(key.camera, hidden) > std::max(kBackstage, view_.backstage(still.keys.front().camera, d.setup.hidden))) return;
  if (!can_be_done(keys, t1 - t0)) return;
  d.shot.keys = keys;
  d.shot.hidden_walls = hidden;
  d.shot.movement = kind;
  std::vector<int> faces = subjects;
  if (faces.size() > 4) faces.resize(1);
  if (d.way == Way::kOverShoulder) faces.resize(1);
  if (!proved(d, faces, 1.0)) d.shot = still;
}

void Operator::other_move(Draft& d, const std::vector<int>& subjects, Movement kind, double amount, bool onto) {
  if (!look_.allows(kind)) return;
  const Shot still = d.shot;
  const double length = d.end - d.start;
  MoveOrder order;
  order.kind = kind, order.from = still.keys.front().camera, order.seconds = length, order.amount = amount;
  order.subject = d.setup.anchor >= 0 ? view_.body(d.setup.anchor, 0.5 * (d.start + d.end)).eyes : d.setup.point;
  if (kind == Movement::kArc && subjects.size() > 1) {
    const double t = 0.5 * (d.start + d.end);
    order.subject = 0.5f * (view_.body(subjects[0], t).eyes + view_.body(subjects[1], t).eyes);
  }
  std::vector<CameraKey> keys = keys_of_move(order);
  if (keys.size() < 2) return;
  if (onto) {
    std::vector<scene::Camera> cameras;
    for (const CameraKey& key : keys) cameras.push_back(key.camera);
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i].camera = cameras[keys.size() - 1 - i];
  }
  std::vector<std::string> hidden = still.hidden_walls;
  const float allowed = std::max(kBackstage, view_.backstage(still.keys.front().camera, d.setup.hidden));
  for (CameraKey& key : keys) {
    const double at[] = {d.start + key.at.value};
    std::vector<std::string> walls;
    if (!view_.can_stand(key.camera.position, at, &walls)) return;
    for (const std::string& wall : walls)
      if (std::find(hidden.begin(), hidden.end(), wall) == hidden.end()) hidden.push_back(wall);
    if (!subjects.empty()) focus(key.camera, subjects.front(), d.start + key.at.value);
  }
  if (std::any_of(keys.begin(), keys.end(), [&](const CameraKey& key) { return view_.backstage(key.camera, hidden) > allowed; }) || !can_be_done(keys, length)) return;
  d.shot.keys = std::move(keys);
  d.shot.hidden_walls = hidden;
  d.shot.movement = kind;
  std::vector<int> faces = subjects;
  if (faces.size() > 4) faces.resize(1);
  if (!proved(d, faces, kind == Movement::kTilt ? 0.55 : 1.0)) d.shot = still;
}

// Is there a rig for this move?
bool Operator::can_be_done(const std::vector<CameraKey>& keys, double length) const {
  Shot move;
  move.keys = keys;
  move.end = Seconds(length);
  return !rig_for(move, !view_.interior()).name.empty();
}

// Pan (or dolly along) with somebody who moves: keys on a smoothed path.
void Operator::track(Draft& d, int who, Way way, float moved) {
  const double length = d.end - d.start;
  const int n = std::clamp(static_cast<int>(length / 0.5) + 1, 2, 60);
  const Vec3 middle = smooth_eyes(who, 0.5 * (d.start + d.end), d.start, d.end);
  const float far = glm::length(middle - d.setup.position);
  const float allowed = std::max(kBackstage, view_.backstage(d.shot.keys.front().camera, d.setup.hidden));
  const bool wide = way == Way::kMaster || way == Way::kEstablishing;
  for (const float along : {0.55f, 0.3f, 0.f}) {
    if (along > 0 && (way != Way::kFollow || moved <= 0.8f)) continue;
    std::vector<CameraKey> keys;
    std::vector<std::string> hidden = d.setup.hidden;
    bool fine = look_.allows(along > 0 ? Movement::kFollow : Movement::kPan);
    for (int i = 0; i < n && fine; ++i) {
      CameraKey key = d.shot.keys.front();
      const double into = length * i / (n - 1), t = d.start + into;
      const Vec3 eyes = smooth_eyes(who, t, d.start, d.end);
      key.at = Seconds(into);
      const Vec3 shift = (eyes - middle) * along;
      key.camera.position = d.setup.position + Vec3(shift.x, 0, shift.z);
      const double at[] = {t};
      std::vector<std::string> walls;
      if (along > 0 && !view_.can_stand(key.camera.position, at, &walls)) fine = false;
      for (const std::string& wall : walls)
        if (std::find(hidden.begin(), hidden.end(), wall) == hidden.end()) hidden.push_back(wall);
      key.camera.target = aim(key.camera.position, eyes, d.setup.x, d.setup.y, key.camera.focal_mm / key.camera.squeeze, view_.aspect());
      focus(key.camera, who, t);
      // A turn ends when the one who is followed comes so near that it would be another size, and somebody large at the lens
      // is no wide shot any more.
      fine = fine && glm::length(eyes - key.camera.position) > kNearest * far && !(wide && view_.head_in_the_way(key.camera, kFar, t) > 0.32f);
      keys.push_back(key);
    }
    // It ends where the set ends, too.
    fine = fine && std::none_of(keys.begin(), keys.end(), [&](const CameraKey& key) { return view_.backstage(key.camera, hidden) > allowed; });
    if (!fine || !can_be_done(keys, length)) continue;
    d.shot.keys = std::move(keys);
    d.shot.hidden_walls = hidden;
    d.shot.movement = along > 0 ? Movement::kFollow : Movement::kPan;
    if (along <= 0 || proved(d, {who})) return;
  }
}

bool Operator::proved(const Draft& d, const std::vector<int>& faces, double share) const {
  for (const int who : faces) {
    int there = 0, inside = 0, blocked = 0;
    for (double t = d.start + 1.0 / 48; t < d.end - 1e-6; t += 1.0 / 12) {
      const Body& b = view_.body(who, t);
      if (!b.present || !b.indoors) continue;
      ++there;
      const scene::Camera c = camera_at(d.shot, Seconds(t - d.start));
      bool in = true;
      for (const Vec3 p : {b.eyes, b.head, b.head - Vec3(0, 0.45f * b.head_height, 0)}) {
        const Vec3 at = project(c, view_.aspect(), p);
        in = in && at.z > 0.2f && std::abs(at.x) < 0.97f && std::abs(at.y) < 0.98f;
      }
      inside += in;
      blocked += there % 4 == 1 && view_.face_seen(c.position, who, t) < 0.5f;
    }
    if (there == 0) return false;
    if (inside < share * there || blocked * 4 > there / 3 + 3) return false;
  }
  return true;
}

}  // namespace auteur::camera
