#include "haze.h"

#include <gtest/gtest.h>

#include <cmath>

#include "auteur/base/random.h"
#include "auteur/render/renderer.h"
#include "test_room.h"

namespace auteur::render {
namespace {

Emitter bulb(Vec3 at, float radius, Vec3 radiance) {
  scene::Light l;
  l.position = at;
  l.radius = radius;
  l.radiance = radiance;
  return prepare_lighting({l}).emitters.at(0);
}
Air air(float density) { return air_of({Vec3(0.f), density, Vec3(-50.f), Vec3(50.f)}); }

TEST(Haze, ScattersAllOfTheLightItTakes) {
  double sum = 0;
  constexpr int n = 20000;
  for (int i = 0; i < n; ++i) sum += static_cast<double>(phase(-1.f + 2.f * (static_cast<float>(i) + 0.5f) / n)) * 2 / n;
  EXPECT_NEAR(sum * 2 * 3.14159265, 1.0, 1e-4);
  EXPECT_GT(phase(1), phase(-1));
}

TEST(Haze, SamplesAgreeWithTheIntegralAlongTheRay) {
  const Air a = air(0.08f);
  const Vec3 origin(0.f), direction = glm::normalize(Vec3(0.2f, 0.1f, 1.f));
  const Emitter lamp = bulb({1.f, 0.8f, 4.f}, 0.1f, {30, 20, 10});
  const float reach = 9;
  double want = 0;
  constexpr int kSteps = 20000;
  for (int i = 0; i < kSteps; ++i) {
    const float t = (static_cast<float>(i) + 0.5f) / kSteps * reach;
    const Vec3 d = lamp.position - direction * t;
    const float far = glm::length(d);
    want += static_cast<double>(a.density * lamp.radiance.x * kPi * lamp.radius * lamp.radius / (far * far) * phase(glm::dot(d / far, direction)) * std::exp(-a.density * (t + far))) * static_cast<double>(reach) / kSteps;
  }
  double have = 0;
  Random random(4);
  constexpr int n = 4000;
  for (int i = 0; i < n; ++i) {
    Scatter s;
    const float u = static_cast<float>(random.unit()), v = static_cast<float>(random.unit()), w = static_cast<float>(random.unit());
    if (scatter(lamp, a, origin, direction, a.span(origin, direction, reach), u, {v, w}, s)) have += static_cast<double>(s.light.x) / n;
  }
  EXPECT_NEAR(have / want, 1.0, 0.03);
  float factor = 0;
  const float from = 0;
  glow_run(lamp, a, origin, &direction.x, &direction.y, &direction.z, &from, &reach, &factor, 1);
  EXPECT_NEAR(static_cast<double>(factor * lamp.radiance.x) / want, 1.0, 0.25);  // isotropic, and swallowed as from the nearest point
}

TEST(Haze, ASunsHazeNeverOutshinesItsLight) {
  scene::Light sun;
  sun.kind = scene::LightKind::kSun;
  sun.radiance = Vec3(10.f);
  const Emitter e = prepare_lighting({sun}).emitters.at(0);
  float last = 0;
  for (const float density : {0.001f, 0.01f, 0.1f, 1.f, 10.f}) {
    const Air a = air(density);
    Scatter s;
    ASSERT_TRUE(scatter(e, a, Vec3(0.f), {0, 0, 1}, a.span(Vec3(0.f), {0, 0, 1}, 5), 0.5f, {0.5f, 0.5f}, s));
    EXPECT_GT(s.light.x, last);
    EXPECT_LT(s.light.x, 10 * phase(0.f) * 1.0001f);
    last = s.light.x;
  }
}

TEST(Haze, FillsItsBoxOnly) {
  const Air a = air_of({Vec3(1.f), 0.1f, {-1, 0, -1}, {1, 2, 1}});
  const Span through = a.span({0, 1, 5}, {0, 0, -1}, 100);
  EXPECT_FLOAT_EQ(through.from, 4);
  EXPECT_FLOAT_EQ(through.to, 6);
  const Span past = a.span({0, 5, 5}, {0, 0, -1}, 100);
  EXPECT_FLOAT_EQ(past.to - past.from, 0);
  const Span stopped = a.span({0, 1, 5}, {0, 0, -1}, 4.5f);
  EXPECT_FLOAT_EQ(stopped.to, 4.5f);
}

// A black room with a hole in its roof; the camera looks at the beam from the dark.
Frame beam(float density, Quality quality) {
  scene::Scene set;
  const Vec3 black(0.01f);
  set.instances = {test::box_instance("floor", {-3, -0.1f, -2}, {3, 0, 2}, black), test::box_instance("back", {-3, 0, -2.1f}, {3, 3, -2}, black), test::box_instance("front", {-3, 0, 2}, {3, 3, 2.1f}, black),
                   test::box_instance("left", {-3.1f, 0, -2}, {-3, 3, 2}, black), test::box_instance("right", {3, 0, -2}, {3.1f, 3, 2}, black), test::box_instance("roof-left", {-3, 3, -2}, {-0.4f, 3.1f, 2}, black),
                   test::box_instance("roof-right", {0.4f, 3, -2}, {3, 3.1f, 2}, black), test::box_instance("roof-front", {-0.4f, 3, 0}, {0.4f, 3.1f, 2}, black)};
  scene::Light sun;
  sun.kind = scene::LightKind::kSun;
  sun.direction = {0, -1, 0};
  sun.radiance = Vec3(12.f);
  sun.radius = 0.01f;
  set.lights = {sun};
  set.fog = {Vec3(0.f), density, {-3, 0, -2}, {3, 3, 2}};
  Progress progress;
  StageRequest stage{set, quality, 1};
  stage.light_effort = 0.2f;
  FrameRequest request;
  request.width = 96;
  request.height = 48;
  request.quality = quality;
  request.samples = 16;
  request.camera.position = {0, 1.5f, 1.9f};
  request.camera.target = {0, 1.5f, -2};
  request.camera.focal_mm = 18;
  request.camera.f_stop = 0;
  return draw(*prepare_stage(stage, progress).value(), {}, request, progress).value();
}
double mean_of(const Frame& f, int x0, int x1) {
  double sum = 0;
  for (int y = 8; y < 30; ++y)
    for (int x = x0; x < x1; ++x) sum += static_cast<double>(luminance(f.colour[static_cast<std::size_t>(y * f.width + x)]));
  return sum / (22.0 * (x1 - x0));
}

TEST(Haze, AShaftIsBrighterThanTheShadowBesideIt) {
  const Frame f = beam(0.05f, Quality::kFinal), clear = beam(0.f, Quality::kFinal);
  EXPECT_GT(mean_of(f, 44, 52), 20 * mean_of(f, 4, 12));
  EXPECT_GT(mean_of(f, 44, 52), 4 * mean_of(clear, 44, 52));
}

TEST(Haze, AShaftHasTheBrightnessOfTheLongReference) {
  const Frame f = beam(0.05f, Quality::kFinal), reference = beam(0.05f, Quality::kReference);
  EXPECT_NEAR(mean_of(f, 16, 80) / mean_of(reference, 16, 80), 1.0, 0.05);  // the edges are softer
}

}  // namespace
}  // namespace auteur::render
