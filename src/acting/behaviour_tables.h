// data/acting/behaviour.json, and finding its phrases in words.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/acting/behaviour.h"

namespace auteur::acting {

// Words in lower case; `clause` counts up at punctuation, so that a "not" reaches no further than its clause.
struct Token { std::string word; int clause = 0; };
std::vector<Token> tokens_of(std::string_view text);

// A phrase: words, the last letters of which a * leaves open.
using Phrase = std::vector<std::string>;
Phrase phrase_of(std::string_view text);
// Index of the first word of `phrase` in `text`, or -1. A phrase after "not", "never", "no", "without" or "-n't" is not there.
int find_phrase(const std::vector<Token>& text, const Phrase& phrase, std::size_t from = 0);

struct Felt { std::string emotion; double strength = 0; };
struct Act {
  std::string name, verb;
  double weight = 0.5, liking = 0, trust = 0, dominance = 0, mends = 0;
  bool secret = false, mends_agent = false;
  std::vector<Phrase> says, does, manner, told;
  std::vector<std::string> kinds;
  Felt agent, patient, meek, witness;
};
struct OwnSign { std::string says; std::vector<Phrase> words; Felt felt; };
struct TraitWords { std::vector<Phrase> words; std::map<std::string, double> traits; };
struct AgeTraits { int below = 0; std::map<std::string, double> traits; };

struct BehaviourTables {
  std::vector<TraitWords> traits;
  std::vector<AgeTraits> ages;
  std::map<std::string, std::map<std::string, double>> baseline;  // pleasure, arousal, dominance -> trait -> factor
  double baseline_scale = 0.5;
  std::map<std::string, MoodPoint> emotions;
  std::map<std::string, std::string> feelings;  // a director's word -> emotion
  std::vector<Act> acts;
  std::vector<OwnSign> own;
  std::map<std::string, std::string> goal_verbs;  // verb -> kind of goal
  double gain = 0.38, reach = 1.7, words = 0.35, addressee = 0.5, felt_without = 0.06, grudge_from = -0.12, affection_from = 0.3, limit = 0.35, linger = 3;
  MoodPoint half_life{9, 1.5, 12};  // hours
  double relation_half_life = 96;
};
// The tables of this process; a missing or broken file gives empty ones (nobody feels anything of it).
const BehaviourTables& behaviour_tables();

}  // namespace auteur::acting
