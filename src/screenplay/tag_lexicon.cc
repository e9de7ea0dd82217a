#include "tag_lexicon.h"

#include <cstdlib>

#include "auteur/base/data_folder.h"
#include "auteur/base/text.h"

namespace auteur::screenplay {


namespace {

struct ClassName { std::string_view name; NounClass what; };
constexpr ClassName kHandClasses[] = {
    {"vehicle", NounClass::kVehicle}, {"garment", NounClass::kGarment}, {"accessory", NounClass::kAccessory}, {"prop", NounClass::kProp},
    {"loose", NounClass::kLoose}, {"dressing", NounClass::kDressing}, {"fixed", NounClass::kFixed}, {"animal", NounClass::kAnimal},
    {"greenery", NounClass::kGreenery}, {"makeup", NounClass::kMakeup}, {"sfx", NounClass::kSfx}, {"vfx", NounClass::kVfx},
    {"sound", NounClass::kSound}, {"music", NounClass::kMusic}, {"equipment", NounClass::kEquipment}, {"crowd", NounClass::kCrowd},
    {"none", NounClass::kNone}};
constexpr ClassName kWordNetClasses[] = {
    {"animal", NounClass::kAnimal}, {"vehicle", NounClass::kVehicle}, {"garment", NounClass::kGarment}, {"jewel", NounClass::kAccessory},
    {"weapon", NounClass::kProp}, {"music", NounClass::kPortable}, {"furniture", NounClass::kDressing}, {"container", NounClass::kPortable},
    {"tool", NounClass::kPortable}, {"cloth", NounClass::kPortable}, {"paper", NounClass::kPortable}, {"food", NounClass::kPortable},
    {"garden", NounClass::kGreenery}, {"person", NounClass::kPerson}, {"thing", NounClass::kPortable}};

template <std::size_t N>
const ClassName* class_named(const ClassName (&table)[N], std::string_view name) {
  for (const auto& c : table) if (c.name == name) return &c;
  return nullptr;
}

template <class F>
void each_line(const std::string& file, F f) {
  const std::string text = read_data_text("screenplay/" + file);
  for (auto line : split(text, '\n')) {
    line = trim(line);
    if (!line.empty() && line[0] != '#') f(line);
  }
}

void load_word_net(TagLexicon& x) {
  each_line("nouns.tsv", [&](std::string_view line) {
    const auto cells = split(line, '\t');
    NounEntry best;
    int best_share = 0;
    for (std::size_t i = 1; i < cells.size(); ++i) {
      const auto space = cells[i].find(' ');
      if (space == std::string_view::npos) continue;
      const int share = std::atoi(std::string(cells[i].substr(space + 1)).c_str());
      const auto name = cells[i].substr(0, space);
      if (name == "verb") { best.verb_share = share; continue; }
      // Several classes of things one can hold are one class: a knife is a tool and a weapon.
      const auto* c = class_named(kWordNetClasses, name);
      const NounClass what = c ? c->what : NounClass::kNone;
      if (what == best.what && best_share > 0) { best.share += share; continue; }
      if (share > best_share) { best_share = share; best.what = what; best.share = share; }
    }
    x.nouns.emplace(std::string(cells[0]), best);
  });
}

TagLexicon load() {
  TagLexicon x;
  const auto by_hand = [&](std::string_view word, NounClass what) {
    const std::string w(trim(word));
    const auto old = x.nouns.find(w);
    const int verb = old == x.nouns.end() ? 0 : old->second.verb_share;
    x.nouns[w] = NounEntry{what, true, 100, verb};
  };
  load_word_net(x);
  // The lists that the film making reads know many things; film_terms.txt is the more exact one.
  for (const auto& [word, p] : lexicon().props) {
    if (p.type == "liquid" || p.type == "vehicle-small") continue;
    by_hand(word, p.type == "clothing" ? NounClass::kGarment : p.type == "eyewear" || p.type == "jewellery" ? NounClass::kAccessory : p.type == "light" || p.type == "cloth" || p.type == "box" || p.type == "screen" || p.type == "clock" || p.type == "art" || p.type == "flower" ? NounClass::kLoose : NounClass::kProp);
  }
  each_line("film_terms.txt", [&](std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const auto* c = class_named(kHandClasses, line.substr(0, colon));
    if (!c) return;
    for (auto w : split(line.substr(colon + 1), ',')) by_hand(w, c->what);
  });
  each_line("verb_lemmas.txt", [&](std::string_view line) { x.verbs.emplace(line); });
  const std::pair<std::string_view, WordSet*> lists[] = {
      {"untouched", &x.untouched}, {"moved", &x.moved}, {"worn", &x.worn}, {"consumed", &x.consumed}, {"performed", &x.performed},
      {"thrown", &x.thrown}, {"heard", &x.heard}, {"played", &x.played}, {"made-on-set", &x.made_on_set},
      {"made-afterwards", &x.made_afterwards}, {"held", &x.held}, {"depicting", &x.depicting}, {"material", &x.material}};
  each_line("tag_frames.txt", [&](std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const auto key = line.substr(0, colon);
    if (key == "generic") {
      const auto equals = line.find('=');
      if (equals == std::string_view::npos) return;
      auto& kinds = x.generic[std::string(trim(line.substr(colon + 1, equals - colon - 1)))];
      for (auto w : split(line.substr(equals + 1), ',')) kinds.emplace(trim(w));
      return;
    }
    for (const auto& [name, set] : lists)
      if (key == name) for (auto w : split(line.substr(colon + 1), ',')) set->emplace(trim(w));
  });
  return x;
}

bool vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

}  // namespace

const TagLexicon& tag_lexicon() {
  static const TagLexicon loaded = load();  // immutable after its first use
  return loaded;
}

std::string noun_lemma(std::string_view word) {
  static const std::pair<std::string_view, std::string_view> kOdd[] = {{"geese", "goose"}, {"mice", "mouse"}, {"oxen", "ox"}, {"wolves", "wolf"}, {"calves", "calf"}, {"hooves", "hoof"}, {"thieves", "thief"}, {"policemen", "policeman"}, {"firemen", "fireman"}};
  const auto space = word.rfind(' ');
  const auto last = space == std::string_view::npos ? word : word.substr(space + 1);
  for (auto [plural, one] : kOdd)
    if (last == plural) return std::string(space == std::string_view::npos ? std::string_view() : word.substr(0, space + 1)) + std::string(one);
  return singular(word);
}

const NounEntry* find_noun(std::string_view phrase) {
  const auto& nouns = tag_lexicon().nouns;
  if (const auto* hit = find(nouns, phrase); hit && hit->by_hand) return hit;
  const std::string one = noun_lemma(phrase);
  const auto* hit = find(nouns, one);
  if (hit && hit->by_hand) return hit;
  const auto* as_written = find(nouns, phrase);
  return as_written ? as_written : hit;
}

std::string verb_of_third(std::string_view low) {
  if (low.size() < 3 || !low.ends_with('s') || low.ends_with("ss")) return {};
  const auto& verbs = tag_lexicon().verbs;
  const std::string s(low.substr(0, low.size() - 1));
  if (verbs.contains(s)) return s;
  if (low.ends_with("ies") && verbs.contains(std::string(low.substr(0, low.size() - 3)) + "y")) return std::string(low.substr(0, low.size() - 3)) + "y";
  if (low.ends_with("es") && verbs.contains(low.substr(0, low.size() - 2))) return std::string(low.substr(0, low.size() - 2));
  return {};
}

std::string verb_of_ing(std::string_view low) {
  if (low.size() < 5 || !low.ends_with("ing")) return {};
  const auto& verbs = tag_lexicon().verbs;
  const std::string stem(low.substr(0, low.size() - 3));
  if (verbs.contains(stem + "e") && !(stem.size() > 2 && vowel(stem[stem.size() - 1]))) {
    if (!verbs.contains(stem)) return stem + "e";
  }
  if (verbs.contains(stem)) return stem;
  if (verbs.contains(stem + "e")) return stem + "e";
  if (stem.size() > 2 && stem[stem.size() - 1] == stem[stem.size() - 2] && verbs.contains(stem.substr(0, stem.size() - 1))) return stem.substr(0, stem.size() - 1);
  if (stem.ends_with("y") && verbs.contains(stem.substr(0, stem.size() - 1) + "ie")) return stem.substr(0, stem.size() - 1) + "ie";
  return {};
}

}  // namespace auteur::screenplay
