// auteur lines, listen, voices: what is said, how it is read, and how it sounds.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "dub_command.h"
#include "film_desk.h"

namespace auteur::cli {

struct LinesOptions {
  std::string node, out, play, say, service, film;
  std::vector<int> takes;
};

void add_lines_command(CLI::App& c, Common& common, DubOptions& table, int& result);
void add_listen_command(CLI::App& c, Common& common, LinesOptions& options, int& result);
void add_voices_command(CLI::App& app, Common& common, LinesOptions& options, int& result);

// An "auteur.reading" for the terminal: its name, what it does, its marks and figures; lines begin with two blanks.
std::string reading_in_words(const Json& reading);

}  // namespace auteur::cli
