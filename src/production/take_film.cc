#include "auteur/production/take_film.h"

#include "take_plan.h"

namespace auteur::production {

Result<Path> animatic_of_take(const Film& film, Store& store, const Studio& studio, const MakeOptions& given, const NodeId& coverage, const std::map<Port, Ref>& outputs, Progress& progress) {
  MakeOptions options = given;
  options.scenes = coverage.substr(7, coverage.rfind('/') - 7);  // scenes/4/coverage
  options.animatic = true;
  options.cards = options.plan_only = false;
  const Plan plan = TRY(plan_of_take(film, store, studio, options, coverage, outputs));
  Graph graph;
  for (const auto& [id, node] : plan.graph.nodes()) {
    Node copy = TRY(from_take(node, coverage, outputs));
    TRY(graph.add(std::move(copy)));
  }
  Executor executor(store, studio.catalogue());
  RunOptions run;
  run.threads = options.threads;
  run.memory_mib = options.memory_mib;
  run.on_progress = options.on_progress;
  const auto report = TRY(executor.run(graph, {"deliver/animatic"}, run, progress));
  if (report.cancelled || progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
  if (!report.failed.empty()) return std::unexpected(report.failed.begin()->second);
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), graph, view);
  const Ref made = TRY(resolver.output("deliver/animatic", "film"));
  return store.verified_path_of(made);
}

}  // namespace auteur::production
