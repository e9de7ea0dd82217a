// Blender as a peer of the benchmarks: a shot handed over as JSON and raw arrays, and a Blender that draws it when asked.
#pragma once

#include <OpenEXR/ImfArray.h>
#include <OpenEXR/ImfRgbaFile.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "auteur/base/process.h"
#include "bench_shot.h"

namespace auteur::production {

inline Json list_of(Vec3 v) { return {v.x, v.y, v.z}; }

// Reflectance of a texture as a whole, and the share of it that is there.
inline Vec4 mean_of(const scene::Texture& t) {
  const auto linear = [](std::uint8_t v) { return std::pow(static_cast<float>(v) / 255.f, 2.2f); };
  Vec4 sum(0.f);
  for (std::size_t i = 0; i + 3 < t.rgba.size(); i += 4) {
    const float a = static_cast<float>(t.rgba[i + 3]) / 255.f;
    sum += Vec4(Vec3(linear(t.rgba[i]), linear(t.rgba[i + 1]), linear(t.rgba[i + 2])) * a, a);
  }
  if (sum.w <= 0.f) return Vec4(1.f);
  return Vec4(Vec3(sum) / sum.w, sum.w / static_cast<float>(t.rgba.size() / 4));
}

class Export {
 public:
  Export(int width, int height) {
    document["width"] = width;
    document["height"] = height;
  }
  Json document{{"kind", "auteur.blender-bench"}, {"version", 1}, {"geometry", "geometry.bin"}, {"width", 0}, {"height", 0},
                {"materials", Json::array()}, {"meshes", Json::array()}, {"instances", Json::array()}, {"lights", Json::array()}, {"cameras", Json::array()}, {"sky", nullptr}};
  std::size_t triangles = 0;  // in the first drawing

  // `drawing` -1: in all of them.
  void add(const scene::Instance& instance, int drawing, bool unseen) {
    if (!instance.mesh || instance.mesh->triangles.empty()) return;
    const auto [it, is_new] = meshes_.emplace(instance.mesh.get(), meshes_.size());
    if (is_new) add(instance.mesh);
    if (drawing < 1) triangles += instance.mesh->triangles.size();
    Json m = Json::array();
    for (int c = 0; c < 4; ++c)
      for (int r = 0; r < 4; ++r) m.push_back(instance.world_from_object[c][r]);
    document["instances"].push_back({{"name", instance.name}, {"mesh", it->second}, {"world_from_object", m}, {"drawing", drawing}, {"unseen", unseen}});
  }

  void add(const scene::Light& l) {
    static const std::map<scene::LightKind, std::string> kNames{{scene::LightKind::kSun, "sun"}, {scene::LightKind::kSphere, "sphere"}, {scene::LightKind::kRect, "rect"}};
    if (l.kind == scene::LightKind::kSky) document["sky"] = {{"zenith", list_of(l.radiance)}, {"horizon", list_of(l.horizon)}, {"ground", list_of(l.ground)}};
    else if (std::max({l.radiance.x, l.radiance.y, l.radiance.z}) > 0)
      document["lights"].push_back({{"kind", kNames.at(l.kind)}, {"name", l.name}, {"position", list_of(l.position)}, {"direction", list_of(l.direction)}, {"edge_u", list_of(l.edge_u)}, {"edge_v", list_of(l.edge_v)}, {"radius", l.radius}, {"radiance", list_of(l.radiance)}});
  }

  void add(const scene::Camera& c) {
    document["cameras"].push_back({{"position", list_of(c.position)}, {"target", list_of(c.target)}, {"roll", c.roll}, {"focal_mm", c.focal_mm}, {"gate_width_mm", c.gate_width_mm}, {"f_stop", c.f_stop}, {"focus_distance", c.focus_distance}});
  }

  Status write(const Path& folder) const {
    TRY(write_atomically(folder / "geometry.bin", std::string_view(reinterpret_cast<const char*>(bytes_.data()), bytes_.size())));
    return write_atomically(folder / "scene.json", document.dump());
  }

 private:
  template <class T>
  Json span(const T* values, std::size_t count) {
    while (bytes_.size() % 4 != 0) bytes_.push_back(0);
    const std::size_t at = bytes_.size();
    bytes_.resize(at + count * sizeof(T));
    if (count > 0) std::memcpy(bytes_.data() + at, values, count * sizeof(T));
    return {at, count};
  }

  void add(const scene::MeshPtr& mesh) {
    kept_.push_back(mesh);  // so that no other mesh takes its address
    std::vector<std::uint16_t> material = mesh->triangle_material;
    material.resize(mesh->triangles.size(), 0);
    Json indices = Json::array();
    for (const auto& m : mesh->materials) {
      const Vec4 tint = m.texture ? mean_of(*m.texture) : Vec4(1.f);
      indices.push_back(document["materials"].size());
      document["materials"].push_back({{"name", m.name}, {"albedo", list_of(m.albedo * Vec3(tint))}, {"roughness", m.roughness}, {"specular", m.specular}, {"metallic", m.metallic}, {"sheen", m.sheen}, {"translucency", m.translucency}, {"opacity", m.opacity * tint.w}, {"emission", list_of(m.emission)}});
    }
    document["meshes"].push_back({{"positions", span(&mesh->positions.data()->x, mesh->positions.size() * 3)}, {"normals", span(mesh->normals.empty() ? nullptr : &mesh->normals.data()->x, mesh->normals.size() * 3)},
                                  {"triangles", span(&mesh->triangles.data()->x, mesh->triangles.size() * 3)}, {"material_of", span(material.data(), material.size())}, {"materials", indices}});
  }

  std::map<const scene::Mesh*, std::size_t> meshes_;
  std::vector<scene::MeshPtr> kept_;
  Bytes bytes_;
};

// One Blender that has loaded the scene and draws when asked. Its log lies beside the pictures.
class Blender {
 public:
  static Result<std::unique_ptr<Blender>> start(const Path& folder, const std::string& engine, int threads) {
    auto b = std::make_unique<Blender>();
    b->log_ = folder / (engine + ".log");
    const Path answers = folder / (engine + ".answers");
    ::unlink(answers.c_str());
    if (::mkfifo(answers.c_str(), 0600) != 0) return fail(ErrorCode::kIo, "Cannot write into '" + folder.string() + "'.");
    b->fd_ = ::open(answers.c_str(), O_RDWR | O_CLOEXEC);
    // EEVEE wants a display; without one, a virtual screen with Mesa's software GL.
    std::vector<std::string> command{"/bin/sh", "-c", R"(log="$1"; answers="$2"; shift 2; "$@" >"$log" 2>&1; echo gone >"$answers")", "sh", b->log_.string(), answers.string()};
    if (engine == "eevee" && !::getenv("DISPLAY")) command.insert(command.end(), {"xvfb-run", "-a"});
    command.insert(command.end(), {"blender", "-b", "--factory-startup", "-noaudio", "-P", std::string(AUTEUR_SOURCE_DIR) + "/src/production/blender_bench.py", "--", (folder / "scene.json").string(), engine, folder.string(), std::to_string(threads), answers.string()});
    b->pipe_ = std::make_unique<ProcessPipe>(TRY(ProcessPipe::start(command)));
    b->about = TRY(b->answer());
    return b;
  }
  ~Blender() { if (fd_ >= 0) ::close(fd_); }

  struct Drawn { Cost cost; Path picture; };
  Result<Drawn> draw(std::size_t drawing, int samples) {
    const std::string line = fmt::format("{} {}\n", drawing, samples);
    TRY(pipe_->write(std::span(reinterpret_cast<const std::uint8_t*>(line.data()), line.size())));
    const std::string said = TRY(answer());
    std::istringstream in(said);
    Drawn d;
    std::string picture;
    in >> d.cost.wall >> d.cost.cpu >> picture;
    d.picture = picture;
    return d;
  }

  std::string about;  // "3.4.1 denoised"

 private:
  Result<std::string> answer() {
    std::string line;
    char c = 0;
    while (::read(fd_, &c, 1) == 1 && c != '\n') line += c;
    if (line == "gone") return fail(ErrorCode::kUnavailable, "Blender stopped; its log is '" + log_.string() + "'. EEVEE without a display needs: sudo apt-get install xvfb xauth libgl1-mesa-dri");
    return line;
  }

  Path log_;
  int fd_ = -1;
  std::unique_ptr<ProcessPipe> pipe_;
};

// Blender's linear picture, exposed as ours is.
inline render::Frame read_exr(const Path& file, int width, int height, float exposure) {
  Imf::RgbaInputFile in(file.c_str());
  Imf::Array2D<Imf::Rgba> pixels(height, width);
  in.setFrameBuffer(&pixels[0][0], 1, width);
  in.readPixels(0, height - 1);
  render::Frame frame;
  frame.width = width;
  frame.height = height;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) frame.colour.push_back(Vec3(pixels[y][x].r, pixels[y][x].g, pixels[y][x].b) * exposure);
  return frame;
}

}  // namespace auteur::production
