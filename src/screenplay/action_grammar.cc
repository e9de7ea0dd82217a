#include "action.h"

#include <algorithm>

#include "auteur/base/text.h"
#include "heading.h"
#include "noun_tables.h"
#include "tag_lexicon.h"

namespace auteur::screenplay {

namespace {

// "Mother and daughter", "the two women", "the pair": two people in one word; how many words it is, or 0.
std::size_t pair_words(const std::vector<Word>& w, std::size_t i) {
  static constexpr std::pair<std::string_view, std::string_view> kPairs[] = {{"mother", "daughter"}, {"mother", "son"}, {"father", "son"}, {"father", "daughter"}, {"husband", "wife"}, {"man", "wife"}, {"brother", "sister"}, {"sister", "brother"}, {"grandmother", "grandson"}, {"grandfather", "grandson"}, {"grandmother", "granddaughter"}, {"grandfather", "granddaughter"}, {"bride", "groom"}};
  if (i + 2 < w.size() && w[i + 1].low == "and" && !w[i].possessive)
    for (const auto& [a, b] : kPairs)
      if ((w[i].low == a && w[i + 2].low == b) || (w[i].low == b && w[i + 2].low == a)) return 3;
  if (w[i].low != "the" && w[i].low != "both") return 0;
  if (i + 1 >= w.size() || w[i + 1].possessive) return 0;
  if (is_one_of(w[i + 1].low, {"pair", "couple"})) return 2;
  if (w[i + 1].low != "two") return 0;
  if (i + 3 < w.size() && w[i + 2].low == "of" && w[i + 3].low == "them") return 4;
  if (i + 2 < w.size() && is_one_of(w[i + 2].low, {"women", "men", "girls", "boys", "friends", "sisters", "brothers", "children", "old", "lovers", "others"})) return 3;
  return 2;
}

bool handles(const std::string& lemma) {
  const auto* kinds = find(lexicon().frames, lemma);
  return kinds && std::any_of(kinds->begin(), kinds->end(), [](BeatKind k) { return k == BeatKind::kPickUp || k == BeatKind::kPutDown || k == BeatKind::kUse || k == BeatKind::kMove; });
}

}  // namespace

void ActionReader::see(int person) {
  if (person < 0 || !here(person)) return;
  auto& seen = memory_.seen;
  if (std::find(seen.begin(), seen.end(), person) == seen.end() && seen.size() < 200) seen.push_back(person);
}

void ActionReader::mention(int person) {
  if (person < 0) return;
  if (cast_.animal(person)) {
    memory_.last_animal = person;
  } else {
    memory_.last_person = person;
    std::erase(memory_.recent, person);
    memory_.recent.push_back(person);
  }
  if (cast_.animal(person) && cast_.gender(person).empty()) return;  // "it"
  const auto& g = cast_.gender(person);
  if (g != "male") memory_.last_female = person;
  if (g != "female") memory_.last_male = person;
}

bool ActionReader::in_vehicle() const { return is_vehicle_place(scene_.place); }

// "Mother and daughter", "the two women": the two who acted together, who are here, or who were named last.
std::vector<int> ActionReader::the_two() const {
  if (memory_.subjects.size() == 2) return memory_.subjects;
  std::vector<int> people;
  for (int p : memory_.seen)
    if (!cast_.animal(p)) people.push_back(p);
  if (people.size() > 2 && memory_.recent.size() >= 2) people = {memory_.recent[memory_.recent.size() - 2], memory_.recent.back()};
  if (people.size() < 2 && memory_.before.size() == 2) people = memory_.before;
  if (people.size() != 2) people.clear();
  return people;
}

// Those who acted together; else everybody here; in a scene that has just begun, those of the scene before.
std::vector<int> ActionReader::they(bool all) const {
  std::vector<int> out = memory_.subjects.size() >= 2 ? memory_.subjects : memory_.seen;
  if (out.size() < 2 && memory_.before.size() >= 2 && !all) out = memory_.before;
  if (out.size() > 6) out.resize(6);
  return out;
}

int ActionReader::pronoun(std::string_view low, const std::vector<int>& not_these) const {
  const bool female = is_one_of(low, {"she", "her", "hers", "herself"});
  const bool male = is_one_of(low, {"he", "him", "his", "himself"});
  if (!female && !male) return -1;
  const auto barred = [&](int p) { return std::find(not_these.begin(), not_these.end(), p) != not_these.end(); };
  const int first = female ? memory_.last_female : memory_.last_male;
  if (first >= 0 && !barred(first)) return first;
  // The one meant is somebody else of that gender who is here.
  for (auto it = memory_.seen.rbegin(); it != memory_.seen.rend(); ++it) {
    const auto& g = cast_.gender(*it);
    if (!barred(*it) && (g.empty() || (g == "female") == female)) return *it;
  }
  return -1;
}

// Whether word k is a verb of action here, and not a noun that looks like one ("her hands", "the steps").
bool ActionReader::accepts(const std::vector<Word>& w, std::size_t k, const VerbReading& r, const std::vector<Verb>& before) const {
  if (w[k].possessive || (w[k].capital && !w[k].capitals && k > 0)) return false;
  std::size_t p = k;  // the word before, adverbs skipped
  while (p > 0 && w[p].before == 0 && (is_adverb(w[p - 1].low))) --p;
  for (std::size_t i = p; i < k; ++i)
    if (is_one_of(w[i].low, {"not", "never"})) return false;
  if (p > 0 && is_one_of(w[p - 1].low, {"not", "never", "don't", "doesn't", "won't", "can't", "without", "cannot"})) return false;
  const bool at_start = p == 0;
  const bool after_mark = p < w.size() && w[p].before != 0 && w[p].before != '"';
  const std::string prev = p > 0 ? w[p - 1].low : "";
  const bool joined = is_one_of(prev, {"and", "then", "but", "or", "who", "that", "which", "as"});
  const bool person_before = p > 0 && (is_subject_pronoun(prev) || [&] {
    for (std::size_t n = 1; n <= 4 && n <= p; ++n)
      if (const auto m = cast_.at(w, p - n); m.person >= 0 && m.words == n && !w[p - 1].possessive) return true;
    return false;
  }());
  const bool pair_before = [&] {
    for (std::size_t n = 2; n <= 4 && n <= p; ++n)
      if (pair_words(w, p - n) == n) return true;
    return false;
  }();
  const bool plural_before = pair_before || is_one_of(prev, {"they", "both", "all", "we", "them"}) || (person_before && p >= 3 && (w[p - 2].low == "and" || (p >= 4 && w[p - 3].low == "and")));
  const bool same_clause = !before.empty() && [&] {
    for (std::size_t i = before.back().at + 1; i <= k; ++i)
      if (w[i].before != 0 || is_one_of(w[i].low, {"and", "then", "but", "as", "while", "who", "when", "before", "until", "which", "that"})) return false;
    return true;
  }();
  switch (r.form) {
    case VerbForm::kThird:
      if (at_start) return true;
      if (after_mark || joined) return !(k + 1 < w.size() && is_one_of(w[k].low, {"hands", "eyes"}) && w[k + 1].before != 0);
      if (is_determiner(prev) || is_preposition(prev)) return person_before && !is_one_of(prev, {"her", "his"});
      if (w[p - 1].possessive) return false;
      if (person_before) return true;
      // "The old man stands": the first verb of its clause; "has kind looks" has one already.
      for (std::size_t i = p; i-- > 0 && w[i + 1].before == 0;)
        if (is_one_of(w[i].low, {"has", "have", "is", "are", "was", "were"})) return false;
      return !same_clause;
    case VerbForm::kBase:
      if (prev == "to" && p >= 2) return is_one_of(w[p - 2].low, {"turns", "moves", "goes", "rises", "starts", "begins", "stands", "leans", "bends", "stoops", "kneels", "reaches", "stops", "crouches", "comes", "manages", "hurries", "runs"});
      if (p >= 1 && prev.size() > 3 && prev.ends_with('s') && !same_clause && (p == 1 || is_determiner(w[p - 2].low)) && singular(prev) != prev) return true;  // "The lights go out"
      if (is_one_of(prev, {"hands", "eyes", "lips", "fingers", "shoulders", "knees", "legs"})) return !same_clause;
      if (is_one_of(prev, {"children", "people", "men", "women", "two", "three", "others"})) return !same_clause;
      if (plural_before) return true;
      if (person_before && !before.empty() && same_clause) return is_one_of(before.back().lemma, {"watch", "see", "hear", "let", "make", "help", "notice"});
      return false;
    case VerbForm::kIng:
      if (at_start || after_mark) return true;
      return is_one_of(prev, {"is", "are", "and", "while", "starts", "begins", "keeps", "was", "still", "sits", "stands", "stops"}) ? prev != "stops" : person_before;
  }
  return false;
}

std::vector<ActionReader::Verb> ActionReader::find_verbs(const std::vector<Word>& w) const {
  std::vector<Verb> verbs;
  for (std::size_t k = 0; k < w.size(); ++k) {
    const auto* readings = find(lexicon().verbs, w[k].low);
    if (!readings && cast_.has_animals()) readings = find(lexicon().animal_verbs, w[k].low);
    if (!readings) continue;
    if (cast_.at(w, k).person >= 0 && w[k].capital && k + 1 < w.size() && is_verb_third(w[k + 1].low)) continue;  // a name
    for (const auto& r : *readings) {
      if (!accepts(w, k, r, verbs)) continue;
      verbs.push_back({k, r.lemma, r.form});
      break;
    }
    if (verbs.size() > 40) break;
  }
  return verbs;
}

ActionReader::Subject ActionReader::subject_of(const std::vector<Word>& w, const std::vector<Verb>& verbs, std::size_t n, const Subject& before) {
  const std::size_t k = verbs[n].at;
  const std::size_t floor = n == 0 ? 0 : verbs[n - 1].at + 1;
  for (std::size_t i = floor; i < k; ++i) {
    const std::size_t two = pair_words(w, i);
    if (two == 0 || i + two > k || (i > floor && is_preposition(w[i - 1].low))) continue;
    if (!std::all_of(w.begin() + static_cast<std::ptrdiff_t>(i + two), w.begin() + static_cast<std::ptrdiff_t>(k), [](const Word& x) { return is_adverb(x.low) && x.before == 0; })) continue;
    Subject s;
    s.people = the_two();
    if (!s.people.empty()) return s;
  }
  // "Victor, Rose and Benny run": a list of people from its first name on is no border.
  std::size_t list_begin = k, list_end = k;
  for (std::size_t i = floor; i < k && list_begin == k; ++i) {
    if (i > floor && w[i].before == 0 && !is_one_of(w[i - 1].low, {"and", "then", "but", "as", "while", "when", "until", "before"})) continue;
    std::size_t at = i, names = 0;
    bool ends_in_and = false;
    while (at < k) {
      if (names > 0 && w[at].low == "and") { ends_in_and = true; ++at; continue; }
      if (names > 0 && !ends_in_and && w[at].before != ',') break;
      const std::size_t name = at + (is_one_of(w[at].low, {"the", "a"}) && at + 1 < k ? 1 : 0);
      const Mention m = cast_.at(w, name);
      if (m.person < 0 || name + m.words > k || w[name + m.words - 1].possessive) break;
      at = name + m.words;
      ++names;
      if (ends_in_and) break;
    }
    if (names >= 3 && ends_in_and) { list_begin = i; list_end = at; }
  }
  // The region after the last border before the verb; "and" between two people is no border.
  std::size_t from = floor;
  bool border = n == 0;
  for (std::size_t i = floor; i < k; ++i) {
    if (w[i].inside) continue;
    if (i > list_begin && i < list_end) continue;
    if (w[i].before != 0 && i > floor && w[i].before != '"' && w[i].before != ')') { from = i; border = true; }
    if (is_one_of(w[i].low, {"then", "but", "as", "while", "when", "until", "before", "where"})) { from = i + 1; border = true; }
    if (w[i].low == "who") { from = i; border = true; }
    if (w[i].low == "and" && !(i > 0 && i + 1 < k && [&] {
          const bool left = is_subject_pronoun(w[i - 1].low) || [&] { for (std::size_t b = 1; b <= 4 && b <= i; ++b) if (const auto m = cast_.at(w, i - b); m.person >= 0 && m.words == b) return true; return false; }();
          const bool right = cast_.at(w, i + 1).person >= 0 || is_subject_pronoun(w[i + 1].low);
          return left && right && (n == 0 || border);
        }())) { from = i + 1; border = true; }
  }
  if (w[k].before != 0 && k > floor && w[k].before != '"' && w[k].before != ')') { from = k; border = true; }

  Subject s;
  if (!border && verbs[n].form == VerbForm::kBase && n > 0) {
    // "watches Tom walk": the person seen; "turns to leave": the same person.
    for (std::size_t i = floor; i < k; ++i)
      if (const auto m = cast_.at(w, i); m.person >= 0) s.people = {m.person};
    if (s.people.empty()) return before;
    return s;
  }
  bool after_preposition = false, words_there = false, everybody = false, all = false;
  std::string head;
  bool body_of_person = false;
  int owner = -1;
  for (std::size_t i = from; i < k; ++i) {
    const auto& low = w[i].low;
    if (w[i].inside) continue;
    if (w[i].before != 0 && i > from) after_preposition = false;
    if (low == "who") { s.people = {memory_.last_person}; if (memory_.last_person < 0) s.people.clear(); continue; }
    if (is_one_of(low, {"they", "both", "everyone", "everybody"}) || (low == "all" && i + 1 < k)) { everybody = !after_preposition; all |= low != "they" && low != "both"; words_there = true; continue; }
    if (is_adverb(low) || is_one_of(low, {"and", "then", "still", "is", "are"})) continue;
    if (is_preposition(low)) { after_preposition = true; words_there = true; continue; }
    const Mention m = cast_.at(w, i);
    int person = m.person;
    if (person < 0 && is_one_of(low, {"he", "she"})) person = pronoun(low, {});
    if (person < 0 && low == "it" && memory_.last_animal >= 0) person = memory_.last_animal;
    if (person < 0 && is_one_of(low, {"his", "her"})) { owner = pronoun(low, {}); words_there = true; continue; }
    if (person >= 0) {
      const std::size_t last = i + std::max<std::size_t>(m.words, 1) - 1;
      words_there = true;
      if (w[last].possessive) owner = person;
      else if (!after_preposition) s.people.push_back(person);
      i = last;
      continue;
    }
    words_there = true;
    if (is_one_of(low, {"he", "she"})) continue;  // nobody known is meant
    if (!is_determiner(low)) {
      if (!after_preposition || head.empty()) head = low;
      body_of_person |= owner >= 0 && lexicon().not_props.contains(low);
    }
  }
  if (!s.people.empty()) return s;
  if (everybody) {
    s.people = they(all);
    return s;
  }
  // "Across from him sits CLARA."
  if (words_there && k + 1 < w.size() && (from < w.size() && is_preposition(w[from].low))) {
    std::size_t i = k + 1;
    if (is_determiner(w[i].low) && i + 1 < w.size()) ++i;
    if (const auto m = cast_.at(w, i); m.person >= 0) { s.people = {m.person}; s.inverted_from = from; s.inverted = true; return s; }
  }
  if (body_of_person && owner >= 0) { s.people = {owner}; return s; }
  if (words_there && !head.empty()) { s.is_thing = true; s.thing = head; return s; }
  if (n > 0) return before;
  // "ANA (70s), grey, stands": the first person named; else whoever acted last.
  for (std::size_t i = 0; i < k; ++i)
    if (const auto m = cast_.at(w, i); m.person >= 0 && !(i > 0 && is_one_of(w[i - 1].low, {"of", "like", "no"})) && !w[i + m.words - 1].possessive) { s.people = {m.person}; return s; }
  s.people = memory_.subjects;
  if (s.people.empty() && memory_.last_person >= 0) s.people = {memory_.last_person};
  return s;
}

ActionReader::Noun ActionReader::noun_at(const std::vector<Word>& w, std::size_t& i, std::size_t to, const std::vector<int>& subjects) {
  Noun n;
  const auto& low = w[i].low;
  if (const Mention m = cast_.at(w, i); m.person >= 0 && !w[i + m.words - 1].possessive) {
    n.person = m.person;
    i += m.words;
    return n;
  }
  const bool next_is_noun = i + 1 < to && w[i + 1].before == 0 && !is_determiner(w[i + 1].low) && !is_preposition(w[i + 1].low) && !is_adverb(w[i + 1].low) && w[i + 1].low != "and" && w[i + 1].low != "then";
  if (is_one_of(low, {"him", "himself"}) || (low == "her" && !next_is_noun) || low == "herself") {
    n.person = low == "himself" || low == "herself" ? (subjects.empty() ? -1 : subjects[0]) : pronoun(low, subjects);
    ++i;
    return n;
  }
  if (low == "what") { i = to; return n; }
  if (low == "it" && memory_.last_animal >= 0 && memory_.animal_is_it && std::find(subjects.begin(), subjects.end(), memory_.last_animal) == subjects.end()) { n.person = memory_.last_animal; ++i; return n; }
  if (low == "it" || (low == "one" && i > 0 && w[i - 1].low == "the")) {
    if (memory_.last_dressing.empty()) n.prop = memory_.last_prop;
    else n.dressing = memory_.last_dressing;
    ++i;
    return n;
  }
  if (low == "each" && i + 1 < to && w[i + 1].low == "other") { n.word = "each-other"; i += 2; return n; }
  if (low == "them") {
    for (int p : memory_.seen)
      if (std::find(subjects.begin(), subjects.end(), p) == subjects.end()) { n.person = p; break; }
    ++i;
    return n;
  }
  const bool possessed = is_determiner(low) || w[i].possessive;
  if (possessed) { n.determined = true; ++i; }
  if (possessed && i < to)
    if (const Mention m = cast_.at(w, i); m.person >= 0 && !w[i + m.words - 1].possessive) {  // "the guard"
      n.person = m.person;
      i += m.words;
      return n;
    }
  // The noun phrase runs to the next preposition, determiner, mark or person.
  std::size_t end = i;
  while (end < to && (end == i || w[end].before == 0) && !is_preposition(w[end].low) && !(is_determiner(w[end].low) && end > i) && !is_adverb(w[end].low) && w[end].low != "and" && w[end].low != "then" && !is_one_of(w[end].low, {"where", "who", "which", "that", "until", "what", "while", "as"})) {
    if (end > i && cast_.at(w, end).person >= 0 && !w[end].possessive) break;
    ++end;
  }
  if (end == i) { i = std::max(i, possessed ? i : i + 1); return n; }
  const Lexicon& x = lexicon();
  for (std::size_t k = end; k-- > i;) {  // the head is the last word: longest known phrase that ends there
    bool found = false;
    for (std::size_t from = k + 1 - std::min<std::size_t>(3, k + 1 - i); from <= k && !found; ++from) {
      std::string phrase;
      for (std::size_t q = from; q <= k; ++q) phrase += (phrase.empty() ? "" : " ") + w[q].low + (w[q].possessive && q < k ? "'s" : "");
      const std::string one = singular(phrase);
      const auto* d = find(x.dressing, phrase);
      if (!d) d = find(x.dressing, one);
      if (d) {
        n.dressing = *d;
        if (*d == "lamp" && std::find(scene_.dressing.begin(), scene_.dressing.end(), "streetlamp") != scene_.dressing.end()) n.dressing = "streetlamp";
        found = true;
      }
      if (const auto* p = find(x.props, one)) {
        if (p->type == "liquid") { if (!d) n.word = one; n.liquid = true; }
        else n.prop = p->id;
        found = true;
      }
    }
    if (found) break;
    if (k == end - 1) n.word = w[k].low;
  }
  if (n.dressing.empty() && n.prop.empty() && n.word.empty()) n.word = w[end - 1].low;
  i = end;
  return n;
}

ActionReader::Arguments ActionReader::arguments(const std::vector<Word>& w, std::size_t from, std::size_t to, const std::string& lemma, const std::vector<int>& subjects) {
  Arguments a;
  a.phrases.push_back({});
  for (std::size_t i = from; i < to;) {
    const auto& low = w[i].low;
    const bool last_word = i + 1 >= to || w[i + 1].before != 0 || is_preposition(w[i + 1].low) || w[i + 1].low == "and" || is_adverb(w[i + 1].low);
    if (is_particle(low) && a.particle.empty()) {
      const auto* kinds = find(lexicon().frames, lemma + " " + low);
      const bool transitive = kinds && std::any_of(kinds->begin(), kinds->end(), [](BeatKind k) {
        return k == BeatKind::kPickUp || k == BeatKind::kPutDown || k == BeatKind::kUse || k == BeatKind::kOpen || k == BeatKind::kClose || k == BeatKind::kMove || k == BeatKind::kGive;
      });
      // "puts on the coat" against "puts the key on the table": away from its verb and before a noun it is a preposition.
      const bool adjacent = i == from;
      if (last_word || (kinds && adjacent && (transitive || (low != "in" && low != "on")))) {
        a.particle = low;
        a.particle_adjacent = adjacent;
        ++i;
        continue;
      }
    }
    if (is_preposition(low)) { a.phrases.push_back({low, {}}); ++i; continue; }
    if (is_adverb(low)) { if (low.ends_with("ly")) a.adverb = low; ++i; continue; }
    if (is_one_of(low, {"and", "then", "still", "again", "one", "last"})) { ++i; continue; }
    const std::size_t start = i;
    if (low == "them" && a.phrases.size() == 1 && handles(lemma)) {  // "sets them on the desk": the things
      Noun them;
      them.prop = memory_.last_prop;
      if (them) a.phrases.back().nouns.push_back(std::move(them));
      ++i;
      continue;
    }
    Noun n = noun_at(w, i, to, subjects);
    if (n) a.phrases.back().nouns.push_back(std::move(n));
    if (i == start) ++i;
    if (a.phrases.size() > 12) break;
  }
  return a;
}

}  // namespace auteur::screenplay
