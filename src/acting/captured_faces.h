// Captured faces on the people of a shot. Times on the shot's clock.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "auteur/acting/face_capture.h"

namespace auteur::acting {

class CapturedFaces {
 public:
  // `to_shot` takes scene seconds to the shot's clock.
  template <class Clock>
  CapturedFaces(const std::vector<FaceCue>& cues, Clock to_shot) {
    for (const FaceCue& cue : cues) {
      if (!cue.capture) continue;
      const double from = std::clamp(cue.from.value, 0.0, cue.capture->length()), to = cue.to.value > from ? std::min(cue.to.value, cue.capture->length()) : cue.capture->length();
      cues_.push_back({&cue, to_shot(cue.at.value), from, to - from});
    }
  }
  // Eased in and out; what is looked at by the script comes back with it.
  void follow(const std::string& who, puppets::Pose& pose, double t) const;

 private:
  struct Cue { const FaceCue* what; double at, from, length; };
  std::vector<Cue> cues_;
};

}  // namespace auteur::acting
