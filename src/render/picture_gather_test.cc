#include <gtest/gtest.h>

#include "auteur/render/renderer.h"
#include "lights_wide.h"
#include "test_room.h"

namespace auteur::render {
namespace {

Frame must_draw(const scene::Scene& set, Quality quality) {
  Progress progress;
  const auto stage = prepare_stage({set, quality, 1, 0.2f}, progress);
  EXPECT_TRUE(stage.has_value());
  FrameRequest request;
  request.width = 128;
  request.height = 72;
  request.quality = quality;
  request.samples = 32;
  request.camera.position = {0, 1, 1.6f};
  request.camera.target = {0, 1, -2.5f};
  request.camera.f_stop = 0;
  return draw(**stage, {}, request, progress).value();
}
double mean(const Frame& f, int x0, int x1, int y0, int y1) {
  double sum = 0;
  for (int y = y0; y < y1; ++y)
    for (int x = x0; x < x1; ++x) sum += static_cast<double>(luminance(f.colour[static_cast<std::size_t>(y * f.width + x)]));
  return sum / ((x1 - x0) * (y1 - y0));
}

TEST(Gathered, AGapBetweenCupboardsIsAsDarkAsItIs) {
  scene::Scene set;
  auto& s = set.instances;
  s.push_back(test::box_instance("floor", {-2.5f, -0.1f, -2.5f}, {2.5f, 0, 2.5f}, Vec3(0.5f)));
  s.push_back(test::box_instance("ceiling", {-2.5f, 2.6f, -2.5f}, {2.5f, 2.7f, 2.5f}, Vec3(0.7f)));
  s.push_back(test::box_instance("wall/north", {-2.5f, 0, -2.6f}, {2.5f, 2.6f, -2.5f}, Vec3(0.7f)));
  s.push_back(test::box_instance("wall/south", {-2.5f, 0, 2.5f}, {2.5f, 2.6f, 2.6f}, Vec3(0.7f)));
  s.push_back(test::box_instance("wall/east", {2.5f, 0, -2.5f}, {2.6f, 2.6f, 2.5f}, Vec3(0.7f)));
  s.push_back(test::box_instance("wall/west", {-2.6f, 0, -2.5f}, {-2.5f, 2.6f, 2.5f}, Vec3(0.7f)));
  s.push_back(test::box_instance("left", {-1.1f, 0, -2.49f}, {-0.035f, 2.f, -1.9f}, Vec3(0.6f)));
  s.push_back(test::box_instance("right", {0.035f, 0, -2.49f}, {1.1f, 2.f, -1.9f}, Vec3(0.6f)));
  scene::Light lamp;
  lamp.position = {1.7f, 2.1f, 0.3f};
  lamp.radius = 0.12f;
  lamp.radiance = Vec3(60.f);
  set.lights = {lamp};
  const Frame reference = must_draw(set, Quality::kReference), final_frame = must_draw(set, Quality::kFinal);
  const double front = mean(reference, 40, 56, 26, 46);
  const double dark = mean(reference, 63, 65, 26, 46) / front, drawn = mean(final_frame, 63, 65, 26, 46) / front;
  ASSERT_LT(dark, 0.2);
  EXPECT_GT(drawn, 0.4 * dark);
  EXPECT_LT(drawn, 1.5 * dark);
  EXPECT_NEAR(mean(final_frame, 40, 56, 26, 46) / front, 1.0, 0.1);
}

TEST(Lights, LampsSpareWhatIsNearThemAndNothingElse) {
  scene::Light bare, lamp;
  bare.position = lamp.position = {0, 1, 0};
  bare.radius = lamp.radius = 0.1f;
  lamp.group = "practicals";
  const Lighting lighting = prepare_lighting({bare, lamp});
  ASSERT_EQ(lighting.emitters.size(), 2u);
  const Vec3 up(0, 1, 0);
  const auto at = [&](std::size_t light, float below) { return arrive(lighting.emitters[light], {0, 1 - below, 0}, up, 0).irradiance.x; };
  EXPECT_LT(at(1, 0.25f), 0.3f * at(0, 0.25f));
  EXPECT_GT(at(1, 3.f), 0.97f * at(0, 3.f));
  EXPECT_GT(at(1, 0.25f), at(1, 0.5f));  // near is still brighter than far
  WidePoints points{};
  for (int k = 0; k < 16; ++k) points.py[k] = 1 - 0.2f * static_cast<float>(k + 1), points.ny[k] = 1;
  float factor[16];
  arrive_wide(lighting.emitters[1], points, factor);
  for (int k = 0; k < 16; ++k) EXPECT_NEAR(factor[k] / at(1, 0.2f * static_cast<float>(k + 1)), 1.f, 0.01f) << k;
}

}  // namespace
}  // namespace auteur::render
