// Nobody stands like a post: from one leg to the other, and where the feet are put so that they never slide.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

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

// Feet through a shot, drawing by drawing: planted until they are lifted, in a stride or in a small step.
class FeetOnFloor {
 public:
  using Feet = std::array<puppets::FootPlace, 2>;
  struct Moment {
    Feet standing, seated;                    // where they should be
    double seated_share = 0, walk = 0;        // 0..1
    float phase = 0, stride = 0, to_go = 0;   // of the walk: cycles, metres a cycle, metres
  };
  const Feet& next(const Moment& now);

 private:
  struct Swing { bool on = false; float begin = 0; puppets::FootPlace from; };
  void walk(const Moment& now);
  void step(const Feet& wanted, bool on_seat);

  Feet feet_;
  std::array<Swing, 2> swing_;
  bool began_ = false;
  int still_ = 0;          // drawings since they last walked or sat down
  int stepping_ = -1, of_step_ = 0;
  puppets::FootPlace from_, to_;
};

}  // namespace auteur::acting
