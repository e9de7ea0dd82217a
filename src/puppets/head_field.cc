#include "head_field.h"

namespace auteur::puppets {

Mouth mouth_of(const HeadPlan& head, Viseme viseme, float open, float smile) {
  struct Row { float drop, gap, wide, round, press, tuck, up, low, tongue; };
  // drop and gap in hundredths of a head unit, wide in thousandths added to the half width.
  static constexpr Row kRows[static_cast<std::size_t>(Viseme::kCount)] = {
      /* rest */ {0, 0, 0, 0, 0, 0, 0, 0, -1},      /* PP */ {0, 0, -2.f, 0.05f, 1, 0, 0, 0, -1},
      /* FF */ {0.35f, 0.28f, 1, 0, 0, 1, 1, 0, -1}, /* TH */ {0.9f, 0.30f, 2, 0, 0, 0, 1, 1, 2},
      /* DD */ {0.8f, 0.30f, 3, 0, 0, 0, 1, 1, 1},   /* KK */ {1.1f, 0.30f, 2, 0, 0, 0, 1, 0, 0},
      /* CH */ {0.7f, 0.45f, -8, 0.75f, 0, 0, 1, 1, -1}, /* SS */ {0.45f, 0.34f, 6, 0, 0, 0, 1, 1, -1},
      /* NN */ {0.7f, 0.26f, 2, 0, 0, 0, 1, 0, 1},   /* RR */ {0.8f, 0.30f, -7, 0.55f, 0, 0, 0, 0, 0},
      /* AA */ {2.7f, 0.35f, 2, 0, 0, 0, 1, 0, 0},   /* E */ {1.5f, 0.35f, 8, 0, 0, 0, 1, 1, 0},
      /* IH */ {0.9f, 0.35f, 7, 0, 0, 0, 1, 0, 0},   /* OH */ {1.9f, 0.30f, -10, 0.7f, 0, 0, 0, 0, 0},
      /* OU */ {0.7f, 0.30f, -18, 1, 0, 0, 0, 0, -1}};
  const Row& r = kRows[std::min(static_cast<std::size_t>(viseme), static_cast<std::size_t>(Viseme::kCount) - 1)];
  Mouth m;
  const bool sealed = viseme == Viseme::kPP;
  const float more = sealed ? 0.f : open;
  m.drop = 0.01f * r.drop + more * std::max(0.006f, 0.030f - 0.01f * r.drop) * (viseme == Viseme::kFF ? 0.25f : 0.8f);
  m.gap = 0.01f * r.gap + (more > 0 ? 0.0015f : 0.f);
  m.half = head.mouth_half + 0.001f * r.wide + 0.006f * std::max(0.f, smile) - 0.002f * std::max(0.f, -smile);
  m.round = r.round;
  m.smile = smile;
  m.press = r.press;
  m.tuck = r.tuck;
  m.upper_teeth = r.up > 0 || m.drop > 0.009f || (smile > 0.6f && m.drop > 0.004f) ? 1.f : 0.f;
  if (m.round > 0.9f) m.upper_teeth = 0;
  m.lower_teeth = r.low;
  m.tongue = r.tongue < 0 && m.drop > 0.012f ? 0 : r.tongue;
  return m;
}

FaceField::FaceField(const HeadPlan& head, const Mouth& mouth) : h_(head), m_(mouth) {
  Mouth none;
  std::swap(none, m_);
  float z = 0.2f;  // march in from the front along the mouth's height
  for (int i = 0; i < 60; ++i) z -= 0.7f * base({0, h_.mouth_y, z});
  front_ = z;
  m_ = mouth;
}

float FaceField::scalp(Vec3 p) const { return smin(ellipsoid(p, h_.skull_c, h_.skull_r), ellipsoid(p, h_.jaw_c, h_.jaw_r), 0.07f); }

float FaceField::base(Vec3 p) const {
  float d = scalp(p);
  if (d > 0.09f) return d - 0.03f;  // nothing reaches further out than the nose
  const Vec3 q = mirrored(p);
  d = smin(d, ellipsoid(q, h_.cheek_c, h_.cheek_r), 0.036f);
  d = smin(d, ellipsoid(p, h_.chin_c, h_.chin_r), 0.040f);
  // The soft muzzle that carries the lips.
  d = smin(d, ellipsoid(p, {0, h_.mouth_y + 0.004f, 0.092f}, {0.044f, 0.034f, 0.036f}), 0.03f);
  if (h_.jowl > 0) d = smin(d, ellipsoid(q, {0.070f, 0.034f, 0.052f}, Vec3(0.030f, 0.034f, 0.036f) * (0.7f + 0.4f * h_.jowl)), 0.03f);
  // A pad of skin round each eye, so that the ball meets the face without a gap.
  d = smin(d, ball(q, h_.eye - Vec3(0, 0.001f, 0.013f), h_.eye_r * 1.10f), 0.020f);
  d = smin(d, round_cone(q, {0.014f, h_.brow_y - 0.004f, 0.112f}, {0.078f, h_.brow_y - 0.002f, 0.080f}, 0.017f, 0.013f), 0.028f);
  float nose = round_cone(p, h_.nose_top, h_.nose_tip, 0.009f + 0.002f * h_.nose_hook, h_.nose_r);
  if (h_.nose_hook > 0) nose = smin(nose, ball(p, glm::mix(h_.nose_top, h_.nose_tip, 0.5f) + Vec3(0, 0, 0.008f * h_.nose_hook), 0.013f), 0.012f);
  nose = smin(nose, ball(q, {h_.nose_r * 0.86f, h_.nose_tip.y - 0.004f, h_.nose_tip.z - 0.017f}, h_.nose_wing), 0.010f);
  d = smin(d, nose, 0.018f);
  // Nostrils, shallow.
  d = smax(d, -ellipsoid(q, {h_.nose_r * 0.48f, h_.nose_tip.y - h_.nose_r * 0.96f, h_.nose_tip.z - 0.009f}, {0.0048f, 0.0040f, 0.0066f}), 0.004f);
  if (h_.lines > 0 && p.z > 0.02f) {
    const float a = h_.lines;
    d += 0.0032f * a * gauss(round_cone(q, {h_.nose_r + 0.008f, h_.nose_tip.y - 0.002f, 0.125f}, {h_.mouth_half + 0.016f, h_.mouth_y + 0.004f, 0.100f}, 0, 0) / 0.0060f);
    const float forehead = step01(h_.brow_y + 0.012f, h_.brow_y + 0.024f, p.y) * (1 - step01(0.262f, 0.276f, p.y)) * (1 - step01(0.05f, 0.085f, q.x));
    if (forehead > 0) {
      const float wave = quick_sin((p.y + 0.004f * quick_sin(p.x * 38.f)) * 420.f);
      d += 0.0015f * a * forehead * (wave > 0.2f ? (wave - 0.2f) : 0.f);
    }
    const float crow = gauss((q.x - h_.eye.x - h_.eye_r * 1.22f) / 0.013f) * gauss((p.y - h_.eye.y) / 0.019f);
    d += 0.0016f * a * crow * std::max(0.f, quick_sin((p.y - h_.eye.y) * 520.f + (q.x - h_.eye.x) * 30.f));
  }
  if (h_.bags > 0 && p.z > 0.02f) d = smin(d, ellipsoid(q, {h_.eye.x + 0.004f, h_.eye.y - h_.eye_r * 1.06f, 0.112f}, Vec3(0.025f, 0.0085f, 0.014f) * (0.8f + 0.4f * h_.bags)), 0.012f);
  // Never let skin cross in front of the eyeball: what is cut away here lies inside the ball and is not seen.
  return smax(d, -ball(q, h_.eye, h_.eye_r * 0.955f), 0.006f);
}

float FaceField::window(Vec3 p) const {
  return step01(0.016f, 0.05f, p.z) * step01(-0.026f, -0.004f, p.y) * (1 - step01(0.088f, 0.106f, p.y)) * (1 - step01(0.085f, 0.12f, std::fabs(p.x)));
}

float FaceField::line_y(float x) const {
  const float bend = x / 0.042f;
  return h_.mouth_y - 0.46f * m_.drop + (m_.smile + h_.mouth_rest) * 0.0125f * (bend * bend - 0.42f) + 0.0010f * m_.tuck;
}

float FaceField::outline(Vec3 p) const {
  const float half = std::max(0.010f, m_.half - 0.004f * m_.round);
  const float high = 0.46f * m_.drop + m_.gap + 0.004f * m_.round * (m_.drop > 0 ? 1.f : 0.f);
  float y = p.y - line_y(p.x);
  if (m_.smile > 0.2f && y > 0) y *= 1 + 0.6f * m_.smile;  // a smile hangs below a straighter upper lip
  // A lens while nearly closed, an ellipse when round: the ellipse's bound is too poor for flat ones.
  const float ax = std::fabs(p.x), t = std::min(1.f, ax / half), rest = 1 - t * t;
  const float lens = ax < half ? std::fabs(y) - high * rest / std::sqrt(0.35f + 0.65f * rest) : std::sqrt((ax - half) * (ax - half) + y * y);
  const float roundness = step01(0.30f, 0.75f, high / half);
  if (roundness <= 0) return lens;
  const Vec2 r(half, high), q = Vec2(p.x, y) / r;
  const float k0 = glm::length(q), k1 = glm::length(q / r);
  return mix1(lens, k1 < 1e-5f ? -r.y : k0 * (k0 - 1) / k1, roundness);
}

float FaceField::carved(Vec3 p, float* before) const {
  const float w = window(p), middle = line_y(0);
  // The jaw swings down: below the lips the face is the resting face moved by `drop`.
  const float aside = step01(0.035f, 0.10f, std::fabs(p.x));
  const float low = m_.drop > 0 ? step01(middle + mix1(0.012f, 0.040f, aside), middle - mix1(0.016f, 0.060f, aside), p.y) * (1 - 0.35f * aside) * step01(0.012f, 0.06f, p.z) * step01(-0.075f, -0.040f, p.y) : 0.f;
  if (w <= 0 && low <= 0) {
    const float d = base(p);
    if (before) *before = d;
    return d;
  }
  Vec3 moved = p;
  moved.y += m_.drop * 0.8f * low;
  float d = base(moved);
  const float o = outline(p), up = p.y > line_y(p.x) ? 1.f : 0.f;
  // Lips: a rounded ridge along the opening, fuller below, pushed out when rounded, thin when pressed.
  const float full = h_.lips * (up > 0 ? 0.84f : 1.0f) * (1 - 0.30f * m_.press) * (up > 0 ? 1.f : 1 - 0.75f * m_.tuck);
  const float fade = 1 - 0.65f * step01(0.6f, 1.05f, std::fabs(p.x) / m_.half) * (1 - m_.round);
  d -= w * 0.0062f * full * fade * gauss((o - 0.0046f) / 0.0058f);
  d -= w * m_.round * 0.015f * gauss(std::max(o, 0.f) / 0.022f);
  d -= w * m_.press * 0.0025f * gauss(o / 0.014f);
  if (m_.tuck > 0 && up < 1) d += w * m_.tuck * 0.006f * gauss((o - 0.003f) / 0.008f);
  const Vec3 q = mirrored(p);
  if (m_.smile > 0) {
    const float dx = (q.x - 0.066f) / 0.026f, dy = (p.y - 0.088f) / 0.017f;
    d -= w * m_.smile * 0.0075f * gauss(std::sqrt(dx * dx + dy * dy));
  }
  // The corners sink in a little.
  const float cx = (q.x - m_.half - 0.003f) / 0.007f, cy = (p.y - line_y(m_.half)) / 0.008f;
  d += w * (0.0022f + 0.002f * std::fabs(m_.smile)) * gauss(std::sqrt(cx * cx + cy * cy));
  // The philtrum.
  d += w * 0.0016f * gauss(p.x / 0.006f) * gauss((p.y - 0.5f * (middle + h_.nose_tip.y - 0.012f)) / 0.010f) * (p.y > middle ? 1.f : 0.f);
  if (before) *before = d;
  if (m_.drop <= 0 && m_.gap <= 0) {
    const float dy = (p.y - line_y(p.x)) / 0.0021f;
    const float along = 1 - step01(0.88f, 1.1f, std::fabs(p.x) / m_.half);
    return d + w * 0.0040f * gauss(dy) * along;
  }
  const float hole = smax(o, 0.055f - p.z, 0.01f);
  return w > 0.5f ? smax(d, -hole, 0.0045f) : d;
}

float FaceField::uncarved(Vec3 p) const {
  float before = 0;
  carved(p, &before);
  return before;
}

float FaceField::lip_tint(Vec3 p) const {
  if (window(p) < 0.5f || p.z < 0.06f) return -1;
  const float y = p.y - line_y(p.x), bow = 1 + 0.25f * gauss((std::fabs(p.x) - 0.008f) / 0.006f) - 0.15f * gauss(p.x / 0.004f);
  const float t = (y > 0 ? 0.0078f * bow : 0.0098f) * (0.55f + 0.45f * h_.lips) * (1 - 0.25f * m_.press) * (y > 0 ? 1.f : 1 - 0.5f * m_.tuck);
  const float taper = 1 - 0.8f * step01(0.55f, 1.06f, std::fabs(p.x) / (m_.half + 0.004f)) * (1 - 0.8f * m_.round);
  return t * taper - std::max(outline(p), -0.02f) - 0.0004f;
}

float FaceField::flush(Vec3 p) const {
  const Vec3 q = mirrored(p);
  const auto spot = [&](Vec3 c, Vec3 r) { return gauss(glm::length((q - c) / r)); };
  const float blush = 0.45f + 0.75f * h_.blush;  // from hardly any to red-cheeked
  float f = 0.62f * blush * spot({0.068f, 0.094f, 0.105f}, {0.040f, 0.033f, 0.06f});
  f = std::max(f, 0.78f * blush * spot({0, h_.nose_tip.y, h_.nose_tip.z}, Vec3(0.024f, 0.022f, 0.03f)));
  f = std::max(f, 0.45f * spot({0, 0.016f, 0.112f}, {0.028f, 0.020f, 0.04f}));
  f -= (0.26f + 0.45f * h_.bags) * spot(h_.eye + Vec3(0, -h_.eye_r * 0.98f, 0.015f), {0.036f, 0.012f, 0.05f});
  f -= 0.25f * spot(h_.eye + Vec3(-0.010f, h_.eye_r * 0.7f, 0.01f), {0.045f, 0.022f, 0.05f});
  f += 0.05f * lumps(p, 47);
  return f;
}

}  // namespace auteur::puppets
