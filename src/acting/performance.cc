#include "auteur/acting/performance.h"

#include <algorithm>
#include <cmath>

#include "auteur/acting/interruption.h"
#include "auteur/staging/meeting.h"
#include "captured_faces.h"
#include "performer.h"

namespace auteur::acting {
namespace {

constexpr int kMaxDrawings = 12 * 60 * 20;  // twenty minutes: nobody holds a shot longer
constexpr double kJustAfter = 1e-6;

// The line's phones fitted to the time the scene gives it.
HeardLine hear(const PerformanceRequest& request, const staging::Line& line, double start, int drawings) {
  HeardLine heard;
  heard.line = &line;
  heard.offset = line.start.value - start;
  heard.direction = direct(line.manner, line.mood);
  const auto take = request.lines.find(line.id);
  if (take == request.lines.end()) return heard;
  heard.take = &take->second;
  LineTake broken;
  const LineTake* said = &take->second;
  if (const auto cut = staging::cut_of(*request.staging, line)) {
    heard.cut = (*cut - line.start).value;
    broken = mouth_broken_off(*said, *cut - line.start);
    said = &broken;
  }
  // The face says what the voice was told to say: a note or a reading of the director's, not only the script.
  if (const auto& manner = take->second.manner; !manner.empty()) heard.direction = direct(manner, line.mood);
  if (!line.off_screen) {
    const float loudness = static_cast<float>(std::clamp(1 + heard.direction.energy * 0.06 + heard.direction.jaw, 0.55, 1.5));
    heard.mouths = mouths(said->phones, heard.offset, drawings, kDrawingsPerSecond, loudness);
  }
  heard.stresses = stresses_of(*said);
  heard.phrase_ends = phrase_ends_of(*said);
  return heard;
}

float rounded(float v) { return std::isfinite(v) ? static_cast<float>(std::round(static_cast<double>(v) * 1e4) / 1e4) : 0.f; }
void round_all(Vec3& v) { v = {rounded(v.x), rounded(v.y), rounded(v.z)}; }

void round_all(puppets::Pose& p) {
  round_all(p.position);
  for (float* v : {&p.yaw, &p.seated, &p.seat_height, &p.walk_phase, &p.walk, &p.stride, &p.lean, &p.twist, &p.slump, &p.head_yaw, &p.head_pitch, &p.head_roll, &p.breath}) *v = rounded(*v);
  for (auto& a : p.arms) {
    for (float* v : {&a.raise, &a.spread, &a.bend, &a.grip}) *v = rounded(*v);
    round_all(a.target);
  }
  for (auto& f : p.feet)
    for (float* v : {&f.out, &f.ahead, &f.turn, &f.lift, &f.around, &f.aside, &f.along}) *v = rounded(*v);
  auto& c = p.bearing;
  for (float* v : {&c.shoulders, &c.chest, &c.weight, &c.bounce, &c.heavy}) *v = rounded(*v);
  if (p.motion) {
    p.motion->weight = rounded(p.motion->weight);
    round_all(p.motion->hips);
    for (Vec3& v : p.motion->feet) round_all(v);
    for (Quat& q : p.motion->turn)
      for (int k = 0; k < 4; ++k) q[k] = rounded(q[k]);
  }
  auto& b = p.beast;
  for (float* v : {&b.lie, &b.neck, &b.ears, &b.tail, &b.wag, &b.wings, &b.flap, &b.fly, &b.trot, &b.walked, &b.to_go, &b.held}) *v = rounded(*v);
  auto& f = p.face;
  for (float* v : {&f.open, &f.smile, &f.brow_raise, &f.brow_worry, &f.lids, &f.gaze_yaw, &f.gaze_pitch}) *v = rounded(*v);
}

// A shot's own clock starts at this instant, and times lie on a microsecond grid: wherever the shot lies in its scene,
// the same numbers go into the same sums, so that the last bit of every result is the same too.
constexpr double kShotStart = 65536;

// Captured motion takes over somebody's body. `t` on the shot's clock.
//
//   weight  0 ──/‾‾‾‾‾‾‾‾‾‾‾‾\── 0       place: where staging has them + where the capture went since it began,
//             at         at + length      kept until their next way begins
class Captured {
 public:
  Captured(const PerformanceRequest& request, double start, const std::map<std::string, puppets::Measures>& measures) : request_(request), measures_(measures) {
    for (const MotionCue& cue : request.motion) {
      if (!cue.capture || !std::isfinite(cue.at.value)) continue;
      const double from = std::clamp(cue.from.value, 0.0, cue.capture->length()), to = cue.to.value > from ? std::min(cue.to.value, cue.capture->length()) : cue.capture->length();
      cues_.push_back({&cue, std::round((cue.at.value - start) * 1e6) / 1e6 + kShotStart, from, std::max(to - from, 0.0)});
    }
    std::stable_sort(cues_.begin(), cues_.end(), [](const Cue& a, const Cue& b) { return a.at < b.at; });
  }
  bool ones(double t) const {
    return std::any_of(cues_.begin(), cues_.end(), [&](const Cue& c) { return c.what->ones && t > c.at - 0.1 && t < c.at + c.length + 0.1; });
  }
  bool on_ones(const std::string& who, double t) const {
    return std::any_of(cues_.begin(), cues_.end(), [&](const Cue& c) { return c.what->who == who && c.what->ones && t >= c.at && t <= c.at + c.length; });
  }

  void follow(const std::string& who, puppets::Pose& pose, double t) const {
    Vec3 went(0.f);  // by captures that are over
    double since = -1e9;
    for (const Cue& c : cues_) {
      if (c.what->who != who || t < c.at) continue;
      if (t <= c.at + c.length + kEaseOut) {
        apply(c, pose, t, stays(who, went, since, t));
        return;
      }
      if (c.what->travel) went = stays(who, went, since, c.at) + way(c), since = c.at + c.length;
    }
    pose.position += stays(who, went, since, t);
  }

 private:
  struct Cue { const MotionCue* what; double at, from, length; };
  static constexpr double kEaseIn = 0.25, kEaseOut = 0.35;

  float leg(const std::string& who) const {
    const auto m = measures_.find(who);
    return m == measures_.end() ? puppets::Measures{}.leg_length : m->second.leg_length;
  }
  staging::PersonState stood(const std::string& who, double t) const { return staging::person_at(*request_.staging, who, Seconds(t + kJustAfter), measures_); }
  // From the capture's floor to the room's: where it begins is where they stand, the way they face then.
  float turned(const Cue& c) const { return stood(c.what->who, c.at).yaw - c.what->capture->facing(c.from); }
  Vec3 way(const Cue& c) const {
    return glm::angleAxis(turned(c), Vec3(0, 1, 0)) * (c.what->capture->at(c.from + c.length).place - c.what->capture->at(c.from).place) * leg(c.what->who);
  }
  // What is left of a way once gone: they begin the next one from here, and are on their marks at its end.
  Vec3 stays(const std::string& who, Vec3 went, double since, double t) const {
    if (went == Vec3(0.f)) return went;
    for (const auto& person : request_.staging->people) {
      if (person.id != who) continue;
      for (const auto& m : person.moves) {
        if (m.path.empty() || m.start.value < since || m.start.value > t) continue;
        const double length = std::max(1e-3, (m.end - m.start).value);
        return went * (1 - smooth_step((t - m.start.value) / length));
      }
    }
    return went;
  }
  void apply(const Cue& c, puppets::Pose& pose, double t, Vec3 already) const {
    const double u = std::min(t - c.at, c.length), ease_in = std::min(kEaseIn, 0.4 * c.length + 1e-3);
    const float weight = smooth_step((t - c.at) / ease_in) * (1 - smooth_step((t - c.at - c.length) / kEaseOut));
    const puppets::Capture::Instant first = c.what->capture->at(c.from), now = c.what->capture->at(c.from + u), last = c.what->capture->at(c.from + c.length);
    Vec3 moved = now.place - first.place;
    const float yaw = now.yaw - c.what->capture->facing(c.from);
    if (!c.what->travel && c.length > 0) moved -= (last.place - first.place) * static_cast<float>(u / c.length);
    // Where the eyes were to look, before the head is somewhere else.
    const float look = pose.yaw + pose.twist + pose.head_yaw + pose.face.gaze_yaw, up = pose.face.gaze_pitch + pose.head_pitch - pose.lean - 0.39f * pose.slump;
    const staging::PersonState begin = stood(c.what->who, c.at);
    if (c.what->travel && begin.present) pose.position = begin.position, pose.yaw = begin.yaw;
    pose.position += already + glm::angleAxis(turned(c), Vec3(0, 1, 0)) * moved * leg(c.what->who) * (c.what->travel ? 1.f : weight);
    pose.yaw += yaw * weight;
    pose.motion = now.body;
    pose.motion->weight = weight;
    const Vec3 head = glm::angleAxis(pose.yaw, Vec3(0, 1, 0)) * now.body.turn[static_cast<std::size_t>(puppets::MotionBone::kHead)] * Vec3(0, 0, 1);
    const float eyes_yaw = std::clamp(wrap(look - yaw_of(head)), -0.45f, 0.45f), eyes_pitch = std::clamp(up - std::asin(std::clamp(head.y, -1.f, 1.f)), -0.32f, 0.32f);
    pose.face.gaze_yaw += weight * (eyes_yaw - pose.face.gaze_yaw);
    pose.face.gaze_pitch += weight * (eyes_pitch - pose.face.gaze_pitch);
    pose.walk *= 1 - weight;
    pose.seated *= 1 - weight;
  }

  const PerformanceRequest& request_;
  const std::map<std::string, puppets::Measures>& measures_;
  std::vector<Cue> cues_;
};

// What holds from the scene's first instant stays at zero: staging knows it needs no easing in.
Seconds on_shot_clock(Seconds t, double start) { return Seconds(t.value <= 0 || !std::isfinite(t.value) ? 0 : std::round((t.value - start) * 1e6) / 1e6 + kShotStart); }

staging::Staging on_shot_clock(staging::Staging s, double start) {
  const auto move = [&](Seconds& t) { t = on_shot_clock(t, start); };
  for (auto& p : s.people) {
    for (auto& m : p.moves) { move(m.start); move(m.end); }
    for (auto& g : p.gaze) move(g.at);
    for (auto& m : p.mood) move(m.at);
    for (auto& c : p.carried) move(c.at);
  }
  for (auto& p : s.props) for (auto& k : p.keys) move(k.at);
  for (auto& d : s.doors) for (auto& k : d.keys) move(k.at);
  for (auto& l : s.lines) { move(l.start); move(l.end); }
  return s;
}

// What a board wants to show: a thing as it changes hands, the strongest syllable of the first line heard, else the end
// of the last move, but somebody who comes or goes is shown on the way.
int wanted_drawing(const ShotContext& c) {
  const double length = static_cast<double>(c.drawings) / kDrawingsPerSecond;
  const camera::Shot& shot = *c.request.shot;
  if (shot.framing == camera::Framing::kInsert) {
    for (const auto& prop : c.request.staging->props)
      if (prop.id == shot.prop)
        for (const auto& key : prop.keys)
          if (const double u = key.at.value - c.start; u > 0.05 && u < length - 0.05) return static_cast<int>(std::lround((u + 0.1) * kDrawingsPerSecond));
    return c.drawings / 2;
  }
  for (const auto& l : c.lines) {
    double best = -1;
    float strength = 0;
    for (const auto& s : l.stresses)
      if (const double u = l.offset + s.at; u >= 0 && u < length && s.strength > strength) { best = u; strength = s.strength; }
    if (best >= 0) return static_cast<int>(best * kDrawingsPerSecond);
  }
  double last = -1;
  for (const auto& person : c.request.staging->people)
    for (const auto& m : person.moves) {
      const bool passes = m.kind == staging::MoveKind::kEnter || m.kind == staging::MoveKind::kExit;
      if (const double u = passes ? 0.5 * (m.start + m.end).value - c.start : m.end.value - c.start; m.kind != staging::MoveKind::kHold && u > 0 && u < length) last = std::max(last, u);
    }
  return static_cast<int>(std::ceil((last < 0 ? 0.5 * length : last) * kDrawingsPerSecond));
}

// A board shows one instant: the wanted one, or the one nearest to it at which the shot's people are in the picture, the
// first of them with the face to the camera.
int telling_drawing(const ShotContext& c, const std::map<std::string, std::vector<ActedDrawing>>& acted) {
  constexpr double kAspect = 2.0;
  const camera::Shot& shot = *c.request.shot;
  const int wanted = std::clamp(wanted_drawing(c), 0, c.drawings - 1);
  if (shot.framing == camera::Framing::kInsert) return wanted;
  int best = wanted;
  double best_score = -1e30;
  for (int k = 0; k < c.drawings; ++k) {
    double score = -0.5 * std::abs(k - wanted) / kDrawingsPerSecond;
    const scene::Camera camera = camera::camera_at(shot, Seconds(static_cast<double>(k) / kDrawingsPerSecond));
    for (std::size_t i = 0; i < shot.subjects.size() && i < 6; ++i) {
      const auto found = acted.find(shot.subjects[i]);
      if (found == acted.end()) continue;
      const ActedDrawing& d = found->second[static_cast<std::size_t>(k)];
      if (!d.state.present) continue;
      const auto measured = c.measures.find(shot.subjects[i]);
      const Vec3 eyes = staging::eyes_of(d.state, measured == c.measures.end() ? puppets::Measures{} : measured->second);
      const Vec3 at = camera::project(camera, kAspect, eyes);
      if (at.z <= 0.2f || std::abs(at.x) > 0.88f || std::abs(at.y) > 0.9f) continue;
      score += i == 0 ? 3 : 1;
      const Vec3 to = camera.position - eyes;
      if (i == 0) score += 0.6 * static_cast<double>(std::cos(wrap(yaw_of(to) - d.pose.yaw - d.pose.twist - d.pose.head_yaw)));
    }
    if (score > best_score + 1e-9) best_score = score, best = k;
  }
  return best;
}

}  // namespace

Performance perform(const PerformanceRequest& asked) {
  Performance out;
  if (!asked.shot || !asked.staging) return out;
  out.shot = asked.shot->id;
  const double length = (asked.shot->end - asked.shot->start).value;
  if (!(length > 0) || !std::isfinite(length) || !std::isfinite(asked.shot->start.value)) return out;
  staging::Staging coloured = *asked.staging;
  std::map<std::string, MoodTrack> moods;
  for (const auto& [id, course] : asked.behaviour) moods[id] = mood_track(course, id, coloured);
  colour_feelings(coloured, moods);
  for (auto& [id, track] : moods)
    for (MoodMoment& m : track) m.at = on_shot_clock(Seconds(m.at), asked.shot->start.value).value;
  const staging::Staging staging = on_shot_clock(std::move(coloured), asked.shot->start.value);
  PerformanceRequest request = asked;
  request.staging = &staging;
  ShotContext context{request, {}, {}, kShotStart, std::clamp(static_cast<int>(std::ceil(std::min(length, 1e5) * kDrawingsPerSecond - 1e-6)), 1, kMaxDrawings), std::move(moods)};
  for (const auto& [id, identity] : request.cast) context.measures[id] = puppets::measures_of(identity);
  for (const auto& line : request.staging->lines)
    if (line.end.value > kShotStart - 1.5 && line.start.value < kShotStart + length + 1.5)
      context.lines.push_back(hear(request, line, context.start, context.drawings));
  std::stable_sort(context.lines.begin(), context.lines.end(), [](const HeardLine& a, const HeardLine& b) { return a.offset < b.offset; });

  std::map<std::string, std::vector<ActedDrawing>> acted;
  for (const auto& person : request.staging->people) acted[person.id] = act_person(context, person.id);
  Hands hands(context);
  const Captured captured(request, asked.shot->start.value, context.measures);
  const CapturedFaces faces(request.faces, [&](double at) { return std::round((at - asked.shot->start.value) * 1e6) / 1e6 + kShotStart; });
  const int only = request.single_drawing ? telling_drawing(context, acted) : -1;
  if (only >= 0) out.still_at = Seconds(static_cast<double>(only) / kDrawingsPerSecond);
  // On ones, everybody else stays on twos: their drawing is held for the second one.
  bool ones = false;
  for (int k = 0; only < 0 && k < context.drawings; ++k) ones = ones || captured.ones(context.start + static_cast<double>(k) / kDrawingsPerSecond);
  const int parts = ones ? 2 : 1;
  out.drawings_per_second = kDrawingsPerSecond * parts;
  std::map<std::string, ActedDrawing> now;
  for (int n = 0; n < context.drawings * parts; ++n) {
    const int k = n / parts;
    if (only >= 0 && k != only) continue;
    const double t = context.start + static_cast<double>(k) / kDrawingsPerSecond + kJustAfter, part = static_cast<double>(n % parts) / (kDrawingsPerSecond * parts);
    Drawing drawing;
    std::map<std::string, ActedDrawing*> here;
    for (const auto& person : request.staging->people) {
      const ActedDrawing& d = acted[person.id][static_cast<std::size_t>(k)];
      if (!d.state.present) continue;
      here[person.id] = &now[person.id];
      if (n % parts != 0 && !captured.on_ones(person.id, t + part)) continue;
      now[person.id] = d;
      faces.follow(person.id, now[person.id].pose, t + part);
      captured.follow(person.id, now[person.id].pose, t + part);
      if (!now[person.id].state.lying && context.measures[person.id].species.empty()) hands.pose_hands(person.id, now[person.id], t);
    }
    hold_animals(context, here);
    for (const auto& prop : request.staging->props) {
      if (const auto* key = staging::prop_at(*request.staging, prop.id, Seconds(t)); key && key->hand == 2 && !key->holder.empty()) continue;  // in a pocket
      PosedProp posed = hands.pose_prop(prop, here, t);
      round_all(posed.position);
      for (float* v : {&posed.yaw, &posed.pitch, &posed.roll}) *v = rounded(*v);
      if (!prop.keys.empty()) drawing.props.push_back(std::move(posed));
    }
    for (const auto& door : request.staging->doors)
      if (const float open = rounded(staging::door_open(*request.staging, door.id, Seconds(t))); open > 0) drawing.doors.push_back({door.id, open});
    for (const auto& person : request.staging->people) {
      const auto found = here.find(person.id);
      if (found == here.end()) continue;
      puppets::Pose pose = found->second->pose;
      if (only >= 0) pose.face.lids = std::min(pose.face.lids, 0.45f);  // a still caught in a blink looks asleep
      round_all(pose);
      drawing.people.push_back({person.id, pose});
    }
    out.drawings.push_back(std::move(drawing));
  }
  return out;
}

}  // namespace auteur::acting
