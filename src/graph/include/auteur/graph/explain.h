// Why a node runs: the field-by-field difference between the action that was run last and the one that would run now.
#pragma once

#include <string>
#include <vector>

#include "auteur/graph/resolve.h"

namespace auteur {

struct Difference {
  std::string field;     // "input voice", "parameter exposure", "version", "take", "salt", "pass"
  std::string before;    // shown to people; digests are cut to 12 digits; empty: was not there
  std::string after;
  NodeId from;           // of an input: the node that gave it
};

struct Explanation {
  NodeId node;
  std::string state;     // name_of(state), or "never made"
  std::vector<Difference> differences;
  std::string text() const;  // one or more plain sentences
  Json to_json() const;
};

// What the next make would do to `node`, and why. Errors: kNotFound (no such node, with the nearest name).
Result<Explanation> explain(Store& store, Resolver& resolver, const NodeId& node);

std::vector<Difference> difference(const Action& before, const Action& after, const Node* node);

// The disposable memory of what was run last for a node.
std::optional<Action> last_action(Store& store, const NodeId& node);
void set_last_action(Store& store, const NodeId& node, const Sha256& action);

}  // namespace auteur
