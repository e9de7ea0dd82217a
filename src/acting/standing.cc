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
constexpr int kStepDrawings = 4, kSettled = 4;
constexpr float kStepHeight = 0.06f, kWorthAStep = 0.03f;             // legs

FootPlace between(const FootPlace& a, const FootPlace& b, float e) { return {std::lerp(a.out, b.out, e), std::lerp(a.ahead, b.ahead, e), std::lerp(a.turn, b.turn, e), 0}; }
float apart(const FootPlace& a, const FootPlace& b) { return std::abs(a.out - b.out) + std::abs(a.ahead - b.ahead) + 0.2f * std::abs(a.turn - b.turn); }

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

const FeetOnFloor::Feet& FeetOnFloor::next(const Moment& now) {
  const auto share = static_cast<float>(std::clamp(now.seated_share, 0.0, 1.0));
  const bool walks = now.walk > 0 && now.stride > 0;
  if (!began_) {
    for (std::size_t u = 0; u < 2; ++u) feet_[u] = walks ? kWalking : between(now.standing[u], now.seated[u], share);
    began_ = true;
    still_ = kSettled;
  }
  for (auto& foot : feet_) foot.lift = 0;
  if (walks) {
    walk(now);
    still_ = 0, stepping_ = -1;
    return feet_;
  }
  swing_ = {};
  if (share > 0 && share < 1) {  // the feet go with the body onto the seat and off it
    for (std::size_t u = 0; u < 2; ++u) feet_[u] = between(now.standing[u], now.seated[u], share);
    still_ = 0, stepping_ = -1;
  } else {
    ++still_;
    step(share > 0 ? now.seated : now.standing, share > 0);
  }
  return feet_;
}

// A foot goes to its next place while it is in the air; the last time to where it will stand.
void FeetOnFloor::walk(const Moment& now) {
  for (std::size_t u = 0; u < 2; ++u) {
    const float at = now.phase + 0.5f * static_cast<float>(u), phase = at - std::floor(at);
    if (phase < kOnFloor) { swing_[u].on = false; continue; }
    const float into = (phase - kOnFloor) / (1 - kOnFloor), left = now.to_go / now.stride;  // cycles
    if (!swing_[u].on) swing_[u] = {true, std::abs(into - 0.5f) < 0.2f && apart(feet_[u], kWalking) > kWorthAStep ? into : std::min(into, 0.1f), feet_[u]};
    const bool last = left < 1 - phase + kOnFloor;
    const float end = std::min(1.f, into + left / (1 - kOnFloor)), begin = std::min(swing_[u].begin, end - 0.05f);
    feet_[u] = between(swing_[u].from, last ? now.standing[u] : kWalking, smooth_step((into - begin) / (end - begin)));
  }
}

// What is left to be mended is mended by small steps, one foot after the other.
void FeetOnFloor::step(const Feet& wanted, bool on_seat) {
  if (stepping_ < 0) {
    if (still_ < kSettled) return;
    const std::size_t worse = apart(feet_[1], wanted[1]) > apart(feet_[0], wanted[0]);
    if (apart(feet_[worse], wanted[worse]) < kWorthAStep) return;
    stepping_ = static_cast<int>(worse), of_step_ = 0, from_ = feet_[worse], to_ = wanted[worse];
  }
  auto& foot = feet_[static_cast<std::size_t>(stepping_)];
  const float x = static_cast<float>(++of_step_) / (kStepDrawings + 1);
  if (of_step_ > kStepDrawings) {
    foot = to_;
    stepping_ = -1;
    still_ = kSettled - 2;
    return;
  }
  foot = between(from_, to_, smooth_step(static_cast<double>(x)));
  foot.lift = (on_seat ? 0.3f : 1.f) * kStepHeight * std::sin(kPi * x);
}

}  // namespace auteur::acting
