// Moves of the camera: from a camera that stands to the keys of a move, and what a move is, measured.
#pragma once

#include <vector>

#include "auteur/camera/shot_list.h"

namespace auteur::camera {

struct MoveOrder {
  Movement kind = Movement::kPushIn;
  scene::Camera from;          // where it begins; its focus is on the subject
  Vec3 subject{0.f};           // what it goes to, turns round, or keeps the size of
  double seconds = 4;
  // How far. push-in, pull-out: share of the distance. zoom-in, zoom-out: share by which the lens gets longer or shorter.
  // dolly-zoom: share of the distance that the camera goes in (positive) or out. pan, tilt, arc, roll: degrees, to the
  // right and up. dolly, follow: metres to the right. boom: metres up. 0: the usual.
  double amount = 0;
};
// Two keys, the first as the order's camera stands; one for what does not move.
std::vector<CameraKey> keys_of_move(const MoveOrder& order);

// What the camera does, by its keys alone: who is followed is not known here, so a follow shot is a pan or a dolly shot.
Movement measured_movement(const Shot& shot);

// The focus goes from what it is on to `distance` metres, beginning at `at` (from the shot's start) and taking `seconds`: it
// goes a little too far and comes back, as a hand does. For a shot whose camera stands. Requires: at least one key.
void pull_focus(Shot& shot, Seconds at, float distance, Seconds seconds);

}  // namespace auteur::camera
