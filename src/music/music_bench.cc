// Seconds of film a second of one core: items are seconds of music.
#include <benchmark/benchmark.h>

#include <fluidsynth.h>

#include "auteur/music/notation.h"
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

// The peer: FluidSynth alone, the same notes written to a MIDI file and played by its own file player.
void fluidsynth_of_the_same_notes(benchmark::State& state) {
  FilmCue film;
  film.cue = compose_cue(request(60, state.range(0) ? 0.95 : -0.4));
  const auto midi = midi_file(film);
  const auto font = find_soundfont();
  fluid_settings_t* settings = new_fluid_settings();
  fluid_settings_setnum(settings, "synth.sample-rate", 48000);
  fluid_settings_setint(settings, "synth.reverb.active", 1);
  fluid_settings_setint(settings, "synth.chorus.active", 0);
  fluid_settings_setint(settings, "synth.cpu-cores", 1);
  fluid_settings_setstr(settings, "player.timing-source", "sample");
  fluid_synth_t* synth = new_fluid_synth(settings);
  if (font.empty() || fluid_synth_sfload(synth, font.c_str(), 1) == FLUID_FAILED) { state.SkipWithError("no soundfont"); return; }
  std::vector<float> out(2 * 4800);
  for (auto _ : state) {
    fluid_player_t* player = new_fluid_player(synth);
    fluid_player_add_mem(player, midi.data(), midi.size());
    fluid_player_play(player);
    for (int i = 0; i < 600; ++i) fluid_synth_write_float(synth, 4800, out.data(), 0, 2, out.data(), 1, 2);
    delete_fluid_player(player);
  }
  state.SetItemsProcessed(60 * state.iterations());
  delete_fluid_synth(synth);
  delete_fluid_settings(settings);
}
BENCHMARK(fluidsynth_of_the_same_notes)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void plain(benchmark::State& state) {
  const auto cue = compose_cue(request(60, 0.95));
  for (auto _ : state) benchmark::DoNotOptimize(synthesise_plain(cue));
  state.SetItemsProcessed(60 * state.iterations());
}
BENCHMARK(plain)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace auteur::music
