#include "auteur/base/data_folder.h"
#include "auteur/production/looks.h"

#include "auteur/base/file_system.h"
#include "auteur/base/text.h"
#include "auteur/production/film.h"
#include "auteur/quality/style.h"
#include "passes.h"

namespace auteur::production {
namespace {

Json only(const Json& look, std::initializer_list<const char*> keys) {
  Json j = Json::object();
  for (const char* key : keys)
    if (look.contains(key)) j[key] = look[key];
  return j;
}

Result<Json> looks_document() {
  const Path path = data_file("production/looks.json");
  const auto text = read_text(path);
  auto document = text ? parse_json(*text, path.string()) : Result<Json>(std::unexpected(text.error()));
  if (!document || !document->contains("looks") || !document->contains("colours"))
    return fail(ErrorCode::kUnavailable, "The table data/production/looks.json is missing or damaged. Reinstall Auteur's data folder.");
  return document;
}

}  // namespace

SourcePlace place_of_quoted(const std::string& word, const std::string& file, const std::string& text) {
  const auto at = text.find('"' + word + '"');
  if (at == text.npos) return {file};
  const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  const auto before = text.rfind('\n', at);
  return {file, static_cast<int>(line) + 1, static_cast<int>(before == text.npos ? at + 1 : at - before)};
}

std::map<std::string, std::string> style_colours() {
  const auto document = looks_document();
  return document ? (*document)["colours"].get<std::map<std::string, std::string>>() : std::map<std::string, std::string>{};
}

Result<Json> whole_look(const Json& written, const std::string& file, const std::string& text) {
  const Json document = TRY(looks_document());
  Json look = document["looks"].value(written.value("preset", "warm"), Json::object());
  look.erase("about");
  // Another palette or other tones come with a measure of their own.
  if (written.contains("palette") && !written.contains("palette_distance") && !look.contains("palette_distance")) look["palette_distance"] = 8;
  look.update(written);
  const auto colours = document["colours"].get<std::map<std::string, std::string>>();
  // Only a palette that somebody wrote repaints the places; a ready look's is what they are measured against.
  if (written.contains("palette")) look["own_palette"] = Json::array();
  for (const Json& colour : look.value("palette", Json::array()))
    if (auto one = quality::style_rules({{"palette", Json::array({colour})}}, colours); !one) {
      Error e = one.error();
      e.place = place_of_quoted(colour.is_string() ? colour.get<std::string>() : "", file, text);
      return std::unexpected(e);
    } else if (look.contains("own_palette")) {
      const auto known = colours.find(lower(trim(colour.get<std::string>())));
      look["own_palette"].push_back(known != colours.end() ? known->second : colour.get<std::string>());
    }
  return look;
}

Json grade_of(const Json& look) {
  Json grade = only(look, {"saturation", "contrast", "warmth", "grain", "vignette", "halation", "exposure"});
  // Names of an own configuration are in its baked table already.
  if (!look.contains("ocio")) grade.update(only(look, {"display", "view"}));
  return grade;
}

Json air_of(const Json& look) {
  const auto document = looks_document();
  return {{"haze", look.value("haze", 1.0)}, {"places", document ? document->value("air", Json::object()) : Json::object()}};
}

Json camera_rules_of(const Json& look) { return only(look, {"lenses", "camera_height", "movement", "shot_spread", "anamorphic", "breathing"}); }

Json style_rules_of(const Json& look, double aspect) {
  Json j = only(look, {"palette", "palette_distance", "shadows", "middle", "highlights", "chroma", "key_fill", "black", "burnt_out", "lenses", "camera_height", "movement", "moving", "forbidden", "drift"});
  j["aspect"] = look.value("aspect", aspect);
  return j;
}

}  // namespace auteur::production
