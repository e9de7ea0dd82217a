#include "shot_drawings.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"

namespace auteur::production {

render::Quality quality_of(Level level) {
  return level == Level::kFinal ? render::Quality::kFinal : level == Level::kBoards ? render::Quality::kBoards : render::Quality::kPreviz;
}

float puppet_detail(Level level) { return level == Level::kFinal ? 1.f : 0.5f; }

render::StageRequest lit_set(const world::Set& set, screenplay::TimeOfDay time, screenplay::Weather weather, const screenplay::Mood& mood, render::Quality quality) {
  const auto lighting = world::light_set(set, time, weather, mood);
  render::StageRequest request;
  request.quality = quality;
  request.seed = 1;
  request.set.instances = set.instances;
  request.set.instances.insert(request.set.instances.end(), lighting.backdrop.begin(), lighting.backdrop.end());
  request.set.lights = lighting.lights;
  request.set.fog = lighting.fog;
  request.set.exposure = lighting.exposure;
  return request;
}

render::Look look_of(const Json& j) {
  render::Look look;
  const std::string preset = j.value("preset", "warm");
  look.saturation = 0.9;  // clay in lamplight turns orange otherwise
  look.contrast = 1.1;
  if (preset == "warm") look.warmth = 0.25;
  if (preset == "cool") look.warmth = -0.3;
  if (preset == "noir") { look.saturation = 0.12; look.contrast = 1.18; look.vignette = 0.32; }
  look.saturation = j.value("saturation", look.saturation);
  look.contrast = j.value("contrast", look.contrast);
  look.warmth = j.value("warmth", look.warmth);
  look.grain = j.value("grain", look.grain);
  look.vignette = j.value("vignette", look.vignette);
  look.halation = j.value("halation", look.halation);
  look.exposure = j.value("exposure", look.exposure);
  return look;
}

render::Look fitted(render::Look look, int width, int height) {
  look.aspect = static_cast<double>(width) / height;
  look.grain *= std::clamp(height / 536.0, 0.45, 1.0);
  return look;
}

std::vector<scene::Instance> posed(const acting::Drawing& drawing, const world::Set& set, const std::map<std::string, puppets::PuppetPtr>& people, const std::vector<std::string>& hidden) {
  std::vector<scene::Instance> out;
  for (const auto& person : drawing.people) {
    const auto it = people.find(person.id);
    if (it == people.end()) continue;
    auto parts = puppets::pose_puppet(*it->second, person.pose);
    out.insert(out.end(), std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
  }
  for (const auto& prop : drawing.props) {
    const auto it = set.props.find(prop.id);
    if (it == set.props.end() || !it->second.mesh) continue;
    scene::Instance i;
    i.mesh = it->second.mesh;
    i.name = "prop/" + prop.id;
    i.object_id = scene::object_id_of(i.name);
    i.dynamic = true;
    Mat4 m = glm::mat4_cast(glm::angleAxis(prop.yaw, Vec3{0, 1, 0}) * glm::angleAxis(prop.pitch, Vec3{1, 0, 0}) * glm::angleAxis(prop.roll, Vec3{0, 0, 1}));
    m[3] = Vec4(prop.position, 1);
    i.world_from_object = m;
    out.push_back(std::move(i));
  }
  for (const auto& leaf : set.doors) {
    if (std::find(hidden.begin(), hidden.end(), leaf.wall) != hidden.end()) continue;
    float open = 0;
    for (const auto& door : drawing.doors)
      if (door.id == leaf.id) open = door.open;
    const std::string name = "leaf/" + leaf.id;
    out.push_back({leaf.mesh, world::world_from_leaf(leaf, open), name, scene::object_id_of(name), true});
  }
  return out;
}

int ShotDrawings::frames_per_drawing() const {
  const auto frames = static_cast<int>(std::llround(what_.shot.end.value * kFps));
  return what_.level == Level::kBoards ? std::max(1, frames) : kFps / std::max(1, what_.performance.drawings_per_second);
}

Seconds ShotDrawings::time_of(std::size_t i) const {
  return Seconds(what_.level == Level::kBoards ? what_.shot.end.value * 0.5 : static_cast<double>(i) * frames_per_drawing() / kFps);
}

const acting::Drawing& ShotDrawings::drawing(std::size_t i) const { return what_.performance.drawings[std::min(i, what_.performance.drawings.size() - 1)]; }

render::FrameRequest ShotDrawings::request(std::size_t i) const {
  render::FrameRequest request;
  request.width = what_.width;
  request.height = what_.height;
  request.quality = quality_of(what_.level);
  request.camera = camera::camera_at(what_.shot, time_of(i));
  request.hidden = what_.shot.hidden_walls;
  request.seed = mix(what_.seed, i);
  request.auxiliary = what_.auxiliary;
  return request;
}

Result<render::Frame> ShotDrawings::draw(std::size_t i, Progress& progress) {
  render::FrameRequest now = request(i);
  now.previous_camera = i > 0 ? &previous_ : nullptr;
  now.camera_rests = render::same_view(now, request(i + 1));
  if (!set_up_) set_up_ = render::set_up(what_.stage);
  auto frame = render::draw(*what_.stage, instances(i), now, progress, set_up_.get());
  previous_ = now.camera;
  return frame;
}

double ShotDrawings::meter(const render::Frame& frame, std::size_t i) const {
  const scene::Camera camera = request(i).camera;
  const double aspect = static_cast<double>(what_.width) / what_.height;
  const bool dark = what_.time == screenplay::TimeOfDay::kNight;
  const bool dim = what_.time == screenplay::TimeOfDay::kEvening || what_.time == screenplay::TimeOfDay::kDusk || what_.time == screenplay::TimeOfDay::kDawn;
  auto luminance = [&](int x, int y) {
    const Vec3 c = frame.colour[static_cast<std::size_t>(y) * static_cast<std::size_t>(frame.width) + static_cast<std::size_t>(x)];
    return 0.2126 * static_cast<double>(c.x) + 0.7152 * static_cast<double>(c.y) + 0.0722 * static_cast<double>(c.z);
  };
  double face = 0, weight = 0;
  for (const auto& person : drawing(i).people) {
    const auto it = what_.people.find(person.id);
    if (it == what_.people.end()) continue;
    const bool subject = !what_.shot.subjects.empty() && what_.shot.subjects[0] == person.id;
    const auto marks = puppets::landmarks_of(*it->second, person.pose);
    const Vec3 toward = glm::normalize(camera.position - marks.eyes);
    if (glm::dot(toward, marks.facing) < -0.1f) continue;  // we see the back of the head
    const Vec3 a = camera::project(camera, aspect, marks.head_top), b = camera::project(camera, aspect, marks.chin);
    if (a.z <= 0.2f || b.z <= 0.2f) continue;
    const double cx = (static_cast<double>(a.x + b.x) / 4 + 0.5) * frame.width, cy = (0.5 - static_cast<double>(a.y + b.y) / 4) * frame.height;
    const double r = std::max(3.0, std::abs(static_cast<double>(a.y - b.y)) * frame.height * 0.5 * 0.32);
    double sum = 0;
    int n = 0;
    for (int y = std::max(0, static_cast<int>(cy - r)); y < std::min(frame.height, static_cast<int>(cy + r)); ++y)
      for (int x = std::max(0, static_cast<int>(cx - r)); x < std::min(frame.width, static_cast<int>(cx + r)); ++x, ++n) sum += std::min(luminance(x, y), 1.5);
    if (n < 9) continue;
    const double w = subject ? 4 : 1;
    face += w * sum / n;
    weight += w;
  }
  if (weight > 0) {
    const double target = dark ? 0.13 : dim ? 0.20 : 0.27;
    return std::clamp(0.75 * std::log2(target / std::max(1e-3, face / weight)), -1.0, dark ? 1.5 : 1.8);
  }
  double log_sum = 0;
  int n = 0;
  for (int y = 0; y < frame.height; y += 3)
    for (int x = 0; x < frame.width; x += 3, ++n) log_sum += std::log(std::clamp(luminance(x, y), 5e-3, 4.0));
  const double target = dark ? 0.05 : dim ? 0.09 : 0.15;
  return std::clamp(0.5 * std::log2(target / std::exp(log_sum / std::max(1, n))), -0.8, 1.0);
}

}  // namespace auteur::production
