// Seconds of film a second of one core: items are seconds of sound.
#include <benchmark/benchmark.h>

#include "auteur/sound/sound.h"

namespace auteur::sound {
namespace {

void ambience(benchmark::State& state) {
  static constexpr const char* kPlaces[] = {"small-room", "street", "forest", "harbour", "cafe"};
  Ambience a;
  a.character = kPlaces[state.range(0)];
  a.interior = state.range(0) == 0 || state.range(0) == 4;
  a.weather = state.range(0) == 1 ? screenplay::Weather::kStorm : screenplay::Weather::kNone;
  for (auto _ : state) benchmark::DoNotOptimize(make_ambience(a, Seconds(20), 3));
  state.SetItemsProcessed(20 * state.iterations());
}
BENCHMARK(ambience)->DenseRange(0, 4)->Unit(benchmark::kMillisecond);

void foley(benchmark::State& state) {
  std::vector<staging::SoundEvent> events;
  for (int i = 0; i < 40; ++i) {
    staging::SoundEvent e;
    e.at = Seconds(0.5 * i);
    e.material = "wood";
    events.push_back(e);
  }
  for (auto _ : state) benchmark::DoNotOptimize(make_foley(events, Seconds(20), {}, 3));
  state.SetItemsProcessed(20 * state.iterations());
}
BENCHMARK(foley)->Unit(benchmark::kMillisecond);

SceneSound scene() {
  SceneSound s;
  s.dialogue_mono.assign(20 * 48000, 0.f);
  Ambience a;
  a.character = "cafe";
  s.ambience = make_ambience(a, Seconds(20), 1);
  s.music = make_ambience(a, Seconds(20), 2);
  s.effects.assign(s.music.size(), 0.f);
  for (std::size_t i = 48000; i < 480000; ++i) s.dialogue_mono[i] = 20 * s.music[i];
  s.speech = {{Seconds(1), Seconds(10)}};
  return s;
}
void mix(benchmark::State& state) {
  const auto s = scene();
  for (auto _ : state) benchmark::DoNotOptimize(mix_scene(s));
  state.SetItemsProcessed(20 * state.iterations());
}
BENCHMARK(mix)->Unit(benchmark::kMillisecond);

void mastering(benchmark::State& state) {
  const auto s = scene();
  const auto stems = mix_scene(s);
  for (auto _ : state) benchmark::DoNotOptimize(master(stems[0], stems[1], stems[2]));
  state.SetItemsProcessed(20 * state.iterations());
}
BENCHMARK(mastering)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auteur::sound
