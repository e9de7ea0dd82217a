#include <algorithm>

#include "auteur/base/text.h"
#include "stager.h"
#include "tables.h"

namespace auteur::staging {
namespace {

constexpr std::size_t kMostPeople = 60, kMostProps = 200;

bool off_screen(const screenplay::Beat& beat) {
  const std::string ext = upper(beat.extension);
  return ext.find("V.O") != std::string::npos || ext.find("VO") == 0 || ext.find("O.S") != std::string::npos || ext.find("OFF") != std::string::npos ||
         ext.find("O.C") != std::string::npos || ext.find("PHONE") != std::string::npos || ext.find("RADIO") != std::string::npos || ext.find("PRE-LAP") != std::string::npos;
}

bool bodily(screenplay::BeatKind kind) {
  using enum screenplay::BeatKind;
  return kind != kLine && kind != kPause && kind != kDescribe && kind != kEffect && kind != kMove && kind != kEmotion;
}

}  // namespace

Stager::Stager(const StagingRequest& request, const Blocking& blocking, std::vector<RefusedWish>& refused)
    : request_(request), blocking_(blocking), refused_(refused), scene_(*request.scene), set_(request.set ? *request.set : no_set_), floor_(set_),
      seed_(mix(seed_of(scene_.number), seed_of(scene_.heading))),
      random_(seed_) {
  if (!floor_.interior() && scene_.weather == screenplay::Weather::kSnow) floor_.set_material("snow");
  out_.scene = scene_.number;
  actors_.reserve(kMostPeople + 1);
  things_.reserve(kMostProps + 1);
}

// What a person decided of where somebody starts goes before what the script lets us guess.
void Stager::decided_by_a_person(std::vector<StartWish>& wishes) {
  for (const BlockingWish& decided : blocking_.wishes) {
    const auto wish = std::find_if(wishes.begin(), wishes.end(), [&](const StartWish& w) { return w.id == decided.who; });
    if (wish == wishes.end()) {
      std::string all;
      for (const StartWish& w : wishes)
        if (!w.extra) all += (all.empty() ? "" : ", ") + w.id;
      refused_.push_back({decided.who, "who", "'" + decided.who + "' is not in scene " + scene_.number + (all.empty() ? "; nobody is." : "; there are " + all + ".")});
      continue;
    }
    if (!decided.at.empty()) {
      const bool person = std::any_of(wishes.begin(), wishes.end(), [&](const StartWish& w) { return w.id == decided.at && w.id != decided.who; });
      if (!person && !floor_.nearest(decided.at, Vec3(0.f)) && !floor_.nearest_piece(decided.at, Vec3(0.f))) {
        refused_.push_back({decided.who, "at", "There is no '" + decided.at + "' in scene " + scene_.number + "'s place. Name a thing that stands there, \"door\", \"window\", or somebody of the scene; auteur plans shows the place from above."});
        continue;
      }
      // Beside a person is where the others gather: no place of one's own.
      wish->near = person ? "" : decided.at;
      wish->speaks = wish->speaks || person;
    }
    if (decided.seated) wish->seated = *decided.seated;
    if (decided.seated && *decided.seated && std::none_of(floor_.anchors().begin(), floor_.anchors().end(), [](const world::Anchor& a) { return a.kind == world::AnchorKind::kSeat || a.kind == world::AnchorKind::kBed; }))
      refused_.push_back({decided.who, "seated", "There is nothing to sit on in scene " + scene_.number + "'s place. Add a chair in bible/places, or leave 'seated' out."});
  }
}

Actor& Stager::add_actor(const std::string& id) {
  Actor a;
  a.track.id = id;
  a.extra = id.find('#') != std::string::npos;
  if (const auto m = request_.people.find(id); m != request_.people.end()) a.measures = m->second;
  a.animal = !a.measures.species.empty();
  if (a.animal) {
    actors_.push_back(std::move(a));
    return actors_.back();
  }
  const auto sane = [](float& v, float fallback, float low, float high) { if (!(v >= low && v <= high)) v = fallback; };
  sane(a.measures.height, 1.45f, 0.3f, 3.f);
  sane(a.measures.eye_height, 1.2f, 0.2f, 3.f);
  sane(a.measures.seated_eye_height, 1.f, 0.2f, 2.f);
  sane(a.measures.arm_length, 0.5f, 0.1f, 1.5f);
  actors_.push_back(std::move(a));
  return actors_.back();
}

void Stager::gather_people() {
  const auto& beats = scene_.beats;
  std::vector<std::string> ids;
  const auto note = [&](const std::string& id) {
    if (!id.empty() && ids.size() < kMostPeople && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  };
  for (const std::string& id : scene_.cast) note(id);
  for (const Beat& beat : beats) {
    if (beat.who.empty() || !beat.away.empty()) continue;
    if (beat.kind == BeatKind::kLine ? !off_screen(beat) : bodily(beat.kind)) note(beat.who);
    if (beat.kind == BeatKind::kEnter) note(beat.who);
  }
  // Extras come under names with a number sign ("SOLDIERS#3"): whoever asks for the staging decides how many.
  for (const auto& [id, measures] : request_.people)
    if (id.find('#') != std::string::npos) note(id);

  const std::string place = lower(scene_.place.kind + " " + set_.kind + " " + scene_.place.name);
  const bool sitting_place = has_any(place, tables().sitting_places);
  std::size_t seats = 0;
  for (const world::Anchor& a : floor_.anchors()) seats += a.kind == world::AnchorKind::kSeat;
  std::size_t first_line = beats.size();
  for (std::size_t i = 0; i < beats.size() && first_line == beats.size(); ++i)
    if (beats[i].kind == BeatKind::kLine) first_line = i;

  // Animals have no chairs and no places of their own: they come after people (place_animals).
  const auto is_animal = [&](const std::string& id) {
    const auto m = request_.people.find(id);
    return m != request_.people.end() && !m->second.species.empty();
  };
  std::vector<std::string> animals;
  std::erase_if(ids, [&](const std::string& id) {
    if (!is_animal(id)) return false;
    animals.push_back(id);
    return true;
  });
  std::vector<StartWish> wishes;
  std::size_t sat = 0, principals = 0;
  for (const std::string& id : ids) principals += id.find('#') == std::string::npos;
  for (const std::string& id : ids) {
    StartWish wish;
    wish.id = id;
    wish.extra = id.find('#') != std::string::npos;
    bool evidence = false, walks = false, decided = false, in_opening = true;
    for (std::size_t i = 0; i < beats.size(); ++i) {
      const Beat& beat = beats[i];
      if (beat.who != id || !beat.away.empty()) continue;
      if (i > first_line) in_opening = false;
      if (beat.kind == BeatKind::kEnter && !evidence) wish.offstage = true, evidence = true;
      if (beat.kind == BeatKind::kLine && !off_screen(beat)) wish.speaks = true;
      // Only a state that is there before anything moves is a starting position.
      if (!decided && !wish.offstage) {
        const bool says_seated = has_any(beat.text, tables().seated_words) && !has_any(beat.text, tables().sit_down);
        if (beat.kind == BeatKind::kSit && in_opening && !walks && !has_any(beat.text, tables().sit_down)) {
          wish.seated = decided = true;
          wish.near = !beat.target.empty() ? beat.target : beat.object;
        } else if (beat.kind == BeatKind::kSit) {
          decided = true;
        } else if (beat.kind == BeatKind::kStand) {
          const bool rises = has_any(beat.text, tables().rise) || !in_opening || beat.target.empty();
          wish.seated = rises && has_any(beat.text, tables().rise);
          if (!rises) wish.near = beat.target;
          decided = true;
        } else if (beat.kind == BeatKind::kDescribe && in_opening && says_seated) {
          wish.seated = decided = true;
          wish.near = !beat.target.empty() ? beat.target : beat.object;
        } else if (beat.kind == BeatKind::kDescribe && in_opening && wish.near.empty() && !beat.target.empty()) {
          wish.near = beat.target;
        }
      }
      if (beat.kind == BeatKind::kWalkTo || beat.kind == BeatKind::kExit) walks = true;
      if (bodily(beat.kind) || (beat.kind == BeatKind::kLine && !off_screen(beat))) evidence = true;
    }
    if (!decided && !wish.offstage && !wish.extra && wish.near.empty() && sitting_place && !walks && seats >= 2 && sat < seats) wish.seated = true;
    // Extras sit down where enough seats are left for everybody else.
    if (wish.extra && sitting_place && seats > sat + principals + 1) wish.seated = true;
    if (wish.seated && sat >= seats && seats > 0) wish.seated = false;
    sat += wish.seated;
    if (!wish.near.empty() && !floor_.nearest(wish.near, Vec3(0.f)) && !floor_.nearest_piece(wish.near, Vec3(0.f))) wish.near.clear();
    wishes.push_back(std::move(wish));
  }

  decided_by_a_person(wishes);
  const std::vector<Spot> spots = starting_spots(floor_, wishes, mix(seed_of(scene_.number), ids.size()), blocking_.take);
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    Actor& a = add_actor(wishes[i].id);
    a.home = spots[i];
    a.home.offstage = false;
    a.at = spots[i];
    a.on = !spots[i].offstage;
    a.left = spots[i].offstage && !wishes[i].offstage;  // no room on the floor: not in this scene
    a.track.seen_from_start = a.on;
    if (!a.on) {
      const world::Anchor* door = floor_.door();
      a.at = Spot{};
      a.at.position = door ? flat(door->position) - heading(door->yaw) * 1.2f : Vec3(floor_.width() / 2 + 1.2f, 0, 0);
      a.at.yaw = door ? door->yaw : -kPi / 2;
      a.at.offstage = true;
    }
    a.track.start = a.at;
  }
  for (const std::string& id : animals) add_actor(id);
}

// "She takes out a key", "he takes off his glasses": until then the thing is about them and nobody sees it.
bool Stager::starts_in_pocket(const std::string& prop, const std::string& who) const {
  for (std::size_t i = 0; i < scene_.beats.size(); ++i) {
    const Beat& beat = scene_.beats[i];
    if (!beat.away.empty() || (beat.object != prop && beat.target != prop)) continue;
    if (beat.kind == BeatKind::kLookAt || beat.kind == BeatKind::kDescribe || beat.kind == BeatKind::kEffect) return false;
    return beat.kind == BeatKind::kPickUp && beat.object == prop && beat.who == who && has_any(beat.text, tables().pocket);
  }
  return false;
}

bool Stager::starts_in_hand(const std::string& prop, const std::string& who) const {
  for (const Beat& beat : scene_.beats) {
    if (!beat.away.empty() || (beat.object != prop && beat.target != prop)) continue;
    if (beat.kind == BeatKind::kPickUp || beat.kind == BeatKind::kMove) return false;
    if (beat.kind == BeatKind::kPutDown || beat.kind == BeatKind::kGive) return beat.who == who;
    if (beat.kind == BeatKind::kEnter) return beat.who == who && has_any(beat.text, tables().back_in);
    if (beat.kind == BeatKind::kDescribe && beat.who == who && has_any(beat.text, tables().back_in)) return true;
  }
  return false;
}

void Stager::gather_things() {
  std::vector<std::string> ids;
  const auto note = [&](const std::string& id) {
    if (!id.empty() && ids.size() < kMostProps && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  };
  for (const screenplay::PropUse& prop : scene_.props)
    if (prop.handled || set_.props.contains(prop.id)) note(prop.id);
  for (const Beat& beat : scene_.beats)
    if (beat.away.empty() && (beat.kind == BeatKind::kPickUp || beat.kind == BeatKind::kPutDown || beat.kind == BeatKind::kGive))
      if (!beat.object.empty() && !actor(beat.object)) note(beat.object);
  for (const auto& [id, where] : request_.props_before)
    if (set_.props.contains(id)) note(id);
  for (const auto& [id, model] : set_.props) note(id);
  std::erase_if(ids, [&](const std::string& id) { return request_.away.contains(id); });
  if (request_.door_open)
    if (const world::Anchor* door = floor_.door()) open_door(*door, -2);

  for (const std::string& id : ids) {
    Thing thing;
    thing.track.id = id;
    std::string first_user;
    bool first_is_pick_up = false;
    for (const Beat& beat : scene_.beats)
      if (first_user.empty() && beat.away.empty() && (beat.object == id || (beat.target == id && beat.kind == BeatKind::kEnter)) && actor(beat.who)) {
        first_user = beat.who;
        first_is_pick_up = beat.kind == BeatKind::kPickUp || beat.kind == BeatKind::kUse;
      }
    const auto before = request_.props_before.find(id);
    const world::Anchor* rest = nullptr;
    bool known = false;
    if (before != request_.props_before.end()) {
      if (before->second.starts_with("hand:")) {
        if (const Actor* holder = actor(before->second.substr(5)); holder && !holder->left) first_user = holder->track.id, thing.holder = first_user, known = true;
      } else if (before->second.starts_with("pocket:")) {
        if (Actor* holder = actor(before->second.substr(7)); holder && !holder->left) {
          first_user = holder->track.id, thing.holder = first_user, known = true;
          thing.hand = 2;
          thing.position = holder->at.position + Vec3(0, 0.7f, 0);
        }
      } else if (floor_.anchor(before->second)) {
        rest = floor_.anchor(before->second);
        known = true;
      } else if (before->second.starts_with("floor/")) {
        const std::string text = before->second.substr(6);
        const std::size_t slash = text.find('/');
        thing.position = floor_.inside({std::strtof(text.c_str(), nullptr), 0, slash == std::string::npos ? 0.f : std::strtof(text.c_str() + slash + 1, nullptr)}, 0.3f);
        if (finite(thing.position)) known = true;
        thing.anchor = "";
      }
    }
    if (!known && !first_user.empty() && starts_in_hand(id, first_user)) thing.holder = first_user, known = true;
    if (!known && !first_user.empty() && starts_in_pocket(id, first_user)) {
      thing.holder = first_user;
      thing.hand = 2;
      thing.position = actor(first_user)->at.position + Vec3(0, 0.7f, 0);
      known = true;
    } else if (!thing.holder.empty() && thing.hand != 2) {
      Actor& holder = *actor(thing.holder);
      thing.hand = holder.held[1].empty() ? 1 : 0;
      if (holder.held[thing.hand].empty()) {
        holder.held[thing.hand] = id;
        thing.position = holder.at.position + Vec3(0, 0.7f, 0);
      } else {
        thing.holder.clear();
        known = false;
      }
    }
    // A thing that somebody seated will take lies within reach from the start, unless an earlier scene says otherwise.
    if (!known && first_is_pick_up)
      if (const Actor* user = actor(first_user); user && user->on && user->at.seated) {
        const world::Anchor* near = surface_for(user, "", user->at.position + heading(user->at.yaw) * 0.5f);
        if (near && flat_distance(near->position, user->at.position) < 0.95f) rest = near, known = true;
      }
    if (!known)
      if (const auto found = set_.prop_rest.find(id); found != set_.prop_rest.end() && finite(found->second.position)) {
        thing.anchor = found->second.id;
        thing.position = found->second.position;
        known = true;
        for (const Thing& other : things_)  // two things never share a spot
          if (other.holder.empty() && !other.anchor.empty() && other.anchor == thing.anchor) known = false;
      }
    if (!known && !rest) rest = surface_for(nullptr, "", Vec3(0.f));
    if (rest) {
      thing.anchor = rest->id;
      thing.position = rest->position;
    } else if (!known && thing.holder.empty()) {
      thing.anchor.clear();
      thing.position = floor_.nearest_free(Vec3(0.4f, 0, 0.4f), 0.2f, others(nullptr), 0.4f);
    }
    PropKey key;
    key.holder = thing.holder;
    key.hand = thing.hand;
    key.position = thing.position;
    key.anchor = thing.holder.empty() ? thing.anchor : "";
    thing.track.keys.push_back(key);
    things_.push_back(std::move(thing));
  }
}

}  // namespace auteur::staging
