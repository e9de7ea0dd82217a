// The film with scene, shot, frame and time code burnt in.
#pragma once

#include "film_commands.h"

namespace CLI { class App; }

namespace auteur::cli {

// Boards unless --level says otherwise. `common` and `result` must outlive the parsing.
void add_animatic_command(CLI::App& command, Common& common, int& result);

}  // namespace auteur::cli
