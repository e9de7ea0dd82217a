#include "auteur/production/take_film.h"

#include <fmt/format.h>

#include "auteur/production/tag_decisions.h"
#include "expand.h"
#include "stored.h"

namespace auteur::production {

Result<Path> animatic_of_take(const Film& film, Store& store, const Studio& studio, const MakeOptions& given, const NodeId& coverage, const std::map<Port, Ref>& outputs, Progress& progress) {
  MakeOptions options = given;
  options.scenes = coverage.substr(7, coverage.rfind('/') - 7);  // scenes/4/coverage
  options.animatic = true;
  options.cards = options.plan_only = false;
  const Ref script = TRY(store.put(film.script_bytes));
  const Json dictionary = TRY(dictionary_parameter(store));
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  // The plan is expanded from the take instead of what is chosen, stage by stage as far as things are made.
  Plan plan = TRY(expand(film, script, dictionary, options, [](const NodeId&, const Port&) { return std::optional<Json>{}; }));
  while (plan.stage < 3) {
    Resolver resolver(store, studio.catalogue(), plan.graph, view);
    const auto stored = reader(store, resolver, plan.graph);
    const auto with_take = [&](const NodeId& node, const Port& port) -> std::optional<Json> {
      if (node != coverage) return stored(node, port);
      if (port == "edits") return std::nullopt;  // changes meant for another take need not fit this one
      const auto ref = outputs.find(port);
      if (ref == outputs.end()) return std::nullopt;
      const auto text = store.get_text(ref->second);
      if (!text) return std::nullopt;
      auto json = parse_json(*text, node);
      return json ? std::optional<Json>(std::move(*json)) : std::nullopt;
    };
    Plan next = TRY(expand(film, script, dictionary, options, with_take));
    if (next.stage == plan.stage) return fail(ErrorCode::kNotFound, fmt::format("What the take of '{}' needs has not been made yet. Run: auteur shots {}", coverage, film.folder.string()));
    plan = std::move(next);
  }
  Graph graph = plan.graph;
  for (const auto& [id, node] : plan.graph.nodes()) {
    Node changed = node;
    bool any = false;
    for (auto& [port, source] : changed.inputs)
      if (const auto* up = std::get_if<Upstream>(&source); up && up->node == coverage) {
        const auto ref = outputs.find(up->port);
        if (ref == outputs.end()) return fail(ErrorCode::kNotFound, fmt::format("The take of '{}' has no '{}' any more. Offer takes again with: auteur try {} {}", coverage, up->port, film.folder.string(), coverage));
        source = ref->second;
        any = true;
      }
    if (any) graph.replace(std::move(changed));
  }
  Executor executor(store, studio.catalogue());
  RunOptions run;
  run.threads = options.threads;
  run.memory_mib = options.memory_mib;
  run.on_progress = options.on_progress;
  const auto report = TRY(executor.run(graph, {"deliver/animatic"}, run, progress));
  if (report.cancelled || progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
  if (!report.failed.empty()) return std::unexpected(report.failed.begin()->second);
  Resolver resolver(store, studio.catalogue(), graph, view);
  const Ref made = TRY(resolver.output("deliver/animatic", "film"));
  return store.verified_path_of(made);
}

}  // namespace auteur::production
