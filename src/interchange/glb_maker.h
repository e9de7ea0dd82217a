// GLB files made in code for tests; parts may be spoilt on purpose.
#pragma once

#include <tiny_gltf.h>

#include <sstream>
#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/scene/scene.h"

namespace auteur::interchange {

struct Maker {
  tinygltf::Model model;
  Maker() {
    model.asset.version = "2.0";
    model.buffers.emplace_back();
    model.scenes.emplace_back();
    model.defaultScene = 0;
  }
  template <class T>
  int put(const std::vector<T>& values, int type, int component, std::size_t count) {
    auto& data = model.buffers[0].data;
    while (data.size() % 4) data.push_back(0);
    tinygltf::BufferView v;
    v.buffer = 0, v.byteOffset = data.size(), v.byteLength = values.size() * sizeof(T);
    data.insert(data.end(), reinterpret_cast<const unsigned char*>(values.data()), reinterpret_cast<const unsigned char*>(values.data() + values.size()));
    model.bufferViews.push_back(v);
    tinygltf::Accessor a;
    a.bufferView = static_cast<int>(model.bufferViews.size()) - 1, a.componentType = component, a.type = type, a.count = count;
    if (type == TINYGLTF_TYPE_VEC3) a.minValues = {0, 0, 0}, a.maxValues = {1, 1, 1};
    model.accessors.push_back(a);
    return static_cast<int>(model.accessors.size()) - 1;
  }
  tinygltf::Primitive& mesh(const std::vector<Vec3>& positions, const std::vector<std::uint32_t>& indices, const std::vector<Vec3>& normals = {}) {
    tinygltf::Primitive p;
    p.mode = TINYGLTF_MODE_TRIANGLES;
    p.attributes["POSITION"] = put(positions, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, positions.size());
    if (!normals.empty()) p.attributes["NORMAL"] = put(normals, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, normals.size());
    p.indices = put(indices, TINYGLTF_TYPE_SCALAR, TINYGLTF_COMPONENT_TYPE_UNSIGNED_INT, indices.size());
    tinygltf::Mesh m;
    m.primitives.push_back(p);
    model.meshes.push_back(m);
    tinygltf::Node n;
    n.mesh = static_cast<int>(model.meshes.size()) - 1;
    model.nodes.push_back(n);
    model.scenes[0].nodes.push_back(static_cast<int>(model.nodes.size()) - 1);
    return model.meshes.back().primitives[0];
  }
  Bytes bytes() {
    tinygltf::TinyGLTF writer;
    std::ostringstream out(std::ios::binary);
    writer.WriteGltfSceneToStream(&model, out, false, true);
    const std::string text = out.str();
    return {text.begin(), text.end()};
  }
};

}  // namespace auteur::interchange
