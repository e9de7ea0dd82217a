// Spotting: where in a scene there is music, what of the picture it answers to, and whose themes belong there.
//
//   beats    |describe|enter|....line....|line|put down|pause|...line...|exit|
//   music    in============out            in===========hit============segue>
//
// What is weighed is data (data/music/spotting.json). Pure, thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/music/direction.h"
#include "auteur/music/themes.h"
#include "auteur/screenplay/breakdown.h"

namespace auteur::music {

// A beat of the scene on its clock. `at`: the instant that an accent would meet (the cup touches the table).
struct Moment { int beat = 0; screenplay::BeatKind kind = screenplay::BeatKind::kDescribe; std::string who, object, text; screenplay::Mood mood; Seconds start, end, at; };
// Somebody's call, its beat found (find_beat).
struct BeatCall { CallKind kind = CallKind::kEnter; int beat = 0; };

struct SpottingRequest {
  Seconds length;
  screenplay::Mood mood;
  std::vector<Moment> moments;                       // by start
  std::vector<std::pair<Seconds, Seconds>> speech;   // by start
  std::vector<Feature> features;
  std::vector<BeatCall> calls;
  double coverage = 0;         // -1..1
  bool silent = false, flows_in = false, flows_out = false;
  std::uint64_t seed = 0;      // other takes weigh a little differently
};

struct OwnerAt { std::string owner; Seconds at; double weight = 0.5; std::string why; };
// One cue. Times on the scene's clock; hits on the frames of 24 a second.
struct Span {
  Seconds in, out;
  screenplay::Mood mood;
  std::vector<std::pair<Seconds, screenplay::Mood>> curve;
  std::vector<HitPoint> hits;
  std::vector<OwnerAt> owners;
  bool flows_in = false, flows_out = false;
  std::string why_in, why_out;
};
// In time order, apart from each other or joined exactly (flows_out, flows_in). Every feature belongs to at least one span
// when there is any.
std::vector<Span> spot(const SpottingRequest& request);

// The beat that words mean ("she sits", "the knock", "he leaves"); -1 when there is none.
int find_beat(const screenplay::Scene& scene, const std::vector<screenplay::CastMember>& cast, const std::string& words);

Json to_json(const std::vector<Span>& spans);
Result<std::vector<Span>> spans_from_json(const Json& document);

}  // namespace auteur::music
