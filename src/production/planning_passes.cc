// Planning: who the people are, what places look like, how lines sound, who stands where, and which shots cover it.
#include <fmt/format.h>

#include <array>

#include "auteur/acting/voice.h"
#include "auteur/base/process.h"
#include "auteur/base/random.h"
#include "auteur/base/text.h"
#include "auteur/camera/shot_list.h"
#include "auteur/media/media.h"
#include "auteur/puppets/puppet.h"
#include "auteur/staging/staging.h"
#include "passes.h"
#include "story.h"

namespace auteur::production {
namespace {

Json voice_json(const acting::VoiceCasting& v) {
  return {{"base", v.base}, {"pitch", v.pitch}, {"range", v.range}, {"formant", v.formant}, {"pace", v.pace}, {"breath", v.breath}, {"tilt", v.tilt}};
}
acting::VoiceCasting voice_of(const Json& j) {
  acting::VoiceCasting v;
  v.base = j.value("base", v.base);
  v.pitch = j.value("pitch", v.pitch);
  v.range = j.value("range", v.range);
  v.formant = j.value("formant", v.formant);
  v.pace = j.value("pace", v.pace);
  v.breath = j.value("breath", v.breath);
  v.tilt = j.value("tilt", v.tilt);
  return v;
}

// What a person wrote in cast/NAME.toml, in the words and keys that casting reads: words join the description,
// colours written as #rrggbb stay colours.
Json casting_wish(const Json& written, screenplay::CastMember& member) {
  Json wish = written;
  std::string words = written.value("description", "");
  auto text = [&](const char* key) { return written.contains(key) && written[key].is_string() ? written[key].get<std::string>() : std::string(); };
  auto take_words = [&](const char* key, const char* colour_key, const char* suffix) {
    const std::string t = text(key);
    if (t.empty()) return;
    wish.erase(key);
    if (t.starts_with("#")) wish[colour_key] = t;
    else words += ", " + t + suffix;
  };
  const std::string hair = lower(text("hair"));
  take_words("hair", "hair_colour", " hair");
  take_words("hair_colour", "hair_colour", " hair");
  take_words("skin", "skin", "");
  take_words("eyes", "eye_colour", " eyes");
  take_words("wardrobe", "outer", "");
  for (const char* style : {"bald", "fringe", "short", "bob", "long", "bun", "curly", "ponytail", "cap", "hood"})
    if (hair.find(style) != hair.npos) wish["hair"] = style;
  if (const Json voice = written.value("voice", Json()); voice.is_object())
    for (const char* key : {"depth", "pace", "energy"})
      if (voice.contains(key) && voice[key].is_number()) wish[std::string("voice_") + key] = voice[key];
  if (written.contains("age")) member.age = written["age"].get<int>();
  if (const std::string g = text("gender"); g == "female" || g == "male") member.gender = g;
  wish["description"] = words;
  return wish;
}

Result<Outputs> run_cast(const Inputs& inputs, const Params& params, Progress&) {
  const Json document = TRY(inputs.json("cast"));
  auto breakdown = TRY(screenplay::breakdown_from_json(document));
  std::map<std::string, Json> bible;
  const Json& written = params.json("bible");
  for (auto& member : breakdown.cast)
    for (const auto& name : {upper(member.id), upper(member.name)})
      if (written.contains(name)) bible[member.id] = casting_wish(written[name], member);
  const auto people = world::cast_identities(breakdown, bible, static_cast<std::uint64_t>(params.integer("film_seed")) + 7919 * (params.take() - 1));
  const auto voices = acting::cast_voices(people);
  Outputs out;
  for (std::size_t i = 0; i < people.size(); ++i) {
    out.set_json("person/" + people[i].id, world::to_json(people[i]));
    out.set_json("voice/" + people[i].id, {{"kind", "auteur.voice_casting"}, {"version", 1}, {"casting", i < voices.size() ? voice_json(voices[i]) : Json::object()}});
  }
  return out;
}

Result<Outputs> run_extra(const Inputs&, const Params& params, Progress&) {
  const std::uint64_t seed = mix(static_cast<std::uint64_t>(params.integer("film_seed")), seed_of(params.text("place")), params.take());
  Outputs out;
  out.set_json("person", world::to_json(world::extra_identity(params.text("id"), params.text("word"), seed)));
  return out;
}

Result<Outputs> run_set(const Inputs& inputs, const Params& params, Progress&, world::Catalogue& catalogue) {
  (void)inputs;
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
  if (const Json size = request.bible.value("size", Json()); size.is_array() && size.size() == 3)
    for (std::size_t i = 0; i < 3; ++i) request.bible[std::array{"width", "height", "depth"}[i]] = size[i];
  if (request.bible.contains("dressing")) request.bible["furniture"] = request.bible["dressing"];
  if (request.bible.contains("kind")) request.bible["kind_of_place"] = request.bible["kind"];
  if (params.take() > 1) request.bible["seed"] = request.bible.value("seed", 0) + static_cast<int>(params.take());
  const world::Set set = world::build_set(request, catalogue);
  Outputs out;
  out.set("set", world::pack_set(set));
  out.set_json("facts", world::set_facts(set));
  return out;
}

Result<Outputs> run_voice(const Inputs& inputs, const Params& params, Progress&) {
  acting::LineRequest line;
  line.text = params.text("text");
  line.manner = params.text("manner");
  line.language = params.text("language");
  line.mood = {params.number("valence"), params.number("arousal"), params.number("tension"), ""};
  if (inputs.has("voice")) {
    const Json j = TRY(inputs.json("voice"));
    line.voice = voice_of(j.value("casting", Json::object()));
  }
  line.seed = params.seed();
  const auto take = TRY(acting::speak(line));
  Json phones = acting::phones_json(take);
  phones["backend"] = take.backend;
  Outputs out;
  out.set("sound", media::write_flac(take.samples, 1, take.rate));
  out.set_json("phones", phones);
  out.set_json("length", {{"kind", "auteur.length"}, {"version", 1}, {"seconds", take.length().value}, {"backend", take.backend}});
  return out;
}

Result<Outputs> run_staging(const Inputs& inputs, const Params& params, Progress&, Workshop& workshop) {
  const auto breakdown = TRY(read_scene(inputs));
  const auto& scene = breakdown.scenes[0];
  const auto set = TRY(read_set(inputs, workshop));
  const auto people = TRY(read_people(inputs));
  staging::StagingRequest request;
  request.scene = &scene;
  request.set = set.get();
  for (const auto& [id, who] : people) request.people[id] = puppets::measures_of(who);
  for (const auto& port : inputs.under("length/")) {
    const Json j = TRY(inputs.json(port));
    request.line_lengths[port.substr(7)] = Seconds(j.value("seconds", 1.0));
  }
  if (inputs.has("props_before")) {
    const Json j = TRY(inputs.json("props_before"));
    const Json places = j.value("places", Json::object());
    if (places.contains(set->place_id))
      for (const auto& [prop, anchor] : places[set->place_id].items()) request.props_before[prop] = anchor.get<std::string>();
  }
  const Json& story = params.json("story");
  if (story.contains("state")) take_props(request, story["state"], story.value("goes_on", false));
  const auto staged = staging::stage_scene(request);
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
  request.scene = &breakdown.scenes[0];
  request.set = set.get();
  for (const auto& [id, who] : people) request.people[id] = puppets::measures_of(who);
  request.look.aspect = params.number("aspect");
  request.look.mean_shot = Seconds(params.number("mean_shot"));
  request.look.f_stop = params.number("f_stop");
  request.look.style = params.text("style");
  const auto list = camera::cover_scene(request);
  Outputs out;
  out.set_json("shots", camera::to_json(list));
  return out;
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

std::string data_digest(const std::string& room) {
  Sha256Stream stream;
  auto fs = real_file_system();
  const Path folder = data_folder() / room;
  std::error_code ec;
  if (!std::filesystem::is_directory(folder, ec)) return "";
  const auto names = fs->list(folder);
  if (!names) return "";
  for (const auto& name : *names) {
    const auto bytes = fs->read(folder / name);
    if (!bytes) continue;
    stream.add({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
    stream.add(*bytes);
  }
  return stream.finish().hex().substr(0, 16);
}

Status add_planning_passes(PassCatalogue& catalogue, std::shared_ptr<Workshop> workshop) {
  PassDeclaration cast;
  cast.name = "cast.identities";
  cast.help = "Who the people are: face, body, clothes by story day, voice.";
  cast.role = "director";
  cast.inputs = {{"cast", "application/json"}};
  cast.outputs = {{"person/*", "application/json", "", true}, {"voice/*", "application/json", "", true}};
  cast.params = {{.name = "bible", .type = ParamType::kJson, .default_value = Json::object(), .help = "cast/NAME.toml by name"},
                 {.name = "film_seed", .type = ParamType::kInteger, .default_value = 0}};
  cast.uses = {{"data/world", data_digest("world")}, {"data/acting", data_digest("acting")}};
  cast.seconds_guess = 0.1;
  cast.run = run_cast;
  TRY(catalogue.add(std::move(cast)));

  PassDeclaration extra;
  extra.name = "cast.extra";
  extra.help = "Who somebody in the background is.";
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
  set.version = "4";
  set.help = "Builds a place: room or open ground, furniture, props, spots to stand and sit.";
  set.role = "production designer";
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

  PassDeclaration voice;
  voice.name = "line.voice";
  voice.help = "Speaks one line.";
  voice.role = "director";
  voice.determinism = Determinism::kSeeded;
  voice.inputs = {{"voice", "application/json", "the character's voice", true}};
  voice.outputs = {{"sound", "audio/flac"}, {"phones", "application/json"}, {"length", "application/json"}};
  voice.params = {{.name = "text", .type = ParamType::kText, .default_value = nullptr},
                  {.name = "manner", .type = ParamType::kText, .default_value = ""},
                  {.name = "language", .type = ParamType::kText, .default_value = "en"},
                  {.name = "valence", .type = ParamType::kNumber, .default_value = 0.0, .low = -1.0, .high = 1.0},
                  {.name = "arousal", .type = ParamType::kNumber, .default_value = 0.0, .low = -1.0, .high = 1.0},
                  {.name = "tension", .type = ParamType::kNumber, .default_value = 0.0, .low = 0.0, .high = 1.0}};
  voice.uses = {{"data/acting", data_digest("acting")}, {"espeak-ng", find_program("espeak-ng") ? "installed" : "none"}};
  voice.memory_mib = 80;
  voice.seconds_guess = 0.0015;
  voice.run = run_voice;
  TRY(catalogue.add(std::move(voice)));

  PassDeclaration staging;
  staging.name = "scene.staging";
  staging.help = "Who stands where, moves, looks, speaks and handles what, on the scene's clock.";
  staging.role = "director";
  staging.inputs = {{"scene", "application/json"}, {"set", "auteur.set"}, {"person/*", "application/json", "", true}, {"length/*", "application/json", "", true}, {"props_before", "application/json", "", true}};
  staging.outputs = {{"staging", "application/json"}, {"props_after", "application/json"}, {"clock", "application/json"}};
  staging.params = {{.name = "story", .type = ParamType::kJson, .default_value = Json::object(), .help = "the story's state when the scene begins"}};
  staging.uses = {{"data/staging", data_digest("staging")}};
  staging.version = "5";
  staging.seconds_guess = 0.05;
  staging.run = [workshop](const Inputs& i, const Params& p, Progress& g) { return run_staging(i, p, g, *workshop); };
  TRY(catalogue.add(std::move(staging)));

  PassDeclaration coverage;
  coverage.name = "scene.coverage";
  coverage.help = "Which shots cover the scene.";
  coverage.role = "cinematographer";
  coverage.inputs = {{"scene", "application/json"}, {"set", "auteur.set"}, {"person/*", "application/json", "", true}, {"staging", "application/json"}};
  coverage.outputs = {{"shots", "application/json"}};
  coverage.params = {{.name = "aspect", .type = ParamType::kNumber, .default_value = 2.39},
                     {.name = "mean_shot", .type = ParamType::kNumber, .default_value = 4.0, .unit = "s"},
                     {.name = "f_stop", .type = ParamType::kNumber, .default_value = 2.8},
                     {.name = "style", .type = ParamType::kText, .default_value = "classical"}};
  coverage.uses = {{"data/camera", data_digest("camera")}};
  coverage.version = "9";
  coverage.seconds_guess = 0.2;
  coverage.run = [workshop](const Inputs& i, const Params& p, Progress& g) { return run_coverage(i, p, g, *workshop); };
  return catalogue.add(std::move(coverage));
}

}  // namespace auteur::production
