#include "noun_tables.h"

#include "lexicon.h"

namespace auteur::screenplay {

bool is_determiner(std::string_view w) {
  return is_one_of(w, {"the", "a", "an", "his", "her", "their", "its", "my", "your", "our", "this", "that", "these", "those", "some", "any", "no", "each", "every", "another", "both", "two", "three", "four", "five", "several", "many", "few"});
}
bool is_preposition(std::string_view w) {
  return is_one_of(w, {"to", "towards", "toward", "at", "in", "into", "on", "onto", "upon", "by", "with", "from", "of", "off", "out", "under", "over", "above", "below", "behind", "beside", "besides", "between", "through", "across", "along", "around", "round", "against", "near", "next", "opposite", "inside", "outside", "down", "up", "past", "for", "about", "after", "before", "without", "within", "beneath", "underneath", "among", "amongst", "like", "during", "beyond", "front"});
}
bool is_particle(std::string_view w) {
  return is_one_of(w, {"up", "down", "out", "in", "off", "away", "back", "over", "on", "around", "round", "forward", "inside", "outside", "together", "aside", "hard", "through"});
}
bool is_adverb(std::string_view w) {
  if (w.size() > 4 && w.ends_with("ly") && !is_one_of(w, {"family", "belly", "lily", "molly", "sally", "holly", "emily", "fly", "jelly", "trolley", "dolly", "billy", "kelly", "italy", "bully", "reply", "supply", "butterfly", "curly", "elderly", "lovely", "lonely", "friendly", "ugly", "silly", "early"})) return true;
  return is_one_of(w, {"then", "just", "now", "also", "still", "again", "soon", "once", "first", "finally", "almost", "nearly", "even", "already", "only", "together", "alone", "slow", "there", "here", "long", "hard", "too", "instead", "suddenly", "never", "not", "always", "often", "both", "twice", "halfway", "straight"});
}
bool is_subject_pronoun(std::string_view w) { return is_one_of(w, {"he", "she", "they", "it", "who", "we", "everyone", "everybody", "somebody", "someone"}); }

bool is_no_thing(const std::vector<Word>& w, std::size_t i, std::string_view place_kind) {
  const auto& low = w[i].low;
  const std::string_view prev = i > 0 ? std::string_view(w[i - 1].low) : "", next = i + 1 < w.size() ? std::string_view(w[i + 1].low) : "";
  if (low == "bun" || low == "buns") return is_one_of(prev, {"white", "grey", "gray", "silver", "black", "brown", "blonde", "red", "tight", "neat", "loose", "severe", "messy", "low", "high"}) || (i > 1 && prev == "a" && w[i - 2].low == "in");
  if (low == "lower" || low == "higher") return i > 0 && w[i].before == 0 && !is_determiner(prev);  // "holds the case lower": no berth
  if (low == "drip" || low == "drips") return place_kind != "hospital";
  if (low != "note" && low != "notes") return false;
  if (is_one_of(prev, {"high", "low", "wrong", "top"}) || is_one_of(next, {"goes", "rises", "hangs", "dies", "ends", "sounds", "cracks", "breaks", "holds", "lasts", "wavers", "swells", "fades", "comes", "rings", "floats"})) return true;
  for (std::size_t k = i; k-- > 0 && i - k < 4;)
    if (is_one_of(w[k].low, {"plays", "blows", "sings", "hits", "hums", "play", "sing"})) return true;
  return false;
}

bool is_verb_here(const std::vector<Word>& w, std::size_t i) {
  const auto* v = find(lexicon().verbs, w[i].low);
  if (!v || i == 0) return v != nullptr && i == 0 && std::any_of(v->begin(), v->end(), [](const VerbReading& r) { return r.form == VerbForm::kThird; }) && w.size() > 1 && is_determiner(w[1].low);
  const auto& prev = w[i - 1].low;
  if (is_determiner(prev) || is_preposition(prev) || w[i - 1].possessive) return false;
  if (is_subject_pronoun(prev) || prev == "and" || prev == "to" || is_adverb(prev)) return i + 1 < w.size() && (is_determiner(w[i + 1].low) || is_preposition(w[i + 1].low) || w[i + 1].low == "it" || w[i + 1].before != 0);
  return w[i - 1].capital && i + 1 < w.size() && (is_determiner(w[i + 1].low) || w[i + 1].capital);
}

}  // namespace auteur::screenplay
