// Other languages: the lips of what was drawn, and the film with all its languages.
#include <fmt/format.h>

#include "auteur/acting/dubbing.h"
#include "auteur/media/languages.h"
#include "language_passes.h"
#include "passes.h"

namespace auteur::production {
namespace {

Result<Outputs> run_lips(const Inputs& inputs, const Params& params, Progress& progress) {
  const Json staging_document = TRY(inputs.json("staging")), shots_document = TRY(inputs.json("shots"));
  const auto staged = TRY(staging::staging_from_json(staging_document));
  const auto list = TRY(camera::shot_list_from_json(shots_document));
  std::map<std::string, acting::LineTake> original, dubbed;
  for (const auto& [before, takes] : {std::pair{"phones/", &original}, {"dub/", &dubbed}})
    for (const auto& port : inputs.under(before)) {
      const Json j = TRY(inputs.json(port));
      (*takes)[port.substr(std::string_view(before).size())] = TRY(acting::phones_from_json(j));
    }
  Outputs out;
  for (const auto& shot : list.shots) {
    if (!inputs.has("performance/" + shot.id)) continue;
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    const Json j = TRY(inputs.json("performance/" + shot.id));
    const auto lines = params.json("seen").value(shot.id, std::set<std::string>{});
    out.set_json("performance/" + shot.id, acting::to_json(acting::with_dubbed_lips(TRY(acting::performance_from_json(j)), shot, staged, original, dubbed, lines)));
  }
  return out;
}

Result<Outputs> run_languages(const Inputs& inputs, const Params& params, Progress& progress) {
  const Path film = TRY(inputs.path("film")), file = inputs.stage_file(".mp4");
  std::vector<media::LanguageTrack> tracks;
  for (const auto& l : params.json("languages")) {
    const std::string language = l.value("language", "");
    media::LanguageTrack t{l.value("iso", "und"), {}, {}, l.value("shown", false)};
    if (inputs.has("track/" + language)) t.sound = TRY(inputs.path("track/" + language));
    const Json captions = TRY(inputs.json("captions/" + language));
    for (const auto& c : captions.value("captions", Json::array())) t.captions.push_back({Seconds(c.value("start", 0.0)), Seconds(c.value("end", 0.0)), c.value("text", "")});
    tracks.push_back(std::move(t));
  }
  TRY(media::add_languages(film, tracks, file));
  progress.advance(1);
  Outputs out;
  out.set_file("film", file);
  return out;
}

}  // namespace

Status add_dub_passes(PassCatalogue& catalogue) {
  PassDeclaration lips;
  lips.name = "scene.lips";
  lips.help = "The mouths of a scene's performances, moved by another language; nothing else of them changes.";
  lips.role = "director";
  lips.inputs = {{"staging", "application/json"}, {"shots", "application/json"}, {"performance/*", "application/json", "", true}, {"phones/*", "application/json", "of the original", true}, {"dub/*", "application/json", "of the dubbed lines", true}};
  lips.outputs = {{"performance/*", "application/json", "", true}};
  lips.params = {{.name = "seen", .type = ParamType::kJson, .default_value = Json::object(), .help = "shot -> the lines whose speaker's mouth it shows"}};
  lips.version = "3";
  lips.uses = {{"data/acting", data_digest("acting")}, {"data/staging/staging.json", table_digest("staging/staging.json")}};
  lips.seconds_guess = 0.005;
  lips.run = run_lips;
  TRY(catalogue.add(std::move(lips)));

  PassDeclaration languages;
  languages.name = "film.languages";
  languages.help = "The film with the sound and the captions of all its languages to choose from.";
  languages.role = "editor";
  languages.inputs = {{"film", "video/mp4"}, {"track/*", "audio/mp4", "", true}, {"captions/*", "application/json", "", true}};
  languages.outputs = {{"film", "video/mp4"}};
  languages.params = {{.name = "languages", .type = ParamType::kJson, .default_value = Json::array()}};
  languages.seconds_guess = 0.01;
  languages.run = run_languages;
  return catalogue.add(std::move(languages));
}

}  // namespace auteur::production
