#include "take_plan.h"

#include <fmt/format.h>

#include "auteur/production/tag_decisions.h"
#include "stored.h"

namespace auteur::production {

Result<Plan> plan_of_take(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const NodeId& coverage, const std::map<Port, Ref>& outputs) {
  const Ref script = TRY(store.put(film.script_bytes));
  const Json dictionary = TRY(dictionary_parameter(store));
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  // Stage by stage, as far as things are made.
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
  return plan;
}

Result<Node> from_take(Node node, const NodeId& coverage, const std::map<Port, Ref>& outputs) {
  for (auto& [port, source] : node.inputs)
    if (const auto* up = std::get_if<Upstream>(&source); up && up->node == coverage) {
      const auto ref = outputs.find(up->port);
      if (ref == outputs.end()) return fail(ErrorCode::kNotFound, fmt::format("The take of '{}' has no '{}' any more. Offer takes again with: auteur try FILM {}", coverage, up->port, coverage));
      source = ref->second;
    }
  return node;
}

}  // namespace auteur::production
