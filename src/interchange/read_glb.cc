#include <fmt/format.h>
#include <meshoptimizer.h>
#include <tiny_gltf.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <glm/gtc/quaternion.hpp>
#include <map>
#include <set>

#include "auteur/interchange/model.h"
#include "auteur/media/media.h"

namespace auteur::interchange {
namespace {

namespace gltf = tinygltf;

constexpr std::size_t kMostCorners = 60'000'000, kMostNodes = 100'000, kMostMaterials = 4096;
constexpr int kMostDepth = 64, kMostTexture = 1024;

// Nothing but the file itself: a model never reaches for other files.
gltf::FsCallbacks no_files() {
  gltf::FsCallbacks f{};
  f.FileExists = [](const std::string&, void*) { return false; };
  f.ExpandFilePath = [](const std::string&, void*) { return std::string(); };
  f.ReadWholeFile = [](std::vector<unsigned char>*, std::string* error, const std::string&, void*) { if (error) *error = "another file is needed"; return false; };
  f.WriteWholeFile = [](std::string*, const std::string&, const std::vector<unsigned char>&, void*) { return false; };
  return f;
}

bool keep_picture(gltf::Image* image, const int, std::string*, std::string*, int, int, const unsigned char* data, int size, void*) {
  image->width = image->height = 0;
  if (size <= 0) return true;
  const auto picture = media::read_picture(std::span(data, static_cast<std::size_t>(size)));
  if (!picture || picture->width <= 0) return true;  // said later: a texture without a picture
  const double shrink = std::min(1.0, static_cast<double>(kMostTexture) / std::max(picture->width, picture->height));
  const media::Picture small = shrink < 1 ? media::resize(*picture, std::max(1, static_cast<int>(picture->width * shrink)), std::max(1, static_cast<int>(picture->height * shrink))) : *picture;
  image->width = small.width, image->height = small.height;
  image->image.assign(small.rgb.begin(), small.rgb.end());
  return true;
}

class Reader {
 public:
  Reader(const std::string& name, std::size_t most) : name_(name), most_(most) {}

  Result<Model> run(std::span<const std::uint8_t> bytes) {
    if (bytes.size() > kMostModelBytes) return bad("is larger than 512 MB. Make it smaller in the program it came from");
    if (bytes.size() < 20 || std::memcmp(bytes.data(), "glTF", 4) != 0) return bad("is no GLB (glTF 2.0 binary). Export it as .glb");
    gltf::TinyGLTF reader;
    gltf::FsCallbacks files = no_files();
    reader.SetFsCallbacks(files);
    reader.SetImageLoader(keep_picture, nullptr);
    std::string error, warning;
    try {
      if (!reader.LoadBinaryFromMemory(&model_, &error, &warning, bytes.data(), static_cast<unsigned>(bytes.size())))
        return bad("cannot be read: " + (error.empty() ? std::string("it is damaged") : error.substr(0, 200)));
    } catch (const std::exception& e) {
      return bad(std::string("cannot be read: ") + e.what());
    }
    const int scene = model_.defaultScene >= 0 && model_.defaultScene < static_cast<int>(model_.scenes.size()) ? model_.defaultScene : 0;
    if (model_.scenes.empty())
      for (std::size_t i = 0; i < model_.nodes.size(); ++i) node(static_cast<int>(i), Mat4(1), 0);
    else
      for (const int root : model_.scenes[static_cast<std::size_t>(scene)].nodes) node(root, Mat4(1), 0);
    if (too_large_) return bad("has more than 20 million triangles. Thin it in the program it came from");
    if (!model_.skins.empty()) note("its skeleton is not used: the model stands as it was at rest");
    if (!model_.animations.empty()) note("its animation is not used");
    return finish();
  }

 private:
  std::unexpected<Error> bad(const std::string& what) const { return fail(ErrorCode::kInvalidInput, fmt::format("The model '{}' {}.", name_, what), {name_}); }
  void note(const std::string& words) { notes_.insert(words); }

  void node(int index, const Mat4& parent, int depth) {
    if (index < 0 || index >= static_cast<int>(model_.nodes.size()) || depth > kMostDepth || ++nodes_ > kMostNodes || too_large_) return;
    const gltf::Node& n = model_.nodes[static_cast<std::size_t>(index)];
    const auto f = [](double v) { return std::isfinite(v) ? static_cast<float>(std::clamp(v, -1e6, 1e6)) : 0.f; };
    Mat4 local(1);
    if (n.matrix.size() == 16) {
      for (int c = 0; c < 4; ++c)
        for (int r = 0; r < 4; ++r) local[c][r] = f(n.matrix[static_cast<std::size_t>(4 * c + r)]);
    } else {
      if (n.translation.size() == 3) local[3] = Vec4(f(n.translation[0]), f(n.translation[1]), f(n.translation[2]), 1);
      if (n.rotation.size() == 4) {
        const glm::quat q(f(n.rotation[3]), f(n.rotation[0]), f(n.rotation[1]), f(n.rotation[2]));
        if (glm::length(q) > 1e-6f) local = local * glm::mat4_cast(glm::normalize(q));
      }
      if (n.scale.size() == 3)
        for (int c = 0; c < 3; ++c) local[c] *= f(n.scale[static_cast<std::size_t>(c)]);
    }
    const Mat4 world = parent * local;
    if (n.mesh >= 0 && n.mesh < static_cast<int>(model_.meshes.size()))
      for (const gltf::Primitive& p : model_.meshes[static_cast<std::size_t>(n.mesh)].primitives) primitive(p, world);
    for (const int child : n.children) node(child, world, depth + 1);
  }

  // Reads element by element, inside its view and its buffer or not at all.
  struct View { const std::uint8_t* data = nullptr; std::size_t count = 0, stride = 0; int component = 0, parts = 0; bool normalised = false; };
  View view(int accessor) const {
    if (accessor < 0 || accessor >= static_cast<int>(model_.accessors.size())) return {};
    const gltf::Accessor& a = model_.accessors[static_cast<std::size_t>(accessor)];
    if (a.sparse.isSparse || a.bufferView < 0 || a.bufferView >= static_cast<int>(model_.bufferViews.size())) return {};
    const gltf::BufferView& v = model_.bufferViews[static_cast<std::size_t>(a.bufferView)];
    if (v.buffer < 0 || v.buffer >= static_cast<int>(model_.buffers.size())) return {};
    const auto& bytes = model_.buffers[static_cast<std::size_t>(v.buffer)].data;
    const int size = gltf::GetComponentSizeInBytes(static_cast<std::uint32_t>(a.componentType)), parts = gltf::GetNumComponentsInType(static_cast<std::uint32_t>(a.type));
    if (size <= 0 || parts <= 0 || a.count == 0 || a.count > kMostCorners) return {};
    const auto element = static_cast<std::size_t>(size) * static_cast<std::size_t>(parts);
    const std::size_t stride = v.byteStride != 0 ? v.byteStride : element;
    if (stride < element || stride > 4096 || v.byteOffset > bytes.size() || v.byteLength > bytes.size() - v.byteOffset || a.byteOffset > v.byteLength) return {};
    if ((a.count - 1) * stride + element > v.byteLength - a.byteOffset) return {};
    return {bytes.data() + v.byteOffset + a.byteOffset, a.count, stride, a.componentType, parts, a.normalized};
  }
  static double component(const View& v, std::size_t i, int k) {
    const std::uint8_t* p = v.data + i * v.stride;
    const auto at = [&](auto type) { decltype(type) out; std::memcpy(&out, p + static_cast<std::size_t>(k) * sizeof out, sizeof out); return static_cast<double>(out); };
    switch (v.component) {
      case TINYGLTF_COMPONENT_TYPE_FLOAT: return at(float{});
      case TINYGLTF_COMPONENT_TYPE_UNSIGNED_BYTE: return v.normalised ? at(std::uint8_t{}) / 255 : at(std::uint8_t{});
      case TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT: return v.normalised ? at(std::uint16_t{}) / 65535 : at(std::uint16_t{});
      case TINYGLTF_COMPONENT_TYPE_UNSIGNED_INT: return at(std::uint32_t{});
      default: return 0;
    }
  }
  static Vec3 vec3(const View& v, std::size_t i) { return {static_cast<float>(component(v, i, 0)), static_cast<float>(component(v, i, 1)), static_cast<float>(component(v, i, 2))}; }

  std::shared_ptr<const scene::Texture> texture(int index) {
    if (index < 0 || index >= static_cast<int>(model_.textures.size())) return nullptr;
    if (const auto known = textures_.find(index); known != textures_.end()) return known->second;
    const int source = model_.textures[static_cast<std::size_t>(index)].source;
    const gltf::Image* image = source >= 0 && source < static_cast<int>(model_.images.size()) ? &model_.images[static_cast<std::size_t>(source)] : nullptr;
    if (!image || image->width <= 0 || image->image.size() < static_cast<std::size_t>(image->width) * static_cast<std::size_t>(image->height) * 3) {
      note("a picture of its surface is missing or unreadable; the plain colour is used");
      return textures_[index] = nullptr;
    }
    auto t = std::make_shared<scene::Texture>();
    t->width = image->width, t->height = image->height;
    for (std::size_t i = 0; i < static_cast<std::size_t>(t->width) * static_cast<std::size_t>(t->height); ++i) t->rgba.insert(t->rgba.end(), {image->image[3 * i], image->image[3 * i + 1], image->image[3 * i + 2], 255});
    return textures_[index] = t;
  }

  std::uint16_t material(int index, bool has_uv) {
    if (const auto known = materials_.find({index, has_uv}); known != materials_.end()) return known->second;
    scene::Material m;
    m.name = name_;
    m.albedo = Vec3(0.6f);
    if (index >= 0 && index < static_cast<int>(model_.materials.size())) {
      const gltf::Material& from = model_.materials[static_cast<std::size_t>(index)];
      const auto& pbr = from.pbrMetallicRoughness;
      const auto unit = [](double v, double fallback) { return static_cast<float>(std::isfinite(v) ? std::clamp(v, 0.0, 1.0) : fallback); };
      if (!from.name.empty()) m.name = from.name.substr(0, 60);
      if (pbr.baseColorFactor.size() >= 3) m.albedo = {unit(pbr.baseColorFactor[0], 0.6), unit(pbr.baseColorFactor[1], 0.6), unit(pbr.baseColorFactor[2], 0.6)};
      if (pbr.baseColorFactor.size() == 4 && from.alphaMode == "BLEND") m.opacity = std::max(0.05f, unit(pbr.baseColorFactor[3], 1));
      m.roughness = std::max(0.05f, unit(pbr.roughnessFactor, 0.8));
      m.metallic = unit(pbr.metallicFactor, 0);
      if (from.emissiveFactor.size() == 3) m.emission = {unit(from.emissiveFactor[0], 0), unit(from.emissiveFactor[1], 0), unit(from.emissiveFactor[2], 0)};
      if (pbr.baseColorTexture.index >= 0) {
        if (has_uv) m.texture = texture(pbr.baseColorTexture.index);
        else note("a picture of its surface has no place on it (no texture coordinates); the plain colour is used");
      }
      m.albedo = glm::min(m.albedo, Vec3(0.9f));
    }
    if (mesh_.materials.size() < kMostMaterials) mesh_.materials.push_back(m);
    else note("it has more than 4,096 materials; the rest look like the last one");
    return materials_[{index, has_uv}] = static_cast<std::uint16_t>(mesh_.materials.size() - 1);
  }

  void primitive(const gltf::Primitive& p, const Mat4& world) {
    const int mode = p.mode < 0 ? TINYGLTF_MODE_TRIANGLES : p.mode;
    if (mode < TINYGLTF_MODE_TRIANGLES) return note("its points and lines are left out");
    const auto of = [&](const char* name) { const auto at = p.attributes.find(name); return at == p.attributes.end() ? View{} : view(at->second); };
    const View position = of("POSITION"), normal = of("NORMAL"), uv = of("TEXCOORD_0");
    if (!position.data || position.parts != 3 || position.component != TINYGLTF_COMPONENT_TYPE_FLOAT) return note("a part without readable positions is left out");
    if (!p.targets.empty()) note("its morph targets are not used: the model stands as it was at rest");
    const View index = p.indices >= 0 ? view(p.indices) : View{};
    if (p.indices >= 0 && (!index.data || index.parts != 1)) return note("a part with unreadable indices is left out");
    const std::size_t corners = index.data ? index.count : position.count;
    if (corners > kMostCorners - corners_) { too_large_ = true; return; }
    corners_ += corners;
    const bool has_normal = normal.data && normal.parts == 3 && normal.count == position.count, has_uv = uv.data && uv.parts == 2 && uv.count == position.count;
    if (!has_normal) broken_normals_ = true;
    const auto base = static_cast<std::uint32_t>(mesh_.positions.size());
    const Mat3 turn = glm::transpose(glm::inverse(Mat3(world)));
    const bool turnable = std::abs(glm::determinant(Mat3(world))) > 1e-12f;
    for (std::size_t i = 0; i < position.count; ++i) {
      mesh_.positions.push_back(Vec3(world * Vec4(vec3(position, i), 1)));
      Vec3 n = has_normal && turnable ? turn * vec3(normal, i) : Vec3(0.f);
      const float length = glm::length(n);
      if (!(length > 1e-6f) || !std::isfinite(length)) n = Vec3(0.f), broken_normals_ = true;
      else n /= length;
      mesh_.normals.push_back(n);
      mesh_.uv.push_back(has_uv ? Vec2(static_cast<float>(component(uv, i, 0)), 1 - static_cast<float>(component(uv, i, 1))) : Vec2(0.f));
    }
    const std::uint16_t which = material(p.material, has_uv);
    const bool mirrored = glm::determinant(Mat3(world)) < 0;
    const auto corner = [&](std::size_t i) { return index.data ? static_cast<std::uint64_t>(component(index, i, 0)) : i; };
    const std::size_t faces = mode == TINYGLTF_MODE_TRIANGLES ? corners / 3 : corners < 3 ? 0 : corners - 2;
    for (std::size_t t = 0; t < faces; ++t) {
      std::uint64_t c[3];
      for (std::size_t k = 0; k < 3; ++k) c[k] = corner(mode == TINYGLTF_MODE_TRIANGLES ? 3 * t + k : mode == TINYGLTF_MODE_TRIANGLE_STRIP ? t + k : k == 0 ? 0 : t + k);
      if ((mode == TINYGLTF_MODE_TRIANGLE_STRIP && t % 2) != mirrored) std::swap(c[1], c[2]);
      ++given_;
      bool sound = true;
      for (const std::uint64_t i : c) {
        sound = sound && i < position.count;
        if (sound) {
          const Vec3 v = mesh_.positions[base + i];
          sound = std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z) && glm::length(v) < 1e5f;
        }
      }
      if (!sound) { ++dropped_; continue; }
      const Vec3 a = mesh_.positions[base + c[0]], b = mesh_.positions[base + c[1]], d = mesh_.positions[base + c[2]];
      if (!(glm::length(glm::cross(b - a, d - a)) > 1e-12f)) { ++flat_; continue; }
      mesh_.triangles.emplace_back(base + static_cast<std::uint32_t>(c[0]), base + static_cast<std::uint32_t>(c[1]), base + static_cast<std::uint32_t>(c[2]));
      mesh_.triangle_material.push_back(which);
    }
  }

  // Fewer triangles, material by material, so that colours keep their edges.
  void thin() {
    const double share = static_cast<double>(most_) / static_cast<double>(mesh_.triangles.size());
    std::map<std::uint16_t, std::vector<unsigned>> parts;
    for (std::size_t i = 0; i < mesh_.triangles.size(); ++i)
      for (int k = 0; k < 3; ++k) parts[mesh_.triangle_material[i]].push_back(mesh_.triangles[i][k]);
    mesh_.triangles.clear(), mesh_.triangle_material.clear();
    for (auto& [which, indices] : parts) {
      const auto target = static_cast<std::size_t>(static_cast<double>(indices.size() / 3) * share) * 3;
      std::vector<unsigned> out(indices.size());
      std::size_t n = meshopt_simplify(out.data(), indices.data(), indices.size(), &mesh_.positions[0].x, mesh_.positions.size(), sizeof(Vec3), target, 0.05f, 0, nullptr);
      if (n > target + target / 4) n = meshopt_simplifySloppy(out.data(), indices.data(), indices.size(), &mesh_.positions[0].x, mesh_.positions.size(), sizeof(Vec3), target, 0.1f, nullptr);
      for (std::size_t i = 0; i + 2 < n; i += 3) {
        mesh_.triangles.emplace_back(out[i], out[i + 1], out[i + 2]);
        mesh_.triangle_material.push_back(which);
      }
    }
  }

  void new_normals() {
    // Vertices at one place share a normal, as long as their faces do not turn by more than a crease.
    std::map<std::array<float, 3>, std::vector<std::uint32_t>> places;
    std::vector<Vec3> sums(mesh_.positions.size(), Vec3(0.f));
    for (const glm::uvec3 t : mesh_.triangles) {
      const Vec3 n = glm::cross(mesh_.positions[t.y] - mesh_.positions[t.x], mesh_.positions[t.z] - mesh_.positions[t.x]);
      for (int k = 0; k < 3; ++k) sums[t[k]] += n;
    }
    for (std::uint32_t i = 0; i < mesh_.positions.size(); ++i) places[{mesh_.positions[i].x, mesh_.positions[i].y, mesh_.positions[i].z}].push_back(i);
    for (const auto& [place, here] : places)
      for (const std::uint32_t i : here) {
        const Vec3 own = glm::length(sums[i]) > 0 ? glm::normalize(sums[i]) : Vec3(0, 1, 0);
        Vec3 sum(0.f);
        for (const std::uint32_t j : here)
          if (glm::length(sums[j]) > 0 && glm::dot(own, glm::normalize(sums[j])) > 0.7f) sum += sums[j];
        mesh_.normals[i] = glm::length(sum) > 0 ? glm::normalize(sum) : own;
      }
  }

  Result<Model> finish() {
    if (mesh_.triangles.empty()) return bad("has no faces to draw");
    if (dropped_ > 0) note(fmt::format("{} faces with impossible corners were dropped", dropped_));
    if (flat_ > 0) note(fmt::format("{} faces without area were dropped", flat_));
    if (mesh_.triangles.size() > most_) {
      const std::size_t before = mesh_.triangles.size();
      thin();
      note(fmt::format("its {} triangles were thinned to {}", before, mesh_.triangles.size()));
      if (mesh_.triangles.empty()) return bad("has no faces to draw");
    }
    // Only the vertices that are used.
    std::vector<std::uint32_t> renamed(mesh_.positions.size(), ~0u);
    scene::Mesh out;
    out.materials = mesh_.materials;
    out.triangle_material = mesh_.triangle_material;
    for (glm::uvec3 t : mesh_.triangles) {
      for (int k = 0; k < 3; ++k) {
        std::uint32_t& to = renamed[t[k]];
        if (to == ~0u) {
          to = static_cast<std::uint32_t>(out.positions.size());
          out.positions.push_back(mesh_.positions[t[k]]);
          out.normals.push_back(mesh_.normals[t[k]]);
          out.uv.push_back(mesh_.uv[t[k]]);
        }
        t[k] = to;
      }
      out.triangles.push_back(t);
    }
    mesh_ = std::move(out);
    if (broken_normals_) {
      new_normals();
      note("its normals were missing or broken and were made anew");
    }
    return Model{std::make_shared<scene::Mesh>(std::move(mesh_)), {notes_.begin(), notes_.end()}, given_};
  }

  const std::string name_;
  const std::size_t most_;
  gltf::Model model_;
  scene::Mesh mesh_;
  std::map<int, std::shared_ptr<const scene::Texture>> textures_;
  std::map<std::pair<int, bool>, std::uint16_t> materials_;
  std::set<std::string> notes_;
  std::size_t corners_ = 0, nodes_ = 0, given_ = 0, dropped_ = 0, flat_ = 0;
  bool broken_normals_ = false, too_large_ = false;
};

}  // namespace

Result<Model> read_glb(std::span<const std::uint8_t> bytes, const std::string& name, std::size_t most_triangles) { return Reader(name, std::max<std::size_t>(most_triangles, 4)).run(bytes); }

}  // namespace auteur::interchange
