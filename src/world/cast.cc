// Casting: what each layer of a person is drawn from, for everybody together.
//
// Each person is drawn from a stream of their own. When somebody comes out too like an earlier person, the next draw
// of the same stream is tried; earlier people are never touched, so a new character changes nobody.
#include "auteur/world/cast.h"

#include <algorithm>
#include <cmath>

#include "animal_layers.h"
#include "auteur/base/text.h"
#include "identity_layers.h"
#include "mesh_builder.h"
#include "person_words.h"

namespace auteur::world {
namespace {

constexpr std::uint64_t kVariants = 96;  // draws that are tried before the farthest one is taken

// What distances are measured between, in plain numbers: the search compares everybody with everybody.
struct Likeness {
  std::array<double, kShape.size()> shape{};
  double height = 0, girth = 0, volume = 0, age = 0;
  HairStyle hair = HairStyle::kShort;
  bool beard = false, moustache = false, glasses = false;
  Vec3 skin{0.f}, hair_colour{0.f};
  std::string species, breed, pattern;
  std::map<std::string, float> traits;  // of an animal
};

Likeness likeness_of(const Identity& p) {
  Likeness l;
  const auto trait = [&](const char* name) {
    const auto at = p.shape.find(name);
    return at == p.shape.end() ? 0.5 : static_cast<double>(at->second);
  };
  for (std::size_t i = 0; i < kShape.size(); ++i) l.shape[i] = trait(kShape[i]);
  l.height = static_cast<double>(p.height_m);
  l.girth = trait("girth");
  l.volume = trait("hair_volume");
  l.age = static_cast<double>(p.age);
  l.hair = p.hair;
  l.beard = p.beard;
  l.moustache = p.moustache;
  l.glasses = p.glasses;
  l.skin = glm::sqrt(glm::max(p.skin, Vec3(0.f)));
  l.hair_colour = glm::sqrt(glm::max(p.hair_colour, Vec3(0.f)));
  l.species = p.species;
  l.breed = p.breed;
  l.pattern = p.pattern;
  if (!p.species.empty()) l.traits = p.shape;
  return l;
}

// Two animals of one kind: coat and marks, size and build; other kinds are never alike.
double animal_distance(const Likeness& a, const Likeness& b) {
  if (a.species != b.species) return 2;
  double build = 0;
  for (const auto& [name, value] : a.traits) {
    const auto at = b.traits.find(name);
    const double d = static_cast<double>(value) - (at == b.traits.end() ? 0.5 : static_cast<double>(at->second));
    build += d * d;
  }
  build = std::sqrt(build / static_cast<double>(std::max<std::size_t>(1, a.traits.size())));
  const double size = std::abs(a.height - b.height) / std::max(0.05, 0.25 * std::max(a.height, b.height));
  const double coat = std::min(1.0, 1.1 * static_cast<double>(glm::length(a.skin - b.skin))) + (a.pattern == b.pattern ? 0.25 * static_cast<double>(glm::length(a.hair_colour - b.hair_colour)) : 0.3);
  return 0.9 * build + 0.25 * std::min(size, 1.0) + coat + (a.breed != b.breed ? 0.35 : 0.0);
}

double distance(const Likeness& a, const Likeness& b) {
  if (!a.species.empty() || !b.species.empty()) return animal_distance(a, b);
  // The outline counts most (one tells puppets apart by it), then hair and colour, then the face.
  double face = 0;
  for (std::size_t i = 0; i < kShape.size(); ++i) face += (a.shape[i] - b.shape[i]) * (a.shape[i] - b.shape[i]);
  face = std::sqrt(face / static_cast<double>(kShape.size()));
  const double height = std::abs(a.height - b.height) / 0.2, girth = std::abs(a.girth - b.girth) / 0.6;
  const double outline = 0.45 * std::min(height, 1.0) + 0.35 * std::min(girth, 1.0) + (a.hair != b.hair ? 0.45 : 0.12 * std::abs(a.volume - b.volume)) + (a.beard != b.beard ? 0.2 : 0.0) + (a.moustache != b.moustache ? 0.06 : 0.0) + (a.glasses != b.glasses ? 0.12 : 0.0);
  const double colour = 0.4 * static_cast<double>(glm::length(a.hair_colour - b.hair_colour)) + 0.4 * static_cast<double>(glm::length(a.skin - b.skin));
  return 0.9 * face + 0.55 * outline + colour + 0.15 * std::min(std::abs(a.age - b.age) / 25, 1.0);
}

// The keys of a reading that a layer sees: another word about the coat does not touch the face.
Json part_of(const Json& wanted, std::initializer_list<const char*> keys) {
  Json out = Json::object();
  for (const char* key : keys)
    if (wanted.contains(key)) out[key] = wanted[key];
  return out;
}
Json shape_part(const Json& wanted, Json part, bool hair) {
  for (const char* key : {"set", "add"})
    if (wanted.contains(key))
      for (const auto& [name, value] : wanted[key].items())
        if (name.starts_with("hair_") == hair) part[key][name] = value;
  return part;
}
Json decided_part(const Json& bible, std::initializer_list<const char*> keys, int hair_shape /* 0 no, 1 yes, -1 none of it */) {
  Json out = bible.is_object() ? part_of(bible, keys) : Json::object();
  if (hair_shape >= 0 && bible.is_object() && bible.contains("shape") && bible["shape"].is_object())
    for (const auto& [name, value] : bible["shape"].items())
      if (name.starts_with("hair_") == (hair_shape == 1)) out["shape"][name] = value;
  return out;
}

double femininity_of(const std::string& gender, double u) {
  if (gender == "female") return 0.72 + 0.26 * u;
  if (gender == "male") return 0.02 + 0.26 * u;
  if (gender == "other") return 0.42 + 0.16 * u;
  return 0.2 + 0.6 * u;
}

// Red and blond hair and freckles go with light skin where nobody says otherwise.
bool fair_by_words(const Json& wanted) {
  if (wanted.contains("set") && wanted["set"].value("freckles", 0.0) > 0) return true;
  if (!wanted.contains("hair_colour") || !wanted["hair_colour"].is_string()) return false;
  const Vec3 hair = glm::sqrt(linear_of_hex(wanted["hair_colour"].get<std::string>()));  // about as displayed
  return hair.x > 0.42f && hair.x - hair.z > 0.3f;
}

struct Reading { Json wanted, common; };

// Age, gender and complexion belong to the person and are the same for all takes of all layers.
Reading read(const screenplay::CastMember& member, const Json& bible, std::uint64_t seed) {
  Reading r;
  std::string text = member.description;
  if (bible.is_object() && bible.contains("description") && bible["description"].is_string()) text += ", " + bible["description"].get<std::string>();
  if (!member.species.empty())
    if (const Json animal = animal_reading(member, text); !animal.empty()) {
      const Draws d(seed, 77);
      r.wanted = Json::object();
      if (animal.contains("stand_in")) r.wanted["cannot"] = {with_article(animal["stand_in"].get<std::string>()) + " (" + with_article(animal["species"].get<std::string>()) + " plays it)"};
      r.common = {{"kind", "auteur.casting_brief"}, {"version", 1}, {"id", member.id}, {"seed", seed}, {"variant", 0}, {"age", member.age > 0 ? std::min(member.age, 60) : 2 + static_cast<int>(d.below("age", 9))}, {"femininity", femininity_of(member.gender, d.unit("gender"))}, {"animal", animal}};
      return r;
    }
  r.wanted = read_person(text);
  const Json name = read_person(member.name);
  for (const char* key : {"gender", "garment", "cloth", "hair"})  // POLICEMAN, OLD NUN
    if (!r.wanted.contains(key) && name.contains(key)) r.wanted[key] = name[key];
  const Draws d(seed, 77);
  int age = r.wanted.value("age", 0);
  if (age == 0) age = member.age;
  if (age == 0) age = r.wanted.value("age_word", 0);
  if (age == 0) age = name.value("age", name.value("age_word", 0));
  if (bible.is_object() && bible.contains("age") && bible["age"].is_number()) age = bible["age"].get<int>();
  if (age == 0) age = 24 + static_cast<int>(d.below("age", 44));
  std::string gender = member.gender;
  if (gender.empty() || r.wanted.value("gender", "") == "other") gender = r.wanted.value("gender", name.value("gender", ""));
  const Json draw = people_table().value(fair_by_words(r.wanted) ? "complexion_draw_fair" : "complexion_draw", Json::array({"light"}));
  r.common = {{"kind", "auteur.casting_brief"}, {"version", 1}, {"id", member.id}, {"seed", seed}, {"variant", 0}, {"age", std::clamp(age, 3, 110)}, {"femininity", femininity_of(gender, d.unit("gender"))}, {"complexion", r.wanted.value("complexion", draw.empty() ? "light" : draw[d.below("complexion", draw.size())].get<std::string>())}};
  return r;
}

std::vector<int> days_of(const screenplay::CastMember& member, const screenplay::Breakdown& breakdown, const Json& by_day) {
  std::vector<int> days{1};
  for (const int scene : member.scenes)
    if (scene >= 0 && scene < static_cast<int>(breakdown.scenes.size())) days.push_back(breakdown.scenes[static_cast<std::size_t>(scene)].story_day);
  for (auto at = by_day.begin(); at != by_day.end(); ++at) days.push_back(std::atoi(at.key().c_str()));
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

// The dye farthest from what everybody before wears that day, among a person's own few.
std::size_t dye_for(const Draws& d, int day, const std::vector<Casting>& others) {
  std::size_t best = 0;
  double best_score = -1;
  for (int i = 0; i < 6; ++i) {
    const std::string name = std::to_string(day) + "/" + std::to_string(i);
    const std::size_t at = d.below(name, outer_dyes().size());
    double score = 1;
    for (const Casting& other : others) {
      const auto& days = other.identity.outfit_by_day;
      const auto o = days.upper_bound(day);
      if (o != days.begin()) score = std::min(score, static_cast<double>(glm::length(glm::sqrt(outer_dyes()[at]) - glm::sqrt(std::prev(o)->second.outer))));
    }
    score += 0.02 * d.unit(name + "+");
    if (score > best_score) best_score = score, best = at;
  }
  return best;
}

}  // namespace

double identity_distance(const Identity& a, const Identity& b) { return distance(likeness_of(a), likeness_of(b)); }

std::vector<Casting> cast_people(const screenplay::Breakdown& breakdown, const std::map<std::string, Json>& bible, std::uint64_t film_seed) {
  std::vector<Casting> out;
  std::vector<Likeness> known;
  static const Json none = Json::object();
  for (const auto& member : breakdown.cast) {
    const auto at = bible.find(member.id);
    const Json& book = at == bible.end() ? none : at->second;
    const std::uint64_t seed = mix(film_seed, seed_of(member.id));
    const Reading r = read(member, book, seed);
    Casting c;
    c.id = member.id;
    for (const auto& what : r.wanted.value("cannot", Json::array())) c.cannot.push_back(what.get<std::string>());
    const auto brief = [&](Json wanted, Json decided) {
      Json b = r.common;
      if (!wanted.empty()) b["wanted"] = std::move(wanted);
      if (!decided.empty()) b["decided"] = std::move(decided);
      return b;
    };
    c.face = brief(shape_part(r.wanted, part_of(r.wanted, {"height", "girth", "girth_at_least", "skin", "eyes", "temper"}), false), decided_part(book, {"height", "skin", "eye_colour", "temper"}, 0));
    c.makeup = brief(shape_part(r.wanted, part_of(r.wanted, {"hair", "hair_colour", "hair_tones", "beard", "moustache", "glasses"}), true), decided_part(book, {"hair", "hair_colour", "beard", "moustache", "glasses"}, 1));
    c.wardrobe = brief(part_of(r.wanted, {"garment", "cloth", "trousers", "shoes", "accent", "scarf"}), decided_part(book, {"garment", "outer", "inner", "trousers", "shoes", "accent", "scarf"}, -1));
    c.voice = brief(part_of(r.wanted, {"height", "girth", "temper", "voice_depth", "voice_pace", "voice_energy"}), decided_part(book, {"voice_depth", "voice_pace", "voice_energy"}, -1));
    if (book.is_object() && book.contains("wardrobe_by_day") && book["wardrobe_by_day"].is_object())
      for (const auto& [day, words] : book["wardrobe_by_day"].items())
        if (words.is_string() && std::atoi(day.c_str()) > 0) c.wardrobe["by_day"][day] = part_of(read_person("in " + words.get<std::string>()), {"garment", "cloth", "trousers", "shoes", "accent", "scarf"});

    double best_distance = -1;
    std::uint64_t best = 0;
    Likeness best_likeness;
    for (std::uint64_t variant = 0; variant < kVariants && best_distance < kLikenessFloor; ++variant) {
      Identity p;
      c.face["variant"] = c.makeup["variant"] = variant;
      draw_face(p, c.face, 1);
      draw_makeup(p, c.makeup, 1);
      const Likeness l = likeness_of(p);
      double nearest = 10;
      for (const Likeness& other : known) nearest = std::min(nearest, distance(l, other));
      if (nearest > best_distance) best_distance = nearest, best = variant, best_likeness = l, c.identity = std::move(p);
    }
    c.face["variant"] = c.makeup["variant"] = best;
    known.push_back(best_likeness);
    const auto days = days_of(member, breakdown, c.wardrobe.value("by_day", Json::object()));
    c.wardrobe["days"] = days;
    const Draws dyes(mix(seed, seed_of("dyes")), 0);
    for (const int day : days) c.wardrobe["dyes"][std::to_string(day)] = dye_for(dyes, day, out);
    draw_wardrobe(c.identity, c.wardrobe, 1);
    draw_voice(c.identity, c.voice, 1);
    out.push_back(std::move(c));
  }
  return out;
}

std::vector<Identity> cast_identities(const screenplay::Breakdown& breakdown, const std::map<std::string, Json>& bible, std::uint64_t film_seed) {
  std::vector<Identity> out;
  for (auto& c : cast_people(breakdown, bible, film_seed)) out.push_back(std::move(c.identity));
  return out;
}

}  // namespace auteur::world
