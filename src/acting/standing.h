// Nobody stands like a post: from one leg to the other, and where the feet are put so that they never slide.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "auteur/staging/staging.h"
#include "carriage.h"

namespace auteur::acting {

// Somebody settles on the other leg. Seconds; `leg`: -1 right .. 0 both .. 1 left.
struct WeightShift { double at = 0, length = 1; double leg = 1; };
// Somebody may settle here: at the ends of what others say, in silences, between gestures. The same chance has the same
// dice in every shot of the scene that sees it.
struct ShiftChance { double at = 0; std::uint64_t dice = 0; double every = 14; /* seconds it should be to the next */ };

// Of the chances those that are far enough apart: no two nearer than 0.6 of `every`. By time.
std::vector<WeightShift> weight_shifts(std::vector<ShiftChance> chances);
// How long it takes to settle, for somebody who settles every so many seconds.
double settling_time(double every);
// -1..1: which leg carries at `t`, eased. `before`: until the first.
double leg_at(const std::vector<WeightShift>& shifts, double t, double before);

// Where the toes of somebody who stands point to (radians), after the moves that are over at `t`: who turns a little
// leaves the feet where they are.
inline constexpr float kTurnsFeet = 0.45f;
float feet_facing(const staging::PersonTrack& track, double t);
// The way somebody will face once the turn is over that they are in at `t`; otherwise `now`.
float facing_after_turn(const staging::PersonTrack& track, double t, float now);

// Feet through a shot, drawing by drawing: planted until they are lifted, in a stride or in a small step. Who turns on the
// spot turns the shoulders, the hips half as far, and then steps, the foot first to whose side it goes.
class FeetOnFloor {
 public:
  using Feet = std::array<puppets::FootPlace, 2>;
  struct Moment {
    Feet standing, seated;                    // where they should be
    double seated_share = 0, walk = 0;        // 0..1
    float phase = 0, stride = 0, to_go = 0;   // of the walk: cycles, metres a cycle, metres
    Vec2 place{0.f};                          // on the floor (x, z), metres
    float facing = 0, to_face = 0;            // radians: the shoulders now, and after the turn
    float feet_facing = 0;                    // radians: the feet, before the first moment
  };
  const Feet& next(const Moment& now);
  float yaw() const { return yaw_; }           // of the hips, which the feet are told against
  float stepping() const { return stepping_share_; }  // 0 .. 1: the weight is where the steps need it

 private:
  struct Swing { bool on = false; float begin = 0; puppets::FootPlace from; };
  struct Step { std::size_t foot = 0; float heading = 0; int drawings = 4; /* in the air */ };
  void begin(const Moment& now, bool walks, float share);
  void turn_hips(const Moment& now, bool walks);
  void keep_planted(puppets::FootPlace& foot, const Moment& now, float turned) const;
  float gone(const Moment& now) const;
  void walk(const Moment& now);
  void stand(const Moment& now, bool on_seat);
  void plan(const Moment& now, const Feet& wanted, bool on_seat);
  void step(const Moment& now, const Feet& wanted, bool on_seat);
  float mean_heading() const { return yaw_ + 0.5f * (feet_[0].around + feet_[1].around); }

  Feet feet_;
  std::array<Swing, 2> swing_;
  bool began_ = false;
  int still_ = 0;            // drawings since they last walked or sat down
  std::vector<Step> steps_;  // to be done, the last first
  int of_step_ = 0;          // drawings into it; below 0: the weight goes over
  float planned_for_ = 0;
  puppets::FootPlace from_;
  float yaw_ = 0, share_ = 0, stepping_share_ = 0;
  float phase_ = -1, to_go_ = 0;  // of the walk before; -1: none
  Vec2 place_{0.f};
};

}  // namespace auteur::acting
