#include "sound_command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "film_desk.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

Status run(const Common& common, Desk& d) {
  d.options.part = Part::kSound;
  ProgressLine line(common.quiet || common.json);
  d.options.on_progress = [&](const RunProgress& p) { line.show(p); };
  auto result = make_film(d.film, *d.store, *d.studio, d.options, Stop::instance());
  line.clear();
  const Made made = TRY(std::move(result));
  const auto resolved = TRY(resolve_film(d));
  Json mixes = Json::array(), files = Json::array();
  for (const char* mix : {"mix", "mix/surround"})
    if (resolved->graph.find(mix)) mixes.push_back(TRY(json_at(d, *resolved, mix, "facts")));
  for (const auto& f : made.files) files.push_back(f.string());
  if (common.json) {
    fmt::print("{}\n", pretty_json({{"kind", "auteur.sound"}, {"version", 1}, {"mixes", mixes}, {"files", files}}));
    return {};
  }
  for (const auto& m : mixes) {
    const bool spoken = m.value("on_dialogue", false);
    fmt::print("{:<8} {}: {:.1f} LUFS{}, {:.1f} wanted; range {:.1f} LU; true peak {:.1f} dBTP, at most {:.1f}\n", m.value("channels", 2) == 6 ? "5.1" : "stereo", m.value("target", ""), m.value(spoken ? "dialogue_lufs" : "loudness_lufs", 0.0),
               spoken ? fmt::format(" while somebody talks ({:.1f} in all)", m.value("loudness_lufs", 0.0)) : "", m.value("wanted_lufs", 0.0), m.value("range_lu", 0.0), m.value("true_peak_dbtp", 0.0), m.value("true_peak_limit_dbtp", 0.0));
    fmt::print("         somebody talks {:.0f} % of the time\n", 100 * m.value("dialogue_share", 0.0));
  }
  for (const auto& f : made.files) fmt::print("{}\n", f.string());
  return {};
}

}  // namespace

void add_sound_command(CLI::App& command, Common& common, int& result) {
  command.add_flag("--quiet", common.quiet, "no progress");
  command.callback([&] { result = with_desk(common, [&](Desk& d) { return run(common, d); }); });
}

}  // namespace auteur::cli
