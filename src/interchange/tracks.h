// Things over the drawings of a shot, sorted so that formats can write them: a thing has forms (meshes of one topology:
// a body that bends; or another mesh altogether: the next replacement mouth), and a drawing shows one of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/interchange/shot.h"

namespace auteur::interchange {

struct Form {
  std::vector<scene::MeshPtr> shapes;  // the same triangles with other positions; the first is the base
};

struct Showing { int form = -1, shape = 0; Mat4 transform{1.f}; };  // -1: not there

struct Track {
  std::string name;
  std::vector<Form> forms;
  std::vector<Showing> showings;       // one a drawing
  bool moves() const;                  // anything about it differs between drawings
};

// In order of first appearance. Things of the same name in one drawing are told apart: "NAME", "NAME.2".
std::vector<Track> tracks_of(const ShotModel& shot);

// A name as formats allow it: letters, digits and _, not beginning with a digit; unique within `used`.
std::string identifier(const std::string& name, std::map<std::string, int>& used);

struct Placement { Vec3 move{0.f}; glm::quat turn{1, 0, 0, 0}; Vec3 scale{1.f}; };
Placement placement_of(const Mat4& m);  // shear is dropped

}  // namespace auteur::interchange
