#include "world_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "auteur/base/text.h"
#include "auteur/media/media.h"
#include "auteur/production/world.h"
#include "auteur/world/site_map.h"
#include "desk.h"
#include "script_file.h"
#include "terminal.h"

namespace auteur::cli {
namespace {

using namespace auteur::production;

struct Asked { std::vector<std::string> names; std::string film, output, scene, level = "previz"; bool json = false, strict = false, force = false; };

template <class Body>
int with_film(const Asked& asked, const std::string& path, Body body) {
  const auto run = [&]() -> Result<int> {
    const Level level = TRY(level_from(asked.level));
    Desk d = TRY(open_desk(path));
    d.options.level = level;
    return body(d);
  };
  const auto code = run();
  return code ? *code : report_error(code.error(), asked.json);
}

std::string list_of(const Json& list, std::size_t most = 40) {
  std::string out;
  std::size_t n = 0;
  for (const auto& item : list) {
    if (++n > most) return out + fmt::format(" and {} more", list.size() - most);
    out += (out.empty() ? "" : ", ") + (item.is_string() ? item.get<std::string>() : item.dump());
  }
  return out.empty() ? "none" : out;
}

std::string event_text(const Json& e, const std::string& script) {
  std::string what = fmt::format("{} {}", e.value("kind", ""), e.value("what", ""));
  if (e.value("kind", "") == "move") what += !e.value("holder", "").empty() ? fmt::format(" to {}{}", e.value("holder", ""), e.value("stowed", false) ? " (put away)" : "") : fmt::format(" to {}", e.value("where", "").empty() ? "rest" : e.value("where", ""));
  else if (e.contains("level")) what += fmt::format(" to {:.0f} %", 100 * e.value("level", 0.0));
  else if (const std::string detail = e.value("detail", ""); !detail.empty() && detail != "fixture" && detail != "prop") what += " " + detail;
  if (e.value("asserted", false)) what += " (said to be)";
  const std::string where = e.contains("bytes") ? fmt::format("line {}", line_of(script, e["bytes"][0].get<std::size_t>())) : e.value("by", "");
  std::string words(trim(e.value("words", "")));
  if (words.empty()) words = e.value("why", "");
  return fmt::format("{:>7}  {:<34} {:>9}  {}", e.value("id", ""), what, where, words);
}

void print_place(const Json& p, const Json& bible) {
  fmt::print("{}  ({}, {})\n", p.value("name", ""), p.value("kind", ""), p.value("setting", ""));
  const Json none = Json::object();
  const Json f = p.value("footprint", none), decided = p.value("decided", none);
  if (!f.empty()) fmt::print("  size      {:.1f} x {:.1f} m, {:.1f} m high\n", f.value("width", 0.0), f.value("depth", 0.0), f.value("height", 0.0));
  fmt::print("  scenes    {}\n", list_of(p.value("scenes", Json::array())));
  const Json openings = p.value("openings", Json::array()), lights = p.value("lights", Json::array());
  for (const auto& o : openings)
    if (o.contains("width")) fmt::print("  opening   {} in {}, {:.2f} x {:.2f} m, sill at {:.2f} m\n", o.value("id", ""), o.value("wall", ""), o.value("width", 0.0), o.value("height", 0.0), o.value("sill", 0.0));
  for (const auto& l : lights) fmt::print("  light     {} ({}), strength {:.2f}\n", l.value("id", ""), l.value("kind", ""), l.value("strength", 0.0));
  if (p.contains("materials")) fmt::print("  materials {}\n", list_of(p["materials"]));
  if (p.contains("dressing")) {
    std::string words;
    for (const auto& [word, n] : p["dressing"].items()) words += (words.empty() ? "" : ", ") + (n.get<int>() > 1 ? fmt::format("{} {}", n.get<int>(), word) : word);
    fmt::print("  dressing  {}\n", words);
  }
  if (p.contains("sound")) fmt::print("  sound     {}\n", p.value("sound", ""));
  for (const char* key : {"mood", "history"})
    if (decided.contains(key)) fmt::print("  {:<9} {}\n", key, decided.value(key, ""));
  const Json rules = decided.value("rules", Json::array()), ways = bible.value("ways", Json::array());
  for (const auto& r : rules) fmt::print("  rule      {}\n", r.get<std::string>());
  for (const auto& w : ways)
    if (w.value("from", "") == p.value("id", "") || w.value("to", "") == p.value("id", ""))
      fmt::print("  way       {:.0f} min to {} ({})\n", w.value("minutes", 0.0), w.value("from", "") == p.value("id", "") ? w.value("to", "") : w.value("from", ""), w.value("why", ""));
  fmt::print("  mark      {}   (hot = \"...\" in bible/places keeps the set as it is)\n", p.value("mark", ""));
}

void print_events(const Json& events, const std::string& script) {
  for (const auto& e : events) fmt::print("{}\n", event_text(e, script));
}

int show(const Asked& asked) {
  const std::string film = asked.names.back(), name = asked.names.size() > 1 ? asked.names.front() : "";
  return with_film(asked, film, [&](Desk& d) -> Result<int> {
    const Survey survey = TRY(survey_world(d.film, *d.store, *d.studio, d.options, true));
    const Json bible = world_bible(d.film, survey);
    const std::string& script = d.film.script_bytes;
    const auto find = [&](const char* list) -> const Json* {
      for (const auto& item : bible[list])
        if (slug(item.value("id", "")) == slug(name) || slug(item.value("name", "")) == slug(name)) return &item;
      return nullptr;
    };
    if (name.empty()) {
      if (asked.json) return fmt::print("{}\n", pretty_json(bible)), 0;
      fmt::print("{}\n\n", bible.value("title", ""));
      for (const auto& p : bible["places"]) print_place(p, bible), fmt::print("\n");
      fmt::print("Calendar\n");
      for (const auto& t : bible["calendar"]) {
        std::string sun;
        if (t.contains("sun")) sun = fmt::format("  sun {:.0f} degrees up at {:.0f}", t["sun"].value("elevation", 0.0), t["sun"].value("azimuth", 0.0));
        fmt::print("  scene {:<5} day {:<3} {:<11} {:<10} {:<8}{}{}\n", t.value("scene", ""), t.value("story_day", 1), t.value("date", ""), t.value("time", ""), t.value("weather", ""), sun, t.value("decided", false) ? "  (decided)" : "");
      }
      fmt::print("\nProps\n");
      for (const auto& p : bible["props"]) fmt::print("  {:<16} {:<12} scenes {:<14} {} {}\n", p.value("name", ""), p.value("owner", ""), list_of(p["scenes"]), p["events"].size(), p["events"].size() == 1 ? "event" : "events");
      fmt::print("\nPeople\n");
      for (const auto& p : bible["people"]) fmt::print("  {:<16} {} {}  {}\n", p.value("name", ""), p["scenes"].size(), p["scenes"].size() == 1 ? "scene " : "scenes", p.value("description", ""));
      return 0;
    }
    if (const Json* p = find("places")) {
      if (asked.json) return fmt::print("{}\n", pretty_json(*p)), 0;
      print_place(*p, bible);
      if (const auto shots = shots_of_place(d.film, *d.store, *d.studio, d.options, survey, name)) {
        std::string all;
        for (const auto& s : *shots) all += (all.empty() ? "" : ", ") + s.shot;
        fmt::print("  shots     {}\n", all);
      }
      return 0;
    }
    for (const char* list : {"props", "people"})
      if (const Json* p = find(list)) {
        if (asked.json) return fmt::print("{}\n", pretty_json(*p)), 0;
        fmt::print("{}{}\n", p->value("name", ""), p->value("owner", "").empty() ? "" : ", of " + p->value("owner", ""));
        if (p->contains("description")) fmt::print("  {}\n", p->value("description", ""));
        print_events((*p)["events"], script);
        return 0;
      }
    std::vector<std::string> names;
    for (const char* list : {"places", "props", "people"})
      for (const auto& item : bible[list]) names.push_back(slug(item.value("name", "")));
    const std::string near = closest(slug(name), names);
    return fail(ErrorCode::kNotFound, fmt::format("The story has no place, prop or person '{}'.{} auteur world show {} lists them.", name, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), film));
  });
}

int ledger(const Asked& asked) {
  return with_film(asked, asked.film, [&](Desk& d) -> Result<int> {
    const Survey survey = TRY(survey_world(d.film, *d.store, *d.studio, d.options, false));
    if (asked.json) return fmt::print("{}\n", pretty_json(world::to_json(survey.ledger))), 0;
    for (const auto& number : survey.ledger.order) {
      if (!asked.scene.empty() && asked.scene != number) continue;
      for (const auto& s : survey.breakdown.scenes)
        if (s.number == number) fmt::print("{}{}  {}, story day {}\n", number == survey.ledger.order.front() || !asked.scene.empty() ? "" : "\n", number, s.heading, s.story_day);
      for (const auto& e : survey.ledger.events)
        if (e.scene == number) fmt::print("{}\n", event_text(world::to_json(e), d.film.script_bytes));
    }
    return 0;
  });
}

int check(const Asked& asked) {
  return with_film(asked, asked.film, [&](Desk& d) -> Result<int> {
    const Survey survey = TRY(survey_world(d.film, *d.store, *d.studio, d.options, false));
    const auto found = TRY(check_world(d.film, *d.store, *d.studio, d.options, survey));
    const std::string& script = d.film.script_bytes;
    Json list = Json::array();
    for (const auto& f : found) {
      Json j = world::to_json(f);
      if (f.bytes.end > 0) j["line"] = line_of(script, f.bytes.begin);
      list.push_back(j);
      if (asked.json) continue;
      const std::string where = f.bytes.end > 0 ? fmt::format("{}:{}:{}", d.film.script_path.string(), line_of(script, f.bytes.begin), column_of(script, f.bytes.begin)) : f.at.line > 0 ? fmt::format("{}:{}:{}", f.at.file, f.at.line, f.at.column) : f.at.file;
      fmt::print("{}{}{}: {}\n    {}\n", where.empty() ? "" : where + ": ", f.rule, f.scene.empty() ? "" : " (scene " + f.scene + ")", f.what, f.way_out);
    }
    if (asked.json) fmt::print("{}\n", pretty_json({{"kind", "auteur.world_findings"}, {"version", 1}, {"findings", list}}));
    else if (found.empty()) fmt::print("The story world holds together: {} events in {} scenes, nothing to report.\n", survey.ledger.events.size(), survey.ledger.order.size());
    else fmt::print("{} {}.\n", found.size(), found.size() == 1 ? "finding" : "findings");
    return asked.strict && !found.empty() ? 9 : 0;
  });
}

int stale(const Asked& asked) {
  return with_film(asked, asked.names.back(), [&](Desk& d) -> Result<int> {
    const Survey survey = TRY(survey_world(d.film, *d.store, *d.studio, d.options, false));
    const auto shots = TRY(shots_of_place(d.film, *d.store, *d.studio, d.options, survey, asked.names.front()));
    if (asked.json) {
      Json list = Json::array();
      for (const auto& s : shots) list.push_back({{"shot", s.shot}, {"scene", s.scene}, {"made", s.made}});
      return fmt::print("{}\n", pretty_json({{"kind", "auteur.stale_shots"}, {"version", 1}, {"shots", list}})), 0;
    }
    for (const auto& s : shots) fmt::print("{}  scene {}{}\n", s.shot, s.scene, s.made ? "" : "  (not drawn yet)");
    fmt::print("{} {} become stale when {} changes.\n", shots.size(), shots.size() == 1 ? "shot" : "shots", asked.names.front());
    return 0;
  });
}

int map(const Asked& asked) {
  return with_film(asked, asked.film, [&](Desk& d) -> Result<int> {
    const Survey survey = TRY(survey_world(d.film, *d.store, *d.studio, d.options, true));
    std::vector<world::MapPlace> places;
    for (const auto& p : survey.breakdown.places) {
      const auto set = survey.sets.find(p.id);
      if (set == survey.sets.end()) continue;
      world::MapPlace m{set->second.get(), p.id, p.name, {}, {}, {}};
      for (const auto& s : survey.breakdown.scenes)
        if (s.place.id == p.id && !is_omitted(s)) m.scenes.push_back(s.number);
      auto bible = d.film.place_bible.find(p.id);
      if (bible == d.film.place_bible.end()) bible = d.film.place_bible.find(slug(p.name));
      if (bible != d.film.place_bible.end()) m.notes = bible->second.value("rules", std::vector<std::string>{});
      // A prop is drawn once: in the place where the story first has it.
      for (const auto& [id, prop] : set->second->props) {
        const auto first = std::find_if(survey.ledger.events.begin(), survey.ledger.events.end(), [&](const auto& e) { return e.what == id; });
        if (first == survey.ledger.events.end() || first->place == p.id) m.props[id] = prop.name;
      }
      places.push_back(std::move(m));
    }
    if (places.empty()) return fail(ErrorCode::kNotFound, "The script has no place to draw a map of.");
    const auto drawing = world::site_map(survey.breakdown.title, places, survey.calendar);
    const Path file = asked.output.empty() ? d.film.folder / "out" / "world-map.png" : Path(asked.output);
    const std::string ending = lower(file.extension().string());
    if (ending != ".png" && ending != ".pdf" && ending != ".svg") return fail(ErrorCode::kInvalidInput, fmt::format("A map can be written as .png, .pdf or .svg, not as '{}'.", ending));
    if (asked.output.empty()) TRY(d.files->make_directories(d.film.folder / "out"));
    std::string bytes;
    if (ending == ".svg") bytes = media::svg_of(drawing);
    else {
      const Bytes b = ending == ".pdf" ? TRY(media::pdf_of(drawing)) : media::write_png(media::picture_of(drawing, 2));
      bytes.assign(b.begin(), b.end());
    }
    TRY(write_output(file, bytes, asked.force || asked.output.empty()));
    fmt::print("The map: {}\n", file.string());
    return 0;
  });
}

}  // namespace

void add_world_commands(CLI::App& app, int& result) {
  auto* world = app.add_subcommand("world", "the story world: places, ways, calendar, props, what changes and what does not hold together");
  world->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  const auto command = [&](const char* name, const char* help, auto run) {
    auto* c = world->add_subcommand(name, help);
    c->add_flag("--json", asked->json, "machine-readable output");
    c->callback([asked, run, &result] { result = run(*asked); });
    return c;
  };
  command("show", "the world bible, or one place, prop or person of it: auteur world show [NAME] FILM", show)->add_option("names", asked->names, "[PLACE|PROP|PERSON] FILM")->required()->expected(1, 2);
  auto* m = command("map", "a site map: every place as a floor plan, and the ways between them", map);
  m->add_option("film", asked->film, "film folder, or a screenplay")->required();
  m->add_option("-o,--output", asked->output, ".png, .pdf or .svg (default: out/world-map.png in the film)");
  m->add_flag("--force", asked->force, "write over a file that is there");
  auto* c = command("check", "what does not hold together: each finding with scene, line and the way out", check);
  c->add_option("film", asked->film, "film folder, or a screenplay")->required();
  c->add_flag("--strict", asked->strict, "exit with 9 when there is a finding");
  c->add_option("--level", asked->level, "boards, previz or final")->capture_default_str();
  auto* l = command("ledger", "everything that changes, in story order, with the line that says so", ledger);
  l->add_option("film", asked->film, "film folder, or a screenplay")->required();
  l->add_option("--scene", asked->scene, "only this scene");
  auto* s = command("stale", "the shots that would be drawn again if a place changed: auteur world stale PLACE FILM", stale);
  s->add_option("names", asked->names, "PLACE FILM")->required()->expected(2);
  s->add_option("--level", asked->level, "boards, previz or final")->capture_default_str();
}

}  // namespace auteur::cli
