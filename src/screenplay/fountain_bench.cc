// A feature: parsed and broken down. Bars: 146 KB parsed in at most 1.5 ms, a feature broken down in at most 150 ms.
//
// AUTEUR_SCRIPT=feature.fountain measures that file instead of the built-in text (screenplay_feature_main makes one).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "auteur/base/process.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/fountain.h"

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

std::string measured_script() {
  const char* path = std::getenv("AUTEUR_SCRIPT");
  if (!path) return feature(146 * 1024);
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

struct Times { double median_ms = 0, best_ms = 0; };

template <class F>
Times time_of(F&& work) {
  std::vector<double> ms;
  for (int k = 0; k < 315; ++k) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    if (k >= 15) ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  std::sort(ms.begin(), ms.end());
  return {ms[ms.size() / 2], ms[0]};
}

// One run of everybody on the same text: median and best of 300 for us, of 30 for the parsers of npm in node. The
// ratio is that of the best, which a busy machine disturbs least.
void BM_ParseBesidePeers(benchmark::State& state) {
  const std::string text = measured_script();
  const auto row = [&](const std::string& who, Times t, double best_of_ours) {
    std::printf("  %-26s median %8.3f ms   best %8.3f ms   %7.1f MB/s   x %.1f\n", who.c_str(), t.median_ms, t.best_ms, static_cast<double>(text.size()) / t.median_ms / 1000, t.best_ms / best_of_ours);
  };
  for (auto _ : state) {
    const Times parse = time_of([&] { benchmark::DoNotOptimize(parse_fountain(text, "bench.fountain")); });
    const auto parsed = parse_fountain(text, "bench.fountain");
    if (!parsed) return state.SkipWithError(parsed.error().text().c_str());
    const Times same = time_of([&] { benchmark::DoNotOptimize(write_fountain(*parsed)); });
    const Times fresh = time_of([&] { benchmark::DoNotOptimize(write_fountain(parsed->script)); });
    state.SetIterationTime(parse.median_ms / 1000);
    std::printf("%zu bytes, %zu elements\n", text.size(), parsed->script.elements.size());
    row("Auteur, with positions", parse, parse.best_ms);
    row("  written back", same, parse.best_ms);
    row("  composed anew", fresh, parse.best_ms);
    const auto run = auteur::run_process({"node", AUTEUR_SOURCE_DIR "/src/screenplay/peers/speed.mjs"}, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    if (!run || run->exit_code != 0) {
      std::printf("  The peers were not measured: npm ci --prefix src/screenplay/peers\n");
      continue;
    }
    const auto json = auteur::parse_json({reinterpret_cast<const char*>(run->out.data()), run->out.size()}, "speed.mjs");
    if (!json) return state.SkipWithError(json.error().text().c_str());
    for (const auto& [name, t] : json->items()) row(name, {t.at("median_ms"), t.at("best_ms")}, parse.best_ms);
  }
}
BENCHMARK(BM_ParseBesidePeers)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

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
