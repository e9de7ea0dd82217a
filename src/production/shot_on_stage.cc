#include "shot_on_stage.h"

#include <fmt/format.h>

#include <cmath>

#include "passes.h"
#include "shot_drawings.h"
#include "story_drawing.h"

namespace auteur::production {

std::vector<PortDeclaration> shot_inputs() {
  return {{"performance", "application/json"}, {"shot", "application/json"}, {"set", "auteur.set"}, {"person/*", "application/json", "", true}, {"model/*", "model/gltf-binary", "figures of people's own", true}, {"state", "application/json", "", true}};
}

std::vector<ParamDeclaration> shot_params() {
  return {{.name = "level", .type = ParamType::kText, .default_value = "previz", .choices = {"boards", "previz", "final"}},
          {.name = "story_day", .type = ParamType::kInteger, .default_value = 1},
          {.name = "time", .type = ParamType::kInteger, .default_value = 2, .help = "time of day, dawn to night"},
          {.name = "weather", .type = ParamType::kInteger, .default_value = 0},
          {.name = "sun", .type = ParamType::kJson, .default_value = Json::object(), .help = "azimuth, elevation and the set's north in degrees; empty = where the picture is best"},
          {.name = "valence", .type = ParamType::kNumber, .default_value = 0.0},
          {.name = "arousal", .type = ParamType::kNumber, .default_value = 0.0},
          {.name = "tension", .type = ParamType::kNumber, .default_value = 0.0}};
}

std::vector<ParamDeclaration> frame_params() {
  return {{.name = "width", .type = ParamType::kInteger, .default_value = 640, .unit = "px", .low = 16.0, .high = 4096.0},
          {.name = "height", .type = ParamType::kInteger, .default_value = 360, .unit = "px", .low = 16.0, .high = 4096.0},
          {.name = "aspect", .type = ParamType::kNumber, .default_value = 2.39, .low = 1.0, .high = 3.0}};
}

ParamDeclaration air_param() { return {.name = "air", .type = ParamType::kJson, .default_value = Json::object(), .help = "how thick the air is, by place"}; }

std::vector<ParamDeclaration> joined(std::initializer_list<std::vector<ParamDeclaration>> lists) {
  std::vector<ParamDeclaration> out;
  for (const auto& list : lists) out.insert(out.end(), list.begin(), list.end());
  return out;
}

PictureSize picture_size(const Params& params) {
  const int fw = static_cast<int>(params.integer("width")), fh = static_cast<int>(params.integer("height"));
  const double aspect = params.number("aspect");
  PictureSize s{fw, fh, fw, static_cast<int>(std::lround(fw / aspect / 2)) * 2};
  if (s.height > fh) {
    s.height = fh;
    s.width = static_cast<int>(std::lround(fh * aspect / 2)) * 2;
  }
  return s;
}

Result<ShotOnStage> shot_on_set(const Inputs& inputs, const Params& params, Progress& progress, Workshop& workshop) {
  ShotOnStage out;
  out.set = TRY(read_set(inputs, workshop));
  if (inputs.has("state")) out.state = TRY(inputs.json("state"));
  out.set = as_the_story_has(out.set, out.state);
  out.story = story_light(out.state, params.json("sun"));
  const Json performance_document = TRY(inputs.json("performance"));
  out.performance = TRY(acting::performance_from_json(performance_document));
  const Json shot_document = TRY(inputs.json("shot"));
  auto list = TRY(camera::shot_list_from_json(shot_document));
  if (list.shots.size() != 1 || out.performance.drawings.empty()) return fail(ErrorCode::kInternal, "A shot's documents are empty.");
  out.shot = std::move(list.shots[0]);
  out.level = TRY(level_from(params.text("level")));
  for (const auto& [id, identity] : TRY(read_people(inputs))) {
    bool used = false;
    for (const auto& d : out.performance.drawings)
      for (const auto& p : d.people) used |= p.id == id;
    if (!used) continue;
    out.skins[id] = static_cast<double>(luminance_of(identity.skin));
    const Ref ref = TRY(inputs.ref("person/" + id));
    const int day = static_cast<int>(params.integer("story_day"));
    if (identity.model) {
      out.people[id] = TRY(read_model(inputs, identity, id, workshop));
      out.figures.push_back(id);
      continue;
    }
    const Json person = out.state.value("people", Json::object()).value(id, Json::object());
    const auto who = as_the_story_has(identity, person);
    const float detail = id.find('#') == std::string::npos ? puppet_detail(out.level) : 0.5f * puppet_detail(out.level);  // extras stand at the back
    out.people[id] = TRY(workshop.puppets.get(fmt::format("{} {} {} {}", ref.digest.hex(), day, detail, person.empty() ? "" : canonical_json(person)), [&]() -> Result<puppets::PuppetPtr> { return puppets::build_puppet(who, day, detail); }));
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
  }
  out.time = static_cast<screenplay::TimeOfDay>(params.integer("time"));
  out.weather = static_cast<screenplay::Weather>(params.integer("weather"));
  if (const auto sky = screenplay::weather_of(out.state.value("weather", ""))) out.weather = *sky;
  out.mood = {params.number("valence"), params.number("arousal"), params.number("tension"), ""};
  const PictureSize size = picture_size(params);
  out.width = size.width;
  out.height = size.height;
  out.seed = params.seed();
  return out;
}

Result<ShotOnStage> shot_on_stage(const Inputs& inputs, const Params& params, Progress& progress, Workshop& workshop) {
  ShotOnStage out = TRY(shot_on_set(inputs, params, progress, workshop));
  const render::Quality quality = quality_of(out.level);
  const Ref set_ref = TRY(inputs.ref("set"));
  const Json air = params.json("air");
  const std::string stage_key = fmt::format("{} {} {} {} {:.3f} {:.3f} {:.3f} {} {}", set_ref.digest.hex(), static_cast<int>(quality), static_cast<int>(out.time), static_cast<int>(out.weather), out.mood.valence, out.mood.arousal, out.mood.tension, light_key(out.story), canonical_json(air));
  out.stage = TRY(workshop.stages.get(stage_key, [&]() -> Result<std::shared_ptr<const render::Stage>> {
    auto request = lit_set(*out.set, out.time, out.weather, out.mood, quality, out.story);
    thicken(request.set.fog, *out.set, air);
    return render::prepare_stage(request, progress);
  }));
  return out;
}

finish::Precipitation falls_on(const ShotOnStage& shot) {
  using enum screenplay::Weather;
  if (shot.set->setting == screenplay::Setting::kInterior) return finish::Precipitation::kNone;
  return shot.weather == kRain ? finish::Precipitation::kRain : shot.weather == kStorm ? finish::Precipitation::kStorm : shot.weather == kSnow ? finish::Precipitation::kSnow : finish::Precipitation::kNone;
}

}  // namespace auteur::production
