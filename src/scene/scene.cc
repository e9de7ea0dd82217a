#include "auteur/scene/scene.h"

#include "auteur/base/random.h"

namespace auteur::scene {

Box Mesh::bounds() const {
  Box box;
  for (const Vec3 p : positions) box.add(p);
  return box;
}

std::uint32_t object_id_of(const std::string& name) { return static_cast<std::uint32_t>(seed_of(name) & 0xFFFFFF); }

}  // namespace auteur::scene
