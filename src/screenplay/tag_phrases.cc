#include "tag_phrases.h"

#include "noun_tables.h"

namespace auteur::screenplay {
namespace {

bool conjunction(std::string_view w) { return is_one_of(w, {"and", "or", "but", "then", "while", "when", "until", "because", "if", "nor", "though", "although", "whenever", "where", "so", "that", "which"}); }
bool auxiliary(std::string_view w) { return is_one_of(w, {"is", "are", "was", "were", "be", "been", "has", "have", "had", "does", "do", "did", "can", "could", "will", "would", "should", "must", "may", "might", "cannot", "isn't", "doesn't", "don't", "won't"}); }
bool pronoun(std::string_view w) { return is_one_of(w, {"he", "she", "it", "they", "we", "i", "you", "him", "them", "himself", "herself", "itself", "themselves", "who", "whom", "nobody", "everybody", "everyone", "somebody", "someone", "something", "nothing", "everything", "anything", "each", "both", "all", "one", "what", "neither", "none", "there", "here", "hers", "theirs", "mine", "yours", "others", "other"}); }
bool quantity(std::string_view w) { return is_one_of(w, {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozen", "twelve", "twenty", "hundred", "several", "many", "few", "some", "half"}) || (!w.empty() && w[0] >= '0' && w[0] <= '9'); }
bool determiner(std::string_view w) { return is_determiner(w) || quantity(w) || w == "neither" || w == "whose"; }
bool preposition(std::string_view w) { return w != "front" && (is_preposition(w) || is_one_of(w, {"astride", "aboard", "atop", "amid", "via", "per", "than", "ahead", "instead", "onboard", "alongside"})); }

bool human(const NounEntry* n) { return n && (n->what == NounClass::kCrowd || (n->what == NounClass::kPerson && n->share >= 50)); }

// Words of the sentence with their parts of speech: closed classes first, then what stands before and after decides.
class Reader {
 public:
  Reader(std::string_view text, Sentence s, const Cast& cast) : cast_(cast) {
    r_.words = words(text, s.begin, s.end);
    if (r_.words.size() > 400) r_.words.resize(400);
    r_.tokens.resize(r_.words.size());
    bool quoted = false;
    std::size_t at = s.begin;
    for (std::size_t i = 0; i < r_.words.size(); ++i) {
      for (; at < r_.words[i].begin; ++at) {
        if (text[at] == '"') quoted = !quoted;
        if (text.substr(at, 3) == "\u201c") quoted = true;
        if (text.substr(at, 3) == "\u201d") quoted = false;
      }
      r_.tokens[i].quoted = quoted;
    }
  }

  SentenceReading run() {
    parts();
    phrases();
    return std::move(r_);
  }

 private:
  const Word& w(std::size_t i) const { return r_.words[i]; }
  Token& t(std::size_t i) { return r_.tokens[i]; }
  bool marked(std::size_t i) const { return i >= r_.words.size() || r_.words[i].before != 0; }  // a mark stands before word i

  // What follows a verb and cannot follow a noun that ends its phrase.
  bool verb_follows_up(std::size_t i) const {
    if (i >= r_.words.size() || marked(i)) return false;
    const auto& low = r_.words[i].low;
    return determiner(low) || pronoun(low) || low == "her" || low == "his" || is_adverb(low) || r_.tokens[i].part == Part::kPerson;
  }

  void parts() {
    const std::size_t n = r_.words.size();
    for (std::size_t i = 0; i < n; ++i) {
      const auto& low = w(i).low;
      // "doctor's note" of nobody in the film stays a noun; names of the cast are people.
      if (const Mention m = cast_.at(r_.words, i); m.person >= 0 && (w(i).capital || m.words > 1 || i == 0 || determiner(w(i - 1).low) || w(i).capitals)) {
        for (std::size_t k = i; k < i + m.words && k < n; ++k) { t(k).part = Part::kPerson; t(k).person = m.person; }
        i += m.words - 1;
        continue;
      }
      if (determiner(low)) t(i).part = Part::kDeterminer;
      else if (auxiliary(low)) t(i).part = Part::kAuxiliary;
      else if (conjunction(low) || low == "as") t(i).part = Part::kConjunction;
      else if (pronoun(low)) t(i).part = Part::kPronoun;
      else if (preposition(low)) t(i).part = Part::kPreposition;
      else if (is_adverb(low) || is_one_of(low, {"up", "down", "away", "back", "off", "out", "not", "very", "too", "so", "quite", "more", "most", "less"})) t(i).part = Part::kAdverb;
    }
    for (std::size_t i = 1; i < n; ++i)
      if (w(i).low == "can" && !marked(i) && (t(i - 1).part == Part::kDeterminer || by_hand(phrase_text(i - 1, i)))) t(i).part = Part::kOther;  // "a coffee can"
    bool verb_in_clause = false;
    for (std::size_t i = 0; i < n; ++i) {
      const bool border = i == 0 || marked(i) || t(i - 1).part == Part::kConjunction;
      if (border && (i == 0 || marked(i) || !t(i).part_of_name)) verb_in_clause = verb_in_clause && !(i == 0 || marked(i) || t(i - 1).part == Part::kConjunction);
      if (t(i).part == Part::kAuxiliary) { verb_in_clause = true; continue; }
      if (t(i).part != Part::kOther) continue;
      const auto& low = w(i).low;
      const auto* noun = find_noun(low);
      const std::string third = w(i).possessive ? std::string() : verb_of_third(low);
      const std::string ing = verb_of_ing(low);
      const Part before = i == 0 ? Part::kOther : t(i - 1).part;
      const std::string_view prev = i == 0 ? std::string_view() : std::string_view(w(i - 1).low);
      bool verb = false;
      const bool compound = i > 0 && !marked(i) && (by_hand(phrase_text(i - 1, i)) || (i > 1 && !marked(i - 1) && by_hand(phrase_text(i - 2, i))));  // "fairy lights"
      if (!third.empty() && !compound) {
        if (!noun) verb = !(before == Part::kDeterminer || before == Part::kPreposition) || third.size() > 3 ? before != Part::kDeterminer && before != Part::kPreposition : false;
        else if (i > 0 && !marked(i) && (before == Part::kPronoun || (before == Part::kPerson && !w(i - 1).possessive))) verb = !(prev == "other" || prev == "others");
        else if (i > 0 && !marked(i) && (before == Part::kDeterminer || before == Part::kPreposition || w(i - 1).possessive)) verb = false;
        else if (before == Part::kAdverb && !marked(i)) verb = true;
        else if (before == Part::kConjunction && !marked(i)) verb = verb_follows_up(i + 1) || (noun->verb_share >= 50 && !noun->by_hand) || (i + 1 < n && !marked(i + 1) && t(i + 1).part == Part::kPreposition && i > 1 && verb_seen_) || (verb_seen_ && (i + 1 >= n || marked(i + 1)) && (noun->what == NounClass::kSfx || noun->what == NounClass::kSound || noun->verb_share >= 60));
        else if (border) verb = verb_follows_up(i + 1) || (verb_seen_ && i + 1 < n && !marked(i + 1) && (t(i + 1).part == Part::kPreposition || t(i + 1).part == Part::kAdverb));
        else if (before == Part::kNoun) verb = !verb_in_clause && (noun->verb_share >= 10 || (noun->by_hand && noun->what == NounClass::kNone) || verb_follows_up(i + 1) || w(i).capitals) && !item_of_list(i) && (!verb_seen_ || i + 1 >= n || marked(i + 1) || t(i + 1).part != Part::kOther || w(i).capitals) && !(i + 1 < n && !marked(i + 1) && !verb_of_third(w(i + 1).low).empty() && !find_noun(w(i + 1).low));
        else verb = !verb_in_clause && verb_follows_up(i + 1);
        if (!verb && w(i).capitals && before == Part::kNoun && !marked(i)) verb = true;
        // A plural that another verb follows is a noun: "the boots squeak".
        if (verb && noun && i + 1 < n && !marked(i + 1) && t(i + 1).part == Part::kOther && !verb_of_third(w(i + 1).low).empty() && !find_noun(w(i + 1).low)) verb = false;
      }
      if (verb) {
        t(i).part = Part::kVerb;
        t(i).lemma = last_verb_ = third;
        verb_in_clause = verb_seen_ = true;
        continue;
      }
      if (!ing.empty() && !w(i).possessive && !compound) {
        const bool next_noun = i + 1 < n && !marked(i + 1) && t(i + 1).part == Part::kOther && find_noun(w(i + 1).low) && verb_of_third(w(i + 1).low).empty();
        const bool adjective = next_noun && (before == Part::kDeterminer || find_noun(low + " " + w(i + 1).low) || (before == Part::kPreposition) || before == Part::kOther);
        const bool noun_itself = noun && (before == Part::kDeterminer || before == Part::kPreposition || (noun->by_hand && !verb_follows_up(i + 1)) );
        if (!adjective && !noun_itself) {
          t(i).part = Part::kParticiple;
          t(i).lemma = ing;
          verb_seen_ = true;
          continue;
        }
      }
      // The base form after a plural or "to": "Soldiers cling to", "to fly".
      if (tag_lexicon().verbs.contains(low) && !w(i).possessive && i > 0 && !marked(i)) {
        const bool to = prev == "to" && (!noun || verb_follows_up(i + 1) || noun->verb_share > 60);
        const bool plural = (before == Part::kNoun && prev.ends_with('s') && t(i - 1).lemma != prev && !verb_in_clause && (!noun || i + 1 >= n || marked(i + 1) || t(i + 1).part != Part::kOther)) || prev == "they" || prev == "both" || prev == "who";
        const bool crowd = before == Part::kNoun && !verb_in_clause && human(find_noun(prev)) && noun_lemma(prev) != prev;
        const bool let = is_one_of(last_verb_, {"let", "make", "watch", "see", "hear", "help"}) && (before == Part::kNoun || before == Part::kPerson || is_one_of(prev, {"it", "him", "them"})) && (i + 1 >= n || marked(i + 1) || t(i + 1).part != Part::kOther);
        const bool modal = before == Part::kAuxiliary && !is_one_of(prev, {"is", "are", "was", "were", "be", "has", "have", "had"});
        const bool joined = prev == "and" && base_before_ && verb_follows_up(i + 1);
        const bool people = before == Part::kNoun && !verb_in_clause && is_one_of(prev, {"children", "people", "men", "women", "crew", "cattle", "geese", "mice"});
        if (!compound && (to || plural || modal || joined || people || crowd || let)) {
          t(i).part = Part::kVerb;
          t(i).lemma = low;
          verb_in_clause = verb_seen_ = base_before_ = true;
          continue;
        }
      }
      if (noun) {
        t(i).part = Part::kNoun;
        t(i).lemma = noun_lemma(low);
      } else if (low.ends_with("ed") && !w(i).capitals) {
        t(i).part = Part::kOther;
      }
    }
  }

  static bool by_hand(const std::string& phrase) {
    const auto* hit = find_noun(phrase);
    return hit && hit->by_hand;
  }

  // ", silver spurs," is a thing in a list and no sentence.
  bool item_of_list(std::size_t i) const {
    if (!marked(i + 1)) return false;
    std::size_t k = i;
    while (k > 0 && !marked(k)) {
      if (r_.tokens[k].part == Part::kDeterminer) return false;
      --k;
    }
    return k > 0 && r_.tokens[k].part != Part::kDeterminer && r_.tokens[k].part != Part::kPerson;
  }

  std::string phrase_text(std::size_t from, std::size_t to) const {
    std::string s;
    for (std::size_t q = from; q <= to; ++q) s += (s.empty() ? "" : " ") + r_.words[q].low + (r_.words[q].possessive && q < to ? "'s" : "");
    return s;
  }

  // Held by somebody: the words after the phrase say in, on, under whose what.
  bool held_after(std::size_t last) const {
    const std::size_t n = r_.words.size();
    for (std::size_t i = last + 1; i < n && i <= last + 6; ++i) {
      const auto& low = r_.words[i].low;
      if (marked(i)) return false;
      if (r_.tokens[i].part == Part::kVerb) return false;
      if (!is_one_of(low, {"in", "on", "under", "across", "behind", "between", "over", "round", "around", "to", "against", "at", "from", "above"})) continue;
      for (std::size_t k = i + 1; k < n && k <= i + 5 && !(k > i + 1 && marked(k)); ++k) {
        const bool own = is_one_of(r_.words[i + 1].low, {"his", "her", "their", "its", "one", "each", "both", "the"}) || r_.tokens[i + 1].part == Part::kPerson;
        if (own && tag_lexicon().held.contains(r_.words[k].low)) return !(low == "to" || low == "at" || low == "from") || low != "from";
        if (is_one_of(r_.words[k].low, {"hand", "length"}) && low == "at") return true;
      }
    }
    return false;
  }

  void phrases() {
    const std::size_t n = r_.words.size();
    NounPhrase context;                 // what governs the next phrase
    bool compared = false, compared_clause = false, depicted = false;
    std::size_t subject_first = 0, subject_last = 0;
    bool have_subject = false;
    Agent last_agent = Agent::kUnknown;
    int last_person = -1, described = -1;
    bool carried_on_body = false;       // "On her arm a birdcage"
    for (std::size_t i = 0; i < n;) {
      const auto& low = w(i).low;
      if (marked(i) && i > 0) {
        compared = compared_clause = depicted = false;
        context.preposition.clear();
        if (w(i).before == ';' || w(i).before == ':' || w(i).before == '-') context.verb.clear();
        context.object = false;
        context.listed = true;
        context.particle.clear();
        carried_on_body = false;
      }
      if (t(i).quoted) { ++i; continue; }
      const Part part = t(i).part;
      if (part == Part::kPerson) {
        std::size_t e = i;
        while (e + 1 < n && t(e + 1).part == Part::kPerson && t(e + 1).person == t(i).person && !marked(e + 1) && !w(e).possessive) ++e;
        if (!w(e).possessive && context.preposition.empty() && !context.object) {
          last_agent = Agent::kPerson; last_person = t(i).person; subject_first = i; subject_last = e; have_subject = true;
          described = t(i).person;
        }
        if (!w(e).possessive && context.preposition.empty()) described = t(i).person;
        if (!w(e).possessive) context.object = context.object && false;
        i = e + 1;
        continue;
      }
      if (part == Part::kPronoun) {
        if (is_one_of(low, {"he", "she", "they", "who", "everybody", "everyone", "somebody", "someone", "i", "we", "both", "nobody"})) { last_agent = Agent::kPerson; last_person = -1; subject_first = subject_last = i; have_subject = true; }
        if (low == "it") { if (!context.object) { last_agent = Agent::kAnimal; subject_first = subject_last = i; have_subject = true; } }
        ++i;
        continue;
      }
      if (part == Part::kAuxiliary) {
        if (is_one_of(low, {"has", "have", "had"})) { context.verb = "have"; context.object = true; context.agent = last_agent; context.preposition.clear(); context.listed = false; }
        else if (is_one_of(low, {"is", "are", "was", "were"})) {
          context.verb = "be"; context.object = false; context.agent = last_agent; context.preposition.clear();
          if (i + 1 < n && tag_lexicon().thrown.contains(w(i + 1).low)) r_.clauses.push_back({i + 1, w(i + 1).low, last_agent, last_person, subject_first, subject_last, have_subject, true});
        }
        ++i;
        continue;
      }
      if (part == Part::kVerb || part == Part::kParticiple) {
        context = NounPhrase{};
        context.verb = t(i).lemma;
        context.object = true;
        context.agent = last_agent;
        if (part == Part::kParticiple && last_agent == Agent::kUnknown) context.agent = Agent::kPerson;
        // Without a subject of its own the sentence goes on about whoever acted: "Takes the cup."
        if (part == Part::kVerb && last_agent == Agent::kUnknown) context.agent = Agent::kPerson;
        compared = compared_clause;
        depicted = false;
        if (part == Part::kVerb) r_.clauses.push_back({i, t(i).lemma, context.agent, last_person, subject_first, subject_last, have_subject, false});
        ++i;
        continue;
      }
      if (part == Part::kConjunction) {
        if (low == "as") {
          // "white as paper", "as large as a flag"; not "as Dell starts the engine".
          bool clause = false;
          std::size_t k = i + 1;
          while (k < n && !marked(k)) { clause |= t(k).part == Part::kVerb || t(k).part == Part::kAuxiliary; ++k; }
          if (!clause || (i + 1 < n && is_one_of(w(i + 1).low, {"if", "though", "one"}))) compared_clause = compared = true;
          else { context = NounPhrase{}; have_subject = false; last_agent = Agent::kUnknown; }
        } else if (!is_one_of(low, {"and", "or", "nor"})) {
          context = NounPhrase{};
          compared = false;
          if (is_one_of(low, {"while", "when", "until", "because", "where"})) { last_agent = Agent::kUnknown; have_subject = false; }
        }
        ++i;
        continue;
      }
      if (part == Part::kPreposition || (part == Part::kAdverb && is_particle(low))) {
        if (low == "like" || low == "than") { compared = true; ++i; continue; }
        // Right behind its verb it may belong to it: "picks up the cup", "takes out a card".
        const bool adjacent = i > 0 && (t(i - 1).part == Part::kVerb || t(i - 1).part == Part::kParticiple) && !marked(i);
        if (adjacent && (is_one_of(low, {"up", "out", "away", "back", "down", "off"}) || (low == "over" && is_one_of(context.verb, {"turn", "hand", "knock", "push", "pull", "tip"})))) {
          context.particle = low;
          if (low == "out" && i + 1 < n && w(i + 1).low == "of") context.preposition = "out";
          ++i;
          continue;
        }
        if (adjacent && low == "on" && is_one_of(context.verb, {"put", "pull", "try", "slip", "have"})) { context.particle = low; ++i; continue; }
        if (part == Part::kAdverb) { ++i; continue; }
        if (low != "of" || context.preposition != "out") context.preposition = low;
        context.object = false;
        context.listed = false;
        ++i;
        continue;
      }
      if (part == Part::kAdverb) { ++i; continue; }

      // A noun phrase: determiner, modifiers, the longest term the lists know.
      NounPhrase p = context;
      p.first = i;
      std::size_t k = i;
      if (part == Part::kDeterminer) { p.determiner = low; ++k; }
      while (k < n && t(k).part == Part::kDeterminer && !marked(k)) { p.determiner = p.determiner == "no" ? "no" : p.determiner; ++k; }
      std::size_t end = k;  // one past the run of words that may be modifiers and nouns
      while (end < n && (end == k || !marked(end)) && (t(end).part == Part::kOther || t(end).part == Part::kNoun)) ++end;
      // "a black, dented van": a comma between adjectives does not end the phrase.
      if (end == k) { i = std::max(k, i + 1); continue; }
      // The head is the last known noun of the run that no other noun follows.
      std::size_t last = end;
      for (std::size_t q = end; q-- > k;)
        if (q > k && is_one_of(w(q).low, {"lower", "higher", "upright", "upside", "knocks"}) && t(q - 1).part == Part::kNoun) continue;  // "holds the case lower"
        else if (t(q).part == Part::kNoun || (q > k && by_hand(phrase_text(q - 1, q))) || (q > k + 1 && by_hand(phrase_text(q - 2, q)))) { last = q; break; }
      // "feeds a cockatoo sunflower seeds": two objects.
      if (last != end && is_one_of(context.verb, {"feed", "give", "hand", "show", "offer", "throw", "toss"}) && context.object)
        for (std::size_t q = k; q < last; ++q)
          if (const auto* first = t(q).part == Part::kNoun ? find_noun(w(q).low) : nullptr; first && first->by_hand && first->what == NounClass::kAnimal && !by_hand(phrase_text(q, last))) { last = q; end = q + 1; break; }
      if (last == end) {
        // Nothing here a department knows; but "the patience of an ox" brings no ox.
        if (end < n && w(end).low == "of" && tag_lexicon().depicting.contains(noun_lemma(w(end - 1).low))) depicted = true;
        if (context.preposition.empty() && !context.object) { last_agent = Agent::kUnknown; subject_first = k; subject_last = end - 1; have_subject = true; }
        i = end;
        continue;
      }
      std::size_t head = last;
      NounEntry entry = find_noun(w(last).low) ? *find_noun(w(last).low) : NounEntry{};
      std::string term = noun_lemma(w(last).low);
      for (std::size_t len = 3; len >= 2; --len) {
        if (last + 1 < len || last + 1 - len < k) continue;
        const auto text = phrase_text(last + 1 - len, last);
        if (const auto* hit = find_noun(text)) { head = last + 1 - len; entry = *hit; term = noun_lemma(text); break; }
      }
      if (const auto* as_written = find(tag_lexicon().nouns, phrase_text(head, last)); as_written && as_written->by_hand) term = phrase_text(head, last);
      p.head_first = head;
      p.last = last;
      p.noun = entry;
      p.term = term;
      p.first = k;
      for (std::size_t q = k; q < head; ++q) p.modifier += (p.modifier.empty() ? "" : " ") + w(q).low;
      p.possessive = w(last).possessive;
      p.negated = p.determiner == "no" || p.determiner == "neither" || (i > 0 && is_one_of(w(i - 1).low, {"without", "not", "no", "never"}));
      p.compared = compared;
      p.depicted = depicted || (last + 1 < n && is_one_of(w(last + 1).low, {"painted", "printed", "drawn", "carved", "stitched", "tattooed"}));
      // Words with a capital in mid-sentence are names, unless the whole word is in capitals.
      const bool plain = !w(last).capital || w(last).capitals || last == 0 || (head == 0) || w(head).before == '"';
      p.name = !plain && entry.what != NounClass::kVehicle && k != 0 && p.determiner.empty();
      p.held = held_after(last) || (carried_on_body && context.verb.empty());
      p.owner = described;
      if (last + 1 < n && !marked(last + 1))
        for (std::size_t q = last + 1; q < std::min(n, last + 5) && !marked(q); ++q) {
          if (is_one_of(w(q).low, {"hang", "hangs", "hanging", "swings"}) || (is_one_of(w(q).low, {"on", "against", "from"}) && q + 2 < n && is_one_of(w(q + 2).low, {"wall", "walls", "ceiling", "corner", "hook", "beams", "post"}))) p.at_rest = true;
          if (t(q).part == Part::kVerb) break;
        }
      if (is_one_of(p.verb, {"hang", "stand", "lie", "sit"}) && !p.object) p.at_rest = p.at_rest || p.subject;
      const bool governs = !compared && p.preposition.empty() && !p.object;
      p.subject = governs;
      if (governs && !p.possessive) {
        last_agent = entry.what == NounClass::kAnimal ? Agent::kAnimal : human(&entry) ? Agent::kPerson : Agent::kThing;
        last_person = -1;
        subject_first = p.first;
        subject_last = last;
        have_subject = true;
        // A thing in somebody's description ("leather jacket, climbs out") does not act.
        if (p.listed && described >= 0 && last_agent == Agent::kThing && p.determiner.empty()) { last_agent = Agent::kPerson; last_person = described; }
        if (last_agent == Agent::kThing && entry.what == NounClass::kNone) { last_agent = Agent::kUnknown; if (is_one_of(w(last).low, {"trunk", "hand", "hands", "fingers", "arm", "arms"})) last_agent = Agent::kAnimal; }
      }
      if (!p.preposition.empty() && is_one_of(p.preposition, {"on", "in", "under", "over", "behind"}) && tag_lexicon().held.contains(w(last).low) && !p.determiner.empty()) carried_on_body = true;
      // "X of Y": Y is what X holds, shows or is made of.
      const bool of = last + 1 < n && w(last + 1).low == "of" && !marked(last + 1);
      if (of && last + 2 < n && by_hand(phrase_text(head, last) + " of " + w(last + 2).low)) entry.what = NounClass::kLoose;
      bool shows = of && tag_lexicon().depicting.contains(noun_lemma(w(last).low));
      if (last + 1 < n && w(last + 1).low == "with" && is_one_of(noun_lemma(w(last).low), {"calendar", "poster", "picture", "photograph", "postcard"})) shows = true;
      if (last + 1 < n && is_one_of(w(last + 1).low, {"about", "showing"}) && !marked(last + 1) && tag_lexicon().depicting.contains(noun_lemma(w(last).low))) shows = true;
      if (of && !shows && entry.what != NounClass::kNone && entry.what != NounClass::kFixed && !human(&entry) && last + 2 < n) {
        std::size_t q = last + 2;
        if (determiner(w(q).low)) ++q;
        std::size_t stop = q;
        while (stop < n && !marked(stop) && (t(stop).part == Part::kNoun || t(stop).part == Part::kOther)) ++stop;
        const bool animals = stop > q && find_noun(w(stop - 1).low) && find_noun(w(stop - 1).low)->what == NounClass::kAnimal && !is_one_of(p.term, {"crate", "box", "cage", "basket", "tank"});
        if (stop > q && !determiner(w(last + 2).low) && !animals) {
          const std::string whole = p.term + " of " + phrase_text(q, stop - 1);
          p.last = stop - 1;
          p.possessive = false;
          if (const auto* hit = find_noun(whole)) { p.noun = *hit; p.term = noun_lemma(whole); }
          last = stop - 1;
        }
      }
      // "his horse's feet": the horse is there.
      for (std::size_t q = k; q < head; ++q)
        if (const auto* whose = w(q).possessive ? find_noun(w(q).low) : nullptr; whose && whose->what == NounClass::kAnimal && whose->by_hand) {
          NounPhrase own = p;
          own.first = own.head_first = own.last = q;
          own.term = noun_lemma(w(q).low);
          own.modifier.clear();
          own.noun = *whose;
          own.possessive = true;
          r_.phrases.push_back(own);
          p.first = q + 1;
        }
      if (!t(head).quoted) r_.phrases.push_back(p);
      // A verb's objects go on over "and" and commas.
      if (p.object) context.object = true;
      if (shows) depicted = true;
      i = std::max(last + 1, i + 1);
      while (i < end && t(i).part == Part::kOther && !marked(i)) ++i;
    }
  }

  const Cast& cast_;
  SentenceReading r_;
  bool verb_seen_ = false, base_before_ = false;
  std::string last_verb_;
};

}  // namespace

SentenceReading read_phrases(std::string_view text, Sentence s, const Cast& cast) { return Reader(text, s, cast).run(); }

}  // namespace auteur::screenplay
