// What the store knows of a film's graph, read for planning and for reports.
#pragma once

#include <optional>

#include "expand.h"

namespace auteur::production {

// The JSON at a node's port; nothing when the graph has no such node, or it has not been made, or is unreadable.
std::optional<Json> json_at(Store& store, Resolver& resolver, const Graph& graph, const NodeId& node, const Port& port);

// json_at() over one graph, for expand(). Requires: all three outlive what is returned.
ReadOutcome reader(Store& store, Resolver& resolver, const Graph& graph);

// Runs one exact pass (no seed) that is missing and keeps its outcome, without a word in the decision log. Nothing to do
// when it is there. Errors: the pass's own; kInternal (one of its inputs is missing too).
Status make_quietly(Store& store, const PassCatalogue& catalogue, Resolver& resolver, const Graph& graph, const NodeId& id);

}  // namespace auteur::production
