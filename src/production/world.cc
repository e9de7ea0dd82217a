#include "auteur/production/world.h"

#include <fmt/format.h>

#include <algorithm>

#include "auteur/base/text.h"
#include "auteur/camera/shot_list.h"
#include "stored.h"
#include "story.h"

namespace auteur::production {
namespace {

// What a person decided, without where it is written.
Json without_places(Json document) {
  if (document.is_object())
    for (const char* key : {"@file", "@line", "@column"}) document.erase(key);
  for (Json& part : document)
    if (part.is_structured()) part = without_places(std::move(part));
  return document;
}

using world::Finding;

const Json* bible_of(const Film& film, const screenplay::PlaceUse& place) {
  auto it = film.place_bible.find(place.id);
  if (it == film.place_bible.end()) it = film.place_bible.find(slug(place.name));
  return it == film.place_bible.end() ? nullptr : &it->second;
}

// What a staged scene shows at an instant: doors and where props are.
std::map<std::string, std::string> shown_at(const staging::Staging& s, Seconds t) {
  std::map<std::string, std::string> out;
  for (const auto& d : s.doors) out[d.id] = staging::door_open(s, d.id, t) > 0.5f ? "open" : "shut";
  for (const auto& p : s.props) {
    const auto* key = staging::prop_at(s, p.id, t);
    if (!key) continue;
    if (!key->holder.empty()) out[p.id] = key->hand == 2 ? "put away" : "in the hand of " + key->holder;
    else if (!key->anchor.empty()) out[p.id] = "on " + key->anchor.substr(0, key->anchor.find('/'));
  }
  return out;
}

std::string shots_text(const std::vector<PlaceShot>& shots) {
  std::string out;
  for (const auto& s : shots) out += (out.empty() ? "" : ", ") + s.shot;
  return out.empty() ? "none yet" : out;
}

}  // namespace

Result<Survey> survey_world(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, bool sets) {
  Survey out;
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  out.graph = TRY(current_graph(film, store, studio, options));
  if (out.graph.find("breakdown")) {
    Resolver resolver(store, studio.catalogue(), out.graph, view);
    TRY(make_quietly(store, studio.catalogue(), resolver, out.graph, "script"));
    TRY(make_quietly(store, studio.catalogue(), resolver, out.graph, "breakdown"));
  }
  out.graph = TRY(current_graph(film, store, studio, options));
  Resolver resolver(store, studio.catalogue(), out.graph, view);
  const auto document = json_at(store, resolver, out.graph, "breakdown", "breakdown");
  if (!document) return fail(ErrorCode::kInternal, "The script's breakdown cannot be read back.");
  out.breakdown = TRY(screenplay::breakdown_from_json(*document));
  Story story = TRY(story_of(film, out.breakdown));
  world::apply_calendar(out.breakdown, story.calendar);
  out.calendar = std::move(story.calendar);
  out.ledger = std::move(story.ledger);
  for (const auto& p : out.breakdown.places) {
    const NodeId id = "places/" + p.id + "/set";
    const Node* node = out.graph.find(id);
    if (!node) continue;
    out.requests[p.id] = node->params.value("request", Json::object());
    if (!sets) continue;
    TRY(make_quietly(store, studio.catalogue(), resolver, out.graph, id));
    const Ref ref = TRY(resolver.output(id, "set"));
    const Bytes bytes = TRY(store.get(ref));
    out.sets[p.id] = std::make_shared<const world::Set>(TRY(world::unpack_set(bytes)));
  }
  return out;
}

Json world_bible(const Film& film, const Survey& survey) {
  const auto& b = survey.breakdown;
  Json j{{"kind", "auteur.world"}, {"version", 1}, {"title", b.title}, {"places", Json::array()}, {"ways", Json::array()}, {"calendar", Json::array()}, {"props", Json::array()}, {"people", Json::array()}};
  if (survey.calendar.latitude) j["latitude"] = survey.calendar.latitude->value;
  j["north"] = survey.calendar.north.value;
  for (const auto& p : b.places) {
    if (!survey.requests.contains(p.id)) continue;
    const Json* bible = bible_of(film, p);
    static const char* const kSettings[] = {"interior", "exterior", "both"};
    Json place{{"id", p.id}, {"name", p.name}, {"kind", p.kind}, {"setting", kSettings[static_cast<std::size_t>(p.setting)]}, {"scenes", Json::array()}, {"mark", set_mark(survey.requests.at(p.id))}, {"decided", bible ? *bible : Json::object()}};
    for (const auto& s : b.scenes)
      if (s.place.id == p.id && !is_omitted(s)) place["scenes"].push_back(s.number);
    if (const auto it = survey.sets.find(p.id); it != survey.sets.end()) {
      const auto& set = *it->second;
      place["kind"] = set.kind;
      place["footprint"] = {{"width", set.size.x}, {"depth", set.size.z}, {"height", set.size.y}};
      place["sound"] = set.sound;
      Json openings = Json::array(), lights = Json::array(), dressing = Json::object();
      for (const auto& o : set.openings) openings.push_back({{"id", o.id}, {"what", o.glazed ? "window" : "door"}, {"wall", o.wall}, {"width", 2 * glm::length(o.half_u)}, {"height", 2 * glm::length(o.half_v)}, {"sill", o.centre.y - glm::length(o.half_v)}});
      for (const auto& d : set.doors) openings.push_back({{"id", d.id}, {"what", "door leaf"}, {"wall", d.wall}, {"swing", d.swing * 180 / kPi}});
      for (const auto& l : set.practicals)
        if (l.kind != "lit-window") lights.push_back({{"id", l.id}, {"kind", l.kind}, {"strength", l.strength}, {"colour", {l.colour.x, l.colour.y, l.colour.z}}});
      std::set<std::string> materials;
      for (const auto& i : set.instances)
        if (i.mesh && (i.name.starts_with("wall") || i.name.starts_with("floor") || i.name.starts_with("ground")))
          for (const auto& m : i.mesh->materials) materials.insert(m.name);
      for (const auto& piece : set.pieces) dressing[piece.word] = dressing.value(piece.word, 0) + 1;
      place["openings"] = openings;
      place["lights"] = lights;
      place["materials"] = materials;
      place["dressing"] = dressing;
    }
    j["places"].push_back(std::move(place));
  }
  for (const auto& t : survey.calendar.travel) j["ways"].push_back({{"from", t.from}, {"to", t.to}, {"minutes", t.minutes}, {"why", t.why}, {"decided", t.decided}});
  for (const auto& t : survey.calendar.scenes) {
    Json row{{"scene", t.scene}, {"story_day", t.story_day}, {"time", screenplay::word_of(t.time)}, {"weather", screenplay::word_of(t.weather)}, {"decided", !t.decided.file.empty()}};
    if (!t.date.empty()) row["date"] = t.date;
    if (t.hour) row["hour"] = *t.hour;
    if (const auto sun = world::sun_of(survey.calendar, t)) row["sun"] = {{"azimuth", sun->azimuth.value}, {"elevation", sun->elevation.value}};
    j["calendar"].push_back(std::move(row));
  }
  const world::StoryState end = world::fold(survey.ledger.events);
  const Json decided = film.world.value("props", Json::object());
  std::set<std::string> seen;
  for (const auto& s : b.scenes)
    for (const auto& p : s.props) {
      if (!seen.insert(p.id).second) continue;
      Json row{{"id", p.id}, {"name", p.name}, {"scenes", Json::array()}, {"events", Json::array()}};
      for (const auto& other : b.scenes)
        if (std::any_of(other.props.begin(), other.props.end(), [&](const auto& q) { return q.id == p.id; })) row["scenes"].push_back(other.number);
      for (const auto& e : survey.ledger.events)
        if (e.what.substr(0, e.what.find('~')) == p.id) row["events"].push_back(world::to_json(e));
      // Whose it is: decided, else who has it first.
      std::string owner = decided.contains(p.id) ? decided[p.id].value("owner", "") : "";
      for (const auto& e : survey.ledger.events)
        if (owner.empty() && e.kind == world::EventKind::kMove && e.what == p.id && !e.holder.empty()) owner = e.holder;
      row["owner"] = owner;
      if (const auto t = end.props.find(p.id); t != end.props.end()) row["state"] = world::to_json(end)["props"][p.id];
      j["props"].push_back(std::move(row));
    }
  for (const auto& c : b.cast) {
    Json row{{"id", c.id}, {"name", c.name}, {"description", c.description}, {"scenes", Json::array()}, {"events", Json::array()}};
    for (const auto& s : b.scenes)
      if (std::find(s.cast.begin(), s.cast.end(), c.id) != s.cast.end()) row["scenes"].push_back({{"scene", s.number}, {"place", s.place.id}, {"story_day", s.story_day}});
    for (const auto& e : survey.ledger.events)
      if (e.what == c.id || e.holder == c.id || e.who == c.id) row["events"].push_back(world::to_json(e));
    if (const auto bible = film.cast_bible.find(upper(c.name)); bible != film.cast_bible.end()) row["decided"] = without_places(bible->second);
    j["people"].push_back(std::move(row));
  }
  return j;
}

Result<std::string> find_place(const Survey& survey, const std::string& name) {
  std::vector<std::string> ids;
  for (const auto& p : survey.breakdown.places) {
    if (p.id == slug(name) || slug(p.name) == slug(name)) return p.id;
    ids.push_back(p.id);
  }
  const std::string near = closest(slug(name), ids);
  return fail(ErrorCode::kNotFound, fmt::format("The film has no place '{}'.{} Its places are {}.", name, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), fmt::join(ids, ", ")));
}

Result<std::vector<PlaceShot>> shots_of_place(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Survey& survey, const std::string& name) {
  const std::string place = TRY(find_place(survey, name));
  const Graph graph = TRY(current_graph(film, store, studio, options));
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), graph, view);
  std::vector<PlaceShot> out;
  for (const auto& s : survey.breakdown.scenes) {
    if (s.place.id != place || is_omitted(s)) continue;
    const auto list = json_at(store, resolver, graph, "scenes/" + s.number + "/coverage", "shots");
    if (!list) return fail(ErrorCode::kNotFound, fmt::format("The shots of scene {} are not planned yet. Run: auteur make {} --level {}", s.number, film.folder.string(), name_of(options.level)));
    for (const auto& shot : list->value("shots", Json::array())) {
      const std::string id = shot.value("id", "");
      const Node* picture = graph.find("shots/" + id + "/picture");
      bool made = false;
      if (picture) made = std::holds_alternative<Ready>(resolver.state(picture->id));
      out.push_back({id, s.number, made});
    }
  }
  return out;
}

Result<std::vector<Finding>> check_world(const Film& film, Store& store, const Studio& studio, const MakeOptions& options, const Survey& survey) {
  auto out = world::check_story(survey.breakdown, survey.ledger, survey.calendar, film.cast_bible);
  Decisions decisions(store);
  const View view = TRY(decisions.view());
  Resolver resolver(store, studio.catalogue(), survey.graph, view);
  // Both sides of every cut between scenes that run on in one place.
  std::vector<world::DrawnShot> drawn;
  for (const auto& s : survey.breakdown.scenes) {
    const auto staged = json_at(store, resolver, survey.graph, "scenes/" + s.number + "/staging", "staging"), list = json_at(store, resolver, survey.graph, "scenes/" + s.number + "/coverage", "shots");
    if (!staged || !list) continue;
    const auto staging = TRY(staging::staging_from_json(*staged));
    const auto shots = TRY(camera::shot_list_from_json(*list));
    const auto* when = survey.calendar.at(s.number);
    for (const auto& shot : shots.shots) {
      const bool first = &shot == &shots.shots.front();
      world::DrawnShot d{shot.id, s.number, s.place.id, first && when && when->follows == world::Follows::kAtOnce, shown_at(staging, shot.start), shown_at(staging, shot.end), {}};
      for (const auto& e : survey.ledger.events)
        if (e.scene == s.number && e.beat < 0) d.changed.insert(e.what);
      drawn.push_back(std::move(d));
    }
  }
  for (auto& f : world::check_cuts(drawn)) out.push_back(std::move(f));
  for (const auto& [place, request] : survey.requests) {
    if (const Status hot = keep_hot(film, place, request); !hot)
      out.push_back({"hot-set", "", {}, hot.error().place, hot.error().message, "Take the change back, or remove `hot`."});
    const auto choice = TRY(decisions.choice(view, "places/" + place + "/set"));
    for (const auto& [digest, selection] : choice.selections) {
      if (!selection.by.starts_with("person:")) continue;
      const auto action = store.record<Action>(selection.chosen);
      if (!action) continue;
      const auto size_of = [](const Json& r) { return r.value("bible", Json::object()).value("size", Json()); };
      const Json was = size_of(action->params.value("request", Json::object())), is = size_of(request);
      if (was == is) continue;
      const auto shots = shots_of_place(film, store, studio, options, survey, place);
      out.push_back({"dimension", "", {}, {(film.folder / "bible/places" / (place + ".toml")).string()},
                     fmt::format("The size of {} was changed from {} to {} after {} had approved the set. Stale: {}.", place, was.is_null() ? "the proposed one" : was.dump(), is.is_null() ? "the proposed one" : is.dump(), selection.by.substr(7), shots ? shots_text(*shots) : "its shots, which are not planned yet"),
                     fmt::format("Take the size back, or approve the new set: auteur choose FILM places/{}/set 1.", place)});
    }
  }
  return out;
}

}  // namespace auteur::production
