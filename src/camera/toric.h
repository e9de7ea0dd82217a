// Where a camera must stand so that two points land where they should on the screen, exactly and with a level horizon.
//
//            P          All places that see A and B under one angle lie on a torus about the line AB (the inscribed angle,
//           / \         turned round it). `beta`, the angle at A, says where on the arc; the turn about AB is the one that
//          /   \        keeps the horizon level.
//        A ------ B
// After C. Lino and M. Christie, Intuitive and Efficient Camera Control with the Toric Space, 2015.
#pragma once

#include <optional>

#include "auteur/base/geometry.h"

namespace auteur::camera {

struct TwoOnScreen {
  Vec3 a{0.f}, b{0.f};            // metres
  float ax = 0, ay = 0, bx = 0, by = 0;  // where they should be, -1 .. 1, y up
  float focal_mm = 50;
  double aspect = 2.39;
  float angle() const;            // between the two as the lens sees them, radians
};

// `beta` in radians, more than 0 and less than pi less the angle; nothing where no level camera does it. `side`: of the line
// from a to b, seen from above, +1 or -1 as side_sign().
std::optional<Vec3> toric_place(const TwoOnScreen& wanted, float beta, int side);
// The beta at which the camera is `distance` metres from a, on the far side of b; nothing where it is too near or too far.
std::optional<float> toric_beta(const TwoOnScreen& wanted, float distance);

}  // namespace auteur::camera
