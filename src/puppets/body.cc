#include "body.h"

#include <glm/gtc/matrix_transform.hpp>

namespace auteur::puppets {
namespace {
using world::Garment;

struct Tailoring {  // how the garment is cut, rest-pose metres
  float hem = 0, flare = 0, top = 0;     // flare > 0: a skirt from `top` to `hem`
  float v_depth = 0, v_half = 0;         // open front
  float sleeve = 2;                      // along the arm: 1 at the elbow, 2 at the wrist
  bool lapels = false, buttons = false, belt = false, apron = false, bare_legs = false, roll_neck = false, collar = false, rib = false, placket = false, epaulettes = false;
};

Tailoring cut_of(const Recipe& r) {
  const Plan& p = r.plan;
  const float k = p.unit;
  Tailoring c;
  c.hem = p.hip_y - 0.035f * k;
  c.top = p.hip_y + 0.10f * k;
  switch (r.outfit.garment) {
    case Garment::kCoat: c.top = p.hip_y + 0.24f * k; c.hem = p.hip_y - 0.80f * p.thigh; c.flare = 0.12f; c.v_depth = 0.20f * k; c.v_half = 0.062f * k; c.lapels = c.buttons = c.collar = true; break;
    case Garment::kJacket: c.hem = p.hip_y - 0.05f * k; c.v_depth = 0.21f * k; c.v_half = 0.066f * k; c.lapels = c.buttons = c.collar = true; break;
    case Garment::kJumper: c.roll_neck = c.rib = true; c.hem = p.hip_y + 0.005f * k; break;
    case Garment::kShirt: c.hem = p.hip_y + 0.045f * k; c.belt = c.collar = c.placket = true; c.sleeve = 1.55f; c.buttons = true; break;
    case Garment::kDress: c.hem = p.hip_y - p.thigh - 0.12f * p.shin; c.flare = 0.38f; c.sleeve = 0.62f; c.belt = c.bare_legs = true; c.v_depth = 0.055f * k; c.v_half = 0.050f * k; c.top = p.hip_y + 0.13f * k; break;
    case Garment::kUniform: c.hem = p.hip_y - 0.06f * k; c.collar = c.buttons = c.belt = c.placket = c.epaulettes = true; break;
    case Garment::kApron: c.hem = p.hip_y + 0.045f * k; c.apron = c.collar = true; c.sleeve = 1.5f; c.flare = 0.10f; break;
    case Garment::kCardigan: c.v_depth = 0.32f * k; c.v_half = 0.070f * k; c.buttons = c.collar = c.rib = true; break;
  }
  return c;
}

class BodyField {
 public:
  explicit BodyField(const Recipe& r) : p_(r.plan), c_(cut_of(r)), feminine_(r.plan.head.feminine * (1 - r.plan.head.child)), seed_(static_cast<float>(r.plan.height * 37.f)) {}

  float arm(Vec3 q) const {  // q mirrored to +x
    const float a = p_.arm_r;
    const float d = round_cone(q, p_.shoulder(0), p_.elbow(0), a * 1.16f, a * 1.02f);
    const Vec3 end = p_.wrist(0) + p_.arm_direction(0) * (0.004f * p_.unit);
    return smin(d, round_cone(q, p_.elbow(0), end, a * 1.02f, a * 0.90f), 0.01f);
  }
  float leg(Vec3 q) const {
    const float l = p_.leg_r * (c_.bare_legs ? 0.80f : 1.f);
    const Vec3 bottom(p_.ankle(0).x, p_.ankle_y * 0.95f, -0.006f * p_.unit);
    return smin(round_cone(q, p_.hip(0), p_.knee(0), l * 1.12f, l * 0.90f), round_cone(q, p_.knee(0), bottom, l * 0.90f, l * (c_.bare_legs ? 0.62f : 0.80f)), 0.012f);
  }
  float torso(Vec3 p, Vec3 q) const {
    const float k = p_.unit;
    float d = ellipsoid(p, {0, p_.shoulder_y - 0.075f * k, -0.004f * k}, {p_.chest_w, 0.115f * k, p_.chest_d});
    d = smin(d, ellipsoid(p, {0, mix1(p_.hip_y, p_.shoulder_y, 0.46f), 0}, {p_.waist_w, 0.15f * k, p_.waist_d}), 0.07f * k);
    d = smin(d, ellipsoid(p, {0, p_.hip_y + 0.018f * k, -0.006f * k}, {p_.seat_w, 0.085f * k, p_.seat_d}), 0.06f * k);
    if (p_.belly > 0) d = smin(d, ellipsoid(p, {0, p_.hip_y + 0.115f * k, 0.045f * k}, Vec3(0.135f, 0.130f, 0.115f) * (k * (0.72f + 0.38f * p_.belly))), 0.07f * k);
    if (feminine_ > 0.5f) d = smin(d, ellipsoid(q, {0.050f * k, p_.shoulder_y - 0.105f * k, p_.chest_d * 0.66f}, Vec3(0.048f, 0.047f, 0.042f) * k), 0.05f * k);
    d = smin(d, round_cone(q, {0.045f * k, p_.shoulder_y + 0.022f * k, -0.008f * k}, p_.shoulder(0), 0.052f * k, p_.arm_r * 1.18f), 0.045f * k);
    d = smin(d, round_cone(p, {0, p_.shoulder_y, p_.neck_base.z * 0.5f}, p_.neck_base - Vec3(0, 0.012f * k, 0), 0.060f * k, p_.neck_r * 1.12f), 0.04f * k);
    return smax(d, p.y - (p_.neck_base.y + 0.012f * k), 0.006f * k);
  }
  float skirt(Vec3 p) const {
    if (c_.flare <= 0) return 1;
    const float t = clamp01((c_.top - p.y) / (c_.top - (c_.apron ? p_.hip_y - 0.62f * p_.thigh : c_.hem)));
    const float azimuth = std::atan2(p.x, p.z);
    const float fold = 1 + (c_.bare_legs ? 0.055f : 0.018f) * t * quick_sin(9.f * azimuth + seed_);
    // A coat falls from the chest, not from the hips: a thin wearer's has no notch at the waist.
    const float wide = mix1(c_.bare_legs ? p_.waist_w * 0.98f : c_.apron ? p_.seat_w : p_.waist_w, p_.seat_w * (1 + c_.flare), c_.bare_legs || !c_.apron ? std::pow(t, 0.75f) : t) * fold;
    const float deep = mix1(c_.bare_legs || c_.apron ? p_.seat_d * 0.95f : p_.waist_d, p_.seat_d * (1 + c_.flare * 1.1f), t) * fold;
    const Vec2 e(p.x / wide, p.z / deep);
    float d = (glm::length(e) - 1) * std::min(wide, deep) * 0.93f;
    if (!c_.apron) d = smax(d, c_.hem - p.y, 0.012f * p_.unit);
    if (c_.apron) d = smax(smax(d, (p_.hip_y - 0.62f * p_.thigh) - p.y, 0.01f * p_.unit), 0.030f * p_.unit - p.z, 0.02f * p_.unit);  // only a panel in front
    return smax(d, p.y - c_.top, 0.05f * p_.unit);
  }

  // Borders; positive on the side the name says.
  float on_arm(Vec3 p) const { const Vec3 q = mirrored(p); return std::min(std::min(torso(p, q), leg(q)), skirt(p)) - arm(q); }
  float along_arm(Vec3 p) const {
    const Vec3 q = mirrored(p);
    const float t = glm::dot(q - p_.shoulder(0), p_.arm_direction(0));
    return t < p_.upper_arm ? t / p_.upper_arm : 1 + (t - p_.upper_arm) / p_.fore_arm;
  }
  float in_sleeve(Vec3 p) const { return (c_.sleeve - along_arm(p)) * p_.upper_arm - 0.012f * p_.unit * (c_.sleeve >= 2 ? 1.f : 0.f); }
  // 1 on the cloth of a coat or skirt, 0 on the legs under it.
  float hangs(Vec3 p) const {
    if (c_.flare <= 0 || p.y < c_.hem - 0.03f * p_.unit) return 0;
    const float cloth = std::fabs(skirt(p)), bare = std::max(0.f, leg(mirrored(p)));
    return step01(0.25f, 0.75f, bare / (bare + cloth + 1e-5f));
  }
  float above_hem(Vec3 p) const { return p.y - c_.hem - 0.004f * p_.unit * quick_sin(5.f * std::atan2(p.x, p.z) + seed_); }
  float in_front_v(Vec3 p) const {
    if (c_.v_depth <= 0 || p.z < 0.0f) return -0.05f;
    const float top = p_.neck_base.y + 0.02f * p_.unit, t = (p.y - (top - c_.v_depth)) / c_.v_depth;
    return std::min(c_.v_half * t * 0.9f, 0.08f) - std::fabs(p.x);
  }
  float in_lapel(Vec3 p) const {
    if (!c_.lapels || p.z < 0) return -0.05f;
    const float top = p_.neck_base.y + 0.02f * p_.unit, t = (p.y - (top - c_.v_depth)) / c_.v_depth;
    const float wide = c_.v_half * t * 0.9f + 0.034f * p_.unit * std::sin(kPi * std::clamp(t * 0.92f, 0.f, 1.f));
    return std::min(wide - std::fabs(p.x), in_front_v(p) < 0 ? 1.f : in_front_v(p));
  }
  float in_belt(Vec3 p) const { return c_.belt ? 0.0135f * p_.unit - std::fabs(p.y - (c_.bare_legs ? p_.hip_y + 0.115f * p_.unit : c_.hem + (c_.epaulettes ? 0.115f : 0.001f) * p_.unit)) : -1.f; }
  float in_apron(Vec3 p) const {
    if (!c_.apron || p.z < 0.01f) return -0.05f;
    const float chest = p_.shoulder_y - 0.045f * p_.unit, waist = p_.hip_y + 0.11f * p_.unit;
    const float wide = p.y > waist ? 0.088f * p_.unit : 0.2f * p_.unit;
    return std::min(std::min(wide - std::fabs(p.x), chest - p.y), p.y - (p_.hip_y - 0.62f * p_.thigh));
  }
  float in_rib(Vec3 p) const { return c_.rib ? 0.030f * p_.unit - std::fabs(p.y - c_.hem - 0.0f) : -1.f; }
  float in_sock(Vec3 p) const { return c_.bare_legs ? p_.ankle_y + 0.45f * p_.shin - p.y : -1.f; }

  float operator()(Vec3 p) const {
    const Vec3 q = mirrored(p);
    const float k = p_.unit;
    float body = std::min(torso(p, q), 1.f);
    body = smin(body, leg(q), 0.03f * k);
    if (c_.flare > 0) body = smin(body, skirt(p), (c_.bare_legs || c_.apron ? 0.012f : 0.045f) * k);
    const float sleeve = arm(q);
    float d = smin(body, sleeve, 0.028f * k);
    if (std::fabs(d) > 0.03f * k) return d;
    // Cloth has thickness: it steps at hems, cuffs and lapels.
    const bool arm_side = sleeve < body;
    const float cloth = 0.0065f * k;
    if (arm_side) {
      const float in = in_sleeve(p);
      d -= cloth * (step01(-0.004f * k, 0.004f * k, in) - 0.5f);
      if (c_.sleeve < 1) d += (1 - step01(-0.01f, 0.002f, in)) * p_.arm_r * 0.22f;
      const float elbow = along_arm(p) - 1;
      d += 0.0028f * k * gauss(elbow / 0.22f) * quick_sin(elbow * 30.f + q.z * 60.f);
    } else if (p.y < c_.hem + 0.06f * k || c_.flare <= 0) {
      d -= cloth * (step01(-0.004f * k, 0.004f * k, above_hem(p)) - 0.5f);
      const float knee = (p.y - p_.knee(0).y) / (0.05f * k), foot = (p.y - p_.ankle_y - 0.028f * k) / (0.03f * k);
      if (!c_.bare_legs) d += 0.0026f * k * (gauss(knee) + 1.3f * gauss(foot)) * quick_sin(p.y * 190.f / k + 25.f * q.x + seed_);
      if (c_.bare_legs && p.y < c_.hem) d -= 0.004f * k * (step01(-0.004f * k, 0.004f * k, in_sock(p)));
    }
    if (!arm_side && p.z > 0) {
      if (c_.v_depth > 0) d += cloth * step01(-0.003f * k, 0.005f * k, in_front_v(p));
      if (c_.lapels && p.z > 0) d -= 0.0045f * k * step01(-0.003f * k, 0.003f * k, std::min(in_lapel(p), -in_front_v(p)));
      if (c_.apron) d -= 0.006f * k * step01(-0.003f * k, 0.003f * k, in_apron(p));
      if ((c_.placket || (c_.v_depth > 0 && !c_.bare_legs)) && p.y > c_.hem) d += 0.0022f * k * gauss((p.x - (c_.placket ? 0.016f : 0.002f) * k) / (0.004f * k)) * (in_front_v(p) > -0.002f ? 0.f : 1.f);
    }
    if (!arm_side) d -= 0.0045f * k * step01(-0.002f * k, 0.003f * k, in_belt(p));
    const float waist = (p.y - p_.spine_y) / (0.06f * k);
    if (!c_.rib) d += 0.0022f * k * gauss(waist) * quick_sin(p.y * 130.f / k + 14.f * p.x + seed_) * (arm_side ? 0.f : 1.f);
    return d + 0.0019f * lumps(p, 42 / k) + 0.0006f * lumps(p, 130 / k);
  }

  const Tailoring& cut() const { return c_; }

 private:
  Plan p_;
  Tailoring c_;
  float feminine_, seed_;
};

struct Weighted { std::array<std::uint8_t, 4> bones; std::array<float, 4> weights; };

Weighted weigh(const Plan& p, const BodyField& field, Vec3 at, bool hung) {
  std::array<float, kBoneCount> w{};
  const float k = p.unit;
  const int side = at.x >= 0 ? 0 : 1;
  const Vec3 q = mirrored(at);
  // The back: three bones by height.
  const float spine = step01(p.hip_y + 0.01f * k, p.spine_y + 0.06f * k, at.y), chest = step01(p.spine_y + 0.04f * k, p.chest_y + 0.07f * k, at.y);
  std::array<float, 3> back{1 - spine, spine * (1 - chest), spine * chest};
  // The arm takes over from the chest round the shoulder.
  const float apart = field.arm(q) - field.torso(at, q), along = field.along_arm(at);
  const float outside = field.on_arm(at);
  const float arm = std::max(step01(-0.05f * k, 0.05f * k, -apart) * step01(-0.32f, 0.42f, along), step01(0.3f, 0.6f, along) * step01(-0.002f * k, 0.012f * k, outside));
  // Legs: thigh, with the hips' crease softened; the two legs share the middle of a skirt.
  const float u = step01(p.hip_y + 0.055f * k, p.hip_y - 0.105f * k, at.y);
  const float left = step01(-0.055f * k, 0.055f * k, at.x);
  const float s = step01(p.knee(0).y + 0.075f * k, p.knee(0).y - 0.075f * k, at.y);
  const float cloth = field.hangs(at), hangs = hung ? cloth : 0.f, front = step01(-0.11f * k, 0.11f * k, at.z), of_left = mix1(left, step01(-0.13f * k, 0.13f * k, at.x), cloth);
  const std::array<float, 2> share{of_left, 1 - of_left};
  const float trunk = (1 - arm) * (1 - arm);
  for (std::size_t l = 0; l < 2; ++l) {
    const float part = share[l] * trunk;
    w[kHipHalfL + l] += part * 2 * u * (1 - u);
    const float legs = part * u * u * (1 - hangs), hem = part * u * u * hangs;
    w[kThighL + l] += legs * (1 - s) * (1 - s);
    w[kKneeHalfL + l] += legs * 2 * s * (1 - s);
    w[kShinL + l] += legs * s * s;
    w[kHemFrontL + l] += hem * front;
    w[kHemBackL + l] += hem * (1 - front);
  }
  const float above = (1 - u) * (1 - u) * trunk;
  w[kPelvis] += above * back[0];
  w[kSpine] += above * back[1];
  const float yoke = step01(0.20f * p.shoulder_half, 0.95f * p.shoulder_half, q.x) * step01(p.shoulder_y - 0.115f * k, p.shoulder_y - 0.015f * k, at.y);
  w[kChest] += above * back[2] * (1 - yoke);
  w[kClavicleL + static_cast<std::size_t>(side)] += above * back[2] * yoke;
  if (arm > 0) {
    const auto l = static_cast<std::size_t>(side);
    const float e = step01(0.72f, 1.28f, along);
    w[kShoulderHalfL + l] += 2 * arm * (1 - arm);
    w[kUpperArmL + l] += arm * arm * (1 - e) * (1 - e);
    w[kElbowHalfL + l] += arm * arm * 2 * e * (1 - e);
    w[kForeArmL + l] += arm * arm * e * e;
  }
  Weighted out{};
  float sum = 0;
  for (std::size_t n = 0; n < 4; ++n) {
    std::size_t best = 0;
    for (std::size_t b = 1; b < kBoneCount; ++b)
      if (w[b] > w[best]) best = b;
    out.bones[n] = static_cast<std::uint8_t>(best);
    out.weights[n] = w[best];
    sum += w[best];
    w[best] = 0;
  }
  for (float& x : out.weights) x /= std::max(sum, 1e-6f);
  return out;
}

float front_of(const BodyField& field, float x, float y) {
  float z = 0.4f;
  for (int i = 0; i < 60; ++i) z -= 0.7f * field({x, y, z});
  return z;
}
}  // namespace

Skinned build_body(const Recipe& r) {
  const Plan& p = r.plan;
  const float k = p.unit;
  const BodyField field(r);
  const Tailoring& c = field.cut();
  const world::Outfit& o = r.outfit;
  const float h = 0.0132f * k * r.pitch, wide = p.wrist(0).x + p.arm_r * 1.8f, deep = std::max({p.chest_d, p.seat_d * (1.1f + c.flare), p.waist_d}) + 0.09f * k + 0.09f * p.belly;
  Grid grid;
  grid.x = mirrored_axis(wide, [&](float) { return h; });
  grid.y = graded_axis(-0.05f * k, p.neck_base.y + 0.03f * k, [&](float y) { return h * mix1(0.8f, 1.f, step01(0.02f * k, 0.1f * k, p.neck_base.y - y)); });
  grid.z = graded_axis(-deep, deep, [&](float z) { return h * (z > 0.02f ? 0.9f : 1.f); });
  Shape shape = surface_nets(grid, field, {}, 1.45f, 0.008f);
  compact(shape);
  const auto cut = [&](const auto& level_at) {
    std::vector<float> level(shape.positions.size());
    for (std::size_t i = 0; i < level.size(); ++i) level[i] = level_at(shape.positions[i]);
    split_at_zero(shape, std::move(level));
  };
  cut([&](Vec3 q) { return field.above_hem(q); });
  cut([&](Vec3 q) { return field.on_arm(q) > 0 ? field.in_sleeve(q) : 0.05f; });
  if (c.v_depth > 0) cut([&](Vec3 q) { return field.in_front_v(q); });
  if (c.lapels) cut([&](Vec3 q) { return field.in_lapel(q); });
  if (c.belt) cut([&](Vec3 q) { return field.in_belt(q); });
  if (c.apron) cut([&](Vec3 q) { return field.in_apron(q); });
  if (c.rib) cut([&](Vec3 q) { return field.in_rib(q); });
  if (c.bare_legs) cut([&](Vec3 q) { return field.in_sock(q); });

  Skinned out;
  scene::Mesh& m = out.rest;
  const std::uint16_t outer = add_material(m, cloth_material("outer", o.outer)), inner = add_material(m, cloth_material("inner", o.inner)), trousers = add_material(m, cloth_material("trousers", o.trousers)),
                      edge = add_material(m, cloth_material("edge", o.outer * 0.80f)), accent = add_material(m, cloth_material("accent", o.accent)), skin = add_material(m, skin_material(r, 0.05f)),
                      belt = add_material(m, clay_material("belt", c.bare_legs ? o.accent : glm::mix(o.shoes, Vec3(0.10f, 0.06f, 0.03f), 0.5f))), sock = add_material(m, cloth_material("sock", glm::mix(o.inner, Vec3(0.6f), 0.3f)));
  append(m, shape, [&](Vec3 q) -> std::uint16_t {
    if (field.on_arm(q) > 0 && field.along_arm(q) > 0.1f) return field.in_sleeve(q) > 0 ? outer : c.sleeve < 2 ? skin : inner;
    if (c.apron && field.in_apron(q) > 0) return accent;
    if (c.belt && field.in_belt(q) > 0) return belt;
    if (field.above_hem(q) <= 0) return c.bare_legs ? (field.in_sock(q) > 0 ? sock : skin) : trousers;
    if (field.in_front_v(q) > 0) return c.bare_legs ? skin : inner;
    if (c.lapels && field.in_lapel(q) > 0) return edge;
    if (c.rib && field.in_rib(q) > 0) return edge;
    return outer;
  });
  const auto weigh_from = [&](std::size_t first, const std::function<Vec3(Vec3)>& at) {
    const std::size_t n = m.positions.size();
    out.bones.resize(n);
    out.weights.resize(n);
    if (c.flare > 0) out.hung_bones.resize(n), out.hung_weights.resize(n);
    tbb::parallel_for(first, n, [&](std::size_t i) {
      const Weighted w = weigh(p, field, at(m.positions[i]), false);
      out.bones[i] = w.bones;
      out.weights[i] = w.weights;
      if (c.flare <= 0) return;
      const Weighted hung = weigh(p, field, at(m.positions[i]), true);
      out.hung_bones[i] = hung.bones;
      out.hung_weights[i] = hung.weights;
    });
  };
  weigh_from(0, [](Vec3 q) { return q; });

  const auto add = [&](const Shape& s, std::uint16_t material) {
    const std::size_t first = m.positions.size();
    append(m, s, material);
    weigh_from(first, [](Vec3 q) { return q; });
  };
  if (c.buttons) {
    const std::uint16_t button = add_material(m, clay_material("button", glm::mix(o.accent, Vec3(0.25f, 0.18f, 0.10f), 0.4f)));
    const float from = c.v_depth > 0 ? p.neck_base.y + 0.02f * k - c.v_depth - 0.022f * k : p.neck_base.y - 0.045f * k, to = std::max(c.hem, p.hip_y - 0.03f * k) + 0.03f * k;
    const int n = c.v_depth > 0 ? 3 : 5;
    for (int i = 0; i < n; ++i) {
      const float y = n == 1 ? from : mix1(from, to, static_cast<float>(i) / static_cast<float>(n - 1));
      const float x = c.placket || c.v_depth > 0 ? 0.0f : 0.01f * k;
      const std::size_t first = m.positions.size();
      const Vec3 centre(x, y, front_of(field, x, y) + 0.001f);
      append(m, pebble(centre, Vec3(0.0088f, 0.0088f, 0.0046f) * k, 6, 12), button);
      weigh_from(first, [centre](Vec3) { return centre; });
    }
  }
  // The collar hides where the neck goes in.
  const auto ring = [&](float y, float lean, float rx, float rz, float drop, Vec2 section, std::uint16_t material, float gap = 0) {
    std::vector<Vec3> path;
    const int n = gap > 0 ? 33 : 36;
    for (int i = 0; i < n; ++i) {
      const float a = gap > 0 ? mix1(gap, 2 * kPi - gap, static_cast<float>(i) / static_cast<float>(n - 1)) : 2 * kPi * static_cast<float>(i) / static_cast<float>(n);
      path.emplace_back(rx * std::sin(a), y - drop * std::cos(a) * 0.5f - lean * std::cos(a), p.neck_base.z + rz * std::cos(a) + 0.004f * k);
    }
    add(tube(path, {section}, {0, 1, 0}, 10, gap <= 0), material);
  };
  const float nr = p.neck_r * 1.14f, ny = p.neck_base.y;
  if (c.roll_neck) {
    ring(ny + 0.010f * k, 0.004f * k, nr + 0.004f * k, nr + 0.006f * k, 0.012f * k, {0.012f * k, 0.021f * k}, edge);
  } else if (c.collar) {
    const std::uint16_t cloth = c.v_depth > 0 || c.apron ? (c.apron ? outer : inner) : (c.epaulettes ? edge : outer);
    ring(ny + 0.009f * k, 0.006f * k, nr + 0.005f * k, nr + 0.008f * k, 0.014f * k, {0.0078f * k, 0.017f * k}, cloth, 0.10f);
    if (c.lapels) ring(ny - 0.004f * k, 0.020f * k, nr + 0.021f * k, nr + 0.021f * k, 0.030f * k, {0.0085f * k, 0.018f * k}, edge, 1.05f);
  } else if (r.identity.hair != world::HairStyle::kHood) {
    ring(ny - 0.006f * k, 0.004f * k, nr + 0.006f * k, nr + 0.006f * k, 0.012f * k, {0.009f * k, 0.009f * k}, c.bare_legs ? accent : edge);
  }
  if (o.scarf) {
    ring(ny + 0.004f * k, 0.010f * k, nr + 0.018f * k, nr + 0.020f * k, 0.020f * k, {0.022f * k, 0.025f * k}, accent);
    std::vector<Vec3> tail;
    for (int i = 0; i < 7; ++i) {
      const float y = ny - 0.01f * k - 0.036f * k * static_cast<float>(i), x = 0.030f * k + 0.004f * k * static_cast<float>(i);
      tail.emplace_back(x, y, front_of(field, x, y) + 0.008f * k + (i == 0 ? 0.012f * k : 0.f));
    }
    add(tube(tail, {Vec2(0.012f, 0.020f) * k, Vec2(0.026f, 0.011f) * k, Vec2(0.029f, 0.010f) * k, Vec2(0.030f, 0.010f) * k, Vec2(0.031f, 0.010f) * k, Vec2(0.032f, 0.010f) * k, Vec2(0.032f, 0.009f) * k}, {0, 0, 1}, 12), accent);
  }
  if (c.epaulettes)
    for (int side = 0; side < 2; ++side) {
      const Vec3 s = p.shoulder(side);
      add(pebble(s + Vec3((side == 0 ? -0.02f : 0.02f) * k, p.arm_r * 1.22f, 0), Vec3(0.036f, 0.0075f, 0.024f) * k, 8, 14), accent);
    }
  return out;
}

}  // namespace auteur::puppets
