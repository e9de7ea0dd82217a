// A description is read clause by clause. Ages come first, then the longest phrases of the table, then single words; a
// word that belongs to a thing ("an old coat", "round glasses") is not said of the person.
#include "person_words.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <vector>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/text.h"

namespace auteur::world {
namespace {

constexpr std::size_t kLongestText = 4000;  // bytes of a description that are read

using Tokens = std::vector<std::string>;
struct Clause { Tokens words; bool possessed = false, negated = false; };  // possessed: "with ...", "in ..."

bool is_article(std::string_view word) { return word == "a" || word == "an" || word == "the"; }

Tokens words_of(std::string_view phrase) {
  Tokens out;
  for (const auto part : split(phrase, ' '))
    if (!part.empty() && !is_article(part)) out.emplace_back(part);
  return out;
}

struct Vocabulary {
  struct Phrase { Tokens words; const Json* rule; };
  std::map<std::string, std::vector<Phrase>> by_first;  // longest first
  std::map<std::string, const Json*> feature_of;        // noun -> feature
  std::set<std::string> leads, negations, measures, young, people;
  std::map<std::string, int> numbers, decades;
  const Json* colours = nullptr;

  Vocabulary() {
    const Json& t = people_table();
    const auto set_of = [&](const char* key) {
      std::set<std::string> s;
      for (const auto& w : t.value(key, Json::array()))
        if (w.is_string()) s.insert(w.get<std::string>());
      return s;
    };
    leads = set_of("clause_words");
    negations = set_of("not");
    measures = set_of("measures");
    young = set_of("young_nouns");
    people = set_of("person_nouns");
    people.insert(young.begin(), young.end());
    const Json number_words = t.value("numbers", Json::object()), decade_words = t.value("decades", Json::object());
    for (const auto& [word, n] : number_words.items()) numbers[word] = n.get<int>();
    for (const auto& [word, n] : decade_words.items()) decades[word] = n.get<int>();
    if (t.contains("colours")) colours = &t["colours"];
    if (t.contains("rules"))
      for (const Json& rule : t["rules"])
        for (const auto& w : rule.value("words", Json::array())) {
          Phrase p{words_of(w.get<std::string>()), &rule};
          if (p.words.empty()) continue;
          if (p.words.size() == 1 && rule.contains("gender")) people.insert(p.words[0]);
          by_first[p.words[0]].push_back(std::move(p));
        }
    for (auto& [word, phrases] : by_first) std::stable_sort(phrases.begin(), phrases.end(), [](const Phrase& a, const Phrase& b) { return a.words.size() > b.words.size(); });
    if (t.contains("features"))
      for (const Json& f : t["features"])
        for (const auto& noun : f.value("nouns", Json::array())) feature_of.emplace(noun.get<std::string>(), &f);
  }
};

const Vocabulary& vocabulary() {
  static const Vocabulary v;
  return v;
}

std::vector<Clause> clauses_of(const std::string& description) {
  const Vocabulary& v = vocabulary();
  std::string text = lower(std::string_view(description).substr(0, kLongestText));
  for (std::size_t at; (at = text.find("\u2019")) != std::string::npos;) text.replace(at, 3, "'");
  std::vector<Clause> out(1);
  std::string word;
  bool kept_lead = false;
  const auto end_clause = [&](bool keep_lead) {
    kept_lead = keep_lead && out.back().possessed;
    if (out.back().words.empty()) out.pop_back();
    out.emplace_back();
    out.back().possessed = kept_lead;
  };
  const auto end_word = [&] {
    if (word.empty()) return;
    if (v.negations.contains(word)) out.back().negated = true;
    else if (word == "and" || word == "but") end_clause(word == "and");
    else if (v.leads.contains(word)) {
      const bool no = out.back().negated && out.back().words.empty();
      end_clause(false);
      out.back().possessed = true;
      out.back().negated = no;
    } else if (!is_article(word)) out.back().words.push_back(word);
    word.clear();
  };
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (std::isalnum(u) || u >= 0x80 || c == '\'' || c == '-') word += c;
    else {
      end_word();
      if (c == ',' || c == ';' || c == '.' || c == ':' || c == '(' || c == ')' || c == '\n' || c == '/') end_clause(false);
    }
  }
  end_word();
  if (out.back().words.empty()) out.pop_back();
  return out;
}

// 0 when the words at `i` are no age. `exact`: a number, not "young".
int age_at(const Tokens& w, std::size_t i) {
  const Vocabulary& v = vocabulary();
  std::string t = w[i], modifier = i > 0 ? w[i - 1] : "";
  for (const char* m : {"early-", "mid-", "late-"})
    if (t.starts_with(m)) {
      modifier = std::string(m, std::string_view(m).size() - 1);
      t = t.substr(modifier.size() + 1);
    }
  const auto of_decade = [&](int decade) { return decade + (modifier == "early" ? 2 : modifier == "late" ? 8 : 5); };
  if (const auto d = v.decades.find(t); d != v.decades.end()) return of_decade(d->second);
  std::size_t digits = 0;
  while (digits < t.size() && std::isdigit(static_cast<unsigned char>(t[digits]))) ++digits;
  int n = 0;
  std::string tail;
  if (digits > 0) {
    if (digits > 3) return 0;
    n = std::atoi(t.substr(0, digits).c_str());
    tail = t.substr(digits);
  } else {  // "seventy-two-year-old"
    std::size_t from = 0;
    while (from <= t.size()) {
      const auto dash = std::min(t.find('-', from), t.size());
      const auto at = v.numbers.find(t.substr(from, dash - from));
      if (at == v.numbers.end()) break;
      n += at->second;
      from = dash + 1;
    }
    if (n == 0) return 0;
    if (from <= t.size()) tail = "-" + t.substr(from);
  }
  if (n < 1 || n > 110) return 0;
  if (tail == "s" || tail == "'s") return n % 10 == 0 ? of_decade(n) : 0;
  if (tail.starts_with("-year") || tail == "yo" || tail == "-ish" || tail == "ish" || tail == "-odd" || tail == "-yr-old") return n;
  if (tail == "-something") return n + 5;
  if (tail.size() > 1 && tail[0] == '-' && std::isdigit(static_cast<unsigned char>(tail[1]))) return n + 1;
  if (!tail.empty()) return 0;
  const std::string next = i + 1 < w.size() ? w[i + 1] : "";
  if (next == "years" || next == "year" || next == "year-old" || next == "yrs") return n;
  if (!next.empty() && next != "or" && next != "going" && next != "something") return 0;
  if (i > 0 && w[i - 1] == "of") {  // "a girl of eight", "a woman of sixty", not "a mother of three"
    const bool child = i > 1 && v.young.contains(w[i - 2]);
    return child || n >= 16 ? n : 0;
  }
  static const std::set<std::string> kAbout = {"aged", "age", "about", "around", "almost", "nearly", "pushing", "maybe", "only", "just", "barely", "over", "turned", "or"};
  return i == 0 || kAbout.contains(w[i - 1]) || v.people.contains(w[i - 1]) ? n : 0;
}

void merge_effects(Json& into, const Json& rule, bool negated) {
  for (const auto& [key, value] : rule.items()) {
    if (key == "words" || key == "anywhere") continue;
    if (negated) {  // only what one can be without
      if ((key == "beard" || key == "moustache" || key == "glasses" || key == "scarf") && value == true) into[key] = false;
      continue;
    }
    if (key == "set" || key == "add") {
      for (const auto& [name, number] : value.items()) {
        if (key == "set") into["set"][name] = number;
        else into["add"][name] = into.value("add", Json::object()).value(name, 0.0) + number.get<double>();
      }
    } else if (key == "cannot") {
      Json& list = into["cannot"];
      if (list.is_null()) list = Json::array();
      if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
    } else if (key == "age") {
      // "young girl": the girl says more.
      const int old = into.value("age_word", 0), now = value.get<int>();
      if (old == 0 || (now <= 15 && now < old)) into["age_word"] = now;
    } else if (key == "complexion_if_none") {
      if (!into.contains("complexion")) into["complexion"] = value;
    } else if (key == "temper" || key == "voice_depth" || key == "voice_pace" || key == "voice_energy") {
      into[key] = std::clamp(into.value(key, 0.0) + value.get<double>(), -0.5, 0.5);
    } else if (key == "hair" || key == "gender" || key == "gender_hint" || key == "garment" || key == "cloth" || key == "hair_colour") {
      if (!into.contains(key)) into[key] = value;  // the first that is said
    } else if (key == "height" || key == "girth") {
      // "short, heavy": both; "tall ... not very tall": the stronger.
      if (!into.contains(key) || std::abs(value.get<double>() - (key == "girth" ? 0.5 : 0.0)) > std::abs(into[key].get<double>() - (key == "girth" ? 0.5 : 0.0))) into[key] = value;
    } else {
      into[key] = value;
    }
  }
}

// Said of the person as a whole, so not of what somebody carries.
bool personal(const Json& rule) {
  for (const char* key : {"age", "gender", "height", "girth", "girth_at_least", "complexion", "complexion_if_none", "temper", "voice_energy", "voice_pace"})
    if (rule.contains(key)) return true;
  return rule.contains("hair_colour") && !rule.contains("hair");
}

// Where the words of a phrase stand; empty when the clause does not say it. A colour may stand in between: "long black
// hair" is long hair, and black.
std::vector<std::size_t> found_at(const Vocabulary& v, const Vocabulary::Phrase& p, const Tokens& w, std::size_t i, const std::vector<bool>& used) {
  std::vector<std::size_t> at;
  for (std::size_t k = i; k < w.size() && at.size() < p.words.size(); ++k) {
    if (!used[k] && w[k] == p.words[at.size()]) at.push_back(k);
    else if (at.empty() || !v.colours || !v.colours->contains(w[k])) return {};
  }
  return at.size() == p.words.size() ? at : std::vector<std::size_t>{};
}

void read_clause(Json& out, const Clause& clause) {
  const Vocabulary& v = vocabulary();
  const Tokens& w = clause.words;
  std::vector<bool> used(w.size(), false);
  for (std::size_t i = 0; i < w.size(); ++i)
    if (const int age = age_at(w, i); age > 0) {
      if (!clause.negated && !out.contains("age")) out["age"] = age;
      used[i] = true;
    }
  for (const bool several : {true, false}) {
    if (!several && v.colours)  // colours that belong to a thing, before single words are read
      for (std::size_t i = 0; i < w.size(); ++i) {
        const auto colour = v.colours->find(w[i]);
        if (used[i] || colour == v.colours->end()) continue;
        const Json* of = nullptr;
        for (std::size_t k = i + 1; k < w.size() && !of && !v.people.contains(w[k]); ++k)
          if (const auto f = v.feature_of.find(w[k]); f != v.feature_of.end()) of = f->second;
        for (std::size_t k = i; k-- > 0 && !of;)
          if (const auto f = v.feature_of.find(w[k]); f != v.feature_of.end()) of = f->second;
        if (!of) continue;
        used[i] = true;
        const std::string key = of->value("colour", "");
        const char* column = key == "trousers" || key == "shoes" || key == "accent" ? "cloth" : key.c_str();
        if (!key.empty() && colour->contains(column) && !clause.negated) out[key] = (*colour)[column];
      }
    for (std::size_t i = 0; i < w.size(); ++i) {
      if (used[i]) continue;
      const auto at = v.by_first.find(w[i]);
      if (at == v.by_first.end()) continue;
      const std::vector<bool> before = used;
      std::size_t length = 0;
      for (const auto& p : at->second) {
        if (length > 0 && p.words.size() != length) break;  // the longest phrase counts, in every rule that has it
        if ((p.words.size() > 1) != several) continue;
        const auto said_at = found_at(v, p, w, i, before);
        if (said_at.empty()) continue;
        if (!several && personal(*p.rule)) {
          if (clause.possessed && !p.rule->value("anywhere", false)) continue;
          bool of_a_thing = false;  // "an old coat"
          for (std::size_t k = i + 1; k < w.size() && !v.people.contains(w[k]); ++k)
            if (v.feature_of.contains(w[k]) || (p.rule->contains("height") && v.measures.contains(w[k]))) { of_a_thing = true; break; }
          if (of_a_thing && !v.people.contains(w[i])) continue;
        }
        merge_effects(out, *p.rule, clause.negated);
        length = p.words.size();
        for (const std::size_t k : said_at) used[k] = true;
      }
    }
  }
}

}  // namespace

const Json& people_table() {
  static const Json table = read_data("world/people.json");
  return table;
}

Json read_person(const std::string& description) {
  Json out = Json::object();
  for (const Clause& clause : clauses_of(description)) read_clause(out, clause);
  // "in her sixties" tells who she is, but "his wife" is a wife.
  if (out.contains("gender_hint") && !out.contains("gender")) out["gender"] = out["gender_hint"];
  out.erase("gender_hint");
  return out;
}

}  // namespace auteur::world
