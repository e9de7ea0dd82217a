#include "expand_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "auteur/base/text.h"
#include "auteur/production/looks.h"
#include "auteur/rights/ledger.h"
#include "auteur/world/palettes.h"
#include "passes.h"
#include "place_bible.h"
#include "story.h"

namespace auteur::production {

using screenplay::Breakdown;
using screenplay::Scene;

double coarse(double v, double step) { return std::round(v / step) * step; }

screenplay::Mood visible_mood(const Scene& scene) {
  screenplay::Mood m;
  int n = 0;
  for (const auto& b : scene.beats) {
    if (b.kind == screenplay::BeatKind::kLine) continue;
    m.valence += b.mood.valence;
    m.arousal += b.mood.arousal;
    m.tension += b.mood.tension;
    ++n;
  }
  if (n == 0) return {};
  return {coarse(m.valence / n, 0.25), coarse(m.arousal / n, 0.25), coarse(m.tension / n, 0.25), ""};
}

std::string turning_point(const Breakdown& b) {
  constexpr double kTense = 0.5;
  const Scene* worst = nullptr;
  for (const Scene& s : b.scenes)
    if (s.mood.tension >= kTense && (!worst || s.mood.tension >= worst->mood.tension)) worst = &s;
  return worst ? worst->number : "";
}

Json mood_params(const screenplay::Mood& m, double step) {
  return {{"valence", std::clamp(coarse(m.valence, step), -1.0, 1.0)}, {"arousal", std::clamp(coarse(m.arousal, step), -1.0, 1.0)}, {"tension", std::clamp(coarse(m.tension, step), 0.0, 1.0)}};
}

std::string title_from_file(const std::string& name) {
  std::string s = Path(name).stem().string();
  for (char& c : s)
    if (c == '_' || c == '-') c = ' ';
  std::size_t first = 1;
  while (first < s.size() && (static_cast<unsigned char>(s[first]) & 0xC0) == 0x80) ++first;
  return s.empty() ? s : upper(s.substr(0, first)) + s.substr(first);
}

std::set<std::string> speaking_ids(const Breakdown& b) {
  std::set<std::string> ids;
  for (const auto& c : b.cast) ids.insert(c.id);
  return ids;
}

// The name that bible/world.toml has for a prop.
static std::string prop_key(const Film& film, const std::string& id) {
  for (const auto& [key, j] : film.world["props"].items())
    if (slug(key) == id) return key;
  return id;
}

Json place_request(const Film& film, const Breakdown& b, const screenplay::PlaceUse& place, const std::map<std::string, std::string>& palettes) {
  std::set<std::string> dressing;
  std::map<std::string, const screenplay::PropUse*> props;
  std::size_t people = 2;
  bool exterior = place.setting == screenplay::Setting::kExterior;
  for (const auto& s : b.scenes) {
    if (s.place.id != place.id) continue;
    dressing.insert(s.dressing.begin(), s.dressing.end());
    for (const auto& p : s.props)
      if (p.handled) props.emplace(p.id, &p);
    people = std::max(people, s.cast.size());
  }
  Json request{{"id", place.id}, {"name", place.name}, {"kind", place.kind}, {"exterior", exterior}, {"dressing", dressing}, {"people", std::min<std::size_t>(people, 60)}};
  request["props"] = Json::array();
  for (const auto& [id, prop] : props) request["props"].push_back({{"id", id}, {"name", prop->name}, {"type", prop->type}});
  for (const auto& [id, model] : film.prop_models)
    if (props.contains(id)) request["models"][id] = {{"file", model.file.filename().string()}, {"height", film.world["props"][prop_key(film, id)].value("height", 0.0)}};
  const auto bible = film.place_bible.find(place.id);
  const auto by_name = film.place_bible.find(slug(place.name));
  // What is only said of a place leaves its set as it is.
  request["bible"] = bible != film.place_bible.end() ? bible->second : by_name != film.place_bible.end() ? by_name->second : Json::object();
  for (const auto& key : words_about_a_place()) request["bible"].erase(key);
  std::vector<std::string> notes;
  for (const auto& relation : relations_of(request["bible"], b, place.id, notes)) request["relations"].push_back(world::to_json(relation));
  if (!notes.empty()) request["notes"] = notes;
  if (film.look.contains("own_palette")) request["bible"]["look_palette"] = film.look["own_palette"];
  if (const auto palette = palettes.find(place.id); palette != palettes.end()) request["palette"] = palette->second;
  if (film.seed != 0 && !request["bible"].contains("seed")) request["bible"]["seed"] = film.seed % 100000;
  return request;
}

std::map<std::string, std::string> colour_script(const Film& film, const Breakdown& b) {
  std::vector<world::PlaceRequest> places;
  for (const auto& s : b.scenes) {
    world::PlaceRequest place;
    place.place = s.place;
    const auto bible = film.place_bible.find(s.place.id);
    const auto by_name = film.place_bible.find(slug(s.place.name));
    place.bible = bible != film.place_bible.end() ? bible->second : by_name != film.place_bible.end() ? by_name->second : Json::object();
    if (place.bible.contains("kind")) place.bible["kind_of_place"] = place.bible["kind"];
    places.push_back(std::move(place));
  }
  return world::spread_palettes(places);
}

std::vector<Extra> extras_of(const Scene& scene) {
  constexpr std::size_t kCrowd = 10, kGroups = 3;
  std::vector<Extra> out;
  if (scene.cast.size() >= kCrowd || scene.background.empty()) return out;
  std::vector<std::string> words(scene.background.begin(), scene.background.begin() + static_cast<std::ptrdiff_t>(std::min(kGroups, scene.background.size())));
  std::string text = scene.heading;
  for (const auto& b : scene.beats)
    if (b.kind != screenplay::BeatKind::kLine) text += " " + b.text;
  const std::size_t groups = words.size(), all = static_cast<std::size_t>(world::crowd_size(words, text, 0));
  for (std::size_t g = 0; g < groups; ++g) {
    const std::string& word = words[g];
    const int many = static_cast<int>(all * (g + 1) / groups - all * g / groups);
    for (int n = 1; n <= many; ++n) out.push_back({fmt::format("{}#{}", upper(word), n), word, fmt::format("extras/{}/{}-{}", scene.place.id, slug(word), n)});
  }
  return out;
}

std::string model_name(const Film& film, const screenplay::CastMember& member) {
  for (const auto& name : {upper(member.id), upper(member.name)})
    if (film.cast_models.contains(name)) return name;
  return "";
}

NodeId cast_node(std::string id) {
  std::replace(id.begin(), id.end(), '/', '-');
  return "cast/" + id;
}

void connect_people(Node& node, const Scene& scene, const std::set<std::string>& known) {
  for (const Extra& e : extras_of(scene)) node.inputs["person/" + e.id] = Upstream{e.node, "person"};
  for (const auto& id : scene.cast)
    if (known.contains(id)) node.inputs["person/" + id] = Upstream{cast_node(id), "person"};
}

double picture_work(Level level, double frames) {
  switch (level) {
    case Level::kBoards: return 12;
    case Level::kPreviz: return 4 + frames / 2;
    case Level::kFinal: return 40 + 25 * frames / 2;
  }
  return 1;
}

double cue_work(double seconds) { return 10 + seconds; }

double scene_sound_work(double seconds) { return 3 + seconds; }

std::vector<std::string> credit_roll(const Film& film, const Breakdown& b, const std::vector<world::Credit>& credits) {
  std::vector<std::string> lines;
  lines.push_back(b.title.empty() ? "Untitled" : b.title);
  lines.push_back("");
  auto role = [&](const char* key, const char* heading) {
    const auto it = film.people.find(key);
    if (it == film.people.end()) return;
    lines.push_back(std::string("# ") + heading);
    lines.push_back(it->second);
    lines.push_back("");
  };
  if (!b.author.empty() && !film.people.contains("writer")) lines.insert(lines.end(), {"# WRITTEN BY", b.author, ""});
  role("writer", "WRITTEN BY");
  role("director", "DIRECTED BY");
  role("cinematographer", "DIRECTOR OF PHOTOGRAPHY");
  role("production_designer", "PRODUCTION DESIGN");
  role("editor", "EDITED BY");
  role("composer", "MUSIC BY");
  role("colourist", "COLOUR");
  role("vfx_supervisor", "VISUAL EFFECTS");
  role("producer", "PRODUCED BY");
  if (!b.cast.empty()) {
    lines.push_back("# CHARACTERS");
    for (const auto& c : b.cast) lines.push_back(c.name);
    lines.push_back("");
  }
  for (const auto& l : film.cut.value("titles", Json::object()).value("credits", std::vector<std::string>{})) lines.push_back(l);
  const auto owed = rights::credit_lines(credits);
  if (!owed.empty()) {
    lines.push_back("# MODELS, VOICES AND INSTRUMENTS");
    for (const auto& l : owed) lines.push_back(l);
    lines.push_back("");
  }
  lines.push_back("Made with Auteur");
  return lines;
}

}  // namespace auteur::production
