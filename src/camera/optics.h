// Lens geometry: where a point lands, and how to point a camera so that it lands where it should.
#pragma once

#include <optional>

#include "auteur/camera/shot_list.h"

namespace auteur::camera {

inline constexpr float kGateWidth = 24.89f;  // mm, Super 35

float gate_height(double aspect);
// A look's lenses as the spherical ones that see as far to the sides: what plans are made with.
std::vector<double> spherical_lenses(const Look& look);
// Distance at which the frame is `visible` metres high.
float distance_for(float visible_height, float focal_mm, double aspect);
float visible_height_at(float distance, float focal_mm, double aspect);
// Target such that `point` lands on screen (x, y); no roll.
Vec3 aim(Vec3 position, Vec3 point, float x, float y, float focal_mm, double aspect);

// Direction through screen (x, y), as long as its depth is 1.
Vec3 ray(const scene::Camera& camera, double aspect, float x, float y);

// Where a ray enters a box, in lengths of `direction`; 0 from within, negative when it does not.
float enters(const Box& box, Vec3 origin, Vec3 direction);

// Heads per frame height for a size, and the borders between the classes.
float heads_for(Size size);
Size size_of_heads(float heads);

}  // namespace auteur::camera
