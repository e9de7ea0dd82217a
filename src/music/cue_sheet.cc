#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/csv.h"
#include "auteur/music/notation.h"

namespace auteur::music {

std::string click_of(double tempo) {
  if (!(tempo > 0)) return "";
  const auto eighths = static_cast<std::int64_t>(std::llround(24 * 60 / tempo * 8));
  return fmt::format("{}-{}", eighths / 8, eighths % 8);
}

std::string time_code(Seconds at, int fps) {
  const auto frames = static_cast<std::int64_t>(std::llround(std::max(0.0, at.value) * fps));
  return fmt::format("{:02}:{:02}:{:02}:{:02}", frames / fps / 3600, frames / fps / 60 % 60, frames / fps % 60, frames % fps);
}

std::vector<SheetRow> cue_sheet(const std::vector<FilmCue>& cues) {
  std::vector<SheetRow> out;
  for (const auto& f : cues) {
    SheetRow row;
    row.name = f.name;
    row.scene = f.scene;
    row.title = f.title;
    row.time_code = time_code(f.start);
    const auto seconds = f.cue.length.value;
    row.length = fmt::format("{}:{:04.1f}", static_cast<int>(seconds) / 60, std::fmod(seconds, 60));
    row.tempo = fmt::format("{:.1f}", f.cue.tempo);
    row.click = click_of(f.cue.tempo);
    std::vector<std::string> owners;
    for (const auto& u : f.cue.theme_uses) {
      const std::string line = fmt::format("{} ({})", u.owner.empty() ? "film" : u.owner, u.how);
      if (std::find(owners.begin(), owners.end(), line) == owners.end()) owners.push_back(line);
    }
    row.themes = fmt::format("{}", fmt::join(owners, "; "));
    for (const auto& h : f.cue.hits) row.hits += fmt::format("{}{} {}", row.hits.empty() ? "" : "; ", time_code(f.start + h.at), h.what);
    row.why = f.cue.why;
    row.entry = f.why_in;
    row.exit = f.why_out;
    out.push_back(std::move(row));
  }
  return out;
}

std::string sheet_csv(const std::vector<SheetRow>& rows) {
  std::string out = csv_row({"Cue", "Scene", "Title", "Start", "Length", "Tempo", "Click", "Themes", "Hits", "In", "Out", "Why"});
  for (const auto& r : rows) out += csv_row({r.name, r.scene, r.title, r.time_code, r.length, r.tempo, r.click, r.themes, r.hits, r.entry, r.exit, r.why});
  return out;
}

std::string sheet_text(const std::vector<SheetRow>& rows, const std::string& title) {
  std::string out = fmt::format("{}: cue sheet, 24 frames a second; clicks in frames-eighths\n", title);
  for (const auto& r : rows) {
    out += fmt::format("\n{:5} {}  {}  {} bpm, click {}  scene {}  {}\n", r.name, r.time_code, r.length, r.tempo, r.click, r.scene.empty() ? "-" : r.scene, r.title);
    if (!r.entry.empty()) out += "      in      " + r.entry + "\n";
    if (!r.themes.empty()) out += "      themes  " + r.themes + "\n";
    if (!r.hits.empty()) out += "      hits    " + r.hits + "\n";
    if (!r.exit.empty()) out += "      out     " + r.exit + "\n";
    out += "      why     " + r.why + "\n";
  }
  return out;
}

}  // namespace auteur::music
