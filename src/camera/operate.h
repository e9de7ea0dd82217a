// The operator: from a set-up to the keys of a shot. Holds it, turns with somebody, goes in and out; and proves that the
// faces are in the picture.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/random.h"
#include "idioms.h"
#include "solve.h"

namespace auteur::camera {

inline constexpr float kFar = 30;  // metres: everything a shot of people reaches

// A shot on its way to being one.
struct Draft {
  double start = 0, end = 0;
  int option = 0, level = 0;
  Way way = Way::kMaster;      // the way it is filmed in the end
  Setup setup;
  Shot shot;
  bool fell_back = false;
  std::string instead;         // why it is not filmed as planned, when another way keeps the continuity
};

class Operator {
 public:
  Operator(const Look& look, const Idioms& idioms, const View& view, const Solver& solver, std::uint64_t seed) : look_(look), idioms_(idioms), view_(view), solver_(solver), random_(seed), seed_(seed) {}

  // The set-up as it stands, focused on the first of the subjects.
  void hold(Draft& d, const std::vector<int>& subjects);
  // The same, and a move where one is called for: with whom the aim hangs on when they move, else a slow one now and then.
  void frame(Draft& d, const std::vector<int>& subjects, Way way);
  // Faces in the frame for the time they are there: the law every shot of people obeys.
  bool proved(const Draft& d, const std::vector<int>& faces, double share = 0.95) const;

 private:
  float f_stop(Way way) const;
  void focus(scene::Camera& c, int who, double t) const;
  Vec3 smooth_eyes(int who, double t, double from, double to) const;
  void name_subjects(Draft& d, const std::vector<int>& subjects);
  void label(Draft& d, const std::vector<int>& subjects);
  void move(Draft& d, const std::vector<int>& subjects, Movement kind, float in);
  // A move of another kind than in and out: `amount` as keys_of_move has it. `onto`: it ends at the set-up instead of beginning there.
  void other_move(Draft& d, const std::vector<int>& subjects, Movement kind, double amount, bool onto);
  void rack(Draft& d, const std::vector<int>& subjects);
  void support(Draft& d, const std::vector<int>& subjects);
  bool sways_within(const Draft& d, const std::vector<int>& faces) const;
  void track(Draft& d, int who, Way way, float moved);
  bool can_be_done(const std::vector<CameraKey>& keys, double length) const;

  const Look& look_;
  const Idioms& idioms_;
  const View& view_;
  const Solver& solver_;
  Random random_;
  std::uint64_t seed_;
  double dolly_zoom_at_ = -1;  // s: the shot that has it
};

}  // namespace auteur::camera
