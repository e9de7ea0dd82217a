// JSON of the two documents. Enumerations are words, so that a stored document can be read by people and by programs
// of another age. Reading checks types and ranges and never trusts an index.
#include <array>
#include <cmath>

#include "auteur/screenplay/breakdown.h"

namespace auteur::screenplay {
namespace {

constexpr std::array<const char*, 19> kElementKinds = {"title-page", "scene-heading", "action", "character", "parenthetical", "dialogue", "lyrics", "transition", "centred", "page-break", "section", "synopsis", "note", "boneyard", "shot", "general", "cast-list", "act-start", "act-end"};
constexpr std::array<const char*, 20> kBeatKinds = {"line", "enter", "exit", "sit", "stand", "walk-to", "turn-to", "look-at", "pick-up", "put-down", "give", "use", "open", "close", "gesture", "emotion", "pause", "describe", "effect", "move"};
constexpr std::array<const char*, 3> kSettings = {"interior", "exterior", "both"};
constexpr std::array<const char*, 7> kTimes = {"dawn", "morning", "day", "afternoon", "dusk", "evening", "night"};
constexpr std::array<const char*, 7> kWeathers = {"none", "clear", "rain", "storm", "snow", "fog", "wind"};

template <class E, std::size_t N>
Json word_of(const std::array<const char*, N>& names, E value) { return names[static_cast<std::size_t>(value)]; }

// Reading: faults are thrown inside this file and become one Error at its edge.
struct Fault { std::string message; };

const Json& member(const Json& j, const char* key) {
  static const Json kMissing;
  if (!j.is_object()) throw Fault{std::string("expected an object around '") + key + "'"};
  const auto it = j.find(key);
  return it == j.end() ? kMissing : *it;
}
std::string text(const Json& j, const char* key) {
  const Json& v = member(j, key);
  if (v.is_null()) return {};
  if (!v.is_string()) throw Fault{std::string("'") + key + "' must be text"};
  return v.get<std::string>();
}
int integer(const Json& j, const char* key, int fallback = 0) {
  const Json& v = member(j, key);
  if (v.is_null()) return fallback;
  if (!v.is_number_integer()) throw Fault{std::string("'") + key + "' must be a whole number"};
  const auto n = v.get<std::int64_t>();
  if (n < -2'000'000'000 || n > 2'000'000'000) throw Fault{std::string("'") + key + "' is out of range"};
  return static_cast<int>(n);
}
double number(const Json& j, const char* key) {
  const Json& v = member(j, key);
  if (v.is_null()) return 0;
  if (!v.is_number()) throw Fault{std::string("'") + key + "' must be a number"};
  return v.get<double>();
}
bool truth(const Json& j, const char* key) {
  const Json& v = member(j, key);
  if (v.is_null()) return false;
  if (!v.is_boolean()) throw Fault{std::string("'") + key + "' must be true or false"};
  return v.get<bool>();
}
const Json& list(const Json& j, const char* key) {
  static const Json kEmpty = Json::array();
  const Json& v = member(j, key);
  if (v.is_null()) return kEmpty;
  if (!v.is_array()) throw Fault{std::string("'") + key + "' must be a list"};
  return v;
}
std::vector<std::string> texts(const Json& j, const char* key) {
  std::vector<std::string> out;
  for (const auto& v : list(j, key)) {
    if (!v.is_string()) throw Fault{std::string("'") + key + "' must be a list of texts"};
    out.push_back(v.get<std::string>());
  }
  return out;
}
template <class E, std::size_t N>
E choice(const std::array<const char*, N>& names, const Json& j, const char* key, E fallback) {
  const std::string v = text(j, key);
  if (v.empty()) return fallback;
  for (std::size_t i = 0; i < N; ++i)
    if (v == names[i]) return static_cast<E>(i);
  throw Fault{std::string("'") + key + "' has the unknown value '" + v + "'"};
}
ByteRange range(const Json& j, const char* key) {
  const Json& v = list(j, key);
  if (v.empty()) return {};
  if (v.size() != 2 || !v[0].is_number_integer() || !v[1].is_number_integer()) throw Fault{std::string("'") + key + "' must be two offsets"};
  const auto a = v[0].get<std::int64_t>(), b = v[1].get<std::int64_t>();
  if (a < 0 || b < a) throw Fault{std::string("'") + key + "' is no range"};
  return {static_cast<std::size_t>(a), static_cast<std::size_t>(b)};
}
Json json_of(ByteRange r) { return Json::array({r.begin, r.end}); }

// Six decimals: feelings and seconds need no more, and the text stays short.
double rounded(double v) { return std::isfinite(v) ? std::round(v * 1e6) / 1e6 + 0.0 : 0.0; }

// Empty values are left out: the document says what there is.
void put(Json& j, const char* key, const std::string& v) { if (!v.empty()) j[key] = v; }
void put(Json& j, const char* key, const std::vector<std::string>& v) { if (!v.empty()) j[key] = v; }
void put(Json& j, const char* key, bool v) { if (v) j[key] = true; }

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
  Json j = {{"index", s.index}, {"number", s.number}, {"heading", s.heading}, {"place", json_of(s.place)}, {"time", word_of(kTimes, s.time)},
            {"story_day", s.story_day}, {"weather", word_of(kWeathers, s.weather)}, {"mood", json_of(s.mood)}, {"estimate", rounded(s.estimate.value)},
            {"eighths", s.eighths}, {"bytes", json_of(s.bytes)}, {"beats", Json::array()}};
  put(j, "cast", s.cast);
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

template <class T, class F>
Result<T> read_document(const Json& document, const char* kind, F f) {
  if (auto status = expect_kind(document, kind, 1); !status) return std::unexpected(std::move(status).error());
  try {
    return f();
  } catch (const Fault& fault) {
    return fail(ErrorCode::kDamaged, "A document of kind '" + std::string(kind) + "' is damaged: " + fault.message + ".");
  } catch (const std::exception& e) {
    return fail(ErrorCode::kDamaged, "A document of kind '" + std::string(kind) + "' is damaged: " + e.what());
  }
}

}  // namespace

Json to_json(const Screenplay& script) {
  Json j = {{"kind", "auteur.screenplay"}, {"version", 1}, {"title_page", Json::array()}, {"elements", Json::array()}};
  for (const auto& f : script.title_page) j["title_page"].push_back({{"key", f.key}, {"value", f.value}});
  for (const auto& e : script.elements) {
    Json x = {{"kind", word_of(kElementKinds, e.kind)}, {"bytes", json_of(e.bytes)}, {"line", e.line}, {"column", e.column}};
    put(x, "text", e.text);
    for (const auto& s : e.spans) {
      Json span = {{"begin", s.begin}, {"end", s.end}};
      put(span, "bold", s.bold);
      put(span, "italic", s.italic);
      put(span, "underline", s.underline);
      x["spans"].push_back(std::move(span));
    }
    put(x, "forced", e.forced);
    put(x, "scene_number", e.scene_number);
    put(x, "name", e.name);
    put(x, "extension", e.extension);
    put(x, "dual", e.dual);
    if (e.depth != 0) x["depth"] = e.depth;
    j["elements"].push_back(std::move(x));
  }
  return j;
}

Result<Screenplay> screenplay_from_json(const Json& document) {
  return read_document<Screenplay>(document, "auteur.screenplay", [&] {
    Screenplay s;
    for (const auto& f : list(document, "title_page")) s.title_page.push_back({text(f, "key"), text(f, "value")});
    for (const auto& x : list(document, "elements")) {
      Element e;
      e.kind = choice(kElementKinds, x, "kind", ElementKind::kAction);
      e.text = text(x, "text");
      for (const auto& sp : list(x, "spans")) {
        const int begin = integer(sp, "begin"), end = integer(sp, "end");
        if (begin < 0 || end < begin || static_cast<std::size_t>(end) > e.text.size()) throw Fault{"a span lies outside its text"};
        e.spans.push_back({static_cast<std::size_t>(begin), static_cast<std::size_t>(end), truth(sp, "bold"), truth(sp, "italic"), truth(sp, "underline")});
      }
      e.bytes = range(x, "bytes");
      e.line = integer(x, "line");
      e.column = integer(x, "column");
      e.forced = truth(x, "forced");
      e.scene_number = text(x, "scene_number");
      e.name = text(x, "name");
      e.extension = text(x, "extension");
      e.dual = truth(x, "dual");
      e.depth = integer(x, "depth");
      s.elements.push_back(std::move(e));
    }
    return s;
  });
}

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
