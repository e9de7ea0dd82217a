// Rigs as physical things (data/camera/rigs.json): which one can do a shot's move, what that takes, or why none can.
#pragma once

#include <string>
#include <vector>

#include "auteur/camera/shot_list.h"

namespace auteur::camera {

// A shot's move as it is, sampled 24 times a second.
struct MoveFigures {
  double travel = 0, rise = 0;       // metres along the way; between the highest and the lowest point
  double speed = 0, acceleration = 0;  // the most, m/s and m/s2
  double turn = 0;                   // the most, degrees/s
};
MoveFigures measure_move(const Shot& shot);

struct RigChoice {
  std::string name;          // "" where none can do it
  int crew = 0;              // besides the operator
  double minutes = 0;        // to set up
  double floor[2] = {0, 0};  // metres, long and wide
  std::string why;           // in words: what it must do; or what is too much for every rig
};
RigChoice rig_for(const Shot& shot, bool outdoors);

}  // namespace auteur::camera
