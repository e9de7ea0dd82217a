#include "script_command.h"

#include "script_breakdown.h"

namespace auteur::cli {

void add_script_commands(CLI::App& app, int& result) {
  auto* script = app.add_subcommand("script", "read, convert, compare and check a screenplay, and break it down");
  script->require_subcommand(1);
  add_script_show(*script, result);
  add_script_breakdown(*script, result);
  add_script_beats(*script, result);
  add_script_compare(*script, result);
  add_script_check(*script, result);
}

}  // namespace auteur::cli
