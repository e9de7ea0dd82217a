// One person through one shot, drawing by drawing. performance.cc puts the people and the props together.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/acting/performance.h"
#include "beats.h"
#include "carriage.h"
#include "direction.h"
#include "lips.h"

namespace auteur::acting {

inline constexpr int kDrawingsPerSecond = 12;

// A line of the scene as far as this shot hears it.
struct HeardLine {
  const staging::Line* line = nullptr;
  const LineTake* take = nullptr;      // may be null: no take, no lips
  Direction direction;
  double offset = 0;                   // line start, seconds after the shot's start
  std::vector<Mouth> mouths;           // per drawing of the shot
  std::vector<Stress> stresses;        // seconds of the line
  std::vector<double> phrase_ends;
  double cut = 0;                      // seconds of the line at which somebody cut in; 0: nobody did
};

struct ShotContext {
  const PerformanceRequest& request;
  std::map<std::string, puppets::Measures> measures;
  std::vector<HeardLine> lines;
  double start = 0;                    // scene time of drawing 0
  int drawings = 0;
  std::map<std::string, MoodTrack> moods;  // by cast id; nobody is here who is in an even mood throughout
};

// Everything about a person in one drawing that does not need hands in world space yet.
struct ActedDrawing {
  staging::PersonState state;
  puppets::Pose pose;
};

// Empty drawings (state.present false) where the person is not there.
std::vector<ActedDrawing> act_person(const ShotContext& context, const std::string& id);
// The same for an animal (animal_performer.cc); and the arms of those who carry one.
std::vector<ActedDrawing> act_animal(const ShotContext& context, const std::string& id);
void hold_animals(const ShotContext& context, const std::map<std::string, ActedDrawing*>& here);

// Hands that reach, and props that go with them.
class Hands {
 public:
  explicit Hands(const ShotContext& context) : context_(context) {}
  // Sets reach targets of `drawing`; `t` in scene seconds.
  void pose_hands(const std::string& person, ActedDrawing& drawing, double t);
  PosedProp pose_prop(const staging::PropTrack& prop, const std::map<std::string, ActedDrawing*>& people, double t);

 private:
  const puppets::Puppet* puppet_of(const std::string& person);
  void crouch(const std::string& person, puppets::Pose& pose, float hip_height, float share);
  void embrace(const std::string& person, puppets::Pose& pose, const std::string (&holds)[2], Vec3 back, double phase);
  Vec3 hand_of(const std::string& person, const puppets::Pose& pose, int hand);
  Vec3 grip_of(const std::string& prop, float yaw) const;
  float held_yaw(const staging::PropTrack& prop, const staging::PropKey& key, const ActedDrawing& who, double t) const;

  const ShotContext& context_;
  std::map<std::string, puppets::PuppetPtr> puppets_;
};

float smooth_step(double x);  // minimum jerk, clamped
float wrap(float angle);      // -pi..pi

}  // namespace auteur::acting
