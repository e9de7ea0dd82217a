// How a mood is carried: posture, gait, gestures, eyes. The tables are data/acting/postures.json.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/acting/behaviour.h"
#include "auteur/staging/staging.h"

namespace auteur::acting {

struct Carriage {
  double lean = 0, slump = 0, chin = 0;             // radians, 0..1, radians
  double near = 0, open = 0, grip = 0;              // of the arms, 0..1
  double pace = 1, gesture = 1;                     // factors
  double averts = 0, blinks = 0;                    // share of looks away; a minute
  double shoulders = 0, chest = 0;                  // -1..1, as puppets::Bearing
  double weight = 0.45, shift = 14;                 // 0 on both legs .. 1 on one; seconds from one to the other
  double stance = 0, toes = 0, stretch = 0;         // legs the feet are farther apart than the hips; radians outwards; legs before the seat's edge
  double bounce = 0, heavy = 0;                     // of the gait, 0..1
};
Carriage carriage_of(const MoodPoint& mood);

// A mood on the clock of the staging: from `at` on.
struct MoodMoment { double at = 0; MoodPoint mood; };
using MoodTrack = std::vector<MoodMoment>;
// Who speaks or acts feels it as the beat begins, the others as it has gone by to a third.
MoodTrack mood_track(const SceneCourse& course, const std::string& who, const staging::Staging& staging);
// Eased over the 1.2 s before `t`.
MoodPoint mood_on(const MoodTrack& track, double t);

// The feelings of everybody and of their lines as they have them in their moods; between beats faces come back to the mood.
void colour_feelings(staging::Staging& staging, const std::map<std::string, MoodTrack>& tracks);

}  // namespace auteur::acting
