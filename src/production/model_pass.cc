// A shot as other programs can open it: set, people drawing by drawing, lights, camera with its lens.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "auteur/interchange/bvh.h"
#include "auteur/interchange/shot.h"
#include "auteur/puppets/motion.h"
#include "passes.h"
#include "shot_drawings.h"

namespace auteur::production {
namespace {

// Everybody's body through the shot, a file each: drawings a second as they are.
Result<Outputs> export_motion(const ShotOnStage& on_set, const std::string& shot) {
  Outputs out;
  Json lost = Json::array();
  std::map<std::string, std::vector<puppets::Skeleton>> bodies;
  std::set<std::string> broken;
  for (const auto& drawing : on_set.performance.drawings)
    for (const auto& [id, puppet] : on_set.people) {
      const auto person = std::find_if(drawing.people.begin(), drawing.people.end(), [&](const auto& p) { return p.id == id; });
      auto& frames = bodies[id];
      const auto body = person == drawing.people.end() ? std::nullopt : puppet->skeleton(person->pose);
      if (body) frames.push_back(*body);
      else if (!frames.empty()) frames.push_back(frames.back()), broken.insert(id);
      else broken.insert(id);
    }
  for (const auto& [id, frames] : bodies) {
    if (frames.empty()) {
      lost.push_back(fmt::format("bvh: {} has no body of bones", id));
      continue;
    }
    if (broken.contains(id)) lost.push_back(fmt::format("bvh: {} is not there all the time; the last pose is held, and the file begins when they come in", id));
    std::string name = id;
    std::replace_if(name.begin(), name.end(), [](char c) { return c == '/' || c == '\\' || c == '.'; }, '-');
    const std::string text = interchange::write_bvh(puppets::motion_of(frames, on_set.level == Level::kBoards ? 1 : on_set.performance.drawings_per_second));
    out.set("bvh/" + name, Bytes(text.begin(), text.end()));
  }
  if (bodies.empty()) lost.push_back("bvh: nobody is in this shot");
  lost.push_back("bvh: bodies alone, in centimetres; faces, things and the camera are in the other formats");
  out.set_json("facts", {{"kind", "auteur.model"}, {"version", 1}, {"shot", shot}, {"frames", on_set.performance.drawings.size()}, {"drawings", on_set.performance.drawings.size()}, {"lost", lost}});
  return out;
}

Result<Outputs> run_model(const Inputs& inputs, const Params& params, Progress& progress, Workshop& workshop) {
  ShotOnStage on_set = TRY(shot_on_set(inputs, params, progress, workshop));
  const auto lit = lit_set(*on_set.set, on_set.time, on_set.weather, on_set.mood, quality_of(on_set.level), on_set.story).set;
  const auto unseen = camera::unseen_by(on_set.shot);
  interchange::ShotModel model;
  model.name = params.text("shot");
  model.fps = kFps;
  model.frames = static_cast<int>(std::max<std::int64_t>(1, std::llround(on_set.shot.end.value * kFps)));
  model.width = on_set.width, model.height = on_set.height;
  // What is taken away for this camera is not there, so that it sees the same in another program.
  for (const auto& thing : lit.instances)
    if (std::find(unseen.begin(), unseen.end(), thing.name) == unseen.end()) model.set.push_back(thing);
  model.lights = lit.lights;
  for (int f = 0; f < model.frames; ++f) model.camera.push_back(camera::camera_at(on_set.shot, Seconds(static_cast<double>(f) / kFps)));
  if (params.text("format") == "bvh") return export_motion(on_set, params.text("shot"));
  ShotDrawings drawings(std::move(on_set));
  const int hold = std::max(1, drawings.frames_per_drawing());
  for (int f = 0; f < model.frames; f += hold) {
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    model.drawings.push_back({f, drawings.instances(static_cast<std::size_t>(f / hold))});
    progress.advance(0.5 * f / model.frames);
  }
  Outputs out;
  std::vector<std::string> lost;
  const auto put = [&](const char* port, Result<interchange::Exported> made) -> Status {
    const auto exported = TRY(std::move(made));
    const Path file = inputs.stage_file("." + std::string(port));
    TRY(inputs.store().files().write_new(file, exported.bytes, 0644));
    out.set_file(port, file);
    for (const auto& words : exported.lost) lost.push_back(std::string(port) + ": " + words);
    return {};
  };
  const std::string format = params.text("format");
  if (format == "glb") TRY(put("glb", interchange::write_glb(model)));
  if (format == "usda") TRY(put("usda", interchange::write_usda(model)));
  if (format == "chan") {
    const std::string chan = interchange::write_chan(model);
    TRY(put("chan", interchange::Exported{Bytes(chan.begin(), chan.end()), {}}));
  }
  out.set_json("facts", {{"kind", "auteur.model"}, {"version", 1}, {"shot", model.name}, {"frames", model.frames}, {"drawings", model.drawings.size()}, {"lost", lost}});
  return out;
}

}  // namespace

Status add_model_pass(PassCatalogue& catalogue, std::shared_ptr<Workshop> workshop) {
  PassDeclaration model;
  model.name = "shot.model";
  model.version = "7";
  model.uses = {{"data/world/wind.json", table_digest("world/wind.json")}};
  model.help = "A shot for other programs: GLB, USD or the camera alone.";
  model.role = "vfx supervisor";
  model.inputs = shot_inputs();
  model.outputs = {{"glb", "model/gltf-binary", "", true}, {"usda", "model/vnd.usda", "", true}, {"chan", "text/plain", "", true}, {"bvh/*", "text/plain", "the body of each person", true}, {"facts", "application/json"}};
  model.params = joined({frame_params(), shot_params(), {{.name = "format", .type = ParamType::kText, .default_value = "glb", .choices = {"glb", "usda", "chan", "bvh"}},
                                                            {.name = "shot", .type = ParamType::kText, .default_value = "shot", .help = "its name"}}});
  model.memory_mib = 700;
  model.seconds_guess = 0.1;
  model.run = [workshop](const Inputs& i, const Params& p, Progress& g) { return run_model(i, p, g, *workshop); };
  return catalogue.add(std::move(model));
}

}  // namespace auteur::production
