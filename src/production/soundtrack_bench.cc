// Everything a minute of film is heard with but its voices: score composed and played, beds, Foley, mix and master, as
// one run on one core. Items are seconds of film.
#include <benchmark/benchmark.h>

#include "auteur/music/score.h"
#include "auteur/sound/sound.h"

namespace auteur::production {
namespace {

constexpr double kLength = 60;

// `range`: channels, and how lively the score is (0 quiet, 1 full).
void soundtrack(benchmark::State& state) {
  const bool six = state.range(0) == 6;
  music::CueRequest request;
  screenplay::Breakdown film;
  film.scenes.resize(1);
  request.theme = music::compose_theme(film, 1);
  request.mood.arousal = state.range(1) ? 0.95 : -0.4;
  request.mood.valence = 0.5;
  request.length = Seconds(kLength);
  request.seed = 3;
  std::vector<staging::SoundEvent> events(90);
  for (std::size_t i = 0; i < events.size(); ++i) {
    events[i].at = Seconds(0.6 * static_cast<double>(i));
    events[i].material = "wood";
  }
  sound::Ambience place;
  place.character = "cafe";
  const auto font = music::find_soundfont();
  Progress progress;
  if (!music::play_cue(music::compose_cue(request), font, progress)) { state.SkipWithError("no soundfont"); return; }  // its samples are loaded once
  for (auto _ : state) {
    sound::SceneSound scene;
    const auto played = music::play_cue(music::compose_cue(request), font, progress);
    if (!played) { state.SkipWithError("the score could not be played"); return; }
    scene.music = *played;
    scene.ambience = sound::make_ambience(place, Seconds(kLength), 1);
    scene.effects = sound::make_foley(events, Seconds(kLength), place, 3, six ? &scene.effects_surround : nullptr);
    scene.dialogue_mono.assign(static_cast<std::size_t>(kLength) * 48000, 0.f);
    for (std::size_t i = 0; i < scene.dialogue_mono.size() / 2; ++i) scene.dialogue_mono[i] = 20 * scene.ambience[i];
    scene.speech = {{Seconds(0), Seconds(kLength / 2)}};
    std::vector<std::vector<float>> surround;
    sound::Balance balance;
    const auto stems = sound::mix_scene(scene, balance, six ? &surround : nullptr);
    const auto& of = six ? surround : stems;
    sound::Master master({}, six ? 6 : 2);
    master.measure(of[0], of[1], of[2]);
    master.decide();
    benchmark::DoNotOptimize(master.apply(of[0], of[1], of[2]));
    benchmark::DoNotOptimize(master.flush());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kLength) * state.iterations());
}
BENCHMARK(soundtrack)->Args({2, 0})->Args({2, 1})->Args({6, 0})->Args({6, 1})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auteur::production
