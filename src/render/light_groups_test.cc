#include <gtest/gtest.h>

#include <cmath>

#include "auteur/render/renderer.h"
#include "numbers.h"
#include "test_room.h"

namespace auteur::render {
namespace {

struct Drawn {
  Frame whole, layered;
};

Drawn draw_both(const test::Room& room, Quality quality) {
  Progress progress;
  StageRequest request{room.set, quality, 1};
  request.light_effort = 0.15f;
  const auto stage = prepare_stage(request, progress).value();
  FrameRequest frame;
  frame.width = 96;
  frame.height = 54;
  frame.quality = quality;
  frame.camera = room.camera;
  const auto groups = light_groups(*stage, progress).value();
  return {draw(*stage, room.blobs, frame, progress).value(), draw_layers(groups, room.blobs, frame, progress).value()};
}

test::Room room_with_everything() {
  test::Room room = test::furnished_room(6'000, 2'000);
  room.set.lights[1].group = "sky";
  room.set.fog = {{0.5f, 0.5f, 0.6f}, 0.02f};
  auto glow = test::box_instance("glow", {0.5f, 0.74f, 0.1f}, {0.7f, 0.95f, 0.3f}, Vec3(0.3f));
  auto mesh = std::make_shared<scene::Mesh>(*glow.mesh);
  mesh->materials[0].emission = {0.4f, 0.1f, 0.1f};
  glow.mesh = mesh;
  room.set.instances.push_back(glow);
  return room;
}

double mean(const std::vector<Vec3>& colour) {
  double sum = 0;
  for (const Vec3 c : colour) sum += static_cast<double>(luminance(c));
  return sum / static_cast<double>(colour.size());
}

TEST(LightLayers, AddUpToThePicture) {
  for (const Quality quality : {Quality::kFinal, Quality::kPreviz}) {
    const Drawn d = draw_both(room_with_everything(), quality);
    std::vector<std::string> names;
    for (const auto& layer : d.layered.layers) names.push_back(layer.group);
    EXPECT_EQ(names, (std::vector<std::string>{"practicals", "sky", "sun", "emissive", "haze"}));
    // Exactly to the picture they are delivered with ...
    for (std::size_t i = 0; i < d.layered.colour.size(); ++i) {
      Vec3 sum(0.f);
      for (const auto& layer : d.layered.layers) sum += layer.colour[i];
      for (int c = 0; c < 3; ++c) ASSERT_NEAR(sum[c], d.layered.colour[i][c], 1e-5f + 1e-5f * sum[c]);
    }
    // ... and, but for grain, to the picture that the film shows.
    EXPECT_NEAR(mean(d.layered.colour) / mean(d.whole.colour), 1.0, 0.01);
    Look look;
    look.grain = look.halation = look.vignette = 0;
    look.aspect = 1;
    const auto a = develop(d.whole, look, 1), b = develop(d.layered, look, 1);
    double squares = 0;
    for (std::size_t i = 0; i < a.size(); ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
    EXPECT_GT(10 * std::log10(255.0 * 255.0 * static_cast<double>(a.size()) / squares), 36.0);
  }
}

TEST(LightLayers, ALampTurnedUpChangesItsOwnLayerOnly) {
  test::Room room = room_with_everything();
  const Drawn before = draw_both(room, Quality::kPreviz);
  room.set.lights[2].radiance *= 2.f;
  const Drawn after = draw_both(room, Quality::kPreviz);
  for (std::size_t k = 0; k < before.layered.layers.size(); ++k) {
    const auto &a = before.layered.layers[k].colour, &b = after.layered.layers[k].colour;
    const double factor = before.layered.layers[k].group == "practicals" ? 2 : 1;
    EXPECT_NEAR(mean(b) / mean(a), factor, 1e-3) << before.layered.layers[k].group;
  }
}

TEST(LightLayers, AFillForOneShotIsALayerOfItsOwn) {
  const test::Room room = room_with_everything();
  Progress progress;
  StageRequest request{room.set, Quality::kPreviz, 1};
  request.light_effort = 0.1f;
  const auto stage = prepare_stage(request, progress).value();
  scene::Light fill;
  fill.group = "fill";
  fill.position = {0, 1.6f, 1.4f};
  fill.radius = 0.3f;
  fill.radiance = Vec3(4.f);
  FrameRequest frame;
  frame.width = 96;
  frame.height = 54;
  frame.camera = room.camera;
  auto groups = light_groups(*stage, progress).value();
  add_light(groups, fill);
  const auto without = draw(*stage, room.blobs, frame, progress).value(), with = draw(*with_light(*stage, fill), room.blobs, frame, progress).value(), layered = draw_layers(groups, room.blobs, frame, progress).value();
  EXPECT_EQ(layered.layers.back().group, "fill");
  EXPECT_GT(mean(with.colour), 1.02 * mean(without.colour));
  EXPECT_NEAR(mean(layered.layers.back().colour), mean(with.colour) - mean(without.colour), 0.05 * mean(without.colour));
  EXPECT_NEAR(mean(layered.colour) / mean(with.colour), 1.0, 0.01);
}

TEST(LightLayers, ASceneWithoutHazeOrGlowHasNoSuchLayers) {
  const Drawn d = draw_both(test::furnished_room(5'000, 1'000), Quality::kPreviz);
  for (const auto& layer : d.layered.layers) EXPECT_TRUE(layer.group == "practicals" || layer.group == "sky" || layer.group == "sun") << layer.group;
}

}  // namespace
}  // namespace auteur::render
