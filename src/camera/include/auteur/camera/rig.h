// Rigs as physical things (data/camera/rigs.json): which one can do a shot's move, what that takes, or why none can.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/camera/shot_list.h"

namespace auteur::camera {

// A shot's move as it is, sampled 24 times a second.
struct MoveFigures {
  double travel = 0, rise = 0;       // metres along the way; between the highest and the lowest point
  double speed = 0, acceleration = 0;  // the most, m/s and m/s2
  double turn = 0;                   // the most, degrees/s
  double longest = 0;                // mm: the longest lens of it
};
// Of what the operator means to do (planned_camera_at): no rig is to blame for its own float.
MoveFigures measure_move(const Shot& shot);

struct RigChoice {
  std::string name;          // "" where none can do it
  int crew = 0;              // besides the operator
  double minutes = 0;        // to set up
  double floor[2] = {0, 0};  // metres, long and wide
  std::string why;           // in words: what it must do; or what is too much for every rig
};
// The rig that the shot asks for, or the first that can do it.
RigChoice rig_for(const Shot& shot, bool outdoors);

// What is seen of a rig in the picture: the spectrum of its sway, its float, its arm. `shot_id` seeds it. Empty for an
// unknown name.
Support support_of(const std::string& rig, const std::string& shot_id);
// Errors: kInvalidInput with the names there are.
Status check_rig(const std::string& name);

// The most that a support adds to the aim (degrees) and to the place (metres) with this lens: nothing ever goes beyond.
struct SwayBounds { double pan = 0, tilt = 0, roll = 0, side = 0, up = 0; };
SwayBounds sway_bounds(const Support& support, double focal_mm);

}  // namespace auteur::camera
