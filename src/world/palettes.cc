#include "auteur/world/palettes.h"

#include <array>
#include <optional>

#include "auteur/base/random.h"
#include "place_program.h"
#include "tables.h"

namespace auteur::world {
namespace {

constexpr int kSameHue = 2, kSamePalette = 3, kSameAsBefore = 2;

struct Used {
  std::map<std::string, int> palettes, families;
  std::string family_before;
};

std::string family_of(const Json& palettes, const std::string& name) { return palettes.contains(name) ? text_in(palettes[name], "family", name) : name; }

}  // namespace

std::map<std::string, std::string> spread_palettes(std::span<const PlaceRequest> places) {
  std::map<std::string, std::string> out;
  const Json& table = places_table();
  if (!table.contains("palettes")) return out;
  const Json& palettes = table["palettes"];
  std::array<Used, 2> used_of;
  for (const PlaceRequest& place : places) {
    if (out.contains(place.place.id)) continue;
    bool exterior = place.place.setting == screenplay::Setting::kExterior;
    const Json& program = program_of(kind_of_place(place), !exterior, exterior);
    Used& used = used_of[exterior ? 1 : 0];
    std::string best;
    if (const std::string own = text_in(place.bible, "palette", ""); palettes.contains(own)) best = own;
    if (best.empty() && program.contains("palettes") && program["palettes"].is_array() && !program["palettes"].empty()) {
      const Json& list = program["palettes"];
      const auto first = static_cast<std::size_t>(Random(mix(seed_of_place(place), 1)).below(static_cast<int>(list.size())));
      std::optional<int> least;
      for (std::size_t i = 0; i < list.size(); ++i) {
        const Json& word = list[(first + i) % list.size()];
        if (!word.is_string() || !palettes.contains(word.get<std::string>())) continue;
        const std::string name = word.get<std::string>(), family = family_of(palettes, name);
        const int price = kSameHue * used.families[family] + kSamePalette * used.palettes[name] + (family == used.family_before ? kSameAsBefore : 0);
        if (!least || price < *least) least = price, best = name;
      }
    }
    if (best.empty()) continue;
    out[place.place.id] = best;
    ++used.palettes[best];
    ++used.families[used.family_before = family_of(palettes, best)];
  }
  return out;
}

}  // namespace auteur::world
