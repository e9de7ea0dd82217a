// A shot's drawings for other programs: what the film shows before light meter, weather, grade and grain, with what a
// compositor needs beside it. Made only when somebody asks for it (auteur make --exr).
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <set>

#include "passes.h"
#include "shot_drawings.h"

namespace auteur::production {
namespace {

// Everything that may be seen, by the id that the picture carries.
std::vector<std::pair<std::uint32_t, std::string>> names_of(const std::vector<scene::Instance>& standing, const std::vector<scene::Instance>& dynamic) {
  std::set<std::pair<std::uint32_t, std::string>> names;
  for (const auto* list : {&standing, &dynamic})
    for (const auto& i : *list) names.emplace(i.object_id != 0 ? i.object_id : scene::object_id_of(i.name), i.name);
  return {names.begin(), names.end()};
}

Result<Outputs> run_exr(const Inputs& inputs, const Params& params, Progress& progress, Workshop& workshop) {
  ShotOnStage on_stage = TRY(shot_on_stage(inputs, params, progress, workshop));
  on_stage.auxiliary = true;
  on_stage.groups = TRY(render::light_groups(*on_stage.stage, progress));
  const auto set = lit_set(*on_stage.set, on_stage.time, on_stage.weather, on_stage.mood, quality_of(on_stage.level), on_stage.story).set;
  const auto frames = std::max<std::int64_t>(1, std::llround(on_stage.shot.end.value * kFps));
  ShotDrawings drawings(std::move(on_stage));
  const std::int64_t hold = std::max(1, drawings.frames_per_drawing()), count = (frames + hold - 1) / hold;
  Outputs out;
  for (std::int64_t i = 0; i < count; ++i) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    const auto at = static_cast<std::size_t>(i);
    const auto frame = TRY(drawings.draw(at, progress));
    const auto space = params.text("space") == "acescg" ? render::ExrSpace::kAcesCg : render::ExrSpace::kLinearRec709;
    const auto bytes = TRY(render::write_exr(frame, names_of(set.instances, drawings.instances(at)), space));
    const Path file = inputs.stage_file(".exr");
    TRY(inputs.store().files().write_new(file, bytes, 0644));
    out.set_file(fmt::format("drawing/{:04}", i + 1), file);
    progress.advance(static_cast<double>(i + 1) / static_cast<double>(count));
  }
  return out;
}

}  // namespace

Status add_exr_pass(PassCatalogue& catalogue, std::shared_ptr<Workshop> workshop) {
  PassDeclaration exr;
  exr.name = "shot.exr";
  exr.version = "18";
  exr.uses = {{"data/world/wind.json", table_digest("world/wind.json")}};
  exr.help = "A shot's drawings as multi-part OpenEXR: linear picture, depth, normals, albedo, motion, object ids, Cryptomatte by name.";
  exr.role = "vfx supervisor";
  exr.determinism = Determinism::kSeeded;
  exr.inputs = shot_inputs();
  exr.outputs = {{"drawing/*", "image/x-exr"}};
  exr.params = joined({frame_params(), shot_params(), {air_param(), {.name = "space", .type = ParamType::kText, .default_value = "linear-rec709", .choices = {"linear-rec709", "acescg"}, .help = "what its colours mean"}}});
  exr.memory_mib = 700;
  exr.seconds_guess = 0.3;
  exr.run = [workshop](const Inputs& i, const Params& p, Progress& g) { return run_exr(i, p, g, *workshop); };
  return catalogue.add(std::move(exr));
}

}  // namespace auteur::production
