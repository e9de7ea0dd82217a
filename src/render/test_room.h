// A room made of numbers, for tests and benchmarks: floor, walls, a window, bumpy furniture, three blobs that move.
#pragma once

#include <memory>

#include "auteur/scene/scene.h"
#include "numbers.h"

namespace auteur::render::test {

struct Room {
  scene::Scene set;
  std::vector<scene::Instance> blobs;
  scene::Camera camera;
};

inline scene::Instance box_instance(const std::string& name, Vec3 a, Vec3 b, Vec3 colour, scene::Pattern pattern = scene::Pattern::kPlain) {
  auto mesh = std::make_shared<scene::Mesh>();
  for (unsigned i = 0; i < 8; ++i) mesh->positions.emplace_back((i & 1) ? b.x : a.x, (i & 2) ? b.y : a.y, (i & 4) ? b.z : a.z);
  mesh->triangles = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4}, {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
  mesh->triangle_material.assign(12, 0);
  scene::Material m;
  m.albedo = colour;
  m.pattern = pattern;
  mesh->materials = {m};
  return {mesh, Mat4(1.f), name, scene::object_id_of(name), false};
}

inline scene::Instance ball_instance(const std::string& name, Vec3 centre, float radius, unsigned triangles, Vec3 colour, scene::Pattern pattern, bool dynamic) {
  auto mesh = std::make_shared<scene::Mesh>();
  const unsigned rows = std::max(4u, static_cast<unsigned>(std::sqrt(triangles / 4.0))), columns = rows * 2;
  for (unsigned r = 0; r <= rows; ++r)
    for (unsigned c = 0; c < columns; ++c) {
      const float a = kPi * static_cast<float>(r) / static_cast<float>(rows), b = 2 * kPi * static_cast<float>(c) / static_cast<float>(columns);
      const Vec3 n(std::sin(a) * std::cos(b), std::cos(a), std::sin(a) * std::sin(b));
      mesh->positions.push_back(n * radius * (1 + 0.04f * std::sin(9 * b) * std::sin(a)));
      mesh->normals.push_back(n);
    }
  for (unsigned r = 0; r < rows; ++r)
    for (unsigned c = 0; c < columns; ++c) {
      const unsigned p = r * columns + c, q = r * columns + (c + 1) % columns;
      mesh->triangles.emplace_back(p, q, p + columns);
      mesh->triangles.emplace_back(q, q + columns, p + columns);
    }
  mesh->triangle_material.assign(mesh->triangles.size(), 0);
  scene::Material m;
  m.albedo = colour;
  m.pattern = pattern;
  mesh->materials = {m};
  Mat4 place(1.f);
  place[3] = Vec4(centre, 1.f);
  return {mesh, place, name, scene::object_id_of(name), dynamic};
}

inline Room furnished_room(unsigned set_triangles, unsigned blob_triangles) {
  Room room;
  using scene::Pattern;
  auto& s = room.set.instances;
  s.push_back(box_instance("floor", {-3, -0.1f, -2.5f}, {3, 0, 2.5f}, {0.4f, 0.25f, 0.14f}, Pattern::kWood));
  s.push_back(box_instance("ceiling", {-3, 2.6f, -2.5f}, {3, 2.7f, 2.5f}, Vec3(0.8f), Pattern::kPlaster));
  s.push_back(box_instance("wall/north", {-3, 0, -2.6f}, {3, 2.6f, -2.5f}, {0.3f, 0.4f, 0.42f}, Pattern::kPlaster));
  s.push_back(box_instance("wall/south", {-3, 0, 2.5f}, {3, 2.6f, 2.6f}, Vec3(0.6f), Pattern::kPlaster));
  s.push_back(box_instance("wall/east", {3, 0, -2.5f}, {3.1f, 2.6f, 2.5f}, Vec3(0.6f), Pattern::kPlaster));
  s.push_back(box_instance("wall/west-low", {-3.1f, 0, -2.5f}, {-3, 0.9f, 2.5f}, Vec3(0.6f), Pattern::kPlaster));
  s.push_back(box_instance("wall/west-high", {-3.1f, 2.2f, -2.5f}, {-3, 2.6f, 2.5f}, Vec3(0.6f), Pattern::kPlaster));
  s.push_back(box_instance("wall/west-left", {-3.1f, 0.9f, 0.9f}, {-3, 2.2f, 2.5f}, Vec3(0.6f), Pattern::kPlaster));
  s.push_back(box_instance("wall/west-right", {-3.1f, 0.9f, -2.5f}, {-3, 2.2f, -0.9f}, Vec3(0.6f), Pattern::kPlaster));
  s.push_back(box_instance("table", {-0.8f, 0.7f, -0.5f}, {0.8f, 0.74f, 0.4f}, {0.35f, 0.2f, 0.1f}, Pattern::kWood));
  Random random(9);
  const Pattern patterns[] = {Pattern::kFabric, Pattern::kClay, Pattern::kStone, Pattern::kLeaf, Pattern::kBark};
  for (int i = 0; i < 10; ++i) {
    const float x = static_cast<float>(random.range(-2.5, 2.5)), z = static_cast<float>(random.range(-2.1, -1.2)), r = static_cast<float>(random.range(0.15, 0.35));
    const float hue = static_cast<float>(random.unit());
    s.push_back(ball_instance("prop-" + std::to_string(i), {x, r, z}, r, set_triangles / 10, {0.25f + 0.4f * hue, 0.3f, 0.5f - 0.35f * hue}, patterns[i % 5], false));
  }
  for (int i = 0; i < 3; ++i) room.blobs.push_back(ball_instance("blob-" + std::to_string(i), {-0.9f + 0.9f * static_cast<float>(i), 1.0f, 0.1f * static_cast<float>(i)}, 0.28f, blob_triangles, {0.6f, 0.38f, 0.27f}, Pattern::kClay, true));
  scene::Light sun, window, lamp, sky;
  sun.kind = scene::LightKind::kSun;
  sun.direction = {0.8f, -0.6f, -0.2f};
  sun.radiance = {9, 8, 6};
  sun.radius = 0.012f;
  window.kind = scene::LightKind::kRect;
  window.position = {-3, 1.55f, 0};
  window.direction = {1, 0, 0};
  window.edge_u = {0, 0.65f, 0};
  window.edge_v = {0, 0, 0.9f};
  window.radiance = {3, 3.6f, 4.6f};
  lamp.position = {2.2f, 1.5f, -1.8f};
  lamp.radius = 0.06f;
  lamp.radiance = {250, 160, 90};
  sky.kind = scene::LightKind::kSky;
  sky.radiance = {1.7f, 2.3f, 3.4f};
  sky.horizon = {3, 3.1f, 3.2f};
  sky.ground = {0.7f, 0.7f, 0.6f};
  room.set.lights = {sun, window, lamp, sky};
  room.camera.position = {1.3f, 1.5f, 2.2f};
  room.camera.target = {-0.2f, 0.9f, -0.6f};
  room.camera.focus_distance = 2.4f;
  return room;
}

}  // namespace auteur::render::test
