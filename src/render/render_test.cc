#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <ImfChannelList.h>
#include <ImfFrameBuffer.h>
#include <ImfHeader.h>
#include <ImfIO.h>
#include <ImfInputPart.h>
#include <ImfMultiPartInputFile.h>

#include <cstring>

#include "auteur/render/renderer.h"
#include "auteur/base/sha256.h"
#include "light_cache.h"
#include "lights.h"
#include "surface.h"
#include "test_room.h"

namespace auteur::render {
namespace {

Frame must_draw(const scene::Scene& set, const std::vector<scene::Instance>& dynamic, const FrameRequest& request, float effort = 0.05f) {
  Progress progress;
  const auto stage = prepare_stage({set, request.quality, 1, effort}, progress);
  EXPECT_TRUE(stage.has_value());
  auto frame = draw(**stage, dynamic, request, progress);
  EXPECT_TRUE(frame.has_value());
  return std::move(*frame);
}
Sha256 digest(const Frame& f) { return sha256(std::span(reinterpret_cast<const std::uint8_t*>(f.colour.data()), f.colour.size() * sizeof(Vec3))); }
FrameRequest small_request(const test::Room& room, Quality quality = Quality::kPreviz) {
  FrameRequest r;
  r.width = 96;
  r.height = 54;
  r.quality = quality;
  r.camera = room.camera;
  return r;
}
double mean(const Frame& f) {
  double s = 0;
  for (const Vec3& c : f.colour) s += static_cast<double>(luminance(c));
  return s / static_cast<double>(f.colour.size());
}
void expect_finite(const Frame& f) {
  for (const Vec3& c : f.colour) ASSERT_TRUE(finite(c) && c.x >= 0 && c.y >= 0 && c.z >= 0);
}

TEST(Draw, GivesTheSameBytesOnOneTwoAndEightThreads) {
  const test::Room room = test::furnished_room(4000, 300);
  scene::Camera close = room.camera;
  close.position.x += 0.02f;
  for (const Quality q : {Quality::kPreviz, Quality::kFinal}) {
    FrameRequest request = small_request(room, q);
    request.auxiliary = true;
    request.shutter_close = &close;
    Sha256 first;
    for (const int threads : {1, 2, 8}) {
      tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
      tbb::task_arena arena(threads);
      const Sha256 d = arena.execute([&] { return digest(must_draw(room.set, room.blobs, request)); });
      if (threads == 1) first = d;
      else EXPECT_EQ(first, d) << threads;
    }
  }
}

// What a camera sweeps over while the shutter is open is smeared along its way; what it comes to rest on is not.
TEST(Draw, FinalsOfAMovingCameraAreSmearedAlongItsWay) {
  test::Room room = test::furnished_room(2000, 200);
  room.camera.f_stop = 0;
  FrameRequest request = small_request(room, Quality::kFinal);
  scene::Camera same = room.camera, swept = room.camera;
  swept.target += glm::normalize(glm::cross(room.camera.target - room.camera.position, Vec3(0, 1, 0))) * 0.25f;
  const auto steps = [](const Frame& f) {  // how much neighbours differ
    double across = 0, down = 0;
    for (int y = 0; y + 1 < f.height; ++y)
      for (int x = 0; x + 1 < f.width; ++x) {
        const auto at = [&](int i, int j) { return static_cast<double>(std::min(luminance(f.colour[static_cast<std::size_t>(j) * static_cast<std::size_t>(f.width) + static_cast<std::size_t>(i)]), 2.f)); };
        across += std::fabs(at(x + 1, y) - at(x, y));
        down += std::fabs(at(x, y + 1) - at(x, y));
      }
    return std::pair(across, down);
  };
  request.shutter_close = &same;
  const auto [still_across, still_down] = steps(must_draw(room.set, room.blobs, request));
  request.shutter_close = &swept;
  const auto [across, down] = steps(must_draw(room.set, room.blobs, request));
  EXPECT_LT(across, 0.85 * still_across);
  EXPECT_GT(down, 0.75 * still_down);
}

// A camera that stands still draws what a camera that looks afresh draws, whoever enters, moves or leaves.
TEST(SetUp, GivesThePicturesOfFreshLooks) {
  test::Room room = test::furnished_room(4000, 300);
  scene::Material glass;
  glass.albedo = Vec3(0.9f);
  glass.opacity = 0.1f;
  glass.roughness = 0.05f;
  auto pane = test::box_instance("pane", {-0.6f, 0.9f, 0.9f}, {0.1f, 1.6f, 0.91f}, Vec3(1.f));
  auto mesh = std::make_shared<scene::Mesh>(*pane.mesh);
  mesh->materials = {glass};
  pane.mesh = mesh;
  room.set.instances.push_back(pane);
  auto mirror = test::box_instance("mirror", {-2.9f, 0.2f, -2.4f}, {2.9f, 2.2f, -2.35f}, Vec3(0.9f));
  auto silver = std::make_shared<scene::Mesh>(*mirror.mesh);
  silver->materials[0].metallic = 1.f;
  silver->materials[0].roughness = 0.06f;
  mirror.mesh = silver;
  room.set.instances.push_back(mirror);

  Progress progress;
  const auto stage = prepare_stage({room.set, Quality::kPreviz, 1, 0.05f}, progress);
  ASSERT_TRUE(stage.has_value());
  FrameRequest request = small_request(room);
  request.width = 161;  // no whole number of tiles
  request.height = 91;
  const auto shared = set_up(*stage);
  request.camera_rests = true;
  for (int i = 0; i < 5; ++i) {
    auto people = room.blobs;
    if (i == 2) people.clear();
    else people.back().rests = i > 2;  // somebody comes to rest: the bare set is looked at anew
    for (std::size_t b = 0; b < people.size(); ++b)
      if (!people[b].rests) people[b].world_from_object[3] += Vec4(0.13f * static_cast<float>(i), 0.02f * static_cast<float>(b), -0.21f * static_cast<float>(i), 0.f);
    request.camera.focus_distance = 1.f + static_cast<float>(i);
    const auto fresh = draw(**stage, people, request, progress), kept = draw(**stage, people, request, progress, shared.get());
    ASSERT_TRUE(fresh.has_value() && kept.has_value());
    std::size_t different = 0;
    for (std::size_t p = 0; p < fresh->colour.size(); ++p) different += fresh->colour[p] != kept->colour[p];
    EXPECT_LE(different, fresh->colour.size() / 2000) << "drawing " << i;  // equal hits may be told apart by rounding
    EXPECT_EQ(fresh->alpha, kept->alpha);
  }
  // A moved camera is not served from memory.
  FrameRequest moved = request;
  moved.camera_rests = false;
  for (int i = 0; i < 3; ++i) {
    moved.camera.position.x += 0.1f;
    const auto a = draw(**stage, room.blobs, moved, progress), b = draw(**stage, room.blobs, moved, progress, shared.get());
    EXPECT_TRUE(a->colour == b->colour);
  }
}

TEST(Draw, ExposureScalesLight) {
  test::Room room = test::furnished_room(2000, 200);
  const Frame a = must_draw(room.set, room.blobs, small_request(room));
  room.set.exposure *= 2;
  const Frame b = must_draw(room.set, room.blobs, small_request(room));
  for (std::size_t i = 0; i < a.colour.size(); ++i) ASSERT_NEAR(b.colour[i].x, 2 * a.colour[i].x, 1e-4 + 1e-3 * static_cast<double>(b.colour[i].x));
}

TEST(Draw, LosesNoLightInAWhiteFurnace) {
  // A white box under a uniform sky of radiance one: every point must send out one.
  test::Room room;
  room.set.instances.push_back(test::box_instance("cube", Vec3(-0.5f), Vec3(0.5f), Vec3(1.f)));
  auto mesh = std::make_shared<scene::Mesh>(*room.set.instances[0].mesh);
  for (auto& m : mesh->materials) { m.albedo = Vec3(1.f); m.specular = 0; m.roughness = 1; m.pattern = scene::Pattern::kPlain; }
  room.set.instances[0].mesh = mesh;
  scene::Light sky;
  sky.kind = scene::LightKind::kSky;
  sky.radiance = sky.horizon = sky.ground = Vec3(1.f);
  room.set.lights = {sky};
  room.camera.position = {1.5f, 1.2f, 2};
  room.camera.target = Vec3(0.f);
  room.camera.f_stop = 0;
  for (const Quality q : {Quality::kPreviz, Quality::kFinal}) {
    const Frame f = must_draw(room.set, {}, small_request(room, q), 1.f);
    for (const Vec3& c : f.colour) {
      ASSERT_GT(c.x, 0.9f);
      ASSERT_LT(c.x, 1.05f);
    }
  }
}

TEST(Draw, HiddenWallsLetOnlyTheCameraThrough) {
  test::Room room = test::furnished_room(2000, 200);
  FrameRequest request = small_request(room);
  request.camera.position = {0, 1.4f, 6.f};
  request.camera.target = {0, 1.f, 0};
  request.auxiliary = true;
  const Frame closed = must_draw(room.set, room.blobs, request);
  request.hidden = {"wall/south"};
  const Frame open = must_draw(room.set, room.blobs, request);
  const std::size_t middle = static_cast<std::size_t>(request.width) * 27 + 48;
  EXPECT_NEAR(closed.depth[middle], 3.5f, 0.2f);
  EXPECT_GT(open.depth[middle], 3.8f);
  // The light inside is that of the closed room.
  FrameRequest inside = small_request(room);
  const Frame a = must_draw(room.set, room.blobs, inside);
  inside.hidden = {"wall/south"};
  const Frame b = must_draw(room.set, room.blobs, inside);
  EXPECT_NEAR(mean(a), mean(b), 0.01 * mean(a));
}

TEST(Draw, MeasuresDepthAlongTheAxis) {
  test::Room room;
  room.set.instances.push_back(test::box_instance("wall", {-50, -50, -4}, {50, 50, -3}, Vec3(0.5f)));
  scene::Light sky;
  sky.kind = scene::LightKind::kSky;
  sky.horizon = sky.ground = Vec3(1.f);
  room.set.lights = {sky};
  room.camera.target = {0, 0, -1};
  FrameRequest request = small_request(room);
  request.auxiliary = true;
  const scene::Camera before = [&] { scene::Camera c = room.camera; c.position.x -= 0.1f; c.target.x -= 0.1f; return c; }();
  request.previous_camera = &before;
  const Frame f = must_draw(room.set, {}, request);
  for (const float d : f.depth) ASSERT_NEAR(d, 3.f, 1e-3f);
  for (const Vec3& n : f.normal) ASSERT_NEAR(n.z, 1.f, 1e-3f);
  for (const Vec2& m : f.motion) ASSERT_NEAR(m.x, -0.1f / 3.f * 35.f / 24.89f * 96.f, 0.02f);
  for (const std::uint32_t id : f.object_id) ASSERT_EQ(id, scene::object_id_of("wall"));
}

TEST(Draw, SurvivesBrokenGeometry) {
  test::Room room = test::furnished_room(1000, 100);
  auto broken = std::make_shared<scene::Mesh>();
  broken->positions = {{0, 1, 0}, {0, 1, 0}, {0, 1, 0}, {NAN, 0, 0}, {1, 1, 1}, {1e30f, 0, 0}};
  broken->normals = std::vector<Vec3>(6, Vec3(NAN));
  broken->triangles = {{0, 1, 2}, {3, 4, 0}, {0, 4, 5}, {7, 8, 900}, {4, 4, 0}};
  broken->triangle_material = {9};
  room.set.instances.push_back({broken, Mat4(1.f), "broken", 1, false});
  room.set.instances.push_back({nullptr, Mat4(1.f), "none", 2, false});
  auto moving = room.blobs;
  moving.push_back({broken, Mat4(0.f), "flat", 3, true});
  moving.push_back({broken, Mat4(1.f), "moving", 4, true});
  for (const Quality q : {Quality::kPreviz, Quality::kBoards, Quality::kFinal}) expect_finite(must_draw(room.set, moving, small_request(room, q)));
}

TEST(Draw, RefusesImpossibleSizes) {
  const test::Room room = test::furnished_room(500, 50);
  Progress progress;
  const auto stage = prepare_stage({room.set, Quality::kPreviz, 1, 0.05f}, progress);
  ASSERT_TRUE(stage.has_value());
  FrameRequest request;
  for (const int bad : {0, -5, 100000}) {
    request.width = bad;
    EXPECT_FALSE(draw(**stage, {}, request, progress).has_value());
  }
}

TEST(Draw, AnEmptySetIsSky) {
  scene::Scene empty;
  FrameRequest request;
  request.width = 16;
  request.height = 9;
  const Frame f = must_draw(empty, {}, request);
  expect_finite(f);
  for (const float a : f.alpha) EXPECT_EQ(a, 0.f);
}

TEST(Draw, FinalAgreesWithThePathTracer) {
  const test::Room room = test::furnished_room(2000, 200);
  for (const scene::Light& light : room.set.lights) {
    scene::Scene set = room.set;
    set.lights = {light};
    FrameRequest r = small_request(room, Quality::kReference);
    r.width = 48;
    r.height = 27;
    const double reference = mean(must_draw(set, room.blobs, r));
    r.quality = Quality::kFinal;
    const double final_mean = mean(must_draw(set, room.blobs, r, 1.f));
    r.quality = Quality::kPreviz;
    const double previz = mean(must_draw(set, room.blobs, r, 1.f));
    // Under a sky alone the outside is a hundred times brighter than the room: some of it seeps through the thin walls.
    EXPECT_NEAR(final_mean / reference, 1.0, light.kind == scene::LightKind::kSky ? 0.3 : 0.15) << static_cast<int>(light.kind);
    EXPECT_NEAR(previz / reference, 1.0, 0.3) << static_cast<int>(light.kind);
  }
}

TEST(Lights, RectAgreesWithSampling) {
  scene::Light l;
  l.kind = scene::LightKind::kRect;
  l.position = {0, 2, 0};
  l.direction = {0, -1, 0};
  l.edge_u = {0.7f, 0, 0};
  l.edge_v = {0, 0, 0.4f};
  l.radiance = Vec3(1.f);
  const Lighting lighting = prepare_lighting({l});
  ASSERT_EQ(lighting.emitters.size(), 1u);
  const Emitter& e = lighting.emitters[0];
  for (const Vec3 p : {Vec3(0.f), Vec3(1, 0.5f, 0.3f), Vec3(-0.2f, 1.f, 2.f)}) {
    const Vec3 n = glm::normalize(Vec3(0.1f, 1, 0.05f));
    Random random(3);
    double sum = 0;
    constexpr int kSamples = 20000;
    for (int i = 0; i < kSamples; ++i) {
      const float u = static_cast<float>(random.unit()) * 2 - 1, v = static_cast<float>(random.unit()) * 2 - 1;
      const Vec3 d = e.position + e.u * u + e.v * v - p;
      const float d2 = glm::dot(d, d);
      const Vec3 w = d * (1 / std::sqrt(d2));
      sum += static_cast<double>(std::max(glm::dot(n, w), 0.f) * std::max(-glm::dot(e.normal, w), 0.f) / d2 * e.area);
    }
    sum /= kSamples;
    EXPECT_NEAR(static_cast<double>(arrive(e, p, n, 0).irradiance.x) / sum, 1.0, 0.05);
  }
}

TEST(Surface, NeverReflectsMoreThanItGets) {
  Random random(5);
  for (int p = 0; p <= static_cast<int>(scene::Pattern::kSnow); ++p)
    for (int i = 0; i < 200; ++i) {
      scene::Material m;
      m.pattern = static_cast<scene::Pattern>(p);
      m.albedo = Vec3(0.9f);
      m.specular = static_cast<float>(random.unit());
      m.metallic = static_cast<float>(random.unit());
      m.pattern_strength = 1;
      const float x = static_cast<float>(random.range(-9, 9)), y = static_cast<float>(random.range(-9, 9));
      const Surface s = evaluate(m, {x, y, x * 0.3f}, {0, 1, 0}, {0, 1, 0}, Mat3(1.f), {0, 0}, 0.0005f);
      ASSERT_LE(std::max({s.diffuse().x, s.diffuse().y, s.diffuse().z}) + s.specular * (1 - s.metallic), 1.0001f);
      ASSERT_NEAR(glm::length(s.normal), 1.f, 1e-3f);
      ASSERT_TRUE(finite(s.albedo));
    }
}

TEST(Develop, KeepsBlackBlackAndOrdersGreys) {
  Frame f;
  f.width = 64;
  f.height = 4;
  for (int i = 0; i < 256; ++i) f.colour.emplace_back(static_cast<float>(i % 64) / 40.f);
  Look look;
  look.grain = look.halation = look.vignette = 0;
  look.aspect = 1;
  const auto bytes = develop(f, look, 1);
  ASSERT_EQ(bytes.size(), 768u);
  for (std::size_t x = 1; x < 64; ++x) EXPECT_GE(bytes[x * 3 + 1] + 1, bytes[(x - 1) * 3 + 1]);
  EXPECT_LT(bytes[1], 6);
  EXPECT_GT(bytes[63 * 3 + 1], 200);
}

TEST(Develop, DrawsTheLetterboxAndRepeatsItself) {
  Frame f;
  f.width = 320;
  f.height = 180;
  f.colour.assign(320 * 180, Vec3(0.5f));
  const auto a = develop(f, {}, 4), b = develop(f, {}, 4), c = develop(f, {}, 5);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  EXPECT_EQ(a[0], 0);
  EXPECT_GT(a[(90 * 320 + 160) * 3], 60);
}

class Bytes : public Imf::IStream {
 public:
  explicit Bytes(const std::vector<std::uint8_t>& b) : Imf::IStream("bytes"), bytes_(b) {}
  bool read(char c[], int n) override {
    if (at_ + static_cast<std::size_t>(n) > bytes_.size()) throw std::runtime_error("short");
    std::memcpy(c, &bytes_[at_], static_cast<std::size_t>(n));
    at_ += static_cast<std::size_t>(n);
    return at_ < bytes_.size();
  }
  std::uint64_t tellg() override { return at_; }
  void seekg(std::uint64_t p) override { at_ = static_cast<std::size_t>(p); }

 private:
  const std::vector<std::uint8_t>& bytes_;
  std::size_t at_ = 0;
};

TEST(Exr, RoundTrips) {
  const test::Room room = test::furnished_room(1000, 100);
  FrameRequest request = small_request(room);
  request.auxiliary = true;
  const Frame f = must_draw(room.set, room.blobs, request);
  const auto bytes = write_exr(f, {{7, "ANA/head"}});
  ASSERT_TRUE(bytes.has_value());
  EXPECT_EQ(*bytes, *write_exr(f, {{7, "ANA/head"}}));
  Bytes stream(*bytes);
  Imf::MultiPartInputFile file(stream);
  ASSERT_EQ(file.parts(), 9);
  EXPECT_EQ(file.header(0).name(), "rgba");
  std::vector<Vec3> back(f.colour.size());
  Imf::FrameBuffer buffer;
  const char* names[3] = {"R", "G", "B"};
  for (int c = 0; c < 3; ++c) buffer.insert(names[c], Imf::Slice(Imf::FLOAT, reinterpret_cast<char*>(&back[0][c]), sizeof(Vec3), sizeof(Vec3) * 96));
  Imf::InputPart part(file, 0);
  part.setFrameBuffer(buffer);
  part.readPixels(0, 53);
  EXPECT_EQ(std::memcmp(back.data(), f.colour.data(), back.size() * sizeof(Vec3)), 0);
}

}  // namespace
}  // namespace auteur::render
