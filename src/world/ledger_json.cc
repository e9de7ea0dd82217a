#include <algorithm>

#include "auteur/world/ledger.h"

namespace auteur::world {
namespace {

Json thing_json(const ThingState& t) {
  Json j{{"place", t.place}};
  if (!t.holder.empty()) j["holder"] = t.holder;
  if (!t.where.empty()) j["where"] = t.where;
  if (t.stowed) j["stowed"] = true;
  if (t.open) j["open"] = *t.open;
  if (t.broken) j["broken"] = true;
  if (t.wet) j["wet"] = true;
  if (t.dirty) j["dirty"] = true;
  if (t.level) j["level"] = *t.level;
  return j;
}

Json fixture_json(const FixtureState& f) {
  Json j = Json::object();
  if (f.open) j["open"] = *f.open;
  if (f.lit) j["lit"] = *f.lit;
  if (f.broken) j["broken"] = true;
  return j;
}

Json body_json(const BodyState& b) {
  Json j = Json::object();
  if (!b.wounds.empty()) j["wounds"] = b.wounds;
  if (b.wet) j["wet"] = true;
  if (b.dirty) j["dirty"] = true;
  if (!b.wears.empty()) j["wears"] = b.wears;
  return j;
}

template <class T>
std::optional<T> optional_at(const Json& j, const char* key) { return j.contains(key) ? std::optional<T>(j[key].get<T>()) : std::nullopt; }

}  // namespace

Json to_json(const StoryState& s) {
  Json j{{"kind", "auteur.story"}, {"version", 1}, {"props", Json::object()}, {"fixtures", Json::object()}, {"people", Json::object()}, {"now", s.now}, {"power", s.power}, {"weather", s.weather}};
  for (const auto& [id, t] : s.props) j["props"][id] = thing_json(t);
  for (const auto& [place, all] : s.fixtures)
    for (const auto& [word, f] : all) j["fixtures"][place][word] = fixture_json(f);
  for (const auto& [id, b] : s.people) j["people"][id] = body_json(b);
  return j;
}

StoryState story_state_from_json(const Json& j) {
  StoryState s;
  const auto part = [&](const char* key) -> const Json& { static const Json none = Json::object(); return j.contains(key) ? j[key] : none; };
  const Json &props = part("props"), &fixtures = part("fixtures"), &people = part("people");
  for (const auto& [id, t] : props.items())
    s.props[id] = {t.value("place", ""), t.value("holder", ""), t.value("where", ""), t.value("stowed", false), optional_at<bool>(t, "open"), t.value("broken", false), t.value("wet", false), t.value("dirty", false), optional_at<double>(t, "level")};
  for (const auto& [place, all] : fixtures.items())
    for (const auto& [word, f] : all.items()) s.fixtures[place][word] = {optional_at<bool>(f, "open"), optional_at<bool>(f, "lit"), f.value("broken", false)};
  for (const auto& [id, b] : people.items())
    s.people[id] = {b.value("wounds", std::set<std::string>{}), b.value("wet", false), b.value("dirty", false), b.value("wears", std::map<std::string, bool>{})};
  s.now = j.value("now", s.now);
  s.power = j.value("power", s.power);
  s.weather = j.value("weather", s.weather);
  return s;
}

Json to_json(const Event& e) {
  Json j{{"id", e.id}, {"scene", e.scene}, {"beat", e.beat}, {"kind", name_of(e.kind)}, {"place", e.place}, {"what", e.what}, {"by", e.by}};
  for (const auto& [key, value] : {std::pair{"who", &e.who}, std::pair{"holder", &e.holder}, std::pair{"where", &e.where}, std::pair{"detail", &e.detail}, std::pair{"words", &e.words}, std::pair{"why", &e.why}})
    if (!value->empty()) j[key] = *value;
  if (e.stowed) j["stowed"] = true;
  if (e.asserted) j["asserted"] = true;
  if (e.kind == EventKind::kConsume || e.kind == EventKind::kFill || e.kind == EventKind::kPower) j["level"] = e.level;
  if (e.bytes.end > 0) j["bytes"] = {e.bytes.begin, e.bytes.end};
  return j;
}

Event event_from_json(const Json& j) {
  Event e;
  e.id = j.value("id", "");
  e.scene = j.value("scene", "");
  e.beat = j.value("beat", -1);
  e.kind = event_kind(j.value("kind", "move")).value_or(EventKind::kMove);
  e.place = j.value("place", "");
  e.what = j.value("what", "");
  e.who = j.value("who", "");
  e.holder = j.value("holder", "");
  e.where = j.value("where", "");
  e.stowed = j.value("stowed", false);
  e.level = j.value("level", 0.0);
  e.detail = j.value("detail", "");
  e.asserted = j.value("asserted", false);
  e.words = j.value("words", "");
  e.by = j.value("by", "script");
  e.why = j.value("why", "");
  if (const Json b = j.value("bytes", Json()); b.is_array() && b.size() == 2) e.bytes = {b[0].get<std::size_t>(), b[1].get<std::size_t>()};
  return e;
}

Json to_json(const Ledger& l) {
  Json events = Json::array();
  for (const auto& e : l.events) events.push_back(to_json(e));
  return {{"kind", "auteur.ledger"}, {"version", 1}, {"order", l.order}, {"events", events}};
}

Json seen_state(const StoryState& state, const screenplay::Breakdown& breakdown, const screenplay::Scene& scene) {
  Json j{{"kind", "auteur.story_state"}, {"version", 1}, {"props", Json::object()}, {"fixtures", Json::object()}, {"people", Json::object()}, {"away", Json::array()}};
  std::set<std::string> here, named;
  for (const auto& p : scene.props) named.insert(p.id);
  for (const auto& s : breakdown.scenes)
    if (s.place.id == scene.place.id)
      for (const auto& p : s.props) here.insert(p.id);
  const auto in_cast = [&](const std::string& id) { return std::find(scene.cast.begin(), scene.cast.end(), id) != scene.cast.end(); };
  for (const auto& [base, id] : state.now) {
    const auto& t = state.props.at(id);
    const bool with_us = t.holder.empty() ? t.place == scene.place.id : in_cast(t.holder);
    if (with_us || named.contains(base)) j["props"][base] = thing_json(t);
    if (!named.contains(base) && here.contains(base) && (!with_us || t.stowed)) j["away"].push_back(base);
  }
  if (const auto f = state.fixtures.find(scene.place.id); f != state.fixtures.end())
    for (const auto& [word, fixture] : f->second) j["fixtures"][word] = fixture_json(fixture);
  for (const auto& id : scene.cast)
    if (const auto b = state.people.find(id); b != state.people.end() && b->second != BodyState{}) j["people"][id] = body_json(b->second);
  if (const auto p = state.power.find(scene.place.id); p != state.power.end() && !p->second) j["power"] = false;
  if (const auto w = state.weather.find(scene.number); w != state.weather.end()) j["weather"] = w->second;
  return j;
}

std::string story_state_digest(const Json& seen) { return sha256(canonical_json(seen)).hex(); }

}  // namespace auteur::world
