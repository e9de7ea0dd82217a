// A model that a person brought: a GLB (glTF 2.0 binary) as one mesh in metres, or as a figure that can move; repaired.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/scene/character.h"
#include "auteur/scene/scene.h"

namespace auteur::interchange {

struct Model {
  scene::MeshPtr mesh;              // all nodes of the default scene at rest, metres, +y up
  std::vector<std::string> notes;   // what was repaired or left out, in words, once each
  std::size_t given_triangles = 0;  // before repair and thinning
};

inline constexpr std::uint64_t kMostModelBytes = 512u << 20;

// Faces without area, with indices or coordinates that are none, are dropped; missing or broken normals are made anew;
// more than `most_triangles` are thinned. Nothing outside the file is read. `name` is for messages.
// Errors: kInvalidInput (no GLB, damaged, nothing to draw, too large).
Result<Model> read_glb(std::span<const std::uint8_t> bytes, const std::string& name, std::size_t most_triangles = 60'000);

// The same file as a figure that can move: joints, weights, shapes, and what it says itself of which joint is which bone
// (the VRM extensions, 0.x and 1.0). A file without a skin is read too: its parts hang on their nodes. Where a skin was
// bound in another pose than its nodes stand in, the pose it was bound in is the rest. At most four joints hold a vertex;
// weights are made to sum to one. Errors: as read_glb, and more than 4,096 nodes.
Result<scene::CharacterPtr> read_character(std::span<const std::uint8_t> bytes, const std::string& name, std::size_t most_triangles = 60'000);

}  // namespace auteur::interchange
