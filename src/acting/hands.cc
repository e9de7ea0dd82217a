// Hands that meet things: reaching, holding, putting down, pointing, bringing a cup to the mouth.
#include <algorithm>
#include <cmath>

#include "performer.h"

namespace auteur::acting {
namespace {

using staging::MoveKind;

bool sounds_like(const std::string& id, std::initializer_list<const char*> words) {
  for (const char* w : words) if (id.find(w) != std::string::npos) return true;
  return false;
}

}  // namespace

const puppets::Puppet* Hands::puppet_of(const std::string& person) {
  const auto found = puppets_.find(person);
  if (found != puppets_.end()) return found->second.get();
  if (const auto given = context_.request.puppets.find(person); given != context_.request.puppets.end()) return (puppets_[person] = given->second).get();
  const auto cast = context_.request.cast.find(person);
  // The skeleton is the same at any detail; the coarsest is soon built.
  return (puppets_[person] = cast == context_.request.cast.end() ? nullptr : puppets::build_puppet(cast->second, 1, 0.1f)).get();
}

Vec3 Hands::hand_of(const std::string& person, const puppets::Pose& pose, int hand) {
  if (const puppets::Puppet* puppet = puppet_of(person)) return puppets::landmarks_of(*puppet, pose).hands[static_cast<std::size_t>(hand)];
  const Vec3 side = heading(pose.yaw + (hand == 0 ? 1 : -1) * kPi / 2);
  return pose.position + Vec3(0, 0.7f, 0) + side * 0.22f + heading(pose.yaw) * 0.25f;
}

Vec3 Hands::grip_of(const std::string& prop, float yaw) const {
  if (!context_.request.set) return Vec3(0.f);
  const auto model = context_.request.set->props.find(prop);
  return model == context_.request.set->props.end() ? Vec3(0.f) : glm::angleAxis(yaw, Vec3(0, 1, 0)) * model->second.grip;
}

void Hands::pose_hands(const std::string& person, ActedDrawing& drawing, double t) {
  const auto& s = drawing.state;
  auto& pose = drawing.pose;
  const auto measured = context_.measures.find(person);
  const puppets::Measures m = measured == context_.measures.end() ? puppets::Measures{} : measured->second;
  const float eye_up = m.eye_height + (m.seated_eye_height + s.seat_height - 0.45f - m.eye_height) * s.seated;
  const Vec3 face = pose.position + Vec3(0, eye_up, 0);
  for (int h = 0; h < 2; ++h) {
    auto& arm = pose.arms[static_cast<std::size_t>(h)];
    // A telephone is held to the ear while its holder speaks or listens with nobody to look at.
    if (sounds_like(s.holds[h], {"phone", "receiver"}) && !s.speaking.empty() && !(s.act && s.act->hand == h)) {
      arm.reach = true;
      arm.target = face + heading(pose.yaw + pose.twist + pose.head_yaw + (h == 0 ? 1 : -1) * kPi / 2) * (0.5f * m.head_height) + Vec3(0, -0.06f, 0);
      arm.grip = 1;
    }
  }
  if (!s.act) return;
  const auto& act = *s.act;
  const int h = act.hand == 0 ? 0 : 1;
  auto& arm = pose.arms[static_cast<std::size_t>(h)];
  const float e = staging::reach_share(act.kind, s.act_phase);
  if (e <= 0.001f) return;
  Vec3 goal(0.f);
  bool bow = false;
  switch (act.kind) {
    case MoveKind::kReach:
    case MoveKind::kPutDown: {
      float yaw = pose.yaw;
      const auto* key = staging::prop_at(*context_.request.staging, act.object, act.kind == MoveKind::kReach ? act.start : act.end);
      if (key) yaw = key->yaw;
      goal = act.aim + grip_of(act.object, yaw);
      bow = true;
      if (act.kind == MoveKind::kReach && s.holds[h].empty()) arm.grip = 0.15f;
      if (act.kind == MoveKind::kPutDown && s.holds[h].empty()) arm.grip = 0.15f;
      break;
    }
    case MoveKind::kPoint: {
      const Vec3 shoulder = pose.position + Vec3(0, eye_up - 0.75f * m.head_height, 0);
      const Vec3 d = act.aim - shoulder;
      goal = shoulder + (glm::length(d) > 1e-3f ? glm::normalize(d) : heading(pose.yaw)) * (0.97f * m.arm_length);
      arm.grip = 0.8f;
      break;
    }
    case MoveKind::kGesture:
      if (act.object == "embrace") return embrace(person, pose, s.holds, act.aim, s.act_phase);
      if (s.holds[h].empty() || s.holds[h] != act.object) return;
      // Cups go to the mouth, letters and phones to where the eyes can read them.
      goal = staging::goes_to_the_mouth(act.object)
                 ? face + heading(pose.yaw + pose.twist + pose.head_yaw) * (0.55f * m.head_height) - Vec3(0, 0.32f * m.head_height, 0)
                 : face + heading(pose.yaw + pose.twist) * (0.5f * m.arm_length) - Vec3(0, 0.75f * m.head_height, 0);
      break;
    default: return;
  }
  (void)t;
  const float low = goal.y - pose.position.y;
  if (bow && s.seated < 0.001f && s.walk < 0.001f) crouch(person, pose, m.hip_height, std::clamp((0.55f * m.hip_height - low) / (0.45f * m.hip_height) + 0.6f, 0.f, 1.f) * (low < 0.55f * m.hip_height ? e : 0.f));
  const Vec3 rest = hand_of(person, pose, h);
  arm.reach = true;
  // A slight arc: hands rise on their way.
  arm.target = glm::mix(rest, goal, e) + Vec3(0, 0.10f * e * (1 - e) * 2, 0);
  if (!bow) return;
  // What the arm cannot reach the back must, as far as that helps: for what is as high as the shoulder it does not.
  const float shoulder = m.eye_height - 0.75f * m.head_height, high = std::clamp((low - shoulder + 0.15f) / 0.15f, 0.f, 1.f);
  const float most = low < 0.55f * m.hip_height ? 1.5f : 0.9f - 0.65f * high;
  float missing = glm::length(hand_of(person, pose, h) - arm.target);
  for (int step = 0; step < 13 && missing > 0.015f; ++step) {
    const float more = std::min(0.12f * e, most - pose.lean);
    if (more <= 0.001f) break;
    const puppets::Pose before = pose;
    pose.lean += more;
    pose.head_pitch += 0.6f * more;
    const float now = glm::length(hand_of(person, pose, h) - arm.target);
    if (now > missing - 0.002f) {
      pose = before;
      break;
    }
    missing = now;
  }
}

// Both arms round somebody's back, held a while; a hand that holds something stays as it is.
void Hands::embrace(const std::string& person, puppets::Pose& pose, const std::string (&holds)[2], Vec3 back, double phase) {
  const float e = smooth_step(phase / 0.25) * (1 - smooth_step((phase - 0.75) / 0.25));
  if (e <= 0.001f) return;
  const Vec3 left = heading(pose.yaw + kPi / 2);
  pose.lean += 0.02f * e;
  for (int h = 0; h < 2; ++h) {
    if (!holds[h].empty()) continue;
    auto& arm = pose.arms[static_cast<std::size_t>(h)];
    // One hand high, one low; each first outwards, past the other's side.
    const Vec3 goal = back + left * (h == 0 ? 0.07f : -0.07f) + Vec3(0, h == 0 ? 0.05f : -0.07f, 0), rest = hand_of(person, pose, h);
    arm.reach = true;
    arm.grip = 0.15f;
    arm.target = glm::mix(rest, goal, e) + left * ((h == 0 ? 0.5f : -0.5f) * e * (1 - e));
  }
}

// Down on one's heels: as if on a low seat, with the feet where they stood.
void Hands::crouch(const std::string& person, puppets::Pose& pose, float hip_height, float share) {
  if (share <= 0.001f) return;
  const puppets::Puppet* puppet = puppet_of(person);
  if (!puppet) return;
  const auto feet = [&] {
    const puppets::Landmarks l = puppets::landmarks_of(*puppet, pose);
    return 0.5f * (l.feet[0] + l.feet[1]);
  };
  const Vec3 stood = feet();
  pose.seated = share;
  pose.seat_height = 0.215f * hip_height;  // the shins upright
  const Vec3 slid = feet() - stood;
  pose.position -= Vec3(slid.x, 0, slid.z);
}

float Hands::held_yaw(const staging::PropTrack& prop, const staging::PropKey& key, const ActedDrawing& who, double t) const {
  // Against the body it keeps the angle it had when it was taken.
  const staging::PropKey* before = nullptr;
  const staging::PropKey* after = nullptr;
  for (const auto& k : prop.keys) {
    if (&k == &key) continue;
    if (k.at <= key.at) before = &k;
    else if (!after) after = &k;
  }
  const auto then = staging::person_at(*context_.request.staging, key.holder, key.at, context_.measures);
  float yaw = who.pose.yaw + (before && before->holder.empty() ? wrap(before->yaw - then.yaw) : 0.f);
  if (after && after->holder.empty() && after->at.value - t < 0.55) yaw += wrap(after->yaw - yaw) * smooth_step(1 - (after->at.value - t) / 0.55);
  return yaw;
}

PosedProp Hands::pose_prop(const staging::PropTrack& prop, const std::map<std::string, ActedDrawing*>& people, double t) {
  PosedProp out;
  out.id = prop.id;
  const staging::PropKey* key = staging::prop_at(*context_.request.staging, prop.id, Seconds(t));
  if (!key) return out;
  out.position = key->position;
  out.yaw = wrap(key->yaw);
  if (key->holder.empty()) return out;
  const auto holder = people.find(key->holder);
  if (holder == people.end() || !holder->second->state.present) return out;
  const int h = key->hand == 0 ? 0 : 1;
  const auto& who = *holder->second;
  out.yaw = wrap(held_yaw(prop, *key, who, t));
  const Vec3 hand = hand_of(key->holder, who.pose, h);
  out.position = hand - grip_of(prop.id, out.yaw);
  const auto& act = who.state.act;
  if (act && act->kind == MoveKind::kGesture && act->object == prop.id && act->hand == h && sounds_like(prop.id, {"cup", "mug", "glass", "bottle", "flask", "can"}) && staging::goes_to_the_mouth(prop.id)) {
    // Tipped towards the drinker, whichever way its handle points; the hand stays where it took hold.
    const float tip = 0.6f * staging::reach_share(MoveKind::kGesture, static_cast<double>(who.state.act_phase));
    const Quat tipped = glm::angleAxis(tip, heading(who.pose.yaw + who.pose.twist - kPi / 2)), upright = glm::angleAxis(out.yaw, Vec3(0, 1, 0));
    const Mat3 m = glm::mat3_cast(tipped * upright);
    out.position = hand - tipped * grip_of(prop.id, out.yaw);
    out.yaw = std::atan2(m[2].x, m[2].z);
    out.pitch = std::asin(std::clamp(-m[2].y, -1.f, 1.f));
    out.roll = std::atan2(m[0].y, m[1].y);
  }
  return out;
}

}  // namespace auteur::acting
