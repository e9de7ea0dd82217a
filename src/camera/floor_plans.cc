#include "auteur/camera/floor_plans.h"
#include "auteur/media/fitted.h"
#include "auteur/media/marks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "auteur/camera/vocabulary.h"
#include "auteur/world/floor_plan.h"
#include "idioms.h"

namespace auteur::camera {
namespace {

using media::Anchor;
using media::Ink;
using media::Spot;
using world::Taken;

constexpr double kWide = 842, kHigh = 595, kMargin = 34, kTop = 74, kList = 236, kFoot = 44;
constexpr std::size_t kMany = 10;  // set-ups
constexpr Ink kInk{43, 40, 36}, kSoft{112, 104, 94}, kFaint{206, 198, 184}, kPaper{252, 250, 245};
constexpr Ink kSetups[] = {{190, 60, 44}, {38, 96, 148}, {44, 122, 74}, {146, 74, 150}, {196, 124, 20}, {20, 128, 132}, {110, 92, 64}, {84, 84, 172}};
constexpr Ink kPeople[] = {{54, 50, 46}, {122, 58, 40}, {40, 84, 92}, {98, 62, 112}, {96, 96, 40}, {60, 72, 120}};

Ink pale(Ink ink, double opacity) {
  ink.opacity = opacity;
  return ink;
}

std::string letters_of(const Shot& s) { return s.id.starts_with(s.scene) && s.id.size() > s.scene.size() ? s.id.substr(s.scene.size()) : s.id; }

std::string spaced(const std::vector<std::string>& list) {
  std::string out;
  for (const auto& s : list) out += (out.empty() ? "" : " ") + s;
  return out;
}

class Page {
 public:
  explicit Page(const PlanSheet& sheet) : sheet_(sheet), set_(*sheet.request.set), setups_(plan_setups(sheet.request, *sheet.shots)), ways_(plan_ways(sheet.request)) {}

  media::Drawing run() {
    d_.width = kWide, d_.height = kHigh;
    d_.font = "TeX Gyre Heros, DejaVu Sans";
    d_.paper = kPaper;
    d_.title = fmt::format("{}, scene {}: floor plan", sheet_.film, sheet_.shots->scene);
    place();
    head();
    Taken taken;
    world::draw_floor_plan(d_, set_, frame_, {{}, true, 0.7}, taken);
    for (const auto& s : setups_) cone(s);
    for (const auto& s : setups_) track(s);
    for (std::size_t i = 0; i < ways_.size(); ++i) walk(ways_[i], kPeople[i % std::size(kPeople)]);
    for (const auto& s : setups_) camera_mark(s, taken);
    for (std::size_t i = 0; i < ways_.size(); ++i) people(ways_[i], kPeople[i % std::size(kPeople)], taken);
    for (const auto& s : setups_) number(s, taken);
    list();
    foot();
    return std::move(d_);
  }

 private:
  void words(double x, double y, const std::string& text, double size, Ink ink, Anchor anchor = Anchor::kStart, bool bold = false) { media::add_words(d_, text, {x, y}, size, ink, anchor, bold); }
  void line(std::vector<Spot> points, Ink ink, double width, std::vector<double> dashes = {}) { media::add_line(d_, std::move(points), ink, width, std::move(dashes)); }
  double width_of(const std::string& text, double size, bool bold = false) const { return media::width_of(d_, text, size, bold); }
  std::string fit(std::string text, double room, double size, bool bold = false) const { return media::fitted(std::move(text), room, [&](const std::string& t) { return width_of(t, size, bold); }); }
  Ink ink_of(const PlanSetup& s) const { return kSetups[static_cast<std::size_t>(s.number - 1) % std::size(kSetups)]; }

  // As large as the place, everybody's ways and all cameras allow.
  void place() {
    Box all;
    all.add({-set_.size.x / 2, 0, -set_.size.z / 2}), all.add({set_.size.x / 2, 0, set_.size.z / 2});
    const auto near = [&](Vec3 p) { return std::abs(p.x) < set_.size.x / 2 + 12 && std::abs(p.z) < set_.size.z / 2 + 12; };
    for (const auto& s : setups_)
      for (const Shot* shot : s.shots)
        for (const auto& key : shot->keys)
          if (near(key.camera.position)) all.add({key.camera.position.x, 0, key.camera.position.z});
    const double left = kMargin, right = kWide - kMargin - kList - 16, top = kTop, bottom = kHigh - kFoot - 8;
    const double wide = static_cast<double>(all.size().x) + 0.9, high = static_cast<double>(all.size().z) + 0.9;
    frame_.scale = std::min({(right - left) / wide, (bottom - top) / high, 90.0});
    const double cx = static_cast<double>(all.low.x + all.high.x) / 2, cz = static_cast<double>(all.low.z + all.high.z) / 2;
    frame_.centre = {(left + right) / 2 - cx * frame_.scale, (top + bottom) / 2 - cz * frame_.scale};
  }

  void head() {
    words(kMargin, 38, fit(fmt::format("Scene {}  {}", sheet_.shots->scene, sheet_.heading), kWide - 2 * kMargin - 200, 19, true), 19, kInk, Anchor::kStart, true);
    words(kMargin, 55, fmt::format("Floor plan \u00b7 {} {}, {} {}", sheet_.shots->shots.size(), sheet_.shots->shots.size() == 1 ? "shot" : "shots", setups_.size(), setups_.size() == 1 ? "set-up" : "set-ups"), 10, kSoft);
    words(kWide - kMargin, 38, fit(sheet_.film, 190, 11), 11, kSoft, Anchor::kEnd);
    line({{kMargin, 64}, {kWide - kMargin, 64}}, kFaint, 0.8);
  }

  // What the lens sees, as far as what it is focused on and a little more.
  void cone(const PlanSetup& s) {
    const scene::CameraAxes a = scene::axes_of(s.camera);
    Vec3 forward(a.forward.x, 0, a.forward.z);
    if (glm::length(forward) < 0.15f) return;
    forward = glm::normalize(forward);
    const Vec3 right(-forward.z, 0, forward.x);
    const float half = scene::field_of(s.camera, static_cast<float>(sheet_.request.look.aspect)).half_width, whole = std::clamp(s.camera.focus_distance * 1.12f, 0.8f, 6.f), far = setups_.size() > kMany ? std::min(whole, 1.1f) : whole;  // many long cones would hide the room
    const Spot eye = frame_.at(s.camera.position), l = frame_.at(s.camera.position + forward * far - right * (half * far)), r = frame_.at(s.camera.position + forward * far + right * (half * far));
    media::add_area(d_, {eye, l, r}, pale(ink_of(s), setups_.size() > kMany ? 0.2 : 0.09));
    line({l, eye, r}, pale(ink_of(s), 0.7), 0.7);
    if (far < whole) line({frame_.at(s.camera.position + forward * far), frame_.at(s.camera.position + forward * whole)}, pale(ink_of(s), 0.35), 0.5, {2, 3});
  }

  // Rails under the way of a camera that goes, and where it ends.
  void track(const PlanSetup& s) {
    for (const Shot* shot : s.shots) {
      std::vector<Spot> way;
      const double length = (shot->end - shot->start).value;
      for (int i = 0; i <= 24; ++i) way.push_back(frame_.at(planned_camera_at(*shot, Seconds(length * i / 24)).position));
      const double gone = std::hypot(way.back().x - way.front().x, way.back().y - way.front().y);
      if (gone < 4) continue;
      const double ux = (way.back().x - way.front().x) / gone, uy = (way.back().y - way.front().y) / gone;
      for (const double side : {-2.6, 2.6}) {
        std::vector<Spot> rail = way;
        for (Spot& p : rail) p = {p.x - uy * side, p.y + ux * side};
        line(rail, ink_of(s), 0.7);
      }
      for (std::size_t i = 1; i < way.size(); i += gone > 60 ? 1 : 3) line({{way[i].x + uy * 3.6, way[i].y - ux * 3.6}, {way[i].x - uy * 3.6, way[i].y + ux * 3.6}}, pale(ink_of(s), 0.6), 0.5);
      arrow_head(way.back(), ux, uy, 7, ink_of(s));
    }
  }

  void arrow_head(Spot tip, double ux, double uy, double size, Ink ink) {
    media::add_area(d_, {{tip.x + ux * size, tip.y + uy * size}, {tip.x - uy * size * 0.5, tip.y + ux * size * 0.5}, {tip.x + uy * size * 0.5, tip.y - ux * size * 0.5}}, ink);
  }

  void walk(const PlanWay& w, Ink ink) {
    for (const auto& way : w.ways) {
      std::vector<Spot> points;
      for (const Vec3 p : way) points.push_back(frame_.at(p));
      line(points, pale(ink, 0.9), 1.5, {4, 3});
      // The arrow half-way, where nothing else stands.
      const std::size_t m = points.size() / 2, from = m > 2 ? m - 2 : 0;
      const double length = std::hypot(points[m].x - points[from].x, points[m].y - points[from].y);
      if (length > 0.5) arrow_head(points[m], (points[m].x - points[from].x) / length, (points[m].y - points[from].y) / length, 7, ink);
    }
  }

  void people(const PlanWay& w, Ink ink, Taken& taken) {
    const double radius = std::clamp(0.2 * frame_.scale, 4.5, 11.0);
    for (const auto& stop : w.stops) {
      Spot p = frame_.at(stop.position);
      for (const auto& [dx, dy] : {std::pair{0.0, 0.0}, std::pair{1.0, 0.0}, std::pair{-1.0, 0.0}, std::pair{0.0, 1.0}, std::pair{0.0, -1.0}, std::pair{1.4, 1.4}}) {  // who stands where somebody stood before
        const Spot q{p.x + dx * 2.1 * radius, p.y + dy * 2.1 * radius};
        if (!stands_.free({q.x - 0.7 * radius, q.y - 0.7 * radius, q.x + 0.7 * radius, q.y + 0.7 * radius})) continue;
        if (q.x != p.x || q.y != p.y) line({p, q}, ink, 1);
        p = q;
        break;
      }
      const Vec3 f = heading(stop.yaw);
      const double fx = static_cast<double>(f.x), fz = static_cast<double>(f.z);
      media::add_area(d_, {{p.x + fx * radius * 1.75, p.y + fz * radius * 1.75}, {p.x - fz * radius * 0.75, p.y + fx * radius * 0.75}, {p.x + fz * radius * 0.75, p.y - fx * radius * 0.75}}, ink);
      media::add_dot(d_, p, radius, ink);
      for (Taken* where : {&stands_, &taken}) where->take({p.x - radius, p.y - radius, p.x + radius, p.y + radius});
      const double size = std::min(8.5, radius * (stop.mark.size() > 2 ? 0.85 : 1.05));
      words(p.x, p.y + size * 0.36, stop.mark, size, {255, 255, 255}, Anchor::kMiddle, true);
    }
  }

  void camera_mark(const PlanSetup& s, Taken& taken) {
    const scene::CameraAxes a = scene::axes_of(s.camera);
    Vec3 f(a.forward.x, 0, a.forward.z);
    f = glm::length(f) > 1e-3f ? glm::normalize(f) : Vec3(0, 0, -1);
    const Spot p = frame_.at(s.camera.position);
    const double fx = static_cast<double>(f.x), fy = static_cast<double>(f.z);
    const auto spot = [&](double along, double side) { return Spot{p.x + fx * along - fy * side, p.y + fy * along + fx * side}; };
    media::add_area(d_, {spot(-8, -4), spot(0.5, -4), spot(0.5, 4), spot(-8, 4)}, ink_of(s));
    media::add_area(d_, {spot(0, 0), spot(5, -3.6), spot(5, 3.6)}, ink_of(s));
    taken.take({p.x - 7, p.y - 7, p.x + 7, p.y + 7});
  }

  // The number beside its camera, farther off with a line to it where there is no room.
  void number(const PlanSetup& s, Taken& taken) {
    const Spot p = frame_.at(s.camera.position);
    const scene::CameraAxes a = scene::axes_of(s.camera);
    const double behind = std::atan2(-static_cast<double>(a.forward.z), -static_cast<double>(a.forward.x));
    std::vector<std::string> shots;
    for (const Shot* shot : s.shots) shots.push_back(letters_of(*shot));
    const std::string text = fmt::format("{}", s.number), taken_from = fit(spaced(shots), 70, 7.5);
    const double w = width_of(taken_from, 7.5) + 19, h = 13;
    Spot at{p.x, p.y - 16};
    bool found = false;
    for (double far = 15; far < 150 && !found; far += 6)
      for (const double turn : {0.0, 0.5, -0.5, 1.0, -1.0, 1.6, -1.6, 2.3, -2.3, 3.1}) {
        const double dx = std::cos(behind + turn), dy = std::sin(behind + turn);
        const Spot c{p.x + dx * (far + 0.5 * w * std::abs(dx)), p.y + dy * far};
        const Taken::Rect r{c.x - w / 2 - 1, c.y - h / 2 - 1, c.x + w / 2 + 1, c.y + h / 2 + 1};
        if (r.left < kMargin - 8 || r.right > kWide - kMargin - kList - 8 || r.top < 66 || r.bottom > kHigh - kFoot || !taken.free(r)) continue;
        at = c, found = true;
        if (far > 20) line({p, c}, pale(ink_of(s), 0.8), 0.6);
        taken.take(r);
        break;
      }
    media::add_area(d_, {{at.x - w / 2, at.y - h / 2}, {at.x + w / 2, at.y - h / 2}, {at.x + w / 2, at.y + h / 2}, {at.x - w / 2, at.y + h / 2}}, {255, 255, 255, 0.92});
    line({{at.x - w / 2, at.y - h / 2}, {at.x + w / 2, at.y - h / 2}, {at.x + w / 2, at.y + h / 2}, {at.x - w / 2, at.y + h / 2}, {at.x - w / 2, at.y - h / 2}}, ink_of(s), 0.7);
    media::add_area(d_, {{at.x - w / 2, at.y - h / 2}, {at.x - w / 2 + 13, at.y - h / 2}, {at.x - w / 2 + 13, at.y + h / 2}, {at.x - w / 2, at.y + h / 2}}, ink_of(s));
    words(at.x - w / 2 + 6.5, at.y + 3, text, 8, {255, 255, 255}, Anchor::kMiddle, true);
    words(at.x - w / 2 + 16, at.y + 2.8, taken_from, 7.5, kInk);
  }

  void list() {
    const double x = kWide - kMargin - kList, room = kHigh - kFoot - kTop - 16;
    words(x, kTop + 6, "Set-ups", 11, kInk, Anchor::kStart, true);
    const auto n = static_cast<double>(std::max<std::size_t>(1, setups_.size()));
    const double step = std::clamp((room - 12) / n, 9.2, 27.0);
    const bool two_lines = step >= 21;
    double y = kTop + 22;
    std::size_t shown = 0;
    for (const auto& s : setups_) {
      if (y > kHigh - kFoot - 4 && shown + 1 < setups_.size()) {
        words(x, y, fmt::format("and {} more: auteur shots lists them", setups_.size() - shown), 7.5, kSoft);
        break;
      }
      ++shown;
      std::vector<std::string> ids;
      for (const Shot* shot : s.shots) ids.push_back(letters_of(*shot));
      const ShotRow& r = s.row;
      const std::string rig = r.rig.empty() ? "no rig" : r.rig, size = words_ && words_->find(r.size) && !words_->find(r.size)->brief.empty() ? words_->find(r.size)->brief : r.size;
      std::string move = r.movement.ends_with(" shot") ? r.movement.substr(0, r.movement.size() - 5) : r.movement;
      const std::string what = fmt::format("{}, {:.0f} mm, {:.1f} m high, {}{}", size, r.focal_mm, r.height_m, move, r.rig == "tripod" || move == "handheld" ? "" : ", " + rig);
      media::add_area(d_, {{x, y - 8}, {x + 14, y - 8}, {x + 14, y + 2.5}, {x, y + 2.5}}, ink_of(s));
      words(x + 7, y, fmt::format("{}", s.number), 7.5, {255, 255, 255}, Anchor::kMiddle, true);
      if (two_lines) {
        words(x + 19, y, fit(spaced(ids), kList - 20, 8.5, true), 8.5, kInk, Anchor::kStart, true);
        words(x + 19, y + 10, fit(what, kList - 20, 8), 8, kSoft);
      } else {
        const std::string first = fit(spaced(ids), 62, 7.5, true);
        words(x + 19, y, first, 7.5, kInk, Anchor::kStart, true);
        words(x + 84, y, fit(what, kList - 85, 7.5), 7.5, kSoft);
      }
      y += step;
    }
  }

  void foot() {
    const double y = kHigh - 22;
    line({{kMargin, kHigh - kFoot + 4}, {kWide - kMargin, kHigh - kFoot + 4}}, kFaint, 0.8);
    const double metre = frame_.scale >= 40 ? 1 : frame_.scale >= 18 ? 2 : 5, length = metre * frame_.scale;
    double x = kMargin;
    line({{x, y}, {x + length, y}}, kInk, 1.2);
    for (const double tick : {0.0, length}) line({{x + tick, y - 3}, {x + tick, y + 3}}, kInk, 1.2);
    words(x + length + 5, y + 3, fmt::format("{:.0f} m", metre), 8.5, kSoft);
    x += length + 40;
    const auto item = [&](const std::string& text, auto mark) {
      if (x + 24 + width_of(text, 8.5) > kWide - kMargin) return;
      mark(x);
      words(x + 17, y + 3, text, 8.5, kSoft);
      x += 30 + width_of(text, 8.5);
    };
    for (std::size_t i = 0; i < ways_.size(); ++i)
      item(ways_[i].name, [&, i](double px) {
        media::add_dot(d_, {px + 7, y}, 6.5, kPeople[i % std::size(kPeople)]);
        words(px + 7, y + 2.7, ways_[i].letter, 7.5, {255, 255, 255}, Anchor::kMiddle, true);
      });
    item("walks", [&](double px) { line({{px, y}, {px + 13, y}}, kPeople[0], 1.5, {4, 3}); });
    item("camera and what it sees", [&](double px) {
      media::add_area(d_, {{px, y - 3.5}, {px + 7, y - 3.5}, {px + 7, y + 3.5}, {px, y + 3.5}}, kSetups[0]);
      media::add_area(d_, {{px + 6.5, y}, {px + 13, y - 5}, {px + 13, y + 5}}, pale(kSetups[0], 0.3));
    });
    item("track of a move", [&](double px) {
      line({{px, y - 2.5}, {px + 13, y - 2.5}}, kSetups[0], 0.7);
      line({{px, y + 2.5}, {px + 13, y + 2.5}}, kSetups[0], 0.7);
    });
  }

  const PlanSheet& sheet_;
  const world::Set& set_;
  const Result<Vocabulary> words_ = Vocabulary::open();
  std::vector<PlanSetup> setups_;
  std::vector<PlanWay> ways_;
  media::Drawing d_;
  world::PlanFrame frame_;
  Taken stands_;  // people
};

}  // namespace

std::vector<PlanSetup> plan_setups(const CoverageRequest& request, const ShotList& list) {
  std::vector<PlanSetup> out;
  const auto rows = shot_rows(request, list);
  for (std::size_t i = 0; i < list.shots.size() && i < rows.size(); ++i) {
    const Shot& s = list.shots[i];
    if (s.keys.empty()) continue;
    auto at = std::find_if(out.begin(), out.end(), [&](const PlanSetup& x) { return x.number == rows[i].setup; });
    if (at == out.end()) at = out.insert(out.end(), {rows[i].setup, {}, rows[i], s.keys.front().camera});
    at->shots.push_back(&s);
  }
  return out;
}

std::vector<PlanWay> plan_ways(const CoverageRequest& request) {
  constexpr double kStep = 0.125, kStands = 0.6;  // s
  constexpr float kApart = 0.4f;                  // metres between two stops
  std::vector<PlanWay> out;
  std::set<std::string> letters;
  const staging::Staging& staging = *request.staging;
  for (const auto& track : staging.people) {
    if (out.size() >= 24) break;
    PlanWay w;
    w.who = track.id, w.name = spoken_name(track.id);
    for (std::size_t n = 1; n <= std::max<std::size_t>(1, w.name.size()); ++n) {  // as few letters as tell people apart
      w.letter = w.name.substr(0, n);
      if (!letters.contains(w.letter)) break;
    }
    std::vector<Vec3> way;
    Vec3 last(0.f);
    bool there = false;
    double still = 0;
    const auto stop = [&](const staging::PersonState& s) {
      if (!w.stops.empty() && glm::length(w.stops.back().position - s.position) < kApart) return;
      w.stops.push_back({w.letter + std::to_string(w.stops.size() + 1), s.position, s.yaw});
    };
    const auto end_way = [&] {
      float length = 0;
      for (std::size_t i = 1; i < way.size(); ++i) length += glm::length(way[i] - way[i - 1]);
      if (length > kApart) w.ways.push_back(way);
      way.clear();
    };
    for (double t = 0; t <= staging.length.value + 1e-9; t += kStep) {
      const auto s = staging::person_at(staging, track.id, Seconds(t), request.people);
      if (!s.present) {
        if (there) end_way();
        there = false;
        continue;
      }
      const bool moves = there && glm::length(Vec3(s.position.x - last.x, 0, s.position.z - last.z)) > 0.012f;
      if (!there && t < kStep) stop(s);
      if (moves) {
        if (way.empty()) way.push_back(last);
        way.push_back(s.position);
        still = 0;
      } else {
        still += kStep;
        if (still >= kStands) {
          end_way();
          stop(s);
        }
      }
      there = true, last = s.position;
    }
    end_way();
    if (w.stops.empty() && w.ways.empty()) continue;
    letters.insert(w.letter);
    if (w.stops.size() == 1) w.stops[0].mark = w.letter;
    out.push_back(std::move(w));
  }
  return out;
}

media::Drawing floor_plan(const PlanSheet& sheet) { return Page(sheet).run(); }

}  // namespace auteur::camera
