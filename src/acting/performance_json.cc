#include <array>
#include <cmath>

#include "auteur/acting/performance.h"

namespace auteur::acting {
namespace {

constexpr std::array<const char*, static_cast<std::size_t>(puppets::Viseme::kCount)> kVisemes = {"rest", "PP", "FF", "TH", "DD", "KK", "CH", "SS", "NN", "RR", "AA", "E", "IH", "OH", "OU"};

// Floats are written as the decimal number they were rounded to, not as the double next to the float.
double tidy(float v) { return std::isfinite(v) ? std::round(static_cast<double>(v) * 1e4) / 1e4 : 0; }
Json vec(const Vec3& v) { return Json::array({tidy(v.x), tidy(v.y), tidy(v.z)}); }

float number(const Json& j, const char* key, float otherwise = 0) {
  const auto it = j.find(key);
  if (it == j.end() || !it->is_number()) return otherwise;
  const double v = it->get<double>();
  return std::isfinite(v) && std::abs(v) < 1e6 ? static_cast<float>(v) : otherwise;
}

Vec3 vec(const Json& j, const char* key) {
  const auto it = j.find(key);
  Vec3 v(0.f);
  if (it == j.end() || !it->is_array() || it->size() != 3) return v;
  for (int i = 0; i < 3; ++i)
    if ((*it)[static_cast<std::size_t>(i)].is_number()) v[i] = static_cast<float>((*it)[static_cast<std::size_t>(i)].get<double>());
  return v;
}

std::string text(const Json& j, const char* key) {
  const auto it = j.find(key);
  return it != j.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// One table for both directions: a field added to Pose is added here once.
template <class PoseType, class F>
void each_pose_number(PoseType& p, const F& f) {
  f("yaw", p.yaw); f("seated", p.seated); f("seat_height", p.seat_height); f("walk_phase", p.walk_phase); f("walk", p.walk); f("stride", p.stride);
  f("lean", p.lean); f("twist", p.twist); f("slump", p.slump); f("head_yaw", p.head_yaw); f("head_pitch", p.head_pitch);
  f("head_roll", p.head_roll); f("breath", p.breath);
}
template <class FaceType, class F>
void each_face_number(FaceType& p, const F& f) {
  f("open", p.open); f("smile", p.smile); f("brow_raise", p.brow_raise); f("brow_worry", p.brow_worry); f("lids", p.lids);
  f("gaze_yaw", p.gaze_yaw); f("gaze_pitch", p.gaze_pitch);
}
template <class BeastType, class F>
void each_beast_number(BeastType& p, const F& f) {
  f("lie", p.lie); f("neck", p.neck); f("ears", p.ears); f("tail", p.tail); f("wag", p.wag); f("wings", p.wings); f("flap", p.flap);
  f("fly", p.fly); f("trot", p.trot); f("walked", p.walked); f("to_go", p.to_go); f("held", p.held);
}
template <class BearingType, class F>
void each_bearing_number(BearingType& p, const F& f) { f("shoulders", p.shoulders); f("chest", p.chest); f("weight", p.weight); f("bounce", p.bounce); f("heavy", p.heavy); }
template <class FootType, class F>
void each_foot_number(FootType& p, const F& f) { f("out", p.out); f("ahead", p.ahead); f("turn", p.turn); f("lift", p.lift); f("around", p.around); f("aside", p.aside); f("along", p.along); }
template <class ArmType, class F>
void each_arm_number(ArmType& p, const F& f) { f("raise", p.raise); f("spread", p.spread); f("bend", p.bend); f("grip", p.grip); }

Json json_of(const puppets::Pose& p) {
  Json j = {{"position", vec(p.position)}}, face = {{"viseme", kVisemes[static_cast<std::size_t>(p.face.viseme)]}}, arms = Json::array();
  each_pose_number(p, [&](const char* key, float v) { j[key] = tidy(v); });
  each_face_number(p.face, [&](const char* key, float v) { face[key] = tidy(v); });
  for (const auto& a : p.arms) {
    Json arm = Json::object();
    each_arm_number(a, [&](const char* key, float v) { arm[key] = tidy(v); });
    if (a.reach) arm["target"] = vec(a.target);
    arms.push_back(std::move(arm));
  }
  Json beast = Json::object();  // people have none
  each_beast_number(p.beast, [&](const char* key, float v) { if (v != 0) beast[key] = tidy(v); });
  if (!beast.empty()) j["beast"] = std::move(beast);
  Json bearing = Json::object(), feet = Json::array();
  each_bearing_number(p.bearing, [&](const char* key, float v) { if (v != 0) bearing[key] = tidy(v); });
  if (!bearing.empty()) j["bearing"] = std::move(bearing);
  for (const auto& place : p.feet) {
    Json foot = Json::object();
    each_foot_number(place, [&](const char* key, float v) { if (v != 0) foot[key] = tidy(v); });
    feet.push_back(std::move(foot));
  }
  if (!feet[0].empty() || !feet[1].empty()) j["feet"] = std::move(feet);
  j["face"] = std::move(face);
  j["arms"] = std::move(arms);
  if (p.motion) {
    Json turns = Json::array();
    for (const Quat& q : p.motion->turn) turns.push_back({tidy(q.w), tidy(q.x), tidy(q.y), tidy(q.z)});
    j["motion"] = {{"weight", tidy(p.motion->weight)}, {"hips", vec(p.motion->hips)}, {"feet", {vec(p.motion->feet[0]), vec(p.motion->feet[1])}}, {"turn", std::move(turns)}};
  }
  return j;
}

puppets::Pose pose_from(const Json& j) {
  puppets::Pose p;
  p.position = vec(j, "position");
  each_pose_number(p, [&](const char* key, float& v) { v = number(j, key, v); });
  if (const auto face = j.find("face"); face != j.end() && face->is_object()) {
    each_face_number(p.face, [&](const char* key, float& v) { v = number(*face, key, v); });
    const std::string viseme = text(*face, "viseme");
    for (std::size_t i = 0; i < kVisemes.size(); ++i) if (viseme == kVisemes[i]) p.face.viseme = static_cast<puppets::Viseme>(i);
  }
  if (const auto beast = j.find("beast"); beast != j.end() && beast->is_object()) each_beast_number(p.beast, [&](const char* key, float& v) { v = number(*beast, key, v); });
  if (const auto bearing = j.find("bearing"); bearing != j.end() && bearing->is_object()) each_bearing_number(p.bearing, [&](const char* key, float& v) { v = number(*bearing, key, v); });
  if (const auto feet = j.find("feet"); feet != j.end() && feet->is_array())
    for (std::size_t side = 0; side < std::min<std::size_t>(2, feet->size()); ++side)
      if ((*feet)[side].is_object()) each_foot_number(p.feet[side], [&](const char* key, float& v) { v = number((*feet)[side], key, v); });
  if (const auto arms = j.find("arms"); arms != j.end() && arms->is_array())
    for (std::size_t h = 0; h < std::min<std::size_t>(2, arms->size()); ++h) {
      const Json& arm = (*arms)[h];
      if (!arm.is_object()) continue;
      each_arm_number(p.arms[h], [&](const char* key, float& v) { v = number(arm, key, v); });
      p.arms[h].reach = arm.contains("target");
      p.arms[h].target = vec(arm, "target");
    }
  if (const auto m = j.find("motion"); m != j.end() && m->is_object()) {
    puppets::BodyMotion body;
    body.weight = number(*m, "weight", 1);
    body.hips = vec(*m, "hips");
    if (const auto feet = m->find("feet"); feet != m->end() && feet->is_array() && feet->size() == 2)
      for (std::size_t s = 0; s < 2; ++s) body.feet[s] = vec(Json{{"at", (*feet)[s]}}, "at");
    if (const auto turn = m->find("turn"); turn != m->end() && turn->is_array() && turn->size() == body.turn.size())
      for (std::size_t b = 0; b < body.turn.size(); ++b) {
        const Json& q = (*turn)[b];
        bool sound = q.is_array() && q.size() == 4;
        for (std::size_t k = 0; sound && k < 4; ++k) sound = q[k].is_number();
        if (sound) body.turn[b] = Quat(q[0].get<float>(), q[1].get<float>(), q[2].get<float>(), q[3].get<float>());
      }
    p.motion = body;
  }
  return p;
}

}  // namespace

Json to_json(const Performance& performance) {
  Json drawings = Json::array();
  for (const auto& d : performance.drawings) {
    Json people = Json::array(), props = Json::array();
    for (const auto& p : d.people) people.push_back({{"id", p.id}, {"pose", json_of(p.pose)}});
    for (const auto& p : d.props) props.push_back({{"id", p.id}, {"position", vec(p.position)}, {"yaw", tidy(p.yaw)}, {"pitch", tidy(p.pitch)}, {"roll", tidy(p.roll)}});
    Json drawing{{"people", std::move(people)}, {"props", std::move(props)}};
    for (const auto& door : d.doors) drawing["doors"][door.id] = tidy(door.open);
    drawings.push_back(std::move(drawing));
  }
  Json document = {{"kind", "auteur.performance"}, {"version", 1}, {"shot", performance.shot}, {"drawings_per_second", performance.drawings_per_second}, {"drawings", std::move(drawings)}};
  if (performance.still_at.value > 0) document["still_at"] = performance.still_at.value;
  return document;
}

Result<Performance> performance_from_json(const Json& document) {
  TRY(expect_kind(document, "auteur.performance", 1));
  Performance out;
  out.shot = text(document, "shot");
  out.still_at = Seconds(std::clamp(static_cast<double>(number(document, "still_at", 0)), 0.0, 1e5));
  out.drawings_per_second = static_cast<int>(std::min(120.f, std::max(1.f, number(document, "drawings_per_second", 12))));
  const auto drawings = document.find("drawings");
  if (drawings == document.end() || !drawings->is_array()) return fail(ErrorCode::kInvalidInput, "A performance needs a list \"drawings\".");
  for (const auto& d : *drawings) {
    if (!d.is_object()) return fail(ErrorCode::kInvalidInput, "Every drawing of a performance must be an object.");
    Drawing drawing;
    if (const auto people = d.find("people"); people != d.end() && people->is_array())
      for (const auto& p : *people) {
        const auto pose = p.is_object() ? p.find("pose") : p.end();
        if (!p.is_object() || pose == p.end() || !pose->is_object()) return fail(ErrorCode::kInvalidInput, "Every person of a drawing needs a \"pose\".");
        drawing.people.push_back({text(p, "id"), pose_from(*pose)});
      }
    if (const auto props = d.find("props"); props != d.end() && props->is_array())
      for (const auto& p : *props) {
        if (!p.is_object()) return fail(ErrorCode::kInvalidInput, "Every prop of a drawing must be an object.");
        drawing.props.push_back({text(p, "id"), vec(p, "position"), number(p, "yaw"), number(p, "pitch"), number(p, "roll")});
      }
    if (const auto doors = d.find("doors"); doors != d.end() && doors->is_object())
      for (const auto& [id, open] : doors->items()) drawing.doors.push_back({id, std::clamp(number(*doors, id.c_str()), 0.f, 1.f)});
    out.drawings.push_back(std::move(drawing));
  }
  return out;
}

}  // namespace auteur::acting
