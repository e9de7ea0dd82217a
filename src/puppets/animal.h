// A clay animal: a skinned body from hem of the neck to the paws, a rigid head with a jaw that drops, ears, eyes with lids,
// and for birds two pairs of wings, folded and spread, that are exchanged like replacement mouths.
#pragma once

#include <array>
#include <vector>

#include "animal_plan.h"
#include "auteur/puppets/puppet.h"
#include "mesh_tools.h"

namespace auteur::puppets {

struct AnimalRecipe {
  world::Identity identity;
  world::Outfit outfit;
  AnimalPlan plan;
  float detail = 1, pitch = 1;
};

struct AnimalSkin {
  scene::Mesh rest;
  std::vector<std::array<std::uint8_t, 4>> bones;
  std::vector<std::array<float, 4>> weights;  // sum 1
};

scene::Material coat_material(const char* name, Vec3 albedo, float roughness = 0.8f);
// Where the coat's second colour lies: positive inside. In rest space (body) and head space.
float body_marks(const AnimalRecipe& r, Vec3 p);
float head_marks(const AnimalRecipe& r, Vec3 p);

AnimalSkin build_animal_body(const AnimalRecipe& r);

struct AnimalHead {
  scene::MeshPtr skull, jaw, ear, eye, glint;  // the ear is the left one, at its hinge; eye looks along +z
  std::array<scene::MeshPtr, 2> lid;           // upper, lower
  scene::MeshPtr ear_right;
  Vec3 hinge{0.f};                             // of the jaw, head space
  Vec3 eye_at{0.f};                            // left eye's centre
  float eye_turn = 0;                          // how far to its left it looks at rest
  Vec3 ear_at{0.f}, ear_up{0, 1, 0}, ear_front{0, 0, 1};
};
AnimalHead build_animal_head(const AnimalRecipe& r);

struct Wings { scene::MeshPtr folded, inner, outer; Vec3 at{0.f}; float elbow = 0; };  // the left one's; mirrored for the right
Wings build_wings(const AnimalRecipe& r);

class AnimalPuppet final : public Puppet {
 public:
  explicit AnimalPuppet(AnimalRecipe recipe);
  std::vector<scene::Instance> posed(const Pose& pose) const override;
  Landmarks landmarks(const Pose& pose) const override;

  const AnimalRecipe recipe;
  std::uint32_t object_id = 0;
  AnimalSkin body;
  AnimalHead head;
  Wings wings;
  scene::MeshPtr wing_right[3];
};

// Where every bone is, world space.
struct AnimalPosed {
  std::array<Mat4, kAnimalBones> world_from_rest;
  Mat4 root{1.f}, head{1.f};
  std::array<Vec3, 4> feet{Vec3(0.f), Vec3(0.f), Vec3(0.f), Vec3(0.f)};
  std::array<bool, 4> planted{};
  std::array<Vec3, 2> wing{Vec3(0.f), Vec3(0.f)};
  Mat3 trunk{1.f};
};
AnimalPosed solve(const AnimalPuppet& puppet, const Pose& pose);

// Where a foot stands while the body has come `walked` metres and has `to_go` before it, metres along the way from the
// foot's own place under the body; `lift` 0..1 while it swings. Planted feet do not move over the floor: this value plus
// `walked` is then constant.
inline constexpr float kTrotStride = 1.45f;  // of the walk's
struct Step { float ahead = 0, lift = 0; bool planted = true; };
Step step_of(float walked, float to_go, float stride, float phase, float duty);

}  // namespace auteur::puppets
