#include <algorithm>

#include <nlohmann/json.hpp>

#include "auteur/staging/staging.h"

namespace auteur::staging {
namespace {

constexpr const char* kMoves[] = {"hold", "walk", "sit", "stand", "turn", "reach", "put-down", "gesture", "enter", "exit", "nod", "shake", "point", "lie", "call", "fly"};
constexpr const char* kSounds[] = {"step", "door-open", "door-close", "put-down", "pick-up", "sit", "stand", "effect", "call"};

double rounded(double v) { return std::isfinite(v) ? std::round(v * 1e4) / 1e4 : 0.0; }
// Instants keep nine decimals: a twelfth of a second is no decimal number, and drawings lie on twelfths.
double instant(Seconds t) { return std::isfinite(t.value) ? std::round(t.value * 1e9) / 1e9 : 0.0; }
Json point(Vec3 p) { return Json::array({rounded(p.x), rounded(p.y), rounded(p.z)}); }
Vec3 point_from(const Json& j) { return {j.at(0).get<float>(), j.at(1).get<float>(), j.at(2).get<float>()}; }

Json spot_json(const Spot& s) {
  Json j{{"at", point(s.position)}, {"yaw", rounded(s.yaw)}, {"seat_height", rounded(s.seat_height)}};
  if (s.seated) j["seated"] = true;
  if (s.offstage) j["offstage"] = true;
  if (s.lying) j["lying"] = true;
  if (!s.anchor.empty()) j["anchor"] = s.anchor;
  return j;
}
Spot spot_from(const Json& j) {
  Spot s;
  s.position = point_from(j.at("at"));
  s.yaw = j.at("yaw").get<float>();
  s.seat_height = j.value("seat_height", 0.45f);
  s.seated = j.value("seated", false);
  s.offstage = j.value("offstage", false);
  s.lying = j.value("lying", false);
  s.anchor = j.value("anchor", "");
  return s;
}

Json mood_json(const screenplay::Mood& m) { return {{"valence", m.valence}, {"arousal", m.arousal}, {"tension", m.tension}, {"why", m.why}}; }
screenplay::Mood mood_from(const Json& j) { return {j.value("valence", 0.0), j.value("arousal", 0.0), j.value("tension", 0.0), j.value("why", "")}; }

template <std::size_t N>
int name_index(const char* const (&names)[N], const std::string& name) {
  for (std::size_t i = 0; i < N; ++i)
    if (name == names[i]) return static_cast<int>(i);
  return 0;
}

Staging read(const Json& d) {
  Staging s;
  s.scene = d.at("scene").get<std::string>();
  s.length = Seconds(d.at("length").get<double>());
  for (const Json& j : d.at("people")) {
    PersonTrack p;
    p.id = j.at("id").get<std::string>();
    p.seen_from_start = j.at("seen_from_start").get<bool>();
    p.start = spot_from(j.at("start"));
    for (const Json& m : j.at("moves")) {
      Move move;
      move.kind = static_cast<MoveKind>(name_index(kMoves, m.at("kind").get<std::string>()));
      move.start = Seconds(m.at("start").get<double>());
      move.end = Seconds(m.at("end").get<double>());
      if (m.contains("path"))
        for (const Json& q : m.at("path")) move.path.push_back(point_from(q));
      move.to = spot_from(m.at("to"));
      if (m.contains("aim")) move.aim = point_from(m.at("aim"));
      move.object = m.value("object", "");
      move.hand = m.value("hand", 1) == 0 ? 0 : 1;
      move.trot = m.value("trot", false);
      move.fly = m.value("fly", false);
      p.moves.push_back(std::move(move));
    }
    for (const Json& g : j.at("gaze")) {
      GazeKey key{Seconds(g.at("t").get<double>()), g.at("at").get<std::string>(), Vec3(0.f)};
      if (g.contains("point")) key.point = point_from(g.at("point"));
      p.gaze.push_back(std::move(key));
    }
    for (const Json& m : j.at("mood")) p.mood.push_back({Seconds(m.at("t").get<double>()), mood_from(m.at("mood"))});
    if (j.contains("carried"))
      for (const Json& c : j.at("carried")) p.carried.push_back({Seconds(c.at("t").get<double>()), c.value("by", ""), c.value("shoulder", false)});
    s.people.push_back(std::move(p));
  }
  for (const Json& j : d.at("props")) {
    PropTrack p;
    p.id = j.at("id").get<std::string>();
    for (const Json& k : j.at("keys")) {
      PropKey key;
      key.at = Seconds(k.at("t").get<double>());
      key.holder = k.value("holder", "");
      key.hand = std::clamp(k.value("hand", 1), 0, 2);
      key.position = point_from(k.at("at"));
      key.yaw = k.value("yaw", 0.f);
      key.anchor = k.value("anchor", "");
      p.keys.push_back(std::move(key));
    }
    s.props.push_back(std::move(p));
  }
  if (d.contains("doors"))
    for (const Json& j : d.at("doors")) {
      DoorTrack door{j.at("id").get<std::string>(), {}};
      for (const Json& k : j.at("keys")) door.keys.push_back({Seconds(k.at(0).get<double>()), k.at(1).get<float>()});
      s.doors.push_back(std::move(door));
    }
  for (const Json& j : d.at("lines")) {
    Line l;
    l.id = j.at("id").get<std::string>();
    l.who = j.at("who").get<std::string>();
    l.text = j.at("text").get<std::string>();
    l.manner = j.value("manner", "");
    l.extension = j.value("extension", "");
    l.start = Seconds(j.at("start").get<double>());
    l.end = Seconds(j.at("end").get<double>());
    l.to_whom = j.value("to", "");
    l.off_screen = j.value("off_screen", false);
    l.filtered = j.value("filtered", false);
    l.mood = mood_from(j.at("mood"));
    s.lines.push_back(std::move(l));
  }
  for (const Json& j : d.at("sounds"))
    s.sounds.push_back({static_cast<SoundEventKind>(name_index(kSounds, j.at("kind").get<std::string>())), Seconds(j.at("t").get<double>()), point_from(j.at("at")), j.value("material", ""),
                        j.value("what", ""), j.value("strength", 1.0), j.value("hz", 0.0)});
  for (const Json& j : d.at("beats")) s.beats.push_back({j.at(0).get<int>(), Seconds(j.at(1).get<double>()), Seconds(j.at(2).get<double>())});
  for (const auto& [id, where] : d.at("props_after").items()) s.props_after[id] = where.get<std::string>();
  return s;
}

}  // namespace

Json to_json(const Staging& s) {
  Json people = Json::array(), props = Json::array(), lines = Json::array(), sounds = Json::array(), beats = Json::array();
  for (const PersonTrack& p : s.people) {
    Json moves = Json::array(), gaze = Json::array(), mood = Json::array();
    for (const Move& m : p.moves) {
      Json j{{"kind", kMoves[static_cast<int>(m.kind)]}, {"start", instant(m.start)}, {"end", instant(m.end)}, {"to", spot_json(m.to)}};
      if (!m.path.empty()) {
        j["path"] = Json::array();
        for (const Vec3 q : m.path) j["path"].push_back(point(q));
      }
      if (m.aim != Vec3(0.f)) j["aim"] = point(m.aim);
      if (!m.object.empty()) j["object"] = m.object;
      if (m.hand == 0) j["hand"] = 0;
      if (m.trot) j["trot"] = true;
      if (m.fly) j["fly"] = true;
      moves.push_back(std::move(j));
    }
    for (const GazeKey& g : p.gaze) {
      Json j{{"t", instant(g.at)}, {"at", g.at_whom}};
      if (g.at_whom == "point") j["point"] = point(g.point);
      gaze.push_back(std::move(j));
    }
    for (const MoodKey& m : p.mood) mood.push_back({{"t", instant(m.at)}, {"mood", mood_json(m.mood)}});
    people.push_back({{"id", p.id}, {"seen_from_start", p.seen_from_start}, {"start", spot_json(p.start)}, {"moves", moves}, {"gaze", gaze}, {"mood", mood}});
    for (const CarryKey& c : p.carried) {
      Json key{{"t", instant(c.at)}};
      if (!c.by.empty()) key["by"] = c.by;
      if (c.shoulder) key["shoulder"] = true;
      people.back()["carried"].push_back(std::move(key));
    }
  }
  for (const PropTrack& p : s.props) {
    Json keys = Json::array();
    for (const PropKey& k : p.keys) {
      Json j{{"t", instant(k.at)}, {"at", point(k.position)}, {"hand", k.hand}, {"yaw", rounded(k.yaw)}};
      if (!k.holder.empty()) j["holder"] = k.holder;
      if (!k.anchor.empty()) j["anchor"] = k.anchor;
      keys.push_back(std::move(j));
    }
    props.push_back({{"id", p.id}, {"keys", keys}});
  }
  for (const Line& l : s.lines) {
    Json j{{"id", l.id}, {"who", l.who}, {"text", l.text}, {"start", instant(l.start)}, {"end", instant(l.end)}, {"mood", mood_json(l.mood)}};
    if (!l.manner.empty()) j["manner"] = l.manner;
    if (!l.extension.empty()) j["extension"] = l.extension;
    if (!l.to_whom.empty()) j["to"] = l.to_whom;
    if (l.off_screen) j["off_screen"] = true;
    if (l.filtered) j["filtered"] = true;
    lines.push_back(std::move(j));
  }
  for (const SoundEvent& e : s.sounds) {
    Json j{{"kind", kSounds[static_cast<int>(e.kind)]}, {"t", instant(e.at)}, {"at", point(e.position)}, {"strength", e.strength}};
    if (!e.material.empty()) j["material"] = e.material;
    if (!e.what.empty()) j["what"] = e.what;
    if (e.hz > 0) j["hz"] = rounded(e.hz);
    sounds.push_back(std::move(j));
  }
  for (const TimedBeat& b : s.beats) beats.push_back(Json::array({b.beat, instant(b.start), instant(b.end)}));
  Json after = Json::object(), doors = Json::array();
  for (const auto& [id, where] : s.props_after) after[id] = where;
  for (const DoorTrack& d : s.doors) {
    Json keys = Json::array();
    for (const DoorKey& k : d.keys) keys.push_back(Json::array({instant(k.at), rounded(k.open)}));
    doors.push_back({{"id", d.id}, {"keys", keys}});
  }
  return {{"kind", "auteur.staging"}, {"version", 1}, {"scene", s.scene}, {"length", s.length.value}, {"people", people}, {"props", props}, {"doors", doors}, {"lines", lines}, {"sounds", sounds}, {"beats", beats}, {"props_after", after}};
}

Result<Staging> staging_from_json(const Json& document) {
  TRY(expect_kind(document, "auteur.staging", 1));
  try {
    return read(document);
  } catch (const nlohmann::json::exception& e) {
    return fail(ErrorCode::kInvalidInput, std::string("This staging document is incomplete or has a wrong type in it: ") + e.what() + ". Stage the scene again.");
  }
}

}  // namespace auteur::staging
