#include "glb_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <glm/gtc/quaternion.hpp>

#include "auteur/media/media.h"

namespace auteur::interchange {
namespace {

namespace gltf = tinygltf;

constexpr int kMostTexture = 1024;

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

}  // namespace

std::unexpected<Error> GlbFile::bad(const std::string& what) const { return fail(ErrorCode::kInvalidInput, fmt::format("The model '{}' {}.", name_, what), {name_}); }

Status GlbFile::load(std::span<const std::uint8_t> bytes) {
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
  for (const auto& needed : model_.extensionsRequired) {
    if (needed == "KHR_draco_mesh_compression") return bad("is compressed with Draco, which is not read here. Export it without compression (in Blender: File, Export, glTF 2.0, Data, Compression off)");
    if (needed == "EXT_meshopt_compression" || needed == "KHR_meshopt_compression") return bad("is compressed with meshopt, which is not read here. Export it without compression (in gltfpack: without -c and -cc)");
  }
  return {};
}

Mat4 GlbFile::local(const gltf::Node& n) const {
  const auto f = [](double v) { return std::isfinite(v) ? static_cast<float>(std::clamp(v, -1e6, 1e6)) : 0.f; };
  Mat4 m(1);
  if (n.matrix.size() == 16) {
    for (int c = 0; c < 4; ++c)
      for (int r = 0; r < 4; ++r) m[c][r] = f(n.matrix[static_cast<std::size_t>(4 * c + r)]);
    return m;
  }
  if (n.translation.size() == 3) m[3] = Vec4(f(n.translation[0]), f(n.translation[1]), f(n.translation[2]), 1);
  if (n.rotation.size() == 4) {
    const glm::quat q(f(n.rotation[3]), f(n.rotation[0]), f(n.rotation[1]), f(n.rotation[2]));
    if (glm::length(q) > 1e-6f) m = m * glm::mat4_cast(glm::normalize(q));
  }
  if (n.scale.size() == 3)
    for (int c = 0; c < 3; ++c) m[c] *= f(n.scale[static_cast<std::size_t>(c)]);
  return m;
}

std::vector<int> GlbFile::roots() const {
  const int scene = model_.defaultScene >= 0 && model_.defaultScene < static_cast<int>(model_.scenes.size()) ? model_.defaultScene : 0;
  if (!model_.scenes.empty()) return model_.scenes[static_cast<std::size_t>(scene)].nodes;
  std::vector<bool> child(model_.nodes.size(), false);
  for (const auto& n : model_.nodes)
    for (const int c : n.children)
      if (c >= 0 && c < static_cast<int>(child.size())) child[static_cast<std::size_t>(c)] = true;
  std::vector<int> out;
  for (std::size_t i = 0; i < child.size(); ++i)
    if (!child[i]) out.push_back(static_cast<int>(i));
  return out;
}

GlbFile::View GlbFile::view(int buffer_view, std::size_t offset, int component, int type, std::size_t count, bool normalised) const {
  if (buffer_view < 0 || buffer_view >= static_cast<int>(model_.bufferViews.size())) return {};
  const gltf::BufferView& v = model_.bufferViews[static_cast<std::size_t>(buffer_view)];
  if (v.buffer < 0 || v.buffer >= static_cast<int>(model_.buffers.size())) return {};
  const auto& bytes = model_.buffers[static_cast<std::size_t>(v.buffer)].data;
  const int size = gltf::GetComponentSizeInBytes(static_cast<std::uint32_t>(component)), parts = gltf::GetNumComponentsInType(static_cast<std::uint32_t>(type));
  if (size <= 0 || parts <= 0 || count == 0 || count > kMostCorners) return {};
  const auto element = static_cast<std::size_t>(size) * static_cast<std::size_t>(parts);
  const std::size_t stride = v.byteStride != 0 ? v.byteStride : element;
  if (stride < element || stride > 4096 || v.byteOffset > bytes.size() || v.byteLength > bytes.size() - v.byteOffset || offset > v.byteLength) return {};
  const std::size_t room = v.byteLength - offset;
  if (room < element || (count - 1) > (room - element) / stride) return {};
  return {bytes.data() + v.byteOffset + offset, count, stride, component, parts, normalised};
}

double GlbFile::component(const View& v, std::size_t i, int k) {
  const std::uint8_t* p = v.data + i * v.stride;
  const auto at = [&](auto type) { decltype(type) out; std::memcpy(&out, p + static_cast<std::size_t>(k) * sizeof out, sizeof out); return static_cast<double>(out); };
  switch (v.component) {
    case TINYGLTF_COMPONENT_TYPE_FLOAT: return at(float{});
    case TINYGLTF_COMPONENT_TYPE_UNSIGNED_BYTE: return v.normalised ? at(std::uint8_t{}) / 255 : at(std::uint8_t{});
    case TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT: return v.normalised ? at(std::uint16_t{}) / 65535 : at(std::uint16_t{});
    case TINYGLTF_COMPONENT_TYPE_BYTE: return v.normalised ? std::max(at(std::int8_t{}) / 127, -1.0) : at(std::int8_t{});
    case TINYGLTF_COMPONENT_TYPE_SHORT: return v.normalised ? std::max(at(std::int16_t{}) / 32767, -1.0) : at(std::int16_t{});
    case TINYGLTF_COMPONENT_TYPE_UNSIGNED_INT: return at(std::uint32_t{});
    default: return 0;
  }
}

template <class T, class F>
std::optional<std::vector<T>> GlbFile::numbers(int accessor, int parts, F convert) const {
  if (accessor < 0 || accessor >= static_cast<int>(model_.accessors.size())) return std::nullopt;
  const gltf::Accessor& a = model_.accessors[static_cast<std::size_t>(accessor)];
  const int has = gltf::GetNumComponentsInType(static_cast<std::uint32_t>(a.type));
  if (has < parts || a.count == 0 || a.count > kMostCorners) return std::nullopt;
  std::vector<T> out;
  const auto size = static_cast<std::size_t>(parts);
  if (a.bufferView >= 0) {
    const View v = view(a.bufferView, a.byteOffset, a.componentType, a.type, a.count, a.normalized);
    if (!v.data) return std::nullopt;
    out.resize(a.count * size);
    for (std::size_t i = 0; i < a.count; ++i)
      for (int k = 0; k < parts; ++k) out[i * size + static_cast<std::size_t>(k)] = convert(component(v, i, k));
  } else if (!a.sparse.isSparse || a.count > 4'000'000) {
    return std::nullopt;  // nothing there, and too much nothing
  } else {
    out.assign(a.count * size, T{});
  }
  if (a.sparse.isSparse) {
    if (a.sparse.count < 0) return std::nullopt;
    const auto count = static_cast<std::size_t>(a.sparse.count);
    if (count == 0) return out;
    const View at = view(a.sparse.indices.bufferView, static_cast<std::size_t>(std::max(0, a.sparse.indices.byteOffset)), a.sparse.indices.componentType, TINYGLTF_TYPE_SCALAR, count, false);
    const View values = view(a.sparse.values.bufferView, static_cast<std::size_t>(std::max(0, a.sparse.values.byteOffset)), a.componentType, a.type, count, a.normalized);
    if (!at.data || !values.data) return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) {
      const double index = component(at, i, 0);
      if (!(index >= 0 && index < static_cast<double>(a.count))) continue;
      for (int k = 0; k < parts; ++k) out[static_cast<std::size_t>(index) * size + static_cast<std::size_t>(k)] = convert(component(values, i, k));
    }
  }
  return out;
}

std::optional<std::vector<float>> GlbFile::floats(int accessor, int parts) const {
  return numbers<float>(accessor, parts, [](double v) { return static_cast<float>(v); });
}
std::optional<std::vector<std::uint32_t>> GlbFile::whole(int accessor, int parts) const {
  return numbers<std::uint32_t>(accessor, parts, [](double v) { return v >= 0 && v < 4294967295.0 ? static_cast<std::uint32_t>(v) : ~0u; });
}
std::optional<std::vector<float>> GlbFile::attribute(const gltf::Primitive& p, const char* name, int parts) const {
  const auto at = p.attributes.find(name);
  return at == p.attributes.end() ? std::nullopt : floats(at->second, parts);
}

std::optional<std::vector<std::uint32_t>> GlbFile::corners(const gltf::Primitive& p, std::size_t vertices) const {
  std::vector<std::uint32_t> given;
  if (p.indices >= 0) {
    auto read = whole(p.indices, 1);
    if (!read) return std::nullopt;
    given = std::move(*read);
  } else {
    given.resize(vertices);
    for (std::size_t i = 0; i < vertices; ++i) given[i] = static_cast<std::uint32_t>(i);
  }
  const int mode = p.mode < 0 ? TINYGLTF_MODE_TRIANGLES : p.mode;
  if (mode == TINYGLTF_MODE_TRIANGLES) {
    given.resize(given.size() / 3 * 3);
    return given;
  }
  std::vector<std::uint32_t> out;
  for (std::size_t t = 0; t + 2 < given.size(); ++t) {
    std::array<std::uint32_t, 3> c{given[mode == TINYGLTF_MODE_TRIANGLE_STRIP ? t : 0], given[t + 1], given[t + 2]};
    if (mode == TINYGLTF_MODE_TRIANGLE_STRIP && t % 2) std::swap(c[1], c[2]);
    out.insert(out.end(), c.begin(), c.end());
  }
  return out;
}

std::shared_ptr<const scene::Texture> GlbFile::texture(int index) {
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

scene::Material GlbFile::material(int index, bool has_uv) {
  scene::Material m;
  m.name = name_;
  m.albedo = Vec3(0.6f);
  if (index < 0 || index >= static_cast<int>(model_.materials.size())) return m;
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
    if (m.texture && from.alphaMode == "MASK") note("the cut-outs of its pictures are drawn solid");
  }
  m.albedo = glm::min(m.albedo, Vec3(0.9f));
  return m;
}

}  // namespace auteur::interchange
