#include "auteur/graph/resolve.h"

#include <algorithm>
#include <unordered_map>

namespace auteur {
namespace {

constexpr int kMostNestedLocks = 16;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

// One take of a node whose action has all of its parameters.
Action take_of(const PassDeclaration& pass, Action action, std::uint32_t take) {
  action.take = take;
  if (pass.params_of_take) action.params = pass.params_of_take(std::move(action.params), take);
  return action;
}

}  // namespace

std::string_view name_of(const State& state) {
  return std::visit(Overloaded{[](const Ready&) { return "ready"; }, [](const Open&) { return "open"; }, [](const Missing&) { return "missing"; },
                               [](const Stale&) { return "stale"; }, [](const Failed&) { return "failed"; }},
                    state);
}

struct Resolver::Impl {
  Impl(Store& s, const PassCatalogue& c, const Graph& g, const View& v, bool f) : store(s), catalogue(c), graph(g), view(v), frozen(f), decisions(s) {}

  // The inputs of a node as they are now, or why they are not there.
  struct Gathered {
    std::map<Port, Ref> refs;
    std::optional<State> passed_on;
    std::vector<NodeId> waiting_on;
  };
  struct LockedFilm {
    View view;
    Graph graph;
    std::unique_ptr<Resolver> resolver;
  };

  const State& resolve(const NodeId& id);
  State resolve_node(const NodeId& id);
  State resolve_choice(const Node& node, const PassDeclaration& pass, Gathered gathered, const Choice& choice);
  Gathered gather(const Node& node);
  Result<Action> action_of(const Node& node, const PassDeclaration& pass, const std::map<Port, Ref>& inputs);
  std::vector<Candidate> takes_of(const PassDeclaration& pass, const Action& node, std::uint32_t takes);
  Result<Resolver*> locked_film(const Sha256& digest);
  std::optional<Sha256> lock_of(std::string_view id) const;
  void forget(std::string_view id);

  Store& store;
  const PassCatalogue& catalogue;
  const Graph& graph;
  View view;
  bool frozen;
  Decisions decisions;
  int depth = 0;
  std::unordered_map<std::string_view, State> memo;  // keys live in the graph; only looked up, never walked
  std::unordered_map<std::string_view, Error> failures;
  std::unordered_map<std::string_view, std::vector<std::string_view>> below;
  std::map<Sha256, LockedFilm> locked_films;
  State unknown = Missing{};
};

Resolver::Resolver(Store& store, const PassCatalogue& catalogue, const Graph& graph, const View& view, bool frozen)
    : impl_(std::make_unique<Impl>(store, catalogue, graph, view, frozen)) {}
Resolver::~Resolver() = default;

// --- locks

std::optional<Sha256> Resolver::Impl::lock_of(std::string_view id) const {
  if (view.locks.empty()) return std::nullopt;
  for (std::string_view name = id;;) {
    if (const auto it = view.locks.find(NodeId(name)); it != view.locks.end()) return it->second;
    const auto slash = name.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    name = name.substr(0, slash);
  }
}

Result<Resolver*> Resolver::Impl::locked_film(const Sha256& digest) {
  if (const auto it = locked_films.find(digest); it != locked_films.end()) return it->second.resolver.get();
  if (depth >= kMostNestedLocks) return fail(ErrorCode::kRefused, "Locks are nested too deeply. Unlock some of them.");
  LockedFilm film;
  film.view = TRY(store.record<View>(digest));
  const std::string bytes = TRY(store.get_text(film.view.graph));
  film.graph = TRY(Graph::from_bytes(bytes));
  LockedFilm& kept = locked_films.emplace(digest, std::move(film)).first->second;
  kept.resolver = std::make_unique<Resolver>(store, catalogue, kept.graph, kept.view, true);
  kept.resolver->impl_->depth = depth + 1;
  return kept.resolver.get();
}

// --- one node

Resolver::Impl::Gathered Resolver::Impl::gather(const Node& node) {
  Gathered out;
  std::optional<State> open;
  for (const auto& [port, source] : node.inputs) {
    if (const auto* ref = std::get_if<Ref>(&source)) {
      out.refs.emplace(port, *ref);
      continue;
    }
    const Upstream& up = std::get<Upstream>(source);
    const State& state = resolve(up.node);
    const std::map<Port, Ref>* outputs = nullptr;
    if (const auto* ready = std::get_if<Ready>(&state)) outputs = &ready->outputs;
    if (const auto* stale = std::get_if<Stale>(&state)) outputs = &stale->outputs;
    if (const auto* failed = std::get_if<Failed>(&state)) {
      out.passed_on = Failed{failed->at, failed->error};
      return out;
    }
    if (const auto* other = std::get_if<Open>(&state); other && !open) open = Open{other->at, {}, {}};
    if (std::holds_alternative<Missing>(state)) out.waiting_on.push_back(up.node);
    if (!outputs) continue;
    if (const auto it = outputs->find(up.port); it != outputs->end()) {
      out.refs.emplace(port, it->second);
      continue;
    }
    const Node* from = graph.find(up.node);
    const PassDeclaration* pass = from ? catalogue.find(from->pass) : nullptr;
    const bool optional = pass && std::any_of(pass->outputs.begin(), pass->outputs.end(), [&](const PortDeclaration& p) {
      return p.optional && (p.name == up.port || (p.name.ends_with('*') && up.port.starts_with(std::string_view(p.name).substr(0, p.name.size() - 1))));
    });
    if (!optional) {
      out.passed_on = Failed{node.id, Error{ErrorCode::kNotFound, "'" + node.id + "' needs the output '" + up.port + "' of '" + up.node + "', which was not made there.", {}, {}}};
      return out;
    }
  }
  if (open) out.passed_on = std::move(open);
  std::sort(out.waiting_on.begin(), out.waiting_on.end());
  out.waiting_on.erase(std::unique(out.waiting_on.begin(), out.waiting_on.end()), out.waiting_on.end());
  return out;
}

Result<Action> Resolver::Impl::action_of(const Node& node, const PassDeclaration& pass, const std::map<Port, Ref>& inputs) {
  Action action;
  action.pass = node.pass;
  action.impl = catalogue.impl_of(pass);
  action.inputs = inputs;
  action.salt = node.salt;
  if (frozen)
    if (const auto it = graph.recorded_impls().find(node.pass); it != graph.recorded_impls().end() && it->second != action.impl) {
      action.impl = it->second;
      action.params = node.params;  // complete as it was then; today's defaults are another version's
      return action;
    }
  action.params = TRY(catalogue.complete(pass, node.params));
  return action;
}

std::vector<Candidate> Resolver::Impl::takes_of(const PassDeclaration& pass, const Action& node, std::uint32_t takes) {
  std::vector<Candidate> out;
  for (std::uint32_t take = 1; take <= takes; ++take) {
    Candidate c{take_of(pass, node, take), {}, false};
    c.digest = digest_of(c.action);
    c.done = store.has_outcome(c.digest);
    out.push_back(std::move(c));
  }
  return out;
}

State Resolver::Impl::resolve_node(const NodeId& id) {
  const Node* node = graph.find(id);
  if (!node) return Failed{id, Error{ErrorCode::kNotFound, "There is no '" + id + "' in this film.", {}, {}}};
  if (const auto it = failures.find(id); it != failures.end()) return Failed{id, it->second};
  const PassDeclaration* pass = catalogue.find(node->pass);
  if (!pass) return Failed{id, Error{ErrorCode::kUnsupported, "'" + id + "' is made by the pass '" + node->pass + "', which this Auteur does not have.", {}, {}}};
  Gathered gathered = gather(*node);
  if (gathered.passed_on) return std::move(*gathered.passed_on);
  Choice choice;
  if (view.selected.contains(id)) {
    auto found = decisions.choice(view, id);
    if (!found) return Failed{id, found.error()};
    choice = std::move(*found);
  }
  if (node->takes > 1 || !choice.takes.empty()) return resolve_choice(*node, *pass, std::move(gathered), choice);
  if (!gathered.waiting_on.empty()) return Missing{std::nullopt, {}, std::move(gathered.waiting_on)};
  auto action = action_of(*node, *pass, gathered.refs);
  if (!action) return Failed{id, action.error()};
  *action = take_of(*pass, std::move(*action), 1);
  const Sha256 digest = digest_of(*action);
  if (auto outputs = store.outputs_of(digest)) return Ready{digest, std::move(*outputs), std::nullopt};
  return Missing{std::move(*action), digest, {}};
}

State Resolver::Impl::resolve_choice(const Node& node, const PassDeclaration& pass, Gathered gathered, const Choice& choice) {
  std::vector<Candidate> now;
  std::uint32_t takes = node.takes;
  if (choice.takes.size() == 1)  // a take beyond those that the graph asks for counts as long as its inputs are the same
    if (const auto chosen = store.record<Action>(choice.takes[0])) takes = std::max(takes, std::min(chosen->take, 10000u));
  if (gathered.waiting_on.empty()) {
    auto first = action_of(node, pass, gathered.refs);
    if (!first) return Failed{node.id, first.error()};
    now = takes_of(pass, *first, takes);
  }
  if (choice.takes.empty()) {
    if (!gathered.waiting_on.empty()) return Missing{std::nullopt, {}, std::move(gathered.waiting_on)};
    return Open{node.id, std::move(now), {}};
  }
  if (choice.conflict()) return Open{node.id, std::move(now), choice.takes};
  const Sha256 pick = choice.takes[0];
  const Selection& selection = choice.selections.back().second;
  const auto among = std::find_if(now.begin(), now.end(), [&](const Candidate& c) { return c.digest == pick; });
  auto outputs = store.outputs_of(pick);
  if (!outputs) {
    Failed failed{node.id, Error{ErrorCode::kNotFound, "The chosen take of '" + node.id + "' is not in the store any more. Make it again (auteur make), or choose another take.", {}, {}}};
    if (among != now.end() && pass.determinism != Determinism::kStochastic) failed.lost = among->action;
    else if (!gathered.waiting_on.empty()) return Missing{std::nullopt, {}, std::move(gathered.waiting_on)};
    return failed;
  }
  if (among != now.end()) return Ready{pick, std::move(*outputs), selection};
  return Stale{pick, std::move(*outputs), selection, std::move(now), std::move(gathered.waiting_on)};
}

// --- the walk: upstream first, with a stack of its own, because films are deeper than thread stacks

const State& Resolver::Impl::resolve(const NodeId& wanted) {
  if (const auto it = memo.find(wanted); it != memo.end()) return it->second;
  std::vector<std::string_view> stack{wanted};
  std::unordered_map<std::string_view, bool> entered;
  while (!stack.empty()) {
    const std::string_view id = stack.back();
    const Node* node = graph.find(id);
    const std::string_view key = node ? std::string_view(node->id) : id;
    if (memo.contains(key)) {
      stack.pop_back();
      continue;
    }
    const auto lock = lock_of(id);
    if (!node || lock) {
      auto film = lock ? locked_film(*lock) : Result<Resolver*>(nullptr);
      State state = !film ? State(Failed{NodeId(id), film.error()}) : *film ? (*film)->state(NodeId(id)) : resolve_node(NodeId(id));
      stack.pop_back();
      if (node) {
        memo.emplace(key, std::move(state));
      } else {  // not in today's graph: perhaps remembered by a locked film
        unknown = std::move(state);
        if (stack.empty()) return unknown;
      }
      continue;
    }
    bool waits = false;
    const bool again = std::exchange(entered[key], true);
    for (const auto& [port, source] : node->inputs) {
      const auto* up = std::get_if<Upstream>(&source);
      if (!up || memo.contains(up->node) || !graph.find(up->node)) continue;
      if (entered.contains(up->node) && again) {
        memo.emplace(key, Failed{node->id, Error{ErrorCode::kInvalidInput, "'" + node->id + "' depends on itself, over others.", {}, {}}});
        break;
      }
      stack.push_back(up->node);
      waits = true;
    }
    if (memo.contains(key) || waits) continue;
    memo.emplace(key, resolve_node(node->id));
    stack.pop_back();
  }
  return memo.find(wanted)->second;
}

void Resolver::Impl::forget(std::string_view id) {
  if (below.empty())
    for (const auto& [other, node] : graph.nodes())
      for (const auto& [port, source] : node.inputs)
        if (const auto* up = std::get_if<Upstream>(&source)) below[up->node].push_back(other);
  // What is memoised has everything above it memoised, so the walk ends where nothing is remembered.
  std::vector<std::string_view> next{id};
  while (!next.empty()) {
    const std::string_view at = next.back();
    next.pop_back();
    if (memo.erase(at) == 0 && at != id) continue;
    if (const auto it = below.find(at); it != below.end()) next.insert(next.end(), it->second.begin(), it->second.end());
  }
}

// --- the public face

const State& Resolver::state(const NodeId& node) { return impl_->resolve(node); }

Result<Ref> Resolver::output(const NodeId& node, const Port& port) {
  const State& s = state(node);
  const std::map<Port, Ref>* outputs = nullptr;
  if (const auto* ready = std::get_if<Ready>(&s)) outputs = &ready->outputs;
  if (const auto* stale = std::get_if<Stale>(&s)) outputs = &stale->outputs;
  if (const auto* failed = std::get_if<Failed>(&s)) return fail_because(failed->error, "'" + node + "' could not be made.");
  if (!outputs) return fail(ErrorCode::kNotFound, "'" + node + "' is not made yet (it is " + std::string(name_of(s)) + "). Run auteur make.");
  const auto it = outputs->find(port);
  if (it == outputs->end()) return fail(ErrorCode::kNotFound, "'" + node + "' has no output '" + port + "'.");
  return it->second;
}

std::vector<Candidate> Resolver::candidates(const NodeId& id, std::uint32_t takes) {
  if (const auto lock = impl_->lock_of(id)) {
    auto film = impl_->locked_film(*lock);
    return film ? (*film)->candidates(id, takes) : std::vector<Candidate>();
  }
  const Node* n = impl_->graph.find(id);
  const PassDeclaration* pass = n ? impl_->catalogue.find(n->pass) : nullptr;
  if (!pass) return {};
  const auto gathered = impl_->gather(*n);
  if (gathered.passed_on || !gathered.waiting_on.empty()) return {};
  const auto first = impl_->action_of(*n, *pass, gathered.refs);
  return first ? impl_->takes_of(*pass, *first, takes) : std::vector<Candidate>();
}

bool Resolver::locked(const NodeId& node) const { return impl_->lock_of(node).has_value(); }
std::optional<Sha256> Resolver::lock_of(const NodeId& node) const { return impl_->lock_of(node); }

const Node* Resolver::node(const NodeId& id) {
  if (const auto lock = impl_->lock_of(id)) {
    auto film = impl_->locked_film(*lock);
    return film ? (*film)->node(id) : nullptr;
  }
  return impl_->graph.find(id);
}

const PassDeclaration* Resolver::pass_of(const NodeId& id) {
  const Node* n = node(id);
  return n ? impl_->catalogue.find(n->pass) : nullptr;
}

void Resolver::forget(const NodeId& node) {
  if (impl_->lock_of(node)) impl_->locked_films.clear();
  impl_->forget(node);
}

void Resolver::set_view(const View& view) {
  impl_->view = view;
  impl_->memo.clear();
  impl_->locked_films.clear();
}

void Resolver::set_view(const View& view, const std::vector<NodeId>& changed) {
  if (view.locks != impl_->view.locks || view.graph != impl_->view.graph) return set_view(view);
  impl_->view = view;
  for (const NodeId& node : changed) impl_->forget(node);
}

void Resolver::set_failure(const NodeId& node, Error error) {
  const Node* n = impl_->graph.find(node);
  if (!n) return;
  impl_->failures.insert_or_assign(std::string_view(n->id), std::move(error));
  impl_->forget(node);
}

}  // namespace auteur
