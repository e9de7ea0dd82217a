#include "readings_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "auteur/base/json.h"
#include "auteur/production/film.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using camera::Reading;

constexpr const char* kLevels[] = {"calm", "tense", "crisis", "never"};

Json to_json(const Reading& r, bool own) {
  Json ways = Json::object();
  for (const auto& [name, leaning] : r.ways) {
    ways[name] = {{"appeal", leaning.appeal}, {"lenses", leaning.lenses}};
    if (leaning.angle) ways[name]["angle"] = *leaning.angle;
  }
  return {{"name", r.name}, {"says", r.says}, {"own", own}, {"pace", r.pace}, {"tighter", r.tighter}, {"lift", r.lift}, {"moves", r.often}, {"push", r.push}, {"handheld", kLevels[r.handheld_from]}, {"zooms", r.zooms}, {"dolly_zoom", r.dolly_zoom}, {"ways", ways}};
}

// "shots 1.3 times as long, a size nearer, moves 1.9 times as often".
std::string in_words(const Reading& r) {
  std::vector<std::string> words;
  words.push_back(r.pace == 1 ? "shots as long as usual" : fmt::format("shots {:.2g} times as long", r.pace));
  if (r.tighter != 0) words.push_back(fmt::format("{} {} {}", std::abs(r.tighter), std::abs(r.tighter) == 1 ? "size" : "sizes", r.tighter > 0 ? "nearer" : "wider"));
  if (r.lift != 0) words.push_back(fmt::format("camera {:.0f} cm {} the eyes", std::abs(100.0 * static_cast<double>(r.lift)), r.lift > 0 ? "above" : "below"));
  words.push_back(r.often == 0 ? "never moves" : r.often == 1 ? "moves as usual" : fmt::format("moves {:.2g} times as often", r.often));
  if (r.handheld_from < 3) words.push_back(fmt::format("on the shoulder {}", r.handheld_from == 0 ? "always" : r.handheld_from == 1 ? "when it is tense" : "in a crisis"));
  if (r.zooms) words.push_back("zooms");
  if (r.dolly_zoom) words.push_back("one dolly zoom");
  return fmt::format("{}", fmt::join(words, ", "));
}

Result<std::vector<Reading>> own_of(const production::Film& film) {
  std::vector<Reading> own;
  for (const Json& j : film.readings) own.push_back(TRY(camera::reading_from_json(j)));
  return own;
}

Status list(const std::string& folder, bool json) {
  if (folder.empty()) {
    print_readings("", {}, "", json);
    if (!json) fmt::print("One of your own is a [[reading]] in a film's bible/look.toml (docs/camera.md).\n");
    return {};
  }
  const auto film = TRY(production::open_film(folder));
  print_readings("", TRY(own_of(film)), film.look.value("style", camera::readings().front().name), json);
  if (!json) fmt::print("A scene in each of them:  auteur try {0} scenes/4/coverage\nSide by side, drawn:      auteur boards {0} --scenes 4 --readings\n", folder);
  return {};
}

}  // namespace

void print_readings(const std::string& name, const std::vector<Reading>& own, const std::string& style, bool json) {
  Json all = Json::array();
  for (const auto* readings : {&camera::readings(), &own})
    for (const Reading& r : *readings) {
      if (!name.empty() && r.name != name) continue;
      const bool is_own = readings == &own;
      all.push_back(to_json(r, is_own));
      if (json) continue;
      fmt::print("{}{}{}\n  {}\n  {}\n", r.name, is_own ? "   (bible/look.toml)" : "", r.name == style ? "   the film's" : "", r.says, in_words(r));
      for (const auto& [way, leaning] : r.ways) {
        std::vector<std::string> words;
        if (leaning.appeal != 0) words.push_back(leaning.appeal > 0 ? "more often" : "less often");
        if (!leaning.lenses.empty()) words.push_back(fmt::format("{} mm", fmt::join(leaning.lenses, ", ")));
        if (leaning.angle) words.push_back(fmt::format("{} degrees off the face", *leaning.angle));
        fmt::print("    {:18} {}\n", way, fmt::join(words, "; "));
      }
      fmt::print("\n");
    }
  if (json) fmt::print("{}\n", pretty_json({{"kind", "auteur.readings"}, {"version", 1}, {"style", style}, {"readings", all}}));
}

int readings_command(const std::string& film, bool json) {
  const auto s = list(film, json);
  return s ? 0 : report_error(s.error(), json);
}

}  // namespace auteur::cli
