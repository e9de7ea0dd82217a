// auteur world: the story world of a film.
#pragma once

#include <CLI/CLI.hpp>

namespace auteur::cli {

void add_world_commands(CLI::App& app, int& result);

}  // namespace auteur::cli
