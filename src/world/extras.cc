// People in the background: an identity each, by what the script calls them.
#include <algorithm>

#include "auteur/base/random.h"
#include "auteur/base/text.h"
#include "auteur/world/animals.h"
#include "auteur/world/cast.h"
#include "tables.h"

namespace auteur::world {

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
  Random random(mix(seed, seed_of(id)));
  const auto age = [&](std::size_t i, int otherwise) { return ages.is_array() && i < ages.size() && ages[i].is_number_integer() ? std::clamp(ages[i].get<int>(), 4, 100) : otherwise; };
  const int youngest = age(0, 20), oldest = std::max(youngest, age(1, 66));
  screenplay::Breakdown one;
  screenplay::CastMember member;
  member.id = id;
  member.name = word;
  member.age = youngest + random.below(oldest - youngest + 1);
  member.gender = text_in(group, "gender", random.below(2) == 0 ? "female" : "male");
  member.description = text_in(group, "is", "");
  // "gulls", "sheep": one of them.
  if (const auto animal = animal_for(word); animal && !animal->stand_in && group.empty()) member.species = name, member.age = 0;
  one.cast.push_back(member);
  return cast_identities(one, {}, seed).front();
}

}  // namespace auteur::world
