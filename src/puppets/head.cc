// The head, its ears and its replacement mouths.
#include "parts.h"

#include <glm/gtc/matrix_transform.hpp>

#include "auteur/base/random.h"

namespace auteur::puppets {
namespace {

constexpr float kFlushLevels[] = {-0.42f, -0.28f, -0.15f, -0.05f, 0.07f, 0.18f, 0.30f, 0.44f, 0.60f, 0.78f};

Grid head_grid(const Recipe& r) {
  const HeadPlan& h = r.plan.head;
  const float s = r.pitch, wide = std::max(h.skull_r.x, h.jaw_r.x) + 0.02f;
  Grid g;
  g.x = mirrored_axis(wide + 0.02f, [&](float x) { return s * mix1(0.0036f, 0.0070f, step01(0.055f, 0.11f, x)); });
  g.y = graded_axis(-0.078f, h.skull_top() + 0.012f, [&](float y) {
    const float lips = step01(0.012f, 0.030f, y) * (1 - step01(0.070f, 0.090f, y));
    return s * mix1(mix1(0.0052f, 0.0080f, step01(0.22f, 0.29f, y)), 0.0023f, lips);
  });
  g.z = graded_axis(h.skull_c.z - h.skull_r.z - 0.014f, h.nose_tip.z + h.nose_r + 0.02f, [&](float z) { return s * mix1(0.0105f, 0.0042f, step01(0.0f, 0.07f, z)); });
  return g;
}

Cut mouth_cut(const Grid& g, Cut::Side side) {
  const Box box = FaceField::mouth_box();
  const auto index = [](const std::vector<float>& axis, float t) {
    return static_cast<int>(std::lower_bound(axis.begin(), axis.end(), t) - axis.begin());
  };
  return {side, {index(g.x, box.low.x), index(g.y, box.low.y), index(g.z, box.low.z)}, {index(g.x, box.high.x), index(g.y, box.high.y), index(g.z, box.high.z)}};
}

// Cuts the surface along the flush levels (and the lips' and mouth's borders), then paints it.
void paint_face(scene::Mesh& mesh, const Recipe& r, const FaceField& face, Shape shape, bool with_mouth) {
  const auto cut = [&](const auto& level_at) {
    std::vector<float> level(shape.positions.size());
    tbb::parallel_for(std::size_t{0}, level.size(), [&](std::size_t i) { level[i] = level_at(shape.positions[i]); });
    split_at_zero(shape, std::move(level));
  };
  constexpr float kInside = -0.0042f;
  const bool open = face.mouth().drop > 0 || face.mouth().gap > 0;
  if (with_mouth) {
    if (open) cut([&](Vec3 p) { return face.uncarved(p) - kInside; });
    cut([&](Vec3 p) { return face.lip_tint(p); });
  }
  std::vector<float> flush(shape.positions.size());
  tbb::parallel_for(std::size_t{0}, flush.size(), [&](std::size_t i) { flush[i] = face.flush(shape.positions[i]); });
  for (float level : kFlushLevels) {
    std::vector<float> above(flush.size());
    for (std::size_t i = 0; i < flush.size(); ++i) above[i] = flush[i] - level;
    split_at_zero(shape, std::move(above), [&](std::uint32_t a, std::uint32_t b, float t) { flush.push_back(mix1(flush[a], flush[b], t)); });
  }
  std::vector<std::uint16_t> tone;
  float below = -0.55f;
  for (float level : kFlushLevels) {
    tone.push_back(add_material(mesh, skin_material(r, 0.5f * (below + level))));
    below = level;
  }
  tone.push_back(add_material(mesh, skin_material(r, 0.9f)));
  std::uint16_t lips = 0, throat = 0;
  if (with_mouth) {
    const Vec3 skin = r.identity.skin;
    const float strong = mix1(0.30f, 1.0f, r.plan.head.feminine) * (1 - 0.3f * r.plan.head.child);
    const float deep = 1 - step01(0.06f, 0.22f, skin.y);  // deep skin has brown lips, not red ones
    const Vec3 lip = glm::mix(skin, glm::mix(skin * Vec3(0.84f, 0.44f, 0.50f) + Vec3(0.030f, 0.0f, 0.010f), skin * Vec3(0.84f, 0.66f, 0.66f) + Vec3(0.022f, 0.006f, 0.008f), deep), 0.45f + 0.45f * strong);
    scene::Material m = clay_material("lips", lip);
    m.roughness = 0.5f;
    lips = add_material(mesh, m);
    throat = add_material(mesh, clay_material("mouth inside", {0.085f, 0.016f, 0.016f}));
  }
  append(mesh, shape, [&](Vec3 p) {
    if (with_mouth && open && face.uncarved(p) < kInside) return throat;
    if (with_mouth && face.lip_tint(p) > 0) return lips;
    const float f = face.flush(p);
    std::size_t k = 0;
    while (k < std::size(kFlushLevels) && f > kFlushLevels[k]) ++k;
    return tone[k];
  });
}

// A left ear: a tilted saucer with a rolled rim, a hollow and a lobe. Head units. `hollow` is positive in the shell.
struct Ear { Shape shape; std::function<float(Vec3)> hollow; };
Ear ear(const Recipe& r, const FaceField& face) {
  const HeadPlan& h = r.plan.head;
  const float s = h.ear_size;
  const float y = h.eye.y - 0.028f;
  float x = h.skull_r.x + 0.03f;
  for (int i = 0; i < 40; ++i) x -= 0.7f * face.scalp({x, y, -0.006f});
  const Mat4 out = glm::rotate(glm::rotate(Mat4(1.f), 0.42f + 0.34f * h.ear_out, Vec3(0, -1, 0)), -0.16f, Vec3(1, 0, 0));
  const Mat4 back = glm::inverse(out);
  const Vec3 root(x - 0.003f, y, -0.006f);
  const auto field = [&](Vec3 p) {
    const Vec3 e = Vec3(back * Vec4(p - root, 1)) / s - Vec3(0.010f, 0, -0.014f);
    float d = ellipsoid(e, {0, 0.004f, 0}, {0.0125f, 0.037f, 0.027f});
    d = smin(d, ellipsoid(e, {0, -0.026f, 0.007f}, {0.0095f, 0.014f, 0.013f}), 0.014f);  // lobe
    d = smax(d, -ellipsoid(e, {0.0135f, 0.004f, 0.002f}, {0.0125f, 0.0270f, 0.0180f}), 0.005f);
    d = smin(d, round_cone(e, {0.003f, 0.016f, 0.004f}, {0.002f, -0.010f, -0.007f}, 0.0052f, 0.0050f), 0.007f);  // the inner fold
    d = smin(d, ball(e, {0.004f, -0.004f, 0.017f}, 0.0065f), 0.006f);  // the little flap before the hole
    return clay(d * s, p, 0.6f);
  };
  const float reach = 0.06f * s;
  Shape shape = surface_nets(even_grid(root - Vec3(0.045f * s, reach, reach), root + Vec3(reach, reach, 0.045f * s), 0.0043f * r.pitch * s), field);
  compact(shape);
  const auto hollow = [=](Vec3 p) {
    const Vec3 e = Vec3(back * Vec4(p - root, 1)) / s - Vec3(0.010f, 0, -0.014f);
    return e.x < 0 ? -0.01f : -ellipsoid(e, {0.012f, 0.001f, 0.003f}, {0.014f, 0.0215f, 0.0135f});
  };
  std::vector<float> level(shape.positions.size());
  for (std::size_t i = 0; i < level.size(); ++i) level[i] = hollow(shape.positions[i]);
  split_at_zero(shape, std::move(level));
  return {std::move(shape), hollow};
}

void add_teeth(scene::Mesh& mesh, const Recipe& r, const FaceField& face) {
  const Mouth& m = face.mouth();
  const HeadPlan& h = r.plan.head;
  const float front = face.front_z() + 0.012f * m.round - 0.0105f;
  scene::Material enamel = clay_material("teeth", {0.78f, 0.74f, 0.65f});
  enamel.roughness = 0.3f;
  enamel.pattern = scene::Pattern::kPlain;
  std::uint16_t teeth = 0;
  bool have = false;
  const auto row = [&](float y, float half, bool upper) {
    std::vector<Vec3> path;
    std::vector<Vec2> radii;
    const int n = 33;
    for (int i = 0; i < n; ++i) {
      const float t = 2 * static_cast<float>(i) / (n - 1) - 1, a = t * 1.15f;
      const float tooth = std::fabs(quick_sin(t * kPi * 3.0f + (upper ? 0.f : kPi * 0.5f)));  // six across
      const float tall = 0.0068f * (0.72f + 0.28f * std::sqrt(tooth));
      path.emplace_back(half * std::sin(a), y + (upper ? 1.f : -1.f) * (tall - 0.0068f) * -0.6f, front - 0.034f * (1 - std::cos(a)));
      radii.emplace_back(0.0042f * (0.80f + 0.20f * std::sqrt(tooth)), tall);
    }
    Shape shape = tube(path, radii, {0, 1, 0}, 10);
    transform(shape, head_from_units(h));
    if (!have) teeth = add_material(mesh, enamel);
    have = true;
    append(mesh, shape, teeth);
  };
  const float half = std::min(h.mouth_half + 0.004f, m.half + 0.002f);
  const float top = face.line_y(0) + (0.46f * m.drop + m.gap) / (m.smile > 0.2f ? 1 + 0.6f * m.smile : 1.f);
  if (m.upper_teeth > 0) row(top + 0.0012f - 0.0012f * m.tuck, half, true);
  if (m.lower_teeth > 0) row(face.line_y(0) - 0.46f * m.drop - m.gap - (m.drop < 0.006f ? -0.0002f : 0.0026f), half * 0.92f, false);
  if (m.tongue >= 0) {
    const float low = face.line_y(0) - 0.46f * m.drop - m.gap;
    Vec3 c(0, low + 0.001f, front - 0.018f);
    Vec3 size(std::min(0.020f, m.half * 0.62f), 0.0075f, 0.020f);
    if (m.tongue > 0.5f) c.y = low + 0.0055f;
    if (m.tongue > 1.5f) c += Vec3(0, 0.0005f, 0.0130f), size *= Vec3(1, 0.62f, 1);
    Shape shape = pebble(c, size, 10, 18);
    transform(shape, head_from_units(h));
    append(mesh, shape, add_material(mesh, clay_material("tongue", {0.42f, 0.12f, 0.11f})));
  }
}

// Freckles are specks of darker clay over the nose and the cheeks below the eyes: finer than the mesh of the face.
void add_freckles(scene::Mesh& mesh, const Recipe& r, const FaceField& face, bool with_mouth) {
  const HeadPlan& h = r.plan.head;
  if (h.freckles <= 0.05f) return;
  const std::uint16_t speck = add_material(mesh, clay_material("freckles", r.identity.skin * Vec3(0.60f, 0.43f, 0.34f)));
  Random random(seed_of(r.identity.id));
  const int wanted = 14 + static_cast<int>(30 * h.freckles);
  for (int i = 0; i < wanted; ++i) {
    const auto real = [&](float low, float high) { return static_cast<float>(random.range(static_cast<double>(low), static_cast<double>(high))); };
    const bool nose = i % 4 == 0;
    const float x = nose ? real(-0.020f, 0.020f) : (i % 2 == 0 ? 1.f : -1.f) * real(0.022f, 0.084f), y = nose ? real(h.nose_tip.y + 0.004f, h.eye.y) : real(0.092f, h.eye.y - 1.14f * h.eye_r), size = real(0.0026f, 0.0046f);
    if ((y < FaceField::mouth_box().high.y) != with_mouth) continue;
    const float z = face_z(face, x, y), dx = face_z(face, x + 0.003f, y) - z, dy = face_z(face, x, y + 0.003f) - z;
    const Vec3 out = glm::normalize(Vec3(-dx, -dy, 0.003f));
    Shape shape = pebble(Vec3(x, y, z) - 0.66f * size * out, Vec3(size), 6, 9);
    append(mesh, shape, speck);
  }
}

void to_head_space(scene::Mesh& mesh, const HeadPlan& head, std::size_t from) {
  for (std::size_t i = from; i < mesh.positions.size(); ++i) mesh.positions[i] = (mesh.positions[i] - head.pivot) * head.scale;
}

}  // namespace

Mat4 head_from_units(const HeadPlan& head) { return glm::translate(glm::scale(Mat4(1.f), Vec3(head.scale)), -head.pivot); }

float face_z(const FaceField& face, float x, float y) {
  float z = 0.21f;
  for (int i = 0; i < 48; ++i) z -= 0.75f * face({x, y, z});
  return z;
}

scene::MeshPtr build_head(const Recipe& r) {
  auto mesh = std::make_shared<scene::Mesh>();
  const FaceField face(r.plan.head, mouth_of(r.plan.head, Viseme::kRest, 0, 0));
  const Grid grid = head_grid(r);
  Shape skull = surface_nets(grid, face, mouth_cut(grid, Cut::kOutside));
  if (const auto hair = hair_over(r)) drop_hidden(skull, [&](Vec3 p) { return p.z < 0.08f && hair(p) < -0.007f; });
  else compact(skull);
  paint_face(*mesh, r, face, std::move(skull), false);
  const world::HairStyle style = r.identity.hair;
  const bool covered = style == world::HairStyle::kBob || style == world::HairStyle::kLong || style == world::HairStyle::kHood;
  const Ear left = covered ? Ear{} : ear(r, face);
  const std::uint16_t rim = add_material(*mesh, skin_material(r, 0.42f)), hollow = add_material(*mesh, skin_material(r, -0.62f));
  for (int side = 0; side < 2; ++side)
    append(*mesh, side == 0 ? left.shape : mirror_x(left.shape), [&](Vec3 p) { return left.hollow(mirrored(p)) > 0 ? hollow : rim; });
  add_freckles(*mesh, r, face, false);
  to_head_space(*mesh, r.plan.head, 0);
  return mesh;
}

scene::MeshPtr build_mouth(const Recipe& r, const Mouth& mouth) {
  auto mesh = std::make_shared<scene::Mesh>();
  const FaceField face(r.plan.head, mouth);
  const Grid grid = head_grid(r);
  Shape shape = surface_nets(grid, face, mouth_cut(grid, Cut::kInside));
  compact(shape);
  paint_face(*mesh, r, face, std::move(shape), true);
  add_freckles(*mesh, r, face, true);
  to_head_space(*mesh, r.plan.head, 0);
  add_teeth(*mesh, r, face);
  return mesh;
}

scene::MeshPtr build_neck(const Recipe& r) {
  auto mesh = std::make_shared<scene::Mesh>();
  const Plan& p = r.plan;
  const Vec3 top = p.head_pivot - p.neck_base + Vec3(0, 0.03f * p.unit, 0.002f);
  const float wide = p.neck_r;
  const auto field = [&](Vec3 q) {
    float d = round_cone(q, {0, -0.05f * p.unit, 0}, top, wide * 1.12f, wide * 0.96f);
    d = smin(d, round_cone(mirrored(q), {wide * 0.85f, top.y, 0.2f * wide}, {wide * 0.25f, 0.0f, wide * 0.95f}, 0.006f, 0.007f), 0.016f);  // the two cords
    if (r.plan.head.feminine < 0.45f && r.plan.head.child < 0.3f) d = smin(d, ball(q, {0, 0.5f * top.y, wide * 0.95f}, 0.009f), 0.012f);
    return clay(d, q, 0.8f);
  };
  const float reach = wide * 1.5f;
  Shape shape = surface_nets(even_grid({-reach, -0.05f * p.unit - reach, -reach}, {reach, top.y + reach, top.z + reach}, 0.011f * r.pitch * p.unit), field);
  append(*mesh, shape, add_material(*mesh, skin_material(r, -0.08f)));
  return mesh;
}

}  // namespace auteur::puppets
