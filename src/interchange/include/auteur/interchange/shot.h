// A shot for other programs: set, people, lights and the camera with its lens, over time.
//
//   GLB   glTF 2.0 binary: Blender, Unreal, Godot, three.js, model viewers
//   USDA  text USD: Unreal, Houdini, Maya, usdview
//   .chan camera only: Nuke, Blender
//
// Space as everywhere here: metres, right-handed, +y up; cameras look along -z. Time: frame 0 is the shot's first.
// People are on twos: a drawing is held until the next one begins, so that nothing is blended between drawings.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/result.h"
#include "auteur/scene/scene.h"

namespace auteur::interchange {

struct Drawing { int frame = 0; /* the first it is seen on */ std::vector<scene::Instance> things; };

struct ShotModel {
  std::string name;                    // "4B"
  double fps = 24;
  int frames = 1;
  int width = 1280, height = 536;      // of the picture: its aspect ratio and the camera's gate
  std::vector<scene::Instance> set;    // stands still
  std::vector<scene::Light> lights;
  std::vector<Drawing> drawings;       // by frame, ascending; may be empty
  std::vector<scene::Camera> camera;   // one a frame, at least one
};

// What a format cannot carry, in words, once each: "procedural patterns: their mean colour is written".
struct Exported { Bytes bytes; std::vector<std::string> lost; };

// Errors: kInvalidInput (no camera; more than 4 GiB for GLB, whose lengths are 32-bit).
Result<Exported> write_glb(const ShotModel& shot);
Result<Exported> write_usda(const ShotModel& shot);
// A line a frame: frame (from 1), tx ty tz in metres, rx ry rz in degrees (rotation order ZXY), vertical field of view in
// degrees. Lens and focus go into the header's comment lines, which readers skip.
std::string write_chan(const ShotModel& shot);

// Height of the gate in mm of a camera at this picture's shape, and its vertical field of view in radians.
// Of a spherical lens of the same length that sees as much.
double gate_width_mm(const scene::Camera& camera, double aspect);
double gate_height_mm(const scene::Camera& camera, double aspect);
double field_of_view(const scene::Camera& camera, double aspect);
// The camera's own space in the world's: x right, y up, looking along -z.
Mat4 world_from_camera(const scene::Camera& camera);

}  // namespace auteur::interchange
