#include "footing.h"

#include <glm/gtc/matrix_transform.hpp>

namespace auteur::puppets {

float sane(float x, float low, float high) { return std::isfinite(x) ? std::clamp(x, low, high) : 0.5f * (low + high); }
Vec3 sane(Vec3 v) {
  for (int i = 0; i < 3; ++i) v[i] = sane(v[i], -1e4f, 1e4f);
  return v;
}
Mat3 about(float angle, Vec3 axis) { return Mat3(glm::rotate(Mat4(1.f), angle, axis)); }

namespace {

const Vec3 kX{1, 0, 0}, kY{0, 1, 0}, kZ{0, 0, 1};
constexpr float kStance = 2 * kStandingPhase;  // of a cycle: how long a foot is on the floor
constexpr float kToesOut = 0.14f, kWalkingToesOut = 0.05f;

struct Foot { Vec3 sole{0.f}; float pitch = 0, lift = 0; };  // sole: under the ankle when flat; pitch > 0: toes up

// One foot of the stride. In stance the sole moves back as fast as the body goes forward, so that it stands still on the
// floor; heel first, then flat, then off the toes.
Foot stride(float phase, float length, float strength, float height, float bounce, float heavy) {
  Foot f;
  const float toes_up = 0.33f * strength * (1 - 0.5f * heavy), toes_down = -0.62f * strength * (1 - 0.55f * heavy + 0.2f * bounce);
  const auto off = [&](float at) { return toes_down * step01(kStance - (0.20f + 0.10f * bounce), kStance + 0.04f, at); };
  if (phase < kStance) {
    f.sole.z = length * (0.5f * kStance - phase);
    f.pitch = phase < 0.09f ? toes_up * (1 - step01(0.f, 0.09f, phase)) : off(phase);
  } else {
    const float u = (phase - kStance) / (1 - kStance), e = u * u * (3 - 2 * u);
    f.sole.z = length * mix1(-0.5f * kStance, 0.5f * kStance, e);
    f.lift = std::max(0.f, height * quick_sin(kPi * std::pow(u, 0.8f)) * strength);
    f.pitch = mix1(off(kStance), toes_up, step01(0.f, 0.95f, u)) + toes_down * gauss((u - 0.06f) / 0.18f) * 0.15f;
  }
  return f;
}

// Places a shoe so that its lowest point is `lift` above the floor, pivoting on heel or toe.
Mat4 stand(const Figure& figure, const Foot& foot, float toe_out) {
  const float c = std::cos(foot.pitch), s = std::sin(foot.pitch);
  float heel = 0, toe = 0, low = 1e9f;
  for (const Vec2 q : figure.sole) {
    if (q.y < 0.01f) heel = std::min(heel, q.x), toe = std::max(toe, q.x);
    low = std::min(low, q.y * c + q.x * s);
  }
  const float pivot = (foot.pitch > 0 ? heel : toe) * 0.86f;
  const Mat3 turn = about(toe_out, kY) * about(-foot.pitch, kX);
  const Vec3 at = foot.sole + about(toe_out, kY) * Vec3(0, 0, pivot) - turn * Vec3(0, 0, pivot);
  return placed(turn, Vec3(0.f), {at.x, foot.lift - low, at.z});
}

// A seat: how high the hips are on it, where the feet come down before it, how far they hang above the floor.
struct Seat { float hip_y = 0, ahead = 0, farthest = 0, hangs = 0, shin = 1; };
Seat seat_of(const Plan& p, float seat_height) {
  Seat s;
  s.hip_y = std::max(sane(seat_height, 0.f, 2.f) + 0.85f * p.seat_r, 0.6f * p.seat_r);
  // Grown-ups' thighs lie along the seat; children perch, with their thighs pointing down, to reach the floor at all.
  const float drop = s.hip_y - p.ankle_y, most = 1.54f - 0.06f * p.head.child;
  const float slope = std::asin(std::clamp((drop - p.shin) / p.thigh, -0.45f, mix1(0.42f, 0.80f, p.head.child)));
  float shin = drop - p.thigh * std::sin(slope);
  if (shin > p.shin) s.shin = std::min(shin / p.shin, most);
  shin = std::min(shin, p.shin * s.shin);
  s.hangs = std::max(0.f, drop - p.thigh * std::sin(slope) - shin);  // too high a seat: the feet hang
  s.ahead = p.thigh * std::cos(slope) + std::sqrt(std::max(0.f, p.shin * s.shin * p.shin * s.shin - shin * shin));
  const float leg = 0.985f * (p.thigh + p.shin * s.shin), down = drop - s.hangs;
  s.farthest = std::max(s.ahead, std::sqrt(std::max(0.f, leg * leg - down * down)));
  return s;
}

Foot seated_foot(const Figure& figure, const Seat& seat, const FootPlace& place, float sign, float leg) {
  const Plan& p = figure.plan;
  Foot f;
  const float wide = 1.15f + 0.35f * (1 - p.head.feminine), ahead = place.ahead * leg * (seat.hangs > 0 ? 0.4f : 1.f);
  f.sole = {sign * std::max(p.hip_half * wide + place.out * leg, std::min(p.hip_half, 0.047f * p.unit)), 0, std::min(seat.ahead + ahead, seat.farthest)};
  float toe = 0.05f * p.unit;
  for (const Vec2 q : figure.sole)
    if (q.y < 0.01f) toe = std::max(toe, 0.9f * q.x);
  // Too high a seat: the toes point down to the floor. Under the seat a foot stands on its toes, before it on its heel.
  const float down = std::min(0.6f, std::asin(std::min(1.f, seat.hangs / toe)));
  f.pitch = seat.hangs > 0 ? -down : ahead < 0 ? std::max(-0.55f, 2.6f * ahead / leg) : std::min(0.45f, 1.6f * std::max(0.f, ahead / leg - 0.05f));
  f.lift = std::max(0.f, seat.hangs - toe * std::sin(down));
  return f;
}

}  // namespace

Footing footing_of(const Figure& figure, const Pose& in, const Follow& follow) {
  const Plan& p = figure.plan;
  const float k = p.unit, leg = p.thigh + p.shin;
  Footing out;
  out.seated = sane(in.seated, 0, 1);
  out.walk = sane(in.walk, 0, 1) * (1 - out.seated);
  out.phase = std::isfinite(in.walk_phase) ? in.walk_phase - std::floor(in.walk_phase) : 0.f;
  const float seated = out.seated, walk = out.walk, phase = out.phase, still = (1 - walk) * (1 - seated);
  const bool planted = std::isfinite(in.stride) && in.stride > 0 && walk > 0;
  const float own = planted ? 0.f : walk;  // the stride's own way of putting the feet, where nobody says where
  const float length = planted ? std::min(in.stride, 2.f) * (1 - seated) : stride_of({.hip_height = p.hip_y}) * walk;
  const float bounce = sane(in.bearing.bounce, 0, 1) * walk, heavy = sane(in.bearing.heavy, 0, 1) * walk;
  const Seat seat = seat_of(p, in.seat_height);
  out.shin = mix1(1.f, seat.shin, seated);

  std::array<Foot, 2> feet;
  float lifted = 0;  // the right foot more than the left: the weight goes to the left
  for (int i = 0; i < 2; ++i) {
    const auto u = static_cast<std::size_t>(i);
    const float sign = i == 0 ? 1.f : -1.f, at = phase + 0.5f * static_cast<float>(i);
    const FootPlace place{sane(in.feet[u].out, -0.15f, 0.5f), sane(in.feet[u].ahead, -0.4f, 0.4f), sane(in.feet[u].turn, -0.6f, 0.8f), sane(in.feet[u].lift, 0.f, 0.3f)};
    out.around[u] = sane(in.feet[u].around, -1.6f, 1.6f) * (1 - own) * (1 - seated);
    Foot& f = feet[u];
    f = stride(at - std::floor(at), length, walk, 0.075f * k * (1 + 0.3f * bounce - 0.5f * heavy), bounce, heavy);
    f.sole.x = sign * std::max(p.hip_half * mix1(1.f, 0.72f, own) + place.out * leg * (1 - own), std::min(p.hip_half * 0.72f, 0.047f * k));
    f.sole.z += place.ahead * leg * (1 - own);
    f.sole = about(out.around[u], kY) * f.sole + Vec3(sane(in.feet[u].aside, -1, 1), 0, sane(in.feet[u].along, -1, 1)) * (1 - own);
    f.lift += place.lift * leg * (1 - walk);
    f.pitch -= std::min(0.35f, 6 * place.lift) * (1 - walk);
    lifted += -sign * place.lift * (1 - walk);
    if (seated > 0) {
      const Foot sits = seated_foot(figure, seat, place, sign, leg);
      f.sole = glm::mix(f.sole, sits.sole, seated);
      f.pitch = mix1(f.pitch, sits.pitch, seated);
      f.lift = mix1(f.lift, sits.lift, seated);
    }
    out.turn[u] = place.turn * (1 - own);
    out.knee_out[u] = place.out * seated;
    out.shoe[u] = stand(figure, f, out.around[u] + sign * (mix1(kToesOut, kWalkingToesOut, own) + out.turn[u]));
    out.ankle[u] = Vec3(out.shoe[u] * Vec4(0, p.ankle_y, 0, 1));
  }

  // The pelvis: over the feet, and more over the one that carries; as high as the legs allow; on the seat when seated.
  const float carried = std::clamp(sane(in.bearing.weight, -1, 1) + 9 * lifted, -1.f, 1.f) * still;
  out.tilt = 0.19f * carried;
  out.pelvis_turn = about(0.12f * walk * std::cos(2 * kPi * phase), -kY) * about(0.09f * carried, kY) * about(out.tilt + (0.035f + 0.05f * heavy) * walk * std::sin(2 * kPi * phase), kZ);
  const Vec3 middle = 0.5f * (feet[0].sole + feet[1].sole), carries = carried > 0 ? feet[0].sole : feet[1].sole;
  // Feet far apart: not so far over that the other leg would have to carry.
  const float most = 1.15f * p.hip_half / std::max(1e-4f, std::fabs(carries.x - middle.x));
  const Vec3 over = glm::mix(middle, carries, 0.75f * std::fabs(carried) * std::min(1.f, most)) * still;
  out.pelvis = {over.x + (0.012f + 0.026f * heavy) * k * walk * std::sin(2 * kPi * phase + 0.5f), p.hip_y, over.z};
  out.pelvis.y -= walk * k * (0.010f - 0.012f * std::cos(4 * kPi * phase + 0.9f) + bounce * (0.008f + 0.020f * std::sin(4 * kPi * phase)) + 0.012f * heavy);
  for (std::size_t u = 0; u < 2; ++u) {
    const Vec3 hip = out.pelvis_turn * (p.hip(static_cast<int>(u)) - Vec3(0, p.hip_y, 0));
    const float dx = out.pelvis.x + hip.x - out.ankle[u].x, dz = out.pelvis.z + hip.z - out.ankle[u].z;
    const float highest = out.ankle[u].y - hip.y + std::sqrt(std::max(0.f, leg * leg * 0.9995f - dx * dx - dz * dz));
    if (seated < 1) out.pelvis.y = std::min(out.pelvis.y, highest);
  }
  out.pelvis.y = mix1(out.pelvis.y, seat.hip_y, seated);

  if (follow) {
    out.pelvis_turn = follow.towards(out.pelvis_turn, follow.turn(MotionBone::kPelvis));
    out.pelvis = follow.towards(out.pelvis, Vec3(0, p.hip_y, 0) + follow.motion->hips * follow.leg);
    out.tilt *= 1 - follow.weight;
    for (std::size_t u = 0; u < 2; ++u) {
      const Mat3 turned = follow.towards(Mat3(out.shoe[u]), follow.turn(MotionBone::kFootL, u));
      out.ankle[u] = follow.towards(out.ankle[u], Vec3(0, p.ankle_y, 0) + follow.motion->feet[u] * follow.leg);
      out.shoe[u] = placed(turned, Vec3(0, p.ankle_y, 0), out.ankle[u]);
    }
  }
  return out;
}

float stride_of(const Measures& measures) { return measures.stride > 0 ? measures.stride : 1.5f * measures.hip_height; }

Steps steps_of(const Measures& measures, float metres) {
  const float way = sane(metres, 0.f, 1e4f), step = std::max(0.05f, 0.5f * stride_of(measures));
  const int count = std::max(1, static_cast<int>(std::lround(way / step)));
  return {count, std::max(0.02f, 2 * way / static_cast<float>(count))};
}

}  // namespace auteur::puppets
