// How long a shot takes to plan: a scene of four people and sixty beats in a furnished room.
#include <benchmark/benchmark.h>

#include "auteur/camera/shot_list.h"
#include "auteur/staging/testing.h"

namespace auteur::camera {
namespace {

void BM_CoverScene(benchmark::State& state) {
  using namespace staging::testing;
  const screenplay::Scene scene = random_scene(42, 4, static_cast<int>(state.range(0)), false);
  const world::Set set = room(6, 5);
  CoverageRequest request;
  request.scene = &scene;
  request.set = &set;
  request.people = measures_for(scene);
  staging::StagingRequest blocking;
  blocking.scene = &scene;
  blocking.set = &set;
  blocking.people = request.people;
  const staging::Staging staging = stage_scene(blocking);
  request.staging = &staging;
  std::size_t shots = 0;
  for (auto _ : state) shots += cover_scene(request).shots.size();
  state.SetItemsProcessed(static_cast<std::int64_t>(shots));  // shots a second
}
BENCHMARK(BM_CoverScene)->Arg(15)->Arg(60)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auteur::camera
