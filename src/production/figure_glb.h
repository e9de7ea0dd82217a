// A figure as a GLB, made in code for tests: boxes on Mixamo's bones in a T-pose, with a jaw that opens and eyes that shut.
#pragma once

#include <tiny_gltf.h>

#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include "auteur/scene/scene.h"

namespace auteur::production {

inline std::string figure_glb(float tall = 1.75f, bool legs = true) {
  tinygltf::Model model;
  model.asset.version = "2.0";
  model.buffers.emplace_back();
  const auto put = [&](const auto& values, int type, int component, std::size_t count) {
    auto& data = model.buffers[0].data;
    while (data.size() % 4) data.push_back(0);
    tinygltf::BufferView v;
    v.buffer = 0, v.byteOffset = data.size(), v.byteLength = values.size() * sizeof(values[0]);
    const auto* p = reinterpret_cast<const unsigned char*>(values.data());
    data.insert(data.end(), p, p + v.byteLength);
    model.bufferViews.push_back(v);
    tinygltf::Accessor a;
    a.bufferView = static_cast<int>(model.bufferViews.size()) - 1, a.componentType = component, a.type = type, a.count = count;
    if (type == TINYGLTF_TYPE_VEC3) a.minValues = {-2, -2, -2}, a.maxValues = {2, 2, 2};
    model.accessors.push_back(a);
    return static_cast<int>(model.accessors.size()) - 1;
  };
  struct Bone { std::string name; int parent; Vec3 at, end; float wide; };
  std::vector<Bone> bones = {{"Hips", -1, {0, 0.54f, 0}, {0, 0.62f, 0}, 0.08f}, {"Spine", 0, {0, 0.62f, 0}, {0, 0.72f, 0}, 0.07f}, {"Spine1", 1, {0, 0.72f, 0}, {0, 0.82f, 0}, 0.085f}, {"Neck", 2, {0, 0.83f, 0}, {0, 0.87f, 0}, 0.03f}, {"Head", 3, {0, 0.87f, 0}, {0, 1, 0}, 0.055f}};
  for (const float s : {1.f, -1.f}) {
    const std::string side = s > 0 ? "Left" : "Right";
    const auto n = [&] { return static_cast<int>(bones.size()); };
    bones.push_back({side + "Shoulder", 2, {0.02f * s, 0.81f, 0}, {0.1f * s, 0.81f, 0}, 0.03f});
    bones.push_back({side + "Arm", n() - 1, {0.1f * s, 0.81f, 0}, {0.26f * s, 0.81f, 0}, 0.025f});
    bones.push_back({side + "ForeArm", n() - 1, {0.26f * s, 0.81f, 0}, {0.4f * s, 0.81f, 0}, 0.02f});
    bones.push_back({side + "Hand", n() - 1, {0.4f * s, 0.81f, 0}, {0.48f * s, 0.81f, 0}, 0.02f});
    if (!legs) continue;
    bones.push_back({side + "UpLeg", 0, {0.05f * s, 0.52f, 0}, {0.05f * s, 0.28f, 0}, 0.045f});
    bones.push_back({side + "Leg", n() - 1, {0.05f * s, 0.28f, 0}, {0.05f * s, 0.05f, 0}, 0.035f});
    bones.push_back({side + "Foot", n() - 1, {0.05f * s, 0.05f, 0}, {0.05f * s, 0.02f, 0.1f}, 0.02f});
  }
  std::vector<Vec3> positions, open, shut;
  std::vector<std::uint16_t> held, indices;
  std::vector<float> weights, inverse;
  const auto box = [&](int bone, Vec3 low, Vec3 high, bool mouth, bool lid) {
    const auto base = static_cast<std::uint16_t>(positions.size());
    for (int k = 0; k < 8; ++k) {
      positions.push_back(Vec3(k & 1 ? high.x : low.x, k & 2 ? high.y : low.y, k & 4 ? high.z : low.z) * tall);
      held.insert(held.end(), {static_cast<std::uint16_t>(bone), 0, 0, 0});
      weights.insert(weights.end(), {1, 0, 0, 0});
      open.push_back(mouth && !(k & 2) ? Vec3(0, -0.02f * tall, 0) : Vec3(0.f));
      shut.push_back(lid && !(k & 2) ? Vec3(0, -0.02f * tall, 0) : Vec3(0.f));
    }
    for (const int t : {0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5}) indices.push_back(static_cast<std::uint16_t>(base + t));
  };
  for (std::size_t b = 0; b < bones.size(); ++b) {
    const Bone& bone = bones[b];
    box(static_cast<int>(b), glm::min(bone.at, bone.end) - Vec3(std::abs(bone.end.x - bone.at.x) > 0.01f ? 0 : bone.wide, std::abs(bone.end.y - bone.at.y) > 0.01f ? 0 : bone.wide, bone.wide * 0.7f), glm::max(bone.at, bone.end) + Vec3(std::abs(bone.end.x - bone.at.x) > 0.01f ? 0 : bone.wide, std::abs(bone.end.y - bone.at.y) > 0.01f ? 0 : bone.wide, bone.wide * 0.7f), false, false);
    const float m[16] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -bone.at.x * tall, -bone.at.y * tall, -bone.at.z * tall, 1};
    inverse.insert(inverse.end(), m, m + 16);
    tinygltf::Node n;
    n.name = "mixamorig:" + bone.name;
    const Vec3 offset = (bone.parent < 0 ? bone.at : bone.at - bones[static_cast<std::size_t>(bone.parent)].at) * tall;
    n.translation = {static_cast<double>(offset.x), static_cast<double>(offset.y), static_cast<double>(offset.z)};
    model.nodes.push_back(n);
    if (bone.parent >= 0) model.nodes[static_cast<std::size_t>(bone.parent)].children.push_back(static_cast<int>(b));
  }
  box(4, {-0.02f, 0.89f, 0.038f}, {0.02f, 0.9f, 0.045f}, true, false);
  box(4, {-0.035f, 0.94f, 0.038f}, {0.035f, 0.95f, 0.045f}, false, true);
  const std::size_t n = positions.size();
  tinygltf::Primitive p;
  p.mode = TINYGLTF_MODE_TRIANGLES;
  p.attributes["POSITION"] = put(positions, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, n);
  p.attributes["JOINTS_0"] = put(held, TINYGLTF_TYPE_VEC4, TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT, n);
  p.attributes["WEIGHTS_0"] = put(weights, TINYGLTF_TYPE_VEC4, TINYGLTF_COMPONENT_TYPE_FLOAT, n);
  p.indices = put(indices, TINYGLTF_TYPE_SCALAR, TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT, indices.size());
  for (const auto* shape : {&open, &shut}) p.targets.push_back({{"POSITION", put(*shape, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, n)}});
  tinygltf::Material red;
  red.name = "red";
  red.pbrMetallicRoughness.baseColorFactor = {0.7, 0.12, 0.08, 1};
  red.pbrMetallicRoughness.metallicFactor = 0;
  model.materials.push_back(red);
  p.material = 0;
  tinygltf::Mesh mesh;
  mesh.primitives.push_back(p);
  using V = tinygltf::Value;
  mesh.extras = V(V::Object{{"targetNames", V(V::Array{V(std::string("jawOpen")), V(std::string("Blink"))})}});
  model.meshes.push_back(mesh);
  tinygltf::Skin skin;
  for (std::size_t b = 0; b < bones.size(); ++b) skin.joints.push_back(static_cast<int>(b));
  skin.inverseBindMatrices = put(inverse, TINYGLTF_TYPE_MAT4, TINYGLTF_COMPONENT_TYPE_FLOAT, bones.size());
  model.skins.push_back(skin);
  tinygltf::Node body;
  body.name = "Body", body.mesh = 0, body.skin = 0;
  model.nodes.push_back(body);
  model.scenes.emplace_back();
  model.scenes[0].nodes = {0, static_cast<int>(bones.size())};
  model.defaultScene = 0;
  tinygltf::TinyGLTF writer;
  std::ostringstream out(std::ios::binary);
  writer.WriteGltfSceneToStream(&model, out, false, true);
  return out.str();
}

}  // namespace auteur::production
