// auteur boards: the storyboard of a film.
#pragma once

#include <CLI/CLI.hpp>

namespace auteur::cli {

void add_boards_command(CLI::App& app, int& result);

}  // namespace auteur::cli
