// JSON of the breakdown.
#include <algorithm>
#include <array>

#include "auteur/screenplay/breakdown.h"
#include "json_fields.h"

namespace auteur::screenplay {
namespace {

using namespace fields;
using fields::json_of;

constexpr std::array<const char*, 20> kBeatKinds = {"line", "enter", "exit", "sit", "stand", "walk-to", "turn-to", "look-at", "pick-up", "put-down", "give", "use", "open", "close", "gesture", "emotion", "pause", "describe", "effect", "move"};
constexpr std::array<const char*, 3> kSettings = {"interior", "exterior", "both"};
constexpr std::array<const char*, 7> kTimes = {"dawn", "morning", "day", "afternoon", "dusk", "evening", "night"};
constexpr std::array<const char*, 7> kWeathers = {"none", "clear", "rain", "storm", "snow", "fog", "wind"};

Json json_of(const Mood& m) {
  Json j = {{"arousal", rounded(m.arousal)}, {"tension", rounded(m.tension)}, {"valence", rounded(m.valence)}};
  put(j, "why", m.why);
  return j;
}
Mood mood_of(const Json& j) {
  if (j.is_null()) return {};
  return {number(j, "valence"), number(j, "arousal"), number(j, "tension"), text(j, "why")};
}

Json json_of(const PlaceUse& p) { return {{"id", p.id}, {"kind", p.kind}, {"name", p.name}, {"setting", word_of(kSettings, p.setting)}}; }
PlaceUse place_of(const Json& j) { return {text(j, "id"), text(j, "name"), text(j, "kind"), choice(kSettings, j, "setting", Setting::kInterior)}; }

Json json_of(const CastMember& m) {
  Json j = {{"id", m.id}, {"name", m.name}, {"lines", m.lines}, {"words", m.words}, {"scenes", m.scenes}};
  put(j, "aliases", m.aliases);
  put(j, "description", m.description);
  put(j, "gender", m.gender);
  put(j, "species", m.species);
  if (m.age > 0) j["age"] = m.age;
  return j;
}
CastMember member_of(const Json& j) {
  CastMember m;
  m.id = text(j, "id");
  m.name = text(j, "name");
  m.aliases = texts(j, "aliases");
  m.description = text(j, "description");
  m.age = integer(j, "age");
  m.gender = text(j, "gender");
  m.species = text(j, "species");
  m.lines = integer(j, "lines");
  m.words = integer(j, "words");
  for (const auto& v : list(j, "scenes")) {
    if (!v.is_number_integer()) throw Fault{"'scenes' must be a list of whole numbers"};
    m.scenes.push_back(v.get<int>());
  }
  return m;
}

Json json_of(const Beat& b) {
  Json j = {{"kind", word_of(kBeatKinds, b.kind)}, {"element", b.element}, {"estimate", rounded(b.estimate.value)}, {"bytes", json_of(b.bytes)}, {"mood", json_of(b.mood)}};
  put(j, "who", b.who);
  put(j, "object", b.object);
  put(j, "target", b.target);
  put(j, "text", b.text);
  put(j, "manner", b.manner);
  put(j, "extension", b.extension);
  put(j, "line_id", b.line_id);
  put(j, "dual", b.dual);
  put(j, "pov", b.pov);
  put(j, "away", b.away);
  return j;
}
Beat beat_of(const Json& j) {
  Beat b;
  b.kind = choice(kBeatKinds, j, "kind", BeatKind::kDescribe);
  b.who = text(j, "who");
  b.object = text(j, "object");
  b.target = text(j, "target");
  b.text = text(j, "text");
  b.manner = text(j, "manner");
  b.extension = text(j, "extension");
  b.line_id = text(j, "line_id");
  b.dual = truth(j, "dual");
  b.mood = mood_of(member(j, "mood"));
  b.estimate = Seconds(number(j, "estimate"));
  b.bytes = range(j, "bytes");
  b.element = integer(j, "element", -1);
  b.pov = text(j, "pov");
  b.away = text(j, "away");
  return b;
}

Json json_of(const PropUse& p) {
  Json j = {{"id", p.id}, {"name", p.name}, {"bytes", json_of(p.bytes)}};
  put(j, "handled", p.handled);
  put(j, "rule", p.rule);
  put(j, "type", p.type);
  return j;
}

Json json_of(const Scene& s) {
  Json j = {{"index", s.index}, {"number", s.number}, {"heading", s.heading}, {"place", json_of(s.place)}, {"time", screenplay::word_of(s.time)},
            {"story_day", s.story_day}, {"weather", screenplay::word_of(s.weather)}, {"mood", json_of(s.mood)}, {"estimate", rounded(s.estimate.value)},
            {"eighths", s.eighths}, {"bytes", json_of(s.bytes)}, {"beats", Json::array()}};
  put(j, "cast", s.cast);
  put(j, "far_end", s.far_end);
  put(j, "far_place", s.far_place);
  put(j, "part_of", s.part_of);
  put(j, "told", s.told);
  put(j, "background", s.background);
  put(j, "dressing", s.dressing);
  for (const auto& p : s.props) j["props"].push_back(json_of(p));
  for (const auto& b : s.beats) j["beats"].push_back(json_of(b));
  return j;
}
Scene scene_of(const Json& j) {
  Scene s;
  s.index = integer(j, "index");
  s.number = text(j, "number");
  s.heading = text(j, "heading");
  s.place = place_of(member(j, "place"));
  s.time = choice(kTimes, j, "time", TimeOfDay::kDay);
  s.story_day = integer(j, "story_day", 1);
  s.weather = choice(kWeathers, j, "weather", Weather::kNone);
  s.cast = texts(j, "cast");
  s.far_end = texts(j, "far_end");
  s.far_place = text(j, "far_place");
  s.part_of = text(j, "part_of");
  s.told = text(j, "told");
  s.background = texts(j, "background");
  for (const auto& p : list(j, "props")) s.props.push_back({text(p, "id"), text(p, "name"), truth(p, "handled"), text(p, "rule"), range(p, "bytes"), text(p, "type")});
  s.dressing = texts(j, "dressing");
  for (const auto& b : list(j, "beats")) s.beats.push_back(beat_of(b));
  s.mood = mood_of(member(j, "mood"));
  s.estimate = Seconds(number(j, "estimate"));
  s.eighths = integer(j, "eighths", 1);
  s.bytes = range(j, "bytes");
  return s;
}

}  // namespace

const char* word_of(TimeOfDay time) { return kTimes[static_cast<std::size_t>(time)]; }
const char* word_of(Weather weather) { return kWeathers[static_cast<std::size_t>(weather)]; }
namespace {
template <class T, std::size_t N>
std::optional<T> meant(const std::array<const char*, N>& words, std::string_view word) {
  const auto it = std::find(words.begin(), words.end(), word);
  return it == words.end() ? std::nullopt : std::optional(static_cast<T>(it - words.begin()));
}
}  // namespace
std::optional<TimeOfDay> time_of(std::string_view word) { return meant<TimeOfDay>(kTimes, word); }
std::optional<Weather> weather_of(std::string_view word) { return meant<Weather>(kWeathers, word); }

Json to_json(const Breakdown& b) {
  Json j = {{"kind", "auteur.breakdown"}, {"version", 1}, {"language", b.language}, {"cast", Json::array()}, {"scenes", Json::array()}, {"places", Json::array()}};
  put(j, "title", b.title);
  put(j, "author", b.author);
  for (const auto& m : b.cast) j["cast"].push_back(json_of(m));
  for (const auto& s : b.scenes) j["scenes"].push_back(json_of(s));
  for (const auto& p : b.places) j["places"].push_back(json_of(p));
  return j;
}

Result<Breakdown> breakdown_from_json(const Json& document) {
  return read_document<Breakdown>(document, "auteur.breakdown", [&] {
    Breakdown b;
    b.title = text(document, "title");
    b.author = text(document, "author");
    b.language = text(document, "language");
    for (const auto& m : list(document, "cast")) b.cast.push_back(member_of(m));
    for (const auto& s : list(document, "scenes")) b.scenes.push_back(scene_of(s));
    for (const auto& p : list(document, "places")) b.places.push_back(place_of(p));
    return b;
  });
}

}  // namespace auteur::screenplay
