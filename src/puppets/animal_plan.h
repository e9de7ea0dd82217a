// From an animal's identity to sizes in metres: the rest skeleton and the shape of the head.
//
// Space: the floor point under the middle of the body is the origin, +z where it looks, +y up, +x its left. The head has
// a space of its own with the origin where the neck ends, the skull before it.
#pragma once

#include <array>

#include "auteur/puppets/puppet.h"
#include "auteur/world/animals.h"

namespace auteur::puppets {

enum AnimalBone : std::uint8_t {
  kRump, kBack, kBreast, kNeckLow, kNeckHigh,
  kLegUpper0, kLegLower0 = kLegUpper0 + 4, kLegFoot0 = kLegLower0 + 4,  // left fore, right fore, left hind, right hind
  kTail0 = kLegFoot0 + 4, kTail1, kTail2,
  kAnimalBones
};

struct LegPlan {
  bool hind = false;
  Vec3 top{0.f}, middle{0.f}, low{0.f}, foot{0.f};  // shoulder or hip; elbow or knee; wrist or hock; on the floor under the paw
  float upper = 0, lower = 0;                       // lengths of the two long bones
};

struct AnimalPlan {
  float unit = 0.4f;  // height at the shoulder
  bool bird = false, hoof = false, hops = false, wool = false;
  std::array<LegPlan, 4> legs;
  bool has_fore = true;
  Vec3 breast{0.f}, rump{0.f};  // centres of the two ends of the trunk
  Vec3 chest_r{0.f}, waist_r{0.f}, rump_r{0.f};
  float leg_r = 0, leg_mid = 0, leg_low = 0;
  Vec3 paw{0.f}, hind_paw{0.f};  // half width, height, half length
  Vec3 neck_base{0.f}, neck_end{0.f};
  float neck_r = 0, neck_top = 0;
  Vec3 tail_base{0.f};
  std::array<Vec3, 4> tail;  // joints, rest pose
  float tail_r = 0, tail_tip = 0, tail_flat = 1;
  // The head, in its own space.
  Vec3 skull_c{0.f}, skull_r{0.f}, muzzle0{0.f}, muzzle1{0.f};
  float muzzle_w = 0, muzzle_h = 0, muzzle_tip = 0, jaw_share = 0.5f;
  float eye_r = 0, eye_yaw = 0, eye_up = 0;
  float ear_len = 0, ear_w = 0, ear_yaw = 0, ear_up = 0, ear_droop = 0;
  float fur = 0.4f, stride = 0.5f, lift = 0.05f;
  float sit_y = 0, lie_y = 0;    // height of the rump's centre when seated, of the trunk's when lying
  std::map<std::string, float> n;  // the numbers themselves, shares of unit
  float number(const char* name, float otherwise = 0) const {
    const auto at = n.find(name);
    return at == n.end() ? otherwise : at->second;
  }
};

AnimalPlan animal_plan(const world::Identity& identity);
Measures animal_measures(const world::Identity& identity);

}  // namespace auteur::puppets
