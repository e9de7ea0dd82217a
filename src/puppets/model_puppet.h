// What a brought figure holds while it plays. Immutable, thread-safe.
#pragma once

#include <optional>

#include "model_body.h"
#include "puppet_impl.h"

namespace auteur::puppets {

class ModelPuppet final : public Puppet {
 public:
  ModelPuppet(scene::CharacterPtr character, std::string id, Rig rig, ModelFace face, ModelBody body);

  std::vector<scene::Instance> posed(const Pose& pose) const override;
  Landmarks landmarks(const Pose& pose) const override;
  std::optional<Skeleton> skeleton(const Pose& pose) const override;

  struct Stance {
    Mat4 root{1.f};
    std::vector<Mat4> move;           // one a joint: from our rest, before `root`
    std::array<Vec3, 2> palm{Vec3(0.f), Vec3(0.f)}, ankle{Vec3(0.f), Vec3(0.f)};
  };
  Stance stance(const Pose& pose) const;
  const Rig& rig() const { return rig_; }
  const ModelBody& body() const { return body_; }

 private:
  struct Solver;
  const Mat4& head_move(const Stance& stance) const;
  scene::MeshPtr surface(std::size_t part, const std::vector<Mat4>& world_from_file, const std::vector<float>& shapes) const;

  scene::CharacterPtr character_;
  std::string id_;
  std::uint32_t object_id_ = 0;
  Rig rig_;
  ModelFace face_;
  ModelBody body_;
  std::vector<std::optional<Role>> role_;     // by joint
  std::vector<float> back_;                   // by joint: 0 no part of the back, else how far up it, 0..1; necks 1..2
  std::vector<std::pair<int, int>> finger_;   // by joint: side, 0 thumb 1 other; side -1 for none
  std::vector<std::optional<std::uint16_t>> carried_by_;  // by part: the one joint that holds all of it
  std::vector<scene::MeshPtr> still_;         // by part: shared where it is carried
  std::vector<std::string> names_;            // by part
};

}  // namespace auteur::puppets
