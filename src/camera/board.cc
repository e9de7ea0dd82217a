#include "auteur/camera/board.h"

#include <algorithm>
#include <cmath>

namespace auteur::camera {
namespace {

constexpr double kStep = 0.125;          // s between looks at who walks
constexpr float kShortestWalk = 0.4f;    // m that are worth an arrow
constexpr float kVisible = 1.0f;         // the frame's edge

struct Look {
  bool present = false, inside = false;
  Vec3 floor{0.f}, seen{0.f};
};

class Teller {
 public:
  Teller(const Shot& shot, const BoardRequest& request) : shot_(shot), r_(request), length_(std::max(0.0, (shot.end - shot.start).value)) {}

  std::vector<BoardPanel> panels() const {
    std::vector<double> at;
    const int many = how_many();
    if (many == 1) at = {std::clamp(r_.telling.value >= 0 ? r_.telling.value : 0.5 * length_, 0.0, length_)};
    else
      for (int k = 0; k < many; ++k) {
        const double wanted = std::lerp(std::min(0.2, 0.1 * length_), length_ - std::min(0.25, 0.1 * length_), static_cast<double>(k) / (many - 1));
        // Whoever has gone by the end is drawn while they still go.
        at.push_back(near_subject(wanted, k > 0 && k + 1 == many ? wanted - at.back() - 0.4 : 0.35 * length_ / many));
      }
    std::vector<BoardPanel> out;
    for (std::size_t k = 0; k < at.size(); ++k) {
      BoardPanel p;
      p.at = Seconds(at[k]);
      p.from = Seconds(k == 0 ? 0 : 0.5 * (at[k - 1] + at[k]));
      p.to = Seconds(k + 1 == at.size() ? length_ : 0.5 * (at[k] + at[k + 1]));
      p.camera = camera_at(shot_, p.at);
      double next = k + 1 < at.size() ? at[k + 1] : length_;
      p.camera_to = camera_at(shot_, Seconds(next));
      p.moves = moves_between(p.camera, p.camera_to);
      if (at.size() == 1 && p.moves.empty()) {  // it has moved before: the arrow shows the whole move
        const scene::Camera first = camera_at(shot_, Seconds(0));
        p.moves = moves_between(first, p.camera_to);
      }
      p.handheld = shot_.movement == Movement::kHandheld;
      for (const auto& person : people()) {
        auto walk = walk_of(person, p.camera, at[k], next);
        if (!walk && at.size() == 1) walk = walk_of(person, p.camera, 0, at[k]);
        if (walk) p.walks.push_back(std::move(*walk));
      }
      out.push_back(std::move(p));
    }
    return out;
  }

 private:
  std::vector<std::string> people() const {
    std::vector<std::string> ids;
    if (r_.staging)
      for (const auto& p : r_.staging->people)
        if (p.id.find('#') == std::string::npos) ids.push_back(p.id);
    return ids;
  }
  puppets::Measures measures(const std::string& id) const {
    const auto it = r_.people.find(id);
    return it == r_.people.end() ? puppets::Measures{} : it->second;
  }
  Look look(const std::string& id, double t, const scene::Camera& camera) const {
    Look l;
    if (!r_.staging) return l;
    const auto state = staging::person_at(*r_.staging, id, shot_.start + Seconds(t), r_.people);
    l.present = state.present;
    if (!l.present) return l;
    l.floor = {state.position.x, 0, state.position.z};
    l.seen = project(camera, r_.aspect, state.position + Vec3(0, 0.75f * measures(id).height, 0));
    l.inside = l.seen.z > 0.2f && std::abs(l.seen.x) < kVisible && std::abs(l.seen.y) < kVisible;
    return l;
  }

  // Whether the shot's end shows something else than its beginning.
  int how_many() const {
    if (length_ < 1.5) return 1;
    const scene::Camera a = camera_at(shot_, Seconds(0)), b = camera_at(shot_, Seconds(length_));
    const auto axes_a = scene::axes_of(a), axes_b = scene::axes_of(b);
    const float distance = std::max(a.focus_distance, 0.5f);
    const double turned = std::acos(std::clamp(static_cast<double>(glm::dot(axes_a.forward, axes_b.forward)), -1.0, 1.0)) * 180 / static_cast<double>(kPi);
    const double zoomed = static_cast<double>(std::max(a.focal_mm, b.focal_mm) / std::max(1.f, std::min(a.focal_mm, b.focal_mm)));
    bool moves = static_cast<double>(glm::length(b.position - a.position) / distance) > 0.28 || turned > 14 || zoomed > 1.3;
    bool acts = false;
    for (const auto& id : people()) {
      float low = 1e9f, high = -1e9f;
      bool in = false, out = false;
      for (double t = 0; t <= length_; t += 2 * kStep) {
        const Look l = look(id, t, camera_at(shot_, Seconds(t)));
        if (l.inside) low = std::min(low, l.seen.x), high = std::max(high, l.seen.x), in = true;
        else out = true;
      }
      const bool matters = std::find(shot_.subjects.begin(), shot_.subjects.end(), id) != shot_.subjects.end();
      acts = acts || (in && high - low > 0.75f) || (in && out && matters && length_ > 2.5);
      moves = moves || (in && high - low > 1.2f);
    }
    return moves && acts && length_ > 5 ? 3 : moves || acts ? 2 : 1;
  }

  // The moment nearest to `t` at which whom the shot is of is in the picture.
  double near_subject(double t, double within) const {
    if (shot_.subjects.empty()) return t;
    for (double off = 0; off <= within; off += kStep)
      for (const double at : {t - off, t + off})
        if (at >= 0 && at <= length_ && look(shot_.subjects[0], at, camera_at(shot_, Seconds(at))).inside) return at;
    return t;
  }

  static std::vector<BoardMove> moves_between(const scene::Camera& a, const scene::Camera& b) {
    const auto axes = scene::axes_of(a), end = scene::axes_of(b);
    const Vec3 by = b.position - a.position;
    const float distance = std::max(a.focus_distance, 0.5f), right = glm::dot(by, axes.right) / distance, up = by.y / distance, in = glm::dot(by, axes.forward) / distance;
    const float across = std::atan2(glm::dot(end.forward, axes.right), glm::dot(end.forward, axes.forward)), above = std::asin(std::clamp(end.forward.y, -1.f, 1.f)) - std::asin(std::clamp(axes.forward.y, -1.f, 1.f));
    const float zoom = std::log(b.focal_mm / std::max(a.focal_mm, 1.f));
    // A camera that turns while it travels is known by its travelling.
    std::vector<std::pair<float, BoardMove>> all = {
        {std::abs(in) / 0.10f, in > 0 ? BoardMove::kPushIn : BoardMove::kPullOut}, {std::abs(right) / 0.10f, right > 0 ? BoardMove::kTrackRight : BoardMove::kTrackLeft},
        {std::abs(up) / 0.10f, up > 0 ? BoardMove::kBoomUp : BoardMove::kBoomDown}, {std::abs(zoom) / 0.12f, zoom > 0 ? BoardMove::kZoomIn : BoardMove::kZoomOut},
        {std::abs(across + right * 0.8f) / 0.10f, across > 0 ? BoardMove::kPanRight : BoardMove::kPanLeft}, {std::abs(above + up * 0.8f) / 0.10f, above > 0 ? BoardMove::kTiltUp : BoardMove::kTiltDown}};
    std::stable_sort(all.begin(), all.end(), [](const auto& x, const auto& y) { return x.first > y.first; });
    std::vector<BoardMove> out;
    for (const auto& [size, move] : all)
      if (size > 1 && size > 0.45f * all[0].first && out.size() < 2) out.push_back(move);
    return out;
  }

  std::optional<BoardWalk> walk_of(const std::string& id, const scene::Camera& camera, double from, double to) const {
    BoardWalk walk;
    walk.who = id;
    walk.height = measures(id).height;
    std::vector<Look> looks;
    bool seen = false;
    for (double t = from;; t = std::min(t + kStep, to)) {
      const Look l = look(id, t, camera);
      if (l.present) looks.push_back(l), seen = seen || l.inside;
      if (t >= to) break;
    }
    if (!seen || looks.size() < 2) return std::nullopt;
    float length = 0;
    for (std::size_t i = 1; i < looks.size(); ++i) length += glm::length(looks[i].floor - looks[i - 1].floor);
    if (length < kShortestWalk) return std::nullopt;
    walk.enters = !look(id, from, camera).inside && looks.back().inside;
    walk.leaves = looks.front().inside && !looks.back().inside;
    if (walk.leaves == false && !look(id, to, camera).present) walk.leaves = true;
    for (const Look& l : looks)
      if (walk.path.empty() || glm::length(l.floor - walk.path.back()) > 0.12f) walk.path.push_back(l.floor);
    if (walk.path.size() < 2) return std::nullopt;
    return walk;
  }

  const Shot& shot_;
  const BoardRequest& r_;
  double length_;
};

Json vec(Vec3 v) {
  const auto r = [](float x) { return std::round(static_cast<double>(x) * 1e4) / 1e4; };
  return {r(v.x), r(v.y), r(v.z)};
}
double seconds(const Json& j, const char* key) {
  const auto it = j.find(key);
  return it != j.end() && it->is_number() && std::isfinite(it->get<double>()) ? std::clamp(it->get<double>(), 0.0, 1e6) : 0.0;
}
float finite(const Json& j) {
  if (!j.is_number()) return 0;
  const double v = j.get<double>();
  return std::isfinite(v) ? static_cast<float>(std::clamp(v, -1e6, 1e6)) : 0.f;
}
Vec3 vec(const Json& j) { return j.is_array() && j.size() == 3 ? Vec3(finite(j[0]), finite(j[1]), finite(j[2])) : Vec3(0.f); }
Json camera_json(const scene::Camera& c) {
  return {{"position", vec(c.position)}, {"target", vec(c.target)}, {"roll", c.roll}, {"focal_mm", c.focal_mm}, {"gate_width_mm", c.gate_width_mm}, {"f_stop", c.f_stop}, {"focus_distance", c.focus_distance}};
}
scene::Camera camera_of(const Json& j) {
  scene::Camera c;
  if (!j.is_object()) return c;
  c.position = vec(j.value("position", Json()));
  c.target = vec(j.value("target", Json()));
  c.roll = finite(j.value("roll", Json(0)));
  c.focal_mm = std::clamp(finite(j.value("focal_mm", Json(35))), 1.f, 5000.f);
  c.gate_width_mm = std::clamp(finite(j.value("gate_width_mm", Json(24.89))), 1.f, 500.f);
  c.f_stop = std::max(0.f, finite(j.value("f_stop", Json(2.8))));
  c.focus_distance = std::clamp(finite(j.value("focus_distance", Json(2))), 0.01f, 1e6f);
  return c;
}

}  // namespace

const char* board_move_name(BoardMove move) {
  static constexpr const char* kNames[] = {"", "PUSH IN", "PULL OUT", "PAN LEFT", "PAN RIGHT", "TILT UP", "TILT DOWN", "TRACK LEFT", "TRACK RIGHT", "BOOM UP", "BOOM DOWN", "ZOOM IN", "ZOOM OUT"};
  return kNames[std::clamp(static_cast<int>(move), 0, 12)];
}

std::vector<BoardPanel> board_panels(const Shot& shot, const BoardRequest& request) { return Teller(shot, request).panels(); }

Json to_json(const std::vector<BoardPanel>& panels) {
  Json list = Json::array();
  for (const auto& p : panels) {
    Json moves = Json::array(), walks = Json::array();
    for (const auto m : p.moves) moves.push_back(static_cast<int>(m));
    for (const auto& w : p.walks) {
      Json path = Json::array();
      for (const Vec3& v : w.path) path.push_back(vec(v));
      walks.push_back({{"who", w.who}, {"path", path}, {"height", w.height}, {"enters", w.enters}, {"leaves", w.leaves}});
    }
    list.push_back({{"at", p.at.value}, {"from", p.from.value}, {"to", p.to.value}, {"camera", camera_json(p.camera)}, {"camera_to", camera_json(p.camera_to)}, {"moves", moves}, {"handheld", p.handheld}, {"walks", walks}});
  }
  return {{"kind", "auteur.board_panels"}, {"version", 1}, {"panels", list}};
}

Result<std::vector<BoardPanel>> board_panels_from_json(const Json& document) {
  if (!document.is_object() || document.value("kind", "") != "auteur.board_panels") return fail(ErrorCode::kInvalidInput, "This is no document of a shot's panels.");
  std::vector<BoardPanel> out;
  for (const auto& j : document.value("panels", Json::array())) {
    if (!j.is_object() || out.size() >= 16) break;
    BoardPanel p;
    p.at = Seconds(seconds(j, "at")), p.from = Seconds(seconds(j, "from")), p.to = Seconds(seconds(j, "to"));
    p.camera = camera_of(j.value("camera", Json())), p.camera_to = camera_of(j.value("camera_to", Json()));
    p.handheld = j.value("handheld", false);
    for (const auto& m : j.value("moves", Json::array()))
      if (m.is_number_integer()) p.moves.push_back(static_cast<BoardMove>(std::clamp(m.get<int>(), 0, 12)));
    for (const auto& w : j.value("walks", Json::array())) {
      if (!w.is_object()) continue;
      BoardWalk walk{w.value("who", ""), {}, finite(w.value("height", Json(1.5))), w.value("enters", false), w.value("leaves", false)};
      for (const auto& v : w.value("path", Json::array())) walk.path.push_back(vec(v));
      if (walk.path.size() >= 2) p.walks.push_back(std::move(walk));
    }
    out.push_back(std::move(p));
  }
  if (out.empty()) return fail(ErrorCode::kInvalidInput, "A shot's document of panels has none.");
  return out;
}

}  // namespace auteur::camera
