#include "auteur/acting/behaviour.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "behaviour_story.h"

namespace auteur::acting {
namespace {

using screenplay::Scene;

double clamp1(double v) { return std::clamp(std::isfinite(v) ? v : 0.0, -1.0, 1.0); }
double toward(double now, double rest, double hours, double half_life) { return rest + (now - rest) * std::exp2(-hours / half_life); }

double* trait_in(Traits& t, const std::string& name) {
  if (name == "openness") return &t.openness;
  if (name == "conscientiousness") return &t.conscientiousness;
  if (name == "extraversion") return &t.extraversion;
  if (name == "agreeableness") return &t.agreeableness;
  return name == "neuroticism" ? &t.neuroticism : nullptr;
}

MoodPoint nature_of(Traits t) {
  const auto& tables = behaviour_tables();
  const auto axis = [&](const char* name) {
    double sum = 0;
    if (const auto factors = tables.baseline.find(name); factors != tables.baseline.end())
      for (const auto& [trait, factor] : factors->second) sum += factor * *trait_in(t, trait);
    return clamp1(sum * tables.baseline_scale);
  };
  return {axis("pleasure"), axis("arousal"), axis("dominance")};
}

Goal goal_of(const std::string& text, const std::map<std::string, std::string>& names) {
  static const std::set<std::string> kSmall = {"the", "a", "an", "his", "her", "their", "my", "from", "to", "of", "for", "in", "at", "on", "be", "is", "and", "it", "that", "everybody", "everyone", "anybody"};
  Goal g{text, "get", {}};
  bool verb = false;
  for (const Token& t : tokens_of(text)) {
    if (const auto kind = behaviour_tables().goal_verbs.find(t.word); kind != behaviour_tables().goal_verbs.end()) {
      if (!verb || kind->second == "hide") g.kind = kind->second;
      verb = true;
    } else if (const auto name = names.find(t.word); name != names.end()) {
      g.things.push_back(name->second);
    } else if (!kSmall.contains(t.word) && t.word.size() > 2 && !t.word.ends_with("den")) {
      g.things.push_back(t.word);
    }
    if (t.word == "hidden" || t.word == "secret") g.kind = "hide";
  }
  return g;
}

}  // namespace

BehaviourStory::BehaviourStory(const BehaviourRequest& request) : request_(request), tables_(behaviour_tables()) {
  out_.order = request.order;
  if (out_.order.empty())
    for (const auto& s : request.breakdown->scenes)
      if (!screenplay::is_omitted(s)) out_.order.push_back({s.number, out_.order.empty() ? 0 : 0.5});
  add_people();
}

Traits BehaviourStory::traits_of(const screenplay::CastMember& member, const Persona* decided, std::string& why) const {
  Traits t;
  const auto words = tokens_of(member.description);
  for (const auto& entry : tables_.traits)
    for (const Phrase& phrase : entry.words) {
      const int at = find_phrase(words, phrase);
      if (at < 0) continue;
      for (const auto& [trait, value] : entry.traits) *trait_in(t, trait) += value;
      why += (why.empty() ? "" : ", ") + words[static_cast<std::size_t>(at)].word;
      break;
    }
  if (member.age > 0)
    for (const auto& age : tables_.ages) {
      if (member.age >= age.below) continue;
      for (const auto& [trait, value] : age.traits) *trait_in(t, trait) += value;
      if (!age.traits.empty()) why += fmt::format("{}{} years", why.empty() ? "" : ", ", member.age);
      break;
    }
  if (decided)
    for (const auto& [trait, value] : decided->traits)
      if (double* to = trait_in(t, trait)) *to = value, why += fmt::format("{}{} decided", why.empty() ? "" : ", ", trait);
  for (const auto& name : trait_names()) *trait_in(t, name) = clamp1(*trait_in(t, name));
  return t;
}

void BehaviourStory::add_people() {
  for (const auto& member : request_.breakdown->cast) {
    if (!member.species.empty()) continue;
    Character& c = people_[member.id];
    c.id = member.id, c.name = member.name.empty() ? member.id : member.name;
    std::vector<std::string> names{member.id, member.name};
    names.insert(names.end(), member.aliases.begin(), member.aliases.end());
    for (const auto& n : names) {
      const auto words = tokens_of(n);
      if (words.size() == 1) by_name_.emplace(words[0].word, member.id);
      else if (!words.empty() && words.back().word.size() > 3) by_name_.emplace(words.back().word, member.id);
    }
  }
  for (const auto& member : request_.breakdown->cast) {
    if (!member.species.empty()) continue;
    Character& c = people_.at(member.id);
    Course& course = out_.people[member.id];
    c.course = &course;
    const auto persona = request_.personas.find(member.id);
    course.traits = traits_of(member, persona == request_.personas.end() ? nullptr : &persona->second, course.why);
    course.nature = c.now = nature_of(course.traits);
    if (persona == request_.personas.end()) continue;
    course.goals = persona->second.goals;
    for (const auto& g : course.goals) c.goals.push_back(goal_of(g, by_name_));
    for (const auto& [whom, liking] : persona->second.attitude) c.by_nature[whom] = {clamp1(liking), 0.5 * clamp1(liking), 0};
    c.towards = c.by_nature;
  }
}

Status BehaviourStory::check_wishes() const {
  for (const MoodWish& w : request_.wishes) {
    const auto scene = std::find_if(request_.breakdown->scenes.begin(), request_.breakdown->scenes.end(), [&](const Scene& s) { return s.number == w.scene; });
    if (scene == request_.breakdown->scenes.end()) return fail(ErrorCode::kInvalidInput, fmt::format("There is no scene '{}' in this script.", w.scene));
    if (!people_.contains(w.who)) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is nobody in this film who has moods.", w.who));
    if (w.beat < 0 || w.beat > static_cast<int>(scene->beats.size())) return fail(ErrorCode::kInvalidInput, fmt::format("Scene {} has {} beats, so there is no beat {}. They are counted as auteur cast mood does.", w.scene, scene->beats.size(), w.beat));
    if (!w.line.empty() && std::none_of(scene->beats.begin(), scene->beats.end(), [&](const auto& b) { return b.line_id == w.line; })) return fail(ErrorCode::kInvalidInput, fmt::format("Scene {} has no line '{}'. All lines: auteur lines FILM", w.scene, w.line));
    if (!tables_.feelings.contains(lower(w.feeling)) && !tables_.emotions.contains(lower(w.feeling))) {
      const std::string near = closest(lower(w.feeling), feeling_words());
      return fail(ErrorCode::kInvalidInput, fmt::format("No feeling is called '{}'.{} There are: {}.", w.feeling, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), fmt::join(feeling_words(), ", ")));
    }
  }
  return {};
}

void BehaviourStory::pass_time(double hours) {
  if (!(hours > 0)) return;
  clock_ += hours;
  for (auto& [id, c] : people_) {
    const MoodPoint& rest = c.course->nature;
    c.now = {toward(c.now.pleasure, rest.pleasure, hours, tables_.half_life.pleasure), toward(c.now.arousal, rest.arousal, hours, tables_.half_life.arousal), toward(c.now.dominance, rest.dominance, hours, tables_.half_life.dominance)};
    for (auto& [whom, r] : c.towards) {
      const Relation base = c.by_nature.contains(whom) ? c.by_nature.at(whom) : Relation{};
      r = {toward(r.liking, base.liking, hours, tables_.relation_half_life), toward(r.trust, base.trust, hours, tables_.relation_half_life), toward(r.dominance, base.dominance, hours, tables_.relation_half_life)};
    }
  }
}

void BehaviourStory::step(Character& who, const std::string& emotion, double strength, const std::string& by, std::string cause, int beat) {
  const auto found = tables_.emotions.find(emotion);
  if (found == tables_.emotions.end()) return;
  const MoodPoint& e = found->second;
  const Traits& t = who.course->traits;
  // Who is easily moved is moved further; the good-natured are slower to anger.
  strength *= e.pleasure < 0 ? 1 + 0.5 * t.neuroticism : 1 + 0.3 * t.extraversion;
  if (e.pleasure < 0 && e.dominance > 0) strength *= 1 - 0.3 * t.agreeableness;
  strength = std::clamp(strength, 0.0, 1.0);
  if (strength < tables_.felt_without) return;
  const double share = tables_.gain * strength;
  MoodStep s{scene_->number, beat, emotion, by, std::move(cause), strength, who.now, {}};
  const auto moved = [&](double now, double to) { return clamp1(now + share * (tables_.reach * to - now)); };
  who.now = s.after = {moved(who.now.pleasure, e.pleasure), moved(who.now.arousal, e.arousal), moved(who.now.dominance, e.dominance)};
  who.course->steps.push_back(std::move(s));
}

// A director's word takes the mood where it says, however it was.
void BehaviourStory::wishes(int beat, const std::string& line) {
  for (const MoodWish& w : request_.wishes) {
    if (w.scene != scene_->number || (w.line.empty() ? w.beat != beat : line.empty() || w.line != line)) continue;
    Character* c = person(w.who);
    const auto word = tables_.feelings.find(lower(w.feeling));
    const std::string emotion = word == tables_.feelings.end() ? lower(w.feeling) : word->second;
    const auto e = tables_.emotions.find(emotion);
    if (!c || e == tables_.emotions.end()) continue;
    const double s = std::clamp(w.strength, 0.0, 1.0);
    MoodStep made{scene_->number, beat, emotion, "", fmt::format("decided by the director: {}", w.feeling), s, c->now, {}};
    const auto moved = [&](double now, double to) { return clamp1(now + s * (clamp1(tables_.reach * to) - now)); };
    c->now = made.after = {moved(c->now.pleasure, e->second.pleasure), moved(c->now.arousal, e->second.arousal), moved(c->now.dominance, e->second.dominance)};
    c->course->steps.push_back(std::move(made));
  }
}

void BehaviourStory::meet(Character& one, Character& other, int beat) {
  const Relation r = one.towards.contains(other.id) ? one.towards[other.id] : Relation{};
  const auto last = one.last_met.find(other.id);
  const double apart = last == one.last_met.end() ? -1 : clock_ - last->second;
  one.last_met[other.id] = clock_;
  if (apart >= 0 && apart < 1e-9) return;  // the scene goes on
  if (r.liking <= tables_.grudge_from) {
    const auto why = one.grudges.find(other.id);
    const std::string cause = why != one.grudges.end() ? fmt::format("{} is there, who {}", other.name, why->second) : fmt::format("{} is there, whom {} dislikes", other.name, one.name);
    step(one, r.liking < -0.55 ? "hate" : "resentment", 0.9 * std::min(1.0, -1.6 * r.liking), other.id, cause, beat);
  } else if (r.liking >= tables_.affection_from) {
    const bool long_apart = apart >= 24;
    step(one, long_apart ? "joy" : "liking", (long_apart ? 0.8 : 0.35) * r.liking, other.id, long_apart ? fmt::format("{} sees {} again", one.name, other.name) : fmt::format("{} is there, whom {} likes", other.name, one.name), beat);
  }
}

void BehaviourStory::comes(const std::string& id, int beat) {
  Character* c = person(id);
  if (!c || present_.contains(id)) return;
  for (const auto& other : present_) {
    meet(*c, people_.at(other), beat);
    meet(people_.at(other), *c, beat);
  }
  present_.insert(id);
}

void BehaviourStory::play(const Scene& scene) {
  scene_ = &scene;
  present_.clear(), said_.clear(), last_speaker_.clear();
  std::vector<std::string> all = scene.cast;
  all.insert(all.end(), scene.far_end.begin(), scene.far_end.end());
  wishes(0, "");
  for (const auto& id : all) {
    const auto first = std::find_if(scene.beats.begin(), scene.beats.end(), [&](const Beat& b) { return b.who == id; });
    if (first == scene.beats.end() || first->kind != BeatKind::kEnter) comes(id, 0);
  }
  std::map<std::string, SceneCourse> courses;
  const auto key = [&](int beat) {
    for (const auto& id : all) {
      const Character* c = person(id);
      if (!c) continue;
      auto& keys = courses[id].keys;
      if (keys.empty() || !(keys.back().mood == c->now)) keys.push_back({beat, c->now});
    }
  };
  key(-1);
  for (std::size_t i = 0; i < scene.beats.size(); ++i) {
    const Beat& beat = scene.beats[i];
    if (beat.kind == BeatKind::kLine) say(i);
    else do_something(i);
    wishes(static_cast<int>(i) + 1, beat.line_id);
    key(static_cast<int>(i));
  }
  for (auto& [id, course] : courses) {
    Character& c = *person(id);
    for (const auto& [whom, r] : c.towards)
      if (std::find(all.begin(), all.end(), whom) != all.end()) course.towards[whom] = r;
    c.course->scenes[scene.number] = std::move(course);
  }
}

Result<Behaviour> BehaviourStory::run() {
  TRY(check_wishes());
  for (const StoryMoment& moment : out_.order) {
    const auto scene = std::find_if(request_.breakdown->scenes.begin(), request_.breakdown->scenes.end(), [&](const Scene& s) { return s.number == moment.scene; });
    if (scene == request_.breakdown->scenes.end()) continue;
    pass_time(std::isfinite(moment.hours) ? std::clamp(moment.hours, 0.0, 1e6) : 0);
    play(*scene);
  }
  return std::move(out_);
}

Result<Behaviour> behave(const BehaviourRequest& request) {
  if (!request.breakdown) return Behaviour{};
  return BehaviourStory(request).run();
}

std::string mood_name(const MoodPoint& m) {
  if (std::max({std::abs(m.pleasure), std::abs(m.arousal), std::abs(m.dominance)}) < 0.12) return "even";
  const bool a = m.arousal > 0, d = m.dominance > 0;
  if (m.pleasure > 0) return a ? d ? "exuberant" : "dependent" : d ? "relaxed" : "docile";
  return a ? d ? "hostile" : "anxious" : d ? "disdainful" : "low";
}

MoodPoint mood_at(const SceneCourse& course, int beat) {
  MoodPoint m;
  for (const auto& k : course.keys)
    if (k.beat <= beat) m = k.mood;
  return m;
}

screenplay::Mood felt(const screenplay::Mood& beat, const MoodPoint& m, bool directed) {
  const double limit = behaviour_tables().limit, own = std::clamp(std::max({std::abs(beat.valence), 0.7 * std::abs(beat.arousal), beat.tension}), 0.0, 1.0);
  const double share = (1 - 0.6 * own) * (directed ? 1.0 / 3 : 1.0);
  const auto by = [&](double v) { return share * std::clamp(v, -limit, limit); };
  screenplay::Mood out = beat;
  out.valence = clamp1(beat.valence + by(0.7 * m.pleasure));
  out.arousal = clamp1(beat.arousal + by(0.5 * m.arousal));
  const double uneasy = (m.pleasure < 0 ? 0.7 : 0.2) * std::max(0.0, m.arousal) + 0.3 * std::max(0.0, -m.dominance) - 0.25 * std::max(0.0, m.pleasure);
  out.tension = std::clamp(beat.tension + by(0.6 * uneasy), 0.0, 1.0);
  return out;
}

}  // namespace auteur::acting
