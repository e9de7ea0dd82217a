// Captured motion made anybody's own, and ours written out.
//
//   skeleton as captured ── names or form ──> our bones ── rest against rest ──> turns from our rest, lengths in legs
//   floor: where the feet are lowest; planted feet (slow and low) are held still; the rest is the body's own proportions
//
// Thread-safe once made.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/puppets/puppet.h"
#include "auteur/scene/motion.h"

namespace auteur::puppets {

class Capture {
 public:
  // Errors: kInvalidInput (no hips, or a leg that is not there: no body can follow it).
  static Result<Capture> of(const scene::Motion& motion);

  double length() const;                                  // seconds
  const std::vector<std::string>& findings() const { return findings_; }

  // An instant, seconds after the start, held at both ends. `place`: under the hips, on the floor, in legs; `yaw`: where
  // the hips face. `body` is against these two.
  struct Instant { Vec3 place{0.f}; float yaw = 0; BodyMotion body; };
  Instant at(double seconds) const;
  // Where somebody faces as a stretch begins: over the next second, since hips swing while one walks, unless they turn.
  float facing(double seconds) const;

 private:
  double fps_ = 30;
  std::vector<Instant> frames_;
  std::vector<std::string> findings_;
};

// Skeletons, one a frame, as a motion in centimetres: zero turns are a T-pose facing +z. Joints whose distance from
// their parent changes (clay gives) have places as well as turns.
scene::Motion motion_of(const std::vector<Skeleton>& frames, double frames_per_second);

}  // namespace auteur::puppets
