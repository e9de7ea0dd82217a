// From a parenthetical, a mood and punctuation to numbers for the voice and the face. The words are in
// data/acting/delivery.json.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/breakdown.h"

namespace auteur::acting {

struct Direction {
  double pitch = 1, range = 1, pace = 1, pauses = 1, gesture = 1;  // factors
  double energy = 0;                                               // dB
  double tilt = 0;                                                 // dB towards bright
  double breath = 0, whisper = 0, tremor = 0, laugh = 0, rasp = 0; // 0..1
  double smile = 0, brow = 0, worry = 0, lids = 0, jaw = 0, lean = 0, slump = 0;
};

struct Delivery { std::string name; std::vector<std::string> words; Direction direction; };
struct DeliveryTable {
  std::vector<Delivery> deliveries;
  std::vector<std::string> stronger, weaker, acronyms, wh_words, abbreviations;
  std::map<std::string, std::string> symbols;
};

// The table of this process; a missing or broken file gives an empty table (plain delivery).
const DeliveryTable& delivery_table();

// What the manner alone says; `found` (optional) receives the names of the deliveries used.
Direction direction_of_manner(std::string_view manner, std::vector<std::string>* found = nullptr);
// Manner and mood together: where a manner is given it leads and the mood only colours.
Direction direct(std::string_view manner, const screenplay::Mood& mood);

}  // namespace auteur::acting
