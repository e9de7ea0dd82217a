#include "auteur/production/tag_decisions.h"
#include "auteur/production/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "passes.h"
#include "outside_voices.h"
#include "stored.h"

namespace auteur::production {
namespace {

// "12 inputs changed" is no help: the first two are named.
std::string reason(const Explanation& e) {
  std::string out;
  std::size_t n = 0;
  for (const auto& d : e.differences) {
    if (n++ == 2) {
      out += fmt::format(" and {} more", e.differences.size() - 2);
      break;
    }
    std::string what = d.field;
    if (what.starts_with("input ")) what = what.substr(6) + (d.before.empty() ? " is new" : d.after.empty() ? " is gone" : " changed");
    else if (what.starts_with("parameter ")) {
      const auto shortened = [](const std::string& s) { return s.size() > 60 ? s.substr(0, 40) + "..." : s; };
      what = what.substr(10) + (d.before.empty() ? " is new" : d.after.empty() ? " is gone" : d.before.size() + d.after.size() > 120 ? " changed" : fmt::format(": {} -> {}", shortened(d.before), shortened(d.after)));
    }
    out += (out.empty() ? "" : "; ") + what;
  }
  return out;
}

std::string scene_of(const NodeId& id) {  // "scenes/4/coverage" -> "4"
  if (!id.starts_with("scenes/")) return {};
  const auto end = id.find('/', 7);
  return end == NodeId::npos ? std::string() : id.substr(7, end - 7);
}

}  // namespace

std::string_view name_of(DraftEffect effect) {
  switch (effect) {
    case DraftEffect::kRemade: return "remade";
    case DraftEffect::kFollows: return "follows";
    case DraftEffect::kNew: return "new";
    case DraftEffect::kGone: return "gone";
    case DraftEffect::kChoice: return "choice";
  }
  return "remade";
}

Result<DraftImpact> impact_of_draft(const Film& given, Store& store, const Studio& studio, const MakeOptions& options, const std::string& fountain) {
  const auto& catalogue = studio.catalogue();
  Film film = given;  // the original alone: what other languages make of a draft is told when they are made
  film.languages.clear();
  const Graph before = TRY(current_graph(film, store, studio, options));
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver old(store, catalogue, before, view);
  Film next = film;
  next.script_bytes = fountain;
  const Ref script = TRY(store.put(std::string_view(fountain)));
  const auto nothing = [](const NodeId&, const Port&) { return std::optional<Json>{}; };
  const Json dictionary = TRY(dictionary_parameter(store));
  Plan plan = TRY(expand(next, script, dictionary, options, nothing));
  {
    Resolver resolver(store, catalogue, plan.graph, view);
    TRY(make_quietly(store, catalogue, resolver, plan.graph, "script"));
    TRY(make_quietly(store, catalogue, resolver, plan.graph, "breakdown"));
  }
  DraftImpact out;
  // Stage by stage. Coverage that is not there yet is taken from the film as it is; without any, its shots stay unknown.
  std::set<std::string> unknown;
  for (int stage = 0; stage < 3 && plan.stage < 3; ++stage) {
    Resolver resolver(store, catalogue, plan.graph, view);
    const Graph graph = plan.graph;
    const auto read = [&](const NodeId& node, const Port& port) -> std::optional<Json> {
      if (port == kUnheardPort) return reader(store, old, before)(node, port);
      if (auto known = json_at(store, resolver, graph, node, port)) return known;
      if (auto was = json_at(store, old, before, node, port); was && node != "breakdown" && node != "script") return was;
      if (!graph.find(node)) return std::nullopt;
      if (port == "shots") {
        unknown.insert(scene_of(node));
        return Json{{"kind", "auteur.shot_list"}, {"version", 1}, {"scene", scene_of(node)}, {"shots", Json::array()}, {"findings", Json::array()}};
      }
      if (port == "facts") return Json{{"credits", Json::array()}};
      return std::nullopt;
    };
    auto further = expand(next, script, dictionary, options, read);
    if (!further) {
      if (unknown.empty()) return std::unexpected(further.error());
      break;
    }
    if (further->stage == plan.stage) break;
    plan = std::move(*further);
    if (!plan.graph.find("behaviour")) continue;
    Resolver told(store, catalogue, plan.graph, view);  // as quickly done as the breakdown, and every line asks for it
    TRY(make_quietly(store, catalogue, told, plan.graph, "behaviour"));
  }
  out.unknown.assign(unknown.begin(), unknown.end());
  Resolver now(store, catalogue, plan.graph, view);
  std::size_t made_before = 0;
  for (const auto& [id, node] : before.nodes()) made_before += std::holds_alternative<Ready>(old.state(id)) || std::holds_alternative<Stale>(old.state(id));
  out.never_made = made_before == 0;
  // A scene that may get longer moves the time code of what comes after it.
  const bool moves = std::any_of(plan.graph.nodes().begin(), plan.graph.nodes().end(), [&](const auto& entry) { return entry.second.pass == "scene.coverage" && !std::holds_alternative<Ready>(now.state(entry.first)); });
  for (const auto& [id, node] : plan.graph.nodes()) {
    const State& state = now.state(id);
    if (std::holds_alternative<Ready>(state)) {
      if (moves && node.pass == "clip.burn_in") out.nodes.push_back({id, node.pass, DraftEffect::kFollows, "its time code waits for the lengths before it"});
      else ++out.kept;
      continue;
    }
    DraftNode n{id, node.pass, DraftEffect::kRemade, {}};
    const auto explanation = explain(store, now, id);
    if (explanation) n.why = reason(*explanation);
    if (std::holds_alternative<Stale>(state)) {
      n.effect = DraftEffect::kChoice;
      if (n.why.empty()) n.why = "chosen for other inputs";
    } else if (!before.find(id)) {
      n.effect = DraftEffect::kNew;
      n.why = "the film has not had it";
    } else if (const auto* missing = std::get_if<Missing>(&state); missing && !missing->action) {
      n.effect = DraftEffect::kFollows;
      n.why = missing->waiting_on.empty() ? "waits for what it is made from" : fmt::format("waits for {}{}", missing->waiting_on.front(), missing->waiting_on.size() > 1 ? fmt::format(" and {} more", missing->waiting_on.size() - 1) : "");
    } else if (n.why.empty()) {
      n.why = "has not been made";
    }
    out.nodes.push_back(std::move(n));
  }
  for (const auto& [id, node] : before.nodes())
    if (!plan.graph.find(id)) out.nodes.push_back({id, node.pass, DraftEffect::kGone, "the draft has no use for it"});
  std::stable_sort(out.nodes.begin(), out.nodes.end(), [](const DraftNode& a, const DraftNode& b) { return std::tie(a.effect, a.node) < std::tie(b.effect, b.node); });
  return out;
}

Result<std::map<std::string, Seconds>> voice_lengths(const Film& film, Store& store, const Studio& studio, const MakeOptions& options) {
  const Graph graph = TRY(current_graph(film, store, studio, options));
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), graph, view);
  std::map<std::string, Seconds> out;
  for (const auto& [id, node] : graph.nodes()) {
    if (node.pass != "line.voice" && node.pass != "line.recorded" && node.pass != "line.scratch" && node.pass != "line.outside") continue;
    const auto facts = json_at(store, resolver, graph, id, "length");
    if (!facts || facts->value("backend", "") == "silence" || !id.starts_with("lines/") || !id.ends_with("/voice")) continue;
    out[id.substr(6, id.size() - 12)] = Seconds(facts->value("seconds", 0.0));
  }
  return out;
}

}  // namespace auteur::production
