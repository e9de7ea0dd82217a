// Turning shapes into painted meshes: sharp colour borders, turned and bent pieces, joining.
#pragma once

#include <functional>
#include <vector>

#include "auteur/scene/scene.h"
#include "nets.h"

namespace auteur::puppets {

// Splits the triangles along the zero set of `level` (one value a vertex), so that a colour border is a smooth line
// instead of a staircase of triangles. Calls `made(a, b, t)` for every new vertex, in order.
void split_at_zero(Shape& shape, std::vector<float> level, const std::function<void(std::uint32_t, std::uint32_t, float)>& made = {});

// Drops unused vertices.
void compact(Shape& shape);
// Drops the triangles for which `hidden` holds at all three corners.
void drop_hidden(Shape& shape, const std::function<bool(Vec3)>& hidden);

void scale(Shape& shape, float s);
void transform(Shape& shape, const Mat4& m);  // a rotation, a translation and an even scale
Shape mirror_x(const Shape& shape);
Shape joined(const Shape& a, const Shape& b);

// A surface turned about +y. `profile` is (radius, y) from the top down, seen from outside; normals follow it smoothly.
Shape turned(const std::vector<Vec2>& profile, int segments);
// A tube of elliptic section (half width across, half height up) along a path; closed ends.
Shape tube(const std::vector<Vec3>& path, const std::vector<Vec2>& radii, Vec3 up, int segments, bool loop = false);
Shape pebble(Vec3 centre, Vec3 radii, int rings, int segments);  // an ellipsoid

// Appends to a mesh with one material, or with one chosen by each triangle's centre.
std::uint16_t add_material(scene::Mesh& mesh, const scene::Material& material);
void append(scene::Mesh& mesh, const Shape& shape, std::uint16_t material);
void append(scene::Mesh& mesh, const Shape& shape, const std::function<std::uint16_t(Vec3)>& material_at);

}  // namespace auteur::puppets
