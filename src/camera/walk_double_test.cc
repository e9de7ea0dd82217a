// A straight way for tests, used only when the world does not bring its own.
#include "auteur/world/set.h"

namespace auteur::world {

__attribute__((weak)) std::vector<Vec3> walk_path(const Set&, Vec3 from, Vec3 to) { return {from, to}; }

}  // namespace auteur::world
