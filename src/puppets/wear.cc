// Materials, and what is worn on the head, hands and feet.
#include <glm/gtc/matrix_transform.hpp>

#include "parts.h"

namespace auteur::puppets {
namespace {
Vec3 sane_colour(Vec3 c) {
  for (int i = 0; i < 3; ++i) c[i] = std::isfinite(c[i]) ? std::clamp(c[i], 0.004f, 0.9f) : 0.3f;
  return c;
}
float luminance(Vec3 c) { return glm::dot(c, Vec3(0.2126f, 0.7152f, 0.0722f)); }
}  // namespace

Recipe recipe_of(const world::Identity& identity, int story_day, float detail) {
  Recipe r;
  r.identity = identity;
  r.identity.skin = sane_colour(identity.skin);
  r.identity.hair_colour = sane_colour(identity.hair_colour);
  r.identity.eye_colour = sane_colour(identity.eye_colour);
  r.outfit = outfit_on(identity, story_day);
  for (Vec3* c : {&r.outfit.outer, &r.outfit.inner, &r.outfit.trousers, &r.outfit.shoes, &r.outfit.accent}) *c = sane_colour(*c);
  r.plan = plan_of(identity);
  r.detail = std::isfinite(detail) ? std::clamp(detail, 0.1f, 1.5f) : 1.f;
  r.pitch = 1.15f * std::pow(r.detail, -0.7f);
  r.tint = clamp01(luminance(r.identity.skin) / 0.5f);
  return r;
}

scene::Material skin_material(const Recipe& r, float flush) {
  // Fair skin flushes pink; deep skin warms and deepens. Tired shade is a little cooler and darker than the skin.
  // Light that wanders in skin comes out paler and pinker than one bounce off its pigment.
  const Vec3 pigment = r.identity.skin;
  // Deep skin keeps its brown: there the pigment has the last word.
  const float deep = 1 - step01(0.10f, 0.55f, r.tint);
  const Vec3 skin = glm::mix(Vec3(luminance(pigment)), pigment, mix1(0.82f, 0.96f, deep)) * glm::mix(Vec3(1.04f, 0.97f, 1.06f), Vec3(1.02f, 1.00f, 0.92f), deep);
  const Vec3 warm = glm::mix(Vec3(1.02f, 0.70f, 0.66f), Vec3(1.06f, 0.66f, 0.60f), r.tint) * skin + Vec3(0.012f, 0, 0);
  const Vec3 shade = skin * Vec3(0.74f, 0.66f, 0.68f);
  scene::Material m = clay_material("skin", flush > 0 ? glm::mix(skin, warm, std::min(1.f, flush * 0.85f)) : glm::mix(skin, shade, std::min(1.f, -flush * 1.1f)));
  m.roughness = mix1(0.58f, 0.50f, deep);  // deep skin is modelled by its shine
  m.specular = mix1(0.035f, 0.060f, deep);
  m.translucency = 0.05f;
  m.pattern_strength = 0.35f;
  return m;
}

scene::Material clay_material(const char* name, Vec3 albedo) {
  scene::Material m;
  m.name = name;
  m.albedo = albedo;
  m.roughness = 0.65f;
  m.sheen = 0.15f;
  m.pattern = scene::Pattern::kClay;
  m.pattern_strength = 0.4f;
  return m;
}

scene::Material wet_material(const char* name, Vec3 albedo) {
  scene::Material m;
  m.name = name;
  m.albedo = albedo;
  m.roughness = 0.12f;
  m.specular = 0.05f;
  return m;
}

scene::Material cloth_material(const char* name, Vec3 albedo) {
  scene::Material m;
  m.name = name;
  m.albedo = albedo;
  m.roughness = 0.92f;
  m.specular = 0.02f;
  m.sheen = 0.35f;
  m.pattern = scene::Pattern::kFabric;
  return m;
}

Vec3 hair_colour(const Recipe& r) {
  const float grey = 0.55f * step01(50, 76, r.identity.age);
  return glm::mix(r.identity.hair_colour, Vec3(0.50f, 0.48f, 0.45f), luminance(r.identity.hair_colour) > 0.45f ? 0.f : grey);
}
Vec3 brow_colour(const Recipe& r) { return glm::mix(hair_colour(r) * 0.72f, r.identity.skin, 0.04f); }

scene::Material hair_material(const Recipe&, Vec3 albedo) {
  scene::Material m;
  m.name = "hair";
  m.albedo = albedo;
  m.roughness = 0.66f;
  m.specular = 0.03f;
  m.sheen = 0.25f;
  m.pattern = scene::Pattern::kHair;
  m.pattern_strength = 0.6f;
  return m;
}

scene::MeshPtr build_glasses(const Recipe& r) {
  if (!r.identity.glasses) return nullptr;
  auto mesh = std::make_shared<scene::Mesh>();
  const HeadPlan& h = r.plan.head;
  // Round, square, broad or with lifted corners: they go with the hair.
  enum { kRound, kSquare, kBroad, kLifted };
  const float choice = trait(r.identity, "hair_line"), tone = trait(r.identity, "hair_strands");
  const int cut = std::clamp(static_cast<int>((choice - 0.12f) / 0.76f * 4), 0, h.feminine > 0.5f ? 3 : 2);
  const bool round = cut == kRound;
  const float thick = 0.0032f + 0.0024f * trait(r.identity, "hair_volume");
  static constexpr float kFrames[][3] = {{0.016f, 0.014f, 0.013f}, {0.17f, 0.065f, 0.020f}, {0.14f, 0.018f, 0.020f}, {0.025f, 0.045f, 0.11f}, {0.30f, 0.29f, 0.27f}, {0.36f, 0.20f, 0.06f}};
  const auto& frame_tone = kFrames[std::clamp(static_cast<int>((tone - 0.12f) / 0.76f * 6), 0, 5)];
  const FaceField face(h, mouth_of(h, Viseme::kRest, 0, 0));
  scene::Material m = clay_material("glasses", Vec3(frame_tone[0], frame_tone[1], frame_tone[2]));
  m.roughness = 0.25f;
  m.pattern = scene::Pattern::kPlain;
  const std::uint16_t frame = add_material(*mesh, m);
  const float rx = std::min(h.eye_r * (cut == kBroad ? 1.36f : 1.20f), h.eye.x - 0.0080f), ry = cut == kBroad ? h.eye_r * 0.92f : rx * (round ? 0.98f : 0.84f), z = h.eye.z + h.eye_r * 0.98f;
  for (int side = 0; side < 2; ++side) {
    const float s = side == 0 ? 1.f : -1.f;
    const auto place = [&](Shape shape) {
      transform(shape, head_from_units(h));
      append(*mesh, shape, frame);
    };
    std::vector<Vec3> rim;
    for (int i = 0; i < 40; ++i) {
      const float a = 2 * kPi * static_cast<float>(i) / 40, power = round ? 1.f : 0.62f;
      const float cx = std::copysign(std::pow(std::fabs(std::cos(a)), power), std::cos(a)), cy = std::copysign(std::pow(std::fabs(std::sin(a)), power), std::sin(a));
      const float x = h.eye.x + rx * cx, y = h.eye.y - 0.002f + ry * cy + (cut == kLifted ? 0.012f * clamp01(cx) * clamp01(cy + 0.4f) : 0.f);
      rim.emplace_back(s * x, y, std::max(z - 0.10f * std::max(0.f, rx * cx), face_z(face, x, y) + thick));  // never through a cheek
    }
    place(tube(rim, {Vec2(thick)}, {0, 0, 1}, 8, true));
    const float x1 = h.eye.x + rx, ex = h.skull_r.x * 1.02f + 0.006f;
    place(tube({{s * x1, h.eye.y + 0.006f, z - 0.1f * rx}, {s * (x1 + 0.010f), h.eye.y + 0.008f, z - 0.022f}, {s * ex, h.eye.y + 0.006f, 0.02f}, {s * ex, h.eye.y - 0.004f, -0.018f}}, {Vec2(thick * 0.9f)}, {0, 1, 0}, 6));
  }
  Shape bridge = tube({{-(h.eye.x - rx), h.eye.y + 0.004f, z}, {0, h.eye.y + 0.009f, z + 0.006f}, {h.eye.x - rx, h.eye.y + 0.004f, z}}, {Vec2(thick)}, {0, 1, 0}, 8);
  transform(bridge, head_from_units(h));
  append(*mesh, bridge, frame);
  return mesh;
}

scene::MeshPtr build_hat(const Recipe& r) {
  const bool cap = r.identity.hair == world::HairStyle::kCap, hood = r.identity.hair == world::HairStyle::kHood;
  if (!cap && !hood) return nullptr;
  auto mesh = std::make_shared<scene::Mesh>();
  const HeadPlan& h = r.plan.head;
  const FaceField face(h, mouth_of(h, Viseme::kRest, 0, 0));
  const auto capped = [&](Vec3 p) {
    const float scalp = face.scalp(p), tilt = p.y - 0.225f - 0.10f * p.z;
    float d = smax(scalp - 0.026f - 0.010f * step01(0.0f, 0.05f, tilt), -tilt, 0.006f);
    d = smax(d, -(scalp - 0.012f), 0.003f);
    d = smin(d, smax(std::fabs(scalp - 0.022f) - 0.010f, std::fabs(tilt - 0.012f) - 0.012f, 0.006f), 0.002f);  // band
    const Vec3 b(p.x, p.y - 0.238f + 1.6f * p.x * p.x - 0.10f * p.z, p.z - 0.125f);
    d = smin(d, smax(ellipsoid(b, {0, 0, 0}, {0.098f, 0.0105f, 0.088f}), -(scalp - 0.010f), 0.004f), 0.005f);  // peak
    d = smin(d, ball(p, {0, h.skull_top() + 0.040f, 0}, 0.010f), 0.004f);
    return d - 0.0014f * step01(0.01f, 0.03f, tilt) * std::fabs(quick_sin(4.f * std::atan2(p.x, p.z)));
  };
  const auto hooded = [&](Vec3 p) {
    const float wide = h.skull_r.x + 0.052f;
    float out = ellipsoid(p, {0, 0.150f, -0.026f}, {wide, h.skull_top() - 0.101f, h.skull_r.z + 0.050f});
    out = smin(out, round_cone(p, {0, 0.03f, -0.035f}, {0, -0.085f, -0.03f}, 0.110f, 0.125f), 0.06f);
    float d = smax(out, -ellipsoid(p, {0, 0.125f, 0.21f}, {0.118f, 0.178f, 0.20f}), 0.014f);
    d = smax(d, -(p.y + 0.105f), 0.01f);
    return d + 0.0028f * lumps(p, 34) + 0.0014f * quick_sin(p.y * 60.f + 20.f * std::fabs(p.x));
  };
  Shape shape = cap ? surface_nets(even_grid({-0.20f, 0.18f, -0.19f}, {0.20f, 0.39f, 0.24f}, 0.0060f * std::min(r.pitch, 1.8f)), capped, {}, 1.6f, 0.01f)
                    : surface_nets(even_grid({-0.23f, -0.13f, -0.23f}, {0.23f, 0.38f, 0.19f}, 0.0085f * r.pitch), hooded, {}, 1.5f, 0.01f);
  if (cap) drop_hidden(shape, [&](Vec3 p) { return face.scalp(p) < 0.0045f; });
  for (Vec3& p : shape.positions) p = (p - h.pivot) * h.scale;
  append(*mesh, shape, add_material(*mesh, cloth_material(cap ? "cap" : "hood", cap ? glm::mix(r.outfit.accent, r.outfit.outer, 0.25f) : r.outfit.outer)));
  return mesh;
}

// The left hand hangs: fingers down, palm towards the body (-x), thumb ahead (+z). Four fingers in all.
scene::MeshPtr build_hand(const Recipe& r, int side, bool closed) {
  auto mesh = std::make_shared<scene::Mesh>();
  const float s = r.plan.hand / 0.052f;
  const auto field = [&](Vec3 w) {
    const Vec3 p = w / s;
    float d = round_cone(p, {0.001f, 0.03f, 0}, {0, -0.012f, 0}, 0.026f, 0.023f);  // wrist, goes up the sleeve
    d = smin(d, ellipsoid(p, {0, -0.048f, 0}, {0.0205f, 0.034f, 0.0325f}), 0.014f);
    if (closed) {
      for (int f = 0; f < 3; ++f) {
        const float z = 0.0215f - 0.0205f * static_cast<float>(f);
        d = smin(d, round_cone(p, {0.006f, -0.070f, z}, {-0.016f, -0.086f, z}, 0.0128f, 0.0118f), 0.005f);
        d = smin(d, round_cone(p, {-0.017f, -0.086f, z}, {-0.027f, -0.062f, z}, 0.0116f, 0.0108f), 0.005f);
      }
      d = smin(d, round_cone(p, {-0.006f, -0.036f, 0.030f}, {-0.026f, -0.056f, 0.032f}, 0.0125f, 0.0110f), 0.008f);
      d = smin(d, round_cone(p, {-0.026f, -0.056f, 0.032f}, {-0.036f, -0.066f, 0.012f}, 0.0110f, 0.0098f), 0.006f);
    } else {
      for (int f = 0; f < 3; ++f) {
        const float z = 0.0225f - 0.0220f * static_cast<float>(f), length = f == 1 ? 0.036f : 0.031f, spread = 0.10f * (1 - static_cast<float>(f));
        const Vec3 a(0.001f, -0.070f, z), b = a + Vec3(-0.003f, -0.6f * length, spread * 0.02f * 1.6f), c = b + Vec3(-0.009f, -0.62f * length, spread * 0.02f);
        d = smin(d, round_cone(p, a, b, 0.0128f, 0.0116f), 0.009f);
        d = smin(d, round_cone(p, b, c, 0.0116f, 0.0100f), 0.004f);
      }
      d = smin(d, round_cone(p, {-0.003f, -0.030f, 0.024f}, {-0.010f, -0.050f, 0.042f}, 0.0140f, 0.0118f), 0.010f);
      d = smin(d, round_cone(p, {-0.010f, -0.050f, 0.042f}, {-0.013f, -0.070f, 0.046f}, 0.0118f, 0.0098f), 0.005f);
    }
    return clay(d * s, w, 0.7f);
  };
  Shape shape = surface_nets(even_grid(Vec3(-0.06f, -0.135f, -0.055f) * s, Vec3(0.045f, 0.065f, 0.065f) * s, 0.0060f * r.pitch * s), field);
  // Knuckles and finger tips are warmer than the back of the hand.
  const auto warmth = [&](Vec3 w) {
    const Vec3 p = mirrored(w) / s;
    return std::max(0.75f * gauss((p.y + 0.071f) / 0.012f), 0.65f * step01(0.090f, 0.118f, -p.y)) + 0.06f * lumps(p, 90);
  };
  static constexpr float kWarm[] = {0.14f, 0.28f, 0.42f, 0.56f};
  std::array<std::uint16_t, std::size(kWarm) + 1> tone{};
  for (std::size_t i = 0; i < tone.size(); ++i) tone[i] = add_material(*mesh, skin_material(r, 0.05f + 0.15f * static_cast<float>(i)));
  for (const float level : kWarm) {
    std::vector<float> above(shape.positions.size());
    for (std::size_t i = 0; i < above.size(); ++i) above[i] = warmth(shape.positions[i]) - level;
    split_at_zero(shape, std::move(above));
  }
  append(*mesh, side == 0 ? shape : mirror_x(shape), [&](Vec3 w) {
    const float f = warmth(w);
    std::size_t k = 0;
    while (k < std::size(kWarm) && f > kWarm[k]) ++k;
    return tone[k];
  });
  return mesh;
}

scene::MeshPtr build_shoe(const Recipe& r, int side) {
  auto mesh = std::make_shared<scene::Mesh>();
  const Plan& p = r.plan;
  const float s = p.unit * (1 - 0.06f * p.head.feminine + 0.10f * (trait(r.identity, "foot_size") - 0.5f)), wide = 1 + 0.1f * (trait(r.identity, "girth") - 0.5f);
  const auto field = [&](Vec3 w) {
    Vec3 q = w / s;
    q.x /= wide;
    float d = round_cone(q, {0, 0.034f, -0.028f}, {0.003f, 0.030f, 0.062f}, 0.041f, 0.042f);
    d = smin(d, ellipsoid(q, {0.004f, 0.026f, 0.090f}, {0.047f, 0.037f, 0.050f}), 0.025f);
    d = smin(d, round_cone(q, {0, 0.045f, -0.022f}, {0, 0.100f, -0.014f}, 0.040f, 0.037f), 0.022f);
    // The welt of the sole stands out a little.
    d -= 0.0030f * (1 - step01(0.012f, 0.016f, q.y));
    d += 0.0026f * gauss((q.y - 0.0165f) / 0.0022f);
    if (q.z > 0.015f && q.y > 0.03f) d += 0.0022f * gauss((q.z - 0.062f + 0.2f * (0.06f - q.y)) / 0.004f);  // toe cap
    d = smax(d, q.y - 0.098f, 0.006f);
    return clay(d * s * 0.95f, w, 0.6f);
  };
  Shape shape = surface_nets(even_grid(Vec3(-0.065f * wide, -0.012f, -0.085f) * s, Vec3(0.07f * wide, 0.115f, 0.155f) * s, 0.0088f * r.pitch * s), [&](Vec3 q) { return smax(field(q), -q.y - 0.0005f, 0.004f * s); });
  float low = 1;
  for (const Vec3& q : shape.positions) low = std::min(low, q.y);
  for (Vec3& q : shape.positions) q.y -= low;
  std::vector<float> level;
  for (const Vec3& q : shape.positions) level.push_back(q.y / s - 0.0168f);
  split_at_zero(shape, level);
  scene::Material leather = clay_material("shoe", r.outfit.shoes), sole = clay_material("sole", glm::mix(r.outfit.shoes * 0.35f, Vec3(0.30f, 0.24f, 0.17f), trait(r.identity, "leg_length") > 0.6f ? 0.7f : 0.15f));
  leather.roughness = 0.4f;
  const std::uint16_t a = add_material(*mesh, leather), b = add_material(*mesh, sole);
  if (side == 1) shape = mirror_x(shape);
  append(*mesh, shape, [&](Vec3 q) { return q.y / s > 0.0168f ? a : b; });
  return mesh;
}

}  // namespace auteur::puppets
