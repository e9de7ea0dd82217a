// Who starts where: seats across a table, a loose circle open to the camera, and rows for a crowd.
#include "auteur/base/random.h"
#include "auteur/base/text.h"
#include "floor.h"

namespace auteur::staging {
namespace {

constexpr float kBodyGap = 0.58f;  // centres of two people are never nearer
constexpr float kOpenPair = 0.62f; // how far two who talk turn out of the line between them

// How well two people on these seats talk to each other: they face each other, an arm's length of table between.
float facing_score(const world::Anchor& a, const world::Anchor& b) {
  const Vec3 d = flat(b.position - a.position);
  const float distance = glm::length(d);
  if (distance < 0.5f) return -10;
  const Vec3 u = d / distance;
  const float facing = glm::dot(heading(a.yaw), u) + glm::dot(heading(b.yaw), -u);
  return facing - std::abs(distance - 1.3f) * 0.7f;
}

class Placer {
 public:
  Placer(const Floor& floor, const std::vector<StartWish>& wishes, std::uint64_t seed, std::uint32_t take)
      : floor_(floor), wishes_(wishes), seed_(seed), take_(take), random_(seed), spots_(wishes.size()), done_(wishes.size(), false) {}

  std::vector<Spot> place() {
    seat_people();
    place_near_things();
    place_circle();
    seat_extras();
    place_extras();
    place_crowd();
    for (std::size_t i = 0; i < spots_.size(); ++i) spots_[i].offstage = wishes_[i].offstage;
    return spots_;
  }

 private:
  void put(std::size_t i, const Spot& spot) {
    spots_[i] = spot;
    done_[i] = true;
    taken_.push_back(spot.position);
  }

  // How much this take likes a place: nothing for the proposal, 0 .. `most` for others.
  float lean(std::string_view what, std::uint64_t which, float most) const {
    return take_ <= 1 ? 0.f : most * static_cast<float>(Random(mix(mix(seed_, take_), seed_of(what), which)).unit());
  }

  void seat_people() {
    std::vector<std::size_t> sitters;
    for (std::size_t i = 0; i < wishes_.size(); ++i)
      if (wishes_[i].seated && !wishes_[i].extra) sitters.push_back(i);
    std::vector<const world::Anchor*> seats;
    for (const world::Anchor& a : floor_.anchors())
      if (a.kind == world::AnchorKind::kSeat) seats.push_back(&a);
    if (seats.empty())
      for (const world::Anchor& a : floor_.anchors())
        if (a.kind == world::AnchorKind::kBed) seats.push_back(&a);
    std::vector<const world::Anchor*> used;
    for (std::size_t n = 0; n < sitters.size() && !seats.empty(); ++n) {
      const std::size_t i = sitters[n];
      const bool more_to_come = n + 1 < sitters.size();
      const world::Anchor* best = nullptr;
      float best_score = -1e30f;
      for (const world::Anchor* seat : seats) {
        bool clear = true;
        for (const Vec3 t : taken_) clear = clear && flat_distance(t, seat->position) > 0.4f;
        if (!clear) continue;
        float score = lean(seat->id, i, 2.2f);
        if (!wishes_[i].near.empty()) {
          if (same_word(seat->furniture, wishes_[i].near)) score += 4;
          else if (const world::Anchor* thing = floor_.nearest(wishes_[i].near, seat->position); thing && flat_distance(thing->position, seat->position) < 1.2f) score += 4;
        }
        if (used.empty()) {  // the first one leaves a good seat for the second
          float partner = -2;
          if (more_to_come)
            for (const world::Anchor* other : seats)
              if (other != seat) partner = std::max(partner, facing_score(*seat, *other));
          score += partner - 0.1f * glm::length(flat(seat->position));
        }
        for (const world::Anchor* other : used) score += facing_score(*other, *seat) / static_cast<float>(used.size());
        if (score > best_score) best = seat, best_score = score;
      }
      if (!best) break;
      put(i, seat_spot(*best));
      used.push_back(best);
    }
  }

  void place_near_things() {
    for (std::size_t i = 0; i < wishes_.size(); ++i) {
      if (done_[i] || wishes_[i].near.empty() || wishes_[i].seated) continue;
      Spot spot;
      if (const world::Anchor* a = floor_.nearest(wishes_[i].near, Vec3(0.f))) {
        const Vec3 wanted = a->kind == world::AnchorKind::kStand ? flat(a->position) : a->approach;
        spot.position = floor_.nearest_free(wanted, 0.25f, taken_, kBodyGap);
        const Vec3 d = flat(a->position) - spot.position;
        spot.yaw = a->kind == world::AnchorKind::kStand || glm::length(d) < 0.1f ? a->yaw : yaw_of(d);
        spot.anchor = a->id;
      } else if (const world::Piece* piece = floor_.nearest_piece(wishes_[i].near, Vec3(0.f))) {
        spot.position = floor_.nearest_free(flat(piece->bounds.centre()), 0.25f, taken_, kBodyGap);
        spot.yaw = yaw_of(flat(piece->bounds.centre()) - spot.position);
      } else {
        continue;
      }
      put(i, spot);
    }
  }

  // Everybody principal who stands: a circle with one slot left open for the camera.
  void place_circle() {
    std::vector<std::size_t> standing;
    for (std::size_t i = 0; i < wishes_.size(); ++i)
      if (!done_[i] && !wishes_[i].extra && (wishes_[i].speaks || wishes_.size() <= 6) && standing.size() < 7) standing.push_back(i);
    if (standing.empty()) return;
    const std::size_t n = standing.size();
    if (!taken_.empty()) {  // join the others: within talking distance, facing them
      Vec3 centre(0.f);
      for (const Vec3 t : taken_) centre += t;
      centre /= static_cast<float>(taken_.size());
      for (const std::size_t i : standing) join(i, centre);
      return;
    }
    if (n == 1) {
      Spot spot;
      float best = 1e30f;
      for (const world::Anchor& a : floor_.anchors()) {
        if (a.kind != world::AnchorKind::kStand) continue;
        const float score = glm::length(flat(a.position)) + (floor_.free(a.position, 0.25f) ? 0.f : 5.f) - lean(a.id, 0, 2.5f);
        if (score < best) best = score, spot.position = flat(a.position), spot.yaw = a.yaw, spot.anchor = a.id;
      }
      if (best > 1e29f) spot.position = floor_.nearest_free(Vec3(0.f), 0.3f, taken_, kBodyGap);
      put(standing[0], spot);
      return;
    }
    const float radius = n == 2 ? 0.6f : n == 3 ? 0.72f : 0.95f / (2 * std::sin(kPi / static_cast<float>(n + 1)));
    std::vector<Vec3> centres;
    for (const world::Anchor& a : floor_.anchors())
      if (a.kind == world::AnchorKind::kStand && centres.size() < 60) centres.push_back(flat(a.position));
    for (float x = -floor_.width() / 2 + 0.6f; x < floor_.width() / 2 - 0.5f && centres.size() < 160; x += std::max(0.5f, floor_.width() / 10))
      for (float z = -floor_.depth() / 2 + 0.6f; z < floor_.depth() / 2 - 0.5f && centres.size() < 160; z += std::max(0.5f, floor_.depth() / 10)) centres.push_back({x, 0, z});
    if (centres.empty()) centres.push_back(Vec3(0.f));
    const float along = floor_.width() >= floor_.depth() ? 0.f : kPi / 2;
    float best_score = -1e30f;
    Vec3 best_centre = centres.front();
    float best_turn = 0;
    for (const Vec3& c : centres)
      for (int turn = 0; turn < 8; ++turn) {
        const float open = static_cast<float>(turn) * kPi / 4;
        float score = -0.25f * glm::length(c) + lean("circle", mix(static_cast<std::uint64_t>(&c - centres.data()), static_cast<std::uint64_t>(turn)), 1.5f);
        for (std::size_t k = 0; k < n; ++k) {
          const Vec3 p = slot(c, radius, open, k, n);
          if (!floor_.free(p, 0.3f)) score -= 5;
          if (!floor_.free(p, 0.5f)) score -= 0.4f;
        }
        if (!floor_.free(c, 0.2f)) score -= 1;
        if (n == 2) score += 0.25f * std::abs(std::cos(open - along));  // the line of talk runs along the longer side
        score += 0.12f * std::cos(open);                                // and is open to the south, where sets have least
        if (score > best_score) best_score = score, best_centre = c, best_turn = open;
      }
    for (std::size_t k = 0; k < n; ++k) {
      Spot spot;
      spot.position = floor_.nearest_free(slot(best_centre, radius, best_turn, k, n), 0.28f, taken_, kBodyGap);
      const Vec3 d = best_centre - spot.position;
      spot.yaw = yaw_of(d);
      // Towards the open side, as actors do: two who talk stand at an angle, and neither is a flat profile.
      const float most = n == 2 ? kOpenPair : 0.2f;
      spot.yaw += std::clamp(wrap_angle(best_turn - spot.yaw), -most, most);
      put(standing[k], spot);
    }
  }

  static Vec3 slot(Vec3 centre, float radius, float open, std::size_t k, std::size_t n) {
    const float step = n == 2 ? kPi / 2 : 2 * kPi / static_cast<float>(n + 1);
    const float first = n == 2 ? kPi / 2 : step;
    const float angle = n == 2 ? (k == 0 ? first : -first) : first + step * static_cast<float>(k);
    return centre + heading(open + angle) * radius;
  }

  void join(std::size_t i, Vec3 centre) {
    Spot spot;
    float best = -1e30f;
    int asked = 0;
    const auto consider = [&](Vec3 p, const std::string& anchor) {
      if (!floor_.free(p, 0.28f)) return;
      float nearest = 1e30f;
      for (const Vec3 t : taken_) nearest = std::min(nearest, flat_distance(t, p));
      if (nearest < kBodyGap) return;
      const float score = -std::abs(nearest - 1.15f) * 2 - 0.3f * flat_distance(p, centre) + (anchor.empty() ? 0.f : 0.1f) + (floor_.free(p, 0.45f) ? 0.3f : 0.f) + lean(anchor.empty() ? "join" : anchor, mix(i, static_cast<std::uint64_t>(asked++)), 0.9f);
      if (score > best) best = score, spot.position = p, spot.anchor = anchor;
    };
    for (const world::Anchor& a : floor_.anchors())
      if (a.kind == world::AnchorKind::kStand) consider(flat(a.position), a.id);
    for (float r = 0.7f; r < 2.2f; r += 0.25f)
      for (int k = 0; k < 16; ++k) consider(centre + heading(static_cast<float>(k) * kPi / 8) * r, "");
    if (best < -1e29f) spot.position = floor_.nearest_free(centre, 0.25f, taken_, kBodyGap);
    spot.yaw = yaw_of(centre - spot.position + Vec3(0, 0, 1e-4f));
    spot.yaw += std::clamp(wrap_angle(-spot.yaw), -0.4f, 0.4f);  // open to the south
    put(i, spot);
  }

  // How near a place is to the nearest principal; far when there is none.
  float to_principals(Vec3 p) const {
    float nearest = 4;
    for (std::size_t i = 0; i < spots_.size(); ++i)
      if (done_[i] && !wishes_[i].extra) nearest = std::min(nearest, flat_distance(spots_[i].position, p));
    return nearest;
  }

  // Extras on the seats farthest from the talk, two and two.
  void seat_extras() {
    constexpr float kApart = 1.25f;
    std::vector<const world::Anchor*> used;
    for (std::size_t i = 0; i < wishes_.size(); ++i) {
      if (done_[i] || !wishes_[i].extra || !wishes_[i].seated) continue;
      const world::Anchor* best = nullptr;
      float best_score = -1e30f;
      for (const world::Anchor& seat : floor_.anchors()) {
        if (seat.kind != world::AnchorKind::kSeat || to_principals(seat.position) < kApart) continue;
        bool clear = true;
        for (const Vec3 t : taken_) clear = clear && flat_distance(t, seat.position) > 0.45f;
        if (!clear) continue;
        float score = std::min(to_principals(seat.position), 3.f);
        if (used.size() % 2 == 1) score += 2 * facing_score(*used.back(), seat);
        if (score > best_score) best = &seat, best_score = score;
      }
      if (!best) continue;
      put(i, seat_spot(*best));
      used.push_back(best);
    }
  }

  // A few people of the background: in twos who talk to each other, out of the way of the principals and of the door.
  void place_extras() {
    constexpr std::size_t kMost = 20;
    std::vector<std::size_t> extras;
    for (std::size_t i = 0; i < wishes_.size(); ++i)
      if (!done_[i] && wishes_[i].extra) extras.push_back(i);
    if (extras.empty() || extras.size() > kMost) return;
    std::vector<Vec3> principals, places;
    for (std::size_t i = 0; i < spots_.size(); ++i)
      if (done_[i] && !wishes_[i].extra) principals.push_back(spots_[i].position);
    for (float z = -floor_.depth() / 2 + 0.4f; z < floor_.depth() / 2 - 0.35f && places.size() < 3000; z += 0.4f)
      for (float x = -floor_.width() / 2 + 0.4f; x < floor_.width() / 2 - 0.35f && places.size() < 3000; x += 0.4f)
        if (floor_.free({x, 0, z}, 0.3f)) places.push_back({x, 0, z});
    const auto cost_of = [&](Vec3 p) {
      float cost = 0.5f * static_cast<float>(random_.unit());
      const float near = to_principals(p);
      cost += near < 1.7f ? 12 * (1.7f - near) : 0.25f * std::abs(near - 2.8f);
      if (const world::Anchor* door = floor_.door(); door && flat_distance(door->position, p) < 1.2f) cost += 8;
      for (std::size_t a = 0; a < principals.size(); ++a)  // never between two who talk
        for (std::size_t b = a + 1; b < principals.size(); ++b) {
          const Vec3 d = principals[b] - principals[a];
          const float s = std::clamp(glm::dot(p - principals[a], d) / std::max(1e-3f, glm::dot(d, d)), 0.f, 1.f);
          if (flat_distance(p, principals[a] + d * s) < 0.8f) cost += 10;
        }
      return cost;
    };
    for (std::size_t k = 0; k < extras.size(); ++k) {
      const bool second = k % 2 == 1 && done_[extras[k - 1]];
      const Vec3 partner = second ? spots_[extras[k - 1]].position : Vec3(0.f);
      float best = 9;  // dearer than that, there is no room for them
      Spot spot;
      for (const Vec3 p : places) {
        bool clear = true;
        for (const Vec3 t : taken_) clear = clear && flat_distance(t, p) >= 0.65f;
        if (!clear) continue;
        float cost = cost_of(p);
        if (second) cost += 5 * std::abs(flat_distance(p, partner) - 0.85f);
        if (cost < best) best = cost, spot.position = p;
      }
      if (best >= 9) {
        done_[extras[k]] = true;
        no_room_.push_back(extras[k]);
        continue;
      }
      spot.yaw = static_cast<float>(random_.range(-kPi, kPi));
      if (second) {
        spot.yaw = yaw_of(partner - spot.position);
        spots_[extras[k - 1]].yaw = yaw_of(spot.position - partner);
      }
      put(extras[k], spot);
    }
  }

  // Rows of a crowd: a staggered grid over the free floor, filled from the middle outwards.
  void place_crowd() {
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < wishes_.size(); ++i)
      if (!done_[i]) rest.push_back(i);
    if (rest.empty()) return;
    Vec3 centre(0.f);
    for (const Vec3 t : taken_) centre += t;
    if (!taken_.empty()) centre /= static_cast<float>(taken_.size());
    std::size_t next = 0;
    // First loosely, then tighter, until all have a place.
    for (const float pitch : {0.95f, 0.8f, 0.68f, 0.61f}) {
      struct Place { Vec3 p; float cost; };
      std::vector<Place> places;
      int row = 0;
      for (float z = -floor_.depth() / 2 + 0.3f; z <= floor_.depth() / 2 - 0.28f && places.size() < 4000; z += pitch * 0.87f, ++row)
        for (float x = -floor_.width() / 2 + 0.3f + (row % 2 ? pitch / 2 : 0.f); x <= floor_.width() / 2 - 0.28f && places.size() < 4000; x += pitch)
          places.push_back({{x, 0, z}, 0});
      for (Place& place : places) {
        const float jitter = std::max(0.f, (pitch - 0.62f) * 0.3f);
        const double dx = random_.range(-jitter, jitter), dz = random_.range(-jitter, jitter), noise = random_.unit();
        place.p += Vec3(static_cast<float>(dx), 0, static_cast<float>(dz));
        place.cost = std::abs(flat_distance(place.p, centre) - (taken_.empty() ? 0.f : 1.6f)) + 0.3f * static_cast<float>(noise);
      }
      std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.cost < b.cost; });
      if (pitch > 0.65f && places.size() < rest.size() - next) continue;
      for (const Place& place : places) {
        if (next == rest.size()) return;
        if (!floor_.free(place.p, 0.26f)) continue;
        bool clear = true;
        for (const Vec3 t : taken_) clear = clear && flat_distance(t, place.p) >= kBodyGap;
        if (!clear) continue;
        Spot spot;
        spot.position = place.p;
        const Vec3 d = centre - place.p;
        const double turn = random_.range(-0.35, 0.35);
        spot.yaw = wrap_angle(yaw_of(glm::length(d) > 0.05f ? d : Vec3(0, 0, 1)) + static_cast<float>(turn));
        put(rest[next++], spot);
      }
    }
    // No floor left: in the doorway and beyond, not yet seen.
    for (; next < rest.size(); ++next) {
      Spot spot;
      spot.offstage = true;
      spot.position = {floor_.width() / 2 + 2.f + 0.6f * static_cast<float>(next), 0, 0};
      spots_[rest[next]] = spot;
      no_room_.push_back(rest[next]);
    }
  }

 public:
  const std::vector<std::size_t>& no_room() const { return no_room_; }

 private:
  const Floor& floor_;
  const std::vector<StartWish>& wishes_;
  std::uint64_t seed_;
  std::uint32_t take_;
  Random random_;
  std::vector<Spot> spots_;
  std::vector<bool> done_;
  std::vector<Vec3> taken_;
  std::vector<std::size_t> no_room_;
};

}  // namespace

std::vector<Spot> starting_spots(const Floor& floor, const std::vector<StartWish>& wishes, std::uint64_t seed, std::uint32_t take) {
  Placer placer(floor, wishes, seed, take);
  std::vector<Spot> spots = placer.place();
  for (const std::size_t i : placer.no_room()) spots[i].offstage = true;
  return spots;
}

}  // namespace auteur::staging
