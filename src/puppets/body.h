// The dressed body: one closed surface from hem to collar, with smooth weights to the skeleton.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "parts.h"

namespace auteur::puppets {

// Joint k's matrix takes rest-pose points to posed ones. The "half" bones turn half as far as the joint they soften, so
// that knees, elbows and hips keep their volume. Left is even, right is odd where there are two.
enum Bone : std::uint8_t {
  kPelvis, kSpine, kChest, kNeck, kHead,
  kUpperArmL, kUpperArmR, kForeArmL, kForeArmR, kHandL, kHandR,
  kThighL, kThighR, kShinL, kShinR, kFootL, kFootR,
  kShoulderHalfL, kShoulderHalfR, kElbowHalfL, kElbowHalfR, kHipHalfL, kHipHalfR, kKneeHalfL, kKneeHalfR,
  kHemFrontL, kHemFrontR, kHemBackL, kHemBackR,  // of a coat or skirt, from the hips down
  kClavicleL, kClavicleR,
  kBoneCount
};

struct Skinned {
  scene::Mesh rest;
  std::vector<std::array<std::uint8_t, 4>> bones;
  std::vector<std::array<float, 4>> weights;  // sum 1
  // The same for who stands or walks, with hems that hang; empty without a coat or skirt. Seated, cloth lies on the legs.
  std::vector<std::array<std::uint8_t, 4>> hung_bones;
  std::vector<std::array<float, 4>> hung_weights;
};

Skinned build_body(const Recipe& recipe);

}  // namespace auteur::puppets
