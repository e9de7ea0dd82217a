// The head: skull and muzzle as one field, cut along the line of the mouth into an upper head and a jaw; ears; eyes; horns.
#include <tbb/parallel_for.h>

#include <algorithm>

#include "animal.h"
#include "head_field.h"
#include "parts.h"
#include "sdf.h"

namespace auteur::puppets {
namespace {

struct HeadField {
  const AnimalRecipe& r;
  const AnimalPlan& p;
  float k = 0, hinge_z = 0, tip_y = 0, back_y = 0;
  Vec3 eye{0.f};
  bool socket = false;

  explicit HeadField(const AnimalRecipe& recipe) : r(recipe), p(recipe.plan) {
    k = p.skull_r.y;
    // The mouth's line: from under the cheek to below the tip of the muzzle.
    hinge_z = mix1(p.skull_c.z, p.muzzle0.z, 0.55f);
    tip_y = p.muzzle1.y - (p.jaw_share * 2 - 1.0f + 0.22f) * p.muzzle_h * p.muzzle_tip;
    back_y = p.muzzle0.y - 0.42f * p.muzzle_h;
    if (p.bird) hinge_z = p.muzzle0.z - 0.25f * k, tip_y = p.muzzle1.y, back_y = p.muzzle0.y;
  }
  float beak(Vec3 q) const {
    const float hook = p.number("beak_hook");
    Vec3 w = q;
    const float t = clamp01((q.z - p.muzzle0.z) / std::max(1e-4f, p.muzzle1.z - p.muzzle0.z));
    w.y += hook * 0.9f * p.muzzle_h * t * t;
    const float flat = p.muzzle_w / std::max(1e-4f, p.muzzle_h);
    const Vec3 squeeze(1 / flat, 1, 1);
    return round_cone(w * squeeze, p.muzzle0 * squeeze, p.muzzle1 * squeeze, p.muzzle_h, std::max(0.12f * p.muzzle_h, p.muzzle_h * p.muzzle_tip)) * std::min(1.f, flat);
  }
  float muzzle(Vec3 q) const {
    if (p.bird) return beak(q);
    const Vec3 squeeze(p.muzzle_h / p.muzzle_w, 1, 1);
    return round_cone(q * squeeze, p.muzzle0 * squeeze, p.muzzle1 * squeeze, p.muzzle_h, p.muzzle_h * p.muzzle_tip) * std::min(1.f, p.muzzle_w / p.muzzle_h);
  }
  float skull(Vec3 q) const {
    const Vec3 m = mirrored(q);
    float d = ellipsoid(q, p.skull_c, p.skull_r);
    if (!p.bird) {
      d = smin(d, ball(m, p.skull_c + Vec3(0.42f * p.skull_r.x, -0.36f * k, 0.30f * p.skull_r.z), 0.52f * p.skull_r.x), 0.22f * k);  // cheeks
      // A long face has a bridge from brow to nose.
      d = smin(d, round_cone(q, p.skull_c + Vec3(0, 0.10f * k, 0.45f * p.skull_r.z), p.muzzle1 + Vec3(0, 0.15f * p.muzzle_h, -0.2f * p.muzzle_h), 0.42f * k, 0.55f * p.muzzle_h * p.muzzle_tip), 0.28f * k);
    } else {
      d = smin(d, ball(m, p.skull_c + Vec3(0.30f * p.skull_r.x, -0.25f * k, 0.35f * p.skull_r.z), 0.55f * p.skull_r.x), 0.2f * k);
    }
    return d;
  }
  float whole(Vec3 q) const {
    float d = skull(q);
    if (!p.bird) d = smin(d, muzzle(q), 0.26f * k);
    if (p.number("snout") > 1.5f) d = smin(d, ellipsoid(q, p.muzzle1 + Vec3(0, 0.02f * k, 0.72f * p.muzzle_h * p.muzzle_tip), Vec3(1.02f * p.muzzle_w, 0.90f * p.muzzle_h, 0.28f * p.muzzle_h)), 0.04f * k);
    const float s = p.unit;
    if (socket) {
      const Vec3 m = mirrored(q);
      d = smax(d, -ball(m, eye, 1.04f * p.eye_r), 0.22f * p.eye_r);
    }
    if (std::fabs(d) > 0.05f * s) return d;
    const float f = 30.f / s;
    // Fur lies back from the nose.
    const Vec3 v = q - p.muzzle1;
    const float l = std::max(1e-4f, glm::length(v)), turn = std::atan2(v.x, v.y);
    const float face = step01(0.05f, 0.5f, l / (2.2f * k));
    float groove = p.bird ? p.fur * 0.007f * s * quick_sin(0.9f * f * q.y) * quick_sin(0.9f * f * q.z + 1.57f)
                          : (p.wool ? 0.f : p.fur * 0.0034f * s * quick_sin(14.f * turn + 2.2f * quick_sin(0.6f * f * l))) * face;
    if (p.wool && q.y > p.skull_c.y + 0.25f * k - 0.5f * (q.z - p.skull_c.z)) {
      const float cell = 0.070f * s;
      groove -= 0.012f * s - 0.5f * (curls(q, cell) - 0.42f * cell);
    }
    return d + groove + std::min(1.f, s / 0.4f) * (0.0010f * lumps(q, 42.f / s) + 0.0004f * lumps(q + Vec3(0.3f), 210));
  }
  // Height of the mouth's line at z; far below where there is no mouth.
  float line(float z) const {
    const float t = (z - hinge_z) / std::max(1e-4f, p.muzzle1.z - hinge_z);
    if (t < 0) return back_y + 3.5f * (z - hinge_z);
    return mix1(back_y, tip_y, clamp01(t)) + (p.bird ? 0.f : -0.10f * p.muzzle_h * std::sin(kPi * clamp01(t))) - (p.bird ? p.number("beak_hook") * 0.9f * p.muzzle_h * clamp01(t) * clamp01(t) : 0.f);
  }
  float below(Vec3 q) const { return line(q.z) - q.y; }  // positive under the line
};

// From inside along `dir`: where the field is crossed.
Vec3 surface(const HeadField& f, Vec3 from, Vec3 dir) {
  float t = 0;
  for (int i = 0; i < 80; ++i) {
    const float d = f.whole(from + dir * t);
    if (d > -1e-4f) break;
    t += std::max(0.0004f, -0.7f * d);
  }
  return from + dir * t;
}

void cut(Shape& shape, const auto& level_at) {
  std::vector<float> level(shape.positions.size());
  tbb::parallel_for(std::size_t{0}, level.size(), [&](std::size_t i) { level[i] = level_at(shape.positions[i]); });
  split_at_zero(shape, std::move(level));
}

float face_blotch(Vec3 p, float size, float seed) {
  p = p / size + Vec3(seed, 0.3f * seed, 0.8f * seed);
  return quick_sin(1.9f * p.x + quick_sin(1.2f * p.y)) * 0.5f + quick_sin(1.6f * p.z + quick_sin(p.x)) * 0.5f + 0.3f * quick_sin(2.2f * p.y);
}
}  // namespace

float head_marks(const AnimalRecipe& r, Vec3 q) {
  const AnimalPlan& p = r.plan;
  const float k = p.skull_r.y;
  const std::string& kind = r.identity.pattern;
  const auto at = r.identity.shape.find("hair_marks");
  const float seed = 40.f * (at == r.identity.shape.end() ? 0.5f : at->second);
  const float wobble = 0.05f * k * face_blotch(q, 0.5f * k, seed);
  const float muzzle = 1.30f * p.muzzle_w - glm::distance(q * Vec3(1, 1, 0.75f), (p.muzzle1 + Vec3(0, -0.25f * p.muzzle_h, -0.2f * p.muzzle_h)) * Vec3(1, 1, 0.75f));
  const float blaze = std::min(0.17f * k - std::fabs(q.x) + 0.10f * k * clamp01((p.skull_c.y + 0.6f * k - q.y) / k), q.z - p.skull_c.z + 0.2f * k);
  const float brow = 0.115f * k - glm::distance(mirrored(q), p.skull_c + Vec3(0.26f * p.skull_r.x, 0.55f * k, 0.80f * p.skull_r.z));
  if (kind == "belly") return p.bird ? p.skull_c.y - 0.35f * k - q.y + wobble : muzzle + wobble;
  if (kind == "bib") return p.bird ? p.skull_c.y - 0.15f * k - q.y + 0.6f * (q.z - p.skull_c.z) - 0.3f * k + wobble : std::max({muzzle + wobble, r.identity.species == "fox" ? p.skull_c.y - 0.35f * k - q.y + wobble : -1.f, r.identity.species == "fox" ? -1.f : 0.6f * blaze});
  if (kind == "blaze") return std::max(blaze, r.identity.species == "cow" ? muzzle : -1.f);
  if (kind == "patches") {
    const Vec3 eye(0.45f * p.skull_r.x * (std::fmod(seed, 2.f) < 1 ? 1.f : -1.f), p.skull_c.y + 0.25f * k, p.skull_c.z + 0.75f * p.skull_r.z);
    return std::max(0.55f * k - glm::distance(q, eye) + 2 * wobble, q.z < p.skull_c.z ? 0.25f * k * (face_blotch(q, 0.8f * k, seed) - 0.2f) : -0.1f);
  }
  if (kind == "saddle") return p.bird ? -1.f : std::min(q.y - p.skull_c.y - 0.55f * k + wobble, p.skull_c.z + 0.2f * k - q.z + 0.5f * k);
  if (kind == "points") return p.hoof ? 0.8f * muzzle : r.identity.species == "cat" ? muzzle + 0.35f * k + wobble : std::max(muzzle + wobble - 0.1f * k, brow);
  if (kind == "stripes") {
    const float m = p.hoof ? 0.16f : 0.20f;
    if (q.y < p.skull_c.y - 0.1f * k && !p.hoof) return -0.1f * k;
    return 0.10f * k * (quick_sin(2 * kPi * (q.y < p.skull_c.y + 0.35f * k && !p.hoof ? q.y / (1.1f * m * k) + 0.3f * std::fabs(q.x) / k : std::fabs(q.x) / (m * k) + (p.hoof ? q.z / (1.5f * m * k) : 0.25f))) - 0.35f) - (q.z > p.skull_c.z + 0.9f * p.skull_r.z && q.y < p.skull_c.y + 0.2f * k ? 0.2f * k : 0.f);
  }
  if (kind == "hood") return 1.f;
  if (kind == "face") return 1.f;
  return -1.f;
}

AnimalHead build_animal_head(const AnimalRecipe& r) {
  const AnimalPlan& p = r.plan;
  const float k = p.skull_r.y, s = p.unit;
  AnimalHead out;
  HeadField field(r);
  // The eyes sit in the surface, a little sunk.
  const Vec3 dir = glm::normalize(Vec3(std::sin(p.eye_yaw) * std::cos(p.eye_up), std::sin(p.eye_up), std::cos(p.eye_yaw) * std::cos(p.eye_up)));
  const Vec3 from = p.skull_c + Vec3(0, 0, 0.10f * p.skull_r.z);
  field.eye = surface(field, from, dir) - dir * (p.eye_r * 0.36f);
  field.eye.x = std::max(field.eye.x, 0.78f * p.eye_r);
  field.socket = true;
  out.eye_at = field.eye;
  out.eye_turn = p.eye_yaw * 0.62f;
  out.hinge = p.bird ? Vec3(0, p.muzzle0.y - 0.15f * p.muzzle_h, p.muzzle0.z - 0.15f * k) : Vec3(0, field.back_y + 0.10f * k, field.hinge_z);

  const float h = std::clamp(0.0105f * s * (k / (0.22f * s)), 0.0014f, 0.0085f) * r.pitch;
  Box box;
  box.add(p.skull_c - 1.25f * p.skull_r - Vec3(0.1f * k)), box.add(p.skull_c + 1.25f * p.skull_r + Vec3(0.1f * k));
  box.add(p.muzzle1 - Vec3(1.6f * p.muzzle_w, 2.0f * p.muzzle_h, 0)), box.add(p.muzzle1 + Vec3(1.6f * p.muzzle_w, 1.5f * p.muzzle_h, 1.9f * p.muzzle_h));
  box.low.y = std::min(box.low.y, p.muzzle0.y - 1.6f * p.muzzle_h);
  Grid grid;
  grid.x = mirrored_axis(std::max(box.high.x, -box.low.x), [&](float) { return h; });
  grid.y = graded_axis(box.low.y, box.high.y, [&](float) { return h; });
  grid.z = graded_axis(box.low.z, box.high.z, [&](float z) { return h * (z > p.skull_c.z ? 0.85f : 1.15f); });

  const Vec3 inside(0.16f, 0.030f, 0.032f), tongue(0.50f, 0.16f, 0.15f);
  const bool marked = r.identity.pattern != "plain" && !r.identity.pattern.empty();
  const bool snout = p.number("snout") > 0.5f;
  const auto nose_zone = [&](Vec3 q) { return snout ? 0.80f * p.muzzle_w - glm::length((q - p.muzzle1 - Vec3(0, 0.15f * p.muzzle_h, 0.85f * p.muzzle_h * p.muzzle_tip)) * Vec3(0.72f, 1.05f, 0.9f)) : -1.f; };
  const float lip = 0.010f * s;
  const auto build = [&](bool upper) {
    auto mesh = std::make_shared<scene::Mesh>();
    const auto part = [&](Vec3 q) {
      const float d = field.whole(q), b = field.below(q);
      if (upper) return p.bird ? std::min(field.skull(q) < 0.2f * k ? d : d, smax(field.muzzle(q), b + 0.002f * s, 0.004f * s)) : smax(d, b, 0.016f * s);
      const float jaw = p.bird ? field.muzzle(q) + 0.006f * s : d + 0.010f * s;
      return smax(smax(jaw, -b + lip * 0.6f, 0.014f * s), (field.hinge_z - 0.10f * k) - q.z, 0.02f * s);
    };
    Shape shape = surface_nets(grid, part, {}, 1.8f, 0.02f * s);
    compact(shape);
    const auto flesh = [&](Vec3 q) { return -(p.bird ? std::min(field.muzzle(q), field.skull(q)) : field.whole(q)) - (upper ? 0.010f : 0.022f) * s; };  // positive well inside: the mouth
    if (!p.bird) cut(shape, flesh);
    if (marked) cut(shape, [&](Vec3 q) { return head_marks(r, q); });
    if (snout) cut(shape, nose_zone);
    const auto beak = [&](Vec3 q) { return field.skull(q) - field.muzzle(q) - 0.02f * s; };  // positive where it is not the skull's surface
    if (p.bird) cut(shape, beak);
    const std::uint16_t main = add_material(*mesh, coat_material("coat", r.identity.skin)), second = add_material(*mesh, coat_material("marks", r.identity.hair_colour)), gum = add_material(*mesh, coat_material("mouth inside", inside, 0.5f)),
                        horn = add_material(*mesh, coat_material("beak", r.identity.dark, 0.45f)), nose = add_material(*mesh, coat_material("nose", r.identity.dark, 0.4f));
    append(*mesh, shape, [&](Vec3 q) -> std::uint16_t {
      if (p.bird && beak(q) > 0) return horn;
      if (!p.bird && flesh(q) > 0 && q.z > field.hinge_z - 0.2f * k) return gum;
      if (snout && nose_zone(q) > 0) return nose;
      return marked && head_marks(r, q) > 0 ? second : main;
    });
    if (upper) {
      // Nose, nostrils, whiskers, forelock, horns, comb.
      const Vec3 tip = p.muzzle1 + Vec3(0, 0, p.muzzle_h * p.muzzle_tip);
      const float n = p.number("nose") * s;
      if (n > 0.001f && !p.bird) {
        scene::Material wet = coat_material("nose", r.identity.dark, 0.22f);
        wet.specular = 0.05f;
        const std::uint16_t black = add_material(*mesh, wet);
        Shape button = surface_nets(even_grid(Vec3(-1.6f, -1.3f, -1.2f) * n, Vec3(1.6f, 1.3f, 1.3f) * n, std::max(0.0009f, 0.13f * n * std::min(1.6f, r.pitch))), [&](Vec3 q) {
          float d = ellipsoid(q, {0, 0.05f * n, 0}, Vec3(1.12f, 0.78f, 0.82f) * n);
          d = smin(d, ellipsoid(q, {0, -0.35f * n, 0.05f * n}, Vec3(0.55f, 0.55f, 0.7f) * n), 0.4f * n);
          const Vec3 m = mirrored(q);
          return smax(d, -ellipsoid(m, {0.62f * n, -0.18f * n, 0.62f * n}, Vec3(0.30f, 0.20f, 0.4f) * n), 0.08f * n);
        });
        Mat4 place(1.f);
        place[3] = Vec4(tip + Vec3(0, 0.42f * p.muzzle_h * p.muzzle_tip, -0.30f * n - 0.10f * p.muzzle_h), 1);
        transform(button, place);
        append(*mesh, button, black);
      }
      if (const float hole = p.number("nostrils") * s; hole > 0) {
        const std::uint16_t black = add_material(*mesh, coat_material("nostril", r.identity.dark * 0.35f, 0.6f));
        for (const float side : {-1.f, 1.f}) {
          const float spread = (p.number("snout") > 1.5f ? 0.38f : 0.55f) * p.muzzle_w;
          const Vec3 look = glm::normalize(Vec3(side * (p.number("snout") > 1.5f ? 0.f : 0.5f), 0.10f, 1));
          const Vec3 on = surface(field, p.muzzle1 + Vec3(side * spread * 0.7f, 0.20f * p.muzzle_h, 0), look);
          append(*mesh, pebble(on - look * (0.30f * hole), Vec3(0.62f, 1.0f, 0.55f) * hole, 8, 14), black);
        }
      }
      if (p.number("whiskers") > 0.5f) {
        const std::uint16_t hair = add_material(*mesh, coat_material("whisker", Vec3(0.72f, 0.69f, 0.63f)));
        for (const float side : {-1.f, 1.f})
          for (int i = 0; i < 3; ++i) {
            const float up = 0.22f * (static_cast<float>(i) - 1);
            const Vec3 root = p.muzzle1 + Vec3(side * 0.72f * p.muzzle_w, (-0.25f + 0.18f * static_cast<float>(i)) * p.muzzle_h, 0.35f * p.muzzle_h), away = glm::normalize(Vec3(side, up, 0.10f));
            const float reach = 1.05f * k, thin = 0.0065f * s;
            append(*mesh, tube({root, root + away * (0.5f * reach), root + away * reach - Vec3(0, 0.10f * reach, 0.05f * reach)}, {Vec2(thin), Vec2(0.8f * thin), Vec2(0.25f * thin)}, {0, 1, 0}, 5), hair);
          }
      }
      if (p.number("forelock") > 0.5f) {
        const std::uint16_t hair = add_material(*mesh, coat_material("mane", p.number("mane") > 0.5f ? r.identity.mane : r.identity.skin * 0.8f));
        for (int i = -1; i <= 1; ++i) {
          const Vec3 top = p.skull_c + Vec3(0.16f * k * static_cast<float>(i), 0.92f * k, 0.05f * k), low = surface(field, p.skull_c, glm::normalize(Vec3(0.16f * static_cast<float>(i), 0.55f, 0.85f))) + Vec3(0, 0, 0.03f * k);
          append(*mesh, tube({top, glm::mix(top, low, 0.5f) + Vec3(0, 0.10f * k, 0.10f * k), low, low + Vec3(0.05f * k * static_cast<float>(i), -0.22f * k, 0.06f * k)}, {Vec2(0.12f, 0.09f) * k, Vec2(0.14f, 0.09f) * k, Vec2(0.10f, 0.06f) * k, Vec2(0.03f, 0.03f) * k}, {1, 0, 0}, 9), hair);
        }
      }
      if (const float horns = p.number("horn") * s; horns > 0.01f) {
        const std::uint16_t bone = add_material(*mesh, coat_material("horns", {0.42f, 0.34f, 0.22f}, 0.5f));
        const float out_by = p.number("horn_out", 0.6f), curl = p.number("horn_curl", 0.7f);
        std::vector<Vec3> path;
        std::vector<Vec2> radii;
        const Vec3 root = p.skull_c + Vec3(0.42f * p.skull_r.x, 0.72f * k, -0.10f * k);
        float bend = out_by > 0.7f ? -0.1f : 0.7f;
        Vec3 at = root;
        for (int i = 0; i < 8; ++i) {
          path.push_back(at);
          radii.emplace_back(0.20f * horns * (1 - 0.80f * static_cast<float>(i) / 7.f));
          const Vec3 step = out_by > 0.7f ? Vec3(std::cos(bend), std::sin(bend), 0.25f * std::sin(bend)) : Vec3(0.25f * out_by, std::sin(bend + 0.6f), -std::cos(bend + 0.6f));
          at += glm::normalize(step) * (horns / 7.f);
          bend += (out_by > 0.7f ? curl : -curl) * 0.26f;
        }
        const Shape one = tube(path, radii, {0, 0, 1}, 12);
        append(*mesh, one, bone);
        append(*mesh, mirror_x(one), bone);
      }
      if (const float comb = p.number("comb") * s; comb > 0.003f) {
        const std::uint16_t red = add_material(*mesh, coat_material("comb", {0.42f, 0.035f, 0.025f}, 0.5f));
        for (int i = 0; i < 4; ++i) {
          const float a = -0.35f + 0.42f * static_cast<float>(i);
          const Vec3 on = p.skull_c + Vec3(0, std::cos(a) * p.skull_r.y, std::sin(a) * p.skull_r.z * 0.9f);
          append(*mesh, pebble(on + Vec3(0, 0.18f * comb, 0), Vec3(0.16f, 0.55f - 0.05f * static_cast<float>(i), 0.26f) * comb, 8, 12), red);
        }
        const float drop = p.number("wattle") * s;
        for (const float side : {-1.f, 1.f}) append(*mesh, pebble(p.muzzle0 + Vec3(side * 0.35f * p.muzzle_w, -p.muzzle_h - 0.45f * drop, 0.10f * k), Vec3(0.22f, 0.55f, 0.30f) * drop, 8, 12), red);
      }
    } else {
      const std::uint16_t pink = add_material(*mesh, coat_material("tongue", tongue, 0.35f));
      const Vec3 back(0, field.line(field.hinge_z + 0.2f * k) - 0.05f * p.muzzle_h, field.hinge_z + 0.15f * k), front(0, field.line(p.muzzle1.z) - 0.10f * p.muzzle_h, p.muzzle1.z + (p.bird ? -0.35f : 0.15f) * p.muzzle_h);
      const float wide = (p.bird ? 0.30f : 0.52f) * p.muzzle_w, thick = (p.bird ? 0.10f : 0.14f) * p.muzzle_h;
      append(*mesh, tube({back, glm::mix(back, front, 0.5f), front}, {Vec2(0.7f * wide, thick), Vec2(wide, thick), Vec2(0.7f * wide, 0.7f * thick)}, {0, 1, 0}, 10), pink);
      if (const float beard = p.number("beard") * s; beard > 0.01f) {
        const std::uint16_t hair = add_material(*mesh, coat_material("beard", r.identity.skin * 0.85f));
        const Vec3 chin(0, p.muzzle1.y - 0.9f * p.muzzle_h, p.muzzle1.z - 0.3f * p.muzzle_h);
        append(*mesh, tube({chin, chin + Vec3(0, -0.5f * beard, 0.02f * beard), chin + Vec3(0, -beard, -0.15f * beard)}, {Vec2(0.30f, 0.26f) * beard, Vec2(0.24f, 0.20f) * beard, Vec2(0.03f, 0.03f) * beard}, {0, 0, 1}, 10), hair);
      }
    }
    return scene::MeshPtr(std::move(mesh));
  };
  out.skull = build(true);
  out.jaw = build(false);

  // Ears: a leaf, hollow before; its origin at the hinge, +y to the tip, +z the hollow side.
  if (p.ear_len > 0.001f) {
    const float l = p.ear_len, w = p.ear_w, round = p.number("ear_round"), thick = std::min(0.26f * w, 0.10f * l + 0.06f * w);
    const auto ear = [&](Vec3 q) {
      const float t = clamp01(q.y / l);
      const float point = p.number("ear_point");
      const float half = point > 0.5f ? w * (1 - t) * (0.92f + 0.35f * t) + 0.04f * w : round > 0.5f ? w * std::sqrt(std::max(0.02f, 1 - (2 * t - 0.95f) * (2 * t - 0.95f))) : w * std::pow(std::max(0.f, 1 - std::pow(std::fabs(t - 0.30f) / 0.74f, 1.9f)), 0.85f);
      const float bend = 0.10f * l * t * t + 0.55f * thick * (q.x / std::max(0.2f * w, half)) * (q.x / std::max(0.2f * w, half));
      const Vec2 e(q.x / std::max(0.03f * w, half), (q.z - bend) / thick);
      return smax((glm::length(e) - 1) * std::min(thick, std::max(0.03f * w, half)) * 0.75f, std::max(-q.y - 0.12f * l, q.y - l), 0.05f * w);
    };
    const float eh = std::max(0.0011f, std::min(0.16f * thick, 0.05f * w) * 2.1f * r.pitch * 0.8f);
    Shape shape = surface_nets(even_grid({-1.3f * w, -0.2f * l, -2.f * thick}, {1.3f * w, 1.1f * l, 2.6f * thick + 0.12f * l}, eh), ear, {}, 2.2f, 0.003f);
    compact(shape);
    const auto hollow = [&](Vec3 q) {
      const float t = clamp01(q.y / l);
      if (p.number("ear_point") > 0.5f) return std::min({0.66f * w * (1 - 1.05f * t) - std::fabs(q.x), 0.86f * l - q.y, q.y - 0.02f * l});
      return std::min({0.58f * w * (1 - t * t) - std::fabs(q.x), 0.86f * l - q.y, q.y - 0.02f * l});
    };
    std::vector<float> level(shape.positions.size());
    for (std::size_t i = 0; i < level.size(); ++i) level[i] = shape.normals[i].z > 0.25f ? hollow(shape.positions[i]) : -0.05f * w;
    split_at_zero(shape, level);
    const auto painted = [&](const Shape& piece) {
      auto mesh = std::make_shared<scene::Mesh>();
      const std::string& kind = r.identity.pattern;
      const bool second_outside = kind == "saddle" || kind == "face" || (kind == "points" && !p.hoof && r.identity.species == "cat") || kind == "patches" || kind == "hood";
      const Vec3 outside = second_outside ? r.identity.hair_colour : r.identity.species == "fox" ? r.identity.dark * 1.6f : r.identity.skin * (p.number("ear_droop") > 0.5f && kind != "plain" ? 0.85f : 0.97f);
      const std::uint16_t coat = add_material(*mesh, coat_material("ear", outside)), pink = add_material(*mesh, coat_material("ear inside", glm::mix(outside * 0.75f, Vec3(0.42f, 0.20f, 0.16f), 0.55f), 0.7f));
      std::size_t t = 0;
      append(*mesh, piece, [&](Vec3 q) {
        const glm::uvec3 f = piece.triangles[t++];
        const float nz = (piece.normals[f.x].z + piece.normals[f.y].z + piece.normals[f.z].z) / 3.f;
        return nz > 0.25f && hollow(q) > 0 ? pink : coat;
      });
      return scene::MeshPtr(std::move(mesh));
    };
    out.ear = painted(shape);
    out.ear_right = painted(mirror_x(shape));
    const Vec3 radial = glm::normalize(Vec3(std::sin(p.ear_yaw) * std::cos(p.ear_up), std::sin(p.ear_up), std::cos(p.ear_yaw) * std::cos(p.ear_up)));
    out.ear_at = surface(field, p.skull_c, radial) - radial * (0.05f * k);
    out.ear_up = glm::normalize(radial + Vec3(0, 0.55f, 0));
    const Vec3 ahead = glm::normalize(Vec3(0.55f, 0.05f, 1));
    out.ear_front = glm::normalize(ahead - out.ear_up * glm::dot(ahead, out.ear_up));
  }

  // Eyes: iris and pupil fill more of the ball than a person's.
  {
    auto mesh = std::make_shared<scene::Mesh>();
    const float er = p.eye_r, iris_at = std::min(1.45f, p.number("iris", 0.8f)), pupil_at = p.number("pupil", 0.45f), slit = p.number("slit", 1.f);
    const int around = std::max(14, static_cast<int>(34.f / std::sqrt(r.pitch)));
    std::vector<Vec2> profile;
    std::vector<float> angles;
    for (int i = 0; i <= 8; ++i) angles.push_back(iris_at * static_cast<float>(i) / 8.f);
    angles.insert(angles.begin() + 8, iris_at * 0.90f);
    std::sort(angles.begin(), angles.end());
    for (int i = 1; i <= 9; ++i) angles.push_back(mix1(iris_at, kPi, static_cast<float>(i) / 9.f));
    for (std::size_t i = 0; i < angles.size(); ++i) profile.emplace_back(i == 0 || i + 1 == angles.size() ? 0.f : er * std::sin(angles[i]), er * std::cos(angles[i]));
    Shape ball = turned(profile, around);
    face_forward(ball);
    const Vec3 colour = glm::clamp(r.identity.eye_colour, Vec3(0.f), Vec3(1.f));
    const std::uint16_t iris = add_material(*mesh, wet_material("iris", colour * 1.25f + Vec3(0.006f))), ring = add_material(*mesh, wet_material("iris ring", colour * 0.30f)), white = add_material(*mesh, wet_material("eye white", p.hoof || p.bird ? Vec3(0.30f, 0.25f, 0.20f) : Vec3(0.76f, 0.73f, 0.68f))), black = add_material(*mesh, wet_material("pupil", Vec3(0.006f)));
    append(*mesh, ball, [&](Vec3 q) {
      const float a = std::acos(std::clamp(q.z / glm::length(q), -1.f, 1.f));
      return a > iris_at ? white : a > 0.90f * iris_at ? ring : iris;
    });
    // The pupil is a thin lens of its own on the ball.
    const float pr = er * std::sin(pupil_at);
    Shape lens = turned({{0.f, 0.06f * er}, {0.55f * pr, 0.055f * er - 0.15f * pr * pr / er}, {pr, 0.02f * er - 0.5f * pr * pr / er}, {pr * 1.01f, -0.10f * er - 0.5f * pr * pr / er}}, around);
    face_forward(lens);
    for (Vec3& q : lens.positions) q = {q.x * slit, q.y * (slit < 1 ? 1.25f : 1.f), q.z + er * 0.985f - (slit < 1 ? 0.01f * er : 0.f)};
    append(*mesh, lens, black);
    out.eye = mesh;
    auto shine = std::make_shared<scene::Mesh>();
    scene::Material m = wet_material("catch light", Vec3(0.95f));
    m.emission = Vec3(0.55f);
    const std::uint16_t glint = add_material(*shine, m);
    const auto spot = [&](Vec3 d, float size) {
      d = glm::normalize(d);
      Shape round = turned({{0, 0.07f * er}, {0.6f * size * er, 0.06f * er}, {size * er, -0.02f * er}}, 14);
      face_forward(round);
      const Vec3 side = glm::normalize(glm::cross(Vec3(0, 1, 0), d)), top = glm::cross(d, side);
      transform(round, Mat4(Vec4(side, 0), Vec4(top, 0), Vec4(d, 0), Vec4(d * er, 1)));
      append(*shine, round, glint);
    };
    spot({0.30f, 0.36f, 1}, 0.15f);
    spot({-0.22f, -0.22f, 1}, 0.065f);
    out.glint = shine;
    // Lids: people's, in the coat's colour.
    Recipe lids;
    lids.identity.skin = marked && head_marks(r, field.eye + dir * p.eye_r) > 0 ? r.identity.hair_colour : r.identity.skin;
    lids.identity.femininity = p.number("lashes") > 0.5f ? 1.f : 0.f;
    lids.identity.hair_colour = Vec3(0.02f);
    lids.plan.head.scale = 1;
    lids.plan.head.eye_r = er;
    lids.plan.head.feminine = lids.identity.femininity;
    lids.plan.head.child = 0;
    lids.plan.head.old = 0;
    lids.pitch = r.pitch;
    lids.tint = clamp01(glm::dot(lids.identity.skin, Vec3(0.21f, 0.72f, 0.07f)) / 0.5f);
    out.lid = {build_lid(lids, true, 0), build_lid(lids, false, 0)};
  }
  return out;
}

}  // namespace auteur::puppets
