#include "standing.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "performer.h"

namespace auteur::acting {
namespace {

using puppets::FootPlace;
constexpr float kOnFloor = 2 * puppets::kStandingPhase;               // of a cycle
constexpr FootPlace kWalking{-0.04f, 0, -0.09f, 0};                   // walkers put their feet in two near lines
constexpr int kStepDrawings = 4, kSettled = 4, kLeans = 2;
constexpr float kStepHeight = 0.06f, kTurnHeight = 0.045f, kWorthAStep = 0.03f;  // legs
constexpr float kHipsShare = 0.45f;                                   // of the way from the feet to the shoulders

FootPlace between(const FootPlace& a, const FootPlace& b, float e) {
  return {std::lerp(a.out, b.out, e), std::lerp(a.ahead, b.ahead, e), std::lerp(a.turn, b.turn, e), 0, std::lerp(a.around, b.around, e), std::lerp(a.aside, b.aside, e), std::lerp(a.along, b.along, e)};
}
float apart(const FootPlace& a, const FootPlace& b) {
  return std::abs(a.out - b.out) + std::abs(a.ahead - b.ahead) + 0.2f * std::abs(a.turn - b.turn) + 1.5f * std::hypot(a.aside - b.aside, a.along - b.along);
}
Vec2 turned(Vec2 v, float yaw) { return {v.x * std::cos(yaw) + v.y * std::sin(yaw), v.y * std::cos(yaw) - v.x * std::sin(yaw)}; }  // as a yaw turns (x, z)
bool on_floor(float phase) { return phase - std::floor(phase) < kOnFloor; }

}  // namespace

double settling_time(double every) { return std::clamp(0.12 * every, 0.9, 2.2); }

std::vector<WeightShift> weight_shifts(std::vector<ShiftChance> chances) {
  std::vector<ShiftChance> taken;
  std::sort(chances.begin(), chances.end(), [](const auto& a, const auto& b) { return a.dice != b.dice ? a.dice < b.dice : a.at < b.at; });
  for (const ShiftChance& c : chances)
    if (std::none_of(taken.begin(), taken.end(), [&](const auto& t) { return std::abs(t.at - c.at) < 0.6 * std::min(c.every, t.every); })) taken.push_back(c);
  std::sort(taken.begin(), taken.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  // Every shift knows its leg by its own dice; who would go where they are already, comes to stand on both.
  std::vector<WeightShift> out;
  double last = 0;
  for (const ShiftChance& c : taken) {
    const double side = mix(c.dice) & 1 ? 1 : -1;
    out.push_back({c.at, settling_time(c.every), last == side ? 0.1 * side : side});
    last = out.back().leg;
  }
  return out;
}

double leg_at(const std::vector<WeightShift>& shifts, double t, double before) {
  double leg = before;
  for (const WeightShift& s : shifts) {
    if (s.at > t) break;
    leg += (s.leg - leg) * static_cast<double>(smooth_step((t - s.at) / s.length));
  }
  return leg;
}

float feet_facing(const staging::PersonTrack& track, double t) {
  using enum staging::MoveKind;
  float facing = track.start.yaw;
  for (const staging::Move& m : track.moves) {
    if (m.end.value > t) break;
    const bool turns = m.kind == kTurn;
    if (turns || m.kind == kWalk || m.kind == kEnter || m.kind == kSit || m.kind == kStand || m.kind == kLie)
      if (!turns || std::abs(wrap(m.to.yaw - facing)) > kTurnsFeet) facing = m.to.yaw;
  }
  return facing;
}

float facing_after_turn(const staging::PersonTrack& track, double t, float now) {
  for (const staging::Move& m : track.moves)
    if (m.kind == staging::MoveKind::kTurn && m.start.value <= t && t < m.end.value) now = m.to.yaw;
  return now;
}

void FeetOnFloor::begin(const Moment& now, bool walks, float share) {
  began_ = true;
  still_ = kSettled;
  share_ = walks || share > 0 ? 1 : kHipsShare;
  yaw_ = now.facing;
  if (!walks && share <= 0) yaw_ -= (1 - kHipsShare) * wrap(now.facing - now.feet_facing);
  place_ = now.place;
  if (walks) phase_ = now.phase, to_go_ = now.to_go;
  for (std::size_t u = 0; u < 2; ++u) {
    feet_[u] = walks ? kWalking : between(now.standing[u], now.seated[u], share);
    if (!walks && share <= 0) feet_[u].around = wrap(now.feet_facing - yaw_);
  }
}

const FeetOnFloor::Feet& FeetOnFloor::next(const Moment& now) {
  const auto share = static_cast<float>(std::clamp(now.seated_share, 0.0, 1.0));
  const bool walks = now.walk > 0 && now.stride > 0;
  if (!began_) begin(now, walks, share);
  const float before = yaw_;
  turn_hips(now, walks || share > 0);
  for (auto& foot : feet_) {
    foot.lift = 0;
    if (share <= 0) keep_planted(foot, now, yaw_ - before);
  }
  keep_planted(from_, now, yaw_ - before);
  place_ = now.place;
  if (!walks) swing_ = {};
  if (walks || (share > 0 && share < 1)) {
    if (walks) walk(now);
    else  // the feet go with the body onto the seat and off it
      for (std::size_t u = 0; u < 2; ++u) {
        const FootPlace was = feet_[u];
        feet_[u] = between(now.standing[u], now.seated[u], share);
        feet_[u].around = (1 - share) * was.around, feet_[u].aside = (1 - share) * was.aside, feet_[u].along = (1 - share) * was.along;
      }
    still_ = 0;
    steps_.clear();
    stepping_share_ = 0;
  } else {
    ++still_;
    stand(now, share > 0);
  }
  phase_ = walks ? now.phase : -1, to_go_ = walks ? now.to_go : 0;
  return feet_;
}

void FeetOnFloor::turn_hips(const Moment& now, bool on_the_way) {
  share_ += std::clamp((on_the_way ? 1.f : kHipsShare) - share_, -0.2f, 0.2f);
  const float feet = mean_heading();
  yaw_ = wrap(on_the_way && share_ >= 1 ? now.facing : feet + share_ * wrap(now.facing - feet));
}

// Where a foot is against a body that goes on: `now` is the body, `place_` where it was.
void FeetOnFloor::keep_planted(FootPlace& foot, const Moment& now, float by) const {
  foot.around = wrap(foot.around - by);
  const Vec2 off = turned({foot.aside, foot.along}, -by) + turned(place_ - now.place, -yaw_) + turned({0, gone(now)}, foot.around);
  foot.aside = off.x, foot.along = off.y;
}

// A foot goes to its next place while it is in the air; the last time to where it will stand.
void FeetOnFloor::walk(const Moment& now) {
  for (std::size_t u = 0; u < 2; ++u) {
    const float at = now.phase + 0.5f * static_cast<float>(u), phase = at - std::floor(at);
    const float into = (phase - kOnFloor) / (1 - kOnFloor), left = now.to_go / now.stride;  // cycles
    if (on_floor(at)) {
      if (swing_[u].on) feet_[u] = left < 0.5f * kOnFloor - phase + 0.01f ? now.standing[u] : kWalking;
      swing_[u].on = false;
      continue;
    }
    if (!swing_[u].on) swing_[u] = {true, std::abs(into - 0.5f) < 0.2f && apart(feet_[u], kWalking) > kWorthAStep ? into : std::min(into, 0.1f), feet_[u]};
    const bool last = left < 1 - phase + kOnFloor;
    const float end = std::min(1.f, into + left / (1 - kOnFloor)), begin = std::min(swing_[u].begin, end - 0.05f);
    feet_[u] = between(swing_[u].from, last ? now.standing[u] : kWalking, smooth_step((into - begin) / (end - begin)));
  }
}

// How far the stride itself moves a planted foot back, metres.
float FeetOnFloor::gone(const Moment& now) const {
  if (now.walk > 0 && phase_ >= 0 && now.phase >= phase_) return now.stride * (now.phase - phase_);
  return to_go_ + (now.walk > 0 ? now.stride * (now.phase - puppets::kStandingPhase) : 0.f);
}

void FeetOnFloor::stand(const Moment& now, bool on_seat) {
  const Feet& wanted = on_seat ? now.seated : now.standing;
  if (steps_.empty() && (still_ >= kSettled || std::abs(wrap(now.to_face - now.facing)) > 0.01f)) plan(now, wanted, on_seat);
  if (!steps_.empty()) step(now, wanted, on_seat);
  stepping_share_ = std::clamp(stepping_share_ + (steps_.empty() ? -0.2f : 0.4f), 0.f, 1.f);
}

// A turn takes two steps and more, the wider it is; what else is left to be mended is mended one foot after the other.
void FeetOnFloor::plan(const Moment& now, const Feet& wanted, bool on_seat) {
  const auto off = [&](std::size_t u) { return std::abs(wrap(now.to_face - yaw_ - feet_[u].around)); };
  of_step_ = -kLeans;
  planned_for_ = now.to_face;
  if (!on_seat && std::max(off(0), off(1)) > kTurnsFeet) {
    const float from = mean_heading(), by = wrap(now.facing - from) + wrap(now.to_face - now.facing), wide = std::abs(by);
    const std::size_t lead = by < 0, other = 1 - lead;
    const auto step = [&](std::size_t foot, float share) { return Step{foot, from + share * by, wide < 1.15f ? 3 : 2}; };
    if (wide < 1.15f) steps_ = {step(other, 1), step(lead, 1)};
    else if (wide < 2.3f) steps_ = {step(lead, 1), step(other, 1), step(lead, 0.55f)};
    else steps_ = {step(other, 1), step(lead, 1), step(other, 0.67f), step(lead, 0.33f)};
    return;
  }
  const std::size_t worse = apart(feet_[1], wanted[1]) > apart(feet_[0], wanted[0]);
  if (apart(feet_[worse], wanted[worse]) >= kWorthAStep) steps_ = {{worse, now.to_face, kStepDrawings}};
}

void FeetOnFloor::step(const Moment& now, const Feet& wanted, bool on_seat) {
  const Step s = steps_.back();
  auto& foot = feet_[s.foot];
  if (++of_step_ <= 0) return;
  if (of_step_ == 1) from_ = foot;
  FootPlace to = wanted[s.foot];
  if (!on_seat) to.around = from_.around + wrap(s.heading - yaw_ - from_.around);
  const double x = std::min(1.0, static_cast<double>(of_step_) / (s.drawings + 1));
  foot = between(from_, to, smooth_step(x));
  if (of_step_ <= s.drawings) {
    foot.lift = (on_seat ? 0.3f * kStepHeight : s.drawings < kStepDrawings ? kTurnHeight : kStepHeight) * std::sin(kPi * static_cast<float>(x));
    return;
  }
  steps_.pop_back();
  of_step_ = 0;
  if (std::abs(wrap(now.to_face - planned_for_)) > 0.2f) steps_.clear();  // they have turned elsewhere in the meantime
  if (steps_.empty()) still_ = kSettled - 2;
}

}  // namespace auteur::acting
