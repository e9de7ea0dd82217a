#include "auteur/world/animals.h"

#include <algorithm>
#include <cmath>

#include "animal_layers.h"
#include "auteur/base/text.h"
#include "identity_layers.h"
#include "mesh_builder.h"
#include "tables.h"

namespace auteur::world {
namespace {

std::vector<std::string> strings(const Json& j, const char* key) {
  std::vector<std::string> out;
  if (j.contains(key) && j[key].is_array())
    for (const Json& s : j[key])
      if (s.is_string()) out.push_back(s.get<std::string>());
  return out;
}

AnimalCoat coat_of(const Json& j) {
  AnimalCoat c;
  c.name = text_in(j, "name", "");
  c.pattern = text_in(j, "pattern", "plain");
  c.words = strings(j, "words");
  c.main = linear_of_hex(text_in(j, "main", "#888888"));
  c.second = linear_of_hex(text_in(j, "second", "#bbbbbb"));
  c.dark = linear_of_hex(text_in(j, "dark", "#222222"));
  c.mane = linear_of_hex(text_in(j, "mane", text_in(j, "second", "#222222")));
  return c;
}

struct Index {
  std::map<std::string, AnimalKind> kinds;
  std::map<std::string, std::pair<std::string, std::string>> words;  // word -> kind, breed

  void load(const Json& all, const std::string& id, int depth) {
    if (kinds.contains(id) || depth > 6 || !all.contains(id) || !all[id].is_object()) return;
    const Json& j = all[id];
    AnimalKind k;
    if (const std::string like = text_in(j, "like", ""); !like.empty()) {
      load(all, like, depth + 1);
      if (const auto at = kinds.find(like); at != kinds.end()) k = at->second;
      k.breeds.clear();
    }
    k.id = id;
    if (j.contains("plan")) k.bird = text_in(j, "plan", "") == "bird";
    k.words = strings(j, "words");
    if (j.contains("traits")) k.traits = strings(j, "traits");
    if (j.contains("numbers") && j["numbers"].is_object())
      for (const auto& [name, value] : j["numbers"].items()) {
        if (value.is_number()) k.numbers[name] = value.get<float>();
        else if (name == "height" && value.is_array() && value.size() == 2 && value[0].is_number() && value[1].is_number()) k.least = value[0].get<float>(), k.most = value[1].get<float>();
      }
    if (j.contains("coats") && j["coats"].is_array()) {
      k.coats.clear();
      for (const Json& c : j["coats"])
        if (c.is_object()) k.coats.push_back(coat_of(c));
    }
    if (k.coats.empty()) k.coats.emplace_back();
    if (j.contains("eyes")) {
      k.eyes.clear();
      for (const auto& hex : strings(j, "eyes")) k.eyes.push_back(linear_of_hex(hex));
    }
    if (k.eyes.empty()) k.eyes.emplace_back(0.05f);
    if (j.contains("says") && j["says"].is_object()) {
      k.says = strings(j["says"], "verbs");
      k.sound = text_in(j["says"], "sound", k.sound);
      k.hz = number_in(j["says"], "hz", k.hz);
    }
    k.rests = text_in(j, "rests", k.rests);
    if (j.contains("breeds") && j["breeds"].is_object())
      for (const auto& [name, b] : j["breeds"].items()) {
        if (!b.is_object()) continue;
        const std::string as = text_in(b, "as", "");
        k.breeds[name] = !as.empty() && j["breeds"].contains(as) ? j["breeds"][as] : b;
      }
    kinds[id] = std::move(k);
  }

  Index() {
    const Json& table = animals_table();
    if (!table.contains("kinds") || !table["kinds"].is_object()) return;
    for (const auto& [id, j] : table["kinds"].items()) load(table["kinds"], id, 0);
    for (const auto& [id, k] : kinds) {
      for (const auto& word : k.words) words.try_emplace(word, id, "");
      for (const auto& [breed, j] : k.breeds) words[breed] = {id, breed};
    }
  }
};
const Index& index() {
  static const Index it;
  return it;
}

float trait_of(const Identity& p, const char* name) {
  const auto at = p.shape.find(name);
  return at == p.shape.end() || !std::isfinite(at->second) ? 0.5f : std::clamp(at->second, 0.f, 1.f);
}

}  // namespace

const AnimalKind* animal_kind(const std::string& id) {
  const auto at = index().kinds.find(id);
  return at == index().kinds.end() ? nullptr : &at->second;
}

std::optional<AnimalWord> animal_for(const std::string& noun) {
  const Json& table = animals_table();
  std::string word = lower(noun);
  std::replace(word.begin(), word.end(), '-', ' ');
  const auto listed = [&](const char* key, const std::string& w) { return table.contains(key) && table[key].is_array() && std::find(table[key].begin(), table[key].end(), w) != table[key].end(); };
  const auto known = [&](const std::string& w) -> std::optional<AnimalWord> {
    if (const auto at = index().words.find(w); at != index().words.end()) return AnimalWord{animal_kind(at->second.first), at->second.second, false};
    if (table.contains("stand_ins") && table["stand_ins"].contains(w))
      if (const AnimalKind* k = animal_kind(text_in(table["stand_ins"], w.c_str(), ""))) return AnimalWord{k, "", true};
    return std::nullopt;
  };
  std::vector<std::string> tries{word};
  if (table.contains("plurals") && table["plurals"].contains(word)) tries.push_back(text_in(table["plurals"], word.c_str(), word));
  if (word.size() > 3 && word.ends_with("ies")) tries.push_back(word.substr(0, word.size() - 3) + "y");
  if (word.size() > 3 && word.ends_with("es")) tries.push_back(word.substr(0, word.size() - 2));
  if (word.size() > 2 && word.ends_with("s")) tries.push_back(word.substr(0, word.size() - 1));
  for (const auto& w : tries) {
    if (listed("not_cast", w)) return std::nullopt;
    if (auto hit = known(w)) return hit;
  }
  // "black retriever", "bay mare": the last word that is known.
  if (const auto space = word.rfind(' '); space != std::string::npos)
    if (auto hit = animal_for(word.substr(space + 1)); hit || listed("not_cast", word.substr(space + 1))) return hit;
  const AnimalKind* other = animal_kind(text_in(table, "stand_in", "dog"));
  return other ? std::optional(AnimalWord{other, "", true}) : std::nullopt;
}

std::map<std::string, float> animal_numbers(const Identity& p) {
  const AnimalKind* kind = animal_kind(p.species);
  if (!kind) return {};
  std::map<std::string, float> n = kind->numbers;
  const auto times = [&](std::initializer_list<const char*> names, float by) {
    for (const char* name : names)
      if (const auto at = n.find(name); at != n.end()) at->second *= by;
  };
  if (const auto at = kind->breeds.find(p.breed); at != kind->breeds.end()) {
    const Json& b = at->second;
    if (b.contains("times") && b["times"].is_object())
      for (const auto& [name, value] : b["times"].items())
        if (value.is_number() && name != "height") times({name.c_str()}, value.get<float>());
    if (b.contains("plus") && b["plus"].is_object())
      for (const auto& [name, value] : b["plus"].items())
        if (value.is_number()) n[name] += value.get<float>();
  }
  const auto by = [&](const char* trait, float least, float most) { return least + (most - least) * trait_of(p, trait); };
  times({"chest_w", "waist_w", "rump_w"}, by("girth", 0.84f, 1.22f));
  times({"waist_h"}, by("girth", 0.86f, 1.16f));
  times({"chest_h", "rump_h"}, by("girth", 0.95f, 1.07f));
  times({"leg_r", "leg_mid", "leg_low"}, by("girth", 0.92f, 1.10f));
  times({"length"}, by("body_length", 0.90f, 1.12f));
  times({"skull", "eye"}, by("head_size", 0.92f, 1.09f));
  times({"eye"}, by("eye_size", 0.90f, 1.12f));
  times({"muzzle"}, by("muzzle_length", 0.82f, 1.18f));
  times({"ear_len", "ear_w"}, by("ear_size", 0.82f, 1.2f));
  times({"tail_len"}, by("tail_length", 0.82f, 1.18f));
  times({"neck_len"}, by("neck_length", 0.88f, 1.14f));
  if (p.shape.contains("ear_drop")) n["ear_droop"] = trait_of(p, "ear_drop");
  if (p.shape.contains("shag")) n["fur"] = by("shag", 0.15f, 1.0f);
  return n;
}

float animal_pitch(const Identity& p) {
  const AnimalKind* kind = animal_kind(p.species);
  if (!kind) return 200;
  float hz = kind->hz, usual = 0.5f * (kind->least + kind->most);
  if (const auto at = kind->breeds.find(p.breed); at != kind->breeds.end()) {
    hz = number_in(at->second, "hz", hz);
    if (at->second.contains("times")) usual *= number_in(at->second["times"], "height", 1.f);
  }
  return hz * std::pow(std::max(0.2f, usual / std::max(0.02f, p.height_m)), 0.8f);
}

std::string describe_animal(const Identity& p) {
  const AnimalKind* kind = animal_kind(p.species);
  if (!kind) return {};
  std::string coat;
  float nearest = 1e9f;
  for (const AnimalCoat& c : kind->coats)
    if (const float d = glm::length(c.main - p.skin) + glm::length(c.second - p.hair_colour) + (c.pattern == p.pattern ? 0.f : 0.2f); d < nearest) nearest = d, coat = c.name;
  return with_article((coat.empty() ? "" : coat + " ") + (p.breed.empty() ? kind->id : p.breed));
}

// --- the layers (animal_layers.h)

Json animal_reading(const screenplay::CastMember& member, const std::string& text) {
  const auto who = animal_for(member.species);
  if (!who || !who->kind) return Json::object();
  Json out{{"species", who->kind->id}};
  if (!who->breed.empty()) out["breed"] = who->breed;
  if (who->stand_in) out["stand_in"] = member.species;
  const std::string low = " " + lower(text) + " " + lower(member.name) + " ";
  const auto says = [&](const std::string& word) {
    for (std::size_t at = low.find(word); at != std::string::npos; at = low.find(word, at + 1)) {
      const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
      if (!letter(low[at - 1]) && (at + word.size() >= low.size() || !letter(low[at + word.size()]))) return true;
    }
    return false;
  };
  for (const auto& [breed, j] : who->kind->breeds)  // DOG, "a young terrier"
    if (!out.contains("breed") && says(breed)) out["breed"] = breed;
  // Longer words first: "black and white" is no black.
  std::size_t longest = 0;
  for (std::size_t i = 0; i < who->kind->coats.size(); ++i)
    for (const auto& word : who->kind->coats[i].words)
      if (word.size() > longest && says(word)) longest = word.size(), out["coat"] = who->kind->coats[i].name;
  for (const auto& [word, by] : {std::pair{"huge", 1.25}, std::pair{"enormous", 1.3}, std::pair{"big", 1.16}, std::pair{"large", 1.14}, std::pair{"tall", 1.12}, std::pair{"great", 1.12}, std::pair{"small", 0.84}, std::pair{"little", 0.82}, std::pair{"tiny", 0.7}, std::pair{"young", 0.85}})
    if (says(word)) out["size"] = by;
  for (const auto& [word, girth] : {std::pair{"fat", 0.97}, std::pair{"plump", 0.88}, std::pair{"stout", 0.85}, std::pair{"thin", 0.08}, std::pair{"skinny", 0.03}, std::pair{"scrawny", 0.03}, std::pair{"lean", 0.15}, std::pair{"starved", 0.0}})
    if (says(word)) out["girth"] = girth;
  for (const auto& [word, shag] : {std::pair{"shaggy", 1.0}, std::pair{"scruffy", 0.9}, std::pair{"long-haired", 1.0}, std::pair{"fluffy", 0.95}, std::pair{"sleek", 0.0}, std::pair{"smooth", 0.05}})
    if (says(word)) out["shag"] = shag;
  const Json& table = animals_table();
  if (table.contains("gear") && table["gear"].is_array())
    for (const Json& g : table["gear"]) {
      const auto kinds = strings(g, "kinds");
      if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), who->kind->id) == kinds.end()) continue;
      for (const auto& word : strings(g, "words"))
        if (says(word)) out["gear"] = text_in(g, "gear", "");
    }
  return out;
}

namespace {
std::uint64_t variant_in(const Json& brief, std::uint32_t take) { return brief.value("variant", std::uint64_t{0}) + 1000 * static_cast<std::uint64_t>(take - 1); }
std::uint64_t layer_seed(const Json& brief, const char* layer) { return mix(brief.value("seed", std::uint64_t{0}), seed_of(layer)); }
const AnimalKind* kind_in(const Json& brief) { return is_animal(brief) ? animal_kind(text_in(brief["animal"], "species", "")) : nullptr; }
void decided_colour(const Json& brief, const char* key, Vec3& to) {
  if (brief.contains("decided") && brief["decided"].contains(key) && brief["decided"][key].is_string()) to = linear_of_hex(brief["decided"][key].get<std::string>());
}
}  // namespace

std::string with_article(const std::string& noun) {
  if (noun.empty()) return noun;
  return (std::string("aeiou").find(noun.front()) != std::string::npos ? "an " : "a ") + noun;
}

bool is_animal(const Json& brief) { return brief.contains("animal") && brief["animal"].is_object(); }

void draw_animal(Identity& p, const Json& brief, std::uint32_t take) {
  const AnimalKind* kind = kind_in(brief);
  if (!kind) return;
  const Json& said = brief["animal"];
  const Draws d(layer_seed(brief, "face"), variant_in(brief, take));
  p.id = text_in(brief, "id", "");
  p.species = kind->id;
  p.breed = text_in(said, "breed", "");
  p.age = static_cast<float>(brief.value("age", 5));
  p.femininity = brief.value("femininity", 0.5f);
  for (const auto& name : kind->traits) p.shape[name] = static_cast<float>(std::clamp(0.5 + (d.unit(name) - 0.5) * 0.85, 0.0, 1.0));
  double height = d.range("height", static_cast<double>(kind->least), static_cast<double>(kind->most)) * said.value("size", 1.0);
  if (const auto at = kind->breeds.find(p.breed); at != kind->breeds.end()) {
    const Json& b = at->second;
    if (b.contains("times")) height *= static_cast<double>(number_in(b["times"], "height", 1.f));
    if (b.contains("set") && b["set"].is_object())
      for (const auto& [name, value] : b["set"].items())
        if (value.is_number()) p.shape[name] = std::clamp(value.get<float>() + static_cast<float>(d.range(name + "+", -0.06, 0.06)), 0.f, 1.f);
  } else if (std::find(kind->traits.begin(), kind->traits.end(), "ear_drop") != kind->traits.end()) {
    p.shape["ear_drop"] = kind->numbers.at("ear_droop") < 0.3f ? 0.f : d.unit("drop") < 0.3 ? 0.05f : static_cast<float>(d.range("ear", 0.45, 1.0));
  }
  for (const char* name : {"girth", "shag"})
    if (said.contains(name)) p.shape[name] = std::clamp(number_in(said, name, 0.5f), 0.f, 1.f);
  if (const Json decided = brief.value("decided", Json::object()); decided.contains("shape") && decided["shape"].is_object())
    for (const auto& [name, value] : decided["shape"].items())
      if (value.is_number() && !name.starts_with("hair_")) p.shape[name] = std::clamp(value.get<float>(), 0.f, 1.f);
  p.height_m = static_cast<float>(height);
  if (brief.contains("decided") && brief["decided"].contains("height") && brief["decided"]["height"].is_number()) p.height_m = std::clamp(number_in(brief["decided"], "height", p.height_m), 0.05f, 2.2f);
  p.eye_colour = kind->eyes[d.below("eyes", kind->eyes.size())];
  decided_colour(brief, "eye_colour", p.eye_colour);
  p.temper = static_cast<float>(d.range("temper", 0.25, 0.85));
}

void draw_coat(Identity& p, const Json& brief, std::uint32_t take) {
  const AnimalKind* kind = kind_in(brief);
  if (!kind) return;
  const Json& said = brief["animal"];
  const Draws d(layer_seed(brief, "makeup"), variant_in(brief, take));
  std::vector<const AnimalCoat*> choice;
  const auto allow = [&](auto accept) {
    for (const AnimalCoat& c : kind->coats)
      if (accept(c)) choice.push_back(&c);
  };
  if (said.contains("coat")) allow([&](const AnimalCoat& c) { return c.name == text_in(said, "coat", ""); });
  if (const auto at = kind->breeds.find(text_in(said, "breed", "")); choice.empty() && at != kind->breeds.end() && at->second.contains("coats")) {
    const auto names = strings(at->second, "coats");
    allow([&](const AnimalCoat& c) { return std::find(names.begin(), names.end(), c.name) != names.end(); });
  }
  if (choice.empty()) allow([](const AnimalCoat&) { return true; });
  const AnimalCoat& coat = *choice[d.below("coat", choice.size())];
  const float light = static_cast<float>(d.range("light", 0.88, 1.12));
  p.skin = glm::clamp(coat.main * light, Vec3(0.f), Vec3(0.9f));
  p.hair_colour = coat.second;
  p.dark = coat.dark;
  p.mane = coat.mane;
  p.pattern = coat.pattern;
  p.shape["hair_marks"] = static_cast<float>(d.unit("marks"));
  decided_colour(brief, "skin", p.skin);
  decided_colour(brief, "hair_colour", p.hair_colour);
}

void draw_gear(Identity& p, const Json& brief, std::uint32_t take) {
  const AnimalKind* kind = kind_in(brief);
  if (!kind) return;
  const Json& said = brief["animal"];
  const Json& table = animals_table();
  const Draws d(layer_seed(brief, "wardrobe"), variant_in(brief, take));
  const double collared = table.contains("collared") ? static_cast<double>(number_in(table["collared"], kind->id.c_str(), 0)) : 0;
  const std::string wears = text_in(said, "gear", d.unit("collar") < collared ? "collar" : "none");
  const auto collars = strings(table, "collars");
  for (const auto& day : brief.value("days", Json::array({1}))) {
    Outfit o;
    o.gear = wears == "none" ? "" : wears;
    if (!collars.empty()) o.accent = linear_of_hex(collars[d.below("colour", collars.size())]);
    o.outer = o.accent;
    decided_colour(brief, "accent", o.accent);
    decided_colour(brief, "outer", o.outer);
    p.outfit_by_day[day.get<int>()] = o;
  }
}

}  // namespace auteur::world
