#include "cast.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "auteur/base/text.h"
#include "noun_tables.h"

namespace auteur::screenplay {
namespace {

constexpr std::size_t kMaxCast = 1000;

bool any_of(std::string_view word, std::initializer_list<std::string_view> list) { return std::find(list.begin(), list.end(), word) != list.end(); }

// "DR. O'HARA" -> "DR O'HARA"; spaces single, no marks at the ends.
std::string tidy_id(std::string_view name) {
  std::string out;
  for (char c : upper(name)) {
    if (c == '.' || c == '"' || c == ':' || c == '*' || c == '\t') c = ' ';
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += c;
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == ',' || out.back() == '-')) out.pop_back();
  if (out.starts_with("THE ") && out.size() > 4) out.erase(0, 4);
  return out;
}

// "DR. KELLER" -> "Dr. Keller", "ANA" -> "Ana".
std::string reading_name(std::string_view id) {
  std::string out;
  bool start = true;
  std::string low = lower(id);
  std::string up = upper(id);
  for (std::size_t i = 0; i < low.size();) {
    std::size_t n = 1;
    while (i + n < low.size() && (static_cast<unsigned char>(low[i + n]) & 0xC0) == 0x80) ++n;
    const bool letter = n > 1 || (low[i] >= 'a' && low[i] <= 'z');
    out += (start && letter && up.size() == low.size() ? up : low).substr(i, n);
    if (letter) start = false;
    else if (low[i] == ' ' || low[i] == '-' || (low[i] == '\'' && i <= 2)) start = true;
    i += n;
  }
  return out;
}

std::vector<std::string> split_words(std::string_view id) {
  std::vector<std::string> out;
  for (auto w : split(id, ' '))
    if (!w.empty()) out.push_back(lower(w));
  return out;
}

bool number_word(std::string_view w) { return !w.empty() && (w[0] == '#' || (w[0] >= '0' && w[0] <= '9')); }

int age_of_decade(int decade, std::string_view modifier) {
  return decade + (modifier == "early" ? 2 : modifier == "late" ? 8 : 5);
}

// An age in a description: "70s", "mid-40s", "34", "8 years old", "elderly", "in her sixties".
int read_age(std::string_view text) {
  const auto w = words(text, 0, text.size());
  static constexpr std::pair<std::string_view, int> kWords[] = {
      {"teens", 16}, {"teenage", 16}, {"teenager", 16}, {"twenties", 25}, {"thirties", 35}, {"forties", 45}, {"fifties", 55},
      {"sixties", 65}, {"seventies", 75}, {"eighties", 85}, {"nineties", 92}, {"elderly", 76}, {"middle-aged", 50}, {"aged", 0},
      {"child", 8}, {"toddler", 2}, {"baby", 1}};
  for (std::size_t i = 0; i < w.size(); ++i) {
    std::string low = w[i].low;
    std::string modifier = i > 0 ? w[i - 1].low : "";
    for (auto m : {"early-", "mid-", "late-"})
      if (low.starts_with(m)) { modifier = std::string(m, std::string_view(m).size() - 1); low = low.substr(modifier.size() + 1); }
    if (!low.empty() && low[0] >= '0' && low[0] <= '9') {
      const int n = std::atoi(low.c_str());
      std::size_t digits = 0;
      while (digits < low.size() && low[digits] >= '0' && low[digits] <= '9') ++digits;
      const auto tail = std::string_view(low).substr(digits);
      if (digits > 3 || n > 110) continue;
      if ((tail == "s" || tail == "'s" || tail == "er") && n % 10 == 0) return age_of_decade(n, modifier);
      if (w[i].possessive && n % 10 == 0) return age_of_decade(n, modifier);
      if (tail.empty() || tail.starts_with("-year")) return n;
      if (tail.starts_with("-") && tail.size() > 1) return n + 1;  // "30-35"
    }
    for (const auto& [word, age] : kWords)
      if (low == word && age > 0) return modifier == "early" ? age - 3 : modifier == "late" ? age + 3 : age;
  }
  return 0;
}

bool starts_with_age(const std::vector<Word>& w, std::size_t i) {
  if (i >= w.size()) return false;
  const auto& low = w[i].low;
  if (low.empty()) return false;
  if (low[0] >= '0' && low[0] <= '9') return low.size() <= 4;
  return any_of(low, {"early", "mid", "late", "teens", "teenage", "elderly"}) || low.starts_with("mid-") || low.starts_with("late-") || low.starts_with("early-");
}

bool plural_role(const std::string& low) {
  const Lexicon& x = lexicon();
  if (x.groups.contains(low)) return true;
  const std::string one = singular(low);
  return one != low && x.roles.contains(one);
}

// "from her.", "him": somebody else than who acts. "her hands" belong to who acts.
bool is_object(const std::vector<Word>& w, std::size_t i) {
  if (w[i].low == "him") return true;
  if (w[i].low != "her") return false;
  return i + 1 == w.size() || w[i + 1].before != 0 || is_preposition(w[i + 1].low) || is_determiner(w[i + 1].low) || is_adverb(w[i + 1].low) || any_of(w[i + 1].low, {"and", "but", "as", "then", "go"});
}

}  // namespace

bool is_verb_third(const std::string& low) {
  const auto* v = find(lexicon().verbs, low);
  return (v && std::any_of(v->begin(), v->end(), [](const VerbReading& r) { return r.form == VerbForm::kThird; })) || low == "is" || low == "has" || low == "wears" || low == "does";
}

CueNames read_cue_name(std::string_view name) {
  CueNames cue;
  std::string id = tidy_id(name);
  for (const std::string tail : {"'S VOICE", "\u2019S VOICE", " VOICE", "'S VOICE ONLY"})
    if (id.ends_with(tail) && id.size() > tail.size()) { id.resize(id.size() - tail.size()); cue.voice_only = true; }
  if (id.starts_with("VOICE OF ")) { id.erase(0, 9); cue.voice_only = true; }
  if (any_of(id, {"ALL", "BOTH", "EVERYONE", "EVERYBODY", "TOGETHER", "ALLE", "BEIDE", "TOUS", "TODOS", "TUTTI"})) cue.everybody = true;
  std::size_t from = 0;
  while (from <= id.size()) {
    std::size_t at = std::string::npos, length = 0;
    for (const std::string_view glue : {" AND ", " & ", "/", " UND ", " ET ", " Y ", ", "}) {
      const auto k = id.find(glue, from);
      if (k != std::string::npos && k < at) { at = k; length = glue.size(); }
    }
    auto part = tidy_id(std::string_view(id).substr(from, at == std::string::npos ? at : at - from));
    if (!part.empty() && cue.ids.size() < 6) cue.ids.push_back(std::move(part));
    if (at == std::string::npos) break;
    from = at + length;
  }
  if (cue.ids.empty()) cue.ids.push_back("VOICE");
  return cue;
}

bool is_unseen(std::string_view extension) {
  std::string e;
  for (char c : lower(extension))
    if (c != '.' && c != ' ') e += c;
  if (e.empty()) return false;
  for (const std::string_view part : {"onthephone", "onphone", "overphone", "overthephone", "viaphone", "phone", "radio", "intercom", "filtered", "voiceover", "offscreen", "offstage", "offcamera", "speaker", "onscreentv", "throughthedoor", "recorded", "prelap", "pre-lap", "voice", "amtelefon"})
    if (e.find(part) != std::string::npos && e.find("intophone") == std::string::npos && e.find("intothephone") == std::string::npos && e.find("tophone") == std::string::npos) return true;
  for (auto part : split(e, ','))
    if (any_of(part, {"vo", "os", "oc", "off", "vo/os", "o/s", "v/o", "offs"})) return true;
  return false;
}

Cast::Cast(const Screenplay& script, bool animals) {
  from_cues(script);
  merge_titles();
  from_introductions(script);
  from_actions(script);
  if (animals) from_animals(script);
  index_mentions();
  if (has_animals_) index_animals();
  find_genders(script);
}

int Cast::find_id(std::string_view id) const {
  const auto* hit = find(by_id_, id);
  return hit ? *hit : -1;
}

int Cast::add(const std::string& id) {
  if (const int known = find_id(id); known >= 0) return known;
  if (members_.size() >= kMaxCast || id.empty()) return -1;
  CastMember m;
  m.id = id;
  m.name = reading_name(id);
  members_.push_back(std::move(m));
  const int index = static_cast<int>(members_.size()) - 1;
  by_id_[id] = index;
  return index;
}

void Cast::alias(int person, const std::string& other) {
  if (person < 0 || other.empty() || find_id(other) >= 0) return;
  by_id_[other] = person;
  members_[static_cast<std::size_t>(person)].aliases.push_back(other);
}

void Cast::from_cues(const Screenplay& script) {
  for (const auto& e : script.elements) {
    if (e.kind != ElementKind::kCharacter) continue;
    const CueNames cue = read_cue_name(e.name);
    if (cue.everybody) continue;
    for (const auto& id : cue.ids) add(id);
  }
}

// DR KELLER and KELLER, YOUNG ANA and ANA are one person, unless two titles share the name (MR and MRS SMITH).
void Cast::merge_titles() {
  const Lexicon& x = lexicon();
  std::vector<int> target(members_.size(), -1);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const auto w = split_words(members_[i].id);
    if (w.size() < 2 || !x.titles.contains(w[0])) continue;
    std::string rest = members_[i].id.substr(w[0].size() + 1);
    const int base = find_id(rest);
    if (base < 0 || x.roles.contains(lower(rest)) || number_word(rest)) continue;
    const bool age_word = any_of(w[0], {"young", "younger", "old", "older", "little", "teenage", "elderly"});
    int rivals = 0;
    for (const auto& m : members_) {
      const auto v = split_words(m.id);
      if (v.size() >= 2 && m.id != members_[i].id && m.id.ends_with(" " + rest) && x.titles.contains(v[0]) && !age_word &&
          !any_of(v[0], {"young", "younger", "old", "older", "little", "teenage", "elderly"})) ++rivals;
    }
    if (rivals == 0) target[i] = base;
  }
  std::vector<CastMember> kept;
  std::vector<int> moved(members_.size(), -1);
  for (std::size_t i = 0; i < members_.size(); ++i)
    if (target[i] < 0) { moved[i] = static_cast<int>(kept.size()); kept.push_back(std::move(members_[i])); }
  std::vector<std::pair<int, std::string>> merged;
  WordMap<int> ids;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    int root = static_cast<int>(i);
    for (int hops = 0; target[static_cast<std::size_t>(root)] >= 0 && hops < 8; ++hops) root = target[static_cast<std::size_t>(root)];
    if (moved[i] < 0 && moved[static_cast<std::size_t>(root)] >= 0) merged.emplace_back(moved[static_cast<std::size_t>(root)], members_[i].id);
  }
  members_ = std::move(kept);
  for (std::size_t i = 0; i < members_.size(); ++i) ids[members_[i].id] = static_cast<int>(i);
  by_id_ = std::move(ids);
  for (auto& [person, name] : merged) alias(person, name);
}

void Cast::describe(int person, std::string_view text, const std::vector<Word>& w, std::size_t after) {
  if (person < 0 || after >= w.size()) return;
  auto& m = members_[static_cast<std::size_t>(person)];
  if (!m.description.empty()) return;
  if (w[after].before != '(' && w[after].before != ',') return;
  std::size_t end = after, i = after;
  bool inside = w[after].before == '(';
  while (i < w.size()) {
    if (i > after) {
      if (inside && w[i].before == ')') break;       // "ANA (70s) stands"
      if (inside && w[i].before == ',') inside = false;
      if (!inside && w[i].before != 0 && w[i].before != ',' && w[i].before != '-') break;
    }
    const bool chunk_start = i == after || w[i].before == ',';
    if (chunk_start && i > after && (is_verb_third(w[i].low) || any_of(w[i].low, {"who", "and", "he", "she", "they", "is"}))) break;
    // "ANA, stands" is no description, and neither is a clause without a comma before its verb.
    if (i == after && !inside && is_verb_third(w[i].low)) return;
    end = i + 1;
    ++i;
    if (w[end - 1].end - w[after].begin > 200) break;
  }
  if (end <= after) return;
  // A last part that runs into a verb ("a thin man walks in") belongs to the action.
  std::size_t part = end;
  for (std::size_t k = after; k < end; ++k) {
    const bool possessive = k > 0 && (w[k - 1].possessive || any_of(w[k - 1].low, {"a", "an", "the", "his", "her", "their", "of", "with", "in"}));
    if (k > after && w[k].before == 0 && !possessive && is_verb_third(w[k].low) && w[k].low != "is" && k + 1 < w.size() && w[k + 1].before == 0) { part = k; break; }  // not "quick hands,"
  }
  if (part < end) {
    while (part > after && w[part].before != ',' && part > after) --part;
    end = part;
  }
  if (end <= after) return;
  std::string d;
  for (char c : text.substr(w[after].begin, w[end - 1].end - w[after].begin)) {
    if (c == '(' || c == ')') continue;
    d += c == '\n' ? ' ' : c;
  }
  m.description = d;
  if (m.age == 0) m.age = read_age(d);
}

void Cast::from_introductions(const Screenplay& script) {
  const Lexicon& x = lexicon();
  for (const auto& e : script.elements) {
    if (e.kind != ElementKind::kAction || e.text.size() > 20000) continue;
    for (const auto& s : sentences(e.text)) {
      const auto w = words(e.text, s.begin, s.end);
      std::size_t capitals = 0;
      for (const auto& word : w) capitals += word.capitals;
      const bool shouted = w.size() > 3 && capitals * 3 > w.size() * 2;
      for (std::size_t i = 0; i < w.size(); ++i) {
        if (!w[i].capitals && !(w[i].capital && w[i].low.size() == 1 && i + 1 < w.size() && w[i + 1].capitals)) continue;
        std::size_t end = i + 1;
        while (end < w.size() && w[end].before == 0 && !w[end - 1].possessive &&
               (w[end].capitals || number_word(w[end].low) ||
                (any_of(w[end].low, {"in", "with", "of", "the"}) && end + 1 < w.size() && w[end + 1].capitals && !shouted))) ++end;
        std::size_t first = i;
        while (first + 1 < end && any_of(w[first].low, {"the", "a", "an", "and"})) ++first;
        if (any_of(w[first].low, {"the", "a", "an", "and"})) { i = end - 1; continue; }
        std::string id;
        for (std::size_t k = first; k < end; ++k) id += (id.empty() ? "" : " ") + upper(w[k].low);
        int person = find_id(id);
        const bool aged = end < w.size() && (w[end].before == '(' || w[end].before == ',') && starts_with_age(w, end);
        const bool possessive = w[end - 1].possessive;
        if (person < 0 && !possessive && end - first >= 2 && end - first <= 4) {
          person = known_under(w, first, end);
          if (person >= 0 && (aged || !shouted)) alias(person, id);
        }
        if (person < 0 && !possessive && end - first <= 6) {
          const std::string& head = w[end - 1].low;
          const bool crowd = plural_role(head) || plural_role(w[first].low);
          const bool role = x.roles.contains(head) || x.roles.contains(w[first].low);
          const bool named = x.names.contains(w[first].low);
          const bool acts = end < w.size() && (is_verb_third(w[end].low) || w[end].before == '(' || w[end].before == ',');
          if (!crowd && (aged || (!shouted && ((role && (acts || (first > 0 && any_of(w[first - 1].low, {"a", "an"})))) || (named && acts))))) person = add(id);
        }
        if (person >= 0) describe(person, e.text, w, end);
        i = end - 1;
      }
    }
  }
}

// Who is meant by a full name, "ANA MARQUES", when cues have a part of it or a name beside it; -1 when nobody.
int Cast::known_under(const std::vector<Word>& w, std::size_t first, std::size_t end) const {
  const Lexicon& x = lexicon();
  // "MARGARET CRANE (34), called MAGGIE", "ZELDA PIKE, AKA THE GREAT ZELDA".
  for (std::size_t k = end; k + 1 < w.size() && k < end + 14; ++k) {
    const bool said = any_of(w[k].low, {"called", "aka", "a.k.a", "nicknamed", "alias"}) || (w[k].low == "as" && k >= 1 && (w[k - 1].low == "known" || (k >= 3 && w[k - 3].low == "known")));
    if (!said) continue;
    std::size_t at = k + 1;
    while (at < w.size() && any_of(w[at].low, {"the", "great"}) && at + 1 < w.size() && w[at + 1].capitals) ++at;
    if (w[at].capitals)
      if (const int known = find_id(upper(w[at].low)); known >= 0) return known;
  }
  if (x.titles.contains(w[first].low) && end - first > 2)
    if (const int known = find_id(upper(w[first].low) + " " + upper(w[end - 1].low)); known >= 0) return known;
  for (std::size_t k = first; k < end; ++k) {
    const int known = find_id(upper(w[k].low));
    if (known < 0 || x.roles.contains(w[k].low)) continue;
    // One family name is no proof: JOE CRANE is CRANE already, so MARGARET CRANE is somebody else.
    const auto& m = members_[static_cast<std::size_t>(known)];
    const bool family = k + 1 == end && k > first;
    const std::string tail = " " + upper(w[k].low);
    if (family && std::any_of(m.aliases.begin(), m.aliases.end(), [&](const std::string& a) { return a.ends_with(tail); })) continue;
    return known;
  }
  return -1;
}

// People without a cue or capitals: "A waiter brings ...", "Tom enters".
void Cast::from_actions(const Screenplay& script) {
  const Lexicon& x = lexicon();
  for (const auto& e : script.elements) {
    if (e.kind != ElementKind::kAction || e.text.size() > 20000) continue;
    for (const auto& s : sentences(e.text)) {
      const auto w = words(e.text, s.begin, s.end);
      for (std::size_t i = 0; i + 1 < w.size(); ++i) {
        const bool clause_start = i == 0 || w[i].before != 0 || any_of(w[i - 1].low, {"and", "as", "then", "when", "while", "but"});
        if (!clause_start) continue;
        if (w[i].low == "a" || w[i].low == "an" || w[i].low == "another") {
          for (std::size_t k = i + 1; k < std::min(i + 4, w.size() - 1) && (w[k].before == 0 || k == i + 1); ++k) {
            if (!x.roles.contains(w[k].low) || w[k].possessive || w[k + 1].before != 0) continue;
            // "A stranger in a grey coat walks": the verb may stand behind what describes him.
            std::size_t v = k + 1;
            if (any_of(w[v].low, {"in", "with", "of", "from"}))
              while (v + 1 < w.size() && v < k + 7 && w[v].before == 0 && (!is_verb_third(w[v].low) || any_of(w[v - 1].low, {"a", "an", "the", "his", "her"}))) ++v;
            if (!is_verb_third(w[v].low) || w[v].before != 0) continue;
            std::string id = upper(w[k].low);
            if (k > i + 1 && any_of(w[k - 1].low, {"old", "young", "little", "tall", "fat", "thin"})) id = upper(w[k - 1].low) + " " + id;
            add(id);
            break;
          }
        } else if (w[i].capital && !w[i].capitals && !w[i].possessive && x.names.contains(w[i].low) && w[i + 1].before == 0 && is_verb_third(w[i + 1].low)) {
          // A first name that is part of a longer known one is that person.
          bool known = false;
          for (const auto& m : members_) {
            const auto parts = split_words(m.id);
            known |= std::find(parts.begin(), parts.end(), w[i].low) != parts.end();
            for (const auto& a : m.aliases) { const auto q = split_words(a); known |= std::find(q.begin(), q.end(), w[i].low) != q.end(); }
          }
          if (!known) add(upper(w[i].low));
        }
      }
    }
  }
}

namespace {
// "DOG", "WHITE DOG" of a dog: no name.
bool id_is_kind(std::string_view id, const std::string& species) { return lower(id) == species || lower(id).ends_with(" " + species); }
}  // namespace

void Cast::index_mentions() {
  const Lexicon& x = lexicon();
  WordMap<int> part_owner;  // a single word of a name -> person, -2 when several have it
  auto phrase = [&](std::string_view id, int person) {
    const auto w = split_words(id);
    if (w.empty()) return;
    const auto& species = members_[static_cast<std::size_t>(person)].species;
    const bool proper = !x.roles.contains(w.back()) && !x.roles.contains(w.front()) && (species.empty() || !id_is_kind(id, species));
    if (members_[static_cast<std::size_t>(person)].species.empty() || proper) phrases_[w[0]].push_back({w, person, proper});
    if (w.size() < 2) return;
    for (const auto& part : w) {
      if (part.size() < 3 || any_of(part, {"the", "and", "great"}) || x.titles.contains(part) || x.connectors.contains(part) || number_word(part)) continue;
      const auto [it, fresh] = part_owner.emplace(part, person);
      if (!fresh && it->second != person) it->second = -2;
    }
  };
  for (std::size_t i = 0; i < members_.size(); ++i) {
    phrase(members_[i].id, static_cast<int>(i));
    for (const auto& a : members_[i].aliases) phrase(a, static_cast<int>(i));
  }
  for (std::size_t i = 0; i < members_.size(); ++i) {
    auto ids = members_[i].aliases;
    ids.push_back(members_[i].id);
    for (const auto& id : ids) {
      for (const auto& part : split_words(id)) {
        const auto* owner = find(part_owner, part);
        if (!owner || *owner != static_cast<int>(i) || find_id(upper(part)) >= 0) continue;
        auto& list = phrases_[part];
        if (std::any_of(list.begin(), list.end(), [&](const Phrase& p) { return p.words.size() == 1; })) continue;
        list.push_back({{part}, static_cast<int>(i), !x.roles.contains(part)});
      }
    }
  }
  // "the commander", when one of the cast has that rank.
  WordMap<int> ranks;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    auto ids = members_[i].aliases;
    ids.push_back(members_[i].id);
    for (const auto& id : ids) {
      const auto w = split_words(id);
      const auto* gender = w.size() < 2 ? nullptr : find(x.titles, w[0]);
      if (!gender || !gender->empty() || any_of(w[0], {"young", "younger", "old", "older", "little", "teenage", "elderly", "big", "great", "the"})) continue;
      const auto [it, fresh] = ranks.emplace(w[0], static_cast<int>(i));
      if (!fresh && it->second != static_cast<int>(i)) it->second = -1;
    }
  }
  for (const auto& [rank, person] : ranks)
    if (person >= 0 && find_id(upper(rank)) < 0) phrases_[rank].push_back({{rank}, person, false});
  for (auto& [first, list] : phrases_)
    std::stable_sort(list.begin(), list.end(), [](const Phrase& a, const Phrase& b) { return a.words.size() > b.words.size(); });
}

Mention Cast::at(const std::vector<Word>& w, std::size_t i) const {
  const auto* list = find(phrases_, w[i].low);
  if (!list) return {};
  for (const auto& p : *list) {
    if (i + p.words.size() > w.size()) continue;
    bool same = true;
    for (std::size_t k = 1; k < p.words.size() && same; ++k) same = w[i + k].low == p.words[k];
    if (!same) continue;
    // "the drummer" after DRUMMER: a trade may stand for a name, a first name never.
    const bool trade = p.proper && p.words.size() == 1 && !w[i].capital && i > 0 && w[i - 1].low == "the" && !lexicon().names.contains(w[i].low) && find_id(upper(w[i].low)) == p.person;
    if (trade) return {p.person, 1};
    if (p.animal) {
      if (!animal_here(w, i, p.words.size())) continue;
      return {p.person, p.words.size()};
    }
    if (p.proper && !w[i].capital) continue;
    if (!p.proper && !w[i].capital) {
      // "the waiter", "the old man": needs its article.
      if (i == 0 || !any_of(w[i - 1].low, {"the", "a", "an", "this", "that", "another"})) continue;
    }
    return {p.person, p.words.size()};
  }
  return {};
}

void Cast::find_genders(const Screenplay& script) {
  const Lexicon& x = lexicon();
  std::vector<std::array<double, 2>> votes(members_.size(), {0, 0});
  for (std::size_t n = 0; n < members_.size(); ++n) {
    auto& m = members_[n];
    auto ids = m.aliases;
    ids.push_back(m.id);
    for (const auto& id : ids) {
      const auto parts = split_words(id);
      for (std::size_t k = 0; k < parts.size(); ++k) {
        if (k == 0 && parts.size() > 1)
          if (const auto* g = find(x.titles, parts[k]); g && !g->empty() && m.gender.empty()) m.gender = *g;
        if (const auto* role = find(x.roles, parts[k])) {
          if (m.gender.empty()) m.gender = role->gender;
          if (m.age == 0 && role->age > 0) m.age = role->age;
        }
      }
      if (m.age == 0 && parts.size() > 1 && find(x.roles, parts.back())) {
        if (any_of(parts[0], {"old", "elderly"})) m.age = 74;
        else if (parts[0] == "young") m.age = 24;
      }
    }
    const auto d = words(m.description, 0, m.description.size());
    for (std::size_t k = 0; k < d.size(); ++k) {
      const auto* role = find(x.roles, d[k].low);
      // "a fisherman's hands" says nothing about the owner of the hands.
      if (!role || d[k].possessive || (k > 0 && any_of(d[k - 1].low, {"his", "her", "their", "of"}))) continue;
      if (m.gender.empty()) m.gender = role->gender;
      if (m.age == 0) m.age = role->age;
    }
    for (const auto& word : d) {
      if (word.low == "her" || word.low == "she" || word.low == "hers") votes[n][0] += 1;
      if (word.low == "his" || word.low == "he") votes[n][1] += 1;
    }
  }
  // Pronouns: in a sentence that names one person, and in the sentence after it. "Paul turns away from her" tells of whom the
  // scene had before him.
  std::vector<int> here;  // in this scene, who was named or spoke last at the end
  const auto met = [&](int person) {
    std::erase(here, person);
    here.push_back(person);
  };
  for (const auto& e : script.elements) {
    if (e.kind == ElementKind::kSceneHeading) here.clear();
    if (e.kind == ElementKind::kCharacter)
      for (const auto& id : read_cue_name(e.name).ids)
        if (const int p = find_id(id); p >= 0) met(p);
    if (e.kind != ElementKind::kAction || e.text.size() > 20000) continue;
    int last = -1;
    for (const auto& s : sentences(e.text)) {
      const auto w = words(e.text, s.begin, s.end);
      std::vector<int> named;
      for (std::size_t i = 0; i < w.size();) {
        const Mention m = at(w, i);
        if (m.person >= 0 && (named.empty() || named.back() != m.person)) named.push_back(m.person);
        i += std::max<std::size_t>(1, m.words);
      }
      int whose = named.size() == 1 ? named[0] : -1;
      double weight = 1;
      const bool starts = !w.empty() && any_of(w[0].low, {"he", "she", "his", "her"});
      if (named.empty() && starts) { whose = last; weight = 0.7; }
      if (whose >= 0) {
        bool before_name = !named.empty();
        for (std::size_t i = 0; i < w.size(); ++i) {
          if (before_name && at(w, i).person == whose) before_name = false;
          if (before_name) continue;  // "He looks at Ana": the pronoun is somebody else
          if (is_object(w, i)) {
            const auto other = std::find_if(here.rbegin(), here.rend(), [&](int p) { return p != whose; });
            if (other != here.rend()) votes[static_cast<std::size_t>(*other)][w[i].low == "him"] += 0.7 * weight;
            continue;
          }
          if (any_of(w[i].low, {"she", "her", "hers", "herself"})) votes[static_cast<std::size_t>(whose)][0] += weight;
          if (any_of(w[i].low, {"he", "his", "himself"})) votes[static_cast<std::size_t>(whose)][1] += weight;
        }
      }
      for (const int p : named) met(p);
      if (named.size() == 1) last = named[0];
      else if (named.size() > 1) last = named[0];
    }
  }
  for (std::size_t n = 0; n < members_.size(); ++n) {
    auto& m = members_[n];
    if (!m.gender.empty()) continue;
    std::string by_name;
    for (const auto& part : split_words(m.id))
      if (const auto* g = find(x.names, part); g && by_name.empty()) by_name = *g;
    const double she = votes[n][0], he = votes[n][1];
    if (she > 2 * he && she >= (by_name == "male" ? 3.0 : 0.7)) m.gender = "female";
    else if (he > 2 * she && he >= (by_name == "female" ? 3.0 : 0.7)) m.gender = "male";
    else m.gender = by_name;
  }
}

}  // namespace auteur::screenplay
