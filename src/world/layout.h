// Where things stand: seeded search over poses with hard constraints (in bounds, nothing through anything, doors and
// required stretches open). What is optional is left out when it does not fit; what is required makes the attempt fail.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "set_maker.h"

namespace auteur::world {

struct Pose2 { Vec3 at{0.f}; float yaw = 0; float score = 0; };

// The floor one needs to use it.
Rect front_of(const Model& model, Vec3 p, float yaw, float depth);

class Layout {
 public:
  explicit Layout(SetMaker& maker) : k(maker) {}
  bool item(const Json& item);  // what it cannot place is in the maker's `missed`

 private:
  SetMaker& k;

  std::vector<Pose2> wall_poses(const Model& model, bool corners, float gap);
  std::optional<Pose2> best(const FurnitureEntry& e, const Model& model, std::vector<Pose2> poses, float clearance, float front);
  bool as_asked(const FurnitureEntry& e, const Model& m, const Json& item);
  bool against_wall(const FurnitureEntry& e, const Model& m, bool corner, const Json& item, float front);
  bool edge(const FurnitureEntry& e, const Model& m, const Json& item);
  bool somewhere(const FurnitureEntry& e, const Model& m, const Json& item);
  bool table_group(const FurnitureEntry& e, const Model& m, const Json& item, int wanted, bool must);
  bool run(const FurnitureEntry& e, const Model& m, const Json& item);
  bool lounge(const FurnitureEntry& e, const Model& m, const Json& item);
  bool desk(const FurnitureEntry& e, const Model& m, const Json& item, bool front);
  bool rows(const FurnitureEntry& e, const Model& m, const Json& item);
  bool carriage(const FurnitureEntry& e, const Model& m, const Json& item, bool facing);
  void stools_at(const FurnitureEntry& bar, const Model& model, int wanted);
  bool put_if_free(const FurnitureEntry& e, const Model& m, const Json& item, Vec3 p, float clearance);
  void put_flat(const FurnitureEntry& e, const Model& m, Vec3 p, float gap);
  bool corner_fixed(const FurnitureEntry& e, const Model& m, const Json& item);
  bool bedside(const FurnitureEntry& e, const Model& m, const Json& item);
  bool rug(const FurnitureEntry& e, const Model& m);
  bool hang(const FurnitureEntry& e, const Model& m, int i, int n);
  // The `i`-th of `n` as data/world says `at`.
  bool place(const std::string& at, const FurnitureEntry& e, const Model& m, const Json& item, int i, int n);
  int chairs_around(const Model& table, Vec3 at, float yaw, const FurnitureEntry& chair, int wanted, std::vector<Pose2>& out, const Model& chair_model);
  void extras(int piece, const Json& item, const FurnitureEntry& e);
  void mark_wall(const Rect& r, float height);
  std::optional<Rect> run_end_;
  int run_wall_ = -1;
  float run_at_ = 0, run_dir_ = 1;
};

}  // namespace auteur::world
