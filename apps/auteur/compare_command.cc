#include "compare_command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "auteur/camera/plan_compare.h"
#include "auteur/media/media.h"
#include "auteur/production/take_film.h"
#include "film_desk.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

Result<Json> json_of(Desk& d, const std::map<Port, Ref>& outputs, const Port& port, const NodeId& node) {
  const auto ref = outputs.find(port);
  if (ref == outputs.end()) return fail(ErrorCode::kNotFound, fmt::format("'{}' has no '{}'.", node, port));
  const std::string text = TRY(d.store->get_text(ref->second));
  return parse_json(text, node);
}

Result<camera::PlanSide> side_of(Desk& d, const std::map<Port, Ref>& outputs, const NodeId& node, int take) {
  const Json sheet = TRY(json_of(d, outputs, "sheet", node)), continuity = TRY(json_of(d, outputs, "continuity", node));
  camera::PlanSide side;
  side.rows = TRY(camera::shot_rows_from_json(sheet.value("rows", Json::array())));
  side.name = fmt::format("take {}, {}", take, sheet.value("reading", ""));
  for (const Json& f : continuity.value("findings", Json::array())) side.findings.push_back(f.value("message", ""));
  return side;
}

// The scene of "scenes/4/coverage"; a bare number will do.
Result<NodeId> coverage_of(const std::string& given) {
  if (given.find('/') == given.npos && !given.empty()) return "scenes/" + given + "/coverage";
  if (given.starts_with("scenes/") && given.ends_with("/coverage")) return given;
  return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no coverage of a scene. Takes of these are compared: scenes/4/coverage", given));
}

int run(const Common& common, const CompareOptions& options) {
  return with_desk(common, [&](Desk& d) -> Status {
    const NodeId node = TRY(coverage_of(options.node));
    if (options.first == options.second) return fail(ErrorCode::kInvalidInput, "A take is compared with another one: give two numbers.");
    d.options.scenes = node.substr(7, node.rfind('/') - 7);
    d.options.plan_only = true;
    ProgressLine line(common.quiet || common.json);
    d.options.on_progress = [&](const RunProgress& p) { line.show(p); };
    TRY(make_film(d.film, *d.store, *d.studio, d.options, Stop::instance()));
    const auto r = TRY(resolve_film(d));
    if (!r->graph.find(node)) return fail(ErrorCode::kNotFound, fmt::format("There is no '{}' in this film. See: auteur status {} --json", node, common.film));
    Executor executor(*d.store, d.studio->catalogue());
    RunOptions run;
    run.memory_mib = d.options.memory_mib;
    run.on_progress = d.options.on_progress;
    const auto takes = static_cast<std::uint32_t>(std::max(options.first, options.second));
    const auto report = TRY(executor.offer(r->graph, node, takes, run, Stop::instance()));
    line.clear();
    if (!report.failed.empty()) return std::unexpected(report.failed.begin()->second);
    if (report.cancelled) return fail(ErrorCode::kCancelled, "Stopped.");
    std::map<Port, Ref> outputs[2];
    Resolver fresh(*d.store, d.studio->catalogue(), r->graph, r->view);
    for (const auto& c : fresh.candidates(node, takes))
      for (const int side : {0, 1})
        if (c.done && c.action.take == static_cast<std::uint32_t>(side == 0 ? options.first : options.second))
          if (auto made = d.store->outputs_of(c.digest)) outputs[side] = std::move(*made);
    auto first = TRY(side_of(d, outputs[0], node, options.first)), second = TRY(side_of(d, outputs[1], node, options.second));
    const std::string names[2] = {first.name, second.name};
    for (const int side : {0, 1}) {  // bible/cut.toml was written for one of them
      const Json edits = TRY(json_of(d, outputs[side], "edits", node));
      if (const auto refused = edits.value("refused", Json::array()); !refused.empty() && !common.json)
        fmt::print(stderr, "note: {}: {} of the changes in bible/cut.toml cannot be done in it.\n", names[side], refused.size());
    }
    const auto comparison = camera::compare_plans(std::move(first), std::move(second));
    if (common.json) fmt::print("{}\n", pretty_json(camera::to_json(comparison)));
    else fmt::print("{}", camera::readable(comparison));
    if (options.play.empty()) return {};
    Path films[2];
    for (const int side : {0, 1}) {
      d.options.label = names[side];
      films[side] = TRY(animatic_of_take(d.film, *d.store, *d.studio, d.options, node, outputs[side], Stop::instance()));
    }
    line.clear();
    TRY(options.side_by_side ? media::put_side_by_side(films[0], films[1], options.play) : media::put_in_a_row({films[0], films[1]}, options.play));
    if (!common.json) fmt::print("\nBoth {}: {}\n", options.side_by_side ? "side by side" : "one after the other", options.play);
    return {};
  });
}

}  // namespace

void add_compare_command(CLI::App& command, Common& common, CompareOptions& options, int& result) {
  command.add_option("node", options.node, "for instance scenes/4/coverage, or 4")->required();
  command.add_option("first", options.first, "a take")->required()->check(CLI::Range(1, 16));
  command.add_option("second", options.second, "another one")->required()->check(CLI::Range(1, 16));
  auto* play = command.add_option("--play", options.play, "also both as animatics into this file (.mp4), one after the other");
  command.add_flag("--side-by-side", options.side_by_side, "beside each other instead, with the sound of the first")->needs(play);
  command.add_flag("--quiet", common.quiet, "no progress");
  command.callback([&command, &common, &options, &result] {
    if (command.count("--level") == 0) common.level = "boards";
    result = run(common, options);
  });
}

}  // namespace auteur::cli
