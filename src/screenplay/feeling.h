// What a stretch of words feels like, word by word: for the beats of a scene. Words and phrases have values
// (data/screenplay/feelings.txt, feeling_rules.txt); negations turn them within their clause, intensifiers scale them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auteur/screenplay/breakdown.h"

namespace auteur::screenplay {

struct FeltWord {
  std::size_t begin = 0, end = 0;  // bytes of the text, with the words that change it ("not happy")
  double valence = 0, arousal = 0, tension = 0;
  double weight = 1;
};
// In the order of the text.
std::vector<FeltWord> felt_words(std::string_view text);

class FeelingSum {
 public:
  void add(const std::vector<FeltWord>& words, double weight = 1);
  double evidence() const { return weight_; }
  Mood mood(double reserve = 0.8) const;  // `reserve`: neutral words that stand against those found

 private:
  double valence_ = 0, arousal_ = 0, tension_ = 0, weight_ = 0;
};

}  // namespace auteur::screenplay
