// Writing: the script and its breakdown.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "auteur/screenplay/intercut.h"
#include "auteur/screenplay/formats.h"
#include "auteur/screenplay/tags.h"
#include "passes.h"

namespace auteur::production {
namespace {

Result<Outputs> run_script(const Inputs& inputs, const Params& params, Progress&) {
  const std::string source = TRY(inputs.text("source"));
  const auto parsed = TRY(screenplay::read_screenplay(source, params.text("name")));
  Json warnings = Json::array();
  for (const auto& w : parsed.warnings) warnings.push_back({{"message", w.message}, {"line", w.line}, {"column", w.column}});
  Outputs out;
  out.set_json("script", screenplay::to_json(parsed.script));
  out.set_json("warnings", {{"kind", "auteur.warnings"}, {"version", 1}, {"warnings", warnings}});
  return out;
}

// Two scenes may carry the same number in a script under revision; nodes need different names.
void make_numbers_unique(screenplay::Breakdown& breakdown) {
  std::map<std::string, int> seen;
  for (auto& s : breakdown.scenes) {
    std::string clean;
    for (char c : s.number) clean += std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' ? c : '_';
    if (clean.empty() || clean == "." || clean == "..") clean = std::to_string(s.index + 1);
    const int n = ++seen[clean];
    const std::string unique = n == 1 ? clean : fmt::format("{}_{}", clean, n);
    if (unique == s.number) continue;
    for (auto& b : s.beats)
      if (b.line_id.starts_with(s.number + "-")) b.line_id = unique + b.line_id.substr(s.number.size());
    s.number = unique;
  }
}

Result<Outputs> run_breakdown(const Inputs& inputs, const Params& params, Progress&) {
  const Json document = TRY(inputs.json("script"));
  const auto script = TRY(screenplay::screenplay_from_json(document));
  auto breakdown = screenplay::break_down(script);
  if (const Json& decided = params.json("dictionary"); !decided.empty()) {
    const auto dictionary = TRY(screenplay::dictionary_from_json(decided));
    screenplay::decide_props(breakdown, script, dictionary);
  }
  if (!params.text("language").empty()) breakdown.language = params.text("language");
  if (!params.text("title").empty()) breakdown.title = params.text("title");
  if (breakdown.title.empty()) breakdown.title = params.text("fallback_title");
  if (!params.text("author").empty()) breakdown.author = params.text("author");
  make_numbers_unique(breakdown);
  Outputs out;
  out.set_json("breakdown", screenplay::to_json(breakdown));
  // The cast without counts of lines and without scenes: another line of dialogue casts nobody anew.
  screenplay::Breakdown cast;
  cast.cast = breakdown.cast;
  for (auto& c : cast.cast) {
    c.lines = c.words = 0;
    c.scenes.clear();
  }
  cast.scenes.clear();
  for (const auto& s : breakdown.scenes) {  // story days decide how many outfits are needed
    screenplay::Scene day;
    day.story_day = s.story_day;
    day.cast = s.cast;
    cast.scenes.push_back(day);
  }
  out.set_json("cast", screenplay::to_json(cast));
  // The other ends of calls are scenes to the camera, not to the writer.
  auto filmed = breakdown;
  screenplay::add_far_ends(filmed);
  for (const auto& s : filmed.scenes) out.set_json("scene/" + s.number, scene_document(filmed, s));
  return out;
}

}  // namespace

Json scene_document(const screenplay::Breakdown& breakdown, const screenplay::Scene& scene) {
  screenplay::Breakdown one;
  one.language = breakdown.language;
  for (const auto& c : breakdown.cast) {
    const bool here = std::find(scene.cast.begin(), scene.cast.end(), c.id) != scene.cast.end() ||
                      std::any_of(scene.beats.begin(), scene.beats.end(), [&](const auto& b) { return b.who == c.id; });
    if (!here) continue;
    auto copy = c;
    copy.lines = copy.words = 0;
    copy.scenes.clear();
    one.cast.push_back(copy);
  }
  auto s = scene;
  s.index = 0;
  s.bytes = {};
  s.eighths = 1;
  for (auto& b : s.beats) {
    b.bytes = {};
    b.element = -1;
  }
  for (auto& p : s.props) p.bytes = {};
  one.scenes.push_back(s);
  one.places.push_back(s.place);
  return screenplay::to_json(one);
}

Result<screenplay::Breakdown> read_scene(const Inputs& inputs, const std::string& port) {
  const Json j = TRY(inputs.json(port));
  auto b = TRY(screenplay::breakdown_from_json(j));
  if (b.scenes.size() != 1) return fail(ErrorCode::kDamaged, "A scene's document must hold one scene.");
  return b;
}

Status add_writing_passes(PassCatalogue& catalogue) {
  PassDeclaration script;
  script.name = "script.parse";
  script.help = "Reads the screenplay.";
  script.role = "writer";
  script.version = "3";
  script.inputs = {{"source", "application/octet-stream", "the file as it is: Fountain, Final Draft, Fade In, Open Screenplay, Highland, PDF or text"}};
  script.outputs = {{"script", "application/json"}, {"warnings", "application/json"}};
  script.params = {{.name = "name", .type = ParamType::kText, .default_value = "script", .help = "name for messages"}};
  script.seconds_guess = 0.05;
  script.run = run_script;
  TRY(catalogue.add(std::move(script)));

  PassDeclaration breakdown;
  breakdown.name = "script.breakdown";
  breakdown.help = "Cast, places, props, beats, moods and story days of every scene.";
  breakdown.role = "director";
  breakdown.version = "8";
  breakdown.inputs = {{"script", "application/json"}};
  breakdown.outputs = {{"breakdown", "application/json"}, {"cast", "application/json"}, {"scene/*", "application/json"}};
  breakdown.params = {{.name = "language", .type = ParamType::kText, .default_value = "", .help = "two letters; guessed when empty"},
                      {.name = "title", .type = ParamType::kText, .default_value = ""},
                      {.name = "dictionary", .type = ParamType::kJson, .default_value = Json::object(), .help = "what people decided about words: auteur script breakdown --accept, --reject, --tag-all"},
                      {.name = "fallback_title", .type = ParamType::kText, .default_value = "", .help = "when neither film.toml nor the script has one"},
                      {.name = "author", .type = ParamType::kText, .default_value = ""}};
  breakdown.uses = {{"data/screenplay", data_digest("screenplay")}, {"data/world/animals.json", table_digest("world/animals.json")}};
  breakdown.seconds_guess = 0.1;
  breakdown.run = run_breakdown;
  return catalogue.add(std::move(breakdown));
}

}  // namespace auteur::production
