// Motion of a skeleton over time, as it was captured: BVH and the like. Interchange reads and writes it, puppets make it
// somebody's own.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/geometry.h"

namespace auteur::scene {

enum class MotionChannel { kX, kY, kZ, kTurnX, kTurnY, kTurnZ, kOther };  // places in the file's unit, turns in degrees

struct MotionJoint {
  std::string name;
  int parent = -1;                        // before this one, or -1
  Vec3 offset{0.f};                       // from the parent, when nothing is turned
  std::vector<MotionChannel> channels;    // in the order in which they are applied, the first outermost
  bool end = false;                       // only says how long its parent is
};

struct Motion {
  std::vector<MotionJoint> joints;
  double frames_per_second = 30;
  std::size_t frames = 0;
  std::vector<float> values;              // frames x channels, joint by joint
  std::vector<std::string> notes;         // what was put right, in words, once each
};

}  // namespace auteur::scene
