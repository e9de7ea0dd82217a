#include "auteur/production/reading_boards.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "auteur/base/text.h"
#include "auteur/camera/reading.h"
#include "delivery.h"
#include "take_plan.h"

namespace auteur::production {
namespace {

struct Take { std::string reading; std::map<Port, Ref> outputs; };

// Every reading of the scene as a take that is made, in the order of the takes.
Result<std::vector<Take>> takes_of(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const NodeId& coverage, Progress& progress) {
  const Graph graph = TRY(current_graph(film, store, studio, options));
  const auto many = static_cast<std::uint32_t>(camera::readings().size() + film.readings.size());
  Executor executor(store, studio.catalogue());
  RunOptions run;
  run.threads = options.threads;
  run.memory_mib = options.memory_mib;
  run.on_progress = options.on_progress;
  const auto report = TRY(executor.offer(graph, coverage, many, run, progress));
  if (report.cancelled || progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
  if (!report.failed.empty()) return std::unexpected(report.failed.begin()->second);
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), graph, view);
  std::vector<Take> out;
  for (const auto& c : resolver.candidates(coverage, many)) {
    auto outputs = store.outputs_of(c.digest);
    if (!outputs || !outputs->contains("sheet")) return fail(ErrorCode::kNotFound, fmt::format("Take {} of '{}' could not be made.", c.action.take, coverage));
    const std::string text = TRY(store.get_text(outputs->at("sheet")));
    const Json sheet = TRY(parse_json(text, coverage));
    out.push_back({sheet.value("reading", ""), std::move(*outputs)});
  }
  return out;
}

// Copies what a node is made from, itself included. What hangs on the coverage goes below `below`, so that the same shot of
// another reading does not get in its way; the rest is shared.
class Grafter {
 public:
  Grafter(Graph& into, const Graph& from, const NodeId& coverage, const std::map<Port, Ref>& outputs, const std::string& below) : into_(into), from_(from), coverage_(coverage), outputs_(outputs), below_(below) {
    for (const NodeId& id : from.downstream_of(coverage)) own_.insert(id);
  }
  NodeId name(const NodeId& id) const { return own_.contains(id) ? below_ + "/" + id : id; }
  Status graft(const NodeId& wanted) {
    std::vector<NodeId> next{wanted};
    while (!next.empty()) {
      const NodeId id = next.back();
      next.pop_back();
      const Node* node = from_.find(id);
      if (!node || into_.find(name(id))) continue;
      Node copy = TRY(from_take(*node, coverage_, outputs_));
      copy.id = name(id);
      for (auto& [port, source] : copy.inputs)
        if (auto* up = std::get_if<Upstream>(&source)) next.push_back(up->node), up->node = name(up->node);
      TRY(into_.add(std::move(copy)));
    }
    return {};
  }

 private:
  Graph& into_;
  const Graph& from_;
  const NodeId& coverage_;
  const std::map<Port, Ref>& outputs_;
  std::string below_;
  std::set<NodeId> own_;
};

std::string tag_of(const Film& film, const std::string& reading) {
  if (film.look.value("style", camera::readings().front().name) == reading) return "the film's";
  return std::any_of(film.readings.begin(), film.readings.end(), [&](const Json& r) { return r.value("name", "") == reading; }) ? "your own" : "";
}

std::string says_of(const Film& film, const std::string& reading) {
  for (const Json& own : film.readings)
    if (own.value("name", "") == reading) return own.value("says", "");
  const auto* r = camera::find_reading(reading, {});
  return r ? r->says : "";
}

}  // namespace

Result<ReadingBoards> boards_of_readings(const Film& given, Store& store, const Studio& studio, const MakeOptions& asked, const std::string& scene, Progress& progress) {
  Film film = given;
  film.boards.clear();  // what people drew belongs to the plan that was chosen
  const NodeId coverage = "scenes/" + scene + "/coverage";
  MakeOptions options = asked;
  options.scenes = scene;
  options.level = Level::kBoards;
  options.animatic = options.cards = options.plan_only = false;
  if (!options.boards) options.boards = BoardOptions{};
  MakeOptions planning = options;
  planning.boards.reset();
  planning.plan_only = true;
  TRY(make_film(film, store, studio, planning, progress));
  const auto takes = TRY(takes_of(film, store, studio, planning, coverage, progress));

  Graph graph;
  Node sheet{"scenes/" + scene + "/readings", "scene.readings", {{"aspect", film.aspect}, {"readings", Json::array()}}, {}};
  for (const Take& take : takes) {
    const Plan plan = TRY(plan_of_take(film, store, studio, options, coverage, take.outputs));
    sheet.params["title"] = plan.breakdown->title;
    for (const auto* s : plan.scenes) sheet.params["heading"] = s->number + ". " + s->heading;
    Grafter grafter(graph, plan.graph, coverage, take.outputs, "readings/" + take.reading);
    for (const char* port : {"shots", "sheet", "continuity"}) sheet.inputs[fmt::format("{}/{}", port, take.reading)] = take.outputs.at(port);
    const Node* boards = plan.graph.find("deliver/boards");
    if (!boards) return fail(ErrorCode::kInternal, "The plan of a reading has no storyboard.");
    for (const auto& [port, source] : boards->inputs) {
      const auto* up = std::get_if<Upstream>(&source);
      if (!up) continue;
      TRY(grafter.graft(up->node));
      const bool text = port.starts_with("text/");
      if (text && port != "text/" + scene) continue;  // the other end of a call has a sheet of its own
      sheet.inputs[text ? "text/" + take.reading : fmt::format("panel/{}/{}", take.reading, port.substr(6))] = Upstream{grafter.name(up->node), up->port};
    }
    sheet.params["readings"].push_back({{"name", take.reading}, {"says", says_of(film, take.reading)}, {"tag", tag_of(film, take.reading)}});
  }
  sheet.work = static_cast<double>(sheet.inputs.size());
  const NodeId made = sheet.id;
  TRY(graph.add(std::move(sheet)));

  Executor executor(store, studio.catalogue());
  RunOptions run;
  run.threads = options.threads;
  run.memory_mib = options.memory_mib;
  run.on_progress = options.on_progress;
  const auto report = TRY(executor.run(graph, {made}, run, progress));
  if (report.cancelled || progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped. Everything finished so far is kept.");
  if (!report.failed.empty()) return std::unexpected(report.failed.begin()->second);
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), graph, view);
  ReadingBoards out;
  out.facts = TRY(read_output(store, resolver, made, "facts"));
  Delivery delivery(store, resolver, film.folder / "out");
  const std::string name = "readings-scene-" + slug(scene);
  TRY(delivery.file(made, "pdf", name + ".pdf"));
  const int pages = out.facts.value("pages", 1);
  for (int page = 1; page <= pages; ++page) TRY(delivery.file(made, fmt::format("page/{:03}", page), pages == 1 ? name + ".png" : fmt::format("{}-{}.png", name, page)));
  out.files = std::move(delivery.files);
  return out;
}

}  // namespace auteur::production
