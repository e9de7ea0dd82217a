// auteur script: what can be done with a screenplay alone. Each subcommand lives in a file of its own.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "auteur/base/result.h"
#include "auteur/screenplay/screenplay.h"

namespace auteur::cli {

void add_script_commands(CLI::App& app, int& result);

// Each adds its subcommands to `script`; `result` becomes the exit code.
void add_script_show(CLI::App& script, int& result);     // show, pages, convert
void add_script_beats(CLI::App& script, int& result);
void add_script_compare(CLI::App& script, int& result);
void add_script_check(CLI::App& script, int& result);

// The script in the format that the name of `target` says; `paper`: "letter", "a4" or "" (the script's own), for PDF.
// Errors: kInvalidInput (no such format), and those of the writers.
Result<std::string> script_bytes(const screenplay::Parsed& parsed, const std::string& target, const std::string& paper);

}  // namespace auteur::cli
