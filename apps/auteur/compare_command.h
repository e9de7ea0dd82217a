// Two takes of a scene's coverage beside each other.
#pragma once

#include <string>

#include "film_commands.h"

namespace CLI { class App; }

namespace auteur::cli {

struct CompareOptions { std::string node, play; int first = 1, second = 2; bool side_by_side = false; };

// The options and what they do. `common`, `options` and `result` must outlive the parsing.
void add_compare_command(CLI::App& command, Common& common, CompareOptions& options, int& result);

}  // namespace auteur::cli
