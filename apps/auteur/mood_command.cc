#include "mood_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "auteur/acting/behaviour.h"
#include "auteur/base/text.h"
#include "auteur/media/media.h"
#include "auteur/production/make.h"
#include "desk.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

struct Wish { std::string film = ".", out; std::vector<std::string> who; bool json = false; };

struct Told { Desk desk; screenplay::Breakdown breakdown; Json report; };

// Makes what moods need: the breakdown and the behaviour, which is well under a second for a feature.
Result<Told> tell(const std::string& path) {
  Told t{TRY(open_desk(path)), {}, {}};
  Executor executor(*t.desk.store, t.desk.studio->catalogue());
  Graph graph;
  for (const NodeId wanted : {"breakdown", "behaviour"}) {
    graph = TRY(current_graph(t.desk.film, *t.desk.store, *t.desk.studio, {}));
    const auto report = TRY(executor.run(graph, {wanted}, {}, Stop::instance()));
    if (!report.failed.empty()) return std::unexpected(report.failed.begin()->second);
    if (report.cancelled) return fail(ErrorCode::kCancelled, "Stopped.");
  }
  Decisions decisions(*t.desk.store);
  const View view = TRY(decisions.view());
  Resolver resolver(*t.desk.store, t.desk.studio->catalogue(), graph, view);
  const auto json = [&](const NodeId& node, const Port& port) -> Result<Json> {
    const Ref ref = TRY(resolver.output(node, port));
    const std::string text = TRY(t.desk.store->get_text(ref));
    return parse_json(text, node);
  };
  const Json breakdown = TRY(json("breakdown", "breakdown"));
  t.breakdown = TRY(screenplay::breakdown_from_json(breakdown));
  t.report = TRY(json("behaviour", "report"));
  return t;
}

acting::MoodPoint point(const Json& j) { return {j[0].get<double>(), j[1].get<double>(), j[2].get<double>()}; }

// The report as curves and sparklines want it.
acting::Behaviour behaviour_of(const Json& report) {
  acting::Behaviour out;
  for (const Json& m : report["order"]) out.order.push_back({m.value("scene", ""), m.value("hours", 0.0)});
  for (const auto& [id, p] : report["people"].items()) {
    acting::Course& c = out.people[id];
    c.nature = point(p["nature"]);
    for (const Json& s : p["steps"]) c.steps.push_back({s.value("scene", ""), s.value("beat", 0), s.value("emotion", ""), s.value("by", ""), s.value("cause", ""), s.value("strength", 0.0), point(s["before"]), point(s["after"])});
    for (const auto& [number, scene] : p["scenes"].items())
      for (const Json& k : scene["keys"]) c.scenes[number].keys.push_back({k.value("beat", 0) - 1, point(k["mood"])});
  }
  return out;
}

// "pleasure -0.3, arousal +0.2": what changed most first, nothing below a twentieth.
std::string change(const acting::MoodStep& s) {
  std::vector<std::pair<double, const char*>> all{{s.after.pleasure - s.before.pleasure, "pleasure"}, {s.after.arousal - s.before.arousal, "arousal"}, {s.after.dominance - s.before.dominance, "dominance"}};
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return std::abs(a.first) > std::abs(b.first); });
  std::string out;
  for (const auto& [v, name] : all)
    if (std::abs(v) >= 0.045 || out.empty()) out += fmt::format("{}{} {:+.2f}", out.empty() ? "" : ", ", name, v);
  return out;
}

void print_person(const acting::Behaviour& behaviour, const std::string& id, const acting::Course& course, const Json& about, bool whole) {
  fmt::print("{:18} {}  by nature {}{}\n", id.substr(0, 18), acting::sparkline(course, behaviour.order), acting::mood_name(course.nature), about.value("why", "").empty() ? "" : " (" + about.value("why", "") + ")");
  if (!whole) return;
  for (const auto& goal : about.value("goals", std::vector<std::string>{})) fmt::print("  wants: {}\n", goal);
  for (const auto& s : course.steps)
    fmt::print("  sc. {:5} beat {:3}  {:14} {:48} {} -> {}\n", s.scene, s.beat, s.emotion, change(s), s.cause, acting::mood_name(s.after));
  if (course.scenes.empty()) return;
  for (auto m = behaviour.order.rbegin(); m != behaviour.order.rend(); ++m) {
    if (!about["scenes"].contains(m->scene)) continue;
    for (const auto& [whom, r] : about["scenes"][m->scene]["towards"].items())
      if (std::abs(r.value("liking", 0.0)) + std::abs(r.value("trust", 0.0)) >= 0.05) fmt::print("  after sc. {}, towards {}: liking {:+.2f}, trust {:+.2f}, dominance {:+.2f}\n", m->scene, whom, r.value("liking", 0.0), r.value("trust", 0.0), r.value("dominance", 0.0));
    break;
  }
}

Status run(const Wish& wish) {
  const Told t = TRY(tell(wish.film));
  const auto behaviour = behaviour_of(t.report);
  std::vector<std::string> who, names;
  for (const auto& member : t.breakdown.cast)
    if (behaviour.people.contains(member.id)) names.push_back(member.id);
  for (const auto& asked : wish.who) {
    const auto member = std::find_if(t.breakdown.cast.begin(), t.breakdown.cast.end(), [&](const auto& c) { return upper(c.id) == upper(asked) || upper(c.name) == upper(asked); });
    if (member == t.breakdown.cast.end() || !behaviour.people.contains(member->id)) {
      const std::string near = closest(upper(asked), names);
      return fail(ErrorCode::kNotFound, fmt::format("There is nobody called '{}' in this film who has moods.{} See: auteur cast list {}", asked, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), wish.film));
    }
    who.push_back(member->id);
  }
  const bool whole = !who.empty();
  if (!whole) who = names;
  std::vector<std::string> drawn = who;
  std::stable_sort(drawn.begin(), drawn.end(), [&](const std::string& a, const std::string& b) { return behaviour.people.at(a).scenes.size() > behaviour.people.at(b).scenes.size(); });
  const Path file = wish.out.empty() ? t.desk.film.folder / "out/mood.svg" : Path(wish.out);
  const std::string suffix = lower(file.extension().string());
  const auto drawing = acting::mood_curves(behaviour, t.breakdown, drawn);
  Bytes bytes;
  if (suffix == ".png") bytes = media::write_png(media::picture_of(drawing));
  else if (suffix == ".pdf") bytes = TRY(media::pdf_of(drawing));
  else if (suffix == ".svg") { const std::string svg = media::svg_of(drawing); bytes.assign(svg.begin(), svg.end()); }
  else return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no picture. Let its name end in .svg, .png or .pdf.", file.string()));
  if (!file.parent_path().empty())
    if (auto made = t.desk.files->make_directories(file.parent_path()); !made) return fail_because(made.error(), fmt::format("The folder '{}' cannot be made. Name another with --out.", file.parent_path().string()));
  if (auto s = write_atomically(file, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())); !s) return fail_because(s.error(), fmt::format("The curves are drawn, but '{}' cannot be written. Make the folder writable, or name another with --out.", file.string()));
  if (wish.json) {
    Json j = t.report;
    if (whole)
      for (const auto& name : names)
        if (std::find(who.begin(), who.end(), name) == who.end()) j["people"].erase(name);
    j["picture"] = file.string();
    fmt::print("{}\n", pretty_json(j));
    return {};
  }
  std::string order;
  for (const auto& m : behaviour.order) order += (order.empty() ? "" : " ") + m.scene;
  fmt::print("Scenes as the story has them: {}\n\n", order);
  for (const auto& id : who) print_person(behaviour, id, behaviour.people.at(id), t.report["people"][id], whole);
  if (!whole && !who.empty()) fmt::print("\nWith every cause: auteur cast mood {} {}\n", wish.film, who.front());
  fmt::print("{}\n", file.string());
  return {};
}

}  // namespace

void add_mood_command(CLI::App& cast, int& result) {
  const auto wish = std::make_shared<Wish>();
  auto* c = cast.add_subcommand("mood", "the moods of the people over the film, with what caused them; draws the curves into out/mood.svg");
  c->add_option("film", wish->film, "film folder, or a screenplay")->capture_default_str();
  c->add_option("who", wish->who, "as in the script, for instance ANA: with every cause");
  c->add_option("--out", wish->out, "another file: NAME.svg, NAME.png or NAME.pdf");
  c->add_flag("--json", wish->json, "machine-readable output");
  c->callback([&result, wish] {
    const Status s = run(*wish);
    result = s ? 0 : report_error(s.error(), wish->json);
  });
}

}  // namespace auteur::cli
