// A figure that somebody brought, at rest: surface, joints, weights and shapes. Interchange reads one from a file,
// puppets find out which joint is which bone and pose it.
//
// Space: the file's own (glTF: metres, +y up), which may be wrong in scale and facing; whoever poses it puts that right.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "auteur/scene/scene.h"

namespace auteur::scene {

struct CharacterJoint {
  std::string name;
  int parent = -1;            // before this one, or -1
  Mat4 world_from_joint{1.f}; // at rest
};

// How a shape moves one vertex at full weight.
struct ShapeMove { std::uint32_t vertex = 0; Vec3 position{0.f}, normal{0.f}; };
struct ShapeMoves { int shape = 0; std::vector<ShapeMove> moves; };

// A surface with materials of its own: body, hair, an eye.
struct CharacterPart {
  std::string name;
  Mesh mesh;                                        // at rest
  std::vector<std::array<std::uint16_t, 4>> joints; // one a vertex
  std::vector<std::array<float, 4>> weights;        // sum 1
  std::vector<ShapeMoves> shapes;
};

using ShapeMix = std::vector<std::pair<std::string, float>>;  // shape name, weight

struct Character {
  std::vector<CharacterJoint> joints;          // every node of the file, parents first
  std::vector<CharacterPart> parts;
  std::vector<std::string> shapes;             // names over all parts, once each
  std::map<std::string, int> humanoid;         // what the file itself says: VRM bone name -> joint
  std::map<std::string, ShapeMix> expressions; // what the file itself says: VRM expression, lower case -> shapes
  bool skinned = false;
  std::size_t given_triangles = 0;             // before repair and thinning
  std::vector<std::string> notes;              // what was repaired or left out, in words, once each
};
using CharacterPtr = std::shared_ptr<const Character>;

}  // namespace auteur::scene
