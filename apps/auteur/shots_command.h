// The shot list: shown, written in several ways, changed in a spreadsheet and read back.
#pragma once

#include <string>

#include "film_commands.h"

namespace CLI { class App; }

namespace auteur::cli {

struct ShotsOptions { std::string csv, pdf, lined, read, by; bool a4 = false; };

// The options and what they do. `common`, `options` and `result` must outlive the parsing.
void add_shots_command(CLI::App& command, Common& common, ShotsOptions& options, int& result);

}  // namespace auteur::cli
