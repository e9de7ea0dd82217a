#include "film_desk.h"

#include <fmt/format.h>

#include <cstdlib>

namespace auteur::cli {

using namespace auteur::production;

Result<Desk> open_for(const Common& common) {
  MakeOptions options;
  options.level = TRY(level_from(common.level));
  options.scenes = common.scenes;
  options.threads = static_cast<unsigned>(common.jobs);
  Desk d = TRY(open_desk(common.film));
  d.options = std::move(options);
  return d;
}

Result<Made> make_shown(Desk& d, bool quiet) {
  ProgressLine line(quiet);
  d.options.on_progress = [&](const RunProgress& p) { line.show(p); };
  auto made = make_film(d.film, *d.store, *d.studio, d.options, Stop::instance());
  d.options.on_progress = {};
  return made;
}

Result<std::unique_ptr<Resolved>> resolve_film(Desk& d) {
  auto r = std::make_unique<Resolved>();
  r->graph = TRY(current_graph(d.film, *d.store, *d.studio, d.options));
  Decisions decisions(*d.store);
  r->view = TRY(decisions.view());
  r->resolver = std::make_unique<Resolver>(*d.store, d.studio->catalogue(), r->graph, r->view);
  return r;
}

Result<Json> json_at(Desk& d, Resolved& r, const NodeId& node, const Port& port) {
  if (!r.graph.find(node)) return fail(ErrorCode::kNotFound, fmt::format("'{}' is not known yet. Run: auteur make {}", node, d.film.folder.string()));
  const auto ref = r.resolver->output(node, port);
  if (!ref) return fail(ErrorCode::kNotFound, fmt::format("'{}' has not been made yet. Run: auteur make {}", node, d.film.folder.string()));
  const std::string text = TRY(d.store->get_text(*ref));
  return parse_json(text, node);
}

std::string somebody(const Desk& d) {
  if (const auto director = d.film.people.find("director"); director != d.film.people.end()) return director->second;
  const char* user = std::getenv("USER");
  return user ? user : "somebody";
}

}  // namespace auteur::cli
