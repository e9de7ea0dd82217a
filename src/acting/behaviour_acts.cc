// What a beat is to those who are there: acts between people, what is told, what bodies show, goals.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "auteur/staging/meeting.h"
#include "behaviour_story.h"

namespace auteur::acting {
namespace {

using screenplay::Beat;
using screenplay::BeatKind;

constexpr std::size_t kMostMemories = 400;

bool is_kind(BeatKind kind, const std::string& name) {
  static const std::map<std::string, BeatKind> kinds = {{"give", BeatKind::kGive}, {"enter", BeatKind::kEnter}, {"exit", BeatKind::kExit}, {"use", BeatKind::kUse}, {"pick up", BeatKind::kPickUp}, {"put down", BeatKind::kPutDown}};
  const auto at = kinds.find(name);
  return at != kinds.end() && at->second == kind;
}

const Phrase* any_of(const std::vector<Phrase>& phrases, const std::vector<Token>& words, int* at = nullptr) {
  for (const Phrase& p : phrases)
    if (const int i = find_phrase(words, p); i >= 0) {
      if (at) *at = i;
      return &p;
    }
  return nullptr;
}

std::string words_of(const std::vector<Token>& words, int at, std::size_t count) {
  std::string out;
  for (std::size_t i = static_cast<std::size_t>(at); i < std::min(words.size(), static_cast<std::size_t>(at) + count); ++i) out += (out.empty() ? "" : " ") + words[i].word;
  return out;
}

// "slams the door on" -> "slammed the door on": for what is remembered.
std::string past_of(const std::string& verb) {
  static const std::map<std::string, std::string> irregular = {{"lies", "lied"}, {"steals", "stole"}, {"gives", "gave"}, {"tells", "told"}, {"forgives", "forgave"}, {"makes", "made"}, {"brings", "brought"}, {"leaves", "left"}, {"slams", "slammed"}, {"apologises", "apologised"}};
  const auto space = verb.find(' ');
  const std::string first = verb.substr(0, space), rest = space == verb.npos ? "" : verb.substr(space);
  if (const auto at = irregular.find(first); at != irregular.end()) return at->second + rest;
  std::string stem = first;
  if (stem.ends_with("s")) stem.pop_back();
  return stem + (stem.ends_with("e") ? "d" : "ed") + rest;
}

// What a feeling given by three numbers is called: the emotion that points the same way.
std::string nearest_emotion(const BehaviourTables& tables, const MoodPoint& m) {
  std::string best;
  double most = 0.3;
  const double length = std::sqrt(m.pleasure * m.pleasure + m.arousal * m.arousal + m.dominance * m.dominance);
  if (length < 1e-6) return "";
  for (const char* name : {"joy", "relief", "distress", "fear", "anger", "disappointment"}) {
    const auto at = tables.emotions.find(name);
    if (at == tables.emotions.end()) continue;
    const MoodPoint& e = at->second;
    const double dot = (m.pleasure * e.pleasure + m.arousal * e.arousal + m.dominance * e.dominance) / (length * std::sqrt(e.pleasure * e.pleasure + e.arousal * e.arousal + e.dominance * e.dominance));
    if (dot > most) most = dot, best = name;
  }
  return best;
}

// "ANA (40s, nervous) waits" says what she is like, not what she does.
std::string without_brackets(const std::string& text) {
  std::string out;
  int depth = 0;
  for (const char c : text) {
    depth += c == '(';
    if (depth == 0) out += c;
    if (c == ')' && depth > 0) --depth;
  }
  return out;
}

MoodPoint point_of(const screenplay::Mood& m) { return {m.valence, std::max(m.arousal, m.tension * 0.6), m.valence < 0 ? (m.arousal > 0.3 && m.tension < 0.4 ? 0.2 : -0.4 * m.tension - 0.1) : 0.15}; }
double strength_of(const screenplay::Mood& m) { return std::min(1.0, std::abs(m.valence) + 0.4 * std::abs(m.arousal) + 0.4 * m.tension); }

}  // namespace

Character* BehaviourStory::person(const std::string& id) {
  const auto at = people_.find(id);
  return at == people_.end() ? nullptr : &at->second;
}

Character* BehaviourStory::here(const std::string& id) { return present_.contains(id) ? person(id) : nullptr; }

Character* BehaviourStory::named(const std::vector<Token>& words, const std::string& not_this, std::size_t from) {
  for (std::size_t i = from; i < words.size(); ++i)
    if (const auto at = by_name_.find(words[i].word); at != by_name_.end() && at->second != not_this) return person(at->second);
  return nullptr;
}

Character* BehaviourStory::partner(const std::string& of) {
  if (!last_speaker_.empty() && last_speaker_ != of && here(last_speaker_)) return here(last_speaker_);
  for (const Beat& b : scene_->beats)
    if (b.kind == BeatKind::kLine && b.who != of && here(b.who)) return here(b.who);
  for (const auto& id : scene_->cast)
    if (id != of && here(id)) return here(id);
  return nullptr;
}

Character* BehaviourStory::addressee(std::size_t index, const std::vector<Token>& words) {
  const Beat& beat = scene_->beats[index];
  if (Character* c = here(beat.target); c && c->id != beat.who) return c;
  // A name beside a comma: "Ana, come here."
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto at = by_name_.find(words[i].word);
    if (at == by_name_.end() || at->second == beat.who || !here(at->second)) continue;
    const bool first = i == 0 || words[i - 1].clause != words[i].clause, last = i + 1 == words.size() || words[i + 1].clause != words[i].clause;
    if (first && last) return here(at->second);
  }
  if (last_speaker_ != beat.who && here(last_speaker_)) return here(last_speaker_);
  for (std::size_t i = index + 1; i < std::min(scene_->beats.size(), index + 8); ++i)
    if (const Beat& b = scene_->beats[i]; b.kind == BeatKind::kLine && b.who != beat.who && here(b.who)) return here(b.who);
  return partner(beat.who);
}

void BehaviourStory::remember(Character& who, const Act& what, const std::string& agent, const std::string& patient, const char* how, int beat, const std::string& told_by) {
  if (who.course->memories.size() < kMostMemories) who.course->memories.push_back({scene_->number, beat, what.name, agent, patient, how, told_by});
}

void BehaviourStory::turn(Character& who, const Act& what, const std::string& agent, double share) {
  if (who.id == agent) return;
  Relation& r = who.towards[agent];
  r.liking = std::clamp(r.liking + share * what.liking, -1.0, 1.0);
  r.trust = std::clamp(r.trust + share * what.trust, -1.0, 1.0);
  r.dominance = std::clamp(r.dominance + share * what.dominance, -1.0, 1.0);
}

void BehaviourStory::act(const Act& what, Character& agent, Character* patient, int beat, const std::string& quoted) {
  const std::string whom = patient ? patient->name : std::string("nobody in particular");
  const std::string cause = fmt::format("{} {} {}{}", agent.name, what.verb, whom, quoted.empty() ? "" : fmt::format(" (“{}”)", quoted));
  step(agent, what.agent.emotion, what.agent.strength * what.weight, patient ? patient->id : "", cause, beat);
  remember(agent, what, agent.id, patient ? patient->id : "", "did", beat);
  if (patient && !what.secret) {
    const Relation& r = patient->towards[agent.id];
    const bool meek = patient->course->nature.dominance + r.dominance < -0.08;
    const Felt& f = meek ? what.meek : what.patient;
    const double close = what.liking < 0 ? 1 + 0.4 * std::max(0.0, r.liking) : 1;
    step(*patient, f.emotion, f.strength * what.weight * close, agent.id, cause, beat);
    turn(*patient, what, agent.id, 1);
    remember(*patient, what, agent.id, patient->id, "suffered", beat);
    if (what.liking <= -0.1) patient->grudges[agent.id] = fmt::format("{} {} in sc. {}", past_of(what.verb), patient->name, scene_->number);
  }
  if (what.mends > 0 && patient) {
    Character &mends = what.mends_agent ? agent : *patient, &whose = what.mends_agent ? *patient : agent;
    Relation& r = mends.towards[whose.id];
    const Relation base = mends.by_nature.contains(whose.id) ? mends.by_nature[whose.id] : Relation{};
    const auto back = [&](double now, double rest) { return now < rest ? now + what.mends * (rest - now) : now; };
    r = {back(r.liking, base.liking), back(r.trust, base.trust), back(r.dominance, base.dominance)};
    if (what.mends >= 1) mends.grudges.erase(whose.id);
  }
  for (const auto& id : present_) {
    Character& w = *person(id);
    if (&w == &agent || &w == patient || what.secret) continue;
    const double liking = patient ? w.towards[patient->id].liking : 0;
    remember(w, what, agent.id, patient ? patient->id : "", "saw", beat);
    if (what.liking < 0 && liking < -0.3) step(w, "gloating", 0.3 * what.weight, agent.id, cause, beat);
    else step(w, what.witness.emotion, what.witness.strength * what.weight * (0.6 + std::max(0.0, liking)), agent.id, cause, beat);
    if (patient && what.liking < 0) turn(w, what, agent.id, 0.25 + 0.5 * std::max(0.0, liking));
  }
}

void BehaviourStory::learn(Character& listener, const Act& what, const std::string& agent, const std::string& patient, Character& teller, int beat) {
  for (const Memory& m : listener.course->memories)
    if (m.act == what.name && m.agent == agent && m.patient == patient && m.how != "did") return;
  const double believes = std::clamp(0.7 + 0.3 * listener.towards[teller.id].trust, 0.2, 1.0);
  const bool own = patient == listener.id;
  const std::string agent_name = person(agent)->name, whom = own ? listener.name : person(patient) ? person(patient)->name : "somebody";
  const std::string cause = teller.id == agent ? fmt::format("{} admits: {} {}", agent_name, past_of(what.verb), whom) : fmt::format("{} says that {} {} {}", teller.name, agent_name, past_of(what.verb), whom);
  const Felt& f = own ? what.patient : what.witness.emotion.empty() ? what.patient : what.witness;
  step(listener, f.emotion, f.strength * what.weight * believes * (own ? 1 : 0.8), agent, cause, beat);
  turn(listener, what, agent, believes * (own ? 1 : 0.4));
  remember(listener, what, agent, patient, "heard of", beat, teller.id);
  if (own && what.liking <= -0.1) listener.grudges[agent] = fmt::format("{} {}, as {} said in sc. {}", past_of(what.verb), listener.name, teller.id == agent ? "he or she" : teller.name, scene_->number);
}

// "Ben lied to you", "I stole it", "you betrayed us".
void BehaviourStory::tell(std::size_t index, const std::vector<Token>& words, Character& speaker, Character* to, bool& any) {
  for (const Act& what : tables_.acts)
    for (const Phrase& p : what.told) {
      const int at = find_phrase(words, p);
      if (at <= 0) continue;
      const auto u = static_cast<std::size_t>(at);
      std::string agent;
      for (std::size_t back = 1; back <= 3 && back <= u && words[u - back].clause == words[u].clause && agent.empty(); ++back) {
        const std::string& w = words[u - back].word;
        if (w == "i") agent = speaker.id;
        else if (w == "you" && to) agent = to->id;
        else if (const auto n = by_name_.find(w); n != by_name_.end()) agent = n->second;
      }
      if (!person(agent)) continue;
      std::string patient;
      for (std::size_t k = u + 1; k < std::min(words.size(), u + p.size() + 3) && words[k].clause == words[u].clause && patient.empty(); ++k) {
        const std::string& w = words[k].word;
        if (w == "you" && to) patient = to->id;
        else if (w == "me" || w == "us") patient = speaker.id;
        else if (const auto n = by_name_.find(w); n != by_name_.end()) patient = n->second;
      }
      if (patient == agent) patient.clear();
      any = true;
      if (to && agent == to->id) {
        const auto accuse = std::find_if(tables_.acts.begin(), tables_.acts.end(), [](const Act& a) { return a.name == "accuse"; });
        const auto& memories = speaker.course->memories;  // say() may have heard it
        const bool done = std::any_of(memories.begin(), memories.end(), [&](const Memory& m) { return m.scene == scene_->number && m.beat == static_cast<int>(index) + 1 && m.act == "accuse" && m.how == "did"; });
        if (accuse != tables_.acts.end() && !done) act(*accuse, speaker, to, static_cast<int>(index) + 1, words_of(words, std::max(0, at - 1), p.size() + 1));
        break;
      }
      for (const auto& id : std::set<std::string>(present_))
        if (id != speaker.id && id != agent) learn(*person(id), what, agent, patient, speaker, static_cast<int>(index) + 1);
      break;
    }
}

void BehaviourStory::say(std::size_t index) {
  const Beat& beat = scene_->beats[index];
  Character* speaker = person(beat.who);
  const int number = static_cast<int>(index) + 1;
  const std::string ext = upper(beat.extension);
  if (!speaker || ext.starts_with("V.O") || ext == "VO") return;
  const auto words = tokens_of(beat.text), manner = tokens_of(beat.manner);
  Character* to = addressee(index, words);
  bool any = false;
  const bool cuts_in = staging::meeting_of(*scene_, index) == staging::Meeting::kInterrupts;
  for (const Act& what : tables_.acts) {
    if (cuts_in && std::find(what.kinds.begin(), what.kinds.end(), "interrupt") != what.kinds.end()) act(what, *speaker, here(scene_->beats[index - 1].who), number, "");
    int at = 0;
    const Phrase* said = any_of(what.says, words, &at);
    if (!said && !any_of(what.manner, manner)) continue;
    act(what, *speaker, to, number, said ? words_of(words, at, said->size()) : beat.manner);
    any = true;
  }
  tell(index, words, *speaker, to, any);
  const double strength = strength_of(beat.mood);
  if (const std::string emotion = nearest_emotion(tables_, point_of(beat.mood)); !any && !emotion.empty() && !beat.mood.why.empty()) {
    const std::string cause = fmt::format("{} says “{}”", speaker->name, beat.mood.why);
    step(*speaker, emotion, tables_.words * strength, "", cause, number);
    if (to) step(*to, emotion, tables_.words * tables_.addressee * strength, speaker->id, cause + " to " + to->name, number);
  }
  goals_in(index, words);
  last_speaker_ = beat.who;
}

void BehaviourStory::do_something(std::size_t index) {
  const Beat& beat = scene_->beats[index];
  const int number = static_cast<int>(index) + 1;
  const auto words = tokens_of(without_brackets(beat.text));
  if (beat.kind == BeatKind::kEnter) comes(beat.who, number);
  Character* who = person(beat.who);
  const auto once = [&](const std::string& what) { return said_.insert(beat.who + "\n" + what + "\n" + beat.text).second; };
  bool any = false;
  if (who) {
    for (const Act& what : tables_.acts) {
      const bool kind = std::any_of(what.kinds.begin(), what.kinds.end(), [&](const std::string& k) { return is_kind(beat.kind, k); });
      int at = 0;
      const Phrase* does = any_of(what.does, words, &at);
      if ((!kind && !does) || !once(what.name)) continue;
      Character* patient = here(beat.target) && beat.target != beat.who ? here(beat.target) : here(beat.object) && beat.object != beat.who ? here(beat.object) : nullptr;
      if (!patient && does) patient = named(words, beat.who, static_cast<std::size_t>(at));
      if (!patient) patient = partner(beat.who);
      if (!patient) continue;
      act(what, *who, patient, number, does ? words_of(words, at, does->size() + 1) : "");
      any = true;
    }
    for (const OwnSign& sign : tables_.own)
      if (any_of(sign.words, words) && once(sign.says)) {
        step(*who, sign.felt.emotion, sign.felt.strength, "", fmt::format("{} {}", who->name, sign.says), number);
        any = true;
      }
    if (const std::string emotion = nearest_emotion(tables_, point_of(beat.mood)); !any && !emotion.empty() && !beat.mood.why.empty() && once("feeling"))
      step(*who, emotion, strength_of(beat.mood) * (beat.kind == BeatKind::kEmotion ? 0.6 : 0.25), "", fmt::format("{}: “{}”", who->name, beat.mood.why), number);
  } else if ((beat.kind == BeatKind::kEffect || beat.kind == BeatKind::kDescribe) && beat.mood.tension >= 0.45 && once("shock")) {
    for (const auto& id : present_) step(*person(id), "fear", 0.5 * beat.mood.tension, "", fmt::format("“{}”", beat.mood.why), number);
  }
  goals_in(index, words);
  if (beat.kind == BeatKind::kExit) present_.erase(beat.who);
}

void BehaviourStory::goals_in(std::size_t index, const std::vector<Token>& words) {
  const Beat& beat = scene_->beats[index];
  const int number = static_cast<int>(index) + 1;
  const auto mentions = [&](const std::string& thing) {
    if (beat.object == thing || beat.target == thing) return true;
    if (people_.contains(thing)) return std::any_of(words.begin(), words.end(), [&](const Token& t) { const auto n = by_name_.find(t.word); return n != by_name_.end() && n->second == thing; });
    return std::any_of(words.begin(), words.end(), [&](const Token& t) { return t.word == thing || t.word == thing + "s" || t.word + "s" == thing; });
  };
  for (const auto& id : std::set<std::string>(present_)) {
    Character& c = *person(id);
    for (const Goal& g : c.goals) {
      const auto thing = std::find_if(g.things.begin(), g.things.end(), mentions);
      if (thing == g.things.end() || !said_.insert(c.id + "\n" + g.text + "\n" + beat.text).second) continue;
      const bool self = beat.who == c.id, spoken = beat.kind == BeatKind::kLine;
      const Character* other = person(beat.who);
      const std::string name = other ? other->name : "somebody";
      const std::string about = fmt::format(" (goal: {})", g.text);
      const bool takes = beat.kind == BeatKind::kPickUp || beat.kind == BeatKind::kOpen || beat.kind == BeatKind::kUse || beat.kind == BeatKind::kLookAt;
      if (g.kind == "hide") {
        if (!self && other) step(c, "fear", spoken ? 0.45 : takes ? 0.7 : 0.3, beat.who, spoken ? fmt::format("{} speaks of the {}{}", name, *thing, about) : fmt::format("{} comes near the {}{}", name, *thing, about), number);
        else if (self && (beat.kind == BeatKind::kPickUp || beat.kind == BeatKind::kPutDown || beat.kind == BeatKind::kClose)) step(c, "relief", 0.3, "", fmt::format("{} has the {}{}", c.name, *thing, about), number);
      } else if (g.kind == "get") {
        const bool given = beat.kind == BeatKind::kGive && beat.target == c.id;
        if (given || (self && beat.kind == BeatKind::kPickUp)) step(c, "joy", 0.7, given ? beat.who : "", fmt::format("{} gets the {}{}", c.name, *thing, about), number);
        else if (!self && other && beat.kind == BeatKind::kPickUp) step(c, "disappointment", 0.5, beat.who, fmt::format("{} has the {}{}", name, *thing, about), number);
        else if (!self && spoken) step(c, "hope", 0.3, beat.who, fmt::format("{} speaks of the {}{}", name, *thing, about), number);
      } else if (g.kind == "avoid") {
        if (beat.who == *thing && beat.kind == BeatKind::kEnter) step(c, "fear", 0.6, beat.who, fmt::format("{} comes{}", name, about), number);
      } else if (g.kind == "protect" || g.kind == "love") {
        for (const Memory& m : c.course->memories) {
          if (m.scene != scene_->number || m.beat != number || m.how == "did") continue;
          const auto what = std::find_if(tables_.acts.begin(), tables_.acts.end(), [&](const Act& a) { return a.name == m.act; });
          if (what == tables_.acts.end() || (g.kind == "protect" ? m.patient : m.agent) != *thing) continue;
          step(c, what->liking < 0 ? (g.kind == "protect" ? "fear" : "distress") : "joy", 0.5, m.agent, fmt::format("{} {} {}{}", person(m.agent)->name, what->verb, person(m.patient) ? person(m.patient)->name : "nobody", about), number);
          break;
        }
      }
    }
  }
}

}  // namespace auteur::acting
