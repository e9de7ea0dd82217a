// Seconds of film a second of one core: items are seconds of music.
#include <benchmark/benchmark.h>

#include "auteur/music/score.h"

namespace auteur::music {
namespace {

CueRequest request(double length, double arousal) {
  CueRequest r;
  screenplay::Breakdown film;
  film.scenes.resize(1);
  r.theme = compose_theme(film, 1);
  r.mood.arousal = arousal;
  r.mood.valence = 0.5;
  r.length = Seconds(length);
  r.seed = 3;
  return r;
}
void compose(benchmark::State& state) {
  const auto r = request(90, 0.5);
  for (auto _ : state) benchmark::DoNotOptimize(compose_cue(r));
  state.SetItemsProcessed(90 * state.iterations());
}
BENCHMARK(compose)->Unit(benchmark::kMillisecond);

void play(benchmark::State& state) {
  const auto cue = compose_cue(request(60, state.range(0) ? 0.95 : -0.4));
  Progress progress;
  const auto font = find_soundfont();
  if (!play_cue(cue, font, progress)) { state.SkipWithError("no soundfont"); return; }
  for (auto _ : state) benchmark::DoNotOptimize(play_cue(cue, font, progress));
  state.SetItemsProcessed(60 * state.iterations());
}
BENCHMARK(play)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void plain(benchmark::State& state) {
  const auto cue = compose_cue(request(60, 0.95));
  for (auto _ : state) benchmark::DoNotOptimize(synthesise_plain(cue));
  state.SetItemsProcessed(60 * state.iterations());
}
BENCHMARK(plain)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auteur::music
