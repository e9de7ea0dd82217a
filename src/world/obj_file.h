// Wavefront OBJ and MTL as the furniture packs write them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "auteur/base/file_system.h"
#include "auteur/scene/scene.h"

namespace auteur::world {

// Reads polygons, uv and materials; normals are not read, they are made anew. `read` gives a file beside the OBJ (MTL,
// pictures) or nothing. Broken lines and indices out of range are skipped; at most `max_triangles` are kept.
scene::Mesh read_obj(std::string_view text, const std::function<Bytes(const std::string& name)>& read, std::size_t max_triangles = 2'000'000);

}  // namespace auteur::world
