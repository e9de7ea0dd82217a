// Resolving and making. The films lie on the disk that TMPDIR names, so that barriers are real.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include "auteur/graph/executor.h"
#include "toy_film.h"

namespace auteur {
namespace {

struct DiskFolder {
  DiskFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "auteur-bench-XXXXXX").string();
    AUTEUR_CHECK(::mkdtemp(name.data()));
    path = name;
  }
  ~DiskFolder() { std::filesystem::remove_all(path); }
  Path path;
};

void make(const Path& folder, const Graph& graph, const PassCatalogue& catalogue) {
  const auto files = real_file_system();
  const auto store = Store::open(folder, *files).value();
  Executor executor(*store, catalogue);
  Progress progress;
  const auto report = executor.run(graph, {}, {}, progress);
  AUTEUR_CHECK(report && report->complete());
}

// A made film opened by a new process: open the store, read the View, resolve every node.
void resolve_cold(benchmark::State& state, bool with_index) {
  const DiskFolder folder;
  PassCatalogue catalogue;
  add_toy_passes(catalogue);
  const Graph graph = toy_film(20, static_cast<int>(state.range(0)) / 20);
  make(folder.path, graph, catalogue);
  for (auto _ : state) {
    if (!with_index) {
      state.PauseTiming();
      for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(folder.path.string() + "/.auteur/index.sqlite" + tail);
      state.ResumeTiming();
    }
    const auto files = real_file_system();
    const auto store = Store::open(folder.path, *files).value();
    const View view = Decisions(*store).view().value();
    Resolver resolver(*store, catalogue, graph, view);
    std::size_t ready = 0;
    for (const auto& [id, node] : graph.nodes()) ready += std::holds_alternative<Ready>(resolver.state(id));
    AUTEUR_CHECK(ready == graph.size());
  }
  state.counters["nodes/s"] = benchmark::Counter(static_cast<double>(graph.size()), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK_CAPTURE(resolve_cold, with_index, true)->Arg(20000)->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK_CAPTURE(resolve_cold, index_deleted, false)->Arg(20000)->Unit(benchmark::kMillisecond)->Iterations(2);

// `auteur make` again when nothing changed.
void make_again(benchmark::State& state) {
  const DiskFolder folder;
  PassCatalogue catalogue;
  add_toy_passes(catalogue);
  const Graph graph = toy_film(10, static_cast<int>(state.range(0)) / 10);
  make(folder.path, graph, catalogue);
  for (auto _ : state) make(folder.path, graph, catalogue);
}
BENCHMARK(make_again)->Arg(300)->Unit(benchmark::kMillisecond)->Iterations(10);

// A film of tiny passes made from nothing: leases, runs, durable results.
void make_all(benchmark::State& state) {
  PassCatalogue catalogue;
  add_toy_passes(catalogue);
  const Graph graph = toy_film(4, static_cast<int>(state.range(0)) / 4);
  for (auto _ : state) {
    const DiskFolder folder;
    make(folder.path, graph, catalogue);
  }
  state.counters["runs/s"] = benchmark::Counter(static_cast<double>(graph.size()), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(make_all)->Arg(4000)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();

}  // namespace
}  // namespace auteur
