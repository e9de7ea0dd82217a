// How many small results a second become durable, on the disk that TMPDIR names.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <atomic>

#include "auteur/store/store.h"
#include "test_folder.h"

namespace auteur {
namespace {

void durable_results(benchmark::State& state) {
  std::string name = (std::filesystem::temp_directory_path() / "auteur-bench-XXXXXX").string();
  AUTEUR_CHECK(::mkdtemp(name.data()));
  const auto files = real_file_system();
  const auto store = Store::open(name, *files).value();
  const int count = static_cast<int>(state.range(0));
  int next = 0;
  for (auto _ : state) {
    std::atomic<int> done{0};
    for (int i = 0; i < count; ++i, ++next)
      store->commit_later(action_named(std::to_string(next)), output("result " + std::to_string(next)), {}, [&](Result<Committed> c) {
        AUTEUR_CHECK(c.has_value());
        ++done;
        done.notify_one();
      });
    for (int seen = done; seen < count; seen = done) done.wait(seen);
  }
  state.counters["results/s"] = benchmark::Counter(count, benchmark::Counter::kIsIterationInvariantRate);
  std::filesystem::remove_all(name);
}
BENCHMARK(durable_results)->Arg(2000)->Unit(benchmark::kMillisecond)->Iterations(3)->UseRealTime();
BENCHMARK(durable_results)->Arg(1)->Unit(benchmark::kMillisecond)->Iterations(50)->UseRealTime();

}  // namespace
}  // namespace auteur
