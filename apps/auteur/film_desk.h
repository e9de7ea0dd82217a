// A film opened for one of its commands, and what is known of it.
#pragma once

#include <memory>
#include <string>

#include "desk.h"
#include "film_commands.h"
#include "terminal.h"

namespace auteur::cli {

Result<Desk> open_for(const Common& common);

template <class Body>
int with_desk(const Common& common, Body body) {
  auto desk = open_for(common);
  if (!desk) return report_error(desk.error(), common.json);
  const Status s = body(*desk);
  if (!s) return report_error(s.error(), common.json);
  return 0;
}

// make_film() with a line of progress that is gone when it returns; `quiet`: without. Errors: make_film()'s.
Result<production::Made> make_shown(Desk& desk, bool quiet);

struct Resolved {
  Graph graph;
  View view;
  std::unique_ptr<Resolver> resolver;
};
Result<std::unique_ptr<Resolved>> resolve_film(Desk& desk);

// Errors: kNotFound with the command that makes it.
Result<Json> json_at(Desk& desk, Resolved& resolved, const NodeId& node, const Port& port);

// The director of the film, or who sits here.
std::string somebody(const Desk& desk);

}  // namespace auteur::cli
