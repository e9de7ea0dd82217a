// Makes meshes out of bevelled blocks, turned profiles, tubes and lumps; gives any triangle soup good normals.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "auteur/scene/scene.h"

namespace auteur::world {

// Linear colour of "#rrggbb"; a colour nobody can read is mid grey.
Vec3 linear_of_hex(const std::string& hex);
Vec3 linear_of_srgb(Vec3 display);

// Welds by position, makes the winding of each connected part agree and point outwards where it is closed, and gives
// every corner the area-weighted normal of the faces around it that meet at less than `crease_degrees`.
// Vertices are shared afterwards where position, normal and uv agree. Order is deterministic.
scene::Mesh repaired(const scene::Mesh& soup, float crease_degrees, bool fix_winding);

// Highest point of the mesh straight below (x, ceiling, z), or `none`.
float top_at(const scene::Mesh& mesh, float x, float z, float none, float ceiling = 1e9f);

void append_mesh(scene::Mesh& to, const scene::Mesh& from, const Mat4& to_from_from);

class MeshBuilder {
 public:
  std::uint16_t material(const scene::Material& m);  // the same name and colour give the same index
  void place(const Mat4& transform) { transform_ = transform; }
  void reset() { transform_ = Mat4(1.f); }
  const Mat4& transform() const { return transform_; }

  // (x, z) is the middle, y the bottom.
  void block(float x, float y, float z, float w, float h, float d, std::uint16_t m, float bevel = 0.006f);
  // The profile (radius, height) turned about the vertical through `base`.
  void turn(std::span<const Vec2> profile, Vec3 base, std::uint16_t m, int segments = 16);
  void cylinder(Vec3 base, float radius, float height, std::uint16_t m, int segments = 14, float bevel = 0.004f);
  void tube(std::span<const Vec3> points, float radius_start, float radius_end, std::uint16_t m, int segments = 7);
  // A lumpy ball: `lump` is the share by which the radius varies.
  void lump(Vec3 centre, Vec3 radii, std::uint16_t m, int rings, float lump, std::uint64_t seed);
  // A flat outline in x, y (counter-clockwise seen from +z) given a thickness from z0 to z1. Convex outlines only.
  void slab(std::span<const Vec2> outline, float z0, float z1, std::uint16_t m);
  void quad(Vec3 a, Vec3 b, Vec3 c, Vec3 d, std::uint16_t m);
  void triangle(Vec3 a, Vec3 b, Vec3 c, std::uint16_t m);
  void add(const scene::Mesh& mesh, const Mat4& transform) { append_mesh(mesh_, mesh, transform_ * transform); }

  bool empty() const { return mesh_.triangles.empty(); }
  scene::MeshPtr finish(float crease_degrees = 50);

 private:
  scene::Mesh mesh_;
  Mat4 transform_{1.f};
};

Mat4 moved(Vec3 to, float yaw = 0, Vec3 scale = Vec3(1.f));

}  // namespace auteur::world
