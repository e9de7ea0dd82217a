#include "anatomy.h"

#include "animal_plan.h"
#include "auteur/puppets/model.h"
#include "sdf.h"

namespace auteur::puppets {
namespace {
float sane(float value, float low, float high, float otherwise) { return std::isfinite(value) ? std::clamp(value, low, high) : otherwise; }

HeadPlan head_of(const world::Identity& id) {
  const auto t = [&](const char* name) { return 2 * trait(id, name) - 1; };  // -1..1
  HeadPlan h;
  const float age = sane(id.age, 0, 120, 35);
  h.old = step01(42, 78, age);
  h.child = 1 - step01(5, 17, age);
  h.feminine = sane(id.femininity, 0, 1, 0.5f);
  const float masculine = (1 - h.feminine) * (1 - h.child);
  const float wide = 1 + 0.20f * t("skull_width"), tall = 1 + 0.16f * t("skull_height");
  h.skull_r = {0.126f * wide, 0.148f * tall, 0.133f * (1 + 0.06f * t("skull_depth"))};
  h.skull_c = {0, 0.158f, 0};
  const float jaw = (1 + 0.25f * t("jaw_width")) * mix1(0.93f, 1.06f, masculine) * (1 + 0.06f * h.old);
  h.jaw_r = {0.090f * jaw * mix1(1.f, wide, 0.5f), 0.076f - 0.006f * h.child, 0.098f * (1 + 0.08f * t("jaw_depth"))};
  h.jaw_c = {0, 0.062f, 0.016f};
  const float cheek = t("cheek") * 0.5f + 0.5f * h.child;
  h.cheek_c = {0.062f, 0.090f - 0.008f * h.old, 0.076f};
  h.cheek_c.y += 0.012f * t("cheekbone");
  h.cheek_r = Vec3(0.041f, 0.036f, 0.039f) * (1 + 0.20f * cheek) * Vec3(1 + 0.09f * t("cheekbone"), 1, 1);
  const float chin = t("chin") + 0.5f * masculine - 0.7f * h.child;
  h.chin_c = {0, 0.020f - 0.004f * chin, 0.082f + 0.006f * chin};
  h.chin_r = Vec3(0.038f, 0.028f, 0.033f) * (1 + 0.22f * chin) * Vec3(1 + 0.18f * t("jaw_width") - 0.24f * t("chin_point"), 1, 1 + 0.12f * t("chin_point"));
  const float nose_long = t("nose_length") - 0.9f * h.child - 0.35f * h.feminine + 0.4f * h.old, nose_wide = t("nose_width") - 0.35f * h.feminine - 0.5f * h.child;
  h.nose_r = (0.0195f + 0.0065f * nose_wide) * (1 - 0.16f * t("nose_tip"));
  h.nose_top = {0, 0.160f, 0.122f};
  h.nose_tip = {0, 0.112f - 0.012f * std::max(0.f, nose_long), 0.153f + 0.019f * nose_long};
  h.nose_tip.y += 0.009f * t("nose_height");
  h.nose_wing = 0.0125f + 0.0052f * nose_wide;
  h.nose_hook = clamp01(nose_long - 0.2f);
  h.eye_r = 0.0385f * (1 + 0.19f * t("eye_size") + 0.07f * h.child + 0.03f * h.feminine - 0.04f * h.old);
  h.eye = {std::max(0.0520f * (1 + 0.17f * t("eye_spacing")) * mix1(1.f, wide, 0.5f), h.eye_r * 1.13f), 0.153f - 0.006f * h.child + 0.009f * t("eye_height"), 0.101f};
  h.eye_tilt = 0.15f * t("eye_tilt") - 0.05f * h.old;
  h.ear_size = (1 + 0.33f * t("ear_size")) * (1 + 0.15f * h.old);
  h.ear_out = clamp01(0.5f + 0.35f * t("ear_size") + 0.35f * t("ear_stick"));
  h.mouth_y = 0.056f + 0.002f * t("chin") + 0.006f * t("mouth_height");
  h.mouth_half = 0.034f * (1 + 0.10f * t("jaw_width") + 0.22f * t("mouth_width")) - 0.004f * h.child;
  h.mouth_rest = 0.14f + 0.5f * (sane(id.temper, 0, 1, 0.5f) - 0.5f) - 0.08f * h.old;
  h.lips = std::max(0.35f, 0.8f + 0.6f * t("lip_fullness") + 0.25f * (h.feminine - 0.5f) - 0.25f * h.old - 0.1f * h.child);
  h.brow_y = h.eye.y + h.eye_r * (1.38f + 0.20f * t("brow_height"));
  h.brow_tilt = t("brow_tilt");
  h.brow_thick = 0.0083f * (1 + 0.48f * t("brow_thickness")) * mix1(0.62f, 1.15f, masculine) * (1 + 0.15f * h.old);
  h.lines = id.shape.contains("wrinkles") ? clamp01(0.35f * h.old + 0.75f * trait(id, "wrinkles")) * (1 - h.child) : h.old;
  h.bags = id.shape.contains("bag") ? clamp01(0.5f * h.old + 1.2f * (trait(id, "bag") - 0.5f)) * (1 - h.child) : h.old;
  h.lid = t("lid_weight") * (1 - 0.7f * h.child);
  h.blush = trait(id, "blush");
  h.freckles = id.shape.contains("freckles") ? trait(id, "freckles") : 0.f;
  h.jowl = clamp01(h.old * (0.4f + trait(id, "girth")));
  return h;
}
}  // namespace

float trait(const world::Identity& identity, const std::string& name) {
  const auto it = identity.shape.find(name);
  return it == identity.shape.end() ? 0.5f : sane(it->second, 0, 1, 0.5f);
}

const world::Outfit& outfit_on(const world::Identity& identity, int story_day) {
  static const world::Outfit kPlain;
  if (identity.outfit_by_day.empty()) return kPlain;
  auto it = identity.outfit_by_day.upper_bound(story_day);
  return it == identity.outfit_by_day.begin() ? it->second : std::prev(it)->second;
}

Plan plan_of(const world::Identity& id) {
  Plan p;
  p.head = head_of(id);
  const HeadPlan& h = p.head;
  p.height = sane(id.height_m, 0.5f, 2.5f, 1.45f);
  p.unit = p.height / 1.45f;
  const float k = p.unit;
  p.head_height = p.height / mix1(4.0f, 3.15f, h.child);
  p.head.scale = p.head_height / (h.skull_top() + 0.018f);  // hair adds the rest
  p.chin_y = p.height - p.head_height;
  const auto t = [&](const char* name) { return 2 * trait(id, name) - 1; };
  const float masculine = (1 - h.feminine) * (1 - h.child), girth = t("girth"), fat = 1 + 0.27f * girth;
  p.hip_y = p.height * (0.375f - 0.02f * h.child) * (1 + 0.08f * t("leg_length"));
  p.ankle_y = 0.052f * k;
  const float neck_gap = (0.050f + 0.016f * t("neck") - 0.012f * h.child) * k;
  p.neck_base = {0, p.chin_y - neck_gap + 0.012f * k, -0.024f * p.head.scale};
  p.shoulder_y = p.neck_base.y - 0.070f * k;
  p.head_pivot = {0, p.chin_y + h.pivot.y * h.scale, h.pivot.z * h.scale};
  p.shoulder_half = (0.118f + 0.024f * t("shoulder") + 0.016f * masculine - 0.014f * h.child) * k * mix1(1.f, fat, 0.5f);
  p.chest_w = (p.shoulder_half - 0.005f * k) * mix1(1.f, fat, 0.4f);
  p.chest_d = 0.092f * k * mix1(1.f, fat, 0.9f) * (1 + 0.06f * masculine);
  p.belly = clamp01(trait(id, "belly") * 1.3f - 0.35f) * k;
  p.waist_w = (0.100f + 0.016f * masculine) * k * fat + 0.03f * p.belly;
  p.waist_d = 0.082f * k * fat;
  p.seat_w = (0.124f + 0.012f * h.feminine + 0.010f * t("hip") - 0.012f * h.child) * k * fat;
  p.seat_d = 0.098f * k * fat;
  p.hip_half = p.seat_w * 0.54f;
  p.arm_r = 0.043f * k * mix1(1.f, fat, 0.7f) * mix1(0.9f, 1.06f, masculine);
  p.leg_r = 0.062f * k * mix1(1.f, fat, 0.8f);
  p.seat_r = 0.070f * k * mix1(1.f, fat, 0.8f);
  p.neck_r = (0.041f + 0.009f * masculine + 0.005f * girth + 0.006f * t("neck_width")) * k;
  p.upper_arm = 0.142f * p.height * (1 + 0.05f * t("arm_length"));
  p.fore_arm = 0.133f * p.height * (1 + 0.05f * t("arm_length"));
  p.hand = 0.052f * k * (1 + 0.12f * t("hand_size"));
  const float leg = p.hip_y - p.ankle_y;
  p.thigh = 0.515f * leg;
  p.shin = leg - p.thigh;
  p.spine_y = p.hip_y + 0.07f * k;
  p.chest_y = mix1(p.hip_y, p.shoulder_y, 0.52f);
  return p;
}

Measures measures_of(const world::Identity& identity) {
  if (identity.model) return measures_from(identity.model->measures);
  if (world::animal_kind(identity.species)) return animal_measures(identity);
  const Plan p = plan_of(identity);
  Measures m;
  m.height = p.height;
  m.eye_height = p.chin_y + p.head.eye.y * p.head.scale;
  m.shoulder_width = 2 * (p.shoulder_half + p.arm_r);
  m.head_height = p.head_height;
  m.seated_eye_height = 0.45f + p.seat_r * 0.85f + m.eye_height - p.hip_y;
  m.arm_length = p.upper_arm + p.fore_arm + p.hand;
  m.hip_height = p.hip_y;
  m.leg_length = p.thigh + p.shin;
  return m;
}

}  // namespace auteur::puppets
