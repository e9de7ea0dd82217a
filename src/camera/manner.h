// How a reading of a scene holds the camera: on the shoulder, with a zoom, with the ground that gives way.
#pragma once

#include <string>

namespace auteur::camera {

struct Manner {
  int handheld_from = 3;     // from this level on (0 calm, 1 tense, 2 crisis) on the shoulder; 3: never
  bool zooms = false;        // slow moves in and out are made with the lens
  bool dolly_zoom = false;   // once, at the worst moment of the film
};

// Of a reading of data/camera/readings.json; of the first for an unknown name.
const Manner& manner_of(const std::string& reading);

}  // namespace auteur::camera
