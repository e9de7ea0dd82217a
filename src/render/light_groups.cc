// Light is additive: a stage under each group of its lights, and the layers that add up to the picture.
#include <set>

#include "stage.h"

namespace auteur::render {
namespace {

bool glows(const Stage& stage) {
  for (const scene::Instance& i : stage.kept)
    for (const scene::Material& m : i.mesh->materials)
      if (luminance(m.emission) > 0.f) return true;
  return false;
}

// A part of a layer's name.
std::string plain(const std::string& group) {
  std::string out;
  for (const char c : group) out += std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' ? c : '_';
  return out.empty() ? "other" : out.substr(0, 40);
}

}  // namespace

Result<std::vector<LightGroup>> light_groups(const Stage& stage, Progress& progress) {
  std::set<std::string> names;
  for (const scene::Light& l : stage.lights) names.insert(plain(scene::group_of(l)));
  std::vector<LightGroup> out;
  const auto add = [&](const std::string& name, bool lit) -> Status {
    auto part = std::make_shared<Stage>(stage);
    std::vector<scene::Light> lights;
    for (const scene::Light& l : stage.lights)
      if (lit && plain(scene::group_of(l)) == name) lights.push_back(l);
    part->lighting = prepare_lighting(lights);
    part->lighting.portals = stage.lighting.portals;
    // The sun is seen in the sky although the sky is another group.
    part->lighting.sky.present = stage.lighting.sky.present;
    part->emits = name == "emissive" && !lit;
    if (name != "haze" || lit) part->air.ambient = Vec3(0.f);
    if (lit) TRY(bake_light(*part, progress));
    else part->cache = {};
    out.push_back({name, std::move(part)});
    return {};
  };
  for (const auto& name : names) TRY(add(name, true));
  if (glows(stage) && !names.contains("emissive")) TRY(add("emissive", false));
  if (stage.air.density > 0.f && luminance(stage.air.ambient) > 0.f && !stage.air.bounded && !names.contains("haze")) TRY(add("haze", false));
  return out;
}

std::shared_ptr<const Stage> with_light(const Stage& stage, const scene::Light& light) {
  auto out = std::make_shared<Stage>(stage);
  Lighting one = prepare_lighting({light});
  for (Emitter& e : one.emitters) e.in_air = false;
  out->lights.push_back(light);
  out->lighting.emitters.insert(out->lighting.emitters.end(), one.emitters.begin(), one.emitters.end());
  return out;
}

void add_light(std::vector<LightGroup>& groups, const scene::Light& light) {
  const std::string name = plain(scene::group_of(light));
  for (LightGroup& group : groups)
    if (group.name == name) {
      group.stage = with_light(*group.stage, light);
      return;
    }
  if (groups.empty()) return;
  auto alone = std::make_shared<Stage>(*groups.front().stage);
  alone->lights = {light};
  alone->lighting.emitters = prepare_lighting({light}).emitters;
  for (Emitter& e : alone->lighting.emitters) e.in_air = false;
  alone->lighting.sky.zenith = alone->lighting.sky.horizon = alone->lighting.sky.ground = alone->lighting.sky.sun_glow = Vec3(0.f);
  alone->cache = {};
  alone->emits = false;
  alone->air.ambient = Vec3(0.f);
  groups.push_back({name, std::move(alone)});
}

Result<Frame> draw_layers(const std::vector<LightGroup>& groups, const std::vector<scene::Instance>& dynamic, const FrameRequest& request, Progress& progress) {
  Frame out;
  for (const LightGroup& group : groups) {
    FrameRequest one = request;
    one.camera_rests = false;
    one.auxiliary = request.auxiliary && out.layers.empty();
    Frame frame = TRY(draw(*group.stage, dynamic, one, progress));
    std::vector<Vec3> colour = std::move(frame.colour);
    if (out.layers.empty()) {
      out = std::move(frame);
      out.colour.assign(colour.size(), Vec3(0.f));
    }
    for (std::size_t i = 0; i < colour.size(); ++i) out.colour[i] += colour[i];
    out.layers.push_back({group.name, std::move(colour)});
  }
  return out;
}

}  // namespace auteur::render
