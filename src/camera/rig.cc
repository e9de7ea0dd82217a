#include "auteur/base/data_folder.h"
#include "auteur/camera/rig.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "support.h"

namespace auteur::camera {
namespace {

struct Rig {
  std::string name;
  double travel = 0, rise = 0, speed = 0, acceleration = 0, turn = 60, minutes = 10;
  double floor[2] = {1.2, 1.2};
  double longest = 0;  // mm; 0: any
  int crew = 0;
  bool outdoors = false, asked = false;
  Support support = {};
};

const std::vector<Rig>& rigs() {
  static const std::vector<Rig> kRigs = [] {
    std::vector<Rig> out;
    const Json list = read_data("camera/rigs.json").value("rigs", Json::array());
    for (const Json& j : list) {
      try {
        Rig r;
        r.name = j.at("name").get<std::string>();
        r.travel = j.at("travel").get<double>(), r.rise = j.at("rise").get<double>();
        r.speed = j.at("speed").get<double>(), r.acceleration = j.at("acceleration").get<double>(), r.turn = j.at("turn").get<double>();
        r.minutes = j.value("minutes", 10.0), r.crew = j.value("crew", 0), r.outdoors = j.value("outdoors", false);
        r.longest = j.value("longest", 0.0), r.asked = j.value("asked", false);
        r.support = support_from_json(j);
        r.support.rig = r.name;
        if (j.contains("floor"))
          for (std::size_t i = 0; i < 2; ++i) r.floor[i] = j["floor"].at(i).get<double>();
        out.push_back(r);
      } catch (const nlohmann::json::exception&) {
        continue;  // a damaged record is left out
      }
    }
    if (out.empty()) out.push_back({.name = "tripod"});
    return out;
  }();
  return kRigs;
}

// What of it is too much for the rig; empty: it can.
std::string too_much(const Rig& rig, const MoveFigures& m, bool outdoors) {
  constexpr double kStill = 0.02;  // metres: no move
  if (rig.outdoors && !outdoors) return "works outdoors only";
  if (m.travel > std::max(kStill, rig.travel)) return fmt::format("moves {:.1f} m, this needs {:.1f}", rig.travel, m.travel);
  if (m.rise > std::max(kStill, rig.rise)) return fmt::format("rises {:.1f} m, this needs {:.1f}", rig.rise, m.rise);
  if (m.travel > kStill && m.speed > rig.speed) return fmt::format("goes {:.1f} m/s, this needs {:.1f}", rig.speed, m.speed);
  if (m.travel > kStill && m.acceleration > rig.acceleration) return fmt::format("starts and stops at {:.1f} m/s2, this needs {:.1f}", rig.acceleration, m.acceleration);
  if (rig.longest > 0 && m.longest > rig.longest + 0.5) return fmt::format("holds lenses up to {:.0f} mm, this has {:.0f}", rig.longest, m.longest);
  if (m.turn > rig.turn) return fmt::format("turns {:.0f} degrees a second, this needs {:.0f}", rig.turn, m.turn);
  return "";
}

}  // namespace

MoveFigures measure_move(const Shot& shot) {
  constexpr double kStep = 1.0 / 24;
  MoveFigures m;
  const double length = (shot.end - shot.start).value;
  const auto steps = static_cast<int>(std::floor(length / kStep + 1e-6));
  std::vector<scene::Camera> path;
  for (int i = 0; i <= steps; ++i) path.push_back(planned_camera_at(shot, Seconds(i * kStep)));
  float low = 1e9f, high = -1e9f;
  for (const auto& c : path) low = std::min(low, c.position.y), high = std::max(high, c.position.y), m.longest = std::max(m.longest, static_cast<double>(c.focal_mm / std::max(1.f, c.squeeze)));
  m.rise = path.empty() ? 0 : static_cast<double>(high - low);
  // Speeds over a sixth of a second: keys are rounded to a tenth of a millimetre.
  constexpr std::size_t kOver = 4;
  for (std::size_t i = 1; i < path.size(); ++i) m.travel += static_cast<double>(glm::length(path[i].position - path[i - 1].position));
  for (std::size_t i = kOver; i < path.size(); ++i) {
    const double t = kStep * static_cast<double>(kOver);
    const Vec3 v = (path[i].position - path[i - kOver].position) / static_cast<float>(t);
    m.speed = std::max(m.speed, static_cast<double>(glm::length(v)));
    if (i >= 2 * kOver) m.acceleration = std::max(m.acceleration, static_cast<double>(glm::length(v - (path[i - kOver].position - path[i - 2 * kOver].position) / static_cast<float>(t))) / t);
    const float cosine = glm::dot(scene::axes_of(path[i]).forward, scene::axes_of(path[i - kOver]).forward);
    m.turn = std::max(m.turn, static_cast<double>(std::acos(std::clamp(cosine, -1.f, 1.f))) * 180 / M_PI / t);
  }
  return m;
}

RigChoice rig_for(const Shot& shot, bool outdoors) {
  const MoveFigures m = measure_move(shot);
  const std::string& wanted = shot.support.rig;
  std::string nearest = wanted.empty() ? "" : fmt::format("there is no rig '{}'", wanted);
  for (const Rig& rig : rigs()) {
    if (wanted.empty() ? rig.asked : rig.name != wanted) continue;
    const std::string no = too_much(rig, m, outdoors);
    if (!no.empty()) {
      if (!wanted.empty()) nearest = rig.name + " " + no;
      else if (rig.travel > 0 && (!rig.outdoors || outdoors)) nearest = rig.name + " " + no;
      continue;
    }
    RigChoice c{rig.name, rig.crew, rig.minutes, {rig.floor[0] + m.travel, rig.floor[1]}, ""};
    if (m.travel > 0.02) c.why = fmt::format("{:.1f} m at up to {:.1f} m/s{}", m.travel, m.speed, m.rise > 0.1 ? fmt::format(", {:.1f} m up or down", m.rise) : "");
    else if (m.turn > 0.5) c.why = fmt::format("turns up to {:.0f} degrees a second", m.turn);
    else c.why = rig.asked ? "does not go anywhere" : "stands still";
    return c;
  }
  return {"", 0, 0, {0, 0}, "no rig can do it: " + nearest};
}

Support support_of(const std::string& name, const std::string& shot_id) {
  for (const Rig& rig : rigs())
    if (rig.name == name) {
      Support s = rig.support;
      s.seed = sway_seed(shot_id);
      return s;
    }
  return {};
}

Status check_rig(const std::string& name) {
  std::vector<std::string> names;
  for (const Rig& rig : rigs()) names.push_back(rig.name);
  if (std::find(names.begin(), names.end(), name) != names.end()) return {};
  const std::string near = closest(name, names);
  return fail(ErrorCode::kInvalidInput, fmt::format("There is no rig '{}'.{} There are {} (data/camera/rigs.json).", name, near.empty() ? "" : fmt::format(" Did you mean '{}'?", near), fmt::join(names, ", ")));
}

}  // namespace auteur::camera
