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

// All of a scene's sound but voices and music: beds, Foley, mix and master. `range`: channels.
void whole(benchmark::State& state) {
  std::vector<staging::SoundEvent> events;
  for (int i = 0; i < 30; ++i) {
    staging::SoundEvent e;
    e.at = Seconds(0.6 * i);
    e.material = "wood";
    events.push_back(e);
  }
  const SceneSound given = scene();
  const bool six = state.range(0) == 6;
  for (auto _ : state) {
    SceneSound s = given;
    Ambience a;
    a.character = "cafe";
    s.ambience = make_ambience(a, Seconds(20), 1);
    s.effects = make_foley(events, Seconds(20), a, 3, six ? &s.effects_surround : nullptr);
    Balance balance;
    std::vector<std::vector<float>> surround;
    const auto stems = mix_scene(s, balance, six ? &surround : nullptr);
    Master m({}, six ? 6 : 2);
    const auto& of = six ? surround : stems;
    m.measure(of[0], of[1], of[2]);
    m.decide();
    benchmark::DoNotOptimize(m.apply(of[0], of[1], of[2]));
    benchmark::DoNotOptimize(m.flush());
  }
  state.SetItemsProcessed(20 * state.iterations());
}
BENCHMARK(whole)->Arg(2)->Arg(6)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auteur::sound
