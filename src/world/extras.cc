// People in the background: an identity each, by what the script calls them.
#include <algorithm>
#include <cstdlib>

#include "auteur/base/random.h"
#include "auteur/base/text.h"
#include "auteur/world/animals.h"
#include "auteur/world/cast.h"
#include "tables.h"

namespace auteur::world {

namespace {
screenplay::CastMember member_of(const std::string& id, const std::string& word, const Json& group, int youngest, int oldest, std::uint64_t seed) {
  Random random(mix(seed, seed_of(id)));
  screenplay::CastMember member;
  member.id = id;
  member.name = word;
  member.age = youngest + random.below(oldest - youngest + 1);
  member.gender = text_in(group, "gender", random.below(2) == 0 ? "female" : "male");
  member.description = text_in(group, "is", "");
  return member;
}
}  // namespace

Identity extra_identity(const std::string& id, const std::string& word, std::uint64_t seed) {
  const Json& table = extras_table();
  const std::string name = lower(word);
  Json group = Json::object();
  if (table.contains("groups") && table["groups"].is_array())
    for (const Json& g : table["groups"]) {
      if (!g.is_object() || !g.contains("words") || !g["words"].is_array()) continue;
      if (std::find(g["words"].begin(), g["words"].end(), name) != g["words"].end()) {
        group = g;
        break;
      }
    }
  const Json ages = group.contains("ages") ? group["ages"] : table.contains("ages") ? table["ages"] : Json::array();
  const auto age = [&](std::size_t i, int otherwise) { return ages.is_array() && i < ages.size() && ages[i].is_number_integer() ? std::clamp(ages[i].get<int>(), 4, 100) : otherwise; };
  const int youngest = age(0, 20), oldest = std::max(youngest, age(1, 66));
  // They are cast together with those before them in the crowd, so that no face is there twice.
  screenplay::Breakdown one;
  const std::size_t mark = id.rfind('#');
  const int number = mark == std::string::npos ? 1 : std::clamp(std::atoi(id.c_str() + mark + 1), 1, 24);
  for (int n = 1; n < number; ++n) one.cast.push_back(member_of(id.substr(0, mark + 1) + std::to_string(n), word, group, youngest, oldest, seed));
  screenplay::CastMember member = member_of(id, word, group, youngest, oldest, seed);
  // "gulls", "sheep": one of them.
  if (const auto animal = animal_for(word); animal && !animal->stand_in && group.empty()) {
    for (auto& other : one.cast) other.species = name, other.age = 0;
    member.species = name, member.age = 0;
  }
  one.cast.push_back(member);
  return cast_identities(one, {}, seed).back();
}

int crowd_size(const std::vector<std::string>& words, const std::string& text, double square_metres) {
  const Json& table = extras_table();
  const Json crowds = table.value("crowds", Json::object());
  const auto number = [&](const char* key, int otherwise) { return crowds.contains(key) && crowds[key].is_number_integer() ? std::clamp(crowds[key].get<int>(), 0, 24) : otherwise; };
  const std::string low = lower(text);
  bool full = false;
  for (const Json& w : crowds.value("words", Json::array()))
    if (w.is_string()) full = full || low.find(w.get<std::string>()) != std::string::npos;
  if (!full) return words.size() == 1 ? number("usual", 4) : number("several", 2) * static_cast<int>(words.size());
  const double each = static_cast<double>(number_in(crowds, "square_metres", 3.2f));
  const int room = square_metres > 0 && each > 0 ? static_cast<int>(square_metres / each) : 24;
  return std::max(std::min({number("full", 14), number("most", 18), room}), number("usual", 4));
}

}  // namespace auteur::world
