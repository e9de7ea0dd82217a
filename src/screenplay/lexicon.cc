#include "lexicon.h"

#include <cstdlib>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/json.h"
#include "auteur/base/text.h"

namespace auteur::screenplay {

namespace {

// Calls f(key, words) for each "key: a, b, c" line.
template <class F>
void each_list(const std::string& file, F f) {
  const std::string text = read_data_text("screenplay/" + file);
  for (auto line : split(text, '\n')) {
    line = trim(line);
    const auto colon = line.find(':');
    if (line.empty() || line[0] == '#' || colon == std::string_view::npos) continue;
    std::vector<std::string> words;
    for (auto w : split(line.substr(colon + 1), ','))
      if (!trim(w).empty()) words.push_back(lower(trim(w)));
    f(std::string(trim(line.substr(0, colon))), words);
  }
}

template <class F>
void each_row(const std::string& file, F f) {
  const std::string text = read_data_text("screenplay/" + file);
  for (auto line : split(text, '\n')) {
    line = trim(line);
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> cells;
    for (auto c : split(line, ' '))
      if (!c.empty()) cells.emplace_back(c);
    f(cells);
  }
}

bool vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

// One short syllable that ends consonant-vowel-consonant doubles its last letter: sit, sitting.
bool doubles(const std::string& v) {
  const std::size_t n = v.size();
  if (n < 3 || vowel(v[n - 1]) || !vowel(v[n - 2]) || vowel(v[n - 3])) return false;
  if (v[n - 1] == 'w' || v[n - 1] == 'x' || v[n - 1] == 'y') return false;
  int vowels = 0;
  for (char c : v) vowels += vowel(c);
  return vowels == 1;
}

std::string third_person(const std::string& v) {
  const char last = v.back();
  const char before = v.size() > 1 ? v[v.size() - 2] : 'a';
  if (last == 'y' && !vowel(before)) return v.substr(0, v.size() - 1) + "ies";
  if (last == 's' || last == 'x' || last == 'z' || last == 'o' || (last == 'h' && (before == 'c' || before == 's'))) return v + "es";
  return v + "s";
}
std::string ing_form(const std::string& v) {
  if (v.ends_with("ie")) return v.substr(0, v.size() - 2) + "ying";
  if (v.back() == 'e' && v.size() > 2 && !v.ends_with("ee")) return v.substr(0, v.size() - 1) + "ing";
  return v + (doubles(v) ? std::string(1, v.back()) : "") + "ing";
}

const std::pair<const char*, BeatKind> kKinds[] = {
    {"enter", BeatKind::kEnter}, {"exit", BeatKind::kExit}, {"sit", BeatKind::kSit}, {"stand", BeatKind::kStand},
    {"walk", BeatKind::kWalkTo}, {"turn", BeatKind::kTurnTo}, {"look", BeatKind::kLookAt}, {"pick-up", BeatKind::kPickUp},
    {"put-down", BeatKind::kPutDown}, {"give", BeatKind::kGive}, {"use", BeatKind::kUse}, {"open", BeatKind::kOpen},
    {"close", BeatKind::kClose}, {"gesture", BeatKind::kGesture}, {"emotion", BeatKind::kEmotion}, {"pause", BeatKind::kPause},
    {"describe", BeatKind::kDescribe}, {"effect", BeatKind::kEffect}, {"move", BeatKind::kMove}};

const BeatKind* kind_named(std::string_view name) {
  for (const auto& [word, kind] : kKinds)
    if (name == word) return &kind;
  return nullptr;
}

void add_forms(WordMap<std::vector<VerbReading>>& verbs, const std::string& lemma) {
  const auto add = [&](const std::string& form, VerbForm f) {
    auto& readings = verbs[form];
    for (const auto& r : readings)
      if (r.lemma == lemma && r.form == f) return;
    readings.push_back({lemma, f});
  };
  add(lemma, VerbForm::kBase);
  add(third_person(lemma), VerbForm::kThird);
  add(ing_form(lemma), VerbForm::kIng);
}

void load_animals(Lexicon& x) {
  each_list("animals.txt", [&](const std::string& key, const std::vector<std::string>& words) {
    WordSet* set = key == "heard" ? &x.animal_heard : key == "depicted" ? &x.animal_depicted : key == "eaten" ? &x.animal_eaten : key == "call" ? &x.animal_calls : nullptr;
    const auto* kind = key == "call" ? kind_named("gesture") : kind_named(key);
    for (const auto& w : words) {
      if (set) set->insert(w);
      if (!kind) continue;
      x.animal_frames[w].push_back(*kind);
      add_forms(x.animal_verbs, w.substr(0, w.find(' ')));
    }
  });
  // Animals that are scenery or a dish: the table of clay animals names them.
  const auto table = parse_json(read_data_text("world/animals.json"), "animals.json");
  if (!table || !table->is_object()) return;
  for (const auto& w : table->value("not_cast", Json::array()))
    if (w.is_string()) x.not_cast.insert(w.get<std::string>());
}

void load_verbs(Lexicon& x) {
  x.durations.fill(1.6);
  each_list("verbs.txt", [&](const std::string& key, const std::vector<std::string>& words) {
    if (key == "duration") {
      for (const auto& w : words) {
        const auto space = w.find(' ');
        if (space == std::string::npos) continue;
        if (const auto* kind = kind_named(w.substr(0, space)))
          x.durations[static_cast<std::size_t>(*kind)] = std::strtod(w.c_str() + space, nullptr);
      }
      return;
    }
    const auto* kind = kind_named(key);
    if (!kind) return;
    for (const auto& w : words) {
      x.frames[w].push_back(*kind);
      add_forms(x.verbs, w.substr(0, w.find(' ')));
    }
  });
}

void load_places(Lexicon& x) {
  const auto document = parse_json(read_data_text("screenplay/place_kinds.json"), "place_kinds.json");
  if (!document || !document->is_object()) return;
  for (const auto& p : document->value("places", Json::array())) {
    if (!p.is_object()) continue;
    const PlaceKind kind{p.value("kind", "room"), p.value("setting", "interior") == std::string("exterior")};
    for (const auto& w : p.value("words", Json::array()))
      if (w.is_string()) x.places.emplace(lower(w.get<std::string>()), kind);
  }
  const Json outside = document->value("outside", Json::object());
  for (const auto& [from, to] : outside.items())
    if (to.is_string()) x.outside.emplace(from, to.get<std::string>());
  for (const auto& w : document->value("connectors", Json::array()))
    if (w.is_string()) x.connectors.insert(w.get<std::string>());
}

std::string gender_of_letter(std::string_view letter) { return letter == "f" ? "female" : letter == "m" ? "male" : ""; }

Lexicon load() {
  Lexicon x;
  each_list("props.txt", [&](const std::string& type, const std::vector<std::string>& words) {
    for (const auto& w : words) {
      const std::string name = singular(w);
      x.props.emplace(name, PropWord{slug(name), name, type});
    }
  });
  each_list("dressing.txt", [&](const std::string& canonical, const std::vector<std::string>& words) {
    std::string spaced = canonical;
    for (auto& c : spaced) if (c == '-') c = ' ';
    x.dressing.emplace(canonical, canonical);
    x.dressing.emplace(spaced, canonical);
    for (const auto& w : words) { x.dressing.emplace(w, canonical); x.dressing.emplace(singular(w), canonical); }
  });
  load_verbs(x);
  load_animals(x);
  each_list("feelings.txt", [&](const std::string& key, const std::vector<std::string>& words) {
    char* end = nullptr;
    Feeling f;
    f.valence = std::strtod(key.c_str(), &end);
    f.arousal = std::strtod(end, &end);
    f.tension = std::strtod(end, &end);
    for (const auto& w : words) x.feelings.emplace(w, f);
  });
  each_list("weather.txt", [&](const std::string& key, const std::vector<std::string>& words) {
    if (const auto kind = weather_of(key))
      for (const auto& w : words) x.weather.emplace(w, *kind);
  });
  each_list("times.txt", [&](const std::string& key, const std::vector<std::string>& words) {
    const std::pair<const char*, TimeEntry> kinds[] = {
        {"dawn", {TimeWord::kFixed, TimeOfDay::kDawn}}, {"morning", {TimeWord::kFixed, TimeOfDay::kMorning}},
        {"day", {TimeWord::kFixed, TimeOfDay::kDay}}, {"afternoon", {TimeWord::kFixed, TimeOfDay::kAfternoon}},
        {"dusk", {TimeWord::kFixed, TimeOfDay::kDusk}}, {"evening", {TimeWord::kFixed, TimeOfDay::kEvening}},
        {"night", {TimeWord::kFixed, TimeOfDay::kNight}}, {"same", {TimeWord::kSame, TimeOfDay::kDay}},
        {"filler", {TimeWord::kFiller, TimeOfDay::kDay}}};
    for (const auto& [name, entry] : kinds)
      if (key == name) for (const auto& w : words) x.times.emplace(w, entry);
  });
  load_places(x);
  const auto fill = [](const char* file, WordSet& set) {
    each_row(file, [&](const std::vector<std::string>& cells) { for (const auto& c : cells) set.insert(c); });
  };
  fill("groups.txt", x.groups);
  fill("not_props.txt", x.not_props);
  each_row("roles.txt", [&](const std::vector<std::string>& c) {
    if (c.size() == 3) x.roles.emplace(c[0], RoleWord{gender_of_letter(c[1]), std::atoi(c[2].c_str())});
  });
  each_row("titles.txt", [&](const std::vector<std::string>& c) {
    if (c.size() == 2) x.titles.emplace(c[0], gender_of_letter(c[1]));
  });
  each_row("names.txt", [&](const std::vector<std::string>& c) {
    for (std::size_t i = 1; i < c.size(); ++i) x.names.emplace(c[i], gender_of_letter(c[0].substr(0, 1)));
  });
  each_row("languages.txt", [&](const std::vector<std::string>& c) {
    x.languages.emplace_back(c[0].substr(0, c[0].find(':')), WordSet(c.begin() + 1, c.end()));
  });
  return x;
}

}  // namespace

const Lexicon& lexicon() {
  static const Lexicon loaded = load();  // immutable after its first use
  return loaded;
}

std::string singular(std::string_view word) {
  static const std::pair<std::string_view, std::string_view> kOdd[] = {{"knives", "knife"}, {"wives", "wife"}, {"men", "man"}, {"women", "woman"}, {"children", "child"}, {"feet", "foot"}, {"leaves", "leaf"}, {"loaves", "loaf"}, {"shelves", "shelf"}, {"scarves", "scarf"}, {"matches", "match"}, {"dice", "dice"}, {"keys", "key"}, {"teeth", "tooth"}};
  // Pairs that are one thing keep their plural.
  static const std::string_view kPlural[] = {"glasses", "scissors", "sunglasses", "goggles", "trousers", "binoculars", "headphones", "earphones", "handcuffs", "cuffs", "pliers", "shears", "reins", "tweezers", "spectacles", "tongs", "chopsticks", "skis", "shoes", "boots", "slippers", "gloves", "crutches", "flowers", "pearls", "pills", "cards", "stairs", "bars", "dominoes", "bellows", "bagpipes", "birdseed", "marbles", "crumbs"};
  for (auto p : kPlural) if (word == p) return std::string(word);
  const auto space = word.rfind(' ');
  const auto last = space == std::string_view::npos ? word : word.substr(space + 1);
  const std::string head(space == std::string_view::npos ? std::string_view() : word.substr(0, space + 1));
  for (auto [plural, one] : kOdd) if (last == plural) return head + std::string(one);
  if (last.size() > 4 && last.ends_with("ies")) return head + std::string(last.substr(0, last.size() - 3)) + "y";
  if (last.size() > 4 && (last.ends_with("ches") || last.ends_with("shes") || last.ends_with("sses") || last.ends_with("xes"))) return head + std::string(last.substr(0, last.size() - 2));
  if (last.size() > 5 && last.ends_with("oes") && last != "shoes" && !last.ends_with("canoes") && !last.ends_with("oboes") && !last.ends_with("tiptoes") && !last.ends_with("shoes")) return head + std::string(last.substr(0, last.size() - 2));
  if (last.size() > 3 && last.ends_with('s') && !last.ends_with("ss") && !last.ends_with("us") && !last.ends_with("is")) return head + std::string(last.substr(0, last.size() - 1));
  return std::string(word);
}

}  // namespace auteur::screenplay
