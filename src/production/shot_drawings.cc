#include "shot_drawings.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "auteur/world/wind.h"
#include "resting.h"

namespace auteur::production {

render::Quality quality_of(Level level) {
  return level == Level::kFinal ? render::Quality::kFinal : level == Level::kBoards ? render::Quality::kBoards : render::Quality::kPreviz;
}

float puppet_detail(Level level) { return level == Level::kFinal ? 1.f : 0.5f; }

render::StageRequest lit_set(const world::Set& set, screenplay::TimeOfDay time, screenplay::Weather weather, const screenplay::Mood& mood, render::Quality quality, const world::StoryLight& story) {
  const auto lighting = world::light_set(set, time, weather, mood, story);
  render::StageRequest request;
  request.quality = quality;
  request.seed = 1;
  request.set.instances = set.instances;
  // What the wind moves is drawn with each drawing (ShotDrawings::instances); a board shows it as it stands.
  if (quality != render::Quality::kBoards) {
    auto moving = world::swaying(set, weather);
    std::sort(moving.begin(), moving.end(), [](const auto& a, const auto& b) { return a.instance > b.instance; });
    for (const auto& sway : moving) request.set.instances.erase(request.set.instances.begin() + static_cast<std::ptrdiff_t>(sway.instance));
  }
  request.set.instances.insert(request.set.instances.end(), lighting.backdrop.begin(), lighting.backdrop.end());
  request.set.lights = lighting.lights;
  request.set.fog = lighting.fog;
  if (!set.walls.empty()) request.set.fog.low = {-set.size.x / 2, 0, -set.size.z / 2}, request.set.fog.high = {set.size.x / 2, set.size.y, set.size.z / 2};
  request.set.exposure = lighting.exposure;
  return request;
}

void thicken(scene::Fog& fog, const world::Set& set, const Json& air) {
  const auto haze = static_cast<float>(std::clamp(air.value("haze", 1.0), 0.0, 5.0));
  if (const Json places = air.value("places", Json::object()); !set.walls.empty() && places.contains("indoors"))
    fog.density = static_cast<float>(std::clamp(places.value(set.kind, places.value("indoors", 0.0)), 0.0, 1.0));
  fog.density *= haze;
}

render::Look look_of(const Json& j) {
  render::Look look;
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

std::vector<scene::Instance> ShotDrawings::instances(std::size_t i) const {
  auto out = posed(drawing(i), *what_.set, what_.people, what_.shot.hidden_walls);
  mark_resting(out, what_.performance);
  if (what_.level != Level::kBoards)
    for (const auto& sway : world::swaying(*what_.set, what_.weather)) out.push_back(world::swayed(*what_.set, sway, time_of(i)));
  return out;
}

render::FrameRequest ShotDrawings::request(std::size_t i) const {
  render::FrameRequest request;
  request.width = what_.width;
  request.height = what_.height;
  request.quality = quality_of(what_.level);
  request.camera = camera::camera_at(what_.shot, time_of(i));
  request.hidden = camera::unseen_by(what_.shot);
  request.seed = mix(what_.seed, i);
  request.auxiliary = what_.auxiliary;
  return request;
}

// The first drawing shows what its faces lack; the shot is then lit for them, and that drawing drawn again.
Result<render::Frame> ShotDrawings::draw(std::size_t i, Progress& progress) {
  auto frame = draw_now(i, progress);
  if (lit_ || !frame) return frame;
  lit_ = true;
  const auto light = fill(*frame, i);
  if (!light) return frame;
  what_.stage = render::with_light(*what_.stage, *light);
  render::add_light(what_.groups, *light);
  set_up_.reset();
  return draw_now(i, progress);
}

Result<render::Frame> ShotDrawings::draw_now(std::size_t i, Progress& progress) {
  render::FrameRequest now = request(i);
  now.previous_camera = i > 0 ? &previous_ : nullptr;
  now.camera_rests = render::same_view(now, request(i + 1));
  // The shutter is open for half a frame.
  const scene::Camera close = camera::camera_at(what_.shot, Seconds(time_of(i).value + 0.5 / kFps));
  if (what_.level == Level::kFinal && (close.position != now.camera.position || close.target != now.camera.target || close.roll != now.camera.roll || close.focal_mm != now.camera.focal_mm)) now.shutter_close = &close;
  if (!what_.groups.empty()) {
    auto frame = render::draw_layers(what_.groups, instances(i), now, progress);
    previous_ = now.camera;
    return frame;
  }
  if (!set_up_) set_up_ = render::set_up(what_.stage);
  auto frame = render::draw(*what_.stage, instances(i), now, progress, set_up_.get());
  previous_ = now.camera;
  return frame;
}

std::vector<ShotDrawings::Spot> ShotDrawings::faces(std::size_t i) const {
  std::vector<Spot> out;
  const scene::Camera camera = request(i).camera;
  const double aspect = static_cast<double>(what_.width) / what_.height;
  for (const auto& person : drawing(i).people) {
    const auto it = what_.people.find(person.id);
    if (it == what_.people.end()) continue;
    const auto marks = puppets::landmarks_of(*it->second, person.pose);
    if (glm::dot(glm::normalize(camera.position - marks.eyes), marks.facing) < -0.1f) continue;  // we see the back of the head
    const Vec3 a = camera::project(camera, aspect, marks.head_top), b = camera::project(camera, aspect, marks.chin);
    if (a.z <= 0.2f || b.z <= 0.2f) continue;
    Spot spot{};
    spot.x = (static_cast<double>(a.x + b.x) / 4 + 0.5) * what_.width;
    spot.y = (0.5 - static_cast<double>(a.y + b.y) / 4) * what_.height;
    spot.height = std::abs(static_cast<double>(a.y - b.y)) / 2;
    spot.radius = std::max(3.0, spot.height * what_.height * 0.32);
    if (spot.x < 0 || spot.y < 0 || spot.x >= what_.width || spot.y >= what_.height) continue;
    spot.subject = !what_.shot.subjects.empty() && what_.shot.subjects[0] == person.id;
    const auto skin = what_.skins.find(person.id);
    spot.skin = skin != what_.skins.end() ? skin->second : kPlainSkin;
    spot.eyes = marks.eyes;
    spot.facing = marks.facing;
    out.push_back(spot);
  }
  return out;
}

namespace {

// The mean of what `value(x, y)` says inside a square around a spot; negative where too little of it is in the picture.
template <class Value>
double spot_mean(double cx, double cy, double r, int width, int height, Value value) {
  double sum = 0;
  int n = 0;
  for (int y = std::max(0, static_cast<int>(cy - r)); y < std::min(height, static_cast<int>(cy + r)); ++y)
    for (int x = std::max(0, static_cast<int>(cx - r)); x < std::min(width, static_cast<int>(cx + r)); ++x, ++n) sum += value(x, y);
  return n < 9 ? -1 : sum / n;
}

}  // namespace

Reading ShotDrawings::read(const render::Frame& frame, std::size_t i, std::vector<Spot>& spots) const {
  const auto luminance = [&](int x, int y) { return std::min(static_cast<double>(luminance_of(frame.colour[static_cast<std::size_t>(y) * static_cast<std::size_t>(frame.width) + static_cast<std::size_t>(x)])), 60.0); };
  Reading reading;
  reading.inside = !what_.set->walls.empty();
  for (const Spot& spot : faces(i)) {
    const double mean = spot_mean(spot.x, spot.y, spot.radius, frame.width, frame.height, [&](int x, int y) { return std::min(luminance(x, y), 1.5); });
    if (mean < 0) continue;
    reading.faces.push_back({mean, spot.skin, spot.height, spot.subject});
    spots.push_back(spot);
  }
  for (int y = 0; y < frame.height; y += 3)
    for (int x = 0; x < frame.width; x += 3) reading.picture.push_back(luminance(x, y));
  return reading;
}

double ShotDrawings::meter(const render::Frame& frame, std::size_t i) const {
  std::vector<Spot> spots;
  return stops_for(read(frame, i, spots), what_.time);
}

// A soft light beside the camera for the face that matters, as strong as it takes to read it.
std::optional<scene::Light> ShotDrawings::fill(const render::Frame& frame, std::size_t i) const {
  std::vector<Spot> spots;
  const Reading reading = read(frame, i, spots);
  const double stops = stops_for(reading, what_.time);
  const Spot* face = nullptr;
  double most = 0, needed = 0;
  for (std::size_t k = 0; k < spots.size(); ++k) {
    const double matters = spots[k].height * (spots[k].subject ? 3 : 1);
    if (matters <= most) continue;
    most = matters, face = &spots[k], needed = lacking(reading.faces[k], stops, what_.time);
  }
  if (face == nullptr || needed <= 0 || face->height < 0.06) return std::nullopt;
  const scene::Camera camera = request(i).camera;
  const Vec3 to_camera = camera.position - face->eyes, towards = glm::normalize(glm::normalize(to_camera) + 0.9f * face->facing + Vec3(0, 0.45f, 0));
  scene::Light light;
  light.name = light.group = "fill";
  const float distance = std::clamp(0.6f * glm::length(to_camera), 0.6f, 1.3f);
  light.position = face->eyes + towards * distance;
  light.radius = 0.3f * distance;
  // A facing patch of this skin sends radiance x skin x (radius / distance)^2; a face is turned away from much of it.
  constexpr double kTurned = 0.6;
  const double spread = static_cast<double>(light.radius * light.radius / (distance * distance));
  const auto radiance = static_cast<float>(std::min(needed / static_cast<double>(std::max(frame.exposure, 1e-4f)) / (kTurned * std::max(face->skin, 0.04) * spread), 60.0));
  light.radiance = Vec3(1.02f, 1.f, 0.97f) * radiance;
  return light;
}

LightFacts ShotDrawings::light(const std::vector<std::uint8_t>& rgb, std::size_t i) const {
  LightFacts facts = light_of(rgb);
  const auto luminance = [&](int x, int y) {
    const std::size_t at = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(what_.width) + static_cast<std::size_t>(x));
    return luma_of(rgb[at], rgb[at + 1], rgb[at + 2]);
  };
  double largest = 0;
  for (const Spot& spot : faces(i)) {
    const double mean = spot_mean(spot.x, spot.y, spot.radius, what_.width, what_.height, luminance), size = spot.height * (spot.subject ? 100 : 1);
    if (mean < 0 || size <= largest) continue;
    largest = size, facts.face = mean, facts.face_height = spot.height;
    const auto linear = [&](int x, int y) { return std::pow(luminance(x, y), 2.2) + 1e-4; };
    const double left = spot_mean(spot.x - 0.6 * spot.radius, spot.y, 0.45 * spot.radius, what_.width, what_.height, linear), right = spot_mean(spot.x + 0.6 * spot.radius, spot.y, 0.45 * spot.radius, what_.width, what_.height, linear);
    facts.key_fill = left > 0 && right > 0 ? std::abs(std::log2(left / right)) : 0;
  }
  return facts;
}

}  // namespace auteur::production
