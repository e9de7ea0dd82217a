// Eyeballs, lids, brows: the pieces that do most of the acting. They are turned, not meshed from fields.
#include "parts.h"

namespace auteur::puppets {
namespace {
int around(const Recipe& r, int film) { return std::max(12, static_cast<int>(static_cast<float>(film) / std::sqrt(r.pitch))); }
}  // namespace

void face_forward(Shape& shape) {
  for (Vec3& p : shape.positions) p = {p.x, -p.z, p.y};
  for (Vec3& n : shape.normals) n = {n.x, -n.z, n.y};
}

scene::MeshPtr build_eyeball(const Recipe& r) {
  auto mesh = std::make_shared<scene::Mesh>();
  const float er = r.plan.head.eye_r * r.plan.head.scale;
  const float kPupil = 0.30f, kInner = 0.40f, kRing = 0.565f, kIris = 0.63f;
  std::vector<float> angles{0.f, 0.5f * kPupil, kPupil, kInner, 0.5f * (kInner + kRing), kRing, kIris, kIris + 0.02f};
  for (int i = 1; i <= 12; ++i) angles.push_back(mix1(kIris + 0.02f, kPi, static_cast<float>(i) / 12.f));
  std::vector<Vec2> profile;
  for (std::size_t i = 0; i < angles.size(); ++i) {
    const float a = angles[i], flat = 1.f - 0.018f * (1 - step01(0.f, kIris, a));
    profile.emplace_back(i == 0 || i + 1 == angles.size() ? 0.f : er * flat * std::sin(a), er * flat * std::cos(a));
  }
  Shape shape = turned(profile, around(r, 36));
  face_forward(shape);
  const Vec3 iris = glm::clamp(r.identity.eye_colour, Vec3(0.f), Vec3(1.f));
  const std::uint16_t pupil = add_material(*mesh, wet_material("pupil", Vec3(0.006f))), inner = add_material(*mesh, wet_material("iris light", iris * 1.45f + Vec3(0.03f, 0.025f, 0.015f))),
                      outer = add_material(*mesh, wet_material("iris", iris + Vec3(0.008f))), ring = add_material(*mesh, wet_material("iris ring", iris * 0.35f)),
                      white = add_material(*mesh, wet_material("eye white", glm::mix(Vec3(0.80f, 0.78f, 0.74f), Vec3(0.74f, 0.69f, 0.60f), r.plan.head.old)));
  append(*mesh, shape, [&](Vec3 p) {
    const float a = std::acos(std::clamp(p.z / glm::length(p), -1.f, 1.f));
    return a < kPupil ? pupil : a < kInner ? inner : a < kRing ? outer : a < kIris ? ring : white;
  });
  return mesh;
}

scene::MeshPtr build_catch_light(const Recipe& r) {
  auto mesh = std::make_shared<scene::Mesh>();
  const float er = r.plan.head.eye_r * r.plan.head.scale;
  scene::Material m;
  m.name = "catch light";
  m.albedo = Vec3(0.95f);
  m.roughness = 0.3f;
  m.emission = Vec3(0.55f);
  const std::uint16_t glint = add_material(*mesh, m);
  const auto spot = [&](Vec3 direction, float size) {
    Shape s = turned({{0, 0.030f * er}, {0.6f * size * er, 0.022f * er}, {size * er, -0.02f * er}}, 16);
    face_forward(s);
    direction = glm::normalize(direction);
    const Vec3 side = glm::normalize(glm::cross(Vec3(0, 1, 0), direction)), up = glm::cross(direction, side);
    transform(s, Mat4(Vec4(side, 0), Vec4(up, 0), Vec4(direction, 0), Vec4(direction * er, 1)));
    append(*mesh, s, glint);
  };
  spot({0.27f, 0.33f, 1}, 0.115f);
  spot({-0.20f, -0.22f, 1}, 0.05f);
  return mesh;
}

// A hemisphere of skin whose rim is a soft roll with a dark lash line. In its own space the rim lies in the plane y = 0
// and the dome is at +y (upper lid) or -y (lower lid); turning it about x opens and closes the eye. A crease runs round
// the dome where the skin folds: an open eye hides it under the brow, a closed one shows it.
scene::MeshPtr build_lid(const Recipe& r, bool upper, int side) {
  auto mesh = std::make_shared<scene::Mesh>();
  const HeadPlan& h = r.plan.head;
  const float er = h.eye_r * h.scale, out = er * (upper ? 1.115f + 0.03f * h.old : 1.09f), in = er * 1.012f, mid = 0.5f * (out + in), roll = 0.5f * (out - in);
  const float crease = upper ? 0.86f : 0.62f, depth = er * (upper ? 0.050f : 0.016f) * (1 + 0.5f * h.old);  // elevation above the rim, radians
  const auto dome = [&](float a) {  // a: from the pole
    const float e = 0.5f * kPi - a;
    float radius = out - depth * gauss((e - crease) / 0.085f) + 0.35f * depth * gauss((e - crease - 0.21f) / 0.11f);
    if (h.old > 0.3f) radius -= 0.35f * depth * h.old * (gauss((e - 0.5f * crease) / 0.05f) + gauss((e - 1.32f * crease) / 0.05f));
    return radius;
  };
  // Rings where the colours change and where the crease bends, from the pole to the rim.
  const float edge = upper ? 0.06f : 0.05f;
  std::vector<float> rings{1.30f, crease + 0.30f, crease + 0.16f, crease + 0.11f, crease + 0.055f, crease, crease - 0.055f, crease - 0.11f, crease - 0.2f, 0.36f, 0.22f, edge};
  std::sort(rings.begin(), rings.end(), std::greater<>());
  std::vector<Vec2> profile{{0.f, out}};
  for (const float e : rings) profile.emplace_back(dome(0.5f * kPi - e) * std::cos(e), dome(0.5f * kPi - e) * std::sin(e));
  for (int i = 1; i <= 5; ++i) {
    const float a = kPi * static_cast<float>(i) / 5.f;
    profile.emplace_back(mid + roll * std::cos(a), -roll * 0.9f * std::sin(a));
  }
  profile.emplace_back(in * std::sin(1.35f), in * std::cos(1.35f));
  Shape shape = turned(profile, around(r, 23));
  for (std::size_t i = 0; i < shape.positions.size(); ++i)
    if (glm::length(shape.positions[i]) > mid) shape.positions[i] += shape.normals[i] * (0.0011f * lumps(shape.positions[i] + Vec3(upper ? 0.2f : 0.f), 120));
  if (!upper) {
    for (Vec3& p : shape.positions) p.y = -p.y;
    for (Vec3& n : shape.normals) n.y = -n.y;
    for (glm::uvec3& t : shape.triangles) std::swap(t.y, t.z);
  }
  // Shaded in the socket, plain on the lid, warmer towards the rim, and dark along its edge.
  const std::uint16_t socket = add_material(*mesh, skin_material(r, upper ? -0.42f : -0.22f)), skin = add_material(*mesh, skin_material(r, upper ? -0.12f : -0.05f)),
                      warm = add_material(*mesh, skin_material(r, upper ? 0.14f : 0.05f)), fold = add_material(*mesh, skin_material(r, upper ? -0.85f : -0.35f));
  scene::Material line = clay_material("lash line", glm::min(glm::mix(r.identity.skin * 0.22f, brow_colour(r) * 0.4f, 0.6f), Vec3(0.055f, 0.036f, 0.030f)));
  line.albedo = glm::mix(line.albedo, r.identity.skin * 0.34f, 0.6f * (1 - h.feminine));  // drawn eyes are for who wears lashes
  const std::uint16_t rim = upper ? add_material(*mesh, line) : add_material(*mesh, skin_material(r, -0.5f));
  append(*mesh, shape, [&](Vec3 p) {
    const float l = glm::length(p), e = std::asin(std::clamp(std::fabs(p.y) / std::max(l, 1e-6f), 0.f, 1.f));
    if (l < in + 0.25f * roll || (l > 0 && std::fabs(p.y) < 0.3f * roll)) return rim;
    if (e < edge) return rim;
    if (std::fabs(e - crease) < 0.055f) return fold;
    return e > crease + 0.16f ? socket : e < 0.36f ? warm : skin;
  });
  const bool lashes = upper && h.feminine > 0.6f && h.child < 0.8f;
  if (lashes) {
    // A few clay lashes at the outer half of the rim.
    const std::uint16_t dark = add_material(*mesh, clay_material("lashes", brow_colour(r) * 0.35f));
    const float sign = side == 0 ? 1.f : -1.f;
    for (int i = 0; i < 4; ++i) {
      const float a = sign * (0.35f + 0.30f * static_cast<float>(i)), reach = er * (0.15f + 0.05f * static_cast<float>(i));
      const Vec3 root(out * std::sin(a) * 0.985f, -0.2f * roll, out * std::cos(a) * 0.985f), away = glm::normalize(Vec3(std::sin(a) + 0.35f * sign, 0.10f + 0.1f * static_cast<float>(i), std::cos(a)));
      append(*mesh, tube({root - away * (0.05f * er), root + away * (0.5f * reach) - Vec3(0, 0.05f * er, 0), root + away * reach + Vec3(0, 0.03f * er, 0)}, {Vec2(0.040f * er), Vec2(0.034f * er), Vec2(0.010f * er)}, {0, 1, 0}, 6), dark);
    }
  }
  if (upper) {
    // The rim arches over the iris and comes down at the corners, so that a half-closed eye has no ruled edge. Points
    // move on spheres about the eye's centre and keep off the ball.
    for (Vec3& p : mesh->positions) {
      const float length = glm::length(p), e = std::asin(std::clamp(p.y / std::max(length, 1e-6f), -1.f, 1.f)), x = p.x / er;
      const Vec3 q = p - Vec3(0, er * 0.24f * x * x * (1 - step01(0.25f, 1.0f, e)), 0);
      p = q * (length / std::max(glm::length(q), 1e-6f));
    }
  }
  return mesh;
}

std::array<Vec3, 5> brow_line(const Recipe& r, const FaceField& face, float raised) {
  const HeadPlan& h = r.plan.head;
  std::array<Vec3, 5> out;
  for (std::size_t i = 0; i < 5; ++i) {
    const float t = static_cast<float>(i) / 4.f, arch = 1 - (2 * t - 1.1f) * (2 * t - 1.1f);
    const float x = mix1(h.eye.x - h.eye_r * 0.80f, h.eye.x + h.eye_r * 0.95f, t);
    // From straight and low at the outer end to arched and swept up.
    const float y = h.brow_y + raised + 0.002f + (0.003f + 0.004f * h.feminine + 0.0035f * h.brow_tilt) * arch - 0.006f * t + 0.009f * h.brow_tilt * (t - 0.45f);
    out[i] = {x, y, face_z(face, x, y) + h.brow_thick * 0.30f + 0.0016f * (1 - step01(0.004f, 0.009f, h.brow_thick))};  // thin ones must not sink into the skin
  }
  return out;
}

scene::MeshPtr build_brow(const Recipe& r, int side) {
  auto mesh = std::make_shared<scene::Mesh>();
  const HeadPlan& h = r.plan.head;
  const FaceField face(h, mouth_of(h, Viseme::kRest, 0, 0));
  const std::array<Vec3, 5> line = brow_line(r, face, 0);
  const Vec3 middle = line[2];
  const float thick = h.brow_thick;
  const float bushy = 1 + 0.5f * h.old * (1 - h.feminine);
  const auto field = [&](Vec3 p) {
    float d = 1e3f;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      static constexpr float kTaper[5] = {0.92f, 1.08f, 1.0f, 0.82f, 0.45f};
      d = smin(d, round_cone(p, line[i], line[i + 1], thick * kTaper[i], thick * kTaper[i + 1]), 0.004f);
    }
    const Vec3 q = p - middle;
    // Hairs that lean outwards, of uneven width: an even twist would look like rope.
    const float along = q.x * 0.95f + q.y * (0.55f + 14.f * q.x);
    const float strand = 0.6f * quick_sin(along * (430.f - 80.f * h.old) + 2.2f * quick_sin(q.x * 150.f + 1.f)) + 0.5f * quick_sin((q.x - q.y * 0.8f) * 260.f + 1.f);
    return d + 0.00045f * bushy * strand + 0.0005f * lumps(p, 300);
  };
  Box box;
  for (const Vec3& p : line) box.add(p - Vec3(thick * 1.6f)), box.add(p + Vec3(thick * 1.6f));
  Shape shape = surface_nets(even_grid(box.low, box.high, std::min(0.0026f * std::min(r.pitch, 1.7f), 0.55f * thick)), field, {}, 1.4f, 0.003f);
  for (Vec3& p : shape.positions) p = (p - middle) * h.scale;
  append(*mesh, side == 0 ? shape : mirror_x(shape), add_material(*mesh, hair_material(r, brow_colour(r))));
  return mesh;
}

}  // namespace auteur::puppets
