// What people do: a beat of action becomes moves, glances and sounds on the scene clock.
#include <algorithm>

#include "auteur/base/text.h"
#include "stager.h"
#include "tables.h"

namespace auteur::staging {

// Elsewhere: at the other end of a call nobody sees it; through a window it takes its time.
void Stager::act_elsewhere(std::size_t index) {
  const Beat& beat = scene_.beats[index];
  if (const TimedBeat* given = given_time(index)) {
    out_.beats.push_back(*given);
    clock_ = std::max(clock_, given->end.value);
    return;
  }
  const double takes = beat.away == screenplay::kOutside || request_.far_filmed ? std::clamp(sane(beat.estimate.value, 0.3, 6, 1.5), 0.8, 3.0) : 0.3;
  out_.beats.push_back({static_cast<int>(index), Seconds(clock_), Seconds(clock_ + takes)});
  clock_ += takes;
}

// Who acts, in the scene: somebody who acts before the script lets them in comes in first, unless it is only a look or a feeling.
Actor* Stager::acting_now(const Beat& beat, double t) {
  Actor* who = actor(beat.who);
  if (!who || who->left) return nullptr;
  if (who->on || who->animal || beat.kind == BeatKind::kEnter) return who;
  if (beat.kind == BeatKind::kEmotion || beat.kind == BeatKind::kDescribe || beat.kind == BeatKind::kPause || beat.kind == BeatKind::kExit) return nullptr;
  enter(*who, t, Beat{});
  return who;
}

void Stager::act(std::size_t index) {
  const Beat& beat = scene_.beats[index];
  if (!beat.away.empty()) return act_elsewhere(index);
  // "Nell and Rose walk away": what several do in one sentence they do at the same time.
  const double before = clock_;
  const double apart = beat.kind == BeatKind::kEnter || beat.kind == BeatKind::kExit ? 0.8 : 0.15;  // one after the other through a door
  if (index > 0 && beat.dual) clock_ = std::min(clock_, together_from_ + apart * ++together_);
  else together_from_ = clock_, together_ = 0;
  Acting a{.index = index, .beat = beat, .who = acting_now(beat, clock_), .begin = clock_, .end = clock_, .feeling = sane(beat.mood.tension, 0, 1, 0)};
  if (Thing* t = thing(beat.object); t && t->hand == 2 && !t->holder.empty() && beat.kind != BeatKind::kLookAt && beat.kind != BeatKind::kTurnTo && beat.kind != BeatKind::kDescribe && beat.kind != BeatKind::kEffect)
    if (Actor* holder = actor(t->holder); holder && holder->on) {
      double taken = 0;
      a.end = take_out(*holder, a.begin, *t, &taken);
    }
  if (a.who && (a.who->animal ? act_animal(index, *a.who, a.begin, a.end) : act_on_animal(index, *a.who, a.begin, a.end))) {
    a.end = std::max(a.end, a.begin + 0.3);
    a.for_line = 0.5, a.for_act = 0.75;
  } else {
    act_out(a);
  }
  a.end = std::max(a.end, a.begin);
  out_.beats.push_back({static_cast<int>(index), Seconds(a.begin), Seconds(a.end)});
  clock_ = std::max(before, a.begin + (a.end - a.begin) * share_until_next(index, a.for_line, a.for_act));
}

void Stager::act_out(Acting& a) {
  switch (a.beat.kind) {
    case BeatKind::kEmotion:
      if (a.who) a.who->track.mood.push_back({Seconds(a.begin), a.beat.mood});
      a.end = a.begin + (has_dialogue_ ? 0.8 : 1.8);
      a.for_line = 0.6, a.for_act = 0.5;
      return;
    case BeatKind::kPause:
      a.end = a.begin + sane(a.beat.estimate.value > 0.2 ? a.beat.estimate.value : 1.0 + 0.7 * a.feeling, 0.6, 4, 1.2);
      a.for_line = a.for_act = 1;
      return;
    case BeatKind::kDescribe: return act_describe(a);
    case BeatKind::kEffect: return act_effect(a);
    case BeatKind::kMove: return act_move(a);
    case BeatKind::kLine: return;
    default: break;
  }
  if (!a.who) return;  // nobody is there who does it
  switch (a.beat.kind) {
    case BeatKind::kEnter: return act_enter(a);
    case BeatKind::kExit: return act_exit(a);
    case BeatKind::kSit: a.end = sit_down(*a.who, a.begin, !a.beat.target.empty() ? a.beat.target : a.beat.object); return;
    case BeatKind::kStand: a.end = stand_up(*a.who, a.begin); return;
    case BeatKind::kWalkTo: return act_walk(a);
    case BeatKind::kTurnTo:
    case BeatKind::kLookAt: return act_look(a);
    case BeatKind::kPickUp: return act_pick_up(a);
    case BeatKind::kPutDown: return act_put_down(a);
    case BeatKind::kGive: return act_give(a);
    case BeatKind::kUse: return act_use(a);
    case BeatKind::kOpen:
    case BeatKind::kClose: return act_open(a);
    case BeatKind::kGesture: return act_gesture(a);
    default: return;
  }
}

void Stager::act_enter(Acting& a) {
  a.end = enter(*a.who, a.begin, a.beat);
  everybody_looks(a.begin + 0.4, *a.who);
  for (const Actor& other : actors_)
    if (&other != a.who && other.on && !other.extra) { look(*a.who, a.end - 0.8, other.track.id); break; }
  if (a.who->home.seated && !has_any(a.beat.text, {"stand", "stop", "doorway"}) && a.beat.target.empty()) {
    bool sits_itself = false;
    for (std::size_t i = a.index + 1; i < scene_.beats.size(); ++i) sits_itself = sits_itself || ((scene_.beats[i].who == a.beat.who && scene_.beats[i].kind == BeatKind::kSit));
    if (!sits_itself) a.end = sit_down(*a.who, a.end, "");
  }
  a.for_line = 0.75, a.for_act = 0.8;
}

void Stager::act_exit(Acting& a) {
  a.end = leave(*a.who, a.begin, a.beat);
  everybody_looks(a.begin + 0.3, *a.who);
  a.for_line = 0.6, a.for_act = 0.85;
}

void Stager::act_walk(Acting& a) {
  const std::string& word = !a.beat.target.empty() ? a.beat.target : a.beat.object;
  const Spot to = spot_near(word, *a.who);
  a.end = walk_to(*a.who, a.begin, to, pace(a.beat));
  if (actor(word)) look(*a.who, a.begin + 0.1, word);
  else if (const auto p = place_of(word, a.who)) a.who->glances.push_back({a.begin, std::max(a.begin + 0.6, a.end), {Seconds(a.begin), "point", *p}});
  if (a.end - a.begin > 1.5) everybody_looks(a.begin + 0.4, *a.who);
  a.for_line = 0.45, a.for_act = 0.85;
}

void Stager::act_look(Acting& a) {
  const std::string& word = !a.beat.object.empty() ? a.beat.object : a.beat.target;
  std::optional<Vec3> p = place_of(word, a.who);
  if (!p && has_any(a.beat.text, tables().look_down)) p = a.who->at.position + heading(a.who->at.yaw) * 0.5f + Vec3(0, 0.3f, 0);
  if (!p) p = a.who->at.position + heading(a.who->at.yaw + (random_.unit() < 0.5 ? 0.7f : -0.7f)) * 2.5f + Vec3(0, eyes(*a.who).y, 0);
  const bool person = actor(word) != nullptr;
  if (a.beat.kind == BeatKind::kTurnTo && glm::length(flat(*p) - a.who->at.position) > 0.1f) a.end = turn_to(*a.who, a.begin, yaw_of(flat(*p) - a.who->at.position));
  a.end = std::max(a.end, a.begin + 1.3 + 0.5 * a.feeling);
  if (person) look(*a.who, a.begin, word);
  else a.who->glances.push_back({a.begin, a.end + 0.4, {Seconds(a.begin), "point", *p}});
  a.for_line = 0.7, a.for_act = 0.8;
}

void Stager::act_pick_up(Acting& a) {
  if (Thing* t = thing(a.beat.object)) {
    double taken = 0;
    a.end = std::max(a.end, pick_up(*a.who, a.begin, *t, &taken));
    a.for_line = std::clamp((taken + 0.2 - a.begin) / std::max(0.1, a.end - a.begin), 0.3, 1.0);
  } else {
    a.end = overlay(*a.who, MoveKind::kGesture, std::max(a.begin, a.who->free), 1.0, a.who->at.position + heading(a.who->at.yaw), a.beat.object, 1);
  }
  a.for_act = 1;
}

void Stager::act_put_down(Acting& a) {
  if (Thing* t = thing(a.beat.object)) {
    double placed = 0;
    a.end = put_down(*a.who, a.begin, *t, a.beat.target, &placed);
    a.for_line = std::clamp((placed + 0.1 - a.begin) / std::max(0.1, a.end - a.begin), 0.3, 1.0);
  }
}

void Stager::act_give(Acting& a) {
  Thing* t = thing(a.beat.object);
  Actor* to = actor(a.beat.target);
  if (!to)
    if (const std::string other = addressee(a.index); !other.empty()) to = actor(other);
  if (t && to && to->on) {
    double given = 0;
    a.end = give(*a.who, *to, a.begin, *t, &given);
    a.for_line = std::clamp((given + 0.2 - a.begin) / std::max(0.1, a.end - a.begin), 0.3, 1.0);
  }
  a.for_act = 1;
}

void Stager::act_use(Acting& a) {
  if (Thing* t = thing(a.beat.object)) {
    double taken = 0;
    a.end = t->holder == a.who->track.id ? a.begin : pick_up(*a.who, a.begin, *t, &taken);
    const double start = std::max(a.end, a.begin);
    a.end = overlay(*a.who, MoveKind::kGesture, start, 1.6, eyes(*a.who), t->track.id, t->hand);
    return;
  }
  act_open(a);
}

// To where a hand reaches the handle of a door's leaf; what it reaches for.
Vec3 Stager::go_to_handle(Acting& a, const world::Anchor& leaf) {
  const Vec3 in = heading(leaf.yaw);
  const Vec3 aim = flat(leaf.position) + heading(leaf.yaw + kPi / 2) * 0.3f + in * 0.02f + Vec3(0, 0.86f, 0);
  Spot at = a.who->at;
  at.seated = false;
  at.anchor = leaf.id;
  at.position = floor_.nearest_free(flat(aim) + in * (0.78f * a.who->measures.arm_length), 0.12f, others(a.who), 0.5f);
  at.yaw = yaw_of(flat(aim) - at.position + Vec3(0, 0, 1e-4f));
  a.end = walk_to(*a.who, a.begin, at, pace(a.beat));
  return aim;
}

// Opens, closes or uses what stands in the room, or what is in the hand.
void Stager::act_open(Acting& a) {
  Thing* t = thing(a.beat.object);
  const std::optional<Vec3> p = place_of(a.beat.object, a.who);
  if (t && (t->holder == a.who->track.id || !p)) {
    a.end = overlay(*a.who, MoveKind::kGesture, std::max(a.begin, a.who->free), 1.4, eyes(*a.who), a.beat.object, t->hand);
    return;
  }
  a.end = a.begin;
  Vec3 aim = p ? *p : a.who->at.position + heading(a.who->at.yaw) * 0.5f;
  aim.y = std::clamp(aim.y, 0.5f, 1.3f);
  if (const world::Anchor* leaf = floor_.nearest(a.beat.object, a.who->at.position); leaf && leaf->kind == world::AnchorKind::kDoor) aim = go_to_handle(a, *leaf);
  else if (p && flat_distance(*p, a.who->at.position) > a.who->measures.arm_length + 0.5f) a.end = walk_to(*a.who, a.begin, spot_near(a.beat.object, *a.who), pace(a.beat));
  const double start = std::max(a.end, a.begin);
  a.end = overlay(*a.who, MoveKind::kReach, start, 1.2, aim, a.beat.object, 1);
  if (p) a.who->glances.push_back({start - 0.2, start + 0.9, {Seconds(start), "point", aim}});
  if (a.beat.kind != BeatKind::kUse) move_leaf(a, start, aim);
  a.who->free = std::max(a.who->free, a.end);
}

void Stager::move_leaf(const Acting& a, double start, Vec3 aim) {
  const bool opens = a.beat.kind == BeatKind::kOpen, door = same_word(a.beat.object, "door") || same_word(a.beat.object, "window") || same_word(a.beat.object, "gate");
  const world::Anchor* leaf = door && floor_.interior() ? floor_.nearest(a.beat.object, aim) : nullptr;
  if (!leaf || leaf->kind != world::AnchorKind::kDoor) sound(!door ? SoundEventKind::kEffect : opens ? SoundEventKind::kDoorOpen : SoundEventKind::kDoorClose, start + 0.5, aim, "wood", a.beat.object, 0.7);
  else if (opens) open_door(*leaf, start + 0.5);
  else close_door(*leaf, start + 0.9, 0.7);
}

void Stager::act_gesture(Acting& a) {
  const std::string words = a.beat.text + " " + a.beat.manner;
  MoveKind kind = has_any(words, tables().shake) ? MoveKind::kShake : has_any(words, tables().nod) ? MoveKind::kNod : has_any(words, tables().point) ? MoveKind::kPoint : MoveKind::kGesture;
  if (Actor* whom = actor(!a.beat.target.empty() ? a.beat.target : a.beat.object); whom && whom != a.who && a.who->on && whom->on && !whom->extra && has_any(words, tables().embrace)) {
    a.end = embrace(*a.who, *whom, a.begin);
    a.for_line = 0.5, a.for_act = 0.9;
    return;
  }
  const std::optional<Vec3> p = place_of(!a.beat.target.empty() ? a.beat.target : a.beat.object, a.who);
  const Vec3 aim = p ? *p : eyes(*a.who) + heading(a.who->at.yaw) * 1.5f;
  a.end = overlay(*a.who, kind, a.begin, kind == MoveKind::kNod || kind == MoveKind::kShake ? 1.0 : 1.3, aim, a.beat.object, 1);
  a.for_line = 0.35, a.for_act = 0.7;
}

void Stager::act_describe(Acting& a) {
  const double wanted = a.beat.estimate.value > 0 ? a.beat.estimate.value : words_in(a.beat.text) / 4;
  // Part of a description at the start is what the opening hold shows.
  a.end = a.begin + (has_dialogue_ ? sane(wanted * 0.45, 0.2, 1.8, 0.5) : sane(wanted * 0.9, 0.8, 5, 2));
  a.for_line = a.for_act = 1;
}

void Stager::act_effect(Acting& a) {
  const std::optional<Vec3> p = place_of(!a.beat.object.empty() ? a.beat.object : a.beat.target, nullptr);
  sound(SoundEventKind::kEffect, a.begin + 0.1, p ? *p : Vec3(0, 1, 0), "", a.beat.text.substr(0, 200), 1);
  if (p)
    for (Actor& other : actors_)
      if (other.on && !other.extra) other.glances.push_back({a.begin + 0.25 + 0.3 * random_.unit(), a.begin + 1.5, {Seconds(a.begin), "point", *p}});
  a.end = a.begin + sane(a.beat.estimate.value, 0.9, 2.5, 1.2);
  a.for_line = 0.9, a.for_act = 0.9;
}

void Stager::act_move(Acting& a) {
  if (Thing* t = thing(a.beat.object)) {
    if (a.who) {
      double placed = 0;
      a.end = put_down(*a.who, a.begin, *t, a.beat.target, &placed);
    } else if (const world::Anchor* to = surface_for(nullptr, a.beat.target, t->position); to && t->holder.empty()) {
      PropKey key;
      key.at = Seconds(a.begin + 0.2);
      key.position = t->position = to->position;
      key.anchor = t->anchor = to->id;
      t->track.keys.push_back(key);
      a.end = a.begin + 0.8;
    }
  }
}

}  // namespace auteur::staging
