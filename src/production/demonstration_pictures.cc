#include "auteur/production/demonstration_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "auteur/base/random.h"
#include "auteur/media/drawing.h"
#include "auteur/world/set.h"
#include "demonstration_marks.h"
#include "light_meter.h"
#include "shot_drawings.h"

namespace auteur::production {
namespace {

using camera::Demonstration;
using camera::DemoFrame;
using camera::DemoStage;

constexpr double kAspect = camera::Demonstrations::kAspect;
constexpr float kClear = 0.35f;  // metres about people, things and cameras where no furniture stands

void add_box(scene::Mesh& mesh, const camera::DemoThing& t) {
  const Vec3 u = heading(t.yaw + kPi / 2) * (0.5f * t.size.x), w = heading(t.yaw) * (0.5f * t.size.z), v(0, 0.5f * t.size.y, 0);
  const Vec3 sides[] = {u, -u, v, -v, w, -w};
  for (int k = 0; k < 6; ++k) {
    const Vec3 n = sides[k], p = sides[(k + 2) % 6], q = sides[(k + 4) % 6];
    const auto first = static_cast<std::uint32_t>(mesh.positions.size());
    for (const auto& [a, b] : {std::pair{-1.f, -1.f}, std::pair{1.f, -1.f}, std::pair{1.f, 1.f}, std::pair{-1.f, 1.f}}) mesh.positions.push_back(t.a + n + p * a + q * b), mesh.normals.push_back(glm::normalize(n));
    const bool outward = glm::dot(glm::cross(p, q), n) > 0;
    mesh.triangles.emplace_back(first, outward ? first + 1 : first + 2, outward ? first + 2 : first + 1);
    mesh.triangles.emplace_back(first, outward ? first + 2 : first + 3, outward ? first + 3 : first + 2);
  }
}

void add_rod(scene::Mesh& mesh, const camera::DemoThing& t) {
  constexpr int kSides = 16;
  const Vec3 along = glm::normalize(t.b - t.a + Vec3(1e-6f)), u = glm::normalize(glm::cross(along, std::abs(along.y) > 0.9f ? Vec3(1, 0, 0) : Vec3(0, 1, 0))), w = glm::cross(along, u);
  const auto ring = [&](int i) { const float a = 2 * kPi * static_cast<float>(i) / kSides; return u * std::cos(a) + w * std::sin(a); };
  for (int i = 0; i < kSides; ++i) {
    const Vec3 n0 = ring(i), n1 = ring(i + 1);
    auto first = static_cast<std::uint32_t>(mesh.positions.size());
    for (const auto& [p, n] : {std::pair{t.a, n0}, std::pair{t.a, n1}, std::pair{t.b, n1}, std::pair{t.b, n0}}) mesh.positions.push_back(p + n * t.radius), mesh.normals.push_back(n);
    mesh.triangles.emplace_back(first, first + 1, first + 2), mesh.triangles.emplace_back(first, first + 2, first + 3);
    for (const auto& [p, n, back] : {std::tuple{t.a, -along, true}, std::tuple{t.b, along, false}}) {
      first = static_cast<std::uint32_t>(mesh.positions.size());
      for (const Vec3 q : {p, p + n0 * t.radius, p + n1 * t.radius}) mesh.positions.push_back(q), mesh.normals.push_back(n);
      if (back) mesh.triangles.emplace_back(first, first + 1, first + 2);
      else mesh.triangles.emplace_back(first, first + 2, first + 1);
    }
  }
}

scene::Instance thing_instance(const camera::DemoThing& t, std::size_t number) {
  auto mesh = std::make_shared<scene::Mesh>();
  if (t.radius > 0) add_rod(*mesh, t);
  else add_box(*mesh, t);
  scene::Material m;
  m.name = "thing";
  m.albedo = t.colour, m.emission = t.glow, m.roughness = 0.55f;
  mesh->materials.push_back(m);
  mesh->triangle_material.assign(mesh->triangles.size(), 0);
  const std::string name = fmt::format("thing-{}", number);
  return {mesh, Mat4(1.f), name, scene::object_id_of(name), false};
}

Box bounds_of(const camera::DemoThing& t) {
  Box box;
  const Vec3 half = t.radius > 0 ? Vec3(t.radius) : Vec3(0.5f * std::hypot(t.size.x, t.size.z), 0.5f * t.size.y, 0.5f * std::hypot(t.size.x, t.size.z));
  box.add(t.a - half), box.add(t.a + half);
  if (t.radius > 0) box.add(t.b - half), box.add(t.b + half);
  return box;
}

bool meet(const Box& a, const Box& b, float gap) {
  return a.low.x < b.high.x + gap && a.high.x > b.low.x - gap && a.low.z < b.high.z + gap && a.high.z > b.low.z - gap && a.low.y < b.high.y && a.high.y > b.low.y;
}

// Whether the way from `a` to `b` goes through the box, grown by `gap`.
bool crosses(const Box& box, Vec3 a, Vec3 b, float gap) {
  float from = 0, to = 1;
  const Vec3 d = b - a;
  for (int k = 0; k < 3; ++k) {
    const float low = box.low[k] - gap, high = box.high[k] + gap;
    if (std::abs(d[k]) < 1e-6f) {
      if (a[k] < low || a[k] > high) return false;
      continue;
    }
    const float x = (low - a[k]) / d[k], y = (high - a[k]) / d[k];
    from = std::max(from, std::min(x, y)), to = std::min(to, std::max(x, y));
  }
  return from < to;
}

scene::Light light_of(const camera::DemoLight& l) {
  scene::Light out;
  const Vec3 n = glm::normalize(l.towards - l.position + Vec3(1e-6f)), u = glm::normalize(glm::cross(std::abs(n.y) > 0.95f ? Vec3(1, 0, 0) : Vec3(0, 1, 0), n)), v = glm::cross(n, u);
  const float far = glm::length(l.towards - l.position);
  out.kind = scene::LightKind::kRect;
  out.name = "lamp";
  out.position = l.position, out.direction = n;
  out.edge_u = u * (0.5f * l.size), out.edge_v = v * (0.5f * l.size);
  out.radiance = l.colour * (l.strength * far * far / (l.size * l.size));
  return out;
}

}  // namespace

struct DemonstrationStudio::State {
  camera::Vocabulary words;
  camera::Demonstrations demos;
  std::shared_ptr<world::Catalogue> catalogue;
  std::map<std::string, std::shared_ptr<const world::Set>> sets;  // by place
  std::map<std::string, puppets::PuppetPtr> people;
  struct Ready { std::shared_ptr<const world::Set> set; std::shared_ptr<const render::Stage> stage; std::set<std::string> away; };
  std::map<std::string, Ready> stages;

  std::shared_ptr<const world::Set> set_of(const Json& place) {
    auto& held = sets[place.dump()];
    if (held) return held;
    world::PlaceRequest request;
    request.place.kind = place.value("kind", "room");
    request.place.id = request.place.name = request.place.kind;
    request.place.setting = place.value("exterior", false) ? screenplay::Setting::kExterior : screenplay::Setting::kInterior;
    request.bible = place;
    request.people = 4;
    if (!catalogue) catalogue = world::open_catalogue();
    held = std::make_shared<const world::Set>(world::build_set(request, *catalogue));
    return held;
  }

  Result<Ready> ready(const DemoStage& stage, Progress& progress) {
    if (const auto at = stages.find(stage.name); at != stages.end()) return at->second;
    const auto whole = set_of(stage.place);
    auto set = std::make_shared<world::Set>(*whole);
    Ready out;
    // The stage is cleared where people and things stand.
    std::vector<Box> stand;
    for (const auto& track : stage.staging.people) {
      Box b;
      const auto add = [&](Vec3 p) { b.add(p - Vec3(0.3f, 0, 0.3f)), b.add(p + Vec3(0.3f, 1.4f, 0.3f)); };
      add(track.start.position);
      for (const auto& move : track.moves)
        for (const Vec3 p : move.path) add(p);
      stand.push_back(b);
    }
    for (const auto& t : stage.things) stand.push_back(bounds_of(t));
    for (const auto& piece : set->pieces)
      if (piece.bounds.high.y > 0.06f && std::any_of(stand.begin(), stand.end(), [&](const Box& b) { return meet(piece.bounds, b, kClear); })) out.away.insert(piece.id);
    std::erase_if(set->instances, [&](const scene::Instance& i) { return out.away.contains(i.name); });
    std::erase_if(set->practicals, [&](const world::Practical& p) { return out.away.contains(p.id); });
    std::erase_if(set->pieces, [&](const world::Piece& p) { return out.away.contains(p.id); });
    for (std::size_t i = 0; i < stage.things.size(); ++i) set->instances.push_back(thing_instance(stage.things[i], i));
    render::StageRequest request = lit_set(*set, stage.time, stage.weather, {}, render::Quality::kFinal);
    thicken(request.set.fog, *set, {{"haze", stage.haze}});
    if (!stage.lights.empty() && stage.room_light == 1) {  // lamps that help the place's own light
      for (const auto& light : stage.lights) {
        request.set.lights.push_back(light_of(light));
        request.set.lights.back().radiance /= std::max(request.set.exposure, 1e-4f);
      }
    } else if (!stage.lights.empty()) {
      for (auto& light : request.set.lights) light.radiance *= stage.room_light, light.horizon *= stage.room_light, light.ground *= stage.room_light;
      std::erase_if(request.set.lights, [](const scene::Light& l) { return l.radiance == Vec3(0.f) && l.horizon == Vec3(0.f); });
      for (const auto& light : stage.lights) request.set.lights.push_back(light_of(light));
      request.set.exposure = 1;
      request.set.fog.density = 0;
    }
    out.set = set;
    out.stage = TRY(render::prepare_stage(request, progress));
    return stages[stage.name] = out;
  }

  const puppets::PuppetPtr& puppet(const std::string& who) {
    auto& held = people[who];
    if (!held) held = puppets::build_puppet(demos.people().at(who), 1, 1.f);
    return held;
  }

  Result<media::Picture> draw(const DemoFrame& frame, std::uint64_t seed, int width, std::optional<double>& stops, Progress& progress) {
    const DemoStage& stage = demos.stage(frame.stage);
    const Ready here = TRY(ready(stage, progress));
    ShotOnStage what;
    what.stage = here.stage, what.set = here.set;
    what.shot.id = "shot";
    what.shot.start = Seconds(frame.t), what.shot.end = Seconds(frame.t + 1.0 / 12);
    what.shot.subjects = frame.subjects;
    what.shot.keys = {{Seconds(0), frame.camera}};
    if (frame.shutter.position != frame.camera.position || frame.shutter.target != frame.camera.target) what.shot.keys.push_back({Seconds(1.0 / 48), frame.shutter});
    for (const auto& wall : here.set->walls)
      if (glm::dot(frame.camera.position - wall.point, wall.inward) / glm::length(wall.inward) < kClear) what.shot.hidden_walls.push_back(wall.id);
    // Furniture before the lens is taken out.
    std::vector<Vec3> seen;
    for (const auto& who : frame.subjects) seen.push_back(demos.eyes(frame.stage, who, frame.t)), seen.push_back(seen.back() - Vec3(0, 0.5f, 0));
    if (seen.empty()) seen.push_back(frame.camera.target);
    for (const auto& piece : here.set->pieces)
      if (!piece.bounds.empty() && std::any_of(seen.begin(), seen.end(), [&](Vec3 p) { return crosses(piece.bounds, frame.camera.position, frame.camera.position + (p - frame.camera.position) * 0.92f, 0.12f); })) what.shot.struck.push_back(piece.id);
    acting::PerformanceRequest act;
    act.staging = &stage.staging, act.set = here.set.get(), act.shot = &what.shot;
    act.cast = demos.people();
    act.seed = 5;
    act.single_drawing = true;
    what.performance = acting::perform(act);
    what.shot.end = Seconds(1.0 / 12), what.shot.start = Seconds(0);
    if (what.performance.drawings.empty()) what.performance.drawings.emplace_back();
    for (const auto& person : what.performance.drawings.front().people)
      if (demos.people().contains(person.id)) what.people[person.id] = puppet(person.id), what.skins[person.id] = static_cast<double>(luminance_of(demos.people().at(person.id).skin));
    what.time = stage.time, what.weather = stage.weather;
    what.level = Level::kFinal;
    what.width = width, what.height = static_cast<int>(std::lround(width / kAspect));
    what.seed = seed;
    render::Look look = fitted(render::Look{}, what.width, what.height);
    look.grain = 0, look.vignette = 0.1;
    if (stage.unmetered) {
      render::FrameRequest request;
      request.width = what.width, request.height = what.height, request.quality = render::Quality::kFinal;
      request.camera = frame.camera, request.hidden = camera::unseen_by(what.shot), request.seed = seed;
      const auto people_now = posed(what.performance.drawings.front(), *here.set, what.people, what.shot.hidden_walls);
      const auto drawn = TRY(render::draw(*here.stage, people_now, request, progress));
      look.exposure += stage.exposure;
      return media::Picture{what.width, what.height, render::develop(drawn, look, 1)};
    }
    const int w = what.width, h = what.height;
    ShotDrawings drawings(std::move(what));
    const auto drawn = TRY(drawings.draw(0, progress));
    if (!stops) stops = drawings.meter(drawn, 0);
    look.exposure += *stops + stage.exposure;
    return media::Picture{w, h, render::develop(drawn, look, 1)};
  }
};

DemonstrationStudio::DemonstrationStudio(std::unique_ptr<State> state) : state_(std::move(state)) {}
DemonstrationStudio::DemonstrationStudio(DemonstrationStudio&&) noexcept = default;
DemonstrationStudio& DemonstrationStudio::operator=(DemonstrationStudio&&) noexcept = default;
DemonstrationStudio::~DemonstrationStudio() = default;

Result<DemonstrationStudio> DemonstrationStudio::open() {
  auto state = std::make_unique<State>();
  state->words = TRY(camera::Vocabulary::open());
  state->demos = TRY(camera::Demonstrations::open());
  return DemonstrationStudio(std::move(state));
}

const camera::Vocabulary& DemonstrationStudio::vocabulary() const { return state_->words; }
const camera::Demonstrations& DemonstrationStudio::demonstrations() const { return state_->demos; }

Result<media::Picture> DemonstrationStudio::picture(const std::string& term, Progress& progress, int width) {
  const Demonstration* demo = state_->demos.find(term);
  if (!demo) return fail(ErrorCode::kNotFound, fmt::format("There is no demonstration of '{}' in data/camera/demonstrations.json. Add one, with its term, a stage and frames.", term));
  if (demo->frames.size() == 3) width = width * 2 / 3;
  std::vector<media::Picture> drawn;
  std::map<std::string, std::optional<double>> stops;  // one exposure for all frames of a stage, as for one shot
  for (std::size_t i = 0; i < demo->frames.size(); ++i) {
    drawn.push_back(TRY(state_->draw(demo->frames[i], mix(seed_of(term), i), width, stops[demo->frames[i].stage], progress)));
    if (progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
  }
  return demonstration_sheet(*demo, state_->demos, drawn);
}

}  // namespace auteur::production
