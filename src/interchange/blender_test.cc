// A GLB opened and rendered in Blender shows the same framing: glowing boxes land where our camera puts them. Skipped where
// no Blender is installed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <unistd.h>

#include "auteur/base/process.h"
#include "auteur/interchange/shot.h"
#include "auteur/media/media.h"

namespace auteur::interchange {
namespace {

constexpr int kWidth = 240, kHeight = 100;

scene::Instance glowing(const std::string& name, Vec3 at, float half, Vec3 colour) {
  auto mesh = std::make_shared<scene::Mesh>();
  for (int i = 0; i < 8; ++i) mesh->positions.push_back(Vec3(i & 1 ? half : -half, i & 2 ? half : -half, i & 4 ? half : -half));
  for (const glm::uvec3 t : {glm::uvec3(0, 2, 1), {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4}, {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}}) mesh->triangles.push_back(t);
  mesh->triangle_material.assign(12, 0);
  scene::Material m;
  m.name = name, m.albedo = Vec3(0), m.emission = colour;
  mesh->materials.push_back(m);
  scene::Instance i;
  i.mesh = mesh, i.name = name;
  i.world_from_object[3] = Vec4(at, 1);
  return i;
}

struct Rect { double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9; };

// Where a thing lands by our camera, in pixels from the top left.
Rect projected(const scene::Instance& thing, const scene::Camera& camera) {
  Rect r;
  const Mat4 view = glm::inverse(world_from_camera(camera));
  const double aspect = static_cast<double>(kWidth) / kHeight, half_w = static_cast<double>(camera.gate_width_mm) / (2 * static_cast<double>(camera.focal_mm));
  for (const Vec3 p : thing.mesh->positions) {
    const Vec4 c = view * thing.world_from_object * Vec4(p, 1);
    const double x = (static_cast<double>(c.x / -c.z) / half_w + 1) / 2 * kWidth, y = (1 - static_cast<double>(c.y / -c.z) / (half_w / aspect)) / 2 * kHeight;
    r = {std::min(r.x0, x), std::min(r.y0, y), std::max(r.x1, x), std::max(r.y1, y)};
  }
  return r;
}

Rect seen(const media::Picture& picture, int channel) {
  Rect r;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const std::uint8_t* p = &picture.rgb[static_cast<std::size_t>(y * picture.width + x) * 3];
      if (p[channel] > 110 && p[(channel + 1) % 3] < 90 && p[(channel + 2) % 3] < 90) r = {std::min(r.x0, x + 0.0), std::min(r.y0, y + 0.0), std::max(r.x1, x + 1.0), std::max(r.y1, y + 1.0)};
    }
  return r;
}

TEST(Blender, RendersTheSameFraming) {
  const auto there = run_process({"blender", "--version"});
  if (!there || there->exit_code != 0) GTEST_SKIP() << "no Blender is installed";
  ShotModel shot;
  shot.name = "7C", shot.frames = 9, shot.width = kWidth, shot.height = kHeight;
  shot.set.push_back(glowing("left", {-0.9f, 0.8f, -1}, 0.15f, {1, 0, 0}));
  shot.set.push_back(glowing("right", {1.1f, 1.3f, -2}, 0.2f, {0, 1, 0}));
  shot.drawings = {{0, {glowing("walker", {-0.3f, 1.f, 0}, 0.1f, {0, 0, 1})}}, {4, {glowing("walker", {0.2f, 1.2f, 0}, 0.1f, {0, 0, 1})}}};
  shot.drawings[1].things[0].mesh = shot.drawings[0].things[0].mesh;
  for (int f = 0; f < shot.frames; ++f) {
    scene::Camera c;
    c.position = {0.4f * static_cast<float>(f) / 8, 1.5f, 3}, c.target = {0.1f, 1.05f, 0}, c.focal_mm = 32, c.roll = 0.05f;
    shot.camera.push_back(c);
  }
  const auto glb = write_glb(shot);
  ASSERT_TRUE(glb);
  const Path folder = std::filesystem::temp_directory_path() / ("auteur-framing-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(write_atomically(folder / "shot.glb", std::string(glb->bytes.begin(), glb->bytes.end())));
  for (const int frame : {0, 6}) {
    const Path out = folder / ("frame" + std::to_string(frame) + ".png");
    const auto run = run_process({"blender", "-b", "--factory-startup", "-noaudio", "-P", std::string(AUTEUR_SOURCE_DIR) + "/src/interchange/blender_framing.py", "--", (folder / "shot.glb").string(), std::to_string(frame), std::to_string(kWidth), std::to_string(kHeight), out.string()});
    ASSERT_TRUE(run);
    const auto bytes = read_text(out);
    ASSERT_TRUE(bytes) << run->err;
    const auto picture = media::read_picture(std::span(reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()));
    ASSERT_TRUE(picture);
    const scene::Instance* things[] = {&shot.set[0], &shot.set[1], &shot.drawings[frame < 4 ? 0 : 1].things[0]};
    for (int k = 0; k < 3; ++k) {
      const Rect wanted = projected(*things[k], shot.camera[static_cast<std::size_t>(frame)]), got = seen(*picture, k);
      EXPECT_NEAR(got.x0, wanted.x0, 1.6) << things[k]->name << " frame " << frame;
      EXPECT_NEAR(got.x1, wanted.x1, 1.6) << things[k]->name << " frame " << frame;
      EXPECT_NEAR(got.y0, wanted.y0, 1.6) << things[k]->name << " frame " << frame;
      EXPECT_NEAR(got.y1, wanted.y1, 1.6) << things[k]->name << " frame " << frame;
    }
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace auteur::interchange
