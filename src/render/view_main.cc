// Draws a triangle-soup scene file to a PPM and prints what it cost: the workbench for judging pictures by eye.
// File: int32 triangles, materials; float32 positions[t][3][3], normals[t][3][3]; int32 material[t], object[t]; float32 albedo[m][3].
// Usage: render_view_main SET.bin PUPPETS.bin OUT.ppm WIDTH HEIGHT previz|boards|final|reference [ex,ey,ez,ax,ay,az] [mm] [exposure] [focus] [f-stop]
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

#include "auteur/render/renderer.h"

using namespace auteur;

namespace {

double cpu_ms() {
  rusage u{};
  getrusage(RUSAGE_SELF, &u);
  return static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 + static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-3;
}

scene::Material guess(Vec3 c, bool puppet, int index) {
  scene::Material m;
  m.albedo = c;
  const float high = std::max({c.x, c.y, c.z}), low = std::min({c.x, c.y, c.z});
  if (puppet) {
    m.pattern = scene::Pattern::kClay;
    m.roughness = 0.6f;
    m.sheen = 0.3f;
    m.translucency = 0.4f;
    if (low > 0.7f) m = {"eye", c, 0.08f, 0.05f};
    else if (high < 0.02f) m = {"pupil", c, 0.06f, 0.05f};
    else if (high - low < 0.05f) { m.pattern = scene::Pattern::kHair; m.albedo = c; m.roughness = 0.45f; }
    else if (std::fabs(c.x - 0.34f) < 0.02f || std::fabs(c.x - 0.13f) < 0.005f) { m.pattern = scene::Pattern::kFabric; m.translucency = 0; }
    return m;
  }
  if (index == 0 || index == 1 || index == 3) m.pattern = scene::Pattern::kPlaster;
  else if (index == 2) { m.pattern = scene::Pattern::kWood; m.roughness = 0.35f; }
  else if (c.y > c.x * 1.2f && c.y > c.z * 1.2f) { m.pattern = scene::Pattern::kLeaf; m.roughness = 0.35f; m.translucency = 0.35f; }
  else if (c.x > c.z * 1.6f && c.x < 0.75f && c.y > c.x * 0.45f) { m.pattern = scene::Pattern::kWood; m.roughness = 0.4f; }
  else if (c.x > c.y * 2.f) { m.pattern = scene::Pattern::kFabric; m.sheen = 0.4f; }
  else if (low > 0.7f) { m.translucency = 0.3f; m.roughness = 0.5f; }
  return m;
}

std::vector<scene::Instance> load(const char* path, bool puppet) {
  std::vector<scene::Instance> out;
  FILE* f = std::fopen(path, "rb");
  if (f == nullptr) return out;
  const auto read = [f](auto& v, std::size_t n) { v.resize(n); return std::fread(v.data(), sizeof(v[0]), n, f) == n; };
  std::vector<std::int32_t> head, material, object;
  std::vector<float> p, n, k;
  if (read(head, 2)) {
    const auto t = static_cast<std::size_t>(head[0]), m = static_cast<std::size_t>(head[1]);
    if (read(p, t * 9) && read(n, t * 9) && read(material, t) && read(object, t) && read(k, m * 3)) {
      std::map<std::int32_t, std::shared_ptr<scene::Mesh>> meshes;
      for (std::size_t i = 0; i < t; ++i) {
        auto& mesh = meshes[object[i]];
        if (!mesh) {
          mesh = std::make_shared<scene::Mesh>();
          for (std::size_t c = 0; c < m; ++c) mesh->materials.push_back(guess({k[c * 3], k[c * 3 + 1], k[c * 3 + 2]}, puppet, static_cast<int>(c)));
        }
        const auto first = static_cast<std::uint32_t>(mesh->positions.size());
        for (std::size_t v = 0; v < 3; ++v) {
          mesh->positions.emplace_back(p[i * 9 + v * 3], p[i * 9 + v * 3 + 1], p[i * 9 + v * 3 + 2]);
          mesh->normals.emplace_back(n[i * 9 + v * 3], n[i * 9 + v * 3 + 1], n[i * 9 + v * 3 + 2]);
        }
        mesh->triangles.emplace_back(first, first + 1, first + 2);
        mesh->triangle_material.push_back(static_cast<std::uint16_t>(material[i]));
      }
      for (auto& [id, mesh] : meshes) {
        scene::Instance instance;
        instance.mesh = mesh;
        instance.name = "object-" + std::to_string(id);
        instance.object_id = static_cast<std::uint32_t>(id);
        out.push_back(instance);
      }
    }
  }
  std::fclose(f);
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) {
    std::fprintf(stderr, "usage: SET.bin PUPPETS.bin OUT.ppm WIDTH HEIGHT previz|boards|final|reference [ex,ey,ez,ax,ay,az] [mm] [exposure] [focus] [f-stop]\n");
    return 2;
  }
  render::StageRequest stage_request;
  stage_request.set.instances = load(argv[1], false);
  const auto puppets = load(argv[2], true);
  scene::Light sun, window, lamp, sky;
  sun.kind = scene::LightKind::kSun;
  sun.direction = -glm::normalize(Vec3(-.80f, .62f, .22f));
  sun.radiance = {11.f, 9.2f, 7.f};
  sun.radius = 0.012f;
  window.kind = scene::LightKind::kRect;
  window.position = {-3.2f, 1.6f, 0};
  window.direction = {1, 0, 0};
  window.edge_u = {0, 0.7f, 0};
  window.edge_v = {0, 0, 0.9f};
  window.radiance = {3.f, 3.9f, 5.2f};
  lamp.kind = scene::LightKind::kSphere;
  lamp.position = {2.52f, 1.28f, -.62f};
  lamp.radius = 0.06f;
  lamp.radiance = Vec3(.9f, .62f, .34f) * (1.f / (0.06f * 0.06f));
  sky.kind = scene::LightKind::kSky;
  sky.radiance = {1.7f, 2.3f, 3.6f};
  sky.horizon = {3.2f, 3.3f, 3.4f};
  sky.ground = {0.8f, 0.8f, 0.7f};
  stage_request.set.lights = {sun, window, lamp, sky};
  render::FrameRequest request;
  request.width = std::atoi(argv[4]);
  request.height = std::atoi(argv[5]);
  const std::string quality = argv[6];
  request.quality = quality == "final" ? render::Quality::kFinal : quality == "boards" ? render::Quality::kBoards : quality == "reference" ? render::Quality::kReference : render::Quality::kPreviz;
  stage_request.quality = request.quality;
  Vec3 eye(2.75f, 1.45f, 2.35f), at(-.45f, .85f, -.9f);
  if (argc > 7) std::sscanf(argv[7], "%f,%f,%f,%f,%f,%f", &eye.x, &eye.y, &eye.z, &at.x, &at.y, &at.z);
  request.camera.position = eye;
  request.camera.target = at;
  request.camera.gate_width_mm = 33.2f;
  request.camera.focal_mm = argc > 8 ? static_cast<float>(std::atof(argv[8])) : 28.f;
  stage_request.set.exposure = argc > 9 ? static_cast<float>(std::atof(argv[9])) : 1.f;
  request.camera.focus_distance = argc > 10 ? static_cast<float>(std::atof(argv[10])) : glm::length(at - eye);
  request.camera.f_stop = argc > 11 ? static_cast<float>(std::atof(argv[11])) : 2.8f;
  Progress progress;
  double t = cpu_ms();
  const auto stage = render::prepare_stage(stage_request, progress);
  if (!stage) return 1;
  std::printf("stage %.0f cpu-ms\n", cpu_ms() - t);
  Result<render::Frame> frame;
  for (int k = 0; k < (quality == "previz" ? 4 : 1); ++k) {
    t = cpu_ms();
    frame = render::draw(**stage, puppets, request, progress);
    if (!frame) return 1;
    std::printf("draw %.1f cpu-ms\n", cpu_ms() - t);
  }
  t = cpu_ms();
  const auto bytes = render::develop(*frame, {}, 7);
  std::printf("develop %.1f cpu-ms\n", cpu_ms() - t);
  FILE* f = std::fopen(argv[3], "wb");
  if (f == nullptr) return 1;
  std::fprintf(f, "P6 %d %d 255\n", request.width, request.height);
  std::fwrite(bytes.data(), 1, bytes.size(), f);
  std::fclose(f);
  return 0;
}
