// A GLB as a figure that can move.
//
//   nodes ──> joints, parents first        skins ──> where each joint was when the surface was bound = the rest
//   meshes ──> parts: vertices at rest, the four strongest weights, shapes
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "auteur/base/text.h"
#include "auteur/interchange/model.h"
#include "auteur/scene/thinning.h"
#include "glb_file.h"

namespace auteur::interchange {
namespace {

namespace gltf = tinygltf;
using scene::Character;
using scene::CharacterPart;

constexpr std::size_t kMostJoints = 4096, kMostShapes = 1024, kMostMoves = 6'000'000, kMostParts = 512, kMostVertices = 4'000'000;

bool sound(const Mat4& m) {
  for (int c = 0; c < 4; ++c)
    for (int r = 0; r < 4; ++r)
      if (!std::isfinite(m[c][r]) || std::abs(m[c][r]) > 1e7f) return false;
  return std::abs(glm::determinant(Mat3(m))) > 1e-18f;
}
bool alike(const Mat4& a, const Mat4& b) {
  float size = 0, apart = 0;
  for (int c = 0; c < 3; ++c) size = std::max(size, glm::length(Vec3(a[c]))), apart = std::max(apart, glm::length(Vec3(a[c] - b[c])));
  const float where = glm::length(Vec3(a[3] - b[3]));
  return apart < 2e-3f * std::max(size, 1e-9f) && where < 2e-3f * std::max(1.f, glm::length(Vec3(a[3])));
}

struct Bound { std::vector<int> joints; std::vector<Mat4> inverse; Mat4 world_from_bind{1.f}; bool given = false; };

class Reader {
 public:
  Reader(const std::string& name, std::size_t most) : file_(name), most_(most) {}

  Result<scene::CharacterPtr> run(std::span<const std::uint8_t> bytes) {
    TRY(file_.load(bytes));
    TRY(nodes());
    skins();
    for (const auto& [node, at] : meshes_) {
      TRY(mesh(node, at));
      if (too_large_) return file_.bad("has more than 20 million triangles or 4 million vertices. Thin it in the program it came from");
    }
    TRY(finish());
    what_the_file_says();
    if (!file_.model().animations.empty()) file_.note("its animation is not used");
    out_.notes.assign(file_.notes().begin(), file_.notes().end());
    return std::make_shared<const Character>(std::move(out_));
  }

 private:
  const gltf::Model& model() const { return file_.model(); }

  // Every node once, parents first; a node that was met already closes a circle, or hangs on two parents.
  Status nodes() {
    joint_of_.assign(model().nodes.size(), -1);
    std::vector<std::pair<int, int>> open;  // node, parent joint
    const auto roots = file_.roots();
    for (auto it = roots.rbegin(); it != roots.rend(); ++it) open.emplace_back(*it, -1);
    while (!open.empty()) {
      const auto [index, parent] = open.back();
      open.pop_back();
      if (index < 0 || index >= static_cast<int>(model().nodes.size())) continue;
      if (joint_of_[static_cast<std::size_t>(index)] >= 0) {
        file_.note("its nodes hang together in a circle or on two parents at once; each was taken where it was met first");
        continue;
      }
      if (out_.joints.size() >= kMostJoints) return file_.bad("has more than 4,096 nodes; a figure has a few hundred at most. Remove what does not belong to it");
      const gltf::Node& n = model().nodes[static_cast<std::size_t>(index)];
      scene::CharacterJoint joint;
      joint.name = n.name.substr(0, 120);
      joint.parent = parent;
      const Mat4 local = file_.local(n);
      joint.world_from_joint = parent >= 0 ? out_.joints[static_cast<std::size_t>(parent)].world_from_joint * local : local;
      const int here = static_cast<int>(out_.joints.size());
      joint_of_[static_cast<std::size_t>(index)] = here;
      if (!sound(joint.world_from_joint)) {
        joint.world_from_joint = parent >= 0 ? out_.joints[static_cast<std::size_t>(parent)].world_from_joint : Mat4(1.f);
        if (n.mesh < 0) file_.note("a node without size or with impossible numbers stands where its parent does");
      }
      out_.joints.push_back(std::move(joint));
      if (n.mesh >= 0 && n.mesh < static_cast<int>(model().meshes.size())) meshes_.emplace_back(index, here);
      for (auto it = n.children.rbegin(); it != n.children.rend(); ++it) open.emplace_back(*it, here);
    }
    return {};
  }

  // Joints stand where they were when the first skin was bound; the others follow it.
  void skins() {
    std::vector<int> used(model().skins.size(), 0);
    for (const auto& [node, at] : meshes_)
      if (const int s = model().nodes[static_cast<std::size_t>(node)].skin; s >= 0 && s < static_cast<int>(used.size())) ++used[static_cast<std::size_t>(s)];
    std::vector<std::size_t> order;
    for (std::size_t s = 0; s < used.size(); ++s)
      if (used[s] > 0) order.push_back(s);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return model().skins[a].joints.size() > model().skins[b].joints.size(); });
    bound_.resize(used.size());
    std::vector<bool> set(out_.joints.size(), false);
    for (const std::size_t s : order) {
      const gltf::Skin& from = model().skins[s];
      Bound& b = bound_[s];
      for (const int j : from.joints) b.joints.push_back(j >= 0 && j < static_cast<int>(joint_of_.size()) ? joint_of_[static_cast<std::size_t>(j)] : -1);
      const auto inverse = file_.floats(from.inverseBindMatrices, 16);
      b.given = inverse && inverse->size() >= 16 * b.joints.size() && !b.joints.empty();
      if (!b.given) {
        file_.note("its skin does not say how it was bound (no inverse bind matrices); it is taken as it stands");
        continue;
      }
      b.inverse.resize(b.joints.size());
      for (std::size_t i = 0; i < b.joints.size(); ++i) {
        std::memcpy(&b.inverse[i][0][0], inverse->data() + 16 * i, 16 * sizeof(float));
        if (sound(b.inverse[i])) continue;
        file_.note("a joint's inverse bind matrix is none; it stays where it stands");
        b.joints[i] = b.joints[i] >= 0 ? b.joints[i] : -1;
        b.inverse[i] = Mat4(0.f);
      }
      take_binding(b, set);
    }
  }

  void take_binding(Bound& b, std::vector<bool>& set) {
    const auto world = [&](std::size_t i) { return out_.joints[static_cast<std::size_t>(b.joints[i])].world_from_joint * b.inverse[i]; };
    std::vector<std::size_t> sane;
    for (std::size_t i = 0; i < b.joints.size(); ++i)
      if (b.joints[i] >= 0 && b.inverse[i] != Mat4(0.f)) sane.push_back(i);
    if (sane.empty()) { b.given = false; return; }
    // A joint that an earlier skin placed tells where this one's surface belongs; else the highest in the tree does.
    std::size_t lead = sane.front();
    for (const std::size_t i : sane)
      if (b.joints[i] < b.joints[lead]) lead = i;
    for (const std::size_t i : sane)
      if (set[static_cast<std::size_t>(b.joints[i])]) { lead = i; break; }
    b.world_from_bind = world(lead);
    bool as_it_stands = true;
    for (const std::size_t i : sane) as_it_stands = as_it_stands && alike(b.world_from_bind, world(i));
    if (as_it_stands) {
      for (const std::size_t i : sane) set[static_cast<std::size_t>(b.joints[i])] = true;
      return;
    }
    file_.note("it was bound in another pose than it stands in; the pose it was bound in is its rest");
    const auto before = out_.joints;
    std::vector<bool> moved(out_.joints.size(), false);
    for (const std::size_t i : sane) {
      const auto j = static_cast<std::size_t>(b.joints[i]);
      if (set[j]) continue;
      const Mat4 rest = b.world_from_bind * glm::inverse(b.inverse[i]);
      if (!sound(rest)) continue;
      out_.joints[j].world_from_joint = rest;
      set[j] = moved[j] = true;
    }
    for (std::size_t j = 0; j < out_.joints.size(); ++j) {  // what hangs on them comes along
      const int parent = out_.joints[j].parent;
      if (moved[j] || set[j] || parent < 0 || !moved[static_cast<std::size_t>(parent)]) continue;
      const auto p = static_cast<std::size_t>(parent);
      out_.joints[j].world_from_joint = out_.joints[p].world_from_joint * glm::inverse(before[p].world_from_joint) * before[j].world_from_joint;
      moved[j] = true;
    }
  }

  std::vector<std::string> shape_names(const gltf::Mesh& mesh, const std::string& called, std::size_t count) const {
    std::vector<std::string> names;
    if (mesh.extras.IsObject() && mesh.extras.Has("targetNames"))
      if (const auto& given = mesh.extras.Get("targetNames"); given.IsArray())
        for (std::size_t i = 0; i < std::min<std::size_t>(count, given.ArrayLen()); ++i) names.push_back(given.Get(static_cast<int>(i)).IsString() ? given.Get(static_cast<int>(i)).Get<std::string>().substr(0, 120) : "");
    for (std::size_t i = 0; i < count; ++i) {
      if (i >= names.size()) names.emplace_back();
      if (names[i].empty()) names[i] = fmt::format("{} {}", called.empty() ? "shape" : called, i + 1);
    }
    return names;
  }
  int shape(const std::string& name) {
    if (const auto known = shape_of_.find(name); known != shape_of_.end()) return known->second;
    if (out_.shapes.size() >= kMostShapes) {
      file_.note("it has more than 1,024 shapes; the rest are left out");
      return -1;
    }
    out_.shapes.push_back(name);
    return shape_of_[name] = static_cast<int>(out_.shapes.size()) - 1;
  }

  Status mesh(int node, int at) {
    const gltf::Node& n = model().nodes[static_cast<std::size_t>(node)];
    const gltf::Mesh& m = model().meshes[static_cast<std::size_t>(n.mesh)];
    const Bound* bound = n.skin >= 0 && n.skin < static_cast<int>(bound_.size()) && !bound_[static_cast<std::size_t>(n.skin)].joints.empty() ? &bound_[static_cast<std::size_t>(n.skin)] : nullptr;
    for (const auto& p : m.primitives) {
      if (out_.parts.size() >= kMostParts) {
        file_.note("it has more than 512 parts; the rest are left out");
        return {};
      }
      part(p, m, n.name.empty() ? m.name : n.name, bound, at);
      if (too_large_) return {};
    }
    return {};
  }

  void part(const gltf::Primitive& p, const gltf::Mesh& m, const std::string& called, const Bound* bound, int at) {
    if (p.mode >= 0 && p.mode < TINYGLTF_MODE_TRIANGLES) return file_.note("its points and lines are left out");
    const auto position = file_.attribute(p, "POSITION", 3);
    if (!position) return file_.note("a part without readable positions is left out");
    const std::size_t count = position->size() / 3;
    const auto corners = file_.corners(p, count);
    if (!corners) return file_.note("a part with unreadable indices is left out");
    if (corners->size() > kMostCorners - corners_ || count > kMostVertices - vertices_) { too_large_ = true; return; }
    corners_ += corners->size(), vertices_ += count;
    CharacterPart part;
    part.name = called.substr(0, 120);
    const Mat4 stands = out_.joints[static_cast<std::size_t>(at)].world_from_joint;
    const Mat4 world = bound && bound->given ? bound->world_from_bind : stands;
    const Mat3 linear(world), turn = glm::transpose(glm::inverse(linear));
    auto normal = file_.attribute(p, "NORMAL", 3), uv = file_.attribute(p, "TEXCOORD_0", 2);
    if (normal && normal->size() != position->size()) normal.reset();
    if (uv && uv->size() != 2 * count) uv.reset();
    const auto vec = [](const std::vector<float>& v, std::size_t i) { return Vec3(v[3 * i], v[3 * i + 1], v[3 * i + 2]); };
    bool broken = !normal;
    for (std::size_t i = 0; i < count; ++i) {
      part.mesh.positions.push_back(Vec3(world * Vec4(vec(*position, i), 1)));
      Vec3 normal_here = normal ? turn * vec(*normal, i) : Vec3(0.f);
      const float length = glm::length(normal_here);
      if (!(length > 1e-9f) || !std::isfinite(length)) broken = true, normal_here = Vec3(0, 1, 0);
      else normal_here /= length;
      part.mesh.normals.push_back(normal_here);
      if (uv) part.mesh.uv.push_back(Vec2((*uv)[2 * i], 1 - (*uv)[2 * i + 1]));
    }
    const bool mirrored = glm::determinant(linear) < 0;
    for (std::size_t t = 0; t + 2 < corners->size(); t += 3) {
      glm::uvec3 c((*corners)[t], (*corners)[t + 1], (*corners)[t + 2]);
      if (mirrored) std::swap(c.y, c.z);
      part.mesh.triangles.push_back(c);
    }
    part.mesh.triangle_material.assign(part.mesh.triangles.size(), 0);
    part.mesh.materials = {file_.material(p.material, uv.has_value())};
    out_.given_triangles += part.mesh.triangles.size();
    weights(p, bound, at, part, count);
    shapes(p, m, called, linear, turn, part, count);
    const Dropped dropped = drop_bad_faces(part.mesh);
    dropped_.impossible += dropped.impossible, dropped_.flat += dropped.flat;
    if (part.mesh.triangles.empty()) return;
    keep_used(part);
    if (broken) {
      make_normals(part.mesh);
      file_.note("its normals were missing or broken and were made anew");
    }
    out_.parts.push_back(std::move(part));
  }

  void weights(const gltf::Primitive& p, const Bound* bound, int at, CharacterPart& part, std::size_t count) {
    part.joints.assign(count, {static_cast<std::uint16_t>(at), 0, 0, 0});
    part.weights.assign(count, {1.f, 0.f, 0.f, 0.f});
    if (!bound) return;
    std::vector<std::vector<float>> all_weights;
    std::vector<std::vector<std::uint32_t>> all_joints;
    for (int set = 0; set < 8; ++set) {
      const auto j = p.attributes.find(fmt::format("JOINTS_{}", set)), w = p.attributes.find(fmt::format("WEIGHTS_{}", set));
      if (j == p.attributes.end() || w == p.attributes.end()) break;
      auto joints = file_.whole(j->second, 4);
      auto shares = file_.floats(w->second, 4);
      if (!joints || !shares || joints->size() != 4 * count || shares->size() != 4 * count) {
        file_.note("weights of a part that cannot be read were left out");
        break;
      }
      all_joints.push_back(std::move(*joints));
      all_weights.push_back(std::move(*shares));
    }
    if (all_joints.size() > 1) file_.note("more than four joints hold a vertex; the four strongest were kept");
    if (all_joints.empty()) return file_.note("a part has a skin but no weights; it follows its node");
    out_.skinned = true;
    std::size_t bad = 0, unheld = 0;
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<std::pair<float, int>> held;
      float given = 0;
      for (std::size_t s = 0; s < all_joints.size(); ++s)
        for (std::size_t k = 0; k < 4; ++k) {
          const float w = all_weights[s][4 * i + k];
          const std::uint32_t j = all_joints[s][4 * i + k];
          if (w == 0) continue;
          if (!(w > 0) || !std::isfinite(w) || j >= bound->joints.size() || bound->joints[j] < 0) { ++bad; continue; }
          given += w;
          held.emplace_back(w, bound->joints[j]);
        }
      std::stable_sort(held.begin(), held.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
      if (held.size() > 4) held.resize(4);
      float sum = 0;
      for (const auto& [w, j] : held) sum += w;
      if (!(sum > 1e-6f)) {
        ++unheld;
        part.joints[i] = {static_cast<std::uint16_t>(bound->joints[0] >= 0 ? bound->joints[0] : at), 0, 0, 0};
        continue;
      }
      if (std::abs(given - 1) > 0.02f) ++bad;
      part.weights[i] = {0, 0, 0, 0};
      for (std::size_t k = 0; k < held.size(); ++k) part.joints[i][k] = static_cast<std::uint16_t>(held[k].second), part.weights[i][k] = held[k].first / sum;
    }
    if (bad > 0) file_.note("weights that did not sum to one, or named joints that are none, were put right");
    if (unheld > 0) file_.note("vertices that no joint held follow the first one of the skin");
  }

  void shapes(const gltf::Primitive& p, const gltf::Mesh& m, const std::string& called, const Mat3& linear, const Mat3& turn, CharacterPart& part, std::size_t count) {
    if (p.targets.empty()) return;
    const auto names = shape_names(m, called, p.targets.size());
    Box box;
    for (const Vec3 v : part.mesh.positions)
      if (std::isfinite(v.x + v.y + v.z)) box.add(v);
    const float least = box.empty() ? 0.f : 1e-6f * glm::length(box.size());
    for (std::size_t t = 0; t < p.targets.size(); ++t) {
      const auto at = p.targets[t].find("POSITION");
      if (at == p.targets[t].end()) continue;
      const auto moves = file_.floats(at->second, 3);
      const auto n = p.targets[t].find("NORMAL");
      auto turned = n == p.targets[t].end() ? std::nullopt : file_.floats(n->second, 3);
      if (!moves || moves->size() != 3 * count) { file_.note("a shape that cannot be read was left out"); continue; }
      if (turned && turned->size() != 3 * count) turned.reset();
      scene::ShapeMoves out;
      out.shape = shape(names[t]);
      if (out.shape < 0) return;
      for (std::size_t i = 0; i < count; ++i) {
        const Vec3 move = linear * Vec3((*moves)[3 * i], (*moves)[3 * i + 1], (*moves)[3 * i + 2]);
        if (!(glm::length(move) > least) || !std::isfinite(glm::length(move))) continue;
        Vec3 bend = turned ? turn * Vec3((*turned)[3 * i], (*turned)[3 * i + 1], (*turned)[3 * i + 2]) : Vec3(0.f);
        if (!std::isfinite(glm::length(bend))) bend = Vec3(0.f);
        out.moves.push_back({static_cast<std::uint32_t>(i), move, bend});
      }
      if (out.moves.size() > kMostMoves - moves_) { file_.note("its shapes move more vertices than fit; the rest are left out"); return; }
      moves_ += out.moves.size();
      part.shapes.push_back(std::move(out));
    }
  }

  // Vertices that no face uses go, from weights and shapes too.
  static void keep_used(CharacterPart& part) {
    const std::size_t before = part.mesh.positions.size();
    const auto old = drop_unused_vertices(part.mesh);
    std::vector<std::uint32_t> renamed(before, ~0u);
    std::vector<std::array<std::uint16_t, 4>> joints;
    std::vector<std::array<float, 4>> weights;
    for (std::size_t i = 0; i < old.size(); ++i) {
      renamed[old[i]] = static_cast<std::uint32_t>(i);
      joints.push_back(part.joints[old[i]]);
      weights.push_back(part.weights[old[i]]);
    }
    part.joints = std::move(joints);
    part.weights = std::move(weights);
    for (auto& s : part.shapes) {
      std::erase_if(s.moves, [&](const auto& m) { return renamed[m.vertex] == ~0u; });
      for (auto& m : s.moves) m.vertex = renamed[m.vertex];
      std::sort(s.moves.begin(), s.moves.end(), [](const auto& a, const auto& b) { return a.vertex < b.vertex; });
    }
  }

  Status finish() {
    std::size_t all = 0;
    for (const auto& part : out_.parts) all += part.mesh.triangles.size();
    if (all == 0) return file_.bad("has no faces to draw");
    if (dropped_.impossible > 0) file_.note(fmt::format("{} faces with impossible corners were dropped", dropped_.impossible));
    if (dropped_.flat > 0) file_.note(fmt::format("{} faces without area were dropped", dropped_.flat));
    if (all <= most_) return {};
    std::size_t left = 0;
    for (auto& part : out_.parts) {
      const double share = static_cast<double>(part.mesh.triangles.size()) / static_cast<double>(all);
      scene::thin(part.mesh, std::max<std::size_t>(16, static_cast<std::size_t>(share * static_cast<double>(most_))), 1.25);
      keep_used(part);
      left += part.mesh.triangles.size();
    }
    std::erase_if(out_.parts, [](const auto& part) { return part.mesh.triangles.empty(); });
    if (out_.parts.empty()) return file_.bad("has no faces to draw");
    file_.note(fmt::format("its {} triangles were thinned to {}", all, left));
    return {};
  }

  static int whole(const gltf::Value& v, const char* key) {
    if (!v.IsObject() || !v.Has(key)) return -1;
    const auto& n = v.Get(key);
    return n.IsNumber() && std::abs(n.GetNumberAsDouble()) < 1e9 ? n.GetNumberAsInt() : -1;
  }
  static std::string words(const gltf::Value& v, const char* key) { return v.IsObject() && v.Has(key) && v.Get(key).IsString() ? v.Get(key).Get<std::string>() : std::string(); }
  int joint(int node) const { return node >= 0 && node < static_cast<int>(joint_of_.size()) ? joint_of_[static_cast<std::size_t>(node)] : -1; }

  // VRM files name their bones and expressions.
  void what_the_file_says() {
    if (const auto one = model().extensions.find("VRMC_vrm"); one != model().extensions.end()) {
      const auto& v = one->second;
      if (v.Has("humanoid") && v.Get("humanoid").Has("humanBones") && v.Get("humanoid").Get("humanBones").IsObject())
        for (const auto& bone : v.Get("humanoid").Get("humanBones").Keys())
          if (const int j = joint(whole(v.Get("humanoid").Get("humanBones").Get(bone), "node")); j >= 0) out_.humanoid[bone] = j;
      if (v.Has("expressions"))
        for (const char* group : {"preset", "custom"})
          if (v.Get("expressions").Has(group) && v.Get("expressions").Get(group).IsObject())
            for (const auto& name : v.Get("expressions").Get(group).Keys()) expression(name, v.Get("expressions").Get(group).Get(name), "morphTargetBinds", "node", 1);
    }
    if (const auto zero = model().extensions.find("VRM"); zero != model().extensions.end()) {
      const auto& v = zero->second;
      if (v.Has("humanoid") && v.Get("humanoid").Has("humanBones") && v.Get("humanoid").Get("humanBones").IsArray()) {
        const auto& bones = v.Get("humanoid").Get("humanBones");
        for (std::size_t i = 0; i < std::min<std::size_t>(bones.ArrayLen(), 256); ++i)
          if (const int j = joint(whole(bones.Get(static_cast<int>(i)), "node")); j >= 0 && !words(bones.Get(static_cast<int>(i)), "bone").empty()) out_.humanoid[words(bones.Get(static_cast<int>(i)), "bone")] = j;
      }
      if (v.Has("blendShapeMaster") && v.Get("blendShapeMaster").Has("blendShapeGroups") && v.Get("blendShapeMaster").Get("blendShapeGroups").IsArray()) {
        const auto& groups = v.Get("blendShapeMaster").Get("blendShapeGroups");
        for (std::size_t i = 0; i < std::min<std::size_t>(groups.ArrayLen(), 256); ++i) {
          const auto& g = groups.Get(static_cast<int>(i));
          const std::string preset = words(g, "presetName");
          expression(preset.empty() || preset == "unknown" ? words(g, "name") : preset, g, "binds", "mesh", 0.01f);
        }
      }
    }
  }

  void expression(const std::string& name, const gltf::Value& v, const char* list, const char* holder, float scale) {
    if (name.empty() || !v.IsObject() || !v.Has(list) || !v.Get(list).IsArray() || out_.expressions.size() > 512) return;
    const auto& binds = v.Get(list);
    scene::ShapeMix mix;
    for (std::size_t i = 0; i < std::min<std::size_t>(binds.ArrayLen(), 256); ++i) {
      const auto& b = binds.Get(static_cast<int>(i));
      int mesh = whole(b, holder);
      std::string called;
      if (std::string_view(holder) == "node") {
        if (mesh < 0 || mesh >= static_cast<int>(model().nodes.size())) continue;
        called = model().nodes[static_cast<std::size_t>(mesh)].name;
        mesh = model().nodes[static_cast<std::size_t>(mesh)].mesh;
      } else {
        for (const auto& [node, at] : meshes_)
          if (model().nodes[static_cast<std::size_t>(node)].mesh == mesh) { called = model().nodes[static_cast<std::size_t>(node)].name; break; }
      }
      const int index = whole(b, "index");
      if (mesh < 0 || mesh >= static_cast<int>(model().meshes.size()) || index < 0) continue;
      const gltf::Mesh& m = model().meshes[static_cast<std::size_t>(mesh)];
      const std::size_t count = m.primitives.empty() ? 0 : m.primitives[0].targets.size();
      if (static_cast<std::size_t>(index) >= count) continue;
      const float weight = b.Has("weight") && b.Get("weight").IsNumber() ? static_cast<float>(b.Get("weight").GetNumberAsDouble()) * scale : 1.f;
      if (std::isfinite(weight) && weight != 0) mix.emplace_back(shape_names(m, called.empty() ? m.name : called, count)[static_cast<std::size_t>(index)], std::clamp(weight, -2.f, 2.f));
    }
    if (!mix.empty()) out_.expressions[lower(name)] = std::move(mix);
  }

  GlbFile file_;
  const std::size_t most_;
  Character out_;
  std::vector<int> joint_of_;                // node -> joint, or -1
  std::vector<std::pair<int, int>> meshes_;  // node that shows one, its joint
  std::vector<Bound> bound_;                 // by skin
  std::map<std::string, int> shape_of_;
  Dropped dropped_;
  std::size_t corners_ = 0, vertices_ = 0, moves_ = 0;
  bool too_large_ = false;
};

}  // namespace

Result<scene::CharacterPtr> read_character(std::span<const std::uint8_t> bytes, const std::string& name, std::size_t most_triangles) { return Reader(name, std::max<std::size_t>(most_triangles, 64)).run(bytes); }

}  // namespace auteur::interchange
