#include "behaviour_tables.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "auteur/base/file_system.h"
#include "auteur/base/data_folder.h"
#include "auteur/base/text.h"

namespace auteur::acting {
namespace {

bool letter(unsigned char c) { return std::isalnum(c) || c == '\'' || c >= 0x80; }

bool negates(const std::string& w) { return w == "not" || w == "never" || w == "no" || w == "without" || w == "nobody" || w == "neither" || w == "cannot" || w.ends_with("n't"); }

bool same(const std::string& word, const std::string& wanted) {
  if (!wanted.empty() && wanted.back() == '*') return word.starts_with(std::string_view(wanted).substr(0, wanted.size() - 1));
  return word == wanted;
}

double number(const Json& j, const char* key, double otherwise, double low, double high) {
  const auto it = j.find(key);
  return it != j.end() && it->is_number() && std::isfinite(it->get<double>()) ? std::clamp(it->get<double>(), low, high) : otherwise;
}

std::string text(const Json& j, const char* key) {
  const auto it = j.find(key);
  return it != j.end() && it->is_string() ? it->get<std::string>() : std::string();
}

std::vector<std::string> texts(const Json& j, const char* key) {
  std::vector<std::string> out;
  if (const auto it = j.find(key); it != j.end() && it->is_array())
    for (const auto& v : *it)
      if (v.is_string()) out.push_back(v.get<std::string>());
  return out;
}

std::vector<Phrase> phrases(const Json& j, const char* key) {
  std::vector<Phrase> out;
  for (const auto& t : texts(j, key))
    if (Phrase p = phrase_of(t); !p.empty()) out.push_back(std::move(p));
  return out;
}

Felt felt_of(const Json& j, const char* key) {
  const auto it = j.find(key);
  if (it == j.end() || !it->is_array() || it->size() != 2 || !(*it)[0].is_string() || !(*it)[1].is_number()) return {};
  return {(*it)[0].get<std::string>(), std::clamp((*it)[1].get<double>(), 0.0, 1.0)};
}

std::map<std::string, double> traits_in(const Json& j) {
  std::map<std::string, double> out;
  for (const auto& name : trait_names())
    if (j.contains(name)) out[name] = number(j, name.c_str(), 0, -1, 1);
  return out;
}

// The objects of a list.
std::vector<Json> objects(const Json& j, const char* key) {
  std::vector<Json> out;
  if (const auto it = j.find(key); it != j.end() && it->is_array())
    for (const auto& v : *it)
      if (v.is_object()) out.push_back(v);
  return out;
}

Act act_of(const Json& j) {
  Act a;
  a.name = text(j, "name"), a.verb = text(j, "verb");
  a.weight = number(j, "weight", 0.5, 0, 1);
  a.liking = number(j, "liking", 0, -1, 1), a.trust = number(j, "trust", 0, -1, 1), a.dominance = number(j, "dominance", 0, -1, 1), a.mends = number(j, "mends", 0, 0, 1);
  a.secret = j.contains("secret"), a.mends_agent = text(j, "mends_whose") == "agent";
  a.says = phrases(j, "says"), a.does = phrases(j, "does"), a.manner = phrases(j, "manner"), a.told = phrases(j, "told");
  a.kinds = texts(j, "kinds");
  a.agent = felt_of(j, "agent"), a.patient = felt_of(j, "patient"), a.meek = felt_of(j, "meek"), a.witness = felt_of(j, "witness");
  return a;
}

BehaviourTables load() try {
  BehaviourTables t;
  const Json j = read_data("acting/behaviour.json", "auteur.behaviour_tables");
  for (const Json& o : objects(j, "traits")) t.traits.push_back({phrases(o, "words"), traits_in(o)});
  for (const Json& o : objects(j, "ages")) t.ages.push_back({static_cast<int>(number(o, "below", 0, 0, 1000)), traits_in(o)});
  const Json base = j.value("baseline", Json::object()), emotions = j.value("emotions", Json::object()), feelings = j.value("feelings", Json::object()), goals = j.value("goals", Json::object()), n = j.value("numbers", Json::object());
  for (const char* axis : {"pleasure", "arousal", "dominance"}) t.baseline[axis] = traits_in(base.value(axis, Json::object()));
  t.baseline_scale = number(base, "scale", 0.5, 0, 1);
  for (const auto& [name, v] : emotions.items())
    if (v.is_array() && v.size() == 3 && v[0].is_number() && v[1].is_number() && v[2].is_number()) t.emotions[name] = {v[0].get<double>(), v[1].get<double>(), v[2].get<double>()};
  for (const auto& [word, emotion] : feelings.items())
    if (emotion.is_string()) t.feelings[word] = emotion.get<std::string>();
  for (const Json& o : objects(j, "acts")) t.acts.push_back(act_of(o));
  for (const Json& o : objects(j, "own")) t.own.push_back({text(o, "says"), phrases(o, "words"), felt_of(o, "emotion")});
  for (const auto& [kind, verbs] : goals.items())
    for (const auto& v : texts(goals, kind.c_str())) t.goal_verbs[v] = kind;
  t.gain = number(n, "gain", t.gain, 0, 1), t.reach = number(n, "reach", t.reach, 0, 3), t.words = number(n, "words", t.words, 0, 1), t.addressee = number(n, "addressee", t.addressee, 0, 1);
  t.felt_without = number(n, "felt_without", t.felt_without, 0.01, 1), t.grudge_from = number(n, "grudge_from", t.grudge_from, -1, 0), t.affection_from = number(n, "affection_from", t.affection_from, 0, 1);
  t.limit = number(n, "limit", t.limit, 0, 0.6), t.linger = number(n, "linger_seconds", t.linger, 0.5, 60);
  const Json half = n.value("half_life_hours", Json::object());
  t.half_life = {number(half, "pleasure", 9, 0.01, 1e4), number(half, "arousal", 1.5, 0.01, 1e4), number(half, "dominance", 12, 0.01, 1e4)};
  t.relation_half_life = number(half, "relation", 96, 0.01, 1e5);
  return t;
} catch (const Json::exception&) {
  return {};  // as if it were missing
}

}  // namespace

std::vector<Token> tokens_of(std::string_view given) {
  std::string plain;  // typewriter's apostrophes
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given.substr(i).starts_with("\xE2\x80\x99")) plain += '\'', i += 2;
    else if (given.substr(i).starts_with("\xE2\x80\x94") || given.substr(i).starts_with("\xE2\x80\xA6")) plain += ';', i += 2;
    else plain += given[i];
  }
  const std::string low = lower(plain);
  std::vector<Token> out;
  int clause = 0;
  for (std::size_t i = 0; i < low.size();) {
    const auto c = static_cast<unsigned char>(low[i]);
    if (!letter(c)) {
      clause += c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?';
      ++i;
      continue;
    }
    const std::size_t from = i;
    while (i < low.size() && (letter(static_cast<unsigned char>(low[i])) || (low[i] == '-' && i + 1 < low.size() && letter(static_cast<unsigned char>(low[i + 1]))))) ++i;
    std::string word = low.substr(from, i - from);
    while (!word.empty() && word.front() == '\'') word.erase(0, 1);
    while (!word.empty() && word.back() == '\'') word.pop_back();
    if (!word.empty()) out.push_back({std::move(word), clause});
  }
  return out;
}

Phrase phrase_of(std::string_view given) {
  Phrase out;
  for (const auto piece : split(given, ' ')) {
    std::string word = lower(trim(piece));
    while (!word.empty() && (word.back() == ',' || word.back() == '.')) word.pop_back();
    if (!word.empty() && word != "*") out.push_back(std::move(word));
  }
  return out;
}

int find_phrase(const std::vector<Token>& words, const Phrase& phrase, std::size_t from) {
  if (phrase.empty()) return -1;
  for (std::size_t i = from; i + phrase.size() <= words.size(); ++i) {
    bool all = true;
    for (std::size_t k = 0; all && k < phrase.size(); ++k) all = same(words[i + k].word, phrase[k]);
    if (!all) continue;
    bool no = false;
    for (std::size_t k = i > 3 ? i - 3 : 0; k < i; ++k) no = no || (words[k].clause == words[i].clause && negates(words[k].word));
    if (!no) return static_cast<int>(i);
  }
  return -1;
}

const std::vector<std::string>& trait_names() {
  static const std::vector<std::string> names = {"openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"};
  return names;
}

std::vector<std::string> feeling_words() {
  std::vector<std::string> out;
  for (const auto& [word, emotion] : behaviour_tables().feelings) out.push_back(word);
  for (const auto& [emotion, point] : behaviour_tables().emotions)
    if (!behaviour_tables().feelings.contains(emotion)) out.push_back(emotion);
  std::sort(out.begin(), out.end());
  return out;
}

const BehaviourTables& behaviour_tables() {
  static const BehaviourTables tables = load();
  return tables;
}

}  // namespace auteur::acting
