// Doors: leaves that open for who comes and goes, and the sounds that go with them.
//
//   enters      |open=========shut|
//   opens it                          |open= = = = = = = =>  until somebody closes it or leaves
//   one track   0____/^^^^^^^^\____0___/^^^^^^^^^^^^^^^^^^^^^
#include <algorithm>
#include <limits>

#include "stager.h"

namespace auteur::staging {
namespace {
constexpr double kSwing = 0.5, kShortest = 2 * kSwing + 0.2, kKeepOpen = 0.8;  // seconds; less than kKeepOpen apart, nobody shuts it in between
constexpr double kForGood = std::numeric_limits<double>::infinity();
}  // namespace

void Stager::open_door(const world::Anchor& door, double t) { passages_.push_back({&door, t, kForGood, 0.6}); }

void Stager::close_door(const world::Anchor& door, double t, double strength) {
  // What stands open is closed; who has just come through closes it behind them; else it stood open from the start.
  Passage* last = nullptr;
  for (Passage& p : passages_)
    if (p.door == &door && p.from < t && (!last || p.from > last->from)) last = &p;
  if (last && (last->until == kForGood || t - last->until < 4)) {
    last->until = t;
    last->strength = strength;
  } else if (!last) {
    passages_.push_back({&door, -kShortest, t, strength});
  }
}

void Stager::finish_doors() {
  for (const world::Anchor& door : floor_.anchors()) {
    if (door.kind != world::AnchorKind::kDoor) continue;
    std::vector<Passage> all;
    for (const Passage& p : passages_)
      if (p.door == &door) all.push_back(p);
    if (all.empty()) continue;
    std::stable_sort(all.begin(), all.end(), [](const Passage& a, const Passage& b) { return a.from < b.from; });
    // Left open, it is shut by the next who goes through.
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
      if (all[i].until == kForGood) all[i].until = all[i + 1].from;
    std::vector<Passage> joined;
    for (Passage p : all) {
      p.until = std::max(p.until, p.from + kShortest);
      if (!joined.empty() && p.from < joined.back().until + kKeepOpen) {
        if (p.until > joined.back().until) joined.back().until = p.until, joined.back().strength = p.strength;
      } else {
        joined.push_back(p);
      }
    }
    DoorTrack track{door.id, {}};
    for (const Passage& p : joined) {
      if (p.from >= 0) {
        track.keys.push_back({Seconds(p.from), 0});
        track.keys.push_back({Seconds(p.from + kSwing), 1});
        sound(SoundEventKind::kDoorOpen, p.from, door.position, "wood", "", 0.7);
      } else {
        track.keys.push_back({Seconds(0), 1});
      }
      if (p.until >= out_.length.value) continue;
      track.keys.push_back({Seconds(p.until - kSwing), 1});
      track.keys.push_back({Seconds(p.until), 0});
      sound(SoundEventKind::kDoorClose, p.until, door.position, "wood", "", p.strength);
    }
    for (DoorKey& k : track.keys) k.at = Seconds(std::round(std::max(0.0, k.at.value) * 1e9) / 1e9);
    out_.doors.push_back(std::move(track));
  }
}

}  // namespace auteur::staging
