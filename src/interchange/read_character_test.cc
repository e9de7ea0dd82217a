// Figures that people bring: joints, weights and shapes come in as they are; what is broken is put right and said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <glm/gtc/matrix_transform.hpp>
#include <limits>

#include "auteur/base/random.h"
#include "auteur/interchange/model.h"
#include "glb_maker.h"

namespace auteur::interchange {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;




// A strip of surface along +y with joints every metre; the nodes stand as `bend` says, the skin was bound straight.
struct Worm : Maker {
  int joints = 3;
  std::vector<int> nodes;
  explicit Worm(int count = 3, float bend = 0, Mat4 armature = Mat4(1.f), bool bound = true) : joints(count) {
    tinygltf::Node top;
    top.name = "Armature";
    for (int c = 0; c < 4; ++c)
      for (int r = 0; r < 4; ++r) top.matrix.push_back(static_cast<double>(armature[c][r]));
    model.nodes.push_back(top);
    model.scenes[0].nodes.push_back(0);
    std::vector<float> inverse;
    for (int j = 0; j < count; ++j) {
      tinygltf::Node n;
      n.name = "Bone" + std::to_string(j);
      n.translation = {0, j == 0 ? 0.0 : 1.0, 0};
      n.rotation = {std::sin(static_cast<double>(bend) / 2), 0, 0, std::cos(static_cast<double>(bend) / 2)};
      model.nodes.push_back(n);
      nodes.push_back(j + 1);
      model.nodes[static_cast<std::size_t>(j)].children.push_back(j + 1);
      const Mat4 m = glm::translate(Mat4(1.f), Vec3(0, -static_cast<float>(j), 0));
      inverse.insert(inverse.end(), &m[0][0], &m[0][0] + 16);
    }
    tinygltf::Skin skin;
    skin.joints = nodes;
    if (bound) skin.inverseBindMatrices = put(inverse, TINYGLTF_TYPE_MAT4, TINYGLTF_COMPONENT_TYPE_FLOAT, static_cast<std::size_t>(count));
    model.skins.push_back(skin);
    std::vector<Vec3> positions;
    std::vector<std::uint32_t> indices;
    std::vector<std::uint16_t> held;
    std::vector<float> weights;
    for (int j = 0; j <= count; ++j)
      for (const float x : {-0.2f, 0.2f}) {
        positions.emplace_back(x, static_cast<float>(j), 0);
        held.insert(held.end(), {static_cast<std::uint16_t>(std::min(j, count - 1)), 0, 0, 0});
        weights.insert(weights.end(), {1, 0, 0, 0});
      }
    for (std::uint32_t j = 0; j < static_cast<std::uint32_t>(count); ++j) indices.insert(indices.end(), {2 * j, 2 * j + 1, 2 * j + 2, 2 * j + 1, 2 * j + 3, 2 * j + 2});
    mesh(positions, indices);
    set("JOINTS_0", held, TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT);
    set("WEIGHTS_0", weights, TINYGLTF_COMPONENT_TYPE_FLOAT);
    model.nodes.back().skin = 0;
    model.nodes.back().name = "Body";
  }
  tinygltf::Primitive& primitive() { return model.meshes[0].primitives[0]; }
  std::size_t count() const { return static_cast<std::size_t>(2 * (joints + 1)); }
  template <class T>
  void set(const char* name, const std::vector<T>& values, int component) { primitive().attributes[name] = put(values, TINYGLTF_TYPE_VEC4, component, count()); }
  scene::CharacterPtr read(std::size_t most = 60'000) {
    const auto c = read_character(bytes(), "ana.glb", most);
    if (!c) throw std::runtime_error(c.error().message);
    return *c;
  }
};

void expect_straight(const scene::Character& c, float metres = 1) {
  ASSERT_EQ(c.parts.size(), 1u);
  for (std::size_t j = 1; j <= 3; ++j) EXPECT_LT(glm::distance(Vec3(c.joints[j].world_from_joint[3]), Vec3(0, metres * static_cast<float>(j - 1), 0)), 1e-3f * metres) << j;
  Box box;
  for (const Vec3 p : c.parts[0].mesh.positions) box.add(p);
  EXPECT_LT(glm::distance(box.high, Vec3(0.2f, 3, 0) * metres), 1e-3f * metres);
}

TEST(ReadCharacter, JointsWeightsAndSurfaceComeAsTheyAre) {
  const auto c = Worm().read();
  ASSERT_EQ(c->joints.size(), 5u);
  EXPECT_TRUE(c->skinned);
  EXPECT_EQ(c->joints[1].name, "Bone0");
  EXPECT_EQ(c->joints[2].parent, 1);
  expect_straight(*c);
  for (const auto& w : c->parts[0].weights) EXPECT_FLOAT_EQ(w[0], 1);
  EXPECT_EQ(c->joints[c->parts[0].joints.back()[0]].name, "Bone2");
  EXPECT_THAT(c->notes, ElementsAre(HasSubstr("normals")));
}

TEST(ReadCharacter, AnArmatureThatScalesIsCarriedThrough) {
  expect_straight(*Worm(3, 0, glm::scale(Mat4(1.f), Vec3(0.01f))).read(), 0.01f);
  expect_straight(*Worm(3, 0, glm::scale(Mat4(1.f), Vec3(100.f))).read(), 100.f);
}

TEST(ReadCharacter, ThePoseItWasBoundInIsTheRest) {
  Worm bent(3, 0.6f);
  // The top joint stands straight, as hips do; the others are bent over.
  bent.model.nodes[1].rotation = {0, 0, 0, 1};
  const auto c = bent.read();
  expect_straight(*c);
  EXPECT_THAT(c->notes, Contains(HasSubstr("bound in another pose")));
}

TEST(ReadCharacter, WithoutInverseBindMatricesItIsTakenAsItStands) {
  const auto c = Worm(3, 0, Mat4(1.f), false).read();
  expect_straight(*c);
  EXPECT_THAT(c->notes, Contains(HasSubstr("no inverse bind matrices")));
}

TEST(ReadCharacter, WeightsArePutRight) {
  Worm worm;
  std::vector<float> weights;
  std::vector<std::uint16_t> held;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 0; i < worm.count(); ++i) {
    held.insert(held.end(), {0, 1, static_cast<std::uint16_t>(i % 2 ? 2 : 900), 1});
    if (i == 0) weights.insert(weights.end(), {0, 0, 0, 0});
    else if (i == 1) weights.insert(weights.end(), {nan, -1, 0.5f, 0});
    else weights.insert(weights.end(), {2, 2, 1, 0});
  }
  worm.set("JOINTS_0", held, TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT);
  worm.set("WEIGHTS_0", weights, TINYGLTF_COMPONENT_TYPE_FLOAT);
  const auto c = worm.read();
  for (const auto& w : c->parts[0].weights) {
    EXPECT_NEAR(w[0] + w[1] + w[2] + w[3], 1, 1e-6);
    for (const float x : w) EXPECT_TRUE(x >= 0 && x <= 1);
  }
  EXPECT_THAT(c->notes, Contains(HasSubstr("put right")));
  EXPECT_THAT(c->notes, Contains(HasSubstr("no joint held")));
}

TEST(ReadCharacter, OfMoreThanFourJointsTheStrongestStay) {
  Worm worm(6);
  std::vector<std::uint16_t> first, second;
  std::vector<float> a, b;
  for (std::size_t i = 0; i < worm.count(); ++i) {
    first.insert(first.end(), {0, 1, 2, 3}), a.insert(a.end(), {0.05f, 0.1f, 0.2f, 0.05f});
    second.insert(second.end(), {4, 5, 0, 0}), b.insert(b.end(), {0.35f, 0.25f, 0, 0});
  }
  worm.set("JOINTS_0", first, TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT);
  worm.set("WEIGHTS_0", a, TINYGLTF_COMPONENT_TYPE_FLOAT);
  worm.set("JOINTS_1", second, TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT);
  worm.set("WEIGHTS_1", b, TINYGLTF_COMPONENT_TYPE_FLOAT);
  const auto c = worm.read();
  const auto& w = c->parts[0].weights[0];
  EXPECT_EQ(c->joints[c->parts[0].joints[0][0]].name, "Bone4");
  EXPECT_NEAR(w[0], 0.35f / 0.9f, 1e-5);
  EXPECT_NEAR(w[3], 0.1f / 0.9f, 1e-5);
  EXPECT_THAT(c->notes, Contains(HasSubstr("four strongest")));
}

TEST(ReadCharacter, ShapesComeByNameDenseSparseAndQuantised) {
  Worm worm;
  const std::size_t n = worm.count();
  std::vector<Vec3> open(n, Vec3(0.f));
  open[3] = {0, -0.1f, 0};
  std::map<std::string, int> dense{{"POSITION", worm.put(open, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, n)}};
  // Sparse: nothing but vertex 5.
  tinygltf::Accessor a;
  a.bufferView = -1, a.byteOffset = 0, a.componentType = TINYGLTF_COMPONENT_TYPE_FLOAT, a.type = TINYGLTF_TYPE_VEC3, a.count = n;
  const int where = worm.model.accessors[static_cast<std::size_t>(worm.put(std::vector<std::uint16_t>{5, 60000}, TINYGLTF_TYPE_SCALAR, TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT, 2))].bufferView;
  const int what = worm.model.accessors[static_cast<std::size_t>(worm.put(std::vector<Vec3>{{0.3f, 0, 0}, {9, 9, 9}}, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, 2))].bufferView;
  a.sparse.isSparse = true, a.sparse.count = 2;
  a.sparse.indices = {0, where, TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT};
  a.sparse.values = {what, 0};
  worm.model.accessors.push_back(a);
  std::map<std::string, int> sparse{{"POSITION", static_cast<int>(worm.model.accessors.size()) - 1}};
  // KHR_mesh_quantization: normalised bytes.
  std::vector<std::int8_t> bytes(4 * n, 0);
  bytes[4 * 2 + 1] = 127;
  std::map<std::string, int> small{{"POSITION", worm.put(bytes, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_BYTE, n)}};
  auto& packed = worm.model.accessors.back();
  packed.normalized = true;
  worm.model.bufferViews[static_cast<std::size_t>(packed.bufferView)].byteStride = 4;
  worm.primitive().targets = {dense, sparse, small};
  worm.model.meshes[0].extras = tinygltf::Value(tinygltf::Value::Object{{"targetNames", tinygltf::Value(tinygltf::Value::Array{tinygltf::Value(std::string("jawOpen")), tinygltf::Value(std::string("smile"))})}});
  const auto c = worm.read();
  EXPECT_THAT(c->shapes, ElementsAre("jawOpen", "smile", "Body 3"));
  const auto& shapes = c->parts[0].shapes;
  ASSERT_EQ(shapes.size(), 3u);
  for (const auto& s : shapes) ASSERT_EQ(s.moves.size(), 1u);
  EXPECT_LT(glm::distance(shapes[0].moves[0].position, Vec3(0, -0.1f, 0)), 1e-6f);
  EXPECT_LT(glm::distance(shapes[1].moves[0].position, Vec3(0.3f, 0, 0)), 1e-6f);
  EXPECT_LT(glm::distance(shapes[2].moves[0].position, Vec3(0, 1, 0)), 1e-6f);
}

TEST(ReadCharacter, ACircleOfNodesEnds) {
  Worm worm;
  worm.model.nodes[3].children.push_back(1);
  worm.model.nodes[2].children.push_back(2);
  const auto c = worm.read();
  EXPECT_EQ(c->joints.size(), 5u);
  EXPECT_THAT(c->notes, Contains(HasSubstr("in a circle")));
}

TEST(ReadCharacter, FiveHundredBonesAreFineFiveThousandAreNot) {
  EXPECT_EQ(Worm(500).read()->joints.size(), 502u);
  const auto many = read_character(Worm(5000).bytes(), "ana.glb");
  ASSERT_FALSE(many);
  EXPECT_THAT(many.error().message, HasSubstr("4,096 nodes"));
}

TEST(ReadCharacter, AMillionTrianglesAreThinnedWithTheirWeights) {
  Worm worm;
  constexpr std::uint32_t kSide = 710;
  std::vector<Vec3> positions;
  std::vector<std::uint32_t> indices;
  std::vector<std::uint8_t> held;
  std::vector<float> weights;
  for (std::uint32_t y = 0; y <= kSide; ++y)
    for (std::uint32_t x = 0; x <= kSide; ++x) {
      const float u = static_cast<float>(x) / kSide, v = 3 * static_cast<float>(y) / kSide;
      positions.emplace_back(u, v, 0.1f * std::sin(9 * u) * std::sin(7 * v));
      held.insert(held.end(), {static_cast<std::uint8_t>(std::min(2.f, v)), 0, 0, 0});
      weights.insert(weights.end(), {1, 0, 0, 0});
      if (x < kSide && y < kSide) {
        const std::uint32_t i = y * (kSide + 1) + x;
        indices.insert(indices.end(), {i, i + 1, i + kSide + 1, i + 1, i + kSide + 2, i + kSide + 1});
      }
    }
  auto& p = worm.primitive();
  p.attributes["POSITION"] = worm.put(positions, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, positions.size());
  p.attributes["JOINTS_0"] = worm.put(held, TINYGLTF_TYPE_VEC4, TINYGLTF_COMPONENT_TYPE_UNSIGNED_BYTE, positions.size());
  p.attributes["WEIGHTS_0"] = worm.put(weights, TINYGLTF_TYPE_VEC4, TINYGLTF_COMPONENT_TYPE_FLOAT, positions.size());
  p.indices = worm.put(indices, TINYGLTF_TYPE_SCALAR, TINYGLTF_COMPONENT_TYPE_UNSIGNED_INT, indices.size());
  const auto c = worm.read(20'000);
  EXPECT_GT(c->given_triangles, 1'000'000u);
  const auto& part = c->parts[0];
  EXPECT_LE(part.mesh.triangles.size(), 25'000u);
  EXPECT_GT(part.mesh.triangles.size(), 2'000u);
  ASSERT_EQ(part.weights.size(), part.mesh.positions.size());
  for (std::size_t i = 0; i < part.joints.size(); ++i) EXPECT_EQ(part.joints[i][0], static_cast<std::uint16_t>(1 + std::min(2.f, part.mesh.positions[i].y)));
  EXPECT_THAT(c->notes, Contains(HasSubstr("were thinned")));
}

TEST(ReadCharacter, WithoutASkinItsPartsHangOnTheirNodes) {
  Maker maker;
  maker.mesh({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}, {0, 1, 2});
  maker.model.nodes.back().name = "stone";
  maker.model.nodes.back().translation = {0, 2, 0};
  const auto c = read_character(maker.bytes(), "stone.glb");
  ASSERT_TRUE(c) << c.error().message;
  EXPECT_FALSE((*c)->skinned);
  EXPECT_EQ((*c)->joints[(*c)->parts[0].joints[0][0]].name, "stone");
  EXPECT_NEAR((*c)->parts[0].mesh.positions[0].y, 2, 1e-6);
}

TEST(ReadCharacter, TwoSkinsShareTheirRest) {
  Worm worm(3, 0.5f);
  worm.model.nodes[1].rotation = {0, 0, 0, 1};
  // Hair, bound to the last joint alone, in centimetres.
  tinygltf::Skin hair;
  hair.joints = {3};
  const Mat4 inverse = glm::translate(Mat4(1.f), Vec3(0, -2, 0)) * glm::scale(Mat4(1.f), Vec3(0.01f));
  hair.inverseBindMatrices = worm.put(std::vector<float>(&inverse[0][0], &inverse[0][0] + 16), TINYGLTF_TYPE_MAT4, TINYGLTF_COMPONENT_TYPE_FLOAT, 1);
  worm.model.skins.push_back(hair);
  auto& p = worm.mesh({{0, 300, 0}, {10, 300, 0}, {0, 310, 0}}, {0, 1, 2});
  p.attributes["JOINTS_0"] = worm.put(std::vector<std::uint8_t>(12, 0), TINYGLTF_TYPE_VEC4, TINYGLTF_COMPONENT_TYPE_UNSIGNED_BYTE, 3);
  p.attributes["WEIGHTS_0"] = worm.put(std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}, TINYGLTF_TYPE_VEC4, TINYGLTF_COMPONENT_TYPE_FLOAT, 3);
  worm.model.nodes.back().skin = 1;
  const auto c = worm.read();
  ASSERT_EQ(c->parts.size(), 2u);
  EXPECT_LT(glm::distance(c->parts[1].mesh.positions[0], Vec3(0, 3, 0)), 1e-3f);
}

TEST(ReadCharacter, AVrmFileSaysItself) {
  using V = tinygltf::Value;
  const auto number = [](int n) { return V(n); };
  Worm worm;
  worm.primitive().targets = {{{"POSITION", worm.put(std::vector<Vec3>(worm.count(), Vec3(0, 0.1f, 0)), TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, worm.count())}}};
  const int body = static_cast<int>(worm.model.nodes.size()) - 1;
  worm.model.extensions["VRMC_vrm"] = V(V::Object{
      {"humanoid", V(V::Object{{"humanBones", V(V::Object{{"hips", V(V::Object{{"node", number(1)}})}, {"head", V(V::Object{{"node", number(99)}})}})}})},
      {"expressions", V(V::Object{{"preset", V(V::Object{{"aa", V(V::Object{{"morphTargetBinds", V(V::Array{V(V::Object{{"node", number(body)}, {"index", number(0)}, {"weight", V(0.5)}})})}})}})}})}});
  const auto c = worm.read();
  ASSERT_EQ(c->humanoid.size(), 1u);
  EXPECT_EQ(c->joints[static_cast<std::size_t>(c->humanoid.at("hips"))].name, "Bone0");
  ASSERT_TRUE(c->expressions.contains("aa"));
  EXPECT_EQ(c->expressions.at("aa")[0], (std::pair<std::string, float>{"Body 1", 0.5f}));
}

TEST(ReadCharacter, CompressedFilesAreRefusedWithTheWayOut) {
  for (const char* how : {"KHR_draco_mesh_compression", "EXT_meshopt_compression"}) {
    Worm worm;
    worm.model.extensionsRequired = {how};
    worm.model.extensionsUsed = {how};
    const auto c = read_character(worm.bytes(), "ana.glb");
    ASSERT_FALSE(c);
    EXPECT_THAT(c.error().message, HasSubstr("Export it without compression"));
  }
}

TEST(ReadCharacter, SpoiltBytesNeverHarm) {
  Worm worm;
  worm.primitive().targets = {{{"POSITION", worm.put(std::vector<Vec3>(worm.count(), Vec3(0, 0.1f, 0)), TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, worm.count())}}};
  const Bytes whole = worm.bytes();
  Random random(3);
  int read = 0;
  for (int i = 0; i < 400; ++i) {
    Bytes spoilt = whole;
    for (int k = 0; k < 1 + i % 6; ++k) spoilt[static_cast<std::size_t>(random.unit() * static_cast<double>(spoilt.size() - 1))] = static_cast<std::uint8_t>(random.unit() * 255);
    if (i % 9 == 0) spoilt.resize(static_cast<std::size_t>(random.unit() * static_cast<double>(spoilt.size())));
    const auto c = read_character(spoilt, "spoilt");
    if (!c) continue;
    ++read;
    for (const auto& part : (*c)->parts)
      for (std::size_t v = 0; v < part.joints.size(); ++v)
        for (std::size_t k = 0; k < 4; ++k) ASSERT_LT(part.joints[v][k], (*c)->joints.size());
  }
  EXPECT_GT(read, 20);
}

}  // namespace
}  // namespace auteur::interchange
