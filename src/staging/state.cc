// What is true at one moment of the scene.
#include <algorithm>

#include "stager.h"

namespace auteur::staging {
namespace {

float ease(double x) {
  const double s = std::clamp(x, 0.0, 1.0);
  return static_cast<float>(s * s * s * (s * (6 * s - 15) + 10));
}

bool moves_body(MoveKind kind) {
  using enum MoveKind;
  return kind == kHold || kind == kWalk || kind == kSit || kind == kStand || kind == kTurn || kind == kEnter || kind == kExit || kind == kLie || kind == kFly;
}

float blend_angle(float a, float b, float s) { return wrap_angle(a + wrap_angle(b - a) * s); }

const PersonTrack* find(const Staging& staging, const std::string& id) {
  for (const PersonTrack& p : staging.people)
    if (p.id == id) return &p;
  return nullptr;
}

// Position, facing and posture, without eyes.
void body_at(const PersonTrack& track, double t, PersonState& s) {
  Spot at = track.start;
  s.present = track.seen_from_start;
  s.position = at.position;
  s.yaw = at.yaw;
  s.seated = at.seated ? 1.f : 0.f;
  s.lying = at.lying ? 1.f : 0.f;
  s.seat_height = at.seat_height;
  for (const Move& m : track.moves) {
    if (m.start.value > t) break;
    if (!moves_body(m.kind)) continue;
    const bool over = t >= m.end.value;
    if (m.kind == MoveKind::kEnter) s.present = true;
    if (m.kind == MoveKind::kExit && over) s.present = false;
    if (over) {
      // A turn only changes the way one faces; posture and place stay.
      if (m.kind == MoveKind::kTurn) at.yaw = m.to.yaw;
      else at = m.to;
      s.position = at.position;
      s.yaw = at.yaw;
      s.seated = at.seated ? 1.f : 0.f;
      s.lying = at.lying ? 1.f : 0.f;
      s.flying = s.walked = s.to_go = 0;
      if (at.seated) s.seat_height = at.seat_height;
      s.walk = 0;
      continue;
    }
    const double length = std::max(1e-3, (m.end - m.start).value), into = t - m.start.value;
    const float x = ease(into / length);
    switch (m.kind) {
      case MoveKind::kWalk: case MoveKind::kEnter: case MoveKind::kExit: case MoveKind::kFly: {
        const double total = path_length(m.path), done = walked(total, length, into);
        s.position = along_path(m.path, done);
        // Facing follows the path, smoothed over a step; the first and last moments turn from and to the standing pose.
        const auto facing = [&](double along) {
          const Vec3 d = along_path(m.path, std::min(total, along + 0.3)) - along_path(m.path, std::max(0.0, along - 0.2));
          return glm::length(d) > 1e-4f ? yaw_of(d) : m.to.yaw;
        };
        const float going = facing(done);
        const double turn_time = std::min(0.5, length / 2.5);
        // Which way round one turns is decided once: a path that bends past one's back does not change it.
        float yaw = going;
        if (m.kind != MoveKind::kEnter) {
          const float first = facing(0), turned = ease(into / turn_time);
          yaw = at.yaw + (wrap_angle(first - at.yaw) + wrap_angle(going - first)) * turned;
        }
        if (m.kind != MoveKind::kExit) {
          const float last = facing(total), left = 1 - ease((into - (length - turn_time)) / turn_time);
          yaw = m.to.yaw + (wrap_angle(last - m.to.yaw) + wrap_angle(yaw - last)) * left;
        }
        yaw = wrap_angle(yaw);
        s.yaw = yaw;
        s.walk = static_cast<float>(std::clamp(walk_speed(total, length, into) / 1.1, 0.0, 1.0));
        s.seated = s.lying = 0;
        s.walked = static_cast<float>(done);
        s.to_go = static_cast<float>(total - done);
        s.trot = m.trot;
        if (m.fly) {  // up for the first half second, down for the last
          const bool lands = m.kind != MoveKind::kExit, rises = m.kind != MoveKind::kEnter;
          s.flying = (rises ? ease(into / 0.4) : 1.f) * (lands ? ease((length - into) / 0.4) : 1.f);
          s.walk = 0;
        }
        break;
      }
      case MoveKind::kLie:
        s.position = glm::mix(at.position, m.to.position, x);
        s.yaw = blend_angle(at.yaw, m.to.yaw, x);
        s.lying = (at.lying ? 1.f : 0.f) * (1 - x) + x;
        s.seated = (at.seated ? 1.f : 0.f) * (1 - x);
        break;
      case MoveKind::kSit: case MoveKind::kStand:
        s.position = glm::mix(at.position, m.to.position, x);
        s.yaw = blend_angle(at.yaw, m.to.yaw, x);
        s.seated = m.kind == MoveKind::kSit ? x : at.seated || !at.lying ? 1 - x : 0;
        s.lying = at.lying ? 1 - x : 0;
        s.seat_height = m.kind == MoveKind::kSit ? m.to.seat_height : at.seat_height;
        break;
      case MoveKind::kTurn:
        s.position = at.position;
        s.yaw = blend_angle(at.yaw, m.to.yaw, x);
        break;
      default: break;
    }
  }
}

// Where somebody holds an animal, or it sits on a shoulder.
void carry(const Staging& staging, const PersonTrack& track, double t, const std::map<std::string, puppets::Measures>& measures, PersonState& s);

puppets::Measures measures_for(const std::map<std::string, puppets::Measures>& measures, const std::string& id) {
  const auto found = measures.find(id);
  return found == measures.end() ? puppets::Measures{} : found->second;
}

void carry(const Staging& staging, const PersonTrack& track, double t, const std::map<std::string, puppets::Measures>& measures, PersonState& s) {
  const CarryKey* key = nullptr;
  for (const CarryKey& k : track.carried)
    if (k.at.value <= t) key = &k;
  if (!key || key->by.empty()) return;
  const PersonTrack* holder = find(staging, key->by);
  if (!holder) return;
  PersonState h;
  body_at(*holder, t, h);
  if (!h.present) return;
  const puppets::Measures m = measures_for(measures, holder->id), own = measures_for(measures, track.id);
  const float up = m.eye_height + (m.seated_eye_height + h.seat_height - 0.45f - m.eye_height) * h.seated;
  s.carried_by = holder->id;
  s.on_shoulder = key->shoulder;
  s.seated = s.lying = s.walk = s.flying = 0;
  if (key->shoulder) {
    s.position = h.position + Vec3(0, up - 0.52f * m.head_height, 0) + heading(h.yaw + kPi / 2) * (0.40f * m.shoulder_width);
    s.yaw = h.yaw;
  } else {
    s.position = h.position + Vec3(0, up - 0.62f * m.head_height - 0.95f * own.back_height, 0) + heading(h.yaw) * (0.13f + 0.5f * own.shoulder_width);
    s.yaw = wrap_angle(h.yaw + 0.5f * kPi + 0.15f);
  }
  s.present = true;
}

Vec3 gaze_target(const Staging& staging, const PersonState& s, const GazeKey* key, double t, const std::map<std::string, puppets::Measures>& measures, const Vec3& own_eyes) {
  if (key && key->at_whom == "point") return key->point;
  if (key && !key->at_whom.empty())
    if (const PersonTrack* other = find(staging, key->at_whom)) {
      PersonState seen;
      body_at(*other, t, seen);
      carry(staging, *other, t, measures, seen);
      if (seen.present) return eyes_of(seen, measures_for(measures, other->id));
    }
  return own_eyes + heading(s.yaw) * 2.5f - Vec3(0, 0.1f, 0);
}

}  // namespace

Vec3 eyes_of(const PersonState& s, const puppets::Measures& m) {
  const float up = m.eye_height + (m.seated_eye_height + s.seat_height - 0.45f - m.eye_height) * s.seated + (m.lying_eye_height - m.eye_height) * s.lying;
  if (!m.species.empty()) return s.position + Vec3(0, up, 0) + heading(s.yaw) * (0.40f * m.length);
  return s.position + Vec3(0, up, 0) + heading(s.yaw) * (0.3f * m.head_height);
}

Vec3 face_direction(const PersonState& s, const puppets::Measures& m) {
  const Vec3 d = s.gaze - eyes_of(s, m);
  const float level = std::hypot(d.x, d.z);
  if (level < 1e-3f) return heading(s.yaw);
  const float turn = std::clamp(wrap_angle(yaw_of(d) - s.yaw), -1.15f, 1.15f);
  const float tilt = std::clamp(std::atan2(d.y, level), -0.6f, 0.5f);
  return heading(s.yaw + turn) * std::cos(tilt) + Vec3(0, std::sin(tilt), 0);
}

PersonState person_at(const Staging& staging, const std::string& person, Seconds time, const std::map<std::string, puppets::Measures>& measures) {
  PersonState s;
  const PersonTrack* track = find(staging, person);
  if (!track) return s;
  const double t = time.value;
  body_at(*track, t, s);
  if (s.walk > 0) s.walk_phase = puppets::kStandingPhase + s.walked / puppets::steps_of(measures_for(measures, person), s.walked + s.to_go).stride;
  if (!track->carried.empty()) carry(staging, *track, t, measures, s);
  for (const Move& m : track->moves) {
    if (m.start.value > t) break;
    if (moves_body(m.kind) || t >= m.end.value) continue;
    s.act = &m;
    s.act_phase = static_cast<float>(std::clamp((t - m.start.value) / std::max(1e-3, (m.end - m.start).value), 0.0, 1.0));
  }
  // Eyes: a new target takes a third of a second.
  const GazeKey* now = nullptr;
  const GazeKey* before = nullptr;
  for (const GazeKey& key : track->gaze) {
    if (key.at.value > t) break;
    before = now;
    now = &key;
  }
  const Vec3 own = eyes_of(s, measures_for(measures, person));
  s.gaze = gaze_target(staging, s, now, t, measures, own);
  if (now && t - now->at.value < 0.35 && now->at.value > 0) {
    const Vec3 old = gaze_target(staging, s, before, t, measures, own);
    s.gaze = glm::mix(old, s.gaze, ease((t - now->at.value) / 0.35));
  }
  if (now && now->at_whom != "point") s.gaze_at = now->at_whom;
  const MoodKey* mood = nullptr;
  const MoodKey* last_mood = nullptr;
  for (const MoodKey& key : track->mood) {
    if (key.at.value > t) break;
    last_mood = mood;
    mood = &key;
  }
  if (mood) s.mood = mood->mood;
  if (mood && last_mood && t - mood->at.value < 0.8) {
    const double x = ease((t - mood->at.value) / 0.8);
    s.mood.valence = last_mood->mood.valence + (mood->mood.valence - last_mood->mood.valence) * x;
    s.mood.arousal = last_mood->mood.arousal + (mood->mood.arousal - last_mood->mood.arousal) * x;
    s.mood.tension = last_mood->mood.tension + (mood->mood.tension - last_mood->mood.tension) * x;
  }
  for (const PropTrack& prop : staging.props)
    if (const PropKey* key = prop_at(staging, prop.id, time); key && key->holder == person && key->hand >= 0 && key->hand < 2) s.holds[key->hand] = prop.id;
  for (const Line& line : staging.lines)
    if (line.who == person && !line.off_screen && line.start.value <= t && t < line.end.value) s.speaking = line.id;
  return s;
}

const PropKey* prop_at(const Staging& staging, const std::string& prop, Seconds t) {
  for (const PropTrack& track : staging.props) {
    if (track.id != prop) continue;
    const PropKey* found = nullptr;
    for (const PropKey& key : track.keys)
      if (!found || key.at <= t) found = &key;
    return found;
  }
  return nullptr;
}

float door_open(const Staging& staging, const std::string& door, Seconds t) {
  for (const DoorTrack& track : staging.doors) {
    if (track.id != door) continue;
    float open = 0;
    for (std::size_t i = 0; i < track.keys.size(); ++i) {
      const DoorKey& key = track.keys[i];
      if (key.at > t) {
        const double from = i > 0 ? track.keys[i - 1].at.value : key.at.value, span = key.at.value - from;
        return span > 1e-6 ? open + (key.open - open) * ease((t.value - from) / span) : open;
      }
      open = key.open;
    }
    return open;
  }
  return 0;
}

float reach_share(MoveKind kind, double x) {
  if (kind == MoveKind::kReach) return ease(x / 0.46) * (1 - ease((x - 0.54) / 0.46));
  if (kind == MoveKind::kPutDown) return ease(x / 0.50) * (1 - ease((x - 0.60) / 0.40));
  return ease(x / 0.3) * (1 - ease((x - 0.7) / 0.3));  // point, bring to the face
}

bool goes_to_the_mouth(const std::string& prop) {
  for (const char* word : {"cup", "mug", "glass", "bottle", "flask", "can", "bowl", "spoon", "apple", "cigarette", "pipe"})
    if (prop.find(word) != std::string::npos) return prop.find("glasses") == std::string::npos && prop.find("candle") == std::string::npos;
  return false;
}

std::optional<Vec3> prop_place(const Staging& staging, const std::string& prop, Seconds t, const std::map<std::string, puppets::Measures>& measures) {
  const PropKey* key = prop_at(staging, prop, t);
  if (!key) return std::nullopt;
  if (key->holder.empty()) return key->position;
  const PersonState s = person_at(staging, key->holder, t, measures);
  if (!s.present) return std::nullopt;
  const puppets::Measures m = measures_for(measures, key->holder);
  if (key->hand == 2) return s.position + Vec3(0, 0.5f * (eyes_of(s, m).y - s.position.y), 0);
  const float side = key->hand == 0 ? 1.f : -1.f;
  // A hand that holds something, the elbow bent: the same share of the arm's length for everybody.
  const Vec3 eyes = eyes_of(s, m) - heading(s.yaw) * (0.3f * m.head_height);
  Vec3 place = eyes - Vec3(0, 0.84f * m.arm_length, 0) + heading(s.yaw) * (0.63f * m.arm_length) + heading(s.yaw + kPi / 2) * (side * 0.1f * m.arm_length);
  if (s.act && s.act->hand == key->hand && s.act->object == prop) {
    const float share = reach_share(s.act->kind, static_cast<double>(s.act_phase));
    if (s.act->kind == MoveKind::kReach || s.act->kind == MoveKind::kPutDown) place = glm::mix(place, s.act->aim, share);
    if (s.act->kind == MoveKind::kGesture)
      place = glm::mix(place, goes_to_the_mouth(prop) ? eyes + heading(s.yaw) * (0.55f * m.head_height) - Vec3(0, 0.32f * m.head_height, 0) : eyes + heading(s.yaw) * (0.5f * m.arm_length) - Vec3(0, 0.75f * m.head_height, 0), share);
  }
  return place;
}

}  // namespace auteur::staging
