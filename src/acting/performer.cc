#include "performer.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "auteur/base/random.h"
#include "life.h"
#include "standing.h"

namespace auteur::acting {
namespace {

using staging::MoveKind;
constexpr int kBefore = 16;           // drawings looked back for what lags and for steps that began before the shot
constexpr double kJustAfter = 1e-6;   // so that a key on the drawing's instant counts, wherever the shot lies
constexpr float kHeadShare = 0.65f, kEyeYaw = 0.45f, kEyePitch = 0.32f;

float clampf(double v, double low, double high) { return static_cast<float>(std::clamp(v, low, high)); }

struct Raw {
  staging::PersonState state;
  float gaze_yaw = 0, gaze_pitch = 0;  // of the target against the body, positive left and up
  const HeardLine* speaking = nullptr;
  const HeardLine* hearing = nullptr;
};

class PersonActor {
 public:
  PersonActor(const ShotContext& context, const std::string& id) : c_(context), id_(id) {
    const auto cast = c_.request.cast.find(id);
    if (cast != c_.request.cast.end() && std::isfinite(cast->second.temper)) temper_ = std::clamp(cast->second.temper, 0.f, 1.f);
    const auto m = c_.measures.find(id);
    if (m != c_.measures.end()) measures_ = m->second;
    for (const auto& person : c_.request.staging->people)
      if (person.id == id) track_ = &person;
    seed_ = mix(c_.request.seed, seed_of(c_.request.shot->id), seed_of(id));
    person_seed_ = mix(c_.request.seed, seed_of(id));
  }

  std::vector<ActedDrawing> run() {
    for (int k = -kBefore; k < c_.drawings; ++k) raw_.push_back(look(k));
    slow_gaze();
    if (const auto track = c_.moods.find(id_); track != c_.moods.end()) carry(track->second);
    plan_strokes();
    plan_standing();
    std::vector<ActedDrawing> out(static_cast<std::size_t>(c_.drawings));
    std::vector<float> turn(out.size(), 0.f);
    darts_ = eye_darts(seed_, c_.drawings, kDrawingsPerSecond, 0.055);
    for (int k = 0; k < c_.drawings; ++k) {
      auto& d = out[static_cast<std::size_t>(k)];
      d.state = raw(k).state;
      if (!d.state.present) continue;
      body(k, d);
      head(k, d);
      arms(k, d);
      face(k, d);
      turn[static_cast<std::size_t>(k)] = std::abs(smooth_yaw(k) - smooth_yaw(k - 1));
    }
    const double nervous = c_.drawings > 0 ? std::clamp(raw(0).state.mood.tension, 0.0, 1.0) : 0;
    const auto lids = blinks(seed_, turn, kDrawingsPerSecond, 14.5 + 2.5 * temper_ + 1.5 * nervous + carriage(0).blinks);
    for (std::size_t k = 0; k < out.size(); ++k) out[k].pose.face.lids = std::max(out[k].pose.face.lids, lids[k]);
    return out;
  }

 private:
  const Raw& raw(int k) const { return raw_[static_cast<std::size_t>(std::clamp(k, -kBefore, c_.drawings - 1) + kBefore)]; }
  static double local(int k) { return static_cast<double>(k) / kDrawingsPerSecond; }
  double time_of(int k) const { return std::max(0.0, c_.start + local(k)) + kJustAfter; }

  Raw look(int k) const {
    Raw r;
    const double t = time_of(k);
    r.state = staging::person_at(*c_.request.staging, id_, Seconds(t), c_.measures);
    const auto& s = r.state;
    const float up = measures_.eye_height + (measures_.seated_eye_height + s.seat_height - 0.45f - measures_.eye_height) * s.seated;
    const Vec3 to = s.gaze - (s.position + Vec3(0, up, 0));
    const float level = std::hypot(to.x, to.z);
    if (level > 0.02f && std::isfinite(level) && std::isfinite(to.y)) {
      r.gaze_yaw = wrap(yaw_of(to) - s.yaw);
      r.gaze_pitch = std::atan2(to.y, level);
    }
    const double u = local(k) + kJustAfter;
    for (const auto& l : c_.lines) {
      const double length = (l.line->end - l.line->start).value;
      if (u < l.offset - 0.1 || u > l.offset + length + 0.25) continue;
      if (l.line->who == id_) { if (!l.line->off_screen) r.speaking = &l; }
      else if (s.gaze_at == l.line->who || l.line->to_whom == id_) r.hearing = &l;
    }
    return r;
  }

  // Who looks round at what is behind them does not turn the head in one drawing.
  void slow_gaze() {
    constexpr float kFastest = 0.8f;  // radians a drawing
    for (std::size_t k = 1; k < raw_.size(); ++k) {
      const Raw& last = raw_[k - 1];
      Raw& now = raw_[k];
      if (!last.state.present) continue;
      const float looked = last.state.yaw + last.gaze_yaw, on = wrap(now.state.yaw + now.gaze_yaw - looked);
      if (std::abs(on) > kFastest) now.gaze_yaw = wrap(looked + std::copysign(kFastest, on) - now.state.yaw);
    }
  }

  // The head follows the eyes by about two drawings.
  float smooth_yaw(int k) const { return lagged(k, [](const Raw& r) { return r.gaze_yaw; }); }
  float smooth_pitch(int k) const { return lagged(k, [](const Raw& r) { return r.gaze_pitch; }); }
  template <class F>
  float lagged(int k, const F& value) const {
    static constexpr float kWeights[] = {0.34f, 0.30f, 0.21f, 0.15f};
    const float now = value(raw(k));
    float sum = 0, all = 0;
    for (int i = 0; i < 4; ++i) {
      const Raw& r = raw(k - i);
      if (!r.state.present) break;
      sum += kWeights[i] * wrap(value(r) - now);
      all += kWeights[i];
    }
    return all > 0 ? now + sum / all : now;
  }

  // How the mood is carried, drawing by drawing.
  void carry(const MoodTrack& track) {
    for (int k = -kBefore; k < c_.drawings; ++k) carriage_.push_back(carriage_of(mood_on(track, time_of(k))));
  }
  const Carriage& carriage(int k) const {
    static const Carriage even = carriage_of({});
    return carriage_.empty() ? even : carriage_[static_cast<std::size_t>(std::clamp(k, -kBefore, c_.drawings - 1) + kBefore)];
  }
  // -1 cannot be borne .. 1 dear: who is looked at.
  double liking(const std::string& whom) const {
    const auto me = c_.request.behaviour.find(id_);
    if (me == c_.request.behaviour.end()) return 0;
    const auto at = me->second.towards.find(whom);
    return at == me->second.towards.end() ? 0 : at->second.liking;
  }

  // Feeling now: the mood, and while speaking the direction of the line; both eased over a third of a second.
  Direction feeling(int k) const {
    Direction d;
    d.pitch = 0;
    const int count = 4;
    d.gesture = 0;
    for (int i = 0; i < count; ++i) {
      const Raw& r = raw(k - i);
      const Direction one = r.speaking ? r.speaking->direction : direct("", r.state.mood);
      d.smile += one.smile / count;
      d.brow += one.brow / count;
      d.worry += one.worry / count;
      d.lids += one.lids / count;
      d.lean += one.lean / count;
      d.slump += one.slump / count;
      d.gesture += one.gesture / count;
      d.jaw += one.jaw / count;
    }
    return d;
  }

  void body(int k, ActedDrawing& d) const {
    const auto& s = d.state;
    auto& p = d.pose;
    const double t = local(k);
    const Direction f = feeling(k);
    p.position = s.position;
    p.yaw = hips_[static_cast<std::size_t>(k)];
    p.seated = s.seated;
    p.seat_height = s.seat_height;
    p.walk = s.walk;
    p.walk_phase = s.walk_phase;
    p.stride = stride(s);
    const double arousal = std::clamp(s.mood.arousal, -1.0, 1.0), still = 1 - std::clamp(static_cast<double>(s.walk), 0.0, 1.0);
    const double rate = 0.25 * (1 + 0.35 * arousal);
    p.breath = static_cast<float>(std::sin(2 * 3.14159265 * (rate * t + Random(seed_).unit())));
    const Carriage& c = carriage(k);
    p.slump = clampf(0.06 + 0.75 * f.slump + 0.08 * s.seated + c.slump, 0, 0.85);
    p.lean = clampf(0.18 * f.lean + c.lean * (1 - 0.5 * s.seated) + 0.02 * smooth_noise(seed_ + 1, t, 0.35) * still - 0.05 * s.seated * (1 - f.lean), -0.3, 0.5);
    p.twist = clampf(wrap(s.yaw - p.yaw), -0.9, 0.9) + static_cast<float>(0.035 * smooth_noise(seed_ + 2, t, 0.3) * still);
    // Getting up and sitting down goes through a bow; the puppet bows a little by itself.
    if (s.seated > 0.001f && s.seated < 0.999f) p.lean += 0.22f * 4 * s.seated * (1 - s.seated);
    p.lean += 0.07f * s.walk;
    stand(k, p);
    if (raw(k).hearing) p.lean += 0.05f;
  }

  float stride(const staging::PersonState& s) const { return s.walk > 0 ? puppets::steps_of(measures_, s.walked + s.to_go).stride : 0.f; }

  void stand(int k, puppets::Pose& p) const {
    const Carriage& c = carriage(k);
    const double tension = std::clamp(raw(k).state.mood.tension, 0.0, 1.0);
    p.bearing.shoulders = clampf(c.shoulders + 0.3 * tension, -1, 1);
    p.bearing.chest = clampf(c.chest, -1, 1);
    p.bearing.weight = clampf((1 - stepping_[static_cast<std::size_t>(k)]) * c.weight * leg_at(shifts_, local(k), first_leg_) + 0.06 * smooth_noise(seed_ + 6, local(k), 0.3), -1, 1);
    p.bearing.bounce = clampf(c.bounce, 0, 1);
    p.bearing.heavy = clampf(c.heavy, 0, 1);
    p.feet = feet_[static_cast<std::size_t>(k)];
  }

  // Somebody settles on the other leg while others speak, in silences, and between their own gestures.
  void plan_standing() {
    constexpr double kBack = 40, kOn = 10, kPiece = 4.5;  // seconds
    const double end = local(c_.drawings) + kOn;
    first_leg_ = mix(person_seed_, seed_of("leg")) & 1 ? 1 : -1;
    std::vector<ShiftChance> chances;
    // Pieces of time counted from an instant of the scene, so that every shot counts the same.
    const auto chance = [&](double from, int first, double to, const std::string& name, bool own) {
      for (int n = first; n < 60 && (n == 0 || from + kPiece * n < to); ++n) {
        Random random(mix(person_seed_, seed_of("shift"), seed_of(name), n));
        const double at = from + kPiece * n + random.range(0.3, kPiece - 1);
        const Carriage& c = carriage(static_cast<int>(std::lround(at * kDrawingsPerSecond)));
        if (at > -kBack && at < end && !busy(at - 0.2, at + settling_time(c.shift) + 0.2, own)) chances.push_back({at, random.next(), c.shift});
      }
    };
    std::optional<double> silent_from;
    std::string last = c_.request.shot->id;
    for (const auto& l : c_.request.staging->lines) {
      const double from = l.start.value - c_.start, to = l.end.value - c_.start;
      if (from > -kBack && from < end + kBack) {
        if (!silent_from) chance(from - 1.5, -12, from - kPiece - 1.5, "before " + l.id, false);
        else if (from - *silent_from > kPiece) chance(*silent_from, 0, from - kPiece, "after " + last, false);
        const bool heard = std::any_of(c_.lines.begin(), c_.lines.end(), [&](const HeardLine& h) { return h.line == &l; });
        if (l.who != id_ || heard) chance(from, 0, to, l.id, l.who == id_);
      }
      silent_from = std::max(silent_from.value_or(to), to), last = l.id;
    }
    chance(silent_from.value_or(-kBack), 0, end, "after " + last, false);
    shifts_ = weight_shifts(std::move(chances));
    place_feet();
  }

  // In a gesture, on the way, or doing something: not the moment to settle.
  bool busy(double from, double to, bool speaks) const {
    for (const auto& person : c_.request.staging->people)
      if (person.id == id_)
        for (const auto& m : person.moves)
          if (m.kind != MoveKind::kHold && m.kind != MoveKind::kNod && m.kind != MoveKind::kShake && m.start.value - c_.start < to && m.end.value - c_.start > from) return true;
    for (std::size_t i = 0; i < c_.lines.size(); ++i)
      for (const Stroke& s : strokes_[i])
        if (const double at = c_.lines[i].offset + s.at; at - 0.36 < to && at + 0.75 > from) return true;
    return !speaks && std::any_of(c_.lines.begin(), c_.lines.end(), [&](const HeardLine& l) { return l.line->who == id_ && l.offset < to && l.offset + 0.4 > from; });
  }

  void place_feet() {
    const double dice = Random(mix(person_seed_, seed_of("feet"))).range(-1, 1);
    const auto ahead = static_cast<float>(std::copysign(0.015 + 0.045 * std::abs(dice), dice));  // nobody stands to attention
    FeetOnFloor floor;
    for (int k = -kBefore; k < c_.drawings; ++k) {
      const auto& s = raw(k).state;
      const Carriage& c = carriage(k);
      const auto out = static_cast<float>(0.5 * c.stance), toes = static_cast<float>(c.toes), stretch = static_cast<float>(c.stretch);
      FeetOnFloor::Moment now;
      now.standing = {{{out, ahead, toes, 0}, {out, -ahead, toes, 0}}};
      now.seated = {{{out, stretch + ahead, toes, 0}, {out, stretch - ahead, toes, 0}}};
      now.seated_share = s.seated, now.walk = s.walk;
      now.phase = s.walk_phase, now.stride = stride(s), now.to_go = s.to_go;
      const double at = time_of(k);
      now.place = {s.position.x, s.position.z};
      now.facing = s.yaw, now.to_face = track_ ? facing_after_turn(*track_, at, s.yaw) : s.yaw, now.feet_facing = track_ ? feet_facing(*track_, at) : s.yaw;
      if (!s.present) floor = {};
      const auto& feet = s.present ? floor.next(now) : now.standing;
      if (k < 0) continue;
      feet_.push_back(feet);
      hips_.push_back(s.present ? floor.yaw() : s.yaw);
      stepping_.push_back(floor.stepping());
    }
  }

  void head(int k, ActedDrawing& d) {
    auto& p = d.pose;
    const Raw& r = raw(k);
    const double t = local(k);
    const float yaw = smooth_yaw(k), pitch = smooth_pitch(k);
    const float twist = std::copysign(std::min(0.5f, std::max(0.f, std::abs(yaw) - 0.45f) * 0.4f), yaw);
    p.twist += twist;
    const float rest_yaw = yaw - twist;
    p.head_yaw = std::clamp(kHeadShare * rest_yaw, -1.1f, 1.1f);
    // The neck undoes most of the back's bending, as ours does to keep the eyes level.
    const float torso = p.lean + 1.1f * p.seated * (1 - p.seated) + 0.39f * p.slump;
    p.head_pitch = std::clamp(0.6f * pitch + 0.8f * torso + static_cast<float>(carriage(k).chin), -0.75f, 0.6f);
    // The eyes take what is left to the target as it is now, so they arrive before the head does.
    const float want_yaw = wrap(r.gaze_yaw - twist - p.head_yaw), want_pitch = r.gaze_pitch - (p.head_pitch - torso);
    const float eye_yaw = std::clamp(want_yaw, -kEyeYaw, kEyeYaw), eye_pitch = std::clamp(want_pitch, -kEyePitch, kEyePitch);
    p.head_yaw = std::clamp(p.head_yaw + 0.5f * (want_yaw - eye_yaw), -1.2f, 1.2f);
    const EyeDart dart = darts_[static_cast<std::size_t>(k)];
    EyeDart away = aversion(k);
    if (!r.speaking && !carriage_.empty()) away = avoidance(k);
    p.face.gaze_yaw = std::clamp(eye_yaw + dart.yaw + away.yaw, -kEyeYaw, kEyeYaw);
    p.face.gaze_pitch = std::clamp(eye_pitch + dart.pitch + away.pitch, -kEyePitch, kEyePitch);
    p.head_yaw += 0.25f * away.yaw;
    p.head_pitch += 0.3f * away.pitch;
    // Heads are never quite still.
    p.head_yaw += static_cast<float>(0.022 * smooth_noise(seed_ + 3, t, 0.6));
    p.head_pitch += static_cast<float>(0.016 * smooth_noise(seed_ + 4, t, 0.7));
    p.head_roll = static_cast<float>(0.03 * smooth_noise(seed_ + 5, t, 0.25));
    p.head_pitch -= 0.12f * (p.slump - static_cast<float>(carriage(k).slump));
    accents(k, d);
    interrupted(k, d);
    acts(d);
    answer(k, d);
  }

  // Speakers look away for a moment while they think what to say, mostly as a line begins.
  EyeDart aversion(int k) const {
    const Raw& r = raw(k);
    if (!r.speaking) return {};
    Random random(mix(person_seed_, seed_of(r.speaking->line->id), std::uint64_t{5}));
    const double dice = random.unit(), side = random.unit() < 0.5 ? -1 : 1, down = random.range(-0.16, 0.05), length = random.range(0.4, 0.9);
    if (dice > 0.45 * (1 + carriage(k).averts)) return {};
    const double u = local(k) - r.speaking->offset;
    const float e = smooth_step((u + 0.05) / 0.17) * (1 - smooth_step((u - length) / 0.25));
    return {static_cast<float>(0.24 * side) * e, static_cast<float>(down) * e};
  }

  // Who is low, afraid or cannot bear whom they see looks away while listening, down for shame, aside for dislike.
  EyeDart avoidance(int k) const {
    const Raw& r = raw(k);
    const double dislike = std::max(0.0, -liking(r.state.gaze_at)), will = std::clamp(0.5 * std::max(0.0, carriage(k).averts) + 0.5 * dislike, 0.0, 0.7);
    if (r.state.gaze_at.empty() || r.state.gaze_at == "point" || will < 0.05) return {};
    constexpr double kEvery = 2.6;  // seconds
    const double u = local(k) + 60;
    const auto turn = static_cast<std::uint64_t>(u / kEvery);
    Random random(mix(seed_, turn, std::uint64_t{9}));
    const double dice = random.unit(), side = random.unit() < 0.5 ? -1 : 1, begin = random.range(0.2, 0.9), length = random.range(0.6, 1.2);
    if (dice > will) return {};
    const double x = u - kEvery * static_cast<double>(turn) - begin;
    const float e = smooth_step(x / 0.17) * (1 - smooth_step((x - length) / 0.25));
    return {static_cast<float>((0.16 + 0.12 * dislike) * side) * e, static_cast<float>(dislike > 0.3 ? -0.02 : -0.15) * e};
  }

  // Stressed words show in the head and the brows.
  void accents(int k, ActedDrawing& d) const {
    for (const auto& l : c_.lines) {
      if (l.line->who != id_ || l.line->off_screen) continue;
      const double u = local(k) - l.offset;
      const float will = 0.5f + 0.7f * temper_;
      for (const Stress& s : l.stresses) {
        if (s.at < u - 0.6 || s.at > u + 0.6) continue;
        const float e = accent_envelope(u - s.at, 0.14, 0.30) * s.strength * will;
        d.pose.head_pitch -= 0.085f * e * (s.strength > 0.7f ? 1.f : 0.5f);
        if (s.strength > 0.7f) d.pose.face.brow_raise += 0.22f * e;
        d.pose.lean += 0.012f * e;
      }
    }
  }

  // Cut short: the head goes back, the brows go up, for a moment; then the eyes are on who did it.
  void interrupted(int k, ActedDrawing& d) const {
    for (const auto& l : c_.lines) {
      if (l.line->who != id_ || l.line->off_screen || l.cut <= 0) continue;
      const double u = local(k) - l.offset - l.cut;
      const float e = accent_envelope(u - 0.2, 0.22, 0.7) * (0.7f + 0.5f * temper_);
      d.pose.lean -= 0.045f * e;
      d.pose.head_pitch += 0.05f * e;
      d.pose.face.brow_raise += 0.30f * e;
    }
  }

  void acts(ActedDrawing& d) const {
    const auto& s = d.state;
    if (!s.act) return;
    const double x = s.act_phase, seconds = std::max(0.4, (s.act->end - s.act->start).value), t = x * seconds;
    const double window = std::sin(3.14159265 * std::clamp(x, 0.0, 1.0));
    if (s.act->kind == MoveKind::kNod) d.pose.head_pitch -= static_cast<float>(0.26 * window * std::max(0.0, std::sin(2 * 3.14159265 * 2.0 * t)));
    if (s.act->kind == MoveKind::kShake) d.pose.head_yaw += static_cast<float>(0.36 * window * std::sin(2 * 3.14159265 * 1.9 * t));
  }

  // Listening: the head a little on one side, small nods at the ends of phrases, brows up at a question.
  void answer(int k, ActedDrawing& d) const {
    const HeardLine* l = raw(k).hearing;
    if (!l || raw(k).speaking) return;
    Random random(mix(person_seed_, seed_of(l->line->id), std::uint64_t{7}));
    const double side = random.unit() < 0.5 ? -1 : 1, tilt = random.range(0.03, 0.09);
    const double u = local(k) - l->offset;
    const double in = smooth_step((u - 0.3) / 0.6) * (1 - smooth_step((u - (l->line->end - l->line->start).value) / 0.4));
    d.pose.head_roll += static_cast<float>(side * tilt * in);
    for (double end : l->phrase_ends) {
      const bool nods = random.unit() < 0.35 + 0.35 * temper_;
      if (nods) d.pose.head_pitch -= 0.075f * accent_envelope(u - end - 0.25, 0.2, 0.35);
    }
    if (l->line->text.find('?') != std::string::npos) d.pose.face.brow_raise += static_cast<float>(0.25 * in);
  }

  void plan_strokes() {
    for (const auto& l : c_.lines) {
      if (l.line->who != id_ || l.line->off_screen || !l.take) { strokes_.emplace_back(); continue; }
      const auto s = staging::person_at(*c_.request.staging, id_, l.line->start + Seconds(kJustAfter), c_.measures);
      const bool left = s.holds[0].empty(), right = s.holds[1].empty();
      if (!left && !right) { strokes_.emplace_back(); continue; }
      Direction direction = l.direction;
      direction.gesture = std::clamp(direction.gesture * carriage(static_cast<int>(std::lround(l.offset * kDrawingsPerSecond))).gesture, 0.0, 2.0);
      strokes_.push_back(strokes_of(*l.take, temper_, direction, left && right ? 2 : left ? 0 : 1, mix(person_seed_, seed_of(l.line->id))));
      if (l.cut > 0) std::erase_if(strokes_.back(), [&](const Stroke& stroke) { return stroke.at > l.cut; });
    }
  }

  void arms(int k, ActedDrawing& d) const {
    const auto& s = d.state;
    const double t = local(k), tension = std::clamp(s.mood.tension, 0.0, 1.0);
    for (int h = 0; h < 2; ++h) {
      auto& arm = d.pose.arms[static_cast<std::size_t>(h)];
      const auto n = [&](std::uint64_t what, double hz) { return smooth_noise(seed_ + 20 + what + static_cast<std::uint64_t>(h) * 7, t, hz); };
      const double sit = s.seated;
      const Carriage& c = carriage(k);
      // Seated with nothing to do the hands lie in the lap: the puppet knows where that is when raise and spread are 0.
      const double held = c.near * (1 - 0.6 * s.walk) * (h == 0 ? 1.0 : 0.92);
      arm.raise = clampf((0.03 + 0.08 * tension + 0.12 * held + 0.015 * n(0, 0.4)) * (1 - sit), 0, 1);
      arm.spread = clampf((0.05 * (1 - 0.5 * tension) + 0.16 * c.open - 0.10 * held + 0.015 * n(1, 0.3)) * (1 - sit), -0.2, 1);
      arm.bend = clampf((0.16 + 0.20 * tension + 0.76 * held + 0.06 * c.open) * (1 - sit) + 0.4 * sit + 0.02 * n(2, 0.35), 0, 1);
      arm.grip = clampf(std::max(0.25 + 0.5 * tension, c.grip), 0, 1);
      if (!s.holds[h].empty()) {
        arm.raise = clampf(0.42 + 0.02 * n(3, 0.4) - 0.1 * s.walk, 0, 1);
        arm.spread = 0.06f;
        arm.bend = 0.72f;
        arm.grip = 1;
      }
    }
    for (std::size_t i = 0; i < c_.lines.size(); ++i)
      for (const Stroke& stroke : strokes_[i]) {
        const double since = t - c_.lines[i].offset - stroke.at;
        const float e = stroke_envelope(since);
        if (e <= 0) continue;
        // The stroke itself: a small drop of the raised hand on the accent.
        const float beat = since > -0.08 && since < 0.2 ? -0.10f * accent_envelope(since - 0.06, 0.12, 0.14) : 0.f;
        for (int h = 0; h < 2; ++h) {
          if (stroke.shape != GestureShape::kBothHands && h != stroke.hand) continue;
          if (!s.holds[h].empty()) continue;
          gesture(d.pose.arms[static_cast<std::size_t>(h)], stroke, e, beat);
        }
      }
    if (s.act && s.act->kind == MoveKind::kGesture && s.act->object != "embrace" && (s.act->object.empty() || s.holds[s.act->hand == 0 ? 0 : 1] != s.act->object)) {
      const double x = s.act_phase;
      const float e = smooth_step(x / 0.3) * (1 - smooth_step((x - 0.6) / 0.4));
      const int h = s.act->hand == 0 ? 0 : 1;
      if (s.holds[h].empty()) gesture(d.pose.arms[static_cast<std::size_t>(h)], {0, h, 1.f, GestureShape::kOpenHand}, e, 0);
    }
  }

  static void gesture(puppets::Pose::Arm& arm, const Stroke& stroke, float e, float beat) {
    struct Shape { float raise, spread, bend, grip; };
    const Shape shape = stroke.shape == GestureShape::kChop ? Shape{0.66f, 0.10f, 0.70f, 0.55f}
                        : stroke.shape == GestureShape::kHandToChest ? Shape{0.72f, -0.08f, 0.95f, 0.15f}
                        : stroke.shape == GestureShape::kBothHands ? Shape{0.52f, 0.36f, 0.62f, 0.05f}
                                                                   : Shape{0.55f, 0.34f, 0.60f, 0.05f};
    const float w = e * (0.55f + 0.45f * stroke.size);
    arm.raise = std::clamp(arm.raise + w * (shape.raise + beat - arm.raise), 0.f, 1.f);
    arm.spread += w * (shape.spread - arm.spread);
    arm.bend = std::clamp(arm.bend + w * (shape.bend - arm.bend), 0.f, 1.f);
    arm.grip += w * (shape.grip - arm.grip);
  }

  void face(int k, ActedDrawing& d) const {
    auto& face = d.pose.face;
    const Direction f = feeling(k);
    const double t = local(k);
    face.smile = clampf(f.smile + 0.03 * smooth_noise(seed_ + 31, t, 0.4), -1, 1);
    face.brow_raise = clampf(face.brow_raise + f.brow + 0.05 * smooth_noise(seed_ + 32, t, 0.5), -1, 1);
    face.brow_worry = clampf(f.worry + 0.04 * smooth_noise(seed_ + 33, t, 0.4), -1, 1);
    // Lids go with the eyes when one looks down.
    face.lids = clampf(0.14 + 0.55 * f.lids + 0.15 * std::max(0.f, -face.gaze_pitch) - 0.12 * std::max(0.f, face.brow_raise), 0.0, 0.75);
    for (const auto& l : c_.lines) {
      if (l.line->who != id_ || l.line->off_screen || l.mouths.empty()) continue;
      const Mouth& m = l.mouths[static_cast<std::size_t>(k)];
      if (m.viseme == puppets::Viseme::kRest && !m.speaking) continue;
      face.viseme = m.viseme;
      face.open = m.open;
      break;
    }
  }

  const ShotContext& c_;
  const std::string& id_;
  float temper_ = 0.5f;
  puppets::Measures measures_;
  std::uint64_t seed_ = 0, person_seed_ = 0;
  std::vector<Raw> raw_;
  std::vector<EyeDart> darts_;
  std::vector<std::vector<Stroke>> strokes_;  // per line of the context
  std::vector<Carriage> carriage_;            // per drawing as raw_; none: an even mood
  std::vector<WeightShift> shifts_;           // seconds of the shot
  double first_leg_ = 1;
  const staging::PersonTrack* track_ = nullptr;
  std::vector<FeetOnFloor::Feet> feet_;       // per drawing
  std::vector<float> hips_, stepping_;        // per drawing: radians; 0 .. 1 stepping on the spot
};

}  // namespace

float smooth_step(double x) {
  const double s = std::clamp(x, 0.0, 1.0);
  return static_cast<float>(s * s * s * (s * (6 * s - 15) + 10));
}

float wrap(float angle) { return std::isfinite(angle) ? std::remainder(angle, 2 * kPi) : 0.f; }

std::vector<ActedDrawing> act_person(const ShotContext& context, const std::string& id) {
  if (const auto m = context.measures.find(id); m != context.measures.end() && !m->second.species.empty()) return act_animal(context, id);
  return PersonActor(context, id).run();
}

}  // namespace auteur::acting
