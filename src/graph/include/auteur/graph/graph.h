// The film as a graph: nodes that name a pass, its parameters, and where its inputs come from.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "auteur/graph/pass.h"

namespace auteur {

struct Upstream {
  NodeId node;
  Port port;
  auto operator<=>(const Upstream&) const = default;
};
using Source = std::variant<Ref, Upstream>;

// An automatic node (takes == 1) follows its inputs. A node of several takes waits for a Selection and then pins it.
struct Node {
  NodeId id;
  PassId pass;
  Json params = Json::object();
  std::map<Port, Source> inputs = {};
  std::uint32_t takes = 1;
  std::string salt = {};  // disowns earlier results
  double work = 1;        // how much there is to do, in units of the pass's own: for estimates only, not stored
  bool operator==(const Node& o) const { return std::tie(id, pass, params, inputs, takes, salt) == std::tie(o.id, o.pass, o.params, o.inputs, o.takes, o.salt); }
};

// Nodes by id. A value; reading is thread-safe.
class Graph {
 public:
  // Errors: kInvalidInput (the id is taken, empty or not a plain path).
  Status add(Node node);
  void replace(Node node) { nodes_.insert_or_assign(node.id, std::move(node)); }
  const Node* find(std::string_view id) const;
  const std::map<NodeId, Node, std::less<>>& nodes() const { return nodes_; }
  std::size_t size() const { return nodes_.size(); }

  // Every pass is known, every input and port exists and no media kinds clash, parameters are right, no cycle. Also
  // returns the order: upstream first, ties by id.
  // Errors: kInvalidInput naming the node.
  Result<std::vector<NodeId>> check(const PassCatalogue& catalogue) const;
  std::vector<NodeId> downstream_of(const NodeId& id) const;  // everything that depends on it, sorted
  std::vector<NodeId> upstream_of(const NodeId& id) const;    // everything that it depends on, sorted

  // kind "auteur.graph". `catalogue` adds defaults of parameters and the `impl` of every pass used, so that a locked
  // View keeps its results when a pass changes.
  std::string to_bytes(const PassCatalogue& catalogue) const;
  static Result<Graph> from_bytes(std::string_view bytes);
  const std::map<PassId, Ref>& recorded_impls() const { return impls_; }  // filled by from_bytes

  bool operator==(const Graph& other) const { return nodes_ == other.nodes_; }

 private:
  std::map<NodeId, Node, std::less<>> nodes_;
  std::map<PassId, Ref> impls_;
};

}  // namespace auteur
