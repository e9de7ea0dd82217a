#include "auteur/base/data_folder.h"
#include "auteur/camera/demonstration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "auteur/camera/moves.h"
#include "auteur/camera/rig.h"
#include "optics.h"

namespace auteur::camera {
namespace {

constexpr float kDegree = static_cast<float>(M_PI / 180);
constexpr std::size_t kMostFrames = 4, kMostThings = 400;

Vec3 point(const Json& j) {
  if (j.size() == 2) return {j.at(0).get<float>(), 0, j.at(1).get<float>()};
  return {j.at(0).get<float>(), j.at(1).get<float>(), j.at(2).get<float>()};
}

Vec3 colour(const Json& j, Vec3 otherwise) { return j.is_array() && j.size() == 3 ? point(j) : otherwise; }

Movement movement_named(const std::string& name) {
  for (int i = 0; i <= static_cast<int>(Movement::kRoll); ++i)
    if (name == movement_name(static_cast<Movement>(i))) return static_cast<Movement>(i);
  throw std::runtime_error(fmt::format("there is no move '{}'", name));
}

}  // namespace

class DemoReader {
 public:
  Demonstrations read(const Json& d) {
    cast(d.at("people"));
    stages_ = &d.at("stages");
    for (const auto& [name, j] : stages_->items()) stage_named(name, 0);
    for (const Json& j : d.at("terms")) {
      where_ = "term " + j.at("term").get<std::string>();
      out_.all_.push_back(term(j));
    }
    return std::move(out_);
  }
  const std::string& where() const { return where_; }

 private:
  void cast(const Json& people) {
    screenplay::Breakdown b;
    std::map<std::string, Json> bible;
    for (const auto& [id, j] : people.items()) {
      screenplay::CastMember m;
      m.id = m.name = id;
      m.description = j.value("description", "");
      m.age = j.value("age", 0);
      m.gender = j.value("gender", "");
      b.cast.push_back(m);
      bible[id] = j;
    }
    for (auto& who : world::cast_identities(b, bible, 7)) out_.measures_[who.id] = puppets::measures_of(who), out_.people_[who.id] = std::move(who);
  }

  const DemoStage& stage_named(const std::string& name, int depth) {
    const auto known = out_.stages_.find(name);
    if (known != out_.stages_.end()) return known->second;
    if (!stages_->contains(name)) throw std::runtime_error(fmt::format("there is no stage '{}'", name));
    if (depth > 6) throw std::runtime_error("stages are like each other in a ring");
    where_ = "stage " + name;
    DemoStage made = stage(name, stages_->at(name), depth);
    return out_.stages_[name] = std::move(made);
  }

  DemoStage stage(const std::string& name, const Json& j, int depth) {
    DemoStage s;
    if (j.contains("like")) s = stage_named(j.at("like").get<std::string>(), depth + 1);
    where_ = "stage " + name;
    s.name = name;
    if (j.contains("place")) s.place = j.at("place");
    const std::string time = j.value("time", "");
    if (!time.empty()) s.time = time == "dawn" ? screenplay::TimeOfDay::kDawn : time == "dusk" ? screenplay::TimeOfDay::kDusk : time == "night" ? screenplay::TimeOfDay::kNight : screenplay::TimeOfDay::kDay;
    if (j.contains("weather")) {
      const auto weather = screenplay::weather_of(j.at("weather").get<std::string>());
      if (!weather) throw std::runtime_error(fmt::format("there is no weather '{}'; there are none, clear, rain, storm, snow, fog, wind", j.at("weather").get<std::string>()));
      s.weather = *weather;
    }
    s.room_light = j.value("room_light", s.room_light);
    s.exposure = j.value("exposure", s.exposure);
    s.haze = std::clamp(j.value("haze", s.haze), 0.f, 5.f);
    s.unmetered = j.value("unmetered", s.unmetered);
    if (j.contains("people")) {
      s.staging = {};
      s.staging.scene = "1";
      s.staging.length = Seconds(20);
      for (const Json& p : j.at("people")) s.staging.people.push_back(track(p, j.at("people")));
    }
    if (j.contains("things")) {
      s.things.clear();
      for (const Json& t : j.at("things"))
        if (s.things.size() < kMostThings) s.things.push_back(thing(t));
    }
    if (j.contains("lights")) {
      s.lights.clear();
      for (const Json& l : j.at("lights")) {
        DemoLight light;
        light.position = point(l.at("at")), light.towards = point(l.at("to"));
        light.colour = colour(l.value("colour", Json()), Vec3(1.f));
        light.size = std::clamp(l.value("size", 0.5f), 0.02f, 6.f), light.strength = std::clamp(l.value("strength", 5.f), 0.f, 5000.f);
        s.lights.push_back(light);
      }
    }
    return s;
  }

  static DemoThing thing(const Json& j) {
    DemoThing t;
    if (j.contains("rod")) t.a = point(j.at("rod").at(0)), t.b = point(j.at("rod").at(1)), t.radius = std::clamp(j.value("radius", 0.015f), 0.002f, 2.f);
    else t.a = point(j.at("box").at(0)), t.size = point(j.at("box").at(1)), t.yaw = j.value("turn", 0.f) * kDegree;
    t.colour = colour(j.value("colour", Json()), t.colour), t.glow = colour(j.value("glow", Json()), Vec3(0.f));
    return t;
  }

  static staging::PersonTrack track(const Json& p, const Json& all) {
    staging::PersonTrack track;
    track.id = p.at("who").get<std::string>();
    track.start.position = point(p.at("at"));
    const auto place_of = [&](const std::string& id) {
      for (const Json& other : all)
        if (other.at("who") == id) return point(other.at("at"));
      throw std::runtime_error(fmt::format("nobody is called {}", id));
    };
    const Json faces = p.value("faces", Json(180));  // somebody, a place, or degrees
    const Vec3 towards = faces.is_string() ? place_of(faces.get<std::string>()) : faces.is_array() ? point(faces) : Vec3(0.f);
    track.start.yaw = faces.is_number() ? faces.get<float>() * kDegree : yaw_of(towards - track.start.position);
    const Json looks = p.value("looks", faces);
    if (looks.is_string()) track.gaze.push_back({Seconds(0), looks.get<std::string>(), {}});
    else track.gaze.push_back({Seconds(0), "point", looks.is_array() ? point(looks) : track.start.position + heading(track.start.yaw) * 4.f + Vec3(0, 1.2f, 0)});
    screenplay::Mood mood;
    mood.valence = p.value("valence", 0.0), mood.tension = p.value("tension", 0.0), mood.arousal = p.value("arousal", 0.0);
    track.mood.push_back({Seconds(0), mood});
    if (p.contains("walks")) {
      staging::Move m;
      m.kind = staging::MoveKind::kWalk;
      m.start = Seconds(std::max(0.01, p.value("from", 0.0))), m.end = Seconds(p.value("until", 6.0));
      m.path.push_back(track.start.position);
      for (const Json& w : p.at("walks")) m.path.push_back(point(w));
      m.to.position = m.path.back(), m.to.yaw = yaw_of(m.path.back() - m.path[m.path.size() - 2]);
      track.start.yaw = yaw_of(m.path[1] - m.path[0]);
      track.moves.push_back(m);
    }
    return track;
  }

  staging::PersonState state(const DemoStage& s, const std::string& who, double t) const {
    if (!out_.people_.contains(who)) throw std::runtime_error(fmt::format("nobody is called {}", who));
    const auto state = staging::person_at(s.staging, who, Seconds(t), out_.measures_);
    if (!state.present) throw std::runtime_error(fmt::format("{} is not on the stage {}", who, s.name));
    return state;
  }

  // Where the camera stands: told outright ("at", "to"), or by how somebody ("on"), two ("between") or a thing ("thing")
  // is to be framed: heads of height, degrees off the face, pitch or height of the lens, place on the screen.
  scene::Camera camera(const Json& j, const DemoStage& s, double t) const {
    scene::Camera c;
    c.focal_mm = std::clamp(j.value("mm", 50.f), 8.f, 800.f);
    c.f_stop = j.value("stop", 2.8f);
    c.roll = j.value("roll", 0.f) * kDegree;
    c.squeeze = j.value("squeeze", 1.f);
    if (j.contains("at")) {
      c.position = point(j.at("at")), c.target = point(j.at("to"));
      c.focus_distance = glm::length(c.target - c.position);
      return c;
    }
    Vec3 eyes(0.f);
    float yaw = 0, head = 0.36f;
    if (j.contains("on")) {
      const std::string who = j.at("on").get<std::string>();
      const auto now = state(s, who, t);
      const auto& m = out_.measures_.at(who);
      eyes = staging::eyes_of(now, m), yaw = now.yaw, head = m.head_height;
    } else if (j.contains("between")) {
      const std::string a = j.at("between").at(0), b = j.at("between").at(1);
      const auto &ma = out_.measures_.at(a), &mb = out_.measures_.at(b);
      const Vec3 ea = staging::eyes_of(state(s, a, t), ma), eb = staging::eyes_of(state(s, b, t), mb);
      eyes = 0.5f * (ea + eb), head = 0.5f * (ma.head_height + mb.head_height);
      yaw = yaw_of(Vec3(-(eb - ea).z, 0, (eb - ea).x));
    } else {
      eyes = point(j.at("thing"));
    }
    const float turn = yaw + j.value("turn", 25.f) * kDegree, heads = std::clamp(j.value("heads", 2.1f), 0.05f, 200.f);
    const scene::Field field = scene::field_of(c, static_cast<float>(Demonstrations::kAspect));
    const float z = heads * head / (2 * field.half_height), x = j.value("x", 0.f), y = j.value("y", 0.3f);
    const auto place = [&](float pitch) {
      const Vec3 back = heading(turn), forward = -back * std::cos(pitch) + Vec3(0, std::sin(pitch), 0);
      scene::Camera at = c;
      at.position = Vec3(0.f), at.target = forward;
      const scene::CameraAxes a = scene::axes_of(at);
      at.position = eyes - z * (a.forward + a.right * (x * field.half_width) + a.up * (y * field.half_height));
      at.target = at.position + forward * z;
      at.focus_distance = z;
      return at;
    };
    if (!j.contains("height")) return place(j.value("pitch", -2.f) * kDegree);
    const float wanted = j.at("height").get<float>() * eyes.y;
    float low = -1.4f, high = 1.4f;  // the more it looks up, the lower it stands
    for (int i = 0; i < 40; ++i) {
      const float middle = 0.5f * (low + high);
      (place(middle).position.y > wanted ? low : high) = middle;
    }
    return place(0.5f * (low + high));
  }

  Demonstration term(const Json& j) {
    Demonstration d;
    d.term = j.at("term").get<std::string>();
    d.unlike = j.value("unlike", "");
    d.sound = j.value("sound", Json());
    const std::string usual = j.value("stage", "talk");
    for (const Json& f : j.at("frames")) {
      DemoFrame frame;
      frame.stage = f.value("stage", usual);
      const auto at = out_.stages_.find(frame.stage);
      if (at == out_.stages_.end()) throw std::runtime_error(fmt::format("there is no stage '{}'", frame.stage));
      const DemoStage& s = at->second;
      frame.t = f.value("t", 0.0);
      frame.caption = f.value("caption", "");
      frame.marks = f.value("marks", Json::array());
      if (f.contains("on")) frame.subjects.push_back(f.at("on").get<std::string>());
      if (f.contains("between")) frame.subjects = f.at("between").get<std::vector<std::string>>();
      frame.camera = camera(f, s, frame.t);
      if (f.contains("focus")) {
        const Vec3 on = f.at("focus").is_string() ? staging::eyes_of(state(s, f.at("focus").get<std::string>(), frame.t), out_.measures_.at(f.at("focus").get<std::string>())) : point(f.at("focus"));
        frame.camera.focus_distance = std::max(0.2f, project(frame.camera, Demonstrations::kAspect, on).z);
      }
      frame.shutter = frame.camera;
      if (f.contains("move")) moments(f, s, frame, d);
      else d.frames.push_back(frame);
    }
    if (d.frames.empty() || d.frames.size() > kMostFrames) throw std::runtime_error(fmt::format("it has {} frames; 1 to {} are shown", d.frames.size(), kMostFrames));
    return d;
  }

  // One shot with a move, seen at several of its moments.
  void moments(const Json& f, const DemoStage& s, const DemoFrame& from, Demonstration& d) {
    const Json& m = f.at("move");
    Shot shot;
    shot.id = d.term;
    shot.movement = movement_named(m.value("kind", "static"));
    const double seconds = std::clamp(m.value("seconds", 4.0), 0.1, 18.0);
    shot.start = Seconds(from.t), shot.end = Seconds(from.t + seconds);
    MoveOrder order{shot.movement, from.camera, {}, seconds, m.value("amount", 0.0)};
    order.subject = from.subjects.empty() ? from.camera.target : staging::eyes_of(state(s, from.subjects[0], from.t), out_.measures_.at(from.subjects[0]));
    shot.keys = keys_of_move(order);
    if (m.contains("focus_to")) {
      const std::string who = m.at("focus_to").get<std::string>();
      pull_focus(shot, Seconds(0.35 * seconds), project(from.camera, Demonstrations::kAspect, staging::eyes_of(state(s, who, from.t), out_.measures_.at(who))).z, Seconds(0.6));
    }
    if (m.contains("rig")) shot.support = support_of(m.at("rig").get<std::string>(), d.term);
    if (m.contains("follow")) {  // the camera keeps its place beside somebody who walks
      const std::string who = m.at("follow").get<std::string>();
      const Vec3 first = state(s, who, from.t).position;
      shot.keys.clear();
      for (double into = 0; into <= seconds + 1e-6; into += 0.5) {
        CameraKey key{Seconds(into), from.camera};
        const Vec3 shift = state(s, who, from.t + into).position - first;
        key.camera.position += shift, key.camera.target += shift;
        shot.keys.push_back(key);
      }
    }
    const Json captions = m.value("captions", Json::array());
    const auto shares = m.value("at", std::vector<double>{0, 1});
    for (std::size_t i = 0; i < shares.size(); ++i) {
      DemoFrame frame = from;
      frame.t = from.t + shares[i] * seconds;
      frame.camera = camera_at(shot, Seconds(shares[i] * seconds));
      frame.shutter = camera_at(shot, Seconds(shares[i] * seconds + 1.0 / 48));
      frame.caption = i < captions.size() ? captions[i].get<std::string>() : frame.caption;
      if (i > 0) frame.marks = m.value("then_marks", Json::array());
      d.frames.push_back(frame);
    }
    d.moves.push_back(shot);
  }

  Demonstrations out_;
  const Json* stages_ = nullptr;
  std::string where_;
};

Result<Demonstrations> Demonstrations::read(std::string_view json, const std::string& file) {
  const Json document = TRY(parse_json(json, file));
  TRY(expect_kind(document, "auteur.camera-demonstrations", 1));
  DemoReader reader;
  try {
    return reader.read(document);
  } catch (const std::exception& e) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: {} cannot be read: {}.", file, reader.where().empty() ? "it" : reader.where(), e.what()));
  }
}

Result<Demonstrations> Demonstrations::open() {
  const Path path = data_file("camera/demonstrations.json");
  const auto text = read_text(path);
  if (!text) return fail(ErrorCode::kUnavailable, fmt::format("The table {} is missing. Reinstall Auteur's data folder.", path.string()));
  return read(*text, path.string());
}

const Demonstration* Demonstrations::find(std::string_view term) const {
  const auto at = std::find_if(all_.begin(), all_.end(), [&](const Demonstration& d) { return d.term == term; });
  return at == all_.end() ? nullptr : &*at;
}

Vec3 Demonstrations::eyes(const std::string& stage_name, const std::string& who, double t) const {
  return staging::eyes_of(staging::person_at(stage(stage_name).staging, who, Seconds(t), measures_), measures_.at(who));
}

std::vector<std::string> Demonstrations::seen(const DemoFrame& frame) const {
  std::vector<std::string> out;
  for (const auto& track : stage(frame.stage).staging.people) {
    const Vec3 at = project(frame.camera, kAspect, eyes(frame.stage, track.id, frame.t));
    if (at.z > 0.1f && std::abs(at.x) < 1 && std::abs(at.y) < 1) out.push_back(track.id);
  }
  return out;
}

}  // namespace auteur::camera
