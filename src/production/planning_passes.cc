// Planning: what places look like, how lines sound, who stands where, and which shots cover it.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "auteur/acting/behaviour.h"
#include "auteur/acting/interruption.h"
#include "auteur/base/data_folder.h"
#include "auteur/base/random.h"
#include "auteur/camera/composition.h"
#include "auteur/camera/continuity.h"
#include "auteur/camera/intercut.h"
#include "auteur/staging/blocking.h"
#include "auteur/camera/reading.h"
#include "auteur/camera/shot_edits.h"
#include "auteur/camera/shot_sheet.h"
#include "auteur/camera/shot_list.h"
#include "auteur/interchange/model.h"
#include "auteur/puppets/puppet.h"
#include "auteur/staging/staging.h"
#include "own_readings.h"
#include "passes.h"
#include "story.h"

namespace auteur::production {
namespace {

Result<Outputs> run_extra(const Inputs&, const Params& params, Progress&) {
  const std::uint64_t seed = mix(static_cast<std::uint64_t>(params.integer("film_seed")), seed_of(params.text("place")), params.take());
  Outputs out;
  out.set_json("person", world::to_json(world::extra_identity(params.text("id"), params.text("word"), seed)));
  return out;
}

Result<Outputs> run_set(const Inputs& inputs, const Params& params, Progress&, world::Catalogue& catalogue) {
  const Json& want = params.json("request");
  world::PlaceRequest request;
  request.place.id = want.value("id", "place");
  request.place.name = want.value("name", "");
  request.place.kind = want.value("kind", "");
  request.place.setting = want.value("exterior", false) ? screenplay::Setting::kExterior : screenplay::Setting::kInterior;
  request.dressing = want.value("dressing", std::vector<std::string>{});
  for (const auto& p : want.value("props", Json::array())) request.props.push_back({p.value("id", ""), p.value("name", ""), true, "", {}, p.value("type", "")});
  request.people = want.value("people", 2);
  request.bible = want.value("bible", Json::object());
  request.palette = want.value("palette", "");
  if (const Json size = request.bible.value("size", Json()); size.is_array() && size.size() == 3)
    for (std::size_t i = 0; i < 3; ++i) request.bible[std::array{"width", "height", "depth"}[i]] = size[i];
  if (request.bible.contains("dressing")) request.bible["furniture"] = request.bible["dressing"];
  if (request.bible.contains("kind")) request.bible["kind_of_place"] = request.bible["kind"];
  for (const auto& relation : want.value("relations", Json::array())) request.relations.push_back(world::relation_from_json(relation));
  const Json models = want.value("models", Json::object());
  for (const auto& port : inputs.under("model/")) {
    const std::string id = port.substr(6);
    const Json about = models.value(id, Json::object());
    const Bytes bytes = TRY(inputs.bytes(port));
    auto model = TRY(interchange::read_glb(bytes, about.value("file", id)));
    request.models[id] = {std::move(model.mesh), about.value("height", 0.f), about.value("file", id), std::move(model.notes)};
  }
  request.bible["candidate"] = static_cast<int>(params.take()) - 1;
  world::Set set = world::build_set(request, catalogue);
  const auto notes = want.value("notes", std::vector<std::string>{});
  set.notes.insert(set.notes.end(), notes.begin(), notes.end());
  Outputs out;
  out.set("set", world::pack_set(set));
  out.set_json("facts", world::set_facts(set));
  return out;
}

Result<Outputs> run_staging(const Inputs& inputs, const Params& params, Progress&, Workshop& workshop) {
  const auto breakdown = TRY(read_scene(inputs));
  const auto& scene = breakdown.scenes[0];
  const auto set = TRY(read_set(inputs, workshop));
  const auto people = TRY(read_people(inputs));
  staging::StagingRequest request;
  staging::Blocking blocking;
  request.scene = &scene;
  request.set = set.get();
  for (const auto& [id, who] : people) request.people[id] = puppets::measures_of(who);
  for (const auto& port : inputs.under("length/")) {
    const Json j = TRY(inputs.json(port));
    request.line_lengths[port.substr(7)] = Seconds(j.value("seconds", 1.0));
    if (const double breaks = j.value("breaks", 0.0); breaks > 0) blocking.line_breaks[port.substr(7)] = Seconds(breaks);
  }
  if (inputs.has("props_before")) {
    const Json j = TRY(inputs.json("props_before"));
    const Json places = j.value("places", Json::object());
    if (places.contains(set->place_id))
      for (const auto& [prop, anchor] : places[set->place_id].items()) request.props_before[prop] = anchor.get<std::string>();
  }
  const Json& story = params.json("story");
  if (story.contains("state")) take_props(request, story["state"], story.value("goes_on", false));
  request.far_filmed = params.flag("far_filmed");
  if (inputs.has("mood")) {
    const Json mood = TRY(inputs.json("mood"));
    for (const auto& [id, course] : acting::scene_mood_from_json(mood)) blocking.gait[id] = acting::gait_of(acting::mood_at(course, -1));
  }
  if (inputs.has("clock")) {  // the near end of the call has it
    const Json near_document = TRY(inputs.json("clock"));
    const auto near = TRY(staging::staging_from_json(near_document));
    request.clock = near.beats, request.length = near.length;
  }
  blocking.take = params.take();
  for (const Json& w : params.json("blocking")) {
    staging::BlockingWish wish{w.value("who", ""), w.value("at", ""), {}};
    if (w.contains("seated")) wish.seated = w["seated"].get<bool>();
    blocking.wishes.push_back(std::move(wish));
  }
  std::vector<staging::RefusedWish> refused;
  const auto staged = staging::stage_scene(request, blocking, &refused);
  // What later scenes inherit: where each place's props are now. Others are handed on as they came.
  Json places = Json::object();
  if (inputs.has("props_before")) {
    const Json j = TRY(inputs.json("props_before"));
    places = j.value("places", Json::object());
  }
  for (const auto& [prop, anchor] : staged.props_after)
    if (!anchor.starts_with("hand:")) places[set->place_id][prop] = anchor;
  Json speech = Json::array();
  for (const auto& l : staged.lines) speech.push_back({{"start", l.start.value}, {"end", l.end.value}});
  Outputs out;
  out.set_json("staging", staging::to_json(staged));
  out.set_json("props_after", {{"kind", "auteur.props"}, {"version", 1}, {"places", places}});
  Json cannot = Json::array();
  for (const auto& r : refused) cannot.push_back({{"who", r.who}, {"key", r.key}, {"message", r.message}});
  out.set_json("blocking", {{"kind", "auteur.blocking"}, {"version", 1}, {"refused", cannot}});
  out.set_json("clock", {{"kind", "auteur.clock"}, {"version", 1}, {"seconds", staged.length.value}, {"speech", speech}});
  return out;
}

Result<Outputs> run_coverage(const Inputs& inputs, const Params& params, Progress&, Workshop& workshop) {
  const auto breakdown = TRY(read_scene(inputs));
  const auto set = TRY(read_set(inputs, workshop));
  const auto people = TRY(read_people(inputs));
  const Json document = TRY(inputs.json("staging"));
  const auto staged = TRY(staging::staging_from_json(document));
  camera::CoverageRequest request;
  request.staging = &staged;
  const screenplay::Scene& scene = breakdown.scenes[0];
  request.scene = &scene;
  request.set = set.get();
  for (const auto& [id, who] : people) request.people[id] = puppets::measures_of(who);
  request.look.aspect = params.number("aspect");
  request.look.mean_shot = Seconds(params.number("mean_shot"));
  request.look.f_stop = params.number("f_stop");
  request.look.style = params.text("style");  // that of this take: reading_of()
  request.look.own_readings = TRY(readings_from(params.json("readings")));
  const Json& rules = params.json("rules");
  request.look.lenses = rules.value("lenses", std::vector<double>{});
  request.look.movements = rules.value("movement", std::vector<std::string>{});
  request.look.spread = rules.value("shot_spread", request.look.spread);
  request.look.squeeze = rules.value("anamorphic", 1.0);
  request.look.breathing = rules.value("breathing", 0.0);
  request.look.turning_point = params.flag("turning_point");
  if (const auto height = rules.value("camera_height", std::vector<double>{}); height.size() == 2) request.look.lowest = height[0], request.look.highest = height[1];
  const std::string end = params.text("end");
  if (end == "near") request.windows = camera::intercut(staged, scene).near, request.looks = 1;
  if (end == "far") {
    const Json near_document = TRY(inputs.json("near"));
    const auto near = TRY(staging::staging_from_json(near_document));
    const auto call = TRY(read_scene(inputs, "near_scene"));
    request.windows = camera::intercut(near, call.scenes[0]).far, request.looks = -1;
    if (request.windows.empty()) request.windows.push_back({Seconds(0), Seconds(0)});  // never seen
  }
  const auto edits = TRY(camera::shot_edits_from_json(params.json("edits")));
  const auto edited = camera::edit_shots(request, camera::cover_scene(request), edits);
  const auto& list = edited.list;
  Outputs out;
  out.set_json("shots", camera::to_json(list));
  out.set_json("sheet", {{"kind", "auteur.shot-sheet"}, {"version", 1}, {"scene", list.scene}, {"reading", request.look.style}, {"rows", camera::to_json(camera::shot_rows(request, list))}});
  Json refused = Json::array();
  for (const auto& r : edited.refused) refused.push_back({{"id", r.id}, {"key", r.key}, {"message", r.message}});
  out.set_json("edits", {{"kind", "auteur.shot-edits"}, {"version", 1}, {"scene", list.scene}, {"refused", refused}});
  Json findings = Json::array();
  const auto broken = camera::check_continuity(request, list);
  for (const auto& f : broken) findings.push_back({{"rule", f.rule}, {"first", f.first}, {"second", f.second}, {"measured", f.measured}, {"limit", f.limit}, {"unit", f.unit}, {"message", f.message}, {"key", f.key()}});
  out.set_json("continuity", {{"kind", "auteur.continuity"}, {"version", 1}, {"scene", list.scene}, {"cuts", list.shots.empty() ? 0 : list.shots.size() - 1}, {"findings", findings}, {"measures", camera::to_json(camera::measure_shots(request, list))}, {"wanted", {{"mean", camera::wanted_mean(request.look).value}, {"spread", request.look.spread}}}});
  return out;
}

// Every take of a coverage is another reading of the scene; one of the film's own is planned again when it changes, the others
// are not.
Json reading_of(Json params, std::uint32_t take) {
  const Json written = params.value("readings", Json::array());
  const auto own = readings_from(written);
  const std::string style = camera::reading_of_take(params.value("style", ""), take - 1, own ? *own : std::vector<camera::Reading>{});
  params["style"] = style;
  params["readings"] = Json::array();
  for (const Json& one : written)
    if (one.value("name", "") == style) params["readings"].push_back(one);
  return params;
}

}  // namespace

Result<std::shared_ptr<const world::Set>> read_set(const Inputs& inputs, Workshop& workshop) {
  const Ref ref = TRY(inputs.ref("set"));
  return workshop.sets.get(ref.digest.hex(), [&]() -> Result<std::shared_ptr<const world::Set>> {
    const Bytes bytes = TRY(inputs.bytes("set"));
    return std::make_shared<const world::Set>(TRY(world::unpack_set(bytes)));
  });
}

Result<std::map<std::string, world::Identity>> read_people(const Inputs& inputs) {
  std::map<std::string, world::Identity> people;
  for (const auto& port : inputs.under("person/")) {
    const Json j = TRY(inputs.json(port));
    people[port.substr(7)] = TRY(world::identity_from_json(j));
  }
  return people;
}

Result<puppets::PuppetPtr> read_model(const Inputs& inputs, const world::Identity& who, const std::string& id, Workshop& workshop) {
  const std::string port = "model/" + id;
  if (!inputs.has(port)) return fail(ErrorCode::kInternal, fmt::format("The model of {} did not come along.", id));
  const Ref ref = TRY(inputs.ref(port));
  return workshop.puppets.get(fmt::format("model {} {} {}", id, ref.digest.hex(), canonical_json(who.model->wishes)), [&]() -> Result<puppets::PuppetPtr> {
    const Bytes bytes = TRY(inputs.bytes(port));
    return model_of(who, id, bytes);
  });
}

std::string data_digest(const std::string& room) {
  Sha256Stream stream;
  for (const auto& name : data_names(room)) {
    const auto bytes = real_file_system()->read(data_file(room + "/" + name));
    if (!bytes) continue;
    stream.add({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
    stream.add(*bytes);
  }
  return stream.finish().hex().substr(0, 16);
}

std::string table_digest(const std::string& file) {
  const auto text = read_text(data_file(file));
  return text ? sha256(std::string_view(*text)).hex().substr(0, 16) : "";
}

Status add_planning_passes(PassCatalogue& catalogue, std::shared_ptr<Workshop> workshop) {
  PassDeclaration extra;
  extra.name = "cast.extra";
  extra.help = "Who somebody in the background is.";
  extra.version = "3";
  extra.role = "director";
  extra.outputs = {{"person", "application/json"}};
  extra.params = {{.name = "id", .type = ParamType::kText, .default_value = nullptr},
                  {.name = "word", .type = ParamType::kText, .default_value = nullptr, .help = "what the script calls them"},
                  {.name = "place", .type = ParamType::kText, .default_value = ""},
                  {.name = "film_seed", .type = ParamType::kInteger, .default_value = 0}};
  extra.uses = {{"data/world", data_digest("world")}};
  extra.seconds_guess = 0.001;
  extra.run = run_extra;
  TRY(catalogue.add(std::move(extra)));

  PassDeclaration set;
  set.name = "place.set";
  set.version = "10";
  set.help = "Builds a place: room or open ground, furniture, props, spots to stand and sit.";
  set.role = "production designer";
  set.inputs = {{"model/*", "model/gltf-binary", "a prop's model that a person brought", true}};
  set.outputs = {{"set", "auteur.set"}, {"facts", "application/json"}};
  set.params = {{.name = "request", .type = ParamType::kJson, .default_value = nullptr, .help = "what the script and the bible want of the place"}};
  std::error_code ec;
  const bool furniture = std::filesystem::is_directory("/usr/share/sweethome3d/furniture", ec);
  set.uses = {{"data/world", data_digest("world")}, {"furniture", furniture ? "sweethome3d" : "procedural"}};
  set.memory_mib = 400;
  set.seconds_guess = 0.15;
  set.run = [shelf = std::make_shared<Shelf<std::shared_ptr<world::Catalogue>>>(1)](const Inputs& i, const Params& p, Progress& g) -> Result<Outputs> {
    const auto held = TRY(shelf->get("catalogue", []() -> Result<std::shared_ptr<const std::shared_ptr<world::Catalogue>>> {
      return std::make_shared<const std::shared_ptr<world::Catalogue>>(world::open_catalogue());
    }));
    return run_set(i, p, g, **held);
  };
  TRY(catalogue.add(std::move(set)));

  PassDeclaration staging;
  staging.name = "scene.staging";
  staging.help = "Who stands where, moves, looks, speaks and handles what, on the scene's clock.";
  staging.role = "director";
  staging.inputs = {{"scene", "application/json"}, {"set", "auteur.set"}, {"person/*", "application/json", "", true}, {"length/*", "application/json", "", true}, {"props_before", "application/json", "", true}, {"mood", "application/json", "the moods people are in: how they walk", true}, {"clock", "application/json", "of the far end of a call: the near end, which has the clock", true}};
  staging.outputs = {{"staging", "application/json"}, {"props_after", "application/json"}, {"clock", "application/json"}, {"blocking", "application/json", "what could not be done of bible/cut.toml"}};
  staging.params = {{.name = "blocking", .type = ParamType::kJson, .default_value = Json::array(), .help = "where a person wants people to start (bible/cut.toml); further takes are other proposals"},
                    {.name = "story", .type = ParamType::kJson, .default_value = Json::object(), .help = "the story's state when the scene begins"},
                    {.name = "far_filmed", .type = ParamType::kFlag, .default_value = false, .help = "the other end of the call is filmed as well"}};
  staging.uses = {{"data/staging", data_digest("staging")}, {"data/acting/postures.json", table_digest("acting/postures.json")}};
  staging.version = "16";
  staging.seconds_guess = 0.05;
  staging.run = [workshop](const Inputs& i, const Params& p, Progress& g) { return run_staging(i, p, g, *workshop); };
  TRY(catalogue.add(std::move(staging)));

  PassDeclaration coverage;
  coverage.name = "scene.coverage";
  coverage.help = "Which shots cover the scene.";
  coverage.role = "cinematographer";
  coverage.inputs = {{"scene", "application/json"}, {"set", "auteur.set"}, {"person/*", "application/json", "", true}, {"staging", "application/json"}, {"near", "application/json", "of the far end of a call: how the near end is staged", true}, {"near_scene", "application/json", "and its scene", true}};
  coverage.outputs = {{"shots", "application/json"}, {"sheet", "application/json", "the shot list as a crew reads it"}, {"continuity", "application/json", "what breaks a rule of continuity"}, {"edits", "application/json", "what of the asked changes cannot be done"}};
  coverage.params = {{.name = "end", .type = ParamType::kText, .default_value = "", .help = "of a call filmed at both ends: near or far"},
                     {.name = "aspect", .type = ParamType::kNumber, .default_value = 2.39},
                     {.name = "mean_shot", .type = ParamType::kNumber, .default_value = 4.0, .unit = "s"},
                     {.name = "f_stop", .type = ParamType::kNumber, .default_value = 2.8},
                     {.name = "style", .type = ParamType::kText, .default_value = "classical", .help = "how the scene is read (data/camera/readings.json): take 1; further takes are the other readings"},
                     {.name = "readings", .type = ParamType::kJson, .default_value = Json::array(), .help = "readings of the film's own (bible/look.toml)"},
                     {.name = "rules", .type = ParamType::kJson, .default_value = Json::object(), .help = "lenses, heights and movements of the style bible"},
                     {.name = "turning_point", .type = ParamType::kFlag, .default_value = false, .help = "the worst moment of the film is in this scene"},
                     {.name = "edits", .type = ParamType::kJson, .default_value = Json::array(), .help = "what a person changed in shots (bible/cut.toml)"}};
  for (const char* file : {"camera/idioms.json", "camera/readings.json", "camera/continuity.json", "camera/composition.json", "camera/situations.json", "camera/rigs.json", "camera/vocabulary.json"}) coverage.uses[std::string("data/") + file] = table_digest(file);
  coverage.version = "28";
  coverage.params_of_take = reading_of;
  coverage.seconds_guess = 0.2;
  coverage.run = [workshop](const Inputs& i, const Params& p, Progress& g) { return run_coverage(i, p, g, *workshop); };
  return catalogue.add(std::move(coverage));
}

}  // namespace auteur::production
