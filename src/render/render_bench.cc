// What a stage and a drawing cost: a room of 250,000 triangles, three blobs of 25,000 each.
#include <benchmark/benchmark.h>

#include "auteur/render/display.h"
#include "auteur/render/renderer.h"
#include "test_room.h"

namespace auteur::render {
namespace {

void prepare(benchmark::State& state) {
  const test::Room room = test::furnished_room(250'000, 25'000);
  Progress progress;
  for (auto _ : state) benchmark::DoNotOptimize(prepare_stage({room.set, Quality::kPreviz, 1}, progress));
}
BENCHMARK(prepare)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

void draw_and_develop(benchmark::State& state) {
  const test::Room room = test::furnished_room(250'000, 25'000);
  Progress progress;
  const auto stage = prepare_stage({room.set, Quality::kPreviz, 1}, progress);
  FrameRequest request;
  request.quality = static_cast<Quality>(state.range(0));
  request.width = static_cast<int>(state.range(1));
  request.height = request.width * 9 / 16;
  request.camera = room.camera;
  for (auto _ : state) {
    auto blobs = room.blobs;
    // Skinned bodies are new meshes in every drawing.
    for (auto& b : blobs) b.mesh = std::make_shared<const scene::Mesh>(*b.mesh);
    const auto frame = draw(**stage, blobs, request, progress);
    benchmark::DoNotOptimize(develop(*frame, {}, 3));
  }
}
// A still camera, one blob in three moving: most drawings of a film.
void draw_in_set_up(benchmark::State& state) {
  const test::Room room = test::furnished_room(250'000, 25'000);
  Progress progress;
  const auto stage = prepare_stage({room.set, Quality::kPreviz, 1}, progress);
  FrameRequest request;
  request.width = static_cast<int>(state.range(0));
  request.height = request.width * 9 / 16;
  request.camera = room.camera;
  request.camera_rests = true;
  const auto shared = set_up(*stage);
  float shift = 0;
  for (auto _ : state) {
    auto blobs = room.blobs;
    for (auto& b : blobs) b.mesh = std::make_shared<const scene::Mesh>(*b.mesh);
    blobs[0].world_from_object[3].x += shift += 0.001f;
    const auto frame = draw(**stage, blobs, request, progress, shared.get());
    benchmark::DoNotOptimize(develop(*frame, {}, 3));
  }
}
void develop_alone(benchmark::State& state) {
  Frame frame;
  frame.width = static_cast<int>(state.range(0));
  frame.height = frame.width * 9 / 16;
  Random random(3);
  for (int i = 0; i < frame.width * frame.height; ++i) frame.colour.push_back(Vec3(static_cast<float>(random.unit()), static_cast<float>(random.unit()), static_cast<float>(random.unit())));
  const auto display = DisplayTransform::make({}).value();
  for (auto _ : state) benchmark::DoNotOptimize(develop(frame, {}, 3, *display));
}
BENCHMARK(develop_alone)->Arg(640)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

void make_display(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(DisplayTransform::make({}).value());
}
BENCHMARK(make_display)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

BENCHMARK(draw_in_set_up)->Arg(640)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

BENCHMARK(draw_and_develop)->Args({static_cast<int>(Quality::kPreviz), 640})->Args({static_cast<int>(Quality::kBoards), 640})->Args({static_cast<int>(Quality::kFinal), 1280})->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

}  // namespace
}  // namespace auteur::render
