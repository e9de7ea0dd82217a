// What models from outside need before they can be drawn: sound faces and normals.
#include <array>
#include <cmath>

#include "glb_file.h"

namespace auteur::interchange {

void make_normals(scene::Mesh& mesh) {
  std::map<std::array<float, 3>, std::vector<std::uint32_t>> places;
  std::vector<Vec3> sums(mesh.positions.size(), Vec3(0.f));
  for (const glm::uvec3 t : mesh.triangles) {
    const Vec3 n = glm::cross(mesh.positions[t.y] - mesh.positions[t.x], mesh.positions[t.z] - mesh.positions[t.x]);
    for (int k = 0; k < 3; ++k) sums[t[k]] += n;
  }
  mesh.normals.assign(mesh.positions.size(), Vec3(0, 1, 0));
  const auto unit = [](Vec3 v) {
    const float l = glm::length(v);
    return l > 0 && std::isfinite(l) ? v / l : Vec3(0.f);
  };
  for (std::uint32_t i = 0; i < mesh.positions.size(); ++i) places[{mesh.positions[i].x, mesh.positions[i].y, mesh.positions[i].z}].push_back(i);
  constexpr std::size_t kMostShared = 256;  // a million vertices at one place are not one surface
  for (const auto& [place, here] : places)
    for (const std::uint32_t i : here) {
      const Vec3 own = glm::length(sums[i]) > 0 ? unit(sums[i]) : Vec3(0, 1, 0);
      Vec3 sum(0.f);
      for (std::size_t n = 0; n < std::min(here.size(), kMostShared); ++n)
        if (const std::uint32_t j = here[n]; glm::length(sums[j]) > 0 && glm::dot(own, unit(sums[j])) > 0.7f) sum += sums[j];
      mesh.normals[i] = glm::length(sum) > 0 ? unit(sum) : own;
    }
}

Dropped drop_bad_faces(scene::Mesh& mesh) {
  Dropped out;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    const glm::uvec3 t = mesh.triangles[i];
    bool sound = true;
    for (int k = 0; k < 3; ++k) {
      sound = sound && t[k] < mesh.positions.size();
      if (!sound) break;
      const Vec3 v = mesh.positions[t[k]];
      sound = std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z) && glm::length(v) < 1e5f;
    }
    if (!sound) { ++out.impossible; continue; }
    const Vec3 a = mesh.positions[t.x], b = mesh.positions[t.y], c = mesh.positions[t.z];
    if (!(glm::length(glm::cross(b - a, c - a)) > 1e-12f)) { ++out.flat; continue; }
    mesh.triangles[kept] = t;
    mesh.triangle_material[kept++] = mesh.triangle_material[i];
  }
  mesh.triangles.resize(kept);
  mesh.triangle_material.resize(kept);
  return out;
}

std::vector<std::uint32_t> drop_unused_vertices(scene::Mesh& mesh) {
  std::vector<std::uint32_t> renamed(mesh.positions.size(), ~0u), old;
  for (glm::uvec3& t : mesh.triangles)
    for (int k = 0; k < 3; ++k) {
      std::uint32_t& to = renamed[t[k]];
      if (to == ~0u) {
        to = static_cast<std::uint32_t>(old.size());
        old.push_back(t[k]);
      }
      t[k] = to;
    }
  const auto take = [&](auto& values) {
    if (values.empty()) return;
    std::decay_t<decltype(values)> out;
    out.reserve(old.size());
    for (const std::uint32_t i : old) out.push_back(values[i]);
    values = std::move(out);
  };
  take(mesh.positions);
  take(mesh.normals);
  take(mesh.uv);
  return old;
}

}  // namespace auteur::interchange
