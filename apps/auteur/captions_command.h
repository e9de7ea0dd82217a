// auteur captions: captions of a film, or anybody's caption file, held against the rules.
#pragma once

#include <string>

#include "film_commands.h"

namespace CLI { class App; }

namespace auteur::cli {

struct CaptionsWish { std::string language, audience = "adults", cuts; double frames_per_second = 24; bool strict = false; };
void add_captions_command(CLI::App& command, Common& common, CaptionsWish& wish, int& result);

}  // namespace auteur::cli
