#include "auteur/world/wind.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/random.h"
#include "tables.h"

namespace auteur::world {
namespace {

// A gust comes and goes: 0.35..1, never the same twice within a minute.
float gust(double t, float phase) {
  const double p = static_cast<double>(phase);
  return static_cast<float>(0.62 + 0.22 * std::sin(0.71 * t + 0.3 * p) + 0.16 * std::sin(1.87 * t + 1.1 + 0.2 * p));
}

const char* name_of(screenplay::Weather weather) {
  using enum screenplay::Weather;
  switch (weather) {
    case kRain: return "rain";
    case kStorm: return "storm";
    case kSnow: return "snow";
    case kWind: return "wind";
    case kFog: return "fog";
    case kClear: return "clear";
    case kNone: break;
  }
  return "none";
}

}  // namespace

std::vector<Sway> swaying(const Set& set, screenplay::Weather weather) {
  std::vector<Sway> out;
  const Json& table = wind_table();
  const Json strengths = table.value("weather", Json::object()), kinds = table.value("kinds", Json::object());
  const float strength = number_in(strengths, name_of(weather), 0);
  if (!(strength > 0) || set.setting == screenplay::Setting::kInterior || !kinds.is_object()) return out;
  struct Candidate { Sway sway; float away; std::size_t triangles; };
  std::vector<Candidate> found;
  for (std::size_t i = 0; i < set.instances.size(); ++i) {
    const scene::Instance& in = set.instances[i];
    if (!in.mesh || in.dynamic) continue;
    // "tree-3" is a tree; the longest name counts: "small-tree-1" is no tree.
    const std::size_t dash = in.name.rfind('-');
    const std::string kind = dash == std::string::npos ? in.name : in.name.substr(0, dash);
    const auto at = kinds.find(kind);
    if (at == kinds.end() || !at->is_object()) continue;
    const Box box = in.mesh->bounds();
    Sway s;
    s.instance = i;
    s.base = box.low.y;
    s.height = std::max(0.05f, box.size().y);
    s.bend = std::clamp(number_in(*at, "bend", 0), 0.f, 0.5f) * s.height * strength;
    s.flutter = std::clamp(number_in(*at, "flutter", 0), 0.f, 0.5f) * strength;
    s.hz = std::clamp(number_in(*at, "hz", 0.5f), 0.05f, 3.f);  // below half of twelve drawings a second
    s.hangs = at->value("hangs", false);
    s.phase = static_cast<float>(Random(seed_of(set.place_id + "/" + in.name)).unit()) * 2 * kPi;
    const Vec3 place(in.world_from_object[3]);
    found.push_back({s, std::hypot(place.x + in.world_from_object[0].x * box.centre().x, place.z + in.world_from_object[2].z * box.centre().z), in.mesh->triangles.size()});
  }
  std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) { return a.away < b.away; });
  const auto most = static_cast<std::size_t>(std::clamp(number_in(table, "most", 7), 0.f, 40.f));
  auto budget = static_cast<std::size_t>(std::clamp(number_in(table, "triangles", 90000), 0.f, 1e6f));
  for (const Candidate& c : found) {
    if (out.size() >= most) break;
    if (c.triangles > budget) continue;
    budget -= c.triangles;
    out.push_back(c.sway);
  }
  return out;
}

scene::Instance swayed(const Set& set, const Sway& s, Seconds at) {
  scene::Instance out = set.instances[s.instance];
  auto mesh = std::make_shared<scene::Mesh>(*out.mesh);
  const double t = std::isfinite(at.value) ? at.value : 0, tau = 6.283185307179586;
  const float blow = gust(t, s.phase), swing = static_cast<float>(std::sin(tau * static_cast<double>(s.hz) * t + static_cast<double>(s.phase)));
  // The wind comes from the left and a little from the back, in the world; the mesh has its own axes.
  const Mat3 turn(out.world_from_object);
  const Vec3 world_wind = glm::normalize(Vec3(1, 0, 0.35f)), wind = glm::transpose(turn) * world_wind / std::max(1e-6f, glm::dot(turn[0], turn[0]));
  const float lean = s.bend * blow * (0.55f + 0.45f * swing);
  // Of what hangs only the cloth moves, not the posts.
  std::vector<bool> cloth(mesh->positions.size(), !s.hangs);
  if (s.hangs)
    for (std::size_t f = 0; f < mesh->triangles.size(); ++f) {
      const std::size_t m = f < mesh->triangle_material.size() ? mesh->triangle_material[f] : mesh->materials.size();
      if (m < mesh->materials.size() && mesh->materials[m].pattern != scene::Pattern::kFabric) continue;
      for (int k = 0; k < 3; ++k) cloth[mesh->triangles[f][k]] = true;
    }
  for (std::size_t i = 0; i < mesh->positions.size(); ++i) {
    if (!cloth[i]) continue;
    Vec3& p = mesh->positions[i];
    const float up = std::clamp((p.y - s.base) / s.height, 0.f, 1.f), free = s.hangs ? 1 - up : up;
    const float share = free * std::sqrt(free);
    // Leaves flutter in waves that run with the wind.
    const float along = glm::dot(p, world_wind), wave = static_cast<float>(std::sin(tau * 1.7 * static_cast<double>(s.hz) * t + 5.5 * static_cast<double>(along) + 3.1 * static_cast<double>(p.y) + static_cast<double>(s.phase)));
    const Vec3 side(-wind.z, 0, wind.x);
    p += wind * (lean * share + 0.7f * s.flutter * blow * share * wave) + side * (0.35f * s.flutter * blow * share * wave) - Vec3(0, 0.12f * s.flutter * blow * share * std::fabs(wave), 0);
  }
  out.mesh = std::move(mesh);
  out.dynamic = true;
  out.rests = false;
  return out;
}

}  // namespace auteur::world
