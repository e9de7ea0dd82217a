// Feelings of words, sentences and scenes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "auteur/screenplay/breakdown.h"
#include "words.h"

namespace auteur::screenplay {

// Adds up words; a few strong words decide, many neutral ones do not wash them out.
class MoodMeter {
 public:
  void add(std::string_view text, double weight = 1);
  // How much was felt: sum of weights of the words found.
  double evidence() const { return weight_; }
  Mood mood(double reserve = 2.0) const;  // `reserve`: how many neutral words stand against the found ones

 private:
  void hit(const std::string& word, double valence, double arousal, double tension, double weight);
  double valence_ = 0, arousal_ = 0, tension_ = 0, weight_ = 0;
  std::map<std::string, double> words_;
};

// The feeling of a lower-case word in any of its forms; nullptr for a neutral one.
struct Feeling;
const Feeling* feeling_of(const std::string& low);

Mood blend(const Mood& a, const Mood& b, double share_of_b);

}  // namespace auteur::screenplay
