#include "auteur/camera/shot_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/base/csv.h"
#include "auteur/camera/rig.h"
#include "auteur/camera/shot_edits.h"
#include "auteur/camera/vocabulary.h"

namespace auteur::camera {
namespace {

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& s : list) out += (out.empty() ? "" : ", ") + s;
  return out;
}

// The vocabulary's own name for one of the planner's labels.
std::string term(const Vocabulary* words, const std::string& label) {
  const Term* t = words ? words->find(label) : nullptr;
  return t ? t->name : label;
}
std::string measured(const Vocabulary* words, const char* group, double value) {
  const Term* t = words ? words->measured(group, value) : nullptr;
  return t ? t->name : "";
}

// Where the focus goes while the camera stands.
std::string focus_pulls(const Shot& s) {
  if (s.movement != Movement::kStatic || s.keys.size() < 2) return "";
  std::string out;
  for (std::size_t i = 1; i + 1 < s.keys.size(); i += 1) {
    const CameraKey &a = s.keys[i - 1], &b = s.keys[i];
    if (std::abs(b.camera.focus_distance - a.camera.focus_distance) < 0.15f) continue;
    out += fmt::format("{}at {:.1f} s to {:.1f} m", out.empty() ? "; the focus goes " : ", ", a.at.value, static_cast<double>(s.keys[i + 1].camera.focus_distance));
  }
  return out;
}

struct Standing { Vec3 position; float focal; std::string rig; int number; };

}  // namespace

std::vector<ShotRow> shot_rows(const CoverageRequest& request, const ShotList& list) {
  static const staging::Staging kNothing;
  const staging::Staging& staging = request.staging ? *request.staging : kNothing;
  const auto vocabulary = Vocabulary::open();
  const Vocabulary* words = vocabulary ? &*vocabulary : nullptr;
  const bool outdoors = request.set && request.set->setting == screenplay::Setting::kExterior;
  std::vector<ShotRow> out;
  std::vector<Standing> standing;
  for (const Shot& s : list.shots) {
    ShotRow r;
    r.scene = s.scene.empty() ? list.scene : s.scene;
    r.shot = s.id;
    r.size = term(words, size_term(s.size));
    r.framing = term(words, s.framing == Framing::kGroup ? "group shot" : s.framing == Framing::kPointOfView ? "point of view" : s.framing == Framing::kEmpty ? "empty frame" : framing_name(s.framing));
    r.movement = term(words, movement_term(s.movement));
    const double middle = 0.5 * (s.end - s.start).value;
    const scene::Camera c = camera_at(s, Seconds(middle));
    const scene::CameraAxes axes = scene::axes_of(c);
    r.focal_mm = static_cast<double>(c.focal_mm), r.f_stop = static_cast<double>(c.f_stop), r.focus_m = static_cast<double>(c.focus_distance), r.height_m = static_cast<double>(c.position.y);
    r.lens = measured(words, "lens", r.focal_mm / std::max(1.0, static_cast<double>(c.squeeze)));
    r.angle = std::abs(c.roll) > 5 * static_cast<float>(M_PI) / 180 ? term(words, "dutch angle") : measured(words, "angle", std::asin(std::clamp(static_cast<double>(axes.forward.y), -1.0, 1.0)) * 180 / M_PI);
    double eyes = 1.4;
    for (const auto& [id, measures] : request.people) {
      const auto now = staging::person_at(staging, id, Seconds(s.start.value + middle), request.people);
      if (!now.present) continue;
      const Vec3 at = staging::eyes_of(now, measures), seen = project(c, request.look.aspect, at);
      if (!s.subjects.empty() && id == s.subjects.front()) eyes = std::max(0.2, static_cast<double>(at.y));
      if (seen.z > 0.15f && std::abs(seen.x) < 1 && std::abs(seen.y) < 1) r.cast.push_back(id);
    }
    r.level = measured(words, "level", r.height_m / eyes);
    r.start = s.start.value, r.seconds = (s.end - s.start).value;
    r.subjects = s.subjects;
    r.prop = s.prop;
    for (const auto& line : staging.lines) {
      if (line.end.value <= s.start.value + 0.05 || line.start.value >= s.end.value - 0.05) continue;
      if (r.first_line.empty()) r.first_line = line.id;
      r.last_line = line.id;
      r.sync = r.sync || (!line.off_screen && std::find(r.cast.begin(), r.cast.end(), line.who) != r.cast.end());
    }
    const RigChoice rig = rig_for(s, outdoors);
    r.rig = rig.name.empty() ? "" : term(words, rig.name == "handheld" ? "handheld rig" : rig.name);
    r.rig_why = rig.why;
    r.crew = rig.crew;
    // One set-up: the same place, lens and rig.
    const auto same = std::find_if(standing.begin(), standing.end(), [&](const Standing& x) { return glm::length(x.position - s.keys.front().camera.position) < 0.05f && std::abs(x.focal - s.keys.front().camera.focal_mm) < 0.5f && x.rig == rig.name; });
    if (same != standing.end()) {
      r.setup = same->number;
    } else {
      r.setup = static_cast<int>(standing.size()) + 1;
      r.minutes = rig.minutes;
      standing.push_back({s.keys.front().camera.position, s.keys.front().camera.focal_mm, rig.name, r.setup});
    }
    r.description = s.reason + focus_pulls(s);
    r.note = s.note;
    out.push_back(std::move(r));
  }
  return out;
}

std::vector<std::string> csv_heading() {
  return {"scene", "shot", "set-up", "size", "framing", "angle", "level", "lens", "mm", "f-stop", "focus m", "height m", "movement", "rig", "crew", "set-up minutes", "from", "seconds", "subject", "cast", "prop", "lines", "sound", "description", "note"};
}

std::vector<std::string> csv_cells(const ShotRow& r) {
  return {r.scene, r.shot, std::to_string(r.setup), r.size, r.framing, r.angle, r.level, r.lens, fmt::format("{:.0f}", r.focal_mm), fmt::format("{:.1f}", r.f_stop), fmt::format("{:.2f}", r.focus_m), fmt::format("{:.2f}", r.height_m), r.movement, r.rig.empty() ? r.rig_why : r.rig,
          std::to_string(r.crew), fmt::format("{:.0f}", r.minutes), fmt::format("{:.2f}", r.start), fmt::format("{:.2f}", r.seconds), joined(r.subjects), joined(r.cast), r.prop, r.first_line.empty() ? "" : r.first_line == r.last_line ? r.first_line : r.first_line + " to " + r.last_line, r.sync ? "sync" : "MOS", r.description, r.note};
}

std::string to_csv(const std::vector<ShotRow>& rows) {
  std::string out = csv_row(csv_heading());
  for (const ShotRow& r : rows) out += csv_row(csv_cells(r));
  return out;
}

Json to_json(const std::vector<ShotRow>& rows) {
  Json out = Json::array();
  for (const ShotRow& r : rows)
    out.push_back({{"scene", r.scene}, {"shot", r.shot}, {"setup", r.setup}, {"size", r.size}, {"framing", r.framing}, {"angle", r.angle}, {"level", r.level}, {"lens", r.lens}, {"focal_mm", r.focal_mm}, {"f_stop", r.f_stop}, {"focus_m", r.focus_m}, {"height_m", r.height_m}, {"movement", r.movement}, {"rig", r.rig}, {"rig_why", r.rig_why}, {"crew", r.crew}, {"minutes", r.minutes}, {"start", r.start}, {"seconds", r.seconds}, {"subjects", r.subjects}, {"cast", r.cast}, {"prop", r.prop}, {"first_line", r.first_line}, {"last_line", r.last_line}, {"sync", r.sync}, {"description", r.description}, {"note", r.note}});
  return out;
}

Result<std::vector<ShotRow>> shot_rows_from_json(const Json& rows) {
  std::vector<ShotRow> out;
  try {
    for (const Json& j : rows) {
      ShotRow r;
      const auto text = [&](const char* key, std::string& to) { to = j.at(key).get<std::string>(); };
      const auto number = [&](const char* key, double& to) { to = j.at(key).get<double>(); };
      text("scene", r.scene), text("shot", r.shot), text("size", r.size), text("framing", r.framing), text("angle", r.angle), text("level", r.level), text("lens", r.lens), text("movement", r.movement);
      text("rig", r.rig), text("rig_why", r.rig_why), text("prop", r.prop), text("first_line", r.first_line), text("last_line", r.last_line), text("description", r.description);
      number("focal_mm", r.focal_mm), number("f_stop", r.f_stop), number("focus_m", r.focus_m), number("height_m", r.height_m), number("minutes", r.minutes), number("seconds", r.seconds);
      r.setup = j.at("setup").get<int>(), r.crew = j.at("crew").get<int>(), r.sync = j.at("sync").get<bool>();
      r.subjects = j.at("subjects").get<std::vector<std::string>>(), r.cast = j.at("cast").get<std::vector<std::string>>();
      r.start = j.value("start", 0.0), r.note = j.value("note", "");
      out.push_back(std::move(r));
    }
  } catch (const nlohmann::json::exception& e) {
    return fail(ErrorCode::kInvalidInput, std::string("A stored shot list cannot be read: ") + e.what());
  }
  return out;
}

}  // namespace auteur::camera
