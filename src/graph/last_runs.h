// Notes about the last run of every node: disposable, for explanations only.
#pragma once

#include "auteur/graph/explain.h"

namespace auteur {

std::optional<Action> last_take(Store& store, const NodeId& node, std::uint32_t take);
void remember_take(Store& store, const NodeId& node, std::uint32_t take, const Sha256& action);
Explanation explain_run(Store& store, const NodeId& id, const Node* node, const Action& action);
// With `store`, versions and tools are named.
std::vector<Difference> difference_in(Store* store, const Action& before, const Action& after, const Node* node);

}  // namespace auteur
