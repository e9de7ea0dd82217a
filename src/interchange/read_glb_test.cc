// Models that people bring: sound ones come in as they are, broken ones are repaired, and what was done is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "auteur/base/random.h"
#include "auteur/interchange/model.h"
#include "auteur/interchange/shot.h"
#include "auteur/media/media.h"
#include "glb_maker.h"

namespace auteur::interchange {
namespace {

using testing::Contains;
using testing::HasSubstr;

const std::vector<Vec3> kCorners = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
const std::vector<std::uint32_t> kTetrahedron = {0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3};

TEST(ReadGlb, AShotWeWroteComesBack) {
  ShotModel shot;
  shot.name = "1A";
  auto mesh = std::make_shared<scene::Mesh>();
  mesh->positions = kCorners;
  mesh->triangles = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};
  mesh->triangle_material = {0, 0, 0, 0};
  scene::Material red;
  red.name = "red", red.albedo = {0.7f, 0.1f, 0.1f}, red.roughness = 0.4f;
  mesh->materials = {red};
  scene::Instance i;
  i.mesh = mesh, i.name = "thing", i.world_from_object[3] = Vec4(2, 0, 0, 1);
  shot.set = {i};
  shot.camera.resize(1);
  const auto model = read_glb(write_glb(shot)->bytes, "thing.glb");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->mesh->triangles.size(), 4u);
  EXPECT_NEAR(model->mesh->bounds().low.x, 2, 1e-6);
  EXPECT_NEAR(model->mesh->materials[0].albedo.x, 0.7f, 1e-6);
  EXPECT_NEAR(model->mesh->materials[0].roughness, 0.4f, 1e-6);
}

TEST(ReadGlb, NodesAreScaledTurnedAndMirroredIntoPlace) {
  Maker m;
  m.mesh(kCorners, kTetrahedron, std::vector<Vec3>(4, Vec3(0, 1, 0)));
  m.model.nodes[0].scale = {-0.01, 0.01, 0.01};
  tinygltf::Node parent;
  parent.translation = {0, 3, 0};
  parent.children = {0};
  m.model.nodes.push_back(parent);
  m.model.scenes[0].nodes = {1};
  const auto model = read_glb(m.bytes(), "t");
  ASSERT_TRUE(model);
  EXPECT_NEAR(model->mesh->bounds().low.x, -0.01, 1e-6);
  EXPECT_NEAR(model->mesh->bounds().high.y, 3.01, 1e-5);
  // Mirrored, its faces still look outwards.
  Vec3 centre(0.f);
  for (const Vec3 p : model->mesh->positions) centre += p / 4.f;
  for (const glm::uvec3 t : model->mesh->triangles) {
    const Vec3 a = model->mesh->positions[t.x], n = glm::cross(model->mesh->positions[t.y] - a, model->mesh->positions[t.z] - a);
    EXPECT_GT(glm::dot(n, a - centre), 0);
  }
}

TEST(ReadGlb, BrokenFacesAndNormalsAreMendedAndSaid) {
  Maker m;
  auto corners = kCorners;
  corners.push_back({std::numeric_limits<float>::quiet_NaN(), 0, 0});
  auto faces = kTetrahedron;
  for (const std::uint32_t i : {0u, 0u, 1u, 0u, 1u, 4u, 0u, 1u, 900u}) faces.push_back(i);  // no area, not a number, not there
  m.mesh(corners, faces, std::vector<Vec3>(5, Vec3(0)));
  const auto model = read_glb(m.bytes(), "broken.glb");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->given_triangles, 7u);
  EXPECT_EQ(model->mesh->triangles.size(), 4u);
  EXPECT_EQ(model->mesh->positions.size(), 4u);
  for (const Vec3 n : model->mesh->normals) EXPECT_NEAR(glm::length(n), 1, 1e-5);
  EXPECT_THAT(model->notes, Contains(HasSubstr("2 faces with impossible corners")));
  EXPECT_THAT(model->notes, Contains(HasSubstr("1 faces without area")));
  EXPECT_THAT(model->notes, Contains(HasSubstr("normals")));
}

TEST(ReadGlb, AMissingPictureIsSaidAndNothingOutsideIsRead) {
  Maker m;
  auto& p = m.mesh(kCorners, kTetrahedron);
  p.attributes["TEXCOORD_0"] = m.put(std::vector<Vec2>(4, Vec2(0.5f)), TINYGLTF_TYPE_VEC2, TINYGLTF_COMPONENT_TYPE_FLOAT, 4);
  m.model.meshes[0].primitives[0].material = 0;
  m.model.materials.emplace_back();
  m.model.materials[0].pbrMetallicRoughness.baseColorTexture.index = 0;
  m.model.textures.emplace_back();
  m.model.textures[0].source = 0;
  m.model.images.emplace_back();
  const Bytes nonsense{1, 2, 3, 4};
  m.model.images[0].mimeType = "image/png";
  tinygltf::BufferView v;
  v.buffer = 0, v.byteOffset = m.model.buffers[0].data.size(), v.byteLength = 4;
  m.model.buffers[0].data.insert(m.model.buffers[0].data.end(), nonsense.begin(), nonsense.end());
  m.model.bufferViews.push_back(v);
  m.model.images[0].bufferView = static_cast<int>(m.model.bufferViews.size()) - 1;
  const auto model = read_glb(m.bytes(), "t");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_FALSE(model->mesh->materials[0].texture);
  EXPECT_THAT(model->notes, Contains(HasSubstr("missing or unreadable")));
  // The same with a path into the file system.
  m.model.images[0].bufferView = -1;
  m.model.images[0].uri = "../../../../etc/passwd";
  std::string text;
  {
    const Bytes whole = m.bytes();
    text.assign(whole.begin(), whole.end());
  }
  const auto outside = read_glb(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), "t");
  if (outside) {
    EXPECT_FALSE(outside->mesh->materials[0].texture);
  }
}

TEST(ReadGlb, AMillionTrianglesAreThinned) {
  Maker m;
  std::vector<Vec3> positions;
  std::vector<std::uint32_t> indices;
  constexpr std::uint32_t kSide = 708;  // a wavy sheet of a little over a million
  for (std::uint32_t y = 0; y <= kSide; ++y)
    for (std::uint32_t x = 0; x <= kSide; ++x) positions.push_back({static_cast<float>(x) / kSide, 0.03f * std::sin(static_cast<float>(x + y) * 0.03f), static_cast<float>(y) / kSide});
  for (std::uint32_t y = 0; y < kSide; ++y)
    for (std::uint32_t x = 0; x < kSide; ++x) {
      const std::uint32_t a = y * (kSide + 1) + x;
      for (const std::uint32_t i : {a, a + kSide + 1, a + 1, a + 1, a + kSide + 1, a + kSide + 2}) indices.push_back(i);
    }
  m.mesh(positions, indices);
  const auto model = read_glb(m.bytes(), "sheet.glb");
  ASSERT_TRUE(model);
  EXPECT_GT(model->given_triangles, 1'000'000u);
  EXPECT_LT(model->mesh->triangles.size(), 80'000u);
  EXPECT_GT(model->mesh->triangles.size(), 500u);
  EXPECT_NEAR(model->mesh->bounds().high.x, 1, 0.02);
  EXPECT_THAT(model->notes, Contains(HasSubstr("thinned")));
}

TEST(ReadGlb, WhatIsNoModelIsRefusedInWords) {
  const std::string text = "this is a letter to my aunt";
  const auto letter = read_glb(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), "media/aunt.glb");
  ASSERT_FALSE(letter);
  EXPECT_THAT(letter.error().message, HasSubstr("media/aunt.glb"));
  EXPECT_THAT(letter.error().message, HasSubstr("no GLB"));
  Maker empty;
  EXPECT_FALSE(read_glb(empty.bytes(), "t"));
  EXPECT_FALSE(read_glb({}, "t"));
  Maker loop;  // a node that is its own child
  loop.mesh(kCorners, kTetrahedron);
  loop.model.nodes[0].children = {0};
  const auto round = read_glb(loop.bytes(), "t");  // comes to an end
  EXPECT_TRUE(!round || !round->mesh->triangles.empty());
}

TEST(ReadGlb, SpoiltBytesNeverHarm) {
  Maker m;
  m.mesh(kCorners, kTetrahedron);
  const Bytes sound = m.bytes();
  Random random(5);
  for (int round = 0; round < 3000; ++round) {
    Bytes bytes = sound;
    for (int k = 0; k <= round % 5; ++k) bytes[static_cast<std::size_t>(random.below(static_cast<int>(bytes.size())))] = static_cast<std::uint8_t>(random.below(256));
    if (round % 7 == 0) bytes.resize(static_cast<std::size_t>(random.below(static_cast<int>(bytes.size()))));
    const auto model = read_glb(bytes, "t");
    if (model) {
      EXPECT_FALSE(model->mesh->triangles.empty());
    }
  }
}

}  // namespace
}  // namespace auteur::interchange
