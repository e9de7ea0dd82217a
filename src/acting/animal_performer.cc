// An animal through one shot: its gaits come from the staging; ears, tail, head and jaw are acted here.
#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "auteur/base/text.h"
#include "auteur/world/animals.h"
#include "life.h"
#include "performer.h"

namespace auteur::acting {
namespace {

using staging::MoveKind;
constexpr double kTau = 6.283185307179586, kJustAfter = 1e-6;
constexpr int kBefore = 4;

bool says(const std::string& text, std::initializer_list<const char*> words) {
  for (const char* w : words)
    if (text.find(w) != std::string::npos) return true;
  return false;
}

class AnimalActor {
 public:
  AnimalActor(const ShotContext& context, const std::string& id) : c_(context), id_(id) {
    if (const auto cast = c_.request.cast.find(id); cast != c_.request.cast.end()) {
      if (std::isfinite(cast->second.temper)) temper_ = std::clamp(static_cast<double>(cast->second.temper), 0.0, 1.0);
      species_ = cast->second.species;
    }
    if (const auto m = c_.measures.find(id); m != c_.measures.end()) measures_ = m->second;
    bird_ = measures_.flies;
    seed_ = mix(c_.request.seed, seed_of(c_.request.shot->id), seed_of(id));
  }

  std::vector<ActedDrawing> run() {
    std::vector<ActedDrawing> out(static_cast<std::size_t>(c_.drawings));
    std::vector<float> turn(out.size(), 0.f);
    const auto darts = eye_darts(seed_, c_.drawings, kDrawingsPerSecond, 0.05);
    float yaw = 0, pitch = 0, ears = 0.2f, tail = 0;
    for (int k = -kBefore; k < c_.drawings; ++k) {
      const double u = static_cast<double>(k) / kDrawingsPerSecond;
      const auto s = staging::person_at(*c_.request.staging, id_, Seconds(std::max(0.0, c_.start + u) + kJustAfter), c_.measures);
      const Feeling want = feeling(s, u);
      const float before = yaw;
      const float share = k == -kBefore ? 1.f : 0.45f;  // the head follows the eyes in two or three drawings
      yaw += share * wrap(want.yaw - yaw);
      pitch += share * (want.pitch - pitch);
      ears += (k == -kBefore ? 1.f : 0.6f) * (want.ears - ears);
      tail += (k == -kBefore ? 1.f : 0.25f) * (want.tail - tail);
      if (k < 0) continue;
      auto& d = out[static_cast<std::size_t>(k)];
      d.state = s;
      if (!s.present) continue;
      turn[static_cast<std::size_t>(k)] = std::abs(wrap(yaw - before));
      auto& p = d.pose;
      auto& b = p.beast;
      p.position = s.position;
      p.yaw = s.yaw;
      p.seated = s.seated;
      p.seat_height = 0;
      b.lie = s.lying;
      b.fly = s.flying;
      b.held = s.carried_by.empty() || s.on_shoulder ? 0.f : 1.f;
      if (s.on_shoulder) p.seated = 0.4f;
      p.walk = s.walk > 0 && s.flying <= 0 ? 1.f : 0.f;
      b.trot = s.trot ? 1.f : 0.f;
      b.walked = s.walked;
      b.to_go = s.to_go;
      p.breath = static_cast<float>(std::sin(kTau * ((0.35 + 0.25 * (1 - std::min(1.0, static_cast<double>(measures_.back_height)))) * u + Random(seed_).unit())));
      const double still = s.walk > 0 ? 0.2 : 1;
      p.head_yaw = std::clamp(yaw + static_cast<float>(0.05 * still * smooth_noise(seed_ + 3, u, 0.5)), -1.5f, 1.5f);
      p.head_pitch = std::clamp(pitch + static_cast<float>(0.03 * still * smooth_noise(seed_ + 4, u, 0.6)), -0.8f, 0.7f);
      p.head_roll = static_cast<float>(0.04 * smooth_noise(seed_ + 5, u, 0.3)) + want.tilt;
      const auto dart = darts[static_cast<std::size_t>(k)];
      p.face.gaze_yaw = std::clamp(wrap(want.yaw - p.head_yaw) * 0.5f + dart.yaw, -0.4f, 0.4f);
      p.face.gaze_pitch = std::clamp((want.pitch - p.head_pitch) * 0.5f + dart.pitch, -0.3f, 0.3f);
      b.ears = std::clamp(ears + static_cast<float>(0.12 * smooth_noise(seed_ + 6, u, 0.9)), -1.f, 1.f);
      b.tail = std::clamp(tail, -1.f, 1.f);
      b.wag = wag(s, u, want);
      b.neck = want.neck;
      p.face.lids = want.lids;
      p.face.brow_worry = want.worry;
      p.face.open = want.open;
      if (bird_) wings(s, u, want, b);
      act(s, p);
      talk(k, p);
    }
    const auto lids = blinks(seed_, turn, kDrawingsPerSecond, bird_ ? 22 : 12 + 5 * temper_);
    for (std::size_t k = 0; k < out.size(); ++k) out[k].pose.face.lids = std::max(out[k].pose.face.lids, lids[k]);
    return out;
  }

 private:
  struct Feeling { float yaw = 0, pitch = 0, ears = 0.2f, tail = 0, wag = 0, neck = 0, lids = 0.1f, worry = 0, open = 0, tilt = 0; };

  Feeling feeling(const staging::PersonState& s, double u) const {
    Feeling f;
    const Vec3 to = s.gaze - staging::eyes_of(s, measures_);
    const float level = std::hypot(to.x, to.z);
    if (level > 0.05f && std::isfinite(level)) {
      f.yaw = std::clamp(wrap(yaw_of(to) - s.yaw), -1.45f, 1.45f);
      f.pitch = std::clamp(std::atan2(to.y, level), -0.6f, 0.65f);
    }
    const double v = std::clamp(s.mood.valence, -1.0, 1.0), a = std::clamp(s.mood.arousal, -1.0, 1.0), tense = std::clamp(s.mood.tension, 0.0, 1.0);
    const bool listening = [&] {
      for (const auto& l : c_.lines)
        if (u > l.offset - 0.1 && u < l.offset + (l.line->end - l.line->start).value && l.line->who != id_) return true;
      return false;
    }();
    f.ears = static_cast<float>(std::clamp(0.15 + 0.35 * (listening ? 1.0 : 0.0) + 0.25 * a - 0.7 * tense * (v < 0 ? 1 : 0.3), -1.0, 1.0));
    f.tail = static_cast<float>(std::clamp(0.1 + 0.5 * v + 0.15 * a - 0.6 * tense * (v < 0 ? 1 : 0), -0.8, 0.8));
    f.worry = static_cast<float>(std::clamp(0.6 * tense - 0.3 * v, -0.3, 0.8));
    f.wag = static_cast<float>(std::clamp(0.45 + 0.8 * v, 0.0, 1.0));
    if (s.lying > 0.5f && !listening && a < 0.1) {  // dozing
      f.lids = 0.62f;
      f.neck = -0.25f * s.lying;
      f.ears -= 0.2f;
    }
    if (listening && species_ == "dog") {  // the tilt of a dog that hears its people talk
      const std::int64_t cell = static_cast<std::int64_t>(std::floor(u / 2.3));
      const double dice = Random(mix(seed_, static_cast<std::uint64_t>(cell + 1000))).unit();
      f.tilt = dice < 0.3 ? 0.28f : dice > 0.8 ? -0.24f : 0.f;
    }
    if (s.walk > 0) f.yaw *= 0.5f;
    return f;
  }

  float wag(const staging::PersonState& s, double u, const Feeling& f) const {
    const bool asked = s.act && s.act->kind == MoveKind::kGesture && s.act->object == "wag";
    if (species_ == "dog" || species_ == "fox" || species_ == "wolf") {
      const double amount = asked ? 1.0 : s.lying > 0.5f ? 0.15 * static_cast<double>(f.wag) : 0.55 * static_cast<double>(f.wag) * (0.5 + 0.5 * smooth_noise(seed_ + 11, u, 0.3));
      return static_cast<float>(amount * std::sin(kTau * (asked ? 2.6 : 1.9) * u));
    }
    if (species_ == "cat") return static_cast<float>(0.8 * smooth_noise(seed_ + 12, u, 0.45));
    // The others flick at flies now and then.
    const double flick = smooth_noise(seed_ + 13, u, 0.35);
    return flick > 0.45 ? static_cast<float>(0.8 * std::sin(kTau * 1.5 * u)) : static_cast<float>(0.1 * smooth_noise(seed_ + 14, u, 0.4));
  }

  void wings(const staging::PersonState& s, double u, const Feeling&, puppets::Beast& b) const {
    const double beat = measures_.back_height < 0.16f ? 4.0 : measures_.back_height > 0.32f ? 2.0 : 3.0;  // a second: on twos it must not alias
    if (s.flying > 0.15f) {
      b.wings = 1;
      // Beats in climbs, glides between.
      const double glide = measures_.back_height > 0.18f ? std::clamp(0.7 + 1.2 * smooth_noise(seed_ + 21, u, 0.5), 0.35, 1.0) : 1.0;
      b.flap = static_cast<float>(glide * std::sin(kTau * beat * u) + 0.18);
    } else if (s.act && s.act->kind == MoveKind::kGesture && s.act->object == "flap") {
      b.wings = 1;
      b.flap = static_cast<float>(std::sin(kTau * beat * u));
    }
  }

  void act(const staging::PersonState& s, puppets::Pose& p) const {
    if (!s.act) return;
    const double x = s.act_phase, seconds = std::max(0.3, (s.act->end - s.act->start).value), t = x * seconds;
    const float e = smooth_step(x / 0.25) * (1 - smooth_step((x - 0.7) / 0.3));
    if (s.act->kind == MoveKind::kCall) {
      const std::string& how = s.act->object;
      if (says(how, {"purr"})) {
        p.face.lids = std::max(p.face.lids, 0.55f * e);
        p.beast.ears = 0.2f;
      } else if (says(how, {"growl", "hiss", "snarl"})) {
        p.face.open = 0.30f * e;
        p.beast.ears = -0.9f * e;
        p.face.brow_worry = -0.8f * e;
        p.head_pitch -= 0.12f * e;
      } else if (says(how, {"neigh", "howl", "moo", "bray", "whinny", "meow", "miaow", "baa", "bleat", "low", "bellow", "gull", "scream", "yowl", "crow"})) {
        const float trill = says(how, {"neigh", "whinny", "bray", "baa", "bleat"}) ? static_cast<float>(0.25 * std::sin(kTau * 5.0 * t)) : 0.f;
        p.face.open = std::max(0.f, (0.85f + trill) * e);
        p.head_pitch += (says(how, {"howl", "gull", "scream", "crow"}) ? 0.55f : 0.25f) * e;
      } else {  // one bark after the other
        const double beat = std::fmod(t, 0.42) / 0.42;
        const float snap = x > 0.95 ? 0.f : static_cast<float>(std::max(0.0, std::sin(kTau * 0.5 * std::min(1.0, beat / 0.55))));
        p.face.open = 0.9f * snap;
        p.head_pitch += 0.16f * snap;
        p.beast.ears = 0.6f - 0.5f * snap;
        p.lean -= 0.06f * snap;
      }
    } else if (s.act->kind == MoveKind::kGesture) {
      const std::string& what = s.act->object;
      if (what == "wag") {
        p.beast.tail = 0.55f;
        p.face.open = std::max(p.face.open, 0.28f * e);
        p.beast.ears = -0.15f;
      } else if (what == "sniff") {
        p.beast.neck = -0.45f * e;
        p.head_pitch -= 0.15f * e;
        p.head_yaw *= 1 - 0.7f * e;
        p.head_pitch += static_cast<float>(0.04 * std::sin(kTau * 3.0 * t)) * e;
      } else if (what == "graze") {
        p.beast.neck = -1.f * e;
        p.head_yaw *= 1 - e;
        p.head_pitch *= 1 - e;
        p.face.open = e > 0.8f ? static_cast<float>(0.15 * std::abs(std::sin(kTau * 1.3 * t))) : 0.f;
      } else if (what == "yawn") {
        p.face.open = e;
        p.face.lids = std::max(p.face.lids, 0.85f * e);
        p.head_pitch += 0.2f * e;
      }
    }
  }

  // A tale's animal that has words says them with its own jaw.
  void talk(int k, puppets::Pose& p) const {
    for (const auto& l : c_.lines) {
      if (l.line->who != id_ || l.line->off_screen || l.mouths.empty()) continue;
      const Mouth& m = l.mouths[static_cast<std::size_t>(k)];
      if (m.viseme == puppets::Viseme::kRest && !m.speaking) continue;
      p.face.viseme = m.viseme;
      p.face.open = 0.5f * m.open;
      break;
    }
  }

  const ShotContext& c_;
  const std::string& id_;
  double temper_ = 0.5;
  std::string species_;
  puppets::Measures measures_;
  bool bird_ = false;
  std::uint64_t seed_ = 0;
};

}  // namespace

std::vector<ActedDrawing> act_animal(const ShotContext& context, const std::string& id) { return AnimalActor(context, id).run(); }

// Both arms go under what they carry.
void hold_animals(const ShotContext& context, const std::map<std::string, ActedDrawing*>& here) {
  for (const auto& [id, drawing] : here) {
    const auto& s = drawing->state;
    if (s.carried_by.empty() || s.on_shoulder) continue;
    const auto holder = here.find(s.carried_by);
    if (holder == here.end()) continue;
    const auto m = context.measures.find(id);
    const float length = m == context.measures.end() ? 0.4f : m->second.length, back = m == context.measures.end() ? 0.25f : m->second.back_height;
    auto& pose = holder->second->pose;
    for (int h = 0; h < 2; ++h) {
      auto& arm = pose.arms[static_cast<std::size_t>(h)];
      arm.reach = true;
      arm.grip = 0.6f;
      // The animal lies across: its breast in the left arm, its haunches in the right.
      const Vec3 along = heading(drawing->pose.yaw) * ((h == 0 ? 0.22f : -0.22f) * length);
      arm.target = drawing->pose.position + along + Vec3(0, (h == 0 ? 0.62f : 0.42f) * back, 0) + heading(pose.yaw) * (h == 0 ? 0.04f : 0.02f);
    }
  }
}

}  // namespace auteur::acting
