// From what the script wants of a place to a finished set.
#include <algorithm>

#include "auteur/base/text.h"
#include "place_program.h"
#include "set_maker.h"

namespace auteur::world {
namespace {

std::string resolved_kind(const std::string& wanted, const std::string& name, bool interior) {
  const Json& table = places_table();
  const Json empty = Json::object();
  const Json& places = table.contains("places") ? table["places"] : empty;
  const Json& alias = table.contains("alias") ? table["alias"] : empty;
  const auto known = [&](const std::string& kind) -> std::string {
    if (places.contains(kind)) return kind;
    if (alias.contains(kind)) return alias[kind].get<std::string>();
    return "";
  };
  // What the place is called comes before what lies outside of such a place: EXT. LIGHTHOUSE shows the lighthouse.
  const std::string called = slug(name), last = called.substr(called.rfind('-') == std::string::npos ? 0 : called.rfind('-') + 1);
  if (!interior)
    for (const std::string& word : {called, last})
      if (places.contains(word) && places[word].contains("exterior")) return word;
  const bool vague = wanted == "room" || wanted == "open-ground" || wanted.empty();
  if (!vague)
    if (const auto kind = known(wanted); !kind.empty()) return kind;
  // The name itself, from its last word backwards: "LIGHTHOUSE - KITCHEN" is a kitchen.
  std::string text = slug(name);
  if (const auto kind = known(text); !kind.empty()) return kind;
  while (!text.empty()) {
    const auto dash = text.rfind('-');
    const std::string word = dash == std::string::npos ? text : text.substr(dash + 1);
    if (const auto kind = known(word); !kind.empty()) return kind;
    text = dash == std::string::npos ? "" : text.substr(0, dash);
  }
  if (!wanted.empty() && places.contains(wanted)) return wanted;
  return interior ? "room" : "open-ground";
}

// The film's palette governs what a place is painted and covered with: hue and strength of the nearest of its colours, at
// the lightness the place had. Wood, stone and floors keep their own.
void draw_towards(Tones& tones, const Json& palette) {
  constexpr float kShare = 0.75f;
  const auto luminance = [](Vec3 c) { return std::max(1e-4f, glm::dot(c, Vec3(0.2126f, 0.7152f, 0.0722f))); };
  std::vector<Vec3> colours;
  for (const Json& hex : palette)
    if (hex.is_string()) colours.push_back(linear_of_hex(hex.get<std::string>()));
  if (colours.empty()) return;
  for (scene::Material* m : {&tones.wall, &tones.wall_second, &tones.fabric, &tones.fabric_second, &tones.accent}) {
    const float light = luminance(m->albedo);
    Vec3 best = m->albedo;
    float near = 1e9f;
    for (const Vec3 c : colours) {
      const Vec3 same = glm::min(c * (light / luminance(c)), Vec3(0.85f));
      if (const float d = glm::length(same - m->albedo); d < near) near = d, best = same;
    }
    m->albedo = glm::mix(m->albedo, best, kShare);
  }
}

void mix_tones(SetMaker& k, const Json& program, const Json& bible) {
  const Json& table = places_table();
  if (!table.contains("palettes")) return;
  std::string name = "sage";
  if (program.contains("palettes") && program["palettes"].is_array() && !program["palettes"].empty()) {
    const auto& list = program["palettes"];
    // The candidates of one place go through the kind's palettes in turn.
    const auto given = std::find(list.begin(), list.end(), Json(k.request.palette));
    const auto first = static_cast<std::size_t>(given != list.end() ? static_cast<int>(given - list.begin()) : Random(mix(k.place_seed, 1)).below(static_cast<int>(list.size())));
    name = list[(first + static_cast<std::size_t>(k.candidate)) % list.size()].get<std::string>();
  }
  if (const std::string own = text_in(bible, "palette", ""); table["palettes"].contains(own)) name = own;
  if (!table["palettes"].contains(name)) return;
  const Json& p = table["palettes"][name];
  Tones& t = k.tones;
  // A person writes #rrggbb or the name of a colour; `walls` and `floor` are the keys of a place's bible file.
  const auto written = [&](const char* key) -> std::string {
    const std::string wish = lower(text_in(bible, key, ""));
    if (wish.starts_with("#")) return wish;
    return table.contains("colours") ? text_in(table["colours"], wish.c_str(), "") : "";
  };
  const auto tone = [&](const char* key, scene::Material& m) {
    std::string hex = written(std::string(key) == "wall" ? "walls" : key);
    if (hex.empty()) hex = text_in(p, key, "");
    if (!hex.empty()) m.albedo = linear_of_hex(hex);
  };
  tone("wall", t.wall);
  tone("wall_second", t.wall_second);
  tone("floor", t.floor);
  tone("trim", t.trim);
  tone("wood", t.wood);
  tone("fabric", t.fabric);
  tone("fabric_second", t.fabric_second);
  tone("accent", t.accent);
  if (bible.contains("look_palette")) draw_towards(t, bible["look_palette"]);
  t.wood_dark.albedo = t.wood.albedo * 0.42f;
}

void name_and_size(SetMaker& k, const Json& program, bool exterior, float growth) {
  const Json& size = program.contains("size") ? program["size"] : Json::array();
  const auto at = [&](std::size_t i, float other) { return size.is_array() && i < size.size() && size[i].is_number() ? size[i].get<float>() : other; };
  Set& s = k.set;
  if (exterior) {
    s.size = {at(0, 10), 4.f, at(1, 8)};
  } else {
    const float u = static_cast<float>(k.random.unit()), v = static_cast<float>(k.random.unit());
    s.size = {glm::mix(at(0, 4.6f), at(1, 5.4f), u), number_in(program, "height", 2.5f), glm::mix(at(2, 4), at(3, 4.8f), v)};
    const float people = static_cast<float>(std::clamp(k.request.people, 1, 12));
    s.size.x += 0.12f * std::max(0.f, people - 3);
    s.size.z += 0.08f * std::max(0.f, people - 3);
  }
  const Json& bible = k.request.bible;
  if (const float w = number_in(bible, "width", 0); w > 0) s.size.x = std::clamp(w, 3.6f, 30.f);
  if (const float d = number_in(bible, "depth", 0); d > 0) s.size.z = std::clamp(d, 3.2f, 30.f);
  if (const float h = number_in(bible, "height", 0); h > 0) s.size.y = std::clamp(h, 2.0f, 8.f);
  s.size.x *= growth;
  s.size.z *= growth;
  if (!exterior) {
    s.size.x = std::max(s.size.x, 4.2f);
    s.size.z = std::max(s.size.z, 3.6f);
  }
}

// What may stand for each other: a cafe-table for a table.
std::string family(const std::string& w) {
  return w.find("table") != std::string::npos && w.find("side") == std::string::npos ? std::string("table") : w.find("bed") == 0 || w.ends_with("-bed") ? std::string("bed") : w.find("chair") != std::string::npos || w == "stool" ? std::string("chair") : w.find("lamp") != std::string::npos ? std::string("lamp") : w;
}

// A small thing that others carry.
bool is_carried(const FurnitureEntry& e) { return e.kind == "prop" || e.make == "table-lamp" || e.word == "candle"; }

// The relations in the words of what the program has; a thing it has not stays as it was named.
std::vector<Relation> in_own_words(std::vector<Relation> relations, const Json& program) {
  std::vector<std::string> have;
  if (program.contains("items"))
    for (const auto& item : program["items"])
      for (const char* key : {"w", "chair"})
        if (item.contains(key)) have.push_back(text_in(item, key, ""));
  const auto own = [&](std::string& word) {
    if (std::find(have.begin(), have.end(), word) != have.end() || !find_furniture(word)) return;
    const auto other = std::find_if(have.begin(), have.end(), [&](const std::string& h) { return family(h) == family(word); });
    if (other != have.end()) word = *other;
  };
  for (Relation& r : relations) own(r.subject), own(r.object);
  return relations;
}

// Words of the scenes that the program did not bring: the art department adds what it knows.
Json wanted_items(SetMaker& k, const Json& program, bool exterior) {
  Json out = Json::array();
  std::vector<std::string> have;
  if (program.contains("items"))
    for (const auto& item : program["items"]) have.push_back(text_in(item, "w", ""));
  std::vector<std::string> words = k.request.dressing;
  if (k.request.bible.is_object() && k.request.bible.contains("furniture") && k.request.bible["furniture"].is_array())
    for (const auto& w : k.request.bible["furniture"])
      if (w.is_string()) words.push_back(w.get<std::string>());
  for (const auto& p : k.request.props)
    if (!p.handled) words.push_back(p.name);
  for (const Relation& r : k.relations) {
    if (!r.holds) continue;
    const FurnitureEntry* e = find_furniture(r.subject);
    if (!e || r.kind == RelationKind::kOn || !is_carried(*e)) words.push_back(r.subject);
    if (find_furniture(r.object)) words.push_back(r.object);
  }
  int added = 0;
  for (const auto& word : words) {
    const FurnitureEntry* e = find_furniture(word);
    if (!e || added >= 10) continue;
    if (k.removed(*e)) {
      k.note("'" + word + "' is asked for and removed: left out");
      continue;
    }
    if (std::any_of(have.begin(), have.end(), [&](const std::string& other) { return other == e->word || family(other) == family(e->word); })) continue;
    Json item = {{"w", e->word}};
    if (e->kind == "prop" || e->word == "candle") continue;  // small dressing goes onto tops later
    if (e->kind == "outdoor" && !exterior && !e->make.starts_with("crate") && e->make != "barrel" && e->make != "sack") continue;  // a room's wall is no garden wall
    if (e->kind == "wallhung" || e->kind == "hang") {
      if (exterior || e->kind == "wallhung") continue;
      item["at"] = "hang";
    } else if (e->kind == "rug") {
      item["at"] = "rug";
    } else if (e->kind == "light") {
      item["at"] = exterior ? "edge" : "corner";
      if (!exterior && e->make == "table-lamp") item = {{"w", "side-table"}, {"at", "corner"}, {"on", Json::array({"lamp"})}};
    } else if (e->word == "table" || e->word == "round-table" || e->word == "long-table" || e->word == "cafe-table") {
      item["at"] = "centre";
      item["chairs"] = 2;
      item["chair"] = exterior ? "wooden-chair" : "chair";
    } else {
      item["at"] = exterior ? "edge" : e->kind == "seat" && e->word != "sofa" && e->word != "bench" ? "free" : "wall";
    }
    have.push_back(e->word);
    out.push_back(item);
    ++added;
  }
  for (const Relation& r : k.relations)
    if (r.holds && r.kind == RelationKind::kOn) out.push_back({{"w", r.subject}, {"at", "on:" + r.object}, {"must", 1}});
  return out;
}

// Which of the layouts offered for a place this is, from 0; take 1 of the layout pass is candidate 0.
int candidate_of(const PlaceRequest& r) { return std::clamp(static_cast<int>(number_in(r.bible, "candidate", 0)), 0, 1 << 20); }

constexpr int kStrict = 8, kAttempts = 14;  // the last attempts may leave something out, and say so

std::string size_text(const Set& s) {
  const auto metres = [](float v) { const int t = static_cast<int>(std::lround(v * 10)); return std::to_string(t / 10) + "." + std::to_string(t % 10); };
  return metres(s.size.x) + " by " + metres(s.size.z) + " m";
}

// Makes one try; false when it is not usable.
bool attempt(SetMaker& k, const std::string& kind, const Json& program, bool exterior, int number) {
  Set& s = k.set;
  s.place_id = k.request.place.id;
  s.name = k.request.place.name;
  s.kind = kind;
  s.setting = k.request.place.setting;
  s.sound = text_in(program, "sound", exterior ? "field" : "small-room");
  k.indoors = !exterior;
  Json empty = Json::object();
  const Json& bible = k.request.bible.is_object() ? k.request.bible : empty;
  mix_tones(k, program, bible);
  name_and_size(k, program, exterior, exterior ? 1.f : 0.94f + 0.05f * static_cast<float>(number));  // rows of houses keep their distance
  if (exterior) build_ground(k, program);
  else plan_openings(k, program);

  k.relations = in_own_words(k.request.relations, program);
  const Json wanted = wanted_items(k, program, exterior);
  // What the script names comes before what merely decorates.
  Json items = Json::array();
  const Json own = program.contains("items") ? program["items"] : Json::array();
  const auto leading = [](const Json& i) { const std::string at = text_in(i, "at", ""); return at == "centre" || at == "lounge" || at == "desk" || at == "front" || at == "run" || at == "centre-fixed" || at == "corner-fixed" || at == "rows" || at == "pairs" || at == "busrows"; };
  for (const auto& i : own)
    if (leading(i)) items.push_back(i);
  for (const auto& i : wanted) items.push_back(i);
  for (const auto& i : own)
    if (!leading(i)) items.push_back(i);
  furnish(k, items);
  for (const auto& words : k.unmet_relations()) k.missed.push_back(words);
  if (!k.missed.empty() && number < kStrict) return false;
  if (!exterior) glaze_carriage(k, program);
  if (!finish_anchors(k)) return false;

  if (!exterior) {
    Json hung = Json::array();
    for (const auto& word : k.request.dressing)
      if (const FurnitureEntry* e = find_furniture(word); e && e->kind == "wallhung" && hung.size() < 4) hung.push_back(e->word);
    if (program.contains("hung"))
      for (const auto& word : program["hung"])
        if (std::find(hung.begin(), hung.end(), word) == hung.end() || word == "picture") hung.push_back(word);
    hang_on_walls(k, hung, program.contains("walls") ? program["walls"] : Json::array());
    build_shell(k, program);
  } else {
    build_surroundings(k, program);
  }
  // Things named but never touched stand about on tops.
  for (const auto& p : k.request.props) {
    if (p.handled) continue;
    const FurnitureEntry* e = find_furniture(p.name);
    if (!e || e->kind != "prop") continue;
    for (std::size_t i = 0; i < s.pieces.size(); ++i) {
      const FurnitureEntry* top = find_furniture(s.pieces[i].word);
      if (top && s.pieces[i].blocks_walking && (top->kind == "counter" || top->kind == "surface")) { k.dress(static_cast<int>(i), Json::array({e->word})); break; }
    }
  }
  place_props(k);
  int spots = 0;
  for (const Anchor& a : s.anchors) spots += a.kind == AnchorKind::kStand || a.kind == AnchorKind::kSeat;
  if (k.request.people > spots) k.note("too small for its people: spots for " + std::to_string(spots) + " of " + std::to_string(k.request.people) + "; make the place larger (size) or remove furniture");
  for (const std::string& what : k.missed) k.note(what + " in " + size_text(s) + ": left out");
  return true;
}

}  // namespace

const Json& program_of(const std::string& kind, bool interior, bool& exterior_program) {
  static const Json empty = Json::object();
  const Json& table = places_table();
  if (!table.contains("places") || !table["places"].contains(kind)) return empty;
  const Json& place = table["places"][kind];
  const char* order[2] = {interior ? "interior" : "exterior", interior ? "exterior" : "interior"};
  if (place.contains(order[0])) {
    exterior_program = place[order[0]].contains("ground");
    return place[order[0]];
  }
  // The other half is missing: an exterior asked of a kitchen is a garden; an interior asked of a street is its room.
  const char* substitute = interior ? "room" : "open-ground";
  if (place.contains(order[1]) && (kind == "train" || kind == "car" || kind == "bus" || !interior == false)) {
    exterior_program = place[order[1]].contains("ground");
    return place[order[1]];
  }
  const Json& other = table["places"][substitute];
  exterior_program = !interior;
  return other.contains(order[0]) ? other[order[0]] : empty;
}

std::uint64_t seed_of_place(const PlaceRequest& r) {
  std::uint64_t seed = seed_of(r.place.id + "|" + r.place.name + "|" + r.place.kind);
  if (r.bible.is_object() && r.bible.contains("seed") && r.bible["seed"].is_number_integer()) seed = mix(seed, static_cast<std::uint64_t>(r.bible["seed"].get<std::int64_t>()));
  return seed;
}

std::string kind_of_place(const PlaceRequest& request) {
  const std::string said = text_in(request.bible, "kind_of_place", "");
  return resolved_kind(said.empty() ? request.place.kind : said, request.place.name, request.place.setting != screenplay::Setting::kExterior);
}

std::vector<std::string> known_place_kinds() {
  std::vector<std::string> out;
  const Json& table = places_table();
  if (table.contains("places"))
    for (const auto& [kind, value] : table["places"].items()) out.push_back(kind);
  return out;
}

Set build_set(const PlaceRequest& request, Catalogue& catalogue) {
  const bool interior = request.place.setting != screenplay::Setting::kExterior;
  const std::string kind = kind_of_place(request);
  bool exterior = !interior;
  const Json& program = program_of(kind, interior, exterior);
  const int candidate = candidate_of(request);
  const std::uint64_t place_seed = seed_of_place(request), seed = candidate == 0 ? place_seed : mix(place_seed, static_cast<std::uint64_t>(candidate), 0x7a3e);
  ModelShelf shelf;
  for (int number = 0; number < kAttempts; ++number) {
    SetMaker maker(request, catalogue, mix(seed, static_cast<std::uint64_t>(number)), place_seed, candidate, shelf);
    if (!attempt(maker, kind, program, exterior, number)) continue;
    if (catalogue.size() == 0) maker.note("furniture package not installed: procedural models used");
    return std::move(maker.set);
  }
  // Nothing fitted: the neutral room always does.
  static const Json bare = Json::object({{"size", {6, 6, 5, 5}}, {"items", Json::array({Json::object({{"w", "table"}, {"at", "centre"}, {"chairs", 2}})})}, {"palettes", Json::array({"sage"})}, {"ground", "grass"}});
  const PlaceRequest plain{request.place, {}, request.props, request.people, request.models, {}, Json::object(), ""};
  ModelShelf bare_shelf;
  SetMaker last(plain, catalogue, seed, place_seed, candidate, bare_shelf);
  attempt(last, kind, bare, exterior, kAttempts);
  last.note("the program for '" + kind + "' did not fit: a neutral set is used");
  return std::move(last.set);
}

Json set_facts(const Set& set) {
  const auto v = [](Vec3 p) { return Json::array({p.x, p.y, p.z}); };
  Json pieces = Json::array(), anchors = Json::array(), walls = Json::array(), props = Json::array(), credits = Json::array(), openings = Json::array();
  static const char* kinds[] = {"stand", "seat", "surface", "door", "window", "bed", "counter"};
  for (const auto& p : set.pieces) pieces.push_back({{"id", p.id}, {"word", p.word}, {"model", p.model}, {"low", v(p.bounds.low)}, {"high", v(p.bounds.high)}, {"yaw", p.yaw}, {"blocks", p.blocks_walking}});
  for (const auto& a : set.anchors) anchors.push_back({{"id", a.id}, {"kind", kinds[static_cast<int>(a.kind)]}, {"furniture", a.furniture}, {"position", v(a.position)}, {"yaw", a.yaw}, {"approach", v(a.approach)}});
  for (const auto& w : set.walls) walls.push_back({{"id", w.id}, {"inward", v(w.inward)}, {"point", v(w.point)}});
  for (const auto& o : set.openings) openings.push_back({{"id", o.id}, {"wall", o.wall}, {"centre", v(o.centre)}, {"glazed", o.glazed}});
  for (const auto& [id, p] : set.props) props.push_back({{"id", id}, {"name", p.name}, {"model", p.model}, {"size", v(p.size)}, {"rests", set.prop_rest.contains(id) ? set.prop_rest.at(id).id : "hand"}});
  for (const auto& c : set.credits) credits.push_back({{"asset", c.asset}, {"author", c.author}, {"licence", c.licence}, {"licence_uri", c.licence_uri}, {"source", c.source}, {"digest", c.digest}, {"must_credit", c.must_credit}, {"changes", "changes were made"}});
  return {{"kind", "auteur.set"}, {"version", 1}, {"place", set.place_id}, {"name", set.name}, {"place_kind", set.kind}, {"size", v(set.size)}, {"sound", set.sound}, {"pieces", pieces}, {"anchors", anchors}, {"walls", walls}, {"openings", openings}, {"props", props}, {"credits", credits}, {"notes", set.notes}};
}

}  // namespace auteur::world
