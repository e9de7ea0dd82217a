#include "tables.h"

#include <cstdlib>
#include <map>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/text.h"

namespace auteur::world {
namespace {

struct FurnitureIndex {
  std::map<std::string, FurnitureEntry> entries;
  std::map<std::string, std::string> word_of;  // alias -> word

  FurnitureIndex() {
    const Json& table = furniture_table();
    if (!table.contains("words") || !table["words"].is_object()) return;
    for (const auto& [word, value] : table["words"].items()) {
      if (!value.is_object()) continue;
      FurnitureEntry e;
      e.word = word;
      e.kind = text_in(value, "kind", "plain");
      e.make = text_in(value, "make", word);
      e.scale = number_in(value, "scale", 0);
      e.seat_height = number_in(value, "seat_height", 0);
      e.seats = static_cast<int>(number_in(value, "seats", 0));
      e.yaw = number_in(value, "yaw", 0);
      e.hang = number_in(value, "hang", 0);
      if (value.contains("models") && value["models"].is_array())
        for (const auto& id : value["models"])
          if (id.is_string()) e.models.push_back(id.get<std::string>());
      word_of[word] = word;
      if (value.contains("alias") && value["alias"].is_array())
        for (const auto& alias : value["alias"])
          if (alias.is_string()) word_of.try_emplace(alias.get<std::string>(), word);
      entries[word] = std::move(e);
    }
    for (const auto& [word, entry] : entries) word_of[word] = word;  // a word of its own beats an alias
  }
};

}  // namespace

float number_in(const Json& object, const char* key, float otherwise) {
  if (!object.is_object()) return otherwise;
  const auto at = object.find(key);
  return at != object.end() && at->is_number() ? at->get<float>() : otherwise;
}

std::string text_in(const Json& object, const char* key, const std::string& otherwise) {
  if (!object.is_object()) return otherwise;
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : otherwise;
}

const Json& places_table() {
  static const Json table = read_data("world/places.json");
  return table;
}
const Json& furniture_table() {
  static const Json table = read_data("world/furniture.json");
  return table;
}
const Json& extras_table() {
  static const Json table = read_data("world/extras.json");
  return table;
}

const Json& animals_table() {
  static const Json table = read_data("world/animals.json");
  return table;
}

const Json& relations_table() {
  static const Json table = read_data("world/relations.json");
  return table;
}
const Json& wind_table() {
  static const Json table = read_data("world/wind.json");
  return table;
}

const FurnitureEntry* find_furniture(const std::string& phrase) {
  static const FurnitureIndex index;
  std::string text = lower(phrase);
  for (char& c : text)
    if (c == '_') c = ' ';
  const auto known = [&](const std::string& word) -> const FurnitureEntry* {
    const auto at = index.word_of.find(word);
    return at == index.word_of.end() ? nullptr : &index.entries.at(at->second);
  };
  const auto with_singular = [&](const std::string& word) -> const FurnitureEntry* {
    if (const auto* e = known(word)) return e;
    if (word.size() > 3 && word.ends_with("ies"))
      if (const auto* e = known(word.substr(0, word.size() - 3) + "y")) return e;
    if (word.size() > 3 && word.ends_with("ves"))
      if (const auto* e = known(word.substr(0, word.size() - 3) + "fe")) return e;
    if (word.size() > 3 && word.ends_with("es"))
      if (const auto* e = known(word.substr(0, word.size() - 2))) return e;
    if (word.size() > 2 && word.ends_with("s")) return known(word.substr(0, word.size() - 1));
    return nullptr;
  };
  if (const auto* e = with_singular(text)) return e;
  std::string hyphenated = text;
  for (char& c : hyphenated)
    if (c == ' ') c = '-';
  if (const auto* e = with_singular(hyphenated)) return e;
  std::vector<std::string> words;
  std::string word;
  for (const char c : hyphenated + "-") {
    if (c != '-') { word += c; continue; }
    if (!word.empty()) words.push_back(word);
    word.clear();
  }
  for (std::size_t i = words.size(); i-- > 0;)  // the head noun is the last word that anybody knows
    if (const auto* e = with_singular(words[i])) return e;
  return nullptr;
}

}  // namespace auteur::world
