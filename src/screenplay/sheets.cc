#include "auteur/screenplay/sheets.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "auteur/base/csv.h"
#include "auteur/base/text.h"
#include "scene_ranges.h"
#include "words.h"

namespace auteur::screenplay {
namespace {

std::size_t place_of(const std::string& category) {
  const auto& all = categories();
  return static_cast<std::size_t>(std::find_if(all.begin(), all.end(), [&](const Category& c) { return c.id == category; }) - all.begin());
}

// One line saying what happens: a synopsis of the script, else the first sentences of action, cut at a word.
std::string synopsis_of(const Screenplay& script, const std::vector<int>& scenes, int scene) {
  std::string text;
  for (std::size_t i = 0; i < script.elements.size(); ++i) {
    const auto& e = script.elements[i];
    if (e.kind == ElementKind::kSceneHeading || scenes[i] != scene) continue;
    if (e.kind == ElementKind::kSynopsis) return std::string(trim(e.text));
    if (e.kind == ElementKind::kAction && text.size() < 160) text += (text.empty() ? "" : " ") + e.text;
  }
  std::string line;
  for (char c : text) {
    if (c == '\n' || c == '\t') c = ' ';
    if (c == ' ' && (line.empty() || line.back() == ' ')) continue;
    line += c;
  }
  if (line.size() <= 160) return line;
  std::size_t cut = line.rfind(' ', 157);
  if (cut == std::string::npos) { cut = 157; while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut; }
  return line.substr(0, cut) + " \u2026";
}

std::vector<SheetElement> sheet_elements(const std::vector<Tag>& tags, int scene, Tier tier) {
  std::vector<SheetElement> out;
  for (const auto& e : elements_of_scene(tags, scene, tier)) {
    SheetElement s;
    s.category = e.category;
    s.id = e.id;
    s.name = e.name;
    s.mentions = static_cast<int>(e.tags.size());
    for (const auto k : e.tags)
      if (tags[k].confidence > s.confidence) { s.confidence = tags[k].confidence; s.rule = tags[k].rule; s.by = tags[k].by; }
    out.push_back(std::move(s));
  }
  return out;
}

std::vector<DayMark> marks(const std::set<int>& working, const std::vector<DayRow>& days) {
  std::vector<DayMark> out;
  if (working.empty()) return out;
  for (const auto& d : days) {
    std::string m;
    if (working.contains(d.story_day)) {
      if (d.story_day == *working.begin()) m += "S";
      m += "W";
      if (d.story_day == *working.rbegin()) m += "F";
    } else if (d.story_day > *working.begin() && d.story_day < *working.rbegin()) {
      m = "H";
    }
    out.push_back({d.story_day, m});
  }
  return out;
}

}  // namespace

std::string setting_text(Setting s) { return s == Setting::kInterior ? "INT" : s == Setting::kExterior ? "EXT" : "INT/EXT"; }

std::string time_text(TimeOfDay t) {
  switch (t) {
    case TimeOfDay::kDawn: return "DAWN";
    case TimeOfDay::kMorning: return "MORNING";
    case TimeOfDay::kDay: return "DAY";
    case TimeOfDay::kAfternoon: return "AFTERNOON";
    case TimeOfDay::kDusk: return "DUSK";
    case TimeOfDay::kEvening: return "EVENING";
    case TimeOfDay::kNight: return "NIGHT";
  }
  return "DAY";
}

std::string strip_colour(Setting setting, TimeOfDay time) {
  if (time == TimeOfDay::kDawn || time == TimeOfDay::kDusk) return "#F6B26B";
  const bool night = time == TimeOfDay::kNight || time == TimeOfDay::kEvening;
  if (setting == Setting::kInterior) return night ? "#9FC5E8" : "#FFFFFF";
  return night ? "#93C47D" : "#FFE599";
}

Paperwork paperwork(const Screenplay& script, const Breakdown& breakdown, const std::vector<Tag>& tags) {
  Paperwork p;
  p.title = breakdown.title;
  p.author = breakdown.author;
  std::map<int, DayRow> days;
  std::map<std::string, LocationRow> locations;
  std::map<std::pair<std::string, std::string>, ElementRow> elements;
  std::map<std::string, CastRow> cast;
  std::map<std::string, std::set<int>> working;
  for (const auto& c : breakdown.cast) cast[c.id] = {0, c.id, c.name, c.age, c.lines, c.words, 0, {}, {}};
  const auto scenes_of = scene_of_elements(script, breakdown);
  for (const auto& s : breakdown.scenes) {
    SceneSheet sheet;
    sheet.index = s.index;
    sheet.number = s.number;
    sheet.heading = s.heading;
    sheet.set = s.place.name;
    sheet.setting = s.place.setting;
    sheet.time = s.time;
    sheet.story_day = s.story_day;
    sheet.eighths = s.eighths;
    sheet.estimate = s.estimate;
    sheet.synopsis = synopsis_of(script, scenes_of, s.index);
    sheet.elements = sheet_elements(tags, s.index, Tier::kOnSet);
    sheet.mentioned = sheet_elements(tags, s.index, Tier::kMentioned);
    p.eighths += s.eighths;
    auto& day = days[s.story_day];
    day.story_day = s.story_day;
    day.eighths += s.eighths;
    day.scenes.push_back(s.number);
    day.times.push_back(time_text(s.time));
    auto& where = locations[s.place.id];
    where.id = s.place.id;
    where.name = s.place.name;
    const std::string setting = setting_text(s.place.setting);
    where.setting = where.setting.empty() || where.setting == setting ? setting : "INT/EXT";
    where.scenes.push_back(s.number);
    where.eighths += s.eighths;
    const bool night = s.time == TimeOfDay::kNight || s.time == TimeOfDay::kEvening;
    (night ? where.night_scenes : where.day_scenes) += 1;
    for (const auto& e : sheet.elements) {
      if (e.category == "cast") {
        auto& row = cast[e.id];
        if (row.id.empty()) { row.id = e.id; row.name = e.name; }
        row.scenes.push_back(s.number);
        row.eighths += s.eighths;
        working[e.id].insert(s.story_day);
        if (std::find(s.cast.begin(), s.cast.end(), e.id) == s.cast.end() && std::any_of(s.beats.begin(), s.beats.end(), [&](const Beat& b) { return b.kind == BeatKind::kLine && b.who == e.id; })) sheet.voice_only.push_back(e.id);
        continue;
      }
      auto& row = elements[{e.category, e.id}];
      if (row.id.empty()) { row.category = e.category; row.id = e.id; row.name = e.name; }
      row.scenes.push_back(s.number);
      row.mentions += e.mentions;
      row.confidence = std::max(row.confidence, e.confidence);
    }
    p.scenes.push_back(std::move(sheet));
  }
  for (auto& [number, d] : days) p.days.push_back(std::move(d));
  for (auto& [id, l] : locations) p.locations.push_back(std::move(l));
  std::stable_sort(p.locations.begin(), p.locations.end(), [](const LocationRow& a, const LocationRow& b) { return a.eighths > b.eighths; });
  for (auto& [key, e] : elements) p.elements.push_back(std::move(e));
  std::stable_sort(p.elements.begin(), p.elements.end(), [](const ElementRow& a, const ElementRow& b) { return std::pair(place_of(a.category), a.name) < std::pair(place_of(b.category), b.name); });
  for (auto& [id, c] : cast)
    if (!c.scenes.empty()) {
      c.days = marks(working[id], p.days);
      p.cast.push_back(std::move(c));
    }
  std::stable_sort(p.cast.begin(), p.cast.end(), [](const CastRow& a, const CastRow& b) {
    return std::tuple(-static_cast<int>(a.scenes.size()), -a.words, a.id) < std::tuple(-static_cast<int>(b.scenes.size()), -b.words, b.id);
  });
  for (std::size_t i = 0; i < p.cast.size(); ++i) p.cast[i].number = static_cast<int>(i) + 1;
  return p;
}

Json to_json(const Paperwork& p) {
  const auto element = [](const SheetElement& e) { return Json{{"category", e.category}, {"id", e.id}, {"name", e.name}, {"mentions", e.mentions}, {"rule", e.rule}, {"by", e.by}, {"confidence", e.confidence}}; };
  Json scenes = Json::array(), cast = Json::array(), locations = Json::array(), elements = Json::array(), days = Json::array();
  for (const auto& s : p.scenes) {
    Json on_set = Json::array(), mentioned = Json::array();
    for (const auto& e : s.elements) on_set.push_back(element(e));
    for (const auto& e : s.mentioned) mentioned.push_back(element(e));
    scenes.push_back({{"number", s.number}, {"heading", s.heading}, {"set", s.set}, {"setting", setting_text(s.setting)}, {"time", time_text(s.time)}, {"story_day", s.story_day},
                      {"eighths", s.eighths}, {"seconds", s.estimate.value}, {"synopsis", s.synopsis}, {"strip", strip_colour(s.setting, s.time)}, {"voice_only", s.voice_only},
                      {"elements", on_set}, {"mentioned", mentioned}});
  }
  for (const auto& c : p.cast) {
    Json marked = Json::array();
    for (const auto& d : c.days) marked.push_back({{"story_day", d.story_day}, {"mark", d.mark}});
    cast.push_back({{"number", c.number}, {"id", c.id}, {"name", c.name}, {"age", c.age}, {"lines", c.lines}, {"words", c.words}, {"eighths", c.eighths}, {"scenes", c.scenes}, {"days", marked}});
  }
  for (const auto& l : p.locations) locations.push_back({{"id", l.id}, {"name", l.name}, {"setting", l.setting}, {"scenes", l.scenes}, {"eighths", l.eighths}, {"day_scenes", l.day_scenes}, {"night_scenes", l.night_scenes}});
  for (const auto& e : p.elements) elements.push_back({{"category", e.category}, {"id", e.id}, {"name", e.name}, {"scenes", e.scenes}, {"mentions", e.mentions}, {"confidence", e.confidence}});
  for (const auto& d : p.days) days.push_back({{"story_day", d.story_day}, {"eighths", d.eighths}, {"scenes", d.scenes}, {"times", d.times}});
  return {{"kind", "auteur.breakdown-sheets"}, {"version", 1}, {"title", p.title}, {"author", p.author}, {"eighths", p.eighths}, {"scenes", scenes}, {"cast", cast}, {"locations", locations}, {"elements", elements}, {"days", days}};
}

namespace {

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& s : list) out += (out.empty() ? "" : " ") + s;
  return out;
}

}  // namespace

std::vector<CsvFile> to_csv(const Paperwork& p) {
  std::string scenes = csv_row({"scene", "heading", "setting", "set", "time", "story day", "eighths", "pages", "seconds", "cast", "synopsis"});
  std::string elements = csv_row({"category", "department", "element", "scene", "mentions", "confidence", "rule", "decided by"});
  std::map<std::string, int> numbers;
  for (const auto& c : p.cast) numbers[c.id] = c.number;
  for (const auto& s : p.scenes) {
    std::vector<std::string> people;
    for (const auto& e : s.elements) {
      const auto* c = find_category(e.category);
      elements += csv_row({c ? c->name : e.category, c ? c->department : "", e.name, s.number, std::to_string(e.mentions), fmt::format("{:.2f}", e.confidence), e.rule, e.by});
      if (e.category != "cast") continue;
      const bool voice = std::find(s.voice_only.begin(), s.voice_only.end(), e.id) != s.voice_only.end();
      people.push_back(std::to_string(numbers[e.id]) + (voice ? "V" : ""));
    }
    scenes += csv_row({s.number, s.heading, setting_text(s.setting), s.set, time_text(s.time), std::to_string(s.story_day), std::to_string(s.eighths), eighths_text(s.eighths), fmt::format("{:.0f}", s.estimate.value), joined(people), s.synopsis});
  }
  std::string cast = csv_row({"number", "name", "age", "scenes", "count", "lines", "words", "eighths"});
  std::vector<std::string> head = {"number", "name"};
  for (const auto& d : p.days) head.push_back(fmt::format("story day {}", d.story_day));
  std::string out_of = csv_row(head);
  for (const auto& c : p.cast) {
    cast += csv_row({std::to_string(c.number), c.name, c.age > 0 ? std::to_string(c.age) : "", joined(c.scenes), std::to_string(c.scenes.size()), std::to_string(c.lines), std::to_string(c.words), std::to_string(c.eighths)});
    std::vector<std::string> cells = {std::to_string(c.number), c.name};
    for (const auto& d : c.days) cells.push_back(d.mark);
    out_of += csv_row(cells);
  }
  std::string places = csv_row({"location", "setting", "scenes", "count", "eighths", "day scenes", "night scenes"});
  for (const auto& l : p.locations) places += csv_row({l.name, l.setting, joined(l.scenes), std::to_string(l.scenes.size()), std::to_string(l.eighths), std::to_string(l.day_scenes), std::to_string(l.night_scenes)});
  std::string days = csv_row({"story day", "scenes", "times", "eighths"});
  for (const auto& d : p.days) days += csv_row({std::to_string(d.story_day), joined(d.scenes), joined(d.times), std::to_string(d.eighths)});
  return {{"scenes.csv", scenes}, {"elements.csv", elements}, {"cast.csv", cast}, {"locations.csv", places}, {"day-out-of-days.csv", out_of}, {"story-days.csv", days}};
}

}  // namespace auteur::screenplay
