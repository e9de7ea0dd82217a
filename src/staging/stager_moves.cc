// What bodies do: walk, sit, stand, reach, give. Every function writes moves, prop keys and sounds, and says when it is over.
#include <cmath>
#include <algorithm>

#include "auteur/world/animals.h"
#include "stager.h"
#include "tables.h"

namespace auteur::staging {
namespace {

constexpr double kSitTime = 1.2, kReachTime = 1.0;
// What lies lower than kLow one crouches for, and its place is this far before one's feet.
constexpr float kLow = 0.3f;
float down_reach(const Actor& a) { return 0.75f * a.measures.arm_length; }
constexpr float kRamp = 0.4f;

// Behind the wall on the handle's side of a door, out of the way of its leaf and out of sight.
Vec3 beside(const world::Anchor& door) { return flat(door.position) - heading(door.yaw) * 0.75f + heading(door.yaw + kPi / 2) * 0.55f; }

}  // namespace

double path_length(const std::vector<Vec3>& path) {
  double sum = 0;
  for (std::size_t i = 1; i < path.size(); ++i) sum += glm::length(path[i] - path[i - 1]);
  return sum;
}

Vec3 along_path(const std::vector<Vec3>& path, double distance) {
  if (path.empty()) return Vec3(0.f);
  for (std::size_t i = 1; i < path.size(); ++i) {
    const double piece = glm::length(path[i] - path[i - 1]);
    if (distance <= piece && piece > 0) return glm::mix(path[i - 1], path[i], static_cast<float>(std::max(0.0, distance) / piece));
    distance -= piece;
  }
  return path.back();
}

// Constant speed with a soft start and stop of `ramp` seconds each.
double walked(double length, double duration, double t) {
  if (duration <= 0) return length;
  const double ramp = std::min<double>(kRamp, duration / 3), v = length / (duration - ramp);
  t = std::clamp(t, 0.0, duration);
  if (t < ramp) return v * t * t / (2 * ramp);
  if (t > duration - ramp) return length - v * (duration - t) * (duration - t) / (2 * ramp);
  return v * (t - ramp / 2);
}

double walk_speed(double length, double duration, double t) {
  if (duration <= 0 || t <= 0 || t >= duration) return 0;
  const double ramp = std::min<double>(kRamp, duration / 3), v = length / (duration - ramp);
  return v * std::min({1.0, t / ramp, (duration - t) / ramp});
}

Actor* Stager::actor(const std::string& id) {
  for (Actor& a : actors_)
    if (a.track.id == id) return &a;
  return nullptr;
}

Thing* Stager::thing(const std::string& id) {
  for (Thing& t : things_)
    if (t.track.id == id) return &t;
  return nullptr;
}

std::vector<Vec3> Stager::others(const Actor* except) const {
  std::vector<Vec3> points;
  for (const Actor& a : actors_)
    if (&a != except && a.on && a.carried_by.empty() && a.at.position.y < 0.3f) points.push_back(a.at.position);
  return points;
}

Vec3 Stager::eyes(const Actor& a) const {
  const float up = a.at.lying ? a.measures.lying_eye_height : a.at.seated ? a.measures.seated_eye_height + a.at.seat_height - 0.45f : a.measures.eye_height;
  return a.at.position + Vec3(0, up, 0);
}

void Stager::sound(SoundEventKind kind, double t, Vec3 where, const std::string& material, const std::string& what, double strength) {
  if (out_.sounds.size() < 20000) out_.sounds.push_back({kind, Seconds(t), where, material, what, strength});
}

void Stager::steps(const std::vector<Vec3>& path, double start, double length, double strength, const Actor& walker) {
  const double total = path_length(path);
  if (walker.animal) {
    // Four feet to a stride; what weighs little is not heard.
    const puppets::Measures& m = walker.measures;
    const double heavy = std::min(1.3, static_cast<double>(m.back_height) / 0.9);
    if (heavy < 0.22 || m.flies) return;
    const double beat = std::max(0.05, static_cast<double>(m.stride) / 4);
    const world::AnimalKind* kind = world::animal_kind(m.species);
    const std::string& floor = floor_.material();
    const bool hooves = kind && kind->numbers.contains("hoof") && floor != "grass" && floor != "sand" && floor != "snow" && floor != "carpet";
    double at = 0;
    for (int i = 1; i <= std::min(400, static_cast<int>(total / beat)); ++i) {
      while (at < length && walked(total, length, at) < i * beat - 1e-9) at += 0.01;
      sound(SoundEventKind::kStep, start + std::min(at, length), along_path(path, i * beat), hooves ? "hooffall" : floor_.material(), "", strength * heavy * heavy);
    }
    return;
  }
  // A foot comes down, as puppets walk, a little before the middle of every step.
  const puppets::Steps gait = puppets::steps_of(walker.measures, static_cast<float>(total));
  const double each = 0.5 * static_cast<double>(gait.stride), first = (0.5 - static_cast<double>(puppets::kStandingPhase)) * 2 * each;
  double t = 0;
  for (int i = 0; i < std::min(400, gait.count); ++i) {
    const double at = first + i * each;
    while (t < length && walked(total, length, t) < at - 1e-9) t += 0.01;
    sound(SoundEventKind::kStep, start + std::min(t, length), along_path(path, at), floor_.material(), "", strength);
  }
}

// The walking path, cleaned, with a step round people who stand in the way.
std::vector<Vec3> Stager::way(const Actor& walker, Vec3 from, Vec3 to) const {
  std::vector<Vec3> raw = world::walk_path(set_, from, to), path{from};
  if (raw.size() > 200) raw.resize(200);
  for (const Vec3 p : raw)
    if (finite(p) && glm::length(p) < 500.f && flat_distance(p, path.back()) > 0.05f) path.push_back(flat(p));
  if (flat_distance(path.back(), to) > 0.02f) path.push_back(to);
  else path.back() = path.size() > 1 ? to : path.back();
  if (path.size() < 2) path.push_back(to);
  const std::vector<Vec3> people = others(&walker);
  std::vector<Vec3> out{path.front()};
  for (std::size_t i = 1; i < path.size(); ++i) {
    const Vec3 a = path[i - 1], b = path[i], d = b - a;
    const float length = glm::length(d);
    struct Bend { float at; Vec3 p; };
    std::vector<Bend> bends;
    if (length > 0.5f)
      for (const Vec3 p : people) {
        const float s = glm::dot(p - a, d) / (length * length);
        const Vec3 foot = a + d * s;
        if (s < 0.1f || s > 0.9f || flat_distance(foot, p) > 0.42f) continue;
        const Vec3 side = Vec3(d.z, 0, -d.x) / length;
        const float sign = glm::dot(foot - p, side) >= 0 ? 1.f : -1.f;
        for (const float k : {sign, -sign})
          if (const Vec3 round = p + side * (k * 0.5f); floor_.free(round, 0.15f)) { bends.push_back({s, round}); break; }
      }
    std::stable_sort(bends.begin(), bends.end(), [](const Bend& x, const Bend& y) { return x.at < y.at; });
    for (std::size_t k = 0; k < bends.size() && k < 4; ++k) out.push_back(bends[k].p);
    out.push_back(b);
  }
  return out;
}

double Stager::turn_to(Actor& a, double t, float yaw) {
  if (!a.on || a.at.seated || std::abs(wrap_angle(yaw - a.at.yaw)) < 0.12f) return t;
  Move move;
  move.kind = MoveKind::kTurn;
  const double start = std::max(t, a.free);
  move.start = Seconds(start);
  move.end = Seconds(start + turn_time(wrap_angle(yaw - a.at.yaw)));
  move.to = a.at;
  move.to.yaw = wrap_angle(yaw);
  a.at = move.to;
  a.free = move.end.value;
  a.track.moves.push_back(move);
  return a.free;
}

// Nobody walks off backwards: who goes far to the side or back turns on the spot first.
double Stager::turn_to_way(Actor& a, double t, const std::vector<Vec3>& path) {
  const Vec3 ahead = along_path(path, 0.3) - along_path(path, 0);
  if (a.animal || glm::length(ahead) < 1e-4f || std::abs(wrap_angle(yaw_of(ahead) - a.at.yaw)) < kAboutTurn) return t;
  return turn_to(a, t, yaw_of(ahead));
}

// The walk's end, and a turn on the spot after it for who then faces another way than they came.
double Stager::arrive(Actor& a, Move walk) {
  const float wanted = walk.to.yaw;
  const double total = path_length(walk.path);
  const Vec3 came = along_path(walk.path, total) - along_path(walk.path, std::max(0.0, total - 0.2));
  const bool turns = !a.animal && glm::length(came) > 1e-4f && std::abs(wrap_angle(wanted - yaw_of(came))) >= kAboutTurn;
  if (turns) walk.to.yaw = yaw_of(came);
  a.at = walk.to;
  a.free = walk.end.value;
  a.track.moves.push_back(std::move(walk));
  return turns ? turn_to(a, a.free, wanted) : a.free;
}

double Stager::stand_up(Actor& a, double t) {
  if (!a.on || (!a.at.seated && !a.at.lying)) return t;
  if (a.animal) {
    Move move;
    move.kind = MoveKind::kStand;
    move.start = Seconds(std::max(t, a.free));
    move.end = move.start + Seconds(0.7);
    move.to = a.at;
    move.to.seated = move.to.lying = false;
    a.at = move.to;
    a.free = move.end.value;
    a.track.moves.push_back(move);
    return a.free;
  }
  const world::Anchor* seat = floor_.anchor(a.at.anchor);
  Move move;
  move.kind = MoveKind::kStand;
  move.start = Seconds(std::max(t, a.free));
  move.end = move.start + Seconds(kSitTime);
  move.to = a.at;
  move.to.seated = false;
  if (seat) move.to.position = before_seat(floor_, *seat);
  move.to.anchor.clear();
  sound(SoundEventKind::kStand, move.start.value + 0.15, a.at.position, seat ? seat->furniture : "", a.track.id, 0.5);
  a.at = move.to;
  a.free = move.end.value;
  a.track.moves.push_back(move);
  return a.free;
}

double Stager::walk_to(Actor& a, double t, const Spot& to, double speed, MoveKind kind) {
  if (!a.on && kind != MoveKind::kEnter) return t;
  double start = std::max(t, a.free);
  if (a.at.seated) start = stand_up(a, start);
  if (a.animal) return go(a, start, to, speed > 0.5 * static_cast<double>(a.measures.walk_speed + a.measures.trot_speed), false);
  if (flat_distance(a.at.position, to.position) < 0.15f && kind == MoveKind::kWalk) return turn_to(a, start, to.yaw);
  if (const auto gait = blocking_.gait.find(a.track.id); gait != blocking_.gait.end() && speed > 0.85 && speed < 1.5) speed *= std::clamp(gait->second, 0.7, 1.3);
  Move move;
  move.kind = kind;
  move.path = way(a, a.at.position, to.position);
  if (kind != MoveKind::kEnter) start = turn_to_way(a, start, move.path);
  const double total = path_length(move.path);
  const double length = std::max(0.8, total / std::clamp(speed, 0.6, 2.0) + kRamp);
  move.start = Seconds(start);
  move.end = Seconds(start + length);
  move.to = to;
  move.to.seated = false;
  steps(move.path, start, length, speed > 1.4 ? 1.0 : speed < 0.85 ? 0.4 : 0.7, a);
  arrive(a, std::move(move));
  followers_of(a, start);
  return a.free;
}

double Stager::sit_down(Actor& a, double t, const std::string& word) {
  if (!a.on || a.at.seated) return std::max(t, a.free);
  if (a.animal) return sit_on_floor(a, t);
  const world::Anchor* best = nullptr;
  float best_cost = 1e30f;
  for (const world::Anchor& seat : floor_.anchors()) {
    if (seat.kind != world::AnchorKind::kSeat && seat.kind != world::AnchorKind::kBed) continue;
    bool clear = true;
    for (const Vec3 p : others(&a)) clear = clear && flat_distance(p, seat.position) > 0.4f;
    if (!clear) continue;
    float cost = flat_distance(a.at.position, seat.position) + (seat.kind == world::AnchorKind::kBed ? 3.f : 0.f);
    if (!word.empty()) {
      if (same_word(seat.furniture, word)) cost -= 20;
      else if (const world::Anchor* near = floor_.nearest(word, seat.position); near && flat_distance(near->position, seat.position) < 1.2f) cost -= 15;
    }
    // A seat that faces somebody already sitting is the one for talking.
    for (const Actor& other : actors_)
      if (&other != &a && other.on && other.at.seated) {
        const Vec3 d = flat(other.at.position - seat.position);
        if (glm::length(d) > 0.3f && glm::length(d) < 2.2f) cost -= glm::dot(glm::normalize(d), heading(seat.yaw));
      }
    if (cost < best_cost) best = &seat, best_cost = cost;
  }
  if (!best) return std::max(t, a.free);
  Spot front;
  front.position = before_seat(floor_, *best);
  front.yaw = best->yaw;
  double start = walk_to(a, t, front, 1.0);
  start = std::max(start, a.free);
  Move move;
  move.kind = MoveKind::kSit;
  move.start = Seconds(start);
  move.end = Seconds(start + kSitTime);
  move.to = seat_spot(*best);
  move.object = best->furniture;
  a.at = move.to;
  a.free = move.end.value;
  sound(SoundEventKind::kSit, start + 0.75 * kSitTime, a.at.position, best->furniture, a.track.id, 0.6);
  a.track.moves.push_back(std::move(move));
  return a.free;
}

// Arms round each other: so near that hands meet behind a back, a little beside each other, so that heads do not meet.
double Stager::embrace(Actor& a, Actor& b, double t) {
  constexpr float kApart = 0.35f, kAside = 0.18f;
  constexpr double kLength = 2.8;
  double start = std::max({t, a.free, b.free});
  start = std::max(stand_up(a, start), stand_up(b, start));
  Vec3 between = flat(a.at.position) - flat(b.at.position);
  const float apart = glm::length(between);
  between = apart > 1e-3f ? between / apart : heading(b.at.yaw);
  Spot to = a.at;
  to.seated = false;
  to.anchor.clear();
  to.position = flat(b.at.position) + between * kApart + Vec3(between.z, 0, -between.x) * kAside;
  to.yaw = yaw_of(-between);
  start = walk_to(a, start, to, 1.0);
  start = std::max(start, turn_to(b, start, yaw_of(between)));
  for (Actor* one : {&a, &b}) look(*one, start, "point", eyes(*one) + heading(one->at.yaw) * 2.f - Vec3(0, 0.5f, 0));  // over the other's shoulder
  const auto back = [](const Actor& of) { return flat(of.at.position) - heading(of.at.yaw) * 0.1f + Vec3(0, of.measures.eye_height - 0.95f * of.measures.head_height, 0); };
  const double end = overlay(a, MoveKind::kGesture, start, kLength, back(b), "embrace", 1);
  overlay(b, MoveKind::kGesture, start + 0.15, kLength - 0.15, back(a), "embrace", 1);
  look(a, end - 0.3, b.track.id);
  look(b, end - 0.3, a.track.id);
  a.free = std::max(a.free, end), b.free = std::max(b.free, end);
  return end;
}

double Stager::overlay(Actor& a, MoveKind kind, double t, double length, Vec3 aim, const std::string& object, int hand) {
  Move move;
  move.kind = kind;
  move.start = Seconds(t);
  move.end = Seconds(t + length);
  move.to = a.at;
  move.aim = aim;
  move.object = object;
  move.hand = hand;
  a.track.moves.push_back(std::move(move));
  return t + length;
}

constexpr const char* kVehicles[] = {"car", "bus", "van", "truck", "taxi", "train", "tram"};

// The side of a vehicle that is nearer: a step before its door, and the seat behind it, where nobody is seen.
std::optional<Stager::Threshold> Stager::vehicle_side(const std::string& word, Vec3 seen_from) const {
  const world::Piece* piece = word.empty() || floor_.interior() ? nullptr : floor_.nearest_piece(word, seen_from);
  if (!piece || std::none_of(std::begin(kVehicles), std::end(kVehicles), [&](const char* v) { return same_word(piece->word, v); })) return std::nullopt;
  const Vec3 low = piece->bounds.low, high = piece->bounds.high, middle = flat(piece->bounds.centre());
  if (high.x - low.x < 0.8f || high.z - low.z < 0.8f) return std::nullopt;
  // Doors are in the long sides, a little before the middle.
  const bool along_x = high.x - low.x >= high.z - low.z;
  const float side = (along_x ? seen_from.z - middle.z : seen_from.x - middle.x) >= 0 ? 1.f : -1.f;
  Threshold t;
  t.inside = t.outside = middle + (along_x ? Vec3(0.12f * (high.x - low.x), 0, 0) : Vec3(0, 0, 0.12f * (high.z - low.z)));
  const float half = 0.5f * (along_x ? high.z - low.z : high.x - low.x);
  (along_x ? t.inside.z : t.inside.x) += side * 0.45f * half;
  (along_x ? t.outside.z : t.outside.x) += side * (half + 0.4f);
  t.outside = floor_.nearest_free(t.outside, 0.2f, std::vector<Vec3>{}, 0.f);
  return t;
}

double Stager::enter(Actor& a, double t, const Beat& beat) {
  if (a.on) return walk_to(a, t, a.home, pace(beat, &a));
  const world::Anchor* door = floor_.door();
  if (!beat.object.empty())
    if (const world::Anchor* named = floor_.nearest(beat.object, Vec3(0.f)); named && named->kind == world::AnchorKind::kDoor) door = named;
  Spot to = a.home;
  const std::string& word = beat.target;
  if (!word.empty() && word != "door" && (floor_.nearest(word, Vec3(0.f)) || floor_.nearest_piece(word, Vec3(0.f)) || actor(word))) to = spot_near(word, a);
  const std::vector<Vec3> people = others(&a);
  to.position = floor_.nearest_free(to.position, to.seated ? 0.f : 0.22f, people, 0.55f);
  if (a.home.seated) {
    if (const world::Anchor* seat = floor_.anchor(a.home.anchor)) to.position = before_seat(floor_, *seat), to.yaw = seat->yaw;
    to.anchor.clear();
  }
  to.seated = false;
  Vec3 outside, sill;
  if (door) {
    sill = flat(door->position) + heading(door->yaw) * 0.35f;
    outside = flat(door->position) - heading(door->yaw) * 0.7f;
  } else {  // outdoors: from beyond the nearer edge of the playing area
    const float side = to.position.x >= 0 ? 1.f : -1.f;
    outside = {side * (floor_.width() / 2 + 1.0f), 0, to.position.z * 0.5f};
    sill = {side * (floor_.width() / 2 - 0.2f), 0, to.position.z * 0.6f};
  }
  const std::optional<Threshold> vehicle = vehicle_side(beat.object, to.position);
  if (vehicle) outside = vehicle->inside, sill = vehicle->outside, door = nullptr;
  const Vec3 from = door && floor_.interior() ? beside(*door) : outside;  // the leaf would hit who stands right behind it
  a.at.position = from;
  a.at.offstage = true;
  a.at.yaw = yaw_of(sill - outside);
  // The start may still be the default one: then it is at this door.
  if (a.track.moves.empty()) a.track.start = a.at;
  Move move;
  move.kind = MoveKind::kEnter;
  const double start = std::max(t, a.free) + (door && floor_.interior() ? 0.35 : 0.0);
  move.path = way(a, sill, to.position);
  move.path.insert(move.path.begin(), outside);
  if (from != outside) move.path.insert(move.path.begin(), from);
  const double total = path_length(move.path), speed = pace(beat, &a);
  move.start = Seconds(start);
  move.end = Seconds(start + total / speed + kRamp);
  move.to = to;
  move.trot = a.animal && speed > 0.6 * static_cast<double>(a.measures.trot_speed);
  steps(move.path, start, move.end.value - start, 0.7, a);
  if (door && floor_.interior()) {
    double through = 0;
    while (through < total / speed && walked(total, move.end.value - start, through) < 1.0 + glm::length(from - outside)) through += 0.05;
    passages_.push_back({door, t, start + through + 0.6, 0.6});
  }
  a.on = true;
  arrive(a, std::move(move));
  followers_of(a, start);
  return a.free;
}

double Stager::leave(Actor& a, double t, const Beat& beat) {
  if (!a.on) return t;
  double start = std::max(t, a.free);
  if (a.at.seated || a.at.lying) start = stand_up(a, start);
  const world::Anchor* door = floor_.door();
  const std::string& word = beat.target.empty() ? beat.object : beat.target;
  if (const world::Anchor* named = word.empty() ? nullptr : floor_.nearest(word, a.at.position); named && named->kind == world::AnchorKind::kDoor) door = named;
  Vec3 outside, sill;
  if (door) {
    sill = flat(door->position) + heading(door->yaw) * 0.35f;
    outside = flat(door->position) - heading(door->yaw) * 0.7f;
  } else {
    const float side = a.at.position.x >= 0 ? 1.f : -1.f;
    sill = {side * (floor_.width() / 2 - 0.2f), 0, a.at.position.z * 0.6f};
    outside = {side * (floor_.width() / 2 + 1.0f), 0, a.at.position.z * 0.5f};
  }
  if (const auto vehicle = vehicle_side(word, a.at.position)) outside = vehicle->inside, sill = vehicle->outside, door = nullptr;
  Move move;
  move.kind = MoveKind::kExit;
  move.path = way(a, a.at.position, sill);
  move.path.push_back(outside);
  if (door && floor_.interior()) move.path.push_back(beside(*door));
  start = turn_to_way(a, start, move.path);
  const double total = path_length(move.path), speed = pace(beat, &a), length = total / speed + kRamp;
  move.trot = a.animal && speed > 0.6 * static_cast<double>(a.measures.trot_speed);
  move.start = Seconds(start);
  move.end = Seconds(start + length);
  move.to.position = outside;
  move.to.yaw = yaw_of(outside - sill);
  move.to.offstage = true;
  steps(move.path, start, length, 0.7, a);
  if (door && floor_.interior()) {
    double near = 0;
    while (near < length && walked(total, length, near) < total - 1.4) near += 0.05;  // to the sill
    passages_.push_back({door, std::max(0.0, start + near - 0.6), start + length + 0.25, has_any(beat.text + beat.manner, {"slam", "storm", "angr"}) ? 1.0 : 0.6});
  }
  a.on = false;
  a.left = true;
  a.at = move.to;
  a.free = move.end.value;
  a.track.moves.push_back(std::move(move));
  followers_of(a, start);
  return a.free;
}

// Out of a pocket or bag: the hand goes to the side of the chest and comes back with the thing.
double Stager::take_out(Actor& a, double t, Thing& prop, double* taken) {
  double start = std::max(t, a.free);
  int hand = a.held[1].empty() ? 1 : 0;
  if (!a.held[hand].empty())
    if (Thing* other = thing(a.held[hand]); other && other != &prop) {
      double placed = 0;
      start = put_down(a, start, *other, "", &placed);
    }
  const Vec3 pocket = a.at.position + heading(a.at.yaw) * 0.17f + heading(a.at.yaw + kPi / 2) * (hand == 0 ? -0.04f : 0.04f) + Vec3(0, 0.60f * eyes(a).y, 0);
  overlay(a, MoveKind::kReach, start, kReachTime, pocket, prop.track.id, hand);
  *taken = start + 0.5 * kReachTime;
  PropKey key;
  key.at = Seconds(*taken);
  key.holder = a.track.id;
  key.hand = hand;
  key.position = pocket;
  prop.track.keys.push_back(key);
  prop.hand = hand;
  a.held[hand] = prop.track.id;
  a.free = std::max(a.free, start + kReachTime);
  a.glances.push_back({*taken, start + kReachTime + 0.4, {Seconds(*taken), "point", pocket + heading(a.at.yaw) * 0.15f}});
  return start + kReachTime;
}

double Stager::pick_up(Actor& a, double t, Thing& prop, double* taken) {
  double start = std::max(t, a.free);
  *taken = start;
  if (!a.on || prop.holder == a.track.id) return start;
  if (Actor* holder = actor(prop.holder); holder && holder->on && holder != &a) return give(*holder, a, start, prop, taken);
  const bool floor_level = prop.position.y < kLow;
  if (floor_level && a.at.seated) start = stand_up(a, start);
  const float reach = floor_level ? down_reach(a) + 0.1f : a.measures.arm_length + (a.at.seated ? 0.45f : 0.3f);
  if (flat_distance(prop.position, a.at.position) > reach) {
    Spot near;
    const Vec3 d = flat(a.at.position - prop.position);
    const Vec3 toward = glm::length(d) > 0.05f ? glm::normalize(d) : Vec3(0, 0, 1);
    Vec3 wanted = flat(prop.position) + toward * (floor_level ? down_reach(a) : 0.5f);
    if (const world::Anchor* anchor = floor_.anchor(prop.anchor); anchor && flat_distance(anchor->approach, anchor->position) < 0.9f && flat_distance(anchor->approach, anchor->position) > 0.2f) {
      const Vec3 from_here = floor_.nearest_free(wanted, 0.2f, others(&a), 0.5f);
      wanted = flat_distance(from_here, prop.position) < 0.85f ? from_here : anchor->approach;
    }
    near.position = floor_.nearest_free(wanted, 0.2f, others(&a), 0.5f);
    near.yaw = yaw_of(flat(prop.position) - near.position + Vec3(0, 0, 1e-4f));
    start = walk_to(a, start, near, 1.05);
  } else if (!a.at.seated) {
    const float yaw = yaw_of(flat(prop.position) - a.at.position + Vec3(0, 0, 1e-4f));
    if (std::abs(wrap_angle(yaw - a.at.yaw)) > 0.8f) start = turn_to(a, start, yaw);
  }
  const Vec3 right = heading(a.at.yaw - kPi / 2);
  int hand = glm::dot(flat(prop.position) - a.at.position, right) >= -0.05f ? 1 : 0;
  if (!a.held[hand].empty()) hand = 1 - hand;
  if (!a.held[hand].empty())  // both hands full: the older thing goes down first
    if (Thing* other = thing(a.held[hand])) {
      double placed = 0;
      start = put_down(a, start, *other, "", &placed);
    }
  overlay(a, MoveKind::kReach, start, kReachTime, prop.position, prop.track.id, hand);
  *taken = start + 0.5 * kReachTime;
  a.glances.push_back({start - 0.15, start + 0.75, {Seconds(start), "point", prop.position}});
  PropKey key;
  key.at = Seconds(*taken);
  key.holder = a.track.id;
  key.hand = hand;
  key.position = prop.position;
  prop.track.keys.push_back(key);
  prop.holder = a.track.id;
  prop.anchor.clear();
  prop.hand = hand;
  a.held[hand] = prop.track.id;
  a.free = std::max(a.free, start + kReachTime);
  sound(SoundEventKind::kPickUp, *taken, prop.position, "", prop.track.id, 0.4);
  return start + kReachTime;
}

double Stager::put_down(Actor& a, double t, Thing& prop, const std::string& where, double* placed) {
  double start = std::max(t, a.free);
  *placed = start;
  if (!a.on) return start;
  if (prop.holder != a.track.id) {
    double taken = 0;
    start = std::max(pick_up(a, start, prop, &taken), a.free);
  } else if (prop.hand == 2) {
    double taken = 0;
    start = take_out(a, start, prop, &taken);
  }
  const world::Anchor* surface = surface_for(&a, where, a.at.position + heading(a.at.yaw) * 0.4f);
  if (!surface && a.at.seated) start = stand_up(a, start);
  Vec3 to = floor_.nearest_free(a.at.position + heading(a.at.yaw) * down_reach(a), 0.12f, others(&a), 0.35f);
  std::string anchor_id;
  if (surface) {
    to = surface->position;
    anchor_id = surface->id;
    const float reach = a.measures.arm_length + (a.at.seated ? 0.45f : 0.3f);
    if (flat_distance(to, a.at.position) > reach) {
      Spot near;
      const Vec3 d = flat(a.at.position - to);
      near.position = floor_.nearest_free(flat(to) + (glm::length(d) > 0.05f ? glm::normalize(d) : Vec3(0, 0, 1)) * 0.5f, 0.2f, others(&a), 0.5f);
      near.yaw = yaw_of(flat(to) - near.position + Vec3(0, 0, 1e-4f));
      start = walk_to(a, start, near, 1.05);
    }
  }
  if (!surface && flat_distance(to, a.at.position) > down_reach(a) + 0.1f) {
    Spot near;
    const Vec3 d = flat(a.at.position - to);
    near.position = floor_.nearest_free(flat(to) + (glm::length(d) > 0.05f ? glm::normalize(d) : Vec3(0, 0, 1)) * down_reach(a), 0.2f, others(&a), 0.5f);
    near.yaw = yaw_of(flat(to) - near.position + Vec3(0, 0, 1e-4f));
    start = walk_to(a, start, near, 1.05);
    to = flat(near.position) + heading(near.yaw) * down_reach(a);
  }
  overlay(a, MoveKind::kPutDown, start, kReachTime, to, prop.track.id, prop.hand);
  *placed = start + 0.55 * kReachTime;
  a.glances.push_back({start - 0.1, start + 0.7, {Seconds(start), "point", to}});
  PropKey key;
  key.at = Seconds(*placed);
  key.position = to;
  key.anchor = anchor_id;
  key.yaw = a.at.yaw;
  prop.track.keys.push_back(key);
  if (prop.holder == a.track.id) a.held[prop.hand].clear();
  prop.holder.clear();
  prop.anchor = anchor_id;
  prop.position = to;
  a.free = std::max(a.free, start + kReachTime);
  sound(SoundEventKind::kPutDown, *placed, to, surface ? surface->furniture : floor_.material(), prop.track.id, has_any(where, {"slam"}) ? 1.0 : 0.6);
  return start + kReachTime;
}

double Stager::give(Actor& from, Actor& to, double t, Thing& prop, double* given) {
  double start = std::max({t, from.free});
  *given = start;
  if (!from.on || !to.on || &from == &to) return start;
  if (prop.hand == 2 && prop.holder == from.track.id) {
    double taken = 0;
    start = take_out(from, start, prop, &taken);
  }
  if (prop.holder != from.track.id) {
    if (Actor* holder = actor(prop.holder); holder && holder != &to && holder->on && prop.hand < 2) holder->held[prop.hand].clear(), prop.holder.clear(), prop.position = from.at.position;
    double taken = 0;
    if (prop.holder.empty()) start = std::max(pick_up(from, start, prop, &taken), from.free);
    if (prop.holder != from.track.id) return start;
  }
  if (flat_distance(from.at.position, to.at.position) > 1.5f) {
    Spot near = spot_near(to.track.id, from);
    start = walk_to(from, start, near, 1.05);
  }
  start = std::max(start, to.free);
  const Vec3 mid = (from.at.position + to.at.position) * 0.5f + Vec3(0, 0.62f * 0.5f * (eyes(from).y + eyes(to).y), 0);
  int hand = to.held[1].empty() ? 1 : 0;
  if (!to.held[hand].empty())
    if (Thing* other = thing(to.held[hand]); other && other != &prop) {
      double placed = 0;
      start = std::max(start, put_down(to, start, *other, "", &placed));
    }
  overlay(from, MoveKind::kReach, start, 1.2, mid, prop.track.id, prop.hand);
  overlay(to, MoveKind::kReach, start + 0.2, 1.1, mid, prop.track.id, hand);
  *given = start + 0.7;
  from.glances.push_back({start, start + 0.5, {Seconds(start), "point", mid}});
  to.glances.push_back({start + 0.1, start + 1.0, {Seconds(start), "point", mid}});
  from.held[prop.hand].clear();
  PropKey key;
  key.at = Seconds(*given);
  key.holder = to.track.id;
  key.hand = hand;
  key.position = mid;
  prop.track.keys.push_back(key);
  prop.holder = to.track.id;
  prop.hand = hand;
  prop.anchor.clear();
  to.held[hand] = prop.track.id;
  from.free = std::max(from.free, start + 1.2);
  to.free = std::max(to.free, start + 1.3);
  return start + 1.2;
}

}  // namespace auteur::staging
