// How many seconds of speech a second of processor makes, and what two peers need for the same line on the same machine.
#include <benchmark/benchmark.h>

#include "auteur/acting/voice.h"
#include "auteur/base/process.h"
#include "align.h"

extern "C" {
#include <flite/flite.h>
cst_voice* register_cmu_us_rms(const char*);
}

namespace {

constexpr const char* kLine = "The lamp went out an hour ago, and nobody on this island has noticed but you and me.";

void rate(benchmark::State& state, double seconds) { state.counters["x_real_time"] = benchmark::Counter(seconds, benchmark::Counter::kIsRate); }

void speak_a_line(benchmark::State& state) {
  static constexpr const char* kVoices[] = {"clear", "northern", "warm", "grandmother"};  // one speaker, or two mixed
  auteur::acting::LineRequest request;
  request.text = kLine;
  request.manner = "worried";
  request.voice = auteur::acting::find_voice(kVoices[state.range(0)])->casting;
  state.SetLabel(kVoices[state.range(0)]);
  double seconds = 0;
  for (auto _ : state) seconds += auteur::acting::speak(request)->length().value;
  rate(state, seconds);
}
BENCHMARK(speak_a_line)->DenseRange(0, 3)->Unit(benchmark::kMillisecond);

void speak_a_marked_line(benchmark::State& state) {
  auteur::acting::LineRequest request;
  request.text = kLine;
  request.reading = "The lamp went *out* / an hour ago, <slow>and nobody on this island</slow> <whisper>has noticed</> but **you** and me.";
  request.voice = auteur::acting::find_voice("clear")->casting;
  double seconds = 0;
  for (auto _ : state) seconds += auteur::acting::speak(request)->length().value;
  rate(state, seconds);
}
BENCHMARK(speak_a_marked_line)->Unit(benchmark::kMillisecond);

void align_a_recording(benchmark::State& state) {
  auteur::acting::LineRequest said, wanted;
  said.text = wanted.text = kLine;
  said.voice.base = "awb", wanted.voice.base = "rms";
  const auto truth = auteur::acting::speak(said), reference = auteur::acting::speak(wanted);
  double seconds = 0, distance = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(auteur::acting::align_to(truth->samples, *reference, distance));
    seconds += truth->length().value;
  }
  rate(state, seconds);
}
BENCHMARK(align_a_recording)->Unit(benchmark::kMillisecond);

// Peers: flite as it comes (16 kHz, nothing directed), espeak-ng as a program.
void peer_flite(benchmark::State& state) {
  flite_init();
  cst_voice* voice = register_cmu_us_rms(nullptr);
  double seconds = 0;
  for (auto _ : state) {
    cst_wave* wave = flite_text_to_wave(kLine, voice);
    seconds += static_cast<double>(wave->num_samples) / wave->sample_rate;
    delete_wave(wave);
  }
  rate(state, seconds);
}
BENCHMARK(peer_flite)->Unit(benchmark::kMillisecond);

void peer_espeak(benchmark::State& state) {
  double seconds = 0;
  for (auto _ : state) {
    const auto out = auteur::run_process({"espeak-ng", "--stdout", kLine});
    if (!out || out->out.size() < 100) return state.SkipWithError("espeak-ng is not installed");
    seconds += static_cast<double>(out->out.size() - 44) / 2 / 22050;
  }
  rate(state, seconds);
}
BENCHMARK(peer_espeak)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
