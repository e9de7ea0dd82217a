// The style bible enforced: every shot's pictures and camera against the look, and the shots that stray furthest.
#include <fmt/format.h>

#include "auteur/camera/shot_list.h"
#include "auteur/edit/timeline.h"
#include "auteur/finish/cards.h"
#include "auteur/media/media.h"
#include "auteur/production/looks.h"
#include "auteur/quality/style.h"
#include "passes.h"

namespace auteur::production {
namespace {

constexpr std::size_t kStrip = 12;

quality::ShotStyle planned(const camera::Shot& shot, double aspect) {
  quality::ShotStyle s;
  s.id = shot.id;
  s.at = shot.start;
  s.length = shot.end - shot.start;
  s.size = camera::size_name(shot.size);
  s.framing = camera::framing_name(shot.framing);
  s.movement = camera::movement_name(shot.movement);
  for (const auto& key : shot.keys) {
    s.lenses.push_back(static_cast<double>(key.camera.focal_mm));
    // An insert looks at a thing, wherever it lies.
    if (shot.framing != camera::Framing::kInsert) s.heights.push_back(static_cast<double>(key.camera.position.y));
  }
  s.aspect = aspect;
  return s;
}

Result<std::vector<quality::ShotStyle>> shots_of(const Inputs& inputs, const edit::Timeline& timeline, double aspect) {
  std::map<std::string, camera::Shot> filmed;
  for (const auto& port : inputs.under("shots/")) {
    const Json document = TRY(inputs.json(port));
    auto list = TRY(camera::shot_list_from_json(document));
    for (auto& shot : list.shots) filmed[shot.id] = std::move(shot);
  }
  std::vector<quality::ShotStyle> out;
  for (const auto& clip : timeline.clips) {
    const auto found = filmed.find(clip.id);
    if (found == filmed.end()) continue;  // a card
    quality::ShotStyle s = planned(found->second, aspect);
    s.at = Seconds(static_cast<double>(clip.start) / 24);
    s.length = Seconds(static_cast<double>(clip.frames) / 24);
    if (inputs.has("style/" + clip.id)) {
      const Json document = TRY(inputs.json("style/" + clip.id));
      s.picture = TRY(quality::picture_style_from_json(document));
    }
    out.push_back(std::move(s));
  }
  return out;
}

Result<Outputs> run_style(const Inputs& inputs, const Params& params, Progress& progress) {
  const Json document = TRY(inputs.json("timeline"));
  const auto timeline = TRY(edit::timeline_from_json(document));
  const auto rules = TRY(quality::style_rules(params.json("rules"), style_colours()));
  const auto shots = TRY(shots_of(inputs, timeline, params.number("aspect")));
  const auto report = quality::check_style(rules, shots);
  std::vector<finish::SheetCell> cells;
  for (const auto& drift : report.drift) {
    if (cells.size() >= kStrip) break;
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    if (!inputs.has("still/" + drift.shot)) continue;
    const Bytes bytes = TRY(inputs.bytes("still/" + drift.shot));
    if (bytes.empty()) continue;
    finish::SheetCell cell{fmt::format("{}   {:.1f}", drift.shot, drift.distance), "", TRY(media::read_picture(bytes))};
    for (const auto& f : report.findings)
      if (f.message.starts_with(drift.shot + ": ") && cell.note.empty()) cell.note = f.message.substr(drift.shot.size() + 2);
    cell.picture = media::resize(cell.picture, 400, 400 * cell.picture.height / std::max(1, cell.picture.width));
    cells.push_back(std::move(cell));
  }
  Outputs out;
  out.set_json("report", quality::to_json(report));
  out.set("strip", media::write_jpeg(finish::contact_sheet("Furthest from the film's look", cells), 88));
  return out;
}

}  // namespace

std::optional<TakeStyle> style_of_take(const Film& film, Store& store, const std::map<Port, Ref>& outputs) {
  const auto document = [&](const char* port) -> std::optional<Json> {
    const auto at = outputs.find(port);
    const auto text = at != outputs.end() ? store.get_text(at->second) : Result<std::string>(std::string());
    auto json = text && !text->empty() ? parse_json(*text, port) : Result<Json>(Json());
    return json && json->is_object() ? std::optional(std::move(*json)) : std::nullopt;
  };
  const auto rules = quality::style_rules(style_rules_of(film.look, film.aspect), style_colours());
  std::vector<quality::ShotStyle> shots;
  if (const auto measured = document("style"))
    if (const auto picture = quality::picture_style_from_json(*measured)) {
      shots.emplace_back();
      shots.back().picture = *picture;
      shots.back().movement = "static";
    }
  if (const auto list = document("shots"))
    if (const auto plan = camera::shot_list_from_json(*list))
      for (const auto& shot : plan->shots) shots.push_back(planned(shot, film.aspect));
  if (!rules || shots.empty()) return std::nullopt;
  TakeStyle take;
  const auto report = quality::check_style(*rules, shots);
  take.score = 0;
  for (const auto& [id, score] : report.score) take.score += score / static_cast<double>(report.score.size());
  for (const auto& f : report.findings) take.findings.push_back(f.message.starts_with(": ") ? f.message.substr(2) : f.message);
  return take;
}

Status add_style_passes(PassCatalogue& catalogue) {
  PassDeclaration style;
  style.name = "film.style";
  style.help = "The film against its style bible, and the shots that stray furthest.";
  style.role = "cinematographer";
  style.inputs = {{"timeline", "application/json"}, {"shots/*", "application/json", "", true}, {"style/*", "application/json", "", true}, {"still/*", "image/jpeg", "", true}};
  style.outputs = {{"report", "application/json"}, {"strip", "image/jpeg"}};
  style.params = {{.name = "rules", .type = ParamType::kJson, .default_value = Json::object()}, {.name = "aspect", .type = ParamType::kNumber, .default_value = 2.39}};
  style.seconds_guess = 0.02;
  style.run = run_style;
  return catalogue.add(std::move(style));
}

}  // namespace auteur::production
