// Out of focus, a point is a disc; an anamorphic lens makes it a standing ellipse.
#include <gtest/gtest.h>

#include "auteur/render/renderer.h"
#include "test_room.h"

namespace auteur::render {
namespace {

struct Spread { double across = 0, up = 0; };

// How far the light of a small glowing ball spreads about its middle, pixels.
Spread bokeh(Quality quality, float squeeze) {
  scene::Scene set;
  set.instances.push_back(test::box_instance("back", {-40, -40, -13}, {40, 40, -12.5f}, Vec3(0.f)));
  auto lamp = test::ball_instance("lamp", {0, 0, -10}, 0.03f, 200, Vec3(0.5f), scene::Pattern::kPlain, false);
  auto mesh = std::make_shared<scene::Mesh>(*lamp.mesh);
  mesh->materials[0].emission = Vec3(50.f);
  lamp.mesh = mesh;
  set.instances.push_back(lamp);
  StageRequest stage_request;
  stage_request.set = set;
  stage_request.quality = quality;
  stage_request.light_effort = 0.05f;
  Progress progress;
  const auto stage = prepare_stage(stage_request, progress);
  EXPECT_TRUE(stage);
  FrameRequest request;
  request.width = 239, request.height = 100;
  request.quality = quality;
  request.samples = 64;
  request.camera.position = {0, 0, 0}, request.camera.target = {0, 0, -1};
  request.camera.focal_mm = 50 * squeeze, request.camera.squeeze = squeeze;  // the same field
  request.camera.f_stop = squeeze == 1 ? 1.2f : 2.4f, request.camera.focus_distance = 1.2f;
  const auto frame = draw(**stage, {}, request, progress);
  EXPECT_TRUE(frame);
  Spread s;
  double all = 0;
  for (int y = 0; y < request.height; ++y)
    for (int x = 0; x < request.width; ++x) {
      const double light = static_cast<double>(frame->colour[static_cast<std::size_t>(y * request.width + x)].x), dx = x + 0.5 - request.width / 2.0, dy = y + 0.5 - request.height / 2.0;
      all += light, s.across += light * dx * dx, s.up += light * dy * dy;
    }
  EXPECT_GT(all, 0);
  return {std::sqrt(s.across / all), std::sqrt(s.up / all)};
}

TEST(Anamorphic, BokehIsHalfAsWideAsHigh) {
  for (const Quality quality : {Quality::kFinal, Quality::kReference, Quality::kPreviz}) {
    const Spread round = bokeh(quality, 1), oval = bokeh(quality, 2);
    EXPECT_GT(round.up, 2) << "far out of focus";
    EXPECT_NEAR(round.across / round.up, 1, 0.2) << static_cast<int>(quality);
    EXPECT_NEAR(oval.across / round.across, 0.5, 0.15) << static_cast<int>(quality) << ": the lamp and the pixels have a width of their own";
    EXPECT_NEAR(oval.up / round.up, 1, 0.12) << "as high: twice the lens at twice the stop";
  }
}

}  // namespace
}  // namespace auteur::render
