#include "auteur/base/data_folder.h"
#include "auteur/camera/reading.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "auteur/base/text.h"
#include "idioms.h"

namespace auteur::camera {
namespace {

const std::vector<std::string>& levels() {
  static const std::vector<std::string> kLevels = {"calm", "tense", "crisis", "never"};
  return kLevels;
}

// The records of the data folder that can be read; at least one.
struct Shelf { std::vector<Json> written; std::vector<Reading> read; };
const Shelf& shelf() {
  static const Shelf kShelf = [] {
    Shelf s;
    const Json list = read_data("camera/readings.json").value("readings", Json::array());
    for (const Json& j : list)
      if (auto read = reading_from_json(j)) s.written.push_back(j), s.read.push_back(std::move(*read));  // a damaged record is left out
    if (s.read.empty()) {
      s.written.push_back({{"name", "classical"}, {"says", "As the idioms are."}});
      s.read.push_back(*reading_from_json(s.written.back()));
    }
    return s;
  }();
  return kShelf;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& there) {
  const std::string near = closest(lower(word), there);
  return near.empty() ? "" : fmt::format(" Did you mean '{}'?", near);
}

std::unexpected<Error> wrong(const std::string& key, const std::string& message) { return fail(ErrorCode::kInvalidInput, fmt::format("'{}' {}", key, message)); }

Result<double> number(const Json& j, const std::string& key, double fallback, double low, double high, const std::string& of = "") {
  if (!j.contains(key)) return fallback;
  if (!j[key].is_number() || !(j[key].get<double>() >= low && j[key].get<double>() <= high)) return wrong(of + key, fmt::format("must be a number between {} and {}.", low, high));
  return j[key].get<double>();
}

Result<bool> flag(const Json& j, const char* key) {
  if (!j.contains(key)) return false;
  if (!j[key].is_boolean()) return wrong(key, "must be true or false.");
  return j[key].get<bool>();
}

Result<Leaning> leaning_from(const Json& j, const std::string& of) {
  if (!j.is_object()) return wrong(of, "must be a table of what changes: appeal, lenses, angle.");
  Leaning to;
  to.appeal = TRY(number(j, "appeal", 0, -2, 2, of + "."));
  const Json lenses = j.value("lenses", Json::array());
  if (!lenses.is_array() || lenses.size() > 12) return wrong(of + ".lenses", "must be a list of at most 12 lenses in mm, the preferred one first: [85, 75, 65].");
  for (const Json& lens : lenses) {
    if (!lens.is_number() || !(lens.get<double>() >= 12 && lens.get<double>() <= 200)) return wrong(of + ".lenses", "must be a list of lenses between 12 and 200 mm, the preferred one first: [85, 75, 65].");
    to.lenses.push_back(lens.get<float>());
  }
  if (j.contains("angle")) to.angle = static_cast<float>(TRY(number(j, "angle", 0, 0, 90, of + ".")));
  return to;
}

// "pace 1.6, close", as far as the words go.
std::string what_changes(const Json& written) {
  std::vector<std::string> words;
  for (const auto& [key, value] : written.items())
    if (value.is_number()) words.push_back(fmt::format("{} {:.4g}", key, value.get<double>()));
    else if (value.is_string() && key == "handheld") words.push_back("on the shoulder: " + value.get<std::string>());
    else if (value.is_boolean()) words.push_back((value.get<bool>() ? "" : "no ") + (key == "dolly_zoom" ? std::string("dolly zoom") : key));
    else if (key == "ways")
      for (const auto& [way, leaning] : value.items()) words.push_back(way + " otherwise");
  std::erase_if(words, [](const std::string& w) { return w.empty() || w[0] == '@'; });
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

Result<Reading> reading_from_json(const Json& j) {
  if (!j.is_object() || !j.contains("name") || !j["name"].is_string()) return wrong("name", "is missing: a reading needs a name.");
  Reading r;
  r.name = j["name"].get<std::string>();
  r.says = j.contains("says") && j["says"].is_string() ? j["says"].get<std::string>() : "";
  r.pace = TRY(number(j, "pace", 1, 0.25, 4));
  r.often = TRY(number(j, "moves", 1, 0, 4));
  r.push = TRY(number(j, "push", 1, 0.2, 3));
  r.lift = static_cast<float>(TRY(number(j, "lift", 0, -0.6, 0.6)));
  r.tighter = static_cast<int>(TRY(number(j, "tighter", 0, -2, 2)));
  if (j.contains("handheld")) {
    const std::string level = j["handheld"].is_string() ? j["handheld"].get<std::string>() : "";
    const auto at = std::find(levels().begin(), levels().end(), level);
    if (at == levels().end()) return wrong("handheld", fmt::format("must be one of {}: from which moment on the camera is on the shoulder.", fmt::join(levels(), ", ")));
    r.handheld_from = static_cast<int>(at - levels().begin());
  }
  r.zooms = TRY(flag(j, "zooms"));
  r.dolly_zoom = TRY(flag(j, "dolly_zoom"));
  r.arcs = TRY(number(j, "arcs", 0, 0, 1)), r.booms = TRY(number(j, "booms", 0, 0, 1)), r.tilts = TRY(number(j, "tilts", 0, 0, 1));
  const Json ways = j.value("ways", Json::object());
  if (!ways.is_object()) return wrong("ways", "must be a table of idioms: [reading.ways.close].");
  for (const auto& [name, leaning] : ways.items()) {
    if (name.starts_with("@")) continue;
    if (way_named(name) < 0) return wrong("ways." + name, fmt::format("is no idiom of coverage.{} There are {} (data/camera/idioms.json).", did_you_mean(name, way_names()), fmt::join(way_names(), ", ")));
    r.ways[name] = TRY(leaning_from(leaning, "ways." + name));
  }
  return r;
}

Result<Json> whole_reading(const Json& written, const std::vector<Json>& before) {
  const std::string name = written.value("name", "");
  std::vector<std::string> there;
  for (const auto* list : {&shelf().written, &before})
    for (const Json& j : *list) there.push_back(j.value("name", ""));
  if (name.empty()) return wrong("name", "is missing: a reading needs a name to be chosen by: name = \"patient\".");
  constexpr std::size_t kLongest = 32;
  if (name.size() > kLongest || !std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }))
    return wrong("name", fmt::format("must be one short word of small letters, numbers and hyphens, at most {}: name = \"from-the-door\".", kLongest));
  if (std::find(there.begin(), there.end(), name) != there.end()) return wrong("name", fmt::format("is '{}', and there is a reading of that name already. Give this one a name of its own; it may start from that one: like = \"{}\".", name, name));
  const std::string like = written.value("like", there.front());
  const Json* base = nullptr;
  for (const auto* list : {&shelf().written, &before})
    for (const Json& j : *list)
      if (j.value("name", "") == like) base = &j;
  if (!base) return wrong("like", fmt::format("names no reading: '{}'.{} There are {}; one of the film's own must be written above this one.", like, did_you_mean(like, there), fmt::join(there, ", ")));
  Json whole = *base;
  whole["says"] = fmt::format("As {}{}{}.", like, what_changes(written).empty() ? "" : ": ", what_changes(written));
  for (const auto& [key, value] : written.items()) {
    if (key.starts_with("@") || key == "like") continue;
    if (key != "ways") {
      whole[key] = value;
      continue;
    }
    for (const auto& [way, leaning] : value.items()) {
      if (way.starts_with("@")) continue;
      for (const auto& [what, is] : leaning.items())
        if (!what.starts_with("@")) whole["ways"][way][what] = is;
    }
  }
  TRY(reading_from_json(whole));
  return whole;
}

const std::vector<Reading>& readings() { return shelf().read; }

const Reading* find_reading(const std::string& name, const std::vector<Reading>& own) {
  for (const auto* list : {&readings(), &own})
    for (const Reading& r : *list)
      if (r.name == name) return &r;
  return nullptr;
}

const Reading& reading_for(const Look& look) {
  const Reading* r = find_reading(look.style, look.own_readings);
  return r ? *r : readings().front();
}

Status check_reading(const std::string& name, const std::vector<Reading>& own) {
  if (find_reading(name, own)) return {};
  std::vector<std::string> names;
  for (const auto* list : {&readings(), &own})
    for (const Reading& r : *list) names.push_back(r.name);
  return fail(ErrorCode::kInvalidInput, fmt::format("There is no reading '{}' of a scene.{} There are {} (data/camera/readings.json); one of your own is a [[reading]] in bible/look.toml.", name, did_you_mean(name, names), fmt::join(names, ", ")));
}

std::string reading_of_take(const std::string& style, std::size_t n, const std::vector<Reading>& own) {
  std::vector<std::string> names = {find_reading(style, own) ? style : readings().front().name};
  for (const auto* list : {&readings(), &own})
    for (const Reading& r : *list)
      if (r.name != names.front()) names.push_back(r.name);
  return names[n % names.size()];
}

}  // namespace auteur::camera
