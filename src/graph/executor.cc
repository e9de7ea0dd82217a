#include "auteur/graph/executor.h"

#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/store/collect.h"
#include "run.h"

namespace auteur {
namespace {

// `wanted` and everything above, in the order of `order`. Nothing above a locked node counts.
std::vector<NodeId> closure_of(const Graph& graph, const Resolver& resolver, const std::vector<NodeId>& order, const std::vector<NodeId>& wanted) {
  if (wanted.empty()) return order;
  std::set<NodeId> in(wanted.begin(), wanted.end());
  std::vector<NodeId> next = wanted;
  while (!next.empty()) {
    const NodeId id = std::move(next.back());
    next.pop_back();
    if (resolver.locked(id)) continue;
    for (const auto& [port, source] : graph.find(id)->inputs)
      if (const auto* up = std::get_if<Upstream>(&source); up && in.insert(up->node).second) next.push_back(up->node);
  }
  std::vector<NodeId> out;
  for (const NodeId& id : order)
    if (in.contains(id)) out.push_back(id);
  return out;
}

void append(RunReport& to, RunReport from) {
  std::move(from.runs.begin(), from.runs.end(), std::back_inserter(to.runs));
  to.failed.merge(from.failed);
  to.cancelled = to.cancelled || from.cancelled;
  to.seconds += from.seconds;
}

struct Film {
  Store& store;
  const PassCatalogue& catalogue;
  const RunOptions& options;
  Progress& progress;
};

Result<RunReport> make(const Film& film, const Graph& graph, const View& view, const std::vector<NodeId>& wanted, std::map<NodeId, std::uint32_t> offers, bool frozen, int depth);

// Locked nodes are made in the film as it was when they were locked (only when their results were lost).
Result<RunReport> make_locked(const Film& film, Resolver& resolver, const std::vector<NodeId>& closure, int depth) {
  RunReport report;
  std::map<Sha256, std::vector<NodeId>> by_view;
  for (const NodeId& id : closure)
    if (const auto lock = resolver.lock_of(id); lock && !std::holds_alternative<Ready>(resolver.state(id))) by_view[*lock].push_back(id);
  for (auto& [digest, nodes] : by_view) {
    if (depth >= 16) return fail(ErrorCode::kRefused, "Locks are nested too deeply. Unlock some of them.");
    const View view = TRY(film.store.record<View>(digest));
    const std::string bytes = TRY(film.store.get_text(view.graph));
    const Graph graph = TRY(Graph::from_bytes(bytes));
    std::erase_if(nodes, [&](const NodeId& id) { return graph.find(id) == nullptr; });
    if (nodes.empty()) continue;
    append(report, TRY(make(film, graph, view, nodes, {}, true, depth + 1)));
    for (const NodeId& id : nodes) resolver.forget(id);
  }
  return report;
}

Result<RunReport> make(const Film& film, const Graph& graph, const View& view, const std::vector<NodeId>& wanted, std::map<NodeId, std::uint32_t> offers, bool frozen, int depth) {
  const std::vector<NodeId> order = TRY(graph.check(film.catalogue));
  for (const NodeId& id : wanted) {
    if (graph.find(id)) continue;
    std::vector<std::string> names(order.begin(), order.end());
    const std::string near = closest(id, names);
    return fail(ErrorCode::kNotFound, "There is no '" + id + "' in this film." + (near.empty() ? "" : " Did you mean '" + near + "'?"));
  }
  Resolver resolver(film.store, film.catalogue, graph, view, frozen);
  const std::vector<NodeId> closure = closure_of(graph, resolver, order, wanted);
  RunReport report;
  if (!view.locks.empty()) report = TRY(make_locked(film, resolver, closure, depth));
  if (report.cancelled) return report;
  RunOptions options = film.options;
  if (frozen) options.pick = {};  // what was not chosen when it was locked is not chosen now
  Run run(film.store, film.catalogue, graph, resolver, options, film.progress, std::move(offers), frozen);
  RunReport mine = TRY(run.go(closure));
  std::move(report.runs.begin(), report.runs.end(), std::inserter(mine.runs, mine.runs.begin()));
  mine.failed.merge(report.failed);
  mine.seconds += report.seconds;
  return mine;
}

Result<RunReport> make_film(const Film& film, const Graph& graph, const std::vector<NodeId>& wanted, std::map<NodeId, std::uint32_t> offers) {
  const Store::Session session = TRY(film.store.begin_session());
  Decisions decisions(film.store);
  View view = TRY(decisions.view());
  const std::string bytes = graph.to_bytes(film.catalogue);
  if (view.graph != ref_of(std::string_view(bytes))) {
    TRY(graph.check(film.catalogue));  // a wrong graph is not recorded
    const Ref ref = TRY(film.store.put(std::string_view(bytes)));
    const Time at = film.options.clock ? film.options.clock() : system_time();
    TRY(decisions.set_graph(ref, "policy:make", at, "make"));
    view = TRY(decisions.view());
  }
  return make(film, graph, view, wanted, std::move(offers), false, 0);
}

}  // namespace

Result<RunReport> Executor::run(const Graph& graph, const std::vector<NodeId>& wanted, const RunOptions& options, Progress& progress) {
  return make_film({store_, catalogue_, options, progress}, graph, wanted, {});
}

Result<RunReport> Executor::offer(const Graph& graph, const NodeId& node, std::uint32_t takes, const RunOptions& options, Progress& progress) {
  if (takes < 1 || takes > 1000) return fail(ErrorCode::kInvalidInput, "Ask for 1 to 1000 takes.");
  RunOptions quiet = options;
  quiet.pick = [&](const Node& n, const std::vector<Candidate>& done) -> std::optional<Pick> {
    if (n.id == node || !options.pick) return std::nullopt;
    return options.pick(n, done);
  };
  return make_film({store_, catalogue_, quiet, progress}, graph, {node}, {{node, takes}});
}

Json RunReport::to_json() const {
  Json run_list = Json::array(), failures = Json::object();
  for (const NodeRun& r : runs) {
    Json item{{"node", r.node}, {"pass", r.pass}, {"action", r.action.hex()}, {"take", r.take}, {"seconds", r.seconds}, {"why", r.why.to_json()}, {"elsewhere", r.elsewhere}};
    if (r.error) item["error"] = r.error->text();
    if (!r.differs.empty()) item["differs"] = r.differs;
    run_list.push_back(std::move(item));
  }
  for (const auto& [node, error] : failed) failures[node] = Json{{"error", error.text()}};
  Json selections = Json::array();
  for (const Selection& s : picked) selections.push_back(Json{{"node", s.node}, {"chosen", s.chosen.hex()}, {"by", s.by}, {"why", s.why}});
  return Json{{"kind", "auteur.run_report"}, {"version", 1}, {"runs", std::move(run_list)}, {"ready", ready}, {"failed", std::move(failures)}, {"blocked", blocked},
              {"open", open}, {"stale", stale}, {"picked", std::move(selections)}, {"cancelled", cancelled}, {"seconds", seconds}};
}

Result<Collected> collect_film(Store& store, const PassCatalogue& catalogue, const std::vector<const Graph*>& graphs, const CollectOptions& given) {
  CollectOptions options = given;
  for (const PassDeclaration* pass : catalogue.all())
    if (pass->determinism == Determinism::kStochastic) options.irreproducible.insert(pass->name);
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  const auto keep = [&](Resolver& resolver, const std::vector<NodeId>& nodes) {
    for (const NodeId& id : nodes) {
      const State& state = resolver.state(id);
      if (const auto* ready = std::get_if<Ready>(&state)) options.keep_actions.insert(ready->action);
      if (const auto* stale = std::get_if<Stale>(&state)) options.keep_actions.insert(stale->action);
      if (const auto* open = std::get_if<Open>(&state))
        for (const Candidate& c : open->now) options.keep_actions.insert(c.digest);
    }
  };
  const auto ids_of = [](const Graph& graph) {
    std::vector<NodeId> out;
    for (const auto& [id, node] : graph.nodes()) out.push_back(id);
    return out;
  };
  for (const Graph* graph : graphs) {
    Resolver resolver(store, catalogue, *graph, view);
    keep(resolver, ids_of(*graph));
  }
  for (const auto& [node, frozen] : view.locks) {  // with everything that the locked nodes are made from
    const View then = TRY(store.record<View>(frozen));
    const std::string bytes = TRY(store.get_text(then.graph));
    const Graph graph = TRY(Graph::from_bytes(bytes));
    Resolver resolver(store, catalogue, graph, then, true);
    keep(resolver, ids_of(graph));
  }
  return collect(store, options);
}

}  // namespace auteur
