#include <nlohmann/json.hpp>

#include "auteur/camera/shot_list.h"
#include "support.h"

namespace auteur::camera {
namespace {

constexpr const char* kSizes[] = {"extreme-close-up", "close-up", "medium-close-up", "medium", "medium-long", "long", "extreme-long"};
constexpr const char* kFramings[] = {"single", "two-shot", "group", "over-the-shoulder", "insert", "point-of-view", "establishing", "empty"};
constexpr const char* kMovements[] = {"static", "push-in", "pull-out", "pan", "dolly", "boom", "follow", "handheld", "zoom-in", "zoom-out", "dolly-zoom", "tilt", "arc", "roll"};

double rounded(double v) { return std::isfinite(v) ? std::round(v * 1e4) / 1e4 : 0.0; }
Json point(Vec3 p) { return Json::array({rounded(p.x), rounded(p.y), rounded(p.z)}); }
Vec3 point_from(const Json& j) { return {j.at(0).get<float>(), j.at(1).get<float>(), j.at(2).get<float>()}; }

template <class E, std::size_t N>
E from_name(const char* const (&names)[N], const std::string& name) {
  for (std::size_t i = 0; i < N; ++i)
    if (name == names[i]) return static_cast<E>(i);
  return static_cast<E>(0);
}

Json support_json(const Support& s) {
  Json bands = Json::array();
  for (const Sway& b : s.sway) bands.push_back({{"hz", {b.low, b.high}}, {"pan", b.pan}, {"tilt", b.tilt}, {"roll", b.roll}, {"side", b.side}, {"up", b.up}, {"walking", b.walking}});
  return {{"rig", s.rig}, {"seed", s.seed}, {"sway", bands}, {"steadier", s.steadier}, {"float_hz", s.float_hz}, {"arm", s.arm}};
}

ShotList read(const Json& d) {
  ShotList list;
  list.scene = d.at("scene").get<std::string>();
  for (const Json& j : d.at("shots")) {
    Shot s;
    s.id = j.at("id").get<std::string>();
    s.scene = j.at("scene").get<std::string>();
    s.start = Seconds(j.at("start").get<double>());
    s.end = Seconds(j.at("end").get<double>());
    s.size = from_name<Size>(kSizes, j.at("size").get<std::string>());
    s.framing = from_name<Framing>(kFramings, j.at("framing").get<std::string>());
    s.movement = from_name<Movement>(kMovements, j.at("movement").get<std::string>());
    s.subjects = j.at("subjects").get<std::vector<std::string>>();
    s.prop = j.value("prop", "");
    for (const Json& k : j.at("keys")) {
      CameraKey key;
      key.at = Seconds(k.at("t").get<double>());
      key.camera.position = point_from(k.at("position"));
      key.camera.target = point_from(k.at("target"));
      key.camera.roll = k.value("roll", 0.f);
      key.camera.focal_mm = k.at("focal_mm").get<float>();
      key.camera.gate_width_mm = k.value("gate_width_mm", 24.89f);
      key.camera.f_stop = k.value("f_stop", 2.8f);
      key.camera.focus_distance = k.at("focus").get<float>();
      key.camera.squeeze = k.value("squeeze", 1.f);
      key.camera.breathing = k.value("breathing", 0.f);
      s.keys.push_back(key);
    }
    s.hidden_walls = j.at("hidden_walls").get<std::vector<std::string>>();
    if (j.contains("struck")) s.struck = j["struck"].get<std::vector<std::string>>();
    s.reason = j.value("reason", "");
    if (j.contains("support")) s.support = support_from_json(j["support"]);
    s.note = j.value("note", "");
    list.shots.push_back(std::move(s));
  }
  list.findings = d.at("findings").get<std::vector<std::string>>();
  return list;
}

}  // namespace

const char* size_name(Size size) { return kSizes[std::clamp(static_cast<int>(size), 0, 6)]; }
const char* framing_name(Framing framing) { return kFramings[std::clamp(static_cast<int>(framing), 0, 7)]; }
const char* movement_name(Movement movement) { return kMovements[std::clamp(static_cast<int>(movement), 0, static_cast<int>(Movement::kRoll))]; }

std::vector<std::string> unseen_by(const Shot& shot) {
  std::vector<std::string> names = shot.hidden_walls;
  names.insert(names.end(), shot.struck.begin(), shot.struck.end());
  return names;
}

bool Look::allows(Movement movement) const {
  return movements.empty() || movement == Movement::kStatic || std::find(movements.begin(), movements.end(), movement_name(movement)) != movements.end();
}

Json to_json(const ShotList& list) {
  Json shots = Json::array();
  for (const Shot& s : list.shots) {
    Json keys = Json::array();
    for (const CameraKey& k : s.keys) {
      const scene::Camera& c = k.camera;
      Json key{{"t", rounded(k.at.value)}, {"position", point(c.position)}, {"target", point(c.target)}, {"roll", rounded(c.roll)}, {"focal_mm", rounded(c.focal_mm)},
                      {"gate_width_mm", rounded(c.gate_width_mm)}, {"f_stop", rounded(c.f_stop)}, {"focus", rounded(c.focus_distance)}};
      if (c.squeeze != 1) key["squeeze"] = rounded(c.squeeze);
      if (c.breathing != 0) key["breathing"] = rounded(c.breathing);
      keys.push_back(std::move(key));
    }
    Json j{{"id", s.id}, {"scene", s.scene}, {"start", s.start.value}, {"end", s.end.value}, {"size", size_name(s.size)}, {"framing", framing_name(s.framing)},
           {"movement", movement_name(s.movement)}, {"subjects", s.subjects}, {"keys", keys}, {"hidden_walls", s.hidden_walls}, {"reason", s.reason}};
    if (!s.prop.empty()) j["prop"] = s.prop;
    if (!s.struck.empty()) j["struck"] = s.struck;
    if (!s.support.rig.empty()) j["support"] = support_json(s.support);
    if (!s.note.empty()) j["note"] = s.note;
    shots.push_back(std::move(j));
  }
  return {{"kind", "auteur.shot-list"}, {"version", 1}, {"scene", list.scene}, {"shots", shots}, {"findings", list.findings}};
}

Result<ShotList> shot_list_from_json(const Json& document) {
  TRY(expect_kind(document, "auteur.shot-list", 1));
  try {
    return read(document);
  } catch (const nlohmann::json::exception& e) {
    return fail(ErrorCode::kInvalidInput, std::string("This shot list is incomplete or has a wrong type in it: ") + e.what() + ". Plan the scene again.");
  }
}

}  // namespace auteur::camera
