// Hair as a shell of clay that grows out of the scalp: its thickness falls to nothing at the hairline, so it sits on the
// head without tufts, and grooves run from the crown to the tips.
#include <tbb/parallel_for.h>

#include "parts.h"

namespace auteur::puppets {
namespace {
using world::HairStyle;

struct Style {
  float front = 0.254f, temple = 0.232f, burn = 0.128f, ear = 0.176f, behind = 0.098f, nape = 0.052f;  // hairline heights
  float thick = 0.015f, groove = 0.0050f, strands = 30, soft = 0.046f;
  float part = 0;      // the crown moved sideways
  float peak = 0;      // the hairline's middle, lower (a widow's peak) or higher than beside it
  float quiff = 0;     // more hair above the forehead
  float curl = 0.034f; // cells of curls
  bool curly = false;
};

// A bun sits on the neck, on the back of the head or on top of it.
Vec3 bun_of(const HeadPlan& h, float high) {
  const float up = 0.55f + 0.55f * high;  // radians above the horizon, seen from the head's middle
  const Vec3 out(0, std::sin(up), -std::cos(up));
  return h.skull_c + out * (0.030f + glm::length(Vec2(h.skull_r.z * out.z, h.skull_r.y * out.y)));
}

float tail_height(float high) { return 0.225f + 0.030f * high; }

float hairline(const Style& s, float azimuth) {
  const float a = std::fabs(azimuth);
  struct Knot { float a, y; };
  const Knot k[] = {{0.f, s.front - s.peak}, {0.22f, s.front - 0.2f * s.peak}, {0.45f, s.front + 0.002f + 0.5f * s.peak}, {0.82f, s.temple}, {1.12f, s.burn + 0.045f}, {1.34f, s.burn}, {1.62f, s.ear}, {1.95f, s.ear - 0.01f}, {2.2f, s.behind}, {2.6f, s.nape}, {3.3f, s.nape - 0.004f}};
  for (std::size_t i = 0; i + 1 < std::size(k); ++i)
    if (a <= k[i + 1].a) return mix1(k[i].y, k[i + 1].y, step01(k[i].a, k[i + 1].a, a));
  return s.nape;
}

class HairField {
 public:
  HairField(const Recipe& r) : face_(r.plan.head, mouth_of(r.plan.head, Viseme::kRest, 0, 0)), h_(r.plan.head), kind_(r.identity.hair) {
    const float volume = 2 * trait(r.identity, "hair_volume") - 1, strands = 2 * trait(r.identity, "hair_strands") - 1;
    const float masculine = 1 - h_.feminine;
    const float line = 2 * trait(r.identity, "hair_line") - 1, high = 2 * trait(r.identity, "forehead") - 1;
    s_.thick = 0.0165f + 0.0095f * volume;
    s_.strands = 27 + 12 * strands;
    s_.front += 0.012f * high;
    s_.temple += 0.008f * high;
    s_.peak = 0.012f * line;
    if (kind_ == HairStyle::kShort) s_.quiff = 0.034f * step01(-0.1f, 0.8f, strands) * step01(-0.6f, 0.3f, volume) * (1 - 0.6f * h_.child), s_.burn -= 0.022f * step01(0.2f, -0.9f, line);
    const float recede = masculine * h_.old;
    s_.front += 0.014f * recede;
    s_.temple += 0.030f * recede;
    s_.part = (0.12f + 0.22f * std::fabs(volume)) * (strands > 0 ? 1.f : -1.f);
    long_ = 0.6f + 0.8f * trait(r.identity, "hair_volume");
    bangs_ = step01(0.0f, 0.45f, line);
    high_ = line;
    switch (kind_) {
      case HairStyle::kBald: s_.front = 0.42f; s_.temple = 0.36f; s_.burn = 0.13f; s_.thick *= 0.75f; break;
      case HairStyle::kFringe: s_.front = 0.229f + 0.008f * high; s_.temple = 0.208f; s_.thick += 0.005f; s_.ear -= 0.035f * step01(0.f, 1.f, volume); s_.peak *= 0.4f; break;
      case HairStyle::kShort: if (masculine < 0.5f) s_.temple -= 0.02f, s_.burn -= 0.01f, s_.thick += 0.004f; break;
      case HairStyle::kCurly: s_.curly = true; s_.curl = 0.034f + 0.011f * strands; s_.thick += 0.019f + 0.015f * volume; s_.peak *= 0.4f; s_.burn -= masculine > 0.5f ? 0.f : 0.03f; s_.ear -= masculine > 0.5f ? 0.f : 0.05f; break;
      case HairStyle::kBun: case HairStyle::kPonytail: s_.thick = 0.0120f + 0.003f * volume; s_.strands += 8; s_.groove = 0.0038f; break;
      case HairStyle::kCap: s_.thick = 0.011f; break;
      case HairStyle::kHood: s_.thick = 0.010f; long_ = 0.75f; bangs_ = 0; break;
      default: break;
    }
    // A coarse mesh cannot carry fine strands: fewer and flatter ones instead of dimples.
    const float coarse = std::max(1.f, r.pitch / 1.25f);
    s_.strands /= coarse;
    fine_ = r.pitch > 1.3f ? 0.f : 0.13f;
    axis_ = glm::normalize(kind_ == HairStyle::kBun ? bun_of(h_, high_) - h_.skull_c : kind_ == HairStyle::kPonytail ? Vec3(0, tail_height(high_) - 0.15f, -0.17f) : Vec3(s_.part, 0.90f, -0.36f));
    side_ = glm::normalize(glm::cross(axis_, Vec3(0, 0.2f, 1)));
    ahead_ = glm::cross(side_, axis_);
    if (kind_ == HairStyle::kBob || kind_ == HairStyle::kLong || kind_ == HairStyle::kHood) s_.strands += 6 / coarse;
  }

  float operator()(Vec3 p) const {
    const Vec3 c(0, 0.15f, -0.005f);
    const float scalp = face_.scalp(p);
    if (std::fabs(scalp) > 0.16f && p.y > 0) return scalp - 0.06f;
    const float azimuth = std::atan2(p.x, p.z + 0.006f);
    const Vec3 q = p - c;
    const float along = glm::dot(q, axis_), u = glm::dot(q, side_), v = glm::dot(q, ahead_);
    const float spin = std::atan2(u, v), off = std::sqrt(u * u + v * v);
    const float warp = 0.35f * quick_sin(along * 26.f + 2.f * quick_sin(spin * 3.f)) + 0.10f * quick_sin(along * 61.f + spin * 7.f);
    // Whole numbers of strands, or a seam shows where the angle wraps.
    // No two are as wide as each other.
    const float uneven = 1.25f * quick_sin(3.f * spin + 1.3f) + 0.85f * quick_sin(7.f * spin + 0.4f + 9.f * along);
    const float wave = quick_sin(std::round(0.5f * s_.strands) * spin + uneven + warp * 4.f);
    const float fine = quick_sin(std::round(1.55f * s_.strands) * spin + 2.f * uneven + warp * 5.f + 1.f);
    const float ridge = std::sqrt(wave * wave + 0.02f) - 0.62f + fine_ * fine * step01(0.05f, 0.10f, off);
    const float fade = step01(0.018f, 0.095f, off);
    // Locks end unevenly at the hairline.
    const float line = hairline(s_, azimuth) - 0.007f - (s_.curly ? 0.f : 0.0040f * ridge + 0.0022f * quick_sin(11.f * azimuth + 2.f * quick_sin(4.f * azimuth)));
    float grown = step01(-0.15f, 1.f, (p.y - line) / s_.soft);
    if (kind_ == HairStyle::kBald) grown *= 1 - step01(0.196f, 0.232f, p.y + 0.004f * ridge);
    const float above = s_.quiff <= 0 ? 0.f : s_.quiff * gauss((p.y - 0.285f) / 0.040f) * gauss((p.x - 0.25f * s_.part) / 0.085f) * step01(0.0f, 0.09f, p.z);
    float d = scalp - mix1(-0.0075f, s_.thick + above, grown);
    float cut = 1e3f;  // the opening for the face, or below what the cap covers
    const bool curtain = kind_ == HairStyle::kBob || kind_ == HairStyle::kLong || kind_ == HairStyle::kHood;
    if (curtain) {
      const float wide = h_.skull_r.x + (kind_ == HairStyle::kHood ? 0.006f : 0.020f + 0.022f * (long_ - 1));
      float fall;
      if (kind_ == HairStyle::kBob) {
        const float tips = 0.050f * (long_ - 1);  // to the jaw or below it
        fall = ellipsoid(p, {0, 0.110f - tips, -0.040f}, {wide + 0.012f, 0.128f, 0.118f});
        fall = smin(fall, ellipsoid(mirrored(p), {0.098f + 0.4f * (wide - 0.146f), 0.070f - tips, -0.010f}, {0.046f, 0.072f, 0.064f}), 0.03f);  // turned-in tips
      } else {
        fall = ellipsoid(p, {0, 0.120f, -0.050f}, {wide + 0.008f, 0.140f, 0.112f});
        fall = smin(fall, round_cone(mirrored(p), {0.075f, 0.13f, -0.075f}, {0.080f, -0.085f * long_, -0.085f}, 0.066f, 0.045f), 0.05f);
        fall = smin(fall, round_cone(mirrored(p), {0.112f, 0.15f, -0.020f}, {0.108f, -0.030f * long_, -0.012f}, 0.036f, 0.022f), 0.03f);
      }
      d = smin(d, fall, 0.025f);
      cut = ellipsoid(p, {0.0f, 0.052f, 0.160f}, {0.104f + 0.10f * (h_.skull_r.x - 0.126f), 0.182f, 0.150f});
      const float sweep = 0.006f * ridge;
      if (bangs_ > 0) cut = smax(cut, p.y - mix1(0.250f, h_.brow_y + 0.012f, bangs_) - 0.05f * std::fabs(p.x), 0.012f);
      d = smax(d, -(cut + sweep), 0.020f);
    }
    if (kind_ == HairStyle::kBun) {
      const Vec3 bun = bun_of(h_, high_);
      const float swirl = quick_sin(5.f * std::atan2(p.x, p.y - bun.y) + 60.f * glm::length(p - bun));
      d = smin(d, ellipsoid(p, bun, Vec3(0.056f, 0.052f, 0.048f) * (0.62f + 0.5f * long_)) + 0.004f * std::fabs(swirl), 0.012f);
    }
    if (kind_ == HairStyle::kPonytail) {
      const float root = tail_height(high_), bend = root - 0.082f;
      d = smin(d, ball(p, {0, root - 0.007f, -0.152f}, 0.026f), 0.012f);
      float tail = round_cone(p, {0, root, -0.170f}, {0, bend, -0.222f}, 0.030f, 0.028f + 0.012f * long_);
      tail = smin(tail, round_cone(p, {0, bend, -0.222f}, {0, 0.10f - 0.08f * long_, -0.205f}, 0.028f + 0.012f * long_, 0.012f), 0.02f);
      d = smin(d, tail + 0.0035f * std::fabs(quick_sin(7.f * std::atan2(p.x, p.z + 0.21f) + 9.f * p.y)), 0.010f);
    }
    if (std::fabs(d) > 0.02f) return d;
    if (s_.curly) {
      const float sharp = curls(p, s_.curl), tip = 0.25f * s_.curl, bump = std::sqrt(sharp * sharp + tip * tip) - tip;  // round, not pointed
      d += grown * (0.80f * bump - 0.006f);
    } else {
      d -= fade * s_.groove * ridge * std::max(grown, curtain ? 0.75f : 0.f);
    }
    return d + 0.0006f * lumps(p, 110);
  }

  const FaceField& face() const { return face_; }

 private:
  FaceField face_;
  HeadPlan h_;
  HairStyle kind_;
  Style s_;
  float long_ = 1, fine_ = 0.13f, bangs_ = 0, high_ = 0;
  Vec3 axis_{0.f}, side_{0.f}, ahead_{0.f};
};

// Beard and moustache keep clear of the lips.
class BeardField {
 public:
  explicit BeardField(const Recipe& r) : face_(r.plan.head, mouth_of(r.plan.head, Viseme::kRest, 0, 0)), h_(r.plan.head), long_(trait(r.identity, "hair_volume")), broad_(2 * trait(r.identity, "hair_strands") - 1) {}
  float operator()(Vec3 p) const {
    const float skin = face_(p);
    if (skin > 0.09f || skin < -0.05f) return skin;
    const Vec3 q = mirrored(p);
    const float azimuth = std::atan2(q.x, p.z + 0.03f);
    // From the sideburns down along the cheek to under the mouth.
    const float top = mix1(h_.mouth_y - 0.013f, 0.132f, step01(0.40f, 1.25f, azimuth));
    const float spin = std::atan2(p.x, p.z), ridge = std::sqrt(std::pow(quick_sin(spin * 17.f + 2.f * quick_sin(p.y * 40.f)), 2.f) + 0.02f) - 0.6f;
    const float grown = step01(-0.2f, 1.f, (top + 0.003f * ridge - p.y) / 0.024f) * (1 - step01(1.25f, 1.55f, azimuth));
    const float clear = step01(0.004f, 0.014f, face_.outline({p.x, p.y, p.z}) - 0.004f);
    const float down = step01(0.05f, -0.03f, p.y) * step01(0.03f, 0.09f, p.z);
    float d = skin - mix1(-0.006f, 0.010f + 0.006f * long_, grown * clear);
    if (down > 0) d = smin(d, ellipsoid(p, {0, -0.004f - 0.026f * long_, 0.080f}, {0.052f + 0.020f * broad_, 0.034f + 0.026f * long_, 0.038f}), 0.03f);
    const float lips = ellipsoid(p, {0, h_.mouth_y, face_.front_z()}, {h_.mouth_half + 0.010f, 0.017f, 0.05f});
    d = smax(d, -lips, 0.008f);
    return d - 0.0042f * ridge * grown * clear + 0.0006f * lumps(p, 140);
  }
  const FaceField& face() const { return face_; }

 private:
  FaceField face_;
  HeadPlan h_;
  float long_, broad_;
};

// Older bald heads keep a wreath.
bool bare(const Recipe& r) { return r.identity.hair == HairStyle::kBald && (r.identity.age < 40 || trait(r.identity, "hair_volume") < 0.35f); }

Shape to_head(Shape shape, const HeadPlan& head) {
  for (Vec3& p : shape.positions) p = (p - head.pivot) * head.scale;
  return shape;
}
}  // namespace

float curls(Vec3 p, float cell) {
  const Vec3 g = p / cell, base = glm::floor(g);
  float sum = 0;  // a soft minimum: no cracks between the curls
  for (int k = -1; k <= 1; ++k)
    for (int j = -1; j <= 1; ++j)
      for (int i = -1; i <= 1; ++i) {
        const Vec3 c = base + Vec3(i, j, k);
        const auto h = (static_cast<std::uint32_t>(static_cast<int>(c.x)) * 0x8da6b343u) ^ (static_cast<std::uint32_t>(static_cast<int>(c.y)) * 0xd8163841u) ^ (static_cast<std::uint32_t>(static_cast<int>(c.z)) * 0xcb1ab31fu);
        const std::uint32_t m = (h ^ (h >> 13)) * 0x5bd1e995u;
        const Vec3 jitter(static_cast<float>(m & 255u), static_cast<float>((m >> 8) & 255u), static_cast<float>((m >> 16) & 255u));
        const Vec3 e = g - (c + Vec3(0.15f) + jitter * (0.7f / 255.f));
        sum += std::exp(-9.f * glm::dot(e, e));
      }
  return std::sqrt(std::clamp(-std::log(std::max(sum, 1e-6f)) / 9.f, 0.f, 1.f)) * cell;
}

std::function<float(Vec3)> hair_over(const Recipe& r) {
  if (bare(r)) return {};
  return HairField(r);
}

scene::MeshPtr build_hair(const Recipe& r) {
  const HeadPlan& h = r.plan.head;
  const HairStyle kind = r.identity.hair;
  if (bare(r)) return nullptr;
  auto mesh = std::make_shared<scene::Mesh>();
  const HairField field(r);
  const bool curtain = kind == HairStyle::kBob || kind == HairStyle::kLong || kind == HairStyle::kHood;
  const float low = kind == HairStyle::kLong || kind == HairStyle::kHood ? -0.19f : curtain ? -0.06f : -0.03f;
  const float wide = h.skull_r.x + 0.07f;
  const float pitch = r.pitch * (kind == HairStyle::kCurly ? 0.0074f : 0.0070f);
  Grid grid;
  grid.x = mirrored_axis(wide, [&](float) { return pitch; });
  grid.y = graded_axis(low, h.skull_top() + (kind == HairStyle::kBun ? 0.105f : 0.080f), [&](float) { return pitch; });
  grid.z = graded_axis(kind == HairStyle::kPonytail ? -0.29f : -0.24f, 0.19f, [&](float) { return pitch; });
  Shape shape = surface_nets(grid, field, {}, 1.5f, 0.012f);
  const FaceField& face = field.face();
  drop_hidden(shape, [&](Vec3 p) { return face.uncarved(p) < -0.0045f; });
  if (shape.triangles.empty()) return nullptr;
  // Towards the hairline the skin shines through, so the border is no cut.
  const Vec3 colour = hair_colour(r);
  static constexpr float kRoots[] = {-0.0022f, 0.0006f, 0.0032f};  // height over the scalp
  static constexpr float kSkin[] = {0.66f, 0.42f, 0.18f, 0.f};
  for (const float level : kRoots) {
    std::vector<float> above(shape.positions.size());
    tbb::parallel_for(std::size_t{0}, above.size(), [&](std::size_t i) { above[i] = face.scalp(shape.positions[i]) - level; });
    split_at_zero(shape, std::move(above));
  }
  std::array<std::uint16_t, std::size(kSkin)> tone{};
  for (std::size_t i = 0; i < tone.size(); ++i) tone[i] = add_material(*mesh, hair_material(r, glm::mix(colour, r.identity.skin, kSkin[i])));
  append(*mesh, shape, [&](Vec3 p) {
    const float over = face.scalp(p);
    std::size_t k = 0;
    while (k < std::size(kRoots) && over > kRoots[k]) ++k;
    return tone[k];
  });
  for (Vec3& p : mesh->positions) p = (p - h.pivot) * h.scale;
  if (kind == HairStyle::kPonytail || kind == HairStyle::kBun) {
    const float high = 2 * trait(r.identity, "hair_line") - 1;
    const Vec3 bun = bun_of(h, high), dir = kind == HairStyle::kPonytail ? glm::normalize(Vec3(0, 0.1f, -1)) : glm::normalize(bun - h.skull_c), c = kind == HairStyle::kPonytail ? Vec3(0, tail_height(high), -0.163f) : bun - 0.026f * dir;
    const Vec3 side(1, 0, 0), up = glm::cross(dir, side);
    std::vector<Vec3> path;
    const float radius = kind == HairStyle::kPonytail ? 0.027f : 0.046f;
    for (int i = 0; i < 24; ++i) {
      const float a = 2 * kPi * static_cast<float>(i) / 24;
      path.push_back(c + (side * std::cos(a) + up * std::sin(a)) * radius);
    }
    append(*mesh, to_head(tube(path, {Vec2(0.0075f)}, dir, 8, true), h), add_material(*mesh, cloth_material("hair band", r.outfit.accent)));
  }
  return mesh;
}

scene::MeshPtr build_beard(const Recipe& r) {
  if (!r.identity.beard) return nullptr;
  auto mesh = std::make_shared<scene::Mesh>();
  const BeardField field(r);
  Shape shape = surface_nets(even_grid({-0.15f, -0.11f, -0.03f}, {0.15f, 0.15f, 0.17f}, 0.0052f * r.pitch), field, {}, 1.5f, 0.012f);
  const FaceField& face = field.face();
  drop_hidden(shape, [&](Vec3 p) { return face.uncarved(p) < -0.004f; });
  append(*mesh, to_head(std::move(shape), r.plan.head), add_material(*mesh, hair_material(r, brow_colour(r))));
  return mesh;
}

scene::MeshPtr build_moustache(const Recipe& r) {
  if (!r.identity.moustache && !r.identity.beard) return nullptr;
  auto mesh = std::make_shared<scene::Mesh>();
  const HeadPlan& h = r.plan.head;
  const FaceField face(h, mouth_of(h, Viseme::kRest, 0, 0));
  const float y0 = 0.5f * (h.nose_tip.y - h.nose_r + h.mouth_y) + 0.005f;
  const float lush = 0.8f + 0.5f * trait(r.identity, "hair_volume");
  std::array<Vec3, 4> line;
  for (std::size_t i = 0; i < 4; ++i) {
    const float t = static_cast<float>(i) / 3.f, x = mix1(0.003f, h.mouth_half + 0.013f, t), y = y0 + 0.002f - 0.017f * t * t;
    line[i] = {x, y, face_z(face, x, y) + 0.004f};
  }
  const auto field = [&](Vec3 p) {
    const Vec3 q = mirrored(p);
    static constexpr float kThick[4] = {0.0066f, 0.0092f, 0.0078f, 0.0030f};
    float d = 1e3f;
    for (std::size_t i = 0; i < 3; ++i) d = smin(d, round_cone(q, line[i], line[i + 1], kThick[i] * lush, kThick[i + 1] * lush), 0.006f);
    return d + 0.0012f * quick_sin(q.x * 420.f + q.y * 260.f) + 0.0006f * lumps(p, 240);
  };
  Box box;
  for (const Vec3& p : line) box.add(p + Vec3(0.02f)), box.add(Vec3(-p.x - 0.02f, p.y - 0.02f, p.z - 0.02f));
  Shape shape = surface_nets(even_grid(box.low, box.high, 0.0030f * std::min(r.pitch, 1.7f)), field, {}, 1.4f, 0.003f);
  drop_hidden(shape, [&](Vec3 p) { return face.uncarved(p) < -0.003f; });
  append(*mesh, to_head(std::move(shape), h), add_material(*mesh, hair_material(r, brow_colour(r))));
  return mesh;
}

}  // namespace auteur::puppets
