// auteur cast: who the people are, and their model sheets.
#pragma once

namespace CLI { class App; }

namespace auteur::cli {
void add_cast_commands(CLI::App& app, int& result);
}
