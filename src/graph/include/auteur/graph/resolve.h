// The state of a node, computed from (View, store) whenever it is asked, never stored.
//
//   resolve(view, node):                       pure; memo per (view, node)
//     locked(node)          -> resolve in the lock's View
//     inputs                -> Ref as is, or the port of resolve(upstream); Open or Failed is passed on
//     now = the Actions for takes 1..n         one for an automatic node
//     automatic             -> has(now[0]) ? Ready : Missing(now[0])
//     picks = view.selected[node]
//       none                -> Open(now, which of them are done)
//       two or more         -> Open(conflict)
//       one                 -> its Action is among now ? Ready(pick) : Stale(pick, now)
//
// A node of one take that a person has chosen a take for is a choice node too; the takes considered are 1 to the larger
// of `takes` and the chosen one.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "auteur/graph/graph.h"
#include "auteur/store/decisions.h"

namespace auteur {

struct Candidate {
  Action action;
  Sha256 digest;
  bool done = false;
};

struct Ready {
  Sha256 action;
  std::map<Port, Ref> outputs;
  std::optional<Selection> selection;  // of a choice node
};
// Waits for a person (or a policy).
struct Open {
  NodeId at;                           // the node that is open: this one, or one above it
  std::vector<Candidate> now;          // only when it is this one
  std::vector<Sha256> conflict;        // two or more: the takes that were chosen against each other
};
// Not made yet.
struct Missing {
  std::optional<Action> action;        // nullopt: inputs are not there yet
  Sha256 digest;                       // of `action`
  std::vector<NodeId> waiting_on;      // inputs that are Missing themselves
};
// A choice whose inputs have changed. It goes on feeding what is below it.
struct Stale {
  Sha256 action;
  std::map<Port, Ref> outputs;
  Selection selection;
  std::vector<Candidate> now;          // empty while inputs are Missing
  std::vector<NodeId> waiting_on;
};
struct Failed {
  NodeId at;                           // the node at fault
  Error error;
  std::optional<Action> lost = {};     // a chosen take whose bytes are gone, but that can be made again as it was
};
using State = std::variant<Ready, Open, Missing, Stale, Failed>;
std::string_view name_of(const State& state);  // "ready", "open", "missing", "stale", "failed"

// Resolves nodes of one graph in one View. Not thread-safe. Everything given must outlive it.
// Cost: each node once; about 20,000 nodes in less than a second, all of them present.
class Resolver {
 public:
  // `frozen`: as in a lock: actions name the pass versions that the graph was recorded with.
  Resolver(Store& store, const PassCatalogue& catalogue, const Graph& graph, const View& view, bool frozen = false);
  ~Resolver();

  const State& state(const NodeId& node);
  // The Ref at a port of a node that is Ready or Stale. Errors: kNotFound saying the state.
  Result<Ref> output(const NodeId& node, const Port& port);
  // The actions of takes 1..n as they would be now; empty while inputs are not known.
  std::vector<Candidate> candidates(const NodeId& node, std::uint32_t takes);
  bool locked(const NodeId& node) const;
  std::optional<Sha256> lock_of(const NodeId& node) const;  // the View that it is frozen to
  // The node as it counts here: that of the lock's graph if it is locked.
  const Node* node(const NodeId& id);
  const PassDeclaration* pass_of(const NodeId& id);

  // An outcome of `node` was made, or a choice: what was memoised for it and for everything below is computed again.
  void forget(const NodeId& node);
  void set_view(const View& view);  // forgets all
  void set_view(const View& view, const std::vector<NodeId>& changed);  // forgets what is below `changed`
  // This run's failures: the node is Failed instead of Missing.
  void set_failure(const NodeId& node, Error error);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace auteur
