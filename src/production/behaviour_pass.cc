// Behaviour: what happens to people and the moods they are in, over the whole film in story order.
#include "behaviour_pass.h"

#include <cmath>

#include "auteur/acting/behaviour.h"
#include "passes.h"

namespace auteur::production {
namespace {

acting::BehaviourRequest request_of(const screenplay::Breakdown& breakdown, const Params& params) {
  acting::BehaviourRequest request;
  request.breakdown = &breakdown;
  for (const Json& m : params.json("order")) request.order.push_back({m.value("scene", ""), m.value("hours", 0.0)});
  for (const auto& [who, p] : params.json("personas").items())
    request.personas[who] = {p.value("traits", std::map<std::string, double>{}), p.value("goals", std::vector<std::string>{}), p.value("attitude", std::map<std::string, double>{})};
  for (const Json& w : params.json("moods")) request.wishes.push_back({w.value("who", ""), w.value("scene", ""), w.value("beat", 0), w.value("line", ""), w.value("feeling", ""), w.value("strength", 0.7)});
  return request;
}

Result<Outputs> run_behaviour(const Inputs& inputs, const Params& params, Progress&) {
  const Json document = TRY(inputs.json("breakdown"));
  const auto breakdown = TRY(screenplay::breakdown_from_json(document));
  const auto behaviour = TRY(acting::behave(request_of(breakdown, params)));
  Outputs out;
  out.set_json("report", acting::to_json(behaviour, breakdown));
  for (const auto& s : breakdown.scenes) {
    const Json scene = acting::scene_mood_json(behaviour, s.number);
    out.set_json("scene/" + s.number, scene);
    const auto moods = acting::scene_mood_from_json(scene);
    // A voice is told less than a body: fifths, so that few lines are spoken anew.
    for (std::size_t i = 0; i < s.beats.size(); ++i) {
      if (s.beats[i].kind != screenplay::BeatKind::kLine) continue;
      acting::MoodPoint m;
      if (const auto who = moods.find(s.beats[i].who); who != moods.end()) m = acting::mood_at(who->second, static_cast<int>(i));
      const auto coarse = [](double v) { return std::round(v * 5) / 5 + 0.0; };
      out.set_json("line/" + s.beats[i].line_id, {{"keys", {{{"beat", -1}, {"mood", {coarse(m.pleasure), coarse(m.arousal), coarse(m.dominance)}}}}}});
    }
  }
  return out;
}

}  // namespace

Status add_behaviour_pass(PassCatalogue& catalogue) {
  PassDeclaration p;
  p.name = "film.behaviour";
  p.help = "What people do to each other and the moods it leaves them in, scene by scene in story order.";
  p.role = "director";
  p.inputs = {{"breakdown", "application/json"}};
  p.outputs = {{"report", "application/json", "every mood with its cause"}, {"scene/*", "application/json", "the moods of a scene"}, {"line/*", "application/json", "the mood a line is said in", true}};
  p.params = {{.name = "order", .type = ParamType::kJson, .default_value = Json::array(), .help = "the scenes as the story has them, and the hours between"},
              {.name = "personas", .type = ParamType::kJson, .default_value = Json::object(), .help = "[persona] of bible/cast/NAME.toml"},
              {.name = "moods", .type = ParamType::kJson, .default_value = Json::array(), .help = "[[mood]] of bible/cast/NAME.toml"}};
  p.uses = {{"data/acting/behaviour.json", table_digest("acting/behaviour.json")}, {"data/staging/staging.json", table_digest("staging/staging.json")}};
  p.version = "2";
  p.seconds_guess = 0.05;
  p.run = run_behaviour;
  return catalogue.add(std::move(p));
}

}  // namespace auteur::production
