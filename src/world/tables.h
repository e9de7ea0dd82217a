// The art department's tables: data/world/furniture.json (words to models) and data/world/places.json (programs).
#pragma once

#include <string>
#include <vector>

#include "auteur/base/json.h"

namespace auteur::world {

// What a word of the script means to the property master.
struct FurnitureEntry {
  std::string word;                 // the table's own word
  std::string kind = "plain";       // seat surface counter bed light wallhung hang rug outdoor prop plain
  std::string make;                 // procedural model
  std::vector<std::string> models;  // catalogue ids, best first
  float scale = 0;                  // of a catalogue model; 0 = the world's furniture scale
  float seat_height = 0;            // wanted height of the seat; 0 = leave
  int seats = 0;                    // how many sit on a catalogue model
  float yaw = 0;                    // degrees a catalogue model is turned
  float hang = 0;                   // height of its base on a wall; 0 = its middle at eye height
};

const Json& places_table();
const Json& furniture_table();
const Json& extras_table();
const Json& animals_table();
const Json& wind_table();
const Json& relations_table();
// Best entry for a word or phrase ("kitchen table" finds "table"): whole phrase, aliases, then last word, singular.
// Null if nobody knows the word.
const FurnitureEntry* find_furniture(const std::string& phrase);
// Number at a key, or the default when absent or of another type.
float number_in(const Json& object, const char* key, float otherwise);
std::string text_in(const Json& object, const char* key, const std::string& otherwise);

}  // namespace auteur::world
