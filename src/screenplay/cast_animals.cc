// Animals of the cast: "BISCUIT, a small terrier", "a black dog", "the horse". They act like people do, so the breakdown
// reads their sentences with the same frames; whoever tags departments' words keeps to people.
#include <algorithm>

#include "auteur/base/text.h"
#include "cast.h"
#include "noun_tables.h"
#include "tag_lexicon.h"

namespace auteur::screenplay {
namespace {

constexpr std::size_t kMostAnimals = 24;

bool determiner(const Word& w) { return w.possessive || is_one_of(w.low, {"a", "an", "the", "his", "her", "their", "its", "this", "that", "another", "my", "our"}); }
bool verb_next(const std::vector<Word>& w, std::size_t k) {
  if (is_verb_third(w[k].low)) return true;
  const auto* readings = find(lexicon().animal_verbs, w[k].low);
  return readings && std::any_of(readings->begin(), readings->end(), [](const VerbReading& r) { return r.form != VerbForm::kBase; });  // "the cat flap"
}

// The animal noun that ends at word k, singular: "dog", "guard dog"; empty when there is none. `sure`: from the list by hand.
std::string animal_noun(const std::vector<Word>& w, std::size_t k, bool& sure, std::size_t& first) {
  for (std::size_t n = std::min<std::size_t>(2, k + 1); n > 0; --n) {
    if (n == 2 && w[k].before != 0) continue;
    const std::string phrase = n == 2 ? w[k - 1].low + " " + w[k].low : w[k].low;
    const auto* noun = find_noun(phrase);
    if (!noun || noun->what != NounClass::kAnimal || noun_lemma(phrase) != phrase) continue;
    if (n == 2 && !noun->by_hand) continue;
    if (!noun->by_hand && (noun->share < 95 || noun->verb_share > 5)) continue;
    if (lexicon().not_cast.contains(w[k].low) || lexicon().not_cast.contains(phrase)) return {};
    sure = noun->by_hand;
    first = k + 1 - n;
    return phrase;
  }
  return {};
}

// "dog" for a terrier; the word itself otherwise.
std::vector<std::string> general_words(const std::string& species) {
  std::vector<std::string> out;
  for (const auto& [word, kinds] : tag_lexicon().generic)
    if (kinds.contains(species)) out.push_back(word);
  std::sort(out.begin(), out.end());
  const auto space = species.rfind(' ');
  if (space != std::string::npos) out.push_back(species.substr(space + 1));
  return out;
}
bool means(const std::string& word, const std::string& species) {
  if (word == species) return true;
  const auto general = general_words(species);
  return std::find(general.begin(), general.end(), word) != general.end();
}

}  // namespace

bool heard_from_afar(const std::vector<Word>& w) {
  const auto& heard = lexicon().animal_heard;
  for (std::size_t i = 0; i < w.size(); ++i)
    if (heard.contains(w[i].low) || (i + 1 < w.size() && heard.contains(w[i].low + " " + w[i + 1].low))) return true;
  return false;
}

bool animal_here(const std::vector<Word>& w, std::size_t i, std::size_t n) {
  const Lexicon& x = lexicon();
  const std::size_t last = i + n - 1;
  if (last + 1 < w.size() && w[last + 1].before == 0 && !w[last].possessive && !verb_next(w, last + 1)) {
    const auto* next = find_noun(w[last + 1].low);
    // "a dog bowl", "the horse cart"; but "a dog on the rug", "the dog ignores her".
    if (next && next->what != NounClass::kNone && !is_preposition(w[last + 1].low) && !is_adverb(w[last + 1].low) && verb_of_third(w[last + 1].low).empty() && !is_one_of(w[last + 1].low, {"and", "is", "has", "who", "that", "as", "with", "too", "again", "named", "called"})) return false;
  }
  bool found = false;
  for (std::size_t k = i; k-- > 0 && k + 5 > i;) {
    if (w[k + 1].before != 0 && w[k + 1].before != ',') break;
    if (x.animal_depicted.contains(w[k].low)) return false;
    if (is_one_of(w[k].low, {"like", "no", "not"})) return false;
    if (determiner(w[k])) {
      found = true;
      // "a picture of a horse", "like a dog", "eats a chicken".
      if (k > 0 && w[k].before == 0 && (is_one_of(w[k - 1].low, {"like", "than", "as"}) || x.animal_eaten.contains(w[k - 1].low))) return false;
      if (k > 1 && w[k - 1].low == "of" && x.animal_depicted.contains(w[k - 2].low)) return false;
      break;
    }
    if (is_preposition(w[k].low)) break;
  }
  return found;
}

// "BISCUIT, a small terrier", "a terrier called BISCUIT".
void Cast::name_animals(const Screenplay& script) {
  const auto call = [&](const Element& e, const std::vector<Word>& w, std::size_t i, const std::string& species) {
    const std::string id = upper(w[i].low);
    if (lexicon().roles.contains(w[i].low) || is_determiner(w[i].low)) return;
    int person = find_id(id);
    if (person < 0) person = add(id);
    if (person < 0) return;
    auto& m = members_[static_cast<std::size_t>(person)];
    if (!m.species.empty()) return;
    m.species = species;
    has_animals_ = true;
    if (i + 1 < w.size()) describe(person, e.text, w, i + 1);
    if (m.description.empty()) m.description = "a " + species;
  };
  for (const auto& e : script.elements) {
    if (e.kind != ElementKind::kAction || e.text.size() > 20000) continue;
    for (const auto& s : sentences(e.text)) {
      const auto w = words(e.text, s.begin, s.end);
      for (std::size_t i = 0; i < w.size(); ++i) {
        bool sure = false;
        std::size_t first = 0;
        const bool article = i + 2 < w.size() && w[i].capital && !w[i].possessive && is_one_of(w[i + 1].low, {"a", "an", "the", "his", "her", "their", "my"});
        if (article && (w[i + 1].before == ',' || w[i + 1].before == '(')) {
          for (std::size_t k = i + 2; k < std::min(w.size(), i + 9) && w[k].before == 0; ++k) {
            const std::string species = animal_noun(w, k, sure, first);
            if (species.empty() || !sure) continue;
            // "a dog walker" is nobody's dog; "a terrier with one ear" is.
            if (k + 1 < w.size() && w[k + 1].before == 0 && !is_preposition(w[k + 1].low) && !is_one_of(w[k + 1].low, {"who", "that", "and"}) && !verb_next(w, k + 1)) continue;
            call(e, w, i, species);
            break;
          }
        }
        if (is_one_of(w[i].low, {"called", "named"}) && i > 0 && i + 1 < w.size() && w[i + 1].capital) {
          const std::string species = animal_noun(w, i - 1, sure, first);
          if (!species.empty() && sure) call(e, w, i + 1, species);
        }
      }
    }
  }
}

void Cast::from_animals(const Screenplay& script) {
  name_animals(script);
  const Lexicon& x = lexicon();
  std::size_t made = 0;
  for (const auto& e : script.elements) {
    if (e.kind != ElementKind::kAction || e.text.size() > 20000) continue;
    for (const auto& s : sentences(e.text)) {
      const auto w = words(e.text, s.begin, s.end);
      const bool far_off = heard_from_afar(w);
      for (std::size_t k = 0; k < w.size(); ++k) {
        bool sure = false;
        std::size_t first = 0;
        const std::string species = animal_noun(w, k, sure, first);
        if (species.empty() || w[k].possessive || !animal_here(w, first, k + 1 - first)) continue;
        if (w[k].capital && !w[k].capitals && k > 0) continue;  // "the Fox Theatre"
        const bool acts = k + 1 < w.size() && w[k + 1].before == 0 && verb_next(w, k + 1);
        if (far_off && acts && (x.animal_calls.contains(verb_of_third(w[k + 1].low)) || tag_lexicon().heard.contains(verb_of_third(w[k + 1].low)))) continue;
        if (!sure && !acts) continue;
        // Who of those known is meant; "another dog", "a white dog" after a black one are others.
        std::size_t from = first;
        while (from > 0 && w[from].before == 0 && !determiner(w[from]) && from + 4 > first) --from;
        std::string adjective;
        for (std::size_t q = from + 1; q < first; ++q)
          if (!is_adverb(w[q].low)) adjective = w[q].low;
        const bool fresh = is_one_of(w[from].low, {"a", "an", "another"});
        int known = -1, of_kind = 0;
        for (std::size_t m = 0; m < members_.size(); ++m) {
          const auto& member = members_[m];
          if (member.species.empty() || !(means(species, member.species) || means(member.species, species))) continue;
          ++of_kind;
          const bool described = !adjective.empty() && (" " + lower(member.description) + " ").find(" " + adjective) != std::string::npos;
          if (known < 0 || described) known = static_cast<int>(m);
        }
        if (known >= 0) {
          const std::string text = " " + lower(members_[static_cast<std::size_t>(known)].description) + " ";
          const bool same = adjective.empty() || text.find(" " + adjective) != std::string::npos || !fresh;
          if (same && w[from].low != "another") continue;
          if (w[from].low != "another" && !fresh) continue;
        }
        const std::string id = (known >= 0 ? upper(adjective.empty() ? "other" : adjective) + " " : "") + upper(species);
        if (find_id(id) >= 0 || ++made > kMostAnimals) continue;
        const int person = add(id);
        if (person < 0) continue;
        auto& m = members_[static_cast<std::size_t>(person)];
        m.species = species;
        has_animals_ = true;
        // "a black dog with a white paw": what stands before and just after belongs to it.
        std::size_t end = k + 1;
        if (end < w.size() && w[end].before == 0 && w[end].low == "with")
          while (end < w.size() && end < k + 8 && (w[end].before == 0) && !is_verb_third(w[end].low)) ++end;
        m.description = std::string(trim(std::string_view(e.text).substr(w[from].begin, w[end - 1].end - w[from].begin)));
        std::replace(m.description.begin(), m.description.end(), '\n', ' ');
      }
    }
  }
}

// "the dog", "the black dog", "his dog": the animal that is meant; a general word means a named one when there is one only.
void Cast::index_animals() {
  WordMap<int> owner;
  const auto put = [&](const std::string& words, int person) {
    const auto [it, fresh] = owner.emplace(words, person);
    if (!fresh && it->second != person) it->second = -1;
  };
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const auto& m = members_[i];
    if (m.species.empty()) continue;
    const int person = static_cast<int>(i);
    const std::string low = lower(m.id);
    if (low.ends_with(m.species)) put(low, person);
    if (find_id(upper(m.species)) < 0) put(m.species, person);
    for (const auto& word : general_words(m.species))
      if (find_id(upper(word)) < 0) put(word, person);
    // The coat tells two of a kind apart.
    const auto said = words(m.description, 0, m.description.size());
    for (std::size_t k = 0; k + 1 < said.size(); ++k)
      if (said[k + 1].low == m.species && !is_determiner(said[k].low)) put(said[k].low + " " + m.species, person);
  }
  std::vector<std::pair<std::string, int>> all(owner.begin(), owner.end());
  std::sort(all.begin(), all.end());
  for (const auto& [phrase, person] : all) {
    if (person < 0) continue;
    std::vector<std::string> parts;
    for (auto part : split(phrase, ' '))
      if (!part.empty()) parts.emplace_back(part);
    auto& list = phrases_[parts[0]];
    list.push_back({parts, person, false, true});
    std::stable_sort(list.begin(), list.end(), [](const Phrase& a, const Phrase& b) { return a.words.size() > b.words.size(); });
  }
}

}  // namespace auteur::screenplay
