#include "plans_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "auteur/screenplay/intercut.h"
#include "auteur/base/text.h"
#include "auteur/camera/floor_plans.h"
#include "auteur/puppets/puppet.h"
#include "auteur/world/cast.h"
#include "film_desk.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

struct Asked { std::string film, scenes, out; bool json = false, quiet = false; };

// What the coverage of a scene was planned from.
struct Planned {
  staging::Staging staging;
  world::Set set;
  screenplay::Scene scene;
  camera::ShotList shots;
  camera::CoverageRequest request;
};

class Reader {
 public:
  Reader(Desk& desk, const Graph& graph, Resolver& resolver) : desk_(desk), graph_(graph), resolver_(resolver) {}

  Result<std::unique_ptr<Planned>> scene(const std::string& number) const {
    const NodeId id = "scenes/" + number + "/coverage";
    const Node* node = graph_.find(id);
    if (!node) return fail(ErrorCode::kNotFound, fmt::format("Scene {} has no shots yet. Run: auteur shots {}", number, desk_.film.folder.string()));
    auto p = std::make_unique<Planned>();
    const Ref own = TRY(resolver_.output(id, "shots"));
    const Json shots = TRY(json(own, id)), staging = TRY(input_json(*node, "staging")), scene = TRY(input_json(*node, "scene"));
    p->shots = TRY(camera::shot_list_from_json(shots));
    p->staging = TRY(staging::staging_from_json(staging));
    const auto breakdown = TRY(screenplay::breakdown_from_json(scene));
    if (breakdown.scenes.empty()) return fail(ErrorCode::kInternal, "A scene's breakdown is empty.");
    p->scene = breakdown.scenes.front();
    const Ref set_ref = TRY(input(*node, "set"));
    const Bytes set = TRY(desk_.store->get(set_ref));
    p->set = TRY(world::unpack_set(set));
    for (const auto& [port, source] : node->inputs)
      if (port.starts_with("person/")) {
        const Json person = TRY(input_json(*node, port));
        const auto who = TRY(world::identity_from_json(person));
        p->request.people[port.substr(7)] = puppets::measures_of(who);
      }
    p->request.staging = &p->staging, p->request.set = &p->set, p->request.scene = &p->scene;
    p->request.look.aspect = desk_.film.aspect;
    return p;
  }

 private:
  Result<Ref> input(const Node& node, const Port& port) const {
    const auto at = node.inputs.find(port);
    if (at == node.inputs.end()) return fail(ErrorCode::kInternal, fmt::format("'{}' has no input '{}'.", node.id, port));
    if (const Ref* fixed = std::get_if<Ref>(&at->second)) return *fixed;
    const auto& from = std::get<Upstream>(at->second);
    return resolver_.output(from.node, from.port);
  }
  Result<Json> input_json(const Node& node, const Port& port) const {
    const Ref ref = TRY(input(node, port));
    return json(ref, node.id);
  }
  Result<Json> json(const Ref& ref, const NodeId& node) const {
    const std::string text = TRY(desk_.store->get_text(ref));
    return parse_json(text, node);
  }

  Desk& desk_;
  const Graph& graph_;
  Resolver& resolver_;
};

Status draw(const Asked& asked) {
  Desk d = TRY(open_desk(asked.film));
  d.options.plan_only = true;
  d.options.scenes = asked.scenes;
  TRY(make_shown(d, asked.quiet || asked.json));
  const Graph graph = TRY(current_graph(d.film, *d.store, *d.studio, d.options));
  Decisions decisions(*d.store);
  const View view = TRY(decisions.view());
  Resolver resolver(*d.store, d.studio->catalogue(), graph, view);
  const Ref breakdown = TRY(resolver.output("breakdown", "breakdown"));
  const std::string text = TRY(d.store->get_text(breakdown));
  const Json document = TRY(parse_json(text, "breakdown"));
  auto script = TRY(screenplay::breakdown_from_json(document));
  screenplay::add_far_ends(script);
  const Reader reader(d, graph, resolver);
  const Path folder = asked.out.empty() ? d.film.folder / "out" / "plans" : Path(asked.out);
  if (auto made = d.files->make_directories(folder); !made) return fail_because(made.error(), fmt::format("The folder '{}' for the plans cannot be made. Name another with --out.", folder.string()));
  Json files = Json::array();
  const auto write = [&](const Path& file, const Bytes& bytes) -> Status {
    if (auto s = write_atomically(file, bytes); !s) return fail_because(s.error(), fmt::format("The plan is drawn, but '{}' cannot be written. Make the folder writable, or name another with --out.", file.string()));
    files.push_back(file.string());
    return {};
  };
  std::vector<media::Drawing> pages;
  for (const auto& s : script.scenes) {
    if (!graph.find("scenes/" + s.number + "/coverage")) continue;
    if (Stop::instance().cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    const auto planned = TRY(reader.scene(s.number));
    pages.push_back(camera::floor_plan({script.title.empty() ? d.film.folder.filename().string() : script.title, s.heading, &planned->shots, planned->request}));
    TRY(write(folder / fmt::format("scene-{}.png", slug(s.number)), media::write_png(media::picture_of(pages.back(), 2))));
  }
  if (pages.empty()) return fail(ErrorCode::kNotFound, fmt::format("There is no scene to draw a plan of{}.", asked.scenes.empty() ? "" : fmt::format(" among '{}'", asked.scenes)));
  const Bytes pdf = TRY(media::pdf_of_pages(pages));
  TRY(write(folder / "plans.pdf", pdf));
  if (asked.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.files"}, {"version", 1}, {"files", files}}));
  else if (!asked.quiet) fmt::print("{} {}: {}\n", pages.size(), pages.size() == 1 ? "plan" : "plans", (folder / "plans.pdf").string());
  return {};
}

}  // namespace

void add_plans_command(CLI::App& app, int& result) {
  auto asked = std::make_shared<Asked>();
  auto* c = app.add_subcommand("plans", "overhead floor plans of the scenes: who stands and walks where, every camera with its cone and track, as PDF and PNG into out/plans");
  c->add_option("film", asked->film, "film folder, or a screenplay")->required();
  c->add_option("--scenes", asked->scenes, "only these scenes: 3-5,8");
  c->add_option("--out", asked->out, "another folder");
  c->add_flag("--quiet", asked->quiet, "no progress");
  c->add_flag("--json", asked->json, "machine-readable output");
  c->callback([=, &result] {
    const auto s = draw(*asked);
    result = s ? 0 : report_error(s.error(), asked->json);
  });
}

}  // namespace auteur::cli
