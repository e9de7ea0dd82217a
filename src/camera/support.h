// What a support adds to the operator's keys: sway, float, the arc of an arm.
#pragma once

#include "auteur/base/json.h"
#include "auteur/camera/shot_list.h"

namespace auteur::camera {

// One support, from a rig's record or a stored shot. Values are held within what a camera may do. Throws
// nlohmann::json::exception for a wrong type.
Support support_from_json(const Json& j);

std::uint32_t sway_seed(const std::string& shot_id);

// `m` of the way from a to b on an arc of radius `arm` that bulges towards `target`; a straight line where it cannot be.
Vec3 on_arc(Vec3 a, Vec3 b, Vec3 target, double arm, double m);

// The camera with its sway at `t`; `walking`: how far it walks, 0 .. 1 of a man's pace.
scene::Camera swayed(const scene::Camera& camera, const Support& support, double t, double walking);

}  // namespace auteur::camera
