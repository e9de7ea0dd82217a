// A scene on its own clock: where people stand, sit and walk, whom they look at, what they hold, and when they speak.
//
//   t = 0 -------- scene time, seconds -------------------------------------------> length
//   ANA    enter====walk====sit..............speaks 1-1 ......speaks 1-3 ...stand==exit
//   props  cup on table-1/top-2 .......... in ANA's right hand ....... on table-1/top-1
//
// Every track is a list of keys in time order; what is true at t is the last key at or before t, except moves, which
// run over [start, end]. Places come from the Set's anchors only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "auteur/puppets/puppet.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/world/set.h"

namespace auteur::staging {

// `lying`: animals only; they sit and lie on the floor (seat_height 0), or on what position.y is the top of.
struct Spot { Vec3 position{0.f}; float yaw = 0; bool seated = false; float seat_height = 0.45f; std::string anchor; bool offstage = false; bool lying = false; };

// The last four are animals': kCall gives voice (`object` says how: "bark"), kFly is a walk through the air. kEnter and
// kExit with `fly` come and go by air.
enum class MoveKind { kHold, kWalk, kSit, kStand, kTurn, kReach, kPutDown, kGesture, kEnter, kExit, kNod, kShake, kPoint, kLie, kCall, kFly };
struct Move {
  MoveKind kind = MoveKind::kHold;
  Seconds start, end;
  std::vector<Vec3> path;    // walk, enter, exit: points on the floor
  Spot to;                   // where the move ends (hold: where one is)
  Vec3 aim{0.f};             // reach, put down, point: world space
  std::string object;        // prop or cast id
  int hand = 1;              // 0 left, 1 right
  bool trot = false, fly = false;  // how an animal goes
};
struct GazeKey { Seconds at; std::string at_whom; /* cast id, "", or "point" */ Vec3 point{0.f}; };
struct MoodKey { Seconds at; screenplay::Mood mood; };
// An animal in somebody's arms or on a shoulder from this instant on; `by` empty: on its own feet again.
struct CarryKey { Seconds at; std::string by; bool shoulder = false; };
struct PersonTrack { std::string id; bool seen_from_start = true; Spot start; std::vector<Move> moves; std::vector<GazeKey> gaze; std::vector<MoodKey> mood; std::vector<CarryKey> carried = {}; };

// Where a prop is: on an anchor (`holder` empty), in a hand (0 left, 1 right), or in a pocket or bag and not seen (2).
struct PropKey { Seconds at; std::string holder; int hand = 1; Vec3 position{0.f}; float yaw = 0; std::string anchor; };
struct PropTrack { std::string id; std::vector<PropKey> keys; };

// A door's leaf: how far it stands open at an instant, 0 shut .. 1 wide; between two keys it swings. Shut before the first.
struct DoorKey { Seconds at; float open = 0; };
struct DoorTrack { std::string id; /* the set's door anchor */ std::vector<DoorKey> keys; };

struct Line { std::string id, who, text, manner, extension; Seconds start, end; std::string to_whom; bool off_screen = false; screenplay::Mood mood; bool filtered = false; /* heard through a phone, a radio, a loudspeaker */ };
enum class SoundEventKind { kStep, kDoorOpen, kDoorClose, kPutDown, kPickUp, kSit, kStand, kEffect, kCall /* an animal's voice: `what` the manner, `hz` its pitch */ };
struct SoundEvent { SoundEventKind kind = SoundEventKind::kStep; Seconds at; Vec3 position{0.f}; std::string material, what; double strength = 1; double hz = 0; };
// What happens, for the camera: the beat and its time span.
struct TimedBeat { int beat = 0; Seconds start, end; };

struct Staging {
  std::string scene;      // number
  Seconds length;
  std::vector<PersonTrack> people;
  std::vector<PropTrack> props;
  std::vector<DoorTrack> doors;
  std::vector<Line> lines;
  std::vector<SoundEvent> sounds;
  std::vector<TimedBeat> beats;
  std::map<std::string, std::string> props_after;  // prop id -> anchor id where the scene leaves it (or "hand:ANA")
};

// `line_lengths`: line id -> length of the spoken line. `props_before`: where earlier scenes in this place left props.
// (an anchor, "floor/X/Z", "hand:ANA" or "pocket:ANA"). `away`: props of the place that are elsewhere now. Pure.
struct StagingRequest {
  const screenplay::Scene* scene = nullptr;
  const world::Set* set = nullptr;
  std::map<std::string, puppets::Measures> people;
  std::map<std::string, Seconds> line_lengths;
  std::map<std::string, std::string> props_before;
  std::set<std::string> away;
  bool door_open = false;  // the place's door stands open when the scene begins
  bool far_filmed = false;             // what happens at the other end of a call takes its time: it is filmed as well
  std::vector<TimedBeat> clock = {};   // the other end has the clock: its beats, of the same scene; and how long it is
  Seconds length = {};
};
Staging stage_scene(const StagingRequest& request);

// State of one person at scene time t, before acting adds life: position, seat, walking phase, what the hands do.
struct PersonState {
  bool present = false;      // in the set and to be drawn
  Vec3 position{0.f};
  float yaw = 0;
  float seated = 0;          // 0..1 during sit and stand
  float seat_height = 0.45f;
  float walk = 0, walk_phase = 0;
  Vec3 gaze{0.f};            // world point looked at
  std::string gaze_at;       // cast id or ""
  const Move* act = nullptr; // the reach, put-down, gesture ... under way
  float act_phase = 0;       // 0..1
  std::string holds[2];      // prop ids in the left and right hand
  screenplay::Mood mood;
  std::string speaking;      // line id or ""
  // Animals: lying 0..1, in the air 0..1, the walk under way in metres, whose arms or shoulder they are on.
  float lying = 0, flying = 0, walked = 0, to_go = 0;
  bool trot = false, on_shoulder = false;
  std::string carried_by;
};
PersonState person_at(const Staging& staging, const std::string& person, Seconds t, const std::map<std::string, puppets::Measures>& measures);
// Where a prop rests at t (not when held: then acting puts it in the hand).
const PropKey* prop_at(const Staging& staging, const std::string& prop, Seconds t);

// How far the door stands open at t; a door nobody uses is shut.
float door_open(const Staging& staging, const std::string& door, Seconds t);

// How far a hand is on its way to what it reaches for, 0..1, at `phase` 0..1 of the act: there at half time, when the
// thing changes hands.
float reach_share(MoveKind kind, double phase);
// Where a prop is, also in a hand: to a hand's breadth what acting does with it (a test of acting holds the two together).
// Nothing when its holder is not there.
std::optional<Vec3> prop_place(const Staging& staging, const std::string& prop, Seconds t, const std::map<std::string, puppets::Measures>& measures);
// Cups and spoons go to the mouth, other things to where the eyes can read them.
bool goes_to_the_mouth(const std::string& prop);

// Where the eyes of somebody in this state are, before acting bends the body; and the way the face points (unit).
Vec3 eyes_of(const PersonState& state, const puppets::Measures& measures);
Vec3 face_direction(const PersonState& state, const puppets::Measures& measures);

Json to_json(const Staging& staging);
Result<Staging> staging_from_json(const Json& document);

}  // namespace auteur::staging
