// auteur sound: the sound of a film for a mixing room, and what it measures.
#pragma once

#include "film_commands.h"

namespace CLI { class App; }

namespace auteur::cli {

void add_sound_command(CLI::App& command, Common& common, int& result);

}  // namespace auteur::cli
