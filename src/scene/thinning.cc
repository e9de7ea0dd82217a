#include <meshoptimizer.h>

#include <algorithm>
#include <vector>

#include "auteur/scene/thinning.h"

namespace auteur::scene {

void thin(Mesh& mesh, std::size_t most, double slack) {
  constexpr std::size_t kFewest = 36;  // indices: a part is never less than a box
  constexpr float kCareful = 0.05f, kRough = 0.08f;  // shares of the mesh's size that the shape may move
  if (mesh.triangles.size() <= most) return;
  const double share = static_cast<double>(most) / static_cast<double>(mesh.triangles.size());
  std::vector<std::vector<unsigned>> parts;
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    const std::size_t which = mesh.triangle_material[i];
    if (which >= parts.size()) parts.resize(which + 1);
    for (int k = 0; k < 3; ++k) parts[which].push_back(mesh.triangles[i][k]);
  }
  mesh.triangles.clear();
  mesh.triangle_material.clear();
  const float* positions = &mesh.positions[0].x;
  for (std::size_t which = 0; which < parts.size(); ++which) {
    const auto& indices = parts[which];
    if (indices.empty()) continue;
    const auto wish = std::max(static_cast<std::size_t>(static_cast<double>(indices.size() / 3) * share) * 3, kFewest), target = std::min(indices.size(), wish);
    std::vector<unsigned> fewer(indices.size());
    std::size_t n = meshopt_simplify(fewer.data(), indices.data(), indices.size(), positions, mesh.positions.size(), sizeof(Vec3), target, kCareful, 0, nullptr);
    if (static_cast<double>(n) > static_cast<double>(target) * slack) {
      std::vector<unsigned> rough(indices.size());
      const std::size_t r = meshopt_simplifySloppy(rough.data(), indices.data(), indices.size(), positions, mesh.positions.size(), sizeof(Vec3), target, kRough, nullptr);
      if (r >= kFewest) {
        fewer.swap(rough);
        n = r;
      }
    }
    for (std::size_t i = 0; i + 2 < n; i += 3) {
      mesh.triangles.emplace_back(fewer[i], fewer[i + 1], fewer[i + 2]);
      mesh.triangle_material.push_back(static_cast<std::uint16_t>(which));
    }
  }
}

}  // namespace auteur::scene
