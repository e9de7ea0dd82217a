#include "auteur/graph/explain.h"

#include <algorithm>

#include "auteur/base/text.h"
#include "last_runs.h"

namespace auteur {
namespace {

std::string short_digest(const Sha256& digest) { return digest.hex().substr(0, 12); }

std::string shown(const Json& value) {
  std::string text = canonical_json(value);
  if (text.size() <= 60) return text;
  return text.substr(0, 40) + "... (" + short_digest(sha256(std::string_view(text))) + ")";
}

// What `impl` stands for: version and tools by name.
std::map<std::string, std::string> parts_of_impl(Store* store, const Ref& impl) {
  std::map<std::string, std::string> out;
  const auto bytes = store ? store->get_text(impl) : Result<std::string>(std::unexpected(Error{}));
  const auto json = bytes ? parse_json(*bytes, "impl") : Result<Json>(std::unexpected(Error{}));
  if (!json || !json->is_object() || !json->contains("pass_version") || !(*json)["uses"].is_object()) return out;
  out["version"] = (*json)["pass_version"].get<std::string>();
  for (const auto& [name, version] : (*json)["uses"].items()) out[name] = version.get<std::string>();
  return out;
}

void compare_parts(std::vector<Difference>& out, const std::string& word, const std::map<std::string, std::string>& before, const std::map<std::string, std::string>& after) {
  std::set<std::string> names;
  for (const auto& [name, value] : before) names.insert(name);
  for (const auto& [name, value] : after) names.insert(name);
  for (const std::string& name : names) {
    const auto b = before.find(name), a = after.find(name);
    const std::string was = b == before.end() ? "" : b->second, is = a == after.end() ? "" : a->second;
    if (was != is) out.push_back({name == "version" ? "version" : word + name, was, is, {}});
  }
}

void compare_params(std::vector<Difference>& out, const Json& before, const Json& after) {
  std::map<std::string, std::string> b, a;
  if (before.is_object()) for (const auto& [name, value] : before.items()) b[name] = shown(value);
  if (after.is_object()) for (const auto& [name, value] : after.items()) a[name] = shown(value);
  compare_parts(out, "parameter ", b, a);
}

void compare_inputs(std::vector<Difference>& out, const Action& before, const Action& after, const Node* node) {
  std::set<Port> ports;
  for (const auto& [port, ref] : before.inputs) ports.insert(port);
  for (const auto& [port, ref] : after.inputs) ports.insert(port);
  for (const Port& port : ports) {
    const auto b = before.inputs.find(port), a = after.inputs.find(port);
    if (b != before.inputs.end() && a != after.inputs.end() && b->second == a->second) continue;
    Difference d{"input " + port, b == before.inputs.end() ? "" : short_digest(b->second.digest), a == after.inputs.end() ? "" : short_digest(a->second.digest), {}};
    if (node)
      if (const auto it = node->inputs.find(port); it != node->inputs.end())
        if (const auto* up = std::get_if<Upstream>(&it->second)) d.from = up->node;
    out.push_back(std::move(d));
  }
}

}  // namespace

std::vector<Difference> difference_in(Store* store, const Action& before, const Action& after, const Node* node) {
  std::vector<Difference> out;
  if (before.pass != after.pass) out.push_back({"pass", before.pass, after.pass, {}});
  if (before.impl != after.impl) {
    const std::size_t so_far = out.size();
    compare_parts(out, "tool ", parts_of_impl(store, before.impl), parts_of_impl(store, after.impl));
    if (out.size() == so_far) out.push_back({"version", short_digest(before.impl.digest), short_digest(after.impl.digest), {}});
  }
  compare_inputs(out, before, after, node);
  compare_params(out, before.params, after.params);
  if (before.take != after.take) out.push_back({"take", std::to_string(before.take), std::to_string(after.take), {}});
  if (before.salt != after.salt) out.push_back({"salt", before.salt, after.salt, {}});
  return out;
}

std::vector<Difference> difference(const Action& before, const Action& after, const Node* node) { return difference_in(nullptr, before, after, node); }

std::string Explanation::text() const {
  if (state == "ready") return node + " is up to date.";
  if (state == "never made") return node + " was never made.";
  if (state == "open") return node + " waits for a choice.";
  if (state == "waiting") return node + " waits for what it is made from; if that comes out the same, nothing is done.";
  if (differences.empty()) return state == "failed" ? node + " failed before." : node + " was made before, but its result is not in the store any more.";
  std::string out;
  for (const Difference& d : differences) {
    std::string what = d.field;
    if (d.field.starts_with("input ")) {
      what = "input `" + d.field.substr(6) + "`" + (d.from.empty() ? "" : " from " + d.from);
      what += d.before.empty() ? " is new" : d.after.empty() ? " is gone" : " changed";
    } else if (d.field.starts_with("parameter ")) {
      what = "parameter `" + d.field.substr(10) + "`";
      what += d.before.empty() ? " is new: " + d.after : d.after.empty() ? " is gone" : " changed from " + d.before + " to " + d.after;
    } else {
      what += " changed from " + (d.before.empty() ? "none" : d.before) + " to " + (d.after.empty() ? "none" : d.after);
    }
    out += (out.empty() ? "" : "; ") + what;
  }
  return node + ": " + out + "." + (state == "stale" ? " The choice that was made stays until a person replaces it." : "");
}

Json Explanation::to_json() const {
  Json list = Json::array();
  for (const Difference& d : differences) list.push_back(Json{{"field", d.field}, {"before", d.before}, {"after", d.after}, {"from", d.from}});
  return Json{{"kind", "auteur.explanation"}, {"version", 1}, {"node", node}, {"state", state}, {"differences", std::move(list)}, {"text", text()}};
}

// --- the memory of last runs

std::string last_run_key(const NodeId& node, std::uint32_t take) { return "last/" + node + (take == 1 ? "" : "#" + std::to_string(take)); }

std::optional<Action> last_take(Store& store, const NodeId& node, std::uint32_t take) {
  const auto hex = store.note(last_run_key(node, take));
  if (!hex) return std::nullopt;
  const auto digest = Sha256::from_hex(*hex);
  auto action = digest ? store.record<Action>(*digest) : Result<Action>(std::unexpected(Error{}));
  return action ? std::optional(std::move(*action)) : std::nullopt;
}

void remember_take(Store& store, const NodeId& node, std::uint32_t take, const Sha256& action) {
  const std::string key = last_run_key(node, take), hex = action.hex();
  if (store.note(key) != hex) store.set_note(key, hex);
}

std::optional<Action> last_action(Store& store, const NodeId& node) { return last_take(store, node, 1); }
void set_last_action(Store& store, const NodeId& node, const Sha256& action) { remember_take(store, node, 1, action); }

Explanation explain_run(Store& store, const NodeId& id, const Node* node, const Action& action) {
  Explanation out{id, "missing", {}};
  const auto before = last_take(store, id, action.take);
  if (before) out.differences = difference_in(&store, *before, action, node);
  else out.state = "never made";
  return out;
}

Result<Explanation> explain(Store& store, Resolver& resolver, const NodeId& id) {
  const Node* node = resolver.node(id);
  if (!node) return fail(ErrorCode::kNotFound, "There is no '" + id + "' in this film. auteur status lists what there is.");
  const State& state = resolver.state(id);
  if (const auto* missing = std::get_if<Missing>(&state)) {
    if (missing->action) return explain_run(store, id, node, *missing->action);
    return Explanation{id, last_take(store, id, 1) ? "waiting" : "never made", {}};
  }
  Explanation out{id, std::string(name_of(state)), {}};
  if (const auto* stale = std::get_if<Stale>(&state); stale && !stale->now.empty()) {
    const auto before = store.record<Action>(stale->action);
    if (before) {
      const std::size_t take = std::min<std::size_t>(std::max(before->take, 1u), stale->now.size());
      out.differences = difference_in(&store, *before, stale->now[take - 1].action, node);
    }
  }
  return out;
}

}  // namespace auteur
