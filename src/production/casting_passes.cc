// Casting: who the people are, in layers. Everybody is briefed together; each layer of each person is a node with takes
// of its own, so another face for one changes nobody else, nor the coat.
//
//   casting ──> cast/ANA/face, makeup, wardrobe ──> cast/ANA ──> shots with Ana
//           ──> cast/ANA/voice ──> her lines
#include <fmt/format.h>

#include <cmath>

#include "auteur/acting/voice.h"
#include "auteur/base/sha256.h"
#include "auteur/base/text.h"
#include "auteur/interchange/model.h"
#include "auteur/puppets/model.h"
#include "passes.h"

namespace auteur::production {
namespace {

constexpr double kPuppetHeight = 1.45, kPersonHeight = 1.72;  // metres, of the average

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
  if (written.contains("wardrobe") && written["wardrobe"].is_object()) {
    wish["wardrobe_by_day"] = written["wardrobe"];
    wish.erase("wardrobe");
  } else {
    take_words("wardrobe", "outer", "");
  }
  // Written as a person's height; puppets are smaller.
  if (written.contains("height") && written["height"].is_number()) wish["height"] = written["height"].get<double>() * kPuppetHeight / kPersonHeight;
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

Result<Outputs> run_casting(const Inputs& inputs, const Params& params, Progress&) {
  const Json document = TRY(inputs.json("cast"));
  auto breakdown = TRY(screenplay::breakdown_from_json(document));
  std::map<std::string, Json> bible;
  const Json& written = params.json("bible");
  for (auto& member : breakdown.cast)
    for (const auto& name : {upper(member.id), upper(member.name)})
      if (written.contains(name)) bible[member.id] = casting_wish(written[name], member);
  auto people = world::cast_people(breakdown, bible, static_cast<std::uint64_t>(params.integer("film_seed")));
  std::vector<world::Identity> identities;
  std::vector<std::string> names;  // voices that the bible asks for
  for (const auto& p : people) {
    if (!p.identity.species.empty()) continue;
    identities.push_back(p.identity);
    const auto wish = bible.find(p.id);
    const Json voice = wish == bible.end() ? Json() : wish->second.value("voice", Json());
    names.push_back(voice.is_object() && voice.contains("name") && voice["name"].is_string() ? lower(trim(voice["name"].get<std::string>())) : std::string());
  }
  // Animals take no voice from anybody: one that speaks in a tale has the one that suits it alone.
  const auto spoken = acting::cast_voices(identities, names);
  std::size_t next = 0;
  Outputs out;
  Json cannot = Json::object();
  for (std::size_t i = 0; i < people.size(); ++i) {
    auto& p = people[i];
    p.voice["casting"] = acting::to_json(p.identity.species.empty() ? spoken[next++] : acting::cast_voices({p.identity}).front());
    out.set_json("face/" + p.id, p.face);
    out.set_json("makeup/" + p.id, p.makeup);
    out.set_json("wardrobe/" + p.id, p.wardrobe);
    out.set_json("voice/" + p.id, p.voice);
    if (!p.cannot.empty()) cannot[p.id] = p.cannot;
  }
  out.set_json("facts", {{"kind", "auteur.casting"}, {"version", 1}, {"cannot", cannot}});
  return out;
}

using Take = Json (*)(const Json&, std::uint32_t);
RunPass layer(const char* port, Take take) {
  return [=](const Inputs& inputs, const Params& params, Progress&) -> Result<Outputs> {
    const Json brief = TRY(inputs.json("brief"));
    Outputs out;
    out.set_json(port, take(brief, params.take()));
    return out;
  };
}

// The first take is the voice that was cast; the others are the next best that differ from it and from each other.
Json voice_take(const Json& brief, std::uint32_t take) {
  Json casting = brief.value("casting", Json::object());
  if (take > 1) {
    const Json traits = world::voice_take(brief, 1);
    world::Identity who;
    who.age = traits.value("age", who.age);
    who.femininity = traits.value("femininity", who.femininity);
    who.voice_depth = traits.value("depth", who.voice_depth);
    who.voice_pace = traits.value("pace", who.voice_pace);
    who.voice_energy = traits.value("energy", who.voice_energy);
    std::uint32_t at = 1;
    for (const auto& v : acting::cast_voices(std::vector<world::Identity>(take + 1, who))) {
      const Json j = acting::to_json(v);
      if (j == brief.value("casting", Json::object())) continue;
      casting = j;
      if (++at == take) break;
    }
  }
  const auto* voice = acting::find_voice(casting.value("name", ""));
  const std::string words = voice ? voice->words : "";
  return {{"kind", "auteur.voice_casting"}, {"version", 1}, {"casting", casting}, {"words", words}};
}

// A figure somebody brought: what it can do, and how large it is.
Result<Outputs> run_cast_model(const Inputs& inputs, const Params& params, Progress&) {
  const Bytes bytes = TRY(inputs.bytes("model"));
  const auto figure = TRY(interchange::read_character(bytes, params.text("name")));
  puppets::ModelWishes wishes = puppets::wishes_from(params.json("wishes"));
  wishes.height *= kPuppetHeight / kPersonHeight;  // written as a person's
  const auto built = puppets::build_model(figure, params.text("id"), wishes);
  if (!built) return fail(built.error().code, fmt::format("{} in bible/cast: {}", params.text("id"), built.error().message), {params.text("name")});
  const auto& part = *built;
  Json j = puppets::to_json(part.report);
  std::map<std::string, double> measures;
  for (const auto& [name, value] : puppets::named(part.measures)) measures[name] = std::round(static_cast<double>(value) * 1e5) / 1e5;
  j.update({{"kind", "auteur.cast_model"}, {"version", 1}, {"digest", sha256(bytes).hex()}, {"tables", data_digest("puppets")}, {"wishes", puppets::to_json(wishes)}, {"measures", measures}, {"triangles", figure->given_triangles}, {"skin", {part.skin.x, part.skin.y, part.skin.z}}});
  Outputs out;
  out.set_json("model", j);
  return out;
}

Result<Outputs> run_person(const Inputs& inputs, const Params&, Progress&) {
  const Json face = TRY(inputs.json("face")), makeup = TRY(inputs.json("makeup")), wardrobe = TRY(inputs.json("wardrobe"));
  world::Identity who = TRY(world::compose_identity(face, makeup, wardrobe));
  if (inputs.has("model")) {
    const Json model = TRY(inputs.json("model"));
    TRY(take_model(who, model));
  }
  Outputs out;
  out.set_json("person", world::to_json(who));
  return out;
}

Result<Outputs> run_likeness(const Inputs& inputs, const Params&, Progress&) {
  const auto people = TRY(read_people(inputs));
  Json rows = Json::array(), findings = Json::array();
  for (const auto& [id, who] : people) {
    if (who.model) {  // a figure of one's own looks as it looks
      rows.push_back({{"id", id}, {"face", who.model->digest}, {"age", who.age}, {"height", who.height_m}, {"model", true}});
      continue;
    }
    std::string nearest;
    double least = 1e9;
    for (const auto& [other, them] : people) {
      if (other == id || them.model) continue;
      const double d = world::identity_distance(who, them);
      if (d < least) least = d, nearest = other;
      if (id < other && d < world::kLikenessFloor)
        findings.push_back(fmt::format("{} and {} look too alike: {:.2f} apart, at least {:.2f} is wanted. Try another take of one of them: auteur try FILM \"cast/{}/face\" (or .../makeup).", id, other, d, world::kLikenessFloor, other));
    }
    Json row{{"id", id}, {"face", world::face_digest(who)}, {"age", who.age}, {"height", who.height_m}};
    if (!nearest.empty()) row.update({{"nearest", nearest}, {"distance", std::round(least * 1000) / 1000}});
    rows.push_back(row);
  }
  Outputs out;
  out.set_json("report", {{"kind", "auteur.likeness"}, {"version", 1}, {"floor", world::kLikenessFloor}, {"people", rows}, {"findings", findings}});
  return out;
}

}  // namespace

Status take_model(world::Identity& who, const Json& model) {
  TRY(expect_kind(model, "auteur.cast_model", 1));
  world::BroughtModel& m = who.model.emplace();
  m.digest = model.value("digest", "") + " " + model.value("tables", "");  // what poses it knows when either changes
  m.wishes = model.value("wishes", Json::object());
  const Json measures = model.value("measures", Json::object());
  for (const auto& [name, value] : measures.items())
    if (value.is_number()) m.measures[name] = value.get<float>();
  who.height_m = puppets::measures_of(who).height;
  if (const Json skin = model.value("skin", Json::array()); skin.is_array() && skin.size() == 3 && skin[0].is_number() && skin[1].is_number() && skin[2].is_number()) who.skin = {skin[0].get<float>(), skin[1].get<float>(), skin[2].get<float>()};
  return {};
}

Result<puppets::PuppetPtr> model_of(const world::Identity& who, const std::string& id, std::span<const std::uint8_t> glb) {
  const auto figure = TRY(interchange::read_character(glb, id));
  return TRY(puppets::build_model(figure, id, puppets::wishes_from(who.model ? who.model->wishes : Json::object()))).puppet;
}

Status add_casting_passes(PassCatalogue& catalogue) {
  const std::map<std::string, std::string> uses = {{"data/world/people.json", table_digest("world/people.json")}, {"data/world/animals.json", table_digest("world/animals.json")}};
  PassDeclaration casting;
  casting.name = "cast.casting";
  casting.help = "Briefs the layers of everybody: what the script and the bible say, and draws that keep people apart.";
  casting.role = "director";
  casting.inputs = {{"cast", "application/json"}};
  casting.outputs = {{"face/*", "application/json", "", true}, {"makeup/*", "application/json", "", true}, {"wardrobe/*", "application/json", "", true}, {"voice/*", "application/json", "", true}, {"facts", "application/json"}};
  casting.params = {{.name = "bible", .type = ParamType::kJson, .default_value = Json::object(), .help = "cast/NAME.toml by name"},
                    {.name = "film_seed", .type = ParamType::kInteger, .default_value = 0}};
  casting.version = "3";
  casting.uses = uses;
  casting.uses["data/acting"] = data_digest("acting");
  casting.seconds_guess = 0.05;
  casting.run = run_casting;
  TRY(catalogue.add(std::move(casting)));

  struct Layer { const char *name, *port, *help, *role; Take take; };
  for (const Layer& l : {Layer{"cast.face", "face", "Body and face of one person: the identity vector and its digest.", "director", world::face_take}, Layer{"cast.makeup", "makeup", "Hair, beard and glasses of one person.", "director", world::makeup_take},
                         Layer{"cast.wardrobe", "wardrobe", "Clothes of one person by story day.", "production designer", world::wardrobe_take}, Layer{"cast.voice", "voice", "The voice of one person.", "director", voice_take}}) {
    PassDeclaration pass;
    pass.name = l.name;
    pass.help = l.help;
    pass.role = l.role;
    pass.inputs = {{"brief", "application/json"}};
    pass.outputs = {{l.port, "application/json"}};
    pass.uses = uses;
    if (l.take == voice_take) pass.uses["data/acting"] = data_digest("acting"), pass.version = "2";
    pass.seconds_guess = 0.001;
    pass.run = layer(l.port, l.take);
    TRY(catalogue.add(std::move(pass)));
  }

  PassDeclaration model;
  model.name = "cast.model";
  model.help = "A figure of a person's own that plays a part: which joint is which bone, which shape makes which mouth, and what is missing.";
  model.role = "director";
  model.inputs = {{"model", "model/gltf-binary"}};
  model.outputs = {{"model", "application/json"}};
  model.params = {{.name = "name", .type = ParamType::kText, .default_value = "model.glb", .help = "the file's name, for messages"},
                  {.name = "id", .type = ParamType::kText, .default_value = nullptr, .help = "the part it plays"},
                  {.name = "wishes", .type = ParamType::kJson, .default_value = Json::object(), .help = "height, [rig], [visemes] and [face] of cast/NAME.toml"}};
  model.uses = {{"data/puppets", data_digest("puppets")}};
  model.memory_mib = 500;
  model.seconds_guess = 0.3;
  model.run = run_cast_model;
  TRY(catalogue.add(std::move(model)));

  PassDeclaration person;
  person.name = "cast.person";
  person.help = "The person made of the chosen face, make-up and wardrobe.";
  person.role = "director";
  person.inputs = {{"face", "application/json"}, {"makeup", "application/json"}, {"wardrobe", "application/json"}, {"model", "application/json", "a figure of a person's own", true}};
  person.outputs = {{"person", "application/json"}};
  person.seconds_guess = 0.001;
  person.run = run_person;
  TRY(catalogue.add(std::move(person)));

  PassDeclaration likeness;
  likeness.name = "cast.likeness";
  likeness.help = "Who looks like whom, and who too much.";
  likeness.role = "director";
  likeness.inputs = {{"person/*", "application/json", "", true}};
  likeness.outputs = {{"report", "application/json"}};
  likeness.seconds_guess = 0.005;
  likeness.run = run_likeness;
  return catalogue.add(std::move(likeness));
}

}  // namespace auteur::production
