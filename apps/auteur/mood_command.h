// auteur cast mood: what happens to people and what it does to them, as a curve.
#pragma once

#include <CLI/CLI.hpp>

namespace auteur::cli {

void add_mood_command(CLI::App& cast, int& result);

}  // namespace auteur::cli
