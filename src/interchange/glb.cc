#include <glm/gtc/quaternion.hpp>
#include <tiny_gltf.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "auteur/media/media.h"
#include "tracks.h"

namespace auteur::interchange {
namespace {

namespace gltf = tinygltf;

constexpr std::uint64_t kMost = 0xffff'0000;
constexpr double kLumens = 683;  // lumens a watt: readers turn candela back into watts with it

gltf::Value number(double v) { return gltf::Value(v); }

class Writer {
 public:
  explicit Writer(const ShotModel& shot) : shot_(shot) {}

  Result<Exported> run() {
    if (shot_.camera.empty()) return fail(ErrorCode::kInvalidInput, "Shot " + shot_.name + " has no camera to export.");
    model_.asset.version = "2.0";
    model_.asset.generator = "Auteur";
    model_.buffers.emplace_back();
    gltf::Scene scene;
    scene.name = shot_.name;
    model_.scenes.push_back(scene);
    model_.defaultScene = 0;
    animation_.name = shot_.name;
    for (const Track& track : tracks_of(shot_)) {
      thing(track);
      if (data().size() > kMost) return fail(ErrorCode::kInvalidInput, "Shot " + shot_.name + " is larger than a GLB can be (4 GiB). Export fewer frames, or USDA.");
    }
    lights();
    camera();
    if (!animation_.channels.empty()) model_.animations.push_back(animation_);
    std::sort(model_.extensionsUsed.begin(), model_.extensionsUsed.end());
    gltf::TinyGLTF writer;
    std::ostringstream out(std::ios::binary);
    if (data().size() > kMost || !writer.WriteGltfSceneToStream(&model_, out, false, true)) return fail(ErrorCode::kInternal, "Shot " + shot_.name + " could not be written as GLB.");
    const std::string text = std::move(out).str();
    return Exported{Bytes(text.begin(), text.end()), {lost_.begin(), lost_.end()}};
  }

 private:
  std::vector<unsigned char>& data() { return model_.buffers[0].data; }

  int view(const void* from, std::size_t size, int target) {
    while (data().size() % 4) data().push_back(0);
    gltf::BufferView v;
    v.buffer = 0;
    v.byteOffset = data().size();
    v.byteLength = size;
    v.target = target;
    const auto* bytes = static_cast<const unsigned char*>(from);
    data().insert(data().end(), bytes, bytes + size);
    model_.bufferViews.push_back(v);
    return static_cast<int>(model_.bufferViews.size()) - 1;
  }

  template <class T>
  int accessor(const std::vector<T>& values, int type, int component, int target, bool bounds = false) {
    gltf::Accessor a;
    a.bufferView = view(values.data(), values.size() * sizeof(T), target);
    a.componentType = component;
    a.type = type;
    a.count = values.size() * sizeof(T) / static_cast<std::size_t>(gltf::GetComponentSizeInBytes(static_cast<std::uint32_t>(component)) * gltf::GetNumComponentsInType(static_cast<std::uint32_t>(type)));
    if (bounds) {
      const auto* v = reinterpret_cast<const float*>(values.data());
      const auto parts = static_cast<std::size_t>(gltf::GetNumComponentsInType(static_cast<std::uint32_t>(type)));
      for (std::size_t k = 0; k < parts; ++k) {
        float low = v[k], high = v[k];
        for (std::size_t i = 0; i < a.count; ++i) low = std::min(low, v[i * parts + k]), high = std::max(high, v[i * parts + k]);
        a.minValues.push_back(static_cast<double>(low));
        a.maxValues.push_back(static_cast<double>(high));
      }
    }
    model_.accessors.push_back(a);
    return static_cast<int>(model_.accessors.size()) - 1;
  }

  int add_node(gltf::Node node, int parent = -1) {
    model_.nodes.push_back(std::move(node));
    const int at = static_cast<int>(model_.nodes.size()) - 1;
    if (parent >= 0) model_.nodes[static_cast<std::size_t>(parent)].children.push_back(at);
    else model_.scenes[0].nodes.push_back(at);
    return at;
  }

  static void place(gltf::Node& node, const Placement& p) {
    node.translation = {static_cast<double>(p.move.x), static_cast<double>(p.move.y), static_cast<double>(p.move.z)};
    node.rotation = {static_cast<double>(p.turn.x), static_cast<double>(p.turn.y), static_cast<double>(p.turn.z), static_cast<double>(p.turn.w)};
    node.scale = {static_cast<double>(p.scale.x), static_cast<double>(p.scale.y), static_cast<double>(p.scale.z)};
  }

  int texture(const std::shared_ptr<const scene::Texture>& t) {
    if (const auto known = textures_.find(t.get()); known != textures_.end()) return known->second;
    media::Picture picture{t->width, t->height, {}};
    for (std::size_t i = 0; i + 3 < t->rgba.size(); i += 4) picture.rgb.insert(picture.rgb.end(), {t->rgba[i], t->rgba[i + 1], t->rgba[i + 2]});
    const Bytes png = media::write_png(picture);
    gltf::Image image;
    image.bufferView = view(png.data(), png.size(), 0);
    image.mimeType = "image/png";
    model_.images.push_back(image);
    gltf::Texture out;
    out.source = static_cast<int>(model_.images.size()) - 1;
    model_.textures.push_back(out);
    return textures_[t.get()] = static_cast<int>(model_.textures.size()) - 1;
  }

  int material(const scene::Material& m) {
    const std::string key = m.name + "|" + std::to_string(m.albedo.x) + "," + std::to_string(m.albedo.y) + "," + std::to_string(m.albedo.z) + "," + std::to_string(m.roughness) + "," + std::to_string(m.metallic) + "," + std::to_string(m.opacity) + "," +
                            std::to_string(m.emission.x) + "," + std::to_string(m.emission.y) + "," + std::to_string(m.emission.z) + "," + std::to_string(m.sheen) + "," + std::to_string(reinterpret_cast<std::uintptr_t>(m.texture.get()));
    if (const auto known = materials_.find(key); known != materials_.end()) return known->second;
    gltf::Material out;
    out.name = m.name;
    auto& pbr = out.pbrMetallicRoughness;
    pbr.baseColorFactor = {static_cast<double>(std::clamp(m.albedo.x, 0.f, 1.f)), static_cast<double>(std::clamp(m.albedo.y, 0.f, 1.f)), static_cast<double>(std::clamp(m.albedo.z, 0.f, 1.f)), static_cast<double>(std::clamp(m.opacity, 0.f, 1.f))};
    pbr.metallicFactor = static_cast<double>(m.metallic);
    pbr.roughnessFactor = static_cast<double>(m.roughness);
    if (m.texture && m.texture->width > 0) {
      pbr.baseColorTexture.index = texture(m.texture);
      for (int k = 0; k < 3; ++k) pbr.baseColorFactor[static_cast<std::size_t>(k)] = 1;
    }
    if (m.opacity < 0.985f) out.alphaMode = "BLEND";
    const float glow = std::max({m.emission.x, m.emission.y, m.emission.z});
    if (glow > 0) {
      const float strength = std::max(1.f, glow);
      out.emissiveFactor = {static_cast<double>(m.emission.x / strength), static_cast<double>(m.emission.y / strength), static_cast<double>(m.emission.z / strength)};
      if (strength > 1) {
        out.extensions["KHR_materials_emissive_strength"] = gltf::Value(gltf::Value::Object{{"emissiveStrength", number(static_cast<double>(strength))}});
        use("KHR_materials_emissive_strength");
      }
    }
    if (m.sheen > 0.01f) {
      const double s = static_cast<double>(std::min(m.sheen, 1.f));
      out.extensions["KHR_materials_sheen"] = gltf::Value(gltf::Value::Object{{"sheenColorFactor", gltf::Value(gltf::Value::Array{number(s), number(s), number(s)})}, {"sheenRoughnessFactor", number(0.6)}});
      use("KHR_materials_sheen");
    }
    if (m.pattern != scene::Pattern::kPlain) lost_.insert("Procedural patterns (wood, plaster, cloth, clay) are written as their mean colour.");
    if (m.translucency > 0.01f) lost_.insert("Light that leaves and lampshades let through is not written.");
    out.doubleSided = true;
    model_.materials.push_back(out);
    return materials_[key] = static_cast<int>(model_.materials.size()) - 1;
  }

  void use(const std::string& extension) {
    if (std::find(model_.extensionsUsed.begin(), model_.extensionsUsed.end(), extension) == model_.extensionsUsed.end()) model_.extensionsUsed.push_back(extension);
  }

  int mesh_of(const Form& form, const std::string& name) {
    const scene::Mesh& base = *form.shapes[0];
    if (form.shapes.size() == 1)
      if (const auto known = meshes_.find(&base); known != meshes_.end()) return known->second;
    gltf::Mesh out;
    out.name = name;
    const int positions = accessor(base.positions, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, TINYGLTF_TARGET_ARRAY_BUFFER, true);
    const bool has_normals = base.normals.size() == base.positions.size(), has_uv = base.uv.size() == base.positions.size();
    int normals = -1, uv = -1;
    if (has_normals) {
      std::vector<Vec3> unit = base.normals;  // the format wants unit length
      for (Vec3& n : unit) n = glm::length(n) > 1e-6f ? glm::normalize(n) : Vec3(0, 1, 0);
      normals = accessor(unit, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, TINYGLTF_TARGET_ARRAY_BUFFER);
    }
    if (has_uv) {
      std::vector<Vec2> turned = base.uv;
      for (Vec2& v : turned) v.y = 1 - v.y;
      uv = accessor(turned, TINYGLTF_TYPE_VEC2, TINYGLTF_COMPONENT_TYPE_FLOAT, TINYGLTF_TARGET_ARRAY_BUFFER);
    }
    std::vector<std::map<std::string, int>> targets;
    for (std::size_t k = 1; k < form.shapes.size(); ++k) {
      std::vector<Vec3> moved(base.positions.size());
      for (std::size_t i = 0; i < moved.size(); ++i) moved[i] = form.shapes[k]->positions[i] - base.positions[i];
      targets.push_back({{"POSITION", accessor(moved, TINYGLTF_TYPE_VEC3, TINYGLTF_COMPONENT_TYPE_FLOAT, TINYGLTF_TARGET_ARRAY_BUFFER, true)}});
    }
    std::map<std::uint16_t, std::vector<std::uint32_t>> parts;
    for (std::size_t i = 0; i < base.triangles.size(); ++i) {
      auto& part = parts[i < base.triangle_material.size() ? base.triangle_material[i] : std::uint16_t{0}];
      for (int k = 0; k < 3; ++k) part.push_back(base.triangles[i][k]);
    }
    for (const auto& [which, indices] : parts) {
      gltf::Primitive p;
      p.mode = TINYGLTF_MODE_TRIANGLES;
      p.attributes["POSITION"] = positions;
      if (normals >= 0) p.attributes["NORMAL"] = normals;
      if (uv >= 0) p.attributes["TEXCOORD_0"] = uv;
      p.indices = accessor(indices, TINYGLTF_TYPE_SCALAR, TINYGLTF_COMPONENT_TYPE_UNSIGNED_INT, TINYGLTF_TARGET_ELEMENT_ARRAY_BUFFER);
      if (which < base.materials.size()) p.material = material(base.materials[which]);
      p.targets = targets;
      out.primitives.push_back(std::move(p));
    }
    out.weights.assign(targets.size(), 0);
    model_.meshes.push_back(std::move(out));
    const int at = static_cast<int>(model_.meshes.size()) - 1;
    if (form.shapes.size() == 1) meshes_[&base] = at;
    return at;
  }

  // Times of the drawings in seconds.
  int clock() {
    if (clock_ < 0) {
      std::vector<float> times;
      for (const Drawing& d : shot_.drawings) times.push_back(static_cast<float>(d.frame / shot_.fps));
      clock_ = accessor(times, TINYGLTF_TYPE_SCALAR, TINYGLTF_COMPONENT_TYPE_FLOAT, 0, true);
    }
    return clock_;
  }

  template <class T>
  void animate(int node, const char* path, const std::vector<T>& values, int type, int input, const char* interpolation) {
    gltf::AnimationSampler s;
    s.input = input;
    s.output = accessor(values, type, TINYGLTF_COMPONENT_TYPE_FLOAT, 0);
    s.interpolation = interpolation;
    animation_.samplers.push_back(s);
    gltf::AnimationChannel c;
    c.sampler = static_cast<int>(animation_.samplers.size()) - 1;
    c.target_node = node;
    c.target_path = path;
    animation_.channels.push_back(c);
  }

  void thing(const Track& track) {
    const bool moving = track.moves() && shot_.drawings.size() > 1;
    for (std::size_t f = 0; f < track.forms.size(); ++f) {
      const Form& form = track.forms[f];
      gltf::Node node;
      node.name = track.forms.size() == 1 ? track.name : track.name + "/" + std::to_string(f + 1);
      node.mesh = mesh_of(form, node.name);
      const auto first = std::find_if(track.showings.begin(), track.showings.end(), [&](const Showing& s) { return s.form == static_cast<int>(f); });
      place(node, placement_of(first->transform));
      if (!moving) {
        add_node(std::move(node));
        continue;
      }
      const int at = add_node(std::move(node));
      std::vector<Vec3> moves, scales;
      std::vector<glm::quat> turns;
      std::vector<float> weights;
      Placement last = placement_of(first->transform);
      for (const Showing& s : track.showings) {
        const bool seen = s.form == static_cast<int>(f);
        if (seen) last = placement_of(s.transform);
        moves.push_back(last.move);
        turns.push_back(last.turn);
        scales.push_back(seen ? last.scale : Vec3(0.f));
        for (std::size_t k = 1; k < form.shapes.size(); ++k) weights.push_back(seen && s.shape == static_cast<int>(k) ? 1.f : 0.f);
      }
      const auto varies = [](const auto& v) { return std::any_of(v.begin(), v.end(), [&](const auto& one) { return one != v[0]; }); };
      if (varies(moves)) animate(at, "translation", moves, TINYGLTF_TYPE_VEC3, clock(), "STEP");
      if (varies(turns)) {
        std::vector<Vec4> xyzw;
        for (const glm::quat& q : turns) xyzw.emplace_back(q.x, q.y, q.z, q.w);
        animate(at, "rotation", xyzw, TINYGLTF_TYPE_VEC4, clock(), "STEP");
      }
      if (varies(scales)) animate(at, "scale", scales, TINYGLTF_TYPE_VEC3, clock(), "STEP");
      if (!weights.empty()) animate(at, "weights", weights, TINYGLTF_TYPE_SCALAR, clock(), "STEP");
      if (form.shapes.size() > 1) lost_.insert("Bodies that bend keep the first drawing's surface normals.");
    }
  }

  void lights() {
    int names = 0;
    for (const scene::Light& light : shot_.lights) {
      const double strength = std::max({static_cast<double>(light.radiance.x), static_cast<double>(light.radiance.y), static_cast<double>(light.radiance.z), 1e-9});
      gltf::Light out;
      out.name = light.name.empty() ? "light" : light.name;
      out.color = {static_cast<double>(light.radiance.x) / strength, static_cast<double>(light.radiance.y) / strength, static_cast<double>(light.radiance.z) / strength};
      gltf::Node node;
      node.name = out.name + "/" + std::to_string(++names);
      Vec3 towards(0, -1, 0);
      if (light.kind == scene::LightKind::kSky) {
        lost_.insert("The sky is not written: set a world colour or an environment picture there.");
        continue;
      }
      if (light.kind == scene::LightKind::kSun) {
        out.type = "directional";
        out.intensity = strength * kLumens;
        towards = light.direction;
      } else {
        const double area = light.kind == scene::LightKind::kSphere ? 3.14159265 * static_cast<double>(light.radius * light.radius) : 4 * static_cast<double>(glm::length(glm::cross(light.edge_u, light.edge_v)));
        out.type = "point";
        out.intensity = strength * area * kLumens;
        node.translation = {static_cast<double>(light.position.x), static_cast<double>(light.position.y), static_cast<double>(light.position.z)};
        if (light.kind == scene::LightKind::kRect) {
          out.type = "spot";  // shines to one side, as the window does
          out.spot.outerConeAngle = 1.5;
          towards = light.direction;
          lost_.insert("Windows are written as wide spot lights: the format knows no area lights.");
        }
      }
      if (out.type != "point") {
        const Vec3 d = glm::length(towards) > 1e-6f ? glm::normalize(towards) : Vec3(0, -1, 0);
        const glm::quat q = glm::normalize(glm::quat(Vec3(0, 0, -1), d));  // lights shine along -z
        node.rotation = {static_cast<double>(q.x), static_cast<double>(q.y), static_cast<double>(q.z), static_cast<double>(q.w)};
      }
      model_.lights.push_back(out);
      use("KHR_lights_punctual");
      node.extensions["KHR_lights_punctual"] = gltf::Value(gltf::Value::Object{{"light", gltf::Value(static_cast<int>(model_.lights.size()) - 1)}});
      add_node(std::move(node));
    }
  }

  void camera() {
    const double aspect = static_cast<double>(shot_.width) / std::max(1, shot_.height);
    const scene::Camera& first = shot_.camera[0];
    gltf::Camera out;
    out.type = "perspective";
    out.name = shot_.name;
    out.perspective.aspectRatio = aspect;
    out.perspective.yfov = field_of_view(first, aspect);
    out.perspective.znear = 0.05;
    out.perspective.zfar = 500;
    // The format knows the field of view alone; lens and focus go along for those who read them.
    const auto of = [](double v) { return number(std::round(v * 1e4) / 1e4); };
    out.extras = gltf::Value(gltf::Value::Object{{"focal_mm", of(static_cast<double>(first.focal_mm))}, {"gate_width_mm", of(gate_width_mm(first, aspect))}, {"gate_height_mm", of(gate_height_mm(first, aspect))},
                                                {"f_stop", of(static_cast<double>(first.f_stop))}, {"focus_m", of(static_cast<double>(first.focus_distance))}});
    model_.cameras.push_back(out);
    gltf::Node node;
    node.name = "camera/" + shot_.name;
    node.camera = 0;
    std::vector<Vec3> moves;
    std::vector<glm::quat> turns;
    std::vector<float> times;
    bool lens = false;
    for (std::size_t i = 0; i < shot_.camera.size(); ++i) {
      const Placement p = placement_of(world_from_camera(shot_.camera[i]));
      moves.push_back(p.move);
      turns.push_back(!turns.empty() && glm::dot(turns.back(), p.turn) < 0 ? -p.turn : p.turn);
      times.push_back(static_cast<float>(static_cast<double>(i) / shot_.fps));
      lens = lens || shot_.camera[i].focal_mm != first.focal_mm;
    }
    if (lens) lost_.insert("A zoom is not written: the format's cameras keep their field of view.");
    place(node, {moves[0], turns[0], Vec3(1.f)});
    const int at = add_node(std::move(node));
    const bool still = std::all_of(moves.begin(), moves.end(), [&](Vec3 m) { return m == moves[0]; }) && std::all_of(turns.begin(), turns.end(), [&](const glm::quat& q) { return q == turns[0]; });
    if (still) return;
    const int input = accessor(times, TINYGLTF_TYPE_SCALAR, TINYGLTF_COMPONENT_TYPE_FLOAT, 0, true);
    animate(at, "translation", moves, TINYGLTF_TYPE_VEC3, input, "LINEAR");
    std::vector<Vec4> xyzw;
    for (const glm::quat& q : turns) xyzw.emplace_back(q.x, q.y, q.z, q.w);
    animate(at, "rotation", xyzw, TINYGLTF_TYPE_VEC4, input, "LINEAR");
  }

  const ShotModel& shot_;
  gltf::Model model_;
  gltf::Animation animation_;
  std::map<const scene::Mesh*, int> meshes_;
  std::map<const scene::Texture*, int> textures_;
  std::map<std::string, int> materials_;
  std::set<std::string> lost_;
  int clock_ = -1;
};

}  // namespace

Result<Exported> write_glb(const ShotModel& shot) { return Writer(shot).run(); }

}  // namespace auteur::interchange
