// People in the background: some pass through, the others look at each other, nod, make a gesture, look about; flocks graze.
#include <algorithm>

#include "auteur/base/text.h"
#include "stager.h"
#include "tables.h"

namespace auteur::staging {
namespace {

constexpr std::size_t kCrowd = 6;    // fewer do not pass: they would be missed where they stood
constexpr float kAway = 1.9f;        // metres from anybody of the cast

}  // namespace

// A share of a crowd walks through from edge to edge, on lanes that are free and far enough from the cast; each way has
// lanes of its own, so nobody walks into anybody.
void Stager::passers_by() {
  const std::string place = lower(scene_.place.kind + " " + set_.kind + " " + scene_.place.name);
  double share = 0;
  for (const auto& [part, walk] : tables().walkers)
    if (place.find(part) != std::string::npos) share = std::max(share, walk);
  std::vector<Actor*> crowd;
  for (Actor& a : actors_)
    if (a.extra && !a.animal && !a.left && !a.at.seated && a.track.moves.empty()) crowd.push_back(&a);
  if (crowd.size() < kCrowd || share <= 0 || floor_.width() < 4) return;
  // Lanes: straight lines from left to right.
  std::vector<float> lanes;
  const float half = floor_.width() / 2;
  for (float z = -floor_.depth() / 2 + 0.45f; z <= floor_.depth() / 2 - 0.4f && lanes.size() < 8; z += 0.72f) {
    bool free = true;
    for (float x = -half + 0.35f; x <= half - 0.35f && free; x += 0.25f) free = floor_.free({x, 0, z}, 0.24f);
    for (const Actor& a : actors_) {
      if (a.extra && !a.at.seated) continue;
      std::vector<Vec3> places{a.track.start.position, a.home.position};
      for (const Move& m : a.track.moves) places.insert(places.end(), {m.to.position});
      for (const Move& m : a.track.moves) places.insert(places.end(), m.path.begin(), m.path.end());
      for (const Vec3 p : places)
        if (!a.extra) free = free && (std::abs(p.z - z) > kAway || std::abs(p.x) > half);
        else free = free && (std::abs(p.z - z) > 0.55f);
    }
    if (free) lanes.push_back(z);
  }
  if (lanes.empty()) return;
  // Those who stand keep off the lanes; the last of the crowd walk.
  const auto walkers = std::min(static_cast<std::size_t>(share * static_cast<double>(crowd.size()) + 0.5), lanes.size() * 3);
  const std::vector<Actor*> walking(crowd.end() - static_cast<std::ptrdiff_t>(std::min(walkers, crowd.size())), crowd.end());
  for (Actor* a : crowd) {
    if (std::find(walking.begin(), walking.end(), a) != walking.end()) continue;
    std::erase_if(lanes, [&](float z) { return std::abs(a->at.position.z - z) < 0.5f; });
  }
  if (lanes.empty()) return;
  // A lane has one pace, and two seconds lie between those who set out on it: nobody catches up with anybody.
  std::vector<std::vector<double>> set_out(lanes.size());
  std::vector<double> pace_of;
  for (std::size_t l = 0; l < lanes.size(); ++l) pace_of.push_back(Random(mix(seed_, l, 61)).range(0.85, 1.2));
  const auto when = [&](std::size_t lane, double t) {
    for (bool moved = true; moved;) {
      moved = false;
      for (const double other : set_out[lane])
        if (std::abs(t - other) < 1.99) t = other + 2.0, moved = true;
    }
    set_out[lane].push_back(t);
    return t;
  };
  for (std::size_t i = 0; i < walking.size(); ++i) {
    Actor& a = *walking[i];
    Random random(mix(seed_, seed_of(a.track.id), 59));
    const std::size_t lane = i % lanes.size();
    const float way = lane % 2 == 0 ? 1.f : -1.f, z = lanes[lane];
    const double speed = pace_of[lane];
    const Vec3 from(-way * (half + 1.1f), 0, z), to(way * (half + 1.1f), 0, z);
    const double length = static_cast<double>(glm::length(to - from)) / speed + 0.4;
    a.passes = true;
    a.track.seen_from_start = false;
    a.on = false;
    a.at = Spot{};
    a.at.position = from;
    a.at.yaw = yaw_of(to - from);
    a.at.offstage = true;
    a.track.start = a.at;
    // The first ones are under way when the scene begins.
    double t = i < lanes.size() ? 0.02 - random.range(0.15, 0.7) * length : random.range(0.5, 6.0);
    for (int trip = 0; trip < 12 && t < out_.length.value; ++trip) {
      t = when(lane, t);
      Move in;
      in.kind = MoveKind::kEnter;
      Vec3 begin = from;
      double start = t;
      const double over = t + length;
      if (start < 0) {  // from the middle of the lane
        const double done = walked(static_cast<double>(glm::length(to - from)), length, -start);
        begin = from + glm::normalize(to - from) * static_cast<float>(done);
        start = 0;
        a.track.seen_from_start = true;
        a.track.start.position = begin;
        a.track.start.offstage = false;
      }
      in.kind = start > 0 ? MoveKind::kEnter : MoveKind::kWalk;
      in.start = Seconds(start);
      in.to.yaw = yaw_of(to - from);
      Move leave;
      leave.kind = MoveKind::kExit;
      in.path = {begin, to};
      in.end = Seconds(over);
      in.to.position = to;
      in.to.offstage = true;
      leave.start = leave.end = Seconds(over);
      leave.path = {to, to + heading(in.to.yaw) * 0.01f};
      leave.to = in.to;
      a.track.moves.push_back(in);
      a.track.moves.push_back(leave);
      t = over + random.range(3.0, 9.0);
    }
    look(a, 0, "point", to + Vec3(0, 0.9f * a.measures.eye_height, 0));
  }
}

void Stager::busy_extras() {
  constexpr float kTalking = 1.7f;  // metres
  for (Actor& a : actors_) {
    if (!a.extra || !a.on || a.passes) continue;
    Random random(mix(seed_, seed_of(a.track.id), 41));
    if (a.animal) {
      for (double t = random.range(0.3, 3.0); t < out_.length.value - 2.8; t += random.range(3.0, 6.5)) {
        if (random.unit() < 0.65 && a.at.position.y < 0.1f) overlay(a, MoveKind::kGesture, t, 2.6, a.at.position, "graze", 1);
        else a.glances.push_back({t, t + 1.6, {Seconds(t), "point", a.at.position + heading(a.at.yaw + static_cast<float>(random.range(-1.0, 1.0))) * 2.f + Vec3(0, eyes(a).y, 0)}});
      }
      continue;
    }
    const Actor* partner = nullptr;
    float nearest = kTalking;
    for (const Actor& other : actors_)
      if (&other != &a && other.extra && other.on && !other.passes && !other.animal)
        if (const float d = flat_distance(a.at.position, other.at.position); d < nearest) nearest = d, partner = &other;
    if (partner) look(a, 0, partner->track.id);
    for (double t = random.range(0.4, 2.5); t < out_.length.value - 1.2; t += random.range(2.2, 5.5)) {
      const double dice = random.unit(), side = random.range(-0.9, 0.9), up = random.range(-0.35, 0.1);
      if (partner && dice < 0.3) {
        overlay(a, MoveKind::kNod, t, 1.0, eyes(*partner), "", 1);
      } else if (partner && dice < 0.55) {
        overlay(a, MoveKind::kGesture, t, 1.3, eyes(*partner), "", dice < 0.42 ? 0 : 1);
      } else {
        const Vec3 to = a.at.position + heading(a.at.yaw + static_cast<float>(side)) * 2.f + Vec3(0, eyes(a).y + static_cast<float>(up), 0);
        a.glances.push_back({t, t + 1.1 + random.unit(), {Seconds(t), "point", to}});
      }
    }
  }
}

}  // namespace auteur::staging
