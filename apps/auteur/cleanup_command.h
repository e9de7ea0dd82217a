// auteur cleanup FILE: a recording of speech, mended.
#pragma once

#include <map>
#include <string>

#include "film_commands.h"

namespace CLI { class App; }

namespace auteur::cli {

struct CleanupWish { std::string file, out, match; bool report_only = false; std::map<std::string, double> steps; };
void add_cleanup_command(CLI::App& app, Common& common, CleanupWish& wish, int& result);

}  // namespace auteur::cli
