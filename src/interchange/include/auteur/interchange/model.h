// A model that a person brought: a GLB (glTF 2.0 binary) as one mesh in metres, repaired.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "auteur/base/result.h"
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

}  // namespace auteur::interchange
