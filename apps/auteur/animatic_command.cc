#include "animatic_command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "film_desk.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

int run(const Common& common) {
  return with_desk(common, [&](Desk& d) -> Status {
    d.options.animatic = true;
    const Made made = TRY(make_shown(d, common.quiet || common.json));
    const Path file = made.out / (film_name(d.options) + "-animatic.mp4");
    if (common.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.animatic"}, {"version", 1}, {"file", file.string()}, {"made", made.changed}}));
    else fmt::print("The animatic: {}\n", file.string());
    return {};
  });
}

}  // namespace

void add_animatic_command(CLI::App& command, Common& common, int& result) {
  command.add_flag("--quiet", common.quiet, "no progress");
  command.callback([&command, &common, &result] {
    if (command.count("--level") == 0) common.level = "boards";
    result = run(common);
  });
}

}  // namespace auteur::cli
