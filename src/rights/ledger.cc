#include "auteur/rights/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace auteur::rights {

std::vector<world::Credit> merge_credits(std::vector<world::Credit> credits) {
  std::map<std::string, world::Credit> unique;
  for (auto& c : credits) unique.emplace(c.asset + "\n" + c.author + "\n" + c.licence + "\n" + c.digest, c);
  std::vector<world::Credit> out;
  for (auto& [key, c] : unique) out.push_back(std::move(c));
  return out;
}

world::Credit voice_credit(const std::string& backend) {
  if (backend == "flite") return {"CMU Flite voices (rms, slt, awb)", "Carnegie Mellon University", "CMU Flite licence (BSD-like)", "http://cmuflite.org", "Debian package flite", "", true};
  if (backend == "espeak-ng") return {"eSpeak NG", "the eSpeak NG authors", "GPL-3.0-or-later (separate program; its output is not covered)", "https://github.com/espeak-ng/espeak-ng", "Debian package espeak-ng", "", false};
  return {"Silence", "Auteur", "Apache-2.0", "", "", "", false};
}

world::Credit soundfont_credit(const std::string& path) {
  if (path.find("FluidR3") != std::string::npos || path.find("default-GM") != std::string::npos)
    return {"Fluid (R3) General MIDI SoundFont", "Frank Wen", "MIT", "https://opensource.org/licenses/MIT", "Debian package fluid-soundfont-gm", "", true};
  if (path.find("MuseScore") != std::string::npos)
    return {"MuseScore General SoundFont", "S. Christian Collins, Frank Wen and contributors", "MIT", "https://opensource.org/licenses/MIT", "Debian package musescore-general-soundfont", "", true};
  if (path.empty()) return {"Embedded instruments", "Auteur", "Apache-2.0", "", "", "", false};
  return {path, "unknown", "unknown: clear before release", "", "", "", true};
}

std::vector<std::string> credit_lines(const std::vector<world::Credit>& credits) {
  std::vector<std::string> lines;
  for (const auto& c : merge_credits(credits)) {
    if (!c.must_credit) continue;
    std::string line = fmt::format("“{}” by {}, {}", c.asset, c.author.empty() ? "unknown" : c.author, c.licence);
    if (!c.licence_uri.empty()) line += " (" + c.licence_uri + ")";
    if (c.licence.find("CC") != std::string::npos) line += ", changes were made";
    lines.push_back(std::move(line));
  }
  return lines;
}

Json to_json(const Ledger& ledger) {
  Json assets = Json::array(), automatic = Json::array(), human = Json::array();
  for (const auto& c : merge_credits(ledger.assets))
    assets.push_back({{"asset", c.asset}, {"author", c.author}, {"licence", c.licence}, {"licence_uri", c.licence_uri}, {"source", c.source}, {"digest", c.digest}, {"must_credit", c.must_credit}});
  for (const auto& a : ledger.automatic) automatic.push_back({{"what", a.what}, {"by", a.by}, {"count", a.count}});
  for (const auto& [role, name] : ledger.human) human.push_back({{"role", role}, {"name", name}});
  return {{"kind", "auteur.rights"}, {"version", 1}, {"assets", assets}, {"automatic", automatic}, {"human", human}, {"documents", ledger.documents}};
}

std::string readable(const Ledger& ledger) {
  std::string out = "Written or decided by people:\n";
  for (const auto& d : ledger.documents) out += "  " + d + "\n";
  for (const auto& [role, name] : ledger.human) out += fmt::format("  {}: {}\n", role, name);
  out += "Decided automatically (nobody's authorship):\n";
  for (const auto& a : ledger.automatic) out += fmt::format("  {} ({}) by {}\n", a.what, a.count, a.by);
  out += "Assets and their licences:\n";
  for (const auto& c : merge_credits(ledger.assets)) out += fmt::format("  {} by {}: {}{}\n", c.asset, c.author, c.licence, c.must_credit ? " (credited)" : "");
  return out;
}

}  // namespace auteur::rights
