// From a verb and what hangs on it to beats. The list of verbs decides which kinds are possible, the nouns decide among
// them: "takes the cup" picks something up, "takes his hand" is a gesture, "takes a seat" sits.
#include <algorithm>

#include "action.h"
#include "auteur/base/text.h"
#include "noun_tables.h"

namespace auteur::screenplay {
namespace {

const std::vector<BeatKind>* kinds_of(const std::string& lemma, const std::string& particle, bool& with_particle) {
  const Lexicon& x = lexicon();
  if (!particle.empty()) {
    if (const auto* k = find(x.frames, lemma + " " + particle)) { with_particle = true; return k; }
  }
  with_particle = false;
  return find(x.frames, lemma);
}

bool has(const std::vector<BeatKind>& kinds, BeatKind k) { return std::find(kinds.begin(), kinds.end(), k) != kinds.end(); }

bool is_room_word(std::string_view w) {
  const auto* kind = find(lexicon().places, w);
  return kind != nullptr && !kind->exterior;
}
// Where people come out of when one stands outside: houses, their doors and gates, vehicles.
bool is_vehicle_word(std::string_view w) { return is_one_of(w, {"car", "bus", "train", "boat", "van", "taxi", "cab", "truck", "lorry", "tram", "coach", "carriage", "jeep", "limousine", "ambulance"}); }
bool lets_people_out(std::string_view w) { return is_room_word(w) || is_vehicle_word(w) || is_one_of(w, {"door", "gate", "house", "building", "doorway", "tent", "lift", "tunnel", "entrance"}); }
bool furniture_that_moves(std::string_view d) { return is_one_of(d, {"lamp", "stool", "chair", "clock", "mirror", "rug", "curtain", "crate", "bin", "plant"}); }

Beat make(BeatKind kind, std::string who, std::string object = {}, std::string target = {}) {
  Beat b;
  b.kind = kind;
  b.who = std::move(who);
  b.object = std::move(object);
  b.target = std::move(target);
  return b;
}

}  // namespace

std::vector<Beat> ActionReader::thing_frame(const Verb& v, const Arguments& a, const Subject& subject) {
  const Lexicon& x = lexicon();
  bool with_particle = false;
  const auto* kinds = kinds_of(v.lemma, a.particle, with_particle);
  const auto* d = find(x.dressing, subject.thing);
  if (!d) d = find(x.dressing, singular(subject.thing));
  const auto* p = find(x.props, singular(subject.thing));
  const std::string thing = d ? *d : p ? p->id : subject.thing;
  if (kinds && d && (has(*kinds, BeatKind::kOpen) || has(*kinds, BeatKind::kClose)))
    return {make(has(*kinds, BeatKind::kOpen) ? BeatKind::kOpen : BeatKind::kClose, "", thing)};
  if (v.lemma == "slam" && d) return {make(BeatKind::kClose, "", thing)};
  const bool crowd = x.groups.contains(subject.thing) || x.roles.contains(singular(subject.thing));
  const auto* plain = find(x.frames, v.lemma);
  if ((kinds && has(*kinds, BeatKind::kEffect)) || (plain && has(*plain, BeatKind::kEffect)) || (p && !crowd && kinds && v.form != VerbForm::kBase))
    return {make(crowd ? BeatKind::kDescribe : BeatKind::kEffect, "", thing)};
  return {make(BeatKind::kDescribe, "", thing)};
}

std::vector<Beat> ActionReader::frame(const Verb& v, const Arguments& a, int who_index, const Subject& subject) {
  bool with_particle = false;
  const auto* kinds = kinds_of(v.lemma, a.particle, with_particle);
  const std::string who = id_of(who_index);
  if (cast_.animal(who_index) || (!kinds && cast_.has_animals())) {
    const Lexicon& x = lexicon();
    if (cast_.animal(who_index) && x.animal_calls.contains(v.lemma)) {
      std::string at;
      for (const auto& ph : a.phrases)
        for (const auto& n : ph.nouns)
          if (at.empty() && n.person >= 0) at = id_of(n.person);
      return {make(BeatKind::kGesture, who, v.lemma, at)};
    }
    const std::vector<BeatKind>* own = nullptr;
    if (!a.particle.empty() && (own = find(x.animal_frames, v.lemma + " " + a.particle))) with_particle = true;
    if (!own && !with_particle) own = find(x.animal_frames, v.lemma);
    if (own) kinds = own;
  }
  // "gets into the car", "jumps onto the bus".
  if (is_one_of(v.lemma, {"get", "climb", "jump", "step", "hop"}))
    for (const auto& ph : a.phrases)
      if (is_one_of(ph.preposition, {"into", "onto", "aboard", "in", "on"}) && (v.lemma == "get" || is_one_of(ph.preposition, {"into", "onto"})))
        for (const auto& n : ph.nouns)
          if (n.person < 0 && (is_vehicle_word(n.dressing) || is_vehicle_word(n.word)) && scene_.place.setting == Setting::kExterior) return {make(BeatKind::kExit, who, "", n.dressing.empty() ? n.word : n.dressing)};
  if (!kinds) return {};

  // Direct objects, and what the prepositions say.
  Noun thing, person, first;
  for (const auto& n : a.phrases[0].nouns) {
    if (!first) first = n;
    if (n.person >= 0) { if (person.person < 0) person = n; }
    else if (!thing || (!n.prop.empty() && thing.prop.empty() && thing.dressing.empty())) thing = n;
  }
  const auto phrase = [&](std::initializer_list<std::string_view> prepositions) -> const Noun* {
    for (const auto& ph : a.phrases)
      if (!ph.preposition.empty() && is_one_of(ph.preposition, prepositions))
        for (const auto& n : ph.nouns)
          if (n) return &n;
    return nullptr;
  };
  const auto word_of = [&](const Noun* n) -> std::string {
    if (n && n->word == "each-other") {
      for (int p : subject.people) if (p != who_index) return id_of(p);
      return {};
    }
    return !n ? "" : n->person >= 0 ? id_of(n->person) : !n->dressing.empty() ? n->dressing : n->any();
  };
  const auto place_word = [&](std::initializer_list<std::string_view> prepositions) { return word_of(phrase(prepositions)); };
  const auto& not_props = lexicon().not_props;
  const bool body = thing && thing.prop.empty() && thing.dressing.empty() && not_props.contains(thing.word);
  // Something one can hold: on the list, or an unknown noun with an article that is no part of a body or of time.
  std::string prop = thing.prop;
  std::string rule = "verb-frame:" + v.lemma;
  if (prop.empty() && thing && !thing.dressing.empty() && furniture_that_moves(thing.dressing)) { prop = thing.dressing; rule = "furniture-handled:" + v.lemma; }
  const auto unknown_prop = [&]() -> std::string {
    if (!thing || body || thing.liquid || !thing.determined || !thing.dressing.empty() || thing.word.empty()) return {};
    if (find(lexicon().roles, thing.word) || lexicon().groups.contains(thing.word) || is_room_word(thing.word) || thing.word.size() < 3) return {};
    return slug(singular(thing.word));
  };

  // "out of the car", "out": the thing one comes out of, and the vehicle it is if it is one.
  const auto from_what = [&](const Arguments& args) -> std::string {
    for (std::size_t i = 1; i < std::min<std::size_t>(args.phrases.size(), 3); ++i) {
      if (!is_one_of(args.phrases[i].preposition, {"of", "out", "from", "off"})) return {};
      for (const auto& n : args.phrases[i].nouns) return n.person >= 0 ? "" : n.dressing.empty() ? n.any() : n.dressing;
    }
    return {};
  };
  const bool from_under = std::any_of(a.phrases.begin(), a.phrases.end(), [](const Phrase& ph) { return is_one_of(ph.preposition, {"under", "behind", "between", "beneath", "underneath", "among"}); });
  const auto vehicle_of = [&](const Arguments& args) -> std::string {
    const std::string from = from_what(args);
    const auto* d = find(lexicon().dressing, from);
    if (!from.empty()) return is_vehicle_word(d ? *d : from) ? (d ? *d : from) : "";
    if (!is_one_of(v.lemma, {"get", "climb", "jump", "leap"})) return {};
    return is_vehicle_word(memory_.last_dressing) ? memory_.last_dressing : std::string();
  };
  const auto acted_here = [&] { return std::any_of(scene_.beats.begin(), scene_.beats.end(), [&](const Beat& b) { return b.who == who && b.extension.empty() && b.away.empty() && b.kind != BeatKind::kDescribe; }); };
  // Out of doors, who gets out of a vehicle or comes out of a house comes into the scene. To come out is to come to us.
  const auto comes_out = [&](const std::string& lemma, const std::string& from) {
    if (in_vehicle() || from_under) return false;
    const auto* d = find(lexicon().dressing, from);
    const std::string what = d ? *d : from;
    if (lemma == "come") return !acted_here() && (from.empty() || lets_people_out(what));
    if (scene_.place.setting != Setting::kExterior) return false;
    if (!from.empty()) return lets_people_out(what);
    if (is_one_of(lemma, {"get", "climb", "jump", "leap"})) return true;
    return !acted_here() && is_vehicle_word(memory_.last_dressing);
  };

  const auto walk = [&]() -> std::vector<Beat> {
    const Noun* into = phrase({"into", "inside"});
    if (into && (is_room_word(into->word) || into->word == "house" || into->word == "room")) return {make(BeatKind::kEnter, who, "", into->any())};
    if (phrase({"through"}) && word_of(phrase({"through"})) == "door") {
      const bool here = std::any_of(scene_.beats.begin(), scene_.beats.end(), [&](const Beat& b) { return b.who == who && b.extension.empty(); });
      return {make(here ? BeatKind::kExit : BeatKind::kEnter, who, "", "door")};
    }
    const bool out_of = a.particle == "out" || std::any_of(a.phrases.begin(), a.phrases.end(), [](const Phrase& ph) { return ph.preposition == "out"; });
    if (out_of && comes_out(v.lemma, from_what(a))) return {make(BeatKind::kEnter, who, vehicle_of(a))};
    if (phrase({"out"}) != nullptr) return {make(BeatKind::kExit, who, "", place_word({"out"}))};
    std::string target = place_word({"to", "towards", "toward", "into", "onto"});
    if (target.empty() && first && v.lemma != "cross") target = word_of(&first);
    if (target.empty()) target = place_word({"at", "behind", "beside", "next", "past", "by", "near", "for", "after", "on", "up", "down", "under"});
    if (target.empty()) target = place_word({"through", "across", "along", "around", "over", "from", "in", "against", "between"});
    if (target.empty() && first) target = word_of(&first);
    if (target.empty() && a.particle == "out") return {make(BeatKind::kExit, who)};
    if (target.empty() && (a.particle == "in" || a.particle == "inside")) return {make(BeatKind::kEnter, who)};
    if (target.empty()) target = a.particle;
    return {make(BeatKind::kWalkTo, who, "", target)};
  };
  const auto pick_up = [&]() -> std::vector<Beat> {
    if (is_one_of(thing.word, {"seat"})) return {make(BeatKind::kSit, who, "", place_word({"at", "on", "in", "by"}))};
    if (is_one_of(thing.word, {"step", "steps"})) return {make(BeatKind::kWalkTo, who, "", place_word({"to", "towards", "toward", "into"}))};
    if (is_one_of(thing.word, {"breath"})) return {make(BeatKind::kGesture, who, "breath")};
    if (is_one_of(thing.word, {"look", "glance"})) return {make(BeatKind::kLookAt, who, place_word({"at"}), place_word({"at"}))};
    if (is_one_of(thing.word, {"sip", "gulp", "drink", "swig", "mouthful", "bite", "drag"})) {
      std::string from = phrase({"from", "of", "on"}) ? phrase({"from", "of", "on"})->prop : "";
      if (from.empty()) if (const auto it = memory_.held.find(who_index); it != memory_.held.end()) from = it->second;
      return {make(BeatKind::kUse, who, from)};
    }
    std::string object = prop;
    if (object.empty()) object = unknown_prop();
    if (object.empty()) {
      if (person.person >= 0) return {make(BeatKind::kGesture, who, id_of(person.person), id_of(person.person))};
      if (body) {
        const Noun* of = phrase({"of", "by"});
        return {make(BeatKind::kGesture, who, thing.word, of && of->person >= 0 ? id_of(of->person) : "")};
      }
      return {};
    }
    const auto in_hand = memory_.held.find(who_index);
    const bool has_it = in_hand != memory_.held.end() && in_hand->second == object;
    handle(object, rule);
    memory_.held[who_index] = object;
    if (has_it && is_one_of(v.lemma, {"raise", "lift"})) return {make(BeatKind::kGesture, who, object)};
    // "gives him the cup. He takes it" is one act, already told.
    if (has_it && a.phrases.size() == 1 && is_one_of(v.lemma, {"take", "accept", "receive", "grab"})) return {make(BeatKind::kDescribe, who, object)};
    const bool out_of = a.particle == "out" || std::any_of(a.phrases.begin(), a.phrases.end(), [](const Phrase& ph) { return ph.preposition == "out"; });
    std::string source = place_word({"from", "off", "out"});
    if (source.empty() && out_of) source = place_word({"of"});
    Beat b = make(BeatKind::kPickUp, who, object, source);
    if (is_one_of(v.lemma, {"hold", "carry", "grip", "clutch", "cradle", "hug"})) b.manner = v.lemma == "carry" ? "carrying" : "holding";
    std::vector<Beat> out = {b};
    if (v.lemma == "carry" || v.lemma == "bring")
      if (const Noun* to = phrase({"to", "towards", "toward", "into", "onto"})) out.push_back(make(BeatKind::kWalkTo, who, "", word_of(to)));
    return out;
  };
  const auto put_down = [&]() -> std::vector<Beat> {
    std::string object = prop;
    if (object.empty()) object = unknown_prop();
    if (object.empty() && !thing && v.lemma != "lean" && v.lemma != "rest" && v.lemma != "hide" && v.lemma != "leave")
      if (const auto it = memory_.held.find(who_index); it != memory_.held.end() && with_particle) object = it->second;
    if (object.empty()) return {};
    handle(object, rule);
    memory_.held.erase(who_index);
    std::string target = place_word({"on", "onto", "upon", "into", "in", "over", "under", "behind", "beside", "against", "to", "at", "next", "from"});
    if (const Noun* front = phrase({"of", "front", "before"}); target.empty() && front) target = word_of(front);
    // In front of a chair or a person is the table there, if there is one.
    const bool in_front = std::any_of(a.phrases.begin(), a.phrases.end(), [](const Phrase& ph) { return ph.preposition == "front" || ph.preposition == "before"; });
    if (in_front)
      for (const std::string_view top : {"table", "desk", "counter", "bar"})
        if (std::find(scene_.dressing.begin(), scene_.dressing.end(), top) != scene_.dressing.end()) { target = std::string(top); break; }
    return {make(BeatKind::kPutDown, who, object, target)};
  };
  const auto give = [&]() -> std::vector<Beat> {
    const Noun* to = phrase({"to"});
    if (!to || to->person < 0) to = phrase({"at", "across", "towards", "toward"});
    int receiver = to && to->person >= 0 ? to->person : person.person;
    std::string object = prop;
    if (object.empty()) object = unknown_prop();
    if (object.empty()) {
      if (is_one_of(thing.word, {"nod", "wave", "shrug", "bow", "kiss", "hug", "sign", "signal", "shove"})) return {make(BeatKind::kGesture, who, thing.word, id_of(receiver))};
      if (is_one_of(thing.word, {"smile", "grin", "laugh", "frown", "sigh"})) return {make(BeatKind::kEmotion, who, thing.word, id_of(receiver))};
      if (is_one_of(thing.word, {"look", "glance", "stare"})) return {make(BeatKind::kLookAt, who, id_of(receiver), id_of(receiver))};
      if (body || person.person >= 0) return {make(BeatKind::kGesture, who, thing.word, id_of(receiver))};
      return {};
    }
    handle(object, rule);
    if (receiver < 0) {
      if (v.lemma == "offer" || v.lemma == "extend" || v.lemma == "show" || v.lemma == "present") {
        for (int p : memory_.seen) if (p != who_index) receiver = p;
      } else if (v.lemma != "give" && v.lemma != "hand") {
        return {};
      } else {
        for (int p : memory_.seen) if (p != who_index) receiver = p;
      }
    }
    if (v.lemma == "show") return {make(BeatKind::kGesture, who, object, id_of(receiver))};
    if (receiver >= 0) { memory_.held[receiver] = object; memory_.held.erase(who_index); }
    return {make(BeatKind::kGive, who, object, id_of(receiver))};
  };

  for (const BeatKind kind : *kinds) {
    switch (kind) {
      case BeatKind::kEnter:
        // "She gets in": seen from outside she goes, seen from the seats she comes.
        if (with_particle && a.particle == "in" && is_one_of(v.lemma, {"get", "climb", "jump", "hop"}) && scene_.place.setting == Setting::kExterior)
          return {make(BeatKind::kExit, who, "", is_vehicle_word(memory_.last_dressing) ? memory_.last_dressing : "")};
        if (v.lemma == "return" && prop.empty() && phrase({"to"})) return walk();
        {
          const Noun* where = first && first.prop.empty() ? &first : phrase({"through", "from", "into", "by", "to"});
          return {make(BeatKind::kEnter, who, "", where && where->prop.empty() ? word_of(where) : "")};
        }
      case BeatKind::kExit:
        if (v.lemma == "leave" && thing && (!thing.prop.empty() || (thing.determined && phrase({"on", "in", "under", "behind", "at"})))) {
          auto b = put_down();
          if (!b.empty()) return b;
        }
        if (v.lemma == "get" && phrase({"of"}) && word_of(phrase({"of"})) == "bed") return {make(BeatKind::kStand, who, "", "bed")};
        if (a.particle == "out" && comes_out(v.lemma, from_what(a))) return {make(BeatKind::kEnter, who, vehicle_of(a))};
        return {make(BeatKind::kExit, who, "", word_of(first && first.person < 0 ? &first : phrase({"through", "to", "into", "by", "of", "for"})))};
      case BeatKind::kSit: {
        const Noun* at = phrase({"on", "in", "into", "onto", "at"});
        if (!at) at = phrase({"beside", "next", "by", "opposite", "across", "against", "behind", "near", "under", "with", "from", "to"});
        Beat b = make(BeatKind::kSit, who, "", word_of(at));
        // "sits at the table across from Tom": both matter.
        if (const Noun* whom = phrase({"opposite", "across", "beside", "next", "from", "to"}); whom && whom->person >= 0) { b.object = id_of(whom->person); }
        if (is_one_of(v.lemma, {"lie", "recline", "collapse", "curl", "sprawl", "sleep", "doze", "snooze", "nap"})) b.manner = "lying";
        if (is_one_of(v.lemma, {"squat", "kneel"})) b.manner = v.lemma + "ing";
        if (v.form == VerbForm::kIng && b.manner.empty()) b.manner = "sitting";
        return {b};
      }
      case BeatKind::kStand: {
        if (v.lemma == "straighten" && thing) continue;
        if (v.lemma == "wake" && person.person >= 0) continue;
        if (v.lemma == "get" && a.particle != "up" && !phrase({"to"})) continue;
        if (v.lemma == "get" && a.particle != "up" && place_word({"to"}) != "feet") return walk();
        std::string at = place_word({"at", "by", "in", "on", "under", "behind", "beside", "next", "near", "against", "over", "before", "opposite", "outside"});
        if (at.empty() || at == "feet" || at == "middle") at = place_word({"of", "to", "from"});
        if (at == "feet") at.clear();
        return {make(BeatKind::kStand, who, "", at)};
      }
      case BeatKind::kWalkTo:
        if (v.lemma == "move" && (thing && (!thing.prop.empty() || !thing.dressing.empty()))) break;
        if (is_one_of(v.lemma, {"cross", "back"}) && body) return {make(BeatKind::kGesture, who, thing.word)};
        if (v.lemma == "pass" && thing && !thing.prop.empty()) break;
        if (v.lemma == "lead" || v.lemma == "join") return {make(BeatKind::kWalkTo, who, "", word_of(first ? &first : phrase({"to", "into", "at"})))};
        if (v.lemma == "run" && body) return {make(BeatKind::kGesture, who, thing.word)};
        if (v.lemma == "go" && a.phrases.size() == 1 && !first && a.particle.empty()) return {make(BeatKind::kExit, who)};
        return walk();
      case BeatKind::kTurnTo: {
        if (!prop.empty() && !with_particle) { handle(prop, rule); return {make(BeatKind::kUse, who, prop)}; }
        if (thing && !thing.dressing.empty() && v.lemma == "turn" && !with_particle) return {make(BeatKind::kUse, who, thing.dressing)};
        if (thing && thing.determined && thing.dressing.empty() && thing.word.size() > 2 && v.lemma == "turn" && !body) return {make(BeatKind::kGesture, who, thing.word, place_word({"to", "towards"}))};
        std::string to = place_word({"to", "towards", "toward", "at", "from", "on"});
        if (to.empty() && first) to = word_of(&first);
        if (to.empty()) to = a.particle;
        if (a.particle == "away" && to != "away") return {make(BeatKind::kTurnTo, who, to, "away")};
        return {make(BeatKind::kTurnTo, who, to, to)};
      }
      case BeatKind::kLookAt: {
        if (v.lemma == "check" && !first) continue;
        std::string at;
        if (first && !with_particle) at = word_of(&first);
        if (at.empty()) at = place_word({"at", "into", "towards", "toward", "through", "over", "for", "to", "after", "of", "under", "across", "on", "in", "behind"});
        if (at.empty() && first) at = word_of(&first);
        if (at.empty()) at = a.particle;
        if (at.empty() && is_one_of(v.lemma, {"listen", "search", "consider"})) return {make(BeatKind::kPause, who)};
        return {make(BeatKind::kLookAt, who, at, at)};
      }
      case BeatKind::kPickUp: {
        if (v.lemma == "reach" && !thing) { if (const Noun* n = phrase({"for"}); n && !n->prop.empty()) { handle(n->prop, rule); return {make(BeatKind::kGesture, who, n->prop, n->prop)}; } break; }
        if (v.lemma == "find" && prop.empty()) break;
        if (is_one_of(v.lemma, {"raise", "lift"}) && body) return {make(BeatKind::kGesture, who, thing.word)};
        if (v.lemma == "bring" && (person.person >= 0 || (phrase({"to"}) && phrase({"to"})->person >= 0)) && !prop.empty()) return give();
        if (v.lemma == "pull" && thing && !thing.dressing.empty() && prop != thing.dressing) break;
        if (v.lemma == "pull" && thing.dressing == "chair") return {make(BeatKind::kMove, who, "chair", place_word({"to", "from", "over"}))};
        auto b = pick_up();
        if (!b.empty()) return b;
        break;
      }
      case BeatKind::kPutDown: {
        if (is_one_of(v.lemma, {"throw", "toss", "slip", "fling", "hurl"}) && (person.person >= 0 || (phrase({"to"}) && phrase({"to"})->person >= 0)) && !prop.empty()) return give();
        if (v.lemma == "put" && a.particle == "on") break;
        if (is_one_of(v.lemma, {"put", "lay", "place", "rest", "lower", "drop", "set", "bury", "hide", "lean"}) && body) {
          const Noun* on = phrase({"on", "around", "over", "to", "into", "in"});
          return {make(BeatKind::kGesture, who, thing.word, word_of(on))};
        }
        if (v.lemma == "lean" && !thing) return {make(BeatKind::kGesture, who, "lean", place_word({"against", "on", "over", "to", "in"}))};
        auto b = put_down();
        if (!b.empty()) return b;
        break;
      }
      case BeatKind::kMove: {
        std::string object = !thing.dressing.empty() && prop.empty() ? thing.dressing : prop;
        if (object.empty()) object = unknown_prop();
        if (object.empty()) {
          if (v.lemma == "slide" && !first) return walk();
          break;
        }
        const Noun* to = phrase({"to", "towards", "toward"});
        if (to && to->person >= 0 && !prop.empty()) return give();
        if (!prop.empty() || thing.dressing.empty()) handle(object, rule);
        return {make(BeatKind::kMove, who, object, place_word({"to", "towards", "toward", "into", "onto", "under", "across", "over", "on", "against", "from", "aside"}))};
      }
      case BeatKind::kGive: {
        if (v.lemma == "pass" && !thing) break;
        if (v.lemma == "return" && !thing) break;
        auto b = give();
        if (!b.empty()) return b;
        break;
      }
      case BeatKind::kUse: {
        std::string object = prop;
        const Noun* with = phrase({"from", "with", "into", "in", "on", "at", "through"});
        if (object.empty() && with && !with->prop.empty()) object = with->prop;
        if (object.empty() && thing && !thing.dressing.empty()) object = thing.dressing;
        if (object.empty() && with && !with->dressing.empty() && is_one_of(v.lemma, {"write", "play", "work", "cook", "wash"})) object = with->dressing;
        if (is_one_of(v.lemma, {"shake", "wave", "shoot", "strike", "blow", "tap", "brush"}) && object.empty()) break;
        if (object.empty() && is_one_of(v.lemma, {"drink", "sip", "swallow"})) object = memory_.last_vessel;
        if (object.empty() && !is_one_of(v.lemma, {"cook"})) {
          if (const auto it = memory_.held.find(who_index); it != memory_.held.end() && is_one_of(v.lemma, {"drink", "sip", "eat", "read", "smoke", "write", "bite", "taste", "pour"})) object = it->second;
        }
        if (object.empty() && is_one_of(v.lemma, {"read", "put", "play", "fold", "unfold", "wear", "press"})) object = unknown_prop();
        if (!object.empty() && !find(lexicon().dressing, object)) handle(object, rule);
        if (object.empty() && person.person >= 0) return {make(BeatKind::kGesture, who, id_of(person.person), id_of(person.person))};
        if (object.empty() && thing) object = thing.word;
        if (object.empty() && with) object = with->word;
        return {make(BeatKind::kUse, who, object, person.person >= 0 ? id_of(person.person) : with && with->person >= 0 ? id_of(with->person) : "")};
      }
      case BeatKind::kOpen: case BeatKind::kClose: {
        if (body) return {make(BeatKind::kGesture, who, (kind == BeatKind::kOpen ? "open " : "close ") + thing.word)};
        std::string object = !prop.empty() ? prop : thing.any();
        if (object.empty()) object = place_word({"of", "on"});
        if (object.empty()) break;
        if (!prop.empty() && thing.dressing.empty()) handle(prop, rule);
        return {make(kind, who, object)};
      }
      case BeatKind::kGesture: {
        std::string target = person.person >= 0 ? id_of(person.person) : place_word({"to", "at", "towards", "toward", "on", "with", "for", "over"});
        std::string object = thing.any();
        if (!thing.prop.empty() && is_one_of(v.lemma, {"raise", "touch", "wave", "shake", "kiss", "stroke", "squeeze"})) handle(thing.prop, rule);
        return {make(BeatKind::kGesture, who, object.empty() ? v.lemma : object, target)};
      }
      case BeatKind::kEmotion:
        return {make(BeatKind::kEmotion, who, v.lemma, person.person >= 0 ? id_of(person.person) : place_word({"at", "to"}))};
      case BeatKind::kPause: return {make(BeatKind::kPause, who, "", place_word({"at", "by", "for", "in"}))};
      case BeatKind::kEffect:
        if (kinds->size() > 1 || !find(lexicon().frames, v.lemma)) continue;
        return {make(BeatKind::kDescribe, who)};
      default: break;
    }
  }
  // A verb whose frame did not fit still shows somebody doing something.
  return {make(BeatKind::kDescribe, who, thing.any())};
}

}  // namespace auteur::screenplay
