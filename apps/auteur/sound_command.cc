#include "sound_command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "film_desk.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

constexpr double kFrame = 1.0 / 24;

struct Contacts { int all = 0, heard = 0, in_time = 0; double worst = 0; };

// Steps, doors and cups: do they sound when they are seen?
Result<Contacts> contacts_of(Desk& d, Resolved& resolved) {
  Contacts out;
  for (const auto& [id, node] : resolved.graph.nodes()) {
    if (node.pass != "scene.sound" || !id.starts_with("scenes/")) continue;
    const Json document = TRY(json_at(d, resolved, id, "contacts"));
    for (const auto& c : document.value("contacts", Json::array())) {
      ++out.all;
      if (!c.value("heard", false)) continue;
      const double late = std::abs(c.value("late", 0.0));
      ++out.heard, out.in_time += late <= kFrame, out.worst = std::max(out.worst, late);
    }
  }
  return out;
}

Status run(const Common& common, Desk& d) {
  d.options.part = Part::kSound;
  const Made made = TRY(make_shown(d, common.quiet || common.json));
  if (!common.json)
    for (const auto& n : made.notes) fmt::print("note: {}\n", n);
  const auto resolved = TRY(resolve_film(d));
  Json mixes = Json::array(), files = Json::array();
  for (const char* mix : {"mix", "mix/surround"})
    if (resolved->graph.find(mix)) mixes.push_back(TRY(json_at(d, *resolved, mix, "facts")));
  for (const auto& f : made.files) files.push_back(f.string());
  const Contacts contacts = TRY(contacts_of(d, *resolved));
  if (common.json) {
    fmt::print("{}\n", pretty_json({{"kind", "auteur.sound"}, {"version", 1}, {"mixes", mixes}, {"contacts", {{"all", contacts.all}, {"heard", contacts.heard}, {"within_a_frame", contacts.in_time}, {"worst_seconds", contacts.worst}}}, {"files", files}}));
    return {};
  }
  for (const auto& m : mixes) {
    const bool spoken = m.value("on_dialogue", false);
    fmt::print("{:<8} {}: {:.1f} LUFS{}, {:.1f} wanted; range {:.1f} LU; true peak {:.1f} dBTP, at most {:.1f}\n", m.value("channels", 2) == 6 ? "5.1" : "stereo", m.value("target", ""), m.value(spoken ? "dialogue_lufs" : "loudness_lufs", 0.0),
               spoken ? fmt::format(" while somebody talks ({:.1f} in all)", m.value("loudness_lufs", 0.0)) : "", m.value("wanted_lufs", 0.0), m.value("range_lu", 0.0), m.value("true_peak_dbtp", 0.0), m.value("true_peak_limit_dbtp", 0.0));
    fmt::print("         somebody talks {:.0f} % of the time\n", 100 * m.value("dialogue_share", 0.0));
  }
  if (contacts.all > 0)
    fmt::print("steps, doors, cups: {} of {} heard ones begin within a frame of their contact (worst {:.0f} ms); {} more are covered by louder sounds\n", contacts.in_time, contacts.heard, 1000 * contacts.worst, contacts.all - contacts.heard);
  for (const auto& f : made.files) fmt::print("{}\n", f.string());
  return {};
}

}  // namespace

void add_sound_command(CLI::App& command, Common& common, int& result) {
  command.add_flag("--quiet", common.quiet, "no progress");
  command.callback([&] { result = with_desk(common, [&](Desk& d) { return run(common, d); }); });
}

}  // namespace auteur::cli
