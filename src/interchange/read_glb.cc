#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/interchange/model.h"
#include "auteur/scene/thinning.h"
#include "glb_file.h"

namespace auteur::interchange {
namespace {

constexpr int kMostDepth = 64;

class Reader {
 public:
  Reader(const std::string& name, std::size_t most) : file_(name), most_(most) {}

  Result<Model> run(std::span<const std::uint8_t> bytes) {
    TRY(file_.load(bytes));
    for (const int root : file_.roots()) node(root, Mat4(1), 0);
    if (too_large_) return file_.bad("has more than 20 million triangles. Thin it in the program it came from");
    if (!file_.model().skins.empty()) file_.note("its skeleton is not used: the model stands as it was at rest");
    if (!file_.model().animations.empty()) file_.note("its animation is not used");
    return finish();
  }

 private:
  void node(int index, const Mat4& parent, int depth) {
    const auto& model = file_.model();
    if (index < 0 || index >= static_cast<int>(model.nodes.size()) || depth > kMostDepth || ++nodes_ > kMostNodes || too_large_) return;
    const tinygltf::Node& n = model.nodes[static_cast<std::size_t>(index)];
    const Mat4 world = parent * file_.local(n);
    if (n.mesh >= 0 && n.mesh < static_cast<int>(model.meshes.size()))
      for (const auto& p : model.meshes[static_cast<std::size_t>(n.mesh)].primitives) primitive(p, world);
    for (const int child : n.children) node(child, world, depth + 1);
  }

  std::uint16_t material(int index, bool has_uv) {
    if (const auto known = materials_.find({index, has_uv}); known != materials_.end()) return known->second;
    const scene::Material m = file_.material(index, has_uv);
    if (mesh_.materials.size() < kMostMaterials) mesh_.materials.push_back(m);
    else file_.note("it has more than 4,096 materials; the rest look like the last one");
    return materials_[{index, has_uv}] = static_cast<std::uint16_t>(mesh_.materials.size() - 1);
  }

  void primitive(const tinygltf::Primitive& p, const Mat4& world) {
    if (p.mode >= 0 && p.mode < TINYGLTF_MODE_TRIANGLES) return file_.note("its points and lines are left out");
    const auto position = file_.attribute(p, "POSITION", 3);
    if (!position) return file_.note("a part without readable positions is left out");
    if (!p.targets.empty()) file_.note("its morph targets are not used: the model stands as it was at rest");
    const std::size_t count = position->size() / 3;
    const auto corners = file_.corners(p, count);
    if (!corners) return file_.note("a part with unreadable indices is left out");
    if (corners->size() > kMostCorners - corners_ || count > kMostCorners - vertices_) { too_large_ = true; return; }
    corners_ += corners->size(), vertices_ += count;
    auto normal = file_.attribute(p, "NORMAL", 3), uv = file_.attribute(p, "TEXCOORD_0", 2);
    if (normal && normal->size() != position->size()) normal.reset();
    if (uv && uv->size() != 2 * count) uv.reset();
    if (!normal) broken_normals_ = true;
    const auto base = static_cast<std::uint32_t>(mesh_.positions.size());
    const Mat3 turn = glm::transpose(glm::inverse(Mat3(world)));
    const bool turnable = std::abs(glm::determinant(Mat3(world))) > 1e-12f;
    const auto at = [](const std::vector<float>& v, std::size_t i) { return Vec3(v[3 * i], v[3 * i + 1], v[3 * i + 2]); };
    for (std::size_t i = 0; i < count; ++i) {
      mesh_.positions.push_back(Vec3(world * Vec4(at(*position, i), 1)));
      Vec3 n = normal && turnable ? turn * at(*normal, i) : Vec3(0.f);
      const float length = glm::length(n);
      if (!(length > 1e-6f) || !std::isfinite(length)) n = Vec3(0.f), broken_normals_ = true;
      else n /= length;
      mesh_.normals.push_back(n);
      mesh_.uv.push_back(uv ? Vec2((*uv)[2 * i], 1 - (*uv)[2 * i + 1]) : Vec2(0.f));
    }
    const std::uint16_t which = material(p.material, uv.has_value());
    const bool mirrored = glm::determinant(Mat3(world)) < 0;
    for (std::size_t t = 0; t + 2 < corners->size(); t += 3) {
      glm::uvec3 c((*corners)[t], (*corners)[t + 1], (*corners)[t + 2]);
      for (int k = 0; k < 3; ++k) c[k] = c[k] < count ? base + c[k] : ~0u;
      if (mirrored) std::swap(c.y, c.z);
      mesh_.triangles.push_back(c);
      mesh_.triangle_material.push_back(which);
    }
  }

  Result<Model> finish() {
    const std::size_t given = mesh_.triangles.size();
    const Dropped dropped = drop_bad_faces(mesh_);
    if (mesh_.triangles.empty()) return file_.bad("has no faces to draw");
    if (dropped.impossible > 0) file_.note(fmt::format("{} faces with impossible corners were dropped", dropped.impossible));
    if (dropped.flat > 0) file_.note(fmt::format("{} faces without area were dropped", dropped.flat));
    if (mesh_.triangles.size() > most_) {
      const std::size_t before = mesh_.triangles.size();
      drop_unused_vertices(mesh_);
      scene::thin(mesh_, most_, 1.25);
      file_.note(fmt::format("its {} triangles were thinned to {}", before, mesh_.triangles.size()));
      if (mesh_.triangles.empty()) return file_.bad("has no faces to draw");
    }
    drop_unused_vertices(mesh_);
    if (broken_normals_) {
      make_normals(mesh_);
      file_.note("its normals were missing or broken and were made anew");
    }
    return Model{std::make_shared<scene::Mesh>(std::move(mesh_)), {file_.notes().begin(), file_.notes().end()}, given};
  }

  GlbFile file_;
  const std::size_t most_;
  scene::Mesh mesh_;
  std::map<std::pair<int, bool>, std::uint16_t> materials_;
  std::size_t corners_ = 0, vertices_ = 0, nodes_ = 0;
  bool broken_normals_ = false, too_large_ = false;
};

}  // namespace

Result<Model> read_glb(std::span<const std::uint8_t> bytes, const std::string& name, std::size_t most_triangles) { return Reader(name, std::max<std::size_t>(most_triangles, 4)).run(bytes); }

}  // namespace auteur::interchange
