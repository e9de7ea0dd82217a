#include "stored.h"

#include <fmt/format.h>

#include "outside_voices.h"

namespace auteur::production {

std::optional<Json> json_at(Store& store, Resolver& resolver, const Graph& graph, const NodeId& node, const Port& port) {
  if (!graph.find(node)) return std::nullopt;
  const auto ref = resolver.output(node, port);
  if (!ref) return std::nullopt;
  const auto text = store.get_text(*ref);
  if (!text) return std::nullopt;
  auto j = parse_json(*text, node);
  return j ? std::optional(std::move(*j)) : std::nullopt;
}

// At kUnheardPort: why no speech server spoke a line.
ReadOutcome reader(Store& store, Resolver& resolver, const Graph& graph) {
  return [&store, &resolver, &graph, unheard = unheard_lines(store)](const NodeId& node, const Port& port) -> std::optional<Json> {
    if (port != kUnheardPort) return json_at(store, resolver, graph, node, port);
    const auto why = unheard.find(node);
    return why == unheard.end() ? std::nullopt : std::optional<Json>(why->second);
  };
}

Status make_quietly(Store& store, const PassCatalogue& catalogue, Resolver& resolver, const Graph& graph, const NodeId& id) {
  const auto* missing = std::get_if<Missing>(&resolver.state(id));
  if (!missing) return {};
  const auto* node = graph.find(id);
  const auto* pass = node ? catalogue.find(node->pass) : nullptr;
  if (!missing->action || !pass) return fail(ErrorCode::kInternal, fmt::format("'{}' cannot be made by itself.", id));
  const Action action = *missing->action;
  Progress quiet;
  auto outputs = TRY(pass->run(Inputs(store, action.inputs), Params(action.params, action.take, 0), quiet));
  TRY(store.commit(action, std::move(outputs.all()), RunFacts{}));
  resolver.forget(id);
  return {};
}

}  // namespace auteur::production
