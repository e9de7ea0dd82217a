// auteur script breakdown: tags, sheets, lists, and what a person decides about them.
#pragma once

#include <CLI/CLI.hpp>

namespace auteur::cli {

// Adds the subcommand to `script`; `result` becomes its exit code.
void add_script_breakdown(CLI::App& script, int& result);

}  // namespace auteur::cli
