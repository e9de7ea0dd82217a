#include <benchmark/benchmark.h>

#include "auteur/acting/voice.h"

namespace {

void speak_a_line(benchmark::State& state) {
  auteur::acting::LineRequest request;
  request.text = "The lamp went out an hour ago, and nobody on this island has noticed but you and me.";
  request.manner = "worried";
  request.voice.base = state.range(0) == 0 ? "rms" : state.range(0) == 1 ? "slt" : "awb";
  double seconds = 0;
  for (auto _ : state) seconds += auteur::acting::speak(request)->length().value;
  state.counters["x_real_time"] = benchmark::Counter(seconds, benchmark::Counter::kIsRate);
}
BENCHMARK(speak_a_line)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

}  // namespace
