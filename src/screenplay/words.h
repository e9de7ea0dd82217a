// Sentences and words of action text, as the rules of the breakdown read them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auteur::screenplay {

struct Word {
  std::string low;             // lower case, possessive 's removed
  std::size_t begin = 0, end = 0;  // bytes in the text
  bool capital = false;        // first letter is a capital
  bool capitals = false;       // all letters are, and there are at least two
  bool possessive = false;     // Ana's
  char before = 0;             // the last mark between the word before and this one: , ; ( ) - : or 0
  bool inside = false;         // within parentheses
  char after = 0;              // the first mark after it
};

struct Sentence { std::size_t begin = 0, end = 0; };

// Sentences end at . ! ? and line ends, not at abbreviations or ellipses in mid-sentence. They cover all letters.
std::vector<Sentence> sentences(std::string_view text);
std::vector<Word> words(std::string_view text, std::size_t begin, std::size_t end);
int count_words(std::string_view text);

}  // namespace auteur::screenplay
