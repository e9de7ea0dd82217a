// What a clay person holds. Immutable but for the drawer of mouths, which fills as they are first asked for.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "body.h"

namespace auteur::puppets {

struct MouthKey {
  int viseme = 0, open = 0, smile = 0;  // steps
  auto operator<=>(const MouthKey&) const = default;
};

class ClayPuppet final : public Puppet {
 public:
  explicit ClayPuppet(Recipe recipe);

  std::vector<scene::Instance> posed(const Pose& pose) const override;
  Landmarks landmarks(const Pose& pose) const override;
  std::optional<Skeleton> skeleton(const Pose& pose) const override;

  scene::MeshPtr mouth(MouthKey key) const;
  static MouthKey key_of(const Face& face);
  Mouth mouth_shape(MouthKey key) const;

  const Recipe recipe;
  std::uint32_t object_id = 0;
  scene::MeshPtr head, neck, eyeball, catch_light, hair, hat, beard, moustache, glasses;
  std::array<scene::MeshPtr, 2> upper_lid, lower_lid, brow, shoe;
  std::array<std::array<scene::MeshPtr, 2>, 2> hand;  // [side][closed]
  Skinned body;
  std::vector<Vec2> sole;                    // (z, y) hull of the left shoe: where it can touch the floor
  std::array<std::array<Vec3, 5>, 5> brows;  // head units, raised by -0.02 .. 0.02
  float mouth_z = 0;                         // head units

 private:
  mutable std::mutex lock_;
  mutable std::map<MouthKey, scene::MeshPtr> mouths_;
};

// What the solver needs to know of a body: clay's own, or one measured off a model.
struct Figure {
  const Plan& plan;
  const std::vector<Vec2>& sole;  // as ClayPuppet::sole
  float posture = 0.5f;           // 0.5 and less upright .. 1 bent
  float skirt = 0;                // 0 a coat's hem .. 1 a wide skirt's: how far the legs are from it
};

// Where every bone is. Rotations and points in world space.
struct Posed {
  std::array<Mat4, kBoneCount> world_from_rest;
  std::array<Mat3, kBoneCount> turn;  // the same without stretching, before `root`
  std::array<Vec3, 2> elbow, wrist, knee, ankle;  // before `root`
  std::array<Mat3, 2> shrug{Mat3(1.f), Mat3(1.f)};  // collar bones against the chest
  Mat4 root{1.f}, head{1.f}, neck{1.f};
  std::array<Mat4, 2> hand{Mat4(1.f), Mat4(1.f)}, foot{Mat4(1.f), Mat4(1.f)};
  Vec3 pelvis{0.f}, chest{0.f};
  float seated = 0;
  std::array<Vec3, 2> palm{Vec3(0.f), Vec3(0.f)};
};
Posed solve(const Figure& figure, const Pose& pose);
Posed solve(const ClayPuppet& puppet, const Pose& pose);

}  // namespace auteur::puppets
