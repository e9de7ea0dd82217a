// `production_bench --identity`: is somebody still told from the others when place, light, angle and face change?
#pragma once

#include "auteur/base/file_system.h"
#include "auteur/base/result.h"

namespace auteur::production {

struct IdentityBench {
  int people = 30;
  int shots = 50;             // of each
  std::uint64_t seed = 7;     // of the film
  Path out = "identity-bench";
  bool kept_only = false;     // names only the faces that earlier runs left in `out`
  bool line_up = false;       // only draws everybody from the front
};
// Draws everybody in as many shots, crops the faces by the id matte, and lets a classifier that knows nothing of puppets
// name them from pictures of each in an empty room. Prints the share it named right, by place, and whom it mixed up;
// writes a sheet of the enrolled faces, one of shots, and one of the faces that were mistaken.
Status measure_identity(const IdentityBench& bench);

}  // namespace auteur::production
