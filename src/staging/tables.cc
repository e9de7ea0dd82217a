#include "tables.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/json.h"
#include "auteur/base/text.h"

namespace auteur::staging {
namespace {

Words words_at(const Json& document, const char* name) {
  Words words;
  const auto found = document.find(name);
  if (found == document.end() || !found->is_array()) return words;
  for (const Json& word : *found)
    if (word.is_string()) words.push_back(lower(word.get<std::string>()));
  return words;
}

Tables load() {
  Tables t;
  const Json document = read_data("staging/staging.json");
  t.sitting_places = words_at(document, "sitting_places");
  t.rise = words_at(document, "rise");
  t.sit_down = words_at(document, "sit_down");
  t.seated_words = words_at(document, "seated_words");
  t.nod = words_at(document, "nod");
  t.shake = words_at(document, "shake");
  t.point = words_at(document, "point");
  t.hurry = words_at(document, "hurry");
  t.slow = words_at(document, "slow");
  t.ashamed = words_at(document, "ashamed");
  t.interrupts = words_at(document, "interrupts");
  t.overlaps = words_at(document, "overlaps");
  t.look_down = words_at(document, "look_down");
  t.back_in = words_at(document, "back_in");
  t.pocket = words_at(document, "pocket");
  t.embrace = words_at(document, "embrace");
  if (const auto crowds = document.find("crowds"); crowds != document.end() && crowds->is_array())
    for (const Json& row : *crowds)
      if (row.is_object() && row.contains("walk") && row["walk"].is_number())
        for (const std::string& place : words_at(row, "places")) t.walkers.emplace_back(place, std::clamp(row["walk"].get<double>(), 0.0, 1.0));
  t.trots = words_at(document, "trots");
  t.calls = words_at(document, "calls");
  t.carries = words_at(document, "carries");
  t.pets = words_at(document, "pets");
  t.sets_down = words_at(document, "sets_down");
  t.flies = words_at(document, "flies");
  if (const auto floors = document.find("floors"); floors != document.end() && floors->is_array())
    for (const Json& row : *floors)
      if (row.is_array() && row.size() == 2 && row[0].is_string() && row[1].is_string())
        t.floors.emplace_back(row[0].get<std::string>(), row[1].get<std::string>());
  return t;
}

}  // namespace

const Tables& tables() {
  static const Tables kTables = load();
  return kTables;
}

bool has_any(std::string_view text, const Words& words) {
  const std::string low = lower(text);
  for (const std::string& word : words)
    if (low.find(word) != std::string::npos) return true;
  return false;
}

}  // namespace auteur::staging
