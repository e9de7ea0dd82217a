// BVH: a skeleton as text, then a line of numbers a frame.
//
//   HIERARCHY                          every joint: OFFSET from its parent, CHANNELS with their names in the order
//   ROOT Hips { OFFSET ... CHANNELS 6   in which they are applied; End Site: how long the last bone is
//     Xposition ... Zrotation ...
//     JOINT Spine { ... } }
//   MOTION  Frames: 120  Frame Time: 0.0333333  <numbers>
//
// Unit and axes are whatever the program had; whoever uses the motion goes by the skeleton's own proportions.
#pragma once

#include <string>
#include <string_view>

#include "auteur/base/result.h"
#include "auteur/scene/motion.h"

namespace auteur::interchange {

inline constexpr std::uint64_t kMostMotionBytes = 128u << 20;

// What can be put right is, and is said: a frame time of nothing, fewer frames than announced, numbers that are none,
// channels nobody knows, several roots. Errors: kInvalidInput with line and column (no BVH, no joint, braces that do not
// match, no frame, more than 1,024 joints, 256 levels or 12 million numbers).
Result<scene::Motion> read_bvh(std::string_view text, const std::string& name);

// Joints without a parent become roots. Numbers with six decimals.
std::string write_bvh(const scene::Motion& motion);

}  // namespace auteur::interchange
