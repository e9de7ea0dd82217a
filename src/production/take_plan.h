// The film's plan as it would be with a take of a scene's coverage, without choosing it.
#pragma once

#include <map>

#include "expand.h"

namespace auteur::production {

// All three stages of the scenes in `options`, expanded from `outputs` (of a take that is made) where the graph would ask
// `coverage` ("scenes/4/coverage"). The graph still names `coverage` as the source of its outputs.
// Errors: those of expand(); kNotFound (what the take needs has not been made).
Result<Plan> plan_of_take(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const NodeId& coverage, const std::map<Port, Ref>& outputs);

// A node with the take's outputs in the place of the coverage. Errors: kNotFound (an output is gone).
Result<Node> from_take(Node node, const NodeId& coverage, const std::map<Port, Ref>& outputs);

}  // namespace auteur::production
