// The style bible enforced: every shot's pictures and camera against the look, and the shots that stray furthest.
#include <fmt/format.h>

#include "auteur/camera/shot_list.h"
#include "auteur/edit/timeline.h"
#include "auteur/finish/cards.h"
#include "auteur/media/media.h"
#include "auteur/quality/style.h"
#include "passes.h"

namespace auteur::production {
namespace {

constexpr std::size_t kStrip = 12;

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
    const camera::Shot& shot = found->second;
    quality::ShotStyle s;
    s.id = clip.id;
    s.at = Seconds(static_cast<double>(clip.start) / 24);
    s.length = Seconds(static_cast<double>(clip.frames) / 24);
    s.size = camera::size_name(shot.size);
    s.framing = camera::framing_name(shot.framing);
    s.movement = camera::movement_name(shot.movement);
    for (const auto& key : shot.keys) {
      s.lenses.push_back(static_cast<double>(key.camera.focal_mm));
      // An insert looks at a thing, wherever it lies.
      if (shot.framing != camera::Framing::kInsert) s.heights.push_back(static_cast<double>(key.camera.position.y));
    }
    s.aspect = aspect;
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
