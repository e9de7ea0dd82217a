#include "story_drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "auteur/base/random.h"

namespace auteur::production {
namespace {

const Json& part(const Json& state, const char* key) {
  static const Json none = Json::object();
  return state.is_object() && state.contains(key) ? state[key] : none;
}

void recolour(world::Identity& who, float keep, Vec3 towards, float share) {
  for (auto& [day, outfit] : who.outfit_by_day)
    for (Vec3* c : {&outfit.outer, &outfit.inner, &outfit.trousers, &outfit.shoes}) *c = glm::mix(*c * keep, towards, share);
}

}  // namespace

world::StoryLight story_light(const Json& state, const Json& sun) {
  world::StoryLight light;
  for (const auto& [word, f] : part(state, "fixtures").items()) {
    if (f.contains("lit")) light.lamps[word] = f["lit"].get<bool>();
    if (f.value("broken", false) && word != "door" && word != "window") light.lamps[word] = false;
  }
  light.power = !state.is_object() || state.value("power", true);
  if (sun.is_object() && sun.contains("azimuth")) {
    light.sun = world::SunPosition{Degrees(sun.value("azimuth", 180.0)), Degrees(sun.value("elevation", 30.0))};
    light.north = Degrees(sun.value("north", 0.0));
  }
  return light;
}

std::string light_key(const world::StoryLight& light) {
  std::string key = light.power ? "" : "no power ";
  for (const auto& [word, lit] : light.lamps) key += word + (lit ? "+ " : "- ");
  if (light.sun) key += fmt::format("{:.1f} {:.1f} {:.1f}", light.sun->azimuth.value, light.sun->elevation.value, light.north.value);
  return key;
}

world::Identity as_the_story_has(world::Identity who, const Json& person) {
  for (const auto& [garment, on] : part(person, "wears").items()) {
    const bool worn = on.get<bool>();
    if (garment == "glasses") who.glasses = worn;
    if (garment == "hood") who.hair = worn ? world::HairStyle::kHood : who.hair == world::HairStyle::kHood ? world::HairStyle::kLong : who.hair;
    if (garment == "cap" || garment == "hat") who.hair = worn ? world::HairStyle::kCap : who.hair == world::HairStyle::kCap ? world::HairStyle::kShort : who.hair;
    for (auto& [day, outfit] : who.outfit_by_day) {
      if (garment == "scarf") outfit.scarf = worn;
      const auto change = [&](world::Garment g) {
        if (worn) outfit.garment = g;
        else if (outfit.garment == g) outfit.garment = world::Garment::kShirt, outfit.outer = outfit.inner;
      };
      if (garment == "coat") change(world::Garment::kCoat);
      if (garment == "jacket") change(world::Garment::kJacket);
      if (garment == "apron") change(world::Garment::kApron);
      if (garment == "cardigan") change(world::Garment::kCardigan);
    }
  }
  if (person.is_object() && person.value("wet", false)) {  // wet cloth and hair are darker
    recolour(who, 0.55f, Vec3(0.02f), 0.1f);
    who.hair_colour *= 0.6f;
  }
  if (person.is_object() && person.value("dirty", false)) recolour(who, 0.8f, Vec3(0.09f, 0.06f, 0.035f), 0.45f);
  return who;
}

scene::MeshPtr broken_mesh(const scene::Mesh& whole, std::uint64_t seed) {
  constexpr std::size_t kShards = 9;
  Random random(seed);
  const Box bounds = whole.bounds();
  const Vec3 size = bounds.size(), centre = bounds.centre();
  std::array<Vec3, kShards> seeds;
  for (auto& s : seeds) s = bounds.low + size * Vec3(static_cast<float>(random.unit()), static_cast<float>(random.unit()), static_cast<float>(random.unit()));
  auto out = std::make_shared<scene::Mesh>();
  out->materials = whole.materials;
  std::array<std::vector<std::size_t>, kShards> shards;
  for (std::size_t t = 0; t < whole.triangles.size(); ++t) {
    const auto& tri = whole.triangles[t];
    const Vec3 c = (whole.positions[tri.x] + whole.positions[tri.y] + whole.positions[tri.z]) / 3.f;
    std::size_t best = 0;
    for (std::size_t k = 1; k < kShards; ++k)
      if (glm::dot(c - seeds[k], c - seeds[k]) < glm::dot(c - seeds[best], c - seeds[best])) best = k;
    shards[best].push_back(t);
  }
  const float reach = 0.55f * std::max({size.x, size.y, size.z});
  for (std::size_t k = 0; k < kShards; ++k) {
    if (shards[k].empty()) continue;
    // Lay the shard on its broadest side, turned, a little way off.
    const float angle = 2 * kPi * (static_cast<float>(k) + static_cast<float>(random.unit()) * 0.6f) / kShards, far = reach * static_cast<float>(random.range(0.35, 1.0));
    Box own;
    for (const auto t : shards[k])
      for (int i = 0; i < 3; ++i) own.add(whole.positions[whole.triangles[t][i]]);
    const Vec3 extent = own.size();
    Mat4 turn(1.f);
    if (extent.y > extent.x || extent.y > extent.z) turn = extent.x < extent.z ? glm::mat4_cast(glm::angleAxis(kPi / 2, Vec3(0, 0, 1))) : glm::mat4_cast(glm::angleAxis(kPi / 2, Vec3(1, 0, 0)));
    turn = glm::mat4_cast(glm::angleAxis(angle, Vec3(0, 1, 0))) * turn;
    Box laid;
    for (const auto t : shards[k])
      for (int i = 0; i < 3; ++i) laid.add(Vec3(turn * Vec4(whole.positions[whole.triangles[t][i]] - own.centre(), 1)));
    const float limit = 0.33f * size.y, flat = laid.size().y > limit && laid.size().y > 1e-5f ? limit / laid.size().y : 1.f;
    const Vec3 at(centre.x + far * std::sin(angle), bounds.low.y, centre.z + far * std::cos(angle));
    std::map<std::uint32_t, std::uint32_t> index;
    for (const auto t : shards[k]) {
      auto tri = whole.triangles[t];
      for (int i = 0; i < 3; ++i) {
        const auto [it, fresh] = index.emplace(tri[i], static_cast<std::uint32_t>(out->positions.size()));
        if (fresh) {
          Vec3 p = Vec3(turn * Vec4(whole.positions[tri[i]] - own.centre(), 1)) - Vec3(0, laid.low.y, 0);
          p.y *= flat;
          out->positions.push_back(at + p);
          if (!whole.normals.empty()) out->normals.push_back(glm::normalize(Vec3(turn * Vec4(whole.normals[tri[i]], 0)) + Vec3(0, 1e-6f, 0)));
          if (!whole.uv.empty()) out->uv.push_back(whole.uv[tri[i]]);
        }
        tri[i] = it->second;
      }
      out->triangles.push_back(tri);
      out->triangle_material.push_back(whole.triangle_material[t]);
    }
  }
  return out;
}

std::shared_ptr<const world::Set> as_the_story_has(std::shared_ptr<const world::Set> set, const Json& state) {
  std::shared_ptr<world::Set> changed;
  for (const auto& [id, t] : part(state, "props").items()) {
    const auto prop = set->props.find(id);
    if (!t.value("broken", false) || prop == set->props.end() || !prop->second.mesh) continue;
    if (!changed) changed = std::make_shared<world::Set>(*set);
    changed->props[id].mesh = broken_mesh(*prop->second.mesh, seed_of(id));
  }
  if (!changed) return set;
  return changed;
}

std::vector<std::string> not_drawn(const Json& state) {
  std::vector<std::string> out;
  for (const auto& [id, t] : part(state, "props").items()) {
    if (t.contains("level")) out.push_back(fmt::format("how full the {} is ({:.0f} %)", id, 100 * t["level"].get<double>()));
    if (t.value("open", false)) out.push_back(fmt::format("that the {} is open", id));
    if (t.value("wet", false) || t.value("dirty", false)) out.push_back(fmt::format("that the {} is {}", id, t.value("wet", false) ? "wet" : "dirty"));
  }
  for (const auto& [word, f] : part(state, "fixtures").items()) {
    if (f.value("open", false) && word != "door") out.push_back(fmt::format("that the {} is open", word));
    if (f.value("broken", false)) out.push_back(fmt::format("that the {} is broken", word));
  }
  static const std::vector<std::string> kShown = {"glasses", "hood", "cap", "hat", "scarf", "coat", "jacket", "apron", "cardigan"};
  for (const auto& [who, p] : part(state, "people").items()) {
    if (p.contains("wounds")) out.push_back(fmt::format("the wound of {}", who));
    for (const auto& [garment, on] : part(p, "wears").items())
      if (std::find(kShown.begin(), kShown.end(), garment) == kShown.end()) out.push_back(fmt::format("{} {} the {}", who, on.get<bool>() ? "in" : "without", garment));
  }
  return out;
}

}  // namespace auteur::production
