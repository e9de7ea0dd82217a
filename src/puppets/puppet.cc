#include <tbb/parallel_invoke.h>

#include <glm/gtc/matrix_transform.hpp>

#include "animal.h"
#include "model_body.h"
#include "puppet_impl.h"

namespace auteur::puppets {
namespace {
constexpr int kOpenSteps = 3, kSmileSteps = 2;  // 0..3, -2..2

// The points of the shoe that can touch the floor, seen from the side.
std::vector<Vec2> side_hull(const scene::Mesh& mesh) {
  std::vector<Vec2> points;
  for (const Vec3& p : mesh.positions) points.emplace_back(p.z, p.y);
  return lower_hull(std::move(points));
}
}  // namespace

ClayPuppet::ClayPuppet(Recipe made) : recipe(std::move(made)) {
  object_id = scene::object_id_of(recipe.identity.id);
  const FaceField face(recipe.plan.head, mouth_of(recipe.plan.head, Viseme::kRest, 0, 0));
  mouth_z = face.front_z();
  for (std::size_t i = 0; i < brows.size(); ++i) brows[i] = brow_line(recipe, face, -0.02f + 0.01f * static_cast<float>(i));
  tbb::parallel_invoke([&] { head = build_head(recipe); }, [&] { body = build_body(recipe); }, [&] { hair = build_hair(recipe); },
                       [&] { beard = build_beard(recipe); moustache = build_moustache(recipe); glasses = build_glasses(recipe); hat = build_hat(recipe); },
                       [&] {
                         neck = build_neck(recipe);
                         eyeball = build_eyeball(recipe);
                         catch_light = build_catch_light(recipe);
                         for (int side = 0; side < 2; ++side) {
                           const auto u = static_cast<std::size_t>(side);
                           upper_lid[u] = build_lid(recipe, true, side);
                           lower_lid[u] = build_lid(recipe, false, side);
                           brow[u] = build_brow(recipe, side);
                           shoe[u] = build_shoe(recipe, side);
                           hand[u] = {build_hand(recipe, side, false), build_hand(recipe, side, true)};
                         }
                       });
  sole = side_hull(*shoe[0]);
  mouth({});
}

MouthKey ClayPuppet::key_of(const Face& face) {
  const auto step = [](float x, int low, int high, int steps) { return std::isfinite(x) ? std::clamp(static_cast<int>(std::lround(x * static_cast<float>(steps))), low, high) : 0; };
  const int viseme = std::clamp(static_cast<int>(face.viseme), 0, static_cast<int>(Viseme::kCount) - 1);
  const int open = viseme == static_cast<int>(Viseme::kPP) ? 0 : step(face.open, 0, kOpenSteps, kOpenSteps);
  return {viseme, open, step(face.smile, -kSmileSteps, kSmileSteps, kSmileSteps)};
}

Mouth ClayPuppet::mouth_shape(MouthKey key) const {
  return mouth_of(recipe.plan.head, static_cast<Viseme>(key.viseme), static_cast<float>(key.open) / kOpenSteps, static_cast<float>(key.smile) / kSmileSteps);
}

scene::MeshPtr ClayPuppet::mouth(MouthKey key) const {
  {
    const std::lock_guard guard(lock_);
    if (const auto it = mouths_.find(key); it != mouths_.end()) return it->second;
  }
  scene::MeshPtr made = build_mouth(recipe, mouth_shape(key));  // two threads may make the same; the first one stays
  const std::lock_guard guard(lock_);
  return mouths_.try_emplace(key, std::move(made)).first->second;
}

PuppetPtr build_puppet(const world::Identity& identity, int story_day, float detail) {
  if (world::animal_kind(identity.species)) {
    AnimalRecipe animal{identity, outfit_on(identity, story_day), animal_plan(identity), 1, 1};
    animal.detail = std::isfinite(detail) ? std::clamp(detail, 0.1f, 1.5f) : 1.f;
    animal.pitch = std::pow(animal.detail, -0.6f);
    return std::make_shared<const AnimalPuppet>(std::move(animal));
  }
  return std::make_shared<const ClayPuppet>(recipe_of(identity, story_day, detail));
}

namespace {
scene::MeshPtr skin(const Skinned& body, const Posed& posed) {
  auto mesh = std::make_shared<scene::Mesh>(body.rest);
  std::array<Mat3, kBoneCount> turn;
  const float hung = body.hung_bones.empty() ? 0.f : 1 - posed.seated;
  for (std::size_t b = 0; b < kBoneCount; ++b) turn[b] = Mat3(posed.world_from_rest[b]);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, mesh->positions.size(), 1024), [&](const auto& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      Vec3 p(0.f), n(0.f);
      const auto add = [&](const std::array<std::uint8_t, 4>& bones, const std::array<float, 4>& weights, float share) {
        for (std::size_t j = 0; j < 4; ++j) {
          const float w = share * weights[j];
          if (w <= 0) continue;
          const std::size_t b = bones[j];
          p += w * (turn[b] * body.rest.positions[i] + Vec3(posed.world_from_rest[b][3]));
          n += w * (turn[b] * body.rest.normals[i]);
        }
      };
      if (hung > 0) add(body.hung_bones[i], body.hung_weights[i], hung);
      if (hung < 1) add(body.bones[i], body.weights[i], 1 - hung);
      mesh->positions[i] = p;
      const float l = glm::length(n);
      mesh->normals[i] = l > 1e-6f ? n / l : Vec3(0, 1, 0);
    }
  });
  return mesh;
}
float number(float x, float low, float high) { return std::isfinite(x) ? std::clamp(x, low, high) : 0.f; }
}  // namespace

std::optional<Skeleton> Puppet::skeleton(const Pose&) const { return std::nullopt; }

std::vector<scene::Instance> pose_puppet(const Puppet& puppet, const Pose& pose) { return puppet.posed(pose); }
Landmarks landmarks_of(const Puppet& puppet, const Pose& pose) { return puppet.landmarks(pose); }

std::vector<scene::Instance> ClayPuppet::posed(const Pose& pose) const {
  const ClayPuppet& puppet = *this;
  const Posed s = solve(puppet, pose);
  const HeadPlan& h = puppet.recipe.plan.head;
  const std::string& id = puppet.recipe.identity.id;
  std::vector<scene::Instance> out;
  const auto put = [&](const char* part, const scene::MeshPtr& mesh, const Mat4& at) {
    if (mesh && !mesh->triangles.empty()) out.push_back({mesh, at, id + "/" + part, puppet.object_id, true});
  };
  const auto turned_by = [](const Mat4& m, float angle, Vec3 axis) { return glm::rotate(m, angle, axis); };
  put("body", skin(puppet.body, s), Mat4(1.f));
  put("neck", puppet.neck, s.neck);
  put("head", puppet.head, s.head);
  const Face& f = pose.face;
  const MouthKey key = key_of(f);
  put("mouth", puppet.mouth(key), s.head);
  put("hair", puppet.hair, s.head);
  put("hat", puppet.hat, s.head);
  put("glasses", puppet.glasses, s.head);
  put("moustache", puppet.moustache, s.head);
  const Mouth mouth = puppet.mouth_shape(key);
  put("beard", puppet.beard, glm::translate(s.head, Vec3(0, -0.62f * mouth.drop * h.scale, -0.08f * mouth.drop * h.scale)));

  const float lids = number(f.lids, 0, 1), worry = number(f.brow_worry, -1, 1), raise = number(f.brow_raise, -1, 1), smile = number(f.smile, -1, 1);
  const float gaze_yaw = number(f.gaze_yaw, -0.62f, 0.62f), gaze_pitch = number(f.gaze_pitch, -0.42f, 0.42f);
  static constexpr const char* kSide[2] = {"left", "right"};
  const auto part = [&](const char* what, std::size_t side) { return std::string(what) + "-" + kSide[side]; };
  for (std::size_t side = 0; side < 2; ++side) {
    const float sign = side == 0 ? 1.f : -1.f;
    const auto in_head = [&](Vec3 units) { units.x *= sign; return (units - h.pivot) * h.scale; };
    // Closed lids lie flatter than the open eye's ball: skin at rest over it.
    const float rest = lids > 0.6f ? (lids - 0.6f) / 0.4f : 0.f;
    const Mat4 socket = glm::scale(glm::translate(s.head, in_head(h.eye)), Vec3(1, 1, 1 - 0.24f * rest * rest * (3 - 2 * rest)));
    const float toe_in = -0.035f * sign;
    put(part("eye", side).c_str(), puppet.eyeball, turned_by(turned_by(socket, gaze_yaw + toe_in, {0, 1, 0}), -gaze_pitch, {1, 0, 0}));
    put(part("glint", side).c_str(), puppet.catch_light, turned_by(turned_by(socket, 0.55f * gaze_yaw, {0, 1, 0}), -0.55f * gaze_pitch, {1, 0, 0}));
    // The upper lid follows the gaze down; worry lets the outer corner droop, anger presses the inner one down.
    const float shut = std::pow(lids, 0.85f), open_at = 0.90f + 0.12f * raise - 0.14f * std::max(0.f, -worry) - 0.09f * h.old - 0.17f * h.lid;
    const float upper = mix1(open_at + 0.55f * gaze_pitch, -0.34f, shut), lower = mix1(0.80f - 0.05f * h.lid - 0.22f * std::max(0.f, smile) - 0.12f * std::max(0.f, -worry) - 0.35f * gaze_pitch, 0.30f, shut);
    const float tilt = sign * (h.eye_tilt - 0.24f * std::max(0.f, worry) + 0.30f * std::max(0.f, -worry)) * (1 - shut);
    const Mat4 lid = turned_by(socket, sign * h.eye_turn, {0, 1, 0});
    put(part("upper-lid", side).c_str(), puppet.upper_lid[side], turned_by(turned_by(lid, tilt, {0, 0, 1}), -upper, {1, 0, 0}));
    put(part("lower-lid", side).c_str(), puppet.lower_lid[side], turned_by(turned_by(lid, -0.3f * tilt, {0, 0, 1}), lower, {1, 0, 0}));
    // The brow slides over the forehead.
    const float up = 0.0165f * raise - 0.0070f * std::max(0.f, -worry) + 0.003f * std::max(0.f, worry);
    const float at = std::clamp(up / 0.01f + 2.f, 0.f, 3.999f);
    const auto low = static_cast<std::size_t>(at);
    const float t = at - static_cast<float>(low);
    const Vec3 middle = glm::mix(puppet.brows[low][2], puppet.brows[low + 1][2], t), inner = glm::mix(puppet.brows[low][0], puppet.brows[low + 1][0], t),
               rest_inner = puppet.brows[2][0] - puppet.brows[2][2];
    const float lean = (inner - middle).z - rest_inner.z;
    Mat4 b = glm::translate(s.head, in_head(middle + Vec3(-0.003f * std::max(0.f, -worry), 0, 0.0016f * std::fabs(worry))));
    b = turned_by(b, sign * lean * 12.f * 0.5f, {0, 1, 0});
    b = turned_by(b, sign * (-0.46f * std::max(0.f, worry) + 0.42f * std::max(0.f, -worry)), {0, 0, 1});
    put(part("brow", side).c_str(), puppet.brow[side], b);
    put(part("hand", side).c_str(), puppet.hand[side][pose.arms[side].grip > 0.5f ? 1 : 0], s.hand[side]);
    put(part("shoe", side).c_str(), puppet.shoe[side], s.foot[side]);
  }
  return out;
}

}  // namespace auteur::puppets
