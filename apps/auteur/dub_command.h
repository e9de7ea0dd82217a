// auteur dub, and the tables of auteur lines --out: lines out to translators and in again, and how they fit.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

#include "auteur/base/result.h"
#include "auteur/production/dubbing.h"
#include "film_commands.h"

namespace auteur::cli {

struct DubOptions { std::string language, table, out, format = ""; bool check = false, strict = false; };

void add_dub_command(CLI::App& command, Common& common, DubOptions& options, int& result);
// The lines as a table: CSV, or XLIFF by the file's ending or by `format` ("1.2", "2.0", "2.1").
Status write_line_table(const Common& common, const DubOptions& options);

// make_command() of the film in one other language, where `dubbing` names one.
int make_command(const Common& common, bool why, bool exr, bool stems, bool boards, const production::Dubbing& dubbing);

}  // namespace auteur::cli
