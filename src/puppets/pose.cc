// From a pose to bones: the back by forward kinematics, legs and arms by analytic two-bone inverse kinematics.
#include <glm/gtc/matrix_transform.hpp>

#include "footing.h"
#include "limbs.h"

namespace auteur::puppets {
namespace {

const Vec3 kX{1, 0, 0}, kY{0, 1, 0}, kZ{0, 0, 1};

Mat3 halfway(const Mat3& a, const Mat3& b) { return glm::mat3_cast(glm::slerp(glm::quat_cast(a), glm::quat_cast(b), 0.5f)); }

// A limb's bone: rest segment a0-b0 with its hinge leaning to side0, posed as a-b leaning to side, stretched to fit.
Mat4 limb(Vec3 a0, Vec3 b0, Vec3 side0, Vec3 a, Vec3 b, Vec3 side, Mat3& turn) {
  const Mat3 rest = frame(b0 - a0, side0), now = frame(b - a, side);
  turn = now * glm::transpose(rest);
  const float stretch = glm::distance(a, b) / std::max(glm::distance(a0, b0), 1e-6f);
  const Mat3 stretched = now * Mat3(stretch, 0, 0, 0, 1, 0, 0, 0, 1) * glm::transpose(rest);
  return placed(stretched, a0, a);
}

// A hand points down when it is made, and along the arm at rest.
Mat3 hand_rest(float sign) { return about(sign * kPi / 6, kZ); }

// Half sizes of the trunk at a rest-pose height, clothes included.
Vec2 girth_at(const Plan& p, float y) {
  const Vec2 seat(p.seat_w, p.seat_d), waist(p.waist_w + 0.02f * p.belly, p.waist_d + 0.07f * p.belly), chest(p.chest_w * 0.92f, p.chest_d);
  const float middle = mix1(p.hip_y, p.shoulder_y, 0.45f);
  return y < middle ? glm::mix(seat, waist, step01(p.hip_y, middle, y)) : glm::mix(waist, chest, step01(middle, p.shoulder_y - 0.08f * p.unit, y));
}

// Pushes a point of the arm out of the trunk.
Vec3 clear_of_trunk(const Plan& p, const Mat4& bone, Vec3 at, float radius, float sign) {
  Vec3 rest(glm::inverse(bone) * Vec4(at, 1));
  if (rest.y > p.shoulder_y - 0.03f * p.unit || rest.y < p.hip_y - 0.8f * p.thigh) return at;
  const Vec2 g = girth_at(p, std::max(rest.y, p.hip_y)) + Vec2(radius);
  Vec2 e = Vec2(rest.x, rest.z) / g;
  const float l = glm::length(e);
  if (l >= 1) return at;
  if (l < 0.05f || e.x * sign < 0.15f) e.x = sign * 0.6f;
  e = glm::normalize(e);
  rest.x = e.x * g.x;
  rest.z = e.y * g.y;
  return Vec3(bone * Vec4(rest, 1));
}

// The hems of a coat hang from the hips. A leg takes them along only as far as it goes farther than there is room for it,
// the other leg's side less: the one ahead the front, the one behind the back.
//
void hang_hems(const Plan& p, float skirt, const Footing& stands, std::array<Mat4, kBoneCount>& m, std::array<Mat3, kBoneCount>& turn, const std::array<Vec3, 2>& knee) {
  constexpr float kRoom = 0.30f, kSideRoom[] = {0.09f, 0.24f}, kOtherSide = 0.7f;
  const auto past = [](float angle, float room) { return angle > 0 ? 0.5f * (angle - room + std::sqrt((angle - room) * (angle - room) + 0.3f * room * room)) : 0.f; };
  std::array<float, 2> ahead{}, behind{}, aside{};
  const float side_room = mix1(kSideRoom[0], kSideRoom[1], skirt);
  const Mat3 level = about(std::atan2(stands.pelvis_turn[2].x, stands.pelvis_turn[2].z), kY);
  for (int i = 0; i < 2; ++i) {
    const auto u = static_cast<std::size_t>(i);
    const Vec3 along = glm::transpose(level) * (knee[u] - Vec3(m[kPelvis] * Vec4(p.hip(i), 1)));
    const float down = std::max(0.05f * p.thigh, -along.y), pitch = std::atan2(along.z, down);
    ahead[u] = past(pitch, kRoom), behind[u] = past(-pitch, kRoom), aside[u] = past(std::atan2((i == 0 ? 1.f : -1.f) * along.x, down), side_room);
  }
  for (int i = 0; i < 2; ++i) {
    const auto u = static_cast<std::size_t>(i), v = 1 - u;
    const Vec3 hip = Vec3(m[kPelvis] * Vec4(p.hip(i), 1));
    const auto hang = [&](Bone bone, float forward) {
      turn[bone] = level * about((i == 0 ? 1.f : -1.f) * aside[u], kZ) * about(-forward, kX);
      m[bone] = placed(turn[bone], p.hip(i), hip);
    };
    hang(static_cast<Bone>(kHemFrontL + u), std::max(ahead[u], kOtherSide * ahead[v]));
    hang(static_cast<Bone>(kHemBackL + u), -std::max(behind[u], kOtherSide * behind[v]));
  }
}
}  // namespace

Posed solve(const ClayPuppet& puppet, const Pose& in) { return solve(Figure{puppet.recipe.plan, puppet.sole, trait(puppet.recipe.identity, "posture"), puppet.recipe.outfit.garment == world::Garment::kDress ? 1.f : 0.f}, in); }

Posed solve(const Figure& figure, const Pose& in) {
  const Plan& p = figure.plan;
  const Follow follow(in, p.thigh + p.shin);
  const Footing stands = footing_of(figure, in, follow);
  const float k = p.unit, seated = stands.seated, walk = stands.walk, phase = stands.phase, own = follow ? 1 - follow.weight : 1.f;
  const float slump = std::max(sane(in.slump, 0, 1), 0.9f * std::max(0.f, figure.posture - 0.6f)), lean = sane(in.lean, -1.2f, 1.6f), twist = sane(in.twist, -1.5f, 1.5f), breath = sane(in.breath, -1, 1);
  const float chest = sane(in.bearing.chest, -1, 1) * own, shoulders = sane(in.bearing.shoulders, -1, 1) * own, tilt = stands.tilt;
  const float bounce = sane(in.bearing.bounce, 0, 1) * walk, heavy = sane(in.bearing.heavy, 0, 1) * walk;
  Posed out;
  out.root = glm::rotate(glm::translate(Mat4(1.f), sane(in.position)), std::isfinite(in.yaw) ? in.yaw : 0.f, kY);
  const Vec3 pelvis = stands.pelvis, pelvis0(0, p.hip_y, 0);
  std::array<Mat4, 2> shoe = stands.shoe;
  std::array<Mat4, kBoneCount> m;
  std::array<Mat3, kBoneCount> turn;
  turn[kPelvis] = stands.pelvis_turn;
  m[kPelvis] = placed(stands.pelvis_turn, pelvis0, pelvis);
  const auto through = [&](Bone b, Vec3 q) { return Vec3(m[b] * Vec4(q, 1)); };

  for (int i = 0; i < 2; ++i) {
    const auto u = static_cast<std::size_t>(i);
    const float sign = i == 0 ? 1.f : -1.f;
    const Vec3 hip = through(kPelvis, p.hip(i));
    Vec3 goal = stands.ankle[u];
    float l1 = p.thigh, l2 = p.shin * stands.shin;
    const float need = glm::distance(hip, goal), have = l1 + l2;
    if (need > have) {  // clay gives a little rather than leave the floor
      const float more = std::min(need / have, 1.08f) * 1.0001f;
      l1 *= more;
      l2 *= more;
    }
    // A knee bends the way its toes point.
    Vec3 pole = glm::mix(about(stands.around[u] + sign * stands.turn[u], kY) * Vec3(sign * 0.12f, 0, 1), Vec3(sign * (0.35f + 5 * stands.knee_out[u]), 1.2f, 0.8f), seated);
    if (follow) pole = follow.towards(glm::normalize(pole), follow.turn(MotionBone::kThighL, u) * Vec3(0, 0, 1));
    const Vec3 knee = two_bones(hip, goal, l1, l2, pole);
    const Vec3 rest_pole(0, 0, 1);
    m[kThighL + u] = limb(p.hip(i), p.knee(i), rest_pole, hip, knee, pole, turn[kThighL + u]);
    m[kShinL + u] = limb(p.knee(i), p.ankle(i), rest_pole, knee, goal, pole, turn[kShinL + u]);
    m[kHipHalfL + u] = placed(halfway(turn[kPelvis], turn[kThighL + u]), p.hip(i), hip);
    m[kKneeHalfL + u] = placed(halfway(turn[kThighL + u], turn[kShinL + u]), p.knee(i), knee);
    shoe[u][3] += Vec4(goal - stands.ankle[u], 0);
    turn[kFootL + u] = Mat3(shoe[u]);
    out.knee[u] = knee, out.ankle[u] = goal;
    m[kFootL + u] = shoe[u] * glm::translate(Mat4(1.f), -Vec3(p.ankle(i).x, 0, 0));
    out.foot[u] = shoe[u];
  }

  out.seated = seated;
  hang_hems(p, figure.skirt, stands, m, turn, out.knee);

  // The back.
  const float counter = 0.16f * walk * std::cos(2 * kPi * phase), rising = 0.55f * seated * (1 - seated) * 2, sways = 0.10f * heavy * std::sin(2 * kPi * phase);
  const Vec3 spine0(0, p.spine_y, 0), chest0(0, p.chest_y, 0);
  turn[kSpine] = turn[kPelvis] * about(0.4f * twist + 0.5f * counter - 0.4f * tilt, kY) * about(-1.05f * tilt - 0.5f * sways, kZ) * about(0.5f * (lean + rising) + 0.14f * slump + 0.03f * walk + 0.10f * chest, kX);
  if (follow) turn[kSpine] = follow.towards(turn[kSpine], follow.turn(MotionBone::kSpine));
  m[kSpine] = placed(turn[kSpine], spine0, through(kPelvis, spine0));
  turn[kChest] = turn[kSpine] * about(0.6f * twist + 0.7f * counter - 0.5f * tilt, kY) * about(-0.75f * tilt - 0.6f * sways, kZ) * about(0.5f * (lean + rising) + 0.30f * slump - 0.02f * breath - 0.28f * chest, kX);
  if (follow) turn[kChest] = follow.towards(turn[kChest], follow.turn(MotionBone::kChest));
  const float swell = 1 + 0.022f * breath + 0.12f * std::max(0.f, chest);
  m[kChest] = placed(turn[kChest] * Mat3(1 + 0.01f * breath, 0, 0, 0, 1, 0, 0, 0, swell), chest0, through(kSpine, chest0));
  const float yaw = sane(in.head_yaw, -1.5f, 1.5f), pitch = sane(in.head_pitch, -1.1f, 1.1f), roll = sane(in.head_roll, -0.8f, 0.8f);
  const auto nod = [&](float share) { return about(share * yaw, kY) * about(-share * pitch, kX) * about(share * roll, kZ); };
  turn[kNeck] = turn[kChest] * about(0.45f * tilt + 0.5f * sways, kZ) * about(0.30f * slump + 0.10f * chest, kX) * nod(0.35f);
  if (follow) turn[kNeck] = follow.towards(turn[kNeck], follow.turn(MotionBone::kNeck));
  // Between drawn-up shoulders the head sinks and comes forward.
  const Vec3 sunk = turn[kChest] * Vec3(0, -0.014f, 0.010f) * (k * std::max(0.f, shoulders));
  m[kNeck] = placed(turn[kNeck], p.neck_base, through(kChest, p.neck_base) + Vec3(0, 0.002f * k * breath, 0) + sunk);
  turn[kHead] = turn[kNeck] * about(0.30f * tilt + 0.3f * sways, kZ) * about(-0.35f * slump + 0.08f * chest, kX) * nod(0.65f);
  if (follow) turn[kHead] = follow.towards(turn[kHead], follow.turn(MotionBone::kHead));
  m[kHead] = placed(turn[kHead], p.head_pivot, through(kNeck, p.head_pivot));
  out.neck = out.root * m[kNeck] * glm::translate(Mat4(1.f), p.neck_base);
  out.head = out.root * m[kHead] * glm::translate(Mat4(1.f), p.head_pivot);

  // The arms.
  const Mat4 local = glm::inverse(out.root);
  for (int i = 0; i < 2; ++i) {
    const auto u = static_cast<std::size_t>(i);
    const Pose::Arm& arm = in.arms[u];
    const float sign = i == 0 ? 1.f : -1.f, raise = sane(arm.raise, 0, 1.6f), spread = sane(arm.spread, -0.5f, 1.2f), bend = sane(arm.bend, 0, 1);
    const float drops = 1 - clamp01(raise);
    const Mat3 hang = turn[kChest] * about(0.8f * tilt * drops, kZ) * about((0.20f * chest - (0.8f * (lean + rising) + 0.4f * slump)) * drops, kX);
    // The collar bone carries the shoulder, from beside the neck.
    const Vec3 root(sign * 0.22f * p.shoulder_half, p.shoulder_y + 0.012f * k, 0);
    out.shrug[u] = about(sign * std::asin(std::clamp((shoulders > 0 ? 0.058f : 0.030f) * shoulders * k / (0.78f * p.shoulder_half), -0.5f, 0.75f)), kZ) * about(sign * 0.30f * chest, kY);
    turn[kClavicleL + u] = turn[kChest] * out.shrug[u];
    m[kClavicleL + u] = placed(turn[kClavicleL + u], root, through(kChest, root) + turn[kChest] * Vec3(-sign * 0.012f * k * slump, -0.016f * k * slump + 0.003f * k * breath, 0.020f * k * slump));
    const Vec3 shoulder = through(static_cast<Bone>(kClavicleL + u), p.shoulder(i));
    const float l1 = p.upper_arm, l2 = p.fore_arm + p.hand;
    const float clear = std::clamp((std::max(p.seat_w, p.waist_w + 0.03f * p.belly) + 1.5f * p.arm_r - p.shoulder_half) / (l1 + l2), 0.10f, 0.5f);
    const float leg_phase = phase + 0.5f * static_cast<float>(i);
    const float e = 1.12f * raise - 0.42f * walk * (1 + 0.35f * bounce - 0.45f * heavy) * (1 - 0.9f * std::max(0.f, bend - 0.2f)) * std::cos(2 * kPi * leg_phase) * (1 - clamp01(raise)), o = clear * 1.25f * (1 - 0.6f * clamp01(raise)) + 1.15f * spread;
    const Vec3 upper(sign * std::sin(o), -std::cos(o) * std::cos(e), std::cos(o) * std::sin(e));
    const float flex = 0.10f + 2.1f * bend + 0.25f * walk * clamp01(-std::cos(2 * kPi * leg_phase) + 0.4f);
    const Mat3 hinge = frame(upper, {-sign * (0.10f + 0.75f * bend * (1 - 0.8f * clamp01(spread))), 0.35f, 1});
    const Vec3 fore = upper * std::cos(flex) + hinge[1] * std::sin(flex);
    Vec3 pole = hang * (-hinge[1] + Vec3(sign * 0.25f, -0.1f, 0));
    Vec3 goal = shoulder + hang * (upper * l1 + fore * l2);
    Vec3 palm = hang * Vec3(-sign, 0, 0);
    const float lap = seated * (1 - clamp01(4 * raise)) * (1 - clamp01(3 * spread));
    if (arm.reach) {
      goal = Vec3(local * Vec4(sane(arm.target), 1));
      pole = turn[kChest] * Vec3(sign * 0.55f, -1, -0.35f);
      palm = glm::mix(turn[kChest] * Vec3(-sign, 0, 0), -kY, 0.6f);
    } else {
      if (lap > 0) {
        const Vec3 hip = through(kPelvis, p.hip(i)), knee = Vec3(m[kThighL + u] * Vec4(p.knee(i), 1)), along = glm::normalize(knee - hip), up = frame(along, kY)[1];
        const Vec3 thigh = hip + (knee - hip) * 0.66f + up * (p.leg_r * 1.03f + 0.020f * k) + Vec3(-sign * 0.006f * k, 0, 0);
        goal = glm::mix(goal, thigh, lap);
        pole = glm::mix(pole, turn[kChest] * Vec3(sign * 0.9f, -0.35f, -0.55f), lap);
        palm = glm::mix(palm, -up, lap);
      }
      palm = glm::mix(palm, -kY + turn[kChest] * Vec3(-0.4f * sign, 0, 0), clamp01(1.2f * raise));
      if (follow) {
        const Vec3 rest = p.arm_direction(i), elbow = follow.turn(MotionBone::kUpperArmL, u) * rest * l1, captured = elbow + follow.turn(MotionBone::kForeArmL, u) * rest * l2;
        Vec3 bent = elbow - captured * (l1 / (l1 + l2));
        if (glm::length(bent) < 0.02f * k) bent += follow.turn(MotionBone::kUpperArmL, u) * Vec3(0, 0, -0.02f * k);
        goal = follow.towards(goal, shoulder + captured);
        pole = follow.towards(glm::normalize(pole), glm::normalize(bent));
        palm = follow.towards(glm::normalize(palm), follow.turn(MotionBone::kHandL, u) * hand_rest(sign) * Vec3(-sign, 0, 0));
      }
      const Bone trunk = Vec3(glm::inverse(m[kChest]) * Vec4(goal, 1)).y > p.chest_y ? kChest : kPelvis;
      if (follow) goal = clear_of_trunk(p, m[trunk], goal, 0.5f * p.hand, sign);
      else if (lap < 0.5f) goal = clear_of_trunk(p, m[trunk], goal, 0.030f * k + 0.6f * p.hand, sign);
    }
    Vec3 elbow = two_bones(shoulder, goal, l1, l2, pole);
    const Vec3 freed = clear_of_trunk(p, m[kChest], elbow, 0.85f * p.arm_r, sign);
    if (freed != elbow) {
      const Vec3 line = frame(goal - shoulder, freed - shoulder)[1];
      pole = line + 0.05f * turn[kChest] * Vec3(sign, 0, 0);
      elbow = two_bones(shoulder, goal, l1, l2, pole);
    }
    const Vec3 along = glm::normalize(goal - elbow), wrist = elbow + along * p.fore_arm;
    // The hinge's side: where the elbow points, or the pole when the arm is straight.
    Vec3 side = elbow - glm::mix(shoulder, goal, l1 / (l1 + l2));
    side = glm::mix(glm::normalize(pole), glm::length(side) > 1e-5f ? glm::normalize(side) : Vec3(0.f), clamp01(glm::length(side) / (0.02f * k)));
    const Vec3 rest_side(0, 0, -1);
    m[kUpperArmL + u] = limb(p.shoulder(i), p.elbow(i), rest_side, shoulder, elbow, side, turn[kUpperArmL + u]);
    m[kForeArmL + u] = limb(p.elbow(i), p.wrist(i), rest_side, elbow, wrist, side, turn[kForeArmL + u]);
    m[kElbowHalfL + u] = placed(halfway(turn[kUpperArmL + u], turn[kForeArmL + u]), p.elbow(i), elbow);
    m[kShoulderHalfL + u] = placed(halfway(turn[kClavicleL + u], turn[kUpperArmL + u]), p.shoulder(i), shoulder);
    const Mat3 hand = frame(along, palm) * glm::transpose(frame({0, -1, 0}, {-sign, 0, 0}));
    turn[kHandL + u] = hand;
    out.elbow[u] = elbow, out.wrist[u] = wrist;
    m[kHandL + u] = placed(hand, p.wrist(i), wrist);
    out.hand[u] = out.root * placed(hand, Vec3(0.f), wrist);
    out.palm[u] = Vec3(out.root * Vec4(goal, 1));
    out.foot[u] = out.root * out.foot[u];
  }
  for (std::size_t b = 0; b < kBoneCount; ++b) out.world_from_rest[b] = out.root * m[b];
  out.turn = turn;
  out.pelvis = Vec3(out.root * Vec4(pelvis, 1));
  out.chest = Vec3(out.world_from_rest[kChest] * Vec4(0, p.shoulder_y - 0.07f * k, p.chest_d, 1));
  return out;
}

Landmarks ClayPuppet::landmarks(const Pose& pose) const {
  const Posed s = solve(*this, pose);
  const HeadPlan& h = recipe.plan.head;
  const auto in_head = [&](Vec3 units) { return Vec3(s.head * head_from_units(h) * Vec4(units, 1)); };
  Landmarks l;
  l.eyes = in_head({0, h.eye.y, h.eye.z});
  l.mouth = in_head({0, h.mouth_y, mouth_z});
  l.head_top = in_head({0, h.skull_top() + 0.018f, h.skull_c.z});
  l.chin = in_head({0, 0, h.chin_c.z});
  l.chest = s.chest;
  l.pelvis = s.pelvis;
  for (std::size_t i = 0; i < 2; ++i) {
    l.hands[i] = s.palm[i];
    l.feet[i] = Vec3(s.foot[i] * Vec4(0, 0, 0, 1));
  }
  l.facing = glm::normalize(Vec3(s.head * Vec4(0, 0, 1, 0)));
  return l;
}

std::optional<Skeleton> ClayPuppet::skeleton(const Pose& pose) const {
  const Posed s = solve(*this, pose);
  const Plan& p = recipe.plan;
  Skeleton out;
  const auto put = [&](MotionBone bone, Bone ours, Vec3 rest, Mat3 turn) {
    const auto b = static_cast<std::size_t>(bone);
    out.rest[b] = rest;
    out.at[b] = Vec3(s.world_from_rest[ours] * Vec4(rest, 1));
    out.turn[b] = glm::normalize(glm::quat_cast(Mat3(s.root) * turn));
  };
  put(MotionBone::kPelvis, kPelvis, {0, p.hip_y, 0}, s.turn[kPelvis]);
  put(MotionBone::kSpine, kSpine, {0, p.spine_y, 0}, s.turn[kSpine]);
  put(MotionBone::kChest, kChest, {0, p.chest_y, 0}, s.turn[kChest]);
  put(MotionBone::kNeck, kNeck, p.neck_base, s.turn[kNeck]);
  put(MotionBone::kHead, kHead, p.head_pivot, s.turn[kHead]);
  for (int i = 0; i < 2; ++i) {
    const auto bone = [&](MotionBone left) { return static_cast<MotionBone>(static_cast<int>(left) + i); };
    const auto ours = [&](Bone left) { return static_cast<Bone>(left + i); };
    const auto u = static_cast<std::size_t>(i);
    put(bone(MotionBone::kUpperArmL), ours(kUpperArmL), p.shoulder(i), s.turn[kUpperArmL + u]);
    put(bone(MotionBone::kForeArmL), ours(kForeArmL), p.elbow(i), s.turn[kForeArmL + u]);
    put(bone(MotionBone::kHandL), ours(kHandL), p.wrist(i), s.turn[kHandL + u] * glm::transpose(hand_rest(i == 0 ? 1.f : -1.f)));
    put(bone(MotionBone::kThighL), ours(kThighL), p.hip(i), s.turn[kThighL + u]);
    put(bone(MotionBone::kShinL), ours(kShinL), p.knee(i), s.turn[kShinL + u]);
    put(bone(MotionBone::kFootL), ours(kFootL), p.ankle(i), s.turn[kFootL + u]);
    out.at[static_cast<std::size_t>(bone(MotionBone::kFootL))] = Vec3(s.root * Vec4(s.ankle[u], 1));
  }
  return out;
}

}  // namespace auteur::puppets
