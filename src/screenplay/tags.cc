#include "auteur/screenplay/tags.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "auteur/base/text.h"
#include "cast.h"
#include "noun_tables.h"
#include "tag_dictionary.h"
#include "tag_lexicon.h"
#include "scene_ranges.h"
#include "tag_phrases.h"

namespace auteur::screenplay {
namespace {

struct Verdict { std::string_view category, rule; double confidence = 0; };

std::string capitalised(std::string s) {
  if (!s.empty() && s[0] >= 'a' && s[0] <= 'z') s[0] = static_cast<char>(s[0] - 'a' + 'A');
  return s;
}

bool human(const NounEntry& n) { return n.what == NounClass::kCrowd || (n.what == NounClass::kPerson && n.share >= 60); }
bool animate(Agent a) { return a == Agent::kPerson || a == Agent::kAnimal; }

// Somebody does something to it that takes hands.
bool handled(const NounPhrase& p) {
  const TagLexicon& x = tag_lexicon();
  if (p.held) return true;
  if (p.object && animate(p.agent) && !p.verb.empty()) {
    if (p.verb == "have") return p.determiner != "the";
    // "looks at" has a preposition; "picks up", "takes out" are handling whatever the verb.
    return !x.untouched.contains(p.verb) || (!p.particle.empty() && !is_one_of(p.verb, {"look", "watch", "face", "climb", "pass"}));
  }
  if (p.preposition == "with" && (animate(p.agent) || p.agent == Agent::kUnknown) && !is_one_of(p.determiner, {"the"})) return true;
  if (is_one_of(p.preposition, {"with", "from", "off", "out", "into", "in"}) && x.consumed.contains(p.verb) && animate(p.agent)) return true;
  if (p.preposition == "by" && is_one_of(p.term, {"rope", "lead", "leash", "chain", "reins", "bridle"})) return true;
  if (p.preposition == "on" && is_one_of(p.term, {"rope", "lead", "leash", "crutch"}) && is_one_of(p.determiner, {"a", "an", "his", "her"})) return true;
  return false;
}

std::optional<Verdict> judge(const NounPhrase& p) {
  const TagLexicon& x = tag_lexicon();
  if (p.compared || p.negated || p.depicted || p.name) return std::nullopt;
  const NounEntry& n = p.noun;
  if (p.possessive && n.what != NounClass::kAnimal) return std::nullopt;
  const bool sure = n.by_hand;
  // "behind streaming glass", "a shed of brick": what things are made of; "in the ring": a place.
  if (x.material.contains(p.term) && p.determiner.empty() && !p.preposition.empty()) return std::nullopt;
  if (p.term == "ring" && p.preposition == "in") return std::nullopt;
  // A word that is mostly a verb, and that stands without a determiner, is too unsure.
  if (!sure && p.determiner.empty() && p.modifier.empty() && n.verb_share > 60 && !p.object) return std::nullopt;
  switch (n.what) {
    case NounClass::kVehicle:
      if (!sure && n.share < 60) return std::nullopt;
      return Verdict{"vehicles", "vehicle", sure ? 0.95 : 0.8};
    case NounClass::kAnimal:
      // "Stalls, shoppers, fish, flowers": for sale, not at large.
      if (p.determiner.empty() && p.modifier.empty() && p.verb.empty() && is_one_of(p.term, {"fish", "trout", "salmon", "cod", "herring", "crab", "lobster", "eel", "oyster", "shrimp"})) return Verdict{"props", "named", 0.6};
      if (!sure && (n.share < 60 || p.first == p.last || n.verb_share > 30)) return std::nullopt;
      return Verdict{"animals", "animal", sure ? 0.95 : 0.75};
    case NounClass::kGarment:
      if (!sure && n.share < 60) return std::nullopt;
      return Verdict{"wardrobe", "worn", sure ? 0.9 : 0.75};
    case NounClass::kAccessory: {
      if (!sure && n.share < 60) return std::nullopt;
      const bool worn = (p.object && x.worn.contains(p.verb)) || (p.preposition == "in" && p.term != "ring" && p.term != "watch") || (p.listed && !p.object && p.verb.empty()) || p.held || (p.object && p.particle == "on");
      if (p.object && animate(p.agent) && !x.worn.contains(p.verb) && !p.particle.starts_with("on")) return Verdict{"props", "handled", 0.8};
      return worn ? Verdict{"wardrobe", "worn", 0.85} : p.listed ? Verdict{"wardrobe", "worn", 0.7} : Verdict{"props", "named", 0.6};
    }
    case NounClass::kProp:
      if (handled(p)) return Verdict{"props", "handled", sure ? 0.95 : 0.85};
      if (p.at_rest && !sure) return Verdict{"set-dressing", "at rest", 0.6};
      return Verdict{"props", "named", sure ? 0.75 : 0.6};
    case NounClass::kLoose:
      if (handled(p)) return Verdict{"props", "handled", 0.85};
      return Verdict{"set-dressing", "at rest", 0.7};
    case NounClass::kPortable:
      if (n.share < 50) return std::nullopt;
      if (n.share < 80 && p.determiner.empty() && p.modifier.empty()) return std::nullopt;
      if (handled(p)) return Verdict{"props", "handled", 0.7};
      return std::nullopt;
    case NounClass::kDressing:
      if (!sure && n.share < 60) return std::nullopt;
      if (p.object && animate(p.agent) && x.moved.contains(p.verb)) return Verdict{"props", "moved", 0.8};
      return Verdict{"set-dressing", "furniture", sure ? 0.9 : 0.6};
    case NounClass::kGreenery:
      if (!sure) return std::nullopt;
      return Verdict{"greenery", "plant", 0.8};
    case NounClass::kMakeup: return Verdict{"makeup-hair", "make-up", 0.8};
    case NounClass::kSfx: return Verdict{"special-effects", "effect", 0.75};
    case NounClass::kVfx: return Verdict{"visual-effects", "effect", 0.7};
    case NounClass::kEquipment: return Verdict{"special-equipment", "equipment", 0.6};
    case NounClass::kMusic: return is_one_of(p.determiner, {"a", "an", "the", ""}) ? std::optional(Verdict{"music", "music", 0.75}) : std::nullopt;
    case NounClass::kCrowd:
      if (p.object || !p.preposition.empty()) return std::nullopt;
      return Verdict{"background", "crowd", 0.8};
    case NounClass::kSound:
    case NounClass::kPerson:
    case NounClass::kFixed:
    case NounClass::kNone: return std::nullopt;
  }
  return std::nullopt;
}

class Tagger {
 public:
  Tagger(const Screenplay& script, const Breakdown& breakdown, const Dictionary& dictionary)
      : script_(script), breakdown_(breakdown), dictionary_(dictionary), cast_(script) {}

  std::vector<Tag> run() {
    find_animal_names();
    const auto scenes = scene_of_elements(script_, breakdown_);
    int scene = -1;
    for (std::size_t i = 0; i < script_.elements.size(); ++i) {
      const Element& e = script_.elements[i];
      element_ = static_cast<int>(i);
      if (e.kind != ElementKind::kSceneHeading && scene >= 0 && scenes[i] != scene) {
        scene = scenes[i];
        start_scene(scene);
      }
      if (e.kind == ElementKind::kSceneHeading) {
        scene = scenes[i];
        in_picture_ = false;
        start_scene(scene);
        heading(e);
        continue;
      }
      if (e.kind == ElementKind::kTitlePage || e.text.size() > 20000) continue;
      // What stands before the first heading belongs to the first scene, as in the breakdown.
      if (scene < 0 && !scene_started_) start_scene(0);
      if (e.kind == ElementKind::kAction || e.kind == ElementKind::kShot || e.kind == ElementKind::kGeneral) action(e);
      else if (e.kind == ElementKind::kCharacter) cue(e);
      else if (e.kind == ElementKind::kDialogue || e.kind == ElementKind::kLyrics) dialogue(e);
      else if (e.kind == ElementKind::kParenthetical) parenthetical(e);
    }
    settle();
    apply_dictionary(tags_, script_, scenes, dictionary_);
    from_final_draft();
    std::stable_sort(tags_.begin(), tags_.end(), [](const Tag& a, const Tag& b) {
      return std::tie(a.element, a.text.begin, a.text.end, a.category) < std::tie(b.element, b.text.begin, b.text.end, b.category);
    });
    return std::move(tags_);
  }

 private:
  void start_scene(int scene) {
    scene_ = scene;
    scene_started_ = true;
    elements_here_.clear();
  }
  const Scene* current() const { return scene_ >= 0 && static_cast<std::size_t>(scene_) < breakdown_.scenes.size() ? &breakdown_.scenes[static_cast<std::size_t>(scene_)] : nullptr; }
  bool in_scene(const std::string& id) const {
    const Scene* s = current();
    if (!s) return false;
    if (std::find(s->cast.begin(), s->cast.end(), id) != s->cast.end()) return true;
    return std::any_of(s->beats.begin(), s->beats.end(), [&](const Beat& b) { return b.kind == BeatKind::kLine && b.who == id; });
  }

  Tag make(const Element& e, std::size_t begin, std::size_t end, std::string_view category, std::string_view rule, double confidence) const {
    Tag t;
    t.category = category;
    t.words = e.text.substr(begin, end - begin);
    t.text = {begin, end};
    const bool exact = e.bytes.end - e.bytes.begin == e.text.size();
    t.bytes = exact ? ByteRange{e.bytes.begin + begin, e.bytes.begin + end} : e.bytes;
    t.element = element_;
    t.scene = scene_;
    t.rule = rule;
    t.confidence = confidence;
    return t;
  }

  // --- cast

  void add_cast(const Element& e, std::size_t begin, std::size_t end, int person, std::string_view rule, double confidence) {
    const auto& m = cast_.members()[static_cast<std::size_t>(person)];
    if (animal_names_.contains(lower(m.id)) || !in_scene(m.id)) return;
    Tag t = make(e, begin, end, "cast", rule, confidence);
    t.id = m.id;
    t.name = m.name;
    tags_.push_back(std::move(t));
  }

  void cue(const Element& e) {
    const CueNames names = read_cue_name(e.name);
    const std::size_t end = std::min(e.text.size(), e.name.empty() ? e.text.size() : e.name.size());
    for (const auto& id : names.ids)
      if (const int p = cast_.find_id(id); p >= 0) add_cast(e, 0, end, p, "cue", 0.99);
  }

  void people(const Element& e, const SentenceReading& r) {
    for (std::size_t i = 0; i < r.words.size(); ++i) {
      if (r.tokens[i].part != Part::kPerson || r.tokens[i].quoted) continue;
      std::size_t last = i;
      while (last + 1 < r.words.size() && r.tokens[last + 1].part == Part::kPerson && r.tokens[last + 1].person == r.tokens[i].person && r.words[last + 1].before == 0) ++last;
      // "THE GREAT BIRDWELL SHOW" is a name of something else.
      const bool longer = last + 1 < r.words.size() && r.words[last].capitals && r.words[last + 1].capitals && r.words[last + 1].before == 0 && r.tokens[last + 1].part != Part::kVerb && r.tokens[last + 1].part != Part::kPerson && r.tokens[last + 1].part != Part::kConjunction;
      if (!r.words[last].possessive && !longer) add_cast(e, r.words[i].begin, r.words[last].end, r.tokens[i].person, "named", 0.95);
      i = last;
    }
  }

  // "DAISY, a forty-year-old elephant": a name that is an animal's.
  void find_animal_names() {
    for (const auto& e : script_.elements) {
      if (e.kind != ElementKind::kAction || e.text.size() > 20000) continue;
      for (const auto& s : sentences(e.text)) {
        const auto w = words(e.text, s.begin, s.end);
        for (std::size_t i = 0; i + 2 < w.size(); ++i) {
          if (!w[i].capital || w[i + 1].before != ',' || !is_one_of(w[i + 1].low, {"a", "an", "the", "his", "her"})) continue;
          for (std::size_t k = i + 2; k < std::min(w.size(), i + 8) && w[k].before == 0; ++k) {
            const auto* n = find_noun(w[k].low);
            if (n && n->by_hand && n->what == NounClass::kAnimal && (k + 1 >= w.size() || w[k + 1].before != 0 || is_preposition(w[k + 1].low))) {
              const auto* own = find_noun(w[i].low);
              if (own && own->what == NounClass::kAnimal) break;
              bool speaks = false;
              for (const auto& m : breakdown_.cast) speaks |= lower(m.id) == w[i].low && m.lines > 0;
              if (!speaks) animal_names_[w[i].low] = noun_lemma(w[k].low);
              break;
            }
          }
        }
      }
    }
  }

  // --- things

  // The element that words mean: the same term, a general word for one of this scene, or the tail of a longer name.
  std::string element_id(const std::string& category, const NounPhrase& p) {
    std::string term = p.term;
    const bool definite = !p.determiner.empty() && !is_one_of(p.determiner, {"a", "an", "another", "no", "two", "three", "four", "five", "several", "some", "many"});
    auto& here = elements_here_;
    const auto exact = [&](const std::vector<std::string>& pool) -> std::string {
      for (auto it = pool.rbegin(); it != pool.rend(); ++it)
        if (*it == term) return *it;
      return {};
    };
    const auto related = [&](const std::vector<std::string>& pool) -> std::string {
      const auto* kinds = find(tag_lexicon().generic, term);
      for (auto it = pool.rbegin(); it != pool.rend(); ++it) {
        if (it->size() > term.size() && it->ends_with(term)) return *it;
        if (term.size() > it->size() && term.ends_with(" " + *it)) return *it;
        if (kinds && kinds->contains(*it)) return *it;
      }
      return {};
    };
    std::string id = exact(here[category]);
    if (id.empty() && definite) id = related(here[category]);
    if (id.empty() && !definite) {
      // "His dog, an old collie": the second words say what the first is.
      if (p.listed && is_one_of(p.determiner, {"a", "an"}) && !here[category].empty()) {
        const auto* kinds = find(tag_lexicon().generic, here[category].back());
        if (kinds && kinds->contains(term)) id = here[category].back();
      }
      if (id.empty() && p.determiner.empty()) id = related(here[category]);
    }
    auto& film = film_elements_[category];
    if (id.empty() && definite) {
      id = exact(film);
      if (id.empty()) id = related(film);
      if (!id.empty()) here[category].push_back(id);
    }
    if (id.empty()) {
      id = term;
      here[category].push_back(id);
    }
    const auto known = std::find(film.begin(), film.end(), id);
    if (known != film.end()) film.erase(known);
    film.push_back(id);
    return id;
  }

  void add_phrase(const Element& e, const SentenceReading& r, const NounPhrase& p, const Verdict& v) {
    const std::string category(v.category);
    Tag t = make(e, r.words[p.first].begin, r.words[p.last].end, category, v.rule, v.confidence);
    // The possessive ending is no part of the name.
    if (r.words[p.last].possessive && t.words.size() > 2) {
      const auto cut = t.words.find_last_of('\'');
      const auto curly = t.words.rfind("\u2019");
      const auto at = cut != std::string::npos ? cut : curly;
      if (at != std::string::npos && at > 0) { t.text.end = t.text.begin + at; t.words.resize(at); if (t.bytes.end - t.bytes.begin > at) t.bytes.end = t.bytes.begin + at; }
    }
    const std::string key = category == "set-dressing" ? "props" : category;  // a thing stays itself when it is picked up
    t.id = slug(element_id(key, p));
    if (category == "wardrobe" && p.owner >= 0 && is_one_of(p.determiner, {"", "a", "an"})) {
      // Two people in coats need two coats.
      auto& owner = owners_[{scene_, t.id}];
      if (owner.empty()) owner.push_back(p.owner);
      else if (std::find(owner.begin(), owner.end(), p.owner) == owner.end()) owner.push_back(p.owner);
      const auto n = std::find(owner.begin(), owner.end(), p.owner) - owner.begin();
      if (n > 0) t.id += "-" + slug(cast_.members()[static_cast<std::size_t>(p.owner)].id);
    }
    t.name = capitalised(lower(t.words));
    if (handled(p) || v.rule == "handled" || v.rule == "moved") handled_.insert(t.id);
    tags_.push_back(std::move(t));
  }

  void heading(const Element& e) {
    // The place may be a vehicle: "INT. PICKUP TRUCK - DAY".
    for (const auto& s : sentences(e.text)) {
      const auto w = words(e.text, s.begin, s.end);
      for (std::size_t i = 0; i < w.size(); ++i) {
        bool found = false;
        for (std::size_t n = std::min<std::size_t>(3, w.size() - i); n > 0 && !found; --n) {
          std::string text;
          bool broken = false;
          for (std::size_t k = i; k < i + n; ++k) { broken |= k > i && w[k].before != 0; text += (text.empty() ? "" : " ") + w[k].low; }
          const auto* noun = broken ? nullptr : find_noun(text);
          if (!noun || !noun->by_hand || noun->what != NounClass::kVehicle) continue;
          // "TRAIN STATION", "BUS STOP": the vehicle only colours a place.
          if (i + n < w.size() && w[i + n].before == 0) break;
          if (w[i + n - 1].possessive) break;
          NounPhrase p;
          p.term = noun_lemma(text);
          p.determiner = "the";
          Tag t = make(e, w[i].begin, w[i + n - 1].end, "vehicles", "heading", 0.9);
          t.id = slug(element_id("vehicles", p));
          t.name = capitalised(lower(t.words));
          tags_.push_back(std::move(t));
          i += n - 1;
          found = true;
        }
      }
    }
  }

  void action(const Element& e) {
    const std::string low = lower(trim(e.text));
    if (low.starts_with("insert") && (low.find("photo") != std::string::npos || low.find("picture") != std::string::npos || low.find("screen") != std::string::npos)) { in_picture_ = true; return; }
    if (low.starts_with("back to")) { in_picture_ = false; return; }
    if (in_picture_) return;
    for (const auto& s : sentences(e.text)) {
      const auto r = read_phrases(e.text, s, cast_);
      people(e, r);
      const bool far_off = std::any_of(r.words.begin(), r.words.end(), [](const Word& word) { return is_one_of(word.low, {"somewhere", "distance", "distant", "off-screen", "offscreen", "unseen"}); });
      for (const auto& p : r.phrases) {
        // "Somewhere a coyote HOWLS" is heard and not seen.
        if (far_off && p.noun.what == NounClass::kAnimal && p.subject && p.last + 1 < r.words.size() && tag_lexicon().heard.contains(r.tokens[p.last + 1].lemma)) continue;
        if (auto v = judged(r, p)) add_phrase(e, r, p, *v);
        else if (!p.compared && !p.negated && !p.depicted) crowd(e, r, p);
      }
      names_of_animals(e, r);
      sounds(e, r);
      acts(e, r);
    }
  }

  void names_of_animals(const Element& e, const SentenceReading& r) {
    if (animal_names_.empty()) return;
    for (std::size_t i = 0; i < r.words.size(); ++i) {
      const auto hit = animal_names_.find(r.words[i].low);
      if (hit == animal_names_.end() || !r.words[i].capital || r.tokens[i].quoted) continue;
      Tag t = make(e, r.words[i].begin, r.words[i].begin + r.words[i].low.size(), "animals", "named", 0.9);
      t.id = slug(hit->first);
      t.name = capitalised(hit->first) + " (" + hit->second + ")";
      tags_.push_back(std::move(t));
      // The kind named beside it is the same animal.
      for (auto& other : tags_)
        if (other.scene == scene_ && other.category == "animals" && other.id == slug(hit->second)) { other.id = tags_.back().id; other.name = tags_.back().name; }
    }
  }

  // Plural people who are nobody of the cast.
  void crowd(const Element& e, const SentenceReading& r, const NounPhrase& p) {
    const NounEntry& n = p.noun;
    if (!human(n) || p.possessive || p.name || !p.subject) return;
    const auto& word = r.words[p.last].low;
    const bool plural = noun_lemma(word) != word || is_one_of(word, {"men", "women", "people", "children"});
    if (!plural || is_one_of(p.determiner, {"his", "her", "their", "its"})) return;
    Tag t = make(e, r.words[p.first].begin, r.words[p.last].end, "background", "crowd", n.by_hand ? 0.85 : 0.7);
    t.id = slug(noun_lemma(word));
    t.name = capitalised(lower(t.words));
    tags_.push_back(std::move(t));
  }

  // Words in capitals that are heard: "The bell RINGS", "CRASH".
  void sounds(const Element& e, const SentenceReading& r) {
    const TagLexicon& x = tag_lexicon();
    const auto& w = r.words;
    std::size_t capitals = 0;
    for (const auto& word : w) capitals += word.capitals;
    if (capitals > 6 && capitals * 3 > w.size() * 2) return;  // all of it is shouted
    for (std::size_t i = 0; i < w.size(); ++i) {
      if (!w[i].capitals || r.tokens[i].part == Part::kPerson || w[i].possessive) continue;
      std::string verb = verb_of_third(w[i].low);
      if (verb.empty()) verb = verb_of_ing(w[i].low);
      if (verb.empty()) verb = w[i].low;
      const auto* noun = find_noun(w[i].low);
      const bool heard = x.heard.contains(verb) || (noun && noun->what == NounClass::kSound);
      if (!heard) continue;
      // With what makes it: "church bell TOLLS".
      std::size_t first = i;
      while (first > 0 && w[first].before == 0 && i - first < 4 && (r.tokens[first - 1].part == Part::kNoun || r.tokens[first - 1].part == Part::kOther)) --first;
      if (i + 1 < w.size() && w[i + 1].before == 0 && r.tokens[i + 1].part == Part::kVerb && x.heard.contains(r.tokens[i + 1].lemma)) ++i;  // "A SHOT cracks"
      Tag t = make(e, w[first].begin, w[i].end, "sound", "capitals", 0.85);
      t.id = slug(t.words);
      t.name = capitalised(lower(t.words));
      tags_.push_back(std::move(t));
    }
  }

  // Stunts, effects and music by their verbs.
  void acts(const Element& e, const SentenceReading& r) {
    const TagLexicon& x = tag_lexicon();
    for (const auto& c : r.clauses) {
      const auto& word = r.words[c.verb];
      const std::size_t from = c.has_subject && c.subject_first < c.verb ? r.words[c.subject_first].begin : word.begin;
      const auto add = [&](std::string_view category, std::string_view rule, double confidence) {
        std::size_t last = c.verb;  // with where to: "leaps an alley", "jumps for the coach"
        while (last + 1 < r.words.size() && last < c.verb + 5 && r.words[last + 1].before == 0 && r.tokens[last + 1].part != Part::kConjunction && r.tokens[last + 1].part != Part::kVerb) ++last;
        Tag t = make(e, from, category == "stunts" ? r.words[last].end : word.end, category, rule, confidence);
        t.id = slug(c.lemma);
        t.name = capitalised(lower(t.words));
        tags_.push_back(std::move(t));
      };
      if (c.passive ? animate(c.agent) : x.performed.contains(c.lemma) && ((c.agent == Agent::kPerson && !falls_by_itself(r, c)) || (c.has_subject && drives(r, c)))) add("stunts", "performed", 0.6);
      else if (x.made_on_set.contains(c.lemma) && c.agent == Agent::kThing) add("special-effects", "effect", 0.6);
      else if (x.made_afterwards.contains(c.lemma) && c.agent != Agent::kPerson) add("visual-effects", "effect", 0.6);
    }
  }

  std::optional<Verdict> judged(const SentenceReading& r, const NounPhrase& p) const {
    if (p.last < r.words.size() && is_no_thing(r.words, p.last, current() ? std::string_view(current()->place.kind) : std::string_view())) return std::nullopt;
    return judge(p);
  }

  // "White light falls on all of them": no stunt, whoever stands behind the verb.
  static bool falls_by_itself(const SentenceReading& r, const Clause& c) {
    for (std::size_t i = c.verb; i-- > 0 && c.verb - i < 5 && r.words[i + 1].before == 0;)
      if (is_one_of(r.words[i].low, {"light", "lights", "shadow", "shadows", "rain", "snow", "silence", "darkness", "night", "dusk", "sunlight", "moonlight", "dust", "curtain", "leaves"})) return true;
    return false;
  }

  static bool drives(const SentenceReading& r, const Clause& c) {
    return is_one_of(c.lemma, {"crash", "skid", "swerve", "plunge", "overturn", "flip", "somersault"}) &&
           std::any_of(r.phrases.begin(), r.phrases.end(), [&](const NounPhrase& p) { return p.last == c.subject_last && p.noun.what == NounClass::kVehicle; });
  }

  void parenthetical(const Element& e) {
    if (e.text.size() < 6) return;
    for (const auto& s : sentences(e.text)) {
      const auto r = read_phrases(e.text, s, cast_);
      for (const auto& p : r.phrases) {
        const auto v = judged(r, p);
        // Only what the speaker does with a thing is sure to be there.
        if (v && v->rule == "handled" && p.noun.by_hand && p.object) add_phrase(e, r, p, *v);
      }
    }
  }

  // What is spoken of need not be there; it is kept apart for those who plan inserts and clearances.
  void dialogue(const Element& e) {
    for (const auto& s : sentences(e.text)) {
      const auto w = words(e.text, s.begin, s.end);
      for (std::size_t i = 0; i < w.size(); ++i) {
        std::size_t taken = 1;
        for (std::size_t n = std::min<std::size_t>(3, w.size() - i); n > 0; --n) {
          std::string text;
          bool broken = false;
          for (std::size_t k = i; k < i + n; ++k) { broken |= k > i && w[k].before != 0; text += (text.empty() ? "" : " ") + w[k].low; }
          const auto* noun = broken ? nullptr : find_noun(text);
          if (!noun || !noun->by_hand) continue;
          std::string_view category;
          switch (noun->what) {
            case NounClass::kVehicle: category = "vehicles"; break;
            case NounClass::kAnimal: category = "animals"; break;
            case NounClass::kGarment: category = "wardrobe"; break;
            case NounClass::kProp: case NounClass::kLoose: case NounClass::kAccessory: category = "props"; break;
            default: break;
          }
          if (category.empty()) continue;
          if (n == 1 && (noun->verb_share > 40 || (w[i].capital && i > 0)) && !(i > 0 && is_determiner(w[i - 1].low))) break;
          Tag t = make(e, w[i].begin, w[i + n - 1].end, category, "spoken of", 0.5);
          t.id = slug(noun_lemma(text));
          t.name = capitalised(lower(t.words));
          t.tier = Tier::kMentioned;
          tags_.push_back(std::move(t));
          taken = n;
          break;
        }
        i += taken - 1;
      }
    }
  }

  // A thing that somebody handles anywhere in the film is a prop everywhere.
  void settle() {
    for (auto& t : tags_) {
      if (t.tier != Tier::kOnSet) continue;
      if (t.category == "set-dressing" && t.rule == "at rest" && handled_.contains(t.id)) { t.category = "props"; t.rule = "handled elsewhere"; t.confidence = 0.65; }
    }
  }

  // Tags that a person made in Final Draft stand; rules give way where both cover the same words.
  void from_final_draft() {
    if (script_.tags.empty()) return;
    std::map<int, const TagMark*> marks;
    for (const auto& m : script_.tags) marks[m.number] = &m;
    std::map<std::string, const TagDefinition*> definitions;
    for (const auto& d : script_.tag_definitions) definitions[d.id] = &d;
    std::map<std::string, const Category*> by_id;
    for (const auto& c : script_.tag_categories)
      if (const auto* known = find_final_draft_category(c.id, c.name)) by_id[c.id] = known;
    const auto scenes = scene_of_elements(script_, breakdown_);
    for (std::size_t i = 0; i < script_.elements.size(); ++i) {
      const Element& e = script_.elements[i];
      const int scene = scenes[i];
      for (const auto& span : e.spans) {
        if (span.tag == 0 || span.end > e.text.size() || span.begin >= span.end) continue;
        const auto mark = marks.find(span.tag);
        if (mark == marks.end()) continue;
        for (const auto& id : mark->second->definition_ids) {
          const auto d = definitions.find(id);
          if (d == definitions.end()) continue;
          auto c = by_id.find(d->second->category_id);
          const Category* category = c != by_id.end() ? c->second : find_final_draft_category(d->second->category_id, "");
          if (!category) continue;
          element_ = static_cast<int>(i);
          scene_ = std::max(0, scene);
          std::erase_if(tags_, [&](const Tag& t) { return t.element == element_ && t.text.begin < span.end && span.begin < t.text.end && t.by.starts_with("policy:") && t.category != "cast"; });
          Tag t = make(e, span.begin, span.end, category->id, "file", 1.0);
          t.name = d->second->label.empty() ? t.words : d->second->label;
          t.id = category->id == "cast" ? upper(t.name) : slug(t.name);
          if (category->id == "cast")
            if (const int p = cast_.find_id(upper(t.name)); p >= 0) t.id = cast_.members()[static_cast<std::size_t>(p)].id;
          t.by = "file";
          tags_.push_back(std::move(t));
        }
      }
    }
  }

  const Screenplay& script_;
  const Breakdown& breakdown_;
  const Dictionary& dictionary_;
  Cast cast_;
  std::vector<Tag> tags_;
  std::map<std::string, std::vector<std::string>> elements_here_, film_elements_;
  std::map<std::pair<int, std::string>, std::vector<int>> owners_;
  std::set<std::string> handled_;
  std::map<std::string, std::string> animal_names_;
  int element_ = -1, scene_ = 0;
  bool in_picture_ = false, scene_started_ = false;
};

}  // namespace

std::vector<Tag> tag(const Screenplay& script, const Breakdown& breakdown, const Dictionary& dictionary) {
  return Tagger(script, breakdown, dictionary).run();
}

std::vector<SceneElement> elements_of_scene(const std::vector<Tag>& tags, int scene, Tier tier) {
  std::vector<SceneElement> out;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const Tag& t = tags[i];
    if (t.scene != scene || t.tier != tier) continue;
    const auto it = std::find_if(out.begin(), out.end(), [&](const SceneElement& e) { return e.category == t.category && e.id == t.id; });
    if (it != out.end()) it->tags.push_back(i);
    else out.push_back({t.category, t.id, t.name, {i}});
  }
  const auto place = [](const std::string& id) {
    const auto& all = categories();
    return std::find_if(all.begin(), all.end(), [&](const Category& c) { return c.id == id; }) - all.begin();
  };
  std::stable_sort(out.begin(), out.end(), [&](const SceneElement& a, const SceneElement& b) { return place(a.category) < place(b.category); });
  return out;
}

}  // namespace auteur::screenplay
