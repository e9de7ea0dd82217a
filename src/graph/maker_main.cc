// A process that makes a film of toy passes: maker FOLDER LAYERS WIDTH. Prints one line for each run of its own.
#include <cstdio>
#include <cstdlib>

#include "auteur/graph/executor.h"
#include "toy_film.h"

int main(int argc, char** argv) {
  using namespace auteur;
  if (argc < 4) return 2;
  const auto files = real_file_system();
  auto store = Store::open(argv[1], *files);
  if (!store) return 1;
  PassCatalogue catalogue;
  add_toy_passes(catalogue);
  const Graph graph = toy_film(std::atoi(argv[2]), std::atoi(argv[3]));
  RunOptions options;
  options.clock = [] { return Time{1700000000000}; };
  options.on_run = [](const NodeRun& run) {
    if (!run.elsewhere) std::printf("%s\n", run.node.c_str());
  };
  Progress progress;
  Executor executor(**store, catalogue);
  const auto report = executor.run(graph, {}, options, progress);
  if (!report || !report->complete()) {
    std::fprintf(stderr, "%s\n", report ? "not complete" : report.error().text().c_str());
    return 1;
  }
  return 0;
}
