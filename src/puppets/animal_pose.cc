// From a pose to an animal's bones: feet first, then the trunk they carry, legs by two-bone inverse kinematics, then neck,
// head, tail, ears and wings.
#include <glm/gtc/matrix_transform.hpp>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <cmath>

#include "animal.h"
#include "sdf.h"

namespace auteur::puppets {
namespace {

const Vec3 kX{1, 0, 0}, kY{0, 1, 0}, kZ{0, 0, 1};
float sane(float x, float low, float high) { return std::isfinite(x) ? std::clamp(x, low, high) : std::clamp(0.f, low, high); }
Mat3 about(float angle, Vec3 axis) { return Mat3(glm::rotate(Mat4(1.f), angle, axis)); }
Mat4 placed(const Mat3& turn, Vec3 from, Vec3 to) {
  Mat4 m(turn);
  m[3] = Vec4(to - turn * from, 1);
  return m;
}
Vec3 through(const Mat4& m, Vec3 p) { return Vec3(m * Vec4(p, 1)); }
Mat3 frame(Vec3 along, Vec3 side) {
  const Vec3 a = glm::normalize(along);
  Vec3 b = side - a * glm::dot(a, side);
  if (glm::dot(b, b) < 1e-9f) b = glm::cross(a, std::fabs(a.y) < 0.9f ? kY : kX);
  b = glm::normalize(b);
  return {a, b, glm::cross(a, b)};
}
Vec3 two_bones(Vec3 a, Vec3 target, float l1, float l2, Vec3 pole) {
  Vec3 along = target - a;
  float d = glm::length(along);
  along = d > 1e-6f ? along / d : -kY;
  d = std::clamp(d, std::fabs(l1 - l2) + 1e-4f * (l1 + l2), l1 + l2 - 1e-5f * (l1 + l2));
  const float x = (l1 * l1 - l2 * l2 + d * d) / (2 * d), y = std::sqrt(std::max(0.f, l1 * l1 - x * x));
  return a + along * x + frame(along, pole)[1] * y;
}
// A bone from a0-b0 (hinge to side0) to a-b (to side), stretched or pressed to fit: clay gives a little.
Mat4 limb(Vec3 a0, Vec3 b0, Vec3 side0, Vec3 a, Vec3 b, Vec3 side) {
  const Mat3 rest = frame(b0 - a0, side0), now = frame(b - a, side);
  const float stretch = glm::distance(a, b) / std::max(glm::distance(a0, b0), 1e-6f);
  return placed(now * Mat3(stretch, 0, 0, 0, 1, 0, 0, 0, 1) * glm::transpose(rest), a0, a);
}
// Where in its cycle each foot is when the body sets out; half a stance is mid-stance, where the foot is under its own
// shoulder. Walk: left hind, left fore, right hind, right fore; trot: two feet that cross; hop: fore, then both hind.
float phase_of(int leg, bool trot, bool hops, bool bird, float duty) {
  static constexpr float kWalk[4] = {0.25f, 0.75f, 0.f, 0.5f}, kTrot[4] = {0.f, 0.5f, 0.5f, 0.f};
  const float mid = 0.5f * duty;
  if (bird) return hops ? mid : mid + (leg % 2 == 0 ? 0.f : 0.5f);
  if (hops) return mid + (leg < 2 ? 0.f : 0.10f);
  return mid + (trot ? kTrot[leg] : kWalk[leg]);
}

}  // namespace

Step step_of(float walked, float to_go, float stride, float phase, float duty) {
  Step out;
  if (!(stride > 1e-4f) || !(walked >= 0) || !(to_go >= 0) || walked + to_go < 1e-4f) return out;
  const float whole = walked + to_go;
  // Whole cycles from here to there, so that all feet end as they began.
  const float l = whole / std::max(1.f, std::round(whole / stride));
  phase -= std::floor(phase);
  // Stance k lasts while the body is in [start, start + duty] and stands under the middle of that stretch, but never back
  // before the beginning nor past the end.
  const auto start_of = [&](int k) { return (static_cast<float>(k) - phase) * l; };
  const auto spot = [&](int k) { return std::clamp(start_of(k) + 0.5f * duty * l, 0.f, whole); };
  const int k = static_cast<int>(std::floor(walked / l + phase));
  const float start = start_of(k), end = start + duty * l, short_step = std::min(0.18f * l, 0.45f * whole);
  const auto swing = [&](float from, float to, float begin, float finish) {
    const float u = clamp01((walked - begin) / std::max(1e-5f, finish - begin)), e = u * u * (3 - 2 * u);
    out.ahead = mix1(from, to, e) - walked;
    out.planted = u <= 0 || u >= 1;
    out.lift = out.planted ? 0.f : std::sin(kPi * std::pow(u, 0.85f)) * std::min(1.f, std::fabs(to - from) / (0.35f * l));
  };
  // A swing that the beginning or the end cuts off still takes a short step's way.
  const float next = start_of(k + 1), leaves = next >= whole ? std::min(end, whole - short_step) : end;
  if (start > 0 && start - (1 - duty) * l < 0 && walked < short_step) {
    swing(0, spot(k), 0, std::max(start, short_step));
  } else if (end < whole && walked >= leaves) {
    swing(spot(k), spot(k + 1), std::max(0.f, leaves), std::min(whole, end <= 0 ? std::max(next, short_step) : next));
  } else if (start <= 0 && spot(k) > 0 && walked < short_step) {
    swing(0, spot(k), 0, short_step);  // it set out from where it stood
  } else if (end >= whole && spot(k) < whole && walked > whole - short_step) {
    swing(spot(k), whole, whole - short_step, whole);  // and comes to stand square
  } else {
    out.ahead = spot(k) - walked;
  }
  return out;
}

AnimalPosed solve(const AnimalPuppet& puppet, const Pose& in) {
  const AnimalPlan& p = puppet.recipe.plan;
  const float s = p.unit;
  const Beast& b = in.beast;
  const float bow = sane(b.neck, -1, 1), held = sane(b.held, 0, 1), lie = std::max(sane(b.lie, 0, 1), 0.8f * held), sit = sane(in.seated, 0, 1) * (1 - lie), fly = sane(b.fly, 0, 1), breath = sane(in.breath, -1, 1);
  const bool going = in.walk > 0.001f && fly < 0.5f;
  const bool trot = b.trot > 0.5f, hops = p.hops;
  const float stride = p.stride * (trot ? p.hops ? 1.1f : kTrotStride : 1.f), duty = hops ? 0.5f : trot ? 0.5f : p.bird ? 0.62f : 0.66f;
  AnimalPosed out;
  const Vec3 position(sane(in.position.x, -1e4f, 1e4f), sane(in.position.y, -1e3f, 1e3f), sane(in.position.z, -1e4f, 1e4f));
  out.root = glm::rotate(glm::translate(Mat4(1.f), position), std::isfinite(in.yaw) ? in.yaw : 0.f, kY);

  // Feet.
  std::array<Vec3, 4> foot;
  std::array<float, 4> lift{};
  float bob = 0, lead = 0, hop = 0;
  for (int i = 0; i < 4; ++i) {
    const auto u = static_cast<std::size_t>(i);
    foot[u] = p.legs[u].foot;
    out.planted[u] = fly < 0.01f && held < 0.01f;
    if (!p.has_fore && i < 2) continue;
    if (going) {
      const Step st = step_of(sane(b.walked, 0, 1e4f), sane(b.to_go, 0, 1e4f), stride, phase_of(i, trot, hops, p.bird, duty), duty);
      foot[u].z += st.ahead;
      lift[u] = st.lift * p.lift * (trot ? 1.25f : 1.f);
      foot[u].y += lift[u];
      out.planted[u] = st.planted;
      lead += st.ahead / (p.bird ? 2.f : 4.f);
      hop = std::max(hop, i >= 2 ? st.lift : 0.f);
      bob += lift[u] * 0.05f;
    }
  }
  if (hops && going) bob += hop * p.lift * 0.9f;
  else if (trot && going) bob += 0.035f * s * std::fabs(std::sin(2 * kPi * b.walked / std::max(0.05f, stride)));

  // The trunk's two ends.
  Vec3 rump = p.rump + Vec3(0, bob, 0), breast = p.breast + Vec3(0, bob, 0);
  const float length = glm::distance(p.rump, p.breast);
  if (hops && going && !p.bird) rump.y += 0.10f * s * hop, breast.y -= 0.02f * s * hop;
  if (!p.bird && sit > 0) {
    const float low = p.hoof ? mix1(p.rump.y, p.sit_y * 1.1f, 0.9f) : p.sit_y, up = p.breast.y + 0.11f * s, shrunk = 0.88f * length, rise = std::min(0.93f * shrunk, up - low);
    const float across = std::sqrt(std::max(0.f, shrunk * shrunk - rise * rise));
    const Vec3 sb(0, low + rise, p.breast.z - 0.16f * s), sr = sb - Vec3(0, rise, across);
    rump = glm::mix(rump, sr, sit);
    breast = glm::mix(breast, sb, sit);
  } else if (p.bird && sit > 0) {
    rump.y = mix1(rump.y, p.sit_y * 1.15f, sit * 0.9f);
    breast.y = rump.y + (p.breast.y - p.rump.y);
  }
  if (lie > 0) {
    const float y = p.bird ? p.rump_r.y * 1.2f : p.lie_y;
    rump = glm::mix(rump, Vec3(0, y, p.rump.z), lie);
    breast = glm::mix(breast, Vec3(0, y + 0.02f * s, p.breast.z), lie);
  }
  if (fly > 0) breast.y = mix1(breast.y, rump.y + 0.10f * s, fly);
  // As high as the legs allow: a long step lowers the end that takes it.
  if (going)
    for (std::size_t i = p.has_fore ? 0 : 2; i < 4; ++i) {
      const LegPlan& l = p.legs[i];
      Vec3& end = l.hind ? rump : breast;
      const Vec3 top = end + l.top - (l.hind ? p.rump : p.breast), low = foot[i] + l.low - l.foot;
      const float reach = (l.upper + l.lower) * 1.04f, dx = top.x - low.x, dz = top.z - low.z;
      const float highest = low.y + std::sqrt(std::max(0.04f * reach * reach, reach * reach - dx * dx - dz * dz));
      if (top.y > highest) end.y -= std::min(top.y - highest, 0.3f * s);
    }
  const float lean = sane(in.lean, -1, 1) * (1 - lie);
  if (bow < 0 && !p.bird && sit + lie < 0.5f) breast.y += 0.13f * s * bow * (p.hoof ? 0.5f : 1.f);  // forelegs give a little
  breast.y += 0.012f * s * breath;
  const Vec3 axis = breast - rump, axis0 = p.breast - p.rump;
  const float pitch = std::atan2(axis.y, axis.z) - std::atan2(axis0.y, axis0.z);
  const float sway = going ? 0.05f * std::sin(2 * kPi * (b.walked / std::max(0.05f, stride))) : 0.f;
  const float twist = sane(in.twist, -0.6f, 0.6f);
  const Mat3 trunk = about(-pitch - 0.10f * lean, kX);
  out.trunk = Mat3(out.root) * trunk;
  std::array<Mat4, kAnimalBones>& m = out.world_from_rest;
  m[kRump] = placed(trunk * about(-sway, kY) * about(0.5f * sway, kZ), p.rump, rump);
  m[kBack] = placed(trunk * about(0.5f * twist, kY), 0.5f * (p.rump + p.breast), 0.5f * (rump + breast) - Vec3(0, sit * 0.02f * s, 0) + trunk * Vec3(0, 0, -0.02f * s * sit));
  const float swell = 1 + 0.012f * breath;
  m[kBreast] = placed(trunk * about(sway + twist, kY) * Mat3(swell, 0, 0, 0, swell, 0, 0, 0, 1), p.breast, breast);

  // Where the feet go when it sits, lies, is carried or flies.
  for (int i = 0; i < 4; ++i) {
    const auto u = static_cast<std::size_t>(i);
    const LegPlan& l = p.legs[u];
    const float side = i % 2 == 0 ? 1.f : -1.f;
    if (!p.has_fore && i < 2) continue;
    if (!l.hind) {
      const Vec3 sitting(l.foot.x * 0.9f, 0, breast.z + 0.07f * s), lying(l.foot.x * (p.hoof ? 0.7f : 1.0f), 0.3f * p.leg_low, breast.z + (p.hoof ? 0.16f : 0.42f) * s);
      foot[u] = glm::mix(glm::mix(foot[u], sitting, sit), lying, lie);
    } else if (!p.bird) {
      const float out_by = p.rump_r.x * 0.95f + 0.5f * p.hind_paw.x;
      const Vec3 sitting(side * out_by, 0, rump.z + 0.36f * s), lying(side * (p.waist_r.x + 0.25f * p.hind_paw.x), 0, rump.z + 0.30f * s);
      foot[u] = glm::mix(glm::mix(foot[u], sitting, sit), lying, lie);
    } else {
      foot[u] = glm::mix(foot[u], Vec3(l.foot.x, 0, rump.z + 0.18f * s), std::max(sit, lie));
    }
    if (held > 0) foot[u] = glm::mix(foot[u], Vec3(l.foot.x * 0.8f, (l.hind ? rump.y : breast.y) - 0.52f * (l.hind ? p.rump.y : p.breast.y), foot[u].z - 0.02f * s), held);
    if (fly > 0) foot[u] = glm::mix(foot[u], Vec3(l.foot.x * 0.8f, rump.y - p.rump_r.y * 0.95f, rump.z - 0.35f * s), fly);
  }

  // Legs.
  for (int i = 0; i < 4; ++i) {
    const auto u = static_cast<std::size_t>(i);
    const LegPlan& l = p.legs[u];
    if (!p.has_fore && i < 2) {
      m[kLegUpper0 + u] = m[kLegLower0 + u] = m[kLegFoot0 + u] = m[kBreast];
      continue;
    }
    const float side = i % 2 == 0 ? 1.f : -1.f;
    const Vec3 top = through(m[l.hind ? kRump : kBreast], l.top);
    // The pastern: stands as it does at rest, rolls over its toes as the foot is left behind, hangs in the swing; a sitting
    // animal's hock lies on the floor behind its paw.
    const Vec3 rest = l.low - l.foot;
    const float high = glm::length(rest), down = l.hind && !p.bird ? std::max(sit, lie) : lie * 0.9f;
    const float behind = going ? (foot[u].z - l.foot.z) / stride : 0.f;
    float roll = going ? clamp01(-behind - 0.10f) * (p.hoof ? 1.6f : 1.3f) + 1.2f * lift[u] / std::max(0.02f, p.lift) * (l.hind ? 0.25f : 0.75f) : 0.f;
    roll = std::min(roll, 1.1f) + 0.5f * fly + 0.6f * held;
    const Mat3 pivot = about(l.hind ? 0.75f * roll : roll, kX);
    const float rest_angle = std::atan2(rest.z, rest.y), flat = (l.hind || !p.hoof ? -1.f : 1.f) * (0.5f * kPi - 0.16f) - rest_angle;
    const Mat3 bend = about(flat * down, kX) * pivot;
    // It rolls over the toe.
    const float toe = p.bird || down > 0 ? 0.f : (p.hoof ? 0.9f : 0.7f) * (l.hind ? p.hind_paw.z : p.paw.z), rolled = l.hind ? 0.75f * roll : roll;
    if (toe > 0 && rolled > 0) foot[u] += Vec3(0, toe * std::sin(rolled), toe * (1 - std::cos(rolled)));
    Vec3 low = foot[u] + bend * rest;
    if (down > 0) low.y = std::max(low.y, mix1(low.y, 0.9f * p.leg_low, down));
    const Vec3 pole = l.hind ? glm::mix(Vec3(side * 0.15f, 0.1f, 1), Vec3(side * 0.55f, 0.8f, 1), std::max(sit, lie)) : glm::mix(Vec3(side * 0.10f, 0, -1), Vec3(side * 0.35f, 0.3f, -1), lie);
    float l1 = l.upper, l2 = l.lower;
    const float need = glm::distance(top, low);
    if (need > (l1 + l2) * 0.999f) {
      const float more = std::min(need / ((l1 + l2) * 0.999f), 1.16f);
      l1 *= more, l2 *= more;
      if (need > l1 + l2) low = top + (low - top) * ((l1 + l2) * 0.999f / need);
    }
    const Vec3 middle = two_bones(top, low, l1, l2, pole);
    const Vec3 rest_pole = l.hind ? kZ : -kZ;
    m[kLegUpper0 + u] = limb(l.top, l.middle, rest_pole, top, middle, pole);
    m[kLegLower0 + u] = limb(l.middle, l.low, rest_pole, middle, low, pole);
    // The paw stays flat on the floor while it is planted.
    m[kLegFoot0 + u] = placed(bend, l.low, low);
    (void)high;
    if (down > 0.3f && !p.bird && !(p.hoof)) {
      // Paws of lying and sitting animals lie flat, whatever the pastern does.
      m[kLegFoot0 + u] = placed(about((l.hind ? 0.f : -0.1f) * down, kX), l.foot, foot[u]);
    } else if (!going && !p.hoof && fly < 0.1f && held < 0.1f) {
      m[kLegFoot0 + u] = placed(Mat3(1.f), l.foot, foot[u]);
    }
    out.feet[u] = through(out.root, foot[u]);
  }

  // Neck and head: the head keeps its own direction whatever the trunk does.
  const float yaw = sane(in.head_yaw, -1.7f, 1.7f), nod = sane(in.head_pitch, -1.1f, 1.1f), tilt = sane(in.head_roll, -0.8f, 0.8f);
  const float keep = 0.62f * pitch * (p.bird ? 0.f : 1.f);
  float dip = 0;
  if (going && p.number("bob") > 0.5f) dip = std::sin(4 * kPi * b.walked / std::max(0.05f, stride));
  const float neck_angle = -(pitch - keep) + (bow < 0 ? -bow * (p.hoof ? 2.1f : 1.55f) : -0.30f * bow) - 0.25f * nod + (going ? 0.10f + (trot ? -0.05f : 0.03f * std::sin(4 * kPi * b.walked / std::max(0.05f, stride))) : 0.f);
  const Mat3 low_turn = about(0.40f * yaw + 0.4f * twist, kY) * about(0.55f * neck_angle, kX);
  const Vec3 neck_at = through(m[kBreast], p.neck_base);
  m[kNeckLow] = placed(low_turn, p.neck_base, neck_at + Vec3(0, 0, 0.10f * s * dip * 0.5f));
  const Vec3 mid0 = glm::mix(p.neck_base, p.neck_end, 0.5f);
  const Mat3 high_turn = about(0.68f * yaw + 0.4f * twist, kY) * about(1.0f * neck_angle, kX);
  m[kNeckHigh] = placed(high_turn, mid0, through(m[kNeckLow], mid0));
  const Vec3 head_at = through(m[kNeckHigh], p.neck_end) + Vec3(0, 0, 0.06f * s * dip);
  const Mat3 head_turn = about(yaw, kY) * about(-nod + (bow < 0 ? -0.55f * bow : -0.1f * bow), kX) * about(tilt, kZ);
  out.head = out.root * placed(head_turn, Vec3(0.f), head_at);

  // Tail.
  const float up = sane(b.tail, -1, 1), wag = sane(b.wag, -1, 1);
  const float floor_rise = (sit > 0.3f || lie > 0.3f) && !p.bird ? 0.35f : 0.f;
  Mat3 tail_turn = Mat3(m[kRump]);
  for (std::size_t i = 0; i < 3; ++i) {
    const float lifted = up >= 0 ? up * 0.42f : up * (p.bird ? 0.25f : i == 0 ? 0.85f : 0.35f);
    float stay = p.bird || i > 0 ? 0.f : -0.55f * lie * clamp01(p.number("tail_up"));
    if (i == 0 && !p.bird) stay += pitch * sit * 0.9f;
    tail_turn = tail_turn * about(wag * (p.bird ? 0.06f : 0.34f) + 0.0f, kY) * about(lifted * 1.0f + stay - floor_rise * (i == 0 ? 0.4f : 0.1f) * -1.f, kX);
    m[kTail0 + i] = placed(tail_turn, p.tail[i], through(i == 0 ? m[kRump] : m[kTail0 + i - 1], p.tail[i]));
  }
  // A tail never goes through the floor.
  for (std::size_t i = 0; i < 3; ++i) {
    const Vec3 tip = through(m[kTail0 + i], p.tail[i + 1]);
    const float least = p.hoof && !p.wool && p.number("tail_hair") < 0.5f && i == 2 ? 2.0f * p.tail_tip : std::max(p.tail_tip, 0.6f * p.tail_r);
    if (tip.y < least && fly < 0.1f && held < 0.1f && !p.bird) {
      const Vec3 base = through(m[kTail0 + i], p.tail[i]);
      Vec3 to = tip;
      to.y = least;
      const Mat3 now(m[kTail0 + i]);
      const Vec3 was = glm::normalize(tip - base), want = glm::normalize(to - base);
      const Vec3 cross = glm::cross(was, want);
      const float sine = glm::length(cross);
      if (sine > 1e-5f) {
        const Mat3 fix = about(std::asin(std::clamp(sine, 0.f, 1.f)), cross / sine);
        const Mat3 turned_by = fix * now;
        m[kTail0 + i] = placed(turned_by, p.tail[i], base);
        for (std::size_t j = i + 1; j < 3; ++j) m[kTail0 + j] = placed(turned_by, p.tail[j], through(m[kTail0 + j - 1], p.tail[j]));
      }
    }
  }
  for (Mat4& bone : m) bone = out.root * bone;
  if (p.bird)
    for (int side = 0; side < 2; ++side) {
      Vec3 at = puppet.wings.at;
      if (side == 1) at.x = -at.x;
      out.wing[static_cast<std::size_t>(side)] = through(m[kBreast], at);
    }
  return out;
}

AnimalPuppet::AnimalPuppet(AnimalRecipe made) : recipe(std::move(made)) {
  object_id = scene::object_id_of(recipe.identity.id);
  tbb::parallel_invoke([&] { body = build_animal_body(recipe); }, [&] { head = build_animal_head(recipe); }, [&] { wings = build_wings(recipe); });
  const auto mirrored_mesh = [](const scene::MeshPtr& mesh) -> scene::MeshPtr {
    if (!mesh) return nullptr;
    auto out = std::make_shared<scene::Mesh>(*mesh);
    for (Vec3& q : out->positions) q.x = -q.x;
    for (Vec3& q : out->normals) q.x = -q.x;
    for (glm::uvec3& t : out->triangles) std::swap(t.y, t.z);
    return out;
  };
  wing_right[0] = mirrored_mesh(wings.folded);
  wing_right[1] = mirrored_mesh(wings.inner);
  wing_right[2] = mirrored_mesh(wings.outer);
}

std::vector<scene::Instance> AnimalPuppet::posed(const Pose& pose) const {
  const AnimalPosed at = solve(*this, pose);
  const AnimalPlan& p = recipe.plan;
  const std::string& id = recipe.identity.id;
  std::vector<scene::Instance> out;
  const auto put = [&](const std::string& part, const scene::MeshPtr& mesh, const Mat4& m) {
    if (mesh && !mesh->triangles.empty()) out.push_back({mesh, m, id + "/" + part, object_id, true});
  };
  auto skin = std::make_shared<scene::Mesh>(body.rest);
  std::array<Mat3, kAnimalBones> turn;
  for (std::size_t b = 0; b < kAnimalBones; ++b) turn[b] = Mat3(at.world_from_rest[b]);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, skin->positions.size(), 1024), [&](const auto& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      Vec3 q(0.f), n(0.f);
      for (std::size_t j = 0; j < 4; ++j) {
        const float w = body.weights[i][j];
        if (w <= 0) continue;
        const std::size_t b = body.bones[i][j];
        q += w * (turn[b] * body.rest.positions[i] + Vec3(at.world_from_rest[b][3]));
        n += w * (turn[b] * body.rest.normals[i]);
      }
      skin->positions[i] = q;
      const float l = glm::length(n);
      skin->normals[i] = l > 1e-6f ? n / l : Vec3(0, 1, 0);
    }
  });
  put("body", skin, Mat4(1.f));
  put("head", head.skull, at.head);
  // The jaw drops about its hinge.
  static constexpr float kDrop[] = {0, 0, 0.08f, 0.15f, 0.2f, 0.25f, 0.2f, 0.12f, 0.15f, 0.2f, 0.75f, 0.45f, 0.35f, 0.6f, 0.35f};
  const float open = std::clamp(std::max(sane(pose.face.open, 0, 1), kDrop[std::clamp(static_cast<int>(pose.face.viseme), 0, 14)]), 0.f, 1.f);
  Mat4 jaw = glm::translate(at.head, head.hinge);
  jaw = glm::rotate(jaw, open * (p.bird ? 0.42f : p.hoof ? 0.26f : 0.50f), kX);
  put("jaw", head.jaw, glm::translate(jaw, -head.hinge));
  const float lids = sane(pose.face.lids, 0, 1), worry = sane(pose.face.brow_worry, -1, 1), raise = sane(pose.face.brow_raise, -1, 1);
  const float gaze_yaw = sane(pose.face.gaze_yaw, -0.5f, 0.5f), gaze_pitch = sane(pose.face.gaze_pitch, -0.4f, 0.4f), ears = sane(pose.beast.ears, -1, 1);
  for (int side = 0; side < 2; ++side) {
    const float sign = side == 0 ? 1.f : -1.f;
    const char* name = side == 0 ? "-left" : "-right";
    Vec3 centre = head.eye_at;
    centre.x *= sign;
    const Mat4 socket = glm::rotate(glm::translate(at.head, centre), sign * head.eye_turn, kY);
    put(std::string("eye") + name, head.eye, glm::rotate(glm::rotate(socket, gaze_yaw * 0.8f, kY), -gaze_pitch, kX));
    put(std::string("glint") + name, head.glint, glm::rotate(glm::rotate(socket, 0.4f * gaze_yaw, kY), -0.4f * gaze_pitch, kX));
    const float shut = std::pow(lids, 0.85f), upper = mix1(0.95f + 0.12f * raise - 0.18f * std::max(0.f, -worry) + 0.5f * gaze_pitch, -0.30f, shut), lower = mix1(0.98f - 0.25f * gaze_pitch, 0.30f, shut);
    const float slant = sign * (-0.26f * std::max(0.f, worry) + 0.28f * std::max(0.f, -worry)) * (1 - shut);
    put(std::string("upper-lid") + name, head.lid[0], glm::rotate(glm::rotate(socket, slant, kZ), -upper, kX));
    put(std::string("lower-lid") + name, head.lid[1], glm::rotate(socket, lower, kX));
    if (head.ear) {
      Vec3 base = head.ear_at, y = head.ear_up, z = head.ear_front;
      base.x *= sign, y.x *= sign, z.x *= sign;
      const Vec3 x = glm::cross(y, z);
      Mat4 m(Vec4(x, 0), Vec4(y, 0), Vec4(z, 0), Vec4(base, 1));
      m = at.head * m;
      // Drooping ears fall outwards and forward; laid-back ones lean to the nape.
      const float droop = clamp01(p.ear_droop - 0.25f * std::max(0.f, ears)), fold = p.number("ear_fold");
      m = glm::rotate(m, -sign * (2.05f * droop * (1 - 0.5f * fold)) - sign * 0.15f * std::max(0.f, -ears), kZ);
      m = glm::rotate(m, droop * (fold > 0.5f ? 1.5f : 0.22f) + 0.18f * std::max(0.f, ears) - (0.95f - 0.5f * droop) * std::max(0.f, -ears), kX);
      put(std::string("ear") + name, side == 0 ? head.ear : head.ear_right, m);
    }
    if (p.bird) {
      const auto u = static_cast<std::size_t>(side);
      const float spread = sane(pose.beast.wings, 0, 1), flap = sane(pose.beast.flap, -1, 1);
      Mat4 shoulder(at.trunk);
      shoulder[3] = Vec4(at.wing[u], 1);
      if (spread < 0.5f) {
        put(std::string("wing") + name, side == 0 ? wings.folded : wing_right[0], glm::rotate(glm::rotate(shoulder, sign * 0.5f * spread, kZ), -sign * 0.15f * spread, kY));
      } else {
        const float beat = flap * 0.95f;
        Mat4 inner = glm::rotate(shoulder, sign * (0.15f + beat), kZ);
        inner = glm::rotate(inner, sign * 0.10f, kY);
        put(std::string("wing") + name, side == 0 ? wings.inner : wing_right[1], inner);
        Mat4 outer = glm::translate(inner, Vec3(sign * wings.elbow, 0, 0));
        outer = glm::rotate(outer, sign * (0.12f - 0.35f * beat + (flap > 0 ? -0.30f : 0.15f)), kZ);
        outer = glm::rotate(outer, sign * 0.18f, kY);
        put(std::string("wing-tip") + name, side == 0 ? wings.outer : wing_right[2], outer);
      }
    }
  }
  return out;
}

Landmarks AnimalPuppet::landmarks(const Pose& pose) const {
  const AnimalPosed at = solve(*this, pose);
  const AnimalPlan& p = recipe.plan;
  Landmarks l;
  l.eyes = through(at.head, {0, head.eye_at.y, head.eye_at.z});
  l.mouth = through(at.head, p.muzzle1 + Vec3(0, -0.3f * p.muzzle_h, p.muzzle_h * p.muzzle_tip));
  l.head_top = through(at.head, p.skull_c + Vec3(0, p.skull_r.y + 0.5f * p.ear_len * (1 - clamp01(p.ear_droop)), 0));
  l.chin = through(at.head, {0, std::min(p.muzzle1.y - p.muzzle_h * p.muzzle_tip, p.skull_c.y - p.skull_r.y), p.muzzle1.z});
  l.chest = through(at.world_from_rest[kBreast], p.breast);
  l.pelvis = through(at.world_from_rest[kRump], p.rump);
  l.facing = glm::normalize(Vec3(at.head * Vec4(0, 0, 1, 0)));
  l.feet = {at.feet[2], at.feet[3]};
  l.hands = p.bird ? std::array<Vec3, 2>{l.mouth, l.mouth} : std::array<Vec3, 2>{at.feet[0], at.feet[1]};
  return l;
}

}  // namespace auteur::puppets
