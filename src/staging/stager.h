// The stage manager's book while a scene is being blocked: who is where until when.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auteur/base/random.h"
#include "auteur/staging/blocking.h"
#include "floor.h"

namespace auteur::staging {

// A number from outside within its bounds; `fallback` for what is none.
inline double sane(double v, double low, double high, double fallback) { return std::isfinite(v) ? std::clamp(v, low, high) : fallback; }
double words_in(const std::string& text);

struct Actor {
  PersonTrack track;
  Spot at, home;            // where one is after the last move; where one belongs when coming in
  double free = 0;          // until when the body is busy
  bool on = false, left = false, extra = false;
  bool animal = false, passes = false;  // passes: an extra who walks through
  std::string follows;      // an animal that goes where somebody goes
  std::string carried_by;
  std::string held[2];      // prop ids, left and right
  puppets::Measures measures;
  std::vector<std::pair<double, GazeKey>> attention;  // whom one listens to
  struct Glance { double start, end; GazeKey key; };
  std::vector<Glance> glances;                        // short looks that override it
};

// A stretch of time during which a door is wanted open: from where its leaf begins to swing until it is shut again.
struct Passage { const world::Anchor* door = nullptr; double from = 0, until = 0, strength = 0.6; };

struct Thing {              // a prop on its way through the scene
  PropTrack track;
  std::string holder, anchor;
  int hand = 1;
  Vec3 position{0.f};
};

inline constexpr float kAboutTurn = 0.8f;  // radians: more is turned on the spot, not on the way
inline double turn_time(float by) { return 0.5 + 0.2 * static_cast<double>(std::abs(by)); }

class Stager {
 public:
  Stager(const StagingRequest& request, const Blocking& blocking, std::vector<RefusedWish>& refused);
  Staging run();

 private:
  using Beat = screenplay::Beat;
  using BeatKind = screenplay::BeatKind;

  // preparation (stager_setup.cc)
  void gather_people();
  void gather_things();
  void decided_by_a_person(std::vector<StartWish>& wishes);
  Actor& add_actor(const std::string& id);
  bool starts_in_pocket(const std::string& prop, const std::string& who) const;
  bool starts_in_hand(const std::string& prop, const std::string& who) const;

  // the clock (stager.cc)
  void play(std::size_t index);
  void say(std::size_t index);
  std::optional<double> speak_into(std::size_t index, double length);
  const TimedBeat* given_time(std::size_t index) const;  // when another end of the call has the clock
  double share_until_next(std::size_t index, double for_line, double for_act) const;
  std::string addressee(std::size_t index) const;
  void finish();

  // what people do (stager_acts.cc)
  struct Acting {
    std::size_t index = 0;
    const Beat& beat;
    Actor* who = nullptr;      // in the scene; null: nobody, or not there
    double begin = 0, end = 0;
    double feeling = 0;        // tension, 0 to 1
    double for_line = 0.55, for_act = 0.6;  // the share of it after which a line, or another act, may begin
  };
  void act(std::size_t index);
  void act_elsewhere(std::size_t index);
  Actor* acting_now(const Beat& beat, double t);
  void act_out(Acting& a);
  void act_enter(Acting& a);
  void act_exit(Acting& a);
  void act_walk(Acting& a);
  void act_look(Acting& a);
  void act_pick_up(Acting& a);
  void act_put_down(Acting& a);
  void act_give(Acting& a);
  void act_use(Acting& a);
  void act_open(Acting& a);
  Vec3 go_to_handle(Acting& a, const world::Anchor& leaf);
  void move_leaf(const Acting& a, double start, Vec3 aim);
  void act_gesture(Acting& a);
  void act_describe(Acting& a);
  void act_effect(Acting& a);
  void act_move(Acting& a);

  // what bodies do (stager_moves.cc); each returns when it is over
  double walk_to(Actor& actor, double t, const Spot& to, double speed, MoveKind kind = MoveKind::kWalk);
  double stand_up(Actor& actor, double t);
  double sit_down(Actor& actor, double t, const std::string& word);
  double turn_to(Actor& actor, double t, float yaw);
  double turn_to_way(Actor& actor, double t, const std::vector<Vec3>& path);
  double arrive(Actor& actor, Move walk);
  struct Threshold { Vec3 inside{0.f}, outside{0.f}; };
  std::optional<Threshold> vehicle_side(const std::string& word, Vec3 seen_from) const;
  double enter(Actor& actor, double t, const Beat& beat);
  double leave(Actor& actor, double t, const Beat& beat);
  double take_out(Actor& actor, double t, Thing& thing, double* taken);
  double pick_up(Actor& actor, double t, Thing& thing, double* taken);
  double put_down(Actor& actor, double t, Thing& thing, const std::string& where, double* placed);
  double give(Actor& from, Actor& to, double t, Thing& thing, double* given);
  double embrace(Actor& actor, Actor& whom, double t);
  double overlay(Actor& actor, MoveKind kind, double t, double length, Vec3 aim, const std::string& object, int hand);
  void steps(const std::vector<Vec3>& path, double start, double length, double strength, const Actor& walker);
  std::vector<Vec3> way(const Actor& actor, Vec3 from, Vec3 to) const;
  void turn_bodies_to_gaze();
  void turn_before_walks(PersonTrack& person, const std::vector<std::pair<double, double>>& busy);
  void busy_extras();  // stager_extras.cc
  void passers_by();
  // animals (stager_animals.cc)
  void place_animals();
  bool act_animal(std::size_t index, Actor& who, double begin, double& end);
  bool act_on_animal(std::size_t index, Actor& who, double begin, double& end);
  double call(Actor& animal, double t, const std::string& how, double strength = 1);
  double get_down(Actor& animal, double t, MoveKind kind);
  double lie_down(Actor& animal, double t);
  double sit_on_floor(Actor& animal, double t);
  double go(Actor& animal, double t, Spot to, bool trot, bool fly);
  double walk_beside(Actor& animal, double t, Actor& whom, float gap, bool trot);
  void followers_of(const Actor& whom, double t);
  Spot heel(const Actor& whom, const Actor& animal, float gap, int side) const;
  std::optional<Spot> perch(const std::string& word, const Actor& animal) const;
  void carry(Actor& animal, Actor& by, double t, bool shoulder);
  void set_down(Actor& animal, double t);
  // doors (stager_doors.cc): who comes and goes, who opens and who closes; finish_doors makes leaves and sounds of it
  void open_door(const world::Anchor& door, double t);
  void close_door(const world::Anchor& door, double t, double strength);
  void finish_doors();

  Actor* actor(const std::string& id);
  Thing* thing(const std::string& id);
  std::vector<Vec3> others(const Actor* except) const;
  std::optional<Vec3> place_of(const std::string& word, const Actor* seen_from) const;
  Spot spot_near(const std::string& word, Actor& actor);
  const world::Anchor* surface_for(const Actor* actor, const std::string& word, Vec3 near) const;
  Vec3 eyes(const Actor& actor) const;
  double pace(const Beat& beat, const Actor* who = nullptr) const;
  void look(Actor& actor, double t, const std::string& whom, Vec3 point = Vec3(0.f));
  void everybody_looks(double t, const Actor& at);
  void sound(SoundEventKind kind, double t, Vec3 where, const std::string& material, const std::string& what, double strength);

  const StagingRequest& request_;
  const Blocking& blocking_;
  std::vector<RefusedWish>& refused_;
  const screenplay::Scene& scene_;
  world::Set no_set_;
  const world::Set& set_;
  Floor floor_;
  std::uint64_t seed_;
  Random random_;
  std::vector<Actor> actors_;
  std::vector<Thing> things_;
  Staging out_;
  std::vector<Passage> passages_;
  double clock_ = 0;        // the next beat may start here
  double together_from_ = 0;  // when the first of those who act together began
  int together_ = 0;
  double line_end_ = -1, line_start_ = -1;
  std::string last_speaker_, on_the_phone_;
  bool has_dialogue_ = false;
};

// Speed profile of a walk: distance covered at time t of a walk of `length` metres over `duration` seconds.
double walked(double length, double duration, double t);
double walk_speed(double length, double duration, double t);
double path_length(const std::vector<Vec3>& path);
Vec3 along_path(const std::vector<Vec3>& path, double distance);

}  // namespace auteur::staging
