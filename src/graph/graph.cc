#include "auteur/graph/graph.h"

#include <algorithm>
#include <set>

#include "auteur/base/text.h"

namespace auteur {
namespace {

std::unexpected<Error> wrong(const NodeId& node, const std::string& what) { return fail(ErrorCode::kInvalidInput, "The node '" + node + "' " + what); }

bool is_plain_id(const NodeId& id) {
  if (id.empty() || id.size() > 500 || id.front() == '/' || id.back() == '/' || id.find("//") != NodeId::npos) return false;
  return std::none_of(id.begin(), id.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; });
}

const PortDeclaration* port_of(const std::vector<PortDeclaration>& ports, std::string_view name) {
  for (const PortDeclaration& p : ports) {
    if (p.name == name) return &p;
    if (p.name.ends_with('*') && name.starts_with(std::string_view(p.name).substr(0, p.name.size() - 1))) return &p;
  }
  return nullptr;
}

std::string did_you_mean(std::string_view name, const std::vector<PortDeclaration>& ports) {
  std::vector<std::string> names;
  for (const auto& p : ports) names.push_back(p.name);
  const std::string near = closest(name, names);
  return near.empty() ? "" : " Did you mean '" + near + "'?";
}

bool kinds_match(const std::string& a, const std::string& b) { return a == b || a == "*" || b == "*" || a.empty() || b.empty(); }

}  // namespace

Status Graph::add(Node node) {
  if (!is_plain_id(node.id)) return fail(ErrorCode::kInvalidInput, "'" + node.id + "' is no proper name for a node.");
  if (node.takes < 1) return wrong(node.id, "must have at least one take.");
  if (node.params.is_null()) node.params = Json::object();
  NodeId id = node.id;
  if (!nodes_.emplace(id, std::move(node)).second) return wrong(id, "is there twice.");
  return {};
}

const Node* Graph::find(std::string_view id) const {
  const auto it = nodes_.find(id);
  return it == nodes_.end() ? nullptr : &it->second;
}

namespace {

Status check_node(const Graph& graph, const Node& node, const PassCatalogue& catalogue) {
  const PassDeclaration* pass = catalogue.find(node.pass);
  if (!pass) return wrong(node.id, "uses the pass '" + node.pass + "', which does not exist.");
  if (auto params = catalogue.complete(*pass, node.params); !params) return fail_because(params.error(), "The node '" + node.id + "' cannot be made as it is.");
  for (const auto& [port, source] : node.inputs) {
    const PortDeclaration* declared = port_of(pass->inputs, port);
    if (!declared) return wrong(node.id, "feeds an input '" + port + "', which " + node.pass + " does not have." + did_you_mean(port, pass->inputs));
    const auto* up = std::get_if<Upstream>(&source);
    if (!up) continue;
    const Node* from = graph.find(up->node);
    if (!from) return wrong(node.id, "needs '" + up->node + "', which is not in the film.");
    const PassDeclaration* upstream = catalogue.find(from->pass);
    if (!upstream) continue;  // said when it is its turn
    const PortDeclaration* output = port_of(upstream->outputs, up->port);
    if (!output) return wrong(node.id, "needs the output '" + up->port + "' of '" + up->node + "', which " + from->pass + " does not have." + did_you_mean(up->port, upstream->outputs));
    if (!kinds_match(declared->media, output->media)) return wrong(node.id, "needs " + declared->media + " at '" + port + "', but '" + up->node + "' gives " + output->media + ".");
  }
  for (const PortDeclaration& p : pass->inputs)
    if (!p.optional && !p.name.ends_with('*') && !node.inputs.contains(p.name)) return wrong(node.id, "has nothing at its input '" + p.name + "'.");
  return {};
}

}  // namespace

Result<std::vector<NodeId>> Graph::check(const PassCatalogue& catalogue) const {
  std::map<std::string_view, std::size_t> waiting;
  std::map<std::string_view, std::vector<std::string_view>> below;
  std::set<std::string_view> free;
  for (const auto& [id, node] : nodes_) {
    TRY(check_node(*this, node, catalogue));
    std::set<std::string_view> above;
    for (const auto& [port, source] : node.inputs)
      if (const auto* up = std::get_if<Upstream>(&source)) above.insert(up->node);
    for (const auto& a : above) below[a].push_back(id);
    if (above.empty()) free.insert(id);
    else waiting[id] = above.size();
  }
  std::vector<NodeId> order;
  order.reserve(nodes_.size());
  while (!free.empty()) {
    const std::string_view id = *free.begin();
    free.erase(free.begin());
    order.emplace_back(id);
    for (const std::string_view next : below[id])
      if (--waiting[next] == 0) free.insert(next);
  }
  if (order.size() != nodes_.size())
    for (const auto& [id, count] : waiting)
      if (count > 0) return wrong(NodeId(id), "depends on itself, over others.");
  return order;
}

std::vector<NodeId> Graph::downstream_of(const NodeId& id) const {
  std::map<NodeId, std::vector<NodeId>> below;
  for (const auto& [other, node] : nodes_)
    for (const auto& [port, source] : node.inputs)
      if (const auto* up = std::get_if<Upstream>(&source)) below[up->node].push_back(other);
  std::set<NodeId> out;
  std::vector<NodeId> next{id};
  while (!next.empty()) {
    const NodeId at = std::move(next.back());
    next.pop_back();
    for (const NodeId& n : below[at])
      if (out.insert(n).second) next.push_back(n);
  }
  return {out.begin(), out.end()};
}

std::vector<NodeId> Graph::upstream_of(const NodeId& id) const {
  std::set<NodeId> out;
  std::vector<NodeId> next{id};
  while (!next.empty()) {
    const Node* node = find(next.back());
    next.pop_back();
    if (!node) continue;
    for (const auto& [port, source] : node->inputs)
      if (const auto* up = std::get_if<Upstream>(&source); up && out.insert(up->node).second) next.push_back(up->node);
  }
  return {out.begin(), out.end()};
}

std::string Graph::to_bytes(const PassCatalogue& catalogue) const {
  Json nodes = Json::object(), passes = Json::object();
  for (const auto& [id, node] : nodes_) {
    Json inputs = Json::object();
    for (const auto& [port, source] : node.inputs) {
      if (const auto* up = std::get_if<Upstream>(&source)) inputs[port] = Json{{"node", up->node}, {"port", up->port}};
      else inputs[port] = to_json(std::get<Ref>(source));
    }
    const PassDeclaration* pass = catalogue.find(node.pass);
    const auto complete = pass ? catalogue.complete(*pass, node.params) : Result<Json>(node.params);
    Json item{{"pass", node.pass}, {"params", complete.value_or(node.params)}, {"inputs", std::move(inputs)}, {"takes", node.takes}};
    if (!node.salt.empty()) item["salt"] = node.salt;
    nodes[id] = std::move(item);
    if (pass) passes[node.pass] = to_json(catalogue.impl_of(*pass));
    else if (const auto it = impls_.find(node.pass); it != impls_.end()) passes[node.pass] = to_json(it->second);
  }
  return canonical_json(Json{{"kind", "auteur.graph"}, {"version", 1}, {"nodes", std::move(nodes)}, {"passes", std::move(passes)}});
}

namespace {

Result<Node> read_node(const NodeId& id, const Json& item) {
  const auto damaged = [&](const char* what) { return fail(ErrorCode::kDamaged, "A stored graph is damaged: " + std::string(what) + " of '" + id + "'."); };
  if (!item.is_object() || !item.contains("pass") || !item["pass"].is_string()) return damaged("the pass");
  if (!item.contains("params") || !item["params"].is_object()) return damaged("the parameters");
  if (!item.contains("inputs") || !item["inputs"].is_object()) return damaged("the inputs");
  if (!item.contains("takes") || !item["takes"].is_number_unsigned() || item["takes"].get<std::uint64_t>() > 1000000) return damaged("the takes");
  Node node;
  node.id = id;
  node.pass = item["pass"];
  node.params = item["params"];
  node.takes = item["takes"];
  if (item.contains("salt")) {
    if (!item["salt"].is_string()) return damaged("the salt");
    node.salt = item["salt"];
  }
  for (const auto& [port, source] : item["inputs"].items()) {
    if (source.is_object() && source.contains("node")) {
      if (!source["node"].is_string() || !source.contains("port") || !source["port"].is_string()) return damaged("an input");
      node.inputs.emplace(port, Upstream{source["node"], source["port"]});
    } else {
      const Ref ref = TRY(ref_from_json(source));
      node.inputs.emplace(port, ref);
    }
  }
  return node;
}

}  // namespace

Result<Graph> Graph::from_bytes(std::string_view bytes) {
  const Json json = TRY(parse_json(bytes, "graph"));
  TRY(expect_kind(json, "auteur.graph", 1));
  if (!json.contains("nodes") || !json["nodes"].is_object() || !json.contains("passes") || !json["passes"].is_object())
    return fail(ErrorCode::kDamaged, "A stored graph is damaged.");
  Graph graph;
  for (const auto& [id, item] : json["nodes"].items()) {
    Node node = TRY(read_node(id, item));
    TRY(graph.add(std::move(node)));
  }
  for (const auto& [pass, impl] : json["passes"].items()) {
    const Ref ref = TRY(ref_from_json(impl));
    graph.impls_.emplace(pass, ref);
  }
  return graph;
}

}  // namespace auteur
