// Light for a time of day and weather: window or sky, lamps, and an exposure from a light meter held at face height.
//
// Two colours meet on faces: by day cool window light against a warm bounce, by night warm lamps against cool moonlight.
#include <algorithm>
#include <array>

#include "auteur/world/set.h"
#include "auteur/world/story_light.h"
#include "mesh_builder.h"
#include "procedural.h"
#include "wall_finish.h"

namespace auteur::world {
namespace {

using screenplay::TimeOfDay;
using screenplay::Weather;

// Irradiance of the sun, radiance of the sky; how far lamps are up.
struct Hour { float azimuth, elevation; Vec3 sun, zenith, horizon; float lamps; };

Hour hour_of(TimeOfDay time) {
  switch (time) {
    case TimeOfDay::kDawn: return {-1.15f, 0.16f, {5.2f, 3.3f, 2.1f}, {0.55f, 0.75f, 1.1f}, {1.5f, 1.05f, 0.8f}, 0.7f};
    case TimeOfDay::kMorning: return {-0.95f, 0.52f, {9.6f, 7.9f, 5.7f}, {1.15f, 1.65f, 2.4f}, {2.0f, 2.0f, 2.0f}, 0.12f};
    case TimeOfDay::kDay: return {-0.6f, 0.86f, {11.f, 9.4f, 7.4f}, {1.35f, 1.9f, 2.7f}, {2.2f, 2.4f, 2.6f}, 0.06f};
    case TimeOfDay::kAfternoon: return {0.95f, 0.5f, {10.2f, 8.0f, 5.4f}, {1.15f, 1.6f, 2.3f}, {2.1f, 2.0f, 1.85f}, 0.12f};
    case TimeOfDay::kDusk: return {1.2f, 0.13f, {5.0f, 2.6f, 1.25f}, {0.42f, 0.55f, 0.95f}, {1.45f, 0.85f, 0.62f}, 0.85f};
    case TimeOfDay::kEvening: return {1.35f, 0.06f, {0.9f, 0.55f, 0.42f}, {0.13f, 0.19f, 0.4f}, {0.34f, 0.27f, 0.32f}, 1.0f};
    case TimeOfDay::kNight: return {-0.8f, 0.75f, {0.34f, 0.46f, 0.66f}, {0.028f, 0.045f, 0.1f}, {0.05f, 0.065f, 0.11f}, 1.0f};
  }
  return {-0.6f, 0.86f, {11.f, 9.4f, 7.4f}, {1.35f, 1.9f, 2.7f}, {2.2f, 2.4f, 2.6f}, 0.06f};
}

float luminance(Vec3 c) { return glm::dot(c, Vec3(0.2126f, 0.7152f, 0.0722f)); }
Vec3 grey_towards(Vec3 c, float share) { return glm::mix(c, Vec3(luminance(c)), share); }

void weather_on(Hour& h, Weather weather) {
  const auto cover = [&](float sun, float sky) {  // clouds: less sun, flat grey sky
    h.sun *= sun;
    const Vec3 mean = grey_towards(glm::mix(h.zenith, h.horizon, 0.5f), 0.65f) * sky;
    h.zenith = mean;
    h.horizon = mean * 1.1f;
  };
  if (weather == Weather::kRain) { cover(0.05f, 0.6f); h.lamps = std::max(h.lamps, 0.6f); }
  if (weather == Weather::kStorm) { cover(0.f, 0.3f); h.lamps = std::max(h.lamps, 0.85f); }
  if (weather == Weather::kSnow) { cover(0.12f, 0.85f); h.lamps = std::max(h.lamps, 0.6f); }
  if (weather == Weather::kFog) { cover(0.08f, 0.8f); h.lamps = std::max(h.lamps, 0.4f); }
}

scene::Instance instance(scene::MeshPtr mesh, const std::string& name) {
  scene::Instance i;
  i.mesh = std::move(mesh);
  i.name = name;
  i.object_id = scene::object_id_of(name);
  return i;
}

// The wall that something hangs on: its light goes with it.
std::string wall_at(const Set& set, Vec3 p) {
  std::string best = "glow";
  float nearest = 1e9f;
  for (const SetWall& w : set.walls)
    if (const float d = std::abs(glm::dot(p - w.point, w.inward)); d < nearest) nearest = d, best = w.id;
  return best;
}

// What one sees through a window: lawn, hedge, houses and trees; windows are lit when lamps are.
scene::MeshPtr view_outside(float lamps, bool snow, std::uint64_t seed) {
  const Tones tones = default_tones();
  MeshBuilder b;
  scene::Material ground = tones.leaf;
  ground.name = "outside-ground";
  ground.translucency = 0;
  ground.albedo = snow ? Vec3(0.6f) : linear_of_hex("#6d7350");
  ground.pattern = snow ? scene::Pattern::kSnow : scene::Pattern::kGrass;
  const auto lawn = b.material(ground);
  b.quad({-30, -0.6f, -1.5f}, {30, -0.6f, -1.5f}, {30, -0.6f, -40}, {-30, -0.6f, -40}, lawn);
  Random random(seed);
  scene::Material glow = tones.paper;
  glow.name = "lit-window";
  glow.emission = Vec3(2.2f, 1.35f, 0.55f) * lamps * (lamps > 0.5f ? 1.f : 0.f);
  for (int i = 0; i < 3; ++i) {
    const float x = -11.f + 10.f * static_cast<float>(i) + static_cast<float>(random.range(-2, 2)), z = -17.f - static_cast<float>(random.range(0, 5));
    const Model house = make_procedural(i % 2 ? "cottage" : "house", tones, random.next());
    b.add(*house.mesh, moved({x, -0.6f, z}));
    if (lamps > 0.5f) b.block(x + static_cast<float>(random.below(3) - 1) * 1.5f, 0.55f, z + 0.06f, 0.6f, 0.8f, 0.03f, b.material(glow), 0);
  }
  const Model tree = make_procedural("tree", tones, seed), bush = make_procedural("bush", tones, seed + 1);
  for (int i = 0; i < 4; ++i) b.add(*tree.mesh, moved({-9.f + 5.5f * static_cast<float>(i) + static_cast<float>(random.range(-1.5, 1.5)), -0.6f, -9.f - static_cast<float>(random.range(0, 5))}, static_cast<float>(i)));
  for (int i = 0; i < 9; ++i) b.add(*bush.mesh, moved({-8.f + 2.f * static_cast<float>(i) + static_cast<float>(random.range(-0.5, 0.5)), -0.6f, -5.5f - static_cast<float>(random.range(0, 3))}, static_cast<float>(i)));
  return b.finish();
}

// The meter: irradiance at face height on the sides of a head, averaged over where people stand and sit.
float metered(const Set& set, const std::vector<scene::Light>& lights, float bounce) {
  std::vector<Vec3> heads;
  for (const Anchor& a : set.anchors)
    if (a.kind == AnchorKind::kStand || a.kind == AnchorKind::kSeat) heads.push_back({a.position.x, a.kind == AnchorKind::kSeat ? 0.95f : 1.15f, a.position.z});
  if (heads.empty()) heads.push_back({0, 1.1f, 0});
  double sum = 0;
  for (const Vec3 p : heads) {
    float e = bounce;
    for (const auto& l : lights) {
      const float y = luminance(l.radiance);
      if (l.kind == scene::LightKind::kSun) e += set.walls.empty() ? 0.45f * y : 0.f;
      else if (l.kind == scene::LightKind::kSky) e += set.walls.empty() ? kPi * 0.5f * (0.45f * y + 0.55f * luminance(l.horizon)) : 0.f;
      else {
        const Vec3 d = l.position - p;
        const float r2 = std::max(glm::dot(d, d), 0.25f);
        if (l.kind == scene::LightKind::kSphere) e += 0.5f * y * kPi * l.radius * l.radius / r2;
        else e += 0.5f * y * 4 * glm::length(glm::cross(l.edge_u, l.edge_v)) * std::max(0.f, glm::dot(glm::normalize(-d), l.direction)) / std::max(r2, 0.6f);
      }
    }
    sum += std::log(static_cast<double>(std::max(e, 1e-4f)));
  }
  return static_cast<float>(std::exp(sum / static_cast<double>(heads.size())));
}

}  // namespace

std::optional<bool> lit_by_story(const StoryLight& story, const std::string& kind) {
  const bool fire = kind == "fireplace" || kind == "campfire" || kind == "candle" || kind == "lantern" || kind == "stove";
  std::optional<bool> out;
  for (const auto& [word, lit] : story.lamps) {
    const bool any = word == "lamp" || word == "light";
    const bool same = kind == word || kind.ends_with("-" + word) || (word.starts_with("street") && kind == "streetlamp") || (word == "fire" && (kind == "fireplace" || kind == "campfire"));
    if (same || (any && !fire)) out = lit;
  }
  if (!story.power && !fire) out = false;
  return out;
}

Lighting light_set(const Set& set, TimeOfDay time, Weather weather, const screenplay::Mood& mood) { return light_set(set, time, weather, mood, {}); }

Lighting light_set(const Set& set, TimeOfDay time, Weather weather, const screenplay::Mood& mood, const StoryLight& story) {
  Lighting out;
  Hour h = hour_of(time);
  weather_on(h, weather);
  const bool indoors = !set.walls.empty(), night = time == TimeOfDay::kNight, dark = night || time == TimeOfDay::kEvening;
  const auto tension = static_cast<float>(std::clamp(mood.tension, 0.0, 1.0)), valence = static_cast<float>(std::clamp(mood.valence, -1.0, 1.0));
  const std::uint64_t seed = seed_of(set.place_id);

  // The sun stands so that it enters the first window (indoors) or comes from the camera's side, three quarters (outdoors).
  const Opening* window = nullptr;
  for (const Opening& o : set.openings)
    if (o.glazed && !window) window = &o;
  float from = indoors && window ? yaw_of(-window->inward) + (h.azimuth > 0 ? 0.55f : -0.55f) : h.azimuth * 1.35f;
  float elevation = indoors ? std::min(h.elevation, 0.62f) : h.elevation;
  if (story.sun && !night) {  // where it stands, whatever would suit the picture
    from = static_cast<float>(kPi - (story.sun->azimuth.value - story.north.value) * kPi / 180);
    elevation = static_cast<float>(story.sun->elevation.value * kPi / 180);
    if (elevation <= 0) h.sun = Vec3(0.f);
  }
  const Vec3 towards_sun = heading(from) * std::cos(elevation) + Vec3(0, std::sin(elevation), 0);

  scene::Light sun;
  sun.kind = scene::LightKind::kSun;
  sun.name = night ? "moon" : "sun";
  sun.direction = -towards_sun;
  sun.radius = weather == Weather::kNone || weather == Weather::kClear || weather == Weather::kWind ? 0.014f : 0.15f;
  sun.radiance = h.sun * (indoors ? 0.8f : 1.f);
  scene::Light sky;
  sky.kind = scene::LightKind::kSky;
  sky.name = "sky";
  sky.radiance = h.zenith;
  sky.horizon = h.horizon;
  sky.ground = glm::mix(h.zenith, h.horizon, 0.5f) * Vec3(0.22f, 0.2f, 0.17f);
  Random weather_random(mix(seed, 811));
  const auto drawn = static_cast<float>(weather_random.range(0.30, 0.58));
  switch (weather) {
    case Weather::kClear: sky.clouds = 0.5f * drawn; break;
    case Weather::kNone: sky.clouds = drawn; break;
    case Weather::kWind: sky.clouds = drawn + 0.15f; break;
    case Weather::kSnow:
    case Weather::kRain: sky.clouds = 0.95f; break;
    case Weather::kStorm: sky.clouds = 1.f; break;
    case Weather::kFog: break;
  }
  sky.seed = static_cast<std::uint32_t>(weather_random.next());
  if (night && sky.clouds < 0.9f && weather != Weather::kFog) sky.clouds *= 0.7f, sky.stars = 0.5f;
  if (!indoors) sky.ground = h.horizon * 0.8f;  // where the ground ends the haze begins
  if (indoors) {  // behind the panes the sky is what a gelled window shows; the portals carry its light
    sky.radiance *= 0.4f;
    sky.horizon *= 0.4f;
    sky.ground *= 0.4f;
  }
  if (luminance(sun.radiance) > 1e-3f && !(indoors && !window)) out.lights.push_back(sun);
  out.lights.push_back(sky);

  double flux = 0;
  for (const Opening& o : set.openings) {
    if (!o.glazed) continue;
    scene::Light l;
    l.kind = scene::LightKind::kRect;
    l.name = o.id;
    l.group = "sky";
    l.position = o.centre + o.inward * 0.03f;
    l.direction = o.inward;
    l.edge_u = o.half_u * 0.92f;
    l.edge_v = o.half_v * 0.92f;
    const Vec3 cool = night ? Vec3(0.75f, 0.95f, 1.45f) : Vec3(1.f);
    l.radiance = glm::mix(h.zenith, h.horizon, 0.45f) * cool * (night ? 4.5f : dark ? 2.2f : 2.3f);
    if (o.stained) {  // what comes through has the colours of the panes, red and gold before blue
      const std::uint64_t own = mix(seed, seed_of(o.id));
      const Vec3 tints[] = {{1.1f, 0.88f, 0.68f}, {1.06f, 0.86f, 0.84f}, {0.88f, 0.92f, 1.08f}};
      out.backdrop.push_back(instance(stained_glass(o, h.horizon * (night ? 0.9f : 0.46f), own), o.wall));  // it goes with the wall it is in when that is taken away
      l.radiance *= tints[own % 3] * 0.8f;
    }
    out.lights.push_back(l);
    flux += static_cast<double>(luminance(l.radiance) * 4 * glm::length(l.edge_u) * glm::length(l.edge_v) * kPi);
  }

  // Lamps. By day one stays on low: the warm accent every interior of this film has. Where windows are next to nothing
  // (cells, cellars, theatres) people have all their lamps on.
  constexpr float kDaylit = 0.03f;  // panes to floor
  float panes = 0;
  for (const Opening& o : set.openings)
    if (o.glazed) panes += 4 * glm::length(o.half_u) * glm::length(o.half_v);
  const float gloom = indoors ? std::clamp(1.f - panes / (kDaylit * set.size.x * set.size.z), 0.f, 1.f) : 0.f;
  bool first_lamp = true;
  for (const Practical& p : set.practicals) {
    const bool fire = p.kind == "fireplace" || p.kind == "campfire" || p.kind == "candle" || p.kind == "lantern" || p.kind == "candle-sconce";
    float level = h.lamps;
    const auto said = lit_by_story(story, p.kind);
    if (said && !*said && p.kind != "lit-window") continue;
    if (p.kind == "lit-window") {
      if (h.lamps < 0.55f) continue;
      MeshBuilder b;
      scene::Material glow;
      glow.name = "lit-window";
      glow.albedo = Vec3(0.3f);
      glow.emission = p.colour * 0.75f * (night ? 0.42f : 0.9f);
      const Vec3 c = p.position;
      b.quad(c - p.half_u - p.half_v, c + p.half_u - p.half_v, c + p.half_u + p.half_v, c - p.half_u + p.half_v, b.material(glow));
      out.backdrop.push_back(instance(b.finish(), "glow/" + p.id));
      continue;
    }
    if (indoors) level = std::max({level, fire ? 0.8f : first_lamp ? 0.45f : 0.25f, 0.85f * gloom});
    else if (fire) level = std::max(level, 0.6f);
    else if (h.lamps < 0.5f && !said) continue;
    first_lamp = false;
    const bool ceiling = p.kind == "ceiling-lamp" || p.kind == "pendant";
    if (ceiling) level *= tension > 0.55f ? 0.25f : night ? 0.55f : 0.8f;  // tense nights lose the top light
    if (said) level = std::max(level, 1.f);
    if (level < 0.05f) continue;
    scene::Light l;
    l.kind = scene::LightKind::kSphere;
    l.name = p.id;
    l.group = fire ? "fire" : "practicals";
    l.position = p.position;
    l.radius = p.radius;
    const float intensity = p.strength * level * (indoors ? 1.6f : night ? 0.75f : 1.f);
    l.radiance = p.colour * intensity / (kPi * p.radius * p.radius);
    out.lights.push_back(l);
    flux += static_cast<double>(luminance(p.colour) * intensity * 4 * kPi);
    if (p.radius > 0.1f && !fire && h.lamps > 0.3f && p.kind != "lighthouse" && p.kind != "ceiling-lamp") {
      MeshBuilder b;  // the shade glows: a thin shell just outside it, for the camera
      scene::Material glow;
      glow.name = "shade-glow";
      glow.albedo = linear_of_hex("#d9bf8c");
      glow.emission = p.colour * (indoors ? 1.1f : 1.6f) * level * (night ? 0.75f : 1.f);
      glow.translucency = 0.5f;
      const float r = p.radius / 1.06f;
      if (p.kind == "streetlamp") {
        const Vec2 g[] = {{0.083f, -0.12f}, {0.134f, 0.12f}};
        b.turn(g, p.position, b.material(glow), 6);
      } else {
        const float hh = p.kind == "floor-lamp" ? 0.12f : 0.085f;
        const Vec2 g[] = {{r + 0.003f, -hh}, {r * 0.62f + 0.003f, hh}};
        b.turn(g, p.position, b.material(glow), 24);
      }
      out.backdrop.push_back(instance(b.finish(), p.kind == "sconce" ? wall_at(set, p.position) : "glow/" + p.id));
    }
  }

  float bounce = 0;
  if (indoors) {
    // The fill: a large weak warm rectangle under the ceiling on the side away from the window.
    const float area = 2 * (set.size.x * set.size.y + set.size.z * set.size.y + set.size.x * set.size.z);
    bounce = static_cast<float>(flux) * 0.3f / (area * 0.7f);
    scene::Light fill;
    fill.kind = scene::LightKind::kRect;
    fill.name = fill.group = "fill";
    const Vec3 away = window ? window->inward : Vec3(0, 0, -1);
    const Vec3 reach(std::abs(away.x) * set.size.x * 0.5f, 0, std::abs(away.z) * set.size.z * 0.5f);
    fill.position = Vec3(away.x * reach.x * 0.55f, set.size.y - 0.25f, away.z * reach.z * 0.55f + (window && std::abs(away.x) > 0.5f ? set.size.z * 0.2f : 0.f));
    fill.direction = glm::normalize(-away * 0.35f + Vec3(0, -1, 0));
    const Vec3 u = glm::normalize(glm::cross(fill.direction, Vec3(away.z, 0.01f, -away.x)));
    fill.edge_u = u * 0.8f;
    fill.edge_v = glm::cross(fill.direction, u) * 0.8f;
    const float share = 0.9f - 0.5f * tension + 0.15f * valence;
    fill.radiance = (dark ? Vec3(1.05f, 0.95f, 0.85f) : Vec3(1.18f, 0.98f, 0.78f)) * std::max(bounce, 0.02f) * 0.85f * share;
    out.lights.push_back(fill);
    bool street = false;
    for (const Opening& o : set.openings) {
      if (!o.glazed) continue;
      const std::string wall = o.wall;
      // one view per wall that has windows
      if (std::any_of(out.backdrop.begin(), out.backdrop.end(), [&](const auto& i) { return i.name == "outside/" + wall; })) continue;
      auto view = instance(view_outside(h.lamps, weather == Weather::kSnow, seed), "outside/" + wall);
      view.world_from_object = moved(Vec3(o.centre.x, 0, o.centre.z) - o.inward * 0.3f, yaw_of(o.inward));
      out.backdrop.push_back(std::move(view));
      street = true;
    }
    (void)street;
  }

  // Air.
  out.fog.colour = glm::mix(h.zenith, h.horizon, 0.7f) * (indoors ? 0.25f : 0.9f);
  out.fog.density = indoors ? 0.002f : 0.006f;
  if (!indoors) {
    if (weather == Weather::kFog) out.fog.density = 0.075f;
    if (weather == Weather::kRain) out.fog.density = 0.02f;
    if (weather == Weather::kStorm) out.fog.density = 0.028f;
    if (weather == Weather::kSnow) out.fog.density = 0.008f;
    if (time == TimeOfDay::kDawn) out.fog.density = std::max(out.fog.density, 0.014f);
    if (weather == Weather::kRain || weather == Weather::kStorm) {  // puddles: wet ground mirrors the sky
      MeshBuilder b;
      scene::Material wet = default_tones().water;
      wet.name = "puddle";
      wet.albedo = Vec3(0.03f, 0.032f, 0.034f);
      wet.roughness = 0.05f;
      wet.specular = 0.06f;
      Random random(seed);
      for (int i = 0; i < 26; ++i) {
        const Vec3 c{static_cast<float>(random.range(-0.9, 0.9)) * set.size.x, 0.006f, static_cast<float>(random.range(-0.9, 0.9)) * set.size.z};
        const float r = static_cast<float>(random.range(0.25, 0.85));
        Vec3 rim[14];
        for (int j = 0; j < 14; ++j) {
          const float a = 2 * kPi * static_cast<float>(j) / 14, rr = r * static_cast<float>(random.range(0.75, 1.1));
          rim[j] = c + Vec3(rr * std::sin(a) * 1.5f, 0, rr * std::cos(a));
        }
        for (int j = 0; j < 14; ++j) b.triangle(c, rim[j], rim[(j + 1) % 14], b.material(wet));
      }
      out.backdrop.push_back(instance(b.finish(80), "puddles"));
    }
    if (weather == Weather::kSnow) {
      MeshBuilder b;
      scene::Material snow = default_tones().paper;
      snow.name = "snow";
      snow.albedo = Vec3(0.68f, 0.71f, 0.75f);
      snow.pattern = scene::Pattern::kSnow;
      snow.roughness = 0.85f;
      const float reach = set.kind == "rooftop" || set.kind == "balcony" || set.kind == "ship" ? 0.f : 60.f, x = reach > 0 ? reach : set.size.x / 2 + 0.6f, z = reach > 0 ? reach : set.size.z / 2 + 0.6f;
      b.quad({-x, 0.02f, z}, {x, 0.02f, z}, {x, 0.02f, -z}, {-x, 0.02f, -z}, b.material(snow));
      out.backdrop.push_back(instance(b.finish(), "snow"));
    }
  }

  // Exposure: faces (clay, about a third reflected) a little above middle grey by day, a third of a stop under by night.
  const float e = metered(set, out.lights, bounce);
  const float face = e * 0.33f / kPi;
  const float aim = (night ? 0.12f : time == TimeOfDay::kEvening || time == TimeOfDay::kDusk ? 0.16f : 0.2f) * (weather == Weather::kStorm ? 0.8f : indoors ? 1.f : weather == Weather::kSnow ? 0.9f : 1.3f) * (1.f - 0.18f * tension + 0.08f * valence);
  out.exposure = std::clamp(aim / std::max(face, 1e-4f), 0.05f, 30.f);
  return out;
}

}  // namespace auteur::world
