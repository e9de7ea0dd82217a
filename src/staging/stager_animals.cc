// Animals on the stage: at whose feet they are, how they come and go, whom they follow, what is done to them. They sit and
// lie on the floor, perch if they have wings, speak no lines and hold no props.
#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "auteur/world/animals.h"
#include "stager.h"
#include "tables.h"

namespace auteur::staging {
namespace {

constexpr double kLieTime = 1.1, kSitTime = 0.8, kFlyRise = 0.55;

bool hoofed(const Actor& a) { return a.measures.back_height > 0.45f; }
// How much floor an animal wants round its middle.
float girth(const Actor& a) { return std::clamp(0.42f * a.measures.length, 0.12f, 0.62f); }

// The verb in `text` that gives voice: "bark" for "He barks twice".
std::string call_in(const std::string& text, const world::AnimalKind* kind) {
  const std::string low = lower(text);
  const auto find_in = [&](const std::vector<std::string>& verbs) -> std::string {
    for (const std::string& verb : verbs)
      for (std::size_t at = low.find(verb); at != std::string::npos; at = low.find(verb, at + 1))
        if (at == 0 || !std::isalpha(static_cast<unsigned char>(low[at - 1]))) return verb;
    return {};
  };
  if (kind)
    if (const std::string own = find_in(kind->says); !own.empty()) return own;
  return find_in({"bark", "growl", "howl", "meow", "purr", "hiss", "neigh", "whinny", "snort", "moo", "bleat", "squeal", "squeak", "chirp", "squawk", "screech", "caw", "quack", "hoot", "woof", "yap", "whine"});
}

}  // namespace

Spot Stager::heel(const Actor& whom, const Actor& animal, float gap, int side) const {
  Spot spot;
  if (hoofed(animal)) {  // at somebody's side and looking the same way, its shoulder beside theirs
    const Vec3 aside = heading(whom.at.yaw + (side == 0 ? 0.5f : -0.5f) * kPi) * (0.34f + 0.5f * animal.measures.shoulder_width + 0.25f * gap);
    spot.position = floor_.nearest_free(whom.at.position + aside - heading(whom.at.yaw) * 0.28f, 0.3f, others(&animal), 0.55f);
    spot.yaw = whom.at.yaw;
    spot.seat_height = 0;
    return spot;
  }
  const float angle = whom.at.yaw + (side == 0 ? 0.85f : -0.85f);
  const float out = (whom.at.seated ? 0.16f : 0.f) + gap + 0.5f * girth(animal);
  const std::vector<Vec3> people = others(&animal);
  spot.position = floor_.nearest_free(whom.at.position + heading(angle) * out, std::min(0.3f, girth(animal)), people, std::max(0.34f, 0.7f * girth(animal)));
  spot.yaw = wrap_angle(whom.at.yaw + (side == 0 ? -0.25f : 0.25f));
  spot.seat_height = 0;
  return spot;
}

// What a bird can sit on: the top of a thing, not too high to be seen and not a floor.
std::optional<Spot> Stager::perch(const std::string& word, const Actor& animal) const {
  const auto on_top = [&](const world::Piece& piece) {
    Spot spot;
    const Box& b = piece.bounds;
    spot.position = {std::clamp(0.f, b.low.x + 0.1f, std::max(b.low.x + 0.1f, b.high.x - 0.1f)), b.high.y, std::clamp(0.f, b.low.z + 0.06f, std::max(b.low.z + 0.06f, b.high.z - 0.06f))};
    spot.yaw = yaw_of(Vec3(0, 0, 1e-3f) - flat(spot.position));
    spot.seat_height = 0;
    return spot;
  };
  if (!word.empty())
    if (const world::Piece* piece = floor_.nearest_piece(word, animal.at.position); piece && piece->bounds.high.y > 0.15f && piece->bounds.high.y < 3.2f) return on_top(*piece);
  if (!word.empty())
    if (const world::Anchor* a = floor_.nearest(word, animal.at.position); a && (a->kind == world::AnchorKind::kSurface || a->kind == world::AnchorKind::kCounter || a->kind == world::AnchorKind::kBed)) {
      Spot spot;
      spot.position = a->position;
      spot.yaw = a->yaw;
      spot.seat_height = 0;
      return spot;
    }
  return std::nullopt;
}

void Stager::place_animals() {
  const auto& beats = scene_.beats;
  int turn = 0;
  Random random(mix(seed_, std::uint64_t{0xa11}));
  for (Actor& a : actors_) {
    if (!a.animal) continue;
    a.at = Spot{};
    a.at.seat_height = 0;
    a.on = true;
    std::string near;
    bool sits = false, lies = false, decided = false, flies_in = false, comes = false;
    const std::string name = lower(a.track.id);
    for (std::size_t i = 0; i < beats.size() && !decided; ++i) {
      const Beat& b = beats[i];
      if (b.who == a.track.id) {
        decided = true;
        const std::string word = !b.target.empty() ? b.target : b.object;
        switch (b.kind) {
          case BeatKind::kEnter: a.on = false; break;
          case BeatKind::kSit:
            (b.manner == "lying" || has_any(b.text, {"lies", "lying", "sleep", "curl", "dozes", "asleep"}) ? lies : sits) = true;
            near = word;
            if (a.measures.flies) lies = false;
            break;
          case BeatKind::kWalkTo:
            if (a.measures.flies && has_any(b.text, tables().flies)) a.on = false, flies_in = true;
            else comes = !word.empty();
            break;
          case BeatKind::kStand: near = word; break;
          case BeatKind::kDescribe:
            if (has_any(b.text, {"sleep", "lies", "lying", "curled", "asleep", "dozing"})) lies = true;
            else if (has_any(b.text, {"sits", "sitting"})) sits = true;
            near = word;
            break;
          default: break;
        }
      } else if (b.kind == BeatKind::kEnter && !b.who.empty() && lower(b.text).find("with") != std::string::npos && (lower(b.text).find(name) != std::string::npos || lower(b.text).find(a.measures.species) != std::string::npos)) {
        a.on = false, a.follows = b.who, decided = true;  // "TOM comes in with his dog"
      } else if ((b.target == a.track.id || b.object == a.track.id) && has_any(b.text, {"leads", "leading", "brings", "rides"})) {
        // Led in by somebody who was not there: they come together.
        const Actor* leader = actor(b.who);
        a.follows = b.who;
        decided = true;
        if (leader && !leader->on) a.on = false;
        if (leader) near = leader->track.id;
      }
    }
    if (hoofed(a)) sits = false;
    const Actor* by = actor(near);
    if (!by && near.empty() && !comes)  // at the feet of whoever speaks first, or stands nearest the middle
      for (const Actor& p : actors_)
        if (!p.animal && !p.extra && p.on) { by = &p; break; }
    const auto bird_top = a.measures.flies ? perch(near, a) : std::nullopt;
    Spot home;
    if (by && !by->animal && !a.measures.flies) {
      home = heel(*by, a, hoofed(a) ? 0.55f : near.empty() ? 0.55f : 0.26f, turn++ % 2);
    } else if (bird_top) {
      home = *bird_top;
    } else if (const world::Anchor* at = near.empty() ? nullptr : floor_.nearest(near, Vec3(0.f)); at && (at->position.y < 0.1f || !a.measures.flies)) {
      home.position = floor_.nearest_free(flat(at->approach), girth(a) * 0.6f, others(&a), 0.4f);
      home.yaw = at->yaw;
    } else if (const world::Piece* piece = near.empty() ? nullptr : floor_.nearest_piece(near, Vec3(0.f))) {
      // On a rug, beside a stove.
      const bool flat_thing = piece->bounds.high.y < 0.08f;
      home.position = flat_thing ? flat(piece->bounds.centre()) : floor_.nearest_free(flat(piece->bounds.centre()) + Vec3(0, 0, 0.5f * piece->bounds.size().z + 0.3f), girth(a) * 0.6f, others(&a), 0.4f);
      home.position.y = flat_thing ? std::max(0.f, piece->bounds.high.y) : 0;
      home.yaw = static_cast<float>(random.range(-1.2, 1.2));
    } else {
      // One that will come to somebody starts some way off.
      const float out = comes ? 0.42f : 0.3f;
      const Vec3 wanted(static_cast<float>(random.range(comes ? 0.25 : -0.3, static_cast<double>(out))) * floor_.width() * (comes && random.unit() < 0.5 ? -1.f : 1.f), 0, static_cast<float>(random.range(-0.25, 0.25)) * floor_.depth());
      home.position = floor_.nearest_free(wanted, std::min(0.45f, girth(a)), others(&a), std::max(0.5f, 1.3f * girth(a)));
      home.yaw = static_cast<float>(random.range(-kPi, kPi));
    }
    home.seat_height = 0;
    home.seated = sits;
    home.lying = lies;
    a.home = home;
    if (a.on) {
      a.at = home;
    } else {
      const world::Anchor* door = floor_.door();
      a.home.seated = a.home.lying = false;
      a.at.position = flies_in ? Vec3(floor_.width() / 2 + 2.5f, 2.6f, -0.2f * floor_.depth()) : door ? flat(door->position) - heading(door->yaw) * 1.2f : Vec3(floor_.width() / 2 + 1.2f, 0, 0);
      a.at.offstage = true;
    }
    a.track.seen_from_start = a.on;
    a.track.start = a.at;
  }
}

double Stager::go(Actor& a, double t, Spot to, bool trot, bool fly) {
  if (!a.on && !fly) return t;
  double start = std::max(t, a.free);
  if (!a.carried_by.empty()) set_down(a, start);
  if (a.at.seated || a.at.lying) start = stand_up(a, start);
  to.seated = to.lying = false;
  to.seat_height = 0;
  Move move;
  move.start = Seconds(start);
  move.to = to;
  if (fly || (a.measures.flies && (to.position.y > 0.12f || a.at.position.y > 0.12f))) {
    // Up, across in a shallow arc, down.
    const Vec3 from = a.at.position, d = to.position - from;
    const float far = glm::length(d), high = std::max(from.y, to.position.y) + std::clamp(0.22f * far, 0.15f, 0.8f);
    for (int i = 0; i <= 10; ++i) {
      const float u = static_cast<float>(i) / 10.f, arc = 4 * u * (1 - u);
      Vec3 p = from + d * u;
      p.y = (from.y + d.y * u) * (1 - arc) + std::max(p.y, high) * arc;
      move.path.push_back(p);
    }
    move.kind = a.on ? MoveKind::kFly : MoveKind::kEnter;
    move.fly = true;
    move.to.yaw = far > 0.2f && glm::length(flat(d)) > 0.1f ? yaw_of(flat(d)) : to.yaw;
    move.end = Seconds(start + path_length(move.path) / 2.8 + kFlyRise);
    sound(SoundEventKind::kCall, start + 0.05, from, "", "wings", 0.6);
    a.on = true;
  } else {
    if (flat_distance(a.at.position, to.position) < 0.12f) return start;
    move.kind = MoveKind::kWalk;
    move.trot = trot;
    move.path = way(a, a.at.position, to.position);
    const double speed = std::max(0.15f, trot ? a.measures.trot_speed : a.measures.walk_speed), total = path_length(move.path);
    const double length = std::max(0.5, total / speed + 0.4);
    move.end = Seconds(start + length);
    steps(move.path, start, length, trot ? 0.9 : 0.55, a);
  }
  a.at = move.to;
  a.free = move.end.value;
  a.track.moves.push_back(std::move(move));
  return a.free;
}

double Stager::walk_beside(Actor& a, double t, Actor& whom, float gap, bool trot) {
  const Vec3 from = flat(a.at.position), d = from - flat(whom.at.position);
  const float left = glm::dot(d, heading(whom.at.yaw + kPi / 2));
  Spot to = heel(whom, a, gap, left >= 0 ? 0 : 1);
  const double end = go(a, t, to, trot, false);
  look(a, t + 0.1, whom.track.id);
  return end;
}

void Stager::followers_of(const Actor& whom, double t) {
  if (whom.animal) return;
  for (Actor& a : actors_) {
    if (!a.animal || a.follows != whom.track.id || !a.carried_by.empty() || a.left) continue;
    const bool gone = !whom.on;
    double start = std::max(t + 0.35, a.free);
    if (gone) {
      if (a.on) leave(a, start, Beat{});
      continue;
    }
    if (!a.on) {
      a.home = heel(whom, a, hoofed(a) ? 0.5f : 0.3f, 0);
      enter(a, start, Beat{});
    } else {
      go(a, start, heel(whom, a, hoofed(a) ? 0.5f : 0.3f, 0), path_length({a.at.position, whom.at.position}) > 3.5, false);
    }
  }
}

// Down where it stands, on its haunches or flat.
double Stager::get_down(Actor& a, double t, MoveKind kind) {
  const double start = std::max(t, a.free);
  Move move;
  move.kind = kind;
  move.start = Seconds(start);
  move.end = Seconds(start + (kind == MoveKind::kLie ? kLieTime : kSitTime));
  move.to = a.at;
  move.to.seated = kind == MoveKind::kSit;
  move.to.lying = kind == MoveKind::kLie;
  move.to.seat_height = 0;
  a.at = move.to;
  a.free = move.end.value;
  a.track.moves.push_back(std::move(move));
  return a.free;
}

double Stager::sit_on_floor(Actor& a, double t) { return !a.on || a.at.seated || hoofed(a) ? std::max(t, a.free) : get_down(a, t, MoveKind::kSit); }
double Stager::lie_down(Actor& a, double t) { return !a.on || a.at.lying ? std::max(t, a.free) : get_down(a, t, MoveKind::kLie); }

double Stager::call(Actor& a, double t, const std::string& text, double strength) {
  const world::AnimalKind* kind = world::animal_kind(a.measures.species);
  std::string how = call_in(text, kind);
  if (how.empty()) how = kind ? kind->sound : "bark";
  const bool drawn = has_any(how, {"purr", "growl", "whine", "howl", "neigh", "whinny", "moo", "bray", "low", "bellow"});
  const double length = drawn ? 1.8 : 1.1;
  const double start = std::max(t, 0.0);
  overlay(a, MoveKind::kCall, start, length, eyes(a), how, 1);
  SoundEvent e;
  e.kind = SoundEventKind::kCall;
  e.at = Seconds(start + 0.12);
  e.position = eyes(a);
  e.what = how;
  e.material = a.measures.species;
  e.strength = strength * (how == "purr" || how == "whine" ? 0.4 : 1.0);
  e.hz = std::round(10 * static_cast<double>(a.measures.voice_hz)) / 10;
  if (out_.sounds.size() < 20000) out_.sounds.push_back(e);
  for (Actor& p : actors_)
    if (!p.animal && p.on && !p.extra && how != "purr") p.glances.push_back({start + 0.2 + 0.25 * random_.unit(), start + 1.3, {Seconds(start), a.track.id, Vec3(0.f)}});
  return start + length;
}

void Stager::carry(Actor& a, Actor& by, double t, bool shoulder) {
  a.track.carried.push_back({Seconds(t), by.track.id, shoulder});
  a.carried_by = by.track.id;
  a.at.seated = a.at.lying = false;
}

void Stager::set_down(Actor& a, double t) {
  if (a.carried_by.empty()) return;
  const Actor* by = actor(a.carried_by);
  a.carried_by.clear();
  a.track.carried.push_back({Seconds(t), "", false});
  if (!by) return;
  Spot to = heel(*by, a, 0.3f, 0);
  // It stands there from now on: a turn of no length that holds the place.
  Move move;
  move.kind = MoveKind::kHold;
  move.start = Seconds(std::max(0.0, t - 0.02));
  move.end = Seconds(t);
  move.to = to;
  a.at = to;
  a.track.moves.push_back(std::move(move));
}

// What an animal does. Everything it can do is here: it never reaches the frames of people.
bool Stager::act_animal(std::size_t index, Actor& a, double begin, double& end) {
  const Beat& beat = scene_.beats[index];
  const std::string words = beat.text + " " + beat.manner;
  const world::AnimalKind* kind = world::animal_kind(a.measures.species);
  const std::string word = !beat.target.empty() ? beat.target : beat.object;
  const bool trot = has_any(words, tables().trots) || has_any(words, tables().hurry);
  Actor* other = actor(word);
  if (other == &a) other = nullptr;
  end = begin;
  if (!a.on) {
    if (beat.kind == BeatKind::kEnter || beat.kind == BeatKind::kWalkTo || beat.kind == BeatKind::kSit) {
      if (a.measures.flies && (a.at.position.y > 0.5f || has_any(words, tables().flies))) {
        const auto top = perch(word, a);
        Spot to = top ? *top : a.home;
        if (!top && other) to = heel(*other, a, 0.5f, 0);
        a.at.position = {floor_.width() / 2 + 2.2f, 2.4f, to.position.z - 1.f};
        a.track.start = a.track.moves.empty() ? a.at : a.track.start;
        end = go(a, begin, to, false, true);
      } else {
        end = enter(a, begin, beat);
        if (other && beat.kind != BeatKind::kEnter) end = walk_beside(a, end, *other, 0.35f, trot);
      }
      everybody_looks(begin + 0.4, a);
    }
    if (beat.kind == BeatKind::kSit && a.on) end = has_any(words, {"lies", "lying", "curl", "sleep"}) && !a.measures.flies ? lie_down(a, end) : sit_on_floor(a, end);
    return true;
  }
  switch (beat.kind) {
    case BeatKind::kEnter: end = go(a, begin, a.home, trot, false); break;
    case BeatKind::kExit:
      if (!a.carried_by.empty()) set_down(a, begin);
      if (a.measures.flies && (!floor_.interior() || has_any(words, tables().flies))) {
        Move move;
        move.kind = MoveKind::kExit;
        move.fly = true;
        const double start = std::max(begin, a.free);
        const float side = a.at.position.x >= 0 ? 1.f : -1.f;
        const Vec3 from = a.at.position, to(side * (floor_.width() / 2 + 3.f), from.y + 2.6f, from.z - 2.f);
        for (int i = 0; i <= 8; ++i) {
          const float u = static_cast<float>(i) / 8.f;
          move.path.push_back(glm::mix(from, to, u) + Vec3(0, 0.5f * std::sin(kPi * u), 0));
        }
        move.start = Seconds(start);
        move.end = Seconds(start + path_length(move.path) / 3.2 + 0.3);
        move.to.position = to;
        move.to.yaw = yaw_of(flat(to - from));
        move.to.offstage = true;
        sound(SoundEventKind::kCall, start + 0.05, from, "", "wings", 0.7);
        a.on = false;
        a.left = true;
        a.at = move.to;
        end = a.free = move.end.value;
        a.track.moves.push_back(std::move(move));
      } else {
        end = leave(a, begin, beat);
      }
      everybody_looks(begin + 0.3, a);
      break;
    case BeatKind::kSit: {
      const bool lying = beat.manner == "lying" || has_any(words, {"lies", "lying", "curl", "sleep", "sprawl", "doze"});
      end = begin;
      if (other && !other->animal && has_any(words, {"shoulder"}) && a.measures.back_height < 0.35f) {
        carry(a, *other, begin + 0.6, true);
        end = begin + 1;
        break;
      }
      const bool there = index == 0 || (a.track.moves.empty() && (a.at.seated || a.at.lying));
      if (const auto top = a.measures.flies ? perch(word, a) : std::nullopt; top && !there) end = go(a, begin, *top, false, false);
      else if (!there && other) end = walk_beside(a, begin, *other, 0.24f, trot);
      else if (!there && !word.empty()) end = go(a, begin, spot_near(word, a), trot, false);
      end = lying && !a.measures.flies ? lie_down(a, end) : sit_on_floor(a, end);
      break;
    }
    case BeatKind::kStand: end = stand_up(a, begin); break;
    case BeatKind::kWalkTo: {
      if (const auto top = a.measures.flies ? perch(word, a) : std::nullopt) { end = go(a, begin, *top, false, true); break; }
      if (other) {
        if (has_any(words, {"follow"})) a.follows = other->track.id;
        end = walk_beside(a, begin, *other, hoofed(a) ? 0.5f : 0.3f, trot);
      } else {
        end = go(a, begin, spot_near(word, a), trot, a.measures.flies && has_any(words, tables().flies));
      }
      if (end - begin > 1.2) everybody_looks(begin + 0.4, a);
      break;
    }
    case BeatKind::kTurnTo:
    case BeatKind::kLookAt: {
      const std::optional<Vec3> p = place_of(word, &a);
      if (other) look(a, begin, word);
      else if (p) a.glances.push_back({begin, begin + 1.8, {Seconds(begin), "point", *p}});
      if (beat.kind == BeatKind::kTurnTo && p && !a.at.lying && !a.at.seated) end = turn_to(a, begin, yaw_of(flat(*p) - flat(a.at.position) + Vec3(0, 0, 1e-4f)));
      end = std::max(end, begin + 1.2);
      break;
    }
    case BeatKind::kEmotion:
    case BeatKind::kDescribe:
    case BeatKind::kEffect:
    case BeatKind::kGesture:
    case BeatKind::kPickUp:
    case BeatKind::kUse: {
      if (beat.kind == BeatKind::kEmotion) a.track.mood.push_back({Seconds(begin), beat.mood});
      if (const std::string how = call_in(beat.text + " " + beat.object, kind); !how.empty()) {
        if (other) look(a, begin, word);
        end = call(a, begin, how);
        break;
      }
      std::string act = has_any(words, {"wag"}) ? "wag" : has_any(words, {"sniff", "lick", "nuzzle", "nose", "nudge"}) ? "sniff" : has_any(words, {"graze", "drink", "eat", "peck", "dig", "lap"}) ? "graze" : has_any(words, {"flap", "preen"}) ? "flap" : has_any(words, {"yawn"}) ? "yawn" : "";
      if (act == "sniff") {
        Actor* at = other;
        const std::string low = lower(words);
        for (Actor& p : actors_)  // "sniffs Tom's boots", "sniffs his boots" by whoever is nearest
          if (!at && &p != &a && p.on && low.find(lower(p.track.id)) != std::string::npos) at = &p;
        if (at && flat_distance(at->at.position, a.at.position) > 0.55f + girth(a)) end = walk_beside(a, begin, *at, 0.12f, trot);
      }
      if (!act.empty()) end = overlay(a, MoveKind::kGesture, std::max(end, begin), act == "graze" ? 2.6 : 1.6, a.at.position + heading(a.at.yaw) * 0.4f, act, 1);
      else end = begin + (has_dialogue_ ? 0.6 : 1.4);
      break;
    }
    default: end = begin + 0.6; break;
  }
  return true;
}

// What people do to animals: stroke, pick up, put down, lead. False when the beat is about something else.
bool Stager::act_on_animal(std::size_t index, Actor& who, double begin, double& end) {
  const Beat& beat = scene_.beats[index];
  Actor* a = actor(beat.target);
  if (!a || !a->animal) a = actor(beat.object);
  const std::string words = lower(beat.text) + " " + beat.manner;
  if (!a || !a->animal) {
    // "sets it down", said of the one carried.
    for (Actor& other : actors_)
      if (other.animal && other.carried_by == who.track.id && has_any(words, {"down"}) && has_any(words, tables().sets_down) && (words.find(lower(other.track.id)) != std::string::npos || words.find(other.measures.species) != std::string::npos || words.find(" it ") != std::string::npos)) {
        end = overlay(who, MoveKind::kReach, std::max(begin, who.free), 1.2, who.at.position + heading(who.at.yaw) * 0.35f + Vec3(0, 0.1f, 0), "", 1);
        set_down(other, begin + 0.6);
        who.free = std::max(who.free, end);
        return true;
      }
    return false;
  }
  if (!who.on) return false;
  using enum screenplay::BeatKind;
  if (beat.kind == kWalkTo && has_any(words, {"leads", "lead", "leading"})) {
    a->follows = who.track.id;
    end = begin + 0.8;
    if (a->on && flat_distance(a->at.position, who.at.position) > 1.4f + girth(*a)) end = walk_beside(*a, begin, who, hoofed(*a) ? 0.5f : 0.3f, false);
    else if (!a->on && !a->left) a->home = heel(who, *a, hoofed(*a) ? 0.5f : 0.3f, 0), end = enter(*a, begin, Beat{});
    return true;
  }
  if (beat.kind == kLookAt || beat.kind == kTurnTo || beat.kind == kEnter || beat.kind == kExit || beat.kind == kWalkTo || beat.kind == kDescribe || beat.kind == kSit || beat.kind == kStand || beat.kind == kEmotion || beat.kind == kPause) return false;
  if (!a->on) {
    end = begin + 0.8;
    return true;
  }
  const bool small = a->measures.back_height < 0.36f;
  const bool lifts = has_any(words, tables().carries) && small && beat.kind != kPutDown && !has_any(words, {"collar", "reins", "lead", "leash"});
  // Close enough first; whoever sits calls it to the chair.
  end = begin;
  const float near = hoofed(*a) ? 0.5f : 0.55f + 0.6f * girth(*a);
  if (flat_distance(who.at.position, a->at.position) > near && a->carried_by.empty()) {
    if (who.at.seated) {
      end = walk_beside(*a, begin, who, 0.2f, false);
    } else {
      Spot to = who.at;
      const Vec3 d = flat(who.at.position - a->at.position);
      Vec3 stand = flat(a->at.position) + (glm::length(d) > 0.05f ? glm::normalize(d) : Vec3(0, 0, 1)) * (0.42f + 0.5f * girth(*a));
      if (hoofed(*a)) {  // beside its neck, on the side one comes from
        const float side = glm::dot(d, heading(a->at.yaw + kPi / 2)) >= 0 ? 1.f : -1.f;
        stand = flat(a->at.position) + heading(a->at.yaw) * (0.42f * a->measures.length) + heading(a->at.yaw + kPi / 2) * (side * (0.40f + 0.5f * a->measures.shoulder_width));
      }
      to.position = floor_.nearest_free(stand, 0.2f, {}, 0.f);
      to.yaw = yaw_of(flat(a->at.position) - to.position + Vec3(0, 0, 1e-4f));
      to.anchor.clear();
      end = walk_to(who, begin, to, 0.95);
    }
  } else if (!who.at.seated && a->carried_by.empty()) {
    end = turn_to(who, begin, yaw_of(flat(a->at.position - who.at.position) + Vec3(0, 0, 1e-4f)));
  }
  const double start = std::max({end, begin, who.free});
  Vec3 aim = a->at.position + Vec3(0, (a->at.lying ? 0.62f : a->at.seated ? 1.05f : 0.98f) * a->measures.back_height, 0) + heading(a->at.yaw) * ((hoofed(*a) ? 0.36f : 0.18f) * a->measures.length);
  if (a->carried_by == who.track.id) aim = who.at.position + heading(who.at.yaw) * 0.25f + Vec3(0, 0.65f * who.measures.eye_height, 0);
  overlay(who, MoveKind::kReach, start, lifts ? 1.2 : 2.0, aim, a->track.id, 1);
  who.glances.push_back({start - 0.1, start + 1.6, {Seconds(start), a->track.id, Vec3(0.f)}});
  end = start + (lifts ? 1.2 : 2.0);
  who.free = std::max(who.free, end);
  if (lifts && a->carried_by.empty()) {
    carry(*a, who, start + 0.6, false);
  } else if (!lifts) {
    overlay(*a, MoveKind::kGesture, start + 0.4, 2.2, aim, "wag", 1);
    look(*a, start + 0.3, who.track.id);
  }
  return true;
}

}  // namespace auteur::staging
