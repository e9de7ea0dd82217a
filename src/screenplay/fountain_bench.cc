// A feature: parsed and broken down. Bars: 146 KB parsed in at most 1.5 ms, a feature broken down in at most 150 ms.
#include <benchmark/benchmark.h>

#include <string>

#include "auteur/screenplay/breakdown.h"

namespace {

using namespace auteur::screenplay;

std::string feature(std::size_t bytes) {
  std::string s = "Title: Bench\n\n";
  for (int i = 0; s.size() < bytes; ++i) {
    s += "INT. KITCHEN " + std::to_string(i % 12) + " - NIGHT #" + std::to_string(i + 1) + "#\n\n";
    for (int k = 0; k < 5; ++k) {
      s += "ANA (70s), grey, puts the *blue* cup on the table. She walks to the window and looks at the sea for a long while.\n\nJONAS (O.S.)\n(quietly)\n"
           "You said you would be here before the rain. Nobody told me that the house was sold.\n\n"
           "A knock at the door. Ana does not turn around. [[Is the door new?]]\n\nANA\nIt was never locked.\n\n";
    }
  }
  return s;
}

void BM_Parse(benchmark::State& state) {
  const std::string text = feature(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(parse_fountain(text, "bench.fountain"));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_Parse)->Arg(146 * 1024)->Arg(2 << 20)->Unit(benchmark::kMillisecond);

void BM_BreakDown(benchmark::State& state) {
  const auto parsed = parse_fountain(feature(200 * 1024), "bench.fountain");
  for (auto _ : state) benchmark::DoNotOptimize(break_down(parsed->script));
}
BENCHMARK(BM_BreakDown)->Unit(benchmark::kMillisecond);

void BM_BreakdownJson(benchmark::State& state) {
  const auto parsed = parse_fountain(feature(200 * 1024), "bench.fountain");
  const auto breakdown = break_down(parsed->script);
  for (auto _ : state) benchmark::DoNotOptimize(auteur::canonical_json(to_json(breakdown)));
}
BENCHMARK(BM_BreakdownJson)->Unit(benchmark::kMillisecond);

}  // namespace
