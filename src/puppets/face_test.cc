// Faces: each of their numbers is seen.
#include <gtest/gtest.h>

#include "parts.h"
#include "puppet_impl.h"
#include "sheet_cast.h"

namespace auteur::puppets {
namespace {

// Every vertex of the head as it is worn, in metres.
std::vector<Vec3> face_of(const world::Identity& who) {
  std::vector<Vec3> out;
  for (const auto& in : ClayPuppet(recipe_of(who, 1, 0.1f)).posed({}))
    for (const char* name : {"/head", "/mouth", "/hair", "/brow-left", "/eye-left", "/upper-lid-left", "/lower-lid-left", "/beard", "/glasses"})
      if (in.name.ends_with(name))
        for (const Vec3& p : in.mesh->positions) out.emplace_back(in.world_from_object * Vec4(p, 1));
  return out;
}
// How far the furthest point of one is from the nearest of the other.
float apart(const std::vector<Vec3>& a, const std::vector<Vec3>& b) {
  float most = 0;
  for (std::size_t i = 0; i < a.size(); i += 7) {
    float nearest = 1e9f;
    for (const Vec3& q : b) nearest = std::min(nearest, glm::dot(a[i] - q, a[i] - q));
    most = std::max(most, nearest);
  }
  return std::sqrt(most);
}

TEST(Faces, ShowEveryNumberOfTheirIdentity) {
  world::Identity who = sheet_cast()[1];
  who.age = 45;
  for (const char* number : {"skull_width", "skull_height", "skull_depth", "forehead", "jaw_width", "jaw_depth", "chin", "chin_point", "cheek", "cheekbone", "nose_length", "nose_width", "nose_height", "nose_tip", "ear_size", "ear_stick", "brow_thickness", "brow_height", "brow_tilt", "eye_size", "eye_spacing", "eye_height", "eye_tilt", "lid_weight", "mouth_width", "mouth_height", "lip_fullness", "hair_volume", "hair_line"}) {
    world::Identity low = who, high = who;
    low.shape[number] = 0.1f;
    high.shape[number] = 0.9f;
    const auto a = face_of(low), b = face_of(high);
    EXPECT_GT(std::max(apart(a, b), apart(b, a)), 0.0015f) << number << " changes nothing that is seen";
  }
}

TEST(Faces, HaveFrecklesOnTheSkinWhereTheyAreWanted) {
  world::Identity who = sheet_cast()[4];
  const auto specks = [&](float amount) {
    who.shape["freckles"] = amount;
    const Recipe r = recipe_of(who, 1, 0.25f);
    const FaceField face(r.plan.head, mouth_of(r.plan.head, Viseme::kRest, 0, 0));
    std::size_t n = 0;
    for (const scene::MeshPtr& mesh : {build_head(r), build_mouth(r, face.mouth())})
      for (std::size_t t = 0; t < mesh->triangles.size(); ++t)
        if (mesh->materials[mesh->triangle_material[t]].name == "freckles") {
          ++n;
          const Vec3 p = mesh->positions[mesh->triangles[t].x] / r.plan.head.scale + r.plan.head.pivot;
          EXPECT_LT(std::fabs(face(p)), 0.010f) << "a freckle off the face";
        }
    return n;
  };
  EXPECT_EQ(specks(0.f), 0u);
  const std::size_t some = specks(0.4f);
  EXPECT_GT(some, 0u);
  EXPECT_GT(specks(0.9f), some);
}

TEST(Faces, WearGlassesBeforeTheirCheeks) {
  for (const float size : {0.05f, 0.5f, 0.95f})
    for (const float cut : {0.15f, 0.4f, 0.6f, 0.85f}) {
      world::Identity who = sheet_cast()[3];
      who.shape["cheek"] = 0.95f;
      who.shape["eye_size"] = size;
      who.shape["hair_line"] = cut;
      const Recipe r = recipe_of(who, 1, 0.25f);
      const FaceField face(r.plan.head, mouth_of(r.plan.head, Viseme::kRest, 0, 0));
      const auto mesh = build_glasses(r);
      for (const Vec3& p : mesh->positions) {
        const Vec3 unit = p / r.plan.head.scale + r.plan.head.pivot;
        if (unit.z <= 0.09f) continue;
        EXPECT_GT(face.uncarved(unit), -0.008f) << "the frame cuts into the face";
      }
    }
}

}  // namespace
}  // namespace auteur::puppets
