#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tracks.h"

namespace auteur::interchange {
namespace {

// USD gives apertures and focal length in tenths of a scene unit: on a metre stage 25 mm is written 0.25.
constexpr double kTenthsOfMetre = 0.01;
constexpr double kPi = 3.14159265358979323846;

double tidy(float v) { return std::isfinite(v) ? std::round(static_cast<double>(v) * 1e5) / 1e5 + 0.0 : 0.0; }

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 32 ? ' ' : c;
  }
  return out + "\"";
}

std::string row(const Mat4& m) {
  std::string out = "( ";
  for (int i = 0; i < 4; ++i) out += fmt::format("({}, {}, {}, {}){}", tidy(m[i][0]), tidy(m[i][1]), tidy(m[i][2]), tidy(m[i][3]), i < 3 ? ", " : " )");
  return out;
}

class Writer {
 public:
  explicit Writer(const ShotModel& shot) : shot_(shot) {}

  Result<Exported> run() {
    if (shot_.camera.empty()) return fail(ErrorCode::kInvalidInput, "Shot " + shot_.name + " has no camera to export.");
    out_ += "#usda 1.0\n(\n";
    out_ += "    defaultPrim = \"shot\"\n    doc = " + quoted("Auteur, shot " + shot_.name) + "\n";
    out_ += fmt::format("    startTimeCode = 0\n    endTimeCode = {}\n    timeCodesPerSecond = {:g}\n    framesPerSecond = {:g}\n    metersPerUnit = 1\n    upAxis = \"Y\"\n)\n\n", std::max(0, shot_.frames - 1), shot_.fps, shot_.fps);
    out_ += "def Xform \"shot\" (\n    kind = \"assembly\"\n    customData = {\n        string auteur_shot = " + quoted(shot_.name) + "\n    }\n)\n{\n";
    const auto tracks = tracks_of(shot_);
    for (const Track& track : tracks)
      for (const Form& form : track.forms)
        for (const scene::Material& m : form.shapes[0]->materials) material_name(m);
    out_ += "    def Scope \"materials\"\n    {\n" + materials_text_ + "    }\n\n    def Xform \"things\"\n    {\n";
    std::map<std::string, int> used;
    for (const Track& track : tracks) thing(track, used);
    out_ += "    }\n\n    def Xform \"lights\"\n    {\n";
    lights();
    out_ += "    }\n\n";
    camera();
    out_ += "}\n";
    return Exported{Bytes(out_.begin(), out_.end()), {lost_.begin(), lost_.end()}};
  }

 private:
  std::string material_name(const scene::Material& m) {
    Vec3 colour = m.albedo;
    if (m.texture && !m.texture->rgba.empty()) {
      double sum[3] = {};
      const std::size_t n = m.texture->rgba.size() / 4;
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 0; k < 3; ++k) sum[k] += std::pow(m.texture->rgba[4 * i + k] / 255.0, 2.2);
      colour = Vec3(sum[0], sum[1], sum[2]) / static_cast<float>(std::max<std::size_t>(1, n));
      lost_.insert("Image textures are written as their mean colour; GLB carries them whole.");
    }
    if (m.pattern != scene::Pattern::kPlain) lost_.insert("Procedural patterns (wood, plaster, cloth, clay) are written as their mean colour.");
    const std::string inputs = fmt::format("                color3f inputs:diffuseColor = ({}, {}, {})\n                color3f inputs:emissiveColor = ({}, {}, {})\n                float inputs:roughness = {}\n                float inputs:metallic = {}\n                float inputs:opacity = {}\n",
                                           tidy(colour.x), tidy(colour.y), tidy(colour.z), tidy(m.emission.x), tidy(m.emission.y), tidy(m.emission.z), tidy(m.roughness), tidy(m.metallic), tidy(m.opacity));
    const auto [at, fresh] = materials_.try_emplace(m.name + inputs, "");
    if (!fresh) return at->second;
    at->second = identifier(m.name.empty() ? "material" : m.name, material_names_);
    materials_text_ += fmt::format("        def Material \"{0}\"\n        {{\n            token outputs:surface.connect = </shot/materials/{0}/surface.outputs:surface>\n            def Shader \"surface\"\n            {{\n                uniform token info:id = \"UsdPreviewSurface\"\n{1}                token outputs:surface\n            }}\n        }}\n", at->second, inputs);
    return at->second;
  }

  // A drawing holds until the next begins: its value stands at its first and at its last frame, since readers blend.
  template <class Text>
  std::string held(Text text) {
    std::string out = "{\n";
    for (std::size_t d = 0; d < shot_.drawings.size(); ++d) {
      const int from = shot_.drawings[d].frame, to = (d + 1 < shot_.drawings.size() ? shot_.drawings[d + 1].frame : shot_.frames) - 1;
      const std::string value = text(d);
      out += fmt::format("                {}: {},\n", from, value);
      if (to > from) out += fmt::format("                {}: {},\n", to, value);
    }
    return out + "            }";
  }

  static std::string points(const scene::Mesh& mesh) {
    std::string out = "[";
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) out += fmt::format("{}({}, {}, {})", i ? ", " : "", tidy(mesh.positions[i].x), tidy(mesh.positions[i].y), tidy(mesh.positions[i].z));
    return out + "]";
  }

  void thing(const Track& track, std::map<std::string, int>& used) {
    const bool moving = track.moves() && shot_.drawings.size() > 1;
    for (std::size_t f = 0; f < track.forms.size(); ++f) {
      const Form& form = track.forms[f];
      const scene::Mesh& base = *form.shapes[0];
      const auto first = std::find_if(track.showings.begin(), track.showings.end(), [&](const Showing& s) { return s.form == static_cast<int>(f); });
      out_ += fmt::format("        def Mesh \"{}\" (\n            displayName = {}\n            prepend apiSchemas = [\"MaterialBindingAPI\"]\n        )\n        {{\n", identifier(track.name, used), quoted(track.name));
      const auto showing = [&](std::size_t d) -> const Showing& {
        for (std::size_t k = d + 1; k-- > 0;)
          if (track.showings[k].form == static_cast<int>(f)) return track.showings[k];
        return *first;
      };
      if (moving) {
        out_ += "            matrix4d xformOp:transform.timeSamples = " + held([&](std::size_t d) { return row(showing(d).transform); }) + "\n";
        if (std::any_of(track.showings.begin(), track.showings.end(), [&](const Showing& s) { return s.form != static_cast<int>(f); }))
          out_ += "            token visibility.timeSamples = " + held([&](std::size_t d) { return track.showings[d].form == static_cast<int>(f) ? "\"inherited\"" : "\"invisible\""; }) + "\n";
      } else {
        out_ += "            matrix4d xformOp:transform = " + row(first->transform) + "\n";
      }
      out_ += "            uniform token[] xformOpOrder = [\"xformOp:transform\"]\n            uniform token subdivisionScheme = \"none\"\n            uniform bool doubleSided = 1\n";
      std::string counts, indices;
      for (std::size_t i = 0; i < base.triangles.size(); ++i) {
        counts += i ? ", 3" : "3";
        indices += fmt::format("{}{}, {}, {}", i ? ", " : "", base.triangles[i].x, base.triangles[i].y, base.triangles[i].z);
      }
      out_ += "            int[] faceVertexCounts = [" + counts + "]\n            int[] faceVertexIndices = [" + indices + "]\n";
      if (form.shapes.size() > 1) out_ += "            point3f[] points.timeSamples = " + held([&](std::size_t d) { return points(*form.shapes[static_cast<std::size_t>(showing(d).shape)]); }) + "\n";
      else out_ += "            point3f[] points = " + points(base) + "\n";
      if (base.normals.size() == base.positions.size() && form.shapes.size() == 1) {
        out_ += "            normal3f[] normals = [";
        for (std::size_t i = 0; i < base.normals.size(); ++i) out_ += fmt::format("{}({}, {}, {})", i ? ", " : "", tidy(base.normals[i].x), tidy(base.normals[i].y), tidy(base.normals[i].z));
        out_ += "] (\n                interpolation = \"vertex\"\n            )\n";
      }
      std::map<std::string, std::vector<std::size_t>> parts;
      for (std::size_t i = 0; i < base.triangles.size(); ++i) {
        const std::size_t which = i < base.triangle_material.size() ? base.triangle_material[i] : 0;
        if (which < base.materials.size()) parts[material_name(base.materials[which])].push_back(i);
      }
      if (parts.size() == 1) out_ += "            rel material:binding = </shot/materials/" + parts.begin()->first + ">\n";
      if (parts.size() > 1) out_ += "            uniform token subsetFamily:materialBind:familyType = \"partition\"\n";
      if (parts.size() > 1)
        for (const auto& [name, faces] : parts)
          out_ += fmt::format("            def GeomSubset \"{0}\" (\n                prepend apiSchemas = [\"MaterialBindingAPI\"]\n            )\n            {{\n                uniform token elementType = \"face\"\n                uniform token familyName = \"materialBind\"\n                int[] indices = [{1}]\n                rel material:binding = </shot/materials/{0}>\n            }}\n", name, fmt::join(faces, ", "));
      out_ += "        }\n";
    }
  }

  void lights() {
    std::map<std::string, int> used;
    for (const scene::Light& light : shot_.lights) {
      const double strength = std::max({static_cast<double>(light.radiance.x), static_cast<double>(light.radiance.y), static_cast<double>(light.radiance.z), 1e-9});
      const std::string colour = fmt::format("            color3f inputs:color = ({:.5f}, {:.5f}, {:.5f})\n", static_cast<double>(light.radiance.x) / strength, static_cast<double>(light.radiance.y) / strength, static_cast<double>(light.radiance.z) / strength);
      const std::string name = identifier(light.name.empty() ? "light" : light.name, used);
      const auto along = [&](Vec3 direction) {  // lights shine along -z
        scene::Camera look;
        look.position = light.position, look.target = light.position + direction;
        return "            matrix4d xformOp:transform = " + row(world_from_camera(look)) + "\n            uniform token[] xformOpOrder = [\"xformOp:transform\"]\n";
      };
      switch (light.kind) {
        case scene::LightKind::kSky: out_ += fmt::format("        def DomeLight \"{}\"\n        {{\n{}            float inputs:intensity = {:.5g}\n        }}\n", name, colour, strength); break;
        case scene::LightKind::kSun: {
          // Irradiance to the radiance of a disc of this angle.
          const double half = std::max(0.001, static_cast<double>(light.radius)), solid = kPi * std::sin(half) * std::sin(half);
          out_ += fmt::format("        def DistantLight \"{}\"\n        {{\n{}            float inputs:angle = {:.4f}\n            float inputs:intensity = {:.5g}\n{}        }}\n", name, colour, 2 * half * 180 / kPi, strength / solid, along(light.direction));
          break;
        }
        case scene::LightKind::kSphere:
          out_ += fmt::format("        def SphereLight \"{}\"\n        {{\n{}            float inputs:radius = {:.5f}\n            float inputs:intensity = {:.5g}\n            double3 xformOp:translate = ({}, {}, {})\n            uniform token[] xformOpOrder = [\"xformOp:translate\"]\n        }}\n", name, colour, light.radius, strength, tidy(light.position.x), tidy(light.position.y), tidy(light.position.z));
          break;
        case scene::LightKind::kRect:
          out_ += fmt::format("        def RectLight \"{}\"\n        {{\n{}            float inputs:width = {:.5f}\n            float inputs:height = {:.5f}\n            float inputs:intensity = {:.5g}\n{}        }}\n", name, colour, 2 * glm::length(light.edge_u), 2 * glm::length(light.edge_v), strength, along(light.direction));
          break;
      }
    }
  }

  template <class Value>
  void sampled(const char* declaration, Value value) {
    const bool still = std::all_of(shot_.camera.begin(), shot_.camera.end(), [&](const scene::Camera& c) { return value(c) == value(shot_.camera[0]); });
    if (still) {
      out_ += fmt::format("        {} = {}\n", declaration, value(shot_.camera[0]));
      return;
    }
    out_ += fmt::format("        {}.timeSamples = {{\n", declaration);
    for (std::size_t i = 0; i < shot_.camera.size(); ++i) out_ += fmt::format("            {}: {},\n", i, value(shot_.camera[i]));
    out_ += "        }\n";
  }

  void camera() {
    const double aspect = static_cast<double>(shot_.width) / std::max(1, shot_.height);
    const auto text = [](double v) { return fmt::format("{:.6g}", v); };
    out_ += "    def Camera \"camera\"\n    {\n        float2 clippingRange = (0.05, 1000)\n";
    sampled("float focalLength", [&](const scene::Camera& c) { return text(static_cast<double>(c.focal_mm) * kTenthsOfMetre); });
    sampled("float horizontalAperture", [&](const scene::Camera& c) { return text(gate_width_mm(c, aspect) * kTenthsOfMetre); });
    sampled("float verticalAperture", [&](const scene::Camera& c) { return text(gate_height_mm(c, aspect) * kTenthsOfMetre); });
    sampled("float fStop", [&](const scene::Camera& c) { return text(static_cast<double>(c.f_stop)); });
    sampled("float focusDistance", [&](const scene::Camera& c) { return text(static_cast<double>(c.focus_distance)); });
    sampled("matrix4d xformOp:transform", [&](const scene::Camera& c) { return row(world_from_camera(c)); });
    out_ += "        uniform token[] xformOpOrder = [\"xformOp:transform\"]\n    }\n";
  }

  const ShotModel& shot_;
  std::string out_, materials_text_;
  std::map<std::string, std::string> materials_;
  std::map<std::string, int> material_names_;
  std::set<std::string> lost_;
};

}  // namespace

Result<Exported> write_usda(const ShotModel& shot) { return Writer(shot).run(); }

}  // namespace auteur::interchange
