#include "animal_plan.h"

#include <algorithm>
#include <cmath>

#include "sdf.h"

namespace auteur::puppets {

AnimalPlan animal_plan(const world::Identity& identity) {
  AnimalPlan p;
  p.n = world::animal_numbers(identity);
  const world::AnimalKind* kind = world::animal_kind(identity.species);
  p.bird = kind && kind->bird;
  const float s = p.unit = std::isfinite(identity.height_m) ? std::clamp(identity.height_m, 0.04f, 2.4f) : 0.4f;
  const auto n = [&](const char* name, float otherwise = 0) {
    const float v = p.number(name, otherwise);
    return std::isfinite(v) ? std::clamp(v, -4.f, 6.f) : otherwise;
  };
  const auto m = [&](const char* name, float otherwise = 0) { return s * n(name, otherwise); };
  const auto trait = [&](const char* name) {
    const auto at = identity.shape.find(name);
    return at == identity.shape.end() || !std::isfinite(at->second) ? 0.5f : clamp01(at->second);
  };
  p.hoof = n("hoof") > 0.5f;
  p.hops = n("hop") > 0.5f;
  p.wool = n("wool") > 0.5f;
  p.has_fore = !p.bird;
  const float half = 0.5f * m("length", 0.8f), rise = s * 0.06f * (trait("leg_length") - 0.5f);
  p.chest_r = {m("chest_w", 0.18f), m("chest_h", 0.25f), m("chest_h", 0.25f) * 1.02f};
  p.waist_r = {m("waist_w", 0.15f), m("waist_h", 0.18f), std::max(0.6f * half, 0.1f * s)};
  p.rump_r = {m("rump_w", 0.16f), m("rump_h", 0.20f), m("rump_h", 0.20f) * 1.05f};
  p.breast = {0, m("chest_y", 0.74f) + rise, half * 0.72f};
  p.rump = {0, m("hip_y", 0.74f) + rise, -half * 0.80f};
  p.leg_r = m("leg_r", 0.09f), p.leg_mid = m("leg_mid", 0.06f), p.leg_low = m("leg_low", 0.05f);
  p.paw = {m("paw_w", 0.08f), m("paw_h", 0.06f), m("paw_l", 0.1f)};
  p.hind_paw = p.paw * Vec3(1, 1, n("hind_paw", 1.f));
  const float x = m("stance", 0.13f);
  for (int i = 0; i < 4; ++i) {
    LegPlan& l = p.legs[static_cast<std::size_t>(i)];
    l.hind = i >= 2;
    const float side = i % 2 == 0 ? x : -x;
    if (!l.hind) {
      // Shoulder, elbow behind it, wrist under the shoulder, a short pastern.
      const float top = p.breast.y - 0.05f * s, wrist = m("wrist", 0.12f), z = p.breast.z + 0.10f * p.chest_r.z;
      l.top = {side * 0.86f, top, z};
      l.middle = {side * 0.97f, mix1(wrist, top, 0.50f), z - 0.085f * s};
      l.low = {side, wrist, z - 0.012f * s};
      l.foot = {side, 0, z + (p.hoof ? 0.02f : 0.035f) * s};
    } else {
      const float top = p.rump.y - 0.02f * s, hock = m("hock", 0.26f), z = p.bird ? n("leg_z") * s : p.rump.z + 0.04f * s;
      l.top = {side * 0.80f, top, z};
      l.middle = {side * 1.0f, mix1(hock, top, p.bird ? 0.55f : 0.46f), z + (p.bird ? 0.06f : 0.115f) * s};
      l.low = {side, hock, z - (p.bird ? 0.045f : 0.105f) * s};
      l.foot = {side, 0, z + (p.bird ? 0.02f : p.hoof ? -0.035f : -0.02f) * s};
    }
    l.upper = glm::distance(l.top, l.middle);
    l.lower = glm::distance(l.middle, l.low);
  }
  // The neck rises from the breast's upper front.
  const float up = n("neck_up", 0.9f);
  p.neck_r = m("neck_r", 0.15f), p.neck_top = m("neck_top", 0.11f);
  p.neck_base = p.breast + Vec3(0, 0.50f * p.chest_r.y, 0.42f * p.chest_r.z);
  p.neck_end = p.neck_base + Vec3(0, std::sin(up), std::cos(up)) * m("neck_len", 0.35f);
  // The tail: three bones that curl.
  p.tail_r = m("tail_r", 0.05f), p.tail_tip = m("tail_tip", 0.03f);
  p.tail_flat = n("tail_flat", 1.f);
  p.tail_base = p.rump + Vec3(0, 0.35f * p.rump_r.y, -0.80f * p.rump_r.z);
  float angle = n("tail_up", 0.5f);
  const float curl = n("tail_curl");
  p.tail[0] = p.tail_base;
  for (std::size_t i = 1; i < 4; ++i) {
    p.tail[i] = p.tail[i - 1] + Vec3(0, std::sin(angle), -std::cos(angle)) * (m("tail_len", 0.5f) / 3.f);
    angle += curl / 3.f;
  }
  // The head.
  const float k = m("skull", 0.22f);
  p.skull_r = k * Vec3(n("skull_w", 1.f), n("skull_h", 1.f), n("skull_l", 1.f));
  p.skull_c = {0, 0.16f * k, 0.42f * k};
  const float drop = n("muzzle_drop", 0.15f), long_by = m("muzzle", 0.25f);
  p.muzzle_w = m("muzzle_w", 0.1f), p.muzzle_h = m("muzzle_h", 0.1f), p.muzzle_tip = n("muzzle_tip", 0.85f);
  p.muzzle0 = p.skull_c + Vec3(0, n("muzzle_y", -0.3f) * k, 0.55f * p.skull_r.z);
  p.muzzle1 = p.muzzle0 + Vec3(0, -std::sin(drop), std::cos(drop)) * (long_by + 0.30f * p.skull_r.z);
  p.jaw_share = n("jaw", 0.55f);
  p.eye_r = m("eye", 0.06f), p.eye_yaw = n("eye_yaw", 0.5f), p.eye_up = n("eye_up", 0.25f);
  p.ear_len = m("ear_len"), p.ear_w = m("ear_w"), p.ear_yaw = n("ear_yaw", 1.3f), p.ear_up = n("ear_up", 0.9f), p.ear_droop = n("ear_droop");
  p.fur = n("fur", 0.4f);
  p.stride = m("stride", 1.1f), p.lift = m("lift", 0.12f);
  p.sit_y = p.rump_r.y * 0.98f;
  p.lie_y = std::max(p.waist_r.y, p.chest_r.y) * 0.97f;
  return p;
}

Measures animal_measures(const world::Identity& identity) {
  const AnimalPlan p = animal_plan(identity);
  Measures m;
  m.species = identity.species;
  const float top = p.skull_c.y + p.skull_r.y, ears = p.ear_len * (1 - clamp01(p.ear_droop)) * std::sin(std::min(1.4f, p.ear_up)) * 0.8f;
  m.height = p.neck_end.y + top + ears;
  m.eye_height = p.neck_end.y + p.skull_c.y + p.skull_r.y * std::sin(p.eye_up);
  // From the chin to the crown: what a close-up frames. Long faces count for more than they are tall.
  const float deep = top - std::min(p.muzzle1.y - p.muzzle_h, p.skull_c.y - p.skull_r.y);
  m.head_height = std::max(deep + 0.35f * ears, 0.62f * (p.muzzle1.z + p.muzzle_w));
  m.shoulder_width = 2 * std::max(p.chest_r.x, p.waist_r.x);
  m.hip_height = p.rump.y;
  m.back_height = p.breast.y + p.chest_r.y;
  m.arm_length = p.neck_end.z + p.muzzle1.z - p.breast.z;
  m.length = p.neck_end.z + p.muzzle1.z - p.rump.z + p.rump_r.z;
  const float front = p.neck_end.y - p.breast.y;
  m.seated_eye_height = 0.45f + (m.eye_height - (p.bird ? p.rump.y - p.sit_y : 0.04f * p.unit));
  m.lying_eye_height = p.lie_y + front * 0.80f + p.skull_c.y;
  m.stride = p.stride;
  m.walk_speed = p.number("walk", 0.8f);
  m.trot_speed = p.number("trot", 1.8f);
  m.flies = p.bird;
  m.voice_hz = world::animal_pitch(identity);
  return m;
}

}  // namespace auteur::puppets
