#include <cmath>

#include "auteur/acting/behaviour.h"

namespace auteur::acting {
namespace {

double to(double v, double step) { return std::isfinite(v) ? std::round(v / step) * step + 0.0 : 0; }
double decimal(double v, int places) {
  const double k = std::pow(10, places);
  return std::isfinite(v) ? std::round(v * k) / k + 0.0 : 0;
}
Json point(const MoodPoint& m, double step) { return Json::array({decimal(to(m.pleasure, step), 2), decimal(to(m.arousal, step), 2), decimal(to(m.dominance, step), 2)}); }

double number(const Json& j) { return j.is_number() && std::isfinite(j.get<double>()) ? std::clamp(j.get<double>(), -1.0, 1.0) : 0; }

}  // namespace

Json scene_mood_json(const Behaviour& behaviour, const std::string& scene) {
  Json people = Json::object();
  for (const auto& [id, course] : behaviour.people) {
    const auto at = course.scenes.find(scene);
    if (at == course.scenes.end()) continue;
    Json keys = Json::array(), towards = Json::object();
    for (const auto& k : at->second.keys) {
      Json mood = point(k.mood, 0.1);
      if (keys.empty() || keys.back()["mood"] != mood) keys.push_back({{"beat", k.beat}, {"mood", std::move(mood)}});
    }
    for (const auto& [whom, r] : at->second.towards)
      if (const double liking = decimal(to(r.liking, 0.2), 1); liking != 0) towards[whom] = liking;
    people[id] = {{"keys", std::move(keys)}, {"towards", std::move(towards)}};
  }
  return {{"kind", "auteur.mood"}, {"version", 1}, {"people", std::move(people)}};
}

std::map<std::string, SceneCourse> scene_mood_from_json(const Json& document) {
  std::map<std::string, SceneCourse> out;
  const Json people = document.is_object() ? document.value("people", Json::object()) : Json::object();
  if (!people.is_object()) return out;
  for (const auto& [id, p] : people.items()) {
    if (!p.is_object()) continue;
    SceneCourse& c = out[id];
    if (const auto keys = p.find("keys"); keys != p.end() && keys->is_array())
      for (const Json& k : *keys) {
        if (!k.is_object() || !k.contains("mood") || !k["mood"].is_array() || k["mood"].size() != 3 || !k.contains("beat") || !k["beat"].is_number_integer()) continue;
        const int beat = k["beat"].get<int>();
        if (!c.keys.empty() && c.keys.back().beat >= beat) continue;
        c.keys.push_back({beat, {number(k["mood"][0]), number(k["mood"][1]), number(k["mood"][2])}});
      }
    if (const auto towards = p.find("towards"); towards != p.end() && towards->is_object())
      for (const auto& [whom, liking] : towards->items()) c.towards[whom].liking = number(liking);
  }
  return out;
}

Json to_json(const Behaviour& behaviour, const screenplay::Breakdown& breakdown) {
  Json order = Json::array(), people = Json::object();
  for (const auto& m : behaviour.order) order.push_back({{"scene", m.scene}, {"hours", decimal(m.hours, 2)}});
  for (const auto& member : breakdown.cast) {
    const auto at = behaviour.people.find(member.id);
    if (at == behaviour.people.end()) continue;
    const Course& c = at->second;
    const Traits& t = c.traits;
    Json steps = Json::array(), memories = Json::array(), scenes = Json::object();
    for (const auto& s : c.steps)
      steps.push_back({{"scene", s.scene}, {"beat", s.beat}, {"emotion", s.emotion}, {"by", s.by}, {"cause", s.cause}, {"strength", decimal(s.strength, 2)}, {"before", point(s.before, 0.01)}, {"after", point(s.after, 0.01)}});
    for (const auto& m : c.memories) memories.push_back({{"scene", m.scene}, {"beat", m.beat}, {"act", m.act}, {"agent", m.agent}, {"patient", m.patient}, {"how", m.how}, {"told_by", m.told_by}});
    for (const auto& [number_of, course] : c.scenes) {
      Json keys = Json::array(), towards = Json::object();
      for (const auto& k : course.keys) keys.push_back({{"beat", k.beat + 1}, {"mood", point(k.mood, 0.01)}});
      for (const auto& [whom, r] : course.towards) towards[whom] = {{"liking", decimal(r.liking, 2)}, {"trust", decimal(r.trust, 2)}, {"dominance", decimal(r.dominance, 2)}};
      scenes[number_of] = {{"keys", std::move(keys)}, {"towards", std::move(towards)}};
    }
    people[member.id] = {{"name", member.name}, {"traits", {{"openness", t.openness}, {"conscientiousness", t.conscientiousness}, {"extraversion", t.extraversion}, {"agreeableness", t.agreeableness}, {"neuroticism", t.neuroticism}}}, {"why", c.why}, {"nature", point(c.nature, 0.01)}, {"goals", c.goals}, {"steps", std::move(steps)}, {"memories", std::move(memories)}, {"scenes", std::move(scenes)}};
  }
  return {{"kind", "auteur.behaviour"}, {"version", 1}, {"order", std::move(order)}, {"people", std::move(people)}};
}

}  // namespace auteur::acting
