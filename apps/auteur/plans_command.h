// auteur plans: overhead floor plans of scenes with their cameras.
#pragma once

namespace CLI {
class App;
}

namespace auteur::cli {

void add_plans_command(CLI::App& app, int& result);

}  // namespace auteur::cli
